"""Notebooks and prompts: HTML and short texts of what a cell gives, and errors without inner frames."""

from __future__ import annotations

import inspect
import operator
import re
import xml.dom.minidom
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym import aot
from mxsym.rule import lookup, registry
from mxsym.rule.formula import formula_of
from mxsym.rule.mathml import mathml
from tests.model_numbers import gallery
from tests.test_report import quickstart


def parsed(html: str) -> Any:
    """HTML that is well-formed, loads nothing and runs nothing."""
    assert not re.search(r"<script|<img|\b(?:src|href)=|@import|url\(", html)
    return xml.dom.minidom.parseString(f"<div>{html.replace('&nbsp;', ' ')}</div>")


def texts(html: str, tag: str) -> list[str]:
    return ["".join(_leaves(node)) for node in parsed(html).getElementsByTagName(tag)]


def _leaves(node: Any) -> list[str]:
    if node.nodeType == node.TEXT_NODE:
        return [node.data]
    return [leaf for child in node.childNodes for leaf in _leaves(child)]


def shown(item: Any) -> str:
    """The HTML that a notebook asks for."""
    return item._repr_html_()


@pytest.fixture(scope="module")
def executor() -> mx.Executor:
    return quickstart()


def test_an_explanation_is_text_and_a_table(executor: mx.Executor) -> None:
    explained = executor.explain()
    assert explained.endswith("\n") and repr(explained) == explained.rstrip("\n")
    heads = texts(shown(explained), "th")
    assert heads[:2] == ["kernel", "ops fused"] and heads[-1] == "predicted"
    row = dict(zip(heads, texts(shown(explained), "td"), strict=True))
    assert row["kernel"] == "upd" and row["elements"] == "640" and row["ops fused"] == "_mulscalar0, clip0, upd"
    assert any("w in place" in text for text in texts(shown(explained), "pre"))


def test_an_executor_is_a_picture_and_a_table(executor: mx.Executor) -> None:
    html = shown(executor)
    assert html.startswith("<svg ") and "upd" in texts(html, "td")
    assert repr(executor) == "<Executor of upd_output on w float32[64, 10], g float32[64, 10], m float32[64, 10]>"


def test_passes_and_profiles(executor: mx.Executor) -> None:
    passes = executor.passes()
    assert len(texts(shown(passes), "summary")) == sum(item.changed for item in passes)
    profile = executor.profile(steps=1)
    assert "outside kernels" in texts(shown(profile), "td")
    assert repr(profile).startswith("<profile of 1 step, ")


def test_every_formula_is_drawn_as_mathematics() -> None:
    rules = [*(registry.RULES[name] for name in lookup.names()), *gallery().values()]
    lines = {line for rule in rules for line in formula_of(rule)}
    assert len(lines) > 100
    for line in lines:
        html = mathml([line])
        assert "<math" in html and "<code" not in html, line
        long_names = set(re.findall(r"[a-z]\w*_\w+[a-z]\b", line))
        assert long_names <= set(texts(html, "mi")), "long names stay whole"


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("w' = w - lr * (a + b) / (sqrt(x) + eps)", ["msup", "mfrac", "msqrt"]),
        ("y = where(a > 0 and b ≠ 0, a, -b)", ["mtable"]),
        ("y = |x|² / beta1^t", ["msup", "msub", "mfrac"]),
        ("y = 2 * (aᵀ @ m2ᵀ) + (a + b)ᵀ", ["msup", "mspace"]),
        ("only if a > 0; else nothing changes", ["math"]),
    ],
)
def test_mathematics(line: str, tags: list[str]) -> None:
    document = parsed(mathml([line]))
    assert all(document.getElementsByTagName(tag) for tag in tags)


def test_fractions_need_no_brackets() -> None:
    (fraction,) = texts(mathml(["y = (a + b) / (c - d)"]), "mfrac")
    assert "(" not in fraction
    (fraction,) = texts(mathml(["y = ((a + b) * (c + d)) / e"]), "mfrac")
    assert fraction.count("(") == 2, "only the outer ones go"


def test_what_is_no_formula_is_shown_as_it_is() -> None:
    for line in ("y = ?", "no <equation>", "y = f(", "y = a b"):
        assert texts(mathml([line]), "code") == [line]


def test_a_rule_shows_its_call_and_its_formula() -> None:
    rule = lookup.find("adam_update")
    assert repr(rule).startswith("<rule adam_update(weight, grad, mean, var, *, lr, beta1=0.9,")
    assert texts(shown(rule), "math") and texts(shown(rule), "code")[0].startswith("adam_update(weight, ")


@pytest.mark.parametrize("shape", [(3,), (2, 3), (40, 50), (2, 3, 4), (0,)])
def test_arrays_are_tables(shape: tuple[int, ...]) -> None:
    array = mx.nd.array(np.arange(np.prod(shape, dtype=int), dtype=np.float32).reshape(shape))
    html = shown(array)
    assert "float32" in texts(html, "code")[0]
    if len(shape) in (1, 2) and array.size:
        cells = texts(html, "td")
        assert len(cells) <= 81 and cells[-1] == f"{array.size - 1:.6g}"


def test_row_sparse_arrays_name_their_rows() -> None:
    array = mx.nd.sparse.row_sparse_array((np.ones((2, 3), np.float32), [1, 5]), shape=(9, 3))
    assert "2 of 9 rows" in shown(array) and texts(shown(array), "th")[-2:] == ["1", "5"]


REPRESENTED: dict[str, Callable[[mx.Executor], Any]] = {
    "program": lambda executor: executor.__bound_graph__().lowered.program,
    "graph": lambda executor: executor.__bound_graph__().lowered.program.calls[0].body,
    "region": lambda executor: executor.regions[0],
    "compiled region": lambda executor: executor.compiled[0],
    "compiled kernel": lambda executor: executor.compiled[0].compiled.kernels[0],
    "kernel": lambda executor: executor.compiled[0].compiled.kernels[0].kernel,
    "bound graph": lambda executor: executor.__bound_graph__(),
    "optimizer": lambda _: mx.optimizer.Adam(learning_rate=0.5, beta1=0.8),
    "schedule": lambda _: mx.lr_scheduler.FactorScheduler(7),
    "updater": lambda _: mx.optimizer.get_updater(mx.optimizer.SGD()),
}


@pytest.mark.parametrize("name", REPRESENTED)
def test_texts_for_a_prompt_are_short(name: str, executor: mx.Executor) -> None:
    item = REPRESENTED[name](executor)
    text = repr(item)
    assert len(text) < 200 and "object at 0x" not in text and type(item).__name__ in text


def test_an_optimizer_shows_what_was_chosen() -> None:
    assert repr(mx.optimizer.Adam(learning_rate=0.5, beta1=0.8)) == "Adam(learning_rate=0.5, beta1=0.8)"


def test_an_error_in_a_notebook_has_no_inner_frames() -> None:
    with pytest.raises(mx.BindError) as caught:
        mx.nd.sgd_update(np.ones(3, np.float32), np.ones(4, np.float32), lr=0.1)
    render: Callable[[], list[str]] = getattr(caught.value, "_render_traceback_")  # noqa: B009  # a notebook's way
    lines = render()
    files = [line for line in lines if line.lstrip().startswith("File ")]
    assert len(files) == 1 and __file__ in files[0]
    assert str(caught.value) in "\n".join(lines)


def test_what_a_user_makes_says_what_it_is() -> None:
    """No public class leaves its objects to be shown by their addresses."""
    names = ("nd", "nd.sparse", "table", "optimizer", "lr_scheduler", "gluon", "kv", "viz")
    spaces: list[Any] = [mx, aot, *operator.attrgetter(*names)(mx)]
    classes = {item for space in spaces for name in dir(space) if inspect.isclass(item := getattr(space, name))}
    ours = {item for item in classes if item.__module__.startswith("mxsym.") and not item.__name__.startswith("_")}
    protocols = {item for item in ours if getattr(item, "_is_protocol", False)}
    assert len(ours) > 50
    assert {item.__name__ for item in ours - protocols if item.__repr__ is object.__repr__} == set()


def test_the_reprs_are_short() -> None:
    bags = mx.nd.sparse.uncoalesced(np.ones((300, 3), np.float32), np.arange(300), (1000, 3))
    shown = {
        repr(bags): "<Uncoalesced 300 rows for 1000x3>",
        repr(mx.States(3)): "mx.States(3, 0.0)",
        repr(mx.kv.create("local")): "<KVStore 'local' of 0 keys>",
        repr(mx.gluon.Trainer([], "sgd")): "<Trainer by SGD(learning_rate=0.1) of 0 parameters>",
        repr(mx.AttrScope(kind="a")): "AttrScope({'kind': 'a'})",
    }
    assert [*shown] == [*shown.values()]
    export = aot.export(quickstart())
    assert re.fullmatch(r"<exported step 'kernels', \d+ bytes; write\(folder\) it>", repr(export))
