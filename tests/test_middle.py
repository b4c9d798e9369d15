"""The middle end on Programs against the one on Symbols, while there are both: regions, graphs, phases, launches."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings

import mxsym as mx
from mxsym.codegen import recipe
from mxsym.codegen.compiler import cut_into_regions, run_passes
from mxsym.codegen.fusion.inline_calls import inline_region
from mxsym.codegen.fusion.partition import Region
from mxsym.codegen.program import Number, Place
from mxsym.codegen.text import print_graph
from mxsym.opgraph import launches, program, snapshots
from mxsym.opgraph.infer import Types
from mxsym.opgraph.launches import Part
from mxsym.opgraph.lower import lower
from mxsym.opgraph.program import Group
from mxsym.rule.rule import Rule
from mxsym.runtime import cache, launch
from mxsym.runtime.launch import Extent, ExtentSlot, IndexSlot, Listed, Slot, SourceSlot, WorkSlot
from mxsym.runtime.sparse import RowSparse
from mxsym.symbol import Entry, Node
from tests.support import bind, counted, name_of, shapes_for, update_rules, variables
from tests.test_every_op import inputs, ops, ways
from tests.test_graphs import programs
from tests.test_ir import bound, graphs


def check(executor: mx.Executor) -> None:
    """Both ways make the same of an executor's graph, as it was bound."""
    arrays = {**executor.arg_dict, **executor.aux_dict}
    nodes = {node.name: node for node in executor.expanded.nodes() if node.rule is None}
    sparse = frozenset(nodes[name] for name, array in arrays.items() if isinstance(array, RowSparse))
    types = Types(dict(executor.types.shapes), dict(executor.types.dtypes), [])
    symbol, _ = snapshots.take(executor.expanded, {}, types, sparse)
    groups = program.build(symbol, types, sparse)
    regions = cut_into_regions(lower(symbol, types, sparse).program)
    pairs = [(group, made) for group in groups for made in group.recipes]
    assert len(pairs) == len(regions)
    places: dict[Entry, Place] = {}
    for (group, made), region in zip(pairs, regions, strict=True):
        _check_region(group, made, region, places)
    assert len(set(places.values())) == len(places)
    _check_launches(groups, regions, places)


def _check_region(group: Group, made: recipe.Recipe, region: Region, places: dict[Entry, Place]) -> None:
    inlined = inline_region(region.program)
    assert print_graph(inlined.stage.graph) == print_graph(recipe.build(made))
    assert (inlined.stage.space, region.phase, region.shape) == (made.space, group.phase, group.shape)
    assert [call.name for call in region.program.calls] == [node.name for node in group.steps]
    assert {call.name for call in region.calls} == {node.name for node in group.nodes}
    assert inlined.binding.numbers == tuple(Number(node.name, key) for node, key in group.scalars)
    for place, access in zip(group.places, inlined.binding.memory, strict=True):
        if place.node.rule is None:
            element = None if place.element is None else place.element[0]
            assert access.place == Place(place.node.name, element)
        assert places.setdefault(place, access.place) == access.place


def _check_launches(groups: list[Group], regions: tuple[Region, ...], places: dict[Entry, Place]) -> None:
    target = cache.host("")
    parts, items = launches.compile_parts(groups, target), launch.compile_regions(regions, target)
    number = {(part.name, part.number): item.number for part, item in zip(parts, items, strict=True)}

    def slot(part: Part, key: Hashable) -> Slot:
        region = number[part.name, part.number]
        if isinstance(key, Entry):
            return places[key]
        match cast("tuple[Any, ...]", key):
            case (Node() as node, str(attribute)):
                return Number(node.name, attribute)
            case ("columns" | "elements" | "blocks" as kind, int()):
                return ExtentSlot(region, Extent(kind))
            case ("count" | "ids" as kind, int()):
                assert part.group.source is not None
                return SourceSlot(part.group.source.name, Listed(kind))
            case ("index", str(), int(), Entry() as place):
                return IndexSlot(region, places[place].tensor)
            case ("work", str(), int(), str(name)):
                return WorkSlot(region, name)
            case other:
                assert other in (("rows", part.number), ("rest", part.number))
                return ExtentSlot(region, Extent.ROWS)

    for part, item in zip(parts, items, strict=True):
        loops = item.compiled.passes.loops
        assert [(code.role, code.kernel) for code in part.compiled.codes] == [
            (loop.role, loop.kernel) for loop in loops
        ]
        assert tuple(code.llvm for code in part.compiled.codes) == run_passes(item.region.program, target)[-1].code
        for old, new in zip(launches.launches(part), launch.launches(item), strict=True):
            size: Any = old.size if isinstance(old.size, int) else slot(part, old.size)
            assert (tuple(slot(part, key) for key in old.slots), size) == (new.slots, new.size)
            assert (old.bytes_each, old.phase, old.grain, old.stage) == (
                new.bytes_each,
                new.phase,
                new.grain,
                new.stage,
            )
            assert (old.unit is None) == (new.unit is None)
        assert {slot(part, key): size for key, size in launches.sizes(part).items()} == launch.extents(item)
        work = {slot(part, key): size for key, size in launches.workspace_sizes(part).items()}
        assert work == launch.workspace_bytes(item)


@pytest.mark.parametrize("rule", ops(), ids=name_of)
def test_every_op(rule: Rule) -> None:
    arrays = {f"u_{name}": array for name, array in inputs(rule).items()}
    check(bind(ways(rule)["expressions"], arrays))


@pytest.mark.parametrize("name", list(graphs()))
def test_composed(name: str) -> None:
    check(bound(*graphs()[name]))


@pytest.mark.parametrize("lazy", [True, False], ids=["lazy", "standard"])
@pytest.mark.parametrize(
    "rule", [rule for rule in update_rules() if rule.separable and "grad" in [i.name for i in rule.inputs]], ids=name_of
)
def test_row_sparse(rule: Rule, *, lazy: bool) -> None:
    named = variables(rule)
    required = counted({item.name: 0.1 for item in rule.attributes if item.required})
    symbol = mx.sym.make(
        rule,
        [],
        {**named, "grad": mx.clip(named["grad"] * 0.5, -1, 1), **required, "lazy_update": lazy, "out": named["weight"]},
    )
    arrays: dict[str, Any] = {name: np.ones(shape, np.float32) for name, shape in shapes_for(rule, (5, 3)).items()}
    arrays["grad"] = RowSparse(np.array([1, 3]), np.ones((2, 3), np.float32), (5, 3))
    check(bind(symbol, arrays))


@pytest.mark.parametrize("update", ["adamw_update", "lamb_update", "sgd_mom_update"])
def test_training_step(update: str) -> None:
    def full(dtype: Any = np.float32) -> dict[str, Any]:
        return {name: np.ones(shape, dtype) for name, shape in {"a": (4, 3), "b": (5,), "c": (4, 3)}.items()}

    attributes: dict[str, Any] = {"adamw_update": {"eta": 1.0}, "lamb_update": {"t": 1}}.get(update, {})
    step = mx.training_step(
        update, full(), full(np.float16), averages={"b": np.ones(5, np.float32)}, max_norm=1.0, lr=0.1, **attributes
    )
    check(step)


@given(programs())
@settings(max_examples=40, deadline=None)
def test_random_graphs(made: tuple[mx.Symbol, dict[str, tuple[int, ...]]]) -> None:
    symbol, shapes = made
    check(bind(symbol, {name: np.ones(shapes[name], np.float32) for name in symbol.list_inputs()}))
