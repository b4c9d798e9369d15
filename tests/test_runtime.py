"""Running: memory, threads, fork, alignment, chunks."""

from __future__ import annotations

import ctypes
import itertools
import os
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import mxsym as mx
from mxsym.runtime import cpus, plan, threads
from mxsym.runtime.buffers import address, overlaps
from tests.support import HANG, HAS_TORCH, OPENMP, bind

ROOT = Path(__file__).resolve().parents[1]
NO_OPENMP = pytest.mark.skipif(OPENMP is None or sys.platform != "linux", reason="no OpenMP runtime is installed")
NO_TORCH = pytest.mark.skipif(not HAS_TORCH or sys.platform != "linux", reason="torch is not installed")
_NAMES = ["native", "python", pytest.param("openmp", marks=NO_OPENMP)]
POOLS = pytest.mark.parametrize("pool", _NAMES)
POOLS_AND_TORCH = pytest.mark.parametrize("pool", [*_NAMES, pytest.param("torch", marks=NO_TORCH)])
"""`torch`: the pool that is used where torch is loaded, with torch's workers at work during the steps."""
_LOADED = {
    "openmp": f"""
import ctypes
ctypes.CDLL({OPENMP!r})
""",
    "torch": """
import atexit, threading, torch
ended_in_torch = threading.Event()
def work_in_torch(values=torch.ones(1 << 20)):
    while not ended_in_torch.is_set(): values.add_(1)
worker_in_torch = threading.Thread(target=work_in_torch, daemon=True)
worker_in_torch.start()
@atexit.register
def end_in_torch():  # torch cannot be at work when the interpreter ends
    ended_in_torch.set()
    worker_in_torch.join()
""",
}
_RIGHT = 'assert threads.describe()["pool"].startswith("openmp"), threads.describe()\n'


def momentum(n: int) -> tuple[mx.Executor, dict[str, np.ndarray]]:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    symbol = mx.sym.sgd_mom_update(w, g, m, lr=1.0, momentum=1.0, out=w)
    arrays = {"w": np.zeros(n, np.float32), "g": np.ones(n, np.float32), "m": np.zeros(n, np.float32)}
    return bind(symbol, arrays), arrays


def test_no_temporaries() -> None:
    exe, arrays = momentum(1 << 24)
    exe.forward()
    tracemalloc.start()
    try:
        for _ in range(3):
            exe.forward()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000
    assert arrays["w"][0] == arrays["w"][-1] == -(1 + 2 + 3 + 4)


def test_the_user_s_arrays_are_bound_not_copied() -> None:
    exe, arrays = momentum(10)
    assert exe.arg_dict["w"] is arrays["w"] and exe.outputs[0] is arrays["w"]
    assert exe.aux_dict["m"] is arrays["m"]
    fresh = np.full(10, 5, np.float32)
    exe.forward(g=fresh)
    assert exe.arg_dict["g"] is fresh
    fresh[:] = 7
    exe.forward()
    assert arrays["m"][0] == -12


def test_outputs_are_aligned() -> None:
    exe = mx.sym.sgd_update(mx.sym.var("w"), mx.sym.var("g"), lr=1).simple_bind(w=(1001,))
    assert address(np.asarray(exe.outputs[0])) % 64 == 0


def test_chunks_cover_everything_once() -> None:
    for size in (0, 1, 1023, 1024, 1025, 10**6 + 1):
        for cost in (1, 20, 10**7):
            cut = plan.chunks(size, cost)
            assert sum(end - begin for begin, end in cut) == size
            assert all(begin == end for (_, end), (begin, _) in itertools.pairwise(cut))


def test_overlap_is_by_address() -> None:
    room = np.zeros(100)
    named = [("a", room[:50], True), ("b", room[50:], False), ("c", room[49:51], False), ("d", room[:0], True)]
    assert sorted(overlaps(named)) == [("a", "c")]


def test_the_number_of_threads(monkeypatch: pytest.MonkeyPatch, thread_count: Callable[[int], None]) -> None:
    thread_count(3)
    assert mx.get_num_threads() == 3
    for wrong in (0, -1, 1.5, True, "2"):
        with pytest.raises(ValueError, match="positive whole number"):
            mx.set_num_threads(wrong)  # type: ignore[arg-type]
    assert mx.get_num_threads() == 3


@POOLS
def test_many_python_threads_at_once(
    pool: str, many_chunks: None, thread_count: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_pool(pool, monkeypatch)
    thread_count(2)
    shared, shared_arrays = momentum(50_000)
    own = [momentum(50_000) for _ in range(8)]
    errors: list[BaseException] = []

    def work(exe: mx.Executor) -> None:
        try:
            for _ in range(20):
                exe.forward()
                shared.forward()
        except BaseException as error:
            errors.append(error)

    workers = [threading.Thread(target=work, args=(exe,)) for exe, _ in own]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(HANG)
    assert not errors
    assert not any(worker.is_alive() for worker in workers)
    for _, arrays in own:
        assert np.all(arrays["w"] == -sum(range(1, 21)))
    assert np.all(shared_arrays["m"] == -160)


def use_pool(pool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use this pool in this very process."""
    monkeypatch.setenv("MXSYM_POOL", pool)
    if pool == "openmp":
        ctypes.CDLL(OPENMP)
        monkeypatch.setattr(cpus, "allowed", lambda: tuple(range(8)))  # it is asked for no more threads than CPUs
        assert threads.describe()["pool"].startswith("openmp")


def run_script(script: str, timeout: float = HANG, pool: str = "native") -> str:
    """Run a script in a fresh interpreter with parallel work made of any size, on this pool of `POOLS_AND_TORCH`."""
    head = _LOADED.get(pool, "") + "import os, numpy as np, mxsym as mx\nfrom mxsym.runtime import threads\n"
    head += "threads.share_from(0)\nmx.set_num_threads(2)\n"
    head += _RIGHT if pool in _LOADED else ""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MXSYM_POOL": "auto" if pool == "torch" else pool}
    if pool in _LOADED:
        environment["OMP_NUM_THREADS"] = "8"  # what a runtime may be asked for; mxsym's number is set above
    command = [sys.executable, "-c", head + script]
    run = subprocess.run(command, capture_output=True, text=True, timeout=timeout, env=environment, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


STEP = """
w = np.zeros(1 << 20, np.float32); g = np.ones_like(w)
def step(): mx.nd.sgd_update(w, g, lr=1.0, out=w)
step()
"""


@pytest.mark.every(2)
@POOLS_AND_TORCH
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_fork(pool: str) -> None:
    script = STEP + (
        "pid = os.fork()\n"
        "for _ in range(5): step()\n"
        "if pid == 0: os._exit(0 if w[0] == w[-1] == -6 else 1)\n"
        "assert os.waitpid(pid, 0)[1] == 0\n"
        "print(w[0], w[-1])"
    )
    assert run_script(script, pool=pool) == "-6.0 -6.0"


@pytest.mark.every(2)
@POOLS_AND_TORCH
def test_exit_while_workers_sleep(pool: str) -> None:
    assert run_script(STEP + "print(w[0])", pool=pool) == "-1.0"


@pytest.mark.every(2)
@POOLS_AND_TORCH
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_leaves_the_pool_usable(pool: str) -> None:
    script = STEP + (
        "import signal, threading\n"
        "threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        "done = 0\n"
        "try:\n"
        "    while True: step(); done += 1\n"
        "except KeyboardInterrupt: pass\n"
        "before = w.copy(); step()\n"
        "assert np.all(w == before - 1) and (w == w[0]).all()\n"
        "print('alive')"
    )
    assert run_script(script, pool=pool) == "alive"


@POOLS
def test_every_pool_runs_every_thread(
    pool: str, many_chunks: None, thread_count: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_pool(pool, monkeypatch)
    for count in (1, 2, 3, 5):
        thread_count(count)
        exe, arrays = momentum(40_000)
        for number in range(1, 30):
            exe.forward()
            assert np.all(arrays["m"] == -number)
