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
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t16
  br i1 %more0, label %body0, label %loop1
body0:
  %t17 = getelementptr float, ptr %t1, i64 %i0
  %t18 = getelementptr i8, ptr %t17, i64 2048
  call void @llvm.prefetch.p0(ptr %t18, i32 0, i32 3, i32 1)
  %t19 = getelementptr float, ptr %t3, i64 %i0
  %t20 = getelementptr i8, ptr %t19, i64 2048
  call void @llvm.prefetch.p0(ptr %t20, i32 0, i32 3, i32 1)
  %t21 = add i64 %i0, 4
  %t22 = getelementptr float, ptr %t1, i64 %i0
  %t23 = load <4 x float>, ptr %t22, align 4
  %t24 = getelementptr float, ptr %t1, i64 %t21
  %t25 = load <4 x float>, ptr %t24, align 4
  %t26 = getelementptr float, ptr %t3, i64 %i0
  %t27 = load <4 x float>, ptr %t26, align 4
  %t28 = getelementptr float, ptr %t3, i64 %t21
  %t29 = load <4 x float>, ptr %t28, align 4
  %t30 = fmul <4 x float> %t11, %t23
  %t31 = fmul <4 x float> %t11, %t25
  %t32 = fmul <4 x float> %t13, %t27
  %t33 = fmul <4 x float> %t13, %t29
  %t34 = fadd <4 x float> %t30, %t32
  %t35 = fadd <4 x float> %t31, %t33
  %t36 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t34, ptr %t36, align 4
  %t37 = getelementptr float, ptr %t5, i64 %t21
  store <4 x float> %t35, ptr %t37, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t38 = add i64 %i1, 4
  %t39 = getelementptr float, ptr %t1, i64 %i1
  %t40 = load <4 x float>, ptr %t39, align 4
  %t41 = getelementptr float, ptr %t1, i64 %t38
  %t42 = load <4 x float>, ptr %t41, align 4
  %t43 = getelementptr float, ptr %t3, i64 %i1
  %t44 = load <4 x float>, ptr %t43, align 4
  %t45 = getelementptr float, ptr %t3, i64 %t38
  %t46 = load <4 x float>, ptr %t45, align 4
  %t47 = fmul <4 x float> %t11, %t40
  %t48 = fmul <4 x float> %t11, %t42
  %t49 = fmul <4 x float> %t13, %t44
  %t50 = fmul <4 x float> %t13, %t46
  %t51 = fadd <4 x float> %t47, %t49
  %t52 = fadd <4 x float> %t48, %t50
  %t53 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t51, ptr %t53, align 4
  %t54 = getelementptr float, ptr %t5, i64 %t38
  store <4 x float> %t52, ptr %t54, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t55 = getelementptr float, ptr %t1, i64 %i2
  %t56 = load <4 x float>, ptr %t55, align 4
  %t57 = getelementptr float, ptr %t3, i64 %i2
  %t58 = load <4 x float>, ptr %t57, align 4
  %t59 = fmul <4 x float> %t11, %t56
  %t60 = fmul <4 x float> %t13, %t58
  %t61 = fadd <4 x float> %t59, %t60
  %t62 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t61, ptr %t62, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t63 = getelementptr float, ptr %t1, i64 %i3
  %t64 = load float, ptr %t63, align 4
  %t65 = getelementptr float, ptr %t3, i64 %i3
  %t66 = load float, ptr %t65, align 4
  %t67 = fmul float %t8, %t64
  %t68 = fmul float %t9, %t66
  %t69 = fadd float %t67, %t68
  %t70 = getelementptr float, ptr %t5, i64 %i3
  store float %t69, ptr %t70, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
