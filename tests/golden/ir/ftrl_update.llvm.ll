declare <2 x float> @llvm.fabs.v2f32(<2 x float>)
declare <2 x float> @llvm.sqrt.v2f32(<2 x float>)
declare float @llvm.fabs.f32(float)
declare float @llvm.sqrt.f32(float)
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
  %t47 = add i64 %i0, 2
  %t48 = getelementptr float, ptr %t5, i64 %i0
  %t49 = load <2 x float>, ptr %t48, align 4
  %t50 = getelementptr float, ptr %t5, i64 %t47
  %t51 = load <2 x float>, ptr %t50, align 4
  %t52 = getelementptr float, ptr %t3, i64 %i0
  %t53 = load <2 x float>, ptr %t52, align 4
  %t54 = getelementptr float, ptr %t3, i64 %t47
  %t55 = load <2 x float>, ptr %t54, align 4
  %t56 = getelementptr float, ptr %t7, i64 %i0
  %t57 = load <2 x float>, ptr %t56, align 4
  %t58 = getelementptr float, ptr %t7, i64 %t47
  %t59 = load <2 x float>, ptr %t58, align 4
  %t60 = getelementptr float, ptr %t1, i64 %i0
  %t61 = load <2 x float>, ptr %t60, align 4
  %t62 = getelementptr float, ptr %t1, i64 %t47
  %t63 = load <2 x float>, ptr %t62, align 4
  %t64 = fmul <2 x float> %t53, %t34
  %t65 = fmul <2 x float> %t55, %t34
  %t66 = fcmp ogt <2 x float> %t64, %t36
  %t67 = fcmp ogt <2 x float> %t65, %t36
  %t68 = fcmp olt <2 x float> %t64, %t38
  %t69 = fcmp olt <2 x float> %t65, %t38
  %t70 = select <2 x i1> %t68, <2 x float> %t38, <2 x float> %t64
  %t71 = select <2 x i1> %t69, <2 x float> %t38, <2 x float> %t65
  %t72 = select <2 x i1> %t66, <2 x float> %t36, <2 x float> %t70
  %t73 = select <2 x i1> %t67, <2 x float> %t36, <2 x float> %t71
  %t74 = fmul <2 x float> %t72, %t72
  %t75 = fmul <2 x float> %t73, %t73
  %t76 = fadd <2 x float> %t57, %t74
  %t77 = fadd <2 x float> %t59, %t75
  %t78 = call <2 x float> @llvm.sqrt.v2f32(<2 x float> %t76)
  %t79 = call <2 x float> @llvm.sqrt.v2f32(<2 x float> %t77)
  %t80 = call <2 x float> @llvm.sqrt.v2f32(<2 x float> %t57)
  %t81 = call <2 x float> @llvm.sqrt.v2f32(<2 x float> %t59)
  %t82 = fsub <2 x float> %t78, %t80
  %t83 = fsub <2 x float> %t79, %t81
  %t84 = fmul <2 x float> %t82, %t61
  %t85 = fmul <2 x float> %t83, %t63
  %t86 = fpext <2 x float> %t84 to <2 x double>
  %t87 = fpext <2 x float> %t85 to <2 x double>
  %t88 = fmul <2 x double> %t86, %t40
  %t89 = fmul <2 x double> %t87, %t40
  %t90 = bitcast <2 x double> %t88 to <2 x i64>
  %t91 = bitcast <2 x double> %t89 to <2 x i64>
  %t92 = add <2 x i64> %t90, splat (i64 2)
  %t93 = add <2 x i64> %t91, splat (i64 2)
  %t94 = and <2 x i64> %t92, splat (i64 -4)
  %t95 = and <2 x i64> %t93, splat (i64 -4)
  %t96 = bitcast <2 x i64> %t94 to <2 x double>
  %t97 = bitcast <2 x i64> %t95 to <2 x double>
  %t98 = fptrunc <2 x double> %t96 to <2 x float>
  %t99 = fptrunc <2 x double> %t97 to <2 x float>
  %t100 = fsub <2 x float> %t72, %t98
  %t101 = fsub <2 x float> %t73, %t99
  %t102 = fadd <2 x float> %t49, %t100
  %t103 = fadd <2 x float> %t51, %t101
  %t104 = fcmp ogt <2 x float> %t102, splat (float 0x0000000000000000)
  %t105 = fcmp ogt <2 x float> %t103, splat (float 0x0000000000000000)
  %t106 = fcmp olt <2 x float> %t102, splat (float 0x0000000000000000)
  %t107 = fcmp olt <2 x float> %t103, splat (float 0x0000000000000000)
  %t108 = select <2 x i1> %t106, <2 x float> splat (float 0xBFF0000000000000), <2 x float> splat (float 0x0000000000000000)
  %t109 = select <2 x i1> %t107, <2 x float> splat (float 0xBFF0000000000000), <2 x float> splat (float 0x0000000000000000)
  %t110 = select <2 x i1> %t104, <2 x float> splat (float 0x3FF0000000000000), <2 x float> %t108
  %t111 = select <2 x i1> %t105, <2 x float> splat (float 0x3FF0000000000000), <2 x float> %t109
  %t112 = fneg <2 x float> %t110
  %t113 = fneg <2 x float> %t111
  %t114 = call <2 x float> @llvm.fabs.v2f32(<2 x float> %t102)
  %t115 = call <2 x float> @llvm.fabs.v2f32(<2 x float> %t103)
  %t116 = fsub <2 x float> %t114, %t42
  %t117 = fsub <2 x float> %t115, %t42
  %t118 = fcmp ogt <2 x float> %t116, splat (float 0x0000000000000000)
  %t119 = fcmp ogt <2 x float> %t117, splat (float 0x0000000000000000)
  %t120 = fcmp une <2 x float> %t116, %t116
  %t121 = fcmp une <2 x float> %t117, %t117
  %t122 = or <2 x i1> %t118, %t120
  %t123 = or <2 x i1> %t119, %t121
  %t124 = select <2 x i1> %t122, <2 x float> %t116, <2 x float> splat (float 0x0000000000000000)
  %t125 = select <2 x i1> %t123, <2 x float> %t117, <2 x float> splat (float 0x0000000000000000)
  %t126 = fmul <2 x float> %t112, %t124
  %t127 = fmul <2 x float> %t113, %t125
  %t128 = fadd <2 x float> %t44, %t78
  %t129 = fadd <2 x float> %t44, %t79
  %t130 = fpext <2 x float> %t128 to <2 x double>
  %t131 = fpext <2 x float> %t129 to <2 x double>
  %t132 = fmul <2 x double> %t130, %t40
  %t133 = fmul <2 x double> %t131, %t40
  %t134 = bitcast <2 x double> %t132 to <2 x i64>
  %t135 = bitcast <2 x double> %t133 to <2 x i64>
  %t136 = add <2 x i64> %t134, splat (i64 2)
  %t137 = add <2 x i64> %t135, splat (i64 2)
  %t138 = and <2 x i64> %t136, splat (i64 -4)
  %t139 = and <2 x i64> %t137, splat (i64 -4)
  %t140 = bitcast <2 x i64> %t138 to <2 x double>
  %t141 = bitcast <2 x i64> %t139 to <2 x double>
  %t142 = fptrunc <2 x double> %t140 to <2 x float>
  %t143 = fptrunc <2 x double> %t141 to <2 x float>
  %t144 = fadd <2 x float> %t142, %t46
  %t145 = fadd <2 x float> %t143, %t46
  %t146 = fdiv <2 x float> %t126, %t144
  %t147 = fdiv <2 x float> %t127, %t145
  %t148 = getelementptr float, ptr %t5, i64 %i0
  store <2 x float> %t102, ptr %t148, align 4
  %t149 = getelementptr float, ptr %t5, i64 %t47
  store <2 x float> %t103, ptr %t149, align 4
  %t150 = getelementptr float, ptr %t7, i64 %i0
  store <2 x float> %t76, ptr %t150, align 4
  %t151 = getelementptr float, ptr %t7, i64 %t47
  store <2 x float> %t77, ptr %t151, align 4
  %t152 = getelementptr float, ptr %t9, i64 %i0
  store <2 x float> %t146, ptr %t152, align 4
  %t153 = getelementptr float, ptr %t9, i64 %t47
  store <2 x float> %t147, ptr %t153, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 2
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t154 = getelementptr float, ptr %t5, i64 %i1
  %t155 = load <2 x float>, ptr %t154, align 4
  %t156 = getelementptr float, ptr %t3, i64 %i1
  %t157 = load <2 x float>, ptr %t156, align 4
  %t158 = getelementptr float, ptr %t7, i64 %i1
  %t159 = load <2 x float>, ptr %t158, align 4
  %t160 = getelementptr float, ptr %t1, i64 %i1
  %t161 = load <2 x float>, ptr %t160, align 4
  %t162 = fmul <2 x float> %t157, %t34
  %t163 = fcmp ogt <2 x float> %t162, %t36
  %t164 = fcmp olt <2 x float> %t162, %t38
  %t165 = select <2 x i1> %t164, <2 x float> %t38, <2 x float> %t162
  %t166 = select <2 x i1> %t163, <2 x float> %t36, <2 x float> %t165
  %t167 = fmul <2 x float> %t166, %t166
  %t168 = fadd <2 x float> %t159, %t167
  %t169 = call <2 x float> @llvm.sqrt.v2f32(<2 x float> %t168)
  %t170 = call <2 x float> @llvm.sqrt.v2f32(<2 x float> %t159)
  %t171 = fsub <2 x float> %t169, %t170
  %t172 = fmul <2 x float> %t171, %t161
  %t173 = fpext <2 x float> %t172 to <2 x double>
  %t174 = fmul <2 x double> %t173, %t40
  %t175 = bitcast <2 x double> %t174 to <2 x i64>
  %t176 = add <2 x i64> %t175, splat (i64 2)
  %t177 = and <2 x i64> %t176, splat (i64 -4)
  %t178 = bitcast <2 x i64> %t177 to <2 x double>
  %t179 = fptrunc <2 x double> %t178 to <2 x float>
  %t180 = fsub <2 x float> %t166, %t179
  %t181 = fadd <2 x float> %t155, %t180
  %t182 = fcmp ogt <2 x float> %t181, splat (float 0x0000000000000000)
  %t183 = fcmp olt <2 x float> %t181, splat (float 0x0000000000000000)
  %t184 = select <2 x i1> %t183, <2 x float> splat (float 0xBFF0000000000000), <2 x float> splat (float 0x0000000000000000)
  %t185 = select <2 x i1> %t182, <2 x float> splat (float 0x3FF0000000000000), <2 x float> %t184
  %t186 = fneg <2 x float> %t185
  %t187 = call <2 x float> @llvm.fabs.v2f32(<2 x float> %t181)
  %t188 = fsub <2 x float> %t187, %t42
  %t189 = fcmp ogt <2 x float> %t188, splat (float 0x0000000000000000)
  %t190 = fcmp une <2 x float> %t188, %t188
  %t191 = or <2 x i1> %t189, %t190
  %t192 = select <2 x i1> %t191, <2 x float> %t188, <2 x float> splat (float 0x0000000000000000)
  %t193 = fmul <2 x float> %t186, %t192
  %t194 = fadd <2 x float> %t44, %t169
  %t195 = fpext <2 x float> %t194 to <2 x double>
  %t196 = fmul <2 x double> %t195, %t40
  %t197 = bitcast <2 x double> %t196 to <2 x i64>
  %t198 = add <2 x i64> %t197, splat (i64 2)
  %t199 = and <2 x i64> %t198, splat (i64 -4)
  %t200 = bitcast <2 x i64> %t199 to <2 x double>
  %t201 = fptrunc <2 x double> %t200 to <2 x float>
  %t202 = fadd <2 x float> %t201, %t46
  %t203 = fdiv <2 x float> %t193, %t202
  %t204 = getelementptr float, ptr %t5, i64 %i1
  store <2 x float> %t181, ptr %t204, align 4
  %t205 = getelementptr float, ptr %t7, i64 %i1
  store <2 x float> %t168, ptr %t205, align 4
  %t206 = getelementptr float, ptr %t9, i64 %i1
  store <2 x float> %t203, ptr %t206, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t207 = getelementptr float, ptr %t5, i64 %i2
  %t208 = load float, ptr %t207, align 4
  %t209 = getelementptr float, ptr %t3, i64 %i2
  %t210 = load float, ptr %t209, align 4
  %t211 = getelementptr float, ptr %t7, i64 %i2
  %t212 = load float, ptr %t211, align 4
  %t213 = getelementptr float, ptr %t1, i64 %i2
  %t214 = load float, ptr %t213, align 4
  %t215 = fmul float %t210, %t22
  %t216 = fcmp ogt float %t215, %t25
  %t217 = fcmp olt float %t215, %t26
  %t218 = select i1 %t217, float %t26, float %t215
  %t219 = select i1 %t216, float %t25, float %t218
  %t220 = fmul float %t219, %t219
  %t221 = fadd float %t212, %t220
  %t222 = call float @llvm.sqrt.f32(float %t221)
  %t223 = call float @llvm.sqrt.f32(float %t212)
  %t224 = fsub float %t222, %t223
  %t225 = fmul float %t224, %t214
  %t226 = fpext float %t225 to double
  %t227 = fmul double %t226, %t29
  %t228 = bitcast double %t227 to i64
  %t229 = add i64 %t228, 2
  %t230 = and i64 %t229, -4
  %t231 = bitcast i64 %t230 to double
  %t232 = fptrunc double %t231 to float
  %t233 = fsub float %t219, %t232
  %t234 = fadd float %t208, %t233
  %t235 = fcmp ogt float %t234, 0x0000000000000000
  %t236 = fcmp olt float %t234, 0x0000000000000000
  %t237 = select i1 %t236, float 0xBFF0000000000000, float 0x0000000000000000
  %t238 = select i1 %t235, float 0x3FF0000000000000, float %t237
  %t239 = fneg float %t238
  %t240 = call float @llvm.fabs.f32(float %t234)
  %t241 = fsub float %t240, %t30
  %t242 = fcmp ogt float %t241, 0x0000000000000000
  %t243 = fcmp une float %t241, %t241
  %t244 = or i1 %t242, %t243
  %t245 = select i1 %t244, float %t241, float 0x0000000000000000
  %t246 = fmul float %t239, %t245
  %t247 = fadd float %t31, %t222
  %t248 = fpext float %t247 to double
  %t249 = fmul double %t248, %t29
  %t250 = bitcast double %t249 to i64
  %t251 = add i64 %t250, 2
  %t252 = and i64 %t251, -4
  %t253 = bitcast i64 %t252 to double
  %t254 = fptrunc double %t253 to float
  %t255 = fadd float %t254, %t32
  %t256 = fdiv float %t246, %t255
  %t257 = getelementptr float, ptr %t5, i64 %i2
  store float %t234, ptr %t257, align 4
  %t258 = getelementptr float, ptr %t7, i64 %i2
  store float %t221, ptr %t258, align 4
  %t259 = getelementptr float, ptr %t9, i64 %i2
  store float %t256, ptr %t259, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
