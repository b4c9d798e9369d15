declare <4 x float> @llvm.fabs.v4f32(<4 x float>)
declare <4 x float> @llvm.sqrt.v4f32(<4 x float>)
declare float @llvm.fabs.f32(float)
declare float @llvm.sqrt.f32(float)
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
  %t22 = fptrunc double %t19 to float
  %t23 = fptrunc double %t21 to float
  %t24 = fcmp ogt float %t23, 0x0000000000000000
  %t25 = select i1 %t24, float %t23, float 0x7FF0000000000000
  %t26 = fneg float %t25
  %t27 = fptrunc double %t11 to float
  %t28 = fptrunc double %t13 to float
  %t29 = fptrunc double %t15 to float
  %t30 = fptrunc double %t17 to float
  %t31 = insertelement <4 x float> poison, float %t22, i64 0
  %t32 = shufflevector <4 x float> %t31, <4 x float> poison, <4 x i32> zeroinitializer
  %t33 = insertelement <4 x float> poison, float %t25, i64 0
  %t34 = shufflevector <4 x float> %t33, <4 x float> poison, <4 x i32> zeroinitializer
  %t35 = insertelement <4 x float> poison, float %t26, i64 0
  %t36 = shufflevector <4 x float> %t35, <4 x float> poison, <4 x i32> zeroinitializer
  %t37 = insertelement <4 x float> poison, float %t27, i64 0
  %t38 = shufflevector <4 x float> %t37, <4 x float> poison, <4 x i32> zeroinitializer
  %t39 = insertelement <4 x float> poison, float %t28, i64 0
  %t40 = shufflevector <4 x float> %t39, <4 x float> poison, <4 x i32> zeroinitializer
  %t41 = insertelement <4 x float> poison, float %t29, i64 0
  %t42 = shufflevector <4 x float> %t41, <4 x float> poison, <4 x i32> zeroinitializer
  %t43 = insertelement <4 x float> poison, float %t30, i64 0
  %t44 = shufflevector <4 x float> %t43, <4 x float> poison, <4 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t45 = add i64 %i0, 4
  %t46 = getelementptr float, ptr %t5, i64 %i0
  %t47 = load <4 x float>, ptr %t46, align 4
  %t48 = getelementptr float, ptr %t5, i64 %t45
  %t49 = load <4 x float>, ptr %t48, align 4
  %t50 = getelementptr float, ptr %t3, i64 %i0
  %t51 = load <4 x float>, ptr %t50, align 4
  %t52 = getelementptr float, ptr %t3, i64 %t45
  %t53 = load <4 x float>, ptr %t52, align 4
  %t54 = getelementptr float, ptr %t7, i64 %i0
  %t55 = load <4 x float>, ptr %t54, align 4
  %t56 = getelementptr float, ptr %t7, i64 %t45
  %t57 = load <4 x float>, ptr %t56, align 4
  %t58 = getelementptr float, ptr %t1, i64 %i0
  %t59 = load <4 x float>, ptr %t58, align 4
  %t60 = getelementptr float, ptr %t1, i64 %t45
  %t61 = load <4 x float>, ptr %t60, align 4
  %t62 = fmul <4 x float> %t51, %t32
  %t63 = fmul <4 x float> %t53, %t32
  %t64 = fcmp ogt <4 x float> %t62, %t34
  %t65 = fcmp ogt <4 x float> %t63, %t34
  %t66 = fcmp olt <4 x float> %t62, %t36
  %t67 = fcmp olt <4 x float> %t63, %t36
  %t68 = select <4 x i1> %t66, <4 x float> %t36, <4 x float> %t62
  %t69 = select <4 x i1> %t67, <4 x float> %t36, <4 x float> %t63
  %t70 = select <4 x i1> %t64, <4 x float> %t34, <4 x float> %t68
  %t71 = select <4 x i1> %t65, <4 x float> %t34, <4 x float> %t69
  %t72 = fmul <4 x float> %t70, %t70
  %t73 = fmul <4 x float> %t71, %t71
  %t74 = fadd <4 x float> %t55, %t72
  %t75 = fadd <4 x float> %t57, %t73
  %t76 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t74)
  %t77 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t75)
  %t78 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t55)
  %t79 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t57)
  %t80 = fsub <4 x float> %t76, %t78
  %t81 = fsub <4 x float> %t77, %t79
  %t82 = fmul <4 x float> %t80, %t59
  %t83 = fmul <4 x float> %t81, %t61
  %t84 = fdiv <4 x float> %t82, %t38
  %t85 = fdiv <4 x float> %t83, %t38
  %t86 = fsub <4 x float> %t70, %t84
  %t87 = fsub <4 x float> %t71, %t85
  %t88 = fadd <4 x float> %t47, %t86
  %t89 = fadd <4 x float> %t49, %t87
  %t90 = fcmp ogt <4 x float> %t88, splat (float 0x0000000000000000)
  %t91 = fcmp ogt <4 x float> %t89, splat (float 0x0000000000000000)
  %t92 = fcmp olt <4 x float> %t88, splat (float 0x0000000000000000)
  %t93 = fcmp olt <4 x float> %t89, splat (float 0x0000000000000000)
  %t94 = select <4 x i1> %t92, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t95 = select <4 x i1> %t93, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t96 = select <4 x i1> %t90, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t94
  %t97 = select <4 x i1> %t91, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t95
  %t98 = fneg <4 x float> %t96
  %t99 = fneg <4 x float> %t97
  %t100 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t88)
  %t101 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t89)
  %t102 = fsub <4 x float> %t100, %t40
  %t103 = fsub <4 x float> %t101, %t40
  %t104 = fcmp ogt <4 x float> %t102, splat (float 0x0000000000000000)
  %t105 = fcmp ogt <4 x float> %t103, splat (float 0x0000000000000000)
  %t106 = fcmp une <4 x float> %t102, %t102
  %t107 = fcmp une <4 x float> %t103, %t103
  %t108 = or <4 x i1> %t104, %t106
  %t109 = or <4 x i1> %t105, %t107
  %t110 = select <4 x i1> %t108, <4 x float> %t102, <4 x float> splat (float 0x0000000000000000)
  %t111 = select <4 x i1> %t109, <4 x float> %t103, <4 x float> splat (float 0x0000000000000000)
  %t112 = fmul <4 x float> %t98, %t110
  %t113 = fmul <4 x float> %t99, %t111
  %t114 = fadd <4 x float> %t42, %t76
  %t115 = fadd <4 x float> %t42, %t77
  %t116 = fdiv <4 x float> %t114, %t38
  %t117 = fdiv <4 x float> %t115, %t38
  %t118 = fadd <4 x float> %t116, %t44
  %t119 = fadd <4 x float> %t117, %t44
  %t120 = fdiv <4 x float> %t112, %t118
  %t121 = fdiv <4 x float> %t113, %t119
  %t122 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t88, ptr %t122, align 4
  %t123 = getelementptr float, ptr %t5, i64 %t45
  store <4 x float> %t89, ptr %t123, align 4
  %t124 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t74, ptr %t124, align 4
  %t125 = getelementptr float, ptr %t7, i64 %t45
  store <4 x float> %t75, ptr %t125, align 4
  %t126 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t120, ptr %t126, align 4
  %t127 = getelementptr float, ptr %t9, i64 %t45
  store <4 x float> %t121, ptr %t127, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t128 = getelementptr float, ptr %t5, i64 %i1
  %t129 = load <4 x float>, ptr %t128, align 4
  %t130 = getelementptr float, ptr %t3, i64 %i1
  %t131 = load <4 x float>, ptr %t130, align 4
  %t132 = getelementptr float, ptr %t7, i64 %i1
  %t133 = load <4 x float>, ptr %t132, align 4
  %t134 = getelementptr float, ptr %t1, i64 %i1
  %t135 = load <4 x float>, ptr %t134, align 4
  %t136 = fmul <4 x float> %t131, %t32
  %t137 = fcmp ogt <4 x float> %t136, %t34
  %t138 = fcmp olt <4 x float> %t136, %t36
  %t139 = select <4 x i1> %t138, <4 x float> %t36, <4 x float> %t136
  %t140 = select <4 x i1> %t137, <4 x float> %t34, <4 x float> %t139
  %t141 = fmul <4 x float> %t140, %t140
  %t142 = fadd <4 x float> %t133, %t141
  %t143 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t142)
  %t144 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t133)
  %t145 = fsub <4 x float> %t143, %t144
  %t146 = fmul <4 x float> %t145, %t135
  %t147 = fdiv <4 x float> %t146, %t38
  %t148 = fsub <4 x float> %t140, %t147
  %t149 = fadd <4 x float> %t129, %t148
  %t150 = fcmp ogt <4 x float> %t149, splat (float 0x0000000000000000)
  %t151 = fcmp olt <4 x float> %t149, splat (float 0x0000000000000000)
  %t152 = select <4 x i1> %t151, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t153 = select <4 x i1> %t150, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t152
  %t154 = fneg <4 x float> %t153
  %t155 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t149)
  %t156 = fsub <4 x float> %t155, %t40
  %t157 = fcmp ogt <4 x float> %t156, splat (float 0x0000000000000000)
  %t158 = fcmp une <4 x float> %t156, %t156
  %t159 = or <4 x i1> %t157, %t158
  %t160 = select <4 x i1> %t159, <4 x float> %t156, <4 x float> splat (float 0x0000000000000000)
  %t161 = fmul <4 x float> %t154, %t160
  %t162 = fadd <4 x float> %t42, %t143
  %t163 = fdiv <4 x float> %t162, %t38
  %t164 = fadd <4 x float> %t163, %t44
  %t165 = fdiv <4 x float> %t161, %t164
  %t166 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t149, ptr %t166, align 4
  %t167 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t142, ptr %t167, align 4
  %t168 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t165, ptr %t168, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t169 = getelementptr float, ptr %t5, i64 %i2
  %t170 = load float, ptr %t169, align 4
  %t171 = getelementptr float, ptr %t3, i64 %i2
  %t172 = load float, ptr %t171, align 4
  %t173 = getelementptr float, ptr %t7, i64 %i2
  %t174 = load float, ptr %t173, align 4
  %t175 = getelementptr float, ptr %t1, i64 %i2
  %t176 = load float, ptr %t175, align 4
  %t177 = fmul float %t172, %t22
  %t178 = fcmp ogt float %t177, %t25
  %t179 = fcmp olt float %t177, %t26
  %t180 = select i1 %t179, float %t26, float %t177
  %t181 = select i1 %t178, float %t25, float %t180
  %t182 = fmul float %t181, %t181
  %t183 = fadd float %t174, %t182
  %t184 = call float @llvm.sqrt.f32(float %t183)
  %t185 = call float @llvm.sqrt.f32(float %t174)
  %t186 = fsub float %t184, %t185
  %t187 = fmul float %t186, %t176
  %t188 = fdiv float %t187, %t27
  %t189 = fsub float %t181, %t188
  %t190 = fadd float %t170, %t189
  %t191 = fcmp ogt float %t190, 0x0000000000000000
  %t192 = fcmp olt float %t190, 0x0000000000000000
  %t193 = select i1 %t192, float 0xBFF0000000000000, float 0x0000000000000000
  %t194 = select i1 %t191, float 0x3FF0000000000000, float %t193
  %t195 = fneg float %t194
  %t196 = call float @llvm.fabs.f32(float %t190)
  %t197 = fsub float %t196, %t28
  %t198 = fcmp ogt float %t197, 0x0000000000000000
  %t199 = fcmp une float %t197, %t197
  %t200 = or i1 %t198, %t199
  %t201 = select i1 %t200, float %t197, float 0x0000000000000000
  %t202 = fmul float %t195, %t201
  %t203 = fadd float %t29, %t184
  %t204 = fdiv float %t203, %t27
  %t205 = fadd float %t204, %t30
  %t206 = fdiv float %t202, %t205
  %t207 = getelementptr float, ptr %t5, i64 %i2
  store float %t190, ptr %t207, align 4
  %t208 = getelementptr float, ptr %t7, i64 %i2
  store float %t183, ptr %t208, align 4
  %t209 = getelementptr float, ptr %t9, i64 %i2
  store float %t206, ptr %t209, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
