"""Products of bfloat16 matrices by AMX, as LLVM's text: operands are packed in tiles, and tiles are multiplied.

Products of two numbers are exact, and sums are float32, in an order that the instruction decides. Subnormal numbers
count as 0.
"""

# There is none by AVX512-BF16: on Intel's machines it is slower than BLAS in float32.

# A tile is 16 vectors of 64 bytes. One of the left operand has 16 of its rows, and 32 of its columns; one of the right
# operand has 32 of its rows, two and two in one vector, and 16 of its columns. Transposed as a matrix of 32-bit words,
# each is one of the transposed operand. Tiles outside of a matrix, and the parts of tiles, are 0. All reading of
# matrices and writing is under masks: nothing outside of them is touched.
#
# A panel is the tiles of 16 rows, or columns, one after the other; panels come in pairs, so a block of a product has
# 32 rows and 32 columns.

from __future__ import annotations

from collections.abc import Mapping

from mxsym.codegen.backend.builder import ZEROS, Builder, Value, i64
from mxsym.codegen.backend.fp_mode import ATTRIBUTES

LANES = 16
"""Vectors of a tile, and 32-bit words of a vector."""
DEPTH = 2 * LANES
"""Numbers that a tile has of each row of a left operand."""
BLOCK = 2 * LANES
"""Rows and columns of a block of a product."""
TILE_BYTES = 64 * LANES
PACK_WORDS = ("source", "tiles", "rows", "columns", "depth")
"""The words that packing is told; `depth` is the number of tiles of a panel, `rows` and `columns` the matrix's."""
PRODUCT_WORDS = ("left", "right", "result", "rows", "columns", "depth", "tasks")
"""The words that a product is told: packed operands, the result and its extents, the tiles of a panel, the tasks."""
TASK_WORDS = ("from_row", "to_row", "from_column", "to_column", "mirrored")
"""A part of a product, in blocks; of a `mirrored` one, a symmetric result's, the part above the diagonal is a copy."""
NEEDS = ("amx-tile", "amx-bf16", "avx512bw", "avx512vl")
"""LLVM's names of what a machine must have."""
_VECTOR = "<16 x i32>"
_DECLARATIONS = """
declare <32 x i16> @llvm.masked.load.v32i16.p0(ptr, i32, <32 x i1>, <32 x i16>)
declare <16 x i16> @llvm.masked.load.v16i16.p0(ptr, i32, <16 x i1>, <16 x i16>)
declare void @llvm.masked.store.v16i32.p0(<16 x i32>, ptr, i32, <16 x i1>)
declare i64 @llvm.smin.i64(i64, i64)
declare void @llvm.x86.ldtilecfg(ptr)
declare void @llvm.x86.tilerelease()
declare void @llvm.x86.tilezero(i8)
declare void @llvm.x86.tileloadd64(i8, ptr, i64)
declare void @llvm.x86.tilestored64(i8, ptr, i64)
declare void @llvm.x86.tdpbf16ps(i8, i8, i8)
"""


def pack_name(paired: bool, turned: bool) -> str:
    """The function that packs rows, or pairs of rows, in tiles that are `turned` after that, or not."""
    return f"pack.{'pairs' if paired else 'rows'}{'.turned' if turned else ''}"


class _Code(Builder):
    """A function on tiles."""

    def mask(self, left: Value, width: int) -> Value:
        """True for as many lanes as are left."""
        few = self.define("i64", f"call i64 @llvm.smin.i64({left}, {i64(width)})", "few")
        number = self.convert("trunc", few, "i32", "number")
        lanes = Value(f"<{width} x i32>", "<" + ", ".join(f"i32 {lane}" for lane in range(width)) + ">")
        return self.compare("slt", lanes, self.spread(number, width, "lanes.left"), "mask")

    def where(self, condition: Value, mask: Value) -> Value:
        """The mask, or no lane."""
        return self.define(mask.type, f"select {condition}, {mask}, {mask.type} {ZEROS}", "mask")

    def read(self, pointer: Value, mask: Value, width: int) -> Value:
        """16-bit numbers from memory, 0 where the mask is not set."""
        kind = f"<{width} x i16>"
        zero, align = Value(kind, ZEROS), Value("i32", "1")
        return self.call(kind, f"@llvm.masked.load.v{width}i16.p0", pointer, align, mask, zero, name="read")

    def write(self, vector: Value, pointer: Value, mask: Value) -> None:
        """32-bit words to memory, where the mask is set."""
        self.call("void", "@llvm.masked.store.v16i32.p0", vector, pointer, Value("i32", "1"), mask)

    def turned(self, vectors: list[Value]) -> list[Value]:
        """The transposed matrix of 32-bit words."""
        for step in (1, 2, 4, 8):
            low = [lane if not lane & step else lane - step + LANES for lane in range(LANES)]
            high = [lane + step if not lane & step else lane + LANES for lane in range(LANES)]
            for first in (row for row in range(LANES) if not row & step):
                one, other = vectors[first], vectors[first + step]
                vectors[first] = self.shuffle(one, other, low, "low")
                vectors[first + step] = self.shuffle(one, other, high, "high")
        return vectors


def _lines(code: _Code, of: Mapping[str, Value], row: Value, column: Value, height: int, width: int) -> list[Value]:
    """The lines of a block of the source from row and column on, with zeros behind its edges."""
    here = code.gep(of["source"], code.binary("mul", row, of["stride"], "down"), "i8", "row.at")
    here = code.gep(here, code.binary("shl", column, 1, "across"), "i8", "here")
    inside = code.mask(code.binary("sub", of["columns"], column, "columns.left"), width)
    left = code.binary("sub", of["rows"], row, "rows.left")
    lines: list[Value] = []
    for line in range(height):
        at = code.gep(here, code.binary("mul", of["stride"], i64(line), "line"), "i8", "line.at") if line else here
        lines.append(code.read(at, code.where(code.compare("sgt", left, line, "is.row"), inside), width))
    return lines


def _pack(paired: bool, turned: bool) -> str:
    """A kernel over pairs of panels."""
    code = _Code(pack_name(paired, turned), {"args": "ptr", "begin": "i64", "end": "i64"}, attributes="#0")
    block, begin, end = code.parameters
    of = code.words(block, PACK_WORDS, ("source", "tiles"))
    of["stride"] = code.binary("shl", of["columns"], 1, "stride")
    first = code.binary("shl", begin, 1, "first")
    last = code.binary("shl", end, 1, "last")
    size = code.binary("mul", of["depth"], i64(TILE_BYTES), "size")
    height, width = (DEPTH, LANES) if paired else (LANES, DEPTH)
    panels, tiles = (first, last), (i64(0), of["depth"])
    (top, bottom), (near, far) = (tiles, panels) if paired else (panels, tiles)  # along the matrix's rows
    with code.loop("down", after="packed") as rows:
        down = rows.phi("i", top)
        rows.while_(code.compare("slt", down, bottom, "more.down"))
        with code.loop("across", after="line.done") as columns:
            across = columns.phi("j", near)
            columns.while_(code.compare("slt", across, far, "more.across"))
            row, column = (
                code.binary("mul", number, i64(each), "from") for number, each in ((down, height), (across, width))
            )
            lines = _lines(code, of, row, column, height, width)
            if paired:
                mixed = [lane // 2 + LANES * (lane % 2) for lane in range(DEPTH)]
                lines = [code.shuffle(lines[at], lines[at + 1], mixed, "pair") for at in range(0, height, 2)]
            vectors = [code.convert("bitcast", line, _VECTOR, "words") for line in lines]
            panel, tile = (across, down) if paired else (down, across)
            target = code.gep(of["tiles"], code.binary("mul", panel, size, "panel.offset"), "i8", "panel.at")
            target = code.gep(target, tile, f"[{TILE_BYTES} x i8]", "tile.at")
            for at, vector in enumerate(code.turned(vectors) if turned else vectors):
                code.store(vector, code.gep(target, at, _VECTOR, "vector.at"), 64)
            columns.next(across, code.add(across, 1, "j.next"))
        rows.next(down, code.add(down, 1, "i.next"))
    code.ret()
    return code.text()


def _multiply(code: _Code, left: Value, right: Value, size: Value, into: Value) -> None:
    """A block of a product, of the panels at `left` and at `right`: four tiles, each of the sums over a panel."""

    def tile(number: int) -> Value:
        return Value("i8", str(number))

    lefts, rights = ((at, code.gep(at, size, "i8", "second")) for at in (left, right))
    for number in range(4):
        code.call("void", "@llvm.x86.tilezero", tile(number))
    with code.loop("depth", after="summed") as loop:
        at = loop.phi("k", i64(0))
        loop.while_(code.compare("slt", at, size, "deeper"))
        rows, columns = ([code.gep(base, at, "i8", "tile") for base in bases] for bases in (lefts, rights))
        step = Value("i64", "64")
        code.call("void", "@llvm.x86.tileloadd64", tile(4), rows[0], step)
        code.call("void", "@llvm.x86.tileloadd64", tile(6), columns[0], step)
        code.call("void", "@llvm.x86.tdpbf16ps", tile(0), tile(4), tile(6))
        code.call("void", "@llvm.x86.tileloadd64", tile(7), columns[1], step)
        code.call("void", "@llvm.x86.tdpbf16ps", tile(1), tile(4), tile(7))
        code.call("void", "@llvm.x86.tileloadd64", tile(5), rows[1], step)
        code.call("void", "@llvm.x86.tdpbf16ps", tile(2), tile(5), tile(6))
        code.call("void", "@llvm.x86.tdpbf16ps", tile(3), tile(5), tile(7))
        loop.next(at, code.add(at, TILE_BYTES, "k.next"))
    for number in range(4):
        where = code.gep(into, number, f"[{TILE_BYTES} x i8]", "sums")
        code.call("void", "@llvm.x86.tilestored64", tile(number), where, Value("i64", "64"))


def _copy_block(code: _Code, block: Value, of: dict[str, Value], row: Value, column: Value, turned: bool) -> None:
    """The part of the result that a block of sums is, from row and column on; `turned`: transposed."""
    stride = code.binary("shl", of["columns"], 2, "stride")
    for number in range(4):
        down, across = divmod(number, 2)
        down, across = (across, down) if turned else (down, across)
        tile = code.gep(block, number, f"[{TILE_BYTES} x i8]", "sums")
        lines = [code.load(_VECTOR, code.gep(tile, line, _VECTOR, "line.at"), 64, "line") for line in range(LANES)]
        top, side = code.add(row, down * LANES, "top"), code.add(column, across * LANES, "side")
        here = code.gep(of["result"], code.binary("mul", top, stride, "down"), "i8", "row.at")
        here = code.gep(here, side, "i32", "here")
        inside = code.mask(code.binary("sub", of["columns"], side, "columns.left"), LANES)
        left = code.binary("sub", of["rows"], top, "rows.left")
        for line, vector in enumerate(code.turned(lines) if turned else lines):
            at = code.gep(here, code.binary("mul", stride, i64(line), "line"), "i8", "line.at")
            code.write(vector, at, code.where(code.compare("sgt", left, line, "is.row"), inside))


def _product() -> str:
    """A kernel over tasks."""
    code = _Code("product", {"args": "ptr", "begin": "i64", "end": "i64"}, attributes="#0")
    args, begin, end = code.parameters
    code.call("void", "@llvm.x86.ldtilecfg", Value("ptr", "@tiles"))
    sums = code.define("ptr", f"alloca [{4 * TILE_BYTES} x i8], align 64", "block")
    of = code.words(args, PRODUCT_WORDS, ("left", "right", "result", "tasks"))
    size = code.binary("mul", of["depth"], i64(TILE_BYTES), "size")
    pair = code.binary("shl", size, 1, "pair")
    with code.loop("task", after="done") as tasks:
        number = tasks.phi("n", begin)
        tasks.while_(code.compare("slt", number, end, "more.tasks"))
        task = code.words(code.gep(of["tasks"], number, f"[{len(TASK_WORDS)} x i64]", "task"), TASK_WORDS, ())
        mirrored = code.compare("ne", task["mirrored"], 0, "is.mirrored")
        with code.loop("rows", after="rows.done") as rows:
            row = rows.phi("i", task["from_row"])
            rows.while_(code.compare("slt", row, task["to_row"], "more.rows"))
            following = code.add(row, 1, "i.next")
            lower = code.define("i64", f"call i64 @llvm.smin.i64({following}, {task['to_column']})", "lower")
            last = code.select(mirrored, lower, task["to_column"], "last")
            left = code.gep(of["left"], code.binary("mul", row, pair, "offset"), "i8", "left.at")
            top = code.binary("mul", row, i64(BLOCK), "top")
            with code.loop("columns", after="columns.done") as columns:
                column = columns.phi("j", task["from_column"])
                columns.while_(code.compare("slt", column, last, "more.columns"))
                right = code.gep(of["right"], code.binary("mul", column, pair, "offset"), "i8", "right.at")
                side = code.binary("mul", column, i64(BLOCK), "side")
                _multiply(code, left, right, size, sums)
                _copy_block(code, sums, of, top, side, turned=False)
                below = code.compare("ne", row, column, "is.below")
                with code.when(code.binary("and", mirrored, below, "is.copied"), "mirror", "mirror.done"):
                    _copy_block(code, sums, of, side, top, turned=True)
                columns.next(column, code.add(column, 1, "j.next"))
            rows.next(row, following)
        tasks.next(number, code.add(number, 1, "n.next"))
    code.call("void", "@llvm.x86.tilerelease")
    code.ret()
    return code.text()


def _configuration() -> str:
    """Eight tiles of 16 vectors of 64 bytes, as the machine is told."""
    palette, rows, wide = bytes([1] + [0] * 15), bytes([LANES] * 8 + [0] * 8), bytes([64, 0] * 8 + [0] * 16)
    content = "".join(f"\\{byte:02X}" for byte in palette + wide + rows)
    return f'@tiles = internal constant [64 x i8] c"{content}", align 64\n'


_WAYS = tuple((paired, turned) for paired in (False, True) for turned in (False, True))
FUNCTIONS = (*(pack_name(*way) for way in _WAYS), "product")
"""The module's functions."""


def text() -> str:
    """The module: packing, and products."""
    parts = [_DECLARATIONS, _configuration(), *(_pack(*way) for way in _WAYS), _product(), "", ATTRIBUTES, ""]
    return "\n".join(parts)
