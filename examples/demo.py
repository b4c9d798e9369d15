"""`make demo`: train on real digits, show the compiled update, race it against plain NumPy; learn word vectors.

Run: `python examples/demo.py` (from a checkout: with `PYTHONPATH=.`). `--seconds N` gives the word vectors N, not 40.
"""

import argparse
import re
import statistics
import time
from collections.abc import Callable

import numpy as np
from train_digits import Floats, train
from word2vec import learn

import mxsym as mx

ROUNDS, STEPS = 101, 20
LR, BETA1, BETA2, EPSILON = np.float32(0.001), np.float32(0.9), np.float32(0.999), np.float32(1e-8)
REST1, REST2 = 1 - BETA1, 1 - BETA2
PARTS = ("", "_grad", "_mean", "_var")


def numpy_adam(weight: Floats, grad: Floats, mean: Floats, var: Floats, one: Floats, two: Floats) -> None:
    """Adam written for speed: in place, two arrays for intermediate values, nothing for the options that are off.

    Its order of operations is the compiled rule's, so that the two can be compared to the last bit.
    """
    np.multiply(mean, BETA1, out=mean)
    np.multiply(grad, REST1, out=one)
    np.add(mean, one, out=mean)
    np.multiply(var, BETA2, out=var)
    np.multiply(grad, REST2, out=one)
    np.multiply(one, grad, out=one)
    np.add(var, one, out=var)
    np.sqrt(var, out=one)
    np.add(one, EPSILON, out=one)
    np.multiply(mean, LR, out=two)
    np.divide(two, one, out=two)
    np.subtract(weight, two, out=weight)


def microseconds(step: Callable[[], object]) -> float:
    """The time of one step, as the mean of many."""
    start = time.perf_counter()
    for _ in range(STEPS):
        step()
    return (time.perf_counter() - start) / STEPS * 1e6


def race(what: str, exe: mx.Executor, names: list[str]) -> float:
    """Time the compiled step and NumPy's in turn, every round from the same values; how many times as fast it is."""
    ours = [(exe.arg_dict | exe.aux_dict)[name + part] for name in names for part in PARTS]
    exe.forward(lr=float(LR))
    start = [array.copy() for array in ours]
    theirs = [array.copy() for array in ours]
    calls = [[*theirs[i : i + 4], np.empty_like(theirs[i]), np.empty_like(theirs[i])] for i in range(0, len(ours), 4)]

    def by_hand() -> None:
        for call in calls:
            numpy_adam(*call)

    pairs: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        for array, value in zip(ours + theirs, start + start, strict=True):
            array[...] = value
        pairs.append((microseconds(exe.forward), microseconds(by_hand)))
        assert all(map(np.array_equal, ours, theirs)), "the compiled step and NumPy differ"
    compiled, plain = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{what}: compiled {compiled:.1f} us, NumPy {plain:.1f} us, same bits")
    return plain / compiled


def main() -> None:
    parser = argparse.ArgumentParser(description="Train on real digits, race the update against NumPy, learn words.")
    parser.add_argument("--seconds", type=float, default=40, help="for the word vectors (%(default)s)")
    parser.add_argument("--batches", type=int, help="stop these after so many")
    args = parser.parse_args()

    accuracy, exe = train()
    names = list(exe.scalars)  # each step is named as the parameter it updates
    print(f"\nOne Adam step for {len(names)} parameters. The kernel it became:\n\n{exe.ir('kernel')}")
    packed = re.findall(r"^\s+\w+p[sd]\s|\bv\d+\.(?:4s|2d)\b", exe.ir("asm"), re.MULTILINE)  # x86 | ARM
    print(f"packed (vector) instructions in its assembly: {len(packed)}")

    # Where a gradient has long been zero, its mean decays to below 1e-38, where CPUs are slow: so, measured both ways.
    print(f"time per step, medians of {ROUNDS} rounds of {STEPS}:")
    trained = race("  as training left it", exe, names)
    for name in names:
        exe.arg_dict[f"{name}_grad"][...] = np.random.default_rng(1).normal(0, 0.1, exe.arg_dict[name].shape)
    dense = race("  with gradients of noise", exe, names)

    print(f"\nRow-sparse updates: {args.seconds:g} seconds of learning words from Python's manual.")
    learn(seconds=args.seconds, batches=args.batches, epochs=1000)
    print(f"\ntest accuracy {accuracy:.3f}, speed-up over NumPy {trained:.2g} as trained, {dense:.2g} with noise")


if __name__ == "__main__":
    main()
