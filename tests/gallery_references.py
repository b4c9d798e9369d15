# pyright: basic
# Formulas are notation: annotations would bury them.
"""The optimizers of the gallery once more, from their papers' formulas, in float64 NumPy.

A function takes the weight, the gradient, what it keeps (empty before the first step), the count of steps from 1 and
the settings. It returns the new weight.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from mxsym.codegen.expr import Granularity
from tests.draws import draw_at

REFERENCES: dict[str, Callable[..., Any]] = {}
"""By the name of the rule."""


def reference(function):
    REFERENCES[f"{function.__name__}_update"] = function
    return function


def averaged(kept, name, new, beta, start=0.0):
    """A running mean moved on."""
    kept[name] = beta * kept.get(name, np.full_like(new, start)) + (1 - beta) * new
    return kept[name]


def unbiased(kept, name, new, beta, t):
    return averaged(kept, name, new, beta) / (1 - beta**t)


def adam_step(kept, g, t, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v = unbiased(kept, "m", g, beta1, t), unbiased(kept, "v", g * g, beta2, t)
    return m / (np.sqrt(v) + epsilon)


def length(x):
    return math.sqrt(float(np.vdot(x, x)))


def row_lengths(x):
    flat = x.reshape(len(x), -1)
    return np.sqrt((flat * flat).sum(1)).reshape(len(x), *[1] * (x.ndim - 1))


def row_means(x):
    return x.reshape(len(x), -1).mean(1).reshape(len(x), *[1] * (x.ndim - 1))


@reference
def sgdw(w, g, kept, t, lr, momentum=0.9, wd=0.01):
    kept["m"] = momentum * kept.get("m", 0 * w) + lr * g
    return w * (1 - lr * wd) - kept["m"]


@reference
def qhm(w, g, kept, t, lr, beta=0.999, nu=0.7):
    return w - lr * ((1 - nu) * g + nu * averaged(kept, "m", g, beta))


@reference
def aggmo(w, g, kept, t, lr):
    velocities = kept.setdefault("v", [0 * w] * 3)
    kept["v"] = [beta * v - g for beta, v in zip((0.0, 0.9, 0.99), velocities, strict=True)]
    return w + lr * np.mean(kept["v"], axis=0)


@reference
def accsgd(w, g, kept, t, lr, kappa=1000.0, xi=10.0, small=0.7):
    beta = small * small * xi / kappa
    long = kept.get("long", w)
    kept["long"] = (1 - beta) * long + beta * (w - (kappa * lr / small) * g)
    return (small * (w - lr * g) + beta * kept["long"]) / (small + beta)


@reference
def pid(w, g, kept, t, lr, momentum=0.9, derivative=10.0):
    kept["i"] = momentum * kept.get("i", 0) + g
    kept["d"] = momentum * kept["d"] + (1 - momentum) * (g - kept["g"]) if t > 1 else 0 * g
    kept["g"] = g
    return w - lr * kept["i"] - lr * derivative * kept["d"]


@reference
def lion(w, g, kept, t, lr, wd=0.0):
    m = kept.get("m", 0 * w)
    kept["m"] = 0.99 * m + 0.01 * g
    return w * (1 - lr * wd) - lr * np.sign(0.9 * m + 0.1 * g)


@reference
def cautious_lion(w, g, kept, t, lr, wd=0.0):
    m = kept.get("m", 0 * w)
    kept["m"] = 0.99 * m + 0.01 * g
    step = np.sign(0.9 * m + 0.1 * g)
    step[step * g <= 0] = 0
    return w * (1 - lr * wd) - lr * step / max(np.count_nonzero(step) / step.size, 1e-3)


@reference
def tiger(w, g, kept, t, lr, wd=0.01):
    return w * (1 - lr * wd) - lr * np.sign(averaged(kept, "m", g, 0.965))


@reference
def ef_signsgd(w, g, kept, t, lr):
    wanted = kept.get("e", 0) + lr * g
    sent = np.sign(wanted) * np.abs(wanted).sum() / wanted.size
    kept["e"] = wanted - sent
    return w - sent


@reference
def rprop(w, g, kept, t, lr):
    size, before = kept.get("size", np.full_like(w, lr)), kept.get("g", 0 * g)
    up, down = g * before > 0, g * before < 0
    size = np.where(up, size * 1.2, np.where(down, size * 0.5, size)).clip(1e-6, 50)
    g = np.where(down, 0, g)
    kept.update(size=size, g=g)
    return w - np.sign(g) * size


@reference
def madam(w, g, kept, t, lr, beta=0.999):
    v = unbiased(kept, "v", g * g, beta, t)
    return w * np.exp(-lr * np.sign(w) * np.clip(g / np.sqrt(v), -10, 10))


@reference
def amsgrad(w, g, kept, t, lr):
    m, v = averaged(kept, "m", g, 0.9), averaged(kept, "v", g * g, 0.999)
    kept["most"] = np.maximum(kept.get("most", 0), v)
    return w - lr * (m / (1 - 0.9**t)) / (np.sqrt(kept["most"] / (1 - 0.999**t)) + 1e-8)


@reference
def radam(w, g, kept, t, lr, beta2=0.999):
    m, v = unbiased(kept, "m", g, 0.9, t), averaged(kept, "v", g * g, beta2)
    rho_inf = 2 / (1 - beta2) - 1
    rho = rho_inf - 2 * t * beta2**t / (1 - beta2**t)
    if rho <= 5:
        return w - lr * m
    r = math.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
    return w - lr * r * m * math.sqrt(1 - beta2**t) / (np.sqrt(v) + 1e-8)


@reference
def nesterov_adam(w, g, kept, t, lr, psi=0.004):
    def mu(step):
        return 0.9 * (1 - 0.5 * 0.96 ** (step * psi))

    product = math.prod(mu(step) for step in range(1, t + 1))
    m, v = averaged(kept, "m", g, 0.9), unbiased(kept, "v", g * g, 0.999, t)
    ahead = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * g / (1 - product)
    return w - lr * ahead / (np.sqrt(v) + 1e-8)


@reference
def adabound(w, g, kept, t, lr, final=0.1, gamma=1e-3):
    m, v = averaged(kept, "m", g, 0.9), averaged(kept, "v", g * g, 0.999)
    low, high = final * (1 - 1 / (gamma * t + 1)), final * (1 + 1 / (gamma * t))
    size = lr * math.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return w - np.clip(size / (np.sqrt(v) + 1e-8), low, high) * m


@reference
def yogi(w, g, kept, t, lr):
    m = averaged(kept, "m", g, 0.9, start=1e-6)
    v = kept.get("v", np.full_like(w, 1e-6))
    kept["v"] = v = v - 0.001 * np.sign(v - g**2) * g**2
    return w - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-3)


@reference
def padam(w, g, kept, t, lr, partial=0.125):
    m, v = unbiased(kept, "m", g, 0.9, t), averaged(kept, "v", g * g, 0.999)
    kept["most"] = np.maximum(kept.get("most", 0), v)
    return w - lr * m / (kept["most"] / (1 - 0.999**t) + 1e-8) ** partial


@reference
def qhadam(w, g, kept, t, lr, nu1=0.7, nu2=1.0):
    m, v = unbiased(kept, "m", g, 0.995, t), unbiased(kept, "v", g * g, 0.999, t)
    return w - lr * ((1 - nu1) * g + nu1 * m) / (np.sqrt((1 - nu2) * g * g + nu2 * v) + 1e-8)


@reference
def belief_adam(w, g, kept, t, lr, epsilon=1e-12):
    m = averaged(kept, "m", g, 0.9)
    kept["s"] = s = 0.999 * kept.get("s", 0) + 0.001 * (g - m) ** 2 + epsilon
    return w - lr * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + epsilon)


@reference
def laprop(w, g, kept, t, lr):
    v = unbiased(kept, "v", g * g, 0.999, t)
    return w - lr * unbiased(kept, "m", g / (np.sqrt(v) + 1e-15), 0.9, t)


@reference
def adamod(w, g, kept, t, lr):
    m, v = unbiased(kept, "m", g, 0.9, t), unbiased(kept, "v", g * g, 0.999, t)
    rate = lr / (np.sqrt(v) + 1e-8)
    return w - np.minimum(rate, averaged(kept, "rates", rate, 0.99)) * m


@reference
def diffgrad(w, g, kept, t, lr):
    friction = 1 / (1 + np.exp(-np.abs(kept.get("g", 0) - g)))
    kept["g"] = g
    return w - lr * friction * adam_step(kept, g, t)


@reference
def adan(w, g, kept, t, lr, wd=0.02):
    change = g - kept.get("g", g)
    kept["g"] = g
    m, d = unbiased(kept, "m", g, 0.98, t), unbiased(kept, "d", change, 0.92, t)
    n = unbiased(kept, "n", (g + 0.92 * change) ** 2, 0.99, t)
    return (w - lr / (np.sqrt(n) + 1e-8) * (m + 0.92 * d)) / (1 + lr * wd)


@reference
def ademamix(w, g, kept, t, lr, alpha=5.0, warmup=100, wd=0.01):
    fast, slow = unbiased(kept, "m1", g, 0.9, t), averaged(kept, "m2", g, 0.9999)
    v = unbiased(kept, "v", g * g, 0.999, t)
    return w - lr * ((fast + min(t * alpha / warmup, alpha) * slow) / (np.sqrt(v) + 1e-8) + wd * w)


@reference
def mars(w, g, kept, t, lr, gamma=0.025, wd=0.01):
    c = g + gamma * (0.95 / 0.05) * (g - kept.get("g", g))
    kept["g"] = g
    c = c / length(c) if length(c) > 1 else c
    return w - lr * (adam_step(kept, c, t, 0.95, 0.99) + wd * w)


@reference
def adopt(w, g, kept, t, lr, beta2=0.9999):
    if t == 1:
        kept.update(v=g * g, m=0 * g)
        return w
    bound = (t - 1) ** 0.25
    kept["m"] = 0.9 * kept["m"] + 0.1 * np.clip(g / np.maximum(np.sqrt(kept["v"]), 1e-6), -bound, bound)
    kept["v"] = beta2 * kept["v"] + (1 - beta2) * g * g
    return w - lr * kept["m"]


@reference
def cautious_adamw(w, g, kept, t, lr, wd=0.0):
    step = adam_step(kept, g, t)
    mask = (step * g > 0).astype(float)
    return w - lr * wd * w - lr * step * mask / max(mask.mean(), 1e-3)


@reference
def cautious_decay_adamw(w, g, kept, t, lr, wd=0.01):
    step = adam_step(kept, g, t)
    larger = np.sign(step) * np.sign(w) < 0  # the step, subtracted, moves the element away from 0
    return w - lr * step - lr * wd * np.where(larger, 0, w)


@reference
def grams(w, g, kept, t, lr, wd=0.0):
    return w - lr * np.sign(g) * np.abs(adam_step(kept, g, t)) - lr * wd * w


@reference
def sophia(w, g, kept, t, lr, rho=0.04, batch=32.0, wd=0.1):
    m = averaged(kept, "m", g, 0.965)
    h = averaged(kept, "h", batch * g * g, 0.99)
    return w * (1 - lr * wd) - lr * np.sign(m) * np.minimum(np.abs(m) / np.maximum(rho * h, 1e-12), 1)


@reference
def stable_adamw(w, g, kept, t, lr, beta1=0.9, beta2=0.99, wd=0.01):
    # Running means without bias, of which the paper moves the factors instead.
    u, v = unbiased(kept, "u", g, beta1, t), unbiased(kept, "v", g * g, beta2, t)
    rms = math.sqrt(np.mean(g * g / np.maximum(v, 1e-16)))
    rate = lr / max(1, rms)
    return w - rate * wd * w - rate * u / (np.sqrt(v) + 1e-8)


@reference
def adam_mini(w, g, kept, t, lr, wd=0.0):
    m, v = unbiased(kept, "m", g, 0.9, t), unbiased(kept, "v", row_means(g * g), 0.999, t)
    return w * (1 - lr * wd) - lr * m / (np.sqrt(v) + 1e-8)


@reference
def madgrad(w, g, kept, t, lr, momentum=0.9):
    start = kept.setdefault("x0", w)
    rate = lr * math.sqrt(t)
    kept["s"], kept["v"] = kept.get("s", 0) + rate * g, kept.get("v", 0) + rate * g * g
    return momentum * w + (1 - momentum) * (start - kept["s"] / (np.cbrt(kept["v"]) + 1e-6))


@reference
def novograd(w, g, kept, t, lr, wd=0.0):
    square = length(g) ** 2
    kept["v"] = square if t == 1 else 0.98 * kept["v"] + 0.02 * square
    kept["m"] = 0.95 * kept.get("m", 0) + g / (math.sqrt(kept["v"]) + 1e-8) + wd * w
    return w - lr * kept["m"]


@reference
def fromage(w, g, kept, t, lr):
    return (w - lr * g * length(w) / length(g)) / math.sqrt(1 + lr**2)


@reference
def normalized_sgd(w, g, kept, t, lr):
    m = averaged(kept, "m", g, 0.9)
    return w - lr * m / length(m)


@reference
def centralized_sgd(w, g, kept, t, lr):
    kept["m"] = 0.9 * kept.get("m", 0) + (g - row_means(g) if w.ndim > 1 else g)
    return w - lr * kept["m"]


@reference
def agc_sgd(w, g, kept, t, lr, clipping=0.01):
    lengths = row_lengths if w.ndim > 1 else length
    factor = np.minimum(clipping * np.maximum(lengths(w), 1e-3) / np.maximum(lengths(g), 1e-6), 1)
    kept["m"] = 0.9 * kept.get("m", 0) + factor * g
    return w - lr * kept["m"]


@reference
def clipped_adam(w, g, kept, t, lr, most=1.0):
    return w - lr * adam_step(kept, g * min(1, most / (length(g) + 1e-6)), t)


@reference
def adanorm(w, g, kept, t, lr):
    kept["e"] = 0.95 * kept.get("e", 0) + 0.05 * length(g)
    s = g * max(1, kept["e"] / length(g))
    m, v = unbiased(kept, "m", s, 0.9, t), unbiased(kept, "v", g * g, 0.999, t)
    return w - lr * m / (np.sqrt(v) + 1e-8)


@reference
def adafactor_vector(w, g, kept, t, lr):
    v = averaged(kept, "v", g * g + 1e-30, 1 - t**-0.8)
    u = g / np.sqrt(v)
    u = u / max(1, length(u) / math.sqrt(u.size))
    return w - min(lr, 1 / math.sqrt(t)) * max(1e-3, length(w) / math.sqrt(w.size)) * u


@reference
def lookahead_sgd(w, g, kept, t, lr, k=5, alpha=0.5):
    slow, fast = kept.get("slow", w), w - lr * g
    if t % k == 0:
        fast = kept["slow"] = slow + alpha * (fast - slow)
    kept.setdefault("slow", slow)
    return fast


@reference
def ema_sgd(w, g, kept, t, lr):
    kept.setdefault("average", w)
    averaged(kept, "average", w - lr * g, 0.99)
    return w - lr * g


@reference
def swa_sgd(w, g, kept, t, lr):
    kept.setdefault("all", [w]).append(w - lr * g)
    kept["average"] = np.mean(kept["all"], axis=0)
    return w - lr * g


@reference
def averaged_sgd(w, g, kept, t, lr, lambd=1e-4, alpha=0.75, t0=5):
    eta = kept.get("eta", lr)
    w = w - lambd * eta * w - eta * g
    kept["average"] = kept.get("average", 0 * w) + (w - kept.get("average", 0 * w)) * kept.get("mu", 1)
    kept.update(eta=lr / (1 + lambd * lr * t) ** alpha, mu=1 / max(1, t - t0))
    return w


@reference
def schedule_free_sgd(w, g, kept, t, lr, beta=0.9):
    x, z = kept.get("x", w), kept.get("z", w)
    z = z - lr * g
    x = (1 - 1 / t) * x + z / t
    kept.update(x=x, z=z)
    return (1 - beta) * z + beta * x


@reference
def schedule_free_adamw(w, g, kept, t, lr, wd=0.01, warmup=5):
    x, z = kept.get("x", w), kept.get("z", w)
    rate = lr * math.sqrt(1 - 0.999**t) * min(1, t / warmup)
    v = averaged(kept, "v", g * g, 0.999)
    z = z - rate * g / (np.sqrt(v) + 1e-8) - rate * wd * w
    kept["total"] = kept.get("total", 0) + rate**2
    c = rate**2 / kept["total"]
    x = (1 - c) * x + c * z
    kept.update(x=x, z=z)
    return 0.1 * z + 0.9 * x


def soft(x, by):
    return np.where(x > by, x - by, np.where(x < -by, x + by, 0))


@reference
def fobos(w, g, kept, t, lr, l1, l2):
    return soft(w - lr * g, lr * l1) / (1 + lr * l2)


@reference
def adagrad_fobos(w, g, kept, t, lr, l1, l2):
    kept["g2"] = kept.get("g2", 0) + g * g
    h = 1e-6 + np.sqrt(kept["g2"])
    # The minimum of g·x + l1 |x| + l2 x²/2 + h (x - w)²/(2 lr), element by element.
    return soft(h * w / lr - g, l1) / (h / lr + l2)


@reference
def rda(w, g, kept, t, lr, l1):
    mean = kept["mean"] = kept.get("mean", 0 * g) * (t - 1) / t + g / t
    return np.where(np.abs(mean) <= l1, 0, -math.sqrt(t) * lr * (mean - l1 * np.sign(mean)))


@reference
def adagrad_rda(w, g, kept, t, lr, l1):
    kept["sum"], kept["g2"] = kept.get("sum", 0) + g, kept.get("g2", 0) + g * g
    mean = kept["sum"] / t
    return -np.sign(mean) * lr * t / (1e-6 + np.sqrt(kept["g2"])) * np.maximum(np.abs(mean) - l1, 0)


@reference
def ldog(w, g, kept, t, lr):
    start = kept.setdefault("x0", w)
    kept["r"] = max(kept.get("r", 1e-6 * (1 + length(start))), length(w - start))
    kept["g2"] = kept.get("g2", 0) + length(g) ** 2
    return w - lr * kept["r"] / math.sqrt(kept["g2"] + 1e-8) * g


@reference
def dog(w, g, kept, t, lr):  # of one weight
    return ldog(w, g, kept, t, lr)


@reference
def prodigy(w, g, kept, t, lr, beta2=0.999):
    start, d, root = kept.setdefault("x0", w), kept.get("d", 1e-6), math.sqrt(beta2)
    rate = lr * math.sqrt(1 - beta2**t) / (1 - 0.9**t)
    m, v = averaged(kept, "m", d * g, 0.9), averaged(kept, "v", (d * g) ** 2, beta2)
    kept["r"] = root * kept.get("r", 0) + (1 - root) * rate * d**2 * float(np.vdot(g, start - w))
    kept["s"] = root * kept.get("s", 0) + (1 - root) * rate * d**2 * g
    kept["d"] = max(d, kept["r"] / float(np.abs(kept["s"]).sum()))
    return w - rate * d * m / (np.sqrt(v) + d * 1e-8)


@reference
def dadapt_sgd(w, g, kept, t, lr):
    d, first = kept.get("d", 1e-6), kept.setdefault("g0", length(g))
    rate, s = d * lr / first, kept.get("s", 0 * g)
    kept["over"] = kept.get("over", 0) + 2 * rate * float(np.vdot(g, s))
    kept["s"] = s + rate * g
    kept["d"] = max(d, kept["over"] / length(kept["s"]))
    return w - rate * g


@reference
def adam_atan2(w, g, kept, t, lr):
    return w - lr * np.arctan2(unbiased(kept, "m", g, 0.9, t), np.sqrt(unbiased(kept, "v", g * g, 0.999, t)))


def factored(kept, name, x, beta):
    """The outer product of the running sums of rows and of columns over their own sum."""
    row, col = averaged(kept, f"{name}_row", x.sum(1), beta), averaged(kept, f"{name}_col", x.sum(0), beta)
    return np.outer(row, col) / row.sum()


@reference
def adafactor(w, g, kept, t, lr):
    flat, beta = g.reshape(len(g), -1), 1 - t**-0.8
    square = flat * flat + 1e-30
    step = flat / np.sqrt(factored(kept, "v", square, beta) if w.ndim > 1 else averaged(kept, "v", square, beta))
    step = step / max(1, length(step) / math.sqrt(step.size))
    return w - lr * max(1e-3, length(w) / math.sqrt(w.size)) * step.reshape(w.shape)


@reference
def came(w, g, kept, t, lr):
    flat = g.reshape(len(g), -1)
    step = flat / np.sqrt(factored(kept, "v", flat * flat + 1e-30, 0.999))
    step = step / max(1, length(step) / math.sqrt(step.size))
    mean = averaged(kept, "m", step, 0.9)
    return w - lr * (mean / np.sqrt(factored(kept, "s", (step - mean) ** 2 + 1e-16, 0.9999))).reshape(w.shape)


@reference
def sm3(w, g, kept, t, lr):
    flat = g.reshape(len(g), -1)
    row, col = kept.get("row", np.zeros(len(flat))), kept.get("col", np.zeros(flat.shape[1]))
    cover = np.minimum(row[:, None], col[None, :]) + flat * flat
    kept.update(row=cover.max(1), col=cover.max(0))
    return w - lr * (flat / np.sqrt(cover)).reshape(w.shape)


@reference
def lars_sgd(w, g, kept, t, lr, trust=0.001, wd=1e-4):
    step = g
    if w.ndim > 1:
        step = (g + wd * w) * trust * length(w) / (length(g) + wd * length(w))
    kept["m"] = 0.9 * kept.get("m", 0) + lr * step
    return w - kept["m"]


@reference
def adamp(w, g, kept, t, lr, delta=0.1, wd=0.01, ratio=0.1):
    step, decay = adam_step(kept, g, t), wd
    for rows in (len(w), 1) if w.ndim > 1 else ():
        flat, grads, steps = (x.reshape(rows, -1) for x in (w, g, step))
        sizes = np.linalg.norm(flat, axis=1, keepdims=True) + 1e-8
        cosine = np.abs((flat * grads).sum(1)) / (sizes[:, 0] * (np.linalg.norm(grads, axis=1) + 1e-8))
        if cosine.max() < delta / math.sqrt(flat.shape[1]):
            unit = flat / sizes
            step, decay = (steps - unit * (unit * steps).sum(1, keepdims=True)).reshape(w.shape), wd * ratio
            break
    return w * (1 - lr * decay) - lr * step


@reference
def dadapt_adam(w, g, kept, t, lr, beta2=0.999):
    d, root, s = kept.get("d", 1e-6), math.sqrt(beta2), kept.get("s", 0 * g)
    m, v = averaged(kept, "m", d * lr * g, 0.9), averaged(kept, "v", g * g, beta2)
    scale = np.sqrt(v) + 1e-8
    kept["r"] = root * kept.get("r", 0) + (1 - root) * d * lr * float((g * s / scale).sum())
    kept["s"] = root * s + (1 - root) * d * lr * g
    kept["d"] = max(d, kept["r"] / ((1 - root) * float(np.abs(kept["s"]).sum())))
    return w - m / scale


def noise(w, t):
    """The noise of seed 1: numbers of the published generator, which other tests hold to its vectors."""
    return draw_at("random_normal", np.arange(w.size), 1, t, 0, 0).astype(np.float64).reshape(w.shape)


@reference
def langevin(w, g, kept, t, lr):
    return w - lr / 2 * g + math.sqrt(lr) * noise(w, t)


@reference
def preconditioned_langevin(w, g, kept, t, lr):
    scale = 1 / (1e-5 + np.sqrt(averaged(kept, "v", g * g, 0.99)))
    return w - lr / 2 * scale * g + np.sqrt(lr * scale) * noise(w, t)


@reference
def noisy_sgd(w, g, kept, t, lr):
    return w - lr * (g + math.sqrt(0.3 / (1 + t) ** 0.55) * noise(w, t))


def projected_step(w, g, kept, t, lr, rank, scale, by_column):
    """Algorithm 1 of the paper with P of shape (rank, rows), on the gradient as a matrix."""
    flat, rows = g.reshape(len(g), -1), np.arange(len(g))
    p = np.array([draw_at("random_normal", rows, 1, (t - 1) // 200, 0, one, Granularity.ROW) for one in range(rank)])
    low = p.astype(np.float64) / math.sqrt(rank) @ flat
    adam = adam_step(kept, low, t)
    factor = np.linalg.norm(adam, axis=0) / np.linalg.norm(low, axis=0) if by_column else length(adam) / length(low)
    step = scale * (flat @ np.diag(np.broadcast_to(factor, flat.shape[1])))
    before, now = kept.get("size"), length(step)
    if before is not None and now / before > 1.01:
        step = step / now * 1.01 * before
    kept["size"] = length(step)
    return w - lr * step.reshape(w.shape)


@reference
def apollo_mini(w, g, kept, t, lr):
    return projected_step(w, g, kept, t, lr, rank=1, scale=math.sqrt(128), by_column=False)


@reference
def apollo(w, g, kept, t, lr):
    return projected_step(w, g, kept, t, lr, rank=4, scale=1.0, by_column=True)


def dynamic_book(signed):
    """Seven decades up to 1, each in twice as many parts as the one below, whose middles are the values; 0 and 1."""
    sizes = []
    for decade in range(7):
        borders = np.linspace(0.1, 1, 2 ** (decade + 1 - signed) + 1)
        sizes += list(10.0 ** (decade - 6) * (borders[1:] + borders[:-1]) / 2)
    return np.sort(np.array([*sizes, *(-size for size in sizes if signed), 0, 1]))


def in_bytes(x, book):
    """Values as bytes keep them, with a scale for each block of 256."""
    flat = np.zeros(-(-x.size // 256) * 256)
    flat[: x.size] = x.reshape(-1)
    blocks = flat.reshape(-1, 256)
    scale = np.abs(blocks).max(1, keepdims=True)
    nearest = book[np.searchsorted((book[1:] + book[:-1]) / 2, blocks / scale)]
    return (nearest * scale).reshape(-1)[: x.size].reshape(x.shape)


@reference
def blockwise_adam(w, g, kept, t, lr):
    m, v = averaged(kept, "m", g, 0.9), averaged(kept, "v", g * g, 0.999)
    kept.update(m=in_bytes(m, dynamic_book(True)), v=in_bytes(v, dynamic_book(False)))
    return w - lr * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)


@reference
def muon(w, g, kept, t, lr, narrow):
    g = g.reshape(len(g), -1)
    kept["m"] = kept.get("m", 0 * g) + (g - kept.get("m", 0 * g)) * 0.05
    x = 0.05 * g + 0.95 * kept["m"]
    x = x / max(length(x), 1e-7)
    for _ in range(5):  # on the longer side, which is slower and gives the same
        gram = np.einsum("ij,ik->jk", x, x)
        x = 3.4445 * x + x @ (-4.775 * gram + 2.0315 * gram @ gram)
    size = math.sqrt(max(1, x.shape[0] / x.shape[1]))
    return w * (1 - lr * 0.1) - lr * size * x.reshape(w.shape)


@reference
def normuon(w, g, kept, t, lr):
    m = averaged(kept, "m", g.reshape(len(g), -1), 0.95)
    x = m / max(length(m), 1e-7)
    for _ in range(5):
        gram = np.einsum("ij,ik->jk", x, x)
        x = 3.4445 * x + x @ (-4.775 * gram + 2.0315 * gram @ gram)
    x = x / (np.sqrt(averaged(kept, "v", row_means(x * x), 0.95)) + 1e-8)
    return w - lr * (0.2 * math.sqrt(x.size) / length(x)) * x.reshape(w.shape)


def matrix_power(x, exponent, damping):
    """A power of a symmetric matrix by its singular value decomposition, which is its eigendecomposition."""
    u, s, _ = np.linalg.svd(x + damping * np.eye(len(x)))
    return u @ np.diag(s**exponent) @ u.T


@reference
def shampoo(w, g, kept, t, lr):
    g = g.reshape(len(g), -1)
    kept["l"] = kept.get("l", 0) + np.einsum("ik,jk->ij", g, g)
    kept["r"] = kept.get("r", 0) + np.einsum("ki,kj->ij", g, g)
    step = matrix_power(kept["l"], -0.25, 1e-3) @ g @ matrix_power(kept["r"], -0.25, 1e-3)
    return w - lr * step.reshape(w.shape)


def orthonormalized(x):
    """The columns made orthonormal one after the other, twice for the sake of rounding."""
    for _ in range(2):
        x = x.copy()
        for column in range(x.shape[1]):
            before = x[:, :column]
            x[:, column] -= before @ (before.T @ x[:, column])
            x[:, column] /= length(x[:, column])
    return x


@reference
def soap(w, g, kept, t, lr):
    g = g.reshape(len(g), -1)
    q = [kept.get(side, np.eye(size)) for side, size in zip("qp", g.shape, strict=True)]
    mean = unbiased(kept, "m", g, 0.95, t)
    var = unbiased(kept, "v", (q[0].T @ g @ q[1]) ** 2, 0.95, t)
    step = q[0] @ ((q[0].T @ mean @ q[1]) / (np.sqrt(var) + 1e-8)) @ q[1].T
    for side, basis, name, square in zip("qp", q, "lr", (g @ g.T, g.T @ g), strict=True):
        averaged(kept, name, square, 0.95)
        kept[side] = orthonormalized((kept[name] + 1e-3 * np.eye(len(square))) @ basis)
    return w - lr * step.reshape(w.shape)
