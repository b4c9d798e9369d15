"""Running averages of an optimizer's parameters: read, or put in the place of the parameters for a while."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NoReturn

from mxsym.torch.forms import AVERAGE
from mxsym.torch.tensors import Tensor, torch


def of(optimizer: Any) -> dict[Any, Tensor]:
    """The averages by parameter."""
    if optimizer._background is not None:
        optimizer._background.check("ema_params")
    if optimizer.ema is None:
        raise RuntimeError("ema_params: no averages are kept; make the optimizer with ema=0.999")
    params = (p for group in optimizer.param_groups for p in group["params"])
    return {p: optimizer.state[p][AVERAGE] if AVERAGE in optimizer.state.get(p, ()) else p.detach() for p in params}


def refuse(what: str) -> NoReturn:
    """Refuse to change parameters that have the values of their averages.

    Raises:
        RuntimeError: naming `what`.
    """
    raise RuntimeError(f"{what}: the parameters have the values of their averages; leave use_ema() first")


@contextmanager
def use(optimizer: Any) -> Generator[None]:
    """Give parameters the values of their averages."""
    optimizer._check("use_ema")
    averages = of(optimizer)
    own = {p: p.detach().clone() for p in averages if AVERAGE in optimizer.state.get(p, ())}
    optimizer._are_averages = True
    try:
        with torch.no_grad():
            for p in own:
                p.copy_(averages[p])
        yield
    finally:
        with torch.no_grad():
            for p, value in own.items():
                p.copy_(value)
        optimizer._are_averages = False
