"""Row-sparse arrays: the rows of a tensor that are there; every other row reads as zeros.

Input: row ids and their values. Output: `RowSparse`, which holds both and looks at neither.
Non-goals: checking the law, summing duplicates (`rows.py`), arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mxsym.runtime.buffers import Array


@dataclass(eq=False)
class RowSparse:
    """Row `indices[i]` of a tensor of shape `shape` is `data[i]`; the rows that are not named are zeros.

    The law: `indices` (int64 or int32, one dimension) are sorted, unique and in 0 … `shape[0]` - 1, and `data` has
    shape `(len(indices), *shape[1:])`. Nothing here enforces it: `rows.first_bad_row` finds what breaks it before
    anything is written, and `rows.coalesce` makes ids in any order keep it. `==` and hashes go by identity.
    """

    indices: Array
    data: Array
    shape: tuple[int, ...]

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.data.dtype

    @property
    def nbytes(self) -> int:
        """What the ids and the values take together."""
        return self.indices.nbytes + self.data.nbytes

    def rows(self) -> int:
        """How many rows are there."""
        return len(self.indices)
