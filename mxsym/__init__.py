"""mxsym: declare an update rule once, get a fused, threaded, vectorised CPU kernel.

`import mxsym as mx`, then `mx.sym`, `mx.nd`, `mx.update_rule`; see the README.
"""

import logging

from mxsym import attribute, base, context, errors, lr_scheduler, names, optimizer, symbol, viz
from mxsym import names as name
from mxsym import ndarray as nd
from mxsym import ndarray as ndarray
from mxsym import symbol as sym
from mxsym import viz as visualization
from mxsym.attribute import AttrScope
from mxsym.context import Context, cpu, current_context
from mxsym.errors import BindError, LoadError, MXSymError, RuleError, SymbolError
from mxsym.executor import Executor
from mxsym.operand import (
    abs,
    all_finite,
    clip,
    eq,
    exp,
    ge,
    gt,
    isfinite,
    le,
    log,
    logical_and,
    logical_or,
    lt,
    maximum,
    mean,
    minimum,
    ne,
    norm,
    power,
    row_mean,
    row_sum,
    rsqrt,
    sign,
    sqrt,
    square,
    sum,
    tanh,
    where,
)
from mxsym.registry import flavour, update_rule
from mxsym.rule import Row, Rule, Scalar
from mxsym.runtime.cache import compile_count
from mxsym.runtime.threads import get_num_threads, set_num_threads
from mxsym.symbol import Group, Symbol, Variable, var
from mxsym.trace import only_if

__version__ = "0.1.0"

logging.getLogger("mxsym").addHandler(logging.NullHandler())

__all__ = [
    "AttrScope", "BindError", "Context", "Executor", "Group", "LoadError", "MXSymError", "Row", "Rule", "RuleError",
    "Scalar", "Symbol", "SymbolError", "Variable", "abs", "all_finite", "attribute", "base", "clip", "compile_count",
    "context", "cpu", "current_context", "eq", "errors", "exp", "flavour", "ge", "get_num_threads", "gt", "isfinite",
    "le", "log", "logical_and", "logical_or", "lr_scheduler", "lt", "maximum", "mean", "minimum", "name", "names",
    "nd", "ndarray", "ne", "norm", "only_if", "optimizer", "power", "row_mean", "row_sum", "rsqrt", "set_num_threads",
    "sign", "sqrt", "square", "sum", "sym", "symbol", "tanh", "update_rule", "var", "visualization", "viz",
    "where",
]  # fmt: skip
