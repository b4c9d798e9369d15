"""LLVM text of a lock: the functions that take it, release it, and serve `with`.

They are native because an exception of a signal handler could otherwise arrive while a lock is taken and nobody knows.
"""

# Python raises such an exception (Ctrl-C) after any call of a function and at the start of any Python function.
#
# `try` and `give` are for native code, `enter`, `attempt` and `leave` are methods. A lock is three words:
# the thread that has it, how many threads wait, and what these wait for, a lock of the interpreter's that is released
# when the holder leaves. All of this runs under the GIL, so that plain loads and stores do. A thread that has to wait
# first asks if it may: the garbage collector may run code of the user's on a thread that the lock's holder waits for.
# A waiting thread looks again every 50 ms, for signals.

from __future__ import annotations

from mxsym.codegen.backend.builder import Value, i64
from mxsym.runtime.native_call.words import NULL, Words

_WAITS, _HANDLE = 1, 2
"""Places of the second and third word."""
_PAUSE = i64(50_000)
"""Microseconds after which a waiting thread looks again."""


@Words.function("i1", internal=True)
def _try(code: Words, lock: Value) -> None:
    """Take a lock if it is free. Return true if it was."""
    free = code.compare("eq", code.load("i64", lock, name="owner"), 0, "free")
    with code.when(free, "sign", "done"):
        code.store(code.call("i64", "@PyThread_get_thread_ident", name="me"), lock)
    code.ret(free)


@Words.function(internal=True)
def _give(code: Words, lock: Value) -> None:
    """Release a lock, and let who waits for it look."""
    code.store(i64(0), lock)
    with code.when(code.compare("ne", code.load_at(lock, _WAITS, "waiting"), 0, "some"), "wake", "done"):
        code.call("void", "@PyThread_release_lock", code.load_at(lock, _HANDLE, "handle", "ptr"))
    code.ret()


@Words.function("ptr")
def _enter(code: Words, self: Value, _nothing: Value) -> None:
    """`enter(self)`, a method: take the lock, and wait for it if this thread may."""
    failed, first, mine, nested = (code.label(name) for name in ("failed", "first", "mine", "nested"))
    lock = code.record_of(self, failed, "address")
    code.enter(first)
    code.enter_unless(code.call("i1", "@try", lock, name="at.once"), mine, "whose")
    me = code.call("i64", "@PyThread_get_thread_ident", name="me")
    code.enter_unless(code.compare("eq", code.load("i64", lock, name="owner"), me, "own"), nested, "other")
    allowed = code.call("ptr", "@PyObject_Vectorcall", code.object("may_wait"), NULL, i64(0), NULL, name="allowed")
    code.enter_if(code.compare("ne", allowed, NULL, "is.allowed"), "wait", failed)
    code.call("void", "@Py_DecRef", allowed)
    handle, waiting_at = code.load_at(lock, _HANDLE, "handle", "ptr"), code.gep(lock, _WAITS, name="waiting.at")
    code.store(code.add(code.load("i64", waiting_at, name="waiting"), 1, "one.more"), waiting_at)
    state = code.call("ptr", "@PyEval_SaveThread", name="state")
    code.call("i32", "@PyThread_acquire_lock_timed", handle, _PAUSE, Value("i32", "0"), name="got")
    code.call("void", "@PyEval_RestoreThread", state)
    code.store(code.add(code.load("i64", waiting_at, name="still"), -1, "one.less"), waiting_at)
    raised = code.call("i32", "@PyErr_CheckSignals", name="raised")
    code.branch_if(code.compare("eq", raised, 0, "fine"), first, failed)
    code.begin(mine)
    code.ret(code.none())
    code.begin(nested)
    code.call("void", "@PyErr_SetNone", code.object("nested"))
    code.enter(failed)
    code.ret(NULL)


@Words.function("ptr")
def _attempt(code: Words, self: Value, _nothing: Value) -> None:
    """`attempt(self)`, a method: take the lock, or raise if it is not free."""
    failed, busy = code.label("failed"), code.label("busy")
    lock = code.record_of(self, failed, "address")
    code.enter_if(code.call("i1", "@try", lock, name="mine"), "taken", busy)
    code.ret(code.none())
    code.begin(busy)
    code.call("void", "@PyErr_SetNone", code.object("busy"))
    code.enter(failed)
    code.ret(NULL)


@Words.function("ptr", count="i64")
def _leave(code: Words, self: Value, _args: Value, _count: Value) -> None:
    """`leave(self, …)`, a method: release the lock."""
    failed = code.label("failed")
    code.call("void", "@give", code.record_of(self, failed, "address"))
    code.ret(code.none())
    code.ret_at(failed, NULL)


LOCKS = "\n".join(function() for function in (_try, _give, _enter, _attempt, _leave))
