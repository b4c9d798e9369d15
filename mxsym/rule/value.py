"""Values inside a rule: what its function is run on, to see what it computes; and the annotations of its tensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, Self, cast, overload

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import BOOL, F64, DType, T
from mxsym.codegen.expr import WEIGHT, Axes, Expr, Granularity
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import record
from mxsym.errors import RuleError
from mxsym.rule import operations
from mxsym.rule.axes import Axes as NumberOfAxes
from mxsym.rule.axes import known_axes
from mxsym.rule.inputs import Input
from mxsym.rule.numbers import as_number
from mxsym.rule.operand import Number, Operand, OperandT
from mxsym.spelling import kind_name


class Value(Operand):
    """A symbolic value inside a rule. It has no number: a rule cannot branch on it, loop over it or print it.

    `exact` is the value before it was rounded to the compute type, of a number that a rule is given; else the value.
    """

    __slots__ = ("exact", "expr")
    in_rule = True

    def __init__(self, expr: Expr, exact: Expr | None = None) -> None:
        self.expr = expr
        self.exact = expr if exact is None else exact

    def operate(self, op: str, *args: Operand | Number) -> Self:
        return type(self)(operations.apply(op, [item.expr if isinstance(item, Value) else item for item in args]))

    def draw(self, op: str, stream: Sequence[object], space: Granularity) -> Value:
        """Random numbers of a stream that this value is one of the names of; see `operations.draw`."""
        return Value(operations.draw(op, [item.exact if isinstance(item, Value) else item for item in stream], space))

    def astype(self, dtype: Any) -> Value:
        """This value rounded to `dtype` ("float64", "float32", or "generic": the tensors' compute type).

        "bfloat16" is for products: `a.astype("bfloat16") @ b.astype("bfloat16")` multiplies in bfloat16 and sums in
        float32. For all else such a value has the compute type again.

        A number that the rule is given is rounded once: in float64 it has all of its digits. A truth value gives 1 or
        0. A whole number may become one of another size, too ("uint32", "uint64").
        """
        name = getattr(dtype, "name", getattr(dtype, "__name__", dtype))
        return Value(operations.astype(self.expr, name, self.exact))

    def bitcast(self, dtype: str) -> Value:
        """The same bits as another type of the same size: "uint32" and "float32", or "uint64" and "float64"."""
        return Value(operations.bitcast(self.expr, dtype))

    def only_if(self, results: Any) -> Guarded | None:
        if self.expr.dtype is not BOOL or not isinstance(results, Mapping):
            return None
        condition = self
        if isinstance(results, Guarded):
            condition = self.operate("logical_and", self, results.condition)
        return Guarded(condition, cast("Mapping[str, Any]", results))

    @property
    def ndim(self) -> NumberOfAxes:
        """The number of the weight's axes, to branch on: `if weight.ndim >= 2:`. A body is traced for each answer."""
        known = known_axes()
        if known is None or self.expr.space is not Granularity.ELEMENT:
            raise RuleError(f"ndim is the weight's number of axes, got {self.kind}; write weight.ndim")
        return NumberOfAxes(known)

    @property
    def kind(self) -> str:
        """Description of the value for errors: what it is, and for what."""
        return operations.kind_of(self.expr)

    def __repr__(self) -> str:
        load_modules("mxsym.codegen.text")
        from mxsym.codegen.text import expression  # few values are printed

        return f"<{expression(self.expr, {}, _DEPTH)[0]}: {self.kind}>"

    def _refuse(self, what: str, fix: str) -> RuleError:
        return RuleError(f"{what}: inside a rule a value has no number yet; {fix}")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(f"a value in a rule has no {name}; {advice().attribute(name)}")

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

    def __format__(self, spec: str) -> str:
        if spec:
            raise self._refuse(
                "a rule cannot print a number", "{x} in a text is its expression and kind; return what is to be read"
            )
        return repr(self)

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
        return type(self)(ir.cast({"rows": operations.rows, "columns": ir.columns}[self.expr.type.axes[axis]](), T))

    def __rmatmul__(self, other: object) -> Any:
        raise self._no_matrix(other)

    @staticmethod
    def _no_matrix(other: object) -> RuleError:
        return RuleError(f"a @ b multiplies matrices of a rule, got {kind_name(other)}; a * b multiplies numbers")

    @property
    def T(self) -> Self:  # noqa: N802  # as arrays have it
        """The matrix with its rows and columns exchanged."""
        return self.operate("transpose", self)

    def __array__(self, *_args: object, **_kwargs: object) -> Any:
        raise RuleError(NO_NUMPY)


NO_NUMPY = "a rule cannot call NumPy on a value; use mxsym's own functions (mx.sqrt, mx.where, …)"
_DEPTH = 6
"""Levels of an expression that a value's repr shows."""


def advice() -> ModuleType:
    """The fixes for what rules cannot say."""
    load_modules("mxsym.rule.advice")
    from mxsym.rule import advice  # a right rule needs none

    return advice


def _operand(other: object) -> Operand | Number:
    if isinstance(other, Operand):
        return other
    if (number := as_number(other)) is not None:
        return number
    raise operations.no_operand(other)


def lift(value: object, dtype: DType = T) -> Expr:
    """A value's expression for arithmetic, or a number as a constant.

    Raises:
        RuleError: it is neither.
    """
    return operations.lift(value.expr if isinstance(value, Value) else value, dtype)


def exactly(value: object) -> Expr:
    """A number in float64, with all of its digits.

    Raises:
        RuleError: it is none.
    """
    return ir.cast(value.exact if isinstance(value, Value) else lift(value, F64), F64)


def number(name: str) -> Value:
    """A number that a rule is given: a float64 that enters in the compute type, which is a cast of the inliner's."""
    exact = ir.scalar(name)
    return Value(ir.cast(exact, T), exact)


def tensor(item: Input) -> Value:
    """A tensor that a rule is given, at the type at which bodies load it."""
    exact = ir.load(item.name, F64, item.space) if item.space is Granularity.SCALAR else None
    return Value(item.load(), exact)


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


class Row(Value):
    """Annotates a rule's tensor that has one value for each row of the weight: shape (H,), (H, 1), …"""


class Column(Value):
    """Annotates a rule's tensor that has one value for each column of the weight: shape (1, W) or (W,), …"""


class RowPairs(Value):
    """Annotates a rule's tensor that has one value for each pair of rows of the weight, a matrix of shape (H, H)."""


class ColumnPairs(Value):
    """Annotates a rule's tensor that has one value for each pair of columns of the weight: a matrix, shape (W, W)."""


class Scalar(Value):
    """Annotates a rule's tensor that is one number for the whole update, of any float type: shape (), (1,), …"""


class Model(Value):
    """Annotates a rule's tensor that is one number for all weights of a model: shape (), (1,), …

    The model are the weights that are updated together by the rule: all ops of it in one graph, `training_step`'s
    weights, the members of a `multi_` op, a list of an optimizer's parameters. They share the number, if it is one
    variable or array; its new value is computed of numbers over the model, as `mx.sum(x, over=mx.Model)`.
    """


@record
class Annotation:
    """The meaning of a class that annotates a tensor: see `Input`."""

    kind: type[Value]
    space: Granularity
    axes: Axes = WEIGHT
    of_model: bool = False


ANNOTATIONS = {
    item.kind.__name__: item
    for item in (
        Annotation(Row, Granularity.ROW),
        Annotation(Column, Granularity.COLUMN),
        Annotation(Scalar, Granularity.SCALAR),
        Annotation(Model, Granularity.SCALAR, of_model=True),
        Annotation(RowPairs, Granularity.ELEMENT, ("rows", "rows")),
        Annotation(ColumnPairs, Granularity.ELEMENT, ("columns", "columns")),
    )
}
"""By name: where a file's annotations are texts, nothing else is known of them."""
BY_SPACE: Mapping[Granularity, type[Value]] = {ANNOTATIONS[kind.__name__].space: kind for kind in (Row, Column, Scalar)}
"""The annotation of a tensor that has values of a granularity."""
