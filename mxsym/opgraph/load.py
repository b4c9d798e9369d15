"""MXNet's JSON → Symbol, or one `LoadError` that lists the faults node by node.

Time and memory grow with the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from mxsym.errors import LoadError, SymbolError, read_json, suggest
from mxsym.opgraph.attributes import DTYPE, SHAPE, STORAGE, declared_dtype, declared_shape, declared_storage, is_hidden
from mxsym.opgraph.compose import check_attribute
from mxsym.opgraph.node import VERSIONS_OF, Entry, Node, Op, SymbolGraph, Variable, out_names
from mxsym.opgraph.rule_text import RULES_KEY, read_rules
from mxsym.opgraph.save import FLAVOUR, INPUTS, flavour_of
from mxsym.rule import lookup
from mxsym.rule.bodies import FORMS
from mxsym.rule.derived_ops import GUARDED, form_of, sized
from mxsym.rule.lookup import find, for_version
from mxsym.rule.mxnet_names import is_mxnet_s
from mxsym.rule.numbers import parsed
from mxsym.rule.rule import VERSIONS, Attribute, Count, Rule
from mxsym.spelling import kind_name, plural, shown

_DIGITS = r"(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:e[+-]?\d{1,6})?f?"
_NUMBER = re.compile(rf"\s*[+-]?(?:inf(?:inity)?|nan|{_DIGITS})\Z", re.IGNORECASE)
_MOST = 20
"""Limit of faults that an error lists; then reading ends."""
_TENSOR = {SHAPE: declared_shape, DTYPE: declared_dtype, STORAGE: declared_storage}


_WORDS = {
    "dict": "an object", "list": "a list", "str": "a text",
    "int": "a whole number", "float": "a number", "bool": "a bool",
}  # fmt: skip
"""Words for JSON's kinds of values."""


def _get(value: object, kind: type, where: str) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise LoadError(f"{where}: got {_WORDS.get(type(value).__name__, 'nothing')}, expected {_WORDS[kind.__name__]}")
    return value


def _number(text: str, what: str) -> float:
    if len(text) > 1000 or not text.isascii() or not _NUMBER.match(text):
        raise LoadError(f"{what}, got {text[:80]!r}")
    number = parsed(text.lower().rstrip("f") if "inf" not in text.lower() else text)
    if number is None:
        raise LoadError(f"{what}, got {text[:80]!r}, which float64 does not reach")
    return number


def _parse(attribute: Attribute, text: str, where: str) -> Any:
    """An attribute's value from its text."""
    name = f"{where}: {attribute.name}"
    if attribute.kind is str:
        return text
    if attribute.kind is tuple:
        items = text.strip("()[] ").split(",")
        return tuple(_number(item, f"{name} is a list of numbers") for item in items if item.strip())
    if attribute.kind is Count:
        if not (text.isascii() and text.isdecimal() and len(text) < 12):
            raise LoadError(f"{name} is a count of tensors, got {text[:80]!r}")
        return int(text)
    if attribute.kind is bool:
        if text.lower() not in ("true", "false", "1", "0"):
            raise LoadError(f"{name} is a bool, got {text[:80]!r}")
        return text.lower() in ("true", "1")
    return _number(text, f"{name} is a number")


def _texts(raw: Mapping[str, Any], where: str) -> dict[str, str]:
    """A node's attributes; older files call them attr or param, and may have both."""
    empty: dict[str, str] = {}
    texts: dict[str, str] = {}
    for field_name in ("param", "attr", "attrs"):
        attrs = cast("dict[str, Any]", _get(raw.get(field_name, empty), dict, f"{where}: {field_name}"))
        texts |= {key: _get(value, str, f"{where}: {shown(key)}") for key, value in attrs.items()}
    return texts


@dataclass
class _Reader:
    """A file half read. `nodes` holds None where a node could not be read: what hangs on it is not its own fault."""

    version: int
    rules: Mapping[tuple[str, str], Rule]
    nodes: list[Node | None] = field(default_factory=list["Node | None"])
    faults: list[str] = field(default_factory=list[str])

    def entry(self, triple: object, where: str) -> Entry | None:
        listed = cast("list[Any]", _get(triple, list, where))
        if len(listed) < 2:
            raise LoadError(f"{where}: an input is [node, output, version], got {str(listed)[:80]}")
        index: int = _get(listed[0], int, where)
        output: int = _get(listed[1], int, where)
        if not 0 <= index < len(self.nodes):
            before = f"the nodes before it are 0 to {len(self.nodes) - 1}" if self.nodes else "there is none before it"
            raise LoadError(f"{where}: it reads node {_short(index)}, but {before}; a file lists what is read first")
        node = self.nodes[index]
        if node is None:
            return None
        count = len(node.outputs())
        if not 0 <= output < count:
            raise LoadError(
                f"{where}: it reads output {_short(output)} of {shown(node.name)}, which has {count}, from 0 on"
            )
        return Entry(node, output)

    def node(self, raw: object, where: str) -> Node | None:
        fields = cast("dict[str, Any]", _get(raw, dict, where))
        op = _get(fields.get("op"), str, f"{where}: op")
        name = _get(fields.get("name"), str, f"{where}: name")
        where = f"{where} ({shown(name)})"
        texts = _texts(fields, where)
        triples = cast("list[Any]", _get(fields.get("inputs", []), list, f"{where}: inputs"))
        entries = [self.entry(triple, where) for triple in triples]
        if op == "null":
            if entries:
                raise LoadError(f"{where}: a variable has no inputs, got {len(entries)}; name its op instead of 'null'")
            return _variable(name, texts, where)
        rule = self.rule(op, texts, len(entries), where)
        known = [entry for entry in entries if entry is not None]
        if len(known) < len(entries):
            _attributes(rule, {key: text for key, text in texts.items() if key != INPUTS}, where)
            return None
        return _op_node(rule, name, texts, known, where, self.version)

    def rule(self, op: str, texts: dict[str, str], entry_count: int, where: str) -> Rule:
        """The op of that name in the flavour that is asked for; the file's own rules come first."""
        wanted = texts.pop(FLAVOUR, flavour_of(self.version))
        try:
            rule = self.own(op, wanted) or for_version(find(op[:80]), wanted)
        except (AttributeError, ValueError) as error:
            raise LoadError(f"{where}: {error}") from None
        name = next((item.name for item in rule.attributes if item.kind is Count), None)
        if rule.many is None or name is None:
            return rule
        each, shared = rule.many.each, rule.many.shared
        count = max(1, (entry_count - shared) // each)
        declared = _parse(Attribute(name, Count), texts.get(name, str(count) if rule.many.gathered else "1"), where)
        if INPUTS in texts and 1 <= declared <= entry_count:  # it names them: some may be left out
            return sized(rule, declared)
        if declared != count or entry_count != each * count + shared:
            names = ", ".join(item.name.rpartition("_")[0] or item.name for item in rule.inputs[:each])
            more = f" and {shared} that all share" if shared else ""
            expected = f"{plural(each, 'input')} for each tensor ({names}){more}"
            raise LoadError(
                f"{where}: {rule.title} takes {expected}; {name} is {declared}, got {plural(entry_count, 'input')}"
            )
        return sized(rule, count)

    def own(self, op: str, wanted: str) -> Rule | None:
        """A rule of the file's, or a form of one."""
        for prefix in ("", *GUARDED, *FORMS):
            declared = op.removeprefix(f"{prefix}_") if prefix else op
            if prefix and declared == op:
                continue
            flavours = (wanted, *{flavour for name, flavour in self.rules if name == declared})
            rule = next((self.rules[declared, f] for f in flavours if (declared, f) in self.rules), None)
            if rule is not None and (not prefix or rule.is_update):
                return form_of(rule, prefix) if prefix else rule
        return None


def _short(number: int) -> str:
    return str(number) if abs(number) < 10**20 else "…"


def _variable(name: str, texts: dict[str, str], where: str) -> Variable:
    for read in (check for key, check in _TENSOR.items() if key in texts):
        try:
            read(texts)
        except ValueError as error:
            raise LoadError(f"{where}: {error}") from None
    return Variable(name, texts, f"{where} of the file")


def _attributes(rule: Rule, texts: Mapping[str, str], where: str) -> tuple[dict[str, Any], dict[str, str]]:
    """An op's attributes, and the hidden ones."""
    attrs: dict[str, Any] = {}
    hidden: dict[str, str] = {}
    kinds = {item.name: item for item in rule.attributes}
    own = {f"__{key}__": key for key in kinds if not is_mxnet_s(rule, key)}
    for key, text in ((own.get(key, key), text) for key, text in texts.items()):
        if key in kinds:
            attrs[key] = _parse(kinds[key], text, where)
            try:
                attrs[key] = check_attribute(rule, key, attrs[key])
            except SymbolError as error:
                raise LoadError(f"{where}: {str(error)[:500]}") from None
        elif is_hidden(key):
            hidden[key] = text
        else:
            raise LoadError(f"{where}: {rule.title} has no attribute {key[:80]!r}: {suggest(key[:80], kinds)}")
    for item in rule.attributes:
        if item.kind is Count and (item.name in texts or item.required or rule.members > 1):
            attrs[item.name] = rule.members
    return attrs, hidden


def _op_node(rule: Rule, name: str, texts: dict[str, str], entries: list[Entry], where: str, version: int) -> Op:
    declared = texts.pop(INPUTS, None)
    attrs, hidden = _attributes(rule, texts, where)
    order = [item.name for item in rule.inputs]
    input_names = declared.split(",") if declared else [] if declared is not None else order
    outs = out_names(len(rule.outputs))
    allowed = {*order, *(item.name for item in rule.scalars), *outs}
    if (
        len(input_names) != len(entries)
        or len(set(input_names)) != len(input_names)
        or not allowed.issuperset(input_names)
    ):
        expected = ", ".join(order) if len(order) < 20 else plural(len(order), "input")
        raise LoadError(f"{where}: {rule.title} takes {expected}; got {plural(len(entries), 'input')}")
    inputs = dict(zip(input_names, entries, strict=True))
    targets = tuple(inputs.pop(key) for key in outs if key in inputs)
    absent = [item.name for item in rule.inputs if not item.optional and item.name not in inputs]
    absent += [a.name for a in rule.attributes if a.required and a.name not in attrs and a.name not in inputs]
    if absent or (targets and len(targets) != (len(outs) if rule.members else 1)):
        raise LoadError(f"{where}: {rule.title} needs {', '.join(absent) or 'a variable for each output'}")
    if twice := [key for key in inputs if key in attrs]:
        raise LoadError(f"{where}: {twice[0]} is given twice, as an attribute and as an input; leave one out")
    written = inputs.items() if rule.writes_inputs else ((key, inputs.get(key)) for key in rule.states)
    for key, target in (*written, *zip(outs, targets, strict=False)):
        if target is not None and isinstance(target.node, Op):
            raise LoadError(
                f"{where}: {key} is written, so it must be a variable, got the op {shown(target.node.name)}"
            )
    return Op(rule, name, inputs, attrs, targets, hidden, f"{where} of the file", version=version, texts=texts)


def _stamp(document: Mapping[str, Any], key: str) -> object:
    """One of the graph's attributes, which are [type, value]."""
    attrs = document.get("attrs")
    pair: object = cast("dict[str, Any]", attrs).get(key) if isinstance(attrs, dict) else None
    return cast("list[Any]", pair)[-1] if isinstance(pair, list) and pair else None


def _version(document: Mapping[str, Any]) -> int:
    """The version of MXNet that saved a file: 1.x where it does not say."""
    version = _stamp(document, "mxnet_version")
    if isinstance(version, int) and not isinstance(version, bool) and 0 <= version < 1 << 31:
        return version
    return VERSIONS_OF[VERSIONS[0]]


def from_json(text: str) -> SymbolGraph:
    """The Symbol that MXNet's JSON describes.

    Raises:
        LoadError: naming every node that is wrong, and what is wrong with it.
    """
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"load_json takes a text, got {kind_name(text)}")
    document = cast("dict[str, Any]", _get(read_json(text), dict, "the file"))
    lookup.names()  # the file's rules are compared with what is registered
    rules = _stamp(document, RULES_KEY)
    reader = _Reader(_version(document), read_rules(_get(rules, str, RULES_KEY)) if rules is not None else {})
    for index, raw in enumerate(cast("list[Any]", _get(document.get("nodes"), list, "nodes"))):
        try:
            reader.nodes.append(reader.node(raw, f"node {index}"))
        except LoadError as error:
            reader.nodes.append(None)
            reader.faults.append(str(error))
            if len(reader.faults) >= _MOST:
                raise LoadError("\n  ".join([*reader.faults, "…"])) from None
    heads: list[Entry | None] = []
    try:
        heads = [reader.entry(head, "heads") for head in cast("list[Any]", _get(document.get("heads"), list, "heads"))]
        if not heads:
            raise LoadError("heads: got none, expected at least one output, [node, output, version]")
    except LoadError as error:
        reader.faults.append(str(error))
    entries = [head for head in heads if head is not None]
    if reader.faults:
        raise LoadError("\n  ".join(reader.faults))
    return SymbolGraph(entries)
