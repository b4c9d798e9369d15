"""Records behave as frozen dataclasses with slots do."""

import copy
import dataclasses
import os
import subprocess
import sys
import weakref
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path
from typing import Any

import pytest

from mxsym.codegen.record import FEW, field, record, replace


def kinds(make: Callable[[type[Any]], type[Any]], field: Callable[..., Any]) -> list[type[Any]]:
    """Classes with fields of every sort."""

    @make
    class One:
        """One field."""

        value: Any

    @make
    class Several:
        """Fields with and without defaults, and a method."""

        first: int
        second: tuple[int, ...] = ()
        third: list[int] = field(default_factory=list[int])
        fourth: str = field(default="quiet", repr=False)
        fifth: Any = field(default=None, compare=False)

        def total(self) -> int:
            return self.first + sum(self.second)

    return [One, Several]


INTERRUPTED = """
import sys
from mxsym.codegen.record import FEW, record
@record
class One:
    value: int
def interrupt(frame, event, _):
    if frame.f_code.co_name == "<module>":
        sys.settrace(None)
        raise KeyboardInterrupt
sys.settrace(interrupt)
for number in range(FEW + 1):
    try: One(number)
    except KeyboardInterrupt: print("interrupted")
"""
RECORDS, DATACLASSES = kinds(record, field), kinds(dataclass(frozen=True, slots=True), dataclasses.field)
ARGUMENTS: list[tuple[int, tuple[Any, ...], dict[str, Any]]] = [
    (0, (1,), {}),
    (0, (float("nan"),), {}),
    (0, (), {"value": (1, 2)}),
    (0, (), {}),
    (0, (1, 2), {}),
    (1, (1,), {}),
    (1, (1, (2, 3)), {"fifth": [7]}),
    (1, (1,), {"third": [4], "fourth": "loud"}),
    (1, (1,), {"sixth": 6}),
]


def outcome(action: Callable[[], Any]) -> Any:
    """The result of an action, or the kind of its error."""
    try:
        return action()
    except (TypeError, AttributeError) as error:
        return type(error)


@pytest.mark.parametrize(("number", "args", "kwargs"), ARGUMENTS)
def test_it_behaves_as_a_dataclass_does(number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    ours, theirs = (
        [outcome(lambda kind=kind: kind(*args, **kwargs)) for _ in range(2 * FEW)]
        for kind in (RECORDS[number], DATACLASSES[number])
    )
    if isinstance(theirs[0], type):
        assert ours == theirs
        return
    # The last is made by a compiled constructor.
    for (one, *_, two), kind in (
        (ours, RECORDS[number]),
        (theirs, DATACLASSES[number]),
    ):
        assert type(one) is kind
        assert (one == two, one != two, one == (1,)) == (True, False, False)
        assert not hasattr(one, "__dict__")
    assert {*map(repr, ours)} == {repr(theirs[0])}
    assert outcome(lambda: hash(ours[0])) == outcome(lambda: hash(theirs[0]))
    names: tuple[str, ...] = DATACLASSES[number].__match_args__
    for name in names:
        assert getattr(ours[0], name) is getattr(theirs[0], name) or getattr(ours[0], name) == getattr(theirs[0], name)
    assert ours[0] != theirs[0]


def test_what_is_not_compared_takes_no_part() -> None:
    kind = RECORDS[1]
    assert kind(1, fifth=1) == kind(1, fifth=2)
    assert kind(1) != kind(2)
    assert kind(1, (2,)).total() == 3


def test_each_object_has_a_default_of_its_own() -> None:
    one, two = RECORDS[1](1), RECORDS[1](1)
    assert one.third is not two.third


def test_it_does_not_change() -> None:
    one = RECORDS[0](1)
    with pytest.raises(FrozenInstanceError, match=r"One\.value cannot be changed"):
        one.value = 2
    with pytest.raises(FrozenInstanceError):
        del one.value
    with pytest.raises(AttributeError):
        one.other = 2
    assert one.value == 1


def test_it_is_copied() -> None:
    one = RECORDS[1](1, (2,), [3])
    deep = copy.deepcopy(one)
    assert deep == one
    assert deep.third is not one.third
    assert copy.copy(one).third is one.third
    assert RECORDS[1].__match_args__ == DATACLASSES[1].__match_args__


@pytest.mark.parametrize("kind", [RECORDS[1], DATACLASSES[1]])
def test_a_field_is_replaced(kind: type[Any]) -> None:
    one = kind(1, (2,), [3], "loud")
    other = replace(one, first=5)
    assert (other.first, other.second, other.third, other.fourth) == (5, (2,), [3], "loud")
    assert other.third is one.third
    with pytest.raises(TypeError):
        replace(one, unknown=1)


def test_identity_and_weak_references() -> None:
    @record(eq=False, weakref=True)
    class Alone:
        """Equal to itself only."""

        value: list[int]

    one = Alone([1])
    assert one != Alone([1])
    assert hash(one) == object.__hash__(one)
    assert weakref.ref(one)() is one


def test_one_that_is_not_frozen_changes() -> None:
    @record(frozen=False)
    class Builder:
        """Collects."""

        name: str
        items: list[int] = field(default_factory=list[int])
        total: int = 0

        def __post_init__(self) -> None:
            self.total += len(self.items)

    one, two = Builder("a", [1, 2]), Builder("a", [1, 2])
    assert (one.total, Builder("b").items) == (2, [])
    one.name, one.total = "c", 7
    assert (one.name, one.total) == ("c", 7)
    assert one != two
    with pytest.raises(AttributeError):
        setattr(one, "other", 2)  # noqa: B010  # a checker knows that there is none


def test_a_method_of_the_class_stays() -> None:
    @record
    class Hashed:
        """It knows its hash."""

        value: list[int]

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "hashed"

    assert (hash(Hashed([1])), repr(Hashed([1]))) == (7, "hashed")
    assert Hashed([1]) == Hashed([1])


def test_an_interrupt_while_the_constructor_is_made_is_over_once_it_is_caught() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, b"interrupted"), done.stderr
