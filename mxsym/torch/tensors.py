"""Tensors as kernels take them: plain, in CPU memory, contiguous; or views of the same memory that are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mxsym.codegen.loading import load_modules

# Torch is no dependency of mxsym's: for type checkers, which may not find it, it is Any.
torch: Any = load_modules("torch")
Tensor = Any
TYPES = (torch.Tensor, torch.nn.Parameter)
FLOATS = frozenset((torch.float32, torch.float64, torch.float16, torch.bfloat16))
_COMPLEX = frozenset((torch.complex64, torch.complex128))


def plain(tensors: Mapping[str, Tensor], single: frozenset[str]) -> tuple[Tensor, ...] | None:
    """The tensors of one update as kernels take them, over the same memory; None where they cannot be.

    `tensors` begin with the weight. `single` are those of one number. Only the gradient may be copied, or lie anyhow.
    """
    weight = tensors["weight"]
    if weight.numel() == 0 or not all(map(_is_readable, tensors.values())):
        return None
    if any(tensors[name].numel() != 1 or tensors[name].dtype not in FLOATS for name in single & tensors.keys()):
        return None
    whole = {name: tensor for name, tensor in tensors.items() if name not in single}
    if any(tensor.shape != weight.shape or tensor.is_complex() != weight.is_complex() for tensor in whole.values()):
        return None
    if not _is_dense(weight):
        return None
    grad = whole["grad"]
    gathered = weight.is_contiguous() and not grad.is_conj() and not grad.is_neg()  # by the step, if need be
    if not gathered and not _is_alike(grad, weight):
        whole["grad"] = torch.empty_like(weight, dtype=grad.dtype).copy_(grad)
    if not all(_is_alike(tensor, weight) for name, tensor in whole.items() if name != "grad"):
        return None
    if weight.dtype in _COMPLEX:
        whole = {name: torch.view_as_real(tensor) for name, tensor in whole.items()}
    if not whole["weight"].is_contiguous():
        whole = {name: tensor.as_strided((tensor.numel(),), (1,)) for name, tensor in whole.items()}
    return tuple(whole.get(name, tensor) for name, tensor in tensors.items())


def contiguous(tensor: Tensor) -> Tensor | None:
    """A tensor's elements in the order of memory, as real numbers; None where no kernel can read them there."""
    if not tensor.numel() or not _is_readable(tensor) or tensor.is_conj() or tensor.is_neg() or not _is_dense(tensor):
        return None
    flat = tensor.detach().as_strided((tensor.numel(),), (1,))
    return torch.view_as_real(flat) if flat.is_complex() else flat


def _is_readable(tensor: Tensor) -> bool:
    """True if kernels can run on the memory of a tensor. A subclass may mean something else by it."""
    return (
        type(tensor) in TYPES
        and tensor.layout is torch.strided
        and tensor.device.type == "cpu"
        and (tensor.dtype in FLOATS or tensor.dtype in _COMPLEX)
        and not tensor._is_zerotensor()  # one without memory
        and (torch.is_inference_mode_enabled() or not tensor.is_inference())
    )


def _is_dense(tensor: Tensor) -> bool:
    """True if the elements fill their memory, in any order of axes."""
    expected = 1
    for stride, size in sorted(zip(tensor.stride(), tensor.shape, strict=True)):
        if size != 1:
            if stride != expected:
                return False
            expected *= size
    return True


def _is_alike(tensor: Tensor, weight: Tensor) -> bool:
    """True if the elements lie as the weight's do, and are what they say."""
    if tensor.is_conj() or tensor.is_neg():
        return False
    return tensor.stride() == weight.stride() or (tensor.is_contiguous() and weight.is_contiguous())
