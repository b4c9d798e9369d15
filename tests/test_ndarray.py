"""`mx.nd`: dense arrays as MXNet has them, over memory that they share; the namespaces of ops."""

from __future__ import annotations

import inspect
import operator
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import mxsym as mx
from mxsym.errors import BindError, MXSymError
from mxsym.rule.registry import RULES
from tests.support import Array, untyped

ROOT = Path(__file__).resolve().parents[1]
BF16 = np.dtype(ml_dtypes.bfloat16)


def table() -> Array:
    return np.arange(12, dtype=np.float32).reshape(4, 3)


# Making arrays.


def test_array_copies_and_is_float32_unless_told_otherwise() -> None:
    source = np.ones((2, 3))
    made = mx.nd.array(source)
    assert made.dtype == np.float32 and made.shape == (2, 3)
    assert not np.shares_memory(np.asarray(mx.nd.array(source, dtype="float64")), source)
    assert mx.nd.array([1, 2]).dtype == np.float32
    assert mx.nd.array([1, 2], dtype="int64").dtype == np.int64
    assert mx.nd.array(mx.nd.array([1, 2], dtype="int64")).dtype == np.int64
    assert mx.nd.array([1.5], dtype="bfloat16").dtype == BF16
    assert mx.nd.array(3).shape == (1,) and mx.nd.array([]).shape == (0,)
    assert mx.nd.array(np.asfortranarray(table()), mx.cpu()).__mxsym__().flags.c_contiguous


def test_filled_arrays() -> None:
    assert np.array_equal(mx.nd.zeros((2, 3)), np.zeros((2, 3)))
    assert np.array_equal(mx.nd.ones(4, mx.cpu(), "float64"), np.ones(4))
    assert np.array_equal(mx.nd.full((2,), 7, dtype=np.int32), [7, 7])
    assert mx.nd.empty((0, 3)).shape == (0, 3)
    assert [make((2,)).dtype for make in (mx.nd.zeros, mx.nd.ones, mx.nd.empty)] == [np.float32] * 3
    out = np.zeros(3)
    assert mx.nd.full(3, 2.5, out=out) is out and out.tolist() == [2.5] * 3
    assert mx.nd.zeros((3, 2), stype="row_sparse").stype == "row_sparse"
    mx.nd.waitall()


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: mx.nd.zeros((2, -1)), "shape.*whole numbers"),
        (lambda: mx.nd.zeros(2.5), "shape.*whole numbers"),
        (lambda: mx.nd.ones(2, dtype="float33"), "'float33'.*a NumPy dtype"),
        (lambda: mx.nd.ones(2, "float32"), r"ctx.*'float32'.*mx.cpu\(\)"),  # pyright: ignore[reportArgumentType]
        (lambda: mx.nd.zeros(2, stype="csr"), "'csr'.*'row_sparse' or 'default'"),
        (lambda: mx.nd.from_numpy([1.0]), "a list.*a NumPy array.*mx.nd.array"),  # pyright: ignore[reportArgumentType]
        (lambda: mx.nd.NDArray([1.0]), "a list.*a NumPy array"),  # pyright: ignore[reportArgumentType]
        (lambda: mx.nd.from_dlpack([1.0]), "a list.*an array in CPU memory"),
        (lambda: mx.nd.ones((2, 2)).asscalar(), r"shape \(2, 2\).*one element"),
        (lambda: mx.nd.ones(6).reshape(4, -1), r"\(4, -1\).*6 elements"),
        (lambda: mx.nd.ones(6).reshape((-4, 4, -1)), "6 elements"),
        (lambda: mx.nd.ones(6).reshape((-4, 0, -1)), "6 elements"),
        (lambda: mx.nd.ones(6).reshape((-4, 6)), "6 elements"),
        (lambda: mx.nd.ones(6).reshape((-4, -5, 2)), "6 elements"),
        (lambda: mx.nd.ones(6).reshape((-3,)), "6 elements"),
        (lambda: mx.nd.ones(6).reshape((-5, 6)), "6 elements"),
        (lambda: mx.nd.ones(6).reshape((6,), reverse=True), "reverse"),
        (lambda: mx.nd.ones(3).copyto(mx.nd.ones(4)), r"shape \(4,\).*shape \(3,\)"),
        (lambda: mx.nd.ones(3).copyto(7), "an int.*shape"),
        (lambda: mx.nd.ones(3).tostype("csr"), "'csr'"),
        (lambda: mx.nd.array(np.float32(1)).reshape(()).tostype("csr"), "'csr'"),
    ],
)
def test_what_does_not_fit_is_said(call: Callable[[], Any], text: str) -> None:
    with pytest.raises(BindError, match=text) as caught:
        call()
    assert isinstance(caught.value, MXSymError) and isinstance(caught.value, ValueError)


# The dense array.


def test_attributes() -> None:
    x = mx.nd.from_numpy(table())
    assert (x.shape, x.size, x.ndim, len(x), x.stype) == ((4, 3), 12, 2, 4, "default")
    assert x.dtype == np.float32 and x.context == x.ctx == mx.cpu()
    assert x.as_in_context(mx.cpu()) is x and x.__mxsym__() is x.__array__()
    x.wait_to_read()
    assert float(mx.nd.array([2.5])) == 2.5 and int(mx.nd.array([2.5])) == 2
    assert [bool(mx.nd.array(values)) for values in ([], [0], [3])] == [False, False, True]
    with pytest.raises(BindError, match="one element"):
        bool(x)


def test_it_prints_as_in_mxnet() -> None:
    assert repr(mx.nd.array([[1, 2, 3], [4, 5, 6]])) == "\n[[1. 2. 3.]\n [4. 5. 6.]]\n<NDArray 2x3 @cpu(0)>"
    assert repr(mx.nd.sparse.zeros("row_sparse", (5, 2))) == "\n<RowSparseNDArray 5x2 @cpu(0)>"


def test_from_numpy_shares_and_leaves_writable() -> None:
    memory = table()
    x = mx.nd.from_numpy(memory)
    assert x.__mxsym__() is memory and memory.flags.writeable
    x[1, 2] = 50
    memory[0] = 9
    assert memory[1, 2] == 50 and x[0].asnumpy().tolist() == [9, 9, 9]
    assert not np.shares_memory(np.asarray(mx.nd.from_numpy(memory, zero_copy=False)), memory)


def test_parts_are_views() -> None:
    memory = table()
    x = mx.nd.from_numpy(memory)
    x[1:3][0][1] = -1
    x[:, 2][3] = -2
    x.T[0, 0] = -3
    x.reshape((3, 4))[2, 0] = -4
    x[0][1][:] = -5
    x[...][3, 0] = -6
    assert memory.ravel().tolist() == [-3, -5, 2, 3, -1, 5, 6, 7, -4, -6, 10, -2]
    assert x[0, 0].shape == (1,) and [row.shape for row in x] == [(3,)] * 4
    assert mx.nd.from_numpy(np.array(2.0))[()].shape == ()
    ids = mx.nd.array([0, 2], dtype="int64")
    assert np.array_equal(x[ids], memory[[0, 2]]) and not np.shares_memory(np.asarray(x[ids]), memory)
    assert np.array_equal(x[1:3, ids], memory[1:3, [0, 2]])
    x[ids] = mx.nd.zeros((2, 3))
    assert not memory[[0, 2]].any()
    with pytest.raises(IndexError):
        x[7]


def test_reshape_knows_mxnets_zero() -> None:
    x = mx.nd.ones((4, 3, 2))
    assert x.reshape((0, -1)).shape == (4, 6) and x.reshape(-1).shape == (24,) and x.reshape(2, 12).shape == (2, 12)
    assert x.reshape(shape=(0, 0, 2)).shape == (4, 3, 2) and mx.nd.ones(1).reshape(()).shape == ()
    assert mx.nd.zeros((0, 3)).reshape((0, 3)).shape == (0, 3)


@pytest.mark.parametrize(
    ("shape", "codes", "result"),
    [
        # The examples of MXNet's documentation.
        ((2, 3, 4), (4, 0, 2), (4, 3, 2)),
        ((2, 3, 4), (2, 0, 0), (2, 3, 4)),
        ((2, 3, 4), (6, 1, -1), (6, 1, 4)),
        ((2, 3, 4), (-2,), (2, 3, 4)),
        ((2, 3, 4), (2, -2), (2, 3, 4)),
        ((2, 3, 4), (-2, 1, 1), (2, 3, 4, 1, 1)),
        ((2, 3, 4), (-3, 4), (6, 4)),
        ((2, 3, 4, 5), (-3, -3), (6, 20)),
        ((2, 3, 4), (0, -3), (2, 12)),
        ((2, 3, 4), (-3, -2), (6, 4)),
        ((2, 3, 4), (-4, 1, 2, -2), (1, 2, 3, 4)),
        ((2, 3, 4), (2, -4, -1, 3, -2), (2, 1, 3, 4)),
        ((6, 4), (-4, 2, -1, 0), (2, 3, 4)),
    ],
)
def test_reshape_knows_mxnets_codes(shape: tuple[int, ...], codes: tuple[int, ...], result: tuple[int, ...]) -> None:
    whole = mx.nd.zeros(shape)
    part = whole.reshape(codes)
    part[:] = 1
    assert part.shape == result and (whole.asnumpy() == 1).all()


def test_copies_are_copies() -> None:
    memory = table()
    x = mx.nd.from_numpy(memory)
    for made in (x.copy(), x.asnumpy(), x.astype("float32"), x.astype("float64"), x.tostype("default"), x.T.copy()):
        assert not np.shares_memory(np.asarray(made), memory)
    assert x.T.copy().__mxsym__().flags.c_contiguous
    assert x.astype(np.float32, copy=False) is x and x.astype("bfloat16").dtype == BF16
    other = mx.nd.zeros((4, 3), dtype="float64")
    assert x.copyto(other) is other and np.array_equal(other, memory)
    target = np.zeros((4, 3))
    assert x.copyto(target) is target and np.array_equal(target, memory)
    assert np.array_equal(x.copyto(mx.cpu()), memory)
    sparse = mx.nd.sparse.zeros("row_sparse", (4, 3))
    assert x.copyto(sparse) is sparse and sparse.indices.asnumpy().tolist() == [0, 1, 2, 3]


def test_arithmetic_is_numpys() -> None:
    a, b = mx.nd.array([1, 2, 3]), np.array([4, 5, 6], np.float32)
    for result, expected in (
        (a + b, [5, 7, 9]),
        (b + a, [5, 7, 9]),
        (2 - a, [1, 0, -1]),
        (a * a, [1, 4, 9]),
        (b / a, [4, 2.5, 2]),
        (a**2, [1, 4, 9]),
        (-a, [-1, -2, -3]),
        (abs(-a), [1, 2, 3]),
        (a // 2, [0, 1, 1]),
        (a % 2, [1, 0, 1]),
        (np.sqrt(a * a), [1, 2, 3]),
        (np.add.reduce(a), 6),
        (divmod(a, 2)[1], [1, 0, 1]),
    ):
        assert isinstance(result, mx.nd.NDArray) and result.dtype == np.float32
        assert result.asnumpy().tolist() == expected
    assert (mx.nd.ones((2, 1)) + a).shape == (2, 3)
    with pytest.raises(TypeError):
        operator.add(a, "x")


def test_in_place_operators_keep_the_memory() -> None:
    memory = np.array([1, 2, 3], np.float32)
    x = whole = mx.nd.from_numpy(memory)
    x += 1
    x *= mx.nd.array([2, 2, 2])
    x -= np.ones(3)
    x /= 2
    x **= 2
    part = x[:1]
    part += 1
    assert x is whole and memory.tolist() == [3.25, 6.25, 12.25]
    memory += x
    assert isinstance(memory, np.ndarray) and memory.tolist() == [6.5, 12.5, 24.5]
    assert np.add(x, 1, out=x) is x and memory[0] == 7.5


def test_comparisons_give_one_and_zero_in_the_dtype() -> None:
    a = mx.nd.array([1, 2, 3])
    for result, expected in (
        (a == 2, [0, 1, 0]),
        (a != mx.nd.array([1, 0, 3]), [0, 1, 0]),
        (a < 2, [1, 0, 0]),
        (a <= 2, [1, 1, 0]),
        (a > 2, [0, 0, 1]),
        (a >= np.float32(2), [0, 1, 1]),
        (np.array([9, 9, 0], np.float32) > a, [1, 1, 0]),
    ):
        assert result.dtype == np.float32 and result.asnumpy().tolist() == expected
    assert (a.astype("bfloat16") < 2.5).dtype == BF16
    assert (a == mx.nd.ones(3, dtype="float64")).dtype == np.float64
    assert np.less(2, a).asnumpy().tolist() == [0, 0, 1] and np.less(2, a, dtype=np.bool_).dtype == np.bool_
    assert (a == None) is False and (a != "x") is True and len({a, a}) == 1  # noqa: E711
    with pytest.raises(TypeError):
        operator.lt(a, "x")
    with pytest.raises(IndexError):
        a[a > 2]


# The namespaces.


def test_ops_are_found_by_name() -> None:
    for space in (mx.nd, mx.nd.sparse, mx.nd.contrib):
        op = space.sgd_update
        assert op.__name__ == "sgd_update" and "lr" in inspect.signature(op).parameters
        assert "sgd_update" in dir(space) and "identity" in dir(space)
        with pytest.raises(AttributeError, match="did you mean"):
            getattr(space, "sgd_updaet")  # noqa: B009
        with pytest.raises(AttributeError):
            getattr(space, "__wrapped__")  # noqa: B009
    assert {"NDArray", "array", "sparse", "contrib"} <= set(dir(mx.nd)) and "coalesce" in dir(mx.nd.sparse)


def test_prefixed_ops_are_found_in_their_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = RULES[mx.nd.sgd_update.__name__]
    for name in ("_contrib_one_update", "_two_update", "_sparse_three_update"):
        monkeypatch.setitem(RULES, name, rule)
    assert callable(untyped.nd.contrib.one_update) and callable(untyped.nd.contrib.two_update)
    assert callable(untyped.nd.sparse.three_update)
    for space, name in ((mx.nd, "one_update"), (mx.nd.sparse, "two_update"), (mx.nd.contrib, "three_update")):
        with pytest.raises(AttributeError, match=name):
            getattr(space, name)


def test_importing_mxsym_imports_no_other_library() -> None:
    slow = {"llvmlite", "scipy", "torch", "ml_dtypes"}
    script = f"import sys, mxsym.ndarray; print(*sorted({slow} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


# Running ops on them.


def test_ops_run_on_the_memory_of_arrays() -> None:
    memory, plain = np.ones((5, 2), np.float32), np.ones((5, 2), np.float32)
    weight, grad, mom = mx.nd.from_numpy(memory), mx.nd.ones((5, 2)), mx.nd.zeros((5, 2))
    assert mx.nd.sgd_mom_update(weight, grad, mom, lr=0.5, momentum=0.9, out=weight) is weight
    mx.nd.sgd_mom_update(plain, np.ones_like(plain), np.zeros_like(plain), lr=0.5, momentum=0.9, out=plain)
    assert np.array_equal(memory, plain) and mom[0, 0].asscalar() == -0.5
    fresh = mx.nd.sgd_update(weight, grad, lr=0.5)
    assert isinstance(fresh, mx.nd.NDArray) and not np.shares_memory(np.asarray(fresh), memory)


# Elements, numbers and truth, as a careful user of NumPy expects them.

INDICES: dict[str, Any] = {
    "number": 1,
    "last": -1,
    "NumPy's number": np.int64(2),
    "element": (1, 2),
    "element of NumPy's numbers": (np.int64(1), np.int32(0)),
    "slice": slice(1, 3),
    "row and slice": (1, slice(None)),
    "column": (slice(None), 2),
    "all": ...,
    "ellipsis first": (..., 1),
    "everything": slice(None),
    "new axis": None,
    "ids": [0, 2],
    "repeated ids": [1, 1],
    "id arrays": (np.array([0, 1]), np.array([2, 0])),
    "mask": np.array([True, False, True, False]),
    "full mask": np.arange(12).reshape(4, 3) % 2 == 0,
    "no ids": np.array([], np.int64),
}
FUNCTIONS: Any = operator
IN_PLACE: dict[str, Callable[[Any, Any], Any]] = {
    name: getattr(FUNCTIONS, name) for name in ("iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow")
}


@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
@pytest.mark.parametrize("change", IN_PLACE.values(), ids=IN_PLACE)
def test_a_part_changes_in_place_as_numpys_does(change: Callable[[Any, Any], Any], index: Any) -> None:
    memory, expected = table(), table()
    x = mx.nd.from_numpy(memory)
    key: Any = mx.nd.from_numpy(index) if isinstance(index, np.ndarray) else index  # pyright: ignore[reportUnknownArgumentType]
    x[key] = change(x[key], 3)
    expected[index] = change(expected[index], 3)
    assert x.__mxsym__() is memory and np.array_equal(memory, expected)
    x[index] = 7
    expected[index] = 7
    assert np.array_equal(memory, expected)


def test_an_element_takes_what_it_gives() -> None:
    x = mx.nd.zeros((2, 2))
    x[0, 1] = x[0, 0] + 5
    x[1][0] = np.array(6.0)
    x[1, 1] = np.array([7.0])
    assert x.asnumpy().tolist() == [[0, 5], [6, 7]]
    number = mx.nd.from_numpy(np.zeros((), np.float32))
    for index in ((), ...):
        number[index] += np.float64(2)
    number += 1
    assert (float(number), number.shape, number.dtype) == (5.0, (), np.float32)
    with pytest.raises(ValueError, match="broadcast"):
        x[0, 0] = mx.nd.ones(2)
    x[:] = mx.nd.sparse.zeros("row_sparse", (2, 2))
    assert not x.asnumpy().any()


NAMES = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "eq", "ne", "lt", "le", "gt", "ge")
OPERATORS = [*(getattr(FUNCTIONS, name) for name in NAMES), np.maximum, np.arctan2]
KINDS: tuple[Callable[[float], Any], ...] = (
    *(float, np.float64, np.float32, np.float16, np.longdouble, np.array, int, np.int64, np.int8, np.uint8),
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "bfloat16"])
def test_a_number_takes_the_dtype_of_the_array(dtype: str, kind: Callable[[float], Any]) -> None:
    x: Any = mx.nd.array([1, 2, 3], dtype=dtype)
    number = kind(2.0)
    same = x.__mxsym__().dtype.type(2)
    for apply in OPERATORS:
        for got, expected in ((apply(x, number), apply(x, same)), (apply(number, x), apply(same, x))):
            assert isinstance(got, mx.nd.NDArray)
            assert got.dtype == x.dtype and got.asnumpy().tobytes() == expected.asnumpy().tobytes()
    for change in IN_PLACE.values():
        held = x
        x = change(x, number)
        assert (x is held and x.dtype == BF16) or x.dtype == dtype


def test_what_is_no_number_keeps_numpys_types() -> None:
    x = mx.nd.ones(2)
    assert (x * np.ones(2)).dtype == np.float64 and (np.ones((1, 2)) - x).dtype == np.float64
    assert (x * mx.nd.ones(2, dtype="float64")).dtype == np.float64
    assert (mx.nd.array([1, 2], dtype="int32") * np.float64(0.5)).dtype == np.float64
    assert (mx.nd.array([1, 2], dtype="int32") + np.int64(1)).dtype == np.int32
    assert (x * np.complex64(1j)).dtype == np.complex64 and np.add(x, 1, dtype=np.float64).dtype == np.float64
    add: Any = np.add
    assert add(1, np.float64(2), out=x) is x and np.add(x, [1, 2]).dtype == np.float64
    x[:] = 1
    assert np.add.outer(x, x).dtype == np.add.reduce(x).dtype == np.float32
    np.add.at(x.__mxsym__(), 0, np.float64(2))
    assert x.asnumpy().tolist() == [3, 1]


def test_an_array_of_several_elements_has_no_truth_value() -> None:
    x = mx.nd.array([1, 2, 3])
    for call in (lambda: bool(x == x + 0), lambda: not x, lambda: x and 1, lambda: [x, x + 1].index(x + 1)):
        with pytest.raises(BindError, match=r"got shape \(3,\), expected one element.*all\(\) or .any\(\)"):
            call()
    assert 2 in x and 5 not in x and mx.nd.array([3]) in x and "x" not in x and None not in x
    assert 2 in mx.nd.array([[1, 2], [3, 4]]) and np.array([3, 4]) in mx.nd.array([[1, 2], [3, 4]])
    assert (x == [1, 0, 3]).asnumpy().tolist() == [1, 0, 1] and (x != (1, 0, 3)).asnumpy().tolist() == [0, 1, 0]
    assert [float(item) for item in x] == [1, 2, 3] and len(x) == 3 and next(reversed(x)).asscalar() == 3
    assert [x, 0].index(x) == 0 and {x: 1}[x] == 1 and hash(x) != hash(x.copy())
    number = mx.nd.from_numpy(np.array(1.0))
    assert bool(number) and 1 in number
    for call in (lambda: len(number), lambda: list(number)):
        with pytest.raises(TypeError, match="unsized"):
            call()


def test_the_rows_behind_an_array_are_equal_to_themselves_only() -> None:
    rows = mx.nd.sparse.coalesce(np.ones((2, 2), np.float32), [0, 2], shape=(3, 2))
    one, another = rows.__mxsym__(), rows.copy().__mxsym__()
    assert operator.eq(one, one) and operator.ne(one, another)
    assert not operator.eq(one, another) and not operator.ne(one, one)
    assert [another, one].index(one) == 1 and {one: 1}[one] == 1 and another not in {one: 1}
    assert {rows: 1}[rows] == 1 and rows.copy() not in {rows: 1}


@pytest.mark.parametrize("bound", ["simple_bind", "mx.nd", "NumPy", "mixed"])
def test_outputs_are_of_the_kind_of_what_is_bound(bound: str) -> None:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    symbol = mx.Group([mx.sym.sgd_mom_update(w, g, m, lr=0.5, momentum=0.5, name="u"), mx.sym.sum(g, name="s")])
    if bound == "simple_bind":
        executor = symbol.simple_bind(w=(3,))
    else:
        kinds: dict[str, Any] = {"NumPy": {}, "mx.nd": dict.fromkeys("wgm", mx.nd.array), "mixed": {"g": mx.nd.array}}
        arrays = {name: kinds[bound].get(name, np.asarray)(np.zeros(3, np.float32)) for name in "wgm"}
        executor = symbol.bind(args={"w": arrays["w"], "g": arrays["g"]}, aux_states={"m": arrays["m"]})
    executor.arg_dict["g"][:] = 2
    for _ in range(3):  # in Python, then in native code
        outputs = executor.forward()
        assert all(isinstance(item, mx.nd.NDArray) is (bound != "NumPy") for item in outputs)
        assert float(np.asarray(outputs[1])[0]) == 6
    if bound != "NumPy":
        assert executor.forward()[0].asnumpy().shape == (3,)
        assert executor.output_dict["u_output"] is executor.outputs[0] is executor.forward()[0]
    kind = mx.nd.NDArray if bound in ("simple_bind", "mx.nd") else np.ndarray
    assert isinstance(executor.arg_dict["w"], kind) and isinstance(executor.aux_dict["m"], kind)
    seen = list[Any]()
    executor.set_monitor_callback(lambda _, array: seen.append(array), monitor_all=True)
    executor.forward()
    assert len(seen) == 5 and np.sum(np.asarray(seen[-1])) == 6


def test_simple_bind_makes_row_sparse_arrays_of_mx_nd() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    executor = mx.sym.sgd_update(w, g, lr=0.5, out=w).simple_bind(w=(3, 2), stype_dict={"g": "row_sparse"})
    assert isinstance(executor.arg_dict["g"], mx.nd.RowSparseNDArray)
    executor.arg_dict["g"][:] = mx.nd.sparse.coalesce(np.ones((1, 2), np.float32), [1], shape=(3, 2))
    assert executor.forward()[0].asnumpy().tolist() == [[0, 0], [-0.5, -0.5], [0, 0]]


def test_a_mask_of_numbers_says_what_to_write() -> None:
    """Comparisons give numbers, as in MXNet; NumPy takes those for no index."""
    x = mx.nd.array([1.0, -1.0, 2.0])
    for attempt in (lambda: x[x > 0], lambda: x[(x > 0,)], lambda: x.__setitem__(x > 0, 5), lambda: x[x]):
        with pytest.raises(IndexError, match=r"got one of float32; comparisons give numbers.*astype\('bool'\)"):
            attempt()
    x[(x > 0).astype("bool")] = 5
    assert x.asnumpy().tolist() == [5, -1, 5] and x[mx.nd.array([1], dtype="int32")].asnumpy().tolist() == [-1]
