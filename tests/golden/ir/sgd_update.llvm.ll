define void @"update"(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %a0 = getelementptr ptr, ptr %args, i64 0
  %p0 = load ptr, ptr %a0, align 8
  %a1 = getelementptr ptr, ptr %args, i64 1
  %p1 = load ptr, ptr %a1, align 8
  %a2 = getelementptr ptr, ptr %args, i64 2
  %p2 = load ptr, ptr %a2, align 8
  %t0 = getelementptr double, ptr %args, i64 3
  %t1 = load double, ptr %t0, align 8
  %t2 = fptrunc double %t1 to float
  %t3 = getelementptr double, ptr %args, i64 5
  %t4 = load double, ptr %t3, align 8
  %t5 = fptrunc double %t4 to float
  %t6 = getelementptr double, ptr %args, i64 6
  %t7 = load double, ptr %t6, align 8
  %t8 = fptrunc double %t7 to float
  %t9 = fcmp ogt float %t8, 0x0000000000000000
  %t10 = select i1 %t9, float %t8, float 0x7FF0000000000000
  %t11 = fneg float %t10
  %t12 = getelementptr double, ptr %args, i64 4
  %t13 = load double, ptr %t12, align 8
  %t14 = fptrunc double %t13 to float
  %t15 = insertelement <4 x float> poison, float %t2, i64 0
  %t16 = shufflevector <4 x float> %t15, <4 x float> poison, <4 x i32> zeroinitializer
  %t17 = insertelement <4 x float> poison, float %t5, i64 0
  %t18 = shufflevector <4 x float> %t17, <4 x float> poison, <4 x i32> zeroinitializer
  %t19 = insertelement <4 x float> poison, float %t10, i64 0
  %t20 = shufflevector <4 x float> %t19, <4 x float> poison, <4 x i32> zeroinitializer
  %t21 = insertelement <4 x float> poison, float %t11, i64 0
  %t22 = shufflevector <4 x float> %t21, <4 x float> poison, <4 x i32> zeroinitializer
  %t23 = insertelement <4 x float> poison, float %t14, i64 0
  %t24 = shufflevector <4 x float> %t23, <4 x float> poison, <4 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%j0, %body0]
  %j0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %j0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t25 = add i64 %i0, 4
  %t26 = getelementptr float, ptr %p0, i64 %i0
  %t27 = load <4 x float>, ptr %t26, align 4
  %t28 = getelementptr float, ptr %p0, i64 %t25
  %t29 = load <4 x float>, ptr %t28, align 4
  %t30 = getelementptr float, ptr %p1, i64 %i0
  %t31 = load <4 x float>, ptr %t30, align 4
  %t32 = getelementptr float, ptr %p1, i64 %t25
  %t33 = load <4 x float>, ptr %t32, align 4
  %t34 = fmul <4 x float> %t31, %t18
  %t35 = fmul <4 x float> %t33, %t18
  %t36 = fcmp ogt <4 x float> %t34, %t20
  %t37 = fcmp ogt <4 x float> %t35, %t20
  %t38 = fcmp olt <4 x float> %t34, %t22
  %t39 = fcmp olt <4 x float> %t35, %t22
  %t40 = select <4 x i1> %t38, <4 x float> %t22, <4 x float> %t34
  %t41 = select <4 x i1> %t39, <4 x float> %t22, <4 x float> %t35
  %t42 = select <4 x i1> %t36, <4 x float> %t20, <4 x float> %t40
  %t43 = select <4 x i1> %t37, <4 x float> %t20, <4 x float> %t41
  %t44 = fmul <4 x float> %t24, %t27
  %t45 = fmul <4 x float> %t24, %t29
  %t46 = fadd <4 x float> %t42, %t44
  %t47 = fadd <4 x float> %t43, %t45
  %t48 = fmul <4 x float> %t16, %t46
  %t49 = fmul <4 x float> %t16, %t47
  %t50 = fsub <4 x float> %t27, %t48
  %t51 = fsub <4 x float> %t29, %t49
  %t52 = getelementptr float, ptr %p2, i64 %i0
  store <4 x float> %t50, ptr %t52, align 4
  %t53 = getelementptr float, ptr %p2, i64 %t25
  store <4 x float> %t51, ptr %t53, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%j1, %body1]
  %j1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %j1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t54 = getelementptr float, ptr %p0, i64 %i1
  %t55 = load <4 x float>, ptr %t54, align 4
  %t56 = getelementptr float, ptr %p1, i64 %i1
  %t57 = load <4 x float>, ptr %t56, align 4
  %t58 = fmul <4 x float> %t57, %t18
  %t59 = fcmp ogt <4 x float> %t58, %t20
  %t60 = fcmp olt <4 x float> %t58, %t22
  %t61 = select <4 x i1> %t60, <4 x float> %t22, <4 x float> %t58
  %t62 = select <4 x i1> %t59, <4 x float> %t20, <4 x float> %t61
  %t63 = fmul <4 x float> %t24, %t55
  %t64 = fadd <4 x float> %t62, %t63
  %t65 = fmul <4 x float> %t16, %t64
  %t66 = fsub <4 x float> %t55, %t65
  %t67 = getelementptr float, ptr %p2, i64 %i1
  store <4 x float> %t66, ptr %t67, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%j2, %body2]
  %j2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %j2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t68 = getelementptr float, ptr %p0, i64 %i2
  %t69 = load float, ptr %t68, align 4
  %t70 = getelementptr float, ptr %p1, i64 %i2
  %t71 = load float, ptr %t70, align 4
  %t72 = fmul float %t71, %t5
  %t73 = fcmp ogt float %t72, %t10
  %t74 = fcmp olt float %t72, %t11
  %t75 = select i1 %t74, float %t11, float %t72
  %t76 = select i1 %t73, float %t10, float %t75
  %t77 = fmul float %t14, %t69
  %t78 = fadd float %t76, %t77
  %t79 = fmul float %t2, %t78
  %t80 = fsub float %t69, %t79
  %t81 = getelementptr float, ptr %p2, i64 %i2
  store float %t80, ptr %t81, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
