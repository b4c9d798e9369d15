"""Ray, imported when a store on servers is made."""

from __future__ import annotations

import time
from typing import Any

from mxsym.codegen.loading import load_extra

NAMESPACE = "mxsym"
"""The namespace of Ray's that coordinators are named in."""
PATIENCE = 0.5
"""Seconds of waiting after which a worker asks if servers have changed, and the coordinator if workers are silent."""


def clock() -> float:
    """Seconds since some moment, for the silence of workers."""
    return time.monotonic()


def ray() -> Any:
    """The module.

    Raises:
        ImportError: it is not installed; the text names the extra.
    """
    return load_extra("ray", "stores on servers need", "ray")


def machine() -> str:
    """The name of the machine that this process is on."""
    return str(ray().get_runtime_context().get_node_id())


def lost() -> type[Exception]:
    """The class of the errors that `is_lost` is asked about."""
    kind: type[Exception] = ray().exceptions.RayActorError
    return kind


def is_lost(error: object) -> bool:
    """True for the error of a call to an actor whose process has ended, or that cannot be reached."""
    known = ray().exceptions
    return isinstance(error, lost()) and not isinstance(error, known.RayTaskError)


def cause_of(error: object) -> object:
    """The error that was raised inside an actor, of the error of a call to it."""
    return getattr(error, "cause", error)


def actor(kind: type, *, restarts: int = 0, **options: Any) -> Any:
    """An actor class that makes objects of `kind`. It takes no CPU of Ray's count: servers wait most of the time."""
    return ray().remote(kind).options(num_cpus=0, max_restarts=restarts, max_concurrency=10_000, **options)
