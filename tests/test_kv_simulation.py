"""The model of a store: sums by hand, what limits, and that no resource works more than all of the time."""

from __future__ import annotations

import numpy as np
import pytest

from mxsym.codegen.record import replace
from mxsym.kv.simulation import STORED, Costs, Line, Load, Message, Place, simulate


def message(fixed: float, each: float = 1e-9) -> Message:
    return Message(Line(fixed, each), Line(2 * fixed, each / 2))


COSTS = Costs(
    *(message(fixed) for fixed in (3e-4, 4e-4, 2e-4, 5e-4, 7e-5, 9e-5)),
    wake=5e-5, collect=2e-4, split=2e-8, step=Line(1e-4, 1e-7), wait=6e-4,
)  # fmt: skip
FREE = Message(Line(0.0, 0.0), Line(0.0, 0.0))
LOAD = Load(workers=1, servers=1, rows=100, columns=8, compute=1e-3)


@pytest.mark.parametrize("rows", [100, 10_000])
def test_one_worker_and_one_server_are_a_sum(rows: int) -> None:
    load = replace(LOAD, rows=rows)
    sent, read = rows * 40, rows * 32
    assert (sent >= STORED) == (read >= STORED) == (rows == 10_000)
    computed = load.compute + COSTS.push_worker(sent) + COSTS.push_server(sent) + COSTS.step(rows)
    computed += COSTS.pull_server(read) + COSTS.pull_worker(read) + COSTS.push_engine(sent) + COSTS.pull_engine(read)
    computed += COSTS.collect + COSTS.wake  # the request comes while the push is taken
    asking = COSTS.pull_worker.small.fixed / 2  # while the push is on its way
    forecast = simulate(load, COSTS, Place(4.0))
    assert forecast.seconds == pytest.approx(computed - asking + 2 * COSTS.wait, rel=1e-9)
    assert forecast.cpu == pytest.approx(computed, rel=1e-9)
    bandwidth, latency = 1e8, 1e-4
    apart = simulate(load, COSTS, Place(1.0, bandwidth, latency))
    # The two messages that are as long as they are; the request is behind the first one on the card.
    assert apart.seconds == pytest.approx(forecast.seconds + 2 * latency + (sent + read) / bandwidth, rel=1e-9)


def test_cores_are_shared_by_all_processes() -> None:
    """A store without waits for messages keeps one core busy; half a core takes twice as long."""
    load = Load(workers=2, servers=4, rows=100, columns=8)
    costs = replace(COSTS, wait=0.0)
    one, two, half, many = (simulate(load, costs, Place(cores), 50) for cores in (1.0, 2.0, 0.5, 16.0))
    assert one.seconds == pytest.approx(one.cpu, rel=0.02) and one.busy["cores"] == pytest.approx(1, rel=0.02)
    assert half.seconds == pytest.approx(2 * one.seconds, rel=0.02)
    assert one.limit == half.limit == "cores"
    assert two.cpu / 2 <= two.seconds * 1.02 < one.seconds and many.seconds < two.seconds
    assert [forecast.cpu for forecast in (two, half, many)] == pytest.approx([one.cpu] * 3, rel=0.03)


def test_a_server_is_woken_by_the_messages_that_find_it_idle() -> None:
    """Pushes that come together wake it once, those that come one by one each; if it is always at work, none does."""
    load = Load(workers=6, servers=1, rows=100, columns=8, compute=0.1)
    slow = replace(load, compute=0.0), replace(COSTS, push_server=message(0.1)), Place(8.0)
    together = load, replace(COSTS, pull_server=FREE), Place(8.0)
    for known, costs, place, wakes in ((*slow, 0), (*together, 1), (load, COSTS, Place(1.0, 1e6), 6)):
        without, woken = (simulate(known, replace(costs, wake=wake), place, 20) for wake in (0.0, 1e-6))
        assert (woken.cpu - without.cpu) / 1e-6 == pytest.approx(wakes, abs=0.1)


@pytest.mark.parametrize(
    ("load", "costs", "bandwidth", "limit", "seconds"),
    [
        (Load(16, 1, 1000, 64), replace(COSTS, push_server=FREE), 1e7, "network of servers", 16 * 264_000 / 1e7),
        (Load(1, 16, 16_000, 64), replace(COSTS, split=0.0), 1e7, "network of workers", 2 * 16_000 * 264 / 1e7),
        (Load(16, 1, 1000, 8), replace(COSTS, step=Line(0.5, 0.0)), 1e10, "servers", 0.5),
        (Load(4, 4, 1000, 8, compute=0.7), COSTS, 1e10, "workers", 0.7),
        (Load(2, 2, 10, 8), replace(COSTS, wait=0.2), 1e10, "waiting", 0.4),
    ],
)
def test_the_resource_that_limits_is_named(
    load: Load, costs: Costs, bandwidth: float, limit: str, seconds: float
) -> None:
    forecast = simulate(load, costs, Place(1.0, bandwidth))
    assert forecast.limit == limit
    assert 0.5 < seconds / forecast.seconds < 1.1


def test_nothing_works_more_than_all_of_the_time() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        workers, servers, rows, columns = (int(number) for number in rng.integers(1, [6, 6, 5000, 65]))
        place = Place(
            float(rng.uniform(0.3, 4)), *([float(rng.uniform(1e7, 1e10)), 1e-4] if rng.random() < 0.5 else [])
        )
        forecast = simulate(Load(workers, servers, rows, columns, float(rng.uniform(0, 2e-3))), COSTS, place, 20)
        assert all(0 < part < 1.05 for part in forecast.busy.values()), (place, forecast)
