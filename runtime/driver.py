"""The native loop that walks a list of chunks.

Input: the address of a job: {next chunk, number of chunks, address of the chunks}; a chunk is {kernel, arguments,
begin, end}, all 8 bytes. Output: `drive`, which any number of threads may call with the same job: each takes the next
chunk until none is left; `sequence`, a kernel that runs chunks one after the other. Chunks never depend on the number
of threads, so neither do the bits.
Non-goals: starting threads (`threads.py`), cutting chunks (`plan.py`).
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from mxsym.runtime import cache

if TYPE_CHECKING:
    from mxsym.codegen.llvm import Library

DRIVE = """
define void @drive(ptr %job) {
entry:
  %count.at = getelementptr i64, ptr %job, i64 1
  %count = load i64, ptr %count.at, align 8
  %chunks.at = getelementptr i64, ptr %job, i64 2
  %chunks = load ptr, ptr %chunks.at, align 8
  br label %next
next:
  %taken = atomicrmw add ptr %job, i64 1 monotonic
  %more = icmp slt i64 %taken, %count
  br i1 %more, label %run, label %done
run:
  %chunk = getelementptr [4 x i64], ptr %chunks, i64 %taken
  %args.at = getelementptr i64, ptr %chunk, i64 1
  %begin.at = getelementptr i64, ptr %chunk, i64 2
  %end.at = getelementptr i64, ptr %chunk, i64 3
  %kernel = load ptr, ptr %chunk, align 8
  %args = load ptr, ptr %args.at, align 8
  %begin = load i64, ptr %begin.at, align 8
  %end = load i64, ptr %end.at, align 8
  call void %kernel(ptr %args, i64 %begin, i64 %end)
  br label %next
done:
  ret void
}
"""


_SEQUENCE = """
define void @sequence(ptr %chunks, i64 %begin, i64 %end) {
entry:
  br label %next
next:
  %i = phi i64 [%begin, %entry], [%i.next, %run]
  %more = icmp slt i64 %i, %end
  br i1 %more, label %run, label %done
run:
  %chunk = getelementptr [4 x i64], ptr %chunks, i64 %i
  %args.at = getelementptr i64, ptr %chunk, i64 1
  %first.at = getelementptr i64, ptr %chunk, i64 2
  %last.at = getelementptr i64, ptr %chunk, i64 3
  %kernel = load ptr, ptr %chunk, align 8
  %args = load ptr, ptr %args.at, align 8
  %first = load i64, ptr %first.at, align 8
  %last = load i64, ptr %last.at, align 8
  call void %kernel(ptr %args, i64 %first, i64 %last)
  %i.next = add i64 %i, 1
  br label %next
done:
  ret void
}
"""


@functools.cache
def _linked() -> Library:
    return cache.linked(DRIVE + _SEQUENCE, cache.host(""), ["drive", "sequence"])


@functools.cache
def drive() -> Callable[[int], None]:
    """`drive(job)`, which releases the GIL while it runs."""
    function = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(_linked().addresses["drive"])

    def call(job: int) -> None:
        function(job)

    return call


def sequence() -> int:
    """The address of a kernel whose arguments are a table of chunks: it runs those from begin to end in order."""
    return _linked().addresses["sequence"]
