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
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t45
  br i1 %more0, label %body0, label %loop1
body0:
  %t46 = getelementptr float, ptr %t1, i64 %i0
  %t47 = getelementptr i8, ptr %t46, i64 2048
  call void @llvm.prefetch.p0(ptr %t47, i32 0, i32 3, i32 1)
  %t48 = getelementptr float, ptr %t3, i64 %i0
  %t49 = getelementptr i8, ptr %t48, i64 2048
  call void @llvm.prefetch.p0(ptr %t49, i32 0, i32 3, i32 1)
  %t50 = add i64 %i0, 4
  %t51 = getelementptr float, ptr %t1, i64 %i0
  %t52 = load <4 x float>, ptr %t51, align 4
  %t53 = getelementptr float, ptr %t1, i64 %t50
  %t54 = load <4 x float>, ptr %t53, align 4
  %t55 = getelementptr float, ptr %t3, i64 %i0
  %t56 = load <4 x float>, ptr %t55, align 4
  %t57 = getelementptr float, ptr %t3, i64 %t50
  %t58 = load <4 x float>, ptr %t57, align 4
  %t59 = fmul <4 x float> %t42, %t56
  %t60 = fmul <4 x float> %t42, %t58
  %t61 = fsub <4 x float> %t52, %t59
  %t62 = fsub <4 x float> %t54, %t60
  %t63 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t61, ptr %t63, align 4
  %t64 = getelementptr float, ptr %t9, i64 %t50
  store <4 x float> %t62, ptr %t64, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t65 = add i64 %i1, 4
  %t66 = getelementptr float, ptr %t1, i64 %i1
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = getelementptr float, ptr %t1, i64 %t65
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = getelementptr float, ptr %t3, i64 %i1
  %t71 = load <4 x float>, ptr %t70, align 4
  %t72 = getelementptr float, ptr %t3, i64 %t65
  %t73 = load <4 x float>, ptr %t72, align 4
  %t74 = fmul <4 x float> %t42, %t71
  %t75 = fmul <4 x float> %t42, %t73
  %t76 = fsub <4 x float> %t67, %t74
  %t77 = fsub <4 x float> %t69, %t75
  %t78 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t76, ptr %t78, align 4
  %t79 = getelementptr float, ptr %t9, i64 %t65
  store <4 x float> %t77, ptr %t79, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t80 = getelementptr float, ptr %t1, i64 %i2
  %t81 = load <4 x float>, ptr %t80, align 4
  %t82 = getelementptr float, ptr %t3, i64 %i2
  %t83 = load <4 x float>, ptr %t82, align 4
  %t84 = fmul <4 x float> %t42, %t83
  %t85 = fsub <4 x float> %t81, %t84
  %t86 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t85, ptr %t86, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t87 = getelementptr float, ptr %t1, i64 %i3
  %t88 = load float, ptr %t87, align 4
  %t89 = getelementptr float, ptr %t3, i64 %i3
  %t90 = load float, ptr %t89, align 4
  %t91 = fmul float %t40, %t90
  %t92 = fsub float %t88, %t91
  %t93 = getelementptr float, ptr %t9, i64 %i3
  store float %t92, ptr %t93, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
