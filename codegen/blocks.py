"""The sizes by which tensors are cut, the same on every machine: they decide the order of sums, and so the bits."""

from __future__ import annotations

import math

LANES = 16
"""Running sums of a row reduction: element i goes to sum i mod 16, on every target and for every dtype."""
STARTS = {"sum": 0.0, "max": -math.inf, "min": math.inf, "absmax": 0.0}
"""The value that each reduction begins with: that of nothing."""
STRIPE = 64
"""Rows in a stripe: the values of a column are added up one after the other in each, then the stripes' sums are."""
BLOCK = 4096
"""Elements of a flat tensor that a whole sum adds up as one row; the sums of the blocks are then one row themselves."""
TILE = 256
"""Elements of a flat tensor that have one value of granularity TILE; the last ones may be fewer."""
