"""Time to start: import, compile a kernel, read one from the cache on disk."""

# Every figure is the median of fresh processes whose byte code exists. "Compiled" and "from disk" are the CPU time
# that the first bind of an op spends on its kernels, one thread's work: everything from the graph to the addresses,
# in a process that has bound something else before. "First step" is the whole time of a process by the clock, from
# the import of mxsym to the end of its first step, with NumPy imported: loading LLVM and the compiler too. Peers,
# where they are installed, compile an Adam step written in their language and find nothing on disk.

from __future__ import annotations

import atexit
import functools
import importlib.util
import os
import shutil
import statistics
import sys
import tempfile
from typing import Any

from benchmarks import child, harness
from benchmarks.report import Column, Line, Table

OPS = {"sgd_update": {}, "sgd_mom_update": {}, "adam_update": {}, "lamb_update": {"t": 1}, "ftml_update": {"t": 1}}
"""Ops and the attributes that they need in addition to `lr`."""
IMPORTING, PACKAGE = "Importing", "then `import mxsym`"
TITLE, COMPILED, READ = "Compiling, float32", "a kernel", "a kernel, from disk"
PEER_RUNS = 3
IMPORT = """
import time
start = time.perf_counter(); import numpy
middle = time.perf_counter(); import mxsym as mx
end = time.perf_counter(); mx.sym
result = [middle - start, end - middle, time.perf_counter() - end]
"""
BIND = """
import time, numpy
name, attributes, before = arguments
began = time.perf_counter()
import mxsym as mx
from mxsym.runtime import kernel_cache, launch
if before:
    mx.sym.sqrt(mx.sym.var("x")).simple_bind(x=(1000,)).forward()
loaded = kernel_cache.load_count()
spent, compiled = [], launch.compile_stages
def timed(stages, target):
    start = time.process_time()
    found = compiled(stages, target)
    spent.append(time.process_time() - start)
    return found
launch.compile_stages = timed
rule = getattr(mx.sym, name)
inputs = [mx.sym.var(name) for name in rule(lr=0.1, **attributes).list_inputs()]
symbol = rule(*inputs, lr=0.1, out=inputs[0], **attributes)
executor = symbol.simple_bind(**{inputs[0].name: (1000,)})
executor.forward()
whole = time.perf_counter() - began
kernels = sum(len(item.compiled.kernels) for item in executor.compiled)
result = [sum(spent), whole, kernels, kernel_cache.load_count() - loaded]
"""
PEERS = {
    "numba": """
import math, time, numpy
began = time.perf_counter(); import numba
loaded = time.perf_counter()
@numba.njit
def adam(weight, grad, mean, var, lr, beta1, beta2, epsilon):
    for i in range(weight.size):
        mean[i] = beta1 * mean[i] + (1 - beta1) * grad[i]
        var[i] = beta2 * var[i] + (1 - beta2) * grad[i] * grad[i]
        weight[i] -= lr * mean[i] / (math.sqrt(var[i]) + epsilon)
adam(*(numpy.ones(1000, numpy.float32) for _ in range(4)), *map(numpy.float32, (0.1, 0.9, 0.999, 1e-8)))
result = [loaded - began, time.perf_counter() - loaded]
""",
    "torch": """
import time, numpy
began = time.perf_counter(); import torch
loaded = time.perf_counter()
@torch.compile
def adam(weight, grad, mean, var, lr, beta1, beta2, epsilon):
    mean.mul_(beta1).add_(grad, alpha=1 - beta1)
    var.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
    weight.sub_(lr * mean / (var.sqrt() + epsilon))
adam(*(torch.ones(1000) for _ in range(4)), 0.1, 0.9, 0.999, 1e-8)
result = [loaded - began, time.perf_counter() - loaded]
""",
}
"""By the package that each needs: what it leaves is the time of its import and that of the first call."""
TITLES = {"numba": "numba.njit", "torch": "torch.compile"}


def _run(script: str, folder: str, *arguments: Any) -> list[float]:
    """Figures of a fresh process that runs a script, which keeps what it compiles in `folder`."""
    kept = {"MXSYM_CACHE_DIR": folder, "TORCHINDUCTOR_CACHE_DIR": folder}
    code = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": _byte_code()}
    environment = {**os.environ, **kept, **code, "PYTHONPATH": os.pathsep.join(sys.path)}
    return child.result_of(script, *arguments, environment=environment)


@functools.cache
def _byte_code() -> str:
    """Folder of the processes' byte code, whatever this process may keep."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _medians(runs: list[list[float]]) -> list[float]:
    return [statistics.median(values) for values in zip(*runs, strict=True)]


def importing() -> Table:
    """The table of imports."""
    _run(IMPORT, "")  # byte code is there from now on
    times = _medians([_run(IMPORT, "") for _ in range(harness.effort().fewest)])
    names = ("NumPy", PACKAGE, "then its first name, `mx.sym`")
    lines = tuple(Line(name, (value,)) for name, value in zip(names, times, strict=True))
    return Table(IMPORTING, (Column("time", "time"),), lines)


def compiling() -> Table:
    """The table of compiling, an op a row."""
    lines: list[Line] = []
    for name, attributes in OPS.items():
        asked, runs = (name, attributes), range(harness.effort().fewest)
        with tempfile.TemporaryDirectory() as folder:
            _run(BIND, folder, *asked, True)  # and what is read is in the system's cache of files from now on
            compiled, read = (_medians([_run(BIND, where, *asked, True) for _ in runs]) for where in ("", folder))
            first, again = (_medians([_run(BIND, where, *asked, False) for _ in runs]) for where in ("", folder))
        kernels = int(compiled[2])
        assert (compiled[3], read[3]) == (0, kernels), "the cache on disk was not used as it should be"
        values = (kernels, compiled[0], compiled[0] / kernels, read[0], read[0] / kernels, first[1], again[1])
        lines.append(Line(name, values))
    names = ("compiled", COMPILED, "from disk", READ, "first step", "first step, from disk")
    columns = (Column("kernels", "count"), *(Column(column, "time") for column in names))
    return Table(TITLE, columns, tuple(lines))


def others() -> list[Table]:
    """The table of other compilers, where they are installed. They take their time: quick runs go without."""
    lines: list[Line] = []
    for package, script in PEERS.items():
        if importlib.util.find_spec(package) is None or harness.effort() is not harness.FULL:
            continue
        with tempfile.TemporaryDirectory() as folder:
            _run(script, os.path.join(folder, "unmeasured"))  # byte code
            runs = [_run(script, os.path.join(folder, str(number))) for number in range(PEER_RUNS)]
        lines.append(Line(TITLES[package], tuple(_medians(runs))))
    columns = (Column("import", "time"), Column("first call", "time"))
    return [Table("Compiling Adam, float32: others", columns, tuple(lines))] if lines else []


def tables() -> list[Table]:
    """Every table of this module."""
    return [importing(), compiling(), *others()]
