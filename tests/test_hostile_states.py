"""State files that somebody made up: the digest is no secret, so it is right in all of them.

Whatever they say, loading is a `LoadError` that changes nothing, or gives an updater that steps; in little memory.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import io
import json
import math
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.errors import LoadError
from mxsym.kv import manifest
from mxsym.optimizer import Updater, file_formats
from mxsym.optimizer.state_files import MOST_UPDATES, from_bytes, to_bytes
from tests.support import Array
from tests.test_optimizers import NAMES

pytest.importorskip("safetensors", reason="the extra mxsym[safetensors]")
SCHEDULES = {
    "FactorScheduler": lambda: mx.lr_scheduler.FactorScheduler(3, 0.5),
    "MultiFactorScheduler": lambda: mx.lr_scheduler.MultiFactorScheduler([2, 4], 0.5),
    "PolyScheduler": lambda: mx.lr_scheduler.PolyScheduler(10),
    "CosineScheduler": lambda: mx.lr_scheduler.CosineScheduler(10, warmup_steps=2),
}


def fresh(name: str = "adam", schedule: str = "FactorScheduler") -> tuple[Updater, Array]:
    """An updater that has done a step, and its weight."""
    given_: dict[str, Any] = {"learning_rate": None, "lr_scheduler": SCHEDULES[schedule](), "param_idx2name": {0: "a"}}
    optimizer = mx.optimizer.create(name, **given_)
    optimizer.set_lr_mult({0: 1.0, "a": 2.0})
    updater, weight = mx.optimizer.get_updater(optimizer), np.ones(5, np.float32)
    updater(0, np.ones(5, np.float32), weight)
    return updater, weight


def everything(updater: Updater) -> Any:
    text, arrays = file_formats.read(to_bytes(updater, dump_optimizer=True))
    return text, [array.tobytes() for array in arrays.values()]


@functools.cache
def good(name: str = "adam", schedule: str = "FactorScheduler") -> tuple[str, dict[str, Array]]:
    return file_formats.read(to_bytes(fresh(name, schedule)[0], dump_optimizer=True))


def about(name: str = "adam", schedule: str = "FactorScheduler") -> Any:
    return json.loads(good(name, schedule)[0])


def made_up(described: Any, name: str = "adam", form: str = "npz") -> bytes:
    text = described if isinstance(described, str) else json.dumps(described)
    return file_formats.write(form, text, good(name)[1])


def refused(data: bytes, match: str = "", name: str = "adam", schedule: str = "FactorScheduler") -> str:
    updater, _ = fresh(name, schedule)
    before = everything(updater)
    with pytest.raises(LoadError, match=match or None) as caught:
        from_bytes(updater, data)
    assert everything(updater) == before
    assert str(caught.value).startswith("state file: ") and str(caught.value).endswith("nothing was changed")
    return str(caught.value)


def seal(data: bytes) -> bytes:
    """The data with the digest that it should have, where there is a place for one."""
    at = file_formats._place(data)  # pyright: ignore[reportPrivateUsage]
    return data[:at] + file_formats._digest(data, at) + data[at + 64 :]  # pyright: ignore[reportPrivateUsage]


WRONG: list[tuple[str, dict[str, Any]]] = [
    *(
        ("a number of updates is a whole number", {"num_update": value})
        for value in (10**30, 10**4000, MOST_UPDATES + 1, math.inf, math.nan, -1, 1.0, "3", None, True)
    ),
    ("a number of updates is a whole number", {"counts": [[0, -1]]}),
    ("a number of updates is a whole number", {"counts": [[0, 10**30]]}),
    ("a parameter is known by int or str", {"counts": [[0.0, 1]]}),
    ("a parameter is known by int or str", {"counts": [[None, 1]]}),
    ("0 is there twice", {"counts": [[0, 1], [0, 1]]}),
    ("0 is there twice", {"states": [[0, {"value": None}], [0, {"value": None}]], "settings": None}),
    ("'a' is there twice", {"settings": {"lr_mult": [["a", 1.0], [0, 1.0], ["a", 2.0]]}}),
    ("0 is there twice", {"settings": {"beta1": {"dict": [[0, 1.0], [0, 2.0]]}}}),
    ("expected Adam's", {"optimizer": "\x1b[2J"}),
]


@pytest.mark.parametrize(("text", "changes"), WRONG, ids=str)
def test_counts_and_names(text: str, changes: dict[str, Any]) -> None:
    assert "\x1b" not in refused(made_up(about() | changes), text)


def test_a_key_that_is_there_twice() -> None:
    refused(
        made_up(json.dumps(about()).replace('"num_update"', '"version": 2, "num_update"')), "'version' is there twice"
    )


def test_states_that_the_settings_do_not_take() -> None:
    """A file that has fewer or more states than a step takes, by its own settings or by those of the optimizer."""
    weights = {key: np.ones(5, np.float32) for key in range(2)}
    plain, moving = (mx.optimizer.get_updater(mx.optimizer.create("sgd", momentum=momentum)) for momentum in (0.0, 0.9))
    for updater in (plain, moving):
        for key, weight in weights.items():
            updater(key, np.ones(5, np.float32), weight)
    text, arrays = file_formats.read(to_bytes(moving, dump_optimizer=True))
    tree = json.loads(text)
    tree["settings"]["momentum"] = 0.0
    contradictory = file_formats.write("npz", json.dumps(tree), arrays)
    more = "parameter 0: 1 states, expected 0 (none) with these settings; parameter 1: 1 states"
    fewer = "parameter 0: 0 states, expected 1 (mom) with these settings; parameter 1: 0 states"
    for source, data, wanted in (
        (0.0, to_bytes(moving, dump_optimizer=False), more),
        (0.9, contradictory, more),
        (0.9, to_bytes(plain, dump_optimizer=False), fewer),
    ):
        updater = mx.optimizer.get_updater(mx.optimizer.create("sgd", momentum=source))
        with pytest.raises(LoadError, match=re.escape(wanted)):
            from_bytes(updater, data)
        assert not updater.states and not updater.optimizer.num_update
    updater = mx.optimizer.get_updater(mx.optimizer.create("sgd", momentum=0.9))
    updater.set_states(to_bytes(plain, dump_optimizer=True))  # settings and states of one optimizer
    updater(0, np.ones(5, np.float32), weights[0])


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"beta1": "abc"}, "Adam.beta1 is a number, got a text"),
        ({"beta1": None}, "Adam.beta1 is a number, got a None"),
        ({"beta1": True}, "Adam.beta1 is a number, got a bool"),
        ({"beta1": [0.5]}, "Adam.beta1 is a number, got a list"),
        ({"beta1": math.nan}, "beta1 is a finite number, got nan"),
        ({"beta1": 1.0}, "update 2"),
        ({"beta2": 2.0}, "update 2"),
        ({"wd": math.inf}, "wd is a finite number"),
        ({"lr": math.nan}, "lr is a finite number"),
        ({"clip_gradient": math.nan}, "clip_gradient is a number, or None"),
        ({"clip_gradient": "1"}, "clip_gradient is a number, or None"),
        ({"lazy_update": "False"}, "Adam.lazy_update is a bool, got a text"),
        ({"lazy_update": 7}, "Adam.lazy_update is a bool, got a number"),
        ({"begin_num_update": -3}, "a number of updates"),
        ({"begin_num_update": 10**30}, "a number of updates"),
        ({"lr_mult": [[0, None]]}, "lr_mult has finite numbers"),
        ({"wd_mult": [["a", math.nan]]}, "wd_mult has finite numbers"),
        ({"idx2name": [[0, 1]]}, "idx2name has texts"),
        ({"idx2name": {"0": "a"}}, "makes no sense"),
        ({"num_update": 3}, "no setting num_update"),
        ({"lr_scheduler": None}, "no setting lr_scheduler"),
        ({"param_dict": 3}, "no setting param_dict"),
        ({"sym_info": [1]}, "no setting sym_info"),
        ({"_index_update_count": {"dict": []}}, "no setting _index_update_count"),
        ({"rule": "sgd_update"}, "no setting rule"),
    ],
    ids=str,
)
def test_settings_are_checked_by_type_and_range(changes: dict[str, Any], text: str) -> None:
    described = about()
    described["settings"] |= changes
    refused(made_up(described), text)


def schedule_changes() -> Iterator[tuple[str, dict[str, Any], str]]:
    for schedule in SCHEDULES:
        held = about(schedule=schedule)["schedule"]["values"]
        for name in held:
            yield schedule, {name: None}, ""
            yield schedule, {name: math.nan}, ""
            yield schedule, {name: -3}, ""
        yield schedule, {"_after_warmup": 1}, "no attribute _after_warmup"
    yield "FactorScheduler", {"step": 0}, "step is at least 1"
    yield "MultiFactorScheduler", {"step": [4, 2]}, "increasing"
    yield "PolyScheduler", {"max_update": 10**30, "warmup_steps": 10**31}, "exceed"


@pytest.mark.every(3)
@pytest.mark.parametrize(("schedule", "changes", "text"), [*schedule_changes()], ids=str)
def test_schedules_are_made_by_their_class(schedule: str, changes: dict[str, Any], text: str) -> None:
    """Values that make no schedule are refused; a schedule that is accepted gives rates."""
    described = about(schedule=schedule)
    described["schedule"]["values"] |= changes
    data = made_up(described)
    for own in SCHEDULES:
        updater, weight = fresh(schedule=own)
        if text:
            refused(data, text, schedule=own)
            continue
        try:
            from_bytes(updater, data)
        except LoadError:
            continue
        assert (*changes.values(),) == (-3,)  # a rate may be below 0
        updater(0, np.ones(5, np.float32), weight)
        assert all(math.isfinite(updater.optimizer.lr_scheduler(n)) for n in (0, 1, 2, 100, MOST_UPDATES))


@pytest.mark.parametrize("name", NAMES)
def test_the_largest_count_steps_at_once(name: str) -> None:
    described = about(name)
    described["num_update"], described["counts"] = MOST_UPDATES - 1, [[0, MOST_UPDATES - 1]]
    described["settings"]["begin_num_update"] = 0
    for schedule in ("FactorScheduler", "CosineScheduler"):
        updater, weight = fresh(name, schedule)
        from_bytes(updater, made_up(described, name))
        for more in range(3):  # the first steps are not done as those that repeat them are
            updater(0, np.ones(5, np.float32), weight)
            assert updater.optimizer.num_update == MOST_UPDATES + more


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, "[]", "{}", "null", "3", "", '{"version": 2}', "\x00"]
)
@pytest.mark.parametrize("form", ["npz", "safetensors"])
def test_a_text_that_is_none(text: str, form: str) -> None:
    refused(made_up(text, form=form))


def test_states_that_nest_deeply() -> None:
    text = json.dumps(about() | {"states": [["deep", "?"]]}).replace('"?"', "[" * 5000 + "]" * 5000)
    refused(made_up(text), "nested too deeply")


HOSTILE_STATES: list[Any] = [
    {"array": "0", "dtype": "float32", "shape": [5]},
    {"array": "0", "dtype": "float32", "shape": [6], "nd": False},
    {"array": "0", "dtype": "float32", "shape": [10**30], "nd": False},
    {"array": "0", "dtype": "float32", "shape": [-5], "nd": False},
    {"array": "0", "dtype": "float32", "shape": [5.0], "nd": False},
    {"array": "0", "dtype": "float16", "shape": [10], "nd": False},
    {"array": "0", "dtype": "int32", "shape": [5], "nd": False},
    {"array": "0", "dtype": "object", "shape": [5], "nd": False},
    {"array": "77", "dtype": "float32", "shape": [5], "nd": False},
    {"array": ["0"], "dtype": "float32", "shape": [5], "nd": False},
    {"value": [1]},
    {"value": {"tuple": []}},
    {"rows": {"array": "0", "dtype": "float32", "shape": [5]},
     "values": {"array": "1", "dtype": "float32", "shape": [5]}, "shape": [5], "nd": True},
    "text", 3, None,
]  # fmt: skip


@pytest.mark.parametrize("state", HOSTILE_STATES, ids=str)
def test_states_that_are_none(state: Any) -> None:
    refused(made_up(about() | {"states": [["other", state]]}))


def test_an_array_belongs_to_one_state() -> None:
    described = about()
    state = described["states"][0][1]
    refused(made_up(described | {"states": [[0, [state[0], state[0]]]]}), "not there, or twice")
    refused(made_up(described | {"states": []}), "arrays that its description does not name")


def npz(members: list[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
        archive.comment = b"sha256:" + b"0" * 64
    return seal(file.getvalue())


def npy(array: Any) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asarray(array))
    return file.getvalue()


def described() -> tuple[str, bytes]:
    return "mxsym.npy", npy(np.frombuffer(good()[0].encode(), np.uint8))


def arrays() -> list[tuple[str, bytes]]:
    return [(f"{name}.npy", npy(array)) for name, array in good()[1].items()]


def header(text: str, size: int = 0) -> bytes:
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode() + bytes(size)


def test_archives_are_read_as_they_are_written() -> None:
    updater, _ = fresh()
    from_bytes(updater, npz([described(), *arrays()]))


def test_archives_that_are_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    refused(npz([described(), *arrays()], zipfile.ZIP_DEFLATED), "compressed")
    refused(npz([described(), *arrays(), ("more.npy", npy(np.zeros(3)))]), "does not name: more")
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = npz([described(), *arrays(), *arrays()])
    refused(twice, "two of its members")
    for text, size in (
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }\n", 20),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }\n", 20),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }\n", 20),
        ("{'descr': '<f4', 'fortran_order': True, 'shape': (5,), }\n", 20),
        ("{'descr': '|O', 'fortran_order': False, 'shape': (5,), }\n", 40),
        ("{'descr': '<c8', 'fortran_order': False, 'shape': (5,), }\n", 40),
        ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (5,), }\n", 20),
        ("(" * 9000, 20),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (" + "1" * 60000 + "x), }\n", 20),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (" + "1, " * 20000 + "x), }\n", 20),
    ):
        refused(npz([described(), ("0.npy", header(text, size)), arrays()[1]]), "no npz file")
    for member in (
        b"",
        b"\x93NUMPY",
        header("{}")[:9],
        npy(np.zeros(5, np.float32)).replace(b"\x01\x00", b"\x09\x00", 1),
    ):
        refused(npz([described(), ("0.npy", member), arrays()[1]]), "no npz file")


def test_members_that_share_their_bytes() -> None:
    """Each entry of the directory says that it is the one large member: what is read would be their number times it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("0.npy", npy(np.zeros(1 << 18)))
        first = archive.infolist()[0]
        for number in range(200):
            shared = copy.copy(first)
            shared.filename = shared.orig_filename = f"{number + 1}.npy"
            archive.filelist.append(shared)
            archive.NameToInfo[shared.filename] = shared
        archive._didModify = True  # type: ignore[attr-defined]
        archive.comment = b"sha256:" + b"0" * 64
    refused(seal(file.getvalue()), "larger than the file")


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_memory_is_that_of_the_file(kind: int) -> None:
    size = 64 << 20
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive:
        archive.writestr(*described())
        large = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({size // 4},), }}\n"
        with archive.open("bomb.npy", "w") as member:
            member.write(header(large))
            for _ in range(64 if kind == zipfile.ZIP_DEFLATED else 1):
                member.write(bytes(1 << 20))
        archive.comment = b"sha256:" + b"0" * 64
    data = seal(file.getvalue())
    updater, _ = fresh()
    tracemalloc.start()
    try:
        with pytest.raises(LoadError):
            from_bytes(updater, data)
        assert tracemalloc.get_traced_memory()[1] < 8 * len(data) + (4 << 20)
    finally:
        tracemalloc.stop()


VALUES: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        2,
        0.5,
        10**30,
        2**53,
        2**63,
        10**4000,
        math.inf,
        math.nan,
        -math.inf,
        1e-320,
        1e308,
    ),
    *("", "abc", "lr", "0", "__class__", "FactorScheduler", [], {}, [[]], [0], {"tuple": [1]}, {"dict": []}),
    *({"array": "0", "dtype": "float32", "shape": [5]}, {"schedule": {"class": "FactorScheduler", "values": {}}}),
]
KEYS = ["x", "_y", "lr_scheduler", "num_update", "rule", "__class__", "numbers", "lr", "beta1", "step", "states"]


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to everything within a description but itself."""
    items: dict[Any, Any] = {}
    if isinstance(tree, list):
        items = dict(enumerate(cast("list[Any]", tree)))
    elif isinstance(tree, dict):
        items = cast("dict[Any, Any]", tree)
    for key, value in items.items():
        yield (*path, key)
        yield from places(value, (*path, key))


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    return functools.reduce(lambda held, key: held[key], path, tree)


EXAMPLES = pytest.mark.parametrize("examples", [50, pytest.param(150, marks=pytest.mark.slow)])


@EXAMPLES
def test_descriptions_with_anything_anywhere(examples: int) -> None:
    @settings(max_examples=examples)
    @given(data=st.data(), name=st.sampled_from(NAMES), schedule=st.sampled_from(list(SCHEDULES)))
    def check(data: st.DataObject, name: str, schedule: str) -> None:
        tree = about(name, schedule)
        for _ in range(data.draw(st.integers(1, 3))):
            *above, last = data.draw(st.sampled_from(list(places(tree))))
            held = at(tree, tuple(above))
            how = data.draw(st.integers(0, 9))
            if how == 0:
                del held[last]
            elif how == 1 and isinstance(held, dict):
                held[data.draw(st.sampled_from(KEYS))] = copy.deepcopy(data.draw(st.sampled_from(VALUES)))
            elif how == 2:
                held[last] = copy.deepcopy(at(tree, data.draw(st.sampled_from(list(places(tree))))))
            else:
                held[last] = copy.deepcopy(data.draw(st.sampled_from(VALUES)))
        updater, weight = fresh(name, schedule)
        before = everything(updater)
        try:
            from_bytes(updater, made_up(json.dumps(tree), name))
        except LoadError:
            assert everything(updater) == before
            return
        for _ in range(2):
            updater(0, np.ones(5, np.float32), weight)

    check()


@EXAMPLES
@pytest.mark.parametrize("form", ["npz", "safetensors"])
def test_bytes_changed_under_a_digest_that_is_right(form: str, examples: int) -> None:
    @settings(max_examples=examples)
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        updater, _ = fresh()
        raw = bytearray(to_bytes(updater, dump_optimizer=True, form=form))
        for _ in range(data.draw(st.integers(1, 4))):
            place, size = data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(0, 8))
            new = data.draw(
                st.one_of(st.binary(max_size=8), st.sampled_from([b"\xff" * 4, b"\xff" * 8, b"PK\x01\x02", b"9999"]))
            )
            raw[place : place + size] = new
        with contextlib.suppress(ValueError):  # there may be no place for a digest any more
            raw = bytearray(seal(bytes(raw)))
        before = everything(updater)
        try:
            from_bytes(updater, bytes(raw))
        except LoadError:
            assert everything(updater) == before

    check()


def test_a_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad\x1b.npz"
    path.write_bytes(made_up(about() | {"num_update": -1}))
    with pytest.raises(LoadError, match=r"^state file '.*bad\\x1b\.npz': a number of updates"):
        mx.optimizer.load_states(path, fresh()[0])


NO_SCHEMAS: list[Any] = [None, 1, [1], [[1]], [[[], {}]], {"a": 1}, [["k", {}]]]
FORGED_STORES: list[dict[str, Any]] = [
    *({"layout": layout} for layout in (None, 1, "..", "a/b", "/", "")),
    *({"servers": servers} for servers in (None, 1, [None], ["1"], [1.5], {"a": 1})),
    *({"schema": schema} for schema in NO_SCHEMAS),
    *({"updates": updates} for updates in (None, 1, [1], [[1, 2]], [["k", {"settings": None}]])),
]


@pytest.mark.parametrize("changes", FORGED_STORES, ids=str)
def test_a_store_s_file_that_lies_is_refused(changes: dict[str, Any], tmp_path: Path) -> None:
    manifest.write(tmp_path, "dist_sync", "set", [1, 2], {}, [])
    path = tmp_path / "kv-00000001.safetensors"
    text, arrays = file_formats.read(path.read_bytes())
    path.write_bytes(file_formats.write("safetensors", json.dumps({**json.loads(text), **changes}), arrays))
    (tmp_path / "kv-notanumb.safetensors").touch()
    with pytest.raises(LoadError, match="nothing was changed"):
        manifest.read(tmp_path, None)


def test_a_store_s_file_is_read(tmp_path: Path) -> None:
    manifest.write(tmp_path, "dist_sync", "set", [3, 4], {}, [])
    schema, updates, own = manifest.read(tmp_path, None)
    assert (schema, updates) == ({}, [])
    assert own == [(str(tmp_path / "set" / "0"), 3), (str(tmp_path / "set" / "1"), 4)]
    with pytest.raises(LoadError, match="no checkpoint of a store 7"):
        manifest.read(tmp_path, 7)
