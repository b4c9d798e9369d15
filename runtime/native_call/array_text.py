"""How native code looks at NumPy arrays: their form, and where they lie.

Input: an entry of `calls_layout.ENTRY`, an object. Output: LLVM text of two functions.
Non-goals: what is done with arrays that are good (`forward_text.py`).
"""

from __future__ import annotations

from mxsym.runtime.native_call.layout import entry, from_api, record

# An object's type lies at byte 8. An array's data lie at byte 16, then dimensions, shape, strides, base, dtype, flags.
FITS = f"""
define i32 @fits(ptr %entry, ptr %value) {{
start:
  %type.at = getelementptr i8, ptr %value, i64 8
  %type = load ptr, ptr %type.at, align 8
  %ndarray = {from_api("ndarray")}
  %array = icmp eq ptr %type, %ndarray
  br i1 %array, label %typed, label %no
typed:
  {entry("descr", "descr", "ptr")}
  {entry("dimensions", "dimensions")}
  {entry("shape", "shape", "ptr")}
  %dtype.at = getelementptr i8, ptr %value, i64 56
  %dtype = load ptr, ptr %dtype.at, align 8
  %same = icmp eq ptr %dtype, %descr
  %flags.at = getelementptr i8, ptr %value, i64 64
  %flags = load i32, ptr %flags.at, align 4
  %form = and i32 %flags, 257
  %plain = icmp eq i32 %form, 257
  %count.at = getelementptr i8, ptr %value, i64 24
  %count = load i32, ptr %count.at, align 4
  %wide = sext i32 %count to i64
  %deep = icmp eq i64 %wide, %dimensions
  %dims.at = getelementptr i8, ptr %value, i64 32
  %dims = load ptr, ptr %dims.at, align 8
  %one = and i1 %same, %plain
  %two = and i1 %one, %deep
  br i1 %two, label %next, label %no
next:
  %d = phi i64 [0, %typed], [%d.next, %look]
  %more = icmp slt i64 %d, %dimensions
  br i1 %more, label %look, label %yes
look:
  %has.at = getelementptr i64, ptr %dims, i64 %d
  %has = load i64, ptr %has.at, align 8
  %wants.at = getelementptr i64, ptr %shape, i64 %d
  %wants = load i64, ptr %wants.at, align 8
  %d.next = add i64 %d, 1
  %equal = icmp eq i64 %has, %wants
  br i1 %equal, label %next, label %no
yes:
  ret i32 1
no:
  ret i32 0
}}
"""
"""`fits(entry, value)`: whether a value is an array of the form that the entry says, in one piece, aligned."""

CLEAR = f"""
define internal i1 @clear(ptr %record, ptr %entry, ptr %value) {{
start:
  {entry("bytes", "bytes")}
  {record("spans", kind="ptr")}
  {record("span_count")}
  %data.at = getelementptr i8, ptr %value, i64 16
  %from = load i64, ptr %data.at, align 8
  %to = add i64 %from, %bytes
  %empty = icmp eq i64 %bytes, 0
  br i1 %empty, label %yes, label %next
next:
  %low = phi i64 [0, %start], [%low.next, %look]
  %high = phi i64 [%span_count, %start], [%high.next, %look]
  %more = icmp ult i64 %low, %high
  br i1 %more, label %look, label %found
look:
  %sum = add i64 %low, %high
  %middle = lshr i64 %sum, 1
  %span = getelementptr [2 x i64], ptr %spans, i64 %middle
  %end.at = getelementptr i64, ptr %span, i64 1
  %end = load i64, ptr %end.at, align 8
  %before = icmp ule i64 %end, %from
  %above = add i64 %middle, 1
  %low.next = select i1 %before, i64 %above, i64 %low
  %high.next = select i1 %before, i64 %high, i64 %middle
  br label %next
found:
  %last = icmp eq i64 %low, %span_count
  br i1 %last, label %yes, label %compare
compare:
  %first = getelementptr [2 x i64], ptr %spans, i64 %low
  %begins = load i64, ptr %first, align 8
  %apart = icmp uge i64 %begins, %to
  br i1 %apart, label %yes, label %no
yes:
  ret i1 1
no:
  ret i1 0
}}
"""
"""Whether the step writes none of an array: the first span that ends behind its start begins behind its end."""
