define void @"update"(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %a0 = getelementptr ptr, ptr %args, i64 0
  %p0 = load ptr, ptr %a0, align 8
  %a1 = getelementptr ptr, ptr %args, i64 1
  %p1 = load ptr, ptr %a1, align 8
  %a2 = getelementptr ptr, ptr %args, i64 2
  %p2 = load ptr, ptr %a2, align 8
  %a3 = getelementptr ptr, ptr %args, i64 3
  %p3 = load ptr, ptr %a3, align 8
  %t0 = load i16, ptr %p2, align 2
  %t1 = bitcast i16 %t0 to i16
  %t2 = zext i16 %t1 to i32
  %t3 = shl i32 %t2, 16
  %t4 = bitcast i32 %t3 to float
  %t5 = getelementptr double, ptr %args, i64 5
  %t6 = load double, ptr %t5, align 8
  %t7 = fptrunc double %t6 to float
  %t8 = getelementptr double, ptr %args, i64 6
  %t9 = load double, ptr %t8, align 8
  %t10 = fptrunc double %t9 to float
  %t11 = fcmp ogt float %t10, 0x0000000000000000
  %t12 = select i1 %t11, float %t10, float 0x7FF0000000000000
  %t13 = fneg float %t12
  %t14 = getelementptr double, ptr %args, i64 4
  %t15 = load double, ptr %t14, align 8
  %t16 = fptrunc double %t15 to float
  %t17 = insertelement <4 x float> poison, float %t4, i64 0
  %t18 = shufflevector <4 x float> %t17, <4 x float> poison, <4 x i32> zeroinitializer
  %t19 = insertelement <4 x float> poison, float %t7, i64 0
  %t20 = shufflevector <4 x float> %t19, <4 x float> poison, <4 x i32> zeroinitializer
  %t21 = insertelement <4 x float> poison, float %t12, i64 0
  %t22 = shufflevector <4 x float> %t21, <4 x float> poison, <4 x i32> zeroinitializer
  %t23 = insertelement <4 x float> poison, float %t13, i64 0
  %t24 = shufflevector <4 x float> %t23, <4 x float> poison, <4 x i32> zeroinitializer
  %t25 = insertelement <4 x float> poison, float %t16, i64 0
  %t26 = shufflevector <4 x float> %t25, <4 x float> poison, <4 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%j0, %body0]
  %j0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %j0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t27 = add i64 %i0, 4
  %t28 = getelementptr i16, ptr %p0, i64 %i0
  %t29 = load <4 x i16>, ptr %t28, align 2
  %t30 = getelementptr i16, ptr %p0, i64 %t27
  %t31 = load <4 x i16>, ptr %t30, align 2
  %t32 = getelementptr i16, ptr %p1, i64 %i0
  %t33 = load <4 x i16>, ptr %t32, align 2
  %t34 = getelementptr i16, ptr %p1, i64 %t27
  %t35 = load <4 x i16>, ptr %t34, align 2
  %t36 = bitcast <4 x i16> %t29 to <4 x i16>
  %t37 = bitcast <4 x i16> %t31 to <4 x i16>
  %t38 = zext <4 x i16> %t36 to <4 x i32>
  %t39 = zext <4 x i16> %t37 to <4 x i32>
  %t40 = shl <4 x i32> %t38, splat (i32 16)
  %t41 = shl <4 x i32> %t39, splat (i32 16)
  %t42 = bitcast <4 x i32> %t40 to <4 x float>
  %t43 = bitcast <4 x i32> %t41 to <4 x float>
  %t44 = bitcast <4 x i16> %t33 to <4 x i16>
  %t45 = bitcast <4 x i16> %t35 to <4 x i16>
  %t46 = zext <4 x i16> %t44 to <4 x i32>
  %t47 = zext <4 x i16> %t45 to <4 x i32>
  %t48 = shl <4 x i32> %t46, splat (i32 16)
  %t49 = shl <4 x i32> %t47, splat (i32 16)
  %t50 = bitcast <4 x i32> %t48 to <4 x float>
  %t51 = bitcast <4 x i32> %t49 to <4 x float>
  %t52 = fmul <4 x float> %t50, %t20
  %t53 = fmul <4 x float> %t51, %t20
  %t54 = fcmp ogt <4 x float> %t52, %t22
  %t55 = fcmp ogt <4 x float> %t53, %t22
  %t56 = fcmp olt <4 x float> %t52, %t24
  %t57 = fcmp olt <4 x float> %t53, %t24
  %t58 = select <4 x i1> %t56, <4 x float> %t24, <4 x float> %t52
  %t59 = select <4 x i1> %t57, <4 x float> %t24, <4 x float> %t53
  %t60 = select <4 x i1> %t54, <4 x float> %t22, <4 x float> %t58
  %t61 = select <4 x i1> %t55, <4 x float> %t22, <4 x float> %t59
  %t62 = fmul <4 x float> %t26, %t42
  %t63 = fmul <4 x float> %t26, %t43
  %t64 = fadd <4 x float> %t60, %t62
  %t65 = fadd <4 x float> %t61, %t63
  %t66 = fmul <4 x float> %t18, %t64
  %t67 = fmul <4 x float> %t18, %t65
  %t68 = fsub <4 x float> %t42, %t66
  %t69 = fsub <4 x float> %t43, %t67
  %t70 = fcmp une <4 x float> %t68, %t68
  %t71 = fcmp une <4 x float> %t69, %t69
  %t72 = bitcast <4 x float> %t68 to <4 x i32>
  %t73 = bitcast <4 x float> %t69 to <4 x i32>
  %t74 = lshr <4 x i32> %t72, splat (i32 16)
  %t75 = lshr <4 x i32> %t73, splat (i32 16)
  %t76 = or <4 x i32> %t74, splat (i32 64)
  %t77 = or <4 x i32> %t75, splat (i32 64)
  %t78 = and <4 x i32> %t74, splat (i32 1)
  %t79 = and <4 x i32> %t75, splat (i32 1)
  %t80 = add <4 x i32> %t78, splat (i32 32767)
  %t81 = add <4 x i32> %t79, splat (i32 32767)
  %t82 = add <4 x i32> %t72, %t80
  %t83 = add <4 x i32> %t73, %t81
  %t84 = lshr <4 x i32> %t82, splat (i32 16)
  %t85 = lshr <4 x i32> %t83, splat (i32 16)
  %t86 = select <4 x i1> %t70, <4 x i32> %t76, <4 x i32> %t84
  %t87 = select <4 x i1> %t71, <4 x i32> %t77, <4 x i32> %t85
  %t88 = trunc <4 x i32> %t86 to <4 x i16>
  %t89 = trunc <4 x i32> %t87 to <4 x i16>
  %t90 = bitcast <4 x i16> %t88 to <4 x i16>
  %t91 = bitcast <4 x i16> %t89 to <4 x i16>
  %t92 = getelementptr i16, ptr %p3, i64 %i0
  store <4 x i16> %t90, ptr %t92, align 2
  %t93 = getelementptr i16, ptr %p3, i64 %t27
  store <4 x i16> %t91, ptr %t93, align 2
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%j1, %body1]
  %j1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %j1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t94 = getelementptr i16, ptr %p0, i64 %i1
  %t95 = load <4 x i16>, ptr %t94, align 2
  %t96 = getelementptr i16, ptr %p1, i64 %i1
  %t97 = load <4 x i16>, ptr %t96, align 2
  %t98 = bitcast <4 x i16> %t95 to <4 x i16>
  %t99 = zext <4 x i16> %t98 to <4 x i32>
  %t100 = shl <4 x i32> %t99, splat (i32 16)
  %t101 = bitcast <4 x i32> %t100 to <4 x float>
  %t102 = bitcast <4 x i16> %t97 to <4 x i16>
  %t103 = zext <4 x i16> %t102 to <4 x i32>
  %t104 = shl <4 x i32> %t103, splat (i32 16)
  %t105 = bitcast <4 x i32> %t104 to <4 x float>
  %t106 = fmul <4 x float> %t105, %t20
  %t107 = fcmp ogt <4 x float> %t106, %t22
  %t108 = fcmp olt <4 x float> %t106, %t24
  %t109 = select <4 x i1> %t108, <4 x float> %t24, <4 x float> %t106
  %t110 = select <4 x i1> %t107, <4 x float> %t22, <4 x float> %t109
  %t111 = fmul <4 x float> %t26, %t101
  %t112 = fadd <4 x float> %t110, %t111
  %t113 = fmul <4 x float> %t18, %t112
  %t114 = fsub <4 x float> %t101, %t113
  %t115 = fcmp une <4 x float> %t114, %t114
  %t116 = bitcast <4 x float> %t114 to <4 x i32>
  %t117 = lshr <4 x i32> %t116, splat (i32 16)
  %t118 = or <4 x i32> %t117, splat (i32 64)
  %t119 = and <4 x i32> %t117, splat (i32 1)
  %t120 = add <4 x i32> %t119, splat (i32 32767)
  %t121 = add <4 x i32> %t116, %t120
  %t122 = lshr <4 x i32> %t121, splat (i32 16)
  %t123 = select <4 x i1> %t115, <4 x i32> %t118, <4 x i32> %t122
  %t124 = trunc <4 x i32> %t123 to <4 x i16>
  %t125 = bitcast <4 x i16> %t124 to <4 x i16>
  %t126 = getelementptr i16, ptr %p3, i64 %i1
  store <4 x i16> %t125, ptr %t126, align 2
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%j2, %body2]
  %j2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %j2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t127 = getelementptr i16, ptr %p0, i64 %i2
  %t128 = load i16, ptr %t127, align 2
  %t129 = getelementptr i16, ptr %p1, i64 %i2
  %t130 = load i16, ptr %t129, align 2
  %t131 = bitcast i16 %t128 to i16
  %t132 = zext i16 %t131 to i32
  %t133 = shl i32 %t132, 16
  %t134 = bitcast i32 %t133 to float
  %t135 = bitcast i16 %t130 to i16
  %t136 = zext i16 %t135 to i32
  %t137 = shl i32 %t136, 16
  %t138 = bitcast i32 %t137 to float
  %t139 = fmul float %t138, %t7
  %t140 = fcmp ogt float %t139, %t12
  %t141 = fcmp olt float %t139, %t13
  %t142 = select i1 %t141, float %t13, float %t139
  %t143 = select i1 %t140, float %t12, float %t142
  %t144 = fmul float %t16, %t134
  %t145 = fadd float %t143, %t144
  %t146 = fmul float %t4, %t145
  %t147 = fsub float %t134, %t146
  %t148 = fcmp une float %t147, %t147
  %t149 = bitcast float %t147 to i32
  %t150 = lshr i32 %t149, 16
  %t151 = or i32 %t150, 64
  %t152 = and i32 %t150, 1
  %t153 = add i32 %t152, 32767
  %t154 = add i32 %t149, %t153
  %t155 = lshr i32 %t154, 16
  %t156 = select i1 %t148, i32 %t151, i32 %t155
  %t157 = trunc i32 %t156 to i16
  %t158 = bitcast i16 %t157 to i16
  %t159 = getelementptr i16, ptr %p3, i64 %i2
  store i16 %t158, ptr %t159, align 2
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
