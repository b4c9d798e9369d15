"""Rows that are summed by their ids, in native code: they are read where they lie, their ids brought in order.

`read_sum` reads and checks, `order_sum` brings in order, `cut_sum` cuts the sums into chunks; `coalesce` and `add_rows`
are methods that do all of it. What does not fit is left to Python.
"""

# See `SUM` in `layout.py` for what all of it works on.

from __future__ import annotations

from mxsym.codegen.backend.builder import Label, Value, i64
from mxsym.codegen.backend.emit import LINE
from mxsym.runtime.native_call.array_fields import DATA, DIMENSIONS, SHAPE, T_DIMENSIONS, T_SHAPE, TENSOR_BYTES, TYPE
from mxsym.runtime.native_call.layout import ARRAY, AS_THEY_ARE, FETCH, JOIN, LIST, LONG_SORT, LONG_SPAN, READER, SUM
from mxsym.runtime.native_call.words import FALSE, NOT_READ, NULL, TRUE, Words
from mxsym.runtime.plan import CHUNK_BYTES, LEAST_CHUNK, ROW_CHUNK, SHARES
from mxsym.runtime.row_arguments import SUM_ARGUMENTS
from mxsym.runtime.rows import DIGIT_BITS, FEW

JOINED_BYTES = 1 << 14
"""Sums that are made at once where a kernel uses them: all of them, and the rows and the weights, fit a small cache."""
DIRECT_BYTES = 2 * LINE
"""Bytes of a row from which on a kernel reads it where it is, if its id has no other."""
FETCHED = 4
"""Cache lines of a row that are fetched; the CPU goes on by itself."""
_AHEAD, _MOST_DIRECT = 8, 2
"""Rows that are fetched before their turn, and that a kernel is called for at once: fetches and work take turns."""
MOST_WORDS = 128
"""Words that a kernel is told at most if its sums are made where it uses them."""
FORM = "alloca [2 x i64], align 8"
"""Room for the rest of what `length` finds."""


def _length() -> str:
    """`length(object, form, tensor)`: the first size of an array or a tensor, or -1.

    The two words of `form` are set: the number of axes, and the second size, or the first where there is one alone.
    """
    code = Words("length", {"object": "ptr", "form": "ptr", "tensor": "ptr"}, "i64", internal=True)
    object_, form, tensor = code.parameters

    def first(axes: Value, sizes: Value, name: str) -> Value:
        has_second = code.compare("sgt", axes, 1, f"{name}.has.second")
        code.store(code.convert("sext", axes, "i64", f"{name}.axes.wide"), form)
        last = code.select(has_second, i64(1), 0, f"{name}.last")  # which is there
        code.store(code.load_at(sizes, last, f"{name}.second"), code.gep(form, 1, name=f"{name}.second.at"))
        return code.load("i64", sizes, name=f"{name}.size")

    no, other = code.label("no"), code.label("other")
    array = code.call("ptr", "@array_of", object_, name="array")
    code.enter_if(code.compare("ne", array, NULL, "is.array"), "array.read", other)
    axes = code.field(array, DIMENSIONS, "axes", "i32", 4)
    code.enter_if(code.compare("sgt", axes, 0, "is.list"), "listed", no)
    code.ret(first(axes, code.field(array, SHAPE, "sizes"), "a"))
    code.begin(other)
    reader = code.call("ptr", "@reader", code.field(object_, TYPE, "kind"), name="reader")
    code.enter_if(code.compare("ne", reader, NULL, "is.known"), "known", no)
    is_tensor = code.compare("ne", code.word(READER, reader, "function", "ptr"), NULL, "is.tensor")
    code.enter_if(is_tensor, "tensor.read", no)
    code.enter_if(code.call("i1", "@described", object_, reader, tensor, name="described"), "tensor.known", no)
    t_axes = code.field(tensor, T_DIMENSIONS, "t.axes", "i32", 4)
    code.enter_if(code.compare("sgt", t_axes, 0, "t.is.list"), "t.listed", no)
    code.ret(first(t_axes, code.field(tensor, T_SHAPE, "t.sizes"), "t"))
    code.ret_at(no, NOT_READ)
    return code.text()


def expect_rows(code: Words, row: Value, count: Value, axis: Value | int = 0) -> None:
    """Let a row of `ARRAY` expect so many rows, or things along another axis."""
    code.store(count, code.gep(code.word(ARRAY, row, "shape", "ptr"), axis, name="size.at"))


def _read_list() -> str:
    """`read_list(sum, object, count, lying, tensor)`: the address of so many whole numbers, or -1.

    `item` is set: the bytes of each. Where they lie in the only row of a matrix, these are 64 bits wide.
    """
    parameters = {"sum": "ptr", "object": "ptr", "count": "i64", "lying": "i1", "tensor": "ptr"}
    code = Words("read_list", parameters, "i64", internal=True)
    sum_, object_, count, lying, tensor = code.parameters
    for name, item in (("wide", 8), ("narrow", 4)):
        row, axis = code.word(SUM, sum_, name, "ptr"), i64(0)
        if name == "wide":
            row = code.select(lying, code.word(SUM, sum_, "lying", "ptr"), row, "row")
            axis = code.convert("zext", lying, "i64", "axis")
        expect_rows(code, row, count, axis)
        code.set_word(ARRAY, row, "bytes", code.binary("mul", count, i64(item), "size"))
        where = code.call("i64", "@read", row, object_, tensor, name="where")
        other = code.label("other")
        code.enter_if(code.compare("ne", where, NOT_READ, "fits"), "read", other)
        code.set_word(SUM, sum_, "item", i64(item))
        code.ret(where)
        code.begin(other)
    code.ret(NOT_READ)
    return code.text()


def _find_listed() -> str:
    """`find_listed(index, object, count, tensor)`: look up a short list of ids. The address of their positions, or -1.

    The ids are whole numbers of 64 bits, from 0 on, in an array that is read here; see `LIST`. -1: one has no position,
    or the list is long, or nothing that can be read.
    """
    parameters = {"index": "ptr", "object": "ptr", "count": "i64", "tensor": "ptr"}
    code = Words("find_listed", parameters, "i64", internal=True)
    index, object_, count, tensor = code.parameters
    signed, known, no = code.label("signed"), code.label("known"), code.label("no")
    code.enter_if(code.compare("ult", count, LONG_SPAN, "is.short"), "short", no)
    forms = code.word(LIST, index, "forms", "ptr")

    def read(number: int) -> tuple[Value, Label]:
        """The address of the ids if they have one of the forms, else -1; and the block that tells."""
        form = code.row(forms, number, ARRAY, "form")
        expect_rows(code, form, count)
        code.set_word(ARRAY, form, "bytes", code.binary("mul", count, code.word(ARRAY, form, "item"), "size"))
        return code.call("i64", "@read", form, object_, tensor, name="where"), code.block

    plain, first = read(0)
    code.branch_if(code.compare("ne", plain, NOT_READ, "is.plain"), known, signed)
    code.begin(signed)
    other, _ = read(1)
    code.enter_if(code.compare("ne", other, NOT_READ, "is.signed"), "with.sign", no)
    numbers = code.convert("inttoptr", other, "ptr", "numbers")
    with code.each(count, "number") as number:
        negative = code.compare("slt", code.load_at(numbers, number, "id"), 0, "negative")
        code.enter_unless(negative, no, "fits")
    checked = code.block
    code.branch(known)
    code.begin(known)
    keys = code.phi("keys", "i64", (plain, first), (other, checked))
    room, near = code.word(LIST, index, "room"), code.word(LIST, index, "rows")
    few = code.compare("ule", count, code.word(LIST, index, "rows_most"), "few")
    near_count = code.select(few, code.word(LIST, index, "rows_count"), i64(0), "near.count")
    words = {"keys": keys, "count": count, "positions": room, "near": near, "near_count": near_count}
    for name, value in words.items():
        code.set_word(LIST, index, name, value)
    find = code.word(LIST, index, "find", "ptr")
    missing = code.call("i64", find.name, index, i64(0), count, name="missing")
    code.enter_if(code.compare("eq", missing, 0, "is.complete"), "complete", no)
    code.ret(room)
    code.ret_at(no, NOT_READ)
    return code.text()


def _spread_bags(bits: int) -> str:
    """`spread_bags(offsets, listed, bags, count, room)`: the bag of each id. Whether offsets rise from 0 to the end.

    Each offset is read once; the last bag ends with the ids where no offset says so. `room` has place for one more id:
    bags of one id or none, as a server of a store makes of others' rows, are no branch that a CPU would have to guess.
    """
    parameters = {"offsets": "ptr", **dict.fromkeys(("listed", "bags", "count"), "i64"), "room": "ptr"}
    code = Words(f"spread_bags{bits}", parameters, "i1", attributes='"no-builtins"', internal=True, noalias=("room",))
    offsets, listed, bags, count, room = code.parameters
    no = code.label("no")

    def offset(place: Value | int, name: str) -> Value:
        value = code.load(f"i{bits}", code.gep(offsets, place, f"i{bits}", f"{name}.at"), bits // 8, name)
        return value if bits == 64 else code.convert("sext", value, "i64", f"{name}.wide")

    with code.when(code.compare("ne", listed, 0, "some"), "head", "start"):
        code.enter_if(code.compare("eq", offset(0, "first"), 0, "from.zero"), "good", no)
    with code.loop("bag.next", "bag.do", "bag.done") as loop:
        bag, begin = loop.phi("bag", i64(0)), loop.phi("begin", i64(0))
        loop.while_(code.compare("slt", bag, bags, "more"))
        after = code.add(bag, 1, "after")
        with code.when(code.compare("slt", after, listed, "is.listed"), "look", "known") as looking:
            told = offset(after, "told")
        end = looking.phi("end", told, count)
        rises, inside = code.compare("sge", end, begin, "no.fall"), code.compare("sle", end, count, "inside")
        code.enter_if(code.binary("and", rises, inside, "fits"), "rises", no)
        code.store(bag, code.gep(room, begin, name="first.into"))  # an empty bag's place is the next one's
        with code.each(end, "id", code.add(begin, 1, "second")) as number:
            code.store(bag, code.gep(room, number, name="into"))
        loop.next(begin, end)
        loop.next(bag, after)
    code.ret(code.compare("eq", begin, count, "all"))
    code.ret_at(no, FALSE)
    return code.text()


def _read_sum() -> str:
    """`read_sum(sum, values, ids, offsets, weights, tensor)`: read and check all but the ids. Whether it fits."""
    names = ["sum", "values", "ids", "offsets", "weights", "tensor"]
    parameters = dict.fromkeys(names, "ptr")
    code = Words("read_sum", parameters, "i1", internal=True)
    sum_, values, ids, offsets, weights, tensor = code.parameters
    no, none = code.label("no"), code.object("None")
    form = code.define("ptr", FORM, "form")
    first = code.call("i64", "@length", ids, form, tensor, name="first")
    is_matrix = code.compare("eq", code.load("i64", form, name="axes"), 2, "is.matrix")
    lying = code.binary("and", is_matrix, code.compare("eq", first, 1, "one.row"), "lying")  # as torch has ids
    count = code.select(lying, code.load_at(form, 1, "second"), first, "count")
    capacity = code.word(SUM, sum_, "capacity")
    code.enter_if(code.compare("ule", count, capacity, "fits"), "room.there", no)
    rows = code.call("i64", "@length", values, form, tensor, name="rows")
    code.enter_if(code.compare("sge", rows, 0, "has.rows"), "rows.there", no)
    bagged = code.compare("ne", offsets, none, "bagged")
    room = code.word(SUM, sum_, "bag_room", "ptr")
    with code.when(bagged, "bags", "bags.done"):
        listed = code.call("i64", "@length", offsets, form, tensor, name="listed")
        extra = code.binary("sub", listed, rows, "extra")
        code.enter_if(code.compare("ule", extra, 1, "is.for.all"), "for.all", no)
        stands = FALSE
        where = code.call("i64", "@read_list", sum_, offsets, listed, stands, tensor, name="offsets.at")
        code.enter_if(code.compare("ne", where, NOT_READ, "are.offsets"), "are.read", no)
        at = code.convert("inttoptr", where, "ptr", "offsets.ptr")
        wide, narrow, spread = code.label("wide"), code.label("narrow"), code.label("spread")
        code.branch_if(code.compare("eq", code.word(SUM, sum_, "item"), 8, "is.wide"), wide, narrow)
        for label, bits in ((wide, 64), (narrow, 32)):
            code.begin(label)
            good = code.call("i1", f"@spread_bags{bits}", at, listed, rows, count, room, name="good")
            code.branch_if(good, spread, no)
        code.begin(spread)
    equal = code.compare("eq", rows, count, "each.one")
    code.enter_if(code.binary("or", bagged, equal, "as.many"), "rows.fit", no)
    code.set_word(SUM, sum_, "height", rows)
    code.enter_if(code.call("i1", "@read_values", sum_, values, weights, count, tensor, name="read"), "values.fit", no)
    keyed, listed, known = code.label("keyed"), code.label("listed.ids"), code.label("known")
    index = code.word(SUM, sum_, "index", "ptr")
    with code.when(code.compare("ne", index, NULL, "has.index"), "asks", "asked") as asking:
        looks_up = code.compare("ne", code.word(LIST, index, "looks_up"), 0, "looks.up")
    code.branch_if(asking.phi("are.keys", looks_up, FALSE), keyed, listed)
    code.begin(keyed)
    positions = code.call("i64", "@find_listed", index, ids, count, tensor, name="positions")
    code.set_word(SUM, sum_, "item", i64(8))
    code.branch(known)
    code.begin(listed)
    as_listed = code.call("i64", "@read_list", sum_, ids, count, lying, tensor, name="as.listed")
    code.branch(known)
    code.begin(known)
    where = code.phi("where", "i64", (positions, keyed), (as_listed, listed))
    code.enter_if(code.compare("ne", where, NOT_READ, "are.ids"), "ids.fit", no)
    code.set_word(SUM, sum_, "ids", where)
    code.set_word(SUM, sum_, "count", count)
    plain = code.compare("eq", weights, none, "is.plain")
    packed = code.select(code.binary("and", bagged, plain, "packed"), room, NULL, "lows")
    code.store(packed, code.gep(sum_, SUM.index("lows"), name="lows.at"))
    # What a pair has beside its id: the row, or where weights are looked up, too, the position.
    largest = code.select(code.binary("and", bagged, plain, "of.bags"), rows, count, "largest")
    code.set_word(SUM, sum_, "shift", _bits_below(code, largest, "shift"))
    code.set_word(SUM, sum_, "plain", code.convert("zext", plain, "i64", "plain.one"))
    is_alone = code.binary("and", plain, code.compare("eq", offsets, none, "no.bags"), "as.stand")
    code.set_word(SUM, sum_, "as_stand", code.convert("zext", is_alone, "i64", "alone.one"))
    bagless = code.compare("eq", offsets, none, "bagless")
    weighted = code.compare("ne", weights, none, "weighted")
    own = code.select(code.binary("and", bagless, weighted, "own"), count, i64(0), "own.count")
    with code.each(own, "place") as place:  # each id has a row of its own
        code.store(place, code.gep(room, place, name="own.into"))
    code.ret(TRUE)
    code.ret_at(no, FALSE)
    return code.text()


def _bits_below(code: Words, count: Value, name: str) -> Value:
    """The bits of a number below a count, one at least."""
    last = code.call("i64", "@llvm.umax.i64", code.add(count, -1, "last"), i64(1), name="last")
    # -1, for no rows at all, has 64 bits: no pair has room for them, and there is nothing to be done.
    zeros = code.call("i64", "@llvm.ctlz.i64", last, FALSE, name="zeros")
    return code.binary("sub", i64(64), zeros, name)


def _read_values() -> str:
    """`read_values(sum, values, weights, count, tensor)`: read the rows, `height` of them, and the ids' weights."""
    parameters = {"sum": "ptr", "values": "ptr", "weights": "ptr", "count": "i64", "tensor": "ptr"}
    code = Words("read_values", parameters, "i1", internal=True)
    sum_, values, weights, count, tensor = code.parameters
    no, none = code.label("no"), code.object("None")
    row, rows = code.word(SUM, sum_, "data", "ptr"), code.word(SUM, sum_, "height")
    expect_rows(code, row, rows)
    code.set_word(ARRAY, row, "bytes", code.binary("mul", rows, code.word(SUM, sum_, "row_bytes"), "bytes"))
    where = code.call("i64", "@read", row, values, tensor, name="where")
    code.enter_if(code.compare("ne", where, NOT_READ, "fits"), "rows.read", no)
    code.set_word(SUM, sum_, "values", where)
    weighted = code.compare("ne", weights, none, "weighted")
    with code.when(weighted, "weigh", "weighed"):
        factors = code.word(SUM, sum_, "factors", "ptr")
        expect_rows(code, factors, count)
        size = code.binary("mul", count, code.word(ARRAY, factors, "item"), "size")
        code.set_word(ARRAY, factors, "bytes", size)
        at = code.call("i64", "@read", factors, weights, tensor, name="weights.at")
        code.enter_if(code.compare("ne", at, NOT_READ, "are.weights"), "weights.read", no)
        code.set_word(SUM, sum_, "weights", at)
    code.ret(TRUE)
    code.ret_at(no, FALSE)
    return code.text()


def _order_sum() -> str:
    """`order_sum(sum)`: the number of different ids, or -1 where one is out of range or no pair fits a word.

    -2 where the rows are in order as they are, each its own. Else `pairs`, `low`, `starts`, `unique` are set.
    """
    code = Words("order_sum", {"sum": "ptr"}, "i64", internal=True)
    (sum_,) = code.parameters
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
    return code.text()


def _each_once() -> str:
    """`each_once(sum)`: the number of ids if they are 64 bits wide, in range, and each is there once; else -1.

    They stay in the order that they are in. `pairs`, `low`, `starts`, `unique` are set as by `order_sum`; a pair is the
    number of the row alone. Each id is read once.
    """
    code = Words("each_once", {"sum": "ptr"}, "i64", attributes='"no-builtins"', internal=True)
    (sum_,) = code.parameters
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
    return code.text()


def _list_runs() -> str:
    """`list_runs(sum)`: ids that rise: each is a run of its own."""
    code = Words("list_runs", {"sum": "ptr"}, attributes='"no-builtins"', internal=True)
    (sum_,) = code.parameters
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
    return code.text()


def _kernel(code: Words, sum_: Value, name: str) -> Value:
    """The kernel for what was read: with weights or without."""
    plain = code.compare("ne", code.word(SUM, sum_, "plain"), 0, "is.plain")
    return code.select(plain, code.word(SUM, sum_, name), code.word(SUM, sum_, f"weighted_{name}"), "kernel")


def _traffic(code: Words, sum_: Value) -> Value:
    """Bytes that the sums move."""
    rows = code.add(code.word(SUM, sum_, "count"), code.word(SUM, sum_, "found"), "rows")
    return code.binary("mul", rows, code.word(SUM, sum_, "row_bytes"), "sum.traffic")


def _cut_sum() -> str:
    """`cut_sum(sum, chunks, capacity)`: the sums in chunks of about as many rows each. Their number; -1: room lacks."""
    code = Words("cut_sum", {"sum": "ptr", "chunks": "ptr", "capacity": "i64"}, "i64")
    sum_, chunks, capacity = code.parameters
    arguments = code.convert("ptrtoint", code.gep(sum_, SUM.index(SUM_ARGUMENTS[0]), name="args"), "i64", "args.at")
    told = (_kernel(code, sum_, "sum"), arguments, code.word(SUM, sum_, "row_bytes"), chunks, capacity)
    code.ret(code.call("i64", "@cut_runs", sum_, *told, name="cut"))
    return code.text()


def _cut_runs() -> str:
    """`cut_runs(sum, kernel, arguments, bytes_each, chunks, capacity)`: chunks of whole runs, of about as many rows.

    Their number; -1: room lacks. `bytes_each`: the traffic of a row that is summed.
    """
    words = dict.fromkeys(("kernel", "arguments", "bytes_each"), "i64")
    code = Words("cut_runs", {"sum": "ptr", **words, "chunks": "ptr", "capacity": "i64"}, "i64", internal=True)
    sum_, kernel, arguments, bytes_each, chunks, capacity = code.parameters
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
    return code.text()


def _sum_and_run() -> str:
    """`sum_and_run(join, begin, end)`: rows begin … end-1 of a kernel, each after the sum that it reads.

    The sums of a few rows at a time are made in the same memory, of the thread's own: they are in the cache when the
    kernel reads them. Those of long rows are made in the room of all. If each is one long row, `run_direct` makes none.
    The kernel and the sums have copies of what they are told, with another address of the sums. Where rows are noted in
    an index, what it knows of these is fetched before the sums and noted after the kernel.
    """
    parameters = {"join": "ptr", "begin": "i64", "end": "i64"}
    code = Words("sum_and_run", parameters, attributes='"no-builtins"')
    join, begin, end = code.parameters
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
    return code.text()


_DIRECT = (("pairs", "ptr"), ("low", "i64"), ("values", "ptr"))


def _run_direct() -> str:
    """`run_direct(join, words, begin, end)`: rows begin … end-1 of a kernel, which reads each where it is.

    Each sum is of one row without a weight, which is that row. A kernel's rows are one after the other: it is called
    for those that lie so, a few at a time, and meanwhile those to come are fetched.
    """
    parameters = {"join": "ptr", "words": "ptr", "begin": "i64", "end": "i64"}
    code = Words("run_direct", parameters, attributes='"no-builtins"', internal=True)
    join, words, begin, end = code.parameters
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
            code.call("void", "@llvm.prefetch.p0", place, *(Value("i32", hint) for hint in "031"))

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
    return code.text()


def chunk_size(code: Words, size: Value, bytes_each: Value, most: Value, grain: Value) -> Value:
    """The things of a chunk, a multiple of `grain`; `most`: its traffic. See `plan.chunks`."""
    total = code.binary("mul", size, bytes_each, "total")
    share = code.binary("lshr", total, SHARES.bit_length() - 1, "share")
    wanted = code.call("i64", "@llvm.umin.i64", share, most, name="wanted")
    wanted = code.call("i64", "@llvm.umax.i64", wanted, i64(LEAST_CHUNK), name="wanted")
    divisor = code.call("i64", "@llvm.umax.i64", bytes_each, i64(1), name="divisor")
    grains = code.binary("udiv", code.binary("udiv", wanted, divisor, "things"), grain, "grains")
    return code.call("i64", "@llvm.umax.i64", code.binary("mul", grains, grain, "whole"), grain, name="step")


def _coalesce() -> str:
    """`coalesce(self, values, ids, offsets, weights)`, a method: the number of different ids; -1: Python must say.

    See `order_sum`. What was read is kept as numbers only.
    """
    code = Words("coalesce", {"self": "ptr", "args": "ptr", "count": "i64"}, "ptr")
    self, args, _ = code.parameters
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
    return code.text()


def _add_rows() -> str:
    """`add_rows(self, values, weights, ids, sums)`, a method: fill ids and sums. 1: done; 0: not the sums; -1: moved.

    The sums are not made where they are more than a few: threads share them. `ids` and `sums` are new arrays of the
    caller's own.
    """
    code = Words("add_rows", {"self": "ptr", "args": "ptr", "count": "i64"}, "ptr")
    self, args, _ = code.parameters
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
    return code.text()


def _run_list() -> str:
    """`run_list(self, words, ids)`, a method: look up a short list of ids. Their number if all are found, else -1."""
    code = Words("run_list", {"self": "ptr", "args": "ptr", "positional": "i64"}, "ptr")
    _, args, _ = code.parameters
    tensor = code.define("ptr", f"alloca [{TENSOR_BYTES} x i8], align 16", "tensor")
    address, ids = (code.load_at(args, place, name, "ptr") for place, name in enumerate(("words", "ids")))
    words = code.call("ptr", "@PyLong_AsVoidPtr", address, name="address")
    count = code.call("i64", "@length", ids, code.define("ptr", FORM, "form"), tensor, name="count")
    where = code.call("i64", "@find_listed", words, ids, count, tensor, name="where")
    all_ = code.select(code.compare("ne", where, NOT_READ, "is.good"), count, NOT_READ, "all")
    code.ret(code.call("ptr", "@PyLong_FromLong", all_, name="status"))
    return code.text()


def sums_texts() -> list[str]:
    """All of this."""
    reads = (_length, _read_list, _find_listed, _read_sum, _read_values)
    works = (_order_sum, _each_once, _list_runs, _cut_runs, _cut_sum, _run_direct, _sum_and_run)
    texts = [function() for function in (*reads, *works, _coalesce, _add_rows, _run_list)]
    texts += [_spread_bags(bits) for bits in (64, 32)]
    externals = ["declare i64 @llvm.ctlz.i64(i64, i1)", "declare void @llvm.prefetch.p0(ptr, i32, i32, i32)"]
    return [*texts, *externals]
