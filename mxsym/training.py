"""The end of a training step as one graph: the norm of all gradients, the updates, and what follows them.

It takes two passes over memory: one reads the gradients, the other reads and writes everything once.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from mxsym.codegen.dtypes import F32, DType, compute_dtype, from_numpy
from mxsym.codegen.expr import Granularity
from mxsym.codegen.loading import load_modules
from mxsym.errors import SymbolError, suggest
from mxsym.executor.arrays import is_table
from mxsym.executor.new_states import new_array, readable
from mxsym.executor.tables import is_row_sparse, values_of
from mxsym.opgraph.node import ops_of
from mxsym.rule.functions import isfinite, sqrt, sum
from mxsym.rule.inputs import Input
from mxsym.rule.lookup import find, for_version
from mxsym.rule.numbers import as_number, place_of
from mxsym.rule.operations import PLACE
from mxsym.rule.rule import LAZY, lazy_by_default
from mxsym.rule.value import only_if
from mxsym.spelling import a, kind_name, listed
from mxsym.symbol.symbol import Group, Symbol, make, var

if TYPE_CHECKING:
    from mxsym.mxnet.executor import Executor
    from mxsym.rule.rule import Rule

_RESCALE = "rescale_grad"
"""Name of the gradient's factor in MXNet's updates."""


def global_norm(tensors: Sequence[Symbol]) -> Symbol:
    """The Euclidean norm of all elements of any number of tensors together: float32, shape (1,).

    The squares are summed in float32, in an order that is the same for any number of threads; they may overflow.

    Raises:
        SymbolError: there is no tensor, or something is no Symbol.
    """
    if not tensors:
        raise SymbolError("global_norm takes at least one tensor, got none")
    kinds = [f"{kind_name(item)} at {n}" for n, item in enumerate(tensors) if not isinstance(item, Symbol)]  # pyright: ignore[reportUnnecessaryIsInstance]
    if kinds:
        fix = "make them with mx.sym.var, or call mx.nd.multi_sum_sq with arrays"
        raise SymbolError(f"global_norm takes Symbols, got {listed(kinds)}; {fix}")
    return sqrt(sum(make(find("multi_sum_sq"), list(tensors), {"num_arrays": len(tensors)})))


def training_step(
    update: str | Rule,
    weights: Mapping[str, Any],
    grads: Mapping[str, Any],
    *,
    states: Mapping[str, Any] | None = None,
    averages: Mapping[str, Any] | None = None,
    copies: Mapping[str, Any] | None = None,
    max_norm: float | None = None,
    loss_scale: float = 1.0,
    decay: float = 0.999,
    **attributes: Any,
) -> Executor:
    """The end of a training step of a whole model, bound to its arrays; `forward()` is a step.

    A step divides the gradients by `loss_scale` and scales them down if their global norm then exceeds `max_norm`. It
    updates the weights and the averages, rounds the new weights to the copies and sets dense gradients to zero. If a
    gradient is infinite or NaN, the norm overflows, or `loss_scale` is no finite number above 0, only the gradients are
    set to zero; all else stays unchanged. `forward` takes new values of `max_norm` (off at 0 and below), `loss_scale`,
    `decay` and the update's attributes; `scalars` has those of each `PARAMETER_update`. The first output is the norm
    of the gradients before they are scaled.

    Args:
        update: an update rule, or its name: "adamw_update".
        weights, grads: arrays by parameter. A gradient may be of another float type than its weight. It may be
            row-sparse; if the update is lazy, its weight, states, average and copy change in the stored rows alone.
        states: arrays by `PARAMETER_STATE`, as "fc.weight_mean", or by the rule's name of a state that the whole model
            shares (`mx.Model`); by default with the first values that the rule declares. `aux_dict` has them.
        averages: running averages of weights, by parameter; for some or all parameters.
        copies: arrays that receive the rounded new weights, by parameter: a float16 or bfloat16 model whose float32
            weights are the master copies.
        **attributes: of the update: `lr`, `wd`, … Each stays until `forward` gets another: pass a rule that divides by
            `1 - beta**t` the number of each step, `forward(t=2)`.

    Raises:
        SymbolError: arguments that do not fit together, a number that is NaN, or a rule that has a number of the name
            of an argument here, or of another number of the step.
        BindError: arrays that do not fit; nothing has changed.
    """
    rule = for_version(find(update) if isinstance(update, str) else update)
    named: dict[str, Any] = {
        "weights": weights,
        "grads": grads,
        "states": states,
        "averages": averages,
        "copies": copies,
    }
    for name, value in named.items():
        if value is not None and not isinstance(value, Mapping):
            fix = 'pass a dict, as {"fc.weight": array}'
            raise SymbolError(f"training_step takes {name} by parameter, got {kind_name(value)}; {fix}")
    roles = {"grad": grads, "average": averages or {}, "copy": copies or {}}
    _check(rule, weights, roles, attributes)
    arrays = {f"{name}_{role}": array for role, of_role in roles.items() for name, array in of_role.items()}
    model = _Model(
        rule, attributes, {**weights, **(states or {}), **arrays}, frozenset(averages or ()), frozenset(copies or ())
    )
    limits = {"max_norm": -1.0 if max_norm is None else max_norm, "loss_scale": loss_scale}
    for name, value in {"max_norm": limits["max_norm"], "decay": decay, **attributes}.items():
        if (number := as_number(value)) is not None and math.isnan(number):
            raise SymbolError(f"training_step: {name} is NaN; pass a number")
    symbol = model.step(limits, decay, list(weights))
    _check_names(rule, symbol, {f"{name}_update" for name in weights})
    return symbol.bind_named(None, model.arrays)


@dataclass(frozen=True)
class _Model:
    """An update, its attributes, arrays by the names of variables; the parameters that have an average, and a copy."""

    rule: Rule
    attributes: Mapping[str, Any]
    arrays: dict[str, Any]
    averages: frozenset[str]
    copies: frozenset[str]
    shared: dict[str, Symbol] = field(default_factory=dict[str, Symbol])
    """The states of the whole model."""

    def step(self, limits: Mapping[str, float], decay: float, parameters: Sequence[str]) -> Symbol:
        """The graph of a step."""
        grads = [var(f"{name}_grad") for name in parameters]
        norm = global_norm(grads)
        scale = make(find("gradient_scale"), [norm], {**limits, "name": "scale"})
        finite = isfinite(norm * scale)
        new = [self.update(var(name), grad, scale) for name, grad in zip(parameters, grads, strict=True)]
        averages = [self.average(name, weight, decay) for name, weight in zip(parameters, new, strict=True)]
        # One condition for all: each call goes through the graph.
        guarded = only_if(finite, Group([*new, *(item for item in averages if item is not None)]))
        updated = zip(parameters, guarded, strict=False)
        copies = [self.copy(name, weight) for name, weight in updated if name in self.copies]
        dense = [grad for name, grad in zip(parameters, grads, strict=True) if not self.is_row_sparse(f"{name}_grad")]
        reset = [make(find("reset_arrays"), dense, {"num_arrays": len(dense)})] if dense else []
        return Group([norm, guarded, *copies, *reset])

    def is_row_sparse(self, name: str) -> bool:
        """True if an array stores some rows: a gradient that does is another one at each step, and none is cleared."""
        return is_row_sparse(self.arrays[name])

    def average(self, name: str, weight: Symbol, decay: float) -> Symbol | None:
        """A parameter's running average moved on, where it has one."""
        load_modules("mxsym.rules.training")
        from mxsym.rules.training import ema_update  # not by name, which a user may have given to another rule

        if name not in self.averages:
            return None
        average = var(f"{name}_average")
        attributes = {"decay": decay, "out": average, "name": f"{name}_ema", LAZY.name: self.is_lazy(name)}
        return make(ema_update, [average, weight], attributes)

    def copy(self, name: str, weight: Symbol) -> Symbol:
        """A parameter's new weight, rounded to its copy."""
        load_modules("mxsym.rules.training")
        from mxsym.rules.training import copy_update

        copy = var(f"{name}_copy")
        if not self.is_lazy(name):
            return self.cast(weight, name, f"{name}_copy", out=copy)
        return make(copy_update, [copy, weight], {"out": copy, LAZY.name: True})

    def is_lazy(self, name: str) -> bool:
        """True if steps touch only the rows of a parameter that its gradient stores."""
        lazy = self.attributes.get(LAZY.name, lazy_by_default(self.rule))
        return bool(lazy) and self.is_row_sparse(f"{name}_grad")

    def update(self, weight: Symbol, grad: Symbol, scale: Symbol) -> Symbol:
        """One parameter's update by its gradient, scaled. States that are not there are made."""
        first, second, *others = self.rule.inputs
        assert weight.name is not None
        assert grad.name is not None
        grad = self.cast(grad, grad.name, weight.name)
        rescales = _RESCALE in [item.name for item in (*self.rule.inputs, *self.rule.attributes)]
        inputs = {first.name: weight, second.name: grad if rescales else make(find("_rescale"), [grad, scale], {})}
        inputs |= {_RESCALE: scale} if rescales else {}
        for item in others:
            name = item.name if item.of_model else f"{weight.name}_{item.name}"
            on_table = is_table(self.arrays[weight.name])  # whose states are its own
            if item.name in self.rule.states and not item.optional and name not in self.arrays and not on_table:
                self.arrays[name] = self.new_state(weight.name, item)
            if item.name not in inputs and (name in self.arrays or not item.optional):
                inputs[item.name] = self.shared.setdefault(name, var(name)) if item.of_model else var(name)
        own = {PLACE: place_of(weight.name)} if self.rule.attribute(PLACE) is not None else {}
        return make(
            self.rule, [], {**inputs, **own, **self.attributes, "out": weight, "name": f"{weight.name}_update"}
        )[0]

    def cast(self, value: Symbol, name: str, like: str, out: Symbol | None = None) -> Symbol:
        """`value`, of the type of the array `name`, in the type of another; stored to `out`."""
        wanted = self.dtype(like)
        return (
            value
            if out is None and wanted is self.dtype(name)
            else make(find("cast"), [value], {"dtype": wanted.name, "out": out})
        )

    def dtype(self, name: str) -> DType:
        """The type of an array; what is no array of numbers is refused when it is bound."""
        return (
            from_numpy(np.dtype(getattr(values_of(self.arrays[name], "training_step", name), "dtype", F32.name))) or F32
        )

    def new_state(self, weight: str, item: Input) -> Any:
        """A state of a weight before its first step."""
        array = readable(self.arrays[weight], f"training_step: {weight}")
        dtype = self.dtype(weight)  # a number is computed in a wider type than 16-bit weights have, and keeps it
        otherwise = compute_dtype(dtype) if item.space is Granularity.SCALAR else dtype
        known = {number.name: number.default for number in self.rule.scalars if not number.required}
        try:
            return new_array(item, array, {**known, **self.attributes}, otherwise)
        except LookupError as error:
            raise SymbolError(f"training_step: {self.rule.title}: {error.args[0]}") from None


def _check(
    rule: Rule, weights: Mapping[str, Any], roles: Mapping[str, Mapping[str, Any]], attributes: Mapping[str, Any]
) -> None:
    """Raise an error for arguments that make no graph.

    Raises:
        SymbolError: the op is no update of one tensor, or parameters do not match.
    """
    if not rule.is_update or rule.base is not None or len(rule.inputs) < 2:
        raise SymbolError(f"training_step takes a declared update, such as adamw_update, got {rule.name}")
    if not weights:
        raise SymbolError("training_step takes at least one weight, got none")
    if clash := [item.name for item in rule.inputs[2:] if roles.get(item.name)]:
        what = f"training_step calls arrays of its own PARAMETER_{clash[0]}"
        raise SymbolError(f"{what}, and {rule.name} has a tensor {clash[0]!r}; give that another name in the rule")
    arrays = {*weights, *(f"{name}_{role}" for role in roles for name in weights)}
    if clash := [item.name for item in rule.inputs if item.of_model and item.name in arrays]:
        what = f"{rule.name} calls a state of the whole model {clash[0]!r}, and the model has an array of that name"
        raise SymbolError(f"training_step: {what}; give the weight another name")
    if _RESCALE in attributes:
        raise SymbolError(f"training_step sets {_RESCALE} itself; pass its reciprocal as loss_scale")
    if fixed := [name for name in ("name", "out") if name in attributes]:
        raise SymbolError(f"training_step sets {' and '.join(fixed)} of each update itself; leave that out")
    if missing := [name for name in weights if name not in roles["grad"]]:
        raise SymbolError(f"training_step: no gradient for {missing[0]!r}: {suggest(missing[0], roles['grad'])}")
    for role, arrays in roles.items():
        if strangers := [name for name in arrays if name not in weights]:
            known = suggest(strangers[0], weights)
            raise SymbolError(f"training_step: {strangers[0]!r} has {a(role)} array and no weight: {known}")


def _check_names(rule: Rule, step: Symbol, updates: Set[str]) -> None:
    """Raise a `SymbolError` for numbers of a rule that cannot be told from those of the step around its updates.

    A keyword of `training_step` would never reach them, and one of `forward` would set both.
    """
    arguments = inspect.signature(training_step).parameters
    numbers = {item.name for op in ops_of(step) if op.name not in updates for item in op.rule.scalars}
    if taken := [item.name for item in rule.attributes if item.name in arguments or item.name in numbers]:
        what = f"{rule.name} has numbers of training_step's own names, {', '.join(taken)}"
        raise SymbolError(f"training_step: {what}; give them other names in the rule")
