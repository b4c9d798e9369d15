"""An optax transformation of a model: its states by name, and the new value of each as an expression."""

from __future__ import annotations

import itertools
import keyword
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import F64, T
from mxsym.codegen.expr import Expr, Granularity
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import record
from mxsym.errors import RuleError
from mxsym.optax.arrays import (
    Array,
    Item,
    NotInRulesError,
    Shape,
    converted,
    granularity,
    is_same,
    is_small,
    laid_out,
    representation,
    rounded,
    shown,
    to_bits,
)
from mxsym.optax.translate import Translation, jax
from mxsym.rule.bodies import RESERVED

optax: Any = load_modules("optax")

MARK = ":"
"""The end of a prefix: it follows the name of the weight, which jax knows."""
VALUE = "value"
"""The number that some transformations take with the gradients: the loss."""
_TAKEN = {*RESERVED, "weight", "grad", "lr", "t", VALUE, "data", "lazy_update", "form", "average", "copy"}


@record
class Slot:
    """A state: of one weight, by its `prefix`, or of the model, whose prefix is empty.

    A state of optax's that is a key of random numbers, or a small array, has a slot for each number.
    """

    prefix: str
    name: str
    space: Granularity
    kind: str
    leaf: int
    place: tuple[int, ...] = ()
    word: int = 0

    @property
    def full(self) -> str:
        return self.prefix + self.name


@record
class Model:
    """A transformation of a model of weights of these shapes, by prefix: the new values by `PREFIX` + name.

    `PREFIXweight` is the sum of a weight's gradient and so on: what optax adds to it. `slots` are the states.
    """

    weights: Mapping[str, Shape]
    slots: tuple[Slot, ...]
    results: Mapping[str, Expr]


def structure(shapes: Mapping[str, Shape], dtype: str = "float32") -> dict[str, Any]:
    """The weights of a model for jax: shapes and a type, without values."""
    return {prefix.removesuffix(MARK): jax.ShapeDtypeStruct(shape, dtype) for prefix, shape in shapes.items()}


def ordered(weights: Mapping[str, Any]) -> list[str]:
    """The prefixes in the order in which jax has the weights."""
    return sorted(weights, key=lambda prefix: prefix.removesuffix(MARK))


def _path_names(path: Sequence[Any]) -> list[str]:
    return [str(getattr(key, "name", getattr(key, "key", getattr(key, "idx", "")))) for key in path]


def _owner(path: Sequence[Any], weights: Mapping[str, Shape]) -> tuple[str, tuple[str, ...]]:
    """The prefix of the weight that a state is of, or "", and the words of the state's path without it."""
    words = _path_names(path)
    for at in reversed(range(len(path))):
        if hasattr(path[at], "key") and words[at] + MARK in weights:
            return words[at] + MARK, (*words[:at], *words[at + 1 :])
    return "", tuple(words)


def slots_of(tx: Any, params: Mapping[str, Any], weights: Mapping[str, Shape]) -> tuple[list[Slot], Any]:
    """The states of a transformation, in the order of jax's leaves, and the structure that they have.

    Raises:
        RuleError: one of them is nothing that a rule keeps.
    """
    shapes = jax.eval_shape(tx.init, dict(params))
    leaves = jax.tree_util.tree_flatten_with_path(shapes)[0]
    used: dict[str, set[str]] = {}
    slots: list[Slot] = []
    names: dict[tuple[str, ...], str] = {}
    for leaf, (path, aval) in enumerate(leaves):
        prefix, inner = _owner(path, weights)
        name = names.get(inner) if prefix else None
        if name is None:
            name = _state_name(inner, used.setdefault("", set()))
            names[inner] = name
        try:
            slots += _slots(prefix, name, aval, weights.get(prefix, ()), leaf)
        except NotInRulesError as error:
            raise RuleError(f"from_optax: the state {'.'.join(inner)}: {error}") from None
    return slots, shapes


def _state_name(words: Sequence[str], used: set[str]) -> str:
    """A name for a state: the last word of its path that is one."""
    named = [word for word in words if re.fullmatch(r"[A-Za-z]\w*", word) and not keyword.iskeyword(word)]
    base = named[-1].lower() if named else "state"
    if base in _TAKEN or base.endswith("_"):
        base = f"{base.strip('_')}_state"
    # An op on many tensors calls those of its members NAME_0, NAME_1: these end in a letter.
    candidates = itertools.chain([base], (f"{base}{letter}" for letter in itertools.count(2)))
    name = next(one for one in candidates if one not in used)
    used.add(name)
    return name


def _slots(prefix: str, name: str, aval: Any, like: Shape, leaf: int) -> list[Slot]:
    kind, shape = str(aval.dtype), tuple(aval.shape)
    if kind.startswith("key"):
        if kind != "key<fry>":
            raise NotInRulesError(f"a random key of the generator {kind}; Threefry is in the rule language")
        if shape:
            raise NotInRulesError("many random keys")
        return [
            Slot(prefix, f"{name}_{word}", Granularity.SCALAR, kind, leaf, (), at) for at, word in ((0, "a"), (1, "b"))
        ]
    representation(kind)
    small = all(isinstance(dim, int) for dim in shape) and int(np.prod(shape)) <= 64
    if prefix:
        try:
            return [Slot(prefix, name, granularity(laid_out(shape, like), like), kind, leaf)]
        except NotInRulesError:
            if not small:
                raise
    if all(is_same(dim, 1) for dim in shape):
        return [Slot(prefix, name, Granularity.SCALAR, kind, leaf)]
    if not small:
        raise NotInRulesError(f"an array of shape {shown(shape)}")
    places = list(np.ndindex(shape))
    return [Slot(prefix, f"{name}_n{at}", Granularity.SCALAR, kind, leaf, place) for at, place in enumerate(places)]


def stored_type(slot: Slot) -> str | None:
    """The type of a state that differs from the weight's."""
    if slot.kind in ("bfloat16", "float16"):
        return slot.kind
    return "float64" if representation(slot.kind).kind == "int" or representation(slot.kind) is F64 else None


def _loaded(slot: Slot) -> Expr:
    """A state as it is read: in the representation of its type."""
    dtype = representation(slot.kind)
    if dtype is T:
        return rounded(ir.load(slot.full, T, slot.space), slot.kind)
    if dtype.kind == "bool":
        return ir.apply("ne", ir.load(slot.full, T, slot.space), ir.const(0.0))
    exact = (
        ir.load(slot.full, F64, slot.space)
        if slot.space is Granularity.SCALAR
        else ir.cast(ir.load(slot.full, T, slot.space), F64)
    )
    return exact if dtype is F64 else to_bits(exact)


def _stored(item: Item, second: bool) -> Expr:
    """A new value as it is written: a floating-point number."""
    expr = item.second if second and item.second is not None else item.expr
    if expr.dtype.kind == "bool":
        return converted(Item(expr, (), "bool"), "float32").expr
    if expr.dtype.kind == "int":
        return ir.to_float(expr, F64)
    return expr


def _inputs(slots: Sequence[Slot], avals: Sequence[Any], weights: Mapping[str, Shape]) -> list[Array]:
    """The states of a transformation as arrays of a rule."""
    arrays: list[Array] = []
    by_leaf: dict[int, list[Slot]] = {}
    for slot in slots:
        by_leaf.setdefault(slot.leaf, []).append(slot)
    for leaf, aval in enumerate(avals):
        members, shape = by_leaf.get(leaf, []), tuple(aval.shape)
        if not members:
            arrays.append(np.empty(shape, object))
            continue
        first, like = members[0], weights.get(members[0].prefix, ())
        if first.kind.startswith("key"):
            arrays.append(Item(_loaded(first), (), first.kind, (), _loaded(members[1])))
        elif first.place:
            small = np.empty(shape, object)
            for slot in members:
                small[slot.place] = Item(_loaded(slot), (), slot.kind)
            arrays.append(small)
        else:
            axes = laid_out(shape, like) if first.space is not Granularity.SCALAR else (None,) * len(shape)
            arrays.append(Item(_loaded(first), axes, first.kind, like))
    return arrays


def translate(tx: Any, weights: Mapping[str, Shape], dtype: str = "float32") -> Model:
    """A transformation of a model of these weights.

    Raises:
        RuleError: something of it is in no rule.
    """
    params = structure(weights, dtype)
    slots, shapes = slots_of(tx, params, weights)
    closed = _traced(tx, params, shapes, jax.ShapeDtypeStruct((), dtype))
    tensors: dict[str, list[Array]] = {}
    for name in ("grad", "weight"):
        tensors[name] = [
            Item(ir.load(prefix + name, T), tuple((place,) for place in range(len(like))), dtype, like)
            if like
            else Item(ir.load(prefix + name, T), (), dtype, like)
            for prefix, like in ((prefix, weights[prefix]) for prefix in ordered(weights))
        ]
    states = _inputs(slots, jax.tree_util.tree_leaves(shapes), weights)
    loss = Item(ir.cast(ir.scalar(VALUE), T), (), dtype)
    translation = Translation(dict(weights))
    arguments = [*tensors["grad"], *states, *tensors["weight"], loss]
    outputs = translation.run(closed.jaxpr, closed.consts, arguments)
    results: dict[str, Expr] = {}
    for prefix, array, aval in zip(ordered(weights), outputs, closed.out_avals, strict=False):
        if len(aval.shape) != len(weights[prefix]):
            got, expected = len(aval.shape), len(weights[prefix])
            fix = "let the transformation return an update of its weight's shape"
            raise RuleError(f"from_optax: an update of {got} axes for a weight of {expected}; {fix}")
        results[f"{prefix}weight"] = _whole(array, weights[prefix])
    for slot in slots:
        results[slot.full] = _new_state(slot, outputs[len(weights) + slot.leaf])
    return Model(dict(weights), tuple(slots), results)


def _traced(tx: Any, params: Any, state: Any, loss: Any) -> Any:
    """The jaxpr of an update. The loss is passed to a transformation that may take it."""

    def update(grads: Any, state: Any, now: Any, value: Any) -> Any:
        return tx.update(grads, state, now, **{VALUE: value})

    def without(grads: Any, state: Any, now: Any, _value: Any) -> Any:
        return tx.update(grads, state, now)

    if isinstance(tx, optax.GradientTransformationExtraArgs):
        try:
            return _same_state(jax.make_jaxpr(update, return_shape=True)(params, state, params, loss), state)
        except TypeError as error:
            if f"unexpected keyword argument '{VALUE}'" not in str(error):
                raise
    return _same_state(jax.make_jaxpr(without, return_shape=True)(params, state, params, loss), state)


def _same_state(traced: tuple[Any, Any], state: Any) -> Any:
    """The jaxpr of an update, whose state has the parts that it had."""
    closed, (_, new) = traced
    if jax.tree_util.tree_structure(new) != jax.tree_util.tree_structure(state):
        raise RuleError("from_optax: its state has other parts after a step than before")
    return closed


def _whole(array: Array, like: Shape) -> Expr:
    """A weight's update. Its elements must be in the weight's order."""
    if not isinstance(array, Item):
        raise RuleError("from_optax: an update of another shape than the weight")
    straight = all(axis in (None, (place,)) for place, axis in enumerate(array.axes))
    if not straight or (array.like and not all(map(is_same, array.like, like))):
        raise RuleError("from_optax: an update of elements in another order than the weight's")
    return _stored(array, second=False)


def _new_state(slot: Slot, array: Array) -> Expr:
    """The new value of a state."""
    if is_small(array):
        item: Item = array[slot.place] if slot.place else array.reshape(-1)[0]
    else:
        item = array
    if not slot.kind.startswith("key") and representation(item.kind) is not representation(slot.kind):
        item = converted(item, slot.kind)
    along = [axis for axis in item.axes if axis is not None]
    if along != sorted(set(along)):
        raise RuleError(f"from_optax: the state {slot.name} gets elements in another order than it has")
    if not granularity(item.axes, item.like).within(slot.space):
        raise RuleError(f"from_optax: the state {slot.name} has another granularity than its new value")
    value = _stored(item, second=bool(slot.word))
    if value.space is slot.space:
        return value
    is_any = ir.apply("isnan", ir.load(slot.full, T, slot.space))  # the same number for each element, true or not
    return ir.apply("where", is_any, value, value)


def symbols(prefix: str, shape: Sequence[int | None], *, exact: bool) -> tuple[Any, list[str]]:
    """A name for each axis of a weight, and what is known of it: its length, and its order among the others."""
    names = [f"{prefix}{place}" for place in range(len(shape))]
    constraints: list[str] = []
    if exact:
        for name, dim in zip(names, shape, strict=True):
            if dim is not None:
                constraints += [f"{name} >= {dim}", f"{name} <= {dim}"]
        known = [(name, dim) for name, dim in zip(names, shape, strict=True) if dim is not None]
        for (one, first), (other, second) in itertools.combinations(known, 2):
            constraints.append(f"{one} >= {other}" if first >= second else f"{other} >= {one} + 1")
            if first > second:
                constraints.append(f"{one} >= {other} + 1")
            if first == second:
                constraints.append(f"{other} >= {one}")
    return ", ".join(names), constraints


def symbolic(weights: Mapping[str, Sequence[int | None]], *, exact: bool) -> dict[str, Shape]:
    """Symbolic shapes of weights: jax computes with their names."""
    parts = {
        prefix: symbols(f"{letter}x", shape, exact=exact)
        for letter, (prefix, shape) in zip(_names(), weights.items(), strict=False)
    }
    constraints = [one for _, mine in parts.values() for one in mine]
    text = ", ".join(names for names, _ in parts.values() if names)
    dims = list(jax.export.symbolic_shape(text, constraints=constraints)) if text else []
    shapes: dict[str, Shape] = {}
    for prefix, shape in weights.items():
        shapes[prefix], dims = tuple(dims[: len(shape)]), dims[len(shape) :]
    return shapes


def _names() -> Any:
    return (
        "".join(letters) for size in itertools.count(1) for letters in itertools.product("abcdefghijk", repeat=size)
    )


def attempt(action: Callable[[], Model]) -> Model | Exception:
    """The result of a translation, or the error of what jax cannot trace with symbolic shapes."""
    try:
        return action()
    except RuleError:
        raise
    except Exception as error:  # noqa: BLE001  # what optax and jax raise is reported as an error of the rule
        return error
