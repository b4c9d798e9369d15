"""Counts of updates by the index of a parameter, and one value for many parameters."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any, TypeVar, cast, overload

_T = TypeVar("_T")
_FEW = 16


class Alike(Sequence[_T]):
    """One value, so many times: that all are equal is known without a look at each."""

    def __init__(self, value: _T, count: int) -> None:
        self._value, self._count = value, count

    @overload
    def __getitem__(self, item: int) -> _T: ...
    @overload
    def __getitem__(self, item: slice) -> Alike[_T]: ...
    def __getitem__(self, item: int | slice) -> _T | Alike[_T]:
        if item == 0 and self._count:
            return self._value
        chosen = range(self._count)[item]
        return Alike(self._value, len(chosen)) if isinstance(chosen, range) else self._value

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[_T]:
        return itertools.repeat(self._value, self._count)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Alike):
            another = cast("Alike[Any]", other)
            return self._count == another._count and (self._count == 0 or self._value == another._value)
        return isinstance(other, list) and list(self) == other

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    def __repr__(self) -> str:
        return f"{[self._value]!r} * {self._count}"


def alike(value: _T, count: int) -> Sequence[_T]:
    """One value, so many times; a few are a list, at which a look takes no longer."""
    return Alike(value, count) if count > _FEW else [value] * count


def are_equal(values: Sequence[Any]) -> bool:
    """True if there are some, all of them equal."""
    # By its type alone: asking an abstract class takes longer than a look at a short list.
    return len(values) > 0 and (type(values) is Alike or values.count(values[0]) == len(values))


class Counts(MutableMapping[Any, int]):
    """Number of updates of each parameter, by its index.

    A step of all parameters that have one number in common changes one number here, however many they are.
    """

    def __init__(self, counts: Mapping[Any, int] | None = None) -> None:
        self._each = dict(counts or {})
        self._all = 0
        self._whole: tuple[Any, ...] | None = None
        self._level = 0
        self._is_lent = False

    # The count of an index is what `_each` has, and `_all` more. `_whole`: all indices, where each has `_level`.
    # `_each` is lent to whoever may take back what happens now; it is copied before it changes.

    def __getitem__(self, index: Any) -> int:
        return self._each[index] + self._all

    def __setitem__(self, index: Any, count: int) -> None:
        self._to_change()[index] = count - self._all

    def __delitem__(self, index: Any) -> None:
        del self._to_change()[index]

    def __contains__(self, index: object) -> bool:
        return index in self._each

    def __iter__(self) -> Iterator[Any]:
        return iter(self._each)

    def __len__(self) -> int:
        return len(self._each)

    def __repr__(self) -> str:
        return repr(self.copy())

    def copy(self) -> dict[Any, int]:
        """The counts as they are now."""
        return {index: count + self._all for index, count in self._each.items()}

    def clear(self) -> None:
        self._to_change().clear()

    def _to_change(self) -> dict[Any, int]:
        """The counts by index, less `_all`, for a change."""
        if self._is_lent:
            self._each, self._is_lent = dict(self._each), False
        self._whole = None
        return self._each

    def count(self, indices: tuple[Any, ...], begin: int) -> Sequence[int]:
        """Count an update of each index; what has no count has `begin` before. Return the counts."""
        if indices is self._whole or indices == self._whole:
            self._all += 1
            return alike(self._level + self._all, len(indices))
        each = self._to_change()
        first = begin - self._all
        for index in indices:
            each[index] = each.get(index, first) + 1
        own = list(map(each.__getitem__, indices))
        if are_equal(own) and len(each) == len(own) and each.keys() == {*indices}:
            self._whole, self._level = indices, own[0]
            return alike(own[0] + self._all, len(own))
        return [count + self._all for count in own]

    def as_now(self) -> Callable[[], None]:
        """A function that takes back whatever changes from now on."""
        each, everyone, whole, level = self._each, self._all, self._whole, self._level
        self._is_lent = True

        def take_back() -> None:
            self._each, self._all, self._whole, self._level = each, everyone, whole, level
            self._is_lent = True

        return take_back
