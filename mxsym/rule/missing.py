"""Parts of MXNet that are not part of mxsym: what a program reads that asks for one."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from mxsym.errors import suggest
from mxsym.rule.mxnet_names import NO_NETWORKS

PARTS = frozenset({
    "BatchEndParam", "Block", "Constant", "FeedForward", "HybridBlock", "KVStoreServer", "Module", "Parameter",
    "ParameterDict", "SymbolBlock", "amp", "autograd", "callback", "contrib", "cpu_pinned", "data",
    "executor_manager", "image", "img", "init", "initializer", "io", "is_np_array", "is_np_shape", "kvstore_server",
    "libinfo", "library", "log", "loss", "metric", "mod", "model_zoo", "module", "mon", "monitor", "nn", "notebook",
    "np", "np_array", "np_shape", "np_symbol", "npx", "numpy", "numpy_extension", "onnx", "operator", "profiler",
    "recordio", "registry", "rnn", "rtc", "set_np_shape", "split_and_load", "split_data", "test_utils", "th", "tvmop",
    "use_np", "use_np_array", "use_np_shape", "util",
})  # fmt: skip
"""Names in `mxnet`, `mxnet.gluon`, `mxnet.gluon.utils`, `mxnet.model` and `mxnet.kvstore`."""
INSTEAD = {
    "shuffle": "order the rows by NumPy: x[:] = x.asnumpy()[np.random.permutation(len(x))]",
    "multinomial": "draw by NumPy: np.random.default_rng().choice(len(p), size, p=p.asnumpy())",
    "opt": "the classes are in mx.optimizer",
    "opt_registry": "it is mx.optimizer.Optimizer.opt_registry",
    "set_gradient_compression": "stores on servers alone have it: mx.kv.create('dist_sync', …)",
    **dict.fromkeys(("get_num_dead_node", "num_dead_node"), "a store in one process has no other node"),
    "_barrier": "call barrier()",
}
"""Calls in place of other names of MXNet's."""


def fix_of(name: str) -> str:
    """The way in which a program does without a name of MXNet's; empty if none is known."""
    if name in INSTEAD:
        return INSTEAD[name]
    if name in PARTS:
        return NO_NETWORKS
    kind, _, draw = name.rpartition("_")
    if kind in ("random", "sample") and draw in ("uniform", "normal", "randint"):
        return f"call mx.nd.random.{draw}"
    drawn = callable(getattr(np.random.Generator, draw if kind in ("random", "sample") else name, None))
    return f"call mx.nd.array(np.random.default_rng().{draw}(…))" if drawn and not name.startswith("_") else ""


def no_attribute(module: str, name: str, close: str = "") -> AttributeError:
    """The error of a name that a module has not; `close` says what it has."""
    hint = fix_of(name) or close
    return AttributeError(
        f"module {module!r} has no attribute {name!r}{': ' * bool(hint)}{hint}"
    )  # Python notes the module


def no_name(module: str, name: str, known: Iterable[str]) -> AttributeError:
    """The error of a name that a module has not, with a near one of those that it has, or with all."""
    return no_attribute(module, name, suggest(name, known))


def no_member(of: object, name: str, close: str = "") -> AttributeError:
    """The error of a name that an object of a class has not."""
    hint = "" if name.startswith("__") else INSTEAD.get(name) or close
    text = f"{type(of).__name__!r} object has no attribute {name!r}{': ' * bool(hint)}{hint}"
    return AttributeError(text, name=name, obj=of)
