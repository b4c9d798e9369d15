"""The prepared call in native code: read every array in place, check it, and run a step on all of them.

`step(arrays, numbers)`, `step_held` and `forward(**keywords)` are methods of Python; all end in `perform`, which
changes nothing unless everything fits. What does not fit is left to Python, which says what is wrong.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from mxsym.codegen.backend.builder import Label, Value, i64
from mxsym.runtime.native_call import arguments_text, look_text, overlap_text, references_text
from mxsym.runtime.native_call.ids_text import ids_apart, spread_ids
from mxsym.runtime.native_call.layout import (
    ARRAY,
    BUSY,
    CALL,
    DONE,
    GATHER,
    LIST,
    LONG_SPAN,
    NO_THREADS,
    NUMBER,
    SPARSE,
    SUM,
    UNFIT,
)
from mxsym.runtime.native_call.lock_text import LOCKS
from mxsym.runtime.native_call.look_text import each_changed, each_gather
from mxsym.runtime.native_call.read_text import read_text
from mxsym.runtime.native_call.words import FALSE, NOT_READ, NULL, TRUE, Words, module

_EVERYTHING = Value("i64", "9223372036854775807")
"""The end of a slice of a whole list."""


@Words.function(internal=True)
def _place(code: Words, call: Value) -> None:
    """Write what was seen into the plan's argument block."""
    rows, block = code.word(CALL, call, "arrays", "ptr"), code.word(CALL, call, "block", "ptr")
    seen, addresses = code.word(CALL, call, "seen", "ptr"), code.word(CALL, call, "addresses", "ptr")
    with each_changed(code, call) as place:
        address = code.load_at(seen, place, "address")
        at = code.gep(addresses, place, name="at")
        with code.when(code.compare("ne", code.load("i64", at, name="was"), address, "moved"), "move", "on"):
            code.store(address, at)
            row = code.row(rows, place, ARRAY, "row")
            slots, slot_count = code.word(ARRAY, row, "slots", "ptr"), code.word(ARRAY, row, "slot_count")
            with code.each(slot_count, "slot") as slot:
                pair = code.gep(slots, slot, "[2 x i64]", "pair")
                behind = code.add(address, code.load_at(pair, 1, "offset"), "behind")
                code.store(behind, code.gep(block, code.load_at(pair, 0, "where"), name="into"))
    code.ret()


@Words.function(internal=True)
def _number(code: Words, call: Value) -> None:
    """Write the step's numbers into the plan's argument block, which has those of the last one."""
    rows, block = code.word(CALL, call, "number_rows", "ptr"), code.word(CALL, call, "block", "ptr")
    fresh, values = code.word(CALL, call, "this", "ptr"), code.word(CALL, call, "values", "ptr")
    count = code.select(code.compare("eq", fresh, values, "none"), i64(0), code.word(CALL, call, "numbers"), "count")
    with code.each(count, "number") as number:
        value, at = code.load_at(fresh, number, "value"), code.gep(values, number, name="at")
        with code.when(code.compare("ne", code.load("i64", at, name="was"), value, "new"), "set", "on"):
            code.store(value, at)
            row = code.row(rows, number, NUMBER, "row")
            slots, slot_count = code.word(NUMBER, row, "slots", "ptr"), code.word(NUMBER, row, "slot_count")
            with code.each(slot_count, "slot") as slot:
                code.store(value, code.gep(block, code.load_at(slots, slot, "where"), name="into"))
    code.ret()


@Words.function("i1", internal=True)
def _check(code: Words, call: Value) -> None:
    """True if a step can run on the chosen objects and the fresh numbers. Nothing is changed."""
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
    code.ret(TRUE)
    code.ret_at(no, FALSE)


def _cell(code: Words, plan: Value) -> Value:
    """The state of the threads that a plan runs on."""
    return code.load_at(plan, 2, "cell", "ptr")


@Words.function("i1", internal=True)
def _perform(code: Words, call: Value) -> None:
    """Run the step that was checked. Whoever calls this has the lock. Return true if it was run."""
    run, plan = code.word(CALL, call, "run", "ptr"), code.word(CALL, call, "plan", "ptr")
    sums, summed = code.word(CALL, call, "sums", "ptr"), code.compare("ne", code.word(CALL, call, "sums_count"), 0)
    cell, release = _cell(code, plan), code.word(CALL, call, "release")
    no, long = code.label("no"), code.label("long")

    def write() -> None:
        code.call("void", "@place", call)
        code.call("void", "@number", call)

    def run_jobs() -> None:
        with each_gather(code, call) as row:
            code.call("void", run.name, code.word(GATHER, row, "plan", "ptr"), cell)
        with code.when(summed, "sum", "summed"):
            code.call("void", run.name, sums, cell)
        code.call("void", run.name, plan, cell)

    code.enter_if(code.compare("eq", release, 0, "keeps"), "short", long)
    write()
    run_jobs()
    code.ret(TRUE)
    code.begin(long)
    with code.uncollected():  # what was checked stays so
        guarded = code.call("i1", "@guard", call, name="guarded")
    code.enter_if(guarded, "guards", no)
    write()
    state = code.call("ptr", "@PyEval_SaveThread", name="state")
    run_jobs()
    code.call("void", "@PyEval_RestoreThread", state)
    code.call("void", "@drop", code.word(CALL, call, "guards", "ptr"))
    code.ret(TRUE)
    code.begin(no)
    code.set_word(CALL, call, "sorted", i64(0))  # the spans are of arrays that were not placed
    code.ret(FALSE)


def _threads_there(code: Words, call: Value) -> Value:
    """True if nothing is left to start for this plan."""
    alone = code.compare("eq", code.word(CALL, call, "shareable"), 0, "alone")
    cell = _cell(code, code.word(CALL, call, "plan", "ptr"))
    started = code.compare("ne", code.load_at(cell, 1, "settled"), 0, "started")
    return code.binary("or", alone, started, "threads")


def _step(name: str, *, locks: bool, performs: bool = True) -> str:
    """`NAME(arrays, numbers[, words[, log[, index]]])`, a method: a step on a tuple of arrays, or of tuples.

    See `_any_step`.
    """
    code = Words(name, {"self": "ptr", "args": "ptr", "positional": "i64"}, "ptr")
    told = (*code.parameters, *(TRUE if item else FALSE for item in (locks, performs)))
    code.ret(code.define("ptr", f"tail call ptr @any_step({', '.join(map(str, told))})", "status"))
    return code.text()


def _optional_arguments(code: Words, args: Value, positional: Value, unfit: Label) -> tuple[Value, Value, Value]:
    """The words, the log and the index of a step's arguments; NULL for those that are not there."""
    two = code.block
    several, arranged, known = code.label("several"), code.label("arranged"), code.label("known")
    code.branch_if(code.compare("eq", positional, 2, "two"), known, several)
    code.begin(several)
    code.enter_unless(code.compare("eq", positional, 3, "three"), arranged, "logged")
    code.enter_if(code.compare("ule", positional, 5, "five"), "has.log", unfit)
    log, has_log = code.load_at(args, 3, "log", "ptr"), code.block
    code.enter_unless(code.compare("eq", positional, 4, "four"), arranged, "keyed")
    index_given = code.load_at(args, 4, "index.given", "ptr")
    code.expect(index_given, "int", unfit)
    index, has_index = code.call("ptr", "@PyLong_AsVoidPtr", index_given, name="index.words"), code.block
    code.enter(arranged)
    log = code.phi("log.given", "ptr", (NULL, several), (log, has_log), (log, has_index))
    index = code.phi("index.found", "ptr", (NULL, several), (NULL, has_log), (index, has_index))
    address = code.load_at(args, 2, "address", "ptr")
    code.expect(address, "int", unfit)
    given, three = code.call("ptr", "@PyLong_AsVoidPtr", address, name="given"), code.block
    code.enter(known)
    words = code.phi("words", "ptr", (NULL, two), (given, three))
    log = code.phi("log.known", "ptr", (NULL, two), (log, three))
    index = code.phi("index", "ptr", (NULL, two), (index, three))
    return words, log, index


def _take_arguments(code: Words, call: Value, arrays: Value, numbers: Value, words: Value, bad: Label) -> None:
    """Choose the arrays of a step, and the executor's own, and read its numbers."""
    nested, taken = code.label("nested"), code.label("taken")
    code.enter_if(code.compare("eq", words, NULL, "is.plain"), "plain", nested)
    code.enter_if(code.call("i1", "@take", call, arrays, name="all"), "numbered", bad)
    code.branch_if(code.call("i1", "@numbers_given", call, numbers, name="fits.plain"), taken, bad)
    code.begin(nested)
    behind = code.call("ptr", "@take_nested", code.word(CALL, call, "chosen", "ptr"), arrays, words, name="behind")
    code.enter_if(code.compare("ne", behind, NULL, "all.nested"), "in.columns", bad)
    code.branch_if(code.call("i1", "@columns_given", call, numbers, behind, name="fits.columns"), taken, bad)
    code.begin(taken)
    chosen, objects = code.word(CALL, call, "chosen", "ptr"), code.word(CALL, call, "objects", "ptr")
    count = code.word(CALL, call, "count")
    with code.each(count, "own", code.word(CALL, call, "given")) as own:
        code.store(code.load_at(objects, own, "own.object", "ptr"), code.gep(chosen, own, name="own.into"))


@Words.function("ptr", internal=True, positional="i64", locks="i1", performs="i1")
def _any_step(code: Words, self: Value, args: Value, positional: Value, locks: Value, performs: Value) -> None:
    """A step on a tuple of arrays, or of tuples.

    It keeps none. `words` is the address of an arrangement of both, or 0. A step that was done is noted in the list
    `log`: no code of a signal handler's comes between. `index` is the address of the words of an index (`LIST`): the
    ids of rows to be summed are looked up there, if it says so, and their rows are touched. It returns a status of
    `layout`. With `locks` it takes the lock; without, whoever calls it has it. One that does not perform only checks,
    and changes nothing.
    """
    failed, unfit, busy, threads = (code.label(item) for item in ("failed", "unfit", "busy", "threads.missing"))
    call = code.record_of(self, failed)
    words, log, index = _optional_arguments(code, args, positional, unfit)
    arrays, numbers = code.load_at(args, 0, "arrays", "ptr"), code.load_at(args, 1, "numbers", "ptr")
    code.enter_if(_threads_there(code, call), "ready", threads)
    lock = code.word(CALL, call, "lock", "ptr")
    with code.when(locks, "take.lock", "locked"):
        code.enter_if(code.call("i1", "@try", lock, name="mine"), "mine.now", busy)
    code.set_word(CALL, call, "waits", i64(0))
    code.set_word(CALL, call, "this", code.word(CALL, call, "fresh", "ptr"))
    code.call("void", "@use_index", call, index)
    bad = code.label("bad")
    _take_arguments(code, call, arrays, numbers, words, bad)
    code.enter_if(code.call("i1", "@check", call, name="fits"), "good", bad)
    perform, only_check, over = code.label("perform"), code.label("only.check"), code.label("over")
    code.branch_if(performs, perform, only_check)
    code.begin(perform)
    code.enter_if(code.call("i1", "@perform", call, name="performed"), "done", bad)
    code.call("void", "@touch_listed", call)
    code.branch(over)
    code.begin(only_check)
    code.set_word(CALL, call, "sorted", i64(0))  # the spans are of arrays that were not placed
    code.enter(over)
    with code.when(locks, "give.lock", "given.lock"):
        code.call("void", "@give", lock)
    done = code.call("ptr", "@PyLong_FromLong", i64(DONE), name="status")
    with code.when(code.compare("ne", log, NULL, "is.logged"), "note", "noted"):
        noted = code.call("i32", "@PyList_Append", log, done, name="append")
        code.enter_if(code.compare("eq", noted, 0, "appended"), "is.noted", failed)
    code.ret(done)
    code.begin(bad)
    waits = code.compare("ne", code.word(CALL, call, "waits"), 0, "waits.now")
    with code.when(locks, "give.up", "given.up"):
        code.call("void", "@give", lock)
    code.branch_if(waits, threads, unfit)
    for label, status in ((unfit, UNFIT), (threads, NO_THREADS), (busy, BUSY)):
        code.begin(label)
        code.ret(code.call("ptr", "@PyLong_FromLong", i64(status), name="status"))
    code.ret_at(failed, NULL)


@Words.function("ptr", positional="i64")
def _forward(code: Words, self: Value, args: Value, positional: Value, names: Value) -> None:
    """`forward(**keywords)`, a method: a step on what is bound, with other arrays and numbers; else `_forward`."""
    failed, python, unlock = code.label("failed"), code.label("python"), code.label("unlock")
    call = code.record_of(self, failed)
    none, by_position = code.compare("eq", call, NULL, "none"), code.compare("ne", positional, 0, "by.position")
    code.enter_unless(code.binary("or", none, by_position, "no"), python, "prepared")
    ready = code.compare("ne", code.word(CALL, call, "ready"), 0, "is.ready")
    code.enter_if(code.binary("and", ready, _threads_there(code, call), "may"), "take", python)
    lock = code.word(CALL, call, "lock", "ptr")
    code.enter_if(code.call("i1", "@try", lock, name="mine"), "taken", python)

    def end() -> None:
        code.call("void", "@give", lock)
        code.call("void", "@drop", code.word(CALL, call, "replaced", "ptr"))

    # `ready` may have changed while nothing was locked only by what this thread has run: nothing.
    count = code.word(CALL, call, "count")
    chosen, objects = code.word(CALL, call, "chosen", "ptr"), code.word(CALL, call, "objects", "ptr")
    code.copy_words(count, objects, chosen, "place")
    code.set_word(CALL, call, "this", code.word(CALL, call, "values", "ptr"))
    with code.when(code.compare("ne", names, NULL, "is.named"), "named", "keyed") as named:
        some = code.call("i64", "@PyTuple_Size", names, name="some")
    keywords = named.phi("keywords", some, 0)
    with code.each(keywords, "keyword") as keyword:
        name = code.call("ptr", "@PyTuple_GetItem", names, keyword, name="name")
        value = code.load_at(args, keyword, "value", "ptr")
        code.enter_if(code.call("i1", "@choose", call, name, value, name="chosen.one"), "chose", unlock)
    code.enter_if(code.call("i1", "@check", call, name="fits"), "good", unlock)
    lost = code.label("lost")
    with code.each(keywords, "given") as given:
        name = code.call("ptr", "@PyTuple_GetItem", names, given, name="given.name")
        value = code.load_at(args, given, "given.value", "ptr")
        code.enter_if(code.call("i1", "@hold", call, name, value, name="held.one"), "holding", lost)
    code.enter_if(code.call("i1", "@perform", call, name="performed"), "performed.all", unlock)
    outputs = code.word(CALL, call, "outputs", "ptr")
    result = code.call("ptr", "@PyList_GetSlice", outputs, i64(0), _EVERYTHING, name="result")
    end()
    code.ret(result)
    for label, then in ((unlock, python), (lost, failed)):
        code.begin(label)
        end()
        code.branch(then)
    code.begin(python)
    method = code.call("ptr", "@PyObject_GetAttr", self, code.object("_forward"), name="method")
    code.enter_if(code.compare("ne", method, NULL, "has.method"), "ask", failed)
    answer = code.call("ptr", "@PyObject_Vectorcall", method, args, positional, names, name="answer")
    code.call("void", "@Py_DecRef", method)
    code.ret(answer)
    code.ret_at(failed, NULL)


@Words.function("ptr", count="i64")
def _run_span(code: Words, _self: Value, args: Value, _count: Value) -> None:
    """`run_span(self, function, words, begin, end)`, a method: what `i64 function(words, begin, end)` returns."""
    objects = [code.load_at(args, place, name, "ptr") for place, name in enumerate(("f", "w", "b", "e"))]
    function, words = (code.call("ptr", "@PyLong_AsVoidPtr", item, name="address") for item in objects[:2])
    begin, end = (code.call("i64", "@PyLong_AsSsize_t", item, name="place") for item in objects[2:])
    long = code.label("long")
    length = code.binary("sub", end, begin, "length")
    code.enter_unless(code.compare("uge", length, LONG_SPAN, "is.long"), long, "short")
    result = code.call("i64", function.name, words, begin, end, name="result")
    code.ret(code.call("ptr", "@PyLong_FromLong", result, name="number"))
    code.begin(long)
    state = code.call("ptr", "@PyEval_SaveThread", name="state")
    result = code.call("i64", function.name, words, begin, end, name="long.result")
    code.call("void", "@PyEval_RestoreThread", state)
    code.ret(code.call("ptr", "@PyLong_FromLong", result, name="long.number"))


@Words.function(internal=True)
def _use_index(code: Words, call: Value, index: Value) -> None:
    """Let this step look up ids there, whose rows it sums, and note these rows."""
    with _summing(code, call) as (_, sum_):
        code.store(index, code.gep(sum_, SUM.index("index"), name="index.at"))
    code.ret()


@Words.function(internal=True)
def _touch_listed(code: Words, call: Value) -> None:
    """Note the rows that a step has updated in its index, if no kernel has: see `sum_and_run`."""
    with _summing(code, call) as (sparse, sum_):
        index = code.word(SUM, sum_, "index", "ptr")
        has_index = code.compare("ne", index, NULL, "has.index")
        apart = code.compare("eq", code.word(SPARSE, sparse, "joined"), 0, "apart")
        with code.when(code.binary("and", has_index, apart, "left"), "touch", "touched"):
            code.set_word(LIST, index, "touched", code.word(SPARSE, sparse, "room"))
            touch = code.word(LIST, index, "touch", "ptr")
            code.call("i64", touch.name, index, i64(0), code.word(SPARSE, sparse, "count"), name="count")
    code.ret()


@contextmanager
def _summing(code: Words, call: Value) -> Generator[tuple[Value, Value]]:
    """The rows of `SPARSE` that take rows to be summed, each with its `SUM`."""
    rows = code.word(CALL, call, "sparse", "ptr")
    with code.each(code.word(CALL, call, "sparse_count"), "summing") as number:
        sparse = code.row(rows, number, SPARSE, "sparse")
        sum_ = code.word(SPARSE, sparse, "sum", "ptr")
        with code.when(code.compare("ne", sum_, NULL, "sums"), "sum", "sum.done"):
            yield sparse, sum_


def step_text(item_at: int, item_type: str) -> str:
    """The module of steps; see `read_text` for its arguments on NumPy's layout."""
    look, overlap, arguments, references = look_text, overlap_text, arguments_text, references_text
    checks = (look.fetch, look.again, look.look, overlap.sort, overlap.spread, overlap.clear, overlap.apart)
    checks += (spread_ids, ids_apart, arguments.counted, _check)
    work = (_place, _number, references.drop, references.owner, references.pin, references.guard, _perform)
    given = (arguments.take, arguments.take_nested, arguments.columns_given, arguments.number_of)
    named = (arguments.numbers_given, references.lend, arguments.choose, references.keep, references.hold, _forward)
    texts = [
        function() for function in (*checks, *work, *given, *named, _any_step, _run_span, _use_index, _touch_listed)
    ]
    texts += [_step("step", locks=True), _step("step_held", locks=False)]
    texts += [_step("fits", locks=True, performs=False), _step("fits_held", locks=False, performs=False)]
    texts.append("define void @nothing(ptr %plan, ptr %cell) {\n  ret void\n}")
    fetch = "declare void @llvm.prefetch.p0(ptr, i32 immarg, i32 immarg, i32 immarg)"
    return module([fetch, LOCKS, read_text(item_at, item_type), *texts])
