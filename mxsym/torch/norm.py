"""The global norm of gradients, in one pass over them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from mxsym import symbol as sym
from mxsym.executor.executor import Executor
from mxsym.optimizer.fused_step import label
from mxsym.rule import operand
from mxsym.torch.step import Forms, Pool, Prepared, prepared
from mxsym.torch.tensors import Tensor, contiguous, torch

_SMALL = 1e-6
"""torch's `clip_grad_norm_` adds it to the norm that it divides by."""


@functools.lru_cache(maxsize=64)
def _squares(count: int) -> sym.Symbol:
    """The sum of squares of each tensor."""
    grads = [sym.var(label("grad", n)) for n in range(count)]
    return sym.op.multi_sum_sq(*grads, num_arrays=count, out=sym.var("sums"), name="squares")


@functools.cache
def _root() -> sym.Symbol:
    """The root of the sum of some numbers."""
    return sym.op.sqrt(operand.sum(sym.var("sums")), out=sym.var("norm"), name="norm")


def _run(graph: Callable[[], sym.Symbol], tensors: dict[str, Tensor], pool: Pool) -> bool:
    """Run a graph on tensors by variable; False, and nothing is done, if so many of these forms come the first time."""
    forms: Forms = {name: (tuple(tensor.shape), tensor.dtype) for name, tensor in tensors.items()}
    key = "norm", tuple(forms.items()), pool, Executor.target_name()
    known = prepared(key, len(tensors) - 1, lambda: Prepared(graph(), forms, pool, (), ()))
    if known is not None:
        known.run_checked(list(tensors.values()), {})
    return known is not None


def norm_of(grads: Sequence[Tensor], pool: Pool) -> Tensor:
    """The Euclidean norm of all elements of the gradients together, as a float32 tensor of one number."""
    listed = [grad.detach().coalesce()._values() if grad.is_sparse else grad.detach() for grad in grads]
    plain = [contiguous(grad) for grad in listed if grad.numel()]
    kept = [grad for grad in plain if grad is not None and grad.dtype is not torch.float64]
    if len(kept) < len(plain) or len({grad.dtype for grad in kept}) != 1:
        norms = [torch.linalg.vector_norm(grad).to("cpu", torch.float32) for grad in listed]
        return torch.linalg.vector_norm(torch.stack(norms))
    sums, norm = torch.empty(len(kept)), torch.empty(1)
    count = len(kept)
    whole = {label("grad", n): grad for n, grad in enumerate(kept)}
    if not _run(lambda: _squares(count), {**whole, "sums": sums}, pool):
        for place, grad in enumerate(kept):  # with the same bits
            _run(lambda: _squares(1), {label("grad", 0): grad, "sums": sums[place : place + 1]}, pool)
    _run(_root, {"sums": sums, "norm": norm}, pool)
    return norm[0]


def factor(norm: Tensor, most: float) -> float:
    """The gradients' factor that holds their norm below `most`, as torch's `clip_grad_norm_` has it."""
    value = most / (float(norm) + _SMALL)
    return min(value, 1.0)  # NaN stays
