"""Tracing: run a rule's function once on symbolic values, and keep the graph and the author's names in a `Body`."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from types import CodeType, FrameType, ModuleType
from typing import Any, Self, cast, overload

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import BF16, BOOL, BY_NAME, F16, F32, F64, I32, I64, U8, DType, T
from mxsym.codegen.expr import Expr, ExprError, Granularity
from mxsym.codegen.graph import Buffer, Graph, Store
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import record, replace
from mxsym.errors import BindError, RuleError
from mxsym.rule.axes import EVERY, Axes, AxesError, known_axes, tracing
from mxsym.rule.coded import decoded, with_codes
from mxsym.rule.inputs import Input
from mxsym.rule.numbers import as_number, as_whole, is_real, no_number
from mxsym.rule.operand import (
    PLACE,
    SPACES,
    STREAM,
    WHOLE,
    Number,
    Operand,
    OperandT,
    kind_of,
    stream_number,
)


class Value(Operand):
    """A symbolic value inside a rule. It has no number: a rule cannot branch on it, loop over it or print it.

    `exact` is, of a number that a rule is given, what it was before it was rounded to the compute type.
    """

    __slots__ = ("exact", "expr")
    in_rule = True

    def __init__(self, expr: Expr, exact: Expr | None = None) -> None:
        self.expr = expr
        self.exact = exact

    def operate(self, op: str, *args: Operand | Number) -> Self:
        if op in ir.MATRIX:
            return type(self)(_of_matrices(op, args))
        args = tuple(_widened(arg) if isinstance(arg, Value) else arg for arg in args)
        if op in _STREAMS:
            return type(self)(_random(op, args))
        # A number takes the type of what it meets.
        kinds = [arg.expr.dtype for arg in args if isinstance(arg, Value)]
        dtype = next((kind for kind in kinds if kind is not BOOL), T)
        if dtype.kind == "int" and op != "where":
            return type(self)(_whole(op, args, dtype))
        if op in _BITWISE:
            return type(self)(_logical(op, args))
        exprs = [lift(arg, dtype) for arg in args]
        if len({expr.dtype for expr in exprs if expr.dtype is not BOOL}) > 1:
            met = " and ".join(dict.fromkeys(arg.kind for arg in args if isinstance(arg, Value)))
            raise ExprError(f"{op} takes numbers of one type, got {met}; convert: x.astype('generic')")
        if op.startswith(_OVER):
            return type(self)(_over_model(op.removeprefix(_OVER), exprs[0], self.kind))
        if op in _REDUCTIONS:
            takes = (Granularity.ELEMENT,) if "_" in op else _MANY
            if exprs[0].space not in takes or exprs[0].dtype.kind not in ("float", "generic"):
                what = "a tensor" if "_" in op else "a tensor, or one value for each row or column"
                raise ExprError(f"{op} takes {what}, got {self.kind}; leave it out, or reduce a tensor")
            if exprs[0].type.axes != ir.WEIGHT and op.endswith("mean"):
                fix = "divide its sum by a number that is passed"
                raise ExprError(f"{op} takes values of the weight's shape, got {self.kind}; {fix}")
            return type(self)(_REDUCTIONS[op](exprs[0]))
        if op == "pow" and isinstance(args[1], int | float) and args[1] in _POWERS:
            return type(self)(_POWERS[args[1]](exprs[0]))
        conditions = exprs[:1] if op == "where" else exprs if op in ("logical_and", "logical_or") else []
        if any(expr.dtype is not BOOL for expr in conditions):
            raise ExprError(f"{op} takes a truth value, got a number; compare it: x != 0")
        if not conditions and any(expr.dtype is BOOL for expr in exprs):
            raise ExprError(f"{op} takes numbers; a comparison's result goes into where(condition, a, b)")
        return type(self)(ir.apply(op, *exprs))

    def astype(self, dtype: Any) -> Value:
        """This value rounded to `dtype` ("float64", "float32", or "generic": the tensors' compute type).

        "bfloat16" is for products: `a.astype("bfloat16") @ b.astype("bfloat16")` multiplies in bfloat16 and sums in
        float32. For all else such a value has the compute type again.

        A number that the rule is given is rounded once: in float64 it has all of its digits. A truth value gives 1 or
        0. A whole number may become one of another size, too ("uint32", "uint64").
        """
        dtype = getattr(dtype, "name", getattr(dtype, "__name__", dtype))
        if self.expr.dtype is BOOL:
            return Value(ir.apply("where", self.expr, ir.const(1.0), ir.const(0.0))).astype(dtype)
        if dtype == BF16.name and self.expr.dtype.kind != "int":
            return Value(_bfloat16(self.expr))
        if self.expr.dtype is BF16:
            return _widened(self).astype(dtype)
        if self.expr.dtype.kind == "int":
            return Value(_from_whole(self.expr, dtype))
        wanted = BY_NAME.get(dtype)
        if wanted not in (F64, F32, F16, T):
            raise ExprError(f"astype takes float64, float32, bfloat16 or generic, got {dtype!r}; name one of these")
        exact = self.exact if self.exact is not None and wanted is not T else self.expr
        return Value(ir.cast(exact, wanted))

    def bitcast(self, dtype: str) -> Value:
        """The same bits as another type of the same size: "uint32" and "float32", or "uint64" and "float64"."""
        wanted = {**WHOLE, "float32": F32, "float64": F64}.get(dtype)
        if wanted is None or self.expr.dtype is BOOL:
            got = "a truth value" if self.expr.dtype is BOOL else f"{dtype!r}"
            raise ExprError(
                f"bitcast takes numbers and uint32, uint64, float32 or float64, got {got}; name one of these"
            )
        if wanted.bits != self.expr.dtype.bits:
            known = "a value of the weight's compute type" if self.expr.dtype is T else f"a {self.expr.dtype.title}"
            fix = f"say its type first: x.astype('float{wanted.bits}')"
            raise ExprError(f"bitcast to {dtype} takes {wanted.bits} bits, got {known}; {fix}")
        return Value(ir.bitcast(self.expr, wanted))

    def only_if(self, results: Any) -> Guarded | None:
        if self.expr.dtype is not BOOL or not isinstance(results, Mapping):
            return None
        condition = self
        if isinstance(results, Guarded):
            condition = self.operate("logical_and", self, results.condition)
        return Guarded(condition, cast("Mapping[str, Any]", results))

    @property
    def ndim(self) -> Axes:
        """The number of the weight's axes, to branch on: `if weight.ndim >= 2:`. A body is traced for each answer."""
        known = known_axes()
        if known is None or self.expr.space is not Granularity.ELEMENT:
            raise RuleError(f"ndim is the weight's number of axes, got {self.kind}; write weight.ndim")
        return Axes(known)

    @property
    def kind(self) -> str:
        """Description of the value for errors: what it is, and for what."""
        return kind_of(self.expr)

    def __repr__(self) -> str:
        load_modules("mxsym.codegen.text")
        from mxsym.codegen.text import expression  # few values are printed

        return f"<{expression(self.expr, {}, _DEPTH)[0]}: {self.kind}>"

    def _refuse(self, what: str, fix: str) -> RuleError:
        return RuleError(f"{what}: inside a rule a value has no number yet; {fix}")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(f"a value in a rule has no {name}; {_advice().attribute(name)}")

    def __eq__(self, other: object) -> Any:
        return self.operate("eq", self, _operand(other))

    def __ne__(self, other: object) -> Any:
        return self.operate("ne", self, _operand(other))

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        fix = "choose with where(condition, a, b), join conditions by & and |, call mx.maximum for max(a, b)"
        raise self._refuse("a rule cannot branch on a value", f"{fix}, or make the attribute a bool")

    def __float__(self) -> float:
        fix = "keep it a value, and call mx.sqrt, mx.exp, … in place of math's functions"
        raise self._refuse("a rule cannot turn a value into a Python number", fix)

    __int__ = __float__  # pyright: ignore[reportAssignmentType]

    def __index__(self) -> int:
        fix = (
            "write how often in the rule, or make it a variable of its module, which is read when the rule is declared"
        )
        raise self._refuse("a rule cannot count by a value", fix)

    def __iter__(self) -> Any:
        raise self._refuse("a rule cannot loop over a value", "call mx.sum, mx.max or mx.min to reduce it")

    def __len__(self) -> int:
        raise self._refuse("a rule cannot ask for the length of a value", "call mx.mean for a sum by the length")

    def __getitem__(self, _key: object) -> Any:
        raise self._refuse("a rule cannot index a value", "it runs on whole tensors, or rows: mx.sum(x, axis=1)")

    def __setitem__(self, _key: object, _value: object) -> None:
        raise RuleError("a rule changes nothing in place; return the new value: {…, 'mom': new}")

    def __matmul__(self, other: object) -> Self:
        if not isinstance(other, Value):
            raise self._no_matrix(other)
        return self.operate("matmul", self, other)

    @property
    def rows(self) -> Self:
        """The number of its rows, the weight's first axis; a number, on which `mx.where` may choose."""
        return self._count(0)

    @property
    def columns(self) -> Self:
        """The number of its columns, those of the weight's other axes; a number."""
        return self._count(1)

    def _count(self, axis: int) -> Self:
        if self.expr.space is not Granularity.ELEMENT:
            raise RuleError(f"only a whole tensor has rows and columns, got {self.kind}; write weight.rows")
        return type(self)(ir.cast({"rows": _rows, "columns": ir.columns}[self.expr.type.axes[axis]](), T))

    def __rmatmul__(self, other: object) -> Any:
        raise self._no_matrix(other)

    @staticmethod
    def _no_matrix(other: object) -> RuleError:
        return RuleError(f"a @ b multiplies matrices of a rule, got {type(other).__name__}; a * b multiplies numbers")

    @property
    def T(self) -> Self:  # noqa: N802  # as arrays have it
        """The matrix with its rows and columns exchanged."""
        return self.operate("transpose", self)

    def __array__(self, *_args: object, **_kwargs: object) -> Any:
        raise RuleError(_NO_NUMPY)


_PRODUCTS = {
    Granularity.ROW: "its product with a matrix x is mx.sum(x * row, axis=0), with a column row * column",
    Granularity.COLUMN: "its product with a matrix x is mx.sum(x * column, axis=1), with a row row * column",
}
"""Products of what is no matrix."""


def _of_matrices(op: str, args: tuple[Operand | Number, ...]) -> Expr:
    """A product or decomposition of matrices. Of bfloat16 are products of two such, and what is transposed."""
    narrow = all(isinstance(arg, Value) and arg.expr.dtype is BF16 for arg in args)
    if not narrow or op not in ("matmul", "transpose"):
        args, narrow = tuple(_widened(arg) if isinstance(arg, Value) else arg for arg in args), False
    for arg in args:
        wanted = BF16 if narrow else T
        if not isinstance(arg, Value) or arg.expr.space is not Granularity.ELEMENT or arg.expr.dtype is not wanted:
            got = arg.kind if isinstance(arg, Value) else repr(arg)
            fix = _PRODUCTS.get(arg.expr.space, "pass a tensor") if isinstance(arg, Value) else "pass a tensor"
            raise ExprError(f"{ir.WRITTEN[op]} takes a matrix of the weight's compute type, got {got}; {fix}")
    result = ir.MATRIX[op](*(arg.expr for arg in args if isinstance(arg, Value)))
    return ir.cast(result, T) if result.dtype is F32 else result


def _bfloat16(value: Expr) -> Expr:
    """A matrix rounded to bfloat16. What is transposed is rounded before, and a product takes it as it lies."""
    if value.op == "transpose":
        return ir.transpose(_bfloat16(value.args[0]))
    return ir.cast(value, BF16)


def _widened(value: Value) -> Value:
    """A value for arithmetic: one of bfloat16 in the compute type, which has every number of bfloat16."""
    expr = value.expr
    if expr.dtype is not BF16:
        return value
    if expr.op == "transpose":
        return Value(ir.transpose(ir.cast(expr.args[0], T)))
    return Value(ir.cast(expr, T))


_BITWISE = {"and": "&", "or": "|", "xor": "^", "not": "~", "shl": "<<", "shr": ">>"}
_OFWHOLE = {
    "add": "iadd", "sub": "isub", "mul": "imul", "and": "iand", "or": "ior", "xor": "ixor", "shl": "ishl",
    "shr": "ilshr", "eq": "ieq", "lt": "ult",
}  # fmt: skip
_STREAMS = ("random_bits", "random_uniform", "random_normal")


def _random(op: str, args: Sequence[Any]) -> Expr:
    """Random numbers of the stream that the arguments name. A tensor of None is the rule's number.

    The last argument is the class that annotates tensors with as many values; None: for each element.
    """
    key: list[Expr] = []
    *args, each = args
    space = Granularity.ELEMENT if each is None else SPACES.get(getattr(each, "__name__", ""))
    if space is None:
        raise ExprError(f"{op}: each is mx.Row, mx.Column, mx.Scalar or None, got {each!r}; name one of these")
    for name, arg in zip(STREAM, args, strict=True):
        if name == PLACE and arg is None:
            key.append(ir.scalar(PLACE))
            continue
        if not isinstance(arg, Value):
            key.append(ir.const(float(stream_number(op, name, arg)), F64))
            continue
        if arg.expr.space is not Granularity.SCALAR or arg.expr.dtype.kind in ("int", "bool"):
            raise ExprError(f"{op}: {name} is one number for the whole tensor, got {arg.kind}; use an attribute")
        key.append(arg.exact if arg.exact is not None else ir.cast(arg.expr, F64))
    number = ir.const(0, I64) if space is Granularity.SCALAR else ir.index(space=space)
    value = ir.apply(op, ir.apply("stream", *key), ir.counter(number, space))
    return value if value.dtype is I32 else ir.cast(value, T)


def _logical(op: str, args: tuple[Operand | Number, ...]) -> Expr:
    """`&`, `|`, `^` and `~` of truth values."""
    exprs = [arg.expr if isinstance(arg, Value) else None for arg in args]
    truths = [expr for expr in exprs if expr is not None and expr.dtype is BOOL]
    if len(truths) < len(args) or op in ("shl", "shr"):
        fix = "compare it, x != 0, or take its bits, mx.bitcast(x.astype('float32'), 'uint32')"
        takes = "whole numbers" if op in ("shl", "shr") else "truth values or whole numbers"
        raise ExprError(f"{_BITWISE[op]} takes {takes}, got a number; {fix}")
    return ir.apply(f"logical_{op}", *truths)


def _whole(op: str, args: tuple[Operand | Number, ...], dtype: DType) -> Expr:
    """A primitive of whole numbers."""
    if op in ("shl", "shr") and (isinstance(args[1], Value) or as_whole(args[1]) not in range(dtype.bits)):
        takes = f"a number from 0 to {dtype.bits - 1} that is written in the rule"
        raise ExprError(f"{_BITWISE[op]} shifts by {takes}; write one of these")
    a, *rest = (_as_whole(arg, dtype) for arg in args)
    match op:
        case "not":
            return ir.apply("ixor", a, ir.const(-1, dtype))
        case "neg":
            return ir.apply("isub", ir.const(0, dtype), a)
        case "ne":
            return ir.apply("logical_not", ir.apply("ieq", a, *rest))
        case "gt":
            return ir.apply("ult", *rest, a)
        case "ge" | "le":
            return ir.apply("logical_not", ir.apply("ult", *((a, *rest) if op == "ge" else (*rest, a))))
        case _ if op in _OFWHOLE:
            return ir.apply(_OFWHOLE[op], a, *rest)
        case _:
            raise ExprError(f"{op} takes floating-point numbers, got a whole one; convert it: x.astype('generic')")


def _as_whole(arg: Operand | Number, dtype: DType) -> Expr:
    """An operand of whole numbers of that type; a number is written in two's complement."""
    if isinstance(arg, Value):
        if arg.expr.dtype is not dtype:
            fix = f"convert one: x.astype('{'generic' if arg.expr.dtype.kind != 'int' else dtype.title}')"
            raise ExprError(f"a {dtype.title} number meets {arg.kind}; {fix}")
        return arg.expr
    number = as_whole(arg)
    if number is None or not 0 <= number < 1 << dtype.bits:
        raise ExprError(f"a {dtype.title} number meets {arg!r}; write a whole number from 0 to 2^{dtype.bits} - 1")
    return ir.const(number - (number >> (dtype.bits - 1) << dtype.bits), dtype)


def _from_whole(value: Expr, dtype: str) -> Expr:
    """A whole number as another type."""
    if dtype in WHOLE:
        return ir.resize(value, WHOLE[dtype])
    if dtype not in (F32.name, F64.name, T.name):
        raise ExprError(f"astype takes uint32, uint64, float64, float32 or generic, got {dtype!r}; name one of these")
    return ir.to_float(value, F32) if dtype == F32.name else ir.cast(ir.to_float(value, F64), BY_NAME[dtype])


_DEPTH = 6
"""Levels of an expression that a value's repr shows."""


def _advice() -> ModuleType:
    load_modules("mxsym.rule.advice")
    from mxsym.rule import advice  # a right rule needs none

    return advice


_NO_NUMPY = "a rule cannot call NumPy on a value; use mxsym's own functions (mx.sqrt, mx.where, …)"


def _square(x: Expr) -> Expr:
    return ir.apply("square", x)


_POWERS: dict[float, Callable[[Expr], Expr]] = {
    1: lambda x: x,
    2: _square,
    3: lambda x: _square(x) * x,
    4: lambda x: _square(_square(x)),
    0.5: lambda x: ir.apply("sqrt", x),
    -1: lambda x: ir.const(1.0, x.dtype) / x,
    -0.5: lambda x: ir.apply("rsqrt", x),
}
"""Constant powers that are products, quotients or roots; every other power is `pow`."""


_REDUCTIONS: dict[str, Callable[[Expr], Expr]] = {
    **ir.REDUCTIONS,
    "row_mean": lambda x: ir.row_sum(x) / ir.cast(ir.columns(), T),
    "column_mean": lambda x: ir.REDUCTIONS["column_sum"](x) / ir.cast(_rows(), T),
    "mean": lambda x: ir.sum_all(x) / ir.cast(_COUNTS[x.space](), T),
}
_MANY = (Granularity.ELEMENT, Granularity.ROW, Granularity.COLUMN)


_OVER = "model_"
"""The beginning of the names of reductions over a model."""


def _over_model(how: str, value: Expr, got: str) -> Expr:
    """The sum, mean, max or min of all weights of a model: of all elements, or of one number of each weight."""
    if value.dtype.kind not in ("float", "generic"):
        raise ExprError(f"{how} over a model takes numbers, got {got}; convert it: x.astype('generic')")
    if how == "mean":
        if value.space not in _COUNTS:
            fix = "sum it, and divide by how many weights there are"
            raise ExprError(f"mean over a model takes a tensor, or one value for each row or column, got {got}; {fix}")
        count = ir.cast(_COUNTS[value.space](), T)
        return ir.apply("model_sum", ir.sum_all(value)) / ir.apply("model_sum", count)
    number = value if value.space is Granularity.SCALAR else ir.REDUCTIONS[how](value)
    return ir.apply(f"{_OVER}{how}", number)


def _rows() -> Expr:
    """The number of rows."""
    return ir.elements() / ir.columns()


_COUNTS: dict[Granularity, Callable[[], Expr]] = {
    Granularity.ELEMENT: ir.elements,
    Granularity.ROW: _rows,
    Granularity.COLUMN: ir.columns,
}
"""The number of values of each granularity."""


def _operand(other: object) -> Operand | Number:
    if isinstance(other, Operand):
        return other
    if (number := as_number(other)) is not None:
        return number
    raise _no_operand(other)


def _no_operand(other: object) -> RuleError:
    """The error of something in an expression that is no number."""
    if is_real(other):
        return RuleError(f"a rule cannot compute with {no_number(other)}; use a smaller one")
    if isinstance(other, Axes):
        return RuleError("a rule cannot compute with ndim; branch on it: if weight.ndim >= 2: …")
    fix = "make the array a tensor of the rule" if hasattr(other, "shape") else "use numbers, attributes and tensors"
    fix = "write it as a branch: if …" if isinstance(other, bool) else fix
    if type(other) in (tuple, list):
        fix = "take its items: values, vectors = mx.eigh(x), or [2 * x for x in xs]"
    return RuleError(f"a rule cannot compute with {type(other).__name__}; {fix}")


def lift(arg: object, dtype: DType = T) -> Expr:
    """A value's expression, or a number as a constant."""
    if isinstance(arg, Value):
        return _widened(arg).expr
    number = as_number(arg)
    if number is None:
        raise _no_operand(arg)
    return ir.const(number, dtype)


def one() -> Value:
    """The number 1 as a value."""
    return Value(ir.const(1.0))


class Guarded(dict[str, Any]):
    """Results of a rule that hold only where `condition` does."""

    def __init__(self, condition: Value, results: Mapping[str, Any]) -> None:
        super().__init__(results)
        self.condition = condition


@overload
def only_if(condition: Value, results: Mapping[str, Any], /) -> Mapping[str, Any]: ...
@overload
def only_if(condition: OperandT, results: OperandT, /) -> OperandT: ...
def only_if(condition: Any, results: Any, /) -> Any:
    """The results where the condition holds; else nothing changes.

    In a rule: `condition` is a truth value, `results` are by name, and each must be named as an input, whose value it
    then keeps.
    Between Symbols: `condition` is one number, false where it is 0, and `results` a graph. Each op of it that writes
    (an update, or one with `out=`) does so under that condition, but for what the condition is computed from. Where it
    is false, variables keep their values and an update's output is the weight as it was. Ops on many tensors cannot be
    conditional.

    Raises:
        RuleError, SymbolError: they are something else.
    """
    guarded = condition.only_if(results) if isinstance(condition, Operand) else None
    if guarded is None:
        raise RuleError(
            "only_if takes a truth value, such as all_finite(grad), and the results by name; compare it first"
        )
    return guarded


@record
class Body:
    """A traced rule: `results` by name, which hold where `condition` does, and the `graph` that they are.

    The graph's first store is the output's, whatever the order of the results. `hints` are the author's names for
    values, `operations` all that the rule does. It is the body for weights with as many axes as `axes` say.
    """

    graph: Graph
    hints: Mapping[Expr, str]
    operations: frozenset[str]
    results: Mapping[str, Expr]
    condition: Expr | None = None
    line: int = 0
    """The line of the function that it returned from."""
    axes: range = EVERY

    @property
    def over_model(self) -> list[Expr]:
        """The reductions over the model; one that another one needs comes before it."""
        return [node for node in self.graph.nodes() if node.op in ir.OF_MODEL]


def make_body(
    name: str,
    buffers: tuple[Buffer, ...],
    scalars: tuple[str, ...],
    results: Mapping[str, Expr],
    hints: Mapping[Expr, str],
    condition: Expr | None = None,
    axes: range = EVERY,
) -> Body:
    """A rule's results as a graph.

    Raises:
        RuleError: they are no results of a rule with these tensors and numbers.
    """
    spaces = {buffer.name: buffer for buffer in buffers}
    if condition is not None and (strangers := [key for key in results if key not in spaces]):
        raise RuleError(f"only_if: {', '.join(strangers)} is no input, so it has no value to keep; leave it out")
    first = next(iter(spaces), "")
    if first not in results:
        first = next((key for key in results if key not in spaces), "")
    ordered = sorted(results, key=lambda key: key != first)
    stores = tuple(
        Store(key, results[key] if condition is None else guarded_value(condition, results[key], spaces[key]))
        for key in ordered
    )
    bytes_ = {buffer.name for buffer in buffers if buffer.dtype is U8}
    for store in stores:
        if store.value.dtype is BOOL:
            raise RuleError(f"the new {store.buffer} is a truth value; choose numbers with where(condition, a, b)")
        if store.value.dtype.kind == "int" and store.buffer not in bytes_:
            fix = "convert it, x.astype('generic'), or read its bits, mx.bitcast(x, 'float32')"
            raise RuleError(f"the new {store.buffer} is a whole number; {fix}")
    graph = Graph(name, buffers, scalars, stores)
    nodes = graph.nodes()
    uneven = any(node.space in (Granularity.ROW, Granularity.COLUMN) for node in nodes)
    tiles = {buffer.space for buffer in buffers if buffer.space.tile}
    if strange := [node.space.tile for node in nodes if node.space.tile and node.space not in tiles]:
        fix = f"keep its states in such blocks: mx.State(code=…, block={strange[0]})"
        raise RuleError(f"it reduces blocks of {strange[0]} elements, in which no state of it is kept; {fix}")
    if uneven and tiles:
        coded = ", ".join(sorted(bytes_))
        raise RuleError(f"it reduces rows or columns, and {coded} is kept in blocks of elements; leave out the code")
    if private := sorted({node.op for node in nodes if ir.is_private(node)}):
        fix = "a rule has decode_… and encode_… of a code, and index without a word"
        raise RuleError(f"{', '.join(private)}: reads memory at a place that kernels alone compute; {fix}")
    leaves = {(node.op, str(node.attr)) for node in nodes if node.op in ("load", "scalar")}
    known = {("load", key) for key in spaces} | {("scalar", key) for key in scalars}
    if strange := sorted({key for _, key in leaves - known}):
        raise RuleError(f"{', '.join(strange)} belongs to another rule; use this one's tensors and numbers")
    return Body(graph, hints, frozenset(node.op for node in nodes), results, condition, axes=axes)


def guarded_value(condition: Expr, new: Expr, buffer: Buffer) -> Expr:
    """A new value where the condition holds, else what the input was. One number keeps all of its digits."""
    if buffer.space is Granularity.SCALAR:
        return ir.apply("where", condition, ir.cast(new, F64), ir.load(buffer.name, F64, buffer.space))
    return ir.apply("where", condition, new, ir.load(buffer.name, buffer.dtype, buffer.space, buffer.axes))


@record(frozen=False)
class _Left:
    """A function's local variables as it returned, and the line that it returned from."""

    variables: dict[str, Any]
    line: int = 0


def _watch(code: CodeType, left: _Left) -> Callable[[FrameType, str, Any], None]:
    def watch(frame: FrameType, event: str, _arg: Any) -> None:
        if event == "return" and frame.f_code is code:
            left.variables, left.line = dict(frame.f_locals), frame.f_lineno

    return watch


def _call(function: Callable[..., Any], arguments: Mapping[str, Any], left: _Left) -> Any:
    """The function's result; `left` is filled in."""
    previous = sys.getprofile()
    # Before Python 3.12, a running cProfile.Profile, which setprofile() does not take back.
    native = cast("Any", None if callable(previous) else previous)
    if native is not None:
        native.disable()
    sys.setprofile(_watch(inspect.unwrap(function).__code__, left))
    try:
        return function(**arguments)
    finally:
        sys.setprofile(previous if native is None else None)
        if native is not None:
            native.enable()


def place(function: Callable[..., Any], error: BaseException | None = None, returned: int = 0) -> str:
    """`file:line` of the rule: of the line in it where `error` was raised, or that it `returned` from, or its first."""
    code = inspect.unwrap(function).__code__
    line = returned or code.co_firstlineno
    trace = error.__traceback__ if error is not None else None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{code.co_filename}:{line}"


def parameter_line(function: Callable[..., Any], name: str = "") -> int:
    """The line of the file that a parameter is on, or the function's own; 0 where there is no file to read."""
    code = inspect.unwrap(function).__code__
    try:
        lines, first = inspect.getsourcelines(code)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, SyntaxError, TypeError):
        return 0
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    places = (
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.arg) and node.arg == name) or (not name and isinstance(node, functions))
    )
    return next((first + line - 1 for line in places), 0)


def trace(
    function: Callable[..., Any],
    tensors: Sequence[Input],
    absent: frozenset[str],
    scalars: tuple[str, ...],
    flags: Mapping[str, object],
    *,
    is_update: bool,
    ndim: int,
) -> Body:
    """The body of `function` for these flags, without the tensors that are absent. The weight has `ndim` axes.

    Raises:
        RuleError: the function does something that is no update rule; the text begins with file and line.
        AxesError: it refuses weights with so many axes.
    """
    with tracing(ndim) as known:
        try:
            body = _traced(function, tensors, absent, scalars, flags, is_update=is_update)
        except AxesError as error:  # a rule that it calls refuses them
            known.narrow(error.axes)
            raise AxesError(str(error), known.alike) from error
        except RuleError as error:
            cause = error.__cause__
            if known.alike != EVERY and _refuses(function, cause):
                raise AxesError(f"{place(function, cause)}: {function.__name__}: {cause}", known.alike) from error
            raise
    return replace(body, axes=known.alike)


def _refuses(function: Callable[..., Any], error: BaseException | None) -> bool:
    """True if the function itself raised the error, to say that it takes no such weight."""
    trace = error.__traceback__ if error is not None else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    own = inspect.unwrap(function).__code__.co_filename
    return (
        type(error) in (ValueError, NotImplementedError)
        and trace is not None
        and (trace.tb_frame.f_code.co_filename == own)
    )


def _traced(
    function: Callable[..., Any],
    tensors: Sequence[Input],
    absent: frozenset[str],
    scalars: tuple[str, ...],
    flags: Mapping[str, object],
    *,
    is_update: bool,
) -> Body:
    buffers = tuple(item.buffer for item in tensors if item.name not in absent)
    own = [item for item in tensors if not item.space.tile]  # the function knows of no scales
    inputs = {item.name: None if item.name in absent else item.buffer for item in own}
    codes = {item.name: item for item in own if item.code is not None}
    arguments: dict[str, Any] = dict(flags)
    arguments |= {name: None for name, buffer in inputs.items() if buffer is None}
    for name, buffer in inputs.items():
        if buffer is not None:
            space = buffer.space
            exact = ir.load(name, F64, space) if space is Granularity.SCALAR else None
            value = decoded(codes[name]) if name in codes else ir.load(name, T, space, buffer.axes)
            arguments[name] = Value(value, exact)
    # A hyper-parameter is a float64 that enters in the compute type; the inliner makes that cast.
    arguments |= {name: Value(ir.cast(ir.scalar(name), T), ir.scalar(name)) for name in scalars}
    left = _Left({})
    try:
        result = _call(function, arguments, left)
        values = _results(result, inputs) if is_update else {"output": result}
        condition = result.condition.expr if isinstance(result, Guarded) else None
        results = {name: _lifted(name, value) for name, value in values.items()}
        if is_update:
            _check_rebound(left.variables, arguments, inputs, results)
        results = with_codes(results, own)
        hints = {value.expr: name for name, value in left.variables.items() if isinstance(value, Value)}
        roots = [*results.values(), *([condition] if condition is not None else [])]
        if PLACE not in scalars and ir.scalar(PLACE) in ir.postorder(roots):
            if PLACE in inputs:
                raise RuleError(f"{PLACE} is the number of the weight for random numbers; give the tensor another name")
            scalars = (*scalars, PLACE)  # the rule gets the number, see `declare`
        body = make_body(function.__name__, buffers, scalars, results, hints, condition)
        return replace(body, line=left.line)
    except AxesError:
        raise
    except Exception as error:  # the user's function may raise anything; it is reported with its line
        why = _NO_NUMPY if "__array_ufunc__=None" in str(error) else str(error)  # the latter is NumPy's own text
        if isinstance(error, BindError):  # of a function for arrays
            why = f"{replace(error.faults[0], where='')}"
        if isinstance(error, AttributeError) and getattr(error.obj, "__name__", "") == "mxsym":
            why = f"mx has no {error.name}; {_advice().function(str(error.name))}"
        if isinstance(error, TypeError) and (fix := _advice().of_type_error(why)):
            why = f"{why}; {fix}"
        raise RuleError(f"{place(function, error, left.line)}: {function.__name__}: {why}") from error


def _results(result: object, inputs: Mapping[str, Buffer | None]) -> dict[str, Any]:
    """A rule's results by name, but for those of tensors that are absent: there is nothing to write them to."""
    if not isinstance(result, Mapping):
        kind = "nothing" if result is None else "a value without a name" if isinstance(result, Value) else "a "
        kind += type(result).__name__ if kind == "a " else ""
        raise RuleError(f"a rule returns {{name: new value, …}}, got {kind}; return {{{next(iter(inputs))!r}: …}}")
    values = cast("Mapping[object, Any]", result)
    if strange := [name for name in values if not isinstance(name, str)]:
        raise RuleError(f"a rule returns new values by name, got the name {strange[0]!r}; write the name in quotes")
    named = cast("Mapping[str, Any]", values)
    return {name: value for name, value in named.items() if name not in inputs or inputs[name] is not None}


def _lifted(name: str, value: object) -> Expr:
    """One of a rule's results."""
    if not isinstance(value, Value) and as_number(value) is None:
        kind = "a truth value" if isinstance(value, bool) else "None" if value is None else f"a {type(value).__name__}"
        raise RuleError(f"the new {name} is {kind}; a rule returns what it computes from its tensors and numbers")
    return lift(value)


def _check_rebound(
    variables: Mapping[str, Any], arguments: Mapping[str, Any], inputs: Mapping[str, Buffer | None], results: Any
) -> None:
    """Refuse a new value for a tensor's name that is not returned. The gradient, the second tensor, is only read."""
    for number, (name, buffer) in enumerate(inputs.items()):
        if buffer is None or number == 1 or name in results or name not in variables:
            continue
        now, before = variables[name], arguments[name].expr
        if not isinstance(now, Value) or now.expr is not before:
            raise RuleError(
                f"{name} is recomputed and not returned; return {{…, {name!r}: {name}}}, "
                "or call what is not kept something else"
            )
