"""Names by which MXNet knows an op that is declared here under another.

Input: nothing. Output: `ALIASES`.
Non-goals: what the ops do.
"""

from __future__ import annotations

_SPARSE = ("sgd_update", "sgd_mom_update", "adam_update", "ftrl_update", "adagrad_update")

ALIASES = {
    **{f"_sparse_{name}": name for name in _SPARSE},
    "_contrib_group_adagrad_update": "group_adagrad_update",
    "identity": "_copy",
    "cast": "Cast",
    "minimum": "_minimum",
    "maximum": "_maximum",
}
"""MXNet's name, or a public spelling, → the name in the registry."""
