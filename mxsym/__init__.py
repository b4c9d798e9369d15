"""mxsym: declare an update rule once, get a fused, threaded, vectorised CPU kernel.

The public names are those of `mxsym/api.py`, each loaded on first use, so that importing mxsym takes next to no time.
"""

from typing import TYPE_CHECKING

__version__ = "0.2.0"

if TYPE_CHECKING:
    from mxsym.api import *  # noqa: F403  # every public name, for type checkers
else:
    import sys

    from mxsym.codegen import settings
    from mxsym.codegen.loading import load_modules

    def __getattr__(name: str) -> object:
        """A submodule, or a public name."""
        if name.startswith("__") and name != "__all__":
            raise AttributeError(f"module 'mxsym' has no attribute {name!r}")
        if _is_module(f"mxsym.{name}"):
            if sys._getframe(1).f_globals.get("__name__") == "importlib._bootstrap":
                # `from mxsym import name`, which imports a submodule by itself. It holds locks of modules that whoever
                # is inside the gate may need: it must not wait there.
                raise AttributeError(name)
            return load_modules(f"mxsym.{name}")
        api = load_modules("mxsym.api")
        if name != "__all__" and name not in api.__all__:
            close = load_modules("mxsym.errors").suggest(name, api.__all__, "dir(mxsym) lists what there is")
            raise load_modules("mxsym.rule.missing").no_attribute("mxsym", name, close)
        return globals().setdefault(name, getattr(api, name))

    def _is_module(name: str) -> bool:
        # As `importlib.util.find_spec` does, which a first step would load for this alone.
        path = sys.modules["mxsym"].__path__
        return name in sys.modules or any(finder.find_spec(name, path) for finder in sys.meta_path)

    def __dir__() -> list[str]:
        return sorted([*load_modules("mxsym.api").__all__, "__all__", "__version__"])

    def _check_settings() -> None:
        for name in settings.unknown():
            known = {item.removeprefix(settings.PREFIX): item for item in settings.NAMES}
            close = load_modules("mxsym.errors").close(name.removeprefix(settings.PREFIX), known)
            fix = f"did you mean {known[close]!r}?" if close else f"known: {', '.join(settings.NAMES)}"
            settings.warn(f"{name} is no setting of mxsym, and is ignored: {fix}")

    _check_settings()
