"""`mxsym demo`: an update declared, compiled, run and explained, in a page of text."""

from __future__ import annotations

import numpy as np

import mxsym as mx


def demo() -> str:
    """Text of the demonstration. The code that it shows is run."""
    w, g, m = mx.sym.var("w"), mx.sym.var("g"), mx.sym.var("m")
    step = mx.sym.sgd_mom_update(w, mx.sym.clip(g * 0.5, -1, 1), m, lr=0.1, momentum=0.9, out=w, name="upd")
    rng = np.random.default_rng(0)
    weight, grad, momentum = (rng.standard_normal((1000, 1000), dtype=np.float32) for _ in range(3))
    old_weight, old_momentum = weight.copy(), momentum.copy()
    exe = step.bind(args={"w": weight, "g": grad}, aux_states={"m": momentum})
    exe.forward()
    clipped = np.clip(grad * np.float32(0.5), np.float32(-1), np.float32(1))
    expected = old_momentum * np.float32(0.9) - np.float32(0.1) * clipped
    same = np.array_equal(momentum, expected) and np.array_equal(weight, old_weight + expected)
    before = mx.compile_count()
    exe.forward(lr=0.05)
    parts = {
        "An update of weights w by gradients g: scaled, clipped, with momentum.": exe.ir("graph"),
        "Bound to three arrays of a million float32 each, it is one kernel.": exe.explain(),
        "That kernel, before it becomes machine code:": exe.ir("kernel"),
        "It ran in place.": f"the same bits as NumPy, step by step: {same}",
        "A new learning rate is a number, not a new kernel.": f"kernels compiled for it: {mx.compile_count() - before}",
        "Now yours.": "mxsym ops lists the rules; README.md shows how to declare one; mxsym report shows the assembly.",
    }
    return "\n".join(f"{number}. {head}\n\n{text}" for number, (head, text) in enumerate(parts.items(), 1))
