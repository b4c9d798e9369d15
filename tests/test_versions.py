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
ROUNDED = {
    "groupadagrad": "the sum of a row has an order of its own",
    "lamb": "sums of squares have an order of their own",
    "lars": "sums of squares have an order of their own",
}
"""Optimizers whose numbers are MXNet's but for rounding; all others have its bits."""
STANDARD = ("2.0", "adam", "row_sparse")
"""A standard update has the bits of the dense one here, and an order of operations of its own in MXNet."""


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


WHOLE = ("lamb",)
"""Optimizers that need whole tensors: a standard update is an error that says how to make a gradient dense."""
COUNTS_TWICE = ("2.0", "lamb", "row_sparse")
"""MXNet's LAMB counts an update twice there: it is compared with one that is made to."""
CASES = [
    *((version, name, setup) for version in VERSIONS for name, setup in programs.PROGRAMS),
    *(("1.9", name, "custom") for name in programs.CUSTOM),
]
CASES.remove(("2.0", "nadam", "shared"))  # by default each parameter has a schedule of its own


@pytest.mark.every(4)
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
            with pytest.raises(mx.BindError, match=r"sums a whole tensor.*pass gradient.tostype\('default'\)"):
                step()
        updater, step = programs.start(mx, name, setup, dense=name in WHOLE)
    for number, expected in enumerate(values):
        if (version, name, setup) == COUNTS_TWICE:
            updater.optimizer._update_count([*programs.NAMES])
        parts = step()
        got = programs.flat(parts["weights"] + parts["states"])
        if setup != "custom" and name not in ROUNDED and (version, name, setup) != STANDARD:
            np.testing.assert_array_equal(got, expected, f"step {number + 1}")
        tolerance = TOLERANCE["float16" if setup == "multi_precision" or name == "MasterCopy" else "float32"]
        assert np.all(np.abs(got - expected) <= tolerance * np.maximum(1, np.abs(expected))), f"step {number + 1}"
    assert [programs.layout(updater.states[index]) for index in sorted(updater.states)] == about["layout"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("rule", ["nag_mom_update", "signum_update", "rmsprop_update", "mp_sgd_mom_update"])
def test_a_row_sparse_gradient_updates_all_rows_where_mxnet_has_no_lazy_form(version: str, rule: str) -> None:
    """By default, as MXNet's fallback does: op and optimizer are the dense update; what is asked for is lazy."""
    optimizer = {"nag_mom_update": "nag", "signum_update": "signum", "rmsprop_update": "rmsprop"}.get(rule, "sgd")
    dtype = "float16" if rule.startswith("mp_") else "float32"
    values = np.array([[1.0, 2.0]], dtype)
    grad = mx.nd.sparse.row_sparse_array((values, [1]), shape=(3, 2), dtype=dtype)

    def by_op(gradient: Any, **more: Any) -> Any:
        weight = mx.nd.ones((3, 2), dtype=dtype)
        arrays = [mx.nd.ones((3, 2)) for _ in range(1 + rule.startswith("mp_"))]
        getattr(mx.nd, rule)(weight, gradient, *arrays, lr=0.5, wd=0.5, out=weight, **more)
        return weight.asnumpy()

    def by_optimizer(gradient: Any) -> Any:
        weight = mx.nd.ones((3, 2), dtype=dtype)
        given = {} if rule == "rmsprop_update" else {"momentum": 0.5}
        mp = rule.startswith("mp_")
        made = mx.optimizer.create(optimizer, learning_rate=0.5, wd=0.5, multi_precision=mp, **given)
        mx.optimizer.get_updater(made)(0, gradient, weight)
        return weight.asnumpy()

    with mx.flavour(version):
        dense = grad.tostype("default")
        np.testing.assert_array_equal(by_op(grad), by_op(dense))
        np.testing.assert_array_equal(by_optimizer(grad), by_optimizer(dense))
        assert (by_op(grad, lazy_update=True)[0] == 1).all() and (by_op(dense)[0] != 1).all()


def test_a_large_batch_is_the_mean_of_its_gradients() -> None:
    large = mx.optimizer.create("lbsgd", batch_scale=2, learning_rate=0.5, warmup_epochs=0, flavour="1.9")
    weight = np.ones(2, np.float32)
    updater = mx.optimizer.get_updater(large)
    for value, expected in ((1.0, 1.0), (3.0, -1.0), (1.0, -1.0), (1.0, -2.0)):
        updater(0, np.full(2, value, np.float32), weight)
        assert weight.tolist() == [expected] * 2
    assert large.num_update == 4
    by_norms = mx.optimizer.create("lbsgd", warmup_strategy="lars", learning_rate=0.5, momentum=0.5, flavour="1.9")
    weight = np.full(4, 2.0)
    by_norms.update(0, weight, np.full(4, 1.0), by_norms.create_state(0, weight))
    np.testing.assert_allclose(weight, 2.0 - 0.5 * 2.0)


def test_the_flavour_of_an_optimizer_is_settled_when_it_is_created() -> None:
    with mx.flavour("1.9"):
        old = mx.optimizer.create("adam")
    new = mx.optimizer.create("adam", flavour="2.0")
    assert (old.flavour, new.flavour) == ("1.9", "2.0")
    assert (mx.optimizer.Ftrl(0.25, 0.5, flavour="1.9").lamda1, mx.optimizer.Ftrl(0.25, 0.5).lamda1) == (0.25, 0.5)
    with pytest.raises(ValueError, match=r"flavour is one of '1.9', '2.0', got '1.8'"):
        mx.optimizer.create("adam", flavour="1.8")


def test_a_failed_step_takes_back_what_it_carries() -> None:
    for name, carried in (("nadam", ["m_schedule"]), ("lars", ["last_lr", "cur_lr"])):
        optimizer: Any = mx.optimizer.create(name, learning_rate=0.5, flavour="1.9")
        weight = np.ones(3, np.float32)
        state = optimizer.create_state(0, weight)
        optimizer.update(0, weight, np.ones(3, np.float32), state)
        before = [getattr(optimizer, key) for key in carried]
        with pytest.raises(mx.BindError):
            optimizer.update(0, weight, np.ones(4, np.float32), state)
        assert [getattr(optimizer, key) for key in carried] == before and optimizer.num_update == 1
