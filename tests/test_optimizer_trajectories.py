"""Trajectories of the real MXNet 2.0.0b1's optimizers, five steps each, by both paths.

Each step starts from what MXNet had after the one before. float32 and float64 within 1e-6, float16 within 1e-3, scaled
by max(1, |x|). Where mxsym rounds elsewhere than the recorded path did, the case has a bound of its own and the reason;
where it computes something else on purpose, what MXNet did is made of mxsym's own step, and compared.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from mxsym.runtime.sparse import RowSparse
from tests.recorded import Array, Case, cases, optimizers
from tests.support import memory_of

TOLERANCE = {"float64": 1e-6, "float32": 1e-6, "float16": 1e-3}
ONE_PATH = "MXNet's plain step rounds elsewhere than its fused one; mxsym has one order for both"
NORM = "MXNet takes the norms from the float16 weight and gradient, mxsym from the master copy"
BOUNDS = {
    "opt_AdaBelief-200b1-p006": (5, ONE_PATH),
    "opt_AdamW-200b1-p006": (6, ONE_PATH),
    "opt_FTML-200b1-p002": (12, f"{ONE_PATH}: that of the op, with 1 - beta2 in float32"),
    "opt_LANS-200b1-p005": (6, NORM),
    "opt_LARS-200b1-p009": (5, NORM),
}
"""Recorded cases whose differences are larger than the tolerance: this many times it."""


def leaves(state: Any) -> Iterator[Any]:
    """The arrays of a state, from left to right."""
    if isinstance(state, tuple | list):
        for item in cast("list[Any]", state):
            yield from leaves(item)
    elif state is not None:
        yield state


def dense(value: Any) -> Array:
    """An array with every row of a row-sparse one."""
    array = memory_of(value)
    if not isinstance(array, RowSparse):
        return array
    whole = np.zeros(array.shape, array.dtype)
    whole[array.indices] = array.data
    return whole


def assign(value: Any, recorded: Array) -> None:
    """Let an array hold what was recorded, all rows of it."""
    array = memory_of(value)
    if isinstance(array, RowSparse):
        array.indices, array.data = np.arange(len(recorded)), recorded.astype(array.dtype)
    else:
        array[...] = recorded


class Run:
    """A recorded case: the optimizer, its weights and its states."""

    def __init__(self, kind: type[Any], case: Case, *, fused: bool) -> None:
        self.case, about = case, case.about
        schedule = about["lr_scheduler"]
        made = schedule and getattr(mx.lr_scheduler, schedule["type"])(**schedule["kwargs"])
        idx2name = dict(about["param_idx2name"]) or None
        given = about["kwargs"] | {"begin_num_update": about["begin_num_update"]}
        self.optimizer: Any = kind(lr_scheduler=made, param_idx2name=idx2name, use_fused_step=fused, **given)
        self.optimizer.set_lr_mult(dict(about["lr_mult"]))
        self.optimizer.set_wd_mult(dict(about["wd_mult"]))
        self.weights: list[Any] = []
        for number, item in enumerate(about["weights"]):
            held = case.arrays[f"init.w{number}"].copy()
            table = mx.nd.sparse.row_sparse_array((held, np.arange(len(held))), shape=held.shape)
            self.weights.append(table if item["stype"] == "row_sparse" else held)
        self.updater = mx.optimizer.get_updater(self.optimizer)
        for index, weight in zip(about["indices"], self.weights, strict=True):
            self.updater.states[index] = self.optimizer.create_state_multi_precision(index, weight)

    @property
    def states(self) -> list[Any]:
        return [self.updater.states[index] for index in self.case.about["indices"]]

    def gradients(self, step: int) -> list[Any]:
        found: list[Any] = []
        for number, weight in enumerate(self.weights):
            name = f"step{step}.in.g{number}"
            if name in self.case.arrays:
                found.append(self.case.arrays[name].copy())
            else:
                data, ids = self.case.arrays[f"{name}.data"], self.case.arrays[f"{name}.indices"]
                found.append(mx.nd.sparse.row_sparse_array((data, ids), shape=weight.shape))
        return found

    def step(self, number: int) -> None:
        """From what was recorded before this step to what is to be compared with the record after it."""
        indices, grads = self.case.about["indices"], self.gradients(number)
        before = [dense(grad).copy() for grad in grads]
        if self.case.about["method"] == "updater":
            self.updater(indices, grads, self.weights)
        else:
            getattr(self.optimizer, self.case.about["method"])(indices, self.weights, grads, self.states)
        for grad, kept in zip(grads, before, strict=True):
            np.testing.assert_array_equal(dense(grad), kept, "a gradient was written")

    def compare(self, number: int) -> float:
        """The largest scaled difference, in units of the tolerance; then the record is taken over."""
        worst = 0.0
        for place, (weight, state) in enumerate(zip(self.weights, self.states, strict=True)):
            arrays = {f"step{number}.w{place}": weight}
            arrays |= {f"step{number}.s{place}.{k}": leaf for k, leaf in enumerate(leaves(state))}
            assert {key for key in self.case.arrays if key.startswith(f"step{number}.s{place}.")} <= set(arrays)
            for key, array in arrays.items():
                wanted = self.case.arrays[key]
                scale = np.maximum(1, np.abs(wanted.astype(np.float64)))
                error = np.abs(dense(array).astype(np.float64) - wanted.astype(np.float64)) / scale
                worst = max(worst, float(error.max(initial=0)) / TOLERANCE[wanted.dtype.name])
                assign(array, wanted)
        return worst


class SharedSchedule(mx.optimizer.Nadam):
    """MXNet's Nadam: one product of momenta, which every parameter of every step advances."""

    shared = 1.0

    def update(self, indices: Any, weights: Any, grads: Any, states: Any) -> None:
        for one in zip(indices, weights, grads, states, strict=True):
            super().update(*([item] for item in one))

    def product(self, t: int) -> float:
        self.shared *= self.momentum(t)
        return self.shared


class LateDecay(mx.optimizer.AdamW):
    """MXNet's plain AdamW: the weight decays after it has been updated."""

    def update(self, indices: Any, weights: Any, grads: Any, states: Any) -> None:
        decay, self.wd = self.wd, 0.0
        super().update(indices, weights, grads, states)
        self.wd = decay
        for index, weight in zip(indices, weights, strict=True):
            eta = self.numbers(self.lr, 0.0, self.update_counts[index])["eta"]
            weight[...] = weight - np.float32(eta * decay) * weight


class TwoHalves(mx.optimizer.LANS):
    """MXNet's plain LANS: each half of the step has the weight that the half before left, decay and all."""

    def update(self, indices: Any, weights: Any, grads: Any, states: Any) -> None:
        self._update_count(indices)
        for index, w, grad, (mean, var) in zip(indices, weights, grads, states, strict=True):
            t = self.update_counts[index]
            g = self.rescale_grad * grad
            g = np.clip(g / np.linalg.norm(g), -(self.clip_gradient or np.inf), self.clip_gradient or np.inf)
            mean[...] = self.beta1 * mean + (1 - self.beta1) * g
            var[...] = self.beta2 * var + (1 - self.beta2) * g * g
            scale = np.sqrt(var / (1 - self.beta2**t)) + self.epsilon
            size = np.clip(np.linalg.norm(w), self.lower_bound, self.upper_bound)
            for half, share in ((mean / (1 - self.beta1**t), self.beta1), (g, 1 - self.beta1)):
                step = half / scale + self.wd * w
                w[...] = w - np.float32(self.lr * share * size / np.linalg.norm(step)) * step


AS_MXNET: dict[str, type[Any]] = {
    "opt_AdamW-200b1-p004": LateDecay,
    "opt_AdamW-200b1-p006": LateDecay,
    "opt_LANS-200b1-p004": TwoHalves,
    "opt_Nadam-200b1-p001": SharedSchedule,
    "opt_Nadam-200b1-p002": SharedSchedule,
}
"""Recorded cases of what mxsym does otherwise, and optimizers that do it MXNet's way."""


@functools.cache
def listed(name: str) -> list[Case]:
    return list(cases(f"opt_{name}"))


ALL = [(name, case) for name in optimizers() for case in listed(name)]


def follow(name: str, case: Case, *, fused: bool) -> float:
    """Run a case; the largest difference from what MXNet recorded, in units of the tolerance.

    Raises:
        AssertionError: it is more than the case's bound.
    """
    key = case.about["id"]
    bound, _ = BOUNDS.get(key, (1, ""))
    run, worst = Run(AS_MXNET.get(key, mx.optimizer.Optimizer.opt_registry[name.lower()]), case, fused=fused), 0.0
    for number in range(case.about["steps"]):
        run.step(number)
        worst = max(worst, run.compare(number))
        assert worst <= bound, f"{key} step {number}: {worst:.3g} times the tolerance"
    assert run.optimizer.num_update == case.about["num_update"]
    return worst


@pytest.mark.every(2)
@pytest.mark.parametrize("fused", [True, False], ids=["fused", "plain"])
@pytest.mark.parametrize(("name", "case"), ALL, ids=[case.about["id"] for _, case in ALL])
def test_trajectory(name: str, case: Case, fused: bool) -> None:
    key = case.about["id"]
    worst = follow(name, case, fused=fused)
    assert worst > 1 or key not in BOUNDS, f"{key} needs no bound of its own"
    print(f"{key} {'fused' if fused else 'plain'}: {worst:.2g} of the tolerance")


@pytest.mark.parametrize("key", AS_MXNET)
def test_what_is_done_otherwise_is_otherwise(key: str) -> None:
    """Else the optimizers that do it MXNet's way would be needless."""
    name, case = next(each for each in ALL if each[1].about["id"] == key)
    run, worst = Run(mx.optimizer.Optimizer.opt_registry[name.lower()], case, fused=True), 0.0
    for number in range(case.about["steps"]):
        run.step(number)
        worst = max(worst, run.compare(number))
    assert worst > 10
