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
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t38
  br i1 %more0, label %body0, label %loop1
body0:
  %t39 = getelementptr i16, ptr %t1, i64 %i0
  %t40 = getelementptr i8, ptr %t39, i64 2048
  call void @llvm.prefetch.p0(ptr %t40, i32 0, i32 3, i32 1)
  %t41 = getelementptr i16, ptr %t3, i64 %i0
  %t42 = getelementptr i8, ptr %t41, i64 2048
  call void @llvm.prefetch.p0(ptr %t42, i32 0, i32 3, i32 1)
  %t43 = add i64 %i0, 4
  %t44 = getelementptr i16, ptr %t1, i64 %i0
  %t45 = load <4 x i16>, ptr %t44, align 2
  %t46 = getelementptr i16, ptr %t1, i64 %t43
  %t47 = load <4 x i16>, ptr %t46, align 2
  %t48 = getelementptr i16, ptr %t3, i64 %i0
  %t49 = load <4 x i16>, ptr %t48, align 2
  %t50 = getelementptr i16, ptr %t3, i64 %t43
  %t51 = load <4 x i16>, ptr %t50, align 2
  %t52 = bitcast <4 x i16> %t45 to <4 x i16>
  %t53 = bitcast <4 x i16> %t47 to <4 x i16>
  %t54 = zext <4 x i16> %t52 to <4 x i32>
  %t55 = zext <4 x i16> %t53 to <4 x i32>
  %t56 = shl <4 x i32> %t54, splat (i32 16)
  %t57 = shl <4 x i32> %t55, splat (i32 16)
  %t58 = bitcast <4 x i32> %t56 to <4 x float>
  %t59 = bitcast <4 x i32> %t57 to <4 x float>
  %t60 = bitcast <4 x i16> %t49 to <4 x i16>
  %t61 = bitcast <4 x i16> %t51 to <4 x i16>
  %t62 = zext <4 x i16> %t60 to <4 x i32>
  %t63 = zext <4 x i16> %t61 to <4 x i32>
  %t64 = shl <4 x i32> %t62, splat (i32 16)
  %t65 = shl <4 x i32> %t63, splat (i32 16)
  %t66 = bitcast <4 x i32> %t64 to <4 x float>
  %t67 = bitcast <4 x i32> %t65 to <4 x float>
  %t68 = fmul <4 x float> %t66, %t29
  %t69 = fmul <4 x float> %t67, %t29
  %t70 = fcmp ogt <4 x float> %t68, %t31
  %t71 = fcmp ogt <4 x float> %t69, %t31
  %t72 = fcmp olt <4 x float> %t68, %t33
  %t73 = fcmp olt <4 x float> %t69, %t33
  %t74 = select <4 x i1> %t72, <4 x float> %t33, <4 x float> %t68
  %t75 = select <4 x i1> %t73, <4 x float> %t33, <4 x float> %t69
  %t76 = select <4 x i1> %t70, <4 x float> %t31, <4 x float> %t74
  %t77 = select <4 x i1> %t71, <4 x float> %t31, <4 x float> %t75
  %t78 = fmul <4 x float> %t35, %t58
  %t79 = fmul <4 x float> %t35, %t59
  %t80 = fadd <4 x float> %t76, %t78
  %t81 = fadd <4 x float> %t77, %t79
  %t82 = fmul <4 x float> %t27, %t80
  %t83 = fmul <4 x float> %t27, %t81
  %t84 = fsub <4 x float> %t58, %t82
  %t85 = fsub <4 x float> %t59, %t83
  %t86 = fcmp une <4 x float> %t84, %t84
  %t87 = fcmp une <4 x float> %t85, %t85
  %t88 = bitcast <4 x float> %t84 to <4 x i32>
  %t89 = bitcast <4 x float> %t85 to <4 x i32>
  %t90 = lshr <4 x i32> %t88, splat (i32 16)
  %t91 = lshr <4 x i32> %t89, splat (i32 16)
  %t92 = or <4 x i32> %t90, splat (i32 64)
  %t93 = or <4 x i32> %t91, splat (i32 64)
  %t94 = and <4 x i32> %t90, splat (i32 1)
  %t95 = and <4 x i32> %t91, splat (i32 1)
  %t96 = add <4 x i32> %t94, splat (i32 32767)
  %t97 = add <4 x i32> %t95, splat (i32 32767)
  %t98 = add <4 x i32> %t88, %t96
  %t99 = add <4 x i32> %t89, %t97
  %t100 = lshr <4 x i32> %t98, splat (i32 16)
  %t101 = lshr <4 x i32> %t99, splat (i32 16)
  %t102 = select <4 x i1> %t86, <4 x i32> %t92, <4 x i32> %t100
  %t103 = select <4 x i1> %t87, <4 x i32> %t93, <4 x i32> %t101
  %t104 = trunc <4 x i32> %t102 to <4 x i16>
  %t105 = trunc <4 x i32> %t103 to <4 x i16>
  %t106 = bitcast <4 x i16> %t104 to <4 x i16>
  %t107 = bitcast <4 x i16> %t105 to <4 x i16>
  %t108 = getelementptr i16, ptr %t7, i64 %i0
  store <4 x i16> %t106, ptr %t108, align 2
  %t109 = getelementptr i16, ptr %t7, i64 %t43
  store <4 x i16> %t107, ptr %t109, align 2
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t110 = add i64 %i1, 4
  %t111 = getelementptr i16, ptr %t1, i64 %i1
  %t112 = load <4 x i16>, ptr %t111, align 2
  %t113 = getelementptr i16, ptr %t1, i64 %t110
  %t114 = load <4 x i16>, ptr %t113, align 2
  %t115 = getelementptr i16, ptr %t3, i64 %i1
  %t116 = load <4 x i16>, ptr %t115, align 2
  %t117 = getelementptr i16, ptr %t3, i64 %t110
  %t118 = load <4 x i16>, ptr %t117, align 2
  %t119 = bitcast <4 x i16> %t112 to <4 x i16>
  %t120 = bitcast <4 x i16> %t114 to <4 x i16>
  %t121 = zext <4 x i16> %t119 to <4 x i32>
  %t122 = zext <4 x i16> %t120 to <4 x i32>
  %t123 = shl <4 x i32> %t121, splat (i32 16)
  %t124 = shl <4 x i32> %t122, splat (i32 16)
  %t125 = bitcast <4 x i32> %t123 to <4 x float>
  %t126 = bitcast <4 x i32> %t124 to <4 x float>
  %t127 = bitcast <4 x i16> %t116 to <4 x i16>
  %t128 = bitcast <4 x i16> %t118 to <4 x i16>
  %t129 = zext <4 x i16> %t127 to <4 x i32>
  %t130 = zext <4 x i16> %t128 to <4 x i32>
  %t131 = shl <4 x i32> %t129, splat (i32 16)
  %t132 = shl <4 x i32> %t130, splat (i32 16)
  %t133 = bitcast <4 x i32> %t131 to <4 x float>
  %t134 = bitcast <4 x i32> %t132 to <4 x float>
  %t135 = fmul <4 x float> %t133, %t29
  %t136 = fmul <4 x float> %t134, %t29
  %t137 = fcmp ogt <4 x float> %t135, %t31
  %t138 = fcmp ogt <4 x float> %t136, %t31
  %t139 = fcmp olt <4 x float> %t135, %t33
  %t140 = fcmp olt <4 x float> %t136, %t33
  %t141 = select <4 x i1> %t139, <4 x float> %t33, <4 x float> %t135
  %t142 = select <4 x i1> %t140, <4 x float> %t33, <4 x float> %t136
  %t143 = select <4 x i1> %t137, <4 x float> %t31, <4 x float> %t141
  %t144 = select <4 x i1> %t138, <4 x float> %t31, <4 x float> %t142
  %t145 = fmul <4 x float> %t35, %t125
  %t146 = fmul <4 x float> %t35, %t126
  %t147 = fadd <4 x float> %t143, %t145
  %t148 = fadd <4 x float> %t144, %t146
  %t149 = fmul <4 x float> %t27, %t147
  %t150 = fmul <4 x float> %t27, %t148
  %t151 = fsub <4 x float> %t125, %t149
  %t152 = fsub <4 x float> %t126, %t150
  %t153 = fcmp une <4 x float> %t151, %t151
  %t154 = fcmp une <4 x float> %t152, %t152
  %t155 = bitcast <4 x float> %t151 to <4 x i32>
  %t156 = bitcast <4 x float> %t152 to <4 x i32>
  %t157 = lshr <4 x i32> %t155, splat (i32 16)
  %t158 = lshr <4 x i32> %t156, splat (i32 16)
  %t159 = or <4 x i32> %t157, splat (i32 64)
  %t160 = or <4 x i32> %t158, splat (i32 64)
  %t161 = and <4 x i32> %t157, splat (i32 1)
  %t162 = and <4 x i32> %t158, splat (i32 1)
  %t163 = add <4 x i32> %t161, splat (i32 32767)
  %t164 = add <4 x i32> %t162, splat (i32 32767)
  %t165 = add <4 x i32> %t155, %t163
  %t166 = add <4 x i32> %t156, %t164
  %t167 = lshr <4 x i32> %t165, splat (i32 16)
  %t168 = lshr <4 x i32> %t166, splat (i32 16)
  %t169 = select <4 x i1> %t153, <4 x i32> %t159, <4 x i32> %t167
  %t170 = select <4 x i1> %t154, <4 x i32> %t160, <4 x i32> %t168
  %t171 = trunc <4 x i32> %t169 to <4 x i16>
  %t172 = trunc <4 x i32> %t170 to <4 x i16>
  %t173 = bitcast <4 x i16> %t171 to <4 x i16>
  %t174 = bitcast <4 x i16> %t172 to <4 x i16>
  %t175 = getelementptr i16, ptr %t7, i64 %i1
  store <4 x i16> %t173, ptr %t175, align 2
  %t176 = getelementptr i16, ptr %t7, i64 %t110
  store <4 x i16> %t174, ptr %t176, align 2
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t177 = getelementptr i16, ptr %t1, i64 %i2
  %t178 = load <4 x i16>, ptr %t177, align 2
  %t179 = getelementptr i16, ptr %t3, i64 %i2
  %t180 = load <4 x i16>, ptr %t179, align 2
  %t181 = bitcast <4 x i16> %t178 to <4 x i16>
  %t182 = zext <4 x i16> %t181 to <4 x i32>
  %t183 = shl <4 x i32> %t182, splat (i32 16)
  %t184 = bitcast <4 x i32> %t183 to <4 x float>
  %t185 = bitcast <4 x i16> %t180 to <4 x i16>
  %t186 = zext <4 x i16> %t185 to <4 x i32>
  %t187 = shl <4 x i32> %t186, splat (i32 16)
  %t188 = bitcast <4 x i32> %t187 to <4 x float>
  %t189 = fmul <4 x float> %t188, %t29
  %t190 = fcmp ogt <4 x float> %t189, %t31
  %t191 = fcmp olt <4 x float> %t189, %t33
  %t192 = select <4 x i1> %t191, <4 x float> %t33, <4 x float> %t189
  %t193 = select <4 x i1> %t190, <4 x float> %t31, <4 x float> %t192
  %t194 = fmul <4 x float> %t35, %t184
  %t195 = fadd <4 x float> %t193, %t194
  %t196 = fmul <4 x float> %t27, %t195
  %t197 = fsub <4 x float> %t184, %t196
  %t198 = fcmp une <4 x float> %t197, %t197
  %t199 = bitcast <4 x float> %t197 to <4 x i32>
  %t200 = lshr <4 x i32> %t199, splat (i32 16)
  %t201 = or <4 x i32> %t200, splat (i32 64)
  %t202 = and <4 x i32> %t200, splat (i32 1)
  %t203 = add <4 x i32> %t202, splat (i32 32767)
  %t204 = add <4 x i32> %t199, %t203
  %t205 = lshr <4 x i32> %t204, splat (i32 16)
  %t206 = select <4 x i1> %t198, <4 x i32> %t201, <4 x i32> %t205
  %t207 = trunc <4 x i32> %t206 to <4 x i16>
  %t208 = bitcast <4 x i16> %t207 to <4 x i16>
  %t209 = getelementptr i16, ptr %t7, i64 %i2
  store <4 x i16> %t208, ptr %t209, align 2
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t210 = getelementptr i16, ptr %t1, i64 %i3
  %t211 = load i16, ptr %t210, align 2
  %t212 = getelementptr i16, ptr %t3, i64 %i3
  %t213 = load i16, ptr %t212, align 2
  %t214 = bitcast i16 %t211 to i16
  %t215 = zext i16 %t214 to i32
  %t216 = shl i32 %t215, 16
  %t217 = bitcast i32 %t216 to float
  %t218 = bitcast i16 %t213 to i16
  %t219 = zext i16 %t218 to i32
  %t220 = shl i32 %t219, 16
  %t221 = bitcast i32 %t220 to float
  %t222 = fmul float %t221, %t20
  %t223 = fcmp ogt float %t222, %t23
  %t224 = fcmp olt float %t222, %t24
  %t225 = select i1 %t224, float %t24, float %t222
  %t226 = select i1 %t223, float %t23, float %t225
  %t227 = fmul float %t25, %t217
  %t228 = fadd float %t226, %t227
  %t229 = fmul float %t19, %t228
  %t230 = fsub float %t217, %t229
  %t231 = fcmp une float %t230, %t230
  %t232 = bitcast float %t230 to i32
  %t233 = lshr i32 %t232, 16
  %t234 = or i32 %t233, 64
  %t235 = and i32 %t233, 1
  %t236 = add i32 %t235, 32767
  %t237 = add i32 %t232, %t236
  %t238 = lshr i32 %t237, 16
  %t239 = select i1 %t231, i32 %t234, i32 %t238
  %t240 = trunc i32 %t239 to i16
  %t241 = bitcast i16 %t240 to i16
  %t242 = getelementptr i16, ptr %t7, i64 %i3
  store i16 %t241, ptr %t242, align 2
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
