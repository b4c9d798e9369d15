"""Published optimizers as update rules: `from examples.gallery import RULES`.

Each rule follows its paper's formulas; the first sentence of its docstring names the paper. `tests/test_gallery.py`
holds each to an independent implementation in float64.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from examples.gallery import (
    adam_like,
    averaged,
    factored,
    matrices,
    momentum,
    noisy,
    normed,
    projected,
    proximal,
    tuning_free,
)
from mxsym.rule.rule import Rule

MODULES: tuple[ModuleType, ...] = (
    *(momentum, adam_like, factored, matrices, normed, averaged, proximal, noisy, projected, tuning_free),
)
RULES: Mapping[str, Rule] = {
    rule.name: rule for module in MODULES for rule in vars(module).values() if isinstance(rule, Rule)
}
"""Every rule by its name."""
