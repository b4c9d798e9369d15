"""A fused group of op calls, in canonical form: what to compile, free of names, shapes and hyper-parameter values.

Input: the calls of one group in order, with their rule bodies and what each reads. Output: `Recipe`, hashable, so that
equal groups are compiled once; `Recipe.graph()`, the typed graph that the passes start from.
Non-goals: which calls form a group (the language's `program.py`).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import Expr, Granularity, cast, const, load, scalar
from mxsym.codegen.graph import Buffer, Graph, Layout, Store, inline
from mxsym.codegen.kernel import Domain

NAME = "update"
"""The name of every recipe's graph and of its kernels: it says nothing, so that equal ones read alike."""
Ref = tuple[str, int, int]
"""Where a value comes from: ("step", step, output), ("buffer", number, 0) or ("scalar", number, 0)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call. `inputs` and `scalars` say where the body's loads and hyper-parameters come from.

    `results` are the body's stores in order, each with the dtype it is rounded to and the buffer that holds it from
    then on (None: no buffer, the value is only passed on).
    """

    body: Graph
    compute: DType
    inputs: tuple[tuple[str, Ref], ...]
    scalars: tuple[tuple[str, Ref], ...]
    results: tuple[tuple[DType, int | None], ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A fused group. `keep` are values that also go to buffers of their own: (value, buffer).

    `space` is the kernel's (see `kernel.Kernel`). With `absent`, what the row_sparse buffers hold is zero: the rows
    they do not store. Numbers are then left to the recipe of the rows that are stored: they are written once.
    """

    buffers: tuple[Buffer, ...]
    scalars: int
    steps: tuple[Step, ...]
    keep: tuple[tuple[Ref, int], ...]
    space: str = Domain.FLAT
    absent: bool = False


def _read(ref: Ref, made: Sequence[Made], memory: Sequence[Expr]) -> Expr:
    kind, number, index = ref
    if kind == "step":
        return made[number].results[index]
    return memory[number] if kind == "buffer" else scalar(f"s{number}")


@dataclass(frozen=True, slots=True)
class Made:
    """What a step is in the recipe's graph: the values that it is given, and its results, rounded."""

    given: tuple[Expr, ...]
    results: tuple[Expr, ...]


@functools.lru_cache(maxsize=4096)
def build(recipe: Recipe) -> Graph:
    """The recipe's graph. Each step reads the buffers as the steps before it left them.

    What an op gives to another is rounded to the op's output type first, as if it went through memory: fusing
    changes no bit.
    """
    return build_steps(recipe)[0]


def build_steps(recipe: Recipe) -> tuple[Graph, list[Made]]:
    """The recipe's graph, and what each of its steps is in it."""
    initial = [
        const(0.0, buffer.dtype)
        if recipe.absent and buffer.layout is Layout.PACKED
        else load(buffer.name, buffer.dtype, buffer.space)
        for buffer in recipe.buffers
    ]
    memory = list(initial)
    made: list[Made] = []
    for step in recipe.steps:
        loads = {name: _read(ref, made, memory) for name, ref in step.inputs}
        scalars = {name: _read(ref, made, memory) for name, ref in step.scalars}
        values = list(inline(step.body, loads, scalars, step.compute).values())
        rounded = [cast(value, dtype) for value, (dtype, _) in zip(values, step.results, strict=True)]
        # States in order; the output, which is the first result, last: where it goes to a state's buffer, it stays.
        results = list(zip(rounded, step.results, strict=True))
        for value, (_, buffer) in (*results[1:], results[0]):
            if buffer is not None:
                memory[buffer] = value
        made.append(Made((*loads.values(), *scalars.values()), tuple(rounded)))
    for ref, buffer in recipe.keep:
        memory[buffer] = _read(ref, made, memory)
    stores = [
        Store(buffer.name, new)
        for buffer, old, new in zip(recipe.buffers, initial, memory, strict=True)
        if new is not old and not (recipe.absent and buffer.space is Granularity.SCALAR)
    ]
    scalars = tuple(f"s{number}" for number in range(recipe.scalars))
    return Graph(NAME, recipe.buffers, scalars, tuple(stores)), made
