"""The parts of an optimizer that follow from an update rule: arguments, states, the count of steps.

`mx.optimizer.from_rule` and `mxsym.torch.from_rule` read them here.
"""

from __future__ import annotations

import copyreg
import functools
from collections.abc import Callable, Mapping
from typing import Any

from mxsym.codegen.record import record
from mxsym.optimizer.declaration import RATE, Rate, Setting
from mxsym.optimizer.settings import CLIP, OFF, OTHER_NAMES, RESCALE
from mxsym.rule.lookup import find
from mxsym.rule.operations import PLACE
from mxsym.rule.rule import LAZY, REQUIRED, Attribute, Rule, is_shared, lazy_by_default
from mxsym.spelling import kind_name

STEP = "t"
"""The number of a rule that is the count of a parameter's steps, this one included."""


@record
class Parts:
    """Names in a rule that an optimizer has: `states`; `numbers`, with flags; `singles`, the tensors of one number that
    are only read. `counts`: the rule has the count of steps.
    """

    states: tuple[str, ...]
    numbers: tuple[Attribute, ...]
    singles: tuple[str, ...]
    counts: bool


def rule_given(rule: str | Rule) -> Rule:
    """The rule that a caller of `from_rule` means.

    Raises:
        TypeError: it is neither a rule nor a name.
    """
    if isinstance(rule, str):
        return find(rule)
    if not isinstance(rule, Rule):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may pass anything
        fix = "pass what mx.update_rule returned, or the name of a rule"
        raise TypeError(f"from_rule: got {kind_name(rule)}, expected an update rule; {fix}")
    return rule


def parts_of(rule: Rule) -> Parts:
    """The parts of an optimizer of a rule.

    Raises:
        TypeError: the rule is no update by a gradient, or reads a tensor that no optimizer has.
    """
    inputs = [item for item in rule.inputs if not item.optional]
    singles = [item.name for item in inputs[2:] if is_shared(rule, item)]
    others = [item.name for item in inputs[2:] if item.name not in (*rule.states, *singles)]
    if not rule.is_update or rule.base is not None or len(rule.inputs) < 2 or others:
        why = f"reads {', '.join(others)}, which it does not change" if others else "is no update of a weight"
        raise TypeError(f"from_rule: {rule.title} {why}; an optimizer's rule takes weight, grad and states")
    states = [item.name for item in inputs if item.name in rule.states]
    own = [item for item in rule.attributes if item in (*rule.scalars, *rule.flags)]
    numbers = [item for item in own if item.name not in (STEP, PLACE)]
    return Parts(tuple(states), tuple(numbers), tuple(singles), rule.attribute(STEP) is not None)


def class_name(rule: Rule) -> str:
    """The name of the class of a rule: `Lion` for `lion_update`."""
    title = "".join(part.capitalize() for part in rule.name.removesuffix("_update").split("_"))
    return title if title.isidentifier() else rule.name


def class_doc(rule: Rule) -> str:
    """The author's part of the docstring of the class of a rule."""
    return f"{rule.summary}\n\nFrom the rule `{rule.name}`.".strip()


def class_body(rule: Rule, base: type) -> dict[str, Any]:
    """The namespace of the optimizer class of a rule, with its arguments as annotated attributes.

    Raises:
        TypeError: no optimizer follows from the rule, or a number of it has a name that is something else in `base`.
    """
    parts = parts_of(rule)
    rate = rule.attribute("lr")
    if rate is None or not rate.numeric:
        raise TypeError(f"from_rule: {rule.title} has no number lr, the learning rate; call its rate lr")
    kinds: dict[str, str] = {RATE: Rate.__name__}
    body: dict[str, Any] = {RATE: Rate(None if rate.required else rate.default)}
    for item in parts.numbers:
        name = OTHER_NAMES.get(item.name, item.name)
        usual = {"wd": 0.0, RESCALE: 1.0, CLIP: OFF}
        if item.name == "lr" or usual.get(name) == item.default:
            continue
        if name not in usual and (hasattr(base, name) or name in vars(base())):
            fix = "give it another name in the rule"
            raise TypeError(f"from_rule: {rule.title} has a number {name}, which is an optimizer's {name}; {fix}")
        kinds[name] = item.kind.__name__
        body[name] = Setting(item.default)
    for name in parts.singles:
        if name != RESCALE:
            kinds[name] = "float"
            body[name] = Setting(REQUIRED, "one number that the rule reads")
    kinds |= {LAZY.name: "bool", "use_fused_step": "bool | None"}
    body |= {LAZY.name: Setting(lazy_by_default(rule) and rule.separable), "use_fused_step": Setting(True)}
    return {"__annotations__": kinds, "update_rules": (rule.name,), "needs_rate": rate.required, **body}


class OfRule(type):
    """The class of the classes that follow from a rule. They are pickled as the rule is, by its name or its text."""


_MAKER = "of_rule.maker"
"""The function that makes a class of a rule again, in its namespace: a name that no number of a rule has."""


@functools.lru_cache(maxsize=256)
def class_of(
    rule: Rule,
    name: str | None,
    base: type[Any],
    body_of: Callable[[Rule], Mapping[str, Any]],
    maker: Callable[[Rule, str | None], type[Any]],
) -> type[Any]:
    """The optimizer class of a rule: one object each time.

    Args:
        rule: the rule.
        name: of the class; else it is the rule's.
        base: the class that it derives from.
        body_of: makes its namespace, but for what every such class has.
        maker: a public function that makes the class from a rule and a name, for those who read a pickle.

    Raises:
        TypeError: as `body_of`.
    """
    own = {"__doc__": class_doc(rule), "__module__": rule.function.__module__, "of_rule": rule, _MAKER: maker}
    return OfRule(name or class_name(rule), (base,), own | dict(body_of(rule)))


def _reduced(kind: type[Any]) -> str | tuple[Any, ...]:
    """A class in a pickle. One that the user derives from it is found by its name, as any other."""
    own = vars(kind)
    if (rule := own.get("of_rule")) is None:
        return kind.__qualname__
    return own[_MAKER], (rule, None if kind.__name__ == class_name(rule) else kind.__name__)


copyreg.pickle(OfRule, _reduced)
