# pyright: basic, reportArgumentType=false, reportAssignmentType=false
# A rule is notation: its parameters are symbolic values, which the decorator knows and annotations would bury.
"""Products and decompositions of matrices in rules: bits, shapes, forms, failures, and what is shown of them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.matrices import chosen, cut
from mxsym.codegen.program import Role
from mxsym.codegen.text import parse_graph, print_graph
from mxsym.opgraph.interpreter import interpret
from mxsym.rule.rule import Rule
from tests.support import Array, assert_same_bits, bind, copies, untyped

SHAPES = ((7,), (4, 6), (40, 7), (3, 2, 5), (5, 3, 2, 2), (1, 1), (70, 33))


def every_update(
    weight, grad, left: mx.RowPairs, right: mx.ColumnPairs, size: mx.Scalar, *, lr, beta=0.9, t, bold=False
):
    """Whatever a rule can do with matrices, and all that passes from a matrix of one shape to one of another."""
    left = beta * left + grad @ grad.T / mx.mean(mx.abs(grad) + 1) + mx.eye(left) * weight.columns
    right = right * 0.5 + grad.T @ grad + mx.norm(left) * mx.eye(right)
    values, vectors = mx.eigh(left)
    root = (vectors * mx.power(values + mx.max(values), -0.5)) @ vectors.T
    turned = (grad.T + weight.T * mx.sum(values)) @ root
    step = turned.T + mx.qr(left) @ grad @ right / mx.norm(right)
    step = mx.where(weight.rows > weight.columns, (step.T @ left).T, step) * (2.0 if bold else 1.0)
    step = step * mx.sqrt(weight.rows / weight.columns) + mx.row_sum(left.T * mx.sqrt(t)) * mx.max(right, axis=0)
    return mx.only_if(
        mx.all_finite(grad),
        {"weight": weight - lr * step, "left": left, "right": right, "size": size + mx.norm(root)},
    )


@pytest.fixture(scope="module")
def every() -> Rule:
    return mx.update_rule(every_update)


@pytest.fixture(scope="module")
def roots() -> Rule:
    """A rule whose library call fails where the gradient is NaN."""

    def roots_update(weight, grad, left: mx.RowPairs, mom, *, lr):
        left, mom = left + grad @ grad.T, mom + grad
        values, vectors = mx.eigh(left)
        return {"weight": weight - lr * (vectors * values) @ mom, "left": left, "mom": mom}

    return mx.update_rule(roots_update)


def drawn(seed: int, shape: tuple[int, ...], dtype: Any = np.float32) -> Array:
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def arrays_of(symbol: mx.Symbol, shape: tuple[int, ...], dtype: Any = np.float32) -> dict[str, Array]:
    """Arrays of a graph of one weight `weight` by name."""
    arguments, _, states = (shapes or [] for shapes in symbol.infer_shape(weight=shape))
    names = [*symbol.list_arguments(), *symbol.list_auxiliary_states()]
    return {
        name: drawn(seed, each, dtype)
        for seed, (name, each) in enumerate(zip(names, [*arguments, *states], strict=True))
    }


def graph_of(rule: Any, **numbers: Any) -> mx.Symbol:
    weight, grad = mx.sym.var("weight"), mx.sym.var("grad")
    return rule(weight, grad, out=weight, name="step", **numbers)


def test_steps_have_the_interpreter_s_bits(every: Rule) -> None:
    for number, shape in enumerate(SHAPES):
        for dtype in (np.float32, np.float64) if number % 3 == 1 else (np.float32,):
            symbol = graph_of(every, lr=0.1, t=3, bold=bool(number % 2))
            arrays = arrays_of(symbol, shape, dtype)
            executor = bind(symbol, arrays)
            for seed in (20, 21):
                arrays["grad"][...] = drawn(seed, shape, dtype)
                before = copies(arrays)
                executor.forward()
                expected = interpret(symbol, before).variables
                for name, array in arrays.items():
                    assert_same_bits(array, expected[name], f"{name} {shape} {dtype}")
            start = copies(arrays)
            arrays["grad"].reshape(-1)[0] = np.inf
            executor.forward()
            start["grad"] = arrays["grad"]
            for name, array in arrays.items():
                assert_same_bits(array, start[name], name)


def test_states_in_bytes_and_ranks_go_with_matrices() -> None:
    def narrow_update(weight, grad, mom=mx.State(code="dynamic"), *, lr):
        mom = 0.9 * mom + grad
        step = (mom @ mom.T) @ mom if weight.ndim >= 2 else mom
        return {"weight": weight - lr * step, "mom": mom}

    rule = mx.update_rule(narrow_update)
    for shape in ((5, 7), (6, 3, 20), (9,)):
        weight, grad = drawn(0, shape), drawn(1, shape)
        states = {f"step_{name}": np.asarray(array) for name, array in mx.new_states(rule, weight).items()}
        arrays, symbol = {"weight": weight, "grad": grad, **states}, graph_of(rule, lr=0.01)
        executor = bind(symbol, arrays)
        for _ in range(2):
            expected = interpret(symbol, copies(arrays)).variables
            executor.forward()
            for name, array in arrays.items():
                assert array.tobytes() == expected[name].tobytes(), f"{name} {shape}"


def test_what_a_step_writes_is_read_as_it_was_before() -> None:
    """By loops over every matrix, whichever writes it."""

    def shared_update(
        weight, grad, size: mx.Scalar, row: mx.Row, col: mx.Column, left: mx.RowPairs, right: mx.ColumnPairs, *, lr
    ):
        return {
            "weight": weight - lr * grad * size * row * col,
            "size": size * 2 + mx.norm(left),
            "row": mx.sum(left, axis=1) * row,
            "col": col + mx.sum(right, axis=0),
            "left": left * size * row + mx.sum(right),
            "right": right * size * col + mx.sum(left * row),
        }

    symbol = graph_of(mx.update_rule(shared_update), lr=0.1)
    for shape in ((3, 4), (4, 4), (2, 3, 5), (1, 1)):
        arrays = arrays_of(symbol, shape)
        executor = bind(symbol, arrays)
        for _ in range(2):
            expected = interpret(symbol, copies(arrays)).variables
            executor.forward()
            for name, array in arrays.items():
                assert_same_bits(array, expected[name], f"{name} {shape}")


def test_values_of_another_axis_are_no_values_of_the_weight_s() -> None:
    def of_rows(weight, grad, left: mx.RowPairs, col: mx.Column, *, lr):
        return {"weight": weight - lr * grad, "left": left, "col": mx.eigh(left)[0]}

    def of_columns(weight, grad, row: mx.Row, right: mx.ColumnPairs, *, lr):
        return {"weight": weight - lr * grad, "right": right, "row": mx.sum(right, axis=1)}

    for function, of, along in ((of_rows, "rows", "column"), (of_columns, "columns", "row")):
        with pytest.raises(
            mx.RuleError, match=f"for each of the weight's {of}, but .* is one value for each {along} of it"
        ):
            mx.update_rule(function)


def test_products_are_numpy_s(roots: Rule) -> None:
    weight, grad, mom, left = drawn(0, (3, 4), float), drawn(1, (3, 4), float), np.zeros((3, 4)), np.zeros((3, 3))
    values, vectors = np.linalg.eigh(grad @ grad.T)
    expected = weight - 0.5 * (vectors * values) @ grad
    roots(weight, grad, left, mom, lr=0.5, out=weight)
    np.testing.assert_allclose(weight, expected, rtol=1e-12)
    np.testing.assert_allclose(left, grad @ grad.T, rtol=1e-14)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_threads_and_arrays_that_lie_otherwise_change_no_bit(every: Rule, count: int) -> None:
    symbol = graph_of(every, lr=0.1, t=3)
    arrays = arrays_of(symbol, (70, 33))
    before = copies(arrays)
    executor = bind(symbol, arrays)
    executor.use_threads(count)
    executor.forward(grad=np.asfortranarray(before["grad"]))
    expected = interpret(symbol, before).variables
    for name in ("weight", *symbol.list_auxiliary_states()):
        assert_same_bits(arrays[name], expected[name], name)


def test_forms_share_workspace_and_have_the_bits_of_the_op(every: Rule) -> None:
    shape, numbers = (6, 5), {"lr": 0.1, "t": 3}
    half, grad = drawn(1, shape, np.float16), drawn(2, shape, np.float16)
    start = {"weight": half.astype(np.float32), "grad": grad.astype(np.float32)}
    start |= {"left": drawn(3, (6, 6)), "right": drawn(4, (5, 5)), "size": np.ones(1, np.float32)}
    one = copies(start)
    every(**one, **numbers, out=one["weight"])

    mixed = copies(start) | {"weight": half.copy(), "grad": grad, "weight32": start["weight"].copy()}
    untyped.nd.mp_every_update(**mixed, **numbers, out=mixed["weight"])
    for name in ("left", "right", "size"):
        assert_same_bits(mixed[name], one[name], name)
    assert_same_bits(mixed["weight32"], one["weight"])
    assert_same_bits(mixed["weight"], one["weight"].astype(np.float16))

    names = [f"{name}{number}" for number in range(3) for name in start]
    symbols = {name: mx.sym.var(name) for name in names}
    outs = [symbols[f"weight{number}"] for number in range(3)]
    many = {"num_weights": 3, "lrs": (0.1,) * 3, "step_count": (3,) * 3}
    symbol = untyped.sym.multi_every_update(*symbols.values(), **many, out=outs, name="many")
    several = {f"{name}{number}": array.copy() for number in range(3) for name, array in start.items()}
    executor = bind(symbol, several)
    executor.forward()
    for number in range(3):
        for name in ("weight", "left", "right", "size"):
            assert_same_bits(several[f"{name}{number}"], one[name], name)
    tensors = executor.__bound_graph__().lowered.program.tensors
    alone = bind(graph_of(every, **numbers), {"weight": one["weight"], "grad": one["grad"]} | {
        f"step_{name}": one[name] for name in ("left", "right", "size")
    }).__bound_graph__().lowered.program.tensors  # fmt: skip
    rooms, own = (sum(tensor.role is Role.WORKSPACE for tensor in each) for each in (tensors, alone))
    assert rooms < 3 * own


def test_a_branch_on_the_shape_is_taken_when_it_is_bound(every: Rule) -> None:
    body = every.body().graph
    tall, wide = chosen(body, (9, 2)), chosen(body, (2, 9))
    assert len(tall.nodes()) > len(wide.nodes()) and len(tall.nodes()) < len(body.nodes())
    assert (
        sum(part.is_library_call for part in cut(tall, (9, 2)))
        == sum(part.is_library_call for part in cut(wide, (2, 9))) + 2
    )


def test_bodies_and_graphs_are_text(every: Rule) -> None:
    graph = every.body().graph
    assert parse_graph(print_graph(graph)) == graph
    symbol = graph_of(every, lr=0.1, t=3)
    again = mx.sym.load_json(symbol.tojson())
    arrays = arrays_of(symbol, (5, 4))
    expected = interpret(symbol, arrays).variables
    bind(again, arrays).forward()
    for name, array in arrays.items():
        assert_same_bits(array, expected[name], name)
    broken = json.loads(symbol.tojson())
    text = json.dumps(broken).replace("n.rows.rows", "n.rows.columns")
    with pytest.raises(mx.LoadError, match="gives T"):
        mx.sym.load_json(text)


def test_nan_goes_through_a_library_call(roots: Rule) -> None:
    symbol = graph_of(roots, lr=0.1)
    arrays = arrays_of(symbol, (6, 4))
    arrays["grad"][2, 1] = np.nan
    expected = interpret(symbol, copies(arrays)).variables
    bind(symbol, arrays).forward()
    assert np.isnan(arrays["weight"]).all()
    for name, array in arrays.items():
        assert_same_bits(array, expected[name], name)


def gives_up(*_args: Any, **_kwargs: Any) -> Any:
    raise np.linalg.LinAlgError("Eigenvalues did not converge")


def test_after_a_failure_nothing_has_changed(roots: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    weight, grad = mx.sym.var("weight"), mx.sym.var("grad")
    other = mx.sym.var("other")
    step = mx.sym.Group([
        mx.sym.sgd_update(other, grad, lr=1.0, out=other, name="plain"),
        roots(weight, grad, lr=0.1, out=weight, name="step"),
    ])  # fmt: skip
    arrays = arrays_of(step, (6, 4))
    executor = bind(step, arrays)
    executor.forward()
    before = copies(arrays)
    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(np.linalg, "eigh", gives_up)
            with pytest.raises(np.linalg.LinAlgError, match=r"^step\.eigen.*nothing has changed"):
                executor.forward(grad=drawn(8, (6, 4)))
        for name in ("weight", "other", *step.list_auxiliary_states()):
            assert_same_bits(arrays[name], before[name], name)
    before["grad"] = drawn(9, (6, 4))
    expected = interpret(step, before).variables
    executor.forward(grad=before["grad"])
    for name in ("weight", "other", *step.list_auxiliary_states()):
        assert_same_bits(arrays[name], expected[name], name)


def test_outputs_that_matrices_are_computed_from_are_written_last(roots: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    weight, grad = mx.sym.var("weight"), mx.sym.var("grad")
    norm, twice = mx.global_norm([grad]), grad * 2.0
    step = mx.sym.Group([norm, twice, roots(weight, twice * norm, lr=0.1, out=weight, name="step")])
    arrays = arrays_of(step, (6, 4))
    executor = bind(step, arrays)
    executor.forward()
    before, shown = copies(arrays), [np.array(output) for output in executor.outputs[:2]]
    arrays["grad"][...] = before["grad"] = drawn(8, (6, 4))
    with monkeypatch.context() as patch:
        patch.setattr(np.linalg, "eigh", gives_up)
        with pytest.raises(np.linalg.LinAlgError, match="nothing has changed"):
            executor.forward()
    for name, array in arrays.items():
        assert_same_bits(array, before[name], name)
    for output, kept in zip(executor.outputs, shown, strict=False):
        assert_same_bits(np.asarray(output), kept)
    expected = interpret(step, copies(arrays)).variables
    executor.forward()
    for name, array in arrays.items():
        assert_same_bits(array, expected[name], name)
    assert_same_bits(np.asarray(executor.outputs[1]), before["grad"] * 2)


def test_a_training_step_takes_matrices(roots: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = {"a": (6, 4), "b": (3, 5), "c": (7,)}
    weights, grads, averages = (
        {name: drawn(seed + at, shape) for at, (name, shape) in enumerate(shapes.items())} for seed in (0, 3, 6)
    )
    copied = {name: weight.astype(np.float16) for name, weight in weights.items()}
    step = mx.training_step(roots, weights, grads, averages=averages, copies=copied, max_norm=1.0, lr=0.1)
    arrays: dict[str, Array] = {name: np.asarray(array) for name, array in {**step.arg_dict, **step.aux_dict}.items()}
    for number in range(3):
        for name, shape in shapes.items():
            grads[name][...] = drawn(9 + number, shape)
        if number == 2:
            grads["b"][0, 1] = np.inf
        before = copies(arrays)
        expected = interpret(step.symbol, before).variables
        with monkeypatch.context() as patch:
            patch.setattr(np.linalg, "eigh", gives_up)
            norm = np.array(step.outputs[0])
            with pytest.raises(np.linalg.LinAlgError, match="nothing has changed"):
                step.forward()
            assert_same_bits(np.asarray(step.outputs[0]), norm)
        for name, array in arrays.items():
            assert_same_bits(array, before[name], name)
        step.forward()
        for name, array in arrays.items():
            assert_same_bits(array, expected[name], name)
        assert number < 2 or all(
            array.tobytes() == before[name].tobytes() for name, array in arrays.items() if not name.endswith("grad")
        )


def test_an_interrupt_between_kernels_changes_nothing(roots: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    symbol = graph_of(roots, lr=0.1)
    arrays = arrays_of(symbol, (6, 4))
    executor, before = bind(symbol, arrays), copies(arrays)

    def interrupted(*_args: Any, **_kwargs: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(np.linalg, "eigh", interrupted)
        with pytest.raises(KeyboardInterrupt):
            executor.forward()
    for name, array in arrays.items():
        assert_same_bits(array, before[name], name)
    executor.forward()
    expected = interpret(symbol, before).variables
    for name, array in arrays.items():
        assert_same_bits(array, expected[name], name)


def test_explain_and_profile_show_the_calls(every: Rule) -> None:
    symbol = graph_of(every, lr=0.1, t=3)
    executor = bind(symbol, arrays_of(symbol, (6, 4)))
    text = str(executor.explain())
    assert " library calls, " in text and "these bits are the library's" in text
    assert "matmul (BLAS gemm or syrk) of (6, 4) and (4, 6)" in text
    assert "eigh (LAPACK syevd) of (6, 6)" in text and "eye (NumPy) of (6, 6)" in text
    profile = executor.profile(2)
    called = {item.name: item.calls for item in profile.library}
    assert called["eigh (LAPACK syevd) of (6, 6)"] == 1
    assert sum(called.values()) == sum(part.is_library_call for part in cut(chosen(every.body().graph, (6, 4)), (6, 4)))
    assert "× eigh (LAPACK syevd) of (6, 6)" in str(profile)
    inside = sum(item.seconds for item in (*profile.library, *profile.kernels))
    assert 0 < inside <= profile.seconds


def test_refusals(roots: Rule) -> None:
    weight, grad = mx.sym.var("weight"), mx.sym.var("grad")
    first = mx.sym.sgd_update(weight, grad, lr=1.0, out=weight, name="first")
    with pytest.raises(mx.BindError, match="step: got what first writes, expected tensors that no earlier op"):
        roots(first, grad, lr=0.1, out=weight, name="step").simple_bind(weight=(3, 4))
    symbol = graph_of(roots, lr=0.1)
    with pytest.raises(mx.BindError, match=r"left.*got shape \(4, 4\), .* each pair of rows, shape \(3, 3\)"):
        bind(symbol, arrays_of(symbol, (3, 4)) | {"step_left": np.zeros((4, 4), np.float32)})
    rows = mx.nd.sparse.row_sparse_array((np.ones((1, 4), np.float32), [1]), shape=(3, 4))
    with pytest.raises(mx.BindError, match="needs the whole tensor for its matrices"):
        bind(symbol, arrays_of(symbol, (3, 4)) | {"grad": rows})
    from mxsym import aot

    with pytest.raises(mx.BindError, match="C code has no BLAS or LAPACK"):
        aot.export(bind(symbol, arrays_of(symbol, (3, 4))))


@pytest.mark.parametrize("name", ["eye", "eigh", "qr"])
def test_outside_of_rules_functions_have_the_names_that_people_write(name: str) -> None:
    with pytest.raises(TypeError, match=f"^{name} takes a Symbol or a value inside an update rule, got .ndarray"):
        getattr(mx, name)(np.eye(3))
    with pytest.raises(mx.SymbolError, match=f"^{name} works inside an update rule only"):
        getattr(mx, name)(mx.sym.var("x"))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("weight @ grad", r"a @ b: got \(rows × columns\) @ \(rows × columns\).*a @ b\.T"),
        ("weight @ 3", "multiplies matrices of a rule, got an int"),
        ("3 @ weight", "multiplies matrices of a rule, got an int"),
        ("weight + grad.T", "add takes values of one matrix, .* got rows × columns and columns × rows"),
        ("mx.eigh(weight)[0]", r"eigh takes a square matrix, got rows × columns; pass x @ x\.T"),
        ("mx.eye(weight)", "eye takes a square matrix"),
        ("mx.row_sum(weight) @ weight", "a @ b takes a matrix of the weight's compute type, got a number for each row"),
        ("weight.T @ mx.row_sum(weight)", r"got a number for each row; .* mx\.sum\(x \* row, axis=0\)"),
        ("weight @ mx.sum(weight, axis=0).T", r"got a number for each column; .* mx\.sum\(x \* column, axis=1\)"),
        ("(weight > 0).T * weight", r"x\.T takes a matrix .* got a truth value for each element"),
        ("mx.mean(weight @ weight.T) * weight", "mean takes values of the weight's shape"),
        ("weight @ weight.T", "the new weight is a matrix of rows × rows, but weight is one of rows × columns"),
        ("weight.T", r"columns × rows, but weight is one of rows × columns; transpose it: x\.T"),
        ("mx.row_sum(weight).rows * weight", r"only a whole tensor has rows and columns"),
    ],
)
def test_mistakes_are_named_at_their_line(written: str, why: str) -> None:
    source = f"def bad_update(weight, grad, *, lr):\n    new = {written}\n    return {{'weight': new}}\n"
    space: dict[str, Any] = {"mx": mx}
    exec(compile(source, "mistake.py", "exec"), space)
    with pytest.raises(mx.RuleError, match=rf"^mistake\.py:[23]: bad_update: .*{why}"):
        mx.update_rule(space["bad_update"])


def test_a_matrix_s_first_value_is_a_number() -> None:
    def begun_update(weight, grad, left: mx.RowPairs = mx.State("weight"), *, lr):
        return {"weight": weight - lr * grad, "left": left + grad @ grad.T}

    with pytest.raises(mx.RuleError, match="left has another shape than the weight"):
        mx.update_rule(begun_update)
    begun_update.__defaults__ = (mx.State(2.0, dtype="float64"),)
    states = mx.new_states(mx.update_rule(begun_update), np.zeros((3, 4), np.float32))
    assert_same_bits(states["left"], np.full((3, 3), 2.0))


@pytest.mark.parametrize("shape", [(24, 16), (16, 40)])
def test_muon_is_torch_s(shape: tuple[int, int]) -> None:
    torch: Any = pytest.importorskip("torch")
    ours: Any = pytest.importorskip("mxsym.torch")
    from examples.gallery.matrices import muon_update

    weight = drawn(0, shape)
    one, two = (torch.nn.Parameter(torch.from_numpy(weight.copy())) for _ in range(2))
    mine = ours.from_rule(muon_update)([one], lr=0.02)
    theirs = torch.optim.Muon([two], lr=0.02)
    for seed in range(1, 21):
        one.grad = torch.from_numpy(drawn(seed, shape))
        two.grad = one.grad.clone()
        mine.step()
        theirs.step()
    moved = float((two.detach() - torch.from_numpy(weight)).abs().max())
    far = float((one.detach() - two.detach()).abs().max())
    assert far < 0.02 * moved, "torch iterates in bfloat16"
