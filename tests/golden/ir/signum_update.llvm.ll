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
  %t20 = fptrunc double %t11 to float
  %t21 = fsub float 0x3FF0000000000000, %t20
  %t22 = fptrunc double %t15 to float
  %t23 = fptrunc double %t17 to float
  %t24 = fcmp ogt float %t23, 0x0000000000000000
  %t25 = select i1 %t24, float %t23, float 0x7FF0000000000000
  %t26 = fneg float %t25
  %t27 = fptrunc double %t13 to float
  %t28 = fptrunc double %t9 to float
  %t29 = fptrunc double %t19 to float
  %t30 = fmul float %t28, %t29
  %t31 = fsub float 0x3FF0000000000000, %t30
  %t32 = insertelement <4 x float> poison, float %t20, i64 0
  %t33 = shufflevector <4 x float> %t32, <4 x float> poison, <4 x i32> zeroinitializer
  %t34 = insertelement <4 x float> poison, float %t21, i64 0
  %t35 = shufflevector <4 x float> %t34, <4 x float> poison, <4 x i32> zeroinitializer
  %t36 = insertelement <4 x float> poison, float %t22, i64 0
  %t37 = shufflevector <4 x float> %t36, <4 x float> poison, <4 x i32> zeroinitializer
  %t38 = insertelement <4 x float> poison, float %t25, i64 0
  %t39 = shufflevector <4 x float> %t38, <4 x float> poison, <4 x i32> zeroinitializer
  %t40 = insertelement <4 x float> poison, float %t26, i64 0
  %t41 = shufflevector <4 x float> %t40, <4 x float> poison, <4 x i32> zeroinitializer
  %t42 = insertelement <4 x float> poison, float %t27, i64 0
  %t43 = shufflevector <4 x float> %t42, <4 x float> poison, <4 x i32> zeroinitializer
  %t44 = insertelement <4 x float> poison, float %t28, i64 0
  %t45 = shufflevector <4 x float> %t44, <4 x float> poison, <4 x i32> zeroinitializer
  %t46 = insertelement <4 x float> poison, float %t31, i64 0
  %t47 = shufflevector <4 x float> %t46, <4 x float> poison, <4 x i32> zeroinitializer
  %t48 = sub i64 %end, %begin
  %t49 = icmp sge i64 %t48, 26214
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
  %t58 = add i64 %i0, 4
  %t59 = getelementptr float, ptr %t5, i64 %i0
  %t60 = load <4 x float>, ptr %t59, align 4
  %t61 = getelementptr float, ptr %t5, i64 %t58
  %t62 = load <4 x float>, ptr %t61, align 4
  %t63 = getelementptr float, ptr %t3, i64 %i0
  %t64 = load <4 x float>, ptr %t63, align 4
  %t65 = getelementptr float, ptr %t3, i64 %t58
  %t66 = load <4 x float>, ptr %t65, align 4
  %t67 = getelementptr float, ptr %t1, i64 %i0
  %t68 = load <4 x float>, ptr %t67, align 4
  %t69 = getelementptr float, ptr %t1, i64 %t58
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = fmul <4 x float> %t60, %t33
  %t72 = fmul <4 x float> %t62, %t33
  %t73 = fmul <4 x float> %t64, %t37
  %t74 = fmul <4 x float> %t66, %t37
  %t75 = fcmp ogt <4 x float> %t73, %t39
  %t76 = fcmp ogt <4 x float> %t74, %t39
  %t77 = fcmp olt <4 x float> %t73, %t41
  %t78 = fcmp olt <4 x float> %t74, %t41
  %t79 = select <4 x i1> %t77, <4 x float> %t41, <4 x float> %t73
  %t80 = select <4 x i1> %t78, <4 x float> %t41, <4 x float> %t74
  %t81 = select <4 x i1> %t75, <4 x float> %t39, <4 x float> %t79
  %t82 = select <4 x i1> %t76, <4 x float> %t39, <4 x float> %t80
  %t83 = fmul <4 x float> %t43, %t68
  %t84 = fmul <4 x float> %t43, %t70
  %t85 = fadd <4 x float> %t81, %t83
  %t86 = fadd <4 x float> %t82, %t84
  %t87 = fmul <4 x float> %t35, %t85
  %t88 = fmul <4 x float> %t35, %t86
  %t89 = fsub <4 x float> %t71, %t87
  %t90 = fsub <4 x float> %t72, %t88
  %t91 = fmul <4 x float> %t47, %t68
  %t92 = fmul <4 x float> %t47, %t70
  %t93 = fcmp ogt <4 x float> %t89, splat (float 0x0000000000000000)
  %t94 = fcmp ogt <4 x float> %t90, splat (float 0x0000000000000000)
  %t95 = fcmp olt <4 x float> %t89, splat (float 0x0000000000000000)
  %t96 = fcmp olt <4 x float> %t90, splat (float 0x0000000000000000)
  %t97 = select <4 x i1> %t95, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t98 = select <4 x i1> %t96, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t99 = select <4 x i1> %t93, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t97
  %t100 = select <4 x i1> %t94, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t98
  %t101 = fmul <4 x float> %t45, %t99
  %t102 = fmul <4 x float> %t45, %t100
  %t103 = fadd <4 x float> %t91, %t101
  %t104 = fadd <4 x float> %t92, %t102
  %t105 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t89, ptr %t105, align 4
  %t106 = getelementptr float, ptr %t5, i64 %t58
  store <4 x float> %t90, ptr %t106, align 4
  %t107 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t103, ptr %t107, align 4
  %t108 = getelementptr float, ptr %t7, i64 %t58
  store <4 x float> %t104, ptr %t108, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t109 = add i64 %i1, 4
  %t110 = getelementptr float, ptr %t5, i64 %i1
  %t111 = load <4 x float>, ptr %t110, align 4
  %t112 = getelementptr float, ptr %t5, i64 %t109
  %t113 = load <4 x float>, ptr %t112, align 4
  %t114 = getelementptr float, ptr %t3, i64 %i1
  %t115 = load <4 x float>, ptr %t114, align 4
  %t116 = getelementptr float, ptr %t3, i64 %t109
  %t117 = load <4 x float>, ptr %t116, align 4
  %t118 = getelementptr float, ptr %t1, i64 %i1
  %t119 = load <4 x float>, ptr %t118, align 4
  %t120 = getelementptr float, ptr %t1, i64 %t109
  %t121 = load <4 x float>, ptr %t120, align 4
  %t122 = fmul <4 x float> %t111, %t33
  %t123 = fmul <4 x float> %t113, %t33
  %t124 = fmul <4 x float> %t115, %t37
  %t125 = fmul <4 x float> %t117, %t37
  %t126 = fcmp ogt <4 x float> %t124, %t39
  %t127 = fcmp ogt <4 x float> %t125, %t39
  %t128 = fcmp olt <4 x float> %t124, %t41
  %t129 = fcmp olt <4 x float> %t125, %t41
  %t130 = select <4 x i1> %t128, <4 x float> %t41, <4 x float> %t124
  %t131 = select <4 x i1> %t129, <4 x float> %t41, <4 x float> %t125
  %t132 = select <4 x i1> %t126, <4 x float> %t39, <4 x float> %t130
  %t133 = select <4 x i1> %t127, <4 x float> %t39, <4 x float> %t131
  %t134 = fmul <4 x float> %t43, %t119
  %t135 = fmul <4 x float> %t43, %t121
  %t136 = fadd <4 x float> %t132, %t134
  %t137 = fadd <4 x float> %t133, %t135
  %t138 = fmul <4 x float> %t35, %t136
  %t139 = fmul <4 x float> %t35, %t137
  %t140 = fsub <4 x float> %t122, %t138
  %t141 = fsub <4 x float> %t123, %t139
  %t142 = fmul <4 x float> %t47, %t119
  %t143 = fmul <4 x float> %t47, %t121
  %t144 = fcmp ogt <4 x float> %t140, splat (float 0x0000000000000000)
  %t145 = fcmp ogt <4 x float> %t141, splat (float 0x0000000000000000)
  %t146 = fcmp olt <4 x float> %t140, splat (float 0x0000000000000000)
  %t147 = fcmp olt <4 x float> %t141, splat (float 0x0000000000000000)
  %t148 = select <4 x i1> %t146, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t149 = select <4 x i1> %t147, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t150 = select <4 x i1> %t144, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t148
  %t151 = select <4 x i1> %t145, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t149
  %t152 = fmul <4 x float> %t45, %t150
  %t153 = fmul <4 x float> %t45, %t151
  %t154 = fadd <4 x float> %t142, %t152
  %t155 = fadd <4 x float> %t143, %t153
  %t156 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t140, ptr %t156, align 4
  %t157 = getelementptr float, ptr %t5, i64 %t109
  store <4 x float> %t141, ptr %t157, align 4
  %t158 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t154, ptr %t158, align 4
  %t159 = getelementptr float, ptr %t7, i64 %t109
  store <4 x float> %t155, ptr %t159, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t160 = getelementptr float, ptr %t5, i64 %i2
  %t161 = load <4 x float>, ptr %t160, align 4
  %t162 = getelementptr float, ptr %t3, i64 %i2
  %t163 = load <4 x float>, ptr %t162, align 4
  %t164 = getelementptr float, ptr %t1, i64 %i2
  %t165 = load <4 x float>, ptr %t164, align 4
  %t166 = fmul <4 x float> %t161, %t33
  %t167 = fmul <4 x float> %t163, %t37
  %t168 = fcmp ogt <4 x float> %t167, %t39
  %t169 = fcmp olt <4 x float> %t167, %t41
  %t170 = select <4 x i1> %t169, <4 x float> %t41, <4 x float> %t167
  %t171 = select <4 x i1> %t168, <4 x float> %t39, <4 x float> %t170
  %t172 = fmul <4 x float> %t43, %t165
  %t173 = fadd <4 x float> %t171, %t172
  %t174 = fmul <4 x float> %t35, %t173
  %t175 = fsub <4 x float> %t166, %t174
  %t176 = fmul <4 x float> %t47, %t165
  %t177 = fcmp ogt <4 x float> %t175, splat (float 0x0000000000000000)
  %t178 = fcmp olt <4 x float> %t175, splat (float 0x0000000000000000)
  %t179 = select <4 x i1> %t178, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t180 = select <4 x i1> %t177, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t179
  %t181 = fmul <4 x float> %t45, %t180
  %t182 = fadd <4 x float> %t176, %t181
  %t183 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t175, ptr %t183, align 4
  %t184 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t182, ptr %t184, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t185 = getelementptr float, ptr %t5, i64 %i3
  %t186 = load float, ptr %t185, align 4
  %t187 = getelementptr float, ptr %t3, i64 %i3
  %t188 = load float, ptr %t187, align 4
  %t189 = getelementptr float, ptr %t1, i64 %i3
  %t190 = load float, ptr %t189, align 4
  %t191 = fmul float %t186, %t20
  %t192 = fmul float %t188, %t22
  %t193 = fcmp ogt float %t192, %t25
  %t194 = fcmp olt float %t192, %t26
  %t195 = select i1 %t194, float %t26, float %t192
  %t196 = select i1 %t193, float %t25, float %t195
  %t197 = fmul float %t27, %t190
  %t198 = fadd float %t196, %t197
  %t199 = fmul float %t21, %t198
  %t200 = fsub float %t191, %t199
  %t201 = fmul float %t31, %t190
  %t202 = fcmp ogt float %t200, 0x0000000000000000
  %t203 = fcmp olt float %t200, 0x0000000000000000
  %t204 = select i1 %t203, float 0xBFF0000000000000, float 0x0000000000000000
  %t205 = select i1 %t202, float 0x3FF0000000000000, float %t204
  %t206 = fmul float %t28, %t205
  %t207 = fadd float %t201, %t206
  %t208 = getelementptr float, ptr %t5, i64 %i3
  store float %t200, ptr %t208, align 4
  %t209 = getelementptr float, ptr %t7, i64 %i3
  store float %t207, ptr %t209, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
