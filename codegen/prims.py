"""The closed scalar vocabulary: a row per primitive, a column per interpretation.

Typing, the NumPy interpreter, LLVM lowering, formulas and the cost model read this table. A *machine* primitive has a
NumPy and an LLVM column; a *composite* one is expanded by `expand/`, for the interpreter too, so that both round
alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mxsym.codegen.codes import BANDED, BANDS, CODES, LINE_TABLES, first_of, table_of
from mxsym.codegen.dtypes import BOOL, BY_SHORT, DType
from mxsym.codegen.fused import fma
from mxsym.codegen.record import record

NumpyColumn = Callable[..., Any]


@record
class Prim:
    """One row. `llvm` is a template over {t} (type), {i} (intrinsic suffix), {a}, {b}, {c} (operands).

    `table`: it looks its operand up there (`codes.table_of`), and has no template. No rule has it: kernels do not check
    the place, which the expansion of a code computes.
    """

    name: str
    arity: int
    operand: str  # the operands' kind: "float", "int", "bool"; or type: "f32"; "select" is (bool, x, x)
    result: str  # "same" as the last operand, or the short name of a type
    formula: str  # template over the operands' own formulas
    flops: int
    numpy: NumpyColumn | None = None
    llvm: str | None = None
    commutative: bool = False
    doc: str = ""
    table: str = ""

    @property
    def composite(self) -> bool:
        return self.llvm is None and not self.table


def _machine(name: str, operand: str, formula: str, numpy: NumpyColumn, llvm: str, **more: Any) -> Prim:
    arity = 1 + ("{b}" in llvm) + ("{c}" in llvm)
    flops = more.pop("flops", 1 if operand == "float" else 0)
    return Prim(name, arity, operand, more.pop("result", "same"), formula, flops, numpy, llvm, **more)


def _composite(
    name: str, arity: int, formula: str, flops: int, doc: str, result: str = "same", operand: str = "float"
) -> Prim:
    return Prim(name, arity, operand, result, formula, flops, doc=doc)


def unsigned(a: Any) -> Any:
    """The same bits as whole numbers that are not negative: integers have no sign of their own here."""
    return np.asarray(a).view(np.dtype(f"u{np.asarray(a).dtype.itemsize}"))


def _unsigned_shift(a: Any, b: Any) -> Any:
    """NumPy shifts signed integers arithmetically; the logical shift goes through the unsigned view."""
    return np.right_shift(unsigned(a), unsigned(b)).view(np.asarray(a).dtype)


def _unsigned_less(a: Any, b: Any) -> Any:
    return np.less(unsigned(a), unsigned(b))


def _look_up(table: str, result: str) -> Prim:
    """The primitive that looks a place up in a table; the expansion of `encode_…` or `decode_…` gives a place in it.

    Of a place in a table by bands the lowest bits count.
    """

    def look_up(place: Any) -> Any:
        values, at = table_of(table), np.asarray(place) - first_of(table)
        return values[at % BANDS if len(values) == BANDS else at]

    return Prim(table, 1, "int", result, table + "({a})", 0, look_up, table=table)


_DECODING, _ENCODING = ([f"{what}_{code}" for code in CODES] for what in ("decode", "encode"))
_ROWS = (
    _machine("add", "float", "{a} + {b}", np.add, "fadd {t} {a}, {b}", commutative=True),
    _machine("sub", "float", "{a} - {b}", np.subtract, "fsub {t} {a}, {b}"),
    _machine("mul", "float", "{a} * {b}", np.multiply, "fmul {t} {a}, {b}", commutative=True),
    _machine("div", "float", "{a} / {b}", np.divide, "fdiv {t} {a}, {b}"),
    _machine(
        "fma",
        "float",
        "fma({a}, {b}, {c})",
        fma,
        "call {t} @llvm.fma.{i}({t} {a}, {t} {b}, {t} {c})",
        flops=2,
        doc="`a * b + c`, rounded once.",
    ),
    _machine("rem", "float", "rem({a}, {b})", np.fmod, "frem {t} {a}, {b}", doc="`a - trunc(a / b) * b`, exact."),
    _machine("neg", "float", "-{a}", np.negative, "fneg {t} {a}"),
    _machine("abs", "float", "|{a}|", np.abs, "call {t} @llvm.fabs.{i}({t} {a})"),
    _machine("sqrt", "float", "sqrt({a})", np.sqrt, "call {t} @llvm.sqrt.{i}({t} {a})"),
    _machine("floor", "float", "floor({a})", np.floor, "call {t} @llvm.floor.{i}({t} {a})"),
    _machine("ceil", "float", "ceil({a})", np.ceil, "call {t} @llvm.ceil.{i}({t} {a})"),
    _machine("trunc", "float", "trunc({a})", np.trunc, "call {t} @llvm.trunc.{i}({t} {a})"),
    _machine("rint", "float", "rint({a})", np.rint, "call {t} @llvm.rint.{i}({t} {a})", doc="The even one of two."),
    _machine("eq", "float", "{a} = {b}", np.equal, "fcmp oeq {t} {a}, {b}", result="bool", commutative=True),
    _machine("ne", "float", "{a} ≠ {b}", np.not_equal, "fcmp une {t} {a}, {b}", result="bool", commutative=True),
    _machine("lt", "float", "{a} < {b}", np.less, "fcmp olt {t} {a}, {b}", result="bool"),
    _machine("le", "float", "{a} ≤ {b}", np.less_equal, "fcmp ole {t} {a}, {b}", result="bool"),
    _machine("gt", "float", "{a} > {b}", np.greater, "fcmp ogt {t} {a}, {b}", result="bool"),
    _machine("ge", "float", "{a} ≥ {b}", np.greater_equal, "fcmp oge {t} {a}, {b}", result="bool"),
    _machine("where", "select", "where({a}, {b}, {c})", np.where, "select {p} {a}, {t} {b}, {t} {c}"),
    _machine("logical_and", "bool", "({a} and {b})", np.logical_and, "and {t} {a}, {b}", commutative=True),
    _machine("logical_or", "bool", "({a} or {b})", np.logical_or, "or {t} {a}, {b}", commutative=True),
    _machine("logical_xor", "bool", "({a} xor {b})", np.logical_xor, "xor {t} {a}, {b}", commutative=True),
    _machine("logical_not", "bool", "not {a}", np.logical_not, "icmp eq {t} {a}, zeroinitializer"),
    _machine("iadd", "int", "{a} + {b}", np.add, "add {t} {a}, {b}", commutative=True),
    _machine("isub", "int", "{a} - {b}", np.subtract, "sub {t} {a}, {b}"),
    _machine("imul", "int", "{a} * {b}", np.multiply, "mul {t} {a}, {b}", commutative=True),
    _machine("iand", "int", "{a} & {b}", np.bitwise_and, "and {t} {a}, {b}", commutative=True),
    _machine("ior", "int", "{a} | {b}", np.bitwise_or, "or {t} {a}, {b}", commutative=True),
    _machine("ixor", "int", "{a} ^ {b}", np.bitwise_xor, "xor {t} {a}, {b}", commutative=True),
    _machine("ishl", "int", "{a} << {b}", np.left_shift, "shl {t} {a}, {b}"),
    _machine("ilshr", "int", "{a} >>> {b}", _unsigned_shift, "lshr {t} {a}, {b}"),
    _machine("igt", "int", "{a} > {b}", np.greater, "icmp sgt {t} {a}, {b}", result="bool"),
    _machine("ieq", "int", "{a} = {b}", np.equal, "icmp eq {t} {a}, {b}", result="bool", commutative=True),
    _machine("ult", "int", "{a} < {b}", _unsigned_less, "icmp ult {t} {a}, {b}", result="bool", doc="Without signs."),
    _composite("square", 1, "{a}²", 1, "`a * a`."),
    _composite("rsqrt", 1, "1/sqrt({a})", 2, "`1 / sqrt(a)`, both correctly rounded."),
    _composite("sign", 1, "sign({a})", 2, "-1, 0 or 1; 0 for NaN, as in MXNet."),
    _composite("minimum", 2, "min({a}, {b})", 2, "The smaller; NaN if either is."),
    _composite("maximum", 2, "max({a}, {b})", 2, "The larger; NaN if either is."),
    _composite("clip", 3, "clip({a}, {b}, {c})", 2, "`c` above `c`, `b` below `b`, else `a`; NaN passes."),
    _composite("limit", 1, "limit({a})", 1, "`a` where `a > 0`, else infinity: a bound that is off at 0 and below."),
    _composite("isfinite", 1, "isfinite({a})", 2, "Whether `a` is neither infinite nor NaN.", "bool"),
    _composite("isnan", 1, "isnan({a})", 1, "Whether `a` is NaN.", "bool"),
    _composite("sin", 1, "sin({a})", 30, "The sine; NaN beyond 2^30."),
    _composite("cos", 1, "cos({a})", 30, "The cosine; NaN beyond 2^30."),
    _composite("atan2", 2, "atan2({a}, {b})", 50, "The angle of the point (b, a), from -π to π."),
    _composite("erf", 1, "erf({a})", 60, "The error function."),
    _composite("exp", 1, "exp({a})", 20, "The exponential."),
    _composite("log", 1, "log({a})", 20, "The natural logarithm."),
    _composite("tanh", 1, "tanh({a})", 30, "The hyperbolic tangent."),
    _composite("pow", 2, "{a}^{b}", 40, "`a` to the power `b`."),
    _composite(
        "stream",
        4,
        "{a}, {b}, {c}, {d}",
        0,
        "The key of a stream of random bits: of a seed, a step, a tensor's number and a draw's.",
        "i64",
        "f64",
    ),
    _composite("random_bits", 2, "random_bits({a})", 0, "32 random bits of a stream, by a counter.", "i32", "i64"),
    _composite(
        "random_uniform", 2, "random_uniform({a})", 1, "A multiple of 2^-24, from 0 to 1 - 2^-24.", "f32", "i64"
    ),
    _composite(
        "random_normal", 2, "random_normal({a})", 60, "Of the normal distribution, by Box and Muller.", "f32", "i64"
    ),
    _composite("model_sum", 1, "model_sum({a})", 0, "The sum of a number of each weight of a model."),
    _composite("model_max", 1, "model_max({a})", 0, "The largest of them; NaN if one is."),
    _composite("model_min", 1, "model_min({a})", 0, "The smallest of them; NaN if one is."),
    _composite("floordiv", 2, "{a} // {b}", 20, "How many whole `b`s `a` has, rounded down; `a / b` where `b` is 0."),
    _composite("mod", 2, "{a} % {b}", 20, "What whole `b`s leave of `a`, with the sign of `b`; 0 where `b` is 0."),
    *(_look_up(f"values_{code}", "f32") for code in CODES),
    *(_look_up(f"borders_{code}", "i32") for code in BANDED),
    *(_look_up(f"{what}_{code}", "f32") for code in BANDED for what in LINE_TABLES),
    *(_composite(name, 1, name + "({a})", 0, "The value of a byte.", "f32", "u8") for name in _DECODING),
    *(_composite(name, 1, name + "({a})", 4, "The nearest value's byte.", "u8", "f32") for name in _ENCODING),
)

PRIMS: dict[str, Prim] = {row.name: row for row in _ROWS}


def result_dtype(prim: Prim, operands: tuple[DType, ...]) -> DType | None:
    """The result's type, or None where `prim` does not take these operands."""
    if len(operands) != prim.arity:
        return None
    values = operands
    if prim.operand == "select":
        if operands[0] is not BOOL:
            return None
        values = operands[1:]
    if any(value is not values[0] for value in values):
        return None
    kind = values[0].kind
    kinds: dict[str, tuple[str, ...]] = {
        "float": ("float", "generic"),
        "int": ("int",),
        "bool": ("bool",),
        "select": (kind,),
    }
    if kind not in kinds.get(prim.operand, ()) and values[0].short != prim.operand:
        return None
    if values[0].bits == 16 and kind == "float":
        return None  # 16-bit floats are for storage; arithmetic widens them first
    return values[0] if prim.result == "same" else BY_SHORT[prim.result]
