"""A stand-in for MXNet over mxsym: utilities for its tests, and parameters whose gradients are constants.

`tests/mxnet_own.py` runs the tests.
"""
# pyright: basic
# It takes whatever the tests of others pass.

from __future__ import annotations

import contextlib
import copy
import functools
import itertools
import math
import os
import random
import sys
import unittest
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import mxsym

MARK = "begins_a_test_of_mxnets"
"""A name that the modules of such tests have."""


_draw = np.random.default_rng(0)


class LeftOutError(Exception):
    """A part of MXNet that mxsym has not."""


class _Missing:
    """A module of MXNet that mxsym has not."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __getattr__(self, name: str) -> Any:
        raise LeftOutError(self.what)


class _Network:
    """The base of networks, and each of their layers."""

    def __init__(self, *_: Any, **__: Any) -> None:
        raise LeftOutError("networks are not part of mxsym")


class _Line:
    """A parameter combined with a number: its gradient is a constant."""

    def __init__(self, gradient: Any, slope: float) -> None:
        self.gradient, self.slope = gradient, slope

    def backward(self) -> None:
        shape = self.gradient.shape
        if self.gradient.stype == "row_sparse":
            rows = np.arange(shape[0])
            values = np.full(shape, self.slope, np.float32)
            mxsym.nd.sparse.row_sparse_array((values, rows), shape=shape).copyto(self.gradient)
        else:
            self.gradient[:] = self.slope


class _Recorded:
    """A parameter's array while a program is recorded."""

    def __init__(self, gradient: Any) -> None:
        self.gradient = gradient

    def __add__(self, number: float) -> _Line:
        return _Line(self.gradient, 1.0)

    def __mul__(self, number: float) -> _Line:
        return _Line(self.gradient, number)

    __rmul__ = __mul__


class Parameter:
    """A parameter as a Trainer takes it; a test that asks for its arrays gets those of a recorded program."""

    def __init__(
        self, name: str, shape: Any = None, lr_mult: float = 1.0, stype: str = "default", **options: Any
    ) -> None:
        self.name, self.shape, self.lr_mult, self.stype = name, shape, lr_mult, stype
        self.grad_stype = options.get("grad_stype", "default")
        self.contexts: list[Any] = []
        self.arrays: list[Any] = []
        self.gradients: list[Any] = []

    def initialize(self, init: Any = None, ctx: Any = None) -> None:
        self.contexts = list(ctx or [mxsym.cpu()])
        zeros, shape = np.zeros(self.shape, np.float32), self.shape
        self.gradients = [mxsym.nd.zeros(shape, ctx=each, stype=self.grad_stype) for each in self.contexts]
        if self.stype == "default":
            self.arrays = [mxsym.nd.array(zeros, ctx=each) for each in self.contexts]
        else:
            rows = np.arange(shape[0])
            self.arrays = [mxsym.nd.sparse.row_sparse_array((zeros.copy(), rows), shape=shape) for _ in self.contexts]

    def _place(self, ctx: Any) -> int:
        return 0 if ctx is None else [each.device_id for each in self.contexts].index(ctx.device_id)

    def data(self, ctx: Any = None) -> Any:
        return self.arrays[self._place(ctx)]

    def grad(self, ctx: Any = None) -> Any:
        return self.gradients[self._place(ctx)]

    def list_grad(self) -> list[Any]:
        return list(self.gradients)

    def list_data(self) -> list[Any]:
        asked_by_test = MARK in sys._getframe(1).f_globals
        return self.list_row_sparse_data(None) if asked_by_test else list(self.arrays)

    def list_row_sparse_data(self, _: Any) -> list[Any]:
        return [_Recorded(gradient) for gradient in self.gradients]

    def row_sparse_data(self, _: Any) -> Any:
        return self.arrays[0]

    def _reduce(self) -> Any:
        return self.arrays[0]

    def _load_init(self, value: Any, _: Any) -> None:
        for array in self.arrays:
            array[:] = value


class Parameters(dict[str, Parameter]):
    """Parameters by name, as 1.x has them."""

    def get(self, name: str, *_: Any, **options: Any) -> Any:
        return self.setdefault(name, Parameter(name, **options))

    def initialize(self, ctx: Any = None, init: Any = None) -> None:
        for parameter in self.values():
            parameter.initialize(ctx=ctx)

    def save(self, path: str) -> None:
        mxsym.nd.save(path, {name: parameter.data() for name, parameter in self.items()})

    def load(self, path: str) -> None:
        for name, value in mxsym.nd.load(path).items():
            self[name]._load_init(value, None)


def mxnet() -> Any:
    """The module that the tests import as mxnet."""
    layers = SimpleNamespace(
        **dict.fromkeys(("Dense", "Sequential", "HybridSequential", "Embedding", "HybridBlock", "Block"), _Network)
    )
    own: dict[str, Any] = {
        "gluon": SimpleNamespace(
            Trainer=mxsym.gluon.Trainer,
            Parameter=Parameter,
            ParameterDict=Parameters,
            nn=layers,
            Block=_Network,
            HybridBlock=_Network,
        ),
        "autograd": SimpleNamespace(record=contextlib.nullcontext),
        "gpu": mxsym.cpu,
        "npx": SimpleNamespace(reset_np=lambda: None, set_np=lambda: None),
        "util": SimpleNamespace(use_np=lambda function: function, is_np_array=lambda: False),
        "test_utils": SimpleNamespace(almost_equal=almost_equal),
    }
    for name in ("mod", "io", "init", "metric", "np", "module"):
        own[name] = _Missing("networks, their training and their data are not part of mxsym")

    class StandIn:
        def __getattr__(self, name: str) -> Any:
            return own[name] if name in own else getattr(mxsym, name)

    return StandIn()


def _dense(array: Any) -> Any:
    return np.asarray(array.asnumpy() if hasattr(array, "asnumpy") else array)


def almost_equal(a: Any, b: Any, rtol: float | None = None, atol: float | None = None, **_: Any) -> bool:
    return np.allclose(_dense(a), _dense(b), rtol=rtol or 1e-5, atol=atol or 1e-20)


def assert_almost_equal(
    a: Any, b: Any, rtol: float | None = None, atol: float | None = None, *_: Any, **__: Any
) -> None:
    np.testing.assert_allclose(_dense(a).astype(float), _dense(b).astype(float), rtol=rtol or 1e-4, atol=atol or 1e-6)


def assert_exception(function: Callable[..., Any], kind: type[Exception], *arguments: Any, **named: Any) -> None:
    with pytest.raises(kind):
        function(*arguments, **named)


def random_sparse(shape: Any, stype: str, density: float | None = None, dtype: Any = None, **_: Any) -> Any:
    """An array that stores some of its rows, and the parts that it was made from."""
    share = _draw.random() if density is None else density
    rows = np.flatnonzero(_draw.random(shape[0]) < share)
    values = _draw.random((len(rows), *shape[1:])).astype(dtype or "float32")
    if stype == "csr":
        whole = np.zeros(shape, values.dtype)
        whole[rows] = values
        return mxsym.nd.sparse.csr_matrix(whole), None
    return mxsym.nd.sparse.row_sparse_array((values, rows), shape=shape, dtype=values.dtype), (values, rows)


def random_array(shape: Any, stype: str = "default", density: float | None = None, dtype: Any = None, **_: Any) -> Any:
    if stype == "default":
        return mxsym.nd.array(_draw.uniform(-1, 1, shape), dtype=dtype or "float32")
    return random_sparse(shape, stype, density, dtype)[0]


def random_arrays(*shapes: Any) -> Any:
    arrays = [_draw.standard_normal(shape).astype("float32") for shape in shapes]
    return arrays if len(arrays) > 1 else arrays[0]


def sizes(count: int) -> Callable[..., tuple[int, ...]]:
    """A function that returns a shape of `count` sizes, each up to its argument."""
    return lambda *limits, **_: tuple(random.randint(1, limit) for limit in (*limits, *[10] * count)[:count])


def seeded(seed: int | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator: the test begins with this seed."""

    def decorate(test: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(test)
        def run() -> None:
            sow(seed or 0)
            test()

        return run

    return decorate


def expecting(kind: type[Exception]) -> Callable[[Callable[[], Any]], Callable[[], None]]:
    """A decorator: the test raises such an error."""

    def decorate(test: Callable[[], Any]) -> Callable[[], None]:
        @functools.wraps(test)
        def run() -> None:
            assert_exception(test, kind)

        return run

    return decorate


def sow(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  # the tests draw from it
    _draw.bit_generator.state = np.random.default_rng(seed).bit_generator.state
    mxsym.random.seed(seed)


def imports(product: Callable[..., Any]) -> dict[str, Any]:
    """The names that the tests import; `product` is their `itertools.product`."""
    combinations = SimpleNamespace(**{**vars(itertools), "product": product})
    mx = mxnet()
    return {
        MARK: True,
        "mx": mx,
        "np": np,
        "gluon": mx.gluon,
        "nn": mx.gluon.nn,
        "lr_scheduler": mx.lr_scheduler,
        "itertools": combinations,
        "functools": functools,
        "math": math,
        "os": os,
        "random": random,
        "rnd": np.random,
        "unittest": unittest,
        "pytest": pytest,
        "deepcopy": copy.deepcopy,
        "assert_allclose": np.testing.assert_allclose,
        "MXNetError": mxsym.base.MXNetError,
        "py_str": str,
        "array": mxsym.nd.array,
        "default_context": mxsym.cpu,
        "default_device": mxsym.cpu,
        "with_seed": seeded,
        "retry": lambda _: seeded(),
        "xfail_when_nonstandard_decimal_separator": seeded(),
        "raises": expecting,
        "assert_raises": pytest.raises,
        "assertRaises": lambda kind, *rest, **named: assert_exception(rest[0], kind, *rest[1:], **named),
        "assert_exception": assert_exception,
        "same": lambda a, b: np.array_equal(_dense(a), _dense(b)),
        "almost_equal": almost_equal,
        "assert_almost_equal": assert_almost_equal,
        "rand_ndarray": random_array,
        "rand_sparse_ndarray": random_sparse,
        "random_arrays": random_arrays,
        "rand_shape_2d": sizes(2),
        "rand_shape_3d": sizes(3),
        "rand_shape_nd": lambda count, dim=10: sizes(count)(*[dim] * count),
    }
