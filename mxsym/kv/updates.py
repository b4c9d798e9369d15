"""Updates of keys: an optimizer or a rule, as plain data that a server makes it from again."""

# Nothing is pickled: a class is named, a rule of the user's is its text, settings and schedules are a state file.

from __future__ import annotations

import abc
import contextlib
import functools
import json
from collections.abc import Generator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from mxsym.errors import BindError, Fault, read_json
from mxsym.kv.keys import Key, Spec, name_of
from mxsym.opgraph.rule_text import described, rule_of
from mxsym.optimizer import fused_step
from mxsym.optimizer.declaration import arguments_of
from mxsym.optimizer.derived import STEP, parts_of
from mxsym.optimizer.hyperparameters import MULTIPLIERS
from mxsym.optimizer.optimizer import Optimizer, from_rule
from mxsym.optimizer.settings import CLIP, OFF, attributes_of, needs
from mxsym.optimizer.updater import Updater
from mxsym.optimizer.values import SCHEDULES, Arrays, decode_schedule, encode_schedule
from mxsym.rule.lookup import find
from mxsym.rule.numbers import as_number
from mxsym.rule.rule import Rule
from mxsym.runtime.buffers import Array

Plain = dict[str, Any]
SCHEDULE = "lr_scheduler"
"""The name of a schedule among the numbers of a push: it is its text, as `schedule_text` gives it."""
MOST_TEXT = 1 << 16
"""Characters of such a text."""


def schedule_text(schedule: Any) -> str | None:
    """A schedule of `mx.lr_scheduler` as a text; None for any other: servers do not have its code."""
    if type(schedule) not in SCHEDULES.values():
        return None
    try:
        text = json.dumps(encode_schedule(schedule, {}))
    except TypeError:  # it has an attribute of the user's that is no number
        return None
    return text if len(text) <= MOST_TEXT else None


@functools.lru_cache(maxsize=64)
def schedule_of(text: str) -> Any:
    """The schedule that a text describes: a function of the number of updates, which nobody changes.

    Raises:
        LoadError: it describes none; or whatever its values raise that are none of a schedule's.
    """
    return decode_schedule(read_json(text), Arrays({}))


def schedule_problem(value: Any) -> str | None:
    """Return why a value among the numbers of a push is no schedule; None if it is one."""
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        return repr(value)[:80]
    try:
        schedule_of(value)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        return f"{error}"[:200]
    return None


def optimizer_plain(optimizer: Optimizer) -> Plain:
    """An optimizer as plain data.

    Raises:
        TypeError: its settings are neither numbers nor texts, or its class is the user's own: servers have none.
    """
    rule: Rule | None = optimizer.of_rule
    kind = type(optimizer).__name__
    if rule is None and Optimizer.opt_registry.get(kind.lower()) is not type(optimizer):
        former = Optimizer.former_registry.get(kind.lower())
        if former is not type(optimizer):
            raise TypeError(f"servers know no class {kind}: register it, or declare its rule with mx.update_rule")
    if rule is None and not type(optimizer).__module__.startswith("mxsym."):
        raise TypeError(f"servers do not have the module of {kind}: declare its rule with mx.update_rule")
    settings = np.frombuffer(Updater(optimizer).get_states(dump_optimizer=True), np.uint8)
    of_rule = None if rule is None else _described(rule)
    return {"class": kind, "rule": of_rule, "flavour": optimizer.flavour, "settings": settings}


def rule_plain(rule: Rule | str, attributes: Mapping[str, Any]) -> Plain:
    """A rule and its attributes as plain data.

    Raises:
        BindError: an attribute that the rule does not have, or that is no number.
    """
    known = find(rule) if isinstance(rule, str) else rule
    faults: list[Fault] = []
    values: Plain = {}
    flags = {item.name for item in known.flags}
    names = [item.name for item in (*known.scalars, *known.flags)]
    for name, value in attributes.items():
        number = as_number(value)
        if name not in names or (number is None and name not in flags):
            expected = f"a number of {', '.join(names)}"
            faults.append(Fault(known.title, name, repr(value)[:80], expected, "pass only these"))
        else:
            values[name] = value if name in flags else number
    if faults:
        raise BindError("kv.set_update", faults)
    return {"rule": _described(known), "attributes": values}


def _described(rule: Rule) -> Any:
    """A rule as plain data.

    Raises:
        TypeError: it reads numbers of the whole model.
    """
    if rule.of_model:
        what = f"{rule.title} reads numbers of the whole model, and servers update each key on its own"
        raise TypeError(f"{what}; step by it where all weights are, as with mx.training_step")
    return described(rule)


class Update(abc.ABC):
    """The update of one key."""

    @abc.abstractmethod
    def numbers(self) -> list[str]:
        """Names of the numbers that a push may bring."""

    def missing(self, numbers: Mapping[str, float]) -> list[str]:
        """Names of the numbers of a step that neither the update has nor the push."""
        return []

    def check(self, key: Key, numbers: Mapping[str, float]) -> None:
        """Refuse a push without a number that nobody has given.

        Raises:
            BindError: a number is missing.
        """
        faults = [
            Fault(f"key {key!r}", name, "no value", "a number", f"pass numbers={{{name!r}: …}}, or set_update with it")
            for name in self.missing(numbers)
        ]
        if faults:
            raise BindError("kv.push", faults)

    @abc.abstractmethod
    def table(self, key: Key, dtype: np.dtype[Any]) -> tuple[Rule, Mapping[str, Any]]:
        """The rule of a table, and its attributes.

        Raises:
            BindError: settings that have no numbers.
        """

    @abc.abstractmethod
    def table_step(
        self, key: Key, step: int, numbers: Mapping[str, float], log: list[int]
    ) -> contextlib.AbstractContextManager[Mapping[str, float] | None]:
        """The numbers of one step of a table; None where nothing moves.

        What is counted is taken back after an error, unless `log` says that the step was done before.

        Raises:
            BindError: settings that have no numbers.
        """

    @abc.abstractmethod
    def updater(self) -> Updater:
        """The optimizer of a dense array, with its states."""


class OptimizerUpdate(Update):
    """An optimizer's. Each key has one of its own, so that keys count their updates alone, on whichever server."""

    def __init__(self, plain: Plain) -> None:
        more: Plain = {"flavour": plain["flavour"]} if plain["flavour"] else {}
        if plain["rule"] is not None:
            rule = rule_of(plain["rule"])
            kind: Any = from_rule(rule, plain["class"])
            more |= _required(rule)
        else:
            name = plain["class"].lower()
            kind = Optimizer.opt_registry.get(name) or Optimizer.former_registry[name]
        self.optimizer: Optimizer = kind(learning_rate=0.1, **more)
        self._updater = Updater(self.optimizer)
        self._updater.set_states(np.asarray(plain["settings"], np.uint8).tobytes())

    def numbers(self) -> list[str]:
        """Return the optimizer's numeric arguments, the multipliers of a key, and the schedule."""
        return [*_settings(self.optimizer), *MULTIPLIERS, SCHEDULE]

    def updater(self) -> Updater:
        """Return the optimizer with its states."""
        return self._updater

    def _rule(self, key: Key, narrow: bool) -> Rule:
        optimizer = self.optimizer
        return fused_step.rule_of(optimizer.rule(key), optimizer.flavour, master=narrow and optimizer.multi_precision)

    def table(self, key: Key, dtype: np.dtype[Any]) -> tuple[Rule, Mapping[str, Any]]:
        """Return the optimizer's rule for this type, with the numbers of the first step."""
        self._narrow = dtype.itemsize == 2
        rule = self._rule(key, self._narrow)
        with self.optimizer.as_if_counted([key]):
            flags, numbers = self._attributes(key, rule)
        return rule, {**dict(flags), **numbers}

    def _attributes(self, key: Key, rule: Rule) -> tuple[tuple[tuple[str, Any], ...], dict[str, float]]:
        optimizer = self.optimizer
        (lr,), (wd,) = optimizer.rates_of([key])
        attributes = attributes_of(optimizer, rule, lr, wd, optimizer.update_counts[key], key)
        if attributes.problems:
            raise BindError(type(optimizer).__name__, [Fault(f"key {key!r}", *item) for item in attributes.problems])
        return attributes.flags, attributes.numbers

    @contextlib.contextmanager
    def table_step(
        self, key: Key, step: int, numbers: Mapping[str, float], log: list[int]
    ) -> Generator[Mapping[str, float] | None]:
        """Count the step and give its numbers."""
        optimizer = self.optimizer
        rule = self._rule(key, self._narrow)
        with with_numbers(optimizer, key, numbers), optimizer.counted([key], log):
            (lr,), _ = optimizer.rates_of([key])
            still = (lr == 0 and rule.divides_by("lr")) or key in optimizer.frozen_among([key])
            yield None if still else self._attributes(key, rule)[1]


def _required(rule: Rule) -> Plain:
    """A number for each argument of the rule's optimizer that has no default; the settings replace it."""
    parts = parts_of(rule)
    needed = [item.name for item in parts.numbers if item.required and item.name != "lr"]
    return dict.fromkeys((*needed, *parts.singles), 0.5)


@functools.lru_cache(maxsize=256)
def _bounds(kind: type[Optimizer]) -> frozenset[str]:
    """The arguments of a class that are bounds, where None is off."""
    rules = map(find, kind.update_rules) if kind.of_rule is None else [kind.of_rule]
    return frozenset({CLIP, *(name for rule in rules for name, default in needs(rule).numbers if default == OFF)})


def _settings(optimizer: Optimizer) -> dict[str, float]:
    """An optimizer's numeric arguments by the names that a push brings them by."""
    values, bounds = {"lr": as_number(optimizer.lr)}, _bounds(type(optimizer))
    for name in arguments_of(type(optimizer), optimizer.flavour):
        value = vars(optimizer).get(name)
        values[name] = OFF if value is None and name in bounds else as_number(value)
    return {name: number for name, number in values.items() if number is not None}


def changes(optimizer: Optimizer, copy: Optimizer, keys: Sequence[Key]) -> list[dict[str, Any]]:
    """For each key the numbers of an optimizer that its copy on the servers has not: settings and multipliers.

    Another schedule is among them as a text, and what is no number any more, or no schedule that servers know, as it
    is.
    """
    ours, theirs = _settings(optimizer), _settings(copy)
    if copy.lr_scheduler is not None:
        theirs.pop("lr", None)
    settings = {
        name: ours[name] if name in ours else vars(optimizer).get(name)
        for name in {**theirs, **ours}
        if ours.get(name) != theirs.get(name)
    }
    if optimizer.lr_scheduler is not None:
        settings.pop("lr", None)
        if not _are_same(optimizer.lr_scheduler, copy.lr_scheduler):
            text = schedule_text(optimizer.lr_scheduler)
            settings[SCHEDULE] = optimizer.lr_scheduler if text is None else text
    tables = [name for name in MULTIPLIERS if optimizer.param_dict or getattr(optimizer, name) != getattr(copy, name)]
    if not tables:
        return [settings] * len(keys)
    return [settings | {name: optimizer.multiplier_of(key, name) for name in tables} for key in keys]


def _are_same(schedule: object, copy: object) -> bool:
    """True if a schedule is of the class of a copy, and has its attributes."""
    return type(schedule) is type(copy) and bool(vars(schedule) == vars(copy))


def _counted(count: float, *_rates: float) -> dict[str, float]:
    """`Optimizer.numbers` of a step whose count a push brings."""
    return {STEP: count}


@contextlib.contextmanager
def with_numbers(optimizer: Optimizer, key: Key, numbers: Mapping[str, Any]) -> Generator[None]:
    """Other settings, multipliers of the key and its count, for one step. A rate comes before a schedule's."""
    before, own = dict(vars(optimizer)), vars(optimizer)
    for name, value in numbers.items():
        if name == STEP:  # no attribute: it is counted
            own["numbers"] = functools.partial(_counted, value)
        elif name == SCHEDULE:
            optimizer.lr_scheduler = None if "lr" in numbers else schedule_of(value)
        elif name == "lr":
            optimizer.lr, optimizer.lr_scheduler = value, None
        else:
            setattr(optimizer, name, {key: value} if name in MULTIPLIERS else value)
    try:
        yield
    finally:
        for name in (*numbers, "numbers", "lr_scheduler"):
            own.pop(name, None)
            own |= {name: before[name]} if name in before else {}


class RuleUpdate(Update):
    """A rule's, with numbers that stay unless a push brings others; `t` is the number of the key's step."""

    def __init__(self, plain: Plain) -> None:
        self.rule, self.attributes = rule_of(plain["rule"]), dict(plain["attributes"])
        known = [item for item in self.rule.scalars if item.name not in self.attributes]
        self._needed = [item.name for item in known if item.required]
        self._counts = any(item.name == STEP for item in known)
        self._updater: Updater | None = None

    def numbers(self) -> list[str]:
        """Return the names of the rule's numbers."""
        return [item.name for item in self.rule.scalars]

    def updater(self) -> Updater:
        """Return the optimizer that follows from the rule."""
        if self._updater is None:
            own: Plain = {**dict.fromkeys(self._needed, 0.0), **self.attributes}
            own.pop(STEP, None)
            if "lr" in own:
                own["learning_rate"] = own.pop("lr")
            self._updater = Updater(from_rule(self.rule)(**own))
        return self._updater

    def table(self, key: Key, dtype: np.dtype[Any]) -> tuple[Rule, Mapping[str, Any]]:
        """Return the rule and its attributes.

        Raises:
            BindError: an input that is one number, which no push brings.
        """
        missing = [name for name in parts_of(self.rule).singles if name not in self.attributes]
        if missing:
            got, expected = "nothing", "a number"
            faults = [Fault(self.rule.title, name, got, expected, f"pass {name}=1.0, say") for name in missing]
            raise BindError("set_update", faults)
        return self.rule, self.attributes

    def table_step(
        self, key: Key, step: int, numbers: Mapping[str, float], log: list[int]
    ) -> contextlib.AbstractContextManager[Mapping[str, float] | None]:
        """Give the numbers of a step: the push's, and its count."""
        self.check(key, numbers)
        return contextlib.nullcontext({STEP: float(step), **numbers} if self._counts else numbers)

    def missing(self, numbers: Mapping[str, float]) -> list[str]:
        """Names of the rule's numbers without a default, but for its count."""
        return [name for name in self._needed if name not in numbers and not (name == STEP and self._counts)]


def update_of(plain: Plain) -> Update:
    """The update that is described so.

    Raises:
        LoadError, TypeError, ValueError: it is none.
    """
    return OptimizerUpdate(plain) if "class" in plain else RuleUpdate(plain)


def chosen(updates: list[tuple[str, Plain]], key: Key, spec: Spec) -> Plain | None:
    """The update of a key: that of the last pattern that fits it."""
    name = str(name_of(key, spec))
    return next((plain for pattern, plain in reversed(updates) if fnmatchcase(name, pattern)), None)


def piece_faults(update: Update, key: Key, spec: Spec) -> list[Fault]:
    """Faults of an update whose pieces would have other bits than the whole array has."""
    node, fix = f"key {key!r}", 'init the key without split="range"'
    expected = "one that servers can run on a part of the rows"
    try:
        rule, _ = update.table(key, spec.numpy)
    except NotImplementedError as error:
        return [Fault(node, "update", f"{error}", expected, fix)]
    if not rule.separable_at(len(spec.shape)):
        return [Fault(node, "update", f"{rule.title}, which needs the whole weight at once", expected, fix)]
    if any("index" in body.operations for body in rule.each_body()):
        return [Fault(node, "update", f"{rule.title}, whose random numbers go by places in the whole", expected, fix)]
    return []


def same(one: Plain, other: Plain) -> bool:
    """True if two descriptions say the same."""
    return {**one, "settings": 0} == {**other, "settings": 0} and np.array_equal(
        one.get("settings", _NOTHING), other.get("settings", _NOTHING)
    )


_NOTHING: Array = np.empty(0, np.uint8)
