"""Ahead of time: C programs that call an exported step get the executor's bits."""

from __future__ import annotations

import math
import os
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym import aot
from mxsym.aot import cpu_check
from mxsym.cli import main
from mxsym.codegen.backend import llvm
from mxsym.codegen.target import AARCH64, LEVELS, MACHINE, X86_64
from mxsym.executor.scalars import MemberScalars
from mxsym.rule import registry
from mxsym.runtime.sparse import RowSparse
from tests.aot_programs import CC, CXX, FLAGS, HOST_CPU, arrays, bound, check, run_in_c
from tests.model_numbers import Model, norm_bound_update, two_level_update
from tests.support import DTYPES, HANG


@pytest.fixture
def cc() -> str:
    if CC is None:
        assert not os.environ.get("CI"), "CI has a C compiler"
        pytest.skip("no C compiler (cc, gcc or clang)")
    return CC


def test_sgd_with_momentum(cc: str, tmp_path: Path) -> None:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    step = mx.sym.sgd_mom_update(w, mx.sym.clip(g * 0.5, -1, 1), m, lr=0.1, momentum=0.9, out=w, name="upd")
    check(bound(step, arrays("wgm", (37, 11))), cc, tmp_path)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_adam(dtype: str, cc: str, tmp_path: Path) -> None:
    w, g, m, v = (mx.sym.var(name) for name in "wgmv")
    step = mx.sym.adam_update(w, g, m, v, lr=1e-3, wd=0.01, name="upd")  # an output beside the weight
    check(bound(step, arrays("wgmv", (1237,), dtype)), cc, tmp_path, name="adam16")


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_lamb_has_sums_and_a_workspace(dtype: str, cc: str, tmp_path: Path) -> None:
    w, g, m, v = (mx.sym.var(name) for name in "wgmv")
    step = mx.sym.lamb_update(w, g, m, v, lr=0.1, t=3, out=w, name="upd")
    rng = np.random.default_rng(3)
    held: dict[str, Any] = {name: np.abs(rng.standard_normal((93, 101))).astype(DTYPES[dtype]) for name in "wgmv"}
    check(bound(step, held), cc, tmp_path)


def test_sums_of_listed_rows(cc: str, tmp_path: Path) -> None:
    """The caller's count says how many elements there are, and how many blocks."""
    w, g, m, v = (mx.sym.var(name) for name in "wgmv")
    step = mx.sym.lamb_update(w, g, m, v, lr=0.1, t=3, lazy_update=True, out=w, name="upd")
    rng = np.random.default_rng(3)
    held: dict[str, Any] = {name: np.abs(rng.standard_normal((93, 101))).astype(np.float32) for name in "wgmv"}
    rows = np.arange(0, 93, 2)
    held["g"] = RowSparse(rows, held["g"][rows], (93, 101))
    check(bound(step, held), cc, tmp_path)


def test_a_group_of_tensors_of_different_shapes(cc: str, tmp_path: Path) -> None:
    """Two sizes of one kernel, another rule, and a number that one phase makes and the next one reads."""
    rate, slope, a, b, c, g, h, k = (mx.sym.var(name) for name in ("rate", "slope", "a", "b", "c", "g", "h", "k"))
    step = mx.Group(
        [
            mx.sym.sgd_update(rate, slope, lr=0.25, out=rate, name="rate_update"),
            mx.sym.sgd_update(a, g, lr=rate, out=a, name="first"),
            mx.sym.sgd_update(b, h, lr=rate, out=b, name="second"),
            mx.sym.signsgd_update(c, k, lr=0.5, out=c, name="third"),
        ]
    )
    held = arrays("ag", (5, 3)) | arrays("bh", (1000,)) | arrays("ck", (2, 2, 2))
    held |= {"rate": np.full(1, 0.5, np.float32), "slope": np.full(1, 0.125, np.float32)}
    check(bound(step, held), cc, tmp_path, name="many")


def test_ops_on_many_tensors(cc: str, tmp_path: Path) -> None:
    names = ["w0", "g0", "w1", "g1"]
    step = mx.sym.multi_sgd_update(*map(mx.sym.var, names), lrs=(0.1, 0.2), wds=(0, 0.5), num_weights=2, name="upd")
    held = dict(zip(names, arrays("abcd", (64,)).values(), strict=True))
    held |= {name: held[name][:7].copy() for name in ("w1", "g1")}
    executor = bound(step, held)
    many = executor.scalars["upd"]
    assert isinstance(many, MemberScalars)
    many["lrs"] = (0.3, 0.4)  # the defaults in C are the numbers of now
    check(executor, cc, tmp_path)


def test_rates_that_are_computed_for_each_layer(cc: str, tmp_path: Path) -> None:
    """MXNet's LARS: elements of tensors that are nobody's arrays are the rates of updates."""
    v = {name: mx.sym.var(name) for name in ("w0", "g0", "w1", "g1", "lrs", "wds")}
    weights, gradients = (mx.sym.multi_sum_sq(v[f"{letter}0"], v[f"{letter}1"], num_arrays=2) for letter in "wg")
    rates = mx.sym.multi_lars(v["lrs"], weights, gradients, v["wds"], eta=0.1, eps=1e-3)
    update = mx.sym.preloaded_multi_sgd_update
    step = update(*(v[name] for name in ("w0", "g0", "w1", "g1")), rates, v["wds"], num_weights=2, name="upd")
    held = arrays("wg", (64,)) | {"lrs": np.array([0.1, 0.2], np.float32), "wds": np.array([0.01, 0.5], np.float32)}
    held = {f"{name}{k}": held[name].copy() for name in "wg" for k in (0, 1)} | {n: held[n] for n in ("lrs", "wds")}
    check(bound(step, held), cc, tmp_path)


def test_numbers_over_a_model(cc: str, tmp_path: Path) -> None:
    for rule in (norm_bound_update, two_level_update):
        check(Model(rule, lr=0.25).executor, cc, tmp_path, name=rule.name)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_numbers_that_are_elements_of_arrays(dtype: str, cc: str, tmp_path: Path) -> None:
    names = ["w0", "g0", "w1", "g1", "lrs", "wds"]
    step = mx.sym.preloaded_multi_sgd_update(*map(mx.sym.var, names), num_weights=2, name="upd")
    held = dict(zip(names, arrays("abcd", (64,)).values(), strict=False))
    held |= {"lrs": np.array([0.1, 0.2], dtype), "wds": np.array([0.01, 0.5], dtype)}
    check(bound(step, held), cc, tmp_path, name=f"preloaded_{dtype}")


def test_values_of_rows(cc: str, tmp_path: Path) -> None:
    w, g, h = (mx.sym.var(name) for name in ("w", "g", "h"))
    step = mx.sym.group_adagrad_update(w, g, h, lr=0.1, out=w, name="upd")
    check(bound(step, arrays("wg", (17, 19)) | {"h": np.ones((17, 1), np.float32)}), cc, tmp_path)


def test_remainders_need_the_c_library(cc: str, tmp_path: Path) -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    executor = bound(mx.sym.sgd_update(w, g % 0.75, lr=0.25, out=w, name="upd"), arrays("wg", (37, 11)))
    assert "calls only fmod, which is in the C library's -lm" in aot.export(executor, cpu=HOST_CPU).header
    check(executor, cc, tmp_path)


def sparse_step(lazy: bool, rows: list[int]) -> mx.Executor:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    step = mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, wd=0.1, lazy_update=lazy, out=w, name="upd")
    held = arrays("wm", (50, 9))
    held["g"] = RowSparse(np.array(rows, np.int64), arrays("g", (len(rows), 9))["g"], (50, 9))
    return bound(step, held)


@pytest.mark.parametrize("lazy", [True, False])
@pytest.mark.parametrize("rows", [[0, 3, 17, 49], [], [25]])
def test_row_sparse_gradients(lazy: bool, rows: list[int], cc: str, tmp_path: Path) -> None:
    executor = sparse_step(lazy, rows)
    if lazy and not rows:
        assert run_in_c(executor, cc, tmp_path) == 0
        assert (tmp_path / "w.out").read_bytes() == (tmp_path / "w.in").read_bytes()
        return
    check(executor, cc, tmp_path)


@pytest.mark.parametrize("bad", [[3, 3, 4], [4, 3, 5], [-1, 2, 3], [1, 2, 50]])
def test_bad_row_ids_are_refused_before_anything_is_written(bad: list[int], cc: str, tmp_path: Path) -> None:
    executor = sparse_step(False, [1, 2, 3])
    gradient: Any = executor.arg_dict["g"]
    gradient.indices[:] = bad
    assert run_in_c(executor, cc, tmp_path) == 1
    for name in "wm":
        assert (tmp_path / f"{name}.out").read_bytes() == (tmp_path / f"{name}.in").read_bytes()


def test_numbers_can_be_changed_in_c(cc: str, tmp_path: Path) -> None:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    step = mx.sym.sgd_update(w, g, lr=0.1, out=w, name="upd")
    executor = bound(step, {"w": np.ones(5, np.float32), "g": np.ones(5, np.float32)})
    executor.scalars["upd"]["lr"] = float("inf")  # the defaults are the numbers of now
    header = aot.export(executor, cpu=HOST_CPU).header
    assert "_DEFAULTS { HUGE_VAL, 0.0, 1.0, " in header
    executor.scalars["upd"]["lr"] = 0.25
    check(executor, cc, tmp_path)
    assert executor.arg_dict["w"][0] == 0.25


@pytest.mark.parametrize("cpu", ["x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4"])
def test_every_level_gives_the_same_bits(cpu: str, cc: str, tmp_path: Path) -> None:
    w, g, m, v = (mx.sym.var(name) for name in "wgmv")
    step = mx.sym.adam_update(w, g, m, v, lr=1e-3, out=w, name="upd")
    executor = bound(step, arrays("wgmv", (531,), "float16"))
    if cpu in llvm.host_levels():
        check(executor, cc, tmp_path, cpu=cpu)
    elif llvm.host_levels():
        assert aot.export(executor, cpu=cpu).object_code.startswith(b"\x7fELF"), "made here, run elsewhere"


def test_names_become_c_names(cc: str, tmp_path: Path) -> None:
    names = {"int": "int_", "a b": "a_b", "a.b": "a_b_1", "é": "x"}
    variables = {name: mx.sym.var(name) for name in names}
    w, g, m, v = variables.values()
    step = mx.sym.adam_update(w, g, m, v, lr=1e-3, out=w, name="*/ upd")
    executor = bound(step, dict.fromkeys(names, np.ones(3, np.float32)) | {n: np.ones(3, np.float32) for n in names})
    made = aot.export(executor, cpu=HOST_CPU)
    members = re.findall(r"float \*(\w+);", made.header)
    assert sorted(members) == sorted(names.values())
    made.write(tmp_path)
    (tmp_path / "main.c").write_text('#include "kernels.h"\nint main(void) { return 0; }\n')
    done = subprocess.run([cc, *FLAGS, "-c", "main.c"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def link(folder: Path, cc: str, body: str) -> subprocess.CompletedProcess[str]:
    """Compile `body` as the program's main function and link it with the object next to the header."""
    source = f'#include <stdio.h>\n#include <stdlib.h>\n#include "kernels.h"\nint main(void) {{\n{body}\n}}\n'
    (folder / "main.c").write_text(source)
    command = [cc, *FLAGS, "main.c", "kernels.o", "-o", "main"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def exported(
    shape: tuple[int, ...] = (64, 10), dtype: str = "float32", names: str = "wg", sparse: bool = False, **more: Any
) -> aot.Export:
    w, g = (mx.sym.var(name) for name in names)
    step = mx.sym.sgd_update(w, g, lr=0.1, out=w, name=more.pop("op", "upd"), **more)
    types, storages = dict.fromkeys(names, dtype), {names[1]: "row_sparse"} if sparse else None
    return aot.export(step.simple_bind(type_dict=types, stype_dict=storages, **{names[0]: shape}), cpu=HOST_CPU)


CALL = """
    kernels_buffers buffers = {0};
    kernels_scalars scalars = KERNELS_DEFAULTS;
    return kernels_step(&buffers, &scalars, NULL) == 0;"""
OTHERS: dict[str, dict[str, Any]] = {
    "shape": {"shape": (128, 10)},
    "dimensions": {"shape": (10, 64), "sparse": True},
    "dtype": {"dtype": "float64"},
    "storage": {"sparse": True},
    "names": {"names": "gw"},
    "numbers": {"op": "other"},
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_a_stale_header_does_not_link(other: dict[str, Any], cc: str, tmp_path: Path) -> None:
    exported().write(tmp_path)
    done = link(tmp_path, cc, CALL)
    assert done.returncode == 0, done.stderr
    header = exported(sparse=other.get("sparse", False)).header if "shape" in other else exported().header
    (tmp_path / "kernels.o").write_bytes(exported(**other).object_code)
    (tmp_path / "kernels.h").write_text(header)
    done = link(tmp_path, cc, CALL)
    assert done.returncode != 0 and "undefined" in done.stderr


def test_the_same_arrays_and_numbers_keep_the_names_in_the_object() -> None:
    one, other = exported(), exported(wd=0.5, clip_gradient=1.0)
    assert re.findall(r"kernels_step_\w+", one.header) == re.findall(r"kernels_step_\w+", other.header)


def test_sizes_are_macros(cc: str, tmp_path: Path) -> None:
    exported((64, 10)).write(tmp_path)
    body = """    printf("%lld %lld", KERNELS_SIZE_w, KERNELS_SIZE_g); return 0;"""
    assert link(tmp_path, cc, body).returncode == 0
    assert subprocess.run([tmp_path / "main"], capture_output=True, text=True, check=True).stdout == "640 640"
    header = exported((50, 9), sparse=True).header
    assert "#define KERNELS_ROWS_g 50LL\n#define KERNELS_COLUMNS_g 9LL" in header


_REFUSED = """
    int64_t ids[] = {0, 1}, workspace[64];
    float w[KERNELS_SIZE_w], g[2 * KERNELS_COLUMNS_g], m[KERNELS_SIZE_m];
    for (int i = 0; i < KERNELS_SIZE_w; ++i) w[i] = m[i] = 3;
    for (int i = 0; i < 2 * KERNELS_COLUMNS_g; ++i) g[i] = 5;
    kernels_buffers buffers = {.w = w, .g = g, .g_rows = ids, .g_count = 2, .m = m}, *given = &buffers;
    kernels_scalars scalars = KERNELS_DEFAULTS, *numbers = &scalars;
    void *room = workspace;
    CHANGE;
    int status = kernels_step(given, numbers, room);
    for (int i = 0; i < KERNELS_SIZE_w; ++i) if (w[i] != 3 || m[i] != 3) return 99;
    return -status;"""
REFUSED = {
    "given = NULL": 1,
    "numbers = NULL": 1,
    "buffers.w = NULL": 2,
    "buffers.w = (float *)((char *)w + 1)": 2,
    "buffers.g = NULL": 3,
    "buffers.g_rows = NULL": 4,
    "buffers.g_rows = (const int64_t *)((char *)ids + 4)": 4,
    "buffers.g_count = -1": 5,
    "buffers.g_count = INT64_MIN": 5,
    "buffers.g_count = KERNELS_ROWS_g + 1": 5,
    "buffers.m = NULL": 6,
    "buffers.w = NULL, buffers.g_count = -1": 5,
    "ids[1] = KERNELS_ROWS_g": 255,
    "ids[0] = -1": 255,
    "ids[1] = 0": 255,
    "buffers = (kernels_buffers){.w = w, .m = m}": 0,
}
"""Mistakes of a caller: the step's status, negated; the last is right: without rows there need be no arrays."""


@pytest.mark.every(2)
@pytest.mark.parametrize("change", REFUSED)
def test_what_c_passes_is_checked_before_anything_is_written(change: str, cc: str, tmp_path: Path) -> None:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    step = mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, out=w, name="upd")
    executor = step.simple_bind(w=(50, 9), stype_dict={"g": "row_sparse"})
    aot.export(executor, cpu=HOST_CPU).write(tmp_path)
    done = link(tmp_path, cc, _REFUSED.replace("CHANGE", change))
    assert done.returncode == 0, done.stderr
    assert subprocess.run([tmp_path / "main"], check=False).returncode == REFUSED[change]


def test_a_workspace_is_asked_for(cc: str, tmp_path: Path) -> None:
    w, g, m, v = (mx.sym.var(name) for name in "wgmv")
    step = mx.sym.lamb_update(w, g, m, v, lr=0.1, t=3, out=w, name="upd")
    aot.export(step.simple_bind(w=(93, 101)), cpu=HOST_CPU).write(tmp_path)
    body = """
    static float w[KERNELS_SIZE_w], g[KERNELS_SIZE_g], m[KERNELS_SIZE_m], v[KERNELS_SIZE_v];
    kernels_buffers buffers = {.w = w, .g = g, .m = m, .v = v};
    kernels_scalars scalars = KERNELS_DEFAULTS;
    char *room = malloc((size_t)kernels_workspace_size());
    int bad = kernels_step(&buffers, &scalars, NULL) != -1 || kernels_step(&buffers, &scalars, room + 1) != -1;
    return bad || kernels_step(&buffers, &scalars, room) != 0;"""
    done = link(tmp_path, cc, body)
    assert done.returncode == 0, done.stderr
    assert subprocess.run([tmp_path / "main"], check=False).returncode == 0


def test_what_cannot_be_exported_is_said() -> None:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    beside = mx.sym.sgd_update(w, g, lr=0.1, name="beside").simple_bind(w=(8, 3), stype_dict={"g": "row_sparse"})
    with pytest.raises(mx.BindError, match=r"beside: got a lazy output beside the weight.*give out= the weight itself"):
        aot.export(beside)
    step = mx.sym.sgd_mom_update(w, g, m, lr=0.1, out=w, name="upd")
    table = step.simple_bind(w=(8, 3), stype_dict={"g": "row_sparse", "m": "row_sparse"})
    with pytest.raises(mx.BindError, match="variable m: got a row-sparse weight or state"):
        aot.export(table)
    rows = mx.sym.group_adagrad_update(w, g, m, lr=0.1, lazy_update=False, out=w, name="upd")
    with pytest.raises(mx.BindError, match="a standard update with values of rows"):
        aot.export(rows.simple_bind(w=(8, 3), stype_dict={"g": "row_sparse"}))
    fine = mx.sym.sgd_update(w, g, lr=0.1, out=w).simple_bind(w=(8, 3))
    for name in ("2x", "a b", "int", "string", "math", ""):
        with pytest.raises(ValueError, match="expected a C identifier"):
            aot.export(fine, name)
    with pytest.raises(ValueError, match="known: x86-64, "):
        aot.export(fine, cpu="pentium")


def test_the_command(cc: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    step = mx.sym.sgd_mom_update(w, g, m, lr=0.1, out=w, name="upd")
    graph, folder = tmp_path / "graph.json", tmp_path / "made"
    graph.write_text(step.tojson())
    assert main(["aot", str(graph), "--shape", "w=100x64", "-o", str(folder), "--name", "mine"]) == 0
    assert capsys.readouterr().out.split("\n")[0] == f"wrote {folder / 'mine.o'}"
    assert "float *w; /* 100x64; read and written */" in (folder / "mine.h").read_text()
    assert capsys.readouterr().err == ""


def test_the_command_says_which_sizes_nobody_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An export is for one size: who has named none must hear of the one that was taken."""
    v = {name: mx.sym.var(name) for name in ("w", "g", "b", "h", "rate")}
    updates = [mx.sym.sgd_update(v[w], v[g], lr=v["rate"], out=v[w], name=f"upd_{w}") for w, g in ("wg", "bh")]
    graph = tmp_path / "graph.json"
    graph.write_text(mx.Group(updates).tojson())
    several = "mxsym: no --shape for w, b: exported for 1024 elements each; pass --shape w=64x10 for another size\n"
    for shapes, text in (
        ([], several),
        (["w=3"], "mxsym: no --shape for b: exported for 1024 elements; pass --shape b=64x10 for another size\n"),
        (["w=3", "h=4"], ""),
        (["7"], ""),
    ):
        options = [word for shape in shapes for word in ("--shape", shape)]
        assert main(["aot", str(graph), *options, "-o", str(tmp_path), "--json"]) == 0
        assert capsys.readouterr().err == text


def test_the_cpu_is_checked_before_anything_else(cc: str, tmp_path: Path) -> None:
    """A step for a CPU that this one is not returns a status. Where it fits, the answer is kept."""
    if not llvm.host_levels():
        pytest.skip("only levels of x86-64 are checked")
    w, g = mx.sym.var("w"), mx.sym.var("g")
    executor = mx.sym.sgd_update(w, g, lr=0.1, out=w, name="upd").simple_bind(w=(64, 10))
    for level in LEVELS:
        export = aot.export(executor, cpu=level)
        export.write(tmp_path)
        body = """
    static float w[KERNELS_SIZE_w], g[KERNELS_SIZE_g];
    kernels_buffers buffers = {.w = w, .g = g};
    kernels_scalars scalars = KERNELS_DEFAULTS;
    int first = kernels_step(&buffers, &scalars, NULL), second = kernels_step(&buffers, &scalars, NULL);
    return first != second ? 3 : first == 0 ? 0 : first == KERNELS_WRONG_CPU ? 1 : 2;"""
        done = link(tmp_path, cc, body)
        assert done.returncode == 0, done.stderr
        status = subprocess.run([tmp_path / "main"], check=False, timeout=HANG).returncode
        assert status == (0 if level in llvm.host_levels() else 1), level


def test_a_cpu_without_an_instruction_is_told(cc: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on an older CPU: a feature is asked for by a bit that no CPU sets (leaf 1, ecx 16)."""
    if not llvm.host_levels():
        pytest.skip("only levels of x86-64 are checked")
    monkeypatch.setitem(cpu_check._LEAVES, ("popcnt", "ecx", 16), 1)  # pyright: ignore[reportPrivateUsage]
    exported().write(tmp_path)
    body = CALL.replace("== 0", "!= KERNELS_WRONG_CPU")
    done = link(tmp_path, cc, body)
    assert done.returncode == 0, done.stderr
    assert subprocess.run([tmp_path / "main"], check=False, timeout=HANG).returncode == 0


def test_every_feature_of_a_level_is_asked_for() -> None:
    for level in LEVELS.values():
        asked = sum(mask.bit_count() for mask in cpu_check.masks(level.needs).values())
        assert asked == len(level.needs) + ("avx" in level.needs)  # and that the system saves its registers


_MODES = """
    static float w[KERNELS_SIZE_w], g[KERNELS_SIZE_g], other[KERNELS_SIZE_w];
    kernels_buffers buffers = {.w = w, .g = g};
    kernels_scalars scalars = KERNELS_DEFAULTS;
    int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    for (int k = 0; k < 4; ++k) {
        for (int i = 0; i < KERNELS_SIZE_w; ++i) w[i] = 1.0f / (float)(i + 3), g[i] = 1.0f / (float)(i + 7);
        fesetround(modes[k]);
        if (kernels_step(&buffers, &scalars, NULL) != 0 || fegetround() != modes[k]) return 1;
        fesetround(FE_TONEAREST);
        if (k == 0) memcpy(other, w, sizeof w);
        if (memcmp(other, w, sizeof w) != 0) return 2;
    }
    return 0;"""


@pytest.mark.skipif(MACHINE not in (X86_64, AARCH64), reason="mxsym does not set the mode of other machines")
def test_the_mode_of_the_calling_thread_is_its_own(cc: str, tmp_path: Path) -> None:
    """A step rounds to the nearest number in a program that does not, and leaves the program's mode."""
    exported((64, 10)).write(tmp_path)
    assert "and the floating-point mode" in (tmp_path / "kernels.h").read_text()
    source = "#include <fenv.h>\n#include <string.h>\n" + '#include "kernels.h"\nint main(void) {' + _MODES + "}\n"
    (tmp_path / "main.c").write_text(source)
    command = [cc, *FLAGS, "main.c", "kernels.o", "-lm", "-o", "main"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert subprocess.run([tmp_path / "main"], check=False, timeout=HANG).returncode == 0


_DEFAULTS = """
#include <stdio.h>
#include <string.h>
#include "kernels.h"
int main(void) {
    kernels_scalars scalars = KERNELS_DEFAULTS;
    uint64_t bits;
    for (int64_t k = 0; k < KERNELS_COUNT_weight; ++k) {
        memcpy(&bits, &scalars.lr[k], sizeof bits);
        printf("%llx\\n", (unsigned long long)bits);
    }
    return 0;
}
"""


@pytest.mark.parametrize(("language", "standard"), [("c", "c99"), ("c++", "c++11"), ("c++", "c++17")])
def test_defaults_are_exact(language: str, standard: str, cc: str, tmp_path: Path) -> None:
    """In every standard that the header is in: C++11 has no hexadecimal numbers."""
    compiler = cc if language == "c" else CXX
    if compiler is None:
        pytest.skip("no C++ compiler")
    rates = [0.1, 1 / 3, -0.0, 5e-324, 2.225073858507201e-308, 1.7976931348623157e308, 1e22, -math.inf, math.inf]
    v = {f"{letter}{k}": mx.sym.var(f"{letter}{k}") for letter in "wg" for k in range(len(rates))}
    step = mx.Group(
        [
            mx.sym.sgd_update(v[f"w{k}"], v[f"g{k}"], lr=rate, out=v[f"w{k}"], name=f"u{k}")
            for k, rate in enumerate(rates)
        ]
    )
    shapes = {f"w{k}": (3,) for k in range(len(rates))}
    aot.export(step.simple_bind(None, "null", None, None, **shapes), cpu=HOST_CPU, tables=True).write(tmp_path)
    (tmp_path / "main").with_suffix(".c").write_text(_DEFAULTS)
    command = [compiler, "-x", language, f"-std={standard}", *FLAGS[1:], "main.c", "-o", "main"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    words = subprocess.run([tmp_path / "main"], capture_output=True, text=True, check=True).stdout.split()
    assert words == [f"{struct.unpack('<Q', struct.pack('<d', rate))[0]:x}" for rate in rates]


@pytest.mark.skipif(CXX is None, reason="no C++ compiler")
@pytest.mark.every(3)
@pytest.mark.parametrize("sanitizer", ["address", "undefined", "thread"])
def test_the_examples_run_with_sanitizers(sanitizer: str, cc: str, tmp_path: Path) -> None:
    folder = Path(__file__).resolve().parents[1] / "examples" / "aot"
    assert CXX is not None
    shapes = ("--shape", "w0=640x100", "--shape", "w1=100", "--shape", "w2=10", "--tables")
    for name, graph, options in (
        ("momentum", "graph.json", ("--shape", "w=64x10")),
        ("many", "many.json", shapes),
    ):
        words = (str(folder / graph), *options, "--name", name, "--cpu", HOST_CPU, "-o", str(tmp_path))
        assert main(["aot", *words]) == 0
    for compiler, file, standard, name in (
        (cc, "main.c", "-std=c99", "momentum"),
        (CXX, "main.cpp", "-std=c++17", "momentum"),
        (CXX, "many.cpp", "-std=c++17", "many"),
    ):
        flags = (standard, *FLAGS[1:], f"-fsanitize={sanitizer}", "-g", "-pthread", f"-I{tmp_path}")
        command = [compiler, *flags, str(folder / file), f"{name}.o", "-lm", "-o", "program"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        done = subprocess.run([tmp_path / "program"], capture_output=True, text=True, check=False, timeout=HANG)
        assert done.returncode == 0 and done.stderr == "", done.stderr
        assert done.stdout.splitlines()[-1] == "largest weight after 60 steps: 0.0000"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("cmake") is None or CXX is None, reason="no CMake, or no C++ compiler")
def test_the_example_builds_with_cmake(tmp_path: Path) -> None:
    """The command `mxsym` on the path is this Python's."""
    root = Path(__file__).resolve().parents[1]
    command = tmp_path / "bin" / "mxsym"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m mxsym "$@"\n')
    command.chmod(0o755)
    environment = {**os.environ, "PYTHONPATH": str(root), "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"}
    folder = tmp_path / "build"
    for words in (["-S", str(root / "examples" / "aot"), "-B", str(folder)], ["--build", str(folder)]):
        done = subprocess.run(["cmake", *words], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    for program in ("train_c", "train_cpp", "train_many"):
        text = subprocess.run([folder / program], capture_output=True, text=True, check=True, timeout=HANG).stdout
        assert text.splitlines()[-1] == "largest weight after 60 steps: 0.0000"


def test_reductions_of_no_rows(cc: str, tmp_path: Path) -> None:
    """A step stores in the workspace what no row begins."""

    @mx.update_rule
    def exported_columns_update(weight: Any, grad: Any, most: mx.Column, *, lr: float) -> dict[str, Any]:
        most = 0.5 * most + mx.max(grad, axis=0) + mx.min(grad, axis=0) + mx.sum(grad, axis=0)
        return {"weight": weight - lr * grad * most, "most": most}

    del registry.RULES["exported_columns_update"]
    w, g, most = (mx.sym.var(name) for name in ("w", "g", "most"))
    step = exported_columns_update(w, g, most, lr=0.1, out=w, name="upd")
    for height in (0, 3):
        held = arrays("wg", (height, 5)) | {"most": np.ones(5, np.float32)}
        check(bound(step, held), cc, tmp_path, name=f"columns{height}")


def test_a_rule_that_asks_for_axes_has_empty_states(cc: str, tmp_path: Path) -> None:
    @mx.update_rule
    def exported_axes_update(weight: Any, grad: Any, mom: Any, *, lr: float) -> dict[str, Any]:
        if weight.ndim < 2:
            return {"weight": weight - lr * grad}
        mom = 0.9 * mom + grad
        return {"weight": weight - lr * mom, "mom": mom}

    del registry.RULES["exported_axes_update"]
    variables = [mx.sym.var(name) for name in "ab"]
    step = mx.Group(
        [exported_axes_update(v, mx.sym.var(f"g{v.name}"), lr=0.1, out=v, name=f"u{v.name}") for v in variables]
    )
    shapes = {"a": (7,), "ga": (7,), "b": (3, 5), "gb": (3, 5), "ub_mom": (3, 5), "ua_mom": (0,)}
    check(bound(step, {name: np.ones(shape, np.float32) for name, shape in shapes.items()}), cc, tmp_path)
