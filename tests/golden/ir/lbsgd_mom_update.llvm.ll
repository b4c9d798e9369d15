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
  %v4.lanes0 = phi <4 x float> [zeroinitializer, %block], [%v4.lanes0.1, %body0]
  %v4.lanes1 = phi <4 x float> [zeroinitializer, %block], [%v4.lanes1.1, %body0]
  %v4.lanes2 = phi <4 x float> [zeroinitializer, %block], [%v4.lanes2.1, %body0]
  %v4.lanes3 = phi <4 x float> [zeroinitializer, %block], [%v4.lanes3.1, %body0]
  %v5.lanes0 = phi <4 x float> [zeroinitializer, %block], [%v5.lanes0.1, %body0]
  %v5.lanes1 = phi <4 x float> [zeroinitializer, %block], [%v5.lanes1.1, %body0]
  %v5.lanes2 = phi <4 x float> [zeroinitializer, %block], [%v5.lanes2.1, %body0]
  %v5.lanes3 = phi <4 x float> [zeroinitializer, %block], [%v5.lanes3.1, %body0]
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
  %v0 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v0.1 = load <4 x float>, ptr %b0.at.2, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i0.2
  %v0.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i0.3
  %v0.3 = load <4 x float>, ptr %b0.at.4, align 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v1 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v1.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i0.2
  %v1.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i0.3
  %v1.3 = load <4 x float>, ptr %b1.at.4, align 4
  %v2 = fmul <4 x float> %v0, %v0
  %v2.1 = fmul <4 x float> %v0.1, %v0.1
  %v2.2 = fmul <4 x float> %v0.2, %v0.2
  %v2.3 = fmul <4 x float> %v0.3, %v0.3
  %v3 = fmul <4 x float> %v1, %v1
  %v3.1 = fmul <4 x float> %v1.1, %v1.1
  %v3.2 = fmul <4 x float> %v1.2, %v1.2
  %v3.3 = fmul <4 x float> %v1.3, %v1.3
  %v4.lanes0.1 = fadd <4 x float> %v4.lanes0, %v2
  %v4.lanes1.1 = fadd <4 x float> %v4.lanes1, %v2.1
  %v4.lanes2.1 = fadd <4 x float> %v4.lanes2, %v2.2
  %v4.lanes3.1 = fadd <4 x float> %v4.lanes3, %v2.3
  %v5.lanes0.1 = fadd <4 x float> %v5.lanes0, %v3
  %v5.lanes1.1 = fadd <4 x float> %v5.lanes1, %v3.1
  %v5.lanes2.1 = fadd <4 x float> %v5.lanes2, %v3.2
  %v5.lanes3.1 = fadd <4 x float> %v5.lanes3, %v3.3
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %v4.lanes0.2 = phi <4 x float> [%v4.lanes0, %loop0], [%v4.lanes0.2.1, %body1]
  %v4.lanes1.2 = phi <4 x float> [%v4.lanes1, %loop0], [%v4.lanes1.2.1, %body1]
  %v4.lanes2.2 = phi <4 x float> [%v4.lanes2, %loop0], [%v4.lanes2.2.1, %body1]
  %v4.lanes3.2 = phi <4 x float> [%v4.lanes3, %loop0], [%v4.lanes3.2.1, %body1]
  %v5.lanes0.2 = phi <4 x float> [%v5.lanes0, %loop0], [%v5.lanes0.2.1, %body1]
  %v5.lanes1.2 = phi <4 x float> [%v5.lanes1, %loop0], [%v5.lanes1.2.1, %body1]
  %v5.lanes2.2 = phi <4 x float> [%v5.lanes2, %loop0], [%v5.lanes2.2.1, %body1]
  %v5.lanes3.2 = phi <4 x float> [%v5.lanes3, %loop0], [%v5.lanes3.2.1, %body1]
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
  %v0.4 = load <4 x float>, ptr %b0.at.5, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i1.1
  %v0.5 = load <4 x float>, ptr %b0.at.6, align 4
  %b0.at.7 = getelementptr float, ptr %b0, i64 %i1.2
  %v0.6 = load <4 x float>, ptr %b0.at.7, align 4
  %b0.at.8 = getelementptr float, ptr %b0, i64 %i1.3
  %v0.7 = load <4 x float>, ptr %b0.at.8, align 4
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i1
  %v1.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i1.1
  %v1.5 = load <4 x float>, ptr %b1.at.6, align 4
  %b1.at.7 = getelementptr float, ptr %b1, i64 %i1.2
  %v1.6 = load <4 x float>, ptr %b1.at.7, align 4
  %b1.at.8 = getelementptr float, ptr %b1, i64 %i1.3
  %v1.7 = load <4 x float>, ptr %b1.at.8, align 4
  %v2.4 = fmul <4 x float> %v0.4, %v0.4
  %v2.5 = fmul <4 x float> %v0.5, %v0.5
  %v2.6 = fmul <4 x float> %v0.6, %v0.6
  %v2.7 = fmul <4 x float> %v0.7, %v0.7
  %v3.4 = fmul <4 x float> %v1.4, %v1.4
  %v3.5 = fmul <4 x float> %v1.5, %v1.5
  %v3.6 = fmul <4 x float> %v1.6, %v1.6
  %v3.7 = fmul <4 x float> %v1.7, %v1.7
  %v4.lanes0.2.1 = fadd <4 x float> %v4.lanes0.2, %v2.4
  %v4.lanes1.2.1 = fadd <4 x float> %v4.lanes1.2, %v2.5
  %v4.lanes2.2.1 = fadd <4 x float> %v4.lanes2.2, %v2.6
  %v4.lanes3.2.1 = fadd <4 x float> %v4.lanes3.2, %v2.7
  %v5.lanes0.2.1 = fadd <4 x float> %v5.lanes0.2, %v3.4
  %v5.lanes1.2.1 = fadd <4 x float> %v5.lanes1.2, %v3.5
  %v5.lanes2.2.1 = fadd <4 x float> %v5.lanes2.2, %v3.6
  %v5.lanes3.2.1 = fadd <4 x float> %v5.lanes3.2, %v3.7
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %joined = shufflevector <4 x float> %v4.lanes0.2, <4 x float> %v4.lanes1.2, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.1 = shufflevector <4 x float> %v4.lanes2.2, <4 x float> %v4.lanes3.2, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.2 = shufflevector <8 x float> %joined, <8 x float> %joined.1, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %joined.3 = shufflevector <4 x float> %v5.lanes0.2, <4 x float> %v5.lanes1.2, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.4 = shufflevector <4 x float> %v5.lanes2.2, <4 x float> %v5.lanes3.2, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %joined.5 = shufflevector <8 x float> %joined.3, <8 x float> %joined.4, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %first.single = extractelement <1 x i64> %i1.cell, i64 0
  br label %single
single:
  %v4.single = phi <16 x float> [%joined.2, %loop2], [%v4.single.next, %one]
  %v5.single = phi <16 x float> [%joined.5, %loop2], [%v5.single.next, %one]
  %k.cell = phi <1 x i64> [%i1.cell, %loop2], [%k.again, %one]
  %k = extractelement <1 x i64> %k.cell, i64 0
  %left = icmp slt i64 %k, %stop
  br i1 %left, label %one, label %fold
one:
  %b0.at.9 = getelementptr float, ptr %b0, i64 %k
  %v0.8 = load float, ptr %b0.at.9, align 4
  %b1.at.9 = getelementptr float, ptr %b1, i64 %k
  %v1.8 = load float, ptr %b1.at.9, align 4
  %v2.8 = fmul float %v0.8, %v0.8
  %v3.8 = fmul float %v1.8, %v1.8
  %lane = sub i64 %k, %first.single
  %v4.single.old = extractelement <16 x float> %v4.single, i64 %lane
  %v4.single.new = fadd float %v4.single.old, %v2.8
  %v4.single.next = insertelement <16 x float> %v4.single, float %v4.single.new, i64 %lane
  %v5.single.old = extractelement <16 x float> %v5.single, i64 %lane
  %v5.single.new = fadd float %v5.single.old, %v3.8
  %v5.single.next = insertelement <16 x float> %v5.single, float %v5.single.new, i64 %lane
  %k.next = add nsw i64 %k, 1
  %k.again = insertelement <1 x i64> poison, i64 %k.next, i64 0
  br label %single
fold:
  %v4.single.low = shufflevector <16 x float> %v4.single, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %v4.single.high = shufflevector <16 x float> %v4.single, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %v4.single.folded = fadd <8 x float> %v4.single.low, %v4.single.high
  %v4.single.low.1 = shufflevector <8 x float> %v4.single.folded, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %v4.single.high.1 = shufflevector <8 x float> %v4.single.folded, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %v4.single.folded.1 = fadd <4 x float> %v4.single.low.1, %v4.single.high.1
  %v4.single.high.2 = shufflevector <4 x float> %v4.single.folded.1, <4 x float> poison, <4 x i32> <i32 2, i32 3, i32 2, i32 3>
  %v4.single.folded.2 = fadd <4 x float> %v4.single.folded.1, %v4.single.high.2
  %v4.single.high.3 = shufflevector <4 x float> %v4.single.folded.2, <4 x float> poison, <4 x i32> <i32 1, i32 1, i32 1, i32 1>
  %v4.single.folded.3 = fadd <4 x float> %v4.single.folded.2, %v4.single.high.3
  %v4.single.sum = extractelement <4 x float> %v4.single.folded.3, i64 0
  %v5.single.low = shufflevector <16 x float> %v5.single, <16 x float> poison, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %v5.single.high = shufflevector <16 x float> %v5.single, <16 x float> poison, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %v5.single.folded = fadd <8 x float> %v5.single.low, %v5.single.high
  %v5.single.low.1 = shufflevector <8 x float> %v5.single.folded, <8 x float> poison, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %v5.single.high.1 = shufflevector <8 x float> %v5.single.folded, <8 x float> poison, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %v5.single.folded.1 = fadd <4 x float> %v5.single.low.1, %v5.single.high.1
  %v5.single.high.2 = shufflevector <4 x float> %v5.single.folded.1, <4 x float> poison, <4 x i32> <i32 2, i32 3, i32 2, i32 3>
  %v5.single.folded.2 = fadd <4 x float> %v5.single.folded.1, %v5.single.high.2
  %v5.single.high.3 = shufflevector <4 x float> %v5.single.folded.2, <4 x float> poison, <4 x i32> <i32 1, i32 1, i32 1, i32 1>
  %v5.single.folded.3 = fadd <4 x float> %v5.single.folded.2, %v5.single.high.3
  %v5.single.sum = extractelement <4 x float> %v5.single.folded.3, i64 0
  %sum0.at = getelementptr float, ptr %sum0, i64 %block.number
  store float %v4.single.sum, ptr %sum0.at, align 4
  %sum1.at = getelementptr float, ptr %sum1, i64 %block.number
  store float %v5.single.sum, ptr %sum1.at, align 4
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
  %v1 = fptrunc double %s1 to float
  %v3 = fptrunc double %s0 to float
  %total0.at = getelementptr float, ptr %total0, i64 0
  %v4 = load float, ptr %total0.at, align 4
  %v5 = call float @llvm.sqrt.f32(float %v4)
  %v6 = fmul float %v5, %v5
  %total1.at = getelementptr float, ptr %total1, i64 0
  %v7 = load float, ptr %total1.at, align 4
  %v8 = call float @llvm.sqrt.f32(float %v7)
  %v9 = fmul float %v8, %v8
  %v11 = fptrunc double %s2 to float
  %v12 = fmul float %v11, %v6
  %v13 = fadd float %v9, %v12
  %v15 = fadd float %v13, 0x3C32725DE0000000
  %v16 = fdiv float %v6, %v15
  %v17 = call float @llvm.sqrt.f32(float %v16)
  %v19 = fcmp ogt float %v17, 0x3F847AE140000000
  %v20 = fcmp une float %v17, %v17
  %v21 = or i1 %v19, %v20
  %v22 = select i1 %v21, float %v17, float 0x3F847AE140000000
  %v24 = fcmp olt float %v22, 0x4059000000000000
  %v25 = fcmp une float %v22, %v22
  %v26 = or i1 %v24, %v25
  %v27 = select i1 %v26, float %v22, float 0x4059000000000000
  %v28 = fmul float %v3, %v27
  %v30 = fptrunc double %s4 to float
  %v32 = fcmp ogt float %v30, 0x0000000000000000
  %v34 = select i1 %v32, float %v30, float 0x7FF0000000000000
  %v36 = fptrunc double %s3 to float
  %v37 = fneg float %v34
  %v1.x4.lane = insertelement <4 x float> poison, float %v1, i64 0
  %v1.x4 = shufflevector <4 x float> %v1.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v11.x4.lane = insertelement <4 x float> poison, float %v11, i64 0
  %v11.x4 = shufflevector <4 x float> %v11.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v28.x4.lane = insertelement <4 x float> poison, float %v28, i64 0
  %v28.x4 = shufflevector <4 x float> %v28.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v34.x4.lane = insertelement <4 x float> poison, float %v34, i64 0
  %v34.x4 = shufflevector <4 x float> %v34.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v36.x4.lane = insertelement <4 x float> poison, float %v36, i64 0
  %v36.x4 = shufflevector <4 x float> %v36.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v37.x4.lane = insertelement <4 x float> poison, float %v37, i64 0
  %v37.x4 = shufflevector <4 x float> %v37.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
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
  %v38 = load <4 x float>, ptr %b2.at.1, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i0.1
  %v38.1 = load <4 x float>, ptr %b2.at.2, align 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v39 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v39.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v40 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v40.1 = load <4 x float>, ptr %b0.at.2, align 4
  %v41 = fmul <4 x float> %v38, %v1.x4
  %v41.1 = fmul <4 x float> %v38.1, %v1.x4
  %v42 = fmul <4 x float> %v39, %v36.x4
  %v42.1 = fmul <4 x float> %v39.1, %v36.x4
  %v43 = fcmp olt <4 x float> %v42, %v37.x4
  %v43.1 = fcmp olt <4 x float> %v42.1, %v37.x4
  %v44 = select <4 x i1> %v43, <4 x float> %v37.x4, <4 x float> %v42
  %v44.1 = select <4 x i1> %v43.1, <4 x float> %v37.x4, <4 x float> %v42.1
  %v45 = fcmp olt <4 x float> %v34.x4, %v44
  %v45.1 = fcmp olt <4 x float> %v34.x4, %v44.1
  %v46 = select <4 x i1> %v45, <4 x float> %v34.x4, <4 x float> %v44
  %v46.1 = select <4 x i1> %v45.1, <4 x float> %v34.x4, <4 x float> %v44.1
  %v47 = fmul <4 x float> %v11.x4, %v40
  %v47.1 = fmul <4 x float> %v11.x4, %v40.1
  %v48 = fadd <4 x float> %v46, %v47
  %v48.1 = fadd <4 x float> %v46.1, %v47.1
  %v49 = fmul <4 x float> %v28.x4, %v48
  %v49.1 = fmul <4 x float> %v28.x4, %v48.1
  %v50 = fsub <4 x float> %v41, %v49
  %v50.1 = fsub <4 x float> %v41.1, %v49.1
  %v51 = fadd <4 x float> %v40, %v50
  %v51.1 = fadd <4 x float> %v40.1, %v50.1
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v50, ptr %b2.at.3, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v50.1, ptr %b2.at.4, align 4
  %b3.at = getelementptr float, ptr %b3, i64 %i0
  store <4 x float> %v51, ptr %b3.at, align 4
  %b3.at.1 = getelementptr float, ptr %b3, i64 %i0.1
  store <4 x float> %v51.1, ptr %b3.at.1, align 4
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
  %v38.2 = load <4 x float>, ptr %b2.at.5, align 4
  %b2.at.6 = getelementptr float, ptr %b2, i64 %i1.1
  %v38.3 = load <4 x float>, ptr %b2.at.6, align 4
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i1
  %v39.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v39.3 = load <4 x float>, ptr %b1.at.4, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v40.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v40.3 = load <4 x float>, ptr %b0.at.4, align 4
  %v41.2 = fmul <4 x float> %v38.2, %v1.x4
  %v41.3 = fmul <4 x float> %v38.3, %v1.x4
  %v42.2 = fmul <4 x float> %v39.2, %v36.x4
  %v42.3 = fmul <4 x float> %v39.3, %v36.x4
  %v43.2 = fcmp olt <4 x float> %v42.2, %v37.x4
  %v43.3 = fcmp olt <4 x float> %v42.3, %v37.x4
  %v44.2 = select <4 x i1> %v43.2, <4 x float> %v37.x4, <4 x float> %v42.2
  %v44.3 = select <4 x i1> %v43.3, <4 x float> %v37.x4, <4 x float> %v42.3
  %v45.2 = fcmp olt <4 x float> %v34.x4, %v44.2
  %v45.3 = fcmp olt <4 x float> %v34.x4, %v44.3
  %v46.2 = select <4 x i1> %v45.2, <4 x float> %v34.x4, <4 x float> %v44.2
  %v46.3 = select <4 x i1> %v45.3, <4 x float> %v34.x4, <4 x float> %v44.3
  %v47.2 = fmul <4 x float> %v11.x4, %v40.2
  %v47.3 = fmul <4 x float> %v11.x4, %v40.3
  %v48.2 = fadd <4 x float> %v46.2, %v47.2
  %v48.3 = fadd <4 x float> %v46.3, %v47.3
  %v49.2 = fmul <4 x float> %v28.x4, %v48.2
  %v49.3 = fmul <4 x float> %v28.x4, %v48.3
  %v50.2 = fsub <4 x float> %v41.2, %v49.2
  %v50.3 = fsub <4 x float> %v41.3, %v49.3
  %v51.2 = fadd <4 x float> %v40.2, %v50.2
  %v51.3 = fadd <4 x float> %v40.3, %v50.3
  %b2.at.7 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v50.2, ptr %b2.at.7, align 4
  %b2.at.8 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v50.3, ptr %b2.at.8, align 4
  %b3.at.2 = getelementptr float, ptr %b3, i64 %i1
  store <4 x float> %v51.2, ptr %b3.at.2, align 4
  %b3.at.3 = getelementptr float, ptr %b3, i64 %i1.1
  store <4 x float> %v51.3, ptr %b3.at.3, align 4
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
  %v38.4 = load <4 x float>, ptr %b2.at.9, align 4
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i2
  %v39.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v40.4 = load <4 x float>, ptr %b0.at.5, align 4
  %v41.4 = fmul <4 x float> %v38.4, %v1.x4
  %v42.4 = fmul <4 x float> %v39.4, %v36.x4
  %v43.4 = fcmp olt <4 x float> %v42.4, %v37.x4
  %v44.4 = select <4 x i1> %v43.4, <4 x float> %v37.x4, <4 x float> %v42.4
  %v45.4 = fcmp olt <4 x float> %v34.x4, %v44.4
  %v46.4 = select <4 x i1> %v45.4, <4 x float> %v34.x4, <4 x float> %v44.4
  %v47.4 = fmul <4 x float> %v11.x4, %v40.4
  %v48.4 = fadd <4 x float> %v46.4, %v47.4
  %v49.4 = fmul <4 x float> %v28.x4, %v48.4
  %v50.4 = fsub <4 x float> %v41.4, %v49.4
  %v51.4 = fadd <4 x float> %v40.4, %v50.4
  %b2.at.10 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v50.4, ptr %b2.at.10, align 4
  %b3.at.4 = getelementptr float, ptr %b3, i64 %i2
  store <4 x float> %v51.4, ptr %b3.at.4, align 4
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
  %v38.5 = load float, ptr %b2.at.11, align 4
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i3
  %v39.5 = load float, ptr %b1.at.6, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v40.5 = load float, ptr %b0.at.6, align 4
  %v41.5 = fmul float %v38.5, %v1
  %v42.5 = fmul float %v39.5, %v36
  %v43.5 = fcmp olt float %v42.5, %v37
  %v44.5 = select i1 %v43.5, float %v37, float %v42.5
  %v45.5 = fcmp olt float %v34, %v44.5
  %v46.5 = select i1 %v45.5, float %v34, float %v44.5
  %v47.5 = fmul float %v11, %v40.5
  %v48.5 = fadd float %v46.5, %v47.5
  %v49.5 = fmul float %v28, %v48.5
  %v50.5 = fsub float %v41.5, %v49.5
  %v51.5 = fadd float %v40.5, %v50.5
  %b2.at.12 = getelementptr float, ptr %b2, i64 %i3
  store float %v50.5, ptr %b2.at.12, align 4
  %b3.at.5 = getelementptr float, ptr %b3, i64 %i3
  store float %v51.5, ptr %b3.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
