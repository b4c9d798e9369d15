"""A rule's tensors; the first value and the type of a state, as its rule declares them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mxsym.codegen.blocks import TILE, TILES
from mxsym.codegen.codes import CODES, code_of
from mxsym.codegen.dtypes import BY_NAME, F32, TENSOR, U8, DType, T
from mxsym.codegen.expr import OF_TILES, Axes, Expr, Granularity, load, matrix_shape
from mxsym.codegen.expr import WEIGHT as WEIGHT_AXES
from mxsym.codegen.graph import Buffer
from mxsym.codegen.program import tiles
from mxsym.codegen.record import record
from mxsym.errors import RuleError, user_location
from mxsym.rule.numbers import as_number
from mxsym.spelling import is_python_name

WEIGHT = "weight"
"""The first value of a state that begins as a copy of the weight, whatever the rule calls that."""


class State:
    """The default of a rule's tensor that is a state: `exp_avg_sq=mx.State(1e-6)`.

    Everything that makes states reads this. A state without it begins as zeros.

    Args:
        init: a number; "weight", for a copy of the weight; or the name of a number of the rule.
        dtype: the state's type, whatever the weight's is; None: the weight's.
        code: "dynamic", "linear", "dynamic_unsigned" or "linear_unsigned": 8 bits with a scale for each block;
            None: plain values.
        block: the elements of such a block.
    """

    __slots__ = ("block", "code", "dtype", "init")
    init: float | str
    dtype: str | None
    code: str | None
    block: int

    def __new__(
        cls, init: float | str = 0.0, *, dtype: str | None = None, code: str | None = None, block: int | None = None
    ) -> Any:
        """Return the declaration; for type checkers it is any tensor.

        Args:
            init: the first value: a number; "weight", for a copy of the weight; or the name of a number of the rule,
                as "lr".
            dtype: the type of the state, whatever the weight's is: "float64", "float32", "float16" or "bfloat16". By
                default that of the weight, or float32 where an optimizer makes it for a 16-bit weight.
            code: keep the state in 8 bits: bytes (uint8) that name values of this code, "dynamic" or "linear", or
                "dynamic_unsigned" or "linear_unsigned" for what is never negative. Each block of elements has a
                scale, the largest size in it, in a state of its own, NAME_absmax. The rule reads and returns NAME as
                any other state.
            block: the elements of a block: 64, 128, 256 (the default), 512, 1024, 2048 or 4096, the same for all
                states of a rule.

        Raises:
            RuleError: naming each that is none of these.
        """
        if wrong := [*_value_faults(init, dtype), *_code_faults(init, dtype, code, block)]:
            raise RuleError(f"{user_location()}: State: " + "; also, ".join(wrong))
        number = as_number(init)
        state = super().__new__(cls)
        state.init, state.dtype, state.code = str(init) if number is None else number, dtype, code
        state.block = TILE if block is None else block
        return state

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and self.parts() == other.parts()

    def __hash__(self) -> int:
        return hash(self.parts())

    def __repr__(self) -> str:
        if self.code is not None:
            return f"mx.State(code={self.code!r}{'' if self.block == TILE else f', block={self.block}'})"
        return f"mx.State({self.init!r}{'' if self.dtype is None else f', dtype={self.dtype!r}'})"

    def parts(self) -> tuple[float | str | None, ...]:
        """The first value, the names of the type and of the code, the elements of a block; `state_of` makes it again.

        It ends before the code where there is none, and before the elements where they are the usual ones.
        """
        if self.code is None:
            return self.init, self.dtype
        return (self.init, self.dtype, self.code, *([] if self.block == TILE else [self.block]))

    @property
    def element(self) -> DType | None:
        """The type of the state; None: the weight's."""
        if self.code is not None:
            return U8
        return None if self.dtype is None else BY_NAME[self.dtype]

    def phrase(self, weight: str) -> str:
        """The first value as docs say it; empty for zeros."""
        if self.code is not None:
            return f"bytes of the code {self.code}, in blocks of {self.block}"
        return "" if self.init == 0 else f"{weight if self.init == WEIGHT else self.init} at first"


def _value_faults(init: Any, dtype: Any) -> Iterator[str]:
    """Faults of a state's first value and of its type."""
    number = as_number(init)
    if number is None and not (isinstance(init, str) and is_python_name(init)):
        yield f'init is a number, "weight" or the name of a number of the rule, got {init!r}; pass one of these'
    if number is not None and math.isnan(number):
        yield "init is NaN; pass a number"
    if dtype is not None and (not isinstance(dtype, str) or BY_NAME.get(dtype) not in TENSOR):
        known = ", ".join(item.name for item in TENSOR)
        fix = 'for 8 bits say code="dynamic"' if str(dtype).endswith("int8") else "name one of these"
        yield f"dtype is one of {known}, got {dtype!r}; {fix}"


def _code_faults(init: Any, dtype: Any, code: Any, block: Any) -> Iterator[str]:
    """Faults of the code of a state in 8 bits, of its blocks, and of what it cannot have with a code."""
    if code is not None and (not isinstance(code, str) or code not in CODES):
        yield f"code is one of {', '.join(CODES)}, got {code!r}; name one of these"
    beside = {"init": init} if code is not None and as_number(init) != 0 else {}
    beside |= {"dtype": dtype} if code is not None and dtype is not None else {}
    for name, value in beside.items():
        fix = f"leave {name} out: a state in 8 bits begins as zeros, and its type is uint8"
        yield f"got {name}={value!r} beside code={code!r}; {fix}"
    if block is not None and code is None:
        yield f"got block={block!r} without a code; leave it out, or name a code"
    elif block is not None and (type(block) is not int or block not in TILES):
        yield f"block is one of {', '.join(map(str, TILES))}, got {block!r}; name one of these"


def state_of(init: Any, dtype: Any = None, code: Any = None, block: Any = None) -> Any:
    """The declaration that these are the parts of."""
    return State(init, dtype=dtype, code=code, block=block)


ZEROS: State = State()
"""The declaration of a state that says nothing."""
ABSMAX = "_absmax"
"""The end of the name of the scales of a state in 8 bits."""


@record
class Input:
    """A tensor parameter of a rule. Unless annotated, it has the weight's shape; `dtype` None is the weight's.

    `state`: the declaration of a state. `unused_at`: the numbers of the weight's axes at which the rule, which asks for
    them, neither reads nor writes the tensor: it is empty then, of shape (0,). `axes`: those of a tensor of one value
    for each pair of rows, or of columns. `of_model`: one number that all weights of a model share.
    """

    name: str
    space: Granularity = Granularity.ELEMENT
    optional: bool = False
    dtype: DType | None = None
    state: State = ZEROS
    unused_at: frozenset[int] = frozenset()
    axes: Axes = WEIGHT_AXES
    of_model: bool = False

    @property
    def code(self) -> str | None:
        """The code of a state that is kept in 8 bits."""
        return self.state.code

    @property
    def scales(self) -> Input:
        """The scales of a state in 8 bits, one for each tile."""
        return Input(f"{self.name}{ABSMAX}", OF_TILES[self.state.block], dtype=F32)

    @property
    def loaded(self) -> DType:
        """The type at which bodies load it: the compute type, or bytes."""
        return T if self.code is None else U8

    @property
    def buffer(self) -> Buffer:
        """The buffer that a body loads it from."""
        return Buffer(self.name, self.loaded, self.space, axes=self.axes)

    def load(self, dtype: DType | None = None) -> Expr:
        """The tensor's value in a body, of a type; None: that at which bodies load it."""
        return load(self.name, self.loaded if dtype is None else dtype, self.space, self.axes)


EMPTY = (0,)
"""The shape of a tensor that a rule does not use for a weight with so many axes."""


def state_shape(weight: tuple[int, ...], space: Granularity, axes: Axes = WEIGHT_AXES) -> tuple[int, ...]:
    """The shape of a new state of a weight of this shape."""
    if axes != WEIGHT_AXES:
        return matrix_shape(weight, axes)
    if space.tile:
        return (tiles(math.prod(weight), space.tile),)
    column = (*(1 for _ in weight[:1]), *weight[1:]) or (1,)
    return {
        Granularity.SCALAR: (1,),
        Granularity.ROW: (*weight[:1], 1),
        Granularity.COLUMN: column,
        Granularity.ELEMENT: weight,
    }[space]


Numbers = Mapping[str, Any] | Callable[[], Mapping[str, Any]]
"""A rule's numbers by name; or a function that gives them, called only if a state begins as one of them."""


@record
class NewState:
    """A state to be made: its shape, its type, and the number that fills it; None: the weight's values."""

    shape: tuple[int, ...]
    dtype: DType
    value: float | None


def new_state(item: Input, weight: tuple[int, ...], otherwise: DType, numbers: Numbers) -> NewState:
    """The state of a weight of this shape; of the type `otherwise` where the rule says none.

    Raises:
        LookupError: it begins as a number that is not known.
    """
    if len(weight) in item.unused_at:
        return NewState(EMPTY, item.dtype or otherwise, 0.0)
    return NewState(state_shape(weight, item.space, item.axes), item.dtype or otherwise, first_value(item, numbers))


def first_value(item: Input, numbers: Numbers) -> float | None:
    """The number that fills a new state; None: it begins as the weight.

    Raises:
        LookupError: the number that it begins as is not known.
    """
    init = item.state.init
    if item.code is not None:
        return float(code_of(item.code).zero)
    if not isinstance(init, str):
        return init
    if init == WEIGHT:
        return None
    number = as_number((numbers() if callable(numbers) else numbers).get(init))
    if number is None or math.isnan(number):
        raise LookupError(f"the state {item.name} begins as {init}, which has no value here; pass {init}=…")
    return number
