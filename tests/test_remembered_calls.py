"""An imperative call that is like an earlier one is done in a shorter way, and does what the longer way does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.expr import Granularity
from mxsym.executor import remembered
from mxsym.rule.bodies import PER_TENSOR
from mxsym.rule.derived_ops import sized
from mxsym.rule.lookup import every_name, find, names
from mxsym.rule.registry import RULES
from mxsym.rule.rule import Rule
from mxsym.runtime.native_call import native
from tests.support import DTYPES, counted, draw, shapes_for, types_for, untyped

pytestmark = pytest.mark.skipif(not native.available(), reason="no native calls here")
names()
PLAIN = [
    rule
    for rule in RULES.values()
    if rule.out_counts and not rule.members and {item.space for item in rule.inputs} == {Granularity.ELEMENT}
    if rule.separable and all(item.numeric for item in rule.attributes if item.required)
]


MANY = [known for name in every_name() if (known := find(name)).members and known.is_update]
ON_MANY = [rule for rule in {rule.name: rule for rule in MANY}.values() if rule.single.separable]


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


@pytest.mark.every(4)
@pytest.mark.each("rule")
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("rule", ON_MANY, ids=lambda rule: rule.name)
def test_every_op_on_many_tensors_has_the_bits_of_the_longer_way(
    rule: Rule, count: int, short: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists of outputs, in place and not, and of numbers, as tuples too."""
    rng, function = np.random.default_rng(5), getattr(mx.nd, rule.name)
    rule = sized(rule, count)
    assert rule.many is not None
    types, own = types_for(rule, DTYPES["float32"]), rule.many.each * count
    lists = [item for item in rule.attributes if item.kind is tuple]
    for step in range(4):
        numbers: dict[str, Any] = counted({item.name: 0.125 * (step + 1) for item in rule.attributes if item.numeric})
        for item in lists:
            values = [step + 1.0 if item.name == PER_TENSOR["t"] else 0.25 * (n + 1) + step for n in range(count)]
            numbers[item.name] = tuple(values) if step == 2 else values
        ours = list[np.ndarray]()
        for n, item in enumerate(rule.inputs):
            shape = shapes_for(rule, (n // rule.many.each + 2, 3))[item.name]
            shape = shape if n < own else (1,) if item.space is Granularity.SCALAR else (count,)
            ours.append(rng.uniform(0.25, 4, shape).astype(types[item.name]))
        theirs = [array.copy() for array in ours]
        names = [item.name for item in rule.inputs]
        outs = [
            [arrays[names.index(f"{rule.single.inputs[0].name}_{n}")] for n in range(count)]
            for arrays in (ours, theirs)
        ]
        if step == 3:
            outs = [[array.copy() for array in arrays] for arrays in outs]
        results = [function(*ours, **numbers, out=outs[0])]
        results.append(longer(monkeypatch, function, *theirs, **numbers, out=outs[1]))
        for mine, its in zip([*ours, *outs[0]], [*theirs, *outs[1]], strict=True):
            assert mine.tobytes() == its.tobytes()
        assert results[0] is outs[0]
    assert short == [True, True, False]


def test_lists_of_other_lengths_and_kinds(short: list[bool]) -> None:
    """A remembered call on two tensors says nothing of three, nor that of a list of one output of one output."""

    def call(count: int, lrs: Any, outs: Sequence[int] | None = None) -> list[np.ndarray]:
        weights, grads = arrays(count=count), arrays(count=count)
        out = [weights[place] for place in (range(count) if outs is None else outs)]
        given = [array for pair in zip(weights, grads, strict=True) for array in pair]
        mx.nd.multi_sgd_update(*given, lrs=lrs, wds=[0] * count, out=out)
        return weights

    for _ in range(2):
        for count in (1, 2, 3, 30):
            weights = call(count, [0.5] * count)
            for ours, its in zip(weights, arrays(count=count), strict=True):
                assert ours.tobytes() == (its - np.float32(0.5) * its).tobytes()
    assert short == [True] * 4
    with pytest.raises(mx.SymbolError, match="2 number"):
        call(2, [0.5])
    with pytest.raises(mx.SymbolError, match="list of 2"):
        call(2, [0.5, "fast"])
    with pytest.raises(mx.BindError, match="out"):
        call(2, [0.5, 0.5], [0])
    first, second = arrays(count=2)
    for _ in range(3):  # the second update is the last one there
        twice = call(2, [0.5, 0.5], [0, 0])
        assert twice[0].tobytes() == (second - np.float32(0.5) * second).tobytes()
        assert twice[1].tobytes() == second.tobytes()
    for _ in range(3):  # and reads what the first one wrote
        swapped = call(2, [0.5, 0.5], [1, 0])
        new = first - np.float32(0.5) * first
        assert swapped[1].tobytes() == new.tobytes()
        assert swapped[0].tobytes() == (new - np.float32(0.5) * second).tobytes()
    assert short[-1]


def test_an_output_that_lies_in_another_way_is_no_place_of_the_weight(short: list[bool]) -> None:
    """`weight.T` begins where `weight` does. It was taken for it, and the step gave other numbers."""
    weight, grad = arrays((4, 4), 2)
    for _ in range(2):
        mx.nd.sgd_update(weight, grad, lr=0.5, out=weight)
    assert short == [True]
    before = weight.tobytes()
    for given, out in ((weight.T, weight), (weight, weight.T)):
        with pytest.raises(mx.BindError, match="overlapping"):
            mx.nd.sgd_update(given, grad, lr=0.5, out=out)
        with pytest.raises(mx.BindError, match="overlapping"):
            mx.nd.multi_sgd_update(given, grad, lrs=[0.5], wds=[0], out=[out])
        assert weight.tobytes() == before
    assert not any(short[1:])


def test_numbers_of_many_tensors_that_are_left_out_are_the_defaults(short: list[bool]) -> None:
    """Not those of the call before, whose executor is kept."""
    for wds in ([0.5, 0.25], None, [0.5, 0.25], None):
        weights, grads = arrays(count=2), arrays(count=2)
        more = {} if wds is None else {"wds": wds}
        given = [array for pair in zip(weights, grads, strict=True) for array in pair]
        untyped.nd.multi_signsgd_update(*given, lrs=[0.5, 0.5], out=weights, **more)
        for ours, its, wd in zip(weights, arrays(count=2), wds or [0, 0], strict=True):
            alone = its.copy()
            mx.nd.signsgd_update(alone, its.copy(), lr=0.5, wd=wd, out=alone)
            assert ours.tobytes() == alone.tobytes()


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
