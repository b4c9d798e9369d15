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
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t47
  br i1 %more0, label %body0, label %loop1
body0:
  %t48 = getelementptr float, ptr %t1, i64 %i0
  %t49 = getelementptr i8, ptr %t48, i64 2048
  call void @llvm.prefetch.p0(ptr %t49, i32 0, i32 3, i32 1)
  %t50 = getelementptr float, ptr %t3, i64 %i0
  %t51 = getelementptr i8, ptr %t50, i64 2048
  call void @llvm.prefetch.p0(ptr %t51, i32 0, i32 3, i32 1)
  %t52 = getelementptr float, ptr %t5, i64 %i0
  %t53 = getelementptr i8, ptr %t52, i64 2048
  call void @llvm.prefetch.p0(ptr %t53, i32 0, i32 3, i32 1)
  %t54 = getelementptr float, ptr %t7, i64 %i0
  %t55 = getelementptr i8, ptr %t54, i64 2048
  call void @llvm.prefetch.p0(ptr %t55, i32 0, i32 3, i32 1)
  %t56 = add i64 %i0, 4
  %t57 = getelementptr float, ptr %t1, i64 %i0
  %t58 = load <4 x float>, ptr %t57, align 4
  %t59 = getelementptr float, ptr %t1, i64 %t56
  %t60 = load <4 x float>, ptr %t59, align 4
  %t61 = getelementptr float, ptr %t7, i64 %i0
  %t62 = load <4 x float>, ptr %t61, align 4
  %t63 = getelementptr float, ptr %t7, i64 %t56
  %t64 = load <4 x float>, ptr %t63, align 4
  %t65 = getelementptr float, ptr %t3, i64 %i0
  %t66 = load <4 x float>, ptr %t65, align 4
  %t67 = getelementptr float, ptr %t3, i64 %t56
  %t68 = load <4 x float>, ptr %t67, align 4
  %t69 = getelementptr float, ptr %t5, i64 %i0
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = getelementptr float, ptr %t5, i64 %t56
  %t72 = load <4 x float>, ptr %t71, align 4
  %t73 = fmul <4 x float> %t32, %t62
  %t74 = fmul <4 x float> %t32, %t64
  %t75 = fmul <4 x float> %t66, %t38
  %t76 = fmul <4 x float> %t68, %t38
  %t77 = fcmp ogt <4 x float> %t75, %t40
  %t78 = fcmp ogt <4 x float> %t76, %t40
  %t79 = fcmp olt <4 x float> %t75, %t42
  %t80 = fcmp olt <4 x float> %t76, %t42
  %t81 = select <4 x i1> %t79, <4 x float> %t42, <4 x float> %t75
  %t82 = select <4 x i1> %t80, <4 x float> %t42, <4 x float> %t76
  %t83 = select <4 x i1> %t77, <4 x float> %t40, <4 x float> %t81
  %t84 = select <4 x i1> %t78, <4 x float> %t40, <4 x float> %t82
  %t85 = fmul <4 x float> %t44, %t58
  %t86 = fmul <4 x float> %t44, %t60
  %t87 = fadd <4 x float> %t83, %t85
  %t88 = fadd <4 x float> %t84, %t86
  %t89 = fmul <4 x float> %t87, %t87
  %t90 = fmul <4 x float> %t88, %t88
  %t91 = fsub <4 x float> %t58, %t70
  %t92 = fsub <4 x float> %t60, %t72
  %t93 = fmul <4 x float> %t89, %t91
  %t94 = fmul <4 x float> %t90, %t92
  %t95 = fmul <4 x float> %t36, %t93
  %t96 = fmul <4 x float> %t36, %t94
  %t97 = fadd <4 x float> %t95, %t87
  %t98 = fadd <4 x float> %t96, %t88
  %t99 = fmul <4 x float> %t34, %t97
  %t100 = fmul <4 x float> %t34, %t98
  %t101 = fsub <4 x float> %t73, %t99
  %t102 = fsub <4 x float> %t74, %t100
  %t103 = fadd <4 x float> %t58, %t101
  %t104 = fadd <4 x float> %t60, %t102
  %t105 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t58, ptr %t105, align 4
  %t106 = getelementptr float, ptr %t5, i64 %t56
  store <4 x float> %t60, ptr %t106, align 4
  %t107 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t101, ptr %t107, align 4
  %t108 = getelementptr float, ptr %t7, i64 %t56
  store <4 x float> %t102, ptr %t108, align 4
  %t109 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t103, ptr %t109, align 4
  %t110 = getelementptr float, ptr %t9, i64 %t56
  store <4 x float> %t104, ptr %t110, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t111 = add i64 %i1, 4
  %t112 = getelementptr float, ptr %t1, i64 %i1
  %t113 = load <4 x float>, ptr %t112, align 4
  %t114 = getelementptr float, ptr %t1, i64 %t111
  %t115 = load <4 x float>, ptr %t114, align 4
  %t116 = getelementptr float, ptr %t7, i64 %i1
  %t117 = load <4 x float>, ptr %t116, align 4
  %t118 = getelementptr float, ptr %t7, i64 %t111
  %t119 = load <4 x float>, ptr %t118, align 4
  %t120 = getelementptr float, ptr %t3, i64 %i1
  %t121 = load <4 x float>, ptr %t120, align 4
  %t122 = getelementptr float, ptr %t3, i64 %t111
  %t123 = load <4 x float>, ptr %t122, align 4
  %t124 = getelementptr float, ptr %t5, i64 %i1
  %t125 = load <4 x float>, ptr %t124, align 4
  %t126 = getelementptr float, ptr %t5, i64 %t111
  %t127 = load <4 x float>, ptr %t126, align 4
  %t128 = fmul <4 x float> %t32, %t117
  %t129 = fmul <4 x float> %t32, %t119
  %t130 = fmul <4 x float> %t121, %t38
  %t131 = fmul <4 x float> %t123, %t38
  %t132 = fcmp ogt <4 x float> %t130, %t40
  %t133 = fcmp ogt <4 x float> %t131, %t40
  %t134 = fcmp olt <4 x float> %t130, %t42
  %t135 = fcmp olt <4 x float> %t131, %t42
  %t136 = select <4 x i1> %t134, <4 x float> %t42, <4 x float> %t130
  %t137 = select <4 x i1> %t135, <4 x float> %t42, <4 x float> %t131
  %t138 = select <4 x i1> %t132, <4 x float> %t40, <4 x float> %t136
  %t139 = select <4 x i1> %t133, <4 x float> %t40, <4 x float> %t137
  %t140 = fmul <4 x float> %t44, %t113
  %t141 = fmul <4 x float> %t44, %t115
  %t142 = fadd <4 x float> %t138, %t140
  %t143 = fadd <4 x float> %t139, %t141
  %t144 = fmul <4 x float> %t142, %t142
  %t145 = fmul <4 x float> %t143, %t143
  %t146 = fsub <4 x float> %t113, %t125
  %t147 = fsub <4 x float> %t115, %t127
  %t148 = fmul <4 x float> %t144, %t146
  %t149 = fmul <4 x float> %t145, %t147
  %t150 = fmul <4 x float> %t36, %t148
  %t151 = fmul <4 x float> %t36, %t149
  %t152 = fadd <4 x float> %t150, %t142
  %t153 = fadd <4 x float> %t151, %t143
  %t154 = fmul <4 x float> %t34, %t152
  %t155 = fmul <4 x float> %t34, %t153
  %t156 = fsub <4 x float> %t128, %t154
  %t157 = fsub <4 x float> %t129, %t155
  %t158 = fadd <4 x float> %t113, %t156
  %t159 = fadd <4 x float> %t115, %t157
  %t160 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t113, ptr %t160, align 4
  %t161 = getelementptr float, ptr %t5, i64 %t111
  store <4 x float> %t115, ptr %t161, align 4
  %t162 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t156, ptr %t162, align 4
  %t163 = getelementptr float, ptr %t7, i64 %t111
  store <4 x float> %t157, ptr %t163, align 4
  %t164 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t158, ptr %t164, align 4
  %t165 = getelementptr float, ptr %t9, i64 %t111
  store <4 x float> %t159, ptr %t165, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t166 = getelementptr float, ptr %t1, i64 %i2
  %t167 = load <4 x float>, ptr %t166, align 4
  %t168 = getelementptr float, ptr %t7, i64 %i2
  %t169 = load <4 x float>, ptr %t168, align 4
  %t170 = getelementptr float, ptr %t3, i64 %i2
  %t171 = load <4 x float>, ptr %t170, align 4
  %t172 = getelementptr float, ptr %t5, i64 %i2
  %t173 = load <4 x float>, ptr %t172, align 4
  %t174 = fmul <4 x float> %t32, %t169
  %t175 = fmul <4 x float> %t171, %t38
  %t176 = fcmp ogt <4 x float> %t175, %t40
  %t177 = fcmp olt <4 x float> %t175, %t42
  %t178 = select <4 x i1> %t177, <4 x float> %t42, <4 x float> %t175
  %t179 = select <4 x i1> %t176, <4 x float> %t40, <4 x float> %t178
  %t180 = fmul <4 x float> %t44, %t167
  %t181 = fadd <4 x float> %t179, %t180
  %t182 = fmul <4 x float> %t181, %t181
  %t183 = fsub <4 x float> %t167, %t173
  %t184 = fmul <4 x float> %t182, %t183
  %t185 = fmul <4 x float> %t36, %t184
  %t186 = fadd <4 x float> %t185, %t181
  %t187 = fmul <4 x float> %t34, %t186
  %t188 = fsub <4 x float> %t174, %t187
  %t189 = fadd <4 x float> %t167, %t188
  %t190 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t167, ptr %t190, align 4
  %t191 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t188, ptr %t191, align 4
  %t192 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t189, ptr %t192, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t193 = getelementptr float, ptr %t1, i64 %i3
  %t194 = load float, ptr %t193, align 4
  %t195 = getelementptr float, ptr %t7, i64 %i3
  %t196 = load float, ptr %t195, align 4
  %t197 = getelementptr float, ptr %t3, i64 %i3
  %t198 = load float, ptr %t197, align 4
  %t199 = getelementptr float, ptr %t5, i64 %i3
  %t200 = load float, ptr %t199, align 4
  %t201 = fmul float %t22, %t196
  %t202 = fmul float %t198, %t25
  %t203 = fcmp ogt float %t202, %t28
  %t204 = fcmp olt float %t202, %t29
  %t205 = select i1 %t204, float %t29, float %t202
  %t206 = select i1 %t203, float %t28, float %t205
  %t207 = fmul float %t30, %t194
  %t208 = fadd float %t206, %t207
  %t209 = fmul float %t208, %t208
  %t210 = fsub float %t194, %t200
  %t211 = fmul float %t209, %t210
  %t212 = fmul float %t24, %t211
  %t213 = fadd float %t212, %t208
  %t214 = fmul float %t23, %t213
  %t215 = fsub float %t201, %t214
  %t216 = fadd float %t194, %t215
  %t217 = getelementptr float, ptr %t5, i64 %i3
  store float %t194, ptr %t217, align 4
  %t218 = getelementptr float, ptr %t7, i64 %i3
  store float %t215, ptr %t218, align 4
  %t219 = getelementptr float, ptr %t9, i64 %i3
  store float %t216, ptr %t219, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
