"""Every recorded case of MXNet's ops, in both versions: `parity.py` has the law, `decisions.py` what is otherwise."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tests import parity
from tests.decisions import DECISIONS, decided
from tests.nearness import Level, half_nearness, nearness
from tests.parity import judge, op_verdicts
from tests.recorded import Case, cases, files
from tests.signatures import signatures


@pytest.mark.every(12)
@pytest.mark.parametrize("file", files())
def test_recorded_cases(file: str) -> None:
    failures = [verdict.failure for verdict in op_verdicts(file) if verdict.failure]
    assert not failures, f"{len(failures)} of {file}:\n" + "\n".join(failures)


def test_the_table_counts_every_case(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    failed = parity.Verdict("some-case", Level.BITS, failure="some-case: why")
    suite = parity.Suite(
        "some", lambda: ["multi_lars", "other"], lambda row: [failed] if row == "other" else op_verdicts(row)
    )
    monkeypatch.setattr(parity, "SUITES", (suite,))
    assert parity.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert next(line for line in lines if line.startswith("all")).split()[1] == "17"
    assert "FAILED some-case: why" in lines
    monkeypatch.setattr(parity, "SUITES", (dataclasses.replace(suite, rows=lambda: ["multi_lars"]),))
    assert parity.main() == 0


def test_every_update_op_of_mxnet_is_recorded() -> None:
    recorded = {(case.op, case.version) for file in files() for case in cases(file)}
    registered = {(item.canonical, item.version) for item in signatures() if item.op != "reset_arrays"}
    assert recorded == registered


def _fails(case: Case) -> bool:
    try:
        judge(case, None)
    except Exception:
        return True
    return False


@pytest.mark.every(2)
@pytest.mark.parametrize("decision", DECISIONS, ids=[item.reason.partition(":")[0] for item in DECISIONS])
def test_every_decision_is_needed(decision: object) -> None:
    """A line of the table of differences that no case needs has no place there."""
    assert any(_fails(case) for file in files() for case in cases(file) if decided(case) is decision)


def test_nearness_tells_levels_apart() -> None:
    one = np.ones(3, np.float32)
    steps = {0: Level.BITS, 1: Level.TWO, 2: Level.TWO, 3: Level.FOUR, 4: Level.FOUR, 5: Level.RELATIVE, 99: None}
    for number, level in steps.items():
        assert nearness(one + number * np.spacing(one), one, one, one.dtype) is level, number
    small = np.array([1.0, 1e-6], np.float32)
    off = small + np.array([0.0, 1e-7], np.float32)
    assert nearness(off, small, small, small.dtype) is Level.LARGEST
    nan = np.array([np.nan, np.inf, 1.0], np.float32)
    assert nearness(nan.copy(), nan, one, one.dtype) is Level.BITS
    assert nearness(one, nan, one, one.dtype) is None and nearness(nan, one, one, one.dtype) is None
    assert nearness(-nan, nan, one, one.dtype) is None
    zero = np.zeros(1, np.float32)
    assert nearness(-zero, zero, zero, zero.dtype) is Level.TWO  # equal, not the same bits
    wide = np.array([1.0 + 2.0**-22])
    assert nearness(wide, np.ones(1), np.ones(1), np.dtype(np.float32)) is Level.TWO
    assert nearness(wide, np.ones(1), np.ones(1), np.dtype(np.float64)) is Level.RELATIVE
    half = np.ones(2, np.float16)
    for number, level in {1: Level.TWO, 2: None}.items():
        assert nearness(half + number * np.spacing(half), half, half, one.dtype) is level
    assert half_nearness(half + np.float16(1e-3), half, 0.0) is Level.HALF
    assert half_nearness(half + np.float16(3e-3), half, 0.0) is None


def test_a_wrong_result_fails() -> None:
    """The harness itself: a case whose recording is changed in one bit is refused."""
    case = next(item for item in cases("sgd_mom_update") if item.version == "2.0.0b1" and item.is_dense)
    judge(case, None)
    for key in ("step0.out", "step0.after.mom"):
        changed = case.arrays[key].copy()
        changed.reshape(-1)[0] = np.nextafter(changed.reshape(-1)[0], np.float32(np.inf))
        with pytest.raises(AssertionError, match=case.id):
            judge(dataclasses.replace(case, arrays=case.arrays | {key: changed}), None)
