"""The writer of LLVM IR: the text that it gives, that LLVM takes it, and that it means what it says."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable

import numpy as np
import pytest

from mxsym.codegen import text
from mxsym.codegen.backend import llvm
from mxsym.codegen.backend.builder import Builder, Value, i64, readable, splat, vector_type
from mxsym.codegen.backend.lower import lower
from mxsym.codegen.target import level_target
from tests.support import Array

STRANGE = ["", "a b", 'say "x"', "line\nbreak", "\u202eltr", "w[3]", "é", "\ud800", "3x", "\\", "%t", "x" * 1000, "\0"]


def compiled(code: Builder, *, before: str = "") -> int:
    """The address of the function that `code` is, as long as the process lives."""
    name = re.search(r"@(\w+)\(", code.head)
    assert name is not None
    library = llvm.link(llvm.object_code(f"{before}\n{code.text()}\n", llvm.host_target()), [name[1]])
    KEPT.append(library)
    return library.addresses[name[1]]


KEPT: list[llvm.Library] = []


def integers(code: Builder) -> Callable[..., int]:
    """The function from integers to an integer that `code` is."""
    kinds = [ctypes.c_void_p if item.type == "ptr" else ctypes.c_int64 for item in code.parameters]
    return ctypes.CFUNCTYPE(ctypes.c_int64, *kinds)(compiled(code))


def summing() -> Builder:
    """The sum of the numbers below `count`."""
    code = Builder("below", {"count": "i64"}, "i64")
    with code.loop("numbers", "number", "done") as loop:
        number, total = loop.phi("i", i64(0)), loop.phi("total", i64(0))
        loop.while_(code.compare("slt", number, code.parameters[0], "more"))
        loop.next(total, code.add(total, number, "total.next"))
        loop.next(number, code.add(number, 1, "i.next", nsw=True))
    code.ret(total)
    return code


def test_a_loop_reads_as_one() -> None:
    assert summing().text().split("\n") == [
        "define i64 @below(i64 %count) {",
        "entry:",
        "  br label %numbers",
        "numbers:",
        "  %i = phi i64 [0, %entry], [%i.next, %number]",
        "  %total = phi i64 [0, %entry], [%total.next, %number]",
        "  %more = icmp slt i64 %i, %count",
        "  br i1 %more, label %number, label %done",
        "number:",
        "  %total.next = add i64 %total, %i",
        "  %i.next = add nsw i64 %i, 1",
        "  br label %numbers",
        "done:",
        "  ret i64 %total",
        "}",
    ]


def test_a_loop_runs() -> None:
    below = integers(summing())
    assert [below(count) for count in (-3, 0, 1, 2, 100)] == [0, 0, 0, 1, 4950]


def test_a_loop_goes_on_where_another_ended() -> None:
    """Eights first, then ones: the second loop's head is the block that the first one leaves for."""
    code = Builder("eights_and_ones", {"count": "i64"}, "i64")
    ones = code.label("ones")
    place, steps = i64(0), i64(0)
    for size, head, after in ((8, "eights", ones), (1, ones, "done")):
        with code.loop(head, after=after) as loop:
            place, steps = loop.phi("place", place), loop.phi("steps", steps)
            beyond = code.add(place, size, "beyond")
            loop.while_(code.compare("sle", beyond, code.parameters[0]))
            loop.next(place, beyond)
            loop.next(steps, code.add(steps, 1))
    code.ret(steps)
    assert code.text().count("br label") == 3  # into the first loop, and back in each
    function = integers(code)
    assert [function(count) for count in (0, 7, 8, 9, 30)] == [0, 7, 1, 2, 9]


def test_a_loop_that_is_left_in_three_places() -> None:
    """The place of a number in a list, `count` where it is not there, and of the first negative one before that."""
    code = Builder("place_of", {"numbers": "ptr", "count": "i64", "wanted": "i64"}, "i64")
    numbers, count, wanted = code.parameters
    with code.loop("search", "look", "done") as loop:
        place = loop.phi("place", i64(0))
        loop.while_(code.compare("slt", place, count))
        number = code.load_at(numbers, place, "number")
        loop.break_if(code.compare("slt", number, 0, "negative"), "fine")
        loop.next(place, code.add(place, 1))
        loop.repeat_unless(code.compare("eq", number, wanted, "equal"))
    assert len(loop.exits) == 3
    code.ret(code.phi("result", "i64", *((place, block) for block in loop.exits)))
    function, array = integers(code), np.array([5, 7, -1, 9])
    assert [function(array.ctypes.data, 4, wanted) for wanted in (5, 7, 9)] == [0, 1, 2]
    assert [function(array.ctypes.data, 2, wanted) for wanted in (5, 9)] == [0, 2]


def test_loops_in_loops_and_branches() -> None:
    """Count the pairs a > b below `count` with an even sum; the inner loop tests at its end."""
    code = Builder("pairs", {"count": "i64"}, "i64")
    with code.loop("outer", after="done") as outer:
        a, total = outer.phi("a", i64(1)), outer.phi("total", i64(0))
        outer.while_(code.compare("slt", a, code.parameters[0]))
        with code.loop("inner", after="counted") as inner:
            b, part = inner.phi("b", i64(0)), inner.phi("part", total)
            odd = code.binary("and", code.add(a, b, "sum"), 1, "odd")
            with code.when(code.compare("eq", odd, 0, "even"), "count", "go_on") as even:
                more = code.add(part, 1, "more")
            now = even.phi("now", more, otherwise=part)
            inner.next(part, now)
            following = code.add(b, 1, "b.next")
            inner.next(b, following)
            inner.repeat_if(code.compare("slt", following, a))
        outer.next(total, now)
        outer.next(a, code.add(a, 1))
    code.ret(total)
    function = integers(code)
    wanted = [sum((a + b) % 2 == 0 for a in range(n) for b in range(a)) for n in range(9)]
    assert [function(n) for n in range(9)] == wanted


def test_vectors() -> None:
    """Halves added to halves, whatever the width."""
    for width in (2, 8):
        code = Builder("total", {"numbers": "ptr", "scale": "i64", "result": "ptr"})
        numbers, scale, result = code.parameters
        values = code.load(vector_type("i64", width), numbers)
        values = code.binary("mul", values, code.spread(scale, width))
        values = code.binary("add", values, splat("i64", width, 1))
        large = code.compare("sgt", values, splat("i64", width, 100))
        values = code.select(large, Value(values.type, "zeroinitializer"), values)
        for half in (4, 2, 1)[-width.bit_length() + 1 :]:
            low, high = (code.shuffle(values, None, range(start, start + half)) for start in (0, half))
            values = code.binary("add", low, high)
        code.store(code.extract(values, 0), result)
        code.ret()
        arrays: list[Array] = [np.array([1, 2, 3, 4, 5, 6, 7, 70]), np.zeros(1, np.int64)]
        ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p)(compiled(code))(
            arrays[0].ctypes.data, 3, arrays[1].ctypes.data
        )
        assert arrays[1][0] in (3 * 3 + 2, 3 * 28 + 7)


def test_names_are_unique() -> None:
    code = Builder("f", {"x": "i64"}, "i64")
    values = [code.add(code.parameters[0], 1, name) for name in ("x", "x", "y", "x.1", "x", "entry", "y")]
    block = code.label("y")
    code.branch(block)
    code.begin(block)
    code.ret(values[-1])
    names = [value.name for value in (*code.parameters, *values)]
    assert names[:4] == ["%x", "%x.1", "%x.2", "%y"]
    assert len({*names, f"%{block}", "%entry"}) == len(names) + 2
    llvm.parse(code.text())


@pytest.mark.parametrize("name", STRANGE, ids=ascii)
def test_any_name_of_the_users_is_taken(name: str) -> None:
    code = Builder(name or "f", {readable(name): "i64"}, "i64")
    value = code.add(code.parameters[0], 1, readable(name))
    code.ret(value)
    assert all(re.fullmatch(r"%[A-Za-z$._-][A-Za-z0-9$._-]{0,45}", item.name) for item in (*code.parameters, value))
    assert code.head.isprintable()
    if "\0" not in name:  # no symbol has it
        llvm.parse(code.text())


def _without_next(code: Builder) -> None:
    with code.loop("again") as loop:
        loop.phi("i", i64(0))
        loop.while_(code.compare("eq", code.parameters[0], 0))


def _without_exit(code: Builder) -> None:
    with code.loop("ever"):
        pass


def _in_the_middle(code: Builder) -> None:
    head, entry = code.label("head"), code.block
    code.branch(head)
    code.begin(head, [entry])
    code.add(code.parameters[0], 1)
    with code.loop(head):
        pass


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (_without_next, "%i has no value for the next round of again"),
        (_without_exit, "nothing leaves ever"),
        (_in_the_middle, "head is no place for a loop"),
    ],
)
def test_a_loop_that_is_not_whole_is_refused(wrong: Callable[[Builder], None], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        wrong(Builder("f", {"x": "i64"}))


KERNEL = """kernel @k over n {
  buffer x: f32[n]
  scalar lr
  once {
    %0: f64 = scalar lr
    %1: f32 = cast %0
  }
  each {
    %2: f32[n] = load x
    %3: f32[n] = mul %2 %1
    store x, %3
  }
}
"""


def test_values_are_called_after_their_numbers_in_the_kernel() -> None:
    lines = lower(text.parse_kernel(KERNEL), level_target("x86-64")).split("\n")
    assert "  %v1 = fptrunc double %lr to float" in lines
    assert "  %v1.x4 = shufflevector <4 x float> %v1.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer" in lines
    products = [line for line in lines if "fmul" in line]
    assert len(products) == 2 + 2 + 1 + 1  # two vectors, far ahead and near; one vector; one element
    assert all(re.match(r"  %v3(\.\d+)? = fmul [^%]+ %v2(\.\d+)?, %v1", line) for line in products)
    assert not any(re.search(r"%t\d|%t\b", line) for line in lines)


@pytest.mark.parametrize(("dtype", "places"), [("f32", [0, 16, 32, 48]), ("f16", [0, 32, 64, 96])])
def test_what_is_fetched_of_a_row_lies_in_it(dtype: str, places: list[int]) -> None:
    rows = KERNEL.replace("over n", "over rows").replace("x: f32[n]", f"x: {dtype}[n]")
    lines = lower(text.parse_kernel(rows), level_target("x86-64")).split("\n")
    values = dict(line.strip().split(" = ", 1) for line in lines if " = " in line)

    def operand(name: str) -> str:
        return values[name].rsplit(" ", 1)[1]

    fetched = [match[1] for line in lines if (match := re.search(r"@llvm.prefetch.p0\(ptr (%\S+),", line))]
    bases = [re.findall(r"ptr (%\S+),", values[name])[0] for name in fetched]
    inside = [values[operand(name)] for name in bases]
    (last,) = (name for name, value in values.items() if value == "add i64 %columns, -1")
    assert inside == [f"call i64 @llvm.smin.i64(i64 {place}, i64 {last})" for place in places]
