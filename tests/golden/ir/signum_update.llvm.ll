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
  %t57 = add i64 %i0, 4
  %t58 = getelementptr float, ptr %t5, i64 %i0
  %t59 = load <4 x float>, ptr %t58, align 4
  %t60 = getelementptr float, ptr %t5, i64 %t57
  %t61 = load <4 x float>, ptr %t60, align 4
  %t62 = getelementptr float, ptr %t3, i64 %i0
  %t63 = load <4 x float>, ptr %t62, align 4
  %t64 = getelementptr float, ptr %t3, i64 %t57
  %t65 = load <4 x float>, ptr %t64, align 4
  %t66 = getelementptr float, ptr %t1, i64 %i0
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %t1, i64 %t57
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = fmul <4 x float> %t59, %t33
  %t71 = fmul <4 x float> %t61, %t33
  %t72 = fmul <4 x float> %t63, %t37
  %t73 = fmul <4 x float> %t65, %t37
  %t74 = fcmp ogt <4 x float> %t72, %t39
  %t75 = fcmp ogt <4 x float> %t73, %t39
  %t76 = fcmp olt <4 x float> %t72, %t41
  %t77 = fcmp olt <4 x float> %t73, %t41
  %t78 = select <4 x i1> %t76, <4 x float> %t41, <4 x float> %t72
  %t79 = select <4 x i1> %t77, <4 x float> %t41, <4 x float> %t73
  %t80 = select <4 x i1> %t74, <4 x float> %t39, <4 x float> %t78
  %t81 = select <4 x i1> %t75, <4 x float> %t39, <4 x float> %t79
  %t82 = fmul <4 x float> %t43, %t67
  %t83 = fmul <4 x float> %t43, %t69
  %t84 = fadd <4 x float> %t80, %t82
  %t85 = fadd <4 x float> %t81, %t83
  %t86 = fmul <4 x float> %t35, %t84
  %t87 = fmul <4 x float> %t35, %t85
  %t88 = fsub <4 x float> %t70, %t86
  %t89 = fsub <4 x float> %t71, %t87
  %t90 = fmul <4 x float> %t47, %t67
  %t91 = fmul <4 x float> %t47, %t69
  %t92 = fcmp ogt <4 x float> %t88, splat (float 0x0000000000000000)
  %t93 = fcmp ogt <4 x float> %t89, splat (float 0x0000000000000000)
  %t94 = fcmp olt <4 x float> %t88, splat (float 0x0000000000000000)
  %t95 = fcmp olt <4 x float> %t89, splat (float 0x0000000000000000)
  %t96 = select <4 x i1> %t94, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t97 = select <4 x i1> %t95, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t98 = select <4 x i1> %t92, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t96
  %t99 = select <4 x i1> %t93, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t97
  %t100 = fmul <4 x float> %t45, %t98
  %t101 = fmul <4 x float> %t45, %t99
  %t102 = fadd <4 x float> %t90, %t100
  %t103 = fadd <4 x float> %t91, %t101
  %t104 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t88, ptr %t104, align 4
  %t105 = getelementptr float, ptr %t5, i64 %t57
  store <4 x float> %t89, ptr %t105, align 4
  %t106 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t102, ptr %t106, align 4
  %t107 = getelementptr float, ptr %t7, i64 %t57
  store <4 x float> %t103, ptr %t107, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t108 = add i64 %i1, 4
  %t109 = getelementptr float, ptr %t5, i64 %i1
  %t110 = load <4 x float>, ptr %t109, align 4
  %t111 = getelementptr float, ptr %t5, i64 %t108
  %t112 = load <4 x float>, ptr %t111, align 4
  %t113 = getelementptr float, ptr %t3, i64 %i1
  %t114 = load <4 x float>, ptr %t113, align 4
  %t115 = getelementptr float, ptr %t3, i64 %t108
  %t116 = load <4 x float>, ptr %t115, align 4
  %t117 = getelementptr float, ptr %t1, i64 %i1
  %t118 = load <4 x float>, ptr %t117, align 4
  %t119 = getelementptr float, ptr %t1, i64 %t108
  %t120 = load <4 x float>, ptr %t119, align 4
  %t121 = fmul <4 x float> %t110, %t33
  %t122 = fmul <4 x float> %t112, %t33
  %t123 = fmul <4 x float> %t114, %t37
  %t124 = fmul <4 x float> %t116, %t37
  %t125 = fcmp ogt <4 x float> %t123, %t39
  %t126 = fcmp ogt <4 x float> %t124, %t39
  %t127 = fcmp olt <4 x float> %t123, %t41
  %t128 = fcmp olt <4 x float> %t124, %t41
  %t129 = select <4 x i1> %t127, <4 x float> %t41, <4 x float> %t123
  %t130 = select <4 x i1> %t128, <4 x float> %t41, <4 x float> %t124
  %t131 = select <4 x i1> %t125, <4 x float> %t39, <4 x float> %t129
  %t132 = select <4 x i1> %t126, <4 x float> %t39, <4 x float> %t130
  %t133 = fmul <4 x float> %t43, %t118
  %t134 = fmul <4 x float> %t43, %t120
  %t135 = fadd <4 x float> %t131, %t133
  %t136 = fadd <4 x float> %t132, %t134
  %t137 = fmul <4 x float> %t35, %t135
  %t138 = fmul <4 x float> %t35, %t136
  %t139 = fsub <4 x float> %t121, %t137
  %t140 = fsub <4 x float> %t122, %t138
  %t141 = fmul <4 x float> %t47, %t118
  %t142 = fmul <4 x float> %t47, %t120
  %t143 = fcmp ogt <4 x float> %t139, splat (float 0x0000000000000000)
  %t144 = fcmp ogt <4 x float> %t140, splat (float 0x0000000000000000)
  %t145 = fcmp olt <4 x float> %t139, splat (float 0x0000000000000000)
  %t146 = fcmp olt <4 x float> %t140, splat (float 0x0000000000000000)
  %t147 = select <4 x i1> %t145, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t148 = select <4 x i1> %t146, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t149 = select <4 x i1> %t143, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t147
  %t150 = select <4 x i1> %t144, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t148
  %t151 = fmul <4 x float> %t45, %t149
  %t152 = fmul <4 x float> %t45, %t150
  %t153 = fadd <4 x float> %t141, %t151
  %t154 = fadd <4 x float> %t142, %t152
  %t155 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t139, ptr %t155, align 4
  %t156 = getelementptr float, ptr %t5, i64 %t108
  store <4 x float> %t140, ptr %t156, align 4
  %t157 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t153, ptr %t157, align 4
  %t158 = getelementptr float, ptr %t7, i64 %t108
  store <4 x float> %t154, ptr %t158, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t159 = getelementptr float, ptr %t5, i64 %i2
  %t160 = load <4 x float>, ptr %t159, align 4
  %t161 = getelementptr float, ptr %t3, i64 %i2
  %t162 = load <4 x float>, ptr %t161, align 4
  %t163 = getelementptr float, ptr %t1, i64 %i2
  %t164 = load <4 x float>, ptr %t163, align 4
  %t165 = fmul <4 x float> %t160, %t33
  %t166 = fmul <4 x float> %t162, %t37
  %t167 = fcmp ogt <4 x float> %t166, %t39
  %t168 = fcmp olt <4 x float> %t166, %t41
  %t169 = select <4 x i1> %t168, <4 x float> %t41, <4 x float> %t166
  %t170 = select <4 x i1> %t167, <4 x float> %t39, <4 x float> %t169
  %t171 = fmul <4 x float> %t43, %t164
  %t172 = fadd <4 x float> %t170, %t171
  %t173 = fmul <4 x float> %t35, %t172
  %t174 = fsub <4 x float> %t165, %t173
  %t175 = fmul <4 x float> %t47, %t164
  %t176 = fcmp ogt <4 x float> %t174, splat (float 0x0000000000000000)
  %t177 = fcmp olt <4 x float> %t174, splat (float 0x0000000000000000)
  %t178 = select <4 x i1> %t177, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t179 = select <4 x i1> %t176, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t178
  %t180 = fmul <4 x float> %t45, %t179
  %t181 = fadd <4 x float> %t175, %t180
  %t182 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t174, ptr %t182, align 4
  %t183 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t181, ptr %t183, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t184 = getelementptr float, ptr %t5, i64 %i3
  %t185 = load float, ptr %t184, align 4
  %t186 = getelementptr float, ptr %t3, i64 %i3
  %t187 = load float, ptr %t186, align 4
  %t188 = getelementptr float, ptr %t1, i64 %i3
  %t189 = load float, ptr %t188, align 4
  %t190 = fmul float %t185, %t20
  %t191 = fmul float %t187, %t22
  %t192 = fcmp ogt float %t191, %t25
  %t193 = fcmp olt float %t191, %t26
  %t194 = select i1 %t193, float %t26, float %t191
  %t195 = select i1 %t192, float %t25, float %t194
  %t196 = fmul float %t27, %t189
  %t197 = fadd float %t195, %t196
  %t198 = fmul float %t21, %t197
  %t199 = fsub float %t190, %t198
  %t200 = fmul float %t31, %t189
  %t201 = fcmp ogt float %t199, 0x0000000000000000
  %t202 = fcmp olt float %t199, 0x0000000000000000
  %t203 = select i1 %t202, float 0xBFF0000000000000, float 0x0000000000000000
  %t204 = select i1 %t201, float 0x3FF0000000000000, float %t203
  %t205 = fmul float %t28, %t204
  %t206 = fadd float %t200, %t205
  %t207 = getelementptr float, ptr %t5, i64 %i3
  store float %t199, ptr %t207, align 4
  %t208 = getelementptr float, ptr %t7, i64 %i3
  store float %t206, ptr %t208, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
