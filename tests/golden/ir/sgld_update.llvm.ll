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
  %t16 = fptrunc double %t9 to float
  %t17 = fdiv float %t16, 0x4000000000000000
  %t18 = fptrunc double %t13 to float
  %t19 = fptrunc double %t15 to float
  %t20 = fcmp ogt float %t19, 0x0000000000000000
  %t21 = select i1 %t20, float %t19, float 0x7FF0000000000000
  %t22 = fneg float %t21
  %t23 = fptrunc double %t11 to float
  %t24 = call float @llvm.sqrt.f32(float %t16)
  %t25 = insertelement <4 x float> poison, float %t17, i64 0
  %t26 = shufflevector <4 x float> %t25, <4 x float> poison, <4 x i32> zeroinitializer
  %t27 = insertelement <4 x float> poison, float %t18, i64 0
  %t28 = shufflevector <4 x float> %t27, <4 x float> poison, <4 x i32> zeroinitializer
  %t29 = insertelement <4 x float> poison, float %t21, i64 0
  %t30 = shufflevector <4 x float> %t29, <4 x float> poison, <4 x i32> zeroinitializer
  %t31 = insertelement <4 x float> poison, float %t22, i64 0
  %t32 = shufflevector <4 x float> %t31, <4 x float> poison, <4 x i32> zeroinitializer
  %t33 = insertelement <4 x float> poison, float %t23, i64 0
  %t34 = shufflevector <4 x float> %t33, <4 x float> poison, <4 x i32> zeroinitializer
  %t35 = insertelement <4 x float> poison, float %t24, i64 0
  %t36 = shufflevector <4 x float> %t35, <4 x float> poison, <4 x i32> zeroinitializer
  %t37 = sub i64 %end, %begin
  %t38 = icmp sge i64 %t37, 32768
  %t39 = select i1 %t38, i64 %end, i64 %begin
  %t40 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t40, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t39
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
  %t48 = getelementptr float, ptr %t1, i64 %i0
  %t49 = load <4 x float>, ptr %t48, align 4
  %t50 = getelementptr float, ptr %t1, i64 %t47
  %t51 = load <4 x float>, ptr %t50, align 4
  %t52 = getelementptr float, ptr %t3, i64 %i0
  %t53 = load <4 x float>, ptr %t52, align 4
  %t54 = getelementptr float, ptr %t3, i64 %t47
  %t55 = load <4 x float>, ptr %t54, align 4
  %t56 = getelementptr float, ptr %t5, i64 %i0
  %t57 = load <4 x float>, ptr %t56, align 4
  %t58 = getelementptr float, ptr %t5, i64 %t47
  %t59 = load <4 x float>, ptr %t58, align 4
  %t60 = fmul <4 x float> %t53, %t28
  %t61 = fmul <4 x float> %t55, %t28
  %t62 = fcmp ogt <4 x float> %t60, %t30
  %t63 = fcmp ogt <4 x float> %t61, %t30
  %t64 = fcmp olt <4 x float> %t60, %t32
  %t65 = fcmp olt <4 x float> %t61, %t32
  %t66 = select <4 x i1> %t64, <4 x float> %t32, <4 x float> %t60
  %t67 = select <4 x i1> %t65, <4 x float> %t32, <4 x float> %t61
  %t68 = select <4 x i1> %t62, <4 x float> %t30, <4 x float> %t66
  %t69 = select <4 x i1> %t63, <4 x float> %t30, <4 x float> %t67
  %t70 = fmul <4 x float> %t34, %t49
  %t71 = fmul <4 x float> %t34, %t51
  %t72 = fadd <4 x float> %t68, %t70
  %t73 = fadd <4 x float> %t69, %t71
  %t74 = fmul <4 x float> %t26, %t72
  %t75 = fmul <4 x float> %t26, %t73
  %t76 = fsub <4 x float> %t49, %t74
  %t77 = fsub <4 x float> %t51, %t75
  %t78 = fmul <4 x float> %t36, %t57
  %t79 = fmul <4 x float> %t36, %t59
  %t80 = fadd <4 x float> %t76, %t78
  %t81 = fadd <4 x float> %t77, %t79
  %t82 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t80, ptr %t82, align 4
  %t83 = getelementptr float, ptr %t7, i64 %t47
  store <4 x float> %t81, ptr %t83, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t84 = add i64 %i1, 4
  %t85 = getelementptr float, ptr %t1, i64 %i1
  %t86 = load <4 x float>, ptr %t85, align 4
  %t87 = getelementptr float, ptr %t1, i64 %t84
  %t88 = load <4 x float>, ptr %t87, align 4
  %t89 = getelementptr float, ptr %t3, i64 %i1
  %t90 = load <4 x float>, ptr %t89, align 4
  %t91 = getelementptr float, ptr %t3, i64 %t84
  %t92 = load <4 x float>, ptr %t91, align 4
  %t93 = getelementptr float, ptr %t5, i64 %i1
  %t94 = load <4 x float>, ptr %t93, align 4
  %t95 = getelementptr float, ptr %t5, i64 %t84
  %t96 = load <4 x float>, ptr %t95, align 4
  %t97 = fmul <4 x float> %t90, %t28
  %t98 = fmul <4 x float> %t92, %t28
  %t99 = fcmp ogt <4 x float> %t97, %t30
  %t100 = fcmp ogt <4 x float> %t98, %t30
  %t101 = fcmp olt <4 x float> %t97, %t32
  %t102 = fcmp olt <4 x float> %t98, %t32
  %t103 = select <4 x i1> %t101, <4 x float> %t32, <4 x float> %t97
  %t104 = select <4 x i1> %t102, <4 x float> %t32, <4 x float> %t98
  %t105 = select <4 x i1> %t99, <4 x float> %t30, <4 x float> %t103
  %t106 = select <4 x i1> %t100, <4 x float> %t30, <4 x float> %t104
  %t107 = fmul <4 x float> %t34, %t86
  %t108 = fmul <4 x float> %t34, %t88
  %t109 = fadd <4 x float> %t105, %t107
  %t110 = fadd <4 x float> %t106, %t108
  %t111 = fmul <4 x float> %t26, %t109
  %t112 = fmul <4 x float> %t26, %t110
  %t113 = fsub <4 x float> %t86, %t111
  %t114 = fsub <4 x float> %t88, %t112
  %t115 = fmul <4 x float> %t36, %t94
  %t116 = fmul <4 x float> %t36, %t96
  %t117 = fadd <4 x float> %t113, %t115
  %t118 = fadd <4 x float> %t114, %t116
  %t119 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t117, ptr %t119, align 4
  %t120 = getelementptr float, ptr %t7, i64 %t84
  store <4 x float> %t118, ptr %t120, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t121 = getelementptr float, ptr %t1, i64 %i2
  %t122 = load <4 x float>, ptr %t121, align 4
  %t123 = getelementptr float, ptr %t3, i64 %i2
  %t124 = load <4 x float>, ptr %t123, align 4
  %t125 = getelementptr float, ptr %t5, i64 %i2
  %t126 = load <4 x float>, ptr %t125, align 4
  %t127 = fmul <4 x float> %t124, %t28
  %t128 = fcmp ogt <4 x float> %t127, %t30
  %t129 = fcmp olt <4 x float> %t127, %t32
  %t130 = select <4 x i1> %t129, <4 x float> %t32, <4 x float> %t127
  %t131 = select <4 x i1> %t128, <4 x float> %t30, <4 x float> %t130
  %t132 = fmul <4 x float> %t34, %t122
  %t133 = fadd <4 x float> %t131, %t132
  %t134 = fmul <4 x float> %t26, %t133
  %t135 = fsub <4 x float> %t122, %t134
  %t136 = fmul <4 x float> %t36, %t126
  %t137 = fadd <4 x float> %t135, %t136
  %t138 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t137, ptr %t138, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t139 = getelementptr float, ptr %t1, i64 %i3
  %t140 = load float, ptr %t139, align 4
  %t141 = getelementptr float, ptr %t3, i64 %i3
  %t142 = load float, ptr %t141, align 4
  %t143 = getelementptr float, ptr %t5, i64 %i3
  %t144 = load float, ptr %t143, align 4
  %t145 = fmul float %t142, %t18
  %t146 = fcmp ogt float %t145, %t21
  %t147 = fcmp olt float %t145, %t22
  %t148 = select i1 %t147, float %t22, float %t145
  %t149 = select i1 %t146, float %t21, float %t148
  %t150 = fmul float %t23, %t140
  %t151 = fadd float %t149, %t150
  %t152 = fmul float %t17, %t151
  %t153 = fsub float %t140, %t152
  %t154 = fmul float %t24, %t144
  %t155 = fadd float %t153, %t154
  %t156 = getelementptr float, ptr %t7, i64 %i3
  store float %t155, ptr %t156, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
