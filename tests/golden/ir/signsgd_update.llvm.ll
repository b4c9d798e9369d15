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
  %t15 = fptrunc double %t9 to float
  %t16 = fmul float %t14, %t15
  %t17 = fsub float 0x3FF0000000000000, %t16
  %t18 = fptrunc double %t11 to float
  %t19 = fptrunc double %t13 to float
  %t20 = fcmp ogt float %t19, 0x0000000000000000
  %t21 = select i1 %t20, float %t19, float 0x7FF0000000000000
  %t22 = fneg float %t21
  %t23 = insertelement <4 x float> poison, float %t14, i64 0
  %t24 = shufflevector <4 x float> %t23, <4 x float> poison, <4 x i32> zeroinitializer
  %t25 = insertelement <4 x float> poison, float %t17, i64 0
  %t26 = shufflevector <4 x float> %t25, <4 x float> poison, <4 x i32> zeroinitializer
  %t27 = insertelement <4 x float> poison, float %t18, i64 0
  %t28 = shufflevector <4 x float> %t27, <4 x float> poison, <4 x i32> zeroinitializer
  %t29 = insertelement <4 x float> poison, float %t21, i64 0
  %t30 = shufflevector <4 x float> %t29, <4 x float> poison, <4 x i32> zeroinitializer
  %t31 = insertelement <4 x float> poison, float %t22, i64 0
  %t32 = shufflevector <4 x float> %t31, <4 x float> poison, <4 x i32> zeroinitializer
  %t33 = sub i64 %end, %begin
  %t34 = icmp sge i64 %t33, 43690
  %t35 = select i1 %t34, i64 %end, i64 %begin
  %t36 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t36, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t35
  br i1 %more0, label %body0, label %loop1
body0:
  %t37 = getelementptr float, ptr %t1, i64 %i0
  %t38 = getelementptr i8, ptr %t37, i64 2048
  call void @llvm.prefetch.p0(ptr %t38, i32 0, i32 3, i32 1)
  %t39 = getelementptr float, ptr %t3, i64 %i0
  %t40 = getelementptr i8, ptr %t39, i64 2048
  call void @llvm.prefetch.p0(ptr %t40, i32 0, i32 3, i32 1)
  %t41 = add i64 %i0, 4
  %t42 = getelementptr float, ptr %t1, i64 %i0
  %t43 = load <4 x float>, ptr %t42, align 4
  %t44 = getelementptr float, ptr %t1, i64 %t41
  %t45 = load <4 x float>, ptr %t44, align 4
  %t46 = getelementptr float, ptr %t3, i64 %i0
  %t47 = load <4 x float>, ptr %t46, align 4
  %t48 = getelementptr float, ptr %t3, i64 %t41
  %t49 = load <4 x float>, ptr %t48, align 4
  %t50 = fmul <4 x float> %t26, %t43
  %t51 = fmul <4 x float> %t26, %t45
  %t52 = fmul <4 x float> %t28, %t47
  %t53 = fmul <4 x float> %t28, %t49
  %t54 = fcmp ogt <4 x float> %t52, %t30
  %t55 = fcmp ogt <4 x float> %t53, %t30
  %t56 = fcmp olt <4 x float> %t52, %t32
  %t57 = fcmp olt <4 x float> %t53, %t32
  %t58 = select <4 x i1> %t56, <4 x float> %t32, <4 x float> %t52
  %t59 = select <4 x i1> %t57, <4 x float> %t32, <4 x float> %t53
  %t60 = select <4 x i1> %t54, <4 x float> %t30, <4 x float> %t58
  %t61 = select <4 x i1> %t55, <4 x float> %t30, <4 x float> %t59
  %t62 = fcmp ogt <4 x float> %t60, splat (float 0x0000000000000000)
  %t63 = fcmp ogt <4 x float> %t61, splat (float 0x0000000000000000)
  %t64 = fcmp olt <4 x float> %t60, splat (float 0x0000000000000000)
  %t65 = fcmp olt <4 x float> %t61, splat (float 0x0000000000000000)
  %t66 = select <4 x i1> %t64, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t67 = select <4 x i1> %t65, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t68 = select <4 x i1> %t62, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t66
  %t69 = select <4 x i1> %t63, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t67
  %t70 = fmul <4 x float> %t24, %t68
  %t71 = fmul <4 x float> %t24, %t69
  %t72 = fsub <4 x float> %t50, %t70
  %t73 = fsub <4 x float> %t51, %t71
  %t74 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t72, ptr %t74, align 4
  %t75 = getelementptr float, ptr %t5, i64 %t41
  store <4 x float> %t73, ptr %t75, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t76 = add i64 %i1, 4
  %t77 = getelementptr float, ptr %t1, i64 %i1
  %t78 = load <4 x float>, ptr %t77, align 4
  %t79 = getelementptr float, ptr %t1, i64 %t76
  %t80 = load <4 x float>, ptr %t79, align 4
  %t81 = getelementptr float, ptr %t3, i64 %i1
  %t82 = load <4 x float>, ptr %t81, align 4
  %t83 = getelementptr float, ptr %t3, i64 %t76
  %t84 = load <4 x float>, ptr %t83, align 4
  %t85 = fmul <4 x float> %t26, %t78
  %t86 = fmul <4 x float> %t26, %t80
  %t87 = fmul <4 x float> %t28, %t82
  %t88 = fmul <4 x float> %t28, %t84
  %t89 = fcmp ogt <4 x float> %t87, %t30
  %t90 = fcmp ogt <4 x float> %t88, %t30
  %t91 = fcmp olt <4 x float> %t87, %t32
  %t92 = fcmp olt <4 x float> %t88, %t32
  %t93 = select <4 x i1> %t91, <4 x float> %t32, <4 x float> %t87
  %t94 = select <4 x i1> %t92, <4 x float> %t32, <4 x float> %t88
  %t95 = select <4 x i1> %t89, <4 x float> %t30, <4 x float> %t93
  %t96 = select <4 x i1> %t90, <4 x float> %t30, <4 x float> %t94
  %t97 = fcmp ogt <4 x float> %t95, splat (float 0x0000000000000000)
  %t98 = fcmp ogt <4 x float> %t96, splat (float 0x0000000000000000)
  %t99 = fcmp olt <4 x float> %t95, splat (float 0x0000000000000000)
  %t100 = fcmp olt <4 x float> %t96, splat (float 0x0000000000000000)
  %t101 = select <4 x i1> %t99, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t102 = select <4 x i1> %t100, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t103 = select <4 x i1> %t97, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t101
  %t104 = select <4 x i1> %t98, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t102
  %t105 = fmul <4 x float> %t24, %t103
  %t106 = fmul <4 x float> %t24, %t104
  %t107 = fsub <4 x float> %t85, %t105
  %t108 = fsub <4 x float> %t86, %t106
  %t109 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t107, ptr %t109, align 4
  %t110 = getelementptr float, ptr %t5, i64 %t76
  store <4 x float> %t108, ptr %t110, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t111 = getelementptr float, ptr %t1, i64 %i2
  %t112 = load <4 x float>, ptr %t111, align 4
  %t113 = getelementptr float, ptr %t3, i64 %i2
  %t114 = load <4 x float>, ptr %t113, align 4
  %t115 = fmul <4 x float> %t26, %t112
  %t116 = fmul <4 x float> %t28, %t114
  %t117 = fcmp ogt <4 x float> %t116, %t30
  %t118 = fcmp olt <4 x float> %t116, %t32
  %t119 = select <4 x i1> %t118, <4 x float> %t32, <4 x float> %t116
  %t120 = select <4 x i1> %t117, <4 x float> %t30, <4 x float> %t119
  %t121 = fcmp ogt <4 x float> %t120, splat (float 0x0000000000000000)
  %t122 = fcmp olt <4 x float> %t120, splat (float 0x0000000000000000)
  %t123 = select <4 x i1> %t122, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t124 = select <4 x i1> %t121, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t123
  %t125 = fmul <4 x float> %t24, %t124
  %t126 = fsub <4 x float> %t115, %t125
  %t127 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t126, ptr %t127, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t128 = getelementptr float, ptr %t1, i64 %i3
  %t129 = load float, ptr %t128, align 4
  %t130 = getelementptr float, ptr %t3, i64 %i3
  %t131 = load float, ptr %t130, align 4
  %t132 = fmul float %t17, %t129
  %t133 = fmul float %t18, %t131
  %t134 = fcmp ogt float %t133, %t21
  %t135 = fcmp olt float %t133, %t22
  %t136 = select i1 %t135, float %t22, float %t133
  %t137 = select i1 %t134, float %t21, float %t136
  %t138 = fcmp ogt float %t137, 0x0000000000000000
  %t139 = fcmp olt float %t137, 0x0000000000000000
  %t140 = select i1 %t139, float 0xBFF0000000000000, float 0x0000000000000000
  %t141 = select i1 %t138, float 0x3FF0000000000000, float %t140
  %t142 = fmul float %t14, %t141
  %t143 = fsub float %t132, %t142
  %t144 = getelementptr float, ptr %t5, i64 %i3
  store float %t143, ptr %t144, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
