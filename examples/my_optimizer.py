"""Declare an update rule of your own, Lion, and get its op, its docs and its compiled kernel; then hold it to NumPy.

Run: `python examples/my_optimizer.py` (from a checkout: with `PYTHONPATH=.`).
"""
# pyright: basic
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

import numpy as np

import mxsym as mx


@mx.update_rule
def lion_update(weight, grad, mom, *, lr, beta1=0.9, beta2=0.99, wd=0.0):
    """Lion (Chen et al., 2023): only the sign of a smoothed gradient counts; weight decay is decoupled."""
    step = mx.sign(beta1 * mom + (1 - beta1) * grad) + wd * weight
    return {"weight": weight - lr * step, "mom": beta2 * mom + (1 - beta2) * grad}


def lion_numpy(weight, grad, mom, lr, beta1, beta2, wd):
    """The same by hand, on float32 arrays and numbers."""
    step = np.sign(beta1 * mom + (1 - beta1) * grad) + wd * weight
    return weight - lr * step, beta2 * mom + (1 - beta2) * grad


def main():
    # Least squares: find the 100 coefficients behind 500 noisy sums.
    rng = np.random.default_rng(0)
    truth, inputs = rng.standard_normal(100, np.float32), rng.standard_normal((500, 100), np.float32)
    wanted = inputs @ truth + rng.standard_normal(500, np.float32) * np.float32(0.1)
    W, G, M = (np.zeros(100, np.float32) for _ in range(3))
    by_hand, its_mom = W.copy(), M.copy()

    weight = mx.sym.var("w")
    update = lion_update(weight, mx.sym.var("g"), mx.sym.var("m"), lr=0.01, wd=0.001, out=weight, name="lion")
    exe = update.bind(args={"w": W, "g": G}, aux_states={"m": M})
    print(lion_update.__doc__)
    print(exe.ir("kernel"))

    same = True
    for step in range(601):
        error = inputs @ W - wanted
        if step % 150 == 0:
            print(f"step {step}: mean squared error {np.square(error).mean():.4f}")
        np.matmul(inputs.T, error / 500, out=G)
        lr = 0.02 * (1 - step / 601)
        exe.forward(lr=lr)
        by_hand, its_mom = lion_numpy(by_hand, G, its_mom, *np.array([lr, 0.9, 0.99, 0.001], np.float32))
        same = same and np.array_equal(W, by_hand) and np.array_equal(M, its_mom)
    assert same, "the compiled rule and NumPy differ"
    print(f"same bits as NumPy after every one of 601 steps: {same}")


if __name__ == "__main__":
    main()
