"""Symbol ↔ text: MXNet's JSON, and Python that builds the graph again.

Input: a Symbol, or JSON text. Output: JSON text or Python text, or a Symbol.
What MXNet's format has no word for (an attribute given as a Symbol, `out=`, inputs left out) stands in one hidden
attribute, `__inputs__`: the names of the node's inputs in order.
Non-goals: files.
"""

from __future__ import annotations

import json
import keyword
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from mxsym.errors import LoadError, near
from mxsym.family import sized, tensors_each
from mxsym.registry import find, flavoured
from mxsym.rule import VERSIONS, Attribute, Count, Rule
from mxsym.symbol import Entry, Node, Symbol

if TYPE_CHECKING:
    from mxsym.infer import Types

VERSION = 20000
"""The MXNet version whose semantics a saved graph has."""
_INPUTS, _FLAVOUR = "__inputs__", "__flavour__"


def attribute_text(value: object) -> str:
    """An attribute's value as MXNet writes it."""
    return str(value)


def _edges(node: Node) -> list[tuple[str, Entry]]:
    """What a node reads and stores to. The variables of several outputs are `out`, `out1`, `out2`, …"""
    outs = [(f"out{number or ''}", entry) for number, entry in enumerate(node.outs)]
    return [*node.inputs.items(), *outs]


def _node_json(node: Node, number: Mapping[Node, int], versions: dict[Node, int]) -> dict[str, Any]:
    attrs = {key: attribute_text(value) for key, value in node.attrs.items()} | dict(node.hidden)
    if node.rule is not None and node.rule.flavour != VERSIONS[-1]:
        attrs[_FLAVOUR] = node.rule.flavour
    edges = _edges(node)
    if node.rule is not None and [name for name, _ in edges] != [item.name for item in node.rule.inputs]:
        attrs[_INPUTS] = ",".join(name for name, _ in edges)
    inputs: list[list[int]] = []
    for _, entry in edges:
        if entry.node in node.states:
            versions[entry.node] = versions.get(entry.node, 0) + 1
        inputs.append([number[entry.node], entry.index, versions.get(entry.node, 0)])
    made: dict[str, Any] = {"op": node.rule.name if node.rule else "null", "name": node.name}
    if attrs:
        made["attrs"] = dict(sorted(attrs.items()))
    return {**made, "inputs": inputs}


def to_json(symbol: Symbol) -> str:
    """The graph in MXNet's JSON."""
    nodes = symbol.nodes()
    number = {node: index for index, node in enumerate(nodes)}
    versions: dict[Node, int] = {}
    rows = [0]
    for node in nodes:
        rows.append(rows[-1] + len(node.outputs()))
    document = {
        "nodes": [_node_json(node, number, versions) for node in nodes],
        "arg_nodes": [number[node] for node in nodes if node.rule is None],
        "node_row_ptr": rows,
        "heads": [[number[entry.node], entry.index, 0] for entry in symbol.entries],
        "attrs": {"is_np_shape": ["int", 1], "mxnet_version": ["int", VERSION]},
    }
    return json.dumps(document, indent=2)


def _get(value: object, kind: type, where: str) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise LoadError(f"{where}: got {type(value).__name__}, expected {kind.__name__}")
    return value


def _parse_attribute(attribute: Attribute, value: str, where: str) -> Any:
    if attribute.kind is str:
        return value
    if attribute.kind is tuple:
        try:
            return tuple(float(item) for item in value.strip("()[] ").split(",") if item.strip())
        except ValueError:
            raise LoadError(f"{where}: {attribute.name} is a list of numbers, got {value[:80]!r}") from None
    if attribute.kind is Count:
        return int(value) if value.isdecimal() else 0
    if attribute.kind is bool:
        if value.lower() not in ("true", "false", "1", "0"):
            raise LoadError(f"{where}: {attribute.name} is a bool, got {value!r}")
        return value.lower() in ("true", "1")
    try:
        return float(value)
    except ValueError:
        raise LoadError(f"{where}: {attribute.name} is a number, got {value!r}") from None


def _texts(raw: Mapping[str, Any], where: str) -> dict[str, str]:
    """A node's attributes; older files call them attr or param."""
    empty: dict[str, str] = {}
    found: object = next((raw[key] for key in ("attrs", "attr", "param") if key in raw), empty)
    attrs = cast(dict[str, Any], _get(found, dict, f"{where}: attrs"))
    return {key: _get(value, str, f"{where}: {key}") for key, value in attrs.items()}


def _entry(triple: object, nodes: list[Node], where: str) -> Entry:
    listed = cast(list[Any], _get(triple, list, where))
    if len(listed) < 2:
        raise LoadError(f"{where}: an entry is [node, output, version], got {listed}")
    index: int = _get(listed[0], int, where)
    output: int = _get(listed[1], int, where)
    if not 0 <= index < len(nodes):
        raise LoadError(f"{where}: node {index} is not among the {len(nodes)} before it")
    if not 0 <= output < len(nodes[index].outputs()):
        raise LoadError(f"{where}: {nodes[index].name} has no output {output}")
    return Entry(nodes[index], output)


def _op_node(rule: Rule, name: str, texts: dict[str, str], entries: list[Entry], where: str) -> Node:
    attrs: dict[str, Any] = {}
    hidden: dict[str, str] = {}
    for key, value in texts.items():
        attribute = rule.attribute(key)
        if attribute is not None:
            attrs[key] = _parse_attribute(attribute, value, where)
        elif key.startswith("__") and key.endswith("__"):
            hidden[key] = value
        else:
            known = near(key, [item.name for item in rule.attributes])
            raise LoadError(f"{where}: {rule.name} has no attribute {key!r}: {known}")
    order = [item.name for item in rule.inputs]
    declared = hidden.pop(_INPUTS, None)
    given = declared.split(",") if declared is not None else order
    outs = ["out", *(f"out{number}" for number in range(1, len(rule.outputs)))]
    allowed = {*order, *(item.name for item in rule.scalars), *outs}
    if len(given) != len(entries) or len(set(given)) != len(given) or not allowed.issuperset(given):
        raise LoadError(f"{where}: {rule.name} takes {', '.join(order)}; got {len(entries)} inputs")
    inputs = dict(zip(given, entries, strict=True))
    targets = tuple(inputs.pop(key) for key in outs if key in inputs)
    absent = [item.name for item in rule.inputs if not item.optional and item.name not in inputs]
    absent += [a.name for a in rule.attributes if a.required and a.name not in {*attrs, *inputs}]
    if absent:
        raise LoadError(f"{where}: {rule.name} needs {', '.join(absent)}")
    written = {state: inputs[state] for state in rule.states if state in inputs}
    for state, target in (*written.items(), *zip(outs, targets, strict=False)):
        if target.node.rule is not None:
            raise LoadError(f"{where}: {state} is written, so it must be a variable; {target.node.name} is an op")
    return Node(rule, name, inputs, attrs, targets, hidden, where)


def _flavour(document: Mapping[str, Any]) -> str:
    """The version of MXNet that saved a file, as far as it matters: 1.x or 2.x."""
    attrs = document.get("attrs")
    version: object = cast("dict[str, Any]", attrs).get("mxnet_version") if isinstance(attrs, dict) else None
    number: object = cast("list[Any]", version)[-1] if isinstance(version, list) and version else None
    return VERSIONS[0] if isinstance(number, int) and number < VERSION else VERSIONS[-1]


def _node(raw: object, nodes: list[Node], where: str, saved: str) -> Node:
    fields = cast(dict[str, Any], _get(raw, dict, where))
    op = _get(fields.get("op"), str, f"{where}: op")
    name = _get(fields.get("name"), str, f"{where}: name")
    where = f"{where} ({name[:80]})"
    texts = _texts(fields, where)
    triples = cast(list[Any], _get(fields.get("inputs", []), list, f"{where}: inputs"))
    entries = [_entry(triple, nodes, where) for triple in triples]
    if op == "null":
        if entries:
            raise LoadError(f"{where}: a variable has no inputs")
        return Node(None, name, hidden=texts, where=where)
    try:
        rule = flavoured(find(op[:80]), texts.pop(_FLAVOUR, saved))
        if rule.members:
            _, shared = tensors_each(rule)
            rule = sized(rule, max(1, (len(entries) - shared) // tensors_each(rule)[0]))
    except (AttributeError, ValueError) as error:
        raise LoadError(f"{where}: {error}") from None
    return _op_node(rule, name, texts, entries, where)


def from_json(text: str) -> Symbol:
    """The Symbol that MXNet's JSON describes.

    Raises:
        LoadError: naming the node and what is wrong with it.
    """
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"load_json takes a text, got {type(text).__name__}")
    try:
        document = cast(dict[str, Any], _get(json.loads(text), dict, "the file"))
    except (ValueError, RecursionError) as error:
        raise LoadError(f"this is no JSON: {error}") from None
    nodes: list[Node] = []
    saved = _flavour(document)
    for index, raw in enumerate(cast(list[Any], _get(document.get("nodes"), list, "nodes"))):
        nodes.append(_node(raw, nodes, f"node {index}", saved))
    heads = cast(list[Any], _get(document.get("heads"), list, "heads"))
    if not heads:
        raise LoadError("heads: a graph has at least one output")
    return Symbol([_entry(head, nodes, "heads") for head in heads])


def to_python(symbol: Symbol, types: Types | None = None) -> str:
    """Python that builds the graph again; its last line names the Symbol. Shapes and types stand as comments."""
    lines = ["import mxsym as mx", ""]
    spelling: dict[Node, str] = {}
    for node in symbol.nodes():
        base = "".join(c if c.isidentifier() or c.isdigit() else "_" for c in node.name)
        base = base if base.isidentifier() and not keyword.iskeyword(base) else f"_{base}"
        taken = set(spelling.values()) | {"mx"}
        spelling[node] = next(s for k in range(len(spelling) + 2) if (s := f"{base}_{k}" if k else base) not in taken)
        lines.append(_python_line(node, spelling) + _comment(node, types))
    heads = [_spell(entry, spelling) for entry in symbol.entries]
    lines.append(f"graph = {heads[0]}" if len(heads) == 1 else f"graph = mx.sym.Group([{', '.join(heads)}])")
    return "\n".join(lines) + "\n"


def _spell(entry: Entry, spelling: Mapping[Node, str]) -> str:
    name = spelling[entry.node]
    return name if len(entry.node.outputs()) == 1 else f"{name}[{entry.index}]"


def _python_line(node: Node, spelling: Mapping[Node, str]) -> str:
    hidden = f", attr={dict(node.hidden)!r}" if node.hidden else ""
    if node.rule is None:
        return f"{spelling[node]} = mx.sym.var({node.name!r}{hidden})"
    named = [f"{key}={_spell(entry, spelling)}" for key, entry in node.inputs.items()]
    named += [f"{key}={_literal(value)}" for key, value in node.attrs.items()]
    named += [f"flavour={node.rule.flavour!r}"] if node.rule.flavour != VERSIONS[-1] else []
    outs = [spelling[entry.node] for entry in node.outs]
    named += [f"out=[{', '.join(outs)}]" if len(outs) > 1 else f"out={outs[0]}"] if outs else []
    return f"{spelling[node]} = mx.sym.{node.rule.name}({', '.join(named)}, name={node.name!r}{hidden})"


def _literal(value: object) -> str:
    """A value as Python reads it back; infinities and NaN have no literal of their own."""
    return repr(value) if not isinstance(value, float) or math.isfinite(value) else f"float({str(value)!r})"


def _comment(node: Node, types: Types | None) -> str:
    if types is None or Entry(node) not in types.shapes or Entry(node) not in types.dtypes:
        return ""
    return f"  # {types.dtypes[Entry(node)].name}{list(types.shapes[Entry(node)])}"
