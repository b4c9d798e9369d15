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
  %t9 = load double, ptr %t8, align 8
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
  %t22 = fptrunc double %t11 to float
  %t23 = fsub float 0x3FF0000000000000, %t22
  %t24 = fptrunc double %t17 to float
  %t25 = fptrunc double %t15 to float
  %t26 = fptrunc double %t19 to float
  %t27 = fcmp ogt float %t26, 0x0000000000000000
  %t28 = select i1 %t27, float %t26, float 0x7FF0000000000000
  %t29 = fneg float %t28
  %t30 = fptrunc double %t9 to float
  %t31 = fptrunc double %t13 to float
  %t32 = fptrunc double %t21 to float
  %t33 = fcmp ogt float %t32, 0x0000000000000000
  %t34 = select i1 %t33, float %t32, float 0x7FF0000000000000
  %t35 = fneg float %t34
  %t36 = insertelement <4 x float> poison, float %t22, i64 0
  %t37 = shufflevector <4 x float> %t36, <4 x float> poison, <4 x i32> zeroinitializer
  %t38 = insertelement <4 x float> poison, float %t23, i64 0
  %t39 = shufflevector <4 x float> %t38, <4 x float> poison, <4 x i32> zeroinitializer
  %t40 = insertelement <4 x float> poison, float %t24, i64 0
  %t41 = shufflevector <4 x float> %t40, <4 x float> poison, <4 x i32> zeroinitializer
  %t42 = insertelement <4 x float> poison, float %t25, i64 0
  %t43 = shufflevector <4 x float> %t42, <4 x float> poison, <4 x i32> zeroinitializer
  %t44 = insertelement <4 x float> poison, float %t28, i64 0
  %t45 = shufflevector <4 x float> %t44, <4 x float> poison, <4 x i32> zeroinitializer
  %t46 = insertelement <4 x float> poison, float %t29, i64 0
  %t47 = shufflevector <4 x float> %t46, <4 x float> poison, <4 x i32> zeroinitializer
  %t48 = insertelement <4 x float> poison, float %t30, i64 0
  %t49 = shufflevector <4 x float> %t48, <4 x float> poison, <4 x i32> zeroinitializer
  %t50 = insertelement <4 x float> poison, float %t31, i64 0
  %t51 = shufflevector <4 x float> %t50, <4 x float> poison, <4 x i32> zeroinitializer
  %t52 = insertelement <4 x float> poison, float %t34, i64 0
  %t53 = shufflevector <4 x float> %t52, <4 x float> poison, <4 x i32> zeroinitializer
  %t54 = insertelement <4 x float> poison, float %t35, i64 0
  %t55 = shufflevector <4 x float> %t54, <4 x float> poison, <4 x i32> zeroinitializer
  %t56 = sub i64 %end, %begin
  %t57 = icmp sge i64 %t56, 26214
  %t58 = select i1 %t57, i64 %end, i64 %begin
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t58
  br i1 %more0, label %body0, label %loop1
body0:
  %t59 = getelementptr float, ptr %t1, i64 %i0
  %t60 = getelementptr i8, ptr %t59, i64 2048
  call void @llvm.prefetch.p0(ptr %t60, i32 0, i32 3, i32 1)
  %t61 = getelementptr float, ptr %t3, i64 %i0
  %t62 = getelementptr i8, ptr %t61, i64 2048
  call void @llvm.prefetch.p0(ptr %t62, i32 0, i32 3, i32 1)
  %t63 = getelementptr float, ptr %t5, i64 %i0
  %t64 = getelementptr i8, ptr %t63, i64 2048
  call void @llvm.prefetch.p0(ptr %t64, i32 0, i32 3, i32 1)
  %t65 = add i64 %i0, 4
  %t66 = getelementptr float, ptr %t3, i64 %i0
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %t3, i64 %t65
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = getelementptr float, ptr %t1, i64 %i0
  %t71 = load <4 x float>, ptr %t70, align 4
  %t72 = getelementptr float, ptr %t1, i64 %t65
  %t73 = load <4 x float>, ptr %t72, align 4
  %t74 = getelementptr float, ptr %t5, i64 %i0
  %t75 = load <4 x float>, ptr %t74, align 4
  %t76 = getelementptr float, ptr %t5, i64 %t65
  %t77 = load <4 x float>, ptr %t76, align 4
  %t78 = fmul <4 x float> %t67, %t41
  %t79 = fmul <4 x float> %t69, %t41
  %t80 = fmul <4 x float> %t43, %t71
  %t81 = fmul <4 x float> %t43, %t73
  %t82 = fadd <4 x float> %t78, %t80
  %t83 = fadd <4 x float> %t79, %t81
  %t84 = fcmp ogt <4 x float> %t82, %t45
  %t85 = fcmp ogt <4 x float> %t83, %t45
  %t86 = fcmp olt <4 x float> %t82, %t47
  %t87 = fcmp olt <4 x float> %t83, %t47
  %t88 = select <4 x i1> %t86, <4 x float> %t47, <4 x float> %t82
  %t89 = select <4 x i1> %t87, <4 x float> %t47, <4 x float> %t83
  %t90 = select <4 x i1> %t84, <4 x float> %t45, <4 x float> %t88
  %t91 = select <4 x i1> %t85, <4 x float> %t45, <4 x float> %t89
  %t92 = fmul <4 x float> %t90, %t90
  %t93 = fmul <4 x float> %t91, %t91
  %t94 = fmul <4 x float> %t39, %t92
  %t95 = fmul <4 x float> %t39, %t93
  %t96 = fmul <4 x float> %t37, %t75
  %t97 = fmul <4 x float> %t37, %t77
  %t98 = fadd <4 x float> %t94, %t96
  %t99 = fadd <4 x float> %t95, %t97
  %t100 = fadd <4 x float> %t98, %t51
  %t101 = fadd <4 x float> %t99, %t51
  %t102 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t100)
  %t103 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t101)
  %t104 = fdiv <4 x float> %t90, %t102
  %t105 = fdiv <4 x float> %t91, %t103
  %t106 = fmul <4 x float> %t49, %t104
  %t107 = fmul <4 x float> %t49, %t105
  %t108 = fsub <4 x float> %t71, %t106
  %t109 = fsub <4 x float> %t73, %t107
  %t110 = fcmp ogt <4 x float> %t108, %t53
  %t111 = fcmp ogt <4 x float> %t109, %t53
  %t112 = fcmp olt <4 x float> %t108, %t55
  %t113 = fcmp olt <4 x float> %t109, %t55
  %t114 = select <4 x i1> %t112, <4 x float> %t55, <4 x float> %t108
  %t115 = select <4 x i1> %t113, <4 x float> %t55, <4 x float> %t109
  %t116 = select <4 x i1> %t110, <4 x float> %t53, <4 x float> %t114
  %t117 = select <4 x i1> %t111, <4 x float> %t53, <4 x float> %t115
  %t118 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t98, ptr %t118, align 4
  %t119 = getelementptr float, ptr %t5, i64 %t65
  store <4 x float> %t99, ptr %t119, align 4
  %t120 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t116, ptr %t120, align 4
  %t121 = getelementptr float, ptr %t7, i64 %t65
  store <4 x float> %t117, ptr %t121, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t122 = add i64 %i1, 4
  %t123 = getelementptr float, ptr %t3, i64 %i1
  %t124 = load <4 x float>, ptr %t123, align 4
  %t125 = getelementptr float, ptr %t3, i64 %t122
  %t126 = load <4 x float>, ptr %t125, align 4
  %t127 = getelementptr float, ptr %t1, i64 %i1
  %t128 = load <4 x float>, ptr %t127, align 4
  %t129 = getelementptr float, ptr %t1, i64 %t122
  %t130 = load <4 x float>, ptr %t129, align 4
  %t131 = getelementptr float, ptr %t5, i64 %i1
  %t132 = load <4 x float>, ptr %t131, align 4
  %t133 = getelementptr float, ptr %t5, i64 %t122
  %t134 = load <4 x float>, ptr %t133, align 4
  %t135 = fmul <4 x float> %t124, %t41
  %t136 = fmul <4 x float> %t126, %t41
  %t137 = fmul <4 x float> %t43, %t128
  %t138 = fmul <4 x float> %t43, %t130
  %t139 = fadd <4 x float> %t135, %t137
  %t140 = fadd <4 x float> %t136, %t138
  %t141 = fcmp ogt <4 x float> %t139, %t45
  %t142 = fcmp ogt <4 x float> %t140, %t45
  %t143 = fcmp olt <4 x float> %t139, %t47
  %t144 = fcmp olt <4 x float> %t140, %t47
  %t145 = select <4 x i1> %t143, <4 x float> %t47, <4 x float> %t139
  %t146 = select <4 x i1> %t144, <4 x float> %t47, <4 x float> %t140
  %t147 = select <4 x i1> %t141, <4 x float> %t45, <4 x float> %t145
  %t148 = select <4 x i1> %t142, <4 x float> %t45, <4 x float> %t146
  %t149 = fmul <4 x float> %t147, %t147
  %t150 = fmul <4 x float> %t148, %t148
  %t151 = fmul <4 x float> %t39, %t149
  %t152 = fmul <4 x float> %t39, %t150
  %t153 = fmul <4 x float> %t37, %t132
  %t154 = fmul <4 x float> %t37, %t134
  %t155 = fadd <4 x float> %t151, %t153
  %t156 = fadd <4 x float> %t152, %t154
  %t157 = fadd <4 x float> %t155, %t51
  %t158 = fadd <4 x float> %t156, %t51
  %t159 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t157)
  %t160 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t158)
  %t161 = fdiv <4 x float> %t147, %t159
  %t162 = fdiv <4 x float> %t148, %t160
  %t163 = fmul <4 x float> %t49, %t161
  %t164 = fmul <4 x float> %t49, %t162
  %t165 = fsub <4 x float> %t128, %t163
  %t166 = fsub <4 x float> %t130, %t164
  %t167 = fcmp ogt <4 x float> %t165, %t53
  %t168 = fcmp ogt <4 x float> %t166, %t53
  %t169 = fcmp olt <4 x float> %t165, %t55
  %t170 = fcmp olt <4 x float> %t166, %t55
  %t171 = select <4 x i1> %t169, <4 x float> %t55, <4 x float> %t165
  %t172 = select <4 x i1> %t170, <4 x float> %t55, <4 x float> %t166
  %t173 = select <4 x i1> %t167, <4 x float> %t53, <4 x float> %t171
  %t174 = select <4 x i1> %t168, <4 x float> %t53, <4 x float> %t172
  %t175 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t155, ptr %t175, align 4
  %t176 = getelementptr float, ptr %t5, i64 %t122
  store <4 x float> %t156, ptr %t176, align 4
  %t177 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t173, ptr %t177, align 4
  %t178 = getelementptr float, ptr %t7, i64 %t122
  store <4 x float> %t174, ptr %t178, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t179 = getelementptr float, ptr %t3, i64 %i2
  %t180 = load <4 x float>, ptr %t179, align 4
  %t181 = getelementptr float, ptr %t1, i64 %i2
  %t182 = load <4 x float>, ptr %t181, align 4
  %t183 = getelementptr float, ptr %t5, i64 %i2
  %t184 = load <4 x float>, ptr %t183, align 4
  %t185 = fmul <4 x float> %t180, %t41
  %t186 = fmul <4 x float> %t43, %t182
  %t187 = fadd <4 x float> %t185, %t186
  %t188 = fcmp ogt <4 x float> %t187, %t45
  %t189 = fcmp olt <4 x float> %t187, %t47
  %t190 = select <4 x i1> %t189, <4 x float> %t47, <4 x float> %t187
  %t191 = select <4 x i1> %t188, <4 x float> %t45, <4 x float> %t190
  %t192 = fmul <4 x float> %t191, %t191
  %t193 = fmul <4 x float> %t39, %t192
  %t194 = fmul <4 x float> %t37, %t184
  %t195 = fadd <4 x float> %t193, %t194
  %t196 = fadd <4 x float> %t195, %t51
  %t197 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t196)
  %t198 = fdiv <4 x float> %t191, %t197
  %t199 = fmul <4 x float> %t49, %t198
  %t200 = fsub <4 x float> %t182, %t199
  %t201 = fcmp ogt <4 x float> %t200, %t53
  %t202 = fcmp olt <4 x float> %t200, %t55
  %t203 = select <4 x i1> %t202, <4 x float> %t55, <4 x float> %t200
  %t204 = select <4 x i1> %t201, <4 x float> %t53, <4 x float> %t203
  %t205 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t195, ptr %t205, align 4
  %t206 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t204, ptr %t206, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t207 = getelementptr float, ptr %t3, i64 %i3
  %t208 = load float, ptr %t207, align 4
  %t209 = getelementptr float, ptr %t1, i64 %i3
  %t210 = load float, ptr %t209, align 4
  %t211 = getelementptr float, ptr %t5, i64 %i3
  %t212 = load float, ptr %t211, align 4
  %t213 = fmul float %t208, %t24
  %t214 = fmul float %t25, %t210
  %t215 = fadd float %t213, %t214
  %t216 = fcmp ogt float %t215, %t28
  %t217 = fcmp olt float %t215, %t29
  %t218 = select i1 %t217, float %t29, float %t215
  %t219 = select i1 %t216, float %t28, float %t218
  %t220 = fmul float %t219, %t219
  %t221 = fmul float %t23, %t220
  %t222 = fmul float %t22, %t212
  %t223 = fadd float %t221, %t222
  %t224 = fadd float %t223, %t31
  %t225 = call float @llvm.sqrt.f32(float %t224)
  %t226 = fdiv float %t219, %t225
  %t227 = fmul float %t30, %t226
  %t228 = fsub float %t210, %t227
  %t229 = fcmp ogt float %t228, %t34
  %t230 = fcmp olt float %t228, %t35
  %t231 = select i1 %t230, float %t35, float %t228
  %t232 = select i1 %t229, float %t34, float %t231
  %t233 = getelementptr float, ptr %t5, i64 %i3
  store float %t223, ptr %t233, align 4
  %t234 = getelementptr float, ptr %t7, i64 %i3
  store float %t232, ptr %t234, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
