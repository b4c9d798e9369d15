declare i64 @llvm.smin.i64(i64, i64)
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
define void @"update"(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %t0 = getelementptr i64, ptr %args, i64 0
  %t1 = load ptr, ptr %t0, align 8
  %t2 = getelementptr i64, ptr %args, i64 1
  %t3 = load ptr, ptr %t2, align 8
  %t4 = getelementptr i64, ptr %args, i64 2
  %t5 = load ptr, ptr %t4, align 8
  %t6 = getelementptr i64, ptr %args, i64 3
  %t7 = load ptr, ptr %t6, align 8
  %t8 = getelementptr i64, ptr %args, i64 4
  %t9 = load double, ptr %t8, align 8
  %t10 = fptrunc double %t9 to float
  %t11 = insertelement <4 x float> poison, float %t10, i64 0
  %t12 = shufflevector <4 x float> %t11, <4 x float> poison, <4 x i32> zeroinitializer
  br label %blocks
blocks:
  %first = phi i64 [%begin, %entry], [%block.end, %block.done]
  %block.more = icmp slt i64 %first, %end
  br i1 %block.more, label %block, label %done
block:
  %block.end = add nsw i64 %first, 4096
  %stop = call i64 @llvm.smin.i64(i64 %block.end, i64 %end)
  %block.number = sdiv exact i64 %first, 4096
  %t13 = sub i64 %end, %begin
  %t14 = icmp sge i64 %t13, 65536
  %t15 = select i1 %t14, i64 %stop, i64 %first
  br label %loop0
loop0:
  %i0 = phi i64 [%first, %block], [%next0, %body0]
  %lanes0.0.0 = phi <4 x float> [zeroinitializer, %block], [%lanes0.0.0.next, %body0]
  %lanes0.0.1 = phi <4 x float> [zeroinitializer, %block], [%lanes0.0.1.next, %body0]
  %lanes0.0.2 = phi <4 x float> [zeroinitializer, %block], [%lanes0.0.2.next, %body0]
  %lanes0.0.3 = phi <4 x float> [zeroinitializer, %block], [%lanes0.0.3.next, %body0]
  %lanes0.1.0 = phi <4 x float> [zeroinitializer, %block], [%lanes0.1.0.next, %body0]
  %lanes0.1.1 = phi <4 x float> [zeroinitializer, %block], [%lanes0.1.1.next, %body0]
  %lanes0.1.2 = phi <4 x float> [zeroinitializer, %block], [%lanes0.1.2.next, %body0]
  %lanes0.1.3 = phi <4 x float> [zeroinitializer, %block], [%lanes0.1.3.next, %body0]
  %next0 = add nsw i64 %i0, 16
  %more0 = icmp sle i64 %next0, %t15
  br i1 %more0, label %body0, label %loop1
body0:
  %t16 = getelementptr float, ptr %t1, i64 %i0
  %t17 = getelementptr i8, ptr %t16, i64 2048
  call void @llvm.prefetch.p0(ptr %t17, i32 0, i32 3, i32 1)
  %t18 = getelementptr float, ptr %t3, i64 %i0
  %t19 = getelementptr i8, ptr %t18, i64 2048
  call void @llvm.prefetch.p0(ptr %t19, i32 0, i32 3, i32 1)
  %t20 = add i64 %i0, 4
  %t21 = add i64 %i0, 8
  %t22 = add i64 %i0, 12
  %t23 = getelementptr float, ptr %t1, i64 %i0
  %t24 = load <4 x float>, ptr %t23, align 4
  %t25 = getelementptr float, ptr %t1, i64 %t20
  %t26 = load <4 x float>, ptr %t25, align 4
  %t27 = getelementptr float, ptr %t1, i64 %t21
  %t28 = load <4 x float>, ptr %t27, align 4
  %t29 = getelementptr float, ptr %t1, i64 %t22
  %t30 = load <4 x float>, ptr %t29, align 4
  %t31 = getelementptr float, ptr %t3, i64 %i0
  %t32 = load <4 x float>, ptr %t31, align 4
  %t33 = getelementptr float, ptr %t3, i64 %t20
  %t34 = load <4 x float>, ptr %t33, align 4
  %t35 = getelementptr float, ptr %t3, i64 %t21
  %t36 = load <4 x float>, ptr %t35, align 4
  %t37 = getelementptr float, ptr %t3, i64 %t22
  %t38 = load <4 x float>, ptr %t37, align 4
  %t39 = fmul <4 x float> %t24, %t24
  %t40 = fmul <4 x float> %t26, %t26
  %t41 = fmul <4 x float> %t28, %t28
  %t42 = fmul <4 x float> %t30, %t30
  %t43 = fmul <4 x float> %t32, %t12
  %t44 = fmul <4 x float> %t34, %t12
  %t45 = fmul <4 x float> %t36, %t12
  %t46 = fmul <4 x float> %t38, %t12
  %t47 = fmul <4 x float> %t43, %t43
  %t48 = fmul <4 x float> %t44, %t44
  %t49 = fmul <4 x float> %t45, %t45
  %t50 = fmul <4 x float> %t46, %t46
  %lanes0.0.0.next = fadd <4 x float> %lanes0.0.0, %t39
  %lanes0.0.1.next = fadd <4 x float> %lanes0.0.1, %t40
  %lanes0.0.2.next = fadd <4 x float> %lanes0.0.2, %t41
  %lanes0.0.3.next = fadd <4 x float> %lanes0.0.3, %t42
  %lanes0.1.0.next = fadd <4 x float> %lanes0.1.0, %t47
  %lanes0.1.1.next = fadd <4 x float> %lanes0.1.1, %t48
  %lanes0.1.2.next = fadd <4 x float> %lanes0.1.2, %t49
  %lanes0.1.3.next = fadd <4 x float> %lanes0.1.3, %t50
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %lanes1.0.0 = phi <4 x float> [%lanes0.0.0, %loop0], [%lanes1.0.0.next, %body1]
  %lanes1.0.1 = phi <4 x float> [%lanes0.0.1, %loop0], [%lanes1.0.1.next, %body1]
  %lanes1.0.2 = phi <4 x float> [%lanes0.0.2, %loop0], [%lanes1.0.2.next, %body1]
  %lanes1.0.3 = phi <4 x float> [%lanes0.0.3, %loop0], [%lanes1.0.3.next, %body1]
  %lanes1.1.0 = phi <4 x float> [%lanes0.1.0, %loop0], [%lanes1.1.0.next, %body1]
  %lanes1.1.1 = phi <4 x float> [%lanes0.1.1, %loop0], [%lanes1.1.1.next, %body1]
  %lanes1.1.2 = phi <4 x float> [%lanes0.1.2, %loop0], [%lanes1.1.2.next, %body1]
  %lanes1.1.3 = phi <4 x float> [%lanes0.1.3, %loop0], [%lanes1.1.3.next, %body1]
  %next1 = add nsw i64 %i1, 16
  %more1 = icmp sle i64 %next1, %stop
  br i1 %more1, label %body1, label %loop2
body1:
  %t51 = add i64 %i1, 4
  %t52 = add i64 %i1, 8
  %t53 = add i64 %i1, 12
  %t54 = getelementptr float, ptr %t1, i64 %i1
  %t55 = load <4 x float>, ptr %t54, align 4
  %t56 = getelementptr float, ptr %t1, i64 %t51
  %t57 = load <4 x float>, ptr %t56, align 4
  %t58 = getelementptr float, ptr %t1, i64 %t52
  %t59 = load <4 x float>, ptr %t58, align 4
  %t60 = getelementptr float, ptr %t1, i64 %t53
  %t61 = load <4 x float>, ptr %t60, align 4
  %t62 = getelementptr float, ptr %t3, i64 %i1
  %t63 = load <4 x float>, ptr %t62, align 4
  %t64 = getelementptr float, ptr %t3, i64 %t51
  %t65 = load <4 x float>, ptr %t64, align 4
  %t66 = getelementptr float, ptr %t3, i64 %t52
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %t3, i64 %t53
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = fmul <4 x float> %t55, %t55
  %t71 = fmul <4 x float> %t57, %t57
  %t72 = fmul <4 x float> %t59, %t59
  %t73 = fmul <4 x float> %t61, %t61
  %t74 = fmul <4 x float> %t63, %t12
  %t75 = fmul <4 x float> %t65, %t12
  %t76 = fmul <4 x float> %t67, %t12
  %t77 = fmul <4 x float> %t69, %t12
  %t78 = fmul <4 x float> %t74, %t74
  %t79 = fmul <4 x float> %t75, %t75
  %t80 = fmul <4 x float> %t76, %t76
  %t81 = fmul <4 x float> %t77, %t77
  %lanes1.0.0.next = fadd <4 x float> %lanes1.0.0, %t70
  %lanes1.0.1.next = fadd <4 x float> %lanes1.0.1, %t71
  %lanes1.0.2.next = fadd <4 x float> %lanes1.0.2, %t72
  %lanes1.0.3.next = fadd <4 x float> %lanes1.0.3, %t73
  %lanes1.1.0.next = fadd <4 x float> %lanes1.1.0, %t78
  %lanes1.1.1.next = fadd <4 x float> %lanes1.1.1, %t79
  %lanes1.1.2.next = fadd <4 x float> %lanes1.1.2, %t80
  %lanes1.1.3.next = fadd <4 x float> %lanes1.1.3, %t81
  br label %loop1
loop2:
  %t82 = shufflevector <4 x float> %lanes1.0.0, <4 x float> %lanes1.0.1, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t83 = shufflevector <4 x float> %lanes1.0.2, <4 x float> %lanes1.0.3, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t84 = shufflevector <8 x float> %t82, <8 x float> %t83, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %t85 = shufflevector <4 x float> %lanes1.1.0, <4 x float> %lanes1.1.1, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t86 = shufflevector <4 x float> %lanes1.1.2, <4 x float> %lanes1.1.3, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t87 = shufflevector <8 x float> %t85, <8 x float> %t86, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  br label %single
single:
  %k = phi i64 [%i1, %loop2], [%k.next, %one]
  %single0 = phi <16 x float> [%t84, %loop2], [%single0.next, %one]
  %single1 = phi <16 x float> [%t87, %loop2], [%single1.next, %one]
  %left = icmp slt i64 %k, %stop
  br i1 %left, label %one, label %fold
one:
  %t88 = getelementptr float, ptr %t1, i64 %k
  %t89 = load float, ptr %t88, align 4
  %t90 = getelementptr float, ptr %t3, i64 %k
  %t91 = load float, ptr %t90, align 4
  %t92 = fmul float %t89, %t89
  %t93 = fmul float %t91, %t10
  %t94 = fmul float %t93, %t93
  %lane = sub i64 %k, %i1
  %t95 = extractelement <16 x float> %single0, i64 %lane
  %t96 = fadd float %t95, %t92
  %single0.next = insertelement <16 x float> %single0, float %t96, i64 %lane
  %t97 = extractelement <16 x float> %single1, i64 %lane
  %t98 = fadd float %t97, %t94
  %single1.next = insertelement <16 x float> %single1, float %t98, i64 %lane
  %k.next = add nsw i64 %k, 1
  br label %single
fold:
  %t99 = shufflevector <16 x float> %single0, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t100 = shufflevector <16 x float> %single0, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %t101 = fadd <8 x float> %t99, %t100
  %t102 = shufflevector <8 x float> %t101, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %t103 = shufflevector <8 x float> %t101, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %t104 = fadd <4 x float> %t102, %t103
  %t105 = shufflevector <4 x float> %t104, <4 x float> poison, <2 x i32> <i32 0, i32 1>
  %t106 = shufflevector <4 x float> %t104, <4 x float> poison, <2 x i32> <i32 2, i32 3>
  %t107 = fadd <2 x float> %t105, %t106
  %t108 = shufflevector <2 x float> %t107, <2 x float> poison, <1 x i32> <i32 0>
  %t109 = shufflevector <2 x float> %t107, <2 x float> poison, <1 x i32> <i32 1>
  %t110 = fadd <1 x float> %t108, %t109
  %t111 = extractelement <1 x float> %t110, i64 0
  %t112 = shufflevector <16 x float> %single1, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t113 = shufflevector <16 x float> %single1, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %t114 = fadd <8 x float> %t112, %t113
  %t115 = shufflevector <8 x float> %t114, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %t116 = shufflevector <8 x float> %t114, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %t117 = fadd <4 x float> %t115, %t116
  %t118 = shufflevector <4 x float> %t117, <4 x float> poison, <2 x i32> <i32 0, i32 1>
  %t119 = shufflevector <4 x float> %t117, <4 x float> poison, <2 x i32> <i32 2, i32 3>
  %t120 = fadd <2 x float> %t118, %t119
  %t121 = shufflevector <2 x float> %t120, <2 x float> poison, <1 x i32> <i32 0>
  %t122 = shufflevector <2 x float> %t120, <2 x float> poison, <1 x i32> <i32 1>
  %t123 = fadd <1 x float> %t121, %t122
  %t124 = extractelement <1 x float> %t123, i64 0
  %t125 = getelementptr float, ptr %t5, i64 %block.number
  store float %t111, ptr %t125, align 4
  %t126 = getelementptr float, ptr %t7, i64 %block.number
  store float %t124, ptr %t126, align 4
  br label %block.done
block.done:
  br label %blocks
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }

declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
define void @"update"(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %t0 = getelementptr i64, ptr %args, i64 0
  %t1 = load ptr, ptr %t0, align 8
  %t2 = getelementptr i64, ptr %args, i64 1
  %t3 = load ptr, ptr %t2, align 8
  %t4 = getelementptr i64, ptr %args, i64 2
  %t5 = load ptr, ptr %t4, align 8
  %t6 = getelementptr i64, ptr %args, i64 3
  %t7 = load ptr, ptr %t6, align 8
  %t8 = getelementptr i64, ptr %args, i64 4
  %t9 = load i64, ptr %t8, align 8
  br label %rows
rows:
  %row = phi i64 [%begin, %entry], [%row.next, %row.done]
  %row.more = icmp slt i64 %row, %end
  br i1 %row.more, label %row.begin, label %done
row.begin:
  %ahead = add i64 %row, 4
  %ahead.there = icmp slt i64 %ahead, %end
  %ahead.row = select i1 %ahead.there, i64 %ahead, i64 %row
  %t10 = mul i64 %row, %t9
  %t11 = getelementptr float, ptr %t1, i64 %t10
  %t12 = mul i64 %row, %t9
  %t13 = getelementptr float, ptr %t3, i64 %t12
  br label %sum23
sum23:
  %sum23.i = phi i64 [0, %row.begin], [%sum23.next, %sum23.body]
  %sum23.lanes = phi <16 x float> [zeroinitializer, %row.begin], [%sum23.more, %sum23.body]
  %sum23.next = add nsw i64 %sum23.i, 16
  %sum23.full = icmp sle i64 %sum23.next, %t9
  br i1 %sum23.full, label %sum23.body, label %sum23.tail
sum23.body:
  %t14 = getelementptr float, ptr %t11, i64 %sum23.i
  %t15 = load <16 x float>, ptr %t14, align 4
  %sum23.more = fadd <16 x float> %sum23.lanes, %t15
  br label %sum23
sum23.tail:
  %sum23.k = phi i64 [%sum23.i, %sum23], [%sum23.k.next, %sum23.one]
  %sum23.partial = phi <16 x float> [%sum23.lanes, %sum23], [%sum23.with, %sum23.one]
  %sum23.left = icmp slt i64 %sum23.k, %t9
  br i1 %sum23.left, label %sum23.one, label %sum23.fold
sum23.one:
  %t16 = getelementptr float, ptr %t11, i64 %sum23.k
  %t17 = load float, ptr %t16, align 4
  %sum23.lane = sub i64 %sum23.k, %sum23.i
  %t18 = extractelement <16 x float> %sum23.partial, i64 %sum23.lane
  %t19 = fadd float %t18, %t17
  %sum23.with = insertelement <16 x float> %sum23.partial, float %t19, i64 %sum23.lane
  %sum23.k.next = add nsw i64 %sum23.k, 1
  br label %sum23.tail
sum23.fold:
  %t20 = shufflevector <16 x float> %sum23.partial, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t21 = shufflevector <16 x float> %sum23.partial, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %t22 = fadd <8 x float> %t20, %t21
  %t23 = shufflevector <8 x float> %t22, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %t24 = shufflevector <8 x float> %t22, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %t25 = fadd <4 x float> %t23, %t24
  %t26 = shufflevector <4 x float> %t25, <4 x float> poison, <2 x i32> <i32 0, i32 1>
  %t27 = shufflevector <4 x float> %t25, <4 x float> poison, <2 x i32> <i32 2, i32 3>
  %t28 = fadd <2 x float> %t26, %t27
  %t29 = shufflevector <2 x float> %t28, <2 x float> poison, <1 x i32> <i32 0>
  %t30 = shufflevector <2 x float> %t28, <2 x float> poison, <1 x i32> <i32 1>
  %t31 = fadd <1 x float> %t29, %t30
  %t32 = extractelement <1 x float> %t31, i64 0
  br label %sum63
sum63:
  %sum63.i = phi i64 [0, %sum23.fold], [%sum63.next, %sum63.body]
  %sum63.lanes = phi <16 x float> [zeroinitializer, %sum23.fold], [%sum63.more, %sum63.body]
  %sum63.next = add nsw i64 %sum63.i, 16
  %sum63.full = icmp sle i64 %sum63.next, %t9
  br i1 %sum63.full, label %sum63.body, label %sum63.tail
sum63.body:
  %t33 = getelementptr float, ptr %t13, i64 %sum63.i
  %t34 = load <16 x float>, ptr %t33, align 4
  %sum63.more = fadd <16 x float> %sum63.lanes, %t34
  br label %sum63
sum63.tail:
  %sum63.k = phi i64 [%sum63.i, %sum63], [%sum63.k.next, %sum63.one]
  %sum63.partial = phi <16 x float> [%sum63.lanes, %sum63], [%sum63.with, %sum63.one]
  %sum63.left = icmp slt i64 %sum63.k, %t9
  br i1 %sum63.left, label %sum63.one, label %sum63.fold
sum63.one:
  %t35 = getelementptr float, ptr %t13, i64 %sum63.k
  %t36 = load float, ptr %t35, align 4
  %sum63.lane = sub i64 %sum63.k, %sum63.i
  %t37 = extractelement <16 x float> %sum63.partial, i64 %sum63.lane
  %t38 = fadd float %t37, %t36
  %sum63.with = insertelement <16 x float> %sum63.partial, float %t38, i64 %sum63.lane
  %sum63.k.next = add nsw i64 %sum63.k, 1
  br label %sum63.tail
sum63.fold:
  %t39 = shufflevector <16 x float> %sum63.partial, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t40 = shufflevector <16 x float> %sum63.partial, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %t41 = fadd <8 x float> %t39, %t40
  %t42 = shufflevector <8 x float> %t41, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %t43 = shufflevector <8 x float> %t41, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %t44 = fadd <4 x float> %t42, %t43
  %t45 = shufflevector <4 x float> %t44, <4 x float> poison, <2 x i32> <i32 0, i32 1>
  %t46 = shufflevector <4 x float> %t44, <4 x float> poison, <2 x i32> <i32 2, i32 3>
  %t47 = fadd <2 x float> %t45, %t46
  %t48 = shufflevector <2 x float> %t47, <2 x float> poison, <1 x i32> <i32 0>
  %t49 = shufflevector <2 x float> %t47, <2 x float> poison, <1 x i32> <i32 1>
  %t50 = fadd <1 x float> %t48, %t49
  %t51 = extractelement <1 x float> %t50, i64 0
  %t52 = insertelement <4 x float> poison, float %t32, i64 0
  %t53 = shufflevector <4 x float> %t52, <4 x float> poison, <4 x i32> zeroinitializer
  %t54 = insertelement <4 x float> poison, float %t51, i64 0
  %t55 = shufflevector <4 x float> %t54, <4 x float> poison, <4 x i32> zeroinitializer
  %t56 = insertelement <16 x float> poison, float %t32, i64 0
  %t57 = shufflevector <16 x float> %t56, <16 x float> poison, <16 x i32> zeroinitializer
  %t58 = insertelement <16 x float> poison, float %t51, i64 0
  %t59 = shufflevector <16 x float> %t58, <16 x float> poison, <16 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [0, %sum63.fold], [%next0, %body0]
  %next0 = add nsw i64 %i0, 16
  %more0 = icmp sle i64 %next0, %t9
  br i1 %more0, label %body0, label %loop1
body0:
  %t60 = add i64 %i0, 4
  %t61 = add i64 %i0, 8
  %t62 = add i64 %i0, 12
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %t9
  br i1 %more1, label %body1, label %loop2
body1:
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %t9
  br i1 %more2, label %body2, label %row.done
body2:
  br label %loop2
row.done:
  %t63 = getelementptr float, ptr %t5, i64 %row
  store float %t32, ptr %t63, align 4
  %t64 = getelementptr float, ptr %t7, i64 %row
  store float %t51, ptr %t64, align 4
  %row.next = add nsw i64 %row, 1
  br label %rows
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }

declare float @llvm.sqrt.f32(float)
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
define void @"update"(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %t0 = getelementptr i64, ptr %args, i64 0
  %t1 = load ptr, ptr %t0, align 8
  %t2 = getelementptr i64, ptr %args, i64 1
  %t3 = load ptr, ptr %t2, align 8
  %t4 = getelementptr i64, ptr %args, i64 2
  %t5 = load ptr, ptr %t4, align 8
  %t6 = getelementptr i64, ptr %args, i64 3
  %t7 = load ptr, ptr %t6, align 8
  %t8 = getelementptr i64, ptr %args, i64 4
  %t9 = load ptr, ptr %t8, align 8
  %t10 = getelementptr i64, ptr %args, i64 5
  %t11 = load ptr, ptr %t10, align 8
  %t12 = getelementptr i64, ptr %args, i64 6
  %t13 = load double, ptr %t12, align 8
  %t14 = getelementptr i64, ptr %args, i64 7
  %t15 = load double, ptr %t14, align 8
  %t16 = getelementptr i64, ptr %args, i64 8
  %t17 = load double, ptr %t16, align 8
  %t18 = getelementptr i64, ptr %args, i64 9
  %t19 = load double, ptr %t18, align 8
  %t20 = getelementptr i64, ptr %args, i64 10
  %t21 = load double, ptr %t20, align 8
  %t22 = getelementptr i64, ptr %args, i64 11
  %t23 = load double, ptr %t22, align 8
  %t24 = getelementptr i64, ptr %args, i64 12
  %t25 = load double, ptr %t24, align 8
  %t26 = fptrunc double %t15 to float
  %t27 = getelementptr float, ptr %t9, i64 0
  %t28 = load float, ptr %t27, align 4
  %t29 = call float @llvm.sqrt.f32(float %t28)
  %t30 = fcmp ogt float %t29, 0x0000000000000000
  %t31 = getelementptr float, ptr %t11, i64 0
  %t32 = load float, ptr %t31, align 4
  %t33 = call float @llvm.sqrt.f32(float %t32)
  %t34 = fcmp ogt float %t33, 0x0000000000000000
  %t35 = and i1 %t30, %t34
  %t36 = fptrunc double %t13 to float
  %t37 = fptrunc double %t17 to float
  %t38 = fmul float %t36, %t37
  %t39 = fmul float %t38, %t29
  %t40 = fptrunc double %t21 to float
  %t41 = fmul float %t40, %t29
  %t42 = fadd float %t33, %t41
  %t43 = fptrunc double %t19 to float
  %t44 = fadd float %t42, %t43
  %t45 = fdiv float %t39, %t44
  %t46 = select i1 %t35, float %t45, float %t36
  %t47 = fptrunc double %t23 to float
  %t48 = fptrunc double %t25 to float
  %t49 = fcmp ogt float %t48, 0x0000000000000000
  %t50 = select i1 %t49, float %t48, float 0x7FF0000000000000
  %t51 = fneg float %t50
  %t52 = insertelement <4 x float> poison, float %t26, i64 0
  %t53 = shufflevector <4 x float> %t52, <4 x float> poison, <4 x i32> zeroinitializer
  %t54 = insertelement <4 x float> poison, float %t40, i64 0
  %t55 = shufflevector <4 x float> %t54, <4 x float> poison, <4 x i32> zeroinitializer
  %t56 = insertelement <4 x float> poison, float %t46, i64 0
  %t57 = shufflevector <4 x float> %t56, <4 x float> poison, <4 x i32> zeroinitializer
  %t58 = insertelement <4 x float> poison, float %t47, i64 0
  %t59 = shufflevector <4 x float> %t58, <4 x float> poison, <4 x i32> zeroinitializer
  %t60 = insertelement <4 x float> poison, float %t50, i64 0
  %t61 = shufflevector <4 x float> %t60, <4 x float> poison, <4 x i32> zeroinitializer
  %t62 = insertelement <4 x float> poison, float %t51, i64 0
  %t63 = shufflevector <4 x float> %t62, <4 x float> poison, <4 x i32> zeroinitializer
  %t64 = sub i64 %end, %begin
  %t65 = icmp sge i64 %t64, 26214
  %t66 = select i1 %t65, i64 %end, i64 %begin
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t66
  br i1 %more0, label %body0, label %loop1
body0:
  %t67 = getelementptr float, ptr %t1, i64 %i0
  %t68 = getelementptr i8, ptr %t67, i64 2048
  call void @llvm.prefetch.p0(ptr %t68, i32 0, i32 3, i32 1)
  %t69 = getelementptr float, ptr %t3, i64 %i0
  %t70 = getelementptr i8, ptr %t69, i64 2048
  call void @llvm.prefetch.p0(ptr %t70, i32 0, i32 3, i32 1)
  %t71 = getelementptr float, ptr %t5, i64 %i0
  %t72 = getelementptr i8, ptr %t71, i64 2048
  call void @llvm.prefetch.p0(ptr %t72, i32 0, i32 3, i32 1)
  %t73 = add i64 %i0, 4
  %t74 = getelementptr float, ptr %t5, i64 %i0
  %t75 = load <4 x float>, ptr %t74, align 4
  %t76 = getelementptr float, ptr %t5, i64 %t73
  %t77 = load <4 x float>, ptr %t76, align 4
  %t78 = getelementptr float, ptr %t3, i64 %i0
  %t79 = load <4 x float>, ptr %t78, align 4
  %t80 = getelementptr float, ptr %t3, i64 %t73
  %t81 = load <4 x float>, ptr %t80, align 4
  %t82 = getelementptr float, ptr %t1, i64 %i0
  %t83 = load <4 x float>, ptr %t82, align 4
  %t84 = getelementptr float, ptr %t1, i64 %t73
  %t85 = load <4 x float>, ptr %t84, align 4
  %t86 = fmul <4 x float> %t75, %t53
  %t87 = fmul <4 x float> %t77, %t53
  %t88 = fmul <4 x float> %t79, %t59
  %t89 = fmul <4 x float> %t81, %t59
  %t90 = fcmp ogt <4 x float> %t88, %t61
  %t91 = fcmp ogt <4 x float> %t89, %t61
  %t92 = fcmp olt <4 x float> %t88, %t63
  %t93 = fcmp olt <4 x float> %t89, %t63
  %t94 = select <4 x i1> %t92, <4 x float> %t63, <4 x float> %t88
  %t95 = select <4 x i1> %t93, <4 x float> %t63, <4 x float> %t89
  %t96 = select <4 x i1> %t90, <4 x float> %t61, <4 x float> %t94
  %t97 = select <4 x i1> %t91, <4 x float> %t61, <4 x float> %t95
  %t98 = fmul <4 x float> %t55, %t83
  %t99 = fmul <4 x float> %t55, %t85
  %t100 = fadd <4 x float> %t96, %t98
  %t101 = fadd <4 x float> %t97, %t99
  %t102 = fmul <4 x float> %t57, %t100
  %t103 = fmul <4 x float> %t57, %t101
  %t104 = fsub <4 x float> %t86, %t102
  %t105 = fsub <4 x float> %t87, %t103
  %t106 = fadd <4 x float> %t83, %t104
  %t107 = fadd <4 x float> %t85, %t105
  %t108 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t104, ptr %t108, align 4
  %t109 = getelementptr float, ptr %t5, i64 %t73
  store <4 x float> %t105, ptr %t109, align 4
  %t110 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t106, ptr %t110, align 4
  %t111 = getelementptr float, ptr %t7, i64 %t73
  store <4 x float> %t107, ptr %t111, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t112 = add i64 %i1, 4
  %t113 = getelementptr float, ptr %t5, i64 %i1
  %t114 = load <4 x float>, ptr %t113, align 4
  %t115 = getelementptr float, ptr %t5, i64 %t112
  %t116 = load <4 x float>, ptr %t115, align 4
  %t117 = getelementptr float, ptr %t3, i64 %i1
  %t118 = load <4 x float>, ptr %t117, align 4
  %t119 = getelementptr float, ptr %t3, i64 %t112
  %t120 = load <4 x float>, ptr %t119, align 4
  %t121 = getelementptr float, ptr %t1, i64 %i1
  %t122 = load <4 x float>, ptr %t121, align 4
  %t123 = getelementptr float, ptr %t1, i64 %t112
  %t124 = load <4 x float>, ptr %t123, align 4
  %t125 = fmul <4 x float> %t114, %t53
  %t126 = fmul <4 x float> %t116, %t53
  %t127 = fmul <4 x float> %t118, %t59
  %t128 = fmul <4 x float> %t120, %t59
  %t129 = fcmp ogt <4 x float> %t127, %t61
  %t130 = fcmp ogt <4 x float> %t128, %t61
  %t131 = fcmp olt <4 x float> %t127, %t63
  %t132 = fcmp olt <4 x float> %t128, %t63
  %t133 = select <4 x i1> %t131, <4 x float> %t63, <4 x float> %t127
  %t134 = select <4 x i1> %t132, <4 x float> %t63, <4 x float> %t128
  %t135 = select <4 x i1> %t129, <4 x float> %t61, <4 x float> %t133
  %t136 = select <4 x i1> %t130, <4 x float> %t61, <4 x float> %t134
  %t137 = fmul <4 x float> %t55, %t122
  %t138 = fmul <4 x float> %t55, %t124
  %t139 = fadd <4 x float> %t135, %t137
  %t140 = fadd <4 x float> %t136, %t138
  %t141 = fmul <4 x float> %t57, %t139
  %t142 = fmul <4 x float> %t57, %t140
  %t143 = fsub <4 x float> %t125, %t141
  %t144 = fsub <4 x float> %t126, %t142
  %t145 = fadd <4 x float> %t122, %t143
  %t146 = fadd <4 x float> %t124, %t144
  %t147 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t143, ptr %t147, align 4
  %t148 = getelementptr float, ptr %t5, i64 %t112
  store <4 x float> %t144, ptr %t148, align 4
  %t149 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t145, ptr %t149, align 4
  %t150 = getelementptr float, ptr %t7, i64 %t112
  store <4 x float> %t146, ptr %t150, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t151 = getelementptr float, ptr %t5, i64 %i2
  %t152 = load <4 x float>, ptr %t151, align 4
  %t153 = getelementptr float, ptr %t3, i64 %i2
  %t154 = load <4 x float>, ptr %t153, align 4
  %t155 = getelementptr float, ptr %t1, i64 %i2
  %t156 = load <4 x float>, ptr %t155, align 4
  %t157 = fmul <4 x float> %t152, %t53
  %t158 = fmul <4 x float> %t154, %t59
  %t159 = fcmp ogt <4 x float> %t158, %t61
  %t160 = fcmp olt <4 x float> %t158, %t63
  %t161 = select <4 x i1> %t160, <4 x float> %t63, <4 x float> %t158
  %t162 = select <4 x i1> %t159, <4 x float> %t61, <4 x float> %t161
  %t163 = fmul <4 x float> %t55, %t156
  %t164 = fadd <4 x float> %t162, %t163
  %t165 = fmul <4 x float> %t57, %t164
  %t166 = fsub <4 x float> %t157, %t165
  %t167 = fadd <4 x float> %t156, %t166
  %t168 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t166, ptr %t168, align 4
  %t169 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t167, ptr %t169, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t170 = getelementptr float, ptr %t5, i64 %i3
  %t171 = load float, ptr %t170, align 4
  %t172 = getelementptr float, ptr %t3, i64 %i3
  %t173 = load float, ptr %t172, align 4
  %t174 = getelementptr float, ptr %t1, i64 %i3
  %t175 = load float, ptr %t174, align 4
  %t176 = fmul float %t171, %t26
  %t177 = fmul float %t173, %t47
  %t178 = fcmp ogt float %t177, %t50
  %t179 = fcmp olt float %t177, %t51
  %t180 = select i1 %t179, float %t51, float %t177
  %t181 = select i1 %t178, float %t50, float %t180
  %t182 = fmul float %t40, %t175
  %t183 = fadd float %t181, %t182
  %t184 = fmul float %t46, %t183
  %t185 = fsub float %t176, %t184
  %t186 = fadd float %t175, %t185
  %t187 = getelementptr float, ptr %t5, i64 %i3
  store float %t185, ptr %t187, align 4
  %t188 = getelementptr float, ptr %t7, i64 %i3
  store float %t186, ptr %t188, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
