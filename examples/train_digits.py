"""Train a NumPy network on real digits, all its parameters in one compiled step: `python examples/train_digits.py`."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import mxsym as mx

Floats = NDArray[np.float32]


def adam(params: dict[str, Floats]) -> mx.Executor:
    """One executor that updates every parameter in place. It reads the gradient of `w1` from `w1_grad`, and so on."""
    weights = {name: mx.sym.var(name) for name in params}
    steps = [mx.sym.adam_update(weight, lr=0.003, out=weight, name=name) for name, weight in weights.items()]
    grads = {f"{name}_grad": np.zeros_like(value) for name, value in params.items()}
    states = {f"{name}_{part}": np.zeros_like(value) for name, value in params.items() for part in ("mean", "var")}
    return mx.Group(steps).bind(args=params | grads, aux_states=states)


def predict(p: Mapping[str, Floats], x: Floats) -> tuple[Floats, Floats]:
    """The hidden layer, and the probability of each digit."""
    hidden = np.maximum(x @ p["w1"] + p["b1"], 0)
    powers = np.exp((scores := hidden @ p["w2"] + p["b2"]) - scores.max(axis=1, keepdims=True))
    return hidden, powers / powers.sum(axis=1, keepdims=True)


def backward(p: Mapping[str, Floats], x: Floats, target: Floats) -> float:
    """The mean loss over some images; the gradients are written where the executor reads them."""
    hidden, chances = predict(p, x)
    error = (chances - target) / np.float32(len(x))
    for layer, source, signal in (("1", x, error @ p["w2"].T * (hidden > 0)), ("2", hidden, error)):
        np.matmul(source.T, signal, out=p[f"w{layer}_grad"])
        np.sum(signal, axis=0, out=p[f"b{layer}_grad"])
    return -float(np.log((chances * target).sum(axis=1)).mean())


def train(epochs: int = 20, quiet: bool = False) -> tuple[float, mx.Executor]:
    """Train on 80 % of the digits; return the accuracy on the rest, and the executor with the trained parameters."""
    rng, data = np.random.default_rng(0), np.load(Path(__file__).parent / "data" / "digits.npz")
    x, target = (data["images"] / 16).astype(np.float32), np.eye(10, dtype=np.float32)[data["labels"]]
    rest, test = np.split(rng.permutation(len(x)), [len(x) * 4 // 5])
    shapes = {"w1": (64, 128), "b1": (128,), "w2": (128, 10), "b2": (10,)}
    exe = adam({name: rng.normal(0, 0.1, shape).astype(np.float32) for name, shape in shapes.items()})
    loss = accuracy = 0.0
    for epoch in range(1, epochs + 1):
        for rows in np.array_split(rng.permutation(rest), len(rest) // 32):
            loss = backward(exe.arg_dict, x[rows], target[rows])
            exe.forward(lr=0.003 * (1 - epoch / (epochs + 1)))  # every step may have another lr: nothing is compiled
        accuracy = float((predict(exe.arg_dict, x[test])[1].argmax(axis=1) == data["labels"][test]).mean())
        if not quiet and epoch % 5 == 0:
            print(f"epoch {epoch}: loss {loss:.4f} on the last minibatch, test accuracy {accuracy:.3f}")
    return accuracy, exe


if __name__ == "__main__":
    print(f"test accuracy {train()[0]:.3f}")
