"""The native code of `hash_index.py`, as LLVM's text: a hash table of 64-bit keys, with linear probing."""

# A bucket is two words: a key, and one more than its position. The second word of an empty bucket is 0, so every key
# can be stored. Some bucket is always empty, which ends every probe.

from __future__ import annotations

from mxsym.codegen.backend.builder import Builder, Value, i64
from mxsym.runtime import row_kernels

WORDS = (
    "buckets", "mask", "seed", "keys", "positions", "fresh", "free", "free_count", "next", "old", "old_count",
    "missing", "near", "near_count", "rows",
)  # fmt: skip
"""The words that every function is told. `free` are positions that are free again; from `next` on all are. `missing`:
how many keys chunks have found no position for. `near`: pairs of an address and a number of bytes, `near_count` of
them: of each position that is found, so much memory is fetched. `rows`: the words of `gather`."""
_POINTERS = ("buckets", "keys", "positions", "fresh", "free", "old", "near", "rows")
_FACTORS = (-49064778989728563, -4265267296055464877)
"""Odd numbers, those of MurmurHash3's last step: a product with them reaches every bit above."""
_AHEAD = 12
"""Keys whose bucket is fetched before its turn, and positions whose record is: their waits for memory overlap."""
_LINE = 64
"""Bytes that are fetched at once."""
_PREFETCH = "@llvm.prefetch.p0"
TOUCH_WORDS = ("records", "positions", "count", "step")
"""The words that `touch` is told."""


class _Code(Builder):
    """A function of the index."""

    def fetch(self, where: Value) -> None:
        """Ask for memory that is read or written soon."""
        self.call("void", _PREFETCH, where, *(Value("i32", number) for number in "031"))

    def ahead(self, place: Value, last: Value) -> Value:
        """The place whose memory is fetched meanwhile."""
        return self.call("i64", "@llvm.smin.i64", self.add(place, _AHEAD, "later"), last, name="ahead")

    def word(self, words: Value, name: str) -> Value:
        """One of the words that the function was told."""
        return self.load_at(words, WORDS.index(name), name, "ptr" if name in _POINTERS else "i64")

    def set_word(self, words: Value, name: str, value: Value) -> None:
        """Change one of the words."""
        self.store(value, self.gep(words, WORDS.index(name), name=f"{name}.at"))

    def home(self, key: Value, seed: Value, mask: Value) -> Value:
        """The bucket where the probe for a key begins."""
        mixed = self.binary("xor", key, seed, "mixed")
        for factor in _FACTORS:
            mixed = self.binary("xor", mixed, self.binary("lshr", mixed, 33, "high"), "mixed")
            mixed = self.binary("mul", mixed, factor, "mixed")
        mixed = self.binary("xor", mixed, self.binary("lshr", mixed, 33, "high"), "mixed")
        return self.binary("and", mixed, mask, "home")

    def bucket(self, buckets: Value, number: Value) -> Value:
        """The address of a bucket."""
        return self.gep(buckets, self.binary("shl", number, 1, "word"), name="bucket")

    def probe(self, buckets: Value, mask: Value, key: Value, home: Value) -> tuple[Value, Value, Value]:
        """Number and address of the key's bucket, or of the empty one at the end of its probe, and its second word."""
        with self.loop("probe", after="probed") as loop:
            number = loop.phi("number", home)
            bucket = self.bucket(buckets, number)
            stored = self.load_at(bucket, 1, "stored")
            loop.while_(self.compare("ne", stored, 0, "is.full"), "full")
            loop.break_if(self.compare("eq", self.load("i64", bucket, name="known"), key, "is.key"), "other")
            following = self.binary("and", self.add(number, 1, "after"), mask, "number.next")
            loop.next(number, following)
        return number, bucket, stored


def _find() -> str:
    """`i64 find(words, begin, end)`: the position of each key, -1 where there is none; returns how many have none."""
    code = _Code("find", {"words": "ptr", "begin": "i64", "end": "i64"}, "i64", attributes="nounwind")
    words, begin, end = code.parameters
    buckets, mask, seed, keys, positions = (code.word(words, name) for name in WORDS[:5])
    near, near_count = code.word(words, "near"), code.word(words, "near_count")
    last = code.add(end, -1, "last")
    with code.loop("next", "take", "done") as loop:
        place, missing = loop.phi("i", begin), loop.phi("missing", i64(0))
        loop.while_(code.compare("slt", place, end, "more"))
        ahead = code.ahead(place, last)
        code.fetch(code.bucket(buckets, code.home(code.load_at(keys, ahead, "ahead.key"), seed, mask)))
        key = code.load_at(keys, place, "key")
        _, _, stored = code.probe(buckets, mask, key, code.home(key, seed, mask))
        position = code.add(stored, -1, "position")
        code.store(position, code.gep(positions, place, name="position.at"))
        with code.loop("near.next", "near.row", "near.done") as rows:
            number = rows.phi("near.number", i64(0))
            rows.while_(code.compare("slt", number, near_count, "more.near"))
            pair = code.gep(near, code.binary("shl", number, 1, "near.word"), name="pair")
            size = code.load_at(pair, 1, "near.bytes")
            row = code.gep(
                code.load("ptr", pair, name="near.base"), code.binary("mul", position, size), "i8", "near.at"
            )
            with code.loop("line.next", "line", "line.done") as lines:
                offset = lines.phi("offset", i64(0))
                lines.while_(code.compare("slt", offset, size, "more.lines"))
                code.fetch(code.gep(row, offset, "i8", "line.at"))
                lines.next(offset, code.add(offset, _LINE, "offset.next"))
            rows.next(number, code.add(number, 1, "near.after"))
        absent = code.convert("zext", code.compare("eq", stored, 0, "is.absent"), "i64", "absent")
        loop.next(missing, code.add(missing, absent, "missing.next"))
        loop.next(place, code.add(place, 1, "i.next"))
    code.ret(missing)
    return code.text()


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
        code.call("void", "@gather", code.word(words, "rows"), begin, end)
    code.ret()
    return code.text()


def _insert() -> str:
    """`i64 insert(words, i64 count)`: give each key without a position one; returns how many are new.

    `positions` is what `find` left. `fresh` gets the places of the keys that are new.
    """
    code = _Code("insert", {"words": "ptr", "count": "i64"}, "i64", attributes="nounwind")
    words, count = code.parameters
    buckets, mask, seed, keys, positions = (code.word(words, name) for name in WORDS[:5])
    fresh, free = code.word(words, "fresh"), code.word(words, "free")
    with code.loop("next", "take", "done") as loop:
        place, new = loop.phi("i", i64(0)), loop.phi("new", i64(0))
        loop.while_(code.compare("slt", place, count, "more"))
        position_at = code.gep(positions, place, name="position.at")
        without = code.compare("slt", code.load("i64", position_at, name="position"), 0, "without")
        with code.when(without, "give", "given") as giving:
            key = code.load_at(keys, place, "key")
            _, bucket, stored = code.probe(buckets, mask, key, code.home(key, seed, mask))
            is_new = code.compare("eq", stored, 0, "is.new")
            with code.when(is_new, "make", "there"):
                spare, unused = code.word(words, "free_count"), code.word(words, "next")
                reuse = code.compare("sgt", spare, 0, "reuse")
                left = code.select(reuse, code.add(spare, -1, "spare.less"), 0, "left")
                chosen = code.select(reuse, code.load_at(free, left, "again"), unused, "chosen")
                code.set_word(words, "free_count", left)
                code.set_word(words, "next", code.select(reuse, unused, code.add(unused, 1, "beyond"), "unused.next"))
                code.store(key, bucket)
                code.store(code.add(chosen, 1, "chosen.one"), code.gep(bucket, 1, name="stored.at"))
                code.store(place, code.gep(fresh, new, name="fresh.at"))
            code.store(code.add(code.load_at(bucket, 1, "stored.now"), -1, "position.now"), position_at)
            one = code.convert("zext", is_new, "i64", "one")
        loop.next(new, code.add(new, giving.phi("added", one, 0), "new.next"))
        loop.next(place, code.add(place, 1, "i.next"))
    code.ret(new)
    return code.text()


def _remove() -> str:
    """`i64 remove(words, i64 count)`: take keys out; their positions are free again. Returns how many were there.

    The keys behind a hole move into it, unless their probe begins behind it: no probe meets a hole.
    """
    code = _Code("remove", {"words": "ptr", "count": "i64"}, "i64", attributes="nounwind")
    words, count = code.parameters
    buckets, mask, seed, keys, positions = (code.word(words, name) for name in WORDS[:5])
    free = code.word(words, "free")
    with code.loop("next", "take", "done") as loop:
        place, removed = loop.phi("i", i64(0)), loop.phi("removed", i64(0))
        loop.while_(code.compare("slt", place, count, "more"))
        key = code.load_at(keys, place, "key")
        first, _, stored = code.probe(buckets, mask, key, code.home(key, seed, mask))
        position = code.add(stored, -1, "position")
        code.store(position, code.gep(positions, place, name="position.at"))
        there = code.compare("ne", stored, 0, "there")
        with code.when(there, "drop", "dropped"):
            spare = code.word(words, "free_count")
            code.store(position, code.gep(free, spare, name="free.at"))
            code.set_word(words, "free_count", code.add(spare, 1, "spare.more"))
            with code.loop("shift", after="closed") as shift:
                hole, number = shift.phi("hole", first), shift.phi("j", first)
                following = code.binary("and", code.add(number, 1, "j.after"), mask, "j.next")
                source = code.bucket(buckets, following)
                word = code.load_at(source, 1, "word.there")
                shift.while_(code.compare("ne", word, 0, "is.used"), "used")
                other = code.load("i64", source, name="other")
                home = code.home(other, seed, mask)
                way = code.binary("and", code.binary("sub", following, home, "off.home"), mask, "way")
                gap = code.binary("and", code.binary("sub", following, hole, "off.hole"), mask, "gap")
                moves = code.compare("uge", way, gap, "moves")
                with code.when(moves, "move", "moved"):
                    target = code.bucket(buckets, hole)
                    code.store(other, target)
                    code.store(word, code.gep(target, 1, name="target.word"))
                shift.next(hole, code.select(moves, following, hole, "hole.next"))
                shift.next(number, following)
            code.store(i64(0), code.gep(code.bucket(buckets, hole), 1, name="hole.word"))
        loop.next(removed, code.add(removed, code.convert("zext", there, "i64", "one"), "removed.next"))
        loop.next(place, code.add(place, 1, "i.next"))
    code.ret(removed)
    return code.text()


def _rehash() -> str:
    """`void rehash(words)`: copy what the old buckets hold to the new ones, which are empty.

    A key's home is the low bits of its hash: from bucket to bucket the copies go forward, in as many places as the
    table has grown by.
    """
    code = _Code("rehash", {"words": "ptr"}, attributes="nounwind")
    (words,) = code.parameters
    buckets, mask, seed = (code.word(words, name) for name in WORDS[:3])
    old, count = code.word(words, "old"), code.word(words, "old_count")
    with code.loop("next", "take", "done") as loop:
        number = loop.phi("i", i64(0))
        loop.while_(code.compare("slt", number, count, "more"))
        source = code.bucket(old, number)
        stored = code.load_at(source, 1, "old.stored")
        with code.when(code.compare("ne", stored, 0, "is.used"), "copy", "copied"):
            key = code.load("i64", source, name="key")
            _, bucket, _ = code.probe(buckets, mask, key, code.home(key, seed, mask))
            code.store(key, bucket)
            code.store(stored, code.gep(bucket, 1, name="new.stored"))
        loop.next(number, code.add(number, 1, "i.next"))
    code.ret()
    return code.text()


def _touch() -> str:
    """`void touch(words)`: for each position the step of its last touch, and the number of touches, once in a step.

    A record is two words: that step; twice the number of touches, and 1 where the row differs from the last snapshot.
    """
    code = _Code("touch", {"words": "ptr"}, attributes="nounwind")
    (words,) = code.parameters
    records, positions = (code.load_at(words, TOUCH_WORDS.index(name), name, "ptr") for name in TOUCH_WORDS[:2])
    count, step = (code.load_at(words, TOUCH_WORDS.index(name), name) for name in TOUCH_WORDS[2:])
    last = code.add(count, -1, "last.place")
    with code.loop("next", "take", "done") as loop:
        place = loop.phi("i", i64(0))
        loop.while_(code.compare("slt", place, count, "more"))
        later = code.load_at(positions, code.ahead(place, last), "position.later")
        code.fetch(code.gep(records, code.binary("shl", later, 1, "word.later"), name="record.later"))
        position = code.load_at(positions, place, "position")
        record = code.gep(records, code.binary("shl", position, 1, "word"), name="record")
        anew = code.compare("ne", code.load("i64", record, name="last"), step, "anew")
        with code.when(anew, "note", "noted"):
            code.store(step, record)
            more = code.binary("or", code.add(code.load_at(record, 1, "before"), 2, "more"), 1, "dirty")
            code.store(more, code.gep(record, 1, name="touches.at"))
        loop.next(place, code.add(place, 1, "i.next"))
    code.ret()
    return code.text()


FUNCTIONS = ("find", "find_chunk", "gather_chunk", "insert", "remove", "rehash", "touch")


def text() -> str:
    """The module of all of them."""
    chunks = [_find_chunk("find_chunk", gathers=False), _find_chunk("gather_chunk", gathers=True)]
    functions = [_find(), row_kernels.gather(), *chunks, _insert(), _remove(), _rehash(), _touch()]
    externals = ["declare i64 @llvm.smin.i64(i64, i64)", f"declare void {_PREFETCH}(ptr, i32, i32, i32)"]
    return "\n\n".join([*functions, *externals, ""])
