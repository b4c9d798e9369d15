"""Rows summed by their ids: bags and weights, bit for bit as one adds by hand, in every type; hostile lists."""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.codegen.dtypes import F32
from mxsym.executor.executor import Executor
from mxsym.ndarray import row_sparse_build
from mxsym.runtime import threads
from mxsym.runtime.native_call import native, sums
from tests.support import DTYPES, Array, assert_same_bits, draw
from tests.threads_between import before_the_kernels

COALESCE = mx.nd.sparse.coalesce
UNCOALESCED = mx.nd.sparse.uncoalesced


def by_hand(data: Array, ids: Array, offsets: Array | None, weights: Array | None) -> tuple[list[int], Array]:
    """One row after the other, in the order of the ids; 16-bit types in float32, rounded once."""
    compute = np.float64 if data.dtype == np.float64 else np.float32
    wide, totals = data.astype(compute), dict[int, Array]()
    starts = list(range(len(ids))) if offsets is None else offsets.tolist()[: len(data)]
    with np.errstate(all="ignore"):
        for bag, (begin, end) in enumerate(zip(starts, [*starts, len(ids)][1:], strict=True)):
            for place in range(begin, end):
                number = int(ids[place])
                row = wide[bag] if weights is None else wide[bag] * weights[place]
                totals[number] = totals[number] + row if number in totals else row
        rows = sorted(totals)
        summed = np.array([totals[number] for number in rows], compute).reshape(len(rows), *data.shape[1:])
        return rows, summed.astype(data.dtype)


@st.composite
def batches(draws: st.DrawFn) -> tuple[Array, Array, Array | None, Array | None, int]:
    """Data, ids, offsets, weights, and the height of the table."""
    height = draws(st.sampled_from([1, 2, 7, 300, 1 << 40]))
    count = draws(st.integers(0, 150))
    columns = draws(st.sampled_from([0, 1, 3, 16, 17]))
    seed = draws(st.integers(0, 1 << 30))
    rng, dtype = np.random.default_rng(seed), DTYPES[draws(st.sampled_from(sorted(DTYPES)))]
    narrow = height < 1 << 31 and draws(st.booleans())
    ids = rng.integers(0, height, count).astype(np.int32 if narrow else np.int64)
    if draws(st.booleans()):
        ids = np.sort(ids)
    offsets, rows = None, count
    if draws(st.booleans()):
        rows = draws(st.integers(1 if count else 0, 20))
        inner = np.sort(rng.integers(0, count + 1, max(0, rows - 1)))
        listed = [0, *inner][:rows] + ([count] if draws(st.booleans()) else [])
        offsets = np.array(listed, draws(st.sampled_from([np.int64, np.int32])))
    kind = np.dtype(np.float64 if dtype == np.float64 else np.float32)
    weights = draw(rng, count, kind) if draws(st.booleans()) else None
    data = draw(rng, rows * columns, dtype).reshape(rows, columns)
    return data, ids, offsets, weights, height


@settings(max_examples=150)
@given(batches())
def test_sums_of_bags(batch: tuple[Array, Array, Array | None, Array | None, int]) -> None:
    """Natively and in Python's way, the input staying as it is."""
    data, ids, offsets, weights, height = batch
    kept = [item if item is None else item.copy() for item in batch[:4]]
    rows, expected = by_hand(data, ids, offsets, weights)
    shape = (height, *data.shape[1:])
    fast = COALESCE(data, ids, shape, offsets=offsets, weights=weights)
    slow = row_sparse_build.coalesced(data, ids, shape, None, "coalesce", offsets=offsets, weights=weights)
    for got in (fast.__mxsym__(), slow):
        assert got.indices.dtype == ids.dtype and got.indices.tolist() == rows
        assert_same_bits(got.data, expected)
        assert got.shape == shape
    for item, was in zip(batch[:4], kept, strict=True):
        assert item is None or was is None or item.tobytes() == was.tobytes()


needs_native = pytest.mark.skipif(not native.available(), reason="there is no native code to sum here")


@needs_native
@pytest.mark.parametrize("count", [0, 1, 16, 64, 65, 1024, 5000])
@pytest.mark.parametrize("dtype", DTYPES)
def test_native_code_does_it(dtype: str, count: int) -> None:
    """Not Python's way, whatever the number of ids, and again when there is room."""
    rng = np.random.default_rng(count)
    data, ids = draw(rng, 8 * count, DTYPES[dtype]).reshape(count, 8), rng.integers(0, 1 + count // 2, count)
    for _ in range(2):
        made = sums.coalesced(data, ids, (1 << 20, 8), None, None)
        assert made is not None
        rows, expected = by_hand(data, ids, None, None)
        assert made.indices.tolist() == rows
        assert_same_bits(made.data, expected)


def test_many_rows_on_any_number_of_threads() -> None:
    """Sums that threads share have the bits of those that one makes."""
    rng = np.random.default_rng(0)
    ids = np.minimum(rng.zipf(1.2, 30_000) - 1, 99_999)
    offsets, data = np.arange(0, 30_000, 3), draw(rng, 64 * 10_000, DTYPES["float32"]).reshape(-1, 64)
    weights = draw(rng, 30_000, DTYPES["float32"])
    for factors in (None, weights):
        rows, expected = by_hand(data, ids, offsets, factors)
        got = COALESCE(data, ids, (100_000, 64), offsets=offsets, weights=factors)
        assert got.indices.asnumpy().tolist() == rows
        assert_same_bits(got.data.asnumpy(), expected)


def test_rows_in_order_are_used_where_they_lie() -> None:
    data, ids = np.ones((3, 2), np.float32), np.array([1, 4, 6])
    assert np.shares_memory(COALESCE(data, ids, (7, 2)).data.asnumpy(), data) or (
        COALESCE(data, ids, (7, 2)).__mxsym__().data is data
    )
    copied = COALESCE(data, ids, (7, 2), offsets=np.arange(3))
    assert not np.shares_memory(copied.__mxsym__().data, data)


@pytest.mark.parametrize("count", [1, 3, 200])
def test_ids_in_the_only_row_of_a_matrix(count: int) -> None:
    """As torch's sparse tensors have them, with bags and weights, too; in a step as in a sum."""
    made = np.random.default_rng(count)
    ids, data = made.integers(0, 40, count), made.random((count, 4), np.float32)
    bags: dict[str, Any] = {"offsets": np.arange(count), "weights": made.random(count, np.float32)}
    cases: list[tuple[Any, dict[str, Any]]] = [(ids, {}), (ids, bags), (ids.astype(np.int32), {}), (np.unique(ids), {})]
    for own, parts in cases:
        rows = data[: len(own)]
        expected, got = COALESCE(rows, own, (50, 4), **parts), COALESCE(rows, own[None], (50, 4), **parts)
        assert got.indices.asnumpy().tolist() == expected.indices.asnumpy().tolist()
        assert_same_bits(got.data.asnumpy(), expected.data.asnumpy())
    weights = [np.ones((50, 4), np.float32) for _ in range(2)]
    for weight, own in zip(weights, (ids, ids[None]), strict=True):
        mx.nd.sgd_update(weight, UNCOALESCED(data, own, (50, 4)), lr=1.0, out=weight, lazy_update=True)
    assert_same_bits(weights[0], weights[1])


@pytest.mark.parametrize("shape", [(2, 3), (1, 1, 3), (3, 1), (1, 2)])
def test_ids_of_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(mx.errors.BindError, match=r"shape \("):
        COALESCE(np.ones((3, 2), np.float32), np.zeros(shape, np.int64), (9, 2))


def test_tensors() -> None:
    torch: Any = pytest.importorskip("torch")
    table = torch.nn.EmbeddingBag(9, 4, mode="sum", sparse=True)
    ids, offsets = torch.tensor([3, 1, 3, 0, 8]), torch.tensor([0, 2, 2])
    factors = torch.tensor([1.0, 2.0, 0.5, -1.0, 3.0])
    out = table(ids, offsets, per_sample_weights=factors)
    upstream = torch.arange(12.0).reshape(3, 4)
    out.backward(upstream)
    expected = table.weight.grad.coalesce()
    for pair in ((offsets, factors), (offsets.int(), factors)):
        got = COALESCE(upstream, ids, (9, 4), offsets=pair[0], weights=pair[1])
        assert got.indices.asnumpy().tolist() == expected.indices()[0].tolist()
        np.testing.assert_allclose(got.data.asnumpy(), expected.values().numpy(), rtol=1e-6)


HOSTILE: dict[str, tuple[dict[str, Any], str]] = {
    "negative": ({"indices": np.array([0, -1, 2])}, "row -1 at position 1"),
    "too large": ({"indices": np.array([0, 1, 5])}, "row 5 at position 2"),
    "huge": ({"indices": np.array([0, 1, 1 << 62])}, "row 4611686018427387904 at position 2"),
    "least": ({"indices": np.array([np.iinfo(np.int64).min, 0, 1])}, "row -9223372036854775808 at position 0"),
    "unsigned": ({"indices": np.array([0, 1, 2**64 - 1], np.uint64)}, "whole numbers"),
    "NaN": ({"indices": np.array([0, np.nan, 1])}, "whole numbers"),
    "half": ({"indices": np.array([0, 0.5, 1])}, "whole numbers"),
    "too few offsets": ({"offsets": np.array([0])}, "1 offset, expected 2 offsets"),
    "too many offsets": ({"offsets": np.array([0, 1, 2, 3])}, "4 offsets, expected 2 offsets"),
    "falling offsets": ({"offsets": np.array([0, 2, 1])[:2] * [1, -1]}, "offset -2 at position 1, expected 0 … 3"),
    "offsets not from 0": ({"offsets": np.array([1, 2])}, "offset 1 at position 0, expected 0"),
    "offsets past the end": ({"offsets": np.array([0, 4])}, "offset 4 at position 1, expected 0 … 3"),
    "an early end": ({"offsets": np.array([0, 1, 2])}, "a last offset of 2, expected 3"),
    "huge offsets": ({"offsets": np.array([0, 1 << 62])}, "offset 4611686018427387904"),
    "half offsets": ({"offsets": np.array([0, 0.5])}, "no offsets.*whole numbers"),
    "offsets of two dimensions": ({"offsets": np.zeros((1, 2), np.int64)}, "offsets.*one dimension"),
    "weights": ({"weights": np.ones(2, np.float32)}, r"weights.*shape \(2,\), expected shape \(3,\)"),
    "columns": ({"data": np.ones((2, 3), np.float32)}, r"data.*shape \(2, 3\), expected shape \(2, 2\)"),
    "whole numbers": ({"data": np.ones((2, 2), np.int32)}, "data.*int32"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_does_not_fit_is_named(name: str) -> None:
    change, text = HOSTILE[name]
    good: dict[str, Any] = {
        "data": np.ones((2, 2), np.float32),
        "indices": np.array([0, 1, 2]),
        "offsets": np.array([0, 2]),
    }
    for weights in (None, np.ones(3, np.float32)):
        parts: dict[str, Any] = {"weights": weights} | good | change
        with pytest.raises(mx.BindError, match=text):
            COALESCE(**parts, shape=(5, 2))


def test_what_is_converted() -> None:
    """Lists, other whole numbers, other types of weights: the same sums."""
    expected = COALESCE(np.ones((2, 2), np.float32), np.array([3, 0, 3]), (5, 2), offsets=np.array([0, 2]))
    for ids in ([3, 0, 3], np.array([3, 0, 3], np.uint64), np.array([3, 0, 3], np.uint8), np.array([3.0, 0.0, 3.0])):
        got = COALESCE([[1, 1], [1, 1]], ids, (5, 2), offsets=[0, 2], weights=np.ones(3))
        assert got.asnumpy().tolist() == expected.asnumpy().tolist()
    strided = np.array([3, 9, 0, 9, 3, 9])[::2]
    assert COALESCE(np.ones((3, 2), np.float32), strided, (5, 2)).asnumpy()[3].tolist() == [2, 2]


class Twins:
    """Two executors with the same arrays: one takes rows that it sums, the other what `coalesce` makes of them."""

    def __init__(
        self, *, op: str = "sgd_mom_update", columns: int = 5, height: int = 40, tables: int = 1, **kw: Any
    ) -> None:
        self.shape = (height, columns)
        self.weights: list[list[Array]] = []
        self.states: list[list[Array]] = []
        self.exes: list[mx.Executor] = []
        for _ in range(2):
            ops, args, states = list[Any](), dict[str, Any](), dict[str, Any]()
            for table in range(tables):
                w, g, m = (mx.sym.var(f"{name}{table}") for name in "wgm")
                ops.append(getattr(mx.sym, op)(w, g, m, lr=0.5, out=w, name=f"u{table}", **kw))
                args[f"w{table}"] = np.linspace(0, 1, height * columns, dtype=np.float32).reshape(self.shape)
                args[f"g{table}"] = COALESCE(np.zeros((0, columns), np.float32), np.zeros(0, np.int64), self.shape)
                wide = columns if op == "sgd_mom_update" else 1
                states[f"m{table}"] = np.full((height, wide), 0.25, np.float32)
            self.weights.append([args[f"w{table}"] for table in range(tables)])
            self.states.append([states[f"m{table}"] for table in range(tables)])
            self.exes.append(mx.sym.Group(ops).bind(args=args, aux_states=states))

    def step(self, grads: list[Any]) -> None:
        self.grads = grads, [grad.coalesce() for grad in grads]  # executors do not keep them
        for exe, mine in zip(self.exes, self.grads, strict=True):
            exe.forward(**{f"g{table}": grad for table, grad in enumerate(mine)})
        self.compare()

    def compare(self) -> None:
        for ours, theirs in ((self.weights[0], self.weights[1]), (self.states[0], self.states[1])):
            for one, other in zip(ours, theirs, strict=True):
                assert_same_bits(one, other)

    def bits(self) -> list[bytes]:
        return [array.tobytes() for array in (*self.weights[0], *self.states[0])]


def gradient(
    rng: np.random.Generator, shape: tuple[int, ...], bags: int, pooling: int, *, weighted: bool = False
) -> Any:
    ids = rng.integers(0, shape[0], bags * pooling)
    data = draw(rng, bags * shape[1], DTYPES["float32"]).reshape(bags, shape[1])
    factors = draw(rng, len(ids), DTYPES["float32"]) if weighted else None
    return UNCOALESCED(data, ids, shape, offsets=np.arange(0, len(ids), pooling), weights=factors)


@pytest.mark.parametrize("form", [{"lazy_update": True}, {"lazy_update": False}, {"op": "group_adagrad_update"}])
def test_a_step_sums_what_it_takes(form: dict[str, Any]) -> None:
    """Any number of rows at each step, in any order of sizes; with weights and without."""
    twins, rng = Twins(**form), np.random.default_rng(1)
    for bags in (3, 0, 900, 1, 5000, 2, 7):
        for weighted in (False, True):
            twins.step([gradient(rng, twins.shape, bags, 3, weighted=weighted)])
    twins.exes[0].forward()
    twins.exes[1].forward()
    twins.compare()


def test_several_tables_and_rows_on_threads() -> None:
    """Some tables take rows to be summed, others rows that were: on as many threads as pay."""
    twins, rng = Twins(op="group_adagrad_update", columns=64, height=5000, tables=8), np.random.default_rng(2)
    for bags in (2, 500, 3000, 20):
        twins.step([gradient(rng, twins.shape, bags, 4, weighted=table % 2 == 1) for table in range(8)])
    mixed = [gradient(rng, twins.shape, 300, 2) for _ in range(8)]
    for exe in twins.exes:
        exe.forward(**{f"g{table}": grad if table % 2 else grad.coalesce() for table, grad in enumerate(mixed)})
    twins.compare()


@pytest.mark.parametrize("part", ["rows", "weights"])
def test_what_is_summed_may_lie_in_what_the_step_writes(part: str) -> None:
    """All of it is read before anything is written, whatever rows come first."""
    twins, rng = Twins(lazy_update=True, columns=64, height=3000), np.random.default_rng(7)
    ids, shape = rng.permutation(3000), twins.shape
    own = twins.weights[0][0]
    for weight in (own.copy(), own, own):  # the first step makes room
        factors = weight.reshape(-1)[:3000] if part == "weights" else None
        rows = weight if part == "rows" else np.ones_like(weight)
        expected = COALESCE(rows.copy(), ids, shape, weights=None if factors is None else factors.copy())
        for exe, grad in zip(twins.exes, (UNCOALESCED(rows, ids, shape, weights=factors), expected), strict=True):
            exe.forward(g0=grad)
        twins.compare()


def test_few_rows_of_many_ids_and_long_rows() -> None:
    """Rows that are summed where they are used: more of them at once than there are, and less than one."""
    for columns, height in ((1, 3), (3, 5000), (5000, 40)):
        twins, rng = Twins(op="group_adagrad_update", columns=columns, height=height), np.random.default_rng(8)
        for bags in (1, 4000 if columns < 5000 else 90):
            twins.step([gradient(rng, twins.shape, bags, 2, weighted=bags == 1)])
        twins.compare()


@needs_native
def test_ids_that_are_there_once_stay_as_they_stand() -> None:
    """A kernel that runs row by row takes them so. Others are brought in order, and what was seen of them forgotten."""
    twins, rng = Twins(lazy_update=True, columns=9, height=5000), np.random.default_rng(9)
    data = draw(rng, 9 * 10_000, DTYPES["float32"]).reshape(-1, 9)
    exe: Any = twins.exes[0]
    twins.step([UNCOALESCED(data[:5000], rng.permutation(5000), twins.shape)])  # makes room
    for count in (3, 64, 2000, 5000):
        once = rng.permutation(5000)[:count]
        servers = UNCOALESCED(
            data[: 2 * count], once, twins.shape, offsets=np.arange(2 * count) // 2
        )  # each second bag
        factors = UNCOALESCED(data[:count], once, twins.shape, weights=data[:count, 0].copy())
        twice, outside = np.append(once, once[count // 2]), np.append(once[1:], 5000)
        for grad in (UNCOALESCED(data[:count], once, twins.shape), servers, factors):
            twins.step([grad])
            assert exe.listed("g0").tolist() == once.tolist()
            twins.step([UNCOALESCED(data[: count + 1], twice, twins.shape)])
            assert exe.listed("g0").tolist() == sorted(once.tolist())
            before = twins.bits()
            with pytest.raises(mx.BindError, match="row 5000"):
                exe.forward(g0=UNCOALESCED(data[:count], outside, twins.shape))
            assert twins.bits() == before


@needs_native
def test_a_step_with_sums_is_one_native_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python starts the threads for all of them in the first one that needs some."""
    twins, rng = Twins(tables=2, lazy_update=True), np.random.default_rng(3)
    threads.PROCESS.end()
    for bags in (2, 300):
        for exe in twins.exes:
            exe.forward(**{f"g{table}": gradient(rng, twins.shape, bags, 3) for table in range(2)})

    def refuse(*_args: object, **_keywords: object) -> None:
        raise AssertionError("Python made this step")

    monkeypatch.setattr(Executor, "_forward", refuse)
    for bags in (300, 1, 30, 300):
        grads = [gradient(rng, twins.shape, bags, 3) for _ in range(2)]
        twins.exes[0].forward(g0=grads[0], g1=grads[1])
        twins.exes[0].forward()


def test_nothing_changes_where_rows_cannot_be_summed() -> None:
    twins, rng = Twins(), np.random.default_rng(4)
    twins.step([gradient(rng, twins.shape, 4, 2)])
    for change, text in HOSTILE.values():
        parts: dict[str, Any] = {"data": np.ones((2, 5), np.float32), "indices": np.array([0, 1, 2])}
        parts["offsets"] = np.array([0, 2])
        if "data" in change or text.startswith("row 5") or "weights" in change:
            continue  # of another shape than the table here
        grad = UNCOALESCED(shape=twins.shape, **(parts | change))
        before = twins.bits()
        for _ in range(2):
            with pytest.raises(mx.BindError, match=text):
                twins.exes[0].forward(g0=grad)
            assert twins.bits() == before
    for bad in (np.ones((2, 4), np.float32), np.ones((2, 5)), np.ones((3, 5), np.float32), [[1.0] * 5] * 2):
        before = twins.bits()
        with pytest.raises(mx.BindError):
            twins.exes[0].forward(g0=UNCOALESCED(bad, np.array([0, 1, 2]), (9, 5), offsets=np.array([0, 2])))
        assert twins.bits() == before
    twins.step([gradient(rng, twins.shape, 4, 2)])


@pytest.mark.parametrize("columns", [5, 3000])
def test_lists_that_change_after_they_were_read(columns: int) -> None:
    """Another thread writes into ids and offsets when they have been read, and takes the parts away."""
    twins, rng = Twins(columns=columns, lazy_update=True), np.random.default_rng(5)
    twins.step([gradient(rng, twins.shape, 4, 2)])
    grad = gradient(rng, twins.shape, 4, 2, weighted=True)
    twins.exes[1].forward(g0=grad.coalesce())

    def spoil() -> None:
        grad.indices[:] = np.iinfo(np.int64).max // 2
        grad.offsets[:] = -5
        if columns > 5:  # the step is so long that other threads run
            with pytest.raises(ValueError, match="resize"):
                grad.data.resize((0, columns), refcheck=False)
        grad.data, grad.weights = None, None

    with before_the_kernels(twins.exes[0], spoil):
        twins.exes[0].forward(g0=grad)
    twins.compare()


def test_the_sums_are_those_of_now() -> None:
    """Whatever is bound is read again at every step."""
    twins, rng = Twins(), np.random.default_rng(6)
    grad = gradient(rng, twins.shape, 6, 2)
    for _ in range(3):
        twins.step([grad])
        grad.data[:] = rng.standard_normal(grad.data.shape)
        grad.indices[:] = rng.integers(0, twins.shape[0], len(grad.indices))
        twins.exes[0].forward()
        twins.exes[1].forward(g0=grad.coalesce())
        twins.compare()


def test_optimizers_and_ops_take_rows_to_be_summed() -> None:
    rng, shape = np.random.default_rng(7), (30, 4)
    for lazy in (True, False):
        optimizers = [mx.optimizer.create("sgd", learning_rate=0.1, momentum=0.9, lazy_update=lazy) for _ in range(2)]
        weights = [np.ones(shape, np.float32) for _ in range(2)]
        states = [optimizer.create_state(0, weight) for optimizer, weight in zip(optimizers, weights, strict=True)]
        for _ in range(4):
            grad = gradient(rng, shape, 5, 3)
            for number, value in enumerate((grad, grad.coalesce())):
                optimizers[number].update([0], [weights[number]], [value], [states[number]])
                mx.nd.sgd_update(weights[number], value, lr=0.1, lazy_update=lazy, out=weights[number])
            assert_same_bits(weights[0], weights[1])


def test_bags_of_tensors_in_a_step() -> None:
    torch: Any = pytest.importorskip("torch")
    twins = Twins(lazy_update=True)
    for seed in range(3):
        grad = gradient(np.random.default_rng(seed), twins.shape, 4, 3, weighted=True)
        parts = [torch.from_numpy(part) for part in (grad.data, grad.indices, grad.offsets, grad.weights)]
        twins.exes[0].forward(g0=UNCOALESCED(parts[0], parts[1], twins.shape, offsets=parts[2], weights=parts[3]))
        twins.exes[1].forward(g0=grad.coalesce())
        twins.compare()


def test_other_threads_run_while_many_ids_are_sorted() -> None:
    """Only what gives up the interpreter's lock lets another thread run, if threads are never told to take turns."""
    if not native.available():
        pytest.skip("no native calls here")
    rng, ran, go = np.random.default_rng(0), threading.Event(), threading.Lock()
    ids = rng.integers(0, 1 << 40, 300_000)
    values = np.ones((len(ids), 1), np.float32)
    sorter = sums.sums_for((1 << 40, 1), F32, len(ids))

    def other() -> None:
        with go:
            ran.set()

    interval, found = sys.getswitchinterval(), 0
    go.acquire()
    thread = threading.Thread(target=other)
    thread.start()
    try:
        sys.setswitchinterval(1e6)
        go.release()
        for _ in range(200):
            found = sorter.coalesce(values, ids, None, None)  # no sums: these run outside of the interpreter anyway
            if ran.is_set():
                break
    finally:
        sys.setswitchinterval(interval)
    assert ran.is_set()
    thread.join()
    unique, counts = np.unique(ids, return_counts=True)
    assert found == len(unique)
    rows = COALESCE(values, ids, (1 << 40, 1))
    np.testing.assert_array_equal(rows.indices.asnumpy(), unique)
    np.testing.assert_array_equal(rows.data.asnumpy()[:, 0], counts)


def summed_while_moved(parts: dict[str, Array], moving: str, turn: int, shape: tuple[int, int]) -> Any:
    """The sums of `parts`, where one part moves when the garbage collector comes for the n-th time; None: an error."""
    turns = iter(range(1, turn))

    def move(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and next(turns, None) is None:
            with contextlib.suppress(ValueError):
                parts[moving].resize((2,), refcheck=False)

    threshold = gc.get_threshold()
    gc.collect(0)
    gc.callbacks.append(move)
    gc.set_threshold(1, 1 << 30, 1 << 30)  # it comes often, and looks at new objects alone
    try:
        return COALESCE(parts["values"], parts["ids"], shape)
    except mx.BindError:
        return None
    finally:
        gc.set_threshold(*threshold)
        gc.callbacks.remove(move)


@pytest.mark.parametrize("moving", ["values", "ids"])
def test_the_garbage_collector_moves_what_is_summed(moving: str) -> None:
    """Wherever the collector comes, the sums are right, or an error says what moved."""
    count, columns = 1 << 15, 32  # threads share it
    for turn in range(1, 16):
        parts = {"values": np.ones((count, columns), np.float32), "ids": np.arange(count)[::-1] // 2}
        total = summed_while_moved(parts, moving, turn, (count, columns))
        if total is not None:
            assert np.all(np.asarray(total.indices) == np.arange(count // 2)) and np.all(np.asarray(total.data) == 2)


@needs_native
@pytest.mark.parametrize("threads", [1, 3])
def test_sums_that_are_made_where_they_are_used_need_no_room(threads: int, thread_count: Callable[[int], None]) -> None:
    """Threads have memory of their own for a few rows, however many there are."""
    thread_count(threads)
    twins, rng = Twins(lazy_update=True, columns=64, height=20_000), np.random.default_rng(10)
    data = draw(rng, 64 * 20_000, DTYPES["float32"]).reshape(-1, 64)
    ids = [rng.permutation(20_000), np.minimum(rng.zipf(1.3, 20_000) - 1, 19_999), np.zeros(20_000, np.int64)]
    twins.step([UNCOALESCED(data, ids[0], twins.shape)])
    exe: Any = twins.exes[0]
    rooms: dict[tuple[str, int], Any] = exe._call.sparse._rooms
    (room,) = (room for (kind, _), room in rooms.items() if kind == "sums")
    room[...] = 7.0
    for rows in ids:
        twins.step([UNCOALESCED(data, rows, twins.shape)])
    assert (room == 7.0).all()


@needs_native
@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("op", ["sgd_mom_update", "group_adagrad_update"])
@pytest.mark.parametrize("columns", [32, 70, 5000])
def test_rows_that_are_alone_are_read_where_they_lie(
    columns: int, op: str, threads: int, thread_count: Callable[[int], None]
) -> None:
    """Long rows, one for each id: all of them, or those of a server among others, whose bags are empty."""
    thread_count(threads)
    height = 6000 if columns < 5000 else 60
    twins, rng = Twins(op=op, columns=columns, height=height), np.random.default_rng(11)
    rows = draw(rng, columns * height, DTYPES["float32"]).reshape(-1, columns)
    for share in (0.0, 0.1, 0.5, 0.9, 1.0):
        own = rng.random(height) < share
        begins = np.append(0, np.cumsum(own))[:-1]
        ids = rng.permutation(height)[: np.count_nonzero(own)]
        for listed in (ids, np.sort(ids), ids.astype(np.int32)):
            twins.step([UNCOALESCED(rows, listed, twins.shape, offsets=begins)])
            twins.step([UNCOALESCED(rows[: len(listed)], listed, twins.shape)])


@needs_native
@pytest.mark.parametrize("rule", ["sgd_mom_update", "adam_update", "group_adagrad_update"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_row_that_is_alone_has_the_bits_of_its_sum(dtype: str, rule: str) -> None:
    """Weights of one are products, which are summed; a row without a weight is read where it is."""
    tables = [mx.table.Table(64, dtype, rule, 0.5, lr=0.5) for _ in range(2)]
    rng = np.random.default_rng(12)
    for count in (2000, 3, 700):
        ids, rows = rng.permutation(2000)[:count], draw(rng, 64 * count, DTYPES[dtype]).reshape(-1, 64)
        ones = np.ones(count, np.float64 if dtype == "float64" else np.float32)
        for table, weights in zip(tables, (None, ones), strict=True):
            table.update(ids, rows, weights=weights)
        one, other = (table.lookup(np.arange(2000)) for table in tables)
        assert_same_bits(one, other)
