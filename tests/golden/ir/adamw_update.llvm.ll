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
  %t34 = fptrunc double %t25 to float
  %t35 = fcmp ogt float %t34, 0x0000000000000000
  %t36 = select i1 %t35, float %t34, float 0x7FF0000000000000
  %t37 = fneg float %t36
  %t38 = fptrunc double %t17 to float
  %t39 = fsub float 0x3FF0000000000000, %t38
  %t40 = fptrunc double %t23 to float
  %t41 = fptrunc double %t13 to float
  %t42 = fptrunc double %t19 to float
  %t43 = fptrunc double %t21 to float
  %t44 = insertelement <4 x float> poison, float %t27, i64 0
  %t45 = shufflevector <4 x float> %t44, <4 x float> poison, <4 x i32> zeroinitializer
  %t46 = insertelement <4 x i1> poison, i1 %t31, i64 0
  %t47 = shufflevector <4 x i1> %t46, <4 x i1> poison, <4 x i32> zeroinitializer
  %t48 = insertelement <4 x float> poison, float %t32, i64 0
  %t49 = shufflevector <4 x float> %t48, <4 x float> poison, <4 x i32> zeroinitializer
  %t50 = insertelement <4 x float> poison, float %t33, i64 0
  %t51 = shufflevector <4 x float> %t50, <4 x float> poison, <4 x i32> zeroinitializer
  %t52 = insertelement <4 x float> poison, float %t36, i64 0
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
  %t89 = getelementptr float, ptr %t7, i64 %i0
  %t90 = load <4 x float>, ptr %t89, align 4
  %t91 = getelementptr float, ptr %t7, i64 %t80
  %t92 = load <4 x float>, ptr %t91, align 4
  %t93 = getelementptr float, ptr %t1, i64 %i0
  %t94 = load <4 x float>, ptr %t93, align 4
  %t95 = getelementptr float, ptr %t1, i64 %t80
  %t96 = load <4 x float>, ptr %t95, align 4
  %t97 = fmul <4 x float> %t49, %t82
  %t98 = fmul <4 x float> %t49, %t84
  %t99 = fmul <4 x float> %t45, %t86
  %t100 = fmul <4 x float> %t45, %t88
  %t101 = fcmp ogt <4 x float> %t99, %t53
  %t102 = fcmp ogt <4 x float> %t100, %t53
  %t103 = fcmp olt <4 x float> %t99, %t55
  %t104 = fcmp olt <4 x float> %t100, %t55
  %t105 = select <4 x i1> %t103, <4 x float> %t55, <4 x float> %t99
  %t106 = select <4 x i1> %t104, <4 x float> %t55, <4 x float> %t100
  %t107 = select <4 x i1> %t101, <4 x float> %t53, <4 x float> %t105
  %t108 = select <4 x i1> %t102, <4 x float> %t53, <4 x float> %t106
  %t109 = fmul <4 x float> %t51, %t107
  %t110 = fmul <4 x float> %t51, %t108
  %t111 = fadd <4 x float> %t97, %t109
  %t112 = fadd <4 x float> %t98, %t110
  %t113 = select <4 x i1> %t47, <4 x float> %t111, <4 x float> %t82
  %t114 = select <4 x i1> %t47, <4 x float> %t112, <4 x float> %t84
  %t115 = fmul <4 x float> %t57, %t90
  %t116 = fmul <4 x float> %t57, %t92
  %t117 = fmul <4 x float> %t107, %t107
  %t118 = fmul <4 x float> %t108, %t108
  %t119 = fmul <4 x float> %t59, %t117
  %t120 = fmul <4 x float> %t59, %t118
  %t121 = fadd <4 x float> %t115, %t119
  %t122 = fadd <4 x float> %t116, %t120
  %t123 = select <4 x i1> %t47, <4 x float> %t121, <4 x float> %t90
  %t124 = select <4 x i1> %t47, <4 x float> %t122, <4 x float> %t92
  %t125 = fmul <4 x float> %t63, %t111
  %t126 = fmul <4 x float> %t63, %t112
  %t127 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t121)
  %t128 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t122)
  %t129 = fadd <4 x float> %t127, %t65
  %t130 = fadd <4 x float> %t128, %t65
  %t131 = fdiv <4 x float> %t125, %t129
  %t132 = fdiv <4 x float> %t126, %t130
  %t133 = fmul <4 x float> %t67, %t94
  %t134 = fmul <4 x float> %t67, %t96
  %t135 = fadd <4 x float> %t131, %t133
  %t136 = fadd <4 x float> %t132, %t134
  %t137 = fmul <4 x float> %t61, %t135
  %t138 = fmul <4 x float> %t61, %t136
  %t139 = fsub <4 x float> %t94, %t137
  %t140 = fsub <4 x float> %t96, %t138
  %t141 = select <4 x i1> %t47, <4 x float> %t139, <4 x float> %t94
  %t142 = select <4 x i1> %t47, <4 x float> %t140, <4 x float> %t96
  %t143 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t113, ptr %t143, align 4
  %t144 = getelementptr float, ptr %t5, i64 %t80
  store <4 x float> %t114, ptr %t144, align 4
  %t145 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t123, ptr %t145, align 4
  %t146 = getelementptr float, ptr %t7, i64 %t80
  store <4 x float> %t124, ptr %t146, align 4
  %t147 = getelementptr float, ptr %t11, i64 %i0
  store <4 x float> %t141, ptr %t147, align 4
  %t148 = getelementptr float, ptr %t11, i64 %t80
  store <4 x float> %t142, ptr %t148, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t149 = add i64 %i1, 4
  %t150 = getelementptr float, ptr %t5, i64 %i1
  %t151 = load <4 x float>, ptr %t150, align 4
  %t152 = getelementptr float, ptr %t5, i64 %t149
  %t153 = load <4 x float>, ptr %t152, align 4
  %t154 = getelementptr float, ptr %t3, i64 %i1
  %t155 = load <4 x float>, ptr %t154, align 4
  %t156 = getelementptr float, ptr %t3, i64 %t149
  %t157 = load <4 x float>, ptr %t156, align 4
  %t158 = getelementptr float, ptr %t7, i64 %i1
  %t159 = load <4 x float>, ptr %t158, align 4
  %t160 = getelementptr float, ptr %t7, i64 %t149
  %t161 = load <4 x float>, ptr %t160, align 4
  %t162 = getelementptr float, ptr %t1, i64 %i1
  %t163 = load <4 x float>, ptr %t162, align 4
  %t164 = getelementptr float, ptr %t1, i64 %t149
  %t165 = load <4 x float>, ptr %t164, align 4
  %t166 = fmul <4 x float> %t49, %t151
  %t167 = fmul <4 x float> %t49, %t153
  %t168 = fmul <4 x float> %t45, %t155
  %t169 = fmul <4 x float> %t45, %t157
  %t170 = fcmp ogt <4 x float> %t168, %t53
  %t171 = fcmp ogt <4 x float> %t169, %t53
  %t172 = fcmp olt <4 x float> %t168, %t55
  %t173 = fcmp olt <4 x float> %t169, %t55
  %t174 = select <4 x i1> %t172, <4 x float> %t55, <4 x float> %t168
  %t175 = select <4 x i1> %t173, <4 x float> %t55, <4 x float> %t169
  %t176 = select <4 x i1> %t170, <4 x float> %t53, <4 x float> %t174
  %t177 = select <4 x i1> %t171, <4 x float> %t53, <4 x float> %t175
  %t178 = fmul <4 x float> %t51, %t176
  %t179 = fmul <4 x float> %t51, %t177
  %t180 = fadd <4 x float> %t166, %t178
  %t181 = fadd <4 x float> %t167, %t179
  %t182 = select <4 x i1> %t47, <4 x float> %t180, <4 x float> %t151
  %t183 = select <4 x i1> %t47, <4 x float> %t181, <4 x float> %t153
  %t184 = fmul <4 x float> %t57, %t159
  %t185 = fmul <4 x float> %t57, %t161
  %t186 = fmul <4 x float> %t176, %t176
  %t187 = fmul <4 x float> %t177, %t177
  %t188 = fmul <4 x float> %t59, %t186
  %t189 = fmul <4 x float> %t59, %t187
  %t190 = fadd <4 x float> %t184, %t188
  %t191 = fadd <4 x float> %t185, %t189
  %t192 = select <4 x i1> %t47, <4 x float> %t190, <4 x float> %t159
  %t193 = select <4 x i1> %t47, <4 x float> %t191, <4 x float> %t161
  %t194 = fmul <4 x float> %t63, %t180
  %t195 = fmul <4 x float> %t63, %t181
  %t196 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t190)
  %t197 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t191)
  %t198 = fadd <4 x float> %t196, %t65
  %t199 = fadd <4 x float> %t197, %t65
  %t200 = fdiv <4 x float> %t194, %t198
  %t201 = fdiv <4 x float> %t195, %t199
  %t202 = fmul <4 x float> %t67, %t163
  %t203 = fmul <4 x float> %t67, %t165
  %t204 = fadd <4 x float> %t200, %t202
  %t205 = fadd <4 x float> %t201, %t203
  %t206 = fmul <4 x float> %t61, %t204
  %t207 = fmul <4 x float> %t61, %t205
  %t208 = fsub <4 x float> %t163, %t206
  %t209 = fsub <4 x float> %t165, %t207
  %t210 = select <4 x i1> %t47, <4 x float> %t208, <4 x float> %t163
  %t211 = select <4 x i1> %t47, <4 x float> %t209, <4 x float> %t165
  %t212 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t182, ptr %t212, align 4
  %t213 = getelementptr float, ptr %t5, i64 %t149
  store <4 x float> %t183, ptr %t213, align 4
  %t214 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t192, ptr %t214, align 4
  %t215 = getelementptr float, ptr %t7, i64 %t149
  store <4 x float> %t193, ptr %t215, align 4
  %t216 = getelementptr float, ptr %t11, i64 %i1
  store <4 x float> %t210, ptr %t216, align 4
  %t217 = getelementptr float, ptr %t11, i64 %t149
  store <4 x float> %t211, ptr %t217, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t218 = getelementptr float, ptr %t5, i64 %i2
  %t219 = load <4 x float>, ptr %t218, align 4
  %t220 = getelementptr float, ptr %t3, i64 %i2
  %t221 = load <4 x float>, ptr %t220, align 4
  %t222 = getelementptr float, ptr %t7, i64 %i2
  %t223 = load <4 x float>, ptr %t222, align 4
  %t224 = getelementptr float, ptr %t1, i64 %i2
  %t225 = load <4 x float>, ptr %t224, align 4
  %t226 = fmul <4 x float> %t49, %t219
  %t227 = fmul <4 x float> %t45, %t221
  %t228 = fcmp ogt <4 x float> %t227, %t53
  %t229 = fcmp olt <4 x float> %t227, %t55
  %t230 = select <4 x i1> %t229, <4 x float> %t55, <4 x float> %t227
  %t231 = select <4 x i1> %t228, <4 x float> %t53, <4 x float> %t230
  %t232 = fmul <4 x float> %t51, %t231
  %t233 = fadd <4 x float> %t226, %t232
  %t234 = select <4 x i1> %t47, <4 x float> %t233, <4 x float> %t219
  %t235 = fmul <4 x float> %t57, %t223
  %t236 = fmul <4 x float> %t231, %t231
  %t237 = fmul <4 x float> %t59, %t236
  %t238 = fadd <4 x float> %t235, %t237
  %t239 = select <4 x i1> %t47, <4 x float> %t238, <4 x float> %t223
  %t240 = fmul <4 x float> %t63, %t233
  %t241 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t238)
  %t242 = fadd <4 x float> %t241, %t65
  %t243 = fdiv <4 x float> %t240, %t242
  %t244 = fmul <4 x float> %t67, %t225
  %t245 = fadd <4 x float> %t243, %t244
  %t246 = fmul <4 x float> %t61, %t245
  %t247 = fsub <4 x float> %t225, %t246
  %t248 = select <4 x i1> %t47, <4 x float> %t247, <4 x float> %t225
  %t249 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t234, ptr %t249, align 4
  %t250 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t239, ptr %t250, align 4
  %t251 = getelementptr float, ptr %t11, i64 %i2
  store <4 x float> %t248, ptr %t251, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t252 = getelementptr float, ptr %t5, i64 %i3
  %t253 = load float, ptr %t252, align 4
  %t254 = getelementptr float, ptr %t3, i64 %i3
  %t255 = load float, ptr %t254, align 4
  %t256 = getelementptr float, ptr %t7, i64 %i3
  %t257 = load float, ptr %t256, align 4
  %t258 = getelementptr float, ptr %t1, i64 %i3
  %t259 = load float, ptr %t258, align 4
  %t260 = fmul float %t32, %t253
  %t261 = fmul float %t27, %t255
  %t262 = fcmp ogt float %t261, %t36
  %t263 = fcmp olt float %t261, %t37
  %t264 = select i1 %t263, float %t37, float %t261
  %t265 = select i1 %t262, float %t36, float %t264
  %t266 = fmul float %t33, %t265
  %t267 = fadd float %t260, %t266
  %t268 = select i1 %t31, float %t267, float %t253
  %t269 = fmul float %t38, %t257
  %t270 = fmul float %t265, %t265
  %t271 = fmul float %t39, %t270
  %t272 = fadd float %t269, %t271
  %t273 = select i1 %t31, float %t272, float %t257
  %t274 = fmul float %t41, %t267
  %t275 = call float @llvm.sqrt.f32(float %t272)
  %t276 = fadd float %t275, %t42
  %t277 = fdiv float %t274, %t276
  %t278 = fmul float %t43, %t259
  %t279 = fadd float %t277, %t278
  %t280 = fmul float %t40, %t279
  %t281 = fsub float %t259, %t280
  %t282 = select i1 %t31, float %t281, float %t259
  %t283 = getelementptr float, ptr %t5, i64 %i3
  store float %t268, ptr %t283, align 4
  %t284 = getelementptr float, ptr %t7, i64 %i3
  store float %t273, ptr %t284, align 4
  %t285 = getelementptr float, ptr %t11, i64 %i3
  store float %t282, ptr %t285, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
