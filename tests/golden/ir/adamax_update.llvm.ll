declare <4 x float> @llvm.fabs.v4f32(<4 x float>)
declare float @llvm.fabs.f32(float)
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
  %t22 = getelementptr i64, ptr %args, i64 11
  %t23 = load double, ptr %t22, align 8
  %t24 = fptrunc double %t13 to float
  %t25 = fsub float 0x3FF0000000000000, %t24
  %t26 = fptrunc double %t21 to float
  %t27 = fptrunc double %t23 to float
  %t28 = fcmp ogt float %t27, 0x0000000000000000
  %t29 = select i1 %t28, float %t27, float 0x7FF0000000000000
  %t30 = fneg float %t29
  %t31 = fptrunc double %t19 to float
  %t32 = fptrunc double %t15 to float
  %t33 = fptrunc double %t11 to float
  %t34 = fptrunc double %t17 to float
  %t35 = insertelement <4 x float> poison, float %t24, i64 0
  %t36 = shufflevector <4 x float> %t35, <4 x float> poison, <4 x i32> zeroinitializer
  %t37 = insertelement <4 x float> poison, float %t25, i64 0
  %t38 = shufflevector <4 x float> %t37, <4 x float> poison, <4 x i32> zeroinitializer
  %t39 = insertelement <4 x float> poison, float %t26, i64 0
  %t40 = shufflevector <4 x float> %t39, <4 x float> poison, <4 x i32> zeroinitializer
  %t41 = insertelement <4 x float> poison, float %t29, i64 0
  %t42 = shufflevector <4 x float> %t41, <4 x float> poison, <4 x i32> zeroinitializer
  %t43 = insertelement <4 x float> poison, float %t30, i64 0
  %t44 = shufflevector <4 x float> %t43, <4 x float> poison, <4 x i32> zeroinitializer
  %t45 = insertelement <4 x float> poison, float %t31, i64 0
  %t46 = shufflevector <4 x float> %t45, <4 x float> poison, <4 x i32> zeroinitializer
  %t47 = insertelement <4 x float> poison, float %t32, i64 0
  %t48 = shufflevector <4 x float> %t47, <4 x float> poison, <4 x i32> zeroinitializer
  %t49 = insertelement <4 x float> poison, float %t33, i64 0
  %t50 = shufflevector <4 x float> %t49, <4 x float> poison, <4 x i32> zeroinitializer
  %t51 = insertelement <4 x float> poison, float %t34, i64 0
  %t52 = shufflevector <4 x float> %t51, <4 x float> poison, <4 x i32> zeroinitializer
  %t53 = sub i64 %end, %begin
  %t54 = icmp sge i64 %t53, 18724
  %t55 = select i1 %t54, i64 %end, i64 %begin
  %t56 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t56, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t55
  br i1 %more0, label %body0, label %loop1
body0:
  %t57 = getelementptr float, ptr %t1, i64 %i0
  %t58 = getelementptr i8, ptr %t57, i64 2048
  call void @llvm.prefetch.p0(ptr %t58, i32 0, i32 3, i32 1)
  %t59 = getelementptr float, ptr %t3, i64 %i0
  %t60 = getelementptr i8, ptr %t59, i64 2048
  call void @llvm.prefetch.p0(ptr %t60, i32 0, i32 3, i32 1)
  %t61 = getelementptr float, ptr %t5, i64 %i0
  %t62 = getelementptr i8, ptr %t61, i64 2048
  call void @llvm.prefetch.p0(ptr %t62, i32 0, i32 3, i32 1)
  %t63 = getelementptr float, ptr %t7, i64 %i0
  %t64 = getelementptr i8, ptr %t63, i64 2048
  call void @llvm.prefetch.p0(ptr %t64, i32 0, i32 3, i32 1)
  %t65 = add i64 %i0, 4
  %t66 = getelementptr float, ptr %t5, i64 %i0
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %t5, i64 %t65
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = getelementptr float, ptr %t3, i64 %i0
  %t71 = load <4 x float>, ptr %t70, align 4
  %t72 = getelementptr float, ptr %t3, i64 %t65
  %t73 = load <4 x float>, ptr %t72, align 4
  %t74 = getelementptr float, ptr %t1, i64 %i0
  %t75 = load <4 x float>, ptr %t74, align 4
  %t76 = getelementptr float, ptr %t1, i64 %t65
  %t77 = load <4 x float>, ptr %t76, align 4
  %t78 = getelementptr float, ptr %t7, i64 %i0
  %t79 = load <4 x float>, ptr %t78, align 4
  %t80 = getelementptr float, ptr %t7, i64 %t65
  %t81 = load <4 x float>, ptr %t80, align 4
  %t82 = fmul <4 x float> %t36, %t67
  %t83 = fmul <4 x float> %t36, %t69
  %t84 = fmul <4 x float> %t71, %t40
  %t85 = fmul <4 x float> %t73, %t40
  %t86 = fcmp ogt <4 x float> %t84, %t42
  %t87 = fcmp ogt <4 x float> %t85, %t42
  %t88 = fcmp olt <4 x float> %t84, %t44
  %t89 = fcmp olt <4 x float> %t85, %t44
  %t90 = select <4 x i1> %t88, <4 x float> %t44, <4 x float> %t84
  %t91 = select <4 x i1> %t89, <4 x float> %t44, <4 x float> %t85
  %t92 = select <4 x i1> %t86, <4 x float> %t42, <4 x float> %t90
  %t93 = select <4 x i1> %t87, <4 x float> %t42, <4 x float> %t91
  %t94 = fmul <4 x float> %t46, %t75
  %t95 = fmul <4 x float> %t46, %t77
  %t96 = fadd <4 x float> %t92, %t94
  %t97 = fadd <4 x float> %t93, %t95
  %t98 = fmul <4 x float> %t38, %t96
  %t99 = fmul <4 x float> %t38, %t97
  %t100 = fadd <4 x float> %t82, %t98
  %t101 = fadd <4 x float> %t83, %t99
  %t102 = fmul <4 x float> %t48, %t79
  %t103 = fmul <4 x float> %t48, %t81
  %t104 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t96)
  %t105 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t97)
  %t106 = fcmp ogt <4 x float> %t102, %t104
  %t107 = fcmp ogt <4 x float> %t103, %t105
  %t108 = fcmp une <4 x float> %t102, %t102
  %t109 = fcmp une <4 x float> %t103, %t103
  %t110 = or <4 x i1> %t106, %t108
  %t111 = or <4 x i1> %t107, %t109
  %t112 = select <4 x i1> %t110, <4 x float> %t102, <4 x float> %t104
  %t113 = select <4 x i1> %t111, <4 x float> %t103, <4 x float> %t105
  %t114 = fmul <4 x float> %t50, %t100
  %t115 = fmul <4 x float> %t50, %t101
  %t116 = fadd <4 x float> %t112, %t52
  %t117 = fadd <4 x float> %t113, %t52
  %t118 = fdiv <4 x float> %t114, %t116
  %t119 = fdiv <4 x float> %t115, %t117
  %t120 = fsub <4 x float> %t75, %t118
  %t121 = fsub <4 x float> %t77, %t119
  %t122 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t100, ptr %t122, align 4
  %t123 = getelementptr float, ptr %t5, i64 %t65
  store <4 x float> %t101, ptr %t123, align 4
  %t124 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t112, ptr %t124, align 4
  %t125 = getelementptr float, ptr %t7, i64 %t65
  store <4 x float> %t113, ptr %t125, align 4
  %t126 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t120, ptr %t126, align 4
  %t127 = getelementptr float, ptr %t9, i64 %t65
  store <4 x float> %t121, ptr %t127, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t128 = add i64 %i1, 4
  %t129 = getelementptr float, ptr %t5, i64 %i1
  %t130 = load <4 x float>, ptr %t129, align 4
  %t131 = getelementptr float, ptr %t5, i64 %t128
  %t132 = load <4 x float>, ptr %t131, align 4
  %t133 = getelementptr float, ptr %t3, i64 %i1
  %t134 = load <4 x float>, ptr %t133, align 4
  %t135 = getelementptr float, ptr %t3, i64 %t128
  %t136 = load <4 x float>, ptr %t135, align 4
  %t137 = getelementptr float, ptr %t1, i64 %i1
  %t138 = load <4 x float>, ptr %t137, align 4
  %t139 = getelementptr float, ptr %t1, i64 %t128
  %t140 = load <4 x float>, ptr %t139, align 4
  %t141 = getelementptr float, ptr %t7, i64 %i1
  %t142 = load <4 x float>, ptr %t141, align 4
  %t143 = getelementptr float, ptr %t7, i64 %t128
  %t144 = load <4 x float>, ptr %t143, align 4
  %t145 = fmul <4 x float> %t36, %t130
  %t146 = fmul <4 x float> %t36, %t132
  %t147 = fmul <4 x float> %t134, %t40
  %t148 = fmul <4 x float> %t136, %t40
  %t149 = fcmp ogt <4 x float> %t147, %t42
  %t150 = fcmp ogt <4 x float> %t148, %t42
  %t151 = fcmp olt <4 x float> %t147, %t44
  %t152 = fcmp olt <4 x float> %t148, %t44
  %t153 = select <4 x i1> %t151, <4 x float> %t44, <4 x float> %t147
  %t154 = select <4 x i1> %t152, <4 x float> %t44, <4 x float> %t148
  %t155 = select <4 x i1> %t149, <4 x float> %t42, <4 x float> %t153
  %t156 = select <4 x i1> %t150, <4 x float> %t42, <4 x float> %t154
  %t157 = fmul <4 x float> %t46, %t138
  %t158 = fmul <4 x float> %t46, %t140
  %t159 = fadd <4 x float> %t155, %t157
  %t160 = fadd <4 x float> %t156, %t158
  %t161 = fmul <4 x float> %t38, %t159
  %t162 = fmul <4 x float> %t38, %t160
  %t163 = fadd <4 x float> %t145, %t161
  %t164 = fadd <4 x float> %t146, %t162
  %t165 = fmul <4 x float> %t48, %t142
  %t166 = fmul <4 x float> %t48, %t144
  %t167 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t159)
  %t168 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t160)
  %t169 = fcmp ogt <4 x float> %t165, %t167
  %t170 = fcmp ogt <4 x float> %t166, %t168
  %t171 = fcmp une <4 x float> %t165, %t165
  %t172 = fcmp une <4 x float> %t166, %t166
  %t173 = or <4 x i1> %t169, %t171
  %t174 = or <4 x i1> %t170, %t172
  %t175 = select <4 x i1> %t173, <4 x float> %t165, <4 x float> %t167
  %t176 = select <4 x i1> %t174, <4 x float> %t166, <4 x float> %t168
  %t177 = fmul <4 x float> %t50, %t163
  %t178 = fmul <4 x float> %t50, %t164
  %t179 = fadd <4 x float> %t175, %t52
  %t180 = fadd <4 x float> %t176, %t52
  %t181 = fdiv <4 x float> %t177, %t179
  %t182 = fdiv <4 x float> %t178, %t180
  %t183 = fsub <4 x float> %t138, %t181
  %t184 = fsub <4 x float> %t140, %t182
  %t185 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t163, ptr %t185, align 4
  %t186 = getelementptr float, ptr %t5, i64 %t128
  store <4 x float> %t164, ptr %t186, align 4
  %t187 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t175, ptr %t187, align 4
  %t188 = getelementptr float, ptr %t7, i64 %t128
  store <4 x float> %t176, ptr %t188, align 4
  %t189 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t183, ptr %t189, align 4
  %t190 = getelementptr float, ptr %t9, i64 %t128
  store <4 x float> %t184, ptr %t190, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t191 = getelementptr float, ptr %t5, i64 %i2
  %t192 = load <4 x float>, ptr %t191, align 4
  %t193 = getelementptr float, ptr %t3, i64 %i2
  %t194 = load <4 x float>, ptr %t193, align 4
  %t195 = getelementptr float, ptr %t1, i64 %i2
  %t196 = load <4 x float>, ptr %t195, align 4
  %t197 = getelementptr float, ptr %t7, i64 %i2
  %t198 = load <4 x float>, ptr %t197, align 4
  %t199 = fmul <4 x float> %t36, %t192
  %t200 = fmul <4 x float> %t194, %t40
  %t201 = fcmp ogt <4 x float> %t200, %t42
  %t202 = fcmp olt <4 x float> %t200, %t44
  %t203 = select <4 x i1> %t202, <4 x float> %t44, <4 x float> %t200
  %t204 = select <4 x i1> %t201, <4 x float> %t42, <4 x float> %t203
  %t205 = fmul <4 x float> %t46, %t196
  %t206 = fadd <4 x float> %t204, %t205
  %t207 = fmul <4 x float> %t38, %t206
  %t208 = fadd <4 x float> %t199, %t207
  %t209 = fmul <4 x float> %t48, %t198
  %t210 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t206)
  %t211 = fcmp ogt <4 x float> %t209, %t210
  %t212 = fcmp une <4 x float> %t209, %t209
  %t213 = or <4 x i1> %t211, %t212
  %t214 = select <4 x i1> %t213, <4 x float> %t209, <4 x float> %t210
  %t215 = fmul <4 x float> %t50, %t208
  %t216 = fadd <4 x float> %t214, %t52
  %t217 = fdiv <4 x float> %t215, %t216
  %t218 = fsub <4 x float> %t196, %t217
  %t219 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t208, ptr %t219, align 4
  %t220 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t214, ptr %t220, align 4
  %t221 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t218, ptr %t221, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t222 = getelementptr float, ptr %t5, i64 %i3
  %t223 = load float, ptr %t222, align 4
  %t224 = getelementptr float, ptr %t3, i64 %i3
  %t225 = load float, ptr %t224, align 4
  %t226 = getelementptr float, ptr %t1, i64 %i3
  %t227 = load float, ptr %t226, align 4
  %t228 = getelementptr float, ptr %t7, i64 %i3
  %t229 = load float, ptr %t228, align 4
  %t230 = fmul float %t24, %t223
  %t231 = fmul float %t225, %t26
  %t232 = fcmp ogt float %t231, %t29
  %t233 = fcmp olt float %t231, %t30
  %t234 = select i1 %t233, float %t30, float %t231
  %t235 = select i1 %t232, float %t29, float %t234
  %t236 = fmul float %t31, %t227
  %t237 = fadd float %t235, %t236
  %t238 = fmul float %t25, %t237
  %t239 = fadd float %t230, %t238
  %t240 = fmul float %t32, %t229
  %t241 = call float @llvm.fabs.f32(float %t237)
  %t242 = fcmp ogt float %t240, %t241
  %t243 = fcmp une float %t240, %t240
  %t244 = or i1 %t242, %t243
  %t245 = select i1 %t244, float %t240, float %t241
  %t246 = fmul float %t33, %t239
  %t247 = fadd float %t245, %t34
  %t248 = fdiv float %t246, %t247
  %t249 = fsub float %t227, %t248
  %t250 = getelementptr float, ptr %t5, i64 %i3
  store float %t239, ptr %t250, align 4
  %t251 = getelementptr float, ptr %t7, i64 %i3
  store float %t245, ptr %t251, align 4
  %t252 = getelementptr float, ptr %t9, i64 %i3
  store float %t249, ptr %t252, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
