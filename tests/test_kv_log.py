"""The log of a worker of `mx.kv`: its memory is that of one push at a time, also after Ctrl-C."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

import numpy as np

from mxsym.kv.log import Entry, Log, Rooms
from mxsym.runtime.buffers import Array


@contextmanager
def interrupted(stop: int, *functions: Callable[..., Any]) -> Generator[None]:
    """Raise a `KeyboardInterrupt` before an instruction of these functions, which are counted from 0 on."""
    codes: set[CodeType] = {function.__code__ for function in functions}
    count = itertools.count()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code not in codes:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and next(count) == stop:
            raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def rows(log: Log) -> tuple[Array, Array]:
    return log.rooms.take((3,), np.dtype(np.float32))


def test_an_interrupt_gives_no_memory_to_two_pushes() -> None:
    stop = 0
    while True:
        log = Log(keeps=False)
        log.add(Entry({}, [rows(log)[1]]))
        try:
            with interrupted(stop, Log.trim, Rooms.give):
                log.trim()
        except KeyboardInterrupt:
            log.trim()
        else:
            break  # there are not as many instructions
        stop += 1
        (one, _), (other, _) = rows(log), rows(log)
        assert not log.entries
        assert not np.may_share_memory(one, other)
    assert stop > 10
