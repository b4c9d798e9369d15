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
  %t16 = insertelement <1 x i64> poison, i64 %first, i64 0
  br label %loop0
loop0:
  %lanes0.0.0 = phi <4 x float> [zeroinitializer, %block], [%lanes0.0.0.next, %body0]
  %lanes0.0.1 = phi <4 x float> [zeroinitializer, %block], [%lanes0.0.1.next, %body0]
  %lanes0.0.2 = phi <4 x float> [zeroinitializer, %block], [%lanes0.0.2.next, %body0]
  %lanes0.0.3 = phi <4 x float> [zeroinitializer, %block], [%lanes0.0.3.next, %body0]
  %lanes0.1.0 = phi <4 x float> [zeroinitializer, %block], [%lanes0.1.0.next, %body0]
  %lanes0.1.1 = phi <4 x float> [zeroinitializer, %block], [%lanes0.1.1.next, %body0]
  %lanes0.1.2 = phi <4 x float> [zeroinitializer, %block], [%lanes0.1.2.next, %body0]
  %lanes0.1.3 = phi <4 x float> [zeroinitializer, %block], [%lanes0.1.3.next, %body0]
  %i0.held = phi <1 x i64> [%t16, %block], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 16
  %more0 = icmp sle i64 %i0.next, %t15
  br i1 %more0, label %body0, label %loop1
body0:
  %t17 = getelementptr float, ptr %t1, i64 %i0
  %t18 = getelementptr i8, ptr %t17, i64 2048
  call void @llvm.prefetch.p0(ptr %t18, i32 0, i32 3, i32 1)
  %t19 = getelementptr float, ptr %t3, i64 %i0
  %t20 = getelementptr i8, ptr %t19, i64 2048
  call void @llvm.prefetch.p0(ptr %t20, i32 0, i32 3, i32 1)
  %t21 = add i64 %i0, 4
  %t22 = add i64 %i0, 8
  %t23 = add i64 %i0, 12
  %t24 = getelementptr float, ptr %t1, i64 %i0
  %t25 = load <4 x float>, ptr %t24, align 4
  %t26 = getelementptr float, ptr %t1, i64 %t21
  %t27 = load <4 x float>, ptr %t26, align 4
  %t28 = getelementptr float, ptr %t1, i64 %t22
  %t29 = load <4 x float>, ptr %t28, align 4
  %t30 = getelementptr float, ptr %t1, i64 %t23
  %t31 = load <4 x float>, ptr %t30, align 4
  %t32 = getelementptr float, ptr %t3, i64 %i0
  %t33 = load <4 x float>, ptr %t32, align 4
  %t34 = getelementptr float, ptr %t3, i64 %t21
  %t35 = load <4 x float>, ptr %t34, align 4
  %t36 = getelementptr float, ptr %t3, i64 %t22
  %t37 = load <4 x float>, ptr %t36, align 4
  %t38 = getelementptr float, ptr %t3, i64 %t23
  %t39 = load <4 x float>, ptr %t38, align 4
  %t40 = fmul <4 x float> %t25, %t25
  %t41 = fmul <4 x float> %t27, %t27
  %t42 = fmul <4 x float> %t29, %t29
  %t43 = fmul <4 x float> %t31, %t31
  %t44 = fmul <4 x float> %t33, %t12
  %t45 = fmul <4 x float> %t35, %t12
  %t46 = fmul <4 x float> %t37, %t12
  %t47 = fmul <4 x float> %t39, %t12
  %t48 = fmul <4 x float> %t44, %t44
  %t49 = fmul <4 x float> %t45, %t45
  %t50 = fmul <4 x float> %t46, %t46
  %t51 = fmul <4 x float> %t47, %t47
  %lanes0.0.0.next = fadd <4 x float> %lanes0.0.0, %t40
  %lanes0.0.1.next = fadd <4 x float> %lanes0.0.1, %t41
  %lanes0.0.2.next = fadd <4 x float> %lanes0.0.2, %t42
  %lanes0.0.3.next = fadd <4 x float> %lanes0.0.3, %t43
  %lanes0.1.0.next = fadd <4 x float> %lanes0.1.0, %t48
  %lanes0.1.1.next = fadd <4 x float> %lanes0.1.1, %t49
  %lanes0.1.2.next = fadd <4 x float> %lanes0.1.2, %t50
  %lanes0.1.3.next = fadd <4 x float> %lanes0.1.3, %t51
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %lanes1.0.0 = phi <4 x float> [%lanes0.0.0, %loop0], [%lanes1.0.0.next, %body1]
  %lanes1.0.1 = phi <4 x float> [%lanes0.0.1, %loop0], [%lanes1.0.1.next, %body1]
  %lanes1.0.2 = phi <4 x float> [%lanes0.0.2, %loop0], [%lanes1.0.2.next, %body1]
  %lanes1.0.3 = phi <4 x float> [%lanes0.0.3, %loop0], [%lanes1.0.3.next, %body1]
  %lanes1.1.0 = phi <4 x float> [%lanes0.1.0, %loop0], [%lanes1.1.0.next, %body1]
  %lanes1.1.1 = phi <4 x float> [%lanes0.1.1, %loop0], [%lanes1.1.1.next, %body1]
  %lanes1.1.2 = phi <4 x float> [%lanes0.1.2, %loop0], [%lanes1.1.2.next, %body1]
  %lanes1.1.3 = phi <4 x float> [%lanes0.1.3, %loop0], [%lanes1.1.3.next, %body1]
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 16
  %more1 = icmp sle i64 %i1.next, %stop
  br i1 %more1, label %body1, label %loop2
body1:
  %t52 = add i64 %i1, 4
  %t53 = add i64 %i1, 8
  %t54 = add i64 %i1, 12
  %t55 = getelementptr float, ptr %t1, i64 %i1
  %t56 = load <4 x float>, ptr %t55, align 4
  %t57 = getelementptr float, ptr %t1, i64 %t52
  %t58 = load <4 x float>, ptr %t57, align 4
  %t59 = getelementptr float, ptr %t1, i64 %t53
  %t60 = load <4 x float>, ptr %t59, align 4
  %t61 = getelementptr float, ptr %t1, i64 %t54
  %t62 = load <4 x float>, ptr %t61, align 4
  %t63 = getelementptr float, ptr %t3, i64 %i1
  %t64 = load <4 x float>, ptr %t63, align 4
  %t65 = getelementptr float, ptr %t3, i64 %t52
  %t66 = load <4 x float>, ptr %t65, align 4
  %t67 = getelementptr float, ptr %t3, i64 %t53
  %t68 = load <4 x float>, ptr %t67, align 4
  %t69 = getelementptr float, ptr %t3, i64 %t54
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = fmul <4 x float> %t56, %t56
  %t72 = fmul <4 x float> %t58, %t58
  %t73 = fmul <4 x float> %t60, %t60
  %t74 = fmul <4 x float> %t62, %t62
  %t75 = fmul <4 x float> %t64, %t12
  %t76 = fmul <4 x float> %t66, %t12
  %t77 = fmul <4 x float> %t68, %t12
  %t78 = fmul <4 x float> %t70, %t12
  %t79 = fmul <4 x float> %t75, %t75
  %t80 = fmul <4 x float> %t76, %t76
  %t81 = fmul <4 x float> %t77, %t77
  %t82 = fmul <4 x float> %t78, %t78
  %lanes1.0.0.next = fadd <4 x float> %lanes1.0.0, %t71
  %lanes1.0.1.next = fadd <4 x float> %lanes1.0.1, %t72
  %lanes1.0.2.next = fadd <4 x float> %lanes1.0.2, %t73
  %lanes1.0.3.next = fadd <4 x float> %lanes1.0.3, %t74
  %lanes1.1.0.next = fadd <4 x float> %lanes1.1.0, %t79
  %lanes1.1.1.next = fadd <4 x float> %lanes1.1.1, %t80
  %lanes1.1.2.next = fadd <4 x float> %lanes1.1.2, %t81
  %lanes1.1.3.next = fadd <4 x float> %lanes1.1.3, %t82
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %t83 = shufflevector <4 x float> %lanes1.0.0, <4 x float> %lanes1.0.1, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t84 = shufflevector <4 x float> %lanes1.0.2, <4 x float> %lanes1.0.3, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t85 = shufflevector <8 x float> %t83, <8 x float> %t84, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %t86 = shufflevector <4 x float> %lanes1.1.0, <4 x float> %lanes1.1.1, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t87 = shufflevector <4 x float> %lanes1.1.2, <4 x float> %lanes1.1.3, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t88 = shufflevector <8 x float> %t86, <8 x float> %t87, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %t89 = extractelement <1 x i64> %i1.held, i64 0
  br label %single
single:
  %single0 = phi <16 x float> [%t85, %loop2], [%single0.next, %one]
  %single1 = phi <16 x float> [%t88, %loop2], [%single1.next, %one]
  %k.held = phi <1 x i64> [%i1.held, %loop2], [%k.again, %one]
  %k = extractelement <1 x i64> %k.held, i64 0
  %left = icmp slt i64 %k, %stop
  br i1 %left, label %one, label %fold
one:
  %t90 = getelementptr float, ptr %t1, i64 %k
  %t91 = load float, ptr %t90, align 4
  %t92 = getelementptr float, ptr %t3, i64 %k
  %t93 = load float, ptr %t92, align 4
  %t94 = fmul float %t91, %t91
  %t95 = fmul float %t93, %t10
  %t96 = fmul float %t95, %t95
  %lane = sub i64 %k, %t89
  %t97 = extractelement <16 x float> %single0, i64 %lane
  %t98 = fadd float %t97, %t94
  %single0.next = insertelement <16 x float> %single0, float %t98, i64 %lane
  %t99 = extractelement <16 x float> %single1, i64 %lane
  %t100 = fadd float %t99, %t96
  %single1.next = insertelement <16 x float> %single1, float %t100, i64 %lane
  %k.next = add nsw i64 %k, 1
  %k.again = insertelement <1 x i64> poison, i64 %k.next, i64 0
  br label %single
fold:
  %t101 = shufflevector <16 x float> %single0, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t102 = shufflevector <16 x float> %single0, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %t103 = fadd <8 x float> %t101, %t102
  %t104 = shufflevector <8 x float> %t103, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %t105 = shufflevector <8 x float> %t103, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %t106 = fadd <4 x float> %t104, %t105
  %t107 = shufflevector <4 x float> %t106, <4 x float> poison, <2 x i32> <i32 0, i32 1>
  %t108 = shufflevector <4 x float> %t106, <4 x float> poison, <2 x i32> <i32 2, i32 3>
  %t109 = fadd <2 x float> %t107, %t108
  %t110 = shufflevector <2 x float> %t109, <2 x float> poison, <1 x i32> <i32 0>
  %t111 = shufflevector <2 x float> %t109, <2 x float> poison, <1 x i32> <i32 1>
  %t112 = fadd <1 x float> %t110, %t111
  %t113 = extractelement <1 x float> %t112, i64 0
  %t114 = shufflevector <16 x float> %single1, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t115 = shufflevector <16 x float> %single1, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %t116 = fadd <8 x float> %t114, %t115
  %t117 = shufflevector <8 x float> %t116, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %t118 = shufflevector <8 x float> %t116, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %t119 = fadd <4 x float> %t117, %t118
  %t120 = shufflevector <4 x float> %t119, <4 x float> poison, <2 x i32> <i32 0, i32 1>
  %t121 = shufflevector <4 x float> %t119, <4 x float> poison, <2 x i32> <i32 2, i32 3>
  %t122 = fadd <2 x float> %t120, %t121
  %t123 = shufflevector <2 x float> %t122, <2 x float> poison, <1 x i32> <i32 0>
  %t124 = shufflevector <2 x float> %t122, <2 x float> poison, <1 x i32> <i32 1>
  %t125 = fadd <1 x float> %t123, %t124
  %t126 = extractelement <1 x float> %t125, i64 0
  %t127 = getelementptr float, ptr %t5, i64 %block.number
  store float %t113, ptr %t127, align 4
  %t128 = getelementptr float, ptr %t7, i64 %block.number
  store float %t126, ptr %t128, align 4
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
  %sum23.lanes = phi <16 x float> [zeroinitializer, %row.begin], [%sum23.more, %sum23.body]
  %sum23.i.held = phi <1 x i64> [zeroinitializer, %row.begin], [%sum23.i.again, %sum23.body]
  %sum23.i = extractelement <1 x i64> %sum23.i.held, i64 0
  %sum23.i.next = add nsw i64 %sum23.i, 16
  %sum23.full = icmp sle i64 %sum23.i.next, %t9
  br i1 %sum23.full, label %sum23.body, label %sum23.tail
sum23.body:
  %t14 = getelementptr float, ptr %t11, i64 %sum23.i
  %t15 = load <16 x float>, ptr %t14, align 4
  %sum23.more = fadd <16 x float> %sum23.lanes, %t15
  %sum23.i.again = insertelement <1 x i64> poison, i64 %sum23.i.next, i64 0
  br label %sum23
sum23.tail:
  %sum23.partial = phi <16 x float> [%sum23.lanes, %sum23], [%sum23.with, %sum23.one]
  %sum23.k.held = phi <1 x i64> [%sum23.i.held, %sum23], [%sum23.k.again, %sum23.one]
  %sum23.k = extractelement <1 x i64> %sum23.k.held, i64 0
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
  %sum23.k.again = insertelement <1 x i64> poison, i64 %sum23.k.next, i64 0
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
  br label %sum67
sum67:
  %sum67.lanes = phi <16 x float> [zeroinitializer, %sum23.fold], [%sum67.more, %sum67.body]
  %sum67.i.held = phi <1 x i64> [zeroinitializer, %sum23.fold], [%sum67.i.again, %sum67.body]
  %sum67.i = extractelement <1 x i64> %sum67.i.held, i64 0
  %sum67.i.next = add nsw i64 %sum67.i, 16
  %sum67.full = icmp sle i64 %sum67.i.next, %t9
  br i1 %sum67.full, label %sum67.body, label %sum67.tail
sum67.body:
  %t33 = getelementptr float, ptr %t13, i64 %sum67.i
  %t34 = load <16 x float>, ptr %t33, align 4
  %sum67.more = fadd <16 x float> %sum67.lanes, %t34
  %sum67.i.again = insertelement <1 x i64> poison, i64 %sum67.i.next, i64 0
  br label %sum67
sum67.tail:
  %sum67.partial = phi <16 x float> [%sum67.lanes, %sum67], [%sum67.with, %sum67.one]
  %sum67.k.held = phi <1 x i64> [%sum67.i.held, %sum67], [%sum67.k.again, %sum67.one]
  %sum67.k = extractelement <1 x i64> %sum67.k.held, i64 0
  %sum67.left = icmp slt i64 %sum67.k, %t9
  br i1 %sum67.left, label %sum67.one, label %sum67.fold
sum67.one:
  %t35 = getelementptr float, ptr %t13, i64 %sum67.k
  %t36 = load float, ptr %t35, align 4
  %sum67.lane = sub i64 %sum67.k, %sum67.i
  %t37 = extractelement <16 x float> %sum67.partial, i64 %sum67.lane
  %t38 = fadd float %t37, %t36
  %sum67.with = insertelement <16 x float> %sum67.partial, float %t38, i64 %sum67.lane
  %sum67.k.next = add nsw i64 %sum67.k, 1
  %sum67.k.again = insertelement <1 x i64> poison, i64 %sum67.k.next, i64 0
  br label %sum67.tail
sum67.fold:
  %t39 = shufflevector <16 x float> %sum67.partial, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t40 = shufflevector <16 x float> %sum67.partial, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
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
  %t60 = insertelement <1 x i64> poison, i64 0, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t60, %sum67.fold], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 16
  %more0 = icmp sle i64 %i0.next, %t9
  br i1 %more0, label %body0, label %loop1
body0:
  %t61 = add i64 %i0, 4
  %t62 = add i64 %i0, 8
  %t63 = add i64 %i0, 12
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %i1.next, %t9
  br i1 %more1, label %body1, label %loop2
body1:
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %i2.next, %t9
  br i1 %more2, label %body2, label %row.done
body2:
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
row.done:
  %t64 = getelementptr float, ptr %t5, i64 %row
  store float %t32, ptr %t64, align 4
  %t65 = getelementptr float, ptr %t7, i64 %row
  store float %t51, ptr %t65, align 4
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
  %t11 = load double, ptr %t10, align 8
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
  %t22 = getelementptr float, ptr %t7, i64 0
  %t23 = load float, ptr %t22, align 4
  %t24 = call float @llvm.sqrt.f32(float %t23)
  %t25 = fcmp ogt float %t24, 0x0000000000000000
  %t26 = getelementptr float, ptr %t9, i64 0
  %t27 = load float, ptr %t26, align 4
  %t28 = call float @llvm.sqrt.f32(float %t27)
  %t29 = fcmp ogt float %t28, 0x0000000000000000
  %t30 = and i1 %t25, %t29
  %t31 = fptrunc double %t11 to float
  %t32 = fptrunc double %t13 to float
  %t33 = fmul float %t31, %t32
  %t34 = fmul float %t33, %t24
  %t35 = fptrunc double %t17 to float
  %t36 = fmul float %t35, %t24
  %t37 = fadd float %t28, %t36
  %t38 = fptrunc double %t15 to float
  %t39 = fadd float %t37, %t38
  %t40 = fdiv float %t34, %t39
  %t41 = select i1 %t30, float %t40, float %t31
  %t42 = fptrunc double %t19 to float
  %t43 = fptrunc double %t21 to float
  %t44 = fcmp ogt float %t43, 0x0000000000000000
  %t45 = select i1 %t44, float %t43, float 0x7FF0000000000000
  %t46 = fneg float %t45
  %t47 = insertelement <4 x float> poison, float %t35, i64 0
  %t48 = shufflevector <4 x float> %t47, <4 x float> poison, <4 x i32> zeroinitializer
  %t49 = insertelement <4 x float> poison, float %t41, i64 0
  %t50 = shufflevector <4 x float> %t49, <4 x float> poison, <4 x i32> zeroinitializer
  %t51 = insertelement <4 x float> poison, float %t42, i64 0
  %t52 = shufflevector <4 x float> %t51, <4 x float> poison, <4 x i32> zeroinitializer
  %t53 = insertelement <4 x float> poison, float %t45, i64 0
  %t54 = shufflevector <4 x float> %t53, <4 x float> poison, <4 x i32> zeroinitializer
  %t55 = insertelement <4 x float> poison, float %t46, i64 0
  %t56 = shufflevector <4 x float> %t55, <4 x float> poison, <4 x i32> zeroinitializer
  %t57 = sub i64 %end, %begin
  %t58 = icmp sge i64 %t57, 43690
  %t59 = select i1 %t58, i64 %end, i64 %begin
  %t60 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t60, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t59
  br i1 %more0, label %body0, label %loop1
body0:
  %t61 = getelementptr float, ptr %t1, i64 %i0
  %t62 = getelementptr i8, ptr %t61, i64 2048
  call void @llvm.prefetch.p0(ptr %t62, i32 0, i32 3, i32 1)
  %t63 = getelementptr float, ptr %t3, i64 %i0
  %t64 = getelementptr i8, ptr %t63, i64 2048
  call void @llvm.prefetch.p0(ptr %t64, i32 0, i32 3, i32 1)
  %t65 = add i64 %i0, 4
  %t66 = getelementptr float, ptr %t1, i64 %i0
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %t1, i64 %t65
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = getelementptr float, ptr %t3, i64 %i0
  %t71 = load <4 x float>, ptr %t70, align 4
  %t72 = getelementptr float, ptr %t3, i64 %t65
  %t73 = load <4 x float>, ptr %t72, align 4
  %t74 = fmul <4 x float> %t71, %t52
  %t75 = fmul <4 x float> %t73, %t52
  %t76 = fcmp ogt <4 x float> %t74, %t54
  %t77 = fcmp ogt <4 x float> %t75, %t54
  %t78 = fcmp olt <4 x float> %t74, %t56
  %t79 = fcmp olt <4 x float> %t75, %t56
  %t80 = select <4 x i1> %t78, <4 x float> %t56, <4 x float> %t74
  %t81 = select <4 x i1> %t79, <4 x float> %t56, <4 x float> %t75
  %t82 = select <4 x i1> %t76, <4 x float> %t54, <4 x float> %t80
  %t83 = select <4 x i1> %t77, <4 x float> %t54, <4 x float> %t81
  %t84 = fmul <4 x float> %t48, %t67
  %t85 = fmul <4 x float> %t48, %t69
  %t86 = fadd <4 x float> %t82, %t84
  %t87 = fadd <4 x float> %t83, %t85
  %t88 = fmul <4 x float> %t50, %t86
  %t89 = fmul <4 x float> %t50, %t87
  %t90 = fsub <4 x float> %t67, %t88
  %t91 = fsub <4 x float> %t69, %t89
  %t92 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t90, ptr %t92, align 4
  %t93 = getelementptr float, ptr %t5, i64 %t65
  store <4 x float> %t91, ptr %t93, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t94 = add i64 %i1, 4
  %t95 = getelementptr float, ptr %t1, i64 %i1
  %t96 = load <4 x float>, ptr %t95, align 4
  %t97 = getelementptr float, ptr %t1, i64 %t94
  %t98 = load <4 x float>, ptr %t97, align 4
  %t99 = getelementptr float, ptr %t3, i64 %i1
  %t100 = load <4 x float>, ptr %t99, align 4
  %t101 = getelementptr float, ptr %t3, i64 %t94
  %t102 = load <4 x float>, ptr %t101, align 4
  %t103 = fmul <4 x float> %t100, %t52
  %t104 = fmul <4 x float> %t102, %t52
  %t105 = fcmp ogt <4 x float> %t103, %t54
  %t106 = fcmp ogt <4 x float> %t104, %t54
  %t107 = fcmp olt <4 x float> %t103, %t56
  %t108 = fcmp olt <4 x float> %t104, %t56
  %t109 = select <4 x i1> %t107, <4 x float> %t56, <4 x float> %t103
  %t110 = select <4 x i1> %t108, <4 x float> %t56, <4 x float> %t104
  %t111 = select <4 x i1> %t105, <4 x float> %t54, <4 x float> %t109
  %t112 = select <4 x i1> %t106, <4 x float> %t54, <4 x float> %t110
  %t113 = fmul <4 x float> %t48, %t96
  %t114 = fmul <4 x float> %t48, %t98
  %t115 = fadd <4 x float> %t111, %t113
  %t116 = fadd <4 x float> %t112, %t114
  %t117 = fmul <4 x float> %t50, %t115
  %t118 = fmul <4 x float> %t50, %t116
  %t119 = fsub <4 x float> %t96, %t117
  %t120 = fsub <4 x float> %t98, %t118
  %t121 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t119, ptr %t121, align 4
  %t122 = getelementptr float, ptr %t5, i64 %t94
  store <4 x float> %t120, ptr %t122, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t123 = getelementptr float, ptr %t1, i64 %i2
  %t124 = load <4 x float>, ptr %t123, align 4
  %t125 = getelementptr float, ptr %t3, i64 %i2
  %t126 = load <4 x float>, ptr %t125, align 4
  %t127 = fmul <4 x float> %t126, %t52
  %t128 = fcmp ogt <4 x float> %t127, %t54
  %t129 = fcmp olt <4 x float> %t127, %t56
  %t130 = select <4 x i1> %t129, <4 x float> %t56, <4 x float> %t127
  %t131 = select <4 x i1> %t128, <4 x float> %t54, <4 x float> %t130
  %t132 = fmul <4 x float> %t48, %t124
  %t133 = fadd <4 x float> %t131, %t132
  %t134 = fmul <4 x float> %t50, %t133
  %t135 = fsub <4 x float> %t124, %t134
  %t136 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t135, ptr %t136, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t137 = getelementptr float, ptr %t1, i64 %i3
  %t138 = load float, ptr %t137, align 4
  %t139 = getelementptr float, ptr %t3, i64 %i3
  %t140 = load float, ptr %t139, align 4
  %t141 = fmul float %t140, %t42
  %t142 = fcmp ogt float %t141, %t45
  %t143 = fcmp olt float %t141, %t46
  %t144 = select i1 %t143, float %t46, float %t141
  %t145 = select i1 %t142, float %t45, float %t144
  %t146 = fmul float %t35, %t138
  %t147 = fadd float %t145, %t146
  %t148 = fmul float %t41, %t147
  %t149 = fsub float %t138, %t148
  %t150 = getelementptr float, ptr %t5, i64 %i3
  store float %t149, ptr %t150, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
