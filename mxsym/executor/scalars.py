"""Run-time scalars: mappings that read and set the numeric attributes of a bound graph, by op and name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import Any, TypeVar, cast

import numpy as np

from mxsym.codegen.record import replace
from mxsym.errors import BindError, Fault, suggest
from mxsym.executor.arrays import Named
from mxsym.opgraph.node import Op
from mxsym.rule.numbers import as_number, no_number
from mxsym.rule.rule import Rule
from mxsym.runtime.native_call.forms import is_count
from mxsym.runtime.native_call.prepared import AnyCall
from mxsym.spelling import plural

_ValueT = TypeVar("_ValueT")
_COUNT = "t"
"""Name of the step number in rules."""


def counts(rule: Rule, flags: Mapping[str, object]) -> list[str]:
    """The attributes that count steps from 1, as the rule divides by zero where they are 0."""
    return [_COUNT] if rule.attribute(_COUNT) is not None and rule.divides_by(_COUNT, flags) else []


def scalar_keys(node: Op) -> list[str]:
    """The numeric attributes of an op that are numbers, and not Symbols."""
    return [item.name for item in node.rule.scalars if item.name not in node.inputs]


def counted(node: Op) -> frozenset[str]:
    """Those of them that are numbers of steps."""
    return frozenset(counts(node.rule, node.attrs)) - node.inputs.keys()


class _Attributes(Named[_ValueT], MutableMapping[str, _ValueT]):
    """The numeric attributes of an op, by name."""

    __slots__ = ()

    def __delitem__(self, key: str) -> None:
        raise TypeError("an attribute cannot be removed")


class NodeScalars(_Attributes[float]):
    """The numeric attributes of one op. Assigning takes effect at the next step and compiles nothing.

    `places`: where in the prepared call's numbers each one is.
    """

    __slots__ = ("_call", "_counts", "_node")

    def __init__(self, node: Op, call: AnyCall, places: Mapping[str, int]) -> None:
        self._node, self._call, self._named = node, call, places
        self._counts = counted(node)
        values: dict[str, Any] = {item.name: item.default for item in node.rule.scalars if item.name in places}
        values |= {key: node.attrs[key] for key in values if key in node.attrs}
        if faults := [fault for key, value in values.items() if (fault := self.check(key, value)) is not None]:
            raise BindError("bind", faults)
        for key, value in values.items():
            call.set_number(places[key], float(value))

    def place(self, key: str) -> int:
        """Index of this number among the prepared call's numbers."""
        return self._named[key]

    def places(self, key: str) -> list[int]:
        """The same, as `MemberScalars` says it."""
        return [self._named[key]]

    def __getitem__(self, key: str) -> float:
        return float(self._call.values[self._named[key]])

    def check(self, key: str, value: object) -> Fault | None:
        """Return why `value` cannot be assigned to `key`, or None."""
        node = self._node
        if key not in self._named:
            fix = "it is a Symbol: assign to its array" if key in node.inputs else suggest(key, self._named)
            return Fault(node.name, key, "a value", "a numeric attribute", fix, node.where)
        number = as_number(value)
        if number is None:
            return Fault(node.name, key, no_number(value), "a number", "pass a float", node.where)
        if key in self._counts and not is_count(number):
            why = "a whole number of steps above 0: the op divides by 1 - beta**t"
            return Fault(node.name, key, f"{number:g}", why, "count from 1", node.where)
        return None

    def assignments(self, key: str, value: object) -> list[tuple[int, float]]:
        """The places and numbers that assigning a checked value means."""
        number = as_number(value)
        assert number is not None
        return [(self._named[key], float(number))]

    def __setitem__(self, key: str, value: float) -> None:
        fault = self.check(key, value)
        if fault is not None:
            raise BindError("scalars", [fault])
        for place, number in self.assignments(key, value):
            self._call.set_number(place, number)


class MemberScalars(_Attributes[Any]):
    """The numeric attributes of an op on many tensors: a number that all updates share, or a tuple of one for each."""

    __slots__ = ("_members", "_node")

    def __init__(self, node: Op, members: Sequence[NodeScalars]) -> None:
        self._node = node
        self._members = members
        own = node.rule.many.singulars if node.rule.many is not None else {}
        listed = [item for item in node.rule.attributes if item.kind is tuple or item.numeric]
        self._named = {item.name: (own.get(item.name, item.name), item.kind is tuple) for item in listed}

    def places(self, key: str) -> list[int]:
        """Index among the prepared call's numbers of what this attribute is for each update."""
        name, _ = self._named[key]
        return [member.place(name) for member in self._members]

    def __getitem__(self, key: str) -> Any:
        name, each = self._named[key]
        values = tuple(member[name] for member in self._members)
        return values if each else values[0]

    def check(self, key: str, value: object) -> Fault | None:
        """Return why `value` cannot be assigned to `key`, or None."""
        if key not in self._named:
            return Fault(
                self._node.name, key, "a value", "a numeric attribute", suggest(key, self._named), self._node.where
            )
        name, each = self._named[key]
        values = list(cast("Sequence[object]", value)) if each and np.ndim(cast("Any", value)) else [value]
        if each and len(values) != len(self._members):
            count = len(self._members)
            got = plural(len(values), "number")
            return Fault(self._node.name, key, got, f"{count}, one for each tensor", "pass a tuple", self._node.where)
        faults = (member.check(name, item) for member, item in zip(self._members, values, strict=False))
        fault = next((fault for fault in faults if fault is not None), None)
        return None if fault is None else replace(fault, node=self._node.name, argument=key)

    def assignments(self, key: str, value: Any) -> list[tuple[int, float]]:
        """The places and numbers that assigning a checked value means."""
        name, each = self._named[key]
        values = cast("Sequence[Any]", value) if each and np.ndim(value) else [value] * len(self._members)
        pairs = zip(self._members, values, strict=True)
        return [pair for member, item in pairs for pair in member.assignments(name, item)]

    def __setitem__(self, key: str, value: Any) -> None:
        fault = self.check(key, value)
        if fault is not None:
            raise BindError("scalars", [fault])
        name, each = self._named[key]
        values = cast("Sequence[Any]", value) if each and np.ndim(value) else [value] * len(self._members)
        for member, item in zip(self._members, values, strict=True):
            member[name] = item


class Scalars(Named[NodeScalars | MemberScalars]):
    """The numeric attributes of every op: `exe.scalars["upd"]["lr"] = 0.05`."""

    __slots__ = ()

    def __init__(self, nodes: Mapping[str, NodeScalars | MemberScalars]) -> None:
        self._named = nodes

    def __getitem__(self, name: str) -> NodeScalars | MemberScalars:
        if name not in self._named:
            raise KeyError(f"no op named {name!r}: {suggest(name, self._named)}")
        return self._named[name]

    def holders(self, key: str) -> list[NodeScalars | MemberScalars]:
        """The ops that have the attribute `key`."""
        return [scalars for scalars in self._named.values() if key in scalars]

    def assignments(
        self, named: Mapping[str, Any], by_op: Any, arrays: Iterable[str]
    ) -> tuple[list[Assignment], list[Fault]]:
        """Values for attributes: by name, for every op that has it; and by op and name.

        `arrays`: the names that mean none.
        """
        assignments: list[Assignment] = []
        faults: list[Fault] = []
        for name, value in named.items():
            if holders := self.holders(name):
                assignments += [(holder, name, value) for holder in holders]
            else:
                known = [*arrays, *dict.fromkeys(key for holder in self.values() for key in holder)]
                faults.append(Fault(name, "", "a value", "an argument or attribute", suggest(name, known)))
        if not isinstance(by_op, Mapping) or not all(
            isinstance(item, Mapping) for item in cast("Mapping[str, Any]", by_op).values()
        ):
            fix = 'pass scalars={"upd": {"lr": 0.1}}'
            return [], [*faults, Fault("scalars", "", f"{by_op!r}", "numbers by op and attribute", fix)]
        for node, values in cast("Mapping[str, Mapping[str, Any]]", by_op).items():
            if node not in self._named:
                faults.append(Fault(node, "", "scalars", "the name of an op", suggest(node, self)))
                continue
            assignments += self.of_ops({node: values})
        return assignments, faults

    def of_ops(self, values: Mapping[str, Mapping[str, Any]]) -> list[Assignment]:
        """Values for attributes by op and name."""
        return [(self[op], key, value) for op, numbers in values.items() for key, value in numbers.items()]


Assignment = tuple[NodeScalars | MemberScalars, str, Any]
"""A value for an attribute of an op."""


def assignment_faults(assignments: Iterable[Assignment]) -> list[Fault]:
    """A fault for each value that cannot be assigned."""
    return [fault for holder, key, value in assignments if (fault := holder.check(key, value)) is not None]


def assigned(assignments: Iterable[Assignment]) -> list[tuple[int, float]]:
    """The places and numbers that checked values mean."""
    return [pair for holder, key, value in assignments for pair in holder.assignments(key, value)]
