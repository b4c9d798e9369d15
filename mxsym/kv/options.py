"""Options of a store on servers, checked."""

from __future__ import annotations

import os
from typing import Any

from mxsym.errors import BindError, Fault, suggest
from mxsym.kv.channel import ASYNC, SYNC
from mxsym.kv.checks import rank_fault
from mxsym.rule.numbers import as_finite, as_whole


def options_of(
    name: str,
    *,
    rank: int | None,
    staleness: int | None,
    reduce: str,
    folder: str | os.PathLike[str] | None,
    on_loss: str,
    timeout: float | None,
    **counts: int,
) -> dict[str, Any]:
    """The options of a store's coordinator, from the arguments of `mxsym.kv.store.create`; `counts` are whole numbers.

    Raises:
        BindError: naming every argument that does not fit.
    """
    limits = {**counts, "staleness": 0 if staleness is None else staleness}
    wholes, faults = dict[str, int](), list[Fault]()
    for argument, value in limits.items():
        least, whole = int(argument != "staleness"), as_whole(value)
        if whole is None or whole < least:
            faults.append(Fault(argument, "", repr(value), f"a whole number from {least} on", "pass an int"))
        else:
            wholes[argument] = whole
    for argument, value, known in (("reduce", reduce, ("sum", "mean")), ("on_loss", on_loss, ("stop", "go on"))):
        if value not in known:
            faults.append(Fault(argument, "", repr(value), " or ".join(map(repr, known)), suggest(value, known)))
    if staleness is not None and name == SYNC:
        faults.append(Fault("staleness", "", f"{staleness}", f"none: all steps of {SYNC} wait", f"create {ASYNC!r}"))
    own = as_whole(rank)
    if rank is not None and "workers" in wholes:
        fault = rank_fault(rank if own is None else own, wholes["workers"])
        faults += [] if fault is None else [fault]
    if timeout is not None and ((seconds := as_finite(timeout)) is None or seconds <= 0):
        faults.append(Fault("timeout", "", repr(timeout), "a number of seconds above 0", "pass 60.0, say, or None"))
    if faults:
        raise BindError("kv.create", faults)
    return {
        **wholes, "type": name, "staleness": None if staleness is None else wholes["staleness"],
        "mean": reduce == "mean", "folder": None if folder is None else os.path.abspath(folder),
        "on_loss": on_loss, "timeout": timeout,
    }  # fmt: skip
