"""The op reference: a page for each module of `mxsym.rules`, written from the registry before Sphinx reads its sources.

All facts about an op come from `mxsym.rule.docstring`, which reads the rule.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import gallery_page  # next to this file, as the next three are: docs/conf.py puts the folder on the path
import mistakes_page
import op_example
import optimizer_page

from mxsym.rule import derived_ops, docstring, lookup, mxnet_names, registry
from mxsym.rule.bodies import wants_form
from mxsym.rule.formula import formula, has_formula
from mxsym.rule.mathml import mathml
from mxsym.rule.rule import Count, Rule

FOLDER = "ops"


def _block(lines: Iterable[str], indent: str) -> str:
    return "\n".join(f"{indent}{line}".rstrip() for line in lines)


def _raw(html: str) -> str:
    return f".. raw:: html\n\n   {html}\n"


def _math(title: str, rule: Rule) -> str:
    """A formula as the browser draws it, and as text, which is what others than browsers show."""
    lines = formula(rule)
    drawn = _raw(f'<div class="formula">{mathml(lines)}</div><details class="formula"><summary>as text</summary>')
    text = f".. code-block:: text\n\n{_block(lines, '   ')}\n"
    return f"{title}:\n\n{drawn}\n{text}\n{_raw('</details>')}"


_TYPES = {float: "float", int: "float", bool: "bool", str: "str", tuple: "Sequence[float]", Count: "int"}


def _typed(rule: Rule, item: inspect.Parameter, tensor: str) -> str:
    """A parameter of a signature with its type; `tensor` is that of tensors."""
    attribute = rule.attribute(item.name)
    numbers = " | Symbol" if tensor == "Symbol" else ""
    if item.name in ("out", "name"):
        kind = f"{tensor if item.name == 'out' else 'str'} | None"
    elif attribute is None:
        kind = tensor + (" | None" if item.default is None else "")
    else:
        kind = _TYPES[attribute.kind] + (numbers if attribute.numeric else "")
    default = "" if item.default is inspect.Parameter.empty else f" = {item.default!r}"
    star = "*" if item.kind is inspect.Parameter.VAR_POSITIONAL else ""
    return f"{star}{item.name}: {kind}{default}"


def _signature(rule: Rule, tensor: str) -> str:
    items = [item for item in inspect.signature(rule).parameters.values() if tensor == "Symbol" or item.name != "name"]
    listed = [_typed(rule, item, tensor) for item in items if item.kind is not inspect.Parameter.KEYWORD_ONLY]
    named = [_typed(rule, item, tensor) for item in items if item.kind is inspect.Parameter.KEYWORD_ONLY]
    star = [] if not named or any(item.startswith("*") for item in listed) else ["*"]
    several = len(rule.outputs) > 1 or rule.members
    result = "Symbol" if tensor == "Symbol" else f"{'list[' * bool(several)}NDArray{']' * bool(several)}"
    return f"({', '.join([*listed, *star, *named])}) -> {result}"


def _spellings(rule: Rule) -> list[str]:
    """Spellings of the op for users, MXNet's own names included."""
    own = [name for name, target in mxnet_names.ALIASES.items() if target == rule.name]
    return [f"mx.sym.{rule.name}", f"mx.nd.{rule.name}", *sorted(own)]


def _one_word(names: str) -> str:
    """Type of a parameter for Sphinx: the words before the last."""
    return names.replace(", ", "/").replace(" (or None)", "")


def _rows(rule: Rule) -> str:
    """Forms of the update for a row-sparse gradient."""
    if not rule.separable:
        return "lazy, where asked for: its sums of whole tensors then run over the stored rows; see :doc:`/row-sparse`"
    return "lazy (only the rows that the gradient stores) and standard (every row); see :doc:`/row-sparse`"


def _form(name: str) -> str:
    """A derived form: its signature, and its formula where MXNet brackets it otherwise."""
    rule = lookup.find(name)
    base = rule.base
    assert base is not None
    text = f"* ``{name}{inspect.signature(rule)}``"
    if wants_form(base.function):
        plain = [line.replace(derived_ops.MASTER, base.inputs[0].name) for line in formula(rule)]
        if [line for line in plain if line != "weight' = weight'"] != formula(base):
            text += f"\n\n{_block(_math('which computes', rule).splitlines(), '  ')}\n"
    return text


def op(rule: Rule, *, examples: bool = True) -> str:
    """The section of one op; its example is run for it."""
    names = _spellings(rule)
    parts = [f".. _op-{rule.name}:", f"{rule.name}\n{'-' * len(rule.name)}"]
    head = f".. py:function:: mx.nd.{rule.name}{_signature(rule, 'array')}"
    parts.append(f"{head}\n                 mx.sym.{rule.name}{_signature(rule, 'Symbol')}")
    inner = [docstring.words(rule)]
    if has_formula(rule):
        inner.append(_math(docstring.over(rule), rule))
    other = docstring.other_version(rule)
    if other is not None:
        inner.append(docstring.words(other) + "\n\n" + _math(f'With `flavour="{other.flavour}"`', other))
    inner.append("\n".join(f":param {_one_word(name)}: {words}" for name, words in docstring.parameters(rule)))
    inner[-1] += f"\n:returns: {docstring.returns(rule)}\n:raises SymbolError: arguments that it does not take"
    inner[-1] += "\n:raises BindError: arrays that do not fit; nothing has changed"
    if len(names) > 2:
        inner.append(f"**Names**: {', '.join(f'`{name}`' for name in names)}")
    if rule.is_update:
        inner.append(f"**Row-sparse gradients**: {_rows(rule)}.")
    if notes := docstring.differences(rule):
        inner.append("**Unlike MXNet**:\n\n" + "\n".join("* " + note.replace("\n", " ") for note in notes))
    forms = lookup.derived_names([rule.name]) if rule.is_update else []
    if forms := [form for form in forms if form not in derived_ops.VARIADIC]:
        inner.append("**Forms**:\n\n" + "\n".join(map(_form, forms)))
    if examples and rule.many is None and not rule.is_gathered:
        inner.append(f"**Example**:\n\n{_block(op_example.example(rule), '   ')}")
    body = "\n\n".join(inner)
    parts.append(_block(body.split("\n"), "   "))
    return "\n\n".join(parts)


def pages(*, examples: bool = True) -> dict[str, str]:
    """The text of every page by its name: the modules of the rules."""
    rules: dict[str, list[Rule]] = {}
    for name in lookup.names():
        rule = registry.RULES[name]
        module = rule.function.__module__
        if module.startswith("mxsym.rules.") and not name.startswith("_"):  # those are parts of other ops
            rules.setdefault(module, []).append(rule)
    for name in derived_ops.VARIADIC:
        rule = lookup.find(name)
        rules.setdefault(rule.function.__module__, []).append(rule)
    written: dict[str, str] = {}
    for module, group in sorted(rules.items()):
        title = re.split(r"\.\s", f"{inspect.getdoc(importlib.import_module(module))}\n")[0]
        head = f"{title}\n{'=' * len(title)}"
        written[module.rpartition(".")[2]] = (
            "\n\n".join([head, *(op(rule, examples=examples) for rule in group)]) + "\n"
        )
    return written


def _renew(path: Path, text: str) -> None:
    """Write a page if it has changed: Sphinx then reads it again."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def write(folder: Path) -> None:
    """Write the pages that have changed, and remove those that are no more."""
    folder.mkdir(exist_ok=True)
    texts = {f"{name}.rst": text for name, text in pages().items()}
    for path in folder.glob("*.rst"):
        if path.name not in {*texts, "index.rst"}:
            path.unlink()
    for name, text in texts.items():
        _renew(folder / name, text)


def _literal_stars(_app: Any, _what: str, _name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    """`**kwargs` in a docstring is no bold text."""
    lines[:] = [re.sub(r"(?<!`)(\*\*\w+)", r"``\1``", line) for line in lines]


def setup(app: Any) -> dict[str, bool]:
    """Called by Sphinx."""
    write(Path(app.srcdir) / FOLDER)
    _renew(Path(app.srcdir) / optimizer_page.NAME, optimizer_page.page())
    _renew(Path(app.srcdir) / gallery_page.NAME, gallery_page.page())
    _renew(Path(app.srcdir) / mistakes_page.NAME, mistakes_page.page(Path(app.srcdir)))
    app.connect("autodoc-process-docstring", _literal_stars, priority=1)  # before napoleon
    return {"parallel_read_safe": True}
