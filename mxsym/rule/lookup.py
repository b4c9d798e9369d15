"""Ops by name: declared ones, those derived from them, MXNet's other spellings; and an op's other versions."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from mxsym.errors import close, suggest
from mxsym.rule.bodies import FORMS
from mxsym.rule.derived_ops import GUARDED, VARIADIC, form_of, variadic
from mxsym.rule.mxnet_names import ALIASES, NO_NETWORKS
from mxsym.rule.registry import FLAVOURS, RULES, Table, check_flavour, current_flavour, is_registered
from mxsym.rule.rule import VERSIONS, Rule

LOADERS: list[Callable[[str | None], object]] = []
"""Functions that declare rules, each called before every look-up with the op's name, or None where all are looked at.

`mxsym.rules` adds its own.
"""


def load_builtin(name: str | None = None) -> None:
    """Declare a built-in rule, or all. One that the user has declared already stays what it is."""
    for load in LOADERS:
        load(name)


def known(name: str) -> Rule | None:
    """The op of that name, if there is one: a declared one, an alias of one, or one that is derived from one."""
    other = ALIASES.get(name, name)
    load_builtin(other)
    return RULES.get(name) or RULES.get(other) or derive(other)


def find(name: str) -> Rule:
    """The op of that name, as `known` finds it.

    Raises:
        AttributeError: there is none; the text has a near name.
    """
    rule = known(name)
    if rule is None:
        otherwise = NO_NETWORKS if name[:1].isupper() else "`mxsym ops` lists them"  # MXNet writes layers so
        raise AttributeError(f"mxsym has no op {name!r}: {suggest(name, every_name(), otherwise)}")
    return rule


def near(name: str) -> str | None:
    """The op whose name is close to `name`, if one is: the one that the error of `find` names."""
    return close(name, every_name())


def latest(rule: Rule) -> Rule:
    """The op that has this op's name now, or itself. A name is looked up again after each declaration."""
    return _latest(rule, Table.stamp)


@functools.lru_cache(maxsize=4096)
def _latest(rule: Rule, _stamp: object) -> Rule:
    return known(rule.name) or rule


def requested_version(rule: Rule, version: object = None) -> Any:
    """The version that is asked for: `version`, else the rule's own where it is not the newest, else the block's."""
    if version is not None:
        return version
    return rule.flavour if rule.flavour != VERSIONS[-1] else current_flavour()


def for_version(rule: Rule, version: object = None) -> Rule:
    """The rule as it was in that version of MXNet; by default its own, or the one of the enclosing `flavour(…)`."""
    wanted = check_flavour(requested_version(rule, version))
    if rule.base is not None:
        return rule if rule.is_gathered else form_of(for_version(rule.base, wanted), rule.form)
    if not is_registered(rule):
        return rule
    return FLAVOURS.get((rule.name, wanted), rule if wanted != VERSIONS[-1] else RULES.get(rule.name, rule))


def differs(rule: Rule) -> bool:
    """True if an op is another algorithm in another version of MXNet."""
    while rule.base is not None:
        rule = rule.base
    return any(name == rule.name for name, _ in FLAVOURS)


def names() -> list[str]:
    """The names of all declared ops, sorted."""
    load_builtin()
    return sorted(RULES)


def every_name() -> list[str]:
    """The names of all ops, those that are derived and MXNet's other spellings among them, sorted."""
    return sorted({*names(), *ALIASES, *derived_names(names())})


def derive(name: str) -> Rule | None:
    """The op of that name (not an alias) that is derived from a declared one, or None."""
    if name in VARIADIC:
        return variadic(name)
    for form in (*GUARDED, *FORMS):
        base = RULES.get(name.removeprefix(f"{form}_")) if name.startswith(f"{form}_") else None
        if base is not None and _has_form(base, form):
            return form_of(base, form)
    return None


def derived_names(declared: Iterable[str]) -> list[str]:
    """The names of all derived ops of these declared ones."""
    rules = [RULES[name] for name in declared]
    return [*VARIADIC, *(f"{form}_{rule.name}" for rule in rules for form in FORMS if _has_form(rule, form))]


def _has_form(rule: Rule, form: str) -> bool:
    preloaded = form in FORMS and FORMS[form].preloaded
    return rule.is_update and (not preloaded or rule.attribute("lr") is not None)
