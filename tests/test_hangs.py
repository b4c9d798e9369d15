"""Code that runs between two steps of mxsym's: signal handlers, finalizers, forks. Nothing waits for itself."""

# Each test runs in an interpreter of its own. The work is counted, not timed; a hang ends in `faulthandler`'s
# traceback.

from __future__ import annotations

import os
import sys

import pytest

from tests.test_runtime import POOLS, run_script

pytestmark = pytest.mark.slow

POSIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX signals and fork")
CALLS = pytest.mark.parametrize("calls", ["native", "ctypes"])
HEAD = """
import faulthandler, gc, signal, sys, threading
faulthandler.dump_traceback_later(100, exit=True)
def storm(handler, start=0.001, every=0.0017):
    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, start, every)
def calm():
    signal.setitimer(signal.ITIMER_REAL, 0)
x = mx.sym.var("x")
def graph(k):
    y = x
    for i in range(k % 12): y = mx.sqrt(y) + x * float(k)
    return y + 1.0
def result(k):
    exe = graph(k).simple_bind(x=(3,))
    exe.arg_dict["x"][:] = 4
    return exe.forward()[0].copy()
"""


@POSIX
def test_a_handler_forks_while_the_main_thread_binds() -> None:
    """The child goes on with the bind that the handler came in, now and then; so does the parent."""
    script = """
forks, children, child = 0, [], False
def handler(*_):
    global forks, child
    forks += 1
    pid = os.fork()
    if pid == 0: child = True
    else: children.append(pid)
expected = [result(k) for k in range(12)]
signal.signal(signal.SIGALRM, handler)
k = 12
while forks < 25 and not child:
    signal.setitimer(signal.ITIMER_REAL, 0.001 + k % 20 * 0.002)  # once: the next one when this bind is done
    found = graph(k).simple_bind(x=(3,))
    calm()
    k += 1
got = [result(k) for k in range(12)] + [result(1000 + os.getpid())]
right = all(np.array_equal(a, b) for a, b in zip(got, expected))
if child: os._exit(0 if right else 1)
assert right and not any(os.waitpid(pid, 0)[1] for pid in children)
print("right")
"""
    assert run_script(HEAD + script, timeout=120) == "right"


def test_a_finalizer_binds_and_steps() -> None:
    """The garbage collector comes on any thread and between any two steps, in the middle of interning too."""
    script = """
result(3); expected = result(5)
ran, seen = 0, []
class Holder:
    def __init__(self): self.me = self
    def __del__(self):
        global ran
        ran += 1
        result(ran)
        seen.append(np.array_equal(result(5), expected))
gc.set_threshold(200)
for k in range(150):
    Holder()
    result(k)
gc.set_threshold(700)
gc.collect()
assert ran == 150 and all(seen), (ran, len(seen))
print("right")
"""
    assert run_script(HEAD + script, timeout=120) == "right"


SPARSE = """
w, g = mx.sym.var("w"), mx.sym.var("g"); N = 1 << 9
def sparse():
    grad = mx.nd.sparse.row_sparse_array((np.ones((N, 4), np.float32), np.arange(N)), shape=(N, 4))
    held = {"w": np.zeros((N, 4), np.float32), "g": grad}
    return held["w"], mx.sym.sgd_update(w, g, lr=1.0, out=w).bind(args=held)
def dense():
    held = {"w": np.zeros(1 << 14, np.float32), "g": np.ones(1 << 14, np.float32)}
    return held["w"], mx.sym.sgd_update(w, g, lr=1.0, out=w).bind(args=held)
"""


@pytest.mark.each("pool")
@POSIX
@POOLS
@CALLS
@pytest.mark.parametrize("kind", ["sparse", "dense"])
def test_a_handler_steps_and_sets_the_number_of_threads(
    kind: str, pool: str, calls: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another executor's step is a step; one of the same is one, or an error; the pool is what was asked for last."""
    script = f"""
(W, a), (V, b) = {kind}(), {kind}()
hits = nested = own = mine = 0
inside = False
def handler(*_):
    global hits, nested, own, inside
    if inside: return
    inside = True
    b.forward(); hits += 1
    mx.set_num_threads(1 + hits % 3)
    try: a.forward(); own += 1
    except RuntimeError as error:
        assert "in the middle of a step" in str(error); nested += 1
    inside = False
a.forward(); b.forward()
storm(handler)
while hits < 60:
    a.forward(); mine += 1
calm()
assert mx.get_num_threads() == 1 + hits % 3
assert np.all(W == -(1 + mine + own)) and np.all(V == -(1 + hits)), (W[0], mine, own, V[0], hits)
b.forward(); print("right")
"""
    monkeypatch.setenv("MXSYM_CALLS", calls)
    assert run_script(HEAD + SPARSE + script, pool=pool, timeout=120) == "right"


@POSIX
def test_interrupts_while_a_fork_waits() -> None:
    """Other threads compile, forks wait for them, Ctrl-C comes meanwhile: whoever forks holds what it gives back."""
    script = """
sys.unraisablehook = lambda _: None  # hooks of Python's own libraries, which drop the exception
result(3)
stop, errors, done = False, [], 0
def work(seed):
    global done
    try:
        k = seed
        while not stop:
            k += 1; result(k); done += 1
    except BaseException as error: errors.append(error)
workers = [threading.Thread(target=work, args=(seed,)) for seed in (0, 10000)]
for worker in workers: worker.start()
def interrupt(*_): raise KeyboardInterrupt
signal.signal(signal.SIGALRM, interrupt)
forks = 0
for turn in range(120):
    before, pid = done, None
    signal.setitimer(signal.ITIMER_REAL, .0003 + turn % 40 * .0007)
    try:
        try:
            pid = os.fork()
            if pid == 0: os._exit(0)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        forks += 1
        os.waitpid(pid, 0)
    except KeyboardInterrupt: pass
while True:  # one more, with nothing in its way
    try: signal.signal(signal.SIGALRM, signal.SIG_IGN); break
    except KeyboardInterrupt: pass
before = done
while done < before + 20 and not errors: pass
stop = True
for worker in workers: worker.join()
assert not errors and forks > 20, (errors, forks)
from mxsym.codegen.gate import COMPILING, LOADING
with COMPILING, LOADING: pid = os.fork()
if pid == 0:
    result(77777); os._exit(0)
assert os.waitpid(pid, 0)[1] == 0
print("right")
"""
    assert run_script(HEAD + script, timeout=120) == "right"


@POSIX
def test_ctrl_c_ends_a_long_compilation() -> None:
    """The wait ends at once, the work at its next pause, long before all is compiled; the next bind is right."""
    script = """
import time
from mxsym.codegen import quiet_thread
from mxsym.codegen.fusion import split_loops
expected = result(5)
class Stop(Exception): pass
def interrupt(*_): raise Stop
split_loops.LIMIT = 20
y = x
for i in range(400): y = y * float(i) + x
signal.signal(signal.SIGALRM, interrupt)
from mxsym.runtime import kernel_cache
before, provide = mx.compile_count(), kernel_cache._compile_module
sent = []
def first(*given):
    made = provide(*given)
    if not sent: sent.append(signal.pthread_kill(threading.main_thread().ident, signal.SIGALRM))
    return made
kernel_cache._compile_module = first
kernel_cache.MODULE = 1
try: y.simple_bind(x=(3,))
except Stop: pass
else: raise AssertionError("it was not interrupted")
while quiet_thread._underway: time.sleep(0.01)
assert 1 <= mx.compile_count() - before < 20, mx.compile_count() - before
kernel_cache._compile_module = provide
assert np.array_equal(result(5), expected)
result(6)
print("right")
"""
    assert run_script("import os; os.environ['MXSYM_CACHE'] = '0'\n" + HEAD + script, timeout=120) == "right"


@POSIX
def test_a_finalizer_on_a_worker_s_thread() -> None:
    """A step waits for the worker: a finalizer on the worker's thread that wants that executor is told so."""
    script = (
        SPARSE
        + """
from mxsym.runtime.native_call.native import NestedStepError
W, a = dense()
a.forward()
told = []
from mxsym.runtime import run_jobs
share = run_jobs.run_share()
def finalizing(pool, me):
    if me:
        try: a.forward()
        except NestedStepError as error: told.append(str(error))
    share(pool, me)
run_jobs.run_share = lambda: finalizing
for _ in range(5): a.forward(False, lr=1.0)
assert len(told) == 5 and "a step may be waiting for" in told[0], told
assert np.all(W == -6)
print("right")
"""
    )
    for calls in ("native", "ctypes"):
        head = f"import os; os.environ['MXSYM_CALLS'] = {calls!r}\n"
        assert run_script(head + HEAD + script, pool="python", timeout=120) == "right"


@POSIX
@CALLS
def test_a_collector_forks_in_the_middle_of_a_step(calls: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child goes on with the step, and gives back the lock that this thread had."""
    script = """
w, g, h = (mx.sym.var(name) for name in "wgh")
ones = lambda value: np.full((2, 2), value, np.float32)
exe = mx.sym.sgd_update(w, g + h, lr=1.0, out=w).bind(args={"w": ones(0), "g": ones(1), "h": ones(1)})
exe.forward(g=ones(1)); exe.forward(h=ones(1), g=ones(1))
def held():
    try:
        with locks.attempt(exe._lock): return False
    except BusyError: return True
from mxsym.runtime.native_call import locks
from mxsym.runtime.native_call.native import BusyError
pids, junk, fresh = [], [], [ones(1) for _ in range(400)]
def fork(phase, info):
    if not pids and held():
        pids.append(os.fork())
        if pids[0] == 0: junk.extend(np.full(3, 7, np.int64) for _ in range(200))
gc.callbacks.append(fork)
gc.set_threshold(1)
steps = 2
for one, other in zip(fresh[::2], fresh[1::2]):  # two weak references, which count for the collector
    exe.forward(g=one, h=other)
    steps += 1
    if pids: break
gc.set_threshold(700)
gc.callbacks.remove(fork)
assert pids and all(np.all(array == 7) for array in junk)
exe.forward(g=fresh[0], h=fresh[1])
right = not held() and np.all(exe.arg_dict["w"] == -2.0 * (steps + 1))
if pids[0] == 0: os._exit(0 if right else 1)
assert right and os.waitpid(pids[0], 0)[1] == 0
print("right")
"""
    monkeypatch.setenv("MXSYM_CALLS", calls)
    assert run_script(HEAD + script, timeout=120) == "right"


@POSIX
def test_a_fork_in_the_middle_of_a_shared_step() -> None:
    """In the child the portable pool's threads are missing: its step cannot be ended, and says so."""
    script = (
        SPARSE
        + """
W, a = dense()
a.forward()
from mxsym.runtime import run_jobs
share, pids = run_jobs.run_share(), []
def forking(pool, me):
    if me == 0: pids.append(os.fork())
    share(pool, me)
run_jobs.run_share = lambda: forking
try: a.forward(False, lr=1.0)
except RuntimeError as error:
    run_jobs.run_share = lambda: share
    V, b = dense()
    b.forward()
    os._exit(0 if "half done" in str(error) and np.all(V == -1) else 1)
if pids[0] == 0: os._exit(0)  # the worker had done its part before
assert os.waitpid(pids[0], 0)[1] == 0
assert np.all(W == -2)
print("right")
"""
    )
    assert run_script(HEAD + script, pool="python", timeout=120) == "right"


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity here")
def test_threads_with_other_cpus_step_in_turn() -> None:
    """The pool stays, whichever CPUs the thread that steps may run on."""
    script = """
from mxsym.runtime import threads
threads.PROCESS._request.count = None
cpus = sorted(os.sched_getaffinity(0))
w = np.zeros(1 << 12, np.float32); g = np.ones_like(w)
mx.get_num_threads()
made = []
for cpu in (cpus[:1], cpus, cpus[-1:]) * 3:
    def work():
        os.sched_setaffinity(0, cpu)
        mx.nd.sgd_update(w, g, lr=1.0, out=w)
        made.append(threads.PROCESS._pool)
    thread = threading.Thread(target=work); thread.start(); thread.join()
assert mx.get_num_threads() == len(cpus) and all(pool is made[0] for pool in made)
print(w[0])
"""
    assert run_script(HEAD + script, timeout=120) == "-9.0"


@pytest.mark.skipif(sys.platform == "win32", reason="an interpreter of its own is enough elsewhere")
@pytest.mark.parametrize("text", ["abc", "0", "-3", "1.5"])
def test_a_wrong_number_of_threads_in_the_environment(text: str) -> None:
    """An error where something is bound, not in the middle of a step."""
    script = f"""
os.environ["MXSYM_NUM_THREADS"] = {text!r}
from mxsym.runtime import threads
threads.PROCESS._request.count = None
w = np.zeros(8, np.float32)
for work in (mx.get_num_threads, lambda: mx.nd.sgd_update(w, w + 1, lr=1.0, out=w)):
    try: work()
    except ValueError as error: assert "MXSYM_NUM_THREADS" in str(error)
    else: raise AssertionError("no error")
assert not w.any()
os.environ["MXSYM_NUM_THREADS"] = "2"
mx.nd.sgd_update(w, np.ones_like(w), lr=1.0, out=w)
print(mx.get_num_threads(), w[0])
"""
    assert run_script(script) == "2 -1.0"


@pytest.mark.parametrize("pool", ["native", "python"])
def test_fewer_threads_than_were_asked_for(pool: str) -> None:
    """The system gives three, one, or none: steps use those, the bits stay, and one warning says so."""
    script = """
import logging, threading
from mxsym.runtime import native_pool, python_pool
records = []
class Keep(logging.Handler):
    def emit(self, record): records.append(record.getMessage())
logging.getLogger("mxsym").addHandler(Keep())
def limit(most):
    started = []
    def spawn(*where):
        if len(started) == most: return 11
        started.append(1)
        return real_spawn(*where)
    addresses, functions = native_functions()
    native_pool._functions = lambda: (addresses, {**functions, "spawn": spawn})
    class Worker(real_worker):
        def __init__(self, *given):
            if len(started) == most: raise RuntimeError("can't start new thread")
            started.append(1)
            super().__init__(*given)
    python_pool.Worker = Worker
native_functions, real_worker = native_pool._functions, python_pool.Worker
real_spawn = native_functions()[1]["spawn"] if native_pool.available() else None
w = np.zeros(1 << 14, np.float32); g = np.ones_like(w)
for number, most in enumerate((3, 1, 0)):
    limit(most)
    mx.set_num_threads(8 + number)
    for _ in range(3): mx.nd.sgd_update(w, g, lr=1.0, out=w)
    assert (threads.PROCESS._pool.count if threads.PROCESS._pool else 1) == 1 + most
    assert len(records) == 1 + number and f"steps use {1 + most}" in records[-1], records
native_pool._functions, python_pool.Worker = native_functions, real_worker
mx.set_num_threads(100_000)
mx.nd.sgd_update(w, g, lr=1.0, out=w)
assert 1 < threads.PROCESS._pool.count <= max(256, 4 * os.cpu_count()) and "100000 threads" in records[-1]
assert np.all(w == -10)
mx.set_num_threads(2)
print(len(records))
"""
    assert run_script(script, pool=pool, timeout=120) == "4"


@POSIX
@pytest.mark.parametrize("module", ["llvmlite", "mxsym.codegen.compiler"])
def test_a_fork_waits_for_what_another_thread_imports(module: str) -> None:
    """The child would wait for the import without end: the thread that had begun it is the parent's."""
    script = f"""
import time
started = threading.Event()
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            started.set()
            time.sleep(0.3)
sys.meta_path.insert(0, Slow())
worker = threading.Thread(target=result, args=(3,))
worker.start()
assert started.wait(60)
pid = os.fork()
if pid == 0:
    signal.alarm(50)
    result(3)
    os._exit(0)
worker.join()
assert os.waitpid(pid, 0)[1] == 0
print("right")
"""
    head = "import os; os.environ['MXSYM_CACHE'] = '0'\n"
    assert run_script(head + HEAD + script, timeout=120) == "right"


@POSIX
def test_a_fork_takes_the_lock_of_logging_after_the_gates() -> None:
    """Code inside a gate makes loggers: a fork that waits for the gate must not hold logging's lock."""
    script = """
import time
from mxsym.codegen.gate import LOADING
inside, done = threading.Event(), threading.Event()
def work():
    with LOADING:
        inside.set(); time.sleep(0.3)  # the fork begins
        __import__("logging").getLogger("another.one")
    done.set()
thread = threading.Thread(target=work, daemon=True); thread.start(); inside.wait()
pid = os.fork()
if pid == 0: os._exit(0)
assert os.waitpid(pid, 0)[1] == 0 and done.wait(50)
print("right")
"""
    assert run_script(HEAD + script) == "right"
