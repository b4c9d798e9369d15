"""The layouts that native code reads, in words of 8 bytes, and how its text names them.

`API` is the table of the interpreter's functions and objects, `READERS` that of the types whose objects native code can
read; `CALL`, `ARRAY` and `NUMBER` describe a prepared call.
"""

from __future__ import annotations

from mxsym.codegen.backend.builder import Builder, Value

FUNCTIONS = {  # of the interpreter: what they return and take
    "PyObject_GetAttr": ("ptr", "ptr", "ptr"),
    "PyObject_Vectorcall": ("ptr", "ptr", "ptr", "i64", "ptr"),
    "PyType_IsSubtype": ("i32", "ptr", "ptr"),
    "PyLong_AsVoidPtr": ("ptr", "ptr"),
    "PyLong_FromLong": ("ptr", "i64"),
    "PyFloat_AsDouble": ("double", "ptr"),
    "PyTuple_Size": ("i64", "ptr"),
    "PyTuple_GetItem": ("ptr", "ptr", "i64"),
    "PyList_GetItem": ("ptr", "ptr", "i64"),
    "PyList_SetItem": ("i32", "ptr", "i64", "ptr"),
    "PyList_Size": ("i64", "ptr"),
    "PyBytes_FromStringAndSize": ("ptr", "ptr", "i64"),
    "PyBytes_AsString": ("ptr", "ptr"),
    "PyDict_GetItemWithError": ("ptr", "ptr", "ptr"),
    "PyDict_SetItem": ("i32", "ptr", "ptr", "ptr"),
    "PyList_GetSlice": ("ptr", "ptr", "i64", "i64"),
    "PyWeakref_NewRef": ("ptr", "ptr", "ptr"),
    "PyErr_Clear": ("void",),
    "PyErr_CheckSignals": ("i32",),
    "PyErr_SetNone": ("void", "ptr"),
    "PyEval_SaveThread": ("ptr",),
    "PyEval_RestoreThread": ("void", "ptr"),
    "PyThread_get_thread_ident": ("i64",),
    "PyThread_acquire_lock_timed": ("i32", "ptr", "i64", "i32"),
    "PyThread_release_lock": ("void", "ptr"),
    "PyList_Append": ("i32", "ptr", "ptr"),
    "PyList_SetSlice": ("i32", "ptr", "i64", "i64", "ptr"),
    "Py_IncRef": ("void", "ptr"),
    "Py_DecRef": ("void", "ptr"),
}
_OBJECTS = (
    *("_record", "_forward", "address", "ndarray", "memoryview", "float", "int", "str", "tuple", "list", "None"),
    *("nested", "busy", "may_wait"),
)
API = (*FUNCTIONS, *_OBJECTS)
"""Contents of `@api`: the addresses of the interpreter's functions and of some objects."""

READERS = 256
"""Limit of types that native code can read, in addition to NumPy's own arrays."""
READER = ("type", "function", "offset")
"""A row of `@readers`. `function` describes a tensor (`exchange.py`). If it is 0, an array is at `offset`, or is the
object itself if that is 0. An object with `PINS` there lends memory that does not move."""
PINS = -1

AHEAD = 12
"""Distance in objects at which memory is asked for; lists of chosen objects are that much longer."""

CALL = (
    "ready",  # 1: `forward` may run the step
    "lock",  # taken for each step; see `lock_text.py`
    "run",  # `run_plan`
    "plan",  # what it runs
    "release",  # 1: without the GIL
    "shareable",  # 1: the plan may need threads that are not there yet
    "block",  # the plan's argument block
    "count",  # arrays
    "given",  # how many of them a `step` is given: the first ones
    "arrays",  # rows of `ARRAY`
    "objects",  # what is bound, an object for each array; 0: nothing
    "chosen",  # the objects of this step
    "addresses",  # of the arrays, as the argument block has them; -1: it is to be written
    "seen",  # of the arrays, in this step
    "roots",  # of the objects that are bound: the address of what each is a view of, when it was bound; see `ANY_ROOT`
    "seen_roots",  # of the chosen objects, in this step
    "spans",  # pairs of addresses: what a step writes, sorted
    "span_count",
    "sorted",  # 1: the spans are those of `addresses`, and apart
    "numbers",  # how many there are
    "number_rows",  # rows of `NUMBER`
    "values",  # the numbers, as the argument block has them
    "fresh",  # the numbers of this step
    "index",  # dict: a keyword → the number of its array, or that of its `NUMBER` behind all arrays
    "outputs",  # list: what a step returns
    "replaced",  # list: what a step has put others in the place of, until it is over
    "keeps",  # list: `objects`, which live as long as they are here
    "guards",  # list: what `mx.nd` arrays hold, while a step runs without the GIL
    "pins",  # the weak references of `pinned`; 0: none
    "pinned",  # list: for each array a weak reference to the owner of the memory, made by a step without the GIL
)
ARRAY = (
    "descr",  # NumPy's dtype object
    "code",  # the type as DLPack has it: `exchange.type_code`
    "item",  # bytes of an element
    "bytes",
    "dimensions",
    "shape",
    "strides",  # in elements
    "needed",  # NumPy's flags that an array needs: see `read_text`
    "written",  # 1: a step writes it
    "slots",  # pairs: where in the argument block, and how many bytes behind the first
    "slot_count",
    "held",  # the dict that holds what is bound
    "shown",  # where in the outputs it is
    "shown_count",
)
NUMBER = (
    "slots",  # where in the argument block
    "slot_count",
    "next",  # the next one that the same keyword sets; -1: none
    "counts",  # 1: it is a number of steps: whole, and above 0
)
ANY_ROOT = -2
"""No address: an array may be a view of any object whose memory contains it. 0: of no object that moves."""
DONE, BUSY, NO_THREADS, UNFIT = range(4)
"""Results of a step: done; the lock is taken; threads must be started first; something does not fit."""


def wrapper(name: str) -> str:
    """An interpreter's function, called through `@api`."""
    result, *takes = FUNCTIONS[name]
    named = ", ".join(f"{kind} %{place}" for place, kind in enumerate(takes))
    address = f"getelementptr ([{len(API)} x ptr], ptr @api, i64 0, i64 {API.index(name)})"
    call = f"tail call {result} %f({named})"
    body = f"  {call}\n  ret void" if result == "void" else f"  %r = {call}\n  ret {result} %r"
    return f"define internal {result} @{name}({named}) {{\n  %f = load ptr, ptr {address}, align 8\n{body}\n}}\n"


def from_api(name: str) -> str:
    """Load an object's address."""
    place = API.index(name)
    return f"load ptr, ptr getelementptr ([{len(API)} x ptr], ptr @api, i64 0, i64 {place}), align 8"


class Words(Builder):
    """A function over these layouts."""

    def word(self, layout: tuple[str, ...], base: Value, name: str, kind: str = "i64") -> Value:
        """A word of a row, by its name."""
        return self.load_at(base, layout.index(name), name, kind)

    def set_word(self, layout: tuple[str, ...], base: Value, name: str, value: Value) -> None:
        """Store to a word of a row."""
        self.store(value, self.gep(base, layout.index(name), name=f"{name}.at"))

    def field(self, base: Value, offset: int, name: str, kind: str = "ptr", align: int = 8) -> Value:
        """Load the field at an offset in bytes of an object."""
        return self.load(kind, self.gep(base, offset, "i8", f"{name}.at"), align, name)

    def object(self, name: str) -> Value:
        """One of the interpreter's objects."""
        return self.define("ptr", from_api(name), name)

    def row(self, rows: Value, number: Value | int, layout: tuple[str, ...], name: str) -> Value:
        """The address of a row."""
        return self.gep(rows, number, f"[{len(layout)} x i64]", name)
