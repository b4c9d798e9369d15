"""Values that follow from a row's number alone, as random numbers of rows do: those of several rows are made at once.

A row of few columns has no vectors of its own to fill, and a random number takes longer than to update such a row.
"""

from __future__ import annotations

import itertools

from mxsym.codegen.backend.builder import Value
from mxsym.codegen.backend.emit import Emitter, vector
from mxsym.codegen.dtypes import BOOL
from mxsym.codegen.expr import Expr, Granularity
from mxsym.codegen.kernel import Kernel

_LEAST = 16
"""Values from which on it pays to keep their results for the rows to come."""


class Draws:
    """Such values of a kernel over rows; none where they are few, or the target has no vectors."""

    def __init__(self, emit: Emitter, width: int) -> None:
        self._emit, self._width = emit, width
        self._nodes = _of_numbers(emit.kernel)
        if width < 2 or len(self._nodes) < _LEAST:
            self._nodes = []
        drawn = {*self._nodes}
        self.inner = drawn - _used_elsewhere(emit.kernel, drawn)
        """Those that no other value needs: a row has none of them."""
        code = emit.code
        self._rooms = {
            node: code.define("ptr", f"alloca [{width} x {_stored(node)}], align 64", f"{emit.numbers[node]}.rows")
            for node in self._nodes
            if node not in self.inner and node.op != "index"  # which is the row's number
        }
        self._wide = Emitter(emit.kernel, code, emit.permutes, declared=emit.declared, called=emit.called)
        for number in dict.fromkeys(itertools.chain.from_iterable(node.args for node in self._nodes)):
            if number.space is Granularity.SCALAR and number.op != "const":
                self._wide.names[number, 1, 0] = emit.names[number, 1, 0]
                self._wide.splat([number], width)

    def __contains__(self, node: Expr) -> bool:
        return node in self._rooms

    def draw(self, row: Value, begin: Value, end: Value, ids: Value | None) -> None:
        """Make the values of this row and the next ones, if it is the first of so many, or of all.

        `ids`: the list of the rows' numbers; None: a row's place is its number.
        """
        if not self._nodes:
            return
        code, width = self._emit.code, self._width
        self._lane = code.binary("and", code.binary("sub", row, begin, "done.rows"), width - 1, "lane")
        with code.when(code.compare("eq", self._lane, 0, "is.first"), "draw", "drawn"):
            numbers = self._numbers(row, end, ids)
            for node in self._nodes:
                with code.origin_scope(node):
                    name = f"{self._emit.numbers[node]}.wide"
                    value = numbers
                    if node.op != "index":
                        value = code.define(vector(node.dtype, width), self._wide.value(node, width, 0), name)
                    self._wide.names[node, width, 0] = value
                    if node in self._rooms:
                        code.store(_packed(self._emit, node, value, width), self._rooms[node], 64)

    def _numbers(self, row: Value, end: Value, ids: Value | None) -> Value:
        """The numbers of as many rows; of the last one again, where there are fewer."""
        code, width = self._emit.code, self._width
        if ids is None:
            same = code.spread(row, width, "row.same")
            lanes = ", ".join(f"i64 {lane}" for lane in range(width))
            return code.define(same.type, f"add {same}, <{lanes}>", "numbers")
        self._emit.declared.add("declare i64 @llvm.smin.i64(i64, i64)")
        last, numbers = code.add(end, -1, "last.row"), Value(f"<{width} x i64>", "poison")
        for lane in range(width):
            place = code.call("i64", "@llvm.smin.i64", code.add(row, lane, "row.later"), last, name="row.there")
            number = code.load_at(ids, place, "number")
            numbers = code.define(numbers.type, f"insertelement {numbers}, {number}, i64 {lane}", "numbers")
        return numbers

    def value(self, node: Expr) -> str:
        """The instruction for this row's own value."""
        code, kind = self._emit.code, _stored(node)
        at = code.gep(self._rooms[node], self._lane, kind, "drawn.at")
        if node.dtype is not BOOL:
            return f"load {kind}, {at}, align {node.dtype.bytes}"
        return f"trunc {code.load(kind, at, 1, 'truth')} to i1"


def _of_numbers(kernel: Kernel) -> list[Expr]:
    """The values of rows that need their number and what is the same for all of them."""
    nodes: dict[Expr, None] = {}
    for node in kernel.row:
        if node.space is not Granularity.ROW:
            continue
        known = node.args and all(arg in nodes or arg.space is Granularity.SCALAR for arg in node.args)
        if node.op == "index" or known:
            nodes[node] = None
    return list(nodes) if any(node.op == "index" for node in nodes) else []


def _used_elsewhere(kernel: Kernel, drawn: set[Expr]) -> set[Expr]:
    """The drawn values that the row, its elements or its stores need."""
    used = {arg for node in (*kernel.row, *kernel.each) if node not in drawn for arg in node.args}
    return drawn & (used | {store.value for store in kernel.stores})


def _stored(node: Expr) -> str:
    """The type of a value in memory."""
    return "i8" if node.dtype is BOOL else node.dtype.llvm


def _packed(emit: Emitter, node: Expr, value: Value, width: int) -> Value:
    """A vector as it is stored: a truth value takes a byte."""
    return emit.code.convert("zext", value, f"<{width} x i8>", "truths") if node.dtype is BOOL else value
