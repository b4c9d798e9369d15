"""Checkpoints of `mxsym.torch` that somebody made up: each is refused with its faults named, or loads and steps.

Whatever is refused has changed nothing: the optimizer goes on with the bits of one that never saw it.
"""

from __future__ import annotations

import copy
import importlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mxsym as mx
from mxsym.errors import LoadError, MXSymError

torch: Any = pytest.importorskip("torch")
OURS: Any = importlib.import_module("mxsym.torch")
FORMATS: Any = importlib.import_module("mxsym.optimizer.file_formats")


@mx.update_rule
def checkpointed_update(weight: Any, grad: Any, mom: Any, *, lr: Any, t: Any = 1):
    """A rule with a state and a count."""
    new = mom + grad
    return {"weight": weight - lr * new / t, "mom": new}


CLASSES: dict[str, tuple[Any, dict[str, Any]]] = {
    "AdamW": (OURS.AdamW, {"amsgrad": True}),
    "SGD": (OURS.SGD, {"lr": 0.1, "momentum": 0.9}),
    "Adagrad": (OURS.Adagrad, {}),
    "masters": (OURS.Adam, {"master": True, "ema": 0.9}),
    "ByRule": (OURS.from_rule(checkpointed_update, "ByRule"), {"lr": 0.1}),
    "bytes": (OURS.Adam8bit, {"min_8bit_size": 1}),
}


class Run:
    """An optimizer after two steps."""

    def __init__(self, name: str) -> None:
        kind, options = CLASSES[name]
        made = torch.Generator().manual_seed(1)
        dtype = torch.bfloat16 if name == "masters" else torch.float32
        self.params = [
            torch.nn.Parameter(torch.randn(size, generator=made).to(dtype)) for size in ((3, 4), (5,), (2, 3))
        ]
        self.optimizer: Any = kind(self.params, **copy.deepcopy(options))
        for turn in range(2):
            self.step(turn)

    def step(self, turn: int) -> None:
        made = torch.Generator().manual_seed(turn)
        for p in self.params:
            p.grad = torch.randn(p.shape, generator=made).to(p.dtype)
        self.optimizer.step()

    def bits(self) -> tuple[str, list[Any]]:
        """The parameters and the whole checkpoint."""
        leaves, form = torch.utils._pytree.tree_flatten(self.optimizer.state_dict())
        tensors = [leaf.clone() for leaf in leaves if isinstance(leaf, torch.Tensor)]
        numbers = [leaf for leaf in leaves if not isinstance(leaf, torch.Tensor)]
        return f"{form} {numbers}", [*tensors, *(p.detach().clone() for p in self.params)]


def same(one: tuple[str, list[Any]], other: tuple[str, list[Any]]) -> bool:
    alike = zip(one[1], other[1], strict=True)
    return one[0] == other[0] and all(torch.equal(a.view(torch.uint8), b.view(torch.uint8)) for a, b in alike if a.ndim)


def put(*path: Any, value: Any) -> Callable[[Any], Any]:
    def change(checkpoint: Any) -> Any:
        inner = checkpoint
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value
        return checkpoint

    return change


def take(*path: Any) -> Callable[[Any], Any]:
    def change(checkpoint: Any) -> Any:
        inner = checkpoint
        for key in path[:-1]:
            inner = inner[key]
        del inner[path[-1]]
        return checkpoint

    return change


FORMS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "none": (lambda _: None, r"got none, expected a dict"),
    "list": (lambda _: [], "got a value of type list, expected a dict"),
    "no state": (take("state"), r"got no 'state', expected one"),
    "no groups": (take("param_groups"), r"got no 'param_groups', expected one"),
    "states": (put("state", value=[1]), r"'state': got a value of type list, expected a dict"),
    "groups": (put("param_groups", value=3), r"'param_groups': got a value of type int, expected a list"),
    "group": (put("param_groups", 0, value=3), r"param_groups\[0\]: got a value of type int, expected a dict"),
    "params": (put("param_groups", 0, "params", value=3), r"\['params'\]: got a value of type int, expected a list"),
    "no params": (take("param_groups", 0, "params"), r"param_groups\[0\]\['params'\]: got none, expected a list"),
    "keys": (put("param_groups", 0, "params", value=[[], {}, 1]), r"\['params'\]: got a list with"),
    "a state": (put("state", 1, value=3), r"state\[1\]: got a value of type int, expected a dict"),
    "a stranger": (put("state", "x", value=3), r"state\['x'\]: got a value of type int, expected a dict"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", CLASSES)
def test_a_checkpoint_of_another_form(name: str, form: str) -> None:
    change, text = FORMS[form]
    mine, twin = Run(name), Run(name)
    before = mine.bits()
    own = form in ("a state", "a stranger") and name == "bytes"  # which looks at states itself
    with pytest.raises(ValueError, match="got an int, expected the states of a parameter" if own else text):
        mine.optimizer.load_state_dict(change(copy.deepcopy(mine.optimizer.state_dict())))
    assert same(mine.bits(), before)
    for run in (mine, twin):
        run.step(2)
    assert same(mine.bits(), twin.bits())


def test_all_faults_of_the_form_are_named_at_once() -> None:
    mine = Run("AdamW")
    with pytest.raises(LoadError, match="3 faults; nothing has changed") as caught:
        mine.optimizer.load_state_dict({"state": {0: {"step": "x"}, 1: None}, "param_groups": [{"params": None}]})
    for text in ("param_groups[0]['params']", "state[0]['step']: got 'x', expected the number of steps", "state[1]"):
        assert text in str(caught.value)


VALUES: list[Any] = [
    *(None, 0, -1, 2**70, 10**400, float("nan"), "x", b"y", [], {}, {"a": 1}, ()),
    *(torch.ones(()), torch.ones(24), torch.ones(1).expand(3, 4), torch.ones(3, 4, dtype=torch.int64)),
    *(torch.ones(3, 4, device="meta"), torch.eye(3, 4).to_sparse(), torch.zeros(0), torch.ones(4, 3).t()),
    *(torch.ones(6, 8)[::2, ::2], torch.ones(3, 4, dtype=torch.complex64)),
]


def spoiled(checkpoint: Any, chance: random.Random) -> Any:
    """A checkpoint with something else in one place or two."""
    for _ in range(chance.choice((1, 1, 2))):
        inner: Any = checkpoint
        while True:
            items: list[Any] = [*inner.items()] if hasattr(inner, "items") else [*enumerate(inner)]
            if not items:
                break
            key, value = chance.choice(items)
            if type(value) in (dict, list) and value and chance.random() < 0.9:
                inner = value
                continue
            if chance.random() < 0.15 and hasattr(inner, "items"):
                del inner[key]
            else:
                inner[key] = copy.deepcopy(chance.choice(VALUES))
            break
    return checkpoint


REFUSALS = (ValueError, MXSymError, RuntimeError, AssertionError)
"""Mxsym's, and torch's own with a text. A KeyError, TypeError or the like has none."""


@pytest.mark.parametrize("examples", [15, pytest.param(400, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", CLASSES)
def test_anything_anywhere(name: str, examples: int) -> None:
    for number in range(examples):
        mine = Run(name)
        before = mine.bits()
        checkpoint = spoiled(copy.deepcopy(mine.optimizer.state_dict()), random.Random(f"{name} {number}"))
        try:
            mine.optimizer.load_state_dict(checkpoint)
        except REFUSALS:
            assert same(mine.bits(), before), number
            continue
        weights = [p.detach().clone() for p in mine.params]
        try:
            mine.step(2)
        except REFUSALS:
            assert all(map(torch.equal, mine.params, weights)), number


CONTENTS = {
    "an array of two tensors": '[["state",{"dict":[[0,{"dict":[["a",%s],["b",%s]]}]]}],["param_groups",[]]]',
    "an array of none": '[["state",{"dict":[]}],["param_groups",[]]]',
    "a key twice": '[["state",{"dict":[[0,%s],[0,1]]}],["param_groups",[]]]',
    "keys that are none": '[["state",{"dict":[[true,%s]]}],["param_groups",[]]]',
    "nested": '[["state",%s],["param_groups",' + "[" * 400 + "]" * 400 + "]]",
    "other bits": '[["state",{"tensor":["a","bfloat16",[0,1]]}],["param_groups",[]]]',
    "axes": '[["state",{"tensor":["a","float32",[0,0]]}],["param_groups",[]]]',
}


@pytest.mark.parametrize("content", CONTENTS)
def test_files_that_are_none_of_ours(content: str, tmp_path: Path) -> None:
    pytest.importorskip("safetensors")
    tensor = '{"tensor":["a","float32",[0,1]]}'
    text = CONTENTS[content].replace("%s", tensor)
    path = tmp_path / "made.safetensors"
    about = f'{{"kind":"torch optimizer","version":1,"content":{{"dict":{text}}}}}'
    path.write_bytes(FORMATS.write("safetensors", about, {"a": torch.ones(2, 2).numpy()}))
    with pytest.raises(LoadError):
        OURS.load(path)


def test_a_pair_that_has_no_length_is_named() -> None:
    mine = Run("AdamW")
    mine.optimizer.param_groups[0]["betas"] = torch.ones(())
    with pytest.raises(KeyError, match=r"param_groups\[0\]\['betas'\]: got tensor\(1.\), expected two numbers"):
        mine.step(2)


@pytest.mark.parametrize("rates", [(), (0.1,), (0.1, 0.2, 0.3), (0.1, 0.2, 0.3, 0.4)])
def test_a_tuple_is_no_number_of_a_group(rates: tuple[float, ...]) -> None:
    mine = Run("AdamW")
    mine.optimizer.param_groups[0]["lr"] = rates
    with pytest.raises(TypeError, match=r"'lr'.*expected a number"):
        mine.step(2)
