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
  %t22 = getelementptr i64, ptr %args, i64 11
  %t23 = load double, ptr %t22, align 8
  %t24 = fptrunc double %t13 to float
  %t25 = fsub float 0x3FF0000000000000, %t24
  %t26 = fptrunc double %t21 to float
  %t27 = fptrunc double %t19 to float
  %t28 = fptrunc double %t23 to float
  %t29 = fcmp ogt float %t28, 0x0000000000000000
  %t30 = select i1 %t29, float %t28, float 0x7FF0000000000000
  %t31 = fneg float %t30
  %t32 = fptrunc double %t15 to float
  %t33 = fsub float 0x3FF0000000000000, %t32
  %t34 = fptrunc double %t11 to float
  %t35 = fptrunc double %t17 to float
  %t36 = insertelement <4 x float> poison, float %t24, i64 0
  %t37 = shufflevector <4 x float> %t36, <4 x float> poison, <4 x i32> zeroinitializer
  %t38 = insertelement <4 x float> poison, float %t25, i64 0
  %t39 = shufflevector <4 x float> %t38, <4 x float> poison, <4 x i32> zeroinitializer
  %t40 = insertelement <4 x float> poison, float %t26, i64 0
  %t41 = shufflevector <4 x float> %t40, <4 x float> poison, <4 x i32> zeroinitializer
  %t42 = insertelement <4 x float> poison, float %t27, i64 0
  %t43 = shufflevector <4 x float> %t42, <4 x float> poison, <4 x i32> zeroinitializer
  %t44 = insertelement <4 x float> poison, float %t30, i64 0
  %t45 = shufflevector <4 x float> %t44, <4 x float> poison, <4 x i32> zeroinitializer
  %t46 = insertelement <4 x float> poison, float %t31, i64 0
  %t47 = shufflevector <4 x float> %t46, <4 x float> poison, <4 x i32> zeroinitializer
  %t48 = insertelement <4 x float> poison, float %t32, i64 0
  %t49 = shufflevector <4 x float> %t48, <4 x float> poison, <4 x i32> zeroinitializer
  %t50 = insertelement <4 x float> poison, float %t33, i64 0
  %t51 = shufflevector <4 x float> %t50, <4 x float> poison, <4 x i32> zeroinitializer
  %t52 = insertelement <4 x float> poison, float %t34, i64 0
  %t53 = shufflevector <4 x float> %t52, <4 x float> poison, <4 x i32> zeroinitializer
  %t54 = insertelement <4 x float> poison, float %t35, i64 0
  %t55 = shufflevector <4 x float> %t54, <4 x float> poison, <4 x i32> zeroinitializer
  %t56 = sub i64 %end, %begin
  %t57 = icmp sge i64 %t56, 18724
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
  %t66 = getelementptr float, ptr %t7, i64 %i0
  %t67 = getelementptr i8, ptr %t66, i64 2048
  call void @llvm.prefetch.p0(ptr %t67, i32 0, i32 3, i32 1)
  %t68 = add i64 %i0, 4
  %t69 = getelementptr float, ptr %t5, i64 %i0
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = getelementptr float, ptr %t5, i64 %t68
  %t72 = load <4 x float>, ptr %t71, align 4
  %t73 = getelementptr float, ptr %t3, i64 %i0
  %t74 = load <4 x float>, ptr %t73, align 4
  %t75 = getelementptr float, ptr %t3, i64 %t68
  %t76 = load <4 x float>, ptr %t75, align 4
  %t77 = getelementptr float, ptr %t1, i64 %i0
  %t78 = load <4 x float>, ptr %t77, align 4
  %t79 = getelementptr float, ptr %t1, i64 %t68
  %t80 = load <4 x float>, ptr %t79, align 4
  %t81 = getelementptr float, ptr %t7, i64 %i0
  %t82 = load <4 x float>, ptr %t81, align 4
  %t83 = getelementptr float, ptr %t7, i64 %t68
  %t84 = load <4 x float>, ptr %t83, align 4
  %t85 = fmul <4 x float> %t37, %t70
  %t86 = fmul <4 x float> %t37, %t72
  %t87 = fmul <4 x float> %t74, %t41
  %t88 = fmul <4 x float> %t76, %t41
  %t89 = fmul <4 x float> %t43, %t78
  %t90 = fmul <4 x float> %t43, %t80
  %t91 = fadd <4 x float> %t87, %t89
  %t92 = fadd <4 x float> %t88, %t90
  %t93 = fcmp ogt <4 x float> %t91, %t45
  %t94 = fcmp ogt <4 x float> %t92, %t45
  %t95 = fcmp olt <4 x float> %t91, %t47
  %t96 = fcmp olt <4 x float> %t92, %t47
  %t97 = select <4 x i1> %t95, <4 x float> %t47, <4 x float> %t91
  %t98 = select <4 x i1> %t96, <4 x float> %t47, <4 x float> %t92
  %t99 = select <4 x i1> %t93, <4 x float> %t45, <4 x float> %t97
  %t100 = select <4 x i1> %t94, <4 x float> %t45, <4 x float> %t98
  %t101 = fmul <4 x float> %t39, %t99
  %t102 = fmul <4 x float> %t39, %t100
  %t103 = fadd <4 x float> %t85, %t101
  %t104 = fadd <4 x float> %t86, %t102
  %t105 = fmul <4 x float> %t49, %t82
  %t106 = fmul <4 x float> %t49, %t84
  %t107 = fmul <4 x float> %t51, %t99
  %t108 = fmul <4 x float> %t51, %t100
  %t109 = fmul <4 x float> %t107, %t99
  %t110 = fmul <4 x float> %t108, %t100
  %t111 = fadd <4 x float> %t105, %t109
  %t112 = fadd <4 x float> %t106, %t110
  %t113 = fmul <4 x float> %t53, %t103
  %t114 = fmul <4 x float> %t53, %t104
  %t115 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t111)
  %t116 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t112)
  %t117 = fadd <4 x float> %t115, %t55
  %t118 = fadd <4 x float> %t116, %t55
  %t119 = fdiv <4 x float> %t113, %t117
  %t120 = fdiv <4 x float> %t114, %t118
  %t121 = fsub <4 x float> %t78, %t119
  %t122 = fsub <4 x float> %t80, %t120
  %t123 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t103, ptr %t123, align 4
  %t124 = getelementptr float, ptr %t5, i64 %t68
  store <4 x float> %t104, ptr %t124, align 4
  %t125 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t111, ptr %t125, align 4
  %t126 = getelementptr float, ptr %t7, i64 %t68
  store <4 x float> %t112, ptr %t126, align 4
  %t127 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t121, ptr %t127, align 4
  %t128 = getelementptr float, ptr %t9, i64 %t68
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
  %t146 = fmul <4 x float> %t37, %t131
  %t147 = fmul <4 x float> %t37, %t133
  %t148 = fmul <4 x float> %t135, %t41
  %t149 = fmul <4 x float> %t137, %t41
  %t150 = fmul <4 x float> %t43, %t139
  %t151 = fmul <4 x float> %t43, %t141
  %t152 = fadd <4 x float> %t148, %t150
  %t153 = fadd <4 x float> %t149, %t151
  %t154 = fcmp ogt <4 x float> %t152, %t45
  %t155 = fcmp ogt <4 x float> %t153, %t45
  %t156 = fcmp olt <4 x float> %t152, %t47
  %t157 = fcmp olt <4 x float> %t153, %t47
  %t158 = select <4 x i1> %t156, <4 x float> %t47, <4 x float> %t152
  %t159 = select <4 x i1> %t157, <4 x float> %t47, <4 x float> %t153
  %t160 = select <4 x i1> %t154, <4 x float> %t45, <4 x float> %t158
  %t161 = select <4 x i1> %t155, <4 x float> %t45, <4 x float> %t159
  %t162 = fmul <4 x float> %t39, %t160
  %t163 = fmul <4 x float> %t39, %t161
  %t164 = fadd <4 x float> %t146, %t162
  %t165 = fadd <4 x float> %t147, %t163
  %t166 = fmul <4 x float> %t49, %t143
  %t167 = fmul <4 x float> %t49, %t145
  %t168 = fmul <4 x float> %t51, %t160
  %t169 = fmul <4 x float> %t51, %t161
  %t170 = fmul <4 x float> %t168, %t160
  %t171 = fmul <4 x float> %t169, %t161
  %t172 = fadd <4 x float> %t166, %t170
  %t173 = fadd <4 x float> %t167, %t171
  %t174 = fmul <4 x float> %t53, %t164
  %t175 = fmul <4 x float> %t53, %t165
  %t176 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t172)
  %t177 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t173)
  %t178 = fadd <4 x float> %t176, %t55
  %t179 = fadd <4 x float> %t177, %t55
  %t180 = fdiv <4 x float> %t174, %t178
  %t181 = fdiv <4 x float> %t175, %t179
  %t182 = fsub <4 x float> %t139, %t180
  %t183 = fsub <4 x float> %t141, %t181
  %t184 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t164, ptr %t184, align 4
  %t185 = getelementptr float, ptr %t5, i64 %t129
  store <4 x float> %t165, ptr %t185, align 4
  %t186 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t172, ptr %t186, align 4
  %t187 = getelementptr float, ptr %t7, i64 %t129
  store <4 x float> %t173, ptr %t187, align 4
  %t188 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t182, ptr %t188, align 4
  %t189 = getelementptr float, ptr %t9, i64 %t129
  store <4 x float> %t183, ptr %t189, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
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
  %t198 = fmul <4 x float> %t37, %t191
  %t199 = fmul <4 x float> %t193, %t41
  %t200 = fmul <4 x float> %t43, %t195
  %t201 = fadd <4 x float> %t199, %t200
  %t202 = fcmp ogt <4 x float> %t201, %t45
  %t203 = fcmp olt <4 x float> %t201, %t47
  %t204 = select <4 x i1> %t203, <4 x float> %t47, <4 x float> %t201
  %t205 = select <4 x i1> %t202, <4 x float> %t45, <4 x float> %t204
  %t206 = fmul <4 x float> %t39, %t205
  %t207 = fadd <4 x float> %t198, %t206
  %t208 = fmul <4 x float> %t49, %t197
  %t209 = fmul <4 x float> %t51, %t205
  %t210 = fmul <4 x float> %t209, %t205
  %t211 = fadd <4 x float> %t208, %t210
  %t212 = fmul <4 x float> %t53, %t207
  %t213 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t211)
  %t214 = fadd <4 x float> %t213, %t55
  %t215 = fdiv <4 x float> %t212, %t214
  %t216 = fsub <4 x float> %t195, %t215
  %t217 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t207, ptr %t217, align 4
  %t218 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t211, ptr %t218, align 4
  %t219 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t216, ptr %t219, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t220 = getelementptr float, ptr %t5, i64 %i3
  %t221 = load float, ptr %t220, align 4
  %t222 = getelementptr float, ptr %t3, i64 %i3
  %t223 = load float, ptr %t222, align 4
  %t224 = getelementptr float, ptr %t1, i64 %i3
  %t225 = load float, ptr %t224, align 4
  %t226 = getelementptr float, ptr %t7, i64 %i3
  %t227 = load float, ptr %t226, align 4
  %t228 = fmul float %t24, %t221
  %t229 = fmul float %t223, %t26
  %t230 = fmul float %t27, %t225
  %t231 = fadd float %t229, %t230
  %t232 = fcmp ogt float %t231, %t30
  %t233 = fcmp olt float %t231, %t31
  %t234 = select i1 %t233, float %t31, float %t231
  %t235 = select i1 %t232, float %t30, float %t234
  %t236 = fmul float %t25, %t235
  %t237 = fadd float %t228, %t236
  %t238 = fmul float %t32, %t227
  %t239 = fmul float %t33, %t235
  %t240 = fmul float %t239, %t235
  %t241 = fadd float %t238, %t240
  %t242 = fmul float %t34, %t237
  %t243 = call float @llvm.sqrt.f32(float %t241)
  %t244 = fadd float %t243, %t35
  %t245 = fdiv float %t242, %t244
  %t246 = fsub float %t225, %t245
  %t247 = getelementptr float, ptr %t5, i64 %i3
  store float %t237, ptr %t247, align 4
  %t248 = getelementptr float, ptr %t7, i64 %i3
  store float %t241, ptr %t248, align 4
  %t249 = getelementptr float, ptr %t9, i64 %i3
  store float %t246, ptr %t249, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
