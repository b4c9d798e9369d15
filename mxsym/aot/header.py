"""The C header of an exported step, in C99 that is C++11 too."""

from __future__ import annotations

import hashlib
import math
import re
import sys
from collections.abc import Sequence

from mxsym.aot.cpu_check import is_checked
from mxsym.aot.layout import Field, Layout
from mxsym.aot.naming import comment, literal
from mxsym.aot.step import ARGUMENT, MEMBER, MOST_SHARES
from mxsym.codegen.backend.fp_mode import has_mode
from mxsym.codegen.target import HOST, Target

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def _number(value: float) -> str:
    """A double in C, exactly: compilers round to the nearest one. C++ before 2017 has no hexadecimal ones."""
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "HUGE_VAL" if value > 0 else "-HUGE_VAL"
    return repr(value)


def _listed(items: Sequence[str]) -> str:
    """The initializer of a member: of an array, in braces."""
    return items[0] if len(items) == 1 else f"{{ {', '.join(items)} }}"


def _dimension(items: Sequence[object]) -> str:
    return f"[{len(items)}]" if len(items) > 1 else ""


def _sizes(upper: str, fields: list[Field]) -> list[str]:
    """Macros with the sizes of a member's array; functions of the number where the member is an array of them."""
    first = fields[0]
    if len(fields) == 1:
        return [f"#define {upper}_{key}_{first.name} {value}LL" for key, value in first.sizes]
    if not first.sizes:
        return []
    lines = [f"#define {upper}_COUNT_{first.name} {len(fields)}LL"]
    columns = zip(*(item.sizes for item in fields), strict=True)
    tables = [("int64_t ", items[0][0], [f"{value}" for _, value in items], "-1") for items in columns]
    tables.append(("const char *", "NAME", [literal(item.of) for item in fields], "NULL"))
    for kind, key, values, outside in tables:
        const = kind if "*" in kind else f"const {kind}"
        lines += [
            f"static inline {kind}{upper}_{key}_{first.name}(int64_t k) {{",
            f"    static {const}{'const ' if '*' in kind else ''}all[] = {_listed(values)};",
            f"    return k < 0 || k >= {len(fields)} ? {outside} : all[k];",
            "}",
        ]
    return lines


def _interface(name: str, layout: Layout, tag: str) -> str:
    """All that a program which includes the header relies on, but for the numbers' defaults."""
    upper = name.upper()
    buffers = [f"    {f[0].kind}{f[0].name}{_dimension(f)}; /* {f[0].words} */" for f in layout.members()]
    scalars = [
        f"    double {v[0].name}{_dimension(v)}; /* {_described([(x.of, x.value) for x in v])} */"
        for v in layout.numbers()
    ]
    newline = "\n"
    return f"""\
/* The arrays: every member must be set. */
typedef struct {name}_buffers {{
{newline.join(buffers)}
}} {name}_buffers;

/* How many elements each array has; of one that stores rows, how many rows there are, and the elements of each. Of
 * several arrays in one member: how many they are, and for number k its sizes and its name in the graph. */
{newline.join(line for fields in layout.members() for line in _sizes(upper, fields))}

/* The run-time numbers, and what they were when this was made. */
typedef struct {name}_scalars {{
{newline.join(scalars or ["    double unused;"])}
}} {name}_scalars;

/* Bytes that {name}_step needs as workspace, on a boundary of 8 bytes. What it holds before does not matter. */
int64_t {name}_workspace_size_{tag}(void);
static inline int64_t {name}_workspace_size(void) {{ return {name}_workspace_size_{tag}(); }}

/* Shares of a part of a step: {name}_step_shared calls parallel(context, run, part, shares) several times, each time
 * for work that follows on the one before. Your function calls run(part, k) for every k from 0 to shares - 1, once, on
 * any threads and in any order, and returns when all these calls have. It must not throw. */
typedef void (*{name}_share)(void *part, int64_t k);
typedef void (*{name}_parallel)(void *context, {name}_share run, void *part, int64_t shares);
int {name}_step_{tag}(const {name}_buffers *buffers, const {name}_scalars *scalars, void *workspace, int64_t shares,
    {name}_parallel parallel, void *context);
"""


def _described(values: Sequence[tuple[str, float]]) -> str:
    """A member of the struct of numbers in words."""
    of, value = values[0]
    if len(values) == 1:
        return f"{comment(of)}, {value!r}"
    return f"one for each update: {comment(of)} to {comment(values[-1][0])}"


def tag_of(name: str, layout: Layout) -> str:
    """A hash of the interface, which the functions' names in the object contain.

    So a header does not link with an object that has another: other arrays, types, sizes, numbers, functions.
    """
    text = re.sub(r"\s+", " ", _COMMENT.sub("", _interface(name, layout, "")))
    parts = [text, f"{layout.workspace}", *(f"{height}" for *_, height in layout.sparse)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def header_text(name: str, layout: Layout, target: Target, library: str) -> str:
    """The header; `name` is the prefix of every C name in it, `library` says what the code calls."""
    tag, upper = tag_of(name, layout), name.upper()
    guard = f"{upper}_{tag.upper()}_H"
    defaults = ", ".join(_listed([_number(item.value) for item in values]) for values in layout.numbers())
    codes = [
        f" *   {number}: {comment(node.name)}'s row ids do not rise or are not below {height}; nothing was written."
        for number, (node, _, height) in enumerate(layout.sparse, 1)
    ]
    version: str = sys.modules["mxsym"].__version__
    machine = f"{target.cpu} (this machine)" if target.name == HOST else target.name
    if is_checked(target):
        codes.append(f" *   {upper}_WRONG_CPU: this CPU lacks instructions of {target.cpu}; nothing was written.")
    mode = " and the floating-point mode\n * of the threads" if has_mode(target.machine) else ", in the default mode"
    newline = "\n"
    return f"""\
/* {name}.h: one optimizer step, compiled by mxsym {version} for {machine}.
 *
 *     {name}_buffers buffers = {{ ... }};             the addresses of your arrays, in C order
 *     {name}_scalars scalars = {upper}_DEFAULTS;
 *     void *workspace = malloc({name}_workspace_size()); may be NULL where that is 0
 *     int status = {name}_step(&buffers, &scalars, workspace);
 *
 * This header and {name}.o belong together: it does not link with an object for other arrays or numbers.
 * The step updates your arrays in place, on the calling thread; {name}_step_shared does so on yours. It allocates
 * nothing, {library} and keeps nothing: several threads may call it at once, each with arrays and a workspace of its
 * own. No two arrays may overlap.
 * The results are those of mxsym's executor, bit for bit, whatever the number of shares{mode}.
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
#define {upper}_DEFAULTS {{ {defaults or "0"} }}

{_interface(name, layout, tag)}
/* One step, on the calling thread. Returns
 *   0: done.
 *   {ARGUMENT}: buffers, scalars or workspace is NULL or not on a boundary of 8 bytes; nothing was written.
 *   {MEMBER} - k: slot k of buffers, the first being 0, is NULL, not aligned to its type, or a count of rows that is
 *      negative or too large; nothing was written. A member is a slot of 8 bytes, an array of n of them n slots.
{newline.join([*codes, " */"])}
static inline int {name}_step(const {name}_buffers *buffers, const {name}_scalars *scalars, void *workspace) {{
    return {name}_step_{tag}(buffers, scalars, workspace, 1, NULL, NULL);
}}

/* One step in 1 to {MOST_SHARES} shares, about as many as there are threads. Also returns {ARGUMENT} if there are fewer
 * or more, or no function to run several. */
static inline int {name}_step_shared(const {name}_buffers *buffers, const {name}_scalars *scalars, void *workspace,
    int64_t shares, {name}_parallel parallel, void *context) {{
    return {name}_step_{tag}(buffers, scalars, workspace, shares, parallel, context);
}}

#ifdef __cplusplus
}}
#endif

#endif
"""
