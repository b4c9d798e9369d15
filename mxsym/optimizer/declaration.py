"""Declared optimizers: a class's arguments are its annotated attributes with defaults, as in a dataclass.

`__init__`, its signature and the docstring's sections on arguments and states follow from them and from the update
rules that the class names; type checkers derive the same `__init__` through `dataclass_transform`. A `Version` next to
a class has its differences in another version of MXNet.
"""

from __future__ import annotations

import functools
import inspect
import keyword
import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Literal, NoReturn, Self, cast, dataclass_transform, overload

from mxsym.codegen.expr import EACH, WEIGHT, Granularity
from mxsym.codegen.record import field, record
from mxsym.rule.inputs import Input
from mxsym.rule.lookup import find
from mxsym.rule.meanings import meanings
from mxsym.rule.registry import check_flavour, current_flavour
from mxsym.rule.rule import VERSIONS, Rule

RATE = "learning_rate"
_RESERVED = ("self", "kwargs")
_BY_POSITION, _BY_KEYWORD = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
_REQUIRED = inspect.Parameter.empty
_SPACES = {
    **{space: f"a number {each}" for space, each in EACH.items()},
    Granularity.ELEMENT: "",
    Granularity.SCALAR: "one number",
}


@record
class Setting:
    """An argument of an optimizer: its default and its meaning. Without `doc`, the meaning that rules give the name."""

    default: Any
    doc: str = ""


def setting(*, default: Any, doc: str = "") -> Any:
    """Return the declaration of an argument with a meaning of its own: `rho: float = setting(default=0.9, doc="…")`."""
    return Setting(default, doc)


def option(*, default: Any, doc: str = "", kw_only: Literal[True] = True) -> Any:
    """As `setting`, for arguments that new code passes by keyword: type checkers insist on it.

    At run time it may be passed by position too, as MXNet's programs do.
    """
    del kw_only  # for type checkers
    return Setting(default, doc)


class Rate(Setting):
    """The type of `learning_rate`: an argument that is a number or None, and an attribute that is the rate in force."""

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Any, owner: type) -> float: ...
    def __get__(self, instance: Any, owner: type) -> Any:
        return self if instance is None else instance.rate_in_force()

    def __set__(self, instance: object, value: float | None) -> NoReturn:
        raise AttributeError("learning_rate is the rate in force: set_learning_rate sets it")


@record
class Version:
    """The differences of a class in another version of MXNet.

    Update rules of that version, if there are any, are used by the names that the class gives.

    Attributes:
        arguments: those by position, in order, with their defaults. All others are the base's, by keyword; the default
            of the learning rate is then None: the schedule's own, or 0.01.
        spelled: for attributes of rules, the optimizer's attributes that they are read from.
        constants: attributes of rules that no setting changes.
        state_order: as the class's.
        master_last: the float32 copy of a 16-bit weight comes after the states.
        in_tuple: a single state is a tuple of one.
        keeps_schedule: a learning rate does not overwrite the base rate of a schedule.
        carries: attributes that a step changes, with what they are at first.
        decaying: endings of the names of parameters that decay; others that have names do not.
    """

    arguments: Mapping[str, Any] | None = None
    spelled: Mapping[str, str] = field(default_factory=dict[str, str])
    constants: Mapping[str, float] = field(default_factory=dict[str, float])
    state_order: Mapping[str, tuple[str, ...]] | None = None
    master_last: bool = False
    in_tuple: bool = False
    keeps_schedule: bool = False
    carries: Mapping[str, float] = field(default_factory=dict[str, float])
    decaying: tuple[str, ...] = ("_weight", "_gamma")


OLD, LATEST = VERSIONS
_AS_DECLARED = Version(decaying=("",))


def in_1_9(**differences: Any) -> Mapping[str, Version]:
    """Return the declaration of a class as of MXNet 1.9, for `by_version`; see `Version`."""
    return MappingProxyType({OLD: Version(**differences)})


@dataclass_transform(eq_default=False, field_specifiers=(setting, option))
class Declared:
    """The base of classes that declare their arguments.

    A class that names `update_rules` and has no `__init__` gets one. By position it takes the arguments of a base that
    names rules too, then its own in their order. It passes on by keyword what its bases know.
    """

    update_rules: ClassVar[tuple[str, ...]] = ()
    """The update rules of the class's parameters; the first one, unless the class has a `rule` of its own."""
    of_rule: ClassVar[Rule | None] = None
    """The rule that the class follows from, whatever its name means later."""
    needs_rate: ClassVar[bool] = False
    """True if there must be a learning rate or a schedule: there is no default."""
    state_order: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """By rule, its states in the order in which `create_state` gives them, where that is another than the rule's."""
    by_version: ClassVar[Mapping[str, Version]] = {}
    """Differences of the class in other versions of MXNet; a class without any has those of its base."""
    versions: ClassVar[tuple[str, ...]] = VERSIONS
    """The versions of MXNet that have the class."""
    flavour = LATEST
    learning_rate: Rate = Rate(None)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "update_rules" in vars(cls) and "__init__" not in vars(cls):
            _declare(cls)
        elif wrong := [name for name, value in vars(cls).items() if isinstance(value, Setting)]:
            fix = "name update_rules and leave __init__ out, or give the default itself"
            raise TypeError(f"{cls.__name__}.{wrong[0]} is declared, and nothing makes an argument of it: {fix}")

    def after_init(self) -> None:
        """Finish the setup after the arguments are set."""


def version_of(optimizer: Any, version: str | None = None) -> Version:
    """The differences of an object's own version from its class; or those of another version."""
    return optimizer.by_version.get(optimizer.flavour if version is None else version, _AS_DECLARED)


def states_of(optimizer: Any, rule: Rule, version: str | None = None) -> tuple[str, ...]:
    """The states of a rule in the order in which `create_state` gives them, in an object's version or in another."""
    order = version_of(optimizer, version).state_order
    return (optimizer.state_order if order is None else order).get(rule.name, rule.states)


def _declare(cls: type[Declared]) -> None:
    """Give a class its `__init__` and docstring."""
    if not isinstance(cast("object", cls.update_rules), tuple):
        text = f"{cls.__name__}.update_rules is a tuple of names of update rules, got {cls.update_rules!r}"
        raise TypeError(f'{text}; write ("name",)')
    annotations = {name: _text(kind) for name, kind in inspect.get_annotations(cls).items()}
    own: dict[str, Setting] = {}
    for name, kind in annotations.items():
        if kind.removeprefix("typing.").startswith("ClassVar"):
            continue
        own[name] = _setting(cls, name)
        delattr(cls, name)  # an attribute of objects; `learning_rate` is a descriptor's, and an InitVar is none
    types = {name: _accepted(kind) for name, kind in annotations.items()}
    cls.__init__ = cast("Any", _Initializer(cls, own, types))
    cls.__doc__ = cast("Any", _Docstring(cls, cls.__doc__ or "", own, types))


def _known(cls: type, version: str) -> set[str]:
    """The arguments of a class's bases."""
    return {item.name for base in cls.__mro__[1:-1] for item in _parameters(base, version)}


def _parameters(kind: Any, version: str = LATEST) -> list[inspect.Parameter]:
    """The parameters of a class's `__init__` that have names, without `self`, in a version of MXNet."""
    init: Any = kind.__init__
    _, *items = getattr(init, "signatures", {}).get(version, inspect.signature(init)).parameters.values()
    return [item for item in items if item.kind in (_BY_POSITION, _BY_KEYWORD)]


def _positional(cls: type[Declared], version: str, own: Mapping[str, Setting]) -> dict[str, Any]:
    """The arguments of a class by position, with their defaults: those of a base that names rules, then its own."""
    about = vars(cls).get("by_version", {}).get(version, _AS_DECLARED)
    if about.arguments is not None:
        return dict(about.arguments)
    base = super(cls, cls)
    inherited = _parameters(base, version) if getattr(base, "update_rules", ()) else []
    items = {item.name: item.default for item in inherited if item.kind is _BY_POSITION}
    return items | {name: item.default for name, item in own.items() if item.default is not _REQUIRED}


@functools.lru_cache(maxsize=1024)
def arguments_of(kind: type, version: str = LATEST) -> Mapping[str, Any]:
    """The arguments that a class and its bases take, with their defaults; a class's own come before its bases'."""
    items = [item for base in kind.__mro__[:-1] for item in _parameters(base, version)]
    return {item.name: item.default for item in reversed(items)}


def _setting(cls: type, name: str) -> Setting:
    """The declaration of an argument.

    Raises:
        TypeError: it has no default, or no argument can have its name.
    """
    above = cast("Any", super(cls, cls))
    is_name = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")
    if not is_name or name in _RESERVED or callable(getattr(above, name, None)):
        raise TypeError(f"{cls.__name__}.{name}: no argument can have this name; annotate what is none with ClassVar")
    if name not in vars(cls):
        raise TypeError(f"{cls.__name__}.{name}: an argument has a default; annotate what is none with ClassVar")
    value = vars(cls)[name]
    return value if isinstance(value, Setting) else Setting(value)


def _text(kind: Any) -> str:
    return kind if isinstance(kind, str) else inspect.formatannotation(kind)


def _accepted(kind: str) -> str:
    """The type of the argument, from that of the attribute."""
    if kind.rpartition(".")[2] == Rate.__name__:
        return "float | None"
    return kind.removeprefix("InitVar[").removesuffix("]") if kind.startswith("InitVar[") else kind


def _initializer(
    cls: type[Declared], version: str, own: Mapping[str, Setting], types: Mapping[str, str]
) -> Callable[..., None]:
    """`cls.__init__` of a version: made from text, as dataclasses' are, so that calls cost and fail as any other's do.

    Arguments that no base knows become attributes.
    """
    positional, known = _positional(cls, version, own), _known(cls, version)
    # The base's arguments that the class gives other defaults than the base does keep these.
    apart = {name for name in own if name in known and name not in positional and name != RATE}
    apart |= {name for name in own if own[name].default is _REQUIRED}
    keywords = {name: own[name].default for name in own if name in apart}
    defaults = {**positional, **keywords}
    spelled = [name if default is _REQUIRED else f"{name}=None" for name, default in positional.items()]
    others = (name if default is _REQUIRED else f"{name}=None" for name, default in keywords.items())
    spelled += ["*", *others] if keywords else []
    lines = [f"def __init__({', '.join(['self', *spelled, '**kwargs'])}):"]
    about = vars(cls).get("by_version", {}).get(version, _AS_DECLARED)
    passed = {name: name for name in defaults if name in known}
    if about.keeps_schedule:
        passed[RATE] = f"{RATE} if kwargs.get('lr_scheduler') is None else None"
    inner = ", ".join([*(f"{name}={value}" for name, value in passed.items()), "**kwargs"])
    lines.append(f"  _super(_class, self).__init__({inner})")
    lines += [f"  self.{name} = {name}" for name in defaults if name not in known]
    if "after_init" in vars(cls):
        lines.append("  _class.after_init(self)")
    names: dict[str, Any] = {"_super": super, "_class": cls}
    file = os.path.join(os.path.dirname(__file__), f"<{cls.__qualname__}.__init__>")
    exec(compile("\n".join(lines), file, "exec"), names)
    function = names["__init__"]
    function.__defaults__ = tuple(default for default in positional.values() if default is not _REQUIRED)
    function.__kwdefaults__ = {name: default for name, default in keywords.items() if default is not _REQUIRED}
    inherited = {item.name: item.annotation for base in reversed(cls.__mro__[1:-1]) for item in _parameters(base)}
    kinds = {name: types.get(name, inherited.get(name, _REQUIRED)) for name in defaults}
    kinds = {name: kind for name, kind in kinds.items() if kind is not _REQUIRED}
    function.__annotations__ = {**kinds, "kwargs": "Any", "return": None}
    function.__qualname__, function.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    return function


class _Initializer:
    """A class's `__init__` before anybody looks at it: it is made then. Most programs use one optimizer of the many."""

    def __init__(self, cls: type[Declared], own: Mapping[str, Setting], types: Mapping[str, str]) -> None:
        self.cls, self.own, self.types = cls, own, types

    def __get__(self, instance: object, owner: type) -> Any:
        functions = {version: _initializer(self.cls, version, self.own, self.types) for version in VERSIONS}
        function: Any = _dispatched(functions)
        self.cls.__init__ = function
        return function.__get__(instance, owner)


def _dispatched(functions: Mapping[str, Callable[..., None]]) -> Callable[..., None]:
    """The `__init__` that runs the one of the object's version, which its first call settles."""
    latest = functions[LATEST]

    @functools.wraps(latest)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807  # it becomes a class's
        functions[_settle_version(self, kwargs)](self, *args, **kwargs)

    __init__.__dict__["signatures"] = {version: inspect.signature(item) for version, item in functions.items()}
    return __init__


# A function of this module and not a part of each `__init__`: pickles of the classes of `__main__`, as Ray makes them,
# have the code of these and what it reads.
def _settle_version(optimizer: Any, kwargs: dict[str, Any]) -> str:
    """The version of an object; its first call settles that, and gives `kwargs` the flavour.

    Raises:
        ValueError: MXNet has no such version, or that has no such class.
    """
    own = cast("dict[str, Any]", vars(optimizer))
    version: str | None = own.get("flavour")
    if version is None:
        version = check_flavour(kwargs.get("flavour") or current_flavour())
        if version not in optimizer.versions:
            raise ValueError(f"{type(optimizer).__name__} is no optimizer of MXNet {version}: pass flavour={OLD!r}")
    optimizer.flavour = kwargs["flavour"] = version
    return version


def said(item: Input, weight: str) -> str:
    """A state as docs name it: its shape, type and first value where these are others than most states'."""
    shape = _SPACES[item.space] if item.axes == WEIGHT else f"a number for each pair of {item.axes[0]}"
    facts = [shape, "" if item.state.dtype is None else item.state.dtype, item.state.phrase(weight)]
    return f"{item.name} ({', '.join(filter(None, facts))})" if any(facts) else item.name


class _Docstring:
    """A class's `__doc__`: its author's text, its arguments, its states. Rules are traced when it is read."""

    def __init__(self, cls: type[Declared], text: str, own: Mapping[str, Setting], types: Mapping[str, str]) -> None:
        self.cls, self.text, self.own, self.types = cls, text, own, types

    def __get__(self, instance: object, owner: type) -> str:
        return "\n\n".join(
            filter(None, [inspect.cleandoc(self.text), self._arguments(), self._states(), self._versions()])
        )

    def _arguments(self) -> str:
        lines: list[str] = []
        shared: list[str] = []
        known, inherited = meanings(self.cls.__module__), _known(self.cls, LATEST)
        for name, item in self.own.items():
            meaning = item.doc or known.get("lr" if name == RATE else name, "")
            if meaning or name not in inherited:
                default = "required" if item.default is _REQUIRED else f"default {item.default!r}"
                head = f"    {name}: {self.types[name]}, {default}"
                lines.append(f"{head}: {meaning}." if meaning else f"{head}.")
            else:
                shared.append(f"{name}={item.default!r}")
        declared = [base for base in self.cls.__mro__ if "update_rules" in vars(base) and base is not Declared]
        if len(declared) > 1:
            lines.append(f"    {', '.join([*shared, '**kwargs'])}: as in `{declared[1].__name__}`.")
        return "\n".join(["Args:", *lines])

    def _states(self) -> str:
        """The states by rule. A rule that is not declared yet has none to show."""
        lines: list[str] = []
        for name in self.cls.update_rules:
            try:
                rule = self.cls.of_rule or find(name)
            except AttributeError:
                lines.append(f"* `{name}`: not declared")
                continue
            one = rule.single
            states = self.cls.state_order.get(one.name, one.states)
            texts = [said(one.input(state), one.inputs[0].name) for state in states]
            lines.append(f"* `mx.nd.{name}`: {', '.join(texts) or 'None'}")
        head = "States, by rule, of the weight's shape, float32 for 16-bit weights:"
        return "\n".join([head, "", *lines]) if lines else ""

    def _versions(self) -> str:
        """The signatures in other versions, where they are declared."""
        own = vars(self.cls).get("by_version", {})
        declared = [version for version in VERSIONS if own.get(version, _AS_DECLARED).arguments is not None]
        return "\n".join(f'With flavour="{one}": `{shown_signature(self.cls, one)}`.' for one in declared)


def shown_signature(kind: type, version: str) -> str:
    """A class's arguments by position, with their defaults, as it is called."""
    items = [item for item in _parameters(kind, version) if item.kind is _BY_POSITION]
    return f"{kind.__name__}({', '.join(f'{item.name}={item.default!r}' for item in items)})"
