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
  %t9 = load double, ptr %t8, align 8
  %t10 = getelementptr i64, ptr %args, i64 5
  %t11 = load double, ptr %t10, align 8
  %t12 = getelementptr i64, ptr %args, i64 6
  %t13 = load double, ptr %t12, align 8
  %t14 = getelementptr i64, ptr %args, i64 7
  %t15 = load double, ptr %t14, align 8
  %t16 = getelementptr i64, ptr %args, i64 8
  %t17 = load double, ptr %t16, align 8
  %t18 = fptrunc double %t11 to float
  %t19 = fptrunc double %t9 to float
  %t20 = fptrunc double %t15 to float
  %t21 = fptrunc double %t17 to float
  %t22 = fcmp ogt float %t21, 0x0000000000000000
  %t23 = select i1 %t22, float %t21, float 0x7FF0000000000000
  %t24 = fneg float %t23
  %t25 = fptrunc double %t13 to float
  %t26 = insertelement <4 x float> poison, float %t18, i64 0
  %t27 = shufflevector <4 x float> %t26, <4 x float> poison, <4 x i32> zeroinitializer
  %t28 = insertelement <4 x float> poison, float %t19, i64 0
  %t29 = shufflevector <4 x float> %t28, <4 x float> poison, <4 x i32> zeroinitializer
  %t30 = insertelement <4 x float> poison, float %t20, i64 0
  %t31 = shufflevector <4 x float> %t30, <4 x float> poison, <4 x i32> zeroinitializer
  %t32 = insertelement <4 x float> poison, float %t23, i64 0
  %t33 = shufflevector <4 x float> %t32, <4 x float> poison, <4 x i32> zeroinitializer
  %t34 = insertelement <4 x float> poison, float %t24, i64 0
  %t35 = shufflevector <4 x float> %t34, <4 x float> poison, <4 x i32> zeroinitializer
  %t36 = insertelement <4 x float> poison, float %t25, i64 0
  %t37 = shufflevector <4 x float> %t36, <4 x float> poison, <4 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t38 = add i64 %i0, 4
  %t39 = getelementptr float, ptr %t5, i64 %i0
  %t40 = load <4 x float>, ptr %t39, align 4
  %t41 = getelementptr float, ptr %t5, i64 %t38
  %t42 = load <4 x float>, ptr %t41, align 4
  %t43 = getelementptr float, ptr %t3, i64 %i0
  %t44 = load <4 x float>, ptr %t43, align 4
  %t45 = getelementptr float, ptr %t3, i64 %t38
  %t46 = load <4 x float>, ptr %t45, align 4
  %t47 = getelementptr float, ptr %t1, i64 %i0
  %t48 = load <4 x float>, ptr %t47, align 4
  %t49 = getelementptr float, ptr %t1, i64 %t38
  %t50 = load <4 x float>, ptr %t49, align 4
  %t51 = fmul <4 x float> %t40, %t27
  %t52 = fmul <4 x float> %t42, %t27
  %t53 = fmul <4 x float> %t44, %t31
  %t54 = fmul <4 x float> %t46, %t31
  %t55 = fcmp ogt <4 x float> %t53, %t33
  %t56 = fcmp ogt <4 x float> %t54, %t33
  %t57 = fcmp olt <4 x float> %t53, %t35
  %t58 = fcmp olt <4 x float> %t54, %t35
  %t59 = select <4 x i1> %t57, <4 x float> %t35, <4 x float> %t53
  %t60 = select <4 x i1> %t58, <4 x float> %t35, <4 x float> %t54
  %t61 = select <4 x i1> %t55, <4 x float> %t33, <4 x float> %t59
  %t62 = select <4 x i1> %t56, <4 x float> %t33, <4 x float> %t60
  %t63 = fmul <4 x float> %t37, %t48
  %t64 = fmul <4 x float> %t37, %t50
  %t65 = fadd <4 x float> %t61, %t63
  %t66 = fadd <4 x float> %t62, %t64
  %t67 = fmul <4 x float> %t29, %t65
  %t68 = fmul <4 x float> %t29, %t66
  %t69 = fsub <4 x float> %t51, %t67
  %t70 = fsub <4 x float> %t52, %t68
  %t71 = fadd <4 x float> %t48, %t69
  %t72 = fadd <4 x float> %t50, %t70
  %t73 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t69, ptr %t73, align 4
  %t74 = getelementptr float, ptr %t5, i64 %t38
  store <4 x float> %t70, ptr %t74, align 4
  %t75 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t71, ptr %t75, align 4
  %t76 = getelementptr float, ptr %t7, i64 %t38
  store <4 x float> %t72, ptr %t76, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t77 = getelementptr float, ptr %t5, i64 %i1
  %t78 = load <4 x float>, ptr %t77, align 4
  %t79 = getelementptr float, ptr %t3, i64 %i1
  %t80 = load <4 x float>, ptr %t79, align 4
  %t81 = getelementptr float, ptr %t1, i64 %i1
  %t82 = load <4 x float>, ptr %t81, align 4
  %t83 = fmul <4 x float> %t78, %t27
  %t84 = fmul <4 x float> %t80, %t31
  %t85 = fcmp ogt <4 x float> %t84, %t33
  %t86 = fcmp olt <4 x float> %t84, %t35
  %t87 = select <4 x i1> %t86, <4 x float> %t35, <4 x float> %t84
  %t88 = select <4 x i1> %t85, <4 x float> %t33, <4 x float> %t87
  %t89 = fmul <4 x float> %t37, %t82
  %t90 = fadd <4 x float> %t88, %t89
  %t91 = fmul <4 x float> %t29, %t90
  %t92 = fsub <4 x float> %t83, %t91
  %t93 = fadd <4 x float> %t82, %t92
  %t94 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t92, ptr %t94, align 4
  %t95 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t93, ptr %t95, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t96 = getelementptr float, ptr %t5, i64 %i2
  %t97 = load float, ptr %t96, align 4
  %t98 = getelementptr float, ptr %t3, i64 %i2
  %t99 = load float, ptr %t98, align 4
  %t100 = getelementptr float, ptr %t1, i64 %i2
  %t101 = load float, ptr %t100, align 4
  %t102 = fmul float %t97, %t18
  %t103 = fmul float %t99, %t20
  %t104 = fcmp ogt float %t103, %t23
  %t105 = fcmp olt float %t103, %t24
  %t106 = select i1 %t105, float %t24, float %t103
  %t107 = select i1 %t104, float %t23, float %t106
  %t108 = fmul float %t25, %t101
  %t109 = fadd float %t107, %t108
  %t110 = fmul float %t19, %t109
  %t111 = fsub float %t102, %t110
  %t112 = fadd float %t101, %t111
  %t113 = getelementptr float, ptr %t5, i64 %i2
  store float %t111, ptr %t113, align 4
  %t114 = getelementptr float, ptr %t7, i64 %i2
  store float %t112, ptr %t114, align 4
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
