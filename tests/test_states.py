"""State files: what is saved goes on as if nothing had happened; what is not what was written changes nothing."""

from __future__ import annotations

import functools
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.errors import LoadError
from mxsym.optimizer import Updater, file_formats, values
from mxsym.optimizer.state_files import from_bytes, to_bytes
from mxsym.runtime.sparse import RowSparse
from tests.support import DTYPES, Array, assert_same_bits, memory_of

pytest.importorskip("safetensors", reason="the extra mxsym[safetensors]")
FORMS = ("npz", "safetensors")
RNG = np.random.default_rng(5)
GRADIENT = RNG.standard_normal((4, 3))


def weights(dtype: Any) -> list[Any]:
    return [np.arange(12).reshape(4, 3).astype(dtype) / 8, mx.nd.array(np.ones((4, 3)), dtype=dtype)]


def fresh(name: str = "adam", **kwargs: Any) -> Updater:
    schedule = mx.lr_scheduler.FactorScheduler(2, 0.5, base_lr=0.1)
    return mx.optimizer.get_updater(mx.optimizer.create(name, learning_rate=None, lr_scheduler=schedule, **kwargs))


def train(updater: Updater, held: list[Any], steps: int) -> None:
    for step in range(steps):
        grads = [(GRADIENT * (step + 1)).astype(memory_of(weight).dtype) for weight in held]
        updater([0, "second"], grads, held)


def everything(updater: Updater) -> list[Any]:
    """All contents of an updater, as something that `==` compares to the bit."""
    return json.loads(file_formats.read(to_bytes(updater, dump_optimizer=True))[0]), [
        (array.dtype.name, array.tobytes())
        for array in file_formats.read(to_bytes(updater, dump_optimizer=True))[1].values()
    ]  # type: ignore[return-value]


def test_counts_of_all_devices_are_saved() -> None:
    """As in a Module's loop, where each device has indices of its own."""

    def arrays() -> list[Any]:
        return [
            mx.nd.array(values, ctx=mx.cpu(number)) for number, values in enumerate((GRADIENT, GRADIENT[0], GRADIENT))
        ]

    def step(updater: Updater, held: list[Any]) -> None:
        for index, (gradient, weight) in enumerate(zip(arrays(), held, strict=True)):
            updater(index, gradient, weight)

    one, held = fresh(), arrays()
    for _ in range(3):
        step(one, held)
    other = fresh()
    other.set_states(one.get_states())
    copies = [mx.nd.array(weight, ctx=weight.context) for weight in held]
    step(one, held)
    step(other, copies)
    for weight, copy in zip(held, copies, strict=True):
        assert_same_bits(copy.asnumpy(), weight.asnumpy())


@pytest.mark.every(4)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dtype", DTYPES.values(), ids=list(DTYPES))
@pytest.mark.parametrize("name", ["adam", "sgd", "nag", "dcasgd", "nadam", "adadelta", "test"])
def test_a_loaded_updater_goes_on_to_the_bit(name: str, dtype: Any, form: str, tmp_path: Path) -> None:
    one, held = fresh(name), weights(dtype)
    train(one, held, 3)
    path = tmp_path / f"states.{form}"
    mx.optimizer.save_states(path, one, dump_optimizer=True)
    other, copies = fresh(name, wd=0.5), [weight.copy() for weight in held]
    mx.optimizer.load_states(path, other)
    assert everything(other) == everything(one)
    train(one, held, 3)
    train(other, copies, 3)
    for got, want in zip(copies, held, strict=True):
        assert_same_bits(memory_of(got), memory_of(want), name)
    assert everything(other) == everything(one)
    assert list(tmp_path.iterdir()) == [path]


def test_without_dump_optimizer_the_settings_stay_and_the_counts_come() -> None:
    one = fresh()
    train(one, weights("float32"), 3)
    other = fresh(wd=0.25)
    other.set_states(one.get_states())
    assert (other.optimizer.wd, other.optimizer.num_update) == (0.25, 3)
    assert other.optimizer.update_counts == {0: 3, "second": 3}
    other.set_states(one.get_states(dump_optimizer=True))
    assert other.optimizer.wd == 0.0


def test_settings_of_every_kind_come_back() -> None:
    one = fresh(param_idx2name={0: "a", 1: "b"}, wd=0.5, begin_num_update=7)
    one.optimizer.set_lr_mult({"a": 2.0, 1: 0.5})
    one.optimizer.rescale_grad = np.float32(0.25)  # type: ignore[assignment]
    one.optimizer.clip_gradient = float("inf")
    other = fresh()
    other.set_states(one.get_states(dump_optimizer=True))
    for key in ("idx2name", "lr_mult", "wd_mult", "rescale_grad", "wd", "clip_gradient", "begin_num_update"):
        assert getattr(other.optimizer, key) == getattr(one.optimizer, key), key
    assert other.optimizer.lr_scheduler is not one.optimizer.lr_scheduler
    assert vars(other.optimizer.lr_scheduler) == vars(one.optimizer.lr_scheduler)


@pytest.mark.parametrize("form", FORMS)
def test_row_sparse_states(form: str) -> None:
    one = mx.optimizer.get_updater(mx.optimizer.AdaGrad())
    table = mx.nd.sparse.row_sparse_array((np.ones((6, 2), np.float32), np.arange(6)), shape=(6, 2))
    grad = mx.nd.sparse.row_sparse_array((np.ones((2, 2), np.float32), [1, 4]), shape=(6, 2))
    one(0, grad, table)
    other = mx.optimizer.get_updater(mx.optimizer.AdaGrad())
    from_bytes(other, to_bytes(one, dump_optimizer=False, form=form))
    got, want = memory_of(other.states[0]), memory_of(one.states[0])
    assert isinstance(got, RowSparse) and got.indices.tolist() == [1, 4] and got.shape == (6, 2)
    assert_same_bits(got.data, want.data)
    other(0, grad, table)


@functools.cache
def saved(form: str, dtype: str = "bfloat16") -> bytes:
    one = fresh()
    train(one, weights(DTYPES[dtype]), 2)
    return to_bytes(one, dump_optimizer=True, form=form)


def refused(data: bytes, name: str = "adam", held: list[Any] | None = None, match: str = "state file") -> str:
    """Loading this is a `LoadError`, and the updater is what it was. The error's text."""
    updater = fresh(name)
    train(updater, held or weights(DTYPES["bfloat16"]), 1)
    before, arrays = everything(updater), updater.states
    with pytest.raises(LoadError, match=match) as caught:
        from_bytes(updater, data)
    assert everything(updater) == before and updater.states is arrays
    return str(caught.value)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=20)  # the slow run changes every byte
@given(data=st.data())
def test_a_flipped_bit_anywhere_is_found(form: str, data: st.DataObject) -> None:
    good = bytearray(saved(form))
    at = data.draw(st.integers(0, len(good) - 1))
    good[at] ^= 1 << data.draw(st.integers(0, 7))
    refused(bytes(good))


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_every_byte_is_covered(form: str) -> None:
    good = saved(form)
    for at in range(len(good)):
        bad = bytearray(good)
        bad[at] ^= 0x20
        with pytest.raises(LoadError):
            file_formats.read(bytes(bad))


@pytest.mark.every(2)
@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40)
@given(data=st.data())
def test_a_file_that_was_cut_off_is_found(form: str, data: st.DataObject) -> None:
    good = saved(form)
    refused(good[: data.draw(st.integers(0, len(good) - 1))])


@pytest.mark.parametrize("examples", [20, pytest.param(100, marks=pytest.mark.slow)])
def test_bytes_of_any_kind(examples: int) -> None:
    settings(max_examples=examples)(given(st.binary(max_size=300))(check_bytes))()


def check_bytes(data: bytes) -> None:
    refused(data)
    refused(b"PK" + data)


@pytest.mark.parametrize("form", FORMS)
def test_another_optimizers_file(form: str) -> None:
    text = refused(saved(form), name="nadam")
    assert "states of Adam, expected Nadam's" in text


@pytest.mark.parametrize("form", FORMS)
def test_another_shape_or_dtype(form: str) -> None:
    other = [np.ones((2, 3), np.float32), np.ones((4, 3), np.float64)]
    updater = fresh()
    grads = [np.ones_like(weight) for weight in other]
    updater([0, "second"], grads, other)
    before = everything(updater)
    with pytest.raises(LoadError, match=r"parameter 0: \(float32\[4, 3\].*expected \(float32\[2, 3\]"):
        from_bytes(updater, saved(form))
    assert everything(updater) == before


def test_a_shape_that_shows_only_with_the_weight_changes_nothing() -> None:
    updater = fresh()
    from_bytes(updater, saved("npz"))
    weight = np.ones((2, 3), np.float32)
    with pytest.raises(mx.BindError, match="shape"):
        updater(0, np.ones_like(weight), weight)
    assert updater.optimizer.num_update == 2 and np.all(weight == 1)


def rewritten(**changes: Any) -> bytes:
    """A good file with another description and a digest that is right."""
    text, arrays = file_formats.read(saved("npz"))
    return file_formats.write("npz", json.dumps(json.loads(text) | changes), arrays)


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 99},
        {"states": [[0, {"arrays": {"data": "77"}, "dtype": "float32", "shape": [1], "nd": False}]]},
        {"states": [[0, {"arrays": {"data": "0"}, "dtype": "float32", "shape": [5], "nd": False}]]},
        {"states": [[0, {"arrays": {"data": "0"}, "dtype": "nope", "shape": [4, 3], "nd": False}]]},
        {"states": [[[0], None]]},
        {"states": 3},
        {"counts": [[0]]},
        {"counts": [[0, "many"]]},
        {"num_update": None},
        {"settings": {"evil": 1}},
        {"schedule": {"class": "os", "values": {}}},
        {"schedule": {"class": "LRSchedule", "values": {}}},
    ],
    ids=str,
)
def test_a_description_that_makes_no_sense(changes: dict[str, Any]) -> None:
    refused(rewritten(**changes))


def test_an_object_array_is_never_loaded() -> None:
    file = io.BytesIO()
    hostile: Any = np.array([{"a": 1}], dtype=object)
    np.savez(file, mxsym=np.frombuffer(b"{}", np.uint8), evil=hostile)
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"sha256:" + b"0" * 64
    data = file.getvalue()
    digest = file_formats._digest(data, len(data) - 64)  # pyright: ignore[reportPrivateUsage]
    refused(data[:-64] + digest)


def test_what_cannot_be_saved() -> None:
    updater = fresh()
    updater.states[0] = object()
    with pytest.raises(TypeError, match="holds arrays, numbers, and tuples and dicts of them, got an object"):
        updater.get_states()
    updater.states = {(1, 2): None}
    with pytest.raises(TypeError, match="int or str"):
        updater.get_states()


def test_an_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved("safetensors")
    for module in ("safetensors", "safetensors.numpy"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=r"pip install 'mxsym\[safetensors\]'"):
        to_bytes(fresh(), dump_optimizer=False, form="safetensors")
    with pytest.raises(ImportError, match=r"pip install 'mxsym\[safetensors\]'"):
        from_bytes(fresh(), data)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "s.npz"
    mx.optimizer.save_states(path, fresh())
    first = path.read_bytes()
    broken = fresh()
    broken.states[0] = object()
    with pytest.raises(TypeError):
        mx.optimizer.save_states(path, broken)
    assert path.read_bytes() == first and list(tmp_path.iterdir()) == [path]


def test_saved_bytes_are_readable_by_the_libraries_themselves() -> None:
    safetensors: Any = pytest.importorskip("safetensors")
    parts: dict[str, Any] = dict(safetensors.deserialize(saved("safetensors")))
    assert {part["dtype"] for part in parts.values()} == {"F32"}
    with np.load(io.BytesIO(saved("npz"))) as archive:
        held: list[Array] = [archive[name] for name in archive.files if name != "mxsym"]
    assert len(held) == len(parts) == 4


class Slotted:
    """A schedule with an attribute that is none of its `__dict__`."""

    __slots__ = ("__dict__", "rate")

    def __init__(self) -> None:
        self.rate = 0.5

    def __call__(self, num_update: int) -> float:
        return self.rate / num_update


def test_a_schedule_that_a_file_cannot_hold_is_warned_of_once() -> None:
    """Functions and what they capture, bound methods, partial ones, slots: the file has no more of them than a name."""
    base = 0.5

    def decay(num_update: int) -> float:
        return base / num_update

    def power(exponent: int, num_update: int) -> float:
        return base ** (exponent + num_update)

    values._remark_code.cache_clear()  # pyright: ignore[reportPrivateUsage]
    shorter: Callable[[int], float] = lambda update: base / update  # noqa: E731  # one without a name
    schedules: list[Any] = [decay, shorter, Slotted().__call__, functools.partial(power, 3), Slotted()]
    for schedule in schedules:
        updater = mx.optimizer.get_updater(mx.optimizer.SGD(learning_rate=None, lr_scheduler=schedule))
        updater(0, np.ones(2), np.ones(2))
        name = getattr(schedule, "__qualname__", type(schedule).__qualname__)
        with pytest.warns(UserWarning, match="set it again before you load") as caught:
            data = updater.get_states(dump_optimizer=True)
        assert len(caught) == 1 and values.shown(name) in str(caught[0].message)
        assert caught[0].filename == __file__
        assert updater.get_states(dump_optimizer=True) == data
        updater.set_states(data)
        assert updater.optimizer.lr_scheduler is schedule
        other = mx.optimizer.get_updater(mx.optimizer.SGD())
        with pytest.raises(mx.LoadError, match="set lr_scheduler to one before loading"):
            other.set_states(data)
        updater.get_states()


def test_settings_and_schedules_hold_more_than_python_s_numbers() -> None:
    """NumPy's numbers, tuples, lists, dicts, arrays and schedules come back equal, and of the kinds they were."""

    class Wrapped(mx.lr_scheduler.LRScheduler):
        def __init__(self) -> None:
            super().__init__(np.float32(0.5))  # type: ignore[arg-type]
            self.inner = mx.lr_scheduler.MultiFactorScheduler(np.array([2, 4, 6]), np.float32(0.5))  # type: ignore[arg-type]
            self.seen = {"a": (1, [2.5, None])}

        def __call__(self, num_update: int) -> float:
            return self.inner(num_update)

    values: dict[str, Any] = {
        "whole": np.int64(1) << 40,
        "rate": np.float32(0.1),
        "truth": np.bool_(True),
        "zero_d": np.array(2.5),
        "text": np.str_("abc"),
        "pair": (0.9, np.float64(0.999)),
        "nested": [(1, "a"), {"b": (2,), 3: None}],
        "table": np.arange(6).reshape(2, 3),
        "bits": np.array([True, False]),
        "short": np.ones(2, DTYPES["bfloat16"]),
        "nothing": None,
    }
    for form in FORMS:
        one, other = (mx.optimizer.get_updater(mx.optimizer.AdaGrad(lr_scheduler=Wrapped())) for _ in range(2))
        for name, value in values.items():
            setattr(one.optimizer, name, value)
            setattr(other.optimizer, name, None)
        one.optimizer.lazy_update = False  # the class's own attribute
        one(np.int64(3), np.ones(2), np.ones(2))
        one.optimizer.num_update = np.int64(5)  # type: ignore[assignment]
        one.optimizer.lr_scheduler.seen["b"] = 1
        from_bytes(other, to_bytes(one, dump_optimizer=True, form=form))
        for name, value in values.items():
            got = getattr(other.optimizer, name)
            assert type(got) is type(plain(value))
            assert np.array_equal(got, value) if name in ("table", "bits", "short") else got == value
        assert other.optimizer.short.dtype == DTYPES["bfloat16"]  # type: ignore[attr-defined]
        assert other.optimizer.update_counts == {3: 1} and other.optimizer.num_update == 5
        assert other.optimizer.lazy_update is False
        schedule = other.optimizer.lr_scheduler
        assert vars(schedule.inner) == vars(one.optimizer.lr_scheduler.inner) and schedule.inner.step == [2, 4, 6]
        assert schedule.seen == {"a": (1, [2.5, None]), "b": 1}


def plain(value: Any) -> Any:
    """The value as Python's own."""
    return value.item() if getattr(value, "shape", None) == () else value


@pytest.mark.parametrize("value", [object(), {1, 2}, np.array([None]), np.ones(2, np.complex64), lambda: 0])
def test_a_setting_that_no_file_can_hold_is_named(value: Any) -> None:
    updater = fresh()
    updater.optimizer._hidden = value  # type: ignore[attr-defined]
    updater.get_states(dump_optimizer=True)
    updater.optimizer.lr_scheduler.extra = value
    with pytest.raises(TypeError, match=r"FactorScheduler\.extra: a state file holds"):
        updater.get_states(dump_optimizer=True)
    del updater.optimizer.lr_scheduler.extra
    updater.optimizer.table = [value]  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match=r"Adam\.table: .*underscore"):
        updater.get_states(dump_optimizer=True)
    updater.get_states()


def test_a_schedule_of_ones_own_is_moved_where_it_is() -> None:
    class Mine(mx.lr_scheduler.LRScheduler):
        calls = 0

        def __call__(self, num_update: int) -> float:
            self.calls += 1
            return 0.5 / self.calls

    one, other = (mx.optimizer.get_updater(mx.optimizer.SGD(lr_scheduler=Mine())) for _ in range(2))
    own = other.optimizer.lr_scheduler
    for _ in range(3):
        one(0, np.ones(2), np.ones(2))
    other.set_states(one.get_states(dump_optimizer=True))
    assert other.optimizer.lr_scheduler is own and own.calls == 3
    plain_one = mx.optimizer.get_updater(mx.optimizer.SGD())
    with pytest.raises(LoadError, match="a schedule Mine"):
        plain_one.set_states(one.get_states(dump_optimizer=True))


ANY: Any = mx.optimizer.Optimizer


class OfDicts(ANY):
    """States as a program for MXNet names them."""

    def create_state(self, index: Any, weight: Any) -> Any:
        return {"step": 0, 1: mx.nd.zeros(weight.shape), "means": (mx.nd.zeros(weight.shape), None)}

    def update(self, index: Any, weight: Any, grad: Any, state: Any) -> None:
        self._update_count(index)
        state["step"] += 1
        state[1] = state[1] * 0.5 + grad
        weight[:] -= state[1] * self._get_lr(index)


def test_states_may_be_dicts() -> None:
    updater, weight = mx.optimizer.get_updater(OfDicts(learning_rate=0.5)), mx.nd.ones(3)
    updater(0, mx.nd.ones(3), weight)
    other, copy = mx.optimizer.get_updater(OfDicts(learning_rate=0.5)), weight.copy()
    for _ in range(2):  # into an updater without states, and into one that has such
        other.set_states(updater.get_states(dump_optimizer=True))
    assert other.states[0]["step"] == 1 and other.states[0]["means"][1] is None
    for each, array in ((updater, weight), (other, copy)):
        each(0, mx.nd.ones(3), array)
    assert_same_bits(weight.asnumpy(), copy.asnumpy())
    other.states[0] = {"step": 1}
    with pytest.raises(LoadError, match=r"parameter 0: \{'step': int, 1: float32"):
        other.set_states(updater.get_states())


def test_states_of_a_wrapper_are_loaded() -> None:
    """One as Horovod's, which has nothing of an optimizer's but another optimizer."""

    class Wrapper(ANY):
        def __init__(self, optimizer: Any) -> None:
            self._optimizer = optimizer

        def __getattr__(self, name: str) -> Any:
            return getattr(self._optimizer, name)

        def create_state_multi_precision(self, index: Any, weight: Any) -> Any:
            return self._optimizer.create_state_multi_precision(index, weight)

        def update_multi_precision(self, index: Any, weight: Any, grad: Any, state: Any) -> None:
            self._optimizer.update_multi_precision(index, weight, grad, state)

    updater, weight = Updater(Wrapper(mx.optimizer.Adam())), mx.nd.ones(3)
    updater(0, mx.nd.ones(3), weight)
    other = Updater(Wrapper(mx.optimizer.Adam()))
    other.set_states(updater.get_states(dump_optimizer=True))
    other.set_states(updater.get_states())
    assert_same_bits(other.states[0][0].asnumpy(), updater.states[0][0].asnumpy())
