"""The examples run as a user would run them: each in a process of its own, from another folder."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.support import HANG

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
SCRIPTS = sorted(path.name for path in EXAMPLES.glob("*.py"))
LENGTH = {"demo.py": 100, "finetune_text.py": 80, "ported_loops.py": 260, "recommender.py": 220, "word2vec.py": 160}
"""Lines of long examples; every other one is shorter than 60."""

BOUND = ("--batches", "250", "--seconds", str(HANG))
"""So much of learning words, however busy the machine is."""


def run(name: str, folder: Path, *arguments: str) -> str:
    """Output of `examples/NAME ARGUMENTS`, run in `folder`."""
    cache = folder / "cache"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "MXSYM_CACHE_DIR": str(cache)}
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=HANG,
        check=False,
    )
    assert done.returncode == 0, f"{name} failed:\n{done.stdout}\n{done.stderr}"
    left = [path.name for path in folder.iterdir() if path != cache]
    assert not left, f"{name} left files behind: {left}"
    return done.stdout


def number(pattern: str, text: str) -> float:
    """The one number that `pattern` finds."""
    found = re.findall(pattern, text, re.MULTILINE)
    assert len(found) == 1, f"{pattern!r} found {found} in:\n{text}"
    return float(found[0])


def test_every_example_is_tested() -> None:
    names = [
        "demo.py",
        "finetune_text.py",
        "hashed_features.py",
        "my_optimizer.py",
        "ported_loops.py",
        "quickstart.py",
        "recommender.py",
        "train_digits.py",
        "training_step.py",
        "word2vec.py",
    ]
    assert names == SCRIPTS


@pytest.mark.parametrize("name", SCRIPTS)
def test_an_example_is_short_and_says_how_to_run_it(name: str) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) < LENGTH.get(name, 60)
    assert text.startswith('"""')
    assert f"`python examples/{name}`" in text.split('"""')[1]


def test_quickstart(tmp_path: Path) -> None:
    text = run("quickstart.py", tmp_path)
    assert "arguments ['w', 'g'] states ['m']" in text
    assert "same bits as NumPy: True" in text
    counts = re.search(r"^kernels compiled: (\d+) before the new lr, (\d+) after$", text, re.MULTILINE)
    assert counts is not None
    assert counts[1] == counts[2], "a new lr must compile nothing"
    for heading in ("explain", "graph", "typed", "kernel", "llvm", "llvm-opt", "asm"):
        part = re.search(rf"^--- {heading}\b.*---\n(.+)", text, re.MULTILINE)
        assert part is not None, f"nothing under {heading}"
    assert number(r"^packed instructions: (\d+)$", text) > 0


def check_digits(text: str) -> None:
    """The loss fell."""
    losses = [float(loss) for loss in re.findall(r"^epoch \d+: loss (\S+) ", text, re.MULTILINE)]
    assert len(losses) >= 3
    assert losses[-1] < losses[0]


@pytest.mark.slow
def test_train_digits(tmp_path: Path) -> None:
    text = run("train_digits.py", tmp_path)
    check_digits(text)
    assert number(r"^test accuracy (0\.\d{3}|1\.000)$", text) >= 0.93


def test_my_optimizer(tmp_path: Path) -> None:
    text = run("my_optimizer.py", tmp_path)
    assert "weight' = weight - lr * step" in text, "the derived formula"
    assert re.search(r"^kernel @lion over n \{$", text, re.MULTILINE)
    errors = [float(error) for error in re.findall(r"^step \d+: mean squared error (\S+)$", text, re.MULTILINE)]
    assert len(errors) >= 3
    assert errors[-1] < 0.01 * errors[0]
    assert re.search(r"^same bits as NumPy after every one of \d+ steps: True$", text, re.MULTILINE)


def test_training_step(tmp_path: Path) -> None:
    text = run("training_step.py", tmp_path)
    losses = [float(loss) for loss in re.findall(r"^step \d+: loss (\S+),", text, re.MULTILINE)]
    assert len(losses) >= 3
    assert losses[-1] < 0.5 * losses[0]
    assert re.findall(r"skipped (\w+)$", text, re.MULTILINE) == ["True", *["False"] * (len(losses) - 1)]
    assert number(r"^kernels compiled while it ran: (\d+)$", text) == 0
    assert number(r"^accuracy (\S+),", text) > 0.95
    assert number(r"of the averaged weights (\S+)$", text) > 0.95


@pytest.mark.slow
def test_finetune_text(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    text = run("finetune_text.py", tmp_path)
    first, last = (
        number(rf"^trained on the README: {what}", text) for what in (r"loss (\S+) to", r"loss \S+ to (\S+)$")
    )
    assert first > last
    ends = [
        (number(rf"^{name}: loss (\S+) to", text), number(rf"^{name}: loss \S+ to (\S+),", text))
        for name in (r"torch\.optim", r"mxsym\.torch")
    ]
    assert all(begin > end for begin, end in ends)
    assert ends[0] == pytest.approx(ends[1], abs=0.02)
    assert number(r"^mxsym\.torch: .* (\S+) ms a step$", text) > 0


def check_words(text: str) -> None:
    """The loss fell, words that belong together are near each other, and the speed is there."""
    losses = [float(loss) for loss in re.findall(r"^batch \d+: loss (\S+)$", text, re.MULTILINE)]
    assert len(losses) >= 2
    assert losses[0] == pytest.approx(6 * np.log(2), abs=1e-3), "one neighbour and five random words, all unknown"
    assert losses[-1] < 0.75 * losses[0]
    assert number(r"^update: (\S+) gradient rows/s ", text.replace(",", "")) > 0
    assert 0 < number(r" (\d+)% of a step's \S+ ms$", text) < 100
    assert re.search(r"^near try: .*\b(?:except|finally)\b", text, re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["lazy", "standard"])
def test_word2vec(form: str, tmp_path: Path) -> None:
    text = run("word2vec.py", tmp_path, *BOUND, *(["--standard"] if form == "standard" else []))
    assert f", {form} Adam\n" in text
    check_words(text)


def test_word2vec_says_that_torch_is_missing(tmp_path: Path) -> None:
    if importlib.util.find_spec("torch") is not None:
        pytest.skip("torch is here")
    with pytest.raises(AssertionError, match="--torch needs torch, which is not installed"):
        run("word2vec.py", tmp_path, "--torch")


@pytest.mark.slow
def test_demo(tmp_path: Path) -> None:
    text = run("demo.py", tmp_path, *BOUND)
    check_digits(text)
    check_words(text)
    assert re.search(r"^kernel @\w+ over n \{$", text, re.MULTILINE)
    assert number(r"^packed \(vector\) instructions in its assembly: (\d+)$", text) > 0
    assert number(r"^  as training left it: compiled (\S+) us, NumPy \S+ us, same bits$", text) > 0
    assert number(r"^  with gradients of noise: compiled (\S+) us, NumPy \S+ us, same bits$", text) > 0
    last = text.splitlines()[-1]
    assert number(r"^test accuracy (\S+),", last) >= 0.93
    assert number(r"speed-up over NumPy (\S+) as trained", last) > 0
    assert number(r" (\S+) with noise$", last) > 0


def test_the_digits() -> None:
    with np.load(EXAMPLES / "data" / "digits.npz", allow_pickle=False) as data:
        images, labels = data["images"], data["labels"]
    assert images.dtype == labels.dtype == np.uint8
    assert images.shape == (1797, 64)
    assert labels.shape == (1797,)
    assert (int(images.min()), int(images.max())) == (0, 16)
    assert np.unique(labels).tolist() == list(range(10))
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_the_digits_say_where_they_are_from() -> None:
    text = (EXAMPLES / "data" / "README.md").read_text(encoding="utf-8")
    for fact in ("UCI", "Alpaydin", "Kaynak", "1998", "CC BY 4.0"):
        assert fact in text


def test_hashed_features_are_learnt_and_rare_ones_wait(tmp_path: Path) -> None:
    text = run("hashed_features.py", tmp_path, "--epochs", "2")
    first, second = (number(rf"^epoch {epoch}: loss (\S+),", text) for epoch in (1, 2))
    assert second < first - 0.2
    assert second < np.log(26) - 0.8
    assert number(r"^epoch 1: .* (\d+) features wait$", text) > number(r"^epoch 2: .* (\d+) features wait$", text) == 0
