"""The two upper IRs as text: print a graph or a kernel, and parse either back.

`parse_graph(print_graph(x)) == x`, and so for kernels. The grammar is in docs/ir.rst.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from mxsym.codegen.dtypes import BOOL, BY_SHORT
from mxsym.codegen.expr import (
    CONVERSIONS,
    MATRIX,
    REDUCTIONS,
    SUFFIX,
    Expr,
    ExprError,
    Type,
    apply,
    columns,
    const,
    elements,
    identity,
    index,
    load,
    scalar,
)
from mxsym.codegen.graph import Buffer, Graph, Layout, Store
from mxsym.codegen.kernel import Domain, Kernel
from mxsym.codegen.prims import PRIMS
from mxsym.codegen.record import field, record

ParsedT = TypeVar("ParsedT", Graph, Kernel)
_TOKEN = r'@?"(?:[^"\\]|\\.)*"|%\d+|@?[\w.+\-]+(?:\[(?:[nrc]|t\d*)(?:\.rows|\.columns)*\])?|[{}:,=]'
_SPACES = {suffix: space for space, suffix in SUFFIX.items()}


class ParseError(ValueError):
    """A text that is not in the grammar; the message says which line."""


def _quote(name: str) -> str:
    letters = name.replace("_", "a").replace(".", "a").replace("-", "a")
    if letters.isalnum() and (name[0] == "_" or (name[0].isascii() and name[0].isalpha())):
        return name
    import json  # most names are plain

    return json.dumps(name)


def _declarations(buffers: Iterable[Buffer], scalars: Iterable[str]) -> Iterator[str]:
    for buffer in buffers:
        layout = "" if buffer.layout is Layout.INDEXED else f" {buffer.layout}"
        yield f"buffer {_quote(buffer.name)}: {buffer.type}{layout}"
    for name in scalars:
        yield f"scalar {_quote(name)}"


class _Names:
    """Numbers values in the order they are printed, or as they are given."""

    def __init__(self, numbers: Mapping[Expr, int] | None = None) -> None:
        self.of: dict[Expr, str] = {}
        self.count = 0
        self.numbers = numbers or {}

    def line(self, node: Expr) -> str:
        operands = " ".join(self.of[arg] for arg in node.args)
        if node.op in ("load", "scalar"):
            operands = _quote(str(node.attr))
        elif node.op == "const":
            operands = repr(node.attr)
        elif node.op == "index":
            operands = str(node.attr or "")
        self.of[node] = f"%{self.numbers.get(node, self.count)}"
        self.count += 1
        return f"{self.of[node]}: {node.type} = {node.op} {operands}".rstrip()

    def store(self, store: Store) -> str:
        return f"store {_quote(store.buffer)}, {self.of[store.value]}"


def _block(head: str, lines: Iterable[str]) -> str:
    return "\n".join((f"{head} {{", *("  " + line for text in lines for line in text.split("\n")), "}"))


def print_graph(graph: Graph, numbers: Mapping[Expr, int] | None = None) -> str:
    """One line a value, operands before users. `numbers`, where given, has one for every value."""
    names = _Names(numbers)
    lines = list(_declarations(graph.buffers, graph.scalars))
    lines += [names.line(node) for node in graph.nodes()]
    lines += [names.store(store) for store in graph.stores]
    return _block(f"graph @{_quote(graph.name)}", lines) + "\n"


def print_graphs(graphs: Iterable[Graph]) -> str:
    """One graph after the other."""
    return "\n".join(map(print_graph, graphs))


def kernel_lines(kernel: Kernel) -> list[tuple[str, Expr | Store | None]]:
    """The lines of a kernel's text, each with the value or store that it is.

    The declarations, what runs once, for each row, for each element; over blocks, a block's sums come last.
    """
    names = _Names()
    lines: list[tuple[str, Expr | Store | None]] = [(f"kernel @{_quote(kernel.name)} over {kernel.domain} {{", None)]
    lines += [(f"  {line}", None) for line in _declarations(kernel.buffers, kernel.scalars)]
    sections = kernel.sections()
    for place, (head, nodes) in enumerate(sections):
        if not nodes and head == "row":
            continue
        lines.append((f"  {head} {{", None))
        lines += [(f"    {names.line(node)}", node) for node in nodes]
        lines += [(f"    {names.store(store)}", store) for store in kernel.stores if place == len(sections) - 1]
        lines.append(("  }", None))
    return [*lines, ("}", None)]


def print_kernel(kernel: Kernel) -> str:
    """A kernel's text."""
    return "".join(f"{line}\n" for line, _ in kernel_lines(kernel))


def print_kernels(kernels: Iterable[Kernel]) -> str:
    """One kernel after the other."""
    return "\n".join(map(print_kernel, kernels))


@record(frozen=False)
class _Parser:
    """Reads one block line by line; `values` are the numbered ones so far."""

    lines: list[list[str]]
    at: int = 0
    buffers: list[Buffer] = field(default_factory=list[Buffer])
    scalars: list[str] = field(default_factory=list[str])
    values: dict[str, Expr] = field(default_factory=dict[str, Expr])

    @staticmethod
    def of(text: str) -> _Parser:
        lines: list[list[str]] = []
        for raw in text.split("\n"):
            if raw.lstrip().startswith("#"):
                lines.append([])
                continue
            rest = re.sub(_TOKEN, "", raw)
            if rest.strip():
                raise ParseError(f"line {len(lines) + 1}: unexpected {rest.strip()!r}")
            lines.append(re.findall(_TOKEN, raw))
        return _Parser(lines)

    def fail(self, why: str) -> ParseError:
        return ParseError(f"line {self.at}: {why}")

    def next(self) -> list[str]:
        while self.at < len(self.lines):
            self.at += 1
            if self.lines[self.at - 1]:
                return self.lines[self.at - 1]
        raise self.fail("the text ends before its closing brace")

    def more(self) -> bool:
        """True if another line follows."""
        return any(self.lines[self.at :])

    def head(self, *pattern: str) -> list[str]:
        """Read a line of fixed words; return the word at each `*` and the name at each `@`."""
        tokens = self.next()
        pairs = list(zip(pattern, tokens, strict=False))
        if len(tokens) != len(pattern) or not all(p in ("*", t) or (p == "@" and t[0] == p) for p, t in pairs):
            raise self.fail(f"expected {' '.join(pattern)!r}, got {' '.join(tokens)!r}")
        return [self.name(t.removeprefix("@")) for p, t in pairs if p in ("*", "@")]

    def name(self, token: str) -> str:
        """A name, which may be quoted."""
        if not token.startswith('"'):
            return token
        import json  # most names are plain

        try:
            return str(json.loads(token))
        except ValueError:
            raise self.fail(f"{token} is no name") from None

    def type(self, token: str) -> Type:
        short, bracket, suffix = token.partition("[")
        letter, *axes = suffix.removesuffix("]").split(".")
        space = _SPACES.get(f"[{letter}]" if bracket else "")
        if short not in BY_SHORT or space is None or len(axes) not in (0, 2):
            raise self.fail(f"{token!r} is no type")
        return Type(BY_SHORT[short], space, *[(axes[0], axes[1])] if axes else [])

    def declare(self, tokens: list[str]) -> bool:
        match tokens:
            case ["buffer", name, ":", type_, *layout] if layout in ([], [Layout.PACKED]):
                kind = self.type(type_)
                where = Layout.PACKED if layout else Layout.INDEXED
                self.buffers.append(Buffer(self.name(name), kind.dtype, kind.space, where, kind.axes))
            case ["scalar", name]:
                self.scalars.append(self.name(name))
            case _:
                return False
        return True

    def operand(self, token: str) -> Expr:
        if token not in self.values:
            raise self.fail(f"{token} is not defined above")
        return self.values[token]

    def value(self, op: str, operands: list[str], kind: Type) -> Expr:
        match op, operands:
            case "load", [name]:
                return load(self.name(name), kind.dtype, kind.space, kind.axes)
            case "scalar", [name]:
                return scalar(self.name(name))
            case "columns", []:
                return columns()
            case "elements", []:
                return elements()
            case "index", [] | ["listed"]:
                return index(bool(operands), kind.space)
            case "identity", []:
                return identity(load("", kind.dtype, kind.space, kind.axes))
            case _ if op in REDUCTIONS and len(operands) == 1:
                return REDUCTIONS[op](self.operand(operands[0]))
            case "const", [_] if kind.dtype is BOOL:
                raise self.fail("a constant is a number; write the comparison of two")
            case "const", [number]:
                return const(int(number) if kind.dtype.kind == "int" else float(number), kind.dtype)
            case _ if op in CONVERSIONS and len(operands) == 1:
                return CONVERSIONS[op](self.operand(operands[0]), kind.dtype)
            case _:
                return apply(op, *(self.operand(token) for token in operands))

    def statement(self, tokens: list[str]) -> Expr | Store:
        match tokens:
            case ["store", name, ",", value]:
                return Store(self.name(name), self.operand(value))
            case [number, ":", type_, "=", op, *operands]:
                kind = self.type(type_)
                try:
                    value = self.value(op, operands, kind)
                except ParseError:
                    raise
                except (ExprError, ValueError) as error:
                    raise self.fail(str(error)) from None
                if value.type != kind:
                    raise self.fail(f"{op} gives {value.type}, the text says {kind}")
                self.values[number] = value
                return value
            case _:
                raise self.fail(f"expected a value or a store, got {' '.join(tokens)!r}")

    def block(self) -> tuple[tuple[Expr, ...], tuple[Store, ...]]:
        """Statements up to the closing brace."""
        values: list[Expr] = []
        stores: list[Store] = []
        while (tokens := self.next()) != ["}"]:
            if self.declare(tokens):
                continue
            statement = self.statement(tokens)
            stores.append(statement) if isinstance(statement, Store) else values.append(statement)
        return tuple(values), tuple(stores)


def parse_graph(text: str) -> Graph:
    """The graph that `text` prints.

    Raises:
        ParseError: with the line and what was expected.
    """
    return _only(parse_graphs(text), "graph")


def parse_graphs(text: str) -> list[Graph]:
    """The graphs that `text` prints, one after the other.

    Raises:
        ParseError: with the line and what was expected.
    """
    parser = _Parser.of(text)
    graphs: list[Graph] = []
    while parser.more():
        parser.buffers, parser.scalars, parser.values = [], [], {}
        (name,) = parser.head("graph", "@", "{")
        _, stores = parser.block()
        graphs.append(Graph(name, tuple(parser.buffers), tuple(parser.scalars), stores))
    return graphs


def parse_kernel(text: str) -> Kernel:
    """The kernel that `text` prints.

    Raises:
        ParseError: with the line and what was expected.
    """
    return _only(parse_kernels(text), "kernel")


def parse_kernels(text: str) -> list[Kernel]:
    """The kernels that `text` prints, one after the other.

    Raises:
        ParseError: with the line and what was expected.
    """
    parser = _Parser.of(text)
    kernels: list[Kernel] = []
    while parser.more():
        kernels.append(_kernel(parser))
    return kernels


def _only(parsed: list[ParsedT], what: str) -> ParsedT:
    if len(parsed) != 1:
        raise ParseError(f"line 1: expected one {what}, got {len(parsed)}")
    return parsed[0]


def _kernel(parser: _Parser) -> Kernel:
    parser.buffers, parser.scalars, parser.values = [], [], {}
    name, word = parser.head("kernel", "@", "over", "*", "{")
    if word not in list(Domain):
        raise parser.fail(f"expected one of {', '.join(Domain)} after 'over', got {word!r}")
    space = Domain(word)
    while parser.declare(tokens := parser.next()):
        pass
    nodes: dict[str, tuple[Expr, ...]] = {}
    stores: tuple[Store, ...] = ()
    for section in ("once", "each", "row") if space is Domain.BLOCKS else ("once", "row", "each"):
        if tokens == [section, "{"]:
            nodes[section], stores = parser.block()
            tokens = parser.next()
        elif section != "row":
            raise parser.fail(f"expected '{section} {{'")
    if tokens != ["}"]:
        raise parser.fail(f"expected '}}', got {' '.join(tokens)!r}")
    parts = (nodes["once"], nodes.get("row", ()), nodes["each"])
    return Kernel(name, space, tuple(parser.buffers), tuple(parser.scalars), *parts, stores)


# Expressions as formulas, for people: they have no parser.

_SUM, _PRODUCT, _ATOM = 1, 2, 3
_ROWS = elements() / columns()
_MEANS: dict[tuple[str, Expr], str] = {
    ("row_sum", columns()): "row_mean",
    ("column_sum", elements() / columns()): "column_mean",
    ("sum", elements()): "mean",
    ("sum", elements() / columns()): "mean",
    ("sum", columns()): "mean",
}
_COMPARISONS = dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), 0)
_BITS = {"ior": 0.2, "ixor": 0.3, "iand": 0.4, "ishl": 0.5, "ilshr": 0.5}
"""As in Python: below sums, above comparisons."""
_PRECEDENCE: dict[str, float] = {
    **dict.fromkeys(("add", "sub", "neg", "iadd", "isub"), _SUM),
    **dict.fromkeys(("mul", "div", "mod", "floordiv", "imul", "matmul"), _PRODUCT),
    "transpose": _ATOM,
    **dict.fromkeys(("ieq", "ult"), 0),
    **_BITS,
    **_COMPARISONS,
}
_LEFT = ("add", "sub", "div", "mul", "matmul", "mod", "floordiv", "isub", "imul", "ishl", "ilshr")
_POWERS = ("pow", "square")
LOGICAL = ("logical_and", "logical_or")


def _number(node: Expr) -> str:
    value = node.attr
    if isinstance(value, int):
        return str(value % (1 << node.dtype.bits))  # whole numbers have no sign
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return str(value)


def _operands(node: Expr, names: dict[Expr, str], depth: int) -> list[str]:
    """The operands' formulas, in brackets where the operator would otherwise tear them apart."""
    own = _PRECEDENCE.get(node.op, 0)
    texts: list[str] = []
    for place, arg in enumerate(node.args):
        text, level = expression(arg, names, depth)
        # The right operand must bind more tightly: a + (b - c) is rounded in another order than a + b - c.
        tight = level < own or (level == own and place == 1 and node.op in _LEFT)
        if node.op == "where" and arg.op in LOGICAL and arg not in names:
            text = text[1:-1]  # the function's own brackets are enough
        texts.append(f"({text})" if tight or (node.op in _POWERS and level < _ATOM) else text)
    return texts


def _of_matrices(node: Expr, operands: list[str]) -> tuple[str, float]:
    """The formula of a matrix operation."""
    match node.op:
        case "matmul":
            return " @ ".join(operands), _PRODUCT
        case "transpose":
            return f"{operands[0]}ᵀ", _ATOM
        case "identity":
            return "eye", _ATOM
        case _:
            return f"{node.op}({', '.join(operands)})", _ATOM


def expression(node: Expr, names: dict[Expr, str], depth: int = 1 << 20) -> tuple[str, float]:
    """A formula and how tightly its outermost operator binds. What is deeper is left out."""
    if node in names:
        return names[node], _ATOM
    if not depth and node.args and node.op != "cast":
        return "…", _ATOM
    depth -= node.op != "cast"
    if node.op in ("load", "scalar"):
        return str(node.attr), _ATOM
    if node.op == "const":
        return _number(node), _ATOM
    if node.op in ("columns", "elements", "index") or node is _ROWS:
        return "rows" if node is _ROWS else node.op, _ATOM
    if node.op in MATRIX:
        return _of_matrices(node, _operands(node, names, depth))
    if node.op in REDUCTIONS:
        return f"{node.op}({expression(node.args[0], names, depth)[0]})", _ATOM
    if node.op == "div" and node.args[1].args and (mean := _MEANS.get((node.args[0].op, node.args[1].args[0]))):
        return f"{mean}({expression(node.args[0].args[0], names, depth)[0]})", _ATOM
    if node.op == "sqrt" and node.args[0].op == "sum" and node.args[0].args[0].op == "square":
        return f"norm({expression(node.args[0].args[0].args[0], names, depth)[0]})", _ATOM
    if node.op in ("bitcast", "resize", "to_float"):
        return f"{node.op}({expression(node.args[0], names, depth)[0]}, {node.dtype.title})", _ATOM
    if node.op == "cast":
        return expression(node.args[0], names, depth)
    if node.op == "clip" and node.args[1].op == "neg" and node.args[1].args[0] is node.args[2]:
        bound = node.args[2]
        inner = bound.args[0] if bound.op == "limit" else bound
        return f"clip({expression(node.args[0], names, depth)[0]}, ±{expression(inner, names, depth)[0]})", _ATOM
    texts = dict(zip("abcd", _operands(node, names, depth), strict=False))
    return PRIMS[node.op].formula.format(**texts), _PRECEDENCE.get(node.op, _ATOM)
