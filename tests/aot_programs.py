"""C programs that do exported steps on an executor's arrays, and the comparison of what they wrote."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import mxsym as mx
from mxsym import aot
from mxsym.codegen.backend import llvm
from mxsym.runtime.sparse import RowSparse
from tests.support import DTYPES, HANG, assert_same_bits, draw

CC = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
CXX = os.environ.get("CXX") or shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
FLAGS = ("-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic")
HOST_CPU = aot.DEFAULT_CPU if aot.DEFAULT_CPU in llvm.host_levels() else aot.HOST
STEPS = 3

_MAIN = """
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "{name}.h"

static void *load(const char *path, size_t size) {{
    void *memory = malloc(size + 1);
    FILE *file = fopen(path, "rb");
    if (memory == NULL || file == NULL || fread(memory, 1, size, file) != size) exit(90);
    fclose(file);
    return memory;
}}

static void save(const char *path, const void *memory, size_t size) {{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(memory, 1, size, file) != size) exit(91);
    fclose(file);
}}

/* The last share first: their order is the caller's. */
static void backwards(void *context, {name}_share run, void *part, int64_t shares) {{
    (void)context;
    while (shares > 0) run(part, --shares);
    run(part, -1); /* there is no such share, nor one of as many as there are: nothing happens */
}}

int main(void) {{
    {name}_buffers buffers;
    {name}_scalars scalars = {upper}_DEFAULTS;
    void *workspace = malloc((size_t){name}_workspace_size() + 1);
    int status = 0;
    memset(workspace, 0xAB, (size_t){name}_workspace_size());
{loads}
    for (int step = 0; step < {steps} && status == 0; ++step)
        status = step == 0 ? {name}_step(&buffers, &scalars, workspace)
                           : {name}_step_shared(&buffers, &scalars, workspace, step == 1 ? 3 : 61, backwards, NULL);
{saves}
    return status;
}}
"""


def contents(executor: mx.Executor) -> dict[str, Any]:
    """Values of the members of the struct of buffers, in its order."""
    found: dict[str, Any] = {}
    for name, array in (*executor.arg_dict.items(), *executor.aux_dict.items()):
        if isinstance(array, RowSparse):
            found |= {name: array.data, f"{name}_rows": array.indices, f"{name}_count": len(array.indices)}
        else:
            found[name] = array
    outputs = dict(zip(executor.expanded.entries, executor.output_dict.items(), strict=True))
    found |= {name: array for entry, (name, array) in outputs.items() if entry.stored is entry}
    return found


def run_in_c(
    executor: mx.Executor,
    cc: str,
    folder: Path,
    name: str = "kernels",
    cpu: str = HOST_CPU,
    emulator: Sequence[str] = (),
    tables: Mapping[str, str] | None = None,
) -> int:
    """The status of a C program that does steps on copies of the executor's arrays, and what it wrote.

    The first step is on one thread, the others are in shares that run in another order.

    `tables`: the members of the struct of buffers by the names of variables, where they are arrays.
    """
    aot.export(executor, name, cpu, tables=tables is not None).write(folder)
    members = tables or {}
    held = contents(executor)
    loads, saves = list[str](), list[str]()
    for member, value in held.items():
        if isinstance(value, int):
            loads.append(f"    buffers.{members.get(member, member)} = {value};")
            continue
        (folder / f"{member}.in").write_bytes(np.ascontiguousarray(value).tobytes())
        array = f"buffers.{members.get(member, member)}"
        loads.append(f'    {array} = load("{member}.in", {value.nbytes});')
        saves.append(f'    save("{member}.out", {array}, {value.nbytes});')
    code = _MAIN.format(name=name, upper=name.upper(), steps=STEPS, loads="\n".join(loads), saves="\n".join(saves))
    (folder / "main.c").write_text(code)
    libraries = ["-lm"] if "-lm" in (folder / f"{name}.h").read_text() else []
    static = ["-static"] if emulator else []
    command = [cc, *FLAGS, *static, "main.c", f"{name}.o", *libraries, "-o", "main"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return subprocess.run([*emulator, folder / "main"], cwd=folder, check=False, timeout=HANG).returncode


def check(executor: mx.Executor, cc: str, folder: Path, **more: Any) -> None:
    """The C program's arrays are the executor's after as many steps, bit for bit."""
    assert run_in_c(executor, cc, folder, **more) == 0
    for _ in range(STEPS):
        executor.forward()
    changed = 0
    for member, value in contents(executor).items():
        if not isinstance(value, int):
            path = folder / f"{member}.out"
            got = np.frombuffer(path.read_bytes(), value.dtype).reshape(value.shape)
            assert_same_bits(got, value, member)
            changed += path.read_bytes() != (folder / f"{member}.in").read_bytes()
    assert changed, "the step changes something"


def arrays(names: str, shape: tuple[int, ...], dtype: str = "float32") -> dict[str, Any]:
    rng = np.random.default_rng(7)
    size = int(np.prod(shape))
    found = {name: draw(rng, size, DTYPES[dtype], positive=name == "v") for name in names}
    return {name: array.reshape(shape) for name, array in found.items()}


def bound(step: mx.Symbol, held: dict[str, Any]) -> mx.Executor:
    return step.bind(
        args={name: held[name] for name in step.list_arguments()},
        aux_states={name: held[name] for name in step.list_auxiliary_states()},
    )
