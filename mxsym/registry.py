"""Declaring an update rule: a signature and a traced body become a `Rule`, from which everything else is derived.

Input: Python functions under `@update_rule` (and `@operator`, for the primitives that Symbols are composed of).
Output: `Rule`s in `RULES`, by name; `mx.sym.NAME` and `mx.nd.NAME` look there.
Non-goals: shapes and types of actual tensors (`infer.py`), what the forms do (`program.py`, `imperative.py`).
"""

from __future__ import annotations

import difflib
import functools
import inspect
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, overload

from mxsym.codegen.expr import Space
from mxsym.errors import RuleError, near
from mxsym.family import ALIASES
from mxsym.operand import Operand
from mxsym.trace import Body, Value, place, trace

REQUIRED: Any = inspect.Parameter.empty

HYPER_PARAMETERS = {
    "lr": "learning rate",
    "momentum": "decay of the running average of steps",
    "wd": "weight decay: this times the weight is added to the gradient",
    "rescale_grad": "the gradient is multiplied by this first",
    "clip_gradient": "the rescaled gradient is held between -this and this; off at 0 and below",
    "beta1": "decay of the running mean of the gradient",
    "beta2": "decay of the running mean of its square",
    "epsilon": "added to a denominator",
    "lazy_update": "with a row-sparse gradient: update only the rows it stores",
}
"""What the hyper-parameters that rules share mean; a rule's docstring may say more."""


@dataclass(frozen=True, slots=True)
class Input:
    """A tensor parameter of a rule. Unless annotated, it has the weight's shape and dtype."""

    name: str
    space: Space = Space.ELEMENT
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """A hyper-parameter. `kind` is `float` or `int` (a run-time scalar), `bool` (specialises) or `str`."""

    name: str
    kind: type
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        return self.default is REQUIRED

    @property
    def numeric(self) -> bool:
        return self.kind in (float, int)


LAZY = Attribute("lazy_update", bool, True)


@dataclass(frozen=True, eq=False)
class Rule:
    """A declared op. Call it with Symbols (a Symbol), with arrays (an update), or inside another rule (its values)."""

    name: str
    function: Callable[..., Any] = field(repr=False)
    inputs: tuple[Input, ...]
    attributes: tuple[Attribute, ...]
    outputs: tuple[str, ...]
    states: tuple[str, ...]
    summary: str
    where: str
    hint: str
    is_update: bool

    def input(self, name: str) -> Input:
        return next(item for item in self.inputs if item.name == name)

    def attribute(self, name: str) -> Attribute | None:
        return next((item for item in self.attributes if item.name == name), None)

    @property
    def flags(self) -> tuple[Attribute, ...]:
        """The attributes that specialise the body."""
        return _divide(self)[0]

    @property
    def scalars(self) -> tuple[Attribute, ...]:
        """The attributes that are run-time scalars."""
        return _divide(self)[1]

    def body(self, flags: Mapping[str, object] | None = None, absent: frozenset[str] = frozenset()) -> Body:
        """The traced body for these flags (defaults for those not given) and absent optional inputs."""
        given = flags or {}
        values = tuple((item.name, given.get(item.name, item.default)) for item in self.flags)
        return _trace(self, values, absent)

    @property
    def __signature__(self) -> inspect.Signature:
        keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD
        inputs = [
            inspect.Parameter(item.name, keyword, default=None if item.optional else REQUIRED) for item in self.inputs
        ]
        named = inspect.Parameter.KEYWORD_ONLY
        attributes = [inspect.Parameter(item.name, named, default=item.default) for item in self.attributes]
        extra = [inspect.Parameter(name, named, default=None) for name in ("out", "name")]
        return inspect.Signature([*inputs, *attributes, *extra])

    @property
    def __doc__(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        from mxsym.describe import docstring

        return docstring(self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        operands = [*args, *kwargs.values()]
        if any(isinstance(operand, Value) for operand in operands):
            return self.function(*args, **kwargs)
        if any(isinstance(operand, Operand) for operand in operands):
            from mxsym.symbol import make

            return make(self, args, kwargs)
        from mxsym.imperative import update

        return update(self, args, kwargs)


# Not functools.cached_property: before Python 3.12 that takes a lock, which a forked child may inherit held.
@functools.lru_cache(maxsize=4096)
def _divide(rule: Rule) -> tuple[tuple[Attribute, ...], tuple[Attribute, ...]]:
    """The attributes that specialise the body, and those that are run-time scalars."""
    flags = tuple(item for item in rule.attributes if not item.numeric and item is not LAZY)
    return flags, tuple(item for item in rule.attributes if item.numeric)


RULES: dict[str, Rule] = {}
"""Every op by its name."""


def find(name: str) -> Rule:
    """The op of that name, or of which it is an alias.

    Raises:
        AttributeError: there is none; the text has a near name.
    """
    _load_builtin()
    name = name if name in RULES else ALIASES.get(name, name)
    if name not in RULES:
        raise AttributeError(f"mxsym has no op {name!r}: {near(name, RULES)}")
    return RULES[name]


@functools.cache
def _load_builtin() -> None:
    """Import every module of `mxsym.rules`: a new file there needs no entry anywhere."""
    import importlib
    import pkgutil

    from mxsym import operators, rules

    assert operators.OPERATORS
    for module in pkgutil.iter_modules(rules.__path__):
        importlib.import_module(f"mxsym.rules.{module.name}")


def names() -> list[str]:
    """The names of all ops, sorted."""
    _load_builtin()
    return sorted(RULES)


@functools.lru_cache(maxsize=4096)
def _trace(rule: Rule, flags: tuple[tuple[str, object], ...], absent: frozenset[str]) -> Body:
    inputs = {item.name: None if item.name in absent else item.space for item in rule.inputs}
    return trace(rule.function, inputs, tuple(item.name for item in rule.scalars), dict(flags))


def _fail(function: Callable[..., Any], why: str) -> RuleError:
    return RuleError(f"{place(function)}: {function.__name__}: {why}")


def _attribute(function: Callable[..., Any], parameter: inspect.Parameter) -> Attribute:
    default: object = parameter.default
    kinds: dict[str, type] = {"float": float, "int": int, "bool": bool, "str": str}
    kind: type | None = kinds.get(str(getattr(parameter.annotation, "__name__", parameter.annotation)))
    if kind is None:  # no annotation, or one that is for the reader
        kind = bool if isinstance(default, bool) else float if default is REQUIRED else type(default)
    if kind is int and isinstance(default, int):
        kind = float  # `wd=0` means a number, not a whole one
    if kind not in kinds.values():
        raise _fail(function, f"attribute {parameter.name} must be a number or a bool, got {default!r}")
    return Attribute(parameter.name, kind, default)


class Row(Value):
    """Annotates a rule's tensor that has one value for each row of the weight: shape (H,), (H, 1), …"""


def _space(parameter: inspect.Parameter) -> Space:
    name = str(getattr(parameter.annotation, "__name__", parameter.annotation)).rpartition(".")[2]
    return Space.ROW if name == Row.__name__ else Space.ELEMENT


def _signature(function: Callable[..., Any]) -> tuple[tuple[Input, ...], tuple[Attribute, ...]]:
    inputs: list[Input] = []
    attributes: list[Attribute] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY:
            attributes.append(_attribute(function, parameter))
        elif parameter.kind is parameter.POSITIONAL_OR_KEYWORD and parameter.default in (REQUIRED, None):
            inputs.append(Input(parameter.name, _space(parameter), parameter.default is None))
        else:
            raise _fail(function, f"parameter {parameter.name}: tensors come first, attributes follow a *")
    reserved = {"out", "name", "attr"} & {item.name for item in (*inputs, *attributes)}
    if reserved:
        raise _fail(function, f"{', '.join(sorted(reserved))} is an argument of every op, choose another name")
    return tuple(inputs), tuple(attributes)


def _results(
    function: Callable[..., Any], inputs: tuple[Input, ...], body: Body
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which of a body's results are outputs and which are states; their shapes checked."""
    spaces = {item.name: item.space for item in inputs}
    stores = body.graph.stores
    if not stores:
        raise _fail(function, "a rule returns {name: new value, …}, the output first; got nothing")
    for store in stores:
        expected = spaces.get(store.buffer, Space.ELEMENT if inputs else Space.SCALAR)
        if store.value.space is not expected:
            kinds = {Space.SCALAR: "one number", Space.ROW: "one value a row", Space.ELEMENT: "a tensor"}
            got = kinds[store.value.space]
            raise _fail(function, f"the new {store.buffer} is {got}, but {store.buffer} is {kinds[expected]}")
    states = tuple(store.buffer for store in stores[1:] if store.buffer in spaces)
    left = [name for name in spaces if name not in states]
    for store in stores[1:]:
        close = difflib.get_close_matches(store.buffer, left, 1) if store.buffer not in spaces else []
        if close:
            raise _fail(function, f"it returns {store.buffer!r}, which is no input; did you mean {close[0]!r}?")
    return tuple(store.buffer for store in stores if store.buffer not in states), states


def reserved() -> set[str]:
    """What `mx.sym` and `mx.nd` call something else already."""
    from mxsym import symbol

    return {*symbol.__all__, *ALIASES, *(name for name, rule in RULES.items() if not rule.is_update)}


def declare(function: Callable[..., Any], name: str, hint: str, *, is_update: bool) -> Rule:
    """Trace `function` once for each setting of its flags and make it a `Rule`.

    Raises:
        RuleError: the function is no update rule; the text begins with its file and line.
    """
    inputs, attributes = _signature(function)
    if is_update and not inputs:
        raise _fail(function, "a rule needs at least one tensor")
    if is_update and not any(item.name == LAZY.name for item in attributes):
        attributes = (*attributes, LAZY)
    summary = inspect.getdoc(function) or ""
    rule = Rule(name, function, inputs, attributes, (), (), summary, place(function), hint, is_update)
    if is_update and any(item.kind is str for item in attributes):
        raise _fail(function, "an attribute is a number or a bool")
    kinds = [(True, False) if item.kind is bool else (item.default,) for item in rule.flags]
    optional = frozenset(item.name for item in inputs if item.optional)
    shapes: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    for values in itertools.product(*kinds):
        flags = dict(zip((flag.name for flag in rule.flags), values, strict=True))
        if REQUIRED not in values:
            shapes.add(_results(function, inputs, rule.body(flags)))
            _results(function, inputs, rule.body(flags, optional))
    if len(shapes) > 1:
        raise _fail(function, f"what it returns depends on a flag: {sorted(shapes)}")
    outputs, states = next(iter(shapes), (("output",), ()))
    return replace(rule, outputs=outputs, states=states)


@overload
def update_rule(function: Callable[..., Any], /) -> Rule: ...
@overload
def update_rule(*, name: str | None = None) -> Callable[[Callable[..., Any]], Rule]: ...
def update_rule(function: Callable[..., Any] | None = None, /, *, name: str | None = None) -> Any:
    """Declare an update rule.

    The function takes tensors by position (the weight, the gradient, the states; `= None` makes one optional) and
    hyper-parameters after a `*`. It returns `{name: new value}`: the output first, then the states, each named as
    the input it replaces. It is run once, on symbolic values; `mx.sym.NAME`, `mx.nd.NAME` and the kernels come
    from that. A number is a run-time scalar: changing it compiles nothing. A `bool` may be branched on.

    Args:
        name: the op's name; the function's by default. Declaring a name again replaces the op.

    Raises:
        RuleError: the function does what no update rule can; the text begins with its file and line.
    """

    def register(body: Callable[..., Any]) -> Rule:
        if not inspect.isfunction(body):
            raise RuleError(f"update_rule declares functions, got {body!r}")
        chosen = body.__name__ if name is None else name
        if not chosen.isidentifier() or chosen in reserved():
            raise _fail(body, f"{chosen!r} cannot be an op's name: mx.sym has another meaning for it")
        rule = RULES[chosen] = declare(body, chosen, chosen.lower(), is_update=True)
        return rule

    return register if function is None else register(function)
