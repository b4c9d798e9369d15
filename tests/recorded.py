"""Reads the recorded MXNet vectors in tests/golden/mxnet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
FOLDER = Path(__file__).parent / "golden" / "mxnet"
TRAJECTORY = "opt_"


@dataclass(frozen=True)
class Case:
    """One recorded run: its description and its arrays by name (`init.weight`, `step0.in.grad`, `step0.out`, …)."""

    about: dict[str, Any]
    arrays: dict[str, Array]

    @property
    def inputs(self) -> list[dict[str, Any]]:
        return self.about["inputs"]

    @property
    def is_dense(self) -> bool:
        return all(item["stype"] == "default" for item in self.inputs)

    @property
    def dtypes(self) -> set[str]:
        return {item["dtype"] for item in self.inputs}

    def given(self, step: int, name: str, current: dict[str, Array]) -> Array:
        """An input's value at a step: recorded for the step, or what it holds by now."""
        recorded = self.arrays.get(f"step{step}.in.{name}")
        return current[name] if recorded is None else recorded


def ops() -> list[str]:
    """The ops that have recorded cases."""
    return sorted(path.stem for path in FOLDER.glob("*.json") if not path.stem.startswith(TRAJECTORY))


def optimizers() -> list[str]:
    """The optimizers that have recorded trajectories; `cases("opt_<name>")` are they."""
    return sorted(path.stem.removeprefix(TRAJECTORY) for path in FOLDER.glob(f"{TRAJECTORY}*.json"))


def cases(op: str) -> Iterator[Case]:
    """Every recorded case of `op`."""
    with np.load(FOLDER / f"{op}.npz") as archive:
        flat = {dtype: archive[dtype] for dtype in archive.files}
    listed: list[dict[str, Any]] = json.loads((FOLDER / f"{op}.json").read_text())
    for about in listed:
        places: dict[str, tuple[str, int, list[int]]] = about.pop("arrays")
        arrays = {
            name: flat[dtype][start : start + int(np.prod(shape))].reshape(shape)
            for name, (dtype, start, shape) in places.items()
        }
        yield Case(about, arrays)
