"""docs/errors.rst: every error there is raised by the code above it, its whole text is compared, and none is left out.

The page is the data: a block of Python and the block of text that it ends in. `--update-golden` writes the texts.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import re
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

import mxsym as mx
from mxsym.opgraph.names import NameManager

pytestmark = pytest.mark.usefixtures("forget_declared_rules")

PAGE = Path(__file__).resolve().parent.parent / "docs" / "errors.rst"
SOURCE = Path(mx.__file__).resolve().parent
INDENT = " " * 3
_BLOCK = r"((?:   .*\n|\n)+)"
_SETUP = re.compile(rf"\.\. code-block:: python\n   :name: setup\n\n{_BLOCK}")
_CASE = re.compile(rf"\.\. code-block:: python\n\n{_BLOCK}\.\. code-block:: text\n\n{_BLOCK}")
FAMILY = {"RuleError", "SymbolError", "LoadError", "BindError", "Fault", "Problem", "ExprError", "fail", "fault"}
"""Classes and functions that make an error of the family, or a part of its text."""
ELSEWHERE = {
    "mxsym/errors.py": "defines them",
    "mxsym/runtime/interop.py": "needs torch and SciPy, which need not be installed; tests/test_interop.py",
    "mxsym/kv/": "needs servers; tests/test_kv_servers.py",
    "mxsym/torch/": "needs torch; tests/test_torch_files.py",
    "mxsym/optax/": "needs JAX and optax; tests/test_optax.py",
    "mxsym/codegen/": "is given checked graphs; a rule meets its ExprErrors through trace.py",
}


FORGED = (
    *("it is no npz file of mxsym's", "it is no safetensors file of mxsym's"),
    *("two of its members", "a member is compressed", "its members are larger"),
    *("in which no state of it is kept", "reads memory at a place that kernels alone compute"),
)
"""Only a forged file gets so far: one that was damaged has another digest, or a rule that nobody can write."""


def _dedent(block: str) -> str:
    return "\n".join(line.removeprefix(INDENT) for line in block.strip("\n").split("\n"))


@functools.cache
def _setup() -> CodeType:
    found = _SETUP.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    return compile(_dedent(found[1]), "setup.py", "exec", dont_inherit=True)


@functools.cache
def cases() -> list[tuple[str, str]]:
    """The code and the text of each error on the page."""
    return [(_dedent(code), _dedent(text)) for code, text in _CASE.findall(PAGE.read_text(encoding="utf-8"))]


def provoke(code: str) -> str:
    """The name and the whole text of the error that the code ends in, or of warnings of a rule, with their lines."""
    space: dict[str, Any] = {"__name__": "example"}
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        NameManager(),
        warnings.catch_warnings(record=True) as record,
    ):
        warnings.simplefilter("always", mx.errors.RuleWarning)
        exec(_setup(), space)
        Path("example.py").write_text(code, encoding="utf-8")  # a parameter's line is read from the file
        try:
            exec(compile(code, "example.py", "exec"), space)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    rules = [item for item in record if item.category is mx.errors.RuleWarning]
    return "\n".join(f"RuleWarning: {item.filename}:{item.lineno}: {item.message}" for item in rules) or "no error"


def test_the_page_shows_what_is_raised(request: pytest.FixtureRequest, forget_declared_rules: None) -> None:
    if request.config.getoption("--update-golden"):

        def renewed(case: re.Match[str]) -> str:
            text = "\n".join(f"{INDENT}{line}".rstrip() for line in provoke(_dedent(case[1])).split("\n"))
            return case[0][: case.start(2) - case.start()] + text + "\n\n"

        PAGE.write_text(_CASE.sub(renewed, PAGE.read_text(encoding="utf-8")).rstrip("\n") + "\n", encoding="utf-8")
        cases.cache_clear()
    assert len(cases()) > 100
    different = [(code, provoke(code), text) for code, text in cases() if provoke(code) != text]
    assert not different, "\n\n".join("\n".join(item) for item in different)


def test_the_page_of_mistakes_has_a_line_and_an_advice_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(PAGE.parent / "_ext"), *sys.path])
    page = importlib.import_module("mistakes_page")
    listed = page.mistakes(PAGE.read_text(encoding="utf-8"))
    assert len({(item.line, item.message) for item in listed}) >= 100
    own = ("raise ValueError(",)  # the rule's author's text
    assert [item for item in listed if not item.advice and not item.line.startswith(own)] == []
    assert [item for item in listed if item.line.startswith("@mx.update_rule") and "name=" not in item.line] == []
    text = page.page(PAGE.parent)
    assert text.count("\n   * - ") == len(listed) + 1
    assert all(f"``{item.line}``" in text for item in listed)
    assert not [item for item in listed if "\n" in item.message + item.advice]  # each is a cell of a table


def _is_site(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in FAMILY


def sites() -> dict[tuple[str, int, int], str]:
    """Places where mxsym makes an error or a part of one (file, first and last line), each with the text of the first
    line.
    """
    found: dict[tuple[str, int, int], str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = f"mxsym/{path.relative_to(SOURCE).as_posix()}"
        if any(name.startswith(item) for item in ELSEWHERE):
            continue
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if _is_site(node):
                assert isinstance(node, ast.Call) and node.end_lineno is not None
                line = text.split("\n")[node.lineno - 1].strip()
                found[name, node.lineno, node.end_lineno] = line
    return found


def _watch(lines: set[tuple[str, int]]) -> Callable[[FrameType, str, Any], Any]:
    """A trace function that collects the lines of mxsym that run."""
    roots = {str(SOURCE): "mxsym", **{str(SOURCE / part): f"mxsym/{part}" for part in ("codegen", "runtime")}}
    roots |= {str((SOURCE / part).resolve()): f"mxsym/{part}" for part in ("codegen", "runtime")}
    names: dict[str, str | None] = {}

    def name_of(file: str) -> str | None:
        root = max((root for root in roots if file.startswith(root + "/")), key=len, default=None)
        return None if root is None else roots[root] + file[len(root) :]

    def watch(frame: FrameType, event: str, _arg: Any) -> Any:
        file = frame.f_code.co_filename
        if file not in names:
            names[file] = name_of(file)
        name = names[file]
        if name is None:
            return None
        if event == "line":
            lines.add((name, frame.f_lineno))
        return watch

    return watch


@pytest.mark.slow
def test_no_error_is_left_out(forget_declared_rules: None) -> None:
    lines: set[tuple[str, int]] = set()
    before = sys.gettrace()
    sys.settrace(_watch(lines))
    try:
        for code, _ in cases():
            provoke(code)
    finally:
        sys.settrace(before)
    left = {
        f"{file}:{first}: {text}"
        for (file, first, last), text in sites().items()
        if not any((file, line) in lines for line in range(first, last + 1))
        and not any(part in text for part in FORGED)
    }
    assert not left, "not in docs/errors.rst:\n" + "\n".join(sorted(left))
