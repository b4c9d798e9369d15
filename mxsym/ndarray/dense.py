"""`NDArray`: MXNet's dense array as a thin face over a NumPy array of the user's, neither copied nor converted."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Self, cast

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from mxsym.codegen.dtypes import BF16, from_numpy
from mxsym.codegen.loading import load_modules
from mxsym.context import Context, cpu
from mxsym.errors import suggest
from mxsym.ndarray.common import as_dtype, as_values, describe, dimensions, fault, in_numpy, whole_numbers
from mxsym.rule.mxnet_names import NO_NETWORKS
from mxsym.runtime.buffers import Array, is_array
from mxsym.runtime.faces import FACES
from mxsym.runtime.interop import refuse_mask

COMPARISONS = (np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal)
METHODS: list[Callable[[], Mapping[str, Callable[..., Any]]]] = []
"""The function that gives the functions of `mx.nd` that are methods too. `mxsym.ndarray` puts it here."""
_TAPE = ("attach_grad", "backward", "detach", "drop_grad", "fresh_grad", "grad")
"""MXNet's attributes for differentiation."""


def bare(value: Any) -> Any:
    """The NumPy array of an `NDArray`, the `RowSparse` of a sparse one; anything else as it is.

    Raises:
        BindError: a masked array.
    """
    if isinstance(value, NDArray):
        return value.__mxsym__()
    refuse_mask(value, "NDArray", "array")
    return value


def _bare_key(key: Any) -> Any:
    """A key in which arrays are NumPy's.

    Raises:
        IndexError: one of them is no array of whole numbers or truth values.
    """
    if isinstance(key, tuple):
        return tuple(map(_bare_key, cast(tuple[Any, ...], key)))
    array = bare(key)
    if isinstance(key, NDArray) and array.dtype.kind not in "biu":
        expected = "an index is an array of whole numbers or of bools"
        fix = "comparisons give numbers, as in MXNet: write x[(x > 0).astype('bool')]"
        raise IndexError(f"{expected}, got one of {key.dtype}; {fix}")
    return array


def _decoded(sizes: Sequence[int], shape: Sequence[int]) -> list[int]:
    """The sizes that MXNet's codes for `reshape` stand for; -2 stays where they do not fit the shape."""
    left, coming, found = list(shape), iter(sizes), list[int]()
    for size in coming:
        if size == -2:
            found += left
            left = []
        elif size == -3 and len(left) > 1:
            found.append(left.pop(0) * left.pop(0))
        elif size == -4 and left:
            first, second, whole = next(coming, -2), next(coming, -2), left.pop(0)
            fit = all(part > 0 or part == -1 for part in (first, second)) and max(first, second) > 0
            pair = (first if first > 0 else whole // second, second if second > 0 else whole // first) if fit else (-2,)
            found += pair if fit and pair[0] * pair[-1] == whole else (-2,)
        else:
            kept = left.pop(0) if left else size
            found.append(kept if size == 0 else size if size >= -1 else -2)
    return found


_PYTHON: dict[str, Callable[[Any], Any]] = {"b": bool, "i": int, "u": int, "f": float, "c": complex, "V": float}
"""Python's types of numbers by NumPy's kinds; bfloat16 is of kind V."""
_NUMPY: tuple[type[Any], ...] = (np.generic, np.ndarray)


def _as_python(value: Any) -> Any:
    """NumPy's scalars and arrays of shape () as Python's numbers, which have no dtype of their own; others as is."""
    if not isinstance(value, _NUMPY) or np.ndim(value):
        return value
    dtype: np.dtype[Any] = value.dtype
    return _PYTHON[dtype.kind](value) if dtype.kind in "biufc" or from_numpy(dtype) is BF16 else value


def _weakened(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Operands with numbers in the dtype of the arrays they meet, as Python's are."""
    plain = tuple(_as_python(value) for value in values)
    dtype = _common_dtype(plain)
    if dtype is None:
        return values
    if from_numpy(dtype) is not BF16:
        return plain
    # NumPy knows no bfloat16, and would make float32 of it and a Python number.
    return tuple(dtype.type(value) if isinstance(value, int | float) else value for value in plain)


def _common_dtype(values: tuple[Any, ...]) -> np.dtype[Any] | None:
    """The dtype of several arrays and Python numbers, which have none of their own; None where there is no array."""
    dtypes: list[np.dtype[Any]] = [value.dtype for value in values if isinstance(value, (NDArray, *_NUMPY))]
    return functools.reduce(np.promote_types, dtypes) if dtypes else None


def _compared(ufunc: np.ufunc) -> Any:
    def compare(self: NDArray, other: Any) -> Any:
        known = isinstance(other, NDArray | np.ndarray | np.generic | int | float | list | tuple)
        return ufunc(self, other) if known else NotImplemented

    return compare


class NDArray(NDArrayOperatorsMixin):
    """A dense array over the memory of a NumPy array: writing to either shows in both.

    Args:
        array: the NumPy array, of any shape, dtype and strides. It is used in place.

    Arithmetic, in-place operators and NumPy's universal functions run in NumPy, with its types and its broadcasting.
    Numbers, NumPy's too, take the array's dtype: `x * np.float64(0.5)` is float32 where `x` is.
    Comparisons are elementwise and give 1 and 0 in the dtype of what is compared, as in MXNet. Such an array is no mask
    to index with. An array of one element has a truth value, others have none. Arrays are hashed by identity.

    Other libraries get at the memory without a copy in these ways:
    `np.asarray(x)` and `x.__array_interface__` (all but bfloat16, which that protocol cannot name: there `np.asarray`
    alone); `np.from_dlpack(x)`, `torch.from_dlpack(x)` (`__dlpack__`; no bfloat16); `memoryview(x)` from Python 3.12
    on, the first where a class written in Python can offer its buffer (no bfloat16). In Python 3.11 write
    `memoryview(np.asarray(x))`. Some libraries write to a read-only array that they got through DLPack.
    """

    __slots__ = ("__weakref__", "_array", "_context")
    stype = "default"

    def __init__(self, array: Array) -> None:
        if not is_array(array):
            raise fault("NDArray", "array", describe(array), "a NumPy array", "call mx.nd.array(…)")
        refuse_mask(array, "NDArray", "array")
        self._array = array
        self._context: Context | None = None

    def on(self, context: Context) -> Self:
        """Set the context, and return the array."""
        self._context = context
        return self

    def over(self, array: Array) -> Self:
        """An array of this class and context over a NumPy array."""
        made = type(self)(array)
        made._context = self._context
        return made

    def __mxsym__(self) -> Array:
        """The NumPy array that kernels run on."""
        return self._array

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of the axes."""
        return self._array.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """NumPy's dtype of the elements."""
        return self._array.dtype

    @property
    def size(self) -> int:
        """The number of elements."""
        return self._array.size

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self._array.ndim

    @property
    def context(self) -> Context:
        """The context that it was created on, `mx.cpu()` unless that had another number."""
        return self._context or cpu()

    ctx = context

    @property
    def _fresh_grad(self) -> bool:
        """True: without differentiation every gradient is taken for a new one. Programs for MXNet write this, too."""
        return True

    @_fresh_grad.setter
    def _fresh_grad(self, _value: bool) -> None:
        pass

    @property
    def T(self) -> Self:  # noqa: N802  # MXNet's name
        """The array with its axes reversed, as a view. Kernels need `x.T.copy()`."""
        return self.over(self._array.T)

    def asnumpy(self) -> Array:
        """A copy as a NumPy array. `np.asarray(x)` shares the memory instead."""
        return self._array.copy()

    def asscalar(self) -> Any:
        """The one element, as a NumPy scalar.

        Raises:
            BindError: the array has no element, or several.
        """
        if self._array.size != 1:
            raise fault("asscalar", "array", f"shape {self.shape}", "one element", "index it first")
        return self._array.reshape(-1)[0]

    def astype(self, dtype: Any, copy: bool = True) -> Self:
        """The values in another dtype; the array itself where `copy` is False and it has that dtype."""
        wanted = as_dtype(dtype)
        return self if not copy and wanted == self.dtype else self.over(self._array.astype(wanted, order="C"))

    def copy(self) -> Self:
        """A C-contiguous copy."""
        return self.over(self._array.copy())

    def copyto(self, other: Any) -> Any:
        """Write the values to `other`, in its dtype, and return it; with a context, return a copy.

        Args:
            other: an NDArray, NumPy array or RowSparseNDArray of this shape (a row-sparse one then stores the rows
                that are not all zero), or `mx.cpu()`.

        Raises:
            BindError: another shape, or no array.
        """
        if isinstance(other, Context):
            return self.copy().on(other)
        target = bare(other)
        if getattr(target, "shape", None) != self.shape:
            raise fault("copyto", "other", describe(other), f"an array of shape {self.shape}", "give both one shape")
        if isinstance(target, np.ndarray):
            target[...] = self._array
        else:
            other[:] = self
        return other

    def as_in_context(self, context: Context) -> Self:
        """The array itself where it has that context; a copy with it otherwise, as in MXNet."""
        return self if context == self.context else self.copy().on(context)

    as_in_ctx = as_in_context

    def reshape(self, *shape: Any, **kwargs: Any) -> Self:
        """The elements in another shape: a view wherever the strides allow one, as in NumPy.

        Args:
            *shape, **kwargs: sizes, or one tuple of them, also as `shape=`. -1 is what remains. MXNet's codes: 0 keeps
                a size, -2 all that are left; -3 is the product of two; -4 and two sizes after it split one.

        Raises:
            BindError: another number of elements.
        """
        new_shape: Any = kwargs.pop("shape", shape[0] if len(shape) == 1 else shape)
        if kwargs:
            raise fault("reshape", next(iter(kwargs)), "an argument", "shape", "leave it out")
        array, sizes = self._array, whole_numbers(new_shape) or ()
        kept = _decoded(sizes, self.shape)
        if min(kept, default=-1) >= -1:
            try:
                return self.over(array.reshape(kept))
            except ValueError:
                pass
        expected = f"{self.size} elements, sizes of at least 0, one -1 at most, or MXNet's codes -2, -3 and -4"
        raise fault("reshape", "shape", repr(new_shape), expected, f"the array has shape {self.shape}")

    def tostype(self, stype: str) -> Any:
        """A copy in storage type "default" or "row_sparse"; the latter stores the rows that are not all zero.

        Args:
            stype: the storage type.

        Raises:
            BindError: another storage type.
        """
        if stype == "default":
            return self.copy()
        return FACES["row_sparse"].from_dense(self._array, stype)

    def wait_to_read(self) -> None:
        """Nothing: results are there when a call returns."""

    def __getitem__(self, key: Any) -> Self:
        """Part of the array, by NumPy's indexing: a view for numbers and slices, a copy for arrays of ids or of bools.

        One element has shape (1,), as in MXNet.
        """
        part: Array = self._array[_bare_key(key)]
        if isinstance(part, np.ndarray):  # pyright: ignore[reportUnnecessaryIsInstance]
            return self.over(part)
        view: Array = self._array[(*key, ...) if isinstance(key, tuple) else (key, ...)]
        return self.over(view.reshape(1) if self.ndim else view)

    def __setitem__(self, key: Any, value: Any) -> None:
        """Write to part of the array, by NumPy's indexing and broadcasting; one element takes shape () or (1,).

        A sparse value writes zeros where it stores nothing.
        """
        if isinstance(value, NDArray) and value.stype != self.stype:
            if isinstance(key, slice) and key == slice(None) and value.shape == self.shape:
                value.copyto(self)
                return
            value = value.asnumpy()
        bare_key = _bare_key(key)
        keys = cast(tuple[Any, ...], bare_key) if isinstance(bare_key, tuple) else (bare_key,)
        # With an ellipsis one element is an array of shape (), which takes what `x[0]` is.
        self._array[keys if any(item is ... for item in keys) else (*keys, ...)] = as_values(
            "x[…] =", "value", bare(value)
        )

    def __len__(self) -> int:
        return len(self._array)

    def __iter__(self) -> Iterator[Self]:
        return (self[row] for row in range(len(self)))

    def __float__(self) -> float:
        return float(self.asscalar())

    def __int__(self) -> int:
        return int(self.asscalar())

    def __bool__(self) -> bool:
        """True if the one element is not zero; False where there is none, as in MXNet.

        Raises:
            BindError: there are several.
        """
        if self.size > 1:
            fix = "call x.asnumpy().all() or .any(), or np.array_equal(x, y)"
            raise fault("bool", "array", f"shape {self.shape}", "one element", fix)
        return self.size > 0 and bool(self.asscalar())

    def __contains__(self, value: Any) -> bool:
        """True if some element equals `value`, which may be an array that broadcasts, as in NumPy."""
        return bool(np.any(np.asarray(self == value)))

    def __repr__(self) -> str:
        return f"\n{self._array}\n<{type(self).__name__} {dimensions(self.shape)} @{self.context}>"

    def _repr_html_(self) -> str:
        """For notebooks: the elements as a table."""
        load_modules("mxsym.inspection.notebook")
        from mxsym.inspection.notebook import array_as_html

        title = f"{type(self).__name__} {dimensions(self.shape)} {self.dtype.name} @{self.context}"
        return array_as_html(self._array, title)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self._array, dtype=dtype, copy=copy)

    @property
    def __array_interface__(self) -> dict[str, Any]:
        if self._array.dtype.kind == "V":  # bfloat16 would arrive as two bytes without a meaning
            raise AttributeError(f"dtype {self.dtype.name} has no array interface; call np.asarray(…)")
        return self._array.__array_interface__

    def __buffer__(self, flags: int) -> memoryview:
        return memoryview(cast(Any, self._array))

    def __dlpack__(self, **options: Any) -> Any:
        return self._array.__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self._array.__dlpack_device__()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """The function of `mx.nd` of that name, with this array as its first argument.

        Raises:
            AttributeError: there is none.
        """
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        methods = METHODS[0]()
        if name not in methods:
            near = NO_NETWORKS if name in _TAPE else in_numpy(name)
            near = near or suggest(name, methods, "compute with np.asarray(x)")
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}: {near}")
        return functools.partial(methods[name], self)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *METHODS[0]()})

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        into: tuple[Any, ...] = options.get("out", ())
        if into:
            options["out"] = tuple(bare(item) for item in into)
        if method == "__call__":
            inputs = _weakened(inputs)
        result = getattr(ufunc, method)(*(bare(item) for item in inputs), **options)
        if into:
            return into[0] if len(into) == 1 else into
        if ufunc in COMPARISONS and method == "__call__" and "dtype" not in options:
            result = np.asarray(result, _common_dtype(inputs))
        if isinstance(result, tuple):
            return tuple(self.over(np.asarray(item)) for item in cast(tuple[Any, ...], result))
        return result if result is None else self.over(np.asarray(result))

    __eq__, __ne__, __lt__, __le__, __gt__, __ge__ = map(_compared, COMPARISONS)
    __hash__ = object.__hash__  # pyright: ignore[reportAssignmentType]  # NumPy's mixin says that it has none


FACES[NDArray.stype] = NDArray
