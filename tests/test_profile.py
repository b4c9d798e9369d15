"""Profiles: times that add up to the steps, of kernels that did what they always do."""

from __future__ import annotations

import ctypes
import json
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from mxsym.inspection.figures import duration
from mxsym.runtime.native_call import native
from mxsym.runtime.timed_jobs import available
from tests.support import Array, assert_same_bits, bind, copies

pytestmark = pytest.mark.skipif(not available(), reason="native code has no clock here")
SIZES = (16, 10_000, 3_000_000)
"""One chunk; several; several threads, where the machine has them."""


def fused() -> mx.Symbol:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    half = mx.sym.clip(mx.sym.op.elemwise_mul(g, g, name="square"), a_min=-1, a_max=1, name="bound")
    return mx.sym.sgd_mom_update(w, half, m, lr=0.1, momentum=0.9, out=w, name="upd")


def stages() -> mx.Symbol:
    w, g, mean, var = (mx.sym.var(name) for name in ("w", "g", "mean", "var"))
    update = mx.sym.lamb_update(w, g, mean, var, lr=0.1, t=1, out=w, name="upd")
    return mx.only_if(mx.sym.all_finite(g, name="finite"), update)


def arrays(symbol: mx.Symbol, size: int) -> dict[str, Array]:
    rng = np.random.default_rng(size)
    return {name: rng.random(size).astype(np.float32) for name in symbol.list_inputs()}


def tables(executor: mx.Executor) -> list[Any]:
    """The chunks that an ordinary step runs."""
    jobs = executor._plan.jobs  # pyright: ignore[reportPrivateUsage]
    rows = jobs._rows.tolist()  # pyright: ignore[reportPrivateUsage]
    return [rows, [table.tolist() for table in (*jobs._tables, *executor._plan.sequences)]]  # pyright: ignore[reportPrivateUsage]


@pytest.mark.every(2)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("symbol", [fused(), stages()], ids=["fused", "stages"])
def test_times_add_up_and_steps_are_steps(symbol: mx.Symbol, size: int) -> None:
    mine = arrays(symbol, size)
    theirs = copies(mine)
    measured, plain = bind(symbol, mine), bind(symbol, theirs)
    before = tables(measured)
    profile = measured.profile(steps=3)
    for _ in range(3):
        plain.forward()
    for name, array in theirs.items():
        assert_same_bits(mine[name], array, name)
    assert tables(measured) == before, "ordinary steps run what they ran"
    whole = profile.outside + sum(item.seconds for item in profile.kernels)
    assert whole == pytest.approx(profile.seconds)
    assert 0 < profile.fastest <= profile.seconds
    assert all(item.seconds > 0 and item.rate > 0 for item in profile.kernels)
    assert sum(sum(item.ops.values()) for item in profile.kernels) <= len(profile.kernels) + 1e-9
    assert all(0 < part <= 1 for part in profile.threads)
    assert len(profile.events) >= 3 * len(profile.kernels)
    for item in profile.kernels:
        assert item.name in str(profile)


def test_ops_share_their_kernel() -> None:
    symbol = fused()
    (kernel,) = bind(symbol, arrays(symbol, 100)).profile(steps=1).kernels
    assert set(kernel.ops) == {"square", "bound", "upd"}
    assert sum(kernel.ops.values()) == pytest.approx(1)
    assert kernel.ops["upd"] == max(kernel.ops.values())


def test_row_sparse_steps() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    grad = mx.nd.sparse.row_sparse_array((np.ones((3, 8), np.float32), [1, 5, 7]), shape=(100, 8))
    weight = np.zeros((100, 8), np.float32)
    exe: Any = mx.sym.sgd_update(w, g, lr=0.5, lazy_update=True, out=w, name="upd").bind(args={"w": weight, "g": grad})
    profile = exe.profile(steps=2)
    assert (weight[[1, 5, 7]] == -1).all() and weight.sum() == -24
    assert [item.name for item in profile.kernels] == ["upd"]
    exe.forward()
    assert weight.sum() == -36


@pytest.mark.skipif(not native.available(), reason="steps run through ctypes here")
def test_the_first_look_at_arrays_is_no_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """All steps of a fresh executor's profile are native calls."""
    symbol = fused()
    exe = bind(symbol, arrays(symbol, 100))

    def checked(*_: Any) -> Any:
        raise AssertionError("a step by way of Python")

    monkeypatch.setattr(exe, "_checked", checked)
    exe.profile(steps=2)


def test_many_tensors_share_a_kernel() -> None:
    names = [f"{kind}{number}" for number in range(5) for kind in "wg"]
    symbol = mx.sym.multi_sgd_update(*map(mx.sym.var, names), lrs=(0.1,) * 5, wds=(0,) * 5, num_weights=5, name="upd")
    exe = bind(symbol, {name: np.ones(7 + int(name[1]), np.float32) for name in names})
    profile = exe.profile(steps=2)
    assert len(profile.kernels) == 1
    assert len(profile.events) == 10


def test_the_machine_code_of_other_steps_stays() -> None:
    symbol = fused()
    exe = bind(symbol, arrays(symbol, 10_000))
    codes = [code.address for item in exe.compiled for code in item.compiled.kernels]
    before, text, compiled = machine_code(codes), exe.ir("asm"), mx.compile_count()
    exe.profile(steps=1)
    assert machine_code(codes) == before and exe.ir("asm") == text and mx.compile_count() == compiled
    assert [code.address for item in exe.compiled for code in item.compiled.kernels] == codes


def machine_code(addresses: list[int]) -> list[bytes]:
    """The first bytes of each function; the shortest of them has more."""
    return [ctypes.string_at(address, 16) for address in addresses]


def test_explain_has_the_measured_times() -> None:
    symbol = stages()
    exe = bind(symbol, arrays(symbol, 10_000))
    profile = exe.profile(steps=2)
    text = exe.explain(profile)
    assert "measured" not in exe.explain()
    heads = text.split("\n\n")[1].split("\n")[0].split()
    assert heads[-2:] == ["predicted", "measured"]
    for item in profile.kernels:
        (row,) = (line for line in text.split("\n") if line.startswith(f"{item.name} "))
        assert row.endswith(duration(item.seconds))
    assert f"a step took {duration(profile.seconds)}" in text
    other = fused()
    with pytest.raises(ValueError, match=r"profile: of another graph: it has the kernels .* this graph has upd;"):
        bind(other, arrays(other, 10)).explain(profile)


def test_an_error_leaves_ordinary_steps() -> None:
    symbol = fused()
    mine = arrays(symbol, 10_000)
    exe = bind(symbol, mine)
    before = tables(exe)
    mine["w"].flags.writeable = False
    with pytest.raises(mx.BindError, match="read-only"):
        exe.profile()
    assert tables(exe) == before
    with pytest.raises(ValueError, match="at least one"):
        exe.profile(steps=0)
    for steps in ("20", 2.5, None):
        with pytest.raises(ValueError, match=r"steps=.*whole number"):
            exe.profile(steps=cast("Any", steps))
    mine["w"].flags.writeable = True
    exe.forward()


def test_steps_on_arrays_of_the_call() -> None:
    """A gradient that is not kept alive is given with the profile."""
    symbol = fused()
    mine, others = arrays(symbol, 1000), arrays(symbol, 1000)
    exe, plain = bind(symbol, mine), bind(symbol, others)
    exe.forward(g=mine["g"] * 2)
    with pytest.raises(mx.BindError, match=r"forward\(g=array\)"):
        exe.profile(steps=2)
    exe.profile(steps=2, g=mine["g"] * 3, lr=0.5)
    for gradient, rate in ((others["g"] * 2, 0.1), (others["g"] * 3, 0.5), (others["g"] * 3, 0.5)):
        plain.forward(g=gradient, lr=rate)
    for name in "wm":
        assert_same_bits(mine[name], others[name])


def test_a_trace_and_the_figures_are_files(tmp_path: Path) -> None:
    symbol = fused()
    profile = bind(symbol, arrays(symbol, 10_000)).profile(steps=2)
    profile.save_trace(tmp_path / "trace.json")
    trace = json.loads((tmp_path / "trace.json").read_text())
    assert len(trace["traceEvents"]) == len(profile.events)
    for event in trace["traceEvents"]:
        assert event["name"] == "upd" and event["ph"] == "X" and event["ts"] >= 0 and event["dur"] >= 0
    figures = json.loads(json.dumps(profile.to_dict()))
    assert figures["steps"] == 2 and figures["kernels"][0]["kernel"] == "upd"
