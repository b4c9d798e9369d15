"""Row-sparse updates: lazy on the rows equals dense on those rows, standard equals dense on the densified gradient."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.codegen.backend import llvm
from mxsym.codegen.expr import Granularity
from mxsym.executor.imperative import invoke
from mxsym.opgraph.interpreter import interpret
from mxsym.rule.rule import Rule
from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.prepared import NativeCall
from mxsym.runtime.sparse import RowSparse
from mxsym.symbol import Entry
from tests.support import (
    DTYPES,
    Array,
    assert_same_bits,
    draw,
    hyper_parameters,
    name_of,
    shapes_for,
    untyped,
    update_rules,
    variables,
)

SEPARABLE = [rule for rule in update_rules() if rule.separable and "grad" in [item.name for item in rule.inputs]]
WHOLE = [
    rule
    for rule in update_rules()
    if not (rule.separable or rule.is_coded) and "grad" in [item.name for item in rule.inputs]
]
RULES = pytest.mark.parametrize("rule", SEPARABLE, ids=name_of)
FORMS = pytest.mark.parametrize("lazy", [True, False], ids=["lazy", "standard"])


def tensors(rule: Rule, rng: np.random.Generator, shape: tuple[int, ...], dtype: np.dtype[Any]) -> dict[str, Array]:
    """Dense arrays for a rule's inputs; those of rows have one value for each."""
    sizes = shapes_for(rule, shape).items()
    return {name: draw(rng, math.prod(size), dtype).reshape(size) for name, size in sizes}


def expected(rule: Rule, symbol: mx.Symbol, dense: dict[str, Array], ids: Array, lazy: bool) -> dict[str, Array]:
    """The interpreter's dense result: the gradient is zero where it stores no row."""
    gradient = np.zeros_like(dense["grad"])
    gradient[ids] = dense["grad"][ids]
    full = {**dense, "grad": gradient}
    if not lazy:
        return interpret(symbol, full).variables
    narrow = {item.name for item in rule.inputs if item.space is Granularity.SCALAR}
    listed = {name: array if name in narrow else array[ids] for name, array in full.items()}
    rows = interpret(symbol, listed).variables
    after = {name: array.copy() for name, array in full.items()}
    for name in ("weight", *rule.states):
        # A number counts steps of the optimizer: a lazy step over no rows is one of them.
        after[name][... if name in narrow else ids] = rows[name]
    return after


def check(
    rule: Rule,
    attributes: dict[str, Any],
    shape: tuple[int, ...],
    *lists: list[int],
    lazy: bool,
    dtype: np.dtype[Any] = DTYPES["float32"],
    seed: int = 0,
    index: type[np.integer[Any]] = np.int64,
) -> None:
    """A step for each list of ids, through one executor and through the imperative form, against the interpreter."""
    rng = np.random.default_rng(seed)
    dense = tensors(rule, rng, shape, dtype)
    inputs = variables(rule)
    symbol = mx.sym.make(rule, [], {**inputs, **attributes, "lazy_update": lazy, "out": inputs["weight"]})
    held = {name: array.copy() for name, array in dense.items() if name != "grad"}
    exe: mx.Executor | None = None
    for ids in lists:
        rows = np.array(sorted(set(ids)), index)
        want = expected(rule, symbol, dense, rows, lazy)
        gradient = RowSparse(rows, dense["grad"][rows], shape)
        for name, array in held.items():
            array[...] = dense[name]
        if exe is None:
            args = {name: held.get(name, gradient) for name in symbol.list_arguments()}
            exe = symbol.bind(args=args, aux_states={name: held[name] for name in symbol.list_auxiliary_states()})
            exe.forward()
        else:
            exe.forward(grad=gradient)
        got: dict[str, Any] = {name: dense[name].copy() for name in held}
        operands = [got.get(item.name, gradient) for item in rule.inputs]
        invoke(rule.name, operands, out=got["weight"], flavour=rule.flavour, lazy_update=lazy, **attributes)
        for name, array in want.items():
            if name in held:
                what = f"{rule.name} {attributes} {shape} {ids} {name}"
                assert_same_bits(held[name], array, f"executor: {what}")
                assert_same_bits(got[name], array, f"imperative: {what}")


@pytest.mark.every(4)
@pytest.mark.each("rule")
@RULES
@FORMS
@pytest.mark.parametrize("dtype", DTYPES.values(), ids=list(DTYPES))
@pytest.mark.parametrize("third", range(3))
@pytest.mark.parametrize("shapes", [((7, 5), (6,), (3, 2, 2, 3)), ((9, 33), (4, 3, 5), (5, 0), (3, 64))], ids=repr)
def test_every_rule(
    rule: Rule, lazy: bool, dtype: np.dtype[Any], third: int, shapes: tuple[tuple[int, ...], ...]
) -> None:
    for attributes in hyper_parameters(rule)[third::3]:
        for shape in shapes:
            height = shape[0]
            every, second = list(range(height)), list(range(0, height, 2))
            check(rule, attributes, shape, [], [0], [height - 1], every, second, [1, 2], lazy=lazy, dtype=dtype)


@pytest.mark.each("rule")
@RULES
@FORMS
def test_rows_in_any_order(rule: Rule, lazy: bool) -> None:
    """Rows to be summed, each there once: the bits do not depend on the order in which they come."""
    attributes, shape = hyper_parameters(rule)[1], (300, 9)
    rng = np.random.default_rng(5)
    dense = tensors(rule, rng, shape, DTYPES["float32"])
    inputs = variables(rule)
    symbol = mx.sym.make(rule, [], {**inputs, **attributes, "lazy_update": lazy, "out": inputs["weight"]})
    held = {name: array.copy() for name, array in dense.items() if name != "grad"}
    nothing = RowSparse(np.zeros(0, np.int64), np.zeros((0, *shape[1:]), np.float32), shape)
    args = {name: held.get(name, nothing) for name in symbol.list_arguments()}
    exe = symbol.bind(args=args, aux_states={name: held[name] for name in symbol.list_auxiliary_states()})
    for count in (5, 200, 200, 300):
        ids = rng.permutation(shape[0])[:count]
        want = expected(rule, symbol, dense, np.sort(ids), lazy)
        for name, array in held.items():
            array[...] = dense[name]
        exe.forward(grad=mx.nd.sparse.uncoalesced(dense["grad"][ids], ids, shape))
        for name, array in held.items():
            assert_same_bits(array, want[name], f"{rule.name} {count} {name}")


@pytest.mark.every(4)
@pytest.mark.each("rule")
@RULES
@FORMS
@pytest.mark.parametrize("level", llvm.host_levels())
def test_every_isa_level(rule: Rule, lazy: bool, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MXSYM_CPU", level)
    check(rule, hyper_parameters(rule)[1], (50, 37), [0, 3, 4, 17, 49], lazy=lazy)


@pytest.mark.every(2)
@pytest.mark.each("rule")
@RULES
@FORMS
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads(rule: Rule, lazy: bool, threads: int, thread_count: Callable[[int], None], many_chunks: None) -> None:
    thread_count(threads)
    check(rule, hyper_parameters(rule)[1], (500, 19), list(range(0, 500, 3)), lazy=lazy)


@pytest.mark.parametrize("examples", [40, pytest.param(150, marks=pytest.mark.slow)])
def test_random_rows(examples: int) -> None:
    settings(max_examples=examples, report_multiple_bugs=False)(
        given(
            st.sampled_from(SEPARABLE),
            st.lists(st.integers(1, 9), min_size=1, max_size=4),
            st.data(),
            st.booleans(),
            st.sampled_from([np.int32, np.int64]),
        )(check_random_rows)
    )()


def check_random_rows(
    rule: Rule, shape: list[int], data: st.DataObject, lazy: bool, index: type[np.integer[Any]]
) -> None:
    ids = data.draw(st.lists(st.integers(0, shape[0] - 1)))
    attributes = data.draw(st.sampled_from(hyper_parameters(rule)))
    dtype = DTYPES[data.draw(st.sampled_from(list(DTYPES)))]
    seed = data.draw(st.integers(0, 1000))
    check(rule, attributes, tuple(shape), ids, lazy=lazy, dtype=dtype, seed=seed, index=index)


@pytest.mark.every(2)
@pytest.mark.parametrize("rule", WHOLE, ids=name_of)
def test_rules_that_sum_whole_tensors_sum_the_stored_rows(rule: Rule, thread_count: Callable[[int], None]) -> None:
    """No row, one, and rows of several blocks of a sum, on any number of threads."""
    attributes = hyper_parameters(rule)[2]
    for threads, dtype in ((1, DTYPES["bfloat16"]), (3, DTYPES["float32"])):
        thread_count(threads)
        for shape, ids in (((9, 5), []), ((9, 5), [3]), ((200, 70), list(range(0, 200, 2)))):
            check(rule, attributes, shape, ids, lazy=True, dtype=dtype)


def test_a_standard_update_that_sums_whole_tensors_is_refused() -> None:
    """By the rule itself, or by an operator on its gradient."""
    w, g, grad = mx.sym.var("w"), mx.sym.var("g"), table(4, [1, 2], 3, 1.0)
    normed = g / (mx.sym.sqrt(mx.sym.sum(mx.sym.square(g))) + 1.0)
    for step in (
        mx.sym.lars_update(w, g, lr=0.1, lazy_update=False, out=w),
        mx.sym.sgd_update(w, mx.sym.lars_update(w, g, lr=0.1, lazy_update=False), lr=0.1, out=w),
    ):
        weight = np.ones((4, 3), np.float32)
        with pytest.raises(
            mx.BindError, match=r"sums a whole tensor.*pass gradient.tostype\('default'\), or lazy_update"
        ):
            step.bind(args={"w": weight, "g": grad})
        assert weight.min() == 1.0
    for lazy in (True, False):  # a number is made first: rows need no sum
        weight = np.ones((4, 3), np.float32)
        symbol = mx.sym.sgd_update(w, normed, lr=1.0, lazy_update=lazy, out=w)
        symbol.bind(args={"w": weight, "g": grad}).forward()
        rows = interpret(symbol, {"w": np.ones((2, 3), np.float32), "g": grad.data}).variables["w"]
        assert_same_bits(weight[[1, 2]], rows)
        assert_same_bits(weight[[0, 3]], np.ones((2, 3), np.float32))


def test_numbers_of_row_sparse_and_dense_tensors(how: str) -> None:
    """Sums run over the stored rows, other ones at each step; a mean is one of all elements, stored or not."""
    g, h = mx.sym.var("g"), mx.sym.var("h")
    norm = mx.global_norm([g, h])
    own = mx.Group([mx.sym.sum(g * 0.5), mx.sym.sum(g), mx.sym.mean(g)])
    symbol = mx.Group([norm, mx.sym.all_finite(g), own])
    rng, shape = np.random.default_rng(4), (300, 70)
    dense = rng.standard_normal((5, 7)).astype(np.float32)

    def rows(count: int) -> RowSparse:
        ids = np.sort(rng.choice(shape[0], count, replace=False))
        return RowSparse(ids, rng.standard_normal((count, shape[1])).astype(np.float32), shape)

    exe = symbol.bind(args={"g": rows(1), "h": dense})
    for count in (1, 300, 0, 59, 58):
        grad = rows(count)
        if count == 58:
            grad.data[3, 4] = np.inf
        got = [item.copy() for item in exe.forward(g=grad)]
        want = interpret(symbol, {"g": grad.data, "h": dense}).outputs
        for one, other in zip(got[:-1], want[:-1], strict=True):
            assert_same_bits(one, other, f"{count} rows, {how}")
        assert_same_bits(got[-1], (want[-2] / np.float32(math.prod(shape))).astype(np.float32))
        assert_same_bits(mx.nd.all_finite(grad), want[1])


def test_inputs_by_row_beside_a_gradient(forget_declared_rules: None) -> None:
    """Dense ones have all rows; row-sparse ones those of the gradient at least. They are never written."""

    @mx.update_rule
    def counted_update(weight: Any, grad: Any, mom: Any, count: mx.Row, mask: Any, *, lr: float) -> Any:
        """Steps by counts."""
        mom = 0.5 * mom + mask * grad / count
        return {"weight": weight - lr * mom, "mom": mom}

    w, g, m, c, k = (mx.sym.var(name) for name in "wgmck")
    rng, height = np.random.default_rng(1), 20
    whole = rng.random((height, 1)).astype(np.float32) + 0.5, rng.random((height, 7)).astype(np.float32)

    def beside(form: str, rows: list[int]) -> list[Any]:
        if form == "dense":
            return [array.copy() for array in whole]
        ids = np.array({"aligned": rows, "more": sorted({*rows, 2, 3}), "all": list(range(height))}[form], np.int64)
        return [RowSparse(ids, array[ids], array.shape) for array in whole]

    for lazy, forms in ((True, ("dense", "aligned", "more", "all")), (False, ("dense", "all"))):
        step = untyped.sym.counted_update(w, g, m, c, k, lr=0.5, lazy_update=lazy, out=w)
        for form in forms:
            weight, mom = np.ones((height, 7), np.float32), np.zeros((height, 7), np.float32)
            first = dict(zip("ck", beside(form, [1]), strict=True))
            exe = step.bind(args={"w": weight, "g": table(height, [1], 7, 1.0), **first}, aux_states={"m": mom})
            assert isinstance(exe._call, NativeCall) is native.available()
            for rows in ([1, 4, 9], [], [0, 19]):
                grad, (count, mask) = table(height, rows, 7, 1.0), beside(form, rows)
                at = rows if lazy else list(range(height))
                held = {"w": weight[at], "m": mom[at], "g": densify(grad)[at], "c": whole[0][at], "k": whole[1][at]}
                want = interpret(step, held).variables
                exe.forward(g=grad, c=count, k=mask)
                assert_same_bits(weight[at], want["w"], f"{form} {rows}")
                assert_same_bits(mom[at], want["m"], f"{form} {rows}")
                if isinstance(mask, RowSparse):
                    assert_same_bits(mask.data, whole[1][mask.indices])
            if form == "aligned":
                before = weight.copy()
                with pytest.raises(mx.BindError, match="argument k: got row 6 at position 1 of g"):
                    exe.forward(g=table(height, [5, 6], 7, 1.0), c=beside(form, [5, 6])[0], k=beside(form, [5])[1])
                assert_same_bits(weight, before)


@pytest.mark.parametrize("lazy", [True, False])
def test_an_average_and_a_copy_of_a_lazily_updated_weight(lazy: bool) -> None:
    """If they are lazy too, one loop over the stored rows does all of it; else they are made of the whole weight."""
    w, g, m, a, c = (mx.sym.var(name) for name in "wgmac")
    new = mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, lazy_update=True, out=w)
    average = mx.sym.ema_update(a, new, decay=0.5, lazy_update=lazy, out=a)
    symbol = mx.Group([new, average, mx.sym.copy_update(c, new, lazy_update=lazy, out=c)])
    rng, shape = np.random.default_rng(2), (50, 9)
    held = {name: rng.standard_normal(shape).astype(np.float16 if name == "c" else np.float32) for name in "wmac"}
    exe = symbol.bind(
        args={name: held.get(name, table(50, [0], 9, 1.0)) for name in "wgac"}, aux_states={"m": held["m"]}
    )
    assert len(exe.regions) == (1 if lazy else 2)
    for rows in ([3, 4, 49], [], [0]):
        grad = table(50, rows, 9, 2.0)
        before = {name: array.copy() for name, array in held.items()}
        want = interpret(symbol, {**{name: array[rows] for name, array in held.items()}, "g": grad.data}).variables
        exe.forward(g=grad)
        for name, array in held.items():
            assert_same_bits(array[rows], want[name], name)
            others = np.setdiff1d(np.arange(50), rows)
            if lazy or name in "wm":
                assert_same_bits(array[others], before[name][others], name)
        if not lazy:
            assert_same_bits(held["c"], held["w"].astype(np.float16))
            assert_same_bits(held["a"], before["a"] * np.float32(0.5) + held["w"] * np.float32(0.5))


def table(height: int, rows: list[int], columns: int, start: float) -> RowSparse:
    ids = np.array(rows, np.int64)
    data = (start + np.arange(len(rows) * columns, dtype=np.float32)).reshape(len(rows), columns) / 7
    return RowSparse(ids, data, (height, columns))


def densify(value: RowSparse) -> Array:
    dense = np.zeros(value.shape, value.data.dtype)
    dense[value.indices] = value.data
    return dense


@FORMS
@pytest.mark.parametrize("stored", [[0, 1, 2, 3, 4, 5, 6, 7], [1, 2, 5, 7]], ids=["all rows", "some rows"])
@pytest.mark.parametrize("known", [[], [2], [1, 2, 5, 7], [2, 3]], ids=["new state", "one row", "as weight", "other"])
def test_row_sparse_weights_and_states(lazy: bool, stored: list[int], known: list[int]) -> None:
    """Rows are looked up by id; a state's row that is not stored reads as zero and is stored."""
    if not lazy and not set(known) <= set(stored):
        known = [2]
    w, g, m = (mx.sym.var(name) for name in "wgm")
    symbol = mx.sym.sgd_mom_update(w, g, m, lr=0.5, momentum=0.9, wd=0.25, lazy_update=lazy, out=w)
    weight, mom, grad = table(8, stored, 3, 1), table(8, known, 3, -2), table(8, [2, 5, 7], 3, 4)
    dense = {"w": densify(weight), "m": densify(mom), "g": densify(grad)}
    want = interpret(symbol, dense).variables
    rows = [2, 5, 7] if lazy else stored
    symbol.bind(args={"w": weight, "g": grad}, aux_states={"m": mom}).forward()
    assert list(weight.indices) == stored
    assert set(mom.indices) == set(known) | set(rows)
    assert_same_bits(densify(weight)[rows], want["w"][rows])
    assert_same_bits(densify(mom)[rows], want["m"][rows])
    untouched = [row for row in range(8) if row not in rows]
    assert_same_bits(densify(weight)[untouched], dense["w"][untouched])
    assert_same_bits(densify(mom)[untouched], dense["m"][untouched])


BAD_ROWS: dict[str, tuple[Any, str]] = {
    "negative": ([-1, 2, 3], r"row -1 at position 0 \(negative\)"),
    "height": ([2, 3, 8], r"row 8 at position 2 \(too large\)"),
    "huge": ([2, 10**18, 4], r"row 1000000000000000000 at position 1 \(too large\)"),
    "unsorted": ([2, 5, 3], r"row 3 at position 2 \(unsorted\).*coalesce"),
    "duplicate": ([2, 5, 5], r"row 5 at position 2 \(duplicate\).*coalesce"),
    "float ids": (np.array([1.0, 2.0, 3.0]), "row ids of dtype float64"),
    "lengths": ([1, 2], "2 row ids and values of shape"),
    "row shape": (np.ones((3, 4), np.float32), "3 row ids and values of shape"),
}


@pytest.mark.parametrize("case", list(BAD_ROWS))
@FORMS
def test_bad_rows(case: str, lazy: bool) -> None:
    message = BAD_ROWS[case][1]
    bad: Array = np.array(BAD_ROWS[case][0])
    w, g, m = (mx.sym.var(name) for name in "wgm")
    symbol = mx.sym.sgd_mom_update(w, g, m, lr=0.5, momentum=0.9, lazy_update=lazy, out=w)
    weight, mom, grad = np.ones((8, 3), np.float32), np.ones((8, 3), np.float32), table(8, [1, 2, 3], 3, 1)
    exe = symbol.bind(args={"w": weight, "g": table(8, [0], 3, 1)}, aux_states={"m": mom})
    if bad.ndim == 2:
        grad.data = bad
    else:
        grad.indices = bad
    with pytest.raises(mx.BindError, match=message):
        exe.forward(g=grad)
    with pytest.raises(mx.BindError, match=message):
        invoke("sgd_mom_update", [weight, grad, mom], out=weight, lr=0.5, lazy_update=lazy)
    assert np.all(weight == 1) and np.all(mom == 1)


def test_a_gradient_row_that_the_weight_does_not_store() -> None:
    weight, grad = table(8, [1, 2, 5], 3, 1), table(8, [2, 3], 3, 1)
    before = weight.data.copy()
    with pytest.raises(mx.BindError, match=r"row 3 at position 1 of .*expected a row that the weight stores"):
        invoke("sgd_update", [weight, grad], out=weight, lr=0.1)
    assert_same_bits(weight.data, before)


def test_rows_may_change_at_every_step() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g", stype="row_sparse")
    exe = mx.sym.sgd_update(w, g, lr=1.0, out=w).simple_bind(w=(8, 3))
    for rows in ([0], [], [1, 2, 7], list(range(8))):
        before = exe.arg_dict["w"].copy()
        grad = table(8, rows, 3, 1)
        exe.forward(g=grad)
        assert_same_bits(exe.arg_dict["w"], before - densify(grad))
    with pytest.raises(mx.BindError, match="a dense ndarray, expected a row-sparse array"):
        exe.forward(g=np.zeros((8, 3), np.float32))
    with pytest.raises(mx.BindError, match="as the variable says"):
        mx.sym.sgd_update(w, g, lr=1.0).bind(args={"w": np.zeros(3, np.float32), "g": np.zeros(3, np.float32)})


@FORMS
def test_an_expression_of_the_gradient_runs_on_its_rows(lazy: bool) -> None:
    w, g, other = (mx.sym.var(name) for name in ("w", "g", "other"))
    step = mx.sym.sgd_update(w, mx.clip(g * 0.5, -1, 1) * other, lr=1.0, lazy_update=lazy, name="u")
    group = mx.Group([step, step * 2])
    weight, grad, mask = np.ones((8, 3), np.float32), table(8, [1, 6], 3, -4), np.full((8, 3), 3, np.float32)
    exe = group.bind(args={"w": weight, "g": grad, "other": mask})
    exe.forward()
    want = interpret(group, {"w": weight, "g": densify(grad), "other": mask})
    for got, expected_output in zip(exe.outputs, want.outputs, strict=True):
        assert_same_bits(got, expected_output)
    assert f"lazy_update={lazy}" in exe.explain()


def test_two_gradients_or_a_stray_table_are_faults() -> None:
    w, g, h = (mx.sym.var(name) for name in "wgh")
    weight, rows = np.ones((8, 3), np.float32), table(8, [1], 3, 1)
    with pytest.raises(mx.BindError, match="one row-sparse gradient"):
        mx.sym.sgd_update(w, g + h, lr=1.0, out=w).bind(args={"w": weight, "g": rows, "h": table(8, [2], 3, 1)})
    with pytest.raises(mx.BindError, match="a row-sparse output"):
        (g * 2).bind(args={"g": rows})


@pytest.mark.usefixtures("forget_declared_rules")
def test_explain_finds_the_gradient_by_its_place() -> None:
    @mx.update_rule
    def step_update(p: Any, d: Any, *, lr: float) -> dict[str, Any]:
        return {"p": p - lr * d}

    p, d = mx.sym.var("p"), mx.sym.var("d", stype="row_sparse")
    assert "lazy equals standard" in step_update(p, d, lr=0.1, out=p).simple_bind(p=(8, 3)).explain()


@pytest.mark.usefixtures("forget_declared_rules")
def test_a_zero_leaves_less_than_a_tensor_where_columns_or_matrices_need_one() -> None:
    """explain() and the freezing of a rate of 0 say what follows from a zero; no operation refuses what it leaves."""

    @mx.update_rule
    def sinkhorn_update(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
        rows = grad / (mx.norm(grad, axis=1) + 1e-8)
        return {"weight": weight - lr * rows / (mx.norm(rows * mx.norm(grad, axis=1), axis=0) + 1e-8)}

    @mx.update_rule
    def chosen_update(weight: Any, grad: Any, scale: mx.Row, *, lr: Any) -> dict[str, Any]:
        return {"weight": weight - lr * mx.sum(mx.where(lr > 0, grad, scale), axis=0)}

    @mx.update_rule
    def added_update(weight: Any, grad: Any, scale: mx.Row, *, lr: float) -> dict[str, Any]:
        return {"weight": weight - lr * mx.max(scale + grad, axis=0)}

    @mx.update_rule
    def product_update(weight: Any, grad: Any, *, lr: Any) -> dict[str, Any]:
        return {"weight": weight - lr * mx.where(lr > 0, grad, 0.0) @ grad.T @ grad}

    w, g, s = (mx.sym.var(name) for name in "wgs")
    for rule, inputs, relation in (
        (sinkhorn_update, [w, g], "equals"),
        (chosen_update, [w, g, s], "differs from"),
        (added_update, [w, g, s], "differs from"),
    ):
        explained = rule(*inputs, lr=0.1, out=w).simple_bind(w=(4, 3)).explain()
        assert f"lazy {relation} standard here" in explained, rule.name
    for rule in (sinkhorn_update, chosen_update, added_update, product_update):
        assert not rule.divides_by("lr")


def test_explain_says_whether_lazy_matters() -> None:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    for wd, relation in ((0.0, "lazy equals standard"), (0.1, "lazy differs from standard")):
        exe = mx.sym.sgd_update(w, g, lr=0.1, wd=wd, out=w).simple_bind(w=(8, 3), stype_dict={"g": "row_sparse"})
        assert relation in exe.explain()
    momentum = mx.sym.sgd_mom_update(w, g, m, lr=0.1, out=w).simple_bind(w=(8, 3))
    assert "lazy differs from standard" in momentum.explain()


def test_nothing_is_densified(tmp_path: Any) -> None:
    """A table of 4 GB on disk takes a lazy step that touches its rows alone."""
    resource = pytest.importorskip("resource")
    height, columns = 1 << 24, 64
    weight = np.memmap(tmp_path / "table", np.float32, "w+", shape=(height, columns))
    ids = np.arange(0, height, height // 100, dtype=np.int64)[:100]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mx.nd.sgd_update(weight, RowSparse(ids, np.ones((100, columns), np.float32), weight.shape), lr=1.0, out=weight)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert np.all(weight[ids] == -1) and weight[1].sum() == 0
    assert (after - before) * 1024 < 64 << 20


def test_the_form_is_visible() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g", stype="row_sparse")
    forms: list[tuple[dict[str, bool], bool]] = [({}, True), ({"lazy_update": False}, False)]
    for form, shown in forms:
        symbol = untyped.sym.sgd_update(w, g * 2, lr=0.1, name="u", **form)
        assert repr(symbol) == f"<Symbol u lazy_update={shown}>"
        assert symbol.attr("lazy_update") == str(shown)
        assert f'"lazy_update": "{shown}"' in symbol.tojson()
    assert repr(mx.sym.sgd_update(w, mx.sym.var("h"), lr=0.1, name="u")) == "<Symbol u>"


def sgd(w: str, g: mx.Symbol, **more: Any) -> mx.Symbol:
    weight = mx.sym.var(w)
    return mx.sym.sgd_update(weight, g, lr=1.0, wd=0.5, out=more.pop("out", weight), **more)


def test_a_table_and_a_dense_weight_may_share_a_gradient() -> None:
    g = mx.sym.var("g")
    group = mx.Group([sgd("a", g, lazy_update=False), sgd("b", g, lazy_update=False)])
    a, b, grad = table(6, [1, 3], 1, 1), np.ones((6, 1), np.float32), table(6, [3], 1, 1)
    want = interpret(group, {"a": densify(a), "b": b, "g": densify(grad)}).variables
    group.bind(args={"a": a, "b": b, "g": grad}).forward()
    assert_same_bits(b, want["b"])
    assert_same_bits(densify(a)[[1, 3]], want["a"][[1, 3]])


def test_one_table_in_two_updates_is_a_fault() -> None:
    g, h, m = (mx.sym.var(name) for name in "ghm")
    updates = [mx.sym.sgd_mom_update(mx.sym.var(n), s, m, lr=1.0, out=None) for n, s in (("a", g), ("b", h))]
    arrays = {n: np.ones((6, 1), np.float32) for n in "ab"} | {n: table(6, [1], 1, 1) for n in "gh"}
    with pytest.raises(mx.BindError, match="variable m: got 2 updates"):
        mx.Group(updates).bind(args=arrays, aux_states={"m": table(6, [], 1, 1)})


def test_an_update_beside_its_weight_must_be_a_plain_copy() -> None:
    g, d, x = (mx.sym.var(name) for name in "gdx")
    dense = {n: np.ones((6, 1), np.float32) for n in "wdx"}
    for earlier in (sgd("v", x), sgd("x", d)):
        group = mx.Group([earlier, sgd("w", g, out=_variable(earlier, "x"))])
        arrays = {n: dense.get(n, np.ones((6, 1), np.float32)) for n in group.list_arguments()}
        with pytest.raises(mx.BindError, match="nothing else in the graph touches"):
            group.bind(args={**arrays, "g": table(6, [2], 1, 1)})
    with pytest.raises(mx.BindError, match="an update in place: the weight is row-sparse"):
        mx.sym.sgd_update(mx.sym.var("w"), g, lr=1.0).bind(args={"w": table(6, [2], 1, 1), "g": table(6, [2], 1, 1)})


def _variable(symbol: mx.Symbol, name: str) -> mx.Symbol:
    return next(mx.Symbol([Entry(node)]) for node in symbol.nodes() if node.name == name)


@pytest.mark.parametrize("change", ["indices", "data", "both", "read-only"])
def test_row_sparse_parts_are_looked_at_in_every_step(change: str) -> None:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    exe = mx.sym.sgd_mom_update(w, g, m, lr=1.0, momentum=0.5, out=w).bind(
        args={"w": np.ones((9, 2), np.float32), "g": (grad := table(9, [1], 2, 1))},
        aux_states={"m": (mom := table(9, [1], 2, 1))},
    )
    exe.forward()
    if change == "indices":
        grad.indices = np.arange(9)
    elif change == "data":
        mom.data = mom.data[:0]
    elif change == "both":
        grad.indices = np.array([[1]])
    else:
        mom.data.flags.writeable = False
    with pytest.raises(mx.BindError, match=r"argument [gm]: got"):
        exe.forward()
