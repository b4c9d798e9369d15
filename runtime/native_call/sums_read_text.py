"""LLVM text that reads rows to be summed: where they lie, what they weigh, and the lists of their ids."""

# See `SUM` in `layout.py` for what all of it works on.

from __future__ import annotations

from mxsym.codegen.backend.builder import Label, Value, i64
from mxsym.runtime.native_call.array_fields import DIMENSIONS, SHAPE, T_DIMENSIONS, T_SHAPE
from mxsym.runtime.native_call.layout import ARRAY, LIST, LONG_SPAN, SUM
from mxsym.runtime.native_call.words import FALSE, NOT_READ, NULL, TRUE, Words

FORM = "alloca [2 x i64], align 8"
"""Room for the rest of what `length` finds."""


@Words.function("i64", internal=True)
def _length(code: Words, object_: Value, form: Value, tensor: Value) -> None:
    """The first size of an array or a tensor, or -1.

    The two words of `form` are set: the number of axes, and the second size, or the first where there is one alone.
    """

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
    code.begin_tensor(other, object_, tensor, no)
    t_axes = code.field(tensor, T_DIMENSIONS, "t.axes", "i32", 4)
    code.enter_if(code.compare("sgt", t_axes, 0, "t.is.list"), "t.listed", no)
    code.ret(first(t_axes, code.field(tensor, T_SHAPE, "t.sizes"), "t"))
    code.ret_at(no, NOT_READ)


def _expect_rows(code: Words, row: Value, count: Value, axis: Value | int = 0) -> None:
    """Let a row of `ARRAY` expect so many rows, or things along another axis."""
    code.store(count, code.gep(code.word(ARRAY, row, "shape", "ptr"), axis, name="size.at"))


@Words.function("i64", internal=True, count="i64", lying="i1")
def _read_list(code: Words, sum_: Value, object_: Value, count: Value, lying: Value, tensor: Value) -> None:
    """The address of so many whole numbers, or -1.

    `item` is set: the bytes of each. Where they lie in the only row of a matrix, these are 64 bits wide.
    """
    for name, item in (("wide", 8), ("narrow", 4)):
        row, axis = code.word(SUM, sum_, name, "ptr"), i64(0)
        if name == "wide":
            row = code.select(lying, code.word(SUM, sum_, "lying", "ptr"), row, "row")
            axis = code.convert("zext", lying, "i64", "axis")
        _expect_rows(code, row, count, axis)
        code.set_word(ARRAY, row, "bytes", code.binary("mul", count, i64(item), "size"))
        where = code.call("i64", "@read", row, object_, tensor, name="where")
        other = code.label("other")
        code.enter_if(code.compare("ne", where, NOT_READ, "fits"), "read", other)
        code.set_word(SUM, sum_, "item", i64(item))
        code.ret(where)
        code.begin(other)
    code.ret(NOT_READ)


@Words.function("i64", internal=True, count="i64")
def _find_listed(code: Words, index: Value, object_: Value, count: Value, tensor: Value) -> None:
    """Look up a short list of ids. The address of their positions, or -1.

    The ids are whole numbers of 64 bits, from 0 on, in an array that is read here; see `LIST`. -1: one has no position,
    or the list is long, or nothing that can be read.
    """
    signed, known, no = code.label("signed"), code.label("known"), code.label("no")
    code.enter_if(code.compare("ult", count, LONG_SPAN, "is.short"), "short", no)
    forms = code.word(LIST, index, "forms", "ptr")

    def read(number: int) -> tuple[Value, Label]:
        """The address of the ids if they have one of the forms, else -1; and the block that tells."""
        form = code.row(forms, number, ARRAY, "form")
        _expect_rows(code, form, count)
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


def _spread_bags(bits: int) -> str:
    """`spread_bags(offsets, listed, bags, count, room)`: the bag of each id; true if offsets rise from 0 to the end.

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


def _read_ids(code: Words, sum_: Value, ids: Value, count: Value, lying: Value, tensor: Value) -> Value:
    """The address of the ids, or of the positions where an index looks them up; -1 if they do not fit."""
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
    return code.phi("where", "i64", (positions, keyed), (as_listed, listed))


@Words.function("i1", internal=True)
def _read_sum(
    code: Words, sum_: Value, values: Value, ids: Value, offsets: Value, weights: Value, tensor: Value
) -> None:
    """Read and check all but the ids. Return true if it fits."""
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
    where = _read_ids(code, sum_, ids, count, lying, tensor)
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


def _bits_below(code: Words, count: Value, name: str) -> Value:
    """The bits of a number below a count, one at least."""
    last = code.call("i64", "@llvm.umax.i64", code.add(count, -1, "last"), i64(1), name="last")
    # -1, for no rows at all, has 64 bits: no pair has room for them, and there is nothing to be done.
    zeros = code.call("i64", "@llvm.ctlz.i64", last, FALSE, name="zeros")
    return code.binary("sub", i64(64), zeros, name)


@Words.function("i1", internal=True, count="i64")
def _read_values(code: Words, sum_: Value, values: Value, weights: Value, count: Value, tensor: Value) -> None:
    """Read the rows, `height` of them, and the ids' weights."""
    no, none = code.label("no"), code.object("None")
    row, rows = code.word(SUM, sum_, "data", "ptr"), code.word(SUM, sum_, "height")
    _expect_rows(code, row, rows)
    code.set_word(ARRAY, row, "bytes", code.binary("mul", rows, code.word(SUM, sum_, "row_bytes"), "bytes"))
    where = code.call("i64", "@read", row, values, tensor, name="where")
    code.enter_if(code.compare("ne", where, NOT_READ, "fits"), "rows.read", no)
    code.set_word(SUM, sum_, "values", where)
    weighted = code.compare("ne", weights, none, "weighted")
    with code.when(weighted, "weigh", "weighed"):
        factors = code.word(SUM, sum_, "factors", "ptr")
        _expect_rows(code, factors, count)
        size = code.binary("mul", count, code.word(ARRAY, factors, "item"), "size")
        code.set_word(ARRAY, factors, "bytes", size)
        at = code.call("i64", "@read", factors, weights, tensor, name="weights.at")
        code.enter_if(code.compare("ne", at, NOT_READ, "are.weights"), "weights.read", no)
        code.set_word(SUM, sum_, "weights", at)
    code.ret(TRUE)
    code.ret_at(no, FALSE)


def read_texts() -> list[str]:
    """The definitions of this file."""
    reads = (_length, _read_list, _find_listed, _read_sum, _read_values)
    return [*(function() for function in reads), *(_spread_bags(bits) for bits in (64, 32))]
