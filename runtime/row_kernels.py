"""The native code of `rows.py`, as LLVM's text: each function here writes one of them, or a module of a few.

They are specialised by the type of the ids. Sums of rows are in `row_sums_text.py`.
"""

from __future__ import annotations

from mxsym.codegen.backend.builder import ZEROS, Builder, Value, i64, vector_type
from mxsym.runtime.row_arguments import ORDER_ARGUMENTS

SCAN_BYTES = 256
"""Bytes of ids that one step of a scan tests: enough vectors to keep the loads busy."""


def first_bad(id_bits: int, name: str = "first_bad") -> str:
    """`i64 first_bad(ids, i64 count, limit, i1 ordered)`: the position of the first id that breaks the law, or `count`.

    An id is in range and, where `ordered`, above the one before it. One unsigned comparison with the limit finds the
    negative and the large ones alike. A block of ids is tested at once; the first block with any bad id in it, and the
    ids behind the last whole block, are tested one by one.
    """
    id_, align, block = f"i{id_bits}", id_bits // 8, SCAN_BYTES * 8 // id_bits
    wide = vector_type(id_, block)
    code = Builder(name, {"ids": "ptr", "count": "i64", "limit": id_, "ordered": "i1"}, "i64", attributes="nounwind")
    ids, count, limit, ordered = code.parameters
    entry, done = code.block, code.label("done")
    code.enter_unless(code.compare("slt", count, 1, "empty"), done, "head")
    head = code.block  # the one id that has none before it
    start, single = code.label("blocks"), code.label("single")
    code.enter_unless(code.compare("uge", code.load(id_, ids, align, "head.id"), limit, "head.bad"), done, start)
    with code.loop(start, "block", single) as blocks:
        position = blocks.phi("b", i64(1))
        end = code.add(position, block, "b.end")
        blocks.while_(code.compare("sle", end, count, "whole"))
        here = code.gep(ids, position, id_, "here")
        values = code.load(wide, here, align, "id")
        outside = code.compare("uge", values, code.spread(limit, block, "limits"), "outside")
        before = code.load(wide, code.gep(here, -1, id_, "back"), align, "before")
        low = code.compare("sle", values, before, "low")
        wrong = code.select(ordered, low, Value(low.type, ZEROS), "wrong")
        bad = code.binary("or", outside, wrong, "bad")
        blocks.next(position, end)
        blocks.repeat_unless(code.call("i1", f"@llvm.vector.reduce.or.v{block}i1", bad, name="any"))
    with code.loop(single, "look", done) as rest:
        position = rest.phi("p", position)
        rest.below(position, count)
        look = code.block
        here = code.gep(ids, position, id_, "one.at")
        value = code.load(id_, here, align, "one")
        outside = code.compare("uge", value, limit, "one.outside")
        before = code.load(id_, code.gep(here, -1, id_, "one.back"), align, "one.before")
        wrong = code.binary("and", code.compare("sle", value, before, "one.low"), ordered, "one.wrong")
        rest.break_if(code.binary("or", outside, wrong, "one.bad"), "fine")
    code.ret(code.phi("first", "i64", (0, entry), (0, head), (position, single), (position, look)))
    return f"{code.text()}\ndeclare i1 @llvm.vector.reduce.or.v{block}i1(<{block} x i1>)\n"


# A pair is an id with its position in the low `shift` bits, so that equal ids stay apart and in order.


def order(id_bits: int) -> str:
    """`order`, with what it is made of: ids and their positions brought in order, each id being read once."""
    return "\n\n".join([_pack(id_bits), _insert(), _spread(), _runs(), _order(), ""])


def _pack(id_bits: int) -> str:
    """Pairs of ids and positions. 2 where the ids rise, 1 where some are equal, 0 where they are in no order.

    The first id that is not below `limit` ends it with -1 less its position: what was read is what was checked.
    """
    parameters = {"ids": "ptr", "count": "i64", "limit": "i64", "shift": "i64", "lows": "ptr", "pairs": "ptr"}
    code = Builder("pack", parameters, "i64", attributes="nounwind", internal=True)
    ids, count, limit, shift, lows, pairs = code.parameters
    id_type, bad = f"i{id_bits}", code.label("bad")
    told = code.compare("ne", lows, Value("ptr", "null"), "told")
    with code.loop("loop", after="done") as loop:
        number, before = loop.phi("i", i64(0)), loop.phi("before", i64(-1))
        even, rising = loop.phi("sorted", Value("i1", "true")), loop.phi("rising", Value("i1", "true"))
        id_ = code.load(id_type, code.gep(ids, number, id_type, "id.at"), id_bits // 8, "id")
        id_ = id_ if id_bits == 64 else code.convert("sext", id_, "i64", "id.wide")
        code.enter_unless(code.compare("uge", id_, limit, "outside"), bad, "inside")
        with code.when(told, "tell", "joined") as telling:
            other = code.load_at(lows, number, "other")
        low = telling.phi("low", other, number)
        pair = code.binary("or", code.binary("shl", id_, shift, "high"), low, "pair")
        code.store(pair, code.gep(pairs, number, name="pair.at"))
        still_even = code.binary("and", even, code.compare("sge", id_, before, "no.fall"), "sorted.next")
        still_rising = code.binary("and", rising, code.compare("sgt", id_, before, "rises"), "rising.next")
        following = code.add(number, 1, "i.next")
        for phi, value in ((number, following), (before, id_), (even, still_even), (rising, still_rising)):
            loop.next(phi, value)
        loop.repeat_if(code.compare("slt", following, count, "more"))
    one, other = (code.convert("zext", grade, "i64", "grade") for grade in (still_even, still_rising))
    code.ret(code.add(one, other, "order"))
    code.begin(bad)
    code.ret(code.binary("sub", i64(-1), number, "where"))
    return code.text()


@Builder.function(attributes="nounwind", internal=True, count="i64")
def _insert(code: Builder, pairs: Value, count: Value) -> None:
    """Few pairs brought in order where they lie."""
    with code.loop("next", "take", "done") as loop:
        number = loop.phi("i", i64(1))
        loop.below(number, count)
        pair = code.load_at(pairs, number, "pair")
        with code.loop("sift", "compare", "drop") as sifting:
            hole = sifting.phi("hole", number)
            sifting.while_(code.compare("sgt", hole, 0, "inside"))
            before = code.add(hole, -1, "before")
            other = code.load_at(pairs, before, "other")
            sifting.break_if(code.compare("ult", other, pair, "in.order"), "move")
            code.store(other, code.gep(pairs, hole, name="into"))
            sifting.next(hole, before)
        code.store(pair, code.gep(pairs, hole, name="at"))
    code.ret()


@Builder.function("i64", attributes='nounwind "no-builtins"')
def _order(code: Builder, args: Value) -> None:
    """`i64 order(args)`: how many different ids there are, or -1 less the position of the first not below `limit`.

    There is at least one id, and a pair fits a word. `work` has, word by word: where in it the pairs in order begin, or
    0 where the ids rise as they are and nothing else was done; `count` + 1 of where the run of each id begins and the
    last one ends; two rooms of `count` + 1 for pairs, of which the one without the pairs has the different ids; the
    tallies of a digit of `digit` bits, of which an id has `passes`. Without passes the pairs are sorted by insertion.
    """
    words = code.words(args, ORDER_ARGUMENTS, ("ids", "lows", "work"))
    ids, count, limit, shift, digit, passes, lows, work = words.values()
    starts, first = code.gep(work, 1, name="starts"), code.gep(work, code.add(count, 2, "first.from"), name="first")
    second = code.gep(first, code.add(count, 1, "room"), name="second")
    tallies = code.gep(second, code.add(count, 1, "room"), name="tallies")
    code.store(i64(0), work)
    state = code.call("i64", "@pack", ids, count, limit, shift, lows, first, name="state")
    fine, mixed, equal, many, sorted_ = (code.label(name) for name in ("fine", "mixed", "equal", "many", "in.order"))
    code.enter_if(code.compare("slt", state, 0, "outside"), "bad", fine)
    code.ret(state)
    code.begin(fine)
    code.enter_if(code.compare("eq", state, 2, "rises"), "risen", mixed)
    code.ret(count)
    code.begin(mixed)
    code.enter_if(code.compare("eq", state, 0, "falls"), "sort", equal)
    code.enter_if(code.compare("eq", passes, 0, "few"), "sort.few", many)
    code.call("void", "@insert", first, count)
    few = code.block
    code.branch(sorted_)
    code.begin(many)
    here, there = _spread_all(code, first, second, count, shift, digit, passes, tallies)
    passed = code.block
    code.branch(sorted_)
    code.begin(equal)
    code.enter(sorted_)
    pairs = code.phi("pairs", "ptr", (first, few), (here, passed), (first, equal))
    other = code.phi("other", "ptr", (second, few), (there, passed), (second, equal))
    begin, origin = (code.convert("ptrtoint", place, "i64", "begin") for place in (pairs, work))
    code.store(code.binary("lshr", code.binary("sub", begin, origin, "bytes"), 3, "from"), work)
    code.ret(code.call("i64", "@runs", pairs, count, shift, other, starts, name="different"))


def _spread_all(
    code: Builder, first: Value, second: Value, count: Value, shift: Value, digit: Value, passes: Value, tallies: Value
) -> tuple[Value, Value]:
    """All passes over the pairs in `first`; where the pairs are then, and the other room."""
    code.store(i64(-1), code.gep(first, count, name="extra"))
    size = code.binary("shl", i64(1), digit, "tally.count")
    mask = code.add(size, -1, "mask")
    with code.loop("pass", "clear", "passed") as turns:
        turn, down = turns.phi("turn", i64(0)), turns.phi("down", shift)
        here, there = turns.phi("here", first), turns.phi("there", second)
        turns.below(turn, passes)
        with code.loop("zero", after="cleared") as clear:
            place = clear.phi("place", i64(0))
            code.store(i64(0), code.gep(tallies, place, name="tally"))
            following = code.add(place, 1, "place.next")
            clear.next(place, following)
            clear.repeat_if(code.compare("slt", following, size, "more"))
        moved = code.compare("ne", code.call("i64", "@spread", here, there, count, down, mask, tallies), 0, "moved")
        turns.next(here, code.select(moved, there, here, "here.next"))
        turns.next(there, code.select(moved, here, there, "there.next"))
        turns.next(down, code.add(down, digit, "down.next"))
    return here, there


@Builder.function(
    "i64", attributes="nounwind", internal=True, noalias=("to", "tallies"), count="i64", shift="i64", mask="i64"
)
def _spread(code: Builder, from_: Value, to: Value, count: Value, shift: Value, mask: Value, tallies: Value) -> None:
    """One pass of a stable radix sort: 1, the pairs being in `to`, ordered by the digit (pair >> shift) & mask.

    Where all have the same digit it moves nothing and returns 0. `tallies` are mask + 1 zeros. Pairs are taken by two:
    an odd count wants one more pair, of all ones, behind the last; there it stays, and no tally counts it.
    """
    even = code.binary("and", code.add(count, 1, "up"), -2, "even")

    def raise_tallies(number: Value) -> list[tuple[Value, Value]]:
        """Two pairs and the tallies of their digits, each raised by one.

        Both are read before either is written: where one digit is frequent, a tally that waited for the one before it
        to be stored would be most of the time.
        """
        at = code.gep(from_, number, name="pair.at")
        places = [at, code.gep(at, 1, name="pair.at")]
        pairs = [code.load("i64", place, name="pair") for place in places]
        downs = [code.binary("lshr", pair, shift, "down") for pair in pairs]
        digits = [code.binary("and", down, mask, "digit") for down in downs]
        rooms = [code.gep(tallies, digit, name="tally") for digit in digits]
        first, second = (code.load("i64", room, name="seen") for room in rooms)
        twin = code.convert("zext", code.compare("eq", digits[0], digits[1], "twins"), "i64", "twin")
        seen = [first, code.add(second, twin, "seen.now")]
        raised = [code.add(tally, 1, "raised") for tally in seen]
        for tally, room in zip(raised, rooms, strict=True):
            code.store(tally, room)
        return list(zip(pairs, seen, strict=True))

    with code.loop("tally", after="tallied") as loop:  # how often each digit occurs
        number = loop.phi("i", i64(0))
        raise_tallies(number)
        following = code.add(number, 2, "i.next")
        loop.next(number, following)
        loop.repeat_if(code.compare("slt", following, even, "i.more"))
    tallied, done = code.block, code.label("done")
    extra = code.binary("sub", even, count, "extra")
    top = code.gep(tallies, mask, name="top.at")
    code.store(code.binary("sub", code.load("i64", top, name="top.all"), extra, "top"), top)
    head = code.binary("and", code.binary("lshr", code.load("i64", from_, name="head"), shift), mask, "head.digit")
    alike = code.load_at(tallies, head, "alike")
    start = code.label("place")
    code.enter_if(code.compare("slt", alike, count, "differ"), start, done)
    with code.loop(start, after="move") as loop:  # the place of each digit's pairs: a running sum
        digit, total = loop.phi("d", i64(0)), loop.phi("sum", i64(0))
        place = code.gep(tallies, digit, name="d.at")
        tally = code.load("i64", place, name="d.tally")
        code.store(total, place)
        loop.next(total, code.add(total, tally, "sum.next"))
        following = code.add(digit, 1, "d.next")
        loop.next(digit, following)
        loop.repeat_if(code.compare("sle", following, mask, "d.more"))
    with code.loop(code.block, after=done) as loop:
        number = loop.phi("m", i64(0))
        for pair, place in raise_tallies(number):
            code.store(pair, code.gep(to, place, name="to.at"))
        following = code.add(number, 2, "m.next")
        loop.next(number, following)
        loop.repeat_if(code.compare("slt", following, even, "m.more"))
    code.ret(code.phi("moved", "i64", (0, tallied), (1, loop.head)))


@Builder.function("i64", attributes="nounwind", internal=True, noalias=("ids", "starts"), count="i64", shift="i64")
def _runs(code: Builder, pairs: Value, count: Value, shift: Value, ids: Value, starts: Value) -> None:
    """Of sorted pairs, the different ids and where the run of each begins; returns how many there are.

    `starts` has room for one more: the end of the last run. Both stores are made for every pair, the last one of a run
    standing.
    """
    code.store(i64(0), starts)
    head = code.binary("lshr", code.load("i64", pairs, name="head.pair"), shift, "head")
    with code.loop("loop", after="done") as loop:
        number, run, before = loop.phi("i", i64(0)), loop.phi("run", i64(0)), loop.phi("before", head)
        id_ = code.binary("lshr", code.load_at(pairs, number, "pair"), shift, "id")
        new = code.convert("zext", code.compare("ne", id_, before, "new"), "i64", "new.one")
        now = code.add(run, new, "run.now")
        code.store(id_, code.gep(ids, now, name="id.at"))
        following = code.add(number, 1, "i.next")
        code.store(following, code.gep(code.gep(starts, now, name="start.at"), 1, name="end.at"))
        for phi, value in ((number, following), (run, now), (before, id_)):
            loop.next(phi, value)
        loop.repeat_if(code.compare("slt", following, count, "more"))
    code.ret(code.add(now, 1, "runs"))


def positions(id_bits: int = 64, name: str = "positions") -> str:
    """`i64 positions(wanted, i64 count, stored, i64 size, found)`: the place of each wanted id among the stored ones.

    The wanted ones have 64 bits, the stored ones `id_bits`. It is -1 where there is none; both lists rise. Returns how
    many are missing. From the place of the id before it, the search doubles its steps until it is past the id and then
    halves the last one: few steps for many wanted ids and for few.
    """
    parameters = {"wanted": "ptr", "count": "i64", "stored": "ptr", "size": "i64", "found": "ptr"}
    code = Builder(name, parameters, "i64", attributes="nounwind", noalias=("found",))
    wanted, count, stored, size, places = code.parameters
    id_type = f"i{id_bits}"

    def stored_id(place: Value, name: str) -> Value:
        id_ = code.load(id_type, code.gep(stored, place, id_type, f"{name}.at"), id_bits // 8, name)
        return id_ if id_bits == 64 else code.convert("sext", id_, "i64", f"{name}.wide")

    with code.loop("next", "start", "done") as loop:
        number, low, there = loop.phi("i", i64(0)), loop.phi("low", i64(0)), loop.phi("there", i64(0))
        loop.below(number, count)
        id_ = code.load_at(wanted, number, "id")
        with code.loop("gallop", "probe", "narrow") as gallop:  # every id before `from` is below the wanted one
            start, step = gallop.phi("from", low), gallop.phi("step", i64(1))
            past = code.add(start, step, "past")
            gallop.while_(code.compare("sle", past, size, "inside"))
            probe, last = code.block, code.add(past, -1, "last")
            below = code.compare("slt", stored_id(last, "last.id"), id_, "is.below")
            gallop.while_(below, "below")
            gallop.next(step, code.binary("shl", step, 1, "step.next"))
            gallop.next(start, past)
        # The first stored id that is not below is one of `from` … `to`.
        stop = code.phi("to", "i64", (size, gallop.head), (last, probe))
        with code.loop("halve", "half", "settle") as halve:
            first, end = halve.phi("a", start), halve.phi("z", stop)
            halve.while_(code.compare("slt", first, end, "open"))
            middle = code.binary("lshr", code.add(first, end, "both"), 1, "mid")
            below = code.compare("slt", stored_id(middle, "mid.id"), id_, "mid.below")
            halve.next(first, code.select(below, code.add(middle, 1, "mid.next"), first, "a.next"))
            halve.next(end, code.select(below, end, middle, "z.next"))
        with code.when(code.compare("slt", first, size, "any"), "compare", "record") as compare:
            equal = code.compare("eq", stored_id(first, "here"), id_, "equal")
        stands = compare.phi("stands", equal, otherwise=Value("i1", "false"))
        code.store(code.select(stands, first, -1, "position"), code.gep(places, number, name="position.at"))
        one = code.convert("zext", stands, "i64", "stands.one")
        loop.next(low, code.add(first, one, "low.next"))
        loop.next(there, code.add(there, one, "there.next"))
    code.ret(code.binary("sub", count, there, "missing"))
    return code.text()


@Builder.function("i64", attributes="nounwind", noalias=("own", "before"), begin="i64", span="i64", count="i64")
def chosen(
    code: Builder, values: Value, begin: Value, span: Value, ids: Value, count: Value, own: Value, before: Value
) -> None:
    """`i64 chosen(values, i64 begin, i64 span, ids, i64 count, own, before)`: ids whose value is in a span, in order.

    A value without a sign is in it from `begin` on, `span` of them. `own` has room for all ids and gets those, `before`
    how many of them are before each id, and in all. Returns that.
    """
    with code.loop("next", "take", "done") as loop:
        number, used = loop.phi("i", i64(0)), loop.phi("used", i64(0))
        code.store(used, code.gep(before, number, name="before.at"))
        loop.below(number, count)
        code.store(code.load_at(ids, number, "id"), code.gep(own, used, name="own.at"))  # stays if it is one
        way = code.binary("sub", code.load_at(values, number, "value"), begin, "way")
        inside = code.convert("zext", code.compare("ult", way, span, "inside"), "i64", "one")
        loop.next(used, code.add(used, inside, "used.next"))
    code.ret(used)


GATHER_ARGUMENTS = ("values", "positions", "into", "row_bytes")
"""The 8-byte slots of the argument block of `gather`."""
_COPIES = (64, 8, 1)
"""Bytes that `gather` copies at once, while there are as many."""


@Builder.function(attributes='nounwind "no-builtins"', begin="i64", end="i64")
def gather(code: Builder, args: Value, begin: Value, end: Value) -> None:
    """`void gather(args, i64 begin, i64 end)`: row i of `into` becomes row `positions[i]` of `values`; zeros for -1."""
    values, positions, into, row_bytes = code.words(args, GATHER_ARGUMENTS, GATHER_ARGUMENTS[:3]).values()
    with code.loop("row.next", "row.do", "done") as rows:
        row = rows.phi("row", begin)
        rows.below(row, end)
        position = code.load_at(positions, row, "position")
        stored = code.compare("sge", position, 0, "stored")
        at = code.binary("mul", code.select(stored, position, 0, "from"), row_bytes, "from.at")
        source, target = code.gep(values, at, "i8", "source"), code.gep(into, code.binary("mul", row, row_bytes), "i8")
        start = i64(0)
        for size in _COPIES:
            kind = f"<{size} x i8>"
            with code.loop(f"next{size}", f"copy{size}", f"done{size}") as copying:
                place = copying.phi(f"place{size}", start)
                after = code.add(place, size, "after")
                copying.while_(code.compare("sle", after, row_bytes, "left"))
                with code.when(stored, f"read{size}", f"write{size}") as reading:
                    part = code.load(kind, code.gep(source, place, "i8", "part.at"), 1, "part")
                part = reading.phi("part.now", part, Value(kind, ZEROS))
                code.store(part, code.gep(target, place, "i8", "into.at"), 1)
                copying.next(place, after)
            start = place
    code.ret()
