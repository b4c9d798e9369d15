"""Facts about a rule that torch's optimizers ask for: inputs by granularity, and those that an update changes."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from mxsym.codegen.expr import WEIGHT, Granularity
from mxsym.rule.lookup import find
from mxsym.rule.registry import Table
from mxsym.rule.rule import Rule


def rule_of(name: str) -> Rule:
    """The rule that is declared under a name now."""
    return _rule_of(name, Table.stamp)


@functools.lru_cache(maxsize=64)
def _rule_of(name: str, _stamp: object) -> Rule:
    return find(name)


@functools.lru_cache(maxsize=64)
def single_of(rule: Rule) -> frozenset[str]:
    """The inputs of a rule that are one number."""
    return frozenset(item.name for item in rule.inputs if item.space is Granularity.SCALAR)


@functools.lru_cache(maxsize=64)
def rows_of(rule: Rule) -> frozenset[str] | None:
    """The inputs of a rule that have one value for each row; None where the rule knows no rows."""
    return _of_space(rule, Granularity.ROW)


@functools.lru_cache(maxsize=64)
def columns_of(rule: Rule) -> frozenset[str] | None:
    """The inputs of a rule that have one value for each column; None where the rule knows no columns."""
    return _of_space(rule, Granularity.COLUMN)


def _of_space(rule: Rule, space: Granularity) -> frozenset[str] | None:
    known = rule.has_matrices or any(node.space is space for body in rule.each_body() for node in body.graph.nodes())
    if not known:
        return None
    return frozenset(item.name for item in rule.inputs if item.space is space)


@functools.lru_cache(maxsize=64)
def tiles_of(rule: Rule) -> Mapping[str, int]:
    """The inputs of a rule that have one value for each tile of elements, with the elements of a tile."""
    return {item.name: item.space.tile for item in rule.inputs if item.space.tile}


@functools.lru_cache(maxsize=64)
def pairs_of(rule: Rule) -> Mapping[str, str]:
    """The inputs of a rule that have one value for each pair of rows or columns, with which of the two."""
    return {item.name: item.axes[0] for item in rule.inputs if item.axes != WEIGHT}


@functools.lru_cache(maxsize=256)
def unused_of(rule: Rule, ndim: int) -> frozenset[str] | None:
    """The inputs that a rule does not use for a weight with so many axes; None where the rule asks for no axes."""
    return frozenset(item.name for item in rule.inputs if ndim in item.unused_at) if rule.by_axes else None


@functools.lru_cache(maxsize=256)
def is_by_element(rule: Rule) -> bool:
    """True if what a rule does to an element depends on no other one, nor on the number of axes."""
    knows_rows = rows_of(rule) is not None or columns_of(rule) is not None
    return rule.separable and not knows_rows and not rule.by_axes


@functools.lru_cache(maxsize=256)
def written_of(rule: Rule, names: tuple[str, ...]) -> Sequence[str]:
    """Those of the inputs that a rule changes."""
    return ("weight", *(name for name in rule.states if name in names))
