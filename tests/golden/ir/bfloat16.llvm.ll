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
  %t36 = sub i64 %end, %begin
  %t37 = icmp sge i64 %t36, 87381
  %t38 = select i1 %t37, i64 %end, i64 %begin
  %t39 = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t39, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %t38
  br i1 %more0, label %body0, label %loop1
body0:
  %t40 = getelementptr i16, ptr %t1, i64 %i0
  %t41 = getelementptr i8, ptr %t40, i64 2048
  call void @llvm.prefetch.p0(ptr %t41, i32 0, i32 3, i32 1)
  %t42 = getelementptr i16, ptr %t3, i64 %i0
  %t43 = getelementptr i8, ptr %t42, i64 2048
  call void @llvm.prefetch.p0(ptr %t43, i32 0, i32 3, i32 1)
  %t44 = add i64 %i0, 4
  %t45 = getelementptr i16, ptr %t1, i64 %i0
  %t46 = load <4 x i16>, ptr %t45, align 2
  %t47 = getelementptr i16, ptr %t1, i64 %t44
  %t48 = load <4 x i16>, ptr %t47, align 2
  %t49 = getelementptr i16, ptr %t3, i64 %i0
  %t50 = load <4 x i16>, ptr %t49, align 2
  %t51 = getelementptr i16, ptr %t3, i64 %t44
  %t52 = load <4 x i16>, ptr %t51, align 2
  %t53 = bitcast <4 x i16> %t46 to <4 x i16>
  %t54 = bitcast <4 x i16> %t48 to <4 x i16>
  %t55 = zext <4 x i16> %t53 to <4 x i32>
  %t56 = zext <4 x i16> %t54 to <4 x i32>
  %t57 = shl <4 x i32> %t55, splat (i32 16)
  %t58 = shl <4 x i32> %t56, splat (i32 16)
  %t59 = bitcast <4 x i32> %t57 to <4 x float>
  %t60 = bitcast <4 x i32> %t58 to <4 x float>
  %t61 = bitcast <4 x i16> %t50 to <4 x i16>
  %t62 = bitcast <4 x i16> %t52 to <4 x i16>
  %t63 = zext <4 x i16> %t61 to <4 x i32>
  %t64 = zext <4 x i16> %t62 to <4 x i32>
  %t65 = shl <4 x i32> %t63, splat (i32 16)
  %t66 = shl <4 x i32> %t64, splat (i32 16)
  %t67 = bitcast <4 x i32> %t65 to <4 x float>
  %t68 = bitcast <4 x i32> %t66 to <4 x float>
  %t69 = fmul <4 x float> %t67, %t29
  %t70 = fmul <4 x float> %t68, %t29
  %t71 = fcmp ogt <4 x float> %t69, %t31
  %t72 = fcmp ogt <4 x float> %t70, %t31
  %t73 = fcmp olt <4 x float> %t69, %t33
  %t74 = fcmp olt <4 x float> %t70, %t33
  %t75 = select <4 x i1> %t73, <4 x float> %t33, <4 x float> %t69
  %t76 = select <4 x i1> %t74, <4 x float> %t33, <4 x float> %t70
  %t77 = select <4 x i1> %t71, <4 x float> %t31, <4 x float> %t75
  %t78 = select <4 x i1> %t72, <4 x float> %t31, <4 x float> %t76
  %t79 = fmul <4 x float> %t35, %t59
  %t80 = fmul <4 x float> %t35, %t60
  %t81 = fadd <4 x float> %t77, %t79
  %t82 = fadd <4 x float> %t78, %t80
  %t83 = fmul <4 x float> %t27, %t81
  %t84 = fmul <4 x float> %t27, %t82
  %t85 = fsub <4 x float> %t59, %t83
  %t86 = fsub <4 x float> %t60, %t84
  %t87 = fcmp une <4 x float> %t85, %t85
  %t88 = fcmp une <4 x float> %t86, %t86
  %t89 = bitcast <4 x float> %t85 to <4 x i32>
  %t90 = bitcast <4 x float> %t86 to <4 x i32>
  %t91 = lshr <4 x i32> %t89, splat (i32 16)
  %t92 = lshr <4 x i32> %t90, splat (i32 16)
  %t93 = or <4 x i32> %t91, splat (i32 64)
  %t94 = or <4 x i32> %t92, splat (i32 64)
  %t95 = and <4 x i32> %t91, splat (i32 1)
  %t96 = and <4 x i32> %t92, splat (i32 1)
  %t97 = add <4 x i32> %t95, splat (i32 32767)
  %t98 = add <4 x i32> %t96, splat (i32 32767)
  %t99 = add <4 x i32> %t89, %t97
  %t100 = add <4 x i32> %t90, %t98
  %t101 = lshr <4 x i32> %t99, splat (i32 16)
  %t102 = lshr <4 x i32> %t100, splat (i32 16)
  %t103 = select <4 x i1> %t87, <4 x i32> %t93, <4 x i32> %t101
  %t104 = select <4 x i1> %t88, <4 x i32> %t94, <4 x i32> %t102
  %t105 = trunc <4 x i32> %t103 to <4 x i16>
  %t106 = trunc <4 x i32> %t104 to <4 x i16>
  %t107 = bitcast <4 x i16> %t105 to <4 x i16>
  %t108 = bitcast <4 x i16> %t106 to <4 x i16>
  %t109 = getelementptr i16, ptr %t7, i64 %i0
  store <4 x i16> %t107, ptr %t109, align 2
  %t110 = getelementptr i16, ptr %t7, i64 %t44
  store <4 x i16> %t108, ptr %t110, align 2
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t111 = add i64 %i1, 4
  %t112 = getelementptr i16, ptr %t1, i64 %i1
  %t113 = load <4 x i16>, ptr %t112, align 2
  %t114 = getelementptr i16, ptr %t1, i64 %t111
  %t115 = load <4 x i16>, ptr %t114, align 2
  %t116 = getelementptr i16, ptr %t3, i64 %i1
  %t117 = load <4 x i16>, ptr %t116, align 2
  %t118 = getelementptr i16, ptr %t3, i64 %t111
  %t119 = load <4 x i16>, ptr %t118, align 2
  %t120 = bitcast <4 x i16> %t113 to <4 x i16>
  %t121 = bitcast <4 x i16> %t115 to <4 x i16>
  %t122 = zext <4 x i16> %t120 to <4 x i32>
  %t123 = zext <4 x i16> %t121 to <4 x i32>
  %t124 = shl <4 x i32> %t122, splat (i32 16)
  %t125 = shl <4 x i32> %t123, splat (i32 16)
  %t126 = bitcast <4 x i32> %t124 to <4 x float>
  %t127 = bitcast <4 x i32> %t125 to <4 x float>
  %t128 = bitcast <4 x i16> %t117 to <4 x i16>
  %t129 = bitcast <4 x i16> %t119 to <4 x i16>
  %t130 = zext <4 x i16> %t128 to <4 x i32>
  %t131 = zext <4 x i16> %t129 to <4 x i32>
  %t132 = shl <4 x i32> %t130, splat (i32 16)
  %t133 = shl <4 x i32> %t131, splat (i32 16)
  %t134 = bitcast <4 x i32> %t132 to <4 x float>
  %t135 = bitcast <4 x i32> %t133 to <4 x float>
  %t136 = fmul <4 x float> %t134, %t29
  %t137 = fmul <4 x float> %t135, %t29
  %t138 = fcmp ogt <4 x float> %t136, %t31
  %t139 = fcmp ogt <4 x float> %t137, %t31
  %t140 = fcmp olt <4 x float> %t136, %t33
  %t141 = fcmp olt <4 x float> %t137, %t33
  %t142 = select <4 x i1> %t140, <4 x float> %t33, <4 x float> %t136
  %t143 = select <4 x i1> %t141, <4 x float> %t33, <4 x float> %t137
  %t144 = select <4 x i1> %t138, <4 x float> %t31, <4 x float> %t142
  %t145 = select <4 x i1> %t139, <4 x float> %t31, <4 x float> %t143
  %t146 = fmul <4 x float> %t35, %t126
  %t147 = fmul <4 x float> %t35, %t127
  %t148 = fadd <4 x float> %t144, %t146
  %t149 = fadd <4 x float> %t145, %t147
  %t150 = fmul <4 x float> %t27, %t148
  %t151 = fmul <4 x float> %t27, %t149
  %t152 = fsub <4 x float> %t126, %t150
  %t153 = fsub <4 x float> %t127, %t151
  %t154 = fcmp une <4 x float> %t152, %t152
  %t155 = fcmp une <4 x float> %t153, %t153
  %t156 = bitcast <4 x float> %t152 to <4 x i32>
  %t157 = bitcast <4 x float> %t153 to <4 x i32>
  %t158 = lshr <4 x i32> %t156, splat (i32 16)
  %t159 = lshr <4 x i32> %t157, splat (i32 16)
  %t160 = or <4 x i32> %t158, splat (i32 64)
  %t161 = or <4 x i32> %t159, splat (i32 64)
  %t162 = and <4 x i32> %t158, splat (i32 1)
  %t163 = and <4 x i32> %t159, splat (i32 1)
  %t164 = add <4 x i32> %t162, splat (i32 32767)
  %t165 = add <4 x i32> %t163, splat (i32 32767)
  %t166 = add <4 x i32> %t156, %t164
  %t167 = add <4 x i32> %t157, %t165
  %t168 = lshr <4 x i32> %t166, splat (i32 16)
  %t169 = lshr <4 x i32> %t167, splat (i32 16)
  %t170 = select <4 x i1> %t154, <4 x i32> %t160, <4 x i32> %t168
  %t171 = select <4 x i1> %t155, <4 x i32> %t161, <4 x i32> %t169
  %t172 = trunc <4 x i32> %t170 to <4 x i16>
  %t173 = trunc <4 x i32> %t171 to <4 x i16>
  %t174 = bitcast <4 x i16> %t172 to <4 x i16>
  %t175 = bitcast <4 x i16> %t173 to <4 x i16>
  %t176 = getelementptr i16, ptr %t7, i64 %i1
  store <4 x i16> %t174, ptr %t176, align 2
  %t177 = getelementptr i16, ptr %t7, i64 %t111
  store <4 x i16> %t175, ptr %t177, align 2
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t178 = getelementptr i16, ptr %t1, i64 %i2
  %t179 = load <4 x i16>, ptr %t178, align 2
  %t180 = getelementptr i16, ptr %t3, i64 %i2
  %t181 = load <4 x i16>, ptr %t180, align 2
  %t182 = bitcast <4 x i16> %t179 to <4 x i16>
  %t183 = zext <4 x i16> %t182 to <4 x i32>
  %t184 = shl <4 x i32> %t183, splat (i32 16)
  %t185 = bitcast <4 x i32> %t184 to <4 x float>
  %t186 = bitcast <4 x i16> %t181 to <4 x i16>
  %t187 = zext <4 x i16> %t186 to <4 x i32>
  %t188 = shl <4 x i32> %t187, splat (i32 16)
  %t189 = bitcast <4 x i32> %t188 to <4 x float>
  %t190 = fmul <4 x float> %t189, %t29
  %t191 = fcmp ogt <4 x float> %t190, %t31
  %t192 = fcmp olt <4 x float> %t190, %t33
  %t193 = select <4 x i1> %t192, <4 x float> %t33, <4 x float> %t190
  %t194 = select <4 x i1> %t191, <4 x float> %t31, <4 x float> %t193
  %t195 = fmul <4 x float> %t35, %t185
  %t196 = fadd <4 x float> %t194, %t195
  %t197 = fmul <4 x float> %t27, %t196
  %t198 = fsub <4 x float> %t185, %t197
  %t199 = fcmp une <4 x float> %t198, %t198
  %t200 = bitcast <4 x float> %t198 to <4 x i32>
  %t201 = lshr <4 x i32> %t200, splat (i32 16)
  %t202 = or <4 x i32> %t201, splat (i32 64)
  %t203 = and <4 x i32> %t201, splat (i32 1)
  %t204 = add <4 x i32> %t203, splat (i32 32767)
  %t205 = add <4 x i32> %t200, %t204
  %t206 = lshr <4 x i32> %t205, splat (i32 16)
  %t207 = select <4 x i1> %t199, <4 x i32> %t202, <4 x i32> %t206
  %t208 = trunc <4 x i32> %t207 to <4 x i16>
  %t209 = bitcast <4 x i16> %t208 to <4 x i16>
  %t210 = getelementptr i16, ptr %t7, i64 %i2
  store <4 x i16> %t209, ptr %t210, align 2
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.held = phi <1 x i64> [%i2.held, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.held, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %t211 = getelementptr i16, ptr %t1, i64 %i3
  %t212 = load i16, ptr %t211, align 2
  %t213 = getelementptr i16, ptr %t3, i64 %i3
  %t214 = load i16, ptr %t213, align 2
  %t215 = bitcast i16 %t212 to i16
  %t216 = zext i16 %t215 to i32
  %t217 = shl i32 %t216, 16
  %t218 = bitcast i32 %t217 to float
  %t219 = bitcast i16 %t214 to i16
  %t220 = zext i16 %t219 to i32
  %t221 = shl i32 %t220, 16
  %t222 = bitcast i32 %t221 to float
  %t223 = fmul float %t222, %t20
  %t224 = fcmp ogt float %t223, %t23
  %t225 = fcmp olt float %t223, %t24
  %t226 = select i1 %t225, float %t24, float %t223
  %t227 = select i1 %t224, float %t23, float %t226
  %t228 = fmul float %t25, %t218
  %t229 = fadd float %t227, %t228
  %t230 = fmul float %t19, %t229
  %t231 = fsub float %t218, %t230
  %t232 = fcmp une float %t231, %t231
  %t233 = bitcast float %t231 to i32
  %t234 = lshr i32 %t233, 16
  %t235 = or i32 %t234, 64
  %t236 = and i32 %t234, 1
  %t237 = add i32 %t236, 32767
  %t238 = add i32 %t233, %t237
  %t239 = lshr i32 %t238, 16
  %t240 = select i1 %t232, i32 %t235, i32 %t239
  %t241 = trunc i32 %t240 to i16
  %t242 = bitcast i16 %t241 to i16
  %t243 = getelementptr i16, ptr %t7, i64 %i3
  store i16 %t242, ptr %t243, align 2
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
