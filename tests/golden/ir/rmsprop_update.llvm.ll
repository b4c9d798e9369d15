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
  %t59 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t59, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t58
  br i1 %more0, label %body0, label %loop1
body0:
  %t60 = getelementptr float, ptr %t1, i64 %i0
  %t61 = getelementptr i8, ptr %t60, i64 2048
  call void @llvm.prefetch.p0(ptr %t61, i32 0, i32 3, i32 1)
  %t62 = getelementptr float, ptr %t3, i64 %i0
  %t63 = getelementptr i8, ptr %t62, i64 2048
  call void @llvm.prefetch.p0(ptr %t63, i32 0, i32 3, i32 1)
  %t64 = getelementptr float, ptr %t5, i64 %i0
  %t65 = getelementptr i8, ptr %t64, i64 2048
  call void @llvm.prefetch.p0(ptr %t65, i32 0, i32 3, i32 1)
  %t66 = add i64 %i0, 4
  %t67 = getelementptr float, ptr %t3, i64 %i0
  %t68 = load <4 x float>, ptr %t67, align 4
  %t69 = getelementptr float, ptr %t3, i64 %t66
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = getelementptr float, ptr %t1, i64 %i0
  %t72 = load <4 x float>, ptr %t71, align 4
  %t73 = getelementptr float, ptr %t1, i64 %t66
  %t74 = load <4 x float>, ptr %t73, align 4
  %t75 = getelementptr float, ptr %t5, i64 %i0
  %t76 = load <4 x float>, ptr %t75, align 4
  %t77 = getelementptr float, ptr %t5, i64 %t66
  %t78 = load <4 x float>, ptr %t77, align 4
  %t79 = fmul <4 x float> %t68, %t41
  %t80 = fmul <4 x float> %t70, %t41
  %t81 = fmul <4 x float> %t43, %t72
  %t82 = fmul <4 x float> %t43, %t74
  %t83 = fadd <4 x float> %t79, %t81
  %t84 = fadd <4 x float> %t80, %t82
  %t85 = fcmp ogt <4 x float> %t83, %t45
  %t86 = fcmp ogt <4 x float> %t84, %t45
  %t87 = fcmp olt <4 x float> %t83, %t47
  %t88 = fcmp olt <4 x float> %t84, %t47
  %t89 = select <4 x i1> %t87, <4 x float> %t47, <4 x float> %t83
  %t90 = select <4 x i1> %t88, <4 x float> %t47, <4 x float> %t84
  %t91 = select <4 x i1> %t85, <4 x float> %t45, <4 x float> %t89
  %t92 = select <4 x i1> %t86, <4 x float> %t45, <4 x float> %t90
  %t93 = fmul <4 x float> %t91, %t91
  %t94 = fmul <4 x float> %t92, %t92
  %t95 = fmul <4 x float> %t39, %t93
  %t96 = fmul <4 x float> %t39, %t94
  %t97 = fmul <4 x float> %t37, %t76
  %t98 = fmul <4 x float> %t37, %t78
  %t99 = fadd <4 x float> %t95, %t97
  %t100 = fadd <4 x float> %t96, %t98
  %t101 = fadd <4 x float> %t99, %t51
  %t102 = fadd <4 x float> %t100, %t51
  %t103 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t101)
  %t104 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t102)
  %t105 = fdiv <4 x float> %t91, %t103
  %t106 = fdiv <4 x float> %t92, %t104
  %t107 = fmul <4 x float> %t49, %t105
  %t108 = fmul <4 x float> %t49, %t106
  %t109 = fsub <4 x float> %t72, %t107
  %t110 = fsub <4 x float> %t74, %t108
  %t111 = fcmp ogt <4 x float> %t109, %t53
  %t112 = fcmp ogt <4 x float> %t110, %t53
  %t113 = fcmp olt <4 x float> %t109, %t55
  %t114 = fcmp olt <4 x float> %t110, %t55
  %t115 = select <4 x i1> %t113, <4 x float> %t55, <4 x float> %t109
  %t116 = select <4 x i1> %t114, <4 x float> %t55, <4 x float> %t110
  %t117 = select <4 x i1> %t111, <4 x float> %t53, <4 x float> %t115
  %t118 = select <4 x i1> %t112, <4 x float> %t53, <4 x float> %t116
  %t119 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t99, ptr %t119, align 4
  %t120 = getelementptr float, ptr %t5, i64 %t66
  store <4 x float> %t100, ptr %t120, align 4
  %t121 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t117, ptr %t121, align 4
  %t122 = getelementptr float, ptr %t7, i64 %t66
  store <4 x float> %t118, ptr %t122, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t123 = add i64 %i1, 4
  %t124 = getelementptr float, ptr %t3, i64 %i1
  %t125 = load <4 x float>, ptr %t124, align 4
  %t126 = getelementptr float, ptr %t3, i64 %t123
  %t127 = load <4 x float>, ptr %t126, align 4
  %t128 = getelementptr float, ptr %t1, i64 %i1
  %t129 = load <4 x float>, ptr %t128, align 4
  %t130 = getelementptr float, ptr %t1, i64 %t123
  %t131 = load <4 x float>, ptr %t130, align 4
  %t132 = getelementptr float, ptr %t5, i64 %i1
  %t133 = load <4 x float>, ptr %t132, align 4
  %t134 = getelementptr float, ptr %t5, i64 %t123
  %t135 = load <4 x float>, ptr %t134, align 4
  %t136 = fmul <4 x float> %t125, %t41
  %t137 = fmul <4 x float> %t127, %t41
  %t138 = fmul <4 x float> %t43, %t129
  %t139 = fmul <4 x float> %t43, %t131
  %t140 = fadd <4 x float> %t136, %t138
  %t141 = fadd <4 x float> %t137, %t139
  %t142 = fcmp ogt <4 x float> %t140, %t45
  %t143 = fcmp ogt <4 x float> %t141, %t45
  %t144 = fcmp olt <4 x float> %t140, %t47
  %t145 = fcmp olt <4 x float> %t141, %t47
  %t146 = select <4 x i1> %t144, <4 x float> %t47, <4 x float> %t140
  %t147 = select <4 x i1> %t145, <4 x float> %t47, <4 x float> %t141
  %t148 = select <4 x i1> %t142, <4 x float> %t45, <4 x float> %t146
  %t149 = select <4 x i1> %t143, <4 x float> %t45, <4 x float> %t147
  %t150 = fmul <4 x float> %t148, %t148
  %t151 = fmul <4 x float> %t149, %t149
  %t152 = fmul <4 x float> %t39, %t150
  %t153 = fmul <4 x float> %t39, %t151
  %t154 = fmul <4 x float> %t37, %t133
  %t155 = fmul <4 x float> %t37, %t135
  %t156 = fadd <4 x float> %t152, %t154
  %t157 = fadd <4 x float> %t153, %t155
  %t158 = fadd <4 x float> %t156, %t51
  %t159 = fadd <4 x float> %t157, %t51
  %t160 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t158)
  %t161 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t159)
  %t162 = fdiv <4 x float> %t148, %t160
  %t163 = fdiv <4 x float> %t149, %t161
  %t164 = fmul <4 x float> %t49, %t162
  %t165 = fmul <4 x float> %t49, %t163
  %t166 = fsub <4 x float> %t129, %t164
  %t167 = fsub <4 x float> %t131, %t165
  %t168 = fcmp ogt <4 x float> %t166, %t53
  %t169 = fcmp ogt <4 x float> %t167, %t53
  %t170 = fcmp olt <4 x float> %t166, %t55
  %t171 = fcmp olt <4 x float> %t167, %t55
  %t172 = select <4 x i1> %t170, <4 x float> %t55, <4 x float> %t166
  %t173 = select <4 x i1> %t171, <4 x float> %t55, <4 x float> %t167
  %t174 = select <4 x i1> %t168, <4 x float> %t53, <4 x float> %t172
  %t175 = select <4 x i1> %t169, <4 x float> %t53, <4 x float> %t173
  %t176 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t156, ptr %t176, align 4
  %t177 = getelementptr float, ptr %t5, i64 %t123
  store <4 x float> %t157, ptr %t177, align 4
  %t178 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t174, ptr %t178, align 4
  %t179 = getelementptr float, ptr %t7, i64 %t123
  store <4 x float> %t175, ptr %t179, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t180 = getelementptr float, ptr %t3, i64 %i2
  %t181 = load <4 x float>, ptr %t180, align 4
  %t182 = getelementptr float, ptr %t1, i64 %i2
  %t183 = load <4 x float>, ptr %t182, align 4
  %t184 = getelementptr float, ptr %t5, i64 %i2
  %t185 = load <4 x float>, ptr %t184, align 4
  %t186 = fmul <4 x float> %t181, %t41
  %t187 = fmul <4 x float> %t43, %t183
  %t188 = fadd <4 x float> %t186, %t187
  %t189 = fcmp ogt <4 x float> %t188, %t45
  %t190 = fcmp olt <4 x float> %t188, %t47
  %t191 = select <4 x i1> %t190, <4 x float> %t47, <4 x float> %t188
  %t192 = select <4 x i1> %t189, <4 x float> %t45, <4 x float> %t191
  %t193 = fmul <4 x float> %t192, %t192
  %t194 = fmul <4 x float> %t39, %t193
  %t195 = fmul <4 x float> %t37, %t185
  %t196 = fadd <4 x float> %t194, %t195
  %t197 = fadd <4 x float> %t196, %t51
  %t198 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t197)
  %t199 = fdiv <4 x float> %t192, %t198
  %t200 = fmul <4 x float> %t49, %t199
  %t201 = fsub <4 x float> %t183, %t200
  %t202 = fcmp ogt <4 x float> %t201, %t53
  %t203 = fcmp olt <4 x float> %t201, %t55
  %t204 = select <4 x i1> %t203, <4 x float> %t55, <4 x float> %t201
  %t205 = select <4 x i1> %t202, <4 x float> %t53, <4 x float> %t204
  %t206 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t196, ptr %t206, align 4
  %t207 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t205, ptr %t207, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t208 = getelementptr float, ptr %t3, i64 %i3
  %t209 = load float, ptr %t208, align 4
  %t210 = getelementptr float, ptr %t1, i64 %i3
  %t211 = load float, ptr %t210, align 4
  %t212 = getelementptr float, ptr %t5, i64 %i3
  %t213 = load float, ptr %t212, align 4
  %t214 = fmul float %t209, %t24
  %t215 = fmul float %t25, %t211
  %t216 = fadd float %t214, %t215
  %t217 = fcmp ogt float %t216, %t28
  %t218 = fcmp olt float %t216, %t29
  %t219 = select i1 %t218, float %t29, float %t216
  %t220 = select i1 %t217, float %t28, float %t219
  %t221 = fmul float %t220, %t220
  %t222 = fmul float %t23, %t221
  %t223 = fmul float %t22, %t213
  %t224 = fadd float %t222, %t223
  %t225 = fadd float %t224, %t31
  %t226 = call float @llvm.sqrt.f32(float %t225)
  %t227 = fdiv float %t220, %t226
  %t228 = fmul float %t30, %t227
  %t229 = fsub float %t211, %t228
  %t230 = fcmp ogt float %t229, %t34
  %t231 = fcmp olt float %t229, %t35
  %t232 = select i1 %t231, float %t35, float %t229
  %t233 = select i1 %t230, float %t34, float %t232
  %t234 = getelementptr float, ptr %t5, i64 %i3
  store float %t224, ptr %t234, align 4
  %t235 = getelementptr float, ptr %t7, i64 %i3
  store float %t233, ptr %t235, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
