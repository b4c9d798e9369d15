"""Checkpoints of optimizers as safetensors files: the tensors of a `state_dict()`, and all else of it as JSON.

There is no pickle: a file holds numbers, texts and tensors.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from json import dumps
from pathlib import Path
from typing import Any, cast

import numpy as np

from mxsym.codegen.dtypes import BF16, to_numpy
from mxsym.errors import LoadError, once, read_json
from mxsym.optimizer import file_formats
from mxsym.runtime import files
from mxsym.runtime.buffers import Array
from mxsym.spelling import kind_name
from mxsym.torch.tensors import Tensor, torch

_VERSION = 1
_KIND = "torch optimizer"
_TENSOR, _COMPLEX, _TUPLE, _DICT = "tensor", "complex", "tuple", "dict"
"""JSON has none of these: each is an object of one of these keys, with what it takes to make it again."""
_DEEPEST = 32
"""Levels of lists and dicts."""


def save(checkpoint: Any, path: str | os.PathLike[str]) -> None:
    """Write a checkpoint to a safetensors file, whole or not at all.

    The tensors are under names such as `state.0.exp_avg`, for other readers of such files, too.

    Args:
        checkpoint: an optimizer of torch's or mxsym's, or its `state_dict()`.
        path: ends in .safetensors. The extra is `mxsym[safetensors]`.

    Raises:
        ValueError: another ending. TypeError: something in the checkpoint is no tensor, number or text, by its name.
    """
    if Path(path).suffix != f".{file_formats.SAFETENSORS}":
        raise ValueError(f"save: got {os.fspath(path)!r}, expected a name that ends in .{file_formats.SAFETENSORS}")
    content: Any = checkpoint.state_dict() if isinstance(checkpoint, torch.optim.Optimizer) else checkpoint
    arrays: dict[str, Array] = {}
    about = {"version": _VERSION, "kind": _KIND, "content": _encoded(content, (), arrays)}
    files.write(path, file_formats.write(file_formats.SAFETENSORS, dumps(about, allow_nan=True), arrays))


def load(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return the checkpoint that `save` has written: pass it to `load_state_dict` of any optimizer of that kind.

    Raises:
        LoadError: it is no such file, or not as it was written. OSError: there is no such file.
    """
    text, arrays = file_formats.read(files.read(path))
    try:
        about: Any = read_json(text)
        if about["kind"] != _KIND or about["version"] != _VERSION:
            raise ValueError
        content = _decoded(about["content"], arrays)
        if not {"state", "param_groups"} <= content.keys() or arrays:  # each of them is one tensor
            raise ValueError
    except LoadError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RuntimeError) as error:
        raise LoadError("load: this is no checkpoint of an optimizer of torch's; write the file with save") from error
    return content


def _encoded(value: Any, path: tuple[str, ...], arrays: dict[str, Array]) -> Any:
    name, got = ".".join(path), f"got {kind_name(value)}"
    if isinstance(value, torch.Tensor):
        return _encoded_tensor(value, name, arrays)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if len(path) > _DEEPEST:
        raise TypeError(f"save: {name[:80]} is nested more than {_DEEPEST} levels deep")
    if isinstance(value, list | tuple):
        listed = cast("list[Any]", value)
        items = [_encoded(item, (*path, str(place)), arrays) for place, item in enumerate(listed)]
        return items if isinstance(value, list) else {_TUPLE: items}
    if isinstance(value, Mapping):
        mapping = cast("Mapping[Any, Any]", value)
        if all(isinstance(key, int | str) and not isinstance(key, bool) for key in mapping):
            return {_DICT: [[key, _encoded(item, (*path, str(key)), arrays)] for key, item in mapping.items()]}
    raise TypeError(
        f"save: {name or 'the checkpoint'}: {got}, expected tensors, numbers, texts, lists and dicts of them"
    )


def _encoded_tensor(value: Tensor, name: str, arrays: dict[str, Array]) -> Any:
    tensor = value.detach().to("cpu").resolve_conj().resolve_neg()
    if tensor.is_sparse or tensor.layout is not torch.strided:
        raise TypeError(f"save: {name}: got a tensor of layout {value.layout}, expected a dense one; call to_dense()")
    axes = sorted(range(tensor.ndim), key=lambda axis: (-tensor.stride(axis), axis))
    plain = tensor.permute(axes).contiguous()
    if tensor.is_complex():
        plain = torch.view_as_real(plain)
    while name in arrays:  # a key may have a dot itself
        name += "_"
    bits = plain.view(torch.int16) if plain.dtype is torch.bfloat16 else plain
    array = bits.numpy()
    array = array.view(to_numpy(BF16)) if plain.dtype is torch.bfloat16 else array
    if file_formats.TYPES.get(array.dtype.name) is None and plain.dtype is not torch.bfloat16:
        raise TypeError(f"save: {name}: got a tensor of {value.dtype}, which such files do not hold")
    arrays[name] = array
    return {_COMPLEX if tensor.is_complex() else _TENSOR: [name, str(value.dtype).removeprefix("torch."), axes]}


def _decoded(value: Any, arrays: dict[str, Array], depth: int = 0) -> Any:
    """The value that was encoded. Tensors take their arrays out of `arrays`: no two are one memory."""
    if depth > _DEEPEST + 1:
        raise ValueError(depth)
    if isinstance(value, list):
        return [_decoded(item, arrays, depth + 1) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    ((kind, content),) = cast("dict[str, Any]", value).items()
    return _DECODERS[kind](content, arrays, depth + 1)


def _decoded_tensor(content: Any, arrays: dict[str, Array], _depth: int) -> Any:
    name, dtype, axes = content
    array = arrays.pop(name)
    if dtype == "bfloat16":
        if array.dtype != np.uint16:
            raise ValueError(array.dtype)
        tensor = torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
    else:
        tensor = torch.from_numpy(array)
    if str(tensor.dtype) != f"torch.{dtype}":
        raise ValueError(dtype)
    return tensor.permute(_inverse(axes))


def _decoded_complex(content: Any, arrays: dict[str, Array], _depth: int) -> Any:
    name, dtype, axes = content
    tensor = torch.view_as_complex(torch.from_numpy(arrays.pop(name)))
    if str(tensor.dtype) != f"torch.{dtype}":
        raise ValueError(dtype)
    return tensor.permute(_inverse(axes))


def _inverse(axes: list[int]) -> list[int]:
    if sorted(axes) != [*range(len(axes))]:
        raise ValueError(axes)
    return sorted(range(len(axes)), key=axes.__getitem__)


def _decoded_dict(content: Any, arrays: dict[str, Array], depth: int) -> dict[Any, Any]:
    if any(type(key) not in (int, str) for key, _ in content):
        raise ValueError(content)
    return once((key, _decoded(item, arrays, depth)) for key, item in content)


def _decoded_tuple(content: Any, arrays: dict[str, Array], depth: int) -> tuple[Any, ...]:
    return tuple(_decoded(item, arrays, depth) for item in content)


_DECODERS: Mapping[str, Callable[[Any, dict[str, Array], int], Any]] = {
    _TENSOR: _decoded_tensor,
    _COMPLEX: _decoded_complex,
    _DICT: _decoded_dict,
    _TUPLE: _decoded_tuple,
}
