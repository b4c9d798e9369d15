"""The native loop that walks a list of chunks.

Input: the address of a job: {next chunk, number of chunks, address of the chunks}; a chunk is {kernel, arguments,
begin, end}, all 8 bytes. Output: `drive`, which any number of threads may call with the same job: each takes the next
chunk until none is left. Chunks never depend on the number of threads, so neither do the bits.
Non-goals: starting threads (`threads.py`), cutting chunks (`plan.py`).
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable

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


@functools.cache
def drive() -> Callable[[int], None]:
    """`drive(job)`, which releases the GIL while it runs."""
    from mxsym.codegen import llvm

    library = llvm.link(llvm.object_code(DRIVE, llvm.host_target("")), ["drive"])
    function = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(library.addresses["drive"])

    def call(job: int, _keep: object = library) -> None:
        function(job)

    return call
