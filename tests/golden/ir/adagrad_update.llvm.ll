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
  %t41 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t41, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t40
  br i1 %more0, label %body0, label %loop1
body0:
  %t42 = getelementptr float, ptr %t1, i64 %i0
  %t43 = getelementptr i8, ptr %t42, i64 2048
  call void @llvm.prefetch.p0(ptr %t43, i32 0, i32 3, i32 1)
  %t44 = getelementptr float, ptr %t3, i64 %i0
  %t45 = getelementptr i8, ptr %t44, i64 2048
  call void @llvm.prefetch.p0(ptr %t45, i32 0, i32 3, i32 1)
  %t46 = getelementptr float, ptr %t5, i64 %i0
  %t47 = getelementptr i8, ptr %t46, i64 2048
  call void @llvm.prefetch.p0(ptr %t47, i32 0, i32 3, i32 1)
  %t48 = add i64 %i0, 4
  %t49 = getelementptr float, ptr %t5, i64 %i0
  %t50 = load <4 x float>, ptr %t49, align 4
  %t51 = getelementptr float, ptr %t5, i64 %t48
  %t52 = load <4 x float>, ptr %t51, align 4
  %t53 = getelementptr float, ptr %t3, i64 %i0
  %t54 = load <4 x float>, ptr %t53, align 4
  %t55 = getelementptr float, ptr %t3, i64 %t48
  %t56 = load <4 x float>, ptr %t55, align 4
  %t57 = getelementptr float, ptr %t1, i64 %i0
  %t58 = load <4 x float>, ptr %t57, align 4
  %t59 = getelementptr float, ptr %t1, i64 %t48
  %t60 = load <4 x float>, ptr %t59, align 4
  %t61 = fmul <4 x float> %t54, %t27
  %t62 = fmul <4 x float> %t56, %t27
  %t63 = fcmp ogt <4 x float> %t61, %t29
  %t64 = fcmp ogt <4 x float> %t62, %t29
  %t65 = fcmp olt <4 x float> %t61, %t31
  %t66 = fcmp olt <4 x float> %t62, %t31
  %t67 = select <4 x i1> %t65, <4 x float> %t31, <4 x float> %t61
  %t68 = select <4 x i1> %t66, <4 x float> %t31, <4 x float> %t62
  %t69 = select <4 x i1> %t63, <4 x float> %t29, <4 x float> %t67
  %t70 = select <4 x i1> %t64, <4 x float> %t29, <4 x float> %t68
  %t71 = fmul <4 x float> %t33, %t58
  %t72 = fmul <4 x float> %t33, %t60
  %t73 = fadd <4 x float> %t69, %t71
  %t74 = fadd <4 x float> %t70, %t72
  %t75 = fmul <4 x float> %t73, %t73
  %t76 = fmul <4 x float> %t74, %t74
  %t77 = fadd <4 x float> %t50, %t75
  %t78 = fadd <4 x float> %t52, %t76
  %t79 = fadd <4 x float> %t77, %t35
  %t80 = fadd <4 x float> %t78, %t35
  %t81 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t79)
  %t82 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t80)
  %t83 = fdiv <4 x float> %t73, %t81
  %t84 = fdiv <4 x float> %t74, %t82
  %t85 = fmul <4 x float> %t83, %t37
  %t86 = fmul <4 x float> %t84, %t37
  %t87 = fsub <4 x float> %t58, %t85
  %t88 = fsub <4 x float> %t60, %t86
  %t89 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t77, ptr %t89, align 4
  %t90 = getelementptr float, ptr %t5, i64 %t48
  store <4 x float> %t78, ptr %t90, align 4
  %t91 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t87, ptr %t91, align 4
  %t92 = getelementptr float, ptr %t7, i64 %t48
  store <4 x float> %t88, ptr %t92, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t93 = add i64 %i1, 4
  %t94 = getelementptr float, ptr %t5, i64 %i1
  %t95 = load <4 x float>, ptr %t94, align 4
  %t96 = getelementptr float, ptr %t5, i64 %t93
  %t97 = load <4 x float>, ptr %t96, align 4
  %t98 = getelementptr float, ptr %t3, i64 %i1
  %t99 = load <4 x float>, ptr %t98, align 4
  %t100 = getelementptr float, ptr %t3, i64 %t93
  %t101 = load <4 x float>, ptr %t100, align 4
  %t102 = getelementptr float, ptr %t1, i64 %i1
  %t103 = load <4 x float>, ptr %t102, align 4
  %t104 = getelementptr float, ptr %t1, i64 %t93
  %t105 = load <4 x float>, ptr %t104, align 4
  %t106 = fmul <4 x float> %t99, %t27
  %t107 = fmul <4 x float> %t101, %t27
  %t108 = fcmp ogt <4 x float> %t106, %t29
  %t109 = fcmp ogt <4 x float> %t107, %t29
  %t110 = fcmp olt <4 x float> %t106, %t31
  %t111 = fcmp olt <4 x float> %t107, %t31
  %t112 = select <4 x i1> %t110, <4 x float> %t31, <4 x float> %t106
  %t113 = select <4 x i1> %t111, <4 x float> %t31, <4 x float> %t107
  %t114 = select <4 x i1> %t108, <4 x float> %t29, <4 x float> %t112
  %t115 = select <4 x i1> %t109, <4 x float> %t29, <4 x float> %t113
  %t116 = fmul <4 x float> %t33, %t103
  %t117 = fmul <4 x float> %t33, %t105
  %t118 = fadd <4 x float> %t114, %t116
  %t119 = fadd <4 x float> %t115, %t117
  %t120 = fmul <4 x float> %t118, %t118
  %t121 = fmul <4 x float> %t119, %t119
  %t122 = fadd <4 x float> %t95, %t120
  %t123 = fadd <4 x float> %t97, %t121
  %t124 = fadd <4 x float> %t122, %t35
  %t125 = fadd <4 x float> %t123, %t35
  %t126 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t124)
  %t127 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t125)
  %t128 = fdiv <4 x float> %t118, %t126
  %t129 = fdiv <4 x float> %t119, %t127
  %t130 = fmul <4 x float> %t128, %t37
  %t131 = fmul <4 x float> %t129, %t37
  %t132 = fsub <4 x float> %t103, %t130
  %t133 = fsub <4 x float> %t105, %t131
  %t134 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t122, ptr %t134, align 4
  %t135 = getelementptr float, ptr %t5, i64 %t93
  store <4 x float> %t123, ptr %t135, align 4
  %t136 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t132, ptr %t136, align 4
  %t137 = getelementptr float, ptr %t7, i64 %t93
  store <4 x float> %t133, ptr %t137, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t138 = getelementptr float, ptr %t5, i64 %i2
  %t139 = load <4 x float>, ptr %t138, align 4
  %t140 = getelementptr float, ptr %t3, i64 %i2
  %t141 = load <4 x float>, ptr %t140, align 4
  %t142 = getelementptr float, ptr %t1, i64 %i2
  %t143 = load <4 x float>, ptr %t142, align 4
  %t144 = fmul <4 x float> %t141, %t27
  %t145 = fcmp ogt <4 x float> %t144, %t29
  %t146 = fcmp olt <4 x float> %t144, %t31
  %t147 = select <4 x i1> %t146, <4 x float> %t31, <4 x float> %t144
  %t148 = select <4 x i1> %t145, <4 x float> %t29, <4 x float> %t147
  %t149 = fmul <4 x float> %t33, %t143
  %t150 = fadd <4 x float> %t148, %t149
  %t151 = fmul <4 x float> %t150, %t150
  %t152 = fadd <4 x float> %t139, %t151
  %t153 = fadd <4 x float> %t152, %t35
  %t154 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t153)
  %t155 = fdiv <4 x float> %t150, %t154
  %t156 = fmul <4 x float> %t155, %t37
  %t157 = fsub <4 x float> %t143, %t156
  %t158 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t152, ptr %t158, align 4
  %t159 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t157, ptr %t159, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t160 = getelementptr float, ptr %t5, i64 %i3
  %t161 = load float, ptr %t160, align 4
  %t162 = getelementptr float, ptr %t3, i64 %i3
  %t163 = load float, ptr %t162, align 4
  %t164 = getelementptr float, ptr %t1, i64 %i3
  %t165 = load float, ptr %t164, align 4
  %t166 = fmul float %t163, %t18
  %t167 = fcmp ogt float %t166, %t21
  %t168 = fcmp olt float %t166, %t22
  %t169 = select i1 %t168, float %t22, float %t166
  %t170 = select i1 %t167, float %t21, float %t169
  %t171 = fmul float %t23, %t165
  %t172 = fadd float %t170, %t171
  %t173 = fmul float %t172, %t172
  %t174 = fadd float %t161, %t173
  %t175 = fadd float %t174, %t24
  %t176 = call float @llvm.sqrt.f32(float %t175)
  %t177 = fdiv float %t172, %t176
  %t178 = fmul float %t177, %t25
  %t179 = fsub float %t165, %t178
  %t180 = getelementptr float, ptr %t5, i64 %i3
  store float %t174, ptr %t180, align 4
  %t181 = getelementptr float, ptr %t7, i64 %i3
  store float %t179, ptr %t181, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
