"""Figures as a person reads them, and tables of them."""

from __future__ import annotations

from collections.abc import Sequence

RULE = "-"
"""The character that rules off the head of a table."""


def counted(number: int, what: str) -> str:
    """`1 kernel`, `2 kernels`."""
    return f"{number} {what}{'s' * (number != 1)}"


def amount(value: float, unit: str = "") -> str:
    """A count as a person reads it: 12.8 kB."""
    for scale, prefix in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= scale:
            return f"{value / scale:.3g} {prefix}{unit}"
    return f"{value:.3g} {unit}".rstrip()


def duration(seconds: float) -> str:
    """A time as a person reads it."""
    for scale, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """Columns side by side under a ruled head; those of `right` end together."""
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join(padded).rstrip()

    return "\n".join([line(heads), line([RULE * width for width in widths]), *map(line, rows)])
