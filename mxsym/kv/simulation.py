"""A model of time and traffic of a store: events of workers, servers, cores and networks, in simulated seconds."""

# A worker's step: push gradients to all servers, ask all of them for rows, wait. A server takes each push, runs the
# step when all workers' pushes are there, and then answers pushes and reads. Each process does one thing at a time, on
# a core of its machine if one is free. A process of Ray's on each machine carries its messages; it needs a core, too.
# Messages between machines go out by one network card and come in by another. One machine's servers share large pushes.

from __future__ import annotations

import heapq
import itertools
import math
from collections import deque
from collections.abc import Callable

from mxsym.codegen.record import record
from mxsym.kv.messages import STORED


@record
class Line:
    """Seconds of something by its size: `fixed`, and `each` for every byte or row."""

    fixed: float
    each: float

    def __call__(self, size: float) -> float:
        """The seconds of that size."""
        return self.fixed + self.each * size


@record
class Message:
    """Seconds of a process for a message, by its bytes.

    `small`: of one that travels by itself. `stored`: of one of `STORED` bytes or more.
    """

    small: Line
    stored: Line

    def __call__(self, size: float) -> float:
        """The seconds for a message of that size."""
        return (self.stored if size >= STORED else self.small)(size)


@record
class Costs:
    """Seconds that processes compute, as measured, and seconds that a message takes without anybody computing.

    `push`, `pull`: of a worker, of a server and of Ray's own process on the machine, for one message each. `wake`: of a
    server, for a message that finds it idle; one that finds it at work is taken in the same turn of its loop, without
    that. `collect`: of a worker, for all answers of a step, however many they are. `split`: of a worker, for each row
    that it spreads over servers, or puts together from them. `step`: of a server, by the rows of all workers. `wait`:
    of a message.
    """

    push_worker: Message
    push_server: Message
    pull_worker: Message
    pull_server: Message
    push_engine: Message
    pull_engine: Message
    wake: float
    collect: float
    split: float
    step: Line
    wait: float


@record
class Load:
    """The work of a step. `rows`: ids of one worker; `columns`: of a row, float32; `compute`: seconds of a worker."""

    workers: int
    servers: int
    rows: int
    columns: int
    compute: float = 0.0


@record
class Place:
    """The machines: one for all processes, or with a `bandwidth` one for each process.

    `cores`: of a machine, a fraction if others use them. `bandwidth`: of its network, bytes a second; `latency`: its
    seconds for a message.
    """

    cores: float
    bandwidth: float | None = None
    latency: float = 0.0


@record
class Forecast:
    """The time of a step.

    `cpu`: seconds that all processes compute. `busy`: of each resource the part of the time that it works.
    """

    seconds: float
    cpu: float
    busy: dict[str, float]

    @property
    def limit(self) -> str:
        """The busiest resource. Where nothing is busy half of the time, steps wait for messages."""
        name = max(self.busy, key=lambda name: self.busy[name])
        return name if self.busy[name] >= 0.5 else "waiting"


class _Clock:
    """Events in their order."""

    def __init__(self) -> None:
        self.now = 0.0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()

    def after(self, seconds: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.now + seconds, next(self._count), event))

    def run(self, until: Callable[[], bool]) -> None:
        while not until():
            self.now, _, event = heapq.heappop(self._events)
            event()


class _Machine:
    """Cores, each of them for one process at a time, and a network card."""

    def __init__(self, clock: _Clock, place: Place) -> None:
        self.clock, self.place = clock, place
        self.free = math.ceil(place.cores)
        self.speed = place.cores / self.free
        self.ready: deque[_Process] = deque()
        self.engine = _Process(self)
        self.sends = self.receives = 0.0  # until then the card is busy
        self.sent = self.received = 0.0  # bytes

    def schedule(self) -> None:
        while self.free and self.ready:
            self.free -= 1
            self.ready.popleft().run()


class _Process:
    """Bursts of computing, one after the other. `wake`: seconds more of one that finds the process idle."""

    def __init__(self, machine: _Machine, wake: float = 0.0) -> None:
        self.machine, self.seconds = machine, 0.0
        self._work: deque[tuple[float, Callable[[], None]]] = deque()
        self._running, self._idle, self._wake = False, True, wake

    def do(self, seconds: float, then: Callable[[], None]) -> None:
        """Compute so long, then call that."""
        self._work.append((seconds + self._wake if self._idle else seconds, then))
        self._idle = False
        self._ready()

    def _ready(self) -> None:
        if self._work and not self._running:
            self._running = True
            self.machine.ready.append(self)
            self.machine.schedule()

    def run(self) -> None:
        """Compute, on a core that is free."""
        seconds, then = self._work.popleft()
        seconds /= self.machine.speed
        self.seconds += seconds
        self.machine.clock.after(seconds, lambda: self._end(then))

    def _end(self, then: Callable[[], None]) -> None:
        self._running = False
        self.machine.free += 1
        then()
        self._idle = not self._work and not self._running
        self._ready()
        self.machine.schedule()

    def send(self, other: _Process, size: float, wait: float, then: Callable[[], None], carrying: float = 0.0) -> None:
        """Send a message, and call that when it is there. `carrying`: seconds of Ray's process here before."""
        if carrying:
            self.machine.engine.do(carrying, lambda: self.send(other, size, wait, then))
            return
        here, there = self.machine, other.machine
        here.sent += size
        there.received += size
        if here is there or here.place.bandwidth is None:
            here.clock.after(wait, then)
            return
        seconds = size / here.place.bandwidth
        here.sends = max(here.sends, here.clock.now) + seconds

        def arrive() -> None:
            begin = max(there.receives, there.clock.now - seconds)  # it comes in as it goes out
            there.receives = begin + seconds
            there.clock.after(max(0.0, there.receives - there.clock.now), then)

        here.clock.after(here.sends - here.clock.now + here.place.latency + wait, arrive)


class _Run:
    """A store at work."""

    def __init__(self, load: Load, costs: Costs, place: Place) -> None:
        self.load, self.costs = load, costs
        self.clock = _Clock()
        one = _Machine(self.clock, place)
        self.machines = [one]

        def process(wake: float = 0.0) -> _Process:
            if place.bandwidth is not None:
                self.machines.append(_Machine(self.clock, place))
            return _Process(self.machines[-1], wake)

        self.workers = [process() for _ in range(load.workers)]
        self.servers = [process(costs.wake) for _ in range(load.servers)]
        self.ends: list[float] = []
        """Times at which steps of workers have ended."""
        share = load.rows / load.servers
        self._row_bytes, self._id_bytes = share * 4 * load.columns, share * 8
        self._arrived = [0] * load.servers
        self._steps = [0] * load.servers
        self._answers: list[list[Callable[[], None]]] = [[] for _ in range(load.servers)]
        self._missing = [0] * load.workers
        self._counts = [0] * load.workers

    def begin(self) -> None:
        for rank in range(self.load.workers):
            self._compute(rank)

    def _compute(self, rank: int) -> None:
        self.workers[rank].do(self.load.compute, lambda: self._push(rank))

    def _push(self, rank: int) -> None:
        load, costs, worker = self.load, self.costs, self.workers[rank]
        self._missing[rank] = 2 * load.servers
        self._counts[rank] += 1
        size = self._row_bytes + self._id_bytes
        shared = load.servers > 1 and size >= STORED and worker.machine.place.bandwidth is None
        spread = costs.split * load.rows if load.servers > 1 and not shared else 0.0
        for index, server in enumerate(self.servers):
            carried = size if not shared else 0.0 if index else size * load.servers
            seconds = costs.push_worker(carried) + (spread if index == 0 else 0.0)

            def sent(index: int = index, server: _Process = server, carried: float = carried) -> None:
                carrying = costs.push_engine(carried)
                worker.send(server, carried, costs.wait, lambda: self._take(rank, index), carrying)

            worker.do(seconds, sent)
        for index, server in enumerate(self.servers):

            def ask(index: int = index, server: _Process = server, step: int = self._counts[rank]) -> None:
                worker.send(server, self._id_bytes, costs.wait, lambda: self._answer(rank, index, step))

            worker.do(costs.pull_worker.small.fixed / 2, ask)

    def _take(self, rank: int, index: int) -> None:
        server, size = self.servers[index], self._row_bytes + self._id_bytes
        server.do(self.costs.push_server(size), lambda: self._taken(rank, index))

    def _taken(self, rank: int, index: int) -> None:
        load, server = self.load, self.servers[index]
        self._answers[index].append(lambda: server.send(self.workers[rank], 0.0, self.costs.wait, self._got(rank, 0.0)))
        self._arrived[index] += 1
        if self._arrived[index] == load.workers:
            self._arrived[index] = 0
            server.do(self.costs.step(load.rows * load.workers / load.servers), lambda: self._stepped(index))

    def _stepped(self, index: int) -> None:
        self._steps[index] += 1
        answers, self._answers[index] = self._answers[index], []
        for answer in answers:
            answer()

    def _answer(self, rank: int, index: int, step: int) -> None:
        if self._steps[index] < step:
            self._answers[index].append(lambda: self._answer(rank, index, step))
            return
        costs, server = self.costs, self.servers[index]
        seconds = costs.pull_worker(self._row_bytes) - costs.pull_worker.small.fixed / 2
        seconds += costs.split * self.load.rows / self.load.servers if self.load.servers > 1 else 0.0
        server.do(
            costs.pull_server(self._row_bytes),
            lambda: server.send(
                self.workers[rank], self._row_bytes, costs.wait, self._got(rank, seconds),
                costs.pull_engine(self._row_bytes),
            ),
        )  # fmt: skip

    def _got(self, rank: int, seconds: float) -> Callable[[], None]:
        worker = self.workers[rank]

        def end() -> None:
            self.ends.append(self.clock.now)
            self._compute(rank)

        def one() -> None:
            self._missing[rank] -= 1
            if not self._missing[rank]:
                worker.do(self.costs.collect, end)

        return lambda: worker.do(seconds, one)


def simulate(load: Load, costs: Costs, place: Place, steps: int = 4) -> Forecast:
    """The time of a step, and what is busy meanwhile: the mean of some steps after the first one."""
    run = _Run(load, costs, place)
    run.begin()
    run.clock.run(lambda: len(run.ends) >= load.workers)
    begin, before = run.clock.now, _amounts(run)
    run.clock.run(lambda: len(run.ends) >= load.workers * (1 + steps))
    span = run.clock.now - begin
    amounts = {name: (after - before[name]) / span for name, after in _amounts(run).items()}
    computing = amounts["workers"] * load.workers + amounts["servers"] * load.servers + amounts["engines"]
    busy = {"workers": amounts["workers"], "servers": amounts["servers"]}
    if place.bandwidth is None:
        busy["cores"] = computing / math.ceil(place.cores)
    else:
        busy["network of workers"] = amounts["worker bytes"] / place.bandwidth
        busy["network of servers"] = amounts["server bytes"] / place.bandwidth
    speed = place.cores / math.ceil(place.cores)
    return Forecast(span / steps, computing * span / steps * speed, busy)


def _amounts(run: _Run) -> dict[str, float]:
    """Seconds and bytes so far, of the busiest process of each kind."""

    def carried(process: _Process) -> float:
        return max(process.machine.sent, process.machine.received)

    return {
        "workers": sum(process.seconds for process in run.workers) / len(run.workers),
        "servers": sum(process.seconds for process in run.servers) / len(run.servers),
        "engines": sum(machine.engine.seconds for machine in run.machines),
        "worker bytes": max(map(carried, run.workers)),
        "server bytes": max(map(carried, run.servers)),
    }
