"""The fuzzer of graphs: a few of its graphs, and that it finds what it is for. `make fuzz` runs many."""

from __future__ import annotations

import numpy as np
import pytest

from mxsym.codegen.dtypes import F32
from mxsym.opgraph.expand_multi import expand
from mxsym.opgraph.infer import infer
from mxsym.opgraph.node import Entry, variables_of
from tests.graph_fuzz import TOGETHER, Guarded, Tally, graph_of, problem, program, run, smallest
from tests.test_extents import mixing

FIRST = 1_000_000
"""Seeds that `make fuzz` does not have."""


@pytest.mark.every(2)
@pytest.mark.parametrize("batch", range(4))
def test_graphs_of_several_shapes(batch: int) -> None:
    tally, start = Tally(), FIRST + batch * TOGETHER
    run(range(start, start + TOGETHER), tally)
    assert not tally.faults, "\n".join(tally.faults)
    assert tally.ran > TOGETHER // 2


def test_it_finds_ops_that_share_a_kernel_and_should_not(monkeypatch: pytest.MonkeyPatch) -> None:
    mixing(monkeypatch)
    tally = Tally()
    run(range(FIRST, FIRST + TOGETHER), tally)
    assert tally.faults


def test_types_are_inferred_once() -> None:
    """`simple_bind` infers from a few shapes what all shapes and dtypes imply, op for op."""
    compared = 0
    for seed in range(FIRST, FIRST + 10 * TOGETHER):
        made = graph_of(program(seed))
        symbol = None if made is None else expand(made.symbol)[0]
        if made is None or symbol is None:
            continue
        variables = [Entry(node) for node in variables_of(symbol) if node.extent is None]
        known = {entry: made.shapes[entry.node.name] for entry in variables}
        once = infer(symbol, known, {}, F32)
        again = infer(symbol, known, {entry: once.dtypes[entry] for entry in variables})
        assert not once.faults and (once.shapes, once.dtypes) == (again.shapes, again.dtypes), seed
        compared += 1
    assert compared > 100


def test_bands_tell_what_was_written() -> None:
    guarded = Guarded()
    array = guarded.copy(np.zeros(3, np.float32), "w")
    guarded.check()
    np.lib.stride_tricks.as_strided(array, (4,))[3] = 1
    with pytest.raises(AssertionError, match="bytes written after w"):
        guarded.check()


def test_programs_lose_the_steps_that_do_not_matter() -> None:
    wanted = program(FIRST)
    assert not problem(wanted)
    assert smallest(wanted) == wanted
