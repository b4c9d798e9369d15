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
  %t71 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t71, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t70
  br i1 %more0, label %body0, label %loop1
body0:
  %t72 = getelementptr float, ptr %t1, i64 %i0
  %t73 = getelementptr i8, ptr %t72, i64 2048
  call void @llvm.prefetch.p0(ptr %t73, i32 0, i32 3, i32 1)
  %t74 = getelementptr float, ptr %t3, i64 %i0
  %t75 = getelementptr i8, ptr %t74, i64 2048
  call void @llvm.prefetch.p0(ptr %t75, i32 0, i32 3, i32 1)
  %t76 = getelementptr float, ptr %t5, i64 %i0
  %t77 = getelementptr i8, ptr %t76, i64 2048
  call void @llvm.prefetch.p0(ptr %t77, i32 0, i32 3, i32 1)
  %t78 = getelementptr float, ptr %t7, i64 %i0
  %t79 = getelementptr i8, ptr %t78, i64 2048
  call void @llvm.prefetch.p0(ptr %t79, i32 0, i32 3, i32 1)
  %t80 = add i64 %i0, 4
  %t81 = getelementptr float, ptr %t5, i64 %i0
  %t82 = load <4 x float>, ptr %t81, align 4
  %t83 = getelementptr float, ptr %t5, i64 %t80
  %t84 = load <4 x float>, ptr %t83, align 4
  %t85 = getelementptr float, ptr %t3, i64 %i0
  %t86 = load <4 x float>, ptr %t85, align 4
  %t87 = getelementptr float, ptr %t3, i64 %t80
  %t88 = load <4 x float>, ptr %t87, align 4
  %t89 = getelementptr float, ptr %t1, i64 %i0
  %t90 = load <4 x float>, ptr %t89, align 4
  %t91 = getelementptr float, ptr %t1, i64 %t80
  %t92 = load <4 x float>, ptr %t91, align 4
  %t93 = getelementptr float, ptr %t7, i64 %i0
  %t94 = load <4 x float>, ptr %t93, align 4
  %t95 = getelementptr float, ptr %t7, i64 %t80
  %t96 = load <4 x float>, ptr %t95, align 4
  %t97 = fmul <4 x float> %t49, %t82
  %t98 = fmul <4 x float> %t49, %t84
  %t99 = fmul <4 x float> %t45, %t86
  %t100 = fmul <4 x float> %t45, %t88
  %t101 = fmul <4 x float> %t53, %t90
  %t102 = fmul <4 x float> %t53, %t92
  %t103 = fadd <4 x float> %t99, %t101
  %t104 = fadd <4 x float> %t100, %t102
  %t105 = fcmp ogt <4 x float> %t103, %t55
  %t106 = fcmp ogt <4 x float> %t104, %t55
  %t107 = fcmp olt <4 x float> %t103, %t57
  %t108 = fcmp olt <4 x float> %t104, %t57
  %t109 = select <4 x i1> %t107, <4 x float> %t57, <4 x float> %t103
  %t110 = select <4 x i1> %t108, <4 x float> %t57, <4 x float> %t104
  %t111 = select <4 x i1> %t105, <4 x float> %t55, <4 x float> %t109
  %t112 = select <4 x i1> %t106, <4 x float> %t55, <4 x float> %t110
  %t113 = fmul <4 x float> %t51, %t111
  %t114 = fmul <4 x float> %t51, %t112
  %t115 = fadd <4 x float> %t97, %t113
  %t116 = fadd <4 x float> %t98, %t114
  %t117 = select <4 x i1> %t47, <4 x float> %t115, <4 x float> %t82
  %t118 = select <4 x i1> %t47, <4 x float> %t116, <4 x float> %t84
  %t119 = fmul <4 x float> %t59, %t94
  %t120 = fmul <4 x float> %t59, %t96
  %t121 = fsub <4 x float> %t115, %t111
  %t122 = fsub <4 x float> %t116, %t112
  %t123 = fmul <4 x float> %t121, %t121
  %t124 = fmul <4 x float> %t122, %t122
  %t125 = fmul <4 x float> %t61, %t123
  %t126 = fmul <4 x float> %t61, %t124
  %t127 = fadd <4 x float> %t119, %t125
  %t128 = fadd <4 x float> %t120, %t126
  %t129 = fadd <4 x float> %t127, %t63
  %t130 = fadd <4 x float> %t128, %t63
  %t131 = select <4 x i1> %t47, <4 x float> %t129, <4 x float> %t94
  %t132 = select <4 x i1> %t47, <4 x float> %t130, <4 x float> %t96
  %t133 = fmul <4 x float> %t67, %t115
  %t134 = fmul <4 x float> %t67, %t116
  %t135 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t129)
  %t136 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t130)
  %t137 = fadd <4 x float> %t135, %t63
  %t138 = fadd <4 x float> %t136, %t63
  %t139 = fdiv <4 x float> %t133, %t137
  %t140 = fdiv <4 x float> %t134, %t138
  %t141 = fmul <4 x float> %t65, %t139
  %t142 = fmul <4 x float> %t65, %t140
  %t143 = fsub <4 x float> %t90, %t141
  %t144 = fsub <4 x float> %t92, %t142
  %t145 = select <4 x i1> %t47, <4 x float> %t143, <4 x float> %t90
  %t146 = select <4 x i1> %t47, <4 x float> %t144, <4 x float> %t92
  %t147 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t117, ptr %t147, align 4
  %t148 = getelementptr float, ptr %t5, i64 %t80
  store <4 x float> %t118, ptr %t148, align 4
  %t149 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t131, ptr %t149, align 4
  %t150 = getelementptr float, ptr %t7, i64 %t80
  store <4 x float> %t132, ptr %t150, align 4
  %t151 = getelementptr float, ptr %t11, i64 %i0
  store <4 x float> %t145, ptr %t151, align 4
  %t152 = getelementptr float, ptr %t11, i64 %t80
  store <4 x float> %t146, ptr %t152, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t153 = add i64 %i1, 4
  %t154 = getelementptr float, ptr %t5, i64 %i1
  %t155 = load <4 x float>, ptr %t154, align 4
  %t156 = getelementptr float, ptr %t5, i64 %t153
  %t157 = load <4 x float>, ptr %t156, align 4
  %t158 = getelementptr float, ptr %t3, i64 %i1
  %t159 = load <4 x float>, ptr %t158, align 4
  %t160 = getelementptr float, ptr %t3, i64 %t153
  %t161 = load <4 x float>, ptr %t160, align 4
  %t162 = getelementptr float, ptr %t1, i64 %i1
  %t163 = load <4 x float>, ptr %t162, align 4
  %t164 = getelementptr float, ptr %t1, i64 %t153
  %t165 = load <4 x float>, ptr %t164, align 4
  %t166 = getelementptr float, ptr %t7, i64 %i1
  %t167 = load <4 x float>, ptr %t166, align 4
  %t168 = getelementptr float, ptr %t7, i64 %t153
  %t169 = load <4 x float>, ptr %t168, align 4
  %t170 = fmul <4 x float> %t49, %t155
  %t171 = fmul <4 x float> %t49, %t157
  %t172 = fmul <4 x float> %t45, %t159
  %t173 = fmul <4 x float> %t45, %t161
  %t174 = fmul <4 x float> %t53, %t163
  %t175 = fmul <4 x float> %t53, %t165
  %t176 = fadd <4 x float> %t172, %t174
  %t177 = fadd <4 x float> %t173, %t175
  %t178 = fcmp ogt <4 x float> %t176, %t55
  %t179 = fcmp ogt <4 x float> %t177, %t55
  %t180 = fcmp olt <4 x float> %t176, %t57
  %t181 = fcmp olt <4 x float> %t177, %t57
  %t182 = select <4 x i1> %t180, <4 x float> %t57, <4 x float> %t176
  %t183 = select <4 x i1> %t181, <4 x float> %t57, <4 x float> %t177
  %t184 = select <4 x i1> %t178, <4 x float> %t55, <4 x float> %t182
  %t185 = select <4 x i1> %t179, <4 x float> %t55, <4 x float> %t183
  %t186 = fmul <4 x float> %t51, %t184
  %t187 = fmul <4 x float> %t51, %t185
  %t188 = fadd <4 x float> %t170, %t186
  %t189 = fadd <4 x float> %t171, %t187
  %t190 = select <4 x i1> %t47, <4 x float> %t188, <4 x float> %t155
  %t191 = select <4 x i1> %t47, <4 x float> %t189, <4 x float> %t157
  %t192 = fmul <4 x float> %t59, %t167
  %t193 = fmul <4 x float> %t59, %t169
  %t194 = fsub <4 x float> %t188, %t184
  %t195 = fsub <4 x float> %t189, %t185
  %t196 = fmul <4 x float> %t194, %t194
  %t197 = fmul <4 x float> %t195, %t195
  %t198 = fmul <4 x float> %t61, %t196
  %t199 = fmul <4 x float> %t61, %t197
  %t200 = fadd <4 x float> %t192, %t198
  %t201 = fadd <4 x float> %t193, %t199
  %t202 = fadd <4 x float> %t200, %t63
  %t203 = fadd <4 x float> %t201, %t63
  %t204 = select <4 x i1> %t47, <4 x float> %t202, <4 x float> %t167
  %t205 = select <4 x i1> %t47, <4 x float> %t203, <4 x float> %t169
  %t206 = fmul <4 x float> %t67, %t188
  %t207 = fmul <4 x float> %t67, %t189
  %t208 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t202)
  %t209 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t203)
  %t210 = fadd <4 x float> %t208, %t63
  %t211 = fadd <4 x float> %t209, %t63
  %t212 = fdiv <4 x float> %t206, %t210
  %t213 = fdiv <4 x float> %t207, %t211
  %t214 = fmul <4 x float> %t65, %t212
  %t215 = fmul <4 x float> %t65, %t213
  %t216 = fsub <4 x float> %t163, %t214
  %t217 = fsub <4 x float> %t165, %t215
  %t218 = select <4 x i1> %t47, <4 x float> %t216, <4 x float> %t163
  %t219 = select <4 x i1> %t47, <4 x float> %t217, <4 x float> %t165
  %t220 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t190, ptr %t220, align 4
  %t221 = getelementptr float, ptr %t5, i64 %t153
  store <4 x float> %t191, ptr %t221, align 4
  %t222 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t204, ptr %t222, align 4
  %t223 = getelementptr float, ptr %t7, i64 %t153
  store <4 x float> %t205, ptr %t223, align 4
  %t224 = getelementptr float, ptr %t11, i64 %i1
  store <4 x float> %t218, ptr %t224, align 4
  %t225 = getelementptr float, ptr %t11, i64 %t153
  store <4 x float> %t219, ptr %t225, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t226 = getelementptr float, ptr %t5, i64 %i2
  %t227 = load <4 x float>, ptr %t226, align 4
  %t228 = getelementptr float, ptr %t3, i64 %i2
  %t229 = load <4 x float>, ptr %t228, align 4
  %t230 = getelementptr float, ptr %t1, i64 %i2
  %t231 = load <4 x float>, ptr %t230, align 4
  %t232 = getelementptr float, ptr %t7, i64 %i2
  %t233 = load <4 x float>, ptr %t232, align 4
  %t234 = fmul <4 x float> %t49, %t227
  %t235 = fmul <4 x float> %t45, %t229
  %t236 = fmul <4 x float> %t53, %t231
  %t237 = fadd <4 x float> %t235, %t236
  %t238 = fcmp ogt <4 x float> %t237, %t55
  %t239 = fcmp olt <4 x float> %t237, %t57
  %t240 = select <4 x i1> %t239, <4 x float> %t57, <4 x float> %t237
  %t241 = select <4 x i1> %t238, <4 x float> %t55, <4 x float> %t240
  %t242 = fmul <4 x float> %t51, %t241
  %t243 = fadd <4 x float> %t234, %t242
  %t244 = select <4 x i1> %t47, <4 x float> %t243, <4 x float> %t227
  %t245 = fmul <4 x float> %t59, %t233
  %t246 = fsub <4 x float> %t243, %t241
  %t247 = fmul <4 x float> %t246, %t246
  %t248 = fmul <4 x float> %t61, %t247
  %t249 = fadd <4 x float> %t245, %t248
  %t250 = fadd <4 x float> %t249, %t63
  %t251 = select <4 x i1> %t47, <4 x float> %t250, <4 x float> %t233
  %t252 = fmul <4 x float> %t67, %t243
  %t253 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t250)
  %t254 = fadd <4 x float> %t253, %t63
  %t255 = fdiv <4 x float> %t252, %t254
  %t256 = fmul <4 x float> %t65, %t255
  %t257 = fsub <4 x float> %t231, %t256
  %t258 = select <4 x i1> %t47, <4 x float> %t257, <4 x float> %t231
  %t259 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t244, ptr %t259, align 4
  %t260 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t251, ptr %t260, align 4
  %t261 = getelementptr float, ptr %t11, i64 %i2
  store <4 x float> %t258, ptr %t261, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t262 = getelementptr float, ptr %t5, i64 %i3
  %t263 = load float, ptr %t262, align 4
  %t264 = getelementptr float, ptr %t3, i64 %i3
  %t265 = load float, ptr %t264, align 4
  %t266 = getelementptr float, ptr %t1, i64 %i3
  %t267 = load float, ptr %t266, align 4
  %t268 = getelementptr float, ptr %t7, i64 %i3
  %t269 = load float, ptr %t268, align 4
  %t270 = fmul float %t32, %t263
  %t271 = fmul float %t27, %t265
  %t272 = fmul float %t34, %t267
  %t273 = fadd float %t271, %t272
  %t274 = fcmp ogt float %t273, %t37
  %t275 = fcmp olt float %t273, %t38
  %t276 = select i1 %t275, float %t38, float %t273
  %t277 = select i1 %t274, float %t37, float %t276
  %t278 = fmul float %t33, %t277
  %t279 = fadd float %t270, %t278
  %t280 = select i1 %t31, float %t279, float %t263
  %t281 = fmul float %t39, %t269
  %t282 = fsub float %t279, %t277
  %t283 = fmul float %t282, %t282
  %t284 = fmul float %t40, %t283
  %t285 = fadd float %t281, %t284
  %t286 = fadd float %t285, %t41
  %t287 = select i1 %t31, float %t286, float %t269
  %t288 = fmul float %t43, %t279
  %t289 = call float @llvm.sqrt.f32(float %t286)
  %t290 = fadd float %t289, %t41
  %t291 = fdiv float %t288, %t290
  %t292 = fmul float %t42, %t291
  %t293 = fsub float %t267, %t292
  %t294 = select i1 %t31, float %t293, float %t267
  %t295 = getelementptr float, ptr %t5, i64 %i3
  store float %t280, ptr %t295, align 4
  %t296 = getelementptr float, ptr %t7, i64 %i3
  store float %t287, ptr %t296, align 4
  %t297 = getelementptr float, ptr %t11, i64 %i3
  store float %t294, ptr %t297, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
