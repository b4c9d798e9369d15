declare <4 x float> @llvm.sqrt.v4f32(<4 x float>)
declare float @llvm.sqrt.f32(float)
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
  %t27 = fptrunc double %t23 to float
  %t28 = fcmp ogt float %t27, 0x0000000000000000
  %t29 = select i1 %t28, float %t27, float 0x7FF0000000000000
  %t30 = fneg float %t29
  %t31 = fptrunc double %t19 to float
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
  %t42 = insertelement <4 x float> poison, float %t29, i64 0
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
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t56 = add i64 %i0, 4
  %t57 = getelementptr float, ptr %t5, i64 %i0
  %t58 = load <4 x float>, ptr %t57, align 4
  %t59 = getelementptr float, ptr %t5, i64 %t56
  %t60 = load <4 x float>, ptr %t59, align 4
  %t61 = getelementptr float, ptr %t3, i64 %i0
  %t62 = load <4 x float>, ptr %t61, align 4
  %t63 = getelementptr float, ptr %t3, i64 %t56
  %t64 = load <4 x float>, ptr %t63, align 4
  %t65 = getelementptr float, ptr %t1, i64 %i0
  %t66 = load <4 x float>, ptr %t65, align 4
  %t67 = getelementptr float, ptr %t1, i64 %t56
  %t68 = load <4 x float>, ptr %t67, align 4
  %t69 = getelementptr float, ptr %t7, i64 %i0
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = getelementptr float, ptr %t7, i64 %t56
  %t72 = load <4 x float>, ptr %t71, align 4
  %t73 = fmul <4 x float> %t37, %t58
  %t74 = fmul <4 x float> %t37, %t60
  %t75 = fmul <4 x float> %t62, %t41
  %t76 = fmul <4 x float> %t64, %t41
  %t77 = fcmp ogt <4 x float> %t75, %t43
  %t78 = fcmp ogt <4 x float> %t76, %t43
  %t79 = fcmp olt <4 x float> %t75, %t45
  %t80 = fcmp olt <4 x float> %t76, %t45
  %t81 = select <4 x i1> %t79, <4 x float> %t45, <4 x float> %t75
  %t82 = select <4 x i1> %t80, <4 x float> %t45, <4 x float> %t76
  %t83 = select <4 x i1> %t77, <4 x float> %t43, <4 x float> %t81
  %t84 = select <4 x i1> %t78, <4 x float> %t43, <4 x float> %t82
  %t85 = fmul <4 x float> %t47, %t66
  %t86 = fmul <4 x float> %t47, %t68
  %t87 = fadd <4 x float> %t83, %t85
  %t88 = fadd <4 x float> %t84, %t86
  %t89 = fmul <4 x float> %t39, %t87
  %t90 = fmul <4 x float> %t39, %t88
  %t91 = fadd <4 x float> %t73, %t89
  %t92 = fadd <4 x float> %t74, %t90
  %t93 = fmul <4 x float> %t49, %t70
  %t94 = fmul <4 x float> %t49, %t72
  %t95 = fmul <4 x float> %t51, %t87
  %t96 = fmul <4 x float> %t51, %t88
  %t97 = fmul <4 x float> %t95, %t87
  %t98 = fmul <4 x float> %t96, %t88
  %t99 = fadd <4 x float> %t93, %t97
  %t100 = fadd <4 x float> %t94, %t98
  %t101 = fmul <4 x float> %t53, %t91
  %t102 = fmul <4 x float> %t53, %t92
  %t103 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t99)
  %t104 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t100)
  %t105 = fadd <4 x float> %t103, %t55
  %t106 = fadd <4 x float> %t104, %t55
  %t107 = fdiv <4 x float> %t101, %t105
  %t108 = fdiv <4 x float> %t102, %t106
  %t109 = fsub <4 x float> %t66, %t107
  %t110 = fsub <4 x float> %t68, %t108
  %t111 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t91, ptr %t111, align 4
  %t112 = getelementptr float, ptr %t5, i64 %t56
  store <4 x float> %t92, ptr %t112, align 4
  %t113 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t99, ptr %t113, align 4
  %t114 = getelementptr float, ptr %t7, i64 %t56
  store <4 x float> %t100, ptr %t114, align 4
  %t115 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t109, ptr %t115, align 4
  %t116 = getelementptr float, ptr %t9, i64 %t56
  store <4 x float> %t110, ptr %t116, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t117 = getelementptr float, ptr %t5, i64 %i1
  %t118 = load <4 x float>, ptr %t117, align 4
  %t119 = getelementptr float, ptr %t3, i64 %i1
  %t120 = load <4 x float>, ptr %t119, align 4
  %t121 = getelementptr float, ptr %t1, i64 %i1
  %t122 = load <4 x float>, ptr %t121, align 4
  %t123 = getelementptr float, ptr %t7, i64 %i1
  %t124 = load <4 x float>, ptr %t123, align 4
  %t125 = fmul <4 x float> %t37, %t118
  %t126 = fmul <4 x float> %t120, %t41
  %t127 = fcmp ogt <4 x float> %t126, %t43
  %t128 = fcmp olt <4 x float> %t126, %t45
  %t129 = select <4 x i1> %t128, <4 x float> %t45, <4 x float> %t126
  %t130 = select <4 x i1> %t127, <4 x float> %t43, <4 x float> %t129
  %t131 = fmul <4 x float> %t47, %t122
  %t132 = fadd <4 x float> %t130, %t131
  %t133 = fmul <4 x float> %t39, %t132
  %t134 = fadd <4 x float> %t125, %t133
  %t135 = fmul <4 x float> %t49, %t124
  %t136 = fmul <4 x float> %t51, %t132
  %t137 = fmul <4 x float> %t136, %t132
  %t138 = fadd <4 x float> %t135, %t137
  %t139 = fmul <4 x float> %t53, %t134
  %t140 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t138)
  %t141 = fadd <4 x float> %t140, %t55
  %t142 = fdiv <4 x float> %t139, %t141
  %t143 = fsub <4 x float> %t122, %t142
  %t144 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t134, ptr %t144, align 4
  %t145 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t138, ptr %t145, align 4
  %t146 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t143, ptr %t146, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t147 = getelementptr float, ptr %t5, i64 %i2
  %t148 = load float, ptr %t147, align 4
  %t149 = getelementptr float, ptr %t3, i64 %i2
  %t150 = load float, ptr %t149, align 4
  %t151 = getelementptr float, ptr %t1, i64 %i2
  %t152 = load float, ptr %t151, align 4
  %t153 = getelementptr float, ptr %t7, i64 %i2
  %t154 = load float, ptr %t153, align 4
  %t155 = fmul float %t24, %t148
  %t156 = fmul float %t150, %t26
  %t157 = fcmp ogt float %t156, %t29
  %t158 = fcmp olt float %t156, %t30
  %t159 = select i1 %t158, float %t30, float %t156
  %t160 = select i1 %t157, float %t29, float %t159
  %t161 = fmul float %t31, %t152
  %t162 = fadd float %t160, %t161
  %t163 = fmul float %t25, %t162
  %t164 = fadd float %t155, %t163
  %t165 = fmul float %t32, %t154
  %t166 = fmul float %t33, %t162
  %t167 = fmul float %t166, %t162
  %t168 = fadd float %t165, %t167
  %t169 = fmul float %t34, %t164
  %t170 = call float @llvm.sqrt.f32(float %t168)
  %t171 = fadd float %t170, %t35
  %t172 = fdiv float %t169, %t171
  %t173 = fsub float %t152, %t172
  %t174 = getelementptr float, ptr %t5, i64 %i2
  store float %t164, ptr %t174, align 4
  %t175 = getelementptr float, ptr %t7, i64 %i2
  store float %t168, ptr %t175, align 4
  %t176 = getelementptr float, ptr %t9, i64 %i2
  store float %t173, ptr %t176, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
