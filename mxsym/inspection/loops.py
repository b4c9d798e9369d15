"""The loop of a text in which most of a step is spent: the one of the widest vectors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LABEL = re.compile(r"^([\w.$-]+):")
_JUMPS = {
    "asm": re.compile(r"^\t(?:j\w+|b(?:\.\w+)?|cbn?z\t\w+,|tbn?z\t\w+, #\d+,)\s+(\.?[\w$.]+)$"),
    "llvm": re.compile(r"label %([\w.$-]+)"),
}
_WIDTHS = (
    (re.compile(r"%zmm\d|<(?:16 x (?:float|i32)|8 x (?:double|i64))>"), 8),
    (re.compile(r"%ymm\d|<(?:8 x (?:float|i32)|4 x (?:double|i64))>"), 4),
    (re.compile(r"\b\w+ps\t|\b\w+pd\t|\bv\d+\.\d\w|\bq\d+\b|<[24] x "), 2),
)


def vector_loop(lines: Sequence[str], stage: str) -> tuple[int, int] | None:
    """The first and the last line of that loop, counted from 0; None in a text without loops."""
    if stage == "kernel":
        heads = [number for number, line in enumerate(lines) if line.strip() == "each {"]
        return (heads[0], len(lines) - 1) if heads else None
    best = max(_innermost(lines, stage), key=lambda loop: _weight(lines, *loop), default=None)
    return best if best is not None and _weight(lines, *best) else None


def _innermost(lines: Sequence[str], stage: str) -> Iterator[tuple[int, int]]:
    """The loops that contain no other one: from a label to the last jump back to it."""
    jump = _JUMPS["asm" if stage == "asm" else "llvm"]
    labels: dict[str, int] = {}
    loops: dict[int, int] = {}
    for number, line in enumerate(lines):
        if label := _LABEL.match(line):
            labels[label[1]] = number
        for name in jump.findall(line):
            if name in labels:
                loops[labels[name]] = number
    heads = sorted(loops)
    for place, head in enumerate(heads):
        if place + 1 == len(heads) or heads[place + 1] > loops[head]:
            yield head, loops[head]


def _weight(lines: Sequence[str], first: int, last: int) -> int:
    """More for more and wider vectors."""
    inside = lines[first : last + 1]
    return sum(next((width for pattern, width in _WIDTHS if pattern.search(line)), 0) for line in inside)
