"""LLVM text that reads an array object in place: `read` gives its address if it has the form that the call expects.

It reads NumPy's arrays, arrays of `mx.nd`, and tensors that DLPack's exchange functions describe.
"""

from __future__ import annotations

from mxsym.codegen.backend.builder import Value, i64
from mxsym.runtime.native_call.array_fields import (
    B_DIMENSIONS,
    B_ITEM,
    B_SHAPE,
    B_STRIDES,
    BASE,
    BUFFER_BYTES,
    BYTE_ORDER,
    CONTIGUOUS,
    DATA,
    DEEPEST,
    DIMENSIONS,
    DTYPE,
    FLAGS,
    GATHERED,
    LENDER,
    ROOT,
    SHAPE,
    STRIDES,
    T_CODE,
    T_DIMENSIONS,
    T_SHAPE,
    T_STRIDES,
    TYPE,
    WITH_STRIDES,
)
from mxsym.runtime.native_call.describe_text import describe_text
from mxsym.runtime.native_call.layout import ARRAY, GATHER, LENDS, PINS, READER, READERS
from mxsym.runtime.native_call.tensor_text import address_of, described, described_plainly, stored, tensor_at
from mxsym.runtime.native_call.words import FALSE, NOT_READ, NULL, TRUE, Words


@Words.function("ptr")
def _reader(code: Words, type_: Value) -> None:
    """The row of `@readers` of a type, or NULL."""
    none = code.label("none")
    with code.loop("next", after=none) as rows:
        number = rows.phi("number", i64(0))
        rows.while_(code.compare("ult", number, READERS, "more"), "look")
        row = code.gep(Value("ptr", "@readers"), number, f"[{len(READER)} x i64]", "row")
        known = code.word(READER, row, "type", "ptr")
        found, other, same = code.label("found"), code.label("other"), code.compare("eq", known, type_, "same")
        code.branch_if(same, found, other)
        code.ret_at(found, row)
        code.begin(other)
        rows.break_if(code.compare("eq", known, NULL, "last"), "on")
        rows.next(number, code.add(number, 1, "number.next"))
    code.ret(NULL)


@Words.function("i1", internal=True, count="i64")
def _same(code: Words, one: Value, other: Value, count: Value) -> None:
    """True if two lists of numbers are equal."""
    no = code.label("no")
    with code.loop("next", "look", "yes") as items:
        place = items.phi("place", i64(0))
        items.below(place, count)
        has, wants = code.load_at(one, place, "has"), code.load_at(other, place, "wants")
        code.enter_if(code.compare("eq", has, wants, "equal"), "equals", no)
    code.ret(TRUE)
    code.ret_at(no, FALSE)


@Words.function("i1", internal=True, count="i64", unit="i64")
def _packed(code: Words, strides: Value, shape: Value, wanted: Value, count: Value, unit: Value) -> None:
    """True if strides in units are these in elements."""
    no = code.label("no")
    with code.loop("next", "look", "all") as items:
        place = items.phi("place", i64(0))
        items.below(place, count)
        size = code.load_at(shape, place, "size")
        has, wants = code.load_at(strides, place, "has"), code.load_at(wanted, place, "wants")
        equal = code.compare("eq", has, code.binary("mul", wants, unit, "wants.units"), "equal")
        single = code.compare("eq", size, 1, "single")
        code.enter_if(code.binary("or", equal, single, "fits"), "good", no)
    code.ret(TRUE)
    code.ret_at(no, FALSE)


@Words.function("i1", internal=True, low="i64", size="i64", address="i64", dimensions="i64", unit="i64", item="i64")
def _inside(
    code: Words, low: Value, size: Value, address: Value, dimensions: Value, shape: Value, strides: Value, unit: Value,
    item: Value,
) -> None:  # fmt: skip
    """True if memory is within a tensor's.

    `low` and `size` are of the memory, the rest of the tensor: strides in units of `unit` bytes (NULL: C order).
    """
    no = code.label("no")
    spaced = code.compare("ne", strides, NULL, "spaced")
    with code.loop("next", after="whole") as axes:
        # From the last axis to the first, so that the strides of C order are known where there are none.
        left = axes.phi("left", dimensions)
        first, last = axes.phi("first", address), axes.phi("last", address)
        packed = axes.phi("packed", item)
        axes.while_(code.compare("sgt", left, 0, "more"), "look")
        axis = code.binary("sub", left, 1, "axis")
        count = code.load_at(shape, axis, "count")
        code.enter_if(code.compare("sgt", count, 0, "some"), "sized", no)
        with code.when(spaced, "known", "both") as known:
            stride = code.binary("mul", code.load_at(strides, axis, "stride"), unit, "stride.bytes")
        code.widen(axes, first, last, count, known.phi("step", stride, packed))
        axes.next(packed, code.binary("mul", packed, count, "packed.next"))
        axes.next(left, axis)
    starts = code.compare("uge", low, first, "starts")
    ends = code.compare("ule", code.add(low, size, "high"), code.add(last, item, "end"), "ends")
    code.ret(code.binary("and", starts, ends, "within"))
    code.ret_at(no, FALSE)


def _ret_if_in_tensor(code: Words, address: Value, size: Value, tensor: Value) -> None:
    """Return the address of a tensor's memory, or -1 if other memory is not within it."""
    there = code.call("i64", "@address_of", tensor, name="there")
    axes = code.convert("sext", code.field(tensor, T_DIMENSIONS, "axes", "i32", 4), "i64", "axes.wide")
    bits = code.field(tensor, T_CODE + 1, "bits", "i8", 1)
    item = code.binary("lshr", code.convert("zext", bits, "i64", "bits.wide"), 3, "item")
    shape, strides = code.field(tensor, T_SHAPE, "t.shape"), code.field(tensor, T_STRIDES, "t.strides")
    within = code.call("i1", "@inside", address, size, there, axes, shape, strides, item, item, name="within")
    code.ret(code.select(within, there, NOT_READ, "t.root"))


def _ret_if_in_buffer(code: Words, address: Value, size: Value, buffer: Value) -> None:
    """Return the address of what a held buffer views, or -1 if other memory is not within it; release the buffer."""
    begins, item = code.load("i64", buffer, name="begins"), code.field(buffer, B_ITEM, "b.item", "i64")
    axes = code.convert("sext", code.field(buffer, B_DIMENSIONS, "b.axes", "i32", 4), "i64", "b.axes.wide")
    shape, strides = code.field(buffer, B_SHAPE, "b.shape"), code.field(buffer, B_STRIDES, "b.strides")
    within = code.call("i1", "@inside", address, size, begins, axes, shape, strides, i64(1), item, name="in.buffer")
    code.call("void", "@PyBuffer_Release", buffer)
    code.ret(code.select(within, begins, NOT_READ, "b.root"))


def _ret_if_in_array(code: Words, address: Value, size: Value, array: Value, item: Value) -> None:
    """Return the address of an array's own memory, or -1 if other memory is not within it; `item` is an element's."""
    axes = code.convert("sext", code.field(array, DIMENSIONS, "count", "i32", 4), "i64", "count.wide")
    where = code.field(array, DATA, "where", "i64")
    shape, strides = code.field(array, SHAPE, "sizes"), code.field(array, STRIDES, "steps")
    within = code.call("i1", "@inside", address, size, where, axes, shape, strides, i64(1), item, name="held")
    code.ret(code.select(within, where, NOT_READ, "a.root"))


def _rooted(item_at: int, item_type: str) -> str:
    """`rooted(address, size, base, tensor)`: the address of the object that owns a view's memory.

    NumPy's arrays, tensors and buffers may have moved or lost theirs: -1 if the view is outside. 0 if nobody can be
    asked.
    """
    code = Words("rooted", {"address": "i64", "size": "i64", "base": "ptr", "tensor": "ptr"}, "i64", internal=True)
    address, size, base, tensor = code.parameters
    ndarray = code.object("ndarray")
    yes, no = code.label("yes"), code.label("no")
    strided = Value("i32", str(WITH_STRIDES))
    buffer = code.define("ptr", f"alloca [{BUFFER_BYTES} x i8], align 16", "buffer")
    entered = code.block
    deeper = code.label("deeper")
    code.enter(deeper)
    at = code.phi("at", "ptr", (base, entered))
    depth = code.phi("depth", "i64", (i64(0), entered))

    def follow(inner: Value, suffix: str) -> None:
        deep = code.add(depth, 1, f"depth{suffix or '.next'}")
        code.join(at, inner, code.block)
        code.join(depth, deep, code.block)
        code.branch_if(code.compare("ult", deep, DEEPEST, f"near{suffix}"), deeper, no)

    code.enter_unless(code.compare("eq", at, NULL, "owner"), yes, "some")
    kind = code.field(at, TYPE, "kind")
    array = code.label("array")
    code.enter_unless(code.compare("eq", kind, ndarray, "exact"), array, "other")
    unlent, released = code.label("unlent"), code.label("released")
    code.enter_if(code.compare("eq", kind, code.object("memoryview"), "is.view"), "lent", unlent)
    held_by = code.call("i32", "@PyObject_GetBuffer", at, buffer, strided, name="held.by")
    code.enter_if(code.compare("eq", held_by, 0, "is.held.by"), "viewed", released)
    code.call("void", "@PyBuffer_Release", buffer)  # what it is of stays while it is not released
    follow(code.field(at, LENDER, "lender"), ".lent")
    code.begin(released)
    code.call("void", "@PyErr_Clear")
    code.branch(no)
    code.begin(unlent)
    row = code.call("ptr", "@reader", kind, name="row")
    readable = code.label("readable")
    code.enter_unless(code.compare("ne", row, NULL, "is.known"), readable, "unknown")
    derived = code.call("i32", "@PyType_IsSubtype", kind, ndarray, name="derived")
    code.branch_if(code.compare("ne", derived, 0, "is.derived"), array, no)
    code.begin(readable)
    function, offset = code.word(READER, row, "function", "ptr"), code.word(READER, row, "offset")
    plain = code.label("plain")
    code.enter_if(code.compare("ne", function, NULL, "is.tensor"), "tensor.read", plain)
    code.enter_if(code.call("i1", "@described", at, row, tensor, name="read"), "tensor.known", no)
    _ret_if_in_tensor(code, address, size, tensor)
    code.begin(plain)
    code.enter_unless(code.compare("eq", offset, PINS, "pins"), yes, "holder")
    holder = code.label("holder.of")
    code.enter_if(code.compare("eq", offset, LENDS, "lends"), "lender.of", holder)
    status = code.call("i32", "@PyObject_GetBuffer", at, buffer, strided, name="status")
    code.enter_if(code.compare("eq", status, 0, "has.buffer"), "buffer.read", released)
    _ret_if_in_buffer(code, address, size, buffer)
    code.begin(holder)
    code.branch_if(code.compare("slt", offset, 0, "has.none"), no, array)
    code.begin(array)
    beneath = code.field(at, BASE, "beneath")
    owner = code.label("own")
    code.enter_unless(code.compare("eq", beneath, NULL, "owns"), owner, "follow")
    follow(beneath, "")
    code.begin(owner)
    raw = code.field(code.field(at, DTYPE, "descr"), item_at, "own.item", item_type, 4)
    own_item = raw if item_type == "i64" else code.convert("sext", raw, "i64", "own.item.wide")
    _ret_if_in_array(code, address, size, at, own_item)
    code.ret_at(yes, i64(0))
    code.ret_at(no, NOT_READ)
    return code.text()


@Words.function(internal=True, address="i64", unit="i64", item="i64")
def _gather_from(
    code: Words, gather: Value, address: Value, strides: Value, unit: Value, item: Value, tensor: Value
) -> None:
    """Let a step gather the array at an address.

    Its strides are in units of so many bytes, `item` are the bytes of an element. It has one element at least.
    """
    order, sizes = code.word(GATHER, gather, "order", "ptr"), code.word(GATHER, gather, "sizes", "ptr")
    own, end = code.word(GATHER, gather, "strides", "ptr"), code.add(address, item, "end")
    with code.loop("next", "look", "all") as axes:
        place, low, high = axes.phi("place", i64(0)), axes.phi("low", address), axes.phi("high", end)
        axes.below(place, code.word(GATHER, gather, "dimensions"))
        axis, count = code.load_at(order, place, "axis"), code.load_at(sizes, place, "count")
        step = code.binary("mul", code.load_at(strides, axis, "stride"), unit, "step")
        code.store(step, code.gep(own, place, name="into"))
        code.widen(axes, low, high, count, step)
    for name, value in (("from", address), ("low", low), ("high", high)):
        code.set_word(GATHER, gather, name, value)
    head = code.gep(tensor, GATHERED, "i8", "head.at")
    code.set_word(GATHER, gather, "next", code.load("i64", head, name="head"))
    code.store(gather, head)
    code.ret()


@Words.function("i1", internal=True)
def _same_dtype(code: Words, one: Value, other: Value) -> None:
    """True if two dtypes of numbers are equal. Those of unpickled arrays are copies."""
    kinds = code.compare("eq", code.field(one, TYPE, "kind"), code.field(other, TYPE, "other.kind"), "same.kind")
    order, other_order = (code.field(dtype, BYTE_ORDER, "order", "i8", 1) for dtype in (one, other))
    code.ret(code.binary("and", kinds, code.compare("eq", order, other_order, "same.order"), "equal"))


@Words.function("i64")
def _array_at(code: Words, row: Value, array: Value, tensor: Value) -> None:
    """The address of a NumPy array of the form of a row of `ARRAY`, or -1."""
    no = code.label("no")
    descr, dtype = code.word(ARRAY, row, "descr", "ptr"), code.field(array, DTYPE, "dtype")
    other = code.label("other")
    fits = code.compare("eq", dtype, descr, "own.dtype")
    asked = code.binary("and", code.compare("ne", dtype, descr, "another"), code.compare("ne", descr, NULL, "some"))
    with code.when(asked, "compare", "compared") as comparing:
        alike = code.call("i1", "@same_dtype", dtype, descr, name="alike")
    same = comparing.phi("same", alike, fits)
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
    code.enter_unless(code.compare("eq", base, NULL, "owner"), yes, "view")
    root = code.call("i64", "@rooted", address, size, base, tensor, name="root")
    code.enter_if(code.compare("ne", root, NOT_READ, "inside"), "sound", no)
    code.store(root, code.gep(tensor, ROOT, "i8", "root.at"))
    code.branch(yes)
    code.ret_at(yes, address)
    code.begin(other)  # of other strides, or unaligned
    gather = code.word(ARRAY, row, "gather", "ptr")
    code.enter_if(code.compare("ne", gather, NULL, "is.gathered"), "gathers", no)
    steps, each_item = code.field(array, STRIDES, "steps"), code.word(ARRAY, row, "item")
    code.call("void", "@gather_from", gather, address, steps, i64(1), each_item, tensor)
    low, room = code.word(GATHER, gather, "low"), code.word(GATHER, gather, "room")
    span = code.binary("sub", code.word(GATHER, gather, "high"), low, "span")
    under = code.field(array, BASE, "under")
    owned = code.label("owned")
    code.enter_unless(code.compare("eq", under, NULL, "owns"), owned, "viewed")
    beneath = code.call("i64", "@rooted", low, span, under, tensor, name="beneath")
    code.enter_if(code.compare("ne", beneath, NOT_READ, "within"), "is.sound", no)
    code.store(beneath, code.gep(tensor, ROOT, "i8", "beneath.at"))
    code.branch(owned)
    code.ret_at(owned, room)
    code.ret_at(no, NOT_READ)


def return_held(code: Words, object_: Value, kind: str, *, derived: bool = False) -> None:
    """Return the object of one of the interpreter's types that an object is or holds, or NULL.

    `derived`: objects whose readers have no offset are of types that derive from this one.
    """
    no, itself, wanted = code.label("no"), code.label("itself"), code.object(kind)
    own = code.field(object_, TYPE, "kind")
    code.enter_unless(code.compare("eq", own, wanted, "is.itself"), itself, "other")
    row = code.call("ptr", "@reader", own, name="row")
    code.enter_if(code.compare("ne", row, NULL, "is.known"), "known", no)
    code.enter_if(code.compare("eq", code.word(READER, row, "function", "ptr"), NULL, "is.face"), "face", no)
    offset = code.word(READER, row, "offset")
    if derived:
        code.enter_unless(code.compare("eq", offset, 0, "derived"), itself, "holder")
    code.enter_if(code.compare("sgt", offset, 0, "is.inside"), "inside", no)
    held = code.load("ptr", code.gep(object_, offset, "i8", "held.at"), name="held")
    code.enter_if(code.compare("ne", held, NULL, "is.held"), "holds", no)
    code.expect(held, kind, no)
    code.ret(held)
    code.ret_at(itself, object_)
    code.ret_at(no, NULL)


@Words.function("ptr")
def _array_of(code: Words, object_: Value) -> None:
    """The NumPy array that an object is or holds, or NULL."""
    return_held(code, object_, "ndarray", derived=True)


@Words.function("i64")
def _read(code: Words, row: Value, object_: Value, tensor: Value) -> None:
    """The address of an object of the form of a row of `ARRAY`, or -1."""
    no, other = code.label("no"), code.label("other")
    code.store(i64(0), code.gep(tensor, ROOT, "i8", "root.at"))
    array = code.call("ptr", "@array_of", object_, name="array")
    code.enter_if(code.compare("ne", array, NULL, "is.array"), "array.read", other)
    code.ret(code.call("i64", "@array_at", row, array, tensor, name="address"))
    code.begin(other)
    sparse, dense = code.word(ARRAY, row, "sparse", "ptr"), code.label("dense")
    code.enter_if(code.compare("ne", sparse, NULL, "is.sparse"), "sparse.read", dense)
    code.ret(code.call("i64", "@read_rows", sparse, object_, tensor, name="values"))
    code.begin(dense)
    reader = code.call("ptr", "@reader", code.field(object_, TYPE, "kind"), name="reader")
    code.enter_if(code.compare("ne", reader, NULL, "is.known"), "known", no)
    is_tensor = code.compare("ne", code.word(READER, reader, "function", "ptr"), NULL, "is.tensor")
    code.enter_if(is_tensor, "tensor.read", no)
    code.enter_if(code.call("i1", "@described", object_, reader, tensor, name="described"), "tensor.known", no)
    code.ret(code.call("i64", "@tensor_at", row, tensor, name="place"))
    code.ret_at(no, NOT_READ)


def read_text(item_at: int, item_type: str) -> str:
    """The definitions of this file, with those of `tensor_text` and `describe_text`.

    An array's dtype object has the bytes of an element at `item_at`, as an integer of `item_type`.
    """
    functions = (_reader(), described(), described_plainly(), stored(), address_of())
    functions += (_same(), _packed(), _inside(), _gather_from())
    more = (_rooted(item_at, item_type), _same_dtype(), _array_at(), tensor_at(), _array_of(), _read())
    table = f"@readers = global [{READERS} x [{len(READER)} x i64]] zeroinitializer, align 8"
    return "\n".join([table, *functions, *more, describe_text(), ""])
