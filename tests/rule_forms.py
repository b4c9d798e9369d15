"""Every way to run a rule of one's own: an op's forms, graphs, optimizers and training steps, all on the same arrays.

A driver is made for a rule's name, arrays by input and numbers by attribute, and does one step at each call. What it
keeps between the steps (a function of `mx.nd`, an optimizer) it keeps from before the first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import mxsym as mx
from tests.support import Array

Arrays = dict[str, Array]
Step = Callable[[], object]
Driver = Callable[[str, Arrays, dict[str, float]], Step]
_PLURAL = {"weight": "weights", "grad": "grads"}


def narrow(arrays: Arrays) -> dict[str, Array]:
    """A float16 weight and gradient; the weight itself is the master copy."""
    halves = {name: arrays[name].astype(np.float16) for name in ("weight", "grad")}
    return {**arrays, **halves, "weight32": arrays["weight"]}


def numbered(arrays: Arrays, number: int) -> Arrays:
    return {f"{name}_{number}": array for name, array in arrays.items()}


def separate(numbers: dict[str, float]) -> tuple[dict[str, Any], dict[str, float]]:
    """The learning rates of two tensors, and what both share."""
    return {"lrs": (numbers["lr"],) * 2}, {key: value for key, value in numbers.items() if key != "lr"}


def other(arrays: Arrays) -> Arrays:
    """Arrays of another shape for a second tensor; a number keeps its shape."""
    return {name: np.zeros((5,) if array.ndim == 2 else array.shape, array.dtype) for name, array in arrays.items()}


def on_arrays(name: str, arrays: Arrays, numbers: dict[str, float]) -> Step:
    op = getattr(mx.nd, name)
    return lambda: op(**arrays, **numbers, out=arrays["weight"])


def master(name: str, arrays: Arrays, numbers: dict[str, float]) -> Step:
    op, held = getattr(mx.nd, f"mp_{name}"), narrow(arrays)
    return lambda: op(**held, **numbers, out=held["weight"])


def many(name: str, arrays: Arrays, numbers: dict[str, float]) -> Step:
    op, (rates, shared), second = getattr(mx.nd, f"multi_{name}"), separate(numbers), other(arrays)
    out = [second["weight"], arrays["weight"]]
    return lambda: op(**numbered(second, 0), **numbered(arrays, 1), **rates, **shared, out=out)


def many_masters(name: str, arrays: Arrays, numbers: dict[str, float]) -> Step:
    op, (rates, shared) = getattr(mx.nd, f"multi_mp_{name}"), separate(numbers)
    first, second = narrow(arrays), narrow(other(arrays))
    out = [second["weight"], first["weight"]]
    return lambda: op(**numbered(second, 0), **numbered(first, 1), **rates, **shared, out=out)


def preloaded(name: str, arrays: Arrays, numbers: dict[str, float]) -> Step:
    op, (rates, shared), second = getattr(mx.nd, f"preloaded_multi_{name}"), separate(numbers), other(arrays)
    lrs, out = np.array(rates["lrs"], np.float32), [second["weight"], arrays["weight"]]
    return lambda: op(**numbered(second, 0), **numbered(arrays, 1), lrs=lrs, **shared, out=out)


def in_lists(name: str, arrays: Arrays, numbers: dict[str, float]) -> Step:
    op, (rates, shared), second = getattr(mx.nd.contrib, f"multi_{name}"), separate(numbers), other(arrays)
    out = [second["weight"], arrays["weight"]]
    lists = {_PLURAL.get(key, key): [second[key], arrays[key]] for key in arrays}
    return lambda: op(**lists, **rates, **shared, out=out)


def on_rows(lazy: bool) -> Driver:
    def driver(name: str, arrays: Arrays, numbers: dict[str, float]) -> Step:
        op, ids = getattr(mx.nd.sparse, name), np.arange(len(arrays["weight"]))
        grad = mx.nd.sparse.row_sparse_array((arrays["grad"], ids), shape=arrays["grad"].shape)
        return lambda: op(**{**arrays, "grad": grad}, **numbers, lazy_update=lazy, out=arrays["weight"])

    return driver


class Composer:
    """Composes the op with a function of `mx.sym` that it keeps."""

    def __init__(self, name: str, arrays: Arrays, numbers: dict[str, float]) -> None:
        self._op, self._numbers = getattr(mx.sym, name), numbers
        self.arrays = arrays

    def symbol(self) -> mx.Symbol:
        variables = {key: mx.sym.var(key) for key in self.arrays}
        return self._op(**variables, **self._numbers, out=variables["weight"], name="update")

    def run(self, symbol: mx.Symbol, **more: Array) -> None:
        symbol.bind_named(None, {**self.arrays, **more}).forward()


def as_symbol(name: str, arrays: Arrays, numbers: dict[str, float]) -> Step:
    made = Composer(name, arrays, numbers)
    return lambda: made.run(made.symbol())


def loaded(name: str, arrays: Arrays, numbers: dict[str, float]) -> Step:
    made = Composer(name, arrays, numbers)
    return lambda: made.run(mx.sym.load_json(made.symbol().tojson()))


def as_python(name: str, arrays: Arrays, numbers: dict[str, float]) -> Step:
    made = Composer(name, arrays, numbers)

    def step() -> None:
        space: dict[str, Any] = {}
        exec(made.symbol().bind_named(None, dict(arrays)).ir("graph"), space)
        made.run(space["graph"])

    return step


def guarded(name: str, arrays: Arrays, numbers: dict[str, float]) -> Step:
    made, condition = Composer(name, arrays, numbers), mx.sym.var("condition")
    return lambda: made.run(mx.only_if(condition, made.symbol()), condition=np.ones(1, np.float32))


def optimizer(*, fused: bool, narrow_weight: bool = False, lazy: bool | None = None) -> Driver:
    """An updater that is kept; its states are written back to the arrays."""

    def driver(name: str, arrays: Arrays, numbers: dict[str, float]) -> Step:
        class Own(mx.optimizer.Optimizer):
            def rule(self, index: Any) -> str:
                return name

        own = Own(learning_rate=numbers["lr"], use_fused_step=fused, multi_precision=narrow_weight)
        own.lazy_update = bool(lazy)
        for key, value in numbers.items():
            if key != "lr":
                setattr(own, key, value)
        updater = mx.optimizer.get_updater(own)
        held = narrow(arrays) if narrow_weight else arrays
        grad: Any = held["grad"]
        if lazy is not None:
            grad = mx.nd.sparse.row_sparse_array((grad, np.arange(len(grad))), shape=grad.shape)

        def step() -> None:
            updater(0, grad, held["weight"])
            state = updater.states[0]
            if narrow_weight:
                arrays["weight"][...], state = state
            for key in (key for key in arrays if key not in ("weight", "grad")):  # one at most
                arrays[key][...] = np.asarray(state).reshape(arrays[key].shape)

        return step

    return driver


def training(name: str, arrays: Arrays, numbers: dict[str, Any]) -> Step:
    def step() -> None:
        states = {f"w_{key}": array for key, array in arrays.items() if key not in ("weight", "grad")}
        grad = arrays["grad"].copy()  # it is set to zero
        mx.training_step(name, {"w": arrays["weight"]}, {"w": grad}, states=states, **numbers).forward()

    return step


OPS: dict[str, Driver] = {
    "nd": on_arrays,
    "mp": master,
    "multi": many,
    "multi_mp": many_masters,
    "preloaded": preloaded,
    "lists": in_lists,
    "lazy": on_rows(True),
    "standard": on_rows(False),
}
GRAPHS: dict[str, Driver] = {
    "symbol": as_symbol,
    "json": loaded,
    "python": as_python,
    "only_if": guarded,
    "training_step": training,
}
OPTIMIZERS: dict[str, Driver] = {
    "optimizer": optimizer(fused=True),
    "optimizer, plain": optimizer(fused=False),
    "optimizer, mp": optimizer(fused=True, narrow_weight=True),
    "optimizer, lazy": optimizer(fused=True, lazy=True),
    "optimizer, plain standard": optimizer(fused=False, lazy=False),
}
EVERY = {**OPS, **GRAPHS, **OPTIMIZERS}
