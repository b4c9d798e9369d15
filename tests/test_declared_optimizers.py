"""Declared optimizers: signature and docstring follow from the class body; other classes stay what they are."""

from __future__ import annotations

import copy
import functools
import importlib
import inspect
import re
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import pytest

import mxsym as mx
from mxsym.optimizer import Optimizer, Rate, option, setting
from mxsym.optimizer.declaration import Declared
from tests.test_optimizers import EVERY, NAMES

POSITIONAL: dict[str, list[tuple[str, Any]]] = {
    "adabelief": [
        *(("learning_rate", 0.001), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-6), ("correct_bias", True)),
    ],
    "adadelta": [("learning_rate", 1.0), ("rho", 0.9), ("epsilon", 1e-6)],
    "adagrad": [("learning_rate", 0.01), ("epsilon", 1e-6)],
    "adam": [("learning_rate", 0.001), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-8), ("lazy_update", False)],
    "adamax": [("learning_rate", 0.002), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-8)],
    "adamw": [("learning_rate", 0.001), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-6), ("correct_bias", True)],
    "dcasgd": [("learning_rate", 0.1), ("momentum", 0.0), ("lamda", 0.04)],
    "ftml": [("learning_rate", 0.0025), ("beta1", 0.6), ("beta2", 0.999), ("epsilon", 1e-8)],
    "ftrl": [("learning_rate", 0.1), ("lamda1", 0.01), ("beta", 1.0)],
    "groupadagrad": [("learning_rate", 0.01), ("epsilon", 1e-6)],
    "lamb": [
        *(("learning_rate", 0.001), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-6), ("lower_bound", None)),
        *(("upper_bound", None), ("bias_correction", True), ("aggregate_num", 4)),
    ],
    "lans": [
        *(("learning_rate", 0.001), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-6), ("lower_bound", None)),
        *(("upper_bound", None), ("aggregate_num", 4)),
    ],
    "lars": [("learning_rate", 0.1), ("momentum", 0.0), ("eta", 0.001), ("epsilon", 1e-8), ("lazy_update", False)],
    "nadam": [
        *(("learning_rate", 0.001), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-8), ("schedule_decay", 0.004)),
    ],
    "nag": [("learning_rate", 0.1), ("momentum", 0.9), ("multi_precision", False)],
    "rmsprop": [
        *(("learning_rate", 0.001), ("rho", 0.9), ("momentum", 0.9), ("epsilon", 1e-8), ("centered", False)),
        ("clip_weights", None),
    ],
    "sgd": [("learning_rate", 0.1), ("momentum", 0.0), ("lazy_update", False), ("multi_precision", False)],
    "sgld": [("learning_rate", 0.1)],
    "signum": [("learning_rate", 0.01), ("momentum", 0.9), ("wd_lh", 0.0)],
}
"""MXNet 2.0's arguments by position, before `use_fused_step`."""
AFTER: dict[str, list[tuple[str, Any]]] = {
    "sgd": [("aggregate_num", 1)],
    "lars": [("aggregate_num", 1)],
    "sgld": [("seed", None)],
}
BASE: list[tuple[str, Any]] = [
    *(("rescale_grad", 1.0), ("param_idx2name", None), ("wd", 0.0), ("clip_gradient", None), ("learning_rate", None)),
    *(("lr_scheduler", None), ("sym", None), ("begin_num_update", 0), ("multi_precision", False)),
    *(("param_dict", None), ("aggregate_num", None), ("use_fused_step", None), ("flavour", "")),
]


def by_position(kind: Callable[..., Any]) -> list[tuple[str, Any]]:
    items = inspect.signature(kind).parameters.values()
    return [(item.name, item.default) for item in items if item.kind is item.POSITIONAL_OR_KEYWORD]


def test_signatures_are_mxnet_s() -> None:
    assert {*POSITIONAL, "test"} == {*NAMES}
    for name, expected in POSITIONAL.items():
        whole = [*expected, ("use_fused_step", True), *AFTER.get(name, [])]
        kind = Optimizer.opt_registry[name]
        assert by_position(kind) == by_position(kind.__init__)[1:] == whole, name
        assert list(inspect.signature(kind).parameters)[-1] == "kwargs"
    assert by_position(Optimizer) == BASE
    assert by_position(mx.optimizer.Test) == []


@EVERY
def test_arguments_arrive_by_position_and_by_name(name: str) -> None:
    kind: Any = Optimizer.opt_registry[name]
    names = [item for item, _ in by_position(kind)]
    values = [3.5 + n for n in range(len(names))]
    for one in (kind(*values), kind(**dict(zip(names, values, strict=True)))):
        for argument, value in zip(names, values, strict=True):
            assert getattr(one, argument) == value
        assert {*vars(one)} == {*vars(kind())}
    with pytest.raises(TypeError, match=rf"{kind.__name__}.* positional argument"):
        kind(*[0.5] * 20)
    text = f"{kind.__name__} has no argument 'learning_rat': did you mean 'learning_rate'"
    with pytest.raises(TypeError, match=text):
        kind(learning_rat=1.0)
    if names:
        with pytest.raises(TypeError, match="got multiple values for argument 'learning_rate'"):
            kind(0.5, learning_rate=0.5)


@EVERY
def test_docstrings_explain_every_argument(name: str) -> None:
    kind = Optimizer.opt_registry[name]
    lines = (inspect.getdoc(kind) or "").split("\n")
    for argument, default in by_position(kind):
        explained = [line for line in lines if line.startswith(f"    {argument}: ")]
        shared = [line for line in lines if f"{argument}={default!r}, " in line and line.endswith("as in `Optimizer`.")]
        assert len(explained) + len(shared) == 1, argument
        assert all(re.search(rf", default {re.escape(repr(default))}: \w.*\.$", line) for line in explained)
        assert not shared or argument in dict(BASE)


def _same(rule: str, index: Any) -> str:
    del index
    return rule


@EVERY
def test_docstrings_list_the_states_by_rule(name: str) -> None:
    kind = Optimizer.opt_registry[name]
    if "Test" in kind.__name__:  # it has an `__init__` of its own, and with it its author's docstring
        return
    for rule in kind.update_rules:
        fixed: Any = type(kind.__name__, (kind,), {"rule": functools.partial(_same, rule)})
        kept: Any = fixed().create_state(0, np.ones((3, 2)))
        count = 0 if kept is None else len(kept) if isinstance(kept, tuple) else 1  # pyright: ignore[reportUnknownArgumentType]
        (line,) = [line for line in (kind.__doc__ or "").split("\n") if line.startswith(f"* `mx.nd.{rule}`: ")]
        states = line.partition(": ")[2].split(", ")
        assert states == ["None"] if count == 0 else len(states) == count


MODULES = {
    "sgd": "SGD NAG Signum SGLD DCASGD",
    "nag": "NAG",
    "signum": "Signum",
    "sgld": "SGLD",
    "dcasgd": "DCASGD",
    "adam": "Adam AdamW AdaBelief Adamax FTML Nadam",
    "adamW": "AdamW",
    "adabelief": "AdaBelief",
    "adamax": "Adamax",
    "ftml": "FTML",
    "nadam": "Nadam",
    "adaptive": "AdaGrad AdaDelta RMSProp Ftrl GroupAdaGrad",
    "adagrad": "AdaGrad",
    "adadelta": "AdaDelta",
    "rmsprop": "RMSProp",
    "ftrl": "Ftrl",
    "contrib": "GroupAdaGrad",
    "layerwise": "LARS LAMB LANS",
    "lars": "LARS",
    "lamb": "LAMB",
    "lans": "LANS",
}


@pytest.mark.parametrize("module", MODULES)
def test_mxnet_s_modules_can_be_imported(module: str) -> None:
    for name in MODULES[module].split():
        kind = getattr(importlib.import_module(f"mxsym.optimizer.{module}"), name)
        assert kind is getattr(getattr(mx.optimizer, module), name) is Optimizer.opt_registry[name.lower()]


class Declares(Optimizer):
    """A declared optimizer."""

    update_rules = ("sgd_mom_update",)
    learning_rate: Rate = Rate(0.5)
    momentum: float = 0.25
    history: ClassVar[int] = 3
    plain = 4
    gain: float = setting(default=2.0, doc="how much")
    unexplained: float | None = None
    use_fused_step: bool | None = option(default=True)

    def numbers(self, lr: float, wd: float, t: int) -> dict[str, float]:
        return {"lr": lr * self.gain}


def test_a_declared_class() -> None:
    expected = [("learning_rate", 0.5), ("momentum", 0.25), ("gain", 2.0), ("unexplained", None)]
    assert by_position(Declares) == [*expected, ("use_fused_step", True)]
    one = Declares(0.125, gain=4.0, wd=0.0, multi_precision=True)
    assert (one.lr, one.learning_rate, one.gain, one.multi_precision, one.history, one.plain) == (
        *(0.125, 0.125, 4.0, True),
        *(3, 4),
    )
    weight = np.ones(2, np.float32)
    mx.optimizer.get_updater(one)(0, np.ones(2, np.float32), weight)
    assert (weight == 0.5).all()
    text = Declares.__doc__ or ""
    assert "    gain: float, default 2.0: how much.\n" in text
    assert "    unexplained: float | None, default None.\n" in text
    assert "    use_fused_step=True, **kwargs: as in `Optimizer`." in text and "history" not in text
    assert copy.copy(one).gain == 4.0 and one.__doc__ == text


class Variant(Declares):
    """Another default, and an argument more."""

    update_rules = ("sgd_mom_update",)
    momentum: float = 0.75
    rho: float = 0.5


class Reordered(Optimizer):
    """As MXNet 1.9's Ftrl: another order."""

    update_rules = ("ftrl_update",)
    lamda1: float = 0.01
    learning_rate: Rate = Rate(0.1)


def test_variants_and_another_order() -> None:
    names = ["learning_rate", "momentum", "gain", "unexplained", "use_fused_step", "rho"]
    assert [name for name, _ in by_position(Variant)] == names
    one = Variant(rho=0.25)
    assert (one.momentum, one.gain, one.rho, one.lr) == (0.75, 2.0, 0.25, 0.5)
    assert "**kwargs: as in `Declares`" in (Variant.__doc__ or "")
    two = Reordered(0.5, 0.25)
    assert (two.lamda1, two.lr) == (0.5, 0.25)


class Initialises(mx.optimizer.Adam):
    """A class as MXNet's users write them."""

    warm: int = 3

    def __init__(self, gain: float = 2.0, **kwargs: Any) -> None:
        super().__init__(0.5, **kwargs)
        self.gain = gain


class Inherits(mx.optimizer.SGD):
    warm: float = 3.0


class Steps(Optimizer):
    warm: float = 3.0

    def step(self, indices: Any, weights: Any, grads: Any, states: Any) -> None:
        raise NotImplementedError


class Required(Optimizer):
    update_rules = ("sgd_update",)

    def __init__(self, gamma: float, *, delta: float = 1.0, **kwargs: Any) -> None:
        super().__init__(use_fused_step=True, **kwargs)
        self.gamma, self.delta = gamma, delta


class AboveRequired(Required):
    update_rules = ("sgd_update",)
    zeta: float = 2.0


def test_other_classes_stay_what_they_are() -> None:
    """Annotated attributes are arguments only where the class itself names `update_rules` and has no `__init__`."""
    one = Initialises(beta1=0.25)
    assert (one.lr, one.beta1, one.gain, one.warm, Initialises.warm) == (0.5, 0.25, 2.0, 3, 3)
    assert by_position(Inherits) == by_position(mx.optimizer.SGD) and Inherits.warm == 3.0
    assert by_position(Steps) == BASE and Steps(0.25).rescale_grad == 0.25  # type: ignore[call-arg]
    assert not Steps().has_rule() and Inherits().has_rule()
    above: Any = AboveRequired
    two = above(5.0, 3.0, delta=4.0)
    assert (two.gamma, two.zeta, two.delta, two.use_fused_step) == (5.0, 3.0, 4.0, True)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'gamma'"):
        above()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"__annotations__": {"x": "float"}}, "Wrong.x: an argument has a default"),
        ({"__annotations__": {"_x": "float"}, "_x": 1.0}, "Wrong._x: no argument can have this name"),
        ({"__annotations__": {"self": "float"}, "self": 1.0}, "Wrong.self: no argument can have this name"),
        ({"__annotations__": {"a): b(": "float"}, "a): b(": 1.0}, "no argument can have this name"),
        ({"__annotations__": {"if": "float"}, "if": 1.0}, "Wrong.if: no argument can have this name"),
        ({"__annotations__": {"rule": "str"}, "rule": "sgd_update"}, "Wrong.rule: no argument can have this name"),
        ({"update_rules": "sgd_update"}, r"is a tuple of names of update rules, got 'sgd_update'; write \(\"name\",\)"),
        ({"__init__": Steps.__init__, "x": setting(default=1.0)}, "Wrong.x is declared, and nothing makes an argument"),
    ],
)
def test_declarations_that_cannot_be(body: dict[str, Any], text: str) -> None:
    with pytest.raises(TypeError, match=text):
        type("Wrong", (Optimizer,), {"update_rules": ("sgd_update",), **body})


def test_a_setting_without_rules_is_an_error() -> None:
    with pytest.raises(TypeError, match=r"Wrong\.rho is declared, and nothing makes an argument .*: name update_rules"):
        type("Wrong", (mx.optimizer.SGD,), {"rho": setting(default=0.5), "__annotations__": {"rho": "float"}})


def test_the_rate_in_force_is_read() -> None:
    one = mx.optimizer.SGD(0.5)
    assert one.learning_rate == 0.5 and isinstance(Declared.learning_rate, Rate)
    with pytest.raises(AttributeError, match="set_learning_rate sets it"):
        one.learning_rate = 0.25
    assert not hasattr(one, "sym") and not hasattr(one, "param_idx2name")
