"""The native method before `forward`: it must do what `forward` in Python does, and leave to it what it cannot do."""

from __future__ import annotations

import copy
import gc
import inspect
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mxsym as mx
from mxsym.executor.executor import Executor
from mxsym.runtime.native_call import native
from tests.support import HANG, bind

ROOT = Path(__file__).resolve().parents[1]
needs_native = pytest.mark.skipif(not native.available(), reason="no native calls here")


def graph() -> mx.Symbol:
    w, g, m, v = (mx.sym.var(name) for name in ("w", "g", "m", "v"))
    one = mx.sym.sgd_mom_update(w, mx.sym.clip(g * 0.5, -1, 1), m, lr=0.1, momentum=0.9, out=w, name="one")
    return mx.sym.Group([one, mx.sym.sgd_update(v, g, lr=0.25, name="two")])


def arrays() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    return {name: rng.standard_normal((3, 7), np.float32) for name in "wgmv"}


def python_forward(exe: mx.Executor, *args: Any, **kwargs: Any) -> Any:
    return vars(Executor)["_forward"](exe, *args, **kwargs)


def given_arrays(held: dict[str, np.ndarray]) -> dict[str, Any]:
    """Values that a user may pass for a gradient: some of them fit."""
    good = np.arange(21, dtype=np.float32).reshape(3, 7)
    frozen = good * 3
    frozen.flags.writeable = False
    return {
        "good": good,
        "frozen": frozen,
        "subclass": (good * 7).view(type("Mine", (np.ndarray,), {})),
        "metadata": (good * 2).view(np.dtype(np.float32, metadata={"unit": "m"})),
        "ndarray": mx.nd.array(good * 5),
        "weight itself": held["w"],
        "state itself": held["m"],
        "shape": good.reshape(7, 3),
        "dtype": good.astype(np.float64),
        "strided": np.ones((3, 14), np.float32)[:, ::2],
        "fortran": np.asfortranarray(good),
        "foreign": good.astype(">f4"),
        "list": good.tolist(),
        "nothing": None,
        "number": 0.5,
    }


NAMES = st.sampled_from(sorted(given_arrays(arrays())))
ODD = st.sampled_from([True, "x", None, np.float32(2)])
NUMBERS: st.SearchStrategy[Any] = st.one_of(st.floats(), st.integers(-3, 3), ODD)
KEYWORDS = {"g": NAMES, "v": NAMES, **dict.fromkeys(("lr", "momentum", "wd", "unknown"), NUMBERS)}
STEPS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(st.fixed_dictionaries({}, optional=KEYWORDS), max_size=5)


def outcome(run: Any, exe: mx.Executor, held: dict[str, np.ndarray], step: dict[str, Any]) -> tuple[Any, ...]:
    """Outcome of one step: its results or its fault, and everything that it may have changed."""
    chosen = given_arrays(held)
    passed = {name: chosen[value] if name in "gv" else value for name, value in step.items()}
    try:
        results: object = [result.tobytes() for result in run(exe, **passed)]
    except Exception as error:
        results = (type(error), str(error).replace("\n", " ").split("(made at")[0])
    bound = {
        name: next((known for known, value in chosen.items() if value is array), np.asarray(array).tobytes())
        for name, array in {**exe.arg_dict, **exe.aux_dict}.items()
    }
    numbers = {node: {key: repr(value) for key, value in found.items()} for node, found in exe.scalars.items()}
    return results, bound, numbers, [array.tobytes() for array in held.values()]


@needs_native
@pytest.mark.parametrize("examples", [35, pytest.param(200, marks=pytest.mark.slow)])
def test_a_native_step_is_the_python_step(examples: int) -> None:
    settings(max_examples=examples)(given(STEPS)(check_steps))()


def check_steps(steps: list[dict[str, Any]]) -> None:
    ours, theirs = arrays(), arrays()
    symbol = graph()
    one, other = bind(symbol, ours), bind(symbol, theirs)
    one.forward()
    python_forward(other)
    for step in steps:
        assert outcome(mx.Executor.forward, one, ours, step) == outcome(python_forward, other, theirs, step)


@needs_native
def test_the_native_method_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    held = arrays()
    exe = bind(graph(), held)
    exe.forward()
    fresh = held["g"] + 1

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("forward went through Python")

    monkeypatch.setattr(mx.Executor, "_forward", refuse)
    exe.forward()
    outputs = exe.forward(g=fresh, momentum=0.5, lr=0.125)
    assert outputs[0] is held["w"] and exe.arg_dict["g"] is fresh
    assert exe.scalars["one"]["momentum"] == 0.5
    assert exe.scalars["one"]["lr"] == exe.scalars["two"]["lr"] == 0.125
    with pytest.raises(AssertionError, match="went through Python"):
        exe.forward(g=held["w"])
    exe.set_monitor_callback(lambda name, array: None)
    with pytest.raises(AssertionError, match="went through Python"):
        exe.forward()
    exe.set_monitor_callback(None)
    exe.forward()


def test_what_is_bound_and_resized_is_refused() -> None:
    exe = bind(graph(), arrays())
    old, new = np.ones((3, 7), np.float32), np.ones((3, 7), np.float32)
    exe.forward(g=old)
    exe.forward(g=new)
    old.resize((1, 1), refcheck=False)
    exe.forward()
    with pytest.raises(ValueError, match="referenced"):  # the executor refers to it weakly
        new.resize((1, 1), refcheck=False)
    exe.arg_dict["g"] = new = np.ones((3, 7), np.float32)
    exe.forward()
    before = exe.arg_dict["w"].tobytes()
    new.resize((1, 1), refcheck=False)  # between steps NumPy lets it
    with pytest.raises(mx.BindError, match=r"argument g: got shape \(1, 1\)"):
        exe.forward()
    assert exe.arg_dict["w"].tobytes() == before


def test_no_reference_is_lost_or_kept() -> None:
    exe = bind(graph(), arrays())
    fresh = [np.ones((3, 7), np.float32) for _ in range(2)]
    rate = float("0.0625")
    watched = [*fresh, rate, exe, exe.outputs[0], exe.outputs[1]]
    for turn in range(2):
        exe.forward(g=fresh[turn], lr=rate)
    before = [sys.getrefcount(item) for item in watched]
    for turn in range(1000):
        exe.forward(g=fresh[turn % 2], lr=rate)
        with pytest.raises(mx.BindError):
            exe.forward(g=fresh[0][:2])
    assert [sys.getrefcount(item) for item in watched] == before


def test_an_executor_goes_when_nobody_holds_it() -> None:
    exe = bind(graph(), arrays())
    step, seen = exe.forward, weakref.ref(exe)
    del exe
    gc.collect()
    step()
    assert seen() is not None
    del step
    gc.collect()
    assert seen() is None


def test_the_method_has_a_name_a_signature_and_a_docstring() -> None:
    exe = bind(graph(), arrays())
    assert "is_train" in inspect.signature(mx.Executor.forward).parameters
    assert "scalars" in inspect.signature(exe.forward).parameters
    assert exe.forward.__name__ == "forward"
    assert "Run the graph once" in (exe.forward.__doc__ or "")
    with pytest.raises(TypeError, match=r"Executor|argument"):
        mx.Executor.forward(object())  # type: ignore[arg-type]


def test_an_executor_is_no_value_to_copy() -> None:
    """An object whose address native code has must not be shared by two executors."""
    exe = bind(graph(), arrays())
    exe.forward()
    with pytest.raises(TypeError, match="bind"):
        copy.copy(exe)
    with pytest.raises(TypeError, match="bind"):
        copy.deepcopy(exe)


def test_one_step_at_a_time() -> None:
    """Steps of one executor from many threads, each with a gradient of its own: none is lost, none is torn."""
    w, g = mx.sym.var("w"), mx.sym.var("g")
    n = 30_000  # long enough for the GIL to be handed on
    held = {"w": np.zeros(n, np.float32), "g": np.zeros(n, np.float32)}
    exe = bind(mx.sym.sgd_update(w, g, lr=-1.0, out=w), held)
    exe.forward()

    def work(number: int) -> None:
        gradient = np.full(n, number, np.float32)
        for _ in range(50):
            exe.forward(g=gradient)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(1, 9)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(HANG)
    assert not any(worker.is_alive() for worker in workers)
    assert np.all(held["w"] == 50 * sum(range(1, 9)))


WITHOUT = """
import numpy as np, mxsym as mx
from mxsym.runtime.native_call import native
assert not native.available()
w, g, m = (mx.sym.var(name) for name in "wgm")
held = {name: np.ones(100_000, np.float32) for name in "wgm"}
exe = mx.sym.sgd_mom_update(w, g, m, lr=0.5, momentum=0.5, out=w).bind(
    args={"w": held["w"], "g": held["g"]}, aux_states={"m": held["m"]})
exe.forward(); exe.forward(g=held["g"] * 2, lr=1.0)
try:
    exe.forward(g=held["w"])
except mx.BindError as error:
    assert "overlapping" in str(error)
else:
    raise SystemExit("no fault")
print(held["w"][0], held["m"][-1], type(exe.forward).__name__)
"""


@pytest.mark.parametrize("pool", ["native", "python"])
def test_without_native_calls(pool: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MXSYM_CALLS": "ctypes", "MXSYM_POOL": pool}
    command = [sys.executable, "-c", WITHOUT]
    run = subprocess.run(command, capture_output=True, text=True, timeout=HANG, env=environment, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == ["-1.0", "-2.0", "method"]


@needs_native
def test_the_probe_would_find_another_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were arrays laid out otherwise, native calls would not be used."""
    exe = bind(graph(), arrays())
    assert native._reads_arrays()  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(native, "ARRAY", native.ARRAY[::-1])
    assert not native._reads_arrays()  # pyright: ignore[reportPrivateUsage]
    exe.forward()


def test_the_end_of_a_replaced_array_may_step() -> None:
    """Whatever runs when the last reference to an array goes runs after the step, and may do the next one."""
    held = arrays()
    exe = bind(graph(), held)
    exe.forward()
    steps: list[int] = []

    class Mine(np.ndarray):
        def __del__(self) -> None:
            steps.append(len(exe.forward()))

    for turn in range(3):
        exe.arg_dict["g"] = held["g"].copy().view(Mine)  # in Python: a subclass
        exe.forward(g=held["g"])
        gradient = held["g"].copy()
        weakref.finalize(gradient, lambda: steps.append(len(exe.forward())))
        exe.arg_dict["g"] = gradient
        del gradient
        exe.forward(g=held["g"])
        assert len(steps) == 2 * turn + 2
    assert exe.arg_dict["g"] is held["g"]


@needs_native
def test_a_step_within_a_step_is_refused() -> None:
    exe = bind(graph(), arrays())
    exe.forward()
    with exe._lock, pytest.raises(RuntimeError, match="middle of a step"):  # pyright: ignore[reportPrivateUsage]
        exe.forward()
    assert exe.forward()[0] is exe.arg_dict["w"]


def test_names_that_answer_otherwise_each_time() -> None:
    """A keyword may be of a class whose hash and equality are code: native code looks up none of these."""
    held = arrays()
    exe = bind(graph(), held)
    exe.forward()
    asked: list[str] = []

    class Fickle(str):
        __slots__ = ()

        def __hash__(self) -> int:
            asked.append(self)
            return hash("g" if len(asked) % 2 else "x")

        def __eq__(self, other: object) -> bool:
            return isinstance(other, str) and str.__eq__(self, other)

    for _ in range(4):
        try:
            passed: dict[str, Any] = {Fickle("g"): held["g"].copy()}
            exe.forward(**passed)
        except (mx.BindError, KeyError, TypeError):
            continue
    many = {f"k{n}": 1.0 for n in range(5000)}
    wrong: list[dict[str, Any]] = [{"a b": 1.0}, {"": 1.0}, {"\ud800": 1.0}, many]
    for odd in wrong:
        with pytest.raises(mx.BindError):
            exe.forward(**odd)
    rate: dict[str, Any] = {"".join(("l", "r")): 0.5}  # not the interned name
    assert exe.forward(**rate)[0] is held["w"]
    assert exe.scalars["one"]["lr"] == 0.5


class Interrupt(BaseException):
    """An exception that a signal handler may raise, wherever it comes."""


@pytest.mark.parametrize("apart", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_an_interrupt_between_any_two_parts_of_a_change(apart: int) -> None:
    """Stop a change at its n-th call of a function: the next step runs on what is bound, whatever that is."""
    for turn in range(1, 1000, apart):
        held = arrays()
        exe = bind(graph(), held)
        exe.forward()
        fresh, left = held["g"] * 2, turn

        def stop(frame: Any, event: str, called: object) -> None:
            nonlocal left
            here = event == "call" or (event == "c_call" and getattr(called, "__name__", "") != "__exit__")
            left -= here and "mxsym" in frame.f_code.co_filename  # no signal comes just before a lock is given back
            if left == 0:
                sys.setprofile(None)
                raise Interrupt

        sys.setprofile(stop)
        try:
            exe.forward(False, g=fresh, lr=0.5)
        except Interrupt:
            pass
        finally:
            sys.setprofile(None)
        outputs = exe.forward()
        assert (left <= 0) or exe.arg_dict["g"] is fresh
        expected = held["v"] - np.float32(exe.scalars["two"]["lr"]) * exe.arg_dict["g"]
        assert outputs[1].tobytes() == expected.tobytes()
        if left > 0:
            break
    else:
        raise AssertionError("the change never came to its end")
    assert turn > 20
