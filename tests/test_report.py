"""The report: its data, its lines, and the page in a real browser."""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mxsym as mx
from mxsym.cli import main
from mxsym.codegen.backend import debug_lines, llvm
from mxsym.codegen.backend.debug_lines import locate
from mxsym.codegen.backend.lower import lower_with_origins
from mxsym.inspection.figures import duration
from mxsym.inspection.loops import vector_loop
from mxsym.inspection.provenance import owners
from mxsym.inspection.stage_text import units
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.node import ops_of
from mxsym.report import report
from mxsym.report.content import STAGES, content
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


@pytest.mark.every(6)
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
    chosen = [ops for line, ops in by_text.items() if re.fullmatch(r"where( %\d+){3}", line)]
    assert chosen.count({"clip0"}) == 2 and all(ops in ({"clip0"}, {"upd"}) for ops in chosen)
    assert {frozenset(ops) for line, ops in by_text.items() if line.startswith("store")} == {frozenset({"upd"})}


@pytest.mark.every(6)
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
    (op,), (group,) = found["ops"], found["groups"]
    assert op["group"] == 0 and op["shape"] == "300x100"
    assert [number for number, _ in group["places"]] == [0, 1, 2]
    assert any("sqrt" in line for line in group["formula"])
    assert json.loads(json.dumps(found)) == json.loads(json.dumps(found))
    many = content(three().simple_bind(w=(10,), v=(10,), rate=(1,)).__bound_graph__())
    places = {op["name"]: [number for number, _ in many["groups"][op["group"]]["places"]] for op in many["ops"]}
    assert set(places) == {"before", "rate_update", "_mulscalar0", "after"}
    assert all(places.values())


def test_ops_that_are_alike_are_one_group() -> None:
    found = content(several().__bound_graph__())
    (group,) = found["groups"]
    assert group["rule"] == "sgd_update" and len(found["ops"]) == 20
    assert {op["shape"] for op in found["ops"]} == {str(n + 1) for n in range(20)}


def test_a_group_has_the_source_of_its_rule() -> None:
    found = content(quickstart().__bound_graph__())
    (update,) = (group for group in found["groups"] if group["rule"] == "sgd_mom_update")
    source = found["sources"][update["source"]]
    assert "def sgd_mom_update(weight, grad, mom" in "\n".join(source["lines"])
    assert source["where"].endswith(f"sgd.py:{source['first']}")
    (other,) = content(mx.sym.load_json(from_file()).simple_bind(w=(3,)).__bound_graph__())["sources"].values()
    assert other["lines"] == [] and other["where"] == "a saved graph"


def from_file() -> str:
    """A saved graph with a rule that is declared nowhere."""

    @mx.update_rule
    def nowhere_update(weight: Any, grad: Any, *, lr: float) -> Any:
        """A step."""
        return {"weight": weight - lr * grad}

    w = mx.sym.var("w")
    text = nowhere_update(w, mx.sym.var("g"), lr=0.1, out=w, name="upd").tojson()
    return text.replace("nowhere_update", "nowhere_else_update")


def test_measured_times_are_in_the_page() -> None:
    executor = lamb((30, 10))
    profile = executor.profile(steps=2)
    found = content(executor.__bound_graph__(), profile)
    assert [kernel["measured"] for kernel in found["kernels"]] == [duration(item.seconds) for item in profile.kernels]
    (group,) = found["groups"]
    assert [text for _, text in group["measured"]] == [
        f"{duration(item.seconds)}, 100% of the kernel" for item in profile.kernels
    ]
    assert "measured: a step took" in found["head"][-1] and "measured" in found["total"]
    plain = content(executor.__bound_graph__())
    assert "measured" not in plain["kernels"][0] and plain["groups"][0]["measured"] == []
    with pytest.raises(ValueError, match="of another graph"):
        report(quickstart(), profile=profile)


def test_the_vector_loop_is_the_one_of_the_widest_vectors() -> None:
    for kernel in content(lamb().__bound_graph__())["kernels"]:
        for stage, (lines, _, loop) in kernel["texts"].items():
            assert loop is not None, stage
            inside = lines[loop[0] : loop[1] + 1]
            if stage == "kernel":
                assert inside[0].strip() == "each {"
                continue
            label = inside[0].partition(":")[0]
            assert label and inside[-1].endswith(label), "it ends with the jump back"
            if kernel["over"] == "n":
                assert sum("sqrt" in line for line in inside) > 1, "the remainder is computed one by one"
    assert vector_loop(["a:", "\tvaddps\t%ymm0, %ymm0, %ymm0", "\tret"], "asm") is None, "no jump goes back"
    text = [
        "a:",
        "b:",
        "\tvaddps\t%zmm0, %zmm0, %zmm0",
        "\tjl\tb",
        "\tjmp\ta",
        "c:",
        "\tvaddps\t%xmm0, %xmm0, %xmm0",
        "\tjl\tc",
    ]
    assert vector_loop(text, "asm") == (1, 3), "the inner loop, and the wider one"


SPILLS = """\
\t.loc\t1 7 0
\tvmulps\t%zmm0, %zmm1, %zmm2
\t.loc\t1 8 0
\tvmovups\t%zmm2, 64(%rsp)
\tvmulps\t%zmm3, %zmm1, %zmm2 {%k1}
\t.loc\t1 9 0
\tvmovups\t64(%rsp), %zmm5
\tvmovups\t%ymm5, 128(%rsp)
\tvaddps\t128(%rsp), %zmm2, %zmm5
\tvmovss\t64(%rsp,%r15,4), %xmm3
"""


def test_spills_belong_to_the_value_that_they_move() -> None:
    places = [place for _, _, place in debug_lines.read_assembly(SPILLS)]
    assert places == [7, 7, 8, 7, 7, 9, 9], "as LLVM has them, they would be for the op that needed the register"


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


def several() -> mx.Executor:
    """Twenty updates that are alike."""
    pairs = [(mx.sym.var(f"w{number}"), mx.sym.var(f"g{number}")) for number in range(20)]
    ones = (1.0,) * len(pairs)
    step = mx.sym.multi_sgd_update(*[v for pair in pairs for v in pair], lrs=ones, wds=ones, name="many")
    shapes: dict[str, Any] = {f"w{number}": (number + 1,) for number in range(20)}
    return step.simple_bind(**shapes)


PAGES = {
    "quickstart": (quickstart, "upd", "clip0", r"v?(min|max|cmp|blend)\w*|fcm|bsl|fm(ax|in)"),
    "lamb": (lamb, "upd", "upd", r"v?(add|mul|sub)\w*|f(add|mul|sub)"),
}

HITS = """(id => [...document.querySelectorAll(`#${id} .line.hit`)].map(row => row.textContent))"""
CHOSEN = "document.querySelector('#ops .chosen').firstChild.textContent"
SEEN = """(([id, which]) => { const p = document.getElementById(id).getBoundingClientRect();
  return [...document.querySelectorAll(`#${id} ${which}`)].some(row => { const r = row.getBoundingClientRect();
    return r.top >= p.top && r.bottom <= p.bottom; }); })"""
PANES = ("kernel", "llvm", "asm")


def opened(chromium: Browser, folder: Path, executor: mx.Executor, title: str = "page", link: str = "") -> None:
    page = folder / f"{title}.html"
    page.write_text(report(executor, title=title), encoding="utf-8")
    chromium.problems.clear()
    chromium.open("about:blank")
    chromium.open(page.as_uri() + link)


def button(name: str) -> str:
    """The button of an op, by its whole name, as JavaScript."""
    return f"[...document.querySelectorAll('#ops button')].find(b => b.firstChild.textContent === '{name}')"


def is_seen(chromium: Browser, pane: str, rows: str) -> bool:
    return chromium.evaluate(f"{SEEN}(['{pane}', '{rows}'])")


def press(chromium: Browser, key: str) -> None:
    text = {"text": key} if len(key) == 1 else {}
    for kind in ("keyDown", "keyUp"):
        chromium.call("Input.dispatchKeyEvent", type=kind, key=key, **(text if kind == "keyDown" else {}))


def picture(chromium: Browser, folder: Path, name: str) -> None:
    path = Path(os.environ.get("TEST_SCREENSHOTS", folder)) / f"report-{name}.png"
    chromium.evaluate("scrollTo(0, 0)")
    chromium.screenshot(path)
    assert path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 10_000


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_click_on_an_op_marks_its_lines(name: str, chromium: Browser, tmp_path: Path) -> None:
    make, update, other, instruction = PAGES[name]
    opened(chromium, tmp_path, make(), name)
    assert [address for address in chromium.requests if not address.startswith(("file:", "data:", "about:"))] == []
    assert chromium.evaluate("document.title") == name

    chromium.click(f"document.querySelector('#picture [data-op={other}]')")
    assert chromium.evaluate(CHOSEN) == other
    assert chromium.evaluate("document.querySelectorAll('#kernels .chosen').length") == 1
    marked = {pane: chromium.evaluate(f"{HITS}('{pane}')") for pane in PANES}
    assert all(marked.values()), marked
    assert any(re.search(instruction, line) for line in marked["asm"])
    kernel = content(make().__bound_graph__())["kernels"][0]["texts"]
    assert set(marked["asm"]) <= set(kernel["asm"][0]) and len(marked["asm"]) < len(kernel["asm"][0])
    assert chromium.evaluate("document.querySelector('#expression pre').textContent")
    assert "def " in chromium.evaluate("document.querySelector('#python .line').parentElement.textContent")

    chromium.click(button(update))
    for pane in PANES:
        assert is_seen(chromium, pane, ".line.hit"), pane
        assert is_seen(chromium, pane, ".line.hit.loop"), f"{pane} is scrolled to the vector loop"
    chromium.click("[...document.querySelectorAll('#asm .line.hit.loop')].at(5)")
    assert is_seen(chromium, "kernel", ".line.near") and is_seen(chromium, "llvm", ".line.near")
    lowered = "document.getElementById('which')"
    chromium.evaluate(f"{lowered}.value = 'llvm'; {lowered}.dispatchEvent(new Event('change'))")
    assert is_seen(chromium, "llvm", ".line.near")

    kernels: Any = chromium.evaluate("document.querySelectorAll('#kernels tr').length")
    chromium.click(f"document.querySelectorAll('#kernels tr')[{kernels - 1}]")
    assert chromium.evaluate("document.getElementById('kernels').lastChild.className") == "chosen"
    assert chromium.evaluate(f"{HITS}('asm')")
    picture(chromium, tmp_path, name)
    assert chromium.problems == []


@pytest.mark.browser
def test_an_op_has_one_colour_in_all_panes_and_lines_light_up_together(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, quickstart())
    colour = "(e => getComputedStyle(e).getPropertyValue('--h'))"
    hues = {
        chromium.evaluate(f"{colour}({element})")
        for element in (button("clip0"), "document.querySelector('#picture [data-op=clip0]')")
    }
    chromium.click(button("clip0"))
    hues |= {chromium.evaluate(f"{colour}(document.querySelector('#{pane} .line.hit'))") for pane in PANES}
    hues |= {chromium.evaluate(f"{colour}(document.querySelector('#python .line'))")}
    assert len(hues) == 1
    x, y = chromium.evaluate(
        "(r => [r.x + 60, r.y + 5])((e => { e.scrollIntoView({block: 'center'}); return e.getBoundingClientRect() })"
        "(document.querySelector('#asm .line.hit.loop')))"
    )
    chromium.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    for pane in PANES:
        assert chromium.evaluate(f"document.querySelectorAll('#{pane} .line.hover').length"), pane
    assert chromium.evaluate("document.querySelector('#picture .op.hover').dataset.op") == "clip0"
    assert chromium.problems == []


@pytest.mark.browser
def test_search_links_and_keys(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, lamb(), link="#op=upd&kernel=2&stage=llvm")
    assert (
        chromium.evaluate("[...document.querySelectorAll('#kernels tr')].findIndex(r => r.className === 'chosen')") == 2
    )
    assert chromium.evaluate("document.getElementById('which').value") == "llvm"
    opened(chromium, tmp_path, quickstart(), link="#op=clip0&stage=asm")
    assert chromium.evaluate(CHOSEN) == "clip0"
    press(chromium, "j")
    assert chromium.evaluate(CHOSEN) == "upd" and "op=upd" in chromium.evaluate("location.hash")
    press(chromium, "k")
    assert chromium.evaluate(CHOSEN) == "clip0"
    press(chromium, "/")
    for letter in "store":
        press(chromium, letter)
    assert chromium.evaluate("document.getElementById('matches').textContent").startswith("0 ops, ")
    press(chromium, "Enter")
    assert is_seen(chromium, "kernel", ".line.match")
    press(chromium, "Escape")
    assert chromium.evaluate("document.querySelectorAll('.line.match').length") == 0
    chromium.evaluate("document.getElementById('search').value = 'clip'; search(); next(1)")
    assert chromium.evaluate(CHOSEN) == "clip0"
    assert chromium.evaluate("[...document.querySelectorAll('#ops button')].map(b => b.hidden)") == [True, False, True]
    chromium.evaluate("document.getElementById('picture').focus()")
    before = chromium.evaluate("document.querySelector('#picture svg').getAttribute('viewBox')")
    press(chromium, "+")
    assert chromium.evaluate("document.querySelector('#picture svg').getAttribute('viewBox')") != before
    press(chromium, "0")
    assert chromium.evaluate("document.querySelector('#picture svg').getAttribute('viewBox')") == before
    x, y = chromium.evaluate("(r => [r.x + 50, r.y + 50])(document.getElementById('picture').getBoundingClientRect())")
    chromium.call("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=-200)
    assert chromium.evaluate("document.querySelector('#picture svg').getAttribute('viewBox')") != before
    assert chromium.problems == []


@pytest.mark.browser
def test_ops_that_are_alike_are_folded(chromium: Browser, tmp_path: Path) -> None:
    """Of twenty updates that are alike the picture has one, and the list shows the one that is chosen."""
    opened(chromium, tmp_path, several())
    assert chromium.evaluate("document.querySelectorAll('#ops button').length") == 1
    assert "20 tensors of 20 shapes" in chromium.evaluate("document.querySelector('#ops button').textContent")
    chromium.click("document.querySelector('#ops button')")
    drawn = "[...document.querySelectorAll('#picture .chosen')].map(item => item.dataset.op)"
    for number in (19, 0, 11):
        chromium.click(button(f"many[{number}]"))
        assert chromium.evaluate(CHOSEN) == f"many[{number}]"
        assert chromium.evaluate(drawn) == ["many[0]"]
        assert is_seen(chromium, "ops", ".chosen")
        assert chromium.evaluate(f"{HITS}('asm')")
    assert chromium.problems == []


@functools.cache
def long_page() -> str:
    """The page of 240 ops in one kernel, one with a long name."""
    w, g, m = (mx.sym.var(name) for name in "wgm")
    functions: list[Callable[[mx.Symbol], mx.Symbol]] = [mx.sym.tanh, lambda x: x * 0.5, mx.sym.exp, lambda x: x + w]
    for number in range(239):
        g = functions[number % 4](g)
    name = "encoder.layer.11.attention.output.dense.weight.update"
    step = mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, out=w, name=name)
    return report(step.simple_bind(w=(64, 10)), title="long")


MOST_NODES = 7_000
"""Of a page, however long its texts are: what makes it load and answer at once."""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_long_graph_at_every_width(scheme: str, chromium: Browser, tmp_path: Path) -> None:
    page = tmp_path / "long.html"
    page.write_text(long_page(), encoding="utf-8")
    chromium.problems.clear()
    chromium.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    try:
        for width in (390, 1280, 1440):
            size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
            chromium.call("Emulation.setDeviceMetricsOverride", **size)
            chromium.open(page.as_uri())
            root = "document.documentElement"
            assert chromium.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"), width
            assert chromium.evaluate("document.querySelectorAll('*').length") < MOST_NODES
            for op in (0, 120, 239):
                chromium.evaluate(f"choose({op})")
                assert is_seen(chromium, "ops", ".chosen") and is_seen(chromium, "asm", ".line.hit")
            assert chromium.evaluate("document.querySelectorAll('*').length") < MOST_NODES
            shown = chromium.evaluate(f"[{CHOSEN}, document.querySelector('#ops .chosen span').title]")
            assert "…" in shown[0] and shown[1].startswith("encoder.layer.11.att") and len(shown[0]) < 40
            if width == 390:
                assert (
                    chromium.evaluate(
                        "[...document.querySelectorAll('#panes section')].filter(s => s.offsetWidth).length"
                    )
                    == 1
                )
                chromium.click("document.querySelector('#tabs [data-pane=kernel]')")
                assert is_seen(chromium, "kernel", ".line.hit")
            picture(chromium, tmp_path, f"long-{width}-{scheme}")
    finally:
        chromium.call("Emulation.clearDeviceMetricsOverride")
        chromium.call("Emulation.setEmulatedMedia", features=[])
    assert chromium.problems == []


@pytest.mark.browser
def test_the_browser_would_tell(chromium: Browser, tmp_path: Path) -> None:
    """The check for a clean console can fail."""
    page = tmp_path / "bad.html"
    page.write_text("<script>console.error('one'); nothing.here</script>")
    chromium.problems.clear()
    chromium.open(page.as_uri())
    assert len(chromium.problems) == 2
