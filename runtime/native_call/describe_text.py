"""LLVM text of methods that say what objects are: the forms of arrays, their kinds, and whether two are the same."""

from __future__ import annotations

from mxsym.codegen.backend.builder import Label, Value, i64
from mxsym.runtime.native_call.array_fields import (
    DATA,
    DIMENSIONS,
    DTYPE,
    SHAPE,
    STRIDES,
    T_CODE,
    T_DIMENSIONS,
    T_SHAPE,
    T_STRIDES,
    TENSOR_BYTES,
    TYPE,
)
from mxsym.runtime.native_call.layout import READER
from mxsym.runtime.native_call.words import NULL, Words

_FEW, _WORDS_EACH = 12, 8
"""Arrays that are described in room on the stack, and words that there are for each, on average."""
_MOST_DESCRIBED = 1 << 20
"""Limit of arrays that are described."""
_PLACED = ("data", "strides", "start")
"""Of each array: where it begins, its strides, and the number of its first word in the description."""


@Words.function("ptr", positional="i64")
def _describe(code: Words, _self: Value, args: Value, positional: Value) -> None:
    """`describe(self, objects, outs)`, a method: the types and shapes of a tuple of arrays, as bytes, or None.

    The last words say of each of the last arrays, so many as `outs` says, which of those before is the same memory; if
    none is, the word is their number. None, too, where one begins there and has another shape or other strides.
    """
    tensor = code.define("ptr", f"alloca [{TENSOR_BYTES} x i8], align 16", "tensor")
    stack = code.define("ptr", f"alloca [{_FEW * (_WORDS_EACH + 1 + len(_PLACED))} x i64], align 16", "stack")
    none, refused = code.label("none"), code.label("refused")
    code.enter_if(code.compare("eq", positional, 2, "two"), "given", none)
    objects, outs_given = code.load_at(args, 0, "objects", "ptr"), code.load_at(args, 1, "outs.given", "ptr")
    outs = code.call("i64", "@PyLong_AsSsize_t", outs_given, name="outs")
    count = code.call("i64", "@PyTuple_Size", objects, name="count")
    before = code.binary("sub", count, outs, "before")
    but_one = code.binary("sub", count, 1, "but.one")
    code.enter_if(code.compare("ult", but_one, _MOST_DESCRIBED, "some"), "counted", none)
    code.enter_if(code.compare("ule", before, count, "of.them"), "outs.known", none)
    most = code.binary("mul", count, _WORDS_EACH, "most")
    words, freed = _room(code, count, stack, none)
    places = code.gep(words, code.add(most, outs, "all.words"), name="places")
    with code.loop("next", "look", "all") as items:
        number, used = items.phi("number", i64(0)), items.phi("used", i64(0))
        items.below(number, count)
        object_ = code.call("ptr", "@PyTuple_GetItem", objects, number, name="object")
        array = code.call("ptr", "@array_of", object_, name="array")
        kind, narrow, shape, data, strides = _look(code, object_, array, tensor, refused)
        axes = code.convert("zext", narrow, "i64", "axes")
        end = code.add(code.add(used, axes, "sum"), 2, "end")
        code.enter_if(code.compare("ule", end, most, "room"), "fits", refused)
        code.store(kind, code.gep(words, used, name="kind.into"))
        code.store(axes, code.gep(words, code.add(used, 1, "second"), name="axes.into"))
        place = code.row(places, number, _PLACED, "place")
        code.set_word(_PLACED, place, "data", data)
        code.set_word(_PLACED, place, "strides", strides)
        code.set_word(_PLACED, place, "start", used)
        with code.loop("axis.next", "axis.do", "axes.done") as copying:
            axis = copying.phi("axis", i64(0))
            copying.below(axis, axes)
            at = code.add(code.add(used, axis, "axis.sum"), 2, "axis.at")
            code.store(code.load_at(shape, axis, "size"), code.gep(words, at, name="size.into"))
        items.next(used, end)
    with code.loop("out.next", "out.do", "out.done") as found:
        out, near = found.phi("out", i64(0)), found.phi("near", i64(0))
        found.below(out, outs)
        own = code.row(places, code.add(before, out, "own.number"), _PLACED, "own")
        same = code.call("i64", "@same_place", own, places, before, near, words, name="same")
        code.enter_if(code.compare("sge", same, 0, "is.one"), "is.same", refused)
        code.store(same, code.gep(words, code.add(used, out, "word"), name="same.into"))
        known = code.compare("slt", same, before, "is.known")
        found.next(near, code.select(known, code.add(same, 1, "behind.it"), 0, "near.after"))
    size = code.binary("mul", code.add(used, outs, "length"), 8, "size.bytes")
    result = code.call("ptr", "@PyBytes_FromStringAndSize", words, size, name="result")
    code.call("void", "@PyMem_Free", freed)
    code.ret(result)
    code.begin(refused)
    code.call("void", "@PyMem_Free", freed)
    code.enter(none)
    code.call("void", "@PyErr_Clear")
    code.ret(code.none())


def _room(code: Words, count: Value, stack: Value, none: Label) -> tuple[Value, Value]:
    """Memory for the words of so many arrays, `stack` if they are few; and what is to be freed."""
    with code.when(code.compare("sgt", count, _FEW, "are.many"), "many", "ready") as many:
        bytes_ = code.binary("mul", count, 8 * (_WORDS_EACH + 1 + len(_PLACED)), "bytes")
        heap = code.call("ptr", "@PyMem_Malloc", bytes_, name="heap")
        code.enter_if(code.compare("ne", heap, NULL, "has.room"), "has.heap", none)
    return many.phi("words", heap, stack), many.phi("freed", heap, NULL)


def _look(code: Words, object_: Value, array: Value, tensor: Value, refused: Label) -> tuple[Value, ...]:
    """The type, number of axes, sizes, address and strides of an object's `array`; of a tensor's if that is NULL."""
    is_array, other, both = code.label("is.array"), code.label("other"), code.label("as.either")
    code.branch_if(code.compare("ne", array, NULL, "there"), is_array, other)
    code.begin(is_array)
    a_kind, a_axes = code.field(array, DTYPE, "a.kind", "i64"), code.field(array, DIMENSIONS, "a.axes", "i32", 4)
    a_shape, a_data = code.field(array, SHAPE, "a.shape"), code.field(array, DATA, "a.data", "i64")
    a_strides = code.field(array, STRIDES, "a.strides")
    code.branch(both)
    code.begin(other)
    reader = code.call("ptr", "@reader", code.field(object_, TYPE, "kind"), name="reader")
    code.enter_if(code.compare("ne", reader, NULL, "known"), "is.known", refused)
    function = code.word(READER, reader, "function", "ptr")
    code.enter_if(code.compare("ne", function, NULL, "is.tensor"), "reads", refused)
    code.enter_if(code.call("i1", "@described", object_, reader, tensor, name="read"), "is.read", refused)
    t_kind = code.convert("zext", code.field(tensor, T_CODE, "t.code", "i32", 4), "i64", "t.kind")
    t_axes, t_shape = code.field(tensor, T_DIMENSIONS, "t.axes", "i32", 4), code.field(tensor, T_SHAPE, "t.shape")
    t_data = code.call("i64", "@address_of", tensor, name="t.data")
    t_strides = code.field(tensor, T_STRIDES, "t.strides")
    t_end = code.block
    code.enter(both)
    kind = code.phi("kind", "i64", (a_kind, is_array), (t_kind, t_end))
    narrow = code.phi("narrow", "i32", (a_axes, is_array), (t_axes, t_end))
    shape = code.phi("shape", "ptr", (a_shape, is_array), (t_shape, t_end))
    data = code.phi("data", "i64", (a_data, is_array), (t_data, t_end))
    strides = code.phi("strides", "ptr", (a_strides, is_array), (t_strides, t_end))
    return kind, narrow, shape, data, strides


@Words.function("i64", internal=True, count="i64", near="i64")
def _same_place(code: Words, own: Value, places: Value, count: Value, near: Value, words: Value) -> None:
    """The number of the array that is the same memory as `own`.

    They are looked at from the number `near` on, and then from the first on. `count` if there is none; -1 if one begins
    there and is of another type, shape or strides.
    """
    data, strides, start = (code.word(_PLACED, own, name, "ptr" if name == "strides" else "i64") for name in _PLACED)
    no, found = code.label("no"), code.label("found")
    with code.loop("next", "look", "none") as items:
        turn = items.phi("turn", i64(0))
        items.below(turn, count)
        ahead = code.add(turn, near, "ahead")
        behind = code.binary("sub", ahead, count, "behind")
        number = code.select(code.compare("slt", ahead, count, "is.ahead"), ahead, behind, "number")
        other = code.row(places, number, _PLACED, "other")
        equal = code.compare("eq", code.word(_PLACED, other, "data"), data, "equal")
        code.enter_unless(equal, found, "differs")
    code.ret(count)
    code.begin(found)
    one, two = code.gep(words, start, name="one"), code.gep(words, code.word(_PLACED, other, "start"), name="two")
    axes = code.load_at(one, 1, "axes")
    with code.each(code.add(axes, 2, "length"), "word") as word:
        alike = code.compare("eq", code.load_at(one, word, "of.one"), code.load_at(two, word, "of.two"), "alike")
        code.enter_if(alike, "is.alike", no)
    others = code.word(_PLACED, other, "strides", "ptr")
    known = code.binary(
        "and", code.compare("ne", strides, NULL, "has.own"), code.compare("ne", others, NULL, "has.others"), "known"
    )
    flat = code.compare("eq", axes, 0, "is.flat")
    code.enter_if(code.binary("or", known, flat, "readable"), "strided", no)
    with code.each(axes, "stride") as axis:
        step = code.compare(
            "eq", code.load_at(strides, axis, "step"), code.load_at(others, axis, "others.step"), "even"
        )
        code.enter_if(step, "is.even", no)
    code.ret(number)
    code.ret_at(no, i64(-1))


@Words.function("ptr")
def _kind(code: Words, _self: Value, objects: Value) -> None:
    """`kind(self, objects)`, a method: the type that all items of a tuple have; None if they have several, or none."""
    none, no, done = code.object("None"), code.label("no"), code.label("done")
    code.expect(objects, "tuple", no)
    count = code.call("i64", "@PyTuple_Size", objects, name="count")
    code.enter_if(code.compare("ne", count, 0, "some"), "first", no)
    first = code.call("ptr", "@PyTuple_GetItem", objects, i64(0), name="first")
    kind = code.field(first, TYPE, "kind")
    with code.each(count, "number", i64(1)) as number:
        item = code.call("ptr", "@PyTuple_GetItem", objects, number, name="item")
        code.enter_if(code.compare("eq", code.field(item, TYPE, "other"), kind, "same"), "is.same", no)
    alike = code.block
    code.branch(done)
    code.begin(no)
    several = code.block
    code.enter(done)
    result = code.phi("result", "ptr", (kind, alike), (none, several))
    code.call("void", "@Py_IncRef", result)
    code.ret(result)


@Words.function("ptr", positional="i64")
def _same_objects(code: Words, _self: Value, args: Value, positional: Value) -> None:
    """`same_objects(one, other)`, a method: true if a list or tuple has the objects of a tuple, in order."""
    no, done, listed, other = (code.label(name) for name in ("no", "done", "listed", "other"))
    code.enter_if(code.compare("eq", positional, 2, "two"), "both", no)
    one, tuple_ = code.load_at(args, 0, "one", "ptr"), code.load_at(args, 1, "tuple", "ptr")
    code.expect(tuple_, "tuple", no)
    count = code.call("i64", "@PyTuple_Size", tuple_, name="count")
    code.branch_if(code.compare("eq", code.field(one, TYPE, "own.kind"), code.object("list"), "is.list"), listed, other)
    endings: list[tuple[Value, Label]] = []
    for label, kind in ((listed, "List"), (other, "Tuple")):
        code.begin(label)
        if kind == "Tuple":
            code.expect(one, "tuple", no)
        size = code.call("i64", f"@Py{kind}_Size", one, name=f"size.{kind}")
        code.enter_if(code.compare("eq", size, count, f"as.many.{kind}"), f"counted.{kind}", no)
        with code.each(count, f"item.{kind}") as number:
            item = code.call("ptr", f"@Py{kind}_GetItem", one, number, name=f"object.{kind}")
            wanted = code.call("ptr", "@PyTuple_GetItem", tuple_, number, name=f"wanted.{kind}")
            code.enter_if(code.compare("eq", item, wanted, f"same.{kind}"), f"is.same.{kind}", no)
        endings.append((code.object("True"), code.block))
        code.branch(done)
    code.begin(no)
    endings.append((code.object("False"), code.block))
    code.enter(done)
    result = code.phi("result", "ptr", *endings)
    code.call("void", "@Py_IncRef", result)
    code.ret(result)


def describe_text() -> str:
    """The definitions of this file."""
    return "\n".join([_same_place(), _describe(), _kind(), _same_objects()])
