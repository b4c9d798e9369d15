"""The laws of the tree: which way imports point, what is imported where, how long lines and files are."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("codegen", "runtime", "mxsym")
ELSEWHERE = ("tests", "examples", "benchmarks")
LAYERS = {"codegen": ("mxsym.codegen",), "runtime": ("mxsym.codegen", "mxsym.runtime")}
"""What each layer may import of mxsym. The language layer, mxsym itself, may import all of it."""
DEPENDENCIES = {"llvmlite", "ml_dtypes", "networkx", "numpy", "safetensors"}
PRAGMA = re.compile(r"\s+# (noqa|pyright|type): ?\S*$")
"""A remark to a tool at the end of a line. It may hang over, as it may for ruff."""
LONGEST_LINE = 120
LONGEST_FILE = 400


def sources(*folders: str) -> list[Path]:
    """The Python files of these folders. Links are not followed, and golden texts are no sources."""
    golden = ROOT / "tests" / "golden"
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in paths if not path.is_relative_to(golden)]


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Everything a file imports, inside functions too: the dotted name and the line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def within(name: str, package: str) -> bool:
    return f"{name}.".startswith(f"{package}.")


def violations(paths: list[Path], *packages: str) -> list[str]:
    """Where one of these packages is imported."""
    return [
        f"{label(path)}:{line}: imports {name}"
        for path in paths
        for name, line in imports(path)
        if any(within(name, package) for package in packages)
    ]


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_point_one_way(layer: str) -> None:
    wrong = [
        f"{label(path)}:{line}: imports {name}"
        for path in sources(layer)
        for name, line in imports(path)
        if within(name, "mxsym") and not any(within(name, allowed) for allowed in LAYERS[layer])
    ]
    assert wrong == []


def test_only_declared_dependencies_are_imported() -> None:
    known = sys.stdlib_module_names | DEPENDENCIES | {"mxsym"}
    wrong = [
        f"{label(path)}:{line}: imports {name}"
        for path in sources(*PACKAGES)
        for name, line in imports(path)
        if name.partition(".")[0] not in known
    ]
    assert wrong == []


@pytest.mark.parametrize(("package", "only"), [("llvmlite", "codegen/llvm.py"), ("networkx", "codegen/graph.py")])
def test_a_library_is_imported_in_one_file(package: str, only: str) -> None:
    others = [path for path in sources(*PACKAGES) if label(path) != only]
    assert violations(others, package) == []
    assert violations([ROOT / only], package), f"{only} does not import {package}: is the law still true?"


@pytest.mark.parametrize("package", ["codegen", "runtime"])
def test_the_folders_are_not_module_names(package: str) -> None:
    assert violations(sources(*PACKAGES, *ELSEWHERE), package) == []


def test_nothing_is_pickled() -> None:
    assert violations(sources(*PACKAGES, *ELSEWHERE), "pickle", "shelve") == []


PRINTERS = ("mxsym/cli.py", "mxsym/viz/summary.py")
"""The command, and print_summary."""


def test_only_what_is_asked_to_prints() -> None:
    wrong = [
        f"{label(path)}:{node.lineno}: print"
        for path in sources(*PACKAGES)
        if label(path) not in PRINTERS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert wrong == []


def test_importing_mxsym_does_not_import_what_is_slow() -> None:
    script = "import sys, mxsym; print(*sorted({'llvmlite', 'networkx'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


def test_no_line_is_too_long() -> None:
    wrong = [
        f"{label(path)}:{number}: {len(line)} characters"
        for path in sources(*PACKAGES, *ELSEWHERE)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(PRAGMA.sub("", line)) > LONGEST_LINE
    ]
    assert wrong == []


def test_no_file_is_too_long() -> None:
    lengths = {label(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources(*PACKAGES)}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}
