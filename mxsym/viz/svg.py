"""A picture as SVG, on its own: no script, no font, nothing loaded; readable on light and dark pages.

Input: a graph, or a picture. Output: the text of one `<svg>` element. Each op's group has its name as `data-op`.
Non-goals: places (`layout.py`).
"""

from __future__ import annotations

from html import escape

from mxsym.executor import Executor
from mxsym.infer import Types
from mxsym.symbol import Symbol
from mxsym.viz.layout import BOX_HEAD, LINE, PAD, Rect, arrange, shortened
from mxsym.viz.picture import Edge, Item, Picture, picture

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


def svg(graph: Symbol | Executor, types: Types | None = None) -> str:
    """The graph as one SVG element; of an executor, each kernel is a box around its ops."""
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
    lines += [_edge(edge, places.items[edge.source], places.items[edge.target]) for edge in shown.edges]
    lines += [_item(item, place) for item, place in zip(shown.items, places.items, strict=True)]
    return "\n".join([*lines, "</svg>"])


def _rectangle(place: Rect, kind: str, radius: float) -> str:
    size = f'x="{place.x:.1f}" y="{place.y:.1f}" width="{place.width:.1f}" height="{place.height:.1f}"'
    return f'<rect class="{kind}" {size} rx="{radius:.0f}"/>'


def _text(x: float, y: float, name: str, detail: str = "") -> str:
    """A name and, in smaller letters beside it, a detail."""
    more = f' <tspan class="detail">{escape(shortened(detail))}</tspan>' if detail else ""
    return f'<text x="{x:.1f}" y="{y:.1f}">{escape(shortened(name))}{more}</text>'


def _item(item: Item, place: Rect) -> str:
    radius = 4 if item.kind == "op" else place.height / 2
    op = f' data-op="{escape(item.name)}"' if item.kind == "op" else ""
    whole = escape(f"{item.name} {item.detail}".strip())
    x, y = place.x + PAD, place.y + LINE
    detail = (
        f'<text class="detail" x="{x:.1f}" y="{y + LINE:.1f}">{escape(shortened(item.detail))}</text>'
        if item.detail
        else ""
    )
    parts = [f"<title>{whole}</title>", _rectangle(place, "shape", radius), _text(x, y, item.name), detail]
    return f'<g class="{item.kind}"{op}>{"".join(parts)}</g>'


def _edge(edge: Edge, source: Rect, target: Rect) -> str:
    """A curve from the right of one to the left of the other; where an op stores to a variable, the other way."""
    back = source.x > target.x
    start = (source.x, source.middle) if back else (source.x + source.width, source.middle)
    end = (target.x + target.width, target.middle) if back else (target.x, target.middle)
    bend = max(24.0, abs(end[0] - start[0]) / 2) * (-1 if back else 1)
    curve = f"M{start[0]:.1f},{start[1]:.1f} C{start[0] + bend:.1f},{start[1]:.1f} "
    curve += f"{end[0] - bend:.1f},{end[1]:.1f} {end[0]:.1f},{end[1]:.1f}"
    tips = [_tip(*end, -1 if back else 1)] + ([_tip(*start, -1)] if edge.both else [])
    return f'<g class="edge"><title>{escape(edge.label)}</title><path d="{curve}"/>{"".join(tips)}</g>'


def _tip(x: float, y: float, way: int) -> str:
    """An arrow head that points right (1) or left (-1)."""
    return f'<path class="tip" d="M{x:.1f},{y:.1f} l{-7 * way},-3.5 l0,7 z"/>'
