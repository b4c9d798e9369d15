"""The ops by name, and the decorator that adds one.

Input: Python functions under `@update_rule` (and `@operator`, for ops that update nothing). Output: `Rule`s by name;
`mx.sym.NAME` and `mx.nd.NAME` look here.
Non-goals: what a rule is (`rule.py`, `declare.py`), what is derived from one (`family.py`).
"""

from __future__ import annotations

import contextlib
import contextvars
import functools
import inspect
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any, overload

from mxsym.codegen.dtypes import DType
from mxsym.codegen.spelling import is_python_name
from mxsym.declare import declare, fail
from mxsym.errors import RuleError, near
from mxsym.rule import VERSIONS, Rule

RULES: dict[str, Rule] = {}
"""Every declared op by its name."""
FLAVOURS: dict[tuple[str, str], Rule] = {}
"""What an op was in another version of MXNet, by name and version, where that was another algorithm."""
_own: contextvars.ContextVar[bool] = contextvars.ContextVar("own", default=False)
"""Whether the rules being declared are mxsym's own, which its tests have traced."""
_flavour: contextvars.ContextVar[str] = contextvars.ContextVar("flavour", default=VERSIONS[-1])


def find(name: str) -> Rule:
    """The op of that name: a declared one, an alias of one, or one that is derived from one.

    Raises:
        AttributeError: there is none; the text has a near name.
    """
    from mxsym.family import ALIASES, derive

    _load_builtin()
    found = RULES.get(name) or RULES.get(ALIASES.get(name, name)) or derive(ALIASES.get(name, name))
    if found is None:
        raise AttributeError(f"mxsym has no op {name!r}: {near(name, every_name(), '`mxsym ops` lists them')}")
    return found


@contextlib.contextmanager
def flavour(version: str) -> Generator[None]:
    """Within the `with` block, ops that were another algorithm in MXNet 1.9 ("1.9") are that one.

    Raises:
        ValueError: no such version.
    """
    token = _flavour.set(check_flavour(version))
    try:
        yield
    finally:
        _flavour.reset(token)


def check_flavour(version: object) -> str:
    """`version` if it is one.

    Raises:
        ValueError: it is none.
    """
    if version not in VERSIONS:
        raise ValueError(f"flavour is one of {', '.join(map(repr, VERSIONS))}, got {version!r}")
    return str(version)


def asked(rule: Rule, version: object = None) -> Any:
    """The version that is asked for: `version`, else the rule's own where it is not the newest, else the block's."""
    if version is not None:
        return version
    return rule.flavour if rule.flavour != VERSIONS[-1] else _flavour.get()


def flavoured(rule: Rule, version: object = None) -> Rule:
    """The rule as it was in that version of MXNet; by default its own, or the one of the enclosing `flavour(…)`."""
    wanted = check_flavour(asked(rule, version))
    if rule.base is not None:
        from mxsym.family import VARIADIC, form_of

        return rule if rule.form in VARIADIC else form_of(flavoured(rule.base, wanted), rule.form)
    if not is_registered(rule):
        return rule
    return FLAVOURS.get((rule.name, wanted), rule if wanted != VERSIONS[-1] else RULES.get(rule.name, rule))


@functools.cache
def _load_builtin() -> None:
    """Import every module of `mxsym.rules`: a new file needs no entry anywhere. Each rule is traced when it is used."""
    import importlib
    import pkgutil

    from mxsym import operators, rules

    assert operators.OPERATORS
    token = _own.set(True)
    try:
        for module in pkgutil.iter_modules(rules.__path__):
            importlib.import_module(f"mxsym.rules.{module.name}")
    finally:
        _own.reset(token)


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
    _load_builtin()
    return sorted(RULES)


def every_name() -> list[str]:
    """The names of all ops, those that are derived and MXNet's other spellings among them, sorted."""
    from mxsym.family import ALIASES, derived_names

    return sorted({*names(), *ALIASES, *derived_names(names())})


def reserved() -> set[str]:
    """What `mx.sym` and `mx.nd` call something else already."""
    from mxsym import symbol
    from mxsym.family import ALIASES

    return {*symbol.__all__, *ALIASES, *(name for name, rule in RULES.items() if not rule.is_update)}


@overload
def update_rule(function: Callable[..., Any], /) -> Rule: ...
@overload
def update_rule(*, name: str | None = None, flavour: str | None = None) -> Callable[[Callable[..., Any]], Rule]: ...
def update_rule(
    function: Callable[..., Any] | None = None, /, *, name: str | None = None, flavour: str | None = None
) -> Any:
    """Declare an update rule.

    The function takes tensors by position (the weight, the gradient, the states; `= None` makes one optional) and
    hyper-parameters after a `*`. It returns `{name: new value}`: the output first, then the states, each named as
    the input it replaces. It is run once, on symbolic values; `mx.sym.NAME`, `mx.nd.NAME` and the kernels come
    from that, and the forms `mp_NAME` (a float32 master copy of a 16-bit weight) and `multi_NAME` (many tensors).
    A number is a run-time scalar: changing it compiles nothing. A `bool` may be branched on.

    Args:
        name: the op's name; the function's by default. Declaring a name again replaces the op.
        flavour: the version of MXNet whose other algorithm of that name this is; see `mx.flavour`.

    Raises:
        RuleError: the function does what no update rule can; the text begins with its file and line.
    """

    def register(body: Callable[..., Any]) -> Rule:
        chosen = _checked_name(body, name)
        rule = declare(body, chosen, chosen.lower(), is_update=True, later=_own.get())
        if flavour is None:
            RULES[chosen] = rule
            for version in VERSIONS:  # what it replaces was another op's
                FLAVOURS.pop((chosen, version), None)
        else:
            rule = FLAVOURS[chosen, check_flavour(flavour)] = replace(rule, flavour=flavour)
        return rule

    return register if function is None else register(function)


def operator(*, name: str | None = None, dtype: DType | None = None) -> Callable[[Callable[..., Any]], Rule]:
    """Declare an op that updates nothing. `dtype` is its output's, where that is not its inputs'.

    Raises:
        RuleError: as for `update_rule`.
    """

    def register(body: Callable[..., Any]) -> Rule:
        chosen = body.__name__ if name is None else name
        rule = declare(body, chosen, chosen.lower(), is_update=False, output_dtype=dtype, later=_own.get())
        RULES[chosen] = rule
        return rule

    return register


def _checked_name(body: Callable[..., Any], name: str | None) -> str:
    if not inspect.isfunction(body):
        raise RuleError(f"update_rule declares functions, got {body!r}")
    chosen = body.__name__ if name is None else name
    if not is_python_name(chosen):
        raise fail(
            body, f"{chosen!r} cannot be an op's name: pass a name of Python's that is no keyword, as 'my_update'"
        )
    if chosen in reserved():
        raise fail(body, f"{chosen!r} cannot be an op's name: mx.sym has another meaning for it")
    return chosen
