"""LLVM text that reads an array object in place: `read` gives its address if it has the form that the call expects.

It reads NumPy's arrays, arrays of `mx.nd`, and tensors that DLPack's exchange functions describe.
"""

from __future__ import annotations

from mxsym.codegen.backend.builder import Label, Value, i64
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


class _Rooted(Words):
    """`rooted(address, size, base, tensor)`: the address of the object that owns a view's memory.

    NumPy's arrays, tensors and buffers may have moved or lost theirs: -1 if the view is outside. 0 if nobody can be
    asked.
    """

    def __init__(self, item_at: int, item_type: str) -> None:
        parameters = {"address": "i64", "size": "i64", "base": "ptr", "tensor": "ptr"}
        super().__init__("rooted", parameters, "i64", internal=True)
        *self.view, base, self.tensor = self.parameters
        ndarray = self.object("ndarray")
        yes, self.no = self.label("yes"), self.label("no")
        self.buffer = self.define("ptr", f"alloca [{BUFFER_BYTES} x i8], align 16", "buffer")
        entered = self.block
        self.deeper = self.label("deeper")
        self.enter(self.deeper)
        self.at = self.phi("at", "ptr", (base, entered))
        self.depth = self.phi("depth", "i64", (i64(0), entered))
        self.enter_unless(self.compare("eq", self.at, NULL, "owner"), yes, "some")
        kind, array = self.field(self.at, TYPE, "kind"), self.label("array")
        self.enter_unless(self.compare("eq", kind, ndarray, "exact"), array, "other")
        self.look_at_other(kind, ndarray, yes, array)
        self.begin(array)
        self.look_at_array(item_at, item_type)
        self.ret_at(yes, i64(0))
        self.ret_at(self.no, NOT_READ)

    def follow(self, inner: Value, suffix: str) -> None:
        """Look at the object beneath."""
        deep = self.add(self.depth, 1, f"depth{suffix or '.next'}")
        self.join(self.at, inner, self.block)
        self.join(self.depth, deep, self.block)
        self.branch_if(self.compare("ult", deep, DEEPEST, f"near{suffix}"), self.deeper, self.no)

    def look_at_other(self, kind: Value, ndarray: Value, yes: Label, array: Label) -> None:
        """Follow a memory view; return of what else is no array, or go to `yes` or `array`."""
        unlent, released, strided = self.label("unlent"), self.label("released"), Value("i32", str(WITH_STRIDES))
        self.enter_if(self.compare("eq", kind, self.object("memoryview"), "is.view"), "lent", unlent)
        held_by = self.call("i32", "@PyObject_GetBuffer", self.at, self.buffer, strided, name="held.by")
        self.enter_if(self.compare("eq", held_by, 0, "is.held.by"), "viewed", released)
        self.call("void", "@PyBuffer_Release", self.buffer)  # what it is of stays while it is not released
        self.follow(self.field(self.at, LENDER, "lender"), ".lent")
        self.begin(released)
        self.call("void", "@PyErr_Clear")
        self.branch(self.no)
        self.begin(unlent)
        row, readable = self.call("ptr", "@reader", kind, name="row"), self.label("readable")
        self.enter_unless(self.compare("ne", row, NULL, "is.known"), readable, "unknown")
        derived = self.call("i32", "@PyType_IsSubtype", kind, ndarray, name="derived")
        self.branch_if(self.compare("ne", derived, 0, "is.derived"), array, self.no)
        self.begin(readable)
        function, offset = self.word(READER, row, "function", "ptr"), self.word(READER, row, "offset")
        plain, holder = self.label("plain"), self.label("holder.of")
        self.enter_if(self.compare("ne", function, NULL, "is.tensor"), "tensor.read", plain)
        self.enter_if(self.call("i1", "@described", self.at, row, self.tensor, name="read"), "tensor.known", self.no)
        self.ret_if_in_tensor()
        self.begin(plain)
        self.enter_unless(self.compare("eq", offset, PINS, "pins"), yes, "holder")
        self.enter_if(self.compare("eq", offset, LENDS, "lends"), "lender.of", holder)
        status = self.call("i32", "@PyObject_GetBuffer", self.at, self.buffer, strided, name="status")
        self.enter_if(self.compare("eq", status, 0, "has.buffer"), "buffer.read", released)
        self.ret_if_in_buffer()
        self.begin(holder)
        self.branch_if(self.compare("slt", offset, 0, "has.none"), self.no, array)

    def look_at_array(self, item_at: int, item_type: str) -> None:
        """Follow an array that is a view; return of one that owns its memory."""
        beneath, owner = self.field(self.at, BASE, "beneath"), self.label("own")
        self.enter_unless(self.compare("eq", beneath, NULL, "owns"), owner, "follow")
        self.follow(beneath, "")
        self.begin(owner)
        raw = self.field(self.field(self.at, DTYPE, "descr"), item_at, "own.item", item_type, 4)
        item = raw if item_type == "i64" else self.convert("sext", raw, "i64", "own.item.wide")
        axes = self.convert("sext", self.field(self.at, DIMENSIONS, "count", "i32", 4), "i64", "count.wide")
        where = self.field(self.at, DATA, "where", "i64")
        shape, strides = self.field(self.at, SHAPE, "sizes"), self.field(self.at, STRIDES, "steps")
        within = self.call("i1", "@inside", *self.view, where, axes, shape, strides, i64(1), item, name="held")
        self.ret(self.select(within, where, NOT_READ, "a.root"))

    def ret_if_in_tensor(self) -> None:
        """Return the address of the tensor's memory, or -1 if the view is not within it."""
        there = self.call("i64", "@address_of", self.tensor, name="there")
        axes = self.convert("sext", self.field(self.tensor, T_DIMENSIONS, "axes", "i32", 4), "i64", "axes.wide")
        bits = self.field(self.tensor, T_CODE + 1, "bits", "i8", 1)
        item = self.binary("lshr", self.convert("zext", bits, "i64", "bits.wide"), 3, "item")
        shape, strides = self.field(self.tensor, T_SHAPE, "t.shape"), self.field(self.tensor, T_STRIDES, "t.strides")
        within = self.call("i1", "@inside", *self.view, there, axes, shape, strides, item, item, name="within")
        self.ret(self.select(within, there, NOT_READ, "t.root"))

    def ret_if_in_buffer(self) -> None:
        """Return the address of what the held buffer views, or -1 if the view is not within it; release the buffer."""
        begins, item = self.load("i64", self.buffer, name="begins"), self.field(self.buffer, B_ITEM, "b.item", "i64")
        axes = self.convert("sext", self.field(self.buffer, B_DIMENSIONS, "b.axes", "i32", 4), "i64", "b.axes.wide")
        shape, strides = self.field(self.buffer, B_SHAPE, "b.shape"), self.field(self.buffer, B_STRIDES, "b.strides")
        within = self.call("i1", "@inside", *self.view, begins, axes, shape, strides, i64(1), item, name="in.buffer")
        self.call("void", "@PyBuffer_Release", self.buffer)
        self.ret(self.select(within, begins, NOT_READ, "b.root"))


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
    code.begin_tensor(dense, object_, tensor, no)
    code.ret(code.call("i64", "@tensor_at", row, tensor, name="place"))
    code.ret_at(no, NOT_READ)


def read_text(item_at: int, item_type: str) -> str:
    """The definitions of this file, with those of `tensor_text` and `describe_text`.

    An array's dtype object has the bytes of an element at `item_at`, as an integer of `item_type`.
    """
    functions = (_reader(), described(), described_plainly(), stored(), address_of())
    functions += (_same(), _packed(), _inside(), _gather_from())
    more = (_Rooted(item_at, item_type).text(), _same_dtype(), _array_at(), tensor_at(), _array_of(), _read())
    table = f"@readers = global [{READERS} x [{len(READER)} x i64]] zeroinitializer, align 8"
    return "\n".join([table, *functions, *more, describe_text(), ""])
