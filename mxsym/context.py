"""MXNet's device contexts. There is one device, the CPU; its numbers tell copies of a parameter apart, as in MXNet."""

from __future__ import annotations

import contextvars
from typing import Self

from mxsym.codegen.record import record

_CPUS = ("cpu", "cpu_pinned", "cpu_shared")
"""MXNet's kinds of memory that the CPU computes on."""


@record
class Context:
    """A device. Prints as in MXNet: `cpu(0)`. In a `with` block it is that of new arrays.

    Raises:
        ValueError: a device other than the CPU.
    """

    device_type: str = "cpu"
    device_id: int = 0

    def __post_init__(self) -> None:
        if self.device_type not in _CPUS:
            what = f"{self.device_type}({self.device_id})" if isinstance(self.device_type, str) else "a device"  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError(
                f"{what}: mxsym computes on the CPU only; pass mx.cpu(), or ask mx.context.num_gpus() first"
            )

    def __repr__(self) -> str:
        return f"{self.device_type}({self.device_id})"

    def __enter__(self) -> Self:
        _entered.set((*_entered.get(), self))
        return self

    def __exit__(self, *_: object) -> None:
        _entered.set(_entered.get()[:-1])


_entered: contextvars.ContextVar[tuple[Context, ...]] = contextvars.ContextVar("entered", default=())
_CPU = Context()


def cpu(device_id: int = 0) -> Context:
    """The CPU. Its numbers name no cores: they tell copies of a parameter apart.

    Args:
        device_id: the number of the copy.
    """
    return Context("cpu", device_id)


def gpu(device_id: int = 0) -> Context:
    """No device: mxsym computes on the CPU only.

    Args:
        device_id: not used.

    Raises:
        ValueError: always.
    """
    return Context("gpu", device_id)


def num_gpus() -> int:
    """The number of GPUs that mxsym computes on: 0."""
    return 0


def current_context() -> Context:
    """The context of the innermost `with` block, or the CPU."""
    entered = _entered.get()
    return entered[-1] if entered else _CPU
