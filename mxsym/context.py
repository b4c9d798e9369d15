"""MXNet's device contexts. There is one device, the CPU: `cpu()`, which programs written for MXNet pass to `bind`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """A device. Prints as in MXNet: `cpu(0)`."""

    device_type: str = "cpu"
    device_id: int = 0

    def __repr__(self) -> str:
        return f"{self.device_type}({self.device_id})"


def cpu(device_id: int = 0) -> Context:
    """The CPU."""
    return Context("cpu", device_id)


def current_context() -> Context:
    """The CPU: there is no other."""
    return cpu()
