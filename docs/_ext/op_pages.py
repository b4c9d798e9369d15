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

import gallery_page  # next to this file, too
import mistakes_page  # and so is this
import optimizer_page  # next to this file: docs/conf.py puts the folder on the path

from mxsym.rule import derived_ops, docstring, lookup, mxnet_names, registry
from mxsym.rule.bodies import wants_form
from mxsym.rule.formula import formula, has_formula
from mxsym.rule.rule import Rule

FOLDER = "ops"


def _block(lines: Iterable[str], indent: str) -> str:
    return "\n".join(f"{indent}{line}".rstrip() for line in lines)


def _math(title: str, rule: Rule) -> str:
    return f"{title}:\n\n.. code-block:: text\n\n{_block(formula(rule), '   ')}"


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


def op(rule: Rule) -> str:
    """The section of one op."""
    signature = str(inspect.signature(rule))
    names = _spellings(rule)
    parts = [f".. _op-{rule.name}:", f"{rule.name}\n{'-' * len(rule.name)}"]
    parts.append(f".. py:function:: mx.nd.{rule.name}{signature}\n                 mx.sym.{rule.name}{signature}")
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
    body = "\n\n".join(inner)
    parts.append(_block(body.split("\n"), "   "))
    return "\n\n".join(parts)


def pages() -> dict[str, str]:
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
        title = (inspect.getdoc(importlib.import_module(module)) or "").split(". ")[0].rstrip(".")
        head = f"{title}\n{'=' * len(title)}"
        written[module.rpartition(".")[2]] = "\n\n".join([head, *map(op, group)]) + "\n"
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
