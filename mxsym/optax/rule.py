"""A transformation that does the same to each tensor, as a rule."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import numpy as np

from mxsym.codegen import expr as ir
from mxsym.codegen.expr import Expr, Granularity
from mxsym.codegen.graph import substitute
from mxsym.errors import RuleError, user_location
from mxsym.optax.model import MARK, VALUE, Model, Slot, attempt, jax, stored_type, symbolic, translate
from mxsym.optax.translate import COLUMN_COUNT, ELEMENTS, ROW_COUNT
from mxsym.rule.declare import declare
from mxsym.rule.inputs import WEIGHT, State
from mxsym.rule.registry import update_rule
from mxsym.rule.rule import Rule
from mxsym.rule.value import BY_SPACE, Value
from mxsym.spelling import kind_name

ONE, OTHER = "one weight:", "other weight:"
"""Prefixes of two weights: what is done to one must be what is done to the other. Users' labels are no such names."""
_ANY = ((None,), (None, None), (None, None, None, None))
"""The shapes that a rule for any shape is traced with."""
_SAMPLE = (3, 5, 2, 4)


def rule_of(tx: Any, name: str | None, shape: Sequence[int | None] | None) -> Rule:
    """The rule of a transformation; see `mx.from_optax`.

    Raises:
        RuleError: there is none.
    """
    try:
        _check_shape(shape)
        model, results = _for_one(tx, shape)
        function = _function(tx, model, results, shape)
    except RuleError as error:
        raise RuleError(f"{user_location()}: {error}") from None
    if name is not None:
        return update_rule(name=name)(function)
    return declare(function, function.__name__, function.__name__, is_update=True)


def _check_shape(shape: object) -> None:
    """Refuse what is no shape of weights.

    Raises:
        RuleError: it is none.
    """
    fix = "pass shape=(64, 10), or shape=(None, None) for any matrix"
    if shape is not None and (not isinstance(shape, Sequence) or isinstance(shape, (str, bytes))):
        raise RuleError(f"from_optax: shape is a tuple of lengths and None, got {kind_name(shape)}; {fix}")
    dims = cast("Sequence[object]", shape or ())
    if shape is not None and not dims:
        raise RuleError(
            "from_optax: shape has no axes, got (); pass shape=(1,), whose rule takes weights of shape () too"
        )
    for dim in dims:
        if dim is not None and (isinstance(dim, bool) or not isinstance(dim, (int, np.integer)) or dim < 1):
            raise RuleError(f"from_optax: a length in shape is a whole number from 1 on or None, got {dim!r}; {fix}")


def check(tx: Any, what: str) -> None:
    """Refuse an object that is not a transformation.

    Raises:
        RuleError: it is none.
    """
    if not callable(getattr(tx, "init", None)) or not callable(getattr(tx, "update", None)):
        fix = "call it first, as optax.adam(1e-3)" if callable(tx) else "pass what optax returned, as optax.adam(1e-3)"
        raise RuleError(f"{what}: expected an optax.GradientTransformation, got {kind_name(tx)}; {fix}")


def _for_one(tx: Any, shape: Sequence[int | None] | None) -> tuple[Model, dict[str, Expr]]:
    """The translation for two weights, and the results of one of them."""
    check(tx, "from_optax")
    if shape is not None:
        model = _traced(tx, tuple(shape))
        return model, results_of_one(model)
    fix = "pass shape=, the shape of the weights, as shape=(64, 10), or shape=(None, None) for any matrix"
    first: tuple[Model, dict[str, Expr]] | None = None
    for rank in _ANY:
        try:
            model = _traced(tx, rank)
            results = results_of_one(model)
        except RuleError as error:
            if first is None:
                raise
            raise RuleError(f"{error}; that is of a weight of {len(rank)} axes: for others {fix}") from None
        if first is None:
            first = model, results
        elif results != first[1] or _kinds(model) != _kinds(first[0]):
            raise RuleError(f"from_optax: it does something else to a matrix than to a vector; {fix}")
    assert first is not None
    return first


def _kinds(model: Model) -> list[tuple[str, Granularity, str]]:
    return [(slot.name, slot.space, slot.kind) for slot in model.slots]


def _traced(tx: Any, shape: tuple[int | None, ...]) -> Model:
    """The translation for two weights of that shape."""
    exact = any(dim is not None for dim in shape)
    model = attempt(lambda: translate(tx, symbolic({ONE: shape, OTHER: shape}, exact=exact)))
    if isinstance(model, Model):
        return model
    if None not in shape:
        model = attempt(lambda: translate(tx, dict.fromkeys((ONE, OTHER), shape)))
        if isinstance(model, Model):
            return model
    raise failure(model, "the length of an axis needs shape=, as shape=(64, 10); a mask by names mx.optax_step")


def failure(error: Exception, fix: str) -> RuleError:
    """The error for a refusal by optax or jax."""
    return RuleError(f"from_optax: {type(error).__name__}: {str(error).splitlines()[0]}; {fix}")


def results_of_one(model: Model) -> dict[str, Expr]:
    """The results of one of two weights, by the names of its tensors.

    Raises:
        RuleError: something else is done to the other, or it depends on that.
    """
    step = "use mx.optax_step(tx, weights, grads), which has the whole model"
    mine: list[dict[str, Expr]] = []
    for prefix in (ONE, OTHER):
        results: dict[str, Expr] = {}
        for name, value in model.results.items():
            owner = name.rpartition(MARK)[0] + MARK if MARK in name else ""
            if owner in ("", prefix):
                strangers = {load for load in tensors_of(value) if not load.startswith(prefix)}
                if strangers or (not owner and tensors_of(value)):
                    what = name.removeprefix(prefix)
                    raise RuleError(f"from_optax: the new {what} depends on all weights of a model; {step}")
                results[name.removeprefix(prefix)] = renamed(value, prefix)
        mine.append(results)
    if mine[0] != mine[1]:
        raise RuleError(f"from_optax: what it does depends on a weight's place in its model; {step}")
    return mine[0]


def tensors_of(value: Expr) -> set[str]:
    """The names of what an expression reads of weights: their tensors, states and lengths."""
    return {str(node.attr) for node in ir.postorder([value]) if node.op == "load" and MARK in str(node.attr)}


_LENGTHS: Mapping[str, Callable[[], Expr]] = {
    ELEMENTS: ir.elements,
    ROW_COUNT: lambda: ir.apply("div", ir.elements(), ir.columns()),
    COLUMN_COUNT: ir.columns,
}


def renamed(value: Expr, prefix: str) -> Expr:
    """An expression of one weight's tensors without its prefix, its lengths as those of the rule's weight."""

    def load(node: Expr) -> Expr:
        name = str(node.attr).removeprefix(prefix)
        return _LENGTHS[name]() if name in _LENGTHS else ir.load(name, node.dtype, node.space)

    return substitute([value], {node: load(node) for node in ir.postorder([value]) if node.op == "load"})[value]


def first_values(tx: Any, model: Model, shape: Sequence[int | None] | None) -> dict[str, float | str]:
    """The first value of each state of one weight.

    Raises:
        RuleError: it is neither a number nor the weight.
    """
    sizes = tuple(_SAMPLE[place % 4] if dim is None else dim for place, dim in enumerate(shape or (None,)))
    rng = np.random.default_rng(0)
    samples = [{prefix: rng.standard_normal(sizes).astype(np.float32) for prefix in model.weights} for _ in range(2)]
    leaves = [
        jax.tree_util.tree_leaves(
            tx.init({prefix.removesuffix(MARK): jax.numpy.asarray(one) for prefix, one in params.items()})
        )
        for params in samples
    ]
    values: dict[str, float | str] = {}
    for slot in (slot for slot in model.slots if slot.prefix != OTHER):
        first, second = (numbers_of(one[slot.leaf], slot) for one in leaves)
        number = float(first.reshape(-1)[0])
        if (first == number).all() and (second == number).all():
            values[slot.name] = number
        elif first.shape == sizes and (first == samples[0][ONE]).all():
            values[slot.name] = WEIGHT
        else:
            fix = "use mx.optax_step(tx, weights, grads)"
            raise RuleError(f"from_optax: the state {slot.name} begins as neither a number nor the weight; {fix}")
    return values


def numbers_of(leaf: Any, slot: Slot) -> np.ndarray[Any, Any]:
    """The values of a state, or of its part, in one of optax's."""
    if slot.kind.startswith("key"):
        return np.asarray(jax.random.key_data(leaf))[..., slot.word]
    value = np.asarray(leaf)
    return np.asarray(value[slot.place] if slot.place else value).astype(np.float64)


def _function(
    tx: Any, model: Model, results: Mapping[str, Expr], shape: Sequence[int | None] | None
) -> Callable[..., Any]:
    """The function of the rule of one weight."""
    first = first_values(tx, model, shape)
    mine = [slot for slot in model.slots if slot.prefix != OTHER]
    annotations = {slot.name: BY_SPACE.get(slot.space, inspect.Parameter.empty) for slot in mine}
    states = {slot.name: State(first[slot.name], dtype=stored_type(slot)) for slot in mine}
    return update_function(annotations, results, states)


def update_function(tensors: Mapping[str, Any], results: Mapping[str, Expr], states: Mapping[str, Any]) -> Any:
    """A rule's function, whose results are known: `weight` is what is added to it. `tensors` have annotations."""
    keyword, named = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter(name, keyword) for name in ("weight", "grad")]
    for name, annotation in tensors.items():
        default = states.get(name, inspect.Parameter.empty)
        parameters.append(inspect.Parameter(name, keyword, default=default, annotation=annotation))
    parameters.append(inspect.Parameter("lr", named, default=1.0))
    if any(node.op == "scalar" for value in results.values() for node in ir.postorder([value])):
        parameters.append(inspect.Parameter(VALUE, named))

    def optax_update(**arguments: Any) -> dict[str, Any]:
        new = {name: Value(value) for name, value in results.items()}
        return {**new, "weight": arguments["weight"] + arguments["lr"] * new["weight"]}

    optax_update.__doc__ = "A transformation of optax's."
    optax_update.__module__ = "optax"
    optax_update.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what inspect shows
    return optax_update
