"""Whole-tensor sums: a graph that has some is cut into stages that run one after the other, each a single loop."""

# A stage that sums runs over blocks of elements and leaves one partial sum a block; a small one then adds those up,
# in the order of `evaluate.sum_elements`, and later stages read the total as they read any number. Between stages
# values are in workspace: `sum0`, … (one value a block), `total0`, … (one number). Where rows have values of their
# own, or are listed, the terms of a sum are computed row by row and are in `term0`, … until it is summed. If they are
# made of packed rows alone, which are one after the other, a loop over elements computes and sums them.
#
# Sums of rows' or columns' own values are made likewise, of as many elements as there are rows or columns. Reductions
# of columns are made by the loop over rows, for each stripe of rows (`column_sum0`, …), and then by one over the
# stripes. Values of columns that a loop over rows needs are computed before it and kept (`column0_0`, …).
#
# A sum is placed as late as it can be: in the stage before the first that needs it. A store is placed as early as it
# can be, and a later stage that needs the very value stored loads it. A later stage may need the buffer's old value, to
# compute again what was rounded on its way to memory. Then the store waits for that stage.

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mxsym.codegen.evaluate import expand
from mxsym.codegen.expr import (
    COMBINES,
    CUTS,
    OF_COLUMNS,
    OF_ROWS,
    REDUCTIONS,
    Expr,
    Granularity,
    index,
    load,
    postorder,
)
from mxsym.codegen.fusion.stage import LoopRole, Stage
from mxsym.codegen.graph import Buffer, Graph, Layout, Store, substitute, transform
from mxsym.codegen.kernel import Domain
from mxsym.codegen.record import replace


def cut(graph: Graph, domain: Domain) -> tuple[Stage, ...]:
    """The stages of a graph, in the order in which they run; one where it has no sum of a whole tensor.

    Random numbers of columns have a stage of their own, too: to draw them for each row again takes too long.
    """
    nodes = graph.nodes()
    sums = [node for node in nodes if node.op in CUTS]
    draws = any(node.op == "index" and node.space is Granularity.COLUMN for node in nodes)
    if not sums and not draws and all(buffer.space.by_row for buffer in graph.buffers if buffer.name in graph.stored()):
        return (Stage(graph, domain),)
    return _Cut(graph, sums, domain).stages()


class _Cut:
    """The stage of each sum and each store of a graph."""

    def __init__(self, graph: Graph, sums: list[Expr], domain: Domain) -> None:
        self.graph = graph
        self.domain = domain
        self.buffers = {buffer.name: buffer for buffer in graph.buffers}
        self.number = {node: number for number, node in enumerate(sums)}
        self.columns: list[Buffer] = []
        self.of_sum = _latest(graph)
        self.last = 1 + max(self.of_sum.values(), default=-1)
        ready = _earliest(graph, self.of_sum)
        self.of_store = {store: ready[store.value] for store in graph.stores}
        while self._delay():
            pass

    def _roots(self, stage: int) -> list[Expr]:
        sums = [node.args[0] for node, where in self.of_sum.items() if where == stage]
        return [*sums, *(store.value for store, where in self.of_store.items() if where == stage)]

    def _memory(self, stage: int) -> dict[Expr, Expr]:
        """The values that a stage loads rather than computes: totals, and those that earlier stages have stored."""
        loads = {node: load(self._total(node).name, node.dtype, node.space) for node in self.number}
        for store, where in self.of_store.items():
            buffer, value = self.buffers[store.buffer], store.value
            if where < stage and value.args and value.type == buffer.type:
                loads.setdefault(value, load(buffer.name, buffer.dtype, buffer.space))
        return loads

    def _delay(self) -> bool:
        """Let the stores wait whose buffers' old values are needed later. True if there were any."""
        moved = False
        for stage in range(self.last + 1):
            needed = {str(node.attr) for node in _needed(self._roots(stage), self._memory(stage)) if node.op == "load"}
            for store, where in self.of_store.items():
                if where < stage and store.buffer in needed:
                    self.of_store[store] = stage
                    moved = True
        return moved

    def _columns(self, stage: int, memory: Mapping[Expr, Expr]) -> list[Expr]:
        """The values of columns that a stage's loop over rows needs and could compute for each row again."""
        needed = set(_needed(self._roots(stage), memory))
        columns: dict[Expr, None] = {}
        for node in self.graph.nodes():
            if node in needed and node.space is Granularity.ELEMENT:
                wanted = (arg for arg in node.args if arg.space is Granularity.COLUMN and arg.args)
                columns |= dict.fromkeys(arg for arg in wanted if arg not in memory and arg.dtype.kind == "float")
        return list(columns)

    def stages(self) -> tuple[Stage, ...]:
        stages: list[Stage] = []
        for stage in range(self.last + 1):
            stages += self._stages(stage)
        return tuple(stages)

    def _stages(self, stage: int) -> list[Stage]:
        """The loops of a stage: over the tensors, over columns and rows, and the totals."""
        sums = [node for node, where in self.of_sum.items() if where == stage]
        memory = self._memory(stage)
        stages = self._column_values(stage, memory)
        image = substitute(self._roots(stage), memory)
        origins = {new: old for old, new in image.items()}
        stores = [replace(s, value=image[s.value]) for s, where in self.of_store.items() if where == stage]
        spaces = {store: self.buffers[store.buffer].space for store in stores}
        wide = [store for store in stores if spaces[store].by_row]
        terms = {node: image[node.args[0]] for node in sums if node.op not in OF_COLUMNS}
        of_rows = {node: value for node, value in terms.items() if value.space is Granularity.ROW}
        of_columns = {node: value for node, value in terms.items() if value.space is Granularity.COLUMN}
        terms = {node: value for node, value in terms.items() if node not in of_rows and node not in of_columns}
        origins |= {_partial_of(node, value): node for node, value in terms.items()}
        if self.domain is not Domain.FLAT:
            direct = {node: value for node, value in terms.items() if self._is_packed(value)}
            stages += self._partials(direct, [], LoopRole.ELEMENTS, dict(origins))  # before what is read is overwritten
            terms = {node: value for node, value in terms.items() if node not in direct}
            wide += [Store(_term(self.number[node]), value) for node, value in (terms | of_rows).items()]
            terms = {node: load(_term(self.number[node]), node.dtype) for node in terms}
            origins |= {load_: node.args[0] for node, load_ in terms.items()}
            origins |= {_partial_of(node, value): node for node, value in terms.items()}
            stages += self._rows(wide, [node for node in sums if node.op in OF_COLUMNS], image, origins)
            wide = []
        stages += self._partials(terms, wide, LoopRole.ELEMENTS, origins)
        of_rows = {node: load(_term(self.number[node]), node.dtype) for node in of_rows}
        stages += self._partials(of_rows, [], LoopRole.ROWS, {})
        stages += self._partials(of_columns, [], LoopRole.COLUMNS, {})
        if stored := [store for store in stores if spaces[store] is _COLUMN]:
            stages.append(self._flat(stored, LoopRole.COLUMNS, origins))
        if numbers := [store for store in stores if spaces[store] is Granularity.SCALAR]:
            stages.append(self._flat(numbers, LoopRole.NUMBERS, origins))
        return stages

    def _column_values(self, stage: int, memory: dict[Expr, Expr]) -> list[Stage]:
        """The loop over columns whose values the one over rows loads; `memory` has these then."""
        columns = self._columns(stage, memory)
        if not columns:
            return []
        image = substitute(columns, memory)
        buffers = [Buffer(f"column{stage}_{number}", node.dtype, _COLUMN) for number, node in enumerate(columns)]
        pairs = list(zip(columns, buffers, strict=True))
        stores = [Store(buffer.name, image[node]) for node, buffer in pairs]
        loop = self._flat(stores, LoopRole.COLUMNS, {new: old for old, new in image.items()}, buffers)
        memory |= {node: load(buffer.name, buffer.dtype, _COLUMN) for node, buffer in pairs}
        self.columns += buffers
        return [loop]

    def _rows(
        self, wide: list[Store], totals: list[Expr], image: Mapping[Expr, Expr], origins: dict[Expr, Expr]
    ) -> list[Stage]:
        """The loop over rows, with the reductions of columns of its stripes, and then their totals."""
        stripes = [Store(self._stripes(node), REDUCTIONS[node.op](image[node.args[0]])) for node in totals]
        origins |= {store.value: node for store, node in zip(stripes, totals, strict=True)}
        loops = [Stage(self._graph([*wide, *stripes]), self.domain, origins=origins)] if wide or stripes else []
        return [*loops, self._column_totals(totals)] if totals else loops

    def _is_packed(self, value: Expr) -> bool:
        """True if a loop over elements can compute a value: it reads packed rows only, one after the other.

        Over tiles, elements are one after the other.
        """
        if self.domain is Domain.TILES:
            return all(node.space in (Granularity.SCALAR, Granularity.ELEMENT) for node in postorder([value]))
        for node in postorder([value]):
            if node.op in ("columns", "index") or node.space not in (Granularity.SCALAR, Granularity.ELEMENT):
                return False
            is_element = node.op == "load" and node.space is Granularity.ELEMENT
            if is_element and self.buffers[str(node.attr)].layout is not Layout.PACKED:
                return False
        return True

    def _partials(
        self, terms: Mapping[Expr, Expr], wide: list[Store], role: LoopRole, origins: Mapping[Expr, Expr]
    ) -> list[Stage]:
        """The sums of blocks, with what else is stored on the way, and then their totals."""
        if not terms and not wide:
            return []
        partials = [Store(_partial(self.number[node]), _partial_of(node, value)) for node, value in terms.items()]
        buffers = [Buffer(_partial(self.number[node]), node.dtype, Granularity.ROW) for node in terms]
        buffers += [Buffer(_term(self.number[node]), node.dtype) for node in terms if role is LoopRole.ROWS]
        if role is LoopRole.COLUMNS:
            stage = self._flat(partials, role, origins, buffers, Domain.BLOCKS)
        else:
            graph = self._graph([*wide, *partials], buffers)
            stage = Stage(graph, Domain.BLOCKS if terms else Domain.FLAT, role, origins=origins)
        return [stage, self._totals(list(terms), role.totals)] if terms else [stage]

    def _graph(self, stores: list[Store], own: Iterable[Buffer] = ()) -> Graph:
        """A graph of these stores, with the buffers and scalars that it uses; `own`: as they are in this graph."""
        kinds = zip(*map(self._workspace, self.number), strict=True)
        workspace = {buffer.name: buffer for kind in kinds for buffer in kind}
        workspace |= {buffer.name: buffer for buffer in (*self.columns, *own)}
        return self.graph.with_stores(stores, workspace.values())

    def _workspace(self, node: Expr) -> Iterable[Buffer]:
        """The workspace of a sum as a loop over the tensors has it."""
        number, by_rows = self.number[node], node.args[0].space is Granularity.ROW
        space = Granularity.ROW if by_rows else Granularity.ELEMENT
        yield Buffer(_term(number), node.dtype, space, Layout.PACKED)
        yield Buffer(_partial(number), node.dtype, Granularity.ROW)
        yield Buffer(self._stripes(node), node.dtype, _COLUMN, Layout.PACKED)
        yield self._total(node)

    def _stripes(self, node: Expr) -> str:
        return f"{node.op}{self.number[node]}"

    def _total(self, node: Expr) -> Buffer:
        return Buffer(f"total{self.number[node]}", node.dtype, node.space)

    def _totals(self, sums: list[Expr], role: LoopRole) -> Stage:
        """Each sum's partial sums, which are one row, added up."""
        partials = [Buffer(_partial(self.number[node]), node.dtype, layout=Layout.PACKED) for node in sums]
        totals = [replace(self._total(node), space=Granularity.ROW, layout=Layout.PACKED) for node in sums]
        triples = zip(sums, partials, totals, strict=True)
        stores = tuple(Store(total.name, _partial_of(node, load(of.name, of.dtype))) for node, of, total in triples)
        graph = Graph(self.graph.name, (*partials, *totals), (), stores)
        origins = {part: node for node, store in zip(sums, stores, strict=True) for part in postorder([store.value])}
        return Stage(graph, Domain.LISTED_ROWS, role, origins)

    def _column_totals(self, sums: list[Expr]) -> Stage:
        """The stripes' reductions of columns, which are rows, brought together as one stripe."""
        stripes = [Buffer(self._stripes(node), node.dtype, layout=Layout.PACKED) for node in sums]
        totals = [replace(self._total(node), layout=Layout.PACKED) for node in sums]
        triples = zip(sums, stripes, totals, strict=True)
        stores = tuple(Store(to.name, REDUCTIONS[node.op](load(of.name, of.dtype))) for node, of, to in triples)
        graph = Graph(self.graph.name, (*stripes, *totals), (), stores)
        origins = {part: node for node, store in zip(sums, stores, strict=True) for part in postorder([store.value])}
        return Stage(graph, Domain.LISTED_ROWS, LoopRole.STRIPE_TOTALS, origins)

    def _flat(
        self,
        stores: list[Store],
        role: LoopRole,
        origins: Mapping[Expr, Expr],
        own: Iterable[Buffer] = (),
        domain: Domain = Domain.FLAT,
    ) -> Stage:
        """Numbers that are stored once, or values of columns, as tensors of one element or of a row."""
        graph = self._graph(stores, own)
        coarse = Granularity.SCALAR if role is LoopRole.NUMBERS else _COLUMN
        stored = {store.buffer for store in stores}
        names = {b.name for b in graph.buffers if b.space is coarse and (coarse is _COLUMN or b.name in stored)}

        def widened(node: Expr) -> Expr:
            if node.op == "load" and node.attr in names:
                return load(str(node.attr), node.dtype)
            if node.op == "index":  # of columns: the loop's own
                return index()
            return expand(node) if node.space is Granularity.ELEMENT else node

        image = transform((store.value for store in graph.stores), widened)
        wide = (replace(b, space=Granularity.ELEMENT) if b.name in names else b for b in graph.buffers)
        graph = replace(graph.with_values(image), buffers=tuple(wide))
        return Stage(graph, domain, role, _before(image, origins))


_COLUMN = Granularity.COLUMN


def _term(number: int) -> str:
    return f"term{number}"


def _partial(number: int) -> str:
    return f"sum{number}"


def _partial_of(node: Expr, value: Expr) -> Expr:
    """The reduction of a row, or a block, that one of a whole tensor is made of."""
    return OF_ROWS[COMBINES[node.op]](value)


def _before(image: Mapping[Expr, Expr], origins: Mapping[Expr, Expr]) -> dict[Expr, Expr]:
    """The value of the whole graph that each new value is, or is a part of: one value may become several.

    `image` has operands before their users.
    """
    before: dict[Expr, Expr] = {}
    for old, new in image.items():
        stack = [new]
        while stack:
            node = stack.pop()
            if node not in before:
                before[node] = origins.get(old, old)
                stack += node.args
    return before


def _latest(graph: Graph) -> dict[Expr, int]:
    """The last stage in which each sum can be computed: before the sums that need it and before the last stage."""
    nodes = graph.nodes()
    above = dict.fromkeys(nodes, 0)  # the longest chain of sums that need a value
    for node in reversed(nodes):
        for arg in node.args:
            above[arg] = max(above[arg], above[node] + (node.op in CUTS))
    sums = [node for node in nodes if node.op in CUTS]
    last = max((above[node] for node in sums), default=-1)
    return {node: last - above[node] for node in sums}


def _earliest(graph: Graph, of_sum: Mapping[Expr, int]) -> dict[Expr, int]:
    """The first stage in which each value can be computed."""
    ready: dict[Expr, int] = {}
    for node in graph.nodes():
        below = max((ready[arg] for arg in node.args), default=0)
        ready[node] = of_sum[node] + 1 if node in of_sum else below
    return ready


def _needed(roots: Iterable[Expr], memory: Mapping[Expr, Expr]) -> list[Expr]:
    """The values computed or loaded for `roots`, where some are in memory; not what is loaded in their place."""
    return [node for node in postorder(roots, memory) if node not in memory]
