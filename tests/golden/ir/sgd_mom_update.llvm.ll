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
  %t81 = fadd <4 x float> %t58, %t79
  %t82 = fadd <4 x float> %t60, %t80
  %t83 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t79, ptr %t83, align 4
  %t84 = getelementptr float, ptr %t5, i64 %t48
  store <4 x float> %t80, ptr %t84, align 4
  %t85 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t81, ptr %t85, align 4
  %t86 = getelementptr float, ptr %t7, i64 %t48
  store <4 x float> %t82, ptr %t86, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t87 = add i64 %i1, 4
  %t88 = getelementptr float, ptr %t5, i64 %i1
  %t89 = load <4 x float>, ptr %t88, align 4
  %t90 = getelementptr float, ptr %t5, i64 %t87
  %t91 = load <4 x float>, ptr %t90, align 4
  %t92 = getelementptr float, ptr %t3, i64 %i1
  %t93 = load <4 x float>, ptr %t92, align 4
  %t94 = getelementptr float, ptr %t3, i64 %t87
  %t95 = load <4 x float>, ptr %t94, align 4
  %t96 = getelementptr float, ptr %t1, i64 %i1
  %t97 = load <4 x float>, ptr %t96, align 4
  %t98 = getelementptr float, ptr %t1, i64 %t87
  %t99 = load <4 x float>, ptr %t98, align 4
  %t100 = fmul <4 x float> %t89, %t27
  %t101 = fmul <4 x float> %t91, %t27
  %t102 = fmul <4 x float> %t93, %t31
  %t103 = fmul <4 x float> %t95, %t31
  %t104 = fcmp ogt <4 x float> %t102, %t33
  %t105 = fcmp ogt <4 x float> %t103, %t33
  %t106 = fcmp olt <4 x float> %t102, %t35
  %t107 = fcmp olt <4 x float> %t103, %t35
  %t108 = select <4 x i1> %t106, <4 x float> %t35, <4 x float> %t102
  %t109 = select <4 x i1> %t107, <4 x float> %t35, <4 x float> %t103
  %t110 = select <4 x i1> %t104, <4 x float> %t33, <4 x float> %t108
  %t111 = select <4 x i1> %t105, <4 x float> %t33, <4 x float> %t109
  %t112 = fmul <4 x float> %t37, %t97
  %t113 = fmul <4 x float> %t37, %t99
  %t114 = fadd <4 x float> %t110, %t112
  %t115 = fadd <4 x float> %t111, %t113
  %t116 = fmul <4 x float> %t29, %t114
  %t117 = fmul <4 x float> %t29, %t115
  %t118 = fsub <4 x float> %t100, %t116
  %t119 = fsub <4 x float> %t101, %t117
  %t120 = fadd <4 x float> %t97, %t118
  %t121 = fadd <4 x float> %t99, %t119
  %t122 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t118, ptr %t122, align 4
  %t123 = getelementptr float, ptr %t5, i64 %t87
  store <4 x float> %t119, ptr %t123, align 4
  %t124 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t120, ptr %t124, align 4
  %t125 = getelementptr float, ptr %t7, i64 %t87
  store <4 x float> %t121, ptr %t125, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t126 = getelementptr float, ptr %t5, i64 %i2
  %t127 = load <4 x float>, ptr %t126, align 4
  %t128 = getelementptr float, ptr %t3, i64 %i2
  %t129 = load <4 x float>, ptr %t128, align 4
  %t130 = getelementptr float, ptr %t1, i64 %i2
  %t131 = load <4 x float>, ptr %t130, align 4
  %t132 = fmul <4 x float> %t127, %t27
  %t133 = fmul <4 x float> %t129, %t31
  %t134 = fcmp ogt <4 x float> %t133, %t33
  %t135 = fcmp olt <4 x float> %t133, %t35
  %t136 = select <4 x i1> %t135, <4 x float> %t35, <4 x float> %t133
  %t137 = select <4 x i1> %t134, <4 x float> %t33, <4 x float> %t136
  %t138 = fmul <4 x float> %t37, %t131
  %t139 = fadd <4 x float> %t137, %t138
  %t140 = fmul <4 x float> %t29, %t139
  %t141 = fsub <4 x float> %t132, %t140
  %t142 = fadd <4 x float> %t131, %t141
  %t143 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t141, ptr %t143, align 4
  %t144 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t142, ptr %t144, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t145 = getelementptr float, ptr %t5, i64 %i3
  %t146 = load float, ptr %t145, align 4
  %t147 = getelementptr float, ptr %t3, i64 %i3
  %t148 = load float, ptr %t147, align 4
  %t149 = getelementptr float, ptr %t1, i64 %i3
  %t150 = load float, ptr %t149, align 4
  %t151 = fmul float %t146, %t18
  %t152 = fmul float %t148, %t20
  %t153 = fcmp ogt float %t152, %t23
  %t154 = fcmp olt float %t152, %t24
  %t155 = select i1 %t154, float %t24, float %t152
  %t156 = select i1 %t153, float %t23, float %t155
  %t157 = fmul float %t25, %t150
  %t158 = fadd float %t156, %t157
  %t159 = fmul float %t19, %t158
  %t160 = fsub float %t151, %t159
  %t161 = fadd float %t150, %t160
  %t162 = getelementptr float, ptr %t5, i64 %i3
  store float %t160, ptr %t162, align 4
  %t163 = getelementptr float, ptr %t7, i64 %i3
  store float %t161, ptr %t163, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
