"""Random numbers by counter: the published generator, the same bits in every form of a rule, and good statistics."""

from __future__ import annotations

import itertools
import math
import zlib
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.backend import llvm
from mxsym.codegen.backend.lower import lower
from mxsym.codegen.dtypes import I64
from mxsym.codegen.evaluate import evaluate
from mxsym.codegen.expr import Granularity, apply, load
from mxsym.errors import RuleError
from mxsym.inspection.costs import step_facts
from mxsym.opgraph.interpreter import interpret
from mxsym.rule.rule import Rule
from mxsym.runtime import draws, kernel_cache
from tests.draws import draw_at
from tests.support import Array, assert_same_bits, bind, copies, untyped


@mx.update_rule
def random_noise_update(weight: Any, grad: Any, *, lr: float, seed: float, t: float, tensor: float = 0) -> Any:
    """Gradient descent with noise on the gradient and on the weight."""
    share = mx.random_uniform(seed, t, tensor)
    return {"weight": weight - lr * grad * share + mx.random_normal(seed, t, tensor, draw=1)}


@mx.update_rule
def random_rows_update(weight: Any, grad: Any, *, lr: float, seed: float, t: float) -> Any:
    """Gradient descent on rows of noise of one sum."""
    noise = mx.random_uniform(seed, t)
    return {"weight": weight - lr * (grad + noise / mx.row_sum(noise))}


@mx.update_rule
def random_total_update(weight: Any, grad: Any, *, lr: float, seed: float, t: float) -> Any:
    """Gradient descent on noise of one sum."""
    noise = mx.random_uniform(seed, t)
    return {"weight": weight - lr * (grad + noise / mx.sum(noise))}


@mx.update_rule
def stochastic_rounding_update(weight: Any, grad: Any, *, lr: float, seed: float, t: float) -> Any:
    """Gradient descent; the new weight is one of the two bfloat16 neighbours, by chance."""
    exact = (weight - lr * grad).astype("float32")
    moved = mx.bitcast(exact, "uint32") + (mx.random_bits(seed, t) & 0xFFFF)
    return {"weight": mx.bitcast(moved & 0xFFFF0000, "float32")}


@mx.update_rule
def random_each_update(weight: Any, grad: Any, kept: mx.Row, seen: mx.Row, *, lr: float, seed: float, t: float) -> Any:
    """A number for each row, and those for each element; one is the new value of a state."""
    row, spread = mx.random_normal(seed, t, each=mx.Row), mx.random_uniform(seed, t)
    kept = kept + row
    whole = mx.random_uniform(seed, t, draw=2, each=mx.Scalar)
    seen = mx.random_uniform(2, t, each=mx.Row)
    return {"weight": weight - lr * whole * (grad * spread + row), "kept": kept, "seen": seen}


@mx.update_rule
def random_projection_update(weight: Any, grad: Any, seen: mx.Column, *, lr: float, seed: float, t: float) -> Any:
    """Sums over random directions of rows and of columns."""
    row, column = (mx.random_normal(seed, t, each=each) for each in (mx.Row, mx.Column))
    seen = seen + mx.sum(row * grad, axis=0)
    along = mx.sum(column * grad, axis=1)
    return {"weight": weight - lr * (along * row / mx.norm(row) + seen * column / mx.norm(column)), "seen": seen}


RULES = (random_noise_update, random_rows_update, random_total_update, stochastic_rounding_update)
EACH = {"Row": Granularity.ROW, "Column": Granularity.COLUMN, "Scalar": Granularity.SCALAR, "": Granularity.ELEMENT}
COUNTS = [1_000_000, pytest.param(10_000_000, marks=pytest.mark.slow)]
NUMBERS = {"lr": 0.25, "seed": 7.0, "t": 3.0}


def arrays(shape: tuple[int, ...], dtype: Any = np.float32) -> dict[str, Array]:
    rng = np.random.default_rng(2)
    return {name: rng.standard_normal(shape).astype(dtype) for name in ("weight", "grad")}


@pytest.mark.parametrize(
    ("counter", "key", "first"),
    [
        (0, 0, 0x6B200159),
        (-1, -1, 0x1CB996FC),
        (0x85A308D3243F6A88 - (1 << 64), 0x0370734413198A2E, 0xC4923A9C),
    ],
)
def test_published_vectors(counter: int, key: int, first: int) -> None:
    value = apply("random_bits", load("key", I64), load("index", I64))
    loads = {"key": np.array([key], np.int64), "index": np.array([counter], np.int64)}
    assert int(evaluate([value], loads, {})[value].view(np.uint32)[0]) == first


def check(rule: Rule, dtype: Any, shape: tuple[int, ...], what: str = "") -> None:
    variables = {name: mx.sym.var(name) for name in ("weight", "grad", *rule.states)}
    symbol = mx.sym.make(rule, [], {**variables, **NUMBERS, "out": variables["weight"]})
    before = arrays(shape, dtype)
    before |= mx.new_states(rule, before["weight"])
    after = copies(before)
    bind(symbol, after).forward()
    for name, wanted in interpret(symbol, before).variables.items():
        assert_same_bits(after[name], wanted, f"{rule.name} {shape} {name} {what}")


BY_AXIS = (random_each_update, random_projection_update)


@pytest.mark.every(3)
@pytest.mark.parametrize("dtype", [np.float64, np.float32, ml_dtypes.bfloat16], ids=lambda dtype: dtype.__name__)
def test_compiled_is_interpreted(dtype: Any) -> None:
    for rule in (*(RULES if dtype is np.float32 else RULES[:1]), *BY_AXIS):
        for shape in ((5, 37), (1,), (0, 3), (), (70, 3), (3, 2, 4)):
            check(rule, dtype, shape)


@pytest.mark.every(3)
@pytest.mark.parametrize("level", llvm.host_levels())
def test_every_isa_level(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MXSYM_CPU", level)
    for rule in (random_noise_update, *BY_AXIS):
        check(rule, np.float32, (5, 37), level)


def values_of(kind: str, shape: tuple[int, ...], each: str, *stream: int) -> Array:
    """The numbers of a tensor, or of its rows, its columns or itself, as they broadcast."""
    space = EACH[each]
    extent = {"Row": (shape[0], 1), "Column": (1, math.prod(shape[1:])), "Scalar": (1, 1)}.get(each, shape)
    index = np.arange(math.prod(extent)).reshape(extent)
    return draw_at(kind, index, *stream, each=space)


def drawing(kind: str, each: str) -> Rule:
    """A rule whose new weight is what it draws."""
    name = f"drawing_{kind}_{each.lower() or 'element'}_update"

    def draws(weight: Any, grad: Any, *, seed: float, t: float) -> Any:
        values = getattr(mx, kind)(seed, t, each=getattr(mx, each) if each else None)
        values = values.astype("generic") if kind == "random_bits" else values
        return {"weight": values + 0 * weight}

    return mx.update_rule(name=name)(draws)


@pytest.mark.usefixtures("forget_declared_rules")
@pytest.mark.each("each")
@pytest.mark.parametrize("each", EACH)
@pytest.mark.parametrize("kind", ["random_normal", "random_uniform", "random_bits"])
def test_chunks_threads_and_listed_rows_change_nothing(
    kind: str, each: str, thread_count: Any, many_chunks: None
) -> None:
    """The numbers of rows and columns are those of their places in the tensor, in every form."""
    shape, ids = (130, 301), np.array([2, 3, 77, 111, 129])
    rule = drawing(kind, each)
    want = np.broadcast_to(values_of(kind, shape, each, 7, 3, 0, 0).astype(np.float32), shape)
    zeros = np.zeros(shape, np.float32)
    listed = mx.nd.sparse.row_sparse_array((np.ones((len(ids), shape[1]), np.float32), ids), shape=shape)
    for threads in (1, 2, 3):
        thread_count(threads)
        weight = zeros.copy()
        rule(weight, zeros, seed=7, t=3, out=weight)
        assert_same_bits(weight, want)
        lazy = zeros.copy()
        getattr(mx.nd.sparse, rule.name)(lazy, listed, seed=7, t=3, lazy_update=True, out=lazy)
        assert_same_bits(lazy[ids], want[ids])
        assert not np.delete(lazy, ids, 0).any()
        standard = zeros.copy()
        getattr(mx.nd.sparse, rule.name)(standard, listed, seed=7, t=3, lazy_update=False, out=standard)
        assert_same_bits(standard, want)


@pytest.mark.usefixtures("forget_declared_rules")
@pytest.mark.parametrize("kind", ["random_normal", "random_uniform", "random_bits"])
def test_numbers_of_columns_are_drawn_once(kind: str) -> None:
    rule = drawing(kind, "Column")
    inputs = {name: mx.sym.var(name) for name in ("weight", "grad")}
    symbol = mx.sym.make(rule, [], {**inputs, "seed": 7, "t": 3, "out": inputs["weight"]})
    kernels = [item.kernel for item in step_facts(bind(symbol, arrays((40, 30))).__bound_graph__()).kernels]
    draws = {str(kernel.domain): any(node.op == "ilshr" for node in kernel.each) for kernel in kernels}
    assert draws == {"n": True, "rows": False}


@pytest.mark.usefixtures("forget_declared_rules")
@pytest.mark.parametrize("kind", ["random_normal", "random_uniform", "random_bits"])
def test_numbers_of_several_rows_are_drawn_at_once(kind: str) -> None:
    rule = drawing(kind, "Row")
    inputs = {name: mx.sym.var(name) for name in ("weight", "grad")}
    symbol = mx.sym.make(rule, [], {**inputs, "seed": 7, "t": 3, "out": inputs["weight"]})
    (item,) = step_facts(bind(symbol, arrays((40, 3))).__bound_graph__()).kernels
    code = lower(item.kernel, kernel_cache.host("")).split("\n")
    alone = sum("= lshr i" in line and "%v" in line for line in code)
    assert alone == sum(node.op == "ilshr" for node in item.kernel.once)  # the key of all
    assert sum("= lshr <" in line for line in code) >= 20


@pytest.mark.usefixtures("forget_declared_rules")
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16])
def test_rows_of_any_number_have_their_own_numbers(dtype: Any) -> None:
    """A number, and a truth value that elements need, of rows in groups that are full and those that are not."""

    @mx.update_rule
    def chosen_rows_update(weight: Any, grad: Any, *, seed: float, t: float) -> Any:
        """Rows of one sign or the other, and a number."""
        chosen = mx.random_uniform(seed, t, each=mx.Row) < 0.5
        return {"weight": mx.where(chosen, grad, -grad) + mx.random_normal(seed, t, draw=1, each=mx.Row)}

    del chosen_rows_update
    every = np.arange(4099)[:, None]
    shares, numbers = (
        draw_at(kind, every, 9, 4, 0, draw, each=Granularity.ROW)
        for kind, draw in (("random_uniform", 0), ("random_normal", 1))
    )
    for rows in (*range(1, 36), 4099):
        grads = np.random.default_rng(rows).standard_normal((rows, 2)).astype(dtype)
        compute = np.float64 if dtype is np.float64 else np.float32
        wide = grads.astype(compute)
        want = (np.where(shares[:rows] < 0.5, wide, -wide) + numbers[:rows].astype(compute)).astype(dtype)
        weight = np.zeros((rows, 2), dtype)
        mx.nd.chosen_rows_update(weight, grads, seed=9, t=4, out=weight)  # type: ignore[attr-defined]
        assert_same_bits(weight, want)
        ids = np.arange(rows)[rows // 3 :: 2]
        listed = mx.nd.sparse.row_sparse_array((grads[ids], ids), shape=grads.shape)
        lazy = np.zeros((rows, 2), dtype)
        mx.nd.sparse.chosen_rows_update(lazy, listed, seed=9, t=4, lazy_update=True, out=lazy)  # type: ignore[attr-defined]
        assert_same_bits(lazy[ids], want[ids])
        assert not np.delete(lazy, ids, 0).any()


def test_numbers_of_rows_columns_and_elements_have_counters_of_their_own() -> None:
    index = np.arange(100_000)
    drawn = [draw_at("random_uniform", index, 1, 1, 1, 1, each).astype(np.float64) - 0.5 for each in EACH.values()]
    for one, other in itertools.combinations(drawn, 2):
        assert abs(float((one * other).mean()) * 12) < 5 / math.sqrt(index.size)


def test_chunks_and_threads_change_nothing(many_chunks: None) -> None:
    shape, before = (130, 601), mx.get_num_threads()
    want = np.zeros(shape, np.float32) + draw_at("random_normal", np.arange(math.prod(shape)), 7, 3, 4, 1).reshape(
        shape
    )
    try:
        for threads in (1, 2, 3, 8):
            mx.set_num_threads(threads)
            weight = np.zeros(shape, np.float32)
            untyped.nd.random_noise_update(weight, np.zeros(shape, np.float32), **NUMBERS, tensor=4, out=weight)
            assert_same_bits(weight, want)
    finally:
        mx.set_num_threads(before)


@pytest.mark.parametrize("rule", RULES[:2], ids=lambda rule: rule.name)
def test_listed_rows_have_the_numbers_of_their_elements(rule: Any) -> None:
    before, ids = arrays((40, 19)), np.array([3, 7, 30])
    gradient = np.zeros_like(before["grad"])
    gradient[ids] = before["grad"][ids]
    rows = mx.nd.sparse.row_sparse_array((before["grad"][ids], ids), shape=gradient.shape)
    dense = before["weight"].copy()
    getattr(mx.nd, rule.name)(dense, gradient, **NUMBERS, out=dense)
    standard, lazy = before["weight"].copy(), before["weight"].copy()
    getattr(mx.nd.sparse, rule.name)(standard, rows, **NUMBERS, lazy_update=False, out=standard)
    assert_same_bits(standard, dense)
    getattr(mx.nd.sparse, rule.name)(lazy, rows, **NUMBERS, lazy_update=True, out=lazy)
    assert_same_bits(lazy[ids], dense[ids])
    others = np.setdiff1d(np.arange(40), ids)
    assert_same_bits(lazy[others], before["weight"][others])
    table = mx.nd.sparse.row_sparse_array((before["weight"][2:32].copy(), np.arange(2, 32)), shape=gradient.shape)
    getattr(mx.nd.sparse, rule.name)(table, rows, **NUMBERS, lazy_update=True, out=table)
    assert_same_bits(table.data.asnumpy(), lazy[2:32])


def test_each_tensor_of_many_has_its_number() -> None:
    weights = [np.zeros((3, 5), np.float32) for _ in range(2)]
    gradients = [np.zeros((3, 5), np.float32) for _ in range(2)]
    untyped.nd.contrib.multi_random_noise_update(
        weights, gradients, step_count=(3, 3), lrs=(1, 1), tensors=(4, 5), seed=7, out=weights
    )
    for tensor, weight in zip((4, 5), weights, strict=True):
        assert_same_bits(weight, draw_at("random_normal", np.arange(15), 7, 3, tensor, 1).reshape(3, 5))


def noise(step: int, tensor: int) -> Array:
    """Noise of a rule that names no tensor."""
    return draw_at("random_normal", np.arange(12), 7, step, tensor, 0).reshape(3, 4)


@pytest.mark.usefixtures("forget_declared_rules")
def test_parameters_that_are_updated_together_draw_other_numbers() -> None:
    @mx.update_rule
    def noisy_update(weight: Any, grad: Any, *, lr: float, t: float) -> Any:
        return {"weight": weight - lr * grad + mx.random_normal(7, t)}

    @mx.update_rule
    def nested_update(weight: Any, grad: Any, *, lr: float, t: float, is_noisy: bool = False) -> Any:
        new = noisy_update(weight, grad, lr=lr, t=t)["weight"] if is_noisy else weight - lr * grad * t
        return {"weight": new}

    def zeros(count: int = 1) -> list[Array]:
        return [np.zeros((3, 4), np.float32) for _ in range(count)]

    for tensor in (0, 3):
        for rule, flags in ((noisy_update, {}), (nested_update, {"is_noisy": True})):
            assert_same_bits(rule(*zeros(2), lr=1, t=2, tensor=tensor, **flags), noise(2, tensor))
    nested_update(*zeros(2), lr=1, t=2)  # a body that draws nothing has the number, too
    for tensors, wanted in (({}, (0, 1)), ({"tensors": (5, 2)}, (5, 2))):
        got = untyped.nd.multi_noisy_update(*zeros(4), lrs=(1, 1), step_count=(2, 2), **tensors, num_weights=2)
        listed = untyped.nd.contrib.multi_noisy_update(zeros(2), zeros(2), lrs=(1, 1), step_count=(2, 2), **tensors)
        for array, other, tensor in zip(got, listed, wanted, strict=True):
            assert_same_bits(array, noise(2, tensor))
            assert_same_bits(other, array)
    graph = untyped.sym.multi_noisy_update(*map(mx.sym.var, "abcd"), lrs=(1, 1), step_count=(2, 2), num_weights=2)
    assert mx.sym.load_json(graph.tojson()).tojson() == graph.tojson()

    indices = [0, 7, "emb.weight", -1]
    numbers = [0, 7, zlib.crc32(b"emb.weight"), zlib.crc32(b"-1")]
    for fused in (True, False):
        optimizer, weights = mx.optimizer.from_rule(noisy_update)(learning_rate=1, use_fused_step=fused), zeros(4)
        wanted = zeros(4)
        gradients, states = zeros(4), [None] * 4  # the same ones each time: the step is remembered
        for step in range(1, 5):
            optimizer.update(indices, weights, gradients, states)
            for place, number in enumerate(numbers):
                wanted[place] += noise(step, number)
                assert_same_bits(weights[place], wanted[place])
    named = dict(zip("ab", zeros(2), strict=True))
    mx.training_step(noisy_update, named, dict(zip("ab", zeros(2), strict=True)), lr=1, t=1).forward()
    for name, weight in named.items():
        assert_same_bits(weight, noise(1, zlib.crc32(name.encode())))


@pytest.mark.usefixtures("forget_declared_rules")
def test_parameters_of_torch_draw_other_numbers() -> None:
    torch = pytest.importorskip("torch")
    import mxsym.torch as mt

    @mx.update_rule
    def noisy_update(weight: Any, grad: Any, *, lr: float, t: float) -> Any:
        return {"weight": weight - lr * grad + mx.random_normal(7, t)}

    params = [torch.nn.Parameter(torch.zeros(3, 4)) for _ in range(3)]
    optimizer = mt.from_rule(noisy_update)([{"params": params[:1]}, {"params": params[1:]}], lr=1.0)
    for p in params:
        p.grad = torch.zeros_like(p)
    optimizer.step()
    for number, p in enumerate(params):
        assert_same_bits(p.detach().numpy(), noise(1, number))


def test_stochastic_rounding_is_right_on_average() -> None:
    weight = np.ones(1 << 16, ml_dtypes.bfloat16)
    untyped.nd.stochastic_rounding_update(weight, np.full(1 << 16, 0.001, np.float32), lr=1, seed=1, t=1, out=weight)
    kept = weight.astype(np.float64)
    step = 2.0**-8  # of bfloat16 below 1
    assert set(kept) == {1.0, 1 - step}
    assert abs(kept.mean() - np.float32(0.999)) < 5 * step / 2 / math.sqrt(kept.size)


def drawn(kind: str, count: int, each: str, seed: int = 11) -> Array:
    """Draws of a kernel: many are slow in the interpreter."""
    shape = {"Row": (count, 1), "Column": (1, count)}.get(each, (count,))
    weight = np.zeros(shape, np.float32)
    drawing(kind, each)(weight, weight.copy(), seed=seed, t=1, out=weight)
    return weight.reshape(-1).astype(np.float64)


MANY = ("", "Row", "Column")


@pytest.mark.usefixtures("forget_declared_rules")
@pytest.mark.parametrize("each", MANY)
@pytest.mark.parametrize("count", COUNTS)
def test_uniform_numbers(count: int, each: str) -> None:
    bins = 4096
    values = drawn("random_uniform", count, each)
    assert values.min() >= 0
    assert values.max() <= 1 - 2.0**-24
    counts = np.bincount((values * bins).astype(np.int64), minlength=bins)
    chi = float(((counts - count / bins) ** 2).sum() / (count / bins))
    assert abs(chi - bins) < 5 * math.sqrt(2 * bins)
    for distance in (1, 2, 64, 4096):
        product = float(((values[distance:] - 0.5) * (values[:-distance] - 0.5)).mean()) * 12
        assert abs(product) < 5 / math.sqrt(count), distance
    lowest = (values * 2**24).astype(np.int64) & 1
    assert abs(float(lowest.mean()) - 0.5) < 5 * 0.5 / math.sqrt(count)


@pytest.mark.usefixtures("forget_declared_rules")
@pytest.mark.parametrize("each", MANY)
@pytest.mark.parametrize("count", COUNTS)
def test_normal_numbers(count: int, each: str) -> None:
    values = drawn("random_normal", count, each)
    size = math.sqrt(count)
    assert abs(float(values.mean())) < 5 / size
    assert abs(float((values**2).mean()) - 1) < 5 * math.sqrt(2) / size
    assert abs(float((values**3).mean())) < 5 * math.sqrt(15) / size
    assert abs(float((values**4).mean()) - 3) < 5 * math.sqrt(96) / size
    for border in (0.5, 1.0, 2.0, 3.0, 4.0):
        share = math.erfc(border / math.sqrt(2))
        assert abs(float((np.abs(values) > border).mean()) - share) < 5 * math.sqrt(share) / size, border


@pytest.mark.parametrize("each", MANY)
def test_streams_differ(each: str) -> None:
    index, space = np.arange(100_000), EACH[each]
    base = draw_at("random_uniform", index, 1, 1, 1, 1, space).astype(np.float64) - 0.5
    for stream in ((2, 1, 1, 1), (1, 2, 1, 1), (1, 1, 2, 1), (1, 1, 1, 2)):
        other = draw_at("random_uniform", index, *stream, each=space).astype(np.float64) - 0.5
        assert abs(float((base * other).mean()) * 12) < 5 / math.sqrt(index.size), stream


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        (-1, "seed is a whole number from 0 to 2\\^52 - 1, got -1"),
        (0.5, "seed is a whole number from 0 to 2\\^52 - 1, got 0.5"),
        ("grad", "seed is one number for the whole tensor, got a number for each element; use an attribute"),
    ],
)
def test_wrong_seeds(argument: Any, message: str) -> None:
    with pytest.raises(RuleError, match=message):

        @mx.update_rule
        def random_seed_update(weight: Any, grad: Any, *, t: float) -> Any:
            return {"weight": weight - mx.random_bits(grad if argument == "grad" else argument, t)}


@pytest.mark.parametrize("each", [0, "Row", mx.RowPairs, float])
def test_what_there_is_no_number_for_each_of(each: Any) -> None:
    with pytest.raises(RuleError, match=r"random_normal: each is mx\.Row, mx\.Column, mx\.Scalar or None, got "):

        @mx.update_rule
        def random_each_of_update(weight: Any, grad: Any, *, seed: float, t: float) -> Any:
            return {"weight": weight - mx.random_normal(seed, t, each=each)}


def test_the_keys_of_columns_are_drawn_once_for_a_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take NumPy longer than the kernel takes for thousands of rows."""
    calls = list[str]()

    def counted(*arguments: Any) -> Any:
        calls.append("evaluate")
        return evaluate(*arguments)

    monkeypatch.setattr(draws, "evaluate", counted)
    ids = np.arange(9, dtype=np.uint64)
    whole = draws.random_rows("random_uniform", ids, 7, 918_273)
    assert_same_bits(draws.random_rows("random_uniform", ids[4:], 7, 918_273), whole[4:])
    assert len(calls) == 1
