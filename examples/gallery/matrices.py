"""Whole matrices: products, inverse roots and eigenvectors of what the gradients have been."""
# pyright: basic, reportArgumentType=false, reportAssignmentType=false
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.
# A tensor of more axes is a matrix here, of its first axis by all others; a vector is a matrix of one column.

import mxsym as mx


def _narrowed(x, narrow):
    return x.astype("bfloat16") if narrow else x


def _orthogonal(x, narrow, tall=False):
    """Five Newton-Schulz iterations, which bring singular values near to 1, with products of the shorter side."""
    x = _narrowed(x, narrow)
    for _ in range(5):
        square = _narrowed(x.T @ x if tall else x @ x.T, narrow)
        change = _narrowed(2.0315 * (square @ square.T) - 4.775 * square, narrow)
        x = _narrowed(3.4445 * x + (x @ change if tall else change @ x), narrow)
    return x


@mx.update_rule
def muon_update(
    weight, grad, mom,
    *, lr, momentum=0.95, wd=0.1, eps=1e-7, nesterov=True, match_rms=False, narrow=True
):  # fmt: skip
    """Muon (Jordan et al., 2024): momentum, made orthogonal by Newton-Schulz iterations.

    `match_rms`: steps as large as AdamW's (Liu et al., 2025). `narrow`: products of bfloat16, as in `torch.optim.Muon`.
    A vector is stepped too, as a matrix of one column; `torch.optim.Muon` refuses it.
    """
    mom = mx.ema(mom, grad, momentum)
    step = mx.ema(grad, mom, 1 - momentum) if nesterov else mom
    step = step / mx.maximum(mx.norm(step), eps)
    tall = weight.rows > weight.columns
    step = mx.where(tall, _orthogonal(step, narrow, tall=True), _orthogonal(step, narrow))
    size = mx.sqrt(mx.maximum(weight.rows / weight.columns, 1.0))
    if match_rms:
        size = 0.2 * mx.sqrt(mx.maximum(weight.rows, weight.columns))
    return {"weight": weight * (1 - lr * wd) - lr * size * step, "mom": mom}


@mx.update_rule
def normuon_update(
    weight, grad, mom, second: mx.Row, *, lr, momentum=0.95, beta2=0.95, wd=0.0, eps=1e-8
):  # fmt: skip
    """NorMuon (Li et al., 2025): Muon's step, its rows of one size each, its size that of AdamW's."""
    mom = mx.ema(mom, grad, momentum)
    step = mom / mx.maximum(mx.norm(mom), 1e-7)
    tall = weight.rows > weight.columns
    step = mx.where(tall, _orthogonal(step, False, tall=True), _orthogonal(step, False))
    second = mx.ema(second, mx.mean(mx.square(step), axis=1), beta2)
    step = step / (mx.sqrt(second) + eps)
    size = 0.2 * mx.sqrt(weight.rows * weight.columns) / mx.norm(step)
    return {"weight": weight * (1 - lr * wd) - lr * size * step, "mom": mom, "second": second}


def _inverse_root(x, damping):
    """The matrix to the power -1/4, `damping` added to its eigenvalues."""
    values, vectors = mx.eigh(x)
    return (vectors * mx.power(values + damping, -0.25)) @ vectors.T


@mx.update_rule
def shampoo_update(weight, grad, left: mx.RowPairs, right: mx.ColumnPairs, *, lr, damping=1e-3):
    """Shampoo (Gupta et al., 2018): the gradient between inverse fourth roots of what its squares sum up to."""
    left = left + grad @ grad.T
    right = right + grad.T @ grad
    step = _inverse_root(left, damping) @ grad @ _inverse_root(right, damping)
    return {"weight": weight - lr * step, "left": left, "right": right}


def _turned(basis, square, damping):
    """The basis one step nearer to the eigenvectors of a matrix, by a power iteration."""
    return mx.qr((square + damping * mx.eye(square)) @ basis)


@mx.update_rule
def soap_update(
    weight, grad, mean, var, left: mx.RowPairs, right: mx.ColumnPairs, rows: mx.RowPairs, cols: mx.ColumnPairs,
    *, lr, beta1=0.95, beta2=0.95, beta3=0.95, epsilon=1e-8, damping=1e-3, wd=0.0, t, turn=True
):  # fmt: skip
    """SOAP (Vyas et al., 2024): Adam in the eigenbasis of Shampoo's matrices, which `turn` moves on in this step."""
    rows, cols = mx.where(t > 1, rows, mx.eye(rows)), mx.where(t > 1, cols, mx.eye(cols))
    mean = mx.ema(mean, grad, beta1)
    var = mx.ema(var, mx.square(rows.T @ grad @ cols), beta2)
    root = mx.sqrt(var / mx.debias(beta2, t)) + epsilon
    step = rows @ (rows.T @ mean @ cols / mx.debias(beta1, t) / root) @ cols.T
    left, right = mx.ema(left, grad @ grad.T, beta3), mx.ema(right, grad.T @ grad, beta3)
    if turn:
        rows, cols = _turned(rows, left, damping), _turned(cols, right, damping)
    return {
        "weight": weight * (1 - lr * wd) - lr * step, "mean": mean, "var": var,
        "left": left, "right": right, "rows": rows, "cols": cols,
    }  # fmt: skip
