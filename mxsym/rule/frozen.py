"""The error of a rule whose two runs differ: it depends on more than its arguments, and that would be frozen."""

from __future__ import annotations

import inspect
import itertools
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from mxsym.errors import RuleError
from mxsym.rule.body import Body
from mxsym.rule.location import place
from mxsym.rule.value import Value

_Moment = tuple[int, dict[str, object]]
"""A line that is about to run, and the variables before it."""


def frozen(function: Callable[..., Any], run: Callable[[], Body], body: Body, again: Body) -> RuleError:
    """The error, at the line from which two more runs differ, or else the one that the function returned from."""
    one, other = body.results, again.results
    names = [name for name in {**one, **other} if one.get(name) is not other.get(name)]
    why = f"two runs of it give {' and '.join(names) or 'its condition'} differently"
    fix = "draw numbers with mx.random_uniform(seed, t), and make what else changes an attribute"
    line = place(function, returned=_line(function, run) or body.line)
    return RuleError(f"{line}: {function.__name__}: {why}: it depends on more than its arguments; {fix}")


def _line(function: Callable[..., Any], run: Callable[[], Body]) -> int:
    """The line after which two runs of the function differ; 0 if they do so in what they return alone."""
    before, end = 0, (0, dict[str, object]())
    for one, other in itertools.zip_longest(_moments(function, run), _moments(function, run), fillvalue=end):
        if one != other:
            return before
        before = one[0]
    return 0


def _moments(function: Callable[..., Any], run: Callable[[], Body]) -> list[_Moment]:
    code = inspect.unwrap(function).__code__
    moments: list[_Moment] = []

    def note(frame: FrameType, _event: str, _arg: object) -> Any:
        moments.append((frame.f_lineno, {name: _known(value) for name, value in frame.f_locals.items()}))
        return note

    previous = sys.gettrace()
    sys.settrace(lambda frame, _event, _arg: note if frame.f_code is code else None)
    try:
        run()
    finally:
        sys.settrace(previous)
    return moments


def _known(value: object) -> object:
    """The form in which a variable is compared: equal expressions are one object."""
    if isinstance(value, Value):
        return value.expr
    return repr(value) if isinstance(value, int | float | str) else type(value)
