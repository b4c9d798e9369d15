"""LLVM text of a lock: the functions that take it, release it, and serve `with`.

They are native because an exception of a signal handler could otherwise arrive while a lock is taken and nobody knows.
"""

# Python raises such an exception (Ctrl-C) after any call of a function and at the start of any Python function.
#
# `LOCKS` has `try` and `give` for native code, and the methods `enter`, `attempt` and `leave`. A lock is three words:
# the thread that has it, how many threads wait, and what these wait for, a lock of the interpreter's that is released
# when the holder leaves. All of this runs under the GIL, so that plain loads and stores do. A thread that has to wait
# first asks if it may: the garbage collector may run code of the user's on a thread that the lock's holder waits for.
# A waiting thread looks again every 50 ms, for signals.

from __future__ import annotations

from mxsym.runtime.native_call.words import from_api

LOCKS = f"""
define internal i1 @try(ptr %lock) {{
  %owner = load i64, ptr %lock, align 8
  %free = icmp eq i64 %owner, 0
  br i1 %free, label %sign, label %done
sign:
  %me = call i64 @PyThread_get_thread_ident()
  store i64 %me, ptr %lock, align 8
  br label %done
done:
  ret i1 %free
}}

define internal void @give(ptr %lock) {{
  store i64 0, ptr %lock, align 8
  %waiting.at = getelementptr i64, ptr %lock, i64 1
  %waiting = load i64, ptr %waiting.at, align 8
  %none = icmp eq i64 %waiting, 0
  br i1 %none, label %done, label %wake
wake:
  %handle.at = getelementptr i64, ptr %lock, i64 2
  %handle = load ptr, ptr %handle.at, align 8
  call void @PyThread_release_lock(ptr %handle)
  br label %done
done:
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
  %owner = load i64, ptr %lock, align 8
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
  %handle.at = getelementptr i64, ptr %lock, i64 2
  %handle = load ptr, ptr %handle.at, align 8
  %waiting.at = getelementptr i64, ptr %lock, i64 1
  %waiting = load i64, ptr %waiting.at, align 8
  %one.more = add i64 %waiting, 1
  store i64 %one.more, ptr %waiting.at, align 8
  %state = call ptr @PyEval_SaveThread()
  %got = call i32 @PyThread_acquire_lock_timed(ptr %handle, i64 50000, i32 0)
  call void @PyEval_RestoreThread(ptr %state)
  %still = load i64, ptr %waiting.at, align 8
  %one.less = sub i64 %still, 1
  store i64 %one.less, ptr %waiting.at, align 8
  br label %signals
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
