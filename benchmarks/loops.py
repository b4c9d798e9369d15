"""The limit: plain C loops over the same streams, compiled with the C compiler that is there.

Input: the name of a loop. Output: a function over NumPy arrays, on OpenMP threads; None where there is no C compiler.
Non-goals: correctness of mxsym: the loops only set the pace.
"""

from __future__ import annotations

import ctypes
import functools
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

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
"""


@functools.cache
def _library() -> ctypes.CDLL | None:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    folder = Path(tempfile.mkdtemp())
    source, library = folder / "loops.c", folder / "loops.so"
    source.write_text(SOURCE)
    flags = ["-O3", "-march=native", "-fno-math-errno", "-ffp-contract=off", "-fopenmp", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, "-o", str(library), str(source), "-lm"], check=True)
    return ctypes.CDLL(str(library))


def loop(name: str, arrays: list[Array], scalars: list[float]) -> Callable[[], None] | None:
    """The loop `name` bound to arrays and scalars."""
    library = _library()
    if library is None:
        return None
    function = getattr(library, name)
    numbers = np.array(scalars, np.float32)
    pointers = [ctypes.c_void_p(array.ctypes.data) for array in (*arrays, numbers)]
    size = ctypes.c_ssize_t(arrays[0].size)

    def run(_keep: object = (arrays, numbers)) -> None:
        function(size, *pointers)

    return run
