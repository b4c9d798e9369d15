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
  %t26 = getelementptr i64, ptr %args, i64 13
  %t27 = load double, ptr %t26, align 8
  %t28 = fptrunc double %t15 to float
  %t29 = fsub float 0x3FF0000000000000, %t28
  %t30 = fptrunc double %t23 to float
  %t31 = fptrunc double %t21 to float
  %t32 = fptrunc double %t25 to float
  %t33 = fcmp ogt float %t32, 0x0000000000000000
  %t34 = select i1 %t33, float %t32, float 0x7FF0000000000000
  %t35 = fneg float %t34
  %t36 = fptrunc double %t17 to float
  %t37 = fptrunc double %t13 to float
  %t38 = fptrunc double %t19 to float
  %t39 = fptrunc double %t27 to float
  %t40 = fcmp ogt float %t39, 0x0000000000000000
  %t41 = select i1 %t40, float %t39, float 0x7FF0000000000000
  %t42 = fneg float %t41
  %t43 = insertelement <4 x float> poison, float %t28, i64 0
  %t44 = shufflevector <4 x float> %t43, <4 x float> poison, <4 x i32> zeroinitializer
  %t45 = insertelement <4 x float> poison, float %t29, i64 0
  %t46 = shufflevector <4 x float> %t45, <4 x float> poison, <4 x i32> zeroinitializer
  %t47 = insertelement <4 x float> poison, float %t30, i64 0
  %t48 = shufflevector <4 x float> %t47, <4 x float> poison, <4 x i32> zeroinitializer
  %t49 = insertelement <4 x float> poison, float %t31, i64 0
  %t50 = shufflevector <4 x float> %t49, <4 x float> poison, <4 x i32> zeroinitializer
  %t51 = insertelement <4 x float> poison, float %t34, i64 0
  %t52 = shufflevector <4 x float> %t51, <4 x float> poison, <4 x i32> zeroinitializer
  %t53 = insertelement <4 x float> poison, float %t35, i64 0
  %t54 = shufflevector <4 x float> %t53, <4 x float> poison, <4 x i32> zeroinitializer
  %t55 = insertelement <4 x float> poison, float %t36, i64 0
  %t56 = shufflevector <4 x float> %t55, <4 x float> poison, <4 x i32> zeroinitializer
  %t57 = insertelement <4 x float> poison, float %t37, i64 0
  %t58 = shufflevector <4 x float> %t57, <4 x float> poison, <4 x i32> zeroinitializer
  %t59 = insertelement <4 x float> poison, float %t38, i64 0
  %t60 = shufflevector <4 x float> %t59, <4 x float> poison, <4 x i32> zeroinitializer
  %t61 = insertelement <4 x float> poison, float %t41, i64 0
  %t62 = shufflevector <4 x float> %t61, <4 x float> poison, <4 x i32> zeroinitializer
  %t63 = insertelement <4 x float> poison, float %t42, i64 0
  %t64 = shufflevector <4 x float> %t63, <4 x float> poison, <4 x i32> zeroinitializer
  %t65 = sub i64 %end, %begin
  %t66 = icmp sge i64 %t65, 14563
  %t67 = select i1 %t66, i64 %end, i64 %begin
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t67
  br i1 %more0, label %body0, label %loop1
body0:
  %t68 = getelementptr float, ptr %t1, i64 %i0
  %t69 = getelementptr i8, ptr %t68, i64 2048
  call void @llvm.prefetch.p0(ptr %t69, i32 0, i32 3, i32 1)
  %t70 = getelementptr float, ptr %t3, i64 %i0
  %t71 = getelementptr i8, ptr %t70, i64 2048
  call void @llvm.prefetch.p0(ptr %t71, i32 0, i32 3, i32 1)
  %t72 = getelementptr float, ptr %t5, i64 %i0
  %t73 = getelementptr i8, ptr %t72, i64 2048
  call void @llvm.prefetch.p0(ptr %t73, i32 0, i32 3, i32 1)
  %t74 = getelementptr float, ptr %t7, i64 %i0
  %t75 = getelementptr i8, ptr %t74, i64 2048
  call void @llvm.prefetch.p0(ptr %t75, i32 0, i32 3, i32 1)
  %t76 = getelementptr float, ptr %t9, i64 %i0
  %t77 = getelementptr i8, ptr %t76, i64 2048
  call void @llvm.prefetch.p0(ptr %t77, i32 0, i32 3, i32 1)
  %t78 = add i64 %i0, 4
  %t79 = getelementptr float, ptr %t3, i64 %i0
  %t80 = load <4 x float>, ptr %t79, align 4
  %t81 = getelementptr float, ptr %t3, i64 %t78
  %t82 = load <4 x float>, ptr %t81, align 4
  %t83 = getelementptr float, ptr %t1, i64 %i0
  %t84 = load <4 x float>, ptr %t83, align 4
  %t85 = getelementptr float, ptr %t1, i64 %t78
  %t86 = load <4 x float>, ptr %t85, align 4
  %t87 = getelementptr float, ptr %t5, i64 %i0
  %t88 = load <4 x float>, ptr %t87, align 4
  %t89 = getelementptr float, ptr %t5, i64 %t78
  %t90 = load <4 x float>, ptr %t89, align 4
  %t91 = getelementptr float, ptr %t7, i64 %i0
  %t92 = load <4 x float>, ptr %t91, align 4
  %t93 = getelementptr float, ptr %t7, i64 %t78
  %t94 = load <4 x float>, ptr %t93, align 4
  %t95 = getelementptr float, ptr %t9, i64 %i0
  %t96 = load <4 x float>, ptr %t95, align 4
  %t97 = getelementptr float, ptr %t9, i64 %t78
  %t98 = load <4 x float>, ptr %t97, align 4
  %t99 = fmul <4 x float> %t80, %t48
  %t100 = fmul <4 x float> %t82, %t48
  %t101 = fmul <4 x float> %t50, %t84
  %t102 = fmul <4 x float> %t50, %t86
  %t103 = fadd <4 x float> %t99, %t101
  %t104 = fadd <4 x float> %t100, %t102
  %t105 = fcmp ogt <4 x float> %t103, %t52
  %t106 = fcmp ogt <4 x float> %t104, %t52
  %t107 = fcmp olt <4 x float> %t103, %t54
  %t108 = fcmp olt <4 x float> %t104, %t54
  %t109 = select <4 x i1> %t107, <4 x float> %t54, <4 x float> %t103
  %t110 = select <4 x i1> %t108, <4 x float> %t54, <4 x float> %t104
  %t111 = select <4 x i1> %t105, <4 x float> %t52, <4 x float> %t109
  %t112 = select <4 x i1> %t106, <4 x float> %t52, <4 x float> %t110
  %t113 = fmul <4 x float> %t46, %t111
  %t114 = fmul <4 x float> %t46, %t112
  %t115 = fmul <4 x float> %t113, %t111
  %t116 = fmul <4 x float> %t114, %t112
  %t117 = fmul <4 x float> %t44, %t88
  %t118 = fmul <4 x float> %t44, %t90
  %t119 = fadd <4 x float> %t115, %t117
  %t120 = fadd <4 x float> %t116, %t118
  %t121 = fmul <4 x float> %t44, %t92
  %t122 = fmul <4 x float> %t44, %t94
  %t123 = fadd <4 x float> %t113, %t121
  %t124 = fadd <4 x float> %t114, %t122
  %t125 = fmul <4 x float> %t56, %t96
  %t126 = fmul <4 x float> %t56, %t98
  %t127 = fmul <4 x float> %t58, %t111
  %t128 = fmul <4 x float> %t58, %t112
  %t129 = fmul <4 x float> %t123, %t123
  %t130 = fmul <4 x float> %t124, %t124
  %t131 = fsub <4 x float> %t119, %t129
  %t132 = fsub <4 x float> %t120, %t130
  %t133 = fadd <4 x float> %t131, %t60
  %t134 = fadd <4 x float> %t132, %t60
  %t135 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t133)
  %t136 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t134)
  %t137 = fdiv <4 x float> %t127, %t135
  %t138 = fdiv <4 x float> %t128, %t136
  %t139 = fsub <4 x float> %t125, %t137
  %t140 = fsub <4 x float> %t126, %t138
  %t141 = fadd <4 x float> %t84, %t139
  %t142 = fadd <4 x float> %t86, %t140
  %t143 = fcmp ogt <4 x float> %t141, %t62
  %t144 = fcmp ogt <4 x float> %t142, %t62
  %t145 = fcmp olt <4 x float> %t141, %t64
  %t146 = fcmp olt <4 x float> %t142, %t64
  %t147 = select <4 x i1> %t145, <4 x float> %t64, <4 x float> %t141
  %t148 = select <4 x i1> %t146, <4 x float> %t64, <4 x float> %t142
  %t149 = select <4 x i1> %t143, <4 x float> %t62, <4 x float> %t147
  %t150 = select <4 x i1> %t144, <4 x float> %t62, <4 x float> %t148
  %t151 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t119, ptr %t151, align 4
  %t152 = getelementptr float, ptr %t5, i64 %t78
  store <4 x float> %t120, ptr %t152, align 4
  %t153 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t123, ptr %t153, align 4
  %t154 = getelementptr float, ptr %t7, i64 %t78
  store <4 x float> %t124, ptr %t154, align 4
  %t155 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t139, ptr %t155, align 4
  %t156 = getelementptr float, ptr %t9, i64 %t78
  store <4 x float> %t140, ptr %t156, align 4
  %t157 = getelementptr float, ptr %t11, i64 %i0
  store <4 x float> %t149, ptr %t157, align 4
  %t158 = getelementptr float, ptr %t11, i64 %t78
  store <4 x float> %t150, ptr %t158, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t159 = add i64 %i1, 4
  %t160 = getelementptr float, ptr %t3, i64 %i1
  %t161 = load <4 x float>, ptr %t160, align 4
  %t162 = getelementptr float, ptr %t3, i64 %t159
  %t163 = load <4 x float>, ptr %t162, align 4
  %t164 = getelementptr float, ptr %t1, i64 %i1
  %t165 = load <4 x float>, ptr %t164, align 4
  %t166 = getelementptr float, ptr %t1, i64 %t159
  %t167 = load <4 x float>, ptr %t166, align 4
  %t168 = getelementptr float, ptr %t5, i64 %i1
  %t169 = load <4 x float>, ptr %t168, align 4
  %t170 = getelementptr float, ptr %t5, i64 %t159
  %t171 = load <4 x float>, ptr %t170, align 4
  %t172 = getelementptr float, ptr %t7, i64 %i1
  %t173 = load <4 x float>, ptr %t172, align 4
  %t174 = getelementptr float, ptr %t7, i64 %t159
  %t175 = load <4 x float>, ptr %t174, align 4
  %t176 = getelementptr float, ptr %t9, i64 %i1
  %t177 = load <4 x float>, ptr %t176, align 4
  %t178 = getelementptr float, ptr %t9, i64 %t159
  %t179 = load <4 x float>, ptr %t178, align 4
  %t180 = fmul <4 x float> %t161, %t48
  %t181 = fmul <4 x float> %t163, %t48
  %t182 = fmul <4 x float> %t50, %t165
  %t183 = fmul <4 x float> %t50, %t167
  %t184 = fadd <4 x float> %t180, %t182
  %t185 = fadd <4 x float> %t181, %t183
  %t186 = fcmp ogt <4 x float> %t184, %t52
  %t187 = fcmp ogt <4 x float> %t185, %t52
  %t188 = fcmp olt <4 x float> %t184, %t54
  %t189 = fcmp olt <4 x float> %t185, %t54
  %t190 = select <4 x i1> %t188, <4 x float> %t54, <4 x float> %t184
  %t191 = select <4 x i1> %t189, <4 x float> %t54, <4 x float> %t185
  %t192 = select <4 x i1> %t186, <4 x float> %t52, <4 x float> %t190
  %t193 = select <4 x i1> %t187, <4 x float> %t52, <4 x float> %t191
  %t194 = fmul <4 x float> %t46, %t192
  %t195 = fmul <4 x float> %t46, %t193
  %t196 = fmul <4 x float> %t194, %t192
  %t197 = fmul <4 x float> %t195, %t193
  %t198 = fmul <4 x float> %t44, %t169
  %t199 = fmul <4 x float> %t44, %t171
  %t200 = fadd <4 x float> %t196, %t198
  %t201 = fadd <4 x float> %t197, %t199
  %t202 = fmul <4 x float> %t44, %t173
  %t203 = fmul <4 x float> %t44, %t175
  %t204 = fadd <4 x float> %t194, %t202
  %t205 = fadd <4 x float> %t195, %t203
  %t206 = fmul <4 x float> %t56, %t177
  %t207 = fmul <4 x float> %t56, %t179
  %t208 = fmul <4 x float> %t58, %t192
  %t209 = fmul <4 x float> %t58, %t193
  %t210 = fmul <4 x float> %t204, %t204
  %t211 = fmul <4 x float> %t205, %t205
  %t212 = fsub <4 x float> %t200, %t210
  %t213 = fsub <4 x float> %t201, %t211
  %t214 = fadd <4 x float> %t212, %t60
  %t215 = fadd <4 x float> %t213, %t60
  %t216 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t214)
  %t217 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t215)
  %t218 = fdiv <4 x float> %t208, %t216
  %t219 = fdiv <4 x float> %t209, %t217
  %t220 = fsub <4 x float> %t206, %t218
  %t221 = fsub <4 x float> %t207, %t219
  %t222 = fadd <4 x float> %t165, %t220
  %t223 = fadd <4 x float> %t167, %t221
  %t224 = fcmp ogt <4 x float> %t222, %t62
  %t225 = fcmp ogt <4 x float> %t223, %t62
  %t226 = fcmp olt <4 x float> %t222, %t64
  %t227 = fcmp olt <4 x float> %t223, %t64
  %t228 = select <4 x i1> %t226, <4 x float> %t64, <4 x float> %t222
  %t229 = select <4 x i1> %t227, <4 x float> %t64, <4 x float> %t223
  %t230 = select <4 x i1> %t224, <4 x float> %t62, <4 x float> %t228
  %t231 = select <4 x i1> %t225, <4 x float> %t62, <4 x float> %t229
  %t232 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t200, ptr %t232, align 4
  %t233 = getelementptr float, ptr %t5, i64 %t159
  store <4 x float> %t201, ptr %t233, align 4
  %t234 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t204, ptr %t234, align 4
  %t235 = getelementptr float, ptr %t7, i64 %t159
  store <4 x float> %t205, ptr %t235, align 4
  %t236 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t220, ptr %t236, align 4
  %t237 = getelementptr float, ptr %t9, i64 %t159
  store <4 x float> %t221, ptr %t237, align 4
  %t238 = getelementptr float, ptr %t11, i64 %i1
  store <4 x float> %t230, ptr %t238, align 4
  %t239 = getelementptr float, ptr %t11, i64 %t159
  store <4 x float> %t231, ptr %t239, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t240 = getelementptr float, ptr %t3, i64 %i2
  %t241 = load <4 x float>, ptr %t240, align 4
  %t242 = getelementptr float, ptr %t1, i64 %i2
  %t243 = load <4 x float>, ptr %t242, align 4
  %t244 = getelementptr float, ptr %t5, i64 %i2
  %t245 = load <4 x float>, ptr %t244, align 4
  %t246 = getelementptr float, ptr %t7, i64 %i2
  %t247 = load <4 x float>, ptr %t246, align 4
  %t248 = getelementptr float, ptr %t9, i64 %i2
  %t249 = load <4 x float>, ptr %t248, align 4
  %t250 = fmul <4 x float> %t241, %t48
  %t251 = fmul <4 x float> %t50, %t243
  %t252 = fadd <4 x float> %t250, %t251
  %t253 = fcmp ogt <4 x float> %t252, %t52
  %t254 = fcmp olt <4 x float> %t252, %t54
  %t255 = select <4 x i1> %t254, <4 x float> %t54, <4 x float> %t252
  %t256 = select <4 x i1> %t253, <4 x float> %t52, <4 x float> %t255
  %t257 = fmul <4 x float> %t46, %t256
  %t258 = fmul <4 x float> %t257, %t256
  %t259 = fmul <4 x float> %t44, %t245
  %t260 = fadd <4 x float> %t258, %t259
  %t261 = fmul <4 x float> %t44, %t247
  %t262 = fadd <4 x float> %t257, %t261
  %t263 = fmul <4 x float> %t56, %t249
  %t264 = fmul <4 x float> %t58, %t256
  %t265 = fmul <4 x float> %t262, %t262
  %t266 = fsub <4 x float> %t260, %t265
  %t267 = fadd <4 x float> %t266, %t60
  %t268 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t267)
  %t269 = fdiv <4 x float> %t264, %t268
  %t270 = fsub <4 x float> %t263, %t269
  %t271 = fadd <4 x float> %t243, %t270
  %t272 = fcmp ogt <4 x float> %t271, %t62
  %t273 = fcmp olt <4 x float> %t271, %t64
  %t274 = select <4 x i1> %t273, <4 x float> %t64, <4 x float> %t271
  %t275 = select <4 x i1> %t272, <4 x float> %t62, <4 x float> %t274
  %t276 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t260, ptr %t276, align 4
  %t277 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t262, ptr %t277, align 4
  %t278 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t270, ptr %t278, align 4
  %t279 = getelementptr float, ptr %t11, i64 %i2
  store <4 x float> %t275, ptr %t279, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t280 = getelementptr float, ptr %t3, i64 %i3
  %t281 = load float, ptr %t280, align 4
  %t282 = getelementptr float, ptr %t1, i64 %i3
  %t283 = load float, ptr %t282, align 4
  %t284 = getelementptr float, ptr %t5, i64 %i3
  %t285 = load float, ptr %t284, align 4
  %t286 = getelementptr float, ptr %t7, i64 %i3
  %t287 = load float, ptr %t286, align 4
  %t288 = getelementptr float, ptr %t9, i64 %i3
  %t289 = load float, ptr %t288, align 4
  %t290 = fmul float %t281, %t30
  %t291 = fmul float %t31, %t283
  %t292 = fadd float %t290, %t291
  %t293 = fcmp ogt float %t292, %t34
  %t294 = fcmp olt float %t292, %t35
  %t295 = select i1 %t294, float %t35, float %t292
  %t296 = select i1 %t293, float %t34, float %t295
  %t297 = fmul float %t29, %t296
  %t298 = fmul float %t297, %t296
  %t299 = fmul float %t28, %t285
  %t300 = fadd float %t298, %t299
  %t301 = fmul float %t28, %t287
  %t302 = fadd float %t297, %t301
  %t303 = fmul float %t36, %t289
  %t304 = fmul float %t37, %t296
  %t305 = fmul float %t302, %t302
  %t306 = fsub float %t300, %t305
  %t307 = fadd float %t306, %t38
  %t308 = call float @llvm.sqrt.f32(float %t307)
  %t309 = fdiv float %t304, %t308
  %t310 = fsub float %t303, %t309
  %t311 = fadd float %t283, %t310
  %t312 = fcmp ogt float %t311, %t41
  %t313 = fcmp olt float %t311, %t42
  %t314 = select i1 %t313, float %t42, float %t311
  %t315 = select i1 %t312, float %t41, float %t314
  %t316 = getelementptr float, ptr %t5, i64 %i3
  store float %t300, ptr %t316, align 4
  %t317 = getelementptr float, ptr %t7, i64 %i3
  store float %t302, ptr %t317, align 4
  %t318 = getelementptr float, ptr %t9, i64 %i3
  store float %t310, ptr %t318, align 4
  %t319 = getelementptr float, ptr %t11, i64 %i3
  store float %t315, ptr %t319, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
