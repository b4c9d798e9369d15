"""`SparseNDArray`: the base of MXNet's sparse arrays, NDArrays that become dense only when they are asked to."""

from __future__ import annotations

import math
from typing import Any, NoReturn, Self

from mxsym.ndarray.common import dimensions, fault
from mxsym.ndarray.dense import NDArray
from mxsym.runtime.buffers import Array
from mxsym.spelling import kind_name


class SparseNDArray(NDArray):
    """An array that stores a part of its elements; the others are zero.

    What needs all elements at one place is an error that names `tostype("default")`.
    """

    __slots__ = ()

    @property
    def _array(self) -> Array:  # pyright: ignore[reportIncompatibleVariableOverride]  # there is none
        """The elements at one place, which there are not.

        Raises:
            BindError: always.
        """
        name = type(self).__name__
        raise fault(name, "array", f"a {name}", "a dense array", "call tostype('default'), or index x.data")

    def over(self, array: Array) -> Any:
        return NDArray(array).on(self.context)

    @property
    def size(self) -> int:
        """The number of elements, stored or not."""
        return math.prod(self.shape)

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def copy(self) -> Self:
        """A copy of ids and values."""
        return self.astype(self.dtype)

    def __len__(self) -> int:
        return self.shape[0]

    def __repr__(self) -> str:
        return f"\n<{type(self).__name__} {dimensions(self.shape)} @{self.context}>"

    @property
    def __array_interface__(self) -> dict[str, Any]:
        raise AttributeError(f"{kind_name(self)} has no array interface")  # NumPy goes on to `__array__`

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NoReturn:
        raise TypeError(f"{kind_name(self)} does not become dense by itself; call asnumpy()")
