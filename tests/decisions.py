"""Where mxsym is meant to do otherwise than MXNet did, and what a recorded case is held to then.

Input: a case. Output: the `Decision` that applies, or None. Each one is a line of the table of differences; it either
adapts the case, so that what MXNet recorded can be compared all the same, or checks what mxsym does instead.
Non-goals: how near a case has to come (`parity.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

import mxsym as mx
from tests.nearness import Level
from tests.recorded import V1, V2, Case, twin
from tests.replay import operands, run


@dataclass(frozen=True)
class Decision:
    """One difference. `adapt` makes the case that mxsym is held to; `check`, where there is none, runs it."""

    reason: str
    applies: Callable[[Case], bool]
    adapt: Callable[[Case], Case] = lambda case: case
    check: Callable[[Case], None] | None = None
    allows: frozenset[Level] = frozenset()


def _refused(case: Case) -> None:
    """Nothing is densified silently: an error says which form there is, and nothing has changed."""
    for step in range(case.about["steps"]):
        del step
        with pytest.raises(mx.BindError, match="expected a row-sparse gradient"):
            run(case, 0)


def _slots_swapped(case: Case) -> Case:
    """2.0.0b1 keeps the mean in the slot named n and the mean of squares in the slot named g."""
    swapped = {"n": "g", "g": "n"}

    def rename(key: str) -> str:
        head, dot, name = key.rpartition(".")
        return head + dot + swapped.get(name, name)

    return case.renamed(rename)


DECISIONS: list[Decision] = []


def decided(case: Case) -> Decision | None:
    """The difference that the case shows, if any."""
    found = [item for item in DECISIONS if item.applies(case)]
    assert len(found) <= 1, (case.id, [item.reason for item in found])
    return found[0] if found else None
