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
  %t24 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t24, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t23
  br i1 %more0, label %body0, label %loop1
body0:
  %t25 = getelementptr float, ptr %t1, i64 %i0
  %t26 = getelementptr i8, ptr %t25, i64 2048
  call void @llvm.prefetch.p0(ptr %t26, i32 0, i32 3, i32 1)
  %t27 = getelementptr float, ptr %t3, i64 %i0
  %t28 = getelementptr i8, ptr %t27, i64 2048
  call void @llvm.prefetch.p0(ptr %t28, i32 0, i32 3, i32 1)
  %t29 = add i64 %i0, 4
  %t30 = getelementptr float, ptr %t1, i64 %i0
  %t31 = load <4 x float>, ptr %t30, align 4
  %t32 = getelementptr float, ptr %t1, i64 %t29
  %t33 = load <4 x float>, ptr %t32, align 4
  %t34 = getelementptr float, ptr %t3, i64 %i0
  %t35 = load <4 x float>, ptr %t34, align 4
  %t36 = getelementptr float, ptr %t3, i64 %t29
  %t37 = load <4 x float>, ptr %t36, align 4
  %t38 = fmul <4 x float> %t35, %t18
  %t39 = fmul <4 x float> %t37, %t18
  %t40 = fmul <4 x float> %t20, %t31
  %t41 = fmul <4 x float> %t20, %t33
  %t42 = fadd <4 x float> %t38, %t40
  %t43 = fadd <4 x float> %t39, %t41
  %t44 = fmul <4 x float> %t16, %t42
  %t45 = fmul <4 x float> %t16, %t43
  %t46 = fsub <4 x float> %t31, %t44
  %t47 = fsub <4 x float> %t33, %t45
  %t48 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t46, ptr %t48, align 4
  %t49 = getelementptr float, ptr %t5, i64 %t29
  store <4 x float> %t47, ptr %t49, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t50 = add i64 %i1, 4
  %t51 = getelementptr float, ptr %t1, i64 %i1
  %t52 = load <4 x float>, ptr %t51, align 4
  %t53 = getelementptr float, ptr %t1, i64 %t50
  %t54 = load <4 x float>, ptr %t53, align 4
  %t55 = getelementptr float, ptr %t3, i64 %i1
  %t56 = load <4 x float>, ptr %t55, align 4
  %t57 = getelementptr float, ptr %t3, i64 %t50
  %t58 = load <4 x float>, ptr %t57, align 4
  %t59 = fmul <4 x float> %t56, %t18
  %t60 = fmul <4 x float> %t58, %t18
  %t61 = fmul <4 x float> %t20, %t52
  %t62 = fmul <4 x float> %t20, %t54
  %t63 = fadd <4 x float> %t59, %t61
  %t64 = fadd <4 x float> %t60, %t62
  %t65 = fmul <4 x float> %t16, %t63
  %t66 = fmul <4 x float> %t16, %t64
  %t67 = fsub <4 x float> %t52, %t65
  %t68 = fsub <4 x float> %t54, %t66
  %t69 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t67, ptr %t69, align 4
  %t70 = getelementptr float, ptr %t5, i64 %t50
  store <4 x float> %t68, ptr %t70, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t71 = getelementptr float, ptr %t1, i64 %i2
  %t72 = load <4 x float>, ptr %t71, align 4
  %t73 = getelementptr float, ptr %t3, i64 %i2
  %t74 = load <4 x float>, ptr %t73, align 4
  %t75 = fmul <4 x float> %t74, %t18
  %t76 = fmul <4 x float> %t20, %t72
  %t77 = fadd <4 x float> %t75, %t76
  %t78 = fmul <4 x float> %t16, %t77
  %t79 = fsub <4 x float> %t72, %t78
  %t80 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t79, ptr %t80, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t81 = getelementptr float, ptr %t1, i64 %i3
  %t82 = load float, ptr %t81, align 4
  %t83 = getelementptr float, ptr %t3, i64 %i3
  %t84 = load float, ptr %t83, align 4
  %t85 = fmul float %t84, %t13
  %t86 = fmul float %t14, %t82
  %t87 = fadd float %t85, %t86
  %t88 = fmul float %t12, %t87
  %t89 = fsub float %t82, %t88
  %t90 = getelementptr float, ptr %t5, i64 %i3
  store float %t89, ptr %t90, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
