"""MXNet's `contrib` functions: ops on many tensors that take them in lists, and ops on one with required attributes
first.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

from mxsym.codegen.loading import load_modules
from mxsym.errors import SymbolError, counted
from mxsym.rule import lookup
from mxsym.rule.bodies import PER_TENSOR
from mxsym.rule.lookup import latest
from mxsym.rule.rule import HOOKS, REQUIRED, Many, Rule, is_shared
from mxsym.spelling import kind_name

Call = Callable[[Rule, tuple[Any, ...], dict[str, Any]], Any]
_PLURAL = {"weight": "weights", "grad": "grads", "weight32": "weights32"}
ALWAYS = ("out", "name", "attr", "flavour")
"""Arguments that every op has."""
_SIZES = ("size", "num_tensors", "num_weights")


def _docstring(rule: Rule) -> str:
    load_modules("mxsym.rule.docstring")
    from mxsym.rule.docstring import docstring  # loaded with the first op that is used

    return docstring(rule)


def _html(rule: Rule) -> str:
    load_modules("mxsym.rule.mathml", "mxsym.rule.formula")
    from mxsym.rule.formula import formula_of
    from mxsym.rule.mathml import described

    return described(f"{rule.title}{rule.__signature__}", rule.summary, formula_of(rule))


HOOKS.docstring, HOOKS.html = _docstring, _html


@functools.lru_cache(maxsize=256)
def function(rule: Rule, name: str, call: Call) -> Callable[..., Any]:
    """`mx.nd.contrib.NAME` or `mx.sym.contrib.NAME`, which ends in `call(rule, args, kwargs)`."""
    if (many := rule.many) is not None and not many.gathered and not many.preloaded:
        return _of_lists(rule, many, name, call)
    op = as_function(rule, name, call)
    required = [item.name for item in rule.attributes if item.required]
    order = [item.name for item in rule.inputs] + required
    order += [item.name for item in rule.attributes if item.name not in order]

    def required_first(*args: Any, **kwargs: Any) -> Any:
        if (now := latest(rule)) is not rule:  # declared again since
            return function(now, name, call)(*args, **kwargs)
        if len(args) > len(order):
            raise SymbolError(f"{name} takes {counted(order)}, got {len(args)}")
        positional = dict(zip(order, args, strict=False))
        if twice := [key for key in positional if key in kwargs]:
            raise SymbolError(f"{name}: {', '.join(twice)} is given twice, by position and by name; give it once")
        return op(**positional, **kwargs)

    return _named(required_first, rule, name, inspect.signature(op))


def _named(op: Callable[..., Any], rule: Rule, name: str, signature: inspect.Signature) -> Callable[..., Any]:
    op.__name__ = op.__qualname__ = name
    op.__doc__ = rule.__doc__
    op.__signature__ = signature  # type: ignore[attr-defined]  # what inspect.signature shows
    return op


def _of_lists(rule: Rule, many: Many, name: str, call: Call) -> Callable[..., Any]:
    one, names = many.member, many.plurals
    tensors = [_PLURAL.get(item.name, item.name) for item in one.inputs if not is_shared(one, item)]
    optional = [_PLURAL.get(item.name, item.name) for item in one.inputs if item.optional]
    defaults = [item.name for item in rule.attributes if item.kind is tuple and not item.required]
    shared = [item.name for item in one.inputs if is_shared(one, item)]
    each = {PER_TENSOR[key]: names[key] for key in ("t", "lr", "wd", "eta", "tensor") if rule.attribute(names[key])}
    order = [*tensors, *shared, *each]
    counts = [key for key in _SIZES if one.attribute(key) is None]

    def of_lists(*args: Any, **kwargs: Any) -> Any:
        if (now := latest(rule)) is not rule:
            return function(now, name, call)(*args, **kwargs)
        values = dict(zip(order, args, strict=False))
        if len(args) > len(order) or any(key in kwargs for key in values):
            raise SymbolError(f"{name} takes {', '.join(order)}, each once; then out=, name= and attributes")
        values |= {key: kwargs.pop(key) for key in order if key in kwargs}
        if missing := [key for key in order if key not in values and key not in (*optional, *defaults)]:
            taken = (*order, *counts, *(item.name for item in rule.attributes), *ALWAYS)
            others = "".join(f"; no argument {key!r}" for key in kwargs if key not in taken)
            raise SymbolError(f"{name} needs {', '.join(missing)}{others}")
        for key in (key for key in optional if values.get(key) is None):
            values[key] = [None] * len(values[tensors[0]]) if key in tensors else None
        if wrong := [key for key in tensors if not isinstance(values[key], list | tuple) or not values[key]]:
            raise SymbolError(f"{name}: {wrong[0]} is a list of tensors, got {kind_name(values[wrong[0]])}")
        lists = [list(values[key]) for key in tensors]
        if twice := [key for key in each.values() if key in kwargs]:
            raise SymbolError(f"{name}: {', '.join(twice)} is given twice, under two names; give it once")
        sizes = [kwargs.pop(key) for key in counts if kwargs.get(key)]
        if len({len(item) for item in lists} | set(sizes)) != 1:
            got = ", ".join(f"{len(item)} {key}" for key, item in zip(tensors, lists, strict=True))
            raise SymbolError(f"{name} takes lists of one length: got {got}{f', size {sizes[0]}' if sizes else ''}")
        flat = [tensor for update in zip(*lists, strict=True) for tensor in update]
        numbers = {names_of: values[key] for key, names_of in each.items() if key in values}
        return call(rule, (*flat, *(values[key] for key in shared)), {**kwargs, **numbers})

    positional = inspect.Parameter.POSITIONAL_OR_KEYWORD
    own = {item.name: item.default for item in rule.attributes if item.name in each.values()}
    begin = next((n for n in range(len(order), 0, -1) if own.get(each.get(order[n - 1], ""), REQUIRED) is REQUIRED), 0)
    parameters = [inspect.Parameter(key, positional) for key in order[:begin]]
    parameters += [inspect.Parameter(key, positional, default=own[each[key]]) for key in order[begin:]]
    used = {*each.values()}
    parameters += [
        inspect.Parameter(item.name, inspect.Parameter.KEYWORD_ONLY, default=item.default)
        for item in rule.attributes
        if item.name not in used and item.default is not REQUIRED
    ]
    parameters += [inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=None) for key in ("out", "name")]
    return _named(of_lists, rule, name, inspect.Signature(parameters))


@functools.lru_cache(maxsize=2048)
def as_function(rule: Rule, name: str, call: Call) -> Callable[..., Any]:
    """An op as a function of its own name, signature and docstring, which calls `call(rule, args, kwargs)`.

    Made once for each rule: the docstring is derived from the traced body. If the op has been declared again since,
    the new one is called.
    """

    def op(*args: Any, **kwargs: Any) -> Any:
        return call(latest(rule), args, kwargs)

    op.__name__ = op.__qualname__ = name
    op.__doc__ = rule.__doc__
    op.__signature__ = rule.__signature__  # type: ignore[attr-defined]  # what inspect.signature shows
    return op


def find(name: str, prefixes: Iterable[str]) -> Rule:
    """The op's rule.

    Raises:
        AttributeError: no op has this name, with or without a prefix; the text has a near name.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    known = (lookup.known(prefix + name) for prefix in ("", *prefixes))
    return next((rule for rule in known if rule is not None), None) or lookup.find(name)  # whose error names a near one


def names(prefixes: Iterable[str] = ()) -> list[str]:
    """The public names that `find` takes: those that begin with no underscore, with and without a prefix, sorted."""
    every = lookup.every_name()
    short = (name.removeprefix(prefix) for prefix in prefixes for name in every if name.startswith(prefix))
    return sorted({name for name in (*every, *short) if not name.startswith("_")})
