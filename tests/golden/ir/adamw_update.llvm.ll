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
  %t88 = getelementptr float, ptr %t7, i64 %i0
  %t89 = load <4 x float>, ptr %t88, align 4
  %t90 = getelementptr float, ptr %t7, i64 %t79
  %t91 = load <4 x float>, ptr %t90, align 4
  %t92 = getelementptr float, ptr %t1, i64 %i0
  %t93 = load <4 x float>, ptr %t92, align 4
  %t94 = getelementptr float, ptr %t1, i64 %t79
  %t95 = load <4 x float>, ptr %t94, align 4
  %t96 = fmul <4 x float> %t49, %t81
  %t97 = fmul <4 x float> %t49, %t83
  %t98 = fmul <4 x float> %t45, %t85
  %t99 = fmul <4 x float> %t45, %t87
  %t100 = fcmp ogt <4 x float> %t98, %t53
  %t101 = fcmp ogt <4 x float> %t99, %t53
  %t102 = fcmp olt <4 x float> %t98, %t55
  %t103 = fcmp olt <4 x float> %t99, %t55
  %t104 = select <4 x i1> %t102, <4 x float> %t55, <4 x float> %t98
  %t105 = select <4 x i1> %t103, <4 x float> %t55, <4 x float> %t99
  %t106 = select <4 x i1> %t100, <4 x float> %t53, <4 x float> %t104
  %t107 = select <4 x i1> %t101, <4 x float> %t53, <4 x float> %t105
  %t108 = fmul <4 x float> %t51, %t106
  %t109 = fmul <4 x float> %t51, %t107
  %t110 = fadd <4 x float> %t96, %t108
  %t111 = fadd <4 x float> %t97, %t109
  %t112 = select <4 x i1> %t47, <4 x float> %t110, <4 x float> %t81
  %t113 = select <4 x i1> %t47, <4 x float> %t111, <4 x float> %t83
  %t114 = fmul <4 x float> %t57, %t89
  %t115 = fmul <4 x float> %t57, %t91
  %t116 = fmul <4 x float> %t106, %t106
  %t117 = fmul <4 x float> %t107, %t107
  %t118 = fmul <4 x float> %t59, %t116
  %t119 = fmul <4 x float> %t59, %t117
  %t120 = fadd <4 x float> %t114, %t118
  %t121 = fadd <4 x float> %t115, %t119
  %t122 = select <4 x i1> %t47, <4 x float> %t120, <4 x float> %t89
  %t123 = select <4 x i1> %t47, <4 x float> %t121, <4 x float> %t91
  %t124 = fmul <4 x float> %t63, %t110
  %t125 = fmul <4 x float> %t63, %t111
  %t126 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t120)
  %t127 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t121)
  %t128 = fadd <4 x float> %t126, %t65
  %t129 = fadd <4 x float> %t127, %t65
  %t130 = fdiv <4 x float> %t124, %t128
  %t131 = fdiv <4 x float> %t125, %t129
  %t132 = fmul <4 x float> %t67, %t93
  %t133 = fmul <4 x float> %t67, %t95
  %t134 = fadd <4 x float> %t130, %t132
  %t135 = fadd <4 x float> %t131, %t133
  %t136 = fmul <4 x float> %t61, %t134
  %t137 = fmul <4 x float> %t61, %t135
  %t138 = fsub <4 x float> %t93, %t136
  %t139 = fsub <4 x float> %t95, %t137
  %t140 = select <4 x i1> %t47, <4 x float> %t138, <4 x float> %t93
  %t141 = select <4 x i1> %t47, <4 x float> %t139, <4 x float> %t95
  %t142 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t112, ptr %t142, align 4
  %t143 = getelementptr float, ptr %t5, i64 %t79
  store <4 x float> %t113, ptr %t143, align 4
  %t144 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t122, ptr %t144, align 4
  %t145 = getelementptr float, ptr %t7, i64 %t79
  store <4 x float> %t123, ptr %t145, align 4
  %t146 = getelementptr float, ptr %t11, i64 %i0
  store <4 x float> %t140, ptr %t146, align 4
  %t147 = getelementptr float, ptr %t11, i64 %t79
  store <4 x float> %t141, ptr %t147, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t148 = add i64 %i1, 4
  %t149 = getelementptr float, ptr %t5, i64 %i1
  %t150 = load <4 x float>, ptr %t149, align 4
  %t151 = getelementptr float, ptr %t5, i64 %t148
  %t152 = load <4 x float>, ptr %t151, align 4
  %t153 = getelementptr float, ptr %t3, i64 %i1
  %t154 = load <4 x float>, ptr %t153, align 4
  %t155 = getelementptr float, ptr %t3, i64 %t148
  %t156 = load <4 x float>, ptr %t155, align 4
  %t157 = getelementptr float, ptr %t7, i64 %i1
  %t158 = load <4 x float>, ptr %t157, align 4
  %t159 = getelementptr float, ptr %t7, i64 %t148
  %t160 = load <4 x float>, ptr %t159, align 4
  %t161 = getelementptr float, ptr %t1, i64 %i1
  %t162 = load <4 x float>, ptr %t161, align 4
  %t163 = getelementptr float, ptr %t1, i64 %t148
  %t164 = load <4 x float>, ptr %t163, align 4
  %t165 = fmul <4 x float> %t49, %t150
  %t166 = fmul <4 x float> %t49, %t152
  %t167 = fmul <4 x float> %t45, %t154
  %t168 = fmul <4 x float> %t45, %t156
  %t169 = fcmp ogt <4 x float> %t167, %t53
  %t170 = fcmp ogt <4 x float> %t168, %t53
  %t171 = fcmp olt <4 x float> %t167, %t55
  %t172 = fcmp olt <4 x float> %t168, %t55
  %t173 = select <4 x i1> %t171, <4 x float> %t55, <4 x float> %t167
  %t174 = select <4 x i1> %t172, <4 x float> %t55, <4 x float> %t168
  %t175 = select <4 x i1> %t169, <4 x float> %t53, <4 x float> %t173
  %t176 = select <4 x i1> %t170, <4 x float> %t53, <4 x float> %t174
  %t177 = fmul <4 x float> %t51, %t175
  %t178 = fmul <4 x float> %t51, %t176
  %t179 = fadd <4 x float> %t165, %t177
  %t180 = fadd <4 x float> %t166, %t178
  %t181 = select <4 x i1> %t47, <4 x float> %t179, <4 x float> %t150
  %t182 = select <4 x i1> %t47, <4 x float> %t180, <4 x float> %t152
  %t183 = fmul <4 x float> %t57, %t158
  %t184 = fmul <4 x float> %t57, %t160
  %t185 = fmul <4 x float> %t175, %t175
  %t186 = fmul <4 x float> %t176, %t176
  %t187 = fmul <4 x float> %t59, %t185
  %t188 = fmul <4 x float> %t59, %t186
  %t189 = fadd <4 x float> %t183, %t187
  %t190 = fadd <4 x float> %t184, %t188
  %t191 = select <4 x i1> %t47, <4 x float> %t189, <4 x float> %t158
  %t192 = select <4 x i1> %t47, <4 x float> %t190, <4 x float> %t160
  %t193 = fmul <4 x float> %t63, %t179
  %t194 = fmul <4 x float> %t63, %t180
  %t195 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t189)
  %t196 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t190)
  %t197 = fadd <4 x float> %t195, %t65
  %t198 = fadd <4 x float> %t196, %t65
  %t199 = fdiv <4 x float> %t193, %t197
  %t200 = fdiv <4 x float> %t194, %t198
  %t201 = fmul <4 x float> %t67, %t162
  %t202 = fmul <4 x float> %t67, %t164
  %t203 = fadd <4 x float> %t199, %t201
  %t204 = fadd <4 x float> %t200, %t202
  %t205 = fmul <4 x float> %t61, %t203
  %t206 = fmul <4 x float> %t61, %t204
  %t207 = fsub <4 x float> %t162, %t205
  %t208 = fsub <4 x float> %t164, %t206
  %t209 = select <4 x i1> %t47, <4 x float> %t207, <4 x float> %t162
  %t210 = select <4 x i1> %t47, <4 x float> %t208, <4 x float> %t164
  %t211 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t181, ptr %t211, align 4
  %t212 = getelementptr float, ptr %t5, i64 %t148
  store <4 x float> %t182, ptr %t212, align 4
  %t213 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t191, ptr %t213, align 4
  %t214 = getelementptr float, ptr %t7, i64 %t148
  store <4 x float> %t192, ptr %t214, align 4
  %t215 = getelementptr float, ptr %t11, i64 %i1
  store <4 x float> %t209, ptr %t215, align 4
  %t216 = getelementptr float, ptr %t11, i64 %t148
  store <4 x float> %t210, ptr %t216, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t217 = getelementptr float, ptr %t5, i64 %i2
  %t218 = load <4 x float>, ptr %t217, align 4
  %t219 = getelementptr float, ptr %t3, i64 %i2
  %t220 = load <4 x float>, ptr %t219, align 4
  %t221 = getelementptr float, ptr %t7, i64 %i2
  %t222 = load <4 x float>, ptr %t221, align 4
  %t223 = getelementptr float, ptr %t1, i64 %i2
  %t224 = load <4 x float>, ptr %t223, align 4
  %t225 = fmul <4 x float> %t49, %t218
  %t226 = fmul <4 x float> %t45, %t220
  %t227 = fcmp ogt <4 x float> %t226, %t53
  %t228 = fcmp olt <4 x float> %t226, %t55
  %t229 = select <4 x i1> %t228, <4 x float> %t55, <4 x float> %t226
  %t230 = select <4 x i1> %t227, <4 x float> %t53, <4 x float> %t229
  %t231 = fmul <4 x float> %t51, %t230
  %t232 = fadd <4 x float> %t225, %t231
  %t233 = select <4 x i1> %t47, <4 x float> %t232, <4 x float> %t218
  %t234 = fmul <4 x float> %t57, %t222
  %t235 = fmul <4 x float> %t230, %t230
  %t236 = fmul <4 x float> %t59, %t235
  %t237 = fadd <4 x float> %t234, %t236
  %t238 = select <4 x i1> %t47, <4 x float> %t237, <4 x float> %t222
  %t239 = fmul <4 x float> %t63, %t232
  %t240 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t237)
  %t241 = fadd <4 x float> %t240, %t65
  %t242 = fdiv <4 x float> %t239, %t241
  %t243 = fmul <4 x float> %t67, %t224
  %t244 = fadd <4 x float> %t242, %t243
  %t245 = fmul <4 x float> %t61, %t244
  %t246 = fsub <4 x float> %t224, %t245
  %t247 = select <4 x i1> %t47, <4 x float> %t246, <4 x float> %t224
  %t248 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t233, ptr %t248, align 4
  %t249 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t238, ptr %t249, align 4
  %t250 = getelementptr float, ptr %t11, i64 %i2
  store <4 x float> %t247, ptr %t250, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t251 = getelementptr float, ptr %t5, i64 %i3
  %t252 = load float, ptr %t251, align 4
  %t253 = getelementptr float, ptr %t3, i64 %i3
  %t254 = load float, ptr %t253, align 4
  %t255 = getelementptr float, ptr %t7, i64 %i3
  %t256 = load float, ptr %t255, align 4
  %t257 = getelementptr float, ptr %t1, i64 %i3
  %t258 = load float, ptr %t257, align 4
  %t259 = fmul float %t32, %t252
  %t260 = fmul float %t27, %t254
  %t261 = fcmp ogt float %t260, %t36
  %t262 = fcmp olt float %t260, %t37
  %t263 = select i1 %t262, float %t37, float %t260
  %t264 = select i1 %t261, float %t36, float %t263
  %t265 = fmul float %t33, %t264
  %t266 = fadd float %t259, %t265
  %t267 = select i1 %t31, float %t266, float %t252
  %t268 = fmul float %t38, %t256
  %t269 = fmul float %t264, %t264
  %t270 = fmul float %t39, %t269
  %t271 = fadd float %t268, %t270
  %t272 = select i1 %t31, float %t271, float %t256
  %t273 = fmul float %t41, %t266
  %t274 = call float @llvm.sqrt.f32(float %t271)
  %t275 = fadd float %t274, %t42
  %t276 = fdiv float %t273, %t275
  %t277 = fmul float %t43, %t258
  %t278 = fadd float %t276, %t277
  %t279 = fmul float %t40, %t278
  %t280 = fsub float %t258, %t279
  %t281 = select i1 %t31, float %t280, float %t258
  %t282 = getelementptr float, ptr %t5, i64 %i3
  store float %t267, ptr %t282, align 4
  %t283 = getelementptr float, ptr %t7, i64 %i3
  store float %t272, ptr %t283, align 4
  %t284 = getelementptr float, ptr %t11, i64 %i3
  store float %t281, ptr %t284, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
