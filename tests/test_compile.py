"""Number of compilations: once for each form of kernel, never for a value, a size or a name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen import target
from mxsym.codegen.backend import llvm
from mxsym.codegen.backend.llvm import CompileError
from tests.support import bind

ROOT = Path(__file__).resolve().parents[1]


def adam(name: str, dtype: str = "float32", size: int = 100) -> mx.Executor:
    variables = [mx.sym.var(f"{name}_{part}") for part in ("w", "g", "m", "v")]
    symbol = mx.sym.adam_update(*variables, lr=0.1, out=variables[0], name=name)
    shapes: dict[str, Any] = {f"{name}_w": (size,)}
    return symbol.simple_bind(type_dict={f"{name}_w": dtype}, **shapes)


def test_a_changed_hyper_parameter_compiles_nothing() -> None:
    exe = adam("a")
    before = mx.compile_count()
    for step in range(1000):
        exe.scalars["a"]["lr"] = 0.1 / (step + 1)
        exe.forward()
    exe.forward(lr=0.5, wd=0.1)
    exe.forward(scalars={"a": {"beta1": 0.8}})
    assert dict(exe.scalars["a"]) | {"epsilon": 0.0} == {
        "lr": 0.5, "beta1": 0.8, "beta2": 0.999, "epsilon": 0.0, "wd": 0.1, "rescale_grad": 1.0, "clip_gradient": -1.0,
    }  # fmt: skip
    assert mx.compile_count() == before


def test_an_equal_graph_under_other_names_compiles_nothing() -> None:
    adam("first")
    before = mx.compile_count()
    exe = adam("second", size=7)
    assert mx.compile_count() == before
    assert "second_w" in exe.ir("kernel")


def test_two_hundred_parameters_are_one_compilation() -> None:
    @mx.update_rule
    def counted_update(weight: Any, grad: Any, mom: Any, *, lr: Any) -> dict[str, Any]:
        """A rule that nothing else has compiled."""
        return {"weight": weight - lr * mom, "mom": mom + 2 * grad}

    group: list[mx.Symbol] = []
    arrays: dict[str, np.ndarray] = {}
    for number in range(200):
        w, g, m = (mx.sym.var(f"{part}{number}") for part in "wgm")
        group.append(counted_update(w, g, m, lr=0.1 * number, out=w, name=f"p{number}"))
        for part in "wgm":
            arrays[f"{part}{number}"] = np.full((number % 13, number), 1, np.float32)
    before = mx.compile_count()
    exe = bind(mx.Group(group), arrays)
    assert mx.compile_count() == before + 1
    assert len(exe.regions) == 200
    exe.forward()
    for number in range(200):
        assert np.all(arrays[f"w{number}"] == np.float32(1) - np.float32(0.1 * number))
    assert "200 tensors" in exe.explain()
    assert "200 in all" in exe.ir("kernel")


def test_another_dtype_is_another_kernel() -> None:
    adam("a", "float32")
    adam("a", "float64")
    before = mx.compile_count()
    adam("b", "float32")
    adam("b", "float64")
    assert mx.compile_count() == before


def test_a_symbol_as_attribute_is_read_at_each_step() -> None:
    w, g, rate = (mx.sym.var(name) for name in ("w", "g", "rate"))
    for shape in ((), (1,)):
        for dtype in (np.float32, np.float64):
            arrays = {"w": np.ones(70, np.float32), "g": np.ones(70, np.float32), "rate": np.full(shape, 0.5, dtype)}
            exe = bind(mx.sym.sgd_update(w, g, lr=rate, out=w, name="u"), arrays)
            exe.forward()
            assert np.all(arrays["w"] == 0.5)
            arrays["rate"][...] = 0.25
            exe.forward()
            assert np.all(arrays["w"] == 0.25)
            assert "lr" not in exe.scalars["u"]
    with pytest.raises(mx.BindError, match="it is a Symbol: assign to its array"):
        exe.scalars["u"]["lr"] = 1.0


def test_the_cpu_cap() -> None:
    features = ",".join(f"+{name}" for name in ("sse2", *target.LEVELS["x86-64-v3"].needs)) + ",-avx512f"
    assert target.choose(features).vector_bits == 256
    assert target.choose(features, "x86-64-v2").vector_bits == 128
    with pytest.raises(ValueError, match="x86-64-v4: this machine cannot run it"):
        target.choose(features, "x86-64-v4")
    with pytest.raises(ValueError, match="there is no such level"):
        target.choose(features, "pentium")
    assert target.choose("+neon").vector_bits == 128


def test_llvm_s_own_message_comes_through() -> None:
    with pytest.raises(CompileError, match="expected"):
        llvm.parse("define nonsense")
    with pytest.raises(CompileError):
        llvm.link(b"\x7fELF not an object", ["f"])


def test_truncated_object_code_is_an_error() -> None:
    code = llvm.object_code("define i32 @f() {\n  ret i32 7\n}", llvm.host_target())
    assert llvm.link(code, ["f"]).addresses["f"]
    for length in (16, 200, len(code) // 2, len(code) - 1):
        with pytest.raises(CompileError):
            llvm.link(code[:length], ["f"])


def test_importing_is_light() -> None:
    script = "import sys, mxsym; print('llvmlite' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert run.stdout.split() == ["False"]
