"""The text of `adopt`, which binds a list of arrays to a plan if all of them are good.

Input: nothing. Output: LLVM text. `adopt(record, count, list)`: every array has its entry's form; those that are
written are writable and lie where the entry says, or apart from all others. Then all are set; else none, and the result
is 0.
Non-goals: looking at one array (`array_text.py`).
"""

from __future__ import annotations

from mxsym.runtime.native_call.layout import ENTRY, entry, record, word

ADOPT = f"""
define internal i1 @stands(ptr %record, ptr %entry, ptr %value) {{
  %form = call i32 @fits(ptr %entry, ptr %value)
  %fits = icmp ne i32 %form, 0
  br i1 %fits, label %place, label %no
place:
  {entry("fixed", "fixed")}
  %free = icmp eq i64 %fixed, 0
  br i1 %free, label %read, label %written
read:
  %clear = call i1 @clear(ptr %record, ptr %entry, ptr %value)
  ret i1 %clear
written:
  %data.at = getelementptr i8, ptr %value, i64 16
  %data = load i64, ptr %data.at, align 8
  %there = icmp eq i64 %data, %fixed
  %anywhere = icmp eq i64 %fixed, 1
  %same = or i1 %there, %anywhere
  %flags.at = getelementptr i8, ptr %value, i64 64
  %flags = load i32, ptr %flags.at, align 4
  %write = and i32 %flags, 1024
  %writable = icmp ne i32 %write, 0
  %both = and i1 %same, %writable
  ret i1 %both
no:
  ret i1 0
}}

define internal i1 @apart(ptr %record, i64 %one, i64 %two, ptr %arrays) {{
  {record("entries", kind="ptr")}
  %first = getelementptr [{len(ENTRY)} x i64], ptr %entries, i64 %one
  %second = getelementptr [{len(ENTRY)} x i64], ptr %entries, i64 %two
  {word(ENTRY, "fixed", "first", "first.fixed", "i64")}
  {word(ENTRY, "fixed", "second", "second.fixed", "i64")}
  {word(ENTRY, "bytes", "first", "first.bytes", "i64")}
  {word(ENTRY, "bytes", "second", "second.bytes", "i64")}
  %fixed = or i64 %first.fixed, %second.fixed
  %read = icmp eq i64 %fixed, 0
  %first.array = call ptr @PyList_GetItem(ptr %arrays, i64 %one)
  %second.array = call ptr @PyList_GetItem(ptr %arrays, i64 %two)
  %first.at = getelementptr i8, ptr %first.array, i64 16
  %second.at = getelementptr i8, ptr %second.array, i64 16
  %first.from = load i64, ptr %first.at, align 8
  %second.from = load i64, ptr %second.at, align 8
  %first.to = add i64 %first.from, %first.bytes
  %second.to = add i64 %second.from, %second.bytes
  %before = icmp ule i64 %first.to, %second.from
  %behind = icmp ule i64 %second.to, %first.from
  %beside = or i1 %before, %behind
  %fine = or i1 %beside, %read
  ret i1 %fine
}}

define internal i1 @scattered(ptr %record, i64 %count, ptr %arrays) {{
start:
  br label %outer
outer:
  %one = phi i64 [0, %start], [%one.next, %inner]
  %more = icmp slt i64 %one, %count
  br i1 %more, label %begin, label %yes
begin:
  %one.next = add i64 %one, 1
  br label %inner
inner:
  %two = phi i64 [%one.next, %begin], [%two.next, %good]
  %others = icmp slt i64 %two, %count
  br i1 %others, label %look, label %outer
look:
  %apart = call i1 @apart(ptr %record, i64 %one, i64 %two, ptr %arrays)
  br i1 %apart, label %good, label %no
good:
  %two.next = add i64 %two, 1
  br label %inner
yes:
  ret i1 1
no:
  ret i1 0
}}

define i32 @adopt(ptr %record, i64 %count, ptr %arrays) {{
start:
  {record("entries", kind="ptr")}
  %given = call i64 @PyList_Size(ptr %arrays)
  %all = icmp eq i64 %given, %count
  br i1 %all, label %check, label %no
check:
  %c = phi i64 [0, %start], [%c.next, %checked]
  %unchecked = icmp slt i64 %c, %count
  br i1 %unchecked, label %checking, label %checked.all
checked.all:
  {record("compare")}
  %placed = icmp eq i64 %compare, 0
  br i1 %placed, label %set, label %between
between:
  %scattered = call i1 @scattered(ptr %record, i64 %count, ptr %arrays)
  br i1 %scattered, label %set, label %no
checking:
  %check.entry = getelementptr [{len(ENTRY)} x i64], ptr %entries, i64 %c
  %check.value = call ptr @PyList_GetItem(ptr %arrays, i64 %c)
  %good = call i1 @stands(ptr %record, ptr %check.entry, ptr %check.value)
  br i1 %good, label %checked, label %no
checked:
  %c.next = add i64 %c, 1
  br label %check
set:
  %k = phi i64 [0, %checked.all], [0, %between], [%k.next, %setting]
  %unset = icmp slt i64 %k, %count
  br i1 %unset, label %setting, label %yes
setting:
  %entry = getelementptr [{len(ENTRY)} x i64], ptr %entries, i64 %k
  %value = call ptr @PyList_GetItem(ptr %arrays, i64 %k)
  call void @store(ptr %record, ptr %entry, ptr %value)
  %k.next = add i64 %k, 1
  br label %set
yes:
  ret i32 1
no:
  ret i32 0
}}
"""
