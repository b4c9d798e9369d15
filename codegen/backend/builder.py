"""A writer of LLVM IR: a function as blocks of instructions, loops with their phis, readable names.

The text is the product: it is what `exe.ir("llvm")` shows and what LLVM parses. A value knows its type, so that it is
said once. llvmlite's own builder is not used: it takes many times as long, and its texts quote and number every name.
"""

from __future__ import annotations

import functools
import string
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Concatenate, NamedTuple, Self

from mxsym.codegen.expr import Expr
from mxsym.codegen.graph import Store

_FIRST = frozenset(f"{string.ascii_letters}$._-")
_LETTERS = _FIRST | frozenset(string.digits)
"""The letters of names without quotes, and those with which one may begin."""
_LONGEST = 40
"""Characters of a user's name that a value keeps."""


class Value(NamedTuple):
    """A value or a constant: its type, and its name as LLVM spells it."""

    type: str
    name: str

    def __str__(self) -> str:
        return f"{self.type} {self.name}"


class Label(str):
    """The name of a block, which no other block and no value of its function has."""

    __slots__ = ()


Operand = Value | int
"""A whole number is a constant of the type that the other operand has."""
ZEROS = "zeroinitializer"
PREFETCH = "declare void @llvm.prefetch.p0(ptr, i32, i32, i32)"
"""The declaration that `Builder.prefetch` needs."""


def i64(number: int) -> Value:
    """An index or a count that is known."""
    return Value("i64", str(number))


@functools.cache
def vector_type(element: str, width: int) -> str:
    """The type of `width` elements; a single one is no vector."""
    return element if width == 1 else f"<{width} x {element}>"


def splat(element: str, width: int, constant: str | int) -> Value:
    """A constant, in every lane."""
    return Value(vector_type(element, width), str(constant) if width == 1 else f"splat ({element} {constant})")


def global_name(name: str) -> str:
    """A function's name as LLVM spells it."""
    return f"@{name}" if _is_plain(name) else '@"' + "".join(map(_escaped, name)) + '"'


def _is_plain(name: str) -> bool:
    """True if LLVM spells a name without quotes."""
    return name[:1] in _FIRST and _LETTERS.issuperset(name)


def _escaped(letter: str) -> str:
    if letter.isprintable() and letter not in '"\\':
        return letter
    return "".join(f"\\{byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))


def readable(name: str) -> str:
    """A value's name that LLVM spells without quotes, near the one that a user chose."""
    name = "".join(letter if letter in _LETTERS else "_" for letter in name[:_LONGEST])
    return name if _is_plain(name) else f"_{name}"


class Builder:
    """One function. Instructions go to the end of `block`.

    `origins` has for each line the value or store of a kernel that it is for: `origin` when the line was added.
    """

    def __init__(
        self,
        name: str,
        parameters: Mapping[str, str],
        result: str = "void",
        *,
        attributes: str = "",
        internal: bool = False,
        noalias: Collection[str] = (),
    ) -> None:
        self.lines = ["entry:"]
        self.origin: Expr | Store | None = None
        self.origins: list[Expr | Store | None] = [None]
        self.block = Label("entry")
        self._counts: dict[str, int] = {"entry": 0}
        self._phis: dict[str, int] = {}
        self._arrivals: list[Label] = []
        self.parameters = [Value(type_, f"%{self._unique(item)}") for item, type_ in parameters.items()]
        takes = ", ".join(
            f"{value.type} {'noalias ' if item in noalias else ''}{value.name}"
            for item, value in zip(parameters, self.parameters, strict=True)
        )
        words = ["define", *(["internal"] if internal else []), result, f"{global_name(name)}({takes})"]
        self.head = " ".join([*words, *([attributes] if attributes else []), "{"])

    @classmethod
    def function(
        cls, result: str = "void", *, attributes: str = "", internal: bool = False, noalias: Collection[str] = (),
        **types: str,
    ) -> Callable[[Callable[Concatenate[Self, ...], None]], Callable[[], str]]:  # fmt: skip
        """Let a function that writes a body give the definition's text. Both have one name, and the same parameters.

        Underscores at either end do not count. Parameters are addresses, unless `types` has the type.
        """

        def define(write: Callable[Concatenate[Self, ...], None]) -> Callable[[], str]:
            def text() -> str:
                names = [name.strip("_") for name in write.__code__.co_varnames[1 : write.__code__.co_argcount]]
                parameters = {name: types.get(name, "ptr") for name in names}
                name = write.__name__.strip("_")
                code = cls(name, parameters, result, attributes=attributes, internal=internal, noalias=noalias)
                write(code, *code.parameters)
                return code.text()

            return text

        return define

    def text(self) -> str:
        """The function's definition: its head, `lines`, a bracket."""
        return "\n".join([self.head, *self.lines, "}"])

    def _unique(self, name: str) -> str:
        """The name itself, or with the first number behind it that no other name has."""
        counts = self._counts
        if name not in counts:
            counts[name] = 0
            return name
        number, other = counts[name], name
        while other in counts:
            number += 1
            other = f"{name}.{number}"
        counts[name], counts[other] = number, 0
        return other

    # Lines

    def line(self, text: str) -> None:
        """An instruction without a value."""
        self.origins.append(self.origin)
        self.lines.append("  " + text)

    def define(self, type_: str, instruction: str, name: str = "t") -> Value:
        """An instruction and its value, which is called `name`, or that with a number behind it."""
        unique = f"%{self._unique(name)}"
        self.origins.append(self.origin)
        self.lines.append(f"  {unique} = {instruction}")
        return Value(type_, unique)

    def origin_scope(self, origin: Expr | Store) -> OriginScope:
        """`with code.origin_scope(node)`: instructions for a value or a store of the kernel."""
        return OriginScope(self, origin)

    # Arithmetic

    def binary(self, operation: str, a: Value, b: Operand, name: str = "t") -> Value:
        """`operation` is LLVM's name: "add nsw", "fadd", "lshr"."""
        return self.define(a.type, f"{operation} {a}, {_name(b)}", name)

    def add(self, a: Value, b: Operand, name: str = "t", *, nsw: bool = False) -> Value:
        """a + b; `nsw`: the sum is known to stay in range."""
        return self.binary("add nsw" if nsw else "add", a, b, name)

    def compare(self, relation: str, a: Value, b: Operand, name: str = "is") -> Value:
        """Compare integers or addresses; `relation` is LLVM's name: "slt", "eq"."""
        lanes, is_vector, _ = a.type.partition(" x ")
        return self.define(f"{lanes} x i1>" if is_vector else "i1", f"icmp {relation} {a}, {_name(b)}", name)

    def select(self, condition: Value, yes: Value, no: Operand, name: str = "t") -> Value:
        """One of two values."""
        return self.define(yes.type, f"select {condition}, {yes}, {Value(yes.type, _name(no))}", name)

    def convert(self, operation: str, value: Value, type_: str, name: str = "t") -> Value:
        """`operation` is LLVM's name: "zext", "fptrunc", "bitcast"."""
        return self.define(type_, f"{operation} {value} to {type_}", name)

    # Vectors

    def insert(self, scalar: Value, width: int, name: str = "t") -> Value:
        """A vector whose first lane is `scalar`; the others are poison."""
        kind = f"<{width} x {scalar.type}>"
        return self.define(kind, f"insertelement {kind} poison, {scalar}, i64 0", name)

    def extract(self, vector: Value, lane: Operand, name: str = "t") -> Value:
        """One lane of a vector."""
        return self.define(_element(vector), f"extractelement {vector}, i64 {_name(lane)}", name)

    def shuffle(self, a: Value, b: Value | None, lanes: Collection[int], name: str = "t") -> Value:
        """The named lanes of a and, behind them, of b."""
        other = b if b is not None else Value(a.type, "poison")
        mask = ", ".join(f"i32 {lane}" for lane in lanes)
        kind = vector_type(_element(a), len(lanes)) if len(lanes) > 1 else f"<1 x {_element(a)}>"
        return self.define(kind, f"shufflevector {a}, {other}, <{len(lanes)} x i32> <{mask}>", name)

    def concatenate(self, parts: Sequence[Value], width: int) -> Value:
        """Vectors of `width` side by side as one."""
        while len(parts) > 1:
            pairs = list(zip(parts[::2], parts[1::2], strict=True))
            width *= 2
            parts = [self.shuffle(low, high, range(width), "joined") for low, high in pairs]
        return parts[0]

    def spread(self, scalar: Value, width: int, name: str = "t") -> Value:
        """A vector that has `scalar` in every lane."""
        lane = self.insert(scalar, width, f"{name}.lane")
        line = f"shufflevector {lane}, {lane.type} poison, <{width} x i32> {ZEROS}"
        return self.define(lane.type, line, name)

    # Memory

    def gep(self, pointer: Value, index: Operand, element: str = "i64", name: str = "at") -> Value:
        """The address of an element, counted from `pointer` in elements of that type."""
        offset = index if isinstance(index, Value) else i64(index)
        return self.define("ptr", f"getelementptr {element}, {pointer}, {offset}", name)

    def load(self, type_: str, pointer: Value, align: int = 8, name: str = "t") -> Value:
        """The value in memory at `pointer`."""
        return self.define(type_, f"load {type_}, {pointer}, align {align}", name)

    def load_at(self, pointer: Value, index: Operand, name: str = "t", type_: str = "i64") -> Value:
        """One 8-byte word of an array of them."""
        return self.load(type_, self.gep(pointer, index, "i64", f"{name}.at"), name=name)

    def words(self, block: Value, names: Sequence[str], pointers: Collection[str]) -> dict[str, Value]:
        """The words of a block by name, in order; some are addresses."""
        return {
            name: self.load_at(block, at, name, "ptr" if name in pointers else "i64") for at, name in enumerate(names)
        }

    def prefetch(self, pointer: Value, *, write: int = 0) -> None:
        """Ask for the cache line at an address; `write`: 1 if it is written soon. It never faults."""
        self.call("void", "@llvm.prefetch.p0", pointer, *(Value("i32", str(hint)) for hint in (write, 3, 1)))

    def store(self, value: Value, pointer: Value, align: int = 8) -> None:
        """Write a value to memory."""
        self.line(f"store {value}, {pointer}, align {align}")

    # Control

    def call(self, type_: str, function: str, *arguments: Value, name: str = "t") -> Value:
        """Call a function; `function` is its name or, for a pointer to one, the pointer's."""
        line = f"call {type_} {function}({', '.join(map(str, arguments))})"
        if type_ != "void":
            return self.define(type_, line, name)
        self.line(line)
        return Value("void", "")

    def ret(self, value: Value | None = None) -> None:
        """Return from the function."""
        self.line("ret void" if value is None else f"ret {value}")

    def label(self, name: str) -> Label:
        """A name for a block to come."""
        return name if isinstance(name, Label) else Label(self._unique(name))

    def begin(self, name: str, arrivals: Iterable[Label] = ()) -> Label:
        """Go on in a new block; `arrivals` are the blocks that lead to it, where it may become the head of a loop."""
        self.block = self.label(name)
        self.origins.append(None)
        self.lines.append(f"{self.block}:")
        self._arrivals = list(arrivals)
        return self.block

    def branch(self, to: Label) -> None:
        """End the block with a branch."""
        self.line(f"br label %{to}")

    def branch_if(self, condition: Value, yes: Label, no: Label) -> None:
        """End the block with a branch to one of two others."""
        self.line(f"br {condition}, label %{yes}, label %{no}")

    def enter(self, label: Label) -> None:
        """Go on in a block that others lead to as well."""
        self.branch(label)
        self.begin(label)

    def enter_if(self, condition: Value, then: str, otherwise: Label) -> None:
        """Go on in a new block `then`, or leave for another one unless the condition holds."""
        following, block = self.label(then), self.block
        self.branch_if(condition, following, otherwise)
        self.begin(following, [block])

    def enter_unless(self, condition: Value, to: Label, otherwise: str) -> None:
        """Leave for another block if the condition holds, or go on in a new block `otherwise`."""
        following, block = self.label(otherwise), self.block
        self.branch_if(condition, to, following)
        self.begin(following, [block])

    def phi(self, name: str, type_: str, *incoming: tuple[Operand, Label]) -> Value:
        """The value by the block that control came from; `join` adds such blocks."""
        value = Value(type_, f"%{self._unique(name)}")
        self._phis[value.name] = len(self.lines)
        edges = ", ".join(f"[{_name(item)}, %{block}]" for item, block in incoming)
        self.line(f"{value.name} = phi {type_} {edges}")
        return value

    def join(self, phi: Value, value: Operand, block: Label) -> None:
        """One more block that leads to a phi, with the value that belongs to it."""
        self.lines[self._phis[phi.name]] += f", [{_name(value)}, %{block}]"

    @contextmanager
    def when(self, condition: Value, then: str, after: str) -> Generator[When]:
        """A block `then` that runs where the condition holds; `after` follows in either case."""
        branch = When(self, self.block)
        body, join = self.label(then), self.label(after)
        self.branch_if(condition, body, join)
        self.begin(body)
        yield branch
        branch.end = self.block
        self.branch(join)
        self.begin(join)

    @contextmanager
    def loop(self, head: str, body: str = "", after: str = "") -> Generator[Loop]:
        """A loop from a new block `head`, which falls out of it into `after`.

        If `head` is the present block, with nothing in it yet, it is the loop's head itself. So a loop that begins at
        another one's end needs no block between them.
        """
        first = self.label(head)
        entries = self._arrivals if first == self.block else [self.block]
        if first != self.block:
            self.branch(first)
            self.begin(first)
        assert entries and self.lines[-1] == f"{first}:", f"{first} is no place for a loop"
        self._arrivals = []
        loop = Loop(self, first, entries, body or f"{head}.body", self.label(after or f"{head}.done"))
        yield loop
        loop.close()
        self.begin(loop.after, loop.exits)


class OriginScope:
    """The instructions that have an origin: those emitted inside this `with`."""

    __slots__ = ("_before", "_code", "_origin")

    def __init__(self, code: Builder, origin: Expr | Store) -> None:
        self._code, self._origin, self._before = code, origin, code.origin

    def __enter__(self) -> None:
        self._code.origin = self._origin

    def __exit__(self, *_: object) -> None:
        self._code.origin = self._before


class When:
    """A branch that may be taken: the blocks where it was decided and where it ended."""

    def __init__(self, code: Builder, before: Label) -> None:
        self._code, self.before, self.end = code, before, before

    def phi(self, name: str, then: Value, otherwise: Operand) -> Value:
        """A value by whether the branch was taken; for the block after it."""
        return self._code.phi(name, then.type, (otherwise, self.before), (then, self.end))


class Loop:
    """A loop being written. Its phis come first; each has a value for the next round before the loop ends.

    `exits` are the blocks that leave it for `after`.
    """

    def __init__(self, code: Builder, head: Label, entries: list[Label], body: str, after: Label) -> None:
        self.head, self.after = head, after
        self.exits: list[Label] = []
        self._code, self._entries, self._body = code, entries, body
        self._next: dict[str, tuple[Value, Operand | None]] = {}
        self._back: str = ""
        self._counted: Value | None = None

    def phi(self, name: str, start: Value) -> Value:
        """A value that changes from round to round."""
        phi = self._code.phi(name, start.type, *((start, entry) for entry in self._entries))
        self._next[phi.name] = phi, None
        return phi

    def next(self, phi: Value, value: Operand) -> None:
        """The value of a phi in the next round."""
        self._next[phi.name] = phi, value

    def below(self, number: Value, stop: Operand) -> None:
        """Leave the loop here unless the number, a phi, is below `stop`; it is one more in the next round."""
        name = number.name[1:]
        self.while_(self._code.compare("slt", number, stop, f"{name}.more"))
        self._counted = number

    def while_(self, condition: Value, body: str = "") -> None:
        """Leave the loop here unless the condition holds."""
        self.exits.append(self._code.block)
        self._code.enter_if(condition, body or self._body, self.after)

    def break_if(self, condition: Value, body: str) -> None:
        """Leave the loop here if the condition holds."""
        self.exits.append(self._code.block)
        self._code.enter_unless(condition, self.after, body)

    def repeat_if(self, condition: Value) -> None:
        """Another round if the condition holds: the loop's last words."""
        self._back = f"br {condition}, label %{self.head}, label %{self.after}"

    def repeat_unless(self, condition: Value) -> None:
        """Another round unless the condition holds: the loop's last words."""
        self._back = f"br {condition}, label %{self.after}, label %{self.head}"

    def close(self) -> None:
        """Go back to the head."""
        code = self._code
        if self._counted is not None:
            self.next(self._counted, code.add(self._counted, 1, f"{self._counted.name[1:]}.after"))
        for phi, value in self._next.values():
            assert value is not None, f"{phi.name} has no value for the next round of {self.head}"
            code.join(phi, value, code.block)
        code.line(self._back or f"br label %{self.head}")
        if self._back:
            self.exits.append(code.block)
        assert self.exits, f"nothing leaves {self.head}"


def _element(vector: Value) -> str:
    """The type of one lane."""
    return vector.type.partition(" x ")[2][:-1]


def _name(operand: Operand) -> str:
    return operand.name if isinstance(operand, Value) else str(operand)
