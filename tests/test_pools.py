"""Owners of the threads that steps run on: a loaded OpenMP runtime, CPUs and quotas, one executor or step."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen import quiet_thread, settings
from mxsym.runtime import cpus, openmp, threads
from tests.support import HANG, OPENMP
from tests.test_runtime import NO_OPENMP, NO_TORCH, ROOT, run_script

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux says of a process")
STEPS = f"""
import ctypes, logging
from mxsym.runtime.jobs_text import POOL
OPENMP = {OPENMP!r}
records = []
class Keep(logging.Handler):
    def emit(self, record): records.append(record.getMessage())
logging.getLogger("mxsym").addHandler(Keep())
w, g = mx.sym.var("w"), mx.sym.var("g")
symbol = mx.sym.sgd_update(w, g, lr=1.0, out=w)
def bound(n=1 << 16):
    held = {{"w": np.zeros(n, np.float32), "g": np.ones(n, np.float32)}}
    return held["w"], symbol.bind(args=held)
def stepped():
    "A new executor's first step: the kind of pool that it ran on."
    W, exe = bound()
    exe.forward()
    assert np.all(W == -1)
    return kind(threads.PROCESS)
def kind(threads): return threads._pool.kind if threads._pool else "alone"
def used(threads): return int(threads._pool._block.view(np.int64)[POOL["threads"] // 8])
def tasks(): return set(map(int, os.listdir("/proc/self/task")))
def workers(threads):
    "The thread ids of a native pool's workers, which they tell as soon as they run."
    records = threads._pool._records
    while not records[:, 2].all(): os.sched_yield()
    return records[:, 2].tolist()
def mapped(): return [line for line in open("/proc/self/maps") if "libgomp" in line]
"""


@LINUX
def test_no_runtime_is_loaded_that_is_not_there() -> None:
    script = """
assert stepped() == "native" and not mapped() and not records
os.environ["MXSYM_POOL"] = "openmp"
mx.set_num_threads(2)
assert stepped() == "native" and stepped() == "native" and not mapped()
assert len(records) == 1 and "has loaded no OpenMP runtime; steps use the native pool" in records[0], records
print("none")
"""
    assert run_script(STEPS + script, pool="auto") == "none"


@LINUX
def test_sleeping_workers_are_sent_off_the_cpu_that_the_caller_is_on() -> None:
    """Each in turn; and a caller on a CPU that is not theirs leaves them all of theirs."""
    script = """
from mxsym.runtime.native_pool import NativePool
every = sorted(os.sched_getaffinity(0))
pool = NativePool(3, every, pin=False)
tids = [int(record[2]) for record in pool._records]
def places(cpu):
    os.sched_setaffinity(0, {cpu})
    pool._functions["make_way"](pool.address)
    return [os.sched_getaffinity(tid) for tid in tids]
if len(every) > 1:
    for cpu in (*every, every[0]):
        assert places(cpu) == [{*every} - {cpu}] * 2
os.sched_setaffinity(0, every)
pool.stop()
few = NativePool(2, every[1:] * 2, pin=False)
if len(every) > 2:
    os.sched_setaffinity(0, every[:1])
    few._functions["make_way"](few.address)
    assert os.sched_getaffinity(int(few._records[0, 2])) == {*every[1:]}
few.stop()
print("away")
"""
    assert run_script(STEPS + script) == "away"


@NO_OPENMP
def test_a_runtime_that_is_loaded_later() -> None:
    """A new executor finds it, and then those that were there use it; so does whoever sets the number of threads."""
    script = """
W, exe = bound()
for _ in range(3): exe.forward()
assert kind(threads.PROCESS) == "native" and "no OpenMP" in threads.describe()["pool"]
ctypes.CDLL(OPENMP)
if "{how}" == "set":
    mx.set_num_threads(2)
    exe.forward()
else:
    assert stepped() == "openmp"
    exe.forward()
assert kind(threads.PROCESS) == "openmp" and "has loaded /" in threads.describe()["pool"]
assert np.all(W == -4) and not records
print("found")
"""
    for how in ("set", "bind"):
        assert run_script(STEPS + script.format(how=how), pool="auto") == "found"


def _file() -> Path:
    """The file of the runtime that is installed, from a process that has loaded it."""
    script = "import ctypes, sys; ctypes.CDLL(sys.argv[1])\n"
    script += "print(next(line.split()[-1] for line in open('/proc/self/maps') if 'libgomp' in line))"
    run = subprocess.run([sys.executable, "-c", script, str(OPENMP)], capture_output=True, text=True, check=True)
    return Path(run.stdout.strip())


@NO_OPENMP
def test_runtimes_are_known_by_what_they_export(tmp_path: Path) -> None:
    """Wheels bring runtimes of their own, by names of their own. A name alone is no runtime."""
    (tmp_path / "a folder").mkdir()
    copy = tmp_path / "a folder" / "libgomp-1a2b3c4d.so.1.0.0"
    shutil.copy(_file(), copy)
    script = f"""
assert stepped() == "native"
ctypes.CDLL({str(copy)!r})
assert stepped() == "openmp"
assert threads.describe()["pool"] == "openmp (this process has loaded {copy})"
print("known")
"""
    assert run_script(STEPS + script, pool="auto") == "known"
    script = f"""
import math, shutil
lines = list(open("/proc/self/maps"))
other = next(line.split()[-1] for line in lines if "/libm." in line or "/libm-" in line)
shutil.copy(other, {str(tmp_path / "libgomp.so.1")!r})
ctypes.CDLL({str(tmp_path / "libgomp.so.1")!r})
assert mapped() and stepped() == "native"
print("none")
"""
    assert run_script(STEPS + script, pool="auto") == "none"


@NO_OPENMP
def test_a_step_inside_somebody_else_s_parallel_region() -> None:
    script = """
library = ctypes.CDLL(OPENMP)
pairs = [bound() for _ in range(8)]
for _, exe in pairs: exe.forward()
assert kind(threads.PROCESS) == "openmp"
seen = []
@ctypes.CFUNCTYPE(None, ctypes.c_void_p)
def body(_):
    number = library.omp_get_thread_num()
    seen.append(number)
    for _ in range(5): pairs[number][1].forward()
    pairs[number][1].forward(False, lr=1.0)
library.GOMP_parallel(body, None, 3, 0)
assert sorted(seen) == [0, 1, 2]
assert all(np.all(W == -7) for W, _ in pairs[:3])
print("right")
"""
    assert run_script(STEPS + script, pool="openmp") == "right"


@NO_OPENMP
def test_a_fork_that_python_does_not_know_of() -> None:
    """The runtime's threads are the parent's. Nothing has told the child, but its number is another."""
    script = """
W, exe = bound()
exe.forward()
assert kind(threads.PROCESS) == "openmp" and used(threads.PROCESS) == 2
import _thread
while _thread._count(): os.sched_yield()  # a thread that wants the GIL now is one that the child would wait for
pid = ctypes.PyDLL(None).fork()
if pid == 0:
    import signal
    signal.alarm(50)
    exe.forward()
    os._exit(0 if np.all(W == -2) and used(threads.PROCESS) == 1 else 1)
assert os.waitpid(pid, 0)[1] == 0
exe.forward()
assert np.all(W == -2) and used(threads.PROCESS) == 2
print("right")
"""
    assert run_script(STEPS + script, pool="openmp") == "right"


@NO_OPENMP
@pytest.mark.parametrize("when", ["mxsym is imported", "a step"])
def test_a_fork_before(when: str) -> None:
    """Whoever forks has a team of the runtime's at the time. A runtime that the child loads itself is its own."""
    before = (
        "" if when == "mxsym is imported" else "import mxsym as mx; from mxsym.runtime import threads; mx.sym.var('x')"
    )
    script = f"""
import ctypes, os, shutil, signal, sys
library = ctypes.CDLL({OPENMP!r})
library.GOMP_parallel(ctypes.CFUNCTYPE(None, ctypes.c_void_p)(lambda _: None), None, 3, 0)
{before}
pid = os.fork()
if pid: sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
signal.alarm(100)
import numpy as np, mxsym as mx
from mxsym.runtime import threads
threads.share_from(0)
mx.set_num_threads(2)
{STEPS}
assert stepped() == "native" and "was forked" in threads.describe()["pool"], threads.describe()
ctypes.CDLL(sys.argv[1])
assert stepped() == "openmp" and sys.argv[1] in threads.describe()["pool"]
print("right", flush=True)
os._exit(0)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MXSYM_POOL": "auto", "OMP_NUM_THREADS": "3"}
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(_file(), Path(folder) / "libgomp-copy.so.1")
        command = [sys.executable, "-c", script, str(copy)]
        run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=HANG)
    assert run.returncode == 0 and run.stdout == "right\n", run.stderr


@NO_OPENMP
def test_a_child_uses_a_pool_of_its_own_and_says_why() -> None:
    script = """
assert stepped() == "openmp"
pid = os.fork()
if pid == 0:
    right = stepped() == "native" and "was forked" in threads.describe()["pool"]
    inner = os.fork()
    if inner == 0: os._exit(0 if stepped() == "native" else 1)
    os._exit(0 if right and os.waitpid(inner, 0)[1] == 0 else 1)
assert os.waitpid(pid, 0)[1] == 0
assert stepped() == "openmp"
print("right")
"""
    assert run_script(STEPS + script, pool="openmp") == "right"


@NO_OPENMP
def test_a_default_number_follows_the_runtime_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """`torch.set_num_threads` and its like: no more threads than those. A number that was asked for stays."""
    script = """
library = ctypes.CDLL(OPENMP)
W, exe = bound()
exe.forward()
assert used(threads.PROCESS) == 2
threads.PROCESS._request.count = None
assert mx.get_num_threads() == 8 and threads.describe()["threads"] == "8 (OMP_NUM_THREADS)"
threads.PROCESS.end()
for usual, expected in ((8, 8), (3, 3), (1, 1), (9, 8)):
    library.omp_set_num_threads(usual)
    exe.forward()
    assert used(threads.PROCESS) == expected, (usual, used(threads.PROCESS))
library.omp_set_num_threads(1)
mx.set_num_threads(3)
exe.forward()
assert used(threads.PROCESS) == 3
assert np.all(W == -6)
print("right")
"""
    monkeypatch.delenv(settings.NUM_THREADS, raising=False)
    assert run_script(STEPS + script, pool="openmp") == "right"


@NO_OPENMP
def test_a_team_keeps_its_size_when_a_step_uses_fewer_threads() -> None:
    """Ending threads that the next region of another library starts again would cost more than the step."""
    script = """
from mxsym.runtime import cpus
cpus.allowed = lambda: tuple(range(4))
import signal
signal.alarm(100)
def team():
    "The threads of the runtime; one that has made a pool may still be ending."
    while len(tasks() - others) != 3: os.sched_yield()
    return tasks() - others
mx.set_num_threads(4)
W, exe = bound()
others = tasks()
exe.forward()
before = team()
assert used(threads.PROCESS) == 4
two = threads.of(2)
for _ in range(3):
    exe._plan.use(two)
    exe._plan.run()
    exe._plan.use(threads.PROCESS)
    exe.forward()
    assert used(two) == 2 and used(threads.PROCESS) == 4 and team() == before
assert np.all(W == -7)
print("kept")
"""
    assert run_script(STEPS + script, pool="openmp") == "kept"


@NO_OPENMP
def test_a_runtime_is_not_asked_for_threads_that_the_system_may_refuse() -> None:
    """It would end the process. More threads than CPUs are the own pool's, which does with those that it gets."""
    script = """
mx.set_num_threads(9)
assert stepped() == "native" and "asked for 8 threads at most" in threads.describe()["pool"], threads.describe()
mx.set_num_threads(8)
assert stepped() == "openmp"
mx.set_num_threads(2, pin=True)
assert stepped() == "native" and "CPUs of their own" in threads.describe()["pool"]
print("right")
"""
    assert run_script(STEPS + script, pool="openmp") == "right"


@NO_OPENMP
@pytest.mark.skipif(cpus.count() < 2, reason="one CPU")
def test_a_thread_leaves_a_cpu_that_another_has() -> None:
    """It goes to a CPU that is free, or stays where none is; where it may run is as before."""
    script = """
import signal
signal.alarm(100)
assert stepped() == "openmp"
from mxsym.runtime import cpus, openmp_pool
pool = threads.PROCESS._pool
taken = pool._block[openmp_pool.TAKEN : openmp_pool.TAKEN + openmp_pool.MOST_CPUS // 8]
def bits(*cpus): return [cpu in cpus for cpu in range(openmp_pool.MOST_CPUS)]
def settle(*others):
    taken[:] = np.packbits(bits(*others), bitorder="little")
    pool._functions["settle"](pool.address)
    return set(np.flatnonzero(np.unpackbits(taken, bitorder="little")).tolist())
allowed, (one, other, *_) = os.sched_getaffinity(0), cpus.allowed()
assert settle(*allowed) == allowed == os.sched_getaffinity(0)
os.sched_setaffinity(0, {one})
assert settle() == settle(one) == {one} and settle(other) == {one, other}
both = {one, other}
while True:  # until the system leaves it, for once, where it was put
    os.sched_setaffinity(0, {one})
    os.sched_setaffinity(0, both)
    if settle(one) == both: break
    assert os.sched_getaffinity(0) == both
assert os.sched_getaffinity(0) == both
print("moved")
"""
    assert run_script(STEPS + script, pool="openmp") == "moved"


@NO_OPENMP
def test_every_pool_has_the_same_bits() -> None:
    script = """
ctypes.CDLL(OPENMP)
x, y = np.random.default_rng(1).standard_normal((2, 100_003), np.float32)
a, s = mx.sym.var("a"), mx.sym.var("s")
@mx.update_rule
def normed_update(weight, grad, *, lr):
    "A sum over a whole tensor."
    return {"weight": weight - lr * grad / (mx.norm(grad) + mx.mean(weight))}
found = set()
for pool in ("openmp", "native", "python"):
    os.environ["MXSYM_POOL"] = pool
    for count in (1, 2, 3, 8):
        mx.set_num_threads(count)
        W = x.copy()
        exe = mx.sym.normed_update(a, s, lr=0.3, out=a).bind(args={"a": W, "s": y})
        for _ in range(3): exe.forward()
        assert kind(threads.PROCESS) == (pool if count > 1 else "alone"), (pool, count)
        found.add(W.tobytes())
print(len(found))
"""
    assert run_script(STEPS + script, pool="openmp") == "1"


@NO_TORCH
def test_torch_s_own_runtime_is_found() -> None:
    """Before mxsym or after it; and the number of threads that torch was told is that of steps."""
    before = """
import torch
assert stepped() == "openmp"
path = threads.PROCESS._pool.runtime.path
assert torch.__config__.parallel_info().count("OpenMP") and "gomp" in path or "omp" in path, path
threads.PROCESS._request.count = None
threads.PROCESS.end()
torch.set_num_threads(1)
W, exe = bound()
exe.forward()
assert kind(threads.PROCESS) == "alone" or used(threads.PROCESS) == 1
print("torch")
"""
    assert run_script(STEPS + before, pool="auto") == "torch"
    assert run_script(STEPS + 'assert stepped() == "native"\n' + before, pool="auto") == "torch"


@NO_OPENMP
def test_steps_that_call_a_library_leave_the_runtime_s_threads_alone() -> None:
    """Those spin after each job, on the CPUs that NumPy's library needs. As many are used as it would use."""
    script = """
library = ctypes.CDLL(OPENMP)
@mx.update_rule
def squared_update(weight, grad, *, lr):
    "A product of matrices, which NumPy's library computes."
    return {"weight": weight - lr * (grad @ grad.T @ grad)}
def product():
    held = {"a": np.zeros((64, 64), np.float32), "b": np.ones((64, 64), np.float32)}
    a = mx.sym.var("a")
    return held["a"], mx.sym.squared_update(a, mx.sym.var("b"), lr=1 / 64, out=a).bind(args=held)
A, exe = product()
exe.forward()
beside = threads.PROCESS.beside_library
assert np.all(A == -64) and kind(threads.PROCESS) == "alone" and kind(beside) == "native" and beside._pool.count == 2
assert "spin on the CPUs" in beside.choice().why
assert stepped() == "openmp" and threads.of(3).beside_library is threads.of(3).beside_library is not beside
mx.set_num_threads(3)
assert kind(beside) == "alone"
exe.forward()
assert beside._pool.count == 3 == beside.count
exe.use_threads(2)
exe.forward()
assert kind(threads.of(2)) == "alone" and threads.of(2).beside_library._pool.count == 2
exe.use_threads()
threads.PROCESS._request.count = None
for usual, kinds in ((1, "alone"), (2, "native")):
    library.omp_set_num_threads(usual)
    exe.forward()
    assert kind(beside) == kinds, usual
os.environ["MXSYM_POOL"] = "openmp"
B, again = product()
again.forward()
assert kind(beside) == "openmp" and np.all(B == -64) and np.all(A == -64 * 5) and not records
print("beside")
"""
    assert run_script(STEPS + script, pool="auto") == "beside"


@LINUX
@pytest.mark.skipif(OPENMP is None or len(os.sched_getaffinity(0)) < 2, reason="one CPU, or no OpenMP runtime")
def test_threads_that_openmp_has_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first thread has one CPU left; the process has as many as before, and workers may run on them."""
    script = """
bound_to = os.sched_getaffinity(0)
threads.PROCESS._request.count = None
from mxsym.runtime import cpus
assert len(bound_to) == 1 and mx.get_num_threads() == cpus.count()
assert stepped() == "native"
masks = {tuple(sorted(os.sched_getaffinity(task))) for task in workers(threads.PROCESS)}
assert masks == {tuple(sorted({*cpus.allowed()} - bound_to))}, "on all of them but the caller's"
assert os.sched_getaffinity(0) == bound_to
print(*cpus.allowed())
"""
    monkeypatch.setenv("OMP_PROC_BIND", "true")
    for name in ("OMP_PLACES", "OMP_NUM_THREADS", "MXSYM_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    head = f"import ctypes; ctypes.CDLL({OPENMP!r})\n"
    script = (
        head
        + "import os, numpy as np, mxsym as mx\nfrom mxsym.runtime import threads\nthreads.share_from(0)\n"
        + STEPS
        + script
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == [str(cpu) for cpu in sorted(os.sched_getaffinity(0))]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"MXSYM_NUM_THREADS": "3", "OMP_NUM_THREADS": "5"}, "3 (MXSYM_NUM_THREADS)"),
        ({"OMP_NUM_THREADS": "5"}, "5 (OMP_NUM_THREADS)"),
        ({"OMP_NUM_THREADS": " 4,2"}, "4 (OMP_NUM_THREADS)"),
        ({"OMP_NUM_THREADS": "many"}, "the CPUs of this process"),
        ({}, "the CPUs of this process"),
    ],
)
def test_the_default_number(variables: dict[str, str], expected: str) -> None:
    script = "from mxsym.runtime import threads; print(threads.describe()['threads'])"
    settings = ("MXSYM_NUM_THREADS", "OMP_NUM_THREADS")
    environment = {name: value for name, value in os.environ.items() if name not in settings}
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0 and expected in run.stdout, run.stderr
    assert ("goes by the CPUs" in run.stderr) == ("many" in variables.values())


def _system(root: Path, group: str, mounts: str, files: dict[str, str]) -> Path:
    """The files of a system, as `cpus.quota` reads them."""
    files = {"proc/self/cgroup": group, "proc/self/mountinfo": mounts} | files
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


V2 = "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
V1 = "30 25 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:5 - cgroup cgroup rw,cpu,cpuacct\n"
V1_SETS = V1 + "31 25 0:28 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
CPU = "sys/fs/cgroup/cpu,cpuacct"


@pytest.mark.parametrize(
    ("group", "mounts", "files", "expected"),
    [
        ("0::/\n", V2, {}, None),
        ("0::/\n", V2, {"sys/fs/cgroup/cpu.max": "max 100000\n"}, None),
        ("0::/\n", V2, {"sys/fs/cgroup/cpu.max": "150000 100000\n"}, 1.5),
        (
            "0::/a/b\n",
            V2,
            {"sys/fs/cgroup/a/cpu.max": "200000 100000\n", "sys/fs/cgroup/a/b/cpu.max": "max 100000\n"},
            2,
        ),
        (
            "0::/a/b\n",
            V2,
            {"sys/fs/cgroup/a/cpu.max": "200000 100000", "sys/fs/cgroup/a/b/cpu.max": "50000 100000"},
            0.5,
        ),
        ("0::/elsewhere\n", V2, {"sys/fs/cgroup/cpu.max": "300000 100000\n"}, 3),
        ("0::/top/in\n", V2.replace(" / /sys", " /top /sys"), {"sys/fs/cgroup/in/cpu.max": "4 1\n"}, 4),
        ("4:cpu,cpuacct:/\n", V1, {f"{CPU}/cpu.cfs_quota_us": "-1\n", f"{CPU}/cpu.cfs_period_us": "100000\n"}, None),
        (
            "4:cpu,cpuacct:/x\n",
            V1,
            {f"{CPU}/x/cpu.cfs_quota_us": "250000", f"{CPU}/x/cpu.cfs_period_us": "100000"},
            2.5,
        ),
        (
            "4:cpuset:/x\n",
            V1_SETS,
            {f"{CPU}/x/cpu.cfs_quota_us": "250000", f"{CPU}/x/cpu.cfs_period_us": "100000"},
            None,
        ),
        ("0::/\n4:cpu:/\n", V1 + V2, {f"{CPU}/cpu.cfs_quota_us": "1", f"{CPU}/cpu.cfs_period_us": "1"}, 1),
        ("0::/\n", V2, {"sys/fs/cgroup/cpu.max": "what is this\n"}, None),
        ("0::/\n", V2, {"sys/fs/cgroup/cpu.max": "0 0\n"}, None),
        ("", "", {}, None),
    ],
)
def test_quotas(group: str, mounts: str, files: dict[str, str], expected: float | None, tmp_path: Path) -> None:
    assert cpus.quota(_system(tmp_path, group, mounts, files)) == expected


@pytest.mark.parametrize(("share", "expected"), [(None, 4), (1.5, 2), (0.2, 1), (4.0, 4), (64.0, 4)])
def test_a_quota_is_a_number_of_threads(share: float | None, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpus, "allowed", lambda: (0, 1, 2, 3))
    monkeypatch.setattr(cpus, "quota", lambda: share)
    assert cpus.count.__wrapped__() == expected


@pytest.mark.parametrize("wrong", ["bogus", "OPENMP", "native,python", "1"])
def test_a_wrong_pool(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error where something is bound, before anything has changed; it lists the choices."""
    monkeypatch.setenv(settings.POOL, wrong)
    w = np.zeros(77, np.float32)
    with pytest.raises(ValueError, match=rf"MXSYM_POOL must be one of auto, openmp, native, python; got '{wrong}'"):
        mx.sym.exp(mx.sym.var("only_here")).bind(args={"only_here": w})
    with pytest.raises(ValueError, match="must be one of"):
        threads.describe()
    monkeypatch.setenv(settings.POOL, "")
    mx.sym.exp(mx.sym.var("only_here")).bind(args={"only_here": w}).forward()


def test_threads_for_one_executor_and_for_one_step(many_chunks: None) -> None:
    held = {"w": np.zeros(1 << 14, np.float32), "g": np.ones(1 << 14, np.float32)}
    w = mx.sym.var("w")
    symbol = mx.sym.sgd_update(w, mx.sym.var("g"), lr=1.0, out=w)
    exe = symbol.bind(args=held)
    plan = exe._plan  # pyright: ignore[reportPrivateUsage]
    three, one = threads.of(3), threads.of(1)
    assert three is threads.of(3) and threads.of() is threads.PROCESS and three.count == 3
    plan.use(three)
    for _ in range(3):
        exe.forward()
    assert three._pool is not None and three._pool.count == 3  # pyright: ignore[reportPrivateUsage]
    plan.use(one)
    plan.run()
    assert one._pool is None  # pyright: ignore[reportPrivateUsage]
    plan.use(three)
    exe.forward()
    plan.use(threads.PROCESS)
    exe.forward()
    assert np.all(held["w"] == -6)
    three.end()


@LINUX
def test_threads_on_cpus_of_their_own() -> None:
    script = """
from mxsym.runtime import cpus
last = cpus.allowed()[-1]
there = threads.of(places=[last, last])
assert there is threads.of(1, [last]) and there.count == 1
two = threads.of(2, [last])
W, exe = bound()
exe._plan.use(two)
for _ in range(3): exe.forward()
assert [os.sched_getaffinity(task) for task in workers(two)] == [{last}]
assert kind(two) == "native" and np.all(W == -3)
pid = os.fork()
if pid == 0:
    exe.forward()
    os._exit(0 if np.all(W == -4) and kind(two) == "native" else 1)
assert os.waitpid(pid, 0)[1] == 0
print("there")
"""
    assert run_script(STEPS + script, pool="auto") == "there"


def test_wrong_threads() -> None:
    for count in (0, -1, True, 1.5):
        with pytest.raises(ValueError, match="positive whole number"):
            threads.of(count)  # type: ignore[arg-type]
    for places in ([], [max(cpus.allowed()) + 1], [-1]):
        with pytest.raises(ValueError, match="CPUs"):
            threads.of(2, places)


def test_a_system_without_these_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openmp, "_MAPS", "/no/such/file")
    assert openmp.runtimes() == [] and openmp.usable() is None and openmp.bound_cpus() == set()


def test_a_runtime_is_looked_for_on_a_quiet_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory that the C library keeps of libraries which it opens is then none of the caller's heap."""
    seen: list[bool] = []

    def usable() -> None:
        seen.append(quiet_thread.is_helper())

    module: Any = threads
    monkeypatch.setattr(openmp, "usable", usable)
    monkeypatch.setattr(threads, "_scan", module._NOTHING)
    assert module._runtime() is None
    assert seen == [True]
