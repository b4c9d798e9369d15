"""Loop splitting: large loops cut into smaller ones, as LLVM's time grows faster than a loop's length."""

# It takes more than twice as long for a loop of twice the length. A stage becomes stages that run one after the
# other, none much longer than `LIMIT` values. A value that one computes and a later one needs is in memory in
# between, as workspace `part0`, … A stage of ordinary length stays as it is, and so does one with sums of rows.
#
# Values are cut in the order in which they are computed. A store waits for the last stage that reads its buffer.
# Numbers, and values that are not of floating-point type, are computed again where they are needed.

from __future__ import annotations

from collections.abc import Iterable

from mxsym.codegen.expr import Expr, Granularity, load, postorder
from mxsym.codegen.fusion.stage import LoopRole, Stage
from mxsym.codegen.graph import Buffer, Layout, Store, substitute
from mxsym.codegen.kernel import Domain
from mxsym.codegen.record import replace

LIMIT = 1000
"""Values of elements in a loop."""


def split(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Cut large loops into smaller ones."""
    pieces: list[Stage] = []
    parts = 0
    for stage in stages:
        nodes = stage.graph.nodes()
        elements = [node for node in nodes if node.space is Granularity.ELEMENT and node.args]
        uneven = any(node.space in (Granularity.ROW, Granularity.COLUMN) for node in nodes)
        by_rows = stage.domain is Domain.LISTED_ROWS and uneven
        if len(elements) <= LIMIT or by_rows or stage.domain is Domain.TILES or stage.role is not LoopRole.ELEMENTS:
            pieces.append(stage)
            continue
        cut = _Split(stage, elements, parts)
        pieces += cut.stages()
        parts += len(cut.parts)
    return tuple(pieces)


class _Split:
    """The piece of a stage in which each value is computed, and each store done.

    Attributes:
        parts: the workspace for each value that a piece leaves to a later one; `first` is the number of the first.
        there: for each piece, the values that may be in memory, as earlier ones compute them.
    """

    def __init__(self, stage: Stage, elements: list[Expr], first: int) -> None:
        self.stage = stage
        self.first = first
        self.parts: dict[Expr, Buffer] = {}
        self.piece = {node: number // LIMIT for number, node in enumerate(elements)}
        self.last = max(self.piece.values())
        floats = [node for node in elements if node.dtype.kind == "float"]
        self.there = [{node for node in floats if self.piece[node] < number} for number in range(self.last + 1)]
        self.left: list[list[Expr]] = [[] for _ in range(self.last + 1)]
        wide = {buffer.name for buffer in stage.graph.buffers if buffer.space is Granularity.ELEMENT}
        self.of_store = {
            store: self.piece.get(store.value, 0) if store.buffer in wide else self.last for store in stage.graph.stores
        }
        while self._delay():
            pass

    def _delay(self) -> bool:
        """Let the stores wait whose buffers a later piece reads. True if there were any."""
        reads: dict[str, int] = {}
        roots_of: list[list[Expr]] = [[] for _ in range(self.last + 1)]
        for store, piece in self.of_store.items():
            roots_of[piece].append(store.value)
        for node, piece in self.piece.items():
            roots_of[piece].append(node)
        for number, roots in enumerate(roots_of):
            nodes = postorder(roots, self.there[number])
            reads |= {str(node.attr): number for node in nodes if node.op == "load"}
        late = {store: reads.get(store.buffer, 0) for store in self.of_store}
        moved = [store for store, piece in self.of_store.items() if piece < late[store]]
        self.of_store |= {store: late[store] for store in moved}
        return bool(moved)

    def _image(self, roots: list[Expr], number: int) -> dict[Expr, Expr]:
        """The values that a piece needs for these roots, made of what earlier pieces have left."""
        there = self.there[number]
        left = [node for node in postorder(roots, there) if node in there]
        return substitute(roots, {node: load(self._part(node).name, node.dtype) for node in left})

    def _part(self, node: Expr) -> Buffer:
        """The workspace for a value."""
        if node not in self.parts:
            layout = Layout.PACKED if self.stage.domain is Domain.LISTED_ROWS else Layout.INDEXED
            name = f"part{self.first + len(self.parts)}"
            self.parts[node] = Buffer(name, node.dtype, Granularity.ELEMENT, layout)
            self.left[self.piece[node]].append(node)
        return self.parts[node]

    def stages(self) -> list[Stage]:
        """The pieces. The last one comes first: only then is it known what the one before must leave."""
        pieces: list[Stage] = []
        for number in range(self.last, -1, -1):
            stores = [store for store, piece in self.of_store.items() if piece == number]
            left = self.left[number]
            image = self._image([*(store.value for store in stores), *left], number)
            origins = {new: self.stage.origins.get(old, old) for old, new in image.items()}
            stores = [replace(store, value=image[store.value]) for store in stores]
            stores += [Store(self._part(node).name, image[node]) for node in left]
            sums_later = self.stage.domain is Domain.BLOCKS and number < self.last
            if stores:
                graph = self.stage.graph.with_stores(stores, self.parts.values())
                pieces.append(Stage(graph, Domain.FLAT if sums_later else self.stage.domain, origins=origins))
        return pieces[::-1]
