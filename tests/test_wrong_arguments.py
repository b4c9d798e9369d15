"""Every argument of the public methods of trainers, updaters, stores and optimizers, given what it is not."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from tests.support import memory_of

SHAPE = (3, 2)


def ones() -> Any:
    return mx.nd.ones(SHAPE)


class Parameter:
    def __init__(self) -> None:
        self.weight, self.gradient = ones(), ones()

    def data(self) -> Any:
        return self.weight

    def grad(self) -> Any:
        return self.gradient


def trainer() -> Any:
    made = mx.gluon.Trainer([Parameter(), Parameter()], "adam", {"learning_rate": 0.5})
    made.step(1)
    return made


def updater() -> Any:
    made = mx.optimizer.get_updater(mx.optimizer.create("adam"))
    made(0, ones(), ones())
    return made


def store() -> Any:
    made = mx.kv.create()
    made.init(1, ones())
    made.set_optimizer(mx.optimizer.create("sgd"))
    return made


def optimizer() -> Any:
    return mx.optimizer.create("adam")


GOOD: dict[str, Callable[[], Any]] = {
    "batch_size": lambda: 1,
    "lr": lambda: 0.1,
    "index": lambda: 0,
    "indices": lambda: [0],
    "weight": ones,
    "weights": lambda: [ones()],
    "grad": ones,
    "grads": lambda: [ones()],
    "states": lambda: [(mx.nd.zeros(SHAPE), mx.nd.zeros(SHAPE))],
    "key": lambda: 1,
    "value": ones,
    "out": ones,
    "row_ids": lambda: mx.nd.array([0]),
    "optimizer": lambda: mx.optimizer.create("sgd"),
    "updater": lambda: print,
    "args_lr_mult": lambda: {0: 0.5},
    "args_wd_mult": lambda: {0: 0.5},
}
METHODS: list[tuple[Callable[[], Any], str, dict[str, Callable[[], Any]]]] = [
    (trainer, "step", {}),
    (trainer, "update", {}),
    (trainer, "set_learning_rate", {}),
    (updater, "__call__", {}),
    (updater, "set_states", {"states": lambda: updater().get_states()}),
    (store, "init", {"key": lambda: 2}),
    (store, "broadcast", {"key": lambda: 2}),
    (store, "push", {}),
    (store, "pull", {}),
    (store, "pushpull", {}),
    (store, "row_sparse_pull", {"out": lambda: mx.nd.sparse.zeros("row_sparse", SHAPE)}),
    (store, "set_optimizer", {}),
    (store, "set_updater", {}),
    (optimizer, "update", {}),
    (optimizer, "update_multi_precision", {}),
    (optimizer, "fused_step", {}),
    (optimizer, "step", {}),
    (optimizer, "set_learning_rate", {}),
    (optimizer, "set_lr_mult", {}),
    (optimizer, "set_wd_mult", {}),
]
FLAGS = {"priority", "ignore_sparse", "ignore_stale_grad"}
"""Arguments that nothing reads, or that may be anything true or false."""
WRONG: list[Any] = [
    "x",
    0,
    -1,
    1.5,
    np.nan,
    np.inf,
    None,
    True,
    [],
    [1],
    {},
    np.zeros(5),
    b"x",
    10**400,
    (1, 2, 3),
    object(),
]
SAID = {
    "lr": "learning_rate",
    "key": "key|parameters are known",
    "index": "index|parameters? |weight is a list|knows",
    "indices": "items?|parameters? ",
    "args_lr_mult": "lr_mult",
    "args_wd_mult": "wd_mult",
    "optimizer": "Optimizer",
    "states": "states?",
    "grads": "grad",
    "value": "value|argument out",
    "weights": "weights?",
}
"""Words in place of an argument's name."""
CASES = [
    (make, method, own, name)
    for make, method, own in METHODS
    for name in inspect.signature(getattr(make(), method)).parameters
    if name not in FLAGS
]


def look(thing: Any, arguments: dict[str, Any]) -> list[Any]:
    """All that a call may change: what the object holds, and the arrays that it was given."""
    parts: list[Any] = [thing, getattr(thing, "_optimizer", None), getattr(thing, "optimizer", None)]
    parts += getattr(thing, "_updaters", [])
    parts += [item for one in getattr(thing, "_params", []) for item in (one.weight, one.gradient)]
    return [shown(part) for part in (*parts, *arguments.values())]


def shown(value: Any, depth: int = 0) -> Any:
    array: Any = memory_of(value) if hasattr(value, "__mxsym__") else value
    if isinstance(array, np.ndarray):
        return array.tobytes()
    if hasattr(array, "indices") and hasattr(array, "data"):
        return array.indices.tobytes(), array.data.tobytes()
    if isinstance(array, dict):
        return {key: shown(item, depth) for key, item in cast("dict[Any, Any]", array).items()}
    if isinstance(array, list | tuple):
        return [shown(item, depth) for item in cast("list[Any]", array)]
    if depth < 3 and type(array).__module__.startswith("mxsym") and hasattr(array, "__dict__"):
        hidden, held = ("__indices", "__warned", "_current"), cast("dict[str, Any]", vars(array))
        return {key: shown(item, depth + 1) for key, item in held.items() if not key.endswith(hidden) and item != {}}
    return repr(array)


@pytest.mark.parametrize(
    ("make", "method", "own", "name"),
    CASES,
    ids=[f"{make.__name__}.{method}({name})" for make, method, _, name in CASES],
)
def test_a_wrong_argument_is_named_and_nothing_has_changed(
    make: Callable[[], Any], method: str, own: dict[str, Any], name: str
) -> None:
    refused = 0
    for wrong in WRONG:
        thing = make()
        parameters = inspect.signature(getattr(thing, method)).parameters
        arguments = {item: {**GOOD, **own}[item]() for item in parameters if item not in FLAGS} | {name: wrong}
        before = look(thing, arguments)
        try:
            getattr(thing, method)(**arguments)
        except (TypeError, ValueError, UserWarning) as error:
            text = f"{error}"
        else:
            continue
        refused += 1
        assert re.search(SAID.get(name, name), text), (wrong, text)
        assert look(thing, arguments) == before, (wrong, text)
    assert refused >= 6


@pytest.mark.parametrize("number", [0, 1, True, 2.5, None, []])
def test_a_file_has_a_name(number: Any, tmp_path: Path) -> None:
    """Python takes a whole number for a file that is open: to read it would close it."""
    made, kv = trainer(), store()
    calls: list[Callable[[Any], Any]] = [
        made.save_states, made.load_states, kv.save_optimizer_states, kv.load_optimizer_states, mx.nd.load,
        lambda name: mx.nd.save(name, {"a": ones()}),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(TypeError, match=r"a file name is a text or an os\.PathLike, got"):
            call(number)
    made.save_states(tmp_path / "states")
