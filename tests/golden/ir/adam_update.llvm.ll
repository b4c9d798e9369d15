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
  %t56 = getelementptr float, ptr %t1, i64 %i0
  %t57 = getelementptr i8, ptr %t56, i64 2048
  call void @llvm.prefetch.p0(ptr %t57, i32 0, i32 3, i32 1)
  %t58 = getelementptr float, ptr %t3, i64 %i0
  %t59 = getelementptr i8, ptr %t58, i64 2048
  call void @llvm.prefetch.p0(ptr %t59, i32 0, i32 3, i32 1)
  %t60 = getelementptr float, ptr %t5, i64 %i0
  %t61 = getelementptr i8, ptr %t60, i64 2048
  call void @llvm.prefetch.p0(ptr %t61, i32 0, i32 3, i32 1)
  %t62 = getelementptr float, ptr %t7, i64 %i0
  %t63 = getelementptr i8, ptr %t62, i64 2048
  call void @llvm.prefetch.p0(ptr %t63, i32 0, i32 3, i32 1)
  %t64 = add i64 %i0, 4
  %t65 = getelementptr float, ptr %t5, i64 %i0
  %t66 = load <4 x float>, ptr %t65, align 4
  %t67 = getelementptr float, ptr %t5, i64 %t64
  %t68 = load <4 x float>, ptr %t67, align 4
  %t69 = getelementptr float, ptr %t3, i64 %i0
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = getelementptr float, ptr %t3, i64 %t64
  %t72 = load <4 x float>, ptr %t71, align 4
  %t73 = getelementptr float, ptr %t1, i64 %i0
  %t74 = load <4 x float>, ptr %t73, align 4
  %t75 = getelementptr float, ptr %t1, i64 %t64
  %t76 = load <4 x float>, ptr %t75, align 4
  %t77 = getelementptr float, ptr %t7, i64 %i0
  %t78 = load <4 x float>, ptr %t77, align 4
  %t79 = getelementptr float, ptr %t7, i64 %t64
  %t80 = load <4 x float>, ptr %t79, align 4
  %t81 = fmul <4 x float> %t37, %t66
  %t82 = fmul <4 x float> %t37, %t68
  %t83 = fmul <4 x float> %t70, %t41
  %t84 = fmul <4 x float> %t72, %t41
  %t85 = fcmp ogt <4 x float> %t83, %t43
  %t86 = fcmp ogt <4 x float> %t84, %t43
  %t87 = fcmp olt <4 x float> %t83, %t45
  %t88 = fcmp olt <4 x float> %t84, %t45
  %t89 = select <4 x i1> %t87, <4 x float> %t45, <4 x float> %t83
  %t90 = select <4 x i1> %t88, <4 x float> %t45, <4 x float> %t84
  %t91 = select <4 x i1> %t85, <4 x float> %t43, <4 x float> %t89
  %t92 = select <4 x i1> %t86, <4 x float> %t43, <4 x float> %t90
  %t93 = fmul <4 x float> %t47, %t74
  %t94 = fmul <4 x float> %t47, %t76
  %t95 = fadd <4 x float> %t91, %t93
  %t96 = fadd <4 x float> %t92, %t94
  %t97 = fmul <4 x float> %t39, %t95
  %t98 = fmul <4 x float> %t39, %t96
  %t99 = fadd <4 x float> %t81, %t97
  %t100 = fadd <4 x float> %t82, %t98
  %t101 = fmul <4 x float> %t49, %t78
  %t102 = fmul <4 x float> %t49, %t80
  %t103 = fmul <4 x float> %t51, %t95
  %t104 = fmul <4 x float> %t51, %t96
  %t105 = fmul <4 x float> %t103, %t95
  %t106 = fmul <4 x float> %t104, %t96
  %t107 = fadd <4 x float> %t101, %t105
  %t108 = fadd <4 x float> %t102, %t106
  %t109 = fmul <4 x float> %t53, %t99
  %t110 = fmul <4 x float> %t53, %t100
  %t111 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t107)
  %t112 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t108)
  %t113 = fadd <4 x float> %t111, %t55
  %t114 = fadd <4 x float> %t112, %t55
  %t115 = fdiv <4 x float> %t109, %t113
  %t116 = fdiv <4 x float> %t110, %t114
  %t117 = fsub <4 x float> %t74, %t115
  %t118 = fsub <4 x float> %t76, %t116
  %t119 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t99, ptr %t119, align 4
  %t120 = getelementptr float, ptr %t5, i64 %t64
  store <4 x float> %t100, ptr %t120, align 4
  %t121 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t107, ptr %t121, align 4
  %t122 = getelementptr float, ptr %t7, i64 %t64
  store <4 x float> %t108, ptr %t122, align 4
  %t123 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t117, ptr %t123, align 4
  %t124 = getelementptr float, ptr %t9, i64 %t64
  store <4 x float> %t118, ptr %t124, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t125 = getelementptr float, ptr %t5, i64 %i1
  %t126 = load <4 x float>, ptr %t125, align 4
  %t127 = getelementptr float, ptr %t3, i64 %i1
  %t128 = load <4 x float>, ptr %t127, align 4
  %t129 = getelementptr float, ptr %t1, i64 %i1
  %t130 = load <4 x float>, ptr %t129, align 4
  %t131 = getelementptr float, ptr %t7, i64 %i1
  %t132 = load <4 x float>, ptr %t131, align 4
  %t133 = fmul <4 x float> %t37, %t126
  %t134 = fmul <4 x float> %t128, %t41
  %t135 = fcmp ogt <4 x float> %t134, %t43
  %t136 = fcmp olt <4 x float> %t134, %t45
  %t137 = select <4 x i1> %t136, <4 x float> %t45, <4 x float> %t134
  %t138 = select <4 x i1> %t135, <4 x float> %t43, <4 x float> %t137
  %t139 = fmul <4 x float> %t47, %t130
  %t140 = fadd <4 x float> %t138, %t139
  %t141 = fmul <4 x float> %t39, %t140
  %t142 = fadd <4 x float> %t133, %t141
  %t143 = fmul <4 x float> %t49, %t132
  %t144 = fmul <4 x float> %t51, %t140
  %t145 = fmul <4 x float> %t144, %t140
  %t146 = fadd <4 x float> %t143, %t145
  %t147 = fmul <4 x float> %t53, %t142
  %t148 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t146)
  %t149 = fadd <4 x float> %t148, %t55
  %t150 = fdiv <4 x float> %t147, %t149
  %t151 = fsub <4 x float> %t130, %t150
  %t152 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t142, ptr %t152, align 4
  %t153 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t146, ptr %t153, align 4
  %t154 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t151, ptr %t154, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t155 = getelementptr float, ptr %t5, i64 %i2
  %t156 = load float, ptr %t155, align 4
  %t157 = getelementptr float, ptr %t3, i64 %i2
  %t158 = load float, ptr %t157, align 4
  %t159 = getelementptr float, ptr %t1, i64 %i2
  %t160 = load float, ptr %t159, align 4
  %t161 = getelementptr float, ptr %t7, i64 %i2
  %t162 = load float, ptr %t161, align 4
  %t163 = fmul float %t24, %t156
  %t164 = fmul float %t158, %t26
  %t165 = fcmp ogt float %t164, %t29
  %t166 = fcmp olt float %t164, %t30
  %t167 = select i1 %t166, float %t30, float %t164
  %t168 = select i1 %t165, float %t29, float %t167
  %t169 = fmul float %t31, %t160
  %t170 = fadd float %t168, %t169
  %t171 = fmul float %t25, %t170
  %t172 = fadd float %t163, %t171
  %t173 = fmul float %t32, %t162
  %t174 = fmul float %t33, %t170
  %t175 = fmul float %t174, %t170
  %t176 = fadd float %t173, %t175
  %t177 = fmul float %t34, %t172
  %t178 = call float @llvm.sqrt.f32(float %t176)
  %t179 = fadd float %t178, %t35
  %t180 = fdiv float %t177, %t179
  %t181 = fsub float %t160, %t180
  %t182 = getelementptr float, ptr %t5, i64 %i2
  store float %t172, ptr %t182, align 4
  %t183 = getelementptr float, ptr %t7, i64 %i2
  store float %t176, ptr %t183, align 4
  %t184 = getelementptr float, ptr %t9, i64 %i2
  store float %t181, ptr %t184, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
