"""Records: immutable values with named, typed fields.

A record is what `dataclass(frozen=True, slots=True)` makes: constructor, equality, hash, text. Here the methods are
closures, and a constructor is compiled when its class has been called a few times.
"""

# A dataclass compiles a text for each of its methods when its module is imported: 0.55 ms a class, which was 43 ms of
# the 160 ms that a first step took in a fresh process. A record takes 0.1 ms, and as much again when its constructor is
# compiled. In a first step most classes have a few objects, or none.

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, field
from operator import attrgetter
from typing import Any, TypeVar, cast, dataclass_transform, overload

_T = TypeVar("_T")
FEW = 8
"""Objects of a class that are made before its constructor is compiled."""


@overload
def record(cls: type[_T], /) -> type[_T]: ...
@overload
def record(*, eq: bool = True, weakref: bool = False, frozen: bool = True) -> Callable[[type[_T]], type[_T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[Any] | None = None, /, *, eq: bool = True, weakref: bool = False, frozen: bool = True) -> Any:
    """Make a class without bases, its annotations being the fields, a record.

    `eq=False`: two are equal if they are one object. `weakref`: there may be weak references to one. One that is not
    `frozen` may change, and is equal to itself alone.
    """
    if cls is not None:
        return _record(cls, eq, weakref, frozen)
    return functools.partial(_record, eq=eq, weakref=weakref, frozen=frozen)


def _record(cls: type[Any], eq: bool, weakref: bool, frozen: bool) -> type[Any]:
    names = tuple(cls.__annotations__)
    space = dict(vars(cls))
    defaults = {name: space.pop(name) for name in names if name in space}
    shown = tuple(name for name in names if not isinstance(defaults.get(name), Field) or defaults[name].repr)
    told = tuple(name for name in names if not isinstance(defaults.get(name), Field) or defaults[name].compare)
    for name in ("__dict__", "__weakref__"):
        space.pop(name, None)
    space |= {"__slots__": (*names, "__weakref__") if weakref else names, "__match_args__": names}
    space["__qualname__"] = cls.__qualname__
    values, compared = _values(names), _values(told)

    calls = itertools.count()

    def first(self: Any, *args: Any, **kwargs: Any) -> None:
        if next(calls) < FEW and _fill(kind, self, dict(zip(names, args, strict=False)), kwargs, len(args), defaults):
            return
        kind.__init__ = _constructor(kind, names, defaults)
        kind.__init__(self, *args, **kwargs)

    def text(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def equal(self: Any, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self is other or compared(self) == compared(other)

    def code(self: Any) -> int:
        return hash(compared(self))

    def parts(self: Any) -> tuple[object, ...]:
        return kind, values(self)

    methods: dict[str, Callable[..., Any]] = {"__init__": first, "__repr__": text, "__reduce__": parts}
    if frozen:
        methods |= {"__setattr__": _no_change, "__delattr__": _no_change}
    if eq and frozen:
        methods |= {"__eq__": equal, "__hash__": code}
    kind: Any = type(cls.__name__, cls.__bases__, {**methods, **space})
    return kind


def _values(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """A function that gives the values of these attributes."""
    if len(names) > 1:
        return attrgetter(*names)
    one = attrgetter(*names)
    return lambda self: (one(self),)


def _fill(
    cls: type[Any], item: Any, values: dict[str, Any], named: dict[str, Any], count: int, defaults: dict[str, Any]
) -> bool:
    """Do a constructor's work, for a call with so many arguments by position. False where it would refuse them."""
    values.update(named)
    if len(values) != count + len(named):
        return False
    space = vars(cls)
    for name in cls.__match_args__:
        default = defaults.get(name, MISSING)
        if name in values:
            value = values.pop(name)
        elif isinstance(default, Field):
            described = cast("Field[Any]", default)
            value = described.default if described.default_factory is MISSING else described.default_factory()
        else:
            value = default
        if value is MISSING:
            return False
        space[name].__set__(item, value)
    if values:
        return False
    if "__post_init__" in space:
        item.__post_init__()
    return True


def _constructor(cls: type[Any], names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., None]:
    """The `__init__` that fills the fields of such an object. It writes through the slots: setting is forbidden."""
    parameters, lines = ["self"], list[str]()
    scope: dict[str, Any] = {"MISSING": MISSING}
    for name in names:
        scope[f"set_{name}"] = vars(cls)[name].__set__
        value, parameter, default = name, name, defaults.get(name, MISSING)
        if isinstance(default, Field):
            described = cast("Field[Any]", default)
            assert described.init and described.kw_only is not True, (
                f"{cls.__name__}.{name}: a record has plain fields only"
            )
            default = described.default
            if described.default_factory is not MISSING:
                scope[f"make_{name}"], default = described.default_factory, MISSING
                parameter, value = f"{name}=MISSING", f"make_{name}() if {name} is MISSING else {name}"
        if default is not MISSING:
            scope[f"default_{name}"], parameter = default, f"{name}=default_{name}"
        parameters.append(parameter)
        lines.append(f"set_{name}(self, {value})")
    lines += ["self.__post_init__()"] if "__post_init__" in vars(cls) else []
    exec(f"def __init__({', '.join(parameters)}):\n  " + "\n  ".join(lines), scope)
    init = scope["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _no_change(self: object, name: str, *_value: object) -> None:
    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed")


def replace(item: _T, **changes: Any) -> _T:
    """A record, or a dataclass, with other values of these fields."""
    kind = type(item)
    if hasattr(kind, "__dataclass_fields__"):
        return dataclasses.replace(cast("Any", item), **changes)
    names: tuple[str, ...] = cast("Any", kind).__match_args__
    return kind(**{name: getattr(item, name) for name in names if name not in changes}, **changes)
