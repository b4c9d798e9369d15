"""Models of several weights that are updated by a rule with numbers of all of them, for tests."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

import mxsym as mx
from mxsym.rule.rule import Rule
from tests.support import Array

SHAPES = ((7,), (5, 3), (2, 3, 2))
STEPS = 8


def gallery() -> dict[str, Rule]:
    rules: dict[str, Rule] = importlib.import_module("examples.gallery").RULES
    return rules


def drawn(seed: int, dtype: Any = np.float32) -> list[Array]:
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape).astype(dtype) for shape in SHAPES]


def whole(arrays: list[Array]) -> Array:
    return np.concatenate([np.asarray(array).reshape(-1) for array in arrays])


def grads_at(t: int, dtype: Any = np.float32) -> list[Array]:
    return [grad + dtype(0.5) for grad in drawn(100 + t, dtype)]


def numbers_at(rule: Rule, t: int) -> dict[str, Any]:
    return {"t": t} if rule.attribute("t") is not None else {}


class Model:
    """Weights, gradients and states of a rule, as one graph whose updates share the model's states."""

    def __init__(self, rule: Rule, dtype: Any = np.float32, **numbers: Any) -> None:
        self.weights = drawn(0, dtype)
        self.rule = rule
        self.arrays: dict[str, Array] = {}
        ops: list[Any] = []
        variables: dict[str, Any] = {}
        for place, weight in enumerate(self.weights):
            named = {"weight": weight, "grad": weight.copy(), **mx.new_states(rule, weight)}
            shared = {item.name for item in rule.inputs if item.of_model}
            names = {key: key if key in shared else f"{key}{place}" for key in named}
            self.arrays |= {names[key]: named[key] for key in named if names[key] not in self.arrays}
            for name in names.values():
                variables.setdefault(name, mx.sym.var(name))
            inputs = {key: variables[name] for key, name in names.items()}
            attributes = {**numbers, **numbers_at(rule, 1), "out": inputs["weight"], "name": f"update{place}"}
            ops.append(mx.sym.make(rule, [], {**inputs, **attributes}))
        self.symbol = mx.sym.Group(ops)
        self.executor = self.symbol.bind_named(None, self.arrays)

    def step(self, t: int, dtype: Any = np.float32) -> None:
        for place, grad in enumerate(grads_at(t, dtype)):
            self.arrays[f"grad{place}"][...] = grad
        self.executor.forward(**numbers_at(self.rule, t))


@mx.update_rule
def norm_bound_update(weight: Any, grad: Any, *, lr: Any, bound: Any = 1.0) -> Any:
    """SGD on gradients whose norm, over all weights, is held below a bound."""
    norm = mx.norm(grad, over=mx.Model)
    return {"weight": weight - lr * mx.minimum(1.0, bound / norm) * grad}


@mx.update_rule
def two_level_update(weight: Any, grad: Any, top: mx.Model, *, lr: Any) -> Any:
    """A number over the model that needs another one, and a state that both are in."""
    largest = mx.max(mx.abs(grad), over=mx.Model)
    share = mx.mean(mx.square(grad / largest), over=mx.Model)
    top = mx.maximum(top, largest * share)
    return {"weight": weight - lr * grad / (top + mx.min(weight, over=mx.Model) ** 2), "top": top}


@mx.update_rule
def rows_or_elements_update(weight: Any, grad: Any, row: mx.Row, var: Any, *, lr: Any) -> Any:
    """Two sums over the model, of steps by states of rows for matrices, and of elements for vectors."""
    if weight.ndim >= 2:
        row = row + mx.mean(mx.square(grad), axis=1)
        step, kept = grad / mx.sqrt(row), {"row": row}
    else:
        var = var + mx.square(grad)
        step, kept = grad / mx.sqrt(var), {"var": var}
    trust = mx.norm(weight, over=mx.Model) / mx.norm(step, over=mx.Model)
    return {"weight": weight - lr * trust * step, **kept}


def through_graph(rule: Rule) -> dict[int, Array]:
    model = Model(rule, lr=0.5)
    for t in range(1, STEPS + 1):
        model.step(t)
    return dict(enumerate(model.weights))
