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
  %b2.at = getelementptr i16, ptr %b2, i64 0
  %v1 = load i16, ptr %b2.at, align 2
  %v2 = bitcast i16 %v1 to i16
  %v3 = zext i16 %v2 to i32
  %v4 = shl i32 %v3, 16
  %v5 = bitcast i32 %v4 to float
  %v7 = fptrunc double %s2 to float
  %v9 = fcmp ogt float %v7, 0x0000000000000000
  %v11 = select i1 %v9, float %v7, float 0x7FF0000000000000
  %v13 = fptrunc double %s1 to float
  %v14 = fneg float %v11
  %v16 = fptrunc double %s0 to float
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
  %large = icmp sge i64 %length, 87381
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
  %b0.at = getelementptr i16, ptr %b0, i64 %i0
  %b0.at.far = getelementptr i8, ptr %b0.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b0.at.far, i32 0, i32 3, i32 1)
  %b1.at = getelementptr i16, ptr %b1, i64 %i0
  %b1.at.far = getelementptr i8, ptr %b1.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b1.at.far, i32 0, i32 3, i32 1)
  %i0.1 = add i64 %i0, 4
  %b0.at.1 = getelementptr i16, ptr %b0, i64 %i0
  %v20 = load <4 x i16>, ptr %b0.at.1, align 2
  %b0.at.2 = getelementptr i16, ptr %b0, i64 %i0.1
  %v20.1 = load <4 x i16>, ptr %b0.at.2, align 2
  %b1.at.1 = getelementptr i16, ptr %b1, i64 %i0
  %v21 = load <4 x i16>, ptr %b1.at.1, align 2
  %b1.at.2 = getelementptr i16, ptr %b1, i64 %i0.1
  %v21.1 = load <4 x i16>, ptr %b1.at.2, align 2
  %v22 = bitcast <4 x i16> %v20 to <4 x i16>
  %v22.1 = bitcast <4 x i16> %v20.1 to <4 x i16>
  %v23 = zext <4 x i16> %v22 to <4 x i32>
  %v23.1 = zext <4 x i16> %v22.1 to <4 x i32>
  %v24 = shl <4 x i32> %v23, splat (i32 16)
  %v24.1 = shl <4 x i32> %v23.1, splat (i32 16)
  %v25 = bitcast <4 x i32> %v24 to <4 x float>
  %v25.1 = bitcast <4 x i32> %v24.1 to <4 x float>
  %v26 = bitcast <4 x i16> %v21 to <4 x i16>
  %v26.1 = bitcast <4 x i16> %v21.1 to <4 x i16>
  %v27 = zext <4 x i16> %v26 to <4 x i32>
  %v27.1 = zext <4 x i16> %v26.1 to <4 x i32>
  %v28 = shl <4 x i32> %v27, splat (i32 16)
  %v28.1 = shl <4 x i32> %v27.1, splat (i32 16)
  %v29 = bitcast <4 x i32> %v28 to <4 x float>
  %v29.1 = bitcast <4 x i32> %v28.1 to <4 x float>
  %v30 = fmul <4 x float> %v29, %v13.x4
  %v30.1 = fmul <4 x float> %v29.1, %v13.x4
  %v31 = fcmp olt <4 x float> %v30, %v14.x4
  %v31.1 = fcmp olt <4 x float> %v30.1, %v14.x4
  %v32 = select <4 x i1> %v31, <4 x float> %v14.x4, <4 x float> %v30
  %v32.1 = select <4 x i1> %v31.1, <4 x float> %v14.x4, <4 x float> %v30.1
  %v33 = fcmp olt <4 x float> %v11.x4, %v32
  %v33.1 = fcmp olt <4 x float> %v11.x4, %v32.1
  %v34 = select <4 x i1> %v33, <4 x float> %v11.x4, <4 x float> %v32
  %v34.1 = select <4 x i1> %v33.1, <4 x float> %v11.x4, <4 x float> %v32.1
  %v35 = fmul <4 x float> %v16.x4, %v25
  %v35.1 = fmul <4 x float> %v16.x4, %v25.1
  %v36 = fadd <4 x float> %v34, %v35
  %v36.1 = fadd <4 x float> %v34.1, %v35.1
  %v37 = fmul <4 x float> %v5.x4, %v36
  %v37.1 = fmul <4 x float> %v5.x4, %v36.1
  %v38 = fsub <4 x float> %v25, %v37
  %v38.1 = fsub <4 x float> %v25.1, %v37.1
  %v39 = fcmp une <4 x float> %v38, %v38
  %v39.1 = fcmp une <4 x float> %v38.1, %v38.1
  %v40 = bitcast <4 x float> %v38 to <4 x i32>
  %v40.1 = bitcast <4 x float> %v38.1 to <4 x i32>
  %v41 = lshr <4 x i32> %v40, splat (i32 16)
  %v41.1 = lshr <4 x i32> %v40.1, splat (i32 16)
  %v42 = or <4 x i32> %v41, splat (i32 64)
  %v42.1 = or <4 x i32> %v41.1, splat (i32 64)
  %v43 = and <4 x i32> %v41, splat (i32 1)
  %v43.1 = and <4 x i32> %v41.1, splat (i32 1)
  %v44 = add <4 x i32> %v43, splat (i32 32767)
  %v44.1 = add <4 x i32> %v43.1, splat (i32 32767)
  %v45 = add <4 x i32> %v40, %v44
  %v45.1 = add <4 x i32> %v40.1, %v44.1
  %v46 = lshr <4 x i32> %v45, splat (i32 16)
  %v46.1 = lshr <4 x i32> %v45.1, splat (i32 16)
  %v47 = select <4 x i1> %v39, <4 x i32> %v42, <4 x i32> %v46
  %v47.1 = select <4 x i1> %v39.1, <4 x i32> %v42.1, <4 x i32> %v46.1
  %v48 = trunc <4 x i32> %v47 to <4 x i16>
  %v48.1 = trunc <4 x i32> %v47.1 to <4 x i16>
  %v49 = bitcast <4 x i16> %v48 to <4 x i16>
  %v49.1 = bitcast <4 x i16> %v48.1 to <4 x i16>
  %b3.at = getelementptr i16, ptr %b3, i64 %i0
  store <4 x i16> %v49, ptr %b3.at, align 2
  %b3.at.1 = getelementptr i16, ptr %b3, i64 %i0.1
  store <4 x i16> %v49.1, ptr %b3.at.1, align 2
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
  %b0.at.3 = getelementptr i16, ptr %b0, i64 %i1
  %v20.2 = load <4 x i16>, ptr %b0.at.3, align 2
  %b0.at.4 = getelementptr i16, ptr %b0, i64 %i1.1
  %v20.3 = load <4 x i16>, ptr %b0.at.4, align 2
  %b1.at.3 = getelementptr i16, ptr %b1, i64 %i1
  %v21.2 = load <4 x i16>, ptr %b1.at.3, align 2
  %b1.at.4 = getelementptr i16, ptr %b1, i64 %i1.1
  %v21.3 = load <4 x i16>, ptr %b1.at.4, align 2
  %v22.2 = bitcast <4 x i16> %v20.2 to <4 x i16>
  %v22.3 = bitcast <4 x i16> %v20.3 to <4 x i16>
  %v23.2 = zext <4 x i16> %v22.2 to <4 x i32>
  %v23.3 = zext <4 x i16> %v22.3 to <4 x i32>
  %v24.2 = shl <4 x i32> %v23.2, splat (i32 16)
  %v24.3 = shl <4 x i32> %v23.3, splat (i32 16)
  %v25.2 = bitcast <4 x i32> %v24.2 to <4 x float>
  %v25.3 = bitcast <4 x i32> %v24.3 to <4 x float>
  %v26.2 = bitcast <4 x i16> %v21.2 to <4 x i16>
  %v26.3 = bitcast <4 x i16> %v21.3 to <4 x i16>
  %v27.2 = zext <4 x i16> %v26.2 to <4 x i32>
  %v27.3 = zext <4 x i16> %v26.3 to <4 x i32>
  %v28.2 = shl <4 x i32> %v27.2, splat (i32 16)
  %v28.3 = shl <4 x i32> %v27.3, splat (i32 16)
  %v29.2 = bitcast <4 x i32> %v28.2 to <4 x float>
  %v29.3 = bitcast <4 x i32> %v28.3 to <4 x float>
  %v30.2 = fmul <4 x float> %v29.2, %v13.x4
  %v30.3 = fmul <4 x float> %v29.3, %v13.x4
  %v31.2 = fcmp olt <4 x float> %v30.2, %v14.x4
  %v31.3 = fcmp olt <4 x float> %v30.3, %v14.x4
  %v32.2 = select <4 x i1> %v31.2, <4 x float> %v14.x4, <4 x float> %v30.2
  %v32.3 = select <4 x i1> %v31.3, <4 x float> %v14.x4, <4 x float> %v30.3
  %v33.2 = fcmp olt <4 x float> %v11.x4, %v32.2
  %v33.3 = fcmp olt <4 x float> %v11.x4, %v32.3
  %v34.2 = select <4 x i1> %v33.2, <4 x float> %v11.x4, <4 x float> %v32.2
  %v34.3 = select <4 x i1> %v33.3, <4 x float> %v11.x4, <4 x float> %v32.3
  %v35.2 = fmul <4 x float> %v16.x4, %v25.2
  %v35.3 = fmul <4 x float> %v16.x4, %v25.3
  %v36.2 = fadd <4 x float> %v34.2, %v35.2
  %v36.3 = fadd <4 x float> %v34.3, %v35.3
  %v37.2 = fmul <4 x float> %v5.x4, %v36.2
  %v37.3 = fmul <4 x float> %v5.x4, %v36.3
  %v38.2 = fsub <4 x float> %v25.2, %v37.2
  %v38.3 = fsub <4 x float> %v25.3, %v37.3
  %v39.2 = fcmp une <4 x float> %v38.2, %v38.2
  %v39.3 = fcmp une <4 x float> %v38.3, %v38.3
  %v40.2 = bitcast <4 x float> %v38.2 to <4 x i32>
  %v40.3 = bitcast <4 x float> %v38.3 to <4 x i32>
  %v41.2 = lshr <4 x i32> %v40.2, splat (i32 16)
  %v41.3 = lshr <4 x i32> %v40.3, splat (i32 16)
  %v42.2 = or <4 x i32> %v41.2, splat (i32 64)
  %v42.3 = or <4 x i32> %v41.3, splat (i32 64)
  %v43.2 = and <4 x i32> %v41.2, splat (i32 1)
  %v43.3 = and <4 x i32> %v41.3, splat (i32 1)
  %v44.2 = add <4 x i32> %v43.2, splat (i32 32767)
  %v44.3 = add <4 x i32> %v43.3, splat (i32 32767)
  %v45.2 = add <4 x i32> %v40.2, %v44.2
  %v45.3 = add <4 x i32> %v40.3, %v44.3
  %v46.2 = lshr <4 x i32> %v45.2, splat (i32 16)
  %v46.3 = lshr <4 x i32> %v45.3, splat (i32 16)
  %v47.2 = select <4 x i1> %v39.2, <4 x i32> %v42.2, <4 x i32> %v46.2
  %v47.3 = select <4 x i1> %v39.3, <4 x i32> %v42.3, <4 x i32> %v46.3
  %v48.2 = trunc <4 x i32> %v47.2 to <4 x i16>
  %v48.3 = trunc <4 x i32> %v47.3 to <4 x i16>
  %v49.2 = bitcast <4 x i16> %v48.2 to <4 x i16>
  %v49.3 = bitcast <4 x i16> %v48.3 to <4 x i16>
  %b3.at.2 = getelementptr i16, ptr %b3, i64 %i1
  store <4 x i16> %v49.2, ptr %b3.at.2, align 2
  %b3.at.3 = getelementptr i16, ptr %b3, i64 %i1.1
  store <4 x i16> %v49.3, ptr %b3.at.3, align 2
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.cell = phi <1 x i64> [%i1.cell, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.cell, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %b0.at.5 = getelementptr i16, ptr %b0, i64 %i2
  %v20.4 = load <4 x i16>, ptr %b0.at.5, align 2
  %b1.at.5 = getelementptr i16, ptr %b1, i64 %i2
  %v21.4 = load <4 x i16>, ptr %b1.at.5, align 2
  %v22.4 = bitcast <4 x i16> %v20.4 to <4 x i16>
  %v23.4 = zext <4 x i16> %v22.4 to <4 x i32>
  %v24.4 = shl <4 x i32> %v23.4, splat (i32 16)
  %v25.4 = bitcast <4 x i32> %v24.4 to <4 x float>
  %v26.4 = bitcast <4 x i16> %v21.4 to <4 x i16>
  %v27.4 = zext <4 x i16> %v26.4 to <4 x i32>
  %v28.4 = shl <4 x i32> %v27.4, splat (i32 16)
  %v29.4 = bitcast <4 x i32> %v28.4 to <4 x float>
  %v30.4 = fmul <4 x float> %v29.4, %v13.x4
  %v31.4 = fcmp olt <4 x float> %v30.4, %v14.x4
  %v32.4 = select <4 x i1> %v31.4, <4 x float> %v14.x4, <4 x float> %v30.4
  %v33.4 = fcmp olt <4 x float> %v11.x4, %v32.4
  %v34.4 = select <4 x i1> %v33.4, <4 x float> %v11.x4, <4 x float> %v32.4
  %v35.4 = fmul <4 x float> %v16.x4, %v25.4
  %v36.4 = fadd <4 x float> %v34.4, %v35.4
  %v37.4 = fmul <4 x float> %v5.x4, %v36.4
  %v38.4 = fsub <4 x float> %v25.4, %v37.4
  %v39.4 = fcmp une <4 x float> %v38.4, %v38.4
  %v40.4 = bitcast <4 x float> %v38.4 to <4 x i32>
  %v41.4 = lshr <4 x i32> %v40.4, splat (i32 16)
  %v42.4 = or <4 x i32> %v41.4, splat (i32 64)
  %v43.4 = and <4 x i32> %v41.4, splat (i32 1)
  %v44.4 = add <4 x i32> %v43.4, splat (i32 32767)
  %v45.4 = add <4 x i32> %v40.4, %v44.4
  %v46.4 = lshr <4 x i32> %v45.4, splat (i32 16)
  %v47.4 = select <4 x i1> %v39.4, <4 x i32> %v42.4, <4 x i32> %v46.4
  %v48.4 = trunc <4 x i32> %v47.4 to <4 x i16>
  %v49.4 = bitcast <4 x i16> %v48.4 to <4 x i16>
  %b3.at.4 = getelementptr i16, ptr %b3, i64 %i2
  store <4 x i16> %v49.4, ptr %b3.at.4, align 2
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.cell = phi <1 x i64> [%i2.cell, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.cell, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %b0.at.6 = getelementptr i16, ptr %b0, i64 %i3
  %v20.5 = load i16, ptr %b0.at.6, align 2
  %b1.at.6 = getelementptr i16, ptr %b1, i64 %i3
  %v21.5 = load i16, ptr %b1.at.6, align 2
  %v22.5 = bitcast i16 %v20.5 to i16
  %v23.5 = zext i16 %v22.5 to i32
  %v24.5 = shl i32 %v23.5, 16
  %v25.5 = bitcast i32 %v24.5 to float
  %v26.5 = bitcast i16 %v21.5 to i16
  %v27.5 = zext i16 %v26.5 to i32
  %v28.5 = shl i32 %v27.5, 16
  %v29.5 = bitcast i32 %v28.5 to float
  %v30.5 = fmul float %v29.5, %v13
  %v31.5 = fcmp olt float %v30.5, %v14
  %v32.5 = select i1 %v31.5, float %v14, float %v30.5
  %v33.5 = fcmp olt float %v11, %v32.5
  %v34.5 = select i1 %v33.5, float %v11, float %v32.5
  %v35.5 = fmul float %v16, %v25.5
  %v36.5 = fadd float %v34.5, %v35.5
  %v37.5 = fmul float %v5, %v36.5
  %v38.5 = fsub float %v25.5, %v37.5
  %v39.5 = fcmp une float %v38.5, %v38.5
  %v40.5 = bitcast float %v38.5 to i32
  %v41.5 = lshr i32 %v40.5, 16
  %v42.5 = or i32 %v41.5, 64
  %v43.5 = and i32 %v41.5, 1
  %v44.5 = add i32 %v43.5, 32767
  %v45.5 = add i32 %v40.5, %v44.5
  %v46.5 = lshr i32 %v45.5, 16
  %v47.5 = select i1 %v39.5, i32 %v42.5, i32 %v46.5
  %v48.5 = trunc i32 %v47.5 to i16
  %v49.5 = bitcast i16 %v48.5 to i16
  %b3.at.5 = getelementptr i16, ptr %b3, i64 %i3
  store i16 %v49.5, ptr %b3.at.5, align 2
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
