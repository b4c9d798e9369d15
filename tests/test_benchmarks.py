"""The benchmarks: each table is made, results keep what was measured, pages show what is kept. Nothing is timed."""

from __future__ import annotations

import importlib
import json
import math
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import mxsym as mx
from benchmarks import __main__ as command
from benchmarks import (
    alone,
    calls,
    compiling,
    contenders,
    goals,
    harness,
    machine,
    memory,
    models,
    plots,
    report,
    results,
    servers,
    summary,
)
from benchmarks import torch as torch_face
from benchmarks.report import Column, Line, Table
from benchmarks.results import Results
from benchmarks.svg import Panel, Series, figure
from mxsym.kv.simulation import Forecast, Load
from tests.support import HANG

ROOT = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"
PROCESSES = ("compiling", "kv")
"""The tables that start many processes: they take their time."""
LONG = ("alone",)
"""Those that start some. The quick run makes a part of them."""


@pytest.fixture
def smoke(thread_count: Callable[[int], None]) -> Iterator[None]:
    """The shortest runs on the smallest arrays; the number of threads is put back."""
    thread_count(2)
    harness.configure(harness.SMOKE)
    yield
    harness.configure(harness.FULL)
    harness.spread()
    mx.set_num_threads(2, pin=False)


@pytest.mark.every(5)
@pytest.mark.usefixtures("smoke")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name in LONG else [])
        for name in command.TABLES
        if name not in PROCESSES
    ],
)
def test_every_table_is_made(name: str) -> None:
    check(name, importlib.import_module(f"benchmarks.{name}").tables())


@pytest.mark.slow
@pytest.mark.usefixtures("smoke")
def test_tables_of_processes_that_hold_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one size, in one environment."""
    monkeypatch.setattr(alone, "SIZES", alone.SIZES[:1])
    monkeypatch.setattr(alone, "SETTINGS", {alone.BOUND: alone.SETTINGS[alone.BOUND]})
    made = alone.tables()
    check("alone", made)
    assert [table.title.rpartition(", ")[2] for table in made] == [alone.BOUND] * 2


def check(name: str, made: list[Table]) -> None:
    """Each table has lines of finite figures, some of mxsym, and goes through JSON and text."""
    assert made
    for table in made:
        assert table.lines and all(len(line.values) == len(table.columns) for line in table.lines)
        assert Table.from_json(json.loads(json.dumps(table.to_json()))) == table
        assert str(table).startswith(f"### {table.title}\n")
        found = [value for line in table.lines for value in line.values if value is not None]
        assert all(math.isfinite(value) and value >= 0 for value in found)
    names = {line.name for table in made for line in table.lines} | {c.name for table in made for c in table.columns}
    assert name in ("soak", "roofline") or any(item.startswith("mxsym") for item in names)


@pytest.mark.slow
def test_a_process_may_print(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A library that is measured prints as it is imported, and at its end."""
    path = Path(tmp_path, "printing.py")
    path.write_text("import atexit\nprint('ready')\natexit.register(print, 'bye')\n", encoding="utf-8")
    monkeypatch.setattr(compiling, "IMPORT", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{compiling.IMPORT}")
    monkeypatch.setattr(compiling, "IMPORT", compiling.IMPORT.replace("import numpy", "import printing, numpy"))
    harness.configure(harness.SMOKE)
    try:
        table = compiling.importing()
    finally:
        harness.configure(harness.FULL)
        harness.spread()
    assert all(value for line in table.lines for value in line.values)


def test_calls_say_what_did_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        """As of a library that is not installed."""

    def unmeasured(runs: Iterable[str], traffic: int) -> list[harness.Row]:
        return [harness.Row(name, 1, 1, 1, 1, traffic) for name in runs]

    monkeypatch.setattr(contenders, "library", absent)
    monkeypatch.setattr(harness, "measure", unmeasured)
    names = [line.name for line in calls.calls().lines]
    assert names[-1] == "mxsym, torch tensors: NOT RUN, for torch is not installed"
    assert "mxsym, Updater" in names and not any(name.endswith(f", {calls.TORCH}") for name in names)


def test_a_row_counts_what_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(np.arange(0.0, 1e6, 0.25))
    monkeypatch.setattr(harness.time, "perf_counter", lambda: next(now))
    harness.configure(harness.SMOKE)
    try:
        rows = harness.measure({"one": lambda: None, "other": lambda: next(now)}, 3_000_000)
    finally:
        harness.configure(harness.FULL)
    one, other = rows  # `other` takes a tick of the clock more, each of its three times
    assert (one.seconds, one.low, one.high, one.ratio) == (0.25 / 3, 0.25 / 3, 0.25 / 3, 1.0)
    assert (other.seconds, other.ratio) == (1.0 / 3, 4.0)
    assert one.speed == pytest.approx(3e6 / (0.25 / 3) / 1e9)
    table = harness.table("Two", rows, each=10, of="call")
    assert table.value("other", "a call") == 1.0 / 30
    assert table.value("other", "no such column") is None and table.value("nobody", "time") is None


def test_numbers_read_as_people_write_them() -> None:
    shown = [report.unit(seconds) for seconds in (2.5, 0.0125, 3.2e-5, 4.4e-8)]
    assert shown == ["2.5 s", "12.5 ms", "32 µs", "44 ns"]
    table = Table("T", (Column("time", "time"), Column("n", "count")), (Line("a", (1.0, None)), Line("b", (None, 1e6))))
    assert table.cells() == [["", "time", "n"], ["a", "1 s", ""], ["b", "", "1,000,000"]]
    assert report.markdown(table.cells()).splitlines()[1:] == [
        "| --- | ---: | ---: |",
        "| a | 1 s |  |",
        "| b |  | 1,000,000 |",
    ]


def test_the_models_have_the_parameters_that_their_papers_give() -> None:
    def counts(shapes: models.Shapes) -> tuple[int, int]:
        return len(shapes), sum(math.prod(shape) for shape in shapes)

    assert counts(models.resnet50()) == (161, 25_557_032)
    assert counts(models.bert_base()) == (199, 109_482_240)


@pytest.mark.skipif(not memory.FORGET.exists(), reason="the system does not tell a process's peak")
def test_memory_counts_what_a_step_takes_for_itself() -> None:
    np.ones(4_000_000)  # once such an array was freed, glibc takes others of its size from the heap
    freed = [np.ones(3_000_000) for _ in range(9)]
    last = np.ones(400_000)  # the heap cannot shrink below it
    del freed
    held = np.ones(8_000_000)  # the next array has room in what is freed, too
    taken = memory.growth(lambda: held + held)
    assert taken is not None and taken == pytest.approx(held.nbytes, rel=0.2)
    nothing = memory.growth(lambda: np.add(held, held, out=held))
    assert nothing is not None and nothing < 0.1 * held.nbytes
    del last


def _results() -> Results:
    columns = (Column("time", "time"), Column("GB/s", "speed"))
    shown = [goal.title for goal in goals.goals()]
    lines: dict[str, list[Line]] = {title: [] for title in shown}
    for goal in goals.goals():
        lines[goal.title] += [Line(goal.line, (2e-3, 10.0)), *([Line(goal.over, (1e-3, 20.0))] if goal.over else [])]
    tables = tuple(Table(title, columns, tuple(items)) for title, items in lines.items())
    return Results({"cpu": "x"}, {"dense": results.Run("2026-01-01", "abc", "full", 2, tables)})


def test_goals_compare_what_they_say() -> None:
    held = _results()
    whole = goals.table(held)
    ratio = next(goal for goal in goals.goals() if goal.over and goal.column == "time")
    assert ratio.measured(held) == 2.0
    assert f"| {ratio.title}: {ratio.line} / {ratio.over} | 2.00 | {ratio.at_most:.2f} | no |" in whole
    assert goals.table(Results({}, {})) == ""


def test_results_come_back_from_their_file(tmp_path: Path) -> None:
    made = _results()
    assert Results.from_json(json.loads(json.dumps(made.to_json()))) == made
    path = results.save(made, tmp_path)
    assert path.stem == machine.slug() and results.load(path) == made
    more = Results({"cpu": "y"}, {"half": made.runs["dense"]})
    results.save(more, tmp_path)  # tables that were not measured again stay
    assert results.kept(tmp_path) == {machine.slug(): Results({"cpu": "y"}, {**made.runs, **more.runs})}


def test_kept_results_say_on_what_they_were_measured_and_name_no_machine() -> None:
    kept = results.kept()
    assert kept
    for held in kept.values():
        assert held.machine.keys() == machine.describe().keys()
        assert {"mxsym", "numpy", "llvmlite"} <= held.machine["versions"].keys()
        assert re.search(r"[\s\"]/\w", json.dumps(held.to_json())) is None, "a path"
        assert all(run.commit and run.tables for run in held.runs.values())


def test_pages_and_plots_are_what_the_command_would_write() -> None:
    stale = [path.name for path, text in summary.files().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `python -m benchmarks readme`"


def test_a_row_of_a_loop_compares_with_torch_and_then_with_others() -> None:
    lines = (Line("torch fused", (2e-3, 1.0)), Line("torch foreach", (6e-3, 3.0)), Line("mxsym.torch", (1e-3, 0.5)))
    table = Table("A loop", torch_face.COLUMNS, lines)
    assert summary.loop_row(table) == ["A loop", "1 ms", "2 ms", "0.50", "torch foreach 6"]


def test_the_readme_shows_the_machine_that_was_measured_last() -> None:
    (held, *_) = results.kept().values()
    run = next(iter(held.runs.values()))
    later = results.Results(held.machine, {"later": results.Run("9999-01-01", "the later", "full", 2, run.tables)})
    text = summary.readme({"one": held, "two": later})
    assert "mxsym at the later" in text and text.endswith(summary.OTHERS) and run.commit not in text
    assert summary.readme({"one": held}).endswith(summary.MORE)


def test_the_readme_has_a_line_of_each_table_and_the_page_has_all_lines_of_each_machine() -> None:
    name, held = next(iter(results.kept().items()))
    wide = [table for title in summary.titles() if (table := held.find(title)) and len([*summary.rows(table)]) > 1]
    assert wide
    short, whole = summary.readme({name: held}), summary.page({name: held})
    for table in wide:
        (first, *cells), (second, *_), *_ = summary.rows(table)
        assert (f"| {first} |" in short) == any(cells[-2:]) and f"| {second} |" not in short
        assert f" - {first}\n" in whole and f" - {second}\n" in whole
    assert f".. rubric:: {held.machine['cpu']}" in whole


def test_a_page_without_its_markers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("begin\n")
    with pytest.raises(ValueError, match=r"page\.md has 0 parts"):
        summary.Page(tmp_path / "page.md", "begin", "end", summary.readme).text({})


def test_plots_are_xml_whose_points_are_where_they_belong() -> None:
    text = figure(
        "A & B", [Panel("<x>", "a", "b", (Series("one", ((1, 10), (100, 1000))), Series("limit", (), rule=True)))]
    )
    root = ElementTree.fromstring(text)
    assert root.attrib["aria-label"] == "A & B" and "prefers-color-scheme: dark" in text
    first, last = [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in root.iter(f"{SVG}circle") if len(c)]
    frame = next(item.attrib for item in root.iter(f"{SVG}rect") if item.attrib.get("class") == "frame")
    left, top, width, height = (float(frame[key]) for key in ("x", "y", "width", "height"))
    assert left < first[0] < last[0] < left + width and top < last[1] < first[1] < top + height
    shown = [item.text for item in root.iter(f"{SVG}text")]
    assert {"<x>", "a", "b", "one", "limit", "10", "100"} <= set(shown)


def test_the_plots_of_kept_results_parse() -> None:
    made = [text for held in results.kept().values() for text in plots.plots(held).values()]
    assert len(made) == 2
    for text in made:
        assert next(ElementTree.fromstring(text).iter(f"{SVG}polyline")) is not None


def test_the_command_prints_json_of_what_it_measured() -> None:
    asked = [sys.executable, "-m", "benchmarks", "soak", "--minutes", "0.0005", "--threads", "1", "--quick", "--json"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=HANG, check=True)
    made = Results.from_json(json.loads(done.stdout))
    assert list(made.runs) == ["soak"] and made.runs["soak"].threads == 1 and made.runs["soak"].effort == "quick"
    assert made.machine == machine.describe()


@pytest.mark.parametrize("arguments", [["no-such-table"], ["dense", "--threads", "0"], ["--minutes", "x"]])
def test_wrong_arguments_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(arguments)
    assert stopped.value.code == 2 and "error: argument" in capsys.readouterr().err


def test_no_names_are_all_tables() -> None:
    asked = command.parser().parse_args(["--quick"])
    assert (asked.names, asked.quick, asked.threads, asked.minutes) == ([], True, None, None)


def test_help_lists_every_table_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--help"])
    text = capsys.readouterr().out
    modules = [
        path for path in (ROOT / "benchmarks").glob("*.py") if "\ndef tables(" in path.read_text(encoding="utf-8")
    ]
    assert sorted(command.TABLES) == sorted(path.stem for path in modules)
    assert all(f"  {name}" in text for name in command.TABLES)


def test_a_name_that_ends_in_an_underscore_is_no_link() -> None:
    made = report.restructured([["", "time"], ["clip_grad_norm_, zero_grad", "1 ms"]])
    assert made.splitlines()[-2:] == ["   * - clip_grad_norm\\_, zero_grad", "     - 1 ms"]


def test_a_machine_that_drifts_has_the_costs_of_one_that_does_not() -> None:
    """Samples of one machine at several speeds are those of the middle one, and what was slow is known."""
    row = np.array([3e-4, 5e-4, 1e-4, 2e-4])
    sample = {"push 16": row, "pull 16": 2 * row, "push 99": 3 * row, "pull 99": 5 * row, "wake": 1e-4, "split": 2e-8}
    speeds = [1.0, 2.0, 0.5, 1.5, 0.8]
    samples = [{name: value * speed for name, value in sample.items()} for speed in speeds]
    assert servers.slowness(samples) == pytest.approx(speeds)
    for name, value in servers.typical(samples).items():
        np.testing.assert_allclose(value, sample[name])


def test_a_ratio_is_that_of_rounds() -> None:
    """A machine that becomes three times as slow in the middle: the model and what is measured do so together."""
    load = Load(2, 1, 16, 8)
    forecasts = [Forecast(seconds, 2 * seconds, {}) for seconds in (1.0, 1.1, 3.0)]
    comparison = servers.Comparison(load, [(1.0, 2.5), (1.0, 2.0), (3.0, 6.0)], forecasts)
    assert comparison.ratios == pytest.approx((1.0, 1.0))
