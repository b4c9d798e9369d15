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
  %t22 = fptrunc double %t13 to float
  %t23 = fsub float 0x3FF0000000000000, %t22
  %t24 = fptrunc double %t19 to float
  %t25 = fptrunc double %t21 to float
  %t26 = fcmp ogt float %t25, 0x0000000000000000
  %t27 = select i1 %t26, float %t25, float 0x7FF0000000000000
  %t28 = fneg float %t27
  %t29 = fptrunc double %t17 to float
  %t30 = fptrunc double %t15 to float
  %t31 = fptrunc double %t11 to float
  %t32 = insertelement <4 x float> poison, float %t22, i64 0
  %t33 = shufflevector <4 x float> %t32, <4 x float> poison, <4 x i32> zeroinitializer
  %t34 = insertelement <4 x float> poison, float %t23, i64 0
  %t35 = shufflevector <4 x float> %t34, <4 x float> poison, <4 x i32> zeroinitializer
  %t36 = insertelement <4 x float> poison, float %t24, i64 0
  %t37 = shufflevector <4 x float> %t36, <4 x float> poison, <4 x i32> zeroinitializer
  %t38 = insertelement <4 x float> poison, float %t27, i64 0
  %t39 = shufflevector <4 x float> %t38, <4 x float> poison, <4 x i32> zeroinitializer
  %t40 = insertelement <4 x float> poison, float %t28, i64 0
  %t41 = shufflevector <4 x float> %t40, <4 x float> poison, <4 x i32> zeroinitializer
  %t42 = insertelement <4 x float> poison, float %t29, i64 0
  %t43 = shufflevector <4 x float> %t42, <4 x float> poison, <4 x i32> zeroinitializer
  %t44 = insertelement <4 x float> poison, float %t30, i64 0
  %t45 = shufflevector <4 x float> %t44, <4 x float> poison, <4 x i32> zeroinitializer
  %t46 = insertelement <4 x float> poison, float %t31, i64 0
  %t47 = shufflevector <4 x float> %t46, <4 x float> poison, <4 x i32> zeroinitializer
  %t48 = sub i64 %end, %begin
  %t49 = icmp sge i64 %t48, 18724
  %t50 = select i1 %t49, i64 %end, i64 %begin
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t50
  br i1 %more0, label %body0, label %loop1
body0:
  %t51 = getelementptr float, ptr %t1, i64 %i0
  %t52 = getelementptr i8, ptr %t51, i64 2048
  call void @llvm.prefetch.p0(ptr %t52, i32 0, i32 3, i32 1)
  %t53 = getelementptr float, ptr %t3, i64 %i0
  %t54 = getelementptr i8, ptr %t53, i64 2048
  call void @llvm.prefetch.p0(ptr %t54, i32 0, i32 3, i32 1)
  %t55 = getelementptr float, ptr %t5, i64 %i0
  %t56 = getelementptr i8, ptr %t55, i64 2048
  call void @llvm.prefetch.p0(ptr %t56, i32 0, i32 3, i32 1)
  %t57 = getelementptr float, ptr %t7, i64 %i0
  %t58 = getelementptr i8, ptr %t57, i64 2048
  call void @llvm.prefetch.p0(ptr %t58, i32 0, i32 3, i32 1)
  %t59 = add i64 %i0, 4
  %t60 = getelementptr float, ptr %t5, i64 %i0
  %t61 = load <4 x float>, ptr %t60, align 4
  %t62 = getelementptr float, ptr %t5, i64 %t59
  %t63 = load <4 x float>, ptr %t62, align 4
  %t64 = getelementptr float, ptr %t3, i64 %i0
  %t65 = load <4 x float>, ptr %t64, align 4
  %t66 = getelementptr float, ptr %t3, i64 %t59
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %t1, i64 %i0
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = getelementptr float, ptr %t1, i64 %t59
  %t71 = load <4 x float>, ptr %t70, align 4
  %t72 = getelementptr float, ptr %t7, i64 %i0
  %t73 = load <4 x float>, ptr %t72, align 4
  %t74 = getelementptr float, ptr %t7, i64 %t59
  %t75 = load <4 x float>, ptr %t74, align 4
  %t76 = fmul <4 x float> %t33, %t61
  %t77 = fmul <4 x float> %t33, %t63
  %t78 = fmul <4 x float> %t65, %t37
  %t79 = fmul <4 x float> %t67, %t37
  %t80 = fcmp ogt <4 x float> %t78, %t39
  %t81 = fcmp ogt <4 x float> %t79, %t39
  %t82 = fcmp olt <4 x float> %t78, %t41
  %t83 = fcmp olt <4 x float> %t79, %t41
  %t84 = select <4 x i1> %t82, <4 x float> %t41, <4 x float> %t78
  %t85 = select <4 x i1> %t83, <4 x float> %t41, <4 x float> %t79
  %t86 = select <4 x i1> %t80, <4 x float> %t39, <4 x float> %t84
  %t87 = select <4 x i1> %t81, <4 x float> %t39, <4 x float> %t85
  %t88 = fmul <4 x float> %t43, %t69
  %t89 = fmul <4 x float> %t43, %t71
  %t90 = fadd <4 x float> %t86, %t88
  %t91 = fadd <4 x float> %t87, %t89
  %t92 = fmul <4 x float> %t90, %t90
  %t93 = fmul <4 x float> %t91, %t91
  %t94 = fmul <4 x float> %t35, %t92
  %t95 = fmul <4 x float> %t35, %t93
  %t96 = fadd <4 x float> %t76, %t94
  %t97 = fadd <4 x float> %t77, %t95
  %t98 = fmul <4 x float> %t33, %t73
  %t99 = fmul <4 x float> %t33, %t75
  %t100 = fadd <4 x float> %t73, %t45
  %t101 = fadd <4 x float> %t75, %t45
  %t102 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t100)
  %t103 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t101)
  %t104 = fadd <4 x float> %t96, %t45
  %t105 = fadd <4 x float> %t97, %t45
  %t106 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t104)
  %t107 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t105)
  %t108 = fdiv <4 x float> %t102, %t106
  %t109 = fdiv <4 x float> %t103, %t107
  %t110 = fmul <4 x float> %t108, %t90
  %t111 = fmul <4 x float> %t109, %t91
  %t112 = fmul <4 x float> %t110, %t110
  %t113 = fmul <4 x float> %t111, %t111
  %t114 = fmul <4 x float> %t35, %t112
  %t115 = fmul <4 x float> %t35, %t113
  %t116 = fadd <4 x float> %t98, %t114
  %t117 = fadd <4 x float> %t99, %t115
  %t118 = fmul <4 x float> %t47, %t110
  %t119 = fmul <4 x float> %t47, %t111
  %t120 = fsub <4 x float> %t69, %t118
  %t121 = fsub <4 x float> %t71, %t119
  %t122 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t96, ptr %t122, align 4
  %t123 = getelementptr float, ptr %t5, i64 %t59
  store <4 x float> %t97, ptr %t123, align 4
  %t124 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t116, ptr %t124, align 4
  %t125 = getelementptr float, ptr %t7, i64 %t59
  store <4 x float> %t117, ptr %t125, align 4
  %t126 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t120, ptr %t126, align 4
  %t127 = getelementptr float, ptr %t9, i64 %t59
  store <4 x float> %t121, ptr %t127, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t128 = add i64 %i1, 4
  %t129 = getelementptr float, ptr %t5, i64 %i1
  %t130 = load <4 x float>, ptr %t129, align 4
  %t131 = getelementptr float, ptr %t5, i64 %t128
  %t132 = load <4 x float>, ptr %t131, align 4
  %t133 = getelementptr float, ptr %t3, i64 %i1
  %t134 = load <4 x float>, ptr %t133, align 4
  %t135 = getelementptr float, ptr %t3, i64 %t128
  %t136 = load <4 x float>, ptr %t135, align 4
  %t137 = getelementptr float, ptr %t1, i64 %i1
  %t138 = load <4 x float>, ptr %t137, align 4
  %t139 = getelementptr float, ptr %t1, i64 %t128
  %t140 = load <4 x float>, ptr %t139, align 4
  %t141 = getelementptr float, ptr %t7, i64 %i1
  %t142 = load <4 x float>, ptr %t141, align 4
  %t143 = getelementptr float, ptr %t7, i64 %t128
  %t144 = load <4 x float>, ptr %t143, align 4
  %t145 = fmul <4 x float> %t33, %t130
  %t146 = fmul <4 x float> %t33, %t132
  %t147 = fmul <4 x float> %t134, %t37
  %t148 = fmul <4 x float> %t136, %t37
  %t149 = fcmp ogt <4 x float> %t147, %t39
  %t150 = fcmp ogt <4 x float> %t148, %t39
  %t151 = fcmp olt <4 x float> %t147, %t41
  %t152 = fcmp olt <4 x float> %t148, %t41
  %t153 = select <4 x i1> %t151, <4 x float> %t41, <4 x float> %t147
  %t154 = select <4 x i1> %t152, <4 x float> %t41, <4 x float> %t148
  %t155 = select <4 x i1> %t149, <4 x float> %t39, <4 x float> %t153
  %t156 = select <4 x i1> %t150, <4 x float> %t39, <4 x float> %t154
  %t157 = fmul <4 x float> %t43, %t138
  %t158 = fmul <4 x float> %t43, %t140
  %t159 = fadd <4 x float> %t155, %t157
  %t160 = fadd <4 x float> %t156, %t158
  %t161 = fmul <4 x float> %t159, %t159
  %t162 = fmul <4 x float> %t160, %t160
  %t163 = fmul <4 x float> %t35, %t161
  %t164 = fmul <4 x float> %t35, %t162
  %t165 = fadd <4 x float> %t145, %t163
  %t166 = fadd <4 x float> %t146, %t164
  %t167 = fmul <4 x float> %t33, %t142
  %t168 = fmul <4 x float> %t33, %t144
  %t169 = fadd <4 x float> %t142, %t45
  %t170 = fadd <4 x float> %t144, %t45
  %t171 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t169)
  %t172 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t170)
  %t173 = fadd <4 x float> %t165, %t45
  %t174 = fadd <4 x float> %t166, %t45
  %t175 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t173)
  %t176 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t174)
  %t177 = fdiv <4 x float> %t171, %t175
  %t178 = fdiv <4 x float> %t172, %t176
  %t179 = fmul <4 x float> %t177, %t159
  %t180 = fmul <4 x float> %t178, %t160
  %t181 = fmul <4 x float> %t179, %t179
  %t182 = fmul <4 x float> %t180, %t180
  %t183 = fmul <4 x float> %t35, %t181
  %t184 = fmul <4 x float> %t35, %t182
  %t185 = fadd <4 x float> %t167, %t183
  %t186 = fadd <4 x float> %t168, %t184
  %t187 = fmul <4 x float> %t47, %t179
  %t188 = fmul <4 x float> %t47, %t180
  %t189 = fsub <4 x float> %t138, %t187
  %t190 = fsub <4 x float> %t140, %t188
  %t191 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t165, ptr %t191, align 4
  %t192 = getelementptr float, ptr %t5, i64 %t128
  store <4 x float> %t166, ptr %t192, align 4
  %t193 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t185, ptr %t193, align 4
  %t194 = getelementptr float, ptr %t7, i64 %t128
  store <4 x float> %t186, ptr %t194, align 4
  %t195 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t189, ptr %t195, align 4
  %t196 = getelementptr float, ptr %t9, i64 %t128
  store <4 x float> %t190, ptr %t196, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t197 = getelementptr float, ptr %t5, i64 %i2
  %t198 = load <4 x float>, ptr %t197, align 4
  %t199 = getelementptr float, ptr %t3, i64 %i2
  %t200 = load <4 x float>, ptr %t199, align 4
  %t201 = getelementptr float, ptr %t1, i64 %i2
  %t202 = load <4 x float>, ptr %t201, align 4
  %t203 = getelementptr float, ptr %t7, i64 %i2
  %t204 = load <4 x float>, ptr %t203, align 4
  %t205 = fmul <4 x float> %t33, %t198
  %t206 = fmul <4 x float> %t200, %t37
  %t207 = fcmp ogt <4 x float> %t206, %t39
  %t208 = fcmp olt <4 x float> %t206, %t41
  %t209 = select <4 x i1> %t208, <4 x float> %t41, <4 x float> %t206
  %t210 = select <4 x i1> %t207, <4 x float> %t39, <4 x float> %t209
  %t211 = fmul <4 x float> %t43, %t202
  %t212 = fadd <4 x float> %t210, %t211
  %t213 = fmul <4 x float> %t212, %t212
  %t214 = fmul <4 x float> %t35, %t213
  %t215 = fadd <4 x float> %t205, %t214
  %t216 = fmul <4 x float> %t33, %t204
  %t217 = fadd <4 x float> %t204, %t45
  %t218 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t217)
  %t219 = fadd <4 x float> %t215, %t45
  %t220 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t219)
  %t221 = fdiv <4 x float> %t218, %t220
  %t222 = fmul <4 x float> %t221, %t212
  %t223 = fmul <4 x float> %t222, %t222
  %t224 = fmul <4 x float> %t35, %t223
  %t225 = fadd <4 x float> %t216, %t224
  %t226 = fmul <4 x float> %t47, %t222
  %t227 = fsub <4 x float> %t202, %t226
  %t228 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t215, ptr %t228, align 4
  %t229 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t225, ptr %t229, align 4
  %t230 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t227, ptr %t230, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t231 = getelementptr float, ptr %t5, i64 %i3
  %t232 = load float, ptr %t231, align 4
  %t233 = getelementptr float, ptr %t3, i64 %i3
  %t234 = load float, ptr %t233, align 4
  %t235 = getelementptr float, ptr %t1, i64 %i3
  %t236 = load float, ptr %t235, align 4
  %t237 = getelementptr float, ptr %t7, i64 %i3
  %t238 = load float, ptr %t237, align 4
  %t239 = fmul float %t22, %t232
  %t240 = fmul float %t234, %t24
  %t241 = fcmp ogt float %t240, %t27
  %t242 = fcmp olt float %t240, %t28
  %t243 = select i1 %t242, float %t28, float %t240
  %t244 = select i1 %t241, float %t27, float %t243
  %t245 = fmul float %t29, %t236
  %t246 = fadd float %t244, %t245
  %t247 = fmul float %t246, %t246
  %t248 = fmul float %t23, %t247
  %t249 = fadd float %t239, %t248
  %t250 = fmul float %t22, %t238
  %t251 = fadd float %t238, %t30
  %t252 = call float @llvm.sqrt.f32(float %t251)
  %t253 = fadd float %t249, %t30
  %t254 = call float @llvm.sqrt.f32(float %t253)
  %t255 = fdiv float %t252, %t254
  %t256 = fmul float %t255, %t246
  %t257 = fmul float %t256, %t256
  %t258 = fmul float %t23, %t257
  %t259 = fadd float %t250, %t258
  %t260 = fmul float %t31, %t256
  %t261 = fsub float %t236, %t260
  %t262 = getelementptr float, ptr %t5, i64 %i3
  store float %t249, ptr %t262, align 4
  %t263 = getelementptr float, ptr %t7, i64 %i3
  store float %t259, ptr %t263, align 4
  %t264 = getelementptr float, ptr %t9, i64 %i3
  store float %t261, ptr %t264, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
