"""Counts of updates by the index of a parameter, the block of a step that counts, and one value for many parameters."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any, TypeVar, cast, overload

from mxsym.runtime.native_call.layout import DONE

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
        self._latest: list[Any] = [None, None]

    # The count of an index is what `_each` has, and `_all` more. `_whole`: all indices, where each has `_level`.
    # `_latest` is the latest change of `_each`: how it is taken back, and the next change, which is none yet. Whoever
    # may take changes back has the one before them, and thereby all since; nobody else keeps them.

    def __getitem__(self, index: Any) -> int:
        return self._each[index] + self._all

    def __setitem__(self, index: Any, count: int) -> None:
        self._note((index,))
        self._each[index] = count - self._all

    def __delitem__(self, index: Any) -> None:
        rest = dict(self._each)
        del rest[index]
        self._replace(rest)

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
        self._replace({})

    def _replace(self, each: dict[Any, int]) -> None:
        """Have other indices, in another order perhaps."""
        self._log(self._each)
        self._each = each

    def _note(self, indices: tuple[Any, ...]) -> None:
        """The counts of these indices change, and no others."""
        self._log((indices, [*map(self._each.get, indices)]))

    def _log(self, before: Any) -> None:
        change: list[Any] = [before, None]
        self._latest[1] = self._latest = change
        self._whole = None

    def count(self, indices: tuple[Any, ...], begin: int) -> Sequence[int]:
        """Count an update of each index; what has no count has `begin` before. Return the counts."""
        if indices is self._whole or indices == self._whole:
            self._all += 1
            return alike(self._level + self._all, len(indices))
        self._note(indices)
        each, everyone = self._each, self._all
        for index in indices:
            each[index] = each.get(index, begin - everyone) + 1
        own = [*map(each.__getitem__, indices)]
        if len(each) == len(own) and are_equal(own) and each.keys() == {*indices}:
            self._whole, self._level = indices, own[0]
            return alike(own[0] + everyone, len(own))
        return [count + everyone for count in own]

    def as_now(self) -> Callable[[], None]:
        """A function that takes back whatever changes from now on.

        Of several, the latest is called first. It costs what the changes did, however many indices there are.
        """
        now, everyone, whole, level = self._latest, self._all, self._whole, self._level

        def take_back() -> None:
            change, changes = now[1], list[Any]()
            while change is not None:
                changes.append(change[0])
                change = change[1]
            for before in reversed(changes):
                self._undo(before)
            now[1], self._latest = None, now
            self._all, self._whole, self._level = everyone, whole, level

        return take_back

    def _undo(self, before: Any) -> None:
        """Take one change back."""
        if isinstance(before, dict):
            self._each = cast("dict[Any, int]", before)
            return
        for index, count in zip(*before, strict=True):
            if count is None:
                self._each.pop(index, None)
            else:
                self._each[index] = count


class Counting:
    """The block of a step: what is counted as it begins is taken back if it fails. A generator would take longer.

    A step that has `DONE` in its log is done, whatever exception follows; one that ends well has it, too.
    """

    __slots__ = ("_count", "_indices", "_log", "_take_back")

    def __init__(
        self,
        count: Callable[[Sequence[Any]], Sequence[int]],
        indices: Sequence[Any],
        take_back: Callable[[], None],
        log: list[int],
    ) -> None:
        self._count, self._indices, self._take_back, self._log = count, indices, take_back, log

    def __enter__(self) -> Sequence[int]:
        try:
            return self._count(self._indices)
        except BaseException:
            self._take_back()
            raise

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._log.append(DONE)
        elif DONE not in self._log:
            self._take_back()
