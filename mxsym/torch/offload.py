"""Optimizers of parameters that are elsewhere: float32 masters, states and the arithmetic are in CPU memory.

Gradients are fetched as they arrive, and new weights are sent back in the parameters' own dtype. A parameter that is in
CPU memory already is read and written where it lies.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mxsym.torch import eight_bit, optimizers
from mxsym.torch.declared import Declared
from mxsym.torch.parts import Group, Part
from mxsym.torch.stepped import Stepped
from mxsym.torch.tensors import Tensor, torch, version_of


def is_far(tensor: Tensor) -> bool:
    """True if a tensor's memory is none that the CPU computes in."""
    return tensor.device.type != "cpu"


class _Near:
    """The CPU memory of a parameter that is elsewhere: a tensor of its form, and one for its gradient once it comes."""

    def __init__(self, p: Tensor) -> None:
        self.weight = _staging(p)
        self.weight.copy_(p.detach())
        self.version = version_of(p)
        self.grad: Tensor = None
        self._rooms: list[Tensor] = [None, None]

    def follow(self, p: Any) -> None:
        """Have the values of the parameter, if somebody has changed it since it received these."""
        if self.version != version_of(p):
            self.weight.copy_(p.detach())
            self.version = version_of(p)

    def take(self, grad: Tensor) -> None:
        """Fetch a gradient, or add it to the one that has come before."""
        if grad.is_sparse:
            came = grad.to("cpu")
            self.grad = came if self.grad is None else self.grad + came
        elif self.grad is not None:
            self.grad += grad.to(self.grad.device)
        else:
            room = self._rooms[0]
            if room is None or room.dtype != grad.dtype or room.stride() != grad.stride():
                room = self._rooms[0] = _staging(grad)
            self.grad = room.copy_(grad, non_blocking=True)

    def lend(self) -> Tensor:
        """Its gradient, for a step during which others may come."""
        self._rooms.reverse()
        grad, self.grad = self.grad, None
        return grad


def _staging(like: Tensor) -> Tensor:
    """CPU memory for a tensor: pinned where there is a device that copies from it."""
    pins = torch.accelerator.is_available()
    return torch.empty_like(like.detach(), device="cpu", pin_memory=pins, memory_format=torch.preserve_format)


def _wait(tensors: Iterable[Tensor]) -> None:
    """Wait for the copies that are under way from and to devices."""
    for device in {tensor.device for tensor in tensors if tensor.device.type != "cpu"}:
        torch.accelerator.current_stream(device).synchronize()  # needs a device: no test of mxsym's runs it


class _Offloaded(Stepped):
    """Before a class of mxsym.torch's in the order of resolution."""

    def __init__(self, params: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(params, *args, **kwargs)
        # By a weak reference: a parameter's hook keeps no optimizer.
        arrived = weakref.WeakMethod(self._arrived)
        for group in self.param_groups:
            for p in group["params"]:
                if p.requires_grad and p.is_leaf:
                    p.register_post_accumulate_grad_hook(functools.partial(_call, arrived))

    @property
    def _nears(self) -> dict[Any, _Near]:
        return self.__dict__.setdefault("_near_of", {})

    def _near(self, p: Any) -> _Near:
        nears = self._nears
        if p not in nears:
            nears[p] = _Near(p)
        return nears[p]

    def _arrived(self, p: Any) -> None:
        """Fetch a gradient, and free its memory."""
        if is_far(p) and p.grad is not None:
            self._near(p).take(p.grad.detach())
            p.grad = None

    def _gradient(self, p: Any) -> Any:
        if not is_far(p):
            return p.grad
        self._arrived(p)  # one that no hook has seen
        return self._near(p).grad if p in self._nears else None

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Reset the gradients of all optimized parameters, those that have been fetched too.

        Args:
            set_to_none: as torch has it.
        """
        for near in self._nears.values():
            near.grad = None
        parent: Any = super()
        parent.zero_grad(set_to_none)

    def _parts(self, group: Group) -> list[Part]:
        far = [p for p in group["params"] if is_far(p) and self._gradient(p) is not None]
        parts = super()._parts({**group, "params": [p for p in group["params"] if not is_far(p)]})
        if not far:
            return parts
        _wait(far)
        staged = {near.weight: (p, near, near.grad) for p in far for near in (self._near(p),)}
        try:
            for weight, (p, near, grad) in staged.items():
                near.follow(p)
                weight.grad = grad
                if self.state.get(p):
                    self.state[weight] = self.state[p]
            for part in super()._parts({**group, "params": [*staged]}):
                own = [staged[weight] for weight in part.lists[0]]
                part.owners, part.then = [p for p, _, _ in own], functools.partial(self._settle, own)
                parts.append(part)
            runs_later = self._background is not None and self._background.is_beginning
            for weight, (p, near, _) in staged.items():
                if runs_later:
                    near.lend()
                if self.record is not None:
                    self.record.then(functools.partial(_send, p, weight))
        except BaseException:
            self._settle([*staged.values()], False)
            raise
        return parts

    def _settle(self, staged: Sequence[tuple[Any, _Near, Tensor]], is_done: bool) -> None:
        """Give parameters the states and the weights that the tensors in CPU memory have received.

        May be done again if it was interrupted.
        """
        for p, near, grad in staged:
            near.weight.grad = None
            if near.weight in self.state:
                self.state[p] = self.state[near.weight]
                del self.state[near.weight]
            if is_done:
                _send(p, near.weight)
                near.version = version_of(p)
            if (near.grad is grad) is is_done:
                near.grad = None if is_done else grad


def _send(p: Any, weight: Tensor) -> None:
    p.detach().copy_(weight, non_blocking=True)


def _call(method: Callable[[], Any], p: Any) -> None:
    bound = method()
    if bound is not None:
        bound(p)


@functools.cache
def _offloaded(kind: type) -> type[Any]:
    return type(f"CPUOffload{kind.__name__}", (_Offloaded, kind), {"__module__": __name__})


class CPUOffload:
    """An optimizer whose float32 masters and states are in CPU memory, wherever the parameters are.

    `CPUOffload(params, "adamw", lr=1e-4)` is an object of `mxsym.torch.AdamW`. Backward passes hand each gradient over
    as soon as it is complete, and `p.grad` of a parameter on a device is None after that. A step writes the masters and
    the parameters' own dtype in one pass over memory.

    Args:
        params: as torch's optimizers take them.
        optimizer: the name of a class of `mxsym.torch`, in any case, or a class.
        **options: of that class.

    Raises:
        ValueError: there is no class of that name.
    """

    def __new__(cls, params: Any, optimizer: str | type[Any] = "adamw", **options: Any) -> Any:
        kind = _named().get(optimizer.lower()) if isinstance(optimizer, str) else optimizer
        if kind is None or not issubclass(kind, Stepped):
            expected = f"a class of mxsym.torch, or its name: {', '.join(_named())}"
            raise ValueError(f"CPUOffload: got {optimizer!r}, expected {expected}")
        return _offloaded(kind)(params, master=True, **options)


def _named() -> dict[str, type[Any]]:
    """The classes by name, in lower case."""
    values = {**vars(optimizers), **vars(eight_bit)}.items()
    return {
        n.lower(): kind
        for n, kind in values
        if isinstance(kind, type) and issubclass(kind, Stepped) and kind not in (Stepped, Declared)
    }
