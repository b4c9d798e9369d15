"""Declared optimizers: a class's arguments are its annotated attributes with defaults, as in a dataclass.

`__init__`, its signature and the docstring's sections on arguments and states follow from them and from the update
rules that the class names. Type checkers derive the same `__init__` through `dataclass_transform`.
"""

from __future__ import annotations

import functools
import inspect
import keyword
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NoReturn, Self, cast, dataclass_transform, overload

from mxsym.codegen.expr import Granularity
from mxsym.rule.lookup import find
from mxsym.rule.rule import HYPER_PARAMETERS

_MEANINGS = {**HYPER_PARAMETERS, "learning_rate": HYPER_PARAMETERS["lr"]}
_RESERVED = ("self", "kwargs")
_BY_POSITION, _BY_KEYWORD = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
_REQUIRED = inspect.Parameter.empty
_SPACES = {Granularity.ELEMENT: "", Granularity.ROW: " (a number for each row)", Granularity.SCALAR: " (one number)"}


@dataclass(frozen=True)
class Setting:
    """An argument of an optimizer: its default and what it means. Without `doc`: what rules mean by the name."""

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


@dataclass_transform(eq_default=False, field_specifiers=(setting, option))
class Declared:
    """The base of classes that declare their arguments.

    A class that names `update_rules` and has no `__init__` gets one. By position it takes the arguments of a base that
    names rules too, then its own in their order. It passes on by keyword what its bases know.
    """

    update_rules: ClassVar[tuple[str, ...]] = ()
    """The update rules of the class's parameters; the first one, unless the class has a `rule` of its own."""
    state_order: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """By rule, its states in the order in which `create_state` gives them, where that is another than the rule's."""
    learning_rate: Rate = Rate(None)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "update_rules" in vars(cls) and "__init__" not in vars(cls):
            _declare(cls)
        elif wrong := [name for name, value in vars(cls).items() if isinstance(value, Setting)]:
            fix = "name update_rules and leave __init__ out, or give the default itself"
            raise TypeError(f"{cls.__name__}.{wrong[0]} is declared, and nothing makes an argument of it: {fix}")

    def _after_init(self) -> None:
        """Finish what the arguments of the class that defines it begin."""


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
    parameters: dict[str, tuple[Any, Any]] = {}
    if getattr(super(cls, cls), "update_rules", ()):
        items = [item for item in _parameters(super(cls, cls)) if item.kind is _BY_POSITION]
        parameters = {item.name: (item.default, item.annotation) for item in items}
    types = {name: _accepted(kind) for name, kind in annotations.items()}
    parameters |= {name: (item.default, types[name]) for name, item in own.items()}
    known = {item.name for base in cls.__mro__[1:-1] for item in _parameters(base)}
    stored = [name for name in own if name not in known]
    cls.__init__ = _initializer(cls, parameters, stored)
    cls.__doc__ = cast("Any", _Docstring(cls, cls.__doc__ or "", own, types, stored))


def _parameters(kind: Any) -> list[inspect.Parameter]:
    """The parameters of a class's `__init__` that have names, without `self`."""
    _, *items = inspect.signature(kind.__init__).parameters.values()
    return [item for item in items if item.kind in (_BY_POSITION, _BY_KEYWORD)]


@functools.lru_cache(maxsize=1024)
def arguments_of(kind: type) -> Mapping[str, Any]:
    """The arguments that a class and its bases take, with their defaults; a class's own come before its bases'."""
    items = [item for base in kind.__mro__[:-1] for item in _parameters(base)]
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
    cls: type[Declared], parameters: Mapping[str, tuple[Any, Any]], stored: Sequence[str]
) -> Callable[..., None]:
    """`cls.__init__`: a function made from text, as dataclasses' are, so that calls cost and fail as any other's do.

    `stored`: the arguments that no base knows, which become attributes.
    """
    spelled = [name if default is _REQUIRED else f"{name}=None" for name, (default, _) in parameters.items()]
    lines = [f"def __init__({', '.join(['self', *spelled, '**kwargs'])}):"]
    passed = [f"{name}={name}" for name in parameters if name not in stored]
    lines.append(f"  _super(_class, self).__init__({', '.join([*passed, '**kwargs'])})")
    lines += [f"  self.{name} = {name}" for name in stored]
    if "_after_init" in vars(cls):
        lines.append("  _class._after_init(self)")
    names: dict[str, Any] = {"_super": super, "_class": cls}
    file = os.path.join(os.path.dirname(__file__), f"<{cls.__qualname__}.__init__>")
    exec(compile("\n".join(lines), file, "exec"), names)
    function = names["__init__"]
    function.__defaults__ = tuple(default for default, _ in parameters.values() if default is not _REQUIRED)
    types = {name: kind for name, (_, kind) in parameters.items()}
    function.__annotations__ = {**types, "kwargs": "Any", "return": None}
    function.__qualname__, function.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    return function


class _Docstring:
    """A class's `__doc__`: its author's text, its arguments, its states. Rules are traced when it is read."""

    def __init__(
        self,
        cls: type[Declared],
        text: str,
        own: Mapping[str, Setting],
        types: Mapping[str, str],
        stored: Sequence[str],
    ) -> None:
        self.cls, self.text, self.own, self.types, self.stored = cls, inspect.cleandoc(text), own, types, stored

    def __get__(self, instance: object, owner: type) -> str:
        return "\n\n".join(filter(None, [self.text, self._arguments(), self._states()]))

    def _arguments(self) -> str:
        lines: list[str] = []
        shared: list[str] = []
        for name, item in self.own.items():
            meaning = item.doc or _MEANINGS.get(name, "")
            if meaning or name in self.stored:
                head = f"    {name}: {self.types[name]}, default {item.default!r}"
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
                rule = find(name)
            except AttributeError:
                lines.append(f"* `{name}`: not declared")
                continue
            one = rule.single
            states = self.cls.state_order.get(one.name, one.states)
            said = [f"{state}{_SPACES[one.input(state).space]}" for state in states]
            lines.append(f"* `mx.nd.{name}`: {', '.join(said) or 'None'}")
        head = "States, by rule, of the weight's shape, float32 for 16-bit weights:"
        return "\n".join([head, "", *lines]) if lines else ""
