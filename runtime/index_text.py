"""The native code of `hash_index.py`, as LLVM's text: a hash table of 64-bit keys in cache lines of `SLOTS` each."""

# A line is `SLOTS` keys, then for each of them one more than its position: 0 where the slot is empty, so every key can
# be stored. The slots of a line are filled from the first on. A key is in its home line, or in the first line behind it
# that was not full. Some slot is always empty, which ends every probe. So nearly every probe waits for one line.

from __future__ import annotations

from mxsym.codegen.backend.builder import PREFETCH, ZEROS, Builder, Value, i64, vector_type
from mxsym.runtime import row_kernels
from mxsym.runtime.native_call.layout import LIST

WORDS = (
    *LIST, "lines", "mask", "seed", "fresh", "free", "free_count", "next", "old", "old_count", "missing", "gathered",
    "records", "step",
)  # fmt: skip
"""The words that every function is told. `mask`: the number of lines less 1. `free` are positions that are free again;
from `next` on all are. `missing`: how many keys chunks have found no position for. `gathered`: the words of `gather`.
`records`, `step`: where `touch` notes what."""
_LOOKUP = ("lines", "mask", "seed", "keys", "positions")
_POINTERS = ("lines", "keys", "positions", "fresh", "free", "old", "near", "gathered", "records", "touched")
_FACTOR = 0x9E3779B97F4A7C15
"""An odd number with as many ones as zeros: each bit of a key changes about half of the bits of a product with it."""
SLOTS = 4
"""Keys of a line."""
WORDS_EACH = 2 * SLOTS
"""Words of a line."""
_AHEAD = 64
"""Keys whose lines are fetched before their turn, so that the waits for memory overlap."""
_TOUCHED_AHEAD = 32
"""Positions whose record is fetched before its turn."""
_LINE = 64
"""Bytes that are fetched at once: a cache line. Lines begin at its multiples."""
_LANES = vector_type("i64", SLOTS)
_COUNT = f"@llvm.vector.reduce.add.v{SLOTS}i64"
_LOWEST = "@llvm.cttz.i64"


class _Code(Builder):
    """A function of the index."""

    def word(self, words: Value, name: str) -> Value:
        """One of the words that the function was told."""
        return self.load_at(words, WORDS.index(name), name, "ptr" if name in _POINTERS else "i64")

    def set_word(self, words: Value, name: str, value: Value) -> None:
        """Change one of the words."""
        self.store(value, self.gep(words, WORDS.index(name), name=f"{name}.at"))

    def home(self, key: Value, seed: Value, mask: Value) -> Value:
        """The line where the probe for a key begins."""
        mixed = self.convert("zext", self.binary("xor", key, seed, "mixed"), "i128", "wide")
        product = self.binary("mul", mixed, Value("i128", str(_FACTOR)), "product")
        upper = self.convert("trunc", self.binary("lshr", product, 64, "upper.wide"), "i64", "upper")
        folded = self.binary("xor", self.convert("trunc", product, "i64", "lower"), upper, "folded")
        # Of keys whose low bits are the same, the lower half of the product has its differences in its high bits.
        mixed = self.binary("xor", folded, self.binary("lshr", folded, 32, "high"), "mixed")
        return self.binary("and", mixed, mask, "home")

    def line_at(self, lines: Value, number: Value) -> Value:
        """The address of a line."""
        return self.gep(lines, number, f"[{WORDS_EACH} x i64]", "line")

    def slot_at(self, line: Value, slot: Value) -> tuple[Value, Value]:
        """The addresses of a slot's key and of its second word."""
        return self.gep(line, slot, name="key.at"), self.gep(line, self.add(slot, SLOTS, "second"), name="stored.at")

    def stored(self, line: Value) -> Value:
        """The second words of a line's slots."""
        return self.load(_LANES, self.gep(line, SLOTS, name="stored.at"), _LINE // 2, "all.stored")

    def used(self, line: Value) -> Value:
        """The number of filled slots of a line: the first empty one, unless it is full."""
        full = self.compare("ne", self.stored(line), Value(_LANES, ZEROS), "are.full")
        return self.call("i64", _COUNT, self.convert("zext", full, _LANES, "ones"), name="used")

    def fill(self, line: Value, key: Value, stored: Value) -> None:
        """Put a key in the first empty slot of a line, which has one."""
        key_at, stored_at = self.slot_at(line, self.used(line))
        self.store(key, key_at)
        self.store(stored, stored_at)

    def probe(self, lines: Value, mask: Value, key: Value, home: Value) -> tuple[Value, Value, Value]:
        """Number and address of the key's line, or of the last one where it could be, and its second word or 0."""
        keys = self.spread(key, SLOTS, "wanted")
        with self.loop("probe", after="probed") as loop:
            number = loop.phi("number", home)
            line = self.line_at(lines, number)
            same = self.compare("eq", self.load(_LANES, line, _LINE, "known"), keys, "is.key")
            # An empty slot may have the key, too, but it is behind the one that is filled.
            bits = self.convert("zext", self.convert("bitcast", same, f"i{SLOTS}", "equal"), "i64", "bits")
            some = self.binary("or", bits, 1 << SLOTS - 1, "some")
            slot = self.call("i64", _LOWEST, some, Value("i1", "true"), name="slot")
            here = self.load_at(line, self.add(slot, SLOTS, "second"), "here")
            stored = self.select(self.compare("ne", bits, 0, "is.known"), here, 0, "stored")
            there = self.compare("ne", stored, 0, "there")
            room = self.compare("eq", self.load_at(line, 2 * SLOTS - 1, "last"), 0, "room")
            loop.break_if(self.binary("or", there, room, "known.now"), "other")
            following = self.binary("and", self.add(number, 1, "after"), mask, "number.next")
            loop.next(number, following)
        return number, line, stored


@_Code.function("i64", attributes="nounwind", begin="i64", end="i64")
def _find(code: _Code, words: Value, begin: Value, end: Value) -> None:
    """`i64 find(words, begin, end)`: the position of each key, -1 where there is none; returns how many have none.

    The lines of keys to come are fetched meanwhile; the place of a position has the home of its key until then.
    """
    lines, mask, seed, keys, positions = (code.word(words, name) for name in _LOOKUP)
    near, near_count = code.word(words, "near"), code.word(words, "near_count")

    def aim(place: Value) -> None:
        home = code.home(code.load_at(keys, place, "key"), seed, mask)
        code.prefetch(code.line_at(lines, home))
        code.store(home, code.gep(positions, place, name="position.at"))

    def first(count: int) -> Value:
        return code.call("i64", "@llvm.smin.i64", code.add(begin, count, "beyond"), end, name="first")

    # Keys and positions may have come from afar: lines are all that waits.
    with code.loop("ask.next", "ask", "asked") as loop:
        place = loop.phi("asking", begin)
        loop.while_(code.compare("slt", place, first(2 * _AHEAD), "more.to.ask"))
        code.prefetch(code.gep(keys, place, name="keys.there"))
        code.prefetch(code.gep(positions, place, name="positions.there"), write=1)
        loop.next(place, code.add(place, _LINE // 8, "ask.after"))
    with code.loop("aim.next", "aim", "aimed") as loop:
        place = loop.phi("aiming", begin)
        loop.below(place, first(_AHEAD))
        aim(place)
    with code.loop("next", "take", "done") as loop:
        place, missing = loop.phi("i", begin), loop.phi("missing", i64(0))
        loop.below(place, end)
        later = code.add(place, _AHEAD, "later")
        with code.when(code.compare("slt", later, end, "more.later"), "aim.later", "look"):
            aim(later)
            code.prefetch(code.gep(keys, code.add(later, _AHEAD, "beyond"), name="keys.there"))
        position_at = code.gep(positions, place, name="position.at")
        key, home = code.load_at(keys, place, "key"), code.load("i64", position_at, name="home")
        _, _, stored = code.probe(lines, mask, key, home)
        position = code.add(stored, -1, "position")
        code.store(position, position_at)
        with code.loop("near.next", "near.row", "near.done") as rows:
            number = rows.phi("near.number", i64(0))
            rows.below(number, near_count)
            pair = code.gep(near, code.binary("shl", number, 1, "near.word"), name="pair")
            size = code.load_at(pair, 1, "near.bytes")
            row = code.gep(
                code.load("ptr", pair, name="near.base"), code.binary("mul", position, size), "i8", "near.at"
            )
            with code.loop("line.next", "line", "line.done") as row_lines:
                offset = row_lines.phi("offset", i64(0))
                row_lines.while_(code.compare("slt", offset, size, "more.lines"))
                code.prefetch(code.gep(row, offset, "i8", "line.at"))
                row_lines.next(offset, code.add(offset, _LINE, "offset.next"))
        absent = code.convert("zext", code.compare("eq", stored, 0, "is.absent"), "i64", "absent")
        loop.next(missing, code.add(missing, absent, "missing.next"))
    code.ret(missing)


def _find_chunk(name: str, *, gathers: bool) -> str:
    """`void find_chunk(words, begin, end)`: `find` as threads call it, which adds to `missing` what it has not found.

    `void gather_chunk(words, begin, end)`: the same, and `gather` of these positions.
    """
    code = _Code(name, {"words": "ptr", "begin": "i64", "end": "i64"}, attributes="nounwind")
    words, begin, end = code.parameters
    missing = code.call("i64", "@find", words, begin, end, name="absent")
    total = code.gep(words, WORDS.index("missing"), name="missing.at")
    code.define("i64", f"atomicrmw add {total}, {missing} monotonic", "before")
    if gathers:
        code.call("void", "@gather", code.word(words, "gathered"), begin, end)
    code.ret()
    return code.text()


@_Code.function("i64", attributes="nounwind", count="i64")
def _insert(code: _Code, words: Value, count: Value) -> None:
    """`i64 insert(words, i64 count)`: give each key without a position one; returns how many are new.

    `positions` is what `find` left. `fresh` gets the places of the keys that are new.
    """
    lines, mask, seed, keys, positions = (code.word(words, name) for name in _LOOKUP)
    fresh, free = code.word(words, "fresh"), code.word(words, "free")
    with code.loop("next", "take", "done") as loop:
        place, new = loop.phi("i", i64(0)), loop.phi("new", i64(0))
        loop.below(place, count)
        position_at = code.gep(positions, place, name="position.at")
        without = code.compare("slt", code.load("i64", position_at, name="position"), 0, "without")
        with code.when(without, "give", "given") as giving:
            key = code.load_at(keys, place, "key")
            _, line, stored = code.probe(lines, mask, key, code.home(key, seed, mask))
            is_new = code.compare("eq", stored, 0, "is.new")
            with code.when(is_new, "make", "there") as making:
                spare, unused = code.word(words, "free_count"), code.word(words, "next")
                reuse = code.compare("sgt", spare, 0, "reuse")
                left = code.select(reuse, code.add(spare, -1, "spare.less"), 0, "left")
                chosen = code.select(reuse, code.load_at(free, left, "again"), unused, "chosen")
                code.set_word(words, "free_count", left)
                code.set_word(words, "next", code.select(reuse, unused, code.add(unused, 1, "beyond"), "unused.next"))
                chosen = code.add(chosen, 1, "chosen.one")
                code.fill(line, key, chosen)
                code.store(place, code.gep(fresh, new, name="fresh.at"))
            code.store(code.add(making.phi("stored.now", chosen, stored), -1, "position.now"), position_at)
            one = code.convert("zext", is_new, "i64", "one")
        loop.next(new, code.add(new, giving.phi("added", one, 0), "new.next"))
    code.ret(new)


@_Code.function("i64", attributes="nounwind", count="i64")
def _remove(code: _Code, words: Value, count: Value) -> None:
    """`i64 remove(words, i64 count)`: take keys out; their positions are free again. Returns how many were there.

    The last key of a line moves into a hole there. If the line was full, keys behind it may have passed it: the first
    that has moves in, and leaves a hole in its turn. So no probe ends before its key.
    """
    lines, mask, seed, keys, positions = (code.word(words, name) for name in _LOOKUP)
    free = code.word(words, "free")
    with code.loop("next", "take", "done") as loop:
        place, removed = loop.phi("i", i64(0)), loop.phi("removed", i64(0))
        loop.below(place, count)
        key = code.load_at(keys, place, "key")
        first, line, stored = code.probe(lines, mask, key, code.home(key, seed, mask))
        position = code.add(stored, -1, "position")
        code.store(position, code.gep(positions, place, name="position.at"))
        there = code.compare("ne", stored, 0, "is.there")
        with code.when(there, "drop", "dropped"):
            spare = code.word(words, "free_count")
            code.store(position, code.gep(free, spare, name="free.at"))
            code.set_word(words, "free_count", code.add(spare, 1, "spare.more"))
            with code.loop("find.slot", after="slot.known") as finding:
                own = finding.phi("own", i64(0))
                _, second = code.slot_at(line, own)
                finding.break_if(code.compare("eq", code.load("i64", second, name="word"), stored, "is.own"), "not.own")
                finding.next(own, code.add(own, 1, "own.next"))
            _close(code, lines, mask, seed, first, own)
        loop.next(removed, code.add(removed, code.convert("zext", there, "i64", "one"), "removed.next"))
    code.ret(removed)


def _close(code: _Code, lines: Value, mask: Value, seed: Value, first: Value, own: Value) -> None:
    """Close the hole in a slot of the line `first`."""
    with code.loop("shift", after="closed") as shift:
        hole, slot = shift.phi("hole", first), shift.phi("slot", own)
        line = code.line_at(lines, hole)
        used = code.used(line)
        last, last_stored = code.slot_at(line, code.add(used, -1, "last.slot"))
        target, target_stored = code.slot_at(line, slot)
        code.store(code.load("i64", last, name="last.key"), target)
        code.store(code.load("i64", last_stored, name="last.stored"), target_stored)
        code.store(i64(0), last_stored)
        shift.while_(code.compare("eq", used, SLOTS, "was.full"), "seek.behind")
        behind = code.binary("mul", code.add(hole, 1, "after"), SLOTS, "behind")
        with code.loop("seek", after="sought") as seek:
            flat = seek.phi("flat", behind)
            number = code.binary("and", code.binary("udiv", flat, SLOTS, "line.number"), mask, "j")
            there = code.binary("urem", flat, SLOTS, "there.slot")
            source, source_stored = code.slot_at(code.line_at(lines, number), there)
            word = code.load("i64", source_stored, name="word.there")
            seek.while_(code.compare("ne", word, 0, "is.used"), "used.slot")
            other = code.load("i64", source, name="other")
            home = code.home(other, seed, mask)
            way = code.binary("and", code.binary("sub", number, home, "off.home"), mask, "way")
            gap = code.binary("and", code.binary("sub", number, hole, "off.hole"), mask, "gap")
            seek.break_if(code.compare("uge", way, gap, "passes"), "stays")
            seek.next(flat, code.add(flat, 1, "flat.next"))
        shift.while_(code.compare("ne", word, 0, "moves"), "move")
        code.store(code.load("i64", source, name="moved"), last)
        code.store(word, last_stored)
        shift.next(hole, number)
        shift.next(slot, there)


@_Code.function(attributes="nounwind")
def _rehash(code: _Code, words: Value) -> None:
    """`void rehash(words)`: copy what the old lines hold to the new ones, which are empty.

    A key's home is the low bits of its hash: from line to line the copies go forward, in as many places as the table
    has grown by.
    """
    lines, mask, seed = (code.word(words, name) for name in _LOOKUP[:3])
    old, count = code.word(words, "old"), code.word(words, "old_count")
    with code.loop("next", "take", "done") as loop:
        number = loop.phi("i", i64(0))
        loop.below(number, count)
        source = code.line_at(old, number)
        with code.loop("slot.next", after="copied") as slots:
            slot = slots.phi("slot", i64(0))
            slots.while_(code.compare("slt", slot, SLOTS, "more.slots"), "slot.take")
            key_at, stored_at = code.slot_at(source, slot)
            stored = code.load("i64", stored_at, name="old.stored")
            slots.while_(code.compare("ne", stored, 0, "is.used"), "copy")
            key = code.load("i64", key_at, name="key")
            _, line, _ = code.probe(lines, mask, key, code.home(key, seed, mask))
            code.fill(line, key, stored)
            slots.next(slot, code.add(slot, 1, "slot.after"))
    code.ret()


@_Code.function(attributes="nounwind", begin="i64", end="i64")
def _ask(code: _Code, words: Value, begin: Value, end: Value) -> None:
    """`void ask(words, begin, end)`: fetch the records of these positions, which `touch` reads soon."""
    records, positions = code.word(words, "records"), code.word(words, "touched")
    with code.loop("next", "take", "done") as loop:
        place = loop.phi("i", begin)
        loop.below(place, end)
        position = code.load_at(positions, place, "position")
        code.prefetch(code.gep(records, code.binary("shl", position, 1, "word"), name="record"), write=1)
    code.ret()


@_Code.function("i64", attributes="nounwind", begin="i64", end="i64")
def _touch(code: _Code, words: Value, begin: Value, end: Value) -> None:
    """`i64 touch(words, begin, end)`: for each position the step of its last touch, and the number of touches.

    Nothing changes where that step is there already. Returns how many positions there were.

    A record is two words: that step; twice the number of touches, and 1 where the row differs from the last snapshot.
    """
    records, positions, step = (code.word(words, name) for name in ("records", "touched", "step"))
    last = code.add(end, -1, "last.place")
    with code.loop("next", "take", "done") as loop:
        place = loop.phi("i", begin)
        loop.below(place, end)
        ahead = code.call("i64", "@llvm.smin.i64", code.add(place, _TOUCHED_AHEAD, "later"), last, name="ahead")
        later = code.load_at(positions, ahead, "position.later")
        code.prefetch(code.gep(records, code.binary("shl", later, 1, "word.later"), name="record.later"))
        position = code.load_at(positions, place, "position")
        record = code.gep(records, code.binary("shl", position, 1, "word"), name="record")
        anew = code.compare("ne", code.load("i64", record, name="last"), step, "anew")
        with code.when(anew, "note", "noted"):
            code.store(step, record)
            more = code.binary("or", code.add(code.load_at(record, 1, "before"), 2, "more"), 1, "dirty")
            code.store(more, code.gep(record, 1, name="touches.at"))
    code.ret(code.binary("sub", end, begin, "count"))


@_Code.function(attributes="nounwind", begin="i64", end="i64")
def _touch_chunk(code: _Code, words: Value, begin: Value, end: Value) -> None:
    """`void touch_chunk(words, begin, end)`: `touch` as threads call it."""
    code.call("i64", "@touch", words, begin, end, name="count")
    code.ret()


FUNCTIONS = ("find", "find_chunk", "gather_chunk", "insert", "remove", "rehash", "ask", "touch", "touch_chunk")


def text() -> str:
    """The module of all of them."""
    chunks = [_find_chunk("find_chunk", gathers=False), _find_chunk("gather_chunk", gathers=True)]
    functions = [_find(), row_kernels.gather(), *chunks, _insert(), _remove(), _rehash()]
    functions += [_ask(), _touch(), _touch_chunk()]
    externals = ["declare i64 @llvm.smin.i64(i64, i64)", PREFETCH]
    externals += [f"declare i64 {_COUNT}({_LANES})", f"declare i64 {_LOWEST}(i64, i1)"]
    return "\n\n".join([*functions, *externals, ""])
