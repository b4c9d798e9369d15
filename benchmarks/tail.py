"""The end of a training step: clip by the global norm, AdamW, the weights' running average, gradients set to zero.

"The bytes it needs" is a plain C loop's time for that many bytes: the gradients once, then w, g, m, v and the average
in and out. torch takes four calls; where it is not installed, they are left out.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

import mxsym as mx
from benchmarks import harness
from benchmarks.loops import loop

LR, DECAY, MAX_NORM, WD = 1e-3, 0.999, 1.0, 0.01
STREAMS = 11
"""Values of four bytes that are moved for each parameter: see above."""
LOOP_STREAMS = 5
"""Those that the plain loop moves for each of its elements."""
BLOCKS = ((3, 64), (4, 128), (6, 256), (3, 512))
"""Of each of ResNet-50's stages: how many blocks, how wide."""


def resnet50() -> list[tuple[int, ...]]:
    """ResNet-50's parameters (He et al., 2016): 161 tensors."""
    shapes: list[tuple[int, ...]] = [(64, 3, 7, 7), (64,), (64,)]
    inner = 64
    for count, width in BLOCKS:
        for number in range(count):
            for out, into, size in ((width, inner, 1), (width, width, 3), (4 * width, width, 1)):
                shapes += [(out, into, size, size), (out,), (out,)]
            if number == 0:
                shapes += [(4 * width, inner, 1, 1), (4 * width,), (4 * width,)]
            inner = 4 * width
    return [*shapes, (1000, inner), (1000,)]


Tensors = dict[str, dict[str, np.ndarray]]
"""Arrays by what they are and by parameter."""


def _tensors(shapes: list[tuple[int, ...]]) -> Tensors:
    rng = np.random.default_rng(0)
    names = [f"p{number}" for number in range(len(shapes))]

    def drawn() -> dict[str, np.ndarray]:
        return {name: rng.standard_normal(shape, np.float32) for name, shape in zip(names, shapes, strict=True)}

    return {"weight": drawn(), "grad": drawn(), "average": drawn()}


def _torch(tensors: Tensors) -> dict[str, Callable[[], object]]:
    """torch's four calls on tensors of its own."""
    try:
        torch: Any = importlib.import_module("torch")
    except ImportError:
        return {}
    torch.set_num_threads(harness.THREADS)
    weights, grads, averages = (
        [torch.from_numpy(array.copy()) for array in tensors[role].values()] for role in ("weight", "grad", "average")
    )
    parameters = [torch.nn.Parameter(weight) for weight in weights]
    for parameter, grad in zip(parameters, grads, strict=True):
        parameter.grad = grad
    optimizer = torch.optim.AdamW(parameters, lr=LR, weight_decay=WD, fused=True)

    def run() -> None:
        torch.nn.utils.clip_grad_norm_(parameters, MAX_NORM)
        optimizer.step()
        with torch.no_grad():
            torch._foreach_lerp_(averages, parameters, 1 - DECAY)
        optimizer.zero_grad(set_to_none=False)

    return {"torch: clip_grad_norm_, AdamW(fused).step, _foreach_lerp_, zero_grad": run}


def step(shapes: list[tuple[int, ...]]) -> list[harness.Row]:
    """One step of a model with these parameters."""
    tensors = _tensors(shapes)
    executor = mx.training_step(
        "adamw_update", tensors["weight"], tensors["grad"], averages=tensors["average"], max_norm=MAX_NORM, decay=DECAY,
        lr=LR, eta=1.0, wd=WD,
    )  # fmt: skip
    count = sum(array.size for array in tensors["weight"].values())
    flat = count * STREAMS // LOOP_STREAMS
    contenders: dict[str, Callable[[], object]] = {}
    plain = loop("sgd_mom", [np.full(flat, 0.01, np.float32) for _ in range(3)], [1e-3, 0.9, 1e-4])
    if plain is not None:
        contenders["the bytes it needs, as a plain C loop moves them"] = plain
    contenders["mxsym: one executor"] = executor.forward
    contenders |= _torch(tensors)
    return harness.measure(contenders, STREAMS * 4 * count)


def tables() -> list[str]:
    """Every table of this module."""
    made: list[str] = []
    for name, shapes in (("one tensor", [(1 << 24,)]), ("ResNet-50", resnet50())):
        count = sum(int(np.prod(shape)) for shape in shapes)
        title = f"The end of a training step, float32, {name}: {count:,} values in {len(shapes)} tensor(s)"
        made.append(harness.table(title, step(shapes)))
    return made
