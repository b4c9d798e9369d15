"""MXNet's irregular names of ops and attributes, in one table."""

from __future__ import annotations

from mxsym.rule.bodies import COUNT, PER_TENSOR
from mxsym.rule.rule import LAZY, Rule, lazy_by_default

NO_NETWORKS = (
    "MXNet's networks, differentiation, data and tools are not part of mxsym, "
    "only its optimizers: see 'Coming from MXNet'"
)
"""The reason why a part of MXNet is missing, for errors."""
# What MXNet spells otherwise.
MXNET_SPELLINGS = {
    name: {"lrs": "learning_rates", COUNT: "num_tensors"} for name in ("multi_lamb_update", "multi_lans_update")
} | {name: {"lrs": "learning_rates", COUNT: "num_tensors"} for name in ("multi_mp_lamb_update", "multi_mp_lans_update")}


WDS_SECOND = ("multi_sgd_mom_update", "multi_mp_sgd_mom_update")


MASTER_LAST = ("lamb_update_phase2",)


_SPARSE = ("sgd_update", "sgd_mom_update", "adam_update", "ftrl_update", "adagrad_update")


_CONTRIB = {
    ("adamw_update", "adabelief_update"): ("", "mp_", "multi_", "multi_mp_"),
    ("lamb_update", "lans_update"): ("multi_", "multi_mp_"),
}


ON_MANY = ("sgd_update", "sgd_mom_update", *(name for names in _CONTRIB for name in names))
"""The ops that have forms on many tensors in MXNet: these require a list for each attribute with a value for each."""


ALIASES = {
    **{f"_sparse_{name}": name for name in _SPARSE},
    **{f"_{form}{name}": form + name for names, forms in _CONTRIB.items() for name in names for form in forms},
    "_contrib_group_adagrad_update": "group_adagrad_update",
    "_npi_all_finite": "all_finite",
    "_npi_multi_all_finite": "multi_all_finite",
    "identity": "_copy",
    "cast": "Cast",
    "minimum": "_minimum",
    "maximum": "_maximum",
}
"""MXNet's name, or a public spelling, → mxsym's name."""


WHOLE = ("t", PER_TENSOR["t"])
"""The attributes that are whole numbers to MXNet."""


LAZY_OPS = ("sgd_update", "sgd_mom_update", "adam_update", "adagrad_update", "group_adagrad_update")
"""The ops that have a lazy form in MXNet, which is their default."""


LAZY_TABLE_OPS = ("ftrl_update",)
"""The ops that have one only where weight and states are row-sparse, too."""


def lazy_default(rule: Rule, *, tables: bool) -> bool:
    """The default of `lazy_update`; `tables`: weight and states are row-sparse."""
    return lazy_by_default(rule) or (tables and rule.name in LAZY_TABLE_OPS)


_LAZY = ("sgd_update", "sgd_mom_update", "adam_update", "mp_sgd_update", "mp_sgd_mom_update")
"""The ops that MXNet, too, gives the attribute `lazy_update`."""


_REGISTERED = {
    ALIASES[name]: name
    for name in ("_sparse_adagrad_update", "_contrib_group_adagrad_update", *ALIASES)
    if name.endswith("_update") and not name.startswith(("_sparse_sgd", "_sparse_adam", "_sparse_ftrl"))
}


def is_mxnet_s(rule: Rule, attribute: str) -> bool:
    """True if MXNet has an op of that name with this attribute of the rule's."""
    return attribute != LAZY.name or rule.name in _LAZY


def registered_name(name: str) -> str:
    """Name of the op in MXNet's registry, and so in its files."""
    return _REGISTERED.get(name, name)
