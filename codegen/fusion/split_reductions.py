"""Whole-tensor sums: a graph that has some is cut into stages that run one after the other, each a single loop."""

# A stage that sums runs over blocks of elements and leaves one partial sum a block; a small one then adds those up,
# in the order of `evaluate.sum_elements`, and later stages read the total as they read any number. Between stages
# values are in workspace: `sum0`, … (one value a block), `total0`, … (one number). Where rows have values of their
# own, or are listed, the terms of a sum are computed row by row and are in `term0`, … until it is summed. If they are
# made of packed rows alone, which are one after the other, a loop over elements computes and sums them.
#
# A sum is placed as late as it can be: in the stage before the first that needs it. A store is placed as early as it
# can be, and a later stage that needs the very value stored loads it. A later stage may need the buffer's old value, to
# compute again what was rounded on its way to memory. Then the store waits for that stage.

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from mxsym.codegen.evaluate import expand
from mxsym.codegen.expr import Expr, Granularity, load, postorder, rebuild, row_sum
from mxsym.codegen.graph import Buffer, Graph, Layout, Store, transform
from mxsym.codegen.kernel import Domain
from mxsym.codegen.record import record, replace


@record
class Stage:
    """One loop. `role`: "elements" runs over the tensors, "totals" over one row of partial sums, "numbers" once.

    `origins` has the value of the whole graph that a value of this one is, where it is another one.
    """

    graph: Graph
    space: Domain
    role: str = "elements"
    origins: Mapping[Expr, Expr] = field(default_factory=dict[Expr, Expr], compare=False, repr=False)


def cut(graph: Graph, space: str) -> tuple[Stage, ...]:
    """The stages of a graph, in the order in which they run; one where it has no sum of a whole tensor.

    `space` is a `Domain` or its word.
    """
    domain = Domain(space)
    sums = [node for node in graph.nodes() if node.op == "sum"]
    if not sums and all(
        buffer.space is not Granularity.SCALAR for buffer in graph.buffers if buffer.name in graph.stored()
    ):
        return (Stage(graph, domain),)
    return _Cut(graph, sums, domain).stages()


class _Cut:
    """The stage of each sum and each store of a graph."""

    def __init__(self, graph: Graph, sums: list[Expr], space: Domain) -> None:
        self.graph = graph
        self.space = space
        self.buffers = {buffer.name: buffer for buffer in graph.buffers}
        self.number = {node: number for number, node in enumerate(sums)}
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
        loads = {node: load(self._total(node).name, node.dtype, Granularity.SCALAR) for node in self.number}
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

    def _term(self, node: Expr) -> Buffer:
        return Buffer(f"term{self.number[node]}", node.dtype, Granularity.ELEMENT, Layout.PACKED)

    def _partial(self, node: Expr) -> Buffer:
        return Buffer(f"sum{self.number[node]}", node.dtype, Granularity.ROW)

    def _total(self, node: Expr) -> Buffer:
        return Buffer(f"total{self.number[node]}", node.dtype, Granularity.SCALAR)

    def stages(self) -> tuple[Stage, ...]:
        stages: list[Stage] = []
        for stage in range(self.last + 1):
            sums = [node for node, where in self.of_sum.items() if where == stage]
            memory = self._memory(stage)
            image = _replaced(self._roots(stage), memory)
            origins = {new: old for old, new in image.items()}
            stores = [replace(s, value=image[s.value]) for s, where in self.of_store.items() if where == stage]
            wide = [store for store in stores if self.buffers[store.buffer].space is not Granularity.SCALAR]
            terms = {node: image[node.args[0]] for node in sums}
            origins |= {row_sum(value): node for node, value in terms.items()}
            direct = {node: value for node, value in terms.items() if self._is_packed(value)}
            if direct and self.space is not Domain.FLAT:  # before what is read is overwritten
                stages.append(Stage(self._graph(self._partials(direct)), Domain.BLOCKS, origins=dict(origins)))
                terms = {node: value for node, value in terms.items() if node not in direct}
            if self.space is not Domain.FLAT:
                wide += [Store(self._term(node).name, value) for node, value in terms.items()]
                terms = {node: load(self._term(node).name, node.dtype) for node in terms}
                origins |= {load_: node.args[0] for node, load_ in terms.items()}
                origins |= {row_sum(value): node for node, value in terms.items()}
                stages += [Stage(self._graph(wide), self.space, origins=origins)] if wide else []
                wide = []
            if wide or terms:
                graph = self._graph([*wide, *self._partials(terms)])
                stages.append(Stage(graph, Domain.BLOCKS if terms else Domain.FLAT, origins=origins))
            if sums:
                stages.append(self._totals(sums))
            if numbers := [store for store in stores if self.buffers[store.buffer].space is Granularity.SCALAR]:
                stages.append(self._numbers(numbers, origins))
        return tuple(stages)

    def _partials(self, terms: Mapping[Expr, Expr]) -> list[Store]:
        """The stores of a stage that sums: the sum of each block of these terms."""
        return [Store(self._partial(node).name, row_sum(value)) for node, value in terms.items()]

    def _is_packed(self, value: Expr) -> bool:
        """True if a loop over elements can compute a value: it reads packed rows only, one after the other."""
        for node in postorder([value]):
            if node.op == "columns" or node.space is Granularity.ROW:
                return False
            is_element = node.op == "load" and node.space is Granularity.ELEMENT
            if is_element and self.buffers[str(node.attr)].layout is not Layout.PACKED:
                return False
        return True

    def _graph(self, stores: list[Store]) -> Graph:
        """A graph of these stores, with the buffers and scalars that it uses."""
        kinds = (self._term, self._partial, self._total)
        return self.graph.with_stores(stores, (kind(node) for kind in kinds for node in self.number))

    def _totals(self, sums: list[Expr]) -> Stage:
        """Each sum's partial sums, which are one row, added up."""
        partials = [replace(self._partial(node), space=Granularity.ELEMENT, layout=Layout.PACKED) for node in sums]
        totals = [replace(self._total(node), space=Granularity.ROW, layout=Layout.PACKED) for node in sums]
        pairs = zip(partials, totals, strict=True)
        stores = tuple(Store(total.name, row_sum(load(of.name, of.dtype))) for of, total in pairs)
        graph = Graph(self.graph.name, (*partials, *totals), (), stores)
        origins = {part: node for node, store in zip(sums, stores, strict=True) for part in postorder([store.value])}
        return Stage(graph, Domain.LISTED_ROWS, "totals", origins)

    def _numbers(self, stores: list[Store], origins: Mapping[Expr, Expr]) -> Stage:
        """Numbers that are stored once, as tensors of one element."""
        graph = self._graph(stores)
        names = {store.buffer for store in stores}

        def widened(node: Expr) -> Expr:
            if node.op == "load" and node.attr in names:
                return load(str(node.attr), node.dtype)
            return expand(node) if node.space is Granularity.ELEMENT else node

        image = transform((store.value for store in graph.stores), widened)
        wide = (replace(b, space=Granularity.ELEMENT) if b.name in names else b for b in graph.buffers)
        graph = replace(graph.with_values(image), buffers=tuple(wide))
        return Stage(graph, Domain.FLAT, "numbers", _before(image, origins))


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
            above[arg] = max(above[arg], above[node] + (node.op == "sum"))
    sums = [node for node in nodes if node.op == "sum"]
    last = max((above[node] for node in sums), default=-1)
    return {node: last - above[node] for node in sums}


def _earliest(graph: Graph, of_sum: Mapping[Expr, int]) -> dict[Expr, int]:
    """The first stage in which each value can be computed."""
    ready: dict[Expr, int] = {}
    for node in graph.nodes():
        below = max((ready[arg] for arg in node.args), default=0)
        ready[node] = of_sum[node] + 1 if node in of_sum else below
    return ready


def _needed(roots: Iterable[Expr], memory: Mapping[Expr, Expr]) -> set[Expr]:
    """The values computed or loaded for `roots`, where some are in memory; not what is loaded in their place."""
    needed: set[Expr] = set()
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node not in needed and node not in memory:
            needed.add(node)
            stack.extend(node.args)
    return needed


def _replaced(roots: Iterable[Expr], memory: Mapping[Expr, Expr]) -> dict[Expr, Expr]:
    """The image of each root where some values are loaded."""
    wanted = list(roots)
    needed = _needed(wanted, memory)
    image: dict[Expr, Expr] = {}
    for node in postorder(wanted):
        if node in memory:
            image[node] = memory[node]
        elif node in needed:
            image[node] = rebuild(node, tuple(image[arg] for arg in node.args)) if node.args else node
    return image
