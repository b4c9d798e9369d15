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
  %t11 = load ptr, ptr %t10, align 8
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
  %t26 = getelementptr float, ptr %t9, i64 0
  %t27 = load float, ptr %t26, align 4
  %t28 = call float @llvm.fabs.f32(float %t27)
  %t29 = fcmp olt float %t28, 0x7FF0000000000000
  %t30 = fcmp une float %t27, 0x0000000000000000
  %t31 = and i1 %t29, %t30
  %t32 = fptrunc double %t15 to float
  %t33 = fsub float 0x3FF0000000000000, %t32
  %t34 = fptrunc double %t21 to float
  %t35 = fptrunc double %t25 to float
  %t36 = fcmp ogt float %t35, 0x0000000000000000
  %t37 = select i1 %t36, float %t35, float 0x7FF0000000000000
  %t38 = fneg float %t37
  %t39 = fptrunc double %t17 to float
  %t40 = fsub float 0x3FF0000000000000, %t39
  %t41 = fptrunc double %t19 to float
  %t42 = fptrunc double %t23 to float
  %t43 = fptrunc double %t13 to float
  %t44 = insertelement <4 x float> poison, float %t27, i64 0
  %t45 = shufflevector <4 x float> %t44, <4 x float> poison, <4 x i32> zeroinitializer
  %t46 = insertelement <4 x i1> poison, i1 %t31, i64 0
  %t47 = shufflevector <4 x i1> %t46, <4 x i1> poison, <4 x i32> zeroinitializer
  %t48 = insertelement <4 x float> poison, float %t32, i64 0
  %t49 = shufflevector <4 x float> %t48, <4 x float> poison, <4 x i32> zeroinitializer
  %t50 = insertelement <4 x float> poison, float %t33, i64 0
  %t51 = shufflevector <4 x float> %t50, <4 x float> poison, <4 x i32> zeroinitializer
  %t52 = insertelement <4 x float> poison, float %t34, i64 0
  %t53 = shufflevector <4 x float> %t52, <4 x float> poison, <4 x i32> zeroinitializer
  %t54 = insertelement <4 x float> poison, float %t37, i64 0
  %t55 = shufflevector <4 x float> %t54, <4 x float> poison, <4 x i32> zeroinitializer
  %t56 = insertelement <4 x float> poison, float %t38, i64 0
  %t57 = shufflevector <4 x float> %t56, <4 x float> poison, <4 x i32> zeroinitializer
  %t58 = insertelement <4 x float> poison, float %t39, i64 0
  %t59 = shufflevector <4 x float> %t58, <4 x float> poison, <4 x i32> zeroinitializer
  %t60 = insertelement <4 x float> poison, float %t40, i64 0
  %t61 = shufflevector <4 x float> %t60, <4 x float> poison, <4 x i32> zeroinitializer
  %t62 = insertelement <4 x float> poison, float %t41, i64 0
  %t63 = shufflevector <4 x float> %t62, <4 x float> poison, <4 x i32> zeroinitializer
  %t64 = insertelement <4 x float> poison, float %t42, i64 0
  %t65 = shufflevector <4 x float> %t64, <4 x float> poison, <4 x i32> zeroinitializer
  %t66 = insertelement <4 x float> poison, float %t43, i64 0
  %t67 = shufflevector <4 x float> %t66, <4 x float> poison, <4 x i32> zeroinitializer
  %t68 = sub i64 %end, %begin
  %t69 = icmp sge i64 %t68, 18724
  %t70 = select i1 %t69, i64 %end, i64 %begin
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t70
  br i1 %more0, label %body0, label %loop1
body0:
  %t71 = getelementptr float, ptr %t1, i64 %i0
  %t72 = getelementptr i8, ptr %t71, i64 2048
  call void @llvm.prefetch.p0(ptr %t72, i32 0, i32 3, i32 1)
  %t73 = getelementptr float, ptr %t3, i64 %i0
  %t74 = getelementptr i8, ptr %t73, i64 2048
  call void @llvm.prefetch.p0(ptr %t74, i32 0, i32 3, i32 1)
  %t75 = getelementptr float, ptr %t5, i64 %i0
  %t76 = getelementptr i8, ptr %t75, i64 2048
  call void @llvm.prefetch.p0(ptr %t76, i32 0, i32 3, i32 1)
  %t77 = getelementptr float, ptr %t7, i64 %i0
  %t78 = getelementptr i8, ptr %t77, i64 2048
  call void @llvm.prefetch.p0(ptr %t78, i32 0, i32 3, i32 1)
  %t79 = add i64 %i0, 4
  %t80 = getelementptr float, ptr %t5, i64 %i0
  %t81 = load <4 x float>, ptr %t80, align 4
  %t82 = getelementptr float, ptr %t5, i64 %t79
  %t83 = load <4 x float>, ptr %t82, align 4
  %t84 = getelementptr float, ptr %t3, i64 %i0
  %t85 = load <4 x float>, ptr %t84, align 4
  %t86 = getelementptr float, ptr %t3, i64 %t79
  %t87 = load <4 x float>, ptr %t86, align 4
  %t88 = getelementptr float, ptr %t1, i64 %i0
  %t89 = load <4 x float>, ptr %t88, align 4
  %t90 = getelementptr float, ptr %t1, i64 %t79
  %t91 = load <4 x float>, ptr %t90, align 4
  %t92 = getelementptr float, ptr %t7, i64 %i0
  %t93 = load <4 x float>, ptr %t92, align 4
  %t94 = getelementptr float, ptr %t7, i64 %t79
  %t95 = load <4 x float>, ptr %t94, align 4
  %t96 = fmul <4 x float> %t49, %t81
  %t97 = fmul <4 x float> %t49, %t83
  %t98 = fmul <4 x float> %t45, %t85
  %t99 = fmul <4 x float> %t45, %t87
  %t100 = fmul <4 x float> %t53, %t89
  %t101 = fmul <4 x float> %t53, %t91
  %t102 = fadd <4 x float> %t98, %t100
  %t103 = fadd <4 x float> %t99, %t101
  %t104 = fcmp ogt <4 x float> %t102, %t55
  %t105 = fcmp ogt <4 x float> %t103, %t55
  %t106 = fcmp olt <4 x float> %t102, %t57
  %t107 = fcmp olt <4 x float> %t103, %t57
  %t108 = select <4 x i1> %t106, <4 x float> %t57, <4 x float> %t102
  %t109 = select <4 x i1> %t107, <4 x float> %t57, <4 x float> %t103
  %t110 = select <4 x i1> %t104, <4 x float> %t55, <4 x float> %t108
  %t111 = select <4 x i1> %t105, <4 x float> %t55, <4 x float> %t109
  %t112 = fmul <4 x float> %t51, %t110
  %t113 = fmul <4 x float> %t51, %t111
  %t114 = fadd <4 x float> %t96, %t112
  %t115 = fadd <4 x float> %t97, %t113
  %t116 = select <4 x i1> %t47, <4 x float> %t114, <4 x float> %t81
  %t117 = select <4 x i1> %t47, <4 x float> %t115, <4 x float> %t83
  %t118 = fmul <4 x float> %t59, %t93
  %t119 = fmul <4 x float> %t59, %t95
  %t120 = fsub <4 x float> %t114, %t110
  %t121 = fsub <4 x float> %t115, %t111
  %t122 = fmul <4 x float> %t120, %t120
  %t123 = fmul <4 x float> %t121, %t121
  %t124 = fmul <4 x float> %t61, %t122
  %t125 = fmul <4 x float> %t61, %t123
  %t126 = fadd <4 x float> %t118, %t124
  %t127 = fadd <4 x float> %t119, %t125
  %t128 = fadd <4 x float> %t126, %t63
  %t129 = fadd <4 x float> %t127, %t63
  %t130 = select <4 x i1> %t47, <4 x float> %t128, <4 x float> %t93
  %t131 = select <4 x i1> %t47, <4 x float> %t129, <4 x float> %t95
  %t132 = fmul <4 x float> %t67, %t114
  %t133 = fmul <4 x float> %t67, %t115
  %t134 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t128)
  %t135 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t129)
  %t136 = fadd <4 x float> %t134, %t63
  %t137 = fadd <4 x float> %t135, %t63
  %t138 = fdiv <4 x float> %t132, %t136
  %t139 = fdiv <4 x float> %t133, %t137
  %t140 = fmul <4 x float> %t65, %t138
  %t141 = fmul <4 x float> %t65, %t139
  %t142 = fsub <4 x float> %t89, %t140
  %t143 = fsub <4 x float> %t91, %t141
  %t144 = select <4 x i1> %t47, <4 x float> %t142, <4 x float> %t89
  %t145 = select <4 x i1> %t47, <4 x float> %t143, <4 x float> %t91
  %t146 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t116, ptr %t146, align 4
  %t147 = getelementptr float, ptr %t5, i64 %t79
  store <4 x float> %t117, ptr %t147, align 4
  %t148 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t130, ptr %t148, align 4
  %t149 = getelementptr float, ptr %t7, i64 %t79
  store <4 x float> %t131, ptr %t149, align 4
  %t150 = getelementptr float, ptr %t11, i64 %i0
  store <4 x float> %t144, ptr %t150, align 4
  %t151 = getelementptr float, ptr %t11, i64 %t79
  store <4 x float> %t145, ptr %t151, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
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
  %t169 = fmul <4 x float> %t49, %t154
  %t170 = fmul <4 x float> %t49, %t156
  %t171 = fmul <4 x float> %t45, %t158
  %t172 = fmul <4 x float> %t45, %t160
  %t173 = fmul <4 x float> %t53, %t162
  %t174 = fmul <4 x float> %t53, %t164
  %t175 = fadd <4 x float> %t171, %t173
  %t176 = fadd <4 x float> %t172, %t174
  %t177 = fcmp ogt <4 x float> %t175, %t55
  %t178 = fcmp ogt <4 x float> %t176, %t55
  %t179 = fcmp olt <4 x float> %t175, %t57
  %t180 = fcmp olt <4 x float> %t176, %t57
  %t181 = select <4 x i1> %t179, <4 x float> %t57, <4 x float> %t175
  %t182 = select <4 x i1> %t180, <4 x float> %t57, <4 x float> %t176
  %t183 = select <4 x i1> %t177, <4 x float> %t55, <4 x float> %t181
  %t184 = select <4 x i1> %t178, <4 x float> %t55, <4 x float> %t182
  %t185 = fmul <4 x float> %t51, %t183
  %t186 = fmul <4 x float> %t51, %t184
  %t187 = fadd <4 x float> %t169, %t185
  %t188 = fadd <4 x float> %t170, %t186
  %t189 = select <4 x i1> %t47, <4 x float> %t187, <4 x float> %t154
  %t190 = select <4 x i1> %t47, <4 x float> %t188, <4 x float> %t156
  %t191 = fmul <4 x float> %t59, %t166
  %t192 = fmul <4 x float> %t59, %t168
  %t193 = fsub <4 x float> %t187, %t183
  %t194 = fsub <4 x float> %t188, %t184
  %t195 = fmul <4 x float> %t193, %t193
  %t196 = fmul <4 x float> %t194, %t194
  %t197 = fmul <4 x float> %t61, %t195
  %t198 = fmul <4 x float> %t61, %t196
  %t199 = fadd <4 x float> %t191, %t197
  %t200 = fadd <4 x float> %t192, %t198
  %t201 = fadd <4 x float> %t199, %t63
  %t202 = fadd <4 x float> %t200, %t63
  %t203 = select <4 x i1> %t47, <4 x float> %t201, <4 x float> %t166
  %t204 = select <4 x i1> %t47, <4 x float> %t202, <4 x float> %t168
  %t205 = fmul <4 x float> %t67, %t187
  %t206 = fmul <4 x float> %t67, %t188
  %t207 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t201)
  %t208 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t202)
  %t209 = fadd <4 x float> %t207, %t63
  %t210 = fadd <4 x float> %t208, %t63
  %t211 = fdiv <4 x float> %t205, %t209
  %t212 = fdiv <4 x float> %t206, %t210
  %t213 = fmul <4 x float> %t65, %t211
  %t214 = fmul <4 x float> %t65, %t212
  %t215 = fsub <4 x float> %t162, %t213
  %t216 = fsub <4 x float> %t164, %t214
  %t217 = select <4 x i1> %t47, <4 x float> %t215, <4 x float> %t162
  %t218 = select <4 x i1> %t47, <4 x float> %t216, <4 x float> %t164
  %t219 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t189, ptr %t219, align 4
  %t220 = getelementptr float, ptr %t5, i64 %t152
  store <4 x float> %t190, ptr %t220, align 4
  %t221 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t203, ptr %t221, align 4
  %t222 = getelementptr float, ptr %t7, i64 %t152
  store <4 x float> %t204, ptr %t222, align 4
  %t223 = getelementptr float, ptr %t11, i64 %i1
  store <4 x float> %t217, ptr %t223, align 4
  %t224 = getelementptr float, ptr %t11, i64 %t152
  store <4 x float> %t218, ptr %t224, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t225 = getelementptr float, ptr %t5, i64 %i2
  %t226 = load <4 x float>, ptr %t225, align 4
  %t227 = getelementptr float, ptr %t3, i64 %i2
  %t228 = load <4 x float>, ptr %t227, align 4
  %t229 = getelementptr float, ptr %t1, i64 %i2
  %t230 = load <4 x float>, ptr %t229, align 4
  %t231 = getelementptr float, ptr %t7, i64 %i2
  %t232 = load <4 x float>, ptr %t231, align 4
  %t233 = fmul <4 x float> %t49, %t226
  %t234 = fmul <4 x float> %t45, %t228
  %t235 = fmul <4 x float> %t53, %t230
  %t236 = fadd <4 x float> %t234, %t235
  %t237 = fcmp ogt <4 x float> %t236, %t55
  %t238 = fcmp olt <4 x float> %t236, %t57
  %t239 = select <4 x i1> %t238, <4 x float> %t57, <4 x float> %t236
  %t240 = select <4 x i1> %t237, <4 x float> %t55, <4 x float> %t239
  %t241 = fmul <4 x float> %t51, %t240
  %t242 = fadd <4 x float> %t233, %t241
  %t243 = select <4 x i1> %t47, <4 x float> %t242, <4 x float> %t226
  %t244 = fmul <4 x float> %t59, %t232
  %t245 = fsub <4 x float> %t242, %t240
  %t246 = fmul <4 x float> %t245, %t245
  %t247 = fmul <4 x float> %t61, %t246
  %t248 = fadd <4 x float> %t244, %t247
  %t249 = fadd <4 x float> %t248, %t63
  %t250 = select <4 x i1> %t47, <4 x float> %t249, <4 x float> %t232
  %t251 = fmul <4 x float> %t67, %t242
  %t252 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t249)
  %t253 = fadd <4 x float> %t252, %t63
  %t254 = fdiv <4 x float> %t251, %t253
  %t255 = fmul <4 x float> %t65, %t254
  %t256 = fsub <4 x float> %t230, %t255
  %t257 = select <4 x i1> %t47, <4 x float> %t256, <4 x float> %t230
  %t258 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t243, ptr %t258, align 4
  %t259 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t250, ptr %t259, align 4
  %t260 = getelementptr float, ptr %t11, i64 %i2
  store <4 x float> %t257, ptr %t260, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t261 = getelementptr float, ptr %t5, i64 %i3
  %t262 = load float, ptr %t261, align 4
  %t263 = getelementptr float, ptr %t3, i64 %i3
  %t264 = load float, ptr %t263, align 4
  %t265 = getelementptr float, ptr %t1, i64 %i3
  %t266 = load float, ptr %t265, align 4
  %t267 = getelementptr float, ptr %t7, i64 %i3
  %t268 = load float, ptr %t267, align 4
  %t269 = fmul float %t32, %t262
  %t270 = fmul float %t27, %t264
  %t271 = fmul float %t34, %t266
  %t272 = fadd float %t270, %t271
  %t273 = fcmp ogt float %t272, %t37
  %t274 = fcmp olt float %t272, %t38
  %t275 = select i1 %t274, float %t38, float %t272
  %t276 = select i1 %t273, float %t37, float %t275
  %t277 = fmul float %t33, %t276
  %t278 = fadd float %t269, %t277
  %t279 = select i1 %t31, float %t278, float %t262
  %t280 = fmul float %t39, %t268
  %t281 = fsub float %t278, %t276
  %t282 = fmul float %t281, %t281
  %t283 = fmul float %t40, %t282
  %t284 = fadd float %t280, %t283
  %t285 = fadd float %t284, %t41
  %t286 = select i1 %t31, float %t285, float %t268
  %t287 = fmul float %t43, %t278
  %t288 = call float @llvm.sqrt.f32(float %t285)
  %t289 = fadd float %t288, %t41
  %t290 = fdiv float %t287, %t289
  %t291 = fmul float %t42, %t290
  %t292 = fsub float %t266, %t291
  %t293 = select i1 %t31, float %t292, float %t266
  %t294 = getelementptr float, ptr %t5, i64 %i3
  store float %t279, ptr %t294, align 4
  %t295 = getelementptr float, ptr %t7, i64 %i3
  store float %t286, ptr %t295, align 4
  %t296 = getelementptr float, ptr %t11, i64 %i3
  store float %t293, ptr %t296, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
