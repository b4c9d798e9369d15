"""Records: immutable values with named, typed fields.

A record is what `dataclass(frozen=True, slots=True)` makes: constructor, equality, hash, text. Here all classes
share their methods, and a constructor is compiled when its class has been called a few times.
"""

# A dataclass compiles a text for each of its methods when its module is imported: 0.55 ms a class, which was 43 ms of
# the 160 ms that a first step took in a fresh process. A record takes 0.1 ms, and as much again when its constructor is
# compiled. In a first step most classes have a few objects, or none.

from __future__ import annotations

import functools
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, TypeVar, cast, dataclass_transform, overload

_T = TypeVar("_T")
FEW = 32
"""Objects of a class that are made before its constructor is compiled: that takes as long."""
_calls: dict[type[Any], int] = {}
"""Objects that were asked for of each class, while it has no constructor of its own."""
MISSING: Final[Any] = object()
"""In place of what there is not."""


class Field:
    """A field that is not plain."""

    __slots__ = ("compare", "default", "default_factory", "repr")

    def __init__(self, default: Any, default_factory: Any, repr: bool, compare: bool) -> None:  # noqa: A002
        self.default, self.default_factory, self.repr, self.compare = default, default_factory, repr, compare


@overload
def field(*, default: _T, repr: bool = ..., compare: bool = ...) -> _T: ...
@overload
def field(*, default_factory: Callable[[], _T], repr: bool = ..., compare: bool = ...) -> _T: ...
@overload
def field(*, repr: bool = ..., compare: bool = ...) -> Any: ...
def field(
    *,
    default: Any = MISSING,
    default_factory: Any = MISSING,
    repr: bool = True,  # noqa: A002  # as dataclasses name it
    compare: bool = True,
) -> Any:
    """A field with a default, or one made for each object; `repr`, `compare`: it is shown, compared and hashed."""
    return Field(default, default_factory, repr, compare)


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
    assert all(type(item).__module__ != "dataclasses" for item in defaults.values()), f"{cls.__name__}: another's field"
    fields: dict[str, Field] = {name: item for name, item in defaults.items() if isinstance(item, Field)}
    compared = [name for name in names if name not in fields or fields[name].compare]
    for name in ("__dict__", "__weakref__"):
        space.pop(name, None)
    methods: dict[str, Any] = {"__init__": _init, "__repr__": _text, "__reduce__": _parts}
    if frozen:
        methods |= {"__setattr__": _no_change, "__delattr__": _no_change}
    if eq and frozen:
        methods |= {"__eq__": _equal, "__hash__": _code, "_compared": _values(compared)}
    space |= {
        "__slots__": (*names, "__weakref__") if weakref else names,
        "__match_args__": names,
        "__qualname__": cls.__qualname__,
        "_defaults": defaults,
    }
    kind: Any = type(cls.__name__, cls.__bases__, {**methods, **space})
    kind._record = kind  # a subclass's constructor is its record's
    return kind


# The methods of all records. A class's own facts are attributes of it: the fewer objects a class is made of, the less
# the garbage collector has to look at, at the end of a process too.


def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    kind = self._record
    calls = _calls[kind] = _calls.get(kind, 0) + 1
    if calls <= FEW and _fill(kind, self, dict(zip(kind.__match_args__, args, strict=False)), kwargs, len(args)):
        return
    _calls.pop(kind, None)
    kind.__init__ = _constructor(kind)
    kind.__init__(self, *args, **kwargs)


def _text(self: Any) -> str:
    kind = cast("Any", type(self))
    fields: dict[str, Any] = kind._defaults
    shown = [name for name in kind.__match_args__ if not isinstance(fields.get(name), Field) or fields[name].repr]
    return f"{kind.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self is other or self._compared(self) == self._compared(other)


def _code(self: Any) -> int:
    return hash(self._compared(self))


def _parts(self: Any) -> tuple[object, ...]:
    kind = cast("Any", type(self))
    return kind, tuple(getattr(self, name) for name in kind.__match_args__)


def _values(names: list[str]) -> Any:
    """As a static method: the function that gives the values of these attributes."""
    if len(names) > 1:
        return attrgetter(*names)
    one = attrgetter(*names)

    def value(item: object) -> tuple[Any]:
        return (one(item),)

    return staticmethod(value)


def _fill(cls: type[Any], item: Any, values: dict[str, Any], named: dict[str, Any], count: int) -> bool:
    """Do a constructor's work, for a call with so many arguments by position. False where it would refuse them."""
    values.update(named)
    if len(values) != count + len(named):
        return False
    space, defaults = vars(cls), cls._defaults
    for name in cls.__match_args__:
        default = defaults.get(name, MISSING)
        if name in values:
            value = values.pop(name)
        elif isinstance(default, Field):
            value = default.default if default.default_factory is MISSING else default.default_factory()
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


def _constructor(cls: type[Any]) -> Callable[..., None]:
    """The `__init__` that fills the fields of such an object: through the slots where setting is forbidden."""
    is_frozen = cls.__setattr__ is _no_change
    parameters, lines = ["self"], list[str]()
    scope: dict[str, Any] = {"MISSING": MISSING}
    defaults = cls._defaults
    for name in cls.__match_args__:
        scope[f"set_{name}"] = vars(cls)[name].__set__
        value, parameter, default = name, name, defaults.get(name, MISSING)
        if isinstance(default, Field):
            if default.default_factory is not MISSING:
                scope[f"make_{name}"] = default.default_factory
                parameter, value = f"{name}=MISSING", f"make_{name}() if {name} is MISSING else {name}"
            default = default.default
        if default is not MISSING:
            scope[f"default_{name}"], parameter = default, f"{name}=default_{name}"
        parameters.append(parameter)
        lines.append(f"set_{name}(self, {value})" if is_frozen else f"self.{name} = {value}")
    lines += ["self.__post_init__()"] if "__post_init__" in vars(cls) else []
    text = f"def __init__({', '.join(parameters)}):\n  " + "\n  ".join(lines)
    exec(compile(text, "<record>", "exec"), scope)  # Ctrl-C in a bare text's ends the process, caught or not
    init = scope["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _no_change(self: object, name: str, *_value: object) -> None:
    from dataclasses import FrozenInstanceError  # a mistake of a program's: others load no dataclasses

    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed")


def replace(item: _T, **changes: Any) -> _T:
    """A record, or a dataclass, with other values of these fields."""
    kind = type(item)
    if hasattr(kind, "__dataclass_fields__"):
        import dataclasses  # there is one, so it is loaded

        return dataclasses.replace(cast("Any", item), **changes)
    names: tuple[str, ...] = cast("Any", kind).__match_args__
    return kind(**{name: getattr(item, name) for name in names if name not in changes}, **changes)
