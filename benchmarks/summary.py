"""Summary of saved results on pages: two tables in README.md, the same in docs/performance.rst, and the plots.

`python -m benchmarks readme` writes them between two markers; a test checks that they are up to date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import calls, dense, half, machine, many, sparse, tail
from benchmarks import torch as torch_face
from benchmarks.contenders import ADAM, SGD_MOM
from benchmarks.plots import plots
from benchmarks.report import Table, markdown, restructured, shown
from benchmarks.results import FOLDER, Results, kept

ROOT = FOLDER.parent.parent
OURS = "mxsym"
HEADS = ("", OURS, "GB/s", "of the limit's time", "others, times as long")
LOOP_HEADS = ("", OURS, torch_face.FUSED, "of its time", "others, times as long as mxsym")
LOOP_WORDS = (
    "A step inside torch's own program: beside torch's threads, on gradients that are new at each step. "
    "No settings. Medians, everybody in turn in one process."
)
WORDS = (
    "The limit is a plain C loop on the same arrays, or for 16-bit weights the float32 loop over as many bytes; 1.00 "
    "is its time. Medians, threads pinned, everybody in turn in one process."
)
MORE = "All lines of these tables are in [docs/performance.rst](docs/performance.rst)."
OTHERS = "All lines, and figures of other machines, are in [docs/performance.rst](docs/performance.rst)."
QUICK = "A quick run on a busy machine: it shows that the tables are made, not how fast mxsym is."


def loop_titles() -> list[str]:
    """The tables of steps in torch's own program."""
    large = map(torch_face.large_title, torch_face.LARGE)
    return [*torch_face.titles(), *large, torch_face.OFFLOAD]


def titles() -> list[str]:
    """The tables of steps that have a limit."""
    made = [dense.title(update, n) for update in (SGD_MOM, ADAM) for n in (1 << 18, 1 << 24)]
    made += [half.title(update, 1 << 24) for update in (SGD_MOM, ADAM)]
    made += [many.SMALL, many.RESNET, sparse.lazy_title(ADAM), sparse.standard_title(ADAM)]
    made += [*map(tail.title, tail.MODELS), calls.TITLE]
    return made


def loop_row(table: Table) -> list[str]:
    """A row of mxsym's step, torch's, and how the others compare with mxsym's."""
    times = dict(table.column(torch_face.STEP))
    ours = next(seconds for name, seconds in times.items() if name.startswith(OURS))
    theirs = times.pop(torch_face.FUSED)
    others = ", ".join(f"{name} {_times(time / ours)}" for name, time in times.items() if not name.startswith(OURS))
    return [table.title, shown(ours, "time"), shown(theirs, "time"), shown(ours / theirs, "ratio"), others]


def rows(table: Table) -> Iterator[list[str]]:
    """A row for each of mxsym's lines: its time and its speed; the first has how the table's other lines compare."""
    each = next((column.name for column in table.columns if column.name.startswith("a ")), "time")
    times = dict(table.column(each))
    first, *_ = times
    limit = None if first.startswith(OURS) else first
    others = [name for name in times if not name.startswith(OURS) and name != limit and not name.startswith("plain")]
    for name, seconds in times.items():
        if not name.startswith(OURS):
            continue
        what = name.removeprefix(OURS).removeprefix(",").strip()
        cells = [f"{table.title}, {what}" if what else table.title]
        cells.append(shown(seconds, "time") + (f" {each}" if each != "time" else ""))
        cells.append(shown(table.value(name, "GB/s"), "speed"))
        cells.append(shown(seconds / times[limit], "ratio") if limit else "")
        cells.append(", ".join(f"{other} {_times(times[other] / seconds)}" for other in others))
        others = []  # they did not change
        yield cells


def _times(ratio: float) -> str:
    """Two digits, or the whole number."""
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.2g}"


def _kept(results: Results, titles: Sequence[str]) -> list[Table]:
    return [table for title in titles if (table := results.find(title)) is not None]


def parts(results: Results, *, short: bool = False) -> Iterator[tuple[str, list[list[str]]]]:
    """The tables of a machine that have rows, each under its words.

    If `short`, a table with a limit gives its first row, if that compares mxsym with others.
    """
    loop = [loop_row(table) for table in _kept(results, loop_titles())]
    each = [[*rows(table)] for table in _kept(results, titles())]
    limit = [row for made in each for row in (made[:1] if short else made) if not short or any(row[-2:])]
    for words, heads, body in ((LOOP_WORDS, LOOP_HEADS, loop), (WORDS, HEADS, limit)):
        if body:
            yield words, [list(heads), *body]


def _origin(results: Results) -> str:
    runs = results.runs.values()
    threads = sorted({str(run.threads) for run in runs})
    commits = list(dict.fromkeys(run.commit for run in runs))
    text = f"{machine.line(results.machine)}; {' or '.join(threads)} threads; mxsym at {', '.join(commits)}."
    return f"{text} {QUICK}" if any(run.effort != "full" for run in runs) else text


def readme(held: Mapping[str, Results]) -> str:
    """README.md's part: the machine that was measured last, a line for each table."""
    if not held:
        return ""
    name, results = max(held.items(), key=lambda item: max(run.day for run in item[1].runs.values()))
    texts = [text for words, cells in parts(results, short=True) for text in (words, markdown(cells))]
    pictures = ", ".join(f"[{plot}](benchmarks/results/{name}-{plot}.svg)" for plot in plots(results))
    drawn = f" Plots: {pictures}." if pictures else ""
    return "\n\n".join([*texts, f"{_origin(results)}{drawn} {OTHERS if len(held) > 1 else MORE}"])


def page(held: Mapping[str, Results]) -> str:
    """docs/performance.rst's part: all lines of each machine, under its name."""
    texts: list[str] = []
    for name, results in held.items():
        texts.append(f".. rubric:: {results.machine['cpu']}, {results.machine['instructions']}")
        texts += [text for words, cells in parts(results) for text in (words, restructured(cells))]
        texts.append(_origin(results))
        for plot in plots(results):
            texts.append(f".. image:: ../benchmarks/results/{name}-{plot}.svg\n   :alt: {plot}")
    return "\n\n".join(texts)


@dataclass(frozen=True)
class Page:
    """A page that has a part of ours between two lines."""

    path: Path
    begin: str
    end: str
    part: Callable[[Mapping[str, Results]], str]

    def text(self, held: Mapping[str, Results]) -> str:
        """The whole page, with its part rewritten.

        Raises:
            ValueError: its markers are not there.
        """
        old = self.path.read_text(encoding="utf-8")
        pattern = re.compile(f"(?<={re.escape(self.begin)}\n).*?(?=^{re.escape(self.end)}$)", re.DOTALL | re.MULTILINE)
        new, count = pattern.subn(lambda _: f"\n{self.part(held)}\n\n", old)
        if count != 1:
            raise ValueError(f"{self.path.name} has {count} parts between {self.begin!r} and {self.end!r}")
        return new


PAGES: Sequence[Page] = (
    Page(ROOT / "README.md", "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->", readme),
    Page(ROOT / "docs" / "performance.rst", ".. benchmarks: begin", ".. benchmarks: end", page),
)


def files() -> dict[Path, str]:
    """Texts to write, by file."""
    held = kept()
    made = {page.path: page.text(held) for page in PAGES}
    for name, results in held.items():
        made |= {FOLDER / f"{name}-{plot}.svg": text for plot, text in plots(results).items()}
    return made


def write() -> list[Path]:
    """Write the pages and the plots; returns those that changed."""
    changed: list[Path] = []
    for path, text in files().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed
