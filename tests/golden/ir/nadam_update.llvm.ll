declare <4 x float> @llvm.sqrt.v4f32(<4 x float>)
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
  %t22 = getelementptr i64, ptr %args, i64 11
  %t23 = load double, ptr %t22, align 8
  %t24 = getelementptr i64, ptr %args, i64 12
  %t25 = load double, ptr %t24, align 8
  %t26 = getelementptr i64, ptr %args, i64 13
  %t27 = load double, ptr %t26, align 8
  %t28 = getelementptr i64, ptr %args, i64 14
  %t29 = load double, ptr %t28, align 8
  %t30 = fptrunc double %t19 to float
  %t31 = fsub float 0x3FF0000000000000, %t30
  %t32 = fptrunc double %t27 to float
  %t33 = fptrunc double %t29 to float
  %t34 = fcmp ogt float %t33, 0x0000000000000000
  %t35 = select i1 %t34, float %t33, float 0x7FF0000000000000
  %t36 = fneg float %t35
  %t37 = fptrunc double %t25 to float
  %t38 = fptrunc double %t21 to float
  %t39 = fsub float 0x3FF0000000000000, %t38
  %t40 = fptrunc double %t11 to float
  %t41 = fptrunc double %t13 to float
  %t42 = fptrunc double %t15 to float
  %t43 = fptrunc double %t17 to float
  %t44 = fptrunc double %t23 to float
  %t45 = insertelement <4 x float> poison, float %t30, i64 0
  %t46 = shufflevector <4 x float> %t45, <4 x float> poison, <4 x i32> zeroinitializer
  %t47 = insertelement <4 x float> poison, float %t31, i64 0
  %t48 = shufflevector <4 x float> %t47, <4 x float> poison, <4 x i32> zeroinitializer
  %t49 = insertelement <4 x float> poison, float %t32, i64 0
  %t50 = shufflevector <4 x float> %t49, <4 x float> poison, <4 x i32> zeroinitializer
  %t51 = insertelement <4 x float> poison, float %t35, i64 0
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
  %t63 = insertelement <4 x float> poison, float %t41, i64 0
  %t64 = shufflevector <4 x float> %t63, <4 x float> poison, <4 x i32> zeroinitializer
  %t65 = insertelement <4 x float> poison, float %t42, i64 0
  %t66 = shufflevector <4 x float> %t65, <4 x float> poison, <4 x i32> zeroinitializer
  %t67 = insertelement <4 x float> poison, float %t43, i64 0
  %t68 = shufflevector <4 x float> %t67, <4 x float> poison, <4 x i32> zeroinitializer
  %t69 = insertelement <4 x float> poison, float %t44, i64 0
  %t70 = shufflevector <4 x float> %t69, <4 x float> poison, <4 x i32> zeroinitializer
  %t71 = sub i64 %end, %begin
  %t72 = icmp sge i64 %t71, 18724
  %t73 = select i1 %t72, i64 %end, i64 %begin
  %t74 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t74, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t73
  br i1 %more0, label %body0, label %loop1
body0:
  %t75 = getelementptr float, ptr %t1, i64 %i0
  %t76 = getelementptr i8, ptr %t75, i64 2048
  call void @llvm.prefetch.p0(ptr %t76, i32 0, i32 3, i32 1)
  %t77 = getelementptr float, ptr %t3, i64 %i0
  %t78 = getelementptr i8, ptr %t77, i64 2048
  call void @llvm.prefetch.p0(ptr %t78, i32 0, i32 3, i32 1)
  %t79 = getelementptr float, ptr %t5, i64 %i0
  %t80 = getelementptr i8, ptr %t79, i64 2048
  call void @llvm.prefetch.p0(ptr %t80, i32 0, i32 3, i32 1)
  %t81 = getelementptr float, ptr %t7, i64 %i0
  %t82 = getelementptr i8, ptr %t81, i64 2048
  call void @llvm.prefetch.p0(ptr %t82, i32 0, i32 3, i32 1)
  %t83 = add i64 %i0, 4
  %t84 = getelementptr float, ptr %t5, i64 %i0
  %t85 = load <4 x float>, ptr %t84, align 4
  %t86 = getelementptr float, ptr %t5, i64 %t83
  %t87 = load <4 x float>, ptr %t86, align 4
  %t88 = getelementptr float, ptr %t3, i64 %i0
  %t89 = load <4 x float>, ptr %t88, align 4
  %t90 = getelementptr float, ptr %t3, i64 %t83
  %t91 = load <4 x float>, ptr %t90, align 4
  %t92 = getelementptr float, ptr %t1, i64 %i0
  %t93 = load <4 x float>, ptr %t92, align 4
  %t94 = getelementptr float, ptr %t1, i64 %t83
  %t95 = load <4 x float>, ptr %t94, align 4
  %t96 = getelementptr float, ptr %t7, i64 %i0
  %t97 = load <4 x float>, ptr %t96, align 4
  %t98 = getelementptr float, ptr %t7, i64 %t83
  %t99 = load <4 x float>, ptr %t98, align 4
  %t100 = fmul <4 x float> %t46, %t85
  %t101 = fmul <4 x float> %t46, %t87
  %t102 = fmul <4 x float> %t89, %t50
  %t103 = fmul <4 x float> %t91, %t50
  %t104 = fcmp ogt <4 x float> %t102, %t52
  %t105 = fcmp ogt <4 x float> %t103, %t52
  %t106 = fcmp olt <4 x float> %t102, %t54
  %t107 = fcmp olt <4 x float> %t103, %t54
  %t108 = select <4 x i1> %t106, <4 x float> %t54, <4 x float> %t102
  %t109 = select <4 x i1> %t107, <4 x float> %t54, <4 x float> %t103
  %t110 = select <4 x i1> %t104, <4 x float> %t52, <4 x float> %t108
  %t111 = select <4 x i1> %t105, <4 x float> %t52, <4 x float> %t109
  %t112 = fmul <4 x float> %t56, %t93
  %t113 = fmul <4 x float> %t56, %t95
  %t114 = fadd <4 x float> %t110, %t112
  %t115 = fadd <4 x float> %t111, %t113
  %t116 = fmul <4 x float> %t48, %t114
  %t117 = fmul <4 x float> %t48, %t115
  %t118 = fadd <4 x float> %t100, %t116
  %t119 = fadd <4 x float> %t101, %t117
  %t120 = fmul <4 x float> %t58, %t97
  %t121 = fmul <4 x float> %t58, %t99
  %t122 = fmul <4 x float> %t114, %t114
  %t123 = fmul <4 x float> %t115, %t115
  %t124 = fmul <4 x float> %t60, %t122
  %t125 = fmul <4 x float> %t60, %t123
  %t126 = fadd <4 x float> %t120, %t124
  %t127 = fadd <4 x float> %t121, %t125
  %t128 = fmul <4 x float> %t64, %t114
  %t129 = fmul <4 x float> %t64, %t115
  %t130 = fmul <4 x float> %t66, %t118
  %t131 = fmul <4 x float> %t66, %t119
  %t132 = fadd <4 x float> %t128, %t130
  %t133 = fadd <4 x float> %t129, %t131
  %t134 = fmul <4 x float> %t62, %t132
  %t135 = fmul <4 x float> %t62, %t133
  %t136 = fmul <4 x float> %t68, %t126
  %t137 = fmul <4 x float> %t68, %t127
  %t138 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t136)
  %t139 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t137)
  %t140 = fadd <4 x float> %t138, %t70
  %t141 = fadd <4 x float> %t139, %t70
  %t142 = fdiv <4 x float> %t134, %t140
  %t143 = fdiv <4 x float> %t135, %t141
  %t144 = fsub <4 x float> %t93, %t142
  %t145 = fsub <4 x float> %t95, %t143
  %t146 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t118, ptr %t146, align 4
  %t147 = getelementptr float, ptr %t5, i64 %t83
  store <4 x float> %t119, ptr %t147, align 4
  %t148 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t126, ptr %t148, align 4
  %t149 = getelementptr float, ptr %t7, i64 %t83
  store <4 x float> %t127, ptr %t149, align 4
  %t150 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t144, ptr %t150, align 4
  %t151 = getelementptr float, ptr %t9, i64 %t83
  store <4 x float> %t145, ptr %t151, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t152 = add i64 %i1, 4
  %t153 = getelementptr float, ptr %t5, i64 %i1
  %t154 = load <4 x float>, ptr %t153, align 4
  %t155 = getelementptr float, ptr %t5, i64 %t152
  %t156 = load <4 x float>, ptr %t155, align 4
  %t157 = getelementptr float, ptr %t3, i64 %i1
  %t158 = load <4 x float>, ptr %t157, align 4
  %t159 = getelementptr float, ptr %t3, i64 %t152
  %t160 = load <4 x float>, ptr %t159, align 4
  %t161 = getelementptr float, ptr %t1, i64 %i1
  %t162 = load <4 x float>, ptr %t161, align 4
  %t163 = getelementptr float, ptr %t1, i64 %t152
  %t164 = load <4 x float>, ptr %t163, align 4
  %t165 = getelementptr float, ptr %t7, i64 %i1
  %t166 = load <4 x float>, ptr %t165, align 4
  %t167 = getelementptr float, ptr %t7, i64 %t152
  %t168 = load <4 x float>, ptr %t167, align 4
  %t169 = fmul <4 x float> %t46, %t154
  %t170 = fmul <4 x float> %t46, %t156
  %t171 = fmul <4 x float> %t158, %t50
  %t172 = fmul <4 x float> %t160, %t50
  %t173 = fcmp ogt <4 x float> %t171, %t52
  %t174 = fcmp ogt <4 x float> %t172, %t52
  %t175 = fcmp olt <4 x float> %t171, %t54
  %t176 = fcmp olt <4 x float> %t172, %t54
  %t177 = select <4 x i1> %t175, <4 x float> %t54, <4 x float> %t171
  %t178 = select <4 x i1> %t176, <4 x float> %t54, <4 x float> %t172
  %t179 = select <4 x i1> %t173, <4 x float> %t52, <4 x float> %t177
  %t180 = select <4 x i1> %t174, <4 x float> %t52, <4 x float> %t178
  %t181 = fmul <4 x float> %t56, %t162
  %t182 = fmul <4 x float> %t56, %t164
  %t183 = fadd <4 x float> %t179, %t181
  %t184 = fadd <4 x float> %t180, %t182
  %t185 = fmul <4 x float> %t48, %t183
  %t186 = fmul <4 x float> %t48, %t184
  %t187 = fadd <4 x float> %t169, %t185
  %t188 = fadd <4 x float> %t170, %t186
  %t189 = fmul <4 x float> %t58, %t166
  %t190 = fmul <4 x float> %t58, %t168
  %t191 = fmul <4 x float> %t183, %t183
  %t192 = fmul <4 x float> %t184, %t184
  %t193 = fmul <4 x float> %t60, %t191
  %t194 = fmul <4 x float> %t60, %t192
  %t195 = fadd <4 x float> %t189, %t193
  %t196 = fadd <4 x float> %t190, %t194
  %t197 = fmul <4 x float> %t64, %t183
  %t198 = fmul <4 x float> %t64, %t184
  %t199 = fmul <4 x float> %t66, %t187
  %t200 = fmul <4 x float> %t66, %t188
  %t201 = fadd <4 x float> %t197, %t199
  %t202 = fadd <4 x float> %t198, %t200
  %t203 = fmul <4 x float> %t62, %t201
  %t204 = fmul <4 x float> %t62, %t202
  %t205 = fmul <4 x float> %t68, %t195
  %t206 = fmul <4 x float> %t68, %t196
  %t207 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t205)
  %t208 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t206)
  %t209 = fadd <4 x float> %t207, %t70
  %t210 = fadd <4 x float> %t208, %t70
  %t211 = fdiv <4 x float> %t203, %t209
  %t212 = fdiv <4 x float> %t204, %t210
  %t213 = fsub <4 x float> %t162, %t211
  %t214 = fsub <4 x float> %t164, %t212
  %t215 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t187, ptr %t215, align 4
  %t216 = getelementptr float, ptr %t5, i64 %t152
  store <4 x float> %t188, ptr %t216, align 4
  %t217 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t195, ptr %t217, align 4
  %t218 = getelementptr float, ptr %t7, i64 %t152
  store <4 x float> %t196, ptr %t218, align 4
  %t219 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t213, ptr %t219, align 4
  %t220 = getelementptr float, ptr %t9, i64 %t152
  store <4 x float> %t214, ptr %t220, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t221 = getelementptr float, ptr %t5, i64 %i2
  %t222 = load <4 x float>, ptr %t221, align 4
  %t223 = getelementptr float, ptr %t3, i64 %i2
  %t224 = load <4 x float>, ptr %t223, align 4
  %t225 = getelementptr float, ptr %t1, i64 %i2
  %t226 = load <4 x float>, ptr %t225, align 4
  %t227 = getelementptr float, ptr %t7, i64 %i2
  %t228 = load <4 x float>, ptr %t227, align 4
  %t229 = fmul <4 x float> %t46, %t222
  %t230 = fmul <4 x float> %t224, %t50
  %t231 = fcmp ogt <4 x float> %t230, %t52
  %t232 = fcmp olt <4 x float> %t230, %t54
  %t233 = select <4 x i1> %t232, <4 x float> %t54, <4 x float> %t230
  %t234 = select <4 x i1> %t231, <4 x float> %t52, <4 x float> %t233
  %t235 = fmul <4 x float> %t56, %t226
  %t236 = fadd <4 x float> %t234, %t235
  %t237 = fmul <4 x float> %t48, %t236
  %t238 = fadd <4 x float> %t229, %t237
  %t239 = fmul <4 x float> %t58, %t228
  %t240 = fmul <4 x float> %t236, %t236
  %t241 = fmul <4 x float> %t60, %t240
  %t242 = fadd <4 x float> %t239, %t241
  %t243 = fmul <4 x float> %t64, %t236
  %t244 = fmul <4 x float> %t66, %t238
  %t245 = fadd <4 x float> %t243, %t244
  %t246 = fmul <4 x float> %t62, %t245
  %t247 = fmul <4 x float> %t68, %t242
  %t248 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t247)
  %t249 = fadd <4 x float> %t248, %t70
  %t250 = fdiv <4 x float> %t246, %t249
  %t251 = fsub <4 x float> %t226, %t250
  %t252 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t238, ptr %t252, align 4
  %t253 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t242, ptr %t253, align 4
  %t254 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t251, ptr %t254, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t255 = getelementptr float, ptr %t5, i64 %i3
  %t256 = load float, ptr %t255, align 4
  %t257 = getelementptr float, ptr %t3, i64 %i3
  %t258 = load float, ptr %t257, align 4
  %t259 = getelementptr float, ptr %t1, i64 %i3
  %t260 = load float, ptr %t259, align 4
  %t261 = getelementptr float, ptr %t7, i64 %i3
  %t262 = load float, ptr %t261, align 4
  %t263 = fmul float %t30, %t256
  %t264 = fmul float %t258, %t32
  %t265 = fcmp ogt float %t264, %t35
  %t266 = fcmp olt float %t264, %t36
  %t267 = select i1 %t266, float %t36, float %t264
  %t268 = select i1 %t265, float %t35, float %t267
  %t269 = fmul float %t37, %t260
  %t270 = fadd float %t268, %t269
  %t271 = fmul float %t31, %t270
  %t272 = fadd float %t263, %t271
  %t273 = fmul float %t38, %t262
  %t274 = fmul float %t270, %t270
  %t275 = fmul float %t39, %t274
  %t276 = fadd float %t273, %t275
  %t277 = fmul float %t41, %t270
  %t278 = fmul float %t42, %t272
  %t279 = fadd float %t277, %t278
  %t280 = fmul float %t40, %t279
  %t281 = fmul float %t43, %t276
  %t282 = call float @llvm.sqrt.f32(float %t281)
  %t283 = fadd float %t282, %t44
  %t284 = fdiv float %t280, %t283
  %t285 = fsub float %t260, %t284
  %t286 = getelementptr float, ptr %t5, i64 %i3
  store float %t272, ptr %t286, align 4
  %t287 = getelementptr float, ptr %t7, i64 %i3
  store float %t276, ptr %t287, align 4
  %t288 = getelementptr float, ptr %t9, i64 %i3
  store float %t285, ptr %t288, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
