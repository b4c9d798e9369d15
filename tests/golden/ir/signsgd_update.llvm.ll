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
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t35
  br i1 %more0, label %body0, label %loop1
body0:
  %t36 = getelementptr float, ptr %t1, i64 %i0
  %t37 = getelementptr i8, ptr %t36, i64 2048
  call void @llvm.prefetch.p0(ptr %t37, i32 0, i32 3, i32 1)
  %t38 = getelementptr float, ptr %t3, i64 %i0
  %t39 = getelementptr i8, ptr %t38, i64 2048
  call void @llvm.prefetch.p0(ptr %t39, i32 0, i32 3, i32 1)
  %t40 = add i64 %i0, 4
  %t41 = getelementptr float, ptr %t1, i64 %i0
  %t42 = load <4 x float>, ptr %t41, align 4
  %t43 = getelementptr float, ptr %t1, i64 %t40
  %t44 = load <4 x float>, ptr %t43, align 4
  %t45 = getelementptr float, ptr %t3, i64 %i0
  %t46 = load <4 x float>, ptr %t45, align 4
  %t47 = getelementptr float, ptr %t3, i64 %t40
  %t48 = load <4 x float>, ptr %t47, align 4
  %t49 = fmul <4 x float> %t26, %t42
  %t50 = fmul <4 x float> %t26, %t44
  %t51 = fmul <4 x float> %t28, %t46
  %t52 = fmul <4 x float> %t28, %t48
  %t53 = fcmp ogt <4 x float> %t51, %t30
  %t54 = fcmp ogt <4 x float> %t52, %t30
  %t55 = fcmp olt <4 x float> %t51, %t32
  %t56 = fcmp olt <4 x float> %t52, %t32
  %t57 = select <4 x i1> %t55, <4 x float> %t32, <4 x float> %t51
  %t58 = select <4 x i1> %t56, <4 x float> %t32, <4 x float> %t52
  %t59 = select <4 x i1> %t53, <4 x float> %t30, <4 x float> %t57
  %t60 = select <4 x i1> %t54, <4 x float> %t30, <4 x float> %t58
  %t61 = fcmp ogt <4 x float> %t59, splat (float 0x0000000000000000)
  %t62 = fcmp ogt <4 x float> %t60, splat (float 0x0000000000000000)
  %t63 = fcmp olt <4 x float> %t59, splat (float 0x0000000000000000)
  %t64 = fcmp olt <4 x float> %t60, splat (float 0x0000000000000000)
  %t65 = select <4 x i1> %t63, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t66 = select <4 x i1> %t64, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t67 = select <4 x i1> %t61, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t65
  %t68 = select <4 x i1> %t62, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t66
  %t69 = fmul <4 x float> %t24, %t67
  %t70 = fmul <4 x float> %t24, %t68
  %t71 = fsub <4 x float> %t49, %t69
  %t72 = fsub <4 x float> %t50, %t70
  %t73 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t71, ptr %t73, align 4
  %t74 = getelementptr float, ptr %t5, i64 %t40
  store <4 x float> %t72, ptr %t74, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t75 = add i64 %i1, 4
  %t76 = getelementptr float, ptr %t1, i64 %i1
  %t77 = load <4 x float>, ptr %t76, align 4
  %t78 = getelementptr float, ptr %t1, i64 %t75
  %t79 = load <4 x float>, ptr %t78, align 4
  %t80 = getelementptr float, ptr %t3, i64 %i1
  %t81 = load <4 x float>, ptr %t80, align 4
  %t82 = getelementptr float, ptr %t3, i64 %t75
  %t83 = load <4 x float>, ptr %t82, align 4
  %t84 = fmul <4 x float> %t26, %t77
  %t85 = fmul <4 x float> %t26, %t79
  %t86 = fmul <4 x float> %t28, %t81
  %t87 = fmul <4 x float> %t28, %t83
  %t88 = fcmp ogt <4 x float> %t86, %t30
  %t89 = fcmp ogt <4 x float> %t87, %t30
  %t90 = fcmp olt <4 x float> %t86, %t32
  %t91 = fcmp olt <4 x float> %t87, %t32
  %t92 = select <4 x i1> %t90, <4 x float> %t32, <4 x float> %t86
  %t93 = select <4 x i1> %t91, <4 x float> %t32, <4 x float> %t87
  %t94 = select <4 x i1> %t88, <4 x float> %t30, <4 x float> %t92
  %t95 = select <4 x i1> %t89, <4 x float> %t30, <4 x float> %t93
  %t96 = fcmp ogt <4 x float> %t94, splat (float 0x0000000000000000)
  %t97 = fcmp ogt <4 x float> %t95, splat (float 0x0000000000000000)
  %t98 = fcmp olt <4 x float> %t94, splat (float 0x0000000000000000)
  %t99 = fcmp olt <4 x float> %t95, splat (float 0x0000000000000000)
  %t100 = select <4 x i1> %t98, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t101 = select <4 x i1> %t99, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t102 = select <4 x i1> %t96, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t100
  %t103 = select <4 x i1> %t97, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t101
  %t104 = fmul <4 x float> %t24, %t102
  %t105 = fmul <4 x float> %t24, %t103
  %t106 = fsub <4 x float> %t84, %t104
  %t107 = fsub <4 x float> %t85, %t105
  %t108 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t106, ptr %t108, align 4
  %t109 = getelementptr float, ptr %t5, i64 %t75
  store <4 x float> %t107, ptr %t109, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t110 = getelementptr float, ptr %t1, i64 %i2
  %t111 = load <4 x float>, ptr %t110, align 4
  %t112 = getelementptr float, ptr %t3, i64 %i2
  %t113 = load <4 x float>, ptr %t112, align 4
  %t114 = fmul <4 x float> %t26, %t111
  %t115 = fmul <4 x float> %t28, %t113
  %t116 = fcmp ogt <4 x float> %t115, %t30
  %t117 = fcmp olt <4 x float> %t115, %t32
  %t118 = select <4 x i1> %t117, <4 x float> %t32, <4 x float> %t115
  %t119 = select <4 x i1> %t116, <4 x float> %t30, <4 x float> %t118
  %t120 = fcmp ogt <4 x float> %t119, splat (float 0x0000000000000000)
  %t121 = fcmp olt <4 x float> %t119, splat (float 0x0000000000000000)
  %t122 = select <4 x i1> %t121, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %t123 = select <4 x i1> %t120, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %t122
  %t124 = fmul <4 x float> %t24, %t123
  %t125 = fsub <4 x float> %t114, %t124
  %t126 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t125, ptr %t126, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t127 = getelementptr float, ptr %t1, i64 %i3
  %t128 = load float, ptr %t127, align 4
  %t129 = getelementptr float, ptr %t3, i64 %i3
  %t130 = load float, ptr %t129, align 4
  %t131 = fmul float %t17, %t128
  %t132 = fmul float %t18, %t130
  %t133 = fcmp ogt float %t132, %t21
  %t134 = fcmp olt float %t132, %t22
  %t135 = select i1 %t134, float %t22, float %t132
  %t136 = select i1 %t133, float %t21, float %t135
  %t137 = fcmp ogt float %t136, 0x0000000000000000
  %t138 = fcmp olt float %t136, 0x0000000000000000
  %t139 = select i1 %t138, float 0xBFF0000000000000, float 0x0000000000000000
  %t140 = select i1 %t137, float 0x3FF0000000000000, float %t139
  %t141 = fmul float %t14, %t140
  %t142 = fsub float %t131, %t141
  %t143 = getelementptr float, ptr %t5, i64 %i3
  store float %t142, ptr %t143, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
