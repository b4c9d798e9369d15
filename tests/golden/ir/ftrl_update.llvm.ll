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
  %t45 = sub i64 %end, %begin
  %t46 = icmp sge i64 %t45, 18724
  %t47 = select i1 %t46, i64 %end, i64 %begin
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t47
  br i1 %more0, label %body0, label %loop1
body0:
  %t48 = getelementptr float, ptr %t1, i64 %i0
  %t49 = getelementptr i8, ptr %t48, i64 2048
  call void @llvm.prefetch.p0(ptr %t49, i32 0, i32 3, i32 1)
  %t50 = getelementptr float, ptr %t3, i64 %i0
  %t51 = getelementptr i8, ptr %t50, i64 2048
  call void @llvm.prefetch.p0(ptr %t51, i32 0, i32 3, i32 1)
  %t52 = getelementptr float, ptr %t5, i64 %i0
  %t53 = getelementptr i8, ptr %t52, i64 2048
  call void @llvm.prefetch.p0(ptr %t53, i32 0, i32 3, i32 1)
  %t54 = getelementptr float, ptr %t7, i64 %i0
  %t55 = getelementptr i8, ptr %t54, i64 2048
  call void @llvm.prefetch.p0(ptr %t55, i32 0, i32 3, i32 1)
  %t56 = add i64 %i0, 4
  %t57 = getelementptr float, ptr %t5, i64 %i0
  %t58 = load <4 x float>, ptr %t57, align 4
  %t59 = getelementptr float, ptr %t5, i64 %t56
  %t60 = load <4 x float>, ptr %t59, align 4
  %t61 = getelementptr float, ptr %t3, i64 %i0
  %t62 = load <4 x float>, ptr %t61, align 4
  %t63 = getelementptr float, ptr %t3, i64 %t56
  %t64 = load <4 x float>, ptr %t63, align 4
  %t65 = getelementptr float, ptr %t7, i64 %i0
  %t66 = load <4 x float>, ptr %t65, align 4
  %t67 = getelementptr float, ptr %t7, i64 %t56
  %t68 = load <4 x float>, ptr %t67, align 4
  %t69 = getelementptr float, ptr %t1, i64 %i0
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = getelementptr float, ptr %t1, i64 %t56
  %t72 = load <4 x float>, ptr %t71, align 4
  %t73 = fmul <4 x float> %t62, %t32
  %t74 = fmul <4 x float> %t64, %t32
  %t75 = fcmp ogt <4 x float> %t73, %t34
  %t76 = fcmp ogt <4 x float> %t74, %t34
  %t77 = fcmp olt <4 x float> %t73, %t36
  %t78 = fcmp olt <4 x float> %t74, %t36
  %t79 = select <4 x i1> %t77, <4 x float> %t36, <4 x float> %t73
  %t80 = select <4 x i1> %t78, <4 x float> %t36, <4 x float> %t74
  %t81 = select <4 x i1> %t75, <4 x float> %t34, <4 x float> %t79
  %t82 = select <4 x i1> %t76, <4 x float> %t34, <4 x float> %t80
  %t83 = fmul <4 x float> %t81, %t81
  %t84 = fmul <4 x float> %t82, %t82
  %t85 = fadd <4 x float> %t66, %t83
  %t86 = fadd <4 x float> %t68, %t84
  %t87 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t85)
  %t88 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t86)
  %t89 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t66)
  %t90 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t68)
  %t91 = fsub <4 x float> %t87, %t89
  %t92 = fsub <4 x float> %t88, %t90
  %t93 = fmul <4 x float> %t91, %t70
  %t94 = fmul <4 x float> %t92, %t72
  %t95 = fdiv <4 x float> %t93, %t38
  %t96 = fdiv <4 x float> %t94, %t38
  %t97 = fsub <4 x float> %t81, %t95
  %t98 = fsub <4 x float> %t82, %t96
  %t99 = fadd <4 x float> %t58, %t97
  %t100 = fadd <4 x float> %t60, %t98
  %t101 = fcmp ogt <4 x float> %t99, splat (float 0x0000000000000000)
  %t102 = fcmp ogt <4 x float> %t100, splat (float 0x0000000000000000)
  %t103 = fcmp olt <4 x float> %t99, splat (float 0x0000000000000000)
  %t104 = fcmp olt <4 x float> %t100, splat (float 0x0000000000000000)
  %t105 = select <4 x i1> %t103, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t106 = select <4 x i1> %t104, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t107 = select <4 x i1> %t101, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t105
  %t108 = select <4 x i1> %t102, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t106
  %t109 = fneg <4 x float> %t107
  %t110 = fneg <4 x float> %t108
  %t111 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t99)
  %t112 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t100)
  %t113 = fsub <4 x float> %t111, %t40
  %t114 = fsub <4 x float> %t112, %t40
  %t115 = fcmp ogt <4 x float> %t113, splat (float 0x0000000000000000)
  %t116 = fcmp ogt <4 x float> %t114, splat (float 0x0000000000000000)
  %t117 = fcmp une <4 x float> %t113, %t113
  %t118 = fcmp une <4 x float> %t114, %t114
  %t119 = or <4 x i1> %t115, %t117
  %t120 = or <4 x i1> %t116, %t118
  %t121 = select <4 x i1> %t119, <4 x float> %t113, <4 x float> splat (float 0x0000000000000000)
  %t122 = select <4 x i1> %t120, <4 x float> %t114, <4 x float> splat (float 0x0000000000000000)
  %t123 = fmul <4 x float> %t109, %t121
  %t124 = fmul <4 x float> %t110, %t122
  %t125 = fadd <4 x float> %t42, %t87
  %t126 = fadd <4 x float> %t42, %t88
  %t127 = fdiv <4 x float> %t125, %t38
  %t128 = fdiv <4 x float> %t126, %t38
  %t129 = fadd <4 x float> %t127, %t44
  %t130 = fadd <4 x float> %t128, %t44
  %t131 = fdiv <4 x float> %t123, %t129
  %t132 = fdiv <4 x float> %t124, %t130
  %t133 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t99, ptr %t133, align 4
  %t134 = getelementptr float, ptr %t5, i64 %t56
  store <4 x float> %t100, ptr %t134, align 4
  %t135 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t85, ptr %t135, align 4
  %t136 = getelementptr float, ptr %t7, i64 %t56
  store <4 x float> %t86, ptr %t136, align 4
  %t137 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t131, ptr %t137, align 4
  %t138 = getelementptr float, ptr %t9, i64 %t56
  store <4 x float> %t132, ptr %t138, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t139 = add i64 %i1, 4
  %t140 = getelementptr float, ptr %t5, i64 %i1
  %t141 = load <4 x float>, ptr %t140, align 4
  %t142 = getelementptr float, ptr %t5, i64 %t139
  %t143 = load <4 x float>, ptr %t142, align 4
  %t144 = getelementptr float, ptr %t3, i64 %i1
  %t145 = load <4 x float>, ptr %t144, align 4
  %t146 = getelementptr float, ptr %t3, i64 %t139
  %t147 = load <4 x float>, ptr %t146, align 4
  %t148 = getelementptr float, ptr %t7, i64 %i1
  %t149 = load <4 x float>, ptr %t148, align 4
  %t150 = getelementptr float, ptr %t7, i64 %t139
  %t151 = load <4 x float>, ptr %t150, align 4
  %t152 = getelementptr float, ptr %t1, i64 %i1
  %t153 = load <4 x float>, ptr %t152, align 4
  %t154 = getelementptr float, ptr %t1, i64 %t139
  %t155 = load <4 x float>, ptr %t154, align 4
  %t156 = fmul <4 x float> %t145, %t32
  %t157 = fmul <4 x float> %t147, %t32
  %t158 = fcmp ogt <4 x float> %t156, %t34
  %t159 = fcmp ogt <4 x float> %t157, %t34
  %t160 = fcmp olt <4 x float> %t156, %t36
  %t161 = fcmp olt <4 x float> %t157, %t36
  %t162 = select <4 x i1> %t160, <4 x float> %t36, <4 x float> %t156
  %t163 = select <4 x i1> %t161, <4 x float> %t36, <4 x float> %t157
  %t164 = select <4 x i1> %t158, <4 x float> %t34, <4 x float> %t162
  %t165 = select <4 x i1> %t159, <4 x float> %t34, <4 x float> %t163
  %t166 = fmul <4 x float> %t164, %t164
  %t167 = fmul <4 x float> %t165, %t165
  %t168 = fadd <4 x float> %t149, %t166
  %t169 = fadd <4 x float> %t151, %t167
  %t170 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t168)
  %t171 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t169)
  %t172 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t149)
  %t173 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t151)
  %t174 = fsub <4 x float> %t170, %t172
  %t175 = fsub <4 x float> %t171, %t173
  %t176 = fmul <4 x float> %t174, %t153
  %t177 = fmul <4 x float> %t175, %t155
  %t178 = fdiv <4 x float> %t176, %t38
  %t179 = fdiv <4 x float> %t177, %t38
  %t180 = fsub <4 x float> %t164, %t178
  %t181 = fsub <4 x float> %t165, %t179
  %t182 = fadd <4 x float> %t141, %t180
  %t183 = fadd <4 x float> %t143, %t181
  %t184 = fcmp ogt <4 x float> %t182, splat (float 0x0000000000000000)
  %t185 = fcmp ogt <4 x float> %t183, splat (float 0x0000000000000000)
  %t186 = fcmp olt <4 x float> %t182, splat (float 0x0000000000000000)
  %t187 = fcmp olt <4 x float> %t183, splat (float 0x0000000000000000)
  %t188 = select <4 x i1> %t186, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t189 = select <4 x i1> %t187, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t190 = select <4 x i1> %t184, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t188
  %t191 = select <4 x i1> %t185, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t189
  %t192 = fneg <4 x float> %t190
  %t193 = fneg <4 x float> %t191
  %t194 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t182)
  %t195 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t183)
  %t196 = fsub <4 x float> %t194, %t40
  %t197 = fsub <4 x float> %t195, %t40
  %t198 = fcmp ogt <4 x float> %t196, splat (float 0x0000000000000000)
  %t199 = fcmp ogt <4 x float> %t197, splat (float 0x0000000000000000)
  %t200 = fcmp une <4 x float> %t196, %t196
  %t201 = fcmp une <4 x float> %t197, %t197
  %t202 = or <4 x i1> %t198, %t200
  %t203 = or <4 x i1> %t199, %t201
  %t204 = select <4 x i1> %t202, <4 x float> %t196, <4 x float> splat (float 0x0000000000000000)
  %t205 = select <4 x i1> %t203, <4 x float> %t197, <4 x float> splat (float 0x0000000000000000)
  %t206 = fmul <4 x float> %t192, %t204
  %t207 = fmul <4 x float> %t193, %t205
  %t208 = fadd <4 x float> %t42, %t170
  %t209 = fadd <4 x float> %t42, %t171
  %t210 = fdiv <4 x float> %t208, %t38
  %t211 = fdiv <4 x float> %t209, %t38
  %t212 = fadd <4 x float> %t210, %t44
  %t213 = fadd <4 x float> %t211, %t44
  %t214 = fdiv <4 x float> %t206, %t212
  %t215 = fdiv <4 x float> %t207, %t213
  %t216 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t182, ptr %t216, align 4
  %t217 = getelementptr float, ptr %t5, i64 %t139
  store <4 x float> %t183, ptr %t217, align 4
  %t218 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t168, ptr %t218, align 4
  %t219 = getelementptr float, ptr %t7, i64 %t139
  store <4 x float> %t169, ptr %t219, align 4
  %t220 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t214, ptr %t220, align 4
  %t221 = getelementptr float, ptr %t9, i64 %t139
  store <4 x float> %t215, ptr %t221, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t222 = getelementptr float, ptr %t5, i64 %i2
  %t223 = load <4 x float>, ptr %t222, align 4
  %t224 = getelementptr float, ptr %t3, i64 %i2
  %t225 = load <4 x float>, ptr %t224, align 4
  %t226 = getelementptr float, ptr %t7, i64 %i2
  %t227 = load <4 x float>, ptr %t226, align 4
  %t228 = getelementptr float, ptr %t1, i64 %i2
  %t229 = load <4 x float>, ptr %t228, align 4
  %t230 = fmul <4 x float> %t225, %t32
  %t231 = fcmp ogt <4 x float> %t230, %t34
  %t232 = fcmp olt <4 x float> %t230, %t36
  %t233 = select <4 x i1> %t232, <4 x float> %t36, <4 x float> %t230
  %t234 = select <4 x i1> %t231, <4 x float> %t34, <4 x float> %t233
  %t235 = fmul <4 x float> %t234, %t234
  %t236 = fadd <4 x float> %t227, %t235
  %t237 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t236)
  %t238 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t227)
  %t239 = fsub <4 x float> %t237, %t238
  %t240 = fmul <4 x float> %t239, %t229
  %t241 = fdiv <4 x float> %t240, %t38
  %t242 = fsub <4 x float> %t234, %t241
  %t243 = fadd <4 x float> %t223, %t242
  %t244 = fcmp ogt <4 x float> %t243, splat (float 0x0000000000000000)
  %t245 = fcmp olt <4 x float> %t243, splat (float 0x0000000000000000)
  %t246 = select <4 x i1> %t245, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t247 = select <4 x i1> %t244, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t246
  %t248 = fneg <4 x float> %t247
  %t249 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t243)
  %t250 = fsub <4 x float> %t249, %t40
  %t251 = fcmp ogt <4 x float> %t250, splat (float 0x0000000000000000)
  %t252 = fcmp une <4 x float> %t250, %t250
  %t253 = or <4 x i1> %t251, %t252
  %t254 = select <4 x i1> %t253, <4 x float> %t250, <4 x float> splat (float 0x0000000000000000)
  %t255 = fmul <4 x float> %t248, %t254
  %t256 = fadd <4 x float> %t42, %t237
  %t257 = fdiv <4 x float> %t256, %t38
  %t258 = fadd <4 x float> %t257, %t44
  %t259 = fdiv <4 x float> %t255, %t258
  %t260 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t243, ptr %t260, align 4
  %t261 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t236, ptr %t261, align 4
  %t262 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t259, ptr %t262, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t263 = getelementptr float, ptr %t5, i64 %i3
  %t264 = load float, ptr %t263, align 4
  %t265 = getelementptr float, ptr %t3, i64 %i3
  %t266 = load float, ptr %t265, align 4
  %t267 = getelementptr float, ptr %t7, i64 %i3
  %t268 = load float, ptr %t267, align 4
  %t269 = getelementptr float, ptr %t1, i64 %i3
  %t270 = load float, ptr %t269, align 4
  %t271 = fmul float %t266, %t22
  %t272 = fcmp ogt float %t271, %t25
  %t273 = fcmp olt float %t271, %t26
  %t274 = select i1 %t273, float %t26, float %t271
  %t275 = select i1 %t272, float %t25, float %t274
  %t276 = fmul float %t275, %t275
  %t277 = fadd float %t268, %t276
  %t278 = call float @llvm.sqrt.f32(float %t277)
  %t279 = call float @llvm.sqrt.f32(float %t268)
  %t280 = fsub float %t278, %t279
  %t281 = fmul float %t280, %t270
  %t282 = fdiv float %t281, %t27
  %t283 = fsub float %t275, %t282
  %t284 = fadd float %t264, %t283
  %t285 = fcmp ogt float %t284, 0x0000000000000000
  %t286 = fcmp olt float %t284, 0x0000000000000000
  %t287 = select i1 %t286, float 0xBFF0000000000000, float 0x0000000000000000
  %t288 = select i1 %t285, float 0x3FF0000000000000, float %t287
  %t289 = fneg float %t288
  %t290 = call float @llvm.fabs.f32(float %t284)
  %t291 = fsub float %t290, %t28
  %t292 = fcmp ogt float %t291, 0x0000000000000000
  %t293 = fcmp une float %t291, %t291
  %t294 = or i1 %t292, %t293
  %t295 = select i1 %t294, float %t291, float 0x0000000000000000
  %t296 = fmul float %t289, %t295
  %t297 = fadd float %t29, %t278
  %t298 = fdiv float %t297, %t27
  %t299 = fadd float %t298, %t30
  %t300 = fdiv float %t296, %t299
  %t301 = getelementptr float, ptr %t5, i64 %i3
  store float %t284, ptr %t301, align 4
  %t302 = getelementptr float, ptr %t7, i64 %i3
  store float %t277, ptr %t302, align 4
  %t303 = getelementptr float, ptr %t9, i64 %i3
  store float %t300, ptr %t303, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
