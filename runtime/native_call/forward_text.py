"""The text of the native method of `method.py`.

Input: nothing. Output: `TEXT`, with `forward`, the method; `adopt`, which binds a list of arrays; `fits`, which
`calls.available` tries out; and `api`, which is to be filled with what `calls_layout.API` lists.
Non-goals: the layouts (`layout.py`).
"""

from __future__ import annotations

from mxsym.runtime.native_call.adopt_text import ADOPT
from mxsym.runtime.native_call.array_text import CLEAR, FITS
from mxsym.runtime.native_call.layout import API, ENTRY, FUNCTIONS, entry, from_api, record, wrapper
from mxsym.runtime.native_call.lock_text import LOCKS
from mxsym.runtime.native_call.watch_text import WATCHES

_ACCEPTS = f"""
define internal ptr @entry(ptr %record, ptr %name) {{
  %type.at = getelementptr i8, ptr %name, i64 8
  %type = load ptr, ptr %type.at, align 8
  %str = {from_api("str")}
  %plain = icmp eq ptr %type, %str
  br i1 %plain, label %look, label %other
look:
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
other:
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
  %simple = call i1 @simple(ptr %value)
  %clear = call i1 @clear(ptr %record, ptr %entry, ptr %value)
  %good.place = and i1 %simple, %clear
  ret i1 %good.place
no:
  ret i1 0
}}
"""

# The end of what is replaced may run anything in Python: it comes after the step.
_SET = f"""
define internal i32 @replace(ptr %record, ptr %mapping, ptr %name, ptr %was, ptr %value) {{
  {record("replaced", kind="ptr")}
  %new = icmp eq ptr %was, null
  br i1 %new, label %put, label %keep
keep:
  %kept = call i32 @PyList_Append(ptr %replaced, ptr %was)
  %good = icmp eq i32 %kept, 0
  br i1 %good, label %put, label %failed
put:
  %set = call i32 @PyDict_SetItem(ptr %mapping, ptr %name, ptr %value)
  ret i32 %set
failed:
  ret i32 -1
}}

define internal void @drop(ptr %record) {{
  {record("replaced", kind="ptr")}
  %count = call i64 @PyList_Size(ptr %replaced)
  %none = icmp eq i64 %count, 0
  br i1 %none, label %done, label %some
some:
  %dropped = call i32 @PyList_SetSlice(ptr %replaced, i64 0, i64 %count, ptr null)
  br label %done
done:
  ret void
}}

define internal i32 @hold(ptr %record, ptr %entry, ptr %name, ptr %value) {{
start:
  {entry("descr", "descr", "ptr")}
  %number = icmp eq ptr %descr, null
  br i1 %number, label %numbers, label %array
array:
  {entry("held", "held", "ptr")}
  {record("bound", kind="ptr")}
  {record("guards", kind="ptr")}
  %was.held = call ptr @PyDict_GetItemWithError(ptr %held, ptr %name)
  %was.bound = call ptr @PyDict_GetItemWithError(ptr %bound, ptr %name)
  %same.held = icmp eq ptr %was.held, %value
  %same.bound = icmp eq ptr %was.bound, %value
  %same = and i1 %same.held, %same.bound
  br i1 %same, label %already, label %guarding
already:
  ret i32 0
guarding:
  %guard = call ptr @PyWeakref_NewRef(ptr %value, ptr null)
  %lost = icmp eq ptr %guard, null
  br i1 %lost, label %failed, label %guarded
guarded:
  %one = call i32 @replace(ptr %record, ptr %held, ptr %name, ptr %was.held, ptr %value)
  %two = call i32 @replace(ptr %record, ptr %bound, ptr %name, ptr %was.bound, ptr %value)
  %three = call i32 @PyDict_SetItem(ptr %guards, ptr %name, ptr %guard)
  call void @Py_DecRef(ptr %guard)
  {entry("row", "row", "ptr")}
  {entry("descr", "descr.word")}
  call void @watch(ptr %row, ptr %value, i64 %descr.word)
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

define internal void @store(ptr %record, ptr %entry, ptr %value) {{
start:
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
  ret void
}}

define internal i32 @set(ptr %record, ptr %name, ptr %value) {{
  %entry = call ptr @entry(ptr %record, ptr %name)
  call void @store(ptr %record, ptr %entry, ptr %value)
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
  {record("plan", kind="ptr")}
  %its.cell = getelementptr i64, ptr %plan, i64 2
  %cell = load ptr, ptr %its.cell, align 8
  %settled.at = getelementptr i64, ptr %cell, i64 1
  %settled = load i64, ptr %settled.at, align 8
  %alone = icmp eq i64 %shareable, 0
  %started = icmp ne i64 %settled, 0
  %threads = or i1 %alone, %started
  %is.ready = icmp ne i64 %ready, 0
  %may = and i1 %threads, %is.ready
  br i1 %may, label %take, label %python
take:
  %mine = call i1 @try(ptr %lock)
  br i1 %mine, label %again, label %python
again:
  {record("watch", kind="ptr")}
  {record("watched")}
  %intact = call i32 @intact(ptr %watch, i64 %watched)
  %as.bound = icmp ne i32 %intact, 0
  br i1 %as.bound, label %count, label %give
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
  call void @give(ptr %lock)
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
  call void @give(ptr %lock)
  br label %failed
run:
  {record("run", "runs", "ptr")}
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
  %result = call ptr @PyList_GetSlice(ptr %outputs, i64 0, i64 9223372036854775807)
  call void @give(ptr %lock)
  call void @drop(ptr %record)
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
        *(LOCKS, FITS, CLEAR, WATCHES, _ACCEPTS, _SET, ADOPT, _FORWARD),
    )
)
