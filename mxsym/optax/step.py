"""A transformation of a whole model as one graph, bound to its arrays."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import BOOL, BY_NAME, F32, F64, T, compute_dtype
from mxsym.codegen.expr import Expr, Granularity
from mxsym.codegen.graph import substitute
from mxsym.errors import RuleError, SymbolError, suggest, user_location
from mxsym.executor.new_states import dtype_of, readable
from mxsym.optax.model import MARK, VALUE, Model, Slot, attempt, jax, ordered, stored_type, symbolic, translate
from mxsym.optax.rule import check, failure, numbers_of, update_function
from mxsym.optax.translate import COLUMN_COUNT, ELEMENTS, ROW_COUNT
from mxsym.rule.declare import declare
from mxsym.rule.inputs import state_shape
from mxsym.rule.rule import Rule
from mxsym.rule.value import BY_SPACE, Scalar, Value
from mxsym.runtime import buffers
from mxsym.runtime.interop import as_array
from mxsym.runtime.sparse import RowSparse
from mxsym.spelling import kind_name
from mxsym.symbol.symbol import Group, Symbol, make, var

if TYPE_CHECKING:
    from mxsym.mxnet.executor import Executor

_NUMBERS = ("lr", VALUE)
"""The numbers that a step is given."""


def step_of(
    tx: Any,
    weights: Mapping[str, Any],
    grads: Mapping[str, Any],
    states: Mapping[str, Any],
    attributes: Mapping[str, Any],
) -> Executor:
    """A transformation of a model bound to its arrays; see `mx.optax_step`.

    Raises:
        RuleError, SymbolError, BindError: as there.
    """
    _check_arguments({"weights": weights, "grads": grads, "states": states}, attributes)
    try:
        check(tx, "optax_step")
        arrays = _arrays(weights, grads)
        shapes = {f"{name}{MARK}": tuple(array.shape) for name, array in arrays.items()}
        model = _translated(tx, shapes)
        graph = _Graph(model, shapes, attributes)
        symbol = graph.step()
    except RuleError as error:
        raise RuleError(f"{user_location()}: {str(error).replace('from_optax', 'optax_step', 1)}") from None
    bound = {**weights, **{f"{name}_grad": grad for name, grad in grads.items()}}
    first = _states(tx, model, arrays)
    if twice := sorted(bound.keys() & first.keys() | weights.keys() & {f"{name}_grad" for name in grads}):
        raise SymbolError(_two_of_a_name(twice[0]))
    if strangers := [name for name in states if name not in first]:
        raise SymbolError(f"optax_step: {strangers[0]!r} is no state: {suggest(strangers[0], first)}")
    known = {**bound, **first, **states}
    return symbol.bind_named(None, {name: known[name] for name in symbol.list_inputs()})


def _check_arguments(named: Mapping[str, Any], attributes: Mapping[str, Any]) -> None:
    """Refuse arguments that are no arrays by name, and numbers that no step has.

    Raises:
        SymbolError: naming the first of them.
    """
    for argument, arrays in named.items():
        fix = 'pass a dict, as {"fc.weight": array}'
        if not isinstance(arrays, Mapping):
            raise SymbolError(f"optax_step takes {argument} by parameter, got {kind_name(arrays)}; {fix}")
        for name, array in cast("Mapping[object, object]", arrays).items():
            if not isinstance(name, str):
                raise SymbolError(f"optax_step: {argument} have names that are texts, got {name!r}; {fix}")
            if array is None:
                raise SymbolError(
                    f"optax_step: {argument} has None for {name!r}; leave {name!r} out of weights and grads"
                )
            if isinstance(array, Mapping):
                what = f"{argument} has a dict for {name!r}, expected an array"
                raise SymbolError(f"optax_step: {what}; join the names, as {name + '.weight'!r}")
    if strangers := [name for name in attributes if name not in _NUMBERS]:
        raise SymbolError(f"optax_step: unknown attribute {strangers[0]!r}; {suggest(strangers[0], _NUMBERS)}")


def _arrays(weights: Mapping[str, Any], grads: Mapping[str, Any]) -> dict[str, Any]:
    """The arrays of the weights.

    Raises:
        SymbolError: weights and gradients do not match.
    """
    if not weights:
        raise SymbolError("optax_step takes at least one weight, got none")
    for name in weights:
        if name not in grads:
            raise SymbolError(f"optax_step: no gradient for {name!r}: {suggest(name, grads)}")
    if strangers := [name for name in grads if name not in weights]:
        raise SymbolError(
            f"optax_step: {strangers[0]!r} has a gradient and no weight: {suggest(strangers[0], weights)}"
        )
    arrays = {name: readable(weight, f"optax_step: {name}") for name, weight in weights.items()}
    for name, array in [
        *arrays.items(),
        *((f"{name}_grad", as_array(grad, "optax_step", f"{name}_grad")) for name, grad in grads.items()),
    ]:
        if isinstance(array, RowSparse):
            raise SymbolError(f"optax_step: {name} is row-sparse; pass a dense array")
    if numbers := [name for name, array in arrays.items() if not array.shape]:
        raise SymbolError(f"optax_step: {numbers[0]!r} has shape (); reshape it to (1,)")
    return arrays


def _translated(tx: Any, shapes: Mapping[str, tuple[int, ...]]) -> Model:
    model = attempt(lambda: translate(tx, symbolic(shapes, exact=True)))
    if not isinstance(model, Model):
        model = attempt(lambda: translate(tx, shapes))
    if isinstance(model, Model):
        return model
    raise failure(model, "pass a transformation whose init and update take dicts of float32 arrays by name")


def variable(slot: Slot) -> str:
    """The name of a state's array."""
    return f"{slot.prefix.removesuffix(MARK)}_{slot.name}" if slot.prefix else slot.name


def _two_of_a_name(name: str) -> str:
    return f"optax_step: {name!r} is the name of two arrays; give the weight another name"


def _states(tx: Any, model: Model, weights: Mapping[str, Any]) -> dict[str, Any]:
    """New arrays of optax's first values, by name."""
    rng = np.random.default_rng(0)
    with np.errstate(over="ignore"):
        params = {name: np.asarray(array, np.float32) for name, array in weights.items()}
    others = {name: rng.random(array.shape, np.float32) for name, array in params.items()}
    pairs = [(jax.tree_util.tree_leaves(tx.init(_for_jax(one))), one) for one in (params, others)]
    leaves = pairs[0][0]
    states: dict[str, Any] = {}
    for slot in model.slots:
        if variable(slot) in states:
            raise SymbolError(_two_of_a_name(variable(slot)))
        weight = weights[slot.prefix.removesuffix(MARK)] if slot.prefix else None
        otherwise = F32 if weight is None else dtype_of(weight)
        dtype = BY_NAME[stored_type(slot) or compute_dtype(otherwise).name]
        shape = state_shape(tuple(weight.shape) if weight is not None else (), slot.space)
        array = buffers.empty(shape, dtype)
        array[...] = numbers_of(leaves[slot.leaf], slot).reshape(shape)
        if dtype is F64 and weight is not None and slot.space is Granularity.ELEMENT:
            name = slot.prefix.removesuffix(MARK)
            if all(np.array_equal(np.asarray(one[slot.leaf]), of[name], equal_nan=True) for one, of in pairs):
                array[...] = weight  # all its bits, which jax's float32 has not
        states[variable(slot)] = array
    return states


def _for_jax(arrays: Mapping[str, np.ndarray[Any, Any]]) -> dict[str, Any]:
    return {name: jax.numpy.asarray(array) for name, array in arrays.items()}


class _Graph:
    """The graph of a step: an op for each number that a weight's update needs of others, and one for each update."""

    def __init__(self, model: Model, shapes: Mapping[str, tuple[int, ...]], attributes: Mapping[str, Any]) -> None:
        self._attributes = attributes
        self._slots = {slot.full: slot for slot in model.slots}
        self._prefixes = ordered(model.weights)
        lengths = _lengths(shapes)
        self._results = {name: substitute([value], lengths)[value] for name, value in model.results.items()}
        self._owners: dict[Expr, frozenset[str]] = {}
        self._numbers: dict[Expr, Symbol] = {}
        self._shared: dict[Expr, Symbol] = {}
        self._variables: dict[str, Symbol] = {}

    def owners(self, value: Expr) -> frozenset[str]:
        """The weights whose tensors and states an expression depends on."""
        for node in ir.postorder([value]):
            if node in self._owners:
                continue
            mine = frozenset(owner for arg in node.args for owner in self._owners[arg])
            if node.op == "load" and MARK in str(node.attr):
                mine = frozenset([_prefix(node)])
            self._owners[node] = mine
        return self._owners[value]

    def _var(self, name: str) -> Symbol:
        """The variable of an array: one for all ops."""
        return self._variables.setdefault(name, var(name))

    def step(self) -> Symbol:
        """The numbers of the whole model, and the updates of all weights, which come after them.

        The last update moves the states of the whole model on, too.
        """
        # An op that reads a tensor after an update of it reads the new one, so the order of the graph matters.
        updates = [self._update(prefix, last=prefix == self._prefixes[-1]) for prefix in self._prefixes]
        return Group([*self._shared.values(), *updates])

    def _update(self, prefix: str, *, last: bool) -> Symbol:
        """One weight's update."""
        mine = [slot for slot in self._slots.values() if slot.prefix == prefix or (last and not slot.prefix)]
        results = {"weight": self._results[f"{prefix}weight"], **{slot.full: self._results[slot.full] for slot in mine}}
        cuts = self._cuts([*results.values()], prefix)
        parts = {name: _replaced(value, cuts) for name, value in results.items()}
        loads = _loads([*parts.values()])
        read = [slot for name, slot in self._slots.items() if name in loads and slot not in mine]
        names = {
            f"{prefix}weight": "weight",
            f"{prefix}grad": "grad",
            **{slot.full: slot.name for slot in (*mine, *read)},
        }

        renamed = {node: ir.load(names[key], node.dtype, node.space) for key, node in loads.items() if key in names}
        new = {names.get(name, name): substitute([part], renamed)[part] for name, part in parts.items()}
        states = {slot.name: BY_SPACE.get(slot.space, inspect.Parameter.empty) for slot in (*mine, *read)}
        numbers = {f"number{place}": Scalar for place in range(len(cuts))}
        rule = declare(update_function({**states, **numbers}, new, {}), "optax_update", "optax_update", is_update=True)
        parameter = prefix.removesuffix(MARK)
        inputs = {"weight": self._var(parameter), "grad": self._var(f"{parameter}_grad")}
        inputs |= {slot.name: self._var(variable(slot)) for slot in (*mine, *read)}
        self._shared |= {value: self._number(value) for value in cuts}
        inputs |= {f"number{place}": self._shared[value] for place, value in enumerate(cuts)}
        update = make(rule, [], {**inputs, **self._known(rule), "out": inputs["weight"], "name": f"{parameter}_update"})
        return update[0]

    def _known(self, rule: Rule) -> dict[str, Any]:
        """The attributes that an op has of those that are given."""
        return {key: value for key, value in self._attributes.items() if rule.attribute(key) is not None}

    def _cuts(self, values: list[Expr], prefix: str) -> list[Expr]:
        """The numbers that an op of one weight is given: those that depend on another one's tensors."""
        return _outermost(values, lambda node: self._is_strange(node, prefix))

    def _is_strange(self, node: Expr, prefix: str) -> bool:
        if self.owners(node) <= {prefix}:
            return False
        if node.space is not Granularity.SCALAR:
            return False
        if node.dtype.kind == "int":
            raise RuleError("from_optax: random numbers that depend on other weights")
        return True

    def _number(self, value: Expr) -> Symbol:
        """A number of several weights, or of one that is not the op's, as an op."""
        if value not in self._numbers:
            is_sum = value.op in ir.REDUCTIONS and value.args[0].space is not Granularity.SCALAR
            self._numbers[value] = self._reduction(value) if is_sum else self._arithmetic(value)
        return self._numbers[value]

    def _reduction(self, value: Expr) -> Symbol:
        """A reduction of one weight's tensors to a number."""
        tensors = {
            _prefix(node) for node in _outermost([value.args[0]], _is_tensor) if node.space is not Granularity.SCALAR
        }
        if len(tensors) != 1:
            raise RuleError("from_optax: a sum over elements of several weights at once")
        prefix = tensors.pop()
        cuts = self._cuts([value.args[0]], prefix)
        return self._operator(value, cuts, lambda node: node.space is Granularity.ELEMENT, f"{prefix}weight")

    def _arithmetic(self, value: Expr) -> Symbol:
        """A number of numbers."""
        cuts = _outermost(
            [value], lambda node: node.op in ir.REDUCTIONS and node.args[0].space is not Granularity.SCALAR
        )
        return self._operator(value, cuts, lambda _: False, "")

    def _operator(self, value: Expr, cuts: list[Expr], is_first: Callable[[Expr], bool], otherwise: str) -> Symbol:
        """An op that computes a number. `cuts` are the numbers that it is given.

        Its first tensor is one of elements; of numbers alone, one of them, of one element.
        """
        whole = _replaced(value, cuts)
        loads = _loads([whole])
        spaces = {name: node.space for name, node in loads.items()}
        if otherwise and not any(is_first(node) for node in loads.values()):
            spaces = {otherwise: Granularity.ELEMENT, **spaces}
        if otherwise:
            order = sorted(spaces, key=lambda name: spaces[name] is not Granularity.ELEMENT)
        else:
            order = sorted(spaces, key=lambda name: loads[name].dtype is not T)
            spaces[order[0]] = Granularity.ELEMENT
        names = {name: f"tensor{place}" for place, name in enumerate(order)}
        image = {
            node: ir.load(names[name], node.dtype, spaces[name]) for name, node in loads.items() if node.dtype is T
        }
        image |= {
            node: ir.cast(ir.load(names[name], T, spaces[name]), F64)
            if spaces[name] is not Granularity.SCALAR
            else ir.load(names[name], F64, Granularity.SCALAR)
            for name, node in loads.items()
            if node.dtype is not T
        }
        new = substitute([whole], image)[whole]
        new = ir.apply("where", new, ir.const(1.0), ir.const(0.0)) if new.dtype is BOOL else ir.cast(new, T)
        parameters = {names[name]: BY_SPACE.get(spaces[name], inspect.Parameter.empty) for name in order}
        rule = declare(_operator_function(parameters, new), "optax_number", "optax_number", is_update=False)
        return make(rule, [self._tensor(name, cuts) for name in order], self._known(rule))

    def _tensor(self, name: str, cuts: list[Expr]) -> Symbol:
        """The Symbol behind a load's name."""
        if name.startswith("number"):
            return self._number(cuts[int(name.removeprefix("number"))])
        if name in self._slots:
            return self._var(variable(self._slots[name]))
        prefix, _, which = name.rpartition(MARK)
        return self._var(prefix if which == "weight" else f"{prefix}_grad")


def _prefix(load: Expr) -> str:
    """The prefix of the weight that a load's tensor is of."""
    return str(load.attr).rpartition(MARK)[0] + MARK


def _is_tensor(node: Expr) -> bool:
    """True for a load of a tensor; and for numbers, to look no further."""
    return node.op == "load" or node.space is Granularity.SCALAR


def _operator_function(parameters: Mapping[str, Any], value: Expr) -> Callable[..., Any]:
    """The function of an operator, whose result is known."""

    def optax_number(**_arguments: Any) -> Any:
        return Value(value)

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    listed = [inspect.Parameter(name, kind, annotation=annotation) for name, annotation in parameters.items()]
    optax_number.__doc__ = "A number of a transformation of optax's."
    optax_number.__module__ = "optax"
    if any(node.op == "scalar" for node in ir.postorder([value])):
        listed.append(inspect.Parameter(VALUE, inspect.Parameter.KEYWORD_ONLY))
    optax_number.__signature__ = inspect.Signature(listed)  # type: ignore[attr-defined]  # what inspect shows
    return optax_number


def _lengths(shapes: Mapping[str, tuple[int, ...]]) -> dict[Expr, Expr]:
    """The numbers of elements, rows and columns of the weights, by the loads in their place."""
    lengths: dict[Expr, Expr] = {}
    for prefix, shape in shapes.items():
        count = int(np.prod(shape))
        rows = shape[0] if shape else 1
        for name, number in ((ELEMENTS, count), (ROW_COUNT, rows), (COLUMN_COUNT, count // rows if rows else 0)):
            lengths[ir.load(prefix + name, F64, Granularity.SCALAR)] = ir.const(float(number), F64)
    return lengths


def _replaced(value: Expr, cuts: list[Expr]) -> Expr:
    """An expression with `number0`, `number1`, … in place of these parts of it."""
    image: dict[Expr, Expr] = {}
    for place, cut in enumerate(cuts):
        load = ir.load(f"number{place}", T, Granularity.SCALAR)
        image[cut] = ir.apply("ne", load, ir.const(0.0)) if cut.dtype is BOOL else ir.cast(load, cut.dtype)
    return substitute([value], image)[value]


def _loads(values: list[Expr]) -> dict[str, Expr]:
    """The tensors and numbers that expressions read, by name."""
    return {str(node.attr): node for value in values for node in ir.postorder([value]) if node.op == "load"}


def _outermost(values: list[Expr], chosen: Callable[[Expr], bool]) -> list[Expr]:
    """The parts of expressions that are chosen and in no other that is, in a fixed order."""
    cuts: dict[Expr, None] = {}
    seen: set[Expr] = set()
    stack = list(reversed(values))
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if chosen(node):
            cuts[node] = None
        else:
            stack.extend(reversed(node.args))
    return list(cuts)
