"""Advice for what a rule cannot say: names that other libraries have, and calls that do not fit."""

from __future__ import annotations

import inspect
import re

from mxsym.errors import suggest
from mxsym.rule import helpers
from mxsym.rule.operand import FUNCTIONS

_SHAPES = "the shapes of states are the weight's, and those of mx.Row, mx.Column, mx.RowPairs and mx.ColumnPairs"
_OPERATORS = "write it with operators, as a + b * c"
_REDUCTIONS = ("sum", "mean", "max", "min", "norm")
_ORDER = "a rule neither sorts nor scans values; compare them with mx.mean(x) or mx.max(x), by mx.where"
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
    **dict.fromkeys(("add", "sub", "mul", "div", "neg"), _OPERATORS),
    **dict.fromkeys(("float", "double", "half", "to", "type"), "x.astype('float64') converts"),
    "data": "a value has no memory; write the value itself",
    **dict.fromkeys(("t", "mT", "transpose"), "write x.T"),
    **dict.fromkeys(("mm", "matmul", "dot"), "write a @ b"),
}
"""By the name of an attribute that arrays of other libraries have."""

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
    "softplus": "write mx.log(1 + mx.exp(x))",
    "softsign": "write x / (1 + mx.abs(x))",
    "reciprocal": "write 1 / x",
    **dict.fromkeys(("absolute", "fabs"), "write mx.abs(x)"),
    **dict.fromkeys(("negative", "neg"), "write -x"),
    **dict.fromkeys(("add", "subtract", "sub", "multiply", "mul", "divide", "div", "true_divide"), _OPERATORS),
    **dict.fromkeys(("mod", "fmod", "remainder"), "write x % y"),
    "floor_divide": "write x // y",
    "isinf": "write ~(mx.isfinite(x) | mx.isnan(x))",
    **dict.fromkeys(("heaviside", "step"), "write mx.where(x > 0, 1.0, 0.0)"),
    "hypot": "write mx.sqrt(x * x + y * y)",
    "copysign": "write mx.where(y < 0, -mx.abs(x), mx.abs(x))",
    "exp2": "write 2.0 ** x",
    "log2": "write mx.log(x) / math.log(2)",
    "log10": "write mx.log(x) / math.log(10)",
    "sinh": "write (mx.exp(x) - mx.exp(-x)) / 2",
    "cosh": "write (mx.exp(x) + mx.exp(-x)) / 2",
    **dict.fromkeys(("arcsin", "asin"), "write mx.arctan2(x, mx.sqrt(1 - x * x))"),
    **dict.fromkeys(("arccos", "acos"), "write mx.arctan2(mx.sqrt(1 - x * x), x)"),
    **{name: f"write math.{name}" for name in ("pi", "e", "inf", "nan")},
    "relu": "write mx.maximum(x, 0.0)",
    "tan": "write mx.sin(x) / mx.cos(x)",
    "expm1": "write mx.exp(x) - 1",
    "log1p": "write mx.log(1 + x)",
    **dict.fromkeys(("arctan", "atan"), "write mx.arctan2(x, 1.0)"),
    "rms": "write mx.sqrt(mx.mean(mx.square(x)))",
    **dict.fromkeys(("inner", "vdot", "vecdot"), "write mx.sum(x * y)"),
    "prod": "write mx.exp(mx.sum(mx.log(x))) of positive values",
    **{f"row_{name}": f"write mx.{name}(x, axis=1)" for name in ("max", "min", "norm")},
    **{f"{column}_{name}": f"write mx.{name}(x, axis=0)" for column in ("col", "column") for name in _REDUCTIONS},
    **dict.fromkeys(
        ("clip_by_norm", "clip_by_global_norm", "clip_grad_norm", "clip_grad_norm_"),
        "write x * mx.minimum(1.0, bound / mx.norm(x)); mx.norm(x, over=mx.Model) is that of all weights",
    ),
    "global_norm": "write mx.norm(x, over=mx.Model)",
    **dict.fromkeys(
        ("newton_schulz", "newtonschulz", "zeropower_via_newtonschulz5", "orthogonalize"),
        "write its loop of products, as the gallery's muon_update does: x = a * x + (b * s + c * s @ s) @ x",
    ),
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
        (
            *("median", "quantile", "percentile", "sort", "argsort", "topk", "argmax", "argmin", "unique"),
            *("cumsum", "cumprod", "diff", "kthvalue"),
        ),
        _ORDER,
    ),
    **dict.fromkeys(("reshape", "concat", "concatenate", "stack", "split", "pad", "roll", "flip"), _SHAPES),
    **dict.fromkeys(
        ("random", "rand", "randn", "normal", "uniform", "bernoulli"),
        "mx.random_uniform(seed, t) and mx.random_normal(seed, t) are random; make seed and t numbers of the rule",
    ),
}
"""By the name of a function that other libraries have."""
OTHER_MEANINGS = ("var", "trace", "global_norm")
"""Those of them that `mx` has, too: for variables, for the text of a rule, for the gradients of a graph."""
_CALLED = {**FUNCTIONS, "debias": helpers.debias, "ema": helpers.ema}
"""All functions that a rule may call."""


def attribute(name: str) -> str:
    """The fix for an attribute that values lack."""
    if name in ATTRIBUTES:
        return ATTRIBUTES[name]
    if name in _CALLED:
        parameters = inspect.signature(_CALLED[name]).parameters.values()
        required = ", ".join(item.name for item in parameters if item.default is item.empty)
        return f"write mx.{name}({required})"
    return FUNCTIONS_OF_OTHERS.get(name, "a rule has mx's functions only")


def function(name: str) -> str:
    """The fix for a function that `mx` lacks."""
    return FUNCTIONS_OF_OTHERS[name] if name in FUNCTIONS_OF_OTHERS else suggest(name, sorted(_CALLED))


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
    one = None if called is None else _CALLED.get(called[1])
    if one is None:
        return ""
    parameters = [item.replace(annotation=item.empty) for item in inspect.signature(one).parameters.values()]
    return f"write mx.{one.__name__}{inspect.Signature(parameters)}"
