"""Functions and methods of `mx.nd`: what two real versions of MXNet gave for the same expressions, and what is ours."""

from __future__ import annotations

import json
import re
import threading
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.errors import BindError
from mxsym.ndarray import calls
from mxsym.rule.operand import FUNCTIONS
from mxsym.rule.registry import RESERVED_NAMES
from tests.mxnet_files import FOLDER
from tests.support import assert_same_bits

RECORDED: dict[str, Any] = json.loads((FOLDER / "ndarray.json").read_text())
NUMPYS = "whole numbers and a float give NumPy's float64, not a number that was cut off"
ROWS = "zero stays zero, so it stays row-sparse"
DENSE = "asks for a dense array"
DIFFERENT = {
    "nd.sum(h)": "the op's float32",
    **dict.fromkeys(("i * 0.5", "0.5 * i", "i / 2", "i + 1.5", "2 ** i"), NUMPYS),
    **dict.fromkeys(("r ** 2", "nd.maximum(r, 0)", "r != r2"), ROWS),
    **dict.fromkeys(("nd.max(r)", "nd.dot(y24, r)", "nd.dot(csr, x43[0:3])", "csr + csr"), DENSE),
}
"""Expressions that give something else here, and why."""


def space() -> dict[str, Any]:
    known: dict[str, Any] = {"mx": mx, "nd": mx.nd, "np": np}
    for name, text in RECORDED["arrays"].items():
        known[name] = eval(text, known)
    return known


def outcome(expression: str) -> list[Any]:
    array: Any = eval(expression, space())
    assert issubclass(type(array), mx.nd.NDArray)
    values = array.asnumpy().astype("float64").ravel()
    ids = [array.indices.asnumpy().tolist()] if array.stype == "row_sparse" else []
    return [array.stype, array.dtype.name, list(array.shape), values, *ids]


@pytest.mark.parametrize("expression", [item for item in RECORDED["expressions"] if item not in DIFFERENT])
def test_expressions_give_what_mxnet_gives(expression: str) -> None:
    got, want = outcome(expression), RECORDED["expressions"][expression]
    assert got[:3] == want[:3] and got[4:] == want[4:]
    np.testing.assert_allclose(got[3], want[3], rtol=2e-3 if want[1] == "float16" else 2e-6, atol=0)


@pytest.mark.parametrize("expression", [item for item, why in DIFFERENT.items() if why == ROWS])
def test_values_are_mxnets_where_the_storage_is_not(expression: str) -> None:
    got, want = outcome(expression), RECORDED["expressions"][expression]
    assert (got[0], want[0]) == ("row_sparse", "default") and got[1:3] == want[1:3]
    assert got[3].tolist() == want[3]


@pytest.mark.parametrize("expression", [item for item, why in DIFFERENT.items() if why == DENSE])
def test_what_needs_all_elements_says_so(expression: str) -> None:
    with pytest.raises((BindError, TypeError), match="call tostype"):
        outcome(expression)


def test_numbers_of_whole_arrays_are_numpys() -> None:
    assert outcome("i * 0.5")[1:3] == ["float64", [2, 3]] and outcome("i * 2")[1] == "int32"


def test_every_function_is_a_name_of_mx_nd() -> None:
    from mxsym.ndarray import calls

    assert mx.nd.norm and {*calls.FUNCTIONS} <= RESERVED_NAMES
    for name, function in calls.FUNCTIONS.items():
        assert getattr(mx.nd, name) is function and name in dir(mx.nd) and function.__doc__
    for name, function in calls.METHODS.items():
        assert calls.FUNCTIONS[name] is function and name in dir(mx.nd.ones((2,)))
    bound = mx.nd.ones((2, 3)).sum
    assert bound(axis=1).asnumpy().tolist() == [3, 3]


@pytest.mark.parametrize("name", ["abs", "exp", "sqrt", "square", "tanh", "sum", "mean"])
def test_ops_stay_the_ops_they_were(name: str) -> None:
    """Their bits are the kernels'."""
    values = np.random.default_rng(1).random(1000, np.float32)
    function = getattr(mx.sym, name)
    executor = function(mx.sym.var("x")).bind(args={"x": values})
    assert_same_bits(getattr(mx.nd, name)(mx.nd.array(values)).asnumpy(), np.asarray(executor.forward()[0]))
    assert type(getattr(mx.nd, name)(values)) is np.ndarray


@pytest.mark.parametrize(
    "function",
    [np.sum, np.mean, np.prod, np.max, np.argmax, np.std, np.var, np.median, np.any, np.all, np.round],
)
def test_functions_of_numpys_take_arrays(function: Any) -> None:
    """NumPy asks an array for its methods."""
    values = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    array = mx.nd.array(values)
    choices: list[dict[str, Any]] = [{}] if function is np.round else [{}, {"axis": 0}]
    for options in choices:
        got = np.asarray(function(array, **options))
        expected: Any = np.ravel(function(values, **options))
        np.testing.assert_allclose(got.ravel(), expected, rtol=1e-6)
    assert np.clip(array, 2, 4).asnumpy().max() == 4 and np.transpose(array).shape == (3, 2)
    assert np.mean(array, dtype=np.float64).dtype == np.float64


def test_results_go_where_they_are_asked_to() -> None:
    x, out = mx.nd.array([[1, 4], [9, 16]]), mx.nd.zeros((2,))
    assert mx.nd.max(x, axis=1, out=out) is out and out.asnumpy().tolist() == [4, 16]
    assert mx.nd.maximum(x, 5, out=x) is x and x.asnumpy().tolist() == [[5, 5], [9, 16]]
    plain = np.zeros(2, np.float32)
    assert mx.nd.min(x, axis=0, out=plain) is plain and plain.tolist() == [5, 5]
    with pytest.raises(BindError, match=r"out: got an NDArray of shape \(2,\), expected an array of shape \(2, 2\)"):
        mx.nd.floor(x, out=out)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("nd.sum(x, axis=2)", "axis: got 2, expected axes from -2 to 1"),
        ("x.max(axis='x')", "axis: got 'x'"),
        ("nd.norm(x, ord=3)", "ord: got 3, expected 1 or 2"),
        ("x.topk(ret_typ='all')", "ret_typ: got 'all'"),
        ("nd.dot(x, y)", r"got shapes \(2, 3\) and \(2, 3\)"),
        ("nd.take(x, [0], mode='far')", "mode: got 'far'"),
        ("nd.concat(x43, r)", "expected a dense array"),
        ("r.reshape(12)", "expected a dense array"),
        ("r.T", r"call tostype\('default'\)"),
    ],
)
def test_what_does_not_fit_is_said(expression: str, text: str) -> None:
    with pytest.raises(BindError, match=text):
        outcome(expression)


def test_a_method_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="'NDArray' object has no attribute 'sqr': did you mean 'sqrt'"):
        _ = mx.nd.ones((2,)).sqr
    with pytest.raises(AttributeError, match=r"compute with np\.asarray\(x\)"):
        _ = mx.nd.ones((2,)).zzzz
    for name in ("attach_grad", "backward", "grad", "detach"):
        with pytest.raises(AttributeError, match=rf"no attribute '{name}': MXNet's networks, differentiation"):
            getattr(mx.nd.ones((2,)), name)


def test_what_only_numpy_and_mxnets_networks_have_says_so() -> None:
    """A near name is another function: sign is no sine."""
    fix = r"call np\.sin\(np\.asarray\(x\)\)"
    with pytest.raises(AttributeError, match=rf"mx\.nd has no 'sin': {fix}"):
        _ = getattr(mx.nd, "sin")  # noqa: B009
    with pytest.raises(AttributeError, match=rf"no attribute 'sin': {fix}"):
        _ = mx.nd.ones((2,)).sin
    for face in (mx.nd, mx.sym):
        with pytest.raises(AttributeError, match="no op 'FullyConnected': MXNet's networks"):
            _ = getattr(face, "FullyConnected")  # noqa: B009
    with pytest.raises(AttributeError, match="no op 'sgd_updat': did you mean 'sgd_update'"):
        _ = getattr(mx.nd, "sgd_updat")  # noqa: B009
    assert mx.rnd is mx.random
    assert not hasattr(mx.nd.ones((2,)), "__cuda_array_interface__")


def rows() -> Any:
    return mx.nd.sparse.row_sparse_array((np.array([[1, -2], [3, 4]], np.float32), [1, 3]), shape=(4, 2))


def test_sparse_arrays_are_ndarrays() -> None:
    csr = mx.nd.sparse.csr_matrix(rows().asnumpy())
    for array in (rows(), csr):
        assert isinstance(array, mx.nd.NDArray) and hash(array) != hash(array.copy())
        assert (array.size, array.ndim, len(array), array.shape) == (8, 2, 4, (4, 2))
        for call in (memoryview, float, bool, list, np.from_dlpack):
            with pytest.raises((BindError, TypeError)):
                call(array)
        with pytest.raises(TypeError, match="does not become dense by itself"):
            np.asarray(array)


def test_row_sparse_arrays_are_compared_by_value() -> None:
    one, other = rows(), rows()
    assert (one == other).asnumpy().all() and not (one != other).asnumpy().any()
    other.data[0] = 7
    assert (one == other).asnumpy().tolist() == [[1, 1], [0, 0], [1, 1], [1, 1]]
    assert (one == one.tostype("default")).asnumpy().all() and (one == one.asnumpy()).asnumpy().all()


def test_dense_arrays_take_rows() -> None:
    dense, before = mx.nd.ones((4, 2)), rows().asnumpy()
    memory = np.asarray(dense)
    dense += rows()
    assert_same_bits(memory, 1 + before)
    dense -= rows()
    assert memory.tolist() == np.ones((4, 2)).tolist()
    dense[:] = rows()
    assert_same_bits(memory, before)
    dense[1:3] = rows().tostype("default")[1:3]
    dense[0] = rows().tostype("default")[3]
    assert memory[0].tolist() == [3, 4]
    wrong = mx.nd.ones((3, 2))
    with pytest.raises(BindError, match=r"expected an array of shape \(3, 2\)"):
        wrong += rows()


def test_rows_that_are_out_of_range_are_not_added() -> None:
    bad = rows()
    bad.indices[1] = 9
    dense = mx.nd.ones((4, 2))
    with pytest.raises(BindError, match="row 9 at position 1"):
        dense += bad
    assert dense.asnumpy().tolist() == np.ones((4, 2)).tolist()


def test_bound_rows_are_changed_in_place() -> None:
    """Executors hold the object behind an array."""
    array = rows()
    held = array.__mxsym__()
    array *= 2
    array += mx.nd.sparse.row_sparse_array((np.ones((1, 2), np.float32), [0]), shape=(4, 2))
    assert array.__mxsym__() is held and held.indices.tolist() == [0, 1, 3]
    assert held.data.tolist() == [[1, 1], [2, -4], [6, 8]]


def test_arithmetic_leaves_its_operands() -> None:
    one, other = rows(), rows()
    total = one + other
    total.indices[:] = 0
    total.data[:] = 0
    assert (one == other).asnumpy().all() and one.indices.asnumpy().tolist() == [1, 3]


def test_contexts() -> None:
    second = mx.cpu(1)
    array = mx.nd.ones((2, 3), ctx=second)
    assert (array.context, array.ctx) == (second, second)
    for result in (array[0], array * 2, 1 - array, array.sum(), array.T, array.copy(), array.reshape(-1), array > 0):
        assert result.context == second
    assert array.as_in_context(second) is array
    moved = array.as_in_context(mx.cpu())
    assert moved.context == mx.cpu() and moved is not array and array.copyto(mx.cpu(2)).context == mx.cpu(2)
    with second:
        assert mx.current_context() == second
        made = [mx.nd.zeros((2,)), mx.nd.array([1]), mx.nd.arange(3), mx.nd.random.normal(shape=(2,)), rows()]
        made += [mx.nd.sparse.csr_matrix(np.eye(2)), mx.nd.full((2,), 1), mx.nd.empty((2,))]
        with mx.cpu(3):
            assert mx.nd.ones((1,)).context == mx.cpu(3)
        assert {item.context for item in made} == {second}
        seen: list[Any] = []
        thread = threading.Thread(target=lambda: seen.append(mx.current_context()))
        thread.start()
        thread.join()
        assert seen == [mx.cpu()]
    assert mx.current_context() == mx.nd.ones((1,)).context == mx.cpu()
    assert (rows().on(second) * 2).context == rows().on(second).tostype("default").context == second


def test_there_is_no_gpu() -> None:
    assert mx.num_gpus() == mx.context.num_gpus() == 0
    for call in (mx.gpu, lambda: mx.gpu(1), lambda: mx.Context("gpu", 0)):
        with pytest.raises(ValueError, match=r"gpu\(\d\): mxsym computes on the CPU only; pass mx\.cpu\(\)"):
            call()
    assert mx.Context("cpu_pinned").device_type == "cpu_pinned"


def test_random_arrays() -> None:
    mx.random.seed(5)
    first = mx.nd.random.uniform(2, 3, shape=(100,))
    mx.random.seed(5)
    assert_same_bits(mx.random.uniform(2, 3, shape=(100,)).asnumpy(), first.asnumpy())
    assert first.dtype == np.float32 and 2 <= first.asnumpy().min() <= first.asnumpy().max() < 3
    assert mx.nd.random.randn(3, 4).shape == (3, 4) and mx.nd.random.normal().shape == (1,)
    whole = mx.nd.random.randint(0, 5, shape=(50,))
    assert whole.dtype == np.int32 and {*whole.asnumpy().tolist()} == {0, 1, 2, 3, 4}
    out = mx.nd.zeros((5,), dtype="float64")
    assert mx.nd.random.normal(10, 0.1, out=out) is out and abs(out.asnumpy() - 10).max() < 1


@pytest.mark.parametrize("op", ["sgd_update", "adagrad_update", "signsgd_update"])
@pytest.mark.parametrize("lazy", [True, False])
def test_csr_gradients_are_row_sparse_ones(op: str, lazy: bool) -> None:
    grad = rows()
    csr = mx.nd.sparse.csr_matrix(grad.asnumpy())
    results: list[Any] = []
    for gradient in (grad, csr):
        weight, state = mx.nd.ones((4, 2)), mx.nd.ones((4, 2))
        states = [state] if op == "adagrad_update" else []
        function = getattr(mx.nd, op, None) or getattr(mx.nd.sparse, op)
        function(weight, gradient, *states, lr=0.5, lazy_update=lazy, out=weight)
        results.append(weight.asnumpy())
    assert_same_bits(*results)
    assert (results[0] != 1).any()


def test_csr_gradients_in_graphs_and_optimizers() -> None:
    csr = mx.nd.sparse.csr_matrix(rows().asnumpy())
    weight = mx.nd.ones((4, 2))
    w = mx.sym.var("w")
    step = mx.sym.sgd_update(w, mx.sym.var("g"), lr=0.5, out=w)
    step.bind(args={"w": weight, "g": csr}).forward()
    assert_same_bits(weight.asnumpy(), (1 - 0.5 * rows().asnumpy()).astype(np.float32))
    updater, again = mx.optimizer.get_updater(mx.optimizer.SGD(learning_rate=0.5)), mx.nd.ones((4, 2))
    updater(0, csr, again)
    assert_same_bits(again.asnumpy(), weight.asnumpy())


def test_csr_arrays() -> None:
    csr = mx.nd.sparse.csr_matrix(([1.0, 2, 3], [0, 2, 1], [0, 2, 2, 3]), shape=(3, 3))
    dense = csr.asnumpy()
    assert dense.tolist() == [[1, 0, 2], [0, 0, 0], [0, 3, 0]]
    assert_same_bits(mx.nd.sparse.csr_matrix(dense).asnumpy(), dense)
    assert [csr.indptr.asnumpy().tolist(), csr.indices.asnumpy().tolist()] == [[0, 2, 2, 3], [0, 2, 1]]
    rows_of = csr.tostype("row_sparse")
    assert rows_of.indices.asnumpy().tolist() == [0, 2] and csr.tostype("default").stype == "default"
    assert ((2 * csr).asnumpy() == dense * 2).all() and ((csr / 2).asnumpy() == dense / 2).all()
    assert (-csr).stype == "csr" and csr.astype("float64").dtype == np.float64 and csr[:] is csr
    assert csr.copyto(mx.nd.zeros((3, 3))).asnumpy().tolist() == dense.tolist()
    with pytest.raises(BindError, match="a csr array is read-only"):
        csr[:] = 0
    with pytest.raises(BindError, match="call tostype"):
        _ = csr[0]
    with pytest.raises(ValueError, match="read-only"):
        csr.data[0] = 5


@pytest.mark.usefixtures("forget_declared_rules")
@pytest.mark.parametrize("name", [name for name in dir(mx.nd) if name in calls.FUNCTIONS])
def test_a_function_in_a_rule_says_what_to_write(name: str) -> None:
    """None of them computes with values of a rule, whatever its other arguments; each names the rule's function."""

    def wrong_update(weight: Any, grad: Any, *, lr: Any) -> dict[str, Any]:
        return {"weight": weight - lr * getattr(mx.nd, name)(grad)}

    known = re.escape(f"mx.{name}(") if name in FUNCTIONS else ""
    with pytest.raises(mx.RuleError, match=rf"got a value of a rule, expected an array; .*{known}"):
        mx.update_rule(wrong_update)


def test_like_arrays_stay_on_their_context() -> None:
    """MXNet ignores the argument where there is an array."""
    x = mx.nd.array([[1, 2]], ctx=mx.cpu(1))
    for call, value in ((mx.nd.zeros_like, 0), (mx.nd.ones_like, 1)):
        result = call(x, ctx=mx.cpu(0))
        assert result.context == mx.cpu(1) and result.asnumpy().tolist() == [[value, value]]


@pytest.mark.parametrize("stype", ["default", "row_sparse"])
def test_gradients_count_as_new(stype: str) -> None:
    """Programs that compute them by hand say so."""
    x: Any = mx.nd.zeros((2, 3), stype=stype)
    assert x._fresh_grad
    x._fresh_grad = False
    assert x._fresh_grad
