"""The page of the gallery, written from the rules in `examples/gallery` before Sphinx reads its sources."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import mxsym as mx
from examples.gallery import MODULES
from mxsym.inspection.costs import step_facts
from mxsym.optimizer.declaration import said
from mxsym.rule.rule import Rule
from mxsym.runtime.launch import calls_library

NAME = "gallery.rst"
_SHAPE = (64, 64)
_HEAD = """\
Gallery
=======

Published optimizers as rules, each by its paper's formulas. All are in `examples/gallery`, and the tests hold each to
an independent implementation in float64: twenty steps of tensors of one, two and four dimensions, to 1e-9 of the
movement.

Each name is that of an op, of its derived ops and of an optimizer. `mp_NAME` and `multi_NAME` have the bits of the op,
for tensors of one, two and three axes in one call, and so have the lazy and the standard form for a row-sparse gradient
of a matrix, where there are any. Bytes and flops are those of
an element of a float32 weight in a dense step, all passes over memory together.
"""


def page() -> str:
    """The page: each module of the gallery, and the rules in it."""
    return "\n\n".join([_HEAD, *map(_chapter, MODULES)]) + "\n"


def _chapter(module: ModuleType) -> str:
    title = (inspect.getdoc(module) or "").partition("\n")[0].rstrip(".")
    rules = [rule for rule in vars(module).values() if isinstance(rule, Rule)]
    return "\n\n".join([f"{title}\n{'-' * len(title)}", *map(_entry, rules)])


def _entry(rule: Rule) -> str:
    """A rule: its reference, its source, its states, its forms and its costs."""
    lines, _ = inspect.getsourcelines(rule.function)
    code = "".join(f"   {line}" if line.strip() else "\n" for line in lines)
    states = ", ".join(said(rule.input(name), rule.inputs[0].name) for name in rule.states) or "none"
    per = _costs(rule)
    if rule.by_axes:
        states += "; some of them for vectors or for matrices alone" if any(i.unused_at for i in rule.inputs) else ""
    facts = [
        f":States: {states}",
        f":Forms: {_forms(rule)}",
        f":Costs: {per[0]:.3g} bytes and {per[1]:.3g} flops for an element, in {per[2]}",
    ]
    head = f"{rule.name}\n{'~' * len(rule.name)}"
    return "\n\n".join([head, rule.summary, "\n".join(facts), f".. code-block:: python\n\n{code.rstrip()}"])


def _forms(rule: Rule) -> str:
    if rule.separable_at(2):
        return "dense, `mp_`, `multi_`; lazy and standard for row-sparse gradients"
    why = "its matrices take" if rule.has_matrices else "it sums"
    return f"dense, `mp_`, `multi_`; dense gradients only, since {why} whole tensors"


def _costs(rule: Rule) -> tuple[float, float, str]:
    """Bytes and flops of an element, and the kernels."""
    numbers = {item.name: 1.0 for item in rule.scalars if item.required}
    inputs: dict[str, Any] = {item.name: mx.sym.var(item.name) for item in rule.inputs}
    graph: mx.Symbol = rule(**inputs, **numbers, out=inputs["weight"])
    bound = graph.simple_bind(weight=_SHAPE).__bound_graph__()
    facts, calls = step_facts(bound), sum(map(calls_library, bound.compiled))
    size, count = _SHAPE[0] * _SHAPE[1], len(facts.kernels)
    between = f", and {calls} calls of a library between them, which are not counted" if calls else ""
    return facts.bytes / size, facts.flops / size, f"{count} kernel{'s' * (count != 1)}{between}"
