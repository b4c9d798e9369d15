"""Symbol → text: MXNet's JSON, MXNet's listing, and Python that builds the graph again. `load.py` reads the JSON."""

# Facts that MXNet's format cannot express (an attribute given as a Symbol, `out=`, inputs left out) are in one hidden
# attribute, `__inputs__`: the names of the node's inputs in order. An attribute that MXNet's op does not have is
# hidden, too: `__lazy_update__`. An op of another flavour than the file's version implies has `__flavour__`. Rules
# that mxsym does not ship are in the graph's attributes, as `mxsym_rules`.

from __future__ import annotations

import json
import keyword
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from mxsym.opgraph.node import VERSION, Entry, Node, Op, SymbolGraph, Variable, ops_of
from mxsym.opgraph.rule_text import RULES_KEY, declared, is_shipped, rule_text, rules_text
from mxsym.rule import lookup, registry
from mxsym.rule.mxnet_names import WHOLE, is_mxnet_s, registered_name
from mxsym.rule.rule import VERSIONS, Rule
from mxsym.spelling import shown

if TYPE_CHECKING:
    from mxsym.opgraph.typed import Types

INPUTS, FLAVOUR = "__inputs__", "__flavour__"


def attribute_text(key: str, value: object) -> str:
    """An attribute's value as MXNet writes it: a whole number where it wants one."""
    if key not in WHOLE:
        return str(value)
    listed = cast("tuple[float, ...]", value if isinstance(value, tuple) else (value,))
    whole = tuple(int(item) if float(item).is_integer() else item for item in listed)
    return str(whole if isinstance(value, tuple) else whole[0])


def attribute_texts(node: Op) -> dict[str, str]:
    """The attributes that an op was given, as text: the file's own where it comes from one."""
    return {key: node.texts.get(key) or attribute_text(key, value) for key, value in node.attrs.items()}


def flavour_of(version: int) -> str:
    """The version of MXNet, as far as it matters, with which a file is stamped."""
    return VERSIONS[0] if version < VERSION else VERSIONS[-1]


def stamp(ops: list[Op]) -> int:
    """The version of a file: that of the ops which differ between versions, or of all where none does."""
    versions = {op.version for op in ops if lookup.differs(op.rule)} or {op.version for op in ops}
    return next(iter(versions)) if len(versions) == 1 else VERSION


def _is_plain(node: Op) -> bool:
    """True if an op's inputs are its rule's, in order."""
    return [name for name, _ in node.edges] == [item.name for item in node.rule.inputs]


def op_name(node: Op) -> str:
    """Name of an op's rule in a file."""
    return registered_name(node.rule.name) if is_shipped(declared(node.rule)) else node.rule.name


def _node_json(node: Node, number: Mapping[Node, int], versions: dict[Node, int], flavour: str) -> dict[str, Any]:
    if isinstance(node, Variable):
        attrs = {"attrs": dict(sorted(node.hidden.items()))} if node.hidden else {}
        return {"op": "null", "name": node.name, **attrs, "inputs": []}
    texts = attribute_texts(node).items()
    attrs = {key if is_mxnet_s(node.rule, key) else f"__{key}__": text for key, text in texts} | dict(node.hidden)
    if lookup.differs(node.rule) and node.rule.flavour != flavour:
        attrs[FLAVOUR] = node.rule.flavour
    if not _is_plain(node):
        attrs[INPUTS] = ",".join(name for name, _ in node.edges)
    inputs: list[list[int]] = []
    for _, entry in node.edges:
        if entry.node in node.states:
            versions[entry.node] = versions.get(entry.node, 0) + 1
        inputs.append([number[entry.node], entry.index, versions.get(entry.node, 0)])
    fields: dict[str, Any] = {"op": op_name(node), "name": node.name}
    if attrs:
        fields["attrs"] = dict(sorted(attrs.items()))
    return {**fields, "inputs": inputs}


def to_json(symbol: SymbolGraph) -> str:
    """The graph in MXNet's JSON."""
    nodes = symbol.nodes()
    number = {node: index for index, node in enumerate(nodes)}
    versions: dict[Node, int] = {}
    rows = [0]
    for node in nodes:
        rows.append(rows[-1] + len(node.outputs()))
    version = stamp(ops_of(symbol))
    attrs: dict[str, list[Any]] = {"mxnet_version": ["int", version]}
    if version >= VERSION:
        attrs = {"is_np_shape": ["int", 1], **attrs}
    if rules := rules_text(ops_of(symbol)):
        attrs[RULES_KEY] = ["str", rules]
    document = {
        "nodes": [_node_json(node, number, versions, flavour_of(version)) for node in nodes],
        "arg_nodes": [number[node] for node in nodes if isinstance(node, Variable)],
        "node_row_ptr": rows,
        "heads": [[number[entry.node], entry.index, 0] for entry in symbol.entries],
        "attrs": attrs,
    }
    return json.dumps(document, indent=2)


def to_listing(symbol: SymbolGraph) -> str:
    """The graph as MXNet's `debug_str` lists it."""
    heads = enumerate(symbol.entries)
    lines = ["Symbol Outputs:", *(f"\toutput[{k}]={shown(entry.node.name)}({entry.index})" for k, entry in heads)]
    versions: dict[Node, int] = {}
    for node in symbol.nodes():
        if isinstance(node, Variable):
            lines.append(f"Variable:{shown(node.name)}")
            continue
        lines += ["--------------------", f"Op:{node.rule.title}, Name={shown(node.name)}", "Inputs:"]
        for k, (_, entry) in enumerate(node.edges):
            if entry.node in node.states:
                versions[entry.node] = versions.get(entry.node, 0) + 1
            version = f" version={versions.get(entry.node, 0)}" if isinstance(entry.node, Variable) else ""
            lines.append(f"\targ[{k}]={shown(entry.node.name)}({entry.index}){version}")
        attrs = sorted({**attribute_texts(node), **node.hidden}.items())
        lines += ["Attrs:", *(f"\t{shown(key)}={shown(value)}" for key, value in attrs)] if attrs else []
    return "\n".join(lines) + "\n"


def to_python(symbol: SymbolGraph, types: Types | None = None) -> str:
    """Python that builds the graph again; its last line names the Symbol. Shapes and types are comments.

    A rule that is registered goes by its name; another one is in the text, as its expression graph.
    """
    lines = ["import mxsym as mx", ""]
    taken = {"mx"}
    functions: dict[Rule, str] = {}
    for rule in dict.fromkeys(op.rule for op in ops_of(symbol)):
        own = declared(rule)
        if not registry.is_registered(own):
            functions[rule] = _spare(f"{rule.name}_rule", taken)
            form = f", {rule.form!r}" if rule.form else ""
            lines += [f"# {rule.title}"] if rule.from_file else []
            lines.append(f"{functions[rule]} = mx.sym.load_rule({rule_text(own)!r}{form})")
    spelling: dict[Node, str] = {}
    for node in symbol.nodes():
        spelling[node] = _spare(node.name, taken)
        lines.append(_python_line(node, spelling, functions) + _comment(node, types))
    heads = [_spell(entry, spelling) for entry in symbol.entries]
    lines.append(f"graph = {heads[0]}" if len(heads) == 1 else f"graph = mx.sym.Group([{', '.join(heads)}])")
    return "\n".join(lines) + "\n"


def _spare(name: str, taken: set[str]) -> str:
    """A Python name like `name` that is not taken; it then is."""
    base = "".join(c if c.isascii() and (c.isidentifier() or c.isdigit()) else "_" for c in name)
    base = base if base.isidentifier() and not keyword.iskeyword(base) else f"_{base}"
    spare, number = base, 0
    while spare in taken:
        number += 1
        spare = f"{base}_{number}"
    taken.add(spare)
    return spare


def _spell(entry: Entry, spelling: Mapping[Node, str]) -> str:
    name = spelling[entry.node]
    return name if len(entry.node.outputs()) == 1 else f"{name}[{entry.index}]"


def _python_line(node: Node, spelling: Mapping[Node, str], functions: Mapping[Rule, str]) -> str:
    hidden = f", attr={dict(node.hidden)!r}" if node.hidden else ""
    if isinstance(node, Variable):
        return f"{spelling[node]} = mx.sym.var({node.name!r}{hidden})"
    named = [f"{key}={_spell(entry, spelling)}" for key, entry in node.inputs.items()]
    named += [f"{key}={_literal(value)}" for key, value in node.attrs.items()]
    outs = [spelling[entry.node] for entry in node.outs]
    named += [f"out=[{', '.join(outs)}]" if len(outs) > 1 else f"out={outs[0]}"] if outs else []
    function = functions.get(node.rule, f"mx.sym.{node.rule.name}")
    if node.version != VERSION:
        named.append(f"flavour={flavour_of(node.version)!r}")
    return f"{spelling[node]} = {function}({', '.join(named)}, name={node.name!r}{hidden})"


def _literal(value: object) -> str:
    """A value as Python reads it back; infinities and NaN have no literal of their own."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_literal, value))},)"  # pyright: ignore[reportUnknownArgumentType]
    return repr(value) if not isinstance(value, float) or math.isfinite(value) else f"float({str(value)!r})"


def _comment(node: Node, types: Types | None) -> str:
    if types is None or Entry(node) not in types.shapes or Entry(node) not in types.dtypes:
        return ""
    return f"  # {types.dtypes[Entry(node)].name}{list(types.shapes[Entry(node)])}"
