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
  %t48 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t48, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t47
  br i1 %more0, label %body0, label %loop1
body0:
  %t49 = getelementptr float, ptr %t1, i64 %i0
  %t50 = getelementptr i8, ptr %t49, i64 2048
  call void @llvm.prefetch.p0(ptr %t50, i32 0, i32 3, i32 1)
  %t51 = getelementptr float, ptr %t3, i64 %i0
  %t52 = getelementptr i8, ptr %t51, i64 2048
  call void @llvm.prefetch.p0(ptr %t52, i32 0, i32 3, i32 1)
  %t53 = getelementptr float, ptr %t5, i64 %i0
  %t54 = getelementptr i8, ptr %t53, i64 2048
  call void @llvm.prefetch.p0(ptr %t54, i32 0, i32 3, i32 1)
  %t55 = getelementptr float, ptr %t7, i64 %i0
  %t56 = getelementptr i8, ptr %t55, i64 2048
  call void @llvm.prefetch.p0(ptr %t56, i32 0, i32 3, i32 1)
  %t57 = add i64 %i0, 4
  %t58 = getelementptr float, ptr %t5, i64 %i0
  %t59 = load <4 x float>, ptr %t58, align 4
  %t60 = getelementptr float, ptr %t5, i64 %t57
  %t61 = load <4 x float>, ptr %t60, align 4
  %t62 = getelementptr float, ptr %t3, i64 %i0
  %t63 = load <4 x float>, ptr %t62, align 4
  %t64 = getelementptr float, ptr %t3, i64 %t57
  %t65 = load <4 x float>, ptr %t64, align 4
  %t66 = getelementptr float, ptr %t7, i64 %i0
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %t7, i64 %t57
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = getelementptr float, ptr %t1, i64 %i0
  %t71 = load <4 x float>, ptr %t70, align 4
  %t72 = getelementptr float, ptr %t1, i64 %t57
  %t73 = load <4 x float>, ptr %t72, align 4
  %t74 = fmul <4 x float> %t63, %t32
  %t75 = fmul <4 x float> %t65, %t32
  %t76 = fcmp ogt <4 x float> %t74, %t34
  %t77 = fcmp ogt <4 x float> %t75, %t34
  %t78 = fcmp olt <4 x float> %t74, %t36
  %t79 = fcmp olt <4 x float> %t75, %t36
  %t80 = select <4 x i1> %t78, <4 x float> %t36, <4 x float> %t74
  %t81 = select <4 x i1> %t79, <4 x float> %t36, <4 x float> %t75
  %t82 = select <4 x i1> %t76, <4 x float> %t34, <4 x float> %t80
  %t83 = select <4 x i1> %t77, <4 x float> %t34, <4 x float> %t81
  %t84 = fmul <4 x float> %t82, %t82
  %t85 = fmul <4 x float> %t83, %t83
  %t86 = fadd <4 x float> %t67, %t84
  %t87 = fadd <4 x float> %t69, %t85
  %t88 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t86)
  %t89 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t87)
  %t90 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t67)
  %t91 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t69)
  %t92 = fsub <4 x float> %t88, %t90
  %t93 = fsub <4 x float> %t89, %t91
  %t94 = fmul <4 x float> %t92, %t71
  %t95 = fmul <4 x float> %t93, %t73
  %t96 = fdiv <4 x float> %t94, %t38
  %t97 = fdiv <4 x float> %t95, %t38
  %t98 = fsub <4 x float> %t82, %t96
  %t99 = fsub <4 x float> %t83, %t97
  %t100 = fadd <4 x float> %t59, %t98
  %t101 = fadd <4 x float> %t61, %t99
  %t102 = fcmp ogt <4 x float> %t100, splat (float 0x0000000000000000)
  %t103 = fcmp ogt <4 x float> %t101, splat (float 0x0000000000000000)
  %t104 = fcmp olt <4 x float> %t100, splat (float 0x0000000000000000)
  %t105 = fcmp olt <4 x float> %t101, splat (float 0x0000000000000000)
  %t106 = select <4 x i1> %t104, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t107 = select <4 x i1> %t105, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t108 = select <4 x i1> %t102, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t106
  %t109 = select <4 x i1> %t103, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t107
  %t110 = fneg <4 x float> %t108
  %t111 = fneg <4 x float> %t109
  %t112 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t100)
  %t113 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t101)
  %t114 = fsub <4 x float> %t112, %t40
  %t115 = fsub <4 x float> %t113, %t40
  %t116 = fcmp ogt <4 x float> %t114, splat (float 0x0000000000000000)
  %t117 = fcmp ogt <4 x float> %t115, splat (float 0x0000000000000000)
  %t118 = fcmp une <4 x float> %t114, %t114
  %t119 = fcmp une <4 x float> %t115, %t115
  %t120 = or <4 x i1> %t116, %t118
  %t121 = or <4 x i1> %t117, %t119
  %t122 = select <4 x i1> %t120, <4 x float> %t114, <4 x float> splat (float 0x0000000000000000)
  %t123 = select <4 x i1> %t121, <4 x float> %t115, <4 x float> splat (float 0x0000000000000000)
  %t124 = fmul <4 x float> %t110, %t122
  %t125 = fmul <4 x float> %t111, %t123
  %t126 = fadd <4 x float> %t42, %t88
  %t127 = fadd <4 x float> %t42, %t89
  %t128 = fdiv <4 x float> %t126, %t38
  %t129 = fdiv <4 x float> %t127, %t38
  %t130 = fadd <4 x float> %t128, %t44
  %t131 = fadd <4 x float> %t129, %t44
  %t132 = fdiv <4 x float> %t124, %t130
  %t133 = fdiv <4 x float> %t125, %t131
  %t134 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t100, ptr %t134, align 4
  %t135 = getelementptr float, ptr %t5, i64 %t57
  store <4 x float> %t101, ptr %t135, align 4
  %t136 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t86, ptr %t136, align 4
  %t137 = getelementptr float, ptr %t7, i64 %t57
  store <4 x float> %t87, ptr %t137, align 4
  %t138 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t132, ptr %t138, align 4
  %t139 = getelementptr float, ptr %t9, i64 %t57
  store <4 x float> %t133, ptr %t139, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t140 = add i64 %i1, 4
  %t141 = getelementptr float, ptr %t5, i64 %i1
  %t142 = load <4 x float>, ptr %t141, align 4
  %t143 = getelementptr float, ptr %t5, i64 %t140
  %t144 = load <4 x float>, ptr %t143, align 4
  %t145 = getelementptr float, ptr %t3, i64 %i1
  %t146 = load <4 x float>, ptr %t145, align 4
  %t147 = getelementptr float, ptr %t3, i64 %t140
  %t148 = load <4 x float>, ptr %t147, align 4
  %t149 = getelementptr float, ptr %t7, i64 %i1
  %t150 = load <4 x float>, ptr %t149, align 4
  %t151 = getelementptr float, ptr %t7, i64 %t140
  %t152 = load <4 x float>, ptr %t151, align 4
  %t153 = getelementptr float, ptr %t1, i64 %i1
  %t154 = load <4 x float>, ptr %t153, align 4
  %t155 = getelementptr float, ptr %t1, i64 %t140
  %t156 = load <4 x float>, ptr %t155, align 4
  %t157 = fmul <4 x float> %t146, %t32
  %t158 = fmul <4 x float> %t148, %t32
  %t159 = fcmp ogt <4 x float> %t157, %t34
  %t160 = fcmp ogt <4 x float> %t158, %t34
  %t161 = fcmp olt <4 x float> %t157, %t36
  %t162 = fcmp olt <4 x float> %t158, %t36
  %t163 = select <4 x i1> %t161, <4 x float> %t36, <4 x float> %t157
  %t164 = select <4 x i1> %t162, <4 x float> %t36, <4 x float> %t158
  %t165 = select <4 x i1> %t159, <4 x float> %t34, <4 x float> %t163
  %t166 = select <4 x i1> %t160, <4 x float> %t34, <4 x float> %t164
  %t167 = fmul <4 x float> %t165, %t165
  %t168 = fmul <4 x float> %t166, %t166
  %t169 = fadd <4 x float> %t150, %t167
  %t170 = fadd <4 x float> %t152, %t168
  %t171 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t169)
  %t172 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t170)
  %t173 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t150)
  %t174 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t152)
  %t175 = fsub <4 x float> %t171, %t173
  %t176 = fsub <4 x float> %t172, %t174
  %t177 = fmul <4 x float> %t175, %t154
  %t178 = fmul <4 x float> %t176, %t156
  %t179 = fdiv <4 x float> %t177, %t38
  %t180 = fdiv <4 x float> %t178, %t38
  %t181 = fsub <4 x float> %t165, %t179
  %t182 = fsub <4 x float> %t166, %t180
  %t183 = fadd <4 x float> %t142, %t181
  %t184 = fadd <4 x float> %t144, %t182
  %t185 = fcmp ogt <4 x float> %t183, splat (float 0x0000000000000000)
  %t186 = fcmp ogt <4 x float> %t184, splat (float 0x0000000000000000)
  %t187 = fcmp olt <4 x float> %t183, splat (float 0x0000000000000000)
  %t188 = fcmp olt <4 x float> %t184, splat (float 0x0000000000000000)
  %t189 = select <4 x i1> %t187, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t190 = select <4 x i1> %t188, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t191 = select <4 x i1> %t185, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t189
  %t192 = select <4 x i1> %t186, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t190
  %t193 = fneg <4 x float> %t191
  %t194 = fneg <4 x float> %t192
  %t195 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t183)
  %t196 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t184)
  %t197 = fsub <4 x float> %t195, %t40
  %t198 = fsub <4 x float> %t196, %t40
  %t199 = fcmp ogt <4 x float> %t197, splat (float 0x0000000000000000)
  %t200 = fcmp ogt <4 x float> %t198, splat (float 0x0000000000000000)
  %t201 = fcmp une <4 x float> %t197, %t197
  %t202 = fcmp une <4 x float> %t198, %t198
  %t203 = or <4 x i1> %t199, %t201
  %t204 = or <4 x i1> %t200, %t202
  %t205 = select <4 x i1> %t203, <4 x float> %t197, <4 x float> splat (float 0x0000000000000000)
  %t206 = select <4 x i1> %t204, <4 x float> %t198, <4 x float> splat (float 0x0000000000000000)
  %t207 = fmul <4 x float> %t193, %t205
  %t208 = fmul <4 x float> %t194, %t206
  %t209 = fadd <4 x float> %t42, %t171
  %t210 = fadd <4 x float> %t42, %t172
  %t211 = fdiv <4 x float> %t209, %t38
  %t212 = fdiv <4 x float> %t210, %t38
  %t213 = fadd <4 x float> %t211, %t44
  %t214 = fadd <4 x float> %t212, %t44
  %t215 = fdiv <4 x float> %t207, %t213
  %t216 = fdiv <4 x float> %t208, %t214
  %t217 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t183, ptr %t217, align 4
  %t218 = getelementptr float, ptr %t5, i64 %t140
  store <4 x float> %t184, ptr %t218, align 4
  %t219 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t169, ptr %t219, align 4
  %t220 = getelementptr float, ptr %t7, i64 %t140
  store <4 x float> %t170, ptr %t220, align 4
  %t221 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t215, ptr %t221, align 4
  %t222 = getelementptr float, ptr %t9, i64 %t140
  store <4 x float> %t216, ptr %t222, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t223 = getelementptr float, ptr %t5, i64 %i2
  %t224 = load <4 x float>, ptr %t223, align 4
  %t225 = getelementptr float, ptr %t3, i64 %i2
  %t226 = load <4 x float>, ptr %t225, align 4
  %t227 = getelementptr float, ptr %t7, i64 %i2
  %t228 = load <4 x float>, ptr %t227, align 4
  %t229 = getelementptr float, ptr %t1, i64 %i2
  %t230 = load <4 x float>, ptr %t229, align 4
  %t231 = fmul <4 x float> %t226, %t32
  %t232 = fcmp ogt <4 x float> %t231, %t34
  %t233 = fcmp olt <4 x float> %t231, %t36
  %t234 = select <4 x i1> %t233, <4 x float> %t36, <4 x float> %t231
  %t235 = select <4 x i1> %t232, <4 x float> %t34, <4 x float> %t234
  %t236 = fmul <4 x float> %t235, %t235
  %t237 = fadd <4 x float> %t228, %t236
  %t238 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t237)
  %t239 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t228)
  %t240 = fsub <4 x float> %t238, %t239
  %t241 = fmul <4 x float> %t240, %t230
  %t242 = fdiv <4 x float> %t241, %t38
  %t243 = fsub <4 x float> %t235, %t242
  %t244 = fadd <4 x float> %t224, %t243
  %t245 = fcmp ogt <4 x float> %t244, splat (float 0x0000000000000000)
  %t246 = fcmp olt <4 x float> %t244, splat (float 0x0000000000000000)
  %t247 = select <4 x i1> %t246, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t248 = select <4 x i1> %t245, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t247
  %t249 = fneg <4 x float> %t248
  %t250 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t244)
  %t251 = fsub <4 x float> %t250, %t40
  %t252 = fcmp ogt <4 x float> %t251, splat (float 0x0000000000000000)
  %t253 = fcmp une <4 x float> %t251, %t251
  %t254 = or <4 x i1> %t252, %t253
  %t255 = select <4 x i1> %t254, <4 x float> %t251, <4 x float> splat (float 0x0000000000000000)
  %t256 = fmul <4 x float> %t249, %t255
  %t257 = fadd <4 x float> %t42, %t238
  %t258 = fdiv <4 x float> %t257, %t38
  %t259 = fadd <4 x float> %t258, %t44
  %t260 = fdiv <4 x float> %t256, %t259
  %t261 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t244, ptr %t261, align 4
  %t262 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t237, ptr %t262, align 4
  %t263 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t260, ptr %t263, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t264 = getelementptr float, ptr %t5, i64 %i3
  %t265 = load float, ptr %t264, align 4
  %t266 = getelementptr float, ptr %t3, i64 %i3
  %t267 = load float, ptr %t266, align 4
  %t268 = getelementptr float, ptr %t7, i64 %i3
  %t269 = load float, ptr %t268, align 4
  %t270 = getelementptr float, ptr %t1, i64 %i3
  %t271 = load float, ptr %t270, align 4
  %t272 = fmul float %t267, %t22
  %t273 = fcmp ogt float %t272, %t25
  %t274 = fcmp olt float %t272, %t26
  %t275 = select i1 %t274, float %t26, float %t272
  %t276 = select i1 %t273, float %t25, float %t275
  %t277 = fmul float %t276, %t276
  %t278 = fadd float %t269, %t277
  %t279 = call float @llvm.sqrt.f32(float %t278)
  %t280 = call float @llvm.sqrt.f32(float %t269)
  %t281 = fsub float %t279, %t280
  %t282 = fmul float %t281, %t271
  %t283 = fdiv float %t282, %t27
  %t284 = fsub float %t276, %t283
  %t285 = fadd float %t265, %t284
  %t286 = fcmp ogt float %t285, 0x0000000000000000
  %t287 = fcmp olt float %t285, 0x0000000000000000
  %t288 = select i1 %t287, float 0xBFF0000000000000, float 0x0000000000000000
  %t289 = select i1 %t286, float 0x3FF0000000000000, float %t288
  %t290 = fneg float %t289
  %t291 = call float @llvm.fabs.f32(float %t285)
  %t292 = fsub float %t291, %t28
  %t293 = fcmp ogt float %t292, 0x0000000000000000
  %t294 = fcmp une float %t292, %t292
  %t295 = or i1 %t293, %t294
  %t296 = select i1 %t295, float %t292, float 0x0000000000000000
  %t297 = fmul float %t290, %t296
  %t298 = fadd float %t29, %t279
  %t299 = fdiv float %t298, %t27
  %t300 = fadd float %t299, %t30
  %t301 = fdiv float %t297, %t300
  %t302 = getelementptr float, ptr %t5, i64 %i3
  store float %t285, ptr %t302, align 4
  %t303 = getelementptr float, ptr %t7, i64 %i3
  store float %t278, ptr %t303, align 4
  %t304 = getelementptr float, ptr %t9, i64 %i3
  store float %t301, ptr %t304, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
