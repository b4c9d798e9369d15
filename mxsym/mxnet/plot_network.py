"""`plot_network`, as in MXNet but without graphviz: a `Network` with DOT text, an SVG picture, or a file of either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from mxsym.codegen.dtypes import DType
from mxsym.errors import BindError
from mxsym.executor.executor import Executor
from mxsym.inspection.draw.picture import check_graph
from mxsym.inspection.draw.svg import svg
from mxsym.inspection.draw.text import dot
from mxsym.opgraph.infer import infer
from mxsym.opgraph.node import Entry, SymbolGraph, variables_of
from mxsym.opgraph.typed import Types, dtype_of
from mxsym.runtime import files

FORMATS = {".svg": "an SVG picture", ".dot": "DOT text", ".gv": "DOT text"}


def known_types(symbol: SymbolGraph, shapes: Mapping[str, Any] | None, dtypes: Any = None) -> Types | None:
    """Types that shapes and dtypes of some variables imply; None if no shapes are passed.

    Raises:
        BindError: they contradict each other.
    """
    if shapes is None:
        return None
    nodes = {node.name: node for node in variables_of(symbol)}
    one: dict[str, Any] = dict.fromkeys(nodes, dtypes or "float32")
    named = cast("Mapping[str, Any]", dtypes) if isinstance(dtypes, Mapping) else one
    kinds: dict[Entry, DType] = {}
    for name, dtype in named.items():
        kind = dtype_of(dtype)
        if name in nodes and kind is not None:
            kinds[Entry(nodes[name])] = kind
    types = infer(symbol, {Entry(nodes[name]): tuple(shape) for name, shape in shapes.items() if name in nodes}, kinds)
    if types.faults:
        raise BindError("shapes", types.faults)
    return types


@dataclass(frozen=True)
class Network:
    """A graph to look at. A notebook shows the SVG; `source` is DOT, as with graphviz's own class."""

    graph: SymbolGraph | Executor
    types: Types | None = None
    title: str = "plot"

    @property
    def source(self) -> str:
        """DOT text."""
        return dot(self.graph, self.types, name=self.title)

    def _repr_svg_(self) -> str:
        return svg(self.graph, self.types)

    def render(self, filename: str | Path | None = None) -> str:
        """Write the picture to a file, by its ending .svg or .dot, else to `<title>.svg`; the file's name.

        Raises:
            ValueError: another ending.
        """
        path = Path(filename if filename is not None else f"{self.title}.svg")
        if path.suffix not in FORMATS:
            known = ", ".join(f"{ending} ({what})" for ending, what in FORMATS.items())
            raise ValueError(f"cannot write {path.name!r}: known endings are {known}")
        files.write(path, self._repr_svg_() if path.suffix == ".svg" else self.source)
        return str(path)


def plot_network(
    symbol: SymbolGraph | Executor,
    title: str = "plot",
    save_format: str = "svg",  # noqa: ARG001  # MXNet's argument
    shape: Mapping[str, Any] | None = None,
    dtype: Any = None,
    node_attrs: Mapping[str, str] | None = None,  # noqa: ARG001  # MXNet's argument
    hide_weights: bool = True,  # noqa: ARG001  # MXNet's argument
) -> Network:
    """A picture of a graph, as `mx.viz.plot_network`.

    Args:
        symbol: what to draw; of an Executor, the kernels are drawn as boxes.
        title: the name of the graph, and of the file that `render()` writes.
        save_format, node_attrs, hide_weights: accepted for MXNet's sake; weights are what an update graph is about.
        shape: shapes of variables by name. Where they decide all others, kernels are drawn as boxes.
        dtype: one dtype, or dtypes by name.

    Raises:
        BindError: shapes that contradict each other. TypeError: there is no graph to draw.
    """
    check_graph(symbol, "plot_network")
    types = known_types(symbol, shape, dtype) if isinstance(symbol, SymbolGraph) else None
    return Network(symbol, types, title)
