"""The ops by name, and the decorator that adds one.

Input: Python functions under `@update_rule` (and `@operator`, for ops that update nothing). Output: `Rule`s by name;
`mx.sym.NAME` and `mx.nd.NAME` look here.
Non-goals: what a rule is (`rule.py`, `declare.py`), what is derived from one (`derived_ops.py`).
"""

from __future__ import annotations

import contextlib
import contextvars
import functools
import inspect
import pkgutil
import warnings
from collections.abc import Callable, Generator, Iterator, MutableMapping
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar, overload

from mxsym.codegen.dtypes import DType
from mxsym.errors import suggest, user_location
from mxsym.rule.declare import check_function, declare, fail, is_shipped
from mxsym.rule.rule import VERSIONS, Rule
from mxsym.spelling import is_python_name

_KeyT = TypeVar("_KeyT")


class Table(MutableMapping[_KeyT, Rule], Generic[_KeyT]):
    """Rules by key. Every change of any table gives a new `stamp`: what is kept by an op's name holds for one stamp."""

    stamp: ClassVar[object] = object()

    def __init__(self) -> None:
        self._rules: dict[_KeyT, Rule] = {}

    def __getitem__(self, key: _KeyT) -> Rule:
        return self._rules[key]

    def __setitem__(self, key: _KeyT, rule: Rule) -> None:
        self._rules[key] = rule
        Table.stamp = object()

    def __delitem__(self, key: _KeyT) -> None:
        del self._rules[key]
        Table.stamp = object()

    def __iter__(self) -> Iterator[_KeyT]:
        return iter(list(self._rules))  # another thread may declare a rule meanwhile

    def __len__(self) -> int:
        return len(self._rules)


RULES: Table[str] = Table()
"""Every declared op by its name."""
FLAVOURS: Table[tuple[str, str]] = Table()
"""What an op was in another version of MXNet, by name and version, where that was another algorithm."""
current_flavour: contextvars.ContextVar[str] = contextvars.ContextVar("flavour", default=VERSIONS[-1])


def find(name: str) -> Rule:
    """The op of that name: a declared one, an alias of one, or one that is derived from one.

    Raises:
        AttributeError: there is none; the text has a near name.
    """
    from mxsym.rule.derived_ops import derive
    from mxsym.rule.mxnet_names import ALIASES

    load_builtin()
    found = RULES.get(name) or RULES.get(ALIASES.get(name, name)) or derive(ALIASES.get(name, name))
    if found is None:
        raise AttributeError(f"mxsym has no op {name!r}: {suggest(name, every_name(), '`mxsym ops` lists them')}")
    return found


def latest(rule: Rule) -> Rule:
    """The op that has this op's name now; itself where none has. A name is looked up anew after each declaration."""
    return _latest(rule, Table.stamp)


@functools.lru_cache(maxsize=4096)
def _latest(rule: Rule, _stamp: object) -> Rule:
    try:
        return find(rule.name)
    except AttributeError:
        return rule


@contextlib.contextmanager
def flavour(version: str) -> Generator[None]:
    """Within the `with` block, ops that were another algorithm in MXNet 1.9 ("1.9") are that one.

    Raises:
        ValueError: no such version.
    """
    token = current_flavour.set(check_flavour(version))
    try:
        yield
    finally:
        current_flavour.reset(token)


def check_flavour(version: object) -> str:
    """`version` if it is one.

    Raises:
        ValueError: it is none.
    """
    if version not in VERSIONS:
        raise ValueError(f"flavour is one of {', '.join(map(repr, VERSIONS))}, got {version!r}")
    return str(version)


def requested_version(rule: Rule, version: object = None) -> Any:
    """The version that is asked for: `version`, else the rule's own where it is not the newest, else the block's."""
    if version is not None:
        return version
    return rule.flavour if rule.flavour != VERSIONS[-1] else current_flavour.get()


def for_version(rule: Rule, version: object = None) -> Rule:
    """The rule as it was in that version of MXNet; by default its own, or the one of the enclosing `flavour(…)`."""
    wanted = check_flavour(requested_version(rule, version))
    if rule.base is not None:
        from mxsym.rule.derived_ops import VARIADIC, form_of

        return rule if rule.form in VARIADIC else form_of(for_version(rule.base, wanted), rule.form)
    if not is_registered(rule):
        return rule
    return FLAVOURS.get((rule.name, wanted), rule if wanted != VERSIONS[-1] else RULES.get(rule.name, rule))


@functools.cache
def load_builtin() -> None:
    """Import every module of `mxsym.rules`: a new file needs no entry anywhere. Each rule is traced when it is used."""
    import importlib

    from mxsym import rules
    from mxsym.rules import elementwise

    assert elementwise.OPERATORS
    for module in pkgutil.iter_modules(rules.__path__):
        importlib.import_module(f"mxsym.rules.{module.name}")


def registered(name: str, version: str) -> Rule | None:
    """The declared op of that name and flavour."""
    return RULES.get(name) if version == VERSIONS[-1] else FLAVOURS.get((name, version))


def is_registered(rule: Rule) -> bool:
    """Whether a declared op is the one of its name and flavour."""
    return registered(rule.name, rule.flavour) is rule


def differs(rule: Rule) -> bool:
    """Whether an op is another algorithm in another version of MXNet."""
    while rule.base is not None:
        rule = rule.base
    return any(name == rule.name for name, _ in FLAVOURS)


def names() -> list[str]:
    """The names of all declared ops, sorted."""
    load_builtin()
    return sorted(RULES)


def every_name() -> list[str]:
    """The names of all ops, those that are derived and MXNet's other spellings among them, sorted."""
    from mxsym.rule.derived_ops import derived_names
    from mxsym.rule.mxnet_names import ALIASES

    return sorted({*names(), *ALIASES, *derived_names(names())})


def reserved() -> set[str]:
    """What `mx.sym`, `mx.nd` and the namespaces in them call something else already."""
    from mxsym import ndarray, symbol
    from mxsym.rule.derived_ops import VARIADIC
    from mxsym.rule.mxnet_names import ALIASES

    spaces = (symbol, ndarray, ndarray.sparse, ndarray.contrib)
    modules = (module.name for space in (symbol, ndarray) for module in pkgutil.iter_modules(space.__path__))
    of_spaces = (name for space in spaces for name in vars(space))
    elementwise = (name for name, rule in RULES.items() if not rule.is_update)
    return {*of_spaces, *modules, *ALIASES, *VARIADIC, *elementwise}


@overload
def update_rule(function: Callable[..., Any], /) -> Rule: ...
@overload
def update_rule(*, name: str | None = None, flavour: str | None = None) -> Callable[[Callable[..., Any]], Rule]: ...
def update_rule(
    function: Callable[..., Any] | None = None, /, *, name: str | None = None, flavour: str | None = None
) -> Any:
    """Declare an update rule.

    The function takes tensors by position (the weight, the gradient, the states; `= None` makes one optional) and
    hyper-parameters after a `*`. It returns `{name: new value}`: the output is the first tensor's, the states are named
    as the inputs they replace, in any order. It is run now, on symbolic values, once for each setting of its flags and
    optional tensors, and never again; `mx.sym.NAME`, `mx.nd.NAME` and the kernels come from that, and the forms
    `mp_NAME` (a float32 master copy of a 16-bit weight) and `multi_NAME` (many tensors).
    A number is a run-time scalar: changing it compiles nothing. A `bool` may be branched on.

    Args:
        name: the op's name; the function's by default. Declaring a name again replaces the op, wherever it is used by
            name afterwards; a graph that was composed before keeps the rule that it was composed with.
        flavour: the version of MXNet whose other algorithm of that name this is; see `mx.flavour`.

    Raises:
        RuleError: the function does what no update rule can; the text begins with its file and line.
    """

    def register(body: Callable[..., Any]) -> Rule:
        shipped = inspect.isfunction(body) and is_shipped(body)
        if not shipped:
            check_function(body)
            load_builtin()  # or a built-in rule of that name would come later, and win
        chosen = _checked_name(body, name)
        rule = declare(body, chosen, chosen.lower(), is_update=True, later=shipped)
        if flavour is None:
            _warn_of_another_module(rule)
            RULES[chosen] = rule
            for version in VERSIONS:  # what it replaces was another op's
                FLAVOURS.pop((chosen, version), None)
        else:
            rule = FLAVOURS[chosen, check_flavour(flavour)] = replace(rule, flavour=flavour)
        return rule

    return register if function is None else register(function)


def _warn_of_another_module(rule: Rule) -> None:
    """Say so where a rule takes the name of one that another module declared; mxsym's own may be replaced freely."""
    old = RULES.get(rule.name)
    modules = [item.function.__module__ for item in (rule, old) if item is not None]
    if old is not None and not is_shipped(old.function) and len(set(modules)) == 2:
        text = f"{rule.name} of {modules[0]} ({user_location()}) replaces that of {modules[1]} ({old.where})"
        warnings.warn(f"{text}; give one of them another name", stacklevel=4)


def operator(*, name: str | None = None, dtype: DType | None = None) -> Callable[[Callable[..., Any]], Rule]:
    """Declare an op that updates nothing. `dtype` is its output's, where that is not its inputs'.

    Raises:
        RuleError: as for `update_rule`.
    """

    def register(body: Callable[..., Any]) -> Rule:
        chosen = body.__name__ if name is None else name
        rule = declare(body, chosen, chosen.lower(), is_update=False, output_dtype=dtype, later=is_shipped(body))
        RULES[chosen] = rule
        return rule

    return register


def _checked_name(body: Callable[..., Any], name: str | None) -> str:
    chosen = body.__name__ if name is None else name
    if not isinstance(chosen, str) or not is_python_name(chosen):  # pyright: ignore[reportUnnecessaryIsInstance]
        why = f"{chosen!r} cannot be an op's name: pass a name of Python's that is no keyword, as 'my_update'"
        raise fail(body, why)
    if chosen in reserved():
        raise fail(body, f"{chosen!r} cannot be an op's name: mx.sym or mx.nd has another meaning for it")
    return chosen
