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
  %columns.slot = getelementptr i64, ptr %args, i64 4
  %columns = load i64, ptr %columns.slot, align 8
  %s0.slot = getelementptr i64, ptr %args, i64 5
  %s0 = load double, ptr %s0.slot, align 8
  %s1.slot = getelementptr i64, ptr %args, i64 6
  %s1 = load double, ptr %s1.slot, align 8
  %s2.slot = getelementptr i64, ptr %args, i64 7
  %s2 = load double, ptr %s2.slot, align 8
  %s3.slot = getelementptr i64, ptr %args, i64 8
  %s3 = load double, ptr %s3.slot, align 8
  %v1 = fptrunc double %s2 to float
  %v3 = fcmp ogt float %v1, 0x0000000000000000
  %v5 = select i1 %v3, float %v1, float 0x7FF0000000000000
  %v7 = fptrunc double %s1 to float
  %v8 = fneg float %v5
  %v9 = uitofp i64 %columns to double
  %v10 = fptrunc double %v9 to float
  %v12 = fptrunc double %s0 to float
  %v14 = fptrunc double %s3 to float
  %v5.x4.lane = insertelement <4 x float> poison, float %v5, i64 0
  %v5.x4 = shufflevector <4 x float> %v5.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v7.x4.lane = insertelement <4 x float> poison, float %v7, i64 0
  %v7.x4 = shufflevector <4 x float> %v7.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v8.x4.lane = insertelement <4 x float> poison, float %v8, i64 0
  %v8.x4 = shufflevector <4 x float> %v8.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v12.x4.lane = insertelement <4 x float> poison, float %v12, i64 0
  %v12.x4 = shufflevector <4 x float> %v12.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  br label %rows
rows:
  %row = phi i64 [%begin, %entry], [%row.next, %row.done]
  %row.more = icmp slt i64 %row, %end
  br i1 %row.more, label %row.begin, label %done
row.begin:
  %ahead = add i64 %row, 4
  %ahead.there = icmp slt i64 %ahead, %end
  %ahead.row = select i1 %ahead.there, i64 %ahead, i64 %row
  %b0.first = mul i64 %row, %columns
  %b0.row = getelementptr float, ptr %b0, i64 %b0.first
  %b1.first = mul i64 %row, %columns
  %b1.row = getelementptr float, ptr %b1, i64 %b1.first
  %b3.first = mul i64 %row, %columns
  %b3.row = getelementptr float, ptr %b3, i64 %b3.first
  %b2.at = getelementptr float, ptr %b2, i64 %row
  %v15 = load float, ptr %b2.at, align 4
  %cell = insertelement <1 x i64> poison, i64 0, i64 0
  br label %loop0
loop0:
  %v23.lanes0 = phi <4 x float> [zeroinitializer, %row.begin], [%v23.lanes0.1, %body0]
  %v23.lanes1 = phi <4 x float> [zeroinitializer, %row.begin], [%v23.lanes1.1, %body0]
  %v23.lanes2 = phi <4 x float> [zeroinitializer, %row.begin], [%v23.lanes2.1, %body0]
  %v23.lanes3 = phi <4 x float> [zeroinitializer, %row.begin], [%v23.lanes3.1, %body0]
  %i0.cell = phi <1 x i64> [%cell, %row.begin], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.cell, i64 0
  %i0.next = add nsw i64 %i0, 16
  %more0 = icmp sle i64 %i0.next, %columns
  br i1 %more0, label %body0, label %loop1
body0:
  %b1.row.at = getelementptr float, ptr %b1.row, i64 %i0
  %b1.row.at.far = getelementptr i8, ptr %b1.row.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b1.row.at.far, i32 0, i32 3, i32 1)
  %i0.1 = add i64 %i0, 4
  %i0.2 = add i64 %i0, 8
  %i0.3 = add i64 %i0, 12
  %b1.row.at.1 = getelementptr float, ptr %b1.row, i64 %i0
  %v16 = load <4 x float>, ptr %b1.row.at.1, align 4
  %b1.row.at.2 = getelementptr float, ptr %b1.row, i64 %i0.1
  %v16.1 = load <4 x float>, ptr %b1.row.at.2, align 4
  %b1.row.at.3 = getelementptr float, ptr %b1.row, i64 %i0.2
  %v16.2 = load <4 x float>, ptr %b1.row.at.3, align 4
  %b1.row.at.4 = getelementptr float, ptr %b1.row, i64 %i0.3
  %v16.3 = load <4 x float>, ptr %b1.row.at.4, align 4
  %v17 = fmul <4 x float> %v16, %v7.x4
  %v17.1 = fmul <4 x float> %v16.1, %v7.x4
  %v17.2 = fmul <4 x float> %v16.2, %v7.x4
  %v17.3 = fmul <4 x float> %v16.3, %v7.x4
  %v18 = fcmp olt <4 x float> %v17, %v8.x4
  %v18.1 = fcmp olt <4 x float> %v17.1, %v8.x4
  %v18.2 = fcmp olt <4 x float> %v17.2, %v8.x4
  %v18.3 = fcmp olt <4 x float> %v17.3, %v8.x4
  %v19 = select <4 x i1> %v18, <4 x float> %v8.x4, <4 x float> %v17
  %v19.1 = select <4 x i1> %v18.1, <4 x float> %v8.x4, <4 x float> %v17.1
  %v19.2 = select <4 x i1> %v18.2, <4 x float> %v8.x4, <4 x float> %v17.2
  %v19.3 = select <4 x i1> %v18.3, <4 x float> %v8.x4, <4 x float> %v17.3
  %v20 = fcmp olt <4 x float> %v5.x4, %v19
  %v20.1 = fcmp olt <4 x float> %v5.x4, %v19.1
  %v20.2 = fcmp olt <4 x float> %v5.x4, %v19.2
  %v20.3 = fcmp olt <4 x float> %v5.x4, %v19.3
  %v21 = select <4 x i1> %v20, <4 x float> %v5.x4, <4 x float> %v19
  %v21.1 = select <4 x i1> %v20.1, <4 x float> %v5.x4, <4 x float> %v19.1
  %v21.2 = select <4 x i1> %v20.2, <4 x float> %v5.x4, <4 x float> %v19.2
  %v21.3 = select <4 x i1> %v20.3, <4 x float> %v5.x4, <4 x float> %v19.3
  %v22 = fmul <4 x float> %v21, %v21
  %v22.1 = fmul <4 x float> %v21.1, %v21.1
  %v22.2 = fmul <4 x float> %v21.2, %v21.2
  %v22.3 = fmul <4 x float> %v21.3, %v21.3
  %v23.lanes0.1 = fadd <4 x float> %v23.lanes0, %v22
  %v23.lanes1.1 = fadd <4 x float> %v23.lanes1, %v22.1
  %v23.lanes2.1 = fadd <4 x float> %v23.lanes2, %v22.2
  %v23.lanes3.1 = fadd <4 x float> %v23.lanes3, %v22.3
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %joined = shufflevector <4 x float> %v23.lanes0, <4 x float> %v23.lanes1, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.1 = shufflevector <4 x float> %v23.lanes2, <4 x float> %v23.lanes3, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.2 = shufflevector <8 x float> %joined, <8 x float> %joined.1, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %first.single = extractelement <1 x i64> %i0.cell, i64 0
  br label %single
single:
  %v23.single = phi <16 x float> [%joined.2, %loop1], [%v23.single.next, %one]
  %k.cell = phi <1 x i64> [%i0.cell, %loop1], [%k.again, %one]
  %k = extractelement <1 x i64> %k.cell, i64 0
  %left = icmp slt i64 %k, %columns
  br i1 %left, label %one, label %fold
one:
  %b1.row.at.5 = getelementptr float, ptr %b1.row, i64 %k
  %v16.4 = load float, ptr %b1.row.at.5, align 4
  %v17.4 = fmul float %v16.4, %v7
  %v18.4 = fcmp olt float %v17.4, %v8
  %v19.4 = select i1 %v18.4, float %v8, float %v17.4
  %v20.4 = fcmp olt float %v5, %v19.4
  %v21.4 = select i1 %v20.4, float %v5, float %v19.4
  %v22.4 = fmul float %v21.4, %v21.4
  %lane = sub i64 %k, %first.single
  %v23.single.old = extractelement <16 x float> %v23.single, i64 %lane
  %v23.single.new = fadd float %v23.single.old, %v22.4
  %v23.single.next = insertelement <16 x float> %v23.single, float %v23.single.new, i64 %lane
  %k.next = add nsw i64 %k, 1
  %k.again = insertelement <1 x i64> poison, i64 %k.next, i64 0
  br label %single
fold:
  %v23.single.low = shufflevector <16 x float> %v23.single, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %v23.single.high = shufflevector <16 x float> %v23.single, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %v23.single.folded = fadd <8 x float> %v23.single.low, %v23.single.high
  %v23.single.low.1 = shufflevector <8 x float> %v23.single.folded, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %v23.single.high.1 = shufflevector <8 x float> %v23.single.folded, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %v23.single.folded.1 = fadd <4 x float> %v23.single.low.1, %v23.single.high.1
  %v23.single.high.2 = shufflevector <4 x float> %v23.single.folded.1, <4 x float> poison, <4 x i32> <i32 2, i32 3, i32 2, i32 3>
  %v23.single.folded.2 = fadd <4 x float> %v23.single.folded.1, %v23.single.high.2
  %v23.single.high.3 = shufflevector <4 x float> %v23.single.folded.2, <4 x float> poison, <4 x i32> <i32 1, i32 1, i32 1, i32 1>
  %v23.single.folded.3 = fadd <4 x float> %v23.single.folded.2, %v23.single.high.3
  %v23.single.sum = extractelement <4 x float> %v23.single.folded.3, i64 0
  %v24 = fdiv float %v23.single.sum, %v10
  %v25 = fadd float %v15, %v24
  %v26 = call float @llvm.sqrt.f32(float %v25)
  %v27 = fadd float %v26, %v14
  %v25.x4.lane = insertelement <4 x float> poison, float %v25, i64 0
  %v25.x4 = shufflevector <4 x float> %v25.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v27.x4.lane = insertelement <4 x float> poison, float %v27, i64 0
  %v27.x4 = shufflevector <4 x float> %v27.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %cell.1 = insertelement <1 x i64> poison, i64 0, i64 0
  br label %loop0.1
loop0.1:
  %i0.cell.1 = phi <1 x i64> [%cell.1, %fold], [%i0.again.1, %body0.1]
  %i0.4 = extractelement <1 x i64> %i0.cell.1, i64 0
  %i0.next.1 = add nsw i64 %i0.4, 16
  %more0.1 = icmp sle i64 %i0.next.1, %columns
  br i1 %more0.1, label %body0.1, label %loop1.1
body0.1:
  %i0.4.1 = add i64 %i0.4, 4
  %i0.4.2 = add i64 %i0.4, 8
  %i0.4.3 = add i64 %i0.4, 12
  %b1.row.at.6 = getelementptr float, ptr %b1.row, i64 %i0.4
  %v16.5 = load <4 x float>, ptr %b1.row.at.6, align 4
  %b1.row.at.7 = getelementptr float, ptr %b1.row, i64 %i0.4.1
  %v16.6 = load <4 x float>, ptr %b1.row.at.7, align 4
  %b1.row.at.8 = getelementptr float, ptr %b1.row, i64 %i0.4.2
  %v16.7 = load <4 x float>, ptr %b1.row.at.8, align 4
  %b1.row.at.9 = getelementptr float, ptr %b1.row, i64 %i0.4.3
  %v16.8 = load <4 x float>, ptr %b1.row.at.9, align 4
  %b0.row.at = getelementptr float, ptr %b0.row, i64 %i0.4
  %v29 = load <4 x float>, ptr %b0.row.at, align 4
  %b0.row.at.1 = getelementptr float, ptr %b0.row, i64 %i0.4.1
  %v29.1 = load <4 x float>, ptr %b0.row.at.1, align 4
  %b0.row.at.2 = getelementptr float, ptr %b0.row, i64 %i0.4.2
  %v29.2 = load <4 x float>, ptr %b0.row.at.2, align 4
  %b0.row.at.3 = getelementptr float, ptr %b0.row, i64 %i0.4.3
  %v29.3 = load <4 x float>, ptr %b0.row.at.3, align 4
  %v17.5 = fmul <4 x float> %v16.5, %v7.x4
  %v17.6 = fmul <4 x float> %v16.6, %v7.x4
  %v17.7 = fmul <4 x float> %v16.7, %v7.x4
  %v17.8 = fmul <4 x float> %v16.8, %v7.x4
  %v18.5 = fcmp olt <4 x float> %v17.5, %v8.x4
  %v18.6 = fcmp olt <4 x float> %v17.6, %v8.x4
  %v18.7 = fcmp olt <4 x float> %v17.7, %v8.x4
  %v18.8 = fcmp olt <4 x float> %v17.8, %v8.x4
  %v19.5 = select <4 x i1> %v18.5, <4 x float> %v8.x4, <4 x float> %v17.5
  %v19.6 = select <4 x i1> %v18.6, <4 x float> %v8.x4, <4 x float> %v17.6
  %v19.7 = select <4 x i1> %v18.7, <4 x float> %v8.x4, <4 x float> %v17.7
  %v19.8 = select <4 x i1> %v18.8, <4 x float> %v8.x4, <4 x float> %v17.8
  %v20.5 = fcmp olt <4 x float> %v5.x4, %v19.5
  %v20.6 = fcmp olt <4 x float> %v5.x4, %v19.6
  %v20.7 = fcmp olt <4 x float> %v5.x4, %v19.7
  %v20.8 = fcmp olt <4 x float> %v5.x4, %v19.8
  %v21.5 = select <4 x i1> %v20.5, <4 x float> %v5.x4, <4 x float> %v19.5
  %v21.6 = select <4 x i1> %v20.6, <4 x float> %v5.x4, <4 x float> %v19.6
  %v21.7 = select <4 x i1> %v20.7, <4 x float> %v5.x4, <4 x float> %v19.7
  %v21.8 = select <4 x i1> %v20.8, <4 x float> %v5.x4, <4 x float> %v19.8
  %v35 = fmul <4 x float> %v12.x4, %v21.5
  %v35.1 = fmul <4 x float> %v12.x4, %v21.6
  %v35.2 = fmul <4 x float> %v12.x4, %v21.7
  %v35.3 = fmul <4 x float> %v12.x4, %v21.8
  %v36 = fdiv <4 x float> %v35, %v27.x4
  %v36.1 = fdiv <4 x float> %v35.1, %v27.x4
  %v36.2 = fdiv <4 x float> %v35.2, %v27.x4
  %v36.3 = fdiv <4 x float> %v35.3, %v27.x4
  %v37 = fsub <4 x float> %v29, %v36
  %v37.1 = fsub <4 x float> %v29.1, %v36.1
  %v37.2 = fsub <4 x float> %v29.2, %v36.2
  %v37.3 = fsub <4 x float> %v29.3, %v36.3
  %b3.row.at = getelementptr float, ptr %b3.row, i64 %i0.4
  store <4 x float> %v37, ptr %b3.row.at, align 4
  %b3.row.at.1 = getelementptr float, ptr %b3.row, i64 %i0.4.1
  store <4 x float> %v37.1, ptr %b3.row.at.1, align 4
  %b3.row.at.2 = getelementptr float, ptr %b3.row, i64 %i0.4.2
  store <4 x float> %v37.2, ptr %b3.row.at.2, align 4
  %b3.row.at.3 = getelementptr float, ptr %b3.row, i64 %i0.4.3
  store <4 x float> %v37.3, ptr %b3.row.at.3, align 4
  %i0.again.1 = insertelement <1 x i64> poison, i64 %i0.next.1, i64 0
  br label %loop0.1
loop1.1:
  %i1.cell = phi <1 x i64> [%i0.cell.1, %loop0.1], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.cell, i64 0
  %i1.next = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %i1.next, %columns
  br i1 %more1, label %body1, label %loop2
body1:
  %b1.row.at.10 = getelementptr float, ptr %b1.row, i64 %i1
  %v16.9 = load <4 x float>, ptr %b1.row.at.10, align 4
  %b0.row.at.4 = getelementptr float, ptr %b0.row, i64 %i1
  %v29.4 = load <4 x float>, ptr %b0.row.at.4, align 4
  %v17.9 = fmul <4 x float> %v16.9, %v7.x4
  %v18.9 = fcmp olt <4 x float> %v17.9, %v8.x4
  %v19.9 = select <4 x i1> %v18.9, <4 x float> %v8.x4, <4 x float> %v17.9
  %v20.9 = fcmp olt <4 x float> %v5.x4, %v19.9
  %v21.9 = select <4 x i1> %v20.9, <4 x float> %v5.x4, <4 x float> %v19.9
  %v35.4 = fmul <4 x float> %v12.x4, %v21.9
  %v36.4 = fdiv <4 x float> %v35.4, %v27.x4
  %v37.4 = fsub <4 x float> %v29.4, %v36.4
  %b3.row.at.4 = getelementptr float, ptr %b3.row, i64 %i1
  store <4 x float> %v37.4, ptr %b3.row.at.4, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1.1
loop2:
  %i2.cell = phi <1 x i64> [%i1.cell, %loop1.1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.cell, i64 0
  %i2.next = add nsw i64 %i2, 1
  %more2 = icmp sle i64 %i2.next, %columns
  br i1 %more2, label %body2, label %row.done
body2:
  %b1.row.at.11 = getelementptr float, ptr %b1.row, i64 %i2
  %v16.10 = load float, ptr %b1.row.at.11, align 4
  %b0.row.at.5 = getelementptr float, ptr %b0.row, i64 %i2
  %v29.5 = load float, ptr %b0.row.at.5, align 4
  %v17.10 = fmul float %v16.10, %v7
  %v18.10 = fcmp olt float %v17.10, %v8
  %v19.10 = select i1 %v18.10, float %v8, float %v17.10
  %v20.10 = fcmp olt float %v5, %v19.10
  %v21.10 = select i1 %v20.10, float %v5, float %v19.10
  %v35.5 = fmul float %v12, %v21.10
  %v36.5 = fdiv float %v35.5, %v27
  %v37.5 = fsub float %v29.5, %v36.5
  %b3.row.at.5 = getelementptr float, ptr %b3.row, i64 %i2
  store float %v37.5, ptr %b3.row.at.5, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
row.done:
  %b2.at.1 = getelementptr float, ptr %b2, i64 %row
  store float %v25, ptr %b2.at.1, align 4
  %row.next = add nsw i64 %row, 1
  br label %rows
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
