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
  %v16 = fadd float %v1, 0x3FF0000000000000
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
  %v17 = load <4 x float>, ptr %b2.at.1, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i0.1
  %v17.1 = load <4 x float>, ptr %b2.at.2, align 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v18 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v18.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v19 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v19.1 = load <4 x float>, ptr %b0.at.2, align 4
  %v20 = fmul <4 x float> %v1.x4, %v17
  %v20.1 = fmul <4 x float> %v1.x4, %v17.1
  %v21 = fmul <4 x float> %v18, %v11.x4
  %v21.1 = fmul <4 x float> %v18.1, %v11.x4
  %v22 = fcmp olt <4 x float> %v21, %v12.x4
  %v22.1 = fcmp olt <4 x float> %v21.1, %v12.x4
  %v23 = select <4 x i1> %v22, <4 x float> %v12.x4, <4 x float> %v21
  %v23.1 = select <4 x i1> %v22.1, <4 x float> %v12.x4, <4 x float> %v21.1
  %v24 = fcmp olt <4 x float> %v9.x4, %v23
  %v24.1 = fcmp olt <4 x float> %v9.x4, %v23.1
  %v25 = select <4 x i1> %v24, <4 x float> %v9.x4, <4 x float> %v23
  %v25.1 = select <4 x i1> %v24.1, <4 x float> %v9.x4, <4 x float> %v23.1
  %v26 = fsub <4 x float> %v19, %v20
  %v26.1 = fsub <4 x float> %v19.1, %v20.1
  %v27 = fmul <4 x float> %v14.x4, %v19
  %v27.1 = fmul <4 x float> %v14.x4, %v19.1
  %v28 = fadd <4 x float> %v25, %v27
  %v28.1 = fadd <4 x float> %v25.1, %v27.1
  %v29 = fmul <4 x float> %v3.x4, %v28
  %v29.1 = fmul <4 x float> %v3.x4, %v28.1
  %v30 = fsub <4 x float> %v20, %v29
  %v30.1 = fsub <4 x float> %v20.1, %v29.1
  %v31 = fmul <4 x float> %v16.x4, %v30
  %v31.1 = fmul <4 x float> %v16.x4, %v30.1
  %v32 = fadd <4 x float> %v26, %v31
  %v32.1 = fadd <4 x float> %v26.1, %v31.1
  %v33 = fmul <4 x float> %v14.x4, %v32
  %v33.1 = fmul <4 x float> %v14.x4, %v32.1
  %v34 = fadd <4 x float> %v25, %v33
  %v34.1 = fadd <4 x float> %v25.1, %v33.1
  %v35 = fmul <4 x float> %v3.x4, %v34
  %v35.1 = fmul <4 x float> %v3.x4, %v34.1
  %v36 = fsub <4 x float> %v20, %v35
  %v36.1 = fsub <4 x float> %v20.1, %v35.1
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v36, ptr %b2.at.3, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v36.1, ptr %b2.at.4, align 4
  %b3.at = getelementptr float, ptr %b3, i64 %i0
  store <4 x float> %v32, ptr %b3.at, align 4
  %b3.at.1 = getelementptr float, ptr %b3, i64 %i0.1
  store <4 x float> %v32.1, ptr %b3.at.1, align 4
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
  %v17.2 = load <4 x float>, ptr %b2.at.5, align 4
  %b2.at.6 = getelementptr float, ptr %b2, i64 %i1.1
  %v17.3 = load <4 x float>, ptr %b2.at.6, align 4
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i1
  %v18.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v18.3 = load <4 x float>, ptr %b1.at.4, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v19.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v19.3 = load <4 x float>, ptr %b0.at.4, align 4
  %v20.2 = fmul <4 x float> %v1.x4, %v17.2
  %v20.3 = fmul <4 x float> %v1.x4, %v17.3
  %v21.2 = fmul <4 x float> %v18.2, %v11.x4
  %v21.3 = fmul <4 x float> %v18.3, %v11.x4
  %v22.2 = fcmp olt <4 x float> %v21.2, %v12.x4
  %v22.3 = fcmp olt <4 x float> %v21.3, %v12.x4
  %v23.2 = select <4 x i1> %v22.2, <4 x float> %v12.x4, <4 x float> %v21.2
  %v23.3 = select <4 x i1> %v22.3, <4 x float> %v12.x4, <4 x float> %v21.3
  %v24.2 = fcmp olt <4 x float> %v9.x4, %v23.2
  %v24.3 = fcmp olt <4 x float> %v9.x4, %v23.3
  %v25.2 = select <4 x i1> %v24.2, <4 x float> %v9.x4, <4 x float> %v23.2
  %v25.3 = select <4 x i1> %v24.3, <4 x float> %v9.x4, <4 x float> %v23.3
  %v26.2 = fsub <4 x float> %v19.2, %v20.2
  %v26.3 = fsub <4 x float> %v19.3, %v20.3
  %v27.2 = fmul <4 x float> %v14.x4, %v19.2
  %v27.3 = fmul <4 x float> %v14.x4, %v19.3
  %v28.2 = fadd <4 x float> %v25.2, %v27.2
  %v28.3 = fadd <4 x float> %v25.3, %v27.3
  %v29.2 = fmul <4 x float> %v3.x4, %v28.2
  %v29.3 = fmul <4 x float> %v3.x4, %v28.3
  %v30.2 = fsub <4 x float> %v20.2, %v29.2
  %v30.3 = fsub <4 x float> %v20.3, %v29.3
  %v31.2 = fmul <4 x float> %v16.x4, %v30.2
  %v31.3 = fmul <4 x float> %v16.x4, %v30.3
  %v32.2 = fadd <4 x float> %v26.2, %v31.2
  %v32.3 = fadd <4 x float> %v26.3, %v31.3
  %v33.2 = fmul <4 x float> %v14.x4, %v32.2
  %v33.3 = fmul <4 x float> %v14.x4, %v32.3
  %v34.2 = fadd <4 x float> %v25.2, %v33.2
  %v34.3 = fadd <4 x float> %v25.3, %v33.3
  %v35.2 = fmul <4 x float> %v3.x4, %v34.2
  %v35.3 = fmul <4 x float> %v3.x4, %v34.3
  %v36.2 = fsub <4 x float> %v20.2, %v35.2
  %v36.3 = fsub <4 x float> %v20.3, %v35.3
  %b2.at.7 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v36.2, ptr %b2.at.7, align 4
  %b2.at.8 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v36.3, ptr %b2.at.8, align 4
  %b3.at.2 = getelementptr float, ptr %b3, i64 %i1
  store <4 x float> %v32.2, ptr %b3.at.2, align 4
  %b3.at.3 = getelementptr float, ptr %b3, i64 %i1.1
  store <4 x float> %v32.3, ptr %b3.at.3, align 4
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
  %v17.4 = load <4 x float>, ptr %b2.at.9, align 4
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i2
  %v18.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v19.4 = load <4 x float>, ptr %b0.at.5, align 4
  %v20.4 = fmul <4 x float> %v1.x4, %v17.4
  %v21.4 = fmul <4 x float> %v18.4, %v11.x4
  %v22.4 = fcmp olt <4 x float> %v21.4, %v12.x4
  %v23.4 = select <4 x i1> %v22.4, <4 x float> %v12.x4, <4 x float> %v21.4
  %v24.4 = fcmp olt <4 x float> %v9.x4, %v23.4
  %v25.4 = select <4 x i1> %v24.4, <4 x float> %v9.x4, <4 x float> %v23.4
  %v26.4 = fsub <4 x float> %v19.4, %v20.4
  %v27.4 = fmul <4 x float> %v14.x4, %v19.4
  %v28.4 = fadd <4 x float> %v25.4, %v27.4
  %v29.4 = fmul <4 x float> %v3.x4, %v28.4
  %v30.4 = fsub <4 x float> %v20.4, %v29.4
  %v31.4 = fmul <4 x float> %v16.x4, %v30.4
  %v32.4 = fadd <4 x float> %v26.4, %v31.4
  %v33.4 = fmul <4 x float> %v14.x4, %v32.4
  %v34.4 = fadd <4 x float> %v25.4, %v33.4
  %v35.4 = fmul <4 x float> %v3.x4, %v34.4
  %v36.4 = fsub <4 x float> %v20.4, %v35.4
  %b2.at.10 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v36.4, ptr %b2.at.10, align 4
  %b3.at.4 = getelementptr float, ptr %b3, i64 %i2
  store <4 x float> %v32.4, ptr %b3.at.4, align 4
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
  %v17.5 = load float, ptr %b2.at.11, align 4
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i3
  %v18.5 = load float, ptr %b1.at.6, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v19.5 = load float, ptr %b0.at.6, align 4
  %v20.5 = fmul float %v1, %v17.5
  %v21.5 = fmul float %v18.5, %v11
  %v22.5 = fcmp olt float %v21.5, %v12
  %v23.5 = select i1 %v22.5, float %v12, float %v21.5
  %v24.5 = fcmp olt float %v9, %v23.5
  %v25.5 = select i1 %v24.5, float %v9, float %v23.5
  %v26.5 = fsub float %v19.5, %v20.5
  %v27.5 = fmul float %v14, %v19.5
  %v28.5 = fadd float %v25.5, %v27.5
  %v29.5 = fmul float %v3, %v28.5
  %v30.5 = fsub float %v20.5, %v29.5
  %v31.5 = fmul float %v16, %v30.5
  %v32.5 = fadd float %v26.5, %v31.5
  %v33.5 = fmul float %v14, %v32.5
  %v34.5 = fadd float %v25.5, %v33.5
  %v35.5 = fmul float %v3, %v34.5
  %v36.5 = fsub float %v20.5, %v35.5
  %b2.at.12 = getelementptr float, ptr %b2, i64 %i3
  store float %v36.5, ptr %b2.at.12, align 4
  %b3.at.5 = getelementptr float, ptr %b3, i64 %i3
  store float %v32.5, ptr %b3.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
