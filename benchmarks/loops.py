"""The limit: plain C loops over the same streams, on OpenMP threads, compiled with the machine's C compiler.

They set the pace only; mxsym is not compared with their results.
"""

from __future__ import annotations

import ctypes
import functools
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from mxsym.codegen.dtypes import Array

CHAINS, ROUNDS = 12, 20_000
ARITHMETIC = 2 * 16 * CHAINS * ROUNDS
"""Operations that the loop `arithmetic` does on each thread."""

SOURCE = """
#include <stddef.h>
#include <math.h>
#define LOOP _Pragma("omp parallel for simd schedule(static)") for (ptrdiff_t i = 0; i < n; i++)
void sgd_mom(ptrdiff_t n, float *restrict w, const float *restrict g, float *restrict m, const float *s) {
    const float lr = s[0], mu = s[1], wd = s[2];
    LOOP { float d = g[i] + wd * w[i]; m[i] = mu * m[i] - lr * d; w[i] += m[i]; }
}
void adam(ptrdiff_t n, float *restrict w, const float *restrict g, float *restrict m, float *restrict v,
          const float *s) {
    const float lr = s[0], b1 = s[1], b2 = s[2], eps = s[3], c1 = 1 - s[1], c2 = 1 - s[2];
    LOOP {
        m[i] = b1 * m[i] + c1 * g[i];
        v[i] = b2 * v[i] + c2 * g[i] * g[i];
        w[i] -= lr * m[i] / (sqrtf(v[i]) + eps);
    }
}
void adam_many(ptrdiff_t k, const ptrdiff_t *sizes, float *const *table, const float *s) {
    const float lr = s[0], b1 = s[1], b2 = s[2], eps = s[3], c1 = 1 - s[1], c2 = 1 - s[2];
    _Pragma("omp parallel for schedule(static)") for (ptrdiff_t t = 0; t < k; t++) {
        float *restrict w = table[4 * t], *restrict m = table[4 * t + 2], *restrict v = table[4 * t + 3];
        const float *restrict g = table[4 * t + 1];
        _Pragma("omp simd") for (ptrdiff_t i = 0; i < sizes[t]; i++) {
            m[i] = b1 * m[i] + c1 * g[i];
            v[i] = b2 * v[i] + c2 * g[i] * g[i];
            w[i] -= lr * m[i] / (sqrtf(v[i]) + eps);
        }
    }
}
// A bfloat16 weight, float32 master and states; the weight receives the master rounded to nearest even.
typedef union { float value; unsigned bits; } both;
static inline float widened(unsigned short h) { return (both){.bits = (unsigned)h << 16}.value; }
static inline unsigned short rounded(float x) {
    const unsigned bits = (both){.value = x}.bits;
    return (unsigned short)((bits + 0x7fffu + ((bits >> 16) & 1)) >> 16);
}
void sgd_mom_bfloat16(ptrdiff_t n, unsigned short *restrict w, const unsigned short *restrict h, float *restrict m,
                      float *restrict x, const float *s) {
    const float lr = s[0], mu = s[1], wd = s[2];
    LOOP { float d = widened(h[i]) + wd * x[i]; m[i] = mu * m[i] - lr * d; x[i] += m[i]; w[i] = rounded(x[i]); }
}
void adam_bfloat16(ptrdiff_t n, unsigned short *restrict w, const unsigned short *restrict h, float *restrict m,
                   float *restrict v, float *restrict x, const float *s) {
    const float lr = s[0], b1 = s[1], b2 = s[2], eps = s[3], c1 = 1 - s[1], c2 = 1 - s[2];
    LOOP {
        const float g = widened(h[i]);
        m[i] = b1 * m[i] + c1 * g;
        v[i] = b2 * v[i] + c2 * g * g;
        x[i] -= lr * m[i] / (sqrtf(v[i]) + eps);
        w[i] = rounded(x[i]);
    }
}
void stream(ptrdiff_t n, float *restrict y, const float *restrict x, const float *s) {
    LOOP { y[i] += s[0] * x[i]; }
}
// Reads and writes floats and bytes of two states, and reads floats, as an update with states in 8 bits does.
void stream_with_bytes(ptrdiff_t n, float *restrict y, const float *restrict x, unsigned char *restrict a,
                       unsigned char *restrict b, const float *s) {
    const float lr = s[0];
    const unsigned char step = (unsigned char)s[1];
    LOOP { y[i] += lr * x[i]; a[i] += step; b[i] += step; }
}
// Reads x, then x and y, and then does as `stream`.
void read_and_stream(ptrdiff_t n, float *restrict y, const float *restrict x, const float *s) {
    float r1 = 0, r2 = 0;
    _Pragma("omp parallel for simd schedule(static) reduction(+ : r1)") for (ptrdiff_t i = 0; i < n; i++)
        r1 += x[i] * x[i];
    _Pragma("omp parallel for simd schedule(static) reduction(+ : r2)") for (ptrdiff_t i = 0; i < n; i++)
        r2 += x[i] * y[i];
    const float step = s[0] + 0 * (r1 + r2);
    LOOP { y[i] += step * x[i]; }
}
// CHAINS vectors, each multiplied and added to again and again, for each thread: nothing but arithmetic.
typedef float vector __attribute__((vector_size(64)));
void arithmetic(ptrdiff_t threads, float *restrict y, const float *s) {
    _Pragma("omp parallel for schedule(static)") for (ptrdiff_t t = 0; t < threads; t++) {
        vector a[CHAINS], factor = {0}, term = {0}, sum = {0};
        factor += s[0], term += s[1];
        _Pragma("GCC unroll 16") for (int j = 0; j < CHAINS; j++) a[j] = term + (float)j;
        for (int k = 0; k < ROUNDS; k++) {
            _Pragma("GCC unroll 16") for (int j = 0; j < CHAINS; j++) a[j] = a[j] * factor + term;
        }
        _Pragma("GCC unroll 16") for (int j = 0; j < CHAINS; j++) sum += a[j];
        y[t] = sum[0];
    }
}
#define NORMS _Pragma("omp parallel for simd schedule(static) reduction(+ : r1, r2) if (parallel : n > 32768)") \\
    for (ptrdiff_t i = 0; i < n; i++)
#define STEP _Pragma("omp parallel for simd schedule(static) if (parallel : n > 32768)") \\
    for (ptrdiff_t i = 0; i < n; i++)
void lamb(ptrdiff_t n, float *restrict w, const float *restrict g, float *restrict m, float *restrict v,
          const float *s) {
    const float lr = s[0], b1 = s[1], b2 = s[2], eps = s[3], wd = s[4], c1 = 1 - b1, c2 = 1 - b2;
    const float d1 = 1 / c1, d2 = 1 / c2;  // the first step's corrections
    float r1 = 0, r2 = 0;
    NORMS {
        m[i] = b1 * m[i] + c1 * g[i];
        v[i] = b2 * v[i] + c2 * g[i] * g[i];
        float u = m[i] * d1 / (sqrtf(v[i] * d2) + eps) + wd * w[i];
        r1 += w[i] * w[i];
        r2 += u * u;
    }
    const float step = lr * (r1 > 0 && r2 > 0 ? sqrtf(r1) / sqrtf(r2) : 1);
    STEP { w[i] -= step * (m[i] * d1 / (sqrtf(v[i] * d2) + eps) + wd * w[i]); }
}
#define ROWS _Pragma("omp parallel for schedule(static)") for (ptrdiff_t r = 0; r < n; r++)
#define COLUMNS _Pragma("omp simd") for (ptrdiff_t i = 0; i < c; i++)
void sgd_mom_rows(ptrdiff_t n, const long long *restrict ids, float *restrict weight, const float *restrict grad,
                  float *restrict mom, const float *s, ptrdiff_t c) {
    const float lr = s[0], mu = s[1], wd = s[2];
    ROWS {
        float *restrict w = weight + ids[r] * c, *restrict m = mom + ids[r] * c;
        const float *restrict g = grad + r * c;
        COLUMNS { float d = g[i] + wd * w[i]; m[i] = mu * m[i] - lr * d; w[i] += m[i]; }
    }
}
void adam_rows(ptrdiff_t n, const long long *restrict ids, float *restrict weight, const float *restrict grad,
               float *restrict mean, float *restrict var, const float *s, ptrdiff_t c) {
    const float lr = s[0], b1 = s[1], b2 = s[2], eps = s[3], c1 = 1 - s[1], c2 = 1 - s[2];
    ROWS {
        float *restrict w = weight + ids[r] * c, *restrict m = mean + ids[r] * c, *restrict v = var + ids[r] * c;
        const float *restrict g = grad + r * c;
        COLUMNS {
            m[i] = b1 * m[i] + c1 * g[i];
            v[i] = b2 * v[i] + c2 * g[i] * g[i];
            w[i] -= lr * m[i] / (sqrtf(v[i]) + eps);
        }
    }
}
// A table of rows by ids: lines of four ids and four numbers of rows, from 1 on.
typedef struct { unsigned long long id[4]; long long row[4]; } line;
static inline unsigned long long mixed(unsigned long long x) {  // the last step of SplitMix64
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}
void index_rows(ptrdiff_t n, const unsigned long long *ids, line *lines, const unsigned long long *mask,
                const float *s) {
    for (ptrdiff_t r = 0; r < n; r++) {
        unsigned long long at = mixed(ids[r]) & *mask, slot = 0;
        while (lines[at].row[slot]) if (++slot == 4) at = (at + 1) & *mask, slot = 0;
        lines[at].id[slot] = ids[r], lines[at].row[slot] = r + 1;
    }
}
// All lines are on their way before the first is read, and all rows before the first is updated.
void adam_by_ids(ptrdiff_t n, const unsigned long long *ids, const line *lines, const unsigned long long *mask,
                 long long *rows, long long *records, float *weight, const float *grad, float *mean, float *var,
                 const float *s, ptrdiff_t c) {
    const float lr = s[0], b1 = s[1], b2 = s[2], eps = s[3], c1 = 1 - s[1], c2 = 1 - s[2];
    for (ptrdiff_t r = 0; r < n; r++) __builtin_prefetch(lines + (mixed(ids[r]) & *mask));
    for (ptrdiff_t r = 0; r < n; r++) {
        long long row = 0;
        for (unsigned long long at = mixed(ids[r]) & *mask; !row; at = (at + 1) & *mask)
            for (int slot = 0; slot < 4; slot++)
                row += lines[at].id[slot] == ids[r] ? lines[at].row[slot] : 0;
        rows[r] = --row;
        __builtin_prefetch(weight + row * c, 1), __builtin_prefetch(mean + row * c, 1);
        __builtin_prefetch(var + row * c, 1), __builtin_prefetch(records + 2 * row, 1);
    }
    for (ptrdiff_t r = 0; r < n; r++) {
        float *restrict w = weight + rows[r] * c, *restrict m = mean + rows[r] * c, *restrict v = var + rows[r] * c;
        const float *restrict g = grad + r * c;
        COLUMNS {
            m[i] = b1 * m[i] + c1 * g[i];
            v[i] = b2 * v[i] + c2 * g[i] * g[i];
            w[i] -= lr * m[i] / (sqrtf(v[i]) + eps);
        }
        records[2 * rows[r]] += 1, records[2 * rows[r] + 1] += 2;
    }
}
"""


@functools.cache
def _library() -> ctypes.CDLL | None:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    folder = Path(tempfile.mkdtemp())
    source, library = folder / "loops.c", folder / "loops.so"
    source.write_text(SOURCE)
    flags = [
        f"-DCHAINS={CHAINS}",
        f"-DROUNDS={ROUNDS}",
        "-O3",
        "-march=native",
        "-fno-math-errno",
        "-ffp-contract=off",
        "-fopenmp",
        "-shared",
        "-fPIC",
    ]
    subprocess.run([compiler, *flags, "-o", str(library), str(source), "-lm"], check=True)
    return ctypes.CDLL(str(library))


def set_threads(count: int) -> None:
    """Set the number of threads that the loops run on."""
    library = _library()
    if library is not None:
        library.omp_set_num_threads(count)


def loop(name: str, arrays: Sequence[Array], scalars: Sequence[float], columns: int = 0) -> Callable[[], None] | None:
    """The loop `name` bound to arrays and scalars; it runs over as many things as the first array has.

    None without a C compiler.

    `columns` is how many elements a row has, for loops over listed rows.
    """
    library = _library()
    if library is None:
        return None
    function = getattr(library, name)
    numbers = np.array(scalars, np.float32)
    pointers = [ctypes.c_void_p(array.ctypes.data) for array in (*arrays, numbers)]
    size = ctypes.c_ssize_t(arrays[0].size)
    rest = [ctypes.c_ssize_t(columns)] if columns else []

    def run(_keep: object = (arrays, numbers)) -> None:
        function(size, *pointers, *rest)

    return run
