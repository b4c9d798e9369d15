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
  %t57 = fmul <4 x float> %t46, %t27
  %t58 = fmul <4 x float> %t48, %t27
  %t59 = fmul <4 x float> %t50, %t31
  %t60 = fmul <4 x float> %t52, %t31
  %t61 = fcmp ogt <4 x float> %t59, %t33
  %t62 = fcmp ogt <4 x float> %t60, %t33
  %t63 = fcmp olt <4 x float> %t59, %t35
  %t64 = fcmp olt <4 x float> %t60, %t35
  %t65 = select <4 x i1> %t63, <4 x float> %t35, <4 x float> %t59
  %t66 = select <4 x i1> %t64, <4 x float> %t35, <4 x float> %t60
  %t67 = select <4 x i1> %t61, <4 x float> %t33, <4 x float> %t65
  %t68 = select <4 x i1> %t62, <4 x float> %t33, <4 x float> %t66
  %t69 = fmul <4 x float> %t37, %t54
  %t70 = fmul <4 x float> %t37, %t56
  %t71 = fadd <4 x float> %t67, %t69
  %t72 = fadd <4 x float> %t68, %t70
  %t73 = fmul <4 x float> %t29, %t71
  %t74 = fmul <4 x float> %t29, %t72
  %t75 = fsub <4 x float> %t57, %t73
  %t76 = fsub <4 x float> %t58, %t74
  %t77 = fmul <4 x float> %t27, %t75
  %t78 = fmul <4 x float> %t27, %t76
  %t79 = fadd <4 x float> %t54, %t77
  %t80 = fadd <4 x float> %t56, %t78
  %t81 = fsub <4 x float> %t79, %t73
  %t82 = fsub <4 x float> %t80, %t74
  %t83 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t75, ptr %t83, align 4
  %t84 = getelementptr float, ptr %t5, i64 %t44
  store <4 x float> %t76, ptr %t84, align 4
  %t85 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t81, ptr %t85, align 4
  %t86 = getelementptr float, ptr %t7, i64 %t44
  store <4 x float> %t82, ptr %t86, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t87 = getelementptr float, ptr %t5, i64 %i1
  %t88 = load <4 x float>, ptr %t87, align 4
  %t89 = getelementptr float, ptr %t3, i64 %i1
  %t90 = load <4 x float>, ptr %t89, align 4
  %t91 = getelementptr float, ptr %t1, i64 %i1
  %t92 = load <4 x float>, ptr %t91, align 4
  %t93 = fmul <4 x float> %t88, %t27
  %t94 = fmul <4 x float> %t90, %t31
  %t95 = fcmp ogt <4 x float> %t94, %t33
  %t96 = fcmp olt <4 x float> %t94, %t35
  %t97 = select <4 x i1> %t96, <4 x float> %t35, <4 x float> %t94
  %t98 = select <4 x i1> %t95, <4 x float> %t33, <4 x float> %t97
  %t99 = fmul <4 x float> %t37, %t92
  %t100 = fadd <4 x float> %t98, %t99
  %t101 = fmul <4 x float> %t29, %t100
  %t102 = fsub <4 x float> %t93, %t101
  %t103 = fmul <4 x float> %t27, %t102
  %t104 = fadd <4 x float> %t92, %t103
  %t105 = fsub <4 x float> %t104, %t101
  %t106 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t102, ptr %t106, align 4
  %t107 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t105, ptr %t107, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t108 = getelementptr float, ptr %t5, i64 %i2
  %t109 = load float, ptr %t108, align 4
  %t110 = getelementptr float, ptr %t3, i64 %i2
  %t111 = load float, ptr %t110, align 4
  %t112 = getelementptr float, ptr %t1, i64 %i2
  %t113 = load float, ptr %t112, align 4
  %t114 = fmul float %t109, %t18
  %t115 = fmul float %t111, %t20
  %t116 = fcmp ogt float %t115, %t23
  %t117 = fcmp olt float %t115, %t24
  %t118 = select i1 %t117, float %t24, float %t115
  %t119 = select i1 %t116, float %t23, float %t118
  %t120 = fmul float %t25, %t113
  %t121 = fadd float %t119, %t120
  %t122 = fmul float %t19, %t121
  %t123 = fsub float %t114, %t122
  %t124 = fmul float %t18, %t123
  %t125 = fadd float %t113, %t124
  %t126 = fsub float %t125, %t122
  %t127 = getelementptr float, ptr %t5, i64 %i2
  store float %t123, ptr %t127, align 4
  %t128 = getelementptr float, ptr %t7, i64 %i2
  store float %t126, ptr %t128, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
