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
  %t51 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t51, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t50
  br i1 %more0, label %body0, label %loop1
body0:
  %t52 = getelementptr float, ptr %t1, i64 %i0
  %t53 = getelementptr i8, ptr %t52, i64 2048
  call void @llvm.prefetch.p0(ptr %t53, i32 0, i32 3, i32 1)
  %t54 = getelementptr float, ptr %t3, i64 %i0
  %t55 = getelementptr i8, ptr %t54, i64 2048
  call void @llvm.prefetch.p0(ptr %t55, i32 0, i32 3, i32 1)
  %t56 = getelementptr float, ptr %t5, i64 %i0
  %t57 = getelementptr i8, ptr %t56, i64 2048
  call void @llvm.prefetch.p0(ptr %t57, i32 0, i32 3, i32 1)
  %t58 = getelementptr float, ptr %t7, i64 %i0
  %t59 = getelementptr i8, ptr %t58, i64 2048
  call void @llvm.prefetch.p0(ptr %t59, i32 0, i32 3, i32 1)
  %t60 = add i64 %i0, 4
  %t61 = getelementptr float, ptr %t5, i64 %i0
  %t62 = load <4 x float>, ptr %t61, align 4
  %t63 = getelementptr float, ptr %t5, i64 %t60
  %t64 = load <4 x float>, ptr %t63, align 4
  %t65 = getelementptr float, ptr %t3, i64 %i0
  %t66 = load <4 x float>, ptr %t65, align 4
  %t67 = getelementptr float, ptr %t3, i64 %t60
  %t68 = load <4 x float>, ptr %t67, align 4
  %t69 = getelementptr float, ptr %t1, i64 %i0
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = getelementptr float, ptr %t1, i64 %t60
  %t72 = load <4 x float>, ptr %t71, align 4
  %t73 = getelementptr float, ptr %t7, i64 %i0
  %t74 = load <4 x float>, ptr %t73, align 4
  %t75 = getelementptr float, ptr %t7, i64 %t60
  %t76 = load <4 x float>, ptr %t75, align 4
  %t77 = fmul <4 x float> %t33, %t62
  %t78 = fmul <4 x float> %t33, %t64
  %t79 = fmul <4 x float> %t66, %t37
  %t80 = fmul <4 x float> %t68, %t37
  %t81 = fcmp ogt <4 x float> %t79, %t39
  %t82 = fcmp ogt <4 x float> %t80, %t39
  %t83 = fcmp olt <4 x float> %t79, %t41
  %t84 = fcmp olt <4 x float> %t80, %t41
  %t85 = select <4 x i1> %t83, <4 x float> %t41, <4 x float> %t79
  %t86 = select <4 x i1> %t84, <4 x float> %t41, <4 x float> %t80
  %t87 = select <4 x i1> %t81, <4 x float> %t39, <4 x float> %t85
  %t88 = select <4 x i1> %t82, <4 x float> %t39, <4 x float> %t86
  %t89 = fmul <4 x float> %t43, %t70
  %t90 = fmul <4 x float> %t43, %t72
  %t91 = fadd <4 x float> %t87, %t89
  %t92 = fadd <4 x float> %t88, %t90
  %t93 = fmul <4 x float> %t91, %t91
  %t94 = fmul <4 x float> %t92, %t92
  %t95 = fmul <4 x float> %t35, %t93
  %t96 = fmul <4 x float> %t35, %t94
  %t97 = fadd <4 x float> %t77, %t95
  %t98 = fadd <4 x float> %t78, %t96
  %t99 = fmul <4 x float> %t33, %t74
  %t100 = fmul <4 x float> %t33, %t76
  %t101 = fadd <4 x float> %t74, %t45
  %t102 = fadd <4 x float> %t76, %t45
  %t103 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t101)
  %t104 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t102)
  %t105 = fadd <4 x float> %t97, %t45
  %t106 = fadd <4 x float> %t98, %t45
  %t107 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t105)
  %t108 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t106)
  %t109 = fdiv <4 x float> %t103, %t107
  %t110 = fdiv <4 x float> %t104, %t108
  %t111 = fmul <4 x float> %t109, %t91
  %t112 = fmul <4 x float> %t110, %t92
  %t113 = fmul <4 x float> %t111, %t111
  %t114 = fmul <4 x float> %t112, %t112
  %t115 = fmul <4 x float> %t35, %t113
  %t116 = fmul <4 x float> %t35, %t114
  %t117 = fadd <4 x float> %t99, %t115
  %t118 = fadd <4 x float> %t100, %t116
  %t119 = fmul <4 x float> %t47, %t111
  %t120 = fmul <4 x float> %t47, %t112
  %t121 = fsub <4 x float> %t70, %t119
  %t122 = fsub <4 x float> %t72, %t120
  %t123 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t97, ptr %t123, align 4
  %t124 = getelementptr float, ptr %t5, i64 %t60
  store <4 x float> %t98, ptr %t124, align 4
  %t125 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t117, ptr %t125, align 4
  %t126 = getelementptr float, ptr %t7, i64 %t60
  store <4 x float> %t118, ptr %t126, align 4
  %t127 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t121, ptr %t127, align 4
  %t128 = getelementptr float, ptr %t9, i64 %t60
  store <4 x float> %t122, ptr %t128, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t129 = add i64 %i1, 4
  %t130 = getelementptr float, ptr %t5, i64 %i1
  %t131 = load <4 x float>, ptr %t130, align 4
  %t132 = getelementptr float, ptr %t5, i64 %t129
  %t133 = load <4 x float>, ptr %t132, align 4
  %t134 = getelementptr float, ptr %t3, i64 %i1
  %t135 = load <4 x float>, ptr %t134, align 4
  %t136 = getelementptr float, ptr %t3, i64 %t129
  %t137 = load <4 x float>, ptr %t136, align 4
  %t138 = getelementptr float, ptr %t1, i64 %i1
  %t139 = load <4 x float>, ptr %t138, align 4
  %t140 = getelementptr float, ptr %t1, i64 %t129
  %t141 = load <4 x float>, ptr %t140, align 4
  %t142 = getelementptr float, ptr %t7, i64 %i1
  %t143 = load <4 x float>, ptr %t142, align 4
  %t144 = getelementptr float, ptr %t7, i64 %t129
  %t145 = load <4 x float>, ptr %t144, align 4
  %t146 = fmul <4 x float> %t33, %t131
  %t147 = fmul <4 x float> %t33, %t133
  %t148 = fmul <4 x float> %t135, %t37
  %t149 = fmul <4 x float> %t137, %t37
  %t150 = fcmp ogt <4 x float> %t148, %t39
  %t151 = fcmp ogt <4 x float> %t149, %t39
  %t152 = fcmp olt <4 x float> %t148, %t41
  %t153 = fcmp olt <4 x float> %t149, %t41
  %t154 = select <4 x i1> %t152, <4 x float> %t41, <4 x float> %t148
  %t155 = select <4 x i1> %t153, <4 x float> %t41, <4 x float> %t149
  %t156 = select <4 x i1> %t150, <4 x float> %t39, <4 x float> %t154
  %t157 = select <4 x i1> %t151, <4 x float> %t39, <4 x float> %t155
  %t158 = fmul <4 x float> %t43, %t139
  %t159 = fmul <4 x float> %t43, %t141
  %t160 = fadd <4 x float> %t156, %t158
  %t161 = fadd <4 x float> %t157, %t159
  %t162 = fmul <4 x float> %t160, %t160
  %t163 = fmul <4 x float> %t161, %t161
  %t164 = fmul <4 x float> %t35, %t162
  %t165 = fmul <4 x float> %t35, %t163
  %t166 = fadd <4 x float> %t146, %t164
  %t167 = fadd <4 x float> %t147, %t165
  %t168 = fmul <4 x float> %t33, %t143
  %t169 = fmul <4 x float> %t33, %t145
  %t170 = fadd <4 x float> %t143, %t45
  %t171 = fadd <4 x float> %t145, %t45
  %t172 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t170)
  %t173 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t171)
  %t174 = fadd <4 x float> %t166, %t45
  %t175 = fadd <4 x float> %t167, %t45
  %t176 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t174)
  %t177 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t175)
  %t178 = fdiv <4 x float> %t172, %t176
  %t179 = fdiv <4 x float> %t173, %t177
  %t180 = fmul <4 x float> %t178, %t160
  %t181 = fmul <4 x float> %t179, %t161
  %t182 = fmul <4 x float> %t180, %t180
  %t183 = fmul <4 x float> %t181, %t181
  %t184 = fmul <4 x float> %t35, %t182
  %t185 = fmul <4 x float> %t35, %t183
  %t186 = fadd <4 x float> %t168, %t184
  %t187 = fadd <4 x float> %t169, %t185
  %t188 = fmul <4 x float> %t47, %t180
  %t189 = fmul <4 x float> %t47, %t181
  %t190 = fsub <4 x float> %t139, %t188
  %t191 = fsub <4 x float> %t141, %t189
  %t192 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t166, ptr %t192, align 4
  %t193 = getelementptr float, ptr %t5, i64 %t129
  store <4 x float> %t167, ptr %t193, align 4
  %t194 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t186, ptr %t194, align 4
  %t195 = getelementptr float, ptr %t7, i64 %t129
  store <4 x float> %t187, ptr %t195, align 4
  %t196 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t190, ptr %t196, align 4
  %t197 = getelementptr float, ptr %t9, i64 %t129
  store <4 x float> %t191, ptr %t197, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t198 = getelementptr float, ptr %t5, i64 %i2
  %t199 = load <4 x float>, ptr %t198, align 4
  %t200 = getelementptr float, ptr %t3, i64 %i2
  %t201 = load <4 x float>, ptr %t200, align 4
  %t202 = getelementptr float, ptr %t1, i64 %i2
  %t203 = load <4 x float>, ptr %t202, align 4
  %t204 = getelementptr float, ptr %t7, i64 %i2
  %t205 = load <4 x float>, ptr %t204, align 4
  %t206 = fmul <4 x float> %t33, %t199
  %t207 = fmul <4 x float> %t201, %t37
  %t208 = fcmp ogt <4 x float> %t207, %t39
  %t209 = fcmp olt <4 x float> %t207, %t41
  %t210 = select <4 x i1> %t209, <4 x float> %t41, <4 x float> %t207
  %t211 = select <4 x i1> %t208, <4 x float> %t39, <4 x float> %t210
  %t212 = fmul <4 x float> %t43, %t203
  %t213 = fadd <4 x float> %t211, %t212
  %t214 = fmul <4 x float> %t213, %t213
  %t215 = fmul <4 x float> %t35, %t214
  %t216 = fadd <4 x float> %t206, %t215
  %t217 = fmul <4 x float> %t33, %t205
  %t218 = fadd <4 x float> %t205, %t45
  %t219 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t218)
  %t220 = fadd <4 x float> %t216, %t45
  %t221 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t220)
  %t222 = fdiv <4 x float> %t219, %t221
  %t223 = fmul <4 x float> %t222, %t213
  %t224 = fmul <4 x float> %t223, %t223
  %t225 = fmul <4 x float> %t35, %t224
  %t226 = fadd <4 x float> %t217, %t225
  %t227 = fmul <4 x float> %t47, %t223
  %t228 = fsub <4 x float> %t203, %t227
  %t229 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t216, ptr %t229, align 4
  %t230 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t226, ptr %t230, align 4
  %t231 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t228, ptr %t231, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t232 = getelementptr float, ptr %t5, i64 %i3
  %t233 = load float, ptr %t232, align 4
  %t234 = getelementptr float, ptr %t3, i64 %i3
  %t235 = load float, ptr %t234, align 4
  %t236 = getelementptr float, ptr %t1, i64 %i3
  %t237 = load float, ptr %t236, align 4
  %t238 = getelementptr float, ptr %t7, i64 %i3
  %t239 = load float, ptr %t238, align 4
  %t240 = fmul float %t22, %t233
  %t241 = fmul float %t235, %t24
  %t242 = fcmp ogt float %t241, %t27
  %t243 = fcmp olt float %t241, %t28
  %t244 = select i1 %t243, float %t28, float %t241
  %t245 = select i1 %t242, float %t27, float %t244
  %t246 = fmul float %t29, %t237
  %t247 = fadd float %t245, %t246
  %t248 = fmul float %t247, %t247
  %t249 = fmul float %t23, %t248
  %t250 = fadd float %t240, %t249
  %t251 = fmul float %t22, %t239
  %t252 = fadd float %t239, %t30
  %t253 = call float @llvm.sqrt.f32(float %t252)
  %t254 = fadd float %t250, %t30
  %t255 = call float @llvm.sqrt.f32(float %t254)
  %t256 = fdiv float %t253, %t255
  %t257 = fmul float %t256, %t247
  %t258 = fmul float %t257, %t257
  %t259 = fmul float %t23, %t258
  %t260 = fadd float %t251, %t259
  %t261 = fmul float %t31, %t257
  %t262 = fsub float %t237, %t261
  %t263 = getelementptr float, ptr %t5, i64 %i3
  store float %t250, ptr %t263, align 4
  %t264 = getelementptr float, ptr %t7, i64 %i3
  store float %t260, ptr %t264, align 4
  %t265 = getelementptr float, ptr %t9, i64 %i3
  store float %t262, ptr %t265, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
