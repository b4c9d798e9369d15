"""LLVM text on the ids of row-sparse arrays: they are copied and checked, told to the plan, and looked up in tables."""

from __future__ import annotations

from mxsym.codegen.backend.builder import Label, Value, i64
from mxsym.runtime.native_call.layout import ARRAY, CALL, COUNT, LOOKUP, SPARSE
from mxsym.runtime.native_call.words import FALSE, TRUE, Words

_LANES = 8
"""Ids that are copied at once."""
_SPARE, _TIMES = 1 << 20, 64
"""Room for so many more ids, and so many times as many as there are, is too much: Python makes less."""


def _ids_bytes(code: Words, sparse: Value) -> tuple[Value, Value]:
    """The first address of an array's ids, and the first one behind them."""
    low = code.word(SPARSE, sparse, "where")
    size = code.binary("mul", code.word(SPARSE, sparse, "count"), code.word(SPARSE, sparse, "item"), "size")
    return low, code.add(low, size, "high")


@Words.function("i64", internal=True, used="i64")
def spread_ids(code: Words, call: Value, used: Value) -> None:
    """The spans of the ids of what a step writes behind `used` others; how many there are."""
    rows, spans = code.word(CALL, call, "sparse", "ptr"), code.word(CALL, call, "spans", "ptr")
    count = code.word(CALL, call, "sparse_count")
    with code.loop("next", "look", "all") as items:
        number, now = items.phi("number", i64(0)), items.phi("used.now", used)
        items.below(number, count)
        sparse = code.row(rows, number, SPARSE, "sparse")
        written = code.word(ARRAY, code.word(SPARSE, sparse, "array", "ptr"), "written")
        low, high = _ids_bytes(code, sparse)
        some = code.convert("zext", code.compare("ult", low, high, "some"), "i64", "some.one")
        span = code.gep(spans, now, "[2 x i64]", "span")  # there is room for one more than is written
        code.store(low, span)
        code.store(high, code.gep(span, 1, name="end.at"))
        items.next(now, code.add(now, code.binary("and", some, written, "one"), "used.next"))
    code.ret(now)


@Words.function("i1", internal=True)
def ids_apart(code: Words, call: Value) -> None:
    """True if nothing that a step writes is memory of the ids of what it only reads."""
    no, rows = code.label("no"), code.word(CALL, call, "sparse", "ptr")
    with code.each(code.word(CALL, call, "sparse_count"), "number") as number:
        sparse = code.row(rows, number, SPARSE, "sparse")
        written = code.word(ARRAY, code.word(SPARSE, sparse, "array", "ptr"), "written")
        low, high = _ids_bytes(code, sparse)
        some = code.compare("ult", low, high, "some")
        asked = code.binary("and", some, code.compare("eq", written, 0, "is.read"), "asked")
        with code.when(asked, "ask", "on"):
            code.enter_if(code.call("i1", "@clear", call, low, high, name="is.clear"), "fine", no)
    code.ret(TRUE)
    code.ret_at(no, FALSE)


def copy_ids(id_bits: int) -> str:
    """`copy_ids(ids, count, room)`: ids, as 64 bits each, to memory of our own."""
    parameters = {"ids": "ptr", "count": "i64", "room": "ptr"}
    code = Words(f"copy_ids{id_bits}", parameters, attributes='"no-builtins"', internal=True, noalias=("room",))
    ids, count, room = code.parameters
    start = i64(0)
    for lanes in (_LANES, 1):
        id_type, word_type = (f"i{bits}" if lanes == 1 else f"<{lanes} x i{bits}>" for bits in (id_bits, 64))
        with code.loop(f"next{lanes}", f"copy{lanes}", f"done{lanes}") as loop:
            number = loop.phi(f"number{lanes}", start)
            after = code.add(number, lanes, "after")
            loop.while_(code.compare("sle", after, count, "more"))
            place = code.gep(ids, number, f"i{id_bits}", "id.at")
            id_ = code.load(id_type, place, id_bits // 8, "id")
            id_ = id_ if id_bits == 64 else code.convert("sext", id_, word_type, "id.wide")
            code.store(id_, code.gep(room, number, name="into"))
            loop.next(number, after)
        start = number
    code.ret()
    return code.text()


@Words.function("i1", internal=True)
def list_ids(code: Words, sparse: Value, block: Value) -> None:
    """Copy the ids that kernels run over, check the copy, and let them use it; or say no."""
    no, wide, narrow, copied = (code.label(name) for name in ("no", "wide", "narrow", "copied"))
    count, room = code.word(SPARSE, sparse, "count"), code.word(SPARSE, sparse, "room", "ptr")
    capacity = code.word(SPARSE, sparse, "capacity")
    code.enter_if(code.compare("ule", count, capacity, "fits"), "room.there", no)
    most = code.add(code.binary("mul", count, _TIMES, "times"), _SPARE, "most")
    code.enter_if(code.compare("ule", capacity, most, "modest"), "room.modest", no)
    where = code.word(SPARSE, sparse, "where", "ptr")
    code.branch_if(code.compare("eq", code.word(SPARSE, sparse, "item"), 8, "is.wide"), wide, narrow)
    for label, bits in ((wide, 64), (narrow, 32)):
        code.begin(label)
        code.call("void", f"@copy_ids{bits}", where, count, room)
        code.branch(copied)
    code.begin(copied)
    height = code.load("i64", code.word(SPARSE, sparse, "shape", "ptr"), name="height")
    in_order = code.compare("eq", code.word(SPARSE, sparse, "apart"), 0, "in.order")
    first = code.call("i64", "@first_bad64", room, count, height, in_order, name="first")
    code.enter_if(code.compare("eq", first, count, "lawful"), "good", no)
    _tell(code, sparse, count, block)
    code.ret(TRUE)
    code.ret_at(no, FALSE)


def _tell(code: Words, sparse: Value, count: Value, block: Value) -> None:
    """Let kernels use the first `count` ids in an array's room."""
    _fill(code, SPARSE, sparse, "slots", code.word(SPARSE, sparse, "room"), block)
    counts = code.word(SPARSE, sparse, "counts", "ptr")
    with code.each(code.word(SPARSE, sparse, "count_count"), "told") as told:
        row = code.row(counts, told, COUNT, "count.row")
        per = code.word(COUNT, row, "per")
        things = code.binary("mul", count, code.word(COUNT, row, "each"), "things")
        above = code.add(things, code.binary("sub", per, i64(1), "less"), "above")
        value = code.binary("udiv", above, per, "share")
        code.store(value, code.gep(block, code.word(COUNT, row, "slot"), name="into"))


@Words.function(internal=True)
def list_rest(code: Words, rest: Value, block: Value) -> None:
    """Let kernels use the ids that another array does not list. Its own are checked."""
    of, room = code.word(SPARSE, rest, "of", "ptr"), code.word(SPARSE, rest, "room", "ptr")
    ids, listed = code.word(SPARSE, of, "room", "ptr"), code.word(SPARSE, of, "count")
    height = code.load("i64", code.word(SPARSE, of, "shape", "ptr"), name="height")
    with code.loop("gap.next", "gap.do", "gaps.done") as gaps:
        place, first, used = (gaps.phi(name, i64(0)) for name in ("place", "first", "used"))
        gaps.while_(code.compare("sle", place, listed, "more"))
        with code.when(code.compare("slt", place, listed, "is.listed"), "look", "looked") as looking:
            id_ = code.load_at(ids, place, "id")
        until = looking.phi("until", id_, otherwise=height)
        gap = code.binary("sub", until, first, "gap")
        into = code.gep(room, used, name="into")
        with code.each(gap, "row") as row:
            code.store(code.add(first, row, "number"), code.gep(into, row, name="row.into"))
        gaps.next(used, code.add(used, gap, "used.next"))
        gaps.next(first, code.add(until, 1, "first.next"))
        gaps.next(place, code.add(place, 1, "place.next"))
    code.set_word(SPARSE, rest, "count", used)
    _tell(code, rest, used, block)
    code.ret()


def _fill(code: Words, layout: tuple[str, ...], row: Value, slots: str, value: Value, block: Value) -> None:
    """Write a word to the slots of the argument block that a row names."""
    listed, count = code.word(layout, row, slots, "ptr"), code.word(layout, row, f"{slots[:-1]}_count")
    with code.each(count, slots) as number:
        code.store(value, code.gep(block, code.load_at(listed, number, "slot"), name="into"))


@Words.function("i1", internal=True)
def stored_ids(code: Words, sparse: Value) -> None:
    """True if the ids of what stores rows keep the law."""
    wide, narrow = code.label("wide"), code.label("narrow")
    count, where = code.word(SPARSE, sparse, "count"), code.word(SPARSE, sparse, "where", "ptr")
    height = code.load("i64", code.word(SPARSE, sparse, "shape", "ptr"), name="height")
    code.branch_if(code.compare("eq", code.word(SPARSE, sparse, "item"), 8, "is.wide"), wide, narrow)
    for label, bits in ((wide, 64), (narrow, 32)):
        code.begin(label)
        limit = height
        if bits == 32:  # as an unsigned number of 32 bits, 2^31 is above every id that is not negative
            least = code.call("i64", "@llvm.umin.i64", height, i64(1 << 31), name="limit")
            limit = code.convert("trunc", least, "i32", "limit.narrow")
        first = code.call("i64", f"@first_bad{bits}", where, count, limit, TRUE, name="first")
        code.ret(code.compare("eq", first, count, "lawful"))


@Words.function("i1", internal=True)
def look_up(code: Words, lookup: Value, block: Value) -> None:
    """Let kernels use the positions of listed rows in a table. Return true if it has them all."""
    table, source = code.word(LOOKUP, lookup, "table", "ptr"), code.word(LOOKUP, lookup, "source", "ptr")
    no, whole, some, wide, narrow, known = (
        code.label(name) for name in ("no", "whole", "some", "wide", "narrow", "known")
    )
    size, count = code.word(SPARSE, table, "count"), code.word(SPARSE, source, "count")
    listed, places = code.word(SPARSE, source, "room", "ptr"), code.word(LOOKUP, lookup, "room", "ptr")
    height = code.load("i64", code.word(SPARSE, table, "shape", "ptr"), name="height")
    code.branch_if(code.compare("eq", size, height, "has.all"), whole, some)
    code.begin(whole)  # each row is at its own number
    code.branch(known)
    code.begin(some)
    stored = code.word(SPARSE, table, "where", "ptr")
    code.branch_if(code.compare("eq", code.word(SPARSE, table, "item"), 8, "is.wide"), wide, narrow)
    ends: list[Label] = []
    for label, bits in ((wide, 64), (narrow, 32)):
        code.begin(label)
        missing = code.call("i64", f"@positions{bits}", listed, count, stored, size, places, name="missing")
        code.enter_if(code.compare("eq", missing, 0, "complete"), "all", no)
        ends.append(code.block)
        code.branch(known)
    code.begin(known)
    rows = code.phi("rows", "ptr", (listed, whole), *((places, end) for end in ends))
    _fill(code, LOOKUP, lookup, "slots", code.convert("ptrtoint", rows, "i64", "rows.at"), block)
    code.ret(TRUE)
    code.ret_at(no, FALSE)
