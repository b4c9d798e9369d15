declare <2 x float> @llvm.fabs.v2f32(<2 x float>)
declare <2 x float> @llvm.sqrt.v2f32(<2 x float>)
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
  %t28 = fpext float %t27 to double
  %t29 = fdiv double 0x3FF0000000000000, %t28
  %t30 = fptrunc double %t13 to float
  %t31 = fptrunc double %t15 to float
  %t32 = fptrunc double %t17 to float
  %t33 = insertelement <2 x float> poison, float %t22, i64 0
  %t34 = shufflevector <2 x float> %t33, <2 x float> poison, <2 x i32> zeroinitializer
  %t35 = insertelement <2 x float> poison, float %t25, i64 0
  %t36 = shufflevector <2 x float> %t35, <2 x float> poison, <2 x i32> zeroinitializer
  %t37 = insertelement <2 x float> poison, float %t26, i64 0
  %t38 = shufflevector <2 x float> %t37, <2 x float> poison, <2 x i32> zeroinitializer
  %t39 = insertelement <2 x double> poison, double %t29, i64 0
  %t40 = shufflevector <2 x double> %t39, <2 x double> poison, <2 x i32> zeroinitializer
  %t41 = insertelement <2 x float> poison, float %t30, i64 0
  %t42 = shufflevector <2 x float> %t41, <2 x float> poison, <2 x i32> zeroinitializer
  %t43 = insertelement <2 x float> poison, float %t31, i64 0
  %t44 = shufflevector <2 x float> %t43, <2 x float> poison, <2 x i32> zeroinitializer
  %t45 = insertelement <2 x float> poison, float %t32, i64 0
  %t46 = shufflevector <2 x float> %t45, <2 x float> poison, <2 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 4
  %more0 = icmp sle i64 %next0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t47 = getelementptr float, ptr %t1, i64 %i0
  %t48 = getelementptr i8, ptr %t47, i64 2048
  call void @llvm.prefetch.p0(ptr %t48, i32 0, i32 3, i32 1)
  %t49 = getelementptr float, ptr %t3, i64 %i0
  %t50 = getelementptr i8, ptr %t49, i64 2048
  call void @llvm.prefetch.p0(ptr %t50, i32 0, i32 3, i32 1)
  %t51 = getelementptr float, ptr %t5, i64 %i0
  %t52 = getelementptr i8, ptr %t51, i64 2048
  call void @llvm.prefetch.p0(ptr %t52, i32 0, i32 3, i32 1)
  %t53 = getelementptr float, ptr %t7, i64 %i0
  %t54 = getelementptr i8, ptr %t53, i64 2048
  call void @llvm.prefetch.p0(ptr %t54, i32 0, i32 3, i32 1)
  %t55 = add i64 %i0, 2
  %t56 = getelementptr float, ptr %t5, i64 %i0
  %t57 = load <2 x float>, ptr %t56, align 4
  %t58 = getelementptr float, ptr %t5, i64 %t55
  %t59 = load <2 x float>, ptr %t58, align 4
  %t60 = getelementptr float, ptr %t3, i64 %i0
  %t61 = load <2 x float>, ptr %t60, align 4
  %t62 = getelementptr float, ptr %t3, i64 %t55
  %t63 = load <2 x float>, ptr %t62, align 4
  %t64 = getelementptr float, ptr %t7, i64 %i0
  %t65 = load <2 x float>, ptr %t64, align 4
  %t66 = getelementptr float, ptr %t7, i64 %t55
  %t67 = load <2 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %t1, i64 %i0
  %t69 = load <2 x float>, ptr %t68, align 4
  %t70 = getelementptr float, ptr %t1, i64 %t55
  %t71 = load <2 x float>, ptr %t70, align 4
  %t72 = fmul <2 x float> %t61, %t34
  %t73 = fmul <2 x float> %t63, %t34
  %t74 = fcmp ogt <2 x float> %t72, %t36
  %t75 = fcmp ogt <2 x float> %t73, %t36
  %t76 = fcmp olt <2 x float> %t72, %t38
  %t77 = fcmp olt <2 x float> %t73, %t38
  %t78 = select <2 x i1> %t76, <2 x float> %t38, <2 x float> %t72
  %t79 = select <2 x i1> %t77, <2 x float> %t38, <2 x float> %t73
  %t80 = select <2 x i1> %t74, <2 x float> %t36, <2 x float> %t78
  %t81 = select <2 x i1> %t75, <2 x float> %t36, <2 x float> %t79
  %t82 = fmul <2 x float> %t80, %t80
  %t83 = fmul <2 x float> %t81, %t81
  %t84 = fadd <2 x float> %t65, %t82
  %t85 = fadd <2 x float> %t67, %t83
  %t86 = call <2 x float> @llvm.sqrt.v2f32(<2 x float> %t84)
  %t87 = call <2 x float> @llvm.sqrt.v2f32(<2 x float> %t85)
  %t88 = call <2 x float> @llvm.sqrt.v2f32(<2 x float> %t65)
  %t89 = call <2 x float> @llvm.sqrt.v2f32(<2 x float> %t67)
  %t90 = fsub <2 x float> %t86, %t88
  %t91 = fsub <2 x float> %t87, %t89
  %t92 = fmul <2 x float> %t90, %t69
  %t93 = fmul <2 x float> %t91, %t71
  %t94 = fpext <2 x float> %t92 to <2 x double>
  %t95 = fpext <2 x float> %t93 to <2 x double>
  %t96 = fmul <2 x double> %t94, %t40
  %t97 = fmul <2 x double> %t95, %t40
  %t98 = bitcast <2 x double> %t96 to <2 x i64>
  %t99 = bitcast <2 x double> %t97 to <2 x i64>
  %t100 = add <2 x i64> %t98, splat (i64 2)
  %t101 = add <2 x i64> %t99, splat (i64 2)
  %t102 = and <2 x i64> %t100, splat (i64 -4)
  %t103 = and <2 x i64> %t101, splat (i64 -4)
  %t104 = bitcast <2 x i64> %t102 to <2 x double>
  %t105 = bitcast <2 x i64> %t103 to <2 x double>
  %t106 = fptrunc <2 x double> %t104 to <2 x float>
  %t107 = fptrunc <2 x double> %t105 to <2 x float>
  %t108 = fsub <2 x float> %t80, %t106
  %t109 = fsub <2 x float> %t81, %t107
  %t110 = fadd <2 x float> %t57, %t108
  %t111 = fadd <2 x float> %t59, %t109
  %t112 = fcmp ogt <2 x float> %t110, splat (float 0x0000000000000000)
  %t113 = fcmp ogt <2 x float> %t111, splat (float 0x0000000000000000)
  %t114 = fcmp olt <2 x float> %t110, splat (float 0x0000000000000000)
  %t115 = fcmp olt <2 x float> %t111, splat (float 0x0000000000000000)
  %t116 = select <2 x i1> %t114, <2 x float> splat (float 0xBFF0000000000000), <2 x float> splat (float 0x0000000000000000)
  %t117 = select <2 x i1> %t115, <2 x float> splat (float 0xBFF0000000000000), <2 x float> splat (float 0x0000000000000000)
  %t118 = select <2 x i1> %t112, <2 x float> splat (float 0x3FF0000000000000), <2 x float> %t116
  %t119 = select <2 x i1> %t113, <2 x float> splat (float 0x3FF0000000000000), <2 x float> %t117
  %t120 = fneg <2 x float> %t118
  %t121 = fneg <2 x float> %t119
  %t122 = call <2 x float> @llvm.fabs.v2f32(<2 x float> %t110)
  %t123 = call <2 x float> @llvm.fabs.v2f32(<2 x float> %t111)
  %t124 = fsub <2 x float> %t122, %t42
  %t125 = fsub <2 x float> %t123, %t42
  %t126 = fcmp ogt <2 x float> %t124, splat (float 0x0000000000000000)
  %t127 = fcmp ogt <2 x float> %t125, splat (float 0x0000000000000000)
  %t128 = fcmp une <2 x float> %t124, %t124
  %t129 = fcmp une <2 x float> %t125, %t125
  %t130 = or <2 x i1> %t126, %t128
  %t131 = or <2 x i1> %t127, %t129
  %t132 = select <2 x i1> %t130, <2 x float> %t124, <2 x float> splat (float 0x0000000000000000)
  %t133 = select <2 x i1> %t131, <2 x float> %t125, <2 x float> splat (float 0x0000000000000000)
  %t134 = fmul <2 x float> %t120, %t132
  %t135 = fmul <2 x float> %t121, %t133
  %t136 = fadd <2 x float> %t44, %t86
  %t137 = fadd <2 x float> %t44, %t87
  %t138 = fpext <2 x float> %t136 to <2 x double>
  %t139 = fpext <2 x float> %t137 to <2 x double>
  %t140 = fmul <2 x double> %t138, %t40
  %t141 = fmul <2 x double> %t139, %t40
  %t142 = bitcast <2 x double> %t140 to <2 x i64>
  %t143 = bitcast <2 x double> %t141 to <2 x i64>
  %t144 = add <2 x i64> %t142, splat (i64 2)
  %t145 = add <2 x i64> %t143, splat (i64 2)
  %t146 = and <2 x i64> %t144, splat (i64 -4)
  %t147 = and <2 x i64> %t145, splat (i64 -4)
  %t148 = bitcast <2 x i64> %t146 to <2 x double>
  %t149 = bitcast <2 x i64> %t147 to <2 x double>
  %t150 = fptrunc <2 x double> %t148 to <2 x float>
  %t151 = fptrunc <2 x double> %t149 to <2 x float>
  %t152 = fadd <2 x float> %t150, %t46
  %t153 = fadd <2 x float> %t151, %t46
  %t154 = fdiv <2 x float> %t134, %t152
  %t155 = fdiv <2 x float> %t135, %t153
  %t156 = getelementptr float, ptr %t5, i64 %i0
  store <2 x float> %t110, ptr %t156, align 4
  %t157 = getelementptr float, ptr %t5, i64 %t55
  store <2 x float> %t111, ptr %t157, align 4
  %t158 = getelementptr float, ptr %t7, i64 %i0
  store <2 x float> %t84, ptr %t158, align 4
  %t159 = getelementptr float, ptr %t7, i64 %t55
  store <2 x float> %t85, ptr %t159, align 4
  %t160 = getelementptr float, ptr %t9, i64 %i0
  store <2 x float> %t154, ptr %t160, align 4
  %t161 = getelementptr float, ptr %t9, i64 %t55
  store <2 x float> %t155, ptr %t161, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 2
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t162 = getelementptr float, ptr %t5, i64 %i1
  %t163 = load <2 x float>, ptr %t162, align 4
  %t164 = getelementptr float, ptr %t3, i64 %i1
  %t165 = load <2 x float>, ptr %t164, align 4
  %t166 = getelementptr float, ptr %t7, i64 %i1
  %t167 = load <2 x float>, ptr %t166, align 4
  %t168 = getelementptr float, ptr %t1, i64 %i1
  %t169 = load <2 x float>, ptr %t168, align 4
  %t170 = fmul <2 x float> %t165, %t34
  %t171 = fcmp ogt <2 x float> %t170, %t36
  %t172 = fcmp olt <2 x float> %t170, %t38
  %t173 = select <2 x i1> %t172, <2 x float> %t38, <2 x float> %t170
  %t174 = select <2 x i1> %t171, <2 x float> %t36, <2 x float> %t173
  %t175 = fmul <2 x float> %t174, %t174
  %t176 = fadd <2 x float> %t167, %t175
  %t177 = call <2 x float> @llvm.sqrt.v2f32(<2 x float> %t176)
  %t178 = call <2 x float> @llvm.sqrt.v2f32(<2 x float> %t167)
  %t179 = fsub <2 x float> %t177, %t178
  %t180 = fmul <2 x float> %t179, %t169
  %t181 = fpext <2 x float> %t180 to <2 x double>
  %t182 = fmul <2 x double> %t181, %t40
  %t183 = bitcast <2 x double> %t182 to <2 x i64>
  %t184 = add <2 x i64> %t183, splat (i64 2)
  %t185 = and <2 x i64> %t184, splat (i64 -4)
  %t186 = bitcast <2 x i64> %t185 to <2 x double>
  %t187 = fptrunc <2 x double> %t186 to <2 x float>
  %t188 = fsub <2 x float> %t174, %t187
  %t189 = fadd <2 x float> %t163, %t188
  %t190 = fcmp ogt <2 x float> %t189, splat (float 0x0000000000000000)
  %t191 = fcmp olt <2 x float> %t189, splat (float 0x0000000000000000)
  %t192 = select <2 x i1> %t191, <2 x float> splat (float 0xBFF0000000000000), <2 x float> splat (float 0x0000000000000000)
  %t193 = select <2 x i1> %t190, <2 x float> splat (float 0x3FF0000000000000), <2 x float> %t192
  %t194 = fneg <2 x float> %t193
  %t195 = call <2 x float> @llvm.fabs.v2f32(<2 x float> %t189)
  %t196 = fsub <2 x float> %t195, %t42
  %t197 = fcmp ogt <2 x float> %t196, splat (float 0x0000000000000000)
  %t198 = fcmp une <2 x float> %t196, %t196
  %t199 = or <2 x i1> %t197, %t198
  %t200 = select <2 x i1> %t199, <2 x float> %t196, <2 x float> splat (float 0x0000000000000000)
  %t201 = fmul <2 x float> %t194, %t200
  %t202 = fadd <2 x float> %t44, %t177
  %t203 = fpext <2 x float> %t202 to <2 x double>
  %t204 = fmul <2 x double> %t203, %t40
  %t205 = bitcast <2 x double> %t204 to <2 x i64>
  %t206 = add <2 x i64> %t205, splat (i64 2)
  %t207 = and <2 x i64> %t206, splat (i64 -4)
  %t208 = bitcast <2 x i64> %t207 to <2 x double>
  %t209 = fptrunc <2 x double> %t208 to <2 x float>
  %t210 = fadd <2 x float> %t209, %t46
  %t211 = fdiv <2 x float> %t201, %t210
  %t212 = getelementptr float, ptr %t5, i64 %i1
  store <2 x float> %t189, ptr %t212, align 4
  %t213 = getelementptr float, ptr %t7, i64 %i1
  store <2 x float> %t176, ptr %t213, align 4
  %t214 = getelementptr float, ptr %t9, i64 %i1
  store <2 x float> %t211, ptr %t214, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t215 = getelementptr float, ptr %t5, i64 %i2
  %t216 = load float, ptr %t215, align 4
  %t217 = getelementptr float, ptr %t3, i64 %i2
  %t218 = load float, ptr %t217, align 4
  %t219 = getelementptr float, ptr %t7, i64 %i2
  %t220 = load float, ptr %t219, align 4
  %t221 = getelementptr float, ptr %t1, i64 %i2
  %t222 = load float, ptr %t221, align 4
  %t223 = fmul float %t218, %t22
  %t224 = fcmp ogt float %t223, %t25
  %t225 = fcmp olt float %t223, %t26
  %t226 = select i1 %t225, float %t26, float %t223
  %t227 = select i1 %t224, float %t25, float %t226
  %t228 = fmul float %t227, %t227
  %t229 = fadd float %t220, %t228
  %t230 = call float @llvm.sqrt.f32(float %t229)
  %t231 = call float @llvm.sqrt.f32(float %t220)
  %t232 = fsub float %t230, %t231
  %t233 = fmul float %t232, %t222
  %t234 = fpext float %t233 to double
  %t235 = fmul double %t234, %t29
  %t236 = bitcast double %t235 to i64
  %t237 = add i64 %t236, 2
  %t238 = and i64 %t237, -4
  %t239 = bitcast i64 %t238 to double
  %t240 = fptrunc double %t239 to float
  %t241 = fsub float %t227, %t240
  %t242 = fadd float %t216, %t241
  %t243 = fcmp ogt float %t242, 0x0000000000000000
  %t244 = fcmp olt float %t242, 0x0000000000000000
  %t245 = select i1 %t244, float 0xBFF0000000000000, float 0x0000000000000000
  %t246 = select i1 %t243, float 0x3FF0000000000000, float %t245
  %t247 = fneg float %t246
  %t248 = call float @llvm.fabs.f32(float %t242)
  %t249 = fsub float %t248, %t30
  %t250 = fcmp ogt float %t249, 0x0000000000000000
  %t251 = fcmp une float %t249, %t249
  %t252 = or i1 %t250, %t251
  %t253 = select i1 %t252, float %t249, float 0x0000000000000000
  %t254 = fmul float %t247, %t253
  %t255 = fadd float %t31, %t230
  %t256 = fpext float %t255 to double
  %t257 = fmul double %t256, %t29
  %t258 = bitcast double %t257 to i64
  %t259 = add i64 %t258, 2
  %t260 = and i64 %t259, -4
  %t261 = bitcast i64 %t260 to double
  %t262 = fptrunc double %t261 to float
  %t263 = fadd float %t262, %t32
  %t264 = fdiv float %t254, %t263
  %t265 = getelementptr float, ptr %t5, i64 %i2
  store float %t242, ptr %t265, align 4
  %t266 = getelementptr float, ptr %t7, i64 %i2
  store float %t229, ptr %t266, align 4
  %t267 = getelementptr float, ptr %t9, i64 %i2
  store float %t264, ptr %t267, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
