"""Bound arrays that change: whatever was done to them since, each kind of step sees it, and follows or refuses."""

from __future__ import annotations

import contextlib
import gc
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.ndarray import calls, dense
from mxsym.runtime.native_call import native, prepared
from tests.support import Array

SIZE = 12
Change = Callable[[Array], object]


@pytest.fixture(autouse=True, params=["short", "long"])
def releases(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """True if steps release the GIL: the next ones know their arrays again."""
    if request.param == "long":
        monkeypatch.setattr(prepared, "QUICK", -1)
    return request.param == "long"


def ones(value: float = 1.0, size: int = SIZE) -> Array:
    return np.full(size, value, np.float32)


_given: list[Array] = []


def given() -> Array:
    """An array for a step, which lives until the next one is made."""
    _given[:] = [ones()]
    return _given[0]


STEPS: dict[str, Callable[[mx.Executor], object]] = {
    "plain": lambda exe: exe.forward(),
    "python": lambda exe: exe.forward(False),
    "array": lambda exe: exe.forward(x=given()),
    "number": lambda exe: exe.forward(lr=1.0),
    "assigned": lambda exe: (exe.arg_dict.__setitem__("x", ones()), exe.forward()),
}


STEP = pytest.mark.parametrize("step", STEPS)


class Bound:
    """An executor that reads `g` and `x`, updates `w` and `m`, and has an output `o` of its own."""

    def __init__(self, **arrays: Any) -> None:
        w, g, m, x = (mx.sym.var(name) for name in "wgmx")
        update = mx.sym.sgd_mom_update(w, g + x, m, lr=1.0, momentum=0.5, out=w, name="u")
        self.symbol = mx.Group([update, mx.sym.sgd_update(x, g, lr=1.0, name="o")])
        self.arrays: dict[str, Any] = {name: ones() for name in "wgmx"} | arrays
        self.exe = self.symbol.bind(
            args={name: self.arrays[name] for name in "wgx"}, aux_states={"m": self.arrays["m"]}
        )
        self.exe.forward()
        self.exe.forward()
        self.arrays["o"] = self.exe.outputs[1]

    def bits(self) -> list[bytes]:
        return [np.asarray(self.arrays[name]).tobytes() for name in "wgmo"]

    def step(self, name: str) -> None:
        """A step, and whether it did what it should."""
        w, m = (np.array(self.arrays[name], np.float32) for name in "wm")
        grad = np.asarray(self.arrays["g"]) + np.asarray(self.arrays["x"])
        STEPS[name](self.exe)
        m = np.float32(0.5) * m - grad
        assert np.asarray(self.arrays["m"]).tobytes() == m.tobytes()
        assert np.asarray(self.arrays["w"]).tobytes() == (w + m).tobytes()
        assert self.exe.outputs[0] is self.arrays["w"] and self.exe.outputs[1] is self.arrays["o"]


def assign(name: str, value: Any) -> Change:
    def change(array: Array) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # newer NumPy discourages it
            setattr(array, name, value)

    return change


def restore(array: Array, values: Array) -> None:
    """Let an array have other memory, with these values."""
    array.__setstate__((1, values.shape, values.dtype, False, values.tobytes()))  # type: ignore[attr-defined]


CHANGES: dict[str, tuple[Change, Change, str]] = {
    "frozen": (lambda a: a.setflags(write=False), lambda a: a.setflags(write=True), "read-only"),
    "shape": (assign("shape", (3, 4)), assign("shape", (SIZE,)), r"shape \(3, 4\)"),
    "dimensions": (assign("shape", (1, SIZE)), assign("shape", (SIZE,)), r"shape \(1, 12\)"),
    "column": (assign("shape", (SIZE, 1)), assign("shape", (SIZE,)), r"shape \(12, 1\)"),
    "dtype": (assign("dtype", np.int32), assign("dtype", np.float32), "dtype int32"),
    "narrower": (assign("dtype", np.float16), assign("dtype", np.float32), r"shape|dtype"),
    "swapped": (assign("dtype", ">f4"), assign("dtype", np.float32), "byte order"),
    "strides": (assign("strides", (0,)), lambda a: restore(a, ones()), "strides"),
    "less": (lambda a: restore(a, ones(1, 3)), lambda a: restore(a, ones()), r"shape \(3,\)"),
    "more": (lambda a: restore(a, ones(1, 99)), lambda a: restore(a, ones()), r"shape \(99,\)"),
}


@pytest.mark.every(2)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["w", "m", "g", "o"])
def test_what_no_longer_fits_is_refused_by_every_step(name: str, change: str, how: str) -> None:
    if name == "g" and change in ("frozen", "strides"):
        pytest.skip("what is only read may be read-only, and lie anyhow")
    bound = Bound()
    spoil, mend, text = CHANGES[change]
    spoil(bound.arrays[name])
    before = bound.bits()
    for step in [*STEPS, *STEPS]:
        with pytest.raises(mx.BindError, match=f"(argument|output) {name}(?:_output)?: got .*({text})"):
            STEPS[step](bound.exe)
        assert bound.bits() == before
    mend(bound.arrays[name])
    for step in [*STEPS, *STEPS]:
        bound.step(step)


@pytest.mark.parametrize("name", ["w", "m", "g", "o"])
def test_memory_that_moved_is_followed(name: str, how: str) -> None:
    bound = Bound()
    for turn, step in enumerate(STEPS):
        old = bound.arrays[name].ctypes.data
        restore(bound.arrays[name], ones(1, 1))
        decoys = [ones(77) for _ in range(4)]  # whoever has the old memory now
        restore(bound.arrays[name], ones(turn))
        bound.step(step)
        bound.step(step)
        assert all(np.all(decoy == 77) for decoy in decoys), old


@STEP
def test_what_is_only_read_may_become_read_only(step: str, how: str) -> None:
    bound = Bound()
    bound.arrays["g"].setflags(write=False)
    bound.step(step)
    bound.step(step)


VIEWS: list[Callable[[Any], Any]] = [lambda a: a[:], memoryview, lambda a: mx.nd.from_numpy(a[:])]


@pytest.mark.every(2)
@STEP
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["w", "g"])
def test_the_memory_under_a_view_is_gone(name: str, view: Callable[[Array], Any], step: str, how: str) -> None:
    owner = ones()
    bound = Bound(**{name: view(owner)})
    STEPS[step](bound.exe)
    held = {key: array for key, array in bound.arrays.items() if key != name}
    before = [np.asarray(array).tobytes() for array in held.values()]
    restore(owner, ones(1, 1 << 12))
    for _ in range(2):
        with pytest.raises(mx.BindError, match=f"argument {name}: got a view of memory that is no longer there"):
            STEPS[step](bound.exe)
        assert [np.asarray(array).tobytes() for array in held.values()] == before
    bound.exe.arg_dict[name] = bound.arrays[name] = ones()
    bound.step(step)
    bound.step(step)


@STEP
def test_the_memory_under_a_view_became_smaller_where_it_was(step: str, how: str) -> None:
    owner = ones()
    bound = Bound(w=owner[:])
    STEPS[step](bound.exe)
    before = bound.bits()
    assign("strides", (0,))(owner)
    for _ in range(2):
        with pytest.raises(mx.BindError, match="argument w: got a view of memory that is no longer there"):
            STEPS[step](bound.exe)
        assert bound.bits() == before
    bound.exe.arg_dict["w"] = bound.arrays["w"] = ones()
    bound.step(step)


def sgd(w: Array, g: Array) -> mx.Executor:
    weight = mx.sym.var("w")
    exe = mx.sym.sgd_update(weight, mx.sym.var("g"), lr=1.0, out=weight).bind(args={"w": w, "g": g})
    exe.forward()
    exe.forward()
    return exe


def test_strides_that_change_where_memory_stays(how: str) -> None:
    w, g = (np.asfortranarray(np.arange(12, dtype=np.float32).reshape(3, 4)) for _ in range(2))
    exe = sgd(w, g)
    assign("strides", (16, 4))(w)
    before = w.copy()
    with contextlib.suppress(mx.BindError):
        exe.forward()
        before -= g
    assert w.tobytes() == before.tobytes()
    assign("strides", (4, 12))(w)
    before = w - g
    exe.forward()
    assert w.tobytes() == before.tobytes()


def test_an_empty_view_lies_anywhere(how: str) -> None:
    w, g = ones()[4:4], ones()[:0]
    exe = sgd(w, g)
    for _ in range(2):
        assert exe.forward()[0] is w
        exe.forward(False)


@pytest.mark.skipif(not native.available(), reason="no native calls here")
def test_an_array_where_another_one_was_is_guarded_as_well(releases: bool) -> None:
    w, g = ones(), ones()
    exe = sgd(w, g)
    where = w.ctypes.data
    exe.arg_dict["w"] = ones()
    del w
    gc.collect()
    fresh = [ones() for _ in range(64)]
    w = next((array for array in fresh if array.ctypes.data == where), fresh[0])
    exe.arg_dict["w"] = w
    exe.forward()
    assert (weakref.getweakrefcount(w) > 0) == releases  # which NumPy sees before it moves memory


def test_a_view_without_memory_is_neither_written_nor_shared(how: str) -> None:
    owner = ones()
    bound = Bound(w=owner[:])
    restore(owner, ones(1, 1 << 12))
    with pytest.raises(mx.BindError, match="argument w: got a view of memory that is no longer there"):
        bound.exe.copy_params_from({"w": ones(2)})
    with pytest.raises(mx.BindError, match="argument w: got a view of memory that is no longer there"):
        bound.exe.reshape(partial_shaping=True, w=(3,), g=(3,), x=(3,))


@STEP
def test_arrays_that_come_to_overlap(step: str, how: str) -> None:
    """Two arrays that were apart are not any more: what is bound by name is the same, its memory is not."""

    class Lends:
        def __init__(self, array: Array) -> None:
            self.array = array

        def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
            return self.array

    lent = Lends(ones())
    bound = Bound(g=lent)
    before = [bound.arrays[name].tobytes() for name in "wm"]
    lent.array = bound.arrays["m"]
    with pytest.raises(mx.BindError, match="argument g and argument m: got overlapping memory"):
        STEPS[step](bound.exe)
    assert [bound.arrays[name].tobytes() for name in "wm"] == before
    lent.array = ones(3)
    bound.step(step)
    lent.array = ones(4)
    bound.step(step)


def test_an_array_of_numbers_that_moved(how: str) -> None:
    """Its elements are numbers to kernels, each at an address of its own."""
    w, g, lrs, wds = (mx.sym.var(name) for name in ("w", "g", "lrs", "wds"))
    step = mx.sym.preloaded_multi_sgd_update(w, g, lrs, wds, num_weights=1, out=[w])
    arrays = {"w": ones(0), "g": ones(), "lrs": ones(1, 1), "wds": ones(0, 1)}
    exe = step.bind(args={name: arrays[name] for name in step.list_arguments()})
    for rate in (1.0, 2.0, 3.0):
        restore(arrays["lrs"], ones(77, 50))
        decoys = [ones(77, 1) for _ in range(4)]
        restore(arrays["lrs"], ones(rate, 1))
        for run in STEPS["plain"], STEPS["python"]:
            before = arrays["w"].copy()
            run(exe)
            assert np.all(arrays["w"] == before - rate)
        del decoys


def test_two_faults_are_mended_one_after_the_other() -> None:
    bound = Bound()
    for name in "wm":
        bound.arrays[name].setflags(write=False)
    with pytest.raises(mx.BindError, match="2 faults"):
        bound.exe.forward()
    for held, name in ((bound.exe.arg_dict, "w"), (bound.exe.aux_dict, "m")):
        held[name] = bound.arrays[name] = ones()
    bound.step("plain")


def test_nothing_replaced_is_kept(how: str) -> None:
    bound = Bound()
    for fresh in (ones, lambda: ones().view(Hostile), lambda: ones()[:]):
        array = fresh()
        gone = weakref.ref(array)
        bound.exe.forward(x=array)
        bound.exe.forward()
        del array
        bound.exe.forward(x=ones())
        assert gone() is None


class Hostile(np.ndarray):
    """An array that reports everything wrong."""

    @property
    def __array_interface__(self) -> Any:  # type: ignore[override]
        return {"data": (8, False), "shape": (3,), "typestr": "<f4", "version": 3}

    def __getattribute__(self, name: str) -> Any:
        lies = {"shape": (3,), "dtype": np.dtype(np.float64), "nbytes": 1, "strides": (1,), "ctypes": None, "base": 0}
        return lies[name] if name in lies else super().__getattribute__(name)

    def __array_finalize__(self, source: Any) -> None:
        self.seen = True


def values(array: Array) -> Array:
    return np.array(np.ndarray.view(array, np.ndarray))


@STEP
def test_a_subclass_cannot_name_another_pointer(step: str, how: str) -> None:
    bound = Bound(w=ones().view(Hostile), x=ones().view(Hostile))
    before = values(bound.arrays["w"]), values(bound.arrays["m"])
    STEPS[step](bound.exe)
    mom = np.float32(0.5) * before[1] - 2
    assert bound.exe.arg_dict["w"] is bound.arrays["w"]
    assert values(bound.arrays["w"]).tobytes() == (before[0] + mom).tobytes()
    np.ndarray.setflags(bound.arrays["w"], write=False)
    with pytest.raises(mx.BindError, match="read-only"):
        STEPS[step](bound.exe)


def test_subclasses_everywhere() -> None:
    weight, grad, mom = (ones().view(Hostile) for _ in range(3))
    for turn in range(1, 4):
        assert mx.nd.sgd_update(weight, grad, lr=1.0, out=weight) is weight
        assert np.all(values(weight) == 1 - turn)
    optimizer = mx.optimizer.SGD(learning_rate=1.0, momentum=1.0, use_fused_step=True)
    weight = ones().view(Hostile)
    for turn in range(1, 4):
        optimizer.update([0], [weight], [grad], [mom])
        assert np.all(values(mom) == 1 - turn)
    matrix = np.ones((1, 2)).view(np.matrix)
    mx.nd.sgd_update(matrix, np.ones((1, 2)), lr=1.0, out=matrix)
    assert matrix.tolist() == [[0.0, 0.0]]
    records = np.rec.array([(1.0,)], dtype=[("a", "f4")])
    with pytest.raises(mx.BindError, match="dtype record"):
        mx.nd.sgd_update(records, records, lr=1.0, out=records)


def always(row: Array) -> Callable[[Array, int], Array]:
    """An initializer that gives one row, whatever the id."""
    return lambda ids, columns: row.reshape(1, columns)


MASKED: dict[str, Callable[[Any], object]] = {
    "bind": lambda masked: Bound(w=masked),
    "keyword": lambda masked: Bound().exe.forward(g=masked),
    "assigned": lambda masked: Bound().exe.arg_dict.__setitem__("g", masked),
    "nd": lambda masked: mx.nd.sgd_update(ones(), masked, lr=1.0),
    "nd out": lambda masked: mx.nd.sgd_update(ones(), ones(), lr=1.0, out=masked),
    "optimizer": lambda masked: mx.optimizer.SGD().update([0], [masked], [ones()], [None]),
    "create_state": lambda masked: mx.optimizer.SGD(momentum=1.0).create_state(0, masked),
    "array": mx.nd.array,
    "face": mx.nd.NDArray,
    "from_numpy": mx.nd.from_numpy,
    "rows": lambda masked: mx.nd.sparse.row_sparse_array((masked, np.arange(SIZE)), shape=(SIZE,)),
    "written": lambda masked: mx.nd.zeros((SIZE,)).__setitem__(slice(None), masked),
    "copied to": lambda masked: mx.nd.ones((SIZE,)).copyto(masked),
    "filled": lambda masked: mx.nd.full((SIZE,), masked),
    "index": lambda masked: mx.nd.ones((SIZE,))[masked.astype(np.int64)],
    "operand": lambda masked: mx.nd.ones((SIZE,)) + masked,
    "compared": lambda masked: mx.nd.ones((SIZE,)) == masked,
    "csr": lambda masked: mx.nd.sparse.csr_matrix(masked.reshape(1, SIZE)),
    "copy_params_from": lambda masked: Bound().exe.copy_params_from({"g": masked}),
    "first rows": lambda masked: mx.table.Table(SIZE, lr=1.0, init=always(masked)).lookup([1]),
    "choice": lambda masked: mx.table.Table(SIZE, lr=1.0).export(lambda ids: masked > 0),
    "ids": lambda masked: mx.nd.sparse.row_sparse_array((ones(), masked.astype(np.int64)), shape=(SIZE,)),
}


@pytest.mark.parametrize("place", MASKED)
def test_masked_arrays_are_refused(place: str) -> None:
    with pytest.raises(mx.BindError, match=r"got a masked array, expected an array without a mask.*\.data"):
        MASKED[place](np.ma.masked_array(ones(), mask=np.arange(SIZE) < 2))


@pytest.mark.parametrize("name", {**dense.METHODS[0](), **calls.FUNCTIONS})
def test_no_function_of_arrays_drops_a_mask(name: str) -> None:
    masked = np.ma.masked_array(np.ones((SIZE, 2), np.float32), mask=np.eye(SIZE, 2, dtype=bool))
    for others in ((), (masked,), (1,), ((SIZE, 2),), (0, 1)):
        with pytest.raises((mx.MXSymError, TypeError)):
            calls.FUNCTIONS[name](masked, *others)


def test_what_only_claims_to_be_an_array() -> None:
    class Claims:
        __class__ = np.ndarray  # type: ignore[assignment]
        shape, dtype, nbytes = (SIZE,), np.dtype(np.float32), 4 * SIZE
        flags = ones().flags

    with pytest.raises(mx.BindError, match="got a Claims, expected a NumPy array"):
        Bound(w=Claims())
    with pytest.raises(mx.BindError, match="got a Claims, expected a NumPy array"):
        mx.nd.sgd_update(Claims(), ones(), lr=1.0)


@pytest.mark.parametrize("fused", [True, False])
def test_optimizers_see_what_became_of_their_arrays(fused: bool) -> None:
    optimizer = mx.optimizer.SGD(learning_rate=1.0, momentum=1.0, use_fused_step=fused)
    weight, mom = ones(0), ones(0)

    def step() -> None:
        old = weight.copy(), mom.copy()
        optimizer.update([0], [weight], [ones()], [mom])
        assert np.all(mom == old[1] - 1) and np.all(weight == old[0] + old[1] - 1)

    for _ in range(4):
        step()
    for array in (weight, mom):
        restore(array, ones(1, 1))
        decoys = [ones(77) for _ in range(4)]
        restore(array, ones(0))
        step()
        step()
        assert all(np.all(decoy == 77) for decoy in decoys)
        for spoil, mend, _ in CHANGES.values():
            before = [weight.tobytes(), mom.tobytes()]
            spoil(array)
            with pytest.raises(mx.BindError):
                optimizer.update([0], [weight], [ones()], [mom])
            mend(array)
            if array.tobytes() != before[array is mom]:
                continue  # the change was of values, too
            assert [weight.tobytes(), mom.tobytes()] == before
        step()


@pytest.mark.skipif(not native.available(), reason="no native calls here")
def test_native_code_learns_two_types_at_once() -> None:
    class Meta(type):
        def __hash__(cls) -> int:
            calls.append(native.teach(second))
            return type.__hash__(cls)

    class First(np.ndarray, metaclass=Meta): ...

    class Second(np.ndarray): ...

    calls: list[bool] = []
    first, second = ones().view(First), ones().view(Second)
    native.teach(first)
    assert not calls  # code of the user's has no part in it
    for array in (first, second):
        assert native.describe((array,), 0) == native.describe((ones(),), 0)


@pytest.mark.skipif(not native.available(), reason="no native calls here")
def test_the_garbage_collector_moves_no_array_of_a_long_step() -> None:
    """Weak references guard a step without the GIL. No code comes between a look at its arrays and these."""
    size = 1 << 16
    w, g, m = (mx.sym.var(name) for name in "wgm")
    symbol = mx.sym.sgd_mom_update(w, g, m, lr=1.0, momentum=0.5, out=w, name="u")
    arrays = {name: ones(size=size) for name in "wgm"}
    exe = symbol.bind(args={"w": arrays["w"], "g": arrays["g"]}, aux_states={"m": arrays["m"]})
    exe.forward()
    resized: list[str] = []

    def resize(phase: str, info: dict[str, int]) -> None:
        gc.callbacks.remove(resize)
        with contextlib.suppress(ValueError):
            arrays[moving].resize(16, refcheck=False)
            resized.append(moving)

    threshold = gc.get_threshold()
    for moving in "wgm":
        arrays |= {name: ones(size=size) for name in "wgm"}
        for name in "wgm":
            (exe.aux_dict if name == "m" else exe.arg_dict)[name] = arrays[name]
        gc.collect(0)
        gc.callbacks.append(resize)
        gc.set_threshold(1, 1 << 30, 1 << 30)  # often, and at new objects alone
        try:
            exe.forward()
        except mx.BindError:
            assert resized.pop() == moving
        else:
            assert np.all(arrays["w"] == 0.5) and not resized
        finally:
            gc.set_threshold(*threshold)
            if resize in gc.callbacks:
                gc.callbacks.remove(resize)
