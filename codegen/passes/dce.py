"""Dead code: buffers and stores that nothing needs are dropped."""

from __future__ import annotations

from mxsym.codegen.expr import Expr
from mxsym.codegen.graph import Graph
from mxsym.codegen.record import replace
from mxsym.codegen.target import Target


def eliminate_dead_code(graph: Graph, _target: Target) -> Graph:
    """Drop stores of a buffer's own value, and the buffers and scalars that nothing uses."""
    dtype = {buffer.name: buffer for buffer in graph.buffers}

    def changes(buffer: str, value: Expr) -> bool:
        return not (value.op == "load" and value.attr == buffer and value.dtype is dtype[buffer].dtype)

    result = replace(graph, stores=tuple(s for s in graph.stores if changes(s.buffer, s.value)))
    used = result.loaded() | result.stored()
    scalars = {node.attr for node in result.nodes() if node.op == "scalar"}
    return replace(
        result,
        buffers=tuple(buffer for buffer in graph.buffers if buffer.name in used),
        scalars=tuple(name for name in graph.scalars if name in scalars),
    )
