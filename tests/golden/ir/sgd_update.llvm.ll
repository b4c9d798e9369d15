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
  %t7 = load double, ptr %t6, align 8
  %t8 = getelementptr i64, ptr %args, i64 4
  %t9 = load double, ptr %t8, align 8
  %t10 = getelementptr i64, ptr %args, i64 5
  %t11 = load double, ptr %t10, align 8
  %t12 = getelementptr i64, ptr %args, i64 6
  %t13 = load double, ptr %t12, align 8
  %t14 = fptrunc double %t7 to float
  %t15 = fptrunc double %t11 to float
  %t16 = fptrunc double %t13 to float
  %t17 = fcmp ogt float %t16, 0x0000000000000000
  %t18 = select i1 %t17, float %t16, float 0x7FF0000000000000
  %t19 = fneg float %t18
  %t20 = fptrunc double %t9 to float
  %t21 = insertelement <4 x float> poison, float %t14, i64 0
  %t22 = shufflevector <4 x float> %t21, <4 x float> poison, <4 x i32> zeroinitializer
  %t23 = insertelement <4 x float> poison, float %t15, i64 0
  %t24 = shufflevector <4 x float> %t23, <4 x float> poison, <4 x i32> zeroinitializer
  %t25 = insertelement <4 x float> poison, float %t18, i64 0
  %t26 = shufflevector <4 x float> %t25, <4 x float> poison, <4 x i32> zeroinitializer
  %t27 = insertelement <4 x float> poison, float %t19, i64 0
  %t28 = shufflevector <4 x float> %t27, <4 x float> poison, <4 x i32> zeroinitializer
  %t29 = insertelement <4 x float> poison, float %t20, i64 0
  %t30 = shufflevector <4 x float> %t29, <4 x float> poison, <4 x i32> zeroinitializer
  %t31 = sub i64 %end, %begin
  %t32 = icmp sge i64 %t31, 43690
  %t33 = select i1 %t32, i64 %end, i64 %begin
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t33
  br i1 %more0, label %body0, label %loop1
body0:
  %t34 = getelementptr float, ptr %t1, i64 %i0
  %t35 = getelementptr i8, ptr %t34, i64 2048
  call void @llvm.prefetch.p0(ptr %t35, i32 0, i32 3, i32 1)
  %t36 = getelementptr float, ptr %t3, i64 %i0
  %t37 = getelementptr i8, ptr %t36, i64 2048
  call void @llvm.prefetch.p0(ptr %t37, i32 0, i32 3, i32 1)
  %t38 = add i64 %i0, 4
  %t39 = getelementptr float, ptr %t1, i64 %i0
  %t40 = load <4 x float>, ptr %t39, align 4
  %t41 = getelementptr float, ptr %t1, i64 %t38
  %t42 = load <4 x float>, ptr %t41, align 4
  %t43 = getelementptr float, ptr %t3, i64 %i0
  %t44 = load <4 x float>, ptr %t43, align 4
  %t45 = getelementptr float, ptr %t3, i64 %t38
  %t46 = load <4 x float>, ptr %t45, align 4
  %t47 = fmul <4 x float> %t44, %t24
  %t48 = fmul <4 x float> %t46, %t24
  %t49 = fcmp ogt <4 x float> %t47, %t26
  %t50 = fcmp ogt <4 x float> %t48, %t26
  %t51 = fcmp olt <4 x float> %t47, %t28
  %t52 = fcmp olt <4 x float> %t48, %t28
  %t53 = select <4 x i1> %t51, <4 x float> %t28, <4 x float> %t47
  %t54 = select <4 x i1> %t52, <4 x float> %t28, <4 x float> %t48
  %t55 = select <4 x i1> %t49, <4 x float> %t26, <4 x float> %t53
  %t56 = select <4 x i1> %t50, <4 x float> %t26, <4 x float> %t54
  %t57 = fmul <4 x float> %t30, %t40
  %t58 = fmul <4 x float> %t30, %t42
  %t59 = fadd <4 x float> %t55, %t57
  %t60 = fadd <4 x float> %t56, %t58
  %t61 = fmul <4 x float> %t22, %t59
  %t62 = fmul <4 x float> %t22, %t60
  %t63 = fsub <4 x float> %t40, %t61
  %t64 = fsub <4 x float> %t42, %t62
  %t65 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t63, ptr %t65, align 4
  %t66 = getelementptr float, ptr %t5, i64 %t38
  store <4 x float> %t64, ptr %t66, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t67 = add i64 %i1, 4
  %t68 = getelementptr float, ptr %t1, i64 %i1
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = getelementptr float, ptr %t1, i64 %t67
  %t71 = load <4 x float>, ptr %t70, align 4
  %t72 = getelementptr float, ptr %t3, i64 %i1
  %t73 = load <4 x float>, ptr %t72, align 4
  %t74 = getelementptr float, ptr %t3, i64 %t67
  %t75 = load <4 x float>, ptr %t74, align 4
  %t76 = fmul <4 x float> %t73, %t24
  %t77 = fmul <4 x float> %t75, %t24
  %t78 = fcmp ogt <4 x float> %t76, %t26
  %t79 = fcmp ogt <4 x float> %t77, %t26
  %t80 = fcmp olt <4 x float> %t76, %t28
  %t81 = fcmp olt <4 x float> %t77, %t28
  %t82 = select <4 x i1> %t80, <4 x float> %t28, <4 x float> %t76
  %t83 = select <4 x i1> %t81, <4 x float> %t28, <4 x float> %t77
  %t84 = select <4 x i1> %t78, <4 x float> %t26, <4 x float> %t82
  %t85 = select <4 x i1> %t79, <4 x float> %t26, <4 x float> %t83
  %t86 = fmul <4 x float> %t30, %t69
  %t87 = fmul <4 x float> %t30, %t71
  %t88 = fadd <4 x float> %t84, %t86
  %t89 = fadd <4 x float> %t85, %t87
  %t90 = fmul <4 x float> %t22, %t88
  %t91 = fmul <4 x float> %t22, %t89
  %t92 = fsub <4 x float> %t69, %t90
  %t93 = fsub <4 x float> %t71, %t91
  %t94 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t92, ptr %t94, align 4
  %t95 = getelementptr float, ptr %t5, i64 %t67
  store <4 x float> %t93, ptr %t95, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t96 = getelementptr float, ptr %t1, i64 %i2
  %t97 = load <4 x float>, ptr %t96, align 4
  %t98 = getelementptr float, ptr %t3, i64 %i2
  %t99 = load <4 x float>, ptr %t98, align 4
  %t100 = fmul <4 x float> %t99, %t24
  %t101 = fcmp ogt <4 x float> %t100, %t26
  %t102 = fcmp olt <4 x float> %t100, %t28
  %t103 = select <4 x i1> %t102, <4 x float> %t28, <4 x float> %t100
  %t104 = select <4 x i1> %t101, <4 x float> %t26, <4 x float> %t103
  %t105 = fmul <4 x float> %t30, %t97
  %t106 = fadd <4 x float> %t104, %t105
  %t107 = fmul <4 x float> %t22, %t106
  %t108 = fsub <4 x float> %t97, %t107
  %t109 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t108, ptr %t109, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t110 = getelementptr float, ptr %t1, i64 %i3
  %t111 = load float, ptr %t110, align 4
  %t112 = getelementptr float, ptr %t3, i64 %i3
  %t113 = load float, ptr %t112, align 4
  %t114 = fmul float %t113, %t15
  %t115 = fcmp ogt float %t114, %t18
  %t116 = fcmp olt float %t114, %t19
  %t117 = select i1 %t116, float %t19, float %t114
  %t118 = select i1 %t115, float %t18, float %t117
  %t119 = fmul float %t20, %t111
  %t120 = fadd float %t118, %t119
  %t121 = fmul float %t14, %t120
  %t122 = fsub float %t111, %t121
  %t123 = getelementptr float, ptr %t5, i64 %i3
  store float %t122, ptr %t123, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
