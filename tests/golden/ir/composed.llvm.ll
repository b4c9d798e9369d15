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
  %t22 = getelementptr i64, ptr %args, i64 11
  %t23 = load double, ptr %t22, align 8
  %t24 = getelementptr i64, ptr %args, i64 12
  %t25 = load double, ptr %t24, align 8
  %t26 = getelementptr i64, ptr %args, i64 13
  %t27 = load double, ptr %t26, align 8
  %t28 = fptrunc double %t17 to float
  %t29 = fptrunc double %t15 to float
  %t30 = fptrunc double %t9 to float
  %t31 = fptrunc double %t13 to float
  %t32 = fptrunc double %t11 to float
  %t33 = fptrunc double %t21 to float
  %t34 = fptrunc double %t23 to float
  %t35 = fcmp ogt float %t34, 0x0000000000000000
  %t36 = select i1 %t35, float %t34, float 0x7FF0000000000000
  %t37 = fneg float %t36
  %t38 = fptrunc double %t19 to float
  %t39 = fptrunc double %t25 to float
  %t40 = fptrunc double %t27 to float
  %t41 = insertelement <4 x float> poison, float %t28, i64 0
  %t42 = shufflevector <4 x float> %t41, <4 x float> poison, <4 x i32> zeroinitializer
  %t43 = insertelement <4 x float> poison, float %t29, i64 0
  %t44 = shufflevector <4 x float> %t43, <4 x float> poison, <4 x i32> zeroinitializer
  %t45 = insertelement <4 x float> poison, float %t30, i64 0
  %t46 = shufflevector <4 x float> %t45, <4 x float> poison, <4 x i32> zeroinitializer
  %t47 = insertelement <4 x float> poison, float %t31, i64 0
  %t48 = shufflevector <4 x float> %t47, <4 x float> poison, <4 x i32> zeroinitializer
  %t49 = insertelement <4 x float> poison, float %t32, i64 0
  %t50 = shufflevector <4 x float> %t49, <4 x float> poison, <4 x i32> zeroinitializer
  %t51 = insertelement <4 x float> poison, float %t33, i64 0
  %t52 = shufflevector <4 x float> %t51, <4 x float> poison, <4 x i32> zeroinitializer
  %t53 = insertelement <4 x float> poison, float %t36, i64 0
  %t54 = shufflevector <4 x float> %t53, <4 x float> poison, <4 x i32> zeroinitializer
  %t55 = insertelement <4 x float> poison, float %t37, i64 0
  %t56 = shufflevector <4 x float> %t55, <4 x float> poison, <4 x i32> zeroinitializer
  %t57 = insertelement <4 x float> poison, float %t38, i64 0
  %t58 = shufflevector <4 x float> %t57, <4 x float> poison, <4 x i32> zeroinitializer
  %t59 = insertelement <4 x float> poison, float %t39, i64 0
  %t60 = shufflevector <4 x float> %t59, <4 x float> poison, <4 x i32> zeroinitializer
  %t61 = insertelement <4 x float> poison, float %t40, i64 0
  %t62 = shufflevector <4 x float> %t61, <4 x float> poison, <4 x i32> zeroinitializer
  %t63 = sub i64 %end, %begin
  %t64 = icmp sge i64 %t63, 18724
  %t65 = select i1 %t64, i64 %end, i64 %begin
  %t66 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t66, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t65
  br i1 %more0, label %body0, label %loop1
body0:
  %t67 = getelementptr float, ptr %t1, i64 %i0
  %t68 = getelementptr i8, ptr %t67, i64 2048
  call void @llvm.prefetch.p0(ptr %t68, i32 0, i32 3, i32 1)
  %t69 = getelementptr float, ptr %t3, i64 %i0
  %t70 = getelementptr i8, ptr %t69, i64 2048
  call void @llvm.prefetch.p0(ptr %t70, i32 0, i32 3, i32 1)
  %t71 = getelementptr float, ptr %t5, i64 %i0
  %t72 = getelementptr i8, ptr %t71, i64 2048
  call void @llvm.prefetch.p0(ptr %t72, i32 0, i32 3, i32 1)
  %t73 = getelementptr float, ptr %t7, i64 %i0
  %t74 = getelementptr i8, ptr %t73, i64 2048
  call void @llvm.prefetch.p0(ptr %t74, i32 0, i32 3, i32 1)
  %t75 = add i64 %i0, 4
  %t76 = getelementptr float, ptr %t3, i64 %i0
  %t77 = load <4 x float>, ptr %t76, align 4
  %t78 = getelementptr float, ptr %t3, i64 %t75
  %t79 = load <4 x float>, ptr %t78, align 4
  %t80 = getelementptr float, ptr %t5, i64 %i0
  %t81 = load <4 x float>, ptr %t80, align 4
  %t82 = getelementptr float, ptr %t5, i64 %t75
  %t83 = load <4 x float>, ptr %t82, align 4
  %t84 = getelementptr float, ptr %t1, i64 %i0
  %t85 = load <4 x float>, ptr %t84, align 4
  %t86 = getelementptr float, ptr %t1, i64 %t75
  %t87 = load <4 x float>, ptr %t86, align 4
  %t88 = getelementptr float, ptr %t7, i64 %i0
  %t89 = load <4 x float>, ptr %t88, align 4
  %t90 = getelementptr float, ptr %t7, i64 %t75
  %t91 = load <4 x float>, ptr %t90, align 4
  %t92 = fmul <4 x float> %t81, %t42
  %t93 = fmul <4 x float> %t83, %t42
  %t94 = fmul <4 x float> %t85, %t46
  %t95 = fmul <4 x float> %t87, %t46
  %t96 = fcmp ogt <4 x float> %t94, %t48
  %t97 = fcmp ogt <4 x float> %t95, %t48
  %t98 = fcmp olt <4 x float> %t94, %t50
  %t99 = fcmp olt <4 x float> %t95, %t50
  %t100 = select <4 x i1> %t98, <4 x float> %t50, <4 x float> %t94
  %t101 = select <4 x i1> %t99, <4 x float> %t50, <4 x float> %t95
  %t102 = select <4 x i1> %t96, <4 x float> %t48, <4 x float> %t100
  %t103 = select <4 x i1> %t97, <4 x float> %t48, <4 x float> %t101
  %t104 = fmul <4 x float> %t102, %t52
  %t105 = fmul <4 x float> %t103, %t52
  %t106 = fcmp ogt <4 x float> %t104, %t54
  %t107 = fcmp ogt <4 x float> %t105, %t54
  %t108 = fcmp olt <4 x float> %t104, %t56
  %t109 = fcmp olt <4 x float> %t105, %t56
  %t110 = select <4 x i1> %t108, <4 x float> %t56, <4 x float> %t104
  %t111 = select <4 x i1> %t109, <4 x float> %t56, <4 x float> %t105
  %t112 = select <4 x i1> %t106, <4 x float> %t54, <4 x float> %t110
  %t113 = select <4 x i1> %t107, <4 x float> %t54, <4 x float> %t111
  %t114 = fmul <4 x float> %t58, %t77
  %t115 = fmul <4 x float> %t58, %t79
  %t116 = fadd <4 x float> %t112, %t114
  %t117 = fadd <4 x float> %t113, %t115
  %t118 = fmul <4 x float> %t44, %t116
  %t119 = fmul <4 x float> %t44, %t117
  %t120 = fsub <4 x float> %t92, %t118
  %t121 = fsub <4 x float> %t93, %t119
  %t122 = fadd <4 x float> %t77, %t120
  %t123 = fadd <4 x float> %t79, %t121
  %t124 = fmul <4 x float> %t89, %t60
  %t125 = fmul <4 x float> %t91, %t60
  %t126 = fmul <4 x float> %t122, %t62
  %t127 = fmul <4 x float> %t123, %t62
  %t128 = fadd <4 x float> %t124, %t126
  %t129 = fadd <4 x float> %t125, %t127
  %t130 = getelementptr float, ptr %t3, i64 %i0
  store <4 x float> %t122, ptr %t130, align 4
  %t131 = getelementptr float, ptr %t3, i64 %t75
  store <4 x float> %t123, ptr %t131, align 4
  %t132 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t120, ptr %t132, align 4
  %t133 = getelementptr float, ptr %t5, i64 %t75
  store <4 x float> %t121, ptr %t133, align 4
  %t134 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t128, ptr %t134, align 4
  %t135 = getelementptr float, ptr %t7, i64 %t75
  store <4 x float> %t129, ptr %t135, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t136 = add i64 %i1, 4
  %t137 = getelementptr float, ptr %t3, i64 %i1
  %t138 = load <4 x float>, ptr %t137, align 4
  %t139 = getelementptr float, ptr %t3, i64 %t136
  %t140 = load <4 x float>, ptr %t139, align 4
  %t141 = getelementptr float, ptr %t5, i64 %i1
  %t142 = load <4 x float>, ptr %t141, align 4
  %t143 = getelementptr float, ptr %t5, i64 %t136
  %t144 = load <4 x float>, ptr %t143, align 4
  %t145 = getelementptr float, ptr %t1, i64 %i1
  %t146 = load <4 x float>, ptr %t145, align 4
  %t147 = getelementptr float, ptr %t1, i64 %t136
  %t148 = load <4 x float>, ptr %t147, align 4
  %t149 = getelementptr float, ptr %t7, i64 %i1
  %t150 = load <4 x float>, ptr %t149, align 4
  %t151 = getelementptr float, ptr %t7, i64 %t136
  %t152 = load <4 x float>, ptr %t151, align 4
  %t153 = fmul <4 x float> %t142, %t42
  %t154 = fmul <4 x float> %t144, %t42
  %t155 = fmul <4 x float> %t146, %t46
  %t156 = fmul <4 x float> %t148, %t46
  %t157 = fcmp ogt <4 x float> %t155, %t48
  %t158 = fcmp ogt <4 x float> %t156, %t48
  %t159 = fcmp olt <4 x float> %t155, %t50
  %t160 = fcmp olt <4 x float> %t156, %t50
  %t161 = select <4 x i1> %t159, <4 x float> %t50, <4 x float> %t155
  %t162 = select <4 x i1> %t160, <4 x float> %t50, <4 x float> %t156
  %t163 = select <4 x i1> %t157, <4 x float> %t48, <4 x float> %t161
  %t164 = select <4 x i1> %t158, <4 x float> %t48, <4 x float> %t162
  %t165 = fmul <4 x float> %t163, %t52
  %t166 = fmul <4 x float> %t164, %t52
  %t167 = fcmp ogt <4 x float> %t165, %t54
  %t168 = fcmp ogt <4 x float> %t166, %t54
  %t169 = fcmp olt <4 x float> %t165, %t56
  %t170 = fcmp olt <4 x float> %t166, %t56
  %t171 = select <4 x i1> %t169, <4 x float> %t56, <4 x float> %t165
  %t172 = select <4 x i1> %t170, <4 x float> %t56, <4 x float> %t166
  %t173 = select <4 x i1> %t167, <4 x float> %t54, <4 x float> %t171
  %t174 = select <4 x i1> %t168, <4 x float> %t54, <4 x float> %t172
  %t175 = fmul <4 x float> %t58, %t138
  %t176 = fmul <4 x float> %t58, %t140
  %t177 = fadd <4 x float> %t173, %t175
  %t178 = fadd <4 x float> %t174, %t176
  %t179 = fmul <4 x float> %t44, %t177
  %t180 = fmul <4 x float> %t44, %t178
  %t181 = fsub <4 x float> %t153, %t179
  %t182 = fsub <4 x float> %t154, %t180
  %t183 = fadd <4 x float> %t138, %t181
  %t184 = fadd <4 x float> %t140, %t182
  %t185 = fmul <4 x float> %t150, %t60
  %t186 = fmul <4 x float> %t152, %t60
  %t187 = fmul <4 x float> %t183, %t62
  %t188 = fmul <4 x float> %t184, %t62
  %t189 = fadd <4 x float> %t185, %t187
  %t190 = fadd <4 x float> %t186, %t188
  %t191 = getelementptr float, ptr %t3, i64 %i1
  store <4 x float> %t183, ptr %t191, align 4
  %t192 = getelementptr float, ptr %t3, i64 %t136
  store <4 x float> %t184, ptr %t192, align 4
  %t193 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t181, ptr %t193, align 4
  %t194 = getelementptr float, ptr %t5, i64 %t136
  store <4 x float> %t182, ptr %t194, align 4
  %t195 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t189, ptr %t195, align 4
  %t196 = getelementptr float, ptr %t7, i64 %t136
  store <4 x float> %t190, ptr %t196, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t197 = getelementptr float, ptr %t3, i64 %i2
  %t198 = load <4 x float>, ptr %t197, align 4
  %t199 = getelementptr float, ptr %t5, i64 %i2
  %t200 = load <4 x float>, ptr %t199, align 4
  %t201 = getelementptr float, ptr %t1, i64 %i2
  %t202 = load <4 x float>, ptr %t201, align 4
  %t203 = getelementptr float, ptr %t7, i64 %i2
  %t204 = load <4 x float>, ptr %t203, align 4
  %t205 = fmul <4 x float> %t200, %t42
  %t206 = fmul <4 x float> %t202, %t46
  %t207 = fcmp ogt <4 x float> %t206, %t48
  %t208 = fcmp olt <4 x float> %t206, %t50
  %t209 = select <4 x i1> %t208, <4 x float> %t50, <4 x float> %t206
  %t210 = select <4 x i1> %t207, <4 x float> %t48, <4 x float> %t209
  %t211 = fmul <4 x float> %t210, %t52
  %t212 = fcmp ogt <4 x float> %t211, %t54
  %t213 = fcmp olt <4 x float> %t211, %t56
  %t214 = select <4 x i1> %t213, <4 x float> %t56, <4 x float> %t211
  %t215 = select <4 x i1> %t212, <4 x float> %t54, <4 x float> %t214
  %t216 = fmul <4 x float> %t58, %t198
  %t217 = fadd <4 x float> %t215, %t216
  %t218 = fmul <4 x float> %t44, %t217
  %t219 = fsub <4 x float> %t205, %t218
  %t220 = fadd <4 x float> %t198, %t219
  %t221 = fmul <4 x float> %t204, %t60
  %t222 = fmul <4 x float> %t220, %t62
  %t223 = fadd <4 x float> %t221, %t222
  %t224 = getelementptr float, ptr %t3, i64 %i2
  store <4 x float> %t220, ptr %t224, align 4
  %t225 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t219, ptr %t225, align 4
  %t226 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t223, ptr %t226, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t227 = getelementptr float, ptr %t3, i64 %i3
  %t228 = load float, ptr %t227, align 4
  %t229 = getelementptr float, ptr %t5, i64 %i3
  %t230 = load float, ptr %t229, align 4
  %t231 = getelementptr float, ptr %t1, i64 %i3
  %t232 = load float, ptr %t231, align 4
  %t233 = getelementptr float, ptr %t7, i64 %i3
  %t234 = load float, ptr %t233, align 4
  %t235 = fmul float %t230, %t28
  %t236 = fmul float %t232, %t30
  %t237 = fcmp ogt float %t236, %t31
  %t238 = fcmp olt float %t236, %t32
  %t239 = select i1 %t238, float %t32, float %t236
  %t240 = select i1 %t237, float %t31, float %t239
  %t241 = fmul float %t240, %t33
  %t242 = fcmp ogt float %t241, %t36
  %t243 = fcmp olt float %t241, %t37
  %t244 = select i1 %t243, float %t37, float %t241
  %t245 = select i1 %t242, float %t36, float %t244
  %t246 = fmul float %t38, %t228
  %t247 = fadd float %t245, %t246
  %t248 = fmul float %t29, %t247
  %t249 = fsub float %t235, %t248
  %t250 = fadd float %t228, %t249
  %t251 = fmul float %t234, %t39
  %t252 = fmul float %t250, %t40
  %t253 = fadd float %t251, %t252
  %t254 = getelementptr float, ptr %t3, i64 %i3
  store float %t250, ptr %t254, align 4
  %t255 = getelementptr float, ptr %t5, i64 %i3
  store float %t249, ptr %t255, align 4
  %t256 = getelementptr float, ptr %t7, i64 %i3
  store float %t253, ptr %t256, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
