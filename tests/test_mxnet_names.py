"""MXNet's names: every op of both versions is where MXNet has it, with its parameters, their order and defaults."""

from __future__ import annotations

import functools
import importlib.util
import inspect
import json
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.rule import lookup
from mxsym.rule.rule import Rule
from tests.recorded import V1, V2, Array
from tests.signatures import Parameter, Signature, signature, signatures
from tests.support import bind, untyped

ROOT = Path(__file__).resolve().parents[1]
OWN = {"lazy_update", "out", "name", "flavour"}
"""Parameters of mxsym's ops beyond MXNet's."""
SPACES: dict[str, Any] = {"nd": mx.nd, "sym": mx.sym}
BOTH, NEW = (V1, V2), (V2,)
IN_CONTRIB = {
    **{f"{form}adamw_update": BOTH for form in ("", "mp_", "multi_", "multi_mp_")},
    **{f"{form}lamb_update": BOTH for form in ("multi_", "multi_mp_")},
    **{f"{form}adabelief_update": NEW for form in ("", "mp_", "multi_", "multi_mp_")},
    **{f"{form}lans_update": NEW for form in ("multi_", "multi_mp_")},
}
"""The functions of `contrib` that call an op whose name begins with an underscore, by the versions that have them."""
LISTS = {
    "multi_adamw_update": "weights grads mean var rescale_grad lrs wds etas",
    "multi_adabelief_update": "weights grads mean var rescale_grad lrs wds etas",
    "multi_lamb_update": "weights grads mean var step_count lrs wds",
    "multi_lans_update": "weights grads mean var step_count lrs wds",
}
"""First arguments of those on many tensors, in this order; the `multi_mp_` ones have the masters after `var`."""


def place(op: str) -> tuple[str, str]:
    """The namespace in which MXNet has an op of this registered name, and its name there."""
    for where in ("sparse", "contrib"):
        if op.startswith(f"_{where}_"):
            return where, op.removeprefix(f"_{where}_")
    return ("_internal", op) if op.startswith("_") else ("", op)


def function(space: str, op: str) -> Callable[..., Any]:
    where, name = place(op)
    return getattr(getattr(SPACES[space], where) if where else SPACES[space], name)


def rule_of(op: Signature) -> Rule:
    """The op as it was in the signature's version."""
    return lookup.for_version(lookup.find(op.op), "1.9" if op.version == V1 else None)


def parameters_of(op: Signature, space: str) -> dict[str, inspect.Parameter]:
    """Of the public function; of the version's own rule where that is another one."""
    public = function(space, op.op)
    assert callable(public) and public.__doc__
    own = rule_of(op)
    return dict(inspect.signature(public if own is lookup.find(op.op) else own).parameters)


def default_of(parameter: inspect.Parameter) -> float | None:
    return None if parameter.default is inspect.Parameter.empty else float(parameter.default)


def same_default(got: float | None, want: float | None) -> bool:
    """MXNet keeps defaults as float32."""
    return got is None if want is None else got is not None and np.float32(got) == np.float32(want)


def same_kind(rule: Rule, parameter: Parameter) -> bool:
    """A number, a whole number, a truth value or a tuple; a number where MXNet wants a whole one will do."""
    attribute = rule.attribute(parameter.name)
    assert attribute is not None, parameter.name
    wider = {float: (float, int), int: (float, int)}
    return issubclass(attribute.kind, wider.get(parameter.kind, parameter.kind))


def attribute_of(of: Any, path: str) -> Any:
    """An attribute of an attribute, and so on; itself for an empty path."""
    return functools.reduce(getattr, filter(None, path.split(".")), of)


ids = [f"{item.op}-{item.version}" for item in signatures()]


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("op", signatures(), ids=ids)
def test_parameters(op: Signature, space: str) -> None:
    found = parameters_of(op, space)
    tensors = [item for item in found.values() if item.kind is item.VAR_POSITIONAL]
    assert bool(tensors) == op.variadic, list(found)
    assert tuple(found)[: len(op.inputs)] == op.inputs
    wanted = {item.name: item for item in op.parameters}
    assert [name for name in found if name in wanted] == list(wanted), "the order"
    for name, parameter in wanted.items():
        got = default_of(found[name])
        if name == "lazy_update" and op.op.startswith("mp_"):
            assert got == 0, "MXNet's default is 1, and its op updates every row whatever it says"
        else:
            assert same_default(got, parameter.default), (name, got, parameter.default)
        assert same_kind(rule_of(op), parameter), name
    later = {
        item.name for other in signatures() if (other.op, other.version) == (op.op, V2) for item in other.parameters
    }
    more = set(found) - set(wanted) - set(op.inputs)
    assert more <= OWN | (later if op.version == V1 else set()), more
    assert all(default_of(found[name]) is not None for name in more & later)


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("name", IN_CONTRIB)
def test_functions_of_contrib(name: str, space: str) -> None:
    """They take what their op takes, those on many tensors the tensors in lists and the numbers for each after them."""
    found = inspect.signature(getattr(SPACES[space].contrib, name)).parameters
    for version in IN_CONTRIB[name]:
        op = signature(f"_{name}", version)
        if op.variadic:
            form = "multi_mp_" if name.startswith("multi_mp_") else "multi_"
            first = LISTS["multi_" + name.removeprefix(form)].split()
            if form == "multi_mp_":
                first.insert(first.index("var") + 1, "weights32")
            assert list(found)[: len(first)] == first
            listed = {"learning_rates", "lrs", "wds", "etas", "step_count", "num_weights", "num_tensors"}
        else:
            assert tuple(found)[: len(op.inputs)] == op.inputs
            listed = set[str]()
        for parameter in op.parameters:
            if parameter.name not in listed:
                assert same_default(default_of(found[parameter.name]), parameter.default), parameter.name


@pytest.mark.parametrize("space", SPACES)
def test_sparse_functions(space: str) -> None:
    for name in ("sgd_update", "sgd_mom_update", "adam_update", "ftrl_update", "adagrad_update"):
        assert callable(getattr(SPACES[space].sparse, name))


def test_parameters_may_follow_the_arrays_by_position() -> None:
    """In MXNet's order, as in `sgd_mom_update(w, g, m, lr, momentum, wd)`."""
    arrays = [np.full(3, value, np.float32) for value in (1.0, 2.0, 3.0)]
    by_place = untyped.nd.sgd_mom_update(*[item.copy() for item in arrays], 0.1, 0.9, 0.01)
    by_name = mx.nd.sgd_mom_update(*[item.copy() for item in arrays], lr=0.1, momentum=0.9, wd=0.01)
    np.testing.assert_array_equal(by_place, by_name)
    symbols = [mx.sym.var(name) for name in "wgm"]
    assert untyped.sym.sgd_mom_update(*symbols, 0.1, 0.9, 0.01, name="u").list_attr()["wd"] == "0.01"


def test_contrib_on_lists_is_the_op_on_a_flat_list() -> None:
    rng = np.random.default_rng(0)
    lists = [[np.abs(rng.standard_normal(n)).astype(np.float32) for n in (3, 5)] for _ in range(4)]
    flat = [item.copy() for update in zip(*lists, strict=True) for item in update]
    scale = np.ones(1, np.float32)
    untyped.nd.contrib.multi_adamw_update(*lists, scale, (0.1, 0.2), (0.0, 0.1), (1.0, 0.5), out=lists[0], size=2)
    given = {"lrs": (0.1, 0.2), "wds": (0.0, 0.1), "etas": (1.0, 0.5), "num_weights": 2}
    function("nd", "_multi_adamw_update")(*flat, scale, **given, out=flat[::4])
    for got, want in zip((item for update in zip(*lists, strict=True) for item in update), flat, strict=True):
        np.testing.assert_array_equal(got, want)


def saved(version: int, op: str, attrs: dict[str, str]) -> str:
    """A graph of one op on four variables, as that version of MXNet writes it."""
    names = ["w", "g", "mean", "var"]
    nodes: list[dict[str, Any]] = [{"op": "null", "name": name, "inputs": []} for name in names]
    inputs = [[0, 0, 0], [1, 0, 0], [2, 0, 1], [3, 0, 1]]
    nodes.append({"op": op, "name": "u", "attrs": attrs, "inputs": inputs})
    about = {"nodes": nodes, "arg_nodes": [0, 1, 2, 3], "node_row_ptr": [0, 1, 2, 3, 4, 5], "heads": [[4, 0, 0]]}
    return json.dumps({**about, "attrs": {"mxnet_version": ["int", version]}})


@pytest.mark.parametrize(("version", "flavour"), [(10901, "1.9"), (20000, None)])
def test_a_saved_graph_means_what_its_version_did(version: int, flavour: str | None) -> None:
    """MXNet 1.9 clips after it has added the decay; saving and loading again changes no meaning."""
    symbol = mx.sym.load_json(saved(version, "adam_update", {"lr": "0.1", "wd": "0.5", "clip_gradient": "0.25"}))
    start: list[Array] = [np.array([value], np.float32) for value in (2.0, 0.125, 0.5, 0.5)]
    given = {"lr": 0.1, "wd": 0.5, "clip_gradient": 0.25}
    want = mx.nd.adam_update(*[item.copy() for item in start], **given, flavour=flavour)
    for again in (symbol, mx.sym.load_json(symbol.tojson())):
        arrays: dict[str, Array] = {
            name: item.copy() for name, item in zip(("w", "g", "mean", "var"), start, strict=True)
        }
        np.testing.assert_array_equal(bind(again, arrays).forward()[0], want)


def test_a_flavoured_op_is_saved_as_such() -> None:
    names = [mx.sym.var(name) for name in ("w", "g", "n")]
    symbol = untyped.sym.rmsprop_update(*names, lr=0.1, gamma1=0.9, flavour="1.9", name="u")
    assert mx.sym.load_json(symbol.tojson()).tojson() == symbol.tojson()


MODULES = sorted(
    f"{place}.{name}".lstrip(".")
    for place in ("", "gluon", "kv", "kvstore", "nd", "ndarray", "optimizer", "sym", "symbol")
    for name in attribute_of(mx, place).__all__
    if isinstance(attribute_of(mx, f"{place}.{name}"), ModuleType)
)
"""Public modules of packages, under each name of a package."""
ELSEWHERE = (
    "engine", "kvstore.base", "kvstore.kvstore", "nd.random", "ndarray.ndarray", "optimizer.optimizer", "symbol.symbol",
)  # fmt: skip
"""Modules that MXNet has and that are others here."""


@pytest.mark.parametrize("name", [*MODULES, *ELSEWHERE])
def test_modules_are_imported_as_from_mxnet(name: str) -> None:
    """`from mxnet.gluon import Trainer` and the like change in the name of the package alone."""
    assert importlib.import_module(f"mxsym.{name}") is attribute_of(mx, name)


def test_a_module_of_several_names_is_loaded_once() -> None:
    """In a process of its own: an attribute that is known already hides what an import would find."""
    program = """
        import mxsym.nd.sparse, mxsym.sym.contrib, mxsym.rnd as rnd
        from mxsym.kvstore import create
        from mxsym.symbol.contrib import adamw_update
        import mxsym.ndarray.sparse, mxsym.symbol.contrib, mxsym.ndarray.random, mxsym.kv, sys
        import mxsym.nd.files, mxsym.ndarray.files
        assert mxsym.nd.files is sys.modules["mxsym.ndarray.files"] is sys.modules["mxsym.nd.files"]
        assert mxsym.nd.sparse is mxsym.ndarray.sparse is sys.modules["mxsym.nd.sparse"]
        assert mxsym.sym.contrib is mxsym.symbol.contrib and rnd is mxsym.ndarray.random and create is mxsym.kv.create
        assert mxsym.nd.__name__ == mxsym.nd.__spec__.name == "mxsym.ndarray"
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, check=True)


@pytest.mark.parametrize("name", ["autograd", "gluon.data", "gluon.nn", "initializer", "ndarray.nn", "nd.nn"])
def test_modules_that_are_missing_say_why(name: str) -> None:
    parent, _, child = f"mxsym.{name}".rpartition(".")
    for statement in (f"import mxsym.{name}", f"from {parent} import {child}"):
        with pytest.raises(ModuleNotFoundError, match=rf"No module named 'mxsym\..*{child}': MXNet's networks"):
            exec(statement, {})


@pytest.mark.parametrize("name", ["clip", "nosuch", "nd.zeros"])
def test_what_is_no_module_is_not_found(name: str) -> None:
    assert importlib.util.find_spec(f"mxsym.{name}") is None


@pytest.mark.parametrize(("name", "fix"), [("sgd_updat", "sgd_update"), ("linspac", "linspace"), ("xyzzy", "")])
def test_a_near_name_is_an_op_or_another_function(name: str, fix: str) -> None:
    assert lookup.near(name) == (fix if fix.endswith("_update") else None)
    with pytest.raises(AttributeError, match=f"did you mean '{fix}'" if fix else "`mxsym ops` lists them"):
        getattr(mx.nd, name)


@pytest.mark.parametrize("name", ["sgd_mom_update", "clip", "zeros"])
def test_an_op_that_mxnet_had_among_the_optimizers_says_where_it_is(name: str) -> None:
    with pytest.raises(AttributeError, match=f"it is mx.nd.{name}$"):
        getattr(mx.optimizer, name)


def test_a_bulk_of_ops_is_a_block() -> None:
    from mxsym.engine import bulk, set_bulk_size

    with bulk(set_bulk_size(15)):
        assert set_bulk_size(0) == 0
