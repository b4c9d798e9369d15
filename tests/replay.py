"""Replay of a recorded case in mxsym, one step at a time, each from the arrays that MXNet had before that step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

import mxsym as mx
from mxsym.executor.imperative import invoke
from mxsym.rule import lookup
from mxsym.runtime.sparse import RowSparse
from tests.recorded import Array, Case
from tests.support import bind


@dataclass(frozen=True)
class Outcome:
    """Result of a step: `outputs` by recorded name, `inputs` by input name (a row-sparse gradient by its values)."""

    outputs: dict[str, Array]
    inputs: dict[str, Array]


def is_lazy(case: Case) -> bool:
    """True if MXNet updated lazily: it has lazy kernels for some combinations of storage and falls back to dense ones
    for others.
    """
    kinds = case.storage
    if "adagrad" in case.op:
        return True
    if case.op == "ftrl_update":
        return kinds == "rrrr"
    own = kinds[2:] in ("", "r" * len(kinds[2:]) if kinds[0] == "r" else "d" * len(kinds[2:]))
    return own and bool(case.given(0).get("lazy_update", True))


def as_rows(dense: Array) -> RowSparse:
    """A row-sparse array that stores every row."""
    return RowSparse(np.arange(len(dense)), dense, dense.shape)


def operands(case: Case, step: int) -> dict[str, Any]:
    """The inputs of a step, in the op's order and in their storage."""
    held = case.before(step)
    made: dict[str, Any] = {}
    for item, kind in zip(case.inputs, case.storage, strict=True):
        name = item["name"]
        if f"{name}.indices" in held:
            made[name] = RowSparse(held[f"{name}.indices"], held[f"{name}.data"].copy(), tuple(item["shape"]))
        else:
            made[name] = as_rows(held[name].copy()) if kind == "r" else held[name].copy()
    return made


def attributes(case: Case, step: int) -> dict[str, Any]:
    """Attributes of mxsym's call: MXNet's rounded parameters, and the kind of row update that MXNet chose.

    Where nothing is said of that, mxsym's default is the same.
    """
    given = case.given(step)
    chosen = {} if case.is_dense or "lazy_update" not in given else {"lazy_update": is_lazy(case)}
    return {**given, **chosen}


def _target(case: Case, arrays: Mapping[str, Any], other: Any) -> Any:
    """The `out` of a call: the weights, an array apart, or nothing."""
    if case.about["out"] == "weight":
        weights = [arrays[name] for name in case.weights]
        return weights if case.about.get("multi") else weights[0]
    return other if case.about["out"] == "other" else None


def _apart(case: Case) -> Array:
    """An array apart for the output: what it held in MXNet, or nothing that could pass for a result."""
    held = case.arrays.get("init._out")
    want = case.arrays["step0.out"]
    return np.full(want.shape, np.nan, want.dtype) if held is None else held.copy()


def dense(value: Any) -> Array:
    """An operand's elements; of a row-sparse one, those it stores."""
    return value.data if isinstance(value, RowSparse) else value


def _outcome(case: Case, results: Any, arrays: Mapping[str, Any]) -> Outcome:
    listed = list(cast("list[Any]", results)) if isinstance(results, list) else [results]
    outputs = dict(zip(case.outputs, map(dense, listed), strict=True))
    return Outcome(outputs, {name: dense(value) for name, value in arrays.items()})


def run(case: Case, step: int, arrays: dict[str, Any] | None = None) -> Outcome:
    """A step through the imperative form, on fresh arrays or on these."""
    arrays = operands(case, step) if arrays is None else arrays
    out = _target(case, arrays, _apart(case) if case.about["out"] == "other" else None)
    given = attributes(case, step)
    results = invoke(case.op, list(arrays.values()), out=out, flavour=case.flavour, **given)
    return _outcome(case, results, arrays)


def run_symbol(case: Case, step: int) -> Outcome:
    """A step of a dense case through a bound Symbol."""
    arrays = operands(case, step)
    variables = {name: mx.sym.var(name) for name in arrays}
    out = _target(case, variables, mx.sym.var("_out"))
    if case.about["out"] == "other":
        arrays["_out"] = _apart(case)
    rule: Any = lookup.find(case.op)
    symbol = rule(*variables.values(), **attributes(case, step), out=out, flavour=case.flavour)
    results = bind(symbol, arrays).forward()
    return _outcome(case, results, {name: arrays[name] for name in case.names})
