"""Measured steps: the time of each kernel and op, of each thread, and outside kernels."""

# Chunks of kernels are timed by themselves (`mxsym.runtime.timed_jobs`). Each moment of a step belongs to the kernels
# that run then, in proportion to their threads, or to what is outside of kernels: so the times add up to the step.

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mxsym.codegen.expr import Expr
from mxsym.codegen.graph import Store
from mxsym.codegen.prims import PRIMS
from mxsym.codegen.record import record
from mxsym.inspection.costs import KernelFacts, StepFacts, step_facts
from mxsym.inspection.figures import counted, duration, table
from mxsym.inspection.notebook import html
from mxsym.inspection.provenance import owners
from mxsym.opgraph.bound import BoundGraph
from mxsym.runtime import files
from mxsym.runtime.timed_jobs import Chunk
from mxsym.spelling import listed, printable, shown


@record
class KernelTime:
    """A kernel in one step, on average. `seconds` of the step's time; `rate` in bytes a second, `flops` a second.

    `limit` is the rate of a plain stream of as many bytes as the step moves. `ops` share the seconds by an estimate:
    the loads, stores and operations of each.
    """

    name: str
    seconds: float
    rate: float
    flops: float
    limit: float
    ops: Mapping[str, float]


@record
class LibraryTime:
    """A call of a library in one step, on average: what it calls, how often, and the seconds of all of these."""

    name: str
    calls: float
    seconds: float


@record
class Profile:
    """Measured steps, as `Executor.profile` returns them. Prints as a table.

    Attributes:
        steps: how many.
        seconds: a step, on average; `fastest` is the shortest one.
        outside: the part of it in no kernel and no library: checks, hand-out to threads, waiting for them.
        kernels: one for each distinct kernel.
        threads: for each thread that ran kernels, the part of the steps' time in which it did, largest first.
        library: calls of NumPy's BLAS and LAPACK, those alike together.
    """

    steps: int
    seconds: float
    fastest: float
    outside: float
    kernels: tuple[KernelTime, ...]
    threads: tuple[float, ...]
    events: tuple[tuple[str, Chunk], ...]
    library: tuple[LibraryTime, ...] = ()

    def __str__(self) -> str:
        heads = ["kernel", "time", "of the step", "GB/s", "of a stream", "GFLOP/s", "ops (estimated)"]
        rows = [
            [
                shown(item.name),
                duration(item.seconds),
                f"{self._part(item.seconds):.0%}",
                f"{item.rate / 1e9:.3g}",
                f"{item.rate / item.limit:.0%}" if item.limit else "",
                f"{item.flops / 1e9:.3g}",
                _shares(item.ops),
            ]
            for item in self.kernels
        ]
        rows += [
            [f"{item.calls:g} × {item.name}", duration(item.seconds), f"{self._part(item.seconds):.0%}", *[""] * 4]
            for item in self.library
        ]
        rows.append(["outside kernels", duration(self.outside), f"{self._part(self.outside):.0%}", *[""] * 4])
        rows.append(["a step", duration(self.seconds), "100%", *[""] * 4])
        head = f"{self.steps} steps; the fastest took {duration(self.fastest)}"
        busy = ", ".join(f"{part:.0%}" for part in self.threads)
        threads = f"threads in kernels, of the time of the steps: {busy or 'none'}"
        return printable("\n\n".join([head, table(heads, rows, frozenset({1, 2, 3, 4, 5})), threads])) + "\n"

    def __repr__(self) -> str:
        kernels = counted(len(self.kernels), "kernel")
        return f"<profile of {counted(self.steps, 'step')}, {duration(self.seconds)} each, {kernels}; print it>"

    def _repr_html_(self) -> str:
        return html(str(self))

    def _part(self, seconds: float) -> float:
        return seconds / self.seconds if self.seconds else 0.0

    def times(self, facts: StepFacts) -> list[KernelTime]:
        """The time of each kernel of a graph, in the order of the facts.

        Raises:
            ValueError: the profile is of another graph.
        """
        mine, theirs = [item.name for item in self.kernels], [item.kernel.name for item in facts.kernels]
        if mine != theirs:
            kernels = f"it has the kernels {listed(mine, 4)}; this graph has {listed(theirs, 4)}"
            raise ValueError(f"profile: of another graph: {kernels}; pass what profile() of this executor returned")
        return list(self.kernels)

    def to_dict(self) -> dict[str, Any]:
        """The figures as JSON takes them, in seconds and bytes or operations a second."""
        kernels = [
            {"kernel": k.name, "seconds": k.seconds, "bytes_per_second": k.rate, "flops_per_second": k.flops}
            | {"stream_bytes_per_second": k.limit, "ops": dict(k.ops)}
            for k in self.kernels
        ]
        whole = {"steps": self.steps, "seconds": self.seconds, "fastest": self.fastest, "outside": self.outside}
        library = [{"call": item.name, "calls": item.calls, "seconds": item.seconds} for item in self.library]
        return {**whole, "kernels": kernels, "library": library, "threads": list(self.threads)}

    def save_trace(self, path: str | os.PathLike[str]) -> None:
        """Write `trace()` to a file.

        Args:
            path: the file. What was there is replaced as a whole.

        Raises:
            OSError: it cannot be written.
        """
        files.write(Path(path), self.trace().encode())

    def trace(self) -> str:
        """All chunks as a trace, JSON that Chrome's `about:tracing` and Perfetto open."""
        numbers = {thread: number for number, thread in enumerate(dict.fromkeys(c.thread for _, c in self.events))}
        start = min((chunk.began for _, chunk in self.events), default=0.0)
        events = [
            {"name": name, "ph": "X", "pid": os.getpid(), "tid": numbers[chunk.thread], "cat": "kernel"}
            | {"ts": (chunk.began - start) * 1e6, "dur": (chunk.ended - chunk.began) * 1e6}
            for name, chunk in self.events
        ]
        return json.dumps({"traceEvents": events, "displayTimeUnit": "ns"})


def _shares(ops: Mapping[str, float]) -> str:
    largest = sorted(ops.items(), key=lambda item: -item[1])
    listed = ", ".join(f"{shown(name)} {part:.0%}" for name, part in largest[:4])
    return listed + (f", … ({len(ops)})" if len(ops) > 4 else "")


def measured(
    graph: BoundGraph,
    steps: Sequence[tuple[float, float]],
    chunks: Sequence[Chunk],
    library: Sequence[tuple[str, float, float]] = (),
) -> Profile:
    """The profile of steps, each with its beginning and end, in which these chunks and calls of a library ran."""
    facts = step_facts(graph)
    names = {item.code.address: item.kernel.name for item in facts.kernels}
    work = Counter[int]()
    for item in facts.kernels:  # of different regions they may be the same code
        work[item.code.address] += item.bytes + item.flops
    spent, inside = _spent(chunks)
    count, total = len(steps), sum(end - begin for begin, end in steps)
    kernels = [
        _time(item, facts, spent.get(where, 0.0) * (item.bytes + item.flops) / max(1, work[where]) / count)
        for item in facts.kernels
        for where in [item.code.address]
    ]
    busy: dict[int, float] = {}
    for chunk in chunks:
        busy[chunk.thread] = busy.get(chunk.thread, 0.0) + chunk.ended - chunk.began
    return Profile(
        count,
        total / count,
        min(end - begin for begin, end in steps),
        max(0.0, total - inside - sum(end - begin for _, begin, end in library)) / count,
        tuple(kernels),
        tuple(seconds / total for seconds in sorted(busy.values(), reverse=True)),
        tuple((names.get(chunk.kernel, "?"), chunk) for chunk in chunks),
        tuple(
            LibraryTime(
                name,
                sum(other == name for other, _, _ in library) / count,
                sum(end - begin for other, begin, end in library if other == name) / count,
            )
            for name in dict.fromkeys(name for name, _, _ in library)
        ),
    )


def _spent(chunks: Iterable[Chunk]) -> tuple[dict[int, float], float]:
    """For each kernel its part of the time in which any ran, and that time."""
    changes = sorted(
        change for chunk in chunks for change in ((chunk.began, 1, chunk.kernel), (chunk.ended, -1, chunk.kernel))
    )
    running, spent = Counter[int](), dict[int, float]()
    total, before = 0.0, 0.0
    for moment, change, kernel in changes:
        threads = running.total()
        if threads:
            total += moment - before
            for other, number in running.items():
                spent[other] = spent.get(other, 0.0) + (moment - before) * number / threads
        running[kernel] += change
        before = moment
    return {**dict.fromkeys(running, 0.0), **spent}, total


def _time(item: KernelFacts, facts: StepFacts, seconds: float) -> KernelTime:
    rate, flops = (total / seconds if seconds else 0.0 for total in (item.bytes, item.flops))
    return KernelTime(item.kernel.name, seconds, rate, flops, facts.speed, _ops(item))


def _ops(item: KernelFacts) -> dict[str, float]:
    """Estimated parts of a kernel's time by op: its loads, stores and operations, those of several ops shared."""
    first, number = item.unit.items[0], item.unit.compiled.kernels.index(item.code)
    calls = [call.name for call in item.unit.region.calls]
    weights: dict[str, float] = {}
    each = {*item.code.kernel.each, *item.code.kernel.stores}
    for part, mine in owners(first)[number].items():
        if part in each and mine:
            for call in mine:
                weights[calls[call]] = weights.get(calls[call], 0.0) + _weight(part) / len(mine)
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items() if total and weight}


def _weight(part: Expr | Store) -> float:
    if isinstance(part, Store) or part.op == "load":
        return 1.0
    return float(PRIMS[part.op].flops) if part.op in PRIMS else 0.0
