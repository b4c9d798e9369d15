"""Attacks of a hostile user: memory that moves, states bound twice, values that are no numbers, forks, threads."""

from __future__ import annotations

import array
import functools
import gc
import re
import warnings
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from mxsym.opgraph.interpreter import interpret
from tests.support import Array, assert_same_bits, bind, copies, untyped
from tests.test_runtime import POOLS, STEP, run_script

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("forget_declared_rules")]


def ones(n: int = 3, value: float = 1.0) -> Array:
    return np.full(n, value, np.float32)


def step(n: int = 3) -> tuple[mx.Executor, dict[str, Array]]:
    w, g = mx.sym.var("w"), mx.sym.var("g")
    arrays = {"w": ones(n), "g": ones(n)}
    return bind(mx.sym.sgd_update(w, g, lr=0.5, out=w, name="u"), arrays), arrays


def test_assigning_to_arg_dict_binds() -> None:
    exe, arrays = step()
    exe.arg_dict["g"] = fresh = ones(3, 2)
    exe.forward()
    assert exe.arg_dict["g"] is fresh
    assert_same_bits(arrays["w"], ones(3, 0))
    with pytest.raises(mx.BindError, match=r"got shape \(4,\)"):
        exe.arg_dict["g"] = ones(4)
    with pytest.raises(TypeError, match="not removed"):
        exe.arg_dict.pop("w")
    assert exe.arg_dict["g"] is fresh


def test_a_bound_array_that_is_resized_is_refused() -> None:
    exe, arrays = step(1 << 6)
    exe.forward()
    arrays["w"].resize(0, refcheck=False)
    for _ in range(2):
        with pytest.raises(mx.BindError, match=r"argument w: got shape \(0,\)"):
            exe.forward()
    arrays["w"].resize(1 << 6, refcheck=False)
    fresh = ones(1 << 6)
    exe.forward(g=fresh)
    arrays["g"].resize(4, refcheck=False)  # no longer bound
    exe.forward()


def test_an_array_of_a_step_without_the_gil_is_not_resized_while_it_is_bound() -> None:
    exe, arrays = step(1 << 16)
    exe.forward()
    with pytest.raises(ValueError, match="resize"):
        arrays["w"].resize(0, refcheck=False)
    fresh = ones(1 << 16)
    exe.forward(g=fresh)
    arrays["g"].resize(4, refcheck=False)  # no longer bound
    exe.forward()
    del exe
    gc.collect()
    arrays["w"].resize(0, refcheck=False)


def test_fresh_arrays_are_compared_with_what_was_bound() -> None:
    exe, arrays = step(8)
    bound: Any = arrays["g"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer NumPy discourages it
        bound.dtype = np.dtype(np.float16)
    with pytest.raises(mx.BindError, match="got dtype float16, expected dtype float32"):
        exe.forward(g=np.ones(8, np.float16))


def test_one_variable_as_two_states() -> None:
    w, g, v = (mx.sym.var(name) for name in "wgv")
    symbol = mx.sym.adam_update(w, g, v, v, lr=0.1)
    arrays = {"w": ones(), "g": ones(3, 2), "v": ones(3, 0.5)}
    got = copies(arrays)
    bind(symbol, got).forward()
    assert_same_bits(got["v"], interpret(symbol, arrays).variables["v"])


def test_a_second_output_beside_out() -> None:
    @mx.update_rule
    def two_update(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
        return {"weight": weight - lr * grad, "product": weight * grad}

    w, g = mx.sym.var("w"), mx.sym.var("g")
    arrays = {"w": ones(3, 2), "g": ones(3, 3)}
    first, second = bind(two_update(w, g, lr=1.0, out=w), arrays).forward()
    assert first is arrays["w"]
    assert_same_bits(first, ones(3, -1))
    assert_same_bits(second, ones(3, 6))


def test_signed_zeros_are_different_numbers() -> None:
    @mx.update_rule
    def inverse_update(weight: Any, grad: Any, *, c: float) -> dict[str, Any]:
        return {"weight": grad / (c * weight)}

    del inverse_update
    assert untyped.nd.inverse_update(ones(), ones(), c=0.0)[0] == np.inf
    assert untyped.nd.inverse_update(ones(), ones(), c=-0.0)[0] == -np.inf


@pytest.mark.parametrize("number", [np.ones(3), "0.1", True, np.True_, 1j, np.complex64(1), None, [1.0], np.array("1")])
def test_what_is_no_number_changes_nothing(number: Any) -> None:
    exe, arrays = step()
    for call in (
        lambda: exe.forward(g=ones(3, 9), lr=number),
        lambda: exe.forward(wd=0.5, lr=number),
        lambda: exe.scalars["u"].__setitem__("lr", number),
    ):
        with pytest.raises(mx.BindError, match=r"argument lr: got .*, expected a number"):
            call()
    assert exe.arg_dict["g"] is arrays["g"]
    assert (exe.scalars["u"]["lr"], exe.scalars["u"]["wd"]) == (0.5, 0.0)
    with pytest.raises(mx.MXSymError):
        mx.nd.sgd_update(ones(), ones(), lr=number)


def test_numpy_s_numbers_are_numbers() -> None:
    x = mx.sym.var("x")
    halves: list[Any] = [np.float32(0.5), np.float64(0.5), np.array(0.5)]
    for half in halves:
        assert (x * half).attr("scalar") == (half * x).attr("scalar") == "0.5"
        assert_same_bits(mx.nd.sgd_update(ones(), ones(), lr=half), ones(3, 0.5))
    assert mx.clip(x, np.float32(2)).attr("a_max") == "2.0"
    with pytest.raises(mx.SymbolError, match="got a number that float64 does not reach"):
        _ = x * 10**400


PLAIN: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: step()[0].forward(ones()), mx.BindError, "is_train: got an ndarray"),  # type: ignore[arg-type]
    (lambda: step()[0].forward(scalars=[1]), mx.BindError, "numbers by op and attribute"),  # type: ignore[arg-type]
    (lambda: mx.sqrt(ones()), TypeError, "for arrays use NumPy"),  # type: ignore[type-var]
    (lambda: mx.clip(mx.sym.var("g"), "a"), TypeError, "as bounds, got a str"),  # type: ignore[arg-type]
    (lambda: mx.sym.sgd_update(mx.sym.var("w"), lr=1, attr={"lr": "9"}), mx.SymbolError, "attr maps names"),
    (lambda: untyped.sym.sgd_update(untyped.sym.var("w"), lr=1, attr={"__a__": 2}), mx.SymbolError, "attr maps names"),
    (lambda: untyped.sym.sgd_update(untyped.sym.var("w"), lr=1, name=3), mx.SymbolError, "name is a text"),
    (lambda: untyped.nd.sgd_update(ones(), ones(), grad=ones(), lr=0.1), mx.SymbolError, "grad is given twice"),
    (
        lambda: untyped.nd.sgd_update(ones(), ones(), 0.1, 0, 1, -1, True, 9),
        mx.SymbolError,
        r"takes 7 arguments \(weight, .*, got 8",
    ),
    (
        lambda: untyped.nd.sgd_update(ones(), ones(), lr=0.1, lazy_update=ones()),
        mx.SymbolError,
        "lazy_update is a bool",
    ),
    (lambda: mx.sym.sgd_update(mx.sym.var("w"), lr=1).simple_bind(w=3), mx.BindError, "a tuple of sizes"),
    (lambda: mx.sym.sgd_update(mx.sym.var("w"), lr=1).infer_shape(w=(2, -3)), mx.BindError, "a tuple of sizes"),
    (lambda: mx.sym.sgd_update(mx.sym.var("w"), lr=1).infer_shape((1,), (1,), (1,)), mx.SymbolError, "got 3"),
    (lambda: mx.sym.sgd_update(mx.sym.var("w"), lr=1).bind(args={0: ones()}), mx.BindError, "argument 0"),  # type: ignore[dict-item]
    (lambda: mx.sym.sgd_update(mx.sym.var("w"), lr=1).bind(args_grad=ones()), mx.BindError, "not differentiable"),
    (lambda: mx.sym.load_json('{"nodes":[' + "9" * 5000 + "]}"), mx.LoadError, "no JSON"),
]


@pytest.mark.parametrize("number", range(len(PLAIN)))
def test_plausible_mistakes_have_plain_errors(number: int) -> None:
    call, error, message = PLAIN[number]
    with pytest.raises(error, match=message):
        call()


def test_a_constant_may_be_an_output() -> None:
    x = mx.sym.var("x")
    exe = bind(mx.Group([mx.where(x > 0, x, 2.0), mx.sym._constant(value=3.0)]), {"x": ones(3, -1)})
    got = exe.forward()
    assert_same_bits(got[0], ones(3, 2))
    assert got[1] == 3.0


def test_names_that_python_keeps_for_itself() -> None:
    symbol = mx.sym.sgd_update(mx.sym.var("lambda"), mx.sym.var("None"), lr=0.1, name="class")
    namespace: dict[str, Any] = {}
    shapes: dict[str, Any] = {"lambda": (3,)}
    exec(symbol.simple_bind(**shapes).ir("graph"), namespace)
    assert namespace["graph"].tojson() == symbol.tojson()


def test_the_line_of_an_imperative_call_is_this_call_s() -> None:
    lines: list[str] = []
    with pytest.raises(mx.BindError) as caught:
        mx.nd.sgd_update(ones(3), ones(4), lr=0.1)
    lines.append(caught.value.faults[0].where)
    mx.nd.sgd_update(ones(3), ones(3), lr=0.1)
    with pytest.raises(mx.BindError) as caught:
        mx.nd.sgd_update(ones(3), np.ones((3, 1), np.float32), lr=0.1)
    lines.append(caught.value.faults[0].where)
    assert lines[0] != lines[1]
    assert all("test_hardening.py" in line for line in lines)


def declare(source: Callable[..., Any], **more: Any) -> None:
    mx.update_rule(**more)(source)


def odd(weight: Any, grad: Any, mom: Any, *, lr: Any) -> Any:
    return {"weight": weight - lr * grad, "momm": mom + grad}


def compare(weight: Any, grad: Any) -> Any:
    return {"weight": weight > grad}


def unguarded(weight: Any, grad: Any, mom: Any = None, *, lr: Any) -> Any:
    return {"weight": weight - lr * mom}


def mode(weight: Any, *, mode: str) -> Any:
    return {"weight": weight}


RULES: list[tuple[Callable[[], object], str]] = [
    (lambda: declare(odd), "did you mean 'mom'"),
    (lambda: declare(compare), "a truth value"),
    (lambda: declare(unguarded), "cannot compute with NoneType"),
    (lambda: declare(mode), "a number or a bool"),
    (lambda: declare(functools.partial(compare, weight=1)), "declares functions"),
    (lambda: declare(max), "declares functions"),
    (lambda: declare(mode, name="sqrt"), "another meaning"),
    (lambda: declare(mode, name="Group"), "another meaning"),
    (lambda: declare(mode, name=""), "no keyword"),
    (lambda: declare(mode, name="class"), "no keyword"),
    (lambda: declare(mode, name="2w"), "no keyword"),
]


@pytest.mark.parametrize("number", range(len(RULES)))
def test_rules_that_would_fail_later_fail_at_once(number: int) -> None:
    call, message = RULES[number]
    with pytest.raises(mx.RuleError, match=message):
        call()


@POOLS
def test_changing_the_number_of_threads_while_others_step(pool: str) -> None:
    script = STEP + (
        "import threading\n"
        "stop = False\n"
        "def work():\n"
        "    while not stop: step()\n"
        "thread = threading.Thread(target=work); thread.start()\n"
        "for k in range(60): mx.set_num_threads(2 + k % 2); __import__('time').sleep(0.002)\n"
        "stop = True; thread.join(20)\n"
        "assert not thread.is_alive() and (w == w[0]).all()\n"
        "print('done')"
    )
    assert run_script(script, pool=pool) == "done"


@POOLS
def test_forking_while_others_compile_and_step(pool: str) -> None:
    script = STEP + (
        "import threading\n"
        "exe = mx.sym.sgd_update(mx.sym.var('w'), mx.sym.var('g'), lr=1.0).bind(args={'w': w, 'g': g})\n"
        "stop = False\n"
        "def work():\n"
        "    while not stop: exe.forward()\n"
        "def compile_():\n"
        "    n = 0\n"
        "    while not stop:\n"
        "        n += 1; x = mx.sym.var('x')\n"
        "        for _ in range(n % 40): x = x + x\n"
        "        x.simple_bind(x=(3,))\n"
        "threads = [threading.Thread(target=f, daemon=True) for f in (compile_, work)]\n"
        "[t.start() for t in threads]\n"
        "for _ in range(5):\n"
        "    pid = os.fork()\n"
        "    if pid == 0:\n"
        "        exe.forward(); step(); mx.sym.sqrt(mx.sym.var('y')).simple_bind(y=(5,)).forward(); os._exit(0)\n"
        "    assert os.waitpid(pid, 0)[1] == 0\n"
        "stop = True; [t.join(20) for t in threads]\n"
        "print('done')"
    )
    assert run_script(script, pool=pool) == "done"


def test_other_people_s_memory_is_bound_in_place() -> None:
    """NDArrays, buffers and whatever speaks DLPack; values without memory are refused."""
    held = array.array("f", [1.0, 2.0, 3.0])
    w, g = mx.sym.var("w"), mx.sym.var("g")
    weight = mx.nd.array([1.0, 2.0, 3.0])
    for target in (held, weight):
        mx.sym.sgd_update(w, g, lr=1.0, out=w).bind(args={"w": target, "g": ones()}).forward()
        assert np.asarray(target).tolist() == [0.0, 1.0, 2.0]
    assert isinstance(mx.nd.sgd_update(weight, ones(), lr=1.0), mx.nd.NDArray)
    assert isinstance(mx.nd.sgd_update(ones(), ones(), lr=1.0), np.ndarray)
    for value in ([1.0, 2.0, 3.0], "abc", 3.0, None, object()):
        with pytest.raises(mx.BindError, match="argument w"):
            mx.sym.sgd_update(w, g, lr=1.0, out=w).bind(args={"w": value, "g": ones()})


def test_a_wrong_shape_is_one_fault() -> None:
    """Consequences of a wrong shape are not listed as missing."""
    step = mx.sym.sgd_mom_update(mx.sym.var("w"), mx.sym.var("g"), mx.sym.var("m"), lr=1)
    for shapes, got in (
        ({"w": (10**30,)}, "fewer than 2^60 elements"),
        ({"w": (0, 1 << 62)}, "fewer than 2^60 elements"),
        ({"w": (1,) * 65}, "at most 64 axes"),
        ({"w": 3}, "tuple of sizes"),
        ({"x": (3,)}, "known"),
    ):
        with pytest.raises(mx.BindError, match=re.escape(got)) as caught:
            step.simple_bind(**cast("Any", shapes))
        assert len(caught.value.faults) == 1
    with pytest.raises(mx.BindError, match="name the arguments") as caught:
        step.bind(cast("Any", {"w": np.ones(3), "g": np.ones(3)}), aux_states={"m": np.ones(3)})
    assert len(caught.value.faults) == 1
