"""Files are written whole or not at all, in their own place, with their own mode."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym import aot, cli
from mxsym.runtime import files

needs_modes = pytest.mark.skipif(not hasattr(os, "fchmod"), reason="no modes here")


def stepped() -> mx.optimizer.Updater:
    updater = mx.optimizer.get_updater(mx.optimizer.SGD(momentum=0.9))
    updater(0, np.ones(3), np.ones(3))
    return updater


def symbol() -> mx.Symbol:
    return mx.sym.sgd_update(mx.sym.var("w"), mx.sym.var("g"), lr=0.1, name="u")


def bound() -> mx.Executor:
    return symbol().bind(args={"w": np.ones(3, np.float32), "g": np.ones(3, np.float32)})


def by_command(path: Path) -> None:
    graph = path.parent.parent / "graph.json"
    symbol().save(graph)
    assert cli.main(["report", str(graph), "--shape", "w=3", "-o", str(path)]) == 0


WRITERS: dict[str, Callable[[Path], Any]] = {
    "states.npz": lambda path: mx.optimizer.save_states(path, stepped()),
    "graph.json": lambda path: symbol().save(path),
    "picture.svg": lambda path: mx.viz.plot_network(symbol()).render(path),
    "report.html": by_command,
    "kernels.o": lambda path: aot.export(bound()).write(path.parent),
}
EACH = pytest.mark.parametrize("name", WRITERS)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("when", ["write", "fsync", "replace"])
@EACH
def test_a_disk_that_is_full(name: str, when: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "into"
    folder.mkdir()
    WRITERS[name](folder / name)
    first = content(folder)
    (folder / name).write_bytes(b"older")
    older = content(folder)
    for path in folder.iterdir():
        if path.name != name:
            assert first[path.name]
    with monkeypatch.context() as patch:
        target = {"write": (files, "_fill"), "fsync": (os, "fsync"), "replace": (os, "replace")}[when]
        patch.setattr(*target, full)
        try:
            WRITERS[name](folder / name)
        except (OSError, AssertionError):  # the command says so and returns 1
            pass
        else:
            pytest.fail("it was written")
    assert content(folder) == older
    WRITERS[name](folder / name)
    assert set(content(folder)) == set(first) and content(folder)[name] != b"older"


def test_an_interrupt_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a").write_bytes(b"old")
    for where in ((files, "_fill"), (os, "fsync"), (os, "replace")):
        with monkeypatch.context() as patch:
            patch.setattr(*where, interrupted)
            with pytest.raises(KeyboardInterrupt):
                files.write_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})
        assert content(tmp_path) == {"a": b"old"}


def test_none_is_replaced_before_all_are_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(FileNotFoundError) as caught:
        files.write_all({tmp_path / "a": b"new", tmp_path / "nowhere" / "b": b"new"})
    assert str(caught.value.filename).endswith("b") and content(tmp_path) == {"a": b"old"}


@needs_modes
@EACH
def test_a_file_keeps_its_mode_and_a_new_one_has_the_mask_s(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "into"
    folder.mkdir()
    before = os.umask(0o027)
    try:
        WRITERS[name](folder / name)
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o640}
        (folder / name).chmod(0o604)
        WRITERS[name](folder / name)
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o604
    finally:
        os.umask(before)


@EACH
def test_links_are_followed(name: str, tmp_path: Path) -> None:
    folder, other = tmp_path / "into", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    link, end = folder / name, other / f"end{Path(name).suffix}"
    link.symlink_to(other / "middle")
    (other / "middle").symlink_to(end.name)
    for _ in range(2):  # one that leads nowhere yet, and one to a file
        WRITERS[name](link)
        assert link.is_symlink() and (other / "middle").is_symlink() and not end.is_symlink()
        assert end.stat().st_size and len(list(other.iterdir())) == 2


@needs_modes
def test_a_file_that_is_read_only_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def refused(*_: object) -> bool:  # whoever runs this may write to anything
        return False

    monkeypatch.setattr(os, "access", refused)
    with pytest.raises(PermissionError, match="read-only"):
        files.write(path, b"new")
    assert content(tmp_path) == {"a": b"old"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    files.write(pipe, "text")
    reader.join()
    assert received == [b"text"] and stat.S_ISFIFO(pipe.stat().st_mode)
