"""Decisions: the cases in which mxsym is meant to differ from MXNet, and the expectation that replaces the recorded
one.
"""

# Each `Decision` is a line of the table of differences. It adapts the case so that MXNet's record can still be
# compared, or, if mxsym should not do that at all, states another expectation.

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest

import mxsym as mx
from tests import oracle
from tests.recorded import V1, V2, Array, Case, twin
from tests.replay import dense, operands, run
from tests.support import assert_same_bits


@dataclass(frozen=True)
class Decision:
    """One difference.

    `adapt` makes the case that mxsym is held to; `of_mxnet` says that this is what MXNet recorded all the same. Where
    there is a `check`, that is what mxsym is held to.
    """

    reason: str
    applies: Callable[[Case], bool]
    adapt: Callable[[Case], Case] = lambda case: case
    of_mxnet: bool = True
    check: Callable[[Case], None] | None = None


def _refused(case: Case) -> None:
    """An error says which form there is, and nothing has changed."""
    for step in range(case.about["steps"]):
        before = operands(case, step)
        with pytest.raises(mx.BindError, match="expected a row-sparse gradient"):
            run(case, step, before)
        for name, value in operands(case, step).items():
            assert_same_bits(dense(before[name]), dense(value), f"{case.id} {name}")


def _slots_swapped(case: Case) -> Case:
    other = {"n": "g", "g": "n"}

    def rename(key: str) -> str:
        head, dot, name = key.rpartition(".")
        return head + dot + other.get(name, name)

    return case.renamed(rename)


def _without_gradients(case: Case) -> Case:
    """Check that arrays not listed as mutated have not changed."""
    kept = [name for name in case.mutated if not name.startswith("grad")]
    return replace(case, about=case.about | {"mutated": kept})


def _masters_of(case: Case) -> dict[str, str]:
    """The master copy of each weight."""
    return {weight: weight.replace("weight", "weight32") for weight in case.weights}


def _updates_master(case: Case) -> Case:
    """MXNet updated float32 weights from themselves, the master being the weight's equal that it should have been."""
    arrays = dict(case.arrays)
    mutated = [name for name in case.names if name in {*case.mutated, *_masters_of(case).values()}]
    for number, (weight, master) in enumerate(_masters_of(case).items()):
        arrays[f"init.{master}"] = arrays[f"init.{weight}"]
        for step in range(case.about["steps"]):
            arrays[f"step{step}.after.{master}"] = arrays[f"step{step}.out_{number}"]
    return Case(case.about | {"mutated": mutated}, arrays)


def _writes_master(case: Case) -> None:
    """The new weight is MXNet's to the bit, and it is the new master, rounded."""
    for step in range(case.about["steps"]):
        outcome = run(case, step)
        want = case.arrays[f"step{step}.out"]
        assert_same_bits(outcome.outputs["out"], want, f"{case.id} step {step}")
        with np.errstate(over="ignore"):
            assert_same_bits(outcome.inputs["weight32"].astype(want.dtype), want, f"{case.id} step {step}: the master")


def _scaled_in_half(case: Case) -> Case:
    """The gradients as MXNet had them after it had scaled and rounded them."""
    about = case.about | {"params": case.about["params"] | {"rescale_grad": 1.0}}
    scale = np.float16(case.given(0)["rescale_grad"])
    return Case(
        about, {key: array * scale if key.endswith(".in.grad") else array for key, array in case.arrays.items()}
    )


def _truly_finite(case: Case) -> None:
    outcome = run(case, 0)
    data = [array for name, array in case.before(0).items() if name != "_out"]
    finite = all(np.isfinite(array).all() for array in data)
    previous = case.arrays["init._out"] if not case.given(0)["init_output"] else np.ones(1)
    want = previous if finite else np.zeros(1)
    assert_same_bits(outcome.outputs["out"], want.astype(np.float32), case.id)


def _beyond_float32(case: Case) -> bool:
    largest = np.finfo(np.float32).max
    return "all_finite" in case.op and any(
        bool(np.any(np.isfinite(array) & (np.abs(array) > largest)))
        for array in case.arrays.values()
        if array.dtype == np.float64
    )


def _of_oracle(case: Case) -> None:
    """Each tensor's update as the formula by hand has it, on the master copy, to float32's precision."""
    name = case.op.removeprefix("_multi_mp_")
    for step in range(case.about["steps"]):
        given = case.given(step)
        held, outcome = case.before(step), run(case, step)
        lists = {"lr": given.pop("learning_rates"), "wd": given.pop("wds"), "t": given.pop("step_count")}
        given.pop("num_tensors")
        for number, (weight, master) in enumerate(_masters_of(case).items()):
            tensors = [held[f"{key}_{number}"].astype(np.float64) for key in ("weight32", "grad", "mean", "var")]
            want = oracle.RULES[name](*tensors, **given, **{key: values[number] for key, values in lists.items()})
            got: dict[str, Array] = {"weight": outcome.inputs[master]}
            got |= {key: outcome.inputs[f"{key}_{number}"] for key in ("mean", "var")}
            for key, array in want.items():
                np.testing.assert_allclose(got[key], array, rtol=2e-6, atol=1e-6, err_msg=f"{case.id} {weight} {key}")
            out = outcome.outputs[f"out_{number}"]
            assert_same_bits(out, outcome.inputs[master].astype(out.dtype), f"{case.id} {weight}")


def _meets_old_weight(case: Case) -> bool:
    """True if wd times the old weight has an effect: 0 times a weight that has become NaN is NaN."""
    elsewhere = case.op == "nag_mom_update" and case.about["out"] != "weight"
    return elsewhere and (case.given(0)["wd"] != 0 or case.about["special"])


def _of_new_weight(case: Case) -> None:
    """Weight and momentum are as the formula by hand has them."""
    near = 2e-3 if case.is_half else 2e-6
    for step in range(case.about["steps"]):
        held, outcome = case.before(step), run(case, step)
        tensors = [held[name].astype(np.float64) for name in ("weight", "grad", "mom")]
        want = oracle.RULES_1_9[case.op](*tensors, **case.given(step))
        got = {"weight": outcome.outputs["out"], "mom": outcome.inputs["mom"]}
        for name, array in want.items():
            np.testing.assert_allclose(got[name], array, rtol=near, atol=near, err_msg=f"{case.id} {name}")


DECISIONS = (
    Decision(
        "storage fallback: a row-sparse weight with a dense gradient is an error that says which form there is",
        lambda case: case.storage[:2] == "rd",
        of_mxnet=False,
        check=_refused,
    ),
    Decision(
        "gradient inputs are never written; compared in all else",
        lambda case: any(name.startswith("grad") for name in case.mutated),
        _without_gradients,
    ),
    Decision(
        "rmspropalex: n is the mean of squares and g the mean, as named; compared with 2.0.0b1's slots swapped",
        lambda case: case.op == "rmspropalex_update" and case.version == V2,
        _slots_swapped,
    ),
    Decision(
        "nag of 1.9 with weight decay: the new weight decays the momentum, as in place; held to the oracle",
        lambda case: case.version == V1 and _meets_old_weight(case),
        of_mxnet=False,
        check=_of_new_weight,
    ),
    Decision(
        "multi_mp_: the master copy for every dtype; float32 compared with a master that equals the weight",
        lambda case: "multi_mp_" in case.op and case.about["out_dtype"] == "float32",
        _updates_master,
    ),
    Decision(
        "mp_lamb_update_phase2 writes weight32, as documented; the new weight is compared bit for bit",
        lambda case: case.op == "mp_lamb_update_phase2",
        check=_writes_master,
    ),
    Decision(
        "mp_lamb_update_phase1 rescales in float32, where MXNet rounds to float16; compared with gradients so rounded",
        lambda case: case.op == "mp_lamb_update_phase1" and case.given(0)["rescale_grad"] != 1,
        _scaled_in_half,
    ),
    Decision(
        "multi_mp_lamb: the norm of the master copy, where 1.9.1 took the float16 weight's; held to 2.0.0b1's twin",
        lambda case: case.op == "_multi_mp_lamb_update" and case.version == V1 and "float16" in case.dtypes,
        twin,
        of_mxnet=False,
    ),
    Decision(
        "multi_mp_lans: the norm of the master copy, where 2.0.0b1 takes the float16 weight's; held to the oracle",
        lambda case: case.op == "_multi_mp_lans_update" and "float16" in case.dtypes,
        of_mxnet=False,
        check=_of_oracle,
    ),
    Decision(
        "multi_sum_sq of float16: in float32, where 1.9.1 squared in float16; held to 2.0.0b1's twin",
        lambda case: case.op == "multi_sum_sq" and case.version == V1 and "float16" in case.dtypes,
        twin,
        of_mxnet=False,
    ),
    Decision(
        "all_finite on float64: the true answer, where MXNet looked at the values as float32",
        _beyond_float32,
        of_mxnet=False,
        check=_truly_finite,
    ),
)


def decided(case: Case) -> Decision | None:
    """The difference that the case shows, if any."""
    found = [item for item in DECISIONS if item.applies(case)]
    assert len(found) <= 1, (case.id, [item.reason for item in found])
    return found[0] if found else None
