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
  %t0 = getelementptr double, ptr %args, i64 8
  %t1 = load double, ptr %t0, align 8
  %t2 = fptrunc double %t1 to float
  %t3 = getelementptr double, ptr %args, i64 7
  %t4 = load double, ptr %t3, align 8
  %t5 = fptrunc double %t4 to float
  %t6 = getelementptr double, ptr %args, i64 4
  %t7 = load double, ptr %t6, align 8
  %t8 = fptrunc double %t7 to float
  %t9 = getelementptr double, ptr %args, i64 6
  %t10 = load double, ptr %t9, align 8
  %t11 = fptrunc double %t10 to float
  %t12 = getelementptr double, ptr %args, i64 5
  %t13 = load double, ptr %t12, align 8
  %t14 = fptrunc double %t13 to float
  %t15 = getelementptr double, ptr %args, i64 10
  %t16 = load double, ptr %t15, align 8
  %t17 = fptrunc double %t16 to float
  %t18 = getelementptr double, ptr %args, i64 11
  %t19 = load double, ptr %t18, align 8
  %t20 = fptrunc double %t19 to float
  %t21 = fcmp ogt float %t20, 0x0000000000000000
  %t22 = select i1 %t21, float %t20, float 0x7FF0000000000000
  %t23 = fneg float %t22
  %t24 = getelementptr double, ptr %args, i64 9
  %t25 = load double, ptr %t24, align 8
  %t26 = fptrunc double %t25 to float
  %t27 = getelementptr double, ptr %args, i64 12
  %t28 = load double, ptr %t27, align 8
  %t29 = fptrunc double %t28 to float
  %t30 = getelementptr double, ptr %args, i64 13
  %t31 = load double, ptr %t30, align 8
  %t32 = fptrunc double %t31 to float
  %t33 = insertelement <4 x float> poison, float %t2, i64 0
  %t34 = shufflevector <4 x float> %t33, <4 x float> poison, <4 x i32> zeroinitializer
  %t35 = insertelement <4 x float> poison, float %t5, i64 0
  %t36 = shufflevector <4 x float> %t35, <4 x float> poison, <4 x i32> zeroinitializer
  %t37 = insertelement <4 x float> poison, float %t8, i64 0
  %t38 = shufflevector <4 x float> %t37, <4 x float> poison, <4 x i32> zeroinitializer
  %t39 = insertelement <4 x float> poison, float %t11, i64 0
  %t40 = shufflevector <4 x float> %t39, <4 x float> poison, <4 x i32> zeroinitializer
  %t41 = insertelement <4 x float> poison, float %t14, i64 0
  %t42 = shufflevector <4 x float> %t41, <4 x float> poison, <4 x i32> zeroinitializer
  %t43 = insertelement <4 x float> poison, float %t17, i64 0
  %t44 = shufflevector <4 x float> %t43, <4 x float> poison, <4 x i32> zeroinitializer
  %t45 = insertelement <4 x float> poison, float %t22, i64 0
  %t46 = shufflevector <4 x float> %t45, <4 x float> poison, <4 x i32> zeroinitializer
  %t47 = insertelement <4 x float> poison, float %t23, i64 0
  %t48 = shufflevector <4 x float> %t47, <4 x float> poison, <4 x i32> zeroinitializer
  %t49 = insertelement <4 x float> poison, float %t26, i64 0
  %t50 = shufflevector <4 x float> %t49, <4 x float> poison, <4 x i32> zeroinitializer
  %t51 = insertelement <4 x float> poison, float %t29, i64 0
  %t52 = shufflevector <4 x float> %t51, <4 x float> poison, <4 x i32> zeroinitializer
  %t53 = insertelement <4 x float> poison, float %t32, i64 0
  %t54 = shufflevector <4 x float> %t53, <4 x float> poison, <4 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%j0, %body0]
  %j0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %j0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t55 = add i64 %i0, 4
  %t56 = getelementptr float, ptr %p1, i64 %i0
  %t57 = load <4 x float>, ptr %t56, align 4
  %t58 = getelementptr float, ptr %p1, i64 %t55
  %t59 = load <4 x float>, ptr %t58, align 4
  %t60 = getelementptr float, ptr %p2, i64 %i0
  %t61 = load <4 x float>, ptr %t60, align 4
  %t62 = getelementptr float, ptr %p2, i64 %t55
  %t63 = load <4 x float>, ptr %t62, align 4
  %t64 = getelementptr float, ptr %p0, i64 %i0
  %t65 = load <4 x float>, ptr %t64, align 4
  %t66 = getelementptr float, ptr %p0, i64 %t55
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %p3, i64 %i0
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = getelementptr float, ptr %p3, i64 %t55
  %t71 = load <4 x float>, ptr %t70, align 4
  %t72 = fmul <4 x float> %t61, %t34
  %t73 = fmul <4 x float> %t63, %t34
  %t74 = fmul <4 x float> %t65, %t38
  %t75 = fmul <4 x float> %t67, %t38
  %t76 = fcmp ogt <4 x float> %t74, %t40
  %t77 = fcmp ogt <4 x float> %t75, %t40
  %t78 = fcmp olt <4 x float> %t74, %t42
  %t79 = fcmp olt <4 x float> %t75, %t42
  %t80 = select <4 x i1> %t78, <4 x float> %t42, <4 x float> %t74
  %t81 = select <4 x i1> %t79, <4 x float> %t42, <4 x float> %t75
  %t82 = select <4 x i1> %t76, <4 x float> %t40, <4 x float> %t80
  %t83 = select <4 x i1> %t77, <4 x float> %t40, <4 x float> %t81
  %t84 = fmul <4 x float> %t82, %t44
  %t85 = fmul <4 x float> %t83, %t44
  %t86 = fcmp ogt <4 x float> %t84, %t46
  %t87 = fcmp ogt <4 x float> %t85, %t46
  %t88 = fcmp olt <4 x float> %t84, %t48
  %t89 = fcmp olt <4 x float> %t85, %t48
  %t90 = select <4 x i1> %t88, <4 x float> %t48, <4 x float> %t84
  %t91 = select <4 x i1> %t89, <4 x float> %t48, <4 x float> %t85
  %t92 = select <4 x i1> %t86, <4 x float> %t46, <4 x float> %t90
  %t93 = select <4 x i1> %t87, <4 x float> %t46, <4 x float> %t91
  %t94 = fmul <4 x float> %t50, %t57
  %t95 = fmul <4 x float> %t50, %t59
  %t96 = fadd <4 x float> %t92, %t94
  %t97 = fadd <4 x float> %t93, %t95
  %t98 = fmul <4 x float> %t36, %t96
  %t99 = fmul <4 x float> %t36, %t97
  %t100 = fsub <4 x float> %t72, %t98
  %t101 = fsub <4 x float> %t73, %t99
  %t102 = fadd <4 x float> %t57, %t100
  %t103 = fadd <4 x float> %t59, %t101
  %t104 = fmul <4 x float> %t69, %t52
  %t105 = fmul <4 x float> %t71, %t52
  %t106 = fmul <4 x float> %t102, %t54
  %t107 = fmul <4 x float> %t103, %t54
  %t108 = fadd <4 x float> %t104, %t106
  %t109 = fadd <4 x float> %t105, %t107
  %t110 = getelementptr float, ptr %p1, i64 %i0
  store <4 x float> %t102, ptr %t110, align 4
  %t111 = getelementptr float, ptr %p1, i64 %t55
  store <4 x float> %t103, ptr %t111, align 4
  %t112 = getelementptr float, ptr %p2, i64 %i0
  store <4 x float> %t100, ptr %t112, align 4
  %t113 = getelementptr float, ptr %p2, i64 %t55
  store <4 x float> %t101, ptr %t113, align 4
  %t114 = getelementptr float, ptr %p3, i64 %i0
  store <4 x float> %t108, ptr %t114, align 4
  %t115 = getelementptr float, ptr %p3, i64 %t55
  store <4 x float> %t109, ptr %t115, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%j1, %body1]
  %j1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %j1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t116 = getelementptr float, ptr %p1, i64 %i1
  %t117 = load <4 x float>, ptr %t116, align 4
  %t118 = getelementptr float, ptr %p2, i64 %i1
  %t119 = load <4 x float>, ptr %t118, align 4
  %t120 = getelementptr float, ptr %p0, i64 %i1
  %t121 = load <4 x float>, ptr %t120, align 4
  %t122 = getelementptr float, ptr %p3, i64 %i1
  %t123 = load <4 x float>, ptr %t122, align 4
  %t124 = fmul <4 x float> %t119, %t34
  %t125 = fmul <4 x float> %t121, %t38
  %t126 = fcmp ogt <4 x float> %t125, %t40
  %t127 = fcmp olt <4 x float> %t125, %t42
  %t128 = select <4 x i1> %t127, <4 x float> %t42, <4 x float> %t125
  %t129 = select <4 x i1> %t126, <4 x float> %t40, <4 x float> %t128
  %t130 = fmul <4 x float> %t129, %t44
  %t131 = fcmp ogt <4 x float> %t130, %t46
  %t132 = fcmp olt <4 x float> %t130, %t48
  %t133 = select <4 x i1> %t132, <4 x float> %t48, <4 x float> %t130
  %t134 = select <4 x i1> %t131, <4 x float> %t46, <4 x float> %t133
  %t135 = fmul <4 x float> %t50, %t117
  %t136 = fadd <4 x float> %t134, %t135
  %t137 = fmul <4 x float> %t36, %t136
  %t138 = fsub <4 x float> %t124, %t137
  %t139 = fadd <4 x float> %t117, %t138
  %t140 = fmul <4 x float> %t123, %t52
  %t141 = fmul <4 x float> %t139, %t54
  %t142 = fadd <4 x float> %t140, %t141
  %t143 = getelementptr float, ptr %p1, i64 %i1
  store <4 x float> %t139, ptr %t143, align 4
  %t144 = getelementptr float, ptr %p2, i64 %i1
  store <4 x float> %t138, ptr %t144, align 4
  %t145 = getelementptr float, ptr %p3, i64 %i1
  store <4 x float> %t142, ptr %t145, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%j2, %body2]
  %j2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %j2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t146 = getelementptr float, ptr %p1, i64 %i2
  %t147 = load float, ptr %t146, align 4
  %t148 = getelementptr float, ptr %p2, i64 %i2
  %t149 = load float, ptr %t148, align 4
  %t150 = getelementptr float, ptr %p0, i64 %i2
  %t151 = load float, ptr %t150, align 4
  %t152 = getelementptr float, ptr %p3, i64 %i2
  %t153 = load float, ptr %t152, align 4
  %t154 = fmul float %t149, %t2
  %t155 = fmul float %t151, %t8
  %t156 = fcmp ogt float %t155, %t11
  %t157 = fcmp olt float %t155, %t14
  %t158 = select i1 %t157, float %t14, float %t155
  %t159 = select i1 %t156, float %t11, float %t158
  %t160 = fmul float %t159, %t17
  %t161 = fcmp ogt float %t160, %t22
  %t162 = fcmp olt float %t160, %t23
  %t163 = select i1 %t162, float %t23, float %t160
  %t164 = select i1 %t161, float %t22, float %t163
  %t165 = fmul float %t26, %t147
  %t166 = fadd float %t164, %t165
  %t167 = fmul float %t5, %t166
  %t168 = fsub float %t154, %t167
  %t169 = fadd float %t147, %t168
  %t170 = fmul float %t153, %t29
  %t171 = fmul float %t169, %t32
  %t172 = fadd float %t170, %t171
  %t173 = getelementptr float, ptr %p1, i64 %i2
  store float %t169, ptr %t173, align 4
  %t174 = getelementptr float, ptr %p2, i64 %i2
  store float %t168, ptr %t174, align 4
  %t175 = getelementptr float, ptr %p3, i64 %i2
  store float %t172, ptr %t175, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
