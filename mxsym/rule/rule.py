"""A declared op as data: its signature, its traced bodies and what these say of its results."""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import CUTS, MATRIX, OF_MODEL, OF_TILES, WEIGHT, Granularity, postorder, times
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import field, record, replace
from mxsym.errors import RuleError, nearest
from mxsym.rule.axes import EVERY, known_axes
from mxsym.rule.bodies import FORM, RESERVED, each_body, wants_form
from mxsym.rule.body import Body, substituted
from mxsym.rule.inputs import Input
from mxsym.rule.location import fail
from mxsym.rule.operand import Operand
from mxsym.rule.operations import PLACE
from mxsym.rule.value import BY_SPACE, Value, number
from mxsym.spelling import shown

SAVED = "a saved graph"
"""Place of declaration of a rule that came with a file."""
REQUIRED: Any = inspect.Parameter.empty
Results = tuple[tuple[str, ...], tuple[str, ...], frozenset[tuple[str, Granularity]]]
"""Of an op: its outputs, its states, and those outputs that are no whole tensors, each with what it is."""

CONVENTIONAL = {
    "lr": "learning rate",
    "wd": "weight decay (L2 penalty), the factor of the weight in the formula",
    "rescale_grad": "the gradient is multiplied by this first",
    "clip_gradient": "the rescaled gradient is held between -this and this; off at 0 and below",
    "clip_grad": "the rescaled gradient is held between -this and this; off at 0 and below",
    "epsilon": "a small number that keeps a denominator from zero",
    "eps": "a small number that keeps a denominator from zero",
    "t": "the number of this step, from 1",
    "weight_decay": "weight decay, the factor of the weight in the formula",
    "maximize": "the step goes up the gradient, not down",
    "tensor": "the number of the weight among others: their random numbers differ",
    "lazy_update": "with a row-sparse gradient: update only the rows it stores",
}
"""Meanings of the hyper-parameters whose names mean one thing, in a user's rule too."""
HYPER_PARAMETERS = {
    **CONVENTIONAL,
    "momentum": "decay of the running average of steps",
    "clip_weights": "the new weight is held between -this and this; off at 0 and below",
    "beta1": "decay of the running mean of the gradient",
    "beta2": "decay of the running mean of its square",
    "rho": "decay of the running mean of the gradient's square",
    "gamma1": "decay of the running mean of the gradient's square",
    "gamma2": "decay of the running average of steps",
    "eta": "factor of the whole step",
    "decoupled": "the weight decays apart from the gradient, not by way of it",
    "dampening": "1 - this is the gradient's share of the running average",
    "nesterov": "look ahead by one more step of the running average",
    "began": "0 in the step that sets the running average to the gradient, else 1",
    "lr_decay": "how fast the learning rate falls with the number of steps",
    "momentum_decay": "how fast the momentum comes to its full size",
    "alpha": "decay of the running mean of the gradient's square",
    "lambd": "decay of the weight with each step",
    "rate_power": "the learning rate falls with this power of the number of steps",
    "t0": "the step after which the average is taken",
    "eta_minus": "factor of the step size of an element whose gradient has changed its sign",
    "eta_plus": "factor of the step size of an element whose gradient has kept its sign",
    "step_size_min": "the least step size",
    "step_size_max": "the largest step size",
    "wd_lh": "weight decay apart from the gradient: the weight is multiplied by 1 - lr * this",
    "lamda1": "the L1 penalty",
    "lamda": "how much of the delay is compensated",
    "next_momentum": "the momentum of the update after this one",
    "schedule": "the product of the momenta of all updates so far",
    "beta": "smooths the learning rate of each element",
    "lower_bound": "the weight's norm counts as at least this; off at 0 and below",
    "upper_bound": "the weight's norm counts as at most this; off at 0 and below",
    "bias_correction": "divide the running means by 1 - beta^t",
    "decay": "the average's share of the new average",
    "max_norm": "the norm is held below this; off at 0 and below",
    "loss_scale": "the loss, and so every gradient, was multiplied by this",
    "adapt": "scale the learning rate by the ratio of the norms",
    "scale": "the elements are multiplied by this first",
    "init_output": "False: a flag that `out` holds already stays 0",
}
"""Meanings of the hyper-parameters of mxsym's own rules; a rule's docstring may say more."""


def meanings(module: str | None) -> Mapping[str, str]:
    """Meanings of hyper-parameters in what a module declares; None: code that `exec` ran."""
    return HYPER_PARAMETERS if str(module).partition(".")[0] == "mxsym" else CONVENTIONAL


@record
class Attribute:
    """A hyper-parameter. `kind` is `float` or `int` (a run-time scalar), `bool` (specialises) or `str`.

    Ops on many tensors also have `tuple` (a run-time scalar for each tensor) and `Count` (how many there are).
    """

    name: str
    kind: type
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        return self.default is REQUIRED

    @property
    def numeric(self) -> bool:
        return self.kind in (float, int)


class Count(int):
    """The kind of the attribute that says how many tensors an op on many tensors is given."""


@record(eq=False)
class Many:
    """Facts about an op on many tensors: `count` members, each an op of the rule `member`.

    Each member has `each` tensors of its own, and all have `shared` more. `plurals` are the names here of the member's
    attributes that have a value for each; those of `preloaded` are elements of tensors. An op that is `gathered` does
    one thing to each tensor; `join` is the rule that makes its result of theirs, unless each writes to its tensor.
    """

    count: int
    member: Rule
    each: int
    shared: int = 0
    plurals: Mapping[str, str] = field(default_factory=dict[str, str])
    preloaded: tuple[str, ...] = ()
    gathered: bool = False
    join: Rule | None = None

    @property
    def singulars(self) -> dict[str, str]:
        """The member's names of the attributes that have a value for each."""
        return {plural: name for name, plural in self.plurals.items()}


LAZY = Attribute("lazy_update", bool, True)
STANDARD = Attribute("lazy_update", bool, False)
"""The same for an op that is MXNet's and has no lazy form there: every row is updated unless the other is asked for."""
VERSIONS = ("1.9", "2.0")
"""MXNet's versions whose algorithms differ; the last is what an op does unless a flavour is asked for."""


@record(eq=False, weakref=True)
class Rule:
    """A declared op. Call it with Symbols (a Symbol), with arrays (an update), or inside another rule (its values).

    `function` is what its author wrote; `bodies` are what that left when it was run (see `bodies.py`).
    `compute` is the type of its arithmetic where that is not the first tensor's; `output_dtype` likewise; `results` are
    its outputs, states and numbers, where the body does not say. A rule that is derived from another has that as
    `base`, and the name of its `form` (see `derived_ops`); one on many tensors has the facts about these as `many`. An
    op that `has_master` updates a float32 copy of its weight. One that `is_guarded` changes nothing if a number is 0.
    One that is `by_axes` computes something else, or nothing, for weights with another number of axes. One that is
    `of_model` reads or writes numbers of all weights of a model.
    """

    name: str
    function: Callable[..., Any] = field(repr=False)
    inputs: tuple[Input, ...]
    attributes: tuple[Attribute, ...]
    summary: str
    where: str
    hint: str
    is_update: bool
    bodies: Callable[..., Body] = field(repr=False)
    compute: DType | None = None
    output_dtype: DType | None = None
    results: Results | None = None
    flavour: str = VERSIONS[-1]
    base: Rule | None = None
    form: str = ""
    has_master: bool = False
    is_guarded: bool = False
    by_axes: bool = False
    of_model: bool = False
    many: Many | None = None

    @property
    def members(self) -> int:
        """Number of ops of one update, or on one tensor, that an op on many tensors is; 0 for any other op."""
        return self.many.count if self.many is not None else 0

    @property
    def is_gathered(self) -> bool:
        """True if an op does one thing to each of many tensors."""
        return self.many is not None and self.many.gathered

    @property
    def single(self) -> Rule:
        """The rule of each member of an op on many tensors; of any other op, the rule itself."""
        return self.many.member if self.many is not None else self

    @property
    def groups(self) -> list[tuple[Input, ...]]:
        """The inputs of each member of an op on many tensors, in order, without those that all share."""
        if (many := self.many) is None:
            return []
        return [self.inputs[many.each * place : many.each * (place + 1)] for place in range(many.count)]

    @property
    def writes_inputs(self) -> bool:
        """True if an op that is no update writes its results to its inputs."""
        return not self.is_update and self.outputs[0] in _named(self)[0]

    @property
    def from_file(self) -> bool:
        """True if a file brought the rule along, as its own."""
        return (self.base.from_file if self.base is not None else False) or self.where == SAVED

    @property
    def title(self) -> str:
        """The name for texts that people read: a file's own rule may have the name of another one."""
        return f"{shown(self.name)} (the file's own rule)" if self.from_file else shown(self.name)

    def __repr__(self) -> str:
        return f"<rule {self.title}{self.__signature__}>"

    def __reduce__(self) -> tuple[object, ...]:
        """A pickle has a rule's name if mxsym ships it, else its text."""
        return HOOKS.reduced(self)

    def __copy__(self) -> Rule:
        return self

    def __deepcopy__(self, _memo: object) -> Rule:
        return self

    def _repr_html_(self) -> str:
        """For notebooks: the call and the formula."""
        return HOOKS.html(self)

    def input(self, name: str) -> Input:
        return _named(self)[0][name]

    def attribute(self, name: str) -> Attribute | None:
        return _named(self)[1].get(name)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The results that are no states."""
        return _results(self)[0]

    @property
    def states(self) -> tuple[str, ...]:
        """The inputs that the op changes."""
        return _results(self)[1]

    @property
    def numbers(self) -> frozenset[str]:
        """The outputs that are one number, of shape (1,)."""
        return frozenset(name for name, space in self.narrow if space is Granularity.SCALAR)

    @property
    def gives_number(self) -> bool:
        """True if the first output is one number: the op runs over a tensor that it does not give."""
        return self.outputs[0] in self.numbers

    @property
    def narrow(self) -> frozenset[tuple[str, Granularity]]:
        """The outputs that are no whole tensors, with what they are: a number, or values of rows or of columns."""
        return _results(self)[2]

    def space(self, output: str) -> Granularity:
        """The number of values of an output."""
        return next((space for name, space in self.narrow if name == output), Granularity.ELEMENT)

    @property
    def flags(self) -> tuple[Attribute, ...]:
        """The attributes that specialise the body."""
        return _divide(self)[0]

    @property
    def scalars(self) -> tuple[Attribute, ...]:
        """The attributes that are run-time scalars."""
        return _divide(self)[1]

    def body(
        self,
        flags: Mapping[str, object] | None = None,
        absent: frozenset[str] = frozenset(),
        ndim: int | None = None,
    ) -> Body:
        """The traced body for these flags (defaults for those not given) and absent optional inputs.

        `ndim`: the number of the weight's axes; None: a usual one.

        Raises:
            AxesError: the rule refuses a weight with so many.
        """
        settings = flags or {}
        values = tuple(settings.get(item.name, item.default) for item in self.flags)
        body = _body(self, values, absent)
        return body if ndim is None or ndim in body.axes else self.bodies(values, absent, ndim=ndim)

    def each_body(self, flags: Mapping[str, object] | None = None) -> list[Body]:
        """The bodies for these flags, one for all numbers of axes of the weight that differ in nothing."""
        settings = flags or {}
        return list(_each_body(self, tuple(settings.get(item.name, item.default) for item in self.flags)))

    @property
    def out_counts(self) -> range:
        """Permitted numbers of variables or arrays in `out=`: all outputs, or the first few (at least one for each
        update).
        """
        if self.writes_inputs:
            return range(0)
        least = self.members if self.is_update and self.members else 1
        return range(least, len(self.outputs) + 1)

    def separable_at(self, ndim: int) -> bool:
        """True if the rule is separable for weights with so many axes; it may refuse them."""
        return self._is_separable([body for body in self.each_body() if ndim in body.axes])

    @property
    def separable(self) -> bool:
        """True if each element of the results depends on elements of one row only: no sum of a whole tensor."""
        return self._is_separable(self.each_body())

    def _is_separable(self, bodies: Sequence[Body]) -> bool:
        summing = self.is_coded or self.has_matrices or self.of_model
        return not summing and all(CUTS.isdisjoint(body.operations) for body in bodies)

    @property
    def has_matrices(self) -> bool:
        """True if the rule has matrices of other axes than the weight's, or library calls, for some of its flags."""
        return _has_matrices(self)

    @property
    def is_coded(self) -> bool:
        """True if it has states in 8 bits, whose blocks are no rows."""
        return any(item.space.tile for item in self.inputs)

    def divides_by(self, number: str, flags: Mapping[str, object] | None = None) -> bool:
        """True if the body divides by zero where the attribute `number` is 0, whatever else it is given."""
        return _divides(self, number, tuple((item.name, (flags or {}).get(item.name)) for item in self.flags))

    @property
    def __signature__(self) -> inspect.Signature:
        keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD
        many = any(item.kind is Count for item in self.attributes)
        inputs = (
            [inspect.Parameter("data", inspect.Parameter.VAR_POSITIONAL)]
            if many
            else [
                inspect.Parameter(item.name, keyword, default=None if item.optional else REQUIRED)
                for item in self.inputs
            ]
        )
        named = inspect.Parameter.KEYWORD_ONLY
        attributes = [inspect.Parameter(item.name, named, default=item.default) for item in self.attributes]
        extra = [inspect.Parameter(name, named, default=None) for name in ("out", "name")]
        return inspect.Signature([*inputs, *attributes, *extra])

    @property
    def __doc__(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        return HOOKS.docstring(self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        operands = [*args, *kwargs.values()]
        # Ops on many tensors take them in lists, too.
        for operand in [*operands]:
            operands += cast("list[Any]", operand) if isinstance(operand, list) else []
        if any(isinstance(operand, Value) for operand in operands):
            return _call_inside(self, args, kwargs)
        for operand in operands:
            if isinstance(operand, Operand):
                return operand.apply(self, args, kwargs)
        return HOOKS.call_with_arrays(self, args, kwargs)


def _no_array_call(rule: Rule, _args: tuple[Any, ...], _kwargs: dict[str, Any]) -> Any:
    raise NotImplementedError(f"{rule.name} cannot run on arrays before mxsym.executor is imported: import mxsym.api")


def _no_pickle(rule: Rule) -> tuple[object, ...]:
    raise NotImplementedError(f"{rule.name} cannot be pickled before mxsym.opgraph is imported: import mxsym.api")


@record(frozen=False)
class Hooks:
    """Functions of higher packages that a rule needs; importing `mxsym.api` sets them all."""

    call_with_arrays: Callable[[Rule, tuple[Any, ...], dict[str, Any]], Any] = _no_array_call
    reduced: Callable[[Rule], tuple[object, ...]] = _no_pickle
    docstring: Callable[[Rule], str] = lambda rule: rule.summary
    html: Callable[[Rule], str] = lambda rule: rule.summary


HOOKS = Hooks()


# Not functools.cached_property: before Python 3.12 that takes a lock, which a forked child may inherit held.
@functools.lru_cache(maxsize=4096)
def _divide(rule: Rule) -> tuple[tuple[Attribute, ...], tuple[Attribute, ...]]:
    return divided(rule.attributes)


def is_storage(item: Attribute) -> bool:
    """True for the attribute of an update that says which rows a row-sparse gradient updates; no body reads it."""
    return item is LAZY or item is STANDARD


def lazy_by_default(rule: Rule) -> bool:
    """True if a row-sparse gradient updates only the rows that it stores, unless something else is asked for."""
    attribute = rule.attribute(LAZY.name)
    return attribute is not None and bool(attribute.default)


def divided(attributes: tuple[Attribute, ...]) -> tuple[tuple[Attribute, ...], tuple[Attribute, ...]]:
    """The attributes that specialise the body, and those that are run-time scalars."""
    flags = tuple(item for item in attributes if item.kind in (bool, str) and not is_storage(item))
    return flags, tuple(item for item in attributes if item.numeric)


@functools.lru_cache(maxsize=4096)
def _named(rule: Rule) -> tuple[dict[str, Input], dict[str, Attribute]]:
    """The tensors and the attributes by name."""
    return {item.name: item for item in rule.inputs}, {item.name: item for item in rule.attributes}


@functools.lru_cache(maxsize=4096)
def _results(rule: Rule) -> Results:
    return rule.results or results(rule)


@functools.lru_cache(maxsize=4096)
def _body(rule: Rule, flags: tuple[object, ...], absent: frozenset[str]) -> Body:
    return rule.bodies(flags, absent)


@functools.lru_cache(maxsize=4096)
def _each_body(rule: Rule, flags: tuple[object, ...]) -> tuple[Body, ...]:
    return tuple(each_body(rule.bodies, flags, frozenset[str]()))


@functools.lru_cache(maxsize=4096)
def _has_matrices(rule: Rule) -> bool:
    if any(item.axes != WEIGHT for item in rule.inputs):
        return True
    settings = [flags for flags in flag_settings(rule.single) if REQUIRED not in flags]
    bodies = (body for flags in settings for body in _each_body(rule.single, flags))
    return any(not MATRIX.keys().isdisjoint(body.operations) for body in bodies)


@functools.lru_cache(maxsize=4096)
def _divides(rule: Rule, number: str, flags: tuple[tuple[str, object], ...]) -> bool:
    load_modules("mxsym.rule.zero_division")
    from mxsym.rule.zero_division import divides  # few rules are asked

    settings = {name: value for name, value in flags if value is not None}
    return rule.attribute(number) is not None and any(divides(body.graph, number) for body in rule.each_body(settings))


def is_shared(rule: Rule, item: Input) -> bool:
    """True if all updates of an op on many tensors have one tensor of that name: a number that is only read."""
    return item.space is Granularity.SCALAR and item.name not in rule.states


_REDUCED = {
    Granularity.SCALAR: "mx.mean(x)",
    Granularity.ROW: "mx.mean(x, axis=1)",
    Granularity.COLUMN: "mx.mean(x, axis=0)",
}
"""An expression of such values."""


def body_results(rule: Rule, body: Body) -> Results:
    """A body's results by kind (outputs, outputs that are numbers, states), with their shapes checked."""
    function, inputs = rule.function, rule.inputs
    spaces = {item.name: item.space for item in inputs}
    stores = body.graph.stores
    if not stores:
        why = "a rule returns {name: new value, …}, the output first, got nothing; return the new weight"
        raise fail(function, why, body.line)
    names = [store.buffer for store in stores]
    if rule.is_update:
        _check_names(rule, names, body.line)
    sums = {node for node in body.graph.nodes() if node.op in CUTS and node.space is Granularity.SCALAR}
    first = next(iter(spaces), "") or names[0]
    narrow = frozenset(
        (store.buffer, store.value.space)
        for store in stores
        if store.buffer not in spaces
        and (
            store.value.space is not Granularity.SCALAR
            or rule.is_update
            or not sums.isdisjoint(postorder([store.value]))
        )
        and (store.value.space is Granularity.SCALAR or first in names)
        and store.value.space is not Granularity.ELEMENT
        and not store.value.space.tile
    )
    axes = {item.name: item.axes for item in inputs}
    for store in stores:
        of, want = store.value.type.axes, axes.get(store.buffer, WEIGHT)
        if of != want and store.value.space is Granularity.ELEMENT:
            is_state = of[0] == of[1] and store.buffer in axes and store.buffer != inputs[0].name
            fix = "annotate it with mx.RowPairs or mx.ColumnPairs" if is_state else "multiply it by what gives that"
            fix = "transpose it: x.T" if of == want[::-1] and of != want else fix
            got = f"the new {store.buffer} is a matrix of {times(of)}, but {store.buffer} is one of {times(want)}"
            raise fail(function, f"{got}; {fix}", body.line)
        expected = spaces.get(store.buffer, Granularity.ELEMENT if inputs else Granularity.SCALAR)
        if store.value.space is not expected and (store.buffer, store.value.space) not in narrow:
            kinds = {
                Granularity.SCALAR: "one number",
                Granularity.ROW: "one value a row",
                Granularity.COLUMN: "one value a column",
                **dict.fromkeys(OF_TILES.values(), "one value a block"),
                Granularity.ELEMENT: "a tensor",
            }
            got = kinds[store.value.space]
            why = f"the new {store.buffer} is {got}, but {store.buffer} is {kinds[expected]}"
            fix = f"return it under another name, or make it {kinds[expected]}"
            is_state = store.buffer in spaces and store.buffer != first
            if expected in _REDUCED and store.value.space is Granularity.ELEMENT:
                fix = f"reduce it, as {_REDUCED[expected]}, or return it under another name"
            elif is_state and expected is Granularity.ELEMENT and store.value.space in BY_SPACE:
                annotation = f"{store.buffer}: mx.{BY_SPACE[store.value.space].__name__}"
                fix = f"annotate it, as {annotation}, or make it {kinds[expected]}"
            raise fail(function, f"{why}; {fix}", body.line)
        if of != want and store.value.space in (Granularity.ROW, Granularity.COLUMN):
            along = "row" if store.value.space is Granularity.ROW else "column"
            got = f"the new {store.buffer} is one value for each of the weight's {of[along == 'column']}"
            why = f"{got}, but {store.buffer} is one value a {along} of it; reduce the other axis"
            raise fail(function, why, body.line)
        if rule.base is None and store.buffer in spaces and rule.input(store.buffer).of_model:
            _check_shared(rule, store.buffer, store.value, body.line)
    states = tuple(name for name in spaces if name in names and name != first)
    return tuple(name for name in names if name not in states), states, narrow


def _check_shared(rule: Rule, name: str, value: ir.Expr, line: int) -> None:
    """Refuse a new value of a state of the whole model that is another one for each weight."""
    shared = {item.name for item in rule.inputs if item.of_model}
    stack, seen = [value], set[ir.Expr]()
    while stack:
        node = stack.pop()
        if node in seen or node.op in OF_MODEL:
            continue
        seen.add(node)
        own = node.attr not in shared if node.op == "load" else node.op == "scalar" and node.attr == PLACE
        if own or (not node.args and node.op not in ("load", "scalar", "const")):
            what = str(node.attr) if node.attr is not None else f"its {node.op}"
            fix = "reduce that over the model, as mx.sum(x, over=mx.Model)"
            why = f"{name} is one number for the whole model, but its new value depends on {what} of one weight"
            raise fail(rule.function, f"{why}; {fix}", line)
        stack.extend(node.args)


def _check_names(rule: Rule, names: list[str], line: int) -> None:
    """Refuse results that are named as if they were something else."""
    function, tensors = rule.function, [item.name for item in rule.inputs]
    first, left = tensors[0], [name for name in tensors if name not in names]
    for name in names:
        if name in tensors:
            continue
        if rule.attribute(name) is not None:
            raise fail(
                function, f"it returns {name!r}, a hyper-parameter, which stays what is passed; use a tensor", line
            )
        if name in RESERVED:
            raise fail(
                function, f"it returns {name!r}, an argument of the op or of its forms; choose another name", line
            )
        if close := nearest(name, left):
            raise fail(function, f"it returns {name!r}, which is no input; did you mean {close!r}?", line)
    if all(name in tensors and name != first for name in names):
        listed = ", ".join(names)
        raise fail(
            function,
            f"it returns {listed} and no output: that is the new {first}; return {{{first!r}: …}}, too "
            f"({{{first!r}: {first}}} where it stays what it is)",
            line,
        )


def flag_settings(rule: Rule) -> Iterator[tuple[object, ...]]:
    """Every setting of a rule's flags that is known before it is used."""
    return itertools.product(*((True, False) if item.kind is bool else (item.default,) for item in rule.flags))


def uses(body: Body) -> frozenset[str]:
    """The tensors that a body reads or writes."""
    loaded = {str(node.attr) for node in body.graph.nodes() if node.op == "load"}
    return frozenset(loaded | {store.buffer for store in body.graph.stores})


def check_alike(rule: Rule, got: Results, whole: Results, absent: frozenset[str], body: Body) -> None:
    """Refuse a body that returns something else than the rule does with all of its tensors.

    For some numbers of the weight's axes, a rule may leave a state out that it does not read then.
    """
    outputs, states, narrow = whole
    left = absent if body.axes == EVERY else absent | (frozenset(states) - uses(body))
    wanted = outputs, tuple(name for name in states if name not in left), narrow
    if got != wanted and body.axes != EVERY and absent == left & absent:
        one, other = sorted(", ".join((*outputs, *states)) for outputs, states, _ in (got, wanted))
        fix = "return every state that is read, and the same outputs, for each number"
        why = f"what it returns depends on the weight's number of axes: {one}, or {other}; {fix}"
        raise fail(rule.function, why, body.line)
    if got != wanted:
        one, other = sorted(", ".join((*outputs, *states)) for outputs, states, _ in (got, wanted))
        why = f"whether {', '.join(sorted(absent))} is given" if absent else "a flag"
        fix = "return the same names, whatever is given" if absent else "return the same names for every flag"
        raise fail(rule.function, f"what it returns depends on {why}: {one}, or {other}; {fix}", body.line)


def results(rule: Rule) -> Results:
    """Results of a rule, from its body.

    Raises:
        RuleError: the body does not fit the signature.
    """
    optional = frozenset(item.name for item in rule.inputs if item.optional)
    whole: Results | None = None
    for flags in flag_settings(rule):
        if REQUIRED in flags:
            continue
        every = each_body(rule.bodies, flags, frozenset[str]())
        got = [body_results(rule, body) for body in every]
        written = {name for _, states, _ in got for name in states}
        states = tuple(item.name for item in rule.inputs if item.name in written)
        whole = (got[0][0], states, got[0][2]) if whole is None else whole
        for one, body in zip(got, every, strict=True):
            check_alike(rule, one, whole, frozenset(), body)
        for body in each_body(rule.bodies, flags, optional) if optional else []:
            check_alike(rule, body_results(rule, body), whole, optional, body)
    return whole if whole is not None else (("output",), (), frozenset())


def _inside(item: Attribute) -> Any:
    """The default of an attribute inside another rule. Random numbers are those of the weight that is updated."""
    own = item.name == PLACE and not item.required
    return number(PLACE) if own else item.default


def _call_inside(rule: Rule, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Results of a rule inside another one, by name, for these values; of an operator, its one value.

    Raises:
        TypeError, RuleError: arguments that the rule does not take.
    """
    if rule.many is not None and rule.base is not None:
        raise RuleError(f"{rule.name} is on many tensors; inside a rule, call {rule.base.name}")
    parameter, default = inspect.Parameter, inspect.Parameter.empty
    both, named = parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY
    tensors = [parameter(item.name, both, default=None if item.optional else default) for item in rule.inputs]
    wants = rule.base is None and wants_form(rule.function)
    numbers = [parameter(item.name, named, default=_inside(item)) for item in (*rule.flags, *rule.scalars)]
    numbers += [parameter(FORM, named, default="")] if wants else []
    bound = inspect.Signature([*tensors, *numbers]).bind(*args, **kwargs)
    bound.apply_defaults()
    arguments = bound.arguments
    absent = frozenset(item.name for item in rule.inputs if item.optional and arguments[item.name] is None)
    flags = tuple(bool(arguments[item.name]) if item.kind is bool else arguments[item.name] for item in rule.flags)
    known = known_axes()
    form = {"form": arguments[FORM]} if wants else {}
    body = rule.bodies(flags, absent, **form, ndim=None if known is None else known.number)
    if known is not None:
        known.narrow(body.axes)
    # The results as they are stored: whichever of them is used, a condition of the rule's is in it.
    stored = replace(body, results={store.buffer: store.value for store in body.graph.stores}, condition=None)
    values = {name: Value(result) for name, result in substituted(stored, arguments)[0].items()}
    return values if rule.is_update else values[rule.outputs[0]]
