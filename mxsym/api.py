"""Every public name of mxsym; `import mxsym as mx` has them all, each loaded on first use."""

# ruff: noqa: PLR0402  `from mxsym import base` would ask the package, which asks this module.
from typing import TYPE_CHECKING, Any

import mxsym.base as base
import mxsym.context as context
import mxsym.errors as errors
import mxsym.opgraph.attributes as attribute
import mxsym.opgraph.names as name
import mxsym.opgraph.names as names
import mxsym.symbol as sym
import mxsym.symbol as symbol
from mxsym.base import MXNetError
from mxsym.codegen.loading import load_modules
from mxsym.context import Context, cpu, current_context, gpu, num_gpus
from mxsym.errors import BindError, LoadError, MXSymError, RuleError, SymbolError
from mxsym.executor.new_states import new_states
from mxsym.mxnet.executor import Executor
from mxsym.opgraph.attributes import AttrScope
from mxsym.rule.functions import (
    abs,
    all_finite,
    arctan2,
    bitcast,
    ceil,
    clip,
    cos,
    eigh,
    eq,
    erf,
    exp,
    eye,
    floor,
    fma,
    ge,
    gt,
    isfinite,
    isnan,
    le,
    log,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    lt,
    max,
    maximum,
    mean,
    min,
    minimum,
    ne,
    norm,
    power,
    qr,
    random_bits,
    random_normal,
    random_uniform,
    rint,
    row_mean,
    row_sum,
    rsqrt,
    sign,
    sin,
    sqrt,
    square,
    sum,
    tanh,
    trunc,
    where,
)
from mxsym.rule.inputs import State
from mxsym.rule.registry import flavour, of_length, update_rule
from mxsym.rule.rule import HOOKS, Rule
from mxsym.rule.value import Column, ColumnPairs, Model, Row, RowPairs, Scalar, only_if
from mxsym.runtime.kernel_cache import compile_count
from mxsym.runtime.threads import get_num_threads, set_num_threads
from mxsym.symbol import Variable
from mxsym.symbol.symbol import Group, Symbol, var

if TYPE_CHECKING:
    import mxsym.gluon as gluon
    import mxsym.kv as kv
    import mxsym.kv as kvstore
    import mxsym.lr_scheduler as lr_scheduler
    import mxsym.model as model
    import mxsym.ndarray as nd
    import mxsym.ndarray as ndarray
    import mxsym.ndarray.random as random
    import mxsym.ndarray.random as rnd
    import mxsym.optimizer as optimizer
    import mxsym.table as table
    import mxsym.viz as visualization
    import mxsym.viz as viz
    from mxsym.optax import from_optax, optax_step
    from mxsym.rule.formula import trace
    from mxsym.rule.helpers import debias, ema
    from mxsym.rule.lists import States
    from mxsym.training import global_norm, training_step
else:
    _ELSEWHERE = {
        "kvstore": "mxsym.kv",
        "nd": "mxsym.ndarray",
        "random": "mxsym.ndarray.random",
        "rnd": "mxsym.ndarray.random",
        "visualization": "mxsym.viz",
    }

    def __getattr__(name: str) -> object:
        """A name that a first step does not need and that no submodule has."""
        if name in _ELSEWHERE:
            return load_modules(_ELSEWHERE[name])
        if name in ("debias", "ema"):
            return getattr(load_modules("mxsym.rule.helpers"), name)
        if name in ("global_norm", "training_step"):
            return getattr(load_modules("mxsym.training"), name)
        if name in ("from_optax", "optax_step"):
            return getattr(load_modules("mxsym.optax"), name)
        if name == "States":
            return getattr(load_modules("mxsym.rule.lists"), name)
        if name == "trace":
            return getattr(load_modules("mxsym.rule.formula"), name)
        raise AttributeError(f"module 'mxsym.api' has no attribute {name!r}")


def _call_with_arrays(rule: Rule, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    load_modules("mxsym.executor.imperative")
    from mxsym.executor.imperative import update

    return update(rule, args, kwargs)


def _reduced(rule: Rule) -> tuple[object, ...]:
    load_modules("mxsym.opgraph.rule_text")
    from mxsym.opgraph.rule_text import reduced

    return reduced(rule)


HOOKS.call_with_arrays, HOOKS.reduced = _call_with_arrays, _reduced

__all__ = [
    "AttrScope", "BindError", "Column", "ColumnPairs", "Context", "Executor", "Group", "LoadError", "MXNetError",
    "MXSymError", "Model", "Row", "RowPairs", "Rule", "RuleError", "Scalar", "State", "States", "Symbol", "SymbolError",
    "Variable", "abs", "all_finite", "arctan2", "attribute", "base", "bitcast", "ceil", "clip", "compile_count",
    "context", "cos", "cpu", "current_context", "debias", "eigh", "ema", "eq", "erf", "errors", "exp", "eye", "flavour",
    "floor", "fma", "from_optax", "ge", "get_num_threads", "global_norm", "gluon", "gpu", "gt", "isfinite", "isnan",
    "kv", "kvstore", "le", "log", "logical_and", "logical_not", "logical_or", "logical_xor", "lr_scheduler", "lt",
    "max", "maximum", "mean", "min", "minimum", "model", "name", "names", "nd", "ndarray", "ne", "new_states", "norm",
    "num_gpus", "of_length", "only_if", "optax_step", "optimizer", "power", "qr", "random", "random_bits",
    "random_normal", "random_uniform", "rint", "rnd", "row_mean", "row_sum", "rsqrt", "set_num_threads", "sign", "sin",
    "sqrt", "square", "sum", "sym", "symbol", "table", "tanh", "trace", "training_step", "trunc", "update_rule", "var",
    "visualization", "viz", "where",
]  # fmt: skip
