"""The end of a training step in one call: unscale, check, clip, AdamW, average, float16 copy, zero the gradients.

Run: `python examples/training_step.py` (from a checkout: with `PYTHONPATH=.`).
"""

from typing import Any

import numpy as np

import mxsym as mx

SCALE = 1024.0


def main() -> None:
    """Logistic regression with float16 weights and gradients; its first step has a loss scale that is too large."""
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((2000, 50), np.float32)
    labels = (inputs @ rng.standard_normal((50, 1), np.float32) > 0).astype(np.float32)

    masters = {"weight": np.zeros((50, 1), np.float32), "bias": np.zeros(1, np.float32)}
    half = {name: array.astype(np.float16) for name, array in masters.items()}
    grads = {name: np.zeros_like(array) for name, array in half.items()}
    averages = {name: array.copy() for name, array in masters.items()}
    step = mx.training_step(
        "adamw_update", masters, grads, averages=averages, copies=half,
        max_norm=1.0, decay=0.98, lr=0.02, eta=1.0, wd=1e-3,
    )  # fmt: skip
    print(step.explain())

    def accuracy(model: dict[str, Any]) -> float:
        right: np.ndarray[Any, Any] = (inputs @ model["weight"] + model["bias"] > 0) == labels
        return float(np.mean(right))

    compiled = mx.compile_count()
    for number in range(301):
        logits = inputs @ half["weight"].astype(np.float32) + half["bias"].astype(np.float32)
        probabilities = 1 / (1 + np.exp(-logits))
        scale = 2.0**24 if number == 0 else SCALE
        slope = scale * (probabilities - labels) / len(labels)
        with np.errstate(over="ignore"):  # float16 ends at 65504
            grads["weight"] += (inputs.T @ slope).astype(np.float16)
            grads["bias"] += slope.sum(axis=0).astype(np.float16)
        norm = step.forward(loss_scale=scale)[0].item() / scale
        if number % 100 == 0:
            loss = -np.mean(np.log(np.where(labels == 1, probabilities, 1 - probabilities) + 1e-7))
            print(f"step {number}: loss {loss:.4f}, norm {norm:.4f}, skipped {not np.isfinite(norm)}")
        assert not any(grad.any() for grad in grads.values()), "the gradients are zero after every step"
    print(f"kernels compiled while it ran: {mx.compile_count() - compiled}")
    print(f"accuracy {accuracy(half):.3f}, of the averaged weights {accuracy(averages):.3f}")


if __name__ == "__main__":
    main()
