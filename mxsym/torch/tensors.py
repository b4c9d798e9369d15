"""Tensors as kernels take them: plain, in CPU memory, contiguous; or views of the same memory that are."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from mxsym.codegen.loading import load_modules, loaded_class
from mxsym.codegen.program import tiles
from mxsym.runtime.interop import refuse_cut

# Torch is no dependency of mxsym's: for type checkers, which may not find it, it is Any.
torch: Any = load_modules("torch")
Tensor = Any
TYPES = (torch.Tensor, torch.nn.Parameter)
FLOATS = frozenset((torch.float32, torch.float64, torch.float16, torch.bfloat16))
_COMPLEX = frozenset((torch.complex64, torch.complex128))
_ARITHMETIC = FLOATS | _COMPLEX
_LAYOUTS = (torch.strided, torch.sparse_coo)


def plain(
    tensors: Mapping[str, Tensor],
    single: frozenset[str],
    by_row: frozenset[str] | None = None,
    by_column: frozenset[str] | None = None,
    unused: frozenset[str] | None = None,
    by_tile: Mapping[str, int] = MappingProxyType({}),
    pairs: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Tensor, ...] | None:
    """The tensors of one update as kernels take them, over the same memory; None where they cannot be.

    `tensors` begin with the weight. `single` are those of one number, `by_row` and `by_column` those of one value for
    each row and each column, where the rule knows rows and columns; `by_tile` those of one for each tile of so many
    elements; `pairs` those of one for each pair of "rows" or "columns". `unused` are empty: the rule asks for the
    number of axes, which stays, and does not use them for such a weight. Only the gradient may be copied, or lie
    anyhow.

    Raises:
        BindError: a gradient that is to be copied, and that is longer than its storage.
    """
    weight = tensors["weight"]
    readable = all(map(_is_readable, tensors.values())) and weight.numel() > 0
    if not readable or not all(is_aligned(tensor) for name, tensor in tensors.items() if name != "grad"):
        return None
    sizes = dict.fromkeys(single, 1) | dict.fromkeys(unused or (), 0)
    numbers = {name: tensors[name] for name in sizes.keys() & tensors.keys()}
    if any(tensor.numel() != sizes[name] or tensor.dtype not in FLOATS for name, tensor in numbers.items()):
        return None
    counts = dict.fromkeys(by_row or (), height(weight)) | dict.fromkeys(
        by_column or (), weight.numel() // height(weight)
    )
    counts |= {name: tiles(weight.numel(), tile) for name, tile in by_tile.items()}
    sides = {"rows": height(weight), "columns": weight.numel() // height(weight)}
    counts |= {name: sides[axis] ** 2 for name, axis in pairs.items()}
    narrow = {name: tensor for name, tensor in tensors.items() if name in counts and name not in sizes}
    if any(tensor.numel() != counts[name] or not tensor.is_contiguous() for name, tensor in narrow.items()):
        return None
    whole = {name: tensor for name, tensor in tensors.items() if name not in sizes and name not in narrow}
    if any(tensor.shape != weight.shape or tensor.is_complex() != weight.is_complex() for tensor in whole.values()):
        return None
    if not _is_dense(weight) or (unused is not None and weight.is_complex()):
        return None
    grad = whole["grad"]
    gathered = weight.is_contiguous() and not grad.is_conj() and not grad.is_neg()  # by the step, if need be
    meets = any(_meet(grad, tensor) for name, tensor in whole.items() if name != "grad")
    if meets or not (gathered or _is_alike(grad, weight)):
        refuse_cut(grad, "step", "gradient")
        whole["grad"] = torch.empty_like(weight, dtype=grad.dtype).copy_(grad)
    if not all(_is_alike(tensor, weight) for name, tensor in whole.items() if name != "grad"):
        return None
    if weight.dtype in _COMPLEX:
        whole = {name: torch.view_as_real(tensor) for name, tensor in whole.items()}
    if not whole["weight"].is_contiguous():
        if by_column is not None:
            return None
        shape: tuple[int, ...] = (weight.numel() * (2 if weight.dtype in _COMPLEX else 1),)
        if by_row is not None:  # a row is summed in the order of memory, if that has it in one piece
            shape = (height(weight), shape[0] // height(weight))
            if weight.stride(0) * height(weight) != weight.numel():
                return None
        more = (1,) * (weight.ndim - len(shape)) if unused is not None else ()
        strides = (*shape[1:], 1, *more)
        whole = {name: tensor.as_strided((*shape, *more), strides) for name, tensor in whole.items()}
    return tuple(whole.get(name, tensor) for name, tensor in tensors.items())


def height(tensor: Tensor) -> int:
    """The number of rows of a tensor."""
    return tensor.shape[0] if tensor.ndim else 1


def is_distributed(tensor: Tensor) -> bool:
    """True for one of torch's distributed tensors: each rank has a part."""
    return type(tensor) is loaded_class("torch.distributed.tensor", "DTensor")  # imported by whoever makes them


def is_flattened(tensor: Tensor) -> bool:
    """True for a parameter of `FullyShardedDataParallel`: each rank has a part, as a plain tensor of other elements."""
    return bool(getattr(tensor, "_fsdp_flattened", False))


def of_this_rank(tensor: Tensor) -> Tensor:
    """The part of a tensor that is in this process's memory: the same object at each call.

    `to_local()` makes another one of a parameter, at each call.
    """
    return tensor._local_tensor if is_distributed(tensor) else tensor


def of_all_ranks(tensor: Tensor) -> Tensor:
    """A tensor with the parts of all ranks."""
    return tensor.full_tensor() if is_distributed(tensor) else tensor


def parts_of_this_rank(row: Sequence[Tensor], *, in_parts: bool) -> Sequence[Tensor]:
    """The parts of one update's tensors, the weight first; themselves where the weight is in no parts.

    They stay where they do not lie on the ranks as the weight does. With `in_parts`, each rank may have other elements.
    """
    weight = row[0]
    if not is_distributed(weight):
        return row
    alike = all(
        other.device_mesh == weight.device_mesh and other.placements == weight.placements
        for other in row
        if is_distributed(other)
    )
    if not alike or not all(one.is_replicate() or (in_parts and one.is_shard()) for one in weight.placements):
        return row
    return [of_this_rank(tensor) for tensor in row]


set_grad_enabled = torch._C._set_grad_enabled  # torch's own of that name is a class
increment_version = torch._C._increment_version


def expect_change(tensors: Sequence[Any]) -> bool:
    """Count tensors as changed before they are; False, and none is counted, if one is no tensor."""
    try:
        increment_version(tensors)
    except RuntimeError:  # torch has counted those before it
        decrement_version(itertools.takewhile(lambda tensor: isinstance(tensor, torch.Tensor), tensors))
        return False
    return True


def decrement_version(tensors: Iterable[Tensor]) -> None:
    """Take back that tensors were counted as changed: nothing has been done with them."""
    with torch._C.DisableTorchFunctionSubclass():  # what a subclass says of its count is not asked
        for tensor in tensors:  # one by one, for some may have one count together
            if not tensor.is_inference():
                torch._C._autograd._unsafe_set_version_counter((tensor,), (tensor._version - 1,))


def version_of(tensor: Tensor) -> int:
    """Torch's count of the changes of a tensor; an inference tensor has none."""
    return -1 if tensor.is_inference() else tensor._version


def contiguous(tensor: Tensor) -> Tensor | None:
    """A tensor's elements in the order of memory, as real numbers; None where no kernel can read them there."""
    if not tensor.numel() or not _is_readable(tensor) or tensor.is_conj() or tensor.is_neg() or not _is_dense(tensor):
        return None
    flat = tensor.detach().as_strided((tensor.numel(),), (1,))
    return torch.view_as_real(flat) if flat.is_complex() else flat


_is_wrapped = torch._C._functorch.is_functorch_wrapped_tensor


def is_plain(tensor: Tensor) -> bool:
    """True if a tensor is its numbers.

    A subclass may mean something else by them, and what comes from a function within `torch.func` has them elsewhere.
    """
    return type(tensor) in TYPES and not _is_wrapped(tensor)


def is_aligned(tensor: Tensor) -> bool:
    """True if the address of a plain dense tensor is one for its type: torch changes others, too."""
    return not tensor.data_ptr() % tensor.itemsize


def _is_readable(tensor: Tensor) -> bool:
    """True if kernels can run on the memory of a tensor."""
    return (
        is_plain(tensor)
        and tensor.layout is torch.strided
        and not tensor.is_nested  # some of these say that they are strided
        and tensor.device.type == "cpu"
        and (tensor.dtype in FLOATS or tensor.dtype in _COMPLEX or tensor.dtype is torch.uint8)
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


def _meet(one: Tensor, other: Tensor) -> bool:
    """True if two dense tensors share memory, as where `p.grad = p.data`."""
    first, second = one.data_ptr(), other.data_ptr()
    return first < second + other.nbytes and second < first + one.nbytes


def _is_alike(tensor: Tensor, weight: Tensor) -> bool:
    """True if the elements lie as the weight's do, and are what they say."""
    if tensor.is_conj() or tensor.is_neg():
        return False
    return tensor.stride() == weight.stride() or (tensor.is_contiguous() and weight.is_contiguous())


def is_writable(tensor: Tensor) -> bool:
    """True if torch changes a dense tensor in place: each element has memory of its own."""
    if tensor._is_zerotensor() or (tensor.is_inference() and not torch.is_inference_mode_enabled()):
        return False
    return not tensor.numel() or all(
        stride or size < 2 for stride, size in zip(tensor.stride(), tensor.shape, strict=True)
    )


UNWRITABLE = "a tensor of zeros without memory, an inference tensor, or one whose elements share memory"
"""In a message: a tensor that is not writable."""


def refuses_change(tensor: Any) -> bool:
    """True if torch refuses to change this in place, whatever the arithmetic; False where that cannot be told."""
    is_known = type(tensor) in TYPES and tensor.layout is torch.strided and not tensor.is_nested
    return is_known and not is_writable(tensor)


def twins(lists: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Copies of tensors that lie as these do: torch refuses of the copies what it refuses of these.

    Those that share memory have copies that share theirs.
    """
    memory: dict[int, Any] = {}
    return [[None if tensor is None else _twin(tensor.detach(), memory) for tensor in column] for column in lists]


def _twin(tensor: Tensor, memory: dict[int, Any]) -> Tensor:
    if type(tensor) in TYPES and tensor._is_zerotensor():
        return tensor  # nothing can change it
    with torch.inference_mode(tensor.is_inference()):
        storage = _storage(tensor)
        if storage is None:
            return tensor.clone()
        own = memory.get(storage._cdata)
        if own is None:
            own = memory[storage._cdata] = storage.clone()
        twin = torch.empty(0, dtype=tensor.dtype, device=tensor.device)
        return twin.set_(own, tensor.storage_offset(), tensor.shape, tensor.stride())


def _storage(tensor: Tensor) -> Any:
    """The memory of a tensor that is a view of it; None of one that is more than that."""
    is_view = is_plain(tensor) and tensor.layout is torch.strided and tensor.device.type != "meta"
    if not is_view or tensor.is_nested or tensor.is_quantized or tensor.is_conj() or tensor.is_neg():
        return None
    return tensor.untyped_storage()


def are_apart(tensors: Iterable[Any]) -> bool:
    """True if dense tensors have memory of their own, each element too; others do not count."""
    spans: list[tuple[int, int]] = []
    for tensor in tensors:
        if tensor is None or tensor.layout is not torch.strided or not tensor.numel():
            continue
        if not is_plain(tensor) or refuses_change(tensor) or _storage(tensor) is None:
            return False
        last = sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.stride(), strict=True))
        spans.append((tensor.data_ptr(), tensor.data_ptr() + (1 + last) * tensor.itemsize))
    spans.sort()
    return all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def torch_takes(weight: Tensor, grad: Tensor) -> bool:
    """True if torch's arithmetic refuses nothing of a dense weight, which may be written, and a gradient like it."""
    return (
        is_plain(weight)
        and is_plain(grad)
        and weight.layout is torch.strided
        and grad.layout in _LAYOUTS
        and grad.shape == weight.shape
        and grad.device == weight.device
        and weight.dtype in _ARITHMETIC
        and grad.dtype in _ARITHMETIC
        and grad.is_complex() == weight.is_complex()
        and is_writable(weight)
    )
