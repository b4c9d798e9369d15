"""A picture as SVG, self-contained: no script, no font, nothing loaded; readable on light and dark pages."""

from __future__ import annotations

import itertools
from html import escape

from mxsym.inspection.draw.layout import BOX_HEAD, LINE, PAD, Rect, arrange, shortened
from mxsym.inspection.draw.picture import Edge, Item, Picture, picture
from mxsym.opgraph.bound import HasBoundGraph
from mxsym.opgraph.node import SymbolGraph
from mxsym.opgraph.typed import Types

_STYLE = """
.mxsym-picture { --ink: #1b1f24; --faint: #57606a; --line: #8c959f; --box: #f2f5f8; --op: #dbeafe; --variable: #fff;
  --state: #fef3c7; --output: #dcfce7; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
@media (prefers-color-scheme: dark) { .mxsym-picture { --ink: #e6edf3; --faint: #9da7b1; --line: #6e7681;
  --box: #161b22; --op: #1f3a5f; --variable: #0d1117; --state: #4d3d0c; --output: #123d22; } }
.mxsym-picture text { fill: var(--ink); }
.mxsym-picture .detail { fill: var(--faint); font-size: 11px; }
.mxsym-picture rect { stroke: var(--line); }
.mxsym-picture .box { fill: var(--box); stroke-dasharray: 4 3; }
.mxsym-picture .op rect { fill: var(--op); }
.mxsym-picture .variable rect { fill: var(--variable); }
.mxsym-picture .state rect { fill: var(--state); }
.mxsym-picture .output rect { fill: var(--output); }
.mxsym-picture path { fill: none; stroke: var(--line); stroke-width: 1.2; }
.mxsym-picture .tip { fill: var(--line); stroke: none; }
"""


def svg(graph: SymbolGraph | HasBoundGraph, types: Types | None = None) -> str:
    """The graph as one SVG element; of an executor, each kernel is a box around its ops.

    Args:
        graph: a Symbol or an executor.
        types: the shapes and dtypes to show, of a Symbol; an executor knows its own.
    """
    return draw(picture(graph, types))


def draw(shown: Picture) -> str:
    """A picture as SVG."""
    places = arrange(shown)
    width, height = round(places.width), round(places.height)
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" class="mxsym-picture" {size} role="img">']
    lines.append(f"<style>{_STYLE}</style>")
    for box, place in zip(shown.boxes, places.boxes, strict=True):
        x, y = place.x + PAD, place.y + BOX_HEAD - PAD + 2
        lines.append(_rectangle(place, "box", 8))
        lines.append(_text(x, y, box.name, box.detail))
    lines += [
        _edge(edge, places.items[edge.source], places.items[edge.target], lanes)
        for edge, lanes in zip(shown.edges, places.lanes, strict=True)
    ]
    lines += [_item(item, place) for item, place in zip(shown.items, places.items, strict=True)]
    return "\n".join([*lines, "</svg>"])


def _rectangle(place: Rect, kind: str, radius: float) -> str:
    size = f'x="{place.x:.1f}" y="{place.y:.1f}" width="{place.width:.1f}" height="{place.height:.1f}"'
    return f'<rect class="{kind}" {size} rx="{radius:.0f}"/>'


def _text(x: float, y: float, name: str, detail: str = "") -> str:
    """A name and, in smaller letters next to it, a detail."""
    more = f' <tspan class="detail">{escape(shortened(detail))}</tspan>' if detail else ""
    return f'<text x="{x:.1f}" y="{y:.1f}">{escape(shortened(name))}{more}</text>'


def _item(item: Item, place: Rect) -> str:
    radius = 4 if item.kind == "op" else place.height / 2
    op = f' data-op="{escape(item.name)}"' if item.kind == "op" else ""
    whole = escape(f"{item.name} {item.detail}".strip())
    x, y = place.x + PAD, place.y + LINE + 2
    detail = (
        f'<text class="detail" x="{x:.1f}" y="{y + LINE:.1f}">{escape(shortened(item.detail))}</text>'
        if item.detail
        else ""
    )
    parts = [f"<title>{whole}</title>", _rectangle(place, "shape", radius), _text(x, y, item.name), detail]
    return f'<g class="{item.kind}"{op}>{"".join(parts)}</g>'


def _edge(edge: Edge, source: Rect, target: Rect, lanes: list[Rect]) -> str:
    """A curve from the right of one to the left of the other, along its lanes; to a variable, the other way."""
    back = source.x > target.x
    left, right = (target, source) if back else (source, target)
    points = [(left.x + left.width, left.middle)]
    for lane in lanes:
        points += [(lane.x, lane.middle), (lane.x + lane.width, lane.middle)]
    points.append((right.x, right.middle))
    curve = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for number, ((x, y), (to_x, to_y)) in enumerate(itertools.pairwise(points)):
        bend = max(24.0, abs(to_x - x) / 2)
        straight = f" L{to_x:.1f},{to_y:.1f}"
        bent = f" C{x + bend:.1f},{y:.1f} {to_x - bend:.1f},{to_y:.1f} {to_x:.1f},{to_y:.1f}"
        curve += straight if number % 2 else bent
    tips = [_tip(*points[-1], 1)] if not back or edge.both else []
    tips += [_tip(*points[0], -1)] if back or edge.both else []
    return f'<g class="edge"><title>{escape(edge.label)}</title><path d="{curve}"/>{"".join(tips)}</g>'


def _tip(x: float, y: float, way: int) -> str:
    """An arrow head that points right (1) or left (-1)."""
    return f'<path class="tip" d="M{x:.1f},{y:.1f} l{-7 * way},-3.5 l0,7 z"/>'
