"""The end of a training step: clip by the global norm, AdamW, the weights' running average, gradients set to zero.

The time that its bytes need is a plain C loop's for as many: the gradients once, then weight, gradient, mean, var and
average in and out. torch takes four calls. Its arrays are the very same, but for what its AdamW counts with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

import mxsym as mx
from benchmarks import contenders, harness
from benchmarks.contenders import SGD_MOM, Array, Run
from benchmarks.models import Shapes, resnet50
from benchmarks.report import Table

MODELS: Mapping[str, Shapes] = {"one tensor": [(1 << 24,)], "ResNet-50's parameters": resnet50()}
NUMBERS = {"lr": 1e-3, "beta1": 0.9999, "beta2": 0.9999, "epsilon": 1e-8, "wd": 0.01}
"""The gradients are zero from the second step on: a smaller beta would soon leave nothing but subnormal numbers."""
DECAY, MAX_NORM = 0.999, 1.0
STREAMS = 11
"""Values moved for each parameter: see above."""
NEEDED = "plain C loop over as many bytes"
TORCH = "torch: clip_grad_norm_, AdamW(fused), _foreach_lerp_, zero_grad"
Tensors = Mapping[str, Mapping[str, Array]]
"""Arrays by role and by parameter."""


def title(model: str) -> str:
    """Title of the table of a model."""
    return f"The end of a training step, float32, {model}"


def _tensors(shapes: Shapes) -> Tensors:
    rng = np.random.default_rng(0)
    roles = ("weight", "grad", "average", "mean", "var")
    made = {role: {f"p{n}": rng.standard_normal(shape, np.float32) for n, shape in enumerate(shapes)} for role in roles}
    for array in made["var"].values():
        np.abs(array, out=array)
    return made


def _plain(count: int) -> dict[str, Run]:
    """SGD with momentum on so many values that it moves the bytes of a step of `count`."""
    (arrays,) = contenders.tensors(SGD_MOM, [(max(1, count * STREAMS // SGD_MOM.streams),)])
    return dict(zip([NEEDED], contenders.plain(SGD_MOM, arrays).values(), strict=False))


def _executor(held: Tensors) -> mx.Executor:
    states = {f"{name}_{role}": array for role in ("mean", "var") for name, array in held[role].items()}
    weights, grads, averages = held["weight"], held["grad"], held["average"]
    return mx.training_step(
        "adamw_update", weights, grads, averages=averages, states=states, max_norm=MAX_NORM, decay=DECAY, eta=1.0,
        lr=NUMBERS["lr"], beta1=NUMBERS["beta1"], beta2=NUMBERS["beta2"], epsilon=NUMBERS["epsilon"], wd=NUMBERS["wd"],
    )  # fmt: skip


def _torch(held: Tensors) -> dict[str, Run]:
    torch = contenders.library("torch")
    if torch is None:
        return {}
    of = {role: [torch.from_numpy(array) for array in arrays.values()] for role, arrays in held.items()}
    parameters = [torch.nn.Parameter(weight) for weight in of["weight"]]
    betas = (NUMBERS["beta1"], NUMBERS["beta2"])
    settings = {"betas": betas, "eps": NUMBERS["epsilon"], "weight_decay": NUMBERS["wd"], "fused": True}
    optimizer = torch.optim.AdamW(parameters, lr=NUMBERS["lr"], **settings)
    for parameter, grad, mean, var in zip(parameters, of["grad"], of["mean"], of["var"], strict=True):
        parameter.grad = grad
        optimizer.state[parameter] = {"step": torch.tensor(0.0), "exp_avg": mean, "exp_avg_sq": var}

    def run() -> None:
        torch.nn.utils.clip_grad_norm_(parameters, MAX_NORM)
        optimizer.step()
        with torch.no_grad():
            torch._foreach_lerp_(of["average"], parameters, 1 - DECAY)
        optimizer.zero_grad(set_to_none=False)

    return {TORCH: run}


def step(model: str) -> Table:
    """One step of all of a model's parameters."""
    sizes = [(harness.size(math.prod(shape)),) for shape in MODELS[model]]
    held, count = _tensors(sizes), sum(math.prod(size) for size in sizes)
    runs = _plain(count)
    runs["mxsym"] = _executor(held).forward
    runs |= _torch(held)
    return harness.table(title(model), harness.measure(runs, STREAMS * 4 * count))


def tables() -> list[Table]:
    """Every table of this module."""
    return [step(model) for model in MODELS]
