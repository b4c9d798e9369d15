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
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t38 = add i64 %i0, 4
  %t39 = getelementptr float, ptr %t5, i64 %i0
  %t40 = load <4 x float>, ptr %t39, align 4
  %t41 = getelementptr float, ptr %t5, i64 %t38
  %t42 = load <4 x float>, ptr %t41, align 4
  %t43 = getelementptr float, ptr %t3, i64 %i0
  %t44 = load <4 x float>, ptr %t43, align 4
  %t45 = getelementptr float, ptr %t3, i64 %t38
  %t46 = load <4 x float>, ptr %t45, align 4
  %t47 = getelementptr float, ptr %t1, i64 %i0
  %t48 = load <4 x float>, ptr %t47, align 4
  %t49 = getelementptr float, ptr %t1, i64 %t38
  %t50 = load <4 x float>, ptr %t49, align 4
  %t51 = fmul <4 x float> %t44, %t27
  %t52 = fmul <4 x float> %t46, %t27
  %t53 = fcmp ogt <4 x float> %t51, %t29
  %t54 = fcmp ogt <4 x float> %t52, %t29
  %t55 = fcmp olt <4 x float> %t51, %t31
  %t56 = fcmp olt <4 x float> %t52, %t31
  %t57 = select <4 x i1> %t55, <4 x float> %t31, <4 x float> %t51
  %t58 = select <4 x i1> %t56, <4 x float> %t31, <4 x float> %t52
  %t59 = select <4 x i1> %t53, <4 x float> %t29, <4 x float> %t57
  %t60 = select <4 x i1> %t54, <4 x float> %t29, <4 x float> %t58
  %t61 = fmul <4 x float> %t33, %t48
  %t62 = fmul <4 x float> %t33, %t50
  %t63 = fadd <4 x float> %t59, %t61
  %t64 = fadd <4 x float> %t60, %t62
  %t65 = fmul <4 x float> %t63, %t63
  %t66 = fmul <4 x float> %t64, %t64
  %t67 = fadd <4 x float> %t40, %t65
  %t68 = fadd <4 x float> %t42, %t66
  %t69 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t67)
  %t70 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t68)
  %t71 = fadd <4 x float> %t69, %t35
  %t72 = fadd <4 x float> %t70, %t35
  %t73 = fdiv <4 x float> %t63, %t71
  %t74 = fdiv <4 x float> %t64, %t72
  %t75 = fmul <4 x float> %t73, %t37
  %t76 = fmul <4 x float> %t74, %t37
  %t77 = fsub <4 x float> %t48, %t75
  %t78 = fsub <4 x float> %t50, %t76
  %t79 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t67, ptr %t79, align 4
  %t80 = getelementptr float, ptr %t5, i64 %t38
  store <4 x float> %t68, ptr %t80, align 4
  %t81 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t77, ptr %t81, align 4
  %t82 = getelementptr float, ptr %t7, i64 %t38
  store <4 x float> %t78, ptr %t82, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t83 = getelementptr float, ptr %t5, i64 %i1
  %t84 = load <4 x float>, ptr %t83, align 4
  %t85 = getelementptr float, ptr %t3, i64 %i1
  %t86 = load <4 x float>, ptr %t85, align 4
  %t87 = getelementptr float, ptr %t1, i64 %i1
  %t88 = load <4 x float>, ptr %t87, align 4
  %t89 = fmul <4 x float> %t86, %t27
  %t90 = fcmp ogt <4 x float> %t89, %t29
  %t91 = fcmp olt <4 x float> %t89, %t31
  %t92 = select <4 x i1> %t91, <4 x float> %t31, <4 x float> %t89
  %t93 = select <4 x i1> %t90, <4 x float> %t29, <4 x float> %t92
  %t94 = fmul <4 x float> %t33, %t88
  %t95 = fadd <4 x float> %t93, %t94
  %t96 = fmul <4 x float> %t95, %t95
  %t97 = fadd <4 x float> %t84, %t96
  %t98 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t97)
  %t99 = fadd <4 x float> %t98, %t35
  %t100 = fdiv <4 x float> %t95, %t99
  %t101 = fmul <4 x float> %t100, %t37
  %t102 = fsub <4 x float> %t88, %t101
  %t103 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t97, ptr %t103, align 4
  %t104 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t102, ptr %t104, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t105 = getelementptr float, ptr %t5, i64 %i2
  %t106 = load float, ptr %t105, align 4
  %t107 = getelementptr float, ptr %t3, i64 %i2
  %t108 = load float, ptr %t107, align 4
  %t109 = getelementptr float, ptr %t1, i64 %i2
  %t110 = load float, ptr %t109, align 4
  %t111 = fmul float %t108, %t18
  %t112 = fcmp ogt float %t111, %t21
  %t113 = fcmp olt float %t111, %t22
  %t114 = select i1 %t113, float %t22, float %t111
  %t115 = select i1 %t112, float %t21, float %t114
  %t116 = fmul float %t23, %t110
  %t117 = fadd float %t115, %t116
  %t118 = fmul float %t117, %t117
  %t119 = fadd float %t106, %t118
  %t120 = call float @llvm.sqrt.f32(float %t119)
  %t121 = fadd float %t120, %t24
  %t122 = fdiv float %t117, %t121
  %t123 = fmul float %t122, %t25
  %t124 = fsub float %t110, %t123
  %t125 = getelementptr float, ptr %t5, i64 %i2
  store float %t119, ptr %t125, align 4
  %t126 = getelementptr float, ptr %t7, i64 %i2
  store float %t124, ptr %t126, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
