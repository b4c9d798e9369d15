define void @"update"(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %a0 = getelementptr ptr, ptr %args, i64 0
  %p0 = load ptr, ptr %a0, align 8
  %a1 = getelementptr ptr, ptr %args, i64 1
  %p1 = load ptr, ptr %a1, align 8
  %a2 = getelementptr ptr, ptr %args, i64 2
  %p2 = load ptr, ptr %a2, align 8
  %a3 = getelementptr ptr, ptr %args, i64 3
  %p3 = load ptr, ptr %a3, align 8
  %t0 = getelementptr double, ptr %args, i64 5
  %t1 = load double, ptr %t0, align 8
  %t2 = fptrunc double %t1 to float
  %t3 = getelementptr double, ptr %args, i64 4
  %t4 = load double, ptr %t3, align 8
  %t5 = fptrunc double %t4 to float
  %t6 = getelementptr double, ptr %args, i64 7
  %t7 = load double, ptr %t6, align 8
  %t8 = fptrunc double %t7 to float
  %t9 = getelementptr double, ptr %args, i64 8
  %t10 = load double, ptr %t9, align 8
  %t11 = fptrunc double %t10 to float
  %t12 = fcmp ogt float %t11, 0x0000000000000000
  %t13 = select i1 %t12, float %t11, float 0x7FF0000000000000
  %t14 = fneg float %t13
  %t15 = getelementptr double, ptr %args, i64 6
  %t16 = load double, ptr %t15, align 8
  %t17 = fptrunc double %t16 to float
  %t18 = insertelement <4 x float> poison, float %t2, i64 0
  %t19 = shufflevector <4 x float> %t18, <4 x float> poison, <4 x i32> zeroinitializer
  %t20 = insertelement <4 x float> poison, float %t5, i64 0
  %t21 = shufflevector <4 x float> %t20, <4 x float> poison, <4 x i32> zeroinitializer
  %t22 = insertelement <4 x float> poison, float %t8, i64 0
  %t23 = shufflevector <4 x float> %t22, <4 x float> poison, <4 x i32> zeroinitializer
  %t24 = insertelement <4 x float> poison, float %t13, i64 0
  %t25 = shufflevector <4 x float> %t24, <4 x float> poison, <4 x i32> zeroinitializer
  %t26 = insertelement <4 x float> poison, float %t14, i64 0
  %t27 = shufflevector <4 x float> %t26, <4 x float> poison, <4 x i32> zeroinitializer
  %t28 = insertelement <4 x float> poison, float %t17, i64 0
  %t29 = shufflevector <4 x float> %t28, <4 x float> poison, <4 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%j0, %body0]
  %j0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %j0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t30 = add i64 %i0, 4
  %t31 = getelementptr float, ptr %p2, i64 %i0
  %t32 = load <4 x float>, ptr %t31, align 4
  %t33 = getelementptr float, ptr %p2, i64 %t30
  %t34 = load <4 x float>, ptr %t33, align 4
  %t35 = getelementptr float, ptr %p1, i64 %i0
  %t36 = load <4 x float>, ptr %t35, align 4
  %t37 = getelementptr float, ptr %p1, i64 %t30
  %t38 = load <4 x float>, ptr %t37, align 4
  %t39 = getelementptr float, ptr %p0, i64 %i0
  %t40 = load <4 x float>, ptr %t39, align 4
  %t41 = getelementptr float, ptr %p0, i64 %t30
  %t42 = load <4 x float>, ptr %t41, align 4
  %t43 = fmul <4 x float> %t32, %t19
  %t44 = fmul <4 x float> %t34, %t19
  %t45 = fmul <4 x float> %t36, %t23
  %t46 = fmul <4 x float> %t38, %t23
  %t47 = fcmp ogt <4 x float> %t45, %t25
  %t48 = fcmp ogt <4 x float> %t46, %t25
  %t49 = fcmp olt <4 x float> %t45, %t27
  %t50 = fcmp olt <4 x float> %t46, %t27
  %t51 = select <4 x i1> %t49, <4 x float> %t27, <4 x float> %t45
  %t52 = select <4 x i1> %t50, <4 x float> %t27, <4 x float> %t46
  %t53 = select <4 x i1> %t47, <4 x float> %t25, <4 x float> %t51
  %t54 = select <4 x i1> %t48, <4 x float> %t25, <4 x float> %t52
  %t55 = fmul <4 x float> %t29, %t40
  %t56 = fmul <4 x float> %t29, %t42
  %t57 = fadd <4 x float> %t53, %t55
  %t58 = fadd <4 x float> %t54, %t56
  %t59 = fmul <4 x float> %t21, %t57
  %t60 = fmul <4 x float> %t21, %t58
  %t61 = fsub <4 x float> %t43, %t59
  %t62 = fsub <4 x float> %t44, %t60
  %t63 = fadd <4 x float> %t40, %t61
  %t64 = fadd <4 x float> %t42, %t62
  %t65 = getelementptr float, ptr %p2, i64 %i0
  store <4 x float> %t61, ptr %t65, align 4
  %t66 = getelementptr float, ptr %p2, i64 %t30
  store <4 x float> %t62, ptr %t66, align 4
  %t67 = getelementptr float, ptr %p3, i64 %i0
  store <4 x float> %t63, ptr %t67, align 4
  %t68 = getelementptr float, ptr %p3, i64 %t30
  store <4 x float> %t64, ptr %t68, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%j1, %body1]
  %j1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %j1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t69 = getelementptr float, ptr %p2, i64 %i1
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = getelementptr float, ptr %p1, i64 %i1
  %t72 = load <4 x float>, ptr %t71, align 4
  %t73 = getelementptr float, ptr %p0, i64 %i1
  %t74 = load <4 x float>, ptr %t73, align 4
  %t75 = fmul <4 x float> %t70, %t19
  %t76 = fmul <4 x float> %t72, %t23
  %t77 = fcmp ogt <4 x float> %t76, %t25
  %t78 = fcmp olt <4 x float> %t76, %t27
  %t79 = select <4 x i1> %t78, <4 x float> %t27, <4 x float> %t76
  %t80 = select <4 x i1> %t77, <4 x float> %t25, <4 x float> %t79
  %t81 = fmul <4 x float> %t29, %t74
  %t82 = fadd <4 x float> %t80, %t81
  %t83 = fmul <4 x float> %t21, %t82
  %t84 = fsub <4 x float> %t75, %t83
  %t85 = fadd <4 x float> %t74, %t84
  %t86 = getelementptr float, ptr %p2, i64 %i1
  store <4 x float> %t84, ptr %t86, align 4
  %t87 = getelementptr float, ptr %p3, i64 %i1
  store <4 x float> %t85, ptr %t87, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%j2, %body2]
  %j2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %j2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t88 = getelementptr float, ptr %p2, i64 %i2
  %t89 = load float, ptr %t88, align 4
  %t90 = getelementptr float, ptr %p1, i64 %i2
  %t91 = load float, ptr %t90, align 4
  %t92 = getelementptr float, ptr %p0, i64 %i2
  %t93 = load float, ptr %t92, align 4
  %t94 = fmul float %t89, %t2
  %t95 = fmul float %t91, %t8
  %t96 = fcmp ogt float %t95, %t13
  %t97 = fcmp olt float %t95, %t14
  %t98 = select i1 %t97, float %t14, float %t95
  %t99 = select i1 %t96, float %t13, float %t98
  %t100 = fmul float %t17, %t93
  %t101 = fadd float %t99, %t100
  %t102 = fmul float %t5, %t101
  %t103 = fsub float %t94, %t102
  %t104 = fadd float %t93, %t103
  %t105 = getelementptr float, ptr %p2, i64 %i2
  store float %t103, ptr %t105, align 4
  %t106 = getelementptr float, ptr %p3, i64 %i2
  store float %t104, ptr %t106, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
