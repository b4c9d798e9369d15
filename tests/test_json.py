"""MXNet's JSON: what is written, what is read, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import mxsym as mx
from mxsym.opgraph.names import NameManager


def document() -> dict[str, Any]:
    with NameManager():
        w, g, m = (mx.sym.var(name) for name in "wgm")
        step = mx.sym.sgd_mom_update(w, mx.clip(g * 0.5, -1, 1), m, lr=0.1, momentum=0.9, lazy_update=False, name="upd")
    made: dict[str, Any] = json.loads(step.tojson())
    return made


def test_the_layout_is_mxnet_s() -> None:
    made = document()
    assert [node["name"] for node in made["nodes"]] == ["w", "g", "_mulscalar0", "clip0", "m", "upd"]
    assert made["nodes"][2] == {
        "op": "_mul_scalar", "name": "_mulscalar0", "attrs": {"scalar": "0.5"}, "inputs": [[1, 0, 0]],
    }  # fmt: skip
    assert made["nodes"][5] == {
        "op": "sgd_mom_update",
        "name": "upd",
        "attrs": {"lazy_update": "False", "lr": "0.1", "momentum": "0.9"},
        "inputs": [[0, 0, 0], [3, 0, 0], [4, 0, 1]],
    }
    assert (made["arg_nodes"], made["heads"], made["node_row_ptr"]) == ([0, 1, 4], [[5, 0, 0]], [0, 1, 2, 3, 4, 5, 6])


def test_a_file_of_mxnet_1_loads() -> None:
    nodes: list[dict[str, Any]] = [{"op": "null", "name": name, "inputs": []} for name in "wgm"]
    attrs = {"clip_gradient": "1.0", "lazy_update": "False", "lr": "0.1", "momentum": "0.9", "wd": "0.01"}
    update = {"op": "sgd_mom_update", "name": "upd", "attrs": attrs, "inputs": [[0, 0, 0], [1, 0, 0], [2, 0, 1]]}
    text = json.dumps({
        "nodes": [*nodes, update], "arg_nodes": [0, 1, 2], "node_row_ptr": [0, 1, 2, 3, 4], "heads": [[3, 0, 0]],
        "attrs": {"mxnet_version": ["int", 10901]},
    })  # fmt: skip
    symbol = mx.sym.load_json(text)
    assert symbol.list_auxiliary_states() == ["m"]
    assert symbol.list_attr()["clip_gradient"] == "1.0"
    assert symbol.infer_shape(w=(2, 3))[1] == [(2, 3)]


def test_what_mxnet_has_no_word_for_survives() -> None:
    w, g, m, rate, other = (mx.sym.var(name) for name in ("w", "g", "m", "rate", "other"))
    step = mx.sym.sgd_mom_update(w, g, m, lr=rate, momentum=0.9, out=other, name="upd")
    group = mx.Group([step, step * 2])
    again = mx.sym.load_json(group.tojson())
    assert again.list_arguments() == ["w", "g", "rate", "other"]
    assert again.tojson() == group.tojson()


Change = Callable[[Any], object]
BROKEN: dict[str, tuple[Change, str]] = {
    "unknown op": (
        lambda d: d["nodes"][5].update(op="sgd_mom_updat"),
        "node 5 .upd.: mxsym has no op.*did you mean 'sgd_mom_update'",
    ),
    "unknown attribute": (lambda d: d["nodes"][5]["attrs"].update(lrr="1"), "no attribute 'lrr': did you mean 'lr'"),
    "not a number": (lambda d: d["nodes"][5]["attrs"].update(lr="fast"), "lr is a number, got 'fast'"),
    "not a bool": (lambda d: d["nodes"][5]["attrs"].update(lazy_update="2"), "lazy_update is a bool"),
    "missing lr": (lambda d: d["nodes"][5]["attrs"].pop("lr"), "needs lr"),
    "too few inputs": (lambda d: d["nodes"][5]["inputs"].pop(), "takes weight, grad, mom; got 2 inputs"),
    "cycle": (
        lambda d: d["nodes"][2]["inputs"][0].__setitem__(0, 3),
        "it reads node 3, but the nodes before it are 0 to 1",
    ),
    "negative": (lambda d: d["nodes"][2]["inputs"][0].__setitem__(0, -1), "it reads node -1, but"),
    "output": (lambda d: d["nodes"][2]["inputs"][0].__setitem__(1, 1), "it reads output 1 of g, which has 1"),
    "short entry": (lambda d: d["nodes"][2]["inputs"].__setitem__(0, [1]), "an input is"),
    "state is an op": (lambda d: d["nodes"][5]["inputs"][2].__setitem__(0, 3), "mom is written"),
    "head": (lambda d: d["heads"].__setitem__(0, [99, 0, 0]), "heads: it reads node 99"),
    "no heads": (lambda d: d.update(heads=[]), "at least one output"),
    "nodes": (lambda d: d.update(nodes={}), "nodes: got an object, expected a list"),
    "name": (lambda d: d["nodes"][0].update(name=7), "name: got a whole number, expected a text"),
    "attrs": (lambda d: d["nodes"][5].update(attrs=[1]), "attrs: got a list"),
    "attribute's type": (lambda d: d["nodes"][5]["attrs"].update(lr=0.1), "lr: got a number, expected a text"),
    "variable with inputs": (lambda d: d["nodes"][1].update(inputs=[[0, 0, 0]]), "a variable has no inputs"),
}


def test_a_fault_of_a_loaded_graph_names_the_node_of_the_file() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    loaded = mx.sym.load_json(mx.sym.sgd_update(w, g, lr=0.1, name="upd").tojson())
    with pytest.raises(mx.BindError, match=r"\(made at node 2 \(upd\) of the file\)"):
        loaded.infer_shape(w=(2,), g=(3,))


@pytest.mark.parametrize("case", list(BROKEN))
def test_broken_files(case: str) -> None:
    change, message = BROKEN[case]
    made = document()
    change(made)
    with pytest.raises(mx.LoadError, match=message):
        mx.sym.load_json(json.dumps(made))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", '{"nodes": 3}', "[" * 100_000])
def test_texts_that_are_no_graph(text: str) -> None:
    with pytest.raises(mx.LoadError):
        mx.sym.load_json(text)


def test_a_text_is_asked_for() -> None:
    with pytest.raises(TypeError, match="a text, got a dict"):
        mx.sym.load_json({})  # type: ignore[arg-type]
