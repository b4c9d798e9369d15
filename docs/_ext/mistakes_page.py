"""The page of mistakes in rules, written from the errors' page before Sphinx reads its sources."""

from __future__ import annotations

import re
from pathlib import Path

from mxsym.codegen.record import record

NAME = "mistakes.rst"
_HEAD = """\
Mistakes in rules
=================

Each line of a rule on the left is a mistake; its error, or its warning, names the line. All are from :doc:`errors`,
which has the whole code. The tests compare each text.

.. list-table::
   :header-rows: 1
   :widths: 40 35 25

   * - line
     - message
     - advice
"""
_INDENT = " " * 3
_BLOCK = r"((?:   .*\n|\n)+)"
_CASE = re.compile(rf"\.\. code-block:: python\n\n{_BLOCK}\.\. code-block:: text\n\n{_BLOCK}")
_TEXT = re.compile(r"Rule(?:Error|Warning): example\.py:(\d+): (?:\w+: )?(.*)", re.DOTALL)


@record
class Mistake:
    """A line of code, and the two parts of the text that names it."""

    line: str
    message: str
    advice: str


def mistakes(page: str) -> list[Mistake]:
    """The mistakes in rules that the text of the errors' page shows."""
    listed: list[Mistake] = []
    for code, text in _CASE.findall(page):
        if (match := _TEXT.match(text.strip())) is not None:
            lines = [line.removeprefix(_INDENT) for line in code.strip("\n").split("\n")]
            message, _, advice = match[2].partition("; ")
            listed.append(Mistake(lines[int(match[1]) - 1].strip(), message, advice))
    return listed


def page(folder: Path) -> str:
    """The page: a table with a row for each mistake."""
    rows = [
        f"   * - {_cell(f'``{item.line}``')}\n     - {_cell(item.message)}\n     - {_cell(item.advice)}\n"
        for item in mistakes((folder / "errors.rst").read_text(encoding="utf-8"))
    ]
    return _HEAD + "".join(rows)


def _cell(text: str) -> str:
    """Text that Sphinx shows as it is."""
    return text if text.startswith("``") else re.sub(r"([\\*`|_])", r"\\\1", text)
