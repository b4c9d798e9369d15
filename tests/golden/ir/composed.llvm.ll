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
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t63 = getelementptr float, ptr %t1, i64 %i0
  %t64 = getelementptr i8, ptr %t63, i64 2048
  call void @llvm.prefetch.p0(ptr %t64, i32 0, i32 3, i32 1)
  %t65 = getelementptr float, ptr %t3, i64 %i0
  %t66 = getelementptr i8, ptr %t65, i64 2048
  call void @llvm.prefetch.p0(ptr %t66, i32 0, i32 3, i32 1)
  %t67 = getelementptr float, ptr %t5, i64 %i0
  %t68 = getelementptr i8, ptr %t67, i64 2048
  call void @llvm.prefetch.p0(ptr %t68, i32 0, i32 3, i32 1)
  %t69 = getelementptr float, ptr %t7, i64 %i0
  %t70 = getelementptr i8, ptr %t69, i64 2048
  call void @llvm.prefetch.p0(ptr %t70, i32 0, i32 3, i32 1)
  %t71 = add i64 %i0, 4
  %t72 = getelementptr float, ptr %t3, i64 %i0
  %t73 = load <4 x float>, ptr %t72, align 4
  %t74 = getelementptr float, ptr %t3, i64 %t71
  %t75 = load <4 x float>, ptr %t74, align 4
  %t76 = getelementptr float, ptr %t5, i64 %i0
  %t77 = load <4 x float>, ptr %t76, align 4
  %t78 = getelementptr float, ptr %t5, i64 %t71
  %t79 = load <4 x float>, ptr %t78, align 4
  %t80 = getelementptr float, ptr %t1, i64 %i0
  %t81 = load <4 x float>, ptr %t80, align 4
  %t82 = getelementptr float, ptr %t1, i64 %t71
  %t83 = load <4 x float>, ptr %t82, align 4
  %t84 = getelementptr float, ptr %t7, i64 %i0
  %t85 = load <4 x float>, ptr %t84, align 4
  %t86 = getelementptr float, ptr %t7, i64 %t71
  %t87 = load <4 x float>, ptr %t86, align 4
  %t88 = fmul <4 x float> %t77, %t42
  %t89 = fmul <4 x float> %t79, %t42
  %t90 = fmul <4 x float> %t81, %t46
  %t91 = fmul <4 x float> %t83, %t46
  %t92 = fcmp ogt <4 x float> %t90, %t48
  %t93 = fcmp ogt <4 x float> %t91, %t48
  %t94 = fcmp olt <4 x float> %t90, %t50
  %t95 = fcmp olt <4 x float> %t91, %t50
  %t96 = select <4 x i1> %t94, <4 x float> %t50, <4 x float> %t90
  %t97 = select <4 x i1> %t95, <4 x float> %t50, <4 x float> %t91
  %t98 = select <4 x i1> %t92, <4 x float> %t48, <4 x float> %t96
  %t99 = select <4 x i1> %t93, <4 x float> %t48, <4 x float> %t97
  %t100 = fmul <4 x float> %t98, %t52
  %t101 = fmul <4 x float> %t99, %t52
  %t102 = fcmp ogt <4 x float> %t100, %t54
  %t103 = fcmp ogt <4 x float> %t101, %t54
  %t104 = fcmp olt <4 x float> %t100, %t56
  %t105 = fcmp olt <4 x float> %t101, %t56
  %t106 = select <4 x i1> %t104, <4 x float> %t56, <4 x float> %t100
  %t107 = select <4 x i1> %t105, <4 x float> %t56, <4 x float> %t101
  %t108 = select <4 x i1> %t102, <4 x float> %t54, <4 x float> %t106
  %t109 = select <4 x i1> %t103, <4 x float> %t54, <4 x float> %t107
  %t110 = fmul <4 x float> %t58, %t73
  %t111 = fmul <4 x float> %t58, %t75
  %t112 = fadd <4 x float> %t108, %t110
  %t113 = fadd <4 x float> %t109, %t111
  %t114 = fmul <4 x float> %t44, %t112
  %t115 = fmul <4 x float> %t44, %t113
  %t116 = fsub <4 x float> %t88, %t114
  %t117 = fsub <4 x float> %t89, %t115
  %t118 = fadd <4 x float> %t73, %t116
  %t119 = fadd <4 x float> %t75, %t117
  %t120 = fmul <4 x float> %t85, %t60
  %t121 = fmul <4 x float> %t87, %t60
  %t122 = fmul <4 x float> %t118, %t62
  %t123 = fmul <4 x float> %t119, %t62
  %t124 = fadd <4 x float> %t120, %t122
  %t125 = fadd <4 x float> %t121, %t123
  %t126 = getelementptr float, ptr %t3, i64 %i0
  store <4 x float> %t118, ptr %t126, align 4
  %t127 = getelementptr float, ptr %t3, i64 %t71
  store <4 x float> %t119, ptr %t127, align 4
  %t128 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t116, ptr %t128, align 4
  %t129 = getelementptr float, ptr %t5, i64 %t71
  store <4 x float> %t117, ptr %t129, align 4
  %t130 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t124, ptr %t130, align 4
  %t131 = getelementptr float, ptr %t7, i64 %t71
  store <4 x float> %t125, ptr %t131, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t132 = getelementptr float, ptr %t3, i64 %i1
  %t133 = load <4 x float>, ptr %t132, align 4
  %t134 = getelementptr float, ptr %t5, i64 %i1
  %t135 = load <4 x float>, ptr %t134, align 4
  %t136 = getelementptr float, ptr %t1, i64 %i1
  %t137 = load <4 x float>, ptr %t136, align 4
  %t138 = getelementptr float, ptr %t7, i64 %i1
  %t139 = load <4 x float>, ptr %t138, align 4
  %t140 = fmul <4 x float> %t135, %t42
  %t141 = fmul <4 x float> %t137, %t46
  %t142 = fcmp ogt <4 x float> %t141, %t48
  %t143 = fcmp olt <4 x float> %t141, %t50
  %t144 = select <4 x i1> %t143, <4 x float> %t50, <4 x float> %t141
  %t145 = select <4 x i1> %t142, <4 x float> %t48, <4 x float> %t144
  %t146 = fmul <4 x float> %t145, %t52
  %t147 = fcmp ogt <4 x float> %t146, %t54
  %t148 = fcmp olt <4 x float> %t146, %t56
  %t149 = select <4 x i1> %t148, <4 x float> %t56, <4 x float> %t146
  %t150 = select <4 x i1> %t147, <4 x float> %t54, <4 x float> %t149
  %t151 = fmul <4 x float> %t58, %t133
  %t152 = fadd <4 x float> %t150, %t151
  %t153 = fmul <4 x float> %t44, %t152
  %t154 = fsub <4 x float> %t140, %t153
  %t155 = fadd <4 x float> %t133, %t154
  %t156 = fmul <4 x float> %t139, %t60
  %t157 = fmul <4 x float> %t155, %t62
  %t158 = fadd <4 x float> %t156, %t157
  %t159 = getelementptr float, ptr %t3, i64 %i1
  store <4 x float> %t155, ptr %t159, align 4
  %t160 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t154, ptr %t160, align 4
  %t161 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t158, ptr %t161, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t162 = getelementptr float, ptr %t3, i64 %i2
  %t163 = load float, ptr %t162, align 4
  %t164 = getelementptr float, ptr %t5, i64 %i2
  %t165 = load float, ptr %t164, align 4
  %t166 = getelementptr float, ptr %t1, i64 %i2
  %t167 = load float, ptr %t166, align 4
  %t168 = getelementptr float, ptr %t7, i64 %i2
  %t169 = load float, ptr %t168, align 4
  %t170 = fmul float %t165, %t28
  %t171 = fmul float %t167, %t30
  %t172 = fcmp ogt float %t171, %t31
  %t173 = fcmp olt float %t171, %t32
  %t174 = select i1 %t173, float %t32, float %t171
  %t175 = select i1 %t172, float %t31, float %t174
  %t176 = fmul float %t175, %t33
  %t177 = fcmp ogt float %t176, %t36
  %t178 = fcmp olt float %t176, %t37
  %t179 = select i1 %t178, float %t37, float %t176
  %t180 = select i1 %t177, float %t36, float %t179
  %t181 = fmul float %t38, %t163
  %t182 = fadd float %t180, %t181
  %t183 = fmul float %t29, %t182
  %t184 = fsub float %t170, %t183
  %t185 = fadd float %t163, %t184
  %t186 = fmul float %t169, %t39
  %t187 = fmul float %t185, %t40
  %t188 = fadd float %t186, %t187
  %t189 = getelementptr float, ptr %t3, i64 %i2
  store float %t185, ptr %t189, align 4
  %t190 = getelementptr float, ptr %t5, i64 %i2
  store float %t184, ptr %t190, align 4
  %t191 = getelementptr float, ptr %t7, i64 %i2
  store float %t188, ptr %t191, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
