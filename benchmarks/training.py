"""A training loop in torch: forward, backward and an AdamW step with fresh gradients, by torch and by mxsym."""

# The loop runs in a process of its own, without the settings that the other tables give to OpenMP: no thread is
# pinned, as in a user's. The contenders take turns on one model. mxsym's step is bound to the parameters once and is
# given the gradients that `backward` made, as they are. The layers are such that no gradient stays zero: averages of
# those would decay to subnormal numbers, which slow down every contender.

from __future__ import annotations

import importlib
import importlib.util
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks import child, harness
from benchmarks.__main__ import environment
from benchmarks.report import Column, Line, Table

MODELS = {262_144: (4, 256), 1_572_864: (6, 512), 8_388_608: (8, 1024), 33_554_432: (8, 2048)}
"""Layers and width of each model, by the weights that these make up, without the biases."""
BATCH = 64
FUSED, FOREACH = "torch fused", "torch foreach"
AUTO, OWN = "mxsym", "mxsym, own pool"
POOLS = {AUTO: "auto", OWN: "native"}
STEP, ITERATION = "step", "iteration"
TURN, WARM = 8, 4
"""Iterations of a turn that are timed, and how many come before them."""
ROUNDS = 30
NUMBERS = {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "wd": 0.01}
COLUMNS = (
    *(Column(STEP, "time"), Column(f"{STEP}, of {FUSED}", "ratio")),
    *(Column(ITERATION, "time"), Column(f"{ITERATION}, of {FUSED}", "ratio")),
)
Timed = dict[str, dict[str, list[float]]]
"""Seconds of each iteration and of its step, by contender."""


def title(weights: int) -> str:
    """Title of the table of a model."""
    return f"A training loop in torch, AdamW, float32, {weights:,} weights"


def _mxsym(parameters: Sequence[Any]) -> Callable[[], object]:
    """A step of mxsym's on the gradients that the parameters have at the time."""
    import mxsym as mx

    arrays: dict[str, Any] = {"rescale_grad": np.ones((), np.float32)}
    states: dict[str, Any] = {}
    updates: list[mx.Symbol] = []
    scale = mx.sym.var("rescale_grad")
    for number, parameter in enumerate(parameters):
        zeros = [np.zeros(parameter.shape, np.float32) for _ in range(3)]
        arrays |= {f"w{number}": parameter.detach(), f"g{number}": zeros[0]}
        states |= {f"mean{number}": zeros[1], f"var{number}": zeros[2]}
        inputs = [mx.sym.var(f"{role}{number}") for role in ("w", "g", "mean", "var")]
        updates.append(mx.sym.adamw_update(*inputs, rescale_grad=scale, **NUMBERS, eta=1.0, out=inputs[0]))
    forward = mx.Group(updates).bind(args=arrays, aux_states=states).forward
    names = [f"g{number}" for number in range(len(parameters))]

    def step() -> None:
        forward(**{name: parameter.grad for name, parameter in zip(names, parameters, strict=True)})

    return step


def _use(pool: str) -> None:
    from mxsym.codegen import settings
    from mxsym.runtime import threads

    os.environ[settings.POOL] = pool
    threads.PROCESS.end()  # the next step starts another


def _loop(threads: int, layers: int, width: int, rounds: int) -> Timed:
    """Train in turns."""
    torch: Any = importlib.import_module("torch")
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    parts = [part for _ in range(layers) for part in (torch.nn.Linear(width, width), torch.nn.GELU())]
    model = torch.nn.Sequential(*parts)
    parameters = list(model.parameters())
    batches = [(torch.randn(BATCH, width), torch.randn(BATCH, width)) for _ in range(WARM + TURN)]
    betas = (NUMBERS["beta1"], NUMBERS["beta2"])
    settings: dict[str, Any] = {"lr": NUMBERS["lr"], "betas": betas, "eps": NUMBERS["epsilon"]}
    settings["weight_decay"] = NUMBERS["wd"]
    steps: dict[str, Callable[[], object]] = {
        FUSED: torch.optim.AdamW(parameters, fused=True, **settings).step,
        FOREACH: torch.optim.AdamW(parameters, foreach=True, **settings).step,
        AUTO: _mxsym(parameters),
    }
    steps[OWN] = steps[AUTO]
    timed: Timed = {name: {STEP: [], ITERATION: []} for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            if name in POOLS:
                _use(POOLS[name])
            for number, (inputs, targets) in enumerate(batches):
                began = time.perf_counter()
                model.zero_grad(set_to_none=True)
                loss = torch.nn.functional.mse_loss(model(inputs), targets)
                loss.backward()
                middle = time.perf_counter()
                step()
                end = time.perf_counter()
                if number >= WARM:
                    timed[name][STEP].append(end - middle)
                    timed[name][ITERATION].append(end - began)
    return timed


def _table(weights: int, timed: Timed) -> Table:
    medians = {name: [statistics.median(times[what]) for what in (STEP, ITERATION)] for name, times in timed.items()}
    fused = medians[FUSED]
    lines = [
        Line(name, tuple(value for pair in zip(values, fused, strict=True) for value in (pair[0], pair[0] / pair[1])))
        for name, values in medians.items()
    ]
    return Table(title(weights), COLUMNS, tuple(lines))


def tables() -> list[Table]:
    """A table for each model; where torch is not installed, they say so."""
    if importlib.util.find_spec("torch") is None:
        line = Line("mxsym: NOT RUN, for torch is not installed", (None,) * len(COLUMNS))
        return [Table(title(weights), COLUMNS, (line,)) for weights in MODELS]
    effort = harness.effort()
    rounds = max(1, int(ROUNDS * effort.share))
    sizes = {
        weights: [layers, harness.size(width), max(1, rounds * 4_194_304 // max(weights, 4_194_304))]
        for weights, (layers, width) in MODELS.items()
    }
    settings = environment(harness.THREADS).keys() - {"OMP_NUM_THREADS"}
    clean = {name: value for name, value in os.environ.items() if name not in settings}
    times = child.result("training", sizes, harness.THREADS, environment=clean)
    return [_table(int(weights), timed) for weights, timed in times.items()]


def _measured(sizes: Mapping[str, Sequence[int]], threads: int) -> dict[str, Timed]:
    return {weights: _loop(threads, *size) for weights, size in sizes.items()}


if __name__ == "__main__":
    child.answer(_measured)
