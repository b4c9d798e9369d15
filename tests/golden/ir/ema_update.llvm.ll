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
  %t8 = fptrunc double %t7 to float
  %t9 = fsub float 0x3FF0000000000000, %t8
  %t10 = insertelement <4 x float> poison, float %t8, i64 0
  %t11 = shufflevector <4 x float> %t10, <4 x float> poison, <4 x i32> zeroinitializer
  %t12 = insertelement <4 x float> poison, float %t9, i64 0
  %t13 = shufflevector <4 x float> %t12, <4 x float> poison, <4 x i32> zeroinitializer
  %t14 = sub i64 %end, %begin
  %t15 = icmp sge i64 %t14, 43690
  %t16 = select i1 %t15, i64 %end, i64 %begin
  %t17 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t17, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t16
  br i1 %more0, label %body0, label %loop1
body0:
  %t18 = getelementptr float, ptr %t1, i64 %i0
  %t19 = getelementptr i8, ptr %t18, i64 2048
  call void @llvm.prefetch.p0(ptr %t19, i32 0, i32 3, i32 1)
  %t20 = getelementptr float, ptr %t3, i64 %i0
  %t21 = getelementptr i8, ptr %t20, i64 2048
  call void @llvm.prefetch.p0(ptr %t21, i32 0, i32 3, i32 1)
  %t22 = add i64 %i0, 4
  %t23 = getelementptr float, ptr %t1, i64 %i0
  %t24 = load <4 x float>, ptr %t23, align 4
  %t25 = getelementptr float, ptr %t1, i64 %t22
  %t26 = load <4 x float>, ptr %t25, align 4
  %t27 = getelementptr float, ptr %t3, i64 %i0
  %t28 = load <4 x float>, ptr %t27, align 4
  %t29 = getelementptr float, ptr %t3, i64 %t22
  %t30 = load <4 x float>, ptr %t29, align 4
  %t31 = fmul <4 x float> %t11, %t24
  %t32 = fmul <4 x float> %t11, %t26
  %t33 = fmul <4 x float> %t13, %t28
  %t34 = fmul <4 x float> %t13, %t30
  %t35 = fadd <4 x float> %t31, %t33
  %t36 = fadd <4 x float> %t32, %t34
  %t37 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t35, ptr %t37, align 4
  %t38 = getelementptr float, ptr %t5, i64 %t22
  store <4 x float> %t36, ptr %t38, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t39 = add i64 %i1, 4
  %t40 = getelementptr float, ptr %t1, i64 %i1
  %t41 = load <4 x float>, ptr %t40, align 4
  %t42 = getelementptr float, ptr %t1, i64 %t39
  %t43 = load <4 x float>, ptr %t42, align 4
  %t44 = getelementptr float, ptr %t3, i64 %i1
  %t45 = load <4 x float>, ptr %t44, align 4
  %t46 = getelementptr float, ptr %t3, i64 %t39
  %t47 = load <4 x float>, ptr %t46, align 4
  %t48 = fmul <4 x float> %t11, %t41
  %t49 = fmul <4 x float> %t11, %t43
  %t50 = fmul <4 x float> %t13, %t45
  %t51 = fmul <4 x float> %t13, %t47
  %t52 = fadd <4 x float> %t48, %t50
  %t53 = fadd <4 x float> %t49, %t51
  %t54 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t52, ptr %t54, align 4
  %t55 = getelementptr float, ptr %t5, i64 %t39
  store <4 x float> %t53, ptr %t55, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t56 = getelementptr float, ptr %t1, i64 %i2
  %t57 = load <4 x float>, ptr %t56, align 4
  %t58 = getelementptr float, ptr %t3, i64 %i2
  %t59 = load <4 x float>, ptr %t58, align 4
  %t60 = fmul <4 x float> %t11, %t57
  %t61 = fmul <4 x float> %t13, %t59
  %t62 = fadd <4 x float> %t60, %t61
  %t63 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t62, ptr %t63, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t64 = getelementptr float, ptr %t1, i64 %i3
  %t65 = load float, ptr %t64, align 4
  %t66 = getelementptr float, ptr %t3, i64 %i3
  %t67 = load float, ptr %t66, align 4
  %t68 = fmul float %t8, %t65
  %t69 = fmul float %t9, %t67
  %t70 = fadd float %t68, %t69
  %t71 = getelementptr float, ptr %t5, i64 %i3
  store float %t70, ptr %t71, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
