"""`mxsym.torch.AdamW`, `torch.optim.AdamW` and DeepSpeed's: fresh gradients at each step, hooks, a loop, offloading."""

# Each table is made in a process of its own, without the settings that the other tables give to OpenMP: no thread is
# pinned, as in a user's. The contenders take turns, each on parameters of its own; a step is timed by itself.

from __future__ import annotations

import gc
import importlib
import importlib.util
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import child, harness
from benchmarks.__main__ import environment
from benchmarks.report import Column, Line, Table
from benchmarks.training import BATCH, MODELS

FUSED, FOREACH, OWN, DEEPSPEED = "torch fused", "torch foreach", "mxsym.torch", "DeepSpeed CPUAdam"
PEERS = (FUSED, DEEPSPEED)
COUNTS = {1: 4096, 6: 4096, 288: 4096, 1000: 256}
"""Elements of each tensor, by the number of tensors."""
HOOKS, HOOKED = 800, 64
OFFLOADED = 64 * 1024 * 1024
LARGE = {16 * 1024 * 1024: 1.03, 64 * 1024 * 1024: 1.0}
"""Elements of one tensor, and what share of a peer's time the step is to take at most."""
ROUNDS, TURN, WARM, PEAKS = 30, 10, 3, 9
STEP, MEGABYTES = "step", "MB beyond the parameters"
COLUMNS = (Column(STEP, "time"), Column(f"{STEP}, of {FUSED}", "ratio"))
PEAK = (
    Column(MEGABYTES, "number"),
    Column(f"of {FUSED}", "ratio"),
    Column("the least", "number"),
    Column("the most", "number"),
    Column("MB loaded by a first step", "number"),
)
CACHED = f"{OWN}, kernels from the disk"
TITLE = "mxsym.torch.AdamW, float32"
HOOKS_TITLE = f"{TITLE}, {HOOKS} optimizers of one tensor of {HOOKED}, stepped by hooks, together"
OFFLOAD = f"{TITLE}, offloaded, {OFFLOADED:,} weights, bfloat16 gradients in and weights out"
MEMORY = f"{TITLE}, memory at the highest, 8 tensors of {1 << 22:,}"
UPDATED = (1000, 256)
"""Tensors, and elements of each, that an optimizer of `mx.optimizer` updates."""
UPDATES = f"mx.optimizer's update of {UPDATED[0]:,} torch tensors of {UPDATED[1]}, float32"
UPDATERS: Mapping[str, tuple[str, Mapping[str, float]]] = {
    "mxsym, SGD": ("sgd", {}),
    "mxsym, SGD with momentum": ("sgd", {"momentum": 0.9}),
    "mxsym, Adam": ("adam", {}),
}
EACH = "a tensor"
EMBEDDED = ("SGD", "SparseAdam", "Adagrad")
"""torch's optimizers of sparse gradients."""
EMBEDDINGS, WIDTH = 100_000, 64
IDS, EMBEDDING_TABLES = (16, 4096), (1, 8)
"""Ids of a batch, and tables that a step updates."""
TORCH = "torch"
Seconds = Mapping[str, Sequence[float]]


def fresh_title(count: int) -> str:
    """Title of the table of so many tensors."""
    return large_title(COUNTS[count]) if count == 1 else f"{TITLE}, {count:,} tensors of {COUNTS[count]:,}"


def loop_title(weights: int) -> str:
    """Title of the table of a model."""
    return f"{TITLE}, in a loop, {weights:,} weights"


def large_title(size: int) -> str:
    """Title of the table of one large tensor."""
    return f"{TITLE}, one tensor of {size:,}"


def embedded_title(kind: str, tables: int, ids: int) -> str:
    """Title of the table of an optimizer of embeddings."""
    of = f"{'one table' if tables == 1 else f'{tables} tables'} of {harness.size(EMBEDDINGS):,} x {WIDTH}"
    return f"mxsym.torch.{kind}, nn.Embedding(sparse=True), {of}, {ids:,} ids of each"


def titles() -> list[str]:
    """Titles of the tables in which a step is to be no slower than torch's."""
    return [*map(fresh_title, COUNTS), HOOKS_TITLE, *map(loop_title, MODELS)]


def _torch() -> Any:
    return importlib.import_module("torch")


def _optimizers(name: str, parameters: Sequence[Any]) -> Any:
    """A contender over parameters."""
    if name == OWN:
        return importlib.import_module("mxsym.torch").AdamW(parameters)
    if name == DEEPSPEED:
        settings = {"lr": 1e-3, "weight_decay": 1e-2}  # torch's defaults
        return importlib.import_module("deepspeed.ops.adam").DeepSpeedCPUAdam(parameters, adamw_mode=True, **settings)
    return _torch().optim.AdamW(parameters, fused=name == FUSED, foreach=name == FOREACH)


def _peers() -> tuple[str, ...]:
    """Those that are installed."""
    return PEERS if importlib.util.find_spec("deepspeed") is not None else (FUSED,)


def _in_turns(steps: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each step, as it says itself; the first of a turn are not kept."""
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            times[name] += [step() for _ in range(WARM + TURN)][WARM:]
    return times


def _fresh(name: str, count: int, size: int) -> Callable[[], float]:
    torch = _torch()
    parameters = [torch.nn.Parameter(torch.randn(size)) for _ in range(count)]
    values = [torch.randn(size) for _ in range(count)]
    optimizer = _optimizers(name, parameters)

    def step() -> float:
        for parameter, value in zip(parameters, values, strict=True):
            parameter.grad = value.clone()
        began = time.perf_counter()
        optimizer.step()
        took = time.perf_counter() - began
        optimizer.zero_grad()
        return took

    return step


def fresh(count: int, size: int, rounds: int) -> Seconds:
    """Steps of `count` tensors, each with a new gradient."""
    names = (FUSED, FOREACH, OWN)
    return _in_turns({name: _fresh(name, count, size) for name in names}, rounds)


def large(size: int, rounds: int) -> Seconds:
    """Steps of one large tensor, each with a new gradient."""
    return _in_turns({name: _fresh(name, 1, size) for name in (*_peers(), OWN)}, rounds)


def _hooked(name: str, count: int, size: int) -> Callable[[], float]:
    torch = _torch()
    parameters = [torch.nn.Parameter(torch.randn(size)) for _ in range(count)]
    owners = {parameter: _optimizers(name, [parameter]) for parameter in parameters}
    spent = [0.0]

    def arrived(parameter: Any) -> None:
        began = time.perf_counter()
        owners[parameter].step()
        spent[0] += time.perf_counter() - began
        parameter.grad = None

    for parameter in parameters:
        parameter.register_post_accumulate_grad_hook(arrived)

    def step() -> float:
        spent[0] = 0.0
        torch.stack([parameter.sum() for parameter in parameters]).sum().backward()
        return spent[0]

    return step


def hooked(count: int, size: int, rounds: int) -> Seconds:
    """Backward passes that step an optimizer for each parameter as its gradient comes: the time in these steps."""
    return _in_turns({name: _hooked(name, count, size) for name in (FUSED, FOREACH, OWN)}, rounds)


def loop(layers: int, width: int, rounds: int) -> Seconds:
    """Steps inside a training loop, the contenders in turn on one model."""
    torch = _torch()
    parts = [part for _ in range(layers) for part in (torch.nn.Linear(width, width), torch.nn.GELU())]
    model = torch.nn.Sequential(*parts)
    inputs, targets = torch.randn(BATCH, width), torch.randn(BATCH, width)

    def step(optimizer: Any) -> float:
        model.zero_grad(set_to_none=True)
        torch.nn.functional.mse_loss(model(inputs), targets).backward()
        began = time.perf_counter()
        optimizer.step()
        return time.perf_counter() - began

    optimizers = {name: _optimizers(name, list(model.parameters())) for name in (FUSED, FOREACH, OWN)}
    return _in_turns({name: lambda one=one: step(one) for name, one in optimizers.items()}, rounds)


def _updated(kind: str, settings: Mapping[str, float], count: int, size: int) -> Callable[[], float]:
    torch, mx = _torch(), importlib.import_module("mxsym")
    weights = [torch.randn(size) for _ in range(count)]
    optimizer = mx.optimizer.create(kind, learning_rate=1e-3, **settings)
    states = [optimizer.create_state(number, weight) for number, weight in enumerate(weights)]
    indices = list(range(count))

    def step() -> float:
        grads = [weight.clone() for weight in weights]
        began = time.perf_counter()
        optimizer.update(indices, weights, grads, states)
        return time.perf_counter() - began

    return step


def updated(count: int, size: int, rounds: int) -> Seconds:
    """`Optimizer.update` of many torch tensors with new gradients."""
    steps = {name: _updated(*kind, count, size) for name, kind in UPDATERS.items()}
    return _in_turns(steps, rounds)


def embedded(cases: Sequence[tuple[str, int, int]], height: int, rounds: int) -> list[Seconds]:
    """`_embedded` of each optimizer, number of tables and number of ids."""
    return [_embedded(*case, height, rounds) for case in cases]


def _embedded(kind: str, tables: int, ids: int, height: int, rounds: int) -> Seconds:
    """Steps of embeddings after backward passes that make sparse gradients, the contenders in turn on the same ones."""
    torch = _torch()
    layers = [torch.nn.Embedding(height, WIDTH, sparse=True) for _ in range(tables)]
    weights = [layer.weight for layer in layers]

    def step(optimizer: Any) -> float:
        optimizer.zero_grad()
        for layer in layers:
            layer(torch.randint(0, height, (ids,))).sum().backward()
        began = time.perf_counter()
        optimizer.step()
        return time.perf_counter() - began

    modules = {TORCH: torch.optim, OWN: importlib.import_module("mxsym.torch")}
    optimizers = {name: getattr(module, kind)(weights, lr=1e-3) for name, module in modules.items()}
    return _in_turns({name: lambda one=one: step(one) for name, one in optimizers.items()}, rounds)


def _with_casts(name: str, weight: Any, grad: Any) -> Callable[[], float]:
    """A step of float32 masters, cast from and to bfloat16 around it."""
    torch = _torch()
    master = torch.nn.Parameter(torch.zeros(weight.numel()))
    optimizer = _optimizers(name, [master])

    def step() -> float:
        began = time.perf_counter()
        master.grad = grad.float()
        optimizer.step()
        weight.data.copy_(master.data)
        took = time.perf_counter() - began
        master.grad = None
        return took

    return step


def offload(size: int, rounds: int) -> Seconds:
    """bfloat16 gradients in, bfloat16 weights out, float32 masters and states."""
    torch = _torch()
    weight = torch.nn.Parameter(torch.zeros(size, dtype=torch.bfloat16))
    grad = torch.full_like(weight, 0.01)
    own = importlib.import_module("mxsym.torch").CPUOffload([weight], "adamw")

    def one_pass() -> float:
        weight.grad = grad
        began = time.perf_counter()
        own.step()
        return time.perf_counter() - began

    return _in_turns({**{name: _with_casts(name, weight, grad) for name in _peers()}, OWN: one_pass}, rounds)


def peak(name: str, size: int) -> tuple[float, float]:
    """Megabytes at the highest of steps with fresh gradients; and of what a first step loads or compiles, for good."""
    torch = _torch()
    parameters = [torch.nn.Parameter(torch.zeros(size)) for _ in range(8)]
    small = torch.nn.Parameter(torch.zeros(16))
    small.grad = torch.ones(16)
    began = _resident("VmRSS")
    _optimizers(name, [small]).step()
    gc.collect()
    before = _resident("VmRSS")
    optimizer = _optimizers(name, parameters)
    for _ in range(4):
        for parameter in parameters:
            parameter.grad = torch.ones(size)
        optimizer.step()
        optimizer.zero_grad()
    return max(0.0, _resident("VmHWM") - before), before - began


def _peaks(size: int, runs: int) -> Table:
    """`peak` of all contenders. Its runs may differ by whole gradients: a small block parts two of them, by chance."""
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in (FUSED, FOREACH, OWN, CACHED)}
    for _ in range(runs):
        for name in (FUSED, FOREACH):
            seen[name].append(_child("peak", name, size))
        with tempfile.TemporaryDirectory() as folder:  # the first finds nothing there, the second all that it needs
            for name in (OWN, CACHED):
                seen[name].append(_child("peak", OWN, size, cache=folder))
    fused = statistics.median(most for most, _ in seen[FUSED])
    lines: list[Line] = []
    for name, pairs in seen.items():
        most = [value for value, _ in pairs]
        middle, first = statistics.median(most), statistics.median(loaded for _, loaded in pairs)
        lines.append(Line(name, (middle, middle / fused if fused else None, min(most), max(most), first)))
    return Table(MEMORY, PEAK, tuple(lines))


def _resident(what: str) -> float:
    """Megabytes of memory of this process, or 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(what)), 0.0)


def _child(what: str, *arguments: Any, cache: str | None = None) -> Any:
    """The result of a function of this module, in a process of its own; `cache`: its folder of kernels."""
    settings = environment(harness.THREADS).keys() - {"OMP_NUM_THREADS"}
    clean = {name: value for name, value in os.environ.items() if name not in settings}
    clean |= {} if cache is None else {"MXSYM_CACHE_DIR": cache}
    return child.result("torch", what, harness.THREADS, *arguments, environment=clean)


def _table(title: str, timed: Seconds, of: str = FUSED) -> Table:
    medians = {name: statistics.median(times) for name, times in timed.items()}
    lines = [Line(name, (value, value / medians[of])) for name, value in medians.items()]
    return Table(title, (COLUMNS[0], Column(f"{STEP}, of {of}", "ratio")), tuple(lines))


def embedding_tables() -> list[Table]:
    """Tables of sparse gradients, which `sparse` prints; none where torch is not installed."""
    if importlib.util.find_spec("torch") is None:
        return []
    cases = list(itertools.product(EMBEDDED, EMBEDDING_TABLES, IDS))
    rounds = max(1, int(ROUNDS * harness.effort().share))
    timed = _child("embedded", cases, harness.size(EMBEDDINGS), rounds)
    return [_table(embedded_title(*case), seconds, TORCH) for case, seconds in zip(cases, timed, strict=True)]


def _updates(count: int, rounds: int) -> Table:
    timed: Seconds = _child("updated", count, UPDATED[1], rounds)
    medians = {name: statistics.median(times) for name, times in timed.items()}
    lines = [Line(name, (value, value / count)) for name, value in medians.items()]
    return Table(UPDATES, (Column(STEP, "time"), Column(EACH, "time")), tuple(lines))


def tables() -> list[Table]:
    """All of them; where torch is not installed, they say so."""
    if importlib.util.find_spec("torch") is None:
        return [Table(TITLE, COLUMNS, (Line("mxsym: NOT RUN, for torch is not installed", (None, None)),))]
    effort, scale = harness.effort(), harness.size
    rounds = max(1, int(ROUNDS * effort.share))
    made = [_table(fresh_title(n), _child("fresh", scale(n, 2), scale(size), rounds)) for n, size in COUNTS.items()]
    made.append(_table(HOOKS_TITLE, _child("hooked", scale(HOOKS, 4), HOOKED, rounds)))
    made.append(_updates(scale(UPDATED[0], 4), rounds))
    for weights, (layers, width) in MODELS.items():
        turns = max(1, rounds * 2_097_152 // max(weights, 2_097_152))
        made.append(_table(loop_title(weights), _child("loop", layers, scale(width), turns)))
    made += [_table(large_title(n), _child("large", scale(n), max(1, rounds // 5))) for n in LARGE]
    made.append(_table(OFFLOAD, _child("offload", scale(OFFLOADED), max(1, rounds // 5))))
    made.append(_peaks(scale(1 << 22), max(1, int(PEAKS * effort.share))))
    return made


def _run(what: str, threads: int, *arguments: Any) -> Any:
    torch = _torch()
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    functions = {f.__name__: f for f in (fresh, large, hooked, updated, embedded, loop, offload, peak)}
    return functions[what](*arguments)


if __name__ == "__main__":
    child.answer(_run)
