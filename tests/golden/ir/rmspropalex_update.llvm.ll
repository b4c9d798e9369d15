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
  %t68 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t68, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t67
  br i1 %more0, label %body0, label %loop1
body0:
  %t69 = getelementptr float, ptr %t1, i64 %i0
  %t70 = getelementptr i8, ptr %t69, i64 2048
  call void @llvm.prefetch.p0(ptr %t70, i32 0, i32 3, i32 1)
  %t71 = getelementptr float, ptr %t3, i64 %i0
  %t72 = getelementptr i8, ptr %t71, i64 2048
  call void @llvm.prefetch.p0(ptr %t72, i32 0, i32 3, i32 1)
  %t73 = getelementptr float, ptr %t5, i64 %i0
  %t74 = getelementptr i8, ptr %t73, i64 2048
  call void @llvm.prefetch.p0(ptr %t74, i32 0, i32 3, i32 1)
  %t75 = getelementptr float, ptr %t7, i64 %i0
  %t76 = getelementptr i8, ptr %t75, i64 2048
  call void @llvm.prefetch.p0(ptr %t76, i32 0, i32 3, i32 1)
  %t77 = getelementptr float, ptr %t9, i64 %i0
  %t78 = getelementptr i8, ptr %t77, i64 2048
  call void @llvm.prefetch.p0(ptr %t78, i32 0, i32 3, i32 1)
  %t79 = add i64 %i0, 4
  %t80 = getelementptr float, ptr %t3, i64 %i0
  %t81 = load <4 x float>, ptr %t80, align 4
  %t82 = getelementptr float, ptr %t3, i64 %t79
  %t83 = load <4 x float>, ptr %t82, align 4
  %t84 = getelementptr float, ptr %t1, i64 %i0
  %t85 = load <4 x float>, ptr %t84, align 4
  %t86 = getelementptr float, ptr %t1, i64 %t79
  %t87 = load <4 x float>, ptr %t86, align 4
  %t88 = getelementptr float, ptr %t5, i64 %i0
  %t89 = load <4 x float>, ptr %t88, align 4
  %t90 = getelementptr float, ptr %t5, i64 %t79
  %t91 = load <4 x float>, ptr %t90, align 4
  %t92 = getelementptr float, ptr %t7, i64 %i0
  %t93 = load <4 x float>, ptr %t92, align 4
  %t94 = getelementptr float, ptr %t7, i64 %t79
  %t95 = load <4 x float>, ptr %t94, align 4
  %t96 = getelementptr float, ptr %t9, i64 %i0
  %t97 = load <4 x float>, ptr %t96, align 4
  %t98 = getelementptr float, ptr %t9, i64 %t79
  %t99 = load <4 x float>, ptr %t98, align 4
  %t100 = fmul <4 x float> %t81, %t48
  %t101 = fmul <4 x float> %t83, %t48
  %t102 = fmul <4 x float> %t50, %t85
  %t103 = fmul <4 x float> %t50, %t87
  %t104 = fadd <4 x float> %t100, %t102
  %t105 = fadd <4 x float> %t101, %t103
  %t106 = fcmp ogt <4 x float> %t104, %t52
  %t107 = fcmp ogt <4 x float> %t105, %t52
  %t108 = fcmp olt <4 x float> %t104, %t54
  %t109 = fcmp olt <4 x float> %t105, %t54
  %t110 = select <4 x i1> %t108, <4 x float> %t54, <4 x float> %t104
  %t111 = select <4 x i1> %t109, <4 x float> %t54, <4 x float> %t105
  %t112 = select <4 x i1> %t106, <4 x float> %t52, <4 x float> %t110
  %t113 = select <4 x i1> %t107, <4 x float> %t52, <4 x float> %t111
  %t114 = fmul <4 x float> %t46, %t112
  %t115 = fmul <4 x float> %t46, %t113
  %t116 = fmul <4 x float> %t114, %t112
  %t117 = fmul <4 x float> %t115, %t113
  %t118 = fmul <4 x float> %t44, %t89
  %t119 = fmul <4 x float> %t44, %t91
  %t120 = fadd <4 x float> %t116, %t118
  %t121 = fadd <4 x float> %t117, %t119
  %t122 = fmul <4 x float> %t44, %t93
  %t123 = fmul <4 x float> %t44, %t95
  %t124 = fadd <4 x float> %t114, %t122
  %t125 = fadd <4 x float> %t115, %t123
  %t126 = fmul <4 x float> %t56, %t97
  %t127 = fmul <4 x float> %t56, %t99
  %t128 = fmul <4 x float> %t58, %t112
  %t129 = fmul <4 x float> %t58, %t113
  %t130 = fmul <4 x float> %t124, %t124
  %t131 = fmul <4 x float> %t125, %t125
  %t132 = fsub <4 x float> %t120, %t130
  %t133 = fsub <4 x float> %t121, %t131
  %t134 = fadd <4 x float> %t132, %t60
  %t135 = fadd <4 x float> %t133, %t60
  %t136 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t134)
  %t137 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t135)
  %t138 = fdiv <4 x float> %t128, %t136
  %t139 = fdiv <4 x float> %t129, %t137
  %t140 = fsub <4 x float> %t126, %t138
  %t141 = fsub <4 x float> %t127, %t139
  %t142 = fadd <4 x float> %t85, %t140
  %t143 = fadd <4 x float> %t87, %t141
  %t144 = fcmp ogt <4 x float> %t142, %t62
  %t145 = fcmp ogt <4 x float> %t143, %t62
  %t146 = fcmp olt <4 x float> %t142, %t64
  %t147 = fcmp olt <4 x float> %t143, %t64
  %t148 = select <4 x i1> %t146, <4 x float> %t64, <4 x float> %t142
  %t149 = select <4 x i1> %t147, <4 x float> %t64, <4 x float> %t143
  %t150 = select <4 x i1> %t144, <4 x float> %t62, <4 x float> %t148
  %t151 = select <4 x i1> %t145, <4 x float> %t62, <4 x float> %t149
  %t152 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t120, ptr %t152, align 4
  %t153 = getelementptr float, ptr %t5, i64 %t79
  store <4 x float> %t121, ptr %t153, align 4
  %t154 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t124, ptr %t154, align 4
  %t155 = getelementptr float, ptr %t7, i64 %t79
  store <4 x float> %t125, ptr %t155, align 4
  %t156 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t140, ptr %t156, align 4
  %t157 = getelementptr float, ptr %t9, i64 %t79
  store <4 x float> %t141, ptr %t157, align 4
  %t158 = getelementptr float, ptr %t11, i64 %i0
  store <4 x float> %t150, ptr %t158, align 4
  %t159 = getelementptr float, ptr %t11, i64 %t79
  store <4 x float> %t151, ptr %t159, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t160 = add i64 %i1, 4
  %t161 = getelementptr float, ptr %t3, i64 %i1
  %t162 = load <4 x float>, ptr %t161, align 4
  %t163 = getelementptr float, ptr %t3, i64 %t160
  %t164 = load <4 x float>, ptr %t163, align 4
  %t165 = getelementptr float, ptr %t1, i64 %i1
  %t166 = load <4 x float>, ptr %t165, align 4
  %t167 = getelementptr float, ptr %t1, i64 %t160
  %t168 = load <4 x float>, ptr %t167, align 4
  %t169 = getelementptr float, ptr %t5, i64 %i1
  %t170 = load <4 x float>, ptr %t169, align 4
  %t171 = getelementptr float, ptr %t5, i64 %t160
  %t172 = load <4 x float>, ptr %t171, align 4
  %t173 = getelementptr float, ptr %t7, i64 %i1
  %t174 = load <4 x float>, ptr %t173, align 4
  %t175 = getelementptr float, ptr %t7, i64 %t160
  %t176 = load <4 x float>, ptr %t175, align 4
  %t177 = getelementptr float, ptr %t9, i64 %i1
  %t178 = load <4 x float>, ptr %t177, align 4
  %t179 = getelementptr float, ptr %t9, i64 %t160
  %t180 = load <4 x float>, ptr %t179, align 4
  %t181 = fmul <4 x float> %t162, %t48
  %t182 = fmul <4 x float> %t164, %t48
  %t183 = fmul <4 x float> %t50, %t166
  %t184 = fmul <4 x float> %t50, %t168
  %t185 = fadd <4 x float> %t181, %t183
  %t186 = fadd <4 x float> %t182, %t184
  %t187 = fcmp ogt <4 x float> %t185, %t52
  %t188 = fcmp ogt <4 x float> %t186, %t52
  %t189 = fcmp olt <4 x float> %t185, %t54
  %t190 = fcmp olt <4 x float> %t186, %t54
  %t191 = select <4 x i1> %t189, <4 x float> %t54, <4 x float> %t185
  %t192 = select <4 x i1> %t190, <4 x float> %t54, <4 x float> %t186
  %t193 = select <4 x i1> %t187, <4 x float> %t52, <4 x float> %t191
  %t194 = select <4 x i1> %t188, <4 x float> %t52, <4 x float> %t192
  %t195 = fmul <4 x float> %t46, %t193
  %t196 = fmul <4 x float> %t46, %t194
  %t197 = fmul <4 x float> %t195, %t193
  %t198 = fmul <4 x float> %t196, %t194
  %t199 = fmul <4 x float> %t44, %t170
  %t200 = fmul <4 x float> %t44, %t172
  %t201 = fadd <4 x float> %t197, %t199
  %t202 = fadd <4 x float> %t198, %t200
  %t203 = fmul <4 x float> %t44, %t174
  %t204 = fmul <4 x float> %t44, %t176
  %t205 = fadd <4 x float> %t195, %t203
  %t206 = fadd <4 x float> %t196, %t204
  %t207 = fmul <4 x float> %t56, %t178
  %t208 = fmul <4 x float> %t56, %t180
  %t209 = fmul <4 x float> %t58, %t193
  %t210 = fmul <4 x float> %t58, %t194
  %t211 = fmul <4 x float> %t205, %t205
  %t212 = fmul <4 x float> %t206, %t206
  %t213 = fsub <4 x float> %t201, %t211
  %t214 = fsub <4 x float> %t202, %t212
  %t215 = fadd <4 x float> %t213, %t60
  %t216 = fadd <4 x float> %t214, %t60
  %t217 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t215)
  %t218 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t216)
  %t219 = fdiv <4 x float> %t209, %t217
  %t220 = fdiv <4 x float> %t210, %t218
  %t221 = fsub <4 x float> %t207, %t219
  %t222 = fsub <4 x float> %t208, %t220
  %t223 = fadd <4 x float> %t166, %t221
  %t224 = fadd <4 x float> %t168, %t222
  %t225 = fcmp ogt <4 x float> %t223, %t62
  %t226 = fcmp ogt <4 x float> %t224, %t62
  %t227 = fcmp olt <4 x float> %t223, %t64
  %t228 = fcmp olt <4 x float> %t224, %t64
  %t229 = select <4 x i1> %t227, <4 x float> %t64, <4 x float> %t223
  %t230 = select <4 x i1> %t228, <4 x float> %t64, <4 x float> %t224
  %t231 = select <4 x i1> %t225, <4 x float> %t62, <4 x float> %t229
  %t232 = select <4 x i1> %t226, <4 x float> %t62, <4 x float> %t230
  %t233 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t201, ptr %t233, align 4
  %t234 = getelementptr float, ptr %t5, i64 %t160
  store <4 x float> %t202, ptr %t234, align 4
  %t235 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t205, ptr %t235, align 4
  %t236 = getelementptr float, ptr %t7, i64 %t160
  store <4 x float> %t206, ptr %t236, align 4
  %t237 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t221, ptr %t237, align 4
  %t238 = getelementptr float, ptr %t9, i64 %t160
  store <4 x float> %t222, ptr %t238, align 4
  %t239 = getelementptr float, ptr %t11, i64 %i1
  store <4 x float> %t231, ptr %t239, align 4
  %t240 = getelementptr float, ptr %t11, i64 %t160
  store <4 x float> %t232, ptr %t240, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t241 = getelementptr float, ptr %t3, i64 %i2
  %t242 = load <4 x float>, ptr %t241, align 4
  %t243 = getelementptr float, ptr %t1, i64 %i2
  %t244 = load <4 x float>, ptr %t243, align 4
  %t245 = getelementptr float, ptr %t5, i64 %i2
  %t246 = load <4 x float>, ptr %t245, align 4
  %t247 = getelementptr float, ptr %t7, i64 %i2
  %t248 = load <4 x float>, ptr %t247, align 4
  %t249 = getelementptr float, ptr %t9, i64 %i2
  %t250 = load <4 x float>, ptr %t249, align 4
  %t251 = fmul <4 x float> %t242, %t48
  %t252 = fmul <4 x float> %t50, %t244
  %t253 = fadd <4 x float> %t251, %t252
  %t254 = fcmp ogt <4 x float> %t253, %t52
  %t255 = fcmp olt <4 x float> %t253, %t54
  %t256 = select <4 x i1> %t255, <4 x float> %t54, <4 x float> %t253
  %t257 = select <4 x i1> %t254, <4 x float> %t52, <4 x float> %t256
  %t258 = fmul <4 x float> %t46, %t257
  %t259 = fmul <4 x float> %t258, %t257
  %t260 = fmul <4 x float> %t44, %t246
  %t261 = fadd <4 x float> %t259, %t260
  %t262 = fmul <4 x float> %t44, %t248
  %t263 = fadd <4 x float> %t258, %t262
  %t264 = fmul <4 x float> %t56, %t250
  %t265 = fmul <4 x float> %t58, %t257
  %t266 = fmul <4 x float> %t263, %t263
  %t267 = fsub <4 x float> %t261, %t266
  %t268 = fadd <4 x float> %t267, %t60
  %t269 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t268)
  %t270 = fdiv <4 x float> %t265, %t269
  %t271 = fsub <4 x float> %t264, %t270
  %t272 = fadd <4 x float> %t244, %t271
  %t273 = fcmp ogt <4 x float> %t272, %t62
  %t274 = fcmp olt <4 x float> %t272, %t64
  %t275 = select <4 x i1> %t274, <4 x float> %t64, <4 x float> %t272
  %t276 = select <4 x i1> %t273, <4 x float> %t62, <4 x float> %t275
  %t277 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t261, ptr %t277, align 4
  %t278 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t263, ptr %t278, align 4
  %t279 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t271, ptr %t279, align 4
  %t280 = getelementptr float, ptr %t11, i64 %i2
  store <4 x float> %t276, ptr %t280, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t281 = getelementptr float, ptr %t3, i64 %i3
  %t282 = load float, ptr %t281, align 4
  %t283 = getelementptr float, ptr %t1, i64 %i3
  %t284 = load float, ptr %t283, align 4
  %t285 = getelementptr float, ptr %t5, i64 %i3
  %t286 = load float, ptr %t285, align 4
  %t287 = getelementptr float, ptr %t7, i64 %i3
  %t288 = load float, ptr %t287, align 4
  %t289 = getelementptr float, ptr %t9, i64 %i3
  %t290 = load float, ptr %t289, align 4
  %t291 = fmul float %t282, %t30
  %t292 = fmul float %t31, %t284
  %t293 = fadd float %t291, %t292
  %t294 = fcmp ogt float %t293, %t34
  %t295 = fcmp olt float %t293, %t35
  %t296 = select i1 %t295, float %t35, float %t293
  %t297 = select i1 %t294, float %t34, float %t296
  %t298 = fmul float %t29, %t297
  %t299 = fmul float %t298, %t297
  %t300 = fmul float %t28, %t286
  %t301 = fadd float %t299, %t300
  %t302 = fmul float %t28, %t288
  %t303 = fadd float %t298, %t302
  %t304 = fmul float %t36, %t290
  %t305 = fmul float %t37, %t297
  %t306 = fmul float %t303, %t303
  %t307 = fsub float %t301, %t306
  %t308 = fadd float %t307, %t38
  %t309 = call float @llvm.sqrt.f32(float %t308)
  %t310 = fdiv float %t305, %t309
  %t311 = fsub float %t304, %t310
  %t312 = fadd float %t284, %t311
  %t313 = fcmp ogt float %t312, %t41
  %t314 = fcmp olt float %t312, %t42
  %t315 = select i1 %t314, float %t42, float %t312
  %t316 = select i1 %t313, float %t41, float %t315
  %t317 = getelementptr float, ptr %t5, i64 %i3
  store float %t301, ptr %t317, align 4
  %t318 = getelementptr float, ptr %t7, i64 %i3
  store float %t303, ptr %t318, align 4
  %t319 = getelementptr float, ptr %t9, i64 %i3
  store float %t311, ptr %t319, align 4
  %t320 = getelementptr float, ptr %t11, i64 %i3
  store float %t316, ptr %t320, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
