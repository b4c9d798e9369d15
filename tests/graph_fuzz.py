"""Random graphs that mix shapes, numbers, elements of tensors and states, run on arrays between guard bands.

Usage:

    python -m tests.graph_fuzz                 10,000 graphs, on all CPUs
    python -m tests.graph_fuzz --seed 17       one graph: its text, and its faults
"""

# Each graph is bound on arrays between bands of a known pattern, the executor's own arrays among them. After two
# steps, the second on a fresh argument, every array has the interpreter's bits and every band is as it was. A graph
# is built from a seed; one that fails is cut down to the steps that matter.

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.dtypes import DType, from_numpy, to_numpy
from mxsym.errors import SymbolError
from mxsym.opgraph.expand_multi import expand
from mxsym.opgraph.infer import infer
from mxsym.opgraph.interpreter import interpret
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.node import Entry, ops_of, variables_of
from mxsym.opgraph.storage import sources
from mxsym.opgraph.typed import Types
from mxsym.runtime import buffers, launch
from mxsym.runtime.sparse import RowSparse
from tests.support import Array, assert_same_bits

Shape = tuple[int, ...]

GRAPHS = 10_800
"""Number of seeds: more than 10,000 give graphs that can be bound."""
TOGETHER = 20
"""So many graphs are bound as one: their kernels make one module."""
BAND = 20_480
"""Bytes before and after each array: more than the largest array has."""
PATTERN = 0xA5

WIDE = ((6,), (3,), (4, 5), (4, 1), (33,), (0,), (0, 3), (2,), (4100,), (1, 1))
"""Shapes of tensors that do not broadcast; the last few are seldom taken."""
OFTEN = 5
NUMBERS = ((1,), ())
SHAPES = WIDE + NUMBERS
ROWS, OF_ROWS = (4, 1), ((4, 5), (4, 1))
"""The shape of one value for each row, and the tensors that have such."""
SPARSE = (4, 5)
DTYPES = (np.float32,) * 8 + (np.float64, np.float16, ml_dtypes.bfloat16)


@mx.update_rule
def fuzz_stat(s: Any, grad: Any) -> dict[str, Any]:
    """A tensor and a number made of another."""
    return {"s": s + grad, "total": mx.sum(grad)}


@mx.update_rule
def fuzz_norms(weight: Any, grad: Any, mom: Any, *, lr: float) -> dict[str, Any]:
    """A state, and two numbers; one needs the other."""
    norm = mx.norm(grad)
    step = lr * grad / mx.maximum(1.0, norm)
    return {"weight": weight - step, "mom": mom * 0.5 + step, "norm": norm, "dot": mx.mean(step * weight)}


@mx.update_rule
def fuzz_total(a: Any, b: Any) -> dict[str, Any]:
    """A number first, then a tensor that is made with it."""
    return {"total": mx.mean(a), "moved": b - mx.mean(a)}


@mx.update_rule
def fuzz_counted(weight: Any, grad: Any, count: mx.Scalar) -> dict[str, Any]:
    """A state that is one number."""
    return {"weight": weight - grad * count, "count": count + 1}


@mx.update_rule
def fuzz_scaled(weight: Any, grad: Any, scale: mx.Scalar) -> dict[str, Any]:
    """A number that is read together with tensors, before and after a sum."""
    return {"weight": weight - scale * grad, "total": mx.sum(weight - grad * scale) * scale}


@mx.update_rule
def fuzz_rows(weight: Any, grad: Any, scale: mx.Row) -> dict[str, Any]:
    """One value a row that is only read."""
    return {"weight": weight - grad * scale + mx.row_sum(weight)}


@dataclass(frozen=True, slots=True)
class Program:
    """A graph's recipe. Each step is a kind and numbers that choose its operands: without any step it is still one."""

    seed: int
    steps: tuple[tuple[int, ...], ...]
    style: tuple[int, ...]


def program(seed: int) -> Program:
    """The program with this seed."""
    rng = random.Random(seed)
    steps = tuple(tuple(rng.randrange(1 << 16) for _ in range(9)) for _ in range(rng.randint(1, 7)))
    return Program(seed, steps, tuple(rng.randrange(1 << 16) for _ in range(4)))


@dataclass
class Pools:
    """Operands of steps: variables and values, by shape; numbers of any kind."""

    prefix: str
    shapes: dict[str, Shape] = field(default_factory=dict[str, Shape])
    variables: dict[Shape, list[mx.Symbol]] = field(default_factory=dict[Shape, "list[mx.Symbol]"])
    values: dict[Shape, list[mx.Symbol]] = field(default_factory=dict[Shape, "list[mx.Symbol]"])
    totals: list[mx.Symbol] = field(default_factory=list["mx.Symbol"])
    heads: list[mx.Symbol] = field(default_factory=list["mx.Symbol"])

    def __post_init__(self) -> None:
        for place, shape in enumerate(SHAPES):
            for letter in "abcd":
                name = f"{self.prefix}{letter}{place}"
                self.shapes[name] = shape
                self.variables.setdefault(shape, []).append(mx.sym.var(name))
            self.values[shape] = list(self.variables[shape])

    def numbers(self) -> list[mx.Symbol]:
        return [*self.values[(1,)], *self.values[()], *self.totals]


class Step:
    """One step's choices."""

    def __init__(self, pools: Pools, chosen: Sequence[int]) -> None:
        self.pools = pools
        self._chosen = chosen
        self._next = 1

    def take(self, items: Sequence[Any]) -> Any:
        """One of these, by the next number."""
        number = self._chosen[self._next % len(self._chosen)] >> (self._next // len(self._chosen))
        self._next += 1
        return items[number % len(items)]

    def maybe(self) -> bool:
        return self.take((False, True))

    def shape(self) -> Shape:
        return self.take((*WIDE[:OFTEN] * 3, *WIDE, *NUMBERS * 5))

    def value(self, shape: Shape) -> mx.Symbol:
        pool = self.pools.values[shape]
        return self.take([*pool, *pool[4:], *pool[4:]])  # what was made, rather than a variable

    def variable(self, shape: Shape) -> mx.Symbol:
        return self.take(self.pools.variables[shape])

    def number(self) -> mx.Symbol:
        pool = self.pools.numbers()
        return self.take([*pool, *self.pools.totals * 3])

    def lr(self) -> Any:
        return self.number() if self.maybe() else self.take((0.5, 0.25))

    def into(self, *variables: mx.Symbol) -> Any:
        """Targets of results: none, the first to its variable, or all to theirs; never two to one."""
        names = [variable.name for variable in variables]
        several = len(set(names)) == len(names) and self.maybe()
        return self.take((None, variables[0], list(variables) if several else variables[0]))

    def put(self, shape: Shape, made: mx.Symbol, *, head: bool) -> None:
        self.pools.values[shape].append(made)
        if head or self.maybe():
            self.pools.heads.append(made)

    def put_total(self, made: mx.Symbol, *, head: bool) -> None:
        self.pools.totals.append(made)
        if head or self.maybe():
            self.pools.heads.append(made)


def _unary(step: Step) -> None:
    shape = step.shape()
    x = step.value(shape)
    step.put(shape, step.take((x * 0.5, mx.abs(x), 1.0 - x, mx.clip(x, -1.0, 1.0))), head=False)


def _binary(step: Step) -> None:
    shape = step.shape()
    x, y = step.value(shape), step.value(shape)
    step.put(shape, step.take((x + y, x * y, x - y, mx.maximum(x, y))), head=False)


def _with_number(step: Step) -> None:
    shape = step.shape()
    x, n = step.value(shape), step.number()
    made = step.take((x + n, n * x, x - n, n - x))
    if shape in NUMBERS:  # () and (1,) give (1,), whatever the order
        step.put_total(made, head=False)
    else:
        step.put(shape, made, head=False)


def _of_numbers(step: Step) -> None:
    x, y = step.number(), step.number()
    step.put_total(step.take((x + y, x * y, x - y, x * 0.5, mx.where(x > 0.0, x, y))), head=False)


def _sum(step: Step) -> None:
    x = step.value(step.shape())
    step.put_total(mx.sum(x) if step.maybe() else mx.sym.mean(x), head=False)


def _assign(step: Step) -> None:
    shape = step.shape()
    step.put(shape, mx.sym.assign(step.variable(shape), step.value(shape)), head=True)


def _assign_number(step: Step) -> None:
    shape = step.take((*WIDE, (1,), (1,), (1,), (1,)))
    made = mx.sym.assign(step.variable(shape), step.number())
    step.put(shape, made, head=True)


def _constant(step: Step) -> None:
    shape = step.shape()
    step.put(shape, mx.sym._constant(value=step.take((0.0, 2.0)), out=step.variable(shape)), head=True)


def _sgd(step: Step) -> None:
    shape = step.shape()
    weight = step.variable(shape)
    made = mx.sym.sgd_update(weight, step.value(shape), lr=step.lr(), out=step.into(weight), lazy_update=False)
    step.put(shape, made, head=True)


def _momentum(step: Step) -> None:
    shape = step.shape()
    weight, state = step.variable(shape), step.variable(shape)
    out, gradient = step.into(weight), step.value(shape)
    made = mx.sym.sgd_mom_update(weight, gradient, state, lr=step.lr(), momentum=0.5, out=out, lazy_update=False)
    step.put(shape, made, head=True)


def _several(step: Step, made: mx.Symbol, shapes: Iterable[Shape | None]) -> None:
    """Put each output where it belongs; None means a number. One of them is run for all."""
    for place, shape in enumerate(shapes):
        if shape is None:
            step.put_total(made[place], head=place == 0)
        else:
            step.put(shape, made[place], head=place == 0)


def _room(step: Step) -> mx.Symbol:
    """A variable for a number."""
    return step.variable(step.take(((1,), (1,), (), (1, 1))))


def _stat(step: Step) -> None:
    shape = step.shape()
    s = step.variable(shape)
    _several(step, fuzz_stat(s, step.value(shape), out=step.into(s, _room(step)), lazy_update=False), (shape, None))


def _norms(step: Step) -> None:
    shape = step.shape()
    weight, mom = step.variable(shape), step.variable(shape)
    out = step.into(weight, _room(step), _room(step))
    _several(
        step, fuzz_norms(weight, step.value(shape), mom, lr=step.lr(), out=out, lazy_update=False), (shape, None, None)
    )


def _total(step: Step) -> None:
    shape = step.shape()
    out = step.into(_room(step), step.variable(shape))
    _several(step, fuzz_total(step.value(shape), step.value(shape), out=out, lazy_update=False), (None, shape))


def _counted(step: Step) -> None:
    shape = step.shape()
    weight, count = step.variable(shape), step.variable(step.take(NUMBERS))
    made = fuzz_counted(weight, step.value(shape), count, out=step.into(weight), lazy_update=False)
    step.put(shape, made, head=True)


def _scaled(step: Step) -> None:
    shape = step.shape()
    weight = step.variable(shape)
    out = step.into(weight, _room(step))
    made = fuzz_scaled(weight, step.value(shape), step.number(), out=out, lazy_update=False)
    _several(step, made, (shape, None))


def _of_rows(step: Step) -> None:
    shape = step.take(OF_ROWS)
    weight = step.variable(shape)
    made = fuzz_rows(weight, step.value(shape), step.value(ROWS), out=step.into(weight), lazy_update=False)
    step.put(shape, made, head=True)


def _grouped(step: Step) -> None:
    shape = step.take(OF_ROWS)
    weight, held, gradient = step.variable(shape), step.variable(ROWS), step.value(shape)
    out = step.into(weight)
    made = mx.sym.group_adagrad_update(weight, gradient, held, lr=step.lr(), out=out, lazy_update=False)
    step.put(shape, made, head=True)


def _many(step: Step) -> None:
    shapes = step.shape(), step.shape()
    weights = [step.variable(shape) for shape in shapes]
    gradients = [step.value(shape) for shape in shapes]
    data = [item for pair in zip(weights, gradients, strict=True) for item in pair]
    apart = weights[0].name != weights[1].name
    out = weights if apart and step.maybe() else None
    if step.maybe():
        made = mx.sym.multi_sgd_update(*data, lrs=(0.5, 0.25), wds=(0.0, 0.5), num_weights=2, out=out)
    else:
        rates, decays = step.value((2,)), step.value((2,))
        made = mx.sym.preloaded_multi_sgd_update(*data, rates, decays, num_weights=2, out=out)
    _several(step, made, shapes)


def _vector(step: Step) -> None:
    data = [step.value(step.shape()), step.value(step.shape())]
    out = step.into(step.variable((2,)))
    step.put((2,), mx.sym.multi_sum_sq(*data, num_arrays=2, out=out), head=False)


def _finite(step: Step) -> None:
    data = [step.value(step.shape()), step.value(step.shape())]
    out, first = step.into(step.variable((1,))), step.maybe()
    step.put_total(mx.sym.multi_all_finite(*data, num_arrays=2, init_output=first, out=out), head=False)


def _reset(step: Step) -> None:
    data = [step.variable(step.shape()), step.variable(step.shape())]
    step.pools.heads.append(mx.sym.reset_arrays(*data, num_arrays=2))


KINDS: tuple[Callable[[Step], None], ...] = (
    *(_unary, _binary, _with_number, _with_number, _of_numbers, _of_numbers, _of_numbers, _sum, _assign),
    *(_assign_number, _assign_number, _constant, _sgd, _sgd, _momentum, _stat, _stat, _stat, _norms, _total),
    *(_counted, _scaled, _of_rows, _grouped, _many, _many, _vector, _finite, _reset),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A program's graph, the shapes of its variables and their type; which of them is to be row-sparse, if any."""

    symbol: mx.Symbol
    shapes: dict[str, Shape]
    dtype: np.dtype[Any]
    sparse: str


def build(wanted: Program, prefix: str = "") -> Made | None:
    """The graph of a program; None where a step cannot be composed."""
    pools = Pools(prefix)
    try:
        for chosen in wanted.steps:
            step = Step(pools, chosen)
            KINDS[chosen[0] % len(KINDS)](step)
        if not pools.heads:
            pools.heads = [pools.values[SHAPES[0]][-1] * 2.0]
        symbol = mx.Group(pools.heads)
        many = any(op.rule.members for op in ops_of(symbol))
        if wanted.style[0] % 6 == 0 and not many:
            symbol = mx.only_if(pools.variables[(1,)][0] > 0.0, symbol)
    except SymbolError:
        return None
    name = f"{prefix}{'abcd'[wanted.style[1] % 4]}{SHAPES.index(SPARSE)}"
    takes = wanted.style[2] % 3 == 0 and not many  # ops on many tensors are lazy, which the interpreter is not
    sparse = name if takes and name in symbol.list_arguments() else ""
    return Made(symbol, pools.shapes, np.dtype(DTYPES[wanted.style[3] % len(DTYPES)]), sparse)


class Guarded:
    """Arrays between bands of a known pattern."""

    def __init__(self) -> None:
        self._bands: list[tuple[str, Array]] = []

    def empty(self, shape: Shape, dtype: np.dtype[Any], what: str = "an array of the executor's") -> Array:
        """An array between two bands; it holds the pattern, too."""
        size = math.prod(shape) * dtype.itemsize
        room = np.full(2 * BAND + size + buffers.ALIGNMENT, PATTERN, np.uint8)
        start = BAND + -buffers.address(room[BAND:]) % buffers.ALIGNMENT
        self._bands += [(f"before {what}", room[:start]), (f"after {what}", room[start + size :])]
        return room[start : start + size].view(dtype).reshape(shape)

    def copy(self, array: Array, what: str) -> Array:
        """The same values between two bands."""
        made = self.empty(array.shape, array.dtype, what)
        made[...] = array
        return made

    def check(self) -> None:
        """Every band is as it was."""
        for what, band in self._bands:
            touched = np.flatnonzero(band != PATTERN)
            assert not touched.size, f"{touched.size} bytes written {what}"

    @contextmanager
    def of_executors(self) -> Generator[None]:
        """Put the arrays that executors allocate between bands, too."""

        def empty(shape: Shape, dtype: DType, order: buffers.Order | None = None) -> Array:
            axes = order or buffers.c_order(len(shape))
            return self.empty(tuple(shape[axis] for axis in axes), to_numpy(dtype)).transpose(np.argsort(axes))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(buffers, "empty", empty)
            patch.setattr(launch, "empty", empty)
            yield


def values(made: Made, rng: np.random.Generator) -> dict[str, Array]:
    """An array for each variable of a graph."""
    found: dict[str, Array] = {}
    for name in made.symbol.list_inputs():
        found[name] = rng.integers(-8, 9, made.shapes[name]).astype(made.dtype) * made.dtype.type(0.375)
    if made.sparse:
        found[made.sparse][rng.random(SPARSE[0]) < 0.5] = 0
    return found


def may_be_sparse(made: Made) -> bool:
    """True if the graph takes its row-sparse gradient as such."""
    expanded, _ = expand(made.symbol)
    sparse = frozenset(node for node in variables_of(expanded) if node.name == made.sparse)
    return not sources(expanded, sparse, Types())[1]


def bound(guarded: Guarded, made: Made, name: str, array: Array) -> Any:
    """Array bound for a variable: its values between bands."""
    if name != made.sparse:
        return guarded.copy(array, name)
    ids = np.flatnonzero((array.reshape(len(array), -1) != 0).any(axis=1)).astype(np.int64)
    return RowSparse(guarded.copy(ids, f"the ids of {name}"), guarded.copy(array[ids], name), array.shape)


def check(graphs: Sequence[Made], seed: int) -> None:
    """Two steps of these graphs, bound as one, against the interpreter.

    Raises:
        AssertionError: an array or a band is not what it must be.
    """
    rng, guarded = np.random.default_rng(seed), Guarded()
    symbol = mx.Group([made.symbol for made in graphs])
    owner = {name: made for made in graphs for name in made.shapes}
    now = {name: array for made in graphs for name, array in values(made, rng).items()}
    arrays = {name: bound(guarded, owner[name], name, array) for name, array in now.items()}
    with guarded.of_executors():
        executor = symbol.bind_named(None, arrays)
    fresh: dict[str, Any] = {}
    for made in graphs:  # for the second step
        arguments = made.symbol.list_arguments()
        name = arguments[rng.integers(len(arguments))] if arguments else ""
        fresh |= {name: values(made, rng)[name]} if name else {}
    for renewed in ({}, fresh):
        arrays |= {name: bound(guarded, owner[name], name, array) for name, array in renewed.items()}
        outcome = interpret(symbol, {**now, **renewed})
        outputs = executor.forward(**{name: arrays[name] for name in renewed})
        for name, array in outcome.variables.items():
            if name != owner[name].sparse:
                assert_same_bits(arrays[name], array, name)
        for entry, output, reference in zip(symbol.entries, outputs, outcome.outputs, strict=True):
            if entry.stored is entry:  # otherwise it is what the variable holds at the end
                assert_same_bits(np.asarray(output), reference, entry.node.name)
        guarded.check()
        now = outcome.variables


def fits(made: Made) -> bool:
    """True if the graph has no fault of types."""
    dtype = from_numpy(made.dtype)
    assert dtype is not None
    variables = [Entry(node) for node in variables_of(made.symbol)]
    shapes = {entry: made.shapes[entry.node.name] for entry in variables}
    return not infer(expand(made.symbol)[0], shapes, dict.fromkeys(variables, dtype)).faults


def graph_of(wanted: Program, prefix: str = "") -> Made | None:
    """The graph of a program as it can be bound; None where it cannot."""
    made = build(wanted, prefix)
    if made is not None and not fits(made):  # 16-bit tensors go with fewer numbers
        made = replace(made, dtype=np.dtype(np.float32))
    if made is None or not fits(made):
        return None
    return made if not made.sparse or may_be_sparse(made) else replace(made, sparse="")


def problem(wanted: Program) -> str:
    """Fault of a program alone; empty if it is right or cannot be bound."""
    with NameManager():
        made = graph_of(wanted)
    if made is None:
        return ""
    try:
        check([made], wanted.seed)
    except Exception as error:  # whatever it is, it is what this looks for
        return f"{type(error).__name__}: {error}"
    return ""


def smallest(wanted: Program) -> Program:
    """A failing program without the steps that it fails without."""
    number = 0
    while number < len(wanted.steps):
        fewer = replace(wanted, steps=wanted.steps[:number] + wanted.steps[number + 1 :])
        if problem(fewer):
            wanted = fewer
        else:
            number += 1
    return wanted


def told(wanted: Program) -> str:
    """A failing program as text."""
    small = smallest(wanted)
    with NameManager():
        made = build(small)
    assert made is not None
    what = f"{made.dtype.name}, row-sparse: {made.sparse or 'nothing'}"
    return f"graph {wanted.seed}: {problem(small)}\n{what}\n{made.symbol.tojson()}"


@dataclass
class Tally:
    """Counts of graphs that ran and that could not be composed or bound, and the faults."""

    ran: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list[str])


def run(seeds: Sequence[int], tally: Tally) -> None:
    """Check the graphs of these seeds, bound as one; where that fails, each alone."""
    programs = [program(seed) for seed in seeds]
    with NameManager():
        graphs = [made for wanted in programs if (made := graph_of(wanted, f"g{wanted.seed}")) is not None]
    tally.ran += len(graphs)
    tally.refused += len(programs) - len(graphs)
    try:
        check(graphs, seeds[0])
    except Exception as error:  # whatever it is, it is what this looks for
        alone = [told(wanted) for wanted in programs if problem(wanted)]
        tally.faults += alone or [f"graphs {seeds[0]} to {seeds[-1]} as one: {type(error).__name__}: {error}"]


def worker(first: int, last: int) -> None:
    """Run a range of graphs, telling how far it is."""
    for start in range(first, last, TOGETHER):
        tally = Tally()
        run(range(start, min(start + TOGETHER, last)), tally)
        print(json.dumps([start, tally.ran, tally.refused, tally.faults]), flush=True)


def share(first: int, last: int, total: Tally) -> None:
    """Run a range of graphs in a process of its own: one that dies is a fault, too."""
    command = [sys.executable, "-m", "tests.graph_fuzz", "--worker", str(first), str(last)]
    environment = {**os.environ, "MXSYM_CACHE": "0", "MXSYM_NUM_THREADS": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        start = first - TOGETHER
        for line in process.stdout:
            start, ran, refused, faults = json.loads(line)
            total.ran, total.refused = total.ran + ran, total.refused + refused
            total.faults += faults
            for fault in faults:
                print(fault, flush=True)
    if process.returncode:
        where = f"graphs {start + TOGETHER} to {min(start + 2 * TOGETHER, last) - 1}"
        total.faults.append(f"{where}: the process ended with {process.returncode}")
        print(total.faults[-1], flush=True)
        if start + 2 * TOGETHER < last:
            share(start + 2 * TOGETHER, last, total)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graphs", type=int, default=GRAPHS)
    parser.add_argument("--first", type=int, default=0, help="the first graph's seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, help="one graph only")
    parser.add_argument("--worker", type=int, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        worker(*options.worker)
        return 0
    if options.seed is not None:
        wanted = program(options.seed)
        print(told(wanted) if (bad := problem(wanted)) else f"graph {options.seed}: nothing is wrong with it")
        return bool(bad)
    began, total = time.perf_counter(), Tally()
    edges = [options.first + options.graphs * number // options.jobs for number in range(options.jobs + 1)]
    shares = [threading.Thread(target=share, args=(*pair, total)) for pair in itertools.pairwise(edges)]
    for thread in shares:
        thread.start()
    for thread in shares:
        thread.join()
    seconds = time.perf_counter() - began
    print(
        f"{total.ran} graphs in {seconds:.0f} s, {total.ran / seconds:.0f} a second; "
        f"{total.refused} more could not be bound; {len(total.faults)} faults"
    )
    return bool(total.faults)


if __name__ == "__main__":
    sys.exit(main())
