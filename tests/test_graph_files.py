"""Graph files in MXNet's format: they load, run, and are saved again as they were."""

# tests/golden/graphs has one file for each op and version of MXNet, `<op>-<version>.json`, with every parameter set,
# and composed graphs. MXNet 1.9.1 itself wrote those of 1.9.1; those of 2.0.0b1 are in the layout that it is known to
# write. (`reset_arrays` is not among them: MXNet gives it no output, so no graph of it can be saved.)

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.dtypes import to_numpy
from mxsym.codegen.expr import Granularity
from mxsym.opgraph.interpreter import interpret
from mxsym.opgraph.node import ops_of
from mxsym.rule import lookup
from tests.recorded import V1, V2
from tests.signatures import signature, signatures
from tests.support import Array, assert_same_bits, bind, copies

FILES = sorted((Path(__file__).parent / "golden" / "graphs").glob("*.json"))
FILE = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
SAVED = ("nodes", "arg_nodes", "node_row_ptr", "heads", "attrs")


def arrays_of(symbol: mx.Symbol) -> dict[str, Array]:
    """A small array for each variable, of the type and shape that its places in the graph want."""
    rng = np.random.default_rng(0)
    spaces: dict[str, Granularity] = {}
    types: dict[str, Any] = {}
    counts: dict[str, int] = {}
    for node in ops_of(symbol):
        for item in node.rule.inputs:
            name = node.inputs[item.name].node.name
            spaces.setdefault(name, item.space)
            types.setdefault(name, to_numpy(item.dtype) if item.dtype is not None else np.dtype(np.float32))
            if node.rule.members and item.name in ("lrs", "wds"):
                counts[name] = node.rule.members
    sizes = {Granularity.ELEMENT: (3, 4), Granularity.ROW: (3, 1), Granularity.SCALAR: (1,)}
    made: dict[str, Array] = {}
    for name in symbol.list_inputs():
        shape = (counts[name],) if name in counts else sizes[spaces.get(name, Granularity.ELEMENT)]
        made[name] = (rng.random(shape) + 0.1).astype(types.get(name, np.float32))
    return made


@FILE
def test_saved_again_as_it_was(path: Path) -> None:
    document = json.loads(path.read_text())
    symbol = mx.sym.load(path)
    again = json.loads(symbol.tojson())
    assert list(again) == list(document) == list(SAVED)
    for key in SAVED:
        assert again[key] == document[key], key
    assert mx.sym.fromjson(symbol.tojson()).tojson() == symbol.tojson()


@pytest.mark.every(4)
@FILE
def test_it_runs(path: Path) -> None:
    """It has the interpreter's bits, and those of the op called imperatively."""
    symbol = mx.sym.load(path)
    arrays = arrays_of(symbol)
    got = copies(arrays)
    outputs = bind(symbol, got).forward()
    want = interpret(symbol, arrays)
    for name, array in want.variables.items():
        assert_same_bits(got[name], array, name)
    for output, array in zip(outputs, want.outputs, strict=True):
        assert_same_bits(output, array)
    op, _, version = path.stem.rpartition("-")
    if op in {item.op for item in signatures()}:
        given = [(key, value) for key, value in symbol.list_attr().items() if not key.startswith("num_")]
        attributes: dict[str, Any] = {key: ast.literal_eval(value) for key, value in given}
        held = copies(arrays)
        found: Any = mx.nd.invoke(op, list(held.values()), flavour="1.9" if version == V1 else "2.0", **attributes)
        results = cast("list[Array]", found if isinstance(found, list) else [found])
        for output, array in zip(outputs, results, strict=True):
            assert_same_bits(output, array)
        for name, array in held.items():
            assert_same_bits(got[name], array, name)


def test_every_op_of_both_versions_has_a_file() -> None:
    stems = {path.stem for path in FILES}
    assert stems >= {f"{item.op}-{item.version}" for item in signatures() if item.op != "reset_arrays"}


@FILE
def test_a_file_means_what_its_version_did(path: Path) -> None:
    wanted = "1.9" if path.stem.endswith(V1) else "2.0"
    for node in ops_of(mx.sym.load(path)):
        if lookup.differs(node.rule):
            assert lookup.for_version(node.rule, wanted) is node.rule


def test_names_of_parameters_are_the_version_s() -> None:
    assert "gamma1" in {item.name for item in signature("rmsprop_update", V1).parameters}
    text = next(path for path in FILES if path.stem == f"rmsprop_update-{V1}").read_text()
    with pytest.raises(mx.LoadError, match="rmsprop_update has no attribute 'gamma1'"):
        mx.sym.load_json(text.replace("10901", "20000"))
    assert V2 != V1
