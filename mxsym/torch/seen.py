"""Sets of parameters that have come lately."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

MOST = 512
"""The number of executors that are kept, of all optimizers together, and of prepared steps for one optimizer."""

Does = TypeVar("Does")


class Seen(Generic[Does]):
    """The sets of parameters that have come lately, each with what does its step, where that is kept."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Does | None] = OrderedDict()
        self.get = self._known.get
        """Of a set, what does its step; None where nothing is kept."""

    def again(self, key: Hashable) -> bool:
        """True if a set has come before."""
        known = key in self._known
        self.keep(key, self._known.get(key))
        return known

    def keep(self, key: Hashable, does: Does | None) -> None:
        """Note a set with what does its step."""
        self._known[key] = does
        self._known.move_to_end(key)
        while len(self._known) > MOST:
            self._known.popitem(last=False)
