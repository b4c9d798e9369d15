"""An imperative call that is like an earlier one is done in a shorter way, and does what the longer way does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.expr import Granularity
from mxsym.executor import remembered
from mxsym.rule.lookup import names
from mxsym.rule.registry import RULES
from mxsym.rule.rule import Rule
from mxsym.runtime.native_call import native
from tests.support import DTYPES, counted, draw

pytestmark = pytest.mark.skipif(not native.available(), reason="no native calls here")
names()
PLAIN = [
    rule
    for rule in RULES.values()
    if rule.out_counts and not rule.members and {item.space for item in rule.inputs} == {Granularity.ELEMENT}
    if rule.separable and all(item.numeric for item in rule.attributes if item.required)
]


def longer(monkeypatch: pytest.MonkeyPatch, function: Any, *args: Any, **kwargs: Any) -> Any:
    with monkeypatch.context() as patch:
        patch.setattr(remembered, "_calls", {})
        return function(*args, **kwargs)


@pytest.mark.every(2)
@pytest.mark.parametrize("rule", PLAIN, ids=lambda rule: rule.name)
def test_every_op_has_the_bits_of_the_longer_way(
    rule: Rule, short: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(7)
    numbers = {item.name: 0.25 for item in rule.scalars}
    for _ in range(3):
        ours = [draw(rng, 12, DTYPES["float32"]).reshape(3, 4) for _ in rule.inputs]
        theirs = [array.copy() for array in ours]
        numbers = {name: value + (1 if name == "t" else 0.125) for name, value in counted(numbers).items()}
        function = getattr(mx.nd, rule.name)
        function(*ours, **numbers, out=ours[0])
        longer(monkeypatch, function, *theirs, **numbers, out=theirs[0])
        assert [array.tobytes() for array in ours] == [array.tobytes() for array in theirs]
    assert short == [True, True]


def arrays(shape: tuple[int, ...] = (3, 4), count: int = 3) -> list[np.ndarray]:
    rng = np.random.default_rng(9)
    return [rng.standard_normal(shape, np.float32) for _ in range(count)]


def test_what_makes_a_call_another_one(short: list[bool]) -> None:
    def call(how: list[bool], *args: Any, **kwargs: Any) -> None:
        del short[:]
        weight, grad, mom = arrays()
        expected = [weight.copy(), mom.copy()]
        out = kwargs.pop("out", None)
        result = mx.nd.sgd_mom_update(weight, grad, mom, *args, **kwargs, out=weight if out is None else out)
        assert result is (weight if out is None else out)
        assert short == how
        named = dict(zip(("lr", "momentum", "wd"), args, strict=False)) | kwargs
        lr, momentum = (np.float32(named[key]) for key in ("lr", "momentum"))
        new = momentum * expected[1] - lr * grad
        assert mom.tobytes() == new.tobytes()
        assert np.asarray(result).tobytes() == (expected[0] + new).tobytes()

    call([], lr=0.5, momentum=0.25)
    call([True], lr=0.25, momentum=0.5)
    call([True], lr=1, momentum=np.float32(0.5))
    call([], 0.25, momentum=0.5)
    call([True], 0.75, momentum=0.25)
    call([], momentum=0.5, lr=0.25)
    other = np.empty((3, 4), np.float32)
    call([False], lr=0.5, momentum=0.25, out=other)
    call([True], lr=0.5, momentum=0.5, out=other)
    call([], lr=0.5, momentum=0.25, lazy_update=True)
    call([], lr=0.5, momentum=0.25, lazy_update=False)
    call([True], lr=0.5, momentum=0.25, lazy_update=True)


def test_a_flavour_is_part_of_a_call(short: list[bool]) -> None:
    results: list[bytes] = []
    for version in ("1.9", "2.0", "1.9", "2.0"):
        weight, grad, mean, var = arrays(count=4)
        with mx.flavour(version):
            mx.nd.adam_update(weight, grad, mean, np.abs(var), lr=0.5, wd=0.5, clip_gradient=0.3, out=weight)
        results.append(weight.tobytes())
    assert results[:2] == results[2:] and results[0] != results[1]
    assert short == [True, True]


def test_faults_are_the_longer_way_s(short: list[bool]) -> None:
    weight, grad, mom = arrays()
    for _ in range(2):
        mx.nd.sgd_mom_update(weight, grad, mom, lr=0.5, out=weight)
    assert short == [True]
    before = [array.tobytes() for array in (weight, grad, mom)]
    frozen = mom.copy()
    frozen.flags.writeable = False
    bad: dict[str, tuple[Any, Any, Any, Any]] = {
        "overlapping": (weight, weight, mom, 0.5),
        "shape": (weight, grad.T.copy(), mom, 0.5),
        "dtype": (weight, grad, np.ones(mom.shape, np.int64), 0.5),
        "read-only": (weight, grad, frozen, 0.5),
        "strides": (weight, grad, np.asfortranarray(mom), 0.5),
        "number": (weight, grad, mom, None),
        "NumPy array": (weight, grad.tolist(), mom, 0.5),
    }
    for word, (w, g, m, lr) in bad.items():
        with pytest.raises((mx.BindError, mx.SymbolError, TypeError), match=word):
            mx.nd.sgd_mom_update(w, g, m, lr=lr, out=weight)
        assert [array.tobytes() for array in (weight, grad, mom)] == before
    room = np.zeros(20, np.float32)
    left, right = room[:12].reshape(3, 4), room[8:].reshape(3, 4)
    with pytest.raises(mx.BindError, match="overlapping"):
        mx.nd.sgd_mom_update(left, grad, right, lr=0.5, out=left)
    with pytest.raises(mx.BindError, match="overlapping"):
        mx.nd.sgd_mom_update(left, right, mom, lr=0.5, out=left)
    mx.nd.sgd_mom_update(weight, grad, mom, lr=0.5, out=weight)
    assert short[-1]


def test_nd_arrays_and_changing_shapes(short: list[bool]) -> None:
    for shape in ((3, 4), (5,), (0, 2), (3, 4), (5,), (0, 2)):
        weight, grad = (mx.nd.array(array) for array in arrays(shape, 2))
        expected = weight.asnumpy() - np.float32(0.5) * grad.asnumpy()
        assert mx.nd.sgd_update(weight, grad, lr=0.5, out=weight) is weight
        assert weight.asnumpy().tobytes() == expected.tobytes()
    assert short == [False, False, True, True, True]


def test_only_so_many_forms_are_kept(short: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_FORMS", 3)
    for size in (1, 2, 3, 4, 5, 5, 4, 3, 2, 1):
        weight, grad = arrays((size,), 2)
        expected = weight - np.float32(0.5) * grad
        mx.nd.sgd_update(weight, grad, lr=0.5, out=weight)
        assert weight.tobytes() == expected.tobytes()
    assert short == [False] * 4 + [True] * 3 + [False] * 2
    ((_, (call,)),) = remembered._calls.values()  # pyright: ignore[reportPrivateUsage]
    assert len(call.forms) == 3
