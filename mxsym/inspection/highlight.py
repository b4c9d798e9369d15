"""Colours for the texts of the stages: tokens with their kinds, or ANSI escapes.

A token is coloured by its looks; nothing is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = r"\b0x[0-9A-Fa-f]+\b|(?<![\w.%])[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?\b"
_STRING = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
_IR = {
    "comment": r"^#[^\n]*",
    "string": _STRING,
    "name": r"@[\w.+\-]+",
    "value": r"%\d+",
    "type": r"\b(?:f64|f32|f16|bf16|i64|i32|i16|bool|T)\b(?:\[[nrc]\])?",
    "keyword": r"(?<![\w.])(?:graph|kernel|over|buffer|scalar|once|row|each|store|row_sparse)(?![\w.])|(?<== )\w+",
    "number": _NUMBER,
}
_PROGRAM = {**_IR, "keyword": _IR["keyword"].replace("graph|", "graph|program|tensor|update|operator|reads|gives|")}
_LLVM = {
    "comment": r";[^\n]*",
    "string": _STRING,
    "name": r"@[\w.$\"-]+|^[\w.$-]+:",
    "value": r"%[\w.$-]+|[#!]\d+",
    "type": r"<\d+ x \w+>|\b(?:i\d+|half|float|double|ptr|void|label)\b",
    "keyword": r"(?<=^  )[a-z]+\b|(?<== )[a-z]+\b|\b(?:define|declare|attributes)\b",
    "number": _NUMBER,
}
_LANGUAGES: dict[str, dict[str, str]] = {
    "graph": {
        "comment": r"#[^\n]*",
        "string": _STRING,
        "keyword": r"\b(?:import|as|True|False|None)\b",
        "name": r"\bmx(?:\.\w+)+",
        "number": _NUMBER,
    },
    "python": {
        "comment": r"#[^\n]*",
        "string": r'"""(?:[^"\\]|\\.|"(?!""))*"""|"""|' + _STRING,
        "keyword": r"\b(?:and|as|def|else|for|from|if|import|in|is|lambda|not|or|return|True|False|None)\b",
        "name": r"@[\w.]+|\b\w+(?=\()",
        "number": _NUMBER,
    },
    "program": _PROGRAM,
    "regions": _PROGRAM,
    "typed": _IR,
    "kernel": _IR,
    "llvm": _LLVM,
    "llvm-opt": _LLVM,
    "asm": {
        "comment": r"(?:#|//)[^\n]*",
        "string": _STRING,
        "name": r"^[\w.$]+:",
        "keyword": r"(?<=^\t)[a-z]\w*",
        "type": r"(?<=^\t)\.[\w.]+",
        "value": r"%\w+|\bv\d+\.\w+\b",
        "number": r"\$?" + _NUMBER,
    },
}
_PATTERNS = {
    stage: re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()), re.MULTILINE)
    for stage, kinds in _LANGUAGES.items()
}
_ANSI = {"comment": "2", "string": "32", "name": "1;34", "value": "36", "type": "33", "keyword": "1;35", "number": "31"}


def patterns(stage: str) -> list[tuple[str, str]]:
    """(kind, regular expression) pairs of a stage in the order in which they are tried; JavaScript reads them too."""
    return list(_LANGUAGES[stage].items())


def tokens(text: str, stage: str) -> Iterator[tuple[str, str]]:
    """(kind, text) pairs that together are `text`; what is nothing special has the kind ""."""
    end = 0
    for match in _PATTERNS[stage].finditer(text):
        if match.start() > end:
            yield "", text[end : match.start()]
        yield str(match.lastgroup), match[0]
        end = match.end()
    if end < len(text):
        yield "", text[end:]


def coloured(text: str, stage: str) -> str:
    """The text in ANSI colours."""
    return "".join(f"\x1b[{_ANSI[kind]}m{part}\x1b[0m" if kind else part for kind, part in tokens(text, stage))


def coloured_diff(text: str) -> str:
    """A unified diff in ANSI colours."""
    first = {"+": "32", "-": "31", "@": "36"}
    lines = (f"\x1b[{first[line[0]]}m{line}\x1b[0m" if line[:1] in first else line for line in text.split("\n"))
    return "\n".join(lines)
