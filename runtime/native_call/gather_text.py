"""LLVM text that copies an array of any strides, before a step, to where kernels can read it. See `GATHER`."""

from __future__ import annotations

from mxsym.runtime.native_call.layout import GATHER
from mxsym.runtime.native_call.words import Words


def gather_text(item: int) -> str:
    """A module with `gather(gather, begin, end)`: copy elements of so many bytes to the room, in its order."""
    bits = f"i{8 * item}"
    code = Words("gather", {"gather": "ptr", "begin": "i64", "end": "i64"}, attributes='"no-builtins"')
    row, begin, end = code.parameters
    room, start = code.word(GATHER, row, "room", "ptr"), code.word(GATHER, row, "from")
    sizes, strides = code.word(GATHER, row, "sizes", "ptr"), code.word(GATHER, row, "strides", "ptr")
    last = code.binary("sub", code.word(GATHER, row, "dimensions"), 1, "last")
    count, step = code.load_at(sizes, last, "count"), code.load_at(strides, last, "step")
    first = code.binary("udiv", begin, count, "first")
    with code.loop("run.next", "run", "done") as runs:
        at, outer = runs.phi("at", begin), runs.phi("outer", first)
        runs.while_(code.compare("slt", at, end, "more"))
        with code.loop("axis.next", "axis.do", "placed") as axes:
            axis, rest, offset = axes.phi("axis", last), axes.phi("rest", outer), axes.phi("offset", start)
            axes.while_(code.compare("sgt", axis, 0, "deeper"))
            above = code.binary("sub", axis, 1, "above")
            size = code.load_at(sizes, above, "size")
            quotient = code.binary("udiv", rest, size, "quotient")
            index = code.binary("sub", rest, code.binary("mul", quotient, size, "whole"), "index")
            moved = code.binary("mul", index, code.load_at(strides, above, "stride"), "moved")
            axes.next(offset, code.add(offset, moved, "offset.next"))
            axes.next(rest, quotient)
            axes.next(axis, above)
        inner = code.binary("sub", at, code.binary("mul", outer, count, "before"), "inner")
        left = code.binary("sub", count, inner, "left")
        many = code.call("i64", "@llvm.umin.i64", left, code.binary("sub", end, at, "all"), name="many")
        place = code.add(offset, code.binary("mul", inner, step, "inside"), "place")
        source, into = code.convert("inttoptr", place, "ptr", "source"), code.gep(room, at, bits, "into")
        apart, copied = code.label("apart"), code.label("copied")
        code.enter_if(code.compare("eq", step, item, "is.packed"), "packed", apart)
        with code.each(many, "element") as element:
            value = code.load(bits, code.gep(source, element, bits, "element.at"), 1, "value")
            code.store(value, code.gep(into, element, bits, "element.into"), item)
        code.branch(copied)
        code.begin(apart)
        with code.each(many, "single") as single:
            far = code.binary("mul", single, step, "far")
            value = code.load(bits, code.gep(source, far, "i8", "single.at"), 1, "value")
            code.store(value, code.gep(into, single, bits, "single.into"), item)
        code.enter(copied)
        runs.next(at, code.add(at, many, "at.next"))
        runs.next(outer, code.add(outer, 1, "outer.next"))
    code.ret()
    return "\n".join([code.text(), "declare i64 @llvm.umin.i64(i64, i64)", ""])
