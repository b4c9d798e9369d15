"""Tables of figures: each row a name and numbers, each column of one kind.

They print as Markdown or reStructuredText, and go to JSON and back unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Value = float | None


def unit(seconds: float) -> str:
    """A time as a person reads it."""
    for scale, name in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {name}"
    return f"{seconds * 1e9:.0f} ns"


KINDS: dict[str, Callable[[float], str]] = {
    "time": unit,
    "ratio": lambda value: f"{value:.2f}",
    "speed": lambda value: f"{value:.1f}",
    "count": lambda value: f"{value:,.0f}",
    "number": lambda value: f"{value:.3g}",
}
"""Formats of a number of each kind."""


@dataclass(frozen=True)
class Column:
    """A column's head and kind; `kind` is one of `KINDS`."""

    name: str
    kind: str


@dataclass(frozen=True)
class Line:
    """A row of a table."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Table:
    """Figures under a title, by which a table is found again."""

    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    def value(self, line: str, column: str) -> Value:
        """One figure; None where there is none, or no such line or column."""
        names = [item.name for item in self.columns]
        found = next((item for item in self.lines if item.name == line), None)
        return found.values[names.index(column)] if found is not None and column in names else None

    def column(self, name: str) -> list[tuple[str, float]]:
        """The figures of a column that are there, by line."""
        place = [item.name for item in self.columns].index(name)
        return [(line.name, value) for line in self.lines if (value := line.values[place]) is not None]

    def cells(self) -> list[list[str]]:
        """Printed cells: the heads, then a list for each line."""
        heads = ["", *(column.name for column in self.columns)]
        body = [
            [line.name, *(shown(value, column.kind) for value, column in zip(line.values, self.columns, strict=True))]
            for line in self.lines
        ]
        return [heads, *body]

    def __str__(self) -> str:
        return f"### {self.title}\n\n{markdown(self.cells())}\n"

    def to_json(self) -> dict[str, Any]:
        """As dicts, lists, texts and numbers."""
        return asdict(self)

    @staticmethod
    def from_json(held: dict[str, Any]) -> Table:
        """The table that `to_json` made this of."""
        columns = tuple(Column(**column) for column in held["columns"])
        lines = tuple(Line(line["name"], tuple(line["values"])) for line in held["lines"])
        return Table(held["title"], columns, lines)


def shown(value: Value, kind: str) -> str:
    """A figure as its column prints it."""
    return "" if value is None else KINDS[kind](value)


def markdown(cells: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first row is its head. Figures are aligned to the right."""
    rule = ["---", *["---:"] * (len(cells[0]) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (cells[0], rule, *cells[1:]))


def restructured(cells: Sequence[Sequence[str]]) -> str:
    """The same as a reStructuredText list-table. A name that ends in an underscore would be a link's there."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in cells:
        plain = [re.sub(r"_(?!\w)", r"\\_", cell) for cell in row]
        lines += [f"   {'*' if place == 0 else ' '} - {cell}".rstrip() for place, cell in enumerate(plain)]
    return "\n".join(lines)
