"""Operands: traced values inside a rule, and Symbols. What Python's operators give is of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

import numpy as np

Number = float | int | np.floating[Any] | np.integer[Any]


class Operand:
    """Something that arithmetic builds graphs of."""

    __slots__ = ()
    __array_ufunc__ = None  # NumPy must not take such a value for an array of objects
    in_rule: ClassVar[bool] = False
    """True for the values of a rule."""

    def operate(self, op: str, *args: Operand | Number) -> Self:
        """Result of the primitive `op` on `args`, which include `self`."""
        raise NotImplementedError(type(self).__name__)

    def only_if(self, results: Any) -> Any:
        """Return `mx.only_if(self, results)`, or None if these are not what it takes."""
        raise NotImplementedError(type(self).__name__)

    def apply(self, rule: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Return the result of calling `rule` with arguments that `self` is one of."""
        raise NotImplementedError(type(self).__name__)

    def __add__(self, other: Operand | Number) -> Self:
        return self.operate("add", self, other)

    def __radd__(self, other: Number) -> Self:
        return self.operate("add", other, self)

    def __sub__(self, other: Operand | Number) -> Self:
        return self.operate("sub", self, other)

    def __rsub__(self, other: Number) -> Self:
        return self.operate("sub", other, self)

    def __mul__(self, other: Operand | Number) -> Self:
        return self.operate("mul", self, other)

    def __rmul__(self, other: Number) -> Self:
        return self.operate("mul", other, self)

    def __truediv__(self, other: Operand | Number) -> Self:
        return self.operate("div", self, other)

    def __rtruediv__(self, other: Number) -> Self:
        return self.operate("div", other, self)

    def __floordiv__(self, other: Operand | Number) -> Self:
        return self.operate("floordiv", self, other)

    def __rfloordiv__(self, other: Number) -> Self:
        return self.operate("floordiv", other, self)

    def __floor__(self) -> Self:
        return self.operate("floor", self)

    def __ceil__(self) -> Self:
        return self.operate("ceil", self)

    def __trunc__(self) -> Self:
        return self.operate("trunc", self)

    def __round__(self, digits: int | None = None) -> Self:
        if digits is not None:
            raise TypeError(f"round takes no number of digits here, got {digits}; write round(x * 100) / 100")
        return self.operate("rint", self)

    def __divmod__(self, other: Operand | Number) -> tuple[Self, Self]:
        return self // other, self % other

    def __mod__(self, other: Operand | Number) -> Self:
        return self.operate("mod", self, other)

    def __rmod__(self, other: Number) -> Self:
        return self.operate("mod", other, self)

    def __and__(self, other: Operand | Number) -> Self:
        return self.operate("and", self, other)

    def __rand__(self, other: Number) -> Self:
        return self.operate("and", other, self)

    def __or__(self, other: Operand | Number) -> Self:
        return self.operate("or", self, other)

    def __ror__(self, other: Number) -> Self:
        return self.operate("or", other, self)

    def __xor__(self, other: Operand | Number) -> Self:
        return self.operate("xor", self, other)

    def __rxor__(self, other: Number) -> Self:
        return self.operate("xor", other, self)

    def __invert__(self) -> Self:
        return self.operate("not", self)

    def __lshift__(self, other: int) -> Self:
        return self.operate("shl", self, other)

    def __rshift__(self, other: int) -> Self:
        return self.operate("shr", self, other)

    def __pow__(self, other: Operand | Number) -> Self:
        return self.operate("pow", self, other)

    def __rpow__(self, other: Number) -> Self:
        return self.operate("pow", other, self)

    def __neg__(self) -> Self:
        return self.operate("neg", self)

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> Self:
        return self.operate("abs", self)

    def __lt__(self, other: Operand | Number) -> Self:
        return self.operate("lt", self, other)

    def __le__(self, other: Operand | Number) -> Self:
        return self.operate("le", self, other)

    def __gt__(self, other: Operand | Number) -> Self:
        return self.operate("gt", self, other)

    def __ge__(self, other: Operand | Number) -> Self:
        return self.operate("ge", self, other)


OperandT = TypeVar("OperandT", bound=Operand)
FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""The functions that a rule may call, by name: `functions.py` enters them."""
