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
  %s0.slot = getelementptr i64, ptr %args, i64 4
  %s0 = load double, ptr %s0.slot, align 8
  %s1.slot = getelementptr i64, ptr %args, i64 5
  %s1 = load double, ptr %s1.slot, align 8
  %s2.slot = getelementptr i64, ptr %args, i64 6
  %s2 = load double, ptr %s2.slot, align 8
  %s3.slot = getelementptr i64, ptr %args, i64 7
  %s3 = load double, ptr %s3.slot, align 8
  %s4.slot = getelementptr i64, ptr %args, i64 8
  %s4 = load double, ptr %s4.slot, align 8
  %v1 = fptrunc double %s1 to float
  %v3 = fptrunc double %s0 to float
  %v5 = fptrunc double %s4 to float
  %v7 = fcmp ogt float %v5, 0x0000000000000000
  %v9 = select i1 %v7, float %v5, float 0x7FF0000000000000
  %v11 = fptrunc double %s3 to float
  %v12 = fneg float %v9
  %v14 = fptrunc double %s2 to float
  %v1.x4.lane = insertelement <4 x float> poison, float %v1, i64 0
  %v1.x4 = shufflevector <4 x float> %v1.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v3.x4.lane = insertelement <4 x float> poison, float %v3, i64 0
  %v3.x4 = shufflevector <4 x float> %v3.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v9.x4.lane = insertelement <4 x float> poison, float %v9, i64 0
  %v9.x4 = shufflevector <4 x float> %v9.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v11.x4.lane = insertelement <4 x float> poison, float %v11, i64 0
  %v11.x4 = shufflevector <4 x float> %v11.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v12.x4.lane = insertelement <4 x float> poison, float %v12, i64 0
  %v12.x4 = shufflevector <4 x float> %v12.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v14.x4.lane = insertelement <4 x float> poison, float %v14, i64 0
  %v14.x4 = shufflevector <4 x float> %v14.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %length = sub i64 %end, %begin
  %large = icmp sge i64 %length, 26214
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
  %b2.at = getelementptr float, ptr %b2, i64 %i0
  %b2.at.far = getelementptr i8, ptr %b2.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b2.at.far, i32 0, i32 3, i32 1)
  %i0.1 = add i64 %i0, 4
  %b2.at.1 = getelementptr float, ptr %b2, i64 %i0
  %v15 = load <4 x float>, ptr %b2.at.1, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i0.1
  %v15.1 = load <4 x float>, ptr %b2.at.2, align 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v16 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v16.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v17 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v17.1 = load <4 x float>, ptr %b0.at.2, align 4
  %v18 = fmul <4 x float> %v15, %v1.x4
  %v18.1 = fmul <4 x float> %v15.1, %v1.x4
  %v19 = fmul <4 x float> %v16, %v11.x4
  %v19.1 = fmul <4 x float> %v16.1, %v11.x4
  %v20 = fcmp olt <4 x float> %v19, %v12.x4
  %v20.1 = fcmp olt <4 x float> %v19.1, %v12.x4
  %v21 = select <4 x i1> %v20, <4 x float> %v12.x4, <4 x float> %v19
  %v21.1 = select <4 x i1> %v20.1, <4 x float> %v12.x4, <4 x float> %v19.1
  %v22 = fcmp olt <4 x float> %v9.x4, %v21
  %v22.1 = fcmp olt <4 x float> %v9.x4, %v21.1
  %v23 = select <4 x i1> %v22, <4 x float> %v9.x4, <4 x float> %v21
  %v23.1 = select <4 x i1> %v22.1, <4 x float> %v9.x4, <4 x float> %v21.1
  %v24 = fmul <4 x float> %v14.x4, %v17
  %v24.1 = fmul <4 x float> %v14.x4, %v17.1
  %v25 = fadd <4 x float> %v23, %v24
  %v25.1 = fadd <4 x float> %v23.1, %v24.1
  %v26 = fmul <4 x float> %v3.x4, %v25
  %v26.1 = fmul <4 x float> %v3.x4, %v25.1
  %v27 = fsub <4 x float> %v18, %v26
  %v27.1 = fsub <4 x float> %v18.1, %v26.1
  %v28 = fadd <4 x float> %v17, %v27
  %v28.1 = fadd <4 x float> %v17.1, %v27.1
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v27, ptr %b2.at.3, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v27.1, ptr %b2.at.4, align 4
  %b3.at = getelementptr float, ptr %b3, i64 %i0
  store <4 x float> %v28, ptr %b3.at, align 4
  %b3.at.1 = getelementptr float, ptr %b3, i64 %i0.1
  store <4 x float> %v28.1, ptr %b3.at.1, align 4
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
  %b2.at.5 = getelementptr float, ptr %b2, i64 %i1
  %v15.2 = load <4 x float>, ptr %b2.at.5, align 4
  %b2.at.6 = getelementptr float, ptr %b2, i64 %i1.1
  %v15.3 = load <4 x float>, ptr %b2.at.6, align 4
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i1
  %v16.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v16.3 = load <4 x float>, ptr %b1.at.4, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v17.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v17.3 = load <4 x float>, ptr %b0.at.4, align 4
  %v18.2 = fmul <4 x float> %v15.2, %v1.x4
  %v18.3 = fmul <4 x float> %v15.3, %v1.x4
  %v19.2 = fmul <4 x float> %v16.2, %v11.x4
  %v19.3 = fmul <4 x float> %v16.3, %v11.x4
  %v20.2 = fcmp olt <4 x float> %v19.2, %v12.x4
  %v20.3 = fcmp olt <4 x float> %v19.3, %v12.x4
  %v21.2 = select <4 x i1> %v20.2, <4 x float> %v12.x4, <4 x float> %v19.2
  %v21.3 = select <4 x i1> %v20.3, <4 x float> %v12.x4, <4 x float> %v19.3
  %v22.2 = fcmp olt <4 x float> %v9.x4, %v21.2
  %v22.3 = fcmp olt <4 x float> %v9.x4, %v21.3
  %v23.2 = select <4 x i1> %v22.2, <4 x float> %v9.x4, <4 x float> %v21.2
  %v23.3 = select <4 x i1> %v22.3, <4 x float> %v9.x4, <4 x float> %v21.3
  %v24.2 = fmul <4 x float> %v14.x4, %v17.2
  %v24.3 = fmul <4 x float> %v14.x4, %v17.3
  %v25.2 = fadd <4 x float> %v23.2, %v24.2
  %v25.3 = fadd <4 x float> %v23.3, %v24.3
  %v26.2 = fmul <4 x float> %v3.x4, %v25.2
  %v26.3 = fmul <4 x float> %v3.x4, %v25.3
  %v27.2 = fsub <4 x float> %v18.2, %v26.2
  %v27.3 = fsub <4 x float> %v18.3, %v26.3
  %v28.2 = fadd <4 x float> %v17.2, %v27.2
  %v28.3 = fadd <4 x float> %v17.3, %v27.3
  %b2.at.7 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v27.2, ptr %b2.at.7, align 4
  %b2.at.8 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v27.3, ptr %b2.at.8, align 4
  %b3.at.2 = getelementptr float, ptr %b3, i64 %i1
  store <4 x float> %v28.2, ptr %b3.at.2, align 4
  %b3.at.3 = getelementptr float, ptr %b3, i64 %i1.1
  store <4 x float> %v28.3, ptr %b3.at.3, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.cell = phi <1 x i64> [%i1.cell, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.cell, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %b2.at.9 = getelementptr float, ptr %b2, i64 %i2
  %v15.4 = load <4 x float>, ptr %b2.at.9, align 4
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i2
  %v16.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v17.4 = load <4 x float>, ptr %b0.at.5, align 4
  %v18.4 = fmul <4 x float> %v15.4, %v1.x4
  %v19.4 = fmul <4 x float> %v16.4, %v11.x4
  %v20.4 = fcmp olt <4 x float> %v19.4, %v12.x4
  %v21.4 = select <4 x i1> %v20.4, <4 x float> %v12.x4, <4 x float> %v19.4
  %v22.4 = fcmp olt <4 x float> %v9.x4, %v21.4
  %v23.4 = select <4 x i1> %v22.4, <4 x float> %v9.x4, <4 x float> %v21.4
  %v24.4 = fmul <4 x float> %v14.x4, %v17.4
  %v25.4 = fadd <4 x float> %v23.4, %v24.4
  %v26.4 = fmul <4 x float> %v3.x4, %v25.4
  %v27.4 = fsub <4 x float> %v18.4, %v26.4
  %v28.4 = fadd <4 x float> %v17.4, %v27.4
  %b2.at.10 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v27.4, ptr %b2.at.10, align 4
  %b3.at.4 = getelementptr float, ptr %b3, i64 %i2
  store <4 x float> %v28.4, ptr %b3.at.4, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.cell = phi <1 x i64> [%i2.cell, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.cell, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %b2.at.11 = getelementptr float, ptr %b2, i64 %i3
  %v15.5 = load float, ptr %b2.at.11, align 4
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i3
  %v16.5 = load float, ptr %b1.at.6, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v17.5 = load float, ptr %b0.at.6, align 4
  %v18.5 = fmul float %v15.5, %v1
  %v19.5 = fmul float %v16.5, %v11
  %v20.5 = fcmp olt float %v19.5, %v12
  %v21.5 = select i1 %v20.5, float %v12, float %v19.5
  %v22.5 = fcmp olt float %v9, %v21.5
  %v23.5 = select i1 %v22.5, float %v9, float %v21.5
  %v24.5 = fmul float %v14, %v17.5
  %v25.5 = fadd float %v23.5, %v24.5
  %v26.5 = fmul float %v3, %v25.5
  %v27.5 = fsub float %v18.5, %v26.5
  %v28.5 = fadd float %v17.5, %v27.5
  %b2.at.12 = getelementptr float, ptr %b2, i64 %i3
  store float %v27.5, ptr %b2.at.12, align 4
  %b3.at.5 = getelementptr float, ptr %b3, i64 %i3
  store float %v28.5, ptr %b3.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
