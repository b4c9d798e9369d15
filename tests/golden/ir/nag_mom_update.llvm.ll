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
  %t18 = fptrunc double %t11 to float
  %t19 = fptrunc double %t9 to float
  %t20 = fptrunc double %t15 to float
  %t21 = fptrunc double %t17 to float
  %t22 = fcmp ogt float %t21, 0x0000000000000000
  %t23 = select i1 %t22, float %t21, float 0x7FF0000000000000
  %t24 = fneg float %t23
  %t25 = fptrunc double %t13 to float
  %t26 = insertelement <4 x float> poison, float %t18, i64 0
  %t27 = shufflevector <4 x float> %t26, <4 x float> poison, <4 x i32> zeroinitializer
  %t28 = insertelement <4 x float> poison, float %t19, i64 0
  %t29 = shufflevector <4 x float> %t28, <4 x float> poison, <4 x i32> zeroinitializer
  %t30 = insertelement <4 x float> poison, float %t20, i64 0
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
  %t61 = fmul <4 x float> %t50, %t27
  %t62 = fmul <4 x float> %t52, %t27
  %t63 = fmul <4 x float> %t54, %t31
  %t64 = fmul <4 x float> %t56, %t31
  %t65 = fcmp ogt <4 x float> %t63, %t33
  %t66 = fcmp ogt <4 x float> %t64, %t33
  %t67 = fcmp olt <4 x float> %t63, %t35
  %t68 = fcmp olt <4 x float> %t64, %t35
  %t69 = select <4 x i1> %t67, <4 x float> %t35, <4 x float> %t63
  %t70 = select <4 x i1> %t68, <4 x float> %t35, <4 x float> %t64
  %t71 = select <4 x i1> %t65, <4 x float> %t33, <4 x float> %t69
  %t72 = select <4 x i1> %t66, <4 x float> %t33, <4 x float> %t70
  %t73 = fmul <4 x float> %t37, %t58
  %t74 = fmul <4 x float> %t37, %t60
  %t75 = fadd <4 x float> %t71, %t73
  %t76 = fadd <4 x float> %t72, %t74
  %t77 = fmul <4 x float> %t29, %t75
  %t78 = fmul <4 x float> %t29, %t76
  %t79 = fsub <4 x float> %t61, %t77
  %t80 = fsub <4 x float> %t62, %t78
  %t81 = fmul <4 x float> %t27, %t79
  %t82 = fmul <4 x float> %t27, %t80
  %t83 = fadd <4 x float> %t58, %t81
  %t84 = fadd <4 x float> %t60, %t82
  %t85 = fsub <4 x float> %t83, %t77
  %t86 = fsub <4 x float> %t84, %t78
  %t87 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t79, ptr %t87, align 4
  %t88 = getelementptr float, ptr %t5, i64 %t48
  store <4 x float> %t80, ptr %t88, align 4
  %t89 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t85, ptr %t89, align 4
  %t90 = getelementptr float, ptr %t7, i64 %t48
  store <4 x float> %t86, ptr %t90, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t91 = add i64 %i1, 4
  %t92 = getelementptr float, ptr %t5, i64 %i1
  %t93 = load <4 x float>, ptr %t92, align 4
  %t94 = getelementptr float, ptr %t5, i64 %t91
  %t95 = load <4 x float>, ptr %t94, align 4
  %t96 = getelementptr float, ptr %t3, i64 %i1
  %t97 = load <4 x float>, ptr %t96, align 4
  %t98 = getelementptr float, ptr %t3, i64 %t91
  %t99 = load <4 x float>, ptr %t98, align 4
  %t100 = getelementptr float, ptr %t1, i64 %i1
  %t101 = load <4 x float>, ptr %t100, align 4
  %t102 = getelementptr float, ptr %t1, i64 %t91
  %t103 = load <4 x float>, ptr %t102, align 4
  %t104 = fmul <4 x float> %t93, %t27
  %t105 = fmul <4 x float> %t95, %t27
  %t106 = fmul <4 x float> %t97, %t31
  %t107 = fmul <4 x float> %t99, %t31
  %t108 = fcmp ogt <4 x float> %t106, %t33
  %t109 = fcmp ogt <4 x float> %t107, %t33
  %t110 = fcmp olt <4 x float> %t106, %t35
  %t111 = fcmp olt <4 x float> %t107, %t35
  %t112 = select <4 x i1> %t110, <4 x float> %t35, <4 x float> %t106
  %t113 = select <4 x i1> %t111, <4 x float> %t35, <4 x float> %t107
  %t114 = select <4 x i1> %t108, <4 x float> %t33, <4 x float> %t112
  %t115 = select <4 x i1> %t109, <4 x float> %t33, <4 x float> %t113
  %t116 = fmul <4 x float> %t37, %t101
  %t117 = fmul <4 x float> %t37, %t103
  %t118 = fadd <4 x float> %t114, %t116
  %t119 = fadd <4 x float> %t115, %t117
  %t120 = fmul <4 x float> %t29, %t118
  %t121 = fmul <4 x float> %t29, %t119
  %t122 = fsub <4 x float> %t104, %t120
  %t123 = fsub <4 x float> %t105, %t121
  %t124 = fmul <4 x float> %t27, %t122
  %t125 = fmul <4 x float> %t27, %t123
  %t126 = fadd <4 x float> %t101, %t124
  %t127 = fadd <4 x float> %t103, %t125
  %t128 = fsub <4 x float> %t126, %t120
  %t129 = fsub <4 x float> %t127, %t121
  %t130 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t122, ptr %t130, align 4
  %t131 = getelementptr float, ptr %t5, i64 %t91
  store <4 x float> %t123, ptr %t131, align 4
  %t132 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t128, ptr %t132, align 4
  %t133 = getelementptr float, ptr %t7, i64 %t91
  store <4 x float> %t129, ptr %t133, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t134 = getelementptr float, ptr %t5, i64 %i2
  %t135 = load <4 x float>, ptr %t134, align 4
  %t136 = getelementptr float, ptr %t3, i64 %i2
  %t137 = load <4 x float>, ptr %t136, align 4
  %t138 = getelementptr float, ptr %t1, i64 %i2
  %t139 = load <4 x float>, ptr %t138, align 4
  %t140 = fmul <4 x float> %t135, %t27
  %t141 = fmul <4 x float> %t137, %t31
  %t142 = fcmp ogt <4 x float> %t141, %t33
  %t143 = fcmp olt <4 x float> %t141, %t35
  %t144 = select <4 x i1> %t143, <4 x float> %t35, <4 x float> %t141
  %t145 = select <4 x i1> %t142, <4 x float> %t33, <4 x float> %t144
  %t146 = fmul <4 x float> %t37, %t139
  %t147 = fadd <4 x float> %t145, %t146
  %t148 = fmul <4 x float> %t29, %t147
  %t149 = fsub <4 x float> %t140, %t148
  %t150 = fmul <4 x float> %t27, %t149
  %t151 = fadd <4 x float> %t139, %t150
  %t152 = fsub <4 x float> %t151, %t148
  %t153 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t149, ptr %t153, align 4
  %t154 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t152, ptr %t154, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t155 = getelementptr float, ptr %t5, i64 %i3
  %t156 = load float, ptr %t155, align 4
  %t157 = getelementptr float, ptr %t3, i64 %i3
  %t158 = load float, ptr %t157, align 4
  %t159 = getelementptr float, ptr %t1, i64 %i3
  %t160 = load float, ptr %t159, align 4
  %t161 = fmul float %t156, %t18
  %t162 = fmul float %t158, %t20
  %t163 = fcmp ogt float %t162, %t23
  %t164 = fcmp olt float %t162, %t24
  %t165 = select i1 %t164, float %t24, float %t162
  %t166 = select i1 %t163, float %t23, float %t165
  %t167 = fmul float %t25, %t160
  %t168 = fadd float %t166, %t167
  %t169 = fmul float %t19, %t168
  %t170 = fsub float %t161, %t169
  %t171 = fmul float %t18, %t170
  %t172 = fadd float %t160, %t171
  %t173 = fsub float %t172, %t169
  %t174 = getelementptr float, ptr %t5, i64 %i3
  store float %t170, ptr %t174, align 4
  %t175 = getelementptr float, ptr %t7, i64 %i3
  store float %t173, ptr %t175, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
