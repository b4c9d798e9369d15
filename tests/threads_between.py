"""Interference of another thread in the middle of a step, at a place that a test can name."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest

import mxsym as mx
from mxsym.runtime import run_jobs
from mxsym.runtime.native_call.prepared import NativeCall
from mxsym.runtime.plan import Plan


@contextmanager
def before_the_kernels(exe: mx.Executor, act: Callable[[], object]) -> Generator[None]:
    """Something that another thread does when a step has been checked, and its kernels have not begun."""
    patch, call = pytest.MonkeyPatch(), exe._call  # pyright: ignore[reportPrivateUsage]
    run, run_plan, acted = Plan.run, run_jobs.run_plan(), list[object]()

    def once() -> None:
        if not acted:
            acted.append(act())

    def in_python(plan: Plan, *arguments: Any, **named: Any) -> None:
        once()
        run(plan, *arguments, **named)

    def natively(plan: int, cell: int) -> None:
        once()
        run_plan(plan, cell)

    patch.setattr(Plan, "run", in_python)
    called = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(natively)
    if isinstance(call, NativeCall):
        call.set(run=ctypes.cast(called, ctypes.c_void_p).value or 0)
    try:
        yield
    finally:
        patch.undo()
        if isinstance(call, NativeCall):
            call.set(run=run_jobs.native("run_plan"))
    assert acted
