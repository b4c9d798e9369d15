"""A thread's floating-point mode: whatever it is, in the caller and in the workers, a step has the same bits."""

from __future__ import annotations

import platform

import pytest

from tests.test_runtime import POOLS, run_script

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="sets the mode of x86"),
]
MODES = """
import ctypes, threading
from mxsym.runtime import kernel_cache
TEXT = '''
declare void @llvm.x86.sse.stmxcsr(ptr)
declare void @llvm.x86.sse.ldmxcsr(ptr)
define i32 @get() {
  %room = alloca i32
  call void @llvm.x86.sse.stmxcsr(ptr %room)
  %mode = load i32, ptr %room
  ret i32 %mode
}
define void @set(i32 %mode) {
  %room = alloca i32
  store i32 %mode, ptr %room
  call void @llvm.x86.sse.ldmxcsr(ptr %room)
  ret void
}
'''
where = kernel_cache.linked(TEXT, kernel_cache.host(""), ["get", "set"]).addresses
get = ctypes.CFUNCTYPE(ctypes.c_uint)(where["get"])
put = ctypes.CFUNCTYPE(None, ctypes.c_uint)(where["set"])
PLAIN, FLUSH, DOWN = 0x1F80, 0x1F80 | 0x8040, 0x1F80 | 0x2000
N = 1 << 14
names = "wgmv"
def arrays():
    rng = np.random.default_rng(1)
    tiny = (rng.standard_normal((4, N)) * 10.0 ** rng.integers(-44, -36, (4, N))).astype(np.float32)
    held = dict(zip(names, tiny))
    held["v"] = np.abs(held["v"])
    return held
w, g, m, v = map(mx.sym.var, names)
symbol = mx.sym.adam_update(w, g, m, v, lr=0.3, wd=1e-3, out=w)
def run(count, modes):
    held = arrays()
    mx.set_num_threads(count)
    exe = symbol.bind(args={"w": held["w"], "g": held["g"]}, aux_states={"m": held["m"], "v": held["v"]})
    for mode in modes:
        put(mode)
        exe.forward()
        after = get()
        put(PLAIN)
        assert after & 0xFFC0 == mode & 0xFFC0, (hex(mode), hex(after))
    return b"".join(held[name].tobytes() for name in names)
"""


@POOLS
@pytest.mark.parametrize("calls", ["native", "ctypes"])
def test_every_thread_computes_in_the_default_mode(pool: str, calls: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """1, 2, 3 and 8 threads; the caller's mode flushes, or rounds down, when the pool is made, and in every step.

    The mode is the caller's again afterwards.
    """
    script = """
expected = run(1, [PLAIN] * 3)
flushed = np.frombuffer(expected, np.float32)
assert np.count_nonzero(np.abs(flushed) < 1e-38) > N // 4  # subnormals, which a flush would have made zeros
for count in (1, 2, 3, 8):
    for modes in ([FLUSH] * 3, [DOWN] * 3, [FLUSH, PLAIN, DOWN]):
        assert run(count, modes) == expected, (count, modes)
print("same")
"""
    monkeypatch.setenv("MXSYM_CALLS", calls)
    assert run_script(MODES + script, pool=pool, timeout=120) == "same"


@POOLS
def test_workers_whose_own_mode_flushes(pool: str) -> None:
    """A worker sets the mode itself: it does not rely on that of whoever has started it."""
    script = """
from mxsym.codegen import quiet_thread
import contextlib
quiet_thread.default_mode = contextlib.nullcontext  # a pool that is made in the caller's mode
expected = run(2, [PLAIN] * 3)
assert run(3, [FLUSH] * 3) == expected
print("same")
"""
    assert run_script(MODES + script, pool=pool, timeout=120) == "same"


def test_what_is_compiled_does_not_depend_on_the_mode() -> None:
    """Constants are rounded in the default mode: what is compiled is stored for other processes."""
    script = """
@mx.update_rule
def tiny_update(weight, grad, *, lr):
    "Constants that are subnormal in float32, and one that is rounded."
    return {"weight": weight - lr * (grad * 1e-40 + mx.where(grad > 0.0, 3e-45, 0.1) * weight)}
symbol = mx.sym.make(tiny_update, [w, g], {"lr": 0.3, "out": w, "name": "u"})
def kernels(mode):
    held = {name: array for name, array in arrays().items() if name in "wg"}
    put(mode)
    try:
        exe = symbol.bind(args=held)
        exe.forward()
        texts = exe.ir("llvm"), exe.ir("kernel"), exe.ir("llvm-opt")
    finally: put(PLAIN)
    kernel_cache._compiled.clear(); kernel_cache._libraries.clear()
    return held["w"].tobytes(), texts
first = kernels(PLAIN)
assert kernels(FLUSH) == first and kernels(DOWN) == first
assert "1e-40" in first[1][1] and "0x37A16C2000000000" in first[1][0]
print("same")
"""
    assert run_script("import os; os.environ['MXSYM_CACHE'] = '0'\n" + MODES + script) == "same"


def test_row_sums_and_sorted_rows_in_another_mode() -> None:
    """Sums of duplicate rows run outside of executors."""
    script = """
ids = np.array([3, 1, 3, 1, 2] * 50)
values = np.full((250, 8), 3e-40, np.float32)
def sums(mode):
    put(mode)
    try: return mx.nd.sparse.coalesce(values, ids, shape=(4, 8)).data.asnumpy().tobytes()
    finally: put(PLAIN)
assert sums(FLUSH) == sums(PLAIN) == sums(DOWN)
assert np.frombuffer(sums(FLUSH), np.float32).view(np.uint32).all()
print("same")
"""
    assert run_script(MODES + script) == "same"
