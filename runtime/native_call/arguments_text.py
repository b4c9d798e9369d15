"""Native code that reads what a step is given: arrays and numbers in order, nested, in columns or by name."""

from __future__ import annotations

from mxsym.codegen.backend.builder import Value, i64
from mxsym.runtime.native_call.array_fields import TYPE
from mxsym.runtime.native_call.layout import ARRAY, CALL, NOTHING, NUMBER
from mxsym.runtime.native_call.words import FALSE, NULL, TRUE, Words

_ALL_WHOLE = "9007199254740992.0"
"""2^53: from it on, every finite number is whole."""
_INFINITY = "0x7FF0000000000000"


@Words.function("i1", internal=True)
def take(code: Words, call: Value, arrays: Value) -> None:
    """Choose the objects of a tuple, which are in order. Return true if they are all."""
    no = code.label("no")
    size = code.word(CALL, call, "given")
    code.expect_tuple(arrays, size, no)
    chosen = code.word(CALL, call, "chosen", "ptr")
    with code.each(size, "place") as place:
        item = code.call("ptr", "@PyTuple_GetItem", arrays, place, name="object")
        code.store(item, code.gep(chosen, place, name="into"))
    code.ret(TRUE)
    code.ret_at(no, FALSE)


@Words.function("ptr", internal=True)
def take_nested(code: Words, chosen: Value, items: Value, words: Value) -> None:
    """Choose the objects of nested tuples; see `arrangement.py`.

    It returns the address behind the words of the tuple; NULL if the items have another form. Nobody can change a
    tuple, and the caller has it until the step is over.
    """
    no = code.label("no")
    size = code.load("i64", words, name="size")
    code.expect_tuple(items, size, no)
    start = code.gep(words, 1, name="start")
    with code.loop("item.next", "item.do", "items.done") as loop:
        number, at = loop.phi("number", i64(0)), loop.phi("at", start)
        loop.below(number, size)
        object_ = code.call("ptr", "@PyTuple_GetItem", items, number, name="object")
        word, behind = code.load("i64", at, name="word"), code.gep(at, 1, name="behind")
        array, other, nothing, nested, taken = (
            code.label(name) for name in ("array", "other", "nothing", "nested", "taken")
        )
        code.branch_if(code.compare("sge", word, 0, "is.place"), array, other)
        code.begin(array)
        code.store(object_, code.gep(chosen, word, name="into"))
        code.branch(taken)
        code.begin(other)
        code.branch_if(code.compare("eq", word, NOTHING, "is.nothing"), nothing, nested)
        code.begin(nothing)
        code.branch_if(code.compare("eq", object_, code.object("None"), "is.none"), taken, no)
        code.begin(nested)
        inner = code.call("ptr", "@take_nested", chosen, object_, behind, name="inner")
        code.branch_if(code.compare("ne", inner, NULL, "fits"), taken, no)
        code.begin(taken)
        loop.next(at, code.phi("following", "ptr", (behind, array), (behind, nothing), (inner, nested)))
    code.ret(at)
    code.ret_at(no, NULL)


@Words.function("i1", internal=True)
def number_of(code: Words, object_: Value, into: Value) -> None:
    """Store what a float or an int is as a double. Return true if it is one."""
    no, yes, other = code.label("no"), code.label("yes"), code.label("other")
    kind = code.field(object_, TYPE, "kind")
    is_float = code.compare("eq", kind, code.object("float"), "is.float")
    is_int = code.compare("eq", kind, code.object("int"), "is.int")
    code.enter_if(code.binary("or", is_float, is_int, "known"), "reads", no)
    value = code.call("double", "@PyFloat_AsDouble", object_, name="value")
    fails = code.define("i1", f"fcmp oeq {value}, -1.0", "fails")  # of a large int; -1.0 itself goes the other way
    code.branch_if(code.binary("and", is_int, fails, "is.large"), other, yes)
    code.begin(other)
    code.call("void", "@PyErr_Clear")
    code.branch(no)
    code.begin(yes)
    code.store(value, into)
    code.ret(TRUE)
    code.ret_at(no, FALSE)


@Words.function("i1", internal=True)
def numbers_given(code: Words, call: Value, numbers: Value) -> None:
    """Read a list or tuple of floats, or the words at an address, into `fresh`."""
    count, fresh = code.word(CALL, call, "numbers"), code.word(CALL, call, "fresh", "ptr")
    kind = code.field(numbers, TYPE, "kind")
    no, tuple_ = code.label("no"), code.label("tuple")
    code.enter_unless(code.compare("eq", kind, code.object("tuple"), "is.tuple"), tuple_, "other")
    code.enter_if(code.compare("eq", kind, code.object("int"), "is.address"), "address", no)
    source = code.call("ptr", "@PyLong_AsVoidPtr", numbers, name="source")
    code.enter_if(code.compare("ne", source, NULL, "somewhere"), "copies", no)
    code.copy_words(count, source, fresh, "word")
    code.ret(TRUE)
    code.begin(tuple_)
    given = code.call("i64", "@PyTuple_Size", numbers, name="given")
    code.enter_if(code.compare("eq", given, count, "all"), "reads", no)
    with code.each(count, "place") as place:
        item = code.call("ptr", "@PyTuple_GetItem", numbers, place, name="item")
        into = code.gep(fresh, place, name="into")
        code.enter_if(code.call("i1", "@number_of", item, into, name="is.number"), "number", no)
    code.ret(TRUE)
    code.begin(no)
    code.call("void", "@PyErr_Clear")
    code.ret(FALSE)


@Words.function("i1", internal=True)
def columns_given(code: Words, call: Value, columns: Value, words: Value) -> None:
    """Read columns of numbers into `fresh`; see `arrangement.py`.

    A column is a float, for all of its places, or bytes with a double for each. Return true if all are.
    """
    fresh, no = code.word(CALL, call, "fresh", "ptr"), code.label("no")
    size = code.load("i64", words, name="size")
    code.expect_tuple(columns, size, no)
    start = code.gep(words, 1, name="start")
    with code.loop("column.next", "column.do", "columns.done") as loop:
        number, at = loop.phi("number", i64(0)), loop.phi("at", start)
        loop.below(number, size)
        column = code.call("ptr", "@PyTuple_GetItem", columns, number, name="column")
        count, places = code.load("i64", at, name="count"), code.gep(at, 1, name="places")
        other, filled = code.label("other"), code.label("filled")
        kind = code.field(column, TYPE, "column.kind")
        code.enter_if(code.compare("eq", kind, code.object("float"), "is.float"), "one", other)
        value = code.call("double", "@PyFloat_AsDouble", column, name="value")
        with code.each(count, "same") as same:
            code.store(value, code.gep(fresh, code.load_at(places, same, "same.place"), name="same.into"))
        code.branch(filled)
        code.begin(other)
        code.enter_if(code.compare("eq", kind, code.object("bytes"), "is.bytes"), "bytes", no)
        length = code.call("i64", "@PyBytes_Size", column, name="length")
        whole = code.compare("eq", length, code.binary("mul", count, 8, "bytes.wanted"), "whole")
        code.enter_if(whole, "each", no)
        source = code.call("ptr", "@PyBytes_AsString", column, name="source")
        with code.each(count, "own") as own:
            word = code.load("i64", code.gep(source, own, name="own.at"), 1, "own.word")
            code.store(word, code.gep(fresh, code.load_at(places, own, "own.place"), name="own.into"))
        code.enter(filled)
        loop.next(at, code.gep(places, count, name="following"))
    code.ret(TRUE)
    code.ret_at(no, FALSE)


@Words.function("i1", internal=True)
def choose(code: Words, call: Value, name: Value, value: Value) -> None:
    """Let a keyword's array or number be this step's. Return true if it is one."""
    no, unknown = code.label("no"), code.label("unknown")
    code.expect(name, "str", no)
    index = code.word(CALL, call, "index", "ptr")
    known = code.call("ptr", "@PyDict_GetItemWithError", index, name, name="known")
    code.enter_if(code.compare("ne", known, NULL, "is.known"), "place.of", unknown)
    place = code.convert("ptrtoint", code.call("ptr", "@PyLong_AsVoidPtr", known, name="number"), "i64", "place")
    count = code.word(CALL, call, "count")
    array, number = code.label("array"), code.label("is.number")
    code.branch_if(code.compare("slt", place, count, "is.array"), array, number)
    code.begin(array)
    code.store(value, code.gep(code.word(CALL, call, "chosen", "ptr"), place, name="into"))
    borrows = code.word(ARRAY, code.row(code.word(CALL, call, "arrays", "ptr"), place, ARRAY, "row"), "borrows")
    with code.when(code.compare("ne", borrows, 0, "is.borrowed"), "lend", "chosen"):
        code.call("void", "@lend", call, place, value)
    code.ret(TRUE)
    code.begin(number)
    fresh, rows = code.word(CALL, call, "fresh", "ptr"), code.word(CALL, call, "number_rows", "ptr")
    with code.when(code.compare("ne", code.word(CALL, call, "this", "ptr"), fresh, "first.one"), "begin", "begun"):
        values = code.word(CALL, call, "values", "ptr")
        code.copy_words(code.word(CALL, call, "numbers"), values, fresh, "other")
        code.set_word(CALL, call, "this", fresh)
    number_at = code.gep(fresh, code.binary("sub", place, count, "number.place"), name="number.at")
    code.enter_if(code.call("i1", "@number_of", value, number_at, name="is.double"), "double.there", no)
    double = code.load("double", number_at, name="double")
    first = code.binary("sub", place, count, "first")
    with code.loop("next", "set", "all.set") as chain:
        at = chain.phi("at", first)
        chain.while_(code.compare("sge", at, 0, "more"))
        code.store(double, code.gep(fresh, at, name="number.into"))
        chain.next(at, code.word(NUMBER, code.row(rows, at, NUMBER, "row"), "next"))
    code.ret(TRUE)
    code.begin(unknown)
    code.call("void", "@PyErr_Clear")
    code.branch(no)
    code.ret_at(no, FALSE)


@Words.function("i1", internal=True)
def counted(code: Words, call: Value) -> None:
    """True if the step's numbers are ones that may be set."""
    counting, count = code.word(CALL, call, "counting", "ptr"), code.word(CALL, call, "counting_count")
    fresh = code.word(CALL, call, "this", "ptr")
    no = code.label("no")
    with code.each(count, "counted") as counted:
        number = code.load_at(counting, counted, "number")
        value = code.load_at(fresh, number, "value", "double")
        above = code.define("i1", f"fcmp oge {value}, 1.0", "above")
        below = code.define("i1", f"fcmp olt {value}, {_INFINITY}", "below")
        code.enter_if(code.binary("and", above, below, "between"), "whole", no)
        many = code.define("i1", f"fcmp oge {value}, {_ALL_WHOLE}", "many")
        value = code.define("double", f"select {many}, double {_ALL_WHOLE}, {value}", "clamped")
        rounded = code.convert("sitofp", code.convert("fptosi", value, "i64", "integer"), "double", "rounded")
        code.enter_if(code.define("i1", f"fcmp oeq {value}, {rounded.name}", "is.whole"), "fine", no)
    code.ret(TRUE)
    code.ret_at(no, FALSE)
