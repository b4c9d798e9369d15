"""Recorded vectors of the real MXNet 2.0.0b1: every dense float32 and float64 case, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym import registry
from tests.recorded import Array, Case, cases, ops
from tests.support import assert_same_bits, bind

VERSION = "2.0.0b1"


def attributes(op: str, case: Case, step: int) -> dict[str, Any]:
    """MXNet rounds hyper-parameters, defaults too, to float32 on the way in, whatever the arrays' type."""
    given = {item.name: item.default for item in registry.find(op).attributes if not item.required}
    given |= case.about["params"] | case.about["step_params"][step]
    return {key: value if isinstance(value, bool) else float(np.float32(value)) for key, value in given.items()}


def replay(op: str, case: Case) -> None:
    """Run a case through a symbol and compare the output and every state after each step."""
    names = [item["name"] for item in case.inputs]
    in_place = case.about["out"] == "weight"
    current = {name: case.arrays[f"init.{name}"].copy() for name in names if f"init.{name}" in case.arrays}
    for step in range(case.about["steps"]):
        arrays: dict[str, Array] = {name: case.given(step, name, current).copy() for name in names}
        variables = {name: mx.sym.var(name) for name in names}
        out = variables[names[0]] if in_place else None
        symbol = getattr(mx.sym, op)(*variables.values(), **attributes(op, case, step), out=out)
        output = bind(symbol, arrays).forward()[0]
        assert_same_bits(output, case.arrays[f"step{step}.out"], f"{case.about['id']} step {step} output")
        for name in case.about["mutated"]:
            assert_same_bits(arrays[name], case.arrays[f"step{step}.after.{name}"], f"{case.about['id']} {step} {name}")
            current[name] = arrays[name]
        if in_place:
            current[names[0]] = output


@pytest.mark.parametrize("op", ops())
def test_dense_cases_equal_bit_for_bit(op: str, record_property: Callable[[str, object], None]) -> None:
    chosen = [
        case
        for case in cases(op)
        if case.about["mxnet"] == VERSION and case.is_dense and case.dtypes <= {"float32", "float64"}
    ]
    assert chosen
    for case in chosen:
        replay(op, case)
    counts = {name: sum(case.dtypes == {name} for case in chosen) for name in ("float32", "float64")}
    record_property("cases", counts)
    print(f"\n{op}: {len(chosen)} recorded cases of MXNet {VERSION} equal, {counts}")
