"""Declare an update, bind it to your own NumPy arrays, run it, and read what it was compiled to.

Run: `python examples/quickstart.py` (from a checkout: with `PYTHONPATH=.`).
"""

from __future__ import annotations

import re

import numpy as np

import mxsym as mx

rng = np.random.default_rng(0)
W, G, M, G2 = (rng.standard_normal((64, 10), dtype=np.float32) for _ in range(4))
old_W, old_M = W.copy(), M.copy()

# Declare: SGD with momentum over a scaled, clipped gradient. Nothing is computed yet.
w, g, m = mx.sym.var("w"), mx.sym.var("g"), mx.sym.var("m")
step = mx.sym.sgd_mom_update(w, mx.sym.clip(g * 0.5, -1, 1), m, lr=0.1, momentum=0.9, out=w, name="upd")
print("arguments", step.list_arguments(), "states", step.list_auxiliary_states())

# Bind: the arrays are yours, nothing is copied. Here the three ops are fused and compiled.
exe = step.bind(args={"w": W, "g": G}, aux_states={"m": M})

# Run: W and M change in place. NumPy, in the same order of operations, gives the same bits.
exe.forward()
new_M = old_M * np.float32(0.9) - np.float32(0.1) * np.clip(G * np.float32(0.5), -1, 1)
print("same bits as NumPy:", np.array_equal(M, new_M) and np.array_equal(W, old_W + new_M))

# A new learning rate is a run-time number, and a fresh gradient is read in place: nothing is compiled.
before = mx.compile_count()
exe.scalars["upd"]["lr"] = 0.05
exe.forward(g=G2)
print(f"kernels compiled: {before} before the new lr, {mx.compile_count()} after")

# Read: what was fused and what it costs, then the text of every stage on the way to machine code.
print(f"\n--- explain ---\n{exe.explain()}")
for stage in ("graph", "typed", "kernel", "llvm", "llvm-opt"):
    print(f"\n--- {stage} ---\n{exe.ir(stage)}")

asm = exe.ir("asm")
lines = asm.splitlines()
print(f"\n--- asm: the first 20 of {len(lines)} lines ---", *lines[:20], sep="\n")
packed = [line for line in lines if re.search(r"^\s+\w+p[sd]\s|\bv\d+\.(4s|2d)\b", line)]  # x86 | ARM
print(f"packed instructions: {len(packed)}")
