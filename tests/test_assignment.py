"""`exe.arg_dict[name] = array`: native code accepts what Python accepts, and Python says why the rest is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.executor.executor import Executor
from mxsym.runtime.native_call import native
from mxsym.runtime.sparse import RowSparse
from tests.support import assert_same_bits

needs_native = pytest.mark.skipif(not native.available(), reason="no native calls here")
HEIGHT, COLUMNS = 12, 3


def rows(ids: list[int], dtype: Any = np.float32, columns: int = COLUMNS, height: int = HEIGHT) -> RowSparse:
    values = np.arange(len(ids) * columns).reshape(len(ids), columns).astype(dtype)
    return RowSparse(np.array(ids, np.int64), values, (height, columns))


def frozen(value: RowSparse) -> RowSparse:
    value.data.flags.writeable = False
    return value


def with_ids(ids: Any) -> RowSparse:
    value = rows([0] * len(ids))
    value.indices = ids
    return value


class Bound:
    """An executor on arrays, which have the same bits in each. `kind`: of the weight and the gradient."""

    def __init__(self, kind: str) -> None:
        w, g, m = (mx.sym.var(name) for name in "wgm")
        symbol = mx.sym.sgd_mom_update(w, g, m, lr=0.5, momentum=0.5, lazy_update=kind != "standard", out=w, name="u")
        dense = np.arange(HEIGHT * COLUMNS, dtype=np.float32).reshape(HEIGHT, COLUMNS)
        self.w: Any = rows([0, 2, 4, 6, 8]) if kind == "table" else dense
        self.m: Any = rows([0, 2]) if kind == "table" else dense + 1
        self.g: Any = dense + 2 if kind == "dense" else rows([2, 4])
        self.exe = symbol.bind(args={"w": self.w, "g": self.g}, aux_states={"m": self.m})
        self.exe.forward()

    def memory(self) -> list[bytes]:
        parts = [part for value in (self.w, self.m) for part in _parts(value)]
        return [part.tobytes() for part in parts]


def _parts(value: Any) -> list[np.ndarray]:
    value = value.__mxsym__() if hasattr(value, "__mxsym__") else value
    return [value.indices, value.data] if isinstance(value, RowSparse) else [value]


def overlapping(bound: Bound) -> Any:
    """A gradient in the weight's own memory."""
    values = bound.w.data if isinstance(bound.w, RowSparse) else bound.w
    return RowSparse(np.array([2, 4]), values[1:3], (HEIGHT, COLUMNS))


VALUES: Mapping[str, Callable[[Bound], Any]] = {
    "same": lambda bound: bound.g,
    "rows": lambda _: rows([0, 4, 6]),
    "other rows": lambda _: rows([2, 3]),
    "last row": lambda _: rows([HEIGHT - 1]),
    "no rows": lambda _: rows([]),
    "every row": lambda _: rows(list(range(HEIGHT))),
    "frozen": lambda _: frozen(rows([2, 8])),
    "face": lambda _: mx.nd.sparse.row_sparse_array(
        (np.ones((2, COLUMNS), np.float32), [2, 6]), shape=(HEIGHT, COLUMNS)
    ),
    "narrow ids": lambda _: with_ids(np.array([2, 4], np.int32)),
    "strided ids": lambda _: with_ids(np.array([2, 9, 4, 9])[::2]),
    "unsorted": lambda _: rows([4, 2]),
    "twice": lambda _: rows([2, 2]),
    "too large": lambda _: rows([2, HEIGHT]),
    "negative": lambda _: rows([-1, 2]),
    "columns": lambda _: rows([2, 4], columns=COLUMNS + 1),
    "height": lambda _: rows([2, 4], height=HEIGHT + 1),
    "doubles": lambda _: rows([2, 4], np.float64),
    "overlapping": overlapping,
    "dense": lambda _: np.ones((HEIGHT, COLUMNS), np.float32),
    "strided": lambda _: np.ones((HEIGHT, 2 * COLUMNS), np.float32)[:, ::2],
    "dense, other shape": lambda _: np.ones((HEIGHT, COLUMNS + 1), np.float32),
    "dense, doubles": lambda _: np.ones((HEIGHT, COLUMNS)),
    "weight": lambda bound: bound.w,
    "list": lambda _: [[1.0] * COLUMNS] * HEIGHT,
    "nothing": lambda _: None,
    "sums": lambda _: mx.nd.sparse.uncoalesced(np.ones((3, COLUMNS), np.float32), [4, 2, 4], (HEIGHT, COLUMNS)),
}


def outcome(bound: Bound, variable: str, name: str) -> tuple[Any, ...]:
    """Outcome of an assignment, and of a step after it: errors, what is bound, and all bits."""
    value, before = VALUES[name](bound), bound.memory()
    arrays = bound.exe.aux_dict if variable == "m" else bound.exe.arg_dict
    was, error = arrays[variable], None
    try:
        arrays[variable] = value
    except mx.BindError as refusal:
        error = str(refusal).split("(made at")[0]
    assert arrays[variable] is (was if error else value)
    assert bound.memory() == before
    if error is None:
        setattr(bound, variable, value)
    try:
        bound.exe.forward()
    except mx.BindError as refusal:
        return error, str(refusal).split("(made at")[0], bound.memory()
    return error, None, bound.memory()


ASSIGNMENTS = st.tuples(st.sampled_from("gggwm"), st.sampled_from(sorted(VALUES)))


@needs_native
@pytest.mark.parametrize("examples", [25, pytest.param(100, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", ["dense", "rows", "standard", "table"])
def test_native_code_accepts_what_python_accepts(kind: str, examples: int) -> None:
    lists = st.lists(ASSIGNMENTS, min_size=1, max_size=6)
    settings(max_examples=examples)(given(st.just(kind), lists)(check_assignments))()


def check_assignments(kind: str, assignments: list[tuple[str, str]]) -> None:
    one, other = Bound(kind), Bound(kind)
    other.exe._fits_held = lambda values: False  # pyright: ignore[reportPrivateUsage]: as where there is no native code
    for variable, name in assignments:
        assert outcome(one, variable, name) == outcome(other, variable, name)


@needs_native
@pytest.mark.parametrize(
    ("kind", "name"), [("dense", "dense"), ("rows", "rows"), ("rows", "face"), ("standard", "rows")]
)
def test_what_fits_is_assigned_without_a_check_in_python(kind: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a check takes as long as a thousand native ones."""
    bound, plain = Bound(kind), Bound(kind)

    def refuse(*_: object) -> None:
        raise AssertionError("Python checked all that is bound")

    first, value = VALUES[name](bound), VALUES[name](bound)
    bound.exe.arg_dict["g"] = first  # an object of a kind that native code has not seen, perhaps
    monkeypatch.setattr(Executor, "_fit_among", refuse)
    bound.exe.arg_dict["g"] = value
    assert bound.exe.arg_dict["g"] is value
    bound.exe.forward()
    plain.exe.forward(g=value)
    for mine, others in zip(_parts(bound.w), _parts(plain.w), strict=True):
        assert_same_bits(mine, others)
