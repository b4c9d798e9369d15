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
  %t9 = load i64, ptr %t8, align 8
  %t10 = getelementptr i64, ptr %args, i64 5
  %t11 = load double, ptr %t10, align 8
  %t12 = getelementptr i64, ptr %args, i64 6
  %t13 = load double, ptr %t12, align 8
  %t14 = getelementptr i64, ptr %args, i64 7
  %t15 = load double, ptr %t14, align 8
  %t16 = getelementptr i64, ptr %args, i64 8
  %t17 = load double, ptr %t16, align 8
  %t18 = fptrunc double %t13 to float
  %t19 = fptrunc double %t15 to float
  %t20 = fcmp ogt float %t19, 0x0000000000000000
  %t21 = select i1 %t20, float %t19, float 0x7FF0000000000000
  %t22 = fneg float %t21
  %t23 = uitofp i64 %t9 to double
  %t24 = fptrunc double %t23 to float
  %t25 = fptrunc double %t11 to float
  %t26 = fptrunc double %t17 to float
  %t27 = insertelement <4 x float> poison, float %t18, i64 0
  %t28 = shufflevector <4 x float> %t27, <4 x float> poison, <4 x i32> zeroinitializer
  %t29 = insertelement <4 x float> poison, float %t21, i64 0
  %t30 = shufflevector <4 x float> %t29, <4 x float> poison, <4 x i32> zeroinitializer
  %t31 = insertelement <4 x float> poison, float %t22, i64 0
  %t32 = shufflevector <4 x float> %t31, <4 x float> poison, <4 x i32> zeroinitializer
  %t33 = insertelement <4 x float> poison, float %t25, i64 0
  %t34 = shufflevector <4 x float> %t33, <4 x float> poison, <4 x i32> zeroinitializer
  %t35 = insertelement <16 x float> poison, float %t18, i64 0
  %t36 = shufflevector <16 x float> %t35, <16 x float> poison, <16 x i32> zeroinitializer
  %t37 = insertelement <16 x float> poison, float %t21, i64 0
  %t38 = shufflevector <16 x float> %t37, <16 x float> poison, <16 x i32> zeroinitializer
  %t39 = insertelement <16 x float> poison, float %t22, i64 0
  %t40 = shufflevector <16 x float> %t39, <16 x float> poison, <16 x i32> zeroinitializer
  %t41 = insertelement <16 x float> poison, float %t25, i64 0
  %t42 = shufflevector <16 x float> %t41, <16 x float> poison, <16 x i32> zeroinitializer
  br label %rows
rows:
  %row = phi i64 [%begin, %entry], [%row.next, %row.done]
  %row.more = icmp slt i64 %row, %end
  br i1 %row.more, label %row.begin, label %done
row.begin:
  %ahead = add i64 %row, 4
  %ahead.there = icmp slt i64 %ahead, %end
  %ahead.row = select i1 %ahead.there, i64 %ahead, i64 %row
  %t43 = mul i64 %row, %t9
  %t44 = getelementptr float, ptr %t1, i64 %t43
  %t45 = mul i64 %row, %t9
  %t46 = getelementptr float, ptr %t3, i64 %t45
  %t47 = mul i64 %row, %t9
  %t48 = getelementptr float, ptr %t7, i64 %t47
  %t49 = getelementptr float, ptr %t5, i64 %row
  %t50 = load float, ptr %t49, align 4
  br label %sum60
sum60:
  %sum60.lanes = phi <16 x float> [zeroinitializer, %row.begin], [%sum60.more, %sum60.body]
  %sum60.i.held = phi <1 x i64> [zeroinitializer, %row.begin], [%sum60.i.again, %sum60.body]
  %sum60.i = extractelement <1 x i64> %sum60.i.held, i64 0
  %sum60.i.next = add nsw i64 %sum60.i, 16
  %sum60.full = icmp sle i64 %sum60.i.next, %t9
  br i1 %sum60.full, label %sum60.body, label %sum60.tail
sum60.body:
  %t51 = getelementptr float, ptr %t46, i64 %sum60.i
  %t52 = load <16 x float>, ptr %t51, align 4
  %t53 = fmul <16 x float> %t52, %t36
  %t54 = fcmp ogt <16 x float> %t53, %t38
  %t55 = fcmp olt <16 x float> %t53, %t40
  %t56 = select <16 x i1> %t55, <16 x float> %t40, <16 x float> %t53
  %t57 = select <16 x i1> %t54, <16 x float> %t38, <16 x float> %t56
  %t58 = fmul <16 x float> %t57, %t57
  %sum60.more = fadd <16 x float> %sum60.lanes, %t58
  %sum60.i.again = insertelement <1 x i64> poison, i64 %sum60.i.next, i64 0
  br label %sum60
sum60.tail:
  %sum60.partial = phi <16 x float> [%sum60.lanes, %sum60], [%sum60.with, %sum60.one]
  %sum60.k.held = phi <1 x i64> [%sum60.i.held, %sum60], [%sum60.k.again, %sum60.one]
  %sum60.k = extractelement <1 x i64> %sum60.k.held, i64 0
  %sum60.left = icmp slt i64 %sum60.k, %t9
  br i1 %sum60.left, label %sum60.one, label %sum60.fold
sum60.one:
  %t59 = getelementptr float, ptr %t46, i64 %sum60.k
  %t60 = load float, ptr %t59, align 4
  %t61 = fmul float %t60, %t18
  %t62 = fcmp ogt float %t61, %t21
  %t63 = fcmp olt float %t61, %t22
  %t64 = select i1 %t63, float %t22, float %t61
  %t65 = select i1 %t62, float %t21, float %t64
  %t66 = fmul float %t65, %t65
  %sum60.lane = sub i64 %sum60.k, %sum60.i
  %t67 = extractelement <16 x float> %sum60.partial, i64 %sum60.lane
  %t68 = fadd float %t67, %t66
  %sum60.with = insertelement <16 x float> %sum60.partial, float %t68, i64 %sum60.lane
  %sum60.k.next = add nsw i64 %sum60.k, 1
  %sum60.k.again = insertelement <1 x i64> poison, i64 %sum60.k.next, i64 0
  br label %sum60.tail
sum60.fold:
  %t69 = shufflevector <16 x float> %sum60.partial, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %t70 = shufflevector <16 x float> %sum60.partial, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %t71 = fadd <8 x float> %t69, %t70
  %t72 = shufflevector <8 x float> %t71, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %t73 = shufflevector <8 x float> %t71, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %t74 = fadd <4 x float> %t72, %t73
  %t75 = shufflevector <4 x float> %t74, <4 x float> poison, <2 x i32> <i32 0, i32 1>
  %t76 = shufflevector <4 x float> %t74, <4 x float> poison, <2 x i32> <i32 2, i32 3>
  %t77 = fadd <2 x float> %t75, %t76
  %t78 = shufflevector <2 x float> %t77, <2 x float> poison, <1 x i32> <i32 0>
  %t79 = shufflevector <2 x float> %t77, <2 x float> poison, <1 x i32> <i32 1>
  %t80 = fadd <1 x float> %t78, %t79
  %t81 = extractelement <1 x float> %t80, i64 0
  %t82 = fdiv float %t81, %t24
  %t83 = fadd float %t50, %t82
  %t84 = fadd float %t83, %t26
  %t85 = call float @llvm.sqrt.f32(float %t84)
  %t86 = insertelement <4 x float> poison, float %t83, i64 0
  %t87 = shufflevector <4 x float> %t86, <4 x float> poison, <4 x i32> zeroinitializer
  %t88 = insertelement <4 x float> poison, float %t85, i64 0
  %t89 = shufflevector <4 x float> %t88, <4 x float> poison, <4 x i32> zeroinitializer
  %t90 = insertelement <16 x float> poison, float %t83, i64 0
  %t91 = shufflevector <16 x float> %t90, <16 x float> poison, <16 x i32> zeroinitializer
  %t92 = insertelement <16 x float> poison, float %t85, i64 0
  %t93 = shufflevector <16 x float> %t92, <16 x float> poison, <16 x i32> zeroinitializer
  %t94 = insertelement <1 x i64> poison, i64 0, i64 0
  br label %loop0
loop0:
  %i0.held = phi <1 x i64> [%t94, %sum60.fold], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.held, i64 0
  %i0.next = add nsw i64 %i0, 16
  %more0 = icmp sle i64 %i0.next, %t9
  br i1 %more0, label %body0, label %loop1
body0:
  %t95 = add i64 %i0, 4
  %t96 = add i64 %i0, 8
  %t97 = add i64 %i0, 12
  %t98 = getelementptr float, ptr %t46, i64 %i0
  %t99 = load <4 x float>, ptr %t98, align 4
  %t100 = getelementptr float, ptr %t46, i64 %t95
  %t101 = load <4 x float>, ptr %t100, align 4
  %t102 = getelementptr float, ptr %t46, i64 %t96
  %t103 = load <4 x float>, ptr %t102, align 4
  %t104 = getelementptr float, ptr %t46, i64 %t97
  %t105 = load <4 x float>, ptr %t104, align 4
  %t106 = getelementptr float, ptr %t44, i64 %i0
  %t107 = load <4 x float>, ptr %t106, align 4
  %t108 = getelementptr float, ptr %t44, i64 %t95
  %t109 = load <4 x float>, ptr %t108, align 4
  %t110 = getelementptr float, ptr %t44, i64 %t96
  %t111 = load <4 x float>, ptr %t110, align 4
  %t112 = getelementptr float, ptr %t44, i64 %t97
  %t113 = load <4 x float>, ptr %t112, align 4
  %t114 = fmul <4 x float> %t99, %t28
  %t115 = fmul <4 x float> %t101, %t28
  %t116 = fmul <4 x float> %t103, %t28
  %t117 = fmul <4 x float> %t105, %t28
  %t118 = fcmp ogt <4 x float> %t114, %t30
  %t119 = fcmp ogt <4 x float> %t115, %t30
  %t120 = fcmp ogt <4 x float> %t116, %t30
  %t121 = fcmp ogt <4 x float> %t117, %t30
  %t122 = fcmp olt <4 x float> %t114, %t32
  %t123 = fcmp olt <4 x float> %t115, %t32
  %t124 = fcmp olt <4 x float> %t116, %t32
  %t125 = fcmp olt <4 x float> %t117, %t32
  %t126 = select <4 x i1> %t122, <4 x float> %t32, <4 x float> %t114
  %t127 = select <4 x i1> %t123, <4 x float> %t32, <4 x float> %t115
  %t128 = select <4 x i1> %t124, <4 x float> %t32, <4 x float> %t116
  %t129 = select <4 x i1> %t125, <4 x float> %t32, <4 x float> %t117
  %t130 = select <4 x i1> %t118, <4 x float> %t30, <4 x float> %t126
  %t131 = select <4 x i1> %t119, <4 x float> %t30, <4 x float> %t127
  %t132 = select <4 x i1> %t120, <4 x float> %t30, <4 x float> %t128
  %t133 = select <4 x i1> %t121, <4 x float> %t30, <4 x float> %t129
  %t134 = fmul <4 x float> %t34, %t130
  %t135 = fmul <4 x float> %t34, %t131
  %t136 = fmul <4 x float> %t34, %t132
  %t137 = fmul <4 x float> %t34, %t133
  %t138 = fdiv <4 x float> %t134, %t89
  %t139 = fdiv <4 x float> %t135, %t89
  %t140 = fdiv <4 x float> %t136, %t89
  %t141 = fdiv <4 x float> %t137, %t89
  %t142 = fsub <4 x float> %t107, %t138
  %t143 = fsub <4 x float> %t109, %t139
  %t144 = fsub <4 x float> %t111, %t140
  %t145 = fsub <4 x float> %t113, %t141
  %t146 = getelementptr float, ptr %t48, i64 %i0
  store <4 x float> %t142, ptr %t146, align 4
  %t147 = getelementptr float, ptr %t48, i64 %t95
  store <4 x float> %t143, ptr %t147, align 4
  %t148 = getelementptr float, ptr %t48, i64 %t96
  store <4 x float> %t144, ptr %t148, align 4
  %t149 = getelementptr float, ptr %t48, i64 %t97
  store <4 x float> %t145, ptr %t149, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.held = phi <1 x i64> [%i0.held, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.held, i64 0
  %i1.next = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %i1.next, %t9
  br i1 %more1, label %body1, label %loop2
body1:
  %t150 = getelementptr float, ptr %t46, i64 %i1
  %t151 = load <4 x float>, ptr %t150, align 4
  %t152 = getelementptr float, ptr %t44, i64 %i1
  %t153 = load <4 x float>, ptr %t152, align 4
  %t154 = fmul <4 x float> %t151, %t28
  %t155 = fcmp ogt <4 x float> %t154, %t30
  %t156 = fcmp olt <4 x float> %t154, %t32
  %t157 = select <4 x i1> %t156, <4 x float> %t32, <4 x float> %t154
  %t158 = select <4 x i1> %t155, <4 x float> %t30, <4 x float> %t157
  %t159 = fmul <4 x float> %t34, %t158
  %t160 = fdiv <4 x float> %t159, %t89
  %t161 = fsub <4 x float> %t153, %t160
  %t162 = getelementptr float, ptr %t48, i64 %i1
  store <4 x float> %t161, ptr %t162, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.held = phi <1 x i64> [%i1.held, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.held, i64 0
  %i2.next = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %i2.next, %t9
  br i1 %more2, label %body2, label %row.done
body2:
  %t163 = getelementptr float, ptr %t46, i64 %i2
  %t164 = load float, ptr %t163, align 4
  %t165 = getelementptr float, ptr %t44, i64 %i2
  %t166 = load float, ptr %t165, align 4
  %t167 = fmul float %t164, %t18
  %t168 = fcmp ogt float %t167, %t21
  %t169 = fcmp olt float %t167, %t22
  %t170 = select i1 %t169, float %t22, float %t167
  %t171 = select i1 %t168, float %t21, float %t170
  %t172 = fmul float %t25, %t171
  %t173 = fdiv float %t172, %t85
  %t174 = fsub float %t166, %t173
  %t175 = getelementptr float, ptr %t48, i64 %i2
  store float %t174, ptr %t175, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
row.done:
  %t176 = getelementptr float, ptr %t5, i64 %row
  store float %t83, ptr %t176, align 4
  %row.next = add nsw i64 %row, 1
  br label %rows
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
