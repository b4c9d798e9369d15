"""Code that comes in the middle of an import of mxsym's: it finds whole modules, or an error that says why not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen import loading
from tests.support import HANG

ROOT = Path(__file__).resolve().parents[1]
HEAD = """
import faulthandler, gc, signal, sys, threading, numpy as np
faulthandler.dump_traceback_later(100, exit=True)
import mxsym as mx
met, used = [], []
def is_probe(name):  # `mx.name` looks whether there is such a module
    return name.count(".") == 1 and threading.current_thread() is threading.main_thread()
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("mxsym", "llvmlite") and not is_probe(name): meet(name)
sys.meta_path.insert(0, Finder())
def use():
    k = len(used)
    used.append(None)
    y = mx.sym.var("x")
    for i in range(k % 3): y = mx.sqrt(y) + y * 2.0
    exe = mx.Group([y + 1.0, mx.sqrt(y)]).simple_bind(x=(3,))
    exe.forward()
    exe.explain(); mx.sym.load_json(y.tojson()); exe.ir("graph"); mx.viz.svg(y)
    updater = mx.optimizer.get_updater(mx.optimizer.create("adam"))
    updater(0, np.ones(3, np.float32), np.ones(3, np.float32))
    updater.set_states(updater.get_states(dump_optimizer=True))
    used[k] = True
"""
MANY = 60
"""Modules, at least, in whose imports somebody comes."""


def run(script: str) -> str:
    """Output of a script in its own process, after `HEAD` and without kernels on disk."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MXSYM_CACHE": "0"}
    command = [sys.executable, "-c", HEAD + script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=HANG, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX signals")
def test_a_handler_waits_for_what_is_imported() -> None:
    """It runs on the main thread, which imports nothing itself."""
    script = """
running = False
began = threading.Event()
def handler(*_):
    global running
    began.set()
    if running: return
    running = True
    use()
    running = False
signal.signal(signal.SIGUSR1, handler)
def meet(name):
    assert threading.current_thread() is not threading.main_thread(), name
    met.append(name); began.clear()
    # A signal that comes just before the main thread begins to wait does not wake it.
    # In the handler, the main thread may wait for the lock that the caller of `meet` has.
    while not (began.is_set() or running):
        signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)
        began.wait(0.01)
use()
assert len(met) > %d and len(used) > 1 and all(used), (len(met), used)
print("right")
"""
    assert run(script % MANY) == "right"


@pytest.mark.parametrize("turn", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_a_finalizer_does_not_come(turn: int) -> None:
    """The garbage collector rests during an import, and works as before afterwards. Objects end in each `turn`th."""
    script = """
class Holder:
    def __init__(self): self.me = self
    def __del__(self): use()
def meet(name):
    met.append(name)
    if len(met) % TURN == 0: Holder()
    assert [[[]] for _ in range(50)]
gc.set_threshold(10)
wrong = []
sys.unraisablehook = lambda error: wrong.append(error.exc_value)
use()
assert gc.isenabled()
gc.set_threshold(700); gc.collect()
assert len(met) > MANY and len(used) > len(met) // TURN and all(used) and not wrong, (len(met), used, wrong)
gc.disable()
mx.viz
assert not gc.isenabled()
print("right")
"""
    assert run(f"TURN = {turn}\n" + script.replace("MANY", str(MANY))) == "right"


def test_half_a_module_is_an_error_that_says_so() -> None:
    """An import statement of the user's own runs on the user's thread: what comes in it is told what is missing."""
    script = """
errors = []
def meet(name):
    if name == "mxsym.opgraph.compose":
        for use in (lambda: mx.api, lambda: mx.sym):
            try: use()
            except ImportError as error: errors.append(str(error))
import mxsym.api
assert len(errors) == 2, errors
for error in errors: assert error.startswith("mxsym.api: this thread is in the middle of importing it"), error
print(mx.sym.var("x").name)
"""
    assert run(script) == "x"


def test_a_user_s_module_that_is_being_imported_changes_nothing(tmp_path: Path) -> None:
    """Its own import is none that ours could wait for."""
    script = f"""
sys.path.insert(0, {str(tmp_path)!r})
open({str(tmp_path)!r} + "/model_of_mine.py", "w").write("import mxsym as mx; step = mx.sqrt(mx.sym.var('x'))")
def meet(name): assert threading.current_thread() is not threading.main_thread(), name
from model_of_mine import step
print(step.list_arguments())
"""
    assert run(script) == "['x']"


def test_an_extra_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "safetensors.numpy", raising=False)
    monkeypatch.setitem(sys.modules, "safetensors", None)  # as if it were not installed
    monkeypatch.setattr(loading, "_whole", set[str]())
    with pytest.raises(ImportError, match=r"need safetensors, .*: pip install 'mxsym\[safetensors\]'") as caught:
        loading.load_extra("safetensors.numpy", "files of this kind need", "safetensors")
    assert caught.value.name == "safetensors" and caught.value.__suppress_context__


def test_a_public_name_that_is_misspelt() -> None:
    for name, text in (("tabel", "did you mean 'table'?"), ("what_is_this", "dir(mxsym) lists")):
        with pytest.raises(AttributeError, match=re.escape(text)):
            getattr(mx, name)


@pytest.mark.parametrize("module", ["numpy.ma", "torch"])
def test_a_module_that_another_thread_is_importing(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has none of its classes yet, so no array is of one."""
    monkeypatch.setitem(sys.modules, module, ModuleType(module))
    weight, table = np.ones(3, np.float32), mx.table.Table(2, lr=1.0)
    mx.nd.sgd_update(weight, np.ones(3, np.float32), lr=0.5, out=weight)
    table.update([1], np.ones((1, 2), np.float32))
    assert weight.tolist() == [0.5] * 3
    assert table.lookup(np.array([1])).tolist() == [[-1.0] * 2]


def test_a_step_while_another_thread_imports_distributed_tensors(monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch", "2.13")
    from mxsym.torch import SGD

    def step() -> list[float]:
        parameter = torch.nn.Parameter(torch.ones(3))
        parameter.grad = torch.ones(3)
        SGD([parameter], lr=0.5).step()
        return parameter.tolist()

    step()  # torch imports what it needs
    module = "torch.distributed.tensor"
    monkeypatch.setitem(sys.modules, module, ModuleType(module))
    assert step() == [0.5] * 3
