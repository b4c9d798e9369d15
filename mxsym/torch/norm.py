"""The global norm of gradients, in one pass over them."""

from __future__ import annotations

import functools
import math
from collections.abc import Hashable, Iterator, Sequence

from mxsym import symbol as sym
from mxsym.codegen import settings
from mxsym.optimizer.fused_step import label
from mxsym.torch.batch import Forms, Pool
from mxsym.torch.prepared import Prepared, prepared
from mxsym.torch.prepared_steps import alike
from mxsym.torch.tensors import Tensor, contiguous, is_distributed, of_all_ranks, torch

Ran = list[tuple[int, Prepared]]
_SMALL = 1e-6
"""torch's `clip_grad_norm_` adds it to the norm that it divides by."""


@functools.lru_cache(maxsize=64)
def _squares(count: int) -> sym.Symbol:
    """The sum of squares of each tensor."""
    grads = [sym.var(label("grad", n)) for n in range(count)]
    return sym.op.multi_sum_sq(*grads, num_arrays=count, out=sym.var("sums"), name="squares")


def _run(count: int, tensors: dict[str, Tensor], pool: Pool, ran: Ran, *, comes_again: bool) -> bool:
    """Sum the squares of tensors by variable; False, and nothing is done, if so many come for the first time."""
    forms: Forms = {name: (tuple(tensor.shape), tensor.dtype) for name, tensor in tensors.items()}
    key = "norm", tuple(forms.items()), pool, settings.requested_target()
    known = prepared(key, (lambda: Prepared(_squares(count), forms, pool, ())) if comes_again else None)
    if known is not None:
        known.run_checked(list(tensors.values()), {})
        ran.append((count, known))
    return known is not None


def norm_of(grads: Sequence[Tensor], pool: Pool, ran: Ran, *, comes_again: bool) -> Tensor:
    """The Euclidean norm of all elements of the gradients together, as a float32 tensor of one number.

    Gradients of parameters that have come together before are read by one native call. `ran` receives the calls.
    """
    listed = [grad.detach().coalesce()._values() if grad.is_sparse else grad.detach() for grad in grads]
    plain = [contiguous(grad) for grad in listed if grad.numel()]
    kept = [grad for grad in plain if grad is not None and grad.dtype is not torch.float64]
    if len(kept) < len(plain) or len({grad.dtype for grad in kept}) != 1:
        return torch.linalg.vector_norm(torch.stack([*_norms(listed)]))
    count = len(kept)
    sums = torch.empty(count)
    whole = {label("grad", n): grad for n, grad in enumerate(kept)}
    if not _run(count, {**whole, "sums": sums}, pool, ran, comes_again=comes_again or count == 1):
        start = 0  # with the same bits: the order of the sums does not matter
        for _, places in alike([(grad,) for grad in kept]):
            part = {label("grad", n): kept[place] for n, place in enumerate(places)}
            part["sums"] = sums[start : start + len(places)]
            _run(len(places), part, pool, ran, comes_again=True)
            start += len(places)
    # The exact sum, rounded once: the same for any order.
    return torch.tensor(math.sqrt(math.fsum(sums.tolist())), dtype=torch.float32)


def _norms(grads: Sequence[Tensor]) -> Iterator[Tensor]:
    """Norms of gradients. Those that lie on ranks alike are one, for which the ranks talk once."""
    groups: dict[Hashable, list[Tensor]] = {}
    for place, grad in enumerate(grads):
        key = (grad.device_mesh, grad.placements, grad.dtype) if is_distributed(grad) else place
        groups.setdefault(key, []).append(grad)
    for alike_ones in groups.values():
        first, *others = norms = [torch.linalg.vector_norm(grad) for grad in alike_ones]
        whole = torch.linalg.vector_norm(torch.stack(norms)) if others else first
        yield of_all_ranks(whole).to("cpu", torch.float32)


def factor(norm: Tensor, most: float) -> float:
    """The gradients' factor that holds their norm below `most`, as torch's `clip_grad_norm_` has it."""
    value = most / (float(norm) + _SMALL)
    return min(value, 1.0)  # NaN stays
