"""mxsym: declare an update rule once, get a fused, threaded, vectorised CPU kernel.

`import mxsym as mx`, then `mx.sym`, `mx.nd`, `mx.update_rule`; see the README. The public names are those of
`mxsym/api.py`. They are loaded by the first use of one: importing mxsym takes next to no time.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from mxsym.api import *  # noqa: F403
else:
    import importlib.util
    import os
    import threading

    # A process that forks while another of its threads imports has a child that waits for that import for ever.
    _loading = threading.RLock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_loading.acquire, after_in_parent=_loading.release, after_in_child=_loading.release)

    def _load(*names: str) -> object:
        """Import submodules; the first of them."""
        with _loading:
            first, *_ = [importlib.import_module(f"mxsym.{name}") for name in names]
        return first

    def __getattr__(name: str) -> object:
        """A submodule, or a public name."""
        if name.startswith("__") and name != "__all__":
            raise AttributeError(f"module 'mxsym' has no attribute {name!r}")
        if importlib.util.find_spec(f"mxsym.{name}") is not None:
            return _load(name)
        api = _load("api", "binding", "imperative", "inference", "serialize")  # all that a first step imports
        if name != "__all__" and name not in api.__all__:
            raise AttributeError(f"module 'mxsym' has no attribute {name!r}")
        return globals().setdefault(name, getattr(api, name))

    def __dir__() -> list[str]:
        return sorted({*globals(), *importlib.import_module("mxsym.api").__all__})
