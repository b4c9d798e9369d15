"""A picture in two languages that other tools draw: mermaid and DOT. Every name is escaped as the language requires."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from mxsym.inspection.draw.picture import Box, Item, Picture, picture
from mxsym.opgraph.bound import HasBoundGraph
from mxsym.opgraph.node import SymbolGraph
from mxsym.opgraph.typed import Types
from mxsym.spelling import escaped

_MERMAID = {"variable": ("([", "])"), "state": ("([", "])"), "op": ("[", "]"), "output": (">", "]")}
_DOT = {
    "variable": "ellipse",
    "state": 'ellipse style="filled" fillcolor="lightyellow"',
    "op": "box",
    "output": 'box style="rounded"',
}


def mermaid(graph: SymbolGraph | HasBoundGraph, types: Types | None = None) -> str:
    """The graph as a mermaid flow chart; of an executor, each kernel is a subgraph.

    Args:
        graph, types: as for `svg`.
    """
    shown = picture(graph, types)

    def item(number: int) -> str:
        one = shown.items[number]
        left, right = _MERMAID[one.kind]
        return f'n{number}{left}"{_entities(one.name)}{_second("<br/>", one, _entities)}"{right}'

    lines = ["flowchart LR"]
    for number, box in enumerate(shown.boxes):
        lines.append(f'  subgraph k{number}["{_entities(_heading(box))}"]')
        lines += [f"    {item(inside)}" for inside in _inside(shown, number)]
        lines.append("  end")
    lines += [f"  {item(outside)}" for outside in _inside(shown, None)]
    for edge in shown.edges:
        label = f'|"{_entities(edge.label)}"|' if edge.label else ""
        lines.append(f"  n{edge.source} {'<-->' if edge.both else '-->'}{label} n{edge.target}")
    return "\n".join(lines) + "\n"


def dot(graph: SymbolGraph | HasBoundGraph, types: Types | None = None, *, name: str = "mxsym") -> str:
    """The graph in DOT; of an executor, each kernel is a cluster.

    Args:
        graph, types: as for `svg`.
        name: of the graph in the text.
    """
    shown = picture(graph, types)

    def item(number: int) -> str:
        one = shown.items[number]
        label = _backslashes(one.name) + _second("\\n", one, _backslashes)
        return f'n{number} [label="{label}" shape={_DOT[one.kind]}]'

    lines = [f'digraph "{_backslashes(escaped(name))}" {{', "  rankdir=LR", '  node [fontname="monospace"]']
    for number, box in enumerate(shown.boxes):
        lines += [f"  subgraph cluster_{number} {{", f'    label="{_backslashes(_heading(box))}"']
        lines += [*(f"    {item(inside)}" for inside in _inside(shown, number)), "  }"]
    lines += [f"  {item(outside)}" for outside in _inside(shown, None)]
    for edge in shown.edges:
        label = f'label="{_backslashes(edge.label)}"' if edge.label else ""
        attributes = " ".join(part for part in (label, "dir=both" if edge.both else "") if part)
        lines.append(f"  n{edge.source} -> n{edge.target}" + (f" [{attributes}]" if attributes else ""))
    return "\n".join([*lines, "}"]) + "\n"


def _inside(shown: Picture, box: int | None) -> Iterator[int]:
    return (number for number, item in enumerate(shown.items) if item.box == box)


def _heading(box: Box) -> str:
    return f"{box.name} {box.detail}"


def _second(separator: str, item: Item, quote: Callable[[str], str]) -> str:
    return f"{separator}{quote(item.detail)}" if item.detail else ""


def _entities(text: str) -> str:
    """Mermaid's own escapes: the number of a character between # and a semicolon."""
    return re.sub(r"[^\w .,:()\[\]+*/=-]", lambda match: f"#{ord(match[0])};", text)


def _backslashes(text: str) -> str:
    """The inside of a DOT string. Graphviz reads HTML's entities in it, and a page may show the text as it is."""
    return html.escape(text, quote=False).replace("\\", "\\\\").replace('"', '\\"')
