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
  %t80 = fmul <4 x float> %t27, %t78
  %t81 = fmul <4 x float> %t27, %t79
  %t82 = fadd <4 x float> %t57, %t80
  %t83 = fadd <4 x float> %t59, %t81
  %t84 = fsub <4 x float> %t82, %t76
  %t85 = fsub <4 x float> %t83, %t77
  %t86 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t78, ptr %t86, align 4
  %t87 = getelementptr float, ptr %t5, i64 %t47
  store <4 x float> %t79, ptr %t87, align 4
  %t88 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t84, ptr %t88, align 4
  %t89 = getelementptr float, ptr %t7, i64 %t47
  store <4 x float> %t85, ptr %t89, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t90 = add i64 %i1, 4
  %t91 = getelementptr float, ptr %t5, i64 %i1
  %t92 = load <4 x float>, ptr %t91, align 4
  %t93 = getelementptr float, ptr %t5, i64 %t90
  %t94 = load <4 x float>, ptr %t93, align 4
  %t95 = getelementptr float, ptr %t3, i64 %i1
  %t96 = load <4 x float>, ptr %t95, align 4
  %t97 = getelementptr float, ptr %t3, i64 %t90
  %t98 = load <4 x float>, ptr %t97, align 4
  %t99 = getelementptr float, ptr %t1, i64 %i1
  %t100 = load <4 x float>, ptr %t99, align 4
  %t101 = getelementptr float, ptr %t1, i64 %t90
  %t102 = load <4 x float>, ptr %t101, align 4
  %t103 = fmul <4 x float> %t92, %t27
  %t104 = fmul <4 x float> %t94, %t27
  %t105 = fmul <4 x float> %t96, %t31
  %t106 = fmul <4 x float> %t98, %t31
  %t107 = fcmp ogt <4 x float> %t105, %t33
  %t108 = fcmp ogt <4 x float> %t106, %t33
  %t109 = fcmp olt <4 x float> %t105, %t35
  %t110 = fcmp olt <4 x float> %t106, %t35
  %t111 = select <4 x i1> %t109, <4 x float> %t35, <4 x float> %t105
  %t112 = select <4 x i1> %t110, <4 x float> %t35, <4 x float> %t106
  %t113 = select <4 x i1> %t107, <4 x float> %t33, <4 x float> %t111
  %t114 = select <4 x i1> %t108, <4 x float> %t33, <4 x float> %t112
  %t115 = fmul <4 x float> %t37, %t100
  %t116 = fmul <4 x float> %t37, %t102
  %t117 = fadd <4 x float> %t113, %t115
  %t118 = fadd <4 x float> %t114, %t116
  %t119 = fmul <4 x float> %t29, %t117
  %t120 = fmul <4 x float> %t29, %t118
  %t121 = fsub <4 x float> %t103, %t119
  %t122 = fsub <4 x float> %t104, %t120
  %t123 = fmul <4 x float> %t27, %t121
  %t124 = fmul <4 x float> %t27, %t122
  %t125 = fadd <4 x float> %t100, %t123
  %t126 = fadd <4 x float> %t102, %t124
  %t127 = fsub <4 x float> %t125, %t119
  %t128 = fsub <4 x float> %t126, %t120
  %t129 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t121, ptr %t129, align 4
  %t130 = getelementptr float, ptr %t5, i64 %t90
  store <4 x float> %t122, ptr %t130, align 4
  %t131 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t127, ptr %t131, align 4
  %t132 = getelementptr float, ptr %t7, i64 %t90
  store <4 x float> %t128, ptr %t132, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t133 = getelementptr float, ptr %t5, i64 %i2
  %t134 = load <4 x float>, ptr %t133, align 4
  %t135 = getelementptr float, ptr %t3, i64 %i2
  %t136 = load <4 x float>, ptr %t135, align 4
  %t137 = getelementptr float, ptr %t1, i64 %i2
  %t138 = load <4 x float>, ptr %t137, align 4
  %t139 = fmul <4 x float> %t134, %t27
  %t140 = fmul <4 x float> %t136, %t31
  %t141 = fcmp ogt <4 x float> %t140, %t33
  %t142 = fcmp olt <4 x float> %t140, %t35
  %t143 = select <4 x i1> %t142, <4 x float> %t35, <4 x float> %t140
  %t144 = select <4 x i1> %t141, <4 x float> %t33, <4 x float> %t143
  %t145 = fmul <4 x float> %t37, %t138
  %t146 = fadd <4 x float> %t144, %t145
  %t147 = fmul <4 x float> %t29, %t146
  %t148 = fsub <4 x float> %t139, %t147
  %t149 = fmul <4 x float> %t27, %t148
  %t150 = fadd <4 x float> %t138, %t149
  %t151 = fsub <4 x float> %t150, %t147
  %t152 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t148, ptr %t152, align 4
  %t153 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t151, ptr %t153, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t154 = getelementptr float, ptr %t5, i64 %i3
  %t155 = load float, ptr %t154, align 4
  %t156 = getelementptr float, ptr %t3, i64 %i3
  %t157 = load float, ptr %t156, align 4
  %t158 = getelementptr float, ptr %t1, i64 %i3
  %t159 = load float, ptr %t158, align 4
  %t160 = fmul float %t155, %t18
  %t161 = fmul float %t157, %t20
  %t162 = fcmp ogt float %t161, %t23
  %t163 = fcmp olt float %t161, %t24
  %t164 = select i1 %t163, float %t24, float %t161
  %t165 = select i1 %t162, float %t23, float %t164
  %t166 = fmul float %t25, %t159
  %t167 = fadd float %t165, %t166
  %t168 = fmul float %t19, %t167
  %t169 = fsub float %t160, %t168
  %t170 = fmul float %t18, %t169
  %t171 = fadd float %t159, %t170
  %t172 = fsub float %t171, %t168
  %t173 = getelementptr float, ptr %t5, i64 %i3
  store float %t169, ptr %t173, align 4
  %t174 = getelementptr float, ptr %t7, i64 %i3
  store float %t172, ptr %t174, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
