"""The global norm of gradients, in one pass over them."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from mxsym import symbol as sym
from mxsym.executor.executor import Executor
from mxsym.optimizer.fused_step import label
from mxsym.torch.step import Forms, Pool, Prepared
from mxsym.torch.tensors import Tensor, contiguous, torch
from mxsym.training import global_norm

_SMALL = 1e-6
"""torch's `clip_grad_norm_` adds it to the norm that it divides by."""


@functools.lru_cache(maxsize=64)
def _graph(count: int) -> sym.Symbol:
    norm = global_norm([sym.var(label("grad", n)) for n in range(count)])
    return sym.Symbol(sym.op.identity(norm, out=sym.var("norm"), name="norm_copy").entries)


@functools.lru_cache(maxsize=64)
def _prepared(forms: tuple[tuple[str, tuple[tuple[int, ...], object]], ...], pool: Pool, _target: str) -> Prepared:
    shapes: Forms = dict(forms)
    return Prepared(_graph(len(shapes) - 1), shapes, pool, (), ())


def norm_of(grads: Sequence[Tensor], pool: Pool) -> Tensor:
    """The Euclidean norm of all elements of the gradients together, as a float32 tensor of one number."""
    listed = [grad.coalesce()._values() if grad.is_sparse else grad for grad in grads]
    plain = [contiguous(grad) for grad in listed]
    kept = [grad for grad in plain if grad is not None]
    if len(kept) < len(grads) or len({grad.dtype for grad in kept}) > 1 or kept[0].dtype is torch.float64:
        norms = [torch.linalg.vector_norm(grad.detach(), dtype=None).to("cpu") for grad in listed]
        return torch.linalg.vector_norm(torch.stack([norm.float() for norm in norms]))
    norm = torch.empty(1)
    names = [*(label("grad", n) for n in range(len(kept))), "norm"]
    forms = tuple((name, (tuple(t.shape), t.dtype)) for name, t in zip(names, [*kept, norm], strict=True))
    _prepared(forms, pool, Executor.target_name()).run_checked([*kept, norm], {})
    return norm[0]


def factor(norm: Tensor, most: float) -> float:
    """The gradients' factor that holds their norm below `most`, as torch's `clip_grad_norm_` has it."""
    return min(1.0, value) if (value := most / (float(norm) + _SMALL)) == value else value
