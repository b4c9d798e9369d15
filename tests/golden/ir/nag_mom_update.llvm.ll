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
  %t10 = getelementptr i64, ptr %args, i64 5
  %t11 = load double, ptr %t10, align 8
  %t12 = getelementptr i64, ptr %args, i64 6
  %t13 = load double, ptr %t12, align 8
  %t14 = getelementptr i64, ptr %args, i64 7
  %t15 = load double, ptr %t14, align 8
  %t16 = getelementptr i64, ptr %args, i64 8
  %t17 = load double, ptr %t16, align 8
  %t18 = fptrunc double %t11 to float
  %t19 = fptrunc double %t9 to float
  %t20 = fptrunc double %t15 to float
  %t21 = fptrunc double %t17 to float
  %t22 = fcmp ogt float %t21, 0x0000000000000000
  %t23 = select i1 %t22, float %t21, float 0x7FF0000000000000
  %t24 = fneg float %t23
  %t25 = fptrunc double %t13 to float
  %t26 = insertelement <4 x float> poison, float %t18, i64 0
  %t27 = shufflevector <4 x float> %t26, <4 x float> poison, <4 x i32> zeroinitializer
  %t28 = insertelement <4 x float> poison, float %t19, i64 0
  %t29 = shufflevector <4 x float> %t28, <4 x float> poison, <4 x i32> zeroinitializer
  %t30 = insertelement <4 x float> poison, float %t20, i64 0
  %t31 = shufflevector <4 x float> %t30, <4 x float> poison, <4 x i32> zeroinitializer
  %t32 = insertelement <4 x float> poison, float %t23, i64 0
  %t33 = shufflevector <4 x float> %t32, <4 x float> poison, <4 x i32> zeroinitializer
  %t34 = insertelement <4 x float> poison, float %t24, i64 0
  %t35 = shufflevector <4 x float> %t34, <4 x float> poison, <4 x i32> zeroinitializer
  %t36 = insertelement <4 x float> poison, float %t25, i64 0
  %t37 = shufflevector <4 x float> %t36, <4 x float> poison, <4 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t38 = add i64 %i0, 4
  %t39 = getelementptr float, ptr %t5, i64 %i0
  %t40 = load <4 x float>, ptr %t39, align 4
  %t41 = getelementptr float, ptr %t5, i64 %t38
  %t42 = load <4 x float>, ptr %t41, align 4
  %t43 = getelementptr float, ptr %t3, i64 %i0
  %t44 = load <4 x float>, ptr %t43, align 4
  %t45 = getelementptr float, ptr %t3, i64 %t38
  %t46 = load <4 x float>, ptr %t45, align 4
  %t47 = getelementptr float, ptr %t1, i64 %i0
  %t48 = load <4 x float>, ptr %t47, align 4
  %t49 = getelementptr float, ptr %t1, i64 %t38
  %t50 = load <4 x float>, ptr %t49, align 4
  %t51 = fmul <4 x float> %t40, %t27
  %t52 = fmul <4 x float> %t42, %t27
  %t53 = fmul <4 x float> %t44, %t31
  %t54 = fmul <4 x float> %t46, %t31
  %t55 = fcmp ogt <4 x float> %t53, %t33
  %t56 = fcmp ogt <4 x float> %t54, %t33
  %t57 = fcmp olt <4 x float> %t53, %t35
  %t58 = fcmp olt <4 x float> %t54, %t35
  %t59 = select <4 x i1> %t57, <4 x float> %t35, <4 x float> %t53
  %t60 = select <4 x i1> %t58, <4 x float> %t35, <4 x float> %t54
  %t61 = select <4 x i1> %t55, <4 x float> %t33, <4 x float> %t59
  %t62 = select <4 x i1> %t56, <4 x float> %t33, <4 x float> %t60
  %t63 = fmul <4 x float> %t37, %t48
  %t64 = fmul <4 x float> %t37, %t50
  %t65 = fadd <4 x float> %t61, %t63
  %t66 = fadd <4 x float> %t62, %t64
  %t67 = fmul <4 x float> %t29, %t65
  %t68 = fmul <4 x float> %t29, %t66
  %t69 = fsub <4 x float> %t51, %t67
  %t70 = fsub <4 x float> %t52, %t68
  %t71 = fmul <4 x float> %t27, %t69
  %t72 = fmul <4 x float> %t27, %t70
  %t73 = fadd <4 x float> %t48, %t71
  %t74 = fadd <4 x float> %t50, %t72
  %t75 = fsub <4 x float> %t73, %t67
  %t76 = fsub <4 x float> %t74, %t68
  %t77 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t69, ptr %t77, align 4
  %t78 = getelementptr float, ptr %t5, i64 %t38
  store <4 x float> %t70, ptr %t78, align 4
  %t79 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t75, ptr %t79, align 4
  %t80 = getelementptr float, ptr %t7, i64 %t38
  store <4 x float> %t76, ptr %t80, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t81 = getelementptr float, ptr %t5, i64 %i1
  %t82 = load <4 x float>, ptr %t81, align 4
  %t83 = getelementptr float, ptr %t3, i64 %i1
  %t84 = load <4 x float>, ptr %t83, align 4
  %t85 = getelementptr float, ptr %t1, i64 %i1
  %t86 = load <4 x float>, ptr %t85, align 4
  %t87 = fmul <4 x float> %t82, %t27
  %t88 = fmul <4 x float> %t84, %t31
  %t89 = fcmp ogt <4 x float> %t88, %t33
  %t90 = fcmp olt <4 x float> %t88, %t35
  %t91 = select <4 x i1> %t90, <4 x float> %t35, <4 x float> %t88
  %t92 = select <4 x i1> %t89, <4 x float> %t33, <4 x float> %t91
  %t93 = fmul <4 x float> %t37, %t86
  %t94 = fadd <4 x float> %t92, %t93
  %t95 = fmul <4 x float> %t29, %t94
  %t96 = fsub <4 x float> %t87, %t95
  %t97 = fmul <4 x float> %t27, %t96
  %t98 = fadd <4 x float> %t86, %t97
  %t99 = fsub <4 x float> %t98, %t95
  %t100 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t96, ptr %t100, align 4
  %t101 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t99, ptr %t101, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t102 = getelementptr float, ptr %t5, i64 %i2
  %t103 = load float, ptr %t102, align 4
  %t104 = getelementptr float, ptr %t3, i64 %i2
  %t105 = load float, ptr %t104, align 4
  %t106 = getelementptr float, ptr %t1, i64 %i2
  %t107 = load float, ptr %t106, align 4
  %t108 = fmul float %t103, %t18
  %t109 = fmul float %t105, %t20
  %t110 = fcmp ogt float %t109, %t23
  %t111 = fcmp olt float %t109, %t24
  %t112 = select i1 %t111, float %t24, float %t109
  %t113 = select i1 %t110, float %t23, float %t112
  %t114 = fmul float %t25, %t107
  %t115 = fadd float %t113, %t114
  %t116 = fmul float %t19, %t115
  %t117 = fsub float %t108, %t116
  %t118 = fmul float %t18, %t117
  %t119 = fadd float %t107, %t118
  %t120 = fsub float %t119, %t116
  %t121 = getelementptr float, ptr %t5, i64 %i2
  store float %t117, ptr %t121, align 4
  %t122 = getelementptr float, ptr %t7, i64 %i2
  store float %t120, ptr %t122, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
