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
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t38 = getelementptr float, ptr %t1, i64 %i0
  %t39 = getelementptr i8, ptr %t38, i64 2048
  call void @llvm.prefetch.p0(ptr %t39, i32 0, i32 3, i32 1)
  %t40 = getelementptr float, ptr %t3, i64 %i0
  %t41 = getelementptr i8, ptr %t40, i64 2048
  call void @llvm.prefetch.p0(ptr %t41, i32 0, i32 3, i32 1)
  %t42 = getelementptr float, ptr %t5, i64 %i0
  %t43 = getelementptr i8, ptr %t42, i64 2048
  call void @llvm.prefetch.p0(ptr %t43, i32 0, i32 3, i32 1)
  %t44 = add i64 %i0, 4
  %t45 = getelementptr float, ptr %t5, i64 %i0
  %t46 = load <4 x float>, ptr %t45, align 4
  %t47 = getelementptr float, ptr %t5, i64 %t44
  %t48 = load <4 x float>, ptr %t47, align 4
  %t49 = getelementptr float, ptr %t3, i64 %i0
  %t50 = load <4 x float>, ptr %t49, align 4
  %t51 = getelementptr float, ptr %t3, i64 %t44
  %t52 = load <4 x float>, ptr %t51, align 4
  %t53 = getelementptr float, ptr %t1, i64 %i0
  %t54 = load <4 x float>, ptr %t53, align 4
  %t55 = getelementptr float, ptr %t1, i64 %t44
  %t56 = load <4 x float>, ptr %t55, align 4
  %t57 = fmul <4 x float> %t50, %t27
  %t58 = fmul <4 x float> %t52, %t27
  %t59 = fcmp ogt <4 x float> %t57, %t29
  %t60 = fcmp ogt <4 x float> %t58, %t29
  %t61 = fcmp olt <4 x float> %t57, %t31
  %t62 = fcmp olt <4 x float> %t58, %t31
  %t63 = select <4 x i1> %t61, <4 x float> %t31, <4 x float> %t57
  %t64 = select <4 x i1> %t62, <4 x float> %t31, <4 x float> %t58
  %t65 = select <4 x i1> %t59, <4 x float> %t29, <4 x float> %t63
  %t66 = select <4 x i1> %t60, <4 x float> %t29, <4 x float> %t64
  %t67 = fmul <4 x float> %t33, %t54
  %t68 = fmul <4 x float> %t33, %t56
  %t69 = fadd <4 x float> %t65, %t67
  %t70 = fadd <4 x float> %t66, %t68
  %t71 = fmul <4 x float> %t69, %t69
  %t72 = fmul <4 x float> %t70, %t70
  %t73 = fadd <4 x float> %t46, %t71
  %t74 = fadd <4 x float> %t48, %t72
  %t75 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t73)
  %t76 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t74)
  %t77 = fadd <4 x float> %t75, %t35
  %t78 = fadd <4 x float> %t76, %t35
  %t79 = fdiv <4 x float> %t69, %t77
  %t80 = fdiv <4 x float> %t70, %t78
  %t81 = fmul <4 x float> %t79, %t37
  %t82 = fmul <4 x float> %t80, %t37
  %t83 = fsub <4 x float> %t54, %t81
  %t84 = fsub <4 x float> %t56, %t82
  %t85 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t73, ptr %t85, align 4
  %t86 = getelementptr float, ptr %t5, i64 %t44
  store <4 x float> %t74, ptr %t86, align 4
  %t87 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t83, ptr %t87, align 4
  %t88 = getelementptr float, ptr %t7, i64 %t44
  store <4 x float> %t84, ptr %t88, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t89 = getelementptr float, ptr %t5, i64 %i1
  %t90 = load <4 x float>, ptr %t89, align 4
  %t91 = getelementptr float, ptr %t3, i64 %i1
  %t92 = load <4 x float>, ptr %t91, align 4
  %t93 = getelementptr float, ptr %t1, i64 %i1
  %t94 = load <4 x float>, ptr %t93, align 4
  %t95 = fmul <4 x float> %t92, %t27
  %t96 = fcmp ogt <4 x float> %t95, %t29
  %t97 = fcmp olt <4 x float> %t95, %t31
  %t98 = select <4 x i1> %t97, <4 x float> %t31, <4 x float> %t95
  %t99 = select <4 x i1> %t96, <4 x float> %t29, <4 x float> %t98
  %t100 = fmul <4 x float> %t33, %t94
  %t101 = fadd <4 x float> %t99, %t100
  %t102 = fmul <4 x float> %t101, %t101
  %t103 = fadd <4 x float> %t90, %t102
  %t104 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t103)
  %t105 = fadd <4 x float> %t104, %t35
  %t106 = fdiv <4 x float> %t101, %t105
  %t107 = fmul <4 x float> %t106, %t37
  %t108 = fsub <4 x float> %t94, %t107
  %t109 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t103, ptr %t109, align 4
  %t110 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t108, ptr %t110, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t111 = getelementptr float, ptr %t5, i64 %i2
  %t112 = load float, ptr %t111, align 4
  %t113 = getelementptr float, ptr %t3, i64 %i2
  %t114 = load float, ptr %t113, align 4
  %t115 = getelementptr float, ptr %t1, i64 %i2
  %t116 = load float, ptr %t115, align 4
  %t117 = fmul float %t114, %t18
  %t118 = fcmp ogt float %t117, %t21
  %t119 = fcmp olt float %t117, %t22
  %t120 = select i1 %t119, float %t22, float %t117
  %t121 = select i1 %t118, float %t21, float %t120
  %t122 = fmul float %t23, %t116
  %t123 = fadd float %t121, %t122
  %t124 = fmul float %t123, %t123
  %t125 = fadd float %t112, %t124
  %t126 = call float @llvm.sqrt.f32(float %t125)
  %t127 = fadd float %t126, %t24
  %t128 = fdiv float %t123, %t127
  %t129 = fmul float %t128, %t25
  %t130 = fsub float %t116, %t129
  %t131 = getelementptr float, ptr %t5, i64 %i2
  store float %t125, ptr %t131, align 4
  %t132 = getelementptr float, ptr %t7, i64 %i2
  store float %t130, ptr %t132, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
