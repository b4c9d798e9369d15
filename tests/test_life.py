"""The life of a process that steps: forks, threads, signals, exits, long runs. Each in an interpreter of its own."""

from __future__ import annotations

import os
import sys

import pytest

from tests.test_runtime import POOLS, POOLS_AND_TORCH, run_script

pytestmark = pytest.mark.slow

BOUND = """
import sys, threading, time
w, g, m = (mx.sym.var(name) for name in "wgm")
symbol = mx.sym.sgd_mom_update(w, g, m, lr=1.0, momentum=1.0, out=w)
def bound(n):
    held = {"w": np.zeros(n, np.float32), "g": np.ones(n, np.float32), "m": np.zeros(n, np.float32)}
    return held, symbol.bind(args={"w": held["w"], "g": held["g"]}, aux_states={"m": held["m"]})
def right(held, steps):
    return np.all(held["m"] == -steps) and np.all(held["w"] == -steps * (steps + 1) / 2)
"""


@POOLS_AND_TORCH
def test_threads_on_executors_of_their_own_and_on_one(pool: str) -> None:
    script = """
held, shared = bound(200_000)
own = [bound(200_000 + 1000 * number) for number in range(8)]
gate = threading.Barrier(8)
def work(exe):
    gate.wait()
    for _ in range(40):
        exe.forward()
        shared.forward()
workers = [threading.Thread(target=work, args=(exe,)) for _, exe in own]
for worker in workers: worker.start()
for worker in workers: worker.join()
assert all(right(arrays, 40) for arrays, _ in own) and right(held, 320)
print("right")
"""
    assert run_script(BOUND + script, pool=pool) == "right"


@POOLS_AND_TORCH
@pytest.mark.each("how")
@pytest.mark.parametrize("how", ["", "sys.exit()", "raise SystemExit(0)", "os._exit(0)"])
def test_exit_while_threads_are_in_a_step(pool: str, how: str) -> None:
    """Daemon threads are inside native code, workers at a job, when the interpreter goes."""
    script = """
pairs = [bound(1 << 21) for _ in range(3)]
begun = [False] * len(pairs)
def work(number, exe):
    while True:
        exe.forward()
        begun[number] = True
for number, (_, exe) in enumerate(pairs):
    exe.forward()
    threading.Thread(target=work, args=(number, exe), daemon=True).start()
while not all(begun): time.sleep(0.001)
print("going", flush=True)
"""
    assert run_script(BOUND + script + how, pool=pool) == "going"


@POOLS_AND_TORCH
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_in_a_long_step(pool: str) -> None:
    """The step that it falls into is done to its end; the exception comes after it; the next steps are right."""
    script = """
import signal
held, exe = bound(1 << 24)
exe.forward()
done, stopped = 1, 0
for _ in range(4):
    timer = threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGINT))
    try:
        timer.start()
        while True:
            exe.forward()
            done += 1
    except KeyboardInterrupt:
        stopped += 1
    timer.join()
    made = -int(held["m"][0])
    assert made in (done, done + 1), (made, done)
    done = made
    assert right(held, done)
exe.forward()
assert right(held, done + 1)
print(stopped)
"""
    assert run_script(BOUND + script, pool=pool) == "4"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@POOLS
@pytest.mark.parametrize("calls", ["native", "ctypes"])
def test_a_storm_of_interrupts(pool: str, calls: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception of a signal handler in every kind of call, wherever it comes: no lock stays taken, the bits stay."""
    script = """
import faulthandler, signal
faulthandler.dump_traceback_later(900, exit=True)
held, exe = bound(64)
adam = mx.optimizer.Adam(use_fused_step=True)
weights = [np.ones((size, 3), np.float32) for size in (1, 2, 3)]
states = [adam.create_state(number, weight) for number, weight in enumerate(weights)]
mean = np.zeros(64, np.float32)
def everything():
    exe.forward(g=np.ones(64, np.float32), lr=0.5)
    exe.forward(False, g=np.ones(64, np.float32), lr=0.25)
    exe.arg_dict["w"] = np.zeros(64, np.float32)
    mx.nd.sgd_mom_update(held["w"], held["g"], mean, lr=0.5, out=held["w"])
    adam.update([0, 1, 2], weights, [weight * 0 for weight in weights], states)
everything()
armed, hits = False, 0
def hit(*_):
    global armed
    if armed:
        armed = False
        raise KeyboardInterrupt
signal.signal(signal.SIGALRM, hit)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.00073)
while hits < 500:
    try:
        armed = True
        everything()
        armed = False
    except KeyboardInterrupt:
        hits += 1
signal.setitimer(signal.ITIMER_REAL, 0)
everything()
before, momentum = exe.arg_dict["w"].copy(), held["m"].copy()
exe.forward(g=np.ones(64, np.float32), lr=0.5)
assert np.array_equal(held["m"], momentum - 0.5) and np.array_equal(exe.arg_dict["w"], before + held["m"])
print("right")
"""
    monkeypatch.setenv("MXSYM_CALLS", calls)
    assert run_script(BOUND + script, pool=pool) == "right"


@POOLS_AND_TORCH
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_fork_while_threads_are_in_a_step(pool: str) -> None:
    """The child has none of its parent's threads, and may find an executor in the middle of a step."""
    script = """
pairs = [bound(300_000) for _ in range(3)]
running = True
begun = [0] * len(pairs)
def work(number, exe):
    while running:
        exe.forward()
        begun[number] += 1
workers = [threading.Thread(target=work, args=(number, exe)) for number, (_, exe) in enumerate(pairs)]
for worker in workers: worker.start()
for _ in range(8):
    steps = begun[:]
    while any(map(int.__eq__, begun, steps)): time.sleep(0.001)
    pid = os.fork()
    if pid == 0:
        held, exe = bound(200_000)
        for _ in range(5): exe.forward()
        for _, other in pairs: other.forward()
        os._exit(0 if right(held, 5) else 1)
    assert os.waitpid(pid, 0)[1] == 0
running = False
for worker in workers: worker.join()
print("both")
"""
    assert run_script(BOUND + script, pool=pool) == "both"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_stays_where_it_was() -> None:
    """Fresh gradients, changing rates, imperative calls, optimizers: none of it leaves anything behind."""
    script = """
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
held, exe = bound(4096)
adam = mx.optimizer.Adam()
state = adam.create_state(0, held["w"])
def steps(count):
    for number in range(count):
        gradient = np.full(4096, 1e-3, np.float32)
        exe.forward(g=gradient, lr=1.0 / (1 + number))
        exe.scalars["sgd_mom_update0"]["momentum"] = 0.5
        mx.nd.sgd_update(held["w"], gradient, lr=0.1, out=held["w"])
        adam.update([0], [held["w"]], [gradient], [state])
        try: exe.forward(g=gradient[:5])
        except mx.BindError: pass
steps(1500)
before = resident()
steps(6000)
print((resident() - before) >> 20)
"""
    assert int(run_script(BOUND + script)) < 4
