"""Counts of updates by index: one number for all parameters of a step, and what it must still say of each."""

from __future__ import annotations

import copy
import random
import tracemalloc
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.optimizer.counts import Alike, Counts, are_equal
from mxsym.runtime.native_call.native import are_same


def _count(counts: dict[Any, int], indices: tuple[Any, ...], begin: int) -> list[int]:
    """The same on a dict."""
    for index in indices:
        counts[index] = counts.get(index, begin) + 1
    return [counts[index] for index in indices]


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_those_of_a_dict(seed: int) -> None:
    chance = random.Random(seed)
    counts, model = Counts(), dict[Any, int]()
    taking_back: list[tuple[Callable[[], None], dict[Any, int]]] = []
    lists = [(), (1, 2, "c"), ("c", 2, 1), (1, 2), (1, 1), (1, 2, "c", 2)]
    for _ in range(400):
        choice = chance.randrange(12)
        if choice < 6:
            indices = lists[min(len(lists) - 1, chance.randrange(9) % len(lists))]
            begin = chance.randrange(3)
            assert list(counts.count(indices, begin)) == _count(model, indices, begin)
        elif choice == 6:
            index, value = chance.choice([1, 2, "c", "d"]), chance.randrange(5)
            counts[index] = model[index] = value
        elif choice == 7 and model:
            index = chance.choice([*model])
            del counts[index], model[index]
        elif choice == 8:
            taking_back.append((counts.as_now(), dict(model)))
        elif choice == 9 and taking_back:
            take_back, model = taking_back.pop()
            take_back()
            model = dict(model)
        elif choice == 10:
            counts = Counts(counts) if chance.random() < 0.5 else copy.deepcopy(counts)
            taking_back.clear()
        elif chance.random() < 0.1:
            counts.clear()
            model.clear()
        assert counts == model and list(counts.items()) == list(model.items()) and counts.copy() == model
        assert len(counts) == len(model) and repr(counts) == repr(model)
        assert all(index in counts for index in model) and "none" not in counts


def _step(optimizer: mx.optimizer.Optimizer, indices: list[Any]) -> None:
    weights = [np.ones(2, np.float32) for _ in indices]
    optimizer.update(indices, weights, [np.ones(2, np.float32) for _ in indices], [None] * len(indices))


def test_counts_that_somebody_has_are_those_after_each_step() -> None:
    optimizer = mx.optimizer.create("sgd")
    counts: MutableMapping[Any, int] = optimizer.update_counts
    for done in range(1, 6):
        _step(optimizer, [0, 1000, "two"])
        assert counts == {0: done, 1000: done, "two": done}
    counts[1000] = 10
    _step(optimizer, [0, 1000, "two"])
    _step(optimizer, [0])
    assert counts == {0: 7, 1000: 11, "two": 6} and optimizer.num_update == 11
    for _ in range(2):
        other = copy.deepcopy(optimizer)
        _step(other, [0, 1000, "two"])
        assert other.update_counts == {0: 8, 1000: 12, "two": 7} and optimizer.update_counts == counts
    optimizer.update_counts = {0: 1}
    _step(optimizer, [0, 1000])
    assert optimizer.update_counts == {0: 2, 1000: 1}


def test_indices_of_another_kind_that_equal_the_last_ones_are_seen() -> None:
    """The indices of a step before are known by the objects, not by what they equal: True is no 1."""
    optimizer = mx.optimizer.create("sgd")
    for _ in range(3):
        _step(optimizer, [0, 1])
    _step(optimizer, [np.int64(0), np.int32(1)])
    for wrong in (True, 1.0):
        with pytest.raises(TypeError, match="whole numbers or texts"):
            _step(optimizer, [0, wrong])
    assert optimizer.update_counts == {0: 4, 1: 4}
    assert [type(index) for index in optimizer.update_counts] == [int, int]


def test_equal_values_are_told_from_others() -> None:
    for count in (0, 1, 3):
        alike = Alike(2.5, count)
        assert list(alike) == [2.5] * count and alike == [2.5] * count and alike == Alike(2.5, count)
        assert alike != [2.5] * (count + 1) and are_equal(alike) == (count > 0)
        assert list(alike[1:]) == [2.5] * max(0, count - 1) and repr(alike) == f"[2.5] * {count}"
    assert Alike(1, 2)[-1] == 1 and Alike(1, 2) != Alike(2, 2) and Alike(1, 0) == Alike(2, 0)
    with pytest.raises(IndexError):
        Alike(1, 2)[2]


def test_the_same_objects_are_told_from_equal_ones() -> None:
    items: tuple[Any, ...] = (1000, "a", 1.5, None)
    kinds: list[Callable[[Sequence[Any]], Sequence[Any]]] = [list, tuple]
    for kind in kinds:
        assert are_same(kind(items), items) and are_same(kind(()), ())
        for other in ((int("1000"), *items[1:]), items[:-1], (*items, None), ()):
            assert not are_same(kind(other), items)
    assert not are_same([1], (True,))


@pytest.mark.parametrize("by_updater", [False, True])
def test_what_is_no_index_is_refused(by_updater: bool) -> None:
    """Several indices that are no list are neither taken for one, nor an error of Python's own."""
    optimizer = mx.optimizer.create("sgd")

    def step(indices: Any, weights: Any = None, grads: Any = None) -> None:
        if by_updater:
            mx.optimizer.get_updater(optimizer)(indices, grads, weights)
        else:
            optimizer.update(indices, weights, grads, None if weights is None else [None] * 2)

    pair = [np.ones(2, np.float32), np.ones(2, np.float32)]
    several: list[Any] = [range(2), iter([0, 1]), {0, 1}, {0: 1}.keys(), np.arange(2)]
    unhashable: list[Any] = [[0], {}, pair[0]]
    for wrong, arrays in [(item, pair[0]) for item in several] + [([item, 1], pair) for item in unhashable]:
        with pytest.raises(TypeError, match=r"texts, got an? \w+; pass several as one list or tuple$"):
            step(wrong, arrays, arrays)
    for wrong in (iter(pair), np.ones((2, 2), np.float32), None, "ab"):
        for lists in ((wrong, pair), (pair, wrong)):
            with pytest.raises(TypeError, match="is a list, one item a parameter, got"):
                step([0, 1], *lists)
    for lists in ((pair[:1], pair), (pair, [*pair, *pair])):
        with pytest.raises(mx.BindError, match=r"got \d items?, expected 2, as there are indices"):
            step((0, 1), *lists)
    assert optimizer.update_counts == {} and optimizer.num_update == 0


def test_a_step_of_one_of_many_parameters_takes_no_memory_for_the_others() -> None:
    many = range(20_000)
    counts = Counts(dict.fromkeys(many, 3))
    counts.count((*many,), 0)
    for failing in (False, True):
        counts.count((7,), 0)
        before = counts[7]
        tracemalloc.start()
        try:
            take_back = counts.as_now()
            counts.count((7,), 0)
            if failing:
                take_back()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 10_000 and counts[7] == before + (not failing)
    assert counts[7] == 7 and counts[8] == 4
