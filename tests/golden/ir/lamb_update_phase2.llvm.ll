declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
define void @update(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %b0.slot = getelementptr i64, ptr %args, i64 0
  %b0 = load ptr, ptr %b0.slot, align 8
  %b1.slot = getelementptr i64, ptr %args, i64 1
  %b1 = load ptr, ptr %b1.slot, align 8
  %b2.slot = getelementptr i64, ptr %args, i64 2
  %b2 = load ptr, ptr %b2.slot, align 8
  %b3.slot = getelementptr i64, ptr %args, i64 3
  %b3 = load ptr, ptr %b3.slot, align 8
  %b4.slot = getelementptr i64, ptr %args, i64 4
  %b4 = load ptr, ptr %b4.slot, align 8
  %s0.slot = getelementptr i64, ptr %args, i64 5
  %s0 = load double, ptr %s0.slot, align 8
  %s1.slot = getelementptr i64, ptr %args, i64 6
  %s1 = load double, ptr %s1.slot, align 8
  %s2.slot = getelementptr i64, ptr %args, i64 7
  %s2 = load double, ptr %s2.slot, align 8
  %v1 = fptrunc double %s2 to float
  %v3 = fcmp ogt float %v1, 0x0000000000000000
  %v5 = fptrunc double %s1 to float
  %v6 = fcmp ogt float %v5, 0x0000000000000000
  %b2.at = getelementptr float, ptr %b2, i64 0
  %v7 = load float, ptr %b2.at, align 4
  %v8 = fcmp ogt float %v7, %v5
  %v9 = fcmp une float %v7, %v7
  %v10 = or i1 %v8, %v9
  %v11 = select i1 %v10, float %v7, float %v5
  %v12 = select i1 %v6, float %v11, float %v7
  %v13 = fcmp olt float %v12, %v1
  %v14 = fcmp une float %v12, %v12
  %v15 = or i1 %v13, %v14
  %v16 = select i1 %v15, float %v12, float %v1
  %v17 = select i1 %v3, float %v16, float %v12
  %v18 = fcmp une float %v17, 0x0000000000000000
  %b3.at = getelementptr float, ptr %b3, i64 0
  %v19 = load float, ptr %b3.at, align 4
  %v20 = fcmp une float %v19, 0x0000000000000000
  %v21 = and i1 %v18, %v20
  %v23 = fptrunc double %s0 to float
  %v24 = fmul float %v23, %v17
  %v25 = fdiv float %v24, %v19
  %v26 = select i1 %v21, float %v25, float %v23
  %v26.x4.lane = insertelement <4 x float> poison, float %v26, i64 0
  %v26.x4 = shufflevector <4 x float> %v26.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %length = sub i64 %end, %begin
  %large = icmp sge i64 %length, 43690
  %far.end = select i1 %large, i64 %end, i64 %begin
  %cell = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.cell = phi <1 x i64> [%cell, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.cell, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %far.end
  br i1 %more0, label %body0, label %loop1
body0:
  %b0.at = getelementptr float, ptr %b0, i64 %i0
  %b0.at.far = getelementptr i8, ptr %b0.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b0.at.far, i32 0, i32 3, i32 1)
  %b1.at = getelementptr float, ptr %b1, i64 %i0
  %b1.at.far = getelementptr i8, ptr %b1.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b1.at.far, i32 0, i32 3, i32 1)
  %i0.1 = add i64 %i0, 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v27 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v27.1 = load <4 x float>, ptr %b0.at.2, align 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v28 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v28.1 = load <4 x float>, ptr %b1.at.2, align 4
  %v29 = fmul <4 x float> %v26.x4, %v28
  %v29.1 = fmul <4 x float> %v26.x4, %v28.1
  %v30 = fsub <4 x float> %v27, %v29
  %v30.1 = fsub <4 x float> %v27.1, %v29.1
  %b4.at = getelementptr float, ptr %b4, i64 %i0
  store <4 x float> %v30, ptr %b4.at, align 4
  %b4.at.1 = getelementptr float, ptr %b4, i64 %i0.1
  store <4 x float> %v30.1, ptr %b4.at.1, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.cell = phi <1 x i64> [%i0.cell, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.cell, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %i1.1 = add i64 %i1, 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v27.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v27.3 = load <4 x float>, ptr %b0.at.4, align 4
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i1
  %v28.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v28.3 = load <4 x float>, ptr %b1.at.4, align 4
  %v29.2 = fmul <4 x float> %v26.x4, %v28.2
  %v29.3 = fmul <4 x float> %v26.x4, %v28.3
  %v30.2 = fsub <4 x float> %v27.2, %v29.2
  %v30.3 = fsub <4 x float> %v27.3, %v29.3
  %b4.at.2 = getelementptr float, ptr %b4, i64 %i1
  store <4 x float> %v30.2, ptr %b4.at.2, align 4
  %b4.at.3 = getelementptr float, ptr %b4, i64 %i1.1
  store <4 x float> %v30.3, ptr %b4.at.3, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.cell = phi <1 x i64> [%i1.cell, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.cell, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v27.4 = load <4 x float>, ptr %b0.at.5, align 4
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i2
  %v28.4 = load <4 x float>, ptr %b1.at.5, align 4
  %v29.4 = fmul <4 x float> %v26.x4, %v28.4
  %v30.4 = fsub <4 x float> %v27.4, %v29.4
  %b4.at.4 = getelementptr float, ptr %b4, i64 %i2
  store <4 x float> %v30.4, ptr %b4.at.4, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.cell = phi <1 x i64> [%i2.cell, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.cell, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v27.5 = load float, ptr %b0.at.6, align 4
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i3
  %v28.5 = load float, ptr %b1.at.6, align 4
  %v29.5 = fmul float %v26, %v28.5
  %v30.5 = fsub float %v27.5, %v29.5
  %b4.at.5 = getelementptr float, ptr %b4, i64 %i3
  store float %v30.5, ptr %b4.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
