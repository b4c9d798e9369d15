"""Measure a store on this machine, predict it by the model of `simulation`, and forecast larger ones.

`python -m benchmarks.servers` prints predictions beside measurements, and then which resource limits larger stores.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mxsym.kv import connect, create, engine
from mxsym.kv.keys import HASH, Spec, owners
from mxsym.kv.messages import STORED, split
from mxsym.kv.simulation import Costs, Forecast, Line, Load, Message, Place, simulate
from mxsym.ndarray.sparse import row_sparse_array
from mxsym.table.table import Table

KEY, IDS = "rows", 1 << 17
MEASURED, LARGER = (1, 2, 4), (8, 64, 512)
_SAMPLE, _LEAST = 0.2, 10
"""Seconds, and calls, of a sample at least."""
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


def calibrate(columns: int, rounds: int = 5) -> Costs:
    """The costs of messages, steps and spreading, by one worker and one server, and those of collecting by two.

    What a push costs is what it adds to a read: so the read has woken the server.
    """
    row = 4 * columns + 8
    small, large = [STORED // row // 16, STORED // row // 2], [2 * STORED // row, 8 * STORED // row]
    bench, step = _Bench(columns), _stepping(columns)
    samples: dict[tuple[str, int], list[tuple[float, ...]]] = {}
    wakes = list[float]()
    for turn in range(rounds + 1):
        for rows in (*small, *large):
            pull = np.array(bench.seconds(bench.pull, rows))
            push = (
                np.array(bench.seconds(bench.step, rows)) - pull
            )  # what it adds to a read: their answers come together
            if turn:  # the first one warms up
                samples.setdefault(("push", rows), []).append(tuple(push))
                samples.setdefault(("pull", rows), []).append(tuple(pull))
        alone, crowded = (
            bench.seconds(functools.partial(bench.pushes, count=count), small[0])[1] for count in (1, _CROWD)
        )
        wakes.append((_CROWD * alone - crowded) / (_CROWD - 1))
    bench.store.close()
    wake = max(0.0, statistics.median(wakes[1:]))
    medians = {
        which: [statistics.median(column) for column in zip(*values, strict=True)] for which, values in samples.items()
    }
    for rows in (*small, *large):
        medians["push", rows][1] -= step(rows)

    def line(name: str, sizes: list[int], part: int, unit: int) -> Line:
        return _line(sizes, [medians[name, rows][part] for rows in sizes], unit)

    def message(name: str, part: int, unit: int) -> Message:
        return Message(line(name, small, part, unit), line(name, large, part, unit))

    wait = statistics.median(medians["pull", rows][3] for rows in small) / 2
    reads, split = 4 * columns, _spreading(columns)
    twice = _pulling(columns, 2 * small[0], rounds) - 2 * small[0] * split
    collect = max(0.0, 2 * medians["pull", small[0]][0] - twice)  # which the answers of two servers cost once
    for rows in (*small, *large):
        medians["pull", rows][0] -= collect
        medians["pull", rows][1] -= wake
    return Costs(
        message("push", 0, row), message("push", 1, row), message("pull", 0, reads), message("pull", 1, reads),
        message("push", 2, row), message("pull", 2, reads),
        wake, collect, split, step, wait,
    )  # fmt: skip


def _pulling(columns: int, rows: int, rounds: int) -> float:
    """CPU seconds of a worker that reads rows from two servers."""
    bench = _Bench(columns, 2)
    times = [bench.seconds(bench.pull, rows)[0] for _ in range(rounds + 1)][1:]
    bench.store.close()
    return statistics.median(times)


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


def _work(address: str, rank: int, load: Load, rounds: int, steps: int) -> list[tuple[float, float]]:
    """A worker that measures its steps: seconds, and CPU seconds, for one, by round."""
    store, rng = connect(address, rank), np.random.default_rng(rank)
    gradient, times = np.ones((load.rows, load.columns), np.float32), list[tuple[float, float]]()
    for _ in range(rounds):
        ids = [rng.integers(0, IDS, load.rows, dtype=np.uint64) for _ in range(steps)]
        store.barrier()
        begin, own = time.perf_counter(), time.process_time()
        for part in ids:
            store.push(KEY, (part, gradient))
            store.row_sparse_pull(KEY, row_ids=part)
        times.append(((time.perf_counter() - begin) / steps, (time.process_time() - own) / steps))
    store.barrier()
    return times


def measure(load: Load, rounds: int = 5, steps: int = 12) -> tuple[float, float]:
    """Seconds of a step of a store on this machine, the median of rounds; and CPU seconds of all of its processes."""
    ray = engine.ray()
    store = store_of(load.servers, load.workers, load.columns)
    worker = ray.remote(num_cpus=0)(_work)

    def run(rounds: int) -> list[list[tuple[float, float]]]:
        return ray.get([worker.remote(store.address, rank, load, rounds, steps) for rank in range(load.workers)])

    run(1)  # compiles
    before = cpu_of(store) + carrying()
    times = np.array(run(rounds))
    serving = (cpu_of(store) + carrying() - before) / (rounds * steps)
    store.close()
    return float(np.median(times[..., 0].mean(axis=0))), float(times[..., 1].mean(axis=1).sum()) + serving


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
    parser.add_argument("--rounds", type=int, default=5, help="of each measurement; their median counts")
    asked = parser.parse_args(arguments)
    ray = engine.ray()
    if not ray.is_initialized():
        os.environ.setdefault("RAY_worker_niceness", "0")  # else any other program has the CPUs before Ray's processes
        ray.init(object_store_memory=200_000_000, include_dashboard=False, log_to_driver=False)
    costs = calibrate(asked.columns, asked.rounds)
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
    sys.stdout.flush()
    print(f"\n2 workers, {asked.rows} rows of {asked.columns} each, all processes on this machine")
    print("servers  CPU ms measured  predicted  ratio  ms measured  ratio  ms predicted  M rows/s  limit", flush=True)
    for load in [Load(2, servers, asked.rows, asked.columns) for servers in MEASURED]:
        before, (seconds, cpu) = cores(), measure(load, asked.rounds)
        forecast = simulate(load, costs, Place((before + cores()) / 2), 20)
        computed = f"{cpu * 1e3:17.2f} {forecast.cpu * 1e3:10.2f} {forecast.cpu / cpu:6.2f}"
        print(_row(load, forecast, computed, f"{seconds * 1e3:13.2f} {forecast.seconds / seconds:6.2f}"), flush=True)
    print(f"\n{asked.workers} workers, each process on a machine of its own, {asked.gigabits:g} Gbit/s")
    print("servers  ms predicted  M rows/s  limit")
    place = Place(1.0, asked.gigabits * 1e9 / 8, asked.latency * 1e-6)
    for servers in LARGER:
        load = Load(asked.workers, servers, asked.rows, asked.columns, asked.compute * 1e-3)
        print(_row(load, simulate(load, costs, place, max(1, 4096 // (servers * asked.workers)))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
