"""The native code that sums rows of equal ids, as LLVM's text, by the type of the values and the width of vectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mxsym.codegen.backend.builder import PREFETCH, ZEROS, Builder, Value, i64
from mxsym.codegen.backend.emit import LINE
from mxsym.codegen.backend.fp_mode import MODE
from mxsym.codegen.dtypes import BF16, F16, DType, compute_dtype
from mxsym.runtime.row_arguments import SUM_ARGUMENTS

_AHEAD, _FETCHED = 8, 2 * LINE
"""Rows that are fetched before their turn, if a block of them has so many bytes: a sum of shorter ones is as fast."""
_SUM_POINTERS = ("values", "pairs", "starts", "sums", "rows", "weights")


class _Rows:
    """The rows of a sum, by the words that the kernel is told. See `sum_runs`."""

    def __init__(self, code: Builder, words: Mapping[str, Value], dtype: DType, weighted: bool) -> None:
        self._code, self._words, self._dtype, self._weighted = code, words, dtype, weighted

    def position(self, number: Value, name: str) -> Value:
        """The position in a pair."""
        pair = self._code.load_at(self._words["pairs"], number, f"{name}.pair")
        return self._code.binary("and", pair, self._words["low"], f"{name}.position")

    def block_at(self, position: Value, column: Value, name: str) -> Value:
        """The address of a block of columns, of the row that a position means."""
        code, words = self._code, self._words
        row = code.load_at(words["rows"], position, f"{name}.row") if self._weighted else position
        index = code.add(code.binary("mul", row, words["columns"], f"{name}.first"), column, f"{name}.index")
        return code.gep(words["values"], index, self._dtype.llvm, f"{name}.at")

    def weight(self, position: Value, lanes: int) -> Value | None:
        """The factor of the row that a position means, in so many lanes; None where there are no weights."""
        if not self._weighted:
            return None
        code, kind = self._code, compute_dtype(self._dtype)
        where = code.gep(self._words["weights"], position, kind.llvm, "weight.at")
        return code.spread(code.load(kind.llvm, where, kind.bytes, "weight"), lanes)

    def fetch(self, number: Value, last: Value, column: Value, size: int) -> None:
        """Ask for a block, of so many bytes, of a row to come; near the end of the last one."""
        code = self._code
        ahead = code.call("i64", "@llvm.smin.i64", code.add(number, _AHEAD, "later"), last, name="ahead")
        later = self.block_at(self.position(ahead, "later"), column, "later")
        for offset in range(0, size, LINE):
            code.prefetch(code.gep(later, offset, "i8", "line"))

    def totals(self, start: Value, after: Value, last: Value, column: Value, parts: int, lanes: int) -> Sequence[Value]:
        """The sums of a block of columns, `parts` vectors, over the rows of a run; they stay in registers."""
        code, dtype = self._code, self._dtype
        kind, block, compute = f"<{lanes} x {dtype.llvm}>", lanes * parts, compute_dtype(dtype).llvm
        nothing = Value(f"<{lanes} x {compute}>", f"splat ({compute} -0.0)")  # what changes nothing, -0.0 included
        widen = _WIDEN.get(dtype, _as_is)
        with code.loop("row", after="store") as rows:
            number = rows.phi("i", start)
            totals = [rows.phi("total", nothing) for _ in range(parts)]
            if block * dtype.bytes >= _FETCHED:
                self.fetch(number, last, column, block * dtype.bytes)
            position = self.position(number, "in")
            weight = self.weight(position, lanes)
            source = self.block_at(position, column, "in")
            added: list[Value] = []
            for part, total in enumerate(totals):
                place = code.gep(source, part * lanes, dtype.llvm, "in.at")
                value = widen(code, code.load(kind, place, dtype.bytes, "in"))
                if weight is not None:
                    value = code.binary("fmul", value, weight, "product")
                added.append(code.binary("fadd", total, value, "total.next"))
                rows.next(total, added[-1])
            following = code.add(number, 1, "i.next")
            rows.next(number, following)
            rows.repeat_if(code.compare("slt", following, after, "again"))
        return added


def sum_runs(dtype: DType, lanes: int, parts: int, *, weighted: bool = False) -> str:
    """`void sum(args, i64 begin, i64 end)`: for each run begin … end-1 of equal ids, the sum of its rows.

    And `sum_all(args)`, which sums all of them.

    Rows are added one after the other as they stand in `pairs`, into a row of `sums`; columns first … stop-1 of all
    `columns`. `low` masks a pair's position. A block of columns, `parts` vectors of `lanes`, stays in registers while
    the run's rows go by. The last block begins early rather than reach past `stop`: the columns that two blocks cover
    come out the same twice. `weighted`: position p means row `rows[p]` times `weights[p]`, which is of the type that
    is computed in, and the product is rounded before it is added; else the row at the position.
    """
    block, narrow = lanes * parts, _NARROW.get(dtype, _as_is)
    code = Builder("sum", {"args": "ptr", "begin": "i64", "end": "i64"}, attributes="nounwind")
    args, begin, end = code.parameters
    slots = code.words(args, SUM_ARGUMENTS[:-1], _SUM_POINTERS)
    starts, sums, columns, first, stop = (slots[name] for name in ("starts", "sums", "columns", "first", "stop"))
    final = code.binary("sub", stop, block, "final")
    last = code.add(code.load_at(starts, end, "end.from"), -1, "last")
    told = _Rows(code, slots, dtype, weighted)
    with code.loop("run", "start", "done") as runs:
        run = runs.phi("s", begin)
        runs.below(run, end)
        start_at = code.gep(starts, run, name="from.at")
        after_at = code.gep(start_at, 1, name="to.at")
        start, after = code.load("i64", start_at, name="from"), code.load("i64", after_at, name="to")
        sum_row = code.binary("mul", run, columns, "out.row")
        with code.loop("block", after="summed") as blocks:
            even = blocks.phi("c.even", first)
            column = code.call("i64", "@llvm.smin.i64", even, final, name="c")
            totals = told.totals(start, after, last, column, parts, lanes)
            target = code.gep(sums, code.add(sum_row, column, "out.index"), dtype.llvm, "out.at")
            for part, total in enumerate(totals):
                value = narrow(code, total)
                code.store(value, code.gep(target, part * lanes, dtype.llvm, "out.at"), dtype.bytes)
            following = code.add(even, block, "c.next")
            blocks.next(even, following)
            blocks.repeat_if(code.compare("slt", following, stop, "wide"))
    code.ret()
    declared = ["declare i64 @llvm.smin.i64(i64, i64)", PREFETCH]
    return "\n".join([MODE, code.text(), "", _sum_all(), "", *declared, ""])


@Builder.function(attributes="nounwind")
def _sum_all(code: Builder, args: Value) -> None:
    """All runs; the word after the argument block is their number."""
    mode = code.call("i64", "@mode.enter", name="mode")
    code.call("void", "@sum", args, i64(0), code.load_at(args, len(SUM_ARGUMENTS) - 1, "runs"))
    code.call("void", "@mode.leave", mode)
    code.ret()


def _like(value: Value, element: str) -> str:
    """The type of a vector of as many lanes."""
    return f"{value.type.partition(' x ')[0]} x {element}>"


def _as_is(code: Builder, value: Value) -> Value:
    return code.convert("bitcast", value, value.type, "same")


def _widen_half(code: Builder, value: Value) -> Value:
    return code.convert("fpext", value, _like(value, "float"), "wide")


def _narrow_half(code: Builder, value: Value) -> Value:
    return code.convert("fptrunc", value, _like(value, "half"), "narrow")


def _splat(value: Value, number: int) -> Value:
    return Value(value.type, f"splat (i32 {number})")


def _widen_bfloat(code: Builder, value: Value) -> Value:
    long = code.convert("zext", value, _like(value, "i32"), "in.long")
    return code.convert("bitcast", code.binary("shl", long, _splat(long, 16), "in.high"), _like(value, "float"), "wide")


def _narrow_bfloat(code: Builder, value: Value) -> Value:
    """To nearest even on the bits: LLVM's own conversion flushes subnormals or calls a function that is not there."""
    bits = code.convert("bitcast", value, _like(value, "i32"), "bits")
    upper = code.binary("lshr", bits, _splat(bits, 16), "upper")
    odd = code.binary("and", upper, _splat(bits, 1), "odd")
    raised = code.binary("add", bits, code.binary("add", odd, _splat(bits, 32767), "half"), "raised")
    rounded = code.binary("lshr", raised, _splat(bits, 16), "rounded")
    quiet = code.binary("or", upper, _splat(bits, 64), "quiet")
    nan = code.define(_like(value, "i1"), f"fcmp uno {value}, {ZEROS}", "nan")
    return code.convert("trunc", code.select(nan, quiet, rounded, "kept"), _like(value, "i16"), "narrow")


_Convert = Callable[[Builder, Value], Value]
_WIDEN: dict[DType, _Convert] = {F16: _widen_half, BF16: _widen_bfloat}
_NARROW: dict[DType, _Convert] = {F16: _narrow_half, BF16: _narrow_bfloat}
