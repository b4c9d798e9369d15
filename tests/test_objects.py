"""Object code linked without LLVM: what runs, what is left to LLVM's linker, and that nothing damaged is run."""

from __future__ import annotations

import ctypes
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import mxsym as mx
from mxsym.codegen import settings
from mxsym.codegen.backend import cpu_words, llvm, objects
from mxsym.codegen.target import ARM, MACHINE, X86_64, level_target
from mxsym.runtime import kernel_cache

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or MACHINE != X86_64, reason="LLVM links the objects of other systems and machines"
)
EVERYTHING = """
@table = constant [4 x i64] [i64 3, i64 5, i64 7, i64 11]
@count = global i64 0
@shared = global i64 40
@place = constant ptr @shared
declare i64 @strlen(ptr)

define i64 @next() {
  %old = load i64, ptr @count
  %new = add i64 %old, 1
  store i64 %new, ptr @count
  ret i64 %new
}

define i64 @pick(i64 %at) {
  %item = getelementptr i64, ptr @table, i64 %at
  %value = load i64, ptr %item
  ret i64 %value
}

define i64 @length(ptr %text) {
  %length = call i64 @strlen(ptr %text)
  %more = add i64 %length, 1
  ret i64 %more
}

define i64 @far() {
  %place = load ptr, ptr @place
  %value = load i64, ptr %place
  ret i64 %value
}

define double @halves(double %x) {
  %half = fmul double %x, 5.0e-1
  ret double %half
}

define i64 @choose(i64 %x) {
  switch i64 %x, label %other [
    i64 0, label %a
    i64 1, label %b
    i64 2, label %c
    i64 3, label %d
    i64 4, label %e
  ]
a:
  %one = call i64 @next()
  ret i64 %one
b:
  ret i64 17
c:
  %three = call i64 @pick(i64 2)
  ret i64 %three
d:
  %four = call i64 @far()
  ret i64 %four
e:
  ret i64 -5
other:
  ret i64 99
}

define i64 @calls(ptr %function) {
  %value = call i64 %function()
  %more = add i64 %value, 1
  ret i64 %more
}
"""
NAMES = ["next", "pick", "length", "far", "halves", "choose", "calls", "count"]


@pytest.fixture(scope="module")
def code() -> bytes:
    return llvm.object_code(EVERYTHING, level_target("x86-64"))


def function(library: objects.Library, name: str, *kinds: type, result: type = ctypes.c_int64) -> Callable[..., object]:
    return ctypes.CFUNCTYPE(result, *kinds)(library.addresses[name])


def answers(library: objects.Library) -> list[object]:
    """The results of the functions of a fresh library."""
    next_, choose, pick = (function(library, name, ctypes.c_int64) for name in ("next", "choose", "pick"))
    halves = function(library, "halves", ctypes.c_double, result=ctypes.c_double)
    values: list[object] = [next_(0), next_(0), *map(choose, range(6)), *map(pick, range(4)), halves(3.0)]
    count = ctypes.c_int64.from_address(library.addresses["count"])
    return [*values, function(library, "length", ctypes.c_char_p)(b"four"), count.value]


def test_code_runs_as_it_does_where_llvm_links_it(code: bytes) -> None:
    library = objects.link(code, NAMES)
    assert library is not None
    linked = llvm._linked_by_llvm(code, NAMES)  # pyright: ignore[reportPrivateUsage]: the way of other machines
    assert answers(library) == answers(linked)
    assert answers(objects.link(code, NAMES) or linked)[:2] == [1, 2]  # variables of its own
    function(library, "next")()
    assert answers(library)[0] == 5


def test_no_memory_is_written_and_run(code: bytes) -> None:
    library = objects.link(code, NAMES)
    assert library is not None

    def rights(name: str) -> str:
        for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
            start, end = (int(number, 16) for number in line.split()[0].split("-"))
            if start <= library.addresses[name] < end:
                return line.split()[1]
        raise AssertionError(name)

    assert (rights("next"), rights("count")) == ("r-xp", "rw-p")


def test_a_backtrace_finds_its_way_through(code: bytes) -> None:
    library = objects.link(code, NAMES)
    assert library is not None
    process, depths = ctypes.CDLL(None), list[int]()
    room = (ctypes.c_void_p * 200)()

    def deep() -> int:
        count = process.backtrace(room, len(room))
        inside = [at for at in range(count) if 0 <= (room[at] or 0) - library.addresses["calls"] < 64]
        depths.extend([inside[0], count])
        return 41

    kind = ctypes.CFUNCTYPE(ctypes.c_int64)
    assert function(library, "calls", kind)(kind(deep)) == 42
    assert depths[0] + 3 < depths[1]


def test_what_it_does_not_know_is_llvm_s(code: bytes) -> None:
    level = level_target("x86-64")
    calling = "define void @f() {\n call void @no_such_name()\n ret void\n}"
    missing = llvm.object_code(f"declare void @no_such_name()\n{calling}", level)
    own = llvm.object_code("@x = thread_local global i64 1\ndefine ptr @f() {\n ret ptr @x\n}", level)
    other = llvm.object_code("define void @f() {\n ret void\n}", ARM)
    for item in (missing, own, other, b"", b"\x7fELF not an object"):
        assert objects.link(item, ["f"]) is None
    assert objects.link(code, ["no_such_name"]) is None
    with pytest.raises(llvm.CompileError, match="symbol"):
        llvm.link(missing, ["f"])


def test_damage_is_found_or_harmless_to_link(code: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_register", list)  # libgcc trusts what it reads
    assert all(objects.link(code[:length], NAMES) is None for length in range(0, len(code), 97))
    rng = random.Random(5)
    for _ in range(300):  # a damaged object is linked or refused; neither ends the process
        damaged = bytearray(code)
        for _ in range(rng.randrange(1, 4)):
            damaged[rng.randrange(len(code) - 700 if rng.random() < 0.5 else 0, len(code))] = rng.randrange(256)
        objects.link(bytes(damaged), NAMES)


def test_a_place_beyond_all_memory_is_damage(code: bytes) -> None:
    damaged = bytearray(code)
    damaged[47] = 0xFF  # the highest byte of where the head of each section is
    assert objects.link(bytes(damaged), NAMES) is None


@pytest.mark.parametrize("name", ["_relocate", "_protect"])
def test_what_cannot_be_linked_takes_no_memory(name: str, code: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    at: list[int] = []
    memory: Callable[[int], int] = vars(objects)["_map"]

    def mapped(size: int) -> int:
        at.append(memory(size))
        return at[-1]

    def refuse(*_: object) -> None:
        raise OverflowError

    monkeypatch.setattr(objects, "_map", mapped)
    monkeypatch.setattr(objects, name, refuse)
    assert objects.link(code, NAMES) is None
    (address,) = at
    regions = [line.split()[0].split("-") for line in Path("/proc/self/maps").read_text().splitlines()]
    assert not any(int(first, 16) <= address < int(last, 16) for first, last in regions)


def test_every_object_of_a_step_is_linked_without_llvm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linked: list[bytes] = []

    def by_llvm(item: bytes, names: list[str]) -> objects.Library:
        linked.append(item)
        raise AssertionError(names)

    monkeypatch.setattr(llvm, "_linked_by_llvm", by_llvm)
    monkeypatch.setenv(settings.CACHE_DIR, str(tmp_path))
    weight, grad, mean, var = (mx.sym.var(name) for name in ("weight", "grad", "mean", "var"))
    symbol = mx.sym.adam_update(weight, mx.sym.tanh(grad), mean, var, lr=0.1, wd=0.25, out=weight)
    executor = symbol.simple_bind(weight=(1234,))
    executor.forward()
    assert all(kernel.library is not None for item in executor.compiled for kernel in item.compiled.kernels)
    assert linked == []


def test_features_are_those_that_llvm_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.CACHE_DIR, str(tmp_path))
    kernel_cache._host_features.cache_clear()  # pyright: ignore[reportPrivateUsage]
    asked: list[str] = []
    by_llvm = llvm.host_features

    def host_features() -> str:
        asked.append(by_llvm())
        return asked[-1]

    monkeypatch.setattr(llvm, "host_features", host_features)
    named: list[str] = []
    for _ in range(2):
        named.append(kernel_cache._host_features())  # pyright: ignore[reportPrivateUsage]
        kernel_cache._host_features.cache_clear()  # pyright: ignore[reportPrivateUsage]
    assert named == [by_llvm()] * 2
    assert len(asked) == 1


def test_a_cpu_says_the_same_on_each_core() -> None:
    level = level_target("x86-64")
    addresses = kernel_cache.linked(cpu_words.TEXT, level, cpu_words.FUNCTIONS).addresses
    cores = os.sched_getaffinity(0)
    said: set[str] = set()
    try:
        for core in cores:
            os.sched_setaffinity(0, {core})
            said.add(cpu_words.cpu_words(addresses))
    finally:
        os.sched_setaffinity(0, cores)
    assert len(said) == 1 or len(said) < len(cores)  # there may be two kinds of cores
