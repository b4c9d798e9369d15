"""Contenders: an update on given arrays by mxsym, the plain loop and each installed library, in place."""

# A library is imported when it is asked for. All but JAX, whose arrays are its own, work on the very arrays given.
# Bits may differ: each library does the step in its own way.

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

import mxsym as mx
from benchmarks import harness
from benchmarks.loops import Array, loop

Tensors = Sequence[Sequence[Array]]
"""For each parameter: weight, gradient, states."""
Run = Callable[[], object]
PEERS = ("torch", "numba", "jax", "optax", "ml_dtypes")


@dataclass(frozen=True)
class Update:
    """An update that everybody knows: the names of its states, its numbers in the plain loop's order."""

    name: str
    op: str
    loop: str
    states: tuple[str, ...]
    numbers: Mapping[str, float]

    @property
    def streams(self) -> int:
        """Values read and written for each element: the gradient once, the rest twice."""
        return 1 + 2 * (1 + len(self.states))


SGD_MOM = Update("SGD with momentum", "sgd_mom_update", "sgd_mom", ("mom",), {"lr": 1e-3, "momentum": 0.9, "wd": 1e-4})
ADAM = Update(
    "Adam",
    "adam_update",
    "adam",
    ("mean", "var"),
    {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
)


def absent() -> list[str]:
    """The libraries that are not installed."""
    return [name for name in PEERS if importlib.util.find_spec(name) is None]


def library(name: str) -> Any:
    """A library, imported now, on as many threads as everybody; None where it is not installed, or is broken."""
    harness.spread()  # it counts the CPUs, and starts threads there
    try:
        module: ModuleType = importlib.import_module(name)
    except ImportError:
        return None
    except OSError as error:  # its own libraries do not load: they were built for another version of something
        print(f"NOT RUN: {name}. {error}", file=sys.stderr)
        return None
    if name == "torch":
        module.set_num_threads(harness.THREADS)
    if name == "numba":
        module.set_num_threads(min(harness.THREADS, module.config.NUMBA_NUM_THREADS))
    return module


def tensors(update: Update, shapes: Sequence[tuple[int, ...]]) -> list[list[Array]]:
    """Arrays for parameters of these shapes: one block of memory for each role, every tensor at a whole cache line.

    The first states may be of any sign, the last is not negative, as a mean of squares is.
    """
    rng = np.random.default_rng(0)
    counts = [int(np.prod(shape)) for shape in shapes]
    starts = np.cumsum([0, *(-(-count // 16) * 16 for count in counts)])
    blocks = [_aligned(rng, int(starts[-1])) for _ in range(2 + len(update.states))]
    np.abs(blocks[-1], out=blocks[-1])
    return [
        [block[start : start + count].reshape(shape) for block in blocks]
        for start, count, shape in zip(starts, counts, shapes, strict=False)
    ]


def _aligned(rng: np.random.Generator, count: int) -> Array:
    room = np.empty(count + 16, np.float32)
    made = room[-(room.ctypes.data // 4) % 16 :][:count]
    rng.standard_normal(dtype=np.float32, out=made)
    return made


def plain(update: Update, arrays: Sequence[Array], *, of: str = "") -> dict[str, Run]:
    """The plain C loop, if there is a C compiler."""
    run = loop(update.loop, arrays, list(update.numbers.values()))
    return {} if run is None else {f"plain C loop{of}": run}


def executor(update: Update, held: Tensors, op: str = "") -> mx.Executor:
    """All updates as one graph, one executor; `op` is another form of the op."""
    args: dict[str, Array] = {}
    states: dict[str, Array] = {}
    symbols: list[mx.Symbol] = []
    names = ["weight", "grad", *update.states]
    for number, arrays in enumerate(held):
        called = [f"{name}{number}" for name in (*names, "weight32")[: len(arrays)]]
        variables = [mx.sym.var(name) for name in called]
        symbols.append(getattr(mx.sym, op or update.op)(*variables, **update.numbers, out=variables[0]))
        args |= dict(zip(called[:2], arrays[:2], strict=True))
        states |= dict(zip(called[2:], arrays[2:], strict=True))
    return mx.Group(symbols).bind(args=args, aux_states=states)


def torch_step(update: Update, held: Tensors, **how: bool) -> Run | None:
    """`optimizer.step` of torch's class with `foreach=` or `fused=`; None where there is no torch."""
    torch = library("torch")
    if torch is None:
        return None
    parameters = [torch.nn.Parameter(torch.from_numpy(arrays[0])) for arrays in held]
    number = update.numbers
    if update is SGD_MOM:
        optimizer = torch.optim.SGD(
            parameters, lr=number["lr"], momentum=number["momentum"], weight_decay=number["wd"], **how
        )
    else:
        betas = (number["beta1"], number["beta2"])
        optimizer = torch.optim.Adam(parameters, lr=number["lr"], betas=betas, eps=number["epsilon"], **how)
    for parameter, arrays in zip(parameters, held, strict=True):
        grad, *states = [torch.from_numpy(array) for array in arrays[1:]]
        parameter.grad = grad
        optimizer.state[parameter] = (
            {"momentum_buffer": states[0]}
            if update is SGD_MOM
            else {"step": torch.tensor(0.0), "exp_avg": states[0], "exp_avg_sq": states[1]}
        )
    return optimizer.step


TORCH = {
    "torch": {"foreach": False, "fused": False},
    "torch foreach": {"foreach": True},
    "torch fused": {"fused": True},
}


def torch_steps(update: Update, held: Tensors, *names: str) -> dict[str, Run]:
    """torch's ways, by name; all of `TORCH` unless some are named."""
    runs = {name: torch_step(update, held, **TORCH[name]) for name in names or TORCH}
    return {name: run for name, run in runs.items() if run is not None}


def torch_compiled(update: Update, held: Tensors) -> dict[str, Run]:
    """`torch.compile` of the step."""
    step = torch_step(update, held, foreach=True)
    if step is None:
        return {}
    return {"torch.compile": library("torch").compile(step)}


def numba_step(update: Update, arrays: Sequence[Array]) -> dict[str, Run]:
    """The loop as a user of numba would write it: one function, in parallel."""
    numba = library("numba")
    if numba is None:
        return {}
    prange, root = numba.prange, np.sqrt

    def sgd_mom(w: Any, g: Any, m: Any, lr: Any, momentum: Any, wd: Any) -> None:
        for i in prange(w.size):
            m[i] = momentum * m[i] - lr * (g[i] + wd * w[i])
            w[i] += m[i]

    def adam(w: Any, g: Any, m: Any, v: Any, lr: Any, beta1: Any, beta2: Any, epsilon: Any) -> None:
        one = np.float32(1)
        for i in prange(w.size):
            m[i] = beta1 * m[i] + (one - beta1) * g[i]
            v[i] = beta2 * v[i] + (one - beta2) * g[i] * g[i]
            w[i] -= lr * m[i] / (root(v[i]) + epsilon)

    function = numba.njit(parallel=True, error_model="numpy")(sgd_mom if update is SGD_MOM else adam)
    given = (*(array.reshape(-1) for array in arrays), *(np.float32(value) for value in update.numbers.values()))
    return {"numba": lambda: function(*given)}


def numpy_step(update: Update, arrays: Sequence[Array]) -> dict[str, Run]:
    """NumPy with `out=` everywhere, two arrays of its own for what is in between."""
    w, g, m = arrays[:3]
    room, more = np.empty_like(w), np.empty_like(w)
    number = {name: np.float32(value) for name, value in update.numbers.items()}

    def sgd_mom() -> None:
        np.multiply(w, number["wd"], out=room)
        np.add(room, g, out=room)
        np.multiply(room, number["lr"], out=room)
        np.multiply(m, number["momentum"], out=m)
        np.subtract(m, room, out=m)
        np.add(w, m, out=w)

    def adam() -> None:
        v, one = arrays[3], np.float32(1)
        np.multiply(g, one - number["beta1"], out=room)
        np.multiply(m, number["beta1"], out=m)
        np.add(m, room, out=m)
        np.multiply(g, g, out=room)
        np.multiply(room, one - number["beta2"], out=room)
        np.multiply(v, number["beta2"], out=v)
        np.add(v, room, out=v)
        np.sqrt(v, out=room)
        np.add(room, number["epsilon"], out=room)
        np.multiply(m, number["lr"], out=more)
        np.divide(more, room, out=more)
        np.subtract(w, more, out=w)

    return {"NumPy": sgd_mom if update is SGD_MOM else adam}


def jax_step(update: Update, arrays: Sequence[Array]) -> dict[str, Run]:
    """optax's optimizer under `jax.jit`, weights and states donated; on copies, for JAX's arrays are its own."""
    jax, optax = library("jax"), library("optax")
    if jax is None or optax is None:
        return {}
    number = update.numbers
    if update is SGD_MOM:
        optimizer = optax.chain(
            optax.add_decayed_weights(number["wd"]), optax.sgd(number["lr"], momentum=number["momentum"])
        )
    else:
        optimizer = optax.adam(number["lr"], number["beta1"], number["beta2"], number["epsilon"])

    def step(weight: Any, state: Any, grad: Any) -> Any:
        change, after = optimizer.update(grad, state, weight)
        return optax.apply_updates(weight, change), after

    compiled = jax.jit(step, donate_argnums=(0, 1))
    weight, grad = (jax.numpy.array(array, copy=True) for array in arrays[:2])
    held = [weight, optimizer.init(weight)]

    def run() -> None:
        held[:] = compiled(*held, grad)
        jax.block_until_ready(held)

    return {"JAX + optax, donated": run}
