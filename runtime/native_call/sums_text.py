"""LLVM text that sums rows by their ids: these are brought in order, the sums cut into chunks, and made.

`read_sum`, of `sums_read_text.py`, comes first; `coalesce` and `add_rows` are methods that do all of it. What does not
fit is left to Python.
"""

# See `SUM` in `layout.py` for what all of it works on.

from __future__ import annotations

from mxsym.codegen.backend.builder import PREFETCH, Value, i64
from mxsym.codegen.backend.emit import LINE
from mxsym.runtime.native_call.array_fields import DATA, TENSOR_BYTES
from mxsym.runtime.native_call.layout import AS_THEY_ARE, FETCH, JOIN, JOINED_BYTES, LIST, LONG_SORT, MOST_WORDS, SUM
from mxsym.runtime.native_call.sums_read_text import FORM, read_texts
from mxsym.runtime.native_call.words import FALSE, NOT_READ, NULL, TRUE, Words
from mxsym.runtime.plan import CHUNK_BYTES, LEAST_CHUNK, ROW_CHUNK, SHARES
from mxsym.runtime.row_arguments import SUM_ARGUMENTS
from mxsym.runtime.rows import DIGIT_BITS, FEW

_AHEAD, _MOST_DIRECT = 8, 2
"""Rows that are fetched before their turn, and that a kernel is called for at once: fetches and work take turns."""


@Words.function("i64", internal=True)
def _order_sum(code: Words, sum_: Value) -> None:
    """The number of different ids, or -1 where one is out of range or no pair fits a word.

    -2 where the rows are in order as they are, each its own. Else `pairs`, `low`, `starts`, `unique` are set.
    """
    no, some, none = code.label("no"), code.label("some"), code.label("none")
    count = code.word(SUM, sum_, "count")
    work = code.word(SUM, sum_, "work", "ptr")
    starts = code.gep(work, 1, name="starts")
    code.set_word(SUM, sum_, "starts", code.convert("ptrtoint", starts, "i64", "starts.at"))
    code.set_word(SUM, sum_, "found", i64(0))
    code.branch_if(code.compare("eq", count, 0, "is.empty"), none, some)
    code.ret_at(none, i64(0))
    code.begin(some)
    shift, bits = code.word(SUM, sum_, "shift"), code.word(SUM, sum_, "id_bits")
    code.enter_if(code.compare("ule", code.add(shift, bits, "both"), 64, "fits"), "word.fits", no)
    few = code.compare("ule", count, FEW, "few")
    zeros = code.call("i64", "@llvm.ctlz.i64", count, FALSE, name="zeros")
    own = code.binary("sub", i64(64), zeros, "count.bits")
    most = code.select(code.compare("ult", own, DIGIT_BITS, "is.narrow"), own, DIGIT_BITS, "most")
    full = code.binary("udiv", code.binary("sub", code.add(bits, most, "up"), 1, "up.less"), most, "full")
    digit = code.binary("udiv", code.binary("sub", code.add(bits, full, "sum"), 1, "less"), full, "digit")
    code.set_word(SUM, sum_, "passes", code.select(few, i64(0), full, "passes"))
    code.set_word(SUM, sum_, "digit", digit)
    wide = code.compare("eq", code.word(SUM, sum_, "item"), 8, "is.wide")
    orders = [code.word(SUM, sum_, f"order{bits}", "ptr") for bits in (64, 32)]
    order = code.select(wide, orders[0], orders[1], "order")
    different = code.call("i64", order.name, sum_, name="different")
    code.enter_if(code.compare("sge", different, 0, "lawful"), "good", no)
    begin = code.load("i64", work, name="begin")
    first, second = code.add(count, 2, "first"), code.add(code.binary("shl", count, 1, "twice"), 3, "second")
    risen, mixed, known = code.label("risen"), code.label("mixed"), code.label("known")
    code.branch_if(code.compare("eq", begin, 0, "rises"), risen, mixed)
    code.begin(risen)
    alone, listed = code.label("alone"), code.label("listed")
    code.branch_if(code.compare("ne", code.word(SUM, sum_, "as_stand"), 0, "are.alone"), alone, listed)
    code.ret_at(alone, i64(AS_THEY_ARE))
    code.begin(listed)
    code.call("void", "@list_runs", sum_)
    risen_end = code.block
    code.branch(known)
    code.begin(mixed)
    in_first = code.compare("eq", begin, first, "in.first")
    code.branch(known)
    code.begin(known)
    pairs = code.phi("pairs.from", "i64", (first, risen_end), (begin, mixed))
    unique = code.select(code.phi("other", "i1", (TRUE, risen_end), (in_first, mixed)), second, first)
    for name, place in (("pairs", pairs), ("unique", unique)):
        code.set_word(SUM, sum_, name, code.convert("ptrtoint", code.gep(work, place, name=name), "i64", f"{name}.at"))
    mask = code.add(code.binary("shl", i64(1), shift, "one"), -1, "mask")
    code.set_word(SUM, sum_, "low", mask)
    code.set_word(SUM, sum_, "found", different)
    code.ret(different)
    code.ret_at(no, NOT_READ)


@Words.function("i64", attributes='"no-builtins"', internal=True)
def _each_once(code: Words, sum_: Value) -> None:
    """The number of ids if they are 64 bits wide, in range, and each is there once; else -1.

    They stay in the order that they are in. `pairs`, `low`, `starts`, `unique` are set as by `order_sum`; a pair is the
    number of the row alone. Each id is read once.
    """
    no, take, out = code.label("no"), code.label("take"), code.label("out")
    seen, lows = (code.word(SUM, sum_, name, "ptr") for name in ("seen", "lows"))
    is_asked = code.compare("ne", seen, NULL, "is.asked")
    is_wide = code.compare("eq", code.word(SUM, sum_, "item"), 8, "is.wide")
    code.enter_if(code.binary("and", is_asked, is_wide, "asked"), "asked.wide", no)
    count, limit = code.word(SUM, sum_, "count"), code.word(SUM, sum_, "limit")
    ids, work = code.word(SUM, sum_, "ids", "ptr"), code.word(SUM, sum_, "work", "ptr")
    starts, pairs = code.gep(work, 1, name="starts"), code.gep(work, code.add(count, 2, "first"), name="pairs")
    unique = code.gep(pairs, code.add(count, 1, "room"), name="unique")
    told = code.compare("ne", lows, NULL, "told")

    def word_of(id_: Value) -> Value:
        return code.gep(seen, code.binary("lshr", id_, 6, "word"), name="word.at")

    with code.loop("id.next", "id.do", "all") as items:
        number = items.phi("number", i64(0))
        items.while_(code.compare("slt", number, count, "more"))
        id_ = code.load_at(ids, number, "id")
        code.enter_if(code.compare("ult", id_, limit, "inside"), "in.range", out)
        bits = code.load("i64", word_of(id_), name="bits")
        bit = code.binary("shl", i64(1), code.binary("and", id_, 63, "place"), "bit")
        is_new = code.compare("eq", code.binary("and", bits, bit, "known"), 0, "is.new")
        code.enter_if(is_new, "new", out)
        code.store(code.binary("or", bits, bit, "bits.now"), word_of(id_))
        with code.when(told, "tell", "pair.known") as telling:
            other = code.load_at(lows, number, "other")
        code.store(telling.phi("low", other, number), code.gep(pairs, number, name="pair.at"))
        code.store(id_, code.gep(unique, number, name="id.at"))
        code.store(number, code.gep(starts, number, name="start.at"))
        items.next(number, code.add(number, 1, "after"))
    code.store(count, code.gep(starts, count, name="end.at"))
    places = {"starts": starts, "pairs": pairs, "unique": unique}
    for name, place in places.items():
        code.set_word(SUM, sum_, name, code.convert("ptrtoint", place, "i64", f"{name}.at"))
    code.set_word(SUM, sum_, "low", i64(-1))
    code.set_word(SUM, sum_, "found", count)
    complete = code.block
    code.branch(take)
    code.begin(out)
    code.branch(take)
    code.begin(take)
    used = code.phi("used", "i64", (count, complete), (number, out))
    result = code.phi("result", "i64", (count, complete), (NOT_READ, out))
    words = code.binary("lshr", code.add(limit, 63, "limit.up"), 6, "words")
    fewer = code.compare("ult", words, used, "fewer")  # to clear all of them is less than those that were set
    with code.each(code.select(fewer, words, used, "clears"), "clear") as number:
        word = code.binary("lshr", code.load_at(unique, number, "old"), 6, "old.word")
        code.store(i64(0), code.gep(seen, code.select(fewer, number, word, "cleared"), name="clear.at"))
    code.ret(result)
    code.ret_at(no, NOT_READ)


@Words.function(attributes='"no-builtins"', internal=True)
def _list_runs(code: Words, sum_: Value) -> None:
    """Ids that rise: each is a run of its own."""
    count, shift = code.word(SUM, sum_, "count"), code.word(SUM, sum_, "shift")
    work, starts = code.word(SUM, sum_, "work", "ptr"), code.word(SUM, sum_, "starts", "ptr")
    pairs = code.gep(work, code.add(count, 2, "first"), name="pairs")
    unique = code.gep(pairs, code.add(count, 1, "room"), name="unique")
    with code.each(count, "number") as number:
        id_ = code.binary("lshr", code.load_at(pairs, number, "pair"), shift, "id")
        code.store(id_, code.gep(unique, number, name="id.at"))
        code.store(number, code.gep(starts, number, name="start.at"))
    code.store(count, code.gep(starts, count, name="end.at"))
    code.ret()


def _kernel(code: Words, sum_: Value, name: str) -> Value:
    """The kernel for what was read: with weights or without."""
    plain = code.compare("ne", code.word(SUM, sum_, "plain"), 0, "is.plain")
    return code.select(plain, code.word(SUM, sum_, name), code.word(SUM, sum_, f"weighted_{name}"), "kernel")


def _traffic(code: Words, sum_: Value) -> Value:
    """Bytes that the sums move."""
    rows = code.add(code.word(SUM, sum_, "count"), code.word(SUM, sum_, "found"), "rows")
    return code.binary("mul", rows, code.word(SUM, sum_, "row_bytes"), "sum.traffic")


@Words.function("i64", capacity="i64")
def _cut_sum(code: Words, sum_: Value, chunks: Value, capacity: Value) -> None:
    """The sums in chunks of about as many rows each. Their number; -1: room lacks."""
    arguments = code.convert("ptrtoint", code.gep(sum_, SUM.index(SUM_ARGUMENTS[0]), name="args"), "i64", "args.at")
    told = (_kernel(code, sum_, "sum"), arguments, code.word(SUM, sum_, "row_bytes"), chunks, capacity)
    code.ret(code.call("i64", "@cut_runs", sum_, *told, name="cut"))


@Words.function("i64", internal=True, kernel="i64", arguments="i64", bytes_each="i64", capacity="i64")
def _cut_runs(
    code: Words, sum_: Value, kernel: Value, arguments: Value, bytes_each: Value, chunks: Value, capacity: Value
) -> None:
    """Chunks of whole runs, of about as many rows.

    Their number; -1: room lacks. `bytes_each`: the traffic of a row that is summed.
    """
    no, runs = code.label("no"), code.word(SUM, sum_, "found")
    starts = code.word(SUM, sum_, "starts", "ptr")
    step = chunk_size(code, code.word(SUM, sum_, "count"), bytes_each, i64(ROW_CHUNK), i64(1))
    with code.loop("run.next", "run.do", "done") as loop:
        run, begin, used = loop.phi("run", i64(0)), loop.phi("begin", i64(0)), loop.phi("used", i64(0))
        loop.while_(code.compare("slt", run, runs, "more"))
        after = code.add(run, 1, "after")
        size = code.binary("sub", code.load_at(starts, after, "to"), code.load_at(starts, begin, "from"), "size")
        last = code.compare("eq", after, runs, "last")
        full = code.binary("or", code.compare("sge", size, step, "is.full"), last, "full")
        with code.when(full, "cut", "on") as cutting:
            code.enter_if(code.compare("slt", used, capacity, "room.left"), "fits", no)
            chunk = code.gep(chunks, used, "[4 x i64]", "chunk")
            for word, value in enumerate((kernel, arguments, begin, after)):
                code.store(value, code.gep(chunk, word, name="word.at"))
            following = code.add(used, 1, "used.next")
        loop.next(used, cutting.phi("used.now", following, used))
        loop.next(begin, cutting.phi("begin.now", after, begin))
        loop.next(run, after)
    code.ret(used)
    code.ret_at(no, NOT_READ)


@Words.function(attributes='"no-builtins"', begin="i64", end="i64")
def _sum_and_run(code: Words, join: Value, begin: Value, end: Value) -> None:
    """Rows begin … end-1 of a kernel, each after the sum that it reads.

    The sums of a few rows at a time are made in the same memory, of the thread's own: they are in the cache when the
    kernel reads them. Those of long rows are made in the room of all. If each is one long row, `run_direct` makes none.
    The kernel and the sums have copies of what they are told, with another address of the sums. Where rows are noted in
    an index, what it knows of these is fetched before the sums and noted after the kernel.
    """
    sum_, arguments = code.word(JOIN, join, "sum", "ptr"), code.word(JOIN, join, "arguments", "ptr")
    summing = code.define("ptr", f"alloca [{len(SUM_ARGUMENTS)} x i64], align 8", "summing")
    running = code.define("ptr", f"alloca [{MOST_WORDS} x i64], align 8", "running")
    told = code.gep(sum_, SUM.index(SUM_ARGUMENTS[0]), name="told")
    for count, source, into, name in (
        (i64(len(SUM_ARGUMENTS)), told, summing, "sum.word"),
        (code.word(JOIN, join, "words"), arguments, running, "word"),
    ):
        with code.each(count, name) as place:
            code.store(code.load_at(source, place, f"{name}.told"), code.gep(into, place, name=f"{name}.into"))
    add = code.convert("inttoptr", _kernel(code, sum_, "sum"), "ptr", "add")
    kernel, row_bytes = code.word(JOIN, join, "kernel", "ptr"), code.word(JOIN, join, "row_bytes")
    places = [code.gep(summing, SUM_ARGUMENTS.index("sums"), name="sums.at")]
    places.append(code.gep(running, code.word(JOIN, join, "slot"), name="slot.at"))
    rows = code.word(JOIN, join, "rows")
    index = code.word(SUM, sum_, "index", "ptr")
    noted = code.compare("ne", index, NULL, "noted")
    alone = code.compare("eq", code.word(SUM, sum_, "found"), code.word(SUM, sum_, "count"), "alone")
    plain = code.compare("ne", code.word(SUM, sum_, "plain"), 0, "plain")
    may = code.compare("ne", code.word(JOIN, join, "direct"), 0, "may")
    is_direct = code.binary("and", code.binary("and", alone, plain, "each.one"), may, "is.direct")
    own = code.convert(
        "ptrtoint", code.define("ptr", f"alloca [{JOINED_BYTES} x i8], align 64", "few"), "i64", "few.at"
    )
    fits = code.compare("ule", row_bytes, JOINED_BYTES, "row.fits")
    moved = code.binary("sub", own, code.binary("mul", begin, row_bytes, "before"), "moved")
    at = code.select(fits, moved, code.word(SUM, sum_, "sums"), "at")
    with code.loop("few.next", "few.do", "done") as loop:
        first, here = loop.phi("first", begin), loop.phi("here", at)
        loop.while_(code.compare("slt", first, end, "more"))
        after = code.call("i64", "@llvm.umin.i64", code.add(first, rows, "after"), end, name="stop")
        with code.when(noted, "ask", "asked"):
            code.call("void", code.word(LIST, index, "ask", "ptr").name, index, first, after)
        direct, summed, ran = code.label("direct"), code.label("summed"), code.label("ran")
        code.branch_if(is_direct, direct, summed)
        code.begin(direct)
        code.call("void", "@run_direct", join, running, first, after)
        code.branch(ran)
        code.begin(summed)
        for place in places:
            code.store(here, place)
        code.call("void", add.name, summing, first, after)
        code.call("void", kernel.name, running, first, after)
        code.branch(ran)
        code.begin(ran)
        with code.when(noted, "touch", "touched"):
            code.call("i64", code.word(LIST, index, "touch", "ptr").name, index, first, after, name="count")
        back = code.binary("mul", code.binary("sub", after, first, "done.rows"), row_bytes, "back")
        loop.next(here, code.binary("sub", here, back, "here.next"))
        loop.next(first, after)
    code.ret()


_DIRECT = (("pairs", "ptr"), ("low", "i64"), ("values", "ptr"))


@Words.function(attributes='"no-builtins"', internal=True, begin="i64", end="i64")
def _run_direct(code: Words, join: Value, words: Value, begin: Value, end: Value) -> None:
    """Rows begin … end-1 of a kernel, which reads each where it is.

    Each sum is of one row without a weight, which is that row. A kernel's rows are one after the other: it is called
    for those that lie so, a few at a time, and meanwhile those to come are fetched.
    """
    sum_, kernel = code.word(JOIN, join, "sum", "ptr"), code.word(JOIN, join, "kernel", "ptr")
    row_bytes, lines = (code.word(JOIN, join, name) for name in ("row_bytes", "lines"))
    slot_at = code.gep(words, code.word(JOIN, join, "slot"), name="slot.at")
    pairs, low, values = (code.word(SUM, sum_, name, kind) for name, kind in _DIRECT)
    origin = code.convert("ptrtoint", values, "i64", "origin")
    fetches, count = code.word(JOIN, join, "fetches", "ptr"), code.word(JOIN, join, "fetch_count")
    last = code.add(code.word(SUM, sum_, "found"), -1, "last")

    def row_of(number: Value, name: str) -> Value:
        return code.binary("and", code.load_at(pairs, number, f"{name}.pair"), low, f"{name}.row")

    def fetch(base: Value, row: Value, size: Value, lines: Value, name: str) -> None:
        start = code.gep(base, code.binary("mul", row, size, f"{name}.offset"), "i8", f"{name}.start")
        with code.each(lines, f"{name}.line") as line:
            place = code.gep(start, code.binary("mul", line, i64(LINE), f"{name}.way"), "i8", f"{name}.at")
            code.prefetch(place)

    with code.loop("run.next", "run.do", "done") as loop:
        first = loop.phi("first", begin)
        loop.while_(code.compare("slt", first, end, "more"))
        row = row_of(first, "first")
        most = code.call("i64", "@llvm.umin.i64", code.add(first, _MOST_DIRECT, "most"), end, name="stop")
        with code.loop("one.next", after="run.known") as run:
            number = run.phi("number", first)
            later = code.call("i64", "@llvm.umin.i64", code.add(number, _AHEAD, "ahead"), last, name="later")
            fetch(values, row_of(later, "later"), row_bytes, lines, "value")
            with code.each(count, "fetch") as place:
                item = code.row(fetches, place, FETCH, "item")
                base = code.load_at(words, code.word(FETCH, item, "slot"), "base", "ptr")
                list_ = code.load_at(words, code.word(FETCH, item, "list"), "list", "ptr")
                size, own = (code.word(FETCH, item, name) for name in ("row_bytes", "lines"))
                fetch(base, code.load_at(list_, later, "listed"), size, own, "buffer")
            after = code.add(number, 1, "after")
            run.break_if(code.compare("sge", after, most, "enough"), "look")
            wanted = code.add(row, code.binary("sub", after, first, "way"), "wanted")
            run.break_if(code.compare("ne", row_of(after, "after"), wanted, "elsewhere"), "follows")
            run.next(number, after)
        # A kernel's row of a number is so many rows behind the address that it is told.
        behind = code.binary("mul", code.binary("sub", row, first, "rows.behind"), row_bytes, "behind")
        code.store(code.add(origin, behind, "at"), slot_at)
        code.call("void", kernel.name, words, first, after)
        loop.next(first, after)
    code.ret()


def chunk_size(code: Words, size: Value, bytes_each: Value, most: Value, grain: Value) -> Value:
    """The things of a chunk, a multiple of `grain`; `most`: its traffic. See `plan.chunks`."""
    total = code.binary("mul", size, bytes_each, "total")
    share = code.binary("lshr", total, SHARES.bit_length() - 1, "share")
    wanted = code.call("i64", "@llvm.umin.i64", share, most, name="wanted")
    wanted = code.call("i64", "@llvm.umax.i64", wanted, i64(LEAST_CHUNK), name="wanted")
    divisor = code.call("i64", "@llvm.umax.i64", bytes_each, i64(1), name="divisor")
    grains = code.binary("udiv", code.binary("udiv", wanted, divisor, "things"), grain, "grains")
    return code.call("i64", "@llvm.umax.i64", code.binary("mul", grains, grain, "whole"), grain, name="step")


@Words.function("ptr", count="i64")
def _coalesce(code: Words, self: Value, args: Value, _count: Value) -> None:
    """`coalesce(self, values, ids, offsets, weights)`, a method: the number of different ids; -1: Python must say.

    See `order_sum`. What was read is kept as numbers only.
    """
    tensor = code.define("ptr", f"alloca [{TENSOR_BYTES} x i8], align 16", "tensor")
    failed, no = code.label("failed"), code.label("no")
    sum_ = code.record_of(self, failed)
    names = ("rows", "ids", "offsets", "weights")
    objects = [code.load_at(args, place, name, "ptr") for place, name in enumerate(names)]
    code.enter_if(code.call("i1", "@read_sum", sum_, *objects, tensor, name="read"), "fits", no)
    long, short = code.label("long"), code.label("short")
    code.branch_if(code.compare("uge", code.word(SUM, sum_, "count"), LONG_SORT, "is.long"), long, short)
    code.begin(short)
    different = code.call("i64", "@order_sum", sum_, name="different")
    code.ret(code.call("ptr", "@PyLong_FromLong", different, name="result"))
    code.begin(long)
    guards = code.word(SUM, sum_, "guards", "ptr")
    array = code.call("ptr", "@array_of", objects[names.index("ids")], name="array")
    with code.uncollected():  # what was read stays so
        guarded = code.call("i1", "@guard_array", guards, array, name="guarded")
    code.enter_if(guarded, "guarded", failed)
    state = code.call("ptr", "@PyEval_SaveThread", name="state")
    sorted_ = code.call("i64", "@order_sum", sum_, name="sorted")
    code.call("void", "@PyEval_RestoreThread", state)
    code.call("void", "@drop", guards)
    code.ret(code.call("ptr", "@PyLong_FromLong", sorted_, name="long.result"))
    code.begin(no)
    code.ret(code.call("ptr", "@PyLong_FromLong", NOT_READ, name="refused"))
    code.ret_at(failed, NULL)


@Words.function("ptr", count="i64")
def _add_rows(code: Words, self: Value, args: Value, _count: Value) -> None:
    """`add_rows(self, values, weights, ids, sums)`, a method: fill ids and sums. 1: done; 0: not the sums; -1: moved.

    The sums are not made where they are more than a few: threads share them. `ids` and `sums` are new arrays of the
    caller's own.
    """
    tensor = code.define("ptr", f"alloca [{TENSOR_BYTES} x i8], align 16", "tensor")
    failed, no, run, later = (code.label(name) for name in ("failed", "no", "run", "later"))
    sum_ = code.record_of(self, failed)
    rows, weights, ids, sums = (
        code.load_at(args, place, name, "ptr") for place, name in enumerate(("rows", "weights", "ids", "sums"))
    )
    count = code.word(SUM, sum_, "count")
    code.enter_if(code.call("i1", "@read_values", sum_, rows, weights, count, tensor, name="read"), "fits", no)
    found = code.word(SUM, sum_, "found")
    code.set_word(SUM, sum_, "sums", code.field(sums, DATA, "sums.at", "i64"))
    code.set_word(SUM, sum_, "runs", found)
    into, unique = code.field(ids, DATA, "into"), code.word(SUM, sum_, "unique", "ptr")
    wide, narrow, copied = code.label("wide"), code.label("narrow"), code.label("copied")
    code.branch_if(code.compare("eq", code.word(SUM, sum_, "item"), 8, "is.wide"), wide, narrow)
    for label, id_type in ((wide, "i64"), (narrow, "i32")):
        code.begin(label)
        with code.each(found, f"{id_type}.id") as number:
            id_ = code.load_at(unique, number, "id")
            id_ = id_ if id_type == "i64" else code.convert("trunc", id_, id_type, "id.narrow")
            code.store(id_, code.gep(into, number, id_type, "id.into"), 8 if id_type == "i64" else 4)
        code.branch(copied)
    code.begin(copied)
    code.branch_if(code.compare("ule", _traffic(code, sum_), 2 * CHUNK_BYTES, "is.short"), run, later)
    code.begin(run)
    arguments = code.gep(sum_, SUM.index(SUM_ARGUMENTS[0]), name="arguments")
    some = code.compare("ne", _traffic(code, sum_), 0, "some")
    with code.when(some, "sum", "summed"):
        kernel = code.convert("inttoptr", _kernel(code, sum_, "all"), "ptr", "kernel.ptr")
        code.call("void", kernel.name, arguments)
    code.ret(code.call("ptr", "@PyLong_FromLong", i64(1), name="done"))
    code.begin(later)
    code.ret(code.call("ptr", "@PyLong_FromLong", i64(0), name="left"))
    code.begin(no)
    code.ret(code.call("ptr", "@PyLong_FromLong", NOT_READ, name="moved"))
    code.ret_at(failed, NULL)


@Words.function("ptr", positional="i64")
def _run_list(code: Words, _self: Value, args: Value, _positional: Value) -> None:
    """`run_list(self, words, ids)`, a method: look up a short list of ids. Their number if all are found, else -1."""
    tensor = code.define("ptr", f"alloca [{TENSOR_BYTES} x i8], align 16", "tensor")
    address, ids = (code.load_at(args, place, name, "ptr") for place, name in enumerate(("words", "ids")))
    words = code.call("ptr", "@PyLong_AsVoidPtr", address, name="address")
    count = code.call("i64", "@length", ids, code.define("ptr", FORM, "form"), tensor, name="count")
    where = code.call("i64", "@find_listed", words, ids, count, tensor, name="where")
    all_ = code.select(code.compare("ne", where, NOT_READ, "is.good"), count, NOT_READ, "all")
    code.ret(code.call("ptr", "@PyLong_FromLong", all_, name="status"))


def sums_texts() -> list[str]:
    """The definitions of this file, and of those of `sums_read_text`."""
    works = (_order_sum, _each_once, _list_runs, _cut_runs, _cut_sum, _run_direct, _sum_and_run)
    texts = [function() for function in (*works, _coalesce, _add_rows, _run_list)]
    externals = ["declare i64 @llvm.ctlz.i64(i64, i1)", PREFETCH]
    return [*read_texts(), *texts, *externals]
