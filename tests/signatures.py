"""Reader of tests/golden/mxnet_ops.json: the parameters of each op in MXNet's own registry, for both versions."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

PATH = Path(__file__).parent / "golden" / "mxnet_ops.json"
KINDS = {
    "float": float,
    "double": float,
    "int": int,
    "boolean": bool,
    "tuple of <float>": tuple,
    "Shape(tuple)": tuple,
}
"""MXNet's name of a parameter's type → the Python type that a user passes."""


@dataclass(frozen=True)
class Parameter:
    """One parameter. `type` is MXNet's word for it; `default` is None where it is required."""

    name: str
    type: str
    default: float | None

    @property
    def kind(self) -> type:
        return KINDS[self.type]

    def rounded(self, value: Any, to: type[np.floating[Any]]) -> Any:
        """MXNet's reading of a value: floats are rounded to float32, then to a narrower array's type."""
        if self.type == "float":
            return float(to(np.float32(value)))
        if self.type == "tuple of <float>":
            return tuple(float(np.float32(item)) for item in value)
        return self.kind(value)


@dataclass(frozen=True)
class Signature:
    """An op of one version. `inputs` is `("data",)` where it takes any number of tensors (`variadic`)."""

    op: str
    version: str
    canonical: str
    inputs: tuple[str, ...]
    parameters: tuple[Parameter, ...]

    @property
    def variadic(self) -> bool:
        return self.inputs == ("data",) and self.canonical != "all_finite"

    def attributes(self, given: dict[str, Any], to: type[np.floating[Any]] = np.float32) -> dict[str, Any]:
        """MXNet's values for a call with `given`: defaults filled in, everything rounded."""
        defaults = {item.name: item.default for item in self.parameters if item.default is not None}
        kinds = {item.name: item for item in self.parameters}
        return {key: kinds[key].rounded(value, to) for key, value in {**defaults, **given}.items()}


def _parameter(name: str, text: str) -> Parameter:
    """From MXNet's text: `float, required` or `float, optional, default=0.1`."""
    kind, _, rest = text.partition(", ")
    _, is_optional, default = rest.partition("default=")
    return Parameter(name, kind, float(default.strip("'")) if is_optional else None)


@functools.cache
def signatures() -> tuple[Signature, ...]:
    """Every op of every version."""
    listed: dict[str, dict[str, dict[str, Any]]] = json.loads(PATH.read_text())
    return tuple(
        Signature(
            op,
            version,
            about["canonical"],
            tuple(about["inputs"]),
            tuple(_parameter(*item) for item in about["params"]),
        )
        for op, versions in listed.items()
        for version, about in versions.items()
    )


@functools.cache
def signature(op: str, version: str) -> Signature:
    """That op of that version."""
    return next(item for item in signatures() if (item.op, item.version) == (op, version))
