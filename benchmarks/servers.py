"""Measure a store on this machine, predict it by the model of `simulation`, and forecast larger ones.

`python -m benchmarks.servers` prints predictions beside measurements, and then which resource limits larger stores.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import itertools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mxsym.codegen.record import record, replace
from mxsym.kv import connect, create, engine
from mxsym.kv.keys import HASH, Spec, owners
from mxsym.kv.messages import STORED, split
from mxsym.kv.simulation import Costs, Forecast, Line, Load, Message, Place, simulate
from mxsym.ndarray.sparse import row_sparse_array
from mxsym.table.table import Table

KEY, IDS = "rows", 1 << 17
MEASURED, LARGER = (1, 2, 4), (8, 64, 512)
_SAMPLE, _LEAST = 0.1, 5
"""Seconds, and calls, of a sample at least."""
_KINDS = ("push", "pull")
_CROWD = 4
"""Messages that a server gets at once, by which its turns of one message are told from those of several."""
_SPIN = """
import sys, time
sys.stdin.read(1)
begin, own = time.perf_counter(), time.process_time()
while time.perf_counter() - begin < 0.4: pass
print((time.process_time() - own) / (time.perf_counter() - begin))
"""


def cores() -> float:
    """CPUs of this machine that its other processes leave over, measured with as many processes as there are CPUs."""
    command = [sys.executable, "-c", _SPIN]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    ]
    time.sleep(0.2)  # let all of them start first
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    return sum(float(process.communicate()[0]) for process in processes)


class _Bench:
    """A store of one worker, whose calls are measured."""

    def __init__(self, columns: int, servers: int = 1) -> None:
        self.columns, self.rng = columns, np.random.default_rng(0)
        self.store = store_of(servers, 1, columns)
        self.step(IDS // 2)  # compiles

    def ids(self, rows: int) -> Any:
        """Ids of the key, for one call."""
        return self.rng.integers(0, IDS, rows, dtype=np.uint64)

    def step(self, rows: int) -> None:
        """One push, and a read that waits for it."""
        self.store.push(KEY, (self.ids(rows), np.ones((rows, self.columns), np.float32)))
        self.pull(rows)

    def pull(self, rows: int) -> None:
        """One read."""
        self.store.row_sparse_pull(KEY, row_ids=self.ids(rows))

    def pushes(self, rows: int, count: int) -> None:
        """So many pushes that are on their way at once."""
        for _ in range(count):
            self.store.push(KEY, (self.ids(rows), np.ones((rows, self.columns), np.float32)))
        self.store.flush()

    def seconds(self, work: Callable[[int], None], rows: int) -> tuple[float, float, float, float]:
        """Seconds of one call: CPU seconds of the worker, the servers and Ray, and those in which none computes."""
        before, carried = cpu_of(self.store), carrying()
        begin, own = time.perf_counter(), time.process_time()
        count = 0
        while count < _LEAST or time.perf_counter() - begin < _SAMPLE:
            work(rows)
            count += 1
        wall, own = time.perf_counter() - begin, time.process_time() - own
        carried = carrying() - carried
        serving = cpu_of(self.store) - before
        return own / count, serving / count, carried / count, max(0.0, wall - own - serving - carried) / count


def _process_time(_server: Any) -> float:
    return time.process_time()


def store_of(servers: int, workers: int, columns: int) -> Any:
    """A store with the key that is measured. It has all rows: new ones would take longer, and more so at first."""
    store = create("dist_sync", servers=servers, workers=workers)
    store.set_update("*", "adagrad_update", lr=0.01)
    store.init(KEY, row_sparse_array((np.ones((IDS, columns), np.float32), np.arange(IDS))), split=HASH)
    return store


def cpu_of(store: Any) -> float:
    """CPU seconds of all servers of a store so far."""
    handles: Any = store._view.handles  # the servers' clocks have no other way
    return sum(engine.ray().get([handle.__ray_call__.remote(_process_time) for handle in handles]))


def carrying() -> float:
    """CPU seconds so far of Ray's own processes that this one has started; 0 where there is no /proc.

    They carry messages between workers and servers, and have their objects.
    """
    nanoseconds = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # a process or thread ends
            name, _, rest = status.read_text().partition("(")[2].rpartition(")")
            if name in ("raylet", "gcs_server") and int(rest.split()[1]) == os.getpid():
                nanoseconds += sum(int(one.read_text().split()[0]) for one in status.parent.glob("task/*/schedstat"))
    return nanoseconds * 1e-9


Sample = dict[str, Any]
"""Costs as one round has measured them: seconds by name, as `_sample` gives them. Their medians are one, too."""


class _Calibration:
    """Stores of one worker, on one server and on two, by which the costs are measured."""

    def __init__(self, columns: int) -> None:
        self.columns, row = columns, 4 * columns + 8
        self.small, self.large = (STORED // row // 16, STORED // row * 7 // 8), (2 * STORED // row, 8 * STORED // row)
        self._one, self._two = _Bench(columns), _Bench(columns, 2)

    def close(self) -> None:
        """End the stores."""
        self._one.store.close()
        self._two.store.close()

    def sample(self) -> Sample:
        """One round. What a push costs is what it adds to a read: so the read has woken the server."""
        sample: Sample = {}
        for rows in (*self.small, *self.large):
            pull = np.array(self._one.seconds(self._one.pull, rows))
            sample[f"pull {rows}"] = pull
            sample[f"push {rows}"] = np.array(self._one.seconds(self._one.step, rows)) - pull  # answers come together
        alone, crowded = (
            self._one.seconds(functools.partial(self._one.pushes, count=count), self.small[0])[1]
            for count in (1, _CROWD)
        )
        step = _stepping(self.columns)
        sample |= {"wake": (_CROWD * alone - crowded) / (_CROWD - 1), "split": _spreading(self.columns)}
        sample["twice"] = self._two.seconds(self._two.pull, 2 * self.small[0])[0]
        return sample | {"step": step.fixed, "row of a step": step.each}

    def costs(self, sample: Sample) -> Costs:
        """The costs of messages, steps and spreading, by one worker and one server, and of collecting from two."""
        small, large, row, reads = [*self.small], [*self.large], 4 * self.columns + 8, 4 * self.columns
        step, split, wake = Line(sample["step"], sample["row of a step"]), sample["split"], max(0.0, sample["wake"])
        twice = sample["twice"] - 2 * small[0] * split
        collect = max(0.0, 2 * sample[f"pull {small[0]}"][0] - twice)  # which the answers of two servers cost once
        values: dict[tuple[str, int], Any] = {}
        for rows in (*small, *large):
            values["push", rows] = sample[f"push {rows}"] - np.array([0.0, step(rows), 0.0, 0.0])
            values["pull", rows] = sample[f"pull {rows}"] - np.array([collect, wake, 0.0, 0.0])

        def message(name: str, part: int, unit: int) -> Message:
            lines = (_line(sizes, [values[name, rows][part] for rows in sizes], unit) for sizes in (small, large))
            return Message(*lines)

        wait = statistics.median(values["pull", rows][3] for rows in small) / 2
        return Costs(
            message("push", 0, row), message("push", 1, row), message("pull", 0, reads), message("pull", 1, reads),
            message("push", 2, row), message("pull", 2, reads),
            wake, collect, split, step, wait,
        )  # fmt: skip


def slowness(samples: Sequence[Sample]) -> list[float]:
    """The CPU seconds of all messages of each sample, by their median: how slow the machine was then."""
    sums = [sum(sample[name][:3].sum() for name in sample if name.startswith(_KINDS)) for sample in samples]
    middle = statistics.median(sums)
    return [one / middle for one in sums]


def typical(samples: Sequence[Sample]) -> Sample:
    """The medians of what samples would be had the machine been as slow for all of them."""
    slow = slowness(samples)
    return {
        name: np.median([sample[name] / factor for sample, factor in zip(samples, slow, strict=True)], axis=0)
        for name in samples[0]
    }


def _line(sizes: list[int], seconds: list[float], unit: int = 1) -> Line:
    """The line through two points; `unit`: of a size, in what the line is by."""
    each = max(0.0, (seconds[1] - seconds[0]) / (sizes[1] - sizes[0]))
    return Line(max(0.0, seconds[0] - each * sizes[0]), each / unit)


def _cpu(work: Callable[[], object]) -> float:
    """CPU seconds of a function: the median of calls."""
    times = list[float]()
    for _ in range(30):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return statistics.median(times)


def _stepping(columns: int) -> Line:
    """CPU seconds of a server's step, by rows."""
    table, rng = Table(columns, "float32", "adagrad_update", lr=0.01), np.random.default_rng(0)
    sizes = [256, 8192]
    calls = [
        functools.partial(
            table.update, rng.integers(0, IDS, rows, dtype=np.uint64), np.ones((rows, columns), np.float32)
        )
        for rows in sizes
    ]
    return _line(sizes, [_cpu(call) for call in calls])


def _spreading(columns: int) -> float:
    """CPU seconds for each row that is spread over servers or put together: half of both."""
    count, spec = 4096, Spec("rows", IDS, (columns,), "float32", split=HASH)
    ids = np.random.default_rng(1).integers(0, IDS, count, dtype=np.uint64)
    rows = np.ones((count, columns), np.float32)
    message = {"key": KEY, "ids": ids, "rows": rows, "offsets": None, "weights": None}

    def both() -> None:
        parts = split(message, spec, 2, [[0], [1]])
        owner = owners(spec, ids, 2)
        for index, part in parts.items():
            rows[np.flatnonzero(owner == index)] = part["rows"]

    return _cpu(both) / count / 2


class _Worker:
    """A worker that measures its steps."""

    def __init__(self, address: str, rank: int, load: Load) -> None:
        self._store, self._rng, self._load = connect(address, rank), np.random.default_rng(rank), load
        self._gradient = np.ones((load.rows, load.columns), np.float32)

    def steps(self, count: int) -> tuple[float, float]:
        """Seconds, and CPU seconds, of one step."""
        store, ids = self._store, [self._rng.integers(0, IDS, self._load.rows, dtype=np.uint64) for _ in range(count)]
        store.barrier()
        begin, own = time.perf_counter(), time.process_time()
        for part in ids:
            store.push(KEY, (part, self._gradient))
            store.row_sparse_pull(KEY, row_ids=part)
        times = (time.perf_counter() - begin) / count, (time.process_time() - own) / count
        store.barrier()
        return times


class _Measured:
    """A store at work, whose steps are measured."""

    def __init__(self, load: Load) -> None:
        self._store = store_of(load.servers, load.workers, load.columns)
        worker = engine.ray().remote(_Worker).options(num_cpus=0)
        self._workers = [worker.remote(self._store.address, rank, load) for rank in range(load.workers)]
        self.steps(2)  # compiles

    def steps(self, count: int) -> tuple[float, float]:
        """Seconds of one step on this machine, the mean of workers; and CPU seconds of all of its processes."""
        before = cpu_of(self._store) + carrying()
        times = engine.ray().get([worker.steps.remote(count) for worker in self._workers])
        serving = (cpu_of(self._store) + carrying() - before) / count
        seconds, own = zip(*times, strict=True)
        return statistics.mean(seconds), sum(own) + serving

    def close(self) -> None:
        """End the workers and the store."""
        for worker in self._workers:
            engine.ray().kill(worker)
        self._store.close()


@record(eq=False)
class Comparison:
    """Rounds of one load: seconds and CPU seconds of a step as measured, and what the model says of the same round."""

    load: Load
    measured: list[tuple[float, float]]
    forecasts: list[Forecast]

    @property
    def ratios(self) -> tuple[float, float]:
        """The medians of the ratios of what was predicted to what was measured: seconds, and CPU seconds."""
        pairs = zip(self.forecasts, self.measured, strict=True)
        ratios = [(told.seconds / seconds, told.cpu / cpu) for told, (seconds, cpu) in pairs]
        return statistics.median(one for one, _ in ratios), statistics.median(other for _, other in ratios)

    def line(self) -> str:
        """The medians of all of it."""
        seconds, cpu = (statistics.median(column) for column in zip(*self.measured, strict=True))
        told = sorted(self.forecasts, key=lambda forecast: forecast.seconds)[len(self.forecasts) // 2]
        predicted = statistics.median(forecast.cpu for forecast in self.forecasts)
        times, cpus = self.ratios
        computed = f"{cpu * 1e3:17.2f} {predicted * 1e3:10.2f} {cpus:6.2f}"
        return _row(self.load, told, computed, f"{seconds * 1e3:13.2f} {times:6.2f}")


def compare(loads: Sequence[Load], rounds: int, steps: int = 16) -> tuple[list[Comparison], Costs]:
    """Measure costs and steps in turns; predict each round's steps for a machine as slow as it was before and after.

    So a machine whose speed drifts is as fast or slow for both. The costs are the medians of all rounds.
    """
    calibration = _Calibration(loads[0].columns)
    stores = [_Measured(load) for load in loads]
    calibration.sample()  # warms up
    samples, places, measured = [calibration.sample()], list[Place](), list[list[tuple[float, float]]]()
    for _ in range(rounds):
        measured.append([store.steps(steps) for store in stores])
        places.append(Place(cores()))
        samples.append(calibration.sample())
    calibration.close()
    for store in stores:
        store.close()
    costs, slow = calibration.costs(typical(samples)), slowness(samples)
    comparisons: list[Comparison] = []
    for load, own in zip(loads, zip(*measured, strict=True), strict=True):
        forecasts = [
            _slower(simulate(load, costs, place, 20), (before * after) ** 0.5)
            for place, (before, after) in zip(places, itertools.pairwise(slow), strict=True)
        ]
        comparisons.append(Comparison(load, list(own), forecasts))
    return comparisons, costs


def _slower(forecast: Forecast, factor: float) -> Forecast:
    """The forecast of a machine on which everything takes so many times as long."""
    return replace(forecast, seconds=forecast.seconds * factor, cpu=forecast.cpu * factor)


def _row(load: Load, forecast: Forecast, *more: str) -> str:
    millions = load.workers * load.rows / forecast.seconds / 1e6
    busy = ", ".join(f"{name} {part:.0%}" for name, part in forecast.busy.items())
    return f"{load.servers:7}{''.join(more)} {forecast.seconds * 1e3:13.2f} {millions:9.2f}  {forecast.limit} ({busy})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, predict and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.servers", description=__doc__)
    parser.add_argument("--rows", type=int, default=2048, help="ids of a worker's step")
    parser.add_argument("--columns", type=int, default=32, help="numbers of a row")
    parser.add_argument("--workers", type=int, default=64, help="workers of the larger stores")
    parser.add_argument("--compute", type=float, default=0.0, metavar="MS", help="a worker's own work in a step there")
    parser.add_argument("--gigabits", type=float, default=10.0, help="of each machine's network there, a second")
    parser.add_argument("--latency", type=float, default=50.0, metavar="US", help="of that network, in microseconds")
    parser.add_argument("--rounds", type=int, default=9, help="of all measurements; the medians count")
    asked = parser.parse_args(arguments)
    ray = engine.ray()
    if not ray.is_initialized():
        os.environ.setdefault("RAY_worker_niceness", "0")  # else any other program has the CPUs before Ray's processes
        ray.init(object_store_memory=200_000_000, include_dashboard=False, log_to_driver=False)
    loads = [Load(2, servers, asked.rows, asked.columns) for servers in MEASURED]
    comparisons, costs = compare(loads, asked.rounds)
    for name in ("push_worker", "push_server", "push_engine", "pull_worker", "pull_server", "pull_engine"):
        cost: Message = getattr(costs, name)
        small, stored = (
            f"{one.fixed * 1e6:5.0f} us + {one.each * 1e9:5.2f} ns a byte" for one in (cost.small, cost.stored)
        )
        print(f"{name:12} {small}; of 100 KiB and more {stored}")
    step = f"{costs.step.fixed * 1e6:.0f} us + {costs.step.each * 1e9:.0f} ns a row"
    spreading, collecting = f"{costs.split * 1e9:.0f} ns a row", f"{costs.collect * 1e6:.0f} us a step"
    waking, waiting = (f"{seconds * 1e6:.0f} us" for seconds in (costs.wake, costs.wait))
    print(f"step {step}; spreading {spreading}; collecting {collecting}; waking {waking}; waiting {waiting} a message")
    print(f"\n2 workers, {asked.rows} rows of {asked.columns} each, all processes on this machine")
    print("servers  CPU ms measured  predicted  ratio  ms measured  ratio  ms predicted  M rows/s  limit")
    for comparison in comparisons:
        print(comparison.line(), flush=True)
    print(f"\n{asked.workers} workers, each process on a machine of its own, {asked.gigabits:g} Gbit/s")
    print("servers  ms predicted  M rows/s  limit")
    place = Place(1.0, asked.gigabits * 1e9 / 8, asked.latency * 1e-6)
    for servers in LARGER:
        load = Load(asked.workers, servers, asked.rows, asked.columns, asked.compute * 1e-3)
        print(_row(load, simulate(load, costs, place, max(1, 4096 // (servers * asked.workers)))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
