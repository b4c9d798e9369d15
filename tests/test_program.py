"""The Program: lowering of graphs, text, laws."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym.codegen.dtypes import F32, F64, DType
from mxsym.codegen.expr import Granularity
from mxsym.codegen.program import Call, Operand, Place, Program, Result, ResultRef, Role, Rows, Storage, Tensor
from mxsym.codegen.program_text import parse_program, parse_programs, print_program, print_programs
from mxsym.codegen.program_verify import verify_program
from mxsym.codegen.record import replace
from mxsym.codegen.text import ParseError
from mxsym.codegen.verify import VerifyError
from mxsym.opgraph.expand_multi import expand
from mxsym.opgraph.lower import lower
from mxsym.opgraph.names import NameManager
from mxsym.opgraph.node import Entry, variables_of
from mxsym.rule.rule import Rule
from mxsym.runtime.sparse import RowSparse
from tests.support import name_of, op_of
from tests.test_every_op import attributes, inputs, ops
from tests.test_ir import composed, everything

Golden = Callable[[str, str], None]


def lowered(symbol: mx.Symbol, arrays: dict[str, Any]) -> Program:
    """The program of a graph bound to arrays, dense or row-sparse."""
    from mxsym.codegen.dtypes import from_numpy
    from mxsym.opgraph.infer import infer

    expanded, _ = expand(symbol)
    named = {node.name: node for node in variables_of(symbol)}
    shapes = {Entry(named[name]): array.shape for name, array in arrays.items()}
    dtypes: dict[Entry, DType] = {}
    for name, array in arrays.items():
        dtype = from_numpy(array.dtype)
        assert dtype is not None
        dtypes[Entry(named[name])] = dtype
    types = infer(expanded, shapes, dtypes)
    assert not types.faults
    sparse = frozenset(named[name] for name, array in arrays.items() if isinstance(array, RowSparse))
    return lower(expanded, types, sparse).program


def rows(shape: tuple[int, ...]) -> RowSparse:
    """A row-sparse array that stores row 1."""
    return RowSparse(np.array([1]), np.ones((1, *shape[1:]), np.float32), shape)


def check(program: Program) -> None:
    """The program is legal, and its text says all of it."""
    verify_program(program)
    assert parse_program(print_program(program)) == program


def full(shape: tuple[int, ...], dtype: type[np.generic] = np.float32) -> Any:
    return np.ones(shape, dtype)


@functools.cache
def examples() -> dict[str, Program]:
    """Graphs that have a bit of everything between them."""
    shape = (4, 3)
    with NameManager():
        w, g, m, scale = (mx.sym.var(name) for name in ("w", "g", "m", "scale"))
        clipped = mx.clip(g * scale, -1, 1)
        sparse: dict[str, mx.Symbol] = {
            form: mx.sym.sgd_mom_update(w, clipped, m, lr=0.1, out=w, lazy_update=form == "lazy", name="upd")
            for form in ("lazy", "standard")
        }
        lrs, wds = mx.sym.var("lrs"), mx.sym.var("wds")
        w1 = mx.sym.var("w1")
        many = mx.sym.preloaded_multi_sgd_update(w, g, w1, mx.sym.var("g1"), lrs, wds, out=[w, w1])
        norm = mx.global_norm([g, mx.sym.var("g1")])
        clip = mx.sym.adam_update(w, g / norm, m, mx.sym.var("v"), lr=0.1, out=w, name="upd")
        by_row = mx.sym.group_adagrad_update(w, g, mx.sym.var("h"), lr=0.1, out=w, name="upd")
    table = {"w": full(shape), "g": rows(shape), "m": full(shape), "scale": full((1,))}
    return {
        "composed": lowered(composed(), dict.fromkeys(("w", "g", "m", "average"), full(shape))),
        "everything": lowered(everything(), dict.fromkeys("xy", full((2,), np.float64))),
        **{form: lowered(symbol, table) for form, symbol in sparse.items()},
        "many": lowered(
            many, {**dict.fromkeys(("w", "g"), full(shape)), **dict.fromkeys(("w1", "g1", "lrs", "wds"), full((2,)))}
        ),
        "norm": lowered(clip, {**dict.fromkeys("wgmv", full(shape)), "g1": full((5,), np.float64).astype(np.float32)}),
        "by_row": lowered(by_row, {"w": full(shape), "g": full(shape), "h": full((4, 1))}),
    }


@pytest.mark.parametrize("name", ["composed", "lazy", "standard", "many", "norm", "by_row"])
def test_golden_texts(name: str, golden: Golden) -> None:
    text = print_program(examples()[name])
    golden(f"program/{name}.txt", text[text.index("program {") :])


@pytest.mark.parametrize("name", ["composed", "everything", "lazy", "standard", "many", "norm", "by_row"])
def test_examples_are_legal_and_parse_to_what_was_printed(name: str) -> None:
    check(examples()[name])


@pytest.mark.parametrize("rule", ops(), ids=name_of)
def test_every_op_lowers_to_a_legal_program(rule: Rule) -> None:
    arrays = inputs(rule)
    call: Any = rule
    named = {item.name: mx.sym.var(f"u_{item.name}") for item in rule.inputs}
    given = {**attributes(rule), "name": "u", "flavour": rule.flavour}
    symbol = call(*named.values(), **given) if named else mx.sym.make(rule, [], given)
    program = lowered(symbol, {f"u_{name}": array for name, array in arrays.items()})
    check(program)
    assert len(program.outputs) == len(symbol.list_outputs())


def test_several_programs_share_their_bodies() -> None:
    programs = [examples()["lazy"], examples()["standard"]]
    text = print_programs(programs)
    assert parse_programs(text) == programs
    assert text.count("graph @sgd_mom_update ") == 1


@pytest.mark.parametrize(
    "awkward",
    ["a b", 'say "x"', "line\nprogram {", "\u202eltr", "w[3]", "n", "x->y", "%0#1", "é", "\ud800", "3x", "\\"],
)
def test_awkward_names_survive(awkward: str) -> None:
    body = op_of(composed()).body().graph
    scalars = tuple(Operand(name, Place(awkward, 1), Granularity.SCALAR) for name in body.scalars)
    tensors = tuple(Operand(buffer.name, Place(awkward), Granularity.ELEMENT) for buffer in body.buffers)
    results = tuple(Result(store.buffer, F32, Granularity.ELEMENT) for store in body.stores)
    kept = replace(results[0], targets=(Place(awkward), Place("other")))
    call = Call(awkward, replace(body, name=awkward), F32, (2,), (*tensors, *scalars), (kept, *results[1:]))
    again = replace(
        call, name="again", operands=(replace(tensors[0], source=ResultRef(awkward, kept.name)), *tensors[1:], *scalars)
    )
    held = Tensor(awkward, F32, (2,), Role.ARGUMENT)
    check(Program((held, replace(held, name="other")), (call, again), (awkward,)))
    assert print_program(Program((held,), (), (awkward,))).isascii()


def test_names_are_made_unique() -> None:
    w, g = mx.sym.var("w"), mx.sym.var("u_output")
    program = lowered(mx.sym.sgd_update(w, g, lr=0.1, name="u"), {"w": full((2,)), "u_output": full((2,))})
    assert [tensor.name for tensor in program.tensors] == ["w", "u_output", "u_output.1"]
    assert program.outputs == ("u_output.1",)
    twice = [mx.sym.sgd_update(w, g, lr=0.1, name="u") for _ in range(2)]
    program = lowered(mx.Group(twice), {"w": full((2,)), "u_output": full((2,))})
    assert [call.name for call in program.calls] == ["u", "u.1"]


HEAD = """graph @add {
  buffer a: T[n]
  buffer b: T[n]
  scalar s
  %0: T[n] = load a
  %1: T[n] = load b
  %2: T[n] = add %0 %1
  store output, %2
}

program {
  tensor x: f32 (2, 3) argument
  tensor s: f32 (2, 3) argument row_sparse
  tensor t: f32 (2) temporary
"""
GOOD = """  operator one = @add in f32 over (2, 3)
    reads a = x[n], b = x[n], s = $s
    gives output: f32[n] -> x
"""


@pytest.mark.parametrize(
    ("calls", "fault"),
    [
        (GOOD.replace("b = x[n], ", ""), "operands a, s for the parameters a, b, s"),
        (GOOD.replace("s = $s", "s = x[n]"), "operand s is finer than the body's"),
        (GOOD.replace("b = x[n]", "b = $s"), "operand b is a tensor and is given a number"),
        (GOOD.replace("b = x[n]", "b = y[n]"), "operand b: y is no tensor"),
        (GOOD.replace("b = x[n]", "b = %two#output[n]"), "operand b: two#output is not defined above"),
        (GOOD.replace("b = x[n]", "b = x"), "x has shape (2, 3), used for each scalar over (2, 3)"),
        (GOOD.replace("b = x[n]", "b = x[r]"), "x has shape (2, 3), used for each row over (2, 3)"),
        (GOOD.replace("over (2, 3)", "over (6)"), "x has shape (2, 3), used for each element over (6,)"),
        (GOOD.replace("b = x[n]", "b = x[6]"), "x of shape (2, 3) has no element 6"),
        (GOOD.replace("b = x[n]", "b = x[1][n]"), "element 1 of x is one number"),
        (GOOD.replace("b = x[n]", "b = t[r]"), "t is read before it is written"),
        (GOOD.replace("b = x[n]", "b = s[n]"), "row-sparse s is read by what is no update on rows"),
        (GOOD.replace("output: f32[n]", "output: f32"), "result output is coarser than its value"),
        (GOOD.replace("output: f32[n]", "sum: f32[n]"), "results sum of a body that gives output"),
        (GOOD.replace("output: f32[n]", "output: f64[n]"), "f64 is stored to x, which is f32"),
        (GOOD.replace("-> x", "-> s"), "row-sparse s is stored"),
        (GOOD.replace("-> x", "-> x & x"), "x is stored twice"),
        (GOOD.replace("(2, 3)", "(2, 3) listed rows of x"), "its source x is no row-sparse tensor"),
        (GOOD.replace("(2, 3)", "(2) listed rows of s"), "it runs over (2,), its source s has shape (2, 3)"),
        (
            GOOD.replace("(2, 3)", "(2, 3) listed rows of s"),
            "an operator's row-sparse value has all rows, or is stored",
        ),
        (GOOD * 2, "two calls are named one"),
        ("  output t\n", "t is never written"),
        ("  output y\n", "y is no tensor"),
        ("  tensor x: f32 (2) output\n", "two tensors are named x"),
        ("  tensor y: f32 (2) output row_sparse\n", "tensor y is row-sparse, and is no tensor of rows of the user's"),
        ("  tensor y: i64 (2) output\n", "tensor y has type i64"),
    ],
)
def test_the_verifier_finds(calls: str, fault: str) -> None:
    verify_program(parse_program(HEAD + GOOD + "}\n"))
    with pytest.raises(VerifyError) as caught:
        verify_program(parse_program(HEAD + calls + "}\n"))
    assert fault in str(caught.value)


def test_own_tensors_have_one_writer() -> None:
    tensors = (Tensor("x", F32, (), Role.ARGUMENT), Tensor("t", F32, (2,), Role.TEMPORARY))
    body = parse_program(HEAD + GOOD + "}\n").calls[0].body
    reads = (
        Operand("a", Place("x"), Granularity.SCALAR),
        Operand("b", Place("x"), Granularity.SCALAR),
        Operand("s", Place("x"), Granularity.SCALAR),
    )
    calls = [
        Call(
            f"c{number}", body, F32, (), reads, (Result("output", F32, Granularity.SCALAR, (Place("t", number % 2),)),)
        )
        for number in range(3)
    ]
    check(Program(tensors, tuple(calls[:2]), ("t",)))
    with pytest.raises(VerifyError, match="output: t is never written"):
        verify_program(Program(tensors, tuple(calls[:1]), ("t",)))
    with pytest.raises(VerifyError, match="c2: t is written again"):
        verify_program(Program(tensors, tuple(calls)))


def test_a_row_sparse_value_stays_on_its_rows() -> None:
    program = examples()["lazy"]
    scaled, clipped, update = program.calls
    assert [call.rows for call in program.calls] == [Rows.LISTED] * 3
    assert scaled.gives_rows
    assert not update.gives_rows
    dense = replace(clipped, rows=Rows.DENSE, source=None)
    with pytest.raises(VerifyError, match=r"_mul0#output has the rows of g only"):
        verify_program(replace(program, calls=(scaled, dense, update)))
    wide = replace(program.tensors[1], dtype=F64, storage=Storage.DENSE)
    with pytest.raises(VerifyError, match="its source g is no row-sparse tensor"):
        verify_program(replace(program, tensors=tuple(wide if t.name == "g" else t for t in program.tensors)))


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("", "line 1: expected one program, got 0"),
        ("program {\n", "line 2: the text ends before its closing brace"),
        ("program {\n  tensor x: f33 (2) state\n}\n", "line 2: 'f33' is no type"),
        ("program {\n  tensor x: f32 (2) user\n}\n", "line 2: expected 'argument' or 'state' or"),
        ("program {\n  tensor 3: f32 (2) state\n}\n", "line 2: expected a name, got '3'"),
        ("program {\n  update u = @f in f32 over ()\n}\n", "line 2: no body is named f"),
        ("# remark\nprogram {\n\n  what\n}\n", "line 4: expected 'tensor' or 'update' or"),
        ("program {\n  tensor x: f32 (2) state ;\n}\n", "line 2: unexpected ';'"),
        ("program {\n  output x y\n}\n", "line 2: unexpected 'y'"),
        ("graph @f {\n", "line 2: the text ends before its closing brace"),
        (HEAD + "  operator o = @add in f32 over ()\n}\n", r"line 16: expected 'gives', got '}'"),
        (HEAD + GOOD.replace("= x[n]", "= x[q]") + "}\n", "line 16: expected 'r' or 'n'|line 16: expected a number"),
    ],
)
def test_parse_errors_name_the_line(broken: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        parse_program(broken)


@pytest.mark.parametrize(("ours", "other"), [("scalar lr", "scalar rate"), ("load weight", "load w")])
def test_a_body_reads_its_parameters_alone(ours: str, other: str) -> None:
    text = print_program(examples()["lazy"])
    broken = re.sub(rf"= {ours}$", f"= {other}", text, flags=re.MULTILINE)
    assert broken != text
    with pytest.raises(VerifyError, match=f"{other.replace(' ', ' of ')}, which is no parameter of that kind"):
        verify_program(parse_program(broken))
