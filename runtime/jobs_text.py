"""LLVM text of the loops of `run_jobs.py`."""

from __future__ import annotations

from mxsym.codegen.backend.builder import Builder, Value, i64
from mxsym.codegen.backend.fp_mode import MODE

CURSORS = 512
"""Offsets of each thread's next chunk in a pool's block: 64 bytes apart, so that no two share a cache line."""
POOL = {"job": 256, "threads": 264, "run": 272, "busy": 320}
"""Offsets in a pool's block: its present job, its number of threads, `run(pool, job)`, and if it is busy."""


def _run_chunk(code: Builder, chunks: Value, number: Value) -> None:
    chunk = code.gep(chunks, number, "[4 x i64]", "chunk")
    at = [code.gep(chunk, word, name=f"{name}.at") for word, name in enumerate(("args", "begin", "end"), 1)]
    kernel = code.load("ptr", chunk, name="kernel")
    args = code.load("ptr", at[0], name="args")
    begin, end = code.load("i64", at[1], name="from"), code.load("i64", at[2], name="to")
    code.call("void", kernel.name, args, begin, end)


def _pool_word(code: Builder, pool: Value, name: str) -> Value:
    """The address of a word of a pool's block."""
    return code.gep(pool, POOL[name], "i8", f"{name}.at")


@Builder.function(me="i64")
def _share(code: Builder, pool: Value, me: Value) -> None:
    """Run what is left of the thread's own span of the chunks, then of the other threads'."""
    mode = code.call("i64", "@mode.enter", name="mode")
    job_at, threads_at = (_pool_word(code, pool, name) for name in ("job", "threads"))
    cursors = code.gep(pool, CURSORS, "i8", "cursors")
    job = code.load("ptr", job_at, name="job")
    threads = code.load("i64", threads_at, name="threads")
    count = code.load("i64", job, name="count")
    chunks = code.load_at(job, 1, "chunks", "ptr")
    with code.loop("span", after="done") as spans:
        turn = spans.phi("turn", i64(0))
        after = code.add(me, turn, "after")
        round_ = code.compare("uge", after, threads, "round")
        whose = code.select(round_, code.binary("sub", after, threads, "back"), after, "whose")
        scaled = code.binary("mul", code.add(whose, 1, "next.whose"), count, "scaled")
        last = code.binary("udiv", scaled, threads, "last")
        cursor = code.gep(cursors, whose, "[64 x i8]", "cursor")
        with code.loop("next", "run", "over") as own:
            number = code.define("i64", f"atomicrmw add {cursor}, i64 1 monotonic", "i")
            own.while_(code.compare("slt", number, last, "more"))
            _run_chunk(code, chunks, number)
        following = code.add(turn, 1, "turn.next")
        spans.next(turn, following)
        spans.repeat_if(code.compare("ult", following, threads, "others"))
    code.call("void", "@mode.leave", mode)
    code.ret()


@Builder.function()
def _deal(code: Builder, pool: Value, job: Value) -> None:
    """Give the pool the job, and each thread the first chunk of its span."""
    job_at, threads_at = (_pool_word(code, pool, name) for name in ("job", "threads"))
    cursors = code.gep(pool, CURSORS, "i8", "cursors")
    code.store(job, job_at)
    threads = code.load("i64", threads_at, name="threads")
    count = code.load("i64", job, name="count")
    with code.loop("next", after="done") as loop:
        thread = loop.phi("t", i64(0))
        first = code.binary("udiv", code.binary("mul", thread, count, "scaled"), threads, "first")
        code.store(first, code.gep(cursors, thread, "[64 x i8]", "cursor"))
        following = code.add(thread, 1, "t.next")
        loop.next(thread, following)
        loop.repeat_if(code.compare("ult", following, threads, "more"))
    code.ret()


SHARE = f"{MODE}\n{_share()}\n\n{_deal()}\n"
"""`share`, and `deal(pool, job)`, which gives a pool a job and every thread its span of it."""


@Builder.function(begin="i64", end="i64")
def _sequence(code: Builder, chunks: Value, begin: Value, end: Value) -> None:
    with code.loop("next", "run", "done") as loop:
        number = loop.phi("i", begin)
        loop.below(number, end)
        _run_chunk(code, chunks, number)
    code.ret()


@Builder.function(begin="i64", end="i64")
def _alone(code: Builder, chunks: Value, begin: Value, end: Value) -> None:
    mode = code.call("i64", "@mode.enter", name="mode")
    code.call("void", "@sequence", chunks, begin, end)
    code.call("void", "@mode.leave", mode)
    code.ret()


@Builder.function()
def _run_plan(code: Builder, plan: Value, cell: Value) -> None:
    """Run each job alone, or with the pool where that pays and the pool is free."""
    mode = code.call("i64", "@mode.enter", name="mode")
    count = code.load("i64", plan, name="count")
    jobs = code.load_at(plan, 1, "jobs", "ptr")
    threshold_at = code.gep(cell, 2, name="threshold.at")
    with code.loop("next", "look", "done") as loop:
        number = loop.phi("j", i64(0))
        loop.below(number, count)
        job = code.gep(jobs, number, "[3 x i64]", "job")
        chunks_at, traffic_at = code.gep(job, 1, name="chunks.at"), code.gep(job, 2, name="traffic.at")
        size = code.load("i64", job, name="size")
        chunks = code.load("ptr", chunks_at, name="chunks")
        traffic = code.load("i64", traffic_at, name="traffic")
        threshold = code.load("i64", threshold_at, name="threshold")
        big = code.compare("sge", traffic, threshold, "big")
        pays = code.binary("and", big, code.compare("sgt", size, 1, "several"), "pays")
        alone, after = code.label("alone"), code.label("after")
        code.enter_if(pays, "find", alone)
        pool = code.define("ptr", f"load atomic ptr, {cell} acquire, align 8", "pool")
        code.enter_unless(code.define("i1", f"icmp eq {pool}, null", "none"), alone, "ask")
        busy = code.gep(pool, POOL["busy"], "i8", "busy")
        answer = code.define("{ i32, i1 }", f"cmpxchg {busy}, i32 0, i32 1 seq_cst monotonic", "answer")
        code.enter_if(code.define("i1", f"extractvalue {answer}, 1", "free"), "together", alone)
        run = code.load("ptr", _pool_word(code, pool, "run"), name="run")
        code.call("void", run.name, pool, job)
        code.line(f"store atomic i32 0, {busy} release, align 4")
        code.branch(after)
        code.begin(alone)
        code.call("void", "@sequence", chunks, i64(0), size)
        code.enter(after)
    code.call("void", "@mode.leave", mode)
    code.ret()


def plan_text() -> str:
    """LLVM text that runs plans; it goes with `SHARE`."""
    return "\n\n".join([_sequence(), _alone(), _run_plan(), ""])
