"""Every code block of the README and the documentation runs as it is."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import mxsym as mx
from mxsym import aot
from mxsym.cli import main
from mxsym.opgraph.names import NameManager
from tests.aot_programs import CC, FLAGS, HOST_CPU

ROOT = Path(__file__).resolve().parents[1]
GENERATED = ("gallery.rst", "optimizer-classes.rst")
"""Pages that `make docs` writes; git has none of them. The sources of the gallery are tested in `test_gallery.py`."""
WRITTEN = sorted(path for path in (ROOT / "docs").glob("*.rst") if path.name not in GENERATED)
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *WRITTEN]
NEEDS = {
    "from-pytorch.rst": "torch",
    "optax.rst": "optax",
    "kv.rst": "ray",
    **dict.fromkeys(("README.md", "tables.rst"), "safetensors"),
}
TESTED_ELSEWHERE = {"errors.rst": "test_error_texts.py", "ir.rst": "test_docs.py"}


class Block(NamedTuple):
    """A block of code: its page, its language as the page says it, and its text."""

    page: str
    language: str
    text: str


def _unindented(text: str) -> str:
    lines = [line for line in text.strip("\n").split("\n") if not line.lstrip().startswith(":")]
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines).strip("\n") + "\n"


def blocks(page: Path) -> list[Block]:
    """The code blocks of a page in their order. Doctests are examples of their own: `test_docs.py`."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".rst":
        pattern = r"^\.\. code-block:: (\w+)\n((?:[ ]{3}.*\n|\n)+)"
    else:
        pattern = r"^```(\w*)\n((?:.*\n)*?)```$|(?<=\n\n)((?: {4}.*\n)+)"
    found = re.findall(pattern, text, re.MULTILINE)
    return [Block(page.name, language, _unindented("".join(rest))) for language, *rest in found]


ALL = [block for page in PAGES for block in blocks(page)]


def of(page: str, language: str) -> list[str]:
    return [block.text for block in ALL if (block.page, block.language) == (page, language)]


def readme_step() -> mx.Symbol:
    """The first graph of the README."""
    scope: dict[str, Any] = {}
    with NameManager():
        first = next(text for text in of("README.md", "python") if "step = " in text)
        exec("import mxsym as mx\n" + first.split("W, G, M")[0], scope)
    return scope["step"]


@pytest.mark.usefixtures("forget_declared_rules")
@pytest.mark.parametrize("page", sorted({block.page for block in ALL if block.language == "python"} - {"errors.rst"}))
def test_python(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One page is one session; a block of text is what the block of code before it prints."""
    if page in NEEDS:
        pytest.importorskip(NEEDS[page])
    monkeypatch.chdir(tmp_path)
    scope: dict[str, Any] = {"__name__": "page"}
    with NameManager():
        for block in (block for block in ALL if block.page == page):
            if block.language == "python":
                capsys.readouterr()
                exec(compile(block.text, page, "exec"), scope)
            elif block.language == "text" and page == "README.md":
                assert capsys.readouterr().out == block.text
    if page == "from-pytorch.rst":
        for name, parameter in scope["parameters"].items():
            grad, mom = parameter.grad, scope["arrays"][f"{name}_mom"]
            assert grad.abs().sum() > 0 and mom.abs().sum() > 0 and parameter.isfinite().all()
            assert scope["exe"].arg_dict[f"{name}_grad"] is grad


# --- commands --------------------------------------------------------------------------------------------------------


def _make(words: list[str]) -> None:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {word for word in words if "=" not in word} <= set(targets)


def _pip(words: list[str]) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert words[0] == "install"
    assert set(re.findall(r"\[(\w+)\]", words[1])) <= extras.keys()


def _mxsym(words: list[str]) -> None:
    assert main(words) == 0


COMMANDS: dict[str, Callable[[list[str]], None]] = {"make": _make, "pip": _pip, "mxsym": _mxsym}
CONSOLES = [block for block in ALL if block.language in ("", "console")]


@pytest.mark.parametrize("block", CONSOLES, ids=lambda block: f"{block.page}-{block.text.split()[1]}")
def test_commands(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MXSYM_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "graph.json").write_text(readme_step().tojson())
    for line in block.text.splitlines():
        command, *words = shlex.split(line.removeprefix("$ "), comments=True)
        COMMANDS[command](words)


# --- the rest --------------------------------------------------------------------------------------------------------


def alike_steps() -> mx.Symbol:
    """Two updates of one rule."""
    v = {name: mx.sym.var(name) for name in ("w0", "g0", "m0", "w1", "g1", "m1")}
    updates = (
        mx.sym.sgd_mom_update(v[f"w{k}"], v[f"g{k}"], v[f"m{k}"], lr=0.1, out=v[f"w{k}"], name=f"upd{k}")
        for k in (0, 1)
    )
    return mx.Group(list(updates))


_ONE = """static float weight[KERNELS_SIZE_w], gradient[KERNELS_SIZE_g], momentum[KERNELS_SIZE_m];
{functions}
int main(void) {{
gradient[7] = 1;
{body}
return status != 0 || weight[7] >= 0 || weight[6] != 0;
}}
"""
_MANY = """static float memory[30];
static float *find(const char *name, int64_t size) {{ return name[1] == '0' && size == 10 ? memory : memory + size; }}
{functions}
int main(void) {{
kernels_buffers buffers = {{0}};
kernels_scalars scalars = KERNELS_DEFAULTS;
{body}
return buffers.weight[0] != memory || buffers.weight[1] != memory + 20 || scalars.lr[1] != 0.05;
}}
"""


@pytest.mark.skipif(CC is None, reason="no C compiler")
@pytest.mark.parametrize("tables", [False, True])
def test_c(tables: bool, tmp_path: Path) -> None:
    """The blocks of one step are one program, those of a step of many tensors another."""
    assert CC is not None
    executor = alike_steps().simple_bind(w0=(10,), w1=(20,)) if tables else readme_step().simple_bind(w=(64, 10))
    aot.export(executor, cpu=HOST_CPU, tables=tables).write(tmp_path)
    parts = "\n".join(text for text in of("environment.rst", "c") if ("COUNT_" in text) is tables).split("\n\n")
    functions = [part for part in parts if part.startswith("static ")]
    body = "\n".join(part for part in parts if part not in functions and not part.startswith("#include"))
    source = (_MANY if tables else _ONE).format(functions="\n".join(functions), body=body)
    (tmp_path / "main.c").write_text(f'#include <stdlib.h>\n#include "kernels.h"\n{source}')
    command = [CC, *FLAGS, "-Wno-unknown-pragmas", "-Wno-unused-parameter", "main.c", "kernels.o", "-o", "main"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert subprocess.run([tmp_path / "main"], check=False).returncode == 0


def _of_any_machine(text: str) -> list[list[str]]:
    """The words of a text without what belongs to a machine: its threads, target, speed and vectors."""
    text = re.sub(r"\d+ threads?|target .*|\S+ [kMGT]?B/s|\d+ x \d+ f32|[\d.]+ (?:ns|µs|ms|s)\b", "…", text)
    return [line.split() for line in text.split("\n") if line.strip() and "----" not in line]


@pytest.mark.parametrize("text", of("performance.rst", "text"))
def test_what_explain_prints(text: str) -> None:
    arrays = {name: np.ones((64, 10), np.float32) for name in "wgm"}
    with NameManager():
        said = readme_step().bind(args={"w": arrays["w"], "g": arrays["g"]}, aux_states={"m": arrays["m"]}).explain()
    assert _of_any_machine(text) == _of_any_machine(said)


def test_no_block_is_left_out() -> None:
    assert len(ALL) > 20 and len({block.page for block in ALL}) > 6
    for block in ALL:
        c, texts = block.page == "environment.rst", block.page in ("README.md", "performance.rst", *TESTED_ELSEWHERE)
        mermaid = ["mermaid"] * (block.page == "CONTRIBUTING.md")
        assert block.language in ("python", "", "console", *["c"] * c, *["text"] * texts, *mermaid), block
        assert (ROOT / "tests" / TESTED_ELSEWHERE.get(block.page, "test_code_blocks.py")).exists()


def test_files_and_functions_that_contributing_names_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"((?:\w+/)*\w+\.py)(?:: (\w+))?", text)
    assert len(named) > 30
    folders = ("codegen", "runtime", "mxsym", "tests", "docs", "benchmarks", "examples")
    present = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    for path, name in named:
        files = [file for file in present if str(file).endswith(f"/{path}")]
        assert files, f"{path} is not there"
        if name:
            defined = rf"^\s*(?:def|class) {name}\b|^{name}\b.* = "
            found = any(re.search(defined, file.read_text(encoding="utf-8"), re.MULTILINE) for file in files)
            assert found, f"{path} has no {name}"


def test_the_picture_is_the_step_s() -> None:
    """`mx.viz.svg` of the README's graph, bound: write it to the file again if it differs."""
    with NameManager():
        drawn = mx.viz.svg(readme_step().simple_bind(w=(64, 10)))
    assert (ROOT / "docs" / "_static" / "step.svg").read_text(encoding="utf-8") == drawn
