"""Files that real MXNet wrote, and the step that followed each: tests/golden/mxnet_files, recorded by its write.py."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import mxsym as mx
from mxsym.optimizer import Updater
from tests.support import Array

FOLDER = Path(__file__).parent / "golden" / "mxnet_files"
VERSIONS = ("1.5.1", "1.9.1", "2.0.0beta1")
CASES: dict[str, Any] = json.loads((FOLDER / "cases.json").read_text())
"""The optimizers whose states were recorded, with their settings."""


@functools.cache
def recorded(version: str) -> Mapping[str, Array]:
    """Everything that one version wrote, by name."""
    with np.load(FOLDER / f"mxnet-{version}.npz") as archive:
        return dict(archive)


def content(version: str, name: str) -> bytes:
    """The bytes of a file."""
    return recorded(version)[name].tobytes()


def names(version: str, prefix: str, *endings: str) -> list[str]:
    """The names of recorded files."""
    return [name for name in recorded(version) if name.startswith(prefix) and name.endswith(endings or "")]


def flavour(version: str) -> str:
    return "2.0" if version.startswith("2") else "1.9"


def part(version: str, case: str, what: str) -> dict[Any, Array]:
    """The arrays of a case by parameter: its weights, its gradients, the weights after the step."""
    prefix = f"states/{case}/{what}/"
    held = {name.removeprefix(prefix): array for name, array in recorded(version).items() if name.startswith(prefix)}
    return {int(key) if key.isdigit() else key: array for key, array in held.items()}


def created(version: str, case: str) -> Updater:
    """An updater as the recording program had it, before its first step."""
    about = CASES[case]
    settings = dict(about["settings"])
    if schedule := about.get("schedule"):
        settings["lr_scheduler"] = getattr(mx.lr_scheduler, schedule["class"])(**schedule["arguments"])
        settings["learning_rate"] = None
    with mx.flavour(flavour(version)):
        optimizer = mx.optimizer.create(about["optimizer"], param_idx2name={0: "fc_weight", 1: "fc_bias"}, **settings)
        optimizer.set_lr_mult({"fc_bias": 0.5})
        return mx.optimizer.get_updater(optimizer)
