"""The report: its data, its lines, and the page in a real browser."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mxsym as mx
from mxsym.cli import main
from mxsym.codegen.backend import debug_lines, llvm
from mxsym.codegen.backend.debug_lines import locate
from mxsym.codegen.backend.lower import lower_with_origins
from mxsym.inspection.provenance import owners
from mxsym.inspection.stage_text import units
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.node import ops_of
from mxsym.report import report
from mxsym.report.content import STAGES, content
from tests import browser
from tests.browser import Browser
from tests.test_inspection import lamb
from tests.test_ir import bound, composed, graphs
from tests.test_viz import AWKWARD, three


def quickstart() -> mx.Executor:
    with NameManager():
        w, g, m = (mx.sym.var(name) for name in "wgm")
        clipped = mx.sym.clip(g * 0.5, -1, 1)
    step = mx.sym.sgd_mom_update(w, clipped, m, lr=0.1, momentum=0.9, out=w, name="upd")
    return step.simple_bind(w=(64, 10))


@pytest.mark.parametrize("name", ["lamb", *graphs()])
def test_lines_are_those_of_the_stages_and_debug_information_changes_no_instruction(name: str) -> None:
    executor = lamb() if name == "lamb" else bound(*graphs()[name])
    for unit in units(executor.__bound_graph__()):
        for code in unit.compiled.kernels:
            target = unit.target
            found = locate(code.kernel, target)
            assert "\n".join(found.texts["llvm"].lines) == code.llvm
            assert found.texts["llvm-opt"].lines == llvm.optimized_text(code.llvm, target).rstrip("\n").split("\n")
            assert found.texts["asm"].lines == llvm.assembly(code.llvm, target).rstrip("\n").split("\n")
            count = len(found.texts["kernel"].lines)
            for text in found.texts.values():
                assert len(text.lines) == len(text.places) and max(text.places) <= count
            stored = {found.place[store] for store in code.kernel.stores}
            # A copy that had other instructions would have given no line a place.
            for stage in STAGES:
                assert stored <= set(found.texts[stage].places), f"no instruction of a store in {stage}"


def test_places_are_right() -> None:
    """A product's lines are multiplications, all the way down."""
    executor = quickstart()
    code = executor.compiled[0].compiled.kernels[0]
    found = locate(code.kernel, executor.compiled[0].compiled.passes.target)
    kernel = found.texts["kernel"].lines
    patterns = {"llvm": r"fmul ", "llvm-opt": r"fmul ", "asm": r"mulp?s|mulss|fmul"}
    products = [number for number, line in enumerate(kernel, 1) if re.search(r"f32\[n\] = mul ", line)]
    assert products
    for stage, pattern in patterns.items():
        text = found.texts[stage]
        for place in products:
            own = [line for line, at in zip(text.lines, text.places, strict=True) if at == place]
            assert any(re.search(pattern, line) for line in own), (stage, kernel[place - 1])
            assert not any(re.search(r"\b(fsub|fadd|v?subp?s|v?addps)\b", line) for line in own), own


def test_a_text_with_other_instructions_gets_no_places() -> None:
    code = quickstart().compiled[0].compiled.kernels[0]
    lowered = lower_with_origins(code.kernel, quickstart().compiled[0].compiled.passes.target)
    other = lowered.text.replace("fmul", "fadd", 1)
    assert debug_lines.read_llvm(other) != debug_lines.read_llvm(lowered.text)


def names_of_owners(executor: mx.Executor) -> dict[str, set[str]]:
    """The kernel lines, and the ops that own each."""
    found: dict[str, set[str]] = {}
    for unit in units(executor.__bound_graph__()):
        names = unit.region.origins
        for owned, code, kernel in zip(owners(unit.items[0]), unit.compiled.kernels, unit.kernels(), strict=True):
            places = locate(code.kernel, unit.target)
            shown = executor.ir("kernel") and "\n".join(places.texts["kernel"].lines)
            assert shown.count("\n") > len(kernel.buffers)
            for key, steps in owned.items():
                if key in places.place:
                    line = places.texts["kernel"].lines[places.place[key] - 1]
                    found.setdefault(line.strip(), set()).update(names[step] for step in steps)
    return found


def test_each_line_has_the_op_that_it_is_for() -> None:
    found = names_of_owners(quickstart())
    assert all(found.values()), "every value of a graph of ops is some op's"
    by_text = {line.partition(" = ")[2] or line: ops for line, ops in found.items()}
    assert by_text["load b0"] == {"_mulscalar0"} and by_text["load b1"] == by_text["load b2"] == {"upd"}
    (lt,) = {frozenset(ops) for line, ops in by_text.items() if re.fullmatch(r"where %\d+ %9 %\d+", line)}
    assert lt == {"clip0"}
    assert {frozenset(ops) for line, ops in by_text.items() if line.startswith("store")} == {frozenset({"upd"})}


@pytest.mark.parametrize("name", ["lamb", "three", *graphs()])
def test_no_value_is_without_an_op_and_no_op_that_stores_without_a_line(name: str) -> None:
    made = {"lamb": lamb, "three": lambda: three().simple_bind(w=(10,), v=(10,), rate=(1,))}
    executor = made[name]() if name in made else bound(*graphs()[name])
    found = names_of_owners(executor)
    assert [line for line, ops in found.items() if not ops] == []
    updates = {op.name for op in ops_of(executor.expanded) if op.rule.is_update}
    assert updates <= set().union(*found.values())


def test_content_of_several_kernels() -> None:
    found = content(lamb().__bound_graph__())
    assert [kernel["over"] for kernel in found["kernels"]] == ["blocks", "totals", "n"]
    (op,) = found["ops"]
    assert [number for number, _ in op["places"]] == [0, 1, 2]
    assert any("sqrt" in line for line in op["formula"])
    assert json.loads(json.dumps(found)) == json.loads(json.dumps(found))
    many = content(three().simple_bind(w=(10,), v=(10,), rate=(1,)).__bound_graph__())
    places = {op["name"]: [number for number, _ in op["places"]] for op in many["ops"]}
    assert set(places) == {"before", "rate_update", "_mulscalar0", "after"}
    assert all(places.values())


def test_the_page_is_whole_and_escaped() -> None:
    w, g = mx.sym.var(AWKWARD), mx.sym.var("g")
    name = "</script><b>&"
    step = mx.sym.sgd_update(w, g, lr=0.1, out=w, name=name)
    page = report(step.bind(args={AWKWARD: mx.nd.zeros((3,)), "g": mx.nd.zeros((3,))}), title="<i>")
    assert "<title>&lt;i&gt;</title>" in page
    assert page.count("</script>") == 2 and "<b>" not in page
    assert re.findall(r"""\b(?:src|href)\s*=|\burl\(|@import""", page) == ["href="], "the icon, which is empty"
    data = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert data is not None and json.loads(data[1])["ops"][0]["name"] == name


def test_the_command_writes_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    graph, page = tmp_path / "step.json", tmp_path / "page.html"
    graph.write_text(composed().tojson())
    assert main(["report", str(graph), "--shape", "64x10", "-o", str(page)]) == 0
    assert capsys.readouterr().out == f"wrote {page}\n"
    assert "<title>step</title>" in page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = browser.find()
    if program is None:
        assert not os.environ.get("CI"), "CI has a Chromium: see `make browser-test`"
        pytest.skip("no Chromium: `make browser-test` says how to get one")
    with Browser(program, tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


PAGES = {
    "quickstart": (quickstart, "upd", "clip0", r"v?(min|max|cmp|blend)\w*|fcm|bsl|fm(ax|in)"),
    "lamb": (lamb, "upd", "upd", r"v?(add|mul|sub)\w*|f(add|mul|sub)"),
}

HITS = """(id => [...document.querySelectorAll(`#${id} .line.hit`)].map(row => row.textContent))"""


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_click_on_an_op_marks_its_lines(name: str, chromium: Browser, tmp_path: Path) -> None:
    make, update, other, instruction = PAGES[name]
    page = tmp_path / f"{name}.html"
    page.write_text(report(make(), title=name), encoding="utf-8")
    chromium.problems.clear()
    chromium.open(page.as_uri())
    assert [address for address in chromium.requests if not address.startswith(("file:", "data:"))] == []
    assert chromium.evaluate("document.title") == name

    chromium.click(f"document.querySelector('#picture [data-op={other}]')")
    assert chromium.evaluate("document.querySelector('#ops .chosen').firstChild.data.trim()") == other
    assert chromium.evaluate("document.querySelectorAll('#kernels .chosen').length") == 1
    marked = {pane: chromium.evaluate(f"{HITS}('{pane}')") for pane in ("kernel", "llvm", "asm")}
    assert all(marked.values()), marked
    assert any(re.search(instruction, line) for line in marked["asm"])
    kernel = content(make().__bound_graph__())["kernels"][0]["texts"]
    assert set(marked["asm"]) <= set(kernel["asm"][0]) and len(marked["asm"]) < len(kernel["asm"][0])
    assert chromium.evaluate("document.querySelector('#expression pre').textContent")

    chromium.click(f"[...document.querySelectorAll('#ops button')].find(b => b.firstChild.data.trim() === '{update}')")
    stores = [line for line in chromium.evaluate(f"{HITS}('kernel')") if "store" in line]
    assert stores
    view = "(id => { const p = document.getElementById(id).getBoundingClientRect(), r = document.querySelector("
    view += "`#${id} .hit`).getBoundingClientRect(); return r.top >= p.top && r.bottom <= p.bottom; })"
    assert all(chromium.evaluate(f"{view}('{pane}')") for pane in ("kernel", "llvm", "asm")), "in view"

    chromium.click("document.querySelector('#asm .line.hit')")
    assert chromium.evaluate("document.querySelectorAll('#kernel .line.near').length") >= 1
    lowered = "document.getElementById('which')"
    chromium.evaluate(f"{lowered}.value = 'llvm'; {lowered}.dispatchEvent(new Event('change'))")
    assert any("fmul" in line for line in chromium.evaluate(f"{HITS}('llvm')"))

    kernels: Any = chromium.evaluate("document.querySelectorAll('#kernels tr').length")
    chromium.click(f"document.querySelectorAll('#kernels tr')[{kernels - 1}]")
    assert chromium.evaluate("document.getElementById('kernels').lastChild.className") == "chosen"
    assert chromium.evaluate(f"{HITS}('asm')")

    picture = Path(os.environ.get("MXSYM_SCREENSHOTS", tmp_path)) / f"report-{name}.png"
    chromium.evaluate("scrollTo(0, 0)")
    chromium.screenshot(picture)
    assert picture.read_bytes().startswith(b"\x89PNG") and picture.stat().st_size > 10_000
    assert chromium.problems == []


@pytest.mark.browser
def test_ops_that_are_drawn_as_one_are_found(chromium: Browser, tmp_path: Path) -> None:
    """Of twenty updates that are alike the picture has one, and the list shows the one that is chosen."""
    names = [(f"w{number}", f"g{number}") for number in range(20)]
    pairs = [(mx.sym.var(a), mx.sym.var(b)) for a, b in names]
    ones = (1.0,) * len(pairs)
    step = mx.sym.multi_sgd_update(*[v for pair in pairs for v in pair], lrs=ones, wds=ones, name="many")
    shapes: dict[str, Any] = {weight: (number + 1,) for number, (weight, _) in enumerate(names)}
    page = tmp_path / "many.html"
    page.write_text(report(step.simple_bind(**shapes)), encoding="utf-8")
    chromium.problems.clear()
    chromium.open(page.as_uri())
    drawn = "[...document.querySelectorAll('#picture .chosen')].map(item => item.dataset.op)"
    view = "(() => { const p = document.getElementById('ops').getBoundingClientRect(), r = document.querySelector("
    view += "'#ops .chosen').getBoundingClientRect(); return r.top >= p.top && r.bottom <= p.bottom; })()"
    for number in (19, 0, 11):
        if number != 19:  # which is chosen when the page opens
            chromium.click(f"document.querySelectorAll('#ops button')[{number}]")
        assert chromium.evaluate("document.querySelector('#ops .chosen').firstChild.data.trim()") == f"many[{number}]"
        assert chromium.evaluate(drawn) == ["many[0]"]
        assert chromium.evaluate(view)
        assert chromium.evaluate(f"{HITS}('asm')")
    assert chromium.problems == []


@pytest.mark.browser
def test_the_browser_would_tell(chromium: Browser, tmp_path: Path) -> None:
    """The check for a clean console can fail."""
    page = tmp_path / "bad.html"
    page.write_text("<script>console.error('one'); nothing.here</script>")
    chromium.problems.clear()
    chromium.open(page.as_uri())
    assert len(chromium.problems) == 2
