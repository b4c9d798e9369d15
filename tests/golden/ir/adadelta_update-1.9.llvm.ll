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
  %v1 = fptrunc double %s1 to float
  %v3 = fsub float 0x3FF0000000000000, %v1
  %v5 = fptrunc double %s4 to float
  %v7 = fptrunc double %s5 to float
  %v9 = fcmp ogt float %v7, 0x0000000000000000
  %v11 = select i1 %v9, float %v7, float 0x7FF0000000000000
  %v12 = fneg float %v11
  %v14 = fptrunc double %s2 to float
  %v16 = fptrunc double %s0 to float
  %v18 = fptrunc double %s3 to float
  %v1.x4.lane = insertelement <4 x float> poison, float %v1, i64 0
  %v1.x4 = shufflevector <4 x float> %v1.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v3.x4.lane = insertelement <4 x float> poison, float %v3, i64 0
  %v3.x4 = shufflevector <4 x float> %v3.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v5.x4.lane = insertelement <4 x float> poison, float %v5, i64 0
  %v5.x4 = shufflevector <4 x float> %v5.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v11.x4.lane = insertelement <4 x float> poison, float %v11, i64 0
  %v11.x4 = shufflevector <4 x float> %v11.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v12.x4.lane = insertelement <4 x float> poison, float %v12, i64 0
  %v12.x4 = shufflevector <4 x float> %v12.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v14.x4.lane = insertelement <4 x float> poison, float %v14, i64 0
  %v14.x4 = shufflevector <4 x float> %v14.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v16.x4.lane = insertelement <4 x float> poison, float %v16, i64 0
  %v16.x4 = shufflevector <4 x float> %v16.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v18.x4.lane = insertelement <4 x float> poison, float %v18, i64 0
  %v18.x4 = shufflevector <4 x float> %v18.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
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
  %v19 = load <4 x float>, ptr %b2.at.1, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i0.1
  %v19.1 = load <4 x float>, ptr %b2.at.2, align 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v20 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v20.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b3.at.1 = getelementptr float, ptr %b3, i64 %i0
  %v21 = load <4 x float>, ptr %b3.at.1, align 4
  %b3.at.2 = getelementptr float, ptr %b3, i64 %i0.1
  %v21.1 = load <4 x float>, ptr %b3.at.2, align 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v22 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v22.1 = load <4 x float>, ptr %b0.at.2, align 4
  %v23 = fmul <4 x float> %v1.x4, %v19
  %v23.1 = fmul <4 x float> %v1.x4, %v19.1
  %v24 = fmul <4 x float> %v20, %v5.x4
  %v24.1 = fmul <4 x float> %v20.1, %v5.x4
  %v25 = fcmp ogt <4 x float> %v24, %v11.x4
  %v25.1 = fcmp ogt <4 x float> %v24.1, %v11.x4
  %v26 = fcmp olt <4 x float> %v24, %v12.x4
  %v26.1 = fcmp olt <4 x float> %v24.1, %v12.x4
  %v27 = select <4 x i1> %v26, <4 x float> %v12.x4, <4 x float> %v24
  %v27.1 = select <4 x i1> %v26.1, <4 x float> %v12.x4, <4 x float> %v24.1
  %v28 = select <4 x i1> %v25, <4 x float> %v11.x4, <4 x float> %v27
  %v28.1 = select <4 x i1> %v25.1, <4 x float> %v11.x4, <4 x float> %v27.1
  %v29 = fmul <4 x float> %v28, %v28
  %v29.1 = fmul <4 x float> %v28.1, %v28.1
  %v30 = fmul <4 x float> %v3.x4, %v29
  %v30.1 = fmul <4 x float> %v3.x4, %v29.1
  %v31 = fadd <4 x float> %v23, %v30
  %v31.1 = fadd <4 x float> %v23.1, %v30.1
  %v32 = fmul <4 x float> %v1.x4, %v21
  %v32.1 = fmul <4 x float> %v1.x4, %v21.1
  %v33 = fadd <4 x float> %v21, %v14.x4
  %v33.1 = fadd <4 x float> %v21.1, %v14.x4
  %v34 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v33)
  %v34.1 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v33.1)
  %v35 = fadd <4 x float> %v31, %v14.x4
  %v35.1 = fadd <4 x float> %v31.1, %v14.x4
  %v36 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v35)
  %v36.1 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v35.1)
  %v37 = fdiv <4 x float> %v34, %v36
  %v37.1 = fdiv <4 x float> %v34.1, %v36.1
  %v38 = fmul <4 x float> %v37, %v28
  %v38.1 = fmul <4 x float> %v37.1, %v28.1
  %v39 = fmul <4 x float> %v38, %v38
  %v39.1 = fmul <4 x float> %v38.1, %v38.1
  %v40 = fmul <4 x float> %v3.x4, %v39
  %v40.1 = fmul <4 x float> %v3.x4, %v39.1
  %v41 = fadd <4 x float> %v32, %v40
  %v41.1 = fadd <4 x float> %v32.1, %v40.1
  %v42 = fmul <4 x float> %v18.x4, %v22
  %v42.1 = fmul <4 x float> %v18.x4, %v22.1
  %v43 = fadd <4 x float> %v38, %v42
  %v43.1 = fadd <4 x float> %v38.1, %v42.1
  %v44 = fmul <4 x float> %v16.x4, %v43
  %v44.1 = fmul <4 x float> %v16.x4, %v43.1
  %v45 = fsub <4 x float> %v22, %v44
  %v45.1 = fsub <4 x float> %v22.1, %v44.1
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v31, ptr %b2.at.3, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v31.1, ptr %b2.at.4, align 4
  %b3.at.3 = getelementptr float, ptr %b3, i64 %i0
  store <4 x float> %v41, ptr %b3.at.3, align 4
  %b3.at.4 = getelementptr float, ptr %b3, i64 %i0.1
  store <4 x float> %v41.1, ptr %b3.at.4, align 4
  %b4.at = getelementptr float, ptr %b4, i64 %i0
  store <4 x float> %v45, ptr %b4.at, align 4
  %b4.at.1 = getelementptr float, ptr %b4, i64 %i0.1
  store <4 x float> %v45.1, ptr %b4.at.1, align 4
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
  %v19.2 = load <4 x float>, ptr %b2.at.5, align 4
  %b2.at.6 = getelementptr float, ptr %b2, i64 %i1.1
  %v19.3 = load <4 x float>, ptr %b2.at.6, align 4
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i1
  %v20.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v20.3 = load <4 x float>, ptr %b1.at.4, align 4
  %b3.at.5 = getelementptr float, ptr %b3, i64 %i1
  %v21.2 = load <4 x float>, ptr %b3.at.5, align 4
  %b3.at.6 = getelementptr float, ptr %b3, i64 %i1.1
  %v21.3 = load <4 x float>, ptr %b3.at.6, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v22.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v22.3 = load <4 x float>, ptr %b0.at.4, align 4
  %v23.2 = fmul <4 x float> %v1.x4, %v19.2
  %v23.3 = fmul <4 x float> %v1.x4, %v19.3
  %v24.2 = fmul <4 x float> %v20.2, %v5.x4
  %v24.3 = fmul <4 x float> %v20.3, %v5.x4
  %v25.2 = fcmp ogt <4 x float> %v24.2, %v11.x4
  %v25.3 = fcmp ogt <4 x float> %v24.3, %v11.x4
  %v26.2 = fcmp olt <4 x float> %v24.2, %v12.x4
  %v26.3 = fcmp olt <4 x float> %v24.3, %v12.x4
  %v27.2 = select <4 x i1> %v26.2, <4 x float> %v12.x4, <4 x float> %v24.2
  %v27.3 = select <4 x i1> %v26.3, <4 x float> %v12.x4, <4 x float> %v24.3
  %v28.2 = select <4 x i1> %v25.2, <4 x float> %v11.x4, <4 x float> %v27.2
  %v28.3 = select <4 x i1> %v25.3, <4 x float> %v11.x4, <4 x float> %v27.3
  %v29.2 = fmul <4 x float> %v28.2, %v28.2
  %v29.3 = fmul <4 x float> %v28.3, %v28.3
  %v30.2 = fmul <4 x float> %v3.x4, %v29.2
  %v30.3 = fmul <4 x float> %v3.x4, %v29.3
  %v31.2 = fadd <4 x float> %v23.2, %v30.2
  %v31.3 = fadd <4 x float> %v23.3, %v30.3
  %v32.2 = fmul <4 x float> %v1.x4, %v21.2
  %v32.3 = fmul <4 x float> %v1.x4, %v21.3
  %v33.2 = fadd <4 x float> %v21.2, %v14.x4
  %v33.3 = fadd <4 x float> %v21.3, %v14.x4
  %v34.2 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v33.2)
  %v34.3 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v33.3)
  %v35.2 = fadd <4 x float> %v31.2, %v14.x4
  %v35.3 = fadd <4 x float> %v31.3, %v14.x4
  %v36.2 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v35.2)
  %v36.3 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v35.3)
  %v37.2 = fdiv <4 x float> %v34.2, %v36.2
  %v37.3 = fdiv <4 x float> %v34.3, %v36.3
  %v38.2 = fmul <4 x float> %v37.2, %v28.2
  %v38.3 = fmul <4 x float> %v37.3, %v28.3
  %v39.2 = fmul <4 x float> %v38.2, %v38.2
  %v39.3 = fmul <4 x float> %v38.3, %v38.3
  %v40.2 = fmul <4 x float> %v3.x4, %v39.2
  %v40.3 = fmul <4 x float> %v3.x4, %v39.3
  %v41.2 = fadd <4 x float> %v32.2, %v40.2
  %v41.3 = fadd <4 x float> %v32.3, %v40.3
  %v42.2 = fmul <4 x float> %v18.x4, %v22.2
  %v42.3 = fmul <4 x float> %v18.x4, %v22.3
  %v43.2 = fadd <4 x float> %v38.2, %v42.2
  %v43.3 = fadd <4 x float> %v38.3, %v42.3
  %v44.2 = fmul <4 x float> %v16.x4, %v43.2
  %v44.3 = fmul <4 x float> %v16.x4, %v43.3
  %v45.2 = fsub <4 x float> %v22.2, %v44.2
  %v45.3 = fsub <4 x float> %v22.3, %v44.3
  %b2.at.7 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v31.2, ptr %b2.at.7, align 4
  %b2.at.8 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v31.3, ptr %b2.at.8, align 4
  %b3.at.7 = getelementptr float, ptr %b3, i64 %i1
  store <4 x float> %v41.2, ptr %b3.at.7, align 4
  %b3.at.8 = getelementptr float, ptr %b3, i64 %i1.1
  store <4 x float> %v41.3, ptr %b3.at.8, align 4
  %b4.at.2 = getelementptr float, ptr %b4, i64 %i1
  store <4 x float> %v45.2, ptr %b4.at.2, align 4
  %b4.at.3 = getelementptr float, ptr %b4, i64 %i1.1
  store <4 x float> %v45.3, ptr %b4.at.3, align 4
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
  %v19.4 = load <4 x float>, ptr %b2.at.9, align 4
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i2
  %v20.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b3.at.9 = getelementptr float, ptr %b3, i64 %i2
  %v21.4 = load <4 x float>, ptr %b3.at.9, align 4
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v22.4 = load <4 x float>, ptr %b0.at.5, align 4
  %v23.4 = fmul <4 x float> %v1.x4, %v19.4
  %v24.4 = fmul <4 x float> %v20.4, %v5.x4
  %v25.4 = fcmp ogt <4 x float> %v24.4, %v11.x4
  %v26.4 = fcmp olt <4 x float> %v24.4, %v12.x4
  %v27.4 = select <4 x i1> %v26.4, <4 x float> %v12.x4, <4 x float> %v24.4
  %v28.4 = select <4 x i1> %v25.4, <4 x float> %v11.x4, <4 x float> %v27.4
  %v29.4 = fmul <4 x float> %v28.4, %v28.4
  %v30.4 = fmul <4 x float> %v3.x4, %v29.4
  %v31.4 = fadd <4 x float> %v23.4, %v30.4
  %v32.4 = fmul <4 x float> %v1.x4, %v21.4
  %v33.4 = fadd <4 x float> %v21.4, %v14.x4
  %v34.4 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v33.4)
  %v35.4 = fadd <4 x float> %v31.4, %v14.x4
  %v36.4 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v35.4)
  %v37.4 = fdiv <4 x float> %v34.4, %v36.4
  %v38.4 = fmul <4 x float> %v37.4, %v28.4
  %v39.4 = fmul <4 x float> %v38.4, %v38.4
  %v40.4 = fmul <4 x float> %v3.x4, %v39.4
  %v41.4 = fadd <4 x float> %v32.4, %v40.4
  %v42.4 = fmul <4 x float> %v18.x4, %v22.4
  %v43.4 = fadd <4 x float> %v38.4, %v42.4
  %v44.4 = fmul <4 x float> %v16.x4, %v43.4
  %v45.4 = fsub <4 x float> %v22.4, %v44.4
  %b2.at.10 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v31.4, ptr %b2.at.10, align 4
  %b3.at.10 = getelementptr float, ptr %b3, i64 %i2
  store <4 x float> %v41.4, ptr %b3.at.10, align 4
  %b4.at.4 = getelementptr float, ptr %b4, i64 %i2
  store <4 x float> %v45.4, ptr %b4.at.4, align 4
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
  %v19.5 = load float, ptr %b2.at.11, align 4
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i3
  %v20.5 = load float, ptr %b1.at.6, align 4
  %b3.at.11 = getelementptr float, ptr %b3, i64 %i3
  %v21.5 = load float, ptr %b3.at.11, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v22.5 = load float, ptr %b0.at.6, align 4
  %v23.5 = fmul float %v1, %v19.5
  %v24.5 = fmul float %v20.5, %v5
  %v25.5 = fcmp ogt float %v24.5, %v11
  %v26.5 = fcmp olt float %v24.5, %v12
  %v27.5 = select i1 %v26.5, float %v12, float %v24.5
  %v28.5 = select i1 %v25.5, float %v11, float %v27.5
  %v29.5 = fmul float %v28.5, %v28.5
  %v30.5 = fmul float %v3, %v29.5
  %v31.5 = fadd float %v23.5, %v30.5
  %v32.5 = fmul float %v1, %v21.5
  %v33.5 = fadd float %v21.5, %v14
  %v34.5 = call float @llvm.sqrt.f32(float %v33.5)
  %v35.5 = fadd float %v31.5, %v14
  %v36.5 = call float @llvm.sqrt.f32(float %v35.5)
  %v37.5 = fdiv float %v34.5, %v36.5
  %v38.5 = fmul float %v37.5, %v28.5
  %v39.5 = fmul float %v38.5, %v38.5
  %v40.5 = fmul float %v3, %v39.5
  %v41.5 = fadd float %v32.5, %v40.5
  %v42.5 = fmul float %v18, %v22.5
  %v43.5 = fadd float %v38.5, %v42.5
  %v44.5 = fmul float %v16, %v43.5
  %v45.5 = fsub float %v22.5, %v44.5
  %b2.at.12 = getelementptr float, ptr %b2, i64 %i3
  store float %v31.5, ptr %b2.at.12, align 4
  %b3.at.12 = getelementptr float, ptr %b3, i64 %i3
  store float %v41.5, ptr %b3.at.12, align 4
  %b4.at.5 = getelementptr float, ptr %b4, i64 %i3
  store float %v45.5, ptr %b4.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
