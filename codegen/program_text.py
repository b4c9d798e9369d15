"""Programs as text: `parse_program(print_program(x)) == x`."""

# The grammar is in docs/ir.rst. A text is the bodies, each once, as `text.py` prints graphs, then the program.

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from mxsym.codegen.dtypes import BY_SHORT, DType
from mxsym.codegen.expr import SUFFIX, Granularity
from mxsym.codegen.graph import Graph
from mxsym.codegen.program import (
    Call,
    Number,
    Operand,
    Place,
    Program,
    Result,
    ResultRef,
    Role,
    Rows,
    Shape,
    Source,
    Storage,
    Tensor,
)
from mxsym.codegen.text import ParseError, parse_graphs, print_graph

_PLAIN = re.compile(r"[A-Za-z_](?:[\w.]|-(?!>))*\Z", re.ASCII)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|->|[A-Za-z_](?:[\w.]|-(?!>))*|\d+|[{}()\[\]:,=@%$#&]', re.ASCII)
_HEAD = re.compile(r"^program \{", re.MULTILINE)
_SPACES = {suffix[1:-1]: space for space, suffix in SUFFIX.items() if suffix}
ItemT = TypeVar("ItemT")


def _quote(name: str) -> str:
    return name if _PLAIN.match(name) else json.dumps(name)


def _element(of: Place | ResultRef) -> str:
    return "" if of.element is None else f"[{of.element}]"


def _place(place: Place) -> str:
    return _quote(place.tensor) + _element(place)


def _source(source: Source, own: str) -> str:
    match source:
        case Place():
            return _place(source)
        case ResultRef(call, result):
            return f"%{_quote(call)}#{_quote(result)}{_element(source)}"
        case Number(call, attribute):
            return "$" + ("" if call == own else f"{_quote(call)}#") + _quote(attribute)


def _operand(operand: Operand, own: str) -> str:
    return f"{_quote(operand.parameter)} = {_source(operand.source, own)}{SUFFIX[operand.space]}"


def _result(result: Result) -> str:
    targets = " & ".join(map(_place, result.targets))
    return f"{_quote(result.name)}: {result.dtype}{SUFFIX[result.space]}" + (f" -> {targets}" if targets else "")


def _shape(shape: Shape) -> str:
    return f"({', '.join(map(str, shape))})"


def _tensor(tensor: Tensor) -> str:
    storage = "" if tensor.storage is Storage.DENSE else f" {tensor.storage.value}"
    return f"tensor {_quote(tensor.name)}: {tensor.dtype} {_shape(tensor.shape)} {tensor.role.value}{storage}"


def _call(call: Call) -> Iterator[str]:
    rows = "" if call.source is None else f" {call.rows.value} rows of {_quote(call.source)}"
    kind = "update" if call.is_update else "operator"
    rows += " repeated" if call.repeated else ""
    yield f"{kind} {_quote(call.name)} = @{_quote(call.body.name)} in {call.compute} over {_shape(call.shape)}{rows}"
    if call.operands:
        yield f"  reads {', '.join(_operand(operand, call.name) for operand in call.operands)}"
    yield f"  gives {', '.join(map(_result, call.results))}"


def program_lines(program: Program) -> list[str]:
    """The text of a program without its bodies."""
    lines = [_tensor(tensor) for tensor in program.tensors]
    for call in program.calls:
        lines += _call(call)
    lines += [f"output {_quote(name)}" for name in program.outputs]
    return ["program {", *(f"  {line}" for line in lines), "}"]


def print_program(program: Program) -> str:
    """The bodies, each once, then tensors, calls and outputs."""
    parts = [*map(print_graph, program.bodies()), "".join(f"{line}\n" for line in program_lines(program))]
    return "\n".join(parts)


def print_programs(programs: Iterable[Program]) -> str:
    """Several programs: the bodies of all of them, each once, then one program after the other."""
    wanted = list(programs)
    bodies = dict.fromkeys(body for program in wanted for body in program.bodies())
    texts = ["".join(f"{line}\n" for line in program_lines(program)) for program in wanted]
    return "\n".join([*map(print_graph, bodies), *texts])


def parse_program(text: str) -> Program:
    """The program that `text` prints.

    Raises:
        ParseError: with the line and what was expected.
    """
    programs = parse_programs(text)
    if len(programs) != 1:
        raise ParseError(f"line 1: expected one program, got {len(programs)}")
    return programs[0]


def parse_programs(text: str) -> list[Program]:
    """The programs that `text` prints, after the bodies of all of them.

    Raises:
        ParseError: with the line and what was expected.
    """
    head = _HEAD.search(text)
    start = head.start() if head else len(text)
    bodies: dict[str, Graph] = {}
    for graph in parse_graphs(text[:start]):
        if graph.name in bodies:
            raise ParseError(f"line 1: two bodies are named {graph.name}")
        bodies[graph.name] = graph
    lines = text[start:].split("\n")
    first = text[:start].count("\n") + 1
    parser = _Parser(bodies, [_Line(first + number, line) for number, line in enumerate(lines)])
    programs: list[Program] = []
    while parser.more():
        programs.append(parser.program())
    return programs


class _Line:
    """The tokens of one line, taken from left to right."""

    def __init__(self, number: int, text: str) -> None:
        self.number = number
        self.at = 0
        comment = text.lstrip().startswith("#")
        if not comment and (rest := _TOKEN.sub("", text).strip()):
            raise self.fail(f"unexpected {rest!r}")
        self.tokens: list[str] = [] if comment else _TOKEN.findall(text)

    def fail(self, why: str) -> ParseError:
        return ParseError(f"line {self.number}: {why}")

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        """The next token, which is one of `wanted` where there are some."""
        token = self.peek()
        if not token or (wanted and token not in wanted):
            raise self.fail(
                f"expected {' or '.join(map(repr, wanted)) or 'more'}, got {token or 'the end of the line'!r}"
            )
        self.at += 1
        return token

    def accept(self, token: str) -> bool:
        if self.peek() != token:
            return False
        self.at += 1
        return True

    def end(self) -> None:
        if self.peek():
            raise self.fail(f"unexpected {self.peek()!r}")

    def name(self) -> str:
        token = self.take()
        if token.startswith('"'):
            try:
                return str(json.loads(token))
            except ValueError:
                raise self.fail(f"{token} is no name") from None
        if not _PLAIN.match(token):
            raise self.fail(f"expected a name, got {token!r}")
        return token

    def size(self) -> int:
        token = self.take()
        if not token.isdecimal():
            raise self.fail(f"expected a number, got {token!r}")
        return int(token)

    def dtype(self) -> DType:
        token = self.take()
        if token not in BY_SHORT:
            raise self.fail(f"{token!r} is no type")
        return BY_SHORT[token]

    def space(self) -> Granularity:
        if not self.accept("["):
            return Granularity.SCALAR
        space = _SPACES[self.take(*_SPACES)]
        self.take("]")
        return space

    def shape(self) -> Shape:
        self.take("(")
        sizes: list[int] = []
        while self.peek() != ")":
            sizes.append(self.size())
            if self.peek() != ")":
                self.take(",")
        self.take(")")
        return tuple(sizes)

    def listed(self, item: Callable[[], ItemT], between: str) -> tuple[ItemT, ...]:
        """Items with a token between them, one at least."""
        items = [item()]
        while self.accept(between):
            items.append(item())
        return tuple(items)

    def place(self) -> Place:
        return Place(self.name(), self.element())

    def element(self) -> int | None:
        """The number of an element, if one follows and no granularity."""
        if self.peek() != "[" or self.tokens[self.at + 1 : self.at + 2] in ([key] for key in _SPACES):
            return None
        self.take("[")
        element = self.size()
        self.take("]")
        return element

    def source(self, own: str) -> Source:
        if self.accept("%"):
            call = self.name()
            self.take("#")
            return ResultRef(call, self.name(), self.element())
        if self.accept("$"):
            name = self.name()
            return Number(name, self.name()) if self.accept("#") else Number(own, name)
        return self.place()

    def operand(self, own: str) -> Operand:
        parameter = self.name()
        self.take("=")
        return Operand(parameter, self.source(own), self.space())

    def result(self) -> Result:
        name = self.name()
        self.take(":")
        dtype, space = self.dtype(), self.space()
        targets = self.listed(self.place, "&") if self.accept("->") else ()
        return Result(name, dtype, space, targets)


@dataclass
class _Parser:
    """Reads programs line by line."""

    bodies: dict[str, Graph]
    lines: list[_Line]
    at: int = 0

    def more(self) -> bool:
        """True if another line follows."""
        while self.at < len(self.lines) and not self.lines[self.at].tokens:
            self.at += 1
        return self.at < len(self.lines)

    def peek(self) -> _Line:
        if not self.more():
            raise ParseError(f"line {self.lines[-1].number}: the text ends before its closing brace")
        return self.lines[self.at]

    def next(self) -> _Line:
        line = self.peek()
        self.at += 1
        return line

    def program(self) -> Program:
        head = self.next()
        head.take("program")
        head.take("{")
        head.end()
        tensors: list[Tensor] = []
        calls: list[Call] = []
        outputs: list[str] = []
        while not (line := self.next()).accept("}"):
            match line.take("tensor", "update", "operator", "output", "}"):
                case "tensor":
                    tensors.append(_parse_tensor(line))
                case "output":
                    outputs.append(line.name())
                case kind:
                    calls.append(self.call(line, is_update=kind == "update"))
            line.end()
        line.end()
        return Program(tuple(tensors), tuple(calls), tuple(outputs))

    def call(self, line: _Line, *, is_update: bool) -> Call:
        name = line.name()
        line.take("=")
        line.take("@")
        body = line.name()
        if body not in self.bodies:
            raise line.fail(f"no body is named {body}")
        line.take("in")
        compute = line.dtype()
        line.take("over")
        shape = line.shape()
        rows, source = Rows.DENSE, None
        if line.peek() not in ("", "repeated"):
            rows = Rows(line.take(*(item.value for item in Rows if item is not Rows.DENSE)))
            line.take("rows")
            line.take("of")
            source = line.name()
        repeated = line.accept("repeated")
        operands: tuple[Operand, ...] = ()
        if self.peek().accept("reads"):
            reads = self.next()
            operands = reads.listed(lambda: reads.operand(name), ",")
            reads.end()
        gives = self.next()
        gives.take("gives")
        results = gives.listed(gives.result, ",")
        gives.end()
        return Call(name, self.bodies[body], compute, shape, operands, results, is_update, rows, source, repeated)


def _parse_tensor(line: _Line) -> Tensor:
    name = line.name()
    line.take(":")
    dtype, shape = line.dtype(), line.shape()
    role = Role(line.take(*(item.value for item in Role)))
    storage = Storage.ROW_SPARSE if line.accept(Storage.ROW_SPARSE.value) else Storage.DENSE
    return Tensor(name, dtype, shape, role, storage)
