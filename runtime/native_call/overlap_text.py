"""Native code that compares the memory of a step's arrays: what it writes overlaps no other array."""

from __future__ import annotations

from mxsym.codegen.backend.builder import Value, i64
from mxsym.runtime.native_call.layout import ARRAY, CALL, GATHER
from mxsym.runtime.native_call.look_text import each_gather
from mxsym.runtime.native_call.words import FALSE, TRUE, Words


@Words.function(internal=True, count="i64")
def sort(code: Words, spans: Value, count: Value) -> None:
    """Pairs of addresses, by the first; Shell's sort, which has little to do where they were."""
    with code.loop("widen", "wider", "widest") as widening:
        wide = widening.phi("wide", i64(1))
        widening.while_(code.compare("slt", wide, count, "narrow"))
        widening.next(wide, code.add(code.binary("mul", wide, 3, "tripled"), 1, "wide.next"))
    with code.loop("gaps", "gap.do", "sorted") as gaps:
        gap = gaps.phi("gap", wide)
        gaps.while_(code.compare("sgt", gap, 0, "some"))
        with code.each(count, "place", gap) as place:
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


@Words.function("i1", internal=True)
def spread(code: Words, call: Value) -> None:
    """The spans that a step on what was seen writes, sorted; whether they are apart."""
    count, rows = code.word(CALL, call, "count"), code.word(CALL, call, "arrays", "ptr")
    seen, spans = code.word(CALL, call, "seen", "ptr"), code.word(CALL, call, "spans", "ptr")
    code.set_word(CALL, call, "sorted", i64(0))
    with code.loop("next", "look", "all") as items:
        place, used = items.phi("place", i64(0)), items.phi("used", i64(0))
        items.below(place, count)
        row = code.row(rows, place, ARRAY, "row")
        size = code.word(ARRAY, row, "bytes")
        is_written = code.compare("ne", code.word(ARRAY, row, "written"), 0, "writes")
        wanted = code.binary("and", is_written, code.compare("ne", size, 0, "full"), "wanted")
        low = code.load_at(seen, place, "low")
        span = code.gep(spans, used, "[2 x i64]", "span")  # there is room for one more than is written
        code.store(low, span)
        code.store(code.add(low, size, "high"), code.gep(span, 1, name="end.at"))
        items.next(used, code.add(used, code.convert("zext", wanted, "i64", "one"), "used.next"))
    is_sparse = code.compare("ne", code.word(CALL, call, "sparse_count"), 0, "is.sparse")
    with code.when(is_sparse, "sparse.some", "spread.done") as sparse:
        with_ids = code.call("i64", "@spread_ids", call, used, name="with.ids")
    used = sparse.phi("used.all", with_ids, used)
    code.call("void", "@sort", spans, used)
    code.set_word(CALL, call, "span_count", used)
    no = code.label("no")
    pairs = code.binary("sub", used, 1, "pairs")
    with code.each(pairs, "pair") as pair:
        one = code.gep(spans, pair, "[2 x i64]", "one")
        end, begin = code.load_at(one, 1, "end"), code.load_at(one, 2, "begin")
        code.enter_if(code.compare("ule", end, begin, "apart"), "good", no)
    code.ret(TRUE)
    code.ret_at(no, FALSE)


@Words.function("i1", low="i64", high="i64")
def clear(code: Words, call: Value, low: Value, high: Value) -> None:
    """True if no span that a step writes has a byte from `low` to before `high`."""
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
    code.ret_at(yes, TRUE)


@Words.function("i1", internal=True, moved="i64")
def apart(code: Words, call: Value, moved: Value) -> None:
    """True if nothing that a step writes is memory of another of its arrays."""
    no = code.label("no")
    unsorted = code.compare("eq", code.word(CALL, call, "sorted"), 0, "unsorted")
    stale = code.binary("or", unsorted, code.compare("ne", moved, 0, "has.moved"), "stale")
    with code.when(stale, "fresh", "known") as fresh:
        code.enter_if(code.call("i1", "@spread", call, name="spread"), "sorted", no)
    every = fresh.phi("every", TRUE, FALSE)
    count, rows = code.word(CALL, call, "count"), code.word(CALL, call, "arrays", "ptr")
    seen, addresses = code.word(CALL, call, "seen", "ptr"), code.word(CALL, call, "addresses", "ptr")
    changed, some = code.word(CALL, call, "changed", "ptr"), code.word(CALL, call, "changed_count")
    with code.each(code.select(every, count, some, "asks"), "number") as number:
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
    with each_gather(code, call) as row:
        low, high = code.word(GATHER, row, "low"), code.word(GATHER, row, "high")
        code.enter_if(code.call("i1", "@clear", call, low, high, name="source.clear"), "source.apart", no)
    code.set_word(CALL, call, "sorted", i64(1))
    code.ret(TRUE)
    code.begin(no)
    code.set_word(CALL, call, "sorted", i64(0))
    code.ret(FALSE)
