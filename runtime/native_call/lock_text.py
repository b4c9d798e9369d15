"""LLVM text of a lock: the functions that take it, release it, and serve `with`.

They are native because an exception of a signal handler could otherwise arrive while a lock is taken and nobody knows.
"""

# Python raises such an exception (Ctrl-C) after any call of a function and at the start of any Python function.
#
# `LOCKS` has `try` and `give` for native code, and the methods `enter`, `attempt` and `leave`. A lock is two words:
# the interpreter's own lock, and the thread that has it. All of this runs under the GIL. A thread that has to wait
# first asks if it may: the garbage collector may run code of the user's on a thread that the lock's holder waits for.

from __future__ import annotations

from mxsym.runtime.native_call.layout import from_api

LOCKS = f"""
define internal i1 @try(ptr %lock) {{
  %handle = load ptr, ptr %lock, align 8
  %taken = call i32 @PyThread_acquire_lock(ptr %handle, i32 0)
  %mine = icmp ne i32 %taken, 0
  br i1 %mine, label %sign, label %done
sign:
  %me = call i64 @PyThread_get_thread_ident()
  %owner = getelementptr i64, ptr %lock, i64 1
  store i64 %me, ptr %owner, align 8
  br label %done
done:
  ret i1 %mine
}}

define internal void @give(ptr %lock) {{
  %owner = getelementptr i64, ptr %lock, i64 1
  store i64 0, ptr %owner, align 8
  %handle = load ptr, ptr %lock, align 8
  call void @PyThread_release_lock(ptr %handle)
  ret void
}}

define internal ptr @lock_of(ptr %self) {{
  %name = {from_api("address")}
  %number = call ptr @PyObject_GetAttr(ptr %self, ptr %name)
  %lost = icmp eq ptr %number, null
  br i1 %lost, label %failed, label %have
have:
  %lock = call ptr @PyLong_AsVoidPtr(ptr %number)
  call void @Py_DecRef(ptr %number)
  ret ptr %lock
failed:
  ret ptr null
}}

define internal ptr @none() {{
  %none = {from_api("None")}
  call void @Py_IncRef(ptr %none)
  ret ptr %none
}}

define ptr @enter(ptr %self, ptr %nothing) {{
start:
  %lock = call ptr @lock_of(ptr %self)
  %lost = icmp eq ptr %lock, null
  br i1 %lost, label %failed, label %first
first:
  %at.once = call i1 @try(ptr %lock)
  br i1 %at.once, label %mine, label %whose
whose:
  %owner.at = getelementptr i64, ptr %lock, i64 1
  %owner = load i64, ptr %owner.at, align 8
  %me = call i64 @PyThread_get_thread_ident()
  %own = icmp eq i64 %owner, %me
  br i1 %own, label %nested, label %other
other:
  %may.wait = {from_api("may_wait")}
  %allowed = call ptr @PyObject_Vectorcall(ptr %may.wait, ptr null, i64 0, ptr null)
  %refused = icmp eq ptr %allowed, null
  br i1 %refused, label %failed, label %allow
allow:
  call void @Py_DecRef(ptr %allowed)
  br label %wait
nested:
  %error = {from_api("nested")}
  call void @PyErr_SetNone(ptr %error)
  br label %failed
wait:
  %handle = load ptr, ptr %lock, align 8
  %state = call ptr @PyEval_SaveThread()
  %got = call i32 @PyThread_acquire_lock_timed(ptr %handle, i64 50000, i32 0)
  call void @PyEval_RestoreThread(ptr %state)
  %taken = icmp eq i32 %got, 1
  br i1 %taken, label %sign, label %signals
sign:
  store i64 %me, ptr %owner.at, align 8
  br label %mine
signals:
  %raised = call i32 @PyErr_CheckSignals()
  %fine = icmp eq i32 %raised, 0
  br i1 %fine, label %first, label %failed
mine:
  %result = call ptr @none()
  ret ptr %result
failed:
  ret ptr null
}}

define ptr @attempt(ptr %self, ptr %nothing) {{
start:
  %lock = call ptr @lock_of(ptr %self)
  %lost = icmp eq ptr %lock, null
  br i1 %lost, label %failed, label %first
first:
  %mine = call i1 @try(ptr %lock)
  br i1 %mine, label %taken, label %busy
taken:
  %result = call ptr @none()
  ret ptr %result
busy:
  %error = {from_api("busy")}
  call void @PyErr_SetNone(ptr %error)
  br label %failed
failed:
  ret ptr null
}}

define ptr @leave(ptr %self, ptr %args, i64 %count) {{
  %lock = call ptr @lock_of(ptr %self)
  %lost = icmp eq ptr %lock, null
  br i1 %lost, label %failed, label %have
have:
  call void @give(ptr %lock)
  %result = call ptr @none()
  ret ptr %result
failed:
  ret ptr null
}}
"""
