"""A graph with all that binding derives from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, Self, runtime_checkable

from mxsym.codegen.fusion.partition import Region
from mxsym.codegen.program import Role, Tensor
from mxsym.codegen.record import field, record
from mxsym.opgraph.lower import Lowered
from mxsym.opgraph.node import Op, SymbolGraph
from mxsym.opgraph.typed import Types
from mxsym.runtime.buffers import Array, Order
from mxsym.runtime.launch import CompiledRegion
from mxsym.runtime.sparse import RowSparse
from mxsym.spelling import kind_name, listed


@runtime_checkable
class HasBoundGraph(Protocol):
    """A bound graph or its executor: public functions take either."""

    def __bound_graph__(self) -> BoundGraph: ...


def bound_graph_of(executor: HasBoundGraph, what: str) -> BoundGraph:
    """The bound graph of an executor; `what` is made of it.

    Raises:
        TypeError: it is no executor.
    """
    if isinstance(executor, type) or not isinstance(executor, HasBoundGraph):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{what} is of an executor, got {kind_name(executor)}; pass what bind or simple_bind returns")
    return executor.__bound_graph__()


@record
class BoundGraph:
    """A Symbol as its user made it; `expanded` without ops on many tensors, whose updates are `members`; and lowered.

    The outputs of `expanded` are those of `symbol`, in order; `regions` are those of the lowered program. An executor
    adds the regions' code, `compiled`, the numeric attributes of the ops of `expanded`, and the bound arrays by name.
    `orders`: those of tensors in memory, where some array is not in C order.
    """

    symbol: SymbolGraph
    expanded: SymbolGraph
    members: Mapping[Op, list[Op]]
    types: Types
    lowered: Lowered
    regions: Sequence[Region]
    compiled: Sequence[CompiledRegion] = ()
    scalars: Mapping[Op, Mapping[str, float]] = field(default_factory=dict[Op, Mapping[str, float]])
    arrays: Mapping[str, Array | RowSparse] = field(default_factory=dict[str, Array | RowSparse])
    orders: Mapping[str, Order] = field(default_factory=dict[str, Order])

    def __repr__(self) -> str:
        return f"<BoundGraph of {listed(self.symbol.list_outputs(), 4)}, in regions: {len(self.regions)}>"

    def __bound_graph__(self) -> Self:
        return self

    def row_sparse_arrays(self) -> dict[str, RowSparse]:
        """The row-sparse arrays that are bound, by name."""
        return {name: array for name, array in self.arrays.items() if isinstance(array, RowSparse)}

    def workspace(self) -> list[Tensor]:
        """Workspace between the kernels and the library calls of one op."""
        return [tensor for tensor in self.lowered.program.tensors if tensor.role is Role.WORKSPACE]

    def own_tensors(self) -> dict[str, Tensor]:
        """The tensors that are not the user's, by name: outputs, and what one region leaves to a later one."""
        tensors = (tensor for region in self.regions for tensor in region.program.tensors)
        return {tensor.name: tensor for tensor in tensors if tensor.role in (Role.OUTPUT, Role.TEMPORARY)}
