"""The rules against formulas written by hand, in float64: closeness, since the order of operations differs."""

from __future__ import annotations

import numpy as np
import pytest

import mxsym as mx
from mxsym import registry
from tests import oracle

VALUES = {"lr": 0.05, "momentum": 0.9, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-3, "wd": 0.01, "rescale_grad": 0.7}


@pytest.mark.parametrize("clip_gradient", [-1.0, 0.0, 0.4])
@pytest.mark.parametrize("name", oracle.RULES)
def test_ten_steps(name: str, clip_gradient: float) -> None:
    rule = registry.find(name)
    attributes = {item.name: {**VALUES, "clip_gradient": clip_gradient}[item.name] for item in rule.scalars}
    rng = np.random.default_rng(0)
    arrays = {item.name: np.abs(rng.standard_normal(50)) for item in rule.inputs}
    expected = {key: value.copy() for key, value in arrays.items()}
    for _ in range(10):
        arrays["grad"] = expected["grad"] = rng.standard_normal(50)
        getattr(mx.nd, name)(**arrays, **attributes, out=arrays["weight"])
        expected |= oracle.RULES[name](**expected, **attributes)
    for key, value in expected.items():
        np.testing.assert_allclose(arrays[key], value, rtol=1e-12, atol=1e-14, err_msg=key)
