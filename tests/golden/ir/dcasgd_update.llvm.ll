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
  %t23 = fptrunc double %t11 to float
  %t24 = fptrunc double %t15 to float
  %t25 = fptrunc double %t19 to float
  %t26 = fptrunc double %t21 to float
  %t27 = fcmp ogt float %t26, 0x0000000000000000
  %t28 = select i1 %t27, float %t26, float 0x7FF0000000000000
  %t29 = fneg float %t28
  %t30 = fptrunc double %t17 to float
  %t31 = insertelement <4 x float> poison, float %t22, i64 0
  %t32 = shufflevector <4 x float> %t31, <4 x float> poison, <4 x i32> zeroinitializer
  %t33 = insertelement <4 x float> poison, float %t23, i64 0
  %t34 = shufflevector <4 x float> %t33, <4 x float> poison, <4 x i32> zeroinitializer
  %t35 = insertelement <4 x float> poison, float %t24, i64 0
  %t36 = shufflevector <4 x float> %t35, <4 x float> poison, <4 x i32> zeroinitializer
  %t37 = insertelement <4 x float> poison, float %t25, i64 0
  %t38 = shufflevector <4 x float> %t37, <4 x float> poison, <4 x i32> zeroinitializer
  %t39 = insertelement <4 x float> poison, float %t28, i64 0
  %t40 = shufflevector <4 x float> %t39, <4 x float> poison, <4 x i32> zeroinitializer
  %t41 = insertelement <4 x float> poison, float %t29, i64 0
  %t42 = shufflevector <4 x float> %t41, <4 x float> poison, <4 x i32> zeroinitializer
  %t43 = insertelement <4 x float> poison, float %t30, i64 0
  %t44 = shufflevector <4 x float> %t43, <4 x float> poison, <4 x i32> zeroinitializer
  %t45 = sub i64 %end, %begin
  %t46 = icmp sge i64 %t45, 18724
  %t47 = select i1 %t46, i64 %end, i64 %begin
  %t48 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t48, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t47
  br i1 %more0, label %body0, label %loop1
body0:
  %t49 = getelementptr float, ptr %t1, i64 %i0
  %t50 = getelementptr i8, ptr %t49, i64 2048
  call void @llvm.prefetch.p0(ptr %t50, i32 0, i32 3, i32 1)
  %t51 = getelementptr float, ptr %t3, i64 %i0
  %t52 = getelementptr i8, ptr %t51, i64 2048
  call void @llvm.prefetch.p0(ptr %t52, i32 0, i32 3, i32 1)
  %t53 = getelementptr float, ptr %t5, i64 %i0
  %t54 = getelementptr i8, ptr %t53, i64 2048
  call void @llvm.prefetch.p0(ptr %t54, i32 0, i32 3, i32 1)
  %t55 = getelementptr float, ptr %t7, i64 %i0
  %t56 = getelementptr i8, ptr %t55, i64 2048
  call void @llvm.prefetch.p0(ptr %t56, i32 0, i32 3, i32 1)
  %t57 = add i64 %i0, 4
  %t58 = getelementptr float, ptr %t1, i64 %i0
  %t59 = load <4 x float>, ptr %t58, align 4
  %t60 = getelementptr float, ptr %t1, i64 %t57
  %t61 = load <4 x float>, ptr %t60, align 4
  %t62 = getelementptr float, ptr %t7, i64 %i0
  %t63 = load <4 x float>, ptr %t62, align 4
  %t64 = getelementptr float, ptr %t7, i64 %t57
  %t65 = load <4 x float>, ptr %t64, align 4
  %t66 = getelementptr float, ptr %t3, i64 %i0
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %t3, i64 %t57
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = getelementptr float, ptr %t5, i64 %i0
  %t71 = load <4 x float>, ptr %t70, align 4
  %t72 = getelementptr float, ptr %t5, i64 %t57
  %t73 = load <4 x float>, ptr %t72, align 4
  %t74 = fmul <4 x float> %t32, %t63
  %t75 = fmul <4 x float> %t32, %t65
  %t76 = fmul <4 x float> %t67, %t38
  %t77 = fmul <4 x float> %t69, %t38
  %t78 = fcmp ogt <4 x float> %t76, %t40
  %t79 = fcmp ogt <4 x float> %t77, %t40
  %t80 = fcmp olt <4 x float> %t76, %t42
  %t81 = fcmp olt <4 x float> %t77, %t42
  %t82 = select <4 x i1> %t80, <4 x float> %t42, <4 x float> %t76
  %t83 = select <4 x i1> %t81, <4 x float> %t42, <4 x float> %t77
  %t84 = select <4 x i1> %t78, <4 x float> %t40, <4 x float> %t82
  %t85 = select <4 x i1> %t79, <4 x float> %t40, <4 x float> %t83
  %t86 = fmul <4 x float> %t44, %t59
  %t87 = fmul <4 x float> %t44, %t61
  %t88 = fadd <4 x float> %t84, %t86
  %t89 = fadd <4 x float> %t85, %t87
  %t90 = fmul <4 x float> %t88, %t88
  %t91 = fmul <4 x float> %t89, %t89
  %t92 = fsub <4 x float> %t59, %t71
  %t93 = fsub <4 x float> %t61, %t73
  %t94 = fmul <4 x float> %t90, %t92
  %t95 = fmul <4 x float> %t91, %t93
  %t96 = fmul <4 x float> %t36, %t94
  %t97 = fmul <4 x float> %t36, %t95
  %t98 = fadd <4 x float> %t96, %t88
  %t99 = fadd <4 x float> %t97, %t89
  %t100 = fmul <4 x float> %t34, %t98
  %t101 = fmul <4 x float> %t34, %t99
  %t102 = fsub <4 x float> %t74, %t100
  %t103 = fsub <4 x float> %t75, %t101
  %t104 = fadd <4 x float> %t59, %t102
  %t105 = fadd <4 x float> %t61, %t103
  %t106 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t59, ptr %t106, align 4
  %t107 = getelementptr float, ptr %t5, i64 %t57
  store <4 x float> %t61, ptr %t107, align 4
  %t108 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t102, ptr %t108, align 4
  %t109 = getelementptr float, ptr %t7, i64 %t57
  store <4 x float> %t103, ptr %t109, align 4
  %t110 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t104, ptr %t110, align 4
  %t111 = getelementptr float, ptr %t9, i64 %t57
  store <4 x float> %t105, ptr %t111, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t112 = add i64 %i1, 4
  %t113 = getelementptr float, ptr %t1, i64 %i1
  %t114 = load <4 x float>, ptr %t113, align 4
  %t115 = getelementptr float, ptr %t1, i64 %t112
  %t116 = load <4 x float>, ptr %t115, align 4
  %t117 = getelementptr float, ptr %t7, i64 %i1
  %t118 = load <4 x float>, ptr %t117, align 4
  %t119 = getelementptr float, ptr %t7, i64 %t112
  %t120 = load <4 x float>, ptr %t119, align 4
  %t121 = getelementptr float, ptr %t3, i64 %i1
  %t122 = load <4 x float>, ptr %t121, align 4
  %t123 = getelementptr float, ptr %t3, i64 %t112
  %t124 = load <4 x float>, ptr %t123, align 4
  %t125 = getelementptr float, ptr %t5, i64 %i1
  %t126 = load <4 x float>, ptr %t125, align 4
  %t127 = getelementptr float, ptr %t5, i64 %t112
  %t128 = load <4 x float>, ptr %t127, align 4
  %t129 = fmul <4 x float> %t32, %t118
  %t130 = fmul <4 x float> %t32, %t120
  %t131 = fmul <4 x float> %t122, %t38
  %t132 = fmul <4 x float> %t124, %t38
  %t133 = fcmp ogt <4 x float> %t131, %t40
  %t134 = fcmp ogt <4 x float> %t132, %t40
  %t135 = fcmp olt <4 x float> %t131, %t42
  %t136 = fcmp olt <4 x float> %t132, %t42
  %t137 = select <4 x i1> %t135, <4 x float> %t42, <4 x float> %t131
  %t138 = select <4 x i1> %t136, <4 x float> %t42, <4 x float> %t132
  %t139 = select <4 x i1> %t133, <4 x float> %t40, <4 x float> %t137
  %t140 = select <4 x i1> %t134, <4 x float> %t40, <4 x float> %t138
  %t141 = fmul <4 x float> %t44, %t114
  %t142 = fmul <4 x float> %t44, %t116
  %t143 = fadd <4 x float> %t139, %t141
  %t144 = fadd <4 x float> %t140, %t142
  %t145 = fmul <4 x float> %t143, %t143
  %t146 = fmul <4 x float> %t144, %t144
  %t147 = fsub <4 x float> %t114, %t126
  %t148 = fsub <4 x float> %t116, %t128
  %t149 = fmul <4 x float> %t145, %t147
  %t150 = fmul <4 x float> %t146, %t148
  %t151 = fmul <4 x float> %t36, %t149
  %t152 = fmul <4 x float> %t36, %t150
  %t153 = fadd <4 x float> %t151, %t143
  %t154 = fadd <4 x float> %t152, %t144
  %t155 = fmul <4 x float> %t34, %t153
  %t156 = fmul <4 x float> %t34, %t154
  %t157 = fsub <4 x float> %t129, %t155
  %t158 = fsub <4 x float> %t130, %t156
  %t159 = fadd <4 x float> %t114, %t157
  %t160 = fadd <4 x float> %t116, %t158
  %t161 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t114, ptr %t161, align 4
  %t162 = getelementptr float, ptr %t5, i64 %t112
  store <4 x float> %t116, ptr %t162, align 4
  %t163 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t157, ptr %t163, align 4
  %t164 = getelementptr float, ptr %t7, i64 %t112
  store <4 x float> %t158, ptr %t164, align 4
  %t165 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t159, ptr %t165, align 4
  %t166 = getelementptr float, ptr %t9, i64 %t112
  store <4 x float> %t160, ptr %t166, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t167 = getelementptr float, ptr %t1, i64 %i2
  %t168 = load <4 x float>, ptr %t167, align 4
  %t169 = getelementptr float, ptr %t7, i64 %i2
  %t170 = load <4 x float>, ptr %t169, align 4
  %t171 = getelementptr float, ptr %t3, i64 %i2
  %t172 = load <4 x float>, ptr %t171, align 4
  %t173 = getelementptr float, ptr %t5, i64 %i2
  %t174 = load <4 x float>, ptr %t173, align 4
  %t175 = fmul <4 x float> %t32, %t170
  %t176 = fmul <4 x float> %t172, %t38
  %t177 = fcmp ogt <4 x float> %t176, %t40
  %t178 = fcmp olt <4 x float> %t176, %t42
  %t179 = select <4 x i1> %t178, <4 x float> %t42, <4 x float> %t176
  %t180 = select <4 x i1> %t177, <4 x float> %t40, <4 x float> %t179
  %t181 = fmul <4 x float> %t44, %t168
  %t182 = fadd <4 x float> %t180, %t181
  %t183 = fmul <4 x float> %t182, %t182
  %t184 = fsub <4 x float> %t168, %t174
  %t185 = fmul <4 x float> %t183, %t184
  %t186 = fmul <4 x float> %t36, %t185
  %t187 = fadd <4 x float> %t186, %t182
  %t188 = fmul <4 x float> %t34, %t187
  %t189 = fsub <4 x float> %t175, %t188
  %t190 = fadd <4 x float> %t168, %t189
  %t191 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t168, ptr %t191, align 4
  %t192 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t189, ptr %t192, align 4
  %t193 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t190, ptr %t193, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t194 = getelementptr float, ptr %t1, i64 %i3
  %t195 = load float, ptr %t194, align 4
  %t196 = getelementptr float, ptr %t7, i64 %i3
  %t197 = load float, ptr %t196, align 4
  %t198 = getelementptr float, ptr %t3, i64 %i3
  %t199 = load float, ptr %t198, align 4
  %t200 = getelementptr float, ptr %t5, i64 %i3
  %t201 = load float, ptr %t200, align 4
  %t202 = fmul float %t22, %t197
  %t203 = fmul float %t199, %t25
  %t204 = fcmp ogt float %t203, %t28
  %t205 = fcmp olt float %t203, %t29
  %t206 = select i1 %t205, float %t29, float %t203
  %t207 = select i1 %t204, float %t28, float %t206
  %t208 = fmul float %t30, %t195
  %t209 = fadd float %t207, %t208
  %t210 = fmul float %t209, %t209
  %t211 = fsub float %t195, %t201
  %t212 = fmul float %t210, %t211
  %t213 = fmul float %t24, %t212
  %t214 = fadd float %t213, %t209
  %t215 = fmul float %t23, %t214
  %t216 = fsub float %t202, %t215
  %t217 = fadd float %t195, %t216
  %t218 = getelementptr float, ptr %t5, i64 %i3
  store float %t195, ptr %t218, align 4
  %t219 = getelementptr float, ptr %t7, i64 %i3
  store float %t216, ptr %t219, align 4
  %t220 = getelementptr float, ptr %t9, i64 %i3
  store float %t217, ptr %t220, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
