"""Row-sparse arrays that change after they were bound, and ids that change while a step runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.runtime import rows
from mxsym.runtime.native_call import native
from mxsym.runtime.sparse import RowSparse, RowSums
from tests.support import Array
from tests.threads_between import before_the_kernels

HEIGHT, COLUMNS = 40, 3
STEPS: dict[str, Callable[[mx.Executor], object]] = {
    "plain": lambda exe: exe.forward(),
    "python": lambda exe: exe.forward(False),
    "number": lambda exe: exe.forward(lr=1.0),
    "number by op": lambda exe: exe.forward(scalars={"u": {"lr": 1.0}}),
}


def table(ids: list[int], dtype: Any = np.int64, columns: int = COLUMNS) -> RowSparse:
    return RowSparse(np.array(ids, dtype), np.ones((len(ids), columns), np.float32), (HEIGHT, columns))


class Bound:
    """An executor with a row-sparse gradient `g` and state `m`, and a weight that is dense or row-sparse."""

    def __init__(
        self, *, weight: str = "dense", lazy: bool = True, dtype: Any = np.int64, columns: int = COLUMNS
    ) -> None:
        w, g, m = (mx.sym.var(name) for name in "wgm")
        symbol = mx.sym.sgd_mom_update(w, g, m, lr=1.0, momentum=0.5, out=w, lazy_update=lazy, name="u")
        every = list(range(0, HEIGHT, 2))
        dense = np.ones((HEIGHT, columns), np.float32)
        self.w: Any = dense if weight == "dense" else table(every, dtype, columns)
        self.g, self.m = table([2, 6, 38], dtype, columns), table([2, 4], dtype, columns)
        self.exe = symbol.bind(args={"w": self.w, "g": self.g}, aux_states={"m": self.m})
        self.exe.forward()

    def bits(self) -> list[bytes]:
        parts: list[Any] = [self.w.indices, self.w.data] if isinstance(self.w, RowSparse) else [self.w]
        parts += [self.g.indices, self.g.data, self.m.indices, self.m.data]
        return [np.asarray(part).tobytes() for part in parts if part is not None]


def data(make: Callable[[Array], Any]) -> Callable[[RowSparse], None]:
    def change(value: RowSparse) -> None:
        value.data = make(value.data)

    return change


def ids(make: Callable[[Array], Any]) -> Callable[[RowSparse], None]:
    def change(value: RowSparse) -> None:
        value.indices = make(value.indices)

    return change


def shape(made: Any) -> Callable[[RowSparse], None]:
    def change(value: RowSparse) -> None:
        value.shape = made

    return change


SPOILS: dict[str, tuple[Callable[[RowSparse], None], str]] = {
    "dtype": (data(lambda a: a.astype(np.float64)), "dtype float64, expected dtype float32"),
    "narrower": (data(lambda a: a.astype(np.float16)), "dtype float16, expected dtype float32"),
    "whole numbers": (data(lambda a: a.astype(np.int32)), "dtype int32"),
    "columns": (data(lambda a: a[:, :2].copy()), r"values of shape \(\d+, 2\)"),
    "dimensions": (data(lambda a: a.reshape(-1)), "values of shape"),
    "rows": (data(lambda a: a[:-1].copy()), "values of shape"),
    "strides": (data(np.asfortranarray), "strides"),
    "list": (data(lambda a: a.tolist()), "a list"),
    "nothing": (data(lambda a: None), "None"),
    "masked": (data(np.ma.masked_array), "a masked array"),
    "height": (shape((10**9, COLUMNS)), r"shape \(1000000000, 3\), expected shape \(40, 3\)"),
    "width": (shape((HEIGHT, 2)), r"shape \(40, 2\)"),
    "no tuple": (shape([HEIGHT, COLUMNS]), r"shape \[40, 3\]"),
    "negative": (ids(lambda a: a - 10), "negative"),
    "too large": (ids(lambda a: a + 10**6), "too large"),
    "unsorted": (ids(lambda a: a[::-1].copy()), "unsorted|duplicate"),
    "float ids": (ids(lambda a: a.astype(np.float64)), "row ids of dtype float64"),
    "unsigned ids": (ids(lambda a: a.astype(np.uint64)), "row ids of dtype uint64"),
    "more ids": (ids(lambda a: np.arange(30)), "30 row ids"),
    "masked ids": (ids(np.ma.masked_array), "row ids in a MaskedArray"),
}


@pytest.mark.parametrize("spoil", SPOILS)
@pytest.mark.parametrize("weight", ["dense", "sparse"])
@pytest.mark.parametrize("lazy", [True, False])
def test_a_bound_array_is_held_to_its_compiled_form(weight: str, lazy: bool, spoil: str) -> None:
    bound = Bound(weight=weight, lazy=lazy)
    change, text = SPOILS[spoil]
    for name in "gm" if weight == "dense" else "gmw":
        held: RowSparse = getattr(bound, name)
        kept = held.indices, held.data, held.shape
        change(held)
        before = bound.bits()
        for step in STEPS.values():
            with pytest.raises(mx.BindError, match=rf"argument {name}: got .*({text})"):
                step(bound.exe)
            assert bound.bits() == before
        held.indices, held.data, held.shape = kept
        bound.exe.forward()


def test_writability_and_overlap_are_checked_at_every_step() -> None:
    bound = Bound()
    bound.m.data.setflags(write=False)
    with pytest.raises(mx.BindError, match="argument m: got a read-only array"):
        bound.exe.forward()
    bound.m.data.setflags(write=True)
    bound.exe.forward()
    kept = bound.g.data
    for taken in (bound.w[:3], bound.m.data[:3]):
        bound.g.data = taken
        before = bound.bits()
        for step in STEPS.values():
            with pytest.raises(mx.BindError, match="got overlapping memory"):
                step(bound.exe)
            assert bound.bits() == before
    bound.g.data = kept
    bound.exe.forward()
    bound.g.indices = bound.w.reshape(-1).view(np.int64)[:3]
    bound.g.indices[:] = [1, 2, 3]
    with pytest.raises(mx.BindError, match="got overlapping memory"):
        bound.exe.forward()


@pytest.mark.parametrize("dtype", [np.int64, np.int32])
@pytest.mark.parametrize("weight", ["dense", "sparse"])
@pytest.mark.parametrize("lazy", [True, False])
def test_ids_that_change_after_the_check(weight: str, lazy: bool, dtype: Any) -> None:
    """Another thread writes into every list of ids between the check and the kernels: they run on what was checked."""
    calm, wild = (Bound(weight=weight, lazy=lazy, dtype=dtype) for _ in range(2))
    for bound in (calm, wild):
        bound.g.indices[:] = [0, 4, 36]
        bound.exe.forward()
    tables = [item for item in (wild.g, wild.m, wild.w) if isinstance(item, RowSparse)]
    kept = [(item.indices, item.indices.copy()) for item in tables]

    def spoil() -> None:
        for item in tables:
            item.indices[:] = np.iinfo(dtype).max // 2

    calm.exe.forward()
    with before_the_kernels(wild.exe, spoil):
        wild.exe.forward()
    for changed, good in kept:
        changed[:] = good
    assert calm.bits() == wild.bits()


def test_parts_that_are_replaced_while_a_step_runs() -> None:
    """The step keeps what it runs on, and NumPy refuses to resize it; afterwards nothing is kept."""
    columns = 3000  # a step so long that other threads run meanwhile
    calm, wild = Bound(columns=columns), Bound(columns=columns)

    def replace() -> None:
        for part in (wild.g.data, wild.m.data):
            with pytest.raises(ValueError, match="resize"):
                part.resize((0, columns), refcheck=False)
        wild.g.data = wild.g.data[:0].copy()

    calm.exe.forward()
    with before_the_kernels(wild.exe, replace):
        wild.exe.forward()
    assert wild.w.tobytes() == calm.w.tobytes() and wild.m.data.tobytes() == calm.m.data.tobytes()
    wild.g.data = np.ones((3, columns), np.float32)
    wild.exe.forward()
    wild.g.data.resize((0, columns), refcheck=False)


def test_coalesce_reads_ids_once(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers, values = np.array([3, 1, 3, 0]), np.arange(8, dtype=np.float32).reshape(4, 2)
    expected = rows.coalesce(numbers.copy(), values, 4)
    order = rows._order  # pyright: ignore[reportPrivateUsage]

    def spoiled(ids: Array, limit: int, requested: str, lows: Array | None) -> Any:
        ordered = order(ids, limit, requested, lows)
        numbers[:] = 10**12
        return ordered

    monkeypatch.setattr(rows, "_order", spoiled)
    for function in (rows.coalesce, rows.summed):
        numbers[:] = 3, 1, 3, 0
        unique, sums = function(numbers, values, 4) or (values, values)
        assert numbers[0] == 10**12
        assert unique.tolist() == expected[0].tolist() and sums.tolist() == expected[1].tolist()


def test_a_gradient_takes_any_rows_of_its_form() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    gradient = RowSparse(np.empty(0, np.int64), np.empty((0, 3), np.float32), (9000, 3))
    weight = np.zeros((9000, 3), np.float32)
    exe = mx.sym.sgd_update(w, g, lr=1.0, out=w).bind(args={"w": weight, "g": gradient})
    for step, count in enumerate((2, 0, 5000, 3, 1, 8000)):
        chosen = np.arange(count) + step
        gradient.indices, gradient.data = chosen, np.ones((count, 3), np.float32)
        before = weight.copy()
        exe.forward()
        before[chosen] -= 1
        assert weight.tobytes() == before.tobytes()


@pytest.mark.skipif(not native.available(), reason="no native calls here")
@pytest.mark.parametrize("kind", ["sums", "rows"])
def test_native_code_learns_whose_memory_the_parts_of_a_gradient_are(kind: str) -> None:
    """Such parts are those of a message between processes, or of a file that is mapped."""

    def foreign(array: Array) -> Array:
        class Memory(bytearray): ...

        return np.frombuffer(Memory(array.tobytes()), array.dtype).reshape(array.shape)

    ids, data = foreign(np.array([2, 6])), foreign(np.ones((2, COLUMNS), np.float32))
    whole = (HEIGHT, COLUMNS)
    more = foreign(np.array([0, 1])), foreign(np.ones(2, np.float32))
    gradient: Any = RowSums(data, ids, whole, *more) if kind == "sums" else RowSparse(ids, data, whole)
    bound = Bound()
    w, g, m = (mx.sym.var(name) for name in "wgm")
    symbol = mx.sym.sgd_mom_update(w, g, m, lr=1.0, momentum=0.5, out=w, name="u")
    first = mx.nd.sparse.uncoalesced(np.ones((1, COLUMNS), np.float32), [3], whole) if kind == "sums" else bound.g
    exe = symbol.bind(args={"w": bound.w, "g": first}, aux_states={"m": np.zeros(whole, np.float32)})
    values: dict[str, Any] = {"w": bound.w, "m": np.zeros(whole, np.float32), "g": gradient}
    assert native.teach(gradient) and not native.teach(gradient)
    assert exe.step(tuple([values[name] for name in exe.names]), tuple(exe.numbers))
