"""LLVM text that reads an array object in place: `read` gives its address if it has the form that the call expects.

It reads NumPy's arrays, arrays of `mx.nd`, and tensors of a library with DLPack's exchange functions. `describe`
returns the form of any of them.
"""

from __future__ import annotations

import functools

from mxsym.codegen.backend.builder import Label, Value, i64
from mxsym.runtime.exchange import DTYPES, INLINE
from mxsym.runtime.native_call.array_fields import (
    B_DIMENSIONS,
    B_ITEM,
    B_SHAPE,
    B_STRIDES,
    BASE,
    BUFFER_BYTES,
    CONTIGUOUS,
    CPU,
    DATA,
    DEEPEST,
    DIMENSIONS,
    DTYPE,
    FLAGS,
    GATHERED,
    ITEMS,
    LENDER,
    ROOT,
    SHAPE,
    STRIDES,
    T_CODE,
    T_DEVICE,
    T_DIMENSIONS,
    T_OFFSET,
    T_SHAPE,
    T_STRIDES,
    TENSOR_BYTES,
    TYPE,
    WITH_STRIDES,
)
from mxsym.runtime.native_call.layout import ARRAY, GATHER, LENDS, PINS, READER, READERS
from mxsym.runtime.native_call.words import NULL, Words

NOT_READ = Value("i64", "-1")
"""No address: the object is of another form, or native code cannot read it."""


def _reader() -> str:
    """`reader(type)`: the row of `@readers` of a type, or NULL."""
    code = Words("reader", {"type": "ptr"}, "ptr", internal=True)
    (wanted,) = code.parameters
    none = code.label("none")
    with code.loop("next", after=none) as rows:
        number = rows.phi("number", i64(0))
        rows.while_(code.compare("ult", number, READERS, "more"), "look")
        row = code.gep(Value("ptr", "@readers"), number, f"[{len(READER)} x i64]", "row")
        known = code.word(READER, row, "type", "ptr")
        found, other, same = code.label("found"), code.label("other"), code.compare("eq", known, wanted, "same")
        code.branch_if(same, found, other)
        code.begin(found)
        code.ret(row)
        code.begin(other)
        rows.break_if(code.compare("eq", known, Value("ptr", "null"), "last"), "on")
        rows.next(number, code.add(number, 1, "number.next"))
    code.ret(Value("ptr", "null"))
    return code.text()


def _described() -> str:
    """`described(object, row, tensor)`: whether a tensor was described to native code."""
    code = Words("described", {"object": "ptr", "row": "ptr", "tensor": "ptr"}, "i1", internal=True)
    object_, row, tensor = code.parameters
    known, asked = code.label("known"), code.label("asked")
    code.branch_if(code.call("i1", "@described_plainly", object_, row, tensor, name="plainly"), known, asked)
    code.begin(known)
    code.ret(code.call("i1", "@stored", object_, row, tensor, name="is.stored.plainly"))
    code.begin(asked)
    function = code.word(READER, row, "function", "ptr")
    status = code.call("i32", function.name, object_, tensor, name="status")
    good, bad = code.label("good"), code.label("bad")
    code.branch_if(code.compare("eq", status, 0, "fine"), good, bad)
    code.begin(bad)
    code.call("void", "@PyErr_Clear")
    code.ret(Value("i1", "false"))
    code.begin(good)
    device = code.field(tensor, T_DEVICE, "device", "i32", 4)
    here, away = code.label("here"), code.label("away")
    code.branch_if(code.compare("eq", device, CPU, "is.here"), here, away)
    code.begin(here)
    code.ret(code.call("i1", "@stored", object_, row, tensor, name="is.stored"))
    code.begin(away)
    code.ret(Value("i1", "false"))
    return code.text()


def _described_plainly() -> str:
    """`described_plainly(object, row, tensor)`: whether this is a plain tensor, which is described then.

    That is what its `PlainForm` says: torch's function would say the same of it. Others are left to that function.
    """
    code = Words("described_plainly", {"object": "ptr", "row": "ptr", "tensor": "ptr"}, "i1", internal=True)
    object_, row, tensor = code.parameters
    no = code.label("no")
    axes_at = code.word(READER, row, "axes")
    code.enter_if(code.compare("ne", axes_at, 0, "can"), "look", no)
    inner = code.field(object_, code.word(READER, row, "offset"), "inner")
    code.enter_if(code.compare("ne", inner, NULL, "is.there"), "fields", no)
    keys = code.field(inner, code.word(READER, row, "keys"), "keys", "i64")
    kind = code.field(inner, code.word(READER, row, "kind"), "kind", "i64")
    count = code.field(inner, axes_at, "count", "i64")
    number = code.binary("and", kind, 0xFFFF, "number")
    alike = (
        code.compare("eq", keys, code.word(READER, row, "plain"), "plain.keys"),
        code.compare("ule", count, INLINE, "inline"),
        code.compare("ult", number, DTYPES, "numbered"),
        code.compare("ne", code.field(inner, code.word(READER, row, "elements"), "elements", "i64"), 0, "some"),
    )
    code.enter_if(functools.reduce(lambda one, other: code.binary("and", one, other), alike), "plain", no)
    type_ = code.load_at(code.word(READER, row, "codes", "ptr"), number, "type")
    storage = code.field(inner, code.word(READER, row, "storage"), "storage")
    typed = code.compare("ne", type_, 0, "typed")
    code.enter_if(code.binary("and", typed, code.compare("ne", storage, NULL, "has.storage"), "whole"), "has", no)
    state = code.field(storage, code.word(READER, row, "state"), "state", "i64")
    odd = code.binary("and", state, code.word(READER, row, "odd"), "odd")
    code.enter_if(code.compare("eq", odd, code.word(READER, row, "even"), "even"), "readable", no)
    memory = code.field(storage, code.word(READER, row, "memory"), "memory", "i64")
    code.enter_if(code.compare("ne", memory, 0, "there"), "has.memory", no)
    item = code.binary("and", code.binary("lshr", type_, 11, "bytes"), 0x1F, "item")  # the bits, from the 8th on, by 8
    start = code.field(inner, code.word(READER, row, "start"), "start", "i64")
    code.store(code.add(memory, code.binary("mul", start, item, "behind"), "address"), tensor)
    sizes = code.gep(inner, code.add(axes_at, 8, "sizes.at"), "i8", "sizes")
    code.store(i64(CPU), code.gep(tensor, T_DEVICE, "i8", "device.into"))
    both = code.binary("or", count, code.binary("shl", type_, 32, "type.high"), "both")
    code.store(both, code.gep(tensor, T_DIMENSIONS, "i8", "axes.into"))
    code.store(sizes, code.gep(tensor, T_SHAPE, "i8", "shape.into"))
    code.store(code.gep(sizes, INLINE, name="strides"), code.gep(tensor, T_STRIDES, "i8", "strides.into"))
    code.store(i64(0), code.gep(tensor, T_OFFSET, "i8", "offset.into"))
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _stored() -> str:
    """`stored(object, row, tensor)`: whether a tensor's memory has its numbers, all of them.

    A description does not say so: a storage may have been given back, or made smaller, under a tensor.
    """
    code = Words("stored", {"object": "ptr", "row": "ptr", "tensor": "ptr"}, "i1", internal=True)
    object_, row, tensor = code.parameters
    no, yes = code.label("no"), code.label("yes")
    storage_at = code.word(READER, row, "storage")
    code.enter_unless(code.compare("eq", storage_at, 0, "always"), yes, "ask")
    inner = code.field(object_, code.word(READER, row, "offset"), "inner")
    keys = code.field(inner, code.word(READER, row, "keys"), "keys", "i64")
    other = code.binary("and", keys, code.word(READER, row, "other"), "other")
    code.enter_if(code.compare("eq", other, 0, "as.stored"), "plain", no)
    storage = code.field(inner, storage_at, "storage")
    code.enter_if(code.compare("ne", storage, Value("ptr", "null"), "has.storage"), "bounds", no)
    first = code.field(storage, code.word(READER, row, "memory"), "first", "i64")
    size = code.field(storage, code.word(READER, row, "size"), "size", "i64")
    address = code.call("i64", "@address_of", tensor, name="address")
    axes = code.convert("sext", code.field(tensor, T_DIMENSIONS, "axes", "i32", 4), "i64", "axes.wide")
    bits = code.field(tensor, T_CODE + 1, "bits", "i8", 1)
    item = code.binary("lshr", code.convert("zext", bits, "i64", "bits.wide"), 3, "item")
    shape, strides = code.field(tensor, T_SHAPE, "shape"), code.field(tensor, T_STRIDES, "strides")
    one_end = code.add(address, item, "one.end")
    with code.loop("next", "look", "all") as loop:
        axis, low, high = loop.phi("axis", i64(0)), loop.phi("low", address), loop.phi("high", one_end)
        loop.while_(code.compare("slt", axis, axes, "more"))
        count = code.load_at(shape, axis, "count")
        code.enter_if(code.compare("sgt", count, 0, "some"), "sized", yes)  # an empty one has no memory
        stride = code.binary("mul", code.load_at(strides, axis, "stride"), item, "stride.bytes")
        reach = code.binary("mul", code.binary("sub", count, 1, "rest"), stride, "reach")
        back = code.compare("slt", reach, 0, "back")
        loop.next(low, code.add(low, code.select(back, reach, 0, "down"), "low.next"))
        loop.next(high, code.add(high, code.select(back, Value("i64", "0"), reach, "up"), "high.next"))
        loop.next(axis, code.add(axis, 1, "axis.next"))
    starts = code.compare("uge", low, first, "starts")
    ends = code.compare("ule", high, code.add(first, size, "end"), "ends")
    sized = code.compare("sgt", size, 0, "some.memory")
    code.ret(code.binary("and", sized, code.binary("and", starts, ends, "within"), "is.stored"))
    code.begin(yes)
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _address_of() -> str:
    """`address_of(tensor)`: where its first element is."""
    code = Words("address_of", {"tensor": "ptr"}, "i64", internal=True)
    (tensor,) = code.parameters
    data, offset = code.load("i64", tensor, name="data"), code.field(tensor, T_OFFSET, "offset", "i64")
    code.ret(code.add(data, offset, "address"))
    return code.text()


def _same() -> str:
    """`same(one, other, count)`: whether two lists of numbers are equal."""
    code = Words("same", {"one": "ptr", "other": "ptr", "count": "i64"}, "i1", internal=True)
    one, other, count = code.parameters
    no = code.label("no")
    with code.loop("next", after="yes") as items:
        place = items.phi("place", i64(0))
        items.while_(code.compare("slt", place, count, "more"), "look")
        has, wants = code.load_at(one, place, "has"), code.load_at(other, place, "wants")
        code.enter_if(code.compare("eq", has, wants, "equal"), "equals", no)
        items.next(place, code.add(place, 1, "place.next"))
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _packed() -> str:
    """`packed(strides, shape, wanted, count, unit)`: whether strides in units are these in elements."""
    parameters = {"strides": "ptr", "shape": "ptr", "wanted": "ptr", "count": "i64", "unit": "i64"}
    code = Words("packed", parameters, "i1", internal=True)
    strides, shape, wanted, count, unit = code.parameters
    no = code.label("no")
    with code.loop("next", after="all") as items:
        place = items.phi("place", i64(0))
        items.while_(code.compare("slt", place, count, "more"), "look")
        size = code.load_at(shape, place, "size")
        has, wants = code.load_at(strides, place, "has"), code.load_at(wanted, place, "wants")
        equal = code.compare("eq", has, code.binary("mul", wants, unit, "wants.units"), "equal")
        single = code.compare("eq", size, 1, "single")
        code.enter_if(code.binary("or", equal, single, "fits"), "good", no)
        items.next(place, code.add(place, 1, "place.next"))
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _inside() -> str:
    """`inside(low, size, address, dimensions, shape, strides, unit, item)`: true if memory is within a tensor's.

    `low` and `size` are of the memory, the rest of the tensor: strides in units of `unit` bytes (NULL: C order).
    """
    parameters = {
        **dict.fromkeys(("low", "size", "address", "dimensions"), "i64"),
        **dict.fromkeys(("shape", "strides"), "ptr"),
        **dict.fromkeys(("unit", "item"), "i64"),
    }
    code = Words("inside", parameters, "i1", internal=True)
    low, size, address, dimensions, shape, strides, unit, item = code.parameters
    no = code.label("no")
    compact = code.compare("eq", strides, Value("ptr", "null"), "compact")
    with code.loop("next", after="whole") as axes:
        # From the last axis to the first, so that the strides of C order are known where there are none.
        left = axes.phi("left", dimensions)
        first, last = axes.phi("first", address), axes.phi("last", address)
        packed = axes.phi("packed", item)
        axes.while_(code.compare("sgt", left, 0, "more"), "look")
        axis = code.binary("sub", left, 1, "axis")
        count = code.load_at(shape, axis, "count")
        code.enter_if(code.compare("sgt", count, 0, "some"), "sized", no)
        known, given, both = code.label("known"), code.block, code.label("both")
        code.branch_if(compact, both, known)
        code.begin(known)
        stride = code.binary("mul", code.load_at(strides, axis, "stride"), unit, "stride.bytes")
        code.branch(both)
        code.begin(both)
        step = code.phi("step", "i64", (packed, given), (stride, known))
        reach = code.binary("mul", code.binary("sub", count, 1, "rest"), step, "reach")
        back = code.compare("slt", reach, 0, "back")
        axes.next(first, code.add(first, code.select(back, reach, 0, "down"), "first.next"))
        axes.next(last, code.add(last, code.select(back, Value("i64", "0"), reach, "up"), "last.next"))
        axes.next(packed, code.binary("mul", packed, count, "packed.next"))
        axes.next(left, axis)
    starts = code.compare("uge", low, first, "starts")
    ends = code.compare("ule", code.add(low, size, "high"), code.add(last, item, "end"), "ends")
    code.ret(code.binary("and", starts, ends, "within"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _rooted(item_at: int, item_type: str) -> str:
    """`rooted(address, size, base, tensor)`: the address of the object that owns a view's memory.

    NumPy's arrays, tensors and buffers may have moved or lost theirs: -1 if the view is outside. 0 if nobody can be
    asked.
    """
    code = Words("rooted", {"address": "i64", "size": "i64", "base": "ptr", "tensor": "ptr"}, "i64", internal=True)
    address, size, base, tensor = code.parameters
    ndarray = code.object("ndarray")
    null = Value("ptr", "null")
    yes, no = code.label("yes"), code.label("no")
    strided = Value("i32", str(WITH_STRIDES))
    buffer = code.define("ptr", f"alloca [{BUFFER_BYTES} x i8], align 16", "buffer")
    entered = code.block
    deeper = code.label("deeper")
    code.branch(deeper)
    code.begin(deeper)
    at = code.phi("at", "ptr", (base, entered))
    depth = code.phi("depth", "i64", (i64(0), entered))
    code.enter_unless(code.compare("eq", at, null, "owner"), yes, "some")
    kind = code.field(at, TYPE, "kind")
    array, other = code.label("array"), code.label("other")
    code.branch_if(code.compare("eq", kind, ndarray, "exact"), array, other)
    code.begin(other)
    lent, unlent, released = code.label("lent"), code.label("unlent"), code.label("released")
    code.branch_if(code.compare("eq", kind, code.object("memoryview"), "is.view"), lent, unlent)
    code.begin(lent)
    held_by = code.call("i32", "@PyObject_GetBuffer", at, buffer, strided, name="held.by")
    code.enter_if(code.compare("eq", held_by, 0, "is.held.by"), "viewed", released)
    code.call("void", "@PyBuffer_Release", buffer)  # what it is of stays while it is not released
    lender = code.field(at, LENDER, "lender")
    deep = code.add(depth, 1, "depth.lent")
    code.join(at, lender, code.block)
    code.join(depth, deep, code.block)
    code.branch_if(code.compare("ult", deep, DEEPEST, "near.lent"), deeper, no)
    code.begin(released)
    code.call("void", "@PyErr_Clear")
    code.branch(no)
    code.begin(unlent)
    row = code.call("ptr", "@reader", kind, name="row")
    readable, unknown = code.label("readable"), code.label("unknown")
    code.branch_if(code.compare("ne", row, null, "is.known"), readable, unknown)
    code.begin(unknown)
    derived = code.call("i32", "@PyType_IsSubtype", kind, ndarray, name="derived")
    code.branch_if(code.compare("ne", derived, 0, "is.derived"), array, no)
    code.begin(readable)
    function, offset = code.word(READER, row, "function", "ptr"), code.word(READER, row, "offset")
    plain = code.label("plain")
    code.enter_if(code.compare("ne", function, null, "is.tensor"), "tensor.read", plain)
    code.enter_if(code.call("i1", "@described", at, row, tensor, name="read"), "tensor.known", no)
    there = code.call("i64", "@address_of", tensor, name="there")
    axes = code.convert("sext", code.field(tensor, T_DIMENSIONS, "axes", "i32", 4), "i64", "axes.wide")
    bits = code.field(tensor, T_CODE + 1, "bits", "i8", 1)
    item = code.binary("lshr", code.convert("zext", bits, "i64", "bits.wide"), 3, "item")
    shape, strides = code.field(tensor, T_SHAPE, "t.shape"), code.field(tensor, T_STRIDES, "t.strides")
    within = code.call("i1", "@inside", address, size, there, axes, shape, strides, item, item, name="within")
    code.ret(code.select(within, there, NOT_READ, "t.root"))
    code.begin(plain)
    code.enter_unless(code.compare("eq", offset, PINS, "pins"), yes, "holder")
    lender_of, holder = code.label("lender.of"), code.label("holder.of")
    code.branch_if(code.compare("eq", offset, LENDS, "lends"), lender_of, holder)
    code.begin(lender_of)
    status = code.call("i32", "@PyObject_GetBuffer", at, buffer, strided, name="status")
    code.enter_if(code.compare("eq", status, 0, "has.buffer"), "buffer.read", released)
    begins, b_item = code.load("i64", buffer, name="begins"), code.field(buffer, B_ITEM, "b.item", "i64")
    b_axes = code.convert("sext", code.field(buffer, B_DIMENSIONS, "b.axes", "i32", 4), "i64", "b.axes.wide")
    b_shape, b_strides = code.field(buffer, B_SHAPE, "b.shape"), code.field(buffer, B_STRIDES, "b.strides")
    in_buffer = code.call(
        "i1", "@inside", address, size, begins, b_axes, b_shape, b_strides, i64(1), b_item, name="in.buffer"
    )
    code.call("void", "@PyBuffer_Release", buffer)
    code.ret(code.select(in_buffer, begins, NOT_READ, "b.root"))
    code.begin(holder)
    code.branch_if(code.compare("slt", offset, 0, "has.none"), no, array)
    code.begin(array)
    beneath = code.field(at, BASE, "beneath")
    owner, follow = code.label("own"), code.label("follow")
    code.branch_if(code.compare("eq", beneath, null, "owns"), owner, follow)
    code.begin(follow)
    deep = code.add(depth, 1, "depth.next")
    code.join(at, beneath, code.block)
    code.join(depth, deep, code.block)
    code.branch_if(code.compare("ult", deep, DEEPEST, "near"), deeper, no)
    code.begin(owner)
    descr = code.field(at, DTYPE, "descr")
    raw = code.field(descr, item_at, "own.item", item_type, 4)
    own_item = raw if item_type == "i64" else code.convert("sext", raw, "i64", "own.item.wide")
    count = code.convert("sext", code.field(at, DIMENSIONS, "count", "i32", 4), "i64", "count.wide")
    where = code.field(at, DATA, "where", "i64")
    sizes, steps = code.field(at, SHAPE, "sizes"), code.field(at, STRIDES, "steps")
    held = code.call("i1", "@inside", address, size, where, count, sizes, steps, i64(1), own_item, name="held")
    code.ret(code.select(held, where, NOT_READ, "a.root"))
    code.begin(yes)
    code.ret(i64(0))
    code.begin(no)
    code.ret(NOT_READ)
    return code.text()


def _gather_from() -> str:
    """`gather_from(gather, address, strides, unit, item, tensor)`: let a step gather the array at an address.

    Its strides are in units of so many bytes, `item` are the bytes of an element. It has one element at least.
    """
    parameters = {"gather": "ptr", "address": "i64", "strides": "ptr", "unit": "i64", "item": "i64", "tensor": "ptr"}
    code = Words("gather_from", parameters, internal=True)
    gather, address, strides, unit, item, tensor = code.parameters
    order, sizes = code.word(GATHER, gather, "order", "ptr"), code.word(GATHER, gather, "sizes", "ptr")
    own, end = code.word(GATHER, gather, "strides", "ptr"), code.add(address, item, "end")
    with code.loop("next", "look", "all") as axes:
        place, low, high = axes.phi("place", i64(0)), axes.phi("low", address), axes.phi("high", end)
        axes.while_(code.compare("slt", place, code.word(GATHER, gather, "dimensions"), "more"))
        axis, count = code.load_at(order, place, "axis"), code.load_at(sizes, place, "count")
        step = code.binary("mul", code.load_at(strides, axis, "stride"), unit, "step")
        code.store(step, code.gep(own, place, name="into"))
        reach = code.binary("mul", code.binary("sub", count, 1, "rest"), step, "reach")
        back = code.compare("slt", reach, 0, "back")
        axes.next(low, code.add(low, code.select(back, reach, 0, "down"), "low.next"))
        axes.next(high, code.add(high, code.select(back, Value("i64", "0"), reach, "up"), "high.next"))
        axes.next(place, code.add(place, 1, "place.next"))
    for name, value in (("from", address), ("low", low), ("high", high)):
        code.set_word(GATHER, gather, name, value)
    head = code.gep(tensor, GATHERED, "i8", "head.at")
    code.set_word(GATHER, gather, "next", code.load("i64", head, name="head"))
    code.store(gather, head)
    code.ret()
    return code.text()


def gather(item: int) -> str:
    """`gather{item}(gather, begin, end)`: copy elements of so many bytes to the room, in its order."""
    bits = f"i{8 * item}"
    code = Words(f"gather{item}", {"gather": "ptr", "begin": "i64", "end": "i64"}, attributes='"no-builtins"')
    row, begin, end = code.parameters
    room, start = code.word(GATHER, row, "room", "ptr"), code.word(GATHER, row, "from")
    sizes, strides = code.word(GATHER, row, "sizes", "ptr"), code.word(GATHER, row, "strides", "ptr")
    last = code.binary("sub", code.word(GATHER, row, "dimensions"), 1, "last")
    count, step = code.load_at(sizes, last, "count"), code.load_at(strides, last, "step")
    first = code.binary("udiv", begin, count, "first")
    with code.loop("run.next", "run", "done") as runs:
        at, outer = runs.phi("at", begin), runs.phi("outer", first)
        runs.while_(code.compare("slt", at, end, "more"))
        with code.loop("axis.next", "axis.do", "placed") as axes:
            axis, rest, offset = axes.phi("axis", last), axes.phi("rest", outer), axes.phi("offset", start)
            axes.while_(code.compare("sgt", axis, 0, "deeper"))
            above = code.binary("sub", axis, 1, "above")
            size = code.load_at(sizes, above, "size")
            quotient = code.binary("udiv", rest, size, "quotient")
            index = code.binary("sub", rest, code.binary("mul", quotient, size, "whole"), "index")
            moved = code.binary("mul", index, code.load_at(strides, above, "stride"), "moved")
            axes.next(offset, code.add(offset, moved, "offset.next"))
            axes.next(rest, quotient)
            axes.next(axis, above)
        inner = code.binary("sub", at, code.binary("mul", outer, count, "before"), "inner")
        left = code.binary("sub", count, inner, "left")
        many = code.call("i64", "@llvm.umin.i64", left, code.binary("sub", end, at, "all"), name="many")
        place = code.add(offset, code.binary("mul", inner, step, "inside"), "place")
        source, into = code.convert("inttoptr", place, "ptr", "source"), code.gep(room, at, bits, "into")
        packed, apart, copied = code.label("packed"), code.label("apart"), code.label("copied")
        code.branch_if(code.compare("eq", step, item, "is.packed"), packed, apart)
        code.begin(packed)
        with code.each(many, "element") as element:
            value = code.load(bits, code.gep(source, element, bits, "element.at"), 1, "value")
            code.store(value, code.gep(into, element, bits, "element.into"), item)
        code.branch(copied)
        code.begin(apart)
        with code.each(many, "single") as single:
            far = code.binary("mul", single, step, "far")
            value = code.load(bits, code.gep(source, far, "i8", "single.at"), 1, "value")
            code.store(value, code.gep(into, single, bits, "single.into"), item)
        code.branch(copied)
        code.begin(copied)
        runs.next(at, code.add(at, many, "at.next"))
        runs.next(outer, code.add(outer, 1, "outer.next"))
    code.ret()
    return code.text()


def _array_at() -> str:
    """`array_at(row, array, tensor)`: the address of a NumPy array of the form of a row of `ARRAY`, or -1."""
    code = Words("array_at", {"row": "ptr", "array": "ptr", "tensor": "ptr"}, "i64", internal=True)
    row, array, tensor = code.parameters
    no = code.label("no")
    descr = code.word(ARRAY, row, "descr", "ptr")
    same = code.compare("eq", code.field(array, DTYPE, "dtype"), descr, "same")
    other = code.label("other")
    flags = code.convert("zext", code.field(array, FLAGS, "flags", "i32", 4), "i64", "flags.wide")
    needed = code.word(ARRAY, row, "needed")
    plain = code.compare("eq", code.binary("and", flags, needed, "has"), needed, "plain")
    dimensions = code.word(ARRAY, row, "dimensions")
    count = code.convert("sext", code.field(array, DIMENSIONS, "count", "i32", 4), "i64", "count.wide")
    deep = code.compare("eq", count, dimensions, "deep")
    code.enter_if(code.binary("and", same, deep, "form"), "sized", no)
    sizes, shape = code.field(array, SHAPE, "sizes"), code.word(ARRAY, row, "shape", "ptr")
    code.enter_if(code.call("i1", "@same", sizes, shape, dimensions, name="shaped"), "placed", no)
    address, size = code.field(array, DATA, "address", "i64"), code.word(ARRAY, row, "bytes")
    code.enter_if(plain, "plain.array", other)
    yes = code.label("yes")
    code.enter_unless(code.compare("eq", size, 0, "empty"), yes, "full")
    in_c_order = code.binary("and", needed, CONTIGUOUS, "c.order")
    with code.when(code.compare("eq", in_c_order, 0, "other.order"), "ordered", "in.order"):
        has, wanted = code.field(array, STRIDES, "has"), code.word(ARRAY, row, "strides", "ptr")
        item = code.word(ARRAY, row, "item")
        code.enter_if(code.call("i1", "@packed", has, sizes, wanted, dimensions, item, name="packed"), "dense", other)
    base = code.field(array, BASE, "base")
    code.enter_unless(code.compare("eq", base, Value("ptr", "null"), "owner"), yes, "view")
    root = code.call("i64", "@rooted", address, size, base, tensor, name="root")
    code.enter_if(code.compare("ne", root, NOT_READ, "inside"), "sound", no)
    code.store(root, code.gep(tensor, ROOT, "i8", "root.at"))
    code.branch(yes)
    code.begin(yes)
    code.ret(address)
    code.begin(other)  # of other strides, or unaligned
    gather = code.word(ARRAY, row, "gather", "ptr")
    code.enter_if(code.compare("ne", gather, Value("ptr", "null"), "is.gathered"), "gathers", no)
    steps, each_item = code.field(array, STRIDES, "steps"), code.word(ARRAY, row, "item")
    code.call("void", "@gather_from", gather, address, steps, i64(1), each_item, tensor)
    low, room = code.word(GATHER, gather, "low"), code.word(GATHER, gather, "room")
    span = code.binary("sub", code.word(GATHER, gather, "high"), low, "span")
    under = code.field(array, BASE, "under")
    owned = code.label("owned")
    code.enter_unless(code.compare("eq", under, Value("ptr", "null"), "owns"), owned, "viewed")
    beneath = code.call("i64", "@rooted", low, span, under, tensor, name="beneath")
    code.enter_if(code.compare("ne", beneath, NOT_READ, "within"), "is.sound", no)
    code.store(beneath, code.gep(tensor, ROOT, "i8", "beneath.at"))
    code.branch(owned)
    code.begin(owned)
    code.ret(room)
    code.begin(no)
    code.ret(NOT_READ)
    return code.text()


def _tensor_at() -> str:
    """`tensor_at(row, tensor)`: the address of a described tensor of the form of a row of `ARRAY`, or -1."""
    code = Words("tensor_at", {"row": "ptr", "tensor": "ptr"}, "i64", internal=True)
    row, tensor = code.parameters
    no = code.label("no")
    wanted = code.convert("trunc", code.word(ARRAY, row, "code"), "i32", "wanted")
    same = code.compare("eq", code.field(tensor, T_CODE, "kind", "i32", 4), wanted, "same")
    dimensions = code.word(ARRAY, row, "dimensions")
    count = code.convert("sext", code.field(tensor, T_DIMENSIONS, "count", "i32", 4), "i64", "count.wide")
    form = code.binary("and", same, code.compare("eq", count, dimensions, "deep"), "form")
    code.enter_if(form, "sized", no)
    sizes, shape = code.field(tensor, T_SHAPE, "sizes"), code.word(ARRAY, row, "shape", "ptr")
    code.enter_if(code.call("i1", "@same", sizes, shape, dimensions, name="shaped"), "placed", no)
    size, address = code.word(ARRAY, row, "bytes"), code.call("i64", "@address_of", tensor, name="address")
    yes = code.label("yes")
    code.enter_unless(code.compare("eq", size, 0, "empty"), yes, "full")
    strides = code.field(tensor, T_STRIDES, "has")
    unsaid, said, known = code.label("unsaid"), code.label("said"), code.label("known")
    code.branch_if(code.compare("eq", strides, Value("ptr", "null"), "compact"), unsaid, said)
    code.begin(unsaid)
    in_c_order = code.binary("and", code.word(ARRAY, row, "needed"), CONTIGUOUS, "c.order")
    compact = code.compare("ne", in_c_order, 0, "is.c.order")
    code.branch(known)
    code.begin(said)
    packed = code.word(ARRAY, row, "strides", "ptr")
    dense = code.call("i1", "@packed", strides, sizes, packed, dimensions, i64(1), name="dense")
    code.branch(known)
    code.begin(known)
    whole = code.phi("whole", "i1", (compact, unsaid), (dense, said))
    low = code.binary("and", address, code.binary("sub", code.word(ARRAY, row, "item"), 1, "mask"), "low")
    memory = code.load("i64", tensor, name="memory")
    is_aligned = code.compare("eq", low, 0, "aligned")
    there = code.compare("ne", memory, 0, "there")
    code.enter_if(there, "has.memory", no)
    other = code.label("other")
    code.enter_if(code.binary("and", whole, is_aligned, "good"), "sound", other)
    code.branch(yes)
    code.begin(yes)
    code.ret(address)
    code.begin(other)
    gather = code.word(ARRAY, row, "gather", "ptr")
    can = code.compare("ne", gather, Value("ptr", "null"), "is.gathered")
    has_strides = code.compare("ne", strides, Value("ptr", "null"), "has.strides")
    code.enter_if(code.binary("and", can, has_strides, "can"), "gathers", no)
    item = code.word(ARRAY, row, "item")
    code.call("void", "@gather_from", gather, address, strides, item, item, tensor)
    code.ret(code.word(GATHER, gather, "room"))
    code.begin(no)
    code.ret(NOT_READ)
    return code.text()


def _array_of() -> str:
    """`array_of(object)`: the NumPy array that an object is or holds, or NULL."""
    code = Words("array_of", {"object": "ptr"}, "ptr", internal=True)
    (object_,) = code.parameters
    null, ndarray = Value("ptr", "null"), code.object("ndarray")
    no, face = code.label("no"), code.label("face")
    kind = code.field(object_, TYPE, "kind")
    exact, other = code.label("exact"), code.label("other")
    code.branch_if(code.compare("eq", kind, ndarray, "is.exact"), exact, other)
    code.begin(exact)
    code.ret(object_)
    code.begin(other)
    row = code.call("ptr", "@reader", kind, name="row")
    code.enter_if(code.compare("ne", row, null, "is.known"), "known", no)
    code.branch_if(code.compare("eq", code.word(READER, row, "function", "ptr"), null, "is.face"), face, no)
    code.begin(face)
    offset = code.word(READER, row, "offset")
    code.enter_unless(code.compare("eq", offset, 0, "derived"), exact, "holder")
    code.enter_if(code.compare("sgt", offset, 0, "is.inside"), "holds.one", no)
    held = code.load("ptr", code.gep(object_, offset, "i8", "held.at"), name="held")
    code.enter_if(code.compare("ne", held, null, "is.held"), "holds", no)
    code.enter_if(code.compare("eq", code.field(held, TYPE, "inner"), ndarray, "is.array"), "array", no)
    code.ret(held)
    code.begin(no)
    code.ret(null)
    return code.text()


def _read() -> str:
    """`read(row, object, tensor)`: the address of an object of the form of a row of `ARRAY`, or -1."""
    code = Words("read", {"row": "ptr", "object": "ptr", "tensor": "ptr"}, "i64")
    row, object_, tensor = code.parameters
    null, no, other = Value("ptr", "null"), code.label("no"), code.label("other")
    code.store(i64(0), code.gep(tensor, ROOT, "i8", "root.at"))
    array = code.call("ptr", "@array_of", object_, name="array")
    code.enter_if(code.compare("ne", array, null, "is.array"), "array.read", other)
    code.ret(code.call("i64", "@array_at", row, array, tensor, name="address"))
    code.begin(other)
    sparse, dense = code.word(ARRAY, row, "sparse", "ptr"), code.label("dense")
    code.enter_if(code.compare("ne", sparse, null, "is.sparse"), "sparse.read", dense)
    code.ret(code.call("i64", "@read_rows", sparse, object_, tensor, name="values"))
    code.begin(dense)
    reader = code.call("ptr", "@reader", code.field(object_, TYPE, "kind"), name="reader")
    code.enter_if(code.compare("ne", reader, null, "is.known"), "known", no)
    is_tensor = code.compare("ne", code.word(READER, reader, "function", "ptr"), null, "is.tensor")
    code.enter_if(is_tensor, "tensor.read", no)
    code.enter_if(code.call("i1", "@described", object_, reader, tensor, name="described"), "tensor.known", no)
    code.ret(code.call("i64", "@tensor_at", row, tensor, name="place"))
    code.begin(no)
    code.ret(NOT_READ)
    return code.text()


FEW, WORDS_EACH = 12, 8
"""Arrays that are described in room on the stack, and words that there are for each, on average."""
MOST_DESCRIBED = 1 << 20
"""Limit of arrays that are described."""
PLACED = ("data", "strides", "start")
"""Of each array: where it begins, its strides, and the number of its first word in the description."""


def _describe() -> str:
    """`describe(self, objects, outs)`, a method: the types and shapes of a tuple of arrays, as bytes, or None.

    The last words say of each of the last arrays, so many as `outs` says, which of those before is the same memory; if
    none is, the word is their number. None, too, where one begins there and has another shape or other strides.
    """
    code = Words("describe", {"self": "ptr", "args": "ptr", "positional": "i64"}, "ptr")
    _, args, positional = code.parameters
    null = Value("ptr", "null")
    tensor = code.define("ptr", f"alloca [{TENSOR_BYTES} x i8], align 16", "tensor")
    stack = code.define("ptr", f"alloca [{FEW * (WORDS_EACH + 1 + len(PLACED))} x i64], align 16", "stack")
    none, refused = code.label("none"), code.label("refused")
    code.enter_if(code.compare("eq", positional, 2, "two"), "given", none)
    objects, outs_given = code.load_at(args, 0, "objects", "ptr"), code.load_at(args, 1, "outs.given", "ptr")
    outs = code.call("i64", "@PyLong_AsSsize_t", outs_given, name="outs")
    count = code.call("i64", "@PyTuple_Size", objects, name="count")
    before = code.binary("sub", count, outs, "before")
    code.enter_if(code.compare("ult", code.binary("sub", count, 1, "but.one"), MOST_DESCRIBED, "some"), "counted", none)
    code.enter_if(code.compare("ule", before, count, "of.them"), "outs.known", none)
    most = code.binary("mul", count, WORDS_EACH, "most")
    few, many, ready = code.label("few"), code.label("many"), code.label("ready")
    code.branch_if(code.compare("sle", count, FEW, "are.few"), few, many)
    code.begin(few)
    code.branch(ready)
    code.begin(many)
    bytes_ = code.binary("mul", count, 8 * (WORDS_EACH + 1 + len(PLACED)), "bytes")
    heap = code.call("ptr", "@PyMem_Malloc", bytes_, name="heap")
    code.enter_if(code.compare("ne", heap, null, "has.room"), "has.heap", none)
    has_heap = code.block
    code.branch(ready)
    code.begin(ready)
    words = code.phi("words", "ptr", (stack, few), (heap, has_heap))
    freed = code.phi("freed", "ptr", (null, few), (heap, has_heap))
    places = code.gep(words, code.add(most, outs, "all.words"), name="places")
    with code.loop("next", "look", "all") as items:
        number, used = items.phi("number", i64(0)), items.phi("used", i64(0))
        items.while_(code.compare("slt", number, count, "more"))
        object_ = code.call("ptr", "@PyTuple_GetItem", objects, number, name="object")
        array = code.call("ptr", "@array_of", object_, name="array")
        is_array, other, both = code.label("is.array"), code.label("other"), code.label("as.either")
        code.branch_if(code.compare("ne", array, null, "there"), is_array, other)
        code.begin(is_array)
        a_kind, a_axes = code.field(array, DTYPE, "a.kind", "i64"), code.field(array, DIMENSIONS, "a.axes", "i32", 4)
        a_shape, a_data = code.field(array, SHAPE, "a.shape"), code.field(array, DATA, "a.data", "i64")
        a_strides = code.field(array, STRIDES, "a.strides")
        code.branch(both)
        code.begin(other)
        reader = code.call("ptr", "@reader", code.field(object_, TYPE, "kind"), name="reader")
        code.enter_if(code.compare("ne", reader, null, "known"), "is.known", refused)
        function = code.word(READER, reader, "function", "ptr")
        code.enter_if(code.compare("ne", function, null, "is.tensor"), "reads", refused)
        code.enter_if(code.call("i1", "@described", object_, reader, tensor, name="read"), "is.read", refused)
        t_kind = code.convert("zext", code.field(tensor, T_CODE, "t.code", "i32", 4), "i64", "t.kind")
        t_axes, t_shape = code.field(tensor, T_DIMENSIONS, "t.axes", "i32", 4), code.field(tensor, T_SHAPE, "t.shape")
        t_data = code.call("i64", "@address_of", tensor, name="t.data")
        t_strides = code.field(tensor, T_STRIDES, "t.strides")
        t_end = code.block
        code.branch(both)
        code.begin(both)
        kind = code.phi("kind", "i64", (a_kind, is_array), (t_kind, t_end))
        narrow = code.phi("narrow", "i32", (a_axes, is_array), (t_axes, t_end))
        shape = code.phi("shape", "ptr", (a_shape, is_array), (t_shape, t_end))
        data = code.phi("data", "i64", (a_data, is_array), (t_data, t_end))
        strides = code.phi("strides", "ptr", (a_strides, is_array), (t_strides, t_end))
        axes = code.convert("zext", narrow, "i64", "axes")
        end = code.add(code.add(used, axes, "sum"), 2, "end")
        code.enter_if(code.compare("ule", end, most, "room"), "fits", refused)
        code.store(kind, code.gep(words, used, name="kind.into"))
        code.store(axes, code.gep(words, code.add(used, 1, "second"), name="axes.into"))
        place = code.row(places, number, PLACED, "place")
        code.set_word(PLACED, place, "data", data)
        code.set_word(PLACED, place, "strides", strides)
        code.set_word(PLACED, place, "start", used)
        with code.loop("axis.next", "axis.do", "axes.done") as copying:
            axis = copying.phi("axis", i64(0))
            copying.while_(code.compare("slt", axis, axes, "axis.more"))
            at = code.add(code.add(used, axis, "axis.sum"), 2, "axis.at")
            code.store(code.load_at(shape, axis, "size"), code.gep(words, at, name="size.into"))
            copying.next(axis, code.add(axis, 1, "axis.after"))
        items.next(number, code.add(number, 1, "number.after"))
        items.next(used, end)
    with code.loop("out.next", "out.do", "out.done") as found:
        out, near = found.phi("out", i64(0)), found.phi("near", i64(0))
        found.while_(code.compare("slt", out, outs, "out.more"))
        own = code.row(places, code.add(before, out, "own.number"), PLACED, "own")
        same = code.call("i64", "@same_place", own, places, before, near, words, name="same")
        code.enter_if(code.compare("sge", same, 0, "is.one"), "is.same", refused)
        code.store(same, code.gep(words, code.add(used, out, "word"), name="same.into"))
        found.next(out, code.add(out, 1, "out.after"))
        known = code.compare("slt", same, before, "is.known")
        found.next(near, code.select(known, code.add(same, 1, "behind.it"), 0, "near.after"))
    size = code.binary("mul", code.add(used, outs, "length"), 8, "size.bytes")
    result = code.call("ptr", "@PyBytes_FromStringAndSize", words, size, name="result")
    code.call("void", "@PyMem_Free", freed)
    code.ret(result)
    code.begin(refused)
    code.call("void", "@PyMem_Free", freed)
    code.branch(none)
    code.begin(none)
    code.call("void", "@PyErr_Clear")
    nothing = code.object("None")
    code.call("void", "@Py_IncRef", nothing)
    code.ret(nothing)
    return code.text()


def _same_place() -> str:
    """`same_place(own, places, count, near, words)`: the number of the array that is the same memory as `own`.

    They are looked at from the number `near` on, and then from the first on. `count` if there is none; -1 if one begins
    there and is of another type, shape or strides.
    """
    parameters = {"own": "ptr", "places": "ptr", "count": "i64", "near": "i64", "words": "ptr"}
    code = Words("same_place", parameters, "i64", internal=True)
    own, places, count, near, words = code.parameters
    data, strides, start = (code.word(PLACED, own, name, "ptr" if name == "strides" else "i64") for name in PLACED)
    no, found = code.label("no"), code.label("found")
    with code.loop("next", "look", "none") as items:
        turn = items.phi("turn", i64(0))
        items.while_(code.compare("slt", turn, count, "more"))
        ahead = code.add(turn, near, "ahead")
        behind = code.binary("sub", ahead, count, "behind")
        number = code.select(code.compare("slt", ahead, count, "is.ahead"), ahead, behind, "number")
        other = code.row(places, number, PLACED, "other")
        equal = code.compare("eq", code.word(PLACED, other, "data"), data, "equal")
        code.enter_unless(equal, found, "differs")
        items.next(turn, code.add(turn, 1, "turn.after"))
    code.ret(count)
    code.begin(found)
    one, two = code.gep(words, start, name="one"), code.gep(words, code.word(PLACED, other, "start"), name="two")
    axes, null = code.load_at(one, 1, "axes"), Value("ptr", "null")
    with code.each(code.add(axes, 2, "length"), "word") as word:
        alike = code.compare("eq", code.load_at(one, word, "of.one"), code.load_at(two, word, "of.two"), "alike")
        code.enter_if(alike, "is.alike", no)
    others = code.word(PLACED, other, "strides", "ptr")
    known = code.binary(
        "and", code.compare("ne", strides, null, "has.own"), code.compare("ne", others, null, "has.others"), "known"
    )
    flat = code.compare("eq", axes, 0, "is.flat")
    code.enter_if(code.binary("or", known, flat, "readable"), "strided", no)
    with code.each(axes, "stride") as axis:
        step = code.compare(
            "eq", code.load_at(strides, axis, "step"), code.load_at(others, axis, "others.step"), "even"
        )
        code.enter_if(step, "is.even", no)
    code.ret(number)
    code.begin(no)
    code.ret(i64(-1))
    return code.text()


def _kind() -> str:
    """`kind(self, objects)`, a method: the type that all items of a tuple have; None if they have several, or none."""
    code = Words("kind", {"self": "ptr", "objects": "ptr"}, "ptr")
    _, objects = code.parameters
    none, no, done = code.object("None"), code.label("no"), code.label("done")
    is_tuple = code.compare("eq", code.field(objects, TYPE, "objects.kind"), code.object("tuple"), "is.tuple")
    code.enter_if(is_tuple, "listed", no)
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
    code.branch(done)
    code.begin(done)
    result = code.phi("result", "ptr", (kind, alike), (none, several))
    code.call("void", "@Py_IncRef", result)
    code.ret(result)
    return code.text()


def _same_objects() -> str:
    """`same_objects(one, other)`, a method: true if a list or tuple has the objects of a tuple, in order."""
    code = Words("same_objects", {"self": "ptr", "args": "ptr", "positional": "i64"}, "ptr")
    _, args, positional = code.parameters
    no, done, listed, other = (code.label(name) for name in ("no", "done", "listed", "other"))
    code.enter_if(code.compare("eq", positional, 2, "two"), "both", no)
    one, tuple_ = code.load_at(args, 0, "one", "ptr"), code.load_at(args, 1, "tuple", "ptr")
    is_tuple = code.compare("eq", code.field(tuple_, TYPE, "kind"), code.object("tuple"), "is.tuple")
    code.enter_if(is_tuple, "known", no)
    count = code.call("i64", "@PyTuple_Size", tuple_, name="count")
    code.branch_if(code.compare("eq", code.field(one, TYPE, "own.kind"), code.object("list"), "is.list"), listed, other)
    endings: list[tuple[Value, Label]] = []
    for label, kind in ((listed, "List"), (other, "Tuple")):
        code.begin(label)
        if kind == "Tuple":
            is_one = code.compare("eq", code.field(one, TYPE, "tuple.kind"), code.object("tuple"), "is.one")
            code.enter_if(is_one, "tupled", no)
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
    code.branch(done)
    code.begin(done)
    result = code.phi("result", "ptr", *endings)
    code.call("void", "@Py_IncRef", result)
    code.ret(result)
    return code.text()


def read_text(item_at: int, item_type: str) -> str:
    """All of this. An array's dtype object has the bytes of an element at `item_at`, as an integer of `item_type`."""
    functions = (_reader(), _described(), _described_plainly(), _stored(), _address_of())
    functions += (_same(), _packed(), _inside(), _gather_from())
    functions += tuple(gather(item) for item in ITEMS)
    more = (_rooted(item_at, item_type), _array_at(), _tensor_at(), _array_of(), _read())
    methods = (_same_place(), _describe(), _kind(), _same_objects())
    table = f"@readers = global [{READERS} x [{len(READER)} x i64]] zeroinitializer, align 8"
    return "\n".join([table, *functions, *more, *methods, ""])
