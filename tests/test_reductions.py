"""Whole-tensor sums in rules: the interpreter's bits for any size, type, ISA, thread count and way through memory."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen import text
from mxsym.codegen.backend import llvm
from mxsym.codegen.backend.lower_reductions import FAR_BYTES
from mxsym.codegen.blocks import BLOCK, LANES
from mxsym.codegen.dtypes import F32
from mxsym.codegen.evaluate import evaluate, sum_elements
from mxsym.codegen.expr import Expr, Granularity, apply, cast, const, load, scalar, sum_all
from mxsym.codegen.fusion import split_reductions
from mxsym.codegen.graph import Buffer, Graph, Store
from mxsym.codegen.kernel import Domain
from mxsym.codegen.passes.reciprocals import multiply_by_reciprocals
from mxsym.opgraph.interpreter import interpret
from mxsym.rule import registry
from mxsym.rule.declare import declare
from mxsym.rule.rule import Rule
from mxsym.runtime import plan
from tests.support import DTYPES, Array, arrays_for, assert_same_bits, bind, copies, draw, untyped, variables

SIZES = (0, 1, 15, 16, 17, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5)


@pytest.fixture(autouse=True)
def keep_declared_rules(forget_declared_rules: None) -> None:
    """The rules of this module are declared for it alone."""
    registry.RULES.update({rule.name: rule for rule in RULES})


def lambs(
    weight: Any, grad: Any, mean: Any, var: Any, *, lr: float, beta1: float = 0.9, beta2: float = 0.999,
    epsilon: float = 1e-6, t: float = 1.0, wd: float = 0.01, rescale_grad: float = 1.0, clip_gradient: float = -1.0,
) -> dict[str, Any]:  # fmt: skip
    """LAMB (You et al., 2020): two stages; the states of float32 are stored in the first."""
    q = mx.clip(grad * rescale_grad, clip_gradient)
    mean = beta1 * mean + (1 - beta1) * q
    var = beta2 * var + ((1 - beta2) * q) * q
    u = mean / (1 - beta1**t) / (mx.sqrt(var / (1 - beta2**t)) + epsilon) + wd * weight
    r1, r2 = mx.norm(weight), mx.norm(u)
    ratio = mx.where(mx.logical_and(r1 > 0, r2 > 0), r1 / r2, 1.0)
    return {"weight": weight - (lr * ratio) * u, "mean": mean, "var": var}


def lanses(weight: Any, grad: Any, mean: Any, var: Any, *, lr: float, wd: float = 0.01) -> dict[str, Any]:
    """LANS (Zheng et al., 2020), shortened: three stages, the gradient divided by its own norm first."""
    q = grad / mx.norm(grad)
    mean = 0.9 * mean + 0.1 * q
    var = 0.99 * var + 0.01 * q * q
    root = mx.sqrt(var) + 1e-6
    along, across = mean / root + wd * weight, q / root + wd * weight
    scale = mx.norm(weight)
    step = 0.9 * (scale / mx.norm(along)) * along + 0.1 * (scale / mx.norm(across)) * across
    return {"weight": weight - lr * step, "mean": mean, "var": var}


def clipped(weight: Any, grad: Any, *, lr: float) -> Any:
    """SGD by a gradient whose norm is held below 1 (Pascanu et al., 2013)."""
    return {"weight": weight - lr * (grad / mx.maximum(1.0, mx.norm(grad)))}


def guarded(weight: Any, grad: Any, mom: Any, *, lr: float) -> dict[str, Any]:
    """SGD with momentum, centred by its mean, that leaves everything alone where an element is not finite."""
    fine = mx.all_finite(grad)
    new = mx.where(fine, 0.9 * mom + (grad - mx.mean(grad)), mom)
    return {"weight": mx.where(fine, weight - lr * new, weight), "mom": new}


def rowwise(weight: Any, grad: Any, history: mx.Row, *, lr: float) -> dict[str, Any]:
    """A value for each row, and one for all of them that is made of those."""
    history = history + mx.row_mean(grad * grad)
    step = grad / mx.sqrt(history + 1e-3)
    return {"weight": weight - lr * step / (1 + mx.norm(step)), "history": history}


def declared(function: Callable[..., Any]) -> Rule:
    return declare(function, function.__name__, function.__name__, is_update=True)


RULES = [declared(function) for function in (lambs, lanses, clipped, guarded, rowwise)]
EACH_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
TYPES = pytest.mark.parametrize("dtype", DTYPES.values(), ids=list(DTYPES))


@pytest.fixture(params=["one chunk", "stages"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Small tensors run all stages as one chunk; both ways must have the same bits."""
    monkeypatch.setattr(plan, "CACHED_BYTES", 1 << 62 if request.param == "one chunk" else -1)
    return request.param


def tame(rule: Rule, n: int, dtype: np.dtype[Any]) -> dict[str, Array]:
    """Arrays whose sums are neither infinite nor NaN."""
    arrays = arrays_for(rule, np.random.default_rng(n), n, dtype)
    rng = np.random.default_rng(n + 1)
    for name, array in arrays.items():
        array[...] = rng.standard_normal(array.shape)
        if name in ("var", "history"):
            np.abs(array, out=array)
    return arrays


def check(rule: Rule, arrays: dict[str, Array], steps: int = 2, **attributes: Any) -> None:
    """In place and into other arrays, step by step, against the interpreter."""
    inputs = variables(rule)
    for out in (None, inputs["weight"]):
        symbol = mx.sym.make(rule, [], {**inputs, "lr": 0.1, **attributes, "out": out})
        got, expected = copies(arrays, 1), arrays
        executor = bind(symbol, got)
        for _ in range(steps):
            outcome = interpret(symbol, expected)
            executor.forward()
            expected = outcome.variables
            for name, array in expected.items():
                assert_same_bits(got[name], array, f"{rule.name} {name} {array.shape} {array.dtype}")
            assert_same_bits(executor.outputs[0], outcome.outputs[0])


@pytest.mark.every(12)
@EACH_RULE
@TYPES
def test_sizes(rule: Rule, dtype: np.dtype[Any], way: str) -> None:
    for n in SIZES:
        check(rule, tame(rule, n, dtype), steps=1)


@pytest.mark.every(2)
@EACH_RULE
@TYPES
def test_awkward_values(rule: Rule, dtype: np.dtype[Any]) -> None:
    for n in (1, 40, BLOCK + 40):
        check(rule, arrays_for(rule, np.random.default_rng(n), n, dtype))


@pytest.mark.every(12)
@EACH_RULE
@TYPES
@pytest.mark.parametrize("level", llvm.host_levels())
def test_every_isa_level(rule: Rule, dtype: np.dtype[Any], level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MXSYM_CPU", level)
    check(rule, tame(rule, BLOCK + 37, dtype), steps=1)


@pytest.mark.every(2)
@EACH_RULE
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads(
    rule: Rule, threads: int, thread_count: Callable[[int], None], many_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "CACHED_BYTES", -1)
    thread_count(threads)
    check(rule, tame(rule, 100_003, np.dtype(np.float32)))


@pytest.mark.every(4)
@EACH_RULE
@TYPES
def test_large_chunks_ask_for_memory_ahead(rule: Rule, dtype: np.dtype[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SHARES", 1)
    monkeypatch.setattr(plan, "CACHED_BYTES", -1)
    n = FAR_BYTES // 2 + BLOCK + 7  # of two bytes or more
    symbol = mx.sym.make(rule, [], {**variables(rule), "lr": 0.1})
    arrays = tame(rule, n, dtype)
    outcome = interpret(symbol, arrays)
    executor = bind(symbol, got := copies(arrays))
    executor.forward()
    assert_same_bits(executor.outputs[0], outcome.outputs[0])
    for name, array in outcome.variables.items():
        assert_same_bits(got[name], array, name)


@pytest.mark.parametrize("waves", [1, 1 << 62])
def test_many_tensors_in_one_graph(waves: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ones and large ones, of several rules, some of them sharing a gradient or feeding another op."""
    monkeypatch.setattr(plan, "WAVE_BYTES", waves)
    monkeypatch.setattr(plan, "CACHED_BYTES", 1 << 16)
    rng = np.random.default_rng(5)
    heads: list[mx.Symbol] = []
    arrays: dict[str, Array] = {}
    for number, n in enumerate((3, 40_000, 100, 9_000, 70_001, 0)):
        w, g, m, v, a = (mx.sym.var(f"{name}{number}") for name in ("w", "g", "m", "v", "a"))
        arrays |= {f"{name}{number}": np.abs(rng.standard_normal(n, np.float32)) for name in ("w", "g", "m", "v", "a")}
        if number % 2:
            new = of_rule("lambs", w, mx.clip(g * 0.5, -1, 1), m, v, lr=0.1, out=w)
            heads.append(mx.sym.assign(a, a * 0.9 + new * 0.1))
        else:
            new = of_rule("clipped", w, g, lr=0.1, out=w)
            heads += [of_rule("lanses", a, g, m, v, lr=0.2, out=a), of_rule("guarded", w, new * 2, v, lr=0.1, out=w)]
        heads.append(new)
    symbol = mx.Group(heads)
    executor = bind(symbol, got := copies(arrays))
    for _ in range(2):
        arrays = interpret(symbol, arrays).variables
        executor.forward()
        for name, array in arrays.items():
            assert_same_bits(got[name], array, name)


def of_rule(name: str, *args: Any, **kwargs: Any) -> mx.Symbol:
    return next(rule for rule in RULES if rule.name == name)(*args, **kwargs)


def test_sums_of_one_number() -> None:
    """An op on tensors of shape () that others read as a number is summed over its one element."""
    w, g, one = (mx.sym.var(name) for name in ("w", "g", "one"))
    for shape in ((), (1,)):
        symbol = mx.sym.sgd_update(w, g, lr=of_rule("clipped", one, one * 3, lr=0.5), out=w)
        arrays = {"w": np.ones(50, np.float32), "g": np.ones(50, np.float32), "one": np.full(shape, 0.7, np.float32)}
        expected = interpret(symbol, arrays).variables
        bind(symbol, got := copies(arrays)).forward()
        assert_same_bits(got["w"], expected["w"])


def test_an_error_leaves_nothing_changed_and_other_arrays_have_a_step_of_their_own() -> None:
    arrays = tame(RULES[0], 5000, np.dtype(np.float32))
    symbol = mx.sym.make(RULES[0], [], {**variables(RULES[0]), "lr": 0.1})
    executor = bind(symbol, got := copies(arrays))
    with pytest.raises(mx.BindError):
        executor.forward(grad=np.zeros(4, np.float32))
    for name, array in arrays.items():
        assert_same_bits(got[name], array)
    fresh = arrays["grad"] * 2
    outcome = interpret(symbol, {**arrays, "grad": fresh})
    executor.forward(grad=fresh)
    assert_same_bits(executor.outputs[0], outcome.outputs[0])


def test_the_order_of_a_sum() -> None:
    """Each block's elements go to 16 running sums, halves are added; the blocks' sums are added likewise."""
    rng = np.random.default_rng(0)
    for n in (*SIZES, 20 * BLOCK + 1):
        values = rng.standard_normal(n).astype(np.float32)

        def row(numbers: list[np.float32]) -> np.float32:
            lanes = [np.float32(0)] * LANES
            for place, number in enumerate(numbers):
                lanes[place % LANES] += number
            while len(lanes) > 1:
                half = len(lanes) // 2
                lanes = [low + high for low, high in zip(lanes[:half], lanes[half:], strict=True)]
            return lanes[0]

        expected = row([row(list(values[start : start + BLOCK])) for start in range(0, n, BLOCK)])
        assert_same_bits(sum_elements(values), np.asarray(expected))


@pytest.mark.parametrize("n", [1000, 1_000_003])
def test_a_norm_is_close_to_the_exact_one(n: int) -> None:
    def normed(weight: Any, grad: Any) -> Any:
        """The norm of the gradient, in every element."""
        return {"weight": weight * 0 + mx.norm(grad)}

    rule = declared(normed)
    for dtype, tolerance in ((np.float32, 1e-6), (np.float64, 1e-15)):
        grad = np.random.default_rng(n).standard_normal(n).astype(dtype)
        exact = math.sqrt(math.fsum(float(x) ** 2 for x in grad))
        got = rule(np.zeros(n, dtype), grad)
        assert abs(float(got[0]) / exact - 1) < tolerance
    assert float(rule(np.zeros(0), np.zeros(0)).sum()) == 0


def test_all_finite_finds_one_bad_element() -> None:
    for bad in (np.nan, np.inf, -np.inf):
        for place in (0, 5000, 9999):
            w, g, m = np.ones(10_000, np.float32), np.ones(10_000, np.float32), np.ones(10_000, np.float32)
            of_rule("guarded", w, g, m, lr=0.5, out=w)
            assert np.all(w == 0.55)
            g[place] = bad
            before = w.copy(), m.copy()
            of_rule("guarded", w, g, m, lr=0.5, out=w)
            assert_same_bits(w, before[0])
            assert_same_bits(m, before[1])


def test_formulas_say_what_is_summed() -> None:
    doc = next(rule for rule in RULES if rule.name == "guarded").__doc__
    assert "sum(where(isfinite(grad), 0, 1)) = 0" in doc
    assert "grad - mean(grad)" in doc


def traffic(dtype: str) -> list[tuple[str, set[str], set[str]]]:
    """Reads and writes of each loop over elements of LAMB."""
    inputs = variables(RULES[0])
    symbol = mx.sym.make(RULES[0], [], {**inputs, "lr": 0.1, "out": inputs["weight"], "name": "upd"})
    executor = symbol.simple_bind(type_dict=dict.fromkeys(inputs, dtype), weight=(300, 100))
    found: list[tuple[str, set[str], set[str]]] = []
    for kernel in text.parse_kernels(executor.ir("kernel")):
        wide = {buffer.name for buffer in kernel.buffers if buffer.space is Granularity.ELEMENT}
        if kernel.domain != "rows":
            found.append((kernel.domain, kernel.loaded() & wide, kernel.stored() & wide))
    assert text.print_kernels(text.parse_kernels(executor.ir("kernel"))) == executor.ir("kernel")
    explained = executor.explain()
    assert re.search(r"^upd\.0 .* blocks ", explained, re.MULTILINE)
    assert re.search(r"^upd\.2 .* n ", explained, re.MULTILINE)
    assert "total0, total1 of the blocks' sums" in explained
    return found


def test_what_float32_stores_is_loaded_and_not_computed_again() -> None:
    """States go to memory in the first pass over it; the second needs neither the gradient nor workspace."""
    everything = {"weight", "grad", "mean", "var"}
    assert traffic("float32") == [
        ("blocks", everything, {"mean", "var"}),
        ("n", {"weight", "mean", "var"}, {"weight"}),
    ]
    assert traffic("float64") == traffic("float32")


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_what_is_rounded_on_its_way_to_memory_waits(dtype: str) -> None:
    everything = {"weight", "grad", "mean", "var"}
    assert traffic(dtype) == [("blocks", everything, set()), ("n", everything, {"weight", "mean", "var"})]


def test_golden_texts(golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MXSYM_CPU", "x86-64-v2" if "x86-64-v2" in llvm.host_levels() else "")
    inputs = variables(RULES[0])
    symbol = mx.sym.make(RULES[0], [], {**inputs, "lr": 0.1, "out": inputs["weight"], "name": "upd"})
    executor = symbol.simple_bind(weight=(64, 32))
    for stage, ending in (("typed", "txt"), ("kernel", "txt"), ("llvm", "ll")):
        if stage != "llvm" or llvm.host_levels():
            golden(f"ir/lamb.{stage}.{ending}", executor.ir(stage))
    for stage in (stage for item in executor.compiled for stage in item.compiled.passes.stages):
        assert text.parse_graph(text.print_graph(stage.graph)) == stage.graph


def test_kernels_are_compiled_once_and_shared() -> None:
    """Another group of the same form compiles nothing; what adds up the totals is shared by all rules."""

    def counted(weight: Any, grad: Any, *, lr: float) -> Any:
        """A rule that nothing else has compiled."""
        return {"weight": weight * 7 - lr * grad * mx.sum(weight * 3.375)}

    rule = declared(counted)
    check(RULES[2], tame(RULES[2], 10, np.dtype(np.float32)), steps=1)  # has one sum, as this one
    before = mx.compile_count()
    for n in (10, 9000):
        rule(np.ones(n, np.float32), np.ones(n, np.float32), lr=0.1)
    assert mx.compile_count() == before + 2


def test_a_store_waits_where_the_old_contents_are_needed() -> None:
    x, y = load("x", F32), load("y", F32)
    total = sum_all(x * y)
    old = Store("x", x + cast(scalar("s"), F32))
    buffers = (Buffer("x", F32), Buffer("y", F32))
    later = Graph("g", buffers, ("s",), (old, Store("y", x * total)))
    first, _, last = split_reductions.cut(later, Domain.FLAT)
    assert first.graph.stored() == {"sum0"} and last.graph.stored() == {"x", "y"}
    sooner = Graph("g", buffers, ("s",), (old, Store("y", old.value * total)))
    first, _, last = split_reductions.cut(sooner, Domain.FLAT)
    assert first.graph.stored() == {"x", "sum0"} and last.graph.stored() == {"y"}
    assert last.graph.loaded() == {"x", "total0"}


def test_division_by_one_number_is_exact() -> None:
    """`multiply_by_reciprocals` gives x / c with the quotient's bits: borders, subnormals, infinities, NaN."""
    rng = np.random.default_rng(7)
    numbers = rng.integers(0, 1 << 32, 60, np.uint32).view(np.float32)
    awkward = draw(rng, 60, np.dtype(np.float32))
    small = np.arange(1, 60, dtype=np.float32)
    divisors = [*numbers, *awkward, *small, *(small * np.float32(1e-45)), *(1 / small)]
    patterns = np.concatenate([rng.integers(0, 1 << 32, 4000, np.uint32), np.arange(4000, dtype=np.uint32)])
    values = patterns.view(np.float32)
    quotient = Store("x", load("x", F32) / load("c", F32, Granularity.SCALAR))
    another = Store("y", load("x", F32) / const(3.0, F32))  # a single divisor is left
    graph = Graph(
        "g", (Buffer("x", F32), Buffer("y", F32), Buffer("c", F32, Granularity.SCALAR)), (), (quotient, another)
    )
    store, _ = multiply_by_reciprocals(graph, llvm.host_target("")).stores
    assert store.value is not quotient.value

    for divisor in divisors:
        with np.errstate(all="ignore"):
            multiples = divisor * values  # quotients of few bits, which may lie on a border
            for wide in (values, multiples):
                made = evaluate([store.value], {"x": wide, "c": np.asarray(divisor)}, {})[store.value]
                assert_same_bits(made, wide / divisor, f"{divisor!r}")


def test_only_elements_over_one_number_become_products() -> None:
    def left(value: Expr) -> bool:
        other = Store("y", apply("abs", load("z", F32)) / const(3.0, F32) / const(7.0, F32))
        graph = Graph("g", (), (), (Store("x", value), other))
        return multiply_by_reciprocals(graph, llvm.host_target("")).stores[0].value is value

    x, one = load("x", F32), load("c", F32, Granularity.SCALAR)
    assert left(x / load("y", F32)) and left(one / x) and left(one / one) and left(apply("mul", x, one))
    assert not left(x / const(3.0, F32))


REDUCTIONS_OF_ROWS: dict[str, Callable[..., Any]] = {"sum": untyped.sum, "max": untyped.max, "norm": untyped.norm}


@pytest.mark.parametrize("dtype", list(DTYPES))
@pytest.mark.parametrize("how", REDUCTIONS_OF_ROWS)
def test_a_value_a_row_that_is_read_for_one_number_alone(how: str, dtype: str) -> None:
    """The kernel that passes it on computes nothing for each element."""

    @mx.update_rule
    def of_rows_update(weight: Any, grad: mx.Row, *, lr: float) -> dict[str, Any]:
        total = REDUCTIONS_OF_ROWS[how](grad)
        return {"weight": weight - lr * total, "total": total}

    rng = np.random.default_rng(7)
    symbol = untyped.sym.of_rows_update(mx.sym.var("weight"), mx.sym.var("grad"), lr=0.5)
    for shape in ((1,), (3, 4), (0, 4), (4, 0), (BLOCK + 1, 2)):
        shapes = {"weight": shape, "grad": shape[:1]}
        arrays = {name: draw(rng, math.prod(s), DTYPES[dtype]).reshape(s) for name, s in shapes.items()}
        expected = interpret(symbol, arrays)
        _, total = bind(symbol, arrays).forward()
        assert_same_bits(arrays["weight"], expected.variables["weight"])
        assert_same_bits(np.asarray(total), expected.outputs[1])
