"""Matrix operations: the library functions that compute them, and a body that is cut at them.

No kernel multiplies or decomposes matrices. NumPy does, by the BLAS and LAPACK that it carries: their bits are the
library's, and the interpreter calls the same functions on arrays that lie in memory in the same way.
"""

# Products of bfloat16 are an exception, where the machine has AMX: see `backend/products.py`.

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from mxsym.codegen.dtypes import BF16, Array, DType, T
from mxsym.codegen.expr import MATRIX, REDUCTIONS, WEIGHT, Axes, Expr, Granularity, const, load, postorder, rebuild
from mxsym.codegen.graph import Buffer, Graph, Store, substitute
from mxsym.codegen.prims import PRIMS
from mxsym.codegen.record import field, record, replace


def _product(outs: Sequence[Array], a: Array, b: Array) -> None:
    if a.dtype.itemsize == BF16.bytes:
        a, b = _as_float32(a), _as_float32(b)
    np.matmul(a, b, out=outs[0])


def _as_float32(matrix: Array) -> Array:
    """A matrix of bfloat16, by its bits, in float32. It lies in memory in the same order."""
    return (matrix.view(np.uint16).astype(np.uint32) << 16).view(np.float32)


def _transposed(outs: Sequence[Array], a: Array) -> None:
    outs[0][...] = a.T


def _identity(outs: Sequence[Array]) -> None:
    outs[0][...] = np.eye(len(outs[0]), dtype=outs[0].dtype)


def _eigen(outs: Sequence[Array], a: Array) -> None:
    if not np.isfinite(a).all():  # LAPACK gives up, or never ends; a kernel would give NaN, which a rule may test for
        outs[0][...], outs[1][...] = np.nan, np.nan
        return
    outs[0][...], outs[1][...] = np.linalg.eigh(a)


def _orthonormal(outs: Sequence[Array], a: Array) -> None:
    outs[0][...] = np.linalg.qr(a)[0]


@record
class LibraryFunction:
    """A function that writes its results, one for each of `ops`, the operations that it computes at once.

    `calls` is what people know it as.
    """

    ops: tuple[str, ...]
    run: Callable[..., None]
    calls: str


LIBRARY = {
    op: function
    for function in (
        LibraryFunction(("matmul",), _product, "matmul (BLAS gemm or syrk)"),
        LibraryFunction(("transpose",), _transposed, "transpose (NumPy)"),
        LibraryFunction(("identity",), _identity, "eye (NumPy)"),
        LibraryFunction(("eigenvalues", "eigenvectors"), _eigen, "eigh (LAPACK syevd)"),
        LibraryFunction(("orthonormal",), _orthonormal, "qr (LAPACK geqrf, orgqr)"),
    )
    for op in function.ops
}
"""The function of each matrix operation."""


def is_library_call(body: Graph) -> bool:
    """True if a call's body is one call of a library and no kernel."""
    return bool(body.stores) and body.stores[0].value.op in MATRIX


def is_bfloat16_product(body: Graph) -> bool:
    """True if a library call multiplies matrices of bfloat16, which AMX computes where the machine has it."""
    value = body.stores[0].value
    return value.op == "matmul" and value.args[0].dtype is BF16


def library_operands(body: Graph) -> list[tuple[str, bool]]:
    """The buffers that a library call takes, in order, each as it is or transposed."""
    operands = body.stores[0].value.args
    loads = [(arg.args[0], True) if arg.op == "transpose" else (arg, False) for arg in operands]
    return [(str(node.attr), turned) for node, turned in loads]


def call_library(body: Graph, outs: Sequence[Array], operands: Mapping[str, Array]) -> None:
    """Call the library. `operands`, by buffer, and `outs` are C-contiguous, and of two axes.

    Raises:
        numpy.linalg.LinAlgError: a decomposition did not converge.
    """
    taken = (operands[name].T if turned else operands[name] for name, turned in library_operands(body))
    with np.errstate(all="ignore"):
        LIBRARY[body.stores[0].value.op].run(outs, *taken)


def _counts(shape: tuple[int, ...]) -> dict[str, float]:
    """The counts that a body may ask for."""
    return {"columns": float(math.prod(shape[1:])), "elements": float(math.prod(shape))}


def chosen(body: Graph, shape: tuple[int, ...]) -> Graph:
    """A body with matrices, without the branches that a weight of this shape does not take.

    A `where` is such a branch if its condition is of the weight's numbers of rows and columns alone.
    """
    counts = _counts(shape)
    static: dict[Expr, bool] = {}
    image: dict[Expr, Expr] = {}
    for node in body.nodes():
        leaf = node.op in counts or node.op == "const"
        static[node] = leaf or (bool(node.args) and node.op not in MATRIX and all(static[arg] for arg in node.args))
    conditions = [node.args[0] for node in body.nodes() if node.op == "where" and static[node.args[0]]]
    answers = _answers(tuple(conditions), counts)
    for node in body.nodes():
        if node in static and node.op == "where" and node.args[0] in answers:
            image[node] = image[node.args[1] if answers[node.args[0]] else node.args[2]]
        else:
            image[node] = rebuild(node, tuple(image[arg] for arg in node.args)) if node.args else node
    return body.with_values(image)


def _answers(conditions: tuple[Expr, ...], counts: Mapping[str, float]) -> dict[Expr, bool]:
    """The truth of conditions on counts: in float64, whatever the weight's type."""
    values: dict[Expr, Any] = {}
    with np.errstate(all="ignore"):
        for node in postorder(conditions):
            if node.op in counts:
                values[node] = np.float64(counts[node.op])
            elif node.op == "const":
                values[node] = np.float64(node.attr if isinstance(node.attr, int | float) else 0.0)
            elif node.op == "cast":
                values[node] = values[node.args[0]]
            else:
                column = PRIMS[node.op].numpy if node.op in PRIMS else None
                values[node] = None if column is None else column(*(values[arg] for arg in node.args))
    return {node: bool(values[node]) for node in conditions if values[node] is not None}


@record
class Part:
    """A part of a body: a graph over a matrix with these axes, or a library call.

    Its buffers are what it reads; they and its stores are those of the body, and workspace, `outputs` of this part.
    """

    graph: Graph
    axes: Axes
    outputs: tuple[Buffer, ...] = ()

    @property
    def is_library_call(self) -> bool:
        """True if it is a call of a library."""
        return is_library_call(self.graph)


def has_matrices(body: Graph) -> bool:
    """True if a body is to be cut into parts: it has matrices of other axes than the weight's, or library calls."""
    return any(node.op in MATRIX or node.type.axes != WEIGHT for node in body.nodes())


@record(frozen=False)
class _Cutting:
    """The parts so far. `buffers` are those of the values that are in workspace."""

    body: Graph
    counts: Mapping[str, float]
    buffers: dict[Expr, Buffer] = field(default_factory=dict[Expr, Buffer])
    parts: list[Part] = field(default_factory=list[Part])

    def hold(self, node: Expr) -> Buffer:
        """A new piece of workspace for a value."""
        axes = node.type.axes
        buffer = self.buffers[node] = Buffer(f".{len(self.buffers)}", node.dtype, node.space, axes=axes)
        return buffer

    def loaded(self, node: Expr) -> Expr:
        """The value of workspace."""
        buffer = self.buffers[node]
        return load(buffer.name, buffer.dtype, buffer.space, buffer.axes)

    def stage(self, node: Expr) -> None:
        """Add the stage that computes a matrix operation, and the others of its function on these operands."""
        operands = [self.operand(arg) if node.op == "matmul" else self.held_load(arg) for arg in node.args]
        results = [rebuild_matrix(op, node, node.args) for op in LIBRARY[node.op].ops]
        outputs = tuple(self.hold(result) for result in results)
        values = [rebuild_matrix(op, node, tuple(operands)) for op in LIBRARY[node.op].ops]
        names = dict.fromkeys(str(leaf.attr) for value in values for leaf in postorder([value]) if leaf.op == "load")
        by_name = {buffer.name: buffer for buffer in self.buffers.values()}
        buffers = tuple(by_name[name] for name in names)
        stores = tuple(Store(buffer.name, value) for buffer, value in zip(outputs, values, strict=True))
        self.parts.append(Part(Graph(node.op, buffers, (), stores), node.type.axes, outputs))

    def operand(self, node: Expr) -> Expr:
        """An operand of a product, which takes a transposed one as it is in memory."""
        if node.op == "transpose":
            return rebuild(node, (self.held_load(node.args[0]),))
        return self.held_load(node)

    def held_load(self, node: Expr) -> Expr:
        """A value from its workspace, which it is stored to now if it was not before."""
        if node not in self.buffers:
            self.store_held([node])
        return self.loaded(node)

    def store_held(self, nodes: Sequence[Expr]) -> None:
        """Add the part that computes values of one matrix and stores them to workspace."""
        axes = _axes_of(nodes[0])
        self.numbers_of(nodes, axes)
        values = self.images(nodes, axes)
        outputs = tuple(self.hold(node) for node in nodes)
        stores = [Store(buffer.name, value) for buffer, value in zip(outputs, values, strict=True)]
        self.parts.append(Part(self.graph(stores), axes, outputs))

    def numbers_of(self, nodes: Iterable[Expr], axes: Axes) -> None:
        """Hold what these values need of matrices with other axes: reductions of them."""
        for node in postorder(nodes, self.buffers):
            if node.op in REDUCTIONS and _axes_of(node) != axes and node not in self.buffers:
                self.store_held([node])

    def images(self, nodes: Sequence[Expr], axes: Axes) -> list[Expr]:
        """These values, of what is held and of the body's own buffers, in a loop over their matrix."""
        leaves: dict[Expr, Expr] = {}
        for node in postorder(nodes, self.buffers):
            if node in self.buffers:
                leaves[node] = _plain(self.loaded(node))
            elif node.op in self.counts and axes != WEIGHT:  # the loop's own are others
                leaves[node] = const(self.counts[node.op], node.dtype)
            elif not node.args:
                leaves[node] = _plain(node)
        image = substitute(nodes, leaves)
        return [image[node] for node in nodes]

    def graph(self, stores: Sequence[Store]) -> Graph:
        """A part's graph: its buffers have the loop's axes."""
        known = [replace(buffer, axes=WEIGHT) for buffer in (*self.body.buffers, *self.buffers.values())]
        graph = replace(self.body, buffers=tuple(known), stores=()).with_stores(stores)
        loaded = graph.loaded()
        return replace(graph, buffers=tuple(buffer for buffer in graph.buffers if buffer.name in loaded))


def rebuild_matrix(op: str, node: Expr, operands: tuple[Expr, ...]) -> Expr:
    """A matrix operation of the same library function on these operands; what has none is itself."""
    return MATRIX[op](*operands) if operands else node


def _plain(node: Expr) -> Expr:
    """A leaf as a loop over its own matrix reads it."""
    return load(str(node.attr), node.dtype, node.space) if node.op == "load" else node


def _axes_of(node: Expr) -> Axes:
    """The axes of the matrix that a value is computed over."""
    return node.args[0].type.axes if node.op in REDUCTIONS else node.type.axes


def cut(body: Graph, shape: tuple[int, ...]) -> list[Part]:
    """The parts of a body for a weight of that shape, in the order in which they run.

    Whatever is stored to the body's own buffers comes last; over the weight's matrix, the very last: other loops may
    read numbers and values of rows and columns, which this one writes, and it reads no buffer that they write.
    """
    cutting = _Cutting(body, _counts(shape))
    nodes = body.nodes()
    only_products = _turned_for_products(nodes)
    for node in nodes:
        if node.op in MATRIX and node not in cutting.buffers and node not in only_products:
            cutting.stage(node)
    groups: dict[Axes, list[Store]] = {}
    for store in body.stores:
        axes = store.value.type.axes if store.value.space is Granularity.ELEMENT else WEIGHT
        groups.setdefault(axes, []).append(store)
    last: list[Part] = []
    for axes, stores in sorted(groups.items(), key=lambda group: group[0] == WEIGHT):
        values = [store.value for store in stores]
        cutting.numbers_of(values, axes)
        images = cutting.images(values, axes)
        graph = cutting.graph([replace(store, value=value) for store, value in zip(stores, images, strict=True)])
        last.append(Part(graph, axes))
    return [*cutting.parts, *last]


def _turned_for_products(nodes: Iterable[Expr]) -> set[Expr]:
    """The transposed matrices that only products read, which take them as they lie."""
    turned = {node for node in nodes if node.op == "transpose"}
    for node in nodes:
        if node.op != "matmul":
            turned.difference_update(node.args)
    return turned


@record(frozen=False)
class Rooms:
    """Workspace that parts of one program share one after the other, by shape and type: those that are free."""

    free: dict[tuple[tuple[int, ...], DType], list[str]] = field(
        default_factory=dict[tuple[tuple[int, ...], DType], list[str]]
    )

    def assign(
        self,
        parts: Sequence[Part],
        shape_of: Callable[[Buffer], tuple[int, ...]],
        compute: DType,
        new: Callable[[tuple[int, ...], DType], str],
    ) -> dict[str, str]:
        """The workspace of each buffer that the parts make. Those that the last parts read are not shared.

        A stage's results lie apart from its operands. `new` gives the name of a new one, of that shape and type.
        """
        last = {buffer.name: at for at, part in enumerate(parts) for buffer in (*part.graph.buffers, *part.outputs)}
        names: dict[str, str] = {}
        keys: dict[str, tuple[tuple[int, ...], DType]] = {}
        for at, part in enumerate(parts):
            done = [name for name in names if last[name] == at and part.outputs]
            if not part.is_library_call:
                self._give_back(done, names, keys)
            for buffer in part.outputs:
                dtype = compute if buffer.dtype is T else buffer.dtype
                key = keys[buffer.name] = shape_of(buffer), dtype
                rooms = self.free.get(key)
                names[buffer.name] = rooms.pop() if rooms else new(*key)
            if part.is_library_call:
                self._give_back(done, names, keys)
        return names

    def _give_back(
        self, done: Iterable[str], names: Mapping[str, str], keys: Mapping[str, tuple[tuple[int, ...], DType]]
    ) -> None:
        for name in done:
            self.free.setdefault(keys[name], []).append(names[name])
