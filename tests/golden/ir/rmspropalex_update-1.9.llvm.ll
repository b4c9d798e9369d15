declare <4 x float> @llvm.sqrt.v4f32(<4 x float>)
declare float @llvm.sqrt.f32(float)
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
  %b5.slot = getelementptr i64, ptr %args, i64 5
  %b5 = load ptr, ptr %b5.slot, align 8
  %s0.slot = getelementptr i64, ptr %args, i64 6
  %s0 = load double, ptr %s0.slot, align 8
  %s1.slot = getelementptr i64, ptr %args, i64 7
  %s1 = load double, ptr %s1.slot, align 8
  %s2.slot = getelementptr i64, ptr %args, i64 8
  %s2 = load double, ptr %s2.slot, align 8
  %s3.slot = getelementptr i64, ptr %args, i64 9
  %s3 = load double, ptr %s3.slot, align 8
  %s4.slot = getelementptr i64, ptr %args, i64 10
  %s4 = load double, ptr %s4.slot, align 8
  %s5.slot = getelementptr i64, ptr %args, i64 11
  %s5 = load double, ptr %s5.slot, align 8
  %s6.slot = getelementptr i64, ptr %args, i64 12
  %s6 = load double, ptr %s6.slot, align 8
  %s7.slot = getelementptr i64, ptr %args, i64 13
  %s7 = load double, ptr %s7.slot, align 8
  %v2 = fptrunc double %s1 to float
  %v3 = fsub float 0x3FF0000000000000, %v2
  %v5 = fptrunc double %s6 to float
  %v7 = fcmp ogt float %v5, 0x0000000000000000
  %v9 = select i1 %v7, float %v5, float 0x7FF0000000000000
  %v11 = fptrunc double %s5 to float
  %v13 = fptrunc double %s4 to float
  %v14 = fneg float %v9
  %v16 = fptrunc double %s2 to float
  %v18 = fptrunc double %s0 to float
  %v20 = fptrunc double %s3 to float
  %v22 = fptrunc double %s7 to float
  %v23 = fcmp ogt float %v22, 0x0000000000000000
  %v24 = select i1 %v23, float %v22, float 0x7FF0000000000000
  %v25 = fneg float %v24
  %v2.x4.lane = insertelement <4 x float> poison, float %v2, i64 0
  %v2.x4 = shufflevector <4 x float> %v2.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v3.x4.lane = insertelement <4 x float> poison, float %v3, i64 0
  %v3.x4 = shufflevector <4 x float> %v3.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v9.x4.lane = insertelement <4 x float> poison, float %v9, i64 0
  %v9.x4 = shufflevector <4 x float> %v9.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v11.x4.lane = insertelement <4 x float> poison, float %v11, i64 0
  %v11.x4 = shufflevector <4 x float> %v11.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v13.x4.lane = insertelement <4 x float> poison, float %v13, i64 0
  %v13.x4 = shufflevector <4 x float> %v13.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v14.x4.lane = insertelement <4 x float> poison, float %v14, i64 0
  %v14.x4 = shufflevector <4 x float> %v14.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v16.x4.lane = insertelement <4 x float> poison, float %v16, i64 0
  %v16.x4 = shufflevector <4 x float> %v16.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v18.x4.lane = insertelement <4 x float> poison, float %v18, i64 0
  %v18.x4 = shufflevector <4 x float> %v18.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v20.x4.lane = insertelement <4 x float> poison, float %v20, i64 0
  %v20.x4 = shufflevector <4 x float> %v20.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v24.x4.lane = insertelement <4 x float> poison, float %v24, i64 0
  %v24.x4 = shufflevector <4 x float> %v24.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v25.x4.lane = insertelement <4 x float> poison, float %v25, i64 0
  %v25.x4 = shufflevector <4 x float> %v25.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %length = sub i64 %end, %begin
  %large = icmp sge i64 %length, 14563
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
  %b4.at = getelementptr float, ptr %b4, i64 %i0
  %b4.at.far = getelementptr i8, ptr %b4.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b4.at.far, i32 0, i32 3, i32 1)
  %i0.1 = add i64 %i0, 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v26 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v26.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v27 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v27.1 = load <4 x float>, ptr %b0.at.2, align 4
  %b2.at.1 = getelementptr float, ptr %b2, i64 %i0
  %v28 = load <4 x float>, ptr %b2.at.1, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i0.1
  %v28.1 = load <4 x float>, ptr %b2.at.2, align 4
  %b3.at.1 = getelementptr float, ptr %b3, i64 %i0
  %v29 = load <4 x float>, ptr %b3.at.1, align 4
  %b3.at.2 = getelementptr float, ptr %b3, i64 %i0.1
  %v29.1 = load <4 x float>, ptr %b3.at.2, align 4
  %b4.at.1 = getelementptr float, ptr %b4, i64 %i0
  %v30 = load <4 x float>, ptr %b4.at.1, align 4
  %b4.at.2 = getelementptr float, ptr %b4, i64 %i0.1
  %v30.1 = load <4 x float>, ptr %b4.at.2, align 4
  %v31 = fmul <4 x float> %v26, %v11.x4
  %v31.1 = fmul <4 x float> %v26.1, %v11.x4
  %v32 = fmul <4 x float> %v13.x4, %v27
  %v32.1 = fmul <4 x float> %v13.x4, %v27.1
  %v33 = fadd <4 x float> %v31, %v32
  %v33.1 = fadd <4 x float> %v31.1, %v32.1
  %v34 = fcmp olt <4 x float> %v33, %v14.x4
  %v34.1 = fcmp olt <4 x float> %v33.1, %v14.x4
  %v35 = select <4 x i1> %v34, <4 x float> %v14.x4, <4 x float> %v33
  %v35.1 = select <4 x i1> %v34.1, <4 x float> %v14.x4, <4 x float> %v33.1
  %v36 = fcmp olt <4 x float> %v9.x4, %v35
  %v36.1 = fcmp olt <4 x float> %v9.x4, %v35.1
  %v37 = select <4 x i1> %v36, <4 x float> %v9.x4, <4 x float> %v35
  %v37.1 = select <4 x i1> %v36.1, <4 x float> %v9.x4, <4 x float> %v35.1
  %v38 = fmul <4 x float> %v3.x4, %v37
  %v38.1 = fmul <4 x float> %v3.x4, %v37.1
  %v39 = fmul <4 x float> %v38, %v37
  %v39.1 = fmul <4 x float> %v38.1, %v37.1
  %v40 = fmul <4 x float> %v2.x4, %v28
  %v40.1 = fmul <4 x float> %v2.x4, %v28.1
  %v41 = fadd <4 x float> %v39, %v40
  %v41.1 = fadd <4 x float> %v39.1, %v40.1
  %v42 = fmul <4 x float> %v2.x4, %v29
  %v42.1 = fmul <4 x float> %v2.x4, %v29.1
  %v43 = fadd <4 x float> %v38, %v42
  %v43.1 = fadd <4 x float> %v38.1, %v42.1
  %v44 = fmul <4 x float> %v16.x4, %v30
  %v44.1 = fmul <4 x float> %v16.x4, %v30.1
  %v45 = fmul <4 x float> %v18.x4, %v37
  %v45.1 = fmul <4 x float> %v18.x4, %v37.1
  %v46 = fmul <4 x float> %v43, %v43
  %v46.1 = fmul <4 x float> %v43.1, %v43.1
  %v47 = fsub <4 x float> %v41, %v46
  %v47.1 = fsub <4 x float> %v41.1, %v46.1
  %v48 = fadd <4 x float> %v47, %v20.x4
  %v48.1 = fadd <4 x float> %v47.1, %v20.x4
  %v49 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v48)
  %v49.1 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v48.1)
  %v50 = fdiv <4 x float> %v45, %v49
  %v50.1 = fdiv <4 x float> %v45.1, %v49.1
  %v51 = fsub <4 x float> %v44, %v50
  %v51.1 = fsub <4 x float> %v44.1, %v50.1
  %v52 = fadd <4 x float> %v27, %v51
  %v52.1 = fadd <4 x float> %v27.1, %v51.1
  %v53 = fcmp olt <4 x float> %v52, %v25.x4
  %v53.1 = fcmp olt <4 x float> %v52.1, %v25.x4
  %v54 = select <4 x i1> %v53, <4 x float> %v25.x4, <4 x float> %v52
  %v54.1 = select <4 x i1> %v53.1, <4 x float> %v25.x4, <4 x float> %v52.1
  %v55 = fcmp olt <4 x float> %v24.x4, %v54
  %v55.1 = fcmp olt <4 x float> %v24.x4, %v54.1
  %v56 = select <4 x i1> %v55, <4 x float> %v24.x4, <4 x float> %v54
  %v56.1 = select <4 x i1> %v55.1, <4 x float> %v24.x4, <4 x float> %v54.1
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v41, ptr %b2.at.3, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v41.1, ptr %b2.at.4, align 4
  %b3.at.3 = getelementptr float, ptr %b3, i64 %i0
  store <4 x float> %v43, ptr %b3.at.3, align 4
  %b3.at.4 = getelementptr float, ptr %b3, i64 %i0.1
  store <4 x float> %v43.1, ptr %b3.at.4, align 4
  %b4.at.3 = getelementptr float, ptr %b4, i64 %i0
  store <4 x float> %v51, ptr %b4.at.3, align 4
  %b4.at.4 = getelementptr float, ptr %b4, i64 %i0.1
  store <4 x float> %v51.1, ptr %b4.at.4, align 4
  %b5.at = getelementptr float, ptr %b5, i64 %i0
  store <4 x float> %v56, ptr %b5.at, align 4
  %b5.at.1 = getelementptr float, ptr %b5, i64 %i0.1
  store <4 x float> %v56.1, ptr %b5.at.1, align 4
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
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i1
  %v26.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v26.3 = load <4 x float>, ptr %b1.at.4, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v27.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v27.3 = load <4 x float>, ptr %b0.at.4, align 4
  %b2.at.5 = getelementptr float, ptr %b2, i64 %i1
  %v28.2 = load <4 x float>, ptr %b2.at.5, align 4
  %b2.at.6 = getelementptr float, ptr %b2, i64 %i1.1
  %v28.3 = load <4 x float>, ptr %b2.at.6, align 4
  %b3.at.5 = getelementptr float, ptr %b3, i64 %i1
  %v29.2 = load <4 x float>, ptr %b3.at.5, align 4
  %b3.at.6 = getelementptr float, ptr %b3, i64 %i1.1
  %v29.3 = load <4 x float>, ptr %b3.at.6, align 4
  %b4.at.5 = getelementptr float, ptr %b4, i64 %i1
  %v30.2 = load <4 x float>, ptr %b4.at.5, align 4
  %b4.at.6 = getelementptr float, ptr %b4, i64 %i1.1
  %v30.3 = load <4 x float>, ptr %b4.at.6, align 4
  %v31.2 = fmul <4 x float> %v26.2, %v11.x4
  %v31.3 = fmul <4 x float> %v26.3, %v11.x4
  %v32.2 = fmul <4 x float> %v13.x4, %v27.2
  %v32.3 = fmul <4 x float> %v13.x4, %v27.3
  %v33.2 = fadd <4 x float> %v31.2, %v32.2
  %v33.3 = fadd <4 x float> %v31.3, %v32.3
  %v34.2 = fcmp olt <4 x float> %v33.2, %v14.x4
  %v34.3 = fcmp olt <4 x float> %v33.3, %v14.x4
  %v35.2 = select <4 x i1> %v34.2, <4 x float> %v14.x4, <4 x float> %v33.2
  %v35.3 = select <4 x i1> %v34.3, <4 x float> %v14.x4, <4 x float> %v33.3
  %v36.2 = fcmp olt <4 x float> %v9.x4, %v35.2
  %v36.3 = fcmp olt <4 x float> %v9.x4, %v35.3
  %v37.2 = select <4 x i1> %v36.2, <4 x float> %v9.x4, <4 x float> %v35.2
  %v37.3 = select <4 x i1> %v36.3, <4 x float> %v9.x4, <4 x float> %v35.3
  %v38.2 = fmul <4 x float> %v3.x4, %v37.2
  %v38.3 = fmul <4 x float> %v3.x4, %v37.3
  %v39.2 = fmul <4 x float> %v38.2, %v37.2
  %v39.3 = fmul <4 x float> %v38.3, %v37.3
  %v40.2 = fmul <4 x float> %v2.x4, %v28.2
  %v40.3 = fmul <4 x float> %v2.x4, %v28.3
  %v41.2 = fadd <4 x float> %v39.2, %v40.2
  %v41.3 = fadd <4 x float> %v39.3, %v40.3
  %v42.2 = fmul <4 x float> %v2.x4, %v29.2
  %v42.3 = fmul <4 x float> %v2.x4, %v29.3
  %v43.2 = fadd <4 x float> %v38.2, %v42.2
  %v43.3 = fadd <4 x float> %v38.3, %v42.3
  %v44.2 = fmul <4 x float> %v16.x4, %v30.2
  %v44.3 = fmul <4 x float> %v16.x4, %v30.3
  %v45.2 = fmul <4 x float> %v18.x4, %v37.2
  %v45.3 = fmul <4 x float> %v18.x4, %v37.3
  %v46.2 = fmul <4 x float> %v43.2, %v43.2
  %v46.3 = fmul <4 x float> %v43.3, %v43.3
  %v47.2 = fsub <4 x float> %v41.2, %v46.2
  %v47.3 = fsub <4 x float> %v41.3, %v46.3
  %v48.2 = fadd <4 x float> %v47.2, %v20.x4
  %v48.3 = fadd <4 x float> %v47.3, %v20.x4
  %v49.2 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v48.2)
  %v49.3 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v48.3)
  %v50.2 = fdiv <4 x float> %v45.2, %v49.2
  %v50.3 = fdiv <4 x float> %v45.3, %v49.3
  %v51.2 = fsub <4 x float> %v44.2, %v50.2
  %v51.3 = fsub <4 x float> %v44.3, %v50.3
  %v52.2 = fadd <4 x float> %v27.2, %v51.2
  %v52.3 = fadd <4 x float> %v27.3, %v51.3
  %v53.2 = fcmp olt <4 x float> %v52.2, %v25.x4
  %v53.3 = fcmp olt <4 x float> %v52.3, %v25.x4
  %v54.2 = select <4 x i1> %v53.2, <4 x float> %v25.x4, <4 x float> %v52.2
  %v54.3 = select <4 x i1> %v53.3, <4 x float> %v25.x4, <4 x float> %v52.3
  %v55.2 = fcmp olt <4 x float> %v24.x4, %v54.2
  %v55.3 = fcmp olt <4 x float> %v24.x4, %v54.3
  %v56.2 = select <4 x i1> %v55.2, <4 x float> %v24.x4, <4 x float> %v54.2
  %v56.3 = select <4 x i1> %v55.3, <4 x float> %v24.x4, <4 x float> %v54.3
  %b2.at.7 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v41.2, ptr %b2.at.7, align 4
  %b2.at.8 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v41.3, ptr %b2.at.8, align 4
  %b3.at.7 = getelementptr float, ptr %b3, i64 %i1
  store <4 x float> %v43.2, ptr %b3.at.7, align 4
  %b3.at.8 = getelementptr float, ptr %b3, i64 %i1.1
  store <4 x float> %v43.3, ptr %b3.at.8, align 4
  %b4.at.7 = getelementptr float, ptr %b4, i64 %i1
  store <4 x float> %v51.2, ptr %b4.at.7, align 4
  %b4.at.8 = getelementptr float, ptr %b4, i64 %i1.1
  store <4 x float> %v51.3, ptr %b4.at.8, align 4
  %b5.at.2 = getelementptr float, ptr %b5, i64 %i1
  store <4 x float> %v56.2, ptr %b5.at.2, align 4
  %b5.at.3 = getelementptr float, ptr %b5, i64 %i1.1
  store <4 x float> %v56.3, ptr %b5.at.3, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.cell = phi <1 x i64> [%i1.cell, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.cell, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i2
  %v26.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v27.4 = load <4 x float>, ptr %b0.at.5, align 4
  %b2.at.9 = getelementptr float, ptr %b2, i64 %i2
  %v28.4 = load <4 x float>, ptr %b2.at.9, align 4
  %b3.at.9 = getelementptr float, ptr %b3, i64 %i2
  %v29.4 = load <4 x float>, ptr %b3.at.9, align 4
  %b4.at.9 = getelementptr float, ptr %b4, i64 %i2
  %v30.4 = load <4 x float>, ptr %b4.at.9, align 4
  %v31.4 = fmul <4 x float> %v26.4, %v11.x4
  %v32.4 = fmul <4 x float> %v13.x4, %v27.4
  %v33.4 = fadd <4 x float> %v31.4, %v32.4
  %v34.4 = fcmp olt <4 x float> %v33.4, %v14.x4
  %v35.4 = select <4 x i1> %v34.4, <4 x float> %v14.x4, <4 x float> %v33.4
  %v36.4 = fcmp olt <4 x float> %v9.x4, %v35.4
  %v37.4 = select <4 x i1> %v36.4, <4 x float> %v9.x4, <4 x float> %v35.4
  %v38.4 = fmul <4 x float> %v3.x4, %v37.4
  %v39.4 = fmul <4 x float> %v38.4, %v37.4
  %v40.4 = fmul <4 x float> %v2.x4, %v28.4
  %v41.4 = fadd <4 x float> %v39.4, %v40.4
  %v42.4 = fmul <4 x float> %v2.x4, %v29.4
  %v43.4 = fadd <4 x float> %v38.4, %v42.4
  %v44.4 = fmul <4 x float> %v16.x4, %v30.4
  %v45.4 = fmul <4 x float> %v18.x4, %v37.4
  %v46.4 = fmul <4 x float> %v43.4, %v43.4
  %v47.4 = fsub <4 x float> %v41.4, %v46.4
  %v48.4 = fadd <4 x float> %v47.4, %v20.x4
  %v49.4 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v48.4)
  %v50.4 = fdiv <4 x float> %v45.4, %v49.4
  %v51.4 = fsub <4 x float> %v44.4, %v50.4
  %v52.4 = fadd <4 x float> %v27.4, %v51.4
  %v53.4 = fcmp olt <4 x float> %v52.4, %v25.x4
  %v54.4 = select <4 x i1> %v53.4, <4 x float> %v25.x4, <4 x float> %v52.4
  %v55.4 = fcmp olt <4 x float> %v24.x4, %v54.4
  %v56.4 = select <4 x i1> %v55.4, <4 x float> %v24.x4, <4 x float> %v54.4
  %b2.at.10 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v41.4, ptr %b2.at.10, align 4
  %b3.at.10 = getelementptr float, ptr %b3, i64 %i2
  store <4 x float> %v43.4, ptr %b3.at.10, align 4
  %b4.at.10 = getelementptr float, ptr %b4, i64 %i2
  store <4 x float> %v51.4, ptr %b4.at.10, align 4
  %b5.at.4 = getelementptr float, ptr %b5, i64 %i2
  store <4 x float> %v56.4, ptr %b5.at.4, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.cell = phi <1 x i64> [%i2.cell, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.cell, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i3
  %v26.5 = load float, ptr %b1.at.6, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v27.5 = load float, ptr %b0.at.6, align 4
  %b2.at.11 = getelementptr float, ptr %b2, i64 %i3
  %v28.5 = load float, ptr %b2.at.11, align 4
  %b3.at.11 = getelementptr float, ptr %b3, i64 %i3
  %v29.5 = load float, ptr %b3.at.11, align 4
  %b4.at.11 = getelementptr float, ptr %b4, i64 %i3
  %v30.5 = load float, ptr %b4.at.11, align 4
  %v31.5 = fmul float %v26.5, %v11
  %v32.5 = fmul float %v13, %v27.5
  %v33.5 = fadd float %v31.5, %v32.5
  %v34.5 = fcmp olt float %v33.5, %v14
  %v35.5 = select i1 %v34.5, float %v14, float %v33.5
  %v36.5 = fcmp olt float %v9, %v35.5
  %v37.5 = select i1 %v36.5, float %v9, float %v35.5
  %v38.5 = fmul float %v3, %v37.5
  %v39.5 = fmul float %v38.5, %v37.5
  %v40.5 = fmul float %v2, %v28.5
  %v41.5 = fadd float %v39.5, %v40.5
  %v42.5 = fmul float %v2, %v29.5
  %v43.5 = fadd float %v38.5, %v42.5
  %v44.5 = fmul float %v16, %v30.5
  %v45.5 = fmul float %v18, %v37.5
  %v46.5 = fmul float %v43.5, %v43.5
  %v47.5 = fsub float %v41.5, %v46.5
  %v48.5 = fadd float %v47.5, %v20
  %v49.5 = call float @llvm.sqrt.f32(float %v48.5)
  %v50.5 = fdiv float %v45.5, %v49.5
  %v51.5 = fsub float %v44.5, %v50.5
  %v52.5 = fadd float %v27.5, %v51.5
  %v53.5 = fcmp olt float %v52.5, %v25
  %v54.5 = select i1 %v53.5, float %v25, float %v52.5
  %v55.5 = fcmp olt float %v24, %v54.5
  %v56.5 = select i1 %v55.5, float %v24, float %v54.5
  %b2.at.12 = getelementptr float, ptr %b2, i64 %i3
  store float %v41.5, ptr %b2.at.12, align 4
  %b3.at.12 = getelementptr float, ptr %b3, i64 %i3
  store float %v43.5, ptr %b3.at.12, align 4
  %b4.at.12 = getelementptr float, ptr %b4, i64 %i3
  store float %v51.5, ptr %b4.at.12, align 4
  %b5.at.5 = getelementptr float, ptr %b5, i64 %i3
  store float %v56.5, ptr %b5.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
