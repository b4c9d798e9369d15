"""Memory that a step takes for itself: how far the process grows, at most, while it makes some Adam steps.

Linux tells the peak of a process and forgets it when asked to; elsewhere the column is empty.
"""

from __future__ import annotations

import ctypes
import re
from pathlib import Path

from benchmarks import contenders, harness
from benchmarks.contenders import ADAM, Run
from benchmarks.report import Column, Line, Table

N = 1 << 24
STEPS = 3
STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
MB = 1e6


def title() -> str:
    """Title of the table."""
    return f"Memory that a step takes for itself: Adam, float32, {harness.size(N):,} values"


def _status(key: str) -> float:
    """`VmRSS`, what the process holds, or `VmHWM`, the most that it has held; in bytes."""
    found = re.search(rf"^{key}:\s*(\d+) kB$", STATUS.read_text(encoding="ascii"), re.MULTILINE)
    if found is None:
        raise OSError(f"{STATUS} has no {key}")
    return 1024.0 * int(found[1])


def resident() -> float | None:
    """Bytes of memory that this process holds; None where the system does not say."""
    try:
        return _status("VmRSS")
    except OSError:
        return None


def _give_back() -> None:
    """Give the system the pages of freed memory, from which a step would take without a growth of the process."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)


def growth(run: Run) -> float | None:
    """Bytes by which the process grows, at most, while it runs; None where the system does not say."""
    if not FORGET.exists():
        return None
    run()  # code, threads and states are there from now on
    _give_back()
    try:
        FORGET.write_text("5", encoding="ascii")
        before = _status("VmRSS")
        for _ in range(STEPS):
            run()
        return max(0.0, _status("VmHWM") - before)
    except OSError:
        return None


def tables() -> list[Table]:
    """Every table of this module."""
    (arrays,) = contenders.tensors(ADAM, [(harness.size(N),)])
    runs: dict[str, Run] = {"mxsym": contenders.executor(ADAM, [arrays]).forward}
    runs |= contenders.torch_steps(ADAM, [arrays])
    runs |= contenders.numba_step(ADAM, arrays) | contenders.jax_step(ADAM, arrays)
    lines: list[Line] = []
    for name, run in runs.items():
        taken = growth(run)
        values = (None, None) if taken is None else (taken / MB, taken / arrays[0].nbytes)
        lines.append(Line(name, values))
    columns = (Column("MB", "speed"), Column("times the weight's", "ratio"))
    return [Table(title(), columns, tuple(lines))]
