"""LLVM text over the layouts of `layout.py`: words of rows, fields of objects, the interpreter's functions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager

from mxsym.codegen.backend.builder import Builder, Label, Loop, Value, i64
from mxsym.runtime.native_call.array_fields import TYPE
from mxsym.runtime.native_call.layout import API, FUNCTIONS, READER, ROW_FUNCTIONS, STEP_FUNCTIONS

NULL, TRUE, FALSE = Value("ptr", "null"), Value("i1", "true"), Value("i1", "false")
NOT_READ = Value("i64", "-1")
"""No address: the object is of another form, or native code cannot read it."""


ELSEWHERE = FUNCTIONS | STEP_FUNCTIONS | ROW_FUNCTIONS
"""The functions that a module has through `@api`, but for its own: what they return and take."""


def module(texts: Iterable[str]) -> str:
    """A module of these definitions, with `@api`, through which go the calls of functions that it does not have.

    A function for each of them would take LLVM a millisecond.
    """
    body, number = "\n".join(texts), itertools.count()
    own = {*re.findall(r"^define[^@\n]*@(\w+)\(", body, re.MULTILINE)}

    def through_api(match: re.Match[str]) -> str:
        call, name = match.groups()
        if name in own or name not in ELSEWHERE:
            return match[0]
        function = f"%{name}.{next(number)}"
        return f"  {function} = {from_api(name)}\n{call}{function}("

    body = re.sub(r"^(.*\bcall \w+ )@(\w+)\(", through_api, body, flags=re.MULTILINE)
    return "\n".join([f"@api = global [{len(API)} x ptr] zeroinitializer, align 8", body, ""])


def from_api(name: str) -> str:
    """Load an object's address."""
    place = API.index(name)
    return f"load ptr, ptr getelementptr ([{len(API)} x ptr], ptr @api, i64 0, i64 {place}), align 8"


class Words(Builder):
    """A function over these layouts."""

    def word(self, layout: tuple[str, ...], base: Value, name: str, kind: str = "i64") -> Value:
        """A word of a row, by its name."""
        return self.load_at(base, layout.index(name), name, kind)

    def set_word(self, layout: tuple[str, ...], base: Value, name: str, value: Value) -> None:
        """Store to a word of a row."""
        self.store(value, self.gep(base, layout.index(name), name=f"{name}.at"))

    def field(self, base: Value, offset: Value | int, name: str, kind: str = "ptr", align: int = 8) -> Value:
        """Load the field at an offset in bytes of an object."""
        return self.load(kind, self.gep(base, offset, "i8", f"{name}.at"), align, name)

    def object(self, name: str) -> Value:
        """One of the interpreter's objects."""
        return self.define("ptr", from_api(name), name)

    def expect(self, object_: Value, kind: str, no: Label) -> None:
        """Go on if an object is of one of the interpreter's types, else to `no`."""
        own = self.field(object_, TYPE, f"{kind}.type")
        self.enter_if(self.compare("eq", own, self.object(kind), f"is.{kind}"), f"{kind}.there", no)

    def expect_tuple(self, items: Value, size: Value, no: Label) -> None:
        """Go on if an object is a tuple of so many items, else to `no`."""
        self.expect(items, "tuple", no)
        has = self.call("i64", "@PyTuple_Size", items, name="has")
        self.enter_if(self.compare("eq", has, size, "all"), "complete", no)

    def widen(self, axes: Loop, low: Value, high: Value, count: Value, step: Value) -> None:
        """Let memory from `low` to `high`, in a loop over axes, have one more: of so many places, a step apart."""
        reach = self.binary("mul", self.binary("sub", count, 1, "rest"), step, "reach")
        back = self.compare("slt", reach, 0, "back")
        axes.next(low, self.add(low, self.select(back, reach, 0, "down"), "low.next"))
        axes.next(high, self.add(high, self.select(back, i64(0), reach, "up"), "high.next"))

    @contextmanager
    def each(self, count: Value, name: str, start: Value | None = None) -> Generator[Value]:
        """A loop over numbers below a count."""
        with self.loop(f"{name}.next", f"{name}.do", f"{name}.done") as items:
            number = items.phi(name, start if start is not None else i64(0))
            items.below(number, count)
            yield number

    def copy_words(self, count: Value, source: Value, into: Value, name: str) -> None:
        """Copy so many words."""
        with self.each(count, name) as place:
            self.store(self.load_at(source, place, f"{name}.word"), self.gep(into, place, name=f"{name}.into"))

    @contextmanager
    def uncollected(self) -> Generator[None]:
        """Objects are made here, and the garbage collector does not run: no code of the user's does."""
        was = self.call("i32", "@PyGC_Disable", name="was.collecting")
        yield
        with self.when(self.compare("ne", was, 0, "collects"), "collect", "collecting"):
            self.call("i32", "@PyGC_Enable", name="now.collecting")

    def none(self) -> Value:
        """A new reference to None."""
        none = self.object("None")
        self.call("void", "@Py_IncRef", none)
        return none

    def record_of(self, object_: Value, failed: Label, attribute: str = "_record") -> Value:
        """The address that an attribute of an object of Python's is."""
        held = self.call("ptr", "@PyObject_GetAttr", object_, self.object(attribute), name="held")
        self.enter_if(self.compare("ne", held, NULL, "there"), "has.record", failed)
        record = self.call("ptr", "@PyLong_AsVoidPtr", held, name="record")
        self.call("void", "@Py_DecRef", held)
        return record

    def begin_tensor(self, label: Label, object_: Value, tensor: Value, no: Label) -> None:
        """At a label, go on if an object is a tensor, which is then described, else to `no`."""
        self.begin(label)
        reader = self.call("ptr", "@reader", self.field(object_, TYPE, "kind"), name="reader")
        self.enter_if(self.compare("ne", reader, NULL, "is.known"), "known", no)
        is_tensor = self.compare("ne", self.word(READER, reader, "function", "ptr"), NULL, "is.tensor")
        self.enter_if(is_tensor, "tensor.read", no)
        self.enter_if(self.call("i1", "@described", object_, reader, tensor, name="described"), "tensor.known", no)

    def ret_at(self, label: Label, value: Value | None = None) -> None:
        """Return at a label."""
        self.begin(label)
        self.ret(value)

    def row(self, rows: Value, number: Value | int, layout: tuple[str, ...], name: str) -> Value:
        """The address of a row."""
        return self.gep(rows, number, f"[{len(layout)} x i64]", name)
