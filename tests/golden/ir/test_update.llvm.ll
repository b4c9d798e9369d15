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
  %t7 = load double, ptr %t6, align 8
  %t8 = getelementptr i64, ptr %args, i64 4
  %t9 = load double, ptr %t8, align 8
  %t10 = getelementptr i64, ptr %args, i64 5
  %t11 = load double, ptr %t10, align 8
  %t12 = fptrunc double %t7 to float
  %t13 = fptrunc double %t11 to float
  %t14 = fptrunc double %t9 to float
  %t15 = insertelement <4 x float> poison, float %t12, i64 0
  %t16 = shufflevector <4 x float> %t15, <4 x float> poison, <4 x i32> zeroinitializer
  %t17 = insertelement <4 x float> poison, float %t13, i64 0
  %t18 = shufflevector <4 x float> %t17, <4 x float> poison, <4 x i32> zeroinitializer
  %t19 = insertelement <4 x float> poison, float %t14, i64 0
  %t20 = shufflevector <4 x float> %t19, <4 x float> poison, <4 x i32> zeroinitializer
  %t21 = sub i64 %end, %begin
  %t22 = icmp sge i64 %t21, 43690
  %t23 = select i1 %t22, i64 %end, i64 %begin
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t23
  br i1 %more0, label %body0, label %loop1
body0:
  %t24 = getelementptr float, ptr %t1, i64 %i0
  %t25 = getelementptr i8, ptr %t24, i64 2048
  call void @llvm.prefetch.p0(ptr %t25, i32 0, i32 3, i32 1)
  %t26 = getelementptr float, ptr %t3, i64 %i0
  %t27 = getelementptr i8, ptr %t26, i64 2048
  call void @llvm.prefetch.p0(ptr %t27, i32 0, i32 3, i32 1)
  %t28 = add i64 %i0, 4
  %t29 = getelementptr float, ptr %t1, i64 %i0
  %t30 = load <4 x float>, ptr %t29, align 4
  %t31 = getelementptr float, ptr %t1, i64 %t28
  %t32 = load <4 x float>, ptr %t31, align 4
  %t33 = getelementptr float, ptr %t3, i64 %i0
  %t34 = load <4 x float>, ptr %t33, align 4
  %t35 = getelementptr float, ptr %t3, i64 %t28
  %t36 = load <4 x float>, ptr %t35, align 4
  %t37 = fmul <4 x float> %t34, %t18
  %t38 = fmul <4 x float> %t36, %t18
  %t39 = fmul <4 x float> %t20, %t30
  %t40 = fmul <4 x float> %t20, %t32
  %t41 = fadd <4 x float> %t37, %t39
  %t42 = fadd <4 x float> %t38, %t40
  %t43 = fmul <4 x float> %t16, %t41
  %t44 = fmul <4 x float> %t16, %t42
  %t45 = fsub <4 x float> %t30, %t43
  %t46 = fsub <4 x float> %t32, %t44
  %t47 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t45, ptr %t47, align 4
  %t48 = getelementptr float, ptr %t5, i64 %t28
  store <4 x float> %t46, ptr %t48, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t49 = add i64 %i1, 4
  %t50 = getelementptr float, ptr %t1, i64 %i1
  %t51 = load <4 x float>, ptr %t50, align 4
  %t52 = getelementptr float, ptr %t1, i64 %t49
  %t53 = load <4 x float>, ptr %t52, align 4
  %t54 = getelementptr float, ptr %t3, i64 %i1
  %t55 = load <4 x float>, ptr %t54, align 4
  %t56 = getelementptr float, ptr %t3, i64 %t49
  %t57 = load <4 x float>, ptr %t56, align 4
  %t58 = fmul <4 x float> %t55, %t18
  %t59 = fmul <4 x float> %t57, %t18
  %t60 = fmul <4 x float> %t20, %t51
  %t61 = fmul <4 x float> %t20, %t53
  %t62 = fadd <4 x float> %t58, %t60
  %t63 = fadd <4 x float> %t59, %t61
  %t64 = fmul <4 x float> %t16, %t62
  %t65 = fmul <4 x float> %t16, %t63
  %t66 = fsub <4 x float> %t51, %t64
  %t67 = fsub <4 x float> %t53, %t65
  %t68 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t66, ptr %t68, align 4
  %t69 = getelementptr float, ptr %t5, i64 %t49
  store <4 x float> %t67, ptr %t69, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t70 = getelementptr float, ptr %t1, i64 %i2
  %t71 = load <4 x float>, ptr %t70, align 4
  %t72 = getelementptr float, ptr %t3, i64 %i2
  %t73 = load <4 x float>, ptr %t72, align 4
  %t74 = fmul <4 x float> %t73, %t18
  %t75 = fmul <4 x float> %t20, %t71
  %t76 = fadd <4 x float> %t74, %t75
  %t77 = fmul <4 x float> %t16, %t76
  %t78 = fsub <4 x float> %t71, %t77
  %t79 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t78, ptr %t79, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t80 = getelementptr float, ptr %t1, i64 %i3
  %t81 = load float, ptr %t80, align 4
  %t82 = getelementptr float, ptr %t3, i64 %i3
  %t83 = load float, ptr %t82, align 4
  %t84 = fmul float %t83, %t13
  %t85 = fmul float %t14, %t81
  %t86 = fadd float %t84, %t85
  %t87 = fmul float %t12, %t86
  %t88 = fsub float %t81, %t87
  %t89 = getelementptr float, ptr %t5, i64 %i3
  store float %t88, ptr %t89, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
