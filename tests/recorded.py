"""Reader of the recorded MXNet vectors in tests/golden/mxnet: for each case the call, its arrays and its results."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import Array
from tests.signatures import signature

FOLDER = Path(__file__).parent / "golden" / "mxnet"
TRAJECTORY = "opt_"
V1, V2 = "1.9.1", "2.0.0b1"


@dataclass(frozen=True)
class Case:
    """One recorded run: its description and its arrays by name (`init.weight`, `step0.in.grad`, `step0.out`, …)."""

    about: dict[str, Any]
    arrays: dict[str, Array]

    @property
    def id(self) -> str:
        return self.about["id"]

    @property
    def op(self) -> str:
        """The name under which MXNet has the op registered."""
        return self.about["op"]

    @property
    def version(self) -> str:
        return self.about["mxnet"]

    @property
    def flavour(self) -> str | None:
        """Flavour for mxsym's call: 1.9.1's cases request that version's algorithm."""
        return self.about.get("flavour", "1.9" if self.version == V1 else None)

    @property
    def inputs(self) -> list[dict[str, Any]]:
        return self.about["inputs"]

    @property
    def names(self) -> list[str]:
        return [item["name"] for item in self.inputs]

    @property
    def weights(self) -> list[str]:
        """The tensors that the op makes new values of, in the order of its outputs."""
        return [name for name in self.names if name == "weight" or name.startswith("weight_")]

    @property
    def outputs(self) -> list[str]:
        """The recorded outputs: `out`, or `out_0`, `out_1`, …"""
        multi = self.about.get("multi", False)
        return [f"out_{number}" for number in range(len(self.weights))] if multi and self.weights else ["out"]

    @property
    def mutated(self) -> list[str]:
        return self.about["mutated"]

    @property
    def is_dense(self) -> bool:
        return all(item["stype"] == "default" for item in self.inputs)

    @property
    def storage(self) -> str:
        """One letter for each input: d(ense) or r(ow-sparse)."""
        return "".join("r" if item["stype"] == "row_sparse" else "d" for item in self.inputs)

    @property
    def dtypes(self) -> set[str]:
        return {item["dtype"] for item in self.inputs}

    @property
    def has_master(self) -> bool:
        """True if the op computes in float32 on a copy of the weight, of whatever type that is."""
        return any(name.startswith("weight32") for name in self.names)

    @property
    def is_half(self) -> bool:
        """True if MXNet rounded everything to float16."""
        return "float16" in self.dtypes and not self.has_master and bool(self.weights)

    def given(self, step: int) -> dict[str, Any]:
        """The parameters of a step as MXNet computed with them."""
        passed = self.about["params"] | self.about["step_params"][step]
        # AdamW and AdaBelief, whose rescale_grad is a tensor, compute with 1 - beta before they round it to float16.
        half = self.is_half and "rescale_grad" not in self.names
        return signature(self.op, self.version).attributes(passed, np.float16 if half else np.float32)

    def before(self, step: int) -> dict[str, Array]:
        """Value of each input before a step that may change it, and of each dense input that the step reads."""
        held = {name: array for key, array in self.arrays.items() if (name := _after(key, "init."))}
        for earlier in range(step):
            held |= {name: self.arrays[f"step{earlier}.after.{name}"] for name in self.mutated}
            if self.about["out"] == "weight":
                held |= dict(zip(self.weights, self.results(earlier).values(), strict=False))
        return held | {name: array for key, array in self.arrays.items() if (name := _after(key, f"step{step}.in."))}

    def results(self, step: int) -> dict[str, Array]:
        """The outputs of a step by name."""
        return {name: self.arrays[f"step{step}.{name}"] for name in self.outputs}

    def after(self, step: int) -> dict[str, Array]:
        """The inputs that a step changed, by name."""
        return {name: self.arrays[f"step{step}.after.{name}"] for name in self.mutated}

    def renamed(self, rename: Callable[[str], str]) -> Case:
        """The case with arrays under other names."""
        return replace(self, arrays={rename(key): array for key, array in self.arrays.items()})


def _after(key: str, prefix: str) -> str:
    return key.removeprefix(prefix) if key.startswith(prefix) else ""


def optimizers() -> list[str]:
    """The optimizers that have recorded trajectories; `cases("opt_<name>")` are they."""
    return sorted(path.stem.removeprefix(TRAJECTORY) for path in FOLDER.glob(f"{TRAJECTORY}*.json"))


def files() -> list[str]:
    """The files of recorded op cases: each has one op's."""
    return sorted(path.stem for path in FOLDER.glob("*.json") if not path.stem.startswith(TRAJECTORY))


def cases(file: str) -> Iterator[Case]:
    """Every recorded case in a file."""
    with np.load(FOLDER / f"{file}.npz") as archive:
        flat = {dtype: archive[dtype] for dtype in archive.files}
    listed: list[dict[str, Any]] = json.loads((FOLDER / f"{file}.json").read_text())
    for about in listed:
        places: dict[str, tuple[str, int, list[int]]] = about.pop("arrays")
        arrays = {
            name: flat[dtype][start : start + int(np.prod(shape))].reshape(shape)
            for name, (dtype, start, shape) in places.items()
        }
        yield Case(about, arrays)


def twin(case: Case) -> Case:
    """Case of 2.0.0b1 with the number, the inputs and the parameters of this case of 1.9.1."""
    file, _, number = case.id.rpartition("-191-")
    found = next(item for item in cases(file) if item.id == f"{file}-200b1-{number}")
    return replace(found, about=found.about | {"flavour": case.flavour})
