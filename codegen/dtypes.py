"""The data types the compiler knows. Kernels compute in one type, and convert what is stored in another."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from mxsym.codegen.loading import load_extra
from mxsym.codegen.record import record

Array = np.ndarray[Any, Any]


@record
class DType:
    """One element type. `llvm` is its type in memory and in registers; that of bfloat16 is an i16."""

    name: str
    short: str
    kind: str  # "float", "int", "bool" or "generic"
    bits: int
    llvm: str

    def __repr__(self) -> str:
        return self.short

    @property
    def title(self) -> str:
        """The type as rules call it, in which integers have no sign."""
        return f"uint{self.bits}" if self.kind == "int" else self.name

    @property
    def bytes(self) -> int:
        return self.bits // 8


F64 = DType("float64", "f64", "float", 64, "double")
F32 = DType("float32", "f32", "float", 32, "float")
F16 = DType("float16", "f16", "float", 16, "half")
# LLVM's own bfloat needs a helper that no process has, or an instruction that flushes subnormals.
BF16 = DType("bfloat16", "bf16", "float", 16, "i16")
I64 = DType("int64", "i64", "int", 64, "i64")
I32 = DType("int32", "i32", "int", 32, "i32")
I16 = DType("int16", "i16", "int", 16, "i16")
U8 = DType("uint8", "u8", "int", 8, "i8")
BOOL = DType("bool", "bool", "bool", 1, "i1")
# The type a rule is written in: replaced by the compute dtype of the tensors when the rule is inlined.
T = DType("generic", "T", "generic", 0, "")

ALL = (F64, F32, F16, BF16, I64, I32, I16, U8, BOOL, T)
BY_SHORT = {d.short: d for d in ALL}
BY_NAME = {d.name: d for d in ALL}
TENSOR = (F64, F32, F16, BF16)
"""The types of an update op's tensors."""
STORED = (*TENSOR, U8)
"""The types of memory that kernels run on: uint8 holds a state's codes (`codes.py`)."""


def compute_dtype(dtype: DType) -> DType:
    """The type arithmetic is done in: float64 for float64, float32 for everything narrower."""
    return F32 if dtype in (F16, BF16) else dtype


def from_numpy(dtype: Any) -> DType | None:
    """The `DType` of a NumPy dtype (ml_dtypes' bfloat16 included), or None where the compiler has none."""
    return _named(np.dtype(dtype))


@functools.lru_cache(maxsize=256)
def _named(dtype: np.dtype[Any]) -> DType | None:
    return BY_NAME.get(dtype.name)  # NumPy builds the name each time


def to_numpy(dtype: DType) -> np.dtype[Any]:
    """The NumPy dtype that holds `dtype`.

    Raises:
        ImportError: bfloat16 without the package ml_dtypes.
    """
    if dtype is not BF16:
        return np.dtype(dtype.name)
    return np.dtype(load_extra("ml_dtypes", "bfloat16 arrays need", "bfloat16").bfloat16)
