"""A stage: a graph that one loop computes. `split_reductions` cuts graphs into stages."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from mxsym.codegen.expr import Expr
from mxsym.codegen.graph import Graph
from mxsym.codegen.kernel import Domain
from mxsym.codegen.record import field, record


class LoopRole(enum.StrEnum):
    """Things that a loop runs over, by the words of a stage's text.

    ELEMENTS: the tensors. ROWS and COLUMNS: as many elements as there are rows, or columns. NUMBERS: once. TOTALS,
    ROW_TOTALS, COLUMN_TOTALS: one row of partial sums, of each of those before. STRIPE_TOTALS: the stripes of rows.
    """

    ELEMENTS = "elements"
    ROWS = "rows"
    COLUMNS = "columns"
    NUMBERS = "numbers"
    TOTALS = "totals"
    ROW_TOTALS = "totals of rows"
    COLUMN_TOTALS = "totals of columns"
    STRIPE_TOTALS = "column totals"

    @property
    def totals(self) -> LoopRole:
        """The role of the loop that adds up the partial sums of one over such things."""
        return _TOTALS[self]

    @property
    def adds_partials(self) -> bool:
        """True if it adds up partial sums of blocks."""
        return self in _TOTALS.values()


_TOTALS = {
    LoopRole.ELEMENTS: LoopRole.TOTALS,
    LoopRole.ROWS: LoopRole.ROW_TOTALS,
    LoopRole.COLUMNS: LoopRole.COLUMN_TOTALS,
}


@record
class Stage:
    """One loop. `origins` has the value of the whole graph that a value of this one is, where it is another one."""

    graph: Graph
    domain: Domain
    role: LoopRole = LoopRole.ELEMENTS
    origins: Mapping[Expr, Expr] = field(default_factory=dict[Expr, Expr], compare=False, repr=False)
