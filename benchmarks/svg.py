"""Plots as SVG: panels next to each other, each with logarithmic axes, lines or marks, and a legend below.

A plot has a light and a dark style and follows its reader's preference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 440, 300
"""Size of a panel's area, without the labels around it."""
LEFT, RIGHT, TOP, BOTTOM = 64, 28, 44, 56
LEGEND_LINE, LEGEND_COLUMN = 20, 220
PREFIXES = ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""))
COLOURS = (
    ("#0072b2", "#56b4e9"),
    ("#d55e00", "#ff9a57"),
    ("#00795a", "#2bc79b"),
    ("#8a4f9e", "#d59ae6"),
    ("#7a6a00", "#e6d24a"),
    ("#555555", "#bbbbbb"),
    ("#b00050", "#ff8ab5"),
    ("#3b3bb3", "#a3a3ff"),
)
"""For light and for dark, told apart by those who do not see all colours too."""
FEWEST = 4
"""Ticks of an axis, if it has room for them."""
MARKS = ("circle", "square", "diamond", "triangle", "turned")


@dataclass(frozen=True)
class Series:
    """Points under a name. `line`: they are joined; `rule`: a limit, dashed and without marks."""

    name: str
    points: tuple[tuple[float, float], ...]
    line: bool = True
    rule: bool = False


@dataclass(frozen=True)
class Panel:
    """One plot. Axes are logarithmic, all values above 0; `binary`: ticks on the horizontal one at powers of 2."""

    title: str
    x: str
    y: str
    series: tuple[Series, ...]
    binary: bool = False


@dataclass(frozen=True)
class _Scale:
    """From a value to a place: `low` and `high` are at `start` and `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return round(self.start + share * (self.end - self.start), 1)


def _ticks(low: float, high: float, binary: bool) -> list[float]:
    """Powers of ten; where these are few, 2 and 5 times them too, or all their multiples; or some powers of two."""
    if binary:
        powers = range(math.floor(math.log2(low)), math.ceil(math.log2(high)) + 1)
        return [2.0**power for power in powers if low <= 2.0**power <= high][:: max(1, len(powers) // 7)]
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1,), (1, 2, 5), range(1, 10)):
        found = [step * 10.0**power for power in powers for step in steps]
        found = [tick for tick in found if low <= tick <= high]
        if len(found) >= FEWEST:
            break
    return found


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    """A little more room than the values take."""
    low, high = min(values), max(values)
    room = max((high / low) ** 0.05, 1.1)
    return low / room, high * room


def label(value: float, binary: bool = False) -> str:
    """A tick's text: 2k, 1M; in powers of two 1 Ki is 1024."""
    if binary and value >= 1024:
        power = int(math.log2(value)) // 10
        return f"{value / 1024**power:g} {' KMGT'[power]}i"
    scale, prefix = next((pair for pair in PREFIXES if value >= pair[0]), (1.0, ""))
    return f"{value / scale:.3g}{' ' if prefix else ''}{prefix}"


def _mark(shape: str, x: float, y: float, name: str) -> str:
    title = f"<title>{escape(name)}</title>" if name else ""
    match shape:
        case "circle":
            return f'<circle cx="{x}" cy="{y}" r="4">{title}</circle>'
        case "square":
            return f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7">{title}</rect>'
        case "diamond":
            return f'<path d="M{x} {y - 5:.1f}l5 5l-5 5l-5-5z">{title}</path>'
        case "triangle":
            return f'<path d="M{x} {y - 5:.1f}l4.5 8h-9z">{title}</path>'
        case _:
            return f'<path d="M{x} {y + 5:.1f}l4.5-8h-9z">{title}</path>'


def _drawn(series: Series, number: int, x: _Scale, y: _Scale) -> list[str]:
    at = [(x(a), y(b)) for a, b in series.points]
    parts = [f'<g class="c{number % len(COLOURS)}{" rule" if series.rule else ""}">']
    if series.line and len(at) > 1:
        parts.append(f'<polyline points="{" ".join(f"{a},{b}" for a, b in at)}"/>')
    if not series.rule:
        values = [f"{series.name}: {label(a)}, {b:.3g}" for a, b in series.points]
        parts += [_mark(MARKS[number % len(MARKS)], a, b, text) for (a, b), text in zip(at, values, strict=True)]
    return [*parts, "</g>"]


def _axes(panel: Panel, x: _Scale, y: _Scale) -> list[str]:
    parts: list[str] = []
    for tick in _ticks(x.low, x.high, panel.binary):
        parts.append(f'<line class="grid" x1="{x(tick)}" y1="{TOP}" x2="{x(tick)}" y2="{TOP + HEIGHT}"/>')
        text = label(tick, panel.binary)
        parts.append(f'<text x="{x(tick)}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{text}</text>')
    for tick in _ticks(y.low, y.high, False):
        parts.append(f'<line class="grid" x1="{LEFT}" y1="{y(tick)}" x2="{LEFT + WIDTH}" y2="{y(tick)}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{label(tick)}</text>')
    middle = TOP + HEIGHT / 2
    return [
        *parts,
        f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="title" x="{LEFT}" y="{TOP - 16}">{escape(panel.title)}</text>',
        f'<text x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 42}" text-anchor="middle">{escape(panel.x)}</text>',
        f'<text transform="translate(16 {middle}) rotate(-90)" text-anchor="middle">{escape(panel.y)}</text>',
    ]


def _legend(panel: Panel, numbers: Mapping[str, int]) -> list[str]:
    parts: list[str] = []
    for place, series in enumerate(panel.series):
        number = numbers[series.name]
        left = LEFT + LEGEND_COLUMN * (place % 2)
        top = TOP + HEIGHT + BOTTOM + 14 + LEGEND_LINE * (place // 2)
        parts.append(f'<g class="c{number % len(COLOURS)}{" rule" if series.rule else ""}">')
        if series.line:
            parts.append(f'<polyline points="{left},{top - 4} {left + 24},{top - 4}"/>')
        parts += [] if series.rule else [_mark(MARKS[number % len(MARKS)], left + 12, top - 4, "")]
        parts += ["</g>", f'<text x="{left + 32}" y="{top}">{escape(series.name)}</text>']
    return parts


def _panel(panel: Panel, numbers: Mapping[str, int]) -> list[str]:
    """`numbers`: which colour and mark each series has, by name."""
    points = [point for series in panel.series for point in series.points]
    x = _Scale(*_bounds([a for a, _ in points]), LEFT, LEFT + WIDTH)
    y = _Scale(*_bounds([b for _, b in points]), TOP + HEIGHT, TOP)
    drawn = [line for series in panel.series for line in _drawn(series, numbers[series.name], x, y)]
    return [*_axes(panel, x, y), *drawn, *_legend(panel, numbers)]


def _colours(which: int) -> str:
    return "\n".join(f"  .c{n} {{ --c: {pair[which]} }}" for n, pair in enumerate(COLOURS))


def _style() -> str:
    return f"""<style>
  svg {{ --ink: #1c1c1c; --faint: #dddddd; --paper: #ffffff; font: 13px system-ui, sans-serif }}
{_colours(0)}
  @media (prefers-color-scheme: dark) {{
  svg {{ --ink: #e8e8e8; --faint: #3c3f43; --paper: #16181b }}
{_colours(1)}
  }}
  .paper {{ fill: var(--paper) }}
  text {{ fill: var(--ink) }}
  .title {{ font-weight: 600; font-size: 14px }}
  .grid {{ stroke: var(--faint) }}
  .frame {{ fill: none; stroke: var(--ink); opacity: .5 }}
  g polyline {{ fill: none; stroke: var(--c); stroke-width: 2 }}
  g.rule polyline {{ stroke-dasharray: 6 4 }}
  g :is(circle, rect, path) {{ fill: var(--c); stroke: var(--paper) }}
</style>"""


def figure(name: str, panels: Sequence[Panel]) -> str:
    """The panels side by side, those without a point left out. `name` is read out to who does not see it."""
    shown = [panel for panel in panels if any(series.points for series in panel.series)]
    names = dict.fromkeys(series.name for panel in shown for series in panel.series)
    numbers = {name: number for number, name in enumerate(names)}
    across = LEFT + WIDTH + RIGHT
    width = across * max(1, len(shown))
    lines = max((len(panel.series) + 1) // 2 for panel in shown) if shown else 0
    height = TOP + HEIGHT + BOTTOM + LEGEND_LINE * lines + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"',
        f'     role="img" aria-label="{escape(name)}">',
        _style(),
        f'<rect class="paper" width="{width}" height="{height}"/>',
    ]
    for number, panel in enumerate(shown):
        parts += [f'<g transform="translate({number * across} 0)">', *_panel(panel, numbers), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"
