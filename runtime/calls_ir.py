"""The text of the native method of `calls.py`.

Input: nothing. Output: `TEXT`, with `forward`, the method; `fits`, which `calls.available` tries out; and `api`, which
is to be filled with what `calls_layout.API` lists.
Non-goals: the layouts (`calls_layout.py`).
"""

from __future__ import annotations

from mxsym.runtime.calls_layout import API, ENTRY, FUNCTIONS, entry, from_api, record, wrapper

# An object's type lies at byte 8. An array's data lie at byte 16, then dimensions, shape, strides, base, dtype, flags.
_FITS = f"""
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

_CLEAR = f"""
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

_ACCEPTS = f"""
define internal ptr @entry(ptr %record, ptr %name) {{
  {record("index", kind="ptr")}
  {record("entries", kind="ptr")}
  %found = call ptr @PyDict_GetItemWithError(ptr %index, ptr %name)
  %unknown = icmp eq ptr %found, null
  br i1 %unknown, label %none, label %known
known:
  %number = call ptr @PyLong_AsVoidPtr(ptr %found)
  %place = ptrtoint ptr %number to i64
  %entry = getelementptr [{len(ENTRY)} x i64], ptr %entries, i64 %place
  ret ptr %entry
none:
  call void @PyErr_Clear()
  ret ptr null
}}

define internal i1 @accepts(ptr %record, ptr %name, ptr %value) {{
  %entry = call ptr @entry(ptr %record, ptr %name)
  %unknown = icmp eq ptr %entry, null
  br i1 %unknown, label %no, label %known
known:
  {entry("descr", "descr", "ptr")}
  %number = icmp eq ptr %descr, null
  br i1 %number, label %float, label %array
float:
  %type.at = getelementptr i8, ptr %value, i64 8
  %type = load ptr, ptr %type.at, align 8
  %wanted = {from_api("float")}
  %good = icmp eq ptr %type, %wanted
  ret i1 %good
array:
  %form = call i32 @fits(ptr %entry, ptr %value)
  %fits = icmp ne i32 %form, 0
  br i1 %fits, label %place, label %no
place:
  %clear = call i1 @clear(ptr %record, ptr %entry, ptr %value)
  ret i1 %clear
no:
  ret i1 0
}}
"""

_SET = f"""
define internal i32 @hold(ptr %record, ptr %entry, ptr %name, ptr %value) {{
start:
  {entry("descr", "descr", "ptr")}
  %number = icmp eq ptr %descr, null
  br i1 %number, label %numbers, label %array
array:
  {entry("held", "held", "ptr")}
  {record("bound", kind="ptr")}
  {record("guards", kind="ptr")}
  %one = call i32 @PyDict_SetItem(ptr %held, ptr %name, ptr %value)
  %two = call i32 @PyDict_SetItem(ptr %bound, ptr %name, ptr %value)
  %guard = call ptr @PyWeakref_NewRef(ptr %value, ptr null)
  %lost = icmp eq ptr %guard, null
  br i1 %lost, label %failed, label %guarded
guarded:
  %three = call i32 @PyDict_SetItem(ptr %guards, ptr %name, ptr %guard)
  call void @Py_DecRef(ptr %guard)
  %both = or i32 %one, %two
  %all = or i32 %both, %three
  ret i32 %all
failed:
  ret i32 -1
numbers:
  {entry("holders", "holders", "ptr")}
  {entry("holding", "holding")}
  br label %next
next:
  %h = phi i64 [0, %numbers], [%h.next, %holder]
  %status = phi i32 [0, %numbers], [%status.next, %holder]
  %more = icmp slt i64 %h, %holding
  br i1 %more, label %holder, label %done
holder:
  %holder.at = getelementptr ptr, ptr %holders, i64 %h
  %mapping = load ptr, ptr %holder.at, align 8
  %set = call i32 @PyDict_SetItem(ptr %mapping, ptr %name, ptr %value)
  %status.next = or i32 %status, %set
  %h.next = add i64 %h, 1
  br label %next
done:
  ret i32 %status
}}

define internal i32 @set(ptr %record, ptr %name, ptr %value) {{
start:
  %entry = call ptr @entry(ptr %record, ptr %name)
  {entry("descr", "descr", "ptr")}
  {entry("slots", "slots", "ptr")}
  {entry("slot count", "count")}
  {record("block", kind="ptr")}
  %number = icmp eq ptr %descr, null
  br i1 %number, label %float, label %array
float:
  %double = call double @PyFloat_AsDouble(ptr %value)
  %bits = bitcast double %double to i64
  br label %next
array:
  %data.at = getelementptr i8, ptr %value, i64 16
  %data = load i64, ptr %data.at, align 8
  br label %next
next:
  %word = phi i64 [%bits, %float], [%data, %array], [%word, %store]
  %s = phi i64 [0, %float], [0, %array], [%s.next, %store]
  %more = icmp slt i64 %s, %count
  br i1 %more, label %store, label %done
store:
  %slot.at = getelementptr i64, ptr %slots, i64 %s
  %slot = load i64, ptr %slot.at, align 8
  %into = getelementptr i64, ptr %block, i64 %slot
  store i64 %word, ptr %into, align 8
  %s.next = add i64 %s, 1
  br label %next
done:
  %status = call i32 @hold(ptr %record, ptr %entry, ptr %name, ptr %value)
  ret i32 %status
}}
"""

_FORWARD = f"""
define ptr @forward(ptr %self, ptr %args, i64 %positional, ptr %names) {{
start:
  %record.name = {from_api("_record")}
  %held = call ptr @PyObject_GetAttr(ptr %self, ptr %record.name)
  %lost = icmp eq ptr %held, null
  br i1 %lost, label %failed, label %have
have:
  %record = call ptr @PyLong_AsVoidPtr(ptr %held)
  call void @Py_DecRef(ptr %held)
  %none = icmp eq ptr %record, null
  %by.position = icmp ne i64 %positional, 0
  %elsewhere = or i1 %none, %by.position
  br i1 %elsewhere, label %python, label %look
look:
  {record("ready")}
  {record("shareable")}
  {record("lock", kind="ptr")}
  %cell = {from_api("cell")}
  %settled.at = getelementptr i64, ptr %cell, i64 1
  %settled = load i64, ptr %settled.at, align 8
  %alone = icmp eq i64 %shareable, 0
  %started = icmp ne i64 %settled, 0
  %threads = or i1 %alone, %started
  %is.ready = icmp ne i64 %ready, 0
  %may = and i1 %threads, %is.ready
  br i1 %may, label %take, label %python
take:
  %taken = call i32 @PyThread_acquire_lock(ptr %lock, i32 0)
  %mine = icmp ne i32 %taken, 0
  br i1 %mine, label %count, label %python
count:
  %nameless = icmp eq ptr %names, null
  br i1 %nameless, label %run, label %several
several:
  %keywords = call i64 @PyTuple_Size(ptr %names)
  br label %check
check:
  %c = phi i64 [0, %several], [%c.next, %checked]
  %unchecked = icmp slt i64 %c, %keywords
  br i1 %unchecked, label %checking, label %set
checking:
  %check.name = call ptr @PyTuple_GetItem(ptr %names, i64 %c)
  %check.at = getelementptr ptr, ptr %args, i64 %c
  %check.value = load ptr, ptr %check.at, align 8
  %good = call i1 @accepts(ptr %record, ptr %check.name, ptr %check.value)
  br i1 %good, label %checked, label %give
checked:
  %c.next = add i64 %c, 1
  br label %check
give:
  call void @PyThread_release_lock(ptr %lock)
  br label %python
set:
  %k = phi i64 [0, %check], [%k.next, %setting]
  %status = phi i32 [0, %check], [%status.next, %setting]
  %unset = icmp slt i64 %k, %keywords
  br i1 %unset, label %setting, label %were
setting:
  %name = call ptr @PyTuple_GetItem(ptr %names, i64 %k)
  %value.at = getelementptr ptr, ptr %args, i64 %k
  %value = load ptr, ptr %value.at, align 8
  %was = call i32 @set(ptr %record, ptr %name, ptr %value)
  %status.next = or i32 %status, %was
  %k.next = add i64 %k, 1
  br label %set
were:
  %all = icmp eq i32 %status, 0
  br i1 %all, label %run, label %unlock
unlock:
  call void @PyThread_release_lock(ptr %lock)
  br label %failed
run:
  {record("run", "runs", "ptr")}
  {record("plan", kind="ptr")}
  {record("release")}
  {record("outputs", kind="ptr")}
  %keep = icmp eq i64 %release, 0
  br i1 %keep, label %short, label %long
short:
  call void %runs(ptr %plan, ptr %cell)
  br label %finish
long:
  %state = call ptr @PyEval_SaveThread()
  call void %runs(ptr %plan, ptr %cell)
  call void @PyEval_RestoreThread(ptr %state)
  br label %finish
finish:
  call void @PyThread_release_lock(ptr %lock)
  %result = call ptr @PyList_GetSlice(ptr %outputs, i64 0, i64 9223372036854775807)
  ret ptr %result
python:
  %method.name = {from_api("_forward")}
  %method = call ptr @PyObject_GetAttr(ptr %self, ptr %method.name)
  %missing = icmp eq ptr %method, null
  br i1 %missing, label %failed, label %ask
ask:
  %answer = call ptr @PyObject_Vectorcall(ptr %method, ptr %args, i64 %positional, ptr %names)
  call void @Py_DecRef(ptr %method)
  ret ptr %answer
failed:
  ret ptr null
}}
"""

TEXT = "".join(
    (
        f"@api = global [{len(API)} x ptr] zeroinitializer, align 8\n",
        *map(wrapper, FUNCTIONS),
        *(_FITS, _CLEAR, _ACCEPTS, _SET, _FORWARD),
    )
)
