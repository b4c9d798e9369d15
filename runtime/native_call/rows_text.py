"""The row-sparse part of a prepared call in native code: arrays are read, their ids copied and checked, rows looked up.

`read_rows` reads one array; `fit_rows` lets the plan run over the rows that a step's arrays list. What does not fit is
left to Python, which says what is wrong, or makes more room.
"""

from __future__ import annotations

from mxsym.codegen.backend.builder import Value, i64
from mxsym.runtime import row_kernels
from mxsym.runtime.native_call.array_fields import DIMENSIONS, DTYPE, ROOT, SHAPE, TYPE
from mxsym.runtime.native_call.ids_text import copy_ids, list_ids, list_rest, look_up, stored_ids
from mxsym.runtime.native_call.layout import (
    ARRAY,
    CALL,
    LAUNCH,
    LIST,
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
from mxsym.runtime.native_call.read_text import return_held
from mxsym.runtime.native_call.sums_text import chunk_size, sums_texts
from mxsym.runtime.native_call.words import FALSE, NOT_READ, NULL, TRUE, Words, module

_SUM_AND_RUN = Value("ptr", "@sum_and_run")


@Words.function("ptr", internal=True)
def _rows_of(code: Words, object_: Value) -> None:
    """The `RowSparse` that an object is or holds, or NULL."""
    return_held(code, object_, "RowSparse")


@Words.function("i1", internal=True, count="i64")
def _has_shape(code: Words, tuple_: Value, sizes: Value, count: Value) -> None:
    """True if an object is a tuple of these whole numbers."""
    no, large = code.label("no"), code.label("large")
    code.expect_tuple(tuple_, count, no)
    with code.each(count, "axis") as axis:
        item = code.call("ptr", "@PyTuple_GetItem", tuple_, axis, name="item")
        code.expect(item, "int", no)
        size = code.call("i64", "@PyLong_AsSsize_t", item, name="size")
        code.enter_if(code.compare("eq", size, code.load_at(sizes, axis, "wanted"), "equal"), "equals", large)
    code.ret(TRUE)
    code.begin(large)
    code.call("void", "@PyErr_Clear")
    code.branch(no)
    code.ret_at(no, FALSE)


def _read_rows(offsets: dict[str, int]) -> str:
    """`read_rows(sparse, object, tensor)`: the address of a row-sparse array's values, or -1. No id is checked."""
    code = Words("read_rows", {"sparse": "ptr", "object": "ptr", "tensor": "ptr"}, "i64")
    sparse, object_, tensor = code.parameters
    no, other = code.label("no"), code.label("other")
    for name in ("summed", "apart"):
        code.set_word(SPARSE, sparse, name, i64(0))
    rows = code.call("ptr", "@rows_of", object_, name="rows")
    code.enter_if(code.compare("ne", rows, NULL, "is.sparse"), "is.rows", other)
    indices, data, shape = (code.field(rows, at, name) for name, at in offsets.items())
    for part in (indices, data, shape):
        code.enter_if(code.compare("ne", part, NULL, "is.there"), "there", no)
    for part in (indices, data):
        code.expect(part, "ndarray", no)
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
    code.ret_at(no, NOT_READ)
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
    code.set_word(SPARSE, sparse, "apart", code.convert("zext", are_apart, "i64", "apart"))
    with code.when(code.compare("eq", alone, NOT_READ, "are.several"), "several", "known.ids") as several:
        in_order = code.call("i64", "@order_sum", sum_, name="in.order")
        code.enter_if(code.compare("ne", in_order, NOT_READ, "lawful"), "ordered", no)
    different = several.phi("different", in_order, alone)
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
    code.ret_at(no, NOT_READ)
    return code.text()


@Words.function()
def _forget_rows(code: Words, call: Value) -> None:
    """Forget where row-sparse arrays were: each has other memory, or as much as it likes."""
    rows, addresses = code.word(CALL, call, "sparse", "ptr"), code.word(CALL, call, "addresses", "ptr")
    with code.each(code.word(CALL, call, "sparse_count"), "number") as number:
        place = code.word(SPARSE, code.row(rows, number, SPARSE, "sparse"), "place")
        code.store(NOT_READ, code.gep(addresses, place, name="at"))
    code.ret()


@Words.function("i64", internal=True, size="i64", capacity="i64")
def _cut_things(code: Words, launch: Value, size: Value, chunks: Value, capacity: Value) -> None:
    """The chunks of so many things. Their number; -1: room lacks."""
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
    code.ret_at(no, NOT_READ)


@Words.function("i64", internal=True, least="i64")
def _cut(code: Words, moving: Value, least: Value) -> None:
    """The chunks of a job for the rows that are listed. Its traffic, or -1 where room lacks.

    Bit 62 is set where its traffic is `least` or more, and it has several chunks. See `plan.chunks`.
    """
    no, room = code.label("no"), code.word(MOVING, moving, "room", "ptr")
    capacity, launches = code.word(MOVING, moving, "capacity"), code.word(MOVING, moving, "launches", "ptr")
    count, fixed = code.word(MOVING, moving, "launch_count"), code.word(MOVING, moving, "fixed")
    fixed_traffic = code.word(MOVING, moving, "traffic")
    with code.loop("launch.next", "launch.do", "all") as items:
        number = items.phi("launch", i64(0))
        used = items.phi("used", fixed)
        traffic = items.phi("traffic", fixed_traffic)
        items.below(number, count)
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
        code.enter(known)
        count_cut = code.phi("own.cut", "i64", (runs, joined), (things, apart))
        more = code.phi("more.traffic", "i64", (summed, joined), (i64(0), apart))
        code.enter_if(code.compare("ne", count_cut, NOT_READ, "fits"), "cut.own", no)
        total = code.add(code.binary("mul", size, bytes_each, "launch.traffic"), more, "total")
        items.next(used, code.add(used, count_cut, "used.next"))
        items.next(traffic, code.add(traffic, total, "traffic.next"))
    job = code.word(MOVING, moving, "job", "ptr")
    for word, value in enumerate((used, code.word(MOVING, moving, "room"), traffic)):
        code.store(value, code.gep(job, word, name="job.at"))
    several, large = code.compare("sgt", used, 1, "several"), code.compare("sge", traffic, least, "large")
    shared = code.convert("zext", code.binary("and", several, large, "shared"), "i64", "shared.one")
    code.ret(code.binary("or", traffic, code.binary("shl", shared, 62, "shared.bit"), "result"))
    code.ret_at(no, NOT_READ)


@Words.function("i64", internal=True)
def _cut_sums(code: Words, call: Value) -> None:
    """The chunks of the sums that come before all others. Their traffic, or -1 where room lacks."""
    no, rows = code.label("no"), code.word(CALL, call, "sparse", "ptr")
    room, capacity = code.word(CALL, call, "sums_room", "ptr"), code.word(CALL, call, "sums_capacity")
    with code.loop("sum.next", "sum.do", "sums.all") as items:
        number, used, traffic = (items.phi(name, i64(0)) for name in ("number", "used", "traffic"))
        items.below(number, code.word(CALL, call, "sparse_count"))
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
    code.set_word(CALL, call, "sums_count", used)
    with code.when(code.compare("ne", used, 0, "some.sums"), "tell", "told"):
        job = code.word(CALL, call, "sums_job", "ptr")
        for word, value in enumerate((used, code.word(CALL, call, "sums_room"), traffic)):
            code.store(value, code.gep(job, word, name="job.at"))
    code.ret(traffic)
    code.ret_at(no, NOT_READ)


@Words.function(internal=True)
def _join(code: Words, call: Value, sparse: Value) -> None:
    """Let rows be summed where they are used, unless the step writes where they are."""
    yes, no = code.label("yes"), code.label("no")
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
    index = code.word(SUM, sum_, "index", "ptr")
    with code.when(code.compare("ne", index, NULL, "is.noted"), "tell", "told"):
        code.set_word(LIST, index, "touched", code.word(SPARSE, sparse, "room"))
    code.ret()
    code.ret_at(no)


@Words.function("i1")
def _fit_rows(code: Words, call: Value) -> None:
    """Let the plan run over the rows of what was read, if they keep the laws. Return true if they do."""
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
        jobs.below(job, count)
        result = code.call("i64", "@cut", code.row(moving, job, MOVING, "moving.row"), least, name="result")
        code.enter_if(code.compare("ne", result, NOT_READ, "is.cut"), "cut.done", no)
        own = code.binary("and", result, (1 << 62) - 1, "own")
        shared = code.binary("lshr", result, 62, "shared")
        jobs.next(traffic, code.add(traffic, own, "traffic.next"))
        jobs.next(shares, code.binary("or", shares, shared, "shares.next"))
    long = code.compare("sgt", traffic, QUICK, "is.long")
    code.set_word(CALL, call, "release", code.convert("zext", long, "i64", "long"))
    # Threads that a step needs are started by Python.
    cell = code.load_at(code.word(CALL, call, "plan", "ptr"), 2, "cell", "ptr")
    started = code.compare("ne", code.load_at(cell, 1, "settled"), 0, "started")
    runs = code.binary("or", started, code.compare("eq", shares, 0, "alone"), "can.run")
    code.set_word(CALL, call, "waits", code.select(runs, i64(0), 1, "waits"))
    code.ret(runs)
    code.ret_at(no, FALSE)


@Words.function("i1", internal=True)
def _guard_array(code: Words, guards: Value, array: Value) -> None:
    """Let NumPy refuse to resize an array while the guards live. Return true if it does."""
    yes, no = code.label("yes"), code.label("no")
    code.enter_unless(code.compare("eq", array, NULL, "no.array"), yes, "some")
    owner = code.call("ptr", "@owner", array, name="owner")
    code.enter_unless(code.compare("eq", owner, NULL, "not.owned"), yes, "owned")
    reference = code.call("ptr", "@PyWeakref_NewRef", owner, NULL, name="reference")
    code.enter_if(code.compare("ne", reference, NULL, "there"), "append", no)
    status = code.call("i32", "@PyList_Append", guards, reference, name="status")
    code.call("void", "@Py_DecRef", reference)
    code.branch_if(code.compare("eq", status, 0, "appended"), yes, no)
    code.ret_at(yes, TRUE)
    code.ret_at(no, FALSE)


@Words.function("i1")
def _keep_rows(code: Words, call: Value) -> None:
    """Keep the values of this step: others may be put in their place. Return true if it does."""
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
    code.ret(TRUE)
    code.ret_at(no, FALSE)


def rows_text(rows: dict[str, int], sums: dict[str, int]) -> str:
    """The module of rows and their sums, which steps on dense arrays alone do without.

    It is told the offsets in bytes of the fields of a `RowSparse` and a `RowSums`.
    """
    texts = [function() for function in (_rows_of, _has_shape, _cut_sums, _forget_rows)]
    texts += [function() for function in (list_ids, list_rest, stored_ids, look_up, _cut_things, _cut)]
    texts += [function() for function in (_join, _fit_rows, _guard_array, _keep_rows)]
    texts += [_read_rows(rows), _read_sums(sums)]
    for bits in (64, 32):
        texts.append(copy_ids(bits))
        texts.append(row_kernels.first_bad(bits, f"first_bad{bits}"))
        texts.append(row_kernels.positions(bits, f"positions{bits}"))
    texts += [f"declare i64 @llvm.{name}.i64(i64, i64)" for name in ("umin", "umax")]
    return module([*texts, *sums_texts()])
