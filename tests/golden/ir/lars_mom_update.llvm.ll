declare i64 @llvm.smin.i64(i64, i64)
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
define void @update(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %b0.slot = getelementptr i64, ptr %args, i64 0
  %b0 = load ptr, ptr %b0.slot, align 8
  %b1.slot = getelementptr i64, ptr %args, i64 1
  %b1 = load ptr, ptr %b1.slot, align 8
  %sum0.slot = getelementptr i64, ptr %args, i64 2
  %sum0 = load ptr, ptr %sum0.slot, align 8
  %sum1.slot = getelementptr i64, ptr %args, i64 3
  %sum1 = load ptr, ptr %sum1.slot, align 8
  %s5.slot = getelementptr i64, ptr %args, i64 4
  %s5 = load double, ptr %s5.slot, align 8
  %v1 = fptrunc double %s5 to float
  %v1.x4.lane = insertelement <4 x float> poison, float %v1, i64 0
  %v1.x4 = shufflevector <4 x float> %v1.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  br label %blocks
blocks:
  %first = phi i64 [%begin, %entry], [%block.end, %fold]
  %block.more = icmp slt i64 %first, %end
  br i1 %block.more, label %block, label %done
block:
  %block.end = add nsw i64 %first, 4096
  %stop = call i64 @llvm.smin.i64(i64 %block.end, i64 %end)
  %block.number = sdiv exact i64 %first, 4096
  %length = sub i64 %end, %begin
  %large = icmp sge i64 %length, 65536
  %far.end = select i1 %large, i64 %stop, i64 %first
  %cell = insertelement <1 x i64> poison, i64 %first, i64 0
  br label %loop0
loop0:
  %v7.lanes0 = phi <4 x float> [zeroinitializer, %block], [%v7.lanes0.1, %body0]
  %v7.lanes1 = phi <4 x float> [zeroinitializer, %block], [%v7.lanes1.1, %body0]
  %v7.lanes2 = phi <4 x float> [zeroinitializer, %block], [%v7.lanes2.1, %body0]
  %v7.lanes3 = phi <4 x float> [zeroinitializer, %block], [%v7.lanes3.1, %body0]
  %v8.lanes0 = phi <4 x float> [zeroinitializer, %block], [%v8.lanes0.1, %body0]
  %v8.lanes1 = phi <4 x float> [zeroinitializer, %block], [%v8.lanes1.1, %body0]
  %v8.lanes2 = phi <4 x float> [zeroinitializer, %block], [%v8.lanes2.1, %body0]
  %v8.lanes3 = phi <4 x float> [zeroinitializer, %block], [%v8.lanes3.1, %body0]
  %i0.cell = phi <1 x i64> [%cell, %block], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.cell, i64 0
  %i0.next = add nsw i64 %i0, 16
  %more0 = icmp sle i64 %i0.next, %far.end
  br i1 %more0, label %body0, label %loop1
body0:
  %b0.at = getelementptr float, ptr %b0, i64 %i0
  %b0.at.far = getelementptr i8, ptr %b0.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b0.at.far, i32 0, i32 3, i32 1)
  %b1.at = getelementptr float, ptr %b1, i64 %i0
  %b1.at.far = getelementptr i8, ptr %b1.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b1.at.far, i32 0, i32 3, i32 1)
  %i0.1 = add i64 %i0, 4
  %i0.2 = add i64 %i0, 8
  %i0.3 = add i64 %i0, 12
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v2 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v2.1 = load <4 x float>, ptr %b0.at.2, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i0.2
  %v2.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i0.3
  %v2.3 = load <4 x float>, ptr %b0.at.4, align 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v3 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v3.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i0.2
  %v3.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i0.3
  %v3.3 = load <4 x float>, ptr %b1.at.4, align 4
  %v4 = fmul <4 x float> %v2, %v2
  %v4.1 = fmul <4 x float> %v2.1, %v2.1
  %v4.2 = fmul <4 x float> %v2.2, %v2.2
  %v4.3 = fmul <4 x float> %v2.3, %v2.3
  %v5 = fmul <4 x float> %v3, %v1.x4
  %v5.1 = fmul <4 x float> %v3.1, %v1.x4
  %v5.2 = fmul <4 x float> %v3.2, %v1.x4
  %v5.3 = fmul <4 x float> %v3.3, %v1.x4
  %v6 = fmul <4 x float> %v5, %v5
  %v6.1 = fmul <4 x float> %v5.1, %v5.1
  %v6.2 = fmul <4 x float> %v5.2, %v5.2
  %v6.3 = fmul <4 x float> %v5.3, %v5.3
  %v7.lanes0.1 = fadd <4 x float> %v7.lanes0, %v4
  %v7.lanes1.1 = fadd <4 x float> %v7.lanes1, %v4.1
  %v7.lanes2.1 = fadd <4 x float> %v7.lanes2, %v4.2
  %v7.lanes3.1 = fadd <4 x float> %v7.lanes3, %v4.3
  %v8.lanes0.1 = fadd <4 x float> %v8.lanes0, %v6
  %v8.lanes1.1 = fadd <4 x float> %v8.lanes1, %v6.1
  %v8.lanes2.1 = fadd <4 x float> %v8.lanes2, %v6.2
  %v8.lanes3.1 = fadd <4 x float> %v8.lanes3, %v6.3
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %v7.lanes0.2 = phi <4 x float> [%v7.lanes0, %loop0], [%v7.lanes0.2.1, %body1]
  %v7.lanes1.2 = phi <4 x float> [%v7.lanes1, %loop0], [%v7.lanes1.2.1, %body1]
  %v7.lanes2.2 = phi <4 x float> [%v7.lanes2, %loop0], [%v7.lanes2.2.1, %body1]
  %v7.lanes3.2 = phi <4 x float> [%v7.lanes3, %loop0], [%v7.lanes3.2.1, %body1]
  %v8.lanes0.2 = phi <4 x float> [%v8.lanes0, %loop0], [%v8.lanes0.2.1, %body1]
  %v8.lanes1.2 = phi <4 x float> [%v8.lanes1, %loop0], [%v8.lanes1.2.1, %body1]
  %v8.lanes2.2 = phi <4 x float> [%v8.lanes2, %loop0], [%v8.lanes2.2.1, %body1]
  %v8.lanes3.2 = phi <4 x float> [%v8.lanes3, %loop0], [%v8.lanes3.2.1, %body1]
  %i1.cell = phi <1 x i64> [%i0.cell, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.cell, i64 0
  %i1.next = add nsw i64 %i1, 16
  %more1 = icmp sle i64 %i1.next, %stop
  br i1 %more1, label %body1, label %loop2
body1:
  %i1.1 = add i64 %i1, 4
  %i1.2 = add i64 %i1, 8
  %i1.3 = add i64 %i1, 12
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i1
  %v2.4 = load <4 x float>, ptr %b0.at.5, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i1.1
  %v2.5 = load <4 x float>, ptr %b0.at.6, align 4
  %b0.at.7 = getelementptr float, ptr %b0, i64 %i1.2
  %v2.6 = load <4 x float>, ptr %b0.at.7, align 4
  %b0.at.8 = getelementptr float, ptr %b0, i64 %i1.3
  %v2.7 = load <4 x float>, ptr %b0.at.8, align 4
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i1
  %v3.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i1.1
  %v3.5 = load <4 x float>, ptr %b1.at.6, align 4
  %b1.at.7 = getelementptr float, ptr %b1, i64 %i1.2
  %v3.6 = load <4 x float>, ptr %b1.at.7, align 4
  %b1.at.8 = getelementptr float, ptr %b1, i64 %i1.3
  %v3.7 = load <4 x float>, ptr %b1.at.8, align 4
  %v4.4 = fmul <4 x float> %v2.4, %v2.4
  %v4.5 = fmul <4 x float> %v2.5, %v2.5
  %v4.6 = fmul <4 x float> %v2.6, %v2.6
  %v4.7 = fmul <4 x float> %v2.7, %v2.7
  %v5.4 = fmul <4 x float> %v3.4, %v1.x4
  %v5.5 = fmul <4 x float> %v3.5, %v1.x4
  %v5.6 = fmul <4 x float> %v3.6, %v1.x4
  %v5.7 = fmul <4 x float> %v3.7, %v1.x4
  %v6.4 = fmul <4 x float> %v5.4, %v5.4
  %v6.5 = fmul <4 x float> %v5.5, %v5.5
  %v6.6 = fmul <4 x float> %v5.6, %v5.6
  %v6.7 = fmul <4 x float> %v5.7, %v5.7
  %v7.lanes0.2.1 = fadd <4 x float> %v7.lanes0.2, %v4.4
  %v7.lanes1.2.1 = fadd <4 x float> %v7.lanes1.2, %v4.5
  %v7.lanes2.2.1 = fadd <4 x float> %v7.lanes2.2, %v4.6
  %v7.lanes3.2.1 = fadd <4 x float> %v7.lanes3.2, %v4.7
  %v8.lanes0.2.1 = fadd <4 x float> %v8.lanes0.2, %v6.4
  %v8.lanes1.2.1 = fadd <4 x float> %v8.lanes1.2, %v6.5
  %v8.lanes2.2.1 = fadd <4 x float> %v8.lanes2.2, %v6.6
  %v8.lanes3.2.1 = fadd <4 x float> %v8.lanes3.2, %v6.7
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %joined = shufflevector <4 x float> %v7.lanes0.2, <4 x float> %v7.lanes1.2, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.1 = shufflevector <4 x float> %v7.lanes2.2, <4 x float> %v7.lanes3.2, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.2 = shufflevector <8 x float> %joined, <8 x float> %joined.1, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %joined.3 = shufflevector <4 x float> %v8.lanes0.2, <4 x float> %v8.lanes1.2, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.4 = shufflevector <4 x float> %v8.lanes2.2, <4 x float> %v8.lanes3.2, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.5 = shufflevector <8 x float> %joined.3, <8 x float> %joined.4, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %first.single = extractelement <1 x i64> %i1.cell, i64 0
  br label %single
single:
  %v7.single = phi <16 x float> [%joined.2, %loop2], [%v7.single.next, %one]
  %v8.single = phi <16 x float> [%joined.5, %loop2], [%v8.single.next, %one]
  %k.cell = phi <1 x i64> [%i1.cell, %loop2], [%k.again, %one]
  %k = extractelement <1 x i64> %k.cell, i64 0
  %left = icmp slt i64 %k, %stop
  br i1 %left, label %one, label %fold
one:
  %b0.at.9 = getelementptr float, ptr %b0, i64 %k
  %v2.8 = load float, ptr %b0.at.9, align 4
  %b1.at.9 = getelementptr float, ptr %b1, i64 %k
  %v3.8 = load float, ptr %b1.at.9, align 4
  %v4.8 = fmul float %v2.8, %v2.8
  %v5.8 = fmul float %v3.8, %v1
  %v6.8 = fmul float %v5.8, %v5.8
  %lane = sub i64 %k, %first.single
  %v7.single.old = extractelement <16 x float> %v7.single, i64 %lane
  %v7.single.new = fadd float %v7.single.old, %v4.8
  %v7.single.next = insertelement <16 x float> %v7.single, float %v7.single.new, i64 %lane
  %v8.single.old = extractelement <16 x float> %v8.single, i64 %lane
  %v8.single.new = fadd float %v8.single.old, %v6.8
  %v8.single.next = insertelement <16 x float> %v8.single, float %v8.single.new, i64 %lane
  %k.next = add nsw i64 %k, 1
  %k.again = insertelement <1 x i64> poison, i64 %k.next, i64 0
  br label %single
fold:
  %v7.single.low = shufflevector <16 x float> %v7.single, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %v7.single.high = shufflevector <16 x float> %v7.single, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %v7.single.folded = fadd <8 x float> %v7.single.low, %v7.single.high
  %v7.single.low.1 = shufflevector <8 x float> %v7.single.folded, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %v7.single.high.1 = shufflevector <8 x float> %v7.single.folded, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %v7.single.folded.1 = fadd <4 x float> %v7.single.low.1, %v7.single.high.1
  %v7.single.high.2 = shufflevector <4 x float> %v7.single.folded.1, <4 x float> poison, <4 x i32> <i32 2, i32 3, i32 2, i32 3>
  %v7.single.folded.2 = fadd <4 x float> %v7.single.folded.1, %v7.single.high.2
  %v7.single.high.3 = shufflevector <4 x float> %v7.single.folded.2, <4 x float> poison, <4 x i32> <i32 1, i32 1, i32 1, i32 1>
  %v7.single.folded.3 = fadd <4 x float> %v7.single.folded.2, %v7.single.high.3
  %v7.single.sum = extractelement <4 x float> %v7.single.folded.3, i64 0
  %v8.single.low = shufflevector <16 x float> %v8.single, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %v8.single.high = shufflevector <16 x float> %v8.single, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %v8.single.folded = fadd <8 x float> %v8.single.low, %v8.single.high
  %v8.single.low.1 = shufflevector <8 x float> %v8.single.folded, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %v8.single.high.1 = shufflevector <8 x float> %v8.single.folded, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %v8.single.folded.1 = fadd <4 x float> %v8.single.low.1, %v8.single.high.1
  %v8.single.high.2 = shufflevector <4 x float> %v8.single.folded.1, <4 x float> poison, <4 x i32> <i32 2, i32 3, i32 2, i32 3>
  %v8.single.folded.2 = fadd <4 x float> %v8.single.folded.1, %v8.single.high.2
  %v8.single.high.3 = shufflevector <4 x float> %v8.single.folded.2, <4 x float> poison, <4 x i32> <i32 1, i32 1, i32 1, i32 1>
  %v8.single.folded.3 = fadd <4 x float> %v8.single.folded.2, %v8.single.high.3
  %v8.single.sum = extractelement <4 x float> %v8.single.folded.3, i64 0
  %sum0.at = getelementptr float, ptr %sum0, i64 %block.number
  store float %v7.single.sum, ptr %sum0.at, align 4
  %sum1.at = getelementptr float, ptr %sum1, i64 %block.number
  store float %v8.single.sum, ptr %sum1.at, align 4
  br label %blocks
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }

declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
define void @update(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %sum0.slot = getelementptr i64, ptr %args, i64 0
  %sum0 = load ptr, ptr %sum0.slot, align 8
  %sum1.slot = getelementptr i64, ptr %args, i64 1
  %sum1 = load ptr, ptr %sum1.slot, align 8
  %total0.slot = getelementptr i64, ptr %args, i64 2
  %total0 = load ptr, ptr %total0.slot, align 8
  %total1.slot = getelementptr i64, ptr %args, i64 3
  %total1 = load ptr, ptr %total1.slot, align 8
  %columns.slot = getelementptr i64, ptr %args, i64 4
  %columns = load i64, ptr %columns.slot, align 8
  br label %rows
rows:
  %row = phi i64 [%begin, %entry], [%row.next, %fold]
  %row.more = icmp slt i64 %row, %end
  br i1 %row.more, label %row.begin, label %done
row.begin:
  %ahead = add i64 %row, 4
  %ahead.there = icmp slt i64 %ahead, %end
  %ahead.row = select i1 %ahead.there, i64 %ahead, i64 %row
  %sum0.first = mul i64 %row, %columns
  %sum0.row = getelementptr float, ptr %sum0, i64 %sum0.first
  %sum1.first = mul i64 %row, %columns
  %sum1.row = getelementptr float, ptr %sum1, i64 %sum1.first
  %cell = insertelement <1 x i64> poison, i64 0, i64 0
  br label %loop0
loop0:
  %v1.lanes0 = phi <4 x float> [zeroinitializer, %row.begin], [%v1.lanes0.1, %body0]
  %v1.lanes1 = phi <4 x float> [zeroinitializer, %row.begin], [%v1.lanes1.1, %body0]
  %v1.lanes2 = phi <4 x float> [zeroinitializer, %row.begin], [%v1.lanes2.1, %body0]
  %v1.lanes3 = phi <4 x float> [zeroinitializer, %row.begin], [%v1.lanes3.1, %body0]
  %v3.lanes0 = phi <4 x float> [zeroinitializer, %row.begin], [%v3.lanes0.1, %body0]
  %v3.lanes1 = phi <4 x float> [zeroinitializer, %row.begin], [%v3.lanes1.1, %body0]
  %v3.lanes2 = phi <4 x float> [zeroinitializer, %row.begin], [%v3.lanes2.1, %body0]
  %v3.lanes3 = phi <4 x float> [zeroinitializer, %row.begin], [%v3.lanes3.1, %body0]
  %i0.cell = phi <1 x i64> [%cell, %row.begin], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.cell, i64 0
  %i0.next = add nsw i64 %i0, 16
  %more0 = icmp sle i64 %i0.next, %columns
  br i1 %more0, label %body0, label %loop1
body0:
  %sum0.row.at = getelementptr float, ptr %sum0.row, i64 %i0
  %sum0.row.at.far = getelementptr i8, ptr %sum0.row.at, i64 2048
  call void @llvm.prefetch.p0(ptr %sum0.row.at.far, i32 0, i32 3, i32 1)
  %sum1.row.at = getelementptr float, ptr %sum1.row, i64 %i0
  %sum1.row.at.far = getelementptr i8, ptr %sum1.row.at, i64 2048
  call void @llvm.prefetch.p0(ptr %sum1.row.at.far, i32 0, i32 3, i32 1)
  %i0.1 = add i64 %i0, 4
  %i0.2 = add i64 %i0, 8
  %i0.3 = add i64 %i0, 12
  %sum0.row.at.1 = getelementptr float, ptr %sum0.row, i64 %i0
  %v0 = load <4 x float>, ptr %sum0.row.at.1, align 4
  %sum0.row.at.2 = getelementptr float, ptr %sum0.row, i64 %i0.1
  %v0.1 = load <4 x float>, ptr %sum0.row.at.2, align 4
  %sum0.row.at.3 = getelementptr float, ptr %sum0.row, i64 %i0.2
  %v0.2 = load <4 x float>, ptr %sum0.row.at.3, align 4
  %sum0.row.at.4 = getelementptr float, ptr %sum0.row, i64 %i0.3
  %v0.3 = load <4 x float>, ptr %sum0.row.at.4, align 4
  %sum1.row.at.1 = getelementptr float, ptr %sum1.row, i64 %i0
  %v2 = load <4 x float>, ptr %sum1.row.at.1, align 4
  %sum1.row.at.2 = getelementptr float, ptr %sum1.row, i64 %i0.1
  %v2.1 = load <4 x float>, ptr %sum1.row.at.2, align 4
  %sum1.row.at.3 = getelementptr float, ptr %sum1.row, i64 %i0.2
  %v2.2 = load <4 x float>, ptr %sum1.row.at.3, align 4
  %sum1.row.at.4 = getelementptr float, ptr %sum1.row, i64 %i0.3
  %v2.3 = load <4 x float>, ptr %sum1.row.at.4, align 4
  %v1.lanes0.1 = fadd <4 x float> %v1.lanes0, %v0
  %v1.lanes1.1 = fadd <4 x float> %v1.lanes1, %v0.1
  %v1.lanes2.1 = fadd <4 x float> %v1.lanes2, %v0.2
  %v1.lanes3.1 = fadd <4 x float> %v1.lanes3, %v0.3
  %v3.lanes0.1 = fadd <4 x float> %v3.lanes0, %v2
  %v3.lanes1.1 = fadd <4 x float> %v3.lanes1, %v2.1
  %v3.lanes2.1 = fadd <4 x float> %v3.lanes2, %v2.2
  %v3.lanes3.1 = fadd <4 x float> %v3.lanes3, %v2.3
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %joined = shufflevector <4 x float> %v1.lanes0, <4 x float> %v1.lanes1, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.1 = shufflevector <4 x float> %v1.lanes2, <4 x float> %v1.lanes3, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.2 = shufflevector <8 x float> %joined, <8 x float> %joined.1, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %joined.3 = shufflevector <4 x float> %v3.lanes0, <4 x float> %v3.lanes1, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.4 = shufflevector <4 x float> %v3.lanes2, <4 x float> %v3.lanes3, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.5 = shufflevector <8 x float> %joined.3, <8 x float> %joined.4, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %first.single = extractelement <1 x i64> %i0.cell, i64 0
  br label %single
single:
  %v1.single = phi <16 x float> [%joined.2, %loop1], [%v1.single.next, %one]
  %v3.single = phi <16 x float> [%joined.5, %loop1], [%v3.single.next, %one]
  %k.cell = phi <1 x i64> [%i0.cell, %loop1], [%k.again, %one]
  %k = extractelement <1 x i64> %k.cell, i64 0
  %left = icmp slt i64 %k, %columns
  br i1 %left, label %one, label %fold
one:
  %sum0.row.at.5 = getelementptr float, ptr %sum0.row, i64 %k
  %v0.4 = load float, ptr %sum0.row.at.5, align 4
  %sum1.row.at.5 = getelementptr float, ptr %sum1.row, i64 %k
  %v2.4 = load float, ptr %sum1.row.at.5, align 4
  %lane = sub i64 %k, %first.single
  %v1.single.old = extractelement <16 x float> %v1.single, i64 %lane
  %v1.single.new = fadd float %v1.single.old, %v0.4
  %v1.single.next = insertelement <16 x float> %v1.single, float %v1.single.new, i64 %lane
  %v3.single.old = extractelement <16 x float> %v3.single, i64 %lane
  %v3.single.new = fadd float %v3.single.old, %v2.4
  %v3.single.next = insertelement <16 x float> %v3.single, float %v3.single.new, i64 %lane
  %k.next = add nsw i64 %k, 1
  %k.again = insertelement <1 x i64> poison, i64 %k.next, i64 0
  br label %single
fold:
  %v1.single.low = shufflevector <16 x float> %v1.single, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %v1.single.high = shufflevector <16 x float> %v1.single, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %v1.single.folded = fadd <8 x float> %v1.single.low, %v1.single.high
  %v1.single.low.1 = shufflevector <8 x float> %v1.single.folded, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %v1.single.high.1 = shufflevector <8 x float> %v1.single.folded, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %v1.single.folded.1 = fadd <4 x float> %v1.single.low.1, %v1.single.high.1
  %v1.single.high.2 = shufflevector <4 x float> %v1.single.folded.1, <4 x float> poison, <4 x i32> <i32 2, i32 3, i32 2, i32 3>
  %v1.single.folded.2 = fadd <4 x float> %v1.single.folded.1, %v1.single.high.2
  %v1.single.high.3 = shufflevector <4 x float> %v1.single.folded.2, <4 x float> poison, <4 x i32> <i32 1, i32 1, i32 1, i32 1>
  %v1.single.folded.3 = fadd <4 x float> %v1.single.folded.2, %v1.single.high.3
  %v1.single.sum = extractelement <4 x float> %v1.single.folded.3, i64 0
  %v3.single.low = shufflevector <16 x float> %v3.single, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %v3.single.high = shufflevector <16 x float> %v3.single, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %v3.single.folded = fadd <8 x float> %v3.single.low, %v3.single.high
  %v3.single.low.1 = shufflevector <8 x float> %v3.single.folded, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %v3.single.high.1 = shufflevector <8 x float> %v3.single.folded, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %v3.single.folded.1 = fadd <4 x float> %v3.single.low.1, %v3.single.high.1
  %v3.single.high.2 = shufflevector <4 x float> %v3.single.folded.1, <4 x float> poison, <4 x i32> <i32 2, i32 3, i32 2, i32 3>
  %v3.single.folded.2 = fadd <4 x float> %v3.single.folded.1, %v3.single.high.2
  %v3.single.high.3 = shufflevector <4 x float> %v3.single.folded.2, <4 x float> poison, <4 x i32> <i32 1, i32 1, i32 1, i32 1>
  %v3.single.folded.3 = fadd <4 x float> %v3.single.folded.2, %v3.single.high.3
  %v3.single.sum = extractelement <4 x float> %v3.single.folded.3, i64 0
  %v1.x4.lane = insertelement <4 x float> poison, float %v1.single.sum, i64 0
  %v1.x4 = shufflevector <4 x float> %v1.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v3.x4.lane = insertelement <4 x float> poison, float %v3.single.sum, i64 0
  %v3.x4 = shufflevector <4 x float> %v3.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %total0.at = getelementptr float, ptr %total0, i64 %row
  store float %v1.single.sum, ptr %total0.at, align 4
  %total1.at = getelementptr float, ptr %total1, i64 %row
  store float %v3.single.sum, ptr %total1.at, align 4
  %row.next = add nsw i64 %row, 1
  br label %rows
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }

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
  %total0.slot = getelementptr i64, ptr %args, i64 4
  %total0 = load ptr, ptr %total0.slot, align 8
  %total1.slot = getelementptr i64, ptr %args, i64 5
  %total1 = load ptr, ptr %total1.slot, align 8
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
  %v1 = fptrunc double %s1 to float
  %v3 = fptrunc double %s0 to float
  %total0.at = getelementptr float, ptr %total0, i64 0
  %v4 = load float, ptr %total0.at, align 4
  %v5 = call float @llvm.sqrt.f32(float %v4)
  %v7 = fcmp ogt float %v5, 0x0000000000000000
  %total1.at = getelementptr float, ptr %total1, i64 0
  %v8 = load float, ptr %total1.at, align 4
  %v9 = call float @llvm.sqrt.f32(float %v8)
  %v10 = fcmp ogt float %v9, 0x0000000000000000
  %v11 = and i1 %v7, %v10
  %v13 = fptrunc double %s2 to float
  %v14 = fmul float %v13, %v5
  %v16 = fptrunc double %s4 to float
  %v17 = fmul float %v16, %v5
  %v18 = fadd float %v9, %v17
  %v20 = fptrunc double %s3 to float
  %v21 = fadd float %v18, %v20
  %v22 = fdiv float %v14, %v21
  %v24 = select i1 %v11, float %v22, float 0x3FF0000000000000
  %v25 = fmul float %v3, %v24
  %v27 = fptrunc double %s6 to float
  %v28 = fcmp ogt float %v27, 0x0000000000000000
  %v30 = select i1 %v28, float %v27, float 0x7FF0000000000000
  %v32 = fptrunc double %s5 to float
  %v33 = fneg float %v30
  %v1.x4.lane = insertelement <4 x float> poison, float %v1, i64 0
  %v1.x4 = shufflevector <4 x float> %v1.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v16.x4.lane = insertelement <4 x float> poison, float %v16, i64 0
  %v16.x4 = shufflevector <4 x float> %v16.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v25.x4.lane = insertelement <4 x float> poison, float %v25, i64 0
  %v25.x4 = shufflevector <4 x float> %v25.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v30.x4.lane = insertelement <4 x float> poison, float %v30, i64 0
  %v30.x4 = shufflevector <4 x float> %v30.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v32.x4.lane = insertelement <4 x float> poison, float %v32, i64 0
  %v32.x4 = shufflevector <4 x float> %v32.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v33.x4.lane = insertelement <4 x float> poison, float %v33, i64 0
  %v33.x4 = shufflevector <4 x float> %v33.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
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
  %v34 = load <4 x float>, ptr %b2.at.1, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i0.1
  %v34.1 = load <4 x float>, ptr %b2.at.2, align 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v35 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v35.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v36 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v36.1 = load <4 x float>, ptr %b0.at.2, align 4
  %v37 = fmul <4 x float> %v34, %v1.x4
  %v37.1 = fmul <4 x float> %v34.1, %v1.x4
  %v38 = fmul <4 x float> %v35, %v32.x4
  %v38.1 = fmul <4 x float> %v35.1, %v32.x4
  %v39 = fcmp olt <4 x float> %v38, %v33.x4
  %v39.1 = fcmp olt <4 x float> %v38.1, %v33.x4
  %v40 = select <4 x i1> %v39, <4 x float> %v33.x4, <4 x float> %v38
  %v40.1 = select <4 x i1> %v39.1, <4 x float> %v33.x4, <4 x float> %v38.1
  %v41 = fcmp olt <4 x float> %v30.x4, %v40
  %v41.1 = fcmp olt <4 x float> %v30.x4, %v40.1
  %v42 = select <4 x i1> %v41, <4 x float> %v30.x4, <4 x float> %v40
  %v42.1 = select <4 x i1> %v41.1, <4 x float> %v30.x4, <4 x float> %v40.1
  %v43 = fmul <4 x float> %v16.x4, %v36
  %v43.1 = fmul <4 x float> %v16.x4, %v36.1
  %v44 = fadd <4 x float> %v42, %v43
  %v44.1 = fadd <4 x float> %v42.1, %v43.1
  %v45 = fmul <4 x float> %v25.x4, %v44
  %v45.1 = fmul <4 x float> %v25.x4, %v44.1
  %v46 = fsub <4 x float> %v37, %v45
  %v46.1 = fsub <4 x float> %v37.1, %v45.1
  %v47 = fadd <4 x float> %v36, %v46
  %v47.1 = fadd <4 x float> %v36.1, %v46.1
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v46, ptr %b2.at.3, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v46.1, ptr %b2.at.4, align 4
  %b3.at = getelementptr float, ptr %b3, i64 %i0
  store <4 x float> %v47, ptr %b3.at, align 4
  %b3.at.1 = getelementptr float, ptr %b3, i64 %i0.1
  store <4 x float> %v47.1, ptr %b3.at.1, align 4
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
  %v34.2 = load <4 x float>, ptr %b2.at.5, align 4
  %b2.at.6 = getelementptr float, ptr %b2, i64 %i1.1
  %v34.3 = load <4 x float>, ptr %b2.at.6, align 4
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i1
  %v35.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v35.3 = load <4 x float>, ptr %b1.at.4, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v36.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v36.3 = load <4 x float>, ptr %b0.at.4, align 4
  %v37.2 = fmul <4 x float> %v34.2, %v1.x4
  %v37.3 = fmul <4 x float> %v34.3, %v1.x4
  %v38.2 = fmul <4 x float> %v35.2, %v32.x4
  %v38.3 = fmul <4 x float> %v35.3, %v32.x4
  %v39.2 = fcmp olt <4 x float> %v38.2, %v33.x4
  %v39.3 = fcmp olt <4 x float> %v38.3, %v33.x4
  %v40.2 = select <4 x i1> %v39.2, <4 x float> %v33.x4, <4 x float> %v38.2
  %v40.3 = select <4 x i1> %v39.3, <4 x float> %v33.x4, <4 x float> %v38.3
  %v41.2 = fcmp olt <4 x float> %v30.x4, %v40.2
  %v41.3 = fcmp olt <4 x float> %v30.x4, %v40.3
  %v42.2 = select <4 x i1> %v41.2, <4 x float> %v30.x4, <4 x float> %v40.2
  %v42.3 = select <4 x i1> %v41.3, <4 x float> %v30.x4, <4 x float> %v40.3
  %v43.2 = fmul <4 x float> %v16.x4, %v36.2
  %v43.3 = fmul <4 x float> %v16.x4, %v36.3
  %v44.2 = fadd <4 x float> %v42.2, %v43.2
  %v44.3 = fadd <4 x float> %v42.3, %v43.3
  %v45.2 = fmul <4 x float> %v25.x4, %v44.2
  %v45.3 = fmul <4 x float> %v25.x4, %v44.3
  %v46.2 = fsub <4 x float> %v37.2, %v45.2
  %v46.3 = fsub <4 x float> %v37.3, %v45.3
  %v47.2 = fadd <4 x float> %v36.2, %v46.2
  %v47.3 = fadd <4 x float> %v36.3, %v46.3
  %b2.at.7 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v46.2, ptr %b2.at.7, align 4
  %b2.at.8 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v46.3, ptr %b2.at.8, align 4
  %b3.at.2 = getelementptr float, ptr %b3, i64 %i1
  store <4 x float> %v47.2, ptr %b3.at.2, align 4
  %b3.at.3 = getelementptr float, ptr %b3, i64 %i1.1
  store <4 x float> %v47.3, ptr %b3.at.3, align 4
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
  %v34.4 = load <4 x float>, ptr %b2.at.9, align 4
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i2
  %v35.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v36.4 = load <4 x float>, ptr %b0.at.5, align 4
  %v37.4 = fmul <4 x float> %v34.4, %v1.x4
  %v38.4 = fmul <4 x float> %v35.4, %v32.x4
  %v39.4 = fcmp olt <4 x float> %v38.4, %v33.x4
  %v40.4 = select <4 x i1> %v39.4, <4 x float> %v33.x4, <4 x float> %v38.4
  %v41.4 = fcmp olt <4 x float> %v30.x4, %v40.4
  %v42.4 = select <4 x i1> %v41.4, <4 x float> %v30.x4, <4 x float> %v40.4
  %v43.4 = fmul <4 x float> %v16.x4, %v36.4
  %v44.4 = fadd <4 x float> %v42.4, %v43.4
  %v45.4 = fmul <4 x float> %v25.x4, %v44.4
  %v46.4 = fsub <4 x float> %v37.4, %v45.4
  %v47.4 = fadd <4 x float> %v36.4, %v46.4
  %b2.at.10 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v46.4, ptr %b2.at.10, align 4
  %b3.at.4 = getelementptr float, ptr %b3, i64 %i2
  store <4 x float> %v47.4, ptr %b3.at.4, align 4
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
  %v34.5 = load float, ptr %b2.at.11, align 4
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i3
  %v35.5 = load float, ptr %b1.at.6, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v36.5 = load float, ptr %b0.at.6, align 4
  %v37.5 = fmul float %v34.5, %v1
  %v38.5 = fmul float %v35.5, %v32
  %v39.5 = fcmp olt float %v38.5, %v33
  %v40.5 = select i1 %v39.5, float %v33, float %v38.5
  %v41.5 = fcmp olt float %v30, %v40.5
  %v42.5 = select i1 %v41.5, float %v30, float %v40.5
  %v43.5 = fmul float %v16, %v36.5
  %v44.5 = fadd float %v42.5, %v43.5
  %v45.5 = fmul float %v25, %v44.5
  %v46.5 = fsub float %v37.5, %v45.5
  %v47.5 = fadd float %v36.5, %v46.5
  %b2.at.12 = getelementptr float, ptr %b2, i64 %i3
  store float %v46.5, ptr %b2.at.12, align 4
  %b3.at.5 = getelementptr float, ptr %b3, i64 %i3
  store float %v47.5, ptr %b3.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
