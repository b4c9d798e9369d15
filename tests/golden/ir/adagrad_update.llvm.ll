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
  %t9 = load double, ptr %t8, align 8
  %t10 = getelementptr i64, ptr %args, i64 5
  %t11 = load double, ptr %t10, align 8
  %t12 = getelementptr i64, ptr %args, i64 6
  %t13 = load double, ptr %t12, align 8
  %t14 = getelementptr i64, ptr %args, i64 7
  %t15 = load double, ptr %t14, align 8
  %t16 = getelementptr i64, ptr %args, i64 8
  %t17 = load double, ptr %t16, align 8
  %t18 = fptrunc double %t15 to float
  %t19 = fptrunc double %t17 to float
  %t20 = fcmp ogt float %t19, 0x0000000000000000
  %t21 = select i1 %t20, float %t19, float 0x7FF0000000000000
  %t22 = fneg float %t21
  %t23 = fptrunc double %t13 to float
  %t24 = fptrunc double %t11 to float
  %t25 = fptrunc double %t9 to float
  %t26 = insertelement <4 x float> poison, float %t18, i64 0
  %t27 = shufflevector <4 x float> %t26, <4 x float> poison, <4 x i32> zeroinitializer
  %t28 = insertelement <4 x float> poison, float %t21, i64 0
  %t29 = shufflevector <4 x float> %t28, <4 x float> poison, <4 x i32> zeroinitializer
  %t30 = insertelement <4 x float> poison, float %t22, i64 0
  %t31 = shufflevector <4 x float> %t30, <4 x float> poison, <4 x i32> zeroinitializer
  %t32 = insertelement <4 x float> poison, float %t23, i64 0
  %t33 = shufflevector <4 x float> %t32, <4 x float> poison, <4 x i32> zeroinitializer
  %t34 = insertelement <4 x float> poison, float %t24, i64 0
  %t35 = shufflevector <4 x float> %t34, <4 x float> poison, <4 x i32> zeroinitializer
  %t36 = insertelement <4 x float> poison, float %t25, i64 0
  %t37 = shufflevector <4 x float> %t36, <4 x float> poison, <4 x i32> zeroinitializer
  %t38 = sub i64 %end, %begin
  %t39 = icmp sge i64 %t38, 26214
  %t40 = select i1 %t39, i64 %end, i64 %begin
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t40
  br i1 %more0, label %body0, label %loop1
body0:
  %t41 = getelementptr float, ptr %t1, i64 %i0
  %t42 = getelementptr i8, ptr %t41, i64 2048
  call void @llvm.prefetch.p0(ptr %t42, i32 0, i32 3, i32 1)
  %t43 = getelementptr float, ptr %t3, i64 %i0
  %t44 = getelementptr i8, ptr %t43, i64 2048
  call void @llvm.prefetch.p0(ptr %t44, i32 0, i32 3, i32 1)
  %t45 = getelementptr float, ptr %t5, i64 %i0
  %t46 = getelementptr i8, ptr %t45, i64 2048
  call void @llvm.prefetch.p0(ptr %t46, i32 0, i32 3, i32 1)
  %t47 = add i64 %i0, 4
  %t48 = getelementptr float, ptr %t5, i64 %i0
  %t49 = load <4 x float>, ptr %t48, align 4
  %t50 = getelementptr float, ptr %t5, i64 %t47
  %t51 = load <4 x float>, ptr %t50, align 4
  %t52 = getelementptr float, ptr %t3, i64 %i0
  %t53 = load <4 x float>, ptr %t52, align 4
  %t54 = getelementptr float, ptr %t3, i64 %t47
  %t55 = load <4 x float>, ptr %t54, align 4
  %t56 = getelementptr float, ptr %t1, i64 %i0
  %t57 = load <4 x float>, ptr %t56, align 4
  %t58 = getelementptr float, ptr %t1, i64 %t47
  %t59 = load <4 x float>, ptr %t58, align 4
  %t60 = fmul <4 x float> %t53, %t27
  %t61 = fmul <4 x float> %t55, %t27
  %t62 = fcmp ogt <4 x float> %t60, %t29
  %t63 = fcmp ogt <4 x float> %t61, %t29
  %t64 = fcmp olt <4 x float> %t60, %t31
  %t65 = fcmp olt <4 x float> %t61, %t31
  %t66 = select <4 x i1> %t64, <4 x float> %t31, <4 x float> %t60
  %t67 = select <4 x i1> %t65, <4 x float> %t31, <4 x float> %t61
  %t68 = select <4 x i1> %t62, <4 x float> %t29, <4 x float> %t66
  %t69 = select <4 x i1> %t63, <4 x float> %t29, <4 x float> %t67
  %t70 = fmul <4 x float> %t33, %t57
  %t71 = fmul <4 x float> %t33, %t59
  %t72 = fadd <4 x float> %t68, %t70
  %t73 = fadd <4 x float> %t69, %t71
  %t74 = fmul <4 x float> %t72, %t72
  %t75 = fmul <4 x float> %t73, %t73
  %t76 = fadd <4 x float> %t49, %t74
  %t77 = fadd <4 x float> %t51, %t75
  %t78 = fadd <4 x float> %t76, %t35
  %t79 = fadd <4 x float> %t77, %t35
  %t80 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t78)
  %t81 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t79)
  %t82 = fdiv <4 x float> %t72, %t80
  %t83 = fdiv <4 x float> %t73, %t81
  %t84 = fmul <4 x float> %t82, %t37
  %t85 = fmul <4 x float> %t83, %t37
  %t86 = fsub <4 x float> %t57, %t84
  %t87 = fsub <4 x float> %t59, %t85
  %t88 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t76, ptr %t88, align 4
  %t89 = getelementptr float, ptr %t5, i64 %t47
  store <4 x float> %t77, ptr %t89, align 4
  %t90 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t86, ptr %t90, align 4
  %t91 = getelementptr float, ptr %t7, i64 %t47
  store <4 x float> %t87, ptr %t91, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t92 = add i64 %i1, 4
  %t93 = getelementptr float, ptr %t5, i64 %i1
  %t94 = load <4 x float>, ptr %t93, align 4
  %t95 = getelementptr float, ptr %t5, i64 %t92
  %t96 = load <4 x float>, ptr %t95, align 4
  %t97 = getelementptr float, ptr %t3, i64 %i1
  %t98 = load <4 x float>, ptr %t97, align 4
  %t99 = getelementptr float, ptr %t3, i64 %t92
  %t100 = load <4 x float>, ptr %t99, align 4
  %t101 = getelementptr float, ptr %t1, i64 %i1
  %t102 = load <4 x float>, ptr %t101, align 4
  %t103 = getelementptr float, ptr %t1, i64 %t92
  %t104 = load <4 x float>, ptr %t103, align 4
  %t105 = fmul <4 x float> %t98, %t27
  %t106 = fmul <4 x float> %t100, %t27
  %t107 = fcmp ogt <4 x float> %t105, %t29
  %t108 = fcmp ogt <4 x float> %t106, %t29
  %t109 = fcmp olt <4 x float> %t105, %t31
  %t110 = fcmp olt <4 x float> %t106, %t31
  %t111 = select <4 x i1> %t109, <4 x float> %t31, <4 x float> %t105
  %t112 = select <4 x i1> %t110, <4 x float> %t31, <4 x float> %t106
  %t113 = select <4 x i1> %t107, <4 x float> %t29, <4 x float> %t111
  %t114 = select <4 x i1> %t108, <4 x float> %t29, <4 x float> %t112
  %t115 = fmul <4 x float> %t33, %t102
  %t116 = fmul <4 x float> %t33, %t104
  %t117 = fadd <4 x float> %t113, %t115
  %t118 = fadd <4 x float> %t114, %t116
  %t119 = fmul <4 x float> %t117, %t117
  %t120 = fmul <4 x float> %t118, %t118
  %t121 = fadd <4 x float> %t94, %t119
  %t122 = fadd <4 x float> %t96, %t120
  %t123 = fadd <4 x float> %t121, %t35
  %t124 = fadd <4 x float> %t122, %t35
  %t125 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t123)
  %t126 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t124)
  %t127 = fdiv <4 x float> %t117, %t125
  %t128 = fdiv <4 x float> %t118, %t126
  %t129 = fmul <4 x float> %t127, %t37
  %t130 = fmul <4 x float> %t128, %t37
  %t131 = fsub <4 x float> %t102, %t129
  %t132 = fsub <4 x float> %t104, %t130
  %t133 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t121, ptr %t133, align 4
  %t134 = getelementptr float, ptr %t5, i64 %t92
  store <4 x float> %t122, ptr %t134, align 4
  %t135 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t131, ptr %t135, align 4
  %t136 = getelementptr float, ptr %t7, i64 %t92
  store <4 x float> %t132, ptr %t136, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t137 = getelementptr float, ptr %t5, i64 %i2
  %t138 = load <4 x float>, ptr %t137, align 4
  %t139 = getelementptr float, ptr %t3, i64 %i2
  %t140 = load <4 x float>, ptr %t139, align 4
  %t141 = getelementptr float, ptr %t1, i64 %i2
  %t142 = load <4 x float>, ptr %t141, align 4
  %t143 = fmul <4 x float> %t140, %t27
  %t144 = fcmp ogt <4 x float> %t143, %t29
  %t145 = fcmp olt <4 x float> %t143, %t31
  %t146 = select <4 x i1> %t145, <4 x float> %t31, <4 x float> %t143
  %t147 = select <4 x i1> %t144, <4 x float> %t29, <4 x float> %t146
  %t148 = fmul <4 x float> %t33, %t142
  %t149 = fadd <4 x float> %t147, %t148
  %t150 = fmul <4 x float> %t149, %t149
  %t151 = fadd <4 x float> %t138, %t150
  %t152 = fadd <4 x float> %t151, %t35
  %t153 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t152)
  %t154 = fdiv <4 x float> %t149, %t153
  %t155 = fmul <4 x float> %t154, %t37
  %t156 = fsub <4 x float> %t142, %t155
  %t157 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t151, ptr %t157, align 4
  %t158 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t156, ptr %t158, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t159 = getelementptr float, ptr %t5, i64 %i3
  %t160 = load float, ptr %t159, align 4
  %t161 = getelementptr float, ptr %t3, i64 %i3
  %t162 = load float, ptr %t161, align 4
  %t163 = getelementptr float, ptr %t1, i64 %i3
  %t164 = load float, ptr %t163, align 4
  %t165 = fmul float %t162, %t18
  %t166 = fcmp ogt float %t165, %t21
  %t167 = fcmp olt float %t165, %t22
  %t168 = select i1 %t167, float %t22, float %t165
  %t169 = select i1 %t166, float %t21, float %t168
  %t170 = fmul float %t23, %t164
  %t171 = fadd float %t169, %t170
  %t172 = fmul float %t171, %t171
  %t173 = fadd float %t160, %t172
  %t174 = fadd float %t173, %t24
  %t175 = call float @llvm.sqrt.f32(float %t174)
  %t176 = fdiv float %t171, %t175
  %t177 = fmul float %t176, %t25
  %t178 = fsub float %t164, %t177
  %t179 = getelementptr float, ptr %t5, i64 %i3
  store float %t173, ptr %t179, align 4
  %t180 = getelementptr float, ptr %t7, i64 %i3
  store float %t178, ptr %t180, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
