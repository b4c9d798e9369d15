"""Advice for what a rule cannot say: names that other libraries have, and calls that do not fit."""

from __future__ import annotations

import inspect
import re

from mxsym.errors import suggest
from mxsym.rule.operand import FUNCTIONS

ATTRIBUTES = {
    "shape": "weight.rows and weight.columns are numbers; branch on weight.ndim, the number of axes",
    **dict.fromkeys(("size", "numel"), "it is weight.rows * weight.columns; mx.mean divides by it"),
    "dim": "write weight.ndim",
    "item": "keep it a value; a result may be one number: {…, 'norm': mx.norm(grad)}",
    **dict.fromkeys(("copy", "clone", "detach"), "a value never changes, so it needs no copy"),
    "dtype": "it is the compute type; x.astype('float64') converts",
    **dict.fromkeys(
        ("add_", "sub_", "mul_", "div_", "addcmul_", "addcdiv_", "lerp_"), "write a + b * c, and return it"
    ),
    **dict.fromkeys(("add", "sub", "mul", "div", "neg"), "write it with operators, as a + b * c"),
    **dict.fromkeys(("float", "double", "half", "to", "type"), "x.astype('float64') converts"),
    "data": "a value has no memory; write the value itself",
    **dict.fromkeys(("t", "mT", "transpose"), "write x.T"),
    **dict.fromkeys(("mm", "matmul", "dot"), "write a @ b"),
}
"""By the name of an attribute that arrays of other libraries have."""

_SHAPES = "the shapes of states are the weight's, and those of mx.Row, mx.Column, mx.RowPairs and mx.ColumnPairs"
_ORDER = "a rule neither sorts nor scans values; compare them with mx.mean(x) or mx.max(x), by mx.where"
FUNCTIONS_OF_OTHERS = {
    **dict.fromkeys(
        ("inv", "inverse", "pinv", "solve", "cholesky", "matrix_power", "sqrtm"),
        "powers of a symmetric matrix are values, vectors = mx.eigh(x); (vectors * values ** p) @ vectors.T",
    ),
    "svd": "the squares of singular values are those of mx.eigh(x @ x.T); mx.qr gives an orthonormal factor",
    "linalg": "mx.eigh and mx.qr decompose matrices, and a @ b multiplies them",
    **dict.fromkeys(("matmul", "dot", "mm"), "write a @ b"),
    "transpose": "write x.T",
    **dict.fromkeys(("zeros_like", "zeros"), "write 0.0"),
    **dict.fromkeys(("ones_like", "ones"), "write 1.0"),
    "full_like": "write the number",
    "sigmoid": "write 1 / (1 + mx.exp(-x))",
    "relu": "write mx.maximum(x, 0.0)",
    "tan": "write mx.sin(x) / mx.cos(x)",
    "expm1": "write mx.exp(x) - 1",
    "log1p": "write mx.log(1 + x)",
    **dict.fromkeys(("arctan", "atan"), "write mx.arctan2(x, 1.0)"),
    "lerp": "write mx.ema(x, y, beta), which is beta * x + (1 - beta) * y",
    **dict.fromkeys(
        ("clamp", "clamp_min", "clamp_max"), "write mx.clip(x, low, high), mx.maximum(x, low) or mx.minimum(x, high)"
    ),
    **dict.fromkeys(("addcmul", "addcdiv", "outer", "einsum"), "write it with operators: a * b, a / b, a @ b"),
    "any": "write mx.max(mx.where(condition, 1.0, 0.0)) > 0",
    "all": "write mx.min(mx.where(condition, 1.0, 0.0)) > 0",
    "nan_to_num": "write mx.where(mx.isfinite(x), x, 0.0)",
    "trace": "write mx.sum(mx.eye(x) * x)",
    "cbrt": "write mx.sign(x) * mx.power(mx.abs(x), 1 / 3)",
    "std": "write mx.sqrt(mx.mean(mx.square(x - mx.mean(x))))",
    "var": "write mx.mean(mx.square(x - mx.mean(x)))",
    **dict.fromkeys(("pow", "float_power"), "write x ** y, or mx.power(x, y)"),
    **dict.fromkeys(
        ("median", "quantile", "percentile", "sort", "argsort", "topk", "argmax", "argmin", "unique", "cumsum"), _ORDER
    ),
    **dict.fromkeys(("reshape", "concat", "concatenate", "stack", "split", "pad", "roll", "flip"), _SHAPES),
    **dict.fromkeys(
        ("random", "rand", "randn", "normal", "uniform", "bernoulli"),
        "mx.random_uniform(seed, t) and mx.random_normal(seed, t) are random; make seed and t numbers of the rule",
    ),
}
"""By the name of a function that other libraries have."""
OTHER_MEANINGS = ("var", "trace")
"""Those of them that `mx` has, too: it makes a variable by the one, and the text of a rule by the other."""


def attribute(name: str) -> str:
    """The fix for an attribute that values lack."""
    if name in ATTRIBUTES:
        return ATTRIBUTES[name]
    if name in FUNCTIONS:
        return f"write mx.{name}(x)"
    return FUNCTIONS_OF_OTHERS.get(name, "a rule has mx's functions only")


def function(name: str) -> str:
    """The fix for a function that `mx` lacks."""
    return FUNCTIONS_OF_OTHERS[name] if name in FUNCTIONS_OF_OTHERS else suggest(name, sorted(FUNCTIONS))


def of_another(name: str) -> str:
    """The fix for what a function of mxsym's has raised that means something else in other libraries; else empty."""
    return f"in a rule, {FUNCTIONS_OF_OTHERS[name]}" if name in OTHER_MEANINGS else ""


def of_type_error(text: str) -> str:
    """The fix for a `TypeError` of Python's own or of another library's function, by its text; empty for any other."""
    if re.search(r"\b(not|got) Value\b", text):  # a value, where it takes its own arrays
        return "use mxsym's own functions (mx.sqrt, mx.where, …)"
    if text == "'tuple' object does not support item assignment":
        return "return a list: [new, *others]"
    called = re.match(r"(\w+)\(\) (?:got an unexpected|got multiple|missing|takes) ", text)
    one = None if called is None else FUNCTIONS.get(called[1])
    if one is None:
        return ""
    parameters = [item.replace(annotation=item.empty) for item in inspect.signature(one).parameters.values()]
    return f"write mx.{one.__name__}{inspect.Signature(parameters)}"
