"""LLVM text that reads a tensor of a library with DLPack's exchange functions, which describe it."""

from __future__ import annotations

import functools

from mxsym.codegen.backend.builder import Value, i64
from mxsym.runtime.exchange import DTYPES, INLINE
from mxsym.runtime.native_call.array_fields import (
    CONTIGUOUS,
    CPU,
    T_CODE,
    T_DEVICE,
    T_DIMENSIONS,
    T_OFFSET,
    T_SHAPE,
    T_STRIDES,
)
from mxsym.runtime.native_call.layout import ARRAY, GATHER, READER
from mxsym.runtime.native_call.words import FALSE, NOT_READ, NULL, TRUE, Words


@Words.function("i1")
def described(code: Words, object_: Value, row: Value, tensor: Value) -> None:
    """True if a tensor was described to native code."""
    asked = code.label("asked")
    code.enter_if(code.call("i1", "@described_plainly", object_, row, tensor, name="plainly"), "known", asked)
    code.ret(code.call("i1", "@stored", object_, row, tensor, name="is.stored.plainly"))
    code.begin(asked)
    function = code.word(READER, row, "function", "ptr")
    status = code.call("i32", function.name, object_, tensor, name="status")
    good = code.label("good")
    code.enter_unless(code.compare("eq", status, 0, "fine"), good, "bad")
    code.call("void", "@PyErr_Clear")
    code.ret(FALSE)
    code.begin(good)
    device = code.field(tensor, T_DEVICE, "device", "i32", 4)
    away = code.label("away")
    code.enter_if(code.compare("eq", device, CPU, "is.here"), "here", away)
    code.ret(code.call("i1", "@stored", object_, row, tensor, name="is.stored"))
    code.ret_at(away, FALSE)


@Words.function("i1", internal=True)
def described_plainly(code: Words, object_: Value, row: Value, tensor: Value) -> None:
    """True if this is a plain tensor, which is described then.

    That is what its `PlainForm` says: torch's function would say the same of it. Others are left to that function.
    """
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
    code.ret(TRUE)
    code.ret_at(no, FALSE)


@Words.function("i1", internal=True)
def stored(code: Words, object_: Value, row: Value, tensor: Value) -> None:
    """True if a tensor's memory has its numbers, all of them.

    A description does not say so: a storage may have been given back, or made smaller, under a tensor.
    """
    no, yes = code.label("no"), code.label("yes")
    storage_at = code.word(READER, row, "storage")
    code.enter_unless(code.compare("eq", storage_at, 0, "always"), yes, "ask")
    inner = code.field(object_, code.word(READER, row, "offset"), "inner")
    keys = code.field(inner, code.word(READER, row, "keys"), "keys", "i64")
    other = code.binary("and", keys, code.word(READER, row, "other"), "other")
    code.enter_if(code.compare("eq", other, 0, "as.stored"), "plain", no)
    storage = code.field(inner, storage_at, "storage")
    code.enter_if(code.compare("ne", storage, NULL, "has.storage"), "bounds", no)
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
        loop.below(axis, axes)
        count = code.load_at(shape, axis, "count")
        code.enter_if(code.compare("sgt", count, 0, "some"), "sized", yes)  # an empty one has no memory
        stride = code.binary("mul", code.load_at(strides, axis, "stride"), item, "stride.bytes")
        code.widen(loop, low, high, count, stride)
    starts = code.compare("uge", low, first, "starts")
    ends = code.compare("ule", high, code.add(first, size, "end"), "ends")
    sized = code.compare("sgt", size, 0, "some.memory")
    code.ret(code.binary("and", sized, code.binary("and", starts, ends, "within"), "is.stored"))
    code.ret_at(yes, TRUE)
    code.ret_at(no, FALSE)


@Words.function("i64", internal=True)
def address_of(code: Words, tensor: Value) -> None:
    """The address of its first element."""
    data, offset = code.load("i64", tensor, name="data"), code.field(tensor, T_OFFSET, "offset", "i64")
    code.ret(code.add(data, offset, "address"))


@Words.function("i64", internal=True)
def tensor_at(code: Words, row: Value, tensor: Value) -> None:
    """The address of a described tensor of the form of a row of `ARRAY`, or -1."""
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
    code.branch_if(code.compare("eq", strides, NULL, "compact"), unsaid, said)
    code.begin(unsaid)
    in_c_order = code.binary("and", code.word(ARRAY, row, "needed"), CONTIGUOUS, "c.order")
    compact = code.compare("ne", in_c_order, 0, "is.c.order")
    code.branch(known)
    code.begin(said)
    packed = code.word(ARRAY, row, "strides", "ptr")
    dense = code.call("i1", "@packed", strides, sizes, packed, dimensions, i64(1), name="dense")
    code.enter(known)
    whole = code.phi("whole", "i1", (compact, unsaid), (dense, said))
    low = code.binary("and", address, code.binary("sub", code.word(ARRAY, row, "item"), 1, "mask"), "low")
    memory = code.load("i64", tensor, name="memory")
    is_aligned = code.compare("eq", low, 0, "aligned")
    there = code.compare("ne", memory, 0, "there")
    code.enter_if(there, "has.memory", no)
    other = code.label("other")
    code.enter_if(code.binary("and", whole, is_aligned, "good"), "sound", other)
    code.branch(yes)
    code.ret_at(yes, address)
    code.begin(other)
    gather = code.word(ARRAY, row, "gather", "ptr")
    can = code.compare("ne", gather, NULL, "is.gathered")
    has_strides = code.compare("ne", strides, NULL, "has.strides")
    code.enter_if(code.binary("and", can, has_strides, "can"), "gathers", no)
    item = code.word(ARRAY, row, "item")
    code.call("void", "@gather_from", gather, address, strides, item, item, tensor)
    code.ret(code.word(GATHER, gather, "room"))
    code.ret_at(no, NOT_READ)
