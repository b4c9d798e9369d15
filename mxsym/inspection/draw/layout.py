"""Layout of a picture: a rectangle in pixels for each item and box, and the lanes of each edge.

Columns go from left to right, kernels from top to bottom.
"""

# Rectangles do not overlap, except that a box contains its items. A lane leads an edge past the columns between its
# ends. Variables are in the first column, level with the kernel that uses them first; ops inside their kernel, each
# right of what it reads; outputs right of the kernel.

from __future__ import annotations

from mxsym.codegen.record import record
from mxsym.inspection.draw.picture import Item, Picture

CHARACTER, LINE, PAD, GAP = 7.3, 15.0, 10.0, 14.0
COLUMN_GAP, BOX_PAD, BOX_HEAD = 56.0, 16.0, 26.0
LANE = 2.0
LONGEST = 32
"""Characters of a name that are shown."""
TAIL = 14
"""Of these, how many come from the name's end."""


@record
class Rect:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@record
class Layout:
    """Rectangles in the order of the picture's items and boxes, lanes from left to right for each edge, the size."""

    items: list[Rect]
    boxes: list[Rect]
    lanes: list[list[Rect]]
    width: float
    height: float


Cell = tuple[str, int]
"""A cell of a column: ("item", its number), or a lane: ("edge", its number)."""


def shortened(text: str) -> str:
    """A name as it is shown: a long one without its middle."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - TAIL - 1]}…{text[-TAIL:]}"


def text_width(*lines: str) -> float:
    """Width of the widest of these lines."""
    return CHARACTER * max(len(shortened(line)) for line in lines)


def _size(item: Item) -> tuple[float, float]:
    lines = 2 if item.detail else 1
    return text_width(item.name, item.detail) + 2 * PAD, LINE * lines + PAD


def _clusters(picture: Picture) -> list[int]:
    """Band number of each item: its kernel's, or that of the first kernel near it."""
    band = [item.box if item.box is not None else -1 for item in picture.items]
    for edge in (*picture.edges, *reversed(picture.edges)):
        ends = (edge.source, edge.target)
        for one, other in (ends, ends[::-1]):
            near = band[other]
            if picture.items[one].box is None and near >= 0 and (band[one] < 0 or near < band[one]):
                band[one] = near
    return [max(0, number) for number in band]


def _columns(picture: Picture) -> list[int]:
    """The column of each item: 0 for variables; ops right of the ops of their own kernel that they read."""
    column = [0 if item.kind in ("variable", "state") else 1 for item in picture.items]
    for edge in picture.edges:  # sources come before targets
        one, other = picture.items[edge.source], picture.items[edge.target]
        if one.kind == "op" and other.kind in ("op", "output") and (one.box == other.box or other.kind == "output"):
            column[edge.target] = max(column[edge.target], column[edge.source] + 1)
    last = max((column[n] for n, item in enumerate(picture.items) if item.kind == "op"), default=0)
    return [last + 1 if item.kind == "output" else column[n] for n, item in enumerate(picture.items)]


def arrange(picture: Picture) -> Layout:
    """Place everything."""
    sizes = [_size(item) for item in picture.items]
    bands, columns = _clusters(picture), _columns(picture)
    count = max(columns, default=0) + 1
    widths = [max((sizes[n][0] for n in range(len(sizes)) if columns[n] == c), default=0.0) for c in range(count)]
    starts = [GAP]
    for width in widths:
        starts.append(starts[-1] + width + COLUMN_GAP)
    places: dict[tuple[Cell, int], Rect] = {}
    boxes: list[Rect] = []
    top = GAP
    for band in range(max(1, len(picture.boxes))):
        stacks = _stacks(picture, band, bands, columns)
        heights = [[_height(cell, sizes) for cell in stack] for stack in stacks]
        tallest = max((sum(height + GAP for height in column) for column in heights), default=0.0)
        head = BOX_HEAD if picture.boxes else 0.0
        for c, stack in enumerate(stacks):
            y = top + head + BOX_PAD + (tallest - sum(height + GAP for height in heights[c])) / 2
            for cell in _ordered(picture, stack, c, places, columns):
                width = sizes[cell[1]][0] if cell[0] == "item" else widths[c]
                places[cell, c] = Rect(starts[c], y, width, _height(cell, sizes))
                y += _height(cell, sizes) + GAP
        height = head + tallest - GAP + 2 * BOX_PAD
        if picture.boxes:
            inside = [places[("item", n), columns[n]] for n, item in enumerate(picture.items) if item.box == band]
            left, named = starts[1] - BOX_PAD, picture.boxes[band]
            right = max([rect.x + rect.width for rect in inside], default=left) + BOX_PAD
            wide = max(right - left, text_width(named.name) + text_width(named.detail) + 3 * PAD)
            boxes.append(Rect(left, top, wide, height))
        top += height + GAP
    rects = _clear(picture, [places[("item", n), columns[n]] for n in range(len(sizes))], boxes)
    lanes = [
        [places[("edge", e), c] for c in range(count) if (("edge", e), c) in places] for e in range(len(picture.edges))
    ]
    edge = max((rect.x + rect.width for rect in (*rects, *boxes)), default=0.0)
    return Layout(rects, boxes, lanes, edge + GAP, top)


def _height(cell: Cell, sizes: list[tuple[float, float]]) -> float:
    return sizes[cell[1]][1] if cell[0] == "item" else LANE


def _stacks(picture: Picture, band: int, bands: list[int], columns: list[int]) -> list[list[Cell]]:
    """Cells of each column of a band; an edge that leads past a column has a lane there."""
    stacks: list[list[Cell]] = [[] for _ in range(max(columns, default=0) + 1)]
    for number, column in enumerate(columns):
        if bands[number] == band:
            stacks[column].append(("item", number))
    for number, edge in enumerate(picture.edges):
        if bands[edge.source] == band == bands[edge.target]:
            first, last = sorted((columns[edge.source], columns[edge.target]))
            for column in range(first + 1, last):
                stacks[column].append(("edge", number))
    return stacks


def _ordered(
    picture: Picture, stack: list[Cell], column: int, places: dict[tuple[Cell, int], Rect], columns: list[int]
) -> list[Cell]:
    """Cells of a column in order, each near the middle of what it is joined to on its left."""

    def left_of(number: int) -> Rect | None:
        """Left end of an edge as seen from this column: its lane in the previous one, or its source."""
        edge = picture.edges[number]
        end = min(edge.source, edge.target, key=lambda item: columns[item])
        return places.get((("edge", number), column - 1)) or places.get((("item", end), columns[end]))

    def middle(cell: Cell) -> float:
        kind, number = cell
        edges = (
            [number] if kind == "edge" else [e for e, x in enumerate(picture.edges) if number in (x.source, x.target)]
        )
        middles = [rect.middle for e in edges if (rect := left_of(e)) is not None]
        return sum(middles) / len(middles) if middles else 0.0

    return sorted(stack, key=middle)


def _clear(picture: Picture, rects: list[Rect], boxes: list[Rect]) -> list[Rect]:
    """Outputs moved right of the widest box."""
    edge = max((box.x + box.width for box in boxes), default=0.0) + COLUMN_GAP / 2
    return [
        Rect(max(rect.x, edge), rect.y, rect.width, rect.height) if item.kind == "output" and boxes else rect
        for item, rect in zip(picture.items, rects, strict=True)
    ]
