"""Every subcommand, as the parser has them: JSON, standard input, bad files, streams that end, completion."""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import mxsym as mx
from mxsym import cli, completion
from mxsym.cli import main
from mxsym.runtime import files
from tests.test_ir import composed

ROOT = Path(__file__).parents[1]
COMMANDS = completion.subparsers(cli._parser())  # pyright: ignore[reportPrivateUsage]
GRAPH = "GRAPH.json"
ARGUMENTS = {"OP": "adam_update", "NAME": "canonicalize", "TABLE": "nothing", "action": "info", "shell": "bash"}
"""Arguments without names, by what the parser calls them; files are those of a test."""
FILES = ("GRAPH.json", "FILE")
WITH_GRAPHS = [
    name for name, parser in COMMANDS.items() if GRAPH in map(completion.title, completion.arguments(parser))
]


def names_of(parser: argparse.ArgumentParser) -> list[str]:
    """The arguments of a command that have no names, by what the parser calls them."""
    return [completion.title(action) for action in completion.arguments(parser) if not action.option_strings]


def with_files(name: str, file: str) -> list[str]:
    return [name, *(file if title in FILES else ARGUMENTS[title] for title in names_of(COMMANDS[name]))]


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)  # aot and report write there
    Path("graph.json").write_text(composed().tojson())
    return "graph.json"


def test_the_parser_is_the_list() -> None:
    assert {*COMMANDS} >= {"ops", "show", "explain", "report", "pass", "aot", "bench", "completion"}
    assert WITH_GRAPHS == ["show", "explain", "profile", "report", "aot"]
    titles = {title for parser in COMMANDS.values() for title in names_of(parser)}
    assert titles == {*ARGUMENTS, *FILES}


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("bench", "pass")])
def test_json(name: str, saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*with_files(name, saved), "--json"]) == 0
    value: Any = json.loads(capsys.readouterr().out)
    assert value
    paths: list[str] = value["files"] if name in ("aot", "report") else []
    for path in paths:
        assert Path(path).is_file()


@pytest.mark.parametrize("name", COMMANDS)
def test_json_and_threads_are_everywhere(name: str) -> None:
    options = {text for action in completion.options(COMMANDS[name]) for text in action.option_strings}
    assert {"--json", "--threads", "--help"} <= options


def test_the_passes_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pass", "--list", "--json"]) == 0
    assert "canonicalize" in [item["name"] for item in json.loads(capsys.readouterr().out)]


@pytest.mark.parametrize("name", WITH_GRAPHS)
def test_standard_input(
    name: str, saved: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(with_files(name, saved)) == 0
    named = capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(Path(saved).read_bytes())))
    assert main(with_files(name, "-")) == 0
    assert without_figures(capsys.readouterr().out) == without_figures(named)


def without_figures(text: str) -> list[str]:
    """The words of a text; times that are measured differ from run to run."""
    return re.sub(r"\d\S*( [mnµ]?s\b)?|-+", "", text).split()


def test_profile_says_what_is_measured_and_writes_a_trace(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", saved, "--shape", "64x10", "--steps", "3", "--trace", "trace.json"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("3 steps") and "outside kernels" in text and "threads in kernels" in text
    assert {event["name"] for event in json.loads(Path("trace.json").read_text())["traceEvents"]} == {"upd"}
    assert main(["profile", saved, "--steps", "2", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    whole = figures["outside"] + sum(item["seconds"] for item in figures["kernels"])
    assert figures["steps"] == 2 and whole == pytest.approx(figures["seconds"])
    assert main(["explain", saved, "--steps", "2"]) == 0
    assert "predicted  measured" in capsys.readouterr().out
    assert main(["profile", saved, "--trace", "no/folder/trace.json"]) == 1
    assert "no/folder" in capsys.readouterr().err


@pytest.mark.parametrize("stypes", [("g",), ("w", "g", "m")], ids=len)
def test_made_up_arrays_have_rows(stypes: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    graph = tmp_path / "graph.json"
    graph.write_text(mx.sym.sgd_mom_update(w, g, m, lr=0.1, lazy_update=True, out=w, name="upd").tojson())
    sparse = [word for name in stypes for word in ("--stype", f"{name}=row_sparse")]
    for options, rows in (
        ([], "no rows yet"),
        (["--rows", "7"], "56"),
        (["--steps", "1"], "80"),
        (["--rows", "999"], "800"),
    ):
        assert main(["explain", str(graph), "--shape", "100x8", *sparse, *options]) == 0
        assert re.search(rf"^upd .* rows +{rows} ", capsys.readouterr().out, re.MULTILINE)


def test_standard_output(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", saved, "-o", "-"]) == 0
    assert capsys.readouterr().out.lstrip().lower().startswith("<!doctype html>")
    assert main(["profile", saved, "--steps", "1", "--trace", "-"]) == 0
    assert [event["name"] for event in json.loads(capsys.readouterr().out)["traceEvents"]] == ["upd"]
    assert not Path("report.html").exists() and not Path("-").exists()


@pytest.mark.parametrize("name", WITH_GRAPHS)
def test_standard_output_is_closed(
    name: str, saved: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert main([*with_files(name, saved), "--shape", "8"]) == 1
    assert capsys.readouterr().err == "mxsym: standard output is closed\n"


def test_costs_as_json(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    for options, times in (([], {"predicted_seconds"}), (["--steps", "1"], {"predicted_seconds", "measured_seconds"})):
        assert main(["explain", saved, "--json", "--shape", "1000", *options]) == 0
        costs = json.loads(capsys.readouterr().out)
        (kernel,) = costs["kernels"]
        assert (kernel["kernel"], kernel["elements"], kernel["bytes"]) == ("upd", 1000, costs["bytes"])
        assert {name for name in kernel if name.endswith("seconds")} == times and "w in place" in costs["text"]


BAD = {"text": b"{", "bytes": b"\xff\xfe", "empty": b"", "list": b"[]", "null": b"null"}


@pytest.mark.parametrize("content", BAD)
@pytest.mark.parametrize("name", WITH_GRAPHS)
def test_an_error_names_its_file(
    name: str, content: str, saved: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del saved
    Path("bad.json").write_bytes(BAD[content])
    assert main(with_files(name, "bad.json")) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("mxsym: bad.json: ") and captured.out == ""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BAD[content])))
    assert main(with_files(name, "-")) == 1
    assert capsys.readouterr().err.startswith("mxsym: standard input: ")


@pytest.mark.parametrize("name", [*WITH_GRAPHS, "pass"])
def test_a_folder_and_nothing_are_named(name: str, saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    del saved
    for file, message in ((".", "Is a directory"), ("nowhere", "No such file or directory")):
        assert main(with_files(name, file)) == 1
        assert capsys.readouterr().err == f"mxsym: {file}: {message}\n"


@pytest.mark.parametrize("shape", ["9" * 25, "99999999x99999999x99999999", "1000000x1000000x1000"])
@pytest.mark.parametrize("name", WITH_GRAPHS)
def test_huge_shapes(name: str, shape: str, saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*with_files(name, saved), "--shape", shape]) == 1
    assert capsys.readouterr().err.startswith(f"mxsym: {saved}: ")


NEAR: list[tuple[list[str], str]] = [
    ([], "COMMAND is required: ops, show, explain"),
    (["shw"], "did you mean 'show'?"),
    (["show", "x", "--stge", "asm"], "did you mean '--stage'?"),
    (["show", "x", "--stage", "kernl"], "did you mean 'kernel'?"),
    (["show", "x", "--dtype", "flot32"], "did you mean 'float32'?"),
    (["show", "x", "--dtype", "w=flot32"], "did you mean 'float32'?"),
    (["show", "x", "--stype", "g=csr"], "g=row_sparse"),
    (["cache", "inf"], "did you mean 'info'?"),
    (["completion", "bsh"], "did you mean 'bash'?"),
    (["config", "--threads", "0"], "from 1 to 9999"),
    (["config", "--threads", "9" * 5000], "from 1 to 9999"),
    (["show", "x", "--shape", "9" * 5000], "--shape"),
    (["show", "x", "--shape", "=3"], "name a variable before =, as in w=…; got '=3'"),
    (["show", "x", "--dtype", "int32"], "no data type 'int32': known: bfloat16, float16, float32, float64"),
    (["show", "x", "--dtype", "O"], "no data type 'O': known: bfloat16, float16, float32, float64"),
    (["show", ""], "argument GRAPH.json: expected a name, got an empty one"),
    (["report", "x", "-o", ""], "argument -o/--output: expected a name, got an empty one"),
    (["profile", "x", "--trace", ""], "argument --trace: expected a name, got an empty one"),
    (["ops", "adam_updat"], "mxsym has no op 'adam_updat': did you mean 'adam_update'?"),
    (["ops", "exp", "log"], "mxsym ops: error: got 'log', expected no further argument; leave it out"),
    (["config", "now"], "got 'now', expected no further argument; leave it out"),
    (["pass", "split", "x", "--cpu", "host"], "argument --cpu: no 'host': known: x86-64, x86-64-v2, x86-64-v3, "),
    (["aot", "x", "--cpu", "x86-64-v5"], "argument --cpu: no 'x86-64-v5': did you mean 'x86-64-v"),
    (
        ["aot", "x", "--cpu", "pentium"],
        "argument --cpu: no 'pentium': known: x86-64, x86-64-v2, x86-64-v3, x86-64-v4, ",
    ),
    (["aot", "x", "--name", "not one"], "name 'not one': expected a C identifier such as 'kernels'"),
    (["aot", "x", "-o", "-"], "aot writes two files: name a folder"),
    (["aot", "x", "-o", ""], "argument -o/--output: expected a name, got an empty one"),
]


@pytest.mark.parametrize(("arguments", "text"), NEAR, ids=[" ".join(item[0])[:40] for item in NEAR])
def test_near_names(arguments: list[str], text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert text in capsys.readouterr().err


def test_near_names_of_variables(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    for option, value in (("--shape", "ww=3"), ("--dtype", "ww=float16"), ("--stype", "ww=row_sparse")):
        assert main(["explain", saved, option, value]) == 1
        assert "the graph has no variable 'ww'" in capsys.readouterr().err


def test_threads(capsys: pytest.CaptureFixture[str]) -> None:
    before = mx.get_num_threads()
    try:
        assert main(["config", "--threads", "1"]) == 0
        assert "1 (as asked for)" in capsys.readouterr().out
    finally:
        mx.set_num_threads(before)


@pytest.mark.parametrize(("name", "option"), [("report", "-o"), ("profile", "--trace")])
def test_an_error_names_the_file_that_it_writes(
    name: str, option: str, saved: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for file, why in (("/dev/full", "No space left on device"), ("no/folder", "No such file or directory")):
        assert main([name, saved, option, file]) == 1
        assert capsys.readouterr().err == f"mxsym: {file}: {why}\n"


WRONG_PASSES: dict[tuple[str, ...], str] = {
    (): "got no name; name a pass and a file, or give --list",
    ("fold_constant", "-"): "no pass 'fold_constant': did you mean 'fold_constants'?; mxsym pass --list",
    ("fold_constants",): "fold_constants: got no file; name one, or - for standard input",
}


@pytest.mark.parametrize("given", WRONG_PASSES)
def test_arguments_of_a_pass_that_are_wrong(given: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["pass", *given])
    usage, _, message = capsys.readouterr().err.partition("mxsym pass: error: ")
    assert (ended.value.code, usage[:17], message) == (2, "usage: mxsym pass", f"{WRONG_PASSES[given]}\n")


@pytest.mark.parametrize("name", ["show", "pass"])
def test_a_file_without_end(
    name: str, saved: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LONGEST", 1 << 20)
    expected = "got a file of more than 1 MB, expected a text of mxsym's; name another file"
    with open("/dev/zero", "rb") as endless:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(endless))
        for file, title in (("/dev/zero", "/dev/zero"), ("-", "standard input")):
            assert main(with_files(name, file)) == 1
            assert capsys.readouterr().err == f"mxsym: {title}: {expected}\n"
    with pytest.raises(mx.LoadError, match=f"/dev/zero: {expected}"):
        mx.sym.load("/dev/zero")
    size = Path(saved).stat().st_size
    monkeypatch.setattr(files, "LONGEST", size)
    assert mx.sym.load(saved).list_arguments()
    monkeypatch.setattr(files, "LONGEST", size - 1)
    with pytest.raises(mx.LoadError, match="more than 0 MB"):
        mx.sym.load(saved)


def test_ctrl_c_while_modules_are_loaded() -> None:
    interrupt = "import builtins, runpy; plain = builtins.__import__\n"
    interrupt += "def load(name, *rest, **more):\n    if name == 'mxsym.cli':\n        raise KeyboardInterrupt\n"
    interrupt += "    return plain(name, *rest, **more)\n"
    interrupt += "builtins.__import__ = load; runpy.run_module('mxsym', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", interrupt], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "mxsym: interrupted\n")


def test_ctrl_c(saved: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_load", interrupt)
    assert main(["explain", saved]) == 130
    assert capsys.readouterr().err == "mxsym: interrupted\n"


def run(shell: str, **environment: str) -> tuple[str, str]:
    """Output and errors of a line of bash in which `$mxsym` is the command."""
    command = f'mxsym="{sys.executable} -m mxsym"; {shell}'
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, check=False, cwd=ROOT, env={**os.environ, **environment}
    )
    return done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode()


STREAMS = [
    ("$mxsym ops >&-; echo $?", "mxsym: standard output is closed\n", "1\n"),
    ("$mxsym ops >/dev/full; echo $?", "mxsym: standard output: No space left on device\n", "1\n"),
    ("$mxsym show - <&-; echo $?", "mxsym: standard input: standard input is closed; name a file\n", "1\n"),
    ("$mxsym show nowhere 2>&-; echo $?", "", "1\n"),
    ("$mxsym show nowhere 2>/dev/full; echo $?", "", "1\n"),
    ("$mxsym ops | true; echo ${PIPESTATUS[0]}", "", "0\n"),
]


@pytest.mark.parametrize(("shell", "error", "output"), STREAMS, ids=[item[0] for item in STREAMS])
def test_streams_that_are_closed_or_full(shell: str, error: str, output: str) -> None:
    assert run(shell) == (output, error)


def test_names_that_are_no_utf_8(saved: str) -> None:
    """They come from the command line or the environment as lone surrogates, which no stream can write."""
    folder = os.path.abspath("a\udcffb")
    assert run(f"$mxsym aot {os.path.abspath(saved)} --shape 8 -o $'{os.path.dirname(folder)}/a\\xffb' --json")[1] == ""
    output, error = run("$mxsym cache info", MXSYM_CACHE_DIR=folder)
    assert (output.splitlines()[0], error) == (f"folder            {folder}".replace("\udcff", "\\udcff"), "")


SETTINGS: dict[tuple[str, str], str] = {
    ("MXSYM_NUM_THREAD", "3"): " is no setting of mxsym, and is ignored: did you mean 'MXSYM_NUM_THREADS'?",
    ("MXSYM_WHATEVER_IT_IS", "1"): " is no setting of mxsym, and is ignored: known: MXSYM_NUM_THREADS, ",
    ("MXSYM_PIN_THREADS", "true"): " must be one of 0, 1; got 'true', which is ignored",
    ("MXSYM_CACHE", "off"): " must be one of 0, 1; got 'off', which is ignored",
    ("MXSYM_VERIFY", "2"): " must be one of 0, 1; got '2', which is ignored",
    ("MXSYM_CALLS", "ctype"): " must be one of native, ctypes; got 'ctype', which is ignored",
    ("MXSYM_NUM_THREADS", "٣"): " must be a positive whole number, got '٣'",
    ("MXSYM_NUM_THREADS", "9" * 5000): " must be a positive whole number, got '9999",
    ("MXSYM_CPU", "x86-64-v5"): "=x86-64-v5: there is no such level; usable here: ",
    ("MXSYM_POOL", "natif"): " must be one of auto, openmp, native, python; got 'natif'",
    ("MXSYM_FLAVOUR", "1.8"): " is one of '1.9', '2.0', got '1.8'",
}


@pytest.mark.parametrize(("name", "value"), SETTINGS, ids=[f"{name}-{value[:9]}" for name, value in SETTINGS])
def test_settings_that_are_wrong_are_named(name: str, value: str) -> None:
    """Once: in a warning if steps run as they do without them, else in the error that ends the command."""
    output, error = run("$mxsym demo; echo $?", **{name: value})
    is_ignored = "ignored" in SETTINGS[name, value]
    assert error.startswith(f"{'' if is_ignored else 'mxsym: '}{name}{SETTINGS[name, value]}")
    assert error.count("\n") == 1 and output.endswith("0\n" if is_ignored else "1\n")


@pytest.mark.parametrize("asked", ["", "ascii"])
def test_a_narrow_terminal_gets_utf_8_unless_another_is_asked_for(asked: str) -> None:
    narrow = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": asked}
    output, error = run("$mxsym ops adam_update", **narrow)
    assert error == "" and ("±" in output) is (asked == "") and ("\\xb1" in output) is (asked == "ascii")


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_completion_names_everything(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    text = capsys.readouterr().out
    for name, parser in COMMANDS.items():
        assert name in text
        for word in completion.words(parser):
            assert (word if shell != "fish" else word.lstrip("-")) in text
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n"], input=text, text=True, capture_output=True, check=False)
        assert checked.returncode == 0 and checked.stderr == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["mxsym", "sh"], "show"),
        (["mxsym", "show", "g.json", "--st"], "--stype --stage"),
        (["mxsym", "show", "g.json", "--stage", "pro"], "program"),
        (["mxsym", "cache", ""], "-h --help --json --threads info clear"),
        (["mxsym", "report", "x", "-o", ""], ""),
        (["mxsym", "completion", "z"], "zsh"),
    ],
)
def test_bash_completes(typed: list[str], words: str) -> None:
    script = completion.script(cli._parser(), "bash")  # pyright: ignore[reportPrivateUsage]
    line = " ".join(f"'{word}'" for word in typed)
    ask = f'{script}\nCOMP_WORDS=({line}); COMP_CWORD={len(typed) - 1}; _mxsym; echo "${{COMPREPLY[*]}}"'
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=False)
    assert done.stderr == "" and done.stdout == f"{words}\n"


def test_bench_runs_those_of_the_checkout(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["bench", "dens"])
    assert left.value.code == 2
    assert "there is no table 'dens': did you mean 'dense'?" in capfd.readouterr().err
    monkeypatch.setattr(mx, "__file__", str(tmp_path / "mxsym" / "__init__.py"))
    assert main(["bench"]) == 1
    assert "the benchmarks are not installed with mxsym" in capfd.readouterr().err
