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
  %t31 = sub i64 %end, %begin
  %t32 = icmp sge i64 %t31, 43690
  %t33 = select i1 %t32, i64 %end, i64 %begin
  %t34 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t34, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t33
  br i1 %more0, label %body0, label %loop1
body0:
  %t35 = getelementptr float, ptr %t1, i64 %i0
  %t36 = getelementptr i8, ptr %t35, i64 2048
  call void @llvm.prefetch.p0(ptr %t36, i32 0, i32 3, i32 1)
  %t37 = getelementptr float, ptr %t3, i64 %i0
  %t38 = getelementptr i8, ptr %t37, i64 2048
  call void @llvm.prefetch.p0(ptr %t38, i32 0, i32 3, i32 1)
  %t39 = add i64 %i0, 4
  %t40 = getelementptr float, ptr %t1, i64 %i0
  %t41 = load <4 x float>, ptr %t40, align 4
  %t42 = getelementptr float, ptr %t1, i64 %t39
  %t43 = load <4 x float>, ptr %t42, align 4
  %t44 = getelementptr float, ptr %t3, i64 %i0
  %t45 = load <4 x float>, ptr %t44, align 4
  %t46 = getelementptr float, ptr %t3, i64 %t39
  %t47 = load <4 x float>, ptr %t46, align 4
  %t48 = fmul <4 x float> %t45, %t24
  %t49 = fmul <4 x float> %t47, %t24
  %t50 = fcmp ogt <4 x float> %t48, %t26
  %t51 = fcmp ogt <4 x float> %t49, %t26
  %t52 = fcmp olt <4 x float> %t48, %t28
  %t53 = fcmp olt <4 x float> %t49, %t28
  %t54 = select <4 x i1> %t52, <4 x float> %t28, <4 x float> %t48
  %t55 = select <4 x i1> %t53, <4 x float> %t28, <4 x float> %t49
  %t56 = select <4 x i1> %t50, <4 x float> %t26, <4 x float> %t54
  %t57 = select <4 x i1> %t51, <4 x float> %t26, <4 x float> %t55
  %t58 = fmul <4 x float> %t30, %t41
  %t59 = fmul <4 x float> %t30, %t43
  %t60 = fadd <4 x float> %t56, %t58
  %t61 = fadd <4 x float> %t57, %t59
  %t62 = fmul <4 x float> %t22, %t60
  %t63 = fmul <4 x float> %t22, %t61
  %t64 = fsub <4 x float> %t41, %t62
  %t65 = fsub <4 x float> %t43, %t63
  %t66 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t64, ptr %t66, align 4
  %t67 = getelementptr float, ptr %t5, i64 %t39
  store <4 x float> %t65, ptr %t67, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t68 = add i64 %i1, 4
  %t69 = getelementptr float, ptr %t1, i64 %i1
  %t70 = load <4 x float>, ptr %t69, align 4
  %t71 = getelementptr float, ptr %t1, i64 %t68
  %t72 = load <4 x float>, ptr %t71, align 4
  %t73 = getelementptr float, ptr %t3, i64 %i1
  %t74 = load <4 x float>, ptr %t73, align 4
  %t75 = getelementptr float, ptr %t3, i64 %t68
  %t76 = load <4 x float>, ptr %t75, align 4
  %t77 = fmul <4 x float> %t74, %t24
  %t78 = fmul <4 x float> %t76, %t24
  %t79 = fcmp ogt <4 x float> %t77, %t26
  %t80 = fcmp ogt <4 x float> %t78, %t26
  %t81 = fcmp olt <4 x float> %t77, %t28
  %t82 = fcmp olt <4 x float> %t78, %t28
  %t83 = select <4 x i1> %t81, <4 x float> %t28, <4 x float> %t77
  %t84 = select <4 x i1> %t82, <4 x float> %t28, <4 x float> %t78
  %t85 = select <4 x i1> %t79, <4 x float> %t26, <4 x float> %t83
  %t86 = select <4 x i1> %t80, <4 x float> %t26, <4 x float> %t84
  %t87 = fmul <4 x float> %t30, %t70
  %t88 = fmul <4 x float> %t30, %t72
  %t89 = fadd <4 x float> %t85, %t87
  %t90 = fadd <4 x float> %t86, %t88
  %t91 = fmul <4 x float> %t22, %t89
  %t92 = fmul <4 x float> %t22, %t90
  %t93 = fsub <4 x float> %t70, %t91
  %t94 = fsub <4 x float> %t72, %t92
  %t95 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t93, ptr %t95, align 4
  %t96 = getelementptr float, ptr %t5, i64 %t68
  store <4 x float> %t94, ptr %t96, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t97 = getelementptr float, ptr %t1, i64 %i2
  %t98 = load <4 x float>, ptr %t97, align 4
  %t99 = getelementptr float, ptr %t3, i64 %i2
  %t100 = load <4 x float>, ptr %t99, align 4
  %t101 = fmul <4 x float> %t100, %t24
  %t102 = fcmp ogt <4 x float> %t101, %t26
  %t103 = fcmp olt <4 x float> %t101, %t28
  %t104 = select <4 x i1> %t103, <4 x float> %t28, <4 x float> %t101
  %t105 = select <4 x i1> %t102, <4 x float> %t26, <4 x float> %t104
  %t106 = fmul <4 x float> %t30, %t98
  %t107 = fadd <4 x float> %t105, %t106
  %t108 = fmul <4 x float> %t22, %t107
  %t109 = fsub <4 x float> %t98, %t108
  %t110 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t109, ptr %t110, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t111 = getelementptr float, ptr %t1, i64 %i3
  %t112 = load float, ptr %t111, align 4
  %t113 = getelementptr float, ptr %t3, i64 %i3
  %t114 = load float, ptr %t113, align 4
  %t115 = fmul float %t114, %t15
  %t116 = fcmp ogt float %t115, %t18
  %t117 = fcmp olt float %t115, %t19
  %t118 = select i1 %t117, float %t19, float %t115
  %t119 = select i1 %t116, float %t18, float %t118
  %t120 = fmul float %t20, %t112
  %t121 = fadd float %t119, %t120
  %t122 = fmul float %t14, %t121
  %t123 = fsub float %t112, %t122
  %t124 = getelementptr float, ptr %t5, i64 %i3
  store float %t123, ptr %t124, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
