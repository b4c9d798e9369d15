"""The expansions of the composite primitives into machine primitives."""

# `COMPOSITES` has an entry per composite row of `prims.py`; one that is missing fails at import. The functions that
# are long, `FUNCTIONS`, are expanded for elements, unless there are very many; of single numbers they stay calls
# (`is_called`).

from __future__ import annotations

import functools
import math
from collections.abc import Callable

from mxsym.codegen.codes import BANDED, CODES
from mxsym.codegen.expand.codes import LINES, decode, encode_by_borders
from mxsym.codegen.expand.functions import FUNCTIONS, floordiv_f64, mod_f64, through_f64
from mxsym.codegen.expand.random import random_bits, random_normal, random_uniform, stream
from mxsym.codegen.expand.terms import clip, is_nan, like, limit, where
from mxsym.codegen.expr import OF_MODEL, Expr, apply
from mxsym.codegen.prims import PRIMS


def _square(a: Expr) -> Expr:
    return a * a


def _rsqrt(a: Expr) -> Expr:
    return like(1.0, a) / apply("sqrt", a)


def _sign(a: Expr) -> Expr:
    zero = like(0.0, a)
    negative = where(apply("lt", a, zero), like(-1.0, a), zero)
    return where(apply("gt", a, zero), like(1.0, a), negative)


def _extreme(compare: str) -> Callable[[Expr, Expr], Expr]:
    def expand(a: Expr, b: Expr) -> Expr:
        # `a` where it wins or is NaN; otherwise `b`, which is then the winner or NaN.
        return where(apply("logical_or", apply(compare, a, b), is_nan(a)), a, b)

    return expand


def _isfinite(a: Expr) -> Expr:
    return apply("lt", apply("abs", a), like(math.inf, a))


def _of_one_weight(a: Expr) -> Expr:
    """A number over a model of one weight: that of an update alone."""
    return a


COMPOSITES: dict[str, Callable[..., Expr]] = {
    "square": _square,
    "rsqrt": _rsqrt,
    "sign": _sign,
    "minimum": _extreme("lt"),
    "maximum": _extreme("gt"),
    "clip": clip,
    "limit": limit,
    "isfinite": _isfinite,
    "isnan": is_nan,
    **{name: through_f64(function) for name, function in FUNCTIONS.items()},
    **dict.fromkeys(OF_MODEL, _of_one_weight),
    "mod": through_f64(mod_f64),
    "floordiv": through_f64(floordiv_f64),
    "stream": stream,
    "random_bits": random_bits,
    "random_uniform": random_uniform,
    "random_normal": random_normal,
    **{f"decode_{name}": functools.partial(decode, name) for name in CODES},
    **LINES,
    **{f"encode_{name}": functools.partial(encode_by_borders, name) for name in BANDED},
}
_missing = {name for name, prim in PRIMS.items() if prim.composite} ^ COMPOSITES.keys()
if _missing:
    raise ImportError(f"prims.py and expand/composites.py differ on the composite primitives: {sorted(_missing)}")
