declare <4 x float> @llvm.sqrt.v4f32(<4 x float>)
declare float @llvm.sqrt.f32(float)
define void @"update"(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %a0 = getelementptr ptr, ptr %args, i64 0
  %p0 = load ptr, ptr %a0, align 8
  %a1 = getelementptr ptr, ptr %args, i64 1
  %p1 = load ptr, ptr %a1, align 8
  %a2 = getelementptr ptr, ptr %args, i64 2
  %p2 = load ptr, ptr %a2, align 8
  %a3 = getelementptr ptr, ptr %args, i64 3
  %p3 = load ptr, ptr %a3, align 8
  %a4 = getelementptr ptr, ptr %args, i64 4
  %p4 = load ptr, ptr %a4, align 8
  %t0 = getelementptr double, ptr %args, i64 6
  %t1 = load double, ptr %t0, align 8
  %t2 = fptrunc double %t1 to float
  %t3 = fsub float 0x3FF0000000000000, %t2
  %t4 = getelementptr double, ptr %args, i64 10
  %t5 = load double, ptr %t4, align 8
  %t6 = fptrunc double %t5 to float
  %t7 = getelementptr double, ptr %args, i64 11
  %t8 = load double, ptr %t7, align 8
  %t9 = fptrunc double %t8 to float
  %t10 = fcmp ogt float %t9, 0x0000000000000000
  %t11 = select i1 %t10, float %t9, float 0x7FF0000000000000
  %t12 = fneg float %t11
  %t13 = getelementptr double, ptr %args, i64 9
  %t14 = load double, ptr %t13, align 8
  %t15 = fptrunc double %t14 to float
  %t16 = getelementptr double, ptr %args, i64 7
  %t17 = load double, ptr %t16, align 8
  %t18 = fptrunc double %t17 to float
  %t19 = fsub float 0x3FF0000000000000, %t18
  %t20 = getelementptr double, ptr %args, i64 5
  %t21 = load double, ptr %t20, align 8
  %t22 = fptrunc double %t21 to float
  %t23 = getelementptr double, ptr %args, i64 8
  %t24 = load double, ptr %t23, align 8
  %t25 = fptrunc double %t24 to float
  %t26 = insertelement <4 x float> poison, float %t2, i64 0
  %t27 = shufflevector <4 x float> %t26, <4 x float> poison, <4 x i32> zeroinitializer
  %t28 = insertelement <4 x float> poison, float %t3, i64 0
  %t29 = shufflevector <4 x float> %t28, <4 x float> poison, <4 x i32> zeroinitializer
  %t30 = insertelement <4 x float> poison, float %t6, i64 0
  %t31 = shufflevector <4 x float> %t30, <4 x float> poison, <4 x i32> zeroinitializer
  %t32 = insertelement <4 x float> poison, float %t11, i64 0
  %t33 = shufflevector <4 x float> %t32, <4 x float> poison, <4 x i32> zeroinitializer
  %t34 = insertelement <4 x float> poison, float %t12, i64 0
  %t35 = shufflevector <4 x float> %t34, <4 x float> poison, <4 x i32> zeroinitializer
  %t36 = insertelement <4 x float> poison, float %t15, i64 0
  %t37 = shufflevector <4 x float> %t36, <4 x float> poison, <4 x i32> zeroinitializer
  %t38 = insertelement <4 x float> poison, float %t18, i64 0
  %t39 = shufflevector <4 x float> %t38, <4 x float> poison, <4 x i32> zeroinitializer
  %t40 = insertelement <4 x float> poison, float %t19, i64 0
  %t41 = shufflevector <4 x float> %t40, <4 x float> poison, <4 x i32> zeroinitializer
  %t42 = insertelement <4 x float> poison, float %t22, i64 0
  %t43 = shufflevector <4 x float> %t42, <4 x float> poison, <4 x i32> zeroinitializer
  %t44 = insertelement <4 x float> poison, float %t25, i64 0
  %t45 = shufflevector <4 x float> %t44, <4 x float> poison, <4 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%j0, %body0]
  %j0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %j0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t46 = add i64 %i0, 4
  %t47 = getelementptr float, ptr %p2, i64 %i0
  %t48 = load <4 x float>, ptr %t47, align 4
  %t49 = getelementptr float, ptr %p2, i64 %t46
  %t50 = load <4 x float>, ptr %t49, align 4
  %t51 = getelementptr float, ptr %p1, i64 %i0
  %t52 = load <4 x float>, ptr %t51, align 4
  %t53 = getelementptr float, ptr %p1, i64 %t46
  %t54 = load <4 x float>, ptr %t53, align 4
  %t55 = getelementptr float, ptr %p0, i64 %i0
  %t56 = load <4 x float>, ptr %t55, align 4
  %t57 = getelementptr float, ptr %p0, i64 %t46
  %t58 = load <4 x float>, ptr %t57, align 4
  %t59 = getelementptr float, ptr %p3, i64 %i0
  %t60 = load <4 x float>, ptr %t59, align 4
  %t61 = getelementptr float, ptr %p3, i64 %t46
  %t62 = load <4 x float>, ptr %t61, align 4
  %t63 = fmul <4 x float> %t27, %t48
  %t64 = fmul <4 x float> %t27, %t50
  %t65 = fmul <4 x float> %t52, %t31
  %t66 = fmul <4 x float> %t54, %t31
  %t67 = fcmp ogt <4 x float> %t65, %t33
  %t68 = fcmp ogt <4 x float> %t66, %t33
  %t69 = fcmp olt <4 x float> %t65, %t35
  %t70 = fcmp olt <4 x float> %t66, %t35
  %t71 = select <4 x i1> %t69, <4 x float> %t35, <4 x float> %t65
  %t72 = select <4 x i1> %t70, <4 x float> %t35, <4 x float> %t66
  %t73 = select <4 x i1> %t67, <4 x float> %t33, <4 x float> %t71
  %t74 = select <4 x i1> %t68, <4 x float> %t33, <4 x float> %t72
  %t75 = fmul <4 x float> %t37, %t56
  %t76 = fmul <4 x float> %t37, %t58
  %t77 = fadd <4 x float> %t73, %t75
  %t78 = fadd <4 x float> %t74, %t76
  %t79 = fmul <4 x float> %t29, %t77
  %t80 = fmul <4 x float> %t29, %t78
  %t81 = fadd <4 x float> %t63, %t79
  %t82 = fadd <4 x float> %t64, %t80
  %t83 = fmul <4 x float> %t39, %t60
  %t84 = fmul <4 x float> %t39, %t62
  %t85 = fmul <4 x float> %t41, %t77
  %t86 = fmul <4 x float> %t41, %t78
  %t87 = fmul <4 x float> %t85, %t77
  %t88 = fmul <4 x float> %t86, %t78
  %t89 = fadd <4 x float> %t83, %t87
  %t90 = fadd <4 x float> %t84, %t88
  %t91 = fmul <4 x float> %t43, %t81
  %t92 = fmul <4 x float> %t43, %t82
  %t93 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t89)
  %t94 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t90)
  %t95 = fadd <4 x float> %t93, %t45
  %t96 = fadd <4 x float> %t94, %t45
  %t97 = fdiv <4 x float> %t91, %t95
  %t98 = fdiv <4 x float> %t92, %t96
  %t99 = fsub <4 x float> %t56, %t97
  %t100 = fsub <4 x float> %t58, %t98
  %t101 = getelementptr float, ptr %p2, i64 %i0
  store <4 x float> %t81, ptr %t101, align 4
  %t102 = getelementptr float, ptr %p2, i64 %t46
  store <4 x float> %t82, ptr %t102, align 4
  %t103 = getelementptr float, ptr %p3, i64 %i0
  store <4 x float> %t89, ptr %t103, align 4
  %t104 = getelementptr float, ptr %p3, i64 %t46
  store <4 x float> %t90, ptr %t104, align 4
  %t105 = getelementptr float, ptr %p4, i64 %i0
  store <4 x float> %t99, ptr %t105, align 4
  %t106 = getelementptr float, ptr %p4, i64 %t46
  store <4 x float> %t100, ptr %t106, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%j1, %body1]
  %j1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %j1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t107 = getelementptr float, ptr %p2, i64 %i1
  %t108 = load <4 x float>, ptr %t107, align 4
  %t109 = getelementptr float, ptr %p1, i64 %i1
  %t110 = load <4 x float>, ptr %t109, align 4
  %t111 = getelementptr float, ptr %p0, i64 %i1
  %t112 = load <4 x float>, ptr %t111, align 4
  %t113 = getelementptr float, ptr %p3, i64 %i1
  %t114 = load <4 x float>, ptr %t113, align 4
  %t115 = fmul <4 x float> %t27, %t108
  %t116 = fmul <4 x float> %t110, %t31
  %t117 = fcmp ogt <4 x float> %t116, %t33
  %t118 = fcmp olt <4 x float> %t116, %t35
  %t119 = select <4 x i1> %t118, <4 x float> %t35, <4 x float> %t116
  %t120 = select <4 x i1> %t117, <4 x float> %t33, <4 x float> %t119
  %t121 = fmul <4 x float> %t37, %t112
  %t122 = fadd <4 x float> %t120, %t121
  %t123 = fmul <4 x float> %t29, %t122
  %t124 = fadd <4 x float> %t115, %t123
  %t125 = fmul <4 x float> %t39, %t114
  %t126 = fmul <4 x float> %t41, %t122
  %t127 = fmul <4 x float> %t126, %t122
  %t128 = fadd <4 x float> %t125, %t127
  %t129 = fmul <4 x float> %t43, %t124
  %t130 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t128)
  %t131 = fadd <4 x float> %t130, %t45
  %t132 = fdiv <4 x float> %t129, %t131
  %t133 = fsub <4 x float> %t112, %t132
  %t134 = getelementptr float, ptr %p2, i64 %i1
  store <4 x float> %t124, ptr %t134, align 4
  %t135 = getelementptr float, ptr %p3, i64 %i1
  store <4 x float> %t128, ptr %t135, align 4
  %t136 = getelementptr float, ptr %p4, i64 %i1
  store <4 x float> %t133, ptr %t136, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%j2, %body2]
  %j2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %j2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t137 = getelementptr float, ptr %p2, i64 %i2
  %t138 = load float, ptr %t137, align 4
  %t139 = getelementptr float, ptr %p1, i64 %i2
  %t140 = load float, ptr %t139, align 4
  %t141 = getelementptr float, ptr %p0, i64 %i2
  %t142 = load float, ptr %t141, align 4
  %t143 = getelementptr float, ptr %p3, i64 %i2
  %t144 = load float, ptr %t143, align 4
  %t145 = fmul float %t2, %t138
  %t146 = fmul float %t140, %t6
  %t147 = fcmp ogt float %t146, %t11
  %t148 = fcmp olt float %t146, %t12
  %t149 = select i1 %t148, float %t12, float %t146
  %t150 = select i1 %t147, float %t11, float %t149
  %t151 = fmul float %t15, %t142
  %t152 = fadd float %t150, %t151
  %t153 = fmul float %t3, %t152
  %t154 = fadd float %t145, %t153
  %t155 = fmul float %t18, %t144
  %t156 = fmul float %t19, %t152
  %t157 = fmul float %t156, %t152
  %t158 = fadd float %t155, %t157
  %t159 = fmul float %t22, %t154
  %t160 = call float @llvm.sqrt.f32(float %t158)
  %t161 = fadd float %t160, %t25
  %t162 = fdiv float %t159, %t161
  %t163 = fsub float %t142, %t162
  %t164 = getelementptr float, ptr %p2, i64 %i2
  store float %t154, ptr %t164, align 4
  %t165 = getelementptr float, ptr %p3, i64 %i2
  store float %t158, ptr %t165, align 4
  %t166 = getelementptr float, ptr %p4, i64 %i2
  store float %t163, ptr %t166, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
