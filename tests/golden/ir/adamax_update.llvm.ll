declare <4 x float> @llvm.fabs.v4f32(<4 x float>)
declare float @llvm.fabs.f32(float)
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
  %t24 = fptrunc double %t13 to float
  %t25 = fsub float 0x3FF0000000000000, %t24
  %t26 = fptrunc double %t21 to float
  %t27 = fptrunc double %t23 to float
  %t28 = fcmp ogt float %t27, 0x0000000000000000
  %t29 = select i1 %t28, float %t27, float 0x7FF0000000000000
  %t30 = fneg float %t29
  %t31 = fptrunc double %t19 to float
  %t32 = fptrunc double %t15 to float
  %t33 = fptrunc double %t11 to float
  %t34 = fptrunc double %t17 to float
  %t35 = insertelement <4 x float> poison, float %t24, i64 0
  %t36 = shufflevector <4 x float> %t35, <4 x float> poison, <4 x i32> zeroinitializer
  %t37 = insertelement <4 x float> poison, float %t25, i64 0
  %t38 = shufflevector <4 x float> %t37, <4 x float> poison, <4 x i32> zeroinitializer
  %t39 = insertelement <4 x float> poison, float %t26, i64 0
  %t40 = shufflevector <4 x float> %t39, <4 x float> poison, <4 x i32> zeroinitializer
  %t41 = insertelement <4 x float> poison, float %t29, i64 0
  %t42 = shufflevector <4 x float> %t41, <4 x float> poison, <4 x i32> zeroinitializer
  %t43 = insertelement <4 x float> poison, float %t30, i64 0
  %t44 = shufflevector <4 x float> %t43, <4 x float> poison, <4 x i32> zeroinitializer
  %t45 = insertelement <4 x float> poison, float %t31, i64 0
  %t46 = shufflevector <4 x float> %t45, <4 x float> poison, <4 x i32> zeroinitializer
  %t47 = insertelement <4 x float> poison, float %t32, i64 0
  %t48 = shufflevector <4 x float> %t47, <4 x float> poison, <4 x i32> zeroinitializer
  %t49 = insertelement <4 x float> poison, float %t33, i64 0
  %t50 = shufflevector <4 x float> %t49, <4 x float> poison, <4 x i32> zeroinitializer
  %t51 = insertelement <4 x float> poison, float %t34, i64 0
  %t52 = shufflevector <4 x float> %t51, <4 x float> poison, <4 x i32> zeroinitializer
  %t53 = sub i64 %end, %begin
  %t54 = icmp sge i64 %t53, 18724
  %t55 = select i1 %t54, i64 %end, i64 %begin
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t55
  br i1 %more0, label %body0, label %loop1
body0:
  %t56 = getelementptr float, ptr %t1, i64 %i0
  %t57 = getelementptr i8, ptr %t56, i64 2048
  call void @llvm.prefetch.p0(ptr %t57, i32 0, i32 3, i32 1)
  %t58 = getelementptr float, ptr %t3, i64 %i0
  %t59 = getelementptr i8, ptr %t58, i64 2048
  call void @llvm.prefetch.p0(ptr %t59, i32 0, i32 3, i32 1)
  %t60 = getelementptr float, ptr %t5, i64 %i0
  %t61 = getelementptr i8, ptr %t60, i64 2048
  call void @llvm.prefetch.p0(ptr %t61, i32 0, i32 3, i32 1)
  %t62 = getelementptr float, ptr %t7, i64 %i0
  %t63 = getelementptr i8, ptr %t62, i64 2048
  call void @llvm.prefetch.p0(ptr %t63, i32 0, i32 3, i32 1)
  %t64 = add i64 %i0, 4
  %t65 = getelementptr float, ptr %t5, i64 %i0
  %t66 = load <4 x float>, ptr %t65, align 4
  %t67 = getelementptr float, ptr %t5, i64 %t64
  %t68 = load <4 x float>, ptr %t67, align 4
  %t69 = getelementptr float, ptr %t3, i64 %i0
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = getelementptr float, ptr %t3, i64 %t64
  %t72 = load <4 x float>, ptr %t71, align 4
  %t73 = getelementptr float, ptr %t1, i64 %i0
  %t74 = load <4 x float>, ptr %t73, align 4
  %t75 = getelementptr float, ptr %t1, i64 %t64
  %t76 = load <4 x float>, ptr %t75, align 4
  %t77 = getelementptr float, ptr %t7, i64 %i0
  %t78 = load <4 x float>, ptr %t77, align 4
  %t79 = getelementptr float, ptr %t7, i64 %t64
  %t80 = load <4 x float>, ptr %t79, align 4
  %t81 = fmul <4 x float> %t36, %t66
  %t82 = fmul <4 x float> %t36, %t68
  %t83 = fmul <4 x float> %t70, %t40
  %t84 = fmul <4 x float> %t72, %t40
  %t85 = fcmp ogt <4 x float> %t83, %t42
  %t86 = fcmp ogt <4 x float> %t84, %t42
  %t87 = fcmp olt <4 x float> %t83, %t44
  %t88 = fcmp olt <4 x float> %t84, %t44
  %t89 = select <4 x i1> %t87, <4 x float> %t44, <4 x float> %t83
  %t90 = select <4 x i1> %t88, <4 x float> %t44, <4 x float> %t84
  %t91 = select <4 x i1> %t85, <4 x float> %t42, <4 x float> %t89
  %t92 = select <4 x i1> %t86, <4 x float> %t42, <4 x float> %t90
  %t93 = fmul <4 x float> %t46, %t74
  %t94 = fmul <4 x float> %t46, %t76
  %t95 = fadd <4 x float> %t91, %t93
  %t96 = fadd <4 x float> %t92, %t94
  %t97 = fmul <4 x float> %t38, %t95
  %t98 = fmul <4 x float> %t38, %t96
  %t99 = fadd <4 x float> %t81, %t97
  %t100 = fadd <4 x float> %t82, %t98
  %t101 = fmul <4 x float> %t48, %t78
  %t102 = fmul <4 x float> %t48, %t80
  %t103 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t95)
  %t104 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t96)
  %t105 = fcmp ogt <4 x float> %t101, %t103
  %t106 = fcmp ogt <4 x float> %t102, %t104
  %t107 = fcmp une <4 x float> %t101, %t101
  %t108 = fcmp une <4 x float> %t102, %t102
  %t109 = or <4 x i1> %t105, %t107
  %t110 = or <4 x i1> %t106, %t108
  %t111 = select <4 x i1> %t109, <4 x float> %t101, <4 x float> %t103
  %t112 = select <4 x i1> %t110, <4 x float> %t102, <4 x float> %t104
  %t113 = fmul <4 x float> %t50, %t99
  %t114 = fmul <4 x float> %t50, %t100
  %t115 = fadd <4 x float> %t111, %t52
  %t116 = fadd <4 x float> %t112, %t52
  %t117 = fdiv <4 x float> %t113, %t115
  %t118 = fdiv <4 x float> %t114, %t116
  %t119 = fsub <4 x float> %t74, %t117
  %t120 = fsub <4 x float> %t76, %t118
  %t121 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t99, ptr %t121, align 4
  %t122 = getelementptr float, ptr %t5, i64 %t64
  store <4 x float> %t100, ptr %t122, align 4
  %t123 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t111, ptr %t123, align 4
  %t124 = getelementptr float, ptr %t7, i64 %t64
  store <4 x float> %t112, ptr %t124, align 4
  %t125 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t119, ptr %t125, align 4
  %t126 = getelementptr float, ptr %t9, i64 %t64
  store <4 x float> %t120, ptr %t126, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t127 = add i64 %i1, 4
  %t128 = getelementptr float, ptr %t5, i64 %i1
  %t129 = load <4 x float>, ptr %t128, align 4
  %t130 = getelementptr float, ptr %t5, i64 %t127
  %t131 = load <4 x float>, ptr %t130, align 4
  %t132 = getelementptr float, ptr %t3, i64 %i1
  %t133 = load <4 x float>, ptr %t132, align 4
  %t134 = getelementptr float, ptr %t3, i64 %t127
  %t135 = load <4 x float>, ptr %t134, align 4
  %t136 = getelementptr float, ptr %t1, i64 %i1
  %t137 = load <4 x float>, ptr %t136, align 4
  %t138 = getelementptr float, ptr %t1, i64 %t127
  %t139 = load <4 x float>, ptr %t138, align 4
  %t140 = getelementptr float, ptr %t7, i64 %i1
  %t141 = load <4 x float>, ptr %t140, align 4
  %t142 = getelementptr float, ptr %t7, i64 %t127
  %t143 = load <4 x float>, ptr %t142, align 4
  %t144 = fmul <4 x float> %t36, %t129
  %t145 = fmul <4 x float> %t36, %t131
  %t146 = fmul <4 x float> %t133, %t40
  %t147 = fmul <4 x float> %t135, %t40
  %t148 = fcmp ogt <4 x float> %t146, %t42
  %t149 = fcmp ogt <4 x float> %t147, %t42
  %t150 = fcmp olt <4 x float> %t146, %t44
  %t151 = fcmp olt <4 x float> %t147, %t44
  %t152 = select <4 x i1> %t150, <4 x float> %t44, <4 x float> %t146
  %t153 = select <4 x i1> %t151, <4 x float> %t44, <4 x float> %t147
  %t154 = select <4 x i1> %t148, <4 x float> %t42, <4 x float> %t152
  %t155 = select <4 x i1> %t149, <4 x float> %t42, <4 x float> %t153
  %t156 = fmul <4 x float> %t46, %t137
  %t157 = fmul <4 x float> %t46, %t139
  %t158 = fadd <4 x float> %t154, %t156
  %t159 = fadd <4 x float> %t155, %t157
  %t160 = fmul <4 x float> %t38, %t158
  %t161 = fmul <4 x float> %t38, %t159
  %t162 = fadd <4 x float> %t144, %t160
  %t163 = fadd <4 x float> %t145, %t161
  %t164 = fmul <4 x float> %t48, %t141
  %t165 = fmul <4 x float> %t48, %t143
  %t166 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t158)
  %t167 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t159)
  %t168 = fcmp ogt <4 x float> %t164, %t166
  %t169 = fcmp ogt <4 x float> %t165, %t167
  %t170 = fcmp une <4 x float> %t164, %t164
  %t171 = fcmp une <4 x float> %t165, %t165
  %t172 = or <4 x i1> %t168, %t170
  %t173 = or <4 x i1> %t169, %t171
  %t174 = select <4 x i1> %t172, <4 x float> %t164, <4 x float> %t166
  %t175 = select <4 x i1> %t173, <4 x float> %t165, <4 x float> %t167
  %t176 = fmul <4 x float> %t50, %t162
  %t177 = fmul <4 x float> %t50, %t163
  %t178 = fadd <4 x float> %t174, %t52
  %t179 = fadd <4 x float> %t175, %t52
  %t180 = fdiv <4 x float> %t176, %t178
  %t181 = fdiv <4 x float> %t177, %t179
  %t182 = fsub <4 x float> %t137, %t180
  %t183 = fsub <4 x float> %t139, %t181
  %t184 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t162, ptr %t184, align 4
  %t185 = getelementptr float, ptr %t5, i64 %t127
  store <4 x float> %t163, ptr %t185, align 4
  %t186 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t174, ptr %t186, align 4
  %t187 = getelementptr float, ptr %t7, i64 %t127
  store <4 x float> %t175, ptr %t187, align 4
  %t188 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t182, ptr %t188, align 4
  %t189 = getelementptr float, ptr %t9, i64 %t127
  store <4 x float> %t183, ptr %t189, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t190 = getelementptr float, ptr %t5, i64 %i2
  %t191 = load <4 x float>, ptr %t190, align 4
  %t192 = getelementptr float, ptr %t3, i64 %i2
  %t193 = load <4 x float>, ptr %t192, align 4
  %t194 = getelementptr float, ptr %t1, i64 %i2
  %t195 = load <4 x float>, ptr %t194, align 4
  %t196 = getelementptr float, ptr %t7, i64 %i2
  %t197 = load <4 x float>, ptr %t196, align 4
  %t198 = fmul <4 x float> %t36, %t191
  %t199 = fmul <4 x float> %t193, %t40
  %t200 = fcmp ogt <4 x float> %t199, %t42
  %t201 = fcmp olt <4 x float> %t199, %t44
  %t202 = select <4 x i1> %t201, <4 x float> %t44, <4 x float> %t199
  %t203 = select <4 x i1> %t200, <4 x float> %t42, <4 x float> %t202
  %t204 = fmul <4 x float> %t46, %t195
  %t205 = fadd <4 x float> %t203, %t204
  %t206 = fmul <4 x float> %t38, %t205
  %t207 = fadd <4 x float> %t198, %t206
  %t208 = fmul <4 x float> %t48, %t197
  %t209 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %t205)
  %t210 = fcmp ogt <4 x float> %t208, %t209
  %t211 = fcmp une <4 x float> %t208, %t208
  %t212 = or <4 x i1> %t210, %t211
  %t213 = select <4 x i1> %t212, <4 x float> %t208, <4 x float> %t209
  %t214 = fmul <4 x float> %t50, %t207
  %t215 = fadd <4 x float> %t213, %t52
  %t216 = fdiv <4 x float> %t214, %t215
  %t217 = fsub <4 x float> %t195, %t216
  %t218 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t207, ptr %t218, align 4
  %t219 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t213, ptr %t219, align 4
  %t220 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t217, ptr %t220, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t221 = getelementptr float, ptr %t5, i64 %i3
  %t222 = load float, ptr %t221, align 4
  %t223 = getelementptr float, ptr %t3, i64 %i3
  %t224 = load float, ptr %t223, align 4
  %t225 = getelementptr float, ptr %t1, i64 %i3
  %t226 = load float, ptr %t225, align 4
  %t227 = getelementptr float, ptr %t7, i64 %i3
  %t228 = load float, ptr %t227, align 4
  %t229 = fmul float %t24, %t222
  %t230 = fmul float %t224, %t26
  %t231 = fcmp ogt float %t230, %t29
  %t232 = fcmp olt float %t230, %t30
  %t233 = select i1 %t232, float %t30, float %t230
  %t234 = select i1 %t231, float %t29, float %t233
  %t235 = fmul float %t31, %t226
  %t236 = fadd float %t234, %t235
  %t237 = fmul float %t25, %t236
  %t238 = fadd float %t229, %t237
  %t239 = fmul float %t32, %t228
  %t240 = call float @llvm.fabs.f32(float %t236)
  %t241 = fcmp ogt float %t239, %t240
  %t242 = fcmp une float %t239, %t239
  %t243 = or i1 %t241, %t242
  %t244 = select i1 %t243, float %t239, float %t240
  %t245 = fmul float %t33, %t238
  %t246 = fadd float %t244, %t34
  %t247 = fdiv float %t245, %t246
  %t248 = fsub float %t226, %t247
  %t249 = getelementptr float, ptr %t5, i64 %i3
  store float %t238, ptr %t249, align 4
  %t250 = getelementptr float, ptr %t7, i64 %i3
  store float %t244, ptr %t250, align 4
  %t251 = getelementptr float, ptr %t9, i64 %i3
  store float %t248, ptr %t251, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
