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
  %t14 = getelementptr i16, ptr %t5, i64 0
  %t15 = load i16, ptr %t14, align 2
  %t16 = bitcast i16 %t15 to i16
  %t17 = zext i16 %t16 to i32
  %t18 = shl i32 %t17, 16
  %t19 = bitcast i32 %t18 to float
  %t20 = fptrunc double %t11 to float
  %t21 = fptrunc double %t13 to float
  %t22 = fcmp ogt float %t21, 0x0000000000000000
  %t23 = select i1 %t22, float %t21, float 0x7FF0000000000000
  %t24 = fneg float %t23
  %t25 = fptrunc double %t9 to float
  %t26 = insertelement <4 x float> poison, float %t19, i64 0
  %t27 = shufflevector <4 x float> %t26, <4 x float> poison, <4 x i32> zeroinitializer
  %t28 = insertelement <4 x float> poison, float %t20, i64 0
  %t29 = shufflevector <4 x float> %t28, <4 x float> poison, <4 x i32> zeroinitializer
  %t30 = insertelement <4 x float> poison, float %t23, i64 0
  %t31 = shufflevector <4 x float> %t30, <4 x float> poison, <4 x i32> zeroinitializer
  %t32 = insertelement <4 x float> poison, float %t24, i64 0
  %t33 = shufflevector <4 x float> %t32, <4 x float> poison, <4 x i32> zeroinitializer
  %t34 = insertelement <4 x float> poison, float %t25, i64 0
  %t35 = shufflevector <4 x float> %t34, <4 x float> poison, <4 x i32> zeroinitializer
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %end
  br i1 %more0, label %body0, label %loop1
body0:
  %t36 = add i64 %i0, 4
  %t37 = getelementptr i16, ptr %t1, i64 %i0
  %t38 = load <4 x i16>, ptr %t37, align 2
  %t39 = getelementptr i16, ptr %t1, i64 %t36
  %t40 = load <4 x i16>, ptr %t39, align 2
  %t41 = getelementptr i16, ptr %t3, i64 %i0
  %t42 = load <4 x i16>, ptr %t41, align 2
  %t43 = getelementptr i16, ptr %t3, i64 %t36
  %t44 = load <4 x i16>, ptr %t43, align 2
  %t45 = bitcast <4 x i16> %t38 to <4 x i16>
  %t46 = bitcast <4 x i16> %t40 to <4 x i16>
  %t47 = zext <4 x i16> %t45 to <4 x i32>
  %t48 = zext <4 x i16> %t46 to <4 x i32>
  %t49 = shl <4 x i32> %t47, splat (i32 16)
  %t50 = shl <4 x i32> %t48, splat (i32 16)
  %t51 = bitcast <4 x i32> %t49 to <4 x float>
  %t52 = bitcast <4 x i32> %t50 to <4 x float>
  %t53 = bitcast <4 x i16> %t42 to <4 x i16>
  %t54 = bitcast <4 x i16> %t44 to <4 x i16>
  %t55 = zext <4 x i16> %t53 to <4 x i32>
  %t56 = zext <4 x i16> %t54 to <4 x i32>
  %t57 = shl <4 x i32> %t55, splat (i32 16)
  %t58 = shl <4 x i32> %t56, splat (i32 16)
  %t59 = bitcast <4 x i32> %t57 to <4 x float>
  %t60 = bitcast <4 x i32> %t58 to <4 x float>
  %t61 = fmul <4 x float> %t59, %t29
  %t62 = fmul <4 x float> %t60, %t29
  %t63 = fcmp ogt <4 x float> %t61, %t31
  %t64 = fcmp ogt <4 x float> %t62, %t31
  %t65 = fcmp olt <4 x float> %t61, %t33
  %t66 = fcmp olt <4 x float> %t62, %t33
  %t67 = select <4 x i1> %t65, <4 x float> %t33, <4 x float> %t61
  %t68 = select <4 x i1> %t66, <4 x float> %t33, <4 x float> %t62
  %t69 = select <4 x i1> %t63, <4 x float> %t31, <4 x float> %t67
  %t70 = select <4 x i1> %t64, <4 x float> %t31, <4 x float> %t68
  %t71 = fmul <4 x float> %t35, %t51
  %t72 = fmul <4 x float> %t35, %t52
  %t73 = fadd <4 x float> %t69, %t71
  %t74 = fadd <4 x float> %t70, %t72
  %t75 = fmul <4 x float> %t27, %t73
  %t76 = fmul <4 x float> %t27, %t74
  %t77 = fsub <4 x float> %t51, %t75
  %t78 = fsub <4 x float> %t52, %t76
  %t79 = fcmp une <4 x float> %t77, %t77
  %t80 = fcmp une <4 x float> %t78, %t78
  %t81 = bitcast <4 x float> %t77 to <4 x i32>
  %t82 = bitcast <4 x float> %t78 to <4 x i32>
  %t83 = lshr <4 x i32> %t81, splat (i32 16)
  %t84 = lshr <4 x i32> %t82, splat (i32 16)
  %t85 = or <4 x i32> %t83, splat (i32 64)
  %t86 = or <4 x i32> %t84, splat (i32 64)
  %t87 = and <4 x i32> %t83, splat (i32 1)
  %t88 = and <4 x i32> %t84, splat (i32 1)
  %t89 = add <4 x i32> %t87, splat (i32 32767)
  %t90 = add <4 x i32> %t88, splat (i32 32767)
  %t91 = add <4 x i32> %t81, %t89
  %t92 = add <4 x i32> %t82, %t90
  %t93 = lshr <4 x i32> %t91, splat (i32 16)
  %t94 = lshr <4 x i32> %t92, splat (i32 16)
  %t95 = select <4 x i1> %t79, <4 x i32> %t85, <4 x i32> %t93
  %t96 = select <4 x i1> %t80, <4 x i32> %t86, <4 x i32> %t94
  %t97 = trunc <4 x i32> %t95 to <4 x i16>
  %t98 = trunc <4 x i32> %t96 to <4 x i16>
  %t99 = bitcast <4 x i16> %t97 to <4 x i16>
  %t100 = bitcast <4 x i16> %t98 to <4 x i16>
  %t101 = getelementptr i16, ptr %t7, i64 %i0
  store <4 x i16> %t99, ptr %t101, align 2
  %t102 = getelementptr i16, ptr %t7, i64 %t36
  store <4 x i16> %t100, ptr %t102, align 2
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t103 = getelementptr i16, ptr %t1, i64 %i1
  %t104 = load <4 x i16>, ptr %t103, align 2
  %t105 = getelementptr i16, ptr %t3, i64 %i1
  %t106 = load <4 x i16>, ptr %t105, align 2
  %t107 = bitcast <4 x i16> %t104 to <4 x i16>
  %t108 = zext <4 x i16> %t107 to <4 x i32>
  %t109 = shl <4 x i32> %t108, splat (i32 16)
  %t110 = bitcast <4 x i32> %t109 to <4 x float>
  %t111 = bitcast <4 x i16> %t106 to <4 x i16>
  %t112 = zext <4 x i16> %t111 to <4 x i32>
  %t113 = shl <4 x i32> %t112, splat (i32 16)
  %t114 = bitcast <4 x i32> %t113 to <4 x float>
  %t115 = fmul <4 x float> %t114, %t29
  %t116 = fcmp ogt <4 x float> %t115, %t31
  %t117 = fcmp olt <4 x float> %t115, %t33
  %t118 = select <4 x i1> %t117, <4 x float> %t33, <4 x float> %t115
  %t119 = select <4 x i1> %t116, <4 x float> %t31, <4 x float> %t118
  %t120 = fmul <4 x float> %t35, %t110
  %t121 = fadd <4 x float> %t119, %t120
  %t122 = fmul <4 x float> %t27, %t121
  %t123 = fsub <4 x float> %t110, %t122
  %t124 = fcmp une <4 x float> %t123, %t123
  %t125 = bitcast <4 x float> %t123 to <4 x i32>
  %t126 = lshr <4 x i32> %t125, splat (i32 16)
  %t127 = or <4 x i32> %t126, splat (i32 64)
  %t128 = and <4 x i32> %t126, splat (i32 1)
  %t129 = add <4 x i32> %t128, splat (i32 32767)
  %t130 = add <4 x i32> %t125, %t129
  %t131 = lshr <4 x i32> %t130, splat (i32 16)
  %t132 = select <4 x i1> %t124, <4 x i32> %t127, <4 x i32> %t131
  %t133 = trunc <4 x i32> %t132 to <4 x i16>
  %t134 = bitcast <4 x i16> %t133 to <4 x i16>
  %t135 = getelementptr i16, ptr %t7, i64 %i1
  store <4 x i16> %t134, ptr %t135, align 2
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t136 = getelementptr i16, ptr %t1, i64 %i2
  %t137 = load i16, ptr %t136, align 2
  %t138 = getelementptr i16, ptr %t3, i64 %i2
  %t139 = load i16, ptr %t138, align 2
  %t140 = bitcast i16 %t137 to i16
  %t141 = zext i16 %t140 to i32
  %t142 = shl i32 %t141, 16
  %t143 = bitcast i32 %t142 to float
  %t144 = bitcast i16 %t139 to i16
  %t145 = zext i16 %t144 to i32
  %t146 = shl i32 %t145, 16
  %t147 = bitcast i32 %t146 to float
  %t148 = fmul float %t147, %t20
  %t149 = fcmp ogt float %t148, %t23
  %t150 = fcmp olt float %t148, %t24
  %t151 = select i1 %t150, float %t24, float %t148
  %t152 = select i1 %t149, float %t23, float %t151
  %t153 = fmul float %t25, %t143
  %t154 = fadd float %t152, %t153
  %t155 = fmul float %t19, %t154
  %t156 = fsub float %t143, %t155
  %t157 = fcmp une float %t156, %t156
  %t158 = bitcast float %t156 to i32
  %t159 = lshr i32 %t158, 16
  %t160 = or i32 %t159, 64
  %t161 = and i32 %t159, 1
  %t162 = add i32 %t161, 32767
  %t163 = add i32 %t158, %t162
  %t164 = lshr i32 %t163, 16
  %t165 = select i1 %t157, i32 %t160, i32 %t164
  %t166 = trunc i32 %t165 to i16
  %t167 = bitcast i16 %t166 to i16
  %t168 = getelementptr i16, ptr %t7, i64 %i2
  store i16 %t167, ptr %t168, align 2
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
