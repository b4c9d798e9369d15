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
  %t36 = getelementptr i16, ptr %t1, i64 %i0
  %t37 = getelementptr i8, ptr %t36, i64 2048
  call void @llvm.prefetch.p0(ptr %t37, i32 0, i32 3, i32 1)
  %t38 = getelementptr i16, ptr %t3, i64 %i0
  %t39 = getelementptr i8, ptr %t38, i64 2048
  call void @llvm.prefetch.p0(ptr %t39, i32 0, i32 3, i32 1)
  %t40 = add i64 %i0, 4
  %t41 = getelementptr i16, ptr %t1, i64 %i0
  %t42 = load <4 x i16>, ptr %t41, align 2
  %t43 = getelementptr i16, ptr %t1, i64 %t40
  %t44 = load <4 x i16>, ptr %t43, align 2
  %t45 = getelementptr i16, ptr %t3, i64 %i0
  %t46 = load <4 x i16>, ptr %t45, align 2
  %t47 = getelementptr i16, ptr %t3, i64 %t40
  %t48 = load <4 x i16>, ptr %t47, align 2
  %t49 = bitcast <4 x i16> %t42 to <4 x i16>
  %t50 = bitcast <4 x i16> %t44 to <4 x i16>
  %t51 = zext <4 x i16> %t49 to <4 x i32>
  %t52 = zext <4 x i16> %t50 to <4 x i32>
  %t53 = shl <4 x i32> %t51, splat (i32 16)
  %t54 = shl <4 x i32> %t52, splat (i32 16)
  %t55 = bitcast <4 x i32> %t53 to <4 x float>
  %t56 = bitcast <4 x i32> %t54 to <4 x float>
  %t57 = bitcast <4 x i16> %t46 to <4 x i16>
  %t58 = bitcast <4 x i16> %t48 to <4 x i16>
  %t59 = zext <4 x i16> %t57 to <4 x i32>
  %t60 = zext <4 x i16> %t58 to <4 x i32>
  %t61 = shl <4 x i32> %t59, splat (i32 16)
  %t62 = shl <4 x i32> %t60, splat (i32 16)
  %t63 = bitcast <4 x i32> %t61 to <4 x float>
  %t64 = bitcast <4 x i32> %t62 to <4 x float>
  %t65 = fmul <4 x float> %t63, %t29
  %t66 = fmul <4 x float> %t64, %t29
  %t67 = fcmp ogt <4 x float> %t65, %t31
  %t68 = fcmp ogt <4 x float> %t66, %t31
  %t69 = fcmp olt <4 x float> %t65, %t33
  %t70 = fcmp olt <4 x float> %t66, %t33
  %t71 = select <4 x i1> %t69, <4 x float> %t33, <4 x float> %t65
  %t72 = select <4 x i1> %t70, <4 x float> %t33, <4 x float> %t66
  %t73 = select <4 x i1> %t67, <4 x float> %t31, <4 x float> %t71
  %t74 = select <4 x i1> %t68, <4 x float> %t31, <4 x float> %t72
  %t75 = fmul <4 x float> %t35, %t55
  %t76 = fmul <4 x float> %t35, %t56
  %t77 = fadd <4 x float> %t73, %t75
  %t78 = fadd <4 x float> %t74, %t76
  %t79 = fmul <4 x float> %t27, %t77
  %t80 = fmul <4 x float> %t27, %t78
  %t81 = fsub <4 x float> %t55, %t79
  %t82 = fsub <4 x float> %t56, %t80
  %t83 = fcmp une <4 x float> %t81, %t81
  %t84 = fcmp une <4 x float> %t82, %t82
  %t85 = bitcast <4 x float> %t81 to <4 x i32>
  %t86 = bitcast <4 x float> %t82 to <4 x i32>
  %t87 = lshr <4 x i32> %t85, splat (i32 16)
  %t88 = lshr <4 x i32> %t86, splat (i32 16)
  %t89 = or <4 x i32> %t87, splat (i32 64)
  %t90 = or <4 x i32> %t88, splat (i32 64)
  %t91 = and <4 x i32> %t87, splat (i32 1)
  %t92 = and <4 x i32> %t88, splat (i32 1)
  %t93 = add <4 x i32> %t91, splat (i32 32767)
  %t94 = add <4 x i32> %t92, splat (i32 32767)
  %t95 = add <4 x i32> %t85, %t93
  %t96 = add <4 x i32> %t86, %t94
  %t97 = lshr <4 x i32> %t95, splat (i32 16)
  %t98 = lshr <4 x i32> %t96, splat (i32 16)
  %t99 = select <4 x i1> %t83, <4 x i32> %t89, <4 x i32> %t97
  %t100 = select <4 x i1> %t84, <4 x i32> %t90, <4 x i32> %t98
  %t101 = trunc <4 x i32> %t99 to <4 x i16>
  %t102 = trunc <4 x i32> %t100 to <4 x i16>
  %t103 = bitcast <4 x i16> %t101 to <4 x i16>
  %t104 = bitcast <4 x i16> %t102 to <4 x i16>
  %t105 = getelementptr i16, ptr %t7, i64 %i0
  store <4 x i16> %t103, ptr %t105, align 2
  %t106 = getelementptr i16, ptr %t7, i64 %t40
  store <4 x i16> %t104, ptr %t106, align 2
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t107 = getelementptr i16, ptr %t1, i64 %i1
  %t108 = load <4 x i16>, ptr %t107, align 2
  %t109 = getelementptr i16, ptr %t3, i64 %i1
  %t110 = load <4 x i16>, ptr %t109, align 2
  %t111 = bitcast <4 x i16> %t108 to <4 x i16>
  %t112 = zext <4 x i16> %t111 to <4 x i32>
  %t113 = shl <4 x i32> %t112, splat (i32 16)
  %t114 = bitcast <4 x i32> %t113 to <4 x float>
  %t115 = bitcast <4 x i16> %t110 to <4 x i16>
  %t116 = zext <4 x i16> %t115 to <4 x i32>
  %t117 = shl <4 x i32> %t116, splat (i32 16)
  %t118 = bitcast <4 x i32> %t117 to <4 x float>
  %t119 = fmul <4 x float> %t118, %t29
  %t120 = fcmp ogt <4 x float> %t119, %t31
  %t121 = fcmp olt <4 x float> %t119, %t33
  %t122 = select <4 x i1> %t121, <4 x float> %t33, <4 x float> %t119
  %t123 = select <4 x i1> %t120, <4 x float> %t31, <4 x float> %t122
  %t124 = fmul <4 x float> %t35, %t114
  %t125 = fadd <4 x float> %t123, %t124
  %t126 = fmul <4 x float> %t27, %t125
  %t127 = fsub <4 x float> %t114, %t126
  %t128 = fcmp une <4 x float> %t127, %t127
  %t129 = bitcast <4 x float> %t127 to <4 x i32>
  %t130 = lshr <4 x i32> %t129, splat (i32 16)
  %t131 = or <4 x i32> %t130, splat (i32 64)
  %t132 = and <4 x i32> %t130, splat (i32 1)
  %t133 = add <4 x i32> %t132, splat (i32 32767)
  %t134 = add <4 x i32> %t129, %t133
  %t135 = lshr <4 x i32> %t134, splat (i32 16)
  %t136 = select <4 x i1> %t128, <4 x i32> %t131, <4 x i32> %t135
  %t137 = trunc <4 x i32> %t136 to <4 x i16>
  %t138 = bitcast <4 x i16> %t137 to <4 x i16>
  %t139 = getelementptr i16, ptr %t7, i64 %i1
  store <4 x i16> %t138, ptr %t139, align 2
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %done
body2:
  %t140 = getelementptr i16, ptr %t1, i64 %i2
  %t141 = load i16, ptr %t140, align 2
  %t142 = getelementptr i16, ptr %t3, i64 %i2
  %t143 = load i16, ptr %t142, align 2
  %t144 = bitcast i16 %t141 to i16
  %t145 = zext i16 %t144 to i32
  %t146 = shl i32 %t145, 16
  %t147 = bitcast i32 %t146 to float
  %t148 = bitcast i16 %t143 to i16
  %t149 = zext i16 %t148 to i32
  %t150 = shl i32 %t149, 16
  %t151 = bitcast i32 %t150 to float
  %t152 = fmul float %t151, %t20
  %t153 = fcmp ogt float %t152, %t23
  %t154 = fcmp olt float %t152, %t24
  %t155 = select i1 %t154, float %t24, float %t152
  %t156 = select i1 %t153, float %t23, float %t155
  %t157 = fmul float %t25, %t147
  %t158 = fadd float %t156, %t157
  %t159 = fmul float %t19, %t158
  %t160 = fsub float %t147, %t159
  %t161 = fcmp une float %t160, %t160
  %t162 = bitcast float %t160 to i32
  %t163 = lshr i32 %t162, 16
  %t164 = or i32 %t163, 64
  %t165 = and i32 %t163, 1
  %t166 = add i32 %t165, 32767
  %t167 = add i32 %t162, %t166
  %t168 = lshr i32 %t167, 16
  %t169 = select i1 %t161, i32 %t164, i32 %t168
  %t170 = trunc i32 %t169 to i16
  %t171 = bitcast i16 %t170 to i16
  %t172 = getelementptr i16, ptr %t7, i64 %i2
  store i16 %t171, ptr %t172, align 2
  br label %loop2
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
