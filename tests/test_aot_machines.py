"""Exported steps on several threads, of many tensors, and for other machines: the executor's bits everywhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym import aot
from mxsym.aot import header
from mxsym.aot.layout import Layout
from mxsym.codegen.backend import llvm
from mxsym.codegen.backend.fp_mode import mode_text
from mxsym.codegen.target import LEVELS, MACHINE, X86_64, named_target
from mxsym.rule.rule import Rule
from mxsym.runtime import kernel_cache
from mxsym.runtime.sparse import RowSparse
from tests.aot_programs import CC, FLAGS, HOST_CPU, arrays, bound, check
from tests.support import DTYPES, HANG, arrays_for, hyper_parameters, name_of, untyped, update_rules, variables

ARM_CC, ARM = shutil.which("aarch64-linux-gnu-gcc"), shutil.which("qemu-aarch64")
X86 = shutil.which("qemu-x86_64")


@pytest.fixture
def cc() -> str:
    if CC is None:
        assert not os.environ.get("CI"), "CI has a C compiler"
        pytest.skip("no C compiler (cc, gcc or clang)")
    return CC


def _positive(names: str, shape: tuple[int, ...], seed: int = 3) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {name: np.abs(rng.standard_normal(shape)).astype(np.float32) for name in names}


def dense() -> mx.Executor:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    step = mx.sym.sgd_mom_update(w, mx.sym.clip(g * 0.5, -1, 1), m, lr=0.1, momentum=0.9, out=w, name="upd")
    return bound(step, arrays("wgm", (50_021,)))


def half() -> mx.Executor:
    w, g, m, v = (mx.sym.var(name) for name in "wgmv")
    step = mx.sym.adam_update(w, g, m, v, lr=1e-3, wd=0.01, out=w, name="upd")
    return bound(step, arrays("wgmv", (20_011,), "float16"))


def sums() -> mx.Executor:
    """Stages that are jobs of their own, for the tensor is large."""
    w, g, m, v = (mx.sym.var(name) for name in "wgmv")
    step = mx.sym.lamb_update(w, g, m, v, lr=0.1, t=3, out=w, name="upd")
    return bound(step, _positive("wgmv", (93, 1001)))


def listed_sums() -> mx.Executor:
    w, g, m, v = (mx.sym.var(name) for name in "wgmv")
    step = mx.sym.lamb_update(w, g, m, v, lr=0.1, t=3, lazy_update=True, out=w, name="upd")
    held, rows = _positive("wgmv", (400, 101)), np.arange(0, 400, 2)
    held["g"] = RowSparse(rows, held["g"][rows], (400, 101))
    return bound(step, held)


def standard_rows() -> mx.Executor:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    step = mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, wd=0.1, lazy_update=False, out=w, name="upd")
    rows = np.arange(3, 900, 7)
    held = arrays("wm", (900, 37))
    held["g"] = RowSparse(rows, arrays("g", (len(rows), 37))["g"], (900, 37))
    return bound(step, held)


def values_of_rows() -> mx.Executor:
    """Sums of rows, of a function that mxsym's own code computes."""
    w, g, h = (mx.sym.var(name) for name in ("w", "g", "h"))
    step = mx.sym.group_adagrad_update(w, mx.sym.tanh(g), h, lr=0.1, out=w, name="upd")
    return bound(step, arrays("wg", (611, 19)) | {"h": np.ones((611, 1), np.float32)})


LARGE: dict[str, Callable[[], mx.Executor]] = {
    "dense": dense,
    "half": half,
    "sums": sums,
    "listed sums": listed_sums,
    "standard rows": standard_rows,
    "values of rows": values_of_rows,
}


REST = [case for case in LARGE.values() if case is not dense]


def alike(count: int = 3) -> mx.Executor:
    """Updates of one rule over tensors of different shapes, and one of another."""
    names = [f"{letter}{number}" for number in range(count) for letter in "wgm"]
    v = {name: mx.sym.var(name) for name in [*names, "bias", "slope"]}
    updates = [
        mx.sym.sgd_mom_update(
            v[f"w{k}"], mx.sym.clip(v[f"g{k}"] * 0.5, -1, 1), v[f"m{k}"], lr=0.1 + k, out=v[f"w{k}"], name=f"upd{k}"
        )
        for k in range(count)
    ]
    updates.append(mx.sym.signsgd_update(v["bias"], v["slope"], lr=0.5, out=v["bias"], name="last"))
    held = {name: arrays("a", (5 + 4001 * int(name[1:]),))["a"].copy() for name in names}
    held |= arrays("bs", (7,))
    held |= {"bias": held.pop("b"), "slope": held.pop("s")}
    return bound(mx.Group(updates), held)


MEMBERS = {f"{name[0]}{k}": f"{name}[{k}]" for k in range(3) for name in ("weight", "grad", "mom")}
"""The members of the struct of buffers of `alike`, with tables."""


@pytest.mark.parametrize("case", LARGE.values(), ids=LARGE)
def test_a_step_in_shares_has_the_same_bits(case: Callable[[], mx.Executor], cc: str, tmp_path: Path) -> None:
    check(case(), cc, tmp_path)


def test_members_that_are_arrays(cc: str, tmp_path: Path) -> None:
    """Numbers too, of the updates and of the operators on their gradients; what has no like keeps its own member."""
    executor = alike()
    check(executor, cc, tmp_path, tables=MEMBERS)
    header = (tmp_path / "kernels.h").read_text()
    for line in (
        "float *weight[3]; /*",
        "const float *grad[3]; /*",
        "const float *slope; /*",
        "double lr[3]; /* one for each update: upd0.lr to upd2.lr */",
        "double clip_a_min[3]; /*",
        "double last_lr; /* last.lr, 0.5 */",
        'all[] = { "w0", "w1", "w2" };',
        "all[] = { 5, 4006, 8007 };",
    ):
        assert line in header, line
    assert "float *w0;" in aot.export(executor, cpu=HOST_CPU).header


def test_row_sparse_gradients_in_arrays(cc: str, tmp_path: Path) -> None:
    names = ["w0", "g0", "w1", "g1"]
    v = {name: mx.sym.var(name) for name in names}
    step = mx.Group(
        [mx.sym.sgd_update(v[f"w{k}"], v[f"g{k}"], lr=0.1, wd=0.1, out=v[f"w{k}"], name=f"u{k}") for k in (0, 1)]
    )
    held: dict[str, Any] = {f"w{k}": arrays("w", (50 + k, 9))["w"] for k in (0, 1)}
    for k, rows in enumerate(([0, 3, 49], [1, 50])):
        held[f"g{k}"] = RowSparse(np.array(rows, np.int64), arrays("g", (len(rows), 9))["g"], (50 + k, 9))
    members = {f"{letter}{k}": f"{name}[{k}]" for k in (0, 1) for letter, name in (("w", "weight"), ("g", "grad"))}
    members |= {f"g{k}_{part}": f"grad_{part}[{k}]" for k in (0, 1) for part in ("rows", "count")}
    check(bound(step, held), cc, tmp_path, tables=members)


def test_an_object_with_tables_does_not_link_with_the_header_of_one_without(cc: str, tmp_path: Path) -> None:
    executor = alike()
    (tmp_path / "kernels.o").write_bytes(aot.export(executor, cpu=HOST_CPU, tables=True).object_code)
    (tmp_path / "kernels.h").write_text(aot.export(executor, cpu=HOST_CPU).header)
    body = """#include "kernels.h"
int main(void) {
    kernels_buffers buffers = {0};
    kernels_scalars scalars = KERNELS_DEFAULTS;
    return kernels_step(&buffers, &scalars, NULL);
}
"""
    (tmp_path / "main.c").write_text(body)
    command = [cc, "-std=c99", "main.c", "kernels.o", "-o", "main"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "undefined" in done.stderr


def test_the_whole_interface_decides_the_names_in_the_object(monkeypatch: pytest.MonkeyPatch) -> None:
    """So no header of another version links, unless its interface is the same. Comments and defaults do not count."""

    def name(change: Callable[[str], str]) -> str:
        def other(name: str, layout: Layout, tag: str) -> str:
            return change(interface(name, layout, tag))

        monkeypatch.setattr(header, "_interface", other)
        return re.findall(r"int (kernels_step_\w+)\(", aot.export(executor, cpu=HOST_CPU).header)[0]

    executor, interface = dense(), header._interface  # pyright: ignore[reportPrivateUsage]
    before = name(lambda text: text)
    assert name(lambda text: f"/* new */ {text}") == before
    assert name(lambda text: text.replace("int64_t k)", "int k)")) != before


def test_a_shared_array_is_no_member_of_an_array() -> None:
    """The gradient that two updates read is one member; their weights are alike."""
    a, b, g = (mx.sym.var(name) for name in "abg")
    step = mx.Group([mx.sym.sgd_update(w, g, lr=0.1, out=w, name=name) for w, name in ((a, "first"), (b, "second"))])
    header = aot.export(step.simple_bind(a=(4,), b=(4,)), cpu=HOST_CPU, tables=True).header
    assert "float *weight[2];" in header and "const float *g;" in header


_WRONG = """
#include <string.h>
#include "kernels.h"
static void parallel(void *context, kernels_share run, void *part, int64_t shares) {
    ++*(int *)context;
    for (int64_t k = 0; k < shares; ++k) run(part, k);
}
int main(void) {
    static float w[KERNELS_SIZE_w], g[KERNELS_SIZE_g], m[KERNELS_SIZE_m], before[KERNELS_SIZE_w];
    kernels_buffers buffers = {.w = w, .g = g, .m = m};
    kernels_scalars scalars = KERNELS_DEFAULTS;
    int64_t wrong[] = {0, -1, INT64_MIN, INT64_MAX, 65537};
    int calls = 0;
    for (int i = 0; i < KERNELS_SIZE_w; ++i) w[i] = g[i] = before[i] = 1;
    for (int i = 0; i < 5; ++i)
        if (kernels_step_shared(&buffers, &scalars, NULL, wrong[i], parallel, &calls) != -1) return 1;
    if (kernels_step_shared(&buffers, &scalars, NULL, 2, NULL, NULL) != -1) return 2;
    if (calls != 0 || memcmp(w, before, sizeof w) != 0) return 3;
    if (kernels_step_shared(&buffers, &scalars, NULL, 1, NULL, NULL) != 0) return 4; /* one needs nobody */
    if (kernels_step_shared(&buffers, &scalars, NULL, 65536, parallel, &calls) != 0 || calls != 1) return 5;
    return 0;
}
"""


def test_shares_are_checked(cc: str, tmp_path: Path) -> None:
    aot.export(dense(), cpu=HOST_CPU).write(tmp_path)
    (tmp_path / "main.c").write_text(_WRONG)
    command = [cc, *FLAGS, "main.c", "kernels.o", "-o", "main"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert subprocess.run([tmp_path / "main"], check=False, timeout=HANG).returncode == 0


def test_nothing_is_linked_or_compiled_here() -> None:
    """An export changes nothing of this process's kernels, and one for another machine is possible everywhere."""
    executor = alike()
    before = kernel_cache.compile_count(), kernel_cache.load_count()
    kinds = {cpu: aot.export(executor, cpu=cpu).object_code for cpu in (*LEVELS, "aarch64")}
    assert (kernel_cache.compile_count(), kernel_cache.load_count()) == before
    assert len(set(kinds.values())) == len(kinds)
    if MACHINE == X86_64 and kinds["x86-64"].startswith(b"\x7fELF"):
        machines = {cpu: int.from_bytes(code[18:20], "little") for cpu, code in kinds.items()}
        assert machines == {**dict.fromkeys(LEVELS, 62), "aarch64": 183}  # EM_X86_64, EM_AARCH64
    (kernel,) = kernel_cache.unlinked_stages([executor.compiled[0].inlined.stage], named_target("aarch64"))[0].kernels
    with pytest.raises(RuntimeError, match="not linked into this process"):
        _ = kernel.address


def test_the_floating_point_mode_is_the_targets() -> None:
    executor = dense()
    for cpu, register in (("x86-64", "ldmxcsr"), ("aarch64", "fpcr")):
        target = named_target(cpu)
        assert register in llvm.assembly(mode_text(target.machine).replace("internal ", ""), target).lower()
        assert aot.export(executor, cpu=cpu).object_code


@pytest.mark.skipif(ARM_CC is None or ARM is None, reason="needs qemu-user and gcc-aarch64-linux-gnu")
@pytest.mark.parametrize("case", [dense, *(pytest.param(case, marks=pytest.mark.slow) for case in REST)])
def test_arm_has_the_same_bits(case: Callable[[], mx.Executor], tmp_path: Path) -> None:
    assert ARM is not None and ARM_CC is not None
    check(case(), ARM_CC, tmp_path, cpu="aarch64", emulator=[ARM])


@pytest.mark.slow
@pytest.mark.skipif(ARM_CC is None or ARM is None, reason="needs qemu-user and gcc-aarch64-linux-gnu")
@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("rule", update_rules(), ids=name_of)
def test_every_update_has_the_same_bits_on_arm(rule: Rule, dtype: str, tmp_path: Path) -> None:
    assert ARM is not None and ARM_CC is not None
    inputs = variables(rule)
    numbers = hyper_parameters(rule)[1]
    step = getattr(untyped.sym, rule.name)(
        **inputs, **numbers, out=inputs[rule.inputs[0].name], name="upd", flavour=rule.flavour
    )
    held = arrays_for(rule, np.random.default_rng(5), 211, DTYPES[dtype])
    check(bound(step, held), ARM_CC, tmp_path, cpu="aarch64", emulator=[ARM])


@pytest.mark.skipif(X86 is None or MACHINE != X86_64, reason="needs qemu-user, on x86-64")
@pytest.mark.parametrize(("level", "cpu", "fits"), [
    pytest.param("x86-64", "qemu64", True, marks=pytest.mark.slow),
    pytest.param("x86-64-v2", "Nehalem", True, marks=pytest.mark.slow),
    pytest.param("x86-64-v2", "Conroe", False, marks=pytest.mark.slow),
    pytest.param("x86-64-v3", "max", True, marks=pytest.mark.slow),
    ("x86-64-v3", "Nehalem", False),
    pytest.param("x86-64-v4", "max", False, marks=pytest.mark.slow),
])  # fmt: skip
def test_levels_on_other_processors(level: str, cpu: str, fits: bool, cc: str, tmp_path: Path) -> None:
    """QEMU's processors have what their names promise: a step runs there, or says that it cannot."""
    assert X86 is not None
    emulator = [X86, "-cpu", cpu]
    if fits:
        check(half(), cc, tmp_path, cpu=level, emulator=emulator)
        return
    aot.export(dense(), cpu=level).write(tmp_path)
    body = """#include "kernels.h"
int main(void) {
    static float w[KERNELS_SIZE_w], g[KERNELS_SIZE_g], m[KERNELS_SIZE_m];
    kernels_buffers buffers = {.w = w, .g = g, .m = m};
    kernels_scalars scalars = KERNELS_DEFAULTS;
    return kernels_step(&buffers, &scalars, NULL) != KERNELS_WRONG_CPU;
}
"""
    (tmp_path / "main.c").write_text(body)
    command = [cc, *FLAGS, "-static", "main.c", "kernels.o", "-o", "main"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert subprocess.run([*emulator, tmp_path / "main"], check=False, timeout=HANG).returncode == 0
