"""States in 8 bits: codes, scales of blocks, every form of an op and everything that makes states; what is refused."""

# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym import aot
from mxsym.codegen.backend import llvm
from mxsym.codegen.backend.lower import lower
from mxsym.codegen.blocks import TILE, TILES
from mxsym.codegen.codes import BANDED, CODES, borders_of, code_of
from mxsym.codegen.dtypes import F32, U8
from mxsym.codegen.evaluate import evaluate
from mxsym.codegen.expand.codes import LINES, VALUES
from mxsym.codegen.expand.composites import COMPOSITES
from mxsym.codegen.expr import apply, load
from mxsym.codegen.kernel import Domain
from mxsym.codegen.passes.composites import STEP_BY_MASK
from mxsym.codegen.target import LEVELS, level_target
from mxsym.codegen.text import parse_kernel, print_kernel
from mxsym.inspection.costs import step_facts
from mxsym.opgraph.interpreter import interpret
from mxsym.rule import lookup
from mxsym.rule.rule import Rule
from mxsym.saved_graph import Wishes, bind_to_zeros, fill
from tests.support import Array, assert_same_bits, bind, copies, untyped, variables

pytestmark = pytest.mark.usefixtures("forget_declared_rules")


def declared(block: int | None = None, name: str = "coded_momentum_update") -> Rule:
    """A rule with states in blocks of so many elements."""

    def coded_momentum_update(
        weight, grad,
        mom=mx.State(code="dynamic", block=block), size=mx.State(code="linear_unsigned", block=block),
        *, lr, beta=0.9,
    ):  # fmt: skip
        """A state with a sign and one without, and the norm of a whole tensor."""
        mom = mx.ema(mom, grad, beta)
        size = mx.maximum(beta * size, abs(grad))
        return {"weight": weight - lr * mom / (size + 1e-3) * mx.norm(weight), "mom": mom, "size": size}

    return mx.update_rule(name=name)(coded_momentum_update)


@pytest.fixture
def rule() -> Rule:
    return declared()


USUAL = (64, TILE, 4096)
EVERY = [pytest.param(block, marks=() if block in USUAL else pytest.mark.slow) for block in TILES]
"""The elements of a block; the fast suite has the least, the usual and the largest number."""


def drawn(seed: int, shape: tuple[int, ...], dtype: Any = np.float32) -> Array:
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def stepped(symbol: mx.Symbol, arrays: dict[str, Array], what: str) -> dict[str, Array]:
    """The variables after a compiled step, which are those of the interpreter."""
    want = interpret(symbol, arrays)
    got = copies(arrays)
    bind(symbol, got).forward()
    for name, array in want.variables.items():
        assert_same_bits(got[name], array, f"{what}: {name}")
    return got


def graph(rule: Rule, **numbers: float) -> mx.Symbol:
    inputs = variables(rule)
    return mx.sym.make(rule, [], {**inputs, **numbers, "out": inputs["weight"], "name": "u"})


# Codes


@pytest.mark.parametrize("name", CODES)
def test_a_value_gets_the_nearest_byte(name: str) -> None:
    code, rng = code_of(name), np.random.default_rng(0)
    values = np.concatenate([10.0 ** rng.uniform(-9, 0, 20_000), rng.uniform(0, 1, 20_000), [0.0, 1.0]])
    if code.signed:
        values = np.concatenate([values, -values])
    values = np.concatenate([values, code.values]).astype(np.float32)
    encoded, decoded = apply(f"encode_{name}", load("x", F32)), apply(f"decode_{name}", load("x", U8))
    got = evaluate([encoded], {"x": values}, {}, values.shape)[encoded]
    assert got.dtype == np.uint8
    assert_same_bits(evaluate([decoded], {"x": got}, {}, got.shape)[decoded], code.values[got])
    exact = code.values.astype(np.float64)
    wanted = np.searchsorted((exact[:-1] + exact[1:]) / 2, values)
    # A border is half way between two values, to 16 bits.
    other = got != wanted
    assert other.mean() < 1e-3
    error, least = np.abs(exact[got] - values), np.abs(exact[wanted] - values)
    assert np.all(error[other] <= least[other] + 2.0**-14 * np.abs(values[other]))
    assert_same_bits(code.values[got[-256:]], code.values)


def test_dynamic_codes_are_the_published_ones() -> None:
    """Seven decades, each with twice as many parts as the one below; a sign in one of two; 0 and 1."""
    for name, first, sign in (("dynamic", 1, True), ("dynamic_unsigned", 2, False)):
        sizes = []
        for decade in range(7):
            borders = np.linspace(0.1, 1.0, first * 2**decade + 1)
            sizes += list((borders[:-1] + borders[1:]) / 2 * 10.0 ** (decade - 6))
        book = np.sort([*sizes, *(-size for size in sizes if sign), 0.0, 1.0])
        assert len(book) == 256
        np.testing.assert_allclose(code_of(name).values, book, rtol=1e-6, atol=0)


@pytest.mark.parametrize("name", CODES)
def test_values_that_are_no_numbers_or_too_small_have_the_interpreters_bits(name: str) -> None:
    rule = mx.update_rule(_holding(name))
    grad = drawn(1, (TILE * 9 + 5,))
    for tile, value in enumerate((np.nan, np.inf, -np.inf, -0.0, -np.nan)):
        grad[tile * TILE + 3] = value
    grad[5 * TILE : 6 * TILE] *= np.float32(1e-41)
    grad[6 * TILE : 7 * TILE] = 0
    grad[7 * TILE : 8 * TILE] *= np.float32(1e-38)
    grad[8 * TILE : 9 * TILE] = -1
    weight = np.zeros_like(grad)
    arrays = {"weight": weight, "grad": grad, **mx.new_states(rule, weight)}
    for _ in range(2):
        arrays = stepped(graph(rule), arrays, name)
    zero = code_of(name).zero
    assert np.all(arrays["kept"][5 * TILE : 7 * TILE] == zero)
    assert np.all(arrays["weight"][8 * TILE : 9 * TILE] < 0) is np.bool_(code_of(name).signed)
    assert np.isnan(arrays["kept_absmax"][[0, 4]]).all() and np.isinf(arrays["kept_absmax"][[1, 2]]).all()


def _holding(name: str) -> Any:
    def hold_update(weight, grad, kept=mx.State(code=name)):
        """Keep the gradient; add what was kept."""
        return {"weight": weight + kept, "kept": grad}

    return hold_update


def edges(name: str) -> Array:
    """Values at both sides of each border of a code, and numbers of every exponent."""
    rng = np.random.default_rng(0)
    bits = [rng.integers(0, 1 << 31, 2000), np.arange(256) << 23]
    if name in BANDED:
        borders = borders_of(name).table.astype(np.int64) & -256
        bits += [borders[borders < 1 << 30] + step for step in (-1, 0, 255, 256, 257, 511, 512)]
    sizes = np.concatenate(bits).astype(np.int32).view(np.float32)
    return np.concatenate([sizes, -sizes])


@pytest.mark.parametrize("name", BANDED)
def test_lines_and_borders_give_the_same_byte(name: str) -> None:
    """Of values of any size, NaN and infinity among them."""
    x, values = load("x", F32), edges(name)
    lines, borders = (table[f"encode_{name}"] for table in (LINES, COMPOSITES))
    ways = [borders(x), lines(x), lines(x, STEP_BY_MASK)]
    by_borders, *by_lines = evaluate(ways, {"x": values}, {}, values.shape).values()
    assert len(by_lines) == 2
    for item in by_lines:
        assert_same_bits(item, by_borders)
    assert len(np.unique(by_borders)) == 256


@pytest.mark.parametrize("name", CODES)
def test_values_by_arithmetic_are_those_of_the_table(name: str) -> None:
    byte, every = load("x", U8), np.arange(256, dtype=np.uint8)
    value = VALUES[f"decode_{name}"](byte)
    assert_same_bits(evaluate([value], {"x": every}, {}, every.shape)[value], code_of(name).values)


@pytest.mark.every(3)
@pytest.mark.parametrize("level", llvm.host_levels())
def test_every_level_gives_the_interpreters_bytes(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MXSYM_CPU", level)
    for name, dtype in [*((name, np.float32) for name in CODES), ("dynamic", np.float64)]:
        values = edges(name)
        values = values[np.abs(values) <= 1]
        grad = np.ones((-(-len(values) // (TILE - 1)), TILE), dtype)  # the largest of each block: its scale is 1
        grad[:, 1:].flat[: len(values)] = values
        rule = mx.update_rule(_holding(name))
        weight = np.zeros_like(grad)
        arrays = {"weight": weight, "grad": grad, **mx.new_states(rule, weight)}
        for _ in range(2):
            arrays = stepped(graph(rule), arrays, f"{level} {name}")  # and then their values


def test_the_last_loop_over_a_tile_and_the_first_over_the_next_take_turns() -> None:
    """A value comes before what has a shorter way to go, of whichever of the two it is."""
    kernel = parse_kernel((Path(__file__).parent / "golden" / "ir" / "adam8bit_update.kernel.txt").read_text())
    first_of_each = sum(len(nodes) for name, nodes in kernel.sections() if name != "each")
    for level in LEVELS:
        body = lower(kernel, level_target(level)).partition("\nwhole:")[2].partition("\nwhole.done:")[0]
        numbers = [int(number) for number in re.findall(r"^  %v(\d+)[.\d]* = (?!load)", body, re.MULTILINE)]
        is_last = [number >= first_of_each for number in numbers]
        assert sum(a != b for a, b in itertools.pairwise(is_last)) > 8, level


# Forms


@pytest.mark.every(3)
@pytest.mark.parametrize("block", EVERY)
def test_any_shape_and_number_of_threads(block: int, thread_count: Any) -> None:
    rule = declared(block)
    for shape in ((), (1,), (block - 1,), (2 * block,), (2 * block + 1,), (3, 700), (2, 3, 5, 61), (9, 1234)):
        weight = drawn(0, shape)
        arrays = {"weight": weight, "grad": drawn(1, shape), **mx.new_states(rule, weight)}
        assert arrays["mom_absmax"].shape == (-(-weight.size // block),)
        symbol, first = graph(rule, lr=0.1), arrays
        for threads in (1, 3):
            thread_count(threads)
            arrays = first
            for _ in range(3):
                arrays = stepped(symbol, arrays, f"{shape} {threads}")


@pytest.mark.each("level")
@pytest.mark.parametrize("block", EVERY)
@pytest.mark.parametrize("level", llvm.host_levels())
def test_every_level_and_type_has_the_interpreters_bits(
    level: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MXSYM_CPU", level)
    rule = declared(block)
    for dtype in (np.float64, np.float32, np.float16):
        weight = drawn(0, (5 * block + 77,), dtype)
        arrays = {"weight": weight, "grad": drawn(1, weight.shape, dtype), **mx.new_states(rule, weight)}
        stepped(graph(rule, lr=0.1), arrays, f"{level} {dtype.__name__}")


@pytest.mark.parametrize("block", EVERY)
def test_threads_share_large_tensors_block_by_block(block: int, thread_count: Any) -> None:
    rule, weight = declared(block), drawn(0, (300_001,))
    arrays = {"weight": weight, "grad": drawn(1, weight.shape), **mx.new_states(rule, weight)}
    for threads in (1, 2, 3):
        thread_count(threads)
        stepped(graph(rule, lr=0.1), arrays, str(threads))


def test_everything_that_makes_states_makes_bytes_and_scales(rule: Rule) -> None:
    weight = drawn(0, (3, 200))
    states = mx.new_states(rule, weight)
    assert {name: (array.dtype.name, array.shape) for name, array in states.items()} == {
        "mom": ("uint8", (3, 200)),
        "mom_absmax": ("float32", (3,)),
        "size": ("uint8", (3, 200)),
        "size_absmax": ("float32", (3,)),
    }
    assert np.all(states["mom"] == code_of("dynamic").zero) and not states["size"].any()
    step = mx.training_step(rule, {"a": weight}, {"a": weight.copy()}, lr=0.1)
    bound = graph(rule, lr=0.1).simple_bind(weight=(3, 200))
    for made in ({n.removeprefix("a_"): a for n, a in step.aux_dict.items()}, bound.aux_dict):
        assert {name: (a.dtype, a.shape) for name, a in made.items()} == {
            name: (a.dtype, a.shape) for name, a in states.items()
        }


@pytest.mark.parametrize("block", [64, TILE])
def test_forms_optimizers_and_files_agree_with_the_op(block: int, tmp_path: Path) -> None:
    rule, nd = declared(block), untyped.nd
    weights, grads = [drawn(n, (3, 100 + n)) for n in range(2)], [drawn(9 + n, (3, 100 + n)) for n in range(2)]
    plain, states = copies({str(n): w for n, w in enumerate(weights)}), [mx.new_states(rule, w) for w in weights]
    many, of_many = copies(plain), [copies(state) for state in states]
    updated = [mx.nd.array(w) for w in weights]
    updater = mx.optimizer.get_updater(mx.optimizer.create(rule.name, learning_rate=0.1))
    for _ in range(3):
        for n in range(2):
            nd.coded_momentum_update(plain[str(n)], grads[n], **states[n], lr=0.1, out=plain[str(n)])
        flat = [array for n in range(2) for array in (many[str(n)], grads[n], *of_many[n].values())]
        nd.multi_coded_momentum_update(*flat, lrs=[0.1, 0.1], num_weights=2, out=[*many.values()])
        updater([0, 1], [mx.nd.array(g) for g in grads], updated)
    for n in range(2):
        assert_same_bits(many[str(n)], plain[str(n)])
        assert_same_bits(updated[n].asnumpy(), plain[str(n)])
        for name, array in states[n].items():
            assert_same_bits(of_many[n][name], array, name)
    mx.optimizer.save_states(tmp_path / "states.safetensors", updater, dump_optimizer=True)
    other = mx.optimizer.get_updater(mx.optimizer.create(rule.name, learning_rate=0.1))
    mx.optimizer.load_states(tmp_path / "states.safetensors", other)
    for n in range(2):
        for got, want in zip(other.states[n], states[n].values(), strict=True):
            assert_same_bits(np.asarray(got), want)


@pytest.mark.parametrize("block", [64, 1024])
def test_a_weight_of_sixteen_bits_with_its_copy(block: int) -> None:
    declared(block)
    rule = lookup.find("mp_coded_momentum_update")
    half = drawn(0, (3, 700), np.float16)
    arrays = {"weight": half, "grad": drawn(1, half.shape, np.float16), **mx.new_states(rule, half)}
    arrays["weight32"] = half.astype(np.float32)
    assert arrays["mom_absmax"].shape == (-(-half.size // block),)
    for _ in range(2):
        arrays = stepped(graph(rule, lr=0.1), arrays, "mp")


@pytest.mark.parametrize("block", [64, 2048])
def test_torch_has_the_bits_of_the_op_and_keeps_the_blocks(block: int) -> None:
    torch = pytest.importorskip("torch")
    import mxsym.torch as mt

    rule, weight, grad = declared(block), drawn(0, (3, 700)), drawn(1, (3, 700))
    states, parameters = mx.new_states(rule, weight), [torch.nn.Parameter(torch.from_numpy(weight.copy()))]
    optimizer = mt.from_rule(rule)(parameters, lr=0.1)
    for _ in range(3):
        rule(weight, grad, **states, lr=0.1, out=weight)
        parameters[0].grad = torch.from_numpy(grad.copy())
        optimizer.step()
    assert_same_bits(parameters[0].detach().numpy(), weight)
    saved = optimizer.state_dict()["state"][0]
    for name, array in states.items():
        assert_same_bits(saved[name].numpy(), array, name)
    assert saved["mom_absmax"].shape == (-(-weight.size // block),)
    again = mt.from_rule(rule)(parameters, lr=0.1)
    again.load_state_dict(optimizer.state_dict())
    again.step()
    rule(weight, grad, **states, lr=0.1, out=weight)
    assert_same_bits(parameters[0].detach().numpy(), weight)


def test_a_condition_that_fails_changes_no_byte(rule: Rule) -> None:
    symbol = mx.only_if(mx.sym.var("finite"), graph(rule, lr=0.1))
    weight = drawn(0, (300,))
    arrays = {"weight": weight, "grad": drawn(1, (300,)), **mx.new_states(rule, weight)}
    for finite in (0.0, 1.0):
        before = {"finite": np.full(1, finite, np.float32), **arrays}
        after = stepped(symbol, before, str(finite))
        assert (after["mom"].tobytes() == before["mom"].tobytes()) is (finite == 0.0)


def test_expressions_fuse_with_blocks_and_rows_stay_apart(rule: Rule) -> None:
    @mx.update_rule
    def by_rows_update(weight, grad, seen: mx.Row, *, lr):
        """Values of rows."""
        seen = seen + mx.mean(mx.square(grad), axis=1)
        return {"weight": weight - lr * grad / mx.sqrt(seen), "seen": seen}

    inputs = variables(rule)
    grad = mx.sym.clip(inputs["grad"] * 0.5, -1, 1)
    one = mx.sym.make(rule, [], {**inputs, "grad": grad, "lr": 0.1, "out": inputs["weight"], "name": "a"})
    w, seen = mx.sym.var("w"), mx.sym.var("seen")
    other = mx.sym.make(by_rows_update, [], {"weight": w, "grad": grad, "seen": seen, "lr": 0.1, "out": w, "name": "b"})
    symbol = mx.Group([one, other])
    weight = drawn(0, (7, 90))
    arrays = {"weight": weight, "grad": drawn(1, (7, 90)), "w": weight.copy(), "seen": np.ones((7, 1), np.float32)}
    arrays |= mx.new_states(rule, weight)
    stepped(symbol, arrays, "both")
    kernels = step_facts(bind(symbol, arrays).__bound_graph__()).kernels
    assert {item.kernel.domain for item in kernels} >= {Domain.TILES, Domain.LISTED_ROWS}


def test_two_updates_of_one_state_in_a_graph(rule: Rule) -> None:
    """The second one reads what the first has written, whole blocks and a part of one."""
    inputs = variables(rule)
    one = mx.sym.make(rule, [], {**inputs, "lr": 0.1, "out": inputs["weight"], "name": "a"})
    other = mx.sym.make(rule, [], {**inputs, "grad": one * 0.5, "lr": 0.2, "out": inputs["weight"], "name": "b"})
    weight = drawn(0, (3 * TILE + 7,))
    arrays = {"weight": weight, "grad": drawn(1, weight.shape), **mx.new_states(rule, weight)}
    stepped(mx.Group([one, other]), stepped(mx.Group([one, other]), arrays, "first"), "second")


def test_graphs_are_saved_shown_and_exported(rule: Rule) -> None:
    symbol = graph(rule, lr=0.1)
    again = mx.sym.load_json(symbol.tojson())
    assert again.tojson() == symbol.tojson()
    bound = bind_to_zeros(again, Wishes([("weight", (3, 400))], [(None, "float16")], []))
    fill(bound)
    assert {name: array.dtype.name for name, array in bound.aux_dict.items()} == {
        "mom": "uint8",
        "mom_absmax": "float32",
        "size": "uint8",
        "size_absmax": "float32",
    }
    header = aot.export(bound).header
    assert "uint8_t *mom;" in header
    assert "float *mom_absmax;" in header
    weight = drawn(0, (3, 400))
    arrays = {"weight": weight, "grad": drawn(1, (3, 400)), **mx.new_states(rule, weight)}
    stepped(again, arrays, "from a file")


def test_a_saved_rule_keeps_its_blocks() -> None:
    usual, text = graph(declared(), lr=0.1).tojson(), graph(declared(128), lr=0.1).tojson()
    assert graph(declared(TILE), lr=0.1).tojson() == usual
    again = mx.sym.load_json(text)
    assert again.tojson() == text
    bound = again.simple_bind(weight=(3, 400))
    assert bound.aux_dict["mom_absmax"].shape == (10,)
    with pytest.raises(mx.errors.LoadError, match="reduces blocks of 64 elements, in which no state of it is kept"):
        mx.sym.load_json(text.replace("absmax_128", "absmax_64").replace("[t128]", "[t64]"))


def test_blocks_of_several_sizes_have_loops_of_their_own() -> None:
    """Two rules, one gradient: an expression of it is computed in the first loop, and again or from there."""
    rules = [declared(block, f"coded_{block}_update") for block in (128, TILE, 128)]
    grad = mx.sym.clip(mx.sym.var("grad") * 0.5, -1, 1)
    parts: list[mx.Symbol] = []
    arrays: dict[str, Array] = {"grad": drawn(1, (5, 300))}
    for place, rule in enumerate(rules):
        inputs = {name: mx.sym.var(f"{name}{place}") for name in ("weight", *rule.states)}
        parts.append(
            mx.sym.make(rule, [], {**inputs, "grad": grad, "lr": 0.1, "out": inputs["weight"], "name": f"u{place}"})
        )
        weight = drawn(2 + place, (5, 300))
        arrays |= {f"{name}{place}": array for name, array in mx.new_states(rule, weight).items()}
        arrays[f"weight{place}"] = weight
    for _ in range(2):
        arrays = stepped(mx.Group(parts), arrays, "three")
    kernels = step_facts(bind(mx.Group(parts), arrays).__bound_graph__()).kernels
    assert {item.kernel.tile for item in kernels if item.kernel.domain is Domain.TILES} == {128, TILE}


@pytest.mark.parametrize("block", [64, 2048])
def test_texts_of_loops_name_the_blocks(block: int) -> None:
    bound = bind_to_zeros(graph(declared(block), lr=0.1), Wishes([("weight", (3, 400))], [], [])).__bound_graph__()
    kernels = [item.kernel for item in step_facts(bound).kernels]
    for kernel in kernels:
        text = print_kernel(kernel)
        assert (f"f32[t{block}]" in text) is (kernel.domain is Domain.TILES)
        assert parse_kernel(text) == kernel
    assert {kernel.tile for kernel in kernels if kernel.domain is Domain.TILES} == {block}


def test_bytes_are_counted(rule: Rule) -> None:
    @mx.update_rule
    def kept_update(weight, grad, mom=mx.State(code="linear"), *, lr):
        """One state."""
        mom = 0.9 * mom + grad
        return {"weight": weight - lr * mom, "mom": mom}

    bound = graph(kept_update, lr=0.1).simple_bind(weight=(64, 64))
    (kernel,) = step_facts(bound.__bound_graph__()).kernels
    assert (kernel.bytes, kernel.cost.loads, kernel.cost.stores) == (64 * 64 * (4 + 4 + 4 + 1 + 1), 3, 2)
    assert " tiles " in bound.explain()


# What is refused


def test_what_no_state_in_8_bits_can_be() -> None:
    for text, fault in (
        ("mx.State(code='int8')", "code is one of dynamic, dynamic_unsigned, linear, linear_unsigned, got 'int8'"),
        ("mx.State(code='linear', block=100)", "block is one of 64, 128, 256, 512, 1024, 2048, 4096, got 100"),
        ("mx.State(code='linear', block=True)", "block is one of 64, .*, got True"),
        ("mx.State(block=128)", "got block=128 without a code; leave it out"),
        ("mx.State(1.0, code='linear')", "got init=1.0 beside code='linear'; leave init out"),
        ("mx.State(dtype='float16', code='linear')", "got dtype='float16' beside code='linear'; leave dtype out"),
    ):
        with pytest.raises(mx.RuleError, match=fault.replace("(", r"\(")):
            eval(text, {"mx": mx})

    def of_rows(weight, grad, mom: mx.Row = mx.State(code="linear"), *, lr):
        return {"weight": weight, "mom": mom}

    def beside_rows(weight, grad, seen: mx.Row, mom=mx.State(code="linear"), *, lr):
        return {"weight": weight, "mom": mom, "seen": seen}

    def of_two_sizes(weight, grad, mom=mx.State(code="linear"), var=mx.State(code="linear", block=128), *, lr):
        return {"weight": weight, "mom": mom, "var": var}

    def reducing(weight, grad, mom=mx.State(code="linear"), *, lr):
        return {"weight": weight, "mom": mom + mx.sum(grad, axis=1)}

    def taken(weight, grad, mom_absmax, mom=mx.State(code="linear"), *, lr):
        return {"weight": weight, "mom": mom, "mom_absmax": mom_absmax}

    def returning(weight, grad, mom=mx.State(code="linear"), *, lr):
        return {"weight": weight, "mom": mom, "mom_absmax": mom}

    def one_number(weight, grad, mom=mx.State(code="linear"), *, lr):
        return {"weight": weight, "mom": lr}

    for function, fault in (
        (of_rows, "mom has a code, which is for tensors of the weight's shape; leave out the code"),
        (beside_rows, "seen has values of rows or columns, and mom is kept in blocks of elements; leave out the code"),
        (of_two_sizes, "var is kept in blocks of 128 elements, and mom in blocks of 256; give both one block"),
        (reducing, "it reduces rows or columns, and mom is kept in blocks of elements; leave out the code"),
        (taken, "mom_absmax is the name of the scales of mom; choose another name"),
        (returning, "it returns 'mom_absmax', which follows from the new mom; return the new mom alone"),
        (one_number, "the new mom is one value for each block of 256 elements, but mom is a tensor"),
    ):
        with pytest.raises(mx.RuleError, match=fault):
            mx.update_rule(function)


def test_arrays_that_do_not_fit_and_gradients_by_rows(rule: Rule) -> None:
    nd: Any = untyped.nd
    weight, grad = drawn(0, (3, 200)), drawn(1, (3, 200))
    states, before = mx.new_states(rule, weight), weight.tobytes()
    call = nd.coded_momentum_update
    ids = mx.nd.sparse.row_sparse_array((grad[:2], [0, 2]), shape=(3, 200))
    for arrays, fault in (
        ({"mom": states["mom"].astype(np.float32)}, "mom.* got dtype float32, expected uint8"),
        (
            {"mom_absmax": np.zeros(2, np.float32)},
            r"got shape \(2,\), expected one value for each block of 256 elements",
        ),
        ({"grad": grad.astype(np.uint8)}, "got dtype uint8, expected float64 or float32"),
        ({"grad": ids}, "needs the whole tensor for its states in 8 bits, whose blocks are no rows"),
    ):
        with pytest.raises(mx.BindError, match=fault):
            call(**{"weight": weight, "grad": grad, **states, **arrays}, lr=0.1, out=weight)
        assert weight.tobytes() == before
    with pytest.raises(mx.BindError, match="got states in 8 bits, whose blocks are no rows"):
        mx.table.Table(64, "float32", rule.name, lr=1e-3).update(np.array([1, 2], np.uint64), drawn(0, (2, 64)))
