"""torch's optimizers with mxsym's kernels: change `torch.optim.AdamW` to `mxsym.torch.AdamW`.

Each class is a subclass of torch's of that name, and takes over everything of it but the arithmetic of `step()`. This
package alone imports torch.
"""

from __future__ import annotations

import importlib.util

if importlib.util.find_spec("torch") is None:
    raise ImportError("mxsym.torch needs PyTorch, which is not installed: pip install 'mxsym[torch]'", name="torch")

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
)

__all__ = [
    "ASGD",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "NAdam",
    "RAdam",
    "RMSprop",
    "Rprop",
]
