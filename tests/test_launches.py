"""Launch tables of steps: phases, stages, sizes, grains, bytes moved, and the contents of each kernel's slots."""

# The tables are in `tests/golden/launches/` and say nothing of the machine: no address, thread or width of a vector.
# A change that fuses less, stores more or orders a step otherwise shows here, where bits cannot show it.

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.program import Number, Place, Rows
from mxsym.inspection.stage_text import in_order
from mxsym.opgraph.names import NameManager
from mxsym.runtime.kernel_cache import CompiledKernel
from mxsym.runtime.launch import CompiledRegion, launches, workspace_bytes
from mxsym.runtime.plan import Launch
from mxsym.runtime.slots import IndexSlot, Slot, WorkSlot
from tests.support import untyped

Golden = Callable[[str, str], None]
SHAPE = (64, 96)
"""Two blocks of a whole-tensor sum, the second half full."""


def var(names: str) -> list[mx.Symbol]:
    return [mx.sym.var(name) for name in names.split()]


def single_update() -> mx.Executor:
    w, g, m = var("w g m")
    return mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, out=w, name="upd").simple_bind(w=SHAPE)


def clip_update_average() -> mx.Executor:
    w, g, m, average = var("w g m average")
    step = mx.sym.sgd_mom_update(w, mx.clip(g * 0.5, -1, 1), m, lr=0.1, momentum=0.9, out=w, name="upd")
    return mx.Group([step, mx.sym.assign(average, average * 0.99 + step * 0.01)]).simple_bind(w=SHAPE)


def lamb() -> mx.Executor:
    w, g, mean, variance = var("w g mean var")
    return mx.sym.lamb_update(w, g, mean, variance, lr=0.1, t=1, out=w, name="upd").simple_bind(w=SHAPE)


def training_step() -> mx.Executor:
    """Clipped by the global norm, with averages, float16 copies and a float16 gradient."""
    shapes = {"a": SHAPE, "b": (96,), "c": SHAPE}
    return mx.training_step(
        "adamw_update",
        {name: np.zeros(shape, np.float32) for name, shape in shapes.items()},
        {name: np.zeros(shape, np.float16 if name == "c" else np.float32) for name, shape in shapes.items()},
        averages={"a": np.zeros(SHAPE, np.float32)},
        copies={"c": np.zeros(SHAPE, np.float16)},
        max_norm=1.0,
        lr=0.1,
        eta=1.0,
    )


def ops_on_many_tensors() -> mx.Executor:
    """Updates, sums of squares and resets of many tensors; two of them have one form."""
    shapes = [SHAPE, (96,), (10, 10), (96,)]
    w, g, m = ([mx.sym.var(f"{name}{number}") for number in range(len(shapes))] for name in "wgm")
    listed = [item for group in zip(w, g, m, strict=True) for item in group]
    numbers = {"lrs": [0.1] * len(w), "wds": [0.0] * len(w), "momentum": 0.9, "num_weights": len(w)}
    step = untyped.sym.multi_sgd_mom_update(*listed, **numbers, out=w, name="many")
    norms = mx.sym.multi_sum_sq(*g, num_arrays=len(g), name="squares")
    zero = mx.sym.reset_arrays(*g, num_arrays=len(g), name="reset")
    given: dict[str, Any] = {f"w{number}": shape for number, shape in enumerate(shapes)}
    return mx.Group([norms, step, zero]).simple_bind(**given)


def preloaded_rates() -> mx.Executor:
    """Rates that are elements of a tensor."""
    w, g = ([mx.sym.var(f"{name}{number}") for number in range(3)] for name in "wg")
    rates, decays = var("rates decays")
    listed = [item for group in zip(w, g, strict=True) for item in group]
    step = mx.sym.preloaded_multi_sgd_update(*listed, rates, decays, num_weights=3, out=w, name="many")
    return step.simple_bind(w0=SHAPE, w1=(96,), w2=(96,))


def row_sparse(*, lazy: bool, tables: str) -> mx.Executor:
    """An update with a row-sparse gradient; `tables` are the other row-sparse arrays."""
    w, g, mean, variance = var("w g mean var")
    step = mx.sym.adam_update(w, g, mean, variance, lr=0.1, lazy_update=lazy, out=w, name="upd")
    return step.simple_bind(w=SHAPE, stype_dict=dict.fromkeys(["g", *tables.split()], "row_sparse"))


def row_reductions() -> mx.Executor:
    """An update with a rate for each row, and one that is scaled by the norm of each row."""
    w, g, h, v = var("w g h v")
    grouped = mx.sym.group_adagrad_update(w, g, h, lr=0.1, out=w, name="grouped")
    plain = mx.sym.sgd_update(v, mx.sym.square(g), lr=0.1, out=v, name="plain")
    return mx.Group([grouped, plain]).simple_bind(w=SHAPE)


def whole_tensor_sums() -> mx.Executor:
    """Two sums in one pass over memory; a number that is made of both; a gradient that is read again."""
    w, g, v = var("w g v")
    scaled = g * 0.5
    ratio = mx.sqrt(mx.sum(mx.square(scaled)) / mx.sum(mx.square(v)))
    step = mx.sym.sgd_update(w, scaled * ratio, lr=0.1, out=w, name="upd")
    return mx.Group([ratio, step, mx.sym.assign(v, v * 0.9)]).simple_bind(w=SHAPE, v=SHAPE)


def only_if() -> mx.Executor:
    """Nothing changes where a gradient is not finite."""
    w, g, m = var("w g m")
    step = mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, out=w, name="upd")
    return mx.only_if(mx.all_finite(g), step).simple_bind(w=SHAPE)


def numbers() -> mx.Executor:
    """A rate that is computed of numbers, wherever it is read, and one that is stored and decays."""
    w, g, v, h, rate, factor = var("w g v h rate factor")
    decayed = mx.sym.assign(rate, rate * 0.99)
    one = mx.sym.sgd_update(w, g, lr=factor * 0.1, out=w, name="one")
    two = mx.sym.sgd_update(v, h, lr=decayed, wd=factor * 0.1, out=v, name="two")
    return mx.Group([one, two]).simple_bind(w=SHAPE, v=(96,), rate=(1,), factor=())


def float16_master_copies() -> mx.Executor:
    w, g, m, master = var("w g m master")
    step = mx.sym.mp_sgd_mom_update(w, g, m, master, lr=0.1, momentum=0.9, out=w, name="upd")
    return step.simple_bind(w=SHAPE, type_dict={"w": "float16"})


def independent_updates() -> mx.Executor:
    """Two of one form and size, one of another form, one of another type."""
    steps: list[mx.Symbol] = []
    for number, name in enumerate(("sgd_update", "sgd_update", "signum_update", "sgd_update")):
        rule = getattr(mx.sym, name)
        w, g = var(f"w{number} g{number}")
        state = {"mom": mx.sym.var(f"m{number}")} if name == "signum_update" else {}
        steps.append(rule(weight=w, grad=g, **state, lr=0.1, out=w, name=f"upd{number}"))
    shapes: dict[str, Any] = {f"w{number}": SHAPE if number < 3 else (5,) for number in range(4)}
    return mx.Group(steps).simple_bind(type_dict={"w3": "float64"}, **shapes)


GRAPHS: dict[str, Callable[[], mx.Executor]] = {
    "single_update": single_update,
    "clip_update_average": clip_update_average,
    "lamb": lamb,
    "training_step": training_step,
    "ops_on_many_tensors": ops_on_many_tensors,
    "preloaded_rates": preloaded_rates,
    "lazy_dense_states": lambda: row_sparse(lazy=True, tables=""),
    "lazy_sparse_states": lambda: row_sparse(lazy=True, tables="w mean var"),
    "standard_dense_states": lambda: row_sparse(lazy=False, tables=""),
    "standard_sparse_states": lambda: row_sparse(lazy=False, tables="w mean var"),
    "row_reductions": row_reductions,
    "whole_tensor_sums": whole_tensor_sums,
    "only_if": only_if,
    "numbers": numbers,
    "float16_master_copies": float16_master_copies,
    "independent_updates": independent_updates,
}
LISTED = {Rows.LISTED: "the listed rows", Rows.UNLISTED: "the other rows"}
"""Domain of a launch whose size each step decides."""


def slot(kind: str, key: Slot) -> tuple[str, str]:
    """Content of a slot: its kind and, if it is of an array or an attribute, the user's name for that."""
    match key:
        case Place(tensor, element):
            return kind, tensor if element is None else f"{tensor}[{element}]"
        case WorkSlot(_, name):
            return "work", name
        case Number(call, attribute):
            return kind, f"{call}.{attribute}"
        case IndexSlot(_, tensor):
            return kind, tensor
        case _:
            return kind, ""


def lines(item: CompiledRegion, code: CompiledKernel, launch: Launch) -> Iterator[str]:
    size, info = launch.size, code.info
    fixed = isinstance(size, int)
    things, total = (size, f" = {size * launch.bytes_each}") if fixed else (LISTED[item.region.rows], "")
    stage = "" if launch.unit is None else f"stage {launch.stage}: "
    moved = f"{things} x {launch.bytes_each} bytes{total}"
    yield f"  {stage}{info.role} over {info.domain}, {moved}, grain {launch.grain}"
    slots = [slot(kind, key) for (kind, _), key in zip(info.slots, launch.slots, strict=True)]
    for kind, group in itertools.groupby(slots, lambda item: item[0]):
        yield f"    {kind} {' '.join(name for _, name in group)}".rstrip()


def table(executor: mx.Executor) -> str:
    """The launches of a step, in the order of their phases."""
    text: list[str] = []
    totals = Counter[str]()
    for item in in_order(executor.__bound_graph__()):
        region = item.region
        rows = "" if region.source is None else f", {LISTED[region.rows]} of {region.source}"
        text.append(f"phase {region.phase}, tensors of {region.shape}{rows}: {', '.join(region.origins)}")
        for code, launch in zip(item.compiled.kernels, launches(item), strict=True):
            text += lines(item, code, launch)
            totals["launches"] += 1
            totals["bytes"] += launch.size * launch.bytes_each if isinstance(launch.size, int) else 0
        for key, size in workspace_bytes(item).items():
            text.append(f"  work {key.buffer}: {size} bytes")
    phases = {item.region.phase for item in executor.compiled}
    kernels = {code.info.digest for item in executor.compiled for code in item.compiled.kernels}
    text.append(f"phases {len(phases)}, launches {totals['launches']}, kernels {len(kernels)}, bytes {totals['bytes']}")
    return "\n".join([*text, ""])


@pytest.mark.parametrize("name", GRAPHS)
def test_launches(name: str, golden: Golden) -> None:
    with NameManager():
        golden(f"launches/{name}.txt", table(GRAPHS[name]()))


def test_launches_are_the_same_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The narrowest target that runs here gives the table of the widest: a kernel over the same bytes."""
    from mxsym.codegen.backend import llvm

    for name in ("float16_master_copies", "training_step", "row_reductions"):
        tables: set[str] = set()
        for level in ("", *llvm.host_levels()[:1]):
            monkeypatch.setenv("MXSYM_CPU", level)
            with NameManager():
                tables.add(table(GRAPHS[name]()))
        assert len(tables) == 1, name
