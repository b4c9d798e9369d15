declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
define void @update(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %b1.slot = getelementptr i64, ptr %args, i64 0
  %b1 = load ptr, ptr %b1.slot, align 8
  %b2.slot = getelementptr i64, ptr %args, i64 1
  %b2 = load ptr, ptr %b2.slot, align 8
  %length = sub i64 %end, %begin
  %large = icmp sge i64 %length, 65536
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
  %b1.at = getelementptr float, ptr %b1, i64 %i0
  %b1.at.far = getelementptr i8, ptr %b1.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b1.at.far, i32 0, i32 3, i32 1)
  %i0.1 = add i64 %i0, 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v0 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v0.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b2.at = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v0, ptr %b2.at, align 4
  %b2.at.1 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v0.1, ptr %b2.at.1, align 4
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
  %v0.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v0.3 = load <4 x float>, ptr %b1.at.4, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v0.2, ptr %b2.at.2, align 4
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v0.3, ptr %b2.at.3, align 4
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
  %v0.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v0.4, ptr %b2.at.4, align 4
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
  %v0.5 = load float, ptr %b1.at.6, align 4
  %b2.at.5 = getelementptr float, ptr %b2, i64 %i3
  store float %v0.5, ptr %b2.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
