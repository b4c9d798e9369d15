"""Text on a rule: its docstring and its part of the reference, derived from the traced body and the signature.

Facts come only from these, the author's docstring and the table of shared hyper-parameters.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import EACH, MATRIX, REDUCTIONS, WEIGHT, Axes, Granularity
from mxsym.rule.axes import EVERY, phrase
from mxsym.rule.bodies import MASTER, PER_TENSOR
from mxsym.rule.formula import formula, has_formula
from mxsym.rule.inputs import ZEROS, Input, State
from mxsym.rule.lookup import for_version
from mxsym.rule.meanings import meanings
from mxsym.rule.operations import PLACE
from mxsym.rule.rule import REQUIRED, VERSIONS, Attribute, Count, Many, Rule, is_shared
from mxsym.spelling import printable

Call = Callable[[Rule, tuple[Any, ...], dict[str, Any]], Any]
NOTE = "MXNet: "
"""First word of a docstring paragraph on MXNet's different behaviour."""
_TYPES = "float64, float32, float16 or bfloat16"
_BOUNDS = ("clip_gradient", "clip_grad", "clip_weights", "lower_bound", "upper_bound")


def words(rule: Rule) -> str:
    """The author's text, without the notes on MXNet."""
    return "\n\n".join(part for part in rule.summary.split("\n\n") if not part.startswith(NOTE))


def other_version(rule: Rule) -> Rule | None:
    """The other algorithm that MXNet 1.9 has under the op's name, or None."""
    other = for_version(rule, VERSIONS[0]) if rule.flavour == VERSIONS[-1] else rule
    return None if other is rule or other.flavour == rule.flavour else other


def differences(rule: Rule) -> list[str]:
    """MXNet 2.0's different behaviour, a sentence or two for each point."""
    sentences = [part.replace(NOTE, "MXNet ", 1) for part in rule.summary.split("\n\n") if part.startswith(NOTE)]
    bounds = [item.name for item in rule.attributes if item.name in _BOUNDS]
    if bounds:
        names = " or ".join(bounds)
        sentences.append(f"0 for {names} is off, as documented; MXNet takes it for a bound.")
    if rule.is_update and rule.members:
        sentences.append("Any number of tensors will do, and `out=None` makes fresh arrays; MXNet needs `out`.")
    if rule.has_master:
        sentences.append("The master copy is used for every dtype of the weight; MXNet's ops do so for some.")
    return sentences


def _tensor_names(items: list[Input]) -> str:
    return ", ".join(item.name + (" (or None)" if item.optional else "") for item in items)


def _kind(item: Input) -> tuple[Granularity, Axes, DType | None, State]:
    """The like tensors that a tensor is one of."""
    return item.space, item.axes, item.dtype, ZEROS if item.name == MASTER else item.state


def _shape_of(items: Sequence[Input], weight: str, *, one_type: bool) -> str:
    """The shape and type of like tensors of a rule with this weight. An operator's tensors have one type."""
    space, axes, dtype, _ = _kind(items[0])
    many = len(items) > 1
    stored = ("the same dtype" if one_type else "any of these types") if dtype is None else dtype.name
    if space is Granularity.SCALAR:
        kind = "of any float type" if dtype is None else dtype.name
        return f"{'tensors' if many else 'a tensor'} of one number, shape () or (1,), {kind}"
    if axes != WEIGHT:
        size, of = ("H", "(H, …)") if axes[0] == "rows" else ("W", "(…, W), W of all axes but the first")
        return f"one value for each pair of {axes[0]} of {weight}: shape ({size}, {size}) where that is {of}; {stored}"
    if space is Granularity.ROW:
        return f"one value {EACH[space]} of {weight}: shape (H, 1) or (H,) where that is (H, …); {stored}"
    if space.tile:
        of = f"the scales of its blocks of {space.tile} elements"
        return f"{of}, float32: shape (N,), where N is the number of blocks"
    if space is Granularity.COLUMN:
        return f"one value {EACH[space]} of {weight}: shape (1, …) or (…) where that is (H, …); {stored}"
    if dtype is not None:
        return f"{dtype.name}, of the shape of {weight}"
    if items[0].name != weight:
        return f"of the shape and dtype of {weight}" if one_type else f"of the shape of {weight}, any of these types"
    if not many:
        return f"a tensor of any shape: {_TYPES}"
    return f"tensors of one shape and one dtype: {_TYPES}" if one_type else f"tensors of one shape, each {_TYPES}"


def _tensors(inputs: Sequence[Input], *, one_type: bool) -> list[tuple[str, str]]:
    """The names of like tensors, and what they are."""
    weight = inputs[0].name if inputs else ""
    descriptions: list[tuple[str, str]] = []
    for (*_, state), group in itertools.groupby(inputs, _kind):
        items = list(group)
        text, many = _shape_of(items, weight, one_type=one_type), len(items) > 1
        if any(item.name == MASTER for item in items):
            text += f"; {MASTER} is" * many + f"{',' * (not many)} the master copy of {weight}"
        elif phrase := state.phrase(weight):
            text += f"; {phrase}"
        descriptions.append((_tensor_names(items), text))
    return descriptions


def _data(rule: Rule, many: Many) -> list[tuple[str, str]]:
    """The tensors of an op on many: one list, flat, of those of each update in turn."""
    if many.gathered:
        return [("data", f"tensors, each of any shape; {_TYPES}")]
    own = [item for item in many.member.inputs if not is_shared(many.member, item)]
    shared = many.shared
    texts = [f"for each update in turn {_tensor_names(own)}"]
    texts += [f"{names}: {text}" for names, text in _tensors(own, one_type=not many.member.is_update)]
    last = rule.inputs[len(rule.inputs) - shared :]
    if shared:
        what = "with a number for each update" if many.preloaded else "for all updates"
        texts.append(f"then {_tensor_names(list(last))}, {what}")
    return [("data", "; ".join(texts))]


def _meaning(rule: Rule, item: Attribute) -> str:
    singular = rule.many.singulars if rule.many is not None else {}
    return meanings(rule.function.__module__).get(singular.get(item.name, item.name), "")


def _attribute(rule: Rule, item: Attribute) -> tuple[str, str]:
    default = "required" if item.default is REQUIRED else f"default {item.default!r}"
    kind = item.kind.__name__
    if item.kind is Count:
        kind, default = "int", "the number given"
    elif item.kind is tuple:
        kind = "a number for each update"
        if not item.required:
            each = "0, 1, 2, …" if item.name == PER_TENSOR[PLACE] else f"{item.default[0]!r} for each"
            default = f"default {each}"
    elif item.numeric:
        kind = "number or Symbol of shape ()"
    meaning = "how many tensors or updates there are" if item.kind is Count else _meaning(rule, item)
    return item.name, f"{kind}, {default}" + (f": {meaning}" if meaning else "")


def parameters(rule: Rule) -> list[tuple[str, str]]:
    """Every parameter (like tensors together) and what it is."""
    tensors = _data(rule, rule.many) if rule.many is not None else _tensors(rule.inputs, one_type=not rule.is_update)
    out = "the variables or arrays that the outputs are" if len(rule.outputs) > 1 or rule.members else ""
    out = out or "the variable or array that the output is"
    return [
        *tensors,
        *(_attribute(rule, item) for item in rule.attributes),
        ("out", f"{out} stored to; None: a new one"),
        ("name", "the node's name in a Symbol graph"),
    ]


def returns(rule: Rule) -> str:
    """Sentence on a call's result and on the arrays that it changes."""
    one = rule.single if rule.is_update else rule
    each = " of each update" if one is not rule else ""
    states = f" Updated in place: {', '.join(one.states)}{each}." if one.states else ""
    return f"{', '.join(one.outputs)}{each}{' after the step' if rule.is_update else ''}.{states}"


def over(rule: Rule) -> str:
    """Domain of the formula: each element, or a whole tensor as well."""
    one = rule.single
    whole = any(node.op in (*REDUCTIONS, *MATRIX) for node in one.body().graph.nodes())
    flags = [f"{item.name}={item.default!r}" for item in one.flags]
    setting = f" (with {', '.join(flags)})" if flags else ""
    scope = ", for each tensor" if rule.is_gathered else "" if whole else ", elementwise"
    return f"Computes{scope}{setting}"


def docstring(rule: Rule) -> str:
    """The docstring of an op: what its author wrote, the formula, the parameters."""
    parts = [words(rule)]
    if has_formula(rule):
        for body in rule.single.each_body():
            weights = f", for a weight with {phrase(body.axes)}" if body.axes != EVERY else ""
            lines = "\n".join(f"    {line}" for line in formula(rule, body))
            parts.append(f"{over(rule)}{weights}:\n\n{lines}")
    other = other_version(rule)
    if other is not None:
        parts.append(f'With flavour="{other.flavour}":\n\n' + "\n".join(f"    {line}" for line in formula(other)))
    if notes := differences(rule):
        parts.append("Unlike MXNet:\n" + "\n".join(f"    {note}" for note in notes))
    parts.append("Args:\n" + "\n".join(f"    {name}: {text}" for name, text in parameters(rule)))
    parts.append(f"Returns:\n    {returns(rule)}")
    parts.append(
        "Raises:\n    SymbolError: arguments that it does not take.\n"
        "    BindError: arrays that do not fit; nothing has changed."
    )
    return printable("\n\n".join(part for part in parts if part))
