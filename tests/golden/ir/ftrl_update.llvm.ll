declare <4 x float> @llvm.fabs.v4f32(<4 x float>)
declare <4 x float> @llvm.sqrt.v4f32(<4 x float>)
declare float @llvm.fabs.f32(float)
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
  %t45 = getelementptr float, ptr %t1, i64 %i0
  %t46 = getelementptr i8, ptr %t45, i64 2048
  call void @llvm.prefetch.p0(ptr %t46, i32 0, i32 3, i32 1)
  %t47 = getelementptr float, ptr %t3, i64 %i0
  %t48 = getelementptr i8, ptr %t47, i64 2048
  call void @llvm.prefetch.p0(ptr %t48, i32 0, i32 3, i32 1)
  %t49 = getelementptr float, ptr %t5, i64 %i0
  %t50 = getelementptr i8, ptr %t49, i64 2048
  call void @llvm.prefetch.p0(ptr %t50, i32 0, i32 3, i32 1)
  %t51 = getelementptr float, ptr %t7, i64 %i0
  %t52 = getelementptr i8, ptr %t51, i64 2048
  call void @llvm.prefetch.p0(ptr %t52, i32 0, i32 3, i32 1)
  %t53 = add i64 %i0, 4
  %t54 = getelementptr float, ptr %t5, i64 %i0
  %t55 = load <4 x float>, ptr %t54, align 4
  %t56 = getelementptr float, ptr %t5, i64 %t53
  %t57 = load <4 x float>, ptr %t56, align 4
  %t58 = getelementptr float, ptr %t3, i64 %i0
  %t59 = load <4 x float>, ptr %t58, align 4
  %t60 = getelementptr float, ptr %t3, i64 %t53
  %t61 = load <4 x float>, ptr %t60, align 4
  %t62 = getelementptr float, ptr %t7, i64 %i0
  %t63 = load <4 x float>, ptr %t62, align 4
  %t64 = getelementptr float, ptr %t7, i64 %t53
  %t65 = load <4 x float>, ptr %t64, align 4
  %t66 = getelementptr float, ptr %t1, i64 %i0
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %t1, i64 %t53
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = fmul <4 x float> %t59, %t32
  %t71 = fmul <4 x float> %t61, %t32
  %t72 = fcmp ogt <4 x float> %t70, %t34
  %t73 = fcmp ogt <4 x float> %t71, %t34
  %t74 = fcmp olt <4 x float> %t70, %t36
  %t75 = fcmp olt <4 x float> %t71, %t36
  %t76 = select <4 x i1> %t74, <4 x float> %t36, <4 x float> %t70
  %t77 = select <4 x i1> %t75, <4 x float> %t36, <4 x float> %t71
  %t78 = select <4 x i1> %t72, <4 x float> %t34, <4 x float> %t76
  %t79 = select <4 x i1> %t73, <4 x float> %t34, <4 x float> %t77
  %t80 = fmul <4 x float> %t78, %t78
  %t81 = fmul <4 x float> %t79, %t79
  %t82 = fadd <4 x float> %t63, %t80
  %t83 = fadd <4 x float> %t65, %t81
  %t84 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t82)
  %t85 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t83)
  %t86 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t63)
  %t87 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t65)
  %t88 = fsub <4 x float> %t84, %t86
  %t89 = fsub <4 x float> %t85, %t87
  %t90 = fmul <4 x float> %t88, %t67
  %t91 = fmul <4 x float> %t89, %t69
  %t92 = fdiv <4 x float> %t90, %t38
  %t93 = fdiv <4 x float> %t91, %t38
  %t94 = fsub <4 x float> %t78, %t92
  %t95 = fsub <4 x float> %t79, %t93
  %t96 = fadd <4 x float> %t55, %t94
  %t97 = fadd <4 x float> %t57, %t95
  %t98 = fcmp ogt <4 x float> %t96, splat (float 0x0000000000000000)
  %t99 = fcmp ogt <4 x float> %t97, splat (float 0x0000000000000000)
  %t100 = fcmp olt <4 x float> %t96, splat (float 0x0000000000000000)
  %t101 = fcmp olt <4 x float> %t97, splat (float 0x0000000000000000)
  %t102 = select <4 x i1> %t100, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t103 = select <4 x i1> %t101, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t104 = select <4 x i1> %t98, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t102
  %t105 = select <4 x i1> %t99, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t103
  %t106 = fneg <4 x float> %t104
  %t107 = fneg <4 x float> %t105
  %t108 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t96)
  %t109 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t97)
  %t110 = fsub <4 x float> %t108, %t40
  %t111 = fsub <4 x float> %t109, %t40
  %t112 = fcmp ogt <4 x float> %t110, splat (float 0x0000000000000000)
  %t113 = fcmp ogt <4 x float> %t111, splat (float 0x0000000000000000)
  %t114 = fcmp une <4 x float> %t110, %t110
  %t115 = fcmp une <4 x float> %t111, %t111
  %t116 = or <4 x i1> %t112, %t114
  %t117 = or <4 x i1> %t113, %t115
  %t118 = select <4 x i1> %t116, <4 x float> %t110, <4 x float> splat (float 0x0000000000000000)
  %t119 = select <4 x i1> %t117, <4 x float> %t111, <4 x float> splat (float 0x0000000000000000)
  %t120 = fmul <4 x float> %t106, %t118
  %t121 = fmul <4 x float> %t107, %t119
  %t122 = fadd <4 x float> %t42, %t84
  %t123 = fadd <4 x float> %t42, %t85
  %t124 = fdiv <4 x float> %t122, %t38
  %t125 = fdiv <4 x float> %t123, %t38
  %t126 = fadd <4 x float> %t124, %t44
  %t127 = fadd <4 x float> %t125, %t44
  %t128 = fdiv <4 x float> %t120, %t126
  %t129 = fdiv <4 x float> %t121, %t127
  %t130 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t96, ptr %t130, align 4
  %t131 = getelementptr float, ptr %t5, i64 %t53
  store <4 x float> %t97, ptr %t131, align 4
  %t132 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t82, ptr %t132, align 4
  %t133 = getelementptr float, ptr %t7, i64 %t53
  store <4 x float> %t83, ptr %t133, align 4
  %t134 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t128, ptr %t134, align 4
  %t135 = getelementptr float, ptr %t9, i64 %t53
  store <4 x float> %t129, ptr %t135, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t136 = getelementptr float, ptr %t5, i64 %i1
  %t137 = load <4 x float>, ptr %t136, align 4
  %t138 = getelementptr float, ptr %t3, i64 %i1
  %t139 = load <4 x float>, ptr %t138, align 4
  %t140 = getelementptr float, ptr %t7, i64 %i1
  %t141 = load <4 x float>, ptr %t140, align 4
  %t142 = getelementptr float, ptr %t1, i64 %i1
  %t143 = load <4 x float>, ptr %t142, align 4
  %t144 = fmul <4 x float> %t139, %t32
  %t145 = fcmp ogt <4 x float> %t144, %t34
  %t146 = fcmp olt <4 x float> %t144, %t36
  %t147 = select <4 x i1> %t146, <4 x float> %t36, <4 x float> %t144
  %t148 = select <4 x i1> %t145, <4 x float> %t34, <4 x float> %t147
  %t149 = fmul <4 x float> %t148, %t148
  %t150 = fadd <4 x float> %t141, %t149
  %t151 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t150)
  %t152 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t141)
  %t153 = fsub <4 x float> %t151, %t152
  %t154 = fmul <4 x float> %t153, %t143
  %t155 = fdiv <4 x float> %t154, %t38
  %t156 = fsub <4 x float> %t148, %t155
  %t157 = fadd <4 x float> %t137, %t156
  %t158 = fcmp ogt <4 x float> %t157, splat (float 0x0000000000000000)
  %t159 = fcmp olt <4 x float> %t157, splat (float 0x0000000000000000)
  %t160 = select <4 x i1> %t159, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t161 = select <4 x i1> %t158, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t160
  %t162 = fneg <4 x float> %t161
  %t163 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t157)
  %t164 = fsub <4 x float> %t163, %t40
  %t165 = fcmp ogt <4 x float> %t164, splat (float 0x0000000000000000)
  %t166 = fcmp une <4 x float> %t164, %t164
  %t167 = or <4 x i1> %t165, %t166
  %t168 = select <4 x i1> %t167, <4 x float> %t164, <4 x float> splat (float 0x0000000000000000)
  %t169 = fmul <4 x float> %t162, %t168
  %t170 = fadd <4 x float> %t42, %t151
  %t171 = fdiv <4 x float> %t170, %t38
  %t172 = fadd <4 x float> %t171, %t44
  %t173 = fdiv <4 x float> %t169, %t172
  %t174 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t157, ptr %t174, align 4
  %t175 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t150, ptr %t175, align 4
  %t176 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t173, ptr %t176, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t177 = getelementptr float, ptr %t5, i64 %i2
  %t178 = load float, ptr %t177, align 4
  %t179 = getelementptr float, ptr %t3, i64 %i2
  %t180 = load float, ptr %t179, align 4
  %t181 = getelementptr float, ptr %t7, i64 %i2
  %t182 = load float, ptr %t181, align 4
  %t183 = getelementptr float, ptr %t1, i64 %i2
  %t184 = load float, ptr %t183, align 4
  %t185 = fmul float %t180, %t22
  %t186 = fcmp ogt float %t185, %t25
  %t187 = fcmp olt float %t185, %t26
  %t188 = select i1 %t187, float %t26, float %t185
  %t189 = select i1 %t186, float %t25, float %t188
  %t190 = fmul float %t189, %t189
  %t191 = fadd float %t182, %t190
  %t192 = call float @llvm.sqrt.f32(float %t191)
  %t193 = call float @llvm.sqrt.f32(float %t182)
  %t194 = fsub float %t192, %t193
  %t195 = fmul float %t194, %t184
  %t196 = fdiv float %t195, %t27
  %t197 = fsub float %t189, %t196
  %t198 = fadd float %t178, %t197
  %t199 = fcmp ogt float %t198, 0x0000000000000000
  %t200 = fcmp olt float %t198, 0x0000000000000000
  %t201 = select i1 %t200, float 0xBFF0000000000000, float 0x0000000000000000
  %t202 = select i1 %t199, float 0x3FF0000000000000, float %t201
  %t203 = fneg float %t202
  %t204 = call float @llvm.fabs.f32(float %t198)
  %t205 = fsub float %t204, %t28
  %t206 = fcmp ogt float %t205, 0x0000000000000000
  %t207 = fcmp une float %t205, %t205
  %t208 = or i1 %t206, %t207
  %t209 = select i1 %t208, float %t205, float 0x0000000000000000
  %t210 = fmul float %t203, %t209
  %t211 = fadd float %t29, %t192
  %t212 = fdiv float %t211, %t27
  %t213 = fadd float %t212, %t30
  %t214 = fdiv float %t210, %t213
  %t215 = getelementptr float, ptr %t5, i64 %i2
  store float %t198, ptr %t215, align 4
  %t216 = getelementptr float, ptr %t7, i64 %i2
  store float %t191, ptr %t216, align 4
  %t217 = getelementptr float, ptr %t9, i64 %i2
  store float %t214, ptr %t217, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
