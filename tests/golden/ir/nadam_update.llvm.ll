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
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t73
  br i1 %more0, label %body0, label %loop1
body0:
  %t74 = getelementptr float, ptr %t1, i64 %i0
  %t75 = getelementptr i8, ptr %t74, i64 2048
  call void @llvm.prefetch.p0(ptr %t75, i32 0, i32 3, i32 1)
  %t76 = getelementptr float, ptr %t3, i64 %i0
  %t77 = getelementptr i8, ptr %t76, i64 2048
  call void @llvm.prefetch.p0(ptr %t77, i32 0, i32 3, i32 1)
  %t78 = getelementptr float, ptr %t5, i64 %i0
  %t79 = getelementptr i8, ptr %t78, i64 2048
  call void @llvm.prefetch.p0(ptr %t79, i32 0, i32 3, i32 1)
  %t80 = getelementptr float, ptr %t7, i64 %i0
  %t81 = getelementptr i8, ptr %t80, i64 2048
  call void @llvm.prefetch.p0(ptr %t81, i32 0, i32 3, i32 1)
  %t82 = add i64 %i0, 4
  %t83 = getelementptr float, ptr %t5, i64 %i0
  %t84 = load <4 x float>, ptr %t83, align 4
  %t85 = getelementptr float, ptr %t5, i64 %t82
  %t86 = load <4 x float>, ptr %t85, align 4
  %t87 = getelementptr float, ptr %t3, i64 %i0
  %t88 = load <4 x float>, ptr %t87, align 4
  %t89 = getelementptr float, ptr %t3, i64 %t82
  %t90 = load <4 x float>, ptr %t89, align 4
  %t91 = getelementptr float, ptr %t1, i64 %i0
  %t92 = load <4 x float>, ptr %t91, align 4
  %t93 = getelementptr float, ptr %t1, i64 %t82
  %t94 = load <4 x float>, ptr %t93, align 4
  %t95 = getelementptr float, ptr %t7, i64 %i0
  %t96 = load <4 x float>, ptr %t95, align 4
  %t97 = getelementptr float, ptr %t7, i64 %t82
  %t98 = load <4 x float>, ptr %t97, align 4
  %t99 = fmul <4 x float> %t46, %t84
  %t100 = fmul <4 x float> %t46, %t86
  %t101 = fmul <4 x float> %t88, %t50
  %t102 = fmul <4 x float> %t90, %t50
  %t103 = fcmp ogt <4 x float> %t101, %t52
  %t104 = fcmp ogt <4 x float> %t102, %t52
  %t105 = fcmp olt <4 x float> %t101, %t54
  %t106 = fcmp olt <4 x float> %t102, %t54
  %t107 = select <4 x i1> %t105, <4 x float> %t54, <4 x float> %t101
  %t108 = select <4 x i1> %t106, <4 x float> %t54, <4 x float> %t102
  %t109 = select <4 x i1> %t103, <4 x float> %t52, <4 x float> %t107
  %t110 = select <4 x i1> %t104, <4 x float> %t52, <4 x float> %t108
  %t111 = fmul <4 x float> %t56, %t92
  %t112 = fmul <4 x float> %t56, %t94
  %t113 = fadd <4 x float> %t109, %t111
  %t114 = fadd <4 x float> %t110, %t112
  %t115 = fmul <4 x float> %t48, %t113
  %t116 = fmul <4 x float> %t48, %t114
  %t117 = fadd <4 x float> %t99, %t115
  %t118 = fadd <4 x float> %t100, %t116
  %t119 = fmul <4 x float> %t58, %t96
  %t120 = fmul <4 x float> %t58, %t98
  %t121 = fmul <4 x float> %t113, %t113
  %t122 = fmul <4 x float> %t114, %t114
  %t123 = fmul <4 x float> %t60, %t121
  %t124 = fmul <4 x float> %t60, %t122
  %t125 = fadd <4 x float> %t119, %t123
  %t126 = fadd <4 x float> %t120, %t124
  %t127 = fmul <4 x float> %t64, %t113
  %t128 = fmul <4 x float> %t64, %t114
  %t129 = fmul <4 x float> %t66, %t117
  %t130 = fmul <4 x float> %t66, %t118
  %t131 = fadd <4 x float> %t127, %t129
  %t132 = fadd <4 x float> %t128, %t130
  %t133 = fmul <4 x float> %t62, %t131
  %t134 = fmul <4 x float> %t62, %t132
  %t135 = fmul <4 x float> %t68, %t125
  %t136 = fmul <4 x float> %t68, %t126
  %t137 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t135)
  %t138 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t136)
  %t139 = fadd <4 x float> %t137, %t70
  %t140 = fadd <4 x float> %t138, %t70
  %t141 = fdiv <4 x float> %t133, %t139
  %t142 = fdiv <4 x float> %t134, %t140
  %t143 = fsub <4 x float> %t92, %t141
  %t144 = fsub <4 x float> %t94, %t142
  %t145 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t117, ptr %t145, align 4
  %t146 = getelementptr float, ptr %t5, i64 %t82
  store <4 x float> %t118, ptr %t146, align 4
  %t147 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t125, ptr %t147, align 4
  %t148 = getelementptr float, ptr %t7, i64 %t82
  store <4 x float> %t126, ptr %t148, align 4
  %t149 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t143, ptr %t149, align 4
  %t150 = getelementptr float, ptr %t9, i64 %t82
  store <4 x float> %t144, ptr %t150, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t151 = add i64 %i1, 4
  %t152 = getelementptr float, ptr %t5, i64 %i1
  %t153 = load <4 x float>, ptr %t152, align 4
  %t154 = getelementptr float, ptr %t5, i64 %t151
  %t155 = load <4 x float>, ptr %t154, align 4
  %t156 = getelementptr float, ptr %t3, i64 %i1
  %t157 = load <4 x float>, ptr %t156, align 4
  %t158 = getelementptr float, ptr %t3, i64 %t151
  %t159 = load <4 x float>, ptr %t158, align 4
  %t160 = getelementptr float, ptr %t1, i64 %i1
  %t161 = load <4 x float>, ptr %t160, align 4
  %t162 = getelementptr float, ptr %t1, i64 %t151
  %t163 = load <4 x float>, ptr %t162, align 4
  %t164 = getelementptr float, ptr %t7, i64 %i1
  %t165 = load <4 x float>, ptr %t164, align 4
  %t166 = getelementptr float, ptr %t7, i64 %t151
  %t167 = load <4 x float>, ptr %t166, align 4
  %t168 = fmul <4 x float> %t46, %t153
  %t169 = fmul <4 x float> %t46, %t155
  %t170 = fmul <4 x float> %t157, %t50
  %t171 = fmul <4 x float> %t159, %t50
  %t172 = fcmp ogt <4 x float> %t170, %t52
  %t173 = fcmp ogt <4 x float> %t171, %t52
  %t174 = fcmp olt <4 x float> %t170, %t54
  %t175 = fcmp olt <4 x float> %t171, %t54
  %t176 = select <4 x i1> %t174, <4 x float> %t54, <4 x float> %t170
  %t177 = select <4 x i1> %t175, <4 x float> %t54, <4 x float> %t171
  %t178 = select <4 x i1> %t172, <4 x float> %t52, <4 x float> %t176
  %t179 = select <4 x i1> %t173, <4 x float> %t52, <4 x float> %t177
  %t180 = fmul <4 x float> %t56, %t161
  %t181 = fmul <4 x float> %t56, %t163
  %t182 = fadd <4 x float> %t178, %t180
  %t183 = fadd <4 x float> %t179, %t181
  %t184 = fmul <4 x float> %t48, %t182
  %t185 = fmul <4 x float> %t48, %t183
  %t186 = fadd <4 x float> %t168, %t184
  %t187 = fadd <4 x float> %t169, %t185
  %t188 = fmul <4 x float> %t58, %t165
  %t189 = fmul <4 x float> %t58, %t167
  %t190 = fmul <4 x float> %t182, %t182
  %t191 = fmul <4 x float> %t183, %t183
  %t192 = fmul <4 x float> %t60, %t190
  %t193 = fmul <4 x float> %t60, %t191
  %t194 = fadd <4 x float> %t188, %t192
  %t195 = fadd <4 x float> %t189, %t193
  %t196 = fmul <4 x float> %t64, %t182
  %t197 = fmul <4 x float> %t64, %t183
  %t198 = fmul <4 x float> %t66, %t186
  %t199 = fmul <4 x float> %t66, %t187
  %t200 = fadd <4 x float> %t196, %t198
  %t201 = fadd <4 x float> %t197, %t199
  %t202 = fmul <4 x float> %t62, %t200
  %t203 = fmul <4 x float> %t62, %t201
  %t204 = fmul <4 x float> %t68, %t194
  %t205 = fmul <4 x float> %t68, %t195
  %t206 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t204)
  %t207 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t205)
  %t208 = fadd <4 x float> %t206, %t70
  %t209 = fadd <4 x float> %t207, %t70
  %t210 = fdiv <4 x float> %t202, %t208
  %t211 = fdiv <4 x float> %t203, %t209
  %t212 = fsub <4 x float> %t161, %t210
  %t213 = fsub <4 x float> %t163, %t211
  %t214 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t186, ptr %t214, align 4
  %t215 = getelementptr float, ptr %t5, i64 %t151
  store <4 x float> %t187, ptr %t215, align 4
  %t216 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t194, ptr %t216, align 4
  %t217 = getelementptr float, ptr %t7, i64 %t151
  store <4 x float> %t195, ptr %t217, align 4
  %t218 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t212, ptr %t218, align 4
  %t219 = getelementptr float, ptr %t9, i64 %t151
  store <4 x float> %t213, ptr %t219, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t220 = getelementptr float, ptr %t5, i64 %i2
  %t221 = load <4 x float>, ptr %t220, align 4
  %t222 = getelementptr float, ptr %t3, i64 %i2
  %t223 = load <4 x float>, ptr %t222, align 4
  %t224 = getelementptr float, ptr %t1, i64 %i2
  %t225 = load <4 x float>, ptr %t224, align 4
  %t226 = getelementptr float, ptr %t7, i64 %i2
  %t227 = load <4 x float>, ptr %t226, align 4
  %t228 = fmul <4 x float> %t46, %t221
  %t229 = fmul <4 x float> %t223, %t50
  %t230 = fcmp ogt <4 x float> %t229, %t52
  %t231 = fcmp olt <4 x float> %t229, %t54
  %t232 = select <4 x i1> %t231, <4 x float> %t54, <4 x float> %t229
  %t233 = select <4 x i1> %t230, <4 x float> %t52, <4 x float> %t232
  %t234 = fmul <4 x float> %t56, %t225
  %t235 = fadd <4 x float> %t233, %t234
  %t236 = fmul <4 x float> %t48, %t235
  %t237 = fadd <4 x float> %t228, %t236
  %t238 = fmul <4 x float> %t58, %t227
  %t239 = fmul <4 x float> %t235, %t235
  %t240 = fmul <4 x float> %t60, %t239
  %t241 = fadd <4 x float> %t238, %t240
  %t242 = fmul <4 x float> %t64, %t235
  %t243 = fmul <4 x float> %t66, %t237
  %t244 = fadd <4 x float> %t242, %t243
  %t245 = fmul <4 x float> %t62, %t244
  %t246 = fmul <4 x float> %t68, %t241
  %t247 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t246)
  %t248 = fadd <4 x float> %t247, %t70
  %t249 = fdiv <4 x float> %t245, %t248
  %t250 = fsub <4 x float> %t225, %t249
  %t251 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t237, ptr %t251, align 4
  %t252 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t241, ptr %t252, align 4
  %t253 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t250, ptr %t253, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t254 = getelementptr float, ptr %t5, i64 %i3
  %t255 = load float, ptr %t254, align 4
  %t256 = getelementptr float, ptr %t3, i64 %i3
  %t257 = load float, ptr %t256, align 4
  %t258 = getelementptr float, ptr %t1, i64 %i3
  %t259 = load float, ptr %t258, align 4
  %t260 = getelementptr float, ptr %t7, i64 %i3
  %t261 = load float, ptr %t260, align 4
  %t262 = fmul float %t30, %t255
  %t263 = fmul float %t257, %t32
  %t264 = fcmp ogt float %t263, %t35
  %t265 = fcmp olt float %t263, %t36
  %t266 = select i1 %t265, float %t36, float %t263
  %t267 = select i1 %t264, float %t35, float %t266
  %t268 = fmul float %t37, %t259
  %t269 = fadd float %t267, %t268
  %t270 = fmul float %t31, %t269
  %t271 = fadd float %t262, %t270
  %t272 = fmul float %t38, %t261
  %t273 = fmul float %t269, %t269
  %t274 = fmul float %t39, %t273
  %t275 = fadd float %t272, %t274
  %t276 = fmul float %t41, %t269
  %t277 = fmul float %t42, %t271
  %t278 = fadd float %t276, %t277
  %t279 = fmul float %t40, %t278
  %t280 = fmul float %t43, %t275
  %t281 = call float @llvm.sqrt.f32(float %t280)
  %t282 = fadd float %t281, %t44
  %t283 = fdiv float %t279, %t282
  %t284 = fsub float %t259, %t283
  %t285 = getelementptr float, ptr %t5, i64 %i3
  store float %t271, ptr %t285, align 4
  %t286 = getelementptr float, ptr %t7, i64 %i3
  store float %t275, ptr %t286, align 4
  %t287 = getelementptr float, ptr %t9, i64 %i3
  store float %t284, ptr %t287, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
