"""Plan: argument blocks, tables of chunks, and jobs that native code runs one after the other.

Chunks are cut at fixed places, whatever the number of threads. No kernel runs over memory that `verify` has not
accepted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from mxsym.codegen.kernel import Domain
from mxsym.codegen.record import record
from mxsym.runtime import extents, run_jobs, threads
from mxsym.runtime.buffers import Array, address
from mxsym.runtime.extents import Memory, Named, Reach
from mxsym.runtime.native_call.layout import DONE
from mxsym.runtime.run_jobs import note
from mxsym.runtime.slots import ExtentSlot, Slot
from mxsym.runtime.threads import Threads

CHUNK_BYTES = 1 << 20
"""Memory traffic of one chunk: small enough to share out evenly, large enough that memory streams."""
ROW_CHUNK = CHUNK_BYTES // 4
"""The same of single rows: they are listed, not streamed, so smaller chunks cost nothing and share out more evenly."""
LEAST_CHUNK = 1 << 12
"""Traffic of the smallest chunk: less is not worth the call of a kernel."""
SHARES = 16
"""Work that is small is cut into about so many chunks, so that threads can share it evenly."""
CACHED_BYTES = 1 << 20
"""Traffic of a unit below which all its stages run on one thread, one after the other: the data stays in its cache."""
WAVE_BYTES = 1 << 25
"""Traffic of units whose stages run together: a later stage finds much of what an earlier one touched in a cache."""


class LaunchedKernel(Protocol):
    """The address of a kernel's code, which one that is not linked lacks, and what the kernel says it touches."""

    @property
    def address(self) -> int: ...
    @property
    def reach(self) -> Reach: ...


class KernelAt(NamedTuple):
    """A kernel that belongs to no region."""

    address: int
    reach: Reach


@record
class Launch:
    """One kernel over one set of tensors.

    `slots` are the keys of the argument block. `size` is the number of things the kernel runs over: a number, or
    the key of one that `resize` sets. `grain`: chunks are multiples of it. Kernels that need one another's results have
    one `unit` and run by their `stage`, all of them before the next phase. `owner` has the names for its
    errors. `listed`: it belongs to rows that each step lists.
    """

    kernel: LaunchedKernel
    slots: tuple[Slot, ...]
    size: int | ExtentSlot
    bytes_each: int
    phase: int
    grain: int
    stage: int = 0
    unit: int | None = None
    owner: Named | None = None
    listed: bool = False

    @property
    def moves(self) -> bool:
        """True if a step may bring other rows, and so another size."""
        return self.listed or bool(self.kernel.reach.lists) or not isinstance(self.size, int)


@record
class Cut:
    """Sizes by key, and the chunks and the traffic of the jobs that have others than before."""

    sizes: dict[ExtentSlot, int]
    jobs: dict[int, tuple[Array, int]]


@record(eq=False)
class LibraryCall:
    """A call of a library between kernels: after all of the phases before its own, and before the next one.

    `call` is its name, `title` what it calls. `run` gets the threads of the step. With `has_threads` the library has
    threads of its own, and does not use them.
    """

    phase: int
    call: str
    title: str
    has_threads: bool
    run: Callable[[Threads | None], None]


_ItemT = TypeVar("_ItemT")
_Pair = tuple[Launch, int]
"""A launch and the address of its argument block."""


@record
class MovingJob:
    """A job with launches over rows that a step lists: the address of its row, those launches, and the other chunks.

    `traffic` is that of the others.
    """

    address: int
    launches: list[_Pair]
    fixed: Array
    traffic: int


def traffic_of(launch: Launch) -> int:
    """The bytes that a launch moves; 0 if a step sets its size."""
    return launch.size * launch.bytes_each if isinstance(launch.size, int) else 0


def _first_of(phases: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """For each wanted phase, the number of phases before it among these, which are in order."""
    if not wanted:
        return []
    import bisect  # few plans call libraries

    return [bisect.bisect_left(phases, phase) for phase in wanted]


def arrange(items: Sequence[_ItemT], launch_of: Callable[[_ItemT], Launch]) -> list[list[list[_ItemT]]]:
    """Launches as jobs, by phase, wave and stage: one job ends before the next begins.

    A job's pieces may run at once. A piece of several launches is a unit that is never cut: they run in order.
    """
    units: dict[int, list[_ItemT]] = {}
    jobs: dict[tuple[int, int, int], list[list[_ItemT]]] = {}
    for item in items:
        launch = launch_of(item)
        if launch.unit is None:
            jobs.setdefault((launch.phase, 0, 0), []).append([item])
        else:
            units.setdefault(launch.unit, []).append(item)
    traffic: dict[int, int] = {}
    for members in units.values():
        launches = [launch_of(item) for item in members]
        phase, total = launches[0].phase, sum(map(traffic_of, launches))
        if total <= CACHED_BYTES and all(isinstance(launch.size, int) for launch in launches):
            jobs.setdefault((phase, 0, 0), []).append(members)
            continue
        wave = traffic.get(phase, 0) // WAVE_BYTES
        traffic[phase] = traffic.get(phase, 0) + total
        for item, launch in zip(members, launches, strict=True):
            jobs.setdefault((phase, wave, launch.stage), []).append([item])
    return [jobs[order] for order in sorted(jobs)]


def most_traffic(grain: int) -> int:
    """The traffic of a large chunk: of elements, or of single rows."""
    return CHUNK_BYTES if grain > 1 else ROW_CHUNK


def chunks(size: int, bytes_each: int, grain: int = 1024) -> list[tuple[int, int]]:
    """Cut `size` things into spans at multiples of `grain`, which for elements leaves at most one tail."""
    step = _step(size, bytes_each, grain)
    return [(begin, min(begin + step, size)) for begin in range(0, size, step)]


def _step(size: int, bytes_each: int, grain: int) -> int:
    """The things of a chunk."""
    share = max(LEAST_CHUNK, min(most_traffic(grain), size * bytes_each // SHARES))
    return max(grain, share // max(1, bytes_each) // grain * grain)


def most_chunks(size: int, bytes_each: int, grain: int = 1) -> int:
    """The most chunks that so many things, or fewer, are cut into at multiples of `grain`."""
    step = max(grain, most_traffic(grain) // max(1, bytes_each) // grain * grain)
    return max(2 * SHARES + 1, -(-size // step))


def table(rows: Sequence[tuple[int, int, int, int]]) -> Array:
    """Chunks as native code reads them: kernel, arguments, begin, end."""
    return np.array(rows, np.int64).reshape(-1, 4)


class Jobs:
    """Lists of chunks to be run one list after the other; what is in a list may run at once. See `run_jobs.py`."""

    def __init__(self, count: int) -> None:
        threads.check_settings()
        self._rows = np.zeros((count, 3), np.int64)
        self._tables = [np.zeros((0, 4), np.int64)] * count
        self._wrapped: list[Array] = []
        self._wrap: Callable[[Array], Array] | None = None
        self._block = np.array([count, address(self._rows), 0], np.int64)
        self.use(threads.PROCESS)
        self.address = address(self._block)
        self.shareable = False
        self.traffic = 0

    def fill(self, number: int, chunks: Array, traffic: int) -> None:
        """Give a list its chunks: kernel, arguments, begin, end; and the bytes that they move in all."""
        self._tables[number] = chunks
        if self._wrap is not None:
            chunks = self._wrap(chunks)
            self._wrapped.append(chunks)
        self._rows[number] = (len(chunks), address(chunks), traffic)
        least = threads.least_shared()
        self.shareable = any(count > 1 and size >= least for count, _, size in self._rows.tolist())
        self.traffic = int(self._rows[:, 2].sum())

    def row_address(self, number: int) -> int:
        """The address of a list's number of chunks, their address and their traffic."""
        return address(self._rows) + number * self._rows.strides[0]

    def pass_through(self, wrap: Callable[[Array], Array] | None) -> None:
        """Run what `wrap` makes of each list of chunks, from now on; None: the lists themselves."""
        self._wrap = wrap
        for number, chunks in enumerate(self._tables):
            self.fill(number, chunks, int(self._rows[number, 2]))
        if wrap is None:
            self._wrapped.clear()

    def use(self, threads: Threads) -> None:
        """Run on these threads from now on."""
        self.threads = threads
        self._block[2] = threads.address

    def run(self, on: Threads | None = None, span: slice = slice(None), log: list[int] | None = None) -> None:
        """Run them all, each list on as many threads as pay; `on`: of others, this once; `span`: some of the lists.

        `log` has `DONE` when that is done.
        """
        on, log = on or self.threads, [] if log is None else log
        portable = on.start() if self.shareable else None
        rows = self._rows[span]
        if portable is not None:
            portable.run_plan(rows, int(on.cell[2]), log)
        elif len(rows) == len(self._rows):
            note(log, run_jobs.run_plan(), self.address, on.address)
        elif len(rows):
            block = np.array([len(rows), address(rows), on.address], np.int64)
            note(log, run_jobs.run_plan(), address(block), on.address)
        else:
            log.append(DONE)


_NOTHING = 0, 0, 0
"""The words, count and bytes of a sweep that has not run."""


class Sweep:
    """A kernel over any number of single things, each time on as many threads as pay.

    Not safe to run from two threads at once.
    """

    def __init__(self, kernel: int) -> None:
        self._jobs, self._kernel = Jobs(1), kernel
        self._last = _NOTHING

    def run(self, words: int, count: int, bytes_each: int) -> None:
        """Run it over so many things, each of so many bytes of traffic. `words` is what the kernel is told."""
        if self._last != (words, count, bytes_each):
            begins = np.arange(0, count, _step(count, bytes_each, 1))
            cut = np.empty((len(begins), 4), np.int64)
            cut[:, 0], cut[:, 1], cut[:, 2] = self._kernel, words, begins
            cut[:-1, 3], cut[-1:, 3] = begins[1:], count
            self._last = _NOTHING  # an exception of a signal handler may come between
            self._jobs.fill(0, cut, count * bytes_each)
            self._last = words, count, bytes_each
        self._jobs.run()


class Plan:
    """The tables of one executor; `jobs` is what runs.

    Not safe to run from two threads at once: the executor holds a lock.
    """

    def __init__(self, launches: Sequence[Launch], library: Sequence[LibraryCall] = ()) -> None:
        self.library = sorted(library, key=lambda call: call.phase)
        self.watched: list[tuple[str, float, float]] | None = None
        """While steps are timed: each call of a library, when it began and when it ended."""
        starts = [0, *np.cumsum([len(launch.slots) for launch in launches], dtype=np.int64).tolist()]
        self._block = np.zeros(max(1, starts[-1]), np.int64)
        self._numbers = self._block.view(np.float64)
        self._slots: dict[Slot, list[int]] = {}
        for launch, start in zip(launches, starts, strict=False):
            for slot, key in enumerate(launch.slots, start):
                self._slots.setdefault(key, []).append(slot)
        self._sizes: dict[ExtentSlot, int] = {}
        self._memory = Memory(len(self._block))
        self._least = [0] * len(self._block)
        self._launches = list(zip(launches, starts, strict=False))
        self._moving = [(launch, at) for launch, at in self._launches if launch.moves]
        self._moved = {at + slot for launch, at in self._moving for slot in range(len(launch.slots))}
        lists = (at + slot for launch, at in self._moving for slot in launch.kernel.reach.lists)
        self._listed = dict.fromkeys(lists, 0)  # height, verified
        self._unverified = self._launches
        base = self.address = address(self._block)
        pairs = [(launch, base + 8 * start) for launch, start in zip(launches, starts, strict=False)]
        self.sequences: list[Array] = []
        jobs = arrange(pairs, lambda pair: pair[0])
        self._members = [[self._piece(pairs) for pairs in job] for job in jobs]
        phases = [job[0][0][0].phase for job in jobs]
        self._before = _first_of(phases, [call.phase for call in self.library])
        self.jobs = Jobs(len(self._members))
        self.use(self.jobs.threads)
        for number in range(len(self._members)):
            self.jobs.fill(number, *self._cut(number, self._sizes))

    def moving_jobs(self) -> list[MovingJob]:
        """The jobs whose sizes steps set."""
        moving: list[MovingJob] = []
        for number, members in enumerate(self._members):
            launches = [pair for pair in members if not isinstance(pair[0].size, int)]
            if launches:
                fixed, traffic = self._cut(number, {})
                moving.append(MovingJob(self.jobs.row_address(number), launches, fixed, traffic))
        return moving

    def still_jobs(self) -> list[tuple[int, int]]:
        """The chunks and the traffic of the other jobs."""
        moves = [any(not isinstance(launch.size, int) for launch, _ in members) for members in self._members]
        cuts = [self._cut(number, {}) for number, moving in enumerate(moves) if not moving]
        return [(len(chunks), traffic) for chunks, traffic in cuts]

    def _cut(self, number: int, sizes: Mapping[ExtentSlot, int]) -> tuple[Array, int]:
        """The work of a job in chunks, and its traffic."""
        rows: list[tuple[int, int, int, int]] = []
        traffic = 0
        for launch, args in self._members[number]:
            size = self._size(launch, sizes)
            rows += [(launch.kernel.address, args, *cut) for cut in chunks(size, launch.bytes_each, launch.grain)]
            traffic += size * launch.bytes_each
        return table(rows), traffic

    @staticmethod
    def _size(launch: Launch, sizes: Mapping[ExtentSlot, int]) -> int:
        return launch.size if isinstance(launch.size, int) else sizes.get(launch.size, 0)

    def _piece(self, pairs: Sequence[_Pair]) -> _Pair:
        """A piece of a job as one launch: a unit's kernels are a sequence."""
        if len(pairs) == 1:
            return pairs[0]
        rows = [(launch.kernel.address, args, 0, launch.size) for launch, args in pairs if isinstance(launch.size, int)]
        sequence = table(rows)
        self.sequences.append(sequence)
        count, total, phase = len(rows), sum(traffic_of(launch) for launch, _ in pairs), pairs[0][0].phase
        kernel = KernelAt(run_jobs.native("sequence"), Reach("sequence", Domain.FLAT, (), ()))
        return Launch(kernel, (), count, total // count, phase, count), address(sequence)

    def slots(self, key: Slot) -> list[int]:
        """Indices of this key's address or number in the argument block that begins at `address`."""
        return self._slots.get(key, [])

    def set_addresses(self, arrays: Mapping[Slot, Array]) -> None:
        """Let the slots with these keys point at these arrays.

        Raises:
            ExtentError: an array is smaller than what a verified launch touches.
        """
        memory = self._memory
        for key, array in arrays.items():
            slots, size = self.slots(key), array.nbytes
            for slot in slots:
                if memory.size[slot] != size:
                    memory.size[slot] = size
                    if size < self._least[slot]:
                        self._unverified = self._launches
                        self.verify()
                    self._changed(slot)
                if slot in self._listed:
                    memory.height[slot] = extents.height(array)
                    if memory.height[slot] > self._listed[slot]:
                        self._changed(slot)
            where = address(array)
            for slot in slots:
                self._block[slot] = where

    def set_address(self, slot: int, where: int) -> None:
        """Let a slot point at memory that is as large as what it pointed at."""
        self._block[slot] = where

    def _changed(self, slot: int) -> None:
        """Mark the launches over rows for verification, if this slot may change what they reach."""
        if slot in self._moved and not self._unverified:
            self._unverified = self._moving

    def set_number(self, key: Slot, value: float) -> None:
        """Set a run-time scalar (a float) or a count (an int) wherever it is used."""
        into = self._block if isinstance(value, int) else self._numbers
        for slot in self._slots.get(key, ()):
            into[slot] = value
            if isinstance(value, int) and self._memory.count[slot] != value:
                self._memory.count[slot] = value
                self._changed(slot)

    def set_scalar(self, slot: int, value: float) -> None:
        """Set a run-time scalar by its place in the argument block."""
        self._numbers[slot] = value

    def forget_sizes(self) -> None:
        """Another has set the sizes of launches and the chunks of jobs: the next `resized` sets all of them."""
        self._sizes = {}

    def resized(self, sizes: Mapping[ExtentSlot, int]) -> Cut:
        """The chunks that change where launches have these sizes, by their keys. Nothing is changed."""
        keys = {key for key, size in sizes.items() if self._sizes.get(key) != size}
        if not keys:
            return Cut(self._sizes, {})
        known = {**self._sizes, **sizes}
        numbers = [n for n, members in enumerate(self._members) if any(launch.size in keys for launch, _ in members)]
        return Cut(known, {number: self._cut(number, known) for number in numbers})

    def resize(self, cut: Cut) -> None:
        """From now on launches have the sizes for which this was cut."""
        if cut.sizes is not self._sizes and cut.sizes != self._sizes:
            self._unverified = self._unverified or self._moving
        self._sizes = {}  # an exception of a signal handler may come between
        for number, (chunks, traffic) in cut.jobs.items():
            self.jobs.fill(number, chunks, traffic)
        self._sizes = cut.sizes

    def start_threads(self) -> None:
        """Start the threads that a step needs, where it is known to need some: they would be started in the step."""
        if self.jobs.shareable:
            self.jobs.threads.start()

    def verify(self) -> None:
        """Check that the launches which have not been checked since something changed stay inside their arrays.

        Raises:
            ExtentError: one would not; none of them runs.
        """
        memory = self._memory
        for launch, start in self._unverified:
            reach, things = launch.kernel.reach, self._size(launch, self._sizes)
            for need in reach.needs(start, memory):
                slot, size = start + need.slot, memory.needed(need, start, things)
                if memory.size[slot] < size:
                    raise extents.misfit(reach, start, things, need, memory, launch.owner)
                self._least[slot] = 0 if launch.moves else size
        for slot in self._listed:
            self._listed[slot] = memory.height[slot]
        self._unverified = []

    def verify_most(
        self,
        sizes: Mapping[int, int],
        heights: Mapping[int, int],
        counts: Mapping[int, int],
        things: Mapping[ExtentSlot, int],
    ) -> None:
        """Check that launches over rows stay inside their arrays when steps list as many rows as they can.

        Args:
            sizes, heights, counts: bytes, one more than the largest row id, and counts, by slot.
            things: sizes of launches.

        Raises:
            ExtentError: one would not.
        """
        memory = self._memory.copy()
        for known, most in ((memory.size, sizes), (memory.height, heights), (memory.count, counts)):
            for slot, value in most.items():
                known[slot] = value
        for launch, start in self._moving:
            reach, many = launch.kernel.reach, self._size(launch, things)
            for need in reach.needs(start, memory):
                if memory.size[start + need.slot] < memory.needed(need, start, many):
                    raise extents.misfit(reach, start, many, need, memory, launch.owner)

    def use(self, threads: Threads) -> None:
        """Let steps run on these threads from now on, native ones too.

        They are others, as many, if this plan calls a library with threads of its own: those sleep while it computes.
        """
        self.jobs.use(threads.beside_library if any(call.has_threads for call in self.library) else threads)

    def run(self, log: list[int] | None = None) -> None:
        """One step. `log` has `DONE` when it is done."""
        if self._unverified:
            self.verify()
        self.run_jobs(log)

    def run_jobs(self, log: list[int] | None = None) -> None:
        """Run the jobs, with the calls of libraries between them. `log` has `DONE` when that is done.

        Raises:
            numpy.linalg.LinAlgError: a library gave up; nothing but temporaries has been written.
        """
        if not self.library:
            self.jobs.run(log=log)
            return
        done = 0
        for call, before in zip(self.library, self._before, strict=True):
            if before > done:
                self.jobs.run(span=slice(done, before))
                done = before
            began = time.monotonic()
            call.run(self.jobs.threads)
            if self.watched is not None:
                self.watched.append((call.title, began, time.monotonic()))
        self.jobs.run(span=slice(done, None), log=log)
