"""HTML for notebooks: explanations, passes, executors. No script and nothing that is loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from mxsym.inspection.figures import RULE

_EDGE = 4
"""Rows and columns that are shown at each end of a large array."""
_ELIDED = "…"
_LEFT, _RIGHT = "text-align:left", "text-align:right"


class Explanation(str):
    """Text of paragraphs and tables. Notebooks show it as such, and a Python prompt as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self).rstrip("\n")

    def _repr_html_(self) -> str:
        return html(str(self))


def html(text: str) -> str:
    """Paragraphs and tables of text as HTML."""
    return "".join(map(_paragraph, text.rstrip("\n").split("\n\n")))


def _paragraph(text: str) -> str:
    lines = text.split("\n")
    if len(lines) > 1 and set(lines[1]) <= {RULE, " "}:
        return _table(lines)
    return f"<pre>{escape(text)}</pre>"


def _table(lines: Sequence[str]) -> str:
    """A table of text as one of HTML; its second line rules off the columns."""
    starts = [match.start() for match in re.finditer(f"{RULE}+", lines[1])]
    edges = list(zip(starts, [*starts[1:], None], strict=True))
    head, rows = _cells(lines[0], edges), [_cells(line, edges) for line in lines[2:]]
    heads = "".join(f'<th style="{_LEFT}">{escape(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _cells(line: str, edges: Sequence[tuple[int, int | None]]) -> list[str]:
    return [line[start:end].strip() for start, end in edges]


def _cell(text: str) -> str:
    return f'<td style="{_RIGHT if text[:1].isdigit() else _LEFT}">{escape(text)}</td>'


def passes_as_html(items: Sequence[tuple[str, str]]) -> str:
    """Titles with differences, of which those that are not empty can be opened."""
    parts: list[str] = []
    for title, diff in items:
        lines = "".join(map(_difference, diff.splitlines()))
        opened = f"<details><summary>{escape(title)}</summary><pre>{lines}</pre></details>"
        parts.append(opened if diff else f"<div>{escape(title)}: nothing changes</div>")
    return "".join(parts)


def _difference(line: str) -> str:
    colour = {"+": "#1a7f37", "-": "#cf222e", "@": "#8250df"}.get(line[:1])
    return f'<span style="color:{colour}">{escape(line)}</span>\n' if colour else f"{escape(line)}\n"


def array_as_html(values: Any, title: str, rows: Sequence[object] | None = None) -> str:
    """An array of NumPy's as a table, without its middle where it is large; `rows` are names of the first axis."""
    head = f"<div><code>{escape(title)}</code></div>"
    if not 0 < values.ndim < 3 or not values.size:
        return f"{head}<pre>{escape(str(values))}</pre>"
    table = values.reshape(1, -1) if values.ndim == 1 and rows is None else values.reshape(len(values), -1)
    names = list(range(len(table))) if rows is None else list(rows)
    down, across = _ends(len(table)), _ends(table.shape[1])
    lines = [f"<th></th>{''.join(f'<th>{_ELIDED if at is None else at}</th>' for at in across)}"]
    for at in down:
        row = [_ELIDED if at is None or place is None else f"{table[at, place]:.6g}" for place in across]
        lines.append(f"<th>{_ELIDED if at is None else names[at]}</th>{''.join(f'<td>{cell}</td>' for cell in row)}")
    return f"{head}<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _ends(count: int) -> list[int | None]:
    """The first and last numbers below `count`, and None for those between."""
    if count <= 2 * _EDGE + 1:
        return list(range(count))
    return [*range(_EDGE), None, *range(count - _EDGE, count)]
