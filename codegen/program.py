"""The Program: typed calls of rule bodies, in the order in which they run.

It is the compiler's first IR: `opgraph` lowers a bound graph to it, and `fusion` cuts it into Programs that become one
loop each. Its text is in `program_text.py`, its laws in `program_verify.py`.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterator

from mxsym.codegen.dtypes import DType
from mxsym.codegen.expr import Granularity
from mxsym.codegen.graph import Graph
from mxsym.codegen.record import record

Shape = tuple[int, ...]


class Role(enum.Enum):
    """Owner of a tensor: the user, as an argument or a state, or the program.

    WORKSPACE is the program's, too: parts of calls that are cut at matrix operations write it again and again.
    """

    ARGUMENT = "argument"
    STATE = "state"
    OUTPUT = "output"
    TEMPORARY = "temporary"
    WORKSPACE = "workspace"


class Storage(enum.Enum):
    """Storage of a tensor: all rows, or row ids and the rows of those ids."""

    DENSE = "dense"
    ROW_SPARSE = "row_sparse"


class Rows(enum.Enum):
    """The rows of its shape that a call computes: DENSE and ALL every one.

    The others are for calls with a row-sparse `source`. LISTED: the rows that it stores; what an update gives is its
    first operand in every other row, and sums of whole tensors are those of the listed rows. ALL: every row, the source
    being zero where it stores none. UNLISTED: the rows of ALL that are not LISTED.
    """

    DENSE = "dense"
    LISTED = "listed"
    UNLISTED = "unlisted"
    ALL = "all"


@record
class Tensor:
    """Memory that calls read and write. All that is row-sparse is the user's."""

    name: str
    dtype: DType
    shape: Shape
    role: Role
    storage: Storage = Storage.DENSE


@record
class Place:
    """A tensor, or one element of it, in row-major order, as a number."""

    tensor: str
    element: int | None = None

    def overlaps(self, other: Place) -> bool:
        """True if two places have an element in common."""
        return self.tensor == other.tensor and (self.element == other.element or None in (self.element, other.element))


@record
class ResultRef:
    """A result of an earlier call, or one element of it: its value, whatever is written to memory later."""

    call: str
    result: str
    element: int | None = None

    @property
    def whole(self) -> ResultRef:
        """The result that this is, or is an element of."""
        return self if self.element is None else ResultRef(self.call, self.result)


@record
class Number:
    """A hyper-parameter, given at run time as a float64: an attribute of the call of that name."""

    call: str
    attribute: str


Source = Place | ResultRef | Number
"""The source of an operand's value."""


@record
class Access:
    """A place or a result, and the granularity at which it is read."""

    of: Place | ResultRef
    space: Granularity


@record
class Memory:
    """A place, and the granularity at which it is read or written."""

    place: Place
    space: Granularity


@record
class Operand:
    """A parameter of a call's body, what it reads, and the granularity at which it does."""

    parameter: str
    source: Source
    space: Granularity


@record
class Result:
    """A value that a call gives: one of its body's stores, rounded to `dtype`, and the places where it is stored."""

    name: str
    dtype: DType
    space: Granularity
    targets: tuple[Place, ...] = ()


@record
class Call:
    """One run of a rule's body over `shape`, its arithmetic in `compute`.

    A call reads all operands, memory as earlier calls left it, before it stores a result. `results` are the body's
    stores in order. An update changes a weight; an operator, on a row-sparse source, gives a row-sparse value, or a
    number.
    `repeated`: in a region's program, this is computed for those of its calls that read it, as in others.
    """

    name: str
    body: Graph
    compute: DType
    shape: Shape
    operands: tuple[Operand, ...]
    results: tuple[Result, ...]
    is_update: bool = False
    rows: Rows = Rows.DENSE
    source: str | None = None
    repeated: bool = False

    @property
    def gives_rows(self) -> bool:
        """True if the results have the rows of the source only: no memory holds such a value."""
        return (
            self.rows is not Rows.DENSE
            and not self.is_update
            and any(result.space is not Granularity.SCALAR for result in self.results)
        )

    def result(self, name: str) -> Result | None:
        """The result of that name."""
        return next((result for result in self.results if result.name == name), None)

    def reads(self) -> Iterator[Access]:
        """The reads of memory and of other calls, operand by operand."""
        for operand in self.operands:
            if not isinstance(operand.source, Number):
                yield Access(operand.source, operand.space)

    def writes(self) -> Iterator[Memory]:
        """The places where the results are stored."""
        for result in self.results:
            for place in result.targets:
                yield Memory(place, result.space)


_SHOWN = 6
"""Calls that `repr` names."""


@record
class Program:
    """Tensors, calls in order, and the tensors that the program gives."""

    tensors: tuple[Tensor, ...]
    calls: tuple[Call, ...]
    outputs: tuple[str, ...] = ()

    def __repr__(self) -> str:
        names = ", ".join(call.name for call in self.calls[:_SHOWN]) + ", …" * (len(self.calls) > _SHOWN)
        return f"<Program of {len(self.calls)} calls on {len(self.tensors)} tensors: {names}>"

    def tensor(self, name: str) -> Tensor:
        """The tensor of that name."""
        return next(tensor for tensor in self.tensors if tensor.name == name)

    def bodies(self) -> tuple[Graph, ...]:
        """The distinct bodies, in the order in which they are first called."""
        return tuple(dict.fromkeys(call.body for call in self.calls))


def rows_and_columns(shape: Shape) -> tuple[int, int]:
    """A tensor as rows of elements: those along the first axis."""
    return (shape[0], math.prod(shape[1:])) if shape else (1, 1)


def tiles(count: int, tile: int) -> int:
    """Number of tiles, each of `tile` elements, of so many elements."""
    return -(-count // tile)


def reaches(shape: Shape, space: Granularity, over: Shape) -> bool:
    """True if a tensor of this shape has a value for each element (row, call) of an iteration over `over`."""
    if space is Granularity.ELEMENT:
        return rows_and_columns(shape) == rows_and_columns(over)
    return math.prod(shape) == math.prod(shape_of(over, space))


def shape_of(shape: Shape, space: Granularity) -> Shape:
    """The shape of a result of that granularity of a call over `shape`."""
    if space is Granularity.ELEMENT:
        return shape
    if space.tile:
        return (tiles(math.prod(shape), space.tile),)
    rows, columns = rows_and_columns(shape)
    return (rows, 1) if space is Granularity.ROW else (1, columns) if space is Granularity.COLUMN else (1,)


def fresh(name: str, taken: set[str]) -> str:
    """`name`, with a number behind it where it is taken; it is taken from now on."""
    unique, number = name, 0
    while unique in taken:
        number += 1
        unique = f"{name}.{number}"
    taken.add(unique)
    return unique
