"""Random numbers by counter, as NumPy arrays: those that a rule's `mx.random_bits`, … give for the same arguments."""

from __future__ import annotations

import numpy as np

from mxsym.codegen.dtypes import F64, I64, Array
from mxsym.codegen.evaluate import evaluate
from mxsym.codegen.expr import Granularity, apply, const, counter, load


def draw_at(
    kind: str,
    index: Array,
    seed: int,
    step: int = 0,
    tensor: int = 0,
    draw: int = 0,
    each: Granularity = Granularity.ELEMENT,
) -> Array:
    """The random numbers of elements, by their numbers in row-major order, or of rows or columns; in `index`'s shape.

    Args:
        kind: "random_bits" (uint32), "random_uniform" or "random_normal" (both float32).
        index: whole numbers, of any shape; 0 for the whole tensor, `each` being `SCALAR`.
        seed: with `step`, `tensor` and `draw` it names the stream: whole numbers from 0 to 2^52 - 1.
        step: the number of the step.
        tensor: of the tensor in its model; its lower 32 bits count, as those of `draw`.
        draw: tells draws in one rule apart.
        each: what has a number: `ELEMENT`, `ROW`, `COLUMN` or `SCALAR`.
    """
    key = apply("stream", *(const(float(number), F64) for number in (seed, step, tensor, draw)))
    value = apply(kind, key, counter(load("index", I64), each))
    numbers = evaluate([value], {"index": np.asarray(index).astype(np.int64)}, {})[value]
    return numbers.view(np.uint32) if kind == "random_bits" else numbers
