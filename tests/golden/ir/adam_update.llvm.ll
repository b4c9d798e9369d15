declare <4 x float> @llvm.sqrt.v4f32(<4 x float>)
declare float @llvm.sqrt.f32(float)
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
  %t9 = load ptr, ptr %t8, align 8
  %t10 = getelementptr i64, ptr %args, i64 5
  %t11 = load double, ptr %t10, align 8
  %t12 = getelementptr i64, ptr %args, i64 6
  %t13 = load double, ptr %t12, align 8
  %t14 = getelementptr i64, ptr %args, i64 7
  %t15 = load double, ptr %t14, align 8
  %t16 = getelementptr i64, ptr %args, i64 8
  %t17 = load double, ptr %t16, align 8
  %t18 = getelementptr i64, ptr %args, i64 9
  %t19 = load double, ptr %t18, align 8
  %t20 = getelementptr i64, ptr %args, i64 10
  %t21 = load double, ptr %t20, align 8
  %t22 = getelementptr i64, ptr %args, i64 11
  %t23 = load double, ptr %t22, align 8
  %t24 = fptrunc double %t13 to float
  %t25 = fsub float 0x3FF0000000000000, %t24
  %t26 = fptrunc double %t21 to float
  %t27 = fptrunc double %t19 to float
  %t28 = fptrunc double %t23 to float
  %t29 = fcmp ogt float %t28, 0x0000000000000000
  %t30 = select i1 %t29, float %t28, float 0x7FF0000000000000
  %t31 = fneg float %t30
  %t32 = fptrunc double %t15 to float
  %t33 = fsub float 0x3FF0000000000000, %t32
  %t34 = fptrunc double %t11 to float
  %t35 = fptrunc double %t17 to float
  %t36 = insertelement <4 x float> poison, float %t24, i64 0
  %t37 = shufflevector <4 x float> %t36, <4 x float> poison, <4 x i32> zeroinitializer
  %t38 = insertelement <4 x float> poison, float %t25, i64 0
  %t39 = shufflevector <4 x float> %t38, <4 x float> poison, <4 x i32> zeroinitializer
  %t40 = insertelement <4 x float> poison, float %t26, i64 0
  %t41 = shufflevector <4 x float> %t40, <4 x float> poison, <4 x i32> zeroinitializer
  %t42 = insertelement <4 x float> poison, float %t27, i64 0
  %t43 = shufflevector <4 x float> %t42, <4 x float> poison, <4 x i32> zeroinitializer
  %t44 = insertelement <4 x float> poison, float %t30, i64 0
  %t45 = shufflevector <4 x float> %t44, <4 x float> poison, <4 x i32> zeroinitializer
  %t46 = insertelement <4 x float> poison, float %t31, i64 0
  %t47 = shufflevector <4 x float> %t46, <4 x float> poison, <4 x i32> zeroinitializer
  %t48 = insertelement <4 x float> poison, float %t32, i64 0
  %t49 = shufflevector <4 x float> %t48, <4 x float> poison, <4 x i32> zeroinitializer
  %t50 = insertelement <4 x float> poison, float %t33, i64 0
  %t51 = shufflevector <4 x float> %t50, <4 x float> poison, <4 x i32> zeroinitializer
  %t52 = insertelement <4 x float> poison, float %t34, i64 0
  %t53 = shufflevector <4 x float> %t52, <4 x float> poison, <4 x i32> zeroinitializer
  %t54 = insertelement <4 x float> poison, float %t35, i64 0
  %t55 = shufflevector <4 x float> %t54, <4 x float> poison, <4 x i32> zeroinitializer
  %t56 = sub i64 %end, %begin
  %t57 = icmp sge i64 %t56, 18724
  %t58 = select i1 %t57, i64 %end, i64 %begin
  br label %loop0
loop0:
  %i0 = phi i64 [%begin, %entry], [%next0, %body0]
  %next0 = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %next0, %t58
  br i1 %more0, label %body0, label %loop1
body0:
  %t59 = getelementptr float, ptr %t1, i64 %i0
  %t60 = getelementptr i8, ptr %t59, i64 2048
  call void @llvm.prefetch.p0(ptr %t60, i32 0, i32 3, i32 1)
  %t61 = getelementptr float, ptr %t3, i64 %i0
  %t62 = getelementptr i8, ptr %t61, i64 2048
  call void @llvm.prefetch.p0(ptr %t62, i32 0, i32 3, i32 1)
  %t63 = getelementptr float, ptr %t5, i64 %i0
  %t64 = getelementptr i8, ptr %t63, i64 2048
  call void @llvm.prefetch.p0(ptr %t64, i32 0, i32 3, i32 1)
  %t65 = getelementptr float, ptr %t7, i64 %i0
  %t66 = getelementptr i8, ptr %t65, i64 2048
  call void @llvm.prefetch.p0(ptr %t66, i32 0, i32 3, i32 1)
  %t67 = add i64 %i0, 4
  %t68 = getelementptr float, ptr %t5, i64 %i0
  %t69 = load <4 x float>, ptr %t68, align 4
  %t70 = getelementptr float, ptr %t5, i64 %t67
  %t71 = load <4 x float>, ptr %t70, align 4
  %t72 = getelementptr float, ptr %t3, i64 %i0
  %t73 = load <4 x float>, ptr %t72, align 4
  %t74 = getelementptr float, ptr %t3, i64 %t67
  %t75 = load <4 x float>, ptr %t74, align 4
  %t76 = getelementptr float, ptr %t1, i64 %i0
  %t77 = load <4 x float>, ptr %t76, align 4
  %t78 = getelementptr float, ptr %t1, i64 %t67
  %t79 = load <4 x float>, ptr %t78, align 4
  %t80 = getelementptr float, ptr %t7, i64 %i0
  %t81 = load <4 x float>, ptr %t80, align 4
  %t82 = getelementptr float, ptr %t7, i64 %t67
  %t83 = load <4 x float>, ptr %t82, align 4
  %t84 = fmul <4 x float> %t37, %t69
  %t85 = fmul <4 x float> %t37, %t71
  %t86 = fmul <4 x float> %t73, %t41
  %t87 = fmul <4 x float> %t75, %t41
  %t88 = fmul <4 x float> %t43, %t77
  %t89 = fmul <4 x float> %t43, %t79
  %t90 = fadd <4 x float> %t86, %t88
  %t91 = fadd <4 x float> %t87, %t89
  %t92 = fcmp ogt <4 x float> %t90, %t45
  %t93 = fcmp ogt <4 x float> %t91, %t45
  %t94 = fcmp olt <4 x float> %t90, %t47
  %t95 = fcmp olt <4 x float> %t91, %t47
  %t96 = select <4 x i1> %t94, <4 x float> %t47, <4 x float> %t90
  %t97 = select <4 x i1> %t95, <4 x float> %t47, <4 x float> %t91
  %t98 = select <4 x i1> %t92, <4 x float> %t45, <4 x float> %t96
  %t99 = select <4 x i1> %t93, <4 x float> %t45, <4 x float> %t97
  %t100 = fmul <4 x float> %t39, %t98
  %t101 = fmul <4 x float> %t39, %t99
  %t102 = fadd <4 x float> %t84, %t100
  %t103 = fadd <4 x float> %t85, %t101
  %t104 = fmul <4 x float> %t49, %t81
  %t105 = fmul <4 x float> %t49, %t83
  %t106 = fmul <4 x float> %t51, %t98
  %t107 = fmul <4 x float> %t51, %t99
  %t108 = fmul <4 x float> %t106, %t98
  %t109 = fmul <4 x float> %t107, %t99
  %t110 = fadd <4 x float> %t104, %t108
  %t111 = fadd <4 x float> %t105, %t109
  %t112 = fmul <4 x float> %t53, %t102
  %t113 = fmul <4 x float> %t53, %t103
  %t114 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t110)
  %t115 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t111)
  %t116 = fadd <4 x float> %t114, %t55
  %t117 = fadd <4 x float> %t115, %t55
  %t118 = fdiv <4 x float> %t112, %t116
  %t119 = fdiv <4 x float> %t113, %t117
  %t120 = fsub <4 x float> %t77, %t118
  %t121 = fsub <4 x float> %t79, %t119
  %t122 = getelementptr float, ptr %t5, i64 %i0
  store <4 x float> %t102, ptr %t122, align 4
  %t123 = getelementptr float, ptr %t5, i64 %t67
  store <4 x float> %t103, ptr %t123, align 4
  %t124 = getelementptr float, ptr %t7, i64 %i0
  store <4 x float> %t110, ptr %t124, align 4
  %t125 = getelementptr float, ptr %t7, i64 %t67
  store <4 x float> %t111, ptr %t125, align 4
  %t126 = getelementptr float, ptr %t9, i64 %i0
  store <4 x float> %t120, ptr %t126, align 4
  %t127 = getelementptr float, ptr %t9, i64 %t67
  store <4 x float> %t121, ptr %t127, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %next1, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %t128 = add i64 %i1, 4
  %t129 = getelementptr float, ptr %t5, i64 %i1
  %t130 = load <4 x float>, ptr %t129, align 4
  %t131 = getelementptr float, ptr %t5, i64 %t128
  %t132 = load <4 x float>, ptr %t131, align 4
  %t133 = getelementptr float, ptr %t3, i64 %i1
  %t134 = load <4 x float>, ptr %t133, align 4
  %t135 = getelementptr float, ptr %t3, i64 %t128
  %t136 = load <4 x float>, ptr %t135, align 4
  %t137 = getelementptr float, ptr %t1, i64 %i1
  %t138 = load <4 x float>, ptr %t137, align 4
  %t139 = getelementptr float, ptr %t1, i64 %t128
  %t140 = load <4 x float>, ptr %t139, align 4
  %t141 = getelementptr float, ptr %t7, i64 %i1
  %t142 = load <4 x float>, ptr %t141, align 4
  %t143 = getelementptr float, ptr %t7, i64 %t128
  %t144 = load <4 x float>, ptr %t143, align 4
  %t145 = fmul <4 x float> %t37, %t130
  %t146 = fmul <4 x float> %t37, %t132
  %t147 = fmul <4 x float> %t134, %t41
  %t148 = fmul <4 x float> %t136, %t41
  %t149 = fmul <4 x float> %t43, %t138
  %t150 = fmul <4 x float> %t43, %t140
  %t151 = fadd <4 x float> %t147, %t149
  %t152 = fadd <4 x float> %t148, %t150
  %t153 = fcmp ogt <4 x float> %t151, %t45
  %t154 = fcmp ogt <4 x float> %t152, %t45
  %t155 = fcmp olt <4 x float> %t151, %t47
  %t156 = fcmp olt <4 x float> %t152, %t47
  %t157 = select <4 x i1> %t155, <4 x float> %t47, <4 x float> %t151
  %t158 = select <4 x i1> %t156, <4 x float> %t47, <4 x float> %t152
  %t159 = select <4 x i1> %t153, <4 x float> %t45, <4 x float> %t157
  %t160 = select <4 x i1> %t154, <4 x float> %t45, <4 x float> %t158
  %t161 = fmul <4 x float> %t39, %t159
  %t162 = fmul <4 x float> %t39, %t160
  %t163 = fadd <4 x float> %t145, %t161
  %t164 = fadd <4 x float> %t146, %t162
  %t165 = fmul <4 x float> %t49, %t142
  %t166 = fmul <4 x float> %t49, %t144
  %t167 = fmul <4 x float> %t51, %t159
  %t168 = fmul <4 x float> %t51, %t160
  %t169 = fmul <4 x float> %t167, %t159
  %t170 = fmul <4 x float> %t168, %t160
  %t171 = fadd <4 x float> %t165, %t169
  %t172 = fadd <4 x float> %t166, %t170
  %t173 = fmul <4 x float> %t53, %t163
  %t174 = fmul <4 x float> %t53, %t164
  %t175 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t171)
  %t176 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t172)
  %t177 = fadd <4 x float> %t175, %t55
  %t178 = fadd <4 x float> %t176, %t55
  %t179 = fdiv <4 x float> %t173, %t177
  %t180 = fdiv <4 x float> %t174, %t178
  %t181 = fsub <4 x float> %t138, %t179
  %t182 = fsub <4 x float> %t140, %t180
  %t183 = getelementptr float, ptr %t5, i64 %i1
  store <4 x float> %t163, ptr %t183, align 4
  %t184 = getelementptr float, ptr %t5, i64 %t128
  store <4 x float> %t164, ptr %t184, align 4
  %t185 = getelementptr float, ptr %t7, i64 %i1
  store <4 x float> %t171, ptr %t185, align 4
  %t186 = getelementptr float, ptr %t7, i64 %t128
  store <4 x float> %t172, ptr %t186, align 4
  %t187 = getelementptr float, ptr %t9, i64 %i1
  store <4 x float> %t181, ptr %t187, align 4
  %t188 = getelementptr float, ptr %t9, i64 %t128
  store <4 x float> %t182, ptr %t188, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %next2, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %t189 = getelementptr float, ptr %t5, i64 %i2
  %t190 = load <4 x float>, ptr %t189, align 4
  %t191 = getelementptr float, ptr %t3, i64 %i2
  %t192 = load <4 x float>, ptr %t191, align 4
  %t193 = getelementptr float, ptr %t1, i64 %i2
  %t194 = load <4 x float>, ptr %t193, align 4
  %t195 = getelementptr float, ptr %t7, i64 %i2
  %t196 = load <4 x float>, ptr %t195, align 4
  %t197 = fmul <4 x float> %t37, %t190
  %t198 = fmul <4 x float> %t192, %t41
  %t199 = fmul <4 x float> %t43, %t194
  %t200 = fadd <4 x float> %t198, %t199
  %t201 = fcmp ogt <4 x float> %t200, %t45
  %t202 = fcmp olt <4 x float> %t200, %t47
  %t203 = select <4 x i1> %t202, <4 x float> %t47, <4 x float> %t200
  %t204 = select <4 x i1> %t201, <4 x float> %t45, <4 x float> %t203
  %t205 = fmul <4 x float> %t39, %t204
  %t206 = fadd <4 x float> %t197, %t205
  %t207 = fmul <4 x float> %t49, %t196
  %t208 = fmul <4 x float> %t51, %t204
  %t209 = fmul <4 x float> %t208, %t204
  %t210 = fadd <4 x float> %t207, %t209
  %t211 = fmul <4 x float> %t53, %t206
  %t212 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %t210)
  %t213 = fadd <4 x float> %t212, %t55
  %t214 = fdiv <4 x float> %t211, %t213
  %t215 = fsub <4 x float> %t194, %t214
  %t216 = getelementptr float, ptr %t5, i64 %i2
  store <4 x float> %t206, ptr %t216, align 4
  %t217 = getelementptr float, ptr %t7, i64 %i2
  store <4 x float> %t210, ptr %t217, align 4
  %t218 = getelementptr float, ptr %t9, i64 %i2
  store <4 x float> %t215, ptr %t218, align 4
  br label %loop2
loop3:
  %i3 = phi i64 [%i2, %loop2], [%next3, %body3]
  %next3 = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %next3, %end
  br i1 %more3, label %body3, label %done
body3:
  %t219 = getelementptr float, ptr %t5, i64 %i3
  %t220 = load float, ptr %t219, align 4
  %t221 = getelementptr float, ptr %t3, i64 %i3
  %t222 = load float, ptr %t221, align 4
  %t223 = getelementptr float, ptr %t1, i64 %i3
  %t224 = load float, ptr %t223, align 4
  %t225 = getelementptr float, ptr %t7, i64 %i3
  %t226 = load float, ptr %t225, align 4
  %t227 = fmul float %t24, %t220
  %t228 = fmul float %t222, %t26
  %t229 = fmul float %t27, %t224
  %t230 = fadd float %t228, %t229
  %t231 = fcmp ogt float %t230, %t30
  %t232 = fcmp olt float %t230, %t31
  %t233 = select i1 %t232, float %t31, float %t230
  %t234 = select i1 %t231, float %t30, float %t233
  %t235 = fmul float %t25, %t234
  %t236 = fadd float %t227, %t235
  %t237 = fmul float %t32, %t226
  %t238 = fmul float %t33, %t234
  %t239 = fmul float %t238, %t234
  %t240 = fadd float %t237, %t239
  %t241 = fmul float %t34, %t236
  %t242 = call float @llvm.sqrt.f32(float %t240)
  %t243 = fadd float %t242, %t35
  %t244 = fdiv float %t241, %t243
  %t245 = fsub float %t224, %t244
  %t246 = getelementptr float, ptr %t5, i64 %i3
  store float %t236, ptr %t246, align 4
  %t247 = getelementptr float, ptr %t7, i64 %i3
  store float %t240, ptr %t247, align 4
  %t248 = getelementptr float, ptr %t9, i64 %i3
  store float %t245, ptr %t248, align 4
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
