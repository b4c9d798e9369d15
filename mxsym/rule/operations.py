"""Operations on the values of a rule: the types that each takes, and the expression that it gives.

An operand is an expression, or a number, which takes the type of what it meets.
"""

from __future__ import annotations

import contextlib
import contextvars
import inspect
from collections.abc import Callable, Generator, Mapping, Sequence
from types import CodeType

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import BF16, BOOL, BY_NAME, F16, F32, F64, I32, I64, DType, T
from mxsym.codegen.expr import EACH, Expr, ExprError, Granularity
from mxsym.codegen.record import record
from mxsym.errors import RuleError
from mxsym.rule.axes import Axes
from mxsym.rule.numbers import as_number, as_whole, is_real, no_number

WHOLE = {"uint32": I32, "uint64": I64}
"""The types of whole numbers in a rule. They have no sign; sums, differences and products drop what is too large."""


def kind_of(value: Expr) -> str:
    """Description of a value: what it is, and for what."""
    dtype = value.dtype
    if value.type.axes != ir.WEIGHT:
        what = "a number" if dtype is T else f"a {dtype.title}"
        return f"{what} {EACH[value.space]} of a matrix of {ir.times(value.type.axes)}"
    what = "a truth value" if dtype is BOOL else "a number" if dtype is T else f"a {dtype.title} number"
    return what if value.space is Granularity.SCALAR else f"{what} {EACH[value.space]}"


def lift(operand: object, dtype: DType = T) -> Expr:
    """An operand for arithmetic.

    Raises:
        RuleError: it is neither an expression nor a number.
    """
    if isinstance(operand, Expr):
        return widened(operand)
    number = as_number(operand)
    if number is None:
        raise no_operand(operand)
    return ir.const(number, dtype)


def no_operand(other: object) -> RuleError:
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


def apply(op: str, operands: Sequence[object]) -> Expr:
    """The operation `op` on operands, an expression among them.

    Raises:
        ExprError: it takes others. RuleError: one of them is neither an expression nor a number.
    """
    if op in ir.MATRIX:
        return _of_matrices(op, operands)
    operands = [widened(item) if isinstance(item, Expr) else item for item in operands]
    values = [item for item in operands if isinstance(item, Expr)]
    dtype = next((value.dtype for value in values if value.dtype is not BOOL), T)
    if dtype.kind == "int" and op != "where":
        return _of_whole_numbers(op, operands, dtype)
    if op in _BITWISE:
        return _of_truth_values(op, operands)
    args = [lift(item, dtype) for item in operands]
    if len({arg.dtype for arg in args if arg.dtype is not BOOL}) > 1:
        met = " and ".join(dict.fromkeys(map(kind_of, values)))
        raise ExprError(f"{op} takes numbers of one type, got {met}; convert: x.astype('generic')")
    if op.startswith(_OVER):
        return _over_model(op.removeprefix(_OVER), args[0])
    if op in _REDUCTIONS:
        return _reduction(op, args[0])
    if op == "pow" and (power := _power(operands[1])) is not None:
        return power(args[0])
    _check_truth_values(op, args)
    return ir.apply(op, *args)


def _check_truth_values(op: str, args: Sequence[Expr]) -> None:
    """Refuse numbers where an operation takes truth values, and the other way round."""
    conditions = args[:1] if op == "where" else args if op in ("logical_and", "logical_or") else ()
    if any(arg.dtype is not BOOL for arg in conditions):
        raise ExprError(f"{op} takes a truth value, got a number; compare it: x != 0")
    if not conditions and any(arg.dtype is BOOL for arg in args):
        raise ExprError(f"{op} takes numbers; a comparison's result goes into where(condition, a, b)")


# Powers


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


def _power(exponent: object) -> Callable[[Expr], Expr] | None:
    return _POWERS.get(exponent) if isinstance(exponent, int | float) else None


# Reductions


def rows() -> Expr:
    """The number of rows."""
    return ir.elements() / ir.columns()


_COUNTS: dict[Granularity, Callable[[], Expr]] = {
    Granularity.ELEMENT: ir.elements,
    Granularity.ROW: rows,
    Granularity.COLUMN: ir.columns,
}
"""The number of values of each granularity."""
_REDUCTIONS: dict[str, Callable[[Expr], Expr]] = {
    **ir.REDUCTIONS,
    "row_mean": lambda x: ir.row_sum(x) / ir.cast(ir.columns(), T),
    "column_mean": lambda x: ir.REDUCTIONS["column_sum"](x) / ir.cast(rows(), T),
    "mean": lambda x: ir.sum_all(x) / ir.cast(_COUNTS[x.space](), T),
}
_OVER = "model_"
"""The beginning of the names of reductions over a model."""


_OF_AXES = f"a tensor, or one value {EACH[Granularity.ROW]} or column"


def _called(op: str) -> str:
    """A reduction as rules write it."""
    of, _, name = op.rpartition("_")
    return {"row": f"{name}(x, axis=1)", "column": f"{name}(x, axis=0)"}.get(of, op)


def _reduction(op: str, value: Expr) -> Expr:
    """A reduction of a tensor, or of one value for each row or column, whose names have no underscore."""
    one_axis = "_" in op
    if value.space not in ((Granularity.ELEMENT,) if one_axis else _COUNTS) or not _is_float(value):
        what = "a tensor" if one_axis else _OF_AXES
        fix = "make numbers of it: x.astype('generic')" if value.dtype is BOOL else "leave it out, or reduce a tensor"
        if one_axis and value.space is Granularity.SCALAR and op.endswith(("max", "min")):
            fix = f"call mx.{op[-3:]}imum for two values"
        raise ExprError(f"{_called(op)} takes {what}, got {kind_of(value)}; {fix}")
    if value.type.axes != ir.WEIGHT and op.endswith("mean"):
        fix = "divide its sum by a number that is passed"
        raise ExprError(f"{op} takes values of the weight's shape, got {kind_of(value)}; {fix}")
    return _REDUCTIONS[op](value)


def _over_model(op: str, value: Expr) -> Expr:
    """The sum, mean, max or min of all weights of a model: of all elements, or of one number of each weight."""
    if not _is_float(value):
        fix = "convert it: x.astype('generic')"
        raise ExprError(f"{op} over a model takes numbers, got {kind_of(value)}; {fix}")
    if op == "mean":
        if value.space not in _COUNTS:
            fix = "sum it, and divide by how many weights there are"
            raise ExprError(f"mean over a model takes {_OF_AXES}, got {kind_of(value)}; {fix}")
        count = ir.cast(_COUNTS[value.space](), T)
        return _placed(ir.apply("model_sum", ir.sum_all(value))) / _placed(ir.apply("model_sum", count))
    number = value if value.space is Granularity.SCALAR else ir.REDUCTIONS[op](value)
    return _placed(ir.apply(f"{_OVER}{op}", number))


@record
class _Places:
    """The reductions over the model in a rule that is being traced, by the function of the code `root`."""

    root: CodeType
    known: dict[Expr, tuple[object, ...]]


_places: contextvars.ContextVar[_Places | None] = contextvars.ContextVar("places", default=None)


@contextlib.contextmanager
def noting_places(root: CodeType) -> Generator[Mapping[Expr, object]]:
    """Within the `with` block, the places of reductions over the model are noted, as calls from `root` on."""
    places = _Places(root, {})
    token = _places.set(places)
    try:
        yield places.known
    finally:
        _places.reset(token)


def _placed(cut: Expr) -> Expr:
    """A reduction over a model, with its place in the rule noted: the calls that led here, and how often they had."""
    places = _places.get()
    if places is None:
        return cut
    calls: list[object] = []
    frame = inspect.currentframe()
    while frame is not None and frame.f_code is not places.root:
        calls.append((frame.f_code, frame.f_lasti))
        frame = frame.f_back
    if frame is not None:
        times = sum(place[:-1] == tuple(calls) for place in places.known.values())
        places.known.setdefault(cut, (*calls, times))
    return cut


def _is_float(value: Expr) -> bool:
    return value.dtype.kind in ("float", "generic")


# Truth values and whole numbers

_BITWISE = {"and": "&", "or": "|", "xor": "^", "not": "~", "shl": "<<", "shr": ">>"}
_OF_WHOLE_NUMBERS = {
    "add": "iadd", "sub": "isub", "mul": "imul", "and": "iand", "or": "ior", "xor": "ixor", "shl": "ishl",
    "shr": "ilshr", "eq": "ieq", "lt": "ult",
}  # fmt: skip


def _of_truth_values(op: str, operands: Sequence[object]) -> Expr:
    """`&`, `|`, `^` and `~` of truth values."""
    truths = [item for item in operands if isinstance(item, Expr) and item.dtype is BOOL]
    if len(truths) < len(operands) or op in ("shl", "shr"):
        fix = "compare it, x != 0, or take its bits, mx.bitcast(x.astype('float32'), 'uint32')"
        takes = "whole numbers" if op in ("shl", "shr") else "truth values or whole numbers"
        raise ExprError(f"{_BITWISE[op]} takes {takes}, got a number; {fix}")
    return ir.apply(f"logical_{op}", *truths)


def _of_whole_numbers(op: str, operands: Sequence[object], dtype: DType) -> Expr:
    if op in ("shl", "shr") and (isinstance(operands[1], Expr) or as_whole(operands[1]) not in range(dtype.bits)):
        takes = f"a number from 0 to {dtype.bits - 1} that is written in the rule"
        raise ExprError(f"{_BITWISE[op]} shifts by {takes}; write one of these")
    a, *rest = (_whole_number(item, dtype) for item in operands)
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
        case _ if op in _OF_WHOLE_NUMBERS:
            return ir.apply(_OF_WHOLE_NUMBERS[op], a, *rest)
        case _:
            raise ExprError(f"{op} takes floating-point numbers, got a whole one; convert it: x.astype('generic')")


def _whole_number(operand: object, dtype: DType) -> Expr:
    """An operand of whole numbers of that type; a number is written in two's complement."""
    if isinstance(operand, Expr):
        if operand.dtype is not dtype:
            fix = f"convert one: x.astype('{'generic' if operand.dtype.kind != 'int' else dtype.title}')"
            raise ExprError(f"a {dtype.title} number meets {kind_of(operand)}; {fix}")
        return operand
    number = as_whole(operand)
    if number is None or not 0 <= number < 1 << dtype.bits:
        raise ExprError(f"a {dtype.title} number meets {operand!r}; write a whole number from 0 to 2^{dtype.bits} - 1")
    return ir.const(number - (number >> (dtype.bits - 1) << dtype.bits), dtype)


# Matrices

_PRODUCTS = {
    Granularity.ROW: "its product with a matrix x is mx.sum(x * row, axis=0), with a column row * column",
    Granularity.COLUMN: "its product with a matrix x is mx.sum(x * column, axis=1), with a row row * column",
}
"""Products of what is no matrix."""


def _of_matrices(op: str, operands: Sequence[object]) -> Expr:
    """A product or decomposition of matrices. Of bfloat16 are products of two such, and what is transposed."""
    narrow = all(isinstance(item, Expr) and item.dtype is BF16 for item in operands)
    narrow = narrow and op in ("matmul", "transpose")
    wanted = BF16 if narrow else T
    matrices: list[Expr] = []
    for item in operands:
        value = widened(item) if isinstance(item, Expr) and not narrow else item
        if not isinstance(value, Expr) or value.space is not Granularity.ELEMENT or value.dtype is not wanted:
            got = kind_of(value) if isinstance(value, Expr) else repr(value)
            fix = _PRODUCTS.get(value.space, "pass a tensor") if isinstance(value, Expr) else "pass a tensor"
            raise ExprError(f"{ir.WRITTEN[op]} takes a matrix of the weight's compute type, got {got}; {fix}")
        matrices.append(value)
    result = ir.MATRIX[op](*matrices)
    return ir.cast(result, T) if result.dtype is F32 else result


def _bfloat16(value: Expr) -> Expr:
    """A matrix rounded to bfloat16. What is transposed is rounded before, and a product takes it as it lies."""
    if value.op == "transpose":
        return ir.transpose(_bfloat16(value.args[0]))
    return ir.cast(value, BF16)


def widened(value: Expr) -> Expr:
    """A value for arithmetic: one of bfloat16 in the compute type, which has every number of bfloat16."""
    if value.dtype is not BF16:
        return value
    if value.op == "transpose":
        return ir.transpose(ir.cast(value.args[0], T))
    return ir.cast(value, T)


# Conversions


def astype(value: Expr, dtype: str, exact: Expr | None = None) -> Expr:
    """A value rounded to a type; `exact`: what it was before it was rounded to its own.

    Raises:
        ExprError: no such type.
    """
    if value.dtype is BOOL:
        return astype(ir.apply("where", value, ir.const(1.0), ir.const(0.0)), dtype)
    if dtype == BF16.name and value.dtype.kind != "int":
        return _bfloat16(value)
    if value.dtype is BF16:
        return astype(widened(value), dtype)
    if value.dtype.kind == "int":
        return _from_whole_number(value, dtype)
    wanted = next((kind for kind in (F64, F32, F16, T) if kind.name == dtype), None)
    if wanted is None:
        raise ExprError(f"astype takes float64, float32, bfloat16 or generic, got {dtype!r}; name one of these")
    return ir.cast(exact if exact is not None and wanted is not T else value, wanted)


def _from_whole_number(value: Expr, dtype: str) -> Expr:
    if dtype in WHOLE:
        return ir.resize(value, WHOLE[dtype])
    if dtype not in (F32.name, F64.name, T.name):
        raise ExprError(f"astype takes uint32, uint64, float64, float32 or generic, got {dtype!r}; name one of these")
    return ir.to_float(value, F32) if dtype == F32.name else ir.cast(ir.to_float(value, F64), BY_NAME[dtype])


def bitcast(value: Expr, dtype: str) -> Expr:
    """The bits of a value as another type of the same size.

    Raises:
        ExprError: no such type, or one of another size.
    """
    wanted = {**WHOLE, "float32": F32, "float64": F64}.get(dtype)
    if wanted is None or value.dtype is BOOL:
        got = "a truth value" if value.dtype is BOOL else f"{dtype!r}"
        raise ExprError(f"bitcast takes numbers and uint32, uint64, float32 or float64, got {got}; name one of these")
    if wanted.bits != value.dtype.bits:
        known = "a value of the weight's compute type" if value.dtype is T else f"a {value.dtype.title}"
        fix = f"say its type first: x.astype('float{wanted.bits}')"
        raise ExprError(f"bitcast to {dtype} takes {wanted.bits} bits, got {known}; {fix}")
    return ir.bitcast(value, wanted)


# Random numbers

PLACE = "tensor"
"""The number of a rule that tells apart the weights that are updated together: their random numbers differ."""
STREAM = ("seed", "step", PLACE, "draw")
"""The arguments that name a stream of random numbers."""


def stream_number(op: str, name: str, value: object) -> int:
    """One of the numbers that name a stream of random numbers.

    Raises:
        TypeError: it is none.
    """
    number = as_whole(value)
    if number is None or not 0 <= number < 1 << 52:
        raise TypeError(f"{op}: {name} is a whole number from 0 to 2^52 - 1, got {value!r}; pass one of these")
    return number


def draw(op: str, stream: Sequence[object], space: Granularity) -> Expr:
    """Random numbers of a stream, whose numbers are in float64; one number each, row, column or element.

    A tensor of None is the rule's number.

    Raises:
        ExprError: a number of the stream is one for each row, column or element. TypeError: it is none.
    """
    key: list[Expr] = []
    for name, item in zip(STREAM, stream, strict=True):
        if name == PLACE and item is None:
            key.append(ir.scalar(PLACE))
            continue
        if not isinstance(item, Expr):
            key.append(ir.const(float(stream_number(op, name, item)), F64))
            continue
        if item.space is not Granularity.SCALAR or item.dtype.kind in ("int", "bool"):
            raise ExprError(f"{op}: {name} is one number for the whole tensor, got {kind_of(item)}; use an attribute")
        key.append(ir.cast(widened(item), F64))
    number = ir.const(0, I64) if space is Granularity.SCALAR else ir.index(space=space)
    value = ir.apply(op, ir.apply("stream", *key), ir.counter(number, space))
    return value if value.dtype is I32 else ir.cast(value, T)
