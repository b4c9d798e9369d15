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
  %s6.slot = getelementptr i64, ptr %args, i64 11
  %s6 = load double, ptr %s6.slot, align 8
  %v1 = fptrunc double %s1 to float
  %v3 = fsub float 0x3FF0000000000000, %v1
  %v5 = fptrunc double %s6 to float
  %v7 = fcmp ogt float %v5, 0x0000000000000000
  %v9 = select i1 %v7, float %v5, float 0x7FF0000000000000
  %v11 = fptrunc double %s5 to float
  %v12 = fneg float %v9
  %v14 = fptrunc double %s4 to float
  %v16 = fptrunc double %s2 to float
  %v17 = fsub float 0x3FF0000000000000, %v16
  %v19 = fptrunc double %s0 to float
  %v21 = fptrunc double %s3 to float
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
  %v16.x4.lane = insertelement <4 x float> poison, float %v16, i64 0
  %v16.x4 = shufflevector <4 x float> %v16.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v17.x4.lane = insertelement <4 x float> poison, float %v17, i64 0
  %v17.x4 = shufflevector <4 x float> %v17.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v19.x4.lane = insertelement <4 x float> poison, float %v19, i64 0
  %v19.x4 = shufflevector <4 x float> %v19.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v21.x4.lane = insertelement <4 x float> poison, float %v21, i64 0
  %v21.x4 = shufflevector <4 x float> %v21.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
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
  %b2.at.1 = getelementptr float, ptr %b2, i64 %i0
  %v22 = load <4 x float>, ptr %b2.at.1, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i0.1
  %v22.1 = load <4 x float>, ptr %b2.at.2, align 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v23 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v23.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v24 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v24.1 = load <4 x float>, ptr %b0.at.2, align 4
  %b3.at.1 = getelementptr float, ptr %b3, i64 %i0
  %v25 = load <4 x float>, ptr %b3.at.1, align 4
  %b3.at.2 = getelementptr float, ptr %b3, i64 %i0.1
  %v25.1 = load <4 x float>, ptr %b3.at.2, align 4
  %v26 = fmul <4 x float> %v1.x4, %v22
  %v26.1 = fmul <4 x float> %v1.x4, %v22.1
  %v27 = fmul <4 x float> %v23, %v11.x4
  %v27.1 = fmul <4 x float> %v23.1, %v11.x4
  %v28 = fcmp olt <4 x float> %v27, %v12.x4
  %v28.1 = fcmp olt <4 x float> %v27.1, %v12.x4
  %v29 = select <4 x i1> %v28, <4 x float> %v12.x4, <4 x float> %v27
  %v29.1 = select <4 x i1> %v28.1, <4 x float> %v12.x4, <4 x float> %v27.1
  %v30 = fcmp olt <4 x float> %v9.x4, %v29
  %v30.1 = fcmp olt <4 x float> %v9.x4, %v29.1
  %v31 = select <4 x i1> %v30, <4 x float> %v9.x4, <4 x float> %v29
  %v31.1 = select <4 x i1> %v30.1, <4 x float> %v9.x4, <4 x float> %v29.1
  %v32 = fmul <4 x float> %v14.x4, %v24
  %v32.1 = fmul <4 x float> %v14.x4, %v24.1
  %v33 = fadd <4 x float> %v31, %v32
  %v33.1 = fadd <4 x float> %v31.1, %v32.1
  %v34 = fmul <4 x float> %v3.x4, %v33
  %v34.1 = fmul <4 x float> %v3.x4, %v33.1
  %v35 = fadd <4 x float> %v26, %v34
  %v35.1 = fadd <4 x float> %v26.1, %v34.1
  %v36 = fmul <4 x float> %v16.x4, %v25
  %v36.1 = fmul <4 x float> %v16.x4, %v25.1
  %v37 = fmul <4 x float> %v17.x4, %v33
  %v37.1 = fmul <4 x float> %v17.x4, %v33.1
  %v38 = fmul <4 x float> %v37, %v33
  %v38.1 = fmul <4 x float> %v37.1, %v33.1
  %v39 = fadd <4 x float> %v36, %v38
  %v39.1 = fadd <4 x float> %v36.1, %v38.1
  %v40 = fmul <4 x float> %v19.x4, %v35
  %v40.1 = fmul <4 x float> %v19.x4, %v35.1
  %v41 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v39)
  %v41.1 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v39.1)
  %v42 = fadd <4 x float> %v41, %v21.x4
  %v42.1 = fadd <4 x float> %v41.1, %v21.x4
  %v43 = fdiv <4 x float> %v40, %v42
  %v43.1 = fdiv <4 x float> %v40.1, %v42.1
  %v44 = fsub <4 x float> %v24, %v43
  %v44.1 = fsub <4 x float> %v24.1, %v43.1
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v35, ptr %b2.at.3, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v35.1, ptr %b2.at.4, align 4
  %b3.at.3 = getelementptr float, ptr %b3, i64 %i0
  store <4 x float> %v39, ptr %b3.at.3, align 4
  %b3.at.4 = getelementptr float, ptr %b3, i64 %i0.1
  store <4 x float> %v39.1, ptr %b3.at.4, align 4
  %b4.at = getelementptr float, ptr %b4, i64 %i0
  store <4 x float> %v44, ptr %b4.at, align 4
  %b4.at.1 = getelementptr float, ptr %b4, i64 %i0.1
  store <4 x float> %v44.1, ptr %b4.at.1, align 4
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
  %v22.2 = load <4 x float>, ptr %b2.at.5, align 4
  %b2.at.6 = getelementptr float, ptr %b2, i64 %i1.1
  %v22.3 = load <4 x float>, ptr %b2.at.6, align 4
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i1
  %v23.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v23.3 = load <4 x float>, ptr %b1.at.4, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v24.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v24.3 = load <4 x float>, ptr %b0.at.4, align 4
  %b3.at.5 = getelementptr float, ptr %b3, i64 %i1
  %v25.2 = load <4 x float>, ptr %b3.at.5, align 4
  %b3.at.6 = getelementptr float, ptr %b3, i64 %i1.1
  %v25.3 = load <4 x float>, ptr %b3.at.6, align 4
  %v26.2 = fmul <4 x float> %v1.x4, %v22.2
  %v26.3 = fmul <4 x float> %v1.x4, %v22.3
  %v27.2 = fmul <4 x float> %v23.2, %v11.x4
  %v27.3 = fmul <4 x float> %v23.3, %v11.x4
  %v28.2 = fcmp olt <4 x float> %v27.2, %v12.x4
  %v28.3 = fcmp olt <4 x float> %v27.3, %v12.x4
  %v29.2 = select <4 x i1> %v28.2, <4 x float> %v12.x4, <4 x float> %v27.2
  %v29.3 = select <4 x i1> %v28.3, <4 x float> %v12.x4, <4 x float> %v27.3
  %v30.2 = fcmp olt <4 x float> %v9.x4, %v29.2
  %v30.3 = fcmp olt <4 x float> %v9.x4, %v29.3
  %v31.2 = select <4 x i1> %v30.2, <4 x float> %v9.x4, <4 x float> %v29.2
  %v31.3 = select <4 x i1> %v30.3, <4 x float> %v9.x4, <4 x float> %v29.3
  %v32.2 = fmul <4 x float> %v14.x4, %v24.2
  %v32.3 = fmul <4 x float> %v14.x4, %v24.3
  %v33.2 = fadd <4 x float> %v31.2, %v32.2
  %v33.3 = fadd <4 x float> %v31.3, %v32.3
  %v34.2 = fmul <4 x float> %v3.x4, %v33.2
  %v34.3 = fmul <4 x float> %v3.x4, %v33.3
  %v35.2 = fadd <4 x float> %v26.2, %v34.2
  %v35.3 = fadd <4 x float> %v26.3, %v34.3
  %v36.2 = fmul <4 x float> %v16.x4, %v25.2
  %v36.3 = fmul <4 x float> %v16.x4, %v25.3
  %v37.2 = fmul <4 x float> %v17.x4, %v33.2
  %v37.3 = fmul <4 x float> %v17.x4, %v33.3
  %v38.2 = fmul <4 x float> %v37.2, %v33.2
  %v38.3 = fmul <4 x float> %v37.3, %v33.3
  %v39.2 = fadd <4 x float> %v36.2, %v38.2
  %v39.3 = fadd <4 x float> %v36.3, %v38.3
  %v40.2 = fmul <4 x float> %v19.x4, %v35.2
  %v40.3 = fmul <4 x float> %v19.x4, %v35.3
  %v41.2 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v39.2)
  %v41.3 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v39.3)
  %v42.2 = fadd <4 x float> %v41.2, %v21.x4
  %v42.3 = fadd <4 x float> %v41.3, %v21.x4
  %v43.2 = fdiv <4 x float> %v40.2, %v42.2
  %v43.3 = fdiv <4 x float> %v40.3, %v42.3
  %v44.2 = fsub <4 x float> %v24.2, %v43.2
  %v44.3 = fsub <4 x float> %v24.3, %v43.3
  %b2.at.7 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v35.2, ptr %b2.at.7, align 4
  %b2.at.8 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v35.3, ptr %b2.at.8, align 4
  %b3.at.7 = getelementptr float, ptr %b3, i64 %i1
  store <4 x float> %v39.2, ptr %b3.at.7, align 4
  %b3.at.8 = getelementptr float, ptr %b3, i64 %i1.1
  store <4 x float> %v39.3, ptr %b3.at.8, align 4
  %b4.at.2 = getelementptr float, ptr %b4, i64 %i1
  store <4 x float> %v44.2, ptr %b4.at.2, align 4
  %b4.at.3 = getelementptr float, ptr %b4, i64 %i1.1
  store <4 x float> %v44.3, ptr %b4.at.3, align 4
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
  %v22.4 = load <4 x float>, ptr %b2.at.9, align 4
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i2
  %v23.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v24.4 = load <4 x float>, ptr %b0.at.5, align 4
  %b3.at.9 = getelementptr float, ptr %b3, i64 %i2
  %v25.4 = load <4 x float>, ptr %b3.at.9, align 4
  %v26.4 = fmul <4 x float> %v1.x4, %v22.4
  %v27.4 = fmul <4 x float> %v23.4, %v11.x4
  %v28.4 = fcmp olt <4 x float> %v27.4, %v12.x4
  %v29.4 = select <4 x i1> %v28.4, <4 x float> %v12.x4, <4 x float> %v27.4
  %v30.4 = fcmp olt <4 x float> %v9.x4, %v29.4
  %v31.4 = select <4 x i1> %v30.4, <4 x float> %v9.x4, <4 x float> %v29.4
  %v32.4 = fmul <4 x float> %v14.x4, %v24.4
  %v33.4 = fadd <4 x float> %v31.4, %v32.4
  %v34.4 = fmul <4 x float> %v3.x4, %v33.4
  %v35.4 = fadd <4 x float> %v26.4, %v34.4
  %v36.4 = fmul <4 x float> %v16.x4, %v25.4
  %v37.4 = fmul <4 x float> %v17.x4, %v33.4
  %v38.4 = fmul <4 x float> %v37.4, %v33.4
  %v39.4 = fadd <4 x float> %v36.4, %v38.4
  %v40.4 = fmul <4 x float> %v19.x4, %v35.4
  %v41.4 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v39.4)
  %v42.4 = fadd <4 x float> %v41.4, %v21.x4
  %v43.4 = fdiv <4 x float> %v40.4, %v42.4
  %v44.4 = fsub <4 x float> %v24.4, %v43.4
  %b2.at.10 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v35.4, ptr %b2.at.10, align 4
  %b3.at.10 = getelementptr float, ptr %b3, i64 %i2
  store <4 x float> %v39.4, ptr %b3.at.10, align 4
  %b4.at.4 = getelementptr float, ptr %b4, i64 %i2
  store <4 x float> %v44.4, ptr %b4.at.4, align 4
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
  %v22.5 = load float, ptr %b2.at.11, align 4
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i3
  %v23.5 = load float, ptr %b1.at.6, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v24.5 = load float, ptr %b0.at.6, align 4
  %b3.at.11 = getelementptr float, ptr %b3, i64 %i3
  %v25.5 = load float, ptr %b3.at.11, align 4
  %v26.5 = fmul float %v1, %v22.5
  %v27.5 = fmul float %v23.5, %v11
  %v28.5 = fcmp olt float %v27.5, %v12
  %v29.5 = select i1 %v28.5, float %v12, float %v27.5
  %v30.5 = fcmp olt float %v9, %v29.5
  %v31.5 = select i1 %v30.5, float %v9, float %v29.5
  %v32.5 = fmul float %v14, %v24.5
  %v33.5 = fadd float %v31.5, %v32.5
  %v34.5 = fmul float %v3, %v33.5
  %v35.5 = fadd float %v26.5, %v34.5
  %v36.5 = fmul float %v16, %v25.5
  %v37.5 = fmul float %v17, %v33.5
  %v38.5 = fmul float %v37.5, %v33.5
  %v39.5 = fadd float %v36.5, %v38.5
  %v40.5 = fmul float %v19, %v35.5
  %v41.5 = call float @llvm.sqrt.f32(float %v39.5)
  %v42.5 = fadd float %v41.5, %v21
  %v43.5 = fdiv float %v40.5, %v42.5
  %v44.5 = fsub float %v24.5, %v43.5
  %b2.at.12 = getelementptr float, ptr %b2, i64 %i3
  store float %v35.5, ptr %b2.at.12, align 4
  %b3.at.12 = getelementptr float, ptr %b3, i64 %i3
  store float %v39.5, ptr %b3.at.12, align 4
  %b4.at.5 = getelementptr float, ptr %b4, i64 %i3
  store float %v44.5, ptr %b4.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
