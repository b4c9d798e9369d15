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
  %t31 = getelementptr float, ptr %t1, i64 %i0
  %t32 = getelementptr i8, ptr %t31, i64 2048
  call void @llvm.prefetch.p0(ptr %t32, i32 0, i32 3, i32 1)
  %t33 = getelementptr float, ptr %t3, i64 %i0
  %t34 = getelementptr i8, ptr %t33, i64 2048
  call void @llvm.prefetch.p0(ptr %t34, i32 0, i32 3, i32 1)
  %t35 = add i64 %i0, 4
  %t36 = getelementptr float, ptr %t1, i64 %i0
  %t37 = load <4 x float>, ptr %t36, align 4
  %t38 = getelementptr float, ptr %t1, i64 %t35
  %t39 = load <4 x float>, ptr %t38, align 4
  %t40 = getelementptr float, ptr %t3, i64 %i0
  %t41 = load <4 x float>, ptr %t40, align 4
  %t42 = getelementptr float, ptr %t3, i64 %t35
  %t43 = load <4 x float>, ptr %t42, align 4
  %t44 = fmul <4 x float> %t41, %t24
  %t45 = fmul <4 x float> %t43, %t24
  %t46 = fcmp ogt <4 x float> %t44, %t26
  %t47 = fcmp ogt <4 x float> %t45, %t26
  %t48 = fcmp olt <4 x float> %t44, %t28
  %t49 = fcmp olt <4 x float> %t45, %t28
  %t50 = select <4 x i1> %t48, <4 x float> %t28, <4 x float> %t44
  %t51 = select <4 x i1> %t49, <4 x float> %t28, <4 x float> %t45
  %t52 = select <4 x i1> %t46, <4 x float> %t26, <4 x float> %t50
  %t53 = select <4 x i1> %t47, <4 x float> %t26, <4 x float> %t51
  %t54 = fmul <4 x float> %t30, %t37
  %t55 = fmul <4 x float> %t30, %t39
  %t56 = fadd <4 x float> %t52, %t54
  %t57 = fadd <4 x float> %t53, %t55
  %t58 = fmul <4 x float> %t22, %t56
  %t59 = fmul <4 x float> %t22, %t57
  %t60 = fsub <4 x float> %t37, %t58
  %t61 = fsub <4 x float> %t39, %t59
  %t62 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t60, ptr %t62, align 4
  %t63 = getelementptr float, ptr %t5, i64 %t35
  store <4 x float> %t61, ptr %t63, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t64 = getelementptr float, ptr %t1, i64 %i1
  %t65 = load <4 x float>, ptr %t64, align 4
  %t66 = getelementptr float, ptr %t3, i64 %i1
  %t67 = load <4 x float>, ptr %t66, align 4
  %t68 = fmul <4 x float> %t67, %t24
  %t69 = fcmp ogt <4 x float> %t68, %t26
  %t70 = fcmp olt <4 x float> %t68, %t28
  %t71 = select <4 x i1> %t70, <4 x float> %t28, <4 x float> %t68
  %t72 = select <4 x i1> %t69, <4 x float> %t26, <4 x float> %t71
  %t73 = fmul <4 x float> %t30, %t65
  %t74 = fadd <4 x float> %t72, %t73
  %t75 = fmul <4 x float> %t22, %t74
  %t76 = fsub <4 x float> %t65, %t75
  %t77 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t76, ptr %t77, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t78 = getelementptr float, ptr %t1, i64 %i2
  %t79 = load float, ptr %t78, align 4
  %t80 = getelementptr float, ptr %t3, i64 %i2
  %t81 = load float, ptr %t80, align 4
  %t82 = fmul float %t81, %t15
  %t83 = fcmp ogt float %t82, %t18
  %t84 = fcmp olt float %t82, %t19
  %t85 = select i1 %t84, float %t19, float %t82
  %t86 = select i1 %t83, float %t18, float %t85
  %t87 = fmul float %t20, %t79
  %t88 = fadd float %t86, %t87
  %t89 = fmul float %t14, %t88
  %t90 = fsub float %t79, %t89
  %t91 = getelementptr float, ptr %t5, i64 %i2
  store float %t90, ptr %t91, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
