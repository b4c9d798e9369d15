declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
define void @update(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %b0.slot = getelementptr i64, ptr %args, i64 0
  %b0 = load ptr, ptr %b0.slot, align 8
  %b1.slot = getelementptr i64, ptr %args, i64 1
  %b1 = load ptr, ptr %b1.slot, align 8
  %b2.slot = getelementptr i64, ptr %args, i64 2
  %b2 = load ptr, ptr %b2.slot, align 8
  %s0.slot = getelementptr i64, ptr %args, i64 3
  %s0 = load double, ptr %s0.slot, align 8
  %s1.slot = getelementptr i64, ptr %args, i64 4
  %s1 = load double, ptr %s1.slot, align 8
  %s2.slot = getelementptr i64, ptr %args, i64 5
  %s2 = load double, ptr %s2.slot, align 8
  %s3.slot = getelementptr i64, ptr %args, i64 6
  %s3 = load double, ptr %s3.slot, align 8
  %v1 = fptrunc double %s0 to float
  %v3 = fptrunc double %s3 to float
  %v5 = fcmp ogt float %v3, 0x0000000000000000
  %v7 = select i1 %v5, float %v3, float 0x7FF0000000000000
  %v9 = fptrunc double %s2 to float
  %v10 = fneg float %v7
  %v12 = fptrunc double %s1 to float
  %v1.x4.lane = insertelement <4 x float> poison, float %v1, i64 0
  %v1.x4 = shufflevector <4 x float> %v1.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v7.x4.lane = insertelement <4 x float> poison, float %v7, i64 0
  %v7.x4 = shufflevector <4 x float> %v7.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v9.x4.lane = insertelement <4 x float> poison, float %v9, i64 0
  %v9.x4 = shufflevector <4 x float> %v9.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v10.x4.lane = insertelement <4 x float> poison, float %v10, i64 0
  %v10.x4 = shufflevector <4 x float> %v10.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v12.x4.lane = insertelement <4 x float> poison, float %v12, i64 0
  %v12.x4 = shufflevector <4 x float> %v12.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %length = sub i64 %end, %begin
  %large = icmp sge i64 %length, 43690
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
  %i0.1 = add i64 %i0, 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v13 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v13.1 = load <4 x float>, ptr %b0.at.2, align 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v14 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v14.1 = load <4 x float>, ptr %b1.at.2, align 4
  %v15 = fmul <4 x float> %v14, %v9.x4
  %v15.1 = fmul <4 x float> %v14.1, %v9.x4
  %v16 = fcmp olt <4 x float> %v15, %v10.x4
  %v16.1 = fcmp olt <4 x float> %v15.1, %v10.x4
  %v17 = select <4 x i1> %v16, <4 x float> %v10.x4, <4 x float> %v15
  %v17.1 = select <4 x i1> %v16.1, <4 x float> %v10.x4, <4 x float> %v15.1
  %v18 = fcmp olt <4 x float> %v7.x4, %v17
  %v18.1 = fcmp olt <4 x float> %v7.x4, %v17.1
  %v19 = select <4 x i1> %v18, <4 x float> %v7.x4, <4 x float> %v17
  %v19.1 = select <4 x i1> %v18.1, <4 x float> %v7.x4, <4 x float> %v17.1
  %v20 = fmul <4 x float> %v12.x4, %v13
  %v20.1 = fmul <4 x float> %v12.x4, %v13.1
  %v21 = fadd <4 x float> %v19, %v20
  %v21.1 = fadd <4 x float> %v19.1, %v20.1
  %v22 = fmul <4 x float> %v1.x4, %v21
  %v22.1 = fmul <4 x float> %v1.x4, %v21.1
  %v23 = fsub <4 x float> %v13, %v22
  %v23.1 = fsub <4 x float> %v13.1, %v22.1
  %b2.at = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v23, ptr %b2.at, align 4
  %b2.at.1 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v23.1, ptr %b2.at.1, align 4
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
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v13.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v13.3 = load <4 x float>, ptr %b0.at.4, align 4
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i1
  %v14.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v14.3 = load <4 x float>, ptr %b1.at.4, align 4
  %v15.2 = fmul <4 x float> %v14.2, %v9.x4
  %v15.3 = fmul <4 x float> %v14.3, %v9.x4
  %v16.2 = fcmp olt <4 x float> %v15.2, %v10.x4
  %v16.3 = fcmp olt <4 x float> %v15.3, %v10.x4
  %v17.2 = select <4 x i1> %v16.2, <4 x float> %v10.x4, <4 x float> %v15.2
  %v17.3 = select <4 x i1> %v16.3, <4 x float> %v10.x4, <4 x float> %v15.3
  %v18.2 = fcmp olt <4 x float> %v7.x4, %v17.2
  %v18.3 = fcmp olt <4 x float> %v7.x4, %v17.3
  %v19.2 = select <4 x i1> %v18.2, <4 x float> %v7.x4, <4 x float> %v17.2
  %v19.3 = select <4 x i1> %v18.3, <4 x float> %v7.x4, <4 x float> %v17.3
  %v20.2 = fmul <4 x float> %v12.x4, %v13.2
  %v20.3 = fmul <4 x float> %v12.x4, %v13.3
  %v21.2 = fadd <4 x float> %v19.2, %v20.2
  %v21.3 = fadd <4 x float> %v19.3, %v20.3
  %v22.2 = fmul <4 x float> %v1.x4, %v21.2
  %v22.3 = fmul <4 x float> %v1.x4, %v21.3
  %v23.2 = fsub <4 x float> %v13.2, %v22.2
  %v23.3 = fsub <4 x float> %v13.3, %v22.3
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v23.2, ptr %b2.at.2, align 4
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v23.3, ptr %b2.at.3, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.cell = phi <1 x i64> [%i1.cell, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.cell, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v13.4 = load <4 x float>, ptr %b0.at.5, align 4
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i2
  %v14.4 = load <4 x float>, ptr %b1.at.5, align 4
  %v15.4 = fmul <4 x float> %v14.4, %v9.x4
  %v16.4 = fcmp olt <4 x float> %v15.4, %v10.x4
  %v17.4 = select <4 x i1> %v16.4, <4 x float> %v10.x4, <4 x float> %v15.4
  %v18.4 = fcmp olt <4 x float> %v7.x4, %v17.4
  %v19.4 = select <4 x i1> %v18.4, <4 x float> %v7.x4, <4 x float> %v17.4
  %v20.4 = fmul <4 x float> %v12.x4, %v13.4
  %v21.4 = fadd <4 x float> %v19.4, %v20.4
  %v22.4 = fmul <4 x float> %v1.x4, %v21.4
  %v23.4 = fsub <4 x float> %v13.4, %v22.4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v23.4, ptr %b2.at.4, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.cell = phi <1 x i64> [%i2.cell, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.cell, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v13.5 = load float, ptr %b0.at.6, align 4
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i3
  %v14.5 = load float, ptr %b1.at.6, align 4
  %v15.5 = fmul float %v14.5, %v9
  %v16.5 = fcmp olt float %v15.5, %v10
  %v17.5 = select i1 %v16.5, float %v10, float %v15.5
  %v18.5 = fcmp olt float %v7, %v17.5
  %v19.5 = select i1 %v18.5, float %v7, float %v17.5
  %v20.5 = fmul float %v12, %v13.5
  %v21.5 = fadd float %v19.5, %v20.5
  %v22.5 = fmul float %v1, %v21.5
  %v23.5 = fsub float %v13.5, %v22.5
  %b2.at.5 = getelementptr float, ptr %b2, i64 %i3
  store float %v23.5, ptr %b2.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
