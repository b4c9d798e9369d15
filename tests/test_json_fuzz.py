"""Hostile graph files: a Symbol or a LoadError, quickly, whatever the text."""

from __future__ import annotations

import copy
import functools
import gc
import itertools
import json
import random
import re
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.codegen.prims import PRIMS
from mxsym.opgraph.interpreter import interpret
from mxsym.opgraph.names import NameManager
from tests.support import assert_same_bits, untyped

FILES = sorted((Path(__file__).parent / "golden" / "graphs").glob("*.json"))
LONGEST = 1.0
"""Seconds of this thread's own that a text of a few kilobytes may take: the machine may be busy."""
MOST_TEXT = 40_000
"""Characters that an error may have."""
WORDS = (
    "null", "sgd_update", "multi_sgd_update", "where", "_constant", "mp_hostile_update", "__inputs__", "__flavour__",
    "__shape__", "(2, 3)", "num_weights", "lr", "weight,grad", "out", "1.9", "99999999999999999999", "-1", "nan",
    "1e999999", "True", "\x00", "é", "𝟙", "1_0", "((((", "a" * 5000, "9" * 5000,
)  # fmt: skip
NUMBERS = (-1, 0, 1, 2, 3, 7, 2**31, 2**63, 2**64, 10**30, -(2**63), 1.5, float("inf"), float("nan"))


@mx.update_rule
def hostile_update(weight: Any, grad: Any, mom: Any = None, *, lr: float, flip: bool = False) -> dict[str, Any]:
    """A rule that travels in its file."""
    step = grad if mom is None else grad + mom
    return {"weight": weight + lr * step if flip else weight - lr * mx.sign(step)}


def plain_rule() -> mx.Symbol:
    return untyped.sym.hostile_update(untyped.sym.var("w"), untyped.sym.var("g") * 2, lr=0.1, name="u")


@functools.cache
def seeds() -> tuple[str, ...]:
    """Valid texts to begin with: MXNet's, ops with everything that only mxsym says, a rule of the user's own."""
    with NameManager():
        w, g, m, rate = (mx.sym.var(name) for name in ("w", "g", "m", "rate"))
        own = mx.sym.sgd_mom_update(w, mx.clip(g * 0.5, -1, 1), m, lr=rate, out=w, name="upd")
        flavoured = mx.Group([own, mx.sym.adam_update(w, g, lr=1, flavour="1.9"), mx.sym.adam_update(w, g, lr=1)])
        many = mx.sym.multi_sgd_update(w, g, m, rate, lrs=(1, 2), wds=(0, 0), out=[w, m])
    made = [own, flavoured, many, plain_rule(), mx.sym.var("v", shape=(2, 3), dtype="float16", stype="row_sparse")]
    return (*(path.read_text() for path in FILES), *(symbol.tojson() for symbol in made * 10))


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a document with a key of it."""
    found: list[tuple[Any, Any]] = []
    stack = [value]
    while stack:
        item = stack.pop()
        keys = list(cast("dict[str, Any]", item)) if isinstance(item, dict) else list(range(len(item)))
        found += [(item, key) for key in keys]
        stack += [item[key] for key in keys if isinstance(item[key], dict | list)]
    return found


def mutate_structure(rng: random.Random, text: str) -> str:
    """Numbers and texts swapped and replaced, parts removed, doubled, moved, nested; names made equal."""
    document = json.loads(text)
    for _ in range(rng.randint(1, 3)):
        spots = places(document)
        if not spots:
            break
        holder, key = rng.choice(spots)
        other, from_key = rng.choice(spots)
        kind = rng.randrange(8)
        if kind == 0:
            holder[key] = rng.choice(NUMBERS)
        elif kind == 1:
            holder[key] = rng.choice(WORDS)
        elif kind == 2:
            holder[key] = copy.deepcopy(other[from_key])
        elif kind == 3:
            del holder[key]
        elif kind == 4 and isinstance(holder, list):
            listed = cast("list[Any]", holder)
            listed.insert(key, copy.deepcopy(listed[key]))
        elif kind == 5 and isinstance(holder, dict):
            holder[rng.choice(WORDS)] = holder[key]
        elif kind == 6:
            others: list[Any] = [None, True, [], {}, [[]], [holder[key]], {"a": holder[key]}]
            holder[key] = rng.choice(others)
        elif isinstance(holder[key], str):
            holder[key] = mutate_text(rng, holder[key])
    return json.dumps(document)


def mutate_text(rng: random.Random, text: str) -> str:
    """Characters removed, doubled, replaced; a part of the text elsewhere."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice([0, 1, 1, 2, 10, 200]))
        put = rng.choice(
            ["", text[at:end] * 2, rng.choice('{}[],:"\\0159-eE. \n'), rng.choice(WORDS), "\ud800", "[" * 50]
        )
        text = text[:at] + put + text[end:]
    return text


@contextmanager
def quickly(text: str) -> Generator[None]:
    """Hold what is done to `LONGEST` on this thread, without collections of what other tests have made."""
    gc.disable()
    start = time.thread_time()
    try:
        yield
        assert time.thread_time() - start < LONGEST, text[:2000]
    finally:
        gc.enable()


def attempt(text: str) -> bool:
    """True if a text is a graph. It is loaded, saved and loaded again, or refused by a LoadError, in good time."""
    symbol: mx.Symbol | None = None
    said = ""
    with quickly(text):
        try:
            symbol = mx.sym.load_json(text)
        except mx.LoadError as error:
            said = str(error)
    assert bool(said) == (symbol is None)
    assert len(said) < MOST_TEXT
    if symbol is not None:
        assert mx.sym.load_json(symbol.tojson()).tojson() == symbol.tojson(), text
    return symbol is not None


MUTATIONS = 10_000


@pytest.mark.slow
def test_ten_thousand_mutations_are_each_a_symbol_or_a_named_error() -> None:
    outcomes: list[bool] = []

    @given(st.integers(0, 2**64), st.sampled_from([mutate_structure, mutate_text]), st.sampled_from(seeds()))
    @settings(max_examples=MUTATIONS, database=None, phases=[Phase.generate, Phase.shrink])
    def mutations(seed: int, mutate: Callable[[random.Random, str], str], text: str) -> None:
        outcomes.append(attempt(mutate(random.Random(seed), text)))

    mutations()
    assert len(outcomes) == MUTATIONS
    assert MUTATIONS // 20 < sum(outcomes) < MUTATIONS * 19 // 20, "some load and some do not"


def chain(length: int) -> dict[str, Any]:
    nodes: list[dict[str, Any]] = [{"op": "null", "name": "x", "inputs": []}]
    nodes += [{"op": "sqrt", "name": f"n{i}", "inputs": [[i, 0, 0]]} for i in range(length)]
    return {"nodes": nodes, "arg_nodes": [0], "heads": [[length, 0, 0]], "attrs": {"mxnet_version": ["int", 20000]}}


@pytest.mark.parametrize("length", [2_000, pytest.param(5_000, marks=pytest.mark.slow)])
def test_a_long_chain_loads(length: int) -> None:
    """Longer than Python's stack is deep."""
    symbol = mx.sym.load_json(json.dumps(chain(length)))
    assert len(symbol.nodes()) == length + 1
    assert mx.sym.load_json(symbol.tojson()).tojson() == symbol.tojson()


def one_op(op: str, attrs: dict[str, str], inputs: int) -> dict[str, Any]:
    """A graph of an op on one variable, given so many times."""
    node = {"op": op, "name": "n", "attrs": attrs, "inputs": [[0, 0, 0]] * inputs}
    return {**chain(1), "nodes": [*chain(0)["nodes"], node]}


def many(**attrs: str) -> dict[str, Any]:
    return one_op("multi_sgd_update", {"lrs": "(1,)", "wds": "(1,)", **attrs}, 2)


def variable(name: str, **attrs: str) -> dict[str, Any]:
    return {**chain(1), "nodes": [{"op": "null", "name": name, "attrs": attrs, "inputs": []}]}


HUGE: dict[str, Any] = {
    "deep": '{"nodes": ' + "[" * 200_000,
    "deep objects": '{"a":' * 100_000,
    "a megabyte of name": variable("n" * 10**6),
    "a megabyte of op": one_op("n" * 10**6, {}, 1),
    "a megabyte of number": one_op("clip", {"a_min": "1" * 10**6, "a_max": "1"}, 1),
    "a megabyte of attribute": one_op("clip", {"a" * 10**6: "1"}, 1),
    "a megabyte of shape": variable("n", __shape__="(" * 10**6),
    "a megabyte of type": variable("n", __dtype__="1" * 10**6),
    "many weights": many(num_weights="999999999"),
    "more weights": many(num_weights="9" * 5000),
    "named weights": many(num_weights="9999999", __inputs__="weight_0,grad_0"),
    "many numbers": many(lrs="(" + "1," * 10**5 + ")", num_weights="1"),
    "a huge index": {**chain(1), "heads": [[10**4000, 0, 0]]},
    "a cycle": {**chain(1), "nodes": [*chain(1)["nodes"], {"op": "sqrt", "name": "c", "inputs": [[2, 0, 0]]}]},
    "many unknown ops": {**chain(0), "nodes": [{"op": f"sgd_updat{i}", "name": "n", "inputs": []} for i in range(300)]},
    "rules that are none": {**chain(0), "attrs": {"mxsym_rules": ["str", "[" * 10**5]}},
    "rules of another type": {**chain(0), "attrs": {"mxsym_rules": ["str", {}]}},
}


@pytest.mark.parametrize("case", HUGE)
def test_hostile_sizes(case: str) -> None:
    text = HUGE[case] if isinstance(HUGE[case], str) else json.dumps(HUGE[case])
    with quickly(text), pytest.raises(mx.LoadError) as caught:
        mx.sym.load_json(text)
    assert len(str(caught.value)) < MOST_TEXT and "recursion" not in str(caught.value)


def file_of(*lines: str) -> str:
    """The file of a rule whose body has these lines, between a float32 gradient's bits, `%2`, and the weight, `%9`."""
    document = json.loads(plain_rule().tojson())
    rules = json.loads(document["attrs"]["mxsym_rules"][1])
    bits = ("buffer weight: T[n]", "buffer grad: T[n]", "%0: T[n] = load grad", "%1: f32[n] = cast %0")
    body = "\n".join(("graph @u {", *bits, "%2: i32[n] = bitcast %1", *lines, "store weight, %9", "}", ""))
    rules[0]["bodies"] = [[form, flags, absent, body] for form, flags, absent, *_ in rules[0]["bodies"]]
    document["attrs"]["mxsym_rules"][1] = json.dumps(rules)
    return json.dumps(document)


_AS_IT_IS: tuple[str, ...] = ("%9: T[n] = cast %3",)
_AS_WEIGHT: tuple[str, ...] = ("%8: f32[n] = bitcast %3", "%9: T[n] = cast %8")
PLACES: dict[str, tuple[str, ...]] = {
    **{
        name: (f"%3: {prim.result}[n] = {name} %2", *(_AS_WEIGHT if prim.result == "i32" else _AS_IT_IS))
        for name, prim in PRIMS.items()
        if prim.table
    },
    "a value of no byte": ("%3: f32[n] = decode_dynamic %2", "%9: T[n] = cast %3"),
    "the numbers of listed rows": (
        "%3: i64[n] = index listed", "%4: f64[n] = to_float %3", "%9: T[n] = cast %4",
    ),
    "a shift by a value": ("%3: i32[n] = ishl %2 %2", *_AS_WEIGHT),
    "a shift too far": ("%7: i32 = const 32", "%3: i32[n] = ilshr %2 %7", *_AS_WEIGHT),
    "a shift back": ("%7: i32 = const -1", "%3: i32[n] = ishl %2 %7", *_AS_WEIGHT),
    "a number of more bits": ("%7: i32 = const 4294967296", "%3: i32[n] = iadd %2 %7", *_AS_WEIGHT),
    "a scale without bytes": ("%3: T[t] = absmax %0", "%9: T[n] = mul %0 %3"),
    "a truth value as a constant": ("%3: bool = const 1.0", "%9: T[n] = where %3 %0 %0"),
    "a counter of 32 bits": ("%3: f32[n] = random_uniform %2 %2", "%9: T[n] = cast %3"),
    "a stream of no float64": ("%3: i64[n] = stream %0 %0 %0 %0", "%4: f64[n] = to_float %3", "%9: T[n] = cast %4"),
    "a code of float64": (
        "%3: f64[n] = cast %0", "%4: u8[n] = encode_dynamic %3", "%5: f32[n] = decode_dynamic %4", "%9: T[n] = cast %5",
    ),
    "the number of no element": ("%3: i64 = index", "%4: f64 = to_float %3", "%5: T = cast %4", "%9: T[n] = add %0 %5"),
    "a number of a model for each element": ("%3: T[n] = model_max %0", "%9: T[n] = mul %0 %3"),
    "a number of a model for each row": ("%3: T[r] = row_sum %0", "%4: T[r] = model_sum %3", "%9: T[n] = mul %0 %4"),
}  # fmt: skip


@pytest.mark.parametrize("case", PLACES)
def test_rules_in_files_cannot_choose_places_in_memory(case: str) -> None:
    """A rule has nothing that kernels do not check, and nothing that has no value for some operands."""
    with pytest.raises(mx.LoadError, match=r"mxsym_rules \(hostile_update\)"):
        mx.sym.load_json(file_of(*PLACES[case]))


def test_rules_in_files_have_codes_and_bits() -> None:
    """The same body without what is refused is a rule."""
    byte = ("%3: u8[n] = resize %2", "%4: f32[n] = decode_dynamic %3", "%5: u8[n] = encode_dynamic %4")
    shifted = ("%7: i32 = const 31", "%6: i32[n] = resize %5", "%3: i32[n] = ishl %6 %7", *_AS_WEIGHT)
    assert mx.sym.load_json(file_of(*byte, *shifted)).list_outputs() == ["u_output"]


def test_rules_in_files_have_whole_numbers_of_any_size() -> None:
    """Each type that a text may name is converted to each other one, as the interpreter does."""
    sizes = ("u8", "i16", "i32", "i64")
    for source, target in itertools.permutations(sizes, 2):
        first, second = f"%3: {source}[n] = resize %2", f"%4: {target}[n] = resize %3"
        conversions = (second.replace("%3", "%2"),) if source == "i32" else (first, second)
        wide = ("%5: f64[n] = to_float %4", "%6: f32[n] = to_float %4", "%7: f64[n] = cast %6")
        symbol = mx.sym.load_json(file_of(*conversions, *wide, "%8: f64[n] = add %5 %7", "%9: T[n] = cast %8"))
        arrays = {"w": np.zeros(70, np.float32), "g": np.random.default_rng(1).standard_normal(70).astype(np.float32)}
        outcome = interpret(symbol, arrays)
        output = symbol.bind_named(None, arrays).forward()[0]
        assert_same_bits(np.asarray(output), outcome.outputs[0], f"{source} to {target}")


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("(True,)", "is a tuple of sizes"),
        ("(-2,)", "is a tuple of sizes"),
        (f"({'1,' * 65})", "has at most 64 axes"),
        ("(1152921504606846976,)", "has fewer than 2^60 elements"),
        ("(4294967296, 4294967296, 0)", "has fewer than 2^60 elements"),
    ],
)
def test_shapes_that_no_array_has(shape: str, expected: str) -> None:
    """Neither a file nor a variable declares one."""
    with pytest.raises(mx.LoadError, match=re.escape(f"__shape__ {expected}, got '{shape[:80]}'")):
        mx.sym.load_json(json.dumps(variable("n", __shape__=shape)))
    sizes = json.loads(shape.strip("(),").join("[]").replace("True", '"a"'))
    with pytest.raises(mx.SymbolError, match=re.escape(f"shape {expected}, got ")):
        mx.sym.var("n", shape=sizes)


WORDS_OF_RULES: dict[str, Callable[[dict[str, Any]], None]] = {
    "an output's type is one of float64, float32, float16, bfloat16, got 'uint8'": lambda about: about.update(
        dtype="uint8"
    ),
    "an output's type is one of float64, float32, float16, bfloat16, got '3'": lambda about: about.update(dtype=3),
    "what grad has values for is one of ELEMENT, ROW, COLUMN, SCALAR, MODEL, RowPairs, ColumnPairs, got 'TILE_256'": (
        lambda about: about["inputs"][1].__setitem__(1, "TILE_256")
    ),
    "the kind of lr is one of float, int, bool, got 'str'": lambda about: about["attributes"][0].__setitem__(1, "str"),
}


@pytest.mark.parametrize("expected", WORDS_OF_RULES)
def test_words_of_rules_in_files(expected: str) -> None:
    """A file that says what no signature can is refused when it is read, not when the graph is bound."""
    document = json.loads(plain_rule().tojson())
    rules = json.loads(document["attrs"]["mxsym_rules"][1])
    WORDS_OF_RULES[expected](rules[0])
    document["attrs"]["mxsym_rules"][1] = json.dumps(rules)
    with pytest.raises(mx.LoadError, match=re.escape(f"mxsym_rules (hostile_update): {expected};")):
        mx.sym.load_json(json.dumps(document))


def test_what_is_said_twice_is_an_error() -> None:
    """JSON's readers take the last of two values of one key."""
    text = json.dumps(chain(1)).replace('"name"', '"name": "other", "name"', 1)
    with pytest.raises(mx.LoadError, match="'name' is there twice"):
        mx.sym.load_json(text)


def test_all_faults_of_a_file_come_at_once() -> None:
    document = chain(6)
    document["nodes"][2]["op"] = "sqr"
    document["nodes"][4]["inputs"] = []
    document["nodes"][6]["attrs"] = {"scale": "2"}
    with pytest.raises(mx.LoadError) as caught:
        mx.sym.load_json(json.dumps(document))
    lines = str(caught.value).split("\n")
    assert len(lines) == 3, lines
    assert "node 2 (n1): mxsym has no op 'sqr': did you mean 'sqrt'?" in lines[0]
    assert "node 4 (n3): sqrt takes data; got 0 inputs" in lines[1]
    assert "node 6 (n5): sqrt has no attribute 'scale'" in lines[2]
