"""Keys of a store on servers: what is behind a key, and which server has which part of it."""

from __future__ import annotations

import itertools
import math
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import BY_NAME, TENSOR, to_numpy
from mxsym.codegen.record import record, replace
from mxsym.errors import BindError, Fault
from mxsym.rule.numbers import as_number, as_whole
from mxsym.runtime.buffers import Array
from mxsym.runtime.rows import chosen
from mxsym.spelling import kind_name
from mxsym.table.initial import Normal, Uniform, number_fault

Key = int | str
DENSE, ROWS = "dense", "rows"
RANGE, HASH = "range", "hash"
_MOST_IDS = 1 << 63
LEAST_PIECES, PIECE_BYTES = 16, 1 << 24
"""Of a dense array that servers share: its pieces at least, and the bytes of one at most, or of one row."""


@record
class Spec:
    """The value of a key.

    `kind`: a dense array, which one server has whole; or rows by ids, which the servers share. `rows`: ids are below
    it; 0: any id of 64 bits. `shape`: of the dense array, or of a row. `init`: first value of rows, a number or the
    name and the arguments of a random one. `admit`: how often an id must come to get a row. `split`: by ranges of ids,
    or by their hashes. `piece`: of a key that is a piece of a larger dense array, which has a key of its own: that key,
    the number of the piece, and its first row.
    """

    kind: str
    rows: int
    shape: tuple[int, ...]
    dtype: str
    init: tuple[Any, ...] = ("constant", 0.0)
    seed: int = 0
    admit: int = 1
    split: str = RANGE
    piece: tuple[()] | tuple[Key, int, int] = ()

    @property
    def columns(self) -> int:
        """Elements of a row."""
        return math.prod(self.shape)

    @property
    def numpy(self) -> np.dtype[Any]:
        """The type of weights and gradients."""
        return to_numpy(BY_NAME[self.dtype])

    @property
    def whole(self) -> tuple[int, ...]:
        """The shape of all of it; rows that any id may have have none, and count as 0."""
        return self.shape if self.kind == DENSE else (self.rows, *self.shape)

    @property
    def bound(self) -> int | None:
        """Ids of rows are below it; None: an id is any number of 64 bits."""
        return (self.rows or None) if self.kind != DENSE else self.shape[0] if self.shape else 0

    def plain(self) -> list[Any]:
        """Lists, texts and numbers that say the same."""
        own = [self.kind, self.rows, list(self.shape), self.dtype, list(self.init), self.seed, self.admit, self.split]
        return [*own, list(self.piece)] if self.piece else own

    def initial(self) -> Any:
        """The `init` of a table."""
        kind, *arguments = self.init
        return {"constant": float, "uniform": Uniform, "normal": Normal}[kind](*arguments)


def spec_of(plain: Any) -> Spec:
    """The spec that `plain` gave."""
    kind, rows, shape, dtype, init, seed, admit, split, *piece = plain
    return Spec(kind, rows, tuple(shape), dtype, tuple(init), seed, admit, split, tuple(*piece))


@record
class RowOptions:
    """Arguments of `init` for rows that are made on the servers, as users pass them."""

    init: Any = 0.0
    seed: int = 0
    admit: int = 1
    split: str | None = None


def rows_spec(key: Key, shape: tuple[Any, ...], dtype: Any, options: RowOptions) -> Spec:
    """The spec of rows that are made on the servers.

    Raises:
        BindError: naming everything that does not fit.
    """
    faults: list[Fault] = []
    node = f"key {key!r}"
    count, *rest = shape if len(shape) > 1 else (-1,)
    height, *sizes = [
        0 if (whole := as_whole(size)) is None else whole for size in (1 if count is None else count, *rest)
    ]
    if not 1 <= height < _MOST_IDS or not all(1 <= size < 1 << 31 for size in sizes):
        expected = "(rows, columns), or (None, columns) for ids of 64 bits"
        faults.append(Fault(node, "shape", f"{shape}", expected, "pass whole numbers from 1 on"))
    if getattr(dtype, "name", dtype) not in {item.name for item in TENSOR}:
        faults.append(Fault(node, "dtype", f"{dtype!r}", "a float type", 'pass "float32", say'))
    init, split = options.init, options.split or (HASH if count is None else RANGE)
    if split not in (RANGE, HASH) or (count is None and split == RANGE):
        faults.append(Fault(node, "split", f"{split!r}", '"hash", or "range" where ids have a bound', "leave it out"))
    first: tuple[Any, ...] = ("constant", 0.0)
    number, kind = as_number(init), BY_NAME.get(str(getattr(dtype, "name", dtype)))
    if isinstance(init, Uniform | Normal):
        first = (type(init).__name__.lower(), *init.arguments)
    elif number is not None:
        first = ("constant", number)
    else:
        expected = "a number, mx.table.Uniform(low, high) or mx.table.Normal(sigma)"
        faults.append(Fault(node, "init", kind_name(init), expected, "pass init=0.0, say"))
        kind = None
    if kind in TENSOR and (fault := number_fault("init", init, to_numpy(kind))) is not None:
        faults.append(replace(fault, node=node, argument="init"))
    if faults:
        raise BindError("kv.init", faults)
    rows = 0 if count is None else height
    return Spec(ROWS, rows, tuple(sizes), getattr(dtype, "name", dtype), first, options.seed, options.admit, split)


def server_of(key: Key, spec: Spec, servers: int) -> int:
    """The server that has a dense key. Pieces of one array go to servers in turn."""
    name, number = spec.piece[:2] if spec.piece else (key, 0)
    return (zlib.crc32(f"{type(name).__name__} {name}".encode()) + number) % servers


def servers_of(key: Key, spec: Spec, servers: int) -> list[int]:
    """The servers that have a part of a key, or may have."""
    return [server_of(key, spec, servers)] if spec.kind == DENSE else list(range(servers))


def name_of(key: Key, spec: Spec) -> Key:
    """The key as the user knows it."""
    return spec.piece[0] if spec.piece else key


@record
class Whole:
    """A dense array whose pieces are keys: the spec of all of it, and the pieces in order with their first rows."""

    spec: Spec
    keys: tuple[Key, ...]
    begins: tuple[int, ...]


def pieces_of(key: Key, spec: Spec) -> dict[Key, Spec]:
    """The pieces that a dense array is cut into, along its first axis.

    There are enough for servers that are added later, and none is large.
    """
    height = spec.shape[0]
    size = math.prod(spec.shape) * spec.numpy.itemsize
    count = min(height, max(LEAST_PIECES, -(-size // PIECE_BYTES)))
    bounds = [number * height // count for number in range(count + 1)]
    return {
        f"{key!r}[{begin}:{end}]": replace(spec, shape=(end - begin, *spec.shape[1:]), piece=(key, number, begin))
        for number, (begin, end) in enumerate(itertools.pairwise(bounds))
    }


def wholes_of(schema: Mapping[Key, Spec]) -> dict[Key, Whole]:
    """The arrays whose pieces are in a schema."""
    parts: dict[Key, list[tuple[int, Key, Spec]]] = {}
    for key, spec in schema.items():
        if spec.piece:
            parts.setdefault(spec.piece[0], []).append((spec.piece[2], key, spec))
    wholes: dict[Key, Whole] = {}
    for name, unordered in parts.items():
        begins, keys, specs = zip(*sorted(unordered, key=lambda part: part[0]), strict=True)
        shape = (sum(spec.shape[0] for spec in specs), *specs[0].shape[1:])
        wholes[name] = Whole(replace(specs[0], shape=shape, piece=()), keys, begins)
    return wholes


def owners(spec: Spec, ids: Array, servers: int) -> Array:
    """The server of each id."""
    if spec.split == RANGE:
        bounds = np.array([_begin(spec, number, servers) for number in range(1, servers)], np.uint64)
        return np.searchsorted(bounds, ids, side="right")
    return ((_mixed(ids) >> np.uint64(32)) * np.uint64(servers) >> np.uint64(32)).astype(np.int64)


def _span(spec: Spec, ids: Array, index: int, servers: int) -> tuple[Array, int, int]:
    """A number of each id, and the first and how many of those that the ids of a server have; all without a sign."""
    if spec.split == RANGE:
        begin, end = (_begin(spec, number, servers) for number in (index, index + 1))
        return ids, begin, end - begin
    return owners(spec, ids, servers).view(np.uint64), index, 1


def own_ids(spec: Spec, ids: Array, index: int, servers: int) -> tuple[Array, Array]:
    """The ids of a server in their order; and how many of them are before each id, and in all."""
    return chosen(ids, *_span(spec, ids, index, servers))


def owns_all(spec: Spec, ids: Array, index: int, servers: int) -> bool:
    """True if all of these ids are the server's."""
    values, begin, span = _span(spec, ids, index, servers)  # one before the first becomes a large number
    return bool(np.logical_and.reduce(values - np.uint64(begin) < np.uint64(span)))


def bound_fault(node: str, name: str, spec: Spec, ids: Array) -> Fault | None:
    """The fault of ids that no row of a key can have."""
    if spec.bound is None or not ids.size or (largest := int(ids.max())) < spec.bound:
        return None
    return Fault(node, name, f"id {largest}", f"ids below {spec.bound}", "leave it out")


def _begin(spec: Spec, index: int, servers: int) -> int:
    """The first id of a server, where servers have ranges."""
    return -(-index * spec.rows // servers)


def _mixed(ids: Array) -> Array:
    """Hashes of ids: the finalizer of splitmix64."""
    with np.errstate(over="ignore"):
        mixed = (ids ^ (ids >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def plain_schema(schema: Mapping[Key, Spec]) -> list[list[Any]]:
    """Keys and specs as lists. JSON has texts alone as keys."""
    return [[key, spec.plain()] for key, spec in schema.items()]


def schema_of(plain: Any) -> dict[Key, Spec]:
    """The schema that `plain_schema` gave."""
    return {key: spec_of(spec) for key, spec in plain}
