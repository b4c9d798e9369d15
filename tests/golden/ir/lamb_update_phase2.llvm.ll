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
  %t9 = load ptr, ptr %t8, align 8
  %t10 = getelementptr i64, ptr %args, i64 5
  %t11 = load double, ptr %t10, align 8
  %t12 = getelementptr i64, ptr %args, i64 6
  %t13 = load double, ptr %t12, align 8
  %t14 = getelementptr i64, ptr %args, i64 7
  %t15 = load double, ptr %t14, align 8
  %t16 = fptrunc double %t15 to float
  %t17 = fcmp ogt float %t16, 0x0000000000000000
  %t18 = fptrunc double %t13 to float
  %t19 = fcmp ogt float %t18, 0x0000000000000000
  %t20 = getelementptr float, ptr %t5, i64 0
  %t21 = load float, ptr %t20, align 4
  %t22 = fcmp ogt float %t21, %t18
  %t23 = fcmp une float %t21, %t21
  %t24 = or i1 %t22, %t23
  %t25 = select i1 %t24, float %t21, float %t18
  %t26 = select i1 %t19, float %t25, float %t21
  %t27 = fcmp olt float %t26, %t16
  %t28 = fcmp une float %t26, %t26
  %t29 = or i1 %t27, %t28
  %t30 = select i1 %t29, float %t26, float %t16
  %t31 = select i1 %t17, float %t30, float %t26
  %t32 = fcmp une float %t31, 0x0000000000000000
  %t33 = getelementptr float, ptr %t7, i64 0
  %t34 = load float, ptr %t33, align 4
  %t35 = fcmp une float %t34, 0x0000000000000000
  %t36 = and i1 %t32, %t35
  %t37 = fptrunc double %t11 to float
  %t38 = fmul float %t37, %t31
  %t39 = fdiv float %t38, %t34
  %t40 = select i1 %t36, float %t39, float %t37
  %t41 = insertelement <4 x float> poison, float %t40, i64 0
  %t42 = shufflevector <4 x float> %t41, <4 x float> poison, <4 x i32> zeroinitializer
  %t43 = sub i64 %end, %begin
  %t44 = icmp sge i64 %t43, 43690
  %t45 = select i1 %t44, i64 %end, i64 %begin
  %t46 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t46, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t45
  br i1 %more0, label %body0, label %loop1
body0:
  %t47 = getelementptr float, ptr %t1, i64 %i0
  %t48 = getelementptr i8, ptr %t47, i64 2048
  call void @llvm.prefetch.p0(ptr %t48, i32 0, i32 3, i32 1)
  %t49 = getelementptr float, ptr %t3, i64 %i0
  %t50 = getelementptr i8, ptr %t49, i64 2048
  call void @llvm.prefetch.p0(ptr %t50, i32 0, i32 3, i32 1)
  %t51 = add i64 %i0, 4
  %t52 = getelementptr float, ptr %t1, i64 %i0
  %t53 = load <4 x float>, ptr %t52, align 4
  %t54 = getelementptr float, ptr %t1, i64 %t51
  %t55 = load <4 x float>, ptr %t54, align 4
  %t56 = getelementptr float, ptr %t3, i64 %i0
  %t57 = load <4 x float>, ptr %t56, align 4
  %t58 = getelementptr float, ptr %t3, i64 %t51
  %t59 = load <4 x float>, ptr %t58, align 4
  %t60 = fmul <4 x float> %t42, %t57
  %t61 = fmul <4 x float> %t42, %t59
  %t62 = fsub <4 x float> %t53, %t60
  %t63 = fsub <4 x float> %t55, %t61
  %t64 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t62, ptr %t64, align 4
  %t65 = getelementptr float, ptr %t9, i64 %t51
  store <4 x float> %t63, ptr %t65, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t66 = add i64 %i1, 4
  %t67 = getelementptr float, ptr %t1, i64 %i1
  %t68 = load <4 x float>, ptr %t67, align 4
  %t69 = getelementptr float, ptr %t1, i64 %t66
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = getelementptr float, ptr %t3, i64 %i1
  %t72 = load <4 x float>, ptr %t71, align 4
  %t73 = getelementptr float, ptr %t3, i64 %t66
  %t74 = load <4 x float>, ptr %t73, align 4
  %t75 = fmul <4 x float> %t42, %t72
  %t76 = fmul <4 x float> %t42, %t74
  %t77 = fsub <4 x float> %t68, %t75
  %t78 = fsub <4 x float> %t70, %t76
  %t79 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t77, ptr %t79, align 4
  %t80 = getelementptr float, ptr %t9, i64 %t66
  store <4 x float> %t78, ptr %t80, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t81 = getelementptr float, ptr %t1, i64 %i2
  %t82 = load <4 x float>, ptr %t81, align 4
  %t83 = getelementptr float, ptr %t3, i64 %i2
  %t84 = load <4 x float>, ptr %t83, align 4
  %t85 = fmul <4 x float> %t42, %t84
  %t86 = fsub <4 x float> %t82, %t85
  %t87 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t86, ptr %t87, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t88 = getelementptr float, ptr %t1, i64 %i3
  %t89 = load float, ptr %t88, align 4
  %t90 = getelementptr float, ptr %t3, i64 %i3
  %t91 = load float, ptr %t90, align 4
  %t92 = fmul float %t40, %t91
  %t93 = fsub float %t89, %t92
  %t94 = getelementptr float, ptr %t9, i64 %i3
  store float %t93, ptr %t94, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
