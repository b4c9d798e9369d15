"""The middle end, pass by pass, from text: copies, phases, regions, inlining; and all of it against the interpreter."""

from __future__ import annotations

import random
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.codegen import text, verify
from mxsym.codegen.compiler import PASSES, Level, cut_into_regions, run_passes
from mxsym.codegen.fusion.copies import copy_overwritten
from mxsym.codegen.fusion.dependences import order_calls
from mxsym.codegen.fusion.inline_calls import inline_calls, inline_region
from mxsym.codegen.fusion.rematerialize import phases_text, rematerialize
from mxsym.codegen.pass_text import print_regions
from mxsym.codegen.program import Number, Program
from mxsym.codegen.program_text import parse_program, parse_programs, print_programs, program_lines
from mxsym.codegen.program_verify import verify_phases, verify_region
from mxsym.codegen.verify import VerifyError
from mxsym.opgraph.expand_multi import expand
from mxsym.opgraph.interpreter import interpret
from mxsym.opgraph.lower import Lowered, lower
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.node import Entry, variables_of
from mxsym.runtime import kernel_cache, launch
from mxsym.runtime.slots import Extent, ExtentSlot, IndexSlot, SourceSlot, WorkSlot
from mxsym.runtime.sparse import RowSparse
from tests import regions
from tests.support import DTYPES, Array, assert_same_bits, draw
from tests.test_graphs import Shape, programs
from tests.test_program import examples
from tests.test_training import moving

BODIES = """
graph @scale {
  buffer data: T[n]
  buffer by: T
  %0: T[n] = load data
  %1: T = load by
  %2: T[n] = mul %0 %1
  store output, %2
}
graph @add {
  buffer lhs: T[n]
  buffer rhs: T[n]
  %0: T[n] = load lhs
  %1: T[n] = load rhs
  %2: T[n] = add %0 %1
  store output, %2
}
graph @sum {
  buffer data: T[n]
  %0: T[n] = load data
  %1: T = sum %0
  store output, %1
}
graph @step {
  buffer weight: T[n]
  buffer grad: T[n]
  scalar lr
  %0: T[n] = load weight
  %1: T[n] = load grad
  %2: f64 = scalar lr
  %3: T = cast %2
  %4: T[n] = mul %3 %1
  %5: T[n] = sub %0 %4
  store weight, %5
}
graph @by_row {
  buffer weight: T[n]
  buffer held: T[r]
  %0: T[n] = load weight
  %1: T[r] = load held
  %2: T[n] = mul %0 %1
  %3: T[n] = mul %2 %2
  %4: T[r] = row_sum %3
  store weight, %2
  store held, %4
}
"""
TENSORS = """
  tensor w: f32 (4, 3) argument
  tensor g: f32 (4, 3) argument
  tensor m: f32 (4, 3) state
  tensor h: f32 (4, 1) state
  tensor k: f32 (1) argument
  tensor r: f32 (4, 3) argument row_sparse
"""


def program(calls: str, tensors: str = "") -> Program:
    """A program of these calls over the tensors above."""
    return parse_program(f"{BODIES}\nprogram {{\n{TENSORS}{tensors}\n{calls}\n}}\n")


def step(name: str, weight: str, grad: str, rows: str = "", lr: str = "$lr") -> str:
    """An update of a weight in place."""
    shape = f"(4, 3) {rows} rows of r" if rows else "(4, 3)"
    return (
        f"update {name} = @step in f32 over {shape}\n"
        f"reads weight = {weight}[n], grad = {grad}[n], lr = {lr}\n"
        f"gives weight: f32[n] -> {weight}\n"
    )


def scale(name: str, data: str, by: str = "k", shape: str = "(4, 3)", into: str = "") -> str:
    """An operator, element by element."""
    target = f" -> {into}" if into else ""
    reads = f"reads data = {data}[n], by = {by}"
    return f"operator {name} = @scale in f32 over {shape}\n{reads}\ngives output: f32[n]{target}\n"


def total(name: str, data: str, into: str = "") -> str:
    """A number made of a tensor."""
    target = f" -> {into}" if into else ""
    return f"operator {name} = @sum in f32 over (4, 3)\nreads data = {data}[n]\ngives output: f32{target}\n"


def phases(source: Program) -> str:
    """The phases of each call, on one line."""
    order = order_calls(source)
    return " ".join(line.replace(": ", ":") for line in phases_text(order, rematerialize(order)).splitlines())


def shape_of(source: Program) -> list[tuple[int, str, list[str]]]:
    """The phase, rows and calls of each region."""
    cut = cut_into_regions(source)
    for region in cut:
        verify_region(region.program)
    return [(region.phase, region.rows.value, [call.name for call in region.program.calls]) for region in cut]


# Copies


def test_what_is_not_overwritten_is_not_copied() -> None:
    for source in examples().values():
        assert copy_overwritten(source) is source


def test_a_number_that_a_call_writes_otherwise_is_copied() -> None:
    source = program(scale("one", "k", by="k", shape="(1)", into="k"))
    copied = copy_overwritten(source)
    assert [call.name for call in copied.calls] == ["one_by_before", "one"]
    assert "reads data = k[n], by = %one_by_before#output" in "\n".join(program_lines(copied))
    assert shape_of(source) == [(0, "dense", ["one_by_before"]), (1, "dense", ["one"])]


def test_what_an_operator_on_rows_reads_is_copied_if_it_is_overwritten_before_its_last_reader() -> None:
    scaled = scale("scaled", "r", shape="(4, 3) listed rows of r")
    late = scale("half", "k", "k", "(1)", into="k").replace("by = k", "by = w[0]")
    first, second = step("one", "w", "%scaled#output", "listed"), step("two", "m", "%scaled#output", "listed")
    assert copy_overwritten(before := program(scaled + first + second + late)) is before
    copied = copy_overwritten(program(scaled + first + late + second))
    assert [call.name for call in copied.calls] == ["scaled_by_before", "scaled", "one", "half", "two"]


# Phases


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        # what shares elements shares a phase
        (step("one", "w", "g") + step("two", "m", "w"), "one:0 two:0"),
        # a number is there when all of it has been summed
        (
            total("norm", "g") + scale("down", "g", "%norm#output") + step("one", "w", "%down#output"),
            "norm:0 down:1 one:1",
        ),
        (total("norm", "g", into="k") + scale("down", "g", "k", into="w"), "norm:0 down:1"),
        # it is overwritten when all have read it
        (scale("half", "g", "k", into="w") + total("norm", "g", into="k"), "half:0 norm:1"),
        # rows and elements of one tensor are apart
        (
            "update one = @by_row in f32 over (4, 3)\nreads weight = w[n], held = h[r]\n"
            "gives weight: f32[n] -> w, held: f32[r] -> h\n" + scale("two", "h", shape="(4, 1)", into="h"),
            "one:0 two:1",
        ),
        # so are dense calls, and calls on rows
        (step("one", "w", "r", "listed") + step("two", "w", "g"), "one:0 two:1"),
        (step("one", "w", "r", "listed") + step("two", "m", "w", "listed"), "one:0 two:0"),
        (step("one", "w", "r", "listed") + step("two", "w", "r", "all"), "one:0 two:1"),
        # elements of one tensor, each written by a call, do not wait for one another; who reads all of it does
        (
            total("a", "g", into="parts[0]")
            + total("b", "w", into="parts[1]")
            + scale("c", "parts", shape="(2)", into="z"),
            "a:0 b:0 c:1",
        ),
    ],
)
def test_phases(calls: str, expected: str) -> None:
    extra = "tensor parts: f32 (2) temporary\ntensor z: f32 (2) argument\n"
    assert phases(program(calls, extra)) == expected


SCALED = scale("scaled", "g")
NORM = total("norm", "%scaled#output")
LATER = scale("down", "%scaled#output", "%norm#output") + step("one", "w", "%down#output")


def test_a_scaled_gradient_is_computed_again_rather_than_stored() -> None:
    assert phases(program(SCALED + NORM + LATER)) == "scaled:0, 1 norm:0 down:1 one:1"
    assert shape_of(program(SCALED + NORM + LATER)) == [
        (0, "dense", ["scaled", "norm"]),
        (1, "dense", ["scaled", "down", "one"]),
    ]


def test_an_operator_that_only_a_later_phase_reads_moves_there() -> None:
    calls = (
        total("norm", "g")
        + scale("old", "m")
        + scale("down", "g", "%norm#output")
        + """
      operator new = @add in f32 over (4, 3)
      reads lhs = %old#output[n], rhs = %down#output[n]
      gives output: f32[n] -> m
    """
    )
    assert phases(program(calls)) == "norm:0 old:1 down:1 new:1"


def test_a_write_waits_for_what_is_computed_again() -> None:
    reset = scale("reset", "g", "k", into="g")
    assert phases(program(SCALED + NORM + LATER + reset)) == "scaled:0, 1 norm:0 down:1 one:1 reset:1"


def test_what_has_been_overwritten_since_is_stored() -> None:
    calls = SCALED + NORM + scale("reset", "g", "k", into="g") + LATER
    assert phases(program(calls)) == "scaled:0 norm:0 reset:0 down:1 one:1"
    temporaries = [
        t.name
        for region in cut_into_regions(program(calls))
        for t in region.program.tensors
        if t.role.value == "temporary"
    ]
    assert set(temporaries) == {"scaled_output", "norm_output"}


def test_what_is_made_of_too_much_is_stored() -> None:
    tensors = "".join(f"tensor x{number}: f32 (4, 3) argument\n" for number in range(4))
    sums = "".join(
        f"operator s{number + 1} = @add in f32 over (4, 3)\n"
        f"reads lhs = {f'%s{number}#output' if number else 'g'}[n], rhs = x{number}[n]\ngives output: f32[n]\n"
        for number in range(4)
    )
    calls = sums + total("norm", "%s4#output") + scale("down", "%s4#output", "%norm#output", into="w")
    assert phases(program(calls, tensors)).endswith("s4:0 norm:0 down:1")


# Regions


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        # fused: they share a tensor
        (step("one", "w", "g") + step("two", "m", "g"), [(0, "dense", ["one", "two"])]),
        (scale("half", "g") + step("one", "w", "%half#output"), [(0, "dense", ["half", "one"])]),
        # not fused: nothing in common, another shape, another phase, other rows
        (step("one", "w", "g") + step("two", "m", "m"), [(0, "dense", ["one"]), (0, "dense", ["two"])]),
        (
            scale("a", "g", "k", into="w") + scale("b", "h", "k", "(4, 1)", into="h"),
            [(0, "dense", ["a"]), (0, "dense", ["b"])],
        ),
        (total("norm", "g", into="k") + scale("a", "g", "k", into="w"), [(0, "dense", ["norm"]), (1, "dense", ["a"])]),
        (step("one", "w", "r", "listed") + step("two", "m", "g"), [(0, "listed", ["one"]), (0, "dense", ["two"])]),
        # all rows: those that are listed, and the others
        (step("one", "w", "r", "all"), [(0, "listed", ["one"]), (0, "unlisted", ["one"])]),
        # an operator on rows is computed in each region that reads it
        (
            scale("half", "r", shape="(4, 3) listed rows of r")
            + step("one", "w", "%half#output", "listed")
            + step("two", "m", "%half#output", "all"),
            [
                (0, "listed", ["half", "one"]),
                (0, "listed", ["half", "two"]),
                (0, "unlisted", ["half", "two"]),
            ],
        ),
        # and what it reads of an update on the same rows joins the two
        (
            step("one", "w", "r", "listed")
            + "operator half = @add in f32 over (4, 3) listed rows of r\n"
            + "reads lhs = r[n], rhs = %one#weight[n]\ngives output: f32[n]\n"
            + step("two", "m", "%half#output", "listed"),
            [(0, "listed", ["one", "half", "two"])],
        ),
        (
            "operator half = @add in f32 over (4, 3) listed rows of r\n"
            "reads lhs = r[n], rhs = w[n]\ngives output: f32[n]\n"
            + step("one", "m", "%half#output", "listed")
            + step("two", "w", "r", "listed"),
            [(0, "listed", ["half", "one", "two"])],
        ),
        # a number that is made of numbers which nothing writes is, too
        (
            scale("half", "k", "k", "(1)")
            + scale("a", "g", "%half#output", into="w")
            + scale("b", "h", "%half#output", "(4, 1)", into="h"),
            [(0, "dense", ["half", "a"]), (0, "dense", ["half", "b"])],
        ),
    ],
)
def test_regions(calls: str, expected: list[tuple[int, str, list[str]]]) -> None:
    assert shape_of(program(calls)) == expected


def test_a_number_is_stored_once_whichever_rows_there_are() -> None:
    calls = """
      update one = @scale in f32 over (4, 3) all rows of r
      reads data = r[n], by = k
      gives output: f32[n] -> w
    """
    number = """
graph @counted {
  buffer weight: T[n]
  buffer count: T
  %0: T[n] = load weight
  %1: T = load count
  %2: T[n] = mul %0 %1
  %3: T = mul %1 %1
  store weight, %2
  store count, %3
}
"""
    calls = calls.replace("@scale", "@counted").replace("data =", "weight =").replace("by =", "count =")
    calls = calls.replace("output: f32[n] -> w", "weight: f32[n] -> w, count: f32 -> k")
    source = parse_program(f"{number}\nprogram {{\n{TENSORS}\n{calls}\n}}\n")
    listed, others = cut_into_regions(source)
    assert [write.place.tensor for write in listed.program.calls[0].writes()] == ["w", "k"]
    assert [write.place.tensor for write in others.program.calls[0].writes()] == ["w"]


def test_numbers_of_two_shapes_join_no_loop() -> None:
    calls = total("a", "g", into="parts[0]") + total("b", "h", into="parts[1]").replace("(4, 3)", "(4, 1)")
    both = (
        calls
        + """
      operator c = @add in f32 over (1)
      reads lhs = %a#output[n], rhs = %b#output[n]
      gives output: f32[n] -> k
    """
    )
    assert shape_of(program(both, "tensor parts: f32 (2) temporary\n")) == [
        (0, "dense", ["a"]),
        (0, "dense", ["b"]),
        (1, "dense", ["c"]),
    ]


def test_a_long_chain_of_numbers_is_no_deep_recursion() -> None:
    chain = scale("c0", "k", shape="(1)")
    chain += "".join(scale(f"c{number}", f"%c{number - 1}#output", shape="(1)") for number in range(1, 2000))
    (region,) = cut_into_regions(program(chain + scale("last", "g", "%c1999#output", into="w")))
    assert len(region.program.calls) == 2001
    assert [call.name for call in region.calls] == ["last"]
    assert len(inline_region(region.program).binding.memory) == 3


def test_regions_as_text() -> None:
    calls = total("norm", "g") + scale("down", "g", "%norm#output") + step("one", "w", "%down#output")
    text = print_regions(cut_into_regions(program(calls)))
    assert [region.program for region in cut_into_regions(program(calls))] == parse_programs(text)
    assert (
        text[text.index("# phase 0") :]
        == """\
# phase 0
program {
  tensor g: f32 (4, 3) argument
  tensor norm_output: f32 (1) temporary
  operator norm = @sum in f32 over (4, 3)
    reads data = g[n]
    gives output: f32 -> norm_output
}

# phase 1
program {
  tensor g: f32 (4, 3) argument
  tensor norm_output: f32 (1) temporary
  tensor w: f32 (4, 3) argument
  operator down = @scale in f32 over (4, 3)
    reads data = g[n], by = norm_output
    gives output: f32[n]
  update one = @step in f32 over (4, 3)
    reads weight = w[n], grad = %down#output[n], lr = $lr
    gives weight: f32[n] -> w
}
"""
    )


def test_a_region_that_breaks_the_laws_is_found() -> None:
    two = scale("a", "g", "k", into="w") + scale("b", "h", "k", "(4, 1)", into="h")
    with pytest.raises(VerifyError, match="one loop over"):
        verify_region(program(two))
    number = total("norm", "g", into="k") + scale("a", "g", "k", into="w")
    with pytest.raises(VerifyError, match="a accesses k, which norm writes, in another way"):
        verify_region(program(number))
    with pytest.raises(VerifyError, match="one: all rows in one loop"):
        verify_region(program(step("one", "w", "r", "all")))
    one, other = program(step("one", "w", "g")), program(scale("half", "w"))
    verify_phases([(0, one), (1, other)])
    with pytest.raises(VerifyError, match="half accesses w, which one writes in phase 0"):
        verify_phases([(0, one), (0, other)])


# Inlining


def test_calls_become_one_graph() -> None:
    (region,) = cut_into_regions(program(scale("half", "g") + step("one", "w", "%half#output") + step("two", "w", "g")))
    inlined = inline_region(region.program)
    assert (
        text.print_graph(inlined.stage.graph)
        == """\
graph @update {
  buffer b0: f32[n]
  buffer b1: f32
  buffer b2: f32[n]
  scalar s0
  scalar s1
  %0: f32[n] = load b2
  %1: f64 = scalar s0
  %2: f32 = cast %1
  %3: f32[n] = load b0
  %4: f32 = load b1
  %5: f32[n] = mul %3 %4
  %6: f32[n] = mul %2 %5
  %7: f32[n] = sub %0 %6
  %8: f64 = scalar s1
  %9: f32 = cast %8
  %10: f32[n] = mul %9 %3
  %11: f32[n] = sub %7 %10
  store b2, %11
}
"""
    )
    assert inlined.binding.buffer_names() == {"b0": "g", "b1": "k", "b2": "w"}
    assert inlined.binding.scalar_names() == {"s0": "one.lr", "s1": "two.lr"}


@pytest.mark.parametrize(
    ("calls", "domains"),
    [
        (step("one", "w", "g"), ["n"]),
        (step("one", "w", "r", "listed"), ["rows"]),
        (step("one", "w", "r", "all"), ["rows", "gaps"]),
        (
            (
                "update one = @by_row in f32 over (4, 3) all rows of r\nreads weight = r[n], held = h[r]\n"
                "gives weight: f32[n] -> w, held: f32[r] -> h\n"
            ),
            ["rows", "rows"],
        ),
    ],
)
def test_what_loops_run_over(calls: str, domains: list[str]) -> None:
    assert [inline_calls(region.program).domain for region in cut_into_regions(program(calls))] == domains


def test_the_source_is_zero_in_unlisted_rows() -> None:
    _, others = cut_into_regions(program(step("one", "w", "r", "all")))
    assert "load b1" not in text.print_graph(inline_calls(others.program).graph)
    assert "const 0.0" in text.print_graph(inline_calls(others.program).graph)


# The whole compiler


def test_each_pass_takes_what_the_one_before_gives() -> None:
    levels = [Level.PROGRAM, *(item.gives for item in PASSES)]
    assert [item.takes for item in PASSES] == levels[:-1]
    assert levels[-1] is Level.LLVM
    assert all(item.doc.endswith(".") for item in PASSES)


def test_passes_run_from_a_program_to_llvm_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MXSYM_VERIFY", "1")
    assert verify.enabled()
    (region,) = cut_into_regions(program(total("norm", "g", into="k")))
    results = run_passes(region.program, kernel_cache.host(""))
    assert [result.step for result in results] == list(PASSES)
    loops, texts = (cast("tuple[Any, ...]", result.ir) for result in results[-2:])
    assert [loop.role for loop in loops] == ["elements", "totals", "numbers"]
    assert all(isinstance(item, str) and "define " in item for item in texts)


def test_a_loop_reads_alike_whatever_names_and_shapes_are(monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = cut_into_regions(program(step("one", "w", "g")))
    (other,) = cut_into_regions(program(step("other", "m", "w")))
    target = kernel_cache.host("")
    codes = [item.compiled for item in launch.compile_regions([one, other], target)]
    assert codes[0] is codes[1]
    count = kernel_cache.compile_count() + kernel_cache.load_count()
    launch.compile_regions([other], target)
    assert kernel_cache.compile_count() + kernel_cache.load_count() == count


def test_launches() -> None:
    source = program(total("norm", "g", into="k") + step("one", "w", "r", "all"))
    items = launch.compile_regions(cut_into_regions(source), kernel_cache.host(""))
    made = [item for region in items for item in launch.launches(region)]
    work = WorkSlot(0, "sum0")
    shown = [(item.phase, item.stage, item.size, item.grain, [_slot(slot) for slot in item.slots]) for item in made]
    assert launch.workspace_bytes(items[0]) == {work: 4, WorkSlot(0, "total0"): 4}
    assert shown == [
        (0, 0, 12, 4096, ["g", "work 0 sum0"]),
        (0, 1, 1, 1, ["work 0 sum0", "work 0 total0", "blocks 0"]),
        (0, 2, 1, 1, ["k", "work 0 total0"]),
        (0, 0, ExtentSlot(1, Extent.ROWS), 1, ["w", "r", "index 1 w", "columns 1", "$one.lr"]),
        (0, 0, 4, 1, ["w", "columns 2", "count of r", "ids of r", "$one.lr"]),
    ]


def _slot(slot: Any) -> str:
    match slot:
        case Number(call, attribute):
            return f"${call}.{attribute}"
        case WorkSlot(region, buffer):
            return f"work {region} {buffer}"
        case IndexSlot(region, tensor):
            return f"index {region} {tensor}"
        case ExtentSlot(region, extent):
            return f"{extent.value} {region}"
        case SourceSlot(source, what):
            return f"{what.value} of {source}"
        case _:
            return slot.tensor


# Against the interpreter


def _lowered(symbol: mx.Symbol, shapes: dict[str, Shape], dtype: str, sparse: str = "") -> Lowered:
    from mxsym.codegen.dtypes import BY_NAME
    from mxsym.opgraph.infer import infer

    expanded, _ = expand(symbol)
    named = {node.name: node for node in variables_of(symbol)}
    known = {Entry(node): shapes[name] for name, node in named.items()}
    types = infer(expanded, known, dict.fromkeys(known, BY_NAME[dtype]))
    assert not types.faults
    return lower(expanded, types, frozenset({named[sparse]} if sparse else ()))


def _numbers(lowered: Lowered) -> dict[Number, float]:
    """The hyper-parameters of each call, as the graph has them."""
    return {
        Number(name, item.name): float(node.attrs.get(item.name, item.default))
        for node, name in lowered.calls.items()
        for item in node.rule.scalars
        if item.name not in node.inputs
    }


def check(
    symbol: mx.Symbol, lowered: Lowered, arrays: dict[str, Array], sparse: dict[str, RowSparse] | None = None
) -> None:
    """The regions, interpreted one by one, leave what the graph's interpreter leaves."""
    cut = cut_into_regions(lowered.program)
    for region in cut:
        verify_region(region.program)
    verify_phases((region.phase, region.program) for region in cut)
    cut_programs = [region.program for region in cut]
    assert parse_programs(print_programs(cut_programs)) == cut_programs
    got = regions.run(cut, {**arrays, **(sparse or {})}, _numbers(lowered))
    outcome = interpret(symbol, arrays)
    for name, array in outcome.variables.items():
        if name not in (sparse or {}):
            assert_same_bits(got[name], array, name)
    for entry, name, array in zip(symbol.entries, lowered.program.outputs, outcome.outputs, strict=True):
        if entry.stored is entry:
            assert_same_bits(got[name], array, name)


EXAMPLES = pytest.mark.parametrize("examples", [30, pytest.param(100, marks=pytest.mark.slow)])


@EXAMPLES
def test_regions_of_random_graphs(examples: int) -> None:
    settings(max_examples=examples, report_multiple_bugs=False)(
        given(programs(), st.sampled_from(list(DTYPES)), st.integers(0, 2**32 - 1))(check_random_graphs)
    )()


def check_random_graphs(made: tuple[mx.Symbol, dict[str, Shape]], dtype: str, seed: int) -> None:
    symbol, shapes = made
    rng = np.random.default_rng(seed)
    arrays = {
        name: draw(rng, int(np.prod(shapes[name])), DTYPES[dtype]).reshape(shapes[name])
        for name in symbol.list_inputs()
    }
    check(symbol, _lowered(symbol, shapes, dtype), arrays)


@EXAMPLES
def test_regions_of_graphs_whose_operators_move(examples: int) -> None:
    settings(max_examples=examples)(given(moving(), st.integers(0, 1000))(check_graphs_whose_operators_move))()


def check_graphs_whose_operators_move(symbol: mx.Symbol, seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = symbol.list_inputs()
    shapes: dict[str, Shape] = {name: (1,) if name == "number" else (21,) for name in names}
    arrays = {name: rng.standard_normal(shapes[name]).astype(np.float32) for name in names}
    check(symbol, _lowered(symbol, shapes, "float32"), arrays)


def _on_rows(rng: random.Random) -> mx.Symbol:
    """Standard updates by expressions of a row-sparse gradient, among dense calls that overwrite what those read."""
    v = {name: mx.sym.var(name) for name in ["grad", "w1", "w2", "m1", "m2", "x", "y", "h", "k1", "k2"]}
    rows, dense, numbers, heads = [v["grad"]], [v["x"], v["y"]], [v["k1"], v["k2"]], list[mx.Symbol]()
    for _ in range(rng.randint(3, 9)):
        match rng.randrange(8):
            case 0:
                rows.append(rng.choice(rows) * rng.choice([*dense, *numbers]))
            case 1:
                rows.append(mx.clip(rng.choice(rows) * 0.5, -1, 1) + rng.choice(rows))
            case 2:
                dense.append(rng.choice(dense) * rng.choice(numbers) + rng.choice(dense))
            case 3:
                numbers.append(rng.choice([mx.sum(rng.choice(dense)), rng.choice(numbers) * 0.5]))
            case 4:
                name, pool = rng.choice([("x", dense), ("y", dense), ("k1", numbers), ("k2", numbers)])
                pool.append(mx.sym.assign(v[name], rng.choice(pool) * 0.5))
                heads.append(pool[-1])
            case 5:
                weight = v[rng.choice(["w1", "w2"])]
                made: Any = mx.sym.group_adagrad_update
                heads.append(made(weight, rng.choice(rows), v["h"], lr=0.5, out=weight, lazy_update=False))
            case _:
                weight, state = v[rng.choice(["w1", "w2"])], v[rng.choice(["m1", "m2"])]
                lr = rng.choice([0.5, rng.choice(numbers)])
                made = mx.sym.sgd_mom_update
                update = made(weight, rng.choice(rows), state, lr=lr, momentum=0.5, out=weight, lazy_update=False)
                heads.append(update)
                dense += [update] if rng.random() < 0.5 else []
    gradient = mx.sym.sgd_update(v["w1"], v["grad"], lr=0.5, out=v["w1"], lazy_update=False)
    return mx.Group([*heads, gradient])


@pytest.mark.every(6)
@pytest.mark.parametrize("seed", range(150))
def test_regions_of_graphs_on_rows(seed: int) -> None:
    with NameManager():
        symbol = _on_rows(random.Random(seed))
    shapes: dict[str, Shape] = dict.fromkeys(symbol.list_inputs(), (4, 5))
    shapes |= {name: (4, 1) if name == "h" else (1,) for name in shapes if name in ("h", "k1", "k2")}
    rng = np.random.default_rng(seed)
    arrays = {name: rng.integers(-3, 4, shape).astype(np.float32) for name, shape in shapes.items()}
    ids = np.flatnonzero(rng.random(4) < 0.6)
    stored = RowSparse(ids, arrays["grad"][ids], (4, 5))
    absent = np.setdiff1d(np.arange(4), ids)
    arrays["grad"][absent] = 0
    check(symbol, _lowered(symbol, shapes, "float32", "grad"), arrays, {"grad": stored})
