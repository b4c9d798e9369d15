"""The row-sparse part of a prepared call in native code: arrays are read, their ids copied and checked, rows looked up.

`read_rows` reads one array; `fit_rows` lets the plan run over the rows that a step's arrays list. What does not fit is
left to Python, which says what is wrong, or makes more room.
"""

from __future__ import annotations

from mxsym.codegen.backend.builder import Label, Value, i64
from mxsym.runtime import row_kernels
from mxsym.runtime.native_call.array_fields import DIMENSIONS, DTYPE, ROOT, SHAPE, TYPE
from mxsym.runtime.native_call.layout import (
    ARRAY,
    CALL,
    COUNT,
    LAUNCH,
    LISTS,
    LOOKUP,
    MOVING,
    QUICK,
    READER,
    SPARSE,
    STORES,
    SUM,
    SUMS,
)
from mxsym.runtime.native_call.read_text import NOT_READ
from mxsym.runtime.native_call.sums_text import chunk_size
from mxsym.runtime.native_call.words import NULL, Words

_SUM_AND_RUN = Value("ptr", "@sum_and_run")
_LANES = 8
"""Ids that are copied at once."""
_SPARE, _TIMES = 1 << 20, 64
"""Room for so many more ids, and so many times as many as there are, is too much: Python makes less."""


def _no(code: Words, no: Label) -> None:
    """The end of a function that says no."""
    code.begin(no)
    code.ret(Value("i1", "false"))


def _rows_of() -> str:
    """`rows_of(object)`: the `RowSparse` that an object is or holds, or NULL."""
    code = Words("rows_of", {"object": "ptr"}, "ptr", internal=True)
    (object_,) = code.parameters
    no, itself, other = code.label("no"), code.label("itself"), code.label("other")
    kind, wanted = code.field(object_, TYPE, "kind"), code.object("RowSparse")
    code.branch_if(code.compare("eq", kind, wanted, "is.rows"), itself, other)
    code.begin(itself)
    code.ret(object_)
    code.begin(other)
    row = code.call("ptr", "@reader", kind, name="row")
    code.enter_if(code.compare("ne", row, NULL, "is.known"), "known", no)
    holds = code.compare("eq", code.word(READER, row, "function", "ptr"), NULL, "holds")
    code.enter_if(holds, "is.face", no)
    offset = code.word(READER, row, "offset")
    code.enter_if(code.compare("sgt", offset, 0, "is.inside"), "inside", no)
    held = code.load("ptr", code.gep(object_, offset, "i8", "held.at"), name="held")
    code.enter_if(code.compare("ne", held, NULL, "is.held"), "holds.one", no)
    code.enter_if(code.compare("eq", code.field(held, TYPE, "inner"), wanted, "holds.rows"), "right", no)
    code.ret(held)
    code.begin(no)
    code.ret(NULL)
    return code.text()


def _has_shape() -> str:
    """`has_shape(tuple, sizes, count)`: whether an object is a tuple of these whole numbers."""
    code = Words("has_shape", {"tuple": "ptr", "sizes": "ptr", "count": "i64"}, "i1", internal=True)
    shape, sizes, count = code.parameters
    no, large = code.label("no"), code.label("large")
    is_tuple = code.compare("eq", code.field(shape, TYPE, "kind"), code.object("tuple"), "is.tuple")
    code.enter_if(is_tuple, "listed", no)
    length = code.call("i64", "@PyTuple_Size", shape, name="length")
    code.enter_if(code.compare("eq", length, count, "deep"), "whole", no)
    with code.each(count, "axis") as axis:
        item = code.call("ptr", "@PyTuple_GetItem", shape, axis, name="item")
        is_int = code.compare("eq", code.field(item, TYPE, "item.kind"), code.object("int"), "is.int")
        code.enter_if(is_int, "number", no)
        size = code.call("i64", "@PyLong_AsSsize_t", item, name="size")
        code.enter_if(code.compare("eq", size, code.load_at(sizes, axis, "wanted"), "equal"), "equals", large)
    code.ret(Value("i1", "true"))
    code.begin(large)
    code.call("void", "@PyErr_Clear")
    code.branch(no)
    _no(code, no)
    return code.text()


def _read_rows(offsets: dict[str, int]) -> str:
    """`read_rows(sparse, object, tensor)`: the address of a row-sparse array's values, or -1. No id is checked."""
    code = Words("read_rows", {"sparse": "ptr", "object": "ptr", "tensor": "ptr"}, "i64", internal=True)
    sparse, object_, tensor = code.parameters
    no, ndarray, other = code.label("no"), code.object("ndarray"), code.label("other")
    for name in ("summed", "apart"):
        code.set_word(SPARSE, sparse, name, i64(0))
    rows = code.call("ptr", "@rows_of", object_, name="rows")
    code.enter_if(code.compare("ne", rows, NULL, "is.sparse"), "is.rows", other)
    indices, data, shape = (code.field(rows, at, name) for name, at in offsets.items())
    for part in (indices, data, shape):
        code.enter_if(code.compare("ne", part, NULL, "is.there"), "there", no)
    for part in (indices, data):
        code.enter_if(code.compare("eq", code.field(part, TYPE, "kind"), ndarray, "is.array"), "array", no)
    values, ids = code.word(SPARSE, sparse, "values", "ptr"), code.word(SPARSE, sparse, "ids", "ptr")
    sizes, dimensions = code.word(SPARSE, sparse, "shape", "ptr"), code.word(ARRAY, values, "dimensions")
    code.enter_if(code.call("i1", "@has_shape", shape, sizes, dimensions, name="fits"), "shaped", no)
    is_list = code.compare("eq", code.field(indices, DIMENSIONS, "axes", "i32", 4), 1, "is.list")
    code.enter_if(is_list, "listed", no)
    count = code.load("i64", code.field(indices, SHAPE, "lengths"), name="count")
    wide, narrow = code.word(SPARSE, sparse, "wide", "ptr"), code.word(SPARSE, sparse, "narrow", "ptr")
    descr = code.field(indices, DTYPE, "descr")
    is_wide, is_narrow = code.compare("eq", descr, wide, "is.wide"), code.compare("eq", descr, narrow, "is.narrow")
    code.enter_if(code.binary("or", is_wide, is_narrow, "are.ids"), "typed", no)
    item = code.select(is_wide, i64(8), 4, "item")
    code.set_word(ARRAY, ids, "descr", descr)
    code.set_word(ARRAY, ids, "item", item)
    code.set_word(ARRAY, ids, "bytes", code.binary("mul", count, item, "ids.bytes"))
    code.store(count, code.word(ARRAY, ids, "shape", "ptr"))
    where = code.call("i64", "@array_at", ids, indices, tensor, name="where")
    code.enter_if(code.compare("ne", where, NOT_READ, "ids.fit"), "ids.read", no)
    size = code.binary("mul", count, code.word(SPARSE, sparse, "row_bytes"), "size")
    code.set_word(ARRAY, values, "bytes", size)
    code.store(count, code.word(ARRAY, values, "shape", "ptr"))
    address = code.call("i64", "@array_at", values, data, tensor, name="address")
    code.enter_if(code.compare("ne", address, NOT_READ, "values.fit"), "values.read", no)
    code.set_word(ARRAY, code.word(SPARSE, sparse, "array", "ptr"), "bytes", size)
    parts = {"data": data, "weights": NULL, "where": where, "item": item, "count": count}
    for name, value in parts.items():
        code.set_word(SPARSE, sparse, name, value)
    code.store(i64(0), code.gep(tensor, ROOT, "i8", "root.at"))
    code.ret(address)
    code.begin(other)
    code.ret(code.call("i64", "@read_sums", sparse, object_, tensor, name="sums"))
    code.begin(no)
    code.ret(NOT_READ)
    return code.text()


def _read_sums(offsets: dict[str, int]) -> str:
    """`read_sums(sparse, object, tensor)`: the address of the sums of a `RowSums`, which the step makes, or -1.

    Its ids are brought in order, unless each is there once and no kernel asks for more.
    """
    code = Words("read_sums", {"sparse": "ptr", "object": "ptr", "tensor": "ptr"}, "i64", internal=True)
    sparse, object_, tensor = code.parameters
    no, sum_ = code.label("no"), code.word(SPARSE, sparse, "sum", "ptr")
    code.enter_if(code.compare("ne", sum_, NULL, "sums"), "is.summed", no)
    row = code.call("ptr", "@reader", code.field(object_, TYPE, "kind"), name="row")
    code.enter_if(code.compare("ne", row, NULL, "is.known"), "known", no)
    plain = code.compare("eq", code.word(READER, row, "function", "ptr"), NULL, "no.tensor")
    right = code.compare("eq", code.word(READER, row, "offset"), SUMS, "is.sums")
    code.enter_if(code.binary("and", plain, right, "is.right"), "right", no)
    parts = {name: code.field(object_, at, name) for name, at in offsets.items()}
    for part in parts.values():
        code.enter_if(code.compare("ne", part, NULL, "is.there"), "there", no)
    sizes = code.word(SPARSE, sparse, "shape", "ptr")
    dimensions = code.word(ARRAY, code.word(SPARSE, sparse, "values", "ptr"), "dimensions")
    fits = code.call("i1", "@has_shape", parts["shape"], sizes, dimensions, name="fits")
    code.enter_if(fits, "shaped", no)
    given = [parts[name] for name in ("data", "indices", "offsets", "weights")]
    code.enter_if(code.call("i1", "@read_sum", sum_, *given, tensor, name="good"), "sum.fits", no)
    code.set_word(SUM, sum_, "as_stand", i64(0))  # the sums are made, whatever the order
    alone = code.call("i64", "@each_once", sum_, name="alone")
    are_apart = code.compare("ne", alone, NOT_READ, "are.apart")
    several, known = code.label("several"), code.label("known.ids")
    code.set_word(SPARSE, sparse, "apart", code.convert("zext", are_apart, "i64", "apart"))
    once = code.block
    code.branch_if(are_apart, known, several)
    code.begin(several)
    in_order = code.call("i64", "@order_sum", sum_, name="in.order")
    code.enter_if(code.compare("ne", in_order, NOT_READ, "lawful"), "ordered", no)
    ordered = code.block
    code.branch(known)
    code.begin(known)
    different = code.phi("different", "i64", (alone, once), (in_order, ordered))
    size = code.binary("mul", different, code.word(SPARSE, sparse, "row_bytes"), "size")
    code.set_word(ARRAY, code.word(SPARSE, sparse, "array", "ptr"), "bytes", size)
    sums = code.word(SPARSE, sparse, "sums")
    code.set_word(SUM, sum_, "sums", sums)
    unique = code.word(SUM, sum_, "unique")
    words = {"data": parts["data"], "weights": parts["weights"], "where": unique, "item": i64(8), "count": different}
    for name, value in (words | {"summed": i64(1)}).items():
        code.set_word(SPARSE, sparse, name, value)
    code.store(i64(0), code.gep(tensor, ROOT, "i8", "root.at"))
    code.ret(sums)
    code.begin(no)
    code.ret(NOT_READ)
    return code.text()


def _forget_rows() -> str:
    """`forget_rows(call)`: where row-sparse arrays were is not known: each has other memory, or as much as it likes."""
    code = Words("forget_rows", {"call": "ptr"}, internal=True)
    (call,) = code.parameters
    rows, addresses = code.word(CALL, call, "sparse", "ptr"), code.word(CALL, call, "addresses", "ptr")
    with code.each(code.word(CALL, call, "sparse_count"), "number") as number:
        place = code.word(SPARSE, code.row(rows, number, SPARSE, "sparse"), "place")
        code.store(NOT_READ, code.gep(addresses, place, name="at"))
    code.ret()
    return code.text()


def _ids_bytes(code: Words, sparse: Value) -> tuple[Value, Value]:
    """The first address of an array's ids, and the first one behind them."""
    low = code.word(SPARSE, sparse, "where")
    size = code.binary("mul", code.word(SPARSE, sparse, "count"), code.word(SPARSE, sparse, "item"), "size")
    return low, code.add(low, size, "high")


def _spread_ids() -> str:
    """`spread_ids(call, used)`: the spans of the ids of what a step writes behind `used` others; how many there are."""
    code = Words("spread_ids", {"call": "ptr", "used": "i64"}, "i64", internal=True)
    call, start = code.parameters
    rows, spans = code.word(CALL, call, "sparse", "ptr"), code.word(CALL, call, "spans", "ptr")
    count = code.word(CALL, call, "sparse_count")
    with code.loop("next", "look", "all") as items:
        number, used = items.phi("number", i64(0)), items.phi("used.now", start)
        items.while_(code.compare("slt", number, count, "more"))
        sparse = code.row(rows, number, SPARSE, "sparse")
        written = code.word(ARRAY, code.word(SPARSE, sparse, "array", "ptr"), "written")
        low, high = _ids_bytes(code, sparse)
        some = code.convert("zext", code.compare("ult", low, high, "some"), "i64", "some.one")
        span = code.gep(spans, used, "[2 x i64]", "span")  # there is room for one more than is written
        code.store(low, span)
        code.store(high, code.gep(span, 1, name="end.at"))
        items.next(used, code.add(used, code.binary("and", some, written, "one"), "used.next"))
        items.next(number, code.add(number, 1, "number.next"))
    code.ret(used)
    return code.text()


def _ids_apart() -> str:
    """`ids_apart(call)`: whether nothing that a step writes is memory of the ids of what it only reads."""
    code = Words("ids_apart", {"call": "ptr"}, "i1", internal=True)
    (call,) = code.parameters
    no, rows = code.label("no"), code.word(CALL, call, "sparse", "ptr")
    with code.each(code.word(CALL, call, "sparse_count"), "number") as number:
        sparse = code.row(rows, number, SPARSE, "sparse")
        written = code.word(ARRAY, code.word(SPARSE, sparse, "array", "ptr"), "written")
        low, high = _ids_bytes(code, sparse)
        some = code.compare("ult", low, high, "some")
        asked = code.binary("and", some, code.compare("eq", written, 0, "is.read"), "asked")
        with code.when(asked, "ask", "on"):
            code.enter_if(code.call("i1", "@clear", call, low, high, name="is.clear"), "fine", no)
    code.ret(Value("i1", "true"))
    _no(code, no)
    return code.text()


def _copy_ids(id_bits: int) -> str:
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


def _list_ids() -> str:
    """`list_ids(sparse, block)`: copy the ids that kernels run over, check the copy, and let them use it; or say no."""
    code = Words("list_ids", {"sparse": "ptr", "block": "ptr"}, "i1", internal=True)
    sparse, block = code.parameters
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
    code.ret(Value("i1", "true"))
    _no(code, no)
    return code.text()


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


def _list_rest() -> str:
    """`list_rest(rest, block)`: let kernels use the ids that another array does not list. Its own are checked."""
    code = Words("list_rest", {"rest": "ptr", "block": "ptr"}, internal=True)
    rest, block = code.parameters
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
    return code.text()


def _fill(code: Words, layout: tuple[str, ...], row: Value, slots: str, value: Value, block: Value) -> None:
    """Write a word to the slots of the argument block that a row names."""
    listed, count = code.word(layout, row, slots, "ptr"), code.word(layout, row, f"{slots[:-1]}_count")
    with code.each(count, slots) as number:
        code.store(value, code.gep(block, code.load_at(listed, number, "slot"), name="into"))


def _stored_ids() -> str:
    """`stored_ids(sparse)`: whether the ids of what stores rows keep the law."""
    code = Words("stored_ids", {"sparse": "ptr"}, "i1", internal=True)
    (sparse,) = code.parameters
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
        first = code.call("i64", f"@first_bad{bits}", where, count, limit, Value("i1", "true"), name="first")
        code.ret(code.compare("eq", first, count, "lawful"))
    return code.text()


def _look_up() -> str:
    """`look_up(lookup, block)`: let kernels use the positions of listed rows in a table. Whether it has them all."""
    code = Words("look_up", {"lookup": "ptr", "block": "ptr"}, "i1", internal=True)
    lookup, block = code.parameters
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
    code.ret(Value("i1", "true"))
    _no(code, no)
    return code.text()


def _cut_things() -> str:
    """`cut_things(launch, size, chunks, capacity)`: the chunks of so many things. Their number; -1: room lacks."""
    parameters = {"launch": "ptr", "size": "i64", "chunks": "ptr", "capacity": "i64"}
    code = Words("cut_things", parameters, "i64", internal=True)
    launch, size, chunks, capacity = code.parameters
    no = code.label("no")
    step = chunk_size(code, size, *(code.word(LAUNCH, launch, name) for name in ("bytes_each", "most", "grain")))
    with code.loop("next", "cut", "all") as items:
        begin, used = items.phi("begin", i64(0)), items.phi("used", i64(0))
        items.while_(code.compare("slt", begin, size, "left"))
        code.enter_if(code.compare("slt", used, capacity, "room.left"), "fits", no)
        after = code.add(begin, step, "after")
        end = code.call("i64", "@llvm.umin.i64", after, size, name="end")
        chunk = code.gep(chunks, used, "[4 x i64]", "chunk")
        words = (code.word(LAUNCH, launch, "kernel"), code.word(LAUNCH, launch, "arguments"), begin, end)
        for word, value in enumerate(words):
            code.store(value, code.gep(chunk, word, name="word.at"))
        items.next(begin, after)
        items.next(used, code.add(used, 1, "used.next"))
    code.ret(used)
    code.begin(no)
    code.ret(NOT_READ)
    return code.text()


def _cut() -> str:
    """`cut(moving, least)`: the chunks of a job for the rows that are listed. Its traffic, or -1 where room lacks.

    Bit 62 is set where its traffic is `least` or more, and it has several chunks. See `plan.chunks`.
    """
    code = Words("cut", {"moving": "ptr", "least": "i64"}, "i64", internal=True)
    moving, least = code.parameters
    no, room = code.label("no"), code.word(MOVING, moving, "room", "ptr")
    capacity, launches = code.word(MOVING, moving, "capacity"), code.word(MOVING, moving, "launches", "ptr")
    count, fixed = code.word(MOVING, moving, "launch_count"), code.word(MOVING, moving, "fixed")
    fixed_traffic = code.word(MOVING, moving, "traffic")
    with code.loop("launch.next", "launch.do", "all") as items:
        number = items.phi("launch", i64(0))
        used = items.phi("used", fixed)
        traffic = items.phi("traffic", fixed_traffic)
        items.while_(code.compare("slt", number, count, "more"))
        launch = code.row(launches, number, LAUNCH, "row")
        source = code.word(LAUNCH, launch, "source", "ptr")
        rows = code.word(SPARSE, source, "count")
        size = code.binary("mul", rows, code.word(LAUNCH, launch, "each"), "size")
        bytes_each, own = code.word(LAUNCH, launch, "bytes_each"), code.word(SPARSE, source, "row_bytes")
        into, left = code.gep(room, used, "[4 x i64]", "into"), code.binary("sub", capacity, used, "room.left")
        joins = code.binary("and", code.word(LAUNCH, launch, "joins"), code.word(SPARSE, source, "joined"), "joins.now")
        joined, apart, known = code.label("joined"), code.label("apart"), code.label("known")
        code.branch_if(code.compare("ne", joins, 0, "is.joined"), joined, apart)
        code.begin(joined)
        sum_, join = code.word(SPARSE, source, "sum", "ptr"), code.word(SPARSE, source, "join")
        kernel, both = code.convert("ptrtoint", _SUM_AND_RUN, "i64", "kernel"), code.add(own, bytes_each, "both")
        runs = code.call("i64", "@cut_runs", sum_, kernel, join, both, into, left, name="runs")
        summed = code.binary("mul", code.word(SUM, sum_, "count"), own, "summed")
        code.branch(known)
        code.begin(apart)
        things = code.call("i64", "@cut_things", launch, size, into, left, name="things")
        code.branch(known)
        code.begin(known)
        count_cut = code.phi("own.cut", "i64", (runs, joined), (things, apart))
        more = code.phi("more.traffic", "i64", (summed, joined), (i64(0), apart))
        code.enter_if(code.compare("ne", count_cut, NOT_READ, "fits"), "cut.own", no)
        total = code.add(code.binary("mul", size, bytes_each, "launch.traffic"), more, "total")
        items.next(used, code.add(used, count_cut, "used.next"))
        items.next(traffic, code.add(traffic, total, "traffic.next"))
        items.next(number, code.add(number, 1, "launch.after"))
    job = code.word(MOVING, moving, "job", "ptr")
    for word, value in enumerate((used, code.word(MOVING, moving, "room"), traffic)):
        code.store(value, code.gep(job, word, name="job.at"))
    several, large = code.compare("sgt", used, 1, "several"), code.compare("sge", traffic, least, "large")
    shared = code.convert("zext", code.binary("and", several, large, "shared"), "i64", "shared.one")
    code.ret(code.binary("or", traffic, code.binary("shl", shared, 62, "shared.bit"), "result"))
    code.begin(no)
    code.ret(NOT_READ)
    return code.text()


def _cut_sums() -> str:
    """`cut_sums(call)`: the chunks of the sums that come before all others. Their traffic, or -1 where room lacks."""
    code = Words("cut_sums", {"call": "ptr"}, "i64", internal=True)
    (call,) = code.parameters
    no, rows = code.label("no"), code.word(CALL, call, "sparse", "ptr")
    room, capacity = code.word(CALL, call, "sums_room", "ptr"), code.word(CALL, call, "sums_capacity")
    with code.loop("sum.next", "sum.do", "sums.all") as items:
        number, used, traffic = (items.phi(name, i64(0)) for name in ("number", "used", "traffic"))
        items.while_(code.compare("slt", number, code.word(CALL, call, "sparse_count"), "more"))
        sparse = code.row(rows, number, SPARSE, "sparse")
        size = code.word(SPARSE, sparse, "row_bytes")
        some = code.compare("ne", size, 0, "has.columns")
        before = code.binary("sub", code.word(SPARSE, sparse, "summed"), code.word(SPARSE, sparse, "joined"), "before")
        asked = code.compare("ne", before, 0, "is.summed")
        with code.when(code.binary("and", some, asked, "asked"), "cut", "cut.done") as cutting:
            sum_, left = code.word(SPARSE, sparse, "sum", "ptr"), code.binary("sub", capacity, used, "left")
            cut = code.call("i64", "@cut_sum", sum_, code.gep(room, used, "[4 x i64]", "into"), left, name="cut")
            code.enter_if(code.compare("ne", cut, NOT_READ, "fits"), "is.cut", no)
            both = code.add(code.word(SUM, sum_, "count"), code.word(SUM, sum_, "found"), "rows.both")
            moved = code.binary("mul", both, size, "moved")
        cut, moved = cutting.phi("cut.now", cut, 0), cutting.phi("moved.now", moved, 0)
        items.next(used, code.add(used, cut, "used.next"))
        items.next(traffic, code.add(traffic, moved, "traffic.next"))
        items.next(number, code.add(number, 1, "after"))
    code.set_word(CALL, call, "sums_count", used)
    with code.when(code.compare("ne", used, 0, "some.sums"), "tell", "told"):
        job = code.word(CALL, call, "sums_job", "ptr")
        for word, value in enumerate((used, code.word(CALL, call, "sums_room"), traffic)):
            code.store(value, code.gep(job, word, name="job.at"))
    code.ret(traffic)
    code.begin(no)
    code.ret(NOT_READ)
    return code.text()


def _join() -> str:
    """`join(call, sparse)`: let rows be summed where they are used, unless the step writes where they are."""
    code = Words("join", {"call": "ptr", "sparse": "ptr"}, internal=True)
    call, sparse = code.parameters
    yes, no, apart = code.label("yes"), code.label("no"), code.label("apart")
    code.set_word(SPARSE, sparse, "joined", i64(0))
    code.enter_if(code.compare("ne", code.word(SPARSE, sparse, "join"), 0, "joins"), "may.join", no)
    code.enter_if(code.compare("ne", code.word(SPARSE, sparse, "summed"), 0, "sums"), "is.summed", no)
    sum_ = code.word(SPARSE, sparse, "sum", "ptr")
    low, height = code.word(SUM, sum_, "values"), code.word(SUM, sum_, "height")
    high = code.add(low, code.binary("mul", height, code.word(SUM, sum_, "row_bytes"), "size"), "high")
    code.enter_if(code.call("i1", "@clear", call, low, high, name="values.clear"), "rows.stay", no)
    code.enter_unless(code.compare("ne", code.word(SUM, sum_, "plain"), 0, "is.plain"), yes, "weighted")
    low, item = code.word(SUM, sum_, "weights"), code.word(ARRAY, code.word(SUM, sum_, "factors", "ptr"), "item")
    high = code.add(low, code.binary("mul", code.word(SUM, sum_, "count"), item, "weights.size"), "weights.end")
    code.branch_if(code.call("i1", "@clear", call, low, high, name="weights.clear"), yes, no)
    code.begin(yes)
    code.set_word(SPARSE, sparse, "joined", i64(1))
    code.branch(apart)
    code.begin(no)
    code.branch(apart)
    code.begin(apart)
    code.ret()
    return code.text()


def _fit_rows() -> str:
    """`fit_rows(call)`: let the plan run over the rows of what was read, if they keep the laws. Whether they do."""
    code = Words("fit_rows", {"call": "ptr"}, "i1", internal=True)
    (call,) = code.parameters
    no, block = code.label("no"), code.word(CALL, call, "block", "ptr")
    rows = code.word(CALL, call, "sparse", "ptr")
    with code.each(code.word(CALL, call, "sparse_count"), "number") as number:
        sparse = code.row(rows, number, SPARSE, "sparse")
        use = code.word(SPARSE, sparse, "use")
        with code.when(code.compare("eq", use, LISTS, "is.list"), "list", "listed"):
            code.enter_if(code.call("i1", "@list_ids", sparse, block, name="lists"), "has.list", no)
        code.call("void", "@join", call, sparse)
        with code.when(code.compare("eq", use, STORES, "is.table"), "store", "stored"):
            code.enter_if(code.call("i1", "@stored_ids", sparse, name="stores"), "is.stored", no)
    rests = code.word(CALL, call, "rests", "ptr")
    with code.each(code.word(CALL, call, "rest_count"), "rest") as rest:
        code.call("void", "@list_rest", code.row(rests, rest, SPARSE, "rest.row"), block)
    lookups = code.word(CALL, call, "lookups", "ptr")
    with code.each(code.word(CALL, call, "lookup_count"), "item") as item:
        lookup = code.row(lookups, item, LOOKUP, "lookup")
        code.enter_if(code.call("i1", "@look_up", lookup, block, name="has.rows"), "found.all", no)
    moving, least = code.word(CALL, call, "moving", "ptr"), code.word(CALL, call, "least")
    count, fixed = code.word(CALL, call, "moving_count"), code.word(CALL, call, "traffic")
    summed = code.call("i64", "@cut_sums", call, name="summed")
    code.enter_if(code.compare("ne", summed, NOT_READ, "sums.cut"), "sums.done", no)
    several = code.compare("sgt", code.word(CALL, call, "sums_count"), 1, "sums.several")
    large = code.binary("and", several, code.compare("sge", summed, least, "sums.large"), "sums.share")
    sharing = code.binary("or", code.word(CALL, call, "sharing"), code.convert("zext", large, "i64", "one"), "sharing")
    fixed = code.add(fixed, summed, "fixed")
    with code.loop("job.next", "job.do", "jobs.done") as jobs:
        job, traffic, shares = jobs.phi("job", i64(0)), jobs.phi("traffic.now", fixed), jobs.phi("shares", sharing)
        jobs.while_(code.compare("slt", job, count, "job.more"))
        result = code.call("i64", "@cut", code.row(moving, job, MOVING, "moving.row"), least, name="result")
        code.enter_if(code.compare("ne", result, NOT_READ, "is.cut"), "cut.done", no)
        own = code.binary("and", result, (1 << 62) - 1, "own")
        shared = code.binary("lshr", result, 62, "shared")
        jobs.next(traffic, code.add(traffic, own, "traffic.next"))
        jobs.next(shares, code.binary("or", shares, shared, "shares.next"))
        jobs.next(job, code.add(job, 1, "job.after"))
    long = code.compare("sgt", traffic, QUICK, "is.long")
    code.set_word(CALL, call, "release", code.convert("zext", long, "i64", "long"))
    # Threads that a step needs are started by Python.
    cell = code.load_at(code.word(CALL, call, "plan", "ptr"), 2, "cell", "ptr")
    started = code.compare("ne", code.load_at(cell, 1, "settled"), 0, "started")
    runs = code.binary("or", started, code.compare("eq", shares, 0, "alone"), "can.run")
    code.set_word(CALL, call, "waits", code.select(runs, i64(0), 1, "waits"))
    code.ret(runs)
    _no(code, no)
    return code.text()


def _guard_array() -> str:
    """`guard_array(guards, array)`: let NumPy refuse to resize an array while the guards live. Whether it does."""
    code = Words("guard_array", {"guards": "ptr", "array": "ptr"}, "i1", internal=True)
    guards, array = code.parameters
    yes, no = code.label("yes"), code.label("no")
    code.enter_unless(code.compare("eq", array, NULL, "no.array"), yes, "some")
    owner = code.call("ptr", "@owner", array, name="owner")
    code.enter_unless(code.compare("eq", owner, NULL, "not.owned"), yes, "owned")
    reference = code.call("ptr", "@PyWeakref_NewRef", owner, NULL, name="reference")
    code.enter_if(code.compare("ne", reference, NULL, "there"), "append", no)
    status = code.call("i32", "@PyList_Append", guards, reference, name="status")
    code.call("void", "@Py_DecRef", reference)
    code.branch_if(code.compare("eq", status, 0, "appended"), yes, no)
    code.begin(yes)
    code.ret(Value("i1", "true"))
    _no(code, no)
    return code.text()


def _keep_rows() -> str:
    """`keep_rows(call)`: keep the values of this step: others may be put in their place. Whether it does."""
    code = Words("keep_rows", {"call": "ptr"}, "i1", internal=True)
    (call,) = code.parameters
    no, rows = code.label("no"), code.word(CALL, call, "sparse", "ptr")
    count, guards = code.word(CALL, call, "sparse_count"), code.word(CALL, call, "guards", "ptr")
    for part in ("data", "weights"):
        with code.each(count, part) as number:
            kept = code.word(SPARSE, code.row(rows, number, SPARSE, "sparse"), part, "ptr")
            with code.when(code.compare("ne", kept, NULL, "some"), "keep", "kept"):
                status = code.call("i32", "@PyList_Append", guards, kept, name="status")
                code.enter_if(code.compare("eq", status, 0, "appended"), "stays", no)
                array = code.call("ptr", "@array_of", kept, name="array")
                code.enter_if(code.call("i1", "@guard_array", guards, array, name="is.guarded"), "is.held", no)
    code.ret(Value("i1", "true"))
    _no(code, no)
    return code.text()


def rows_text(rows: dict[str, int], sums: dict[str, int]) -> str:
    """All of this. It is told the offsets in bytes of the fields of a `RowSparse` and a `RowSums`."""
    texts = [function() for function in (_rows_of, _has_shape, _cut_sums, _forget_rows, _spread_ids, _ids_apart)]
    texts += [function() for function in (_list_ids, _list_rest, _stored_ids, _look_up, _cut_things, _cut)]
    texts += [function() for function in (_join, _fit_rows, _guard_array, _keep_rows)]
    texts += [_read_rows(rows), _read_sums(sums)]
    for bits in (64, 32):
        texts.append(_copy_ids(bits))
        texts.append(row_kernels.first_bad(bits, f"first_bad{bits}"))
        texts.append(row_kernels.positions(bits, f"positions{bits}"))
    texts += [f"declare i64 @llvm.{name}.i64(i64, i64)" for name in ("umin", "umax")]
    return "\n".join([*texts, ""])
