"""The arithmetic of torch's own classes, for what no kernel takes."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mxsym.torch.tensors import torch

# Torch is no dependency of mxsym's: type checkers that do not find it take its classes for Any.
optim: Any = torch.optim
PAIRS = {
    "beta1": ("betas", 0),
    "beta2": ("betas", 1),
    "eta_minus": ("etas", 0),
    "eta_plus": ("etas", 1),
    "step_size_min": ("step_sizes", 0),
    "step_size_max": ("step_sizes", 1),
}
"""The numbers of rules that groups hold in pairs."""
_hooks: Any = sys.modules[optim.Optimizer.__module__]
_profiler = torch.autograd.profiler
is_traced = torch.compiler.is_dynamo_compiling
"""Return True while `torch.compile` traces the call, and False when it runs."""


def hooked(step: Callable[..., Any]) -> Callable[..., Any]:
    """A method `step` as torch's classes have it: under a name for profilers, between hooks.

    Torch enters a range for profilers that are not there, which takes longer than an update of a few rows.
    """
    seen: Callable[..., Any] = optim.Optimizer.profile_hook_step(step)

    @functools.wraps(step)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if (
            args  # a closure, which may add hooks
            or kwargs
            or self._optimizer_step_pre_hooks
            or self._optimizer_step_post_hooks
            or _hooks._global_optimizer_pre_hooks
            or _hooks._global_optimizer_post_hooks
            or _profiler._is_profiler_enabled
        ):
            return seen(self, *args, **kwargs)
        return step(self)

    return call


def untraced(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method for the places where `torch.compile` traces it: the same one, called in a break of the graph.

    With `fullgraph=True` that is an error of torch's, which has the reason.
    """
    aside: Any = torch._disable_dynamo(method)  # which imports the compiler when it is called
    aside._torchdynamo_disable = True
    aside._torchdynamo_disable_msg = f"{method.__name__} of mxsym.torch is a native call; do it outside fullgraph=True"
    return aside


def torchs(cls: type) -> Any:
    """The class of torch's that this one is."""
    return next(base for base in cls.__mro__ if base.__module__.startswith("torch."))


def _home(base: Any) -> str:
    """The module with the function of a class of torch's: AdamW is Adam's."""
    return optim.Adam.__module__ if issubclass(base, optim.Adam) else base.__module__


def _is_in_order(tensor: Any) -> bool:
    """True if torch's fused steps read a tensor right: on the CPU they take its elements one behind the other."""
    if tensor is None or not tensor.is_cpu or tensor.layout is not torch.strided:
        return True
    return tensor.is_contiguous() and not tensor._is_zerotensor()


def call_torch(cls: type, group: Mapping[str, Any], lists: Sequence[list[Any]]) -> None:
    """Update parameters by the function of the class of torch's that `cls` is."""
    base = torchs(cls)
    module = sys.modules[_home(base)]
    function = getattr(module, module.__name__.rpartition(".")[2])
    listed = list(inspect.signature(base._init_group).parameters)[2:]
    known = {**group, "has_complex": any(map(torch.is_complex, lists[0])), "grad_scale": None, "found_inf": None}
    known |= {"has_sparse_grad": any(grad.is_sparse for grad in lists[1])}
    known |= {name: group[pair][at] for name, (pair, at) in PAIRS.items() if pair in group}
    known |= {"etaminus": known.get("eta_minus"), "etaplus": known.get("eta_plus")}
    known |= dict(zip(listed[2:], lists[2:], strict=True))
    if known.get("fused") and not all(_is_in_order(tensor) for column in lists for tensor in column):
        known["fused"] = False
    wanted = list(inspect.signature(function).parameters)[2:]
    function(lists[0], lists[1], **{name: known[name] for name in wanted if name in known})
