"""The run-time system: arrays, compiled kernels, plans and threads. It knows the compiler's kernels but no Symbols."""


def __getattr__(name: str) -> object:
    """An error that says what there is in place of MXNet's module of this name."""
    hint = ": the command `mxsym config` prints what mxsym runs on" if name in ("Features", "feature_list") else ""
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}", name=name)
