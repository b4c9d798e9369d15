"""`mx.nd.random` and `mx.random`: random arrays, by NumPy's generator. The numbers are others than MXNet's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mxsym.ndarray.calls import stored
from mxsym.ndarray.common import FLOAT32, as_context, as_dtype, as_shape
from mxsym.ndarray.dense import NDArray, bare
from mxsym.rule.missing import no_name

__all__ = ["normal", "randint", "randn", "seed", "uniform"]
_generator = np.random.default_rng()

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """An error that says what there is."""
        raise no_name("mxsym.random", name, __all__)


def seed(seed_state: int, ctx: Any = "all") -> None:  # noqa: ARG001  # MXNet's
    """Begin the sequence of random numbers of the process again; the same number gives the same sequence.

    An `SGLD` that is made later without a seed of its own draws it from there.
    """
    global _generator
    _generator = np.random.default_rng(seed_state)


def fresh_seed() -> int:
    """A seed for another sequence."""
    return int(_generator.integers(1 << 63))


def _array(values: Any, what: str, ctx: Any, dtype: Any, out: Any) -> Any:
    array = NDArray(np.asarray(values, FLOAT32 if dtype is None else as_dtype(dtype))).on(as_context(ctx))
    return array if out is None else stored(what, array, out)


def _shape(shape: Any, out: Any) -> tuple[int, ...]:
    return out.shape if shape is None and out is not None else as_shape(1 if shape is None else shape)


def uniform(
    low: float = 0.0, high: float = 1.0, shape: Any = None, dtype: Any = None, ctx: Any = None, out: Any = None
) -> Any:
    """Numbers from `low` to below `high`, all alike; of shape (1,) unless `shape` or `out` says another."""
    return _array(_generator.uniform(bare(low), bare(high), _shape(shape, out)), "uniform", ctx, dtype, out)


def normal(
    loc: float = 0.0, scale: float = 1.0, shape: Any = None, dtype: Any = None, ctx: Any = None, out: Any = None
) -> Any:
    """Numbers of a normal distribution around `loc` with the standard deviation `scale`."""
    return _array(_generator.normal(bare(loc), bare(scale), _shape(shape, out)), "normal", ctx, dtype, out)


def randn(*shape: int, **kwargs: Any) -> Any:
    """`normal`, with the sizes as arguments."""
    return normal(shape=shape or (1,), **kwargs)


def randint(low: int, high: int, shape: Any = None, dtype: Any = "int32", ctx: Any = None, out: Any = None) -> Any:
    """Whole numbers from `low` to below `high`."""
    return _array(_generator.integers(low, high, _shape(shape, out)), "randint", ctx, dtype, out)
