"""Update rules that travel in files: a rule's signature, doc and expression graphs ↔ text.

Input: rules that mxsym does not ship. Output: text; and from text a `Rule` that computes the same bits where the Python
function does not exist.
A rule is traced once for each setting of its flags, optional tensors and forms: each of these bodies is in the text.
Non-goals: registering what was read.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from mxsym import registry
from mxsym.codegen import expr as ir
from mxsym.codegen import text as irtext
from mxsym.codegen.dtypes import BY_NAME, F64, T
from mxsym.codegen.expr import Expr, ExprError, Space
from mxsym.codegen.graph import Graph
from mxsym.codegen.spelling import is_python_name
from mxsym.declare import FORM, declare, wants_form
from mxsym.errors import LoadError, RuleError, SymbolError
from mxsym.family import FORMS, GUARDED, bound_to, form_of
from mxsym.rule import LAZY, REQUIRED, SAVED, VERSIONS, Input, Row, Rule, Scalar
from mxsym.symbol.node import Node
from mxsym.trace import Value, lift

RULES_KEY = "mxsym_rules"
MOST_BODIES = 256
"""How many bodies a rule in a file may have."""
_KINDS: Mapping[str, type] = {kind.__name__: kind for kind in (float, int, bool)}
_SPACES = {Space.ELEMENT: REQUIRED, Space.ROW: Row, Space.SCALAR: Scalar}
_Key = tuple[str, tuple[bool, ...], tuple[str, ...]]
"""Of a body: its form, its flags, the tensors that are absent."""


def declared(rule: Rule) -> Rule:
    """The rule that someone wrote, of which `rule` is a form."""
    return rule if rule.base is None else declared(rule.base)


def is_shipped(rule: Rule) -> bool:
    """Whether mxsym itself declares the rule."""
    module: str | None = inspect.unwrap(rule.function).__module__  # None where exec made it
    return module is not None and module.startswith("mxsym.")


def travelling(nodes: Iterable[Node]) -> list[Rule]:
    """The declared rules of these nodes that mxsym does not ship."""
    rules = dict.fromkeys(declared(node.rule) for node in nodes if node.rule is not None)
    return [rule for rule in rules if not is_shipped(rule)]


def _keys(rule: Rule) -> list[_Key]:
    """Every body that a rule can have."""
    flags = [item.name for item in rule.flags]
    optional = [item.name for item in rule.inputs if item.optional]
    forms = ("", *FORMS) if wants_form(rule.function) else ("",)
    count = len(forms) << min(len(flags) + len(optional), 60)
    if count > MOST_BODIES:
        raise RuleError(
            f"{rule.name}: a rule in a file has at most {MOST_BODIES} bodies (flags, forms), this one {count}"
        )
    absent = itertools.chain.from_iterable(itertools.combinations(optional, n) for n in range(len(optional) + 1))
    return list(itertools.product(forms, itertools.product((False, True), repeat=len(flags)), absent))


def _body(rule: Rule, key: _Key) -> Graph:
    form, flags, absent = key
    of_form = replace(rule, function=bound_to(rule, form)) if form else rule
    return of_form.body(dict(zip((item.name for item in rule.flags), flags, strict=True)), frozenset(absent)).graph


@functools.lru_cache(maxsize=256)
def _about(rule: Rule) -> str:
    try:
        bodies = [[*key, irtext.print_graph(_body(rule, key))] for key in _keys(rule)]
    except RuleError as error:
        raise SymbolError(f"this graph cannot be saved: {error}") from None
    attributes = [item for item in rule.attributes if item is not LAZY]
    about = {
        "name": rule.name,
        "doc": rule.summary,
        "flavour": rule.flavour,
        "update": rule.is_update,
        "dtype": rule.output_dtype.name if rule.output_dtype is not None else None,
        "inputs": [[item.name, item.space.name, item.optional] for item in rule.inputs],
        "attributes": [
            [item.name, item.kind.__name__, *([] if item.required else [item.default])] for item in attributes
        ],
        "bodies": bodies,
    }
    return json.dumps(about)


def rule_text(rule: Rule) -> str:
    """A declared rule as text.

    Raises:
        SymbolError: it has too many bodies.
    """
    return _about(rule)


def rules_text(nodes: Iterable[Node]) -> str:
    """The rules of these nodes that mxsym does not ship, as text; empty where there are none."""
    rules = [json.loads(rule_text(rule)) for rule in travelling(nodes)]
    return json.dumps(rules) if rules else ""


def load_rule(text: str, form: str = "") -> Rule:
    """The rule of a text of `rule_text`, or that form of it. It is not registered.

    Raises:
        LoadError: the text is no rule.
    """
    rule = _rule_of(text)
    return form_of(rule, form) if form in (*FORMS, *GUARDED) else rule


def read_rules(text: str) -> dict[tuple[str, str], Rule]:
    """The rules of a text of `rules_text`, by name and flavour.

    Raises:
        LoadError: the text is no list of rules.
    """
    listed = _parsed(text)
    if not isinstance(listed, list):
        raise LoadError(f"{RULES_KEY}: got {type(listed).__name__}, expected a list of rules; save the graph again")
    rules = [_rule_of(json.dumps(about)) for about in cast("list[object]", listed)]
    return {(rule.name, rule.flavour): rule for rule in rules}


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError, TypeError) as error:
        raise LoadError(f"{RULES_KEY}: this is no JSON: {error}") from None


def _rule_of(text: str) -> Rule:
    """The rule that a text says: the registered one where that is the same, and one rule for one text."""
    rule = _read_rule(text)
    known = registry.registered(rule.name, rule.flavour)
    return known if known is not None and not is_shipped(known) and rule_text(known) == rule_text(rule) else rule


@functools.lru_cache(maxsize=64)
def _read_rule(text: str) -> Rule:
    about = _parsed(text)
    try:
        return _read(cast("dict[str, Any]", about))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ExprError, RecursionError) as error:
        name = str(
            cast("dict[str, Any]", about).get("name", "no name") if isinstance(about, dict) else type(about).__name__
        )
        said = f"got no {error}" if isinstance(error, KeyError) else str(error)
        raise LoadError(f"{RULES_KEY} ({name[:80]}): {said[:300]}; save the graph again with tojson()") from None


def _read(about: Mapping[str, Any]) -> Rule:
    name, doc, flavour = about["name"], about["doc"], about["flavour"]
    if not (isinstance(name, str) and isinstance(doc, str) and flavour in VERSIONS):
        raise ValueError("a rule has a name, a doc and a flavour")
    signature = inspect.Signature([*map(_input, about["inputs"]), *map(_attribute, about["attributes"])])
    if wrong := [item for item in (name, *signature.parameters) if not is_python_name(item)]:
        raise ValueError(f"{wrong[0]!r} is no name in Python")
    bodies: dict[_Key, Graph] = {}
    for form, flags, absent, graph in about["bodies"][: MOST_BODIES + 1]:
        bodies[str(form), tuple(map(bool, flags)), tuple(map(str, absent))] = irtext.parse_graph(graph)
    if any(key[0] for key in bodies):
        form = inspect.Parameter(FORM, inspect.Parameter.KEYWORD_ONLY, default="")
        signature = signature.replace(parameters=[*signature.parameters.values(), form])
    function = _function(name, doc, signature, bodies)
    dtype = None if about["dtype"] is None else BY_NAME[about["dtype"]]
    flags = sum(parameter.annotation is bool for parameter in signature.parameters.values())
    optional = sum(parameter.default is None for parameter in signature.parameters.values())
    if flags + optional > MOST_BODIES.bit_length() - 1:
        raise ValueError(f"a rule has at most {MOST_BODIES} bodies")
    try:
        rule = declare(function, name, name.lower(), is_update=bool(about["update"]), output_dtype=dtype)
    except RuleError as error:  # the place that it names is this module, not the user's
        raise ValueError(str(error).rpartition(f" {name}: ")[2]) from None
    if missing := [key for key in _keys(rule) if key not in bodies]:
        raise ValueError(f"there is no body for {missing[0]}")
    return replace(rule, flavour=str(flavour), where=SAVED)


def _input(about: Any) -> inspect.Parameter:
    name, space, optional = about
    made = Input(name, Space[space], bool(optional))
    default = None if made.optional else REQUIRED
    return inspect.Parameter(
        made.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=_SPACES[made.space]
    )


def _attribute(about: Any) -> inspect.Parameter:
    name, kind, *default = about
    if default and not isinstance(default[0], bool | int | float):
        raise ValueError(f"the default of {name} is a number or a bool, got {default[0]!r}")
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=default[0] if default else REQUIRED,
        annotation=_KINDS[kind],
    )


def _function(name: str, doc: str, signature: inspect.Signature, bodies: Mapping[_Key, Graph]) -> Callable[..., Any]:
    """A function that computes what the bodies say, on the values that it is given."""
    parameters = signature.parameters
    flags = [key for key, item in parameters.items() if item.annotation is bool]
    optional = [key for key, item in parameters.items() if item.default is None]

    def function(*args: Any, **kwargs: Any) -> dict[str, Any]:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        given = bound.arguments
        absent = tuple(key for key in optional if given[key] is None)
        settings = tuple(bool(given[key]) for key in flags)
        body = bodies.get((given.get(FORM, ""), settings, absent))
        if body is None:
            raise RuleError(f"{name}: the file has no body for {dict(zip(flags, settings, strict=True))}")
        return _substituted(body, given)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    function.__module__ = "saved"
    function.__signature__ = signature  # type: ignore[attr-defined]  # what inspect.signature shows
    return function


def _substituted(body: Graph, given: Mapping[str, Any]) -> dict[str, Any]:
    """A body's results with values in the place of what it loads."""
    image: dict[Expr, Expr] = {}
    for node in body.nodes():
        if node.op == "load":
            image[node] = lift(given[str(node.attr)])
        elif node.op == "scalar":
            image[node] = _full(lift(given[str(node.attr)]))
        elif node.op == "cast" and node.args[0].op == "scalar" and node.dtype is T:
            image[node] = lift(given[str(node.args[0].attr)])  # as the rule's author had it
        else:
            image[node] = ir.rebuild(node, tuple(image[arg] for arg in node.args)) if node.args else node
    return {store.buffer: Value(image[store.value]) for store in body.stores}


def _full(value: Expr) -> Expr:
    """A number before it was rounded to the compute type."""
    if value.op == "cast" and value.args[0].op == "scalar":
        return value.args[0]
    return ir.const(float(cast("float", value.attr)), F64) if value.op == "const" else ir.cast(value, F64)
