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
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t39
  br i1 %more0, label %body0, label %loop1
body0:
  %t40 = getelementptr float, ptr %t1, i64 %i0
  %t41 = getelementptr i8, ptr %t40, i64 2048
  call void @llvm.prefetch.p0(ptr %t41, i32 0, i32 3, i32 1)
  %t42 = getelementptr float, ptr %t3, i64 %i0
  %t43 = getelementptr i8, ptr %t42, i64 2048
  call void @llvm.prefetch.p0(ptr %t43, i32 0, i32 3, i32 1)
  %t44 = getelementptr float, ptr %t5, i64 %i0
  %t45 = getelementptr i8, ptr %t44, i64 2048
  call void @llvm.prefetch.p0(ptr %t45, i32 0, i32 3, i32 1)
  %t46 = add i64 %i0, 4
  %t47 = getelementptr float, ptr %t1, i64 %i0
  %t48 = load <4 x float>, ptr %t47, align 4
  %t49 = getelementptr float, ptr %t1, i64 %t46
  %t50 = load <4 x float>, ptr %t49, align 4
  %t51 = getelementptr float, ptr %t3, i64 %i0
  %t52 = load <4 x float>, ptr %t51, align 4
  %t53 = getelementptr float, ptr %t3, i64 %t46
  %t54 = load <4 x float>, ptr %t53, align 4
  %t55 = getelementptr float, ptr %t5, i64 %i0
  %t56 = load <4 x float>, ptr %t55, align 4
  %t57 = getelementptr float, ptr %t5, i64 %t46
  %t58 = load <4 x float>, ptr %t57, align 4
  %t59 = fmul <4 x float> %t52, %t28
  %t60 = fmul <4 x float> %t54, %t28
  %t61 = fcmp ogt <4 x float> %t59, %t30
  %t62 = fcmp ogt <4 x float> %t60, %t30
  %t63 = fcmp olt <4 x float> %t59, %t32
  %t64 = fcmp olt <4 x float> %t60, %t32
  %t65 = select <4 x i1> %t63, <4 x float> %t32, <4 x float> %t59
  %t66 = select <4 x i1> %t64, <4 x float> %t32, <4 x float> %t60
  %t67 = select <4 x i1> %t61, <4 x float> %t30, <4 x float> %t65
  %t68 = select <4 x i1> %t62, <4 x float> %t30, <4 x float> %t66
  %t69 = fmul <4 x float> %t34, %t48
  %t70 = fmul <4 x float> %t34, %t50
  %t71 = fadd <4 x float> %t67, %t69
  %t72 = fadd <4 x float> %t68, %t70
  %t73 = fmul <4 x float> %t26, %t71
  %t74 = fmul <4 x float> %t26, %t72
  %t75 = fsub <4 x float> %t48, %t73
  %t76 = fsub <4 x float> %t50, %t74
  %t77 = fmul <4 x float> %t36, %t56
  %t78 = fmul <4 x float> %t36, %t58
  %t79 = fadd <4 x float> %t75, %t77
  %t80 = fadd <4 x float> %t76, %t78
  %t81 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t79, ptr %t81, align 4
  %t82 = getelementptr float, ptr %t7, i64 %t46
  store <4 x float> %t80, ptr %t82, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t83 = add i64 %i1, 4
  %t84 = getelementptr float, ptr %t1, i64 %i1
  %t85 = load <4 x float>, ptr %t84, align 4
  %t86 = getelementptr float, ptr %t1, i64 %t83
  %t87 = load <4 x float>, ptr %t86, align 4
  %t88 = getelementptr float, ptr %t3, i64 %i1
  %t89 = load <4 x float>, ptr %t88, align 4
  %t90 = getelementptr float, ptr %t3, i64 %t83
  %t91 = load <4 x float>, ptr %t90, align 4
  %t92 = getelementptr float, ptr %t5, i64 %i1
  %t93 = load <4 x float>, ptr %t92, align 4
  %t94 = getelementptr float, ptr %t5, i64 %t83
  %t95 = load <4 x float>, ptr %t94, align 4
  %t96 = fmul <4 x float> %t89, %t28
  %t97 = fmul <4 x float> %t91, %t28
  %t98 = fcmp ogt <4 x float> %t96, %t30
  %t99 = fcmp ogt <4 x float> %t97, %t30
  %t100 = fcmp olt <4 x float> %t96, %t32
  %t101 = fcmp olt <4 x float> %t97, %t32
  %t102 = select <4 x i1> %t100, <4 x float> %t32, <4 x float> %t96
  %t103 = select <4 x i1> %t101, <4 x float> %t32, <4 x float> %t97
  %t104 = select <4 x i1> %t98, <4 x float> %t30, <4 x float> %t102
  %t105 = select <4 x i1> %t99, <4 x float> %t30, <4 x float> %t103
  %t106 = fmul <4 x float> %t34, %t85
  %t107 = fmul <4 x float> %t34, %t87
  %t108 = fadd <4 x float> %t104, %t106
  %t109 = fadd <4 x float> %t105, %t107
  %t110 = fmul <4 x float> %t26, %t108
  %t111 = fmul <4 x float> %t26, %t109
  %t112 = fsub <4 x float> %t85, %t110
  %t113 = fsub <4 x float> %t87, %t111
  %t114 = fmul <4 x float> %t36, %t93
  %t115 = fmul <4 x float> %t36, %t95
  %t116 = fadd <4 x float> %t112, %t114
  %t117 = fadd <4 x float> %t113, %t115
  %t118 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t116, ptr %t118, align 4
  %t119 = getelementptr float, ptr %t7, i64 %t83
  store <4 x float> %t117, ptr %t119, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t120 = getelementptr float, ptr %t1, i64 %i2
  %t121 = load <4 x float>, ptr %t120, align 4
  %t122 = getelementptr float, ptr %t3, i64 %i2
  %t123 = load <4 x float>, ptr %t122, align 4
  %t124 = getelementptr float, ptr %t5, i64 %i2
  %t125 = load <4 x float>, ptr %t124, align 4
  %t126 = fmul <4 x float> %t123, %t28
  %t127 = fcmp ogt <4 x float> %t126, %t30
  %t128 = fcmp olt <4 x float> %t126, %t32
  %t129 = select <4 x i1> %t128, <4 x float> %t32, <4 x float> %t126
  %t130 = select <4 x i1> %t127, <4 x float> %t30, <4 x float> %t129
  %t131 = fmul <4 x float> %t34, %t121
  %t132 = fadd <4 x float> %t130, %t131
  %t133 = fmul <4 x float> %t26, %t132
  %t134 = fsub <4 x float> %t121, %t133
  %t135 = fmul <4 x float> %t36, %t125
  %t136 = fadd <4 x float> %t134, %t135
  %t137 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t136, ptr %t137, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t138 = getelementptr float, ptr %t1, i64 %i3
  %t139 = load float, ptr %t138, align 4
  %t140 = getelementptr float, ptr %t3, i64 %i3
  %t141 = load float, ptr %t140, align 4
  %t142 = getelementptr float, ptr %t5, i64 %i3
  %t143 = load float, ptr %t142, align 4
  %t144 = fmul float %t141, %t18
  %t145 = fcmp ogt float %t144, %t21
  %t146 = fcmp olt float %t144, %t22
  %t147 = select i1 %t146, float %t22, float %t144
  %t148 = select i1 %t145, float %t21, float %t147
  %t149 = fmul float %t23, %t139
  %t150 = fadd float %t148, %t149
  %t151 = fmul float %t17, %t150
  %t152 = fsub float %t139, %t151
  %t153 = fmul float %t24, %t143
  %t154 = fadd float %t152, %t153
  %t155 = getelementptr float, ptr %t7, i64 %i3
  store float %t154, ptr %t155, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
