"""Native code for references to a step's arrays: those that keep memory in place while it runs, those held after it.

NumPy resizes no array that has a weak reference. A loan is a weak reference, too: to an array that is only read.
"""

from __future__ import annotations

from mxsym.codegen.backend.builder import Value, i64
from mxsym.runtime.native_call.array_fields import BASE, LENDER, REFERENT, TYPE
from mxsym.runtime.native_call.layout import ARRAY, CALL
from mxsym.runtime.native_call.look_text import each_changed
from mxsym.runtime.native_call.words import FALSE, NULL, TRUE, Words


@Words.function("ptr")
def owner(code: Words, array: Value) -> None:
    """The array whose memory an array is a view of, itself perhaps; NULL: no array's."""
    ndarray, none, yes = code.object("ndarray"), code.label("none"), code.label("yes")
    entered, look = code.block, code.label("look")
    code.enter(look)
    at = code.phi("at", "ptr", (array, entered))
    kind = code.field(at, TYPE, "kind")
    view, other = code.label("view"), code.label("other")
    code.branch_if(code.compare("eq", kind, ndarray, "exact"), view, other)
    code.begin(view)
    beneath = code.field(at, BASE, "beneath")
    code.enter_unless(code.compare("eq", beneath, NULL, "owns"), yes, "deeper")
    code.join(at, beneath, code.block)
    code.branch(look)
    code.begin(other)
    derived = code.label("derived")
    code.enter_if(code.compare("eq", kind, code.object("memoryview"), "lends"), "lent", derived)
    lender = code.field(at, LENDER, "lender")
    code.enter_unless(code.compare("eq", lender, NULL, "released"), none, "lent.by")
    code.join(at, lender, code.block)
    code.branch(look)
    code.begin(derived)
    is_array = code.call("i32", "@PyType_IsSubtype", kind, ndarray, name="is.array")
    code.branch_if(code.compare("ne", is_array, 0, "is.derived"), view, none)
    code.ret_at(yes, at)
    code.ret_at(none, NULL)


@Words.function("i1", internal=True, place="i64")
def pin(code: Words, call: Value, place: Value, array: Value) -> None:
    """Let NumPy refuse to resize an array, from now on. Return true if it does.

    The weak reference stays for the next steps on that array: making one costs more than a step on a short array.
    """
    yes, no, make = code.label("yes"), code.label("no"), code.label("make")
    at = code.gep(code.word(CALL, call, "pins", "ptr"), place, name="at")
    pin = code.load("ptr", at, name="pin")
    code.enter_unless(code.compare("eq", pin, NULL, "none"), make, "known")
    code.branch_if(code.compare("eq", code.field(pin, REFERENT, "referent"), array, "same"), yes, make)
    code.begin(make)
    reference = code.call("ptr", "@PyWeakref_NewRef", array, NULL, name="reference")
    code.enter_if(code.compare("ne", reference, NULL, "there"), "put", no)
    pinned = code.word(CALL, call, "pinned", "ptr")
    code.store(reference, at)
    code.call("i32", "@PyList_SetItem", pinned, place, reference, name="status")  # which takes the reference
    code.branch(yes)
    code.ret_at(yes, TRUE)
    code.ret_at(no, FALSE)


@Words.function("i1", internal=True)
def guard(code: Words, call: Value) -> None:
    """Let NumPy refuse to resize the arrays of a step while other threads run. Return true if it does."""
    chosen = code.word(CALL, call, "chosen", "ptr")
    guards, no = code.word(CALL, call, "guards", "ptr"), code.label("no")
    with code.when(code.compare("ne", code.word(CALL, call, "sparse_count"), 0, "is.sparse"), "rows", "rows.done"):
        code.enter_if(code.call("i1", "@keep_rows", call, name="rows.kept"), "rows.stay", no)
    with each_changed(code, call) as place:
        object_ = code.load_at(chosen, place, "object", "ptr")
        array = code.call("ptr", "@array_of", object_, name="array")
        is_inner = code.compare("ne", array, object_, "is.other")
        inner = code.binary("and", is_inner, code.compare("ne", array, NULL, "is.array"), "is.inner")
        with code.when(inner, "keep", "kept"):  # what an `mx.nd` array holds may be replaced meanwhile
            status = code.call("i32", "@PyList_Append", guards, array, name="status")
            code.enter_if(code.compare("eq", status, 0, "appended"), "keeps", no)
        with code.when(code.compare("ne", array, NULL, "is.numpy"), "memory", "pinned.all"):
            owner = code.call("ptr", "@owner", array, name="owner")
            with code.when(code.compare("ne", owner, NULL, "is.owned"), "owned", "lent"):
                code.enter_if(code.call("i1", "@pin", call, place, owner, name="is.pinned"), "pinned", no)
    code.ret(TRUE)
    code.begin(no)
    code.call("void", "@PyErr_Clear")
    code.call("void", "@drop", guards)
    code.ret(FALSE)


@Words.function()
def drop(code: Words, list_: Value) -> None:
    """Let go of everything in a list."""
    count = code.call("i64", "@PyList_Size", list_, name="count")
    with code.when(code.compare("ne", count, 0, "some"), "empty", "done"):
        code.call("i32", "@PyList_SetSlice", list_, i64(0), count, NULL, name="status")
    code.ret()


@Words.function(internal=True, place="i64")
def lend(code: Words, call: Value, place: Value, value: Value) -> None:
    """Make what is held of a given array, a weak reference where that can be.

    Making one may run the garbage collector, and thereby the user's code: it comes before anything is checked.
    """
    strong, known, make = code.label("strong"), code.label("known"), code.label("make")
    before = code.load_at(code.word(CALL, call, "borrowed", "ptr"), place, "before", "ptr")
    code.enter_if(code.compare("ne", before, NULL, "is.borrowed"), "look", make)
    code.branch_if(code.compare("eq", code.field(before, REFERENT, "referent"), value, "is.same"), known, make)
    code.begin(make)
    fresh = code.word(CALL, call, "lent", "ptr")
    reference = code.call("ptr", "@PyWeakref_NewRef", value, NULL, name="reference")
    code.enter_if(code.compare("ne", reference, NULL, "there"), "put", strong)
    code.call("i32", "@PyList_SetItem", fresh, place, reference, name="status")  # which takes the reference
    code.branch(known)
    code.begin(strong)
    code.call("void", "@PyErr_Clear")
    code.call("i32", "@PyList_SetItem", fresh, place, code.none(), name="status.none")  # which takes the reference
    code.branch(known)
    code.ret_at(known)


@Words.function(internal=True, place="i64")
def keep(code: Words, call: Value, place: Value, item: Value) -> None:
    """Let an object be what the lists hold of an array."""
    for name in ("keeps", "held"):
        code.call("void", "@Py_IncRef", item)  # which the list takes
        code.call("i32", "@PyList_SetItem", code.word(CALL, call, name, "ptr"), place, item, name=f"{name}.status")
    code.ret()


@Words.function("i1", internal=True)
def hold(code: Words, call: Value, name: Value, value: Value) -> None:
    """Keep a keyword's array, if it is one, as what is bound. Return true if that was done."""
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
    code.branch_if(code.compare("ne", reference, NULL, "is.borrowed"), weak, strong)
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
    code.store(code.select(lent, NULL, value, "held"), at)
    code.store(code.select(lent, fresh, NULL, "loan"), borrowed_at)
    shown, shown_count = code.word(ARRAY, row, "shown", "ptr"), code.word(ARRAY, row, "shown_count")
    outputs = code.word(CALL, call, "outputs", "ptr")
    with code.each(shown_count, "output") as output:
        code.call("void", "@Py_IncRef", value)  # which the list takes
        where = code.load_at(shown, output, "where")
        code.call("i32", "@PyList_SetItem", outputs, where, value, name="shown.status")
    code.enter(same)
    root = code.load_at(code.word(CALL, call, "seen_roots", "ptr"), place, "root")
    code.store(root, code.gep(code.word(CALL, call, "roots", "ptr"), place, name="root.into"))
    code.branch(yes)
    code.ret_at(yes, TRUE)
    code.ret_at(no, FALSE)
