"""Expansion of ops on many tensors into one update each, outputs in the same order.

An update of the op `upd` is the op `upd[3]`; a tensor with an element for each update is read and written element by
element.
"""

from __future__ import annotations

from collections.abc import Mapping

from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import field, record, replace
from mxsym.opgraph.node import Entry, Op, SymbolGraph, Variable, ops_of
from mxsym.rule.bodies import PER_TENSOR
from mxsym.rule.rule import Many, is_shared


@record(frozen=False)
class _Expansion:
    """The image of each entry, and the members of each op on many tensors."""

    image: dict[Entry, Entry] = field(default_factory=dict[Entry, Entry])
    members: dict[Op, list[Op]] = field(default_factory=dict[Op, list[Op]])

    def of(self, entry: Entry) -> Entry:
        return self.image.get(entry, entry)

    def after(self, node: Op) -> tuple[Op, ...]:
        """Predecessors of an op: all updates of each op that it reads a result of."""
        lasts = (self.last(entry) for entry in node.inputs.values())
        return (*node.after, *dict.fromkeys(last for last in lasts if last is not None))

    def last(self, entry: Entry) -> Op | None:
        """The last member of the op on many tensors that gives an entry; None if there is no such op."""
        return self.members[entry.node][-1] if isinstance(entry.node, Op) and entry.node in self.members else None

    def inputs(self, node: Op) -> dict[str, Entry]:
        return {name: self.of(entry) for name, entry in node.inputs.items()}


def expand(symbol: SymbolGraph) -> tuple[SymbolGraph, Mapping[Op, list[Op]]]:
    """The graph without ops on many tensors, and without numbers over models; the members of each of the former."""
    several, members = _of_many(symbol)
    if not any(op.rule.of_model for op in ops_of(several)):
        return several, members
    load_modules("mxsym.opgraph.expand_model")
    from mxsym.opgraph.expand_model import expand_models  # few graphs need it

    expanded, image = expand_models(several)
    return expanded, {node: [image.get(op, op) for op in ops] for node, ops in members.items()}


def _of_many(symbol: SymbolGraph) -> tuple[SymbolGraph, Mapping[Op, list[Op]]]:
    """The graph without ops on many tensors, and the members of each."""
    ops = ops_of(symbol)
    if not any(op.rule.many for op in ops):
        return symbol, {}
    expansion = _Expansion()
    for node in ops:
        if (many := node.rule.many) is not None:
            results = (
                _one_for_each(expansion, node, many)
                if many.gathered
                else _updates(expansion, node, many, expansion.after(node))
            )
        else:
            inputs, after = expansion.inputs(node), expansion.after(node)
            if inputs == dict(node.inputs) and after == node.after:
                continue
            copy = replace(node, inputs=inputs, after=after)
            results = [Entry(copy, index) for index in range(len(node.outputs()))]
        expansion.image |= {Entry(node, index): result for index, result in enumerate(results)}
    entries = [expansion.of(entry) for entry in symbol.entries]
    # All updates of an op run, whichever of its outputs are asked for, and before what comes after it.
    roots: list[Entry] = []
    for original, entry in zip(symbol.entries, entries, strict=True):
        last = expansion.last(original)
        roots += [entry] if last is None else [Entry(last), entry]
    return SymbolGraph(entries, roots), expansion.members


def _updates(expansion: _Expansion, node: Op, many: Many, after: tuple[Op, ...]) -> list[Entry]:
    """The updates of a `multi_` or `preloaded_multi_` op."""
    rule, inputs = node.rule, expansion.inputs(node)
    one = many.member
    preloaded = [key for key in many.preloaded if PER_TENSOR[key] in inputs]
    shared = {item.name: inputs[item.name] for item in one.inputs if is_shared(one, item) and item.name in inputs}
    elements = [item.name for item in one.inputs if not is_shared(one, item)]
    updates: list[Op] = []
    for number, group in enumerate(rule.groups):
        own = {name: inputs[item.name] for name, item in zip(elements, group, strict=True) if item.name in inputs}
        own = {item.name: {**own, **shared}[item.name] for item in one.inputs if item.name in {**own, **shared}}
        own |= {key: inputs[PER_TENSOR[key]].part(number, many.count) for key in preloaded}
        own |= {item.name: inputs[item.name] for item in one.scalars if item.name in inputs}
        attrs = {key: value for key, value in node.attrs.items() if one.attribute(key)}
        for key, plural in many.plurals.items():
            attribute = rule.attribute(plural)
            if attribute is not None and (plural in node.attrs or not attribute.required):
                attrs[key] = node.attrs.get(plural, attribute.default)[number]
        outs = node.outs[number :: many.count]
        before = tuple(updates[-1:]) or after
        updates.append(Op(one, f"{node.name}[{number}]", own, attrs, outs, node.hidden, node.where, after=before))
    expansion.members[node] = updates
    return [Entry(item, index) for index in range(len(one.outputs)) for item in updates]


def _one_for_each(expansion: _Expansion, node: Op, many: Many) -> list[Entry]:
    """The members of an op that does one thing to each tensor, and what gathers their results."""
    rule, inputs = node.rule, expansion.inputs(node)
    base = many.member
    data = [inputs[item.name] for item in rule.inputs]
    attrs = {key: value for key, value in node.attrs.items() if base.attribute(key)}
    numbers = {item.name: inputs[item.name] for item in base.scalars if item.name in inputs}

    def one(number: int, out: Entry) -> Op:
        name = f"{node.name}[{number}]"
        return Op(base, name, {"data": data[number], **numbers}, attrs, (out,), node.hidden, node.where)

    if many.join is None:
        members: list[Op] = []
        for number, entry in enumerate(data):
            members.append(replace(one(number, entry), after=tuple(members[-1:]) or expansion.after(node)))
        expansion.members[node] = members
        return [Entry(item) for item in members]
    parts = Entry(Variable(f"{node.name}_parts", extent=len(data), where=node.where))
    members = [one(number, parts.part(number, len(data))) for number in range(len(data))]
    expansion.members[node] = members
    gather = {"data": parts}
    if node.outs and not node.attrs.get("init_output", True):
        gather["previous"] = node.outs[0]
    extent = None if many.join.numbers else len(data)
    last = Op(many.join, node.name, gather, {}, node.outs, node.hidden, node.where, extent, tuple(members))
    return [Entry(last)]
