"""The usual set-ups of each optimizer, against what MXNet 1.9.1 and 2.0.0b1 computed: `version_programs.py` records it.

Under each flavour the states have that version's layout, and weights and states are its numbers after each step.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from tests import version_programs as programs

GOLDEN = Path(__file__).parent / "golden" / "versions"
VERSIONS = ("1.9", "2.0")
TOLERANCE = {"float32": 1e-6, "float16": 1e-3}


@functools.cache
def recorded(version: str) -> dict[str, tuple[dict[str, Any], Any]]:
    """By program: its record, and the values after each step."""
    about = json.loads((GOLDEN / f"{version}.json").read_text(encoding="utf-8"))["programs"]
    values, place = np.load(GOLDEN / f"{version}.npy"), 0
    items: dict[str, tuple[dict[str, Any], Any]] = {}
    for name, item in about.items():
        end = place + programs.STEPS * item.get("size", 0)
        items[name], place = (item, values[place:end].reshape(programs.STEPS, -1)), end
    assert place == len(values)
    return items


WHOLE = ("lamb", "lars")
"""Optimizers that need whole tensors: a row-sparse gradient is an error that says how to make it dense."""
COUNTS_TWICE = ("2.0", "lamb", "row_sparse")
"""MXNet's LAMB counts an update twice there: it is compared with one that is made to."""
CASES = [
    *((version, name, setup) for version in VERSIONS for name, setup in programs.PROGRAMS),
    *(("1.9", name, "custom") for name in programs.CUSTOM),
]
CASES.remove(("2.0", "nadam", "shared"))  # by default each parameter has a schedule of its own


@pytest.mark.parametrize(("version", "name", "setup"), CASES, ids=map("-".join, CASES))
def test_numbers_and_layouts(version: str, name: str, setup: str) -> None:
    about, values = recorded(version)[f"{name}-{setup}"]
    with mx.flavour(version):
        if "error" in about:
            with pytest.raises(ValueError, match=about["error"].partition(": ")[2]):
                programs.start(mx, name, setup)
            return
        if setup == "row_sparse" and name in WHOLE:
            _, step = programs.start(mx, name, setup)
            with pytest.raises(mx.BindError, match=r"needs the whole tensor.*pass gradient.tostype\('default'\)"):
                step()
            if version == "1.9" and name == "lars":  # MXNet's ran on the rows: a dense gradient is another step
                return
        updater, step = programs.start(mx, name, setup, dense=name in WHOLE)
    for number, expected in enumerate(values):
        if (version, name, setup) == COUNTS_TWICE:
            updater.optimizer._update_count([*programs.NAMES])
        parts = step()
        got = programs.flat(parts["weights"] + parts["states"])
        tolerance = TOLERANCE["float16" if setup == "multi_precision" or name == "MasterCopy" else "float32"]
        assert np.all(np.abs(got - expected) <= tolerance * np.maximum(1, np.abs(expected))), f"step {number + 1}"
    assert [programs.layout(updater.states[index]) for index in sorted(updater.states)] == about["layout"]
