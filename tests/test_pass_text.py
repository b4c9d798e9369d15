"""Passes alone, on texts: each gives what the compiler has after it; a fault is named with its line."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, cast

import pytest

from mxsym.cli import main
from mxsym.codegen.compiler import PASSES, Level, Loop, run_passes
from mxsym.codegen.fusion.stage import LoopRole, Stage
from mxsym.codegen.pass_text import parse_stages, print_regions, print_stages, text_passes
from mxsym.codegen.program_text import print_program
from mxsym.codegen.target import level_target
from mxsym.codegen.text import ParseError, print_kernel
from mxsym.codegen.verify import VerifyError
from tests.support import bind
from tests.test_columns import arrays, column_states_update, symbol_of
from tests.test_ir import bound, graphs
from tests.test_report import lamb

TARGET = level_target("x86-64-v3")


def shown(level: Level, code: Any) -> str:
    """The code at a level, as its passes read and print it."""
    match level:
        case Level.PROGRAM:
            return print_program(code)
        case Level.GRAPH | Level.STAGES:
            return print_stages(cast("tuple[Stage, ...]", code))
        case Level.KERNEL:
            return "".join(print_kernel(loop.kernel) for loop in cast("tuple[Loop, ...]", code))
        case _:
            return "\n".join(code)


@pytest.mark.every(3)
@pytest.mark.parametrize("name", ["lamb", *graphs()])
def test_each_pass_alone_gives_what_the_compiler_has_after_it(name: str) -> None:
    executor = lamb() if name == "lamb" else bound(*graphs()[name])
    known = text_passes()
    for region in executor.regions:
        before = shown(Level.PROGRAM, region.program)
        for result in run_passes(region.program, TARGET):
            after = known[result.step.name].run(before, TARGET)
            assert after == shown(result.step.gives, result.ir), result.step.name
            before = after


def test_a_program_is_cut_into_the_regions_of_its_executor() -> None:
    executor = lamb()
    text = executor.ir("program")
    assert text_passes()["partition"].run(text, TARGET) == executor.ir("regions") == print_regions(executor.regions)
    assert text_passes()["order_calls"].run(text, TARGET) == "upd: 0\n"
    assert text_passes()["copy_overwritten"].run(text, TARGET) == text


def test_every_pass_of_the_compiler_is_known_and_says_what_it_does() -> None:
    known = text_passes()
    assert {step.name for step in PASSES} < known.keys()
    assert all(step.doc.endswith(".") for step in known.values())


def test_stages_are_read_as_they_are_printed() -> None:
    stages = lamb().compiled[0].compiled.passes.stages
    assert [stage.role for stage in stages] == ["elements", "totals", "elements"]
    assert parse_stages(print_stages(stages)) == stages


def test_stages_of_every_role_are_read_as_they_are_printed() -> None:
    values = bind(symbol_of(column_states_update), arrays(column_states_update, (6, 4)))
    seen: set[LoopRole] = set()
    for item in (*values.compiled, *lamb().compiled):
        stages = item.compiled.passes.stages
        assert parse_stages(print_stages(stages)) == stages
        seen |= {stage.role for stage in stages}
    assert seen == set(LoopRole)


def test_what_is_wrong_with_a_text_is_said() -> None:
    known = text_passes()
    with pytest.raises(ParseError, match="line 2: 'f33"):
        known["canonicalize"].run("graph @g {\n  buffer x: f33[n]\n}\n", TARGET)
    with pytest.raises(VerifyError, match="not declared"):
        known["canonicalize"].run("graph @g {\n  %0: f32[n] = load x\n  store x, %0\n}\n", TARGET)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def command(*arguments: str, source: str = "") -> tuple[int, str, str]:
        """The status that a process would end with, its output and its errors."""
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(source.encode())))
        try:
            code: Any = main(["pass", *arguments])
        except SystemExit as end:
            code = end.code
        output, error = capsys.readouterr()
        return code, output, error

    _, listed, _ = command("--list")
    assert [line.split()[0] for line in listed.splitlines()] == list(text_passes())
    path = tmp_path / "graph.txt"
    path.write_text("graph @g {\n  buffer x: f32[n]\n  %0: f32[n] = load x\n  store x, %0\n}\n")
    expected = "stage elements over n\ngraph @g {\n}\n"
    assert command("eliminate_dead_code", str(path)) == (0, expected, "")
    assert command("eliminate_dead_code", "-", source=path.read_text()) == (0, expected, "")
    code, output, error = command("eliminate_ded_code", str(path))
    assert (code, output) == (2, "") and "eliminate_dead_code" in error
    code, _, error = command("schedule")
    assert code == 2 and "got no file" in error
    code, _, error = command("schedule", "-", source="graph @g {\n  %0: f32[n] = load x\n  store x, %0\n}\n")
    assert code == 1 and "not declared" in error
