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
  %v2 = fptrunc double %s1 to float
  %v3 = fsub float 0x3FF0000000000000, %v2
  %v5 = fptrunc double %s5 to float
  %v7 = fcmp ogt float %v5, 0x0000000000000000
  %v9 = select i1 %v7, float %v5, float 0x7FF0000000000000
  %v11 = fptrunc double %s4 to float
  %v13 = fptrunc double %s3 to float
  %v14 = fneg float %v9
  %v16 = fptrunc double %s6 to float
  %v17 = fcmp ogt float %v16, 0x0000000000000000
  %v18 = select i1 %v17, float %v16, float 0x7FF0000000000000
  %v20 = fptrunc double %s0 to float
  %v22 = fptrunc double %s2 to float
  %v23 = fneg float %v18
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
  %v18.x4.lane = insertelement <4 x float> poison, float %v18, i64 0
  %v18.x4 = shufflevector <4 x float> %v18.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v20.x4.lane = insertelement <4 x float> poison, float %v20, i64 0
  %v20.x4 = shufflevector <4 x float> %v20.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v22.x4.lane = insertelement <4 x float> poison, float %v22, i64 0
  %v22.x4 = shufflevector <4 x float> %v22.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v23.x4.lane = insertelement <4 x float> poison, float %v23, i64 0
  %v23.x4 = shufflevector <4 x float> %v23.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
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
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v24 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v24.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v25 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v25.1 = load <4 x float>, ptr %b0.at.2, align 4
  %b2.at.1 = getelementptr float, ptr %b2, i64 %i0
  %v26 = load <4 x float>, ptr %b2.at.1, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i0.1
  %v26.1 = load <4 x float>, ptr %b2.at.2, align 4
  %v27 = fmul <4 x float> %v24, %v11.x4
  %v27.1 = fmul <4 x float> %v24.1, %v11.x4
  %v28 = fmul <4 x float> %v13.x4, %v25
  %v28.1 = fmul <4 x float> %v13.x4, %v25.1
  %v29 = fadd <4 x float> %v27, %v28
  %v29.1 = fadd <4 x float> %v27.1, %v28.1
  %v30 = fcmp olt <4 x float> %v29, %v14.x4
  %v30.1 = fcmp olt <4 x float> %v29.1, %v14.x4
  %v31 = select <4 x i1> %v30, <4 x float> %v14.x4, <4 x float> %v29
  %v31.1 = select <4 x i1> %v30.1, <4 x float> %v14.x4, <4 x float> %v29.1
  %v32 = fcmp olt <4 x float> %v9.x4, %v31
  %v32.1 = fcmp olt <4 x float> %v9.x4, %v31.1
  %v33 = select <4 x i1> %v32, <4 x float> %v9.x4, <4 x float> %v31
  %v33.1 = select <4 x i1> %v32.1, <4 x float> %v9.x4, <4 x float> %v31.1
  %v34 = fmul <4 x float> %v33, %v33
  %v34.1 = fmul <4 x float> %v33.1, %v33.1
  %v35 = fmul <4 x float> %v3.x4, %v34
  %v35.1 = fmul <4 x float> %v3.x4, %v34.1
  %v36 = fmul <4 x float> %v2.x4, %v26
  %v36.1 = fmul <4 x float> %v2.x4, %v26.1
  %v37 = fadd <4 x float> %v35, %v36
  %v37.1 = fadd <4 x float> %v35.1, %v36.1
  %v38 = fadd <4 x float> %v37, %v22.x4
  %v38.1 = fadd <4 x float> %v37.1, %v22.x4
  %v39 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v38)
  %v39.1 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v38.1)
  %v40 = fdiv <4 x float> %v33, %v39
  %v40.1 = fdiv <4 x float> %v33.1, %v39.1
  %v41 = fmul <4 x float> %v20.x4, %v40
  %v41.1 = fmul <4 x float> %v20.x4, %v40.1
  %v42 = fsub <4 x float> %v25, %v41
  %v42.1 = fsub <4 x float> %v25.1, %v41.1
  %v43 = fcmp olt <4 x float> %v42, %v23.x4
  %v43.1 = fcmp olt <4 x float> %v42.1, %v23.x4
  %v44 = select <4 x i1> %v43, <4 x float> %v23.x4, <4 x float> %v42
  %v44.1 = select <4 x i1> %v43.1, <4 x float> %v23.x4, <4 x float> %v42.1
  %v45 = fcmp olt <4 x float> %v18.x4, %v44
  %v45.1 = fcmp olt <4 x float> %v18.x4, %v44.1
  %v46 = select <4 x i1> %v45, <4 x float> %v18.x4, <4 x float> %v44
  %v46.1 = select <4 x i1> %v45.1, <4 x float> %v18.x4, <4 x float> %v44.1
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v37, ptr %b2.at.3, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v37.1, ptr %b2.at.4, align 4
  %b3.at = getelementptr float, ptr %b3, i64 %i0
  store <4 x float> %v46, ptr %b3.at, align 4
  %b3.at.1 = getelementptr float, ptr %b3, i64 %i0.1
  store <4 x float> %v46.1, ptr %b3.at.1, align 4
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
  %v24.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v24.3 = load <4 x float>, ptr %b1.at.4, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v25.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v25.3 = load <4 x float>, ptr %b0.at.4, align 4
  %b2.at.5 = getelementptr float, ptr %b2, i64 %i1
  %v26.2 = load <4 x float>, ptr %b2.at.5, align 4
  %b2.at.6 = getelementptr float, ptr %b2, i64 %i1.1
  %v26.3 = load <4 x float>, ptr %b2.at.6, align 4
  %v27.2 = fmul <4 x float> %v24.2, %v11.x4
  %v27.3 = fmul <4 x float> %v24.3, %v11.x4
  %v28.2 = fmul <4 x float> %v13.x4, %v25.2
  %v28.3 = fmul <4 x float> %v13.x4, %v25.3
  %v29.2 = fadd <4 x float> %v27.2, %v28.2
  %v29.3 = fadd <4 x float> %v27.3, %v28.3
  %v30.2 = fcmp olt <4 x float> %v29.2, %v14.x4
  %v30.3 = fcmp olt <4 x float> %v29.3, %v14.x4
  %v31.2 = select <4 x i1> %v30.2, <4 x float> %v14.x4, <4 x float> %v29.2
  %v31.3 = select <4 x i1> %v30.3, <4 x float> %v14.x4, <4 x float> %v29.3
  %v32.2 = fcmp olt <4 x float> %v9.x4, %v31.2
  %v32.3 = fcmp olt <4 x float> %v9.x4, %v31.3
  %v33.2 = select <4 x i1> %v32.2, <4 x float> %v9.x4, <4 x float> %v31.2
  %v33.3 = select <4 x i1> %v32.3, <4 x float> %v9.x4, <4 x float> %v31.3
  %v34.2 = fmul <4 x float> %v33.2, %v33.2
  %v34.3 = fmul <4 x float> %v33.3, %v33.3
  %v35.2 = fmul <4 x float> %v3.x4, %v34.2
  %v35.3 = fmul <4 x float> %v3.x4, %v34.3
  %v36.2 = fmul <4 x float> %v2.x4, %v26.2
  %v36.3 = fmul <4 x float> %v2.x4, %v26.3
  %v37.2 = fadd <4 x float> %v35.2, %v36.2
  %v37.3 = fadd <4 x float> %v35.3, %v36.3
  %v38.2 = fadd <4 x float> %v37.2, %v22.x4
  %v38.3 = fadd <4 x float> %v37.3, %v22.x4
  %v39.2 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v38.2)
  %v39.3 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v38.3)
  %v40.2 = fdiv <4 x float> %v33.2, %v39.2
  %v40.3 = fdiv <4 x float> %v33.3, %v39.3
  %v41.2 = fmul <4 x float> %v20.x4, %v40.2
  %v41.3 = fmul <4 x float> %v20.x4, %v40.3
  %v42.2 = fsub <4 x float> %v25.2, %v41.2
  %v42.3 = fsub <4 x float> %v25.3, %v41.3
  %v43.2 = fcmp olt <4 x float> %v42.2, %v23.x4
  %v43.3 = fcmp olt <4 x float> %v42.3, %v23.x4
  %v44.2 = select <4 x i1> %v43.2, <4 x float> %v23.x4, <4 x float> %v42.2
  %v44.3 = select <4 x i1> %v43.3, <4 x float> %v23.x4, <4 x float> %v42.3
  %v45.2 = fcmp olt <4 x float> %v18.x4, %v44.2
  %v45.3 = fcmp olt <4 x float> %v18.x4, %v44.3
  %v46.2 = select <4 x i1> %v45.2, <4 x float> %v18.x4, <4 x float> %v44.2
  %v46.3 = select <4 x i1> %v45.3, <4 x float> %v18.x4, <4 x float> %v44.3
  %b2.at.7 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v37.2, ptr %b2.at.7, align 4
  %b2.at.8 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v37.3, ptr %b2.at.8, align 4
  %b3.at.2 = getelementptr float, ptr %b3, i64 %i1
  store <4 x float> %v46.2, ptr %b3.at.2, align 4
  %b3.at.3 = getelementptr float, ptr %b3, i64 %i1.1
  store <4 x float> %v46.3, ptr %b3.at.3, align 4
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
  %v24.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v25.4 = load <4 x float>, ptr %b0.at.5, align 4
  %b2.at.9 = getelementptr float, ptr %b2, i64 %i2
  %v26.4 = load <4 x float>, ptr %b2.at.9, align 4
  %v27.4 = fmul <4 x float> %v24.4, %v11.x4
  %v28.4 = fmul <4 x float> %v13.x4, %v25.4
  %v29.4 = fadd <4 x float> %v27.4, %v28.4
  %v30.4 = fcmp olt <4 x float> %v29.4, %v14.x4
  %v31.4 = select <4 x i1> %v30.4, <4 x float> %v14.x4, <4 x float> %v29.4
  %v32.4 = fcmp olt <4 x float> %v9.x4, %v31.4
  %v33.4 = select <4 x i1> %v32.4, <4 x float> %v9.x4, <4 x float> %v31.4
  %v34.4 = fmul <4 x float> %v33.4, %v33.4
  %v35.4 = fmul <4 x float> %v3.x4, %v34.4
  %v36.4 = fmul <4 x float> %v2.x4, %v26.4
  %v37.4 = fadd <4 x float> %v35.4, %v36.4
  %v38.4 = fadd <4 x float> %v37.4, %v22.x4
  %v39.4 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v38.4)
  %v40.4 = fdiv <4 x float> %v33.4, %v39.4
  %v41.4 = fmul <4 x float> %v20.x4, %v40.4
  %v42.4 = fsub <4 x float> %v25.4, %v41.4
  %v43.4 = fcmp olt <4 x float> %v42.4, %v23.x4
  %v44.4 = select <4 x i1> %v43.4, <4 x float> %v23.x4, <4 x float> %v42.4
  %v45.4 = fcmp olt <4 x float> %v18.x4, %v44.4
  %v46.4 = select <4 x i1> %v45.4, <4 x float> %v18.x4, <4 x float> %v44.4
  %b2.at.10 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v37.4, ptr %b2.at.10, align 4
  %b3.at.4 = getelementptr float, ptr %b3, i64 %i2
  store <4 x float> %v46.4, ptr %b3.at.4, align 4
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
  %v24.5 = load float, ptr %b1.at.6, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v25.5 = load float, ptr %b0.at.6, align 4
  %b2.at.11 = getelementptr float, ptr %b2, i64 %i3
  %v26.5 = load float, ptr %b2.at.11, align 4
  %v27.5 = fmul float %v24.5, %v11
  %v28.5 = fmul float %v13, %v25.5
  %v29.5 = fadd float %v27.5, %v28.5
  %v30.5 = fcmp olt float %v29.5, %v14
  %v31.5 = select i1 %v30.5, float %v14, float %v29.5
  %v32.5 = fcmp olt float %v9, %v31.5
  %v33.5 = select i1 %v32.5, float %v9, float %v31.5
  %v34.5 = fmul float %v33.5, %v33.5
  %v35.5 = fmul float %v3, %v34.5
  %v36.5 = fmul float %v2, %v26.5
  %v37.5 = fadd float %v35.5, %v36.5
  %v38.5 = fadd float %v37.5, %v22
  %v39.5 = call float @llvm.sqrt.f32(float %v38.5)
  %v40.5 = fdiv float %v33.5, %v39.5
  %v41.5 = fmul float %v20, %v40.5
  %v42.5 = fsub float %v25.5, %v41.5
  %v43.5 = fcmp olt float %v42.5, %v23
  %v44.5 = select i1 %v43.5, float %v23, float %v42.5
  %v45.5 = fcmp olt float %v18, %v44.5
  %v46.5 = select i1 %v45.5, float %v18, float %v44.5
  %b2.at.12 = getelementptr float, ptr %b2, i64 %i3
  store float %v37.5, ptr %b2.at.12, align 4
  %b3.at.5 = getelementptr float, ptr %b3, i64 %i3
  store float %v46.5, ptr %b3.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
