"""The layouts that native code reads, in words of 8 bytes.

`API` is the table of what a module's code has from elsewhere, `READERS` that of the types whose objects native code can
read; `CALL`, `ARRAY` and `NUMBER` describe a prepared call, the layouts below them its row-sparse part.
"""

from __future__ import annotations

from collections.abc import Mapping

from mxsym.runtime.buffers import Array
from mxsym.runtime.row_arguments import ORDER_ARGUMENTS, SUM_ARGUMENTS

FUNCTIONS = {  # of the interpreter: what they return and take
    "PyObject_GetAttr": ("ptr", "ptr", "ptr"),
    "PyObject_Vectorcall": ("ptr", "ptr", "ptr", "i64", "ptr"),
    "PyObject_GetBuffer": ("i32", "ptr", "ptr", "i32"),
    "PyBuffer_Release": ("void", "ptr"),
    "PyType_IsSubtype": ("i32", "ptr", "ptr"),
    "PyLong_AsVoidPtr": ("ptr", "ptr"),
    "PyLong_FromLong": ("ptr", "i64"),
    "PyLong_AsSsize_t": ("i64", "ptr"),
    "PyFloat_AsDouble": ("double", "ptr"),
    "PyTuple_Size": ("i64", "ptr"),
    "PyTuple_GetItem": ("ptr", "ptr", "i64"),
    "PyList_GetItem": ("ptr", "ptr", "i64"),
    "PyList_SetItem": ("i32", "ptr", "i64", "ptr"),
    "PyList_Size": ("i64", "ptr"),
    "PyBytes_FromStringAndSize": ("ptr", "ptr", "i64"),
    "PyBytes_AsString": ("ptr", "ptr"),
    "PyBytes_Size": ("i64", "ptr"),
    "PyDict_GetItemWithError": ("ptr", "ptr", "ptr"),
    "PyList_GetSlice": ("ptr", "ptr", "i64", "i64"),
    "PyWeakref_NewRef": ("ptr", "ptr", "ptr"),
    "PyMem_Malloc": ("ptr", "i64"),
    "PyMem_Free": ("void", "ptr"),
    "PyGC_Disable": ("i32",),
    "PyGC_Enable": ("i32",),
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
STEP_FUNCTIONS = {  # of `step_text`, which `rows_text` calls
    "reader": ("ptr", "ptr"),
    "array_of": ("ptr", "ptr"),
    "array_at": ("i64", "ptr", "ptr", "ptr"),
    "read": ("i64", "ptr", "ptr", "ptr"),
    "described": ("i1", "ptr", "ptr", "ptr"),
    "clear": ("i1", "ptr", "i64", "i64"),
    "owner": ("ptr", "ptr"),
    "drop": ("void", "ptr"),
}
ROW_FUNCTIONS = {  # of `rows_text`, which `step_text` calls where arrays are row-sparse
    "read_rows": ("i64", "ptr", "ptr", "ptr"),
    "forget_rows": ("void", "ptr"),
    "fit_rows": ("i1", "ptr"),
    "keep_rows": ("i1", "ptr"),
}
_OBJECTS = (
    *(
        "_record",
        "_forward",
        "address",
        "ndarray",
        "memoryview",
        "float",
        "int",
        "str",
        "bytes",
        "tuple",
        "list",
        "None",
        "True",
        "False",
    ),
    *("RowSparse", "nested", "busy", "may_wait"),
)
API = (*FUNCTIONS, *_OBJECTS, *STEP_FUNCTIONS, *ROW_FUNCTIONS)
"""Contents of a module's `@api`: the addresses of the interpreter's functions, of some objects, of other modules'
functions. `read_rows` and its like are 0 until the first call with a row-sparse part is prepared."""

READERS = 256
"""Limit of types that native code can read, in addition to NumPy's own arrays."""
READER = (
    *("type", "function", "offset"),
    *("storage", "memory", "size", "keys", "other"),
    *("axes", "start", "elements", "kind", "codes", "plain", "state", "odd", "even"),
)
"""A row of `@readers`. `function` describes a tensor (`exchange.py`); at `offset` is then a word that is likely the
address of what it reads. If it is 0, an array or a `RowSparse` is at `offset`, or the object itself is an array if that
is 0. An object with `LENDS` there is asked for its buffer, one with `PINS` has memory that nobody can ask for, one with
`SUMS` is a `RowSums`. Those from `storage` on are a `StorageForm`, which is 0 where tensors have all of their memory at
any time; those from `axes` on a `PlainForm`, which is 0 where `function` alone can describe a tensor."""
PINS, SUMS, LENDS = -1, -2, -3

AHEAD = 12
"""Distance in objects at which memory is asked for; lists of chosen objects are that much longer."""

CALL = (
    "ready",  # 1: `forward` may run the step
    "lock",  # taken for each step; see `lock_text.py`
    "run",  # `run_plan`
    "plan",  # what it runs
    "release",  # 1: without the GIL
    "shareable",  # 1: the plan may need threads that are not there yet
    "waits",  # 1: the rows of this step need threads that are not there yet
    "block",  # the plan's argument block
    "count",  # arrays
    "given",  # how many of them a `step` is given: the first ones
    "arrays",  # rows of `ARRAY`
    "objects",  # what is bound, an object for each array; 0: nothing, or what is borrowed:
    "borrowed",  # for each array a weak reference to what an earlier step was given; 0: none
    "chosen",  # the objects of this step
    "addresses",  # of the arrays, as the argument block has them; -1: it is to be written
    "seen",  # of the arrays, in this step
    "roots",  # of the objects that are bound: the address of what each is a view of, when it was bound; see `ANY_ROOT`
    "seen_roots",  # of the chosen objects, in this step
    "changed",  # the places of those that lie elsewhere than before, or must be guarded anew
    "changed_count",
    "spans",  # pairs of addresses: what a step writes, sorted
    "span_count",
    "sorted",  # 1: the spans are those of `addresses`, and apart
    "numbers",  # how many there are
    "number_rows",  # rows of `NUMBER`
    "counting",  # the places of those that are numbers of steps: whole, and above 0
    "counting_count",
    "values",  # the numbers, as the argument block has them
    "fresh",  # room for the numbers of a step
    "this",  # this step's: `fresh`, or `values` where it is given none
    "index",  # dict: a keyword → the number of its array, or that of its `NUMBER` behind all arrays
    "outputs",  # list: what a step returns
    "replaced",  # list: what a step has put others in the place of, and what it has borrowed, until it is over
    "keeps",  # list: `objects` and `borrowed`, which live as long as they are here
    "held",  # list: what the user passed for each, or a weak reference to it
    "lent",  # list: the same for the chosen objects that would be borrowed
    "guards",  # list: what `mx.nd` arrays hold, while a step runs without the GIL
    "pins",  # the weak references of `pinned`; 0: none
    "pinned",  # list: for each array a weak reference to the owner of the memory, made by a step without the GIL
    "sparse",  # rows of `SPARSE`
    "sparse_count",
    "rests",  # rows of `SPARSE`: the rows that others do not list
    "rest_count",
    "lookups",  # rows of `LOOKUP`
    "lookup_count",
    "moving",  # rows of `MOVING`
    "moving_count",
    "traffic",  # of the other jobs; and 1 if one of them may need threads:
    "sharing",
    "least",  # traffic of a job that may need threads
    "sums",  # a plan of a single job, the sums of rows that come before all others; and its job
    "sums_job",
    "sums_room",  # its chunks
    "sums_capacity",
    "sums_count",  # 0: this step sums nothing
    "gathered",  # rows of `GATHER`, a list: the arrays that this step gathers
)
ARRAY = (
    "descr",  # NumPy's dtype object; 0: no array fits
    "item",  # bytes of an element
    "bytes",
    "dimensions",
    "shape",
    "needed",  # NumPy's flags that an array needs: see `read_text`
    "written",  # 1: a step writes it
    "sparse",  # its row of `SPARSE`, and nothing dense fits; `bytes` are those of the step's values. 0: it is dense
    "code",  # the type as DLPack has it: `exchange.type_code`
    "strides",  # in elements
    "slots",  # pairs: where in the argument block, and how many bytes behind the first
    "slot_count",
    "borrows",  # 1: what a step is given is not kept, for it is only read and no output
    "shown",  # where in the outputs it is
    "shown_count",
    "gather",  # its row of `GATHER`; 0: one of other strides does not fit
)
"""Most steps read the first eight words alone, which are one cache line."""
GATHER = (
    "plan",  # of a single job, which copies this step's array to the room
    "room",  # a copy of the array's form
    "from",  # the address of this step's first element, and what its memory is between
    "low",
    "high",
    "next",  # the next row that this step gathers; 0: none
    "dimensions",
    "order",  # the axes from the outermost to the innermost of the room
    "sizes",  # theirs in this order
    "strides",  # and this step's strides, in bytes
)
"""An array that is only read, in a layout that kernels do not read: it is copied as the first part of a step."""
NUMBER = (
    "slots",  # where in the argument block
    "slot_count",
    "next",  # the next one that the same keyword sets; -1: none
)
SPARSE = (
    "array",  # its row of `ARRAY`
    "place",  # its number
    "values",  # the row of `ARRAY` that its values fit
    "ids",  # the row of `ARRAY` that its ids fit; both have as many rows as this step's
    "wide",  # NumPy's dtype objects of int64 and int32
    "narrow",
    "shape",  # of the whole tensor
    "row_bytes",
    "use",  # `LISTS` or `STORES`; 0: kernels use neither its ids nor its rows
    "room",  # copies of the ids that kernels use
    "capacity",  # ids for which there is room
    "slots",  # where in the argument block the address of `room` goes
    "slot_count",
    "counts",  # rows of `COUNT`: where what follows from the number of ids goes
    "count_count",
    "sum",  # its row of `SUM`; 0: it takes no rows that must be summed
    "sums",  # room for the sums of as many rows as there is room for ids
    "summed",  # 1: this step sums them
    "join",  # its row of `JOIN`; 0: several kernels use the sums, or one that has no other for each row
    "joined",  # 1: this step sums its rows a few at a time, before the kernel that uses them
    "apart",  # 1: this step's ids are each there once, which was seen, in any order; 0: they must be in order
    "data",  # the array of this step's values, or of the rows to be summed; and their weights, or 0
    "weights",
    "where",  # this step's ids as the user passed them: their address, their bytes each, their number
    "item",
    "count",
    "of",  # of rows that another row of `SPARSE` does not list: that one
)
COUNT = (
    "slot",  # where in the argument block
    "each",  # for every row; and one for every `per` of these
    "per",
)
LISTS, STORES = 1, 2
"""Kernels run over the rows that a row-sparse array lists; or find rows in it."""
LOOKUP = (
    "table",  # rows of `SPARSE`: what stores rows, and what lists those to find
    "source",
    "room",  # their positions in the table
    "slots",  # where in the argument block its address goes
    "slot_count",
)
MOVING = (
    "job",  # a job of the plan whose chunks change with the number of rows; see `run_jobs.py`
    "room",  # its chunks
    "capacity",  # chunks for which there is room
    "fixed",  # the first ones, which never change
    "traffic",  # of those
    "launches",  # rows of `LAUNCH`
    "launch_count",
)
LAUNCH = (
    "kernel",
    "arguments",
    "source",  # the row of `SPARSE` that lists its rows
    "joins",  # 1: it is the kernel of its source's `JOIN`
    "each",  # the things of each row that it runs over
    "grain",  # chunks are multiples of this, and
    "most",  # their traffic is this at most
    "bytes_each",
)
JOIN = (
    "sum",  # the row of `SUM`
    "kernel",  # the only kernel that reads the sums: a row of them for each row that it runs over
    "arguments",  # its argument block, the number of words in it, and the slot of the address of the sums
    "words",
    "slot",
    "row_bytes",
    "rows",  # so many are summed at once
    "direct",  # 1: a row that is alone is long enough to be read where it lies
    "lines",  # cache lines of it that are fetched, then
    "fetches",  # rows of `FETCH`
    "fetch_count",
)
"""Sums that are made where they are used; see `sum_and_run` in `sums_text.py`."""
FETCH = (
    "slot",  # the words of the kernel's that are the address of a buffer, and that of the list of its rows
    "list",
    "row_bytes",
    "lines",  # cache lines of a row that are fetched
)
"""A buffer whose rows are anywhere in memory. A kernel that is called for few rows at a time has them fetched."""
SUM = (
    *ORDER_ARGUMENTS,  # what `order` is told; `limit` and `work` are always the same
    *SUM_ARGUMENTS,  # and the kernels of sums; `rows` is `bag_room`
    "data",  # the row of `ARRAY` that the values fit, which have this step's `height`
    "wide",  # the rows of `ARRAY` that lists of int64 and int32 fit, int64 in the only row of a matrix, and weights
    "narrow",
    "lying",
    "factors",
    "height",
    "row_bytes",
    "item",  # bytes of an id
    "id_bits",  # below `limit`
    "capacity",  # ids for which there is room
    "bag_room",  # for each id the number of its row
    "plain",  # 1: there are no weights
    "as_stand",  # 1: nor bags
    "order64",  # `order` for ids of 64 bits, and of 32
    "order32",
    "sum",  # kernels: `sum` and `sum_all`, and those with weights
    "weighted_sum",
    "all",
    "weighted_all",
    "unique",  # the different ids in order, and how many there are
    "found",
    "guards",  # list: what keeps ids where they are while they are brought in order without the GIL
    "index",  # `LIST`: this step notes its rows there; 0: it does not
    "seen",  # a bit for each row of the table, 0 between steps; 0: the different ids must be in order
)
"""Rows that are summed by their ids; see `sums_text.py`."""
LIST = (
    "keys",  # where ids are, which `find` looks up, and how many
    "count",
    "positions",  # where their positions go
    "near",  # pairs of an address and bytes: of each position that is found, so much memory is fetched
    "near_count",
    "touched",  # the positions that `touch` notes
    "find",  # functions `i64 (words, begin, end)`; see `index_text.py`
    "ask",
    "touch",
    "looks_up",  # 1: a step's ids are keys, which it looks up; 0: they are positions
    "forms",  # two rows of `ARRAY`, for ids without a sign and with one
    "room",  # memory for the positions of a short list of ids
    "rows",  # pairs as those of `near`, for such a list, and the ids up to which they are fetched
    "rows_count",
    "rows_most",
)
"""The first words of an index of ids. A native call that reads a short list of ids sets the first six."""
LONG_SPAN = 1 << 10
"""Length of a span from which `run_span` releases the GIL, and of a list that is not short."""
LONG_SORT = 1 << 14
"""Ids from which on the GIL is released while they are brought in order: that takes some 100 µs."""
JOINED_BYTES = 1 << 14
"""Sums that are made at once where a kernel uses them: all of them, and the rows and the weights, fit a small cache."""
MOST_WORDS = 128
"""Words that a kernel is told at most if its sums are made where it uses them."""
AS_THEY_ARE = -2
"""Result of `coalesce`: the ids are in order as they are, each there once, and there is nothing to do."""
NOTHING, NESTED = -1, -2
"""In place of an array's place (`arrangement.py`): None comes there; or a tuple, whose words follow."""
ANY_ROOT = -2
"""No address: an array may be a view of any object whose memory contains it. 0: of no object that moves."""
QUICK = 1 << 16
"""Traffic of a step so short that handing the GIL to another thread and back would take longer."""
DONE, BUSY, NO_THREADS, UNFIT = range(4)
"""Results of a step: done; the lock is taken; threads must be started first; something does not fit."""


def row_of(layout: tuple[str, ...], words: Mapping[str, int]) -> list[int]:
    """A row of a layout with these words by name; the others are 0."""
    return [words.get(name, 0) for name in layout]


def put(row: Array, layout: tuple[str, ...], **words: int) -> None:
    """Set words of a row by name."""
    for name, value in words.items():
        row[layout.index(name)] = value
