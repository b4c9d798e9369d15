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
  %s5.slot = getelementptr i64, ptr %args, i64 9
  %s5 = load double, ptr %s5.slot, align 8
  %s6.slot = getelementptr i64, ptr %args, i64 10
  %s6 = load double, ptr %s6.slot, align 8
  %s7.slot = getelementptr i64, ptr %args, i64 11
  %s7 = load double, ptr %s7.slot, align 8
  %s8.slot = getelementptr i64, ptr %args, i64 12
  %s8 = load double, ptr %s8.slot, align 8
  %s9.slot = getelementptr i64, ptr %args, i64 13
  %s9 = load double, ptr %s9.slot, align 8
  %v1 = fptrunc double %s4 to float
  %v3 = fptrunc double %s3 to float
  %v5 = fptrunc double %s7 to float
  %v7 = fcmp ogt float %v5, 0x0000000000000000
  %v9 = select i1 %v7, float %v5, float 0x7FF0000000000000
  %v11 = fptrunc double %s0 to float
  %v13 = fptrunc double %s2 to float
  %v15 = fptrunc double %s1 to float
  %v17 = fptrunc double %s6 to float
  %v18 = fneg float %v9
  %v20 = fptrunc double %s5 to float
  %v22 = fptrunc double %s8 to float
  %v24 = fptrunc double %s9 to float
  %v1.x4.lane = insertelement <4 x float> poison, float %v1, i64 0
  %v1.x4 = shufflevector <4 x float> %v1.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v3.x4.lane = insertelement <4 x float> poison, float %v3, i64 0
  %v3.x4 = shufflevector <4 x float> %v3.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v9.x4.lane = insertelement <4 x float> poison, float %v9, i64 0
  %v9.x4 = shufflevector <4 x float> %v9.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v11.x4.lane = insertelement <4 x float> poison, float %v11, i64 0
  %v11.x4 = shufflevector <4 x float> %v11.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v13.x4.lane = insertelement <4 x float> poison, float %v13, i64 0
  %v13.x4 = shufflevector <4 x float> %v13.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v15.x4.lane = insertelement <4 x float> poison, float %v15, i64 0
  %v15.x4 = shufflevector <4 x float> %v15.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v17.x4.lane = insertelement <4 x float> poison, float %v17, i64 0
  %v17.x4 = shufflevector <4 x float> %v17.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v18.x4.lane = insertelement <4 x float> poison, float %v18, i64 0
  %v18.x4 = shufflevector <4 x float> %v18.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v20.x4.lane = insertelement <4 x float> poison, float %v20, i64 0
  %v20.x4 = shufflevector <4 x float> %v20.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v22.x4.lane = insertelement <4 x float> poison, float %v22, i64 0
  %v22.x4 = shufflevector <4 x float> %v22.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v24.x4.lane = insertelement <4 x float> poison, float %v24, i64 0
  %v24.x4 = shufflevector <4 x float> %v24.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
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
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v25 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v25.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b2.at.1 = getelementptr float, ptr %b2, i64 %i0
  %v26 = load <4 x float>, ptr %b2.at.1, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i0.1
  %v26.1 = load <4 x float>, ptr %b2.at.2, align 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v27 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v27.1 = load <4 x float>, ptr %b0.at.2, align 4
  %b3.at.1 = getelementptr float, ptr %b3, i64 %i0
  %v28 = load <4 x float>, ptr %b3.at.1, align 4
  %b3.at.2 = getelementptr float, ptr %b3, i64 %i0.1
  %v28.1 = load <4 x float>, ptr %b3.at.2, align 4
  %v29 = fmul <4 x float> %v26, %v1.x4
  %v29.1 = fmul <4 x float> %v26.1, %v1.x4
  %v30 = fmul <4 x float> %v27, %v11.x4
  %v30.1 = fmul <4 x float> %v27.1, %v11.x4
  %v31 = fcmp ogt <4 x float> %v30, %v13.x4
  %v31.1 = fcmp ogt <4 x float> %v30.1, %v13.x4
  %v32 = fcmp olt <4 x float> %v30, %v15.x4
  %v32.1 = fcmp olt <4 x float> %v30.1, %v15.x4
  %v33 = select <4 x i1> %v32, <4 x float> %v15.x4, <4 x float> %v30
  %v33.1 = select <4 x i1> %v32.1, <4 x float> %v15.x4, <4 x float> %v30.1
  %v34 = select <4 x i1> %v31, <4 x float> %v13.x4, <4 x float> %v33
  %v34.1 = select <4 x i1> %v31.1, <4 x float> %v13.x4, <4 x float> %v33.1
  %v35 = fmul <4 x float> %v34, %v17.x4
  %v35.1 = fmul <4 x float> %v34.1, %v17.x4
  %v36 = fcmp olt <4 x float> %v35, %v18.x4
  %v36.1 = fcmp olt <4 x float> %v35.1, %v18.x4
  %v37 = select <4 x i1> %v36, <4 x float> %v18.x4, <4 x float> %v35
  %v37.1 = select <4 x i1> %v36.1, <4 x float> %v18.x4, <4 x float> %v35.1
  %v38 = fcmp olt <4 x float> %v9.x4, %v37
  %v38.1 = fcmp olt <4 x float> %v9.x4, %v37.1
  %v39 = select <4 x i1> %v38, <4 x float> %v9.x4, <4 x float> %v37
  %v39.1 = select <4 x i1> %v38.1, <4 x float> %v9.x4, <4 x float> %v37.1
  %v40 = fmul <4 x float> %v20.x4, %v25
  %v40.1 = fmul <4 x float> %v20.x4, %v25.1
  %v41 = fadd <4 x float> %v39, %v40
  %v41.1 = fadd <4 x float> %v39.1, %v40.1
  %v42 = fmul <4 x float> %v3.x4, %v41
  %v42.1 = fmul <4 x float> %v3.x4, %v41.1
  %v43 = fsub <4 x float> %v29, %v42
  %v43.1 = fsub <4 x float> %v29.1, %v42.1
  %v44 = fadd <4 x float> %v25, %v43
  %v44.1 = fadd <4 x float> %v25.1, %v43.1
  %v45 = fmul <4 x float> %v28, %v22.x4
  %v45.1 = fmul <4 x float> %v28.1, %v22.x4
  %v46 = fmul <4 x float> %v44, %v24.x4
  %v46.1 = fmul <4 x float> %v44.1, %v24.x4
  %v47 = fadd <4 x float> %v45, %v46
  %v47.1 = fadd <4 x float> %v45.1, %v46.1
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i0
  store <4 x float> %v44, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i0.1
  store <4 x float> %v44.1, ptr %b1.at.4, align 4
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v43, ptr %b2.at.3, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v43.1, ptr %b2.at.4, align 4
  %b3.at.3 = getelementptr float, ptr %b3, i64 %i0
  store <4 x float> %v47, ptr %b3.at.3, align 4
  %b3.at.4 = getelementptr float, ptr %b3, i64 %i0.1
  store <4 x float> %v47.1, ptr %b3.at.4, align 4
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
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i1
  %v25.2 = load <4 x float>, ptr %b1.at.5, align 4
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i1.1
  %v25.3 = load <4 x float>, ptr %b1.at.6, align 4
  %b2.at.5 = getelementptr float, ptr %b2, i64 %i1
  %v26.2 = load <4 x float>, ptr %b2.at.5, align 4
  %b2.at.6 = getelementptr float, ptr %b2, i64 %i1.1
  %v26.3 = load <4 x float>, ptr %b2.at.6, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v27.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v27.3 = load <4 x float>, ptr %b0.at.4, align 4
  %b3.at.5 = getelementptr float, ptr %b3, i64 %i1
  %v28.2 = load <4 x float>, ptr %b3.at.5, align 4
  %b3.at.6 = getelementptr float, ptr %b3, i64 %i1.1
  %v28.3 = load <4 x float>, ptr %b3.at.6, align 4
  %v29.2 = fmul <4 x float> %v26.2, %v1.x4
  %v29.3 = fmul <4 x float> %v26.3, %v1.x4
  %v30.2 = fmul <4 x float> %v27.2, %v11.x4
  %v30.3 = fmul <4 x float> %v27.3, %v11.x4
  %v31.2 = fcmp ogt <4 x float> %v30.2, %v13.x4
  %v31.3 = fcmp ogt <4 x float> %v30.3, %v13.x4
  %v32.2 = fcmp olt <4 x float> %v30.2, %v15.x4
  %v32.3 = fcmp olt <4 x float> %v30.3, %v15.x4
  %v33.2 = select <4 x i1> %v32.2, <4 x float> %v15.x4, <4 x float> %v30.2
  %v33.3 = select <4 x i1> %v32.3, <4 x float> %v15.x4, <4 x float> %v30.3
  %v34.2 = select <4 x i1> %v31.2, <4 x float> %v13.x4, <4 x float> %v33.2
  %v34.3 = select <4 x i1> %v31.3, <4 x float> %v13.x4, <4 x float> %v33.3
  %v35.2 = fmul <4 x float> %v34.2, %v17.x4
  %v35.3 = fmul <4 x float> %v34.3, %v17.x4
  %v36.2 = fcmp olt <4 x float> %v35.2, %v18.x4
  %v36.3 = fcmp olt <4 x float> %v35.3, %v18.x4
  %v37.2 = select <4 x i1> %v36.2, <4 x float> %v18.x4, <4 x float> %v35.2
  %v37.3 = select <4 x i1> %v36.3, <4 x float> %v18.x4, <4 x float> %v35.3
  %v38.2 = fcmp olt <4 x float> %v9.x4, %v37.2
  %v38.3 = fcmp olt <4 x float> %v9.x4, %v37.3
  %v39.2 = select <4 x i1> %v38.2, <4 x float> %v9.x4, <4 x float> %v37.2
  %v39.3 = select <4 x i1> %v38.3, <4 x float> %v9.x4, <4 x float> %v37.3
  %v40.2 = fmul <4 x float> %v20.x4, %v25.2
  %v40.3 = fmul <4 x float> %v20.x4, %v25.3
  %v41.2 = fadd <4 x float> %v39.2, %v40.2
  %v41.3 = fadd <4 x float> %v39.3, %v40.3
  %v42.2 = fmul <4 x float> %v3.x4, %v41.2
  %v42.3 = fmul <4 x float> %v3.x4, %v41.3
  %v43.2 = fsub <4 x float> %v29.2, %v42.2
  %v43.3 = fsub <4 x float> %v29.3, %v42.3
  %v44.2 = fadd <4 x float> %v25.2, %v43.2
  %v44.3 = fadd <4 x float> %v25.3, %v43.3
  %v45.2 = fmul <4 x float> %v28.2, %v22.x4
  %v45.3 = fmul <4 x float> %v28.3, %v22.x4
  %v46.2 = fmul <4 x float> %v44.2, %v24.x4
  %v46.3 = fmul <4 x float> %v44.3, %v24.x4
  %v47.2 = fadd <4 x float> %v45.2, %v46.2
  %v47.3 = fadd <4 x float> %v45.3, %v46.3
  %b1.at.7 = getelementptr float, ptr %b1, i64 %i1
  store <4 x float> %v44.2, ptr %b1.at.7, align 4
  %b1.at.8 = getelementptr float, ptr %b1, i64 %i1.1
  store <4 x float> %v44.3, ptr %b1.at.8, align 4
  %b2.at.7 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v43.2, ptr %b2.at.7, align 4
  %b2.at.8 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v43.3, ptr %b2.at.8, align 4
  %b3.at.7 = getelementptr float, ptr %b3, i64 %i1
  store <4 x float> %v47.2, ptr %b3.at.7, align 4
  %b3.at.8 = getelementptr float, ptr %b3, i64 %i1.1
  store <4 x float> %v47.3, ptr %b3.at.8, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.cell = phi <1 x i64> [%i1.cell, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.cell, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %b1.at.9 = getelementptr float, ptr %b1, i64 %i2
  %v25.4 = load <4 x float>, ptr %b1.at.9, align 4
  %b2.at.9 = getelementptr float, ptr %b2, i64 %i2
  %v26.4 = load <4 x float>, ptr %b2.at.9, align 4
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v27.4 = load <4 x float>, ptr %b0.at.5, align 4
  %b3.at.9 = getelementptr float, ptr %b3, i64 %i2
  %v28.4 = load <4 x float>, ptr %b3.at.9, align 4
  %v29.4 = fmul <4 x float> %v26.4, %v1.x4
  %v30.4 = fmul <4 x float> %v27.4, %v11.x4
  %v31.4 = fcmp ogt <4 x float> %v30.4, %v13.x4
  %v32.4 = fcmp olt <4 x float> %v30.4, %v15.x4
  %v33.4 = select <4 x i1> %v32.4, <4 x float> %v15.x4, <4 x float> %v30.4
  %v34.4 = select <4 x i1> %v31.4, <4 x float> %v13.x4, <4 x float> %v33.4
  %v35.4 = fmul <4 x float> %v34.4, %v17.x4
  %v36.4 = fcmp olt <4 x float> %v35.4, %v18.x4
  %v37.4 = select <4 x i1> %v36.4, <4 x float> %v18.x4, <4 x float> %v35.4
  %v38.4 = fcmp olt <4 x float> %v9.x4, %v37.4
  %v39.4 = select <4 x i1> %v38.4, <4 x float> %v9.x4, <4 x float> %v37.4
  %v40.4 = fmul <4 x float> %v20.x4, %v25.4
  %v41.4 = fadd <4 x float> %v39.4, %v40.4
  %v42.4 = fmul <4 x float> %v3.x4, %v41.4
  %v43.4 = fsub <4 x float> %v29.4, %v42.4
  %v44.4 = fadd <4 x float> %v25.4, %v43.4
  %v45.4 = fmul <4 x float> %v28.4, %v22.x4
  %v46.4 = fmul <4 x float> %v44.4, %v24.x4
  %v47.4 = fadd <4 x float> %v45.4, %v46.4
  %b1.at.10 = getelementptr float, ptr %b1, i64 %i2
  store <4 x float> %v44.4, ptr %b1.at.10, align 4
  %b2.at.10 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v43.4, ptr %b2.at.10, align 4
  %b3.at.10 = getelementptr float, ptr %b3, i64 %i2
  store <4 x float> %v47.4, ptr %b3.at.10, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.cell = phi <1 x i64> [%i2.cell, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.cell, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %b1.at.11 = getelementptr float, ptr %b1, i64 %i3
  %v25.5 = load float, ptr %b1.at.11, align 4
  %b2.at.11 = getelementptr float, ptr %b2, i64 %i3
  %v26.5 = load float, ptr %b2.at.11, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v27.5 = load float, ptr %b0.at.6, align 4
  %b3.at.11 = getelementptr float, ptr %b3, i64 %i3
  %v28.5 = load float, ptr %b3.at.11, align 4
  %v29.5 = fmul float %v26.5, %v1
  %v30.5 = fmul float %v27.5, %v11
  %v31.5 = fcmp ogt float %v30.5, %v13
  %v32.5 = fcmp olt float %v30.5, %v15
  %v33.5 = select i1 %v32.5, float %v15, float %v30.5
  %v34.5 = select i1 %v31.5, float %v13, float %v33.5
  %v35.5 = fmul float %v34.5, %v17
  %v36.5 = fcmp olt float %v35.5, %v18
  %v37.5 = select i1 %v36.5, float %v18, float %v35.5
  %v38.5 = fcmp olt float %v9, %v37.5
  %v39.5 = select i1 %v38.5, float %v9, float %v37.5
  %v40.5 = fmul float %v20, %v25.5
  %v41.5 = fadd float %v39.5, %v40.5
  %v42.5 = fmul float %v3, %v41.5
  %v43.5 = fsub float %v29.5, %v42.5
  %v44.5 = fadd float %v25.5, %v43.5
  %v45.5 = fmul float %v28.5, %v22
  %v46.5 = fmul float %v44.5, %v24
  %v47.5 = fadd float %v45.5, %v46.5
  %b1.at.12 = getelementptr float, ptr %b1, i64 %i3
  store float %v44.5, ptr %b1.at.12, align 4
  %b2.at.12 = getelementptr float, ptr %b2, i64 %i3
  store float %v43.5, ptr %b2.at.12, align 4
  %b3.at.12 = getelementptr float, ptr %b3, i64 %i3
  store float %v47.5, ptr %b3.at.12, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
