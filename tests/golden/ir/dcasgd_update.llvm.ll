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
  %s3.slot = getelementptr i64, ptr %args, i64 8
  %s3 = load double, ptr %s3.slot, align 8
  %s4.slot = getelementptr i64, ptr %args, i64 9
  %s4 = load double, ptr %s4.slot, align 8
  %s5.slot = getelementptr i64, ptr %args, i64 10
  %s5 = load double, ptr %s5.slot, align 8
  %v1 = fptrunc double %s1 to float
  %v3 = fptrunc double %s0 to float
  %v5 = fptrunc double %s2 to float
  %v7 = fptrunc double %s5 to float
  %v9 = fcmp ogt float %v7, 0x0000000000000000
  %v11 = select i1 %v9, float %v7, float 0x7FF0000000000000
  %v13 = fptrunc double %s4 to float
  %v14 = fneg float %v11
  %v16 = fptrunc double %s3 to float
  %v1.x4.lane = insertelement <4 x float> poison, float %v1, i64 0
  %v1.x4 = shufflevector <4 x float> %v1.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v3.x4.lane = insertelement <4 x float> poison, float %v3, i64 0
  %v3.x4 = shufflevector <4 x float> %v3.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v5.x4.lane = insertelement <4 x float> poison, float %v5, i64 0
  %v5.x4 = shufflevector <4 x float> %v5.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v11.x4.lane = insertelement <4 x float> poison, float %v11, i64 0
  %v11.x4 = shufflevector <4 x float> %v11.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v13.x4.lane = insertelement <4 x float> poison, float %v13, i64 0
  %v13.x4 = shufflevector <4 x float> %v13.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v14.x4.lane = insertelement <4 x float> poison, float %v14, i64 0
  %v14.x4 = shufflevector <4 x float> %v14.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v16.x4.lane = insertelement <4 x float> poison, float %v16, i64 0
  %v16.x4 = shufflevector <4 x float> %v16.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %length = sub i64 %end, %begin
  %large = icmp sge i64 %length, 18724
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
  %b3.at = getelementptr float, ptr %b3, i64 %i0
  %b3.at.far = getelementptr i8, ptr %b3.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b3.at.far, i32 0, i32 3, i32 1)
  %i0.1 = add i64 %i0, 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v17 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v17.1 = load <4 x float>, ptr %b0.at.2, align 4
  %b3.at.1 = getelementptr float, ptr %b3, i64 %i0
  %v18 = load <4 x float>, ptr %b3.at.1, align 4
  %b3.at.2 = getelementptr float, ptr %b3, i64 %i0.1
  %v18.1 = load <4 x float>, ptr %b3.at.2, align 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v19 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v19.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b2.at.1 = getelementptr float, ptr %b2, i64 %i0
  %v20 = load <4 x float>, ptr %b2.at.1, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i0.1
  %v20.1 = load <4 x float>, ptr %b2.at.2, align 4
  %v21 = fmul <4 x float> %v1.x4, %v18
  %v21.1 = fmul <4 x float> %v1.x4, %v18.1
  %v22 = fmul <4 x float> %v19, %v13.x4
  %v22.1 = fmul <4 x float> %v19.1, %v13.x4
  %v23 = fcmp olt <4 x float> %v22, %v14.x4
  %v23.1 = fcmp olt <4 x float> %v22.1, %v14.x4
  %v24 = select <4 x i1> %v23, <4 x float> %v14.x4, <4 x float> %v22
  %v24.1 = select <4 x i1> %v23.1, <4 x float> %v14.x4, <4 x float> %v22.1
  %v25 = fcmp olt <4 x float> %v11.x4, %v24
  %v25.1 = fcmp olt <4 x float> %v11.x4, %v24.1
  %v26 = select <4 x i1> %v25, <4 x float> %v11.x4, <4 x float> %v24
  %v26.1 = select <4 x i1> %v25.1, <4 x float> %v11.x4, <4 x float> %v24.1
  %v27 = fmul <4 x float> %v16.x4, %v17
  %v27.1 = fmul <4 x float> %v16.x4, %v17.1
  %v28 = fadd <4 x float> %v26, %v27
  %v28.1 = fadd <4 x float> %v26.1, %v27.1
  %v29 = fmul <4 x float> %v28, %v28
  %v29.1 = fmul <4 x float> %v28.1, %v28.1
  %v30 = fsub <4 x float> %v17, %v20
  %v30.1 = fsub <4 x float> %v17.1, %v20.1
  %v31 = fmul <4 x float> %v29, %v30
  %v31.1 = fmul <4 x float> %v29.1, %v30.1
  %v32 = fmul <4 x float> %v5.x4, %v31
  %v32.1 = fmul <4 x float> %v5.x4, %v31.1
  %v33 = fadd <4 x float> %v32, %v28
  %v33.1 = fadd <4 x float> %v32.1, %v28.1
  %v34 = fmul <4 x float> %v3.x4, %v33
  %v34.1 = fmul <4 x float> %v3.x4, %v33.1
  %v35 = fsub <4 x float> %v21, %v34
  %v35.1 = fsub <4 x float> %v21.1, %v34.1
  %v36 = fadd <4 x float> %v17, %v35
  %v36.1 = fadd <4 x float> %v17.1, %v35.1
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v17, ptr %b2.at.3, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v17.1, ptr %b2.at.4, align 4
  %b3.at.3 = getelementptr float, ptr %b3, i64 %i0
  store <4 x float> %v35, ptr %b3.at.3, align 4
  %b3.at.4 = getelementptr float, ptr %b3, i64 %i0.1
  store <4 x float> %v35.1, ptr %b3.at.4, align 4
  %b4.at = getelementptr float, ptr %b4, i64 %i0
  store <4 x float> %v36, ptr %b4.at, align 4
  %b4.at.1 = getelementptr float, ptr %b4, i64 %i0.1
  store <4 x float> %v36.1, ptr %b4.at.1, align 4
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
  %v17.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v17.3 = load <4 x float>, ptr %b0.at.4, align 4
  %b3.at.5 = getelementptr float, ptr %b3, i64 %i1
  %v18.2 = load <4 x float>, ptr %b3.at.5, align 4
  %b3.at.6 = getelementptr float, ptr %b3, i64 %i1.1
  %v18.3 = load <4 x float>, ptr %b3.at.6, align 4
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i1
  %v19.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v19.3 = load <4 x float>, ptr %b1.at.4, align 4
  %b2.at.5 = getelementptr float, ptr %b2, i64 %i1
  %v20.2 = load <4 x float>, ptr %b2.at.5, align 4
  %b2.at.6 = getelementptr float, ptr %b2, i64 %i1.1
  %v20.3 = load <4 x float>, ptr %b2.at.6, align 4
  %v21.2 = fmul <4 x float> %v1.x4, %v18.2
  %v21.3 = fmul <4 x float> %v1.x4, %v18.3
  %v22.2 = fmul <4 x float> %v19.2, %v13.x4
  %v22.3 = fmul <4 x float> %v19.3, %v13.x4
  %v23.2 = fcmp olt <4 x float> %v22.2, %v14.x4
  %v23.3 = fcmp olt <4 x float> %v22.3, %v14.x4
  %v24.2 = select <4 x i1> %v23.2, <4 x float> %v14.x4, <4 x float> %v22.2
  %v24.3 = select <4 x i1> %v23.3, <4 x float> %v14.x4, <4 x float> %v22.3
  %v25.2 = fcmp olt <4 x float> %v11.x4, %v24.2
  %v25.3 = fcmp olt <4 x float> %v11.x4, %v24.3
  %v26.2 = select <4 x i1> %v25.2, <4 x float> %v11.x4, <4 x float> %v24.2
  %v26.3 = select <4 x i1> %v25.3, <4 x float> %v11.x4, <4 x float> %v24.3
  %v27.2 = fmul <4 x float> %v16.x4, %v17.2
  %v27.3 = fmul <4 x float> %v16.x4, %v17.3
  %v28.2 = fadd <4 x float> %v26.2, %v27.2
  %v28.3 = fadd <4 x float> %v26.3, %v27.3
  %v29.2 = fmul <4 x float> %v28.2, %v28.2
  %v29.3 = fmul <4 x float> %v28.3, %v28.3
  %v30.2 = fsub <4 x float> %v17.2, %v20.2
  %v30.3 = fsub <4 x float> %v17.3, %v20.3
  %v31.2 = fmul <4 x float> %v29.2, %v30.2
  %v31.3 = fmul <4 x float> %v29.3, %v30.3
  %v32.2 = fmul <4 x float> %v5.x4, %v31.2
  %v32.3 = fmul <4 x float> %v5.x4, %v31.3
  %v33.2 = fadd <4 x float> %v32.2, %v28.2
  %v33.3 = fadd <4 x float> %v32.3, %v28.3
  %v34.2 = fmul <4 x float> %v3.x4, %v33.2
  %v34.3 = fmul <4 x float> %v3.x4, %v33.3
  %v35.2 = fsub <4 x float> %v21.2, %v34.2
  %v35.3 = fsub <4 x float> %v21.3, %v34.3
  %v36.2 = fadd <4 x float> %v17.2, %v35.2
  %v36.3 = fadd <4 x float> %v17.3, %v35.3
  %b2.at.7 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v17.2, ptr %b2.at.7, align 4
  %b2.at.8 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v17.3, ptr %b2.at.8, align 4
  %b3.at.7 = getelementptr float, ptr %b3, i64 %i1
  store <4 x float> %v35.2, ptr %b3.at.7, align 4
  %b3.at.8 = getelementptr float, ptr %b3, i64 %i1.1
  store <4 x float> %v35.3, ptr %b3.at.8, align 4
  %b4.at.2 = getelementptr float, ptr %b4, i64 %i1
  store <4 x float> %v36.2, ptr %b4.at.2, align 4
  %b4.at.3 = getelementptr float, ptr %b4, i64 %i1.1
  store <4 x float> %v36.3, ptr %b4.at.3, align 4
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
  %v17.4 = load <4 x float>, ptr %b0.at.5, align 4
  %b3.at.9 = getelementptr float, ptr %b3, i64 %i2
  %v18.4 = load <4 x float>, ptr %b3.at.9, align 4
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i2
  %v19.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b2.at.9 = getelementptr float, ptr %b2, i64 %i2
  %v20.4 = load <4 x float>, ptr %b2.at.9, align 4
  %v21.4 = fmul <4 x float> %v1.x4, %v18.4
  %v22.4 = fmul <4 x float> %v19.4, %v13.x4
  %v23.4 = fcmp olt <4 x float> %v22.4, %v14.x4
  %v24.4 = select <4 x i1> %v23.4, <4 x float> %v14.x4, <4 x float> %v22.4
  %v25.4 = fcmp olt <4 x float> %v11.x4, %v24.4
  %v26.4 = select <4 x i1> %v25.4, <4 x float> %v11.x4, <4 x float> %v24.4
  %v27.4 = fmul <4 x float> %v16.x4, %v17.4
  %v28.4 = fadd <4 x float> %v26.4, %v27.4
  %v29.4 = fmul <4 x float> %v28.4, %v28.4
  %v30.4 = fsub <4 x float> %v17.4, %v20.4
  %v31.4 = fmul <4 x float> %v29.4, %v30.4
  %v32.4 = fmul <4 x float> %v5.x4, %v31.4
  %v33.4 = fadd <4 x float> %v32.4, %v28.4
  %v34.4 = fmul <4 x float> %v3.x4, %v33.4
  %v35.4 = fsub <4 x float> %v21.4, %v34.4
  %v36.4 = fadd <4 x float> %v17.4, %v35.4
  %b2.at.10 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v17.4, ptr %b2.at.10, align 4
  %b3.at.10 = getelementptr float, ptr %b3, i64 %i2
  store <4 x float> %v35.4, ptr %b3.at.10, align 4
  %b4.at.4 = getelementptr float, ptr %b4, i64 %i2
  store <4 x float> %v36.4, ptr %b4.at.4, align 4
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
  %v17.5 = load float, ptr %b0.at.6, align 4
  %b3.at.11 = getelementptr float, ptr %b3, i64 %i3
  %v18.5 = load float, ptr %b3.at.11, align 4
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i3
  %v19.5 = load float, ptr %b1.at.6, align 4
  %b2.at.11 = getelementptr float, ptr %b2, i64 %i3
  %v20.5 = load float, ptr %b2.at.11, align 4
  %v21.5 = fmul float %v1, %v18.5
  %v22.5 = fmul float %v19.5, %v13
  %v23.5 = fcmp olt float %v22.5, %v14
  %v24.5 = select i1 %v23.5, float %v14, float %v22.5
  %v25.5 = fcmp olt float %v11, %v24.5
  %v26.5 = select i1 %v25.5, float %v11, float %v24.5
  %v27.5 = fmul float %v16, %v17.5
  %v28.5 = fadd float %v26.5, %v27.5
  %v29.5 = fmul float %v28.5, %v28.5
  %v30.5 = fsub float %v17.5, %v20.5
  %v31.5 = fmul float %v29.5, %v30.5
  %v32.5 = fmul float %v5, %v31.5
  %v33.5 = fadd float %v32.5, %v28.5
  %v34.5 = fmul float %v3, %v33.5
  %v35.5 = fsub float %v21.5, %v34.5
  %v36.5 = fadd float %v17.5, %v35.5
  %b2.at.12 = getelementptr float, ptr %b2, i64 %i3
  store float %v17.5, ptr %b2.at.12, align 4
  %b3.at.12 = getelementptr float, ptr %b3, i64 %i3
  store float %v35.5, ptr %b3.at.12, align 4
  %b4.at.5 = getelementptr float, ptr %b4, i64 %i3
  store float %v36.5, ptr %b4.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
