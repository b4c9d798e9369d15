"""Update rules as text in files: a rule's signature, doc and expression graphs.

A rule that was read computes the same bits without the Python function.
"""

# A rule is traced once for each setting of its flags, optional tensors and forms: each of these bodies is in the
# text.

from __future__ import annotations

import contextlib
import functools
import inspect
import itertools
import json
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from mxsym.codegen import text as irtext
from mxsym.codegen.dtypes import TENSOR
from mxsym.codegen.expr import WEIGHT, ExprError, Granularity
from mxsym.codegen.graph import Graph
from mxsym.codegen.record import replace
from mxsym.errors import LoadError, RuleError, SymbolError, read_json
from mxsym.opgraph.node import Op
from mxsym.rule import declare as declaring
from mxsym.rule import registry
from mxsym.rule.axes import EVERY, AxesError
from mxsym.rule.bodies import FORM, FORMS, Key, each_body, forms_of, usual, wants_form
from mxsym.rule.body import Body, make_body, substituted
from mxsym.rule.declare import MOST_BODIES, complete, declare, subsets
from mxsym.rule.derived_ops import GUARDED, VARIADIC, form_of, loads, sized, variadic
from mxsym.rule.inputs import ZEROS, Input, state_of
from mxsym.rule.lookup import load_builtin
from mxsym.rule.rule import REQUIRED, SAVED, VERSIONS, Rule, is_storage
from mxsym.rule.value import ANNOTATIONS, Annotation, Model
from mxsym.spelling import is_python_name, kind_name, shown

RULES_KEY = "mxsym_rules"
_KINDS: Mapping[str, type] = {kind.__name__: kind for kind in (float, int, bool)}
_TYPES = {dtype.name: dtype for dtype in TENSOR}


def declared(rule: Rule) -> Rule:
    """The declared rule that `rule` is a form of."""
    return rule if rule.base is None else declared(rule.base)


def is_shipped(rule: Rule) -> bool:
    """True if mxsym itself declares the rule."""
    return declaring.is_shipped(rule.function)


def _keys(rule: Rule) -> list[Key]:
    """Every body that a rule can have."""
    flags = itertools.product((False, True), repeat=len(rule.flags))
    absent = subsets([item.name for item in rule.inputs if item.optional])
    return list(itertools.product(forms_of(rule.function), flags, absent))


@functools.lru_cache(maxsize=256)
def _about(rule: Rule) -> str:
    bodies: list[list[object]] = []
    for form, flags, absent in _keys(rule):
        # What the rule refuses is left out.
        with contextlib.suppress(RuleError):
            every = each_body(rule.bodies, flags, absent, form=form)
            missing = [item.name for item in rule.inputs if item.name in absent]
            for body in every:
                axes = [] if body.axes == EVERY else [body.axes.start, body.axes.stop]
                bodies.append([form, flags, missing, irtext.print_graph(body.graph), *axes])
    attributes = [item for item in rule.attributes if not is_storage(item)]
    about = {
        "name": rule.name,
        "doc": rule.summary,
        "flavour": rule.flavour,
        "update": rule.is_update,
        "dtype": rule.output_dtype.name if rule.output_dtype is not None else None,
        "inputs": [
            [item.name, _kind(item), item.optional, *([] if item.state == ZEROS else [item.state.parts()])]
            for item in rule.inputs
            if not item.space.tile  # it follows from the state before it
        ],
        "attributes": [
            [item.name, item.kind.__name__, *([] if item.required else [item.default])] for item in attributes
        ],
        "bodies": bodies,
    }
    return json.dumps(about)


def _kind(item: Input | Annotation) -> str:
    """The granularity of a tensor, or pairs of what it has a value for each of."""
    if item.axes != WEIGHT:
        return next(name for name, known in ANNOTATIONS.items() if known.axes == item.axes)
    return Model.__name__.upper() if item.of_model else item.space.name


_INPUTS: Mapping[str, Any] = {
    Granularity.ELEMENT.name: REQUIRED,
    **{_kind(item): item.kind for item in ANNOTATIONS.values()},
}
"""The annotations of tensors, by the word of a file."""


def rule_text(rule: Rule) -> str:
    """A declared rule as text."""
    return _about(rule)


def rules_text(ops: Iterable[Op]) -> str:
    """The rules of these ops that mxsym does not ship, as text; empty where there are none.

    Raises:
        SymbolError: two of the rules have one name: one was declared again since, or is mxsym's own.
    """
    used = dict.fromkeys(declared(op.rule) for op in ops)
    texts: dict[tuple[str, str], str] = {}
    for rule in used:
        text = "" if is_shipped(rule) else rule_text(rule)
        if texts.setdefault((rule.name, rule.flavour), text) != text:
            fix = "compose it of one of them, or give one another name"
            raise SymbolError(f"this graph cannot be saved: it has two rules called {rule.name}; {fix}")
    listed = [json.loads(text) for text in texts.values() if text]
    return json.dumps(listed) if listed else ""


def load_rule(text: str, form: str = "") -> Rule:
    """The rule of a text of `rule_text`, or that form of it. It is not registered.

    Raises:
        LoadError: the text is no rule.
    """
    rule = _rule_of(text)
    return form_of(rule, form) if form in (*FORMS, *GUARDED) else rule


def described(rule: Rule) -> list[str]:
    """A declared rule as plain data: its name and flavour if mxsym ships it, else its text."""
    known = is_shipped(rule) and registry.is_registered(rule)
    return ["name", rule.name, rule.flavour] if known else ["text", rule_text(rule)]


def rule_of(plain: Sequence[str]) -> Rule:
    """The rule that `described` gave.

    Raises:
        LoadError: mxsym ships no rule of that name, or it was declared again; or the text is no rule.
    """
    kind, text, *flavour = plain
    if kind != "name":
        return load_rule(text)
    load_builtin(text)
    rule = registry.registered(text, *(flavour or VERSIONS[-1:]))
    if rule is None or not is_shipped(rule):
        what = "mxsym has no rule of that name" if rule is None else "that name is another rule's in this process"
        raise LoadError(f"{shown(text)}: {what}; load it where mxsym's own rule has the name")
    return rule


def reduced(rule: Rule) -> tuple[object, ...]:
    """A rule in a pickle: the declared one that it is derived from, its form, and for how many updates it is."""
    return _rule_again, (described(declared(rule)), rule.form, rule.members)


def _rule_again(plain: Sequence[str], form: str, members: int) -> Rule:
    """The rule that a pickle describes."""
    rule = variadic(form) if form in VARIADIC else form_of(rule_of(plain), form)
    return sized(rule, members) if members > 1 else rule


def read_rules(text: str) -> dict[tuple[str, str], Rule]:
    """The rules of a text of `rules_text`, by name and flavour.

    Raises:
        LoadError: the text is no list of rules.
    """
    listed = _parsed(text)
    if not isinstance(listed, list):
        raise LoadError(f"{RULES_KEY}: got {kind_name(listed)}, expected a list of rules; save the graph again")
    rules = [_rule_of(json.dumps(about)) for about in cast("list[object]", listed)]
    return {(rule.name, rule.flavour): rule for rule in rules}


def _parsed(text: str) -> object:
    try:
        return read_json(text)
    except LoadError as error:
        raise LoadError(f"{RULES_KEY}: {error}") from None


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
        reason = f"got no {error}" if isinstance(error, KeyError) else str(error)
        reason = "an expression is nested too deeply" if isinstance(error, RecursionError) else reason
        raise LoadError(f"{RULES_KEY} ({name[:80]}): {reason[:300]}; save the graph again with tojson()") from None


def _read(about: Mapping[str, Any]) -> Rule:
    name, doc, flavour = about["name"], about["doc"], about["flavour"]
    if not (isinstance(name, str) and isinstance(doc, str) and flavour in VERSIONS):
        raise ValueError("a rule has a name, a doc and a flavour")
    signature = inspect.Signature([*map(_input, about["inputs"]), *map(_attribute, about["attributes"])])
    if wrong := [item for item in (name, *signature.parameters) if not is_python_name(item)]:
        raise ValueError(f"{wrong[0]!r} is no name in Python")
    graphs: dict[tuple[Key, range], Graph] = {}
    for form, flags, absent, graph, *axes in about["bodies"][: MOST_BODIES + 1]:
        key = str(form), tuple(map(bool, flags)), frozenset(map(str, absent))
        graphs[key, _axes(axes)] = irtext.parse_graph(graph)
    if any(key[0] for key, _ in graphs):
        form = inspect.Parameter(FORM, inspect.Parameter.KEYWORD_ONLY, default="")
        signature = signature.replace(parameters=[*signature.parameters.values(), form])
    function = _function(name, doc, signature)
    saved = _Saved(
        name,
        [item.name for item in signature.parameters.values() if item.annotation is bool],
        forms=wants_form(function),
    )
    dtype = None if about["dtype"] is None else _known("an output's type", about["dtype"], _TYPES)
    try:
        rule = declare(
            function, name, name.lower(), is_update=bool(about["update"]), output_dtype=dtype, later=True, bodies=saved
        )
        for (key, axes), graph in graphs.items():
            others = saved.bodies.get(key, ())
            if any(other.axes.start < axes.stop and axes.start < other.axes.stop for other in others):
                raise ValueError(f"two bodies are for weights of {axes.start} axes")
            saved.bodies[key] = (*others, _body(rule, graph, key[2], axes))
        rule = complete(rule)
    except RuleError as error:  # the place that it names is this module, not the user's
        raise ValueError(str(error).rpartition(f" {name}: ")[2].removeprefix(f"{name}: ")) from None
    return replace(rule, flavour=str(flavour), where=SAVED)


def _axes(about: list[Any]) -> range:
    """The numbers of axes that a body in a file is for: all, or those from one number up to another."""
    start, stop = map(operator.index, about or (EVERY.start, EVERY.stop))
    if not EVERY.start <= start < stop <= EVERY.stop:
        raise ValueError(f"a body is for numbers of axes from 0 to {EVERY.stop - 1}, got {about}")
    return range(start, stop)


class _Saved:
    """The bodies of a rule in a file."""

    def __init__(self, name: str, flags: list[str], *, forms: bool) -> None:
        self._name, self._flags, self._forms = name, flags, forms
        self.bodies: dict[Key, tuple[Body, ...]] = {}

    def __call__(
        self, flags: tuple[bool, ...], absent: frozenset[str], form: str = "", *, ndim: int | None = None
    ) -> Body:
        """The body for these flags, in that form, for a weight with so many axes.

        Raises:
            RuleError: the file has none. AxesError: it has some, for weights with other numbers of axes.
        """
        bodies = self.bodies.get((form if self._forms else "", flags, absent), ())
        if not bodies:
            setting = {**dict(zip(self._flags, flags, strict=True)), **dict.fromkeys(sorted(absent))}
            raise RuleError(f"{self._name}: the file has no body for {setting}")
        return usual(functools.partial(self._at, bodies)) if ndim is None else self._at(bodies, ndim)

    def _at(self, bodies: tuple[Body, ...], ndim: int) -> Body:
        body = next((body for body in bodies if ndim in body.axes), None)
        if body is None:
            later = [body.axes.start for body in bodies if body.axes.start > ndim]
            axes = range(ndim, min([*later, EVERY.stop]))
            raise AxesError(f"{self._name}: the rule takes no weight with {ndim} axes", axes)
        return body


def _body(rule: Rule, graph: Graph, absent: frozenset[str], axes: range) -> Body:
    """A graph as a body of the rule: of the rule's own tensors and numbers, whatever the text says of them."""
    results = {store.buffer: store.value for store in graph.stores if store.buffer not in absent}
    inputs = [item for item in rule.inputs if item.name not in absent]
    own, _, _ = substituted(Body(graph, {}, frozenset(), results), loads(inputs, rule.scalars))
    return make_body(graph.name, inputs, tuple(item.name for item in rule.scalars), own, {}, axes=axes)


def _known(what: str, word: object, known: Mapping[str, Any]) -> Any:
    """The meaning of a word of the file.

    Raises:
        ValueError: it has none.
    """
    if not isinstance(word, str) or word not in known:
        raise ValueError(f"{what} is one of {', '.join(known)}, got {str(word)[:80]!r}")
    return known[word]


def _input(about: Any) -> inspect.Parameter:
    name, space, optional, *state = about
    kind = _known(f"what {name} has values for", space, _INPUTS)
    # Each one has a default, as one after those that have some must, and one whose name is a number's may.
    default = None if optional else state_of(*state[0]) if state else ZEROS
    return inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=kind)


def _attribute(about: Any) -> inspect.Parameter:
    name, kind, *default = about
    if default and not isinstance(default[0], bool | int | float):
        raise ValueError(f"the default of {name} is a number or a bool, got {default[0]!r}")
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=default[0] if default else REQUIRED,
        annotation=_known(f"the kind of {name}", kind, _KINDS),
    )


def _function(name: str, doc: str, signature: inspect.Signature) -> Callable[..., Any]:
    """Placeholder for the function that declared a rule, with its name, doc and signature. It is never run."""

    def function(**_arguments: object) -> Any:
        raise NotImplementedError(name)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    function.__module__ = "saved"
    function.__signature__ = signature  # type: ignore[attr-defined]  # what inspect.signature shows
    return function
