"""A first step in a fresh process, with its kernel in the cache on disk, does what it needs and nothing else."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mxsym.runtime import kernel_cache
from tests.support import HANG

ROOT = Path(__file__).resolve().parents[1]
STEP = """
import json, sys
import numpy as np
before = set(sys.modules)
import mxsym as mx
alone = sorted(set(sys.modules) - before)
import mxsym.rule.bodies as bodies
traced, trace = [], bodies.trace
def noting(signature, *args, **kwargs):
    traced.append(signature.function.__name__)
    return trace(signature, *args, **kwargs)
bodies.trace = noting
weight, grad, mom = (mx.sym.var(name) for name in ("weight", "grad", "mom"))
symbol = mx.sym.sgd_mom_update(weight, grad, mom, lr=0.1, momentum=0.9, out=weight)
arrays = {name: np.ones(1000, np.float32) for name in ("weight", "grad", "mom")}
executor = symbol.bind_named(None, arrays)
executor.forward()
from dataclasses import is_dataclass
from mxsym.runtime import kernel_cache
loaded = {name for name in sys.modules if name.startswith("mxsym") and name not in before}
costly = [
    f"{name}.{kind.__name__}"
    for name in loaded
    for kind in vars(sys.modules[name]).values()
    if isinstance(kind, type) and kind.__module__ == name and is_dataclass(kind)
]
print(json.dumps({
    "alone": alone, "modules": sorted(set(sys.modules) - before), "traced": traced, "dataclasses": sorted(costly),
    "compiled": kernel_cache.compile_count(), "read": kernel_cache.load_count(), "weight": arrays["weight"].tolist(),
}))
"""
MOST_MODULES, MOST_DATACLASSES = 121, 0
"""Limits of the modules of mxsym, and of the dataclasses in them, for the step of one update. Lower them if you can."""
UPDATE = """
import json, sys, types
import numpy as np
before = set(sys.modules)
import mxsym as mx
weight, grad = np.ones(4, np.float32), np.ones(4, np.float32)
optimizer = mx.optimizer.create("sgd", learning_rate=0.1, momentum=0.9)
optimizer.update(0, weight, grad, optimizer.create_state(0, weight))
made = [kind for kind in optimizer.opt_registry.values() if isinstance(vars(kind).get("__init__"), types.FunctionType)]
print(json.dumps({
    "modules": sorted(set(sys.modules) - before), "weight": weight.tolist(),
    "made": sorted(kind.__name__ for kind in made if kind.__module__.startswith("mxsym")),
}))
"""
GRADIENTS = """
import ctypes, json
from mxsym.codegen import quiet_thread
c = ctypes.PyDLL(None)
c.aligned_alloc.argtypes, c.aligned_alloc.restype = [ctypes.c_size_t] * 2, ctypes.c_void_p
c.free.argtypes, c.free.restype = [ctypes.c_void_p], None
for setting in (-1, -3): c.mallopt(setting, 1 << 30)  # as glibc does itself once it has freed large blocks
size, reach = 1 << 20, []
for _ in range(40):
    gradients = [c.aligned_alloc(64, size) for _ in range(8)]
    quiet_thread.run(int)
    for address in gradients: c.free(address)
    reach.append((max(gradients) - min(gradients)) // size)
print(json.dumps({"reach": reach}))
"""
UNNEEDED_FOR_UPDATES = (
    "difflib",
    "hashlib",
    "mxsym.optimizer.file_formats",
    "mxsym.optimizer.state_files",
    "networkx",
    "pathlib",
    "zipfile",
)
OF_ROWS = tuple(f"mxsym.runtime.native_call.{name}" for name in ("gather_text", "rows_text", "sums_text"))
"""Native code that a step on dense arrays in C order does not need: to compile it takes as long as all the rest."""
UNNEEDED = (
    "mxsym.aot",
    "mxsym.cli",
    "mxsym.codegen.backend.emit",
    "mxsym.codegen.backend.lower",
    "mxsym.codegen.compiler",
    "mxsym.codegen.passes",
    "mxsym.codegen.program_text",
    "mxsym.codegen.program_verify",
    "mxsym.inspection",
    "mxsym.optimizer",
    "mxsym.report",
    "mxsym.runtime.native_call.step_text",
    *OF_ROWS,
    "mxsym.training",
    "mxsym.viz",
    "llvmlite.binding",
    "ml_dtypes",
    "networkx",
    "numpy.testing",
    "safetensors",
    "scipy",
    "torch",
)


def _report(script: str, settings: dict[str, str]) -> dict[str, Any]:
    """The report that a fresh process prints."""
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=HANG, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The reports of two processes, one after the other, with one cache, empty at first."""
    cache = {"MXSYM_CACHE_DIR": str(tmp_path_factory.mktemp("cache")), "MXSYM_VERIFY": ""}
    return [_report(STEP, cache) for _ in range(2)]


@pytest.fixture(scope="module")
def warm(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """The report of the second of the two."""
    return reports[1]


def test_an_empty_cache_is_filled_with_what_the_step_needs(reports: list[dict[str, Any]]) -> None:
    assert (reports[0]["compiled"], reports[0]["read"]) == (1, 0)
    assert [name for name in reports[0]["modules"] if name.startswith(OF_ROWS)] == []


def test_the_step_is_right(warm: dict[str, Any]) -> None:
    assert {round(value, 6) for value in warm["weight"]} == {1.8}


def test_an_import_alone_loads_what_guards_imports_and_the_settings(warm: dict[str, Any]) -> None:
    ours = [name for name in warm["alone"] if name.startswith("mxsym")]
    assert ours == [
        "mxsym",
        "mxsym.codegen",
        "mxsym.codegen.gate",
        "mxsym.codegen.loading",
        "mxsym.codegen.quiet_thread",
        "mxsym.codegen.settings",
    ]


def test_no_module_is_loaded_that_it_does_not_need(warm: dict[str, Any]) -> None:
    assert [name for name in warm["modules"] if name.startswith(UNNEEDED)] == []
    ours = [name for name in warm["modules"] if name.startswith("mxsym")]
    assert len(ours) <= MOST_MODULES, ours
    assert len(warm["dataclasses"]) <= MOST_DATACLASSES, f"make value types records: {warm['dataclasses']}"


def test_only_the_rule_that_is_used_is_traced(warm: dict[str, Any]) -> None:
    assert set(warm["traced"]) == {"sgd_mom_update"}


def test_an_optimizer_s_step_loads_no_files_and_makes_no_other_s_arguments(tmp_path: Path) -> None:
    cache = {"MXSYM_CACHE_DIR": str(tmp_path), "MXSYM_VERIFY": ""}
    _report(UPDATE, cache)  # compiling loads more
    update = _report(UPDATE, cache)
    assert {round(value, 6) for value in update["weight"]} == {0.9}
    assert [name for name in update["modules"] if name.startswith(UNNEEDED_FOR_UPDATES)] == []
    assert [name for name in update["made"] if name != "Test"] == ["SGD"]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep other blocks")
def test_quiet_work_leaves_the_memory_of_gradients_whole() -> None:
    assert max(_report(GRADIENTS, {})["reach"]) <= 8  # one may lie in a hole of before; without: 15 and more


def test_nothing_is_compiled(warm: dict[str, Any]) -> None:
    assert (warm["compiled"], warm["read"]) == (0, 1)


def test_a_text_is_written_once_for_its_arguments() -> None:
    written: list[int] = []

    def write(number: int) -> str:
        written.append(number)
        return f"define i64 @answer() {{\n  ret i64 {number}\n}}\n"

    target = kernel_cache.host("")
    one, other, again = (kernel_cache.linked_from(write, target, ["answer"], number) for number in (41, 42, 41))
    assert one is again
    assert one.addresses["answer"] != other.addresses["answer"]
    assert written in ([41, 42], [])  # or another run has left them on disk
