"""Parts of MXNet that are not part of mxsym: what a program reads that asks for one."""

from __future__ import annotations

from mxsym.rule.mxnet_names import NO_NETWORKS

PARTS = frozenset({
    "Block", "Constant", "HybridBlock", "Parameter", "ParameterDict", "SymbolBlock", "amp", "autograd", "callback",
    "contrib", "cpu_pinned", "data", "engine", "executor_manager", "image", "img", "init", "initializer",
    "io", "is_np_array", "is_np_shape", "kvstore_server", "libinfo", "library", "log", "loss", "metric", "mod",
    "model_zoo", "module", "mon", "monitor", "nn", "notebook", "np", "np_array", "np_shape", "np_symbol", "npx",
    "numpy", "numpy_extension", "onnx", "operator", "profiler", "recordio", "registry", "rnn", "rtc",
    "set_np_shape", "split_and_load", "split_data", "test_utils", "th", "tvmop", "use_np", "use_np_array",
    "use_np_shape", "util",
})  # fmt: skip
"""Names in `mxnet`, `mxnet.gluon` and `mxnet.gluon.utils`."""


def no_attribute(module: str, name: str, close: str = "") -> AttributeError:
    """The error of a name that a module has not; `close` says what it has."""
    hint = NO_NETWORKS if name in PARTS else close
    return AttributeError(f"module {module!r} has no attribute {name!r}{': ' * bool(hint)}{hint}")
