"""The rules against formulas written by hand, in float64: closeness, since the order of operations differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.expr import Granularity
from mxsym.rule import lookup, registry
from tests import oracle
from tests.oracle import Array

VALUES: dict[str, Any] = {
    "lr": 0.05, "momentum": 0.9, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-3, "wd": 0.01, "rescale_grad": 0.7,
    "eta": 0.8, "rho": 0.93, "gamma1": 0.93, "gamma2": 0.8, "wd_lh": 0.02, "lamda1": 0.3, "beta": 1.5,
    "clip_weights": 1.6, "lower_bound": 0.5, "upper_bound": 4.0, "bias_correction": True,
}  # fmt: skip
N = 50


def ten_steps(name: str, flavour: str | None, step: Callable[..., dict[str, Array]], changed: dict[str, Any]) -> None:
    """Run the op and its statement by hand side by side."""
    rule = lookup.for_version(lookup.find(name), flavour)
    values = VALUES | {"clip_grad": changed.get("clip_gradient", -1.0)} | changed
    names = {item.name for item in rule.attributes} - {"lazy_update", "t"}
    attributes = {key: values[key] for key in names}
    rng = np.random.default_rng(0)
    # Second moments and histories have roots: no state is negative.
    arrays = {item.name: np.abs(rng.standard_normal(N)) for item in rule.inputs if item.space is Granularity.ELEMENT}
    arrays |= {item.name: np.array([values[item.name]]) for item in rule.inputs if item.space is Granularity.SCALAR}
    if "g" in arrays:  # the mean of what n is the mean square of
        arrays["g"] = arrays["n"] = np.zeros(N)
    expected = {key: value.copy() for key, value in arrays.items()}
    arrays = {key: value.copy() for key, value in arrays.items()}
    for number in range(1, 11):
        arrays["grad"] = expected["grad"] = rng.standard_normal(N)
        now = attributes | ({"t": number} if rule.attribute("t") else {})
        getattr(mx.nd, name)(*arrays.values(), **now, out=arrays["weight"], flavour=flavour)
        expected |= step(*expected.values(), **now)
    for key, value in expected.items():
        np.testing.assert_allclose(arrays[key], value, rtol=1e-11, atol=1e-13, err_msg=key)


CLIPS = [-1.0, 0.0, 0.4]


@pytest.mark.parametrize("clip_gradient", CLIPS)
@pytest.mark.parametrize("name", oracle.RULES)
def test_ten_steps(name: str, clip_gradient: float) -> None:
    ten_steps(name, None, oracle.RULES[name], {"clip_gradient": clip_gradient})


@pytest.mark.parametrize("clip_gradient", CLIPS)
@pytest.mark.parametrize("name", oracle.RULES_1_9)
def test_ten_steps_of_the_older_flavour(name: str, clip_gradient: float) -> None:
    ten_steps(name, "1.9", oracle.RULES_1_9[name], {"clip_gradient": clip_gradient})


def test_every_flavour_of_a_stated_rule_is_stated() -> None:
    older = {name for name in oracle.RULES if (name, "1.9") in registry.FLAVOURS}
    assert older == set(oracle.RULES_1_9)


@pytest.mark.parametrize("scale", [np.nan, np.inf, -np.inf, 0.0, -0.0, -0.5])
@pytest.mark.parametrize("name", ["adamw_update", "adabelief_update"])
def test_an_overflowed_gradient_changes_nothing(name: str, scale: float) -> None:
    ten_steps(name, None, oracle.RULES[name], {"rescale_grad": scale, "clip_gradient": 0.4})


@pytest.mark.parametrize("bounds", [(-1.0, -1.0), (0.0, 0.0), (9.0, -1.0), (-1.0, 0.5)])
@pytest.mark.parametrize("bias_correction", [True, False])
@pytest.mark.parametrize("name", ["lamb_update", "lans_update"])
def test_bounds_of_the_trust_ratio(name: str, bias_correction: bool, bounds: tuple[float, float]) -> None:
    changed = {"bias_correction": bias_correction, "lower_bound": bounds[0], "upper_bound": bounds[1]}
    ten_steps(name, None, oracle.RULES[name], {**changed, "clip_gradient": 0.05})


@pytest.mark.parametrize("name", ["multi_lamb_update", "multi_lans_update"])
@pytest.mark.parametrize("which", ["weight", "grad"])
def test_norms_of_zero(name: str, which: str) -> None:
    """A weight of zeros is moved at the plain rate; a gradient of zeros divides nothing by zero."""
    rng = np.random.default_rng(1)
    weight, grad = rng.standard_normal((2, N))
    {"weight": weight, "grad": grad}[which][:] = 0.0
    mean, var = np.zeros((2, N))
    values = VALUES | {"clip_gradient": -1.0, "t": 1}
    rule = lookup.find(name.removeprefix("multi_"))
    attributes = {item.name: values[item.name] for item in rule.attributes if item.name != "lazy_update"}
    expected = oracle.RULES[rule.name](weight, grad, mean, var, **attributes)
    assert np.isfinite(expected["weight"]).all()
    lr, wd, t = (attributes.pop(key) for key in ("lr", "wd", "t"))
    arrays = [item.copy() for item in (weight, grad, mean, var)]
    one = {"learning_rates": (lr,), "wds": (wd,), "step_count": (t,), "num_tensors": 1}
    getattr(mx.nd, f"_{name}")(*arrays, **attributes, **one, out=[arrays[0]])
    for key, got in zip(("weight", "mean", "var"), (arrays[0], *arrays[2:]), strict=True):
        np.testing.assert_allclose(got, expected[key], rtol=1e-11, atol=1e-13, err_msg=key)


def test_trust_ratios_of_lars() -> None:
    rng = np.random.default_rng(2)
    arrays = {key: rng.random(N) for key in ("lrs", "weights_sum_sq", "grads_sum_sq", "wds")}
    arrays["weights_sum_sq"][3] = arrays["grads_sum_sq"][7] = 0.0
    given = {"eta": 0.02, "eps": 1e-3, "rescale_grad": 0.5}
    got = mx.nd.multi_lars(*arrays.values(), **given)
    np.testing.assert_allclose(got, oracle.multi_lars(*arrays.values(), **given), rtol=1e-12)
