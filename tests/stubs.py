"""The stubs of `mx.sym`, `mx.nd`, `mx.optimizer` and `mxsym.torch`, from what is declared: `python -m tests.stubs`.

Ops are looked up by name when they are used, which no type checker can follow; the stubs name each with its arguments.
`tests/test_stubs.py` fails where one is stale.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import mxsym as mx
from mxsym.ndarray import calls, ops
from mxsym.rule import lookup, op_functions
from mxsym.rule.rule import Count, Rule
from tests.support import HAS_TORCH

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 120
REQUIRED = inspect.Parameter.empty
HEAD = '"""{} Written by `python -m tests.stubs`."""\n'
KINDS = {float: "Number", int: "Number", bool: "bool", str: "Any", tuple: "Numbers", Count: "int"}
"""Types of attributes by their kinds. A text is the name of a data type, or what NumPy takes for one."""
GRAPH_TYPES = """
Number: TypeAlias = SupportsFloat | Symbol
Numbers: TypeAlias = Iterable[SupportsFloat] | Symbol
Targets: TypeAlias = Symbol | Sequence[Symbol] | None
"""
ARRAY_TYPES = """
Number: TypeAlias = SupportsFloat
Numbers: TypeAlias = Iterable[SupportsFloat]
Targets: TypeAlias = Any
"""
LISTED = ("weights", "grads", "weights32", "mean", "var")


def definition(head: str, parameters: Iterable[str], result: str, indent: str = "") -> str:
    """A function without a body, broken into lines as ruff breaks it."""
    listed = [*parameters]
    line = f"{indent}def {head}({', '.join(listed)}) -> {result}: ..."
    if len(line) <= WIDTH:
        return line
    inner = f"{indent}    {', '.join(listed)}"
    if len(inner) > WIDTH:
        inner = "\n".join(f"{indent}    {item}," for item in listed)
    return f"{indent}def {head}(\n{inner}\n{indent}) -> {result}: ..."


def typed(rule: Rule, item: inspect.Parameter, *, of_graphs: bool, in_lists: bool) -> str:
    """A parameter of an op. An input of a graph's op that is left out becomes a variable."""
    default = "" if item.default is REQUIRED else f" = {item.default!r}"
    attribute = rule.attribute(item.name)
    if item.name == "out":
        return "out: Targets = None"
    if item.name == "name":
        return "name: str | None = None"
    if item.kind is inspect.Parameter.VAR_POSITIONAL:
        return f"*{item.name}: {'Symbol' if of_graphs else 'Any'}"
    if attribute is not None:
        return f"{item.name}: {KINDS[attribute.kind]}{default}"
    if of_graphs and not in_lists:
        return f"{item.name}: Symbol" if not rule.is_update and not default else f"{item.name}: Symbol | None = None"
    return f"{item.name}: Any{default}"


def parameters_of(rule: Rule, function: Callable[..., Any], *, of_graphs: bool, in_lists: bool = False) -> list[str]:
    """The parameters of an op, with their types and defaults."""
    items = [*inspect.signature(function).parameters.values()]
    named = [item for item in items if item.kind is inspect.Parameter.KEYWORD_ONLY]
    others = [item for item in items if item not in named]
    if not rule.is_update and not any(item.kind is inspect.Parameter.VAR_POSITIONAL for item in others):
        others += [item for item in named if rule.attribute(item.name)]  # as mx.sym.clip(x, -1, 1)
        named = [item for item in named if item not in others]
    star = [] if any(item.kind is inspect.Parameter.VAR_POSITIONAL for item in others) else ["*"]
    first = [typed(rule, item, of_graphs=of_graphs, in_lists=in_lists) for item in others]
    last = [typed(rule, item, of_graphs=of_graphs, in_lists=in_lists) for item in named]
    if in_lists and rule.members and "lrs" in inspect.signature(function).parameters:
        last.append("size: int | None = None")  # MXNet's name of the length of the lists
    hidden = ["attr: Mapping[str, str] | None = None"] if of_graphs else []
    return [*first, *star, *last, *hidden, "flavour: str | None = None"]


def exported(names: Iterable[str]) -> str:
    """The text of `__all__`."""
    lines = "".join(f'    "{name}",\n' for name in names)
    return f"__all__: list[str] = [\n{lines}]\n" if lines else "__all__: list[str] = []\n"


def ops_stub(namespace: Any, names: Iterable[str], title: str, prefixes: tuple[str, ...] = ()) -> str:
    """The ops of a namespace. With prefixes, it is one whose ops on many tensors take them in lists."""
    of_graphs = namespace in (mx.sym.op, mx.sym.contrib)
    listed = [*names]
    abstract, typing = ("Iterable, Mapping, Sequence", "Any, ") if of_graphs else ("Iterable", "Any, ")
    lines = [
        HEAD.format(title),
        f"from collections.abc import {abstract}",
        f"from typing import {typing}SupportsFloat, TypeAlias",
        *(["", "from mxsym.symbol.symbol import Symbol"] if of_graphs else []),
        GRAPH_TYPES if of_graphs else ARRAY_TYPES,
        exported(listed),
    ]
    for name in listed:
        rule = op_functions.find(name, prefixes)
        parameters = parameters_of(rule, getattr(namespace, name), of_graphs=of_graphs, in_lists=bool(prefixes))
        lines.append(definition(name, parameters, "Symbol" if of_graphs else "Any"))
    return "\n".join(lines) + "\n"


def own_functions(path: Path, names: Iterable[str]) -> Iterator[str]:
    """The functions that a file defines, without their bodies."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name in names:
            result = ast.unparse(node.returns) if node.returns else "None"
            yield definition(node.name, texts_of(node.args), result)


def own_classes(path: Path, names: Iterable[str]) -> Iterator[str]:
    """The classes that a file defines: their bases and public methods."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name in names:
            yield f"class {node.name}({', '.join(map(ast.unparse, node.bases))}):"
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                    result = ast.unparse(method.returns) if method.returns else "None"
                    yield definition(method.name, texts_of(method.args), result, "    ")


def texts_of(arguments: ast.arguments) -> list[str]:
    """Each argument of a function, with its type and default."""
    defaults = [f" = {ast.unparse(item)}" for item in arguments.defaults]
    defaults = [""] * (len(arguments.args) - len(defaults)) + defaults
    texts = [ast.unparse(item) + default for item, default in zip(arguments.args, defaults, strict=True)]
    named = [
        ast.unparse(item) + (f" = {ast.unparse(default)}" if default is not None else "")
        for item, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    return [*texts, "*", *named] if named else texts


def passed_on(path: Path, names: Iterable[str]) -> Iterator[str]:
    """The imports by which a file has those of its names that come from elsewhere."""
    wanted = {*names}
    body = ast.parse(path.read_text(encoding="utf-8")).body
    for_checkers = [inner for node in body if isinstance(node, ast.If) for inner in node.body]
    for node in [*body, *for_checkers]:
        if isinstance(node, ast.ImportFrom):
            listed = [item.name for item in node.names if item.name in wanted and item.asname is None]
            if listed:
                yield from (f"from {node.module} import {name} as {name}" for name in listed)


def sym_stub() -> str:
    """`mx.sym` itself."""
    path = ROOT / "mxsym/symbol/__init__.py"
    lines = [
        HEAD.format("`mx.sym`: variables, groups and the constructor of every op."),
        "from mxsym.rule.rule import Rule",
        "from mxsym.symbol import _contrib, _ops, _sparse",
        "from mxsym.symbol._ops import *",
        *passed_on(path, mx.sym.__all__),
        "",
        "Variable = var",
        "pow = power",
        "fromjson = load_json",
        "op = _ops",
        "_internal = _ops",
        "contrib = _contrib",
        "sparse = _sparse\n",
        exported(mx.sym.__all__) + "__all__ += _ops.__all__\n",
        *own_functions(path, ["load_rule"]),
    ]
    return "\n".join(lines) + "\n"


def nd_stub() -> str:
    """`mx.nd` itself."""
    path = ROOT / "mxsym/ndarray/__init__.py"
    lines = [
        HEAD.format("`mx.nd`: arrays, the imperative ops and the functions that NumPy computes."),
        "from collections.abc import Sequence",
        "from typing import Any\n",
        "from mxsym.ndarray import _ops, random",
        "from mxsym.ndarray._ops import (",
        *(f"    {name} as {name}," for name in lookup.every_name() if name not in calls.FUNCTIONS),
        ")",
        *passed_on(path, mx.nd.__all__),
        "\n_internal = _ops\n",
        exported(sorted({*mx.nd.__all__, *calls.FUNCTIONS, "random"})) + "__all__ += _ops.__all__\n",
        *(definition(name, texts_of_call(function), "Any") for name, function in sorted(calls.FUNCTIONS.items())),
    ]
    return "\n".join(lines) + "\n"


def texts_of_call(function: Callable[..., Any]) -> list[str]:
    """The parameters of a function that NumPy computes, and those that all of these have."""
    items = inspect.signature(function).parameters.values()
    texts = [str(item).replace("'" + str(item.annotation) + "'", str(item.annotation)) for item in items]
    named = any(item.kind in (item.VAR_POSITIONAL, item.KEYWORD_ONLY) for item in items)
    return [*texts, *([] if named else ["*"]), "out: Any = None", "name: str | None = None"]


def nd_sparse_stub() -> str:
    """`mx.nd.sparse`."""
    path = ROOT / "mxsym/ndarray/sparse.py"
    names = mx.nd.sparse.__all__
    lines = [
        HEAD.format("`mx.nd.sparse`: row-sparse arrays, and the ops by their names."),
        "from typing import Any\n",
        "from mxsym.runtime.sparse import RowSums",
        "from mxsym.context import Context",
        "from mxsym.ndarray import _ops",
        "from mxsym.ndarray._ops import *",
        *unprefixed("mxsym.ndarray._ops"),
        *passed_on(path, names),
        "",
        exported([*names, *short_names()]) + "__all__ += _ops.__all__\n",
        *own_classes(path, names),
        *own_functions(path, names),
    ]
    return "\n".join(lines) + "\n"


def short_names() -> list[str]:
    """The names that `sparse` has in addition to those that ops have everywhere."""
    return sorted({*op_functions.names(("_sparse_",))} - {*op_functions.names()})


def unprefixed(module: str) -> list[str]:
    """Imports of the ops that `sparse` has without their prefix."""
    return [f"from {module} import _sparse_{name} as {name}" for name in short_names()]


def sym_sparse_stub() -> str:
    """`mx.sym.sparse`."""
    lines = [
        HEAD.format("`mx.sym.sparse`: the ops by their names."),
        "from mxsym.symbol import _ops",
        "from mxsym.symbol._ops import *",
        *unprefixed("mxsym.symbol._ops"),
        "",
        exported(short_names()) + "__all__ += _ops.__all__",
    ]
    return "\n".join(lines) + "\n"


def optimizer_stub() -> str:
    """`mx.optimizer`. Each class has its arguments spelled out: mypy does not order them as they are."""
    path = ROOT / "mxsym/optimizer/__init__.py"
    names = [name for name in mx.optimizer.__all__ if not inspect.ismodule(getattr(mx.optimizer, name))]
    declared = {name: getattr(mx.optimizer, name) for name in names}
    base = mx.optimizer.Optimizer
    classes = {name: item for name, item in declared.items() if inspect.isclass(item) and issubclass(item, base)}
    del classes["Optimizer"]  # its subclasses get their arguments from what they declare
    modules = {name: item for name in mx.optimizer.__all__ if inspect.ismodule(item := getattr(mx.optimizer, name))}
    own = sorted({item.__module__ for item in classes.values()})
    lines = [
        HEAD.format("`mx.optimizer`: MXNet's optimizers."),
        "from collections.abc import Mapping",
        "from typing import Any\n",
        *(f"import {module}" for module in own),
        *passed_on(path, [name for name in names if name not in classes]),
        *sorted(f"from mxsym.optimizer import {last_part(item)} as {name}" for name, item in modules.items()),
        "\n" + exported(mx.optimizer.__all__),
    ]
    for name, item in sorted(classes.items(), key=lambda pair: (len(pair[1].__mro__), pair[0])):
        above = next((base.__name__ for base in item.__mro__[1:] if base.__name__ in classes), None)
        bases = f"{item.__module__}.{name}" + (f", {above}" if above else "")
        lines += [f"class {name}({bases}):", definition("__init__", arguments(item), "None", "    ") + "\n"]
    return "\n".join(lines)


def torch_stub() -> str:
    """`mxsym.torch`. Each class has its arguments spelled out: torch's, which its own class has, and mxsym's."""
    face = importlib.import_module("mxsym.torch")
    path = ROOT / "mxsym/torch/__init__.py"
    classes = {name: getattr(face, name) for name in face.__all__ if hasattr(getattr(face, name), "step")}
    modules = sorted({item.__module__ for item in classes.values()})
    lines = [
        HEAD.format("`mxsym.torch`: torch's optimizers with mxsym's kernels."),
        "import collections.abc",
        "import typing",
        "from collections.abc import Mapping, Sequence",
        "from typing import Any\n",
        "import torch",
        "from torch import Tensor\n",
        *(f"import {module}" for module in modules),
        *passed_on(path, [name for name in face.__all__ if name not in classes]),
        "\n" + exported(face.__all__),
    ]
    own: tuple[inspect.Parameter, ...] = importlib.import_module("mxsym.torch.stepped").OWN
    for name, item in classes.items():
        parameters = [*inspect.signature(item).parameters.values()]
        if parameters[-1].kind is inspect.Parameter.VAR_KEYWORD:
            parameters[-1:] = [more for more in own if more.name != "states"]  # theirs have a type of their own
        into = next(more for more in own if more.name == "into")
        parameters.append(into.replace(name="out"))  # as mxsym's own ops call it
        lines += [f"class {name}({item.__module__}.{name}):"]
        lines += [definition("__init__", ["self", *spelled(parameters)], "None", "    ") + "\n"]
    return "\n".join(lines)


def spelled(parameters: Iterable[inspect.Parameter]) -> Iterator[str]:
    """Parameters with their types and defaults, and a star before those that are passed by name."""
    has_star = False
    for item in parameters:
        if item.kind is item.KEYWORD_ONLY and not has_star:
            has_star = True
            yield "*"
        kind = item.annotation if isinstance(item.annotation, str) else inspect.formatannotation(item.annotation)
        yield f"{item.name}: {kind}" + ("" if item.default is REQUIRED else f" = {item.default!r}")


def last_part(module: ModuleType) -> str:
    """The name of a module in its package."""
    return module.__name__.rpartition(".")[2]


def arguments(kind: type) -> list[str]:
    """The arguments of an optimizer: those of its own by position too, those of its bases by keyword."""
    own = [item for item in inspect.signature(kind).parameters.values() if item.kind is not item.VAR_KEYWORD]
    texts = [f"{item.name}: {item.annotation} = {item.default!r}" for item in own if item.kind is not item.KEYWORD_ONLY]
    by_keyword = {item.name: item for item in own if item.kind is item.KEYWORD_ONLY}
    for base in kind.__mro__[1:]:
        if issubclass(base, mx.optimizer.Optimizer):
            by_keyword = {**inspect.signature(base).parameters, **by_keyword}
    named = [item for item in by_keyword.values() if item.kind is not item.VAR_KEYWORD]
    known = {item.name for item in own if item.kind is not item.KEYWORD_ONLY}
    last = [f"{item.name}: {item.annotation} = {item.default!r}" for item in named if item.name not in known]
    return ["self", *texts, *(["*"] if last else []), *last]


class Imperative:
    """Every imperative op, those among them whose names `mx.nd` has for functions of its own."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return ops.op(name)


def stubs() -> dict[Path, str]:
    """Every stub: its file and its text."""
    every, prefixes = lookup.every_name(), ("_contrib_", "_")
    texts = {
        "optimizer/__init__": optimizer_stub(),
        "symbol/__init__": sym_stub(),
        "symbol/_ops": ops_stub(mx.sym.op, every, "The constructors of all ops."),
        "symbol/_contrib": ops_stub(mx.sym.contrib, op_functions.names(prefixes), "`mx.sym.contrib`.", prefixes),
        "symbol/_sparse": sym_sparse_stub(),
        "ndarray/__init__": nd_stub(),
        "ndarray/_ops": ops_stub(Imperative(), every, "All imperative ops."),
        "ndarray/contrib": ops_stub(mx.nd.contrib, op_functions.names(prefixes), "`mx.nd.contrib`.", prefixes),
        "ndarray/sparse": nd_sparse_stub(),
    }
    if HAS_TORCH:
        texts["torch/__init__"] = torch_stub()
    return {ROOT / "mxsym" / f"{name}.pyi": text for name, text in texts.items()}


def main() -> None:
    """Write them."""
    for path, text in stubs().items():
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
