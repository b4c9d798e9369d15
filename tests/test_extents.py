"""Numbers, rows and tensors of several sizes in one graph: each op runs over its own, no kernel leaves its arrays."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen import verify
from mxsym.codegen.dtypes import F32
from mxsym.codegen.expr import Granularity, load
from mxsym.codegen.fusion import dependences
from mxsym.codegen.graph import Buffer, Graph, Layout, Store
from mxsym.codegen.kernel import Domain, SlotKind, schedule
from mxsym.codegen.program import Place, Rows
from mxsym.codegen.verify import VerifyError
from mxsym.opgraph.interpreter import interpret
from mxsym.runtime import rows
from mxsym.runtime.extents import ExtentError, Memory, Reach, height
from mxsym.runtime.plan import KernelAt, Launch, Plan
from tests.graph_fuzz import Guarded
from tests.support import Array, assert_same_bits, bind

Shape = tuple[int, ...]
ONES: list[Shape] = [(1,), (), (1, 1)]
SMALL: list[Shape] = [*ONES, (0,), (0, 3), (3, 0), (3,), (33,), (4, 5)]


@mx.update_rule
def extents_stat(s: Any, grad: Any) -> dict[str, Any]:
    """A tensor and a number."""
    return {"s": s + grad, "total": mx.sum(grad)}


@mx.update_rule
def extents_rows(weight: Any, grad: Any, scale: mx.Row) -> dict[str, Any]:
    """One value a row."""
    return {"weight": weight - grad * scale}


@mx.update_rule
def extents_scaled(weight: Any, grad: Any, scale: mx.Scalar) -> dict[str, Any]:
    """A number that is read before and after a sum."""
    return {"weight": weight - scale * grad, "total": mx.sum(weight - grad * scale) * scale}


def check(symbol: mx.Symbol, shapes: dict[str, Shape]) -> None:
    """Two steps between guard bands have the interpreter's bits."""
    rng, guarded = np.random.default_rng(7), Guarded()
    now = {name: rng.standard_normal(shapes[name]).astype(np.float32) for name in symbol.list_inputs()}
    arrays = {name: guarded.copy(array, name) for name, array in now.items()}
    with guarded.of_executors():
        executor = bind(symbol, arrays)
    for _ in range(2):
        outcome = interpret(symbol, now)
        executor.forward()
        for name, array in outcome.variables.items():
            assert_same_bits(arrays[name], array, name)
        for entry, output, expected in zip(symbol.entries, executor.outputs, outcome.outputs, strict=True):
            if entry.stored is entry:
                assert_same_bits(output, expected, entry.node.name)
        guarded.check()
        now = outcome.variables


def stat(number: int, *, total: mx.Symbol | None = None) -> mx.Symbol:
    """An update of tensors `s0`, `g0`, whose number is stored or not."""
    s, g = mx.sym.var(f"s{number}"), mx.sym.var(f"g{number}")
    return extents_stat(s, g, out=s if total is None else [s, total], name=f"stat{number}")


def sizes(*shapes: Shape) -> dict[str, Shape]:
    """The shapes of the tensors of `stat(0)`, `stat(1)`, …; and of other numbers and tensors."""
    found = {f"{letter}{number}": shape for number, shape in enumerate(shapes) for letter in "sg"}
    return {**found, "n": (1,), "m": (), "w": (4, 5), "g": (4, 5), "h": (4, 1), "x": (4, 1)}


N, M, W, G, H, X = (mx.sym.var(name) for name in "nmwghx")
ARITHMETIC: dict[str, Callable[[mx.Symbol, mx.Symbol], mx.Symbol]] = {
    "number first": lambda one, other: mx.sym.assign(N, N * 0.5 + one),
    "number last": lambda one, other: mx.sym.assign(N, one + N * 0.5),
    "both": lambda one, other: one + other,
    "both, the other way": lambda one, other: other - one * 2.0,
    "all of them": lambda one, other: mx.sym.assign(N, M * one + (N - other) * 0.5),
    "an output beside": lambda one, other: mx.Group([one * N, other, mx.sym.assign(N, N * 2.0)]),
    "a learning rate": lambda one, other: mx.sym.sgd_update(W, G, lr=one * other, out=W),
    "beside a tensor": lambda one, other: mx.sym.assign(W, W * one - other),
}


@pytest.mark.every(2)
@pytest.mark.parametrize("arithmetic", ARITHMETIC)
@pytest.mark.parametrize("shape", SMALL, ids=str)
def test_numbers_of_tensors_of_any_size_meet(shape: Shape, arithmetic: str) -> None:
    for first, second in ((shape, (6,)), ((6,), shape)):
        check(ARITHMETIC[arithmetic](stat(0)[1], stat(1)[1]), sizes(first, second))


@pytest.mark.parametrize("room", ONES, ids=str)
def test_numbers_stored_to_one_variable_in_turn(room: Shape) -> None:
    first, second = stat(0, total=X), stat(1, total=X)
    between = mx.sym.assign(X, X + 1.0)
    for order in itertools.permutations([first, between, second]):
        check(mx.Group(order), sizes((6,), (3,)) | {"x": room})


@pytest.mark.parametrize("columns", [5, 1])
def test_values_of_rows_are_tensors_elsewhere(columns: int) -> None:
    shapes = sizes() | {"w": (4, columns), "g": (4, columns)}
    history = mx.sym.group_adagrad_update(W, G, H, lr=0.1, out=W, name="history")
    changed, other = mx.sym.assign(H, H * 0.5), mx.sym.assign(X, H + X)
    for order in itertools.permutations([history, changed, other]):
        check(mx.Group(order), shapes)
    scale = H * 2.0 + X
    check(mx.Group([extents_rows(W, G, scale, out=W, name="rows"), scale]), shapes)
    if columns == 1:
        check(mx.Group([extents_rows(W, G * scale, scale, out=W, name="rows"), scale + W]), shapes)
        check(mx.sym.group_adagrad_update(W, H, H, lr=0.1, name="both"), shapes)


def test_an_op_that_writes_the_number_that_it_reads() -> None:
    shapes = {"a": (1,), "b": (1,), "n": (1,)}
    a, b = mx.sym.var("a"), mx.sym.var("b")
    check(extents_scaled(a, b, N, out=N), shapes)
    check(mx.sym.sum(N * 2.0, out=N), shapes)
    check(mx.sym.sgd_mom_update(a, b, N, lr=N, momentum=0.9), shapes)
    vector = mx.sym.var("rates")
    made = mx.sym.preloaded_multi_sgd_update(vector, b, a, N, vector, X, num_weights=2, out=[vector, a])
    check(made, {"rates": (2,), "b": (2,), "a": (1,), "n": (1,), "x": (2,)})


SPARSE: dict[str, Callable[[], mx.Symbol]] = {
    "a number of a tensor": lambda: sgd(W, G * mx.sum(X)),
    "a tensor of an op": lambda: sgd(W, G * (W * 2.0)),
    "changed before the last use": lambda: mx.Group([sgd(W, g := G * W), sgd(mx.sym.var("v"), g, lr=mx.sum(W))]),
    "a number changed in between": lambda: mx.Group([sgd(W, g := G * N), mx.sym.assign(N, N * 0.5), sgd(X, g * 1.0)]),
}


def sgd(weight: mx.Symbol, grad: mx.Symbol, lr: Any = 1.0) -> mx.Symbol:
    """A standard update in place."""
    return mx.sym.sgd_update(weight, grad, lr=lr, out=weight, lazy_update=False)


@pytest.mark.parametrize("case", SPARSE)
def test_expressions_of_row_sparse_gradients(case: str) -> None:
    symbol, rng = SPARSE[case](), np.random.default_rng(3)
    shapes: dict[str, Shape] = {"w": (5, 3), "g": (5, 3), "v": (5, 3), "x": (5, 3), "n": (1,)}
    dense = {name: rng.standard_normal(shapes[name]).astype(np.float32) for name in symbol.list_inputs()}
    dense["g"][[0, 2]] = 0
    arrays: dict[str, Any] = {name: array.copy() for name, array in dense.items()}
    arrays["g"] = mx.nd.sparse.row_sparse_array((dense["g"][[1, 3, 4]], [1, 3, 4]), shape=(5, 3))
    bind(symbol, arrays).forward()
    for name, array in interpret(symbol, dense).variables.items():
        if name != "g":
            assert_same_bits(arrays[name], array, name)


@pytest.mark.parametrize("shape", [*SMALL, (3, 2)], ids=str)
def test_a_constant_fills_the_variable_that_it_is_stored_to(shape: Shape) -> None:
    y = mx.sym.var("y")
    symbol = mx.sym._constant(value=3.0, out=y, name="three")
    check(symbol, {"y": shape})
    check(mx.Group([symbol, mx.sum(y), symbol + y]), {"y": shape})
    check(mx.only_if(N > 0.0, symbol), {"y": shape, "n": (1,)})
    nodes: list[dict[str, object]] = [
        {"op": "null", "name": "y", "inputs": []},
        {"op": "_constant", "name": "c", "inputs": [[0, 0, 0]], "attrs": {"value": "3", "__inputs__": "out"}},
    ]
    text: dict[str, object] = {
        "nodes": nodes,
        "arg_nodes": [0],
        "heads": [[1, 0, 0]],
        "attrs": {"mxnet_version": ["int", 20000]},
    }
    check(mx.sym.load_json(json.dumps(text)), {"y": shape})


def mixing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ops of all sizes share kernels: a mistake of the kind that the checks are for."""

    def iteration(*_facts: object, **_more: object) -> dependences.Iteration:
        return dependences.Iteration(0, 0, Rows.DENSE, None, None, by_rows=False, tile=0)

    def together(*_calls: object) -> bool:
        return True

    monkeypatch.setattr(dependences, "_iteration", iteration)
    monkeypatch.setattr(dependences.Dependences, "together", together)


def test_a_mistake_in_grouping_is_an_error_at_bind(monkeypatch: pytest.MonkeyPatch) -> None:
    mixing(monkeypatch)
    monkeypatch.setenv("MXSYM_VERIFY", "0")
    arrays = {name: np.ones(shape, np.float32) for name, shape in sizes((6,), (3,)).items()}
    with pytest.raises(
        ExtentError, match=r"kernel update\.\w+ over 6 of blocks: buffer s1 .*got 12 bytes, expected 24"
    ):
        (stat(0)[1] + stat(1)[1]).bind_named(None, {name: arrays[name] for name in ("s0", "g0", "s1", "g1")})
    assert all((array == 1).all() for array in arrays.values())


def test_a_mistake_in_grouping_is_seen_by_the_verifier(monkeypatch: pytest.MonkeyPatch) -> None:
    mixing(monkeypatch)
    arrays = {name: np.ones(shape, np.float32) for name, shape in sizes((6,), (3,)).items()}
    with pytest.raises(VerifyError, match=r"one loop over .*; 3 rows of 1 \(stat1\); 6 rows of 1 \(stat0\)"):
        (stat(0)[1] + stat(1)[1]).bind_named(None, {name: arrays[name] for name in ("s0", "g0", "s1", "g1")})


@pytest.mark.parametrize("bad", [5, 1 << 40, -1])
def test_a_row_id_that_slips_through_is_an_error(bad: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fine(_ids: Array, _height: int) -> None:
        return None

    for lazy in (True, False):
        weight, guarded = Guarded(), Guarded()
        array = weight.copy(np.ones((5, 3), np.float32), "w")
        ids = guarded.copy(np.array([0, 2], np.int64), "ids")
        gradient = mx.nd.sparse.row_sparse_array((np.ones((2, 3), np.float32), ids), shape=(5, 3))
        symbol = mx.sym.sgd_update(W, G, lr=1.0, out=W, lazy_update=lazy)
        executor = symbol.bind(args={"w": array, "g": gradient})
        executor.forward()
        before = array.copy()
        wrong = mx.nd.sparse.row_sparse_array((np.ones((2, 3), np.float32), np.array([1, 3])), shape=(5, 3))
        wrong.__mxsym__().indices[1] = bad
        with monkeypatch.context() as patch:
            patch.setattr(rows, "first_bad_row", fine)
            with pytest.raises(ExtentError, match=r"ids: got|buffer w|no row past"):
                executor.forward(g=wrong)
        assert_same_bits(array, before)
        executor.forward(g=gradient)
        assert_same_bits(array[2], before[2] - 1)
        weight.check()


ELEMENTS = Buffer("x", F32)
ROWS = Buffer("r", F32, Granularity.ROW)
NUMBER = Buffer("k", F32, Granularity.SCALAR)
PACKED = Buffer("p", F32, layout=Layout.PACKED)


def needed(space: str, size: int, *buffers: Buffer, columns: int = 0, ids: Array | None = None) -> dict[str, int]:
    """The bytes that a kernel over these buffers needs of each."""
    kernel = schedule(Graph("k", buffers, (), ()), Domain(space))
    memory, names = Memory(len(kernel.slots())), [f"{kind} {name}".strip() for kind, name in kernel.slots()]
    for slot, name in enumerate(names):
        memory.count[slot] = {"columns": columns, "count": 0 if ids is None else len(ids)}.get(name, 0)
        memory.height[slot] = height(ids) if ids is not None and name.startswith(("index", "ids")) else 0
    found = Reach("k", kernel.domain, kernel.slots(), buffers).needs(0, memory)
    return {names[need.slot]: memory.needed(need, 0, size) for need in found}


def test_bytes_that_kernels_may_touch() -> None:
    ids = np.array([0, 2, 6], np.int64)
    assert needed("n", 7, ELEMENTS, NUMBER) == {"buffer x": 28, "buffer k": 4}
    assert needed("blocks", 4097, ELEMENTS, ROWS) == {"buffer x": 4 * 4097, "buffer r": 8}
    assert needed("rows", 3, PACKED, NUMBER, columns=5) == {"buffer p": 60, "buffer k": 4}
    assert needed("rows", 3, ELEMENTS, ROWS, columns=5, ids=ids) == {
        "buffer x": 7 * 20,
        "index x": 24,
        "buffer r": 7 * 4,
        "index r": 24,
    }
    assert needed("gaps", 7, ELEMENTS, columns=5, ids=ids) == {"buffer x": 7 * 20, "ids": 24}
    assert needed("gaps", 6, ELEMENTS, columns=5, ids=ids)["ids"] > 1 << 60


def test_a_plan_runs_nothing_over_arrays_that_are_too_small() -> None:
    slots = ((SlotKind.BUFFER, "x"), (SlotKind.BUFFER, "k"))
    kernel = KernelAt(0, Reach("k", Domain.FLAT, slots, (ELEMENTS, NUMBER)))
    launch = Launch(kernel, (Place("x"), Place("k")), 4, 8, 0, 1024)
    plan = Plan([launch])
    with pytest.raises(ExtentError, match="buffer x: got 0 bytes, expected 16 at least"):
        plan.run()
    plan = Plan([launch])
    plan.set_addresses({Place("x"): np.zeros(3, np.float32), Place("k"): np.zeros(1, np.float32)})
    with pytest.raises(ExtentError, match="buffer x: got 12 bytes, expected 16 at least"):
        plan.run()
    plan.set_addresses({Place("x"): np.zeros(4, np.float32)})
    plan.verify()
    with pytest.raises(ExtentError, match="buffer k: got 0 bytes, expected 4 at least"):
        plan.set_addresses({Place("k"): np.zeros(0, np.float32)})


def test_the_verifier_refuses_kernels_of_mixed_extents() -> None:
    packed = Graph("g", (ELEMENTS, PACKED), (), (Store("x", load("p", F32)),))
    verify.verify_kernel(schedule(packed, Domain.LISTED_ROWS))
    with pytest.raises(VerifyError, match="buffer p holds listed rows in a kernel over the others"):
        verify.verify_kernel(schedule(packed, Domain.UNLISTED_ROWS))
    number = Graph(
        "g",
        (ELEMENTS, NUMBER),
        (),
        (Store("k", load("k", F32, Granularity.SCALAR) + load("k", F32, Granularity.SCALAR)),),
    )
    with pytest.raises(VerifyError, match="store to k, one number, in a loop"):
        verify.verify_kernel(schedule(number))
    of_rows = Graph("g", (ELEMENTS, ROWS), (), (Store("x", load("x", F32) + load("x", F32)),))
    with pytest.raises(VerifyError, match="buffer r has one value for each row in a kernel over n"):
        verify.verify_kernel(schedule(of_rows))
