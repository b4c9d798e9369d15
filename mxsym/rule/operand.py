"""Operands: traced values inside a rule, and Symbols. What Python's operators give is of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import FunctionType
from typing import Any, ClassVar, Self, TypeVar

import numpy as np

Number = float | int | np.floating[Any] | np.integer[Any]
OperandT = TypeVar("OperandT", bound="Operand")


def _unary(op: str) -> Callable[[OperandT], OperandT]:
    return lambda self: self.operate(op, self)


def _binary(op: str) -> Callable[[OperandT, Operand | Number], OperandT]:
    return lambda self, other: self.operate(op, self, other)


def _reflected(op: str) -> Callable[[OperandT, Number], OperandT]:
    return lambda self, other: self.operate(op, other, self)


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

    __add__ = _binary("add")
    __radd__ = _reflected("add")
    __sub__ = _binary("sub")
    __rsub__ = _reflected("sub")
    __mul__ = _binary("mul")
    __rmul__ = _reflected("mul")
    __truediv__ = _binary("div")
    __rtruediv__ = _reflected("div")
    __floordiv__ = _binary("floordiv")
    __rfloordiv__ = _reflected("floordiv")
    __floor__ = _unary("floor")
    __ceil__ = _unary("ceil")
    __trunc__ = _unary("trunc")
    __mod__ = _binary("mod")
    __rmod__ = _reflected("mod")
    __and__ = _binary("and")
    __rand__ = _reflected("and")
    __or__ = _binary("or")
    __ror__ = _reflected("or")
    __xor__ = _binary("xor")
    __rxor__ = _reflected("xor")
    __invert__ = _unary("not")
    __pow__ = _binary("pow")
    __rpow__ = _reflected("pow")
    __neg__ = _unary("neg")
    __abs__ = _unary("abs")
    __lt__ = _binary("lt")
    __le__ = _binary("le")
    __gt__ = _binary("gt")
    __ge__ = _binary("ge")

    def __lshift__(self, places: int) -> Self:
        return self.operate("shl", self, places)

    def __rshift__(self, places: int) -> Self:
        return self.operate("shr", self, places)

    def __round__(self, digits: int | None = None) -> Self:
        if digits is not None:
            raise TypeError(f"round takes no number of digits here, got {digits}; write round(x * 100) / 100")
        return self.operate("rint", self)

    def __divmod__(self, other: Operand | Number) -> tuple[Self, Self]:
        return self // other, self % other

    def __pos__(self) -> Self:
        return self


for _name, _function in vars(Operand).items():  # an error that Python raises names them
    if isinstance(_function, FunctionType):
        _function.__name__, _function.__qualname__ = _name, f"{Operand.__name__}.{_name}"

FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""The functions that a rule may call, by name: `functions.py` enters them."""
