"""Many tensors in one step, Adam: 1000 of 256 values; ResNet-50's 161, next to one flat tensor of the same memory."""

from __future__ import annotations

from typing import Any

import numpy as np

import mxsym as mx
from benchmarks import contenders, harness
from benchmarks.contenders import ADAM, Run, Tensors
from benchmarks.loops import loop
from benchmarks.models import resnet50
from benchmarks.report import Table

COUNT, LENGTH = 1000, 256
RESNET = "Adam, float32, ResNet-50's parameters"
FLAT = "mxsym, one flat tensor"
SMALL = f"Adam, float32, {COUNT} parameters of {LENGTH} values"


def _list_loop(held: Tensors) -> dict[str, Run]:
    """The plain loop over a list of tensors, each on one thread."""
    sizes = np.array([arrays[0].size for arrays in held], np.int64)
    addresses = np.array([array.ctypes.data for arrays in held for array in arrays], np.int64)
    run = loop("adam_many", [sizes, addresses], list(ADAM.numbers.values()))
    return {} if run is None else {"plain C loop": run}


def _multi(held: Tensors) -> Run:
    """The same step as one `multi_` op."""
    names = ["weight", "grad", *ADAM.states]
    bound = {f"{name}{n}": array for n, arrays in enumerate(held) for name, array in zip(names, arrays, strict=True)}
    variables = [mx.sym.var(name) for name in bound]
    shared: dict[str, Any] = {name: value for name, value in ADAM.numbers.items() if name != "lr"}
    lrs, wds = (ADAM.numbers["lr"],) * len(held), (0.0,) * len(held)
    out = variables[:: len(names)]
    symbol = mx.sym.multi_adam_update(*variables, lrs=lrs, wds=wds, num_weights=len(held), out=out, **shared)
    states = {name: array for name, array in bound.items() if name.rstrip("0123456789") in ADAM.states}
    return symbol.bind(args={k: v for k, v in bound.items() if k not in states}, aux_states=states).forward


def _optimizer(held: Tensors) -> Run:
    """`mx.optimizer.Adam().update` of all parameters at once."""
    optimizer = mx.optimizer.Adam(learning_rate=ADAM.numbers["lr"])
    indices = list(range(len(held)))
    weights, grads = ([arrays[place] for arrays in held] for place in (0, 1))
    states = [tuple(arrays[2:]) for arrays in held]
    return lambda: optimizer.update(indices, weights, grads, states)


def small() -> Table:
    """1000 parameters of 256 values."""
    held = contenders.tensors(ADAM, [(LENGTH,)] * harness.size(COUNT, 4))
    runs = _list_loop(held)
    runs["mxsym"] = contenders.executor(ADAM, held).forward
    runs["mxsym, multi_adam_update"] = _multi(held)
    runs["mxsym, optimizer.update"] = _optimizer(held)
    runs |= contenders.torch_steps(ADAM, held, "torch foreach", "torch fused")
    rows = harness.measure(runs, 4 * ADAM.streams * LENGTH * len(held))
    return harness.table(SMALL, rows, each=len(held), of="parameter")


def resnet() -> Table:
    """ResNet-50's parameters in slices of one block of memory, and that block as one tensor."""
    held = contenders.tensors(ADAM, [(harness.size(int(np.prod(shape))),) for shape in resnet50()])
    flat = [_whole([arrays[place] for arrays in held]) for place in range(2 + len(ADAM.states))]
    runs = contenders.plain(ADAM, flat, of=", one flat tensor")
    runs[FLAT] = contenders.executor(ADAM, [flat]).forward
    runs["mxsym"] = contenders.executor(ADAM, held).forward
    runs["mxsym, optimizer.update"] = _optimizer(held)
    runs |= contenders.torch_steps(ADAM, held, "torch foreach", "torch fused")
    rows = harness.measure(runs, 4 * ADAM.streams * sum(arrays[0].size for arrays in held))
    return harness.table(RESNET, rows)


def _whole(slices: list[contenders.Array]) -> contenders.Array:
    """The memory of these tensors, from the first to the last, as one tensor."""
    base = slices[0].base
    assert isinstance(base, np.ndarray)
    start = (slices[0].ctypes.data - base.ctypes.data) // 4
    end = (slices[-1].ctypes.data - base.ctypes.data) // 4 + slices[-1].size
    return base[start:end]


def tables() -> list[Table]:
    """Every table of this module."""
    return [small(), resnet()]
