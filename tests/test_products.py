# pyright: basic, reportArgumentType=false, reportAssignmentType=false
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.
"""Products of bfloat16: each instruction that this machine has, near to exact sums; rules that write them."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.backend.products import AMX, NEEDS
from mxsym.codegen.target import level_target
from mxsym.codegen.text import parse_graph, print_graph
from mxsym.opgraph.interpreter import interpret
from mxsym.rule.rule import Rule
from mxsym.runtime import kernel_cache, products
from mxsym.runtime.extents import ExtentError
from mxsym.runtime.products import Operand, Product, share_packing
from tests.support import Array, assert_same_bits, bind, copies

HOST = kernel_cache.host("")
INSTRUCTIONS = products.instructions(HOST)
GUARD = 64
"""Values before and after a matrix, which no kernel may touch."""
EDGES = (
    (1, 1, 1),
    (16, 32, 16),
    (17, 33, 15),
    (32, 64, 96),
    (31, 1, 33),
    (0, 5, 3),
    (4, 0, 6),
    (4, 5, 0),
    (150, 70, 130),
)


def guarded(shape: tuple[int, ...], dtype: Any) -> tuple[Array, Array]:
    """A matrix and the memory around it."""
    size = int(np.prod(shape))
    around = np.full(size + 2 * GUARD, 7, dtype)
    return around[GUARD : GUARD + size].reshape(shape), around


def around_of(matrix: Array) -> Array:
    assert matrix.base is not None
    return matrix.base


def is_whole(around: Array) -> bool:
    return bool((around[:GUARD] == 7).all() and (around[-GUARD:] == 7).all())


def narrowed(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Bits of numbers of bfloat16, in guarded memory."""
    matrix, _ = guarded(shape, np.uint16)
    matrix[...] = (rng.standard_normal(shape).astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
    return matrix


def exact(operand: Operand) -> Array:
    wide = (operand.matrix.astype(np.uint32) << 16).view(np.float32).astype(np.float64)
    return wide.T if operand.turned else wide


def assert_near(got: Array, left: Array, right: Array) -> None:
    """A product and a sum round once each, by half of 2^-23 at most of what there is."""
    bound = max(1, left.shape[1]) * 2.0**-23 * (np.abs(left) @ np.abs(right))
    assert (np.abs(got - left @ right) <= bound).all()


def multiply(instruction: str, left: Operand, right: Operand, count: int = 1) -> Array:
    result, around = guarded((left.shape[0], right.shape[1]), np.float32)
    before = [around_of(operand.matrix).tobytes() for operand in (left, right)]
    product = Product(instruction, HOST, left, right, result)
    share_packing([product])
    for _ in range(count):
        product.run()
    assert is_whole(around)
    for operand, kept in zip((left, right), before, strict=True):
        assert around_of(operand.matrix).tobytes() == kept
    return result


@pytest.mark.skipif(not INSTRUCTIONS, reason="this machine multiplies no bfloat16")
@pytest.mark.parametrize("instruction", INSTRUCTIONS)
def test_products_are_near_to_exact_ones_and_touch_nothing_else(instruction: str) -> None:
    rng = np.random.default_rng(5)
    shapes = [*EDGES, *(tuple(map(int, rng.integers(1, 80, 3))) for _ in range(25))]
    for rows, inner, columns in shapes:
        for turned in range(4):
            left, right = (
                Operand(narrowed(rng, shape[::-1] if flag else shape), flag)
                for shape, flag in (((rows, inner), bool(turned & 1)), ((inner, columns), bool(turned & 2)))
            )
            assert_near(multiply(instruction, left, right, 2), exact(left), exact(right))
        for flag in (False, True):
            matrix = narrowed(rng, (rows, inner))
            one, other = Operand(matrix, flag), Operand(matrix, not flag)
            result = multiply(instruction, one, other)
            assert_near(result, exact(one), exact(other))
            assert_same_bits(result, np.ascontiguousarray(result.T))


@pytest.mark.skipif(not INSTRUCTIONS, reason="this machine multiplies no bfloat16")
def test_what_is_no_number_stays_none() -> None:
    rng = np.random.default_rng(5)
    for value, seen in ((0x7FC0, np.isnan), (0x7F80, lambda x: ~np.isfinite(x))):
        left, right = (Operand(narrowed(rng, (40, 40)), False) for _ in range(2))
        left.matrix[3, 7] = value
        for instruction in INSTRUCTIONS:
            result = multiply(instruction, left, right)
            assert seen(result[3]).all() and np.isfinite(np.delete(result, 3, axis=0)).all()


@pytest.mark.skipif(not INSTRUCTIONS, reason="this machine multiplies no bfloat16")
def test_arrays_that_do_not_fit_are_no_product() -> None:
    def bits(*shape: int) -> Operand:
        return Operand(np.zeros(shape, np.uint16), False)

    result = np.zeros((4, 6), np.float32)
    wrong = [
        (bits(4, 5), bits(4, 6), result),
        (bits(4, 5), bits(5, 7), result),
        (bits(4, 5), bits(5, 6), result.astype(np.float64)),
        (bits(4, 5), bits(5, 6), np.asfortranarray(result)),
        (Operand(np.zeros((4, 10), np.uint16)[:, ::2], False), bits(5, 6), result),
        (Operand(result.view(np.uint16), False), bits(12, 6), result),
    ]
    for left, right, into in wrong:
        with pytest.raises(ExtentError, match="a fault of mxsym"):
            Product(INSTRUCTIONS[0], HOST, left, right, into)
    product = Product(INSTRUCTIONS[0], HOST, bits(4, 5), bits(5, 6), result)
    with pytest.raises(ExtentError, match=r"operands of .* in tiles"):
        product.pack_in(*(np.zeros(need - 1, np.uint8) for need in product.needs))


def test_targets_say_what_they_have() -> None:
    assert products.instructions(level_target("x86-64-v4")) == ()
    assert set(INSTRUCTIONS) <= NEEDS.keys()
    operand = Operand(np.zeros((2, 2), np.uint16), False)
    for name in NEEDS:
        with pytest.raises(RuntimeError, match="is not for this process, on x86-64-v4"):
            Product(name, level_target("x86-64-v4"), operand, operand, np.zeros((2, 2), np.float32))
    if AMX in INSTRUCTIONS:
        assert INSTRUCTIONS[0] == AMX


def bfloat16_products_update(weight, grad, left: mx.RowPairs, *, lr):
    """Products of every kind of operands, of one that is computed with, and of float32."""
    x, y = grad.astype("bfloat16"), (weight * 2).T.astype("bfloat16")
    left = left + x @ x.T + 0.5 * (x @ y)
    small = (left.astype("bfloat16") @ x + y.T @ x.T @ grad).astype("bfloat16")
    return {"weight": weight - lr * small, "left": left + x.astype("float32").astype("generic") @ grad.T}


@pytest.fixture(scope="module")
def narrow() -> Rule:
    return mx.update_rule(bfloat16_products_update)


def graph_of(rule: Any, **numbers: Any) -> mx.Symbol:
    weight, grad = mx.sym.var("weight"), mx.sym.var("grad")
    return rule(weight, grad, out=weight, name="step", **numbers)


def arrays_of(symbol: mx.Symbol, shape: tuple[int, ...], dtype: Any = np.float32) -> dict[str, Array]:
    arguments, _, states = (shapes or [] for shapes in symbol.infer_shape(weight=shape))
    names = [*symbol.list_arguments(), *symbol.list_auxiliary_states()]
    rng = np.random.default_rng(1)
    return {
        name: rng.standard_normal(each).astype(dtype) for name, each in zip(names, [*arguments, *states], strict=True)
    }


def test_a_rule_multiplies_as_it_is_written(narrow: Rule) -> None:
    """Sums of float32 are near: then a value that is rounded to bfloat16 may be its neighbour."""
    symbol = graph_of(narrow, lr=0.1)
    assert parse_graph(print_graph(narrow.body().graph)) == narrow.body().graph
    for shape, dtype in (((40, 7), np.float32), ((3, 2, 5), np.float64), ((9,), np.float32)):
        arrays = arrays_of(symbol, shape, dtype)
        expected = interpret(symbol, copies(arrays)).variables
        bind(symbol, arrays).forward()
        for name, array in arrays.items():
            far = np.abs(array - expected[name]).max()
            assert far <= 0.01 * np.abs(expected[name]).max(), f"{name} {shape}"


def test_without_an_instruction_the_library_multiplies(narrow: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "instructions", lambda _: ())
    symbol = graph_of(narrow, lr=0.1)
    for shape in ((40, 7), (5, 6)):
        arrays = arrays_of(symbol, shape)
        executor = bind(symbol, arrays)
        expected = interpret(symbol, copies(arrays)).variables
        executor.forward()
        for name, array in arrays.items():
            assert_same_bits(array, expected[name], f"{name} {shape}")
        assert "matmul of bfloat16 (in float32 by BLAS) of" in str(executor.explain())


@pytest.mark.skipif(not INSTRUCTIONS, reason="this machine multiplies no bfloat16")
def test_threads_and_a_fork_change_no_bit(narrow: Rule) -> None:
    symbol = graph_of(narrow, lr=0.1)
    start = arrays_of(symbol, (300, 200))
    seen: dict[str, Array] = {}
    for count in (1, 2, 3):
        arrays = copies(start)
        executor = bind(symbol, arrays)
        executor.use_threads(count)
        executor.forward()
        seen = seen or arrays
        for name, array in arrays.items():
            assert_same_bits(array, seen[name], f"{name} {count}")
    text = str(executor.explain())
    assert f"matmul of bfloat16 ({INSTRUCTIONS[0]}) of (300, 200) and (200, 300)" in text
    assert "an instruction of this machine multiplies bfloat16" in text
    if not hasattr(os, "fork"):
        return
    for name, array in arrays.items():
        array[...] = start[name]
    child = os.fork()
    if not child:
        try:
            executor.forward()
            os._exit(0 if all(array.tobytes() == seen[name].tobytes() for name, array in arrays.items()) else 1)
        except BaseException:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("weight.astype('bfloat16') @ grad.astype('bfloat16')", r"a @ b: got \(rows × columns\) @ \(rows × columns\)"),
        ("mx.bitcast(weight.astype('bfloat16'), 'uint32')", "takes 32 bits"),
        ("mx.row_sum(weight).astype('bfloat16') @ weight.T", "a @ b takes a matrix"),
        ("weight.astype('int4')", "astype takes float64, float32, bfloat16 or generic"),
    ],
)
def test_mistakes_are_named(written: str, why: str) -> None:
    space: dict[str, Any] = {"mx": mx}
    source = f"def bad_update(weight, grad, *, lr):\n    new = {written}\n    return {{'weight': new}}\n"
    exec(compile(source, "mistake.py", "exec"), space)
    with pytest.raises(mx.RuleError, match=why):
        mx.update_rule(space["bad_update"])


OPTIONS: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"match_rms": True, "wd": 0.3}, {"adjust_lr_fn": "match_rms_adamw", "weight_decay": 0.3}),
    ({"nesterov": False, "momentum": 0.8}, {"nesterov": False, "momentum": 0.8}),
)


@pytest.mark.parametrize(("ours", "theirs"), OPTIONS, ids=["match_rms", "no-nesterov"])
def test_muon_s_options_are_torch_s(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    torch: Any = pytest.importorskip("torch")
    from_rule: Any = pytest.importorskip("mxsym.torch").from_rule
    from examples.gallery.matrices import muon_update

    rng = np.random.default_rng(2)
    for shape in ((40, 24), (24, 40)):
        start = torch.from_numpy(rng.standard_normal(shape).astype(np.float32))
        one, two = (torch.nn.Parameter(start.clone()) for _ in range(2))
        steppers = from_rule(muon_update)([one], lr=0.02, **ours), torch.optim.Muon([two], lr=0.02, **theirs)
        for _ in range(5):
            one.grad = torch.from_numpy(rng.standard_normal(shape).astype(np.float32))
            two.grad = one.grad.clone()
            for stepper in steppers:
                stepper.step()
        moved = float((two.detach() - start).abs().max())
        assert float((one.detach() - two.detach()).abs().max()) < 0.02 * moved
