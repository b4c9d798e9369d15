"""Declaring rules: all that one function yields, and what a rule may not do."""

from __future__ import annotations

import ast
import cProfile
import importlib.util
import inspect
import itertools
import linecache
import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym import rules
from mxsym.opgraph.interpreter import interpret
from mxsym.rule import advice, registry
from mxsym.rule.formula import formula
from mxsym.rule.operand import FUNCTIONS
from mxsym.rule.rule import Rule
from mxsym.rule.sources import Sources
from tests.support import DTYPES, Array, arrays_for, assert_same_bits, bind, copies, untyped, update_rules, variables

LION = '''
import mxsym as mx

@mx.update_rule
def lion_update(weight, grad, mom, *, lr, beta1=0.9, beta2=0.99, wd=0.0):
    """Lion (Chen et al., 2023)."""
    step = mx.sign(beta1 * mom + (1 - beta1) * grad) + wd * weight
    return {"weight": weight - lr * step, "mom": beta2 * mom + (1 - beta2) * grad}
'''

pytestmark = pytest.mark.usefixtures("forget_declared_rules")


def load_module(tmp_path: Path, source: str) -> ModuleType:
    """Import `source` as a module of its own."""
    path = tmp_path / "user_rules.py"
    path.write_text(source)
    spec = importlib.util.spec_from_file_location("user_rules", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_one_declaration_yields_everything(tmp_path: Path) -> None:
    rule = load_module(tmp_path, LION).lion_update
    assert isinstance(rule, Rule)
    assert str(inspect.signature(untyped.sym.lion_update)).startswith("(weight, grad, mom, *, lr, beta1=0.9")
    assert "step = sign(beta1 * mom + (1 - beta1) * grad) + wd * weight" in (untyped.sym.lion_update.__doc__ or "")
    assert "weight' = weight - lr * step" in formula(rule)
    inputs = variables(rule)
    symbol = untyped.sym.lion_update(*inputs.values(), lr=0.1, out=inputs["weight"], name="lion")
    assert symbol.list_arguments() == ["weight", "grad"]
    assert symbol.list_auxiliary_states() == ["mom"]
    assert symbol.infer_shape(grad=(3, 4)) == ([(3, 4), (3, 4)], [(3, 4)], [(3, 4)])
    assert symbol.infer_type(grad="float16")[2] == [np.float16]
    expected: dict[str, Array] = {}
    for dtype in DTYPES.values():
        expected = arrays_for(rule, np.random.default_rng(1), 131, dtype)
        got = copies(expected)
        executor = bind(symbol, got)
        executor.forward()
        for name, array in interpret(symbol, expected).variables.items():
            assert_same_bits(got[name], array, name)
        for stage in ("graph", "typed", "kernel", "llvm", "llvm-opt", "asm"):
            assert len(executor.ir(stage)) > 100, stage
    fresh = copies(expected)
    assert_same_bits(untyped.nd.lion_update(*fresh.values(), lr=0.1), interpret(symbol, expected).outputs[0])
    assert mx.sym.load_json(symbol.tojson()).tojson() == symbol.tojson()


def test_a_rule_may_call_another_and_branch_on_a_flag(tmp_path: Path) -> None:
    source = """
import mxsym as mx
from mxsym.rules.sgd import sgd_update

@mx.update_rule
def half_update(weight, grad, ema=None, *, lr, flip=False, wd: float = 0):
    g = -grad if flip else grad
    new = sgd_update(weight, g, lr=lr / 2, wd=wd)["weight"] if False else weight - lr / 2 * g
    return {"weight": new} if ema is None else {"weight": new, "ema": ema * 0.5 + new * 0.5}
"""
    flipped = source.replace('{"weight": new} if', '{"weight": new, "grad": g} if flip else {"weight": new} if')
    with pytest.raises(mx.RuleError, match="returns depends on"):
        load_module(tmp_path, flipped)
    rule = load_module(tmp_path, source).half_update
    assert [item.name for item in rule.flags] == ["flip"]
    assert rule.input("ema").optional
    w, g = np.ones(5, np.float32), np.full(5, 2, np.float32)
    assert_same_bits(untyped.nd.half_update(w, g, lr=1.0), np.zeros(5, np.float32))
    assert_same_bits(untyped.nd.half_update(w, g, lr=1.0, flip=True), np.full(5, 2, np.float32))
    ema = np.zeros(5, np.float32)
    untyped.nd.half_update(w, g, ema, lr=1.0, flip=True)
    assert_same_bits(ema, np.ones(5, np.float32))


BAD = {
    "branch": ("if grad > 0: grad = -grad\n    return {'weight': grad}", 6, "cannot branch on a value"),
    "branch on attribute": ("if lr > 0: grad = -grad\n    return {'weight': grad}", 6, "cannot branch on a value"),
    "numpy": ("return {'weight': numpy.sqrt(grad)}", 6, "numpy|NumPy|ufunc"),
    "math": ("return {'weight': grad * math.sqrt(lr)}", 6, "cannot turn a value into a Python number"),
    "loop": ("for x in grad: pass\n    return {'weight': grad}", 6, "cannot loop over a value"),
    "index": ("return {'weight': grad[0]}", 6, "cannot index a value"),
    "array": ("return {'weight': grad + numpy.ones(3)}", 6, "cannot compute with ndarray|unsupported operand"),
    "text": ("return {'weight': grad + 'x'}", 6, "cannot compute with str"),
    "shape": ("return {'weight': lr * 2.0}", 6, "the new weight is one number, but weight is a tensor"),
    "state's shape": ("return {'weight': grad, 'state': lr}", 6, "the new state is one number, but state is a tensor"),
    "nothing": ("return {}", 6, "a rule returns"),
    "count": (
        "for _ in range(lr): grad = grad / 2\n    return {'weight': grad}",
        6,
        "count by a value.*variable of its module",
    ),
    "a decomposition": ("return {'weight': mx.inv(grad)}", 6, "mx has no inv; powers of a symmetric matrix"),
    "a decomposition in a module": ("return {'weight': mx.linalg.svd(grad)}", 6, "no linalg; mx.eigh and mx.qr"),
    "a method": ("return {'weight': state.mul(grad)}", 6, "has no mul; write it with operators"),
    "a method's function": ("return {'weight': grad.sigmoid()}", 6, "has no sigmoid; write 1 / \\(1"),
    "an argument": (
        "return {'weight': grad / mx.mean(grad, dim=1)}",
        6,
        r"'dim'; write mx.mean\(x, axis=None, \*, over=None\)",
    ),
    "a missing one": ("return {'weight': mx.random_normal(lr)}", 6, r"'step'; write mx.random_normal\(seed, step,"),
    "a list": ("return {'weight': mx.sum([grad, state])}", 6, "Python's sum adds up the items of a list"),
    "a tuple": ("return {'weight': grad * mx.eigh(grad @ grad.T)}", 6, "compute with tuple; take its items"),
    "a state of rows": ("return {'weight': grad, 'state': mx.mean(grad, axis=1)}", 6, "annotate it, as state: mx.Row"),
    "a matrix": ("return {'weight': grad @ state}", 6, r"; write a @ b.T or a.T @ b$"),
    "a square matrix": ("return {'weight': grad @ (grad @ grad.T)}", 6, r"; write a.T @ b or b @ a$"),
    "a share": ("return {'weight': grad / mx.mean(grad > 0)}", 6, r"a truth value .*; make numbers of it: x.astype"),
    "a bound below": ("return {'weight': mx.clip(grad, 1.0, None)}", 6, r"got None; write mx.maximum\(x, low\)"),
    "a bound above": ("return {'weight': mx.clip(grad, None, 1.0)}", 6, r"got None; write mx.maximum\(x, low\)"),
    "a variance": ("return {'weight': grad / mx.var(grad)}", 6, r"as var\('w'\); in a rule, write mx.mean"),
    "axes of a norm": (
        "return {'weight': grad / mx.norm(grad, axis=(0, 1))}",
        6,
        r"bad: norm takes axis=1 .*got \(0, 1\)",
    ),
    "a number as an axis": ("return {'weight': mx.mean(grad, lr)}", 6, "mean takes axis=1 .*got a number; pass one"),
    "a norm over rows": ("return {'weight': mx.norm(grad, over=mx.Row)}", 6, r"norm: over is .*write norm\(x, over="),
    "two largest": ("return {'weight': mx.max(grad, state)}", 6, "max takes axis=1 .*call mx.maximum for two values"),
    "two smallest": ("return {'weight': mx.min(lr, 1)}", 6, r"min\(x, axis=1\) takes a tensor.*call mx.minimum"),
    "a helper's argument": ("return {'weight': grad / mx.debias(0.9)}", 6, r"missing .*write mx.debias\(beta, t\)"),
    "a helper's name": ("return {'weight': mx.emaa(state, grad, 0.9)}", 6, "has no emaa; did you mean 'ema'"),
    "a norm of all": ("return {'weight': mx.global_norm([grad])}", 6, r"in a rule, write mx.norm\(x, over=mx.Model\)"),
    "infinities": ("return {'weight': mx.where(mx.isinf(grad), 0.0, grad)}", 6, r"write ~\(mx.isfinite"),
    "a constant": ("return {'weight': mx.pi * grad}", 6, "mx has no pi; write math.pi"),
    "a trace": ("return {'weight': grad / mx.trace(grad)}", 6, r"or its name; got a Value; in a rule, write mx.sum"),
    "a power": ("return {'weight': grad.pow(2)}", 6, r"has no pow; write x \*\* y"),
    "a format": ("return {'weight': grad, 'state': len(f'{grad:.3f}')}", 6, "cannot print a number: inside a rule"),
    "another library": (
        "return {'weight': numpy.random.default_rng(0).normal(grad)}",
        6,
        "numpy|NumPy|ufunc|Python number",
    ),
    "bool arithmetic": ("return {'weight': grad * (grad > 0)}", 6, "mul takes numbers; a comparison"),
}


def test_advice_names_functions_that_rules_may_call() -> None:
    texts = [*advice.ATTRIBUTES.values(), *advice.FUNCTIONS_OF_OTHERS.values()]
    known = FUNCTIONS.keys() | {"ema", "Model", "Row", "Column", "RowPairs", "ColumnPairs"}
    assert {name for text in texts for name in re.findall(r"mx\.(\w+)", text)} <= known
    assert FUNCTIONS.keys().isdisjoint(advice.FUNCTIONS_OF_OTHERS)
    assert all(hasattr(mx, name) for name in known)


def names_in(text: str) -> set[str]:
    """The variables of an expression of Python's; none where the text is something else."""
    try:
        return {node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name)} | {"mx"}
    except SyntaxError:
        return set()


def test_what_advice_writes_is_what_rules_may_write(tmp_path: Path) -> None:
    """A formula of x and y is a rule's, so that whoever follows the advice has one."""
    texts = [text.removeprefix("write ") for text in advice.FUNCTIONS_OF_OTHERS.values() if "eye" not in text]
    fit = ({"mx", "x"}, {"mx", "x", "y"}, {"mx", "math", "x"})
    followed = sorted({text for text in texts if names_in(text) in fit and text != "x.T"})
    assert len(followed) >= 15, followed
    lines = ",\n".join(f"{number}: ({item})" for number, item in enumerate(followed))
    head = "import math\nimport mxsym as mx\n@mx.update_rule\ndef followed_update(weight, x, y, *, lr):\n"
    body = f"    values = {{{lines}}}.values()\n    total = sum(value.astype('generic') for value in values)\n"
    load_module(tmp_path, f"{head}{body}    return {{'weight': weight - lr * total * y}}\n")
    del registry.RULES["followed_update"]


@pytest.mark.parametrize("case", list(BAD))
def test_what_a_rule_may_not_do_is_named_with_its_line(case: str, tmp_path: Path) -> None:
    body, line, message = BAD[case]
    head = "import math\nimport numpy\nimport mxsym as mx\n@mx.update_rule\ndef bad(weight, grad, state, *, lr):\n"
    source = f"{head}    {body}\n"
    with pytest.raises(mx.RuleError, match=message) as caught:
        load_module(tmp_path, source)
    where = str(tmp_path / "user_rules.py")
    assert str(caught.value).startswith((f"{where}:{line}:", f"{where}:4:")), str(caught.value)
    assert "bad" not in registry.RULES


@pytest.mark.parametrize(
    ("signature", "message"),
    [
        ("(*, lr)", "at least one tensor"),
        ("(weight, grad=3, *, lr)", "tensors come first"),
        ("(weight, *rest, lr)", "tensors come first"),
        ("(weight, grad, *, lr=[1])", "must be a number or a bool"),
        ("(weight, grad, *, name=1.0)", "is an argument of the op"),
        ("(weight, grad, *, out=None)", "is an argument of the op"),
        ("(weight, grad, *, kind='x')", "must be a number or a bool"),
        ("(weight, grad, lr)", r"lr is a tensor here; write a \* before it, or .* lr=mx\.State\(\), .* lr: mx\.Scalar"),
    ],
)
def test_signatures_that_are_no_rules(signature: str, message: str, tmp_path: Path) -> None:
    """The error is on the line of the parameter."""
    lines = signature.replace(", ", ",\n").replace("(", "(\n")
    source = f"import mxsym as mx\n@mx.update_rule\ndef bad{lines}:\n    return {{'weight': weight}}\n"
    with pytest.raises(mx.RuleError, match=message) as caught:
        load_module(tmp_path, source)
    linecache.clearcache()
    wrong = next((n for n, line in enumerate(source.split("\n"), 1) if "=" in line or "rest" in line), 0)
    line = 3 if "least" in message else 6 if "lr is" in message else wrong
    assert str(caught.value).startswith(f"{tmp_path / 'user_rules.py'}:{line}:"), str(caught.value)


def test_rules_directory_stays_short() -> None:
    paths = [path for path in (Path(mx.__file__).parent / "rules").glob("*.py") if path.stem != "elementwise"]
    lines = sum(len(path.read_text().splitlines()) for path in paths)
    assert lines < 1050


def test_a_rule_is_found_in_the_text_of_its_file() -> None:
    files = Sources(rules.__name__, rules.__path__)
    declared = [*registry.RULES.values(), *registry.FLAVOURS.values()]
    for rule in declared:
        module = rule.function.__module__
        if module.startswith(f"{rules.__name__}.") and not module.endswith(".elementwise"):
            for name in (rule.name, f"multi_mp_{rule.name}"):
                assert module in (files.declaring(name) or []), name
    assert files.declaring("no_such_op") is None
    assert set(files.modules) >= {rule.function.__module__ for rule in update_rules()}


def test_a_form_is_of_the_file_of_its_rule(tmp_path: Path) -> None:
    (tmp_path / "some.py").write_text("@update_rule\ndef some_update(weight):\n    pass\n")
    assert Sources("ours", [str(tmp_path)]).declaring("mp_some_update") == ["ours.some"]


def test_an_op_is_declared_when_it_is_first_asked_for() -> None:
    table, rule, asked = registry.Table[str](), registry.RULES["sgd_update"], list[str]()

    def make(name: str) -> Rule:
        asked.append(name)
        return rule

    table.declare_later("later", make)
    stamp = registry.Table.stamp
    assert ("later" in table, len(table), list(table), asked) == (True, 1, ["later"], [])
    assert table["later"] is table["later"] is rule
    assert (asked, registry.Table.stamp is stamp) == (["later"], True)
    del table["later"]
    assert "later" not in table
    with pytest.raises(KeyError):
        table["later"]


def test_a_profiler_sees_what_follows_a_trace() -> None:
    def after() -> None:
        """Code that runs when the rule has been traced."""

    profile = cProfile.Profile()
    profile.enable()
    mx.update_rule(profiled_update)
    after()
    profile.disable()
    counts = {entry.code.co_name: entry.callcount for entry in profile.getstats() if not isinstance(entry.code, str)}
    assert counts["after"] == 1 and counts["trace"] == 2
    assert "step = lr * grad" in (untyped.sym.profiled_update.__doc__ or ""), "the author's names are kept"


def profiled_update(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
    """A rule that is traced under a profiler."""
    step = lr * grad
    return {"weight": weight - step * step}


COUNT = itertools.count(1)
DRAWS: dict[str, Callable[[], float]] = {
    "random": random.random,
    "NumPy": np.random.default_rng(0).random,
    "NumPy's own": np.random.random,
    "a clock": time.perf_counter,
    "a count": lambda: float(next(COUNT)),
}


@pytest.mark.parametrize("draw", DRAWS)
def test_a_rule_that_depends_on_more_than_its_arguments_is_refused(draw: str) -> None:
    number = DRAWS[draw]

    def drawn_update(weight: Any, grad: Any, mom: Any, *, lr: float, noisy: bool = False) -> dict[str, Any]:
        step = lr * grad * number() if noisy else lr * grad
        return {"weight": weight - step, "mom": mom + grad}

    line = inspect.getsourcelines(drawn_update)[1]
    with pytest.raises(mx.RuleError, match=r"two runs of it give weight differently.*random_uniform") as caught:
        mx.update_rule(drawn_update)
    assert str(caught.value).startswith(f"{__file__}:{line + 1}: drawn_update: ")


def test_a_rule_whose_runs_are_alike_is_none_of_these() -> None:
    def steady_update(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
        scale = random.Random(3).random()
        return {"weight": weight - lr * scale * mx.where(grad > 0, float("nan"), grad), "step": -0.0 * grad}

    assert mx.update_rule(steady_update).outputs == ("weight", "step")


def test_a_state_may_be_called_as_a_number_is() -> None:
    @mx.update_rule
    def named_update(
        weight: Any, grad: Any, eps: Any = mx.State(1e-6), lr: Any = mx.State("rate"), *, rate: float
    ) -> dict[str, Any]:
        return {"weight": weight - rate * grad / eps, "eps": eps * 2, "lr": lr * 0.5}

    weight = np.ones(2, np.float32)
    states = mx.new_states(named_update, weight, rate=0.25)
    assert states["eps"].tolist() == [np.float32(1e-6)] * 2 and states["lr"].tolist() == [0.25] * 2
    untyped.nd.named_update(weight, weight, **states, rate=0.25)
    assert states["eps"].tolist() == [np.float32(2e-6)] * 2 and states["lr"].tolist() == [0.125] * 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, 0), r"random_uniform: seed is a whole number from 0 to 2\^52 - 1, got -1"),
        ((1, 0.5), r"random_uniform: step is a whole number from 0 to 2\^52 - 1, got 0.5"),
        ((1, 2, -3), r"random_uniform: tensor is a whole number"),
        ((1, 2), r"random_uniform: got numbers alone, .* pass the rule's t as step"),
    ],
)
def test_random_numbers_of_numbers_alone_are_refused_in_a_rule(arguments: tuple[float, ...], message: str) -> None:
    def constant_update(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
        return {"weight": weight - lr * grad * mx.random_uniform(*arguments)}

    with pytest.raises(mx.RuleError, match=message):
        mx.update_rule(constant_update)
