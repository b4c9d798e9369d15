"""The same training program for every version of MXNet: usual set-ups of each optimizer, with `mx` as an argument.

`python -m tests.version_programs FILE` records what the MXNet that can be imported computes. `test_versions.py` runs
the program with mxsym, under each flavour.
"""
# It imports neither, and runs on Python 3.8 as well.

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np

from tests import custom_optimizers

OPTIMIZERS = (
    *("adadelta", "adagrad", "adam", "adamax", "dcasgd", "ftml", "ftrl", "groupadagrad"),
    *("lamb", "lars", "lbsgd", "nadam", "nag", "rmsprop", "sgd", "signum"),
)
"""`lbsgd` is 1.9's alone. The noise of SGLD cannot be compared."""
SETUPS = ("default", "decay", "clip", "names", "schedule", "multipliers", "row_sparse", "multi_precision")
PROGRAMS = [(name, setup) for name in OPTIMIZERS for setup in SETUPS] + [("nadam", "shared")]
"""MXNet's Nadam advances one momentum schedule for all parameters: its programs have one, but the last has all."""
CUSTOM = (
    *("HeavyBall", "FusedMomentum", "DecoupledAdam", "AMSGrad", "RectifiedAdam", "Yogi", "Lion", "QuasiHyperbolic"),
    *("Aggregated", "Layerwise", "Normalised", "Bounded", "Lookahead", "Centralised", "MasterCopy", "Scheduled"),
)
"""The classes of `custom_optimizers.py`, for 1.9."""
NESTED = (tuple, list)
STEPS = 4
SHAPES = ((4, 3), (1, 3), (2, 2))
NAMES = {0: "fc_weight", 1: "fc_bias", 2: "bn_gamma"}
MOMENTUM = dict.fromkeys(("lars", "lbsgd", "nag", "sgd"), 0.9)


def arguments(mx: Any, name: str, setup: str) -> dict[str, Any]:
    """The arguments of the optimizer: those of the set-up, with momentum where that is usual."""
    if setup == "default":
        return {}
    given: dict[str, Any] = {"wd": 0.1, "rescale_grad": 0.5}
    if name in MOMENTUM:
        given["momentum"] = MOMENTUM[name]
    if name == "groupadagrad" or (name == "adagrad" and setup == "row_sparse"):
        given["wd"] = 0.0  # MXNet has none there
    if setup == "clip":
        given["clip_gradient"] = 0.3
        if name == "rmsprop":
            given["centered"] = True
    elif setup in ("names", "multipliers"):
        given["param_idx2name"] = NAMES
    elif setup == "schedule":
        given["lr_scheduler"] = mx.lr_scheduler.FactorScheduler(step=2, factor=0.5, base_lr=0.2)
    elif setup == "multi_precision":
        given["multi_precision"] = True
    return given


def start(mx: Any, name: str, setup: str, dense: bool = False) -> tuple[Any, Any]:
    """The updater of a program, and a function that does its next step and returns what is to be compared.

    `dense`: its gradients store all rows, those of a row-sparse set-up too.
    """
    random = np.random.RandomState(7)
    dtype = "float16" if setup == "multi_precision" or name == "MasterCopy" else "float32"
    if setup == "custom":
        kind = custom_optimizers.define(mx)[name]
        optimizer = kind(wd=0.1, rescale_grad=0.5, param_idx2name=NAMES)
    else:
        optimizer = mx.optimizer.create(name, **arguments(mx, name, setup))
    if setup == "multipliers":
        optimizer.set_lr_mult({0: 0.5, "fc_bias": 2.0})
        optimizer.set_wd_mult({"fc_weight": 0.5})
    updater = mx.optimizer.get_updater(optimizer)
    shapes = SHAPES[:1] if name == "nadam" and setup != "shared" else SHAPES
    weights = [mx.nd.array(random.standard_normal(shape), dtype=dtype) for shape in shapes]

    def gradient(shape: tuple[int, ...]) -> Any:
        values = random.standard_normal(shape).astype(dtype)
        if setup != "row_sparse":
            return mx.nd.array(values, dtype=dtype)
        rows = np.arange(0, shape[0], 2)
        stored = mx.nd.sparse.row_sparse_array((values[rows], rows), shape=shape, dtype=dtype)
        return stored.tostype("default") if dense else stored

    def step() -> dict[str, list[Any]]:
        for index, weight in enumerate(weights):
            updater(index, gradient(weight.shape), weight)
        states: list[Any] = []
        for index in range(len(weights)):
            states += leaves(updater.states[index])
        return {"weights": weights, "states": states}

    return updater, step


def leaves(state: Any) -> list[Any]:
    """The arrays of a state, from left to right."""
    if type(state) in NESTED:
        return [leaf for item in state for leaf in leaves(item)]
    return [] if state is None else [state]


def layout(state: Any) -> Any:
    """The nesting of a state: a list for a tuple, and for an array its dtype and storage."""
    if type(state) in NESTED:
        return [layout(item) for item in state]
    return None if state is None else f"{np.dtype(state.dtype).name} {state.stype}"


def flat(arrays: list[Any]) -> Any:
    """The values of several arrays in one, as float32, which holds float16 exactly."""
    return np.concatenate([np.zeros(0, np.float32), *(array.asnumpy().ravel().astype(np.float32) for array in arrays)])


def record(mx: Any, programs: list[tuple[str, str]]) -> tuple[dict[str, Any], list[Any]]:
    """For each program the layout of its states, or the error; and the values after each step."""
    about: dict[str, Any] = {}
    values: list[Any] = []
    for name, setup in programs:
        key = f"{name}-{setup}"
        try:
            updater, step = start(mx, name, setup)
            rows: list[Any] = []
            for _ in range(STEPS):
                parts = step()
                rows.append(flat(parts["weights"] + parts["states"]))
            layouts = [layout(updater.states[index]) for index in sorted(updater.states)]
            about[key] = {"layout": layouts, "size": len(rows[0])}
            values += rows
        except Exception as error:  # of any kind, MXNet's own among them: it is what is recorded
            about[key] = {"error": "{}: {}".format(type(error).__name__, str(error).strip().split("\n")[0][:100])}
    return about, values


if __name__ == "__main__":
    import importlib

    mxnet: Any = importlib.import_module("mxnet")
    chosen = PROGRAMS + [(name, "custom") for name in CUSTOM if mxnet.__version__ < "2"]
    programs, recorded = record(mxnet, chosen)
    with open(sys.argv[1] + ".json", "w") as file:
        lines = [f"  {json.dumps(key)}: {json.dumps(programs[key])}" for key in programs]
        file.write('{{"mxnet": "{}", "programs": {{\n{}\n}}}}\n'.format(mxnet.__version__, ",\n".join(lines)))
    np.save(sys.argv[1] + ".npy", np.concatenate(recorded))
