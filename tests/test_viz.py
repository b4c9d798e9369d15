"""Pictures: SVG, mermaid, DOT; MXNet's print_summary and plot_network."""

from __future__ import annotations

import html
import itertools
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

import mxsym as mx
from mxsym.inspection.draw.layout import Rect, arrange
from mxsym.mxnet.plot_network import known_types
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.node import ops_of
from tests.test_ir import bound, composed, graphs

SVG = "{http://www.w3.org/2000/svg}"
AWKWARD = 'a "b" <c> & \\ é | ]'


def three() -> mx.Symbol:
    """Three kernels, one after the other, with a number and a gradient in common."""
    with NameManager():
        rate, slope, w, v, g = (mx.sym.var(name) for name in ("rate", "slope", "w", "v", "g"))
        before = mx.sym.sgd_update(w, g, lr=rate, out=w, name="before")
        update = mx.sym.sgd_update(rate, slope, lr=1.0, out=rate, name="rate_update")
        return mx.Group([before, update, mx.sym.sgd_update(v, g * 3, lr=rate, name="after")])


def in_notebook(graph: Any) -> str:
    return graph._repr_svg_()


def overlap(one: Rect, other: Rect) -> bool:
    apart = one.x + one.width <= other.x or other.x + other.width <= one.x
    return not (apart or one.y + one.height <= other.y or other.y + other.height <= one.y)


@pytest.mark.every(2)
@pytest.mark.parametrize("name", ["three", *graphs()])
def test_nothing_overlaps_and_kernels_hold_their_ops(name: str) -> None:
    executor = three().simple_bind(w=(10,), v=(10,), rate=(1,)) if name == "three" else bound(*graphs()[name])
    shown = mx.viz.picture(executor)
    places = arrange(shown)
    assert len(shown.boxes) == len(executor.regions)
    for one, other in itertools.combinations(places.items, 2):
        assert not overlap(one, other)
    for one, other in itertools.combinations(places.boxes, 2):
        assert not overlap(one, other)
    for number, box in enumerate(places.boxes):
        for item, rect in zip(shown.items, places.items, strict=True):
            inside = box.x < rect.x and rect.x + rect.width < box.x + box.width and overlap(box, rect)
            assert inside == overlap(box, rect) == (item.box == number), item
    for lane in itertools.chain(*places.lanes):
        assert not any(overlap(lane, rect) for rect in places.items), "an edge leads through an item"
    for rect in (*places.items, *places.boxes):
        assert rect.x > 0 and rect.x + rect.width < places.width and rect.y + rect.height < places.height


def test_svg_is_xml_with_every_name() -> None:
    executor = bound(composed(), "float32")
    root = ET.fromstring(in_notebook(executor))
    ops = {item.attrib["data-op"] for item in root.iter(f"{SVG}g") if "data-op" in item.attrib}
    assert ops == {op.name for op in ops_of(executor.expanded)}
    texts = {item.text for item in root.iter(f"{SVG}text")}
    assert {"w", "g", "m", "average", "upd"} <= texts
    assert "@media (prefers-color-scheme: dark)" in in_notebook(executor)
    assert not root.findall(f".//{SVG}rect[@class='box'][2]")
    assert 'class="box"' not in in_notebook(composed()), "without shapes there are no kernels yet"


def test_row_sparse_arrays_are_said_to_be_so() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g", stype="row_sparse")
    step = mx.sym.sgd_update(w, g, lr=0.1, out=w)
    executor = step.simple_bind(w=(10, 4))
    typed = known_types(step, {"w": (10, 4)})
    for shown in (mx.viz.picture(executor), mx.viz.picture(step, typed)):
        details = {item.name: item.detail for item in shown.items}
        assert (details["w"], details["g"]) == ("float32[10, 4]", "rows of float32[10, 4]")


def test_what_is_no_graph_cannot_be_drawn() -> None:
    wrong: Any = 3
    for draw in (mx.viz.svg, mx.viz.dot, mx.viz.mermaid, mx.viz.plot_network):
        with pytest.raises(TypeError, match="of a Symbol or an Executor, got an int"):
            draw(wrong)


def test_names_are_escaped_everywhere() -> None:
    w, g = mx.sym.var(AWKWARD), mx.sym.var("g")
    step = mx.sym.sgd_update(w, g, lr=0.1, out=w, name=f"upd {AWKWARD}")
    executor = step.bind(args={AWKWARD: mx.nd.zeros((3,)), "g": mx.nd.zeros((3,))})
    root = ET.fromstring(mx.viz.svg(executor))
    assert AWKWARD in {item.text for item in root.iter(f"{SVG}text")}
    dot = mx.viz.dot(executor)
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', dot)
    assert any(html.unescape(re.sub(r"\\(.)", r"\1", text)).startswith(AWKWARD) for text in strings)
    assert dot.count("{") == dot.count("}")
    mermaid = mx.viz.mermaid(executor)
    labels = re.findall(r'"([^"\n]*)"', mermaid)
    restored = [re.sub(r"#(\d+);", lambda found: chr(int(found[1])), label) for label in labels]
    assert any(label.startswith(f"{AWKWARD}<br/>") for label in restored)


def test_mermaid_and_dot_have_the_same_edges() -> None:
    executor = three().simple_bind(w=(10,), v=(10,), rate=(1,))
    shown = mx.viz.picture(executor)
    dot, mermaid = mx.viz.dot(executor), mx.viz.mermaid(executor)
    for number, _ in enumerate(shown.boxes):
        assert f"subgraph cluster_{number} {{" in dot and f"subgraph k{number}[" in mermaid
    assert re.findall(r"n(\d+) -> n(\d+)", dot) == re.findall(r"n(\d+) <?-->(?:\|[^|]*\|)? n(\d+)", mermaid)
    names = [item.name for item in shown.items]
    pairs = {(names[edge.source], names[edge.target], edge.both) for edge in shown.edges}
    assert {("w", "before", True), ("g", "before", False), ("rate", "after", False)} <= pairs
    assert ("after", "after_output", False) in pairs


def test_many_alike_kernels_are_drawn_once() -> None:
    names = [(f"w{number}", f"g{number}") for number in range(50)]
    updates = [mx.sym.sgd_update(w := mx.sym.var(a), mx.sym.var(b), lr=0.1, out=w) for a, b in names]
    shapes: dict[str, Any] = {a: (number + 1,) for number, (a, _) in enumerate(names)}
    executor = mx.Group(updates).simple_bind(**shapes)
    shown = mx.viz.picture(executor)
    assert [box.detail for box in shown.boxes] == ["50 tensors"]
    assert len(shown.items) == 3


def test_plot_network(tmp_path: Path) -> None:
    network = mx.viz.plot_network(composed(), title="net", shape={"w": (64, 10)})
    assert network.source.startswith('digraph "net" {') and "subgraph cluster_0" in network.source
    assert "float32[64, 10]" in in_notebook(network)
    for name in ("a.svg", "a.dot"):
        assert Path(network.render(tmp_path / name)).read_text().startswith(("<svg", "digraph"))
    with pytest.raises(ValueError, match=r"known endings are \.svg"):
        network.render(tmp_path / "a.pdf")
    assert "cluster" not in mx.visualization.plot_network(composed()).source
    with pytest.raises(mx.BindError, match="shapes"):
        mx.viz.plot_network(composed(), shape={"w": (64, 10), "g": (3,)})


def test_print_summary(capsys: pytest.CaptureFixture[str]) -> None:
    mx.viz.print_summary(composed(), shape={"w": (64, 10)}, line_length=100)
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 100 for line in lines)
    assert lines[1].split("  ")[0] == "Layer (type)"
    assert any(re.match(r"upd\(sgd_mom_update\) +64x10 +1280 +w$", line) for line in lines)
    assert "Total params: 1920" in lines
    mx.viz.print_summary(composed())
    assert "Total params: 0" in capsys.readouterr().out
    with pytest.raises(TypeError, match="takes a Symbol"):
        mx.viz.print_summary("w")  # pyright: ignore[reportArgumentType]


def test_texts_are_no_markup() -> None:
    """Each language has its own escapes; a page that shows the text as it is has no element of a name's."""
    graph = mx.sym.sqrt(mx.sym.var("<script>a&lt;b</script>"), name="<b>")
    for text in (mx.viz.dot(graph), mx.viz.mermaid(graph), mx.viz.svg(graph), mx.viz.plot_network(graph).source):
        assert "<script" not in text and "<b>" not in text
    assert "&lt;script&gt;a&amp;lt;b&lt;/script&gt;" in mx.viz.dot(graph)
