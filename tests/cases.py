"""Cases of passes, as texts: `tests/passes/NAME.txt` has those of the pass NAME."""

# A case begins with a line `== KIND: title`; `[word]` before the colon is a further argument of the pass. Then comes
# the text that goes in, a line `-->` and the text that comes out. The kinds:
#
#     changes   the text that comes out is another one: without the optimisation the test fails
#     keeps     the same text comes out, and is written once
#     gives     the text that comes out is of another kind, or says something about the input
#
# With --update-golden the text that comes out is rewritten (not with several workers); but a case that changes
# nothing never becomes one that does, nor the other way round.

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "passes"
_HEAD = re.compile(r"^== (changes|keeps|gives)(?: \[([^\]]+)\])?: (.+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One text in, one text out."""

    name: str
    title: str
    kind: str
    option: str
    before: str
    after: str


def cases(name: str) -> Iterator[Case]:
    """The cases of a pass, in the order of its file."""
    _, *parts = _HEAD.split((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
    for kind, option, title, body in zip(*(iter(parts),) * 4, strict=True):
        before, arrow, after = body.partition("-->\n")
        assert bool(arrow) is (kind != "keeps"), f"{name}.txt: {title}: `-->` is for what changes"
        yield Case(name, title, kind, option or "", before, after)


def every(*wanted: str) -> pytest.MarkDecorator:
    """A test for each case of these names."""
    listed = [case for name in wanted for case in cases(name)]
    return pytest.mark.parametrize("case", listed, ids=[f"{case.name}: {case.title}" for case in listed])


Check = Callable[[Case, str, str], None]


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Check:
    """Compare what came out with the case, or write it under --update-golden.

    `before` is what went in, as the printer writes it.
    """
    update = bool(request.config.getoption("--update-golden"))

    def compare(case: Case, before: str, got: str) -> None:
        if case.kind != "gives":
            assert (got != before) is (case.kind == "changes"), f"{case.kind}, it says; got:\n{got}"
        if case.kind != "keeps" and update:
            path = FOLDER / f"{case.name}.txt"
            text = path.read_text(encoding="utf-8")
            head = next(match for match in _HEAD.finditer(text) if match.group(3) == case.title)
            end = head.end() + len(f"{case.before}-->\n{case.after}")
            path.write_text(f"{text[: head.end()]}{case.before}-->\n{got}{text[end:]}", encoding="utf-8")
        elif case.kind != "keeps":
            assert got == case.after

    return compare
