"""Saved results: one JSON file for each kind of machine. A new table replaces the older one of its name."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import harness, machine
from benchmarks.report import Table

FOLDER = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Run:
    """The tables of one module, and how they were measured: day, commit of mxsym, effort, threads."""

    day: str
    commit: str
    effort: str
    threads: int
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Results:
    """Measurements of one machine: its description (see `machine.describe`), and a run for each module."""

    machine: dict[str, Any]
    runs: dict[str, Run]

    def add(self, name: str, tables: Sequence[Table]) -> None:
        """A module's tables, measured now."""
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        self.runs[name] = Run(day, machine.commit(), harness.effort().name, harness.THREADS, tuple(tables))

    def find(self, title: str) -> Table | None:
        """The table of that title."""
        return next((table for run in self.runs.values() for table in run.tables if table.title == title), None)

    def to_json(self) -> dict[str, Any]:
        """As dicts, lists, texts and numbers."""
        return asdict(self)

    @staticmethod
    def from_json(held: dict[str, Any]) -> Results:
        """The results that `to_json` made this of."""
        runs = {
            name: Run(**(run | {"tables": tuple(Table.from_json(table) for table in run["tables"])}))
            for name, run in held["runs"].items()
        }
        return Results(held["machine"], runs)


def load(path: Path) -> Results:
    """Results from a file."""
    return Results.from_json(json.loads(path.read_text(encoding="utf-8")))


def save(made: Results, folder: Path = FOLDER) -> Path:
    """Add to what is kept for this kind of machine; the description is the new one. Returns the file."""
    path = folder / f"{machine.slug()}.json"
    older = load(path).runs if path.exists() else {}
    folder.mkdir(exist_ok=True)
    whole = Results(made.machine, dict(sorted((older | made.runs).items())))
    path.write_text(json.dumps(whole.to_json(), indent=1) + "\n", encoding="utf-8")
    return path


def kept(folder: Path = FOLDER) -> dict[str, Results]:
    """All that is kept, by machine."""
    return {path.stem: load(path) for path in sorted(folder.glob("*.json"))}
