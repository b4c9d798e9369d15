"""Tables as weights of graphs, ops and optimizers: the bits of their own updates, and errors that change nothing."""

from __future__ import annotations

import linecache
import sys
import threading
import weakref
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.dtypes import F32
from mxsym.codegen.expr import Granularity
from mxsym.optimizer.optimizer import Optimizer
from mxsym.rule.lookup import find, load_builtin
from mxsym.rule.registry import RULES
from mxsym.rule.rule import Rule
from mxsym.table import Table
from mxsym.table.step import form_of
from tests.support import Array, assert_same_bits, untyped

COLUMNS, SEED = 3, 5
WHOLE = {"t": 1, "seed": SEED}
IDS = np.random.default_rng(0).integers(0, 2**64, 200, dtype=np.uint64)

load_builtin()


def numbers_of(rule: Rule) -> dict[str, float]:
    """Numbers for what an update of a table requires."""
    required = [item.name for item in rule.scalars if item.required]
    singles = [i.name for i in rule.inputs if i.space is Granularity.SCALAR and i.name not in rule.states]
    return {name: WHOLE.get(name, 0.1) for name in required} | dict.fromkeys(singles, 0.5)


def table_of(rule: Rule | str, *, init: Any = None, admit: int = 1) -> Table:
    known = find(rule) if isinstance(rule, str) else rule
    init = mx.table.Uniform(-1, 1) if init is None else init
    numbers: dict[str, Any] = {name: number for name, number in numbers_of(known).items() if name != "seed"}
    return Table(COLUMNS, "float32", rule, init, seed=SEED, admit=admit, **numbers)


def takes_table(rule: Rule) -> bool:
    """True if a table can have that rule."""
    if not rule.is_update:
        return False
    try:
        form_of(rule, COLUMNS, F32, numbers_of(rule))
    except mx.BindError:
        return False
    return True


TAKEN = [name for name, rule in RULES.items() if takes_table(rule)]


def batch(rng: np.random.Generator, count: int = 40) -> tuple[Array, Array]:
    """Ids, repeated ones among them, and gradients."""
    return rng.choice(IDS, count), rng.standard_normal((count, COLUMNS)).astype(np.float32)


def sums(table: Table, ids: Array, grads: Array) -> Any:
    """Gradients of a table's ids."""
    return mx.nd.sparse.uncoalesced(grads, ids, table.shape)


def assert_same_tables(one: Table, other: Table) -> None:
    assert (one.steps, one.waiting) == (other.steps, other.waiting)
    assert one.ids().tolist() == other.ids().tolist()
    for name in one.tensors:
        assert_same_bits(one.lookup(IDS, tensor=name), other.lookup(IDS, tensor=name), name)
    for name, values in one.counters(IDS).items():
        assert values.tolist() == other.counters(IDS)[name].tolist()


def test_most_rules_take_tables() -> None:
    assert len(TAKEN) > 25
    assert {"sgd_update", "adam_update", "adamw_update", "group_adagrad_update"} <= {*TAKEN}


@pytest.mark.every(4)
@pytest.mark.parametrize("rule", TAKEN)
def test_an_op_and_an_executor_have_the_bits_of_the_tables_own_update(rule: str) -> None:
    known, rng = find(rule), np.random.default_rng(1)
    numbers = numbers_of(known)
    own, by_op, bound = (table_of(rule, admit=2) for _ in range(3))
    singles = {item.name: mx.sym.var(item.name) for item in known.inputs if item.name in numbers}
    weight, grad = mx.sym.var("w"), mx.sym.var("g")
    symbol = getattr(untyped.sym, rule)(weight, grad, out=weight, **{**numbers, **singles})
    arrays = {name: np.array([numbers[name]], np.float32) for name in singles}
    exe = symbol.bind(args={"w": bound, "g": sums(bound, *batch(rng)), **arrays})
    for _ in range(6):
        ids, grads = batch(rng)
        own.update(ids, grads)
        assert getattr(untyped.nd, rule)(by_op, sums(by_op, ids, grads), out=by_op, **numbers) is by_op
        assert exe.forward(g=sums(bound, ids, grads))[0] is bound
    assert len(own) > 64  # storage has grown
    assert_same_tables(by_op, own)
    assert_same_tables(bound, own)


def table_for(optimizer: Optimizer) -> Table:
    """A table with the states of an optimizer."""
    rule = optimizer.rule(0)
    return table_of((find(rule) if isinstance(rule, str) else rule).single)


def takes(name: str) -> bool:
    """True if that optimizer takes tables as weights."""
    kind = Optimizer.opt_registry[name]
    rule = kind().rule(0)
    return takes_table((find(rule) if isinstance(rule, str) else rule).single) and kind.tensors is Optimizer.tensors


TAKING = sorted(filter(takes, Optimizer.opt_registry))


@pytest.mark.every(3)
@pytest.mark.parametrize("native", [True, False])
@pytest.mark.parametrize("name", TAKING)
def test_an_optimizer_has_the_bits_of_a_weight_that_stores_all_rows(name: str, native: bool) -> None:
    rng, height = np.random.default_rng(2), 90
    one, other = (mx.optimizer.create(name, use_fused_step=native, clip_gradient=1.0) for _ in range(2))
    one.lazy_update = True
    table = table_for(other)
    everything = np.arange(height)
    weight = mx.nd.sparse.row_sparse_array((table.lookup(everything), everything), shape=(height, COLUMNS))
    updater, on_table = mx.optimizer.get_updater(one), mx.optimizer.get_updater(other)
    for _ in range(5):
        ids, grads = rng.integers(0, height, 40), rng.standard_normal((40, COLUMNS)).astype(np.float32)
        updater("rows", mx.nd.sparse.coalesce(grads, ids, weight.shape), weight)
        on_table("rows", sums(table, ids, grads), table)
    assert len(table) > 64
    assert on_table.states == {"rows": "table"}
    assert_same_bits(table.lookup(everything), weight.data.asnumpy())
    fresh = mx.optimizer.get_updater(mx.optimizer.create(name, use_fused_step=native, clip_gradient=1.0))
    fresh.set_states(on_table.get_states())
    assert (fresh.states, fresh.optimizer.num_update) == ({"rows": "table"}, 5)


def test_row_sparse_arrays_of_other_ids_are_gradients_too() -> None:
    own, bound = table_of("adam_update"), table_of("adam_update")
    ids, grads = np.array([3, 9, 2**40]), np.ones((3, COLUMNS), np.float32)
    own.update(ids, grads)
    untyped.nd.adam_update(bound, mx.nd.sparse.row_sparse_array((grads, ids), (2**41, COLUMNS)), lr=0.1, out=bound)
    assert_same_tables(bound, own)
    own.update(ids[:2], grads[:1], offsets=np.array([0]), weights=np.array([1, 2], np.float32))
    bags = mx.nd.sparse.uncoalesced(grads[:1], ids[:2], bound.shape, offsets=[0], weights=np.array([1, 2], np.float32))
    with pytest.raises(mx.BindError, match="offsets: got a list, expected an array"):
        untyped.nd.adam_update(bound, bags, lr=0.1, out=bound)
    bags.offsets = np.array([0])
    untyped.nd.adam_update(bound, bags, lr=0.1, out=bound)
    assert_same_tables(bound, own)


def test_several_tables_and_arrays_are_weights_of_one_step() -> None:
    rng = np.random.default_rng(3)
    ids = np.sort(IDS)  # of the rows that sums are over, the order is the same as that of the ids
    tables = {"users": table_of("adam_update"), "items": table_of("adam_update")}
    for table in tables.values():
        table.update(ids, np.zeros((len(ids), COLUMNS), np.float32), lr=0.0)
    shape = len(ids), COLUMNS
    weights: dict[str, Any] = {name: table.lookup(ids) for name, table in tables.items()}
    dense, copy = np.ones((2, COLUMNS), np.float32), np.ones((2, COLUMNS), np.float32)
    executors: list[Any] = []
    for _ in range(4):
        picks = {name: (rng.integers(0, len(ids), 50), rng.standard_normal((50, COLUMNS)).astype(np.float32))
                 for name in tables}  # fmt: skip
        grad = rng.standard_normal((2, COLUMNS)).astype(np.float32)
        on_tables = {name: sums(tables[name], ids[places], grads) for name, (places, grads) in picks.items()}
        on_arrays = {name: mx.nd.sparse.uncoalesced(g, places, shape) for name, (places, g) in picks.items()}
        both = {**on_tables, "w": grad.copy()}, {**on_arrays, "w": grad.copy()}
        if not executors:
            for own, grads in zip(({**tables, "w": dense}, {**weights, "w": copy}), both, strict=True):
                step = mx.training_step("adam_update", own, grads, max_norm=0.5, lr=0.05, lazy_update=True)
                executors.append(step)
        norms = [
            exe.forward(**{f"{name}_grad": value for name, value in grads.items()})[0].copy()
            for exe, grads in zip(executors, both, strict=True)
        ]
        assert_same_bits(*norms)
    assert_same_bits(dense, copy)
    still = np.ones((2, COLUMNS), np.float32)
    for name, table in tables.items():
        assert_same_bits(table.lookup(ids), weights[name])
        assert table.steps == 5
    table = tables["users"]
    bad = {"users_grad": sums(table, IDS[:1], np.full((1, COLUMNS), np.nan, np.float32)), "w_grad": still}
    before = table.lookup(IDS)
    assert np.isnan(executors[0].forward(**bad)[0]).all()
    assert_same_bits(table.lookup(IDS), before)


def test_what_is_bound_stays_and_numbers_stay() -> None:
    first, second, own = (table_of("sgd_update", init=0.0) for _ in range(3))
    weight, grad = mx.sym.var("w"), mx.sym.var("g")
    ones = np.ones((100, COLUMNS), np.float32)
    exe = mx.sym.sgd_update(weight, mx.sym.clip(grad * 2, -1, 1), lr=1.0, out=weight, name="step").bind(
        args=[first, sums(first, IDS[:100], ones)]
    )
    scalars = exe.scalars["step"]
    exe.forward(lr=0.5)
    exe.forward()
    scalars["lr"] = 0.25
    grads = sums(first, IDS[100:], ones)
    exe.forward(g=grads)
    assert first.lookup(IDS[[0, 150]])[:, 0].tolist() == [-1.0, -0.25]
    exe.arg_dict["w"] = second
    assert exe.outputs[0] is second
    exe.forward()
    exe.forward(w=own)
    assert second.ids().tolist() == own.ids().tolist() == sorted(IDS[100:].tolist())
    assert first.steps == 3
    assert [*exe.arg_dict] == ["w", "g"]
    assert "lazy_update=True" in str(exe.explain())
    assert "sgd_update" in exe.ir("graph")
    assert exe.names == ["w", "g"]
    exe.use_threads(1)
    exe.forward()


@pytest.mark.parametrize("kind", ["uncoalesced", "row-sparse"])
def test_a_gradient_is_not_kept(kind: str) -> None:
    """As by an executor on arrays: see `test_borrowed.py`."""
    table, other = table_of("sgd_update", init=0.0), np.zeros((3, COLUMNS), np.float32)
    one, two = mx.sym.var("w"), mx.sym.var("v")
    update = mx.sym.sgd_update(one, mx.sym.var("g"), lr=1.0, out=one)
    graph = mx.sym.Group([update, mx.sym.sgd_update(two, mx.sym.var("d"), lr=1.0, out=two)])

    def grads() -> tuple[Any, Array]:
        rows = sums(table, IDS[:5], np.ones((5, COLUMNS), np.float32))
        few = mx.nd.sparse.row_sparse_array((rows.data, np.arange(5)), shape=(5, COLUMNS))
        return rows if kind == "uncoalesced" else few, np.ones_like(other)

    g, d = grads()
    exe = graph.bind(args={"w": table, "g": g, "v": other, "d": d})
    del g, d
    exe.forward()
    exe.forward()  # what was bound is kept
    g, d = grads()
    exe.forward(g=g, d=d)
    exe.forward()  # what was passed is used while it is there
    assert exe.arg_dict["g"] is g and exe.arg_dict["d"] is d
    gone = weakref.ref(g), weakref.ref(d)
    del g
    assert gone[0]() is None and exe.arg_dict["g"] is None and exe.arg_dict["d"] is d
    before = table.lookup(IDS[:5]), other.copy()
    with pytest.raises(mx.BindError, match=r"argument g: got an array that has ended.*forward\(g=array\)"):
        exe.forward()
    assert table.steps == 4
    assert_same_bits(table.lookup(IDS[:5]), before[0])
    assert_same_bits(other, before[1])
    exe.arg_dict["v"] = other = other.copy()  # while the gradient is gone
    exe.arg_dict["g"] = grads()[0]
    exe.forward()
    exe.forward()  # what was assigned is kept
    del d
    assert gone[1]() is None and table.steps == 6
    with pytest.raises(mx.BindError, match="argument d: got an array that has ended"):
        exe.forward()


def graphs() -> dict[str, tuple[Callable[[Table, Any], object], str]]:
    """Graphs that tables cannot be in, and the texts of the errors."""
    w, g, other = (mx.sym.var(name) for name in ("w", "g", "other"))
    step = mx.sym.adam_update(w, g, lr=0.1, out=w, name="step")
    dense = np.ones((2, COLUMNS), np.float32)

    def bind(symbol: Any, **arrays: Any) -> Callable[[Table, Any], object]:
        return lambda table, grads: symbol.bind(args={"w": table, "g": grads, **arrays})

    def twice(table: Table, grads: Any) -> object:
        more = mx.sym.adam_update(other, mx.sym.var("h"), lr=0.1, out=other)
        return mx.sym.Group([step, more]).bind(args={"w": table, "other": table, "g": grads, "h": grads})

    return {
        "another rule": (bind(mx.sym.sgd_update(w, g, lr=0.1, out=w)), "one with the states of sgd_update: none"),
        "a dense gradient": (lambda table, _: step.bind(args={"w": table, "g": dense}), "a row-sparse one, by ids"),
        "states": (
            lambda table, grads: step.bind(args={"w": table, "g": grads}, aux_states={"step_mean": dense}),
            "nothing: the table has it",
        ),
        "not in place": (bind(mx.sym.adam_update(w, g, lr=0.1)), "the weight of one update, in place"),
        "standard": (bind(mx.sym.adam_update(w, g, lr=0.1, out=w, lazy_update=False)), "a table has no last row"),
        "read after it": (bind(step * 2), "a table that _mulscalar0 reads|a table that .* reads"),
        "no update": (lambda table, _: (w * 2).bind(args={"w": table}), "a table that .* reads"),
        "twice": (twice, "the table of"),
        "a sum": (bind(mx.sym.lamb_update(w, g, lr=0.1, t=1, out=w)), "which sums the whole weight"),
        "one gradient": (
            bind(mx.sym.Group([step, mx.sym.sgd_update(other, g, lr=0.1, out=other)]), other=dense),
            "a gradient of its own",
        ),
        "an op without out": (lambda table, g: untyped.nd.adam_update(table, g, lr=0.1), "out= the table itself"),
        "an operator": (lambda table, _: mx.nd.elemwise_add(table, table), "a table that grows"),
        "an optimizer that measures": (
            lambda table, grads: mx.optimizer.create("lars").update([0], [table], [grads], [None]),
            "reads the whole weight",
        ),
        "an optimizer's states": (
            lambda table, grads: mx.optimizer.create("adam").update([0], [table], [grads], [(dense, dense)]),
            "None: a table has its states",
        ),
        "averages": (
            lambda table, grads: mx.training_step(
                "adam_update", {"w": table}, {"w": grads}, averages={"w": dense}, lr=0.1
            ),
            "a table that w_ema reads",
        ),
    }  # fmt: skip


WRONG = graphs()


@pytest.mark.parametrize("wrong", WRONG)
def test_what_a_table_cannot_do_is_an_error(wrong: str) -> None:
    table = table_of("adam_update")
    call, text = WRONG[wrong]
    with pytest.raises(mx.BindError, match=text):
        call(table, sums(table, IDS[:2], np.ones((2, COLUMNS), np.float32)))
    assert (len(table), table.steps) == (0, 0)


def test_a_step_that_does_not_fit_changes_nothing() -> None:
    table, twin = table_of("adam_update"), table_of("adam_update")
    w, g = mx.sym.var("w"), mx.sym.var("g")
    ones = np.ones((2, COLUMNS), np.float32)
    good = sums(table, IDS[:2], ones)
    exe = mx.sym.adam_update(w, g, lr=0.1, out=w, name="step").bind(args={"w": table, "g": good})
    exe.forward()
    twin.update(IDS[:2], ones)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"g": sums(table, IDS[:3], ones)}, r"got shape \(2, 3\)"),
        ({"g": sums(table, IDS[:2], ones.astype(float))}, "dtype float64"),
        ({"g": sums(table, np.array([3, -1]), ones)}, "got id -1"),
        ({"g": sums(table, np.array([0.5, 1]), ones)}, "got float64 values"),
        ({"g": sums(table, IDS[:2].reshape(2, 1), ones)}, "one dimension"),
        ({"g": mx.nd.sparse.uncoalesced(ones, IDS[:2], (2**64, 9))}, "of 3 columns, by ids"),
        ({"g": ones}, "a dense ndarray"),
        ({"w": ones}, "a table, as was bound"),
        ({"w": table_of("sgd_update")}, "for adam_update, as was bound"),
        ({"lr": "fast", "speed": 1}, "2 faults"),
    ]
    for arguments, text in wrong:
        with pytest.raises(mx.BindError, match=text):
            exe.forward(**arguments)
    for call in (exe.profile, lambda: exe.copy_params_from({}), lambda: exe.reshape(w=(1, 3))):
        with pytest.raises(mx.BindError, match="a table"):
            call()
    with pytest.raises(mx.BindError, match="as was bound"):
        exe.arg_dict["w"] = ones
    assert_same_tables(table, twin)
    exe.forward()
    twin.update(IDS[:2], ones)
    assert_same_tables(table, twin)


def test_a_shape_of_more_rows_than_int64_counts_is_a_tables_alone() -> None:
    grads = mx.nd.sparse.uncoalesced(np.ones((1, 2), np.float32), np.array([3]), (2**64, 2))
    for call in (grads.coalesce, lambda: mx.nd.sgd_update(np.ones((9, 2), np.float32), grads, lr=0.1)):
        with pytest.raises(mx.BindError, match="9223372036854775807"):
            call()
    with pytest.raises(mx.BindError, match=r"mx\.table\.Table"):
        mx.nd.sparse.coalesce(np.ones((1, 2), np.float32), np.array([3]), (2**64, 2))
    with pytest.raises(mx.BindError, match="18446744073709551616"):
        mx.nd.sparse.uncoalesced(np.ones((1, 2), np.float32), np.array([3]), (2**64 + 1, 2))


def test_executors_that_share_tables_run_from_several_threads() -> None:
    tables = [table_of("sgd_update", init=0.0) for _ in range(2)]
    w, g, v, h = (mx.sym.var(name) for name in ("w", "g", "v", "h"))
    both = mx.sym.Group([mx.sym.sgd_update(w, g, lr=1.0, out=w), mx.sym.sgd_update(v, h, lr=1.0, out=v)])
    ones = np.ones((1, COLUMNS), np.float32)
    grads = [sums(table, IDS[:1], ones) for table in tables]

    def work(one: int, other: int) -> None:
        exe = both.bind(args={"w": tables[one], "g": grads[one], "v": tables[other], "h": grads[other]})
        for _ in range(200):
            exe.forward()
            tables[one].update(IDS[:1], ones, lr=1.0)

    threads = [threading.Thread(target=work, args=pair) for pair in ((0, 1), (1, 0), (0, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [table.steps for table in tables] == [1000, 800]
    assert [table.lookup(IDS[:1])[0, 0] for table in tables] == [-1000, -800]


def _forward(table: Table, ones: Array) -> Callable[[int], object]:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    exe = mx.sym.sgd_update(w, g, lr=1.0, out=w).bind(args={"w": table, "g": sums(table, np.array([7, 8]), ones)})
    return lambda id_: exe.forward(g=sums(table, np.array([7, id_]), ones))


STEPS: dict[str, Callable[[Table, Any], Callable[[int], object]]] = {
    "update": lambda table, ones: lambda id_: table.update([7, id_], ones),
    "executor": _forward,
    "admission": lambda table, ones: lambda id_: table.update([7, 7, id_, 7], np.ones((4, 1), np.float32) / 3),
}


def _calls(frame: FrameType) -> bool:
    """True where a handler of a signal may come: at calls. A trace comes where a block begins or ends, too."""
    before, line = (linecache.getline(frame.f_code.co_filename, frame.f_lineno - back).lstrip() for back in (1, 0))
    return "(" in line and not any(item.startswith(("with ", "try:", "finally:")) for item in (before, line))


@pytest.mark.parametrize("kind", STEPS)
def test_an_interrupt_at_any_line_leaves_a_step_that_is_done_or_not(kind: str) -> None:
    table = Table(1, rule="sgd_update", lr=1.0, admit=2 if kind == "admission" else 1)
    step = STEPS[kind](table, np.ones((2, 1), np.float32))
    step(100)
    step(100)
    before, interrupted, done = table.counters([7])["touches"][0], 0, 0
    for line in range(1, 2000):
        left = line

        def trace(frame: FrameType, event: str, _: object) -> Any:
            nonlocal left
            if "mxsym" not in frame.f_code.co_filename:
                return None
            if event == "line" and _calls(frame):
                left -= 1
                if not left:
                    raise KeyboardInterrupt
            return trace

        steps, id_ = table.steps, 1000 + line
        old = sys.gettrace()
        sys.settrace(trace)
        try:
            step(id_)
        except KeyboardInterrupt:
            interrupted += 1
        finally:
            sys.settrace(old)
        count = table.counters([7, id_])["touches"].tolist()
        assert count[0] in (before, before + 1)
        assert table.steps == steps + count[0] - before
        assert table.lookup([7]).tolist() == [[-np.float32(count[0])]], f"line {line}"
        assert table.contains([id_]).tolist() == [count[0] > before and kind != "admission"]
        assert table.waiting == (done + (count[0] > before) if kind == "admission" else 0)
        done += count[0] > before
        before = count[0]
        if left > 0:
            break
    assert interrupted > 30
    assert 0 < done < interrupted
