"""MXNet's files, damaged and made up: each loads or is a `LoadError`, in little memory, and nothing of it runs."""

from __future__ import annotations

import functools
import os
import struct
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

import mxsym as mx
from mxsym.errors import LoadError
from mxsym.mxnet import pickled
from mxsym.optimizer import Updater
from tests.mxnet_files import VERSIONS, content, names

MUTATIONS = {"arrays": 4_000, "states": 3_000, "pickles": 3_000}
SHARES = pytest.mark.parametrize("share", [4, pytest.param(1, marks=pytest.mark.slow)])
"""A fourth of them, and all in the slow run."""
PARAMS = [(version, name) for version in VERSIONS for name in names(version, "params/")]
STATES = [
    (version, f"states/{case}/{form}")
    for version in VERSIONS
    for case in ("sgd_mp", "adam", "sgd_row_sparse", "sgd_factor", "rmsprop_centered")
    for form in ("plain", "dumped")
]
OPTIMIZERS = {"sgd": "sgd", "adam": "adam", "rmsprop": "rmsprop"}


def mutated(random: np.random.Generator, data: bytes, others: bytes) -> bytes:
    """A file with bytes changed, taken out, doubled, brought in from another, or cut off."""
    at, size = int(random.integers(len(data))), int(random.integers(1, 9))
    match int(random.integers(6)):
        case 0:
            return data[:at] + bytes([int(random.integers(256))]) + data[at + 1 :]
        case 1:
            return data[:at] + data[at + size :]
        case 2:
            return data[: at + size] + data[at:]
        case 3:
            start = int(random.integers(len(others)))
            return data[:at] + others[start : start + size] + data[at + size :]
        case 4:
            return data[:at]
        case _:
            word = random.choice([b"\xff" * 4, b"\xff" * 8, b"\0" * 4, struct.pack("<q", 1 << 62), b"\x7f\xff"])
            return data[:at] + word + data[at + len(word) :]


def damage(
    read: Callable[[str, bytes], object], files: list[tuple[str, str]], count: int, seed: int = 5
) -> tuple[int, int]:
    """Numbers of mutations that loaded, and that were refused; anything else is raised."""
    random = np.random.default_rng(seed)
    contents = [(name, content(version, name)) for version, name in files]
    loaded = refused = 0
    for number in range(count):
        name, data = contents[number % len(contents)]
        other = contents[int(random.integers(len(contents)))][1]
        broken = mutated(random, data, other)
        try:
            read(name, broken)
            loaded += 1
        except LoadError:
            refused += 1
    return loaded, refused


def updater_of(name: str) -> Updater:
    return mx.optimizer.get_updater(mx.optimizer.create(name.split("/")[1].partition("_")[0]))


def load_states(name: str, data: bytes) -> None:
    updater_of(name).set_states(data)


@SHARES
def test_damaged_files_of_arrays(share: int) -> None:
    loaded, refused = damage(lambda name, data: mx.nd.load_frombuffer(data), PARAMS, MUTATIONS["arrays"] // share)
    assert loaded and refused > loaded / 2


@SHARES
@pytest.mark.filterwarnings("ignore:states of MXNet")
def test_damaged_files_of_states(share: int) -> None:
    loaded, refused = damage(load_states, STATES, MUTATIONS["states"] // share)
    assert loaded and refused > loaded / 2


@SHARES
def test_a_damaged_pickle_is_refused_by_the_machine_itself(share: int) -> None:
    loaded, refused = damage(lambda name, data: pickled.read(data), STATES, MUTATIONS["pickles"] // share)
    assert loaded and refused


def test_memory_is_that_of_the_file() -> None:
    """Whatever a header says."""
    for version, name in PARAMS[:12]:
        data = content(version, name)
        mx.nd.load_frombuffer(data)  # modules that are loaded for it are none of its memory
        random = np.random.default_rng(3)
        for _ in range(40):
            at = int(random.integers(len(data)))
            broken = data[:at] + struct.pack("<I", int(random.integers(1 << 32))) + data[at + 4 :]
            tracemalloc.start()
            try:
                mx.nd.load_frombuffer(broken)
            except LoadError:
                pass
            finally:
                _, peak = tracemalloc.get_traced_memory()
                tracemalloc.stop()
            assert peak < 64 * len(data) + (1 << 18), (name, at)


class RanError(Exception):
    """Raised by what must never be called."""


def ran(*args: object) -> None:
    raise RanError


def text(value: str) -> bytes:
    return b"\x8c" + bytes([len(value)]) + value.encode()


def named(module: str, name: str) -> bytes:
    """The opcodes that push a name."""
    return text(module) + text(name) + b"\x93"


def called(module: str, name: str, argument: bytes) -> bytes:
    return b"\x80\x04" + named(module, name) + argument + b"\x85R."


ARRAY = named("mxnet.ndarray.ndarray", "NDArray")
DICT = b"\x80\x04}K\x00"
LAUGHS = b"\x80\x04]\x940" + b"".join(b"](h%ch%ceq%c0" % (n, n, n + 1) for n in range(60)) + b"h\x3c."
MALICIOUS: dict[str, bytes] = {
    "system": called("os", "system", text("touch ran")),
    "posix": b"cposix\nsystem\n(S'touch ran'\ntR.",
    "eval": called("builtins", "eval", text("1+1")),
    "eval of Python 2": b"c__builtin__\neval\n(S'1+1'\ntR.",
    "a name with dots": called("builtins", "object.__subclasses__", text("x")),
    "getattr": b"\x80\x04" + named("builtins", "getattr") + named("mxnet.optimizer.sgd", "SGD") + text("x") + b"\x86R.",
    "this test": called("tests.test_hostile_pickles", "ran", text("x")),
    "an old-style instance": b"(S'x'\nios\nsystem\n.",
    "an object": b"(cos\nsystem\nS'x'\no.",
    "an extension": b"\x80\x02\x82\x01.",
    "a persistent id": b"Ptests\n.",
    "a persistent id, from the stack": b"\x80\x02K\x01Q.",
    "keywords": b"\x80\x04" + named("mxnet.optimizer.sgd", "SGD") + b")}\x92.",
    "a state for a name": b"\x80\x04" + named("mxnet.optimizer.sgd", "SGD") + b"}" + text("update") + b"Nsb.",
    "a class of MXNet's that is none of these": called("mxnet.kvstore", "KVStore", b"N"),
    "a function of NumPy's": called("numpy.core.multiarray", "_reconstruct", b"N"),
    "load of NumPy": called("numpy", "load", text("x")),
    "codecs": b"\x80\x04" + named("_codecs", "encode") + text("x") + text("rot13") + b"\x86R.",
    "a constructor of another class": b"\x80\x04" + named("copyreg", "_reconstructor") + ARRAY + ARRAY + b"N\x87R.",
    "names from numbers": b"\x80\x04K\x01K\x02\x93.",
    "a name from a list of lists": LAUGHS[:-1] + text("x") + b"\x93.",
    "a dict in itself": b"\x80\x04}\x94K\x00h\x00s.",
    "a list in itself": b"\x80\x04]\x94h\x00a.",
    "a billion laughs": LAUGHS,
    "a billion laughs as a state": DICT + LAUGHS[2:-1] + b"s.",
    "a billion laughs as bytes": b"\x80\x04B\xff\xff\xff\x7f.",
    "a frame larger than the file": b"\x80\x04\x95" + b"\xff" * 8 + DICT[2:],
    "deep nesting": DICT + b"]" * 50_000 + b"a" * 49_999 + b"s.",
    "deep marks": b"\x80\x04" + b"(" * 50_000 + b".",
    "a number without end": b"\x80\x04\x8b" + struct.pack("<I", 1 << 20) + b"\x01" * (1 << 20) + b".",
    "a long number in digits": b"I" + b"9" * 5000 + b"\n.",
    "memory of what is not there": b"\x80\x04h\x05.",
    "a negative place": b"p-1\n.",
    "a float key": b"\x80\x04}G" + bytes(8) + b"Ns.",
    "a list as a key": b"\x80\x04}]Ns.",
    "an empty file's pickle": b"\x80\x04.",
    "two values": b"\x80\x04NN.",
    "something after the end": b"\x80\x04}.}",
    "no dict": b"\x80\x04K\x01.",
    "an array without values": DICT + ARRAY + b")R}" + text("handle") + b"Nsbs.",
    "an array of nonsense": DICT + ARRAY + b")R}" + text("handle") + b"C\x04abcdsbs.",
    "an array of a text": DICT + ARRAY + b")R}" + text("handle") + text("x") + b"sbs.",
    "a state that is a class": DICT + ARRAY + b"s.",
    "a state that is an optimizer": DICT + named("mxnet.optimizer.sgd", "SGD") + b")R}bs.",
    "nested too deeply": DICT + b"K\x01\x85\x85\x85\x85s.",
}  # fmt: skip


@pytest.mark.parametrize("kind", MALICIOUS)
def test_malicious_pickles(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((os, "system"), (os, "popen"), (np, "load")):
        monkeypatch.setattr(module, name, ran)
    updater = updater_of("states/adam")
    with pytest.raises(LoadError, match=r"^state file: .*; nothing was changed$"):
        updater.set_states(MALICIOUS[kind])
    assert not updater.states


def dumped(**changes: bytes) -> bytes:
    """States of an SGD with other attributes."""
    attributes = {"lr": b"G" + struct.pack(">d", 0.1), "use_fused_step": b"\x88"} | changes
    items = b"".join(text(name) + value for name, value in attributes.items())
    return b"\x80\x04}" + named("mxnet.optimizer.sgd", "SGD") + b")R}(" + items + b"ub\x86."


FACTOR = named("mxnet.lr_scheduler", "FactorScheduler")
HOSTILE: dict[str, dict[str, bytes]] = {
    "a method": {"step": text("sgd_update")},
    "a rule": {"rule": text("sgd_update")},
    "an unknown setting": {"colour": b"K\x01"},
    "a text for a number": {"momentum": text("0.9")},
    "a list for a number": {"momentum": b"]"},
    "a schedule that is a class": {"lr_scheduler": FACTOR},
    "a schedule of another module": {"lr_scheduler": named("mxnet.optimizer.sgd", "SGD") + b")R}b"},
    "a schedule of nothing": {"lr_scheduler": FACTOR + b")R}b"},
    "a schedule of no number": {"lr_scheduler": FACTOR + b")R}" + text("base_lr") + b"Nsb"},
    "counts that are a list": {"_index_update_count": b"]"},
    "a count that is a list of lists": {"num_update": LAUGHS[2:-1]},
    "counts of lists of lists": {"_index_update_count": b"}K\x00" + LAUGHS[2:-1] + b"s"},
    "devices that are a list": {"_all_index_update_counts": b"]"},
    "counts of devices of lists of lists": {"_all_index_update_counts": b"}K\x00}K\x00" + LAUGHS[2:-1] + b"ss"},
    "multipliers of lists of lists": {"lr_mult": b"}K\x00" + LAUGHS[2:-1] + b"s"},
    "a setting of lists of lists": {"momentum": LAUGHS[2:-1]},
    "a count below 0": {"num_update": b"J\xff\xff\xff\xff"},
    "a number of another kind": {"momentum": named("numpy.core.multiarray", "scalar") + text("f8") + b"C\x00\x86R"},
    "a number of objects": {
        "momentum": named("numpy.core.multiarray", "scalar")
        + named("numpy", "dtype") + text("O8") + b"K\x00K\x01\x87R" + b"C\x08" + bytes(8) + b"\x86R"
    },
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:states of MXNet")
def test_gradients_that_wait_for_their_step_are_refused() -> None:
    array = named("mxnet.ndarray.ndarray", "NDArray") + b")R"
    for sums in (b"]", b"}K\x00" + b"}" + text("cum_grad") + array + b"ss", b"}K\x00Ns", b"}K\x00]s"):
        updater = mx.optimizer.get_updater(mx.optimizer.create("lbsgd", flavour="1.9"))
        own, other = named("mxnet.optimizer.sgd", "SGD"), named("mxnet.optimizer.optimizer", "LBSGD")
        data = dumped(cumgrads=sums).replace(own, other)
        with pytest.raises(LoadError, match="sums of gradients that wait"):
            updater.set_states(data)


def test_an_optimizer_that_was_made_up_loads_if_it_makes_sense() -> None:
    updater = updater_of("states/sgd")
    updater.set_states(dumped(momentum=b"G" + struct.pack(">d", 0.25)))
    assert (updater.optimizer.lr, updater.optimizer.momentum) == (0.1, 0.25)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_optimizers(kind: str) -> None:
    updater = updater_of("states/sgd")
    before = vars(updater.optimizer).copy()
    with pytest.raises(LoadError, match=r"^state file: .*; nothing was changed$"):
        updater.set_states(dumped(**HOSTILE[kind]))
    assert vars(updater.optimizer) == before


@functools.cache
def reducing(count: int) -> bytes:
    """An SGD whose schedule has reduced its rate so many times, by next to nothing."""
    values = {
        "base_lr": struct.pack(">d", 0.1),
        "factor": struct.pack(">d", 1 - 1e-9),
        "count": struct.pack(">d", float(count)),
        "step": struct.pack(">d", 1.0),
    }
    schedule = FACTOR + b")R}(" + b"".join(text(name) + b"G" + raw for name, raw in values.items()) + b"ub"
    return dumped(lr_scheduler=schedule)


def test_a_schedule_that_went_on_without_end_takes_no_time() -> None:
    with pytest.raises(LoadError, match=r"its factor does not lead to|without"):
        updater_of("states/sgd").set_states(reducing(1 << 60))
