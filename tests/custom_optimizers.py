# pyright: basic
"""Optimizers as programs for MXNet 1.x write them: subclasses of `Optimizer` with an `update` for one parameter.

`define(mx)` makes them for any module `mx`. `version_programs.py` records what they do with MXNet 1.9.1.
"""
# The style is that of such programs: `super` with arguments, states of every nesting, attributes with private names.

from __future__ import annotations

import math
from typing import Any

import numpy


def define(mx: Any) -> dict[str, Any]:
    """The classes, by name."""
    nd, Optimizer = mx.nd, mx.optimizer.Optimizer

    class HeavyBall(Optimizer):
        """Momentum in arithmetic (Polyak, 1964)."""

        def __init__(self, momentum=0.9, **kwargs):
            super(HeavyBall, self).__init__(**kwargs)
            self.momentum = momentum

        def create_state(self, index, weight):
            if self.momentum == 0.0:
                return None
            return nd.zeros(weight.shape, weight.context, dtype=weight.dtype)

        def update(self, index, weight, grad, state):
            assert isinstance(weight, nd.NDArray)
            assert isinstance(grad, nd.NDArray)
            self._update_count(index)
            lr, wd = self._get_lr(index), self._get_wd(index)
            grad = grad * self.rescale_grad
            if self.clip_gradient is not None:
                grad = nd.clip(grad, -self.clip_gradient, self.clip_gradient)
            mom = state
            mom[:] *= self.momentum
            mom[:] += -lr * (grad + wd * weight)
            weight[:] += mom

    class FusedMomentum(Optimizer):
        """Momentum by MXNet's own op."""

        def __init__(self, momentum=0.9, **kwargs):
            super(FusedMomentum, self).__init__(**kwargs)
            self.momentum = momentum

        def create_state(self, index, weight):
            return nd.zeros(weight.shape, weight.context, dtype=weight.dtype)

        def update(self, index, weight, grad, state):
            self._update_count(index)
            kwargs = {"rescale_grad": self.rescale_grad, "momentum": self.momentum}
            if self.clip_gradient:
                kwargs["clip_gradient"] = self.clip_gradient
            lr, wd = self._get_lr(index), self._get_wd(index)
            nd.sgd_mom_update(weight, grad, state, out=weight, lr=lr, wd=wd, **kwargs)

    class DecoupledAdam(Optimizer):
        """Adam with decoupled decay (Loshchilov and Hutter, 2017)."""

        def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8, **kwargs):
            super(DecoupledAdam, self).__init__(learning_rate=learning_rate, **kwargs)
            self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon

        def create_state(self, index, weight):
            return (
                nd.zeros(weight.shape, weight.context, dtype=weight.dtype),
                nd.zeros(weight.shape, weight.context, dtype=weight.dtype),
            )

        def update(self, index, weight, grad, state):
            self._update_count(index)
            lr, wd = self._get_lr(index), self._get_wd(index)
            t = self._index_update_count[index]
            coef1 = 1.0 - self.beta1**t
            coef2 = 1.0 - self.beta2**t
            grad = grad * self.rescale_grad
            mean, var = state
            mean[:] = self.beta1 * mean + (1.0 - self.beta1) * grad
            var[:] = self.beta2 * var + (1.0 - self.beta2) * nd.square(grad)
            step = lr * math.sqrt(coef2) / coef1
            weight[:] -= step * mean / (nd.sqrt(var) + self.epsilon) + lr * wd * weight

    class AMSGrad(Optimizer):
        """Adam with the largest mean square so far (Reddi et al., 2018)."""

        def __init__(self, learning_rate=0.01, **kwargs):
            super(AMSGrad, self).__init__(learning_rate=learning_rate, **kwargs)

        def create_state(self, index, weight):
            return tuple(nd.zeros(weight.shape, weight.context) for _ in range(3))

        def update(self, index, weight, grad, state):
            self._update_count(index)
            lr = self._get_lr(index)
            grad = grad * self.rescale_grad + self._get_wd(index) * weight
            mean, var, most = state
            mean[:] = 0.9 * mean + 0.1 * grad
            var[:] = 0.99 * var + 0.01 * grad * grad
            most[:] = nd.maximum(most, var)
            weight[:] -= lr * mean / (nd.sqrt(most) + 1e-8)

    class RectifiedAdam(Optimizer):
        """Adam without a step by the variance while that is uncertain (Liu et al., 2020)."""

        def __init__(self, learning_rate=0.01, beta1=0.9, beta2=0.9, **kwargs):
            super(RectifiedAdam, self).__init__(learning_rate=learning_rate, **kwargs)
            self.beta1 = beta1
            self.beta2 = beta2
            self._buffer = {}

        def create_state(self, index, weight):
            return (nd.zeros(weight.shape, weight.context), nd.zeros(weight.shape, weight.context))

        def update(self, index, weight, grad, state):
            self._update_count(index)
            lr, t = self._get_lr(index), self._index_update_count[index]
            grad = grad * self.rescale_grad
            mean, var = state
            mean[:] = self.beta1 * mean + (1 - self.beta1) * grad
            var[:] = self.beta2 * var + (1 - self.beta2) * grad**2
            if t not in self._buffer:
                most = 2 / (1 - self.beta2) - 1
                now = most - 2 * t * self.beta2**t / (1 - self.beta2**t)
                scale = None
                if now > 4:
                    scale = math.sqrt((now - 4) * (now - 2) * most / ((most - 4) * (most - 2) * now))
                self._buffer[t] = scale
            unbiased = mean / (1 - self.beta1**t)
            if self._buffer[t] is None:
                weight[:] -= lr * unbiased
            else:
                root = nd.sqrt(var / (1 - self.beta2**t)) + 1e-8
                weight[:] -= lr * self._buffer[t] * unbiased / root

    class Yogi(Optimizer):
        """Adam whose mean square changes by its sign (Zaheer et al., 2018)."""

        def __init__(self, learning_rate=0.01, **kwargs):
            super(Yogi, self).__init__(learning_rate=learning_rate, **kwargs)
            self._warned = None
            self._name = "yogi"

        def create_state(self, index, weight):
            return [nd.zeros(weight.shape, weight.context), nd.ones(weight.shape, weight.context) * 1e-6]

        def update(self, index, weight, grad, state):
            self._update_count(index)
            grad = grad * self.rescale_grad
            square = grad * grad
            state[0][:] = 0.9 * state[0] + 0.1 * grad
            state[1][:] = state[1] - 0.001 * nd.sign(state[1] - square) * square
            weight[:] = weight - self._get_lr(index) * state[0] / (nd.sqrt(state[1]) + 1e-3)

    class Lion(Optimizer):
        """Steps by the sign of an interpolated momentum (Chen et al., 2023)."""

        def create_state(self, index, weight):
            return nd.zeros_like(weight)

        def update(self, index, weight, grad, state):
            self._update_count(index)
            lr, wd = self._get_lr(index), self._get_wd(index)
            grad = grad * self.rescale_grad
            weight[:] -= lr * (nd.sign(0.9 * state + 0.1 * grad) + wd * weight)
            state[:] = 0.99 * state + 0.01 * grad

    class QuasiHyperbolic(Optimizer):
        """A mixture of SGD and momentum (Ma and Yarats, 2019)."""

        def __init__(self, nu=0.7, beta=0.9, **kwargs):
            super(QuasiHyperbolic, self).__init__(**kwargs)
            self.nu, self.beta = nu, beta
            self._count = 0

        def create_state(self, index, weight):
            return nd.zeros(weight.shape, ctx=weight.context, dtype=weight.dtype)

        def update(self, index, weight, grad, state):
            self._update_count(index)
            self._count += 1
            grad = grad * self.rescale_grad + self._get_wd(index) * weight
            state *= self.beta
            state += (1 - self.beta) * grad
            weight -= self._get_lr(index) * ((1 - self.nu) * grad + self.nu * state)

    class Aggregated(Optimizer):
        """The mean of several momenta (Lucas et al., 2019)."""

        def __init__(self, betas=(0.0, 0.9, 0.99), **kwargs):
            super(Aggregated, self).__init__(**kwargs)
            self.betas = betas

        def create_state(self, index, weight):
            return [nd.zeros(weight.shape, weight.context) for _ in self.betas]

        def update(self, index, weight, grad, state):
            self._update_count(index)
            grad = grad * self.rescale_grad
            for beta, mom in zip(self.betas, state):
                mom[:] = beta * mom + grad
                weight[:] -= self._get_lr(index) / len(self.betas) * mom

    class Layerwise(Optimizer):
        """A rate for each layer by two norms (You et al., 2017)."""

        def __init__(self, trust=0.1, **kwargs):
            super(Layerwise, self).__init__(**kwargs)
            self.trust = trust

        def _get_ratio(self, weight, grad, wd):
            own = math.sqrt(float(nd.square(weight).asnumpy().sum()))
            other = math.sqrt(float(nd.square(grad).asnumpy().sum()))
            return self.trust * own / (other + wd * own + 1e-9) if own > 0 and other > 0 else 1.0

        def update(self, index, weight, grad, state):
            self._update_count(index)
            wd = self._get_wd(index)
            grad = grad * self.rescale_grad
            lr = self._get_lr(index) * self._get_ratio(weight, grad, wd)
            nd.sgd_update(weight, grad, out=weight, lr=lr, wd=wd)

    class Normalised(Optimizer):
        """One mean square for a layer (Ginsburg et al., 2019)."""

        def create_state(self, index, weight):
            return (nd.zeros(weight.shape, weight.context), nd.zeros((1,), weight.context))

        def update(self, index, weight, grad, state):
            self._update_count(index)
            grad = grad * self.rescale_grad
            mom, size = state
            size[:] = 0.95 * size + 0.05 * float((grad * grad).asnumpy().sum())
            mom[:] = 0.9 * mom + (grad / (math.sqrt(size.asscalar()) + 1e-8) + self._get_wd(index) * weight)
            weight[:] -= self._get_lr(index) * mom

    class Bounded(Optimizer):
        """Adam whose rates are held in narrowing bounds (Luo et al., 2019)."""

        def __init__(self, learning_rate=0.01, final_lr=0.1, gamma=1e-3, **kwargs):
            super(Bounded, self).__init__(learning_rate=learning_rate, **kwargs)
            self.final_lr, self.gamma = final_lr, gamma
            self._base = self.lr

        def create_state(self, index, weight):
            return (nd.zeros(weight.shape, weight.context), nd.zeros(weight.shape, weight.context))

        def update(self, index, weight, grad, state):
            self._update_count(index)
            lr, t = self._get_lr(index), self._index_update_count[index]
            grad = grad * self.rescale_grad
            mean, var = state
            mean[:] = 0.9 * mean + 0.1 * grad
            var[:] = 0.999 * var + 0.001 * nd.square(grad)
            final = self.final_lr * lr / self._base
            low, high = final * (1 - 1 / (self.gamma * t + 1)), final * (1 + 1 / (self.gamma * t))
            rates = nd.clip(lr * math.sqrt(1 - 0.999**t) / (1 - 0.9**t) / (nd.sqrt(var) + 1e-8), low, high)
            weight[:] -= rates * mean

    class Lookahead(Optimizer):
        """Every few steps the weight goes back half the way (Zhang et al., 2019); another optimizer does the steps."""

        def __init__(self, every=2, **kwargs):
            super(Lookahead, self).__init__(**kwargs)
            self._inner = HeavyBall(momentum=0.5, **kwargs)
            self._every = every

        def create_state(self, index, weight):
            return (self._inner.create_state(index, weight), weight.copy())

        def update(self, index, weight, grad, state):
            self._update_count(index)
            inner, slow = state
            self._inner.update(index, weight, grad, inner)
            if self._index_update_count[index] % self._every == 0:
                slow[:] += 0.5 * (weight - slow)
                weight[:] = slow

    class Centralised(Optimizer):
        """SGD on gradients without their row means (Yong et al., 2020)."""

        def update(self, index, weight, grad, state):
            self._update_count(index)
            values = grad.asnumpy() * numpy.float32(self.rescale_grad)
            if values.ndim > 1:
                values = values - values.mean(axis=1, keepdims=True)
            grad = nd.array(values, ctx=weight.context, dtype=weight.dtype)
            weight[:] = weight - self._get_lr(index) * (grad + self._get_wd(index) * weight)

    class MasterCopy(Optimizer):
        """SGD that keeps a float32 copy of 16-bit weights by itself."""

        def create_state_multi_precision(self, index, weight):
            if weight.dtype == numpy.float16:
                return (weight.astype(numpy.float32), nd.zeros(weight.shape, weight.context, dtype="float32"))
            return self.create_state(index, weight)

        def create_state(self, index, weight):
            return nd.zeros(weight.shape, weight.context, dtype=weight.dtype)

        def update(self, index, weight, grad, state):
            self._update_count(index)
            state[:] = 0.9 * state + grad * self.rescale_grad
            weight[:] -= self._get_lr(index) * state

        def update_multi_precision(self, index, weight, grad, state):
            if weight.dtype != numpy.float16:
                self.update(index, weight, grad, state)
                return
            master, mom = state
            self.update(index, master, grad.astype(numpy.float32), mom)
            weight[:] = master.astype(numpy.float16)

    class Scheduled(Optimizer):
        """SGD by a cosine of its own, with a rate for each parameter."""

        def __init__(self, period=3, learning_rate=0.1, **kwargs):
            super(Scheduled, self).__init__(learning_rate=learning_rate, **kwargs)
            self.period = period
            self._step = 0

        def _get_lr(self, index):
            t = self._index_update_count[index] % self.period
            return super(Scheduled, self)._get_lr(index) * (1 + math.cos(math.pi * t / self.period)) / 2

        def update(self, index, weight, grad, state):
            self._update_count(index)
            weight[:] -= self._get_lr(index) * (grad * self.rescale_grad + self._get_wd(index) * weight)

    kinds = (
        HeavyBall, FusedMomentum, DecoupledAdam, AMSGrad, RectifiedAdam, Yogi, Lion, QuasiHyperbolic, Aggregated,
        Layerwise, Normalised, Bounded, Lookahead, Centralised, MasterCopy, Scheduled,
    )  # fmt: skip
    return {kind.__name__: kind for kind in kinds}
