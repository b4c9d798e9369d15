"""Dense gradients in fewer bits. What a push leaves out stays on the worker, and is added to its next gradient."""

# Of a form in bits, rows travel as planes of bits: which elements are above, and, of two bits, which are below.

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np

from mxsym.codegen.record import record
from mxsym.errors import BindError, Fault, suggest
from mxsym.kv.keys import DENSE, Spec
from mxsym.rule.numbers import as_finite
from mxsym.runtime.buffers import Array
from mxsym.spelling import kind_name
from mxsym.symbol import Group, Symbol, ones_like, var, where, zeros_like

ONE_BIT, TWO_BITS, NONE = "1bit", "2bit", "none"
HALVES = {"float16": np.dtype(np.float16), "bfloat16": np.dtype(np.uint16)}
"""Forms that round, and the types that they travel as."""
FORMS = (TWO_BITS, ONE_BIT, *HALVES)
_PLANES = {ONE_BIT: 1, TWO_BITS: 2}
THRESHOLD = 0.5
_MOST, _LEAST = float(np.finfo(np.float32).max), float(np.finfo(np.float32).tiny)


@record
class Compression:
    """A form of gradients. `threshold`: of those in bits."""

    form: str
    threshold: float = THRESHOLD

    def plain(self) -> list[Any]:
        """A list that says the same."""
        return [self.form, self.threshold]

    def wire(self, spec: Spec) -> tuple[np.dtype[Any], tuple[int, ...]]:
        """The type and the shape that a gradient of a key travels in."""
        if self.form in HALVES:
            return HALVES[self.form], spec.shape
        return np.dtype(np.uint8), (_PLANES[self.form], -(-spec.columns // 8))

    def unpacked(self, rows: Array, spec: Spec) -> Array:
        """The gradient that was sent, in float32."""
        if self.form in HALVES:
            kind: Any = "bfloat16" if self.form == "bfloat16" else np.float16
            return _as_float(rows, kind)
        above, *below = (np.unpackbits(plane, count=spec.columns).view(np.int8) for plane in rows)
        signs = above - below[0] if below else 2 * above - 1
        size = np.float32(self.threshold if below else 1)
        return (signs.astype(np.float32) * size).reshape(spec.shape)


def _as_float(rows: Array, kind: Any) -> Array:
    if kind == "bfloat16":
        return (rows.astype(np.uint32) << np.uint32(16)).view(np.float32)
    return rows.astype(np.float32)


def compression_of(params: Any) -> Compression | None:
    """The compression that MXNet's `compression_params` ask for; None: nothing is compressed.

    Raises:
        BindError: naming everything that is none.
    """
    what = "kv.set_gradient_compression"
    if not isinstance(params, Mapping):
        fix = "pass {'type': '2bit', 'threshold': 0.5}"
        raise BindError(what, [Fault("compression_params", "", kind_name(params), "a dict", fix)])
    known: dict[Any, Any] = dict(params)  # pyright: ignore[reportUnknownArgumentType]: any mapping of the user's
    form, threshold = known.pop("type", None), known.pop("threshold", THRESHOLD)
    faults = [Fault(f"{name}", "", "a value", "type or threshold", "leave it out") for name in known]
    if form not in (*FORMS, NONE):
        fix = suggest(str(form), (*FORMS, NONE))
        faults.append(Fault("type", "", repr(form), ", ".join((*FORMS, NONE)), fix))
    number = as_finite(threshold)
    if number is None or not _is_threshold(form, number):
        faults.append(Fault("threshold", "", repr(threshold), "a number of float32, above 0 but for 1bit", "pass 0.5"))
    if faults or number is None:
        raise BindError(what, faults)
    return None if form == NONE else Compression(form, float(np.float32(number)))


def plain_fault(plain: Any) -> str:
    """The fault of the plain form in a message, as a text; empty if it is right."""
    if type(plain) is not list:
        return kind_name(plain)
    items = cast("list[Any]", plain)
    if len(items) != 2 or type(items[0]) is not str or items[0] not in FORMS or type(items[1]) is not float:
        return f"{items}"[:80]
    return "" if _is_threshold(items[0], items[1]) else f"{items[1]}"


def _is_threshold(form: Any, number: float) -> bool:
    """True if a form can have this threshold: a number of float32, which is above 0 but for one bit."""
    return abs(number) <= _MOST and (form == ONE_BIT or number >= _LEAST)


def fits(spec: Spec) -> bool:
    """True if dense gradients of a key are compressed: those of float32."""
    return spec.kind == DENSE and spec.dtype == "float32" and spec.columns > 0


class Packer:
    """The gradients of one key, of one worker: packs them, and has what was left out so far."""

    def __init__(self, compression: Compression, spec: Spec) -> None:
        self.compression, self._spec = compression, spec
        self.residual: Array = np.zeros(spec.columns, np.float32)
        blank = np.zeros(spec.columns, np.float32)
        self._step: Any = _symbol(compression).bind(args={"grad": blank, "residual": self.residual})

    def packed(self, rows: Array) -> tuple[Array, Array]:
        """A gradient as it travels, and what is left out then. Nothing is kept."""
        sent, left = self._step.forward(grad=rows.reshape(-1), residual=self.residual)
        if self.compression.form in HALVES:
            return np.array(sent).view(HALVES[self.compression.form]).reshape(rows.shape), np.array(left)
        tests: list[Callable[..., Any]] = [np.greater, np.less]
        planes = [np.packbits(test(sent, 0)) for test in tests[: _PLANES[self.compression.form]]]
        return np.stack(planes), np.array(left)


def _symbol(compression: Compression) -> Symbol:
    """Two outputs: the part of a gradient, and of what was left out before, that is sent; the part that is left out."""
    total: Any = var("grad") + var("residual")
    threshold = compression.threshold
    one: Any = ones_like(total)
    if compression.form == TWO_BITS:
        sent = where(
            total >= threshold, one * threshold, where(total <= -threshold, one * -threshold, zeros_like(total))
        )
        return Group([sent, total - sent])
    if compression.form == ONE_BIT:
        sent = where(total > threshold, one, -one)
        return Group([sent, total - sent])
    sent = total.astype(compression.form)
    return Group([sent, total - sent.astype("float32")])
