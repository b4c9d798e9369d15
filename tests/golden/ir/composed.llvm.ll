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
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t65
  br i1 %more0, label %body0, label %loop1
body0:
  %t66 = getelementptr float, ptr %t1, i64 %i0
  %t67 = getelementptr i8, ptr %t66, i64 2048
  call void @llvm.prefetch.p0(ptr %t67, i32 0, i32 3, i32 1)
  %t68 = getelementptr float, ptr %t3, i64 %i0
  %t69 = getelementptr i8, ptr %t68, i64 2048
  call void @llvm.prefetch.p0(ptr %t69, i32 0, i32 3, i32 1)
  %t70 = getelementptr float, ptr %t5, i64 %i0
  %t71 = getelementptr i8, ptr %t70, i64 2048
  call void @llvm.prefetch.p0(ptr %t71, i32 0, i32 3, i32 1)
  %t72 = getelementptr float, ptr %t7, i64 %i0
  %t73 = getelementptr i8, ptr %t72, i64 2048
  call void @llvm.prefetch.p0(ptr %t73, i32 0, i32 3, i32 1)
  %t74 = add i64 %i0, 4
  %t75 = getelementptr float, ptr %t3, i64 %i0
  %t76 = load <4 x float>, ptr %t75, align 4
  %t77 = getelementptr float, ptr %t3, i64 %t74
  %t78 = load <4 x float>, ptr %t77, align 4
  %t79 = getelementptr float, ptr %t5, i64 %i0
  %t80 = load <4 x float>, ptr %t79, align 4
  %t81 = getelementptr float, ptr %t5, i64 %t74
  %t82 = load <4 x float>, ptr %t81, align 4
  %t83 = getelementptr float, ptr %t1, i64 %i0
  %t84 = load <4 x float>, ptr %t83, align 4
  %t85 = getelementptr float, ptr %t1, i64 %t74
  %t86 = load <4 x float>, ptr %t85, align 4
  %t87 = getelementptr float, ptr %t7, i64 %i0
  %t88 = load <4 x float>, ptr %t87, align 4
  %t89 = getelementptr float, ptr %t7, i64 %t74
  %t90 = load <4 x float>, ptr %t89, align 4
  %t91 = fmul <4 x float> %t80, %t42
  %t92 = fmul <4 x float> %t82, %t42
  %t93 = fmul <4 x float> %t84, %t46
  %t94 = fmul <4 x float> %t86, %t46
  %t95 = fcmp ogt <4 x float> %t93, %t48
  %t96 = fcmp ogt <4 x float> %t94, %t48
  %t97 = fcmp olt <4 x float> %t93, %t50
  %t98 = fcmp olt <4 x float> %t94, %t50
  %t99 = select <4 x i1> %t97, <4 x float> %t50, <4 x float> %t93
  %t100 = select <4 x i1> %t98, <4 x float> %t50, <4 x float> %t94
  %t101 = select <4 x i1> %t95, <4 x float> %t48, <4 x float> %t99
  %t102 = select <4 x i1> %t96, <4 x float> %t48, <4 x float> %t100
  %t103 = fmul <4 x float> %t101, %t52
  %t104 = fmul <4 x float> %t102, %t52
  %t105 = fcmp ogt <4 x float> %t103, %t54
  %t106 = fcmp ogt <4 x float> %t104, %t54
  %t107 = fcmp olt <4 x float> %t103, %t56
  %t108 = fcmp olt <4 x float> %t104, %t56
  %t109 = select <4 x i1> %t107, <4 x float> %t56, <4 x float> %t103
  %t110 = select <4 x i1> %t108, <4 x float> %t56, <4 x float> %t104
  %t111 = select <4 x i1> %t105, <4 x float> %t54, <4 x float> %t109
  %t112 = select <4 x i1> %t106, <4 x float> %t54, <4 x float> %t110
  %t113 = fmul <4 x float> %t58, %t76
  %t114 = fmul <4 x float> %t58, %t78
  %t115 = fadd <4 x float> %t111, %t113
  %t116 = fadd <4 x float> %t112, %t114
  %t117 = fmul <4 x float> %t44, %t115
  %t118 = fmul <4 x float> %t44, %t116
  %t119 = fsub <4 x float> %t91, %t117
  %t120 = fsub <4 x float> %t92, %t118
  %t121 = fadd <4 x float> %t76, %t119
  %t122 = fadd <4 x float> %t78, %t120
  %t123 = fmul <4 x float> %t88, %t60
  %t124 = fmul <4 x float> %t90, %t60
  %t125 = fmul <4 x float> %t121, %t62
  %t126 = fmul <4 x float> %t122, %t62
  %t127 = fadd <4 x float> %t123, %t125
  %t128 = fadd <4 x float> %t124, %t126
  %t129 = getelementptr float, ptr %t3, i64 %i0
  store <4 x float> %t121, ptr %t129, align 4
  %t130 = getelementptr float, ptr %t3, i64 %t74
  store <4 x float> %t122, ptr %t130, align 4
  %t131 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t119, ptr %t131, align 4
  %t132 = getelementptr float, ptr %t5, i64 %t74
  store <4 x float> %t120, ptr %t132, align 4
  %t133 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t127, ptr %t133, align 4
  %t134 = getelementptr float, ptr %t7, i64 %t74
  store <4 x float> %t128, ptr %t134, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t135 = add i64 %i1, 4
  %t136 = getelementptr float, ptr %t3, i64 %i1
  %t137 = load <4 x float>, ptr %t136, align 4
  %t138 = getelementptr float, ptr %t3, i64 %t135
  %t139 = load <4 x float>, ptr %t138, align 4
  %t140 = getelementptr float, ptr %t5, i64 %i1
  %t141 = load <4 x float>, ptr %t140, align 4
  %t142 = getelementptr float, ptr %t5, i64 %t135
  %t143 = load <4 x float>, ptr %t142, align 4
  %t144 = getelementptr float, ptr %t1, i64 %i1
  %t145 = load <4 x float>, ptr %t144, align 4
  %t146 = getelementptr float, ptr %t1, i64 %t135
  %t147 = load <4 x float>, ptr %t146, align 4
  %t148 = getelementptr float, ptr %t7, i64 %i1
  %t149 = load <4 x float>, ptr %t148, align 4
  %t150 = getelementptr float, ptr %t7, i64 %t135
  %t151 = load <4 x float>, ptr %t150, align 4
  %t152 = fmul <4 x float> %t141, %t42
  %t153 = fmul <4 x float> %t143, %t42
  %t154 = fmul <4 x float> %t145, %t46
  %t155 = fmul <4 x float> %t147, %t46
  %t156 = fcmp ogt <4 x float> %t154, %t48
  %t157 = fcmp ogt <4 x float> %t155, %t48
  %t158 = fcmp olt <4 x float> %t154, %t50
  %t159 = fcmp olt <4 x float> %t155, %t50
  %t160 = select <4 x i1> %t158, <4 x float> %t50, <4 x float> %t154
  %t161 = select <4 x i1> %t159, <4 x float> %t50, <4 x float> %t155
  %t162 = select <4 x i1> %t156, <4 x float> %t48, <4 x float> %t160
  %t163 = select <4 x i1> %t157, <4 x float> %t48, <4 x float> %t161
  %t164 = fmul <4 x float> %t162, %t52
  %t165 = fmul <4 x float> %t163, %t52
  %t166 = fcmp ogt <4 x float> %t164, %t54
  %t167 = fcmp ogt <4 x float> %t165, %t54
  %t168 = fcmp olt <4 x float> %t164, %t56
  %t169 = fcmp olt <4 x float> %t165, %t56
  %t170 = select <4 x i1> %t168, <4 x float> %t56, <4 x float> %t164
  %t171 = select <4 x i1> %t169, <4 x float> %t56, <4 x float> %t165
  %t172 = select <4 x i1> %t166, <4 x float> %t54, <4 x float> %t170
  %t173 = select <4 x i1> %t167, <4 x float> %t54, <4 x float> %t171
  %t174 = fmul <4 x float> %t58, %t137
  %t175 = fmul <4 x float> %t58, %t139
  %t176 = fadd <4 x float> %t172, %t174
  %t177 = fadd <4 x float> %t173, %t175
  %t178 = fmul <4 x float> %t44, %t176
  %t179 = fmul <4 x float> %t44, %t177
  %t180 = fsub <4 x float> %t152, %t178
  %t181 = fsub <4 x float> %t153, %t179
  %t182 = fadd <4 x float> %t137, %t180
  %t183 = fadd <4 x float> %t139, %t181
  %t184 = fmul <4 x float> %t149, %t60
  %t185 = fmul <4 x float> %t151, %t60
  %t186 = fmul <4 x float> %t182, %t62
  %t187 = fmul <4 x float> %t183, %t62
  %t188 = fadd <4 x float> %t184, %t186
  %t189 = fadd <4 x float> %t185, %t187
  %t190 = getelementptr float, ptr %t3, i64 %i1
  store <4 x float> %t182, ptr %t190, align 4
  %t191 = getelementptr float, ptr %t3, i64 %t135
  store <4 x float> %t183, ptr %t191, align 4
  %t192 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t180, ptr %t192, align 4
  %t193 = getelementptr float, ptr %t5, i64 %t135
  store <4 x float> %t181, ptr %t193, align 4
  %t194 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t188, ptr %t194, align 4
  %t195 = getelementptr float, ptr %t7, i64 %t135
  store <4 x float> %t189, ptr %t195, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t196 = getelementptr float, ptr %t3, i64 %i2
  %t197 = load <4 x float>, ptr %t196, align 4
  %t198 = getelementptr float, ptr %t5, i64 %i2
  %t199 = load <4 x float>, ptr %t198, align 4
  %t200 = getelementptr float, ptr %t1, i64 %i2
  %t201 = load <4 x float>, ptr %t200, align 4
  %t202 = getelementptr float, ptr %t7, i64 %i2
  %t203 = load <4 x float>, ptr %t202, align 4
  %t204 = fmul <4 x float> %t199, %t42
  %t205 = fmul <4 x float> %t201, %t46
  %t206 = fcmp ogt <4 x float> %t205, %t48
  %t207 = fcmp olt <4 x float> %t205, %t50
  %t208 = select <4 x i1> %t207, <4 x float> %t50, <4 x float> %t205
  %t209 = select <4 x i1> %t206, <4 x float> %t48, <4 x float> %t208
  %t210 = fmul <4 x float> %t209, %t52
  %t211 = fcmp ogt <4 x float> %t210, %t54
  %t212 = fcmp olt <4 x float> %t210, %t56
  %t213 = select <4 x i1> %t212, <4 x float> %t56, <4 x float> %t210
  %t214 = select <4 x i1> %t211, <4 x float> %t54, <4 x float> %t213
  %t215 = fmul <4 x float> %t58, %t197
  %t216 = fadd <4 x float> %t214, %t215
  %t217 = fmul <4 x float> %t44, %t216
  %t218 = fsub <4 x float> %t204, %t217
  %t219 = fadd <4 x float> %t197, %t218
  %t220 = fmul <4 x float> %t203, %t60
  %t221 = fmul <4 x float> %t219, %t62
  %t222 = fadd <4 x float> %t220, %t221
  %t223 = getelementptr float, ptr %t3, i64 %i2
  store <4 x float> %t219, ptr %t223, align 4
  %t224 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t218, ptr %t224, align 4
  %t225 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t222, ptr %t225, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t226 = getelementptr float, ptr %t3, i64 %i3
  %t227 = load float, ptr %t226, align 4
  %t228 = getelementptr float, ptr %t5, i64 %i3
  %t229 = load float, ptr %t228, align 4
  %t230 = getelementptr float, ptr %t1, i64 %i3
  %t231 = load float, ptr %t230, align 4
  %t232 = getelementptr float, ptr %t7, i64 %i3
  %t233 = load float, ptr %t232, align 4
  %t234 = fmul float %t229, %t28
  %t235 = fmul float %t231, %t30
  %t236 = fcmp ogt float %t235, %t31
  %t237 = fcmp olt float %t235, %t32
  %t238 = select i1 %t237, float %t32, float %t235
  %t239 = select i1 %t236, float %t31, float %t238
  %t240 = fmul float %t239, %t33
  %t241 = fcmp ogt float %t240, %t36
  %t242 = fcmp olt float %t240, %t37
  %t243 = select i1 %t242, float %t37, float %t240
  %t244 = select i1 %t241, float %t36, float %t243
  %t245 = fmul float %t38, %t227
  %t246 = fadd float %t244, %t245
  %t247 = fmul float %t29, %t246
  %t248 = fsub float %t234, %t247
  %t249 = fadd float %t227, %t248
  %t250 = fmul float %t233, %t39
  %t251 = fmul float %t249, %t40
  %t252 = fadd float %t250, %t251
  %t253 = getelementptr float, ptr %t3, i64 %i3
  store float %t249, ptr %t253, align 4
  %t254 = getelementptr float, ptr %t5, i64 %i3
  store float %t248, ptr %t254, align 4
  %t255 = getelementptr float, ptr %t7, i64 %i3
  store float %t252, ptr %t255, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
