"""The C header of an exported step: what a C programmer reads.

Input: the layout. Output: text in C99 that C++ compilers read too.
Non-goals: code.
"""

from __future__ import annotations

import math
import re

from mxsym.aot.layout import Layout
from mxsym.codegen.target import Target


def _literal(value: float) -> str:
    """A double in C, exactly."""
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "HUGE_VAL" if value > 0 else "-HUGE_VAL"
    return value.hex()


def _comment(text: str) -> str:
    """A user's name inside a C comment."""
    return " ".join(re.sub(r"[*/\\]", "_", text).split())


def header_text(name: str, layout: Layout, target: Target, library: str) -> str:
    """The header; `name` is the prefix of every C name in it, `library` says what the code calls."""
    guard = f"{name.upper()}_H"
    buffers = [f"    {item.declaration}; /* {item.words} */" for item in layout.buffers]
    scalars = [
        f"    double {c_name}; /* {_comment(words)}, {value!r} */" for c_name, words, value in layout.scalar_names
    ]
    defaults = ", ".join(_literal(value) for *_, value in layout.scalar_names)
    codes = [
        f" *   {number}: {_comment(node.name)}'s row ids do not rise or are not below {height}; nothing was written."
        for number, (node, height) in enumerate(layout.sparse, 1)
    ]
    return f"""\
/* {name}.h: one optimizer step, compiled by mxsym for {target.cpu}{" (this machine)" if target.name == "host" else ""}.
 *
 *     {name}_buffers buffers = {{ ... }};             the addresses of your arrays, in C order
 *     {name}_scalars scalars = {name.upper()}_DEFAULTS;
 *     void *workspace = malloc({name}_workspace_size()); may be NULL where that is 0
 *     {name}_step(&buffers, &scalars, workspace);
 *
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

/* The arrays: every member must be set. */
typedef struct {name}_buffers {{
{chr(10).join(buffers)}
}} {name}_buffers;

/* The run-time numbers, and what they were when this was made. */
typedef struct {name}_scalars {{
{chr(10).join(scalars or ["    double unused;"])}
}} {name}_scalars;

#define {name.upper()}_DEFAULTS {{ {defaults or "0"} }}

/* Bytes that {name}_step needs as workspace, on a boundary of 8 bytes. What it holds before does not matter. */
int64_t {name}_workspace_size(void);

/* One step. Returns
 *   0: done.
{chr(10).join([*codes, " */"])}
int {name}_step(const {name}_buffers *buffers, const {name}_scalars *scalars, void *workspace);

#ifdef __cplusplus
}}
#endif

#endif
"""
