"""The command: every stage of a saved graph, the list of ops, errors in one line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import mxsym as mx
from mxsym.cli import main
from mxsym.inspection import STAGES
from tests.test_ir import composed

ROOT = Path(__file__).parents[1]


@pytest.fixture
def saved(tmp_path: Path) -> str:
    path = tmp_path / "graph.json"
    path.write_text(composed().tojson())
    return str(path)


@pytest.mark.parametrize("stage", STAGES)
def test_show(stage: str, saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", saved, "--stage", stage, "--shape", "64,32", "--dtype", "float64"]) == 0
    words = {"graph": "mx.sym.sgd_mom_update", "program": "tensor w: f64", "regions": "# phase 0", "typed": "f64[n]"}
    words |= {"kernel": "once {", "asm": "%rdi"}
    assert words.get(stage, "define") in capsys.readouterr().out


def test_explain_and_ops_and_config(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", saved]) == 0
    assert "w in place" in capsys.readouterr().out
    assert main(["ops"]) == 0
    assert "mom' = mom * momentum - lr * g" in capsys.readouterr().out
    assert main(["ops", "adam_update"]) == 0
    assert "beta1: number" in capsys.readouterr().out
    assert main(["config"]) == 0
    config = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert config["mxsym"] == mx.__version__
    assert config["threads"].startswith(f"{mx.get_num_threads()} (")
    assert re.fullmatch(r"none \(one thread\)|(openmp|native|python) \(.+\)", config["pool"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "missing.json"], "missing.json"),
        (["show", "{bad}"], "this is no JSON"),
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


def test_demo(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo"]) == 0
    text = capsys.readouterr().out
    assert "the same bits as NumPy, step by step: True" in text and "kernels compiled for it: 0" in text


def test_passes_and_colours(saved: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["show", saved, "--stage", "passes"]) == 0
    plain = capsys.readouterr().out
    assert "+++ upd after expand_composites" in plain and "\x1b" not in plain
    assert main(["show", saved, "--color", "always"]) == 0
    assert "\x1b[" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    for environment, coloured in (("1", False), ("", True)):
        monkeypatch.setenv("NO_COLOR", environment)
        assert main(["show", saved]) == 0
        assert ("\x1b[" in capsys.readouterr().out) is coloured


def test_shapes_dtypes_and_storages_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    w, g, v, h = (mx.sym.var(name) for name in "wgvh")
    updates = [mx.sym.sgd_update(w, g, lr=0.1, out=w, name="one"), mx.sym.sgd_update(v, h, lr=0.1, out=v, name="two")]
    path = tmp_path / "graph.json"
    path.write_text(mx.Group(updates).tojson())
    given = [
        "--shape",
        "w=64x8",
        "--shape",
        "5",
        "--dtype",
        "h=float16",
        "--dtype",
        "v=float16",
        "--stype",
        "g=row_sparse",
    ]
    assert main(["show", str(path), "--stage", "graph", *given]) == 0
    shown = capsys.readouterr().out
    assert "# float32[64, 8]" in shown and "# float16[5]" in shown
    assert main(["explain", str(path), *given]) == 0
    assert "one: lazy, rows of g" in capsys.readouterr().out


def test_rules_with_values_of_rows_need_one_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    w, g, h = (mx.sym.var(name) for name in "wgh")
    path = tmp_path / "graph.json"
    path.write_text(mx.sym.group_adagrad_update(w, g, h, lr=0.1, out=w, name="upd").tojson())
    assert main(["show", str(path), "--stage", "graph", "--shape", "20x3"]) == 0
    assert "# float32[20, 1]" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["ops", "show", "explain", "report", "aot", "cache", "config", "demo"])
def test_help_teaches(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    assert "mxsym " + command in text
    assert "example" in text or "environment variables" in text


WRONG = [[], ["nothing"], ["show"], ["show", "x.json", "--stage", "no"], ["explain", "x.json", "--shape", "axb"]]


@pytest.mark.parametrize("arguments", WRONG)
def test_wrong_usage_is_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("usage: mxsym")


def test_a_reader_that_stops_early_is_no_fault(saved: str) -> None:
    command = f"{sys.executable} -m mxsym show {saved} --stage asm | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stderr == "" and done.stdout.endswith("\n0\n")


def test_a_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "nowhere.json"]) == 1
    assert capsys.readouterr().err == "mxsym: nowhere.json: No such file or directory\n"
