"""The stubs are those of the registry, and type checkers and a run agree on right and wrong uses."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mxsym as mx
from mxsym.rule import lookup, registry
from tests import stubs
from tests.support import HAS_TORCH, update_rules

ROOT = Path(__file__).resolve().parents[1]
ARRAYS_HEAD = """\
import numpy as np
import mxsym as mx

w, g, m, v, n = (mx.sym.var(name) for name in "wgmvn")
W, G, M, V = (np.ones(4, np.float32) for _ in range(4))
"""
IS_TORCH_S = HAS_TORCH and importlib.metadata.version("torch").startswith("2.13.")
"""True if torch is of the version that the stub is written with."""
ARRAYS_RIGHT = """\
mx.sym.sgd_update(w, g, lr=0.1)
mx.sym.sgd_update(w, g, lr=0.1, wd=0.01, rescale_grad=0.5, out=w, name="upd")
mx.sym.sgd_update(weight=w, grad=g, lr=1)
mx.sym.sgd_update(lr=0.1)
mx.sym.sgd_update(w, g, lr=mx.sym.var("lr"))
mx.sym.sgd_update(w, g, lr=np.float32(0.1), lazy_update=False)
mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, attr={"__key__": "text"})
mx.sym.adam_update(w, g, m, v, lr=0.1, beta1=0.8, epsilon=1e-6, flavour="1.9")
mx.sym.mp_sgd_update(w, g, v, lr=0.1)
mx.sym.multi_sgd_update(w, g, m, v, lrs=[0.1, 0.2], wds=(0, 0), num_weights=2)
mx.sym.multi_sum_sq(w, g, num_arrays=2)
mx.sym.clip(w, -1, 1)
mx.sym.clip(w, a_min=-1, a_max=1)
mx.sym.sqrt(w) + mx.sym.square(w) * 2
mx.sym.where(w, g, m)
mx.sym.broadcast_add(w, g)
mx.sym.Cast(w, dtype="float16")
mx.sym.op.sgd_update(w, g, lr=0.1)
mx.sym.contrib.group_adagrad_update(w, g, m, lr=0.1)
mx.sym.sparse.adagrad_update(w, g, m, lr=0.1)
mx.sym.contrib.multi_lamb_update([w], [g], [m], [v], [1], [0.1], [0.0], size=1)
mx.sym.Group([w, mx.sym.Variable("x", shape=(3,))]).list_outputs()
mx.sym.pow(w, 2)
mx.sym.fromjson(w.tojson())
mx.nd.sgd_update(W, G, lr=0.1)
mx.nd.sgd_update(W, G, lr=0.1, out=W)
mx.nd.sgd_mom_update(W, G, M, lr=0.1, momentum=0.9, out=W)
mx.nd.adam_update(mx.nd.array(W), G, M, V, lr=0.1)
mx.nd.clip(W, 0, 1)
mx.nd.sqrt(data=W)
mx.nd.zeros((3, 4), dtype="float16").asnumpy()
mx.nd.sparse.row_sparse_array(([[1.0]], [2]), shape=(5, 1))
mx.nd.contrib.adamw_update(W, G, M, V, 1.0, lr=0.1, eta=1.0)
mx.nd.multi_sum_sq(W, G, num_arrays=2)
mx.optimizer.SGD(0.1, 0.9)
mx.optimizer.SGD(learning_rate=0.1, wd=0.1, rescale_grad=2.0, clip_gradient=1.0)
mx.optimizer.Adam(beta1=0.8, epsilon=1e-6, flavour="1.9")
mx.optimizer.LAMB(learning_rate=0.1, lower_bound=0.1)
mx.optimizer.ccSGD(momentum=0.9, flavour="1.9").create_state(0, mx.nd.array(W))
mx.optimizer.create("adam", learning_rate=0.1).create_state(0, mx.nd.array(W))
""".splitlines()
TORCH_HEAD = """\
import torch
import mxsym.torch

P = [torch.nn.Parameter(torch.ones(4))]
"""
TORCH_RIGHT = """\
mxsym.torch.AdamW(P, 0.1, (0.9, 0.99), weight_decay=0.1, threads=2, cpus=[0], out={P[0]: P[0].half()}).step()
mxsym.torch.SGD([{"params": P, "lr": 0.1}], lr=torch.tensor(0.1), momentum=0.9, undo=True).zero_grad()
mxsym.torch.AdamW8bit(P, lr=0.1, min_8bit_size=0, ema=0.9).state_dict()
mxsym.torch.from_rule("sgd_mom_update")(P, lr=0.1, momentum=0.5)
""".splitlines()
ARRAYS_WRONG = """\
mx.sym.sgd_updat(w, g, lr=0.1)
mx.sym.sdg_update(w, g, lr=0.1)
mx.sym.sgd_update(w, g)
mx.sym.sgd_update(w, g, lr="fast")
mx.sym.sgd_update(w, g, lr=None)
mx.sym.sgd_update(w, g, lr=0.1, momentum=0.9)
mx.sym.sgd_update(w, g, lr=0.1, rescale=2)
mx.sym.sgd_update(w, W, lr=0.1)
mx.sym.sgd_update(1.0, g, lr=0.1)
mx.sym.sgd_update(w, g, lr=0.1, weight=w)
mx.sym.sgd_update(w, g, lr=0.1, lazy_update="yes")
mx.sym.sgd_update(w, g, lr=0.1, name=3)
mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentun=0.9)
mx.sym.adam_update(w, g, m, v, lr=0.1, beta_1=0.8)
mx.sym.adam_update(w, g, m, var_=v, lr=0.1)
mx.sym.mp_sgd_mom_updates(w, g, m, v, lr=0.1)
mx.sym.multi_sgd_update(w, g, lrs=[0.1])
mx.sym.multi_sgd_update([w, g], lrs=[0.1], wds=[0.0])
mx.sym.clip(w, -1, 1, 2)
mx.sym.clip(w, a_min=-1, a_maxi=1)
mx.sym.sqrtt(w)
mx.sym.where(w, g, m, w)
mx.sym.broadcast_ad(w, g)
mx.sym.Varable("x")
mx.sym.op.sgd_updte(w, g, lr=0.1)
mx.sym.contrib.group_adagrad_updates(w, g, m, lr=0.1)
mx.sym.sparse.adagrad_updat(w, g, m, lr=0.1)
mx.sym.load_jsn("{}")
mx.nd.sgd_updat(W, G, lr=0.1)
mx.nd.sgd_update(W, G)
mx.nd.sgd_update(W, lr=0.1)
mx.nd.sgd_update(W, G, lr="fast")
mx.nd.sgd_mom_update(W, G, M, lr=0.1, momentun=0.9)
mx.nd.zeroes((3,))
mx.nd.sparse.row_sparse_arrays(W)
mx.nd.contrib.adamw_updat(W, G, M, V, 1.0, lr=0.1, eta=1.0)
mx.optimizer.Sgd(0.1)
mx.optimizer.SGD(0.1, momentun=0.9)
mx.optimizer.SGD(learning_rates=0.1)
mx.optimizer.LAMB(beta3=0.1)
""".splitlines()
TORCH_WRONG = """\
mxsym.torch.AdamW(P, lr=0.1, weight_decya=0.1)
mxsym.torch.SGD(P, lr=0.1, momentum="fast")
mxsym.torch.AdamW8bit(P, lr=0.1, min_size=0)
mxsym.torch.Lion(P, lr=0.1)
""".splitlines()
HEAD, RIGHT, WRONG = (
    (ARRAYS_HEAD + TORCH_HEAD, ARRAYS_RIGHT + TORCH_RIGHT, ARRAYS_WRONG + TORCH_WRONG)
    if HAS_TORCH
    else (ARRAYS_HEAD, ARRAYS_RIGHT, ARRAYS_WRONG)
)


def test_stubs_are_those_of_the_registry() -> None:
    written = {path: path.read_text(encoding="utf-8") for path in (ROOT / "mxsym").rglob("*.pyi")}
    if not IS_TORCH_S:  # torch's arguments are those of its version
        del written[ROOT / "mxsym/torch/__init__.pyi"]
    texts = {path: text for path, text in stubs.stubs().items() if path in written}
    assert written.keys() == texts.keys()
    stale = [path.name for path, text in texts.items() if written[path] != text]
    assert stale == [], "run `make stubs` and read what it changed"


@pytest.fixture(autouse=True)
def shipped_rules() -> Iterator[None]:
    """Leave out what other tests declare."""
    tables: tuple[Any, ...] = registry.RULES, registry.FLAVOURS
    before = [dict(table) for table in tables]
    for table in tables:
        strangers = [key for key, rule in table.items() if not rule.function.__module__.startswith("mxsym.")]
        for key in strangers:
            del table[key]
    yield
    for table, entries in zip(tables, before, strict=True):
        table.clear()
        table.update(entries)


def test_a_new_op_makes_a_stub_stale() -> None:
    def fresh_update(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
        return {"weight": weight - lr * grad}

    mx.update_rule(fresh_update)
    after = stubs.stubs()
    before = {path: path.read_text(encoding="utf-8") for path in after}
    changed = {path.relative_to(ROOT / "mxsym").as_posix() for path in before if before[path] != after[path]}
    assert changed == {
        "symbol/_ops.pyi",
        "symbol/_contrib.pyi",
        "ndarray/_ops.pyi",
        "ndarray/contrib.pyi",
        "ndarray/__init__.pyi",
    }


def names_for_a_run() -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(HEAD, names)
    return names


@pytest.mark.parametrize("use", RIGHT)
def test_what_is_right_runs(use: str) -> None:
    exec(use, names_for_a_run())


@pytest.mark.parametrize("use", WRONG)
def test_what_is_wrong_does_not_run(use: str) -> None:
    with pytest.raises((AttributeError, TypeError, mx.MXSymError)):
        exec(use, names_for_a_run())


def uses(folder: Path) -> tuple[Path, set[int]]:
    """A file of all uses, right ones and wrong ones in turn, and the lines that are wrong."""
    assert len(RIGHT) == len(WRONG) == 40 + len(TORCH_RIGHT) * HAS_TORCH
    lines = HEAD.splitlines()
    wrong: set[int] = set()
    for right, other in zip(RIGHT, WRONG, strict=True):
        lines += [right, other]
        wrong.add(len(lines))
    path = folder / "uses.py"
    path.write_text("\n".join(lines) + "\n")
    return path, wrong


def said(lines: set[int], wrong: set[int], path: Path) -> None:
    texts = path.read_text().splitlines()
    assert [texts[line - 1] for line in sorted(wrong - lines)] == [], "wrong, and passed"
    assert [texts[line - 1] for line in sorted(lines - wrong)] == [], "right, and refused"


def command(name: str) -> str | None:
    """A program of this environment, or one on the path."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


@pytest.mark.slow
def test_pyright_says_which_uses_are_wrong(tmp_path: Path) -> None:
    program = command("pyright")
    if program is None:
        pytest.skip("pyright is not installed: it comes with the extra dev")
    path, wrong = uses(tmp_path)
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({"include": [path.name], "extraPaths": [str(ROOT)]}))
    environment = {**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    told = [program, "--outputjson", "--pythonpath", sys.executable, "-p", str(tmp_path)]
    done = subprocess.run(told, capture_output=True, text=True, check=False, env=environment, cwd=tmp_path)
    items = json.loads(done.stdout)["generalDiagnostics"]
    said({item["range"]["start"]["line"] + 1 for item in items if item["severity"] == "error"}, wrong, path)


@pytest.mark.slow
def test_mypy_says_which_uses_are_wrong(tmp_path: Path) -> None:
    program = command("mypy")
    if program is None:
        pytest.skip("mypy is not installed: it comes with the extra dev")
    path, wrong = uses(tmp_path)
    told = [program, "--follow-imports=silent", "--ignore-missing-imports", "--cache-dir", str(tmp_path / "cache")]
    environment = {**os.environ, "MYPYPATH": str(ROOT)}
    done = subprocess.run(
        [*told, str(path)], capture_output=True, text=True, check=False, env=environment, cwd=tmp_path
    )
    said({int(line) for line in re.findall(r"uses\.py:(\d+): error", done.stdout)}, wrong, path)


@pytest.mark.parametrize("module", ["", "sym", "nd", "optimizer", "sym.op", "sym.contrib", "nd.contrib", "nd.sparse"])
def test_completion_shows_public_names_alone(module: str) -> None:
    space: Any = mx
    for part in module.split(".") if module else ():
        space = getattr(space, part)
    names = dir(space)
    assert [name for name in names if name.startswith("_") and not name.startswith("__")] == []
    assert not {"sys", "importlib", "annotations", "load_modules", "TYPE_CHECKING", "Callable"} & {*names}
    for name in names:
        getattr(space, name)
    if module not in ("", "optimizer"):
        assert {rule.name for rule in update_rules() if not rule.name.startswith("_")} <= {*names}


def test_the_stubs_name_every_op() -> None:
    text = (ROOT / "mxsym/symbol/_ops.pyi").read_text(encoding="utf-8")
    assert re.findall(r"^def (\w+)\(", text, re.MULTILINE) == lookup.every_name()
