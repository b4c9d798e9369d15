"""Graphs of any length: loops are cut, functions called, so that compiling takes a time in proportion to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.backend import lower
from mxsym.codegen.fusion import split_loops
from mxsym.codegen.passes import composites
from mxsym.opgraph.interpreter import interpret
from mxsym.runtime import kernel_cache
from tests.support import Array, assert_same_bits, bind, draw

pytestmark = pytest.mark.slow

X, Y = mx.sym.var("x"), mx.sym.var("y")
Step = Callable[[Any, int], Any]
CHAINS: dict[str, Step] = {
    "add": lambda z, i: z + float(i % 7),
    "tanh": lambda z, _: mx.tanh(z),
    "pow": lambda z, i: mx.abs(z) ** (0.5 + i % 3),
    "exp and log": lambda z, i: mx.log(mx.exp(z * 0.5) + float(i % 3)),
    "where": lambda z, i: mx.where(z > float(i % 5), z * 0.5, X - z),
    "both": lambda z, i: z * Y + X * float(i),
}


def compare(symbol: mx.Symbol, arrays: dict[str, Array]) -> mx.Executor:
    """Step and interpret: the same bits in every output and every array."""
    held = {name: array.copy() for name, array in arrays.items()}
    expected = interpret(symbol, {name: array.copy() for name, array in arrays.items()})
    executor = bind(symbol, held)
    executor.forward()
    for got, wanted in zip(executor.outputs, expected.outputs, strict=True):
        assert_same_bits(got, wanted)
    for name, array in held.items():
        assert_same_bits(array, expected.variables[name], name)
    return executor


def kernels(executor: mx.Executor) -> list[Any]:
    return [code.kernel for item in executor.compiled for code in item.compiled.kernels]


def inputs(dtype: str = "float32", n: int = 37) -> dict[str, Array]:
    rng = np.random.default_rng(7)
    return {name: draw(rng, n, np.dtype(dtype)) for name in "xy"}


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops of a few values, all functions called."""
    monkeypatch.setattr(split_loops, "LIMIT", 6)
    monkeypatch.setattr(composites, "MOST_EXPANDED", 0)
    monkeypatch.setattr(lower, "LONG", 4)
    monkeypatch.setattr(kernel_cache, "_compiled", {})
    monkeypatch.setenv("MXSYM_CACHE", "0")


def chain(step: Step, count: int) -> mx.Symbol:
    value = X
    for number in range(count):
        value = step(value, number)
    return value


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_in_pieces(name: str, dtype: str, short: None) -> None:
    symbol = chain(CHAINS[name], 12)
    arrays = {key: array for key, array in inputs(dtype).items() if key in symbol.list_arguments()}
    assert len(kernels(compare(symbol, arrays))) > 1


def test_many_outputs_in_pieces(short: None) -> None:
    compare(mx.Group([chain(CHAINS["both"], count) for count in range(1, 9)]), inputs())


def test_a_store_waits_for_who_reads_what_was_there(short: None) -> None:
    """Every variable is written, early and late, and read by what comes after it in another piece."""
    long = chain(CHAINS["both"], 10)
    last = mx.where(X > 0.5, long, Y)
    compare(mx.Group([mx.sym.assign(X, Y * 2.0), mx.sym.assign(Y, last), mx.sym.assign(X, X + long)]), inputs())
    compare(mx.Group([mx.sym.assign(X, Y), mx.sym.assign(Y, long)]), inputs())
    compare(mx.Group([mx.sym.assign(Y, long), mx.sym.assign(X, Y + 1.0)]), inputs())


@pytest.mark.parametrize("lazy", [True, False])
def test_rows_in_pieces(lazy: bool, short: None) -> None:
    """Listed rows, and the rows between them."""
    w, g, m = (mx.sym.var(name) for name in "wgm")
    symbol = mx.sym.sgd_mom_update(
        w, mx.tanh(g * 0.5), m, lr=0.1, momentum=0.9, wd=0.01, clip_gradient=0.5, lazy_update=lazy, out=w
    )
    results: list[list[Array]] = []
    for limit in (6, 10**6):
        split_loops.LIMIT = limit  # the fixture puts it back
        kernel_cache._compiled.clear()  # pyright: ignore[reportPrivateUsage]: the fixture's own
        rng = np.random.default_rng(3)
        held = {name: draw(rng, 40, np.dtype(np.float32)).reshape(8, 5) for name in "wm"}
        values = draw(rng, 15, np.dtype(np.float32)).reshape(3, 5)
        gradient = mx.nd.sparse.row_sparse_array((values, np.array([1, 4, 6])), shape=(8, 5))
        executor = symbol.bind(args={"w": held["w"], "g": gradient}, aux_states={"m": held["m"]})
        executor.forward()
        results.append([held["w"], held["m"]])
        assert (len(kernels(executor)) > 2) == (limit == 6)
    for one, other in zip(*results, strict=True):
        assert_same_bits(one, other)


def test_sums_in_pieces(short: None) -> None:
    """Terms of a sum are computed in pieces, and so are values that need the sum."""
    arrays = {"weight": inputs(n=9000)["x"], "grad": inputs(n=9000)["y"]}
    arrays |= {name: np.zeros(9000, np.float32) for name in ("mean", "var")}
    variables = {name: mx.sym.var(name) for name in arrays}
    compare(mx.sym.lamb_update(*variables.values(), lr=0.1, t=1, wd=0.1, out=variables["weight"]), arrays)


@pytest.mark.parametrize(("name", "count"), [("tanh", 120), ("both", 700), ("pow", 30)])
def test_no_kernel_is_very_long(name: str, count: int) -> None:
    """With the limits that hold for everybody."""
    symbol = chain(CHAINS[name], count)
    executor = compare(symbol, {key: value for key, value in inputs(n=5).items() if key in symbol.list_arguments()})
    assert all(len(kernel.each) < 2 * split_loops.LIMIT for kernel in kernels(executor))


def test_a_deep_graph_needs_no_deep_stack() -> None:
    """Nothing recurses, from the text of the graph to its last stage."""
    symbol = mx.sym.load_json(chain(CHAINS["add"], 1500).tojson())
    executor = symbol.simple_bind(x=(3,))
    executor.arg_dict["x"][:] = 1
    executor.forward()
    assert executor.outputs[0][0] == 1 + sum(number % 7 for number in range(1500))
    assert executor.explain() and executor.ir("kernel") and executor.ir("graph") and symbol.infer_shape(x=(3,))


def test_a_rule_of_two_thousand_expressions(forget_declared_rules: None) -> None:
    @mx.update_rule
    def long_update(weight: Any, grad: Any, *, lr: Any) -> Any:
        """Many terms."""
        total = grad
        for number in range(1000):
            total = total * 0.5 + weight * float(number % 11)
        return {"weight": weight - lr * total}

    w, g = mx.sym.var("x"), mx.sym.var("y")
    compare(mx.sym.make(long_update, [w, g], {"lr": 0.1}), inputs(n=5))
