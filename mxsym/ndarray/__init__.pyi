"""`mx.nd`: arrays and the imperative ops. Written by `python -m tests.stubs`."""

from mxsym.ndarray import _ops
from mxsym.ndarray._ops import *
from mxsym.executor.imperative import invoke as invoke
from mxsym.ndarray import contrib as contrib
from mxsym.ndarray import sparse as sparse
from mxsym.ndarray.create import array as array
from mxsym.ndarray.create import empty as empty
from mxsym.ndarray.create import from_dlpack as from_dlpack
from mxsym.ndarray.create import from_numpy as from_numpy
from mxsym.ndarray.create import full as full
from mxsym.ndarray.create import ones as ones
from mxsym.ndarray.create import waitall as waitall
from mxsym.ndarray.create import zeros as zeros
from mxsym.ndarray.csr import CSRNDArray as CSRNDArray
from mxsym.ndarray.dense import NDArray as NDArray
from mxsym.ndarray.files import load as load
from mxsym.ndarray.files import load_frombuffer as load_frombuffer
from mxsym.ndarray.files import save as save
from mxsym.ndarray.rowsparse import RowSparseNDArray as RowSparseNDArray

_internal = _ops

__all__: list[str] = [
    "CSRNDArray",
    "NDArray",
    "RowSparseNDArray",
    "array",
    "contrib",
    "empty",
    "from_dlpack",
    "from_numpy",
    "full",
    "invoke",
    "load",
    "load_frombuffer",
    "ones",
    "save",
    "sparse",
    "waitall",
    "zeros",
]
__all__ += _ops.__all__
