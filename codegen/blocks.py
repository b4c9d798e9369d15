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
TILES = (64, 128, 256, 512, 1024, 2048, 4096)
"""Numbers of elements of a flat tensor that may have one value in common, as a tile; the last ones may be fewer."""
TILE = 256
"""The usual one."""
