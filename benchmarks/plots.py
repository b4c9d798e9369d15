"""Plots of saved results: the roofline, and scaling. A plot of something that was not measured is left out."""

from __future__ import annotations

from benchmarks import roofline, scaling
from benchmarks.report import Table
from benchmarks.results import Results
from benchmarks.svg import Panel, Series, figure


def _roofline(table: Table) -> Panel:
    """Each rule at its operations a byte, in cache and in memory; what bytes and what arithmetic allow as lines."""
    intensities = [value for _, value in table.column("operations a byte")]
    low, high = min(intensities) / 2, max(intensities) * 16
    peak = table.value(roofline.PEAK, "GFLOP/s")
    series: list[Series] = []
    for place in roofline.PLACES:
        speed = table.value(f"{roofline.STREAM}{place}", "GB/s")
        if speed is not None:
            end = high if peak is None else min(high, peak / speed)
            series.append(
                Series(f"bytes, {place}: {speed:.0f} GB/s", ((low, low * speed), (end, end * speed)), rule=True)
            )
    if peak is not None:
        series.append(Series(f"arithmetic: {peak:.0f} GFLOP/s", ((low, peak), (high, peak)), rule=True))
    for rule in roofline.RULES:
        names = [f"{rule}, {place}" for place in roofline.PLACES]
        points = [(table.value(name, "operations a byte"), table.value(name, "GFLOP/s")) for name in names]
        series.append(Series(rule, tuple((x, y) for x, y in points if x and y), line=False))
    return Panel("Rules below the roof, float32", "operations a byte", "GFLOP/s", tuple(series))


def _curves(table: Table, x: str) -> Panel:
    """A line for each column; what varies is the name of each line of the table."""
    series = tuple(
        Series(column.name, tuple((float(name), value) for name, value in table.column(column.name)))
        for column in table.columns
    )
    return Panel(table.title.removesuffix(scaling.UNIT), x, "GB/s", series, binary=True)


AXES = {scaling.BY_SIZE: "values", scaling.BY_COUNT: "tensors", scaling.BY_THREADS: "threads"}


def plots(results: Results) -> dict[str, str]:
    """SVG texts by name: `roofline`, `scaling`."""
    made: dict[str, str] = {}
    roof = results.find(roofline.TITLE)
    if roof is not None:
        made["roofline"] = figure("Roofline", [_roofline(roof)])
    curves = [(results.find(title + scaling.UNIT), x) for title, x in AXES.items()]
    panels = [_curves(table, x) for table, x in curves if table is not None]
    if panels:
        made["scaling"] = figure("GB/s by size, by number of tensors and by threads", panels)
    return made
