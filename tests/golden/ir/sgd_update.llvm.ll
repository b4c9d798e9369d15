define void @"update"(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %t0 = getelementptr i64, ptr %args, i64 0
  %t1 = load ptr, ptr %t0, align 8
  %t2 = getelementptr i64, ptr %args, i64 1
  %t3 = load ptr, ptr %t2, align 8
  %t4 = getelementptr i64, ptr %args, i64 2
  %t5 = load ptr, ptr %t4, align 8
  %t6 = getelementptr i64, ptr %args, i64 3
  %t7 = load double, ptr %t6, align 8
  %t8 = getelementptr i64, ptr %args, i64 4
  %t9 = load double, ptr %t8, align 8
  %t10 = getelementptr i64, ptr %args, i64 5
  %t11 = load double, ptr %t10, align 8
  %t12 = getelementptr i64, ptr %args, i64 6
  %t13 = load double, ptr %t12, align 8
  %t14 = fptrunc double %t7 to float
  %t15 = fptrunc double %t11 to float
  %t16 = fptrunc double %t13 to float
  %t17 = fcmp ogt float %t16, 0x0000000000000000
  %t18 = select i1 %t17, float %t16, float 0x7FF0000000000000
  %t19 = fneg float %t18
  %t20 = fptrunc double %t9 to float
  %t21 = insertelement <4 x float> poison, float %t14, i64 0
  %t22 = shufflevector <4 x float> %t21, <4 x float> poison, <4 x i32> zeroinitializer
  %t23 = insertelement <4 x float> poison, float %t15, i64 0
  %t24 = shufflevector <4 x float> %t23, <4 x float> poison, <4 x i32> zeroinitializer
  %t25 = insertelement <4 x float> poison, float %t18, i64 0
  %t26 = shufflevector <4 x float> %t25, <4 x float> poison, <4 x i32> zeroinitializer
  %t27 = insertelement <4 x float> poison, float %t19, i64 0
  %t28 = shufflevector <4 x float> %t27, <4 x float> poison, <4 x i32> zeroinitializer
  %t29 = insertelement <4 x float> poison, float %t20, i64 0
  %t30 = shufflevector <4 x float> %t29, <4 x float> poison, <4 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t31 = add i64 %i0, 4
  %t32 = getelementptr float, ptr %t1, i64 %i0
  %t33 = load <4 x float>, ptr %t32, align 4
  %t34 = getelementptr float, ptr %t1, i64 %t31
  %t35 = load <4 x float>, ptr %t34, align 4
  %t36 = getelementptr float, ptr %t3, i64 %i0
  %t37 = load <4 x float>, ptr %t36, align 4
  %t38 = getelementptr float, ptr %t3, i64 %t31
  %t39 = load <4 x float>, ptr %t38, align 4
  %t40 = fmul <4 x float> %t37, %t24
  %t41 = fmul <4 x float> %t39, %t24
  %t42 = fcmp ogt <4 x float> %t40, %t26
  %t43 = fcmp ogt <4 x float> %t41, %t26
  %t44 = fcmp olt <4 x float> %t40, %t28
  %t45 = fcmp olt <4 x float> %t41, %t28
  %t46 = select <4 x i1> %t44, <4 x float> %t28, <4 x float> %t40
  %t47 = select <4 x i1> %t45, <4 x float> %t28, <4 x float> %t41
  %t48 = select <4 x i1> %t42, <4 x float> %t26, <4 x float> %t46
  %t49 = select <4 x i1> %t43, <4 x float> %t26, <4 x float> %t47
  %t50 = fmul <4 x float> %t30, %t33
  %t51 = fmul <4 x float> %t30, %t35
  %t52 = fadd <4 x float> %t48, %t50
  %t53 = fadd <4 x float> %t49, %t51
  %t54 = fmul <4 x float> %t22, %t52
  %t55 = fmul <4 x float> %t22, %t53
  %t56 = fsub <4 x float> %t33, %t54
  %t57 = fsub <4 x float> %t35, %t55
  %t58 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t56, ptr %t58, align 4
  %t59 = getelementptr float, ptr %t5, i64 %t31
  store <4 x float> %t57, ptr %t59, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t60 = getelementptr float, ptr %t1, i64 %i1
  %t61 = load <4 x float>, ptr %t60, align 4
  %t62 = getelementptr float, ptr %t3, i64 %i1
  %t63 = load <4 x float>, ptr %t62, align 4
  %t64 = fmul <4 x float> %t63, %t24
  %t65 = fcmp ogt <4 x float> %t64, %t26
  %t66 = fcmp olt <4 x float> %t64, %t28
  %t67 = select <4 x i1> %t66, <4 x float> %t28, <4 x float> %t64
  %t68 = select <4 x i1> %t65, <4 x float> %t26, <4 x float> %t67
  %t69 = fmul <4 x float> %t30, %t61
  %t70 = fadd <4 x float> %t68, %t69
  %t71 = fmul <4 x float> %t22, %t70
  %t72 = fsub <4 x float> %t61, %t71
  %t73 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t72, ptr %t73, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t74 = getelementptr float, ptr %t1, i64 %i2
  %t75 = load float, ptr %t74, align 4
  %t76 = getelementptr float, ptr %t3, i64 %i2
  %t77 = load float, ptr %t76, align 4
  %t78 = fmul float %t77, %t15
  %t79 = fcmp ogt float %t78, %t18
  %t80 = fcmp olt float %t78, %t19
  %t81 = select i1 %t80, float %t19, float %t78
  %t82 = select i1 %t79, float %t18, float %t81
  %t83 = fmul float %t20, %t75
  %t84 = fadd float %t82, %t83
  %t85 = fmul float %t14, %t84
  %t86 = fsub float %t75, %t85
  %t87 = getelementptr float, ptr %t5, i64 %i2
  store float %t86, ptr %t87, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
