"""The native code behind `rows.py`, as LLVM IR text.

Input: the few things each routine is specialised by: the type of the ids, the width of vectors, the type of the values.
Output: the text of a module with one function or a few, named in capitals at the head of its section.
Non-goals: compiling and calling it, checking arguments (`rows.py`).
"""

from __future__ import annotations

from string import Template

from mxsym.codegen.dtypes import BF16, F16, DType, compute_dtype

SCAN_BYTES = 256
"""What one step of a scan looks at: enough vectors to keep the loads busy."""

# FIRST_BAD: the position of the first id that breaks the law, or `count` where none does. One unsigned comparison with
# the limit finds the negative and the large ones alike. A block of ids is tested at once; the first block with any bad
# id in it, and what is left behind the last whole block, are gone through one by one.
_FIRST_BAD = Template("""
define i64 @first_bad(ptr %ids, i64 %count, $id %limit, i1 %ordered) nounwind {
entry:
  %empty = icmp slt i64 %count, 1
  br i1 %empty, label %done, label %head
head:                                               ; the one id that has none before it
  %head.id = load $id, ptr %ids, align $align
  %head.bad = icmp uge $id %head.id, %limit
  br i1 %head.bad, label %done, label %blocks
blocks:
  %b = phi i64 [1, %head], [%b.end, %block]
  %b.end = add i64 %b, $block
  %whole = icmp sle i64 %b.end, %count
  br i1 %whole, label %block, label %single
block:
  %here = getelementptr $id, ptr %ids, i64 %b
  %id = load <$block x $id>, ptr %here, align $align
  %limit.0 = insertelement <$block x $id> poison, $id %limit, i64 0
  %limits = shufflevector <$block x $id> %limit.0, <$block x $id> poison, <$block x i32> zeroinitializer
  %outside = icmp uge <$block x $id> %id, %limits
  %back = getelementptr $id, ptr %here, i64 -1
  %before = load <$block x $id>, ptr %back, align $align
  %low = icmp sle <$block x $id> %id, %before
  %wrong = select i1 %ordered, <$block x i1> %low, <$block x i1> zeroinitializer
  %bad = or <$block x i1> %outside, %wrong
  %any = call i1 @llvm.vector.reduce.or.v${block}i1(<$block x i1> %bad)
  br i1 %any, label %single, label %blocks
single:
  %p = phi i64 [%b, %blocks], [%b, %block], [%p.next, %fine]
  %left = icmp slt i64 %p, %count
  br i1 %left, label %look, label %done
look:
  %one.at = getelementptr $id, ptr %ids, i64 %p
  %one = load $id, ptr %one.at, align $align
  %one.outside = icmp uge $id %one, %limit
  %one.back = getelementptr $id, ptr %one.at, i64 -1
  %one.before = load $id, ptr %one.back, align $align
  %one.low = icmp sle $id %one, %one.before
  %one.wrong = and i1 %one.low, %ordered
  %one.bad = or i1 %one.outside, %one.wrong
  br i1 %one.bad, label %done, label %fine
fine:
  %p.next = add i64 %p, 1
  br label %single
done:
  %found = phi i64 [0, %entry], [0, %head], [%p, %single], [%p, %look]
  ret i64 %found
}
declare i1 @llvm.vector.reduce.or.v${block}i1(<$block x i1>)
""")


def first_bad(id_bits: int) -> str:
    """`i64 first_bad(ids, i64 count, limit, i1 ordered)`; where `ordered`, each id must be above the one before it."""
    return _FIRST_BAD.substitute(id=f"i{id_bits}", align=id_bits // 8, block=SCAN_BYTES * 8 // id_bits)


# Two pairs and the tallies of their digits, each raised by one. Both are read before either is written: where one digit
# is frequent, a tally that waited for the one before it to be stored would be most of the time.
_RAISE = Template("""\
  %$v.at = getelementptr i64, ptr %from, i64 %$v
  %$v.at.b = getelementptr i64, ptr %$v.at, i64 1
  %$v.pair = load i64, ptr %$v.at, align 8
  %$v.pair.b = load i64, ptr %$v.at.b, align 8
  %$v.down = lshr i64 %$v.pair, %shift
  %$v.down.b = lshr i64 %$v.pair.b, %shift
  %$v.digit = and i64 %$v.down, %mask
  %$v.digit.b = and i64 %$v.down.b, %mask
  %$v.tally = getelementptr i64, ptr %tallies, i64 %$v.digit
  %$v.tally.b = getelementptr i64, ptr %tallies, i64 %$v.digit.b
  %$v.seen = load i64, ptr %$v.tally, align 8
  %$v.read.b = load i64, ptr %$v.tally.b, align 8
  %$v.twins = icmp eq i64 %$v.digit, %$v.digit.b
  %$v.twin = zext i1 %$v.twins to i64
  %$v.seen.b = add i64 %$v.read.b, %$v.twin
  %$v.now = add i64 %$v.seen, 1
  %$v.now.b = add i64 %$v.seen.b, 1
  store i64 %$v.now, ptr %$v.tally, align 8
  store i64 %$v.now.b, ptr %$v.tally.b, align 8""")
SORT = Template("""
; A pair is an id with its position in the low `shift` bits, so that equal ids stay apart and in order.
; PACK: pairs of ids and positions. 1 where the ids are in order already, duplicates allowed.
define i64 @pack(ptr %ids, i64 %count, i64 %shift, ptr %pairs) nounwind {
entry:
  br label %loop
loop:
  %i = phi i64 [0, %entry], [%i.next, %loop]
  %before = phi i64 [0, %entry], [%id, %loop]
  %sorted = phi i64 [1, %entry], [%sorted.next, %loop]
  %id.at = getelementptr i64, ptr %ids, i64 %i
  %id = load i64, ptr %id.at, align 8
  %high = shl i64 %id, %shift
  %pair = or i64 %high, %i
  %pair.at = getelementptr i64, ptr %pairs, i64 %i
  store i64 %pair, ptr %pair.at, align 8
  %rises = icmp sge i64 %id, %before
  %rises.bit = zext i1 %rises to i64
  %sorted.next = and i64 %sorted, %rises.bit
  %i.next = add i64 %i, 1
  %more = icmp slt i64 %i.next, %count
  br i1 %more, label %loop, label %done
done:
  ret i64 %sorted.next
}

; SPREAD: one pass of a stable radix sort. Moves the pairs to `to`, ordered by the digit (pair >> shift) & mask, and
; returns 1; where all have the same digit it moves nothing and returns 0. `tallies` are mask + 1 zeros. Pairs are taken
; by two: an odd count wants one more pair, of all ones, behind the last; there it stays, and no tally counts it.
define i64 @spread(ptr %from, ptr noalias %to, i64 %count, i64 %shift, i64 %mask, ptr noalias %tallies) nounwind {
entry:
  %up = add i64 %count, 1
  %even = and i64 %up, -2
  br label %tally
tally:                                              ; how often each digit occurs
  %i = phi i64 [0, %entry], [%i.next, %tally]
$tally
  %i.next = add i64 %i, 2
  %i.more = icmp slt i64 %i.next, %even
  br i1 %i.more, label %tally, label %tallied
tallied:
  %extra = sub i64 %even, %count
  %top.at = getelementptr i64, ptr %tallies, i64 %mask
  %top.all = load i64, ptr %top.at, align 8
  %top = sub i64 %top.all, %extra
  store i64 %top, ptr %top.at, align 8
  %head = load i64, ptr %from, align 8
  %head.down = lshr i64 %head, %shift
  %head.digit = and i64 %head.down, %mask
  %head.at = getelementptr i64, ptr %tallies, i64 %head.digit
  %alike = load i64, ptr %head.at, align 8
  %differ = icmp slt i64 %alike, %count
  br i1 %differ, label %place, label %done
place:                                              ; where the pairs of each digit go: a running sum
  %d = phi i64 [0, %tallied], [%d.next, %place]
  %sum = phi i64 [0, %tallied], [%sum.next, %place]
  %d.at = getelementptr i64, ptr %tallies, i64 %d
  %d.tally = load i64, ptr %d.at, align 8
  store i64 %sum, ptr %d.at, align 8
  %sum.next = add i64 %sum, %d.tally
  %d.next = add i64 %d, 1
  %d.more = icmp sle i64 %d.next, %mask
  br i1 %d.more, label %place, label %move
move:
  %m = phi i64 [0, %place], [%m.next, %move]
$move
  %m.to = getelementptr i64, ptr %to, i64 %m.seen
  store i64 %m.pair, ptr %m.to, align 8
  %m.to.b = getelementptr i64, ptr %to, i64 %m.seen.b
  store i64 %m.pair.b, ptr %m.to.b, align 8
  %m.next = add i64 %m, 2
  %m.more = icmp slt i64 %m.next, %even
  br i1 %m.more, label %move, label %done
done:
  %moved = phi i64 [0, %tallied], [1, %move]
  ret i64 %moved
}

; RUNS: of sorted pairs, the different ids and where the run of each begins; returns how many there are. `starts` has
; room for one more: the end of the last run. Both stores are made for every pair, the last one of a run standing.
define i64 @runs(ptr %pairs, i64 %count, i64 %shift, ptr noalias %ids, ptr noalias %starts) nounwind {
entry:
  store i64 0, ptr %starts, align 8
  %head.pair = load i64, ptr %pairs, align 8
  %head = lshr i64 %head.pair, %shift
  br label %loop
loop:
  %i = phi i64 [0, %entry], [%i.next, %loop]
  %run = phi i64 [0, %entry], [%run.now, %loop]
  %before = phi i64 [%head, %entry], [%id, %loop]
  %pair.at = getelementptr i64, ptr %pairs, i64 %i
  %pair = load i64, ptr %pair.at, align 8
  %id = lshr i64 %pair, %shift
  %new = icmp ne i64 %id, %before
  %new.one = zext i1 %new to i64
  %run.now = add i64 %run, %new.one
  %id.at = getelementptr i64, ptr %ids, i64 %run.now
  store i64 %id, ptr %id.at, align 8
  %i.next = add i64 %i, 1
  %start.at = getelementptr i64, ptr %starts, i64 %run.now
  %end.at = getelementptr i64, ptr %start.at, i64 1
  store i64 %i.next, ptr %end.at, align 8
  %more = icmp slt i64 %i.next, %count
  br i1 %more, label %loop, label %done
done:
  %runs = add i64 %run.now, 1
  ret i64 %runs
}
""").substitute(tally=_RAISE.substitute(v="i"), move=_RAISE.substitute(v="m"))

POSITIONS = """
; POSITIONS: where each wanted id stands among the stored ones, -1 where it does not; both lists rise. Returns how many
; are missing. From where the id before it was found, the search doubles its steps until it is past the id and then
; halves the last one: few steps for many wanted ids and for few.
define i64 @positions(ptr %wanted, i64 %count, ptr %stored, i64 %size, ptr noalias %found) nounwind {
entry:
  br label %next
next:
  %i = phi i64 [0, %entry], [%i.next, %record]
  %low = phi i64 [0, %entry], [%low.next, %record]
  %there = phi i64 [0, %entry], [%there.next, %record]
  %left = icmp slt i64 %i, %count
  br i1 %left, label %start, label %done
start:
  %id.at = getelementptr i64, ptr %wanted, i64 %i
  %id = load i64, ptr %id.at, align 8
  br label %gallop
gallop:                                             ; every stored id before `from` is below the wanted one
  %from = phi i64 [%low, %start], [%past, %below]
  %step = phi i64 [1, %start], [%step.next, %below]
  %past = add i64 %from, %step
  %inside = icmp sle i64 %past, %size
  br i1 %inside, label %probe, label %narrow
probe:
  %last = add i64 %past, -1
  %last.at = getelementptr i64, ptr %stored, i64 %last
  %last.id = load i64, ptr %last.at, align 8
  %is.below = icmp slt i64 %last.id, %id
  br i1 %is.below, label %below, label %narrow
below:
  %step.next = shl i64 %step, 1
  br label %gallop
narrow:                                             ; the first stored id that is not below is one of `from` … `to`
  %to = phi i64 [%size, %gallop], [%last, %probe]
  br label %halve
halve:
  %a = phi i64 [%from, %narrow], [%a.next, %half]
  %z = phi i64 [%to, %narrow], [%z.next, %half]
  %open = icmp slt i64 %a, %z
  br i1 %open, label %half, label %settle
half:
  %both = add i64 %a, %z
  %mid = lshr i64 %both, 1
  %mid.at = getelementptr i64, ptr %stored, i64 %mid
  %mid.id = load i64, ptr %mid.at, align 8
  %mid.below = icmp slt i64 %mid.id, %id
  %mid.next = add i64 %mid, 1
  %a.next = select i1 %mid.below, i64 %mid.next, i64 %a
  %z.next = select i1 %mid.below, i64 %z, i64 %mid
  br label %halve
settle:
  %any = icmp slt i64 %a, %size
  br i1 %any, label %compare, label %record
compare:
  %here.at = getelementptr i64, ptr %stored, i64 %a
  %here = load i64, ptr %here.at, align 8
  %equal = icmp eq i64 %here, %id
  br label %record
record:
  %stands = phi i1 [false, %settle], [%equal, %compare]
  %position = select i1 %stands, i64 %a, i64 -1
  %position.at = getelementptr i64, ptr %found, i64 %i
  store i64 %position, ptr %position.at, align 8
  %stands.one = zext i1 %stands to i64
  %low.next = add i64 %a, %stands.one
  %there.next = add i64 %there, %stands.one
  %i.next = add i64 %i, 1
  br label %next
done:
  %missing = sub i64 %count, %there
  ret i64 %missing
}
"""

_SUM_ARGUMENTS = ("values", "pairs", "low", "starts", "sums", "columns", "first", "stop")
"""The 8-byte slots of the argument block."""

# SUM: for each run begin … end-1 of equal ids, the sum of its rows, added one after the other as they stand in `pairs`,
# into a row of `sums`; columns first … stop-1 of all `columns`. `low` masks a pair's position. A block of columns
# stays in registers while the run's rows go by. The last block begins early rather than reach past `stop`: the columns
# that two blocks cover come out the same twice. -0.0 is the number that changes nothing it is added to, -0.0 included.
_SUM = Template("""
define void @sum(ptr %args, i64 %begin, i64 %end) nounwind {
entry:
$arguments
  %final = sub i64 %stop, $block
  br label %run
run:
  %s = phi i64 [%begin, %entry], [%s.next, %summed]
  %more = icmp slt i64 %s, %end
  br i1 %more, label %start, label %done
start:
  %from.at = getelementptr i64, ptr %starts, i64 %s
  %to.at = getelementptr i64, ptr %from.at, i64 1
  %from = load i64, ptr %from.at, align 8
  %to = load i64, ptr %to.at, align 8
  %out.row = mul i64 %s, %columns
  br label %block
block:
  %c.even = phi i64 [%first, %start], [%c.next, %store]
  %c = call i64 @llvm.smin.i64(i64 %c.even, i64 %final)
  br label %row
row:
  %i = phi i64 [%from, %block], [%i.next, %row]
$totals
  %pair.at = getelementptr i64, ptr %pairs, i64 %i
  %pair = load i64, ptr %pair.at, align 8
  %position = and i64 %pair, %low
  %in.row = mul i64 %position, %columns
  %in.index = add i64 %in.row, %c
  %in.at = getelementptr $type, ptr %values, i64 %in.index
$adds
  %i.next = add i64 %i, 1
  %again = icmp slt i64 %i.next, %to
  br i1 %again, label %row, label %store
store:
  %out.index = add i64 %out.row, %c
  %out.at = getelementptr $type, ptr %sums, i64 %out.index
$stores
  %c.next = add i64 %c.even, $block
  %wide = icmp slt i64 %c.next, %stop
  br i1 %wide, label %block, label %summed
summed:
  %s.next = add i64 %s, 1
  br label %run
done:
  ret void
}
declare i64 @llvm.smin.i64(i64, i64)
""")
_ADD = """\
  %in.at.# = getelementptr $type, ptr %in.at, i64 $offset
  %in.# = load <$lanes x $type>, ptr %in.at.#, align $align
$widen
  %total.next.# = fadd <$lanes x $compute> %total.#, %wide.#"""
_STORE = """\
$narrow
  %out.at.# = getelementptr $type, ptr %out.at, i64 $offset
  store <$lanes x $type> %narrow.#, ptr %out.at.#, align $align"""
_WIDEN = {
    F16: "  %wide.# = fpext <$lanes x half> %in.# to <$lanes x float>",
    BF16: """\
  %in.long.# = zext <$lanes x i16> %in.# to <$lanes x i32>
  %in.high.# = shl <$lanes x i32> %in.long.#, splat (i32 16)
  %wide.# = bitcast <$lanes x i32> %in.high.# to <$lanes x float>""",
}
_NARROW = {
    F16: "  %narrow.# = fptrunc <$lanes x float> %total.next.# to <$lanes x half>",
    # To nearest even on the bits: LLVM's own conversion flushes subnormals or calls what is not there.
    BF16: """\
  %bits.# = bitcast <$lanes x float> %total.next.# to <$lanes x i32>
  %upper.# = lshr <$lanes x i32> %bits.#, splat (i32 16)
  %odd.# = and <$lanes x i32> %upper.#, splat (i32 1)
  %half.# = add <$lanes x i32> %odd.#, splat (i32 32767)
  %raised.# = add <$lanes x i32> %bits.#, %half.#
  %rounded.# = lshr <$lanes x i32> %raised.#, splat (i32 16)
  %quiet.# = or <$lanes x i32> %upper.#, splat (i32 64)
  %nan.# = fcmp uno <$lanes x float> %total.next.#, zeroinitializer
  %kept.# = select <$lanes x i1> %nan.#, <$lanes x i32> %quiet.#, <$lanes x i32> %rounded.#
  %narrow.# = trunc <$lanes x i32> %kept.# to <$lanes x i16>""",
}
_SAME = "  {} = bitcast <$lanes x $type> {} to <$lanes x $type>"


def _for_each(text: str, parts: int, fields: dict[str, object], lanes: int) -> str:
    """The lines once for each vector of a block: # is its number, $offset where it begins."""
    lines = (text.replace("#", str(part)).replace("$offset", str(part * lanes)) for part in range(parts))
    return Template("\n".join(lines)).substitute(fields)


def sum_runs(dtype: DType, lanes: int, parts: int) -> str:
    """`void sum(args, i64 begin, i64 end)` over blocks of `parts` vectors of `lanes` columns."""
    compute = compute_dtype(dtype).llvm
    fields: dict[str, object] = {"type": dtype.llvm, "compute": compute, "lanes": lanes, "align": dtype.bytes}
    widen = _WIDEN.get(dtype, _SAME.format("%wide.#", "%in.#"))
    narrow = _NARROW.get(dtype, _SAME.format("%narrow.#", "%total.next.#"))
    total = "  %total.# = phi <$lanes x $compute> [splat ($compute -0.0), %block], [%total.next.#, %row]"
    arguments = (
        f"  %{name}.at = getelementptr i64, ptr %args, i64 {slot}\n"
        f"  %{name} = load {'ptr' if name in ('values', 'pairs', 'starts', 'sums') else 'i64'}, ptr %{name}.at, align 8"
        for slot, name in enumerate(_SUM_ARGUMENTS)
    )
    return _SUM.substitute(
        fields,
        block=lanes * parts,
        arguments="\n".join(arguments),
        totals=_for_each(total, parts, fields, lanes),
        adds=_for_each(_ADD.replace("$widen", widen), parts, fields, lanes),
        stores=_for_each(_STORE.replace("$narrow", narrow), parts, fields, lanes),
    )
