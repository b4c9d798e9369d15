"""A stage: a graph that one loop computes. `split_reductions` cuts graphs into stages."""

from __future__ import annotations

from collections.abc import Mapping

from mxsym.codegen.expr import Expr
from mxsym.codegen.graph import Graph
from mxsym.codegen.kernel import Domain
from mxsym.codegen.record import field, record


@record
class Stage:
    """One loop. `role`: "elements" runs over the tensors, "rows" over as many elements as there are rows, "columns"
    over as many as there are columns, "numbers" once. "totals", "totals of rows" and "totals of columns" run over one
    row of partial sums, "column totals" over the stripes of rows.

    `origins` has the value of the whole graph that a value of this one is, where it is another one.
    """

    graph: Graph
    space: Domain
    role: str = "elements"
    origins: Mapping[Expr, Expr] = field(default_factory=dict[Expr, Expr], compare=False, repr=False)
