"""The laws of a graph and of a kernel: each function raises `VerifyError` with every fault of a stage.

They run after each pass in the tests and under `MXSYM_VERIFY=1`. `expr.apply` has checked operand types already.
"""

from __future__ import annotations

from collections.abc import Iterator

from mxsym.codegen import settings
from mxsym.codegen.dtypes import F64, STORED, T
from mxsym.codegen.expr import CUTS, EACH, OF_COLUMNS, Expr, Granularity
from mxsym.codegen.graph import Buffer, Graph, Layout, Store
from mxsym.codegen.kernel import Domain, Kernel
from mxsym.codegen.loading import load_modules
from mxsym.codegen.prims import PRIMS


class VerifyError(AssertionError):
    """The compiler made something illegal: a bug of mxsym, not of its user."""


def enabled() -> bool:
    """True if every stage is to be verified."""
    return settings.is_on(settings.VERIFY)


def _declared(buffers: tuple[Buffer, ...], scalars: tuple[str, ...]) -> Iterator[str]:
    names = [buffer.name for buffer in buffers]
    if len(set(names)) < len(names) or len(set(scalars)) < len(scalars):
        yield "a buffer or scalar is declared twice"
    for buffer in buffers:
        if buffer.dtype not in (*STORED, T):
            yield f"buffer {buffer.name} has type {buffer.dtype}"


def _leaf(node: Expr, types: dict[str, Buffer], scalars: tuple[str, ...]) -> Iterator[str]:
    if node.op == "load":
        buffer = types.get(str(node.attr))
        if buffer is None:
            yield f"load of {node.attr}, which is not declared"
        elif buffer.type != node.type:
            yield f"load of {node.attr} as {node.type}, which is {buffer.type}"
    elif node.op == "scalar":
        if node.attr not in scalars:
            yield f"scalar {node.attr} is not declared"
        if node.dtype is not F64:
            yield f"scalar {node.attr} is {node.dtype}, not f64"


def _stores(stores: tuple[Store, ...], types: dict[str, Buffer]) -> Iterator[str]:
    names = [store.buffer for store in stores]
    if len(set(names)) < len(names):
        yield "a buffer is stored twice"
    for store in stores:
        buffer = types.get(store.buffer)
        if buffer is None:
            yield f"store to {store.buffer}, which is not declared"
        elif buffer.dtype is not store.value.dtype:
            yield f"store of {store.value.type} to {store.buffer}, which is {buffer.type}"
        elif not store.value.space.within(buffer.space):
            yield f"store of {store.value.type} to {store.buffer}, which has one value for many"


def _raise(name: str, faults: list[str]) -> None:
    if faults:
        raise VerifyError(f"{name}: " + "; ".join(faults))


def verify_graph(graph: Graph) -> None:
    """Names are declared once, loads and stores have their buffers' types.

    Raises:
        VerifyError: naming every fault.
    """
    types = {buffer.name: buffer for buffer in graph.buffers}
    faults = [*_declared(graph.buffers, graph.scalars), *_stores(graph.stores, types)]
    for node in graph.nodes():
        faults += _leaf(node, types, graph.scalars)
    _raise(f"graph {graph.name}", faults)


def _extents(kernel: Kernel, types: dict[str, Buffer]) -> Iterator[str]:
    """Buffers that have not as many values as the kernel's loop goes through: every `[n]` of a kernel is one n."""
    for buffer in kernel.buffers:
        if buffer.space is Granularity.ROW and kernel.domain not in (Domain.LISTED_ROWS, Domain.BLOCKS):
            yield f"buffer {buffer.name} has one value {EACH[buffer.space]} in a kernel over {kernel.domain}"
        if buffer.space.tile not in (0, kernel.tile):
            tiles = f"a tile of {buffer.space.tile} in a kernel with tiles of {kernel.tile}"
            yield f"buffer {buffer.name} has a value {tiles}"
        if buffer.space.tile and kernel.domain is not Domain.TILES:
            yield f"buffer {buffer.name} has a value a tile in a kernel over {kernel.domain}"
        if buffer.space is Granularity.COLUMN and kernel.domain is not Domain.LISTED_ROWS:
            yield f"buffer {buffer.name} has a value a column in a kernel over {kernel.domain}"
        packed = buffer.layout is Layout.PACKED and buffer.space is not Granularity.SCALAR
        if packed and kernel.domain is Domain.UNLISTED_ROWS:
            yield f"buffer {buffer.name} holds listed rows in a kernel over the others"
    tiles = {node.space.tile for node in kernel.row} - {0, *(buffer.space.tile for buffer in kernel.buffers)}
    if tiles:
        yield f"values of tiles of {', '.join(map(str, tiles))} elements, for which it has no buffer"
    for store in kernel.stores:
        if store.buffer in types and types[store.buffer].space is Granularity.SCALAR:
            yield f"store to {store.buffer}, one number, in a loop"
        of_columns = store.buffer in types and types[store.buffer].space is Granularity.COLUMN
        if of_columns is not (store.value.op in OF_COLUMNS):
            yield f"store of {store.value.op} to {store.buffer}: what is stored for columns is a reduction of them"
        if of_columns and types[store.buffer].layout is not Layout.PACKED:
            yield f"store to {store.buffer}, which has no value for each stripe of rows"


def verify_kernel(kernel: Kernel) -> None:
    """As for graphs; and values are defined before use, `once` is scalar, only machine primitives and calls are left.

    The buffers have the extent of the kernel's loop.

    Raises:
        VerifyError: naming every fault.
    """
    load_modules("mxsym.codegen.expand.functions")
    from mxsym.codegen.expand.functions import is_called

    types = {buffer.name: buffer for buffer in kernel.buffers}
    faults = [*_declared(kernel.buffers, kernel.scalars), *_stores(kernel.stores, types)]
    defined: set[Expr] = set()
    for node in (node for _, nodes in kernel.sections() for node in nodes):
        faults += _leaf(node, types, kernel.scalars)
        faults += [f"{node.op} uses a {arg.op} that comes later" for arg in node.args if arg not in defined]
        if node.op in PRIMS and PRIMS[node.op].composite and not is_called(node):
            faults.append(f"composite {node.op} is left")
        if T in (node.dtype, *(arg.dtype for arg in node.args)):
            faults.append(f"{node.op} is generic")
        if node.op in CUTS - OF_COLUMNS:
            faults.append(f"a {node.op} over a whole tensor is left")
        if any(arg.op in OF_COLUMNS for arg in node.args):
            faults.append(f"{node.op} uses a reduction of columns before it is complete")
        defined.add(node)
    faults += [f"{node.op} in once is {node.type}" for node in kernel.once if node.space is not Granularity.SCALAR]
    faults += [f"{node.op} in row is one number" for node in kernel.row if node.space is Granularity.SCALAR]
    faults += [f"{node.op} in each is {node.type}" for node in kernel.each if not node.space.by_column]
    if kernel.row and kernel.domain not in (Domain.LISTED_ROWS, Domain.BLOCKS, Domain.TILES):
        faults.append(f"values of rows in a kernel over {kernel.domain}")
    faults += [f"store of {s.buffer} comes before its value" for s in kernel.stores if s.value not in defined]
    faults += _extents(kernel, types)
    _raise(f"kernel {kernel.name}", faults)
