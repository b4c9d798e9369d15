"""The laws of the tree: which way imports point, what is imported where and when, how long lines are."""

from __future__ import annotations

import ast
import functools
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("codegen", "runtime", "mxsym")
ELSEWHERE = ("tests", "examples", "benchmarks")
LAYERS = {
    "codegen": ("mxsym.codegen",),
    "runtime": ("mxsym.codegen", "mxsym.runtime", "mxsym.errors", "mxsym.spelling"),
}
"""Permitted imports of mxsym in each layer. The language layer, mxsym itself, may import all of it."""
DEPENDENCIES = {"llvmlite", "ml_dtypes", "networkx", "numpy", "safetensors"}
PRAGMA = re.compile(r"\s+# (noqa|pyright|type): ?\S*$")
"""A remark to a tool at the end of a line. It may hang over, as it may for ruff."""
LONGEST_LINE = 120


@functools.cache
def sources(*folders: str) -> tuple[Path, ...]:
    """The Python files of these folders. Links are not followed, and golden texts are no sources."""
    golden = ROOT / "tests" / "golden"
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(path for path in paths if not path.is_relative_to(golden))


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def blocks_of(source: ast.AST) -> Iterator[ast.AST]:
    """A module or statement, every statement below it, and what has statements of its own there: handlers and cases.

    Much fewer than the nodes of `ast.walk`, most of which are expressions.
    """
    stack: list[ast.AST] = [source]
    while stack:
        node = stack.pop()
        yield node
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            stack += getattr(node, field, ())


class Deferred(NamedTuple):
    """An import inside a function: its line, the module or package of another project, what was loaded before it."""

    line: int
    name: str
    loaded: frozenset[str]


class Facts(NamedTuple):
    """A file's imports: of all places, each with its line; of the top, mxsym's alone; inside functions."""

    everywhere: tuple[tuple[str, int], ...]
    top: frozenset[str]
    deferred: tuple[Deferred, ...]


@functools.cache
def facts_of(path: Path) -> Facts:
    """The imports of a file, which is read once."""
    source = tree(path)
    return Facts(tuple(imports_of(source)), frozenset(at_the_top(source)), tuple(in_functions(source)))


def imports(path: Path) -> tuple[tuple[str, int], ...]:
    return facts_of(path).everywhere


def imports_of(source: ast.Module) -> list[tuple[str, int]]:
    """Everything a file imports, inside functions too: the dotted name and the line."""
    names: list[tuple[str, int]] = []
    for node in blocks_of(source):
        if isinstance(node, ast.Import):
            names += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            names += [(f"{module}.{alias.name}", node.lineno) for alias in node.names]
    return names


def within(name: str, package: str) -> bool:
    return f"{name}.".startswith(f"{package}.")


def violations(paths: Iterable[Path], *packages: str) -> list[str]:
    """Imports of one of these packages, by file and line."""
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
    known = sys.stdlib_module_names | DEPENDENCIES | {"mxsym", "_sha2", "_sha256"}  # these are Python's, by version
    wrong = [
        f"{label(path)}:{line}: imports {name}"
        for path in sources(*PACKAGES)
        for name, line in imports(path)
        if name.partition(".")[0] not in known
    ]
    assert wrong == []


@pytest.mark.parametrize(("package", "only"), [("llvmlite", "codegen/backend/llvm.py")])
def test_a_library_is_imported_in_one_file(package: str, only: str) -> None:
    others = [path for path in sources(*PACKAGES) if label(path) != only]
    assert violations(others, package) == []
    assert violations([ROOT / only], package), f"{only} does not import {package}: is the law still true?"


def test_torch_is_loaded_by_its_package_alone() -> None:
    loading = [
        label(path) for path in sources(*PACKAGES) if 'load_modules("torch")' in path.read_text(encoding="utf-8")
    ]
    assert loading == ["mxsym/torch/__init__.py", "mxsym/torch/tensors.py"]
    users = [path for path in sources(*PACKAGES) if path.parent.name != "torch"]
    assert violations(users, "torch", "mxsym.torch") == []


def test_jax_and_optax_are_loaded_by_one_package_when_it_is_called() -> None:
    users = [path for path in sources(*PACKAGES) if path.parent.name != "optax" and label(path) != "mxsym/api.py"]
    assert violations(users, "jax", "optax", "mxsym.optax") == []
    program = """
        import sys
        sys.modules["jax"] = None  # as if it were not installed
        import mxsym as mx
        try:
            mx.from_optax(None)
        except ImportError as error:
            print(error)
    """
    run = [sys.executable, "-c", textwrap.dedent(program)]
    output = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert output == "mx.from_optax needs jax, which is not installed: pip install 'mxsym[optax]'\n"


@pytest.mark.parametrize("package", ["codegen", "runtime"])
def test_the_folders_are_not_module_names(package: str) -> None:
    assert violations(sources(*PACKAGES, *ELSEWHERE), package) == []


def test_nothing_is_pickled() -> None:
    assert violations(sources(*PACKAGES, *ELSEWHERE), "pickle", "shelve") == []


PRINTERS = ("mxsym/cli.py", "mxsym/mxnet/print_summary.py")
"""The command, and print_summary."""


def test_only_what_is_asked_to_prints() -> None:
    wrong = [
        f"{label(path)}:{node.lineno}: print"
        for path in sources(*PACKAGES)
        if label(path) not in PRINTERS
        if re.search(r"\bprint\(", path.read_text(encoding="utf-8"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert wrong == []


FIRST_STEP = (
    'import mxsym as mx; mx.sym.sgd_update(mx.sym.var("w"), mx.sym.var("g"), lr=0.1).simple_bind(w=(4,)).forward()'
)
LOADED = {
    "import mxsym": (6, 6, set[str]()),
    "import mxsym; mxsym.sym": (113, 113, {"numpy"}),
    FIRST_STEP: (174, 135, {"llvmlite", "numpy"}),
}
"""Most modules of mxsym that a script imports, with an empty cache of kernels and with a full one; packages of others.

This is start-up time, without a clock.
"""


@pytest.mark.parametrize("script", LOADED)
def test_what_is_imported_at_the_start(script: str, tmp_path: Path) -> None:
    *limits, packages = LOADED[script]
    told = "import sys; before = {*sys.modules}; %s; print(*{*sys.modules} - before)"
    asks = {name: value for name, value in os.environ.items() if name != "MXSYM_VERIFY"}
    for most in limits:
        done = subprocess.run(
            [sys.executable, "-c", told % script],
            cwd=ROOT, env=asks | {"MXSYM_CACHE_DIR": str(tmp_path)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        heads = [name.partition(".")[0] for name in done.stdout.split()]
        others = set(heads) - sys.stdlib_module_names - {"mxsym"}
        print(f"{script}\n{heads.count('mxsym')} modules of mxsym, packages {sorted(others)}")
        assert heads.count("mxsym") <= most
        assert others == packages


def test_no_line_is_too_long() -> None:
    wrong = [
        f"{label(path)}:{number}: {len(line)} characters"
        for path in sources(*PACKAGES, *ELSEWHERE)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(PRAGMA.sub("", line)) > LONGEST_LINE
    ]
    assert wrong == []


HOUSE: dict[str, tuple[int, str]] = {
    "base": (9, "MXNet's name of its error, as a module"),
    "engine": (9, "MXNet's setting of its engine, which does nothing"),
    "spelling": (-1, "names, numbers and kinds of things as texts show them"),
    "errors": (1, "what goes wrong, said so that it can be mended"),
    "context": (1, "the one device"),
    "lr_scheduler": (3, "learning rates by the number of updates"),
    "codegen": (0, "a typed program of op calls → machine code"),
    "runtime": (2, "memory, threads, kernel cache, launches: runs compiled kernels"),
    "progress": (2, "a bar for what takes long"),
    "rule": (2, "what an op is: signature, traced body, derived forms, names"),
    "rules": (3, "the ops, one function each"),
    "opgraph": (4, "graphs of ops: build, rewrite, type, interpret, save, lower to a program"),
    "inspection": (5, "texts, costs and pictures of a bound graph"),
    "executor": (6, "a program bound to arrays"),
    "aot": (6, "a program exported"),
    "report": (6, "a program shown"),
    "ndarray": (7, "faces over memory"),
    "mxnet": (7, "what only MXNet's users look for"),
    "symbol": (8, "the face that users compose with"),
    "optimizer": (9, "what users call"),
    "training": (9, "what users call"),
    "viz": (9, "the public names of pictures"),
    "gluon": (10, "MXNet's trainer of parameters"),
    "table": (10, "tables keyed by ids that grow"),
    "optax": (10, "optax's transformations as rules"),
    "torch": (10, "torch's optimizers over mxsym's kernels"),
    "kv": (11, "stores on servers, and the choice of a store"),
    "model": (12, "checkpoints, a graph and its arrays in files; updates as MXNet's modules make them"),
    "api": (13, "every public name"),
    "__init__": (14, "loads the public names when they are used"),
    "demo": (15, "a page of text"),
    "saved_graph": (15, "a saved graph bound to arrays, for the command"),
    "completion": (0, "what a shell needs to complete the command"),
    "cli": (16, "the command"),
    "__main__": (17, "the command, as a module"),
}
"""Each package, or module of its own: its level and its job. It imports lower levels only, in deferred imports and in
those for types too."""


def module_of(path: Path) -> str:
    """The dotted name; the two folders that `mxsym` links to are packages of it."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(("mxsym", *(part for part in parts if part not in ("mxsym", "__init__"))))


@functools.cache
def import_graph() -> dict[str, set[str]]:
    """For each module of mxsym the others that it imports, wherever in its text. A name of a package that is a module
    is that module."""
    paths = modules_by_name()

    def target(name: str) -> str | None:
        return next((module for module in (name, name.rpartition(".")[0]) if module in paths), None)

    found = {module: {target(name) for name, _ in imports(path)} for module, path in paths.items()}
    return {module: {name for name in names if name not in (None, module)} for module, names in found.items()}


def package_of(module: str) -> str:
    return (*module.split("."), "__init__")[1]


def circles(edges: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """The strongly connected components of more than one member, the largest first: of two members each imports the
    other, by way of others perhaps."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        stack = [start]
        while stack:
            fresh = {*edges.get(stack.pop(), ())} - seen
            seen |= fresh
            stack.extend(fresh)
        return seen

    below = {node: reached(node) for node in edges}
    rings = {
        frozenset({other for other in below[node] if node in below[other]}) for node in edges if node in below[node]
    }
    return sorted((set(ring) for ring in rings if len(ring) > 1), key=len, reverse=True)


def between_packages(edges: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for module, names in edges.items():
        found.setdefault(package_of(module), set()).update(package_of(name) for name in names)
    return {package: names - {package} for package, names in found.items()}


def upward(edges: Mapping[str, Iterable[str]]) -> list[str]:
    """Imports of a package that is not lower, as far as the house has both."""
    return sorted(
        f"{module} imports {name}"
        for module, names in edges.items()
        for name in names
        if (one := package_of(module)) != (other := package_of(name))
        and one in HOUSE
        and other in HOUSE
        and HOUSE[other][0] >= HOUSE[one][0]
    )


def test_no_file_imports_itself_by_way_of_others() -> None:
    assert circles(import_graph()) == []


def test_no_package_imports_itself_by_way_of_others() -> None:
    assert circles(between_packages(import_graph())) == []


def test_every_module_is_in_the_house() -> None:
    assert {package_of(module) for module in import_graph()} - HOUSE.keys() == set()


def test_every_import_goes_down() -> None:
    assert upward(import_graph()) == []


def test_circles_are_found() -> None:
    edges = {"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": ["e"], "e": ["d", "f"], "f": []}
    assert circles(edges) == [{"a", "b", "c"}, {"d", "e"}]
    assert circles({"a": ["b"], "b": ["c"], "c": []}) == []


@functools.cache
def modules_by_name() -> dict[str, Path]:
    return {module_of(path): path for path in sources(*PACKAGES)}


def loads_in(function: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    """The names that statements of a function give to `load_modules`, and their lines."""
    for node in blocks_of(function):
        call = getattr(node, "value", None)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "load_modules":
            names = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
            yield from ((call.lineno, name) for name in names if isinstance(name, str))


def in_functions(source: ast.Module) -> Iterator[Deferred]:
    """Each import inside a function."""
    modules = modules_by_name()
    for function in blocks_of(source):
        if not isinstance(function, ast.FunctionDef):
            continue
        loads = tuple(loads_in(function))
        for node in blocks_of(function):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                whole = [f"{node.module}.{alias.name}" for alias in node.names]
                names = [name if name in modules else node.module or "" for name in whole]
            if isinstance(node, ast.Import | ast.ImportFrom):
                loaded = frozenset(name for line, name in loads if line < node.lineno)
                yield from (Deferred(node.lineno, name, loaded) for name in names)


def at_the_top(source: ast.Module) -> Iterator[str]:
    """The modules of mxsym that importing a file imports."""
    modules = modules_by_name()
    for node in source.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in modules else node.module for name in names)


def test_imports_in_functions_are_whole() -> None:
    """They follow `load_modules`, unless importing the file has imported the module: a handler finds no half of one."""
    paths = modules_by_name()
    tops = {module: facts_of(path).top & paths.keys() for module, path in paths.items()}
    wrong: list[str] = []
    for module, path in paths.items():
        known, stack = set[str](), [module]
        while stack:
            fresh = tops[stack.pop()] - known
            known |= fresh
            stack.extend(fresh)
        for line, name, loaded in facts_of(path).deferred:
            if name.partition(".")[0] in sys.stdlib_module_names or name in known or package_of(module) in AT_THE_END:
                continue
            if name not in loaded:
                wrong.append(f"{label(path)}:{line}: imports {name} without load_modules")
    assert sorted({*wrong}) == []
    assert [label(path) for path in sources(*PACKAGES) if "import_module" in path.read_text(encoding="utf-8")] == [
        "codegen/loading.py"
    ]


AT_THE_END = ("cli", "__main__")
"""Programs of their own, in which no handler or finalizer of a user's runs."""
