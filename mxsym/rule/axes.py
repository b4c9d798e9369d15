"""The number of the weight's axes, in a rule: known when the rule is traced, once for each answer that differs."""

# A rule is traced for one number of axes after the other. `Axes` notes each comparison, and so all numbers for which
# the function would have taken the same way: they share the body.

from __future__ import annotations

import contextlib
import contextvars
import math
import operator
from collections.abc import Callable, Generator
from typing import Any

from mxsym.codegen.record import record
from mxsym.errors import RuleError
from mxsym.spelling import kind_name

MOST_AXES = 64
"""No array has more axes; NumPy's have no more."""
EVERY = range(MOST_AXES + 1)
"""The numbers of axes that a weight may have."""
MOST_ELEMENTS = 1 << 60
"""No array has as many elements; of one without elements, no part along its other axes."""
USUAL = 2
"""A rule's docs and its formula show the body for so many axes, if the rule takes them."""


def limit_of(shape: tuple[int, ...]) -> str:
    """The limit of arrays that a shape exceeds, in words; empty if it exceeds none."""
    if len(shape) > MOST_AXES:
        return f"at most {MOST_AXES} axes"
    return "fewer than 2^60 elements" if math.prod(size or 1 for size in shape) >= MOST_ELEMENTS else ""


class AxesError(RuleError):
    """A number of axes that a rule refuses; `axes` are all that it refuses so."""

    def __init__(self, text: str, axes: range) -> None:
        super().__init__(text)
        self.axes = axes


@record(frozen=False)
class Known:
    """The number of axes that a rule is traced for, and those that differ in nothing that it has asked so far."""

    number: int
    alike: range = EVERY

    def narrow(self, alike: range) -> None:
        """Keep the numbers that are among these, too."""
        self.alike = range(max(self.alike.start, alike.start), min(self.alike.stop, alike.stop))

    def compare(self, compare: Callable[[Any, Any], bool], other: float) -> bool:
        """The number compared with another one. The numbers of the same answer that are next to it stay alike."""
        answer = compare(self.number, other)
        start = stop = self.number
        while start > self.alike.start and compare(start - 1, other) is answer:
            start -= 1
        while stop < self.alike.stop and compare(stop, other) is answer:
            stop += 1
        self.alike = range(start, stop)
        return answer


def phrase(axes: range) -> str:
    """The numbers as docs say them."""
    first, last = axes.start, axes.stop - 1
    if axes.stop == EVERY.stop:
        return f"{first} axes or more"
    return f"{first} ax{'is' if first == 1 else 'es'}" if first == last else f"{first} to {last} axes"


_traced: contextvars.ContextVar[Known | None] = contextvars.ContextVar("traced", default=None)


def known_axes() -> Known | None:
    """Return what is known of the axes in the rule that is being traced; None outside of one."""
    return _traced.get()


@contextlib.contextmanager
def tracing(number: int) -> Generator[Known]:
    """Within the `with` block, a weight has so many axes."""
    known = Known(number)
    token = _traced.set(known)
    try:
        yield known
    finally:
        _traced.reset(token)


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[Any, object], bool]:
    return lambda ndim, other: ndim._compare(compare, other)


class Axes:
    """`weight.ndim` in a rule: a whole number, to compare with others."""

    __slots__ = ("_known",)

    def __init__(self, known: Known) -> None:
        self._known = known

    def __repr__(self) -> str:
        return f"<ndim: {self._known.number} in this trace>"

    def _compare(self, compare: Callable[[Any, Any], bool], other: object) -> bool:
        if isinstance(other, bool) or not isinstance(other, int | float):
            got = str(getattr(other, "kind", kind_name(other)))
            raise RuleError(f"ndim is compared with numbers that are written in the rule, got {got}; {_FIX}")
        return self._known.compare(compare, other)

    __eq__, __ne__, __lt__, __le__, __gt__, __ge__ = map(
        _compared, (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)
    )

    def __bool__(self) -> bool:
        return self._compare(operator.ne, 0)

    def _refuse(self, *_others: object) -> Any:
        raise RuleError(f"ndim is no number to compute with or to look up; {_FIX}")

    __hash__ = _refuse
    __index__ = __int__ = __float__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = _refuse
    __neg__ = __abs__ = _refuse


_FIX = "branch on it: if weight.ndim >= 2: …"
