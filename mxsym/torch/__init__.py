"""torch's optimizers with mxsym's kernels: change `torch.optim.AdamW` to `mxsym.torch.AdamW`.

Each class is a subclass of torch's of that name, and takes over everything of it but the arithmetic of `step()`. This
package alone imports torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mxsym.codegen.loading import load_modules

try:
    load_modules("torch")
except ModuleNotFoundError as error:
    if error.name != "torch":
        raise
    why = "mxsym.torch needs PyTorch, which is not installed: pip install 'mxsym[torch]'"
    raise ImportError(why, name="torch") from None

from mxsym.errors import suggest
from mxsym.rule.lookup import known
from mxsym.torch.declared import from_rule
from mxsym.torch.eight_bit import Adam8bit, AdamW8bit
from mxsym.torch.faults import StepError
from mxsym.torch.files import load, save
from mxsym.torch.offload import CPUOffload
from mxsym.torch.optimizers import (
    ASGD,
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    NAdam,
    RAdam,
    RMSprop,
    Rprop,
    SparseAdam,
)

if not TYPE_CHECKING:

    def _plain(name: str) -> str:
        """The name without what other libraries put before torch's: of FusedSGD, of DeepSpeedCPUAdam."""
        before = next((item for item in ("Fused", "DeepSpeedCPU", "CPU", "Paged") if name.startswith(item)), "")
        return name.removeprefix(before)

    def __getattr__(name: str) -> object:
        """An error that says what there is."""
        of_rule = "mxsym.torch.from_rule makes a class of an update rule, of your own or the gallery's"
        plain, both = _plain(name), "did you mean 'AdamW'? 'Adam' adds the decay to the gradient"
        if isinstance(getattr(load_modules("torch").optim, name, None), type):
            hint = f"no kernel runs torch.optim.{name}: use torch's, or make a class of a rule by mxsym.torch.from_rule"
        elif plain != name and plain in __all__:
            hint = both if plain == "Adam" else f"did you mean {plain!r}?"
        elif plain.lower() not in map(str.lower, __all__) and (rule := known(f"{plain.lower()}_update")) is not None:
            hint = f"an update rule of that name makes one: mxsym.torch.from_rule({rule.name!r})"
        elif any(name.endswith(item) and name != item for item in __all__ if item[:1].isupper()):
            hint = of_rule  # another algorithm: StableAdamW, LazyAdam
        else:
            hint = suggest(name, __all__, of_rule)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}: {hint}", name=name)


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "ASGD",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "Adam8bit",
    "AdamW",
    "AdamW8bit",
    "Adamax",
    "CPUOffload",
    "NAdam",
    "RAdam",
    "RMSprop",
    "Rprop",
    "SparseAdam",
    "StepError",
    "from_rule",
    "load",
    "save",
]
