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
  %t18 = getelementptr i64, ptr %args, i64 9
  %t19 = load double, ptr %t18, align 8
  %t20 = getelementptr i64, ptr %args, i64 10
  %t21 = load double, ptr %t20, align 8
  %t22 = getelementptr i64, ptr %args, i64 11
  %t23 = load double, ptr %t22, align 8
  %t24 = getelementptr i64, ptr %args, i64 12
  %t25 = load double, ptr %t24, align 8
  %t26 = getelementptr i64, ptr %args, i64 13
  %t27 = load double, ptr %t26, align 8
  %t28 = fptrunc double %t17 to float
  %t29 = fptrunc double %t15 to float
  %t30 = fptrunc double %t9 to float
  %t31 = fptrunc double %t13 to float
  %t32 = fptrunc double %t11 to float
  %t33 = fptrunc double %t21 to float
  %t34 = fptrunc double %t23 to float
  %t35 = fcmp ogt float %t34, 0x0000000000000000
  %t36 = select i1 %t35, float %t34, float 0x7FF0000000000000
  %t37 = fneg float %t36
  %t38 = fptrunc double %t19 to float
  %t39 = fptrunc double %t25 to float
  %t40 = fptrunc double %t27 to float
  %t41 = insertelement <4 x float> poison, float %t28, i64 0
  %t42 = shufflevector <4 x float> %t41, <4 x float> poison, <4 x i32> zeroinitializer
  %t43 = insertelement <4 x float> poison, float %t29, i64 0
  %t44 = shufflevector <4 x float> %t43, <4 x float> poison, <4 x i32> zeroinitializer
  %t45 = insertelement <4 x float> poison, float %t30, i64 0
  %t46 = shufflevector <4 x float> %t45, <4 x float> poison, <4 x i32> zeroinitializer
  %t47 = insertelement <4 x float> poison, float %t31, i64 0
  %t48 = shufflevector <4 x float> %t47, <4 x float> poison, <4 x i32> zeroinitializer
  %t49 = insertelement <4 x float> poison, float %t32, i64 0
  %t50 = shufflevector <4 x float> %t49, <4 x float> poison, <4 x i32> zeroinitializer
  %t51 = insertelement <4 x float> poison, float %t33, i64 0
  %t52 = shufflevector <4 x float> %t51, <4 x float> poison, <4 x i32> zeroinitializer
  %t53 = insertelement <4 x float> poison, float %t36, i64 0
  %t54 = shufflevector <4 x float> %t53, <4 x float> poison, <4 x i32> zeroinitializer
  %t55 = insertelement <4 x float> poison, float %t37, i64 0
  %t56 = shufflevector <4 x float> %t55, <4 x float> poison, <4 x i32> zeroinitializer
  %t57 = insertelement <4 x float> poison, float %t38, i64 0
  %t58 = shufflevector <4 x float> %t57, <4 x float> poison, <4 x i32> zeroinitializer
  %t59 = insertelement <4 x float> poison, float %t39, i64 0
  %t60 = shufflevector <4 x float> %t59, <4 x float> poison, <4 x i32> zeroinitializer
  %t61 = insertelement <4 x float> poison, float %t40, i64 0
  %t62 = shufflevector <4 x float> %t61, <4 x float> poison, <4 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t63 = add i64 %i0, 4
  %t64 = getelementptr float, ptr %t3, i64 %i0
  %t65 = load <4 x float>, ptr %t64, align 4
  %t66 = getelementptr float, ptr %t3, i64 %t63
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %t5, i64 %i0
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = getelementptr float, ptr %t5, i64 %t63
  %t71 = load <4 x float>, ptr %t70, align 4
  %t72 = getelementptr float, ptr %t1, i64 %i0
  %t73 = load <4 x float>, ptr %t72, align 4
  %t74 = getelementptr float, ptr %t1, i64 %t63
  %t75 = load <4 x float>, ptr %t74, align 4
  %t76 = getelementptr float, ptr %t7, i64 %i0
  %t77 = load <4 x float>, ptr %t76, align 4
  %t78 = getelementptr float, ptr %t7, i64 %t63
  %t79 = load <4 x float>, ptr %t78, align 4
  %t80 = fmul <4 x float> %t69, %t42
  %t81 = fmul <4 x float> %t71, %t42
  %t82 = fmul <4 x float> %t73, %t46
  %t83 = fmul <4 x float> %t75, %t46
  %t84 = fcmp ogt <4 x float> %t82, %t48
  %t85 = fcmp ogt <4 x float> %t83, %t48
  %t86 = fcmp olt <4 x float> %t82, %t50
  %t87 = fcmp olt <4 x float> %t83, %t50
  %t88 = select <4 x i1> %t86, <4 x float> %t50, <4 x float> %t82
  %t89 = select <4 x i1> %t87, <4 x float> %t50, <4 x float> %t83
  %t90 = select <4 x i1> %t84, <4 x float> %t48, <4 x float> %t88
  %t91 = select <4 x i1> %t85, <4 x float> %t48, <4 x float> %t89
  %t92 = fmul <4 x float> %t90, %t52
  %t93 = fmul <4 x float> %t91, %t52
  %t94 = fcmp ogt <4 x float> %t92, %t54
  %t95 = fcmp ogt <4 x float> %t93, %t54
  %t96 = fcmp olt <4 x float> %t92, %t56
  %t97 = fcmp olt <4 x float> %t93, %t56
  %t98 = select <4 x i1> %t96, <4 x float> %t56, <4 x float> %t92
  %t99 = select <4 x i1> %t97, <4 x float> %t56, <4 x float> %t93
  %t100 = select <4 x i1> %t94, <4 x float> %t54, <4 x float> %t98
  %t101 = select <4 x i1> %t95, <4 x float> %t54, <4 x float> %t99
  %t102 = fmul <4 x float> %t58, %t65
  %t103 = fmul <4 x float> %t58, %t67
  %t104 = fadd <4 x float> %t100, %t102
  %t105 = fadd <4 x float> %t101, %t103
  %t106 = fmul <4 x float> %t44, %t104
  %t107 = fmul <4 x float> %t44, %t105
  %t108 = fsub <4 x float> %t80, %t106
  %t109 = fsub <4 x float> %t81, %t107
  %t110 = fadd <4 x float> %t65, %t108
  %t111 = fadd <4 x float> %t67, %t109
  %t112 = fmul <4 x float> %t77, %t60
  %t113 = fmul <4 x float> %t79, %t60
  %t114 = fmul <4 x float> %t110, %t62
  %t115 = fmul <4 x float> %t111, %t62
  %t116 = fadd <4 x float> %t112, %t114
  %t117 = fadd <4 x float> %t113, %t115
  %t118 = getelementptr float, ptr %t3, i64 %i0
  store <4 x float> %t110, ptr %t118, align 4
  %t119 = getelementptr float, ptr %t3, i64 %t63
  store <4 x float> %t111, ptr %t119, align 4
  %t120 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t108, ptr %t120, align 4
  %t121 = getelementptr float, ptr %t5, i64 %t63
  store <4 x float> %t109, ptr %t121, align 4
  %t122 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t116, ptr %t122, align 4
  %t123 = getelementptr float, ptr %t7, i64 %t63
  store <4 x float> %t117, ptr %t123, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t124 = getelementptr float, ptr %t3, i64 %i1
  %t125 = load <4 x float>, ptr %t124, align 4
  %t126 = getelementptr float, ptr %t5, i64 %i1
  %t127 = load <4 x float>, ptr %t126, align 4
  %t128 = getelementptr float, ptr %t1, i64 %i1
  %t129 = load <4 x float>, ptr %t128, align 4
  %t130 = getelementptr float, ptr %t7, i64 %i1
  %t131 = load <4 x float>, ptr %t130, align 4
  %t132 = fmul <4 x float> %t127, %t42
  %t133 = fmul <4 x float> %t129, %t46
  %t134 = fcmp ogt <4 x float> %t133, %t48
  %t135 = fcmp olt <4 x float> %t133, %t50
  %t136 = select <4 x i1> %t135, <4 x float> %t50, <4 x float> %t133
  %t137 = select <4 x i1> %t134, <4 x float> %t48, <4 x float> %t136
  %t138 = fmul <4 x float> %t137, %t52
  %t139 = fcmp ogt <4 x float> %t138, %t54
  %t140 = fcmp olt <4 x float> %t138, %t56
  %t141 = select <4 x i1> %t140, <4 x float> %t56, <4 x float> %t138
  %t142 = select <4 x i1> %t139, <4 x float> %t54, <4 x float> %t141
  %t143 = fmul <4 x float> %t58, %t125
  %t144 = fadd <4 x float> %t142, %t143
  %t145 = fmul <4 x float> %t44, %t144
  %t146 = fsub <4 x float> %t132, %t145
  %t147 = fadd <4 x float> %t125, %t146
  %t148 = fmul <4 x float> %t131, %t60
  %t149 = fmul <4 x float> %t147, %t62
  %t150 = fadd <4 x float> %t148, %t149
  %t151 = getelementptr float, ptr %t3, i64 %i1
  store <4 x float> %t147, ptr %t151, align 4
  %t152 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t146, ptr %t152, align 4
  %t153 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t150, ptr %t153, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t154 = getelementptr float, ptr %t3, i64 %i2
  %t155 = load float, ptr %t154, align 4
  %t156 = getelementptr float, ptr %t5, i64 %i2
  %t157 = load float, ptr %t156, align 4
  %t158 = getelementptr float, ptr %t1, i64 %i2
  %t159 = load float, ptr %t158, align 4
  %t160 = getelementptr float, ptr %t7, i64 %i2
  %t161 = load float, ptr %t160, align 4
  %t162 = fmul float %t157, %t28
  %t163 = fmul float %t159, %t30
  %t164 = fcmp ogt float %t163, %t31
  %t165 = fcmp olt float %t163, %t32
  %t166 = select i1 %t165, float %t32, float %t163
  %t167 = select i1 %t164, float %t31, float %t166
  %t168 = fmul float %t167, %t33
  %t169 = fcmp ogt float %t168, %t36
  %t170 = fcmp olt float %t168, %t37
  %t171 = select i1 %t170, float %t37, float %t168
  %t172 = select i1 %t169, float %t36, float %t171
  %t173 = fmul float %t38, %t155
  %t174 = fadd float %t172, %t173
  %t175 = fmul float %t29, %t174
  %t176 = fsub float %t162, %t175
  %t177 = fadd float %t155, %t176
  %t178 = fmul float %t161, %t39
  %t179 = fmul float %t177, %t40
  %t180 = fadd float %t178, %t179
  %t181 = getelementptr float, ptr %t3, i64 %i2
  store float %t177, ptr %t181, align 4
  %t182 = getelementptr float, ptr %t5, i64 %i2
  store float %t176, ptr %t182, align 4
  %t183 = getelementptr float, ptr %t7, i64 %i2
  store float %t180, ptr %t183, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
