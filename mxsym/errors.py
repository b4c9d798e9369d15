"""Exceptions and their texts: node, argument, got, expected and one way to fix it.

All faults of one call are in one exception.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterable, Sequence
from types import FrameType
from typing import Any, TypeVar

from mxsym.codegen.record import record
from mxsym.spelling import LONGEST, MOST, escaped, listed, plural, printable, shown

_HERE = os.path.dirname(os.path.realpath(__file__))


def _is_inner(frame: FrameType) -> bool:
    """True of mxsym's own frames and of those that run a notebook's cell."""
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] in ("mxsym", "IPython", "ipykernel")


class MXSymError(Exception):
    """The base class of errors on rules, graphs, arrays and files. `mx.MXNetError` is another name of it.

    Names in its text may come from anywhere: what cannot be printed is escaped here, for every error.
    """

    def __init__(self, *args: object) -> None:
        super().__init__(*(printable(arg) if isinstance(arg, str) else arg for arg in args))

    def _render_traceback_(self) -> list[str]:
        """For notebooks, which call this: the text, under the lines of the user's own code."""
        import traceback  # where nothing is wrong, nobody needs it

        walked = [(frame, line) for frame, line in traceback.walk_tb(self.__traceback__) if not _is_inner(frame)]
        lines = ["Traceback (most recent call last):", *traceback.StackSummary.extract(walked).format()]
        return [line.rstrip("\n") for line in (*lines, *traceback.format_exception_only(self))]


class RuleError(MXSymError, TypeError):
    """An update rule that cannot be declared; the text begins with the file and line."""


class RuleWarning(UserWarning):
    """A rule that is legal but probably wrong; the warning has its line."""


class SymbolError(MXSymError, TypeError):
    """A Symbol that cannot be built from its arguments."""


class LoadError(MXSymError, ValueError):
    """A text or a file that cannot be loaded: a graph, states, arrays, a snapshot, a checkpoint."""


class BindError(MXSymError, ValueError):
    """Arrays, shapes or types that do not fit the graph. `faults` lists each one; nothing has been changed."""

    def __init__(self, what: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        lines = [f"{shown(what)}: {plural(len(faults), 'fault')}; nothing was changed"]
        super().__init__("\n".join([*lines, *(f"  {fault}" for fault in faults)]))


@record
class Fault:
    """One thing that does not fit: node, argument, got, expected, fix, and the place where the node was made."""

    node: str
    argument: str
    got: str
    expected: str
    fix: str
    where: str = ""

    def __str__(self) -> str:
        origin = f" (made at {self.where})" if self.where else ""
        node = shown(self.node)
        subject = f"{node}, argument {shown(self.argument)}" if self.argument else node
        return escaped(f"{subject}: got {self.got}, expected {self.expected}; {self.fix}{origin}")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is close to `name`, if one is."""
    import difflib  # where nothing is wrong, nobody needs it

    if len(name) > LONGEST:  # the comparison's time grows as its square
        return None
    names = [item for item in known if len(item) <= LONGEST]
    in_other_case = [item for item in names if item.lower() == name.lower()]
    return next(iter(in_other_case or difflib.get_close_matches(name, names, 1)), None)


def _short_or_long(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` abbreviates, as lr does learning_rate, or the other way round; the op of a name."""

    def initials(text: str) -> str:
        return "".join(part[:1] for part in text.split("_")) if "_" in text.strip("_") else ""

    fits = (f"{name}_update", initials(name))
    return next((item for item in known if item in fits or (name and initials(item) == name)), None)


def close(name: object, known: Iterable[str]) -> str | None:
    """The known name that `name` abbreviates, or is an abbreviation or a misspelling of, if one is."""
    names = list(known)
    return _short_or_long(str(name), names) or nearest(str(name), names)


def suggest(name: object, known: Iterable[str], otherwise: str = "") -> str:
    """`did you mean 'x'?` where some known name is close to `name`, else `otherwise`, or the known names."""
    names = list(known)
    if (one := close(name, names)) is not None:
        return f"did you mean {one!r}?"
    if otherwise or not names:
        return otherwise or "there are none"
    return f"known: {listed(names)}"


def counted(names: Sequence[str]) -> str:
    """Number of arguments and their names, as text."""
    some = ", ".join(map(shown, names[:MOST])) + (", …" if len(names) > MOST else "")
    return f"{plural(len(names), 'argument')} ({some})"


def read_json(text: str) -> Any:
    """Parse JSON text. A key that an object has twice is an error.

    Raises:
        LoadError: it is none.
    """
    import json  # a step reads none

    try:
        return json.loads(text, object_pairs_hook=once)
    except RecursionError:
        raise LoadError("this is no JSON that mxsym writes: it is nested too deeply") from None
    except LoadError:
        raise
    except (ValueError, TypeError) as error:
        raise LoadError(f"this is no JSON: {str(error)[:300]}") from None


KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


def once(pairs: Iterable[tuple[KeyT, ValueT]]) -> dict[KeyT, ValueT]:
    """A dict of these pairs.

    Raises:
        LoadError: two are of one key.
    """
    known: dict[KeyT, ValueT] = {}
    for key, value in pairs:
        if key in known:
            raise LoadError(f"{shown(repr(key))} is there twice")
        known[key] = value
    return known


def user_location() -> str:
    """`file:line` of the innermost frame outside mxsym: where the user made something."""
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]  # inspect.stack() reads source files
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HERE):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def warn(text: str) -> None:
    """Warn the user of a mistake that is no error: a `UserWarning` at the innermost line outside mxsym."""
    frame, level = sys._getframe(1), 2  # pyright: ignore[reportPrivateUsage]  # as in `caller`
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HERE):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, stacklevel=level)
