"""Parts of MXNet that are not part of mxsym: what a program reads that asks for one."""

from __future__ import annotations

PARTS = frozenset({
    "Block", "Constant", "HybridBlock", "Parameter", "ParameterDict", "SymbolBlock", "amp", "autograd", "callback",
    "contrib", "cpu_pinned", "data", "engine", "executor_manager", "image", "img", "init", "initializer", "io",
    "kvstore_server", "libinfo", "library", "log", "loss", "metric", "mod", "model_zoo", "module", "mon", "monitor",
    "nn", "notebook", "np", "npx", "numpy", "numpy_extension", "onnx", "operator", "profiler", "recordio", "registry",
    "rnn", "rtc", "split_and_load", "split_data", "test_utils", "th", "util",
})  # fmt: skip
"""Names in `mxnet`, `mxnet.gluon` and `mxnet.gluon.utils`."""
WHY = (
    "MXNet's networks, differentiation, data and tools are not part of mxsym, "
    "only its optimizers: see 'Coming from MXNet'"
)


def no_attribute(module: str, name: str, close: str = "") -> AttributeError:
    """The error of a name that a module has not; `close` says what it has."""
    hint = WHY if name in PARTS else close
    return AttributeError(f"module {module!r} has no attribute {name!r}{': ' * bool(hint)}{hint}")
