"""`mx.gluon.utils`: a bound for the gradients that a `Trainer` takes."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from mxsym import ndarray as nd
from mxsym.errors import BindError, Fault
from mxsym.ndarray.csr import CSRNDArray
from mxsym.ndarray.dense import NDArray
from mxsym.rule.missing import no_attribute
from mxsym.runtime.buffers import kind_problem
from mxsym.runtime.interop import as_arrays
from mxsym.runtime.sparse import RowSparse


def __getattr__(name: str) -> Any:
    raise no_attribute("mxsym.gluon.utils", name)


def clip_global_norm(arrays: Sequence[Any], max_norm: float, check_isfinite: bool = True) -> Any:
    """Scale arrays in place, so that the norm of all of them together is at most `max_norm`; return what it was.

    The norm is the root of the sum of all squares; of a row-sparse array the stored rows count, and are scaled.

    Args:
        arrays: the gradients, or anything else; one that occurs twice counts twice.
        max_norm: the bound.
        check_isfinite: the norm is a float, and a warning says so if it is infinite or NaN; else it is an NDArray.

    Raises:
        BindError: naming every array that cannot be scaled; nothing has changed.
    """
    values: list[Any] = []
    faults: list[Fault] = []
    for number, item in enumerate(arrays):
        where = f"arrays[{number}]"
        if isinstance(item, CSRNDArray):
            expected, fix = "an array that can be written", "pass what tostype('row_sparse') gives"
            faults.append(Fault(where, "", "a csr matrix", expected, fix))
            continue
        plain, strangers = as_arrays({where: item}, role="")
        if strangers:
            faults += strangers
            continue
        array = plain[where]
        data: Any = array.data if isinstance(array, RowSparse) else array
        problem = kind_problem(data, written=True)
        if problem is not None:
            faults.append(Fault(where, "", problem.got, problem.expected, problem.fix))
        values.append(data)
    if not values and not faults:
        faults.append(Fault("arrays", "", "none", "at least one array", "pass the gradients"))
    if faults:
        raise BindError("clip_global_norm", faults)
    stored = [data for data in values if data.size]
    squares = np.asarray(nd.multi_sum_sq(*stored, num_arrays=len(stored))) if stored else np.zeros(1, np.float32)
    total = np.sqrt(np.add.accumulate(squares)[-1])
    if check_isfinite and not math.isfinite(total):
        warnings.warn(f"clip_global_norm: the norm is {total}: the arrays are scaled to nothing of use", stacklevel=2)
    with np.errstate(all="ignore"):
        scale = np.minimum(np.float32(max_norm) / (total + np.float32(1e-8)), np.float32(1))
        distinct = {id(data): data for data in stored}
        for data in distinct.values():
            np.multiply(data, scale.astype(data.dtype), out=data)
    return float(total) if check_isfinite else NDArray(np.asarray([total], np.float32))
