"""`print_summary`, as in MXNet: a table on standard output.

An update graph has no layers and no batch. So each op is a row, and its parameters are the elements of the variables
that it writes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from mxsym.mxnet.plot_network import known_types
from mxsym.opgraph.node import Entry, SymbolGraph, Variable, ops_of
from mxsym.opgraph.storage import writes
from mxsym.opgraph.typed import Types
from mxsym.spelling import kind_name, shown

_HEADS = ("Layer (type)", "Output Shape", "Param #", "Previous Layer")


def print_summary(
    symbol: SymbolGraph,
    shape: Mapping[str, Any] | None = None,
    line_length: int = 120,
    positions: Sequence[float] = (0.44, 0.64, 0.74, 1.0),
) -> None:
    """Print a table of the graph's ops, as `mx.viz.print_summary`.

    Args:
        symbol: the graph.
        shape: shapes of variables by name.
        line_length: characters in a line.
        positions: where each column ends, as parts of the line.

    Raises:
        TypeError: `symbol` is no Symbol.
        BindError: shapes that contradict each other.
    """
    if not isinstance(symbol, SymbolGraph):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"print_summary takes a Symbol, got {kind_name(symbol)}")
    ends = [int(line_length * part) if part <= 1 else int(part) for part in positions]
    print("\n".join(_lines(symbol, known_types(symbol, shape), ends, line_length)))


def _row(cells: Sequence[str], ends: Sequence[int]) -> str:
    line = ""
    for cell, end in zip(cells, ends, strict=True):
        line = (line + cell)[: end - 1].ljust(end)
    return line.rstrip()


def _lines(symbol: SymbolGraph, types: Types | None, ends: Sequence[int], length: int) -> list[str]:
    lines = ["_" * length, _row(_HEADS, ends), "=" * length]
    ops = ops_of(symbol)
    for number, node in enumerate(ops):
        before = list(dict.fromkeys(shown(entry.node.name) for entry in node.inputs.values()))
        cells = [f"{shown(node.name)}({node.rule.title})", _shape(Entry(node), types), str(_size(writes(node), types))]
        lines.append(_row([*cells, before[0] if before else ""], ends))
        lines += [_row(["", "", "", name], ends) for name in before[1:]]
        lines.append(("=" if number == len(ops) - 1 else "_") * length)
    total = _size([variable for node in ops for variable in writes(node)], types)
    return [*lines, f"Total params: {total}", "_" * length]


def _shape(entry: Entry, types: Types | None) -> str:
    shape = types.shapes.get(entry) if types is not None else None
    return "" if shape is None else "x".join(map(str, shape)) or "()"


def _size(variables: Sequence[Variable], types: Types | None) -> int:
    """Number of elements of these variables, each counted once; 0 for those of unknown shape."""
    shapes = [types.shapes.get(Entry(node)) for node in dict.fromkeys(variables)] if types is not None else []
    return sum(math.prod(shape) for shape in shapes if shape is not None)
