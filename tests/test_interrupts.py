"""An exception of a signal handler at any call: a step has happened as a whole, with its counts, or not at all."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.errors import BindError
from mxsym.executor.executor import Executor
from mxsym.kv.keys import ROWS, Spec
from mxsym.kv.updates import optimizer_plain, update_of
from mxsym.kv.values import RowsValue
from mxsym.optimizer import Adam, Updater
from mxsym.runtime.buffers import address
from mxsym.runtime.native_call import locks, native
from mxsym.runtime.native_call.layout import CALL, LISTS, SPARSE
from mxsym.table import Table
from tests.support import assert_same_bits
from tests.test_runtime import run_script
from tests.test_trainer import Parameter


class Interrupt(BaseException):
    """An exception that a handler raises."""


LAST = 60
"""Events at the end of a call that are tried: kernels run at its end."""
MORE = 400
"""As `LAST`, of a call that runs kernels several times."""
STRIDES = pytest.mark.parametrize("stride", [4, pytest.param(1, marks=pytest.mark.slow)])
"""Each fourth of many events, and each one in the slow run."""


def _run(work: Callable[[], object], at: int) -> int:
    """Do a call, which is stopped at its event number `at`. Return the number of its events, or of those till then.

    An event is the call of a function, or the end of one in C.
    """
    events, old = 0, sys.getprofile()

    def stop(frame: Any, event: str, called: object) -> None:
        nonlocal events
        name = getattr(called, "__name__", "")
        # No handler runs between a lock that is taken and its block, nor just before it is given back.
        here = (event, name) not in (("c_call", "__exit__"), ("c_return", "__enter__"))
        # A native step has no event of its own: it is the last call of these functions, whose end stands for that.
        is_end = event == "return" and frame.f_code.co_name in ("step", "step_by_ids")
        is_event = event in ("call", "c_call", "c_return") or is_end
        here = here and is_event and "mxsym" in frame.f_code.co_filename
        # A generator may be at its end by itself; what a finalizer raises goes nowhere.
        here = here and frame.f_code.co_name not in ("<genexpr>", "__del__")
        # No handler runs between a count, or the begin of a `finally`, and the call in C that follows it.
        followed = ("c_call", "start", "release"), ("c_call", "step", "_set_grad_enabled")
        here = here and (event, frame.f_code.co_name, name) not in followed
        events += here
        if here and events == at:
            sys.setprofile(old)
            raise Interrupt

    gc.disable()  # or finalizers of other tests' objects would be among the events
    sys.setprofile(stop)
    try:
        work()
    except Interrupt:
        pass
    finally:
        sys.setprofile(old)
        gc.enable()
    return events


def interrupts(prepare: Callable[[], Callable[[], object]], last: int = LAST, stride: int = 1) -> Iterator[bool]:
    """Do a call as it is, then stop fresh ones at each of the last events, or at one of `stride`.

    Yield after each, True if it was stopped.
    """
    at = _run(prepare(), 0)
    yield False
    for _ in range(0, last, stride):
        events = _run(prepare(), at)
        stopped = events == at
        yield stopped
        at = at - stride if stopped else events  # the first calls of a process have more of them
        if at <= 0:
            return


def ones(*shape: int) -> Any:
    return np.ones(shape, np.float32)


def rows(*ids: int) -> Any:
    return mx.nd.sparse.row_sparse_array((ones(len(ids), 2), np.array(ids)), shape=(6, 2))


GRADIENTS: dict[str, Callable[[], Any]] = {"dense": lambda: ones(6, 2), "row-sparse": lambda: rows(1, 4)}


CASES = [("dense", True, 3), ("row-sparse", True, 3), ("dense", False, 3), ("dense", True, 0)]


@pytest.mark.every(4)
@pytest.mark.parametrize(("gradient", "fused", "steps"), CASES)
def test_an_optimizer_counts_the_steps_that_are_done(gradient: str, fused: bool, steps: int) -> None:
    weights: list[Any] = []
    updaters: list[Updater] = []

    def updater() -> Updater:
        return Updater(Adam(learning_rate=0.125, use_fused_step=fused, lazy_update=True))

    def prepare() -> Callable[[], object]:
        own, weight = updater(), ones(6, 2)
        for _ in range(steps):
            own("w", GRADIENTS[gradient](), weight)
        updaters.append(own)
        weights.append(weight)
        given = GRADIENTS[gradient]()
        return lambda: own("w", given, weight)

    reference, expected = updater(), [ones(6, 2)]
    for _ in range(steps + 2):
        expected.append(expected[-1].copy())
        reference("w", GRADIENTS[gradient](), expected[-1])
    seen: set[int] = set()
    for stopped in interrupts(prepare):
        own, weight = updaters.pop(), weights.pop()
        count = own.optimizer.update_counts.get("w", 0)
        assert count in (steps, steps + 1)
        assert stopped or count == steps + 1
        assert own.optimizer.num_update == count
        assert_same_bits(weight, expected[count])
        assert ("w" in own.states) == (count > 0)
        own("w", GRADIENTS[gradient](), weight)
        assert_same_bits(weight, expected[count + 1])
        seen.add(count if stopped else -1)
    assert {steps + 1, -1} <= seen


class Own(mx.optimizer.Optimizer):
    """A step of its own, as programs for MXNet write it."""

    def create_state(self, index: Any, weight: Any) -> Any:
        return mx.nd.zeros(weight.shape)

    def update(self, index: Any, weight: Any, grad: Any, state: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        state += grad
        self._update_count(index)
        weight -= state


@pytest.mark.every(2)
@STRIDES
@pytest.mark.parametrize(("devices", "steps", "on_store"), [(1, 0, False), (1, 2, False), (2, 3, False), (2, 3, True)])
def test_a_trainer_steps_all_copies_or_none(devices: int, steps: int, on_store: bool, stride: int) -> None:
    """Gradients are sums after a step that is done, and else what they were."""
    trainers: list[tuple[Any, Parameter]] = []

    def trainer() -> tuple[Any, Parameter]:
        copies = Parameter(1.0, devices)
        settings = {"learning_rate": 0.125}
        return mx.gluon.Trainer([copies], "adam", settings, update_on_kvstore=on_store), copies

    def step(own: Any, copies: Parameter) -> None:
        copies.grads = Parameter(1.0, devices).grads
        own.step(2.0)

    def prepare() -> Callable[[], object]:
        own, copies = trainer()
        for _ in range(steps):
            step(own, copies)
        trainers.append((own, copies))
        copies.grads = Parameter(1.0, devices).grads
        return lambda: own.step(2.0)

    reference, copies = trainer()
    expected: list[Any] = [copies.arrays[0].asnumpy()]
    for _ in range(steps + 2):
        step(reference, copies)
        expected.append(copies.arrays[0].asnumpy())
    summed = sum(range(devices + 1))
    seen: set[int] = set()
    for stopped in interrupts(prepare, MORE if devices > 1 else LAST, stride):
        own, copies = trainers.pop()
        count = own.optimizer.update_counts.get(0, 0)
        assert count in (steps, steps + 1)
        for device, (array, grad) in enumerate(zip(copies.arrays, copies.grads, strict=True)):
            assert_same_bits(array.asnumpy(), expected[count])
            assert set(grad.asnumpy().flat) == {summed if count > steps and not on_store else device + 1}
        for table in own.optimizer._all_index_update_counts.values():
            assert not table or dict(table) == {0: count}
        updaters = own._updaters if not on_store else [own._kvstore._updater]
        assert all(set(updater.states) == ({0} if count else set()) for updater in updaters)
        step(own, copies)
        for array in copies.arrays:
            assert_same_bits(array.asnumpy(), expected[count + 1])
        seen.add(count if stopped else -1)
    assert {steps, steps + 1, -1} <= seen


def test_a_sum_of_gradients_is_added_to_with_the_step_that_counts_it() -> None:
    """LBSGD with one parameter whose mean of two gradients is due, and one that waits."""
    made: list[tuple[Any, list[Any], list[Any]]] = []

    def lbsgd() -> tuple[Any, list[Any], list[Any]]:
        optimizer = mx.optimizer.LBSGD(learning_rate=0.5, momentum=0.5, batch_scale=2, flavour="1.9")
        weights = [ones(2), ones(2)]
        states = [optimizer.create_state(index, weight) for index, weight in enumerate(weights)]
        optimizer.update([0], weights[:1], [ones(2)], states[:1])
        return optimizer, weights, states

    def values(optimizer: Any, weights: list[Any], states: list[Any]) -> list[Any]:
        sums = {index: None if total is None else total.tolist() for index, total in optimizer._sums.items()}
        arrays = [array.tolist() for array in (*weights, *(np.asarray(state) for state in states))]
        return [arrays, sums, dict(optimizer.update_counts), optimizer.num_update]

    def prepare() -> Callable[[], object]:
        made.append(lbsgd())
        optimizer, weights, states = made[-1]
        return lambda: optimizer.update([0, 1], weights, [ones(2) * 3, ones(2)], states)

    before, last = values(*lbsgd()), []
    for stopped in interrupts(prepare):
        now = values(*made.pop())
        if not stopped:
            last = now
        assert now in (before, last)
        assert last != before


@pytest.mark.parametrize("own", [False, True])
def test_states_are_made_with_the_step_that_reads_them(own: bool) -> None:
    """An error in the second of two parameters: one step has taken neither, a class's own has taken the first."""
    optimizer: Any = Own() if own else Adam()
    updater, weights = Updater(optimizer), [mx.nd.ones((2,)), mx.nd.ones((2,))]
    with pytest.raises(ValueError if own else BindError):
        updater([0, 1], [mx.nd.ones((2,)), mx.nd.ones((3,))], weights)
    assert set(updater.states) == ({0} if own else set())


def refuse(*_arguments: object, **_others: object) -> bool:
    """The answer of native code that does not take a step."""
    return False


@pytest.mark.each("refused")
@pytest.mark.parametrize("refused", [True, False])
@pytest.mark.parametrize("ids", [[7, 8], [7, 7]])
def test_a_table_counts_the_steps_that_are_done(ids: list[int], refused: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    tables: list[Table] = []

    def prepare() -> Callable[[], object]:
        table = Table(1, rule="sgd_update", lr=1.0, init=0.0)
        tables.append(table)
        table.update([7], -ones(1, 1))
        return lambda: table.update(ids, -np.eye(2, dtype=np.float32)[:, :1])

    if refused:  # native code does not take any step: Python does it
        for name in ("step", "step_by_ids"):
            monkeypatch.setattr(Executor, name, refuse)
    done: set[int] = set()
    for stopped in interrupts(prepare):
        table = tables.pop()
        assert table.steps in (1, 2)
        assert table.lookup([7]).tolist() == [[table.steps]]
        assert table.counters([7])["touches"].tolist() == [table.steps]
        assert table.contains([8]).tolist() == [table.steps == 2 and 8 in ids]
        done.add(table.steps if stopped else -1)
    assert {2, -1} <= done


@pytest.mark.parametrize("gradient", GRADIENTS)
def test_forward_keeps_what_it_was_given_if_its_step_is_done(gradient: str) -> None:
    bound: list[tuple[Any, Any]] = []
    w, g = mx.sym.var("w"), mx.sym.var("g")
    symbol = mx.sym.sgd_update(w, g, lr=1.0, out=w, name="u", lazy_update=True)

    def prepare() -> Callable[[], object]:
        weight = np.zeros((6, 2), np.float32)
        exe = symbol.bind(args={"w": weight, "g": GRADIENTS[gradient]()})
        exe.forward()
        bound.append((exe, weight))
        fresh = GRADIENTS[gradient]()
        fresh *= 8.0
        fresh_ones.append(fresh)
        return lambda: exe.forward(False, g=fresh, lr=2.0)

    fresh_ones: list[Any] = []  # which live until the next step
    done: set[float] = set()
    for stopped in interrupts(prepare):
        exe, weight = bound.pop()
        first = float(weight[1, 0])
        assert first in (-1, -17)
        exe.forward()
        assert float(weight[1, 0]) == first - (1 if first == -1 else 16)
        done.add(first if stopped else 0)
    assert {-17, 0} <= done


@STRIDES
def test_a_step_of_several_jobs_is_done_as_a_whole_where_python_runs_them(stride: int) -> None:
    """Two sums of the same step lie between what it writes; threads of Python's share each job."""
    found = run_script(
        """
from tests.test_interrupts import MORE, interrupts
w, g, mean, var = map(mx.sym.var, ("w", "g", "mean", "var"))
symbol = mx.sym.lamb_update(w, g, mean, var, lr=0.5, t=1, out=w)
def values(arrays): return hash(b"".join(array.tobytes() for array in arrays.values()))
def bound():
    arrays = {name: np.full(30_000, value, np.float32) for name, value in (("w", 1), ("g", 2), ("mean", 0), ("var", 0))}
    states = {name: arrays[name] for name in ("mean", "var")}
    exe = symbol.bind(args={name: arrays[name] for name in "wg"}, aux_states=states)
    exe.forward()
    return exe, arrays
exe, arrays = bound()
assert threads.PROCESS._pool.kind == "python"
assert len(exe._plan.jobs._rows) > 1
expected = [values(arrays)]
exe.forward()
expected.append(values(arrays))
made = []
def prepare():
    exe, arrays = bound()
    made.append(arrays)
    return exe.forward
found = {(stopped, expected.index(values(made.pop()))) for stopped in interrupts(prepare, MORE, STRIDE)}
print(sorted(found))
""".replace("STRIDE", str(stride)),
        pool="python",
    )
    assert found == "[(False, 1), (True, 0), (True, 1)]"


def test_a_first_large_step_on_rows_starts_the_threads_that_it_needs() -> None:
    """Native code says so, and is asked again: its refusal would send the step through Python."""
    run_script(
        """
import numpy as np, mxsym as mx
w, g = mx.sym.var("w"), mx.sym.var("g")
def gradient(count):
    return mx.nd.sparse.uncoalesced(np.ones((count, 8), np.float32), np.arange(count)[::-1].copy(), (60_000, 8))
weight = np.zeros((60_000, 8), np.float32)
symbol = mx.sym.sgd_update(w, g, lr=1.0, out=w, name="u", lazy_update=True)
exe = symbol.bind(args={"w": weight, "g": gradient(1)})
values = {"w": weight, "g": gradient(50_000)}
assert exe.step(tuple([values[name] for name in exe.names]), tuple(exe.numbers))
assert (weight[:50_000] == -1).all() and (weight[50_000:] == 0).all()
"""
    )


@pytest.mark.slow
@pytest.mark.skipif(not native.available(), reason="no native calls here")
@pytest.mark.parametrize("kind", ["rows", "sums"])
def test_an_interrupt_while_there_is_more_room_leaves_no_address_behind(kind: str) -> None:
    """The next step runs on its own arrays, in room that is there, whatever the step before was to run on."""
    height, made = 6000, list[tuple[Any, Any, Any]]()

    def gradient(count: int) -> Any:
        ids = np.arange(count)
        if kind == "sums":
            return mx.nd.sparse.uncoalesced(ones(count, 2), ids[::-1].copy(), (height, 2))
        return mx.nd.sparse.row_sparse_array((ones(count, 2), ids), shape=(height, 2))

    w, g, history = mx.sym.var("w"), mx.sym.var("g"), mx.sym.var("history")
    symbol = mx.sym.group_adagrad_update(w, g, history, lr=1.0, out=w, name="u")

    def step(exe: Any, weight: Any, states: Any, grad: Any) -> bool:
        values = {"w": weight, "g": grad, "history": states}
        log: list[int] = []
        try:
            return exe.step(tuple([values[name] for name in exe.names]), tuple(exe.numbers), log=log)
        finally:
            if not log:
                exe.run_on(values, {"u": {}}, log)

    def prepare() -> Callable[[], object]:
        weight, states = np.zeros((height, 2), np.float32), np.zeros((height, 1), np.float32)
        exe = symbol.bind(args={"w": weight, "g": gradient(1)}, aux_states={"history": states})
        assert step(exe, weight, states, gradient(2))
        made.append((exe, weight, states))
        values = {"w": weight.copy(), "g": gradient(5000), "history": states.copy()}
        return lambda: exe.run_on(values, {"u": {}})

    expected = [np.zeros((height, 2), np.float32), np.zeros((height, 1), np.float32)]
    for count in (2, 3, 4000):
        mx.nd.group_adagrad_update(expected[0], gradient(count), expected[1], lr=1.0, out=expected[0])
    for _ in interrupts(prepare, MORE):
        exe, weight, states = made.pop()
        for count in (3, 4000):
            step(exe, weight, states, gradient(count))
            _check_rooms(exe)
        assert_same_bits(weight, expected[0])
        assert_same_bits(states, expected[1])


def _check_rooms(exe: Any) -> None:
    """Room that native code works in is that of arrays that live, and is as large as it is told."""
    part = exe._call.sparse
    for number, row in enumerate(part._rows):
        words, place = dict(zip(SPARSE, row.tolist(), strict=True)), part._form.arrays[number].place
        if words["use"] == LISTS and words["capacity"] >= 0:
            room = part._rooms["ids", place]
            assert (words["room"], words["capacity"]) == (address(room), len(room))
            looked_up = [n for n, lookup in enumerate(part._form.lookups) if lookup.source == place]
            assert all(len(part._rooms["lookup", n]) >= len(room) for n in looked_up)
        if words["sum"]:
            sums, totals = part._sums[place], part._rooms["sums", place]
            assert (words["sum"], words["sums"]) == (sums.address, address(totals))
            assert len(totals) >= sums.capacity
    call = dict(zip(CALL, exe._call._words.tolist(), strict=True))
    chunks = part._sums_chunks
    assert not call["sums_capacity"] or (call["sums_room"], call["sums_capacity"]) == (address(chunks), len(chunks))


def _table_gradient(torch: Any) -> Any:
    return torch.sparse_coo_tensor([[4, 1, 4]], torch.ones(3, 2), (6, 2), check_invariants=True)


def _dense_gradient(torch: Any) -> Any:
    return torch.ones(6, 2)


OPTIMIZERS: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any], Any]]] = {
    "AdamW": (lambda ours, params: ours.AdamW(params), _dense_gradient),
    "undo": (lambda ours, params: ours.AdamW(params, undo=True), _dense_gradient),
    "averages": (lambda ours, params: ours.AdamW(params, ema=0.5), _dense_gradient),
    "momentum": (lambda ours, params: ours.SGD(params, lr=0.1, momentum=0.5, dampening=0.25), _dense_gradient),
    "sparse SGD": (lambda ours, params: ours.SGD(params, lr=0.1), _table_gradient),
    "SparseAdam": (lambda ours, params: ours.SparseAdam(params), _table_gradient),
    "a rule that counts": (lambda ours, params: ours.from_rule("ftml_update")(params, lr=0.1), _dense_gradient),
    "Adam8bit": (lambda ours, params: ours.Adam8bit(params, min_8bit_size=0), _dense_gradient),
    "offloaded": (lambda ours, params: ours.CPUOffload(params), _dense_gradient),
    "offloaded, to be undone": (lambda ours, params: ours.CPUOffload(params, undo=True), _dense_gradient),
}


@pytest.mark.each("kind")
@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_an_optimizer_of_torch_has_done_a_step_or_has_not(
    kind: str, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two offloaded parameters, which keep no gradients, take the way of those on a device, at each of its calls."""
    torch: Any = pytest.importorskip("torch")
    ours: Any = pytest.importorskip("mxsym.torch")
    make, gradient = OPTIMIZERS[kind]
    is_far = kind.startswith("offloaded")

    def tells(_: Any) -> bool:
        return is_far

    monkeypatch.setattr("mxsym.torch.offload.is_far", tells)

    def give(params: list[Any]) -> None:
        for param in params:
            param.grad = gradient(torch)

    def after(count: int) -> tuple[list[Any], Any]:
        params = [torch.nn.Parameter(torch.ones(6, 2)) for _ in range(1 + is_far)]
        optimizer = make(ours, [{"params": [param]} for param in params])
        for _ in range(count):
            give(params)
            optimizer.step()
        give(params)
        return params, optimizer

    def content(params: list[Any], optimizer: Any) -> list[Any]:
        states = [(key, state) for key, state in optimizer.state_dict()["state"].items() if state]
        return [[param.detach().tolist() for param in params], repr(states)]

    expected = [content(*after(count)) for count in range(steps, steps + 3)]
    ran: list[tuple[list[Any], Any]] = []

    def prepare() -> Callable[[], object]:
        ran.append(after(steps))
        return ran[-1][1].step

    seen: set[int] = set()
    for stopped in interrupts(prepare, 2 * LAST if is_far else LAST):
        assert torch.is_grad_enabled()
        params, optimizer = ran.pop()
        done = expected.index(content(params, optimizer))
        assert stopped or done == 1
        if done or not is_far:
            give(params)
        optimizer.step()
        assert content(params, optimizer) == expected[done + 1]
        seen.add(done if stopped else -1)
    assert {0, -1} <= seen if kind in ("undo", "offloaded, to be undone") else {0, 1, -1} <= seen


@pytest.mark.skipif(not native.available(), reason="no native calls here")
def test_a_lock_that_was_not_made_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    complaints: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    for _ in interrupts(lambda: locks.Lock):
        gc.collect(1)
    assert {item.exc_type for item in complaints} <= {Interrupt}  # which may come in `__del__`, too


def test_a_server_counts_the_steps_of_rows_that_are_done() -> None:
    values: list[RowsValue] = []
    optimizer, spec = optimizer_plain(Adam(learning_rate=0.125)), Spec(ROWS, 10, (2,), "float32")
    numbers: dict[str, float] = {}
    arrays = {"ids": np.arange(2, dtype=np.uint64), "rows": ones(2, 2), "offsets": None, "weights": None}
    message = {"numbers": numbers, **arrays}

    def prepare() -> Callable[[], object]:
        value = RowsValue("w", spec, update_of(optimizer))
        values.append(value)
        value.step([message], numbers, None)
        return lambda: value.step([message], numbers, None)

    seen: set[int] = set()
    for stopped in interrupts(prepare):
        value = values.pop()
        assert value.counts == [value.table.steps] * 2
        assert stopped or value.table.steps == 2
        seen.add(value.table.steps if stopped else -1)
    assert {2, -1} <= seen


@pytest.mark.slow
@pytest.mark.skipif(not native.available(), reason="no native calls here")
def test_an_interrupt_while_numbers_are_set_leaves_none_behind() -> None:
    """The next native step runs with its own numbers, whatever the step before was to run with."""
    w, g, state = mx.sym.var("w"), mx.sym.var("g"), mx.sym.var("m")
    symbol = mx.sym.sgd_mom_update(w, g, state, lr=1.0, momentum=0.0, out=w, name="u")
    made: list[tuple[Any, Any]] = []

    def grad(count: int) -> Any:
        return mx.nd.sparse.row_sparse_array((ones(count, 2), np.arange(count)), shape=(5000, 2))

    def values(weight: Any, count: int) -> dict[str, Any]:
        return {"w": weight, "g": grad(count), "m": np.zeros((5000, 2), np.float32)}

    def numbers(exe: Any, lr: float) -> list[float]:
        return [lr if n == exe.number_place("u", "lr") else number for n, number in enumerate(exe.numbers[: exe.count])]

    def step(exe: Any, weight: Any, lr: float) -> bool:
        named = values(weight, 2)
        return exe.step(tuple([named[name] for name in exe.names]), tuple(numbers(exe, lr)))

    def prepare(way: str) -> Callable[[], object]:
        weight = np.zeros((5000, 2), np.float32)
        named = values(weight, 1)
        exe = symbol.bind(args={"w": weight, "g": named["g"]}, aux_states={"m": named["m"]})
        assert step(exe, weight, 1.0)
        weight[:] = 0
        made.append((exe, weight))
        other = values(weight.copy(), 5000)
        fresh = numbers(exe, 2.0)
        if way == "assignment":
            return lambda: exe.scalars["u"].__setitem__("lr", 2.0)
        return lambda: exe.step_on(other, fresh, [])  # more rows than there is room for: checked in Python

    for way in ("step", "assignment"):
        for _ in interrupts(functools.partial(prepare, way), MORE):
            exe, weight = made.pop()
            for lr in (exe.scalars["u"]["lr"], 2.0, 1.0):  # the first one is what native code takes for written
                before = float(weight[0, 0])
                assert step(exe, weight, lr)
                assert before - float(weight[0, 0]) == lr
