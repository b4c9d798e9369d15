"""The style of docstrings: short modules, first lines in the field's terms, plain words; and the glossary."""

from __future__ import annotations

import ast
import functools
import inspect
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.test_architecture import ELSEWHERE, PACKAGES, ROOT, blocks_of, label, sources, tree

QUESTIONS = ("What", "How", "Whether", "Where", "Which", "Why", "Who", "Whose")
ARCHAIC = ("anew", "for ever", "mend", "mends", "mended", "beside", "lies", "stands", "of which", "that which")
"""Words with a plainer one: again, without end, fix, next to, is, represents, whose."""
OLD_WORDS = re.compile(rf"\b(?:{'|'.join(ARCHAIC)})\b", re.IGNORECASE)
FORM = ("Input:", "Output:", "Non-goals:")
"""Headings of the form that module docstrings once had."""
MOST_WORDS = 25
MOST_SENTENCES = 3
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`(])")
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Docstring(NamedTuple):
    """A docstring and its place. `kind` is "module" or another word."""

    kind: str
    where: str
    text: str

    @property
    def sentences(self) -> list[str]:
        """Sentences, without indented blocks: those are code, grammar or tables."""
        paragraphs = [part for part in self.text.split("\n\n") if not part.startswith("    ")]
        return [sentence for part in paragraphs for sentence in SENTENCE.split(" ".join(part.split()))]


def text_of(node: ast.AST) -> str | None:
    """Text of a statement that is a string and no more."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return inspect.cleandoc(node.value.value)
    return None


def docstrings_of(source: ast.Module, name: str) -> Iterator[Docstring]:
    """Docstrings of the module, its classes and functions, and of the names that are assigned to."""
    for node in blocks_of(source):
        body: list[ast.stmt] = getattr(node, "body", [])
        if isinstance(node, DOCUMENTED) and body and (text := text_of(body[0])) is not None:
            kind = "module" if isinstance(node, ast.Module) else "definition"
            yield Docstring(kind, f"{name}:{body[0].lineno}", text)
        for before, statement in itertools.pairwise(body):
            if isinstance(before, ast.Assign | ast.AnnAssign) and (text := text_of(statement)) is not None:
                yield Docstring("name", f"{name}:{statement.lineno}", text)


def faults_of(docstring: Docstring) -> list[str]:
    """Breaches of the style, as text."""
    faults: list[str] = []
    first, *others = docstring.sentences
    word = re.match(r"\w*", first)
    if word is not None and word[0] in QUESTIONS:
        faults.append(f"begins with {word[0]!r}; begin with a noun phrase or a verb")
    if len(first.split()) > MOST_WORDS:
        faults.append(f"{len(first.split())} words in its first sentence, at most {MOST_WORDS}")
    faults += [f"says {item!r}" for item in OLD_WORDS.findall(first)]
    faults += [f"has the fragment {item!r}; begin with Return" for item in others if item.startswith("Whether ")]
    if docstring.kind == "module":
        faults += [f"has the heading {item!r}" for item in FORM if item in docstring.text]
        if len(others) >= MOST_SENTENCES:
            faults.append(f"{len(others) + 1} sentences on a module, at most {MOST_SENTENCES}; use a comment")
    return faults


@functools.cache
def docstrings() -> tuple[Docstring, ...]:
    """Those of all files."""
    return tuple(item for path in sources(*PACKAGES, *ELSEWHERE, "docs") for item in words_of(path).docstrings)


def test_docstrings_keep_the_style() -> None:
    assert len(docstrings()) > 1000
    assert [f"{item.where}: {fault}" for item in docstrings() for fault in faults_of(item)] == []


def test_every_module_says_what_it_is() -> None:
    paths = {label(path) for path in sources(*PACKAGES, *ELSEWHERE, "docs")}
    assert paths - {item.where.rpartition(":")[0] for item in docstrings() if item.kind == "module"} == set()


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('"""What it is."""', "begins with 'What'"),
        ('"""A parser.\n\nInput: a text.\n"""', "has the heading 'Input:'"),
        ('"""One. Two. Three. Four."""', "4 sentences"),
        (f'"""A{" word" * MOST_WORDS}."""', f"{MOST_WORDS + 1} words"),
        ('def f():\n    """Compile it anew."""', "says 'anew'"),
        ('def f():\n    """Whether it holds."""', "begins with 'Whether'"),
        ('class C:\n    x = 1\n    """How many there are."""', "begins with 'How'"),
        ('class C:\n    def f(self):\n        """Where it lies."""', "says 'lies'"),
    ],
)
def test_a_breach_is_seen(source: str, fault: str) -> None:
    faults = [text for item in docstrings_of(ast.parse(source), "x") for text in faults_of(item)]
    assert any(text.startswith(fault) for text in faults), faults


@pytest.mark.parametrize(
    "source",
    [
        '"""A parser.\n\nGrammar. As follows.\n\n    a = b. C = d. E = f.\n"""',
        'def f():\n    """True if `Whether` is a word; what follows is free."""',
        'def f():\n    "".join(x)\n    """What is no docstring."""',
    ],
)
def test_plain_prose_is_left_alone(source: str) -> None:
    assert [text for item in docstrings_of(ast.parse(source), "x") for text in faults_of(item)] == []


def test_the_glossary_has_each_term_once_in_order() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, _, section = text.partition("\n## Glossary\n")
    rows = re.findall(r"^\| (.+) \| (.+) \| (.+) \|$", section.partition("\n## ")[0], re.MULTILINE)
    (head, _, _), _, *entries = rows
    terms = [term for term, _, _ in entries]
    assert head == "term" and len(terms) > 40
    assert terms == sorted(set(terms), key=str.casefold)
    assert [term for term, _, place in entries if not re.fullmatch(r"`[\w/]+\.py: \w+`", place)] == []


FATES = ("asked", "bare", "found", "given", "held", "kept", "made", "said")
"""Names that say what became of a thing, and not what it is."""
UNNAMED = (
    "mxsym/executor/remembered.py", "mxsym/mxnet/pickled.py", "mxsym/ndarray/",
    "mxsym/optimizer/", "mxsym/torch/", "runtime/native_call/",
)  # fmt: skip
"""Areas whose names are still to be chosen so."""


def names_in(source: ast.Module) -> Iterator[tuple[str, int]]:
    """The names that a module, its functions and its classes define, and the lines where they do."""
    for node in ast.walk(source):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.alias(asname=str(name)):
                yield name, node.lineno
            case _:
                pass


def fates_of(source: ast.Module, where: str) -> list[str]:
    return [f"{where}:{line}: {name}" for name, line in names_in(source) if name.strip("_") in FATES]


class Words(NamedTuple):
    """A file's docstrings, and its names of fates if these are asked for there."""

    docstrings: tuple[Docstring, ...]
    fates: tuple[str, ...]


@functools.cache
def words_of(path: Path) -> Words:
    """The docstrings of a file and its names of fates. It is read once."""
    source, where = tree(path), label(path)
    named = path.is_relative_to(ROOT / "tests") or any(area in path.as_posix() for area in UNNAMED)
    return Words(tuple(docstrings_of(source, where)), () if named else tuple(fates_of(source, where)))


def test_names_are_those_of_things() -> None:
    paths = [path for path in sources(*PACKAGES) if not any(area in path.as_posix() for area in UNNAMED)]
    assert len(paths) > 100
    assert [fault for path in paths for fault in words_of(path).fates] == []


def test_names_of_fates_are_noticed() -> None:
    text = "def _made(given, *, regions): held = 1; self.kept = 2; {found: 3 for found in held}"
    assert [fault.split()[1] for fault in fates_of(ast.parse(text), "x")] == ["_made", "given", "held", "kept", "found"]
