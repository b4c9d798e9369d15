"""The command: every stage of a saved graph, the list of ops, errors in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

import mxsym as mx
from mxsym.cli import main
from mxsym.inspection import STAGES
from tests.test_ir import composed


@pytest.fixture
def saved(tmp_path: Path) -> str:
    path = tmp_path / "graph.json"
    path.write_text(composed().tojson())
    return str(path)


@pytest.mark.parametrize("stage", STAGES)
def test_show(stage: str, saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", saved, "--stage", stage, "--shape", "64,32", "--dtype", "float64"]) == 0
    assert {"graph": "mx.sym.sgd_mom_update", "typed": "f64[n]", "kernel": "once {", "asm": "%rdi"}.get(
        stage, "define"
    ) in capsys.readouterr().out


def test_explain_and_ops_and_config(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", saved]) == 0
    assert "w in place" in capsys.readouterr().out
    assert main(["ops"]) == 0
    assert "mom' = mom * momentum - lr * g" in capsys.readouterr().out
    assert main(["ops", "adam_update"]) == 0
    assert "beta1: number" in capsys.readouterr().out
    assert main(["config"]) == 0
    assert mx.__version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ops", "adam_updat"], "did you mean 'adam_update'"),
        (["show", "missing.json"], "missing.json"),
        (["show", "{bad}"], "this is no JSON"),
        (["explain", "{saved}", "--dtype", "int32"], "expected float64 or float32"),
    ],
)
def test_errors(
    arguments: list[str], message: str, saved: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    assert main([part.format(bad=bad, saved=saved) for part in arguments]) == 1
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""
