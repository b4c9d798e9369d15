"""Snapshots of tables: whole ones and deltas, restored bit for bit; processes that end while they write; bad files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.optimizer import file_formats
from mxsym.table import Table, snapshots
from tests.support import assert_same_bits
from tests.test_tables import EDGES, init, pair, play

pytest.importorskip("safetensors", reason="snapshots are safetensors files")
ROOT = Path(__file__).resolve().parents[1]
IDS = np.arange(40, dtype=np.uint64) * np.uint64(2**60 + 1)


def table(**others: Any) -> Table:
    arguments: dict[str, Any] = {"columns": 3, "rule": "adam_update", "init": init, "lr": 0.1, "admit": 2, **others}
    return Table(**arguments)


def stepped(count: int) -> Table:
    """A table after so many steps, some of them evictions."""
    made = table()
    for number in range(count):
        step(made, number)
    return made


def step(table: Table, number: int) -> None:
    rng = np.random.default_rng(number)
    ids = rng.choice(IDS, 12)
    table.update(ids, rng.standard_normal((12, 3)).astype(np.float32))
    if number % 3 == 2:
        table.evict(ids[:3], age=4)


def assert_alike(one: Table, other: Table) -> None:
    """Both have the same rows, counters, steps and ids that wait."""
    assert (one.steps, one.waiting, one.ids().tolist()) == (other.steps, other.waiting, other.ids().tolist())
    for name in one.tensors:
        assert_same_bits(one.lookup(IDS, tensor=name), other.lookup(IDS, tensor=name), name)
    for got, expected in zip(one.counters(IDS).values(), other.counters(IDS).values(), strict=True):
        assert got.tolist() == expected.tolist()


def test_full_snapshots_and_deltas_restore_what_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "_PART_BYTES", 500)  # a few rows in each file
    now = table()
    for number in range(8):
        step(now, number)
        assert now.save(tmp_path / "kept", full=number == 5) == number + 1
    bases = [json.loads(_text(tmp_path / "kept" / f"table-0000000{n}.safetensors"))["base"] for n in range(1, 9)]
    assert [base is None for base in bases] == [number in (0, 5) for number in range(8)]
    for version in (3, 6, 8, None):
        other = table(capacity=500)
        other.update(IDS[:2], np.ones((2, 3), np.float32))
        other.restore(tmp_path / "kept", version)
        assert_alike(other, stepped(version or 8))
        for number in range(version or 8, 10):
            step(other, number)
        assert_alike(other, stepped(10))
    assert other.save(tmp_path / "kept") == 9
    again = table()
    again.restore(tmp_path / "kept")
    assert_alike(again, stepped(10))


def facts(table: Table) -> list[Any]:
    """All that a snapshot keeps."""
    arrays = [table.ids(), *(table.lookup(IDS, tensor=name) for name in table.tensors), *table.counters(IDS).values()]
    arrays += [table.export()[f"waiting_{name}"] for name in ("ids", "counts", "steps")]
    return [table.steps, *(array.tobytes() for array in arrays)]


ACTIONS = st.sampled_from(
    ["step", "step", "step", "evict", "save", "save", "save", "full", "take over", "restore", "restore", "delete"]
)
PLACES = st.tuples(ACTIONS, st.integers(0, 1), st.integers(0, 1), st.integers(0, 1 << 20))


@pytest.mark.parametrize("examples", [20, pytest.param(60, marks=pytest.mark.slow)])
def test_chains_of_snapshots_of_two_tables_in_two_folders(examples: int) -> None:
    settings(max_examples=examples)(given(st.lists(PLACES, max_size=40))(check_chains))()


def check_chains(actions: list[tuple[str, int, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folders = [Path(place) / name for name in ("one", "other")]
        tables = [table(), table(folder=place)]
        kept: dict[tuple[int, int], tuple[int, list[Any]]] = {}
        """By folder and number, each snapshot: when it was saved, and what it has."""
        known: list[set[int]] = [set(), set()]
        for time, (action, which, folder, number) in enumerate(actions):
            now, versions = tables[which], [version for home, version in kept if home == folder]
            newest = kept[folder, max(versions)][0] if versions else None
            if action == "step":
                step(now, number)
            elif action == "evict":
                now.evict(IDS[number % 40 :], touches=number % 4, budget=number % 40 * now.row_bytes)
            elif action in ("save", "full", "take over"):
                full, take_over, before = action == "full", action == "take over", facts(now)
                if newest is not None and newest not in known[which] and not take_over:
                    files = content(folders[folder])
                    with pytest.raises(mx.BindError, match=f"newest snapshot, {max(versions)}, this table has neither"):
                        now.save(folders[folder], full=full)
                    assert (facts(now), content(folders[folder])) == (before, files)
                    continue
                version = now.save(folders[folder], full=full, take_over=take_over)
                assert version == max(versions, default=0) + 1
                kept[folder, version] = time, before
                known[which].add(time)
            elif action == "restore" and versions:
                assert newest is not None
                version = versions[number % len(versions)]
                now.restore(folders[folder], version)
                assert facts(now) == kept[folder, version][1]
                known[which] |= {kept[folder, version][0], newest}
            elif versions:  # the newest one, as if it had never been
                for path in folders[folder].glob(f"table-{max(versions):08d}*"):
                    path.unlink()
                del kept[folder, max(versions)]
        for (folder, version), (_, expected) in kept.items():
            other = table()
            other.restore(folders[folder], version)
            assert facts(other) == expected


def content(folder: Path) -> dict[str, bytes]:
    """The files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_two_tables_that_save_to_one_folder_do_not_mix(tmp_path: Path) -> None:
    one, other = (Table(2, rule="sgd_update", lr=1.0) for _ in range(2))
    one.update([1], np.ones((1, 2), np.float32))
    other.update([9], np.ones((1, 2), np.float32))
    one.save(tmp_path)
    (tmp_path / "table-00000002-rows-0.safetensors").write_bytes(b"another process's")
    files = content(tmp_path)
    for full in (False, True):
        with pytest.raises(mx.BindError, match=r"folder: got .* expected a folder of this table alone; give the table"):
            other.save(tmp_path, full=full)
        assert content(tmp_path) == files
    one.update([2], np.ones((1, 2), np.float32))
    assert one.save(tmp_path) == 2
    one.restore(tmp_path)
    assert one.ids().tolist() == [1, 2]
    assert other.save(tmp_path, take_over=True) == 3
    with pytest.raises(mx.BindError, match="newest snapshot, 3, this table has neither saved nor restored"):
        one.save(tmp_path)
    for version, ids in ((1, [1]), (2, [1, 2]), (3, [9])):
        one.restore(tmp_path, version)
        assert one.ids().tolist() == ids
    assert one.save(tmp_path) == 4  # it has restored an older one on purpose, and has seen the newest


def test_of_two_processes_that_restore_a_snapshot_one_saves(tmp_path: Path) -> None:
    stepped(2).save(tmp_path)
    one, other = table(), table()
    one.restore(tmp_path)
    other.restore(tmp_path)
    for now in (one, other):
        step(now, 2)
    assert one.save(tmp_path) == 2
    with pytest.raises(mx.BindError, match="newest snapshot, 2"):
        other.save(tmp_path)
    assert_alike(other, stepped(3))
    step(one, 3)
    assert one.save(tmp_path) == 3
    other.restore(tmp_path)
    assert_alike(other, stepped(4))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_saves_for_itself(tmp_path: Path) -> None:
    now = stepped(2)
    now.save(tmp_path)
    child = os.fork()
    if child == 0:
        os._exit(now.save(tmp_path))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    with pytest.raises(mx.BindError, match="newest snapshot, 2"):
        now.save(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no locks there")
def test_a_folder_to_which_another_process_saves_is_refused(tmp_path: Path) -> None:
    now = stepped(2)
    now.save(tmp_path)
    files = content(tmp_path)
    with snapshots.locked(tmp_path), pytest.raises(mx.BindError, match="another table is being saved"):
        now.save(tmp_path, take_over=True)
    assert content(tmp_path) == files
    assert now.save(tmp_path) == 2


def test_a_whole_snapshot_follows_one_that_was_damaged(tmp_path: Path) -> None:
    """By the table that saved it, or that has restored an older one since then; by no other."""
    now = stepped(2)
    now.save(tmp_path)
    step(now, 2)
    now.save(tmp_path)
    (tmp_path / "table-00000002.safetensors").write_bytes(b"")
    with pytest.raises(mx.BindError, match="newest snapshot, 2"):
        table().save(tmp_path)
    other = table()
    other.restore(tmp_path, 1)
    for saved, count, version in ((now, 3, 3), (other, 2, 4)):
        if saved is other:
            (tmp_path / "table-00000003.safetensors").write_bytes(b"")
            other.restore(tmp_path, 1)
        assert saved.save(tmp_path) == version
        again = table()
        again.restore(tmp_path)
        assert_alike(again, stepped(count))


def test_an_eviction_of_nothing_named_is_an_error() -> None:
    now = stepped(2)
    with pytest.raises(mx.BindError, match="ids, age, touches, budget: got none of them, expected one of them or more"):
        now.evict()
    assert_alike(now, stepped(2))
    assert now.evict([]) == 0


def test_rows_that_come_and_go_leave_nothing_between_snapshots(tmp_path: Path) -> None:
    """The ids that were taken out are kept for the next snapshot, if it may add to one, each once."""
    now = Table(1, rule="sgd_update", lr=1.0)
    ids, grads = np.arange(1000), np.ones((1000, 1), np.float32)

    def come_and_go(turns: int) -> int:
        for _ in range(turns):
            now.update(ids, grads)
            assert now.evict(ids) == len(ids)
        return now.nbytes

    assert come_and_go(3) == come_and_go(20)
    now.save(tmp_path)
    assert come_and_go(3) == come_and_go(20)
    now.update(ids[:2], grads[:2])
    now.save(tmp_path)
    other = Table(1, rule="sgd_update", lr=1.0)
    other.restore(tmp_path)
    assert other.ids().tolist() == [0, 1]


def _text(path: Path) -> str:
    return file_formats.read(path.read_bytes())[0]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_sixteen_bits_and_master_copies(tmp_path: Path, dtype: str) -> None:
    made, other = (Table(3, dtype, "mp_sgd_mom_update", init, lr=0.1, momentum=0.9) for _ in range(2))
    made.update(EDGES, np.ones((5, 3), made.lookup(EDGES).dtype))
    made.save(tmp_path)
    other.restore(tmp_path)
    for name in made.tensors:
        assert_same_bits(other.lookup(EDGES, tensor=name), made.lookup(EDGES, tensor=name), name)
    assert made.lookup(EDGES, tensor="weight32").dtype == np.float32
    assert_same_bits(made.lookup([9], tensor="weight32"), init(np.array([9], np.uint64), 3))


def test_random_operations_go_on_after_a_restore(tmp_path: Path) -> None:
    made, model = pair("sgd_mom_update", "float32", admit=2, lr=0.1, momentum=0.9)
    for part in range(4):
        play(made, model, np.random.default_rng(part), 40, 12, 40)
        made.save(tmp_path)
        made, _ = pair("sgd_mom_update", "float32", admit=2, lr=0.1, momentum=0.9)
        made.restore(tmp_path)


CHILD = """
import os, signal, sys
from pathlib import Path
from mxsym.runtime import files
from mxsym.table import snapshots
from tests.test_table_snapshots import step, table

snapshots._PART_BYTES = 500
replace = os.replace
step(table(), 0)  # children have its kernels
for end in range(int(sys.argv[2])):
    folder = Path(sys.argv[1]) / str(end)
    child = os.fork()
    if child == 0:
        calls = []
        def counted(*names):
            calls.append(names)
            if len(calls) == end // 2 + 1 and end % 2 == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            replace(*names)
            if len(calls) == end // 2 + 1:
                os.kill(os.getpid(), signal.SIGKILL)
        os.replace = counted
        now = table()
        for number in range(5):
            step(now, number)
            version = now.save(folder)
            with open(folder / "acknowledged", "w") as file:
                file.write(str(version))
        os._exit(0)
    assert os.waitpid(child, 0)[1] in (0, signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_process_that_is_killed_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """It is killed before and after each rename: of rows, of heads, of the whole ones and of deltas."""
    ends = 16
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path), str(ends)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    versions: list[int] = []
    for end in range(ends):
        folder = tmp_path / str(end)
        known = folder / "acknowledged"
        acknowledged = int(known.read_text() or 0) if known.exists() else 0
        kept = snapshots.versions(folder)
        versions.append(max(kept, default=0))
        assert versions[-1] - acknowledged in (0, 1)
        if not kept:
            continue
        now = table()
        now.restore(folder)
        assert_alike(now, stepped(versions[-1]))
        step(now, versions[-1])
        assert now.save(folder) == versions[-1] + 1  # what the killed process left is in nobody's way
        assert not [name for name in os.listdir(folder) if name.endswith(".writing")]
        again = table()
        again.restore(folder)
        assert_alike(again, stepped(versions[-1] + 1))
    assert {*range(3)} <= {*versions}


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "columns": ({"columns": 4}, "of a table with columns 3, not 4"),
    "rule": (
        {"rule": "sgd_update"},
        "rule 'adam_update', not 'sgd_update'; tensors weight float32, mean float32, .*, not weight float32",
    ),
    "dtype": ({"dtype": "float64"}, "tensors weight float32.*, not weight float64"),
    "states": ({"states": {"mean": 1.0}}, "states mean .*, not mean 1.0"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_another_tables_snapshot_is_refused(tmp_path: Path, wrong: str) -> None:
    stepped(2).save(tmp_path)
    arguments, text = WRONG[wrong]
    other = table(**arguments)
    other.update([1, 1], np.ones((2, other.columns), other.lookup([1]).dtype))
    before = other.lookup([1])
    with pytest.raises(mx.LoadError, match=text):
        other.restore(tmp_path)
    assert (other.steps, other.ids().tolist()) == (1, [1])
    assert_same_bits(other.lookup([1]), before)


def test_damaged_and_missing_files_are_errors(tmp_path: Path) -> None:
    now = stepped(2)
    now.save(tmp_path)
    step(now, 2)
    now.save(tmp_path)
    paths = sorted(tmp_path.glob("*.safetensors"))
    assert len(paths) == 4
    fresh = table()
    for path in paths:
        data = path.read_bytes()
        for bad in (b"", data[:-1], data[: len(data) // 2], data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]):
            path.write_bytes(bad)
            with pytest.raises(mx.LoadError, match="nothing was changed"):
                fresh.restore(tmp_path)
        path.unlink()
        with pytest.raises(mx.LoadError, match="nothing was changed") if "02.s" not in path.name else _older(fresh):
            fresh.restore(tmp_path)
        path.write_bytes(data)
    with pytest.raises(mx.LoadError, match="has no snapshot"):
        fresh.restore(tmp_path / "nowhere")
    with pytest.raises(mx.LoadError, match="has no snapshot 7"):
        fresh.restore(tmp_path, 7)
    fresh.restore(tmp_path)
    assert_alike(fresh, stepped(3))


@pytest.mark.parametrize("change", ["base", "parts", "steps", "table", "mark", "ids", "records", "weight", "removed"])
def test_forged_files_are_errors(tmp_path: Path, change: str) -> None:
    """Their digests are right, and what they say is not."""
    now = stepped(3)
    now.save(tmp_path)
    rows = tmp_path / "table-00000001-rows-0.safetensors"
    path = rows if change in ("ids", "records", "weight") else tmp_path / "table-00000001.safetensors"
    text, arrays = file_formats.read(path.read_bytes())
    if change in arrays:
        arrays[change] = np.zeros((3, 7), arrays[change].dtype) if change != "ids" else arrays["ids"] * np.uint64(0)
    else:
        text = json.dumps({**json.loads(text), change: [None]})
    path.write_bytes(file_formats.write("safetensors", text, arrays))
    with pytest.raises(mx.LoadError, match="nothing was changed"):
        table().restore(tmp_path)


NO_MARKS: list[Any] = [1, None, {}]
NO_BASES: list[Any] = [1, False, []]
FORGED: list[tuple[str, Any]] = [
    *(("steps", value) for value in (-1, 2**62, 2**80, 1.5, 1e300, "7", True, None)),
    *(("parts", value) for value in (-1, 1.0, "1", True, None)),
    *(("version", value) for value in (1.0, True)),
    *(("format", value) for value in (1.0, True)),
    *(("mark", value) for value in NO_MARKS),
    *(("base", value) for value in NO_BASES),
    *(("records", value) for value in (-5, 2**63 - 1)),
    *(("waiting_counts", value) for value in (-5, 2**62)),
    *(("waiting_steps", value) for value in (-5, 2**63 - 1)),
]


@pytest.mark.parametrize(("name", "value"), FORGED, ids=str)
def test_a_forged_value_is_an_error_when_it_is_read(tmp_path: Path, name: str, value: Any) -> None:
    """One beyond 64 bits was an error of each later step, after the rows had changed."""
    now = stepped(3)
    now.save(tmp_path)
    rows, head = tmp_path / "table-00000001-rows-0.safetensors", tmp_path / "table-00000001.safetensors"
    if name == "mark":  # of both files
        about, arrays = file_formats.read_file(rows, "snapshot")
        rows.write_bytes(file_formats.write("safetensors", json.dumps({**about, name: value}), arrays))
    path = rows if name == "records" else head
    about, arrays = file_formats.read_file(path, "snapshot")
    if name in arrays:
        assert arrays[name].size
        arrays[name] = np.full_like(arrays[name], value)
    else:
        about[name] = value
    path.write_bytes(file_formats.write("safetensors", json.dumps(about), arrays))
    other = stepped(1)
    with pytest.raises(mx.LoadError, match="nothing was changed"):
        other.restore(tmp_path)
    assert_alike(other, stepped(1))


class _older:  # noqa: N801  # stands where a context manager's function does
    """Without the newest head the snapshot before it is the newest."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        assert_alike(self._table, stepped(2))
        self._table.__init__(3, rule="adam_update", init=init, lr=0.1, admit=2)


def test_a_snapshot_that_cannot_be_written_is_written_later(tmp_path: Path) -> None:
    now = stepped(2)
    now.save(tmp_path)
    step(now, 2)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OSError, match="file"):
        now.save(tmp_path / "file")
    assert now.save(tmp_path) == 2
    other = table()
    other.restore(tmp_path)
    assert_alike(other, stepped(3))
