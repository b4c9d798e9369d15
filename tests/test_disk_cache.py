"""The cache on disk: who finds what another process compiled; entries and folders that are not as they should be."""

from __future__ import annotations

import logging
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.cli import main
from mxsym.codegen.backend import llvm
from mxsym.codegen.settings import CACHE_DIR
from mxsym.runtime import disk_cache, files, kernel_cache, run_jobs
from mxsym.runtime.disk_cache import Store
from tests.support import HANG

ROOT = Path(__file__).resolve().parents[1]
STEP = """
import numpy as np, mxsym as mx
from mxsym.runtime import kernel_cache
w, g, mean, var = (np.full(1000, value, np.float32) for value in (1, 0.5, 0.25, 2))
mx.nd.lamb_update(w, g, mean, var, lr=0.1, t=1, out=w)
print(kernel_cache.compile_count(), kernel_cache.load_count(), w.tobytes().hex()[:64])
"""
KERNELS = 3
"""Kernels that `STEP` needs."""


def start(folder: Path, script: str = STEP, **more: str) -> subprocess.Popen[str]:
    """Run a script with this folder, in which it finds no native calls: they take longest to compile."""
    given = {"PYTHONPATH": str(ROOT), "MXSYM_CACHE_DIR": str(folder), "MXSYM_VERIFY": "", "MXSYM_CALLS": "ctypes"}
    environment = {**os.environ, **given, **more}
    return subprocess.Popen(
        [sys.executable, "-c", script], env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def finish(process: subprocess.Popen[str]) -> tuple[list[str], str]:
    """Words that the process printed, and its warnings."""
    out, err = process.communicate(timeout=HANG)
    assert process.returncode == 0, err
    return out.split(), err


def counts(folder: Path, **more: str) -> tuple[int, int]:
    """Numbers of kernels that a fresh process compiled and loaded."""
    words, _ = finish(start(folder, **more))
    return int(words[0]), int(words[1])


def test_a_process_finds_what_another_one_compiled(tmp_path: Path) -> None:
    (first, quiet), (second, _) = (finish(start(tmp_path / "kept", MXSYM_CALLS="")) for _ in range(2))
    assert (first[:2], second[:2]) == ([str(KERNELS), "0"], ["0", str(KERNELS)])
    assert first[2] == second[2]
    assert quiet == ""
    if hasattr(os, "geteuid"):
        assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in (tmp_path / "kept").iterdir()} == {0o600}


def test_a_kernel_is_compiled_for_its_target(tmp_path: Path) -> None:
    for level in llvm.host_levels()[-2:]:
        assert counts(tmp_path, MXSYM_CPU=level) == (KERNELS, 0)
        assert counts(tmp_path, MXSYM_CPU=level) == (0, KERNELS)


@pytest.mark.parametrize("off", [{"MXSYM_CACHE": "0"}, {"MXSYM_CACHE_DIR": ""}])
def test_turned_off_nothing_is_kept(off: dict[str, str], tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    folder = {"MXSYM_CACHE_DIR": str(tmp_path / "kept")} | off
    assert finish(start(Path(folder["MXSYM_CACHE_DIR"]), **(home | off)))[0][:2] == [str(KERNELS), "0"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("processes", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_processes_may_compile_the_same_at_once(processes: int, tmp_path: Path) -> None:
    results = [finish(process) for process in [start(tmp_path) for _ in range(processes)]]
    assert len({words[2] for words, _ in results}) == 1
    assert [err for _, err in results] == [""] * processes
    assert counts(tmp_path) == (0, KERNELS)
    assert not list(tmp_path.glob("*.writing"))


def test_a_child_uses_what_its_parent_s_threads_were_using(tmp_path: Path) -> None:
    script = (
        "import os, threading, numpy as np, mxsym as mx\n"
        "stop = False\n"
        "mx.sym.sqrt(mx.sym.var('x')).simple_bind(x=(3,)).forward()\n"  # a child must not meet a half-imported module
        "def work():\n"
        "    n = 0\n"
        "    while not stop:\n"
        "        n += 1; x = mx.sym.var('x')\n"
        "        for _ in range(n % 30): x = x + x\n"
        "        x.simple_bind(x=(3,))\n"
        "thread = threading.Thread(target=work, daemon=True); thread.start()\n"
        "for number in range(5):\n"
        "    pid = os.fork()\n"
        "    if pid == 0:\n"
        "        w = np.ones(5, np.float32)\n"
        "        mx.nd.sgd_update(w, w.copy(), lr=0.5, out=w); os._exit(0 if w[0] == 0.5 else 1)\n"
        "    assert os.waitpid(pid, 0)[1] == 0\n"
        "stop = True; thread.join(20); print('done')"
    )
    if hasattr(os, "fork"):
        assert finish(start(tmp_path, script))[0] == ["done"]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of this test, and a process that has compiled nothing yet and checks nothing between passes."""
    used_by(square(), monkeypatch)  # some entries are read once a process, and not from here
    run_jobs.native("sequence")
    monkeypatch.setenv(CACHE_DIR, str(tmp_path / "kept"))
    monkeypatch.setenv("MXSYM_VERIFY", "")
    forget(monkeypatch)
    used = disk_cache.current()
    assert used is not None
    return used


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a new process: only the store knows what has been compiled."""
    monkeypatch.setattr(kernel_cache, "_compiled", {})
    monkeypatch.setattr(kernel_cache, "_libraries", {})


def used_by(symbol: mx.Symbol, monkeypatch: pytest.MonkeyPatch) -> tuple[tuple[int, int], float]:
    """(kernels compiled, kernels loaded), and a result, of a process that has compiled nothing."""
    forget(monkeypatch)
    before = mx.compile_count(), kernel_cache.load_count()
    executor = symbol.simple_bind(x=(100,))
    executor.arg_dict["x"][:] = 3
    (output,) = executor.forward()
    return (mx.compile_count() - before[0], kernel_cache.load_count() - before[1]), float(output[-1])


def square() -> mx.Symbol:
    x = mx.sym.var("x")
    return x * x


NEW, STORED = ((1, 0), 9.0), ((0, 1), 9.0)


def test_a_version_finds_only_its_own(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    versions: list[tuple[object, str]] = [(mx, "__version__"), (llvm, "VERSIONS")]
    assert used_by(square(), monkeypatch) == NEW
    assert used_by(square(), monkeypatch) == STORED
    for module, name in versions:
        with monkeypatch.context() as patched:
            patched.setattr(module, name, "another")
            assert used_by(square(), monkeypatch) == NEW
    with monkeypatch.context() as patched:
        patched.setattr(kernel_cache, "_compiler_source", lambda: "edited")
        assert used_by(square(), monkeypatch) == NEW
    assert used_by(square(), monkeypatch) == STORED


def test_what_is_checked_goes_through_every_pass(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    used_by(square(), monkeypatch)
    monkeypatch.setenv("MXSYM_VERIFY", "1")
    assert used_by(square(), monkeypatch) == STORED

    def ran(_passes: kernel_cache.Passes) -> None:
        pytest.fail("the passes have run")

    monkeypatch.setattr(kernel_cache.Passes, "describe", ran)
    with pytest.raises(pytest.fail.Exception):
        used_by(square(), monkeypatch)
    monkeypatch.setenv("MXSYM_VERIFY", "")
    assert used_by(square(), monkeypatch) == STORED


def test_every_stage_of_a_loaded_kernel_can_be_read(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    symbol, texts = square(), list[list[str]]()
    for _ in range(2):
        forget(monkeypatch)
        executor = symbol.simple_bind(x=(100,))
        texts.append([executor.explain(), *(executor.ir(stage) for stage in ("typed", "kernel", "llvm-opt", "asm"))])
    assert texts[0] == texts[1]


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_entry_is_compiled_again(
    data: st.DataObject, kept: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Flipped, cut short, grown, another's: the result is right, one warning says so, and the entry is replaced."""
    used_by(square(), monkeypatch)
    used_by(square() + 1, monkeypatch)
    entries = sorted(kept.folder.glob("*.entry"))
    assert used_by(square(), monkeypatch) == STORED
    whole = {path: path.read_bytes() for path in entries}
    path = data.draw(st.sampled_from(entries))
    good = whole[path]
    kind = data.draw(st.sampled_from(["flip", "cut", "grow", "other"]))
    if kind == "flip":
        at = data.draw(st.integers(0, len(good) - 1))
        bad = good[:at] + bytes([good[at] ^ data.draw(st.integers(1, 255))]) + good[at + 1 :]
    elif kind == "cut":
        bad = good[: data.draw(st.integers(0, len(good) - 1))]
    elif kind == "grow":
        bad = good + data.draw(st.binary(min_size=1, max_size=50))
    else:
        bad = whole[data.draw(st.sampled_from([other for other in entries if other != path]))]
    path.write_bytes(bad)
    disk_cache._warn.cache_clear()  # pyright: ignore[reportPrivateUsage]
    caplog.clear()
    with caplog.at_level(logging.WARNING, "mxsym"):
        results = [used_by(square(), monkeypatch)[1], used_by(square() + 1, monkeypatch)[1]]
    assert results == [9.0, 10.0]
    assert [str(path) in record.message for record in caplog.records] == [True]
    assert path.read_bytes() == good
    assert used_by(square(), monkeypatch) == STORED


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=200), st.sampled_from([b"[[]]", b"{}", b"[[1,2,3,4,5,6]]", b"7", b"[7]"])))
def test_an_entry_that_is_whole_and_means_nothing(
    content: bytes, kept: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    used_by(square(), monkeypatch)
    for path in kept.folder.glob("*.entry"):
        kept.write(path.stem, content)
    caplog.clear()
    disk_cache._warn.cache_clear()  # pyright: ignore[reportPrivateUsage]
    with caplog.at_level(logging.WARNING, "mxsym"):
        assert used_by(square(), monkeypatch) == NEW
    assert caplog.records
    assert used_by(square(), monkeypatch) == STORED


def refused(folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> str:
    """The one warning of a folder that is not used; the results are right."""
    monkeypatch.setenv(CACHE_DIR, str(folder))
    with caplog.at_level(logging.WARNING, "mxsym"):
        for _ in range(2):
            assert used_by(square(), monkeypatch) == NEW
    (record,) = caplog.records
    return record.message


POSIX = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no such modes here")


@POSIX
def test_the_command_says_that_nothing_new_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a home that can only be read, before the folder is there and after."""
    folder = tmp_path / "home" / ".cache" / "mxsym"
    monkeypatch.setenv(CACHE_DIR, str(folder))
    (tmp_path / "home").mkdir()
    assert main(["cache", "info"]) == 0
    assert "not written" not in capsys.readouterr().out

    def no_access(path: str, mode: int) -> bool:
        return mode != os.W_OK | os.X_OK or not path.startswith(str(tmp_path))

    monkeypatch.setattr(os, "access", no_access)
    for place in (tmp_path / "home", folder):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        assert main(["cache", "info"]) == 0
        text = f"not written +this process cannot write to {re.escape(str(place))}; set MXSYM_CACHE_DIR"
        assert re.search(text, capsys.readouterr().out)


@POSIX
def test_an_empty_home_is_no_home(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Kernels went to /.cache."""
    for name in (CACHE_DIR, "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "")
    with caplog.at_level(logging.WARNING, "mxsym"):
        assert disk_cache.current() is None
    assert "kernels are not cached, set MXSYM_CACHE_DIR: '~' has no home directory" in caplog.text


@POSIX
@pytest.mark.parametrize("mode", [0o777, 0o720, 0o702, 0o1777])
def test_a_folder_that_others_can_write_to_is_refused(
    mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(mode)
    assert "another user can write to it" in refused(folder, monkeypatch, caplog)
    assert not list(folder.iterdir())


@POSIX
def test_another_user_s_folder_and_entries_are_refused(
    kept: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    used_by(square(), monkeypatch)
    for path in kept.folder.iterdir():
        path.chmod(0o666)
    with caplog.at_level(logging.WARNING, "mxsym"):
        assert used_by(square(), monkeypatch) == NEW
    assert len(caplog.records) == 2  # what is known of the kernel, and its code
    caplog.clear()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert "another user can write to it" in refused(kept.folder, monkeypatch, caplog)


def test_a_folder_that_is_cleared_while_an_entry_is_written(
    kept: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    key, replace = "0" * 64, os.replace

    def cleared(source: str, to: str) -> None:
        kept.clear()
        replace(source, to)

    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING, "mxsym"):
        patched.setattr(os, "replace", cleared)
        kept.write(key, b"content")
    assert not caplog.records and kept.read(key) is None
    kept.write(key, b"content")
    assert kept.read(key) == b"content"


@POSIX
def test_what_is_no_file_of_this_user_s_is_replaced(
    kept: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Others may have left anything in a folder before it was made private: links, pipes, files without an end."""
    used_by(square(), monkeypatch)
    kept.clear()  # a process reads some entries once, and they stay as they are
    used_by(square(), monkeypatch)
    mine = tmp_path / "mine.txt"

    def link(path: Path) -> None:
        path.unlink()
        path.symlink_to(mine)

    def pipe(path: Path) -> None:
        path.unlink()
        os.mkfifo(path)

    def endless(path: Path) -> None:
        path.unlink()
        path.symlink_to("/dev/zero")

    def large(path: Path) -> None:
        os.truncate(path, 1 << 42)

    def shared(path: Path) -> None:
        path.chmod(0o666)

    for way in (link, pipe, endless, large, shared):
        mine.write_text("not an entry")
        for path in kept.folder.glob("*.entry"):
            way(path)
        disk_cache._warn.cache_clear()  # pyright: ignore[reportPrivateUsage]
        caplog.clear()
        with caplog.at_level(logging.WARNING, "mxsym"):
            assert used_by(square(), monkeypatch) == NEW
        assert caplog.records
        assert mine.read_text() == "not an entry"
        assert used_by(square(), monkeypatch) == STORED
        assert {path.lstat().st_mode for path in kept.folder.glob("*.entry")} == {stat.S_IFREG | 0o600}


@POSIX
def test_another_user_s_link_is_refused(
    kept: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    used_by(square(), monkeypatch)
    link = tmp_path / "link"
    link.symlink_to(kept.folder)
    monkeypatch.setenv(CACHE_DIR, str(link))
    assert used_by(square(), monkeypatch) == STORED
    real = os.lstat

    def lstat(path: str) -> os.stat_result:
        """The status, with the link as another user's: only root can make one."""
        status = real(path)
        return os.stat_result((*status[:4], 12345, *status[5:10])) if path == str(link) else status

    monkeypatch.setattr(os, "lstat", lstat)
    assert "another user's link" in refused(link, monkeypatch, caplog)


@POSIX
def test_a_folder_that_is_changed_for_another_after_its_check(
    kept: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    used_by(square(), monkeypatch)
    real, others = os.open, tmp_path / "others"
    shutil.copytree(kept.folder, others)
    others.chmod(0o777)

    def swap(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        return real(others if path == str(kept.folder) else path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", swap)
    with caplog.at_level(logging.WARNING, "mxsym"):
        assert used_by(square(), monkeypatch) == NEW
    assert "another user can write to it" in caplog.records[0].message


@pytest.mark.skipif(sys.platform == "win32", reason="a folder that is used stays")
@pytest.mark.parametrize("is_named_from_there", [False, True])
def test_a_process_in_a_folder_that_is_gone(is_named_from_there: bool, tmp_path: Path) -> None:
    inside = str(tmp_path / "inside")
    script = f"import os, mxsym; os.mkdir({inside!r}); os.chdir({inside!r}); os.rmdir({inside!r})\n{STEP}"
    words, warnings = finish(start(Path("kept") if is_named_from_there else tmp_path / "kept", script))
    assert words[:2] == [str(KERNELS), "0"]
    assert ("the folder that the process is in is gone" in warnings) == is_named_from_there


def test_a_folder_that_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    assert "file" in refused(tmp_path / "file", monkeypatch, caplog)
    caplog.clear()
    assert "file" in refused(tmp_path / "file" / "below", monkeypatch, caplog)


@pytest.mark.parametrize(("module", "function"), [(os, "replace"), (files, "_fill")])
def test_a_disk_that_is_full(
    module: object, function: str, kept: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One warning for all entries, at whichever place the system says so."""

    def fail(*_: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, function, fail)
    assert "No space left" in refused(kept.folder, monkeypatch, caplog)
    assert not list(kept.folder.iterdir())


def test_the_entries_unused_for_longest_go_first(kept: Store) -> None:
    """Files that are no entries stay, whatever they are called."""
    now, keys = time.time(), [f"{number:064x}" for number in range(8)]
    for number, key in enumerate(keys):
        kept.write(key, bytes(1000))
        os.utime(kept.folder / f"{key}.entry", (now, now - 10 * 86400 * (8 - number)))
    others = ["mine.txt", "diary.entry", "letter.writing"]
    for name in others:
        (kept.folder / name).write_text("not an entry")
        os.utime(kept.folder / name, (now, now - 90 * 86400))
    left = kept.folder / "1.0123456789ab.writing"
    left.write_bytes(b"")
    os.utime(left, (now, now - 2 * 86400))
    assert kept.read(keys[0]) == bytes(1000)  # used again
    kept.prune(8400)
    assert not left.exists()
    assert kept.info().entries == 8
    kept.prune(8000)  # 1048 bytes each: five are left of three quarters of that
    assert [key for key in keys if kept.read(key) is not None] == [keys[0], *keys[4:]]
    assert kept.clear() == 5
    assert sorted(path.name for path in kept.folder.iterdir()) == sorted(others)


def test_a_write_prunes(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_cache, "LIMIT", 0)
    key = "0" * 64
    kept.write(key, b"content")
    assert kept.read(key) is None


def test_the_command(kept: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    used_by(square(), monkeypatch)
    count = kept.info().entries
    assert count >= 2
    assert main(["cache", "info"]) == 0
    shown = capsys.readouterr().out
    assert str(kept.folder) in shown and f" {count}\n" in shown
    assert main(["cache", "clear"]) == 0
    assert f"removed {count} entries" in capsys.readouterr().out
    assert kept.info().entries == 0
    assert used_by(square(), monkeypatch) == NEW
    monkeypatch.setenv(CACHE_DIR, "")
    assert main(["cache", "info"]) == 0
    assert "no kernels are kept" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {"HOME": "/h", "XDG_CACHE_HOME": ""}, "/h/.cache/mxsym"),
        ("linux", {"HOME": "/h", "XDG_CACHE_HOME": "/c"}, "/c/mxsym"),
        ("linux", {"HOME": "/h", "XDG_CACHE_HOME": "relative"}, "/h/.cache/mxsym"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Caches/mxsym"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/mxsym/cache"),
    ],
)
@POSIX
def test_the_platform_s_folder(
    platform: str, environment: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CACHE_DIR)
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = disk_cache.current()
    assert found is not None and found.folder == Path(folder)


def test_importing_loads_the_package_alone() -> None:
    """It, `codegen.settings`, and what imports the rest with the first name: `codegen.loading` and what that needs."""
    script = "import sys, mxsym as mx; print(sum(m.startswith('mxsym') for m in sys.modules), mx.sym.__name__)"
    words, _ = finish(start(Path(os.environ[CACHE_DIR]), script))
    assert words == ["6", "mxsym.symbol"]


def test_small_and_large_results_are_the_same_from_disk(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    results: list[list[np.ndarray]] = []
    for _ in range(2):
        forget(monkeypatch)
        for n in (1, 5000, 100_000):
            w, g, mean, var = (np.full(n, value, np.float32) for value in (1, 0.5, 0.25, 2))
            executor = mx.sym.lamb_update(*(mx.sym.var(name) for name in "wgmv"), lr=0.1, t=1).bind(
                args={"w": w, "g": g}, aux_states={"m": mean, "v": var}
            )
            results.append([*executor.forward(), mean, var])
    for one, other in zip(results[:3], results[3:], strict=True):
        for a, b in zip(one, other, strict=True):
            assert a.tobytes() == b.tobytes()
