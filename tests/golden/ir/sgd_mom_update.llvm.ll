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
  %t60 = fmul <4 x float> %t49, %t27
  %t61 = fmul <4 x float> %t51, %t27
  %t62 = fmul <4 x float> %t53, %t31
  %t63 = fmul <4 x float> %t55, %t31
  %t64 = fcmp ogt <4 x float> %t62, %t33
  %t65 = fcmp ogt <4 x float> %t63, %t33
  %t66 = fcmp olt <4 x float> %t62, %t35
  %t67 = fcmp olt <4 x float> %t63, %t35
  %t68 = select <4 x i1> %t66, <4 x float> %t35, <4 x float> %t62
  %t69 = select <4 x i1> %t67, <4 x float> %t35, <4 x float> %t63
  %t70 = select <4 x i1> %t64, <4 x float> %t33, <4 x float> %t68
  %t71 = select <4 x i1> %t65, <4 x float> %t33, <4 x float> %t69
  %t72 = fmul <4 x float> %t37, %t57
  %t73 = fmul <4 x float> %t37, %t59
  %t74 = fadd <4 x float> %t70, %t72
  %t75 = fadd <4 x float> %t71, %t73
  %t76 = fmul <4 x float> %t29, %t74
  %t77 = fmul <4 x float> %t29, %t75
  %t78 = fsub <4 x float> %t60, %t76
  %t79 = fsub <4 x float> %t61, %t77
  %t80 = fadd <4 x float> %t57, %t78
  %t81 = fadd <4 x float> %t59, %t79
  %t82 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t78, ptr %t82, align 4
  %t83 = getelementptr float, ptr %t5, i64 %t47
  store <4 x float> %t79, ptr %t83, align 4
  %t84 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t80, ptr %t84, align 4
  %t85 = getelementptr float, ptr %t7, i64 %t47
  store <4 x float> %t81, ptr %t85, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t86 = add i64 %i1, 4
  %t87 = getelementptr float, ptr %t5, i64 %i1
  %t88 = load <4 x float>, ptr %t87, align 4
  %t89 = getelementptr float, ptr %t5, i64 %t86
  %t90 = load <4 x float>, ptr %t89, align 4
  %t91 = getelementptr float, ptr %t3, i64 %i1
  %t92 = load <4 x float>, ptr %t91, align 4
  %t93 = getelementptr float, ptr %t3, i64 %t86
  %t94 = load <4 x float>, ptr %t93, align 4
  %t95 = getelementptr float, ptr %t1, i64 %i1
  %t96 = load <4 x float>, ptr %t95, align 4
  %t97 = getelementptr float, ptr %t1, i64 %t86
  %t98 = load <4 x float>, ptr %t97, align 4
  %t99 = fmul <4 x float> %t88, %t27
  %t100 = fmul <4 x float> %t90, %t27
  %t101 = fmul <4 x float> %t92, %t31
  %t102 = fmul <4 x float> %t94, %t31
  %t103 = fcmp ogt <4 x float> %t101, %t33
  %t104 = fcmp ogt <4 x float> %t102, %t33
  %t105 = fcmp olt <4 x float> %t101, %t35
  %t106 = fcmp olt <4 x float> %t102, %t35
  %t107 = select <4 x i1> %t105, <4 x float> %t35, <4 x float> %t101
  %t108 = select <4 x i1> %t106, <4 x float> %t35, <4 x float> %t102
  %t109 = select <4 x i1> %t103, <4 x float> %t33, <4 x float> %t107
  %t110 = select <4 x i1> %t104, <4 x float> %t33, <4 x float> %t108
  %t111 = fmul <4 x float> %t37, %t96
  %t112 = fmul <4 x float> %t37, %t98
  %t113 = fadd <4 x float> %t109, %t111
  %t114 = fadd <4 x float> %t110, %t112
  %t115 = fmul <4 x float> %t29, %t113
  %t116 = fmul <4 x float> %t29, %t114
  %t117 = fsub <4 x float> %t99, %t115
  %t118 = fsub <4 x float> %t100, %t116
  %t119 = fadd <4 x float> %t96, %t117
  %t120 = fadd <4 x float> %t98, %t118
  %t121 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t117, ptr %t121, align 4
  %t122 = getelementptr float, ptr %t5, i64 %t86
  store <4 x float> %t118, ptr %t122, align 4
  %t123 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t119, ptr %t123, align 4
  %t124 = getelementptr float, ptr %t7, i64 %t86
  store <4 x float> %t120, ptr %t124, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t125 = getelementptr float, ptr %t5, i64 %i2
  %t126 = load <4 x float>, ptr %t125, align 4
  %t127 = getelementptr float, ptr %t3, i64 %i2
  %t128 = load <4 x float>, ptr %t127, align 4
  %t129 = getelementptr float, ptr %t1, i64 %i2
  %t130 = load <4 x float>, ptr %t129, align 4
  %t131 = fmul <4 x float> %t126, %t27
  %t132 = fmul <4 x float> %t128, %t31
  %t133 = fcmp ogt <4 x float> %t132, %t33
  %t134 = fcmp olt <4 x float> %t132, %t35
  %t135 = select <4 x i1> %t134, <4 x float> %t35, <4 x float> %t132
  %t136 = select <4 x i1> %t133, <4 x float> %t33, <4 x float> %t135
  %t137 = fmul <4 x float> %t37, %t130
  %t138 = fadd <4 x float> %t136, %t137
  %t139 = fmul <4 x float> %t29, %t138
  %t140 = fsub <4 x float> %t131, %t139
  %t141 = fadd <4 x float> %t130, %t140
  %t142 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t140, ptr %t142, align 4
  %t143 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t141, ptr %t143, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t144 = getelementptr float, ptr %t5, i64 %i3
  %t145 = load float, ptr %t144, align 4
  %t146 = getelementptr float, ptr %t3, i64 %i3
  %t147 = load float, ptr %t146, align 4
  %t148 = getelementptr float, ptr %t1, i64 %i3
  %t149 = load float, ptr %t148, align 4
  %t150 = fmul float %t145, %t18
  %t151 = fmul float %t147, %t20
  %t152 = fcmp ogt float %t151, %t23
  %t153 = fcmp olt float %t151, %t24
  %t154 = select i1 %t153, float %t24, float %t151
  %t155 = select i1 %t152, float %t23, float %t154
  %t156 = fmul float %t25, %t149
  %t157 = fadd float %t155, %t156
  %t158 = fmul float %t19, %t157
  %t159 = fsub float %t150, %t158
  %t160 = fadd float %t149, %t159
  %t161 = getelementptr float, ptr %t5, i64 %i3
  store float %t159, ptr %t161, align 4
  %t162 = getelementptr float, ptr %t7, i64 %i3
  store float %t160, ptr %t162, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
