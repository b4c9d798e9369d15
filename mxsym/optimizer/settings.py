"""Checks of an optimizer's attributes: the numbers and flags of a rule, and settings by the class's own signature."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from mxsym.errors import BindError, suggest, warn
from mxsym.optimizer.declaration import arguments_of, version_of
from mxsym.optimizer.protocols import GivesNumbers
from mxsym.rule.numbers import as_number, is_real, place_of, plain
from mxsym.rule.operations import PLACE
from mxsym.rule.rule import REQUIRED, Rule, is_shared

OFF = -1.0
"""The default of a bound that is off; None means it."""
RESCALE, CLIP = "rescale_grad", "clip_gradient"
OTHER_NAMES = {"clip_grad": CLIP}
"""Names that some of MXNet's rules use for an attribute of every optimizer."""
LIMITS = ("aggregate_num",)
"""Settings that are bounds: MXNet's programs pass infinity for no bound."""
APART = ("lr_scheduler", "param_dict", "sym_info", "flavour", "of_rule", "needs_rate", "dense_form")
"""Attributes that are no settings: objects of the model's, the schedule, and what an optimizer stays."""

Problem = tuple[str, str, str, str]
"""An argument, the value, the expected value, the fix."""


class Needs(NamedTuple):
    """The names of a rule's tensors, of the numbers that it only reads; its flags and numbers with their defaults."""

    tensors: tuple[str, ...]
    singles: tuple[str, ...]
    flags: tuple[tuple[str, Any], ...]
    numbers: tuple[tuple[str, Any], ...]
    names: frozenset[str]


@functools.lru_cache(maxsize=4096)
def needs(rule: Rule) -> Needs:
    """Needs of a rule, by kind."""
    flags, numbers = (tuple((item.name, item.default) for item in items) for items in (rule.flags, rule.scalars))
    return Needs(
        tuple(item.name for item in rule.inputs if not is_shared(rule, item)),
        tuple(item.name for item in rule.inputs if is_shared(rule, item)),
        flags,
        numbers,
        frozenset(name for name, _ in (*flags, *numbers)),
    )


class Attributes(NamedTuple):
    """The attributes of a parameter's update, and their faults."""

    flags: tuple[tuple[str, Any], ...]
    numbers: dict[str, float]
    problems: list[Problem]
    computed: Mapping[str, Any]


def attributes_of(optimizer: GivesNumbers, rule: Rule, lr: float, wd: float, t: int, index: Any = None) -> Attributes:
    """A rule's flags and numbers: what `numbers` gives, else the optimizer's attributes of the same names.

    `index`: the parameter's, for optimizers whose numbers depend on it.
    """
    need = needs(rule)
    problems: list[Problem] = []
    try:
        own: Any = optimizer.numbers(lr, wd, t) if index is None else optimizer.numbers_of(index, lr, wd, t)
    except BindError:  # it says what is no number
        raise
    except (ArithmeticError, ValueError) as error:  # a decay of 1, say
        own = {}
        problems.append(("numbers()", f"{error}", f"settings that give update {t} its numbers", "use decays below 1"))
    if type(own) is not dict and not isinstance(own, Mapping):
        problems.append(("numbers()", f"{own!r}", "a dict of attributes of the rule", "return one, {} for none"))
        own = {}
    computed = cast("Mapping[str, Any]", own)
    version = version_of(optimizer)
    place = {PLACE: place_of(index)} if PLACE in need.names and not hasattr(optimizer, PLACE) else {}
    values: dict[str, Any] = {"lr": lr, "wd": wd, "t": t, **place, **version.constants, **computed}
    for name in computed:
        if name not in need.names:
            fix = suggest(name, sorted(need.names))
            problems.append((f"numbers()[{name!r}]", "a value", f"an attribute of {rule.name}", fix))
    if wd and "wd" not in need.names and "wd" not in need.singles:
        problems.append(("wd", f"{wd}", f"0: {rule.name} has no weight decay", "leave it out"))
    numbers: dict[str, float] = {}
    for name, default in need.numbers:
        value = values[name] if name in values else getattr(optimizer, version.spelled.get(name, name), REQUIRED)
        if type(value) is float and _is_finite(value):
            numbers[name] = value
        else:
            if value is REQUIRED:
                value = getattr(optimizer, OTHER_NAMES[name]) if name in OTHER_NAMES else default
            number = OFF if value is None and default == OFF else as_number(value)
            if number is None or math.isnan(number) or (math.isinf(number) and default != OFF):
                problems.append((name, *_wanted(value, bound=default == OFF)))
            else:
                numbers[name] = number
    flags = (
        tuple(_flag(optimizer, name, default, values, problems) for name, default in need.flags) if need.flags else ()
    )
    return Attributes(flags, numbers, problems, computed)


_is_finite = math.isfinite


def _flag(
    optimizer: GivesNumbers, name: str, default: Any, given: Mapping[str, Any], problems: list[Problem]
) -> tuple[str, Any]:
    """A flag of the rule: a truth value of any kind as Python's."""
    value = given[name] if name in given else getattr(optimizer, name, default)
    if type(value) is type(default):
        return name, value
    known = plain(value)
    if isinstance(default, bool) and not isinstance(known, str) and known in (0, 1):
        return name, bool(known)
    wanted = "True or False" if isinstance(default, bool) else "a text"
    problems.append((name, repr(value)[:80], wanted, "set the optimizer's attribute, or return it from numbers()"))
    return name, default


def _wanted(value: Any, *, bound: bool) -> tuple[str, str, str]:
    """For a value that is not a number: the value, the expected value, the fix."""
    got = "nothing" if value is REQUIRED else repr(value)[:80]
    expected = "a number, or None for no bound" if bound else "a finite number"
    return got, expected, "set the optimizer's attribute, or return it from numbers()"


def problems_of(
    optimizer: GivesNumbers, base: type[GivesNumbers], rule: Rule, computed: Mapping[str, Any]
) -> list[Problem]:
    """Problems of an optimizer's settings, and of this rule's use for it.

    `base`: the class that all optimizers derive from. `computed`: what `numbers` gives.
    """
    problems: list[Problem] = []
    if "lr" not in needs(rule).names and type(optimizer).numbers is base.numbers:
        expected = f"an attribute of {rule.name}, or numbers() that use it"
        problems.append(("lr", "a learning rate", expected, "give the rule an attribute lr"))
    clip = as_number(optimizer.clip_gradient)
    clips = CLIP in needs(rule).names or any(name in needs(rule).names for name in OTHER_NAMES)
    if clip is not None and clip > 0 and not clips:
        expected = f"None: {rule.name} takes its own {RESCALE} and no bound"
        problems.append((CLIP, f"{clip:g}", expected, f"give the rule an attribute {CLIP}"))
    names = frozenset(name for name in vars(optimizer) if not name.startswith("_"))
    _remark(type(optimizer), base, names, frozenset(computed), rule, optimizer.flavour)
    return problems


def may_be_none(kind: type, name: str, version: str) -> bool:
    """True if None is the default of the class's argument of that name, in a version of MXNet."""
    return arguments_of(kind, version).get(name, 0) is None


def setting_problems(kind: type, settings: Mapping[str, Any], version: str) -> list[Problem]:
    """Settings that are no numbers where the class's own default is one, in a version of MXNet."""
    problems: list[Problem] = []
    for name, default in arguments_of(kind, version).items():
        if name not in settings or name in APART or not (default is None or type(default) in (int, float)):
            continue
        value = settings[name]
        if (value is None and default is None) or (type(value) is float and math.isfinite(value)):
            continue
        number = as_number(value)
        if number is None:
            is_wrong = value is None or isinstance(value, str) or is_real(value)
        else:
            is_wrong = _is_wrong(name, number, default)
        if is_wrong:
            got, expected, _ = _wanted(value, bound=default is None)
            problems.append((name, got, expected, "set the optimizer's attribute"))
    return problems


def _is_wrong(name: str, number: float, default: Any) -> bool:
    """NaN, and infinity where it is no bound. A scale of the gradient may overflow: some rules skip the step then."""
    if name == RESCALE:
        return False
    return math.isnan(number) or (math.isinf(number) and default is not None and name not in LIMITS)


NEARLY = 0.85
"""Similarity of two names above which one is likely misspelt; `beta1` and `beta2` are less similar."""


@functools.lru_cache(maxsize=1024)
def _remark(
    kind: type, base: type[GivesNumbers], names: frozenset[str], computed: frozenset[str], rule: Rule, version: str
) -> None:
    """Warn of attributes that nothing reads and whose names are nearly those of attributes that are read."""
    own = {name for item in kind.__mro__ for name in vars(item)} | {*vars(base())}
    read = {*needs(rule).names, *needs(rule).singles, *arguments_of(kind, version)}
    unread = sorted(names - read - own)
    if not unread:
        return
    import difflib  # where everything is read, nobody needs it

    for name in unread:
        if close := difflib.get_close_matches(name, sorted(read - computed), 1, NEARLY):
            warn(f"{kind.__name__}.{name} is nothing that {rule.name} takes: did you mean {close[0]!r}?")
