"""The prepared call in native code: read every array in place, check it, and run a step on all of them.

`step(arrays, numbers)`, `step_held` and `forward(**keywords)` are methods of Python; all end in `perform`, which
changes nothing unless everything fits. What does not fit is left to Python, which says what is wrong.
"""

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
    LENDER,
    REFERENCES,
    REFERENT,
    ROOT,
    SHAPE,
    STRIDES,
    TENSOR_BYTES,
    TYPE,
)
from mxsym.runtime.native_call.layout import (
    AHEAD,
    ANY_ROOT,
    API,
    ARRAY,
    BUSY,
    CALL,
    DONE,
    FUNCTIONS,
    GATHER,
    LIST,
    LONG_SPAN,
    NO_THREADS,
    NOTHING,
    NUMBER,
    READER,
    SPARSE,
    SUM,
    UNFIT,
)
from mxsym.runtime.native_call.lock_text import LOCKS
from mxsym.runtime.native_call.read_text import NOT_READ, each, read_text
from mxsym.runtime.native_call.rows_text import rows_text
from mxsym.runtime.native_call.sums_text import FORM, sums_text
from mxsym.runtime.native_call.words import Words, wrapper

_NULL = Value("ptr", "null")
_EVERYTHING = Value("i64", "9223372036854775807")
"""The end of a slice of a whole list."""
_READ_SOON = (Value("i32", "0"), Value("i32", "3"), Value("i32", "1"))


def _fetch(code: Words, chosen: Value, place: Value) -> None:
    """Ask for the memory of objects that are read later: the objects first, then what these say of themselves."""
    later = code.load_at(chosen, code.add(place, AHEAD, "later"), "later.object", "ptr")
    for offset, name in ((0, "header"), (64, "fields")):
        code.call("void", "@llvm.prefetch.p0", code.gep(later, offset, "i8", name), *_READ_SOON)
    soon = code.load_at(chosen, code.add(place, AHEAD // 2, "soon"), "soon.object", "ptr")
    with code.when(code.compare("ne", soon, _NULL, "some"), "known", "unknown"):
        code.call("void", "@fetch", soon)


def _fetch_parts() -> str:
    """`fetch(object)`: ask for the memory of the shape of an array, or of the description of a tensor."""
    code = Words("fetch", {"object": "ptr"}, internal=True)
    (object_,) = code.parameters
    kind = code.field(object_, TYPE, "kind")
    array, other, done = code.label("array"), code.label("other"), code.label("done")
    code.branch_if(code.compare("eq", kind, code.object("ndarray"), "exact"), array, other)
    code.begin(array)
    code.call("void", "@llvm.prefetch.p0", code.field(object_, SHAPE, "shape"), *_READ_SOON)
    code.ret()
    code.begin(other)
    row = code.call("ptr", "@reader", kind, name="row")
    code.enter_if(code.compare("ne", row, _NULL, "is.known"), "known", done)
    is_tensor = code.compare("ne", code.word(READER, row, "function", "ptr"), _NULL, "is.tensor")
    code.enter_if(is_tensor, "tensor", done)
    behind = code.field(object_, code.word(READER, row, "offset"), "behind")
    for offset in (0, 64, 128):
        code.call("void", "@llvm.prefetch.p0", code.gep(behind, offset, "i8", "line"), *_READ_SOON)
    code.branch(done)
    code.begin(done)
    code.ret()
    return code.text()


def _again() -> str:
    """`again(row, array, reference, tensor)`: as `read`, of an array whose owner that weak reference has pinned; or -1.

    An array in C order, of memory of its own or of an array's of the same type: that is soon seen.
    """
    code = Words("again", {"row": "ptr", "array": "ptr", "reference": "ptr", "tensor": "ptr"}, "i64", internal=True)
    row, array, reference, tensor = code.parameters
    no, own, view, both = (code.label(name) for name in ("no", "own", "view", "both"))
    ndarray, descr = code.object("ndarray"), code.word(ARRAY, row, "descr", "ptr")
    code.enter_if(code.compare("eq", code.field(array, TYPE, "kind"), ndarray, "exact"), "is.array", no)
    address, base = code.field(array, DATA, "address", "i64"), code.field(array, BASE, "base")
    code.branch_if(code.compare("eq", base, _NULL, "owns"), own, view)
    code.begin(view)
    code.enter_if(code.compare("eq", code.field(base, TYPE, "base.kind"), ndarray, "base.exact"), "near", no)
    code.enter_if(code.compare("eq", code.field(base, BASE, "beneath"), _NULL, "nearest"), "nearer", no)
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
    code.branch(both)
    code.begin(both)
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
    code.begin(no)
    code.ret(NOT_READ)
    return code.text()


def _look() -> str:
    """`look(call)`: read each of the chosen objects into `seen`. 0: all fit; 1: and something written has moved; -1."""
    code = Words("look", {"call": "ptr"}, "i64", internal=True)
    (call,) = code.parameters
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
        items.while_(code.compare("slt", place, count, "more"))
        row = code.row(rows, place, ARRAY, "row")
        _fetch(code, chosen, place)
        given = code.load_at(chosen, place, "given", "ptr")
        absent, reads, entered = code.label("absent"), code.label("reads"), code.block
        code.branch_if(code.compare("ne", given, _NULL, "is.given"), reads, absent)
        code.begin(absent)
        reference = code.load_at(borrowed, place, "reference", "ptr")
        code.enter_if(code.compare("ne", reference, _NULL, "is.borrowed"), "borrows", no)
        referent = code.field(reference, REFERENT, "referent")
        some = code.compare("ne", referent, code.object("None"), "some")
        counted = code.compare("ne", code.field(referent, 0, "count", "i32", 4), 0, "counted")  # 0: it is ending
        code.enter_if(code.binary("and", some, counted, "lives"), "lent", no)
        # It lives until the step is over, whatever other threads do.
        status = code.call("i32", "@PyList_Append", replaced, referent, name="lent.status")
        code.enter_if(code.compare("eq", status, 0, "is.lent"), "chooses", no)
        code.store(referent, code.gep(chosen, place, name="chosen.into"))
        again = code.block
        code.branch(reads)
        code.begin(reads)
        object_ = code.phi("object", "ptr", (given, entered), (referent, again))
        kept = code.phi("kept", "i1", (Value("i1", "false"), entered), (Value("i1", "true"), again))
        ask, anew, known = code.label("ask"), code.label("anew"), code.label("is.seen")
        pin = code.load_at(pins, place, "pin", "ptr")
        code.branch_if(code.compare("ne", pin, _NULL, "is.pinned"), ask, anew)
        code.begin(ask)
        same = code.call("i64", "@again", row, object_, pin, tensor, name="same")
        code.branch_if(code.compare("ne", same, NOT_READ, "is.same"), known, anew)
        code.begin(anew)
        new = code.call("i64", "@read", row, object_, tensor, name="new")
        code.enter_if(code.compare("ne", new, NOT_READ, "fits"), "fit", no)
        fit = code.block
        code.branch(known)
        code.begin(known)
        address = code.phi("address", "i64", (same, ask), (new, fit))
        is_new = code.phi("is.new", "i1", (Value("i1", "false"), ask), (Value("i1", "true"), fit))
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
        items.next(place, code.add(place, 1, "place.after"))
    code.set_word(CALL, call, "changed_count", fresh)
    code.set_word(CALL, call, "gathered", code.load("i64", gathered, name="gathered"))
    code.ret(moved)
    code.begin(no)
    code.ret(NOT_READ)
    return code.text()


@contextmanager
def _changed(code: Words, call: Value) -> Generator[Value]:
    """The places of the arrays that are not as the last steps left them."""
    places, count = code.word(CALL, call, "changed", "ptr"), code.word(CALL, call, "changed_count")
    with each(code, count, "number") as number:
        yield code.load_at(places, number, "place")


@contextmanager
def _gathered(code: Words, call: Value) -> Generator[Value]:
    """The rows of `GATHER` of a step."""
    first = code.word(CALL, call, "gathered", "ptr")
    with code.loop("gather.next", "gather.do", "gather.done") as rows:
        row = rows.phi("gather", first)
        rows.while_(code.compare("ne", row, _NULL, "gather.more"))
        yield row
        rows.next(row, code.word(GATHER, row, "next", "ptr"))


def _sort() -> str:
    """`sort(spans, count)`: pairs of addresses, by the first; Shell's sort, which has little to do where they were."""
    code = Words("sort", {"spans": "ptr", "count": "i64"}, internal=True)
    spans, count = code.parameters
    with code.loop("widen", "wider", "widest") as widening:
        wide = widening.phi("wide", i64(1))
        widening.while_(code.compare("slt", wide, count, "narrow"))
        widening.next(wide, code.add(code.binary("mul", wide, 3, "tripled"), 1, "wide.next"))
    with code.loop("gaps", "gap.do", "sorted") as gaps:
        gap = gaps.phi("gap", wide)
        gaps.while_(code.compare("sgt", gap, 0, "some"))
        with each(code, count, "place", gap) as place:
            span = code.gep(spans, place, "[2 x i64]", "span")
            low, high = code.load_at(span, 0, "low"), code.load_at(span, 1, "high")
            with code.loop("sift", "compare", "drop") as sifting:
                hole = sifting.phi("hole", place)
                sifting.while_(code.compare("sge", hole, gap, "inside"))
                before = code.binary("sub", hole, gap, "before")
                other = code.gep(spans, before, "[2 x i64]", "other")
                above = code.load_at(other, 0, "above")
                sifting.break_if(code.compare("ule", above, low, "in.order"), "move")
                end = code.load_at(other, 1, "end")
                into = code.gep(spans, hole, "[2 x i64]", "into")
                code.store(above, into)
                code.store(end, code.gep(into, 1, name="into.end"))
                sifting.next(hole, before)
            at = code.gep(spans, hole, "[2 x i64]", "at")
            code.store(low, at)
            code.store(high, code.gep(at, 1, name="at.end"))
        gaps.next(gap, code.binary("sdiv", gap, 3, "gap.next"))
    code.ret()
    return code.text()


def _spread() -> str:
    """`spread(call)`: the spans that a step on what was seen writes, sorted; whether they are apart."""
    code = Words("spread", {"call": "ptr"}, "i1", internal=True)
    (call,) = code.parameters
    count, rows = code.word(CALL, call, "count"), code.word(CALL, call, "arrays", "ptr")
    seen, spans = code.word(CALL, call, "seen", "ptr"), code.word(CALL, call, "spans", "ptr")
    code.set_word(CALL, call, "sorted", i64(0))
    with code.loop("next", "look", "all") as items:
        place, used = items.phi("place", i64(0)), items.phi("used", i64(0))
        items.while_(code.compare("slt", place, count, "more"))
        row = code.row(rows, place, ARRAY, "row")
        size = code.word(ARRAY, row, "bytes")
        is_written = code.compare("ne", code.word(ARRAY, row, "written"), 0, "writes")
        wanted = code.binary("and", is_written, code.compare("ne", size, 0, "full"), "wanted")
        low = code.load_at(seen, place, "low")
        span = code.gep(spans, used, "[2 x i64]", "span")  # there is room for one more than is written
        code.store(low, span)
        code.store(code.add(low, size, "high"), code.gep(span, 1, name="end.at"))
        items.next(used, code.add(used, code.convert("zext", wanted, "i64", "one"), "used.next"))
        items.next(place, code.add(place, 1, "place.after"))
    some, done = code.label("sparse.some"), code.label("spread.done")
    dense_end = code.block
    code.branch_if(code.compare("ne", code.word(CALL, call, "sparse_count"), 0, "is.sparse"), some, done)
    code.begin(some)
    with_ids = code.call("i64", "@spread_ids", call, used, name="with.ids")
    code.branch(done)
    code.begin(done)
    used = code.phi("used.all", "i64", (used, dense_end), (with_ids, some))
    code.call("void", "@sort", spans, used)
    code.set_word(CALL, call, "span_count", used)
    no = code.label("no")
    pairs = code.binary("sub", used, 1, "pairs")
    with each(code, pairs, "pair") as pair:
        one = code.gep(spans, pair, "[2 x i64]", "one")
        end, begin = code.load_at(one, 1, "end"), code.load_at(one, 2, "begin")
        code.enter_if(code.compare("ule", end, begin, "apart"), "good", no)
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _clear() -> str:
    """`clear(call, low, high)`: whether no span that a step writes has a byte from `low` to before `high`."""
    code = Words("clear", {"call": "ptr", "low": "i64", "high": "i64"}, "i1", internal=True)
    call, low, high = code.parameters
    spans, count = code.word(CALL, call, "spans", "ptr"), code.word(CALL, call, "span_count")
    with code.loop("next", "look", "found") as halves:  # the first span that ends behind `low`
        first, last = halves.phi("first", i64(0)), halves.phi("last", count)
        halves.while_(code.compare("ult", first, last, "more"))
        middle = code.binary("lshr", code.add(first, last, "sum"), 1, "middle")
        end = code.load_at(code.gep(spans, middle, "[2 x i64]", "span"), 1, "end")
        before = code.compare("ule", end, low, "before")
        halves.next(first, code.select(before, code.add(middle, 1, "above"), first, "first.next"))
        halves.next(last, code.select(before, last, middle, "last.next"))
    yes = code.label("yes")
    code.enter_unless(code.compare("eq", first, count, "none"), yes, "compare")
    begin = code.load_at(code.gep(spans, first, "[2 x i64]", "next.span"), 0, "begin")
    code.ret(code.compare("uge", begin, high, "apart"))
    code.begin(yes)
    code.ret(Value("i1", "true"))
    return code.text()


def _apart() -> str:
    """`apart(call, moved)`: whether nothing that a step writes is memory of another of its arrays."""
    code = Words("apart", {"call": "ptr", "moved": "i64"}, "i1", internal=True)
    call, moved = code.parameters
    no, known, fresh = code.label("no"), code.label("known"), code.label("fresh")
    unsorted = code.compare("eq", code.word(CALL, call, "sorted"), 0, "unsorted")
    stale = code.binary("or", unsorted, code.compare("ne", moved, 0, "has.moved"), "stale")
    entered = code.block
    code.branch_if(stale, fresh, known)
    code.begin(fresh)
    spread = code.call("i1", "@spread", call, name="spread")
    sorted_ = code.block
    code.branch_if(spread, known, no)
    code.begin(known)
    every = code.phi("every", "i1", (Value("i1", "false"), entered), (Value("i1", "true"), sorted_))
    count, rows = code.word(CALL, call, "count"), code.word(CALL, call, "arrays", "ptr")
    seen, addresses = code.word(CALL, call, "seen", "ptr"), code.word(CALL, call, "addresses", "ptr")
    changed, some = code.word(CALL, call, "changed", "ptr"), code.word(CALL, call, "changed_count")
    with each(code, code.select(every, count, some, "asks"), "number") as number:
        place = code.select(every, number, code.load_at(changed, number, "changed"), "place")
        row = code.row(rows, place, ARRAY, "row")
        low, was = code.load_at(seen, place, "low"), code.load_at(addresses, place, "was")
        size = code.word(ARRAY, row, "bytes")
        is_read = code.compare("eq", code.word(ARRAY, row, "written"), 0, "only.read")
        is_new = code.binary("or", every, code.compare("ne", low, was, "moved.here"), "new")
        asked = code.binary("and", is_read, is_new, "asked")
        full = code.binary("and", asked, code.compare("ne", size, 0, "full"), "has.bytes")
        with code.when(full, "ask", "on"):
            clear = code.call("i1", "@clear", call, low, code.add(low, size, "high"), name="clear")
            code.enter_if(clear, "fine", no)
    with code.when(code.compare("ne", code.word(CALL, call, "sparse_count"), 0, "is.sparse"), "ids", "ids.done"):
        code.enter_if(code.call("i1", "@ids_apart", call, name="ids.apart"), "ids.fine", no)
    with _gathered(code, call) as row:
        low, high = code.word(GATHER, row, "low"), code.word(GATHER, row, "high")
        code.enter_if(code.call("i1", "@clear", call, low, high, name="source.clear"), "source.apart", no)
    code.set_word(CALL, call, "sorted", i64(1))
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.set_word(CALL, call, "sorted", i64(0))
    code.ret(Value("i1", "false"))
    return code.text()


_ALL_WHOLE = "9007199254740992.0"
"""2^53: from it on, every finite number is whole."""
_INFINITY = "0x7FF0000000000000"


def _counted() -> str:
    """`counted(call)`: whether the step's numbers are ones that may be set."""
    code = Words("counted", {"call": "ptr"}, "i1", internal=True)
    (call,) = code.parameters
    counting, count = code.word(CALL, call, "counting", "ptr"), code.word(CALL, call, "counting_count")
    fresh = code.word(CALL, call, "this", "ptr")
    no = code.label("no")
    with each(code, count, "counted") as counted:
        number, fine = code.load_at(counting, counted, "number"), code.label("fine")
        value = code.load_at(fresh, number, "value", "double")
        above = code.define("i1", f"fcmp oge {value}, 1.0", "above")
        below = code.define("i1", f"fcmp olt {value}, {_INFINITY}", "below")
        code.enter_if(code.binary("and", above, below, "between"), "whole", no)
        many = code.define("i1", f"fcmp oge {value}, {_ALL_WHOLE}", "many")
        value = code.define("double", f"select {many}, double {_ALL_WHOLE}, {value}", "clamped")
        rounded = code.convert("sitofp", code.convert("fptosi", value, "i64", "integer"), "double", "rounded")
        code.branch_if(code.define("i1", f"fcmp oeq {value}, {rounded.name}", "is.whole"), fine, no)
        code.begin(fine)
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _place() -> str:
    """`place(call)`: write what was seen into the plan's argument block."""
    code = Words("place", {"call": "ptr"}, internal=True)
    (call,) = code.parameters
    rows, block = code.word(CALL, call, "arrays", "ptr"), code.word(CALL, call, "block", "ptr")
    seen, addresses = code.word(CALL, call, "seen", "ptr"), code.word(CALL, call, "addresses", "ptr")
    with _changed(code, call) as place:
        address = code.load_at(seen, place, "address")
        at = code.gep(addresses, place, name="at")
        with code.when(code.compare("ne", code.load("i64", at, name="was"), address, "moved"), "move", "on"):
            code.store(address, at)
            row = code.row(rows, place, ARRAY, "row")
            slots, slot_count = code.word(ARRAY, row, "slots", "ptr"), code.word(ARRAY, row, "slot_count")
            with each(code, slot_count, "slot") as slot:
                pair = code.gep(slots, slot, "[2 x i64]", "pair")
                behind = code.add(address, code.load_at(pair, 1, "offset"), "behind")
                code.store(behind, code.gep(block, code.load_at(pair, 0, "where"), name="into"))
    code.ret()
    return code.text()


def _number() -> str:
    """`number(call)`: write the step's numbers into the plan's argument block, which has those of the last one."""
    code = Words("number", {"call": "ptr"}, internal=True)
    (call,) = code.parameters
    rows, block = code.word(CALL, call, "number_rows", "ptr"), code.word(CALL, call, "block", "ptr")
    fresh, values = code.word(CALL, call, "this", "ptr"), code.word(CALL, call, "values", "ptr")
    count = code.select(code.compare("eq", fresh, values, "none"), i64(0), code.word(CALL, call, "numbers"), "count")
    with each(code, count, "number") as number:
        value, at = code.load_at(fresh, number, "value"), code.gep(values, number, name="at")
        with code.when(code.compare("ne", code.load("i64", at, name="was"), value, "new"), "set", "on"):
            code.store(value, at)
            row = code.row(rows, number, NUMBER, "row")
            slots, slot_count = code.word(NUMBER, row, "slots", "ptr"), code.word(NUMBER, row, "slot_count")
            with each(code, slot_count, "slot") as slot:
                code.store(value, code.gep(block, code.load_at(slots, slot, "where"), name="into"))
    code.ret()
    return code.text()


def _owner() -> str:
    """`owner(array)`: the array whose memory an array is a view of, itself perhaps; NULL: no array's."""
    code = Words("owner", {"array": "ptr"}, "ptr", internal=True)
    (array,) = code.parameters
    ndarray, none, yes = code.object("ndarray"), code.label("none"), code.label("yes")
    entered, look = code.block, code.label("look")
    code.branch(look)
    code.begin(look)
    at = code.phi("at", "ptr", (array, entered))
    kind = code.field(at, TYPE, "kind")
    view, other = code.label("view"), code.label("other")
    code.branch_if(code.compare("eq", kind, ndarray, "exact"), view, other)
    code.begin(view)
    beneath = code.field(at, BASE, "beneath")
    deeper = code.label("deeper")
    code.branch_if(code.compare("eq", beneath, _NULL, "owns"), yes, deeper)
    code.begin(deeper)
    code.join(at, beneath, code.block)
    code.branch(look)
    code.begin(other)
    lent, derived = code.label("lent"), code.label("derived")
    code.branch_if(code.compare("eq", kind, code.object("memoryview"), "lends"), lent, derived)
    code.begin(lent)
    lender = code.field(at, LENDER, "lender")
    code.enter_unless(code.compare("eq", lender, _NULL, "released"), none, "lent.by")
    code.join(at, lender, code.block)
    code.branch(look)
    code.begin(derived)
    is_array = code.call("i32", "@PyType_IsSubtype", kind, ndarray, name="is.array")
    code.branch_if(code.compare("ne", is_array, 0, "is.derived"), view, none)
    code.begin(yes)
    code.ret(at)
    code.begin(none)
    code.ret(_NULL)
    return code.text()


def _pin() -> str:
    """`pin(call, place, array)`: let NumPy refuse to resize an array, from now on. Whether it does.

    The weak reference stays for the next steps on that array: making one costs more than a step on a short array.
    """
    code = Words("pin", {"call": "ptr", "place": "i64", "array": "ptr"}, "i1", internal=True)
    call, place, array = code.parameters
    yes, no, make, known = code.label("yes"), code.label("no"), code.label("make"), code.label("known")
    at = code.gep(code.word(CALL, call, "pins", "ptr"), place, name="at")
    pin = code.load("ptr", at, name="pin")
    code.branch_if(code.compare("eq", pin, _NULL, "none"), make, known)
    code.begin(known)
    code.branch_if(code.compare("eq", code.field(pin, REFERENT, "referent"), array, "same"), yes, make)
    code.begin(make)
    reference = code.call("ptr", "@PyWeakref_NewRef", array, _NULL, name="reference")
    code.enter_if(code.compare("ne", reference, _NULL, "there"), "put", no)
    pinned = code.word(CALL, call, "pinned", "ptr")
    code.store(reference, at)
    code.call("i32", "@PyList_SetItem", pinned, place, reference, name="status")  # which takes the reference
    code.branch(yes)
    code.begin(yes)
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _guard() -> str:
    """`guard(call)`: let NumPy refuse to resize the arrays of a step while other threads run. Whether it does."""
    code = Words("guard", {"call": "ptr"}, "i1", internal=True)
    (call,) = code.parameters
    chosen = code.word(CALL, call, "chosen", "ptr")
    guards, no = code.word(CALL, call, "guards", "ptr"), code.label("no")
    with code.when(code.compare("ne", code.word(CALL, call, "sparse_count"), 0, "is.sparse"), "rows", "rows.done"):
        code.enter_if(code.call("i1", "@keep_rows", call, name="rows.kept"), "rows.stay", no)
    with _changed(code, call) as place:
        object_ = code.load_at(chosen, place, "object", "ptr")
        array = code.call("ptr", "@array_of", object_, name="array")
        is_inner = code.compare("ne", array, object_, "is.other")
        inner = code.binary("and", is_inner, code.compare("ne", array, _NULL, "is.array"), "is.inner")
        with code.when(inner, "keep", "kept"):  # what an `mx.nd` array holds may be replaced meanwhile
            status = code.call("i32", "@PyList_Append", guards, array, name="status")
            code.enter_if(code.compare("eq", status, 0, "appended"), "keeps", no)
        with code.when(code.compare("ne", array, _NULL, "is.numpy"), "memory", "pinned.all"):
            owner = code.call("ptr", "@owner", array, name="owner")
            with code.when(code.compare("ne", owner, _NULL, "is.owned"), "owned", "lent"):
                code.enter_if(code.call("i1", "@pin", call, place, owner, name="is.pinned"), "pinned", no)
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.call("void", "@PyErr_Clear")
    code.call("void", "@drop", guards)
    code.ret(Value("i1", "false"))
    return code.text()


def _drop() -> str:
    """`drop(list)`: let go of everything in a list."""
    code = Words("drop", {"list": "ptr"}, internal=True)
    (held,) = code.parameters
    count = code.call("i64", "@PyList_Size", held, name="count")
    with code.when(code.compare("ne", count, 0, "some"), "empty", "done"):
        code.call("i32", "@PyList_SetSlice", held, i64(0), count, _NULL, name="status")
    code.ret()
    return code.text()


def _check() -> str:
    """`check(call)`: whether a step can run on the chosen objects and the fresh numbers. Nothing is changed."""
    code = Words("check", {"call": "ptr"}, "i1", internal=True)
    (call,) = code.parameters
    no = code.label("no")
    is_sparse = code.compare("ne", code.word(CALL, call, "sparse_count"), 0, "is.sparse")
    with code.when(is_sparse, "forget", "forgotten"):
        code.call("void", "@forget_rows", call)
    moved = code.call("i64", "@look", call, name="moved")
    code.enter_if(code.compare("ne", moved, NOT_READ, "fit"), "read", no)
    code.enter_if(code.call("i1", "@counted", call, name="counts"), "numbers.fit", no)
    code.enter_if(code.call("i1", "@apart", call, moved, name="apart"), "separate", no)
    with code.when(is_sparse, "rows", "rows.done"):
        code.enter_if(code.call("i1", "@fit_rows", call, name="rows.fit"), "rows.good", no)
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _cell(code: Words, plan: Value) -> Value:
    """The state of the threads that a plan runs on."""
    return code.load_at(plan, 2, "cell", "ptr")


def _perform() -> str:
    """`perform(call)`: run the step that was checked. Whoever calls this has the lock. Whether it was run."""
    code = Words("perform", {"call": "ptr"}, "i1", internal=True)
    (call,) = code.parameters
    run, plan = code.word(CALL, call, "run", "ptr"), code.word(CALL, call, "plan", "ptr")
    sums, summed = code.word(CALL, call, "sums", "ptr"), code.compare("ne", code.word(CALL, call, "sums_count"), 0)
    cell, release = _cell(code, plan), code.word(CALL, call, "release")
    no, short, long = code.label("no"), code.label("short"), code.label("long")
    code.branch_if(code.compare("eq", release, 0, "keeps"), short, long)
    code.begin(short)
    code.call("void", "@place", call)
    code.call("void", "@number", call)
    with _gathered(code, call) as row:
        code.call("void", run.name, code.word(GATHER, row, "plan", "ptr"), cell)
    with code.when(summed, "sum", "summed"):
        code.call("void", run.name, sums, cell)
    code.call("void", run.name, plan, cell)
    code.ret(Value("i1", "true"))
    code.begin(long)
    with code.uncollected():  # what was checked stays so
        guarded = code.call("i1", "@guard", call, name="guarded")
    code.enter_if(guarded, "guards", no)
    code.call("void", "@place", call)
    code.call("void", "@number", call)
    state = code.call("ptr", "@PyEval_SaveThread", name="state")
    with _gathered(code, call) as row:
        code.call("void", run.name, code.word(GATHER, row, "plan", "ptr"), cell)
    with code.when(summed, "sum.long", "summed.long"):
        code.call("void", run.name, sums, cell)
    code.call("void", run.name, plan, cell)
    code.call("void", "@PyEval_RestoreThread", state)
    code.call("void", "@drop", code.word(CALL, call, "guards", "ptr"))
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.set_word(CALL, call, "sorted", i64(0))  # the spans are of arrays that were not placed
    code.ret(Value("i1", "false"))
    return code.text()


def _copy_words(code: Words, count: Value, source: Value, into: Value, name: str) -> None:
    with each(code, count, name) as place:
        code.store(code.load_at(source, place, f"{name}.word"), code.gep(into, place, name=f"{name}.into"))


def _threads_there(code: Words, call: Value) -> Value:
    """True if nothing is left to start for this plan."""
    alone = code.compare("eq", code.word(CALL, call, "shareable"), 0, "alone")
    cell = _cell(code, code.word(CALL, call, "plan", "ptr"))
    started = code.compare("ne", code.load_at(cell, 1, "settled"), 0, "started")
    return code.binary("or", alone, started, "threads")


def _number_of() -> str:
    """`number_of(object, into)`: store what a float or an int is as a double. Whether it is one."""
    code = Words("number_of", {"object": "ptr", "into": "ptr"}, "i1", internal=True)
    object_, into = code.parameters
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
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _numbers_given() -> str:
    """`numbers_given(call, numbers)`: read a list or tuple of floats, or the words at an address, into `fresh`."""
    code = Words("numbers_given", {"call": "ptr", "numbers": "ptr"}, "i1", internal=True)
    call, numbers = code.parameters
    count, fresh = code.word(CALL, call, "numbers"), code.word(CALL, call, "fresh", "ptr")
    kind = code.field(numbers, TYPE, "kind")
    no, tuple_, other, packed = (code.label(name) for name in ("no", "tuple", "other", "packed"))
    code.branch_if(code.compare("eq", kind, code.object("tuple"), "is.tuple"), tuple_, other)
    code.begin(other)
    code.enter_if(code.compare("eq", kind, code.object("int"), "is.address"), "address", no)
    code.branch(packed)
    code.begin(packed)
    source = code.call("ptr", "@PyLong_AsVoidPtr", numbers, name="source")
    code.enter_if(code.compare("ne", source, _NULL, "somewhere"), "copies", no)
    _copy_words(code, count, source, fresh, "word")
    code.ret(Value("i1", "true"))
    code.begin(tuple_)
    given = code.call("i64", "@PyTuple_Size", numbers, name="given")
    code.enter_if(code.compare("eq", given, count, "all"), "reads", no)
    with each(code, count, "place") as place:
        item = code.call("ptr", "@PyTuple_GetItem", numbers, place, name="item")
        into = code.gep(fresh, place, name="into")
        code.enter_if(code.call("i1", "@number_of", item, into, name="is.number"), "number", no)
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.call("void", "@PyErr_Clear")
    code.ret(Value("i1", "false"))
    return code.text()


def _enter_if_tuple(code: Words, items: Value, size: Value, no: Label) -> None:
    """Go on if an object is a tuple of so many items, else to `no`."""
    is_tuple = code.compare("eq", code.field(items, TYPE, "items.kind"), code.object("tuple"), "is.tuple")
    code.enter_if(is_tuple, "listed", no)
    has = code.call("i64", "@PyTuple_Size", items, name="has")
    code.enter_if(code.compare("eq", has, size, "all"), "complete", no)


def _take() -> str:
    """`take(call, arrays)`: choose the objects of a tuple, which are in order. Whether they are all."""
    code = Words("take", {"call": "ptr", "arrays": "ptr"}, "i1", internal=True)
    call, arrays = code.parameters
    no = code.label("no")
    size = code.word(CALL, call, "given")
    _enter_if_tuple(code, arrays, size, no)
    chosen = code.word(CALL, call, "chosen", "ptr")
    with each(code, size, "place") as place:
        item = code.call("ptr", "@PyTuple_GetItem", arrays, place, name="object")
        code.store(item, code.gep(chosen, place, name="into"))
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _take_nested() -> str:
    """`take_nested(chosen, items, words)`: choose the objects of nested tuples; see `arrangement.py`.

    It returns the address behind the words of the tuple; NULL if the items have another form. Nobody can change a
    tuple, and the caller has it until the step is over.
    """
    code = Words("take_nested", {"chosen": "ptr", "items": "ptr", "words": "ptr"}, "ptr", internal=True)
    chosen, items, words = code.parameters
    no = code.label("no")
    size = code.load("i64", words, name="size")
    _enter_if_tuple(code, items, size, no)
    start = code.gep(words, 1, name="start")
    with code.loop("item.next", "item.do", "items.done") as loop:
        number, at = loop.phi("number", i64(0)), loop.phi("at", start)
        loop.while_(code.compare("slt", number, size, "more"))
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
        code.branch_if(code.compare("ne", inner, _NULL, "fits"), taken, no)
        code.begin(taken)
        loop.next(at, code.phi("following", "ptr", (behind, array), (behind, nothing), (inner, nested)))
        loop.next(number, code.add(number, 1, "number.after"))
    code.ret(at)
    code.begin(no)
    code.ret(_NULL)
    return code.text()


def _columns_given() -> str:
    """`columns_given(call, columns, words)`: read columns of numbers into `fresh`; see `arrangement.py`.

    A column is a float, for all of its places, or bytes with a double for each. Whether all are.
    """
    code = Words("columns_given", {"call": "ptr", "columns": "ptr", "words": "ptr"}, "i1", internal=True)
    call, columns, words = code.parameters
    fresh, no = code.word(CALL, call, "fresh", "ptr"), code.label("no")
    size = code.load("i64", words, name="size")
    _enter_if_tuple(code, columns, size, no)
    start = code.gep(words, 1, name="start")
    with code.loop("column.next", "column.do", "columns.done") as loop:
        number, at = loop.phi("number", i64(0)), loop.phi("at", start)
        loop.while_(code.compare("slt", number, size, "more"))
        column = code.call("ptr", "@PyTuple_GetItem", columns, number, name="column")
        count, places = code.load("i64", at, name="count"), code.gep(at, 1, name="places")
        one, other, filled = code.label("one"), code.label("other"), code.label("filled")
        kind = code.field(column, TYPE, "column.kind")
        code.branch_if(code.compare("eq", kind, code.object("float"), "is.float"), one, other)
        code.begin(one)
        value = code.call("double", "@PyFloat_AsDouble", column, name="value")
        with each(code, count, "same") as same:
            code.store(value, code.gep(fresh, code.load_at(places, same, "same.place"), name="same.into"))
        code.branch(filled)
        code.begin(other)
        code.enter_if(code.compare("eq", kind, code.object("bytes"), "is.bytes"), "bytes", no)
        length = code.call("i64", "@PyBytes_Size", column, name="length")
        whole = code.compare("eq", length, code.binary("mul", count, 8, "bytes.wanted"), "whole")
        code.enter_if(whole, "each", no)
        source = code.call("ptr", "@PyBytes_AsString", column, name="source")
        with each(code, count, "own") as own:
            word = code.load("i64", code.gep(source, own, name="own.at"), 1, "own.word")
            code.store(word, code.gep(fresh, code.load_at(places, own, "own.place"), name="own.into"))
        code.branch(filled)
        code.begin(filled)
        loop.next(at, code.gep(places, count, name="following"))
        loop.next(number, code.add(number, 1, "number.after"))
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _step(name: str, *, locks: bool, performs: bool = True) -> str:
    """`NAME(arrays, numbers[, words[, log[, index]]])`, a method: a step on a tuple of arrays, or of tuples.

    It keeps none. `words` is the address of an arrangement of both, or 0. A step that was done is noted in the list
    `log`: no code of a signal handler's comes between. `index` is the address of the words of an index (`LIST`): the
    ids of rows to be summed are looked up there, and their rows are touched. It returns a status of `layout`. With
    `locks` it takes the lock; without, whoever calls it has it. One that does not perform only checks, and changes
    nothing.
    """
    code = Words(name, {"self": "ptr", "args": "ptr", "positional": "i64"}, "ptr")
    self, args, positional = code.parameters
    failed, unfit, busy, threads = (code.label(item) for item in ("failed", "unfit", "busy", "threads.missing"))
    call = code.record_of(self, failed)
    two = code.block
    several, arranged, logged, known = (code.label(item) for item in ("several", "arranged", "logged", "known"))
    code.branch_if(code.compare("eq", positional, 2, "two"), known, several)
    code.begin(several)
    code.branch_if(code.compare("eq", positional, 3, "three"), arranged, logged)
    code.begin(logged)
    code.enter_if(code.compare("ule", positional, 5, "five"), "has.log", unfit)
    log, has_log, keyed = code.load_at(args, 3, "log", "ptr"), code.block, code.label("keyed")
    code.branch_if(code.compare("eq", positional, 4, "four"), arranged, keyed)
    code.begin(keyed)
    index_given = code.load_at(args, 4, "index.given", "ptr")
    is_address = code.compare("eq", code.field(index_given, TYPE, "index.kind"), code.object("int"), "is.index")
    code.enter_if(is_address, "has.index", unfit)
    index, has_index = code.call("ptr", "@PyLong_AsVoidPtr", index_given, name="index.words"), code.block
    code.branch(arranged)
    code.begin(arranged)
    log = code.phi("log.given", "ptr", (_NULL, several), (log, has_log), (log, has_index))
    index = code.phi("index.found", "ptr", (_NULL, several), (_NULL, has_log), (index, has_index))
    address = code.load_at(args, 2, "address", "ptr")
    is_int = code.compare("eq", code.field(address, TYPE, "address.kind"), code.object("int"), "is.int")
    code.enter_if(is_int, "is.address", unfit)
    given, three = code.call("ptr", "@PyLong_AsVoidPtr", address, name="given"), code.block
    code.branch(known)
    code.begin(known)
    words = code.phi("words", "ptr", (_NULL, two), (given, three))
    log = code.phi("log.known", "ptr", (_NULL, two), (log, three))
    index = code.phi("index", "ptr", (_NULL, two), (index, three))
    arrays, numbers = code.load_at(args, 0, "arrays", "ptr"), code.load_at(args, 1, "numbers", "ptr")
    code.enter_if(_threads_there(code, call), "ready", threads)
    lock = code.word(CALL, call, "lock", "ptr")
    if locks:
        code.enter_if(code.call("i1", "@try", lock, name="mine"), "mine.now", busy)
    code.set_word(CALL, call, "waits", i64(0))
    code.set_word(CALL, call, "this", code.word(CALL, call, "fresh", "ptr"))
    code.call("void", "@use_index", call, index)
    bad, plain, nested, taken = (code.label(item) for item in ("bad", "plain", "nested", "taken"))
    code.branch_if(code.compare("eq", words, _NULL, "is.plain"), plain, nested)
    code.begin(plain)
    code.enter_if(code.call("i1", "@take", call, arrays, name="all"), "numbered", bad)
    code.branch_if(code.call("i1", "@numbers_given", call, numbers, name="fits.plain"), taken, bad)
    code.begin(nested)
    behind = code.call("ptr", "@take_nested", code.word(CALL, call, "chosen", "ptr"), arrays, words, name="behind")
    code.enter_if(code.compare("ne", behind, _NULL, "all.nested"), "in.columns", bad)
    code.branch_if(code.call("i1", "@columns_given", call, numbers, behind, name="fits.columns"), taken, bad)
    code.begin(taken)
    chosen, objects = code.word(CALL, call, "chosen", "ptr"), code.word(CALL, call, "objects", "ptr")
    count = code.word(CALL, call, "count")
    with each(code, count, "own", code.word(CALL, call, "given")) as own:
        code.store(code.load_at(objects, own, "own.object", "ptr"), code.gep(chosen, own, name="own.into"))
    code.enter_if(code.call("i1", "@check", call, name="fits"), "good", bad)
    if performs:
        code.enter_if(code.call("i1", "@perform", call, name="performed"), "done", bad)
        code.call("void", "@touch_listed", call)
    else:
        code.set_word(CALL, call, "sorted", i64(0))  # the spans are of arrays that were not placed
    if locks:
        code.call("void", "@give", lock)
    done = code.call("ptr", "@PyLong_FromLong", i64(DONE), name="status")
    with code.when(code.compare("ne", log, _NULL, "is.logged"), "note", "noted"):
        noted = code.call("i32", "@PyList_Append", log, done, name="append")
        code.enter_if(code.compare("eq", noted, 0, "appended"), "is.noted", failed)
    code.ret(done)
    code.begin(bad)
    waits = code.compare("ne", code.word(CALL, call, "waits"), 0, "waits.now")
    if locks:
        code.call("void", "@give", lock)
    code.branch_if(waits, threads, unfit)
    for label, status in ((unfit, UNFIT), (threads, NO_THREADS), *([(busy, BUSY)] if locks else [])):
        code.begin(label)
        code.ret(code.call("ptr", "@PyLong_FromLong", i64(status), name="status"))
    code.begin(failed)
    code.ret(_NULL)
    return code.text()


def _choose() -> str:
    """`choose(call, name, value)`: let a keyword's array or number be this step's. Whether it is one."""
    code = Words("choose", {"call": "ptr", "name": "ptr", "value": "ptr"}, "i1", internal=True)
    call, name, value = code.parameters
    no, unknown = code.label("no"), code.label("unknown")
    plain = code.compare("eq", code.field(name, TYPE, "kind"), code.object("str"), "plain")
    code.enter_if(plain, "named", no)
    index = code.word(CALL, call, "index", "ptr")
    known = code.call("ptr", "@PyDict_GetItemWithError", index, name, name="known")
    code.enter_if(code.compare("ne", known, _NULL, "is.known"), "place.of", unknown)
    place = code.convert("ptrtoint", code.call("ptr", "@PyLong_AsVoidPtr", known, name="number"), "i64", "place")
    count = code.word(CALL, call, "count")
    array, number = code.label("array"), code.label("is.number")
    code.branch_if(code.compare("slt", place, count, "is.array"), array, number)
    code.begin(array)
    code.store(value, code.gep(code.word(CALL, call, "chosen", "ptr"), place, name="into"))
    borrows = code.word(ARRAY, code.row(code.word(CALL, call, "arrays", "ptr"), place, ARRAY, "row"), "borrows")
    with code.when(code.compare("ne", borrows, 0, "is.borrowed"), "lend", "chosen"):
        code.call("void", "@lend", call, place, value)
    code.ret(Value("i1", "true"))
    code.begin(number)
    fresh, rows = code.word(CALL, call, "fresh", "ptr"), code.word(CALL, call, "number_rows", "ptr")
    with code.when(code.compare("ne", code.word(CALL, call, "this", "ptr"), fresh, "first.one"), "begin", "begun"):
        values = code.word(CALL, call, "values", "ptr")
        _copy_words(code, code.word(CALL, call, "numbers"), values, fresh, "other")
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
    code.ret(Value("i1", "true"))
    code.begin(unknown)
    code.call("void", "@PyErr_Clear")
    code.branch(no)
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _lend() -> str:
    """`lend(call, place, value)`: make what is held of a given array, a weak reference where that can be.

    Making one may run the garbage collector, and thereby the user's code: it comes before anything is checked.
    """
    code = Words("lend", {"call": "ptr", "place": "i64", "value": "ptr"}, internal=True)
    call, place, value = code.parameters
    strong, known, make, look = (code.label(name) for name in ("strong", "known", "make", "look"))
    before = code.load_at(code.word(CALL, call, "borrowed", "ptr"), place, "before", "ptr")
    code.branch_if(code.compare("ne", before, _NULL, "is.borrowed"), look, make)
    code.begin(look)
    code.branch_if(code.compare("eq", code.field(before, REFERENT, "referent"), value, "is.same"), known, make)
    code.begin(make)
    fresh = code.word(CALL, call, "lent", "ptr")
    reference = code.call("ptr", "@PyWeakref_NewRef", value, _NULL, name="reference")
    code.enter_if(code.compare("ne", reference, _NULL, "there"), "put", strong)
    code.call("i32", "@PyList_SetItem", fresh, place, reference, name="status")  # which takes the reference
    code.branch(known)
    code.begin(strong)
    code.call("void", "@PyErr_Clear")
    none = code.object("None")
    code.call("void", "@Py_IncRef", none)
    code.call("i32", "@PyList_SetItem", fresh, place, none, name="status.none")
    code.branch(known)
    code.begin(known)
    code.ret()
    return code.text()


def _keep() -> str:
    """`keep(call, place, item)`: let an object be what the lists hold of an array."""
    code = Words("keep", {"call": "ptr", "place": "i64", "item": "ptr"}, internal=True)
    call, place, item = code.parameters
    for name in ("keeps", "held"):
        code.call("void", "@Py_IncRef", item)  # which the list takes
        code.call("i32", "@PyList_SetItem", code.word(CALL, call, name, "ptr"), place, item, name=f"{name}.status")
    code.ret()
    return code.text()


def _hold() -> str:
    """`hold(call, name, value)`: keep a keyword's array, if it is one, as what is bound. Whether that was done."""
    code = Words("hold", {"call": "ptr", "name": "ptr", "value": "ptr"}, "i1", internal=True)
    call, name, value = code.parameters
    no, yes, same, other = (code.label(item) for item in ("no", "yes", "same", "other"))
    known = code.call("ptr", "@PyDict_GetItemWithError", code.word(CALL, call, "index", "ptr"), name, name="known")
    place = code.convert("ptrtoint", code.call("ptr", "@PyLong_AsVoidPtr", known, name="number"), "i64", "place")
    code.enter_if(code.compare("slt", place, code.word(CALL, call, "count"), "is.array"), "array", yes)
    row = code.row(code.word(CALL, call, "arrays", "ptr"), place, ARRAY, "row")
    at = code.gep(code.word(CALL, call, "objects", "ptr"), place, name="at")
    borrowed_at = code.gep(code.word(CALL, call, "borrowed", "ptr"), place, name="borrowed.at")
    reference = code.load("ptr", borrowed_at, name="reference")
    was = code.call("ptr", "@PyList_GetItem", code.word(CALL, call, "held", "ptr"), place, name="was")
    weak, strong = code.label("weak"), code.label("strong")
    code.branch_if(code.compare("ne", reference, _NULL, "is.borrowed"), weak, strong)
    # What is replaced may be the last of its kind, and its end run anything in Python: that comes after the step.
    code.begin(strong)
    code.enter_unless(code.compare("eq", was, value, "was.same"), same, "differs")
    replaced = code.word(CALL, call, "replaced", "ptr")
    before = code.call("ptr", "@PyList_GetItem", code.word(CALL, call, "keeps", "ptr"), place, name="before")
    for item in (was, before):
        status = code.call("i32", "@PyList_Append", replaced, item, name="status")
        code.enter_if(code.compare("eq", status, 0, "is.kept"), "goes.on", no)
    code.branch(other)
    code.begin(weak)
    referent = code.field(reference, REFERENT, "referent")
    code.branch_if(code.compare("eq", referent, value, "is.same"), same, other)
    code.begin(other)
    borrows = code.compare("ne", code.word(ARRAY, row, "borrows"), 0, "borrows")
    fresh = code.call("ptr", "@PyList_GetItem", code.word(CALL, call, "lent", "ptr"), place, name="fresh")
    lent = code.binary("and", borrows, code.compare("ne", fresh, code.object("None"), "is.weak"), "lent")
    code.call("void", "@keep", call, place, code.select(lent, fresh, value, "item"))
    code.store(code.select(lent, _NULL, value, "held"), at)
    code.store(code.select(lent, fresh, _NULL, "loan"), borrowed_at)
    shown, shown_count = code.word(ARRAY, row, "shown", "ptr"), code.word(ARRAY, row, "shown_count")
    outputs = code.word(CALL, call, "outputs", "ptr")
    with each(code, shown_count, "output") as output:
        code.call("void", "@Py_IncRef", value)  # which the list takes
        where = code.load_at(shown, output, "where")
        code.call("i32", "@PyList_SetItem", outputs, where, value, name="shown.status")
    code.branch(same)
    code.begin(same)
    root = code.load_at(code.word(CALL, call, "seen_roots", "ptr"), place, "root")
    code.store(root, code.gep(code.word(CALL, call, "roots", "ptr"), place, name="root.into"))
    code.branch(yes)
    code.begin(yes)
    code.ret(Value("i1", "true"))
    code.begin(no)
    code.ret(Value("i1", "false"))
    return code.text()


def _forward() -> str:
    """`forward(**keywords)`, a method: a step on what is bound, with other arrays and numbers; else `_forward`."""
    parameters = {"self": "ptr", "args": "ptr", "positional": "i64", "names": "ptr"}
    code = Words("forward", parameters, "ptr")
    self, args, positional, names = code.parameters
    failed, python, unlock = code.label("failed"), code.label("python"), code.label("unlock")
    call = code.record_of(self, failed)
    none, by_position = code.compare("eq", call, _NULL, "none"), code.compare("ne", positional, 0, "by.position")
    code.enter_unless(code.binary("or", none, by_position, "no"), python, "prepared")
    ready = code.compare("ne", code.word(CALL, call, "ready"), 0, "is.ready")
    code.enter_if(code.binary("and", ready, _threads_there(code, call), "may"), "take", python)
    lock = code.word(CALL, call, "lock", "ptr")
    code.enter_if(code.call("i1", "@try", lock, name="mine"), "taken", python)
    # `ready` may have changed while nothing was locked only by what this thread has run: nothing.
    count = code.word(CALL, call, "count")
    chosen, objects = code.word(CALL, call, "chosen", "ptr"), code.word(CALL, call, "objects", "ptr")
    _copy_words(code, count, objects, chosen, "place")
    code.set_word(CALL, call, "this", code.word(CALL, call, "values", "ptr"))
    entered, named, keyed = code.block, code.label("named"), code.label("keyed")
    code.branch_if(code.compare("eq", names, _NULL, "nameless"), keyed, named)
    code.begin(named)
    some = code.call("i64", "@PyTuple_Size", names, name="some")
    counted = code.block
    code.branch(keyed)
    code.begin(keyed)
    keywords = code.phi("keywords", "i64", (i64(0), entered), (some, counted))
    with each(code, keywords, "keyword") as keyword:
        name = code.call("ptr", "@PyTuple_GetItem", names, keyword, name="name")
        value = code.load_at(args, keyword, "value", "ptr")
        code.enter_if(code.call("i1", "@choose", call, name, value, name="chosen.one"), "chose", unlock)
    code.enter_if(code.call("i1", "@check", call, name="fits"), "good", unlock)
    lost = code.label("lost")
    with each(code, keywords, "given") as given:
        name = code.call("ptr", "@PyTuple_GetItem", names, given, name="given.name")
        value = code.load_at(args, given, "given.value", "ptr")
        code.enter_if(code.call("i1", "@hold", call, name, value, name="held.one"), "holding", lost)
    code.enter_if(code.call("i1", "@perform", call, name="performed"), "performed.all", unlock)
    outputs = code.word(CALL, call, "outputs", "ptr")
    result = code.call("ptr", "@PyList_GetSlice", outputs, i64(0), _EVERYTHING, name="result")
    code.call("void", "@give", lock)
    code.call("void", "@drop", code.word(CALL, call, "replaced", "ptr"))
    code.ret(result)
    code.begin(unlock)
    code.call("void", "@give", lock)
    code.call("void", "@drop", code.word(CALL, call, "replaced", "ptr"))
    code.branch(python)
    code.begin(lost)
    code.call("void", "@give", lock)
    code.call("void", "@drop", code.word(CALL, call, "replaced", "ptr"))
    code.branch(failed)
    code.begin(python)
    method = code.call("ptr", "@PyObject_GetAttr", self, code.object("_forward"), name="method")
    code.enter_if(code.compare("ne", method, _NULL, "has.method"), "ask", failed)
    answer = code.call("ptr", "@PyObject_Vectorcall", method, args, positional, names, name="answer")
    code.call("void", "@Py_DecRef", method)
    code.ret(answer)
    code.begin(failed)
    code.ret(_NULL)
    return code.text()


def _run_span() -> str:
    """`run_span(self, function, words, begin, end)`, a method: what `i64 function(words, begin, end)` returns."""
    code = Words("run_span", {"self": "ptr", "args": "ptr", "count": "i64"}, "ptr")
    _, args, _ = code.parameters
    objects = [code.load_at(args, place, name, "ptr") for place, name in enumerate(("f", "w", "b", "e"))]
    function, words = (code.call("ptr", "@PyLong_AsVoidPtr", item, name="address") for item in objects[:2])
    begin, end = (code.call("i64", "@PyLong_AsSsize_t", item, name="place") for item in objects[2:])
    long, short = code.label("long"), code.label("short")
    length = code.binary("sub", end, begin, "length")
    code.branch_if(code.compare("uge", length, LONG_SPAN, "is.long"), long, short)
    code.begin(short)
    result = code.call("i64", function.name, words, begin, end, name="result")
    code.ret(code.call("ptr", "@PyLong_FromLong", result, name="number"))
    code.begin(long)
    state = code.call("ptr", "@PyEval_SaveThread", name="state")
    result = code.call("i64", function.name, words, begin, end, name="long.result")
    code.call("void", "@PyEval_RestoreThread", state)
    code.ret(code.call("ptr", "@PyLong_FromLong", result, name="long.number"))
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


def _use_index() -> str:
    """`use_index(call, index)`: let this step look up ids there, whose rows it sums."""
    code = Words("use_index", {"call": "ptr", "index": "ptr"}, internal=True)
    call, index = code.parameters
    with _summing(code, call) as (_, sum_):
        code.store(index, code.gep(sum_, SUM.index("index"), name="index.at"))
    code.ret()
    return code.text()


def _touch_listed() -> str:
    """`touch_listed(call)`: note the rows that a step has updated, where it looked them up."""
    code = Words("touch_listed", {"call": "ptr"}, internal=True)
    (call,) = code.parameters
    with _summing(code, call) as (sparse, sum_):
        index = code.word(SUM, sum_, "index", "ptr")
        with code.when(code.compare("ne", index, _NULL, "is.looked.up"), "touch", "touched"):
            code.set_word(LIST, index, "touched", code.word(SPARSE, sparse, "room"))
            touch = code.word(LIST, index, "touch", "ptr")
            code.call("i64", touch.name, index, i64(0), code.word(SPARSE, sparse, "count"), name="count")
    code.ret()
    return code.text()


@contextmanager
def _summing(code: Words, call: Value) -> Generator[tuple[Value, Value]]:
    """The rows of `SPARSE` that take rows to be summed, each with its `SUM`."""
    rows = code.word(CALL, call, "sparse", "ptr")
    with each(code, code.word(CALL, call, "sparse_count"), "summing") as number:
        sparse = code.row(rows, number, SPARSE, "sparse")
        sum_ = code.word(SPARSE, sparse, "sum", "ptr")
        with code.when(code.compare("ne", sum_, _NULL, "sums"), "sum", "sum.done"):
            yield sparse, sum_


def step_text(item_at: int, item_type: str, rows: dict[str, int], sums: dict[str, int]) -> str:
    """All of the module; see `read_text` for what it is told of NumPy's layout, and `rows_text` of ours."""
    api = f"@api = global [{len(API)} x ptr] zeroinitializer, align 8"
    checks = (_fetch_parts, _again, _look, _sort, _spread, _clear, _apart, _counted, _check)
    work = (_place, _number, _drop, _owner, _pin, _guard, _perform, _take, _take_nested, _columns_given)
    texts = [
        function() for function in (*checks, *work, _number_of, _numbers_given, _lend, _choose, _keep, _hold, _forward)
    ]
    texts += [_step("step", locks=True), _step("step_held", locks=False), _step("fits", locks=True, performs=False)]
    texts += [_run_span(), _run_list(), _use_index(), _touch_listed()]
    texts.append("define void @nothing(ptr %plan, ptr %cell) {\n  ret void\n}")
    fetch = "declare void @llvm.prefetch.p0(ptr, i32 immarg, i32 immarg, i32 immarg)"
    read = [read_text(item_at, item_type), rows_text(rows, sums), sums_text()]
    return "\n".join([api, fetch, *map(wrapper, FUNCTIONS), LOCKS, *read, *texts, ""])
