"""The C header of an exported step, in C99 that C++ compilers accept too."""

from __future__ import annotations

import math
import sys

from mxsym.aot.cpu_check import is_checked
from mxsym.aot.layout import Layout
from mxsym.aot.naming import comment
from mxsym.aot.step import ARGUMENT, MEMBER
from mxsym.codegen.target import Target


def _literal(value: float) -> str:
    """A double in C, exactly."""
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "HUGE_VAL" if value > 0 else "-HUGE_VAL"
    return value.hex()


def header_text(name: str, layout: Layout, target: Target, library: str) -> str:
    """The header; `name` is the prefix of every C name in it, `library` says what the code calls."""
    tag, upper = layout.digest, name.upper()
    guard = f"{upper}_{tag.upper()}_H"
    sizes = [f"#define {upper}_{key}_{item.name} {value}LL" for item in layout.buffers for key, value in item.sizes]
    buffers = [f"    {item.declaration}; /* {item.words} */" for item in layout.buffers]
    scalars = [
        f"    double {c_name}; /* {comment(words)}, {value!r} */" for c_name, words, value in layout.scalar_names
    ]
    defaults = ", ".join(_literal(value) for *_, value in layout.scalar_names)
    codes = [
        f" *   {number}: {comment(node.name)}'s row ids do not rise or are not below {height}; nothing was written."
        for number, (node, _, height) in enumerate(layout.sparse, 1)
    ]
    version: str = sys.modules["mxsym"].__version__
    machine = f"{target.cpu} (this machine)" if target.name == "host" else target.cpu
    if is_checked(target):
        codes.append(f" *   {upper}_WRONG_CPU: this CPU lacks instructions of {target.cpu}; nothing was written.")
    return f"""\
/* {name}.h: one optimizer step, compiled by mxsym {version} for {machine}.
 *
 *     {name}_buffers buffers = {{ ... }};             the addresses of your arrays, in C order
 *     {name}_scalars scalars = {upper}_DEFAULTS;
 *     void *workspace = malloc({name}_workspace_size()); may be NULL where that is 0
 *     int status = {name}_step(&buffers, &scalars, workspace);
 *
 * This header and {name}.o belong together: it does not link with an object for other arrays or numbers.
 * The step runs on the calling thread and updates your arrays in place. It allocates nothing, {library} and
 * keeps nothing: several threads may call it at once, each with arrays and a workspace of its own. No two arrays may
 * overlap.
 * The results are those of mxsym's executor, bit for bit; the floating-point environment must be the default one.
 */
#ifndef {guard}
#define {guard}

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {{
#endif

#define {upper}_MXSYM_VERSION "{version}"
#define {upper}_WRONG_CPU INT32_MIN

/* The arrays: every member must be set. */
typedef struct {name}_buffers {{
{chr(10).join(buffers)}
}} {name}_buffers;

/* How many elements each array has; of one that stores rows, how many rows there are, and the elements of each. */
{chr(10).join(sizes)}

/* The run-time numbers, and what they were when this was made. */
typedef struct {name}_scalars {{
{chr(10).join(scalars or ["    double unused;"])}
}} {name}_scalars;

#define {upper}_DEFAULTS {{ {defaults or "0"} }}

/* Bytes that {name}_step needs as workspace, on a boundary of 8 bytes. What it holds before does not matter. */
int64_t {name}_workspace_size_{tag}(void);
static inline int64_t {name}_workspace_size(void) {{ return {name}_workspace_size_{tag}(); }}

/* One step. Returns
 *   0: done.
 *   {ARGUMENT}: buffers, scalars or workspace is NULL or not on a boundary of 8 bytes; nothing was written.
 *   {MEMBER} - k: member k of buffers, the first being 0, is NULL, not aligned to its type, or a count of rows that is
 *      negative or too large; nothing was written.
{chr(10).join([*codes, " */"])}
int {name}_step_{tag}(const {name}_buffers *buffers, const {name}_scalars *scalars, void *workspace);
static inline int {name}_step(const {name}_buffers *buffers, const {name}_scalars *scalars, void *workspace) {{
    return {name}_step_{tag}(buffers, scalars, workspace);
}}

#ifdef __cplusplus
}}
#endif

#endif
"""
