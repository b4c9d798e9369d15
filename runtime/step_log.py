"""The log of a step: a list that has `DONE` once the step is done, whatever exception comes after it."""

# A signal handler runs between two instructions of Python. So the call that runs kernels, and the note that it has
# ended, are one call of a function in C: what has begun with a step is kept if `DONE` is there, else taken back.

from __future__ import annotations

import operator
from collections.abc import Callable
from itertools import compress, starmap
from typing import Any

from mxsym.runtime.native_call.layout import DONE


def note(log: list[int], work: Callable[..., object], *arguments: Any) -> None:
    """Call `work`, which returns nothing or a status of `layout`; `log` has `DONE` as soon as it is done."""
    log.extend(compress((DONE,), map(operator.not_, starmap(work, (arguments,)))))


def status_of(log: list[int], step: Callable[..., int], *arguments: Any) -> int:
    """The status of a step, which is in `log` as soon as it is known."""
    log.extend(starmap(step, (arguments,)))
    return log[-1]
