"""A first step in a fresh process, with its kernel in the cache on disk, does what it needs and nothing else."""

from __future__ import annotations

import json
import os
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
def noting(function, *args, **kwargs):
    traced.append(function.__name__)
    return trace(function, *args, **kwargs)
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
MOST_MODULES, MOST_DATACLASSES = 113, 3
"""Limits of the modules of mxsym, and of the dataclasses in them, for the step of one update. Lower them if you can."""
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


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of the second of two processes with one cache."""
    cache = {"MXSYM_CACHE_DIR": str(tmp_path_factory.mktemp("cache")), "MXSYM_VERIFY": ""}
    environment = {**os.environ, **cache, "PYTHONPATH": str(ROOT)}

    def step() -> dict[str, Any]:
        command = [sys.executable, "-c", STEP]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=HANG, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    first, second = step(), step()
    assert (first["compiled"], first["read"]) == (1, 0)
    return second


def test_the_step_is_right(warm: dict[str, Any]) -> None:
    assert {round(value, 6) for value in warm["weight"]} == {1.8}


def test_an_import_alone_loads_what_guards_imports(warm: dict[str, Any]) -> None:
    ours = [name for name in warm["alone"] if name.startswith("mxsym")]
    assert ours == [
        "mxsym",
        "mxsym.codegen",
        "mxsym.codegen.gate",
        "mxsym.codegen.loading",
        "mxsym.codegen.quiet_thread",
    ]


def test_no_module_is_loaded_that_it_does_not_need(warm: dict[str, Any]) -> None:
    assert [name for name in warm["modules"] if name.startswith(UNNEEDED)] == []
    ours = [name for name in warm["modules"] if name.startswith("mxsym")]
    assert len(ours) <= MOST_MODULES, ours
    assert len(warm["dataclasses"]) <= MOST_DATACLASSES, f"make value types records: {warm['dataclasses']}"


def test_only_the_rule_that_is_used_is_traced(warm: dict[str, Any]) -> None:
    assert set(warm["traced"]) == {"sgd_mom_update"}


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
