"""Recorded vectors of the real MXNet 2.0.0b1: every dense case bit for bit, every row-sparse one as section 4 says.

A row-sparse case is bit for bit where MXNet's kernel has the order of its dense rule, else within 2 ulp; float16, which
MXNet rounds after every operation and mxsym once, within 2e-3 and the recorded error of MXNet's own result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym import registry
from mxsym.imperative import invoke
from mxsym.runtime.sparse import RowSparse
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


DENSE = [op for op in ops() if op not in ("sparse_adagrad_update", "contrib_group_adagrad_update")]


@pytest.mark.parametrize("op", DENSE)
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


def storage(case: Case) -> str:
    """One letter for each input: d(ense) or r(ow-sparse)."""
    return "".join("r" if item["stype"] == "row_sparse" else "d" for item in case.inputs)


def is_lazy(op: str, case: Case) -> bool:
    """What MXNet did: it has lazy kernels for some combinations of storage and falls back to dense ones for others."""
    kinds = storage(case)
    if "adagrad" in op:
        return True
    if op == "ftrl_update":
        return kinds == "rrrr"
    own = kinds[2:] in ("", "r" * len(kinds[2:]) if kinds[0] == "r" else "d" * len(kinds[2:]))
    return own and bool(case.about["params"].get("lazy_update", True))


def as_rows(dense: Array) -> RowSparse:
    return RowSparse(np.arange(len(dense)), dense, dense.shape)


def one_step(op: str, case: Case, step: int, current: dict[str, Array]) -> dict[str, Array]:
    """The weight and the states after a step from `current`."""
    name = op.removeprefix("contrib_").removeprefix("sparse_")
    arrays: dict[str, Any] = {}
    for item, kind in zip(case.inputs, storage(case), strict=True):
        if item["name"] == "grad":
            ids, values = case.arrays[f"step{step}.in.grad.indices"], case.arrays[f"step{step}.in.grad.data"]
            arrays["grad"] = RowSparse(ids, values, tuple(item["shape"]))
        else:
            held = current[item["name"]].copy()
            arrays[item["name"]] = as_rows(held) if kind == "r" else held
    given = {**attributes(name, case, step), "lazy_update": is_lazy(op, case)}
    invoke(name, list(arrays.values()), out=arrays["weight"], flavour=None, **given)
    after = {key: value for key, value in arrays.items() if key != "grad"}
    return {key: value.data if isinstance(value, RowSparse) else value for key, value in after.items()}


def distance(got: Array, want: Array, before: Array) -> float:
    """The largest difference in units of the last place of the larger of the old value and the new."""
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    spacing = np.spacing(np.maximum(np.abs(before), np.abs(want))[~same])
    return float(np.max(np.abs(got - want)[~same] / spacing, initial=0.0))


ROW_SPARSE = [op for op in ops() if any("r" in storage(case) for case in cases(op))]


@pytest.mark.parametrize("op", ROW_SPARSE)
def test_row_sparse_cases(op: str) -> None:
    chosen = [case for case in cases(op) if case.about["mxnet"] == VERSION and storage(case)[1] == "r"]
    assert chosen
    counts: Counter[str] = Counter()
    for case in chosen:
        worst = 0.0
        half = "float16" in case.dtypes
        current = {name: case.arrays[f"init.{name}"] for name in ("weight", *case.about["mutated"])}
        for step in range(case.about["steps"]):
            before, got = current, one_step(op, case, step, current)
            current = {name: case.arrays[f"step{step}.after.{name}"] for name in case.about["mutated"]}
            current["weight"] = case.arrays[f"step{step}.out"]
            for name, want in current.items():
                if half:
                    allowed = 2e-3 + case.about["ref64_err"]
                    error = np.abs(got[name].astype(np.float64) - want) / np.maximum(1, np.abs(want))
                    assert np.nanmax(error, initial=0.0) <= allowed, case.about["id"]
                else:
                    worst = max(worst, distance(got[name], want.reshape(got[name].shape), before[name]))
        assert worst <= 2, (case.about["id"], worst)
        counts["float16 within 2e-3" if half else "bit for bit" if worst == 0 else "within 2 ulp"] += 1
    print(f"\n{op}: {len(chosen)} row-sparse cases of MXNet {VERSION}, {dict(counts)}")


@pytest.mark.parametrize("op", ROW_SPARSE)
def test_a_row_sparse_weight_with_a_dense_gradient_is_an_error(op: str) -> None:
    """MXNet densifies such cases silently; mxsym says which form there is."""
    for case in cases(op):
        if case.about["mxnet"] == VERSION and storage(case)[0] == "r" and storage(case)[1] == "d":
            pairs = zip(case.inputs, storage(case), strict=True)
            arrays = [
                as_rows(np.ones(i["shape"], i["dtype"])) if k == "r" else np.ones(i["shape"], i["dtype"])
                for i, k in pairs
            ]
            with pytest.raises(mx.BindError, match="expected a row-sparse gradient"):
                invoke(op, arrays, out=arrays[0], lr=0.1)
