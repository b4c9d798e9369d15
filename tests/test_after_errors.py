"""A step that fails late has changed nothing: no number, no array, no row, no count."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.executor import rows as row_steps
from mxsym.optimizer import fused_step
from mxsym.runtime import plan, rows, sparse
from mxsym.runtime.native_pool import NativePool
from mxsym.runtime.python_pool import PythonPool

W, G, M = (mx.sym.var(name) for name in "wgm")


def gradient(*ids: int) -> Any:
    return mx.nd.sparse.row_sparse_array((np.ones((len(ids), 3), np.float32), np.array(ids)), shape=(9, 3))


def sparse_state() -> Any:
    return mx.nd.sparse.row_sparse_array((np.full((1, 3), 2, np.float32), np.array([4])), shape=(9, 3))


def print_nothing(_name: str, _array: Any) -> None:
    """A monitor."""


class Step:
    """An executor whose step is to fail: what it is bound to, and how it looks."""

    def __init__(self, lazy: bool, watched: bool = False) -> None:
        self.weight, self.state = np.zeros((9, 3), np.float32), sparse_state()
        symbol = mx.sym.sgd_mom_update(W, G, M, lr=0.5, momentum=0.9, lazy_update=lazy, out=W, name="u")
        self.executor = symbol.bind(args={"w": self.weight, "g": gradient(1)}, aux_states={"m": self.state})
        self.executor.forward()
        if watched:
            self.executor.set_monitor_callback(print_nothing)

    def look(self) -> list[object]:
        exe, state = self.executor, self.state
        numbers = {name: dict(held.items()) for name, held in exe.scalars.items()}
        arrays = [self.weight.tobytes(), state.indices.asnumpy().tobytes(), state.data.asnumpy().tobytes()]
        return [numbers, {name: id(array) for name, array in exe.arg_dict.items()}, *arrays]


def failing(function: Callable[..., Any], after: int) -> tuple[Callable[..., Any], list[int]]:
    """The function, which raises MemoryError at its call number `after`; and a list that is empty until then."""
    calls: list[int] = []
    failed: list[int] = []

    def call(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == after:
            failed.append(after)
            raise MemoryError
        return function(*args, **kwargs)

    return call, failed


class Arrays:
    """NumPy, whose functions that make arrays have too little memory at one call."""

    def __init__(self, after: int) -> None:
        self.count, self.after, self.failed = 0, after, False

    def __getattr__(self, name: str) -> Any:
        real = getattr(np, name)
        if name not in ("zeros", "concatenate", "argsort", "searchsorted", "arange", "array", "empty"):
            return real

        def make(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            if self.count == self.after:
                self.failed = True
                raise MemoryError
            return real(*args, **kwargs)

        return make


def outcomes(
    lazy: bool,
    monkeypatch: pytest.MonkeyPatch,
    patch: Callable[[Any, int], Callable[[], object]],
    watched: bool = False,
) -> Iterator[int]:
    """Steps that fail at the first place, the second, …, until one does not; each with its number."""
    for after in range(1, 100):
        step = Step(lazy, watched)
        before = step.look()
        with monkeypatch.context() as patched:
            failed = patch(patched, after)
            with contextlib.suppress(MemoryError):
                step.executor.forward(g=gradient(0, 2, 7), lr=0.25)
        if not failed():
            assert step.look() != before
            return
        assert step.look() == before, after
        step.executor.forward(g=gradient(0, 2, 7), lr=0.25)
        expected = Step(lazy)
        expected.executor.forward(g=gradient(0, 2, 7), lr=0.25)
        assert step.look()[2:] == expected.look()[2:]
        yield after
    raise AssertionError("no step ended")


@pytest.mark.parametrize("lazy", [True, False])
def test_no_memory_at_any_allocation(lazy: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def patch(patched: Any, after: int) -> Callable[[], object]:
        arrays = Arrays(after)
        for module in (row_steps, rows, sparse, plan):
            patched.setattr(module, "np", arrays)
        return lambda: arrays.failed

    assert len(list(outcomes(lazy, monkeypatch, patch))) > 5


@pytest.mark.parametrize("where", [(plan, "chunks"), (rows, "positions"), (rows, "widen")])
def test_a_fault_in_what_prepares_a_step(where: tuple[Any, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def patch(patched: Any, after: int) -> Callable[[], object]:
        call, failed = failing(getattr(*where), after)
        patched.setattr(*where, call)
        return lambda: failed

    assert list(outcomes(True, monkeypatch, patch))


def test_a_monitor_that_cannot_have_its_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    from mxsym.mxnet import executor

    def patch(patched: Any, after: int) -> Callable[[], object]:
        call, failed = failing(executor._copy, after)  # pyright: ignore[reportPrivateUsage]: it stands for no memory
        patched.setattr(executor, "_copy", call)
        return lambda: failed

    assert len(list(outcomes(True, monkeypatch, patch, watched=True))) > 3


def test_imperative_steps_that_fail_grow_no_state(monkeypatch: pytest.MonkeyPatch) -> None:
    after = 0
    for after in range(1, 100):
        weight, state = np.zeros((9, 3), np.float32), sparse_state()
        arrays = Arrays(after)
        with monkeypatch.context() as patched:
            for module in (row_steps, rows, sparse, plan):
                patched.setattr(module, "np", arrays)
            try:
                mx.nd.sparse.sgd_mom_update(weight, gradient(0, 2), state, lr=0.5, momentum=0.9, out=weight)
            except MemoryError:
                assert not weight.any() and state.indices.asnumpy().tolist() == [4]
                continue
        if not arrays.failed:
            assert state.indices.asnumpy().tolist() == [0, 2, 4] and weight.any()
            break
    assert after > 5


def test_interpreted_steps_that_fail_change_no_parameter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several parameters whose tables grow, none has changed where there is no memory for one of them."""
    after = 0
    for after in range(1, 200):
        optimizer = mx.optimizer.SGD(learning_rate=0.5, momentum=0.9, lazy_update=True, use_fused_step=False)
        weights, states = [np.zeros((9, 3), np.float32) for _ in range(2)], [sparse_state() for _ in range(2)]
        arrays = Arrays(after)
        with monkeypatch.context() as patched:
            for module in (row_steps, rows, sparse, fused_step):
                patched.setattr(module, "np", arrays)
            try:
                optimizer.update([0, 1], weights, [gradient(0, 2), gradient(1, 4)], states)
            except MemoryError:
                assert not any(weight.any() for weight in weights) and optimizer.update_counts == {}
                assert [state.indices.asnumpy().tolist() for state in states] == [[4], [4]]
                continue
        if not arrays.failed:
            assert [state.indices.asnumpy().tolist() for state in states] == [[0, 2, 4], [1, 4]]
            assert all(weight.any() for weight in weights)
            break
    assert after > 10


def test_threads_that_cannot_start_are_no_error(
    many_chunks: None, thread_count: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pool's memory is what is missing."""
    held = {"w": np.zeros(5000, np.float32), "g": np.ones(5000, np.float32)}
    executor = mx.sym.sgd_update(W, G, lr=1.0, out=W, name="u").bind(args=held)
    executor.forward()

    def none(*_: object) -> None:
        raise MemoryError

    for kind in (NativePool, PythonPool):
        monkeypatch.setattr(kind, "__init__", none)
    thread_count(3)
    fresh = np.full(5000, 3, np.float32)
    executor.forward(g=fresh, lr=0.25)
    assert executor.scalars["u"]["lr"] == 0.25 and executor.arg_dict["g"] is fresh
    assert np.all(held["w"] == -1.75)
