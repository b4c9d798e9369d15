"""Reader of the pickles that MXNet keeps states of optimizers in: data comes out, nothing of the file ever runs.

It is a machine of its own for the opcodes that describe data. Names that MXNet's files have stand for nothing but
themselves; any other name is an error.
"""

# Time and memory are bounded by the size of the file: each opcode moves as many values as it or earlier ones pushed,
# no opcode copies what is there already (`_Machine.made` counts the one kind that does), and nothing recurses. What
# comes out may share parts, and even hold itself: who walks it counts, and nobody prints it.

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from mxsym.errors import LoadError
from mxsym.spelling import shown


@dataclass(frozen=True, slots=True)
class Name:
    """A class or function that a pickle names, by its module."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class: its arguments, and its state where it has one."""

    kind: Name
    arguments: tuple[Any, ...]
    state: Any = None


_OPTIMIZERS = (
    "AdaBelief", "AdaDelta", "AdaGrad", "Adam", "AdamW", "Adamax", "DCASGD", "FTML", "Ftrl", "GroupAdaGrad",
    "LAMB", "LANS", "LARS", "LBSGD", "NAG", "Nadam", "RMSProp", "SGD", "SGLD", "Signum", "Test", "ccSGD",
)  # fmt: skip
_SCHEDULES = ("LRScheduler", "FactorScheduler", "MultiFactorScheduler", "PolyScheduler", "CosineScheduler")
_BUILTINS = ("bytearray", "object")
NAMES: dict[str, tuple[str, ...]] = {
    "builtins": _BUILTINS,
    "__builtin__": _BUILTINS,
    "_codecs": ("encode",),
    "copyreg": ("_reconstructor",),
    "copy_reg": ("_reconstructor",),
    "mxnet.lr_scheduler": _SCHEDULES,
    "mxnet.ndarray": ("NDArray",),
    "mxnet.ndarray.ndarray": ("NDArray",),
    "mxnet.ndarray.sparse": ("RowSparseNDArray", "CSRNDArray"),
    "mxnet.numpy.multiarray": ("ndarray",),
    "mxnet.optimizer": _OPTIMIZERS,
    "mxnet.optimizer.contrib": ("GroupAdaGrad",),
    "mxnet.optimizer.optimizer": _OPTIMIZERS,
    **{f"mxnet.optimizer.{name[0].lower() + name[1:].lower()}": (name,) for name in _OPTIMIZERS},
    "mxnet.optimizer.adamW": ("AdamW",),
    "numpy": ("dtype",),
    "numpy._core.multiarray": ("scalar",),
    "numpy.core.multiarray": ("scalar",),
}
"""The names that MXNet's files have, by module."""
ARRAYS = ("NDArray", "ndarray", "RowSparseNDArray", "CSRNDArray")
"""The classes of arrays among them."""
_WIDEST = 8
"""Most bytes of a whole number."""


def read(data: bytes) -> Any:
    """The value of a pickle: numbers, texts, bytes, None, tuples, lists, dicts, `Name`s and `Instance`s.

    Raises:
        LoadError: it is none, or names something that MXNet's files do not.
    """
    machine = _Machine(data)
    try:
        return machine.run()
    except LoadError:
        raise
    # What a damaged file makes Python's own conversions raise.
    except (ValueError, LookupError, TypeError, OverflowError, struct.error) as error:
        raise machine.error(f"it makes no sense ({ascii(error)[:100]})") from error


_ESCAPE = re.compile(rb"\\(x[0-9a-f]{2}|.|$)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"\\": b"\\", b"'": b"'", b'"': b'"'}
"""The escapes of texts in Python 2's oldest pickles, but for those by number."""


def _unescaped(match: re.Match[bytes]) -> bytes:
    code: bytes = match[1]
    return bytes([int(code[1:], 16)]) if len(code) == 3 else _ESCAPED[code]


class _Machine:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}
        self.made = 0

    def error(self, why: str) -> LoadError:
        return LoadError(f"no pickle of MXNet's states: {why}, at byte {self.at} of {len(self.data)}")

    def run(self) -> Any:
        while True:
            code = self.take(1)
            if code == b".":
                break
            if (pushed := _PUSHED.get(code)) is not None:
                self.stack.append(pushed(self))
            elif (action := _ACTIONS.get(code)) is not None:
                action(self)
            else:
                raise self.error(f"the opcode {code!r}, which none of them has")
        if len(self.stack) != 1 or self.marks or self.at != len(self.data):
            raise self.error("it does not end where its value does")
        return self.stack[0]

    # Reading.

    def take(self, size: int) -> bytes:
        if size < 0 or size > len(self.data) - self.at:
            raise self.error("it was cut off")
        self.at += size
        return self.data[self.at - size : self.at]

    def line(self) -> bytes:
        end = self.data.find(b"\n", self.at)
        line = self.take((len(self.data) if end < 0 else end) - self.at)
        self.take(1)
        return line

    def number(self, size: int, *, signed: bool = False) -> int:
        return int.from_bytes(self.take(size), "little", signed=signed)

    def counted(self, size: int) -> bytes:
        return self.take(self.number(size))

    def text(self, size: int) -> str:
        return self.counted(size).decode("utf-8", "surrogatepass")

    def whole(self, size: int) -> int:
        if size > _WIDEST:
            raise self.error("a number of more than 64 bits")
        return self.number(size, signed=True)

    def whole_line(self) -> int | bool:
        line = self.line().removesuffix(b"L")
        if line in (b"00", b"01"):
            return line == b"01"
        if len(line) > 20:
            raise self.error("a number of more than 64 bits")
        return int(line)

    def quoted(self) -> str:
        line = self.line()
        if len(line) < 2 or line[:1] not in (b"'", b'"') or line[-1:] != line[:1]:
            raise self.error("a text without quotes")
        return _ESCAPE.sub(_unescaped, line[1:-1]).decode("latin-1")

    # The stack.

    def pop(self) -> Any:
        if len(self.stack) <= (self.marks[-1] if self.marks else 0):
            raise self.error("a value is missing")
        return self.stack.pop()

    def top(self) -> Any:
        self.stack.append(value := self.pop())
        return value

    def popped(self, count: int) -> list[Any]:
        return [self.pop() for _ in range(count)][::-1]

    def since_mark(self) -> list[Any]:
        if not self.marks:
            raise self.error("a mark is missing")
        start = self.marks.pop()
        values = self.stack[start:]
        del self.stack[start:]
        return values

    def mark(self) -> None:
        self.marks.append(len(self.stack))

    def drop(self) -> None:
        if self.marks and self.marks[-1] == len(self.stack):
            self.marks.pop()
        else:
            self.pop()

    def keep(self, index: int) -> None:
        self.memo[index] = self.top()

    def kept(self, index: int) -> Any:
        if index not in self.memo:
            raise self.error("it refers to a value that is not there")
        return self.memo[index]

    # Containers.

    def extend(self, items: list[Any]) -> None:
        target = self.top()
        if type(target) is not list:
            raise self.error("items for what is no list")
        cast("list[Any]", target).extend(items)

    def put(self, target: Any, items: list[Any]) -> Any:
        if type(target) is not dict or len(items) % 2:
            raise self.error("items for what is no dict")
        known = cast("dict[Any, Any]", target)
        for key, value in zip(items[::2], items[1::2], strict=True):
            if type(key) not in (int, str):
                raise self.error("a key that is no whole number and no text")
            known[key] = value
        return known

    def put_items(self, items: list[Any]) -> None:
        self.put(self.top(), items)

    # Names and objects.

    def name(self, module: Any, name: Any) -> Name:
        if type(module) is not str or type(name) is not str:
            raise self.error("a name that is no text")
        if name not in NAMES.get(module, ()):
            what = f"it names {shown(f'{module}.{name}')}, and nothing but MXNet's own classes is read"
            raise self.error(f"{what}; of a class of your own save the states alone (dump_optimizer=False)")
        return Name(module, name)

    def stack_name(self) -> Name:
        module, name = self.popped(2)
        return self.name(module, name)

    def line_name(self) -> Name:
        return self.name(self.line().decode(), self.line().decode())

    def reduced(self) -> Any:
        function, arguments = self.popped(2)
        if type(function) is not Name or type(arguments) is not tuple:
            raise self.error("a call of what is no name")
        given = cast("tuple[Any, ...]", arguments)
        match function.name, given:
            case "bytearray", ():
                return b""
            case "bytearray", (bytes() as content,):
                return content
            case "bytearray" | "encode", (str() as text, "latin-1" | "latin1"):
                self.made += len(text)
                if self.made > len(self.data):
                    raise self.error("it says the same bytes again and again")
                return text.encode("latin-1")
            case "_reconstructor", (Name() as kind, Name(name="object"), None):
                return Instance(kind, ())
            case "bytearray" | "encode" | "_reconstructor" | "object", _:
                raise self.error(f"a call of {function} that MXNet's files do not have")
            case _:
                return Instance(function, given)

    def built(self) -> None:
        state = self.pop()
        target = self.top()
        if type(target) is not Instance or target.state is not None:
            raise self.error("a state for what takes none")
        target.state = state


def _constant(value: Any) -> Callable[[_Machine], Any]:
    return lambda _: value


_PUSHED: dict[bytes, Callable[[_Machine], Any]] = {
    b"N": _constant(None),
    b"\x88": _constant(True),
    b"\x89": _constant(False),
    b"I": _Machine.whole_line,
    b"L": _Machine.whole_line,
    b"J": lambda machine: machine.whole(4),
    b"K": lambda machine: machine.number(1),
    b"M": lambda machine: machine.number(2),
    b"\x8a": lambda machine: machine.whole(machine.number(1)),
    b"\x8b": lambda machine: machine.whole(machine.number(4)),
    b"F": lambda machine: float(machine.line()),
    b"G": lambda machine: struct.unpack(">d", machine.take(8))[0],
    b"S": _Machine.quoted,
    b"T": lambda machine: machine.counted(4).decode("latin-1"),
    b"U": lambda machine: machine.counted(1).decode("latin-1"),
    b"V": lambda machine: machine.line().decode("raw-unicode-escape"),
    b"X": lambda machine: machine.text(4),
    b"\x8c": lambda machine: machine.text(1),
    b"\x8d": lambda machine: machine.text(8),
    b"B": lambda machine: machine.counted(4),
    b"C": lambda machine: machine.counted(1),
    b"\x8e": lambda machine: machine.counted(8),
    b"\x96": lambda machine: machine.counted(8),
    b")": _constant(()),
    b"]": lambda _: [],
    b"}": lambda _: {},
    b"l": _Machine.since_mark,
    b"t": lambda machine: tuple(machine.since_mark()),
    b"d": lambda machine: machine.put({}, machine.since_mark()),
    b"\x85": lambda machine: tuple(machine.popped(1)),
    b"\x86": lambda machine: tuple(machine.popped(2)),
    b"\x87": lambda machine: tuple(machine.popped(3)),
    b"2": _Machine.top,
    b"g": lambda machine: machine.kept(int(machine.line())),
    b"h": lambda machine: machine.kept(machine.number(1)),
    b"j": lambda machine: machine.kept(machine.number(4)),
    b"c": _Machine.line_name,
    b"\x93": _Machine.stack_name,
    b"R": _Machine.reduced,
    b"\x81": _Machine.reduced,
}
"""Opcodes that push one value, by their byte."""
_ACTIONS: dict[bytes, Callable[[_Machine], Any]] = {
    b"\x80": lambda machine: machine.take(1),  # the protocol
    b"\x95": lambda machine: machine.take(8),  # a frame: how much to read ahead
    b"(": _Machine.mark,
    b"0": _Machine.drop,
    b"1": _Machine.since_mark,
    b"p": lambda machine: machine.keep(int(machine.line())),
    b"q": lambda machine: machine.keep(machine.number(1)),
    b"r": lambda machine: machine.keep(machine.number(4)),
    b"\x94": lambda machine: machine.keep(len(machine.memo)),
    b"a": lambda machine: machine.extend([machine.pop()]),
    b"e": lambda machine: machine.extend(machine.since_mark()),
    b"s": lambda machine: machine.put_items(machine.popped(2)),
    b"u": lambda machine: machine.put_items(machine.since_mark()),
    b"b": _Machine.built,
}
"""The others."""
