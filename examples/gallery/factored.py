"""Means of squares as the product of a row and a column; the rows of a vector are its elements."""
# pyright: basic, reportArgumentType=false, reportAssignmentType=false
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.

import mxsym as mx


def _rms(x):
    """Of all elements, by way of the rows, whose loops then need no pass of their own for it."""
    return mx.sqrt(mx.mean(mx.mean(mx.square(x), axis=1)))


def _factors(x, row, col, beta):
    """Running means of the rows and the columns of a tensor."""
    return mx.ema(row, mx.mean(x, axis=1), beta), mx.ema(col, mx.mean(x, axis=0), beta)


def _scale(row, col):
    """1 over the root of each element's mean of squares, by roots of rows and of columns alone."""
    return mx.rsqrt(row / mx.mean(row)) * mx.rsqrt(col)


@mx.update_rule
def adafactor_update(weight, grad, row: mx.Row, col: mx.Column, var, *, lr, decay=-0.8, least=1e-3, t):
    """Adafactor (Shazeer and Stern, 2018): bounded steps of a share of the weight; no factors for vectors."""
    square, beta = mx.square(grad) + 1e-30, 1 - mx.power(t, decay)
    if weight.ndim > 1:
        row, col = _factors(square, row, col, beta)
        step = grad * _scale(row, col)
    else:
        var = mx.ema(var, square, beta)
        step = grad / mx.sqrt(var)
    weight = weight - lr * mx.maximum(_rms(weight), least) / mx.maximum(_rms(step), 1.0) * step
    return {"weight": weight, "row": row, "col": col} if weight.ndim > 1 else {"weight": weight, "var": var}


@mx.update_rule
def came_update(
    weight, grad, mean, row: mx.Row, col: mx.Column, sure_row: mx.Row, sure_col: mx.Column,
    *, lr, beta1=0.9, beta2=0.999, beta3=0.9999, wd=0.0
):  # fmt: skip
    """CAME (Luo et al., 2023): Adafactor's steps, slowed where they differ from their running mean."""
    row, col = _factors(mx.square(grad) + 1e-30, row, col, beta2)
    step = grad * _scale(row, col)
    step = step / mx.maximum(_rms(step), 1.0)
    mean = mx.ema(mean, step, beta1)
    sure_row, sure_col = _factors(mx.square(step - mean) + 1e-16, sure_row, sure_col, beta3)
    step = mean * _scale(sure_row, sure_col) + wd * weight
    return {
        "weight": weight - lr * step, "mean": mean, "row": row, "col": col, "sure_row": sure_row, "sure_col": sure_col
    }  # fmt: skip


@mx.update_rule
def sm3_update(weight, grad, row: mx.Row, col: mx.Column, *, lr):
    """SM3-II (Anil et al., 2019): AdaGrad's sums of squares, bounded by those of rows and columns."""
    cover = mx.minimum(row, col) + mx.square(grad)
    return {
        "weight": weight - lr * grad / mx.sqrt(cover), "row": mx.max(cover, axis=1), "col": mx.max(cover, axis=0)
    }  # fmt: skip
