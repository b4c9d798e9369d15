"""Transformations of optax's as rules, and as steps of whole models.

This package alone loads jax and optax, when one of its functions is called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mxsym.codegen.loading import load_extra, load_modules
from mxsym.rule.rule import Rule

if TYPE_CHECKING:
    from mxsym.mxnet.executor import Executor


def from_optax(tx: Any, name: str | None = None, *, shape: Sequence[int | None] | None = None) -> Rule:
    """The rule of an optax transformation: `rule = mx.from_optax(optax.adamw(1e-3))`.

    The rule adds to the weight what the transformation makes of the gradient, times its number `lr`, which is 1 unless
    it is given. Its states are the transformation's, of the same first values and types; each weight has all of them,
    a count of steps too. If the transformation takes the loss, it is the rule's number `value`. Numbers that optax was
    given are constants of the rule, as float32.

    Args:
        tx: an `optax.GradientTransformation`.
        name: of the op, which `mx.nd` and `mx.sym` then have; without it only the rule itself is there.
        shape: that of the weights, if what the transformation does depends on it. None in it is any length. The rule
            is for such weights only.

    Raises:
        RuleError: it uses numbers of all weights (`mx.optax_step` has these), depends on the shape, or does what no
            rule can; the text names the primitive and the line of optax.
        ImportError: jax or optax is not installed.
    """
    _check_installed()
    load_modules("mxsym.optax.rule")
    from mxsym.optax.rule import rule_of

    return rule_of(tx, name, shape)


def optax_step(
    tx: Any,
    weights: Mapping[str, Any],
    grads: Mapping[str, Any],
    *,
    states: Mapping[str, Any] | None = None,
    **attributes: Any,
) -> Executor:
    """All of a model's updates by an optax transformation, bound to its arrays; `forward()` is a step.

    A step does what `tx.update` and `optax.apply_updates` do with the dicts of all gradients and weights: norms over
    all of them, one count of steps, random numbers by a weight's place. `forward` takes new values of `lr`, a factor of
    all updates, and of `value`. The outputs are the numbers of the whole model that the updates use, and then the
    weights, in the order of their names.

    Args:
        tx: an `optax.GradientTransformation`.
        weights, grads: dense arrays by parameter.
        states: arrays by `PARAMETER_STATE`, as "fc.weight_mu", or by `STATE` if the whole model has one, as "count";
            where left out, of optax's first values. `aux_dict` has them.
        **attributes: `lr`, 1 by default, and `value`, the loss, if the transformation takes it.

    Raises:
        RuleError: it does what no rule can; the text names the primitive and the line of optax.
        SymbolError: arguments that do not fit together.
        BindError: arrays that do not fit; nothing has changed.
        ImportError: jax or optax is not installed.
    """
    _check_installed()
    load_modules("mxsym.optax.step")
    from mxsym.optax.step import step_of

    return step_of(tx, weights, grads, states or {}, attributes)


def _check_installed() -> None:
    """Load jax and optax.

    Raises:
        ImportError: naming the extra that brings them.
    """
    for name in ("jax", "optax"):
        load_extra(name, "mx.from_optax needs", "optax")


__all__ = ["from_optax", "optax_step"]
