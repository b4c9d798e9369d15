"""Native code that looks at the arrays of a step: what each is now, and what has moved since the last one."""

from __future__ import annotations

import functools
from collections.abc import Generator
from contextlib import contextmanager

from mxsym.codegen.backend.builder import Label, Value, i64
from mxsym.runtime.native_call.array_fields import (
    BASE,
    CONTIGUOUS,
    DATA,
    DIMENSIONS,
    DTYPE,
    FLAGS,
    GATHERED,
    REFERENCES,
    REFERENT,
    ROOT,
    SHAPE,
    STRIDES,
    TENSOR_BYTES,
    TYPE,
)
from mxsym.runtime.native_call.layout import AHEAD, ANY_ROOT, ARRAY, CALL, GATHER, READER
from mxsym.runtime.native_call.words import FALSE, NOT_READ, NULL, TRUE, Words


@contextmanager
def each_changed(code: Words, call: Value) -> Generator[Value]:
    """The places of the arrays that are not as the last steps left them."""
    places, count = code.word(CALL, call, "changed", "ptr"), code.word(CALL, call, "changed_count")
    with code.each(count, "number") as number:
        yield code.load_at(places, number, "place")


@contextmanager
def each_gather(code: Words, call: Value) -> Generator[Value]:
    """The rows of `GATHER` of a step."""
    first = code.word(CALL, call, "gathered", "ptr")
    with code.loop("gather.next", "gather.do", "gather.done") as rows:
        row = rows.phi("gather", first)
        rows.while_(code.compare("ne", row, NULL, "gather.more"))
        yield row
        rows.next(row, code.word(GATHER, row, "next", "ptr"))


def _prefetch(code: Words, chosen: Value, place: Value) -> None:
    """Ask for the memory of objects that are read later: the objects first, then what these say of themselves."""
    later = code.load_at(chosen, code.add(place, AHEAD, "later"), "later.object", "ptr")
    for offset, name in ((0, "header"), (64, "fields")):
        code.prefetch(code.gep(later, offset, "i8", name))
    soon = code.load_at(chosen, code.add(place, AHEAD // 2, "soon"), "soon.object", "ptr")
    with code.when(code.compare("ne", soon, NULL, "some"), "known", "unknown"):
        code.call("void", "@fetch", soon)


@Words.function(internal=True)
def fetch(code: Words, object_: Value) -> None:
    """Ask for the memory of the shape of an array, or of the description of a tensor."""
    kind = code.field(object_, TYPE, "kind")
    array, other, done = code.label("array"), code.label("other"), code.label("done")
    code.branch_if(code.compare("eq", kind, code.object("ndarray"), "exact"), array, other)
    code.begin(array)
    code.prefetch(code.field(object_, SHAPE, "shape"))
    code.ret()
    code.begin(other)
    row = code.call("ptr", "@reader", kind, name="row")
    code.enter_if(code.compare("ne", row, NULL, "is.known"), "known", done)
    is_tensor = code.compare("ne", code.word(READER, row, "function", "ptr"), NULL, "is.tensor")
    code.enter_if(is_tensor, "tensor", done)
    behind = code.field(object_, code.word(READER, row, "offset"), "behind")
    for offset in (0, 64, 128):
        code.prefetch(code.gep(behind, offset, "i8", "line"))
    code.branch(done)
    code.ret_at(done)


@Words.function("i64", internal=True)
def again(code: Words, row: Value, array: Value, reference: Value, tensor: Value) -> None:
    """As `read`, of an array whose owner that weak reference has pinned; or -1.

    An array in C order, of memory of its own or of an array's of the same type: that is soon seen.
    """
    no, own, view, both = (code.label(name) for name in ("no", "own", "view", "both"))
    ndarray, descr = code.object("ndarray"), code.word(ARRAY, row, "descr", "ptr")
    code.enter_if(code.compare("eq", code.field(array, TYPE, "kind"), ndarray, "exact"), "is.array", no)
    address, base = code.field(array, DATA, "address", "i64"), code.field(array, BASE, "base")
    code.branch_if(code.compare("eq", base, NULL, "owns"), own, view)
    code.begin(view)
    code.enter_if(code.compare("eq", code.field(base, TYPE, "base.kind"), ndarray, "base.exact"), "near", no)
    code.enter_if(code.compare("eq", code.field(base, BASE, "beneath"), NULL, "nearest"), "nearer", no)
    code.enter_if(code.compare("eq", code.field(base, DTYPE, "base.dtype"), descr, "same.items"), "viewed", no)
    size = code.word(ARRAY, row, "bytes")
    code.enter_if(code.compare("ne", size, 0, "full"), "has.memory", no)  # an empty view is of no memory
    there, axes = code.field(base, DATA, "there", "i64"), code.field(base, DIMENSIONS, "axes", "i32", 4)
    memory = (address, size, there, code.convert("sext", axes, "i64", "axes.wide"))
    lies = (code.field(base, SHAPE, "base.shape"), code.field(base, STRIDES, "base.strides"), i64(1))
    inside = code.call("i1", "@inside", *memory, *lies, code.word(ARRAY, row, "item"), name="inside")
    code.enter_if(inside, "sound", no)
    sound = code.block
    code.branch(both)
    code.begin(own)
    code.enter(both)
    owner = code.phi("owner", "ptr", (base, sound), (array, own))
    root = code.phi("root", "i64", (there, sound), (i64(0), own))
    needed = code.word(ARRAY, row, "needed")
    in_c_order = code.binary("and", needed, CONTIGUOUS, "c.order")  # flags say nothing of other orders
    flags = code.convert("zext", code.field(array, FLAGS, "flags", "i32", 4), "i64", "flags.wide")
    count = code.convert("sext", code.field(array, DIMENSIONS, "count", "i32", 4), "i64", "count.wide")
    dimensions = code.word(ARRAY, row, "dimensions")
    alike = (
        code.compare("eq", code.field(owner, REFERENCES, "references"), reference),
        code.compare("eq", code.field(array, DTYPE, "dtype"), descr),
        code.compare("eq", code.binary("and", flags, needed, "has"), needed),
        code.compare("ne", in_c_order, 0),
        code.compare("eq", count, dimensions),
    )
    code.enter_if(functools.reduce(lambda one, other: code.binary("and", one, other), alike), "alike", no)
    sizes, shape = code.field(array, SHAPE, "sizes"), code.word(ARRAY, row, "shape", "ptr")
    code.enter_if(code.call("i1", "@same", sizes, shape, dimensions, name="shaped"), "yes", no)
    code.store(root, code.gep(tensor, ROOT, "i8", "root.at"))
    code.ret(address)
    code.ret_at(no, NOT_READ)


def _borrowed_object(code: Words, reference: Value, replaced: Value, no: Label) -> Value:
    """The object of a weak reference. It lives until the step is over, whatever other threads do."""
    code.enter_if(code.compare("ne", reference, NULL, "is.borrowed"), "borrows", no)
    referent = code.field(reference, REFERENT, "referent")
    some = code.compare("ne", referent, code.object("None"), "some")
    counted = code.compare("ne", code.field(referent, 0, "count", "i32", 4), 0, "counted")  # 0: it is ending
    code.enter_if(code.binary("and", some, counted, "lives"), "lent", no)
    status = code.call("i32", "@PyList_Append", replaced, referent, name="lent.status")
    code.enter_if(code.compare("eq", status, 0, "is.lent"), "chooses", no)
    return referent


@Words.function("i64", internal=True)
def look(code: Words, call: Value) -> None:
    """Read each of the chosen objects into `seen`. 0: all fit; 1: and something written has moved; -1."""
    tensor = code.define("ptr", f"alloca [{TENSOR_BYTES} x i8], align 16", "tensor")
    count, rows = code.word(CALL, call, "count"), code.word(CALL, call, "arrays", "ptr")
    chosen, seen = code.word(CALL, call, "chosen", "ptr"), code.word(CALL, call, "seen", "ptr")
    addresses, objects = code.word(CALL, call, "addresses", "ptr"), code.word(CALL, call, "objects", "ptr")
    borrowed, replaced = code.word(CALL, call, "borrowed", "ptr"), code.word(CALL, call, "replaced", "ptr")
    roots, seen_roots = code.word(CALL, call, "roots", "ptr"), code.word(CALL, call, "seen_roots", "ptr")
    pins, changed = code.word(CALL, call, "pins", "ptr"), code.word(CALL, call, "changed", "ptr")
    no, gathered = code.label("no"), code.gep(tensor, GATHERED, "i8", "gathered.at")
    code.store(i64(0), gathered)
    with code.loop("next", "look", "done") as items:
        place, moved = items.phi("place", i64(0)), items.phi("moved", i64(0))
        fresh = items.phi("fresh", i64(0))
        items.below(place, count)
        row = code.row(rows, place, ARRAY, "row")
        _prefetch(code, chosen, place)
        given = code.load_at(chosen, place, "given", "ptr")
        with code.when(code.compare("eq", given, NULL, "is.absent"), "absent", "reads") as absent:
            referent = _borrowed_object(code, code.load_at(borrowed, place, "reference", "ptr"), replaced, no)
            code.store(referent, code.gep(chosen, place, name="chosen.into"))
        object_, kept = absent.phi("object", referent, given), absent.phi("kept", TRUE, FALSE)
        ask, anew, known = code.label("ask"), code.label("anew"), code.label("is.seen")
        pin = code.load_at(pins, place, "pin", "ptr")
        code.branch_if(code.compare("ne", pin, NULL, "is.pinned"), ask, anew)
        code.begin(ask)
        same = code.call("i64", "@again", row, object_, pin, tensor, name="same")
        code.branch_if(code.compare("ne", same, NOT_READ, "is.same"), known, anew)
        code.begin(anew)
        new = code.call("i64", "@read", row, object_, tensor, name="new")
        code.enter_if(code.compare("ne", new, NOT_READ, "fits"), "fit", no)
        fit = code.block
        code.enter(known)
        address = code.phi("address", "i64", (same, ask), (new, fit))
        is_new = code.phi("is.new", "i1", (FALSE, ask), (TRUE, fit))
        code.store(address, code.gep(seen, place, name="into"))
        root = code.load("i64", code.gep(tensor, ROOT, "i8", "root.at"), name="root")
        code.store(root, code.gep(seen_roots, place, name="root.into"))
        is_held = code.compare("eq", code.load_at(objects, place, "bound", "ptr"), object_, "is.held")
        is_bound = code.binary("or", is_held, kept, "is.bound")
        root_was = code.load_at(roots, place, "root.was")
        is_kept = code.compare("ne", root_was, ANY_ROOT, "is.kept")
        elsewhere = code.binary("and", is_kept, code.compare("ne", root_was, root, "other.root"), "elsewhere")
        code.enter_if(code.binary("xor", code.binary("and", is_bound, elsewhere, "lost"), 1, "stays"), "rooted", no)
        was = code.load_at(addresses, place, "was")
        differs = code.compare("ne", was, address, "differs")
        code.store(place, code.gep(changed, fresh, name="changed.into"))  # there is room for one more than there are
        listed = code.convert("zext", code.binary("or", is_new, differs, "is.listed"), "i64", "listed")
        items.next(fresh, code.add(fresh, listed, "fresh.next"))
        other = code.convert("zext", differs, "i64", "other")
        counts = code.binary("and", other, code.word(ARRAY, row, "written"), "counts")
        items.next(moved, code.binary("or", moved, counts, "moved.next"))
    code.set_word(CALL, call, "changed_count", fresh)
    code.set_word(CALL, call, "gathered", code.load("i64", gathered, name="gathered"))
    code.ret(moved)
    code.ret_at(no, NOT_READ)
