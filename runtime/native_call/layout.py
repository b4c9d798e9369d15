"""What the native method of `method.py` reads, in words of 8 bytes, and how its text names them.

Input: names. Output: the layouts `API`, `RECORD` and `ENTRY`; LLVM text that loads one of their words.
Non-goals: the method itself (`forward_text.py`), what the layouts are filled with (`method.py`).
"""

from __future__ import annotations

FUNCTIONS = {  # of the interpreter: what they return and take
    "PyObject_GetAttr": ("ptr", "ptr", "ptr"),
    "PyObject_Vectorcall": ("ptr", "ptr", "ptr", "i64", "ptr"),
    "PyLong_AsVoidPtr": ("ptr", "ptr"),
    "PyFloat_AsDouble": ("double", "ptr"),
    "PyTuple_Size": ("i64", "ptr"),
    "PyTuple_GetItem": ("ptr", "ptr", "i64"),
    "PyList_GetItem": ("ptr", "ptr", "i64"),
    "PyList_Size": ("i64", "ptr"),
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
    "PyThread_acquire_lock": ("i32", "ptr", "i32"),
    "PyThread_acquire_lock_timed": ("i32", "ptr", "i64", "i32"),
    "PyThread_release_lock": ("void", "ptr"),
    "PyList_Append": ("i32", "ptr", "ptr"),
    "PyList_SetSlice": ("i32", "ptr", "i64", "i64", "ptr"),
    "Py_IncRef": ("void", "ptr"),
    "Py_DecRef": ("void", "ptr"),
}
_OBJECTS = (
    *("_record", "_forward", "address", "ndarray", "memoryview", "float", "str", "None"),
    *("nested", "busy", "may_wait"),
)
API = (*FUNCTIONS, *_OBJECTS)
"""What `@api` holds: the addresses of the interpreter's functions, and of some objects."""

RECORD = (
    "ready",  # 1: the step may be run from here
    "lock",  # taken for each step; see `lock_text.py`
    "run",  # `driver.run_plan`
    "plan",  # what it runs
    "release",  # 1: without the GIL
    "shareable",  # 1: the plan may need threads that are not there yet
    "outputs",  # the list of what a step returns
    "index",  # dict: a keyword → the number of its entry
    "entries",  # the entries
    "block",  # the plan's argument block
    "bound",  # dict: the arrays by name
    "guards",  # dict: what keeps them alive and as large as they are, by name
    "watch",  # rows of `WATCH`: what is bound, looked at again before each step
    "watched",  # how many they are
    "replaced",  # list: what a step has put others in the place of, until it is over
    "spans",  # pairs of addresses: what the step writes, sorted
    "span_count",
    "compare",  # 1: arrays that are adopted may lie anywhere, but apart
)
ENTRY = (
    "slots",  # where in the argument block: a list of numbers
    "slot count",
    "descr",  # an array's dtype object; 0: the entry is a number
    "dimensions",
    "shape",  # a list of numbers
    "bytes",
    "fixed",  # where an array must lie, and be writable; 0: anywhere; 1: the same, and be writable
    "held",  # the dict that holds the array
    "holders",  # a list of the dicts that hold the number
    "holding",  # how many they are
    "row",  # the row of `WATCH` of an array
)
WATCH = (
    "object",  # the array or tensor as the user bound it; 0: native code does not look at it
    "reader",  # what describes a tensor (`exchange.py`); 0: the object is a NumPy array
    "descr",  # an array's dtype object; a tensor's `exchange.type_code`
    "dimensions",
    "shape",  # a list of numbers
    "strides",  # of a tensor, in elements
    "bytes",
    "flags",  # those that an array must have
    "address",  # where it was
    "base",  # the object that an array is a view of
    "root",  # the array or tensor whose memory that is in the end; 0: it cannot move
    "root_reader",
    "root_address",
)


def wrapper(name: str) -> str:
    """An interpreter's function, called through `@api`."""
    result, *takes = FUNCTIONS[name]
    named = ", ".join(f"{kind} %{place}" for place, kind in enumerate(takes))
    address = f"getelementptr ([{len(API)} x ptr], ptr @api, i64 0, i64 {API.index(name)})"
    call = f"tail call {result} %f({named})"
    body = f"  {call}\n  ret void" if result == "void" else f"  %r = {call}\n  ret {result} %r"
    return f"define internal {result} @{name}({named}) {{\n  %f = load ptr, ptr {address}, align 8\n{body}\n}}\n"


def word(layout: tuple[str, ...], name: str, base: str, into: str, kind: str) -> str:
    """Load a word by its name."""
    place = layout.index(name)
    return f"%{into}.at = getelementptr i64, ptr %{base}, i64 {place}\n  %{into} = load {kind}, ptr %{into}.at, align 8"


def record(name: str, into: str = "", kind: str = "i64") -> str:
    """Load a word of `%record`, as `%into` or by its own name."""
    return word(RECORD, name, "record", into or name, kind)


def entry(name: str, into: str, kind: str = "i64") -> str:
    """Load a word of `%entry`, as `%into`."""
    return word(ENTRY, name, "entry", into, kind)


def from_api(name: str) -> str:
    """Load an object's address."""
    place = API.index(name)
    return f"load ptr, ptr getelementptr ([{len(API)} x ptr], ptr @api, i64 0, i64 {place}), align 8"
