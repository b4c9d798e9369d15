"""mxsym: declare an update rule once, get a fused, threaded, vectorised CPU kernel.

The public names are those of `mxsym/api.py`, each loaded on first use, so that importing mxsym takes next to no time.
"""

from typing import TYPE_CHECKING

__version__ = "0.2.0"

if TYPE_CHECKING:
    from mxsym.api import *  # noqa: F403  # every public name, for type checkers
else:
    import sys
    from importlib.machinery import ModuleSpec
    from types import ModuleType

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
        path = getattr(sys.modules[name.rpartition(".")[0]], "__path__", None)
        others = (finder for finder in sys.meta_path if finder is not _Attributes)
        return name in sys.modules or any(finder.find_spec(name, path) for finder in others)

    class _Attributes:
        """Finder and loader, the last asked, of modules that are attributes of packages: `mxsym.nd` is one."""

        @staticmethod
        def find_spec(name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
            parent, _, child = name.rpartition(".")
            if parent.partition(".")[0] != "mxsym":
                return None
            if not child.startswith("__") and isinstance(getattr(sys.modules[parent], child, None), ModuleType):
                return ModuleSpec(name, _Attributes)
            if fix := load_modules("mxsym.rule.missing").fix_of(child):
                # Not with `name=name`: `from mxsym import nn` would put a text of Python's in the place of this.
                raise ModuleNotFoundError(f"No module named {name!r}: {fix}")
            return None

        @staticmethod
        def create_module(spec: ModuleSpec) -> None:
            """One that `exec_module` replaces: nothing is written to the module that has another name."""

        @staticmethod
        def exec_module(module: ModuleType) -> None:
            parent, _, child = module.__name__.rpartition(".")
            sys.modules[module.__name__] = getattr(sys.modules[parent], child)

    class _InAliases:
        """Finder, the first asked, in packages of another name: others would load their files a second time."""

        @staticmethod
        def find_spec(name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
            parent, _, child = name.rpartition(".")
            if parent.partition(".")[0] != "mxsym" or (real := sys.modules[parent].__name__) == parent:
                return None
            if not isinstance(getattr(sys.modules[parent], child, None), ModuleType):
                if not _is_module(f"{real}.{child}"):
                    return None
                load_modules(f"{real}.{child}")
            return ModuleSpec(name, _Attributes)

    sys.meta_path[:] = [_InAliases, *sys.meta_path, _Attributes]

    def __dir__() -> list[str]:
        return sorted([*load_modules("mxsym.api").__all__, "__all__", "__version__"])

    def _check_settings() -> None:
        for name in settings.unknown():
            known = {item.removeprefix(settings.PREFIX): item for item in settings.NAMES}
            close = load_modules("mxsym.errors").close(name.removeprefix(settings.PREFIX), known)
            fix = f"did you mean {known[close]!r}?" if close else f"known: {', '.join(settings.NAMES)}"
            settings.warn(f"{name} is no setting of mxsym, and is ignored: {fix}")

    _check_settings()
