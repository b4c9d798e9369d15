"""A declared op as data: its signature, its traced bodies and what these say of its results."""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import CUTS, MATRIX, WEIGHT, Granularity
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import field, record, replace
from mxsym.errors import RuleError
from mxsym.rule.axes import known_axes
from mxsym.rule.bodies import FORM, Bodies, each_body, wants_form
from mxsym.rule.body import Body, substituted
from mxsym.rule.inputs import Input
from mxsym.rule.operand import Operand
from mxsym.rule.operations import PLACE
from mxsym.rule.results import Results, results
from mxsym.rule.value import Value, number
from mxsym.spelling import shown

SAVED = "a saved graph"
"""Place of declaration of a rule that came with a file."""
REQUIRED: Any = inspect.Parameter.empty


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
    bodies: Bodies = field(repr=False)
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
        self, flags: Mapping[str, object] | None = None, absent: frozenset[str] = frozenset(), ndim: int | None = None
    ) -> Body:
        """The traced body for these flags (defaults for those not given) and absent optional inputs.

        `ndim`: the number of the weight's axes; None: a usual one.

        Raises:
            AxesError: the rule refuses a weight with so many.
        """
        values = self._setting(flags)
        body = _body(self, values, absent)
        return body if ndim is None or ndim in body.axes else self.bodies(values, absent, ndim=ndim)

    def each_body(self, flags: Mapping[str, object] | None = None) -> list[Body]:
        """The bodies for these flags, one for all numbers of axes of the weight that differ in nothing."""
        return list(_each_body(self, self._setting(flags)))

    def _setting(self, flags: Mapping[str, object] | None) -> tuple[object, ...]:
        """The values of all flags, in order."""
        known = flags or {}
        return tuple(known.get(item.name, item.default) for item in self.flags)

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
    return rule.results or results(rule, known_settings(rule))


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
    bodies = (body for flags in known_settings(rule.single) for body in _each_body(rule.single, flags))
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


def flag_settings(rule: Rule) -> Iterator[tuple[object, ...]]:
    """Every setting of a rule's flags that is known before it is used."""
    return itertools.product(*((True, False) if item.kind is bool else (item.default,) for item in rule.flags))


def with_bodies(
    rule: Rule, change: Callable[[Rule, Body, frozenset[str]], Body], *, of: Bodies | None = None, **facts: Any
) -> Rule:
    """A rule with other facts, whose bodies are made from those of `rule`.

    `change`: from the new rule, a body and the names of absent tensors to the new body. `of`: the bodies to be changed,
    if they are not the rule's own.

    Raises:
        RuleError: a body does not fit the signature.
    """
    bodies, names = rule.bodies if of is None else of, frozenset(item.name for item in rule.inputs)

    def changed(flags: tuple[object, ...], absent: frozenset[str], *, ndim: int | None = None) -> Body:
        return change(derived, bodies(flags, absent & names, ndim=ndim), absent)

    derived = replace(rule, bodies=changed, **facts)
    _results(derived)  # traces them
    return derived


def known_settings(rule: Rule) -> Iterator[tuple[object, ...]]:
    """Those settings that have a value for each flag."""
    return (flags for flags in flag_settings(rule) if REQUIRED not in flags)


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
