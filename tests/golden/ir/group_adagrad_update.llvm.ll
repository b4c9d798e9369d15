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
  %sum60.i = phi i64 [0, %row.begin], [%sum60.next, %sum60.body]
  %sum60.lanes = phi <16 x float> [zeroinitializer, %row.begin], [%sum60.more, %sum60.body]
  %sum60.next = add nsw i64 %sum60.i, 16
  %sum60.full = icmp sle i64 %sum60.next, %t9
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
  br label %sum60
sum60.tail:
  %sum60.k = phi i64 [%sum60.i, %sum60], [%sum60.k.next, %sum60.one]
  %sum60.partial = phi <16 x float> [%sum60.lanes, %sum60], [%sum60.with, %sum60.one]
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
  br label %loop0
loop0:
  %i0 = phi i64 [0, %sum60.fold], [%next0, %body0]
  %next0 = add nsw i64 %i0, 16
  %more0 = icmp sle i64 %next0, %t9
  br i1 %more0, label %body0, label %loop1
body0:
  %t94 = add i64 %i0, 4
  %t95 = add i64 %i0, 8
  %t96 = add i64 %i0, 12
  %t97 = getelementptr float, ptr %t46, i64 %i0
  %t98 = load <4 x float>, ptr %t97, align 4
  %t99 = getelementptr float, ptr %t46, i64 %t94
  %t100 = load <4 x float>, ptr %t99, align 4
  %t101 = getelementptr float, ptr %t46, i64 %t95
  %t102 = load <4 x float>, ptr %t101, align 4
  %t103 = getelementptr float, ptr %t46, i64 %t96
  %t104 = load <4 x float>, ptr %t103, align 4
  %t105 = getelementptr float, ptr %t44, i64 %i0
  %t106 = load <4 x float>, ptr %t105, align 4
  %t107 = getelementptr float, ptr %t44, i64 %t94
  %t108 = load <4 x float>, ptr %t107, align 4
  %t109 = getelementptr float, ptr %t44, i64 %t95
  %t110 = load <4 x float>, ptr %t109, align 4
  %t111 = getelementptr float, ptr %t44, i64 %t96
  %t112 = load <4 x float>, ptr %t111, align 4
  %t113 = fmul <4 x float> %t98, %t28
  %t114 = fmul <4 x float> %t100, %t28
  %t115 = fmul <4 x float> %t102, %t28
  %t116 = fmul <4 x float> %t104, %t28
  %t117 = fcmp ogt <4 x float> %t113, %t30
  %t118 = fcmp ogt <4 x float> %t114, %t30
  %t119 = fcmp ogt <4 x float> %t115, %t30
  %t120 = fcmp ogt <4 x float> %t116, %t30
  %t121 = fcmp olt <4 x float> %t113, %t32
  %t122 = fcmp olt <4 x float> %t114, %t32
  %t123 = fcmp olt <4 x float> %t115, %t32
  %t124 = fcmp olt <4 x float> %t116, %t32
  %t125 = select <4 x i1> %t121, <4 x float> %t32, <4 x float> %t113
  %t126 = select <4 x i1> %t122, <4 x float> %t32, <4 x float> %t114
  %t127 = select <4 x i1> %t123, <4 x float> %t32, <4 x float> %t115
  %t128 = select <4 x i1> %t124, <4 x float> %t32, <4 x float> %t116
  %t129 = select <4 x i1> %t117, <4 x float> %t30, <4 x float> %t125
  %t130 = select <4 x i1> %t118, <4 x float> %t30, <4 x float> %t126
  %t131 = select <4 x i1> %t119, <4 x float> %t30, <4 x float> %t127
  %t132 = select <4 x i1> %t120, <4 x float> %t30, <4 x float> %t128
  %t133 = fmul <4 x float> %t34, %t129
  %t134 = fmul <4 x float> %t34, %t130
  %t135 = fmul <4 x float> %t34, %t131
  %t136 = fmul <4 x float> %t34, %t132
  %t137 = fdiv <4 x float> %t133, %t89
  %t138 = fdiv <4 x float> %t134, %t89
  %t139 = fdiv <4 x float> %t135, %t89
  %t140 = fdiv <4 x float> %t136, %t89
  %t141 = fsub <4 x float> %t106, %t137
  %t142 = fsub <4 x float> %t108, %t138
  %t143 = fsub <4 x float> %t110, %t139
  %t144 = fsub <4 x float> %t112, %t140
  %t145 = getelementptr float, ptr %t48, i64 %i0
  store <4 x float> %t141, ptr %t145, align 4
  %t146 = getelementptr float, ptr %t48, i64 %t94
  store <4 x float> %t142, ptr %t146, align 4
  %t147 = getelementptr float, ptr %t48, i64 %t95
  store <4 x float> %t143, ptr %t147, align 4
  %t148 = getelementptr float, ptr %t48, i64 %t96
  store <4 x float> %t144, ptr %t148, align 4
  br label %loop0
loop1:
  %i1 = phi i64 [%i0, %loop0], [%next1, %body1]
  %next1 = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %next1, %t9
  br i1 %more1, label %body1, label %loop2
body1:
  %t149 = getelementptr float, ptr %t46, i64 %i1
  %t150 = load <4 x float>, ptr %t149, align 4
  %t151 = getelementptr float, ptr %t44, i64 %i1
  %t152 = load <4 x float>, ptr %t151, align 4
  %t153 = fmul <4 x float> %t150, %t28
  %t154 = fcmp ogt <4 x float> %t153, %t30
  %t155 = fcmp olt <4 x float> %t153, %t32
  %t156 = select <4 x i1> %t155, <4 x float> %t32, <4 x float> %t153
  %t157 = select <4 x i1> %t154, <4 x float> %t30, <4 x float> %t156
  %t158 = fmul <4 x float> %t34, %t157
  %t159 = fdiv <4 x float> %t158, %t89
  %t160 = fsub <4 x float> %t152, %t159
  %t161 = getelementptr float, ptr %t48, i64 %i1
  store <4 x float> %t160, ptr %t161, align 4
  br label %loop1
loop2:
  %i2 = phi i64 [%i1, %loop1], [%next2, %body2]
  %next2 = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %next2, %t9
  br i1 %more2, label %body2, label %row.done
body2:
  %t162 = getelementptr float, ptr %t46, i64 %i2
  %t163 = load float, ptr %t162, align 4
  %t164 = getelementptr float, ptr %t44, i64 %i2
  %t165 = load float, ptr %t164, align 4
  %t166 = fmul float %t163, %t18
  %t167 = fcmp ogt float %t166, %t21
  %t168 = fcmp olt float %t166, %t22
  %t169 = select i1 %t168, float %t22, float %t166
  %t170 = select i1 %t167, float %t21, float %t169
  %t171 = fmul float %t25, %t170
  %t172 = fdiv float %t171, %t85
  %t173 = fsub float %t165, %t172
  %t174 = getelementptr float, ptr %t48, i64 %i2
  store float %t173, ptr %t174, align 4
  br label %loop2
row.done:
  %t175 = getelementptr float, ptr %t5, i64 %row
  store float %t83, ptr %t175, align 4
  %row.next = add nsw i64 %row, 1
  br label %rows
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
