"""Every transformation that optax exports, with arguments; or the reason why it is in no rule.

`python -m tests.optax_cases` prints the reasons as the table in docs/optax.rst.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

jax: Any = pytest.importorskip("jax")
optax: Any = pytest.importorskip("optax")
contrib: Any = pytest.importorskip("optax.contrib")

RATE = 0.1


@dataclass(frozen=True)
class Reason:
    """A reason why transformations are in no rule: a text of the error, and words for the table.

    `where`: the weights that it holds for; empty: all.
    """

    error: str
    why: str
    where: str = ""


MEMORY = Reason("an array of shape", "keeps the last ten steps in arrays of one more axis")
SEARCH = Reason("value_fn", "a line search, which computes the loss again")
EXAMPLES = Reason("batch dimension", "takes the gradient of each example, not of the batch")
MIDDLE = Reason("values along axes", "has numbers for each position on a middle or last axis", "4-d")
PROJECTION = Reason("an array of shape", "projects gradients of matrices to a lower rank", "matrices")
HESSIAN = Reason("obj_fn", "takes the loss function, for its second derivatives")
FLAT = Reason("an array of shape", "joins all weights to one vector")
MEASURE = Reason("other parts after a step", "its state, inside `optax.monitor`, has other parts after the first step")
PAIRS = Reason("no attribute 'fast'", "needs pairs of weights, which the program must keep")
REASONS: dict[str, Reason] = {
    "adaptive_grad_clip": MIDDLE,
    "sm3": MIDDLE,
    "scale_by_sm3": MIDDLE,
    "lbfgs": MEMORY,
    "scale_by_lbfgs": MEMORY,
    "scale_by_backtracking_linesearch": SEARCH,
    "scale_by_zoom_linesearch": SEARCH,
    "flatten": FLAT,
    "differentially_private_aggregate": EXAMPLES,
    "dpsgd": EXAMPLES,
    "galore": PROJECTION,
    "scale_by_galore": PROJECTION,
    "sophia": HESSIAN,
    "lookahead": PAIRS,
    "measure_with_ema": MEASURE,
}
"""The transformations that are in no rule, wholly or on some shapes."""


def each_third(step: Any) -> Any:
    """True for each third step."""
    return step % 3 == 0


def decayed(update: Any, weight: Any) -> Any:
    """The update with a decay of the weight."""
    return update - 0.1 * weight


def with_decay(updates: Any, weights: Any) -> Any:
    """The updates of a model with a decay of its weights."""
    return jax.tree.map(decayed, updates, weights)


def matrix_axes(updates: Any) -> Any:
    """Rows and columns of each weight that has some: its first axis, and all others."""

    def of(weight: Any) -> Any:
        return contrib.MuonDimensionNumbers(0, tuple(range(1, weight.ndim)))

    return jax.tree.map(of, updates)


ARGUMENTS: dict[str, Any] = {
    "learning_rate": RATE,
    "decay": 0.9,
    "clipping": 0.01,
    "eta": 0.01,
    "gamma": 0.55,
    "max_delta": 0.05,
    "threshold": 0.05,
    "max_norm": 1.0,
    "step_size": -RATE,
    "max_consecutive_errors": 3,
    "l2_norm_clip": 1.0,
    "noise_multiplier": 0.1,
    "seed": None,  # the same under its former name
    "max_backtracking_steps": 3,
    "max_linesearch_steps": 3,
    "should_transform_fn": each_third,
    "f": with_decay,
    "mask": {"vector": True, "matrix": False, "four": True},
    "freeze_mask": {"vector": True, "matrix": False, "four": True},
    "param_labels": {"vector": "one", "matrix": "other", "four": "one"},
}
"""Arguments by the name of the parameter, where it has no default."""
OPTIONAL: dict[str, Any] = {"learning_rate": RATE, "estim_lr0": RATE, "s_init": RATE, "key": jax.random.key(7)}
"""Arguments in place of defaults that hardly move a weight in twenty steps."""


def special() -> dict[str, Callable[[], Any]]:
    """The transformations that arguments by name do not make, and more of some."""
    inner = optax.adam(RATE)
    return {
        "chain": lambda: optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(RATE)),
        "named_chain": lambda: optax.named_chain(("clip", optax.clip(0.05)), ("adam", inner)),
        "inject_hyperparams": lambda: optax.inject_hyperparams(optax.adamw)(
            optax.cosine_decay_schedule(RATE, 15), weight_decay=0.1
        ),
        "inject_stateful_hyperparams": lambda: optax.inject_stateful_hyperparams(optax.adam)(RATE),
        "multi_transform": lambda: optax.multi_transform(
            {"one": inner, "other": optax.sgd(RATE, momentum=0.9)}, ARGUMENTS["param_labels"]
        ),
        "partition": lambda: optax.partition({"one": inner, "other": optax.lion(RATE)}, ARGUMENTS["param_labels"]),
        "with_extra_args_support": lambda: optax.with_extra_args_support(inner),
        "stateless_with_tree_map": lambda: optax.stateless_with_tree_map(decayed),
        "measure_with_ema": lambda: optax.chain(
            optax.monitor({"size": optax.measure_with_ema(optax.tree.norm, 0.9)}), inner
        ),
        "sam": lambda: contrib.sam(optax.sgd(RATE), optax.sgd(0.01), sync_period=2, opaque_mode=False),
        "normalize": lambda: optax.chain(contrib.normalize(), optax.sgd(RATE)),
        "lookahead": lambda: optax.lookahead(inner, 5, 0.5),
        "scale_by_muon": lambda: optax.masked(
            contrib.scale_by_muon(weight_dimension_numbers=matrix_axes),
            {"vector": False, "matrix": True, "four": True},
        ),
        "snapshot": lambda: optax.chain(optax.snapshot("size", optax.tree.norm), inner),
        "scale_by_schedule": lambda: optax.scale_by_schedule(optax.cosine_decay_schedule(-RATE, 15)),
    }


def members(module: Any) -> dict[str, Any]:
    """The contents of a module, by name."""
    return dict(module.__dict__)


def exported() -> dict[str, Callable[..., Any]]:
    """Every public function of optax and optax.contrib that returns a transformation, by its name."""
    functions: dict[str, Callable[..., Any]] = {}
    for module in (optax, contrib):
        for name, function in sorted(members(module).items()):
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            if "GradientTransformation" in str(inspect.signature(function).return_annotation):
                functions[name] = function
    return functions


def transformation(name: str) -> Any:
    """The transformation of that name, or None where it takes what has no form here."""
    known = special()
    if name in known:
        return known[name]()
    parameters = inspect.signature(exported()[name]).parameters.values()
    plain = [item for item in parameters if item.kind not in (item.VAR_POSITIONAL, item.VAR_KEYWORD)]
    required = {item.name for item in plain if item.default is item.empty}
    wrapped = {"inner": optax.adam(RATE), "optimizer": optax.adam(RATE), "base_optimizer": optax.sgd(RATE)}
    arguments = {key: {**wrapped, **ARGUMENTS}[key] for key in required}
    arguments |= {item.name: OPTIONAL[item.name] for item in plain if item.name in OPTIONAL}
    return exported()[name](**arguments)


def schedules() -> Iterator[tuple[str, Any]]:
    """Every schedule of optax's."""
    made = {
        "constant_schedule": lambda: optax.constant_schedule(RATE),
        "cosine_decay_schedule": lambda: optax.cosine_decay_schedule(RATE, 15),
        "cosine_onecycle_schedule": lambda: optax.cosine_onecycle_schedule(20, RATE),
        "exponential_decay": lambda: optax.exponential_decay(RATE, 5, 0.5, transition_begin=3, staircase=True),
        "join_schedules": lambda: optax.join_schedules(
            [optax.constant_schedule(RATE), optax.linear_schedule(RATE, 0.0, 9)], [8]
        ),
        "linear_onecycle_schedule": lambda: optax.linear_onecycle_schedule(20, RATE),
        "linear_schedule": lambda: optax.linear_schedule(RATE, 0.0, 15),
        "piecewise_constant_schedule": lambda: optax.piecewise_constant_schedule(RATE, {4: 0.5, 9: 0.1}),
        "piecewise_interpolate_schedule": lambda: optax.piecewise_interpolate_schedule(
            "cosine", RATE, {4: 0.5, 9: 0.1}
        ),
        "polynomial_schedule": lambda: optax.polynomial_schedule(RATE, 0.01, 2.0, 15),
        "sgdr_schedule": lambda: optax.sgdr_schedule(
            [
                {"init_value": 0.0, "peak_value": RATE, "decay_steps": 8, "warmup_steps": 2, "end_value": 0.0},
                {"init_value": 0.0, "peak_value": RATE, "decay_steps": 9, "warmup_steps": 3, "end_value": 0.01},
            ]
        ),
        "warmup_constant_schedule": lambda: optax.warmup_constant_schedule(0.0, RATE, 5),
        "warmup_cosine_decay_schedule": lambda: optax.warmup_cosine_decay_schedule(0.0, RATE, 5, 18),
        "warmup_exponential_decay_schedule": lambda: optax.warmup_exponential_decay_schedule(0.0, RATE, 5, 5, 0.5),
    }
    for name, make in made.items():
        yield name, make()


def exported_schedules() -> set[str]:
    """The names of the schedules that optax exports."""
    names = [name for name, item in members(optax).items() if inspect.isfunction(item)]
    return {name for name in names if re.search(r"^(?!scale_by).*_schedules?$|^exponential_decay$", name)}


def table() -> list[str]:
    """The reasons as lines of the table in the documentation."""
    rows: dict[Reason, list[str]] = {}
    for name, reason in REASONS.items():
        rows.setdefault(reason, []).append(name)
    lines: list[str] = []
    for reason, names in rows.items():
        where = f" (on {reason.where})" if reason.where else ""
        lines.append(f"* {', '.join(f'`{name}`' for name in names)}{where}: {reason.why}.")
    return lines


if __name__ == "__main__":
    print("\n".join(table()))
