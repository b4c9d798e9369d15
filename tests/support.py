"""Common parts of the tests: arrays with every awkward value, and equality of bits."""

from __future__ import annotations

import ctypes.util
import importlib.util
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np

import mxsym as mx
from mxsym import rules
from mxsym.codegen.dtypes import Array, to_numpy
from mxsym.codegen.expr import Granularity
from mxsym.opgraph.node import Op, ops_of
from mxsym.rule import lookup, registry
from mxsym.rule.inputs import state_shape
from mxsym.rule.rule import REQUIRED, VERSIONS, Rule
from mxsym.runtime.interop import as_array

untyped: Any = mx
"""mxsym as type checkers do not know it: for ops that a test declares, and for calls that are wrong or have
`**numbers`."""
DTYPES = {
    "float64": np.dtype(np.float64),
    "float32": np.dtype(np.float32),
    "float16": np.dtype(np.float16),
    "bfloat16": np.dtype(ml_dtypes.bfloat16),
}
HANG = 900
"""Seconds after which what a test has started counts as hung: long enough for any machine, however busy."""
HAS_TORCH = importlib.util.find_spec("torch") is not None


def _openmp() -> str | None:
    """The file of an OpenMP runtime that is installed: the system's, or torch's."""
    spec = importlib.util.find_spec("torch")
    folders = spec.submodule_search_locations if spec is not None else None
    libraries = [str(path) for folder in folders or () for path in Path(folder, "lib").glob("libgomp*.so*")]
    return next((name for name in (ctypes.util.find_library("gomp"), *libraries) if name), None)


OPENMP = _openmp()


def update_rules() -> list[Rule]:
    """Every declared update rule that ships with mxsym, in every flavour."""
    rules.load()
    names = lookup.names()
    declared = [*(registry.RULES[name] for name in names), *registry.FLAVOURS.values()]
    return [rule for rule in declared if rule.is_update and rule.function.__module__.startswith("mxsym.rules")]


def specials(dtype: np.dtype[Any]) -> list[float]:
    """NaN, infinities, zeros of both signs, subnormals, the extremes."""
    tiny = {"float64": 5e-324, "float32": 1e-45, "float16": 6e-8, "bfloat16": 1e-40}[dtype.name]
    huge = {"float64": 1.7e308, "float32": 3.4e38, "float16": 65504.0, "bfloat16": 3.3e38}[dtype.name]
    return [np.nan, np.inf, -np.inf, 0.0, -0.0, tiny, -7 * tiny, huge, -huge]


def draw(rng: np.random.Generator, n: int, dtype: np.dtype[Any], *, offset: int = 0, positive: bool = False) -> Array:
    """`n` values of many magnitudes, the special ones among them, starting `offset` elements into an allocation.

    Of bytes, any.
    """
    if dtype == np.uint8:
        return rng.integers(256, size=n + offset, dtype=np.uint8)[offset:]
    values = rng.standard_normal(n + offset) * 10.0 ** rng.integers(-4, 3, n + offset)
    awkward = rng.random(n + offset) < 0.25
    values[awkward] = rng.choice(specials(dtype), int(awkward.sum()))
    with np.errstate(all="ignore"):
        return (np.abs(values) if positive else values).astype(dtype)[offset:]


def memory_of(array: Any) -> Any:
    """The NumPy or row-sparse array behind one of `mx.nd`, or of another library."""
    return as_array(array, "a test", "array")


def bits(array: Array) -> Array:
    """The bit patterns, with one pattern for NaN: which NaN an operation gives is the hardware's choice."""
    unsigned = np.dtype(f"u{array.dtype.itemsize}")
    pattern = np.ascontiguousarray(array).view(unsigned).copy()
    with np.errstate(invalid="ignore"):  # a signalling NaN
        pattern[np.isnan(array.astype(np.float64))] = np.iinfo(unsigned).max
    return pattern


def assert_same_bits(got: Array, expected: Array, what: str = "") -> None:
    """Equality of shape, dtype and every bit, NaN being NaN."""
    assert got.shape == expected.shape, (what, got.shape, expected.shape)
    assert got.dtype == expected.dtype, (what, got.dtype, expected.dtype)
    different = np.flatnonzero(bits(got) != bits(expected))
    if different.size:
        at = different[0]
        raise AssertionError(
            f"{what}: {different.size} of {got.size} differ, first at {at}: "
            f"{got.ravel()[at]!r} instead of {expected.ravel()[at]!r}"
        )


def hyper_parameters(rule: Rule) -> list[dict[str, Any]]:
    """Settings of a rule's attributes: required ones only, all of them, awkward ones."""
    required = {item.name: 0.1 for item in rule.scalars if item.default is REQUIRED}
    everything = {item.name: 0.1 * (number + 1) for number, item in enumerate(rule.scalars)}
    awkward = {item.name: [1e-3, -0.5, 0.0, 7.0][number % 4] for number, item in enumerate(rule.scalars)}
    choices = (True, False) if rule.flags else (True,)
    flags = [{item.name: value for item in rule.flags} for value in choices]
    return [{**counted(numbers), **flag} for numbers in (required, everything, awkward) for flag in flags]


def counted(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """These numbers, the number of steps among them a whole one above 0."""
    return {name: max(1.0, math.ceil(value)) if name == "t" else value for name, value in numbers.items()}


def variables(rule: Rule) -> dict[str, mx.Symbol]:
    """A variable for each of a rule's inputs, named as the input."""
    return {item.name: mx.sym.var(item.name) for item in rule.inputs}


def arrays_for(rule: Rule, rng: np.random.Generator, n: int, dtype: np.dtype[Any], offset: int = 0) -> dict[str, Array]:
    """An array for each of a rule's inputs: `n` elements, or three rows of `n` where the rule has values of rows."""
    by_rows = any(item.space is Granularity.ROW for item in rule.inputs)
    shapes = shapes_for(rule, (3, n) if by_rows else (n,))
    types = types_for(rule, dtype)
    return {n: draw(rng, math.prod(s), types[n], offset=offset).reshape(s) for n, s in shapes.items()}


def types_for(rule: Rule, dtype: np.dtype[Any]) -> dict[str, np.dtype[Any]]:
    """The type of each of a rule's inputs where those of no type of their own have this one."""
    return {item.name: dtype if item.dtype is None else to_numpy(item.dtype) for item in rule.inputs}


def shapes_for(rule: Rule, whole: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """The shape of each of a rule's inputs where its tensors have the shape `whole`."""
    return {item.name: state_shape(whole, item.space) for item in rule.inputs}


def name_of(rule: Rule) -> str:
    """A rule's name in a test's."""
    return rule.name if rule.flavour == VERSIONS[-1] else f"{rule.name}-{rule.flavour}"


def narrow_variables(symbol: mx.Symbol) -> set[str]:
    """The variables that hold one value for each row, or one number."""
    return {
        node.inputs[item.name].node.name
        for node in ops_of(symbol)
        for item in node.rule.inputs
        if item.space is not Granularity.ELEMENT and item.name in node.inputs
    }


def op_of(symbol: mx.Symbol) -> Op:
    """The op that gives a Symbol's first output."""
    node = symbol.entries[0].node
    assert isinstance(node, Op)
    return node


def bind(symbol: mx.Symbol, arrays: Mapping[str, Array]) -> mx.Executor:
    """Bind with arrays by name, states and arguments alike."""
    return symbol.bind(
        args={name: arrays[name] for name in symbol.list_arguments()},
        aux_states={name: arrays[name] for name in symbol.list_auxiliary_states()},
    )


def copies(arrays: Mapping[str, Array], offset: int = 0) -> dict[str, Array]:
    """Fresh copies, each starting `offset` elements into its allocation."""
    made: dict[str, Array] = {}
    for name, array in arrays.items():
        room = np.empty(array.size + offset, array.dtype)
        made[name] = room[offset:].reshape(array.shape)
        made[name][...] = array
    return made
