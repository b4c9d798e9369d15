declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare float @llvm.fma.f32(float, float, float)
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
  %b5.slot = getelementptr i64, ptr %args, i64 4
  %b5 = load ptr, ptr %b5.slot, align 8
  %s0.slot = getelementptr i64, ptr %args, i64 5
  %s0 = load double, ptr %s0.slot, align 8
  %s1.slot = getelementptr i64, ptr %args, i64 6
  %s1 = load double, ptr %s1.slot, align 8
  %s2.slot = getelementptr i64, ptr %args, i64 7
  %s2 = load double, ptr %s2.slot, align 8
  %s3.slot = getelementptr i64, ptr %args, i64 8
  %s3 = load double, ptr %s3.slot, align 8
  %v2 = fptrunc double %s1 to float
  %v4 = fptrunc double %s0 to float
  %v7 = fptrunc double %s3 to float
  %v9 = fptrunc double %s2 to float
  %v2.x4.lane = insertelement <4 x float> poison, float %v2, i64 0
  %v2.x4 = shufflevector <4 x float> %v2.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v4.x4.lane = insertelement <4 x float> poison, float %v4, i64 0
  %v4.x4 = shufflevector <4 x float> %v4.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v7.x4.lane = insertelement <4 x float> poison, float %v7, i64 0
  %v7.x4 = shufflevector <4 x float> %v7.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v9.x4.lane = insertelement <4 x float> poison, float %v9, i64 0
  %v9.x4 = shufflevector <4 x float> %v9.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
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
  %v11 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v11.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b2.at.1 = getelementptr float, ptr %b2, i64 %i0
  %v12 = load <4 x float>, ptr %b2.at.1, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i0.1
  %v12.1 = load <4 x float>, ptr %b2.at.2, align 4
  %b3.at.1 = getelementptr float, ptr %b3, i64 %i0
  %v13 = load <4 x float>, ptr %b3.at.1, align 4
  %b3.at.2 = getelementptr float, ptr %b3, i64 %i0.1
  %v13.1 = load <4 x float>, ptr %b3.at.2, align 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v14 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v14.1 = load <4 x float>, ptr %b0.at.2, align 4
  %v15 = fmul <4 x float> %v11, %v12
  %v15.1 = fmul <4 x float> %v11.1, %v12.1
  %v16 = fcmp olt <4 x float> %v15, splat (float 0x0000000000000000)
  %v16.1 = fcmp olt <4 x float> %v15.1, splat (float 0x0000000000000000)
  %v17 = select <4 x i1> %v16, <4 x float> splat (float 0x0000000000000000), <4 x float> %v11
  %v17.1 = select <4 x i1> %v16.1, <4 x float> splat (float 0x0000000000000000), <4 x float> %v11.1
  %v18 = fcmp ogt <4 x float> %v15, splat (float 0x0000000000000000)
  %v18.1 = fcmp ogt <4 x float> %v15.1, splat (float 0x0000000000000000)
  %v19 = select <4 x i1> %v16, <4 x float> %v4.x4, <4 x float> splat (float 0x3FF0000000000000)
  %v19.1 = select <4 x i1> %v16.1, <4 x float> %v4.x4, <4 x float> splat (float 0x3FF0000000000000)
  %v20 = select <4 x i1> %v18, <4 x float> %v2.x4, <4 x float> %v19
  %v20.1 = select <4 x i1> %v18.1, <4 x float> %v2.x4, <4 x float> %v19.1
  %v21 = fmul <4 x float> %v13, %v20
  %v21.1 = fmul <4 x float> %v13.1, %v20.1
  %v22 = fcmp ogt <4 x float> %v21, %v7.x4
  %v22.1 = fcmp ogt <4 x float> %v21.1, %v7.x4
  %v23 = fcmp olt <4 x float> %v21, %v9.x4
  %v23.1 = fcmp olt <4 x float> %v21.1, %v9.x4
  %v24 = select <4 x i1> %v23, <4 x float> %v9.x4, <4 x float> %v21
  %v24.1 = select <4 x i1> %v23.1, <4 x float> %v9.x4, <4 x float> %v21.1
  %v25 = select <4 x i1> %v22, <4 x float> %v7.x4, <4 x float> %v24
  %v25.1 = select <4 x i1> %v22.1, <4 x float> %v7.x4, <4 x float> %v24.1
  %v26 = fcmp ogt <4 x float> %v17, splat (float 0x0000000000000000)
  %v26.1 = fcmp ogt <4 x float> %v17.1, splat (float 0x0000000000000000)
  %v27 = fcmp olt <4 x float> %v17, splat (float 0x0000000000000000)
  %v27.1 = fcmp olt <4 x float> %v17.1, splat (float 0x0000000000000000)
  %v28 = select <4 x i1> %v27, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %v28.1 = select <4 x i1> %v27.1, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %v29 = select <4 x i1> %v26, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %v28
  %v29.1 = select <4 x i1> %v26.1, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %v28.1
  %v30 = fneg <4 x float> %v29
  %v30.1 = fneg <4 x float> %v29.1
  %v31 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30, <4 x float> %v25, <4 x float> %v14)
  %v31.1 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30.1, <4 x float> %v25.1, <4 x float> %v14.1)
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v17, ptr %b2.at.3, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v17.1, ptr %b2.at.4, align 4
  %b3.at.3 = getelementptr float, ptr %b3, i64 %i0
  store <4 x float> %v25, ptr %b3.at.3, align 4
  %b3.at.4 = getelementptr float, ptr %b3, i64 %i0.1
  store <4 x float> %v25.1, ptr %b3.at.4, align 4
  %b5.at = getelementptr float, ptr %b5, i64 %i0
  store <4 x float> %v31, ptr %b5.at, align 4
  %b5.at.1 = getelementptr float, ptr %b5, i64 %i0.1
  store <4 x float> %v31.1, ptr %b5.at.1, align 4
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
  %v11.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v11.3 = load <4 x float>, ptr %b1.at.4, align 4
  %b2.at.5 = getelementptr float, ptr %b2, i64 %i1
  %v12.2 = load <4 x float>, ptr %b2.at.5, align 4
  %b2.at.6 = getelementptr float, ptr %b2, i64 %i1.1
  %v12.3 = load <4 x float>, ptr %b2.at.6, align 4
  %b3.at.5 = getelementptr float, ptr %b3, i64 %i1
  %v13.2 = load <4 x float>, ptr %b3.at.5, align 4
  %b3.at.6 = getelementptr float, ptr %b3, i64 %i1.1
  %v13.3 = load <4 x float>, ptr %b3.at.6, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v14.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v14.3 = load <4 x float>, ptr %b0.at.4, align 4
  %v15.2 = fmul <4 x float> %v11.2, %v12.2
  %v15.3 = fmul <4 x float> %v11.3, %v12.3
  %v16.2 = fcmp olt <4 x float> %v15.2, splat (float 0x0000000000000000)
  %v16.3 = fcmp olt <4 x float> %v15.3, splat (float 0x0000000000000000)
  %v17.2 = select <4 x i1> %v16.2, <4 x float> splat (float 0x0000000000000000), <4 x float> %v11.2
  %v17.3 = select <4 x i1> %v16.3, <4 x float> splat (float 0x0000000000000000), <4 x float> %v11.3
  %v18.2 = fcmp ogt <4 x float> %v15.2, splat (float 0x0000000000000000)
  %v18.3 = fcmp ogt <4 x float> %v15.3, splat (float 0x0000000000000000)
  %v19.2 = select <4 x i1> %v16.2, <4 x float> %v4.x4, <4 x float> splat (float 0x3FF0000000000000)
  %v19.3 = select <4 x i1> %v16.3, <4 x float> %v4.x4, <4 x float> splat (float 0x3FF0000000000000)
  %v20.2 = select <4 x i1> %v18.2, <4 x float> %v2.x4, <4 x float> %v19.2
  %v20.3 = select <4 x i1> %v18.3, <4 x float> %v2.x4, <4 x float> %v19.3
  %v21.2 = fmul <4 x float> %v13.2, %v20.2
  %v21.3 = fmul <4 x float> %v13.3, %v20.3
  %v22.2 = fcmp ogt <4 x float> %v21.2, %v7.x4
  %v22.3 = fcmp ogt <4 x float> %v21.3, %v7.x4
  %v23.2 = fcmp olt <4 x float> %v21.2, %v9.x4
  %v23.3 = fcmp olt <4 x float> %v21.3, %v9.x4
  %v24.2 = select <4 x i1> %v23.2, <4 x float> %v9.x4, <4 x float> %v21.2
  %v24.3 = select <4 x i1> %v23.3, <4 x float> %v9.x4, <4 x float> %v21.3
  %v25.2 = select <4 x i1> %v22.2, <4 x float> %v7.x4, <4 x float> %v24.2
  %v25.3 = select <4 x i1> %v22.3, <4 x float> %v7.x4, <4 x float> %v24.3
  %v26.2 = fcmp ogt <4 x float> %v17.2, splat (float 0x0000000000000000)
  %v26.3 = fcmp ogt <4 x float> %v17.3, splat (float 0x0000000000000000)
  %v27.2 = fcmp olt <4 x float> %v17.2, splat (float 0x0000000000000000)
  %v27.3 = fcmp olt <4 x float> %v17.3, splat (float 0x0000000000000000)
  %v28.2 = select <4 x i1> %v27.2, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %v28.3 = select <4 x i1> %v27.3, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %v29.2 = select <4 x i1> %v26.2, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %v28.2
  %v29.3 = select <4 x i1> %v26.3, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %v28.3
  %v30.2 = fneg <4 x float> %v29.2
  %v30.3 = fneg <4 x float> %v29.3
  %v31.2 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30.2, <4 x float> %v25.2, <4 x float> %v14.2)
  %v31.3 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30.3, <4 x float> %v25.3, <4 x float> %v14.3)
  %b2.at.7 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v17.2, ptr %b2.at.7, align 4
  %b2.at.8 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v17.3, ptr %b2.at.8, align 4
  %b3.at.7 = getelementptr float, ptr %b3, i64 %i1
  store <4 x float> %v25.2, ptr %b3.at.7, align 4
  %b3.at.8 = getelementptr float, ptr %b3, i64 %i1.1
  store <4 x float> %v25.3, ptr %b3.at.8, align 4
  %b5.at.2 = getelementptr float, ptr %b5, i64 %i1
  store <4 x float> %v31.2, ptr %b5.at.2, align 4
  %b5.at.3 = getelementptr float, ptr %b5, i64 %i1.1
  store <4 x float> %v31.3, ptr %b5.at.3, align 4
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
  %v11.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b2.at.9 = getelementptr float, ptr %b2, i64 %i2
  %v12.4 = load <4 x float>, ptr %b2.at.9, align 4
  %b3.at.9 = getelementptr float, ptr %b3, i64 %i2
  %v13.4 = load <4 x float>, ptr %b3.at.9, align 4
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v14.4 = load <4 x float>, ptr %b0.at.5, align 4
  %v15.4 = fmul <4 x float> %v11.4, %v12.4
  %v16.4 = fcmp olt <4 x float> %v15.4, splat (float 0x0000000000000000)
  %v17.4 = select <4 x i1> %v16.4, <4 x float> splat (float 0x0000000000000000), <4 x float> %v11.4
  %v18.4 = fcmp ogt <4 x float> %v15.4, splat (float 0x0000000000000000)
  %v19.4 = select <4 x i1> %v16.4, <4 x float> %v4.x4, <4 x float> splat (float 0x3FF0000000000000)
  %v20.4 = select <4 x i1> %v18.4, <4 x float> %v2.x4, <4 x float> %v19.4
  %v21.4 = fmul <4 x float> %v13.4, %v20.4
  %v22.4 = fcmp ogt <4 x float> %v21.4, %v7.x4
  %v23.4 = fcmp olt <4 x float> %v21.4, %v9.x4
  %v24.4 = select <4 x i1> %v23.4, <4 x float> %v9.x4, <4 x float> %v21.4
  %v25.4 = select <4 x i1> %v22.4, <4 x float> %v7.x4, <4 x float> %v24.4
  %v26.4 = fcmp ogt <4 x float> %v17.4, splat (float 0x0000000000000000)
  %v27.4 = fcmp olt <4 x float> %v17.4, splat (float 0x0000000000000000)
  %v28.4 = select <4 x i1> %v27.4, <4 x float> splat (float 0xBFF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %v29.4 = select <4 x i1> %v26.4, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %v28.4
  %v30.4 = fneg <4 x float> %v29.4
  %v31.4 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30.4, <4 x float> %v25.4, <4 x float> %v14.4)
  %b2.at.10 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v17.4, ptr %b2.at.10, align 4
  %b3.at.10 = getelementptr float, ptr %b3, i64 %i2
  store <4 x float> %v25.4, ptr %b3.at.10, align 4
  %b5.at.4 = getelementptr float, ptr %b5, i64 %i2
  store <4 x float> %v31.4, ptr %b5.at.4, align 4
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
  %v11.5 = load float, ptr %b1.at.6, align 4
  %b2.at.11 = getelementptr float, ptr %b2, i64 %i3
  %v12.5 = load float, ptr %b2.at.11, align 4
  %b3.at.11 = getelementptr float, ptr %b3, i64 %i3
  %v13.5 = load float, ptr %b3.at.11, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v14.5 = load float, ptr %b0.at.6, align 4
  %v15.5 = fmul float %v11.5, %v12.5
  %v16.5 = fcmp olt float %v15.5, 0x0000000000000000
  %v17.5 = select i1 %v16.5, float 0x0000000000000000, float %v11.5
  %v18.5 = fcmp ogt float %v15.5, 0x0000000000000000
  %v19.5 = select i1 %v16.5, float %v4, float 0x3FF0000000000000
  %v20.5 = select i1 %v18.5, float %v2, float %v19.5
  %v21.5 = fmul float %v13.5, %v20.5
  %v22.5 = fcmp ogt float %v21.5, %v7
  %v23.5 = fcmp olt float %v21.5, %v9
  %v24.5 = select i1 %v23.5, float %v9, float %v21.5
  %v25.5 = select i1 %v22.5, float %v7, float %v24.5
  %v26.5 = fcmp ogt float %v17.5, 0x0000000000000000
  %v27.5 = fcmp olt float %v17.5, 0x0000000000000000
  %v28.5 = select i1 %v27.5, float 0xBFF0000000000000, float 0x0000000000000000
  %v29.5 = select i1 %v26.5, float 0x3FF0000000000000, float %v28.5
  %v30.5 = fneg float %v29.5
  %v31.5 = call float @llvm.fma.f32(float %v30.5, float %v25.5, float %v14.5)
  %b2.at.12 = getelementptr float, ptr %b2, i64 %i3
  store float %v17.5, ptr %b2.at.12, align 4
  %b3.at.12 = getelementptr float, ptr %b3, i64 %i3
  store float %v25.5, ptr %b3.at.12, align 4
  %b5.at.5 = getelementptr float, ptr %b5, i64 %i3
  store float %v31.5, ptr %b5.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }

declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
define void @update(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %b4.slot = getelementptr i64, ptr %args, i64 0
  %b4 = load ptr, ptr %b4.slot, align 8
  %length = sub i64 %end, %begin
  %large = icmp sge i64 %length, 65536
  %far.end = select i1 %large, i64 %end, i64 %begin
  %cell = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.cell = phi <1 x i64> [%cell, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.cell, i64 0
  %i0.next = add nsw i64 %i0, 4
  %more0 = icmp sle i64 %i0.next, %far.end
  br i1 %more0, label %body0, label %loop1
body0:
  %b4.at = getelementptr float, ptr %b4, i64 %i0
  %b4.at.far = getelementptr i8, ptr %b4.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b4.at.far, i32 0, i32 3, i32 1)
  %i0.1 = add i64 %i0, 2
  %b4.at.1 = getelementptr float, ptr %b4, i64 %i0
  %v1 = load <2 x float>, ptr %b4.at.1, align 4
  %b4.at.2 = getelementptr float, ptr %b4, i64 %i0.1
  %v1.1 = load <2 x float>, ptr %b4.at.2, align 4
  %v2 = fpext <2 x float> %v1 to <2 x double>
  %v2.1 = fpext <2 x float> %v1.1 to <2 x double>
  %v3 = fadd <2 x double> %v2, splat (double 0x3FF0000000000000)
  %v3.1 = fadd <2 x double> %v2.1, splat (double 0x3FF0000000000000)
  %v4 = fptrunc <2 x double> %v3 to <2 x float>
  %v4.1 = fptrunc <2 x double> %v3.1 to <2 x float>
  %b4.at.3 = getelementptr float, ptr %b4, i64 %i0
  store <2 x float> %v4, ptr %b4.at.3, align 4
  %b4.at.4 = getelementptr float, ptr %b4, i64 %i0.1
  store <2 x float> %v4.1, ptr %b4.at.4, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.cell = phi <1 x i64> [%i0.cell, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.cell, i64 0
  %i1.next = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %i1.1 = add i64 %i1, 2
  %b4.at.5 = getelementptr float, ptr %b4, i64 %i1
  %v1.2 = load <2 x float>, ptr %b4.at.5, align 4
  %b4.at.6 = getelementptr float, ptr %b4, i64 %i1.1
  %v1.3 = load <2 x float>, ptr %b4.at.6, align 4
  %v2.2 = fpext <2 x float> %v1.2 to <2 x double>
  %v2.3 = fpext <2 x float> %v1.3 to <2 x double>
  %v3.2 = fadd <2 x double> %v2.2, splat (double 0x3FF0000000000000)
  %v3.3 = fadd <2 x double> %v2.3, splat (double 0x3FF0000000000000)
  %v4.2 = fptrunc <2 x double> %v3.2 to <2 x float>
  %v4.3 = fptrunc <2 x double> %v3.3 to <2 x float>
  %b4.at.7 = getelementptr float, ptr %b4, i64 %i1
  store <2 x float> %v4.2, ptr %b4.at.7, align 4
  %b4.at.8 = getelementptr float, ptr %b4, i64 %i1.1
  store <2 x float> %v4.3, ptr %b4.at.8, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.cell = phi <1 x i64> [%i1.cell, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.cell, i64 0
  %i2.next = add nsw i64 %i2, 2
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %b4.at.9 = getelementptr float, ptr %b4, i64 %i2
  %v1.4 = load <2 x float>, ptr %b4.at.9, align 4
  %v2.4 = fpext <2 x float> %v1.4 to <2 x double>
  %v3.4 = fadd <2 x double> %v2.4, splat (double 0x3FF0000000000000)
  %v4.4 = fptrunc <2 x double> %v3.4 to <2 x float>
  %b4.at.10 = getelementptr float, ptr %b4, i64 %i2
  store <2 x float> %v4.4, ptr %b4.at.10, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.cell = phi <1 x i64> [%i2.cell, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.cell, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %b4.at.11 = getelementptr float, ptr %b4, i64 %i3
  %v1.5 = load float, ptr %b4.at.11, align 4
  %v2.5 = fpext float %v1.5 to double
  %v3.5 = fadd double %v2.5, 0x3FF0000000000000
  %v4.5 = fptrunc double %v3.5 to float
  %b4.at.12 = getelementptr float, ptr %b4, i64 %i3
  store float %v4.5, ptr %b4.at.12, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
