"""mxsym: declare an update rule once, get a fused, threaded, vectorised CPU kernel.

`import mxsym as mx`, then `mx.sym`, `mx.nd`, `mx.update_rule`; see the README. The public names are those of
`mxsym/api.py`. They are loaded by the first use of one: importing mxsym takes next to no time.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from mxsym.api import *  # noqa: F403  # every public name, for type checkers
else:
    import importlib.util
    import sys

    def _load(*names: str) -> object:
        """Import submodules; the first of them."""
        from mxsym.codegen.gate import LOADING

        # A process that forks while another of its threads imports has a child that waits for that import for ever.
        with LOADING:
            first, *_ = [importlib.import_module(f"mxsym.{name}") for name in names]
        return first

    def __getattr__(name: str) -> object:
        """A submodule, or a public name."""
        if name.startswith("__") and name != "__all__":
            raise AttributeError(f"module 'mxsym' has no attribute {name!r}")
        if importlib.util.find_spec(f"mxsym.{name}") is not None:
            if sys._getframe(1).f_globals.get("__name__") == "importlib._bootstrap":
                # `from mxsym import name`, which imports a submodule by itself. It holds locks of modules that whoever
                # is inside the gate may need: it must not wait there.
                raise AttributeError(name)
            return _load(name)
        # All that a first step imports.
        api = _load("api", "executor.bind", "executor.imperative", "opgraph.queries", "opgraph.save")
        if name != "__all__" and name not in api.__all__:
            raise AttributeError(f"module 'mxsym' has no attribute {name!r}")
        return globals().setdefault(name, getattr(api, name))

    def __dir__() -> list[str]:
        return sorted({*globals(), *importlib.import_module("mxsym.api").__all__})
