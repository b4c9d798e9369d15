"""`mx.nd.sparse`: row-sparse arrays, and the ops by their names. Written by `python -m tests.stubs`."""

from typing import Any

from mxsym.runtime.sparse import RowSums
from mxsym.context import Context
from mxsym.ndarray import _ops
from mxsym.ndarray._ops import *
from mxsym.ndarray.csr import CSRNDArray as CSRNDArray
from mxsym.ndarray.csr import csr_matrix as csr_matrix
from mxsym.ndarray.rowsparse import RowSparseNDArray as RowSparseNDArray

__all__: list[str] = [
    "CSRNDArray",
    "RowSparseNDArray",
    "Uncoalesced",
    "array",
    "coalesce",
    "csr_matrix",
    "empty",
    "from_pairs",
    "retain",
    "row_sparse_array",
    "uncoalesced",
    "zeros",
]
__all__ += _ops.__all__

class Uncoalesced(RowSums):
    def coalesce(self) -> RowSparseNDArray: ...
def row_sparse_array(
    arg1: Any, shape: Any = None, ctx: Context | None = None, dtype: Any = None
) -> RowSparseNDArray: ...
def array(source_array: Any, ctx: Context | None = None, dtype: Any = None) -> Any: ...
def from_pairs(indices: Any, values: Any, shape: Any = None, dtype: Any = None) -> RowSparseNDArray: ...
def coalesce(
    data: Any,
    indices: Any,
    shape: Any = None,
    ctx: Context | None = None,
    dtype: Any = None,
    *,
    offsets: Any = None,
    weights: Any = None,
) -> RowSparseNDArray: ...
def uncoalesced(data: Any, indices: Any, shape: Any, *, offsets: Any = None, weights: Any = None) -> Uncoalesced: ...
def zeros(stype: Any, shape: Any, ctx: Context | None = None, dtype: Any = None) -> Any: ...
def empty(stype: Any, shape: Any, ctx: Context | None = None, dtype: Any = None) -> Any: ...
def retain(data: Any, indices: Any, out: RowSparseNDArray | None = None) -> RowSparseNDArray: ...
