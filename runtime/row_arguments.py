"""The words that the kernels of rows take, in their order."""

from __future__ import annotations

ORDER_ARGUMENTS = ("ids", "count", "limit", "shift", "digit", "passes", "lows", "work")
"""The words that `order` is told. `lows`: what a pair has in the place of a position, for each id; 0: that."""
SUM_ARGUMENTS = (
    *("values", "pairs", "low", "starts", "sums", "columns", "first", "stop", "rows", "weights"),
    "runs",  # for `sum_all` only
)
"""The words that sums of rows are told."""
