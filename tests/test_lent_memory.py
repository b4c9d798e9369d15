"""Arrays over buffers whose owner closes or resizes them: `np.ndarray(buffer=…)` does not hold what it is over."""

from __future__ import annotations

import array
import ctypes
import functools
import mmap
import tempfile
from collections.abc import Callable
from multiprocessing import shared_memory
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.runtime import views
from mxsym.runtime.native_call import native
from tests.support import Array
from tests.test_borrowed import in_python

SIZE = 1 << 16
BYTES = 4 * SIZE
Lost = tuple[Array, Callable[[], object]]
"""An array, and what takes its memory away."""


def over(owner: Any) -> Array:
    values: Array = np.ndarray((SIZE,), np.float32, buffer=owner)
    values[:] = 1
    return values


def shared() -> Lost:
    memory = shared_memory.SharedMemory(create=True, size=BYTES)
    memory.unlink()
    return over(memory.buf), memory.close


def mapped() -> Lost:
    memory = mmap.mmap(-1, BYTES)
    return over(memory)[1:][:-1], memory.close


def remapped() -> Lost:
    memory = mmap.mmap(-1, BYTES)
    return over(memory), lambda: memory.resize(mmap.PAGESIZE)


def of_a_file() -> Lost:
    with tempfile.TemporaryFile() as file:
        file.truncate(BYTES)
        values: Any = np.memmap(file, np.float32, "r+")
    return values, values._mmap.close


def cut() -> Lost:
    owner = bytearray(BYTES)
    return over(owner), lambda: owner.__delitem__(slice(8, None))


def cut_numbers() -> Lost:
    owner = array.array("f", bytes(BYTES))
    return over(owner), lambda: owner.__delitem__(slice(8, None))


def grown() -> Lost:
    owner = (ctypes.c_float * SIZE)()

    def lose() -> None:
        before = ctypes.addressof(owner)
        for size in (1 << bits for bits in range(24, 34)):  # it may grow where it is
            ctypes.resize(owner, size)
            if ctypes.addressof(owner) != before:
                return
        pytest.skip("the system has room for it where it is")

    return np.ctypeslib.as_array(owner), lose


def released() -> Lost:
    owner = bytearray(BYTES)
    view = memoryview(owner)

    def lose() -> None:
        view.release()
        owner.clear()

    return over(view), lose


OWNERS = {make.__name__: make for make in (shared, mapped, remapped, of_a_file, cut, cut_numbers, grown, released)}
GONE = "got a view of memory that is no longer there"


def ones(like: Array) -> Array:
    return np.ones(like.shape, np.float32)


def executor(weight: Array, grad: Array) -> mx.Executor:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    exe = mx.sym.sgd_update(w, g, lr=0.5, out=w).bind(args={"w": weight, "g": grad})
    exe.forward()
    exe.forward()
    return exe


@pytest.mark.parametrize("name", ["w", "g"])
@pytest.mark.parametrize("owner", OWNERS)
def test_no_step_on_memory_that_its_owner_took_away(owner: str, name: str) -> None:
    lent, lose = OWNERS[owner]()
    other = ones(lent)
    exe = executor(*((lent, other) if name == "w" else (other, lent)))
    lose()
    before = other.copy()
    given: dict[str, Any] = {name: lent}
    steps: list[Callable[[], object]] = [exe.forward, lambda: in_python(exe), lambda: exe.forward(**given)]
    for step in steps * 2:
        with pytest.raises(mx.BindError, match=f"argument {name}: {GONE}"):
            step()
    assert np.array_equal(other, before)
    exe.arg_dict[name] = ones(lent)
    exe.forward()
    exe.forward()


CALLS: dict[str, Callable[[Array], object]] = {
    "bind": lambda lent: executor(lent, ones(lent)),
    "op": lambda lent: mx.nd.sgd_update(lent, ones(lent), lr=0.5, out=lent),
    "updater": lambda lent: mx.optimizer.get_updater(mx.optimizer.SGD(momentum=0.5))(0, ones(lent), lent),
    "copy": mx.nd.array,
    "face": lambda lent: mx.nd.sqrt(mx.nd.from_numpy(lent)),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("owner", OWNERS)
def test_every_face_looks_first(owner: str, call: str) -> None:
    lent, lose = OWNERS[owner]()
    for _ in range(3):
        CALLS[call](lent)
    lose()
    for _ in range(2):
        with pytest.raises(mx.BindError, match=GONE):
            CALLS[call](lent)


@pytest.mark.parametrize("part", ["ids", "gradient", "out", "rows", "row ids"])
def test_rows_and_tables(part: str) -> None:
    lent, lose = shared()
    ids, numbers = lent[:16].view(np.int64), lent[16:48].reshape(8, 4)
    ids[:] = np.arange(8)
    table = mx.table.Table(4, "float32", "sgd_update", lr=0.5)
    rows = mx.nd.sparse.row_sparse_array(
        (numbers if part == "rows" else np.ones((8, 4), np.float32), ids if part == "row ids" else np.arange(8)),
        shape=(9, 4),
    )
    weight, out = np.ones((9, 4), np.float32), numbers if part == "out" else np.ones((8, 4), np.float32)

    def use() -> None:
        if part in ("rows", "row ids"):
            mx.nd.sgd_update(weight, rows, lr=0.5, out=weight)
        elif part == "out":
            table.lookup(np.arange(8), out)
        else:
            own = np.arange(8) if part == "gradient" else ids
            table.update(own, numbers if part == "gradient" else np.ones((8, 4), np.float32))

    for _ in range(3):
        use()
    lose()
    steps, before = table.steps, weight.copy()
    for _ in range(2):
        with pytest.raises(mx.BindError, match=GONE):
            use()
    assert table.steps == steps and np.array_equal(weight, before)


def test_what_stays_where_it_is_is_no_fault() -> None:
    """A buffer that grew in another place than under the array, one that nobody holds, and one that cannot move."""
    fixed = np.frombuffer(bytes(BYTES), np.float32)
    weight = over(bytearray(BYTES))
    exe = executor(weight, fixed)
    assert exe.forward()[0] is weight
    assert views.root_address(fixed) == 0
    assert views.root_address(weight) == weight.ctypes.data


@pytest.mark.skipif(not native.available(), reason="no native calls here")
def test_a_type_is_known_to_lend_though_its_first_object_is_closed() -> None:
    closed = mmap.mmap(-1, BYTES)
    closed.close()
    assert views.lends(closed) and not views.lends(object()) and not views.lends(b"")


@pytest.mark.parametrize("argument", ["grads", "offsets", "weights", "out", "ids"])
def test_a_table_names_the_argument_whose_memory_is_gone(argument: str) -> None:
    lent, lose = mapped()
    given: dict[str, Any] = {
        "ids": np.arange(SIZE, dtype=np.uint64),
        "grads": np.ones((SIZE, 1), np.float32),
        "offsets": np.arange(SIZE, dtype=np.int32),
        "weights": np.ones(SIZE, np.float32),
        "out": np.ones((SIZE, 1), np.float32),
    }
    gone: Array = lent.view(given[argument].dtype)
    given[argument] = gone.reshape(-1, 1) if argument in {"grads", "out"} else gone
    out, table = given.pop("out"), mx.table.Table(1, lr=0.1)
    update = functools.partial(table.update, **given)
    call = functools.partial(table.lookup, given["ids"], out) if argument == "out" else update
    lose()
    with pytest.raises(mx.BindError, match=f"  {argument}: {GONE}"):
        call()
    assert len(table) == 0
