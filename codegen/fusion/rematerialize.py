"""Rematerialisation: compute an operator again in a later phase if that moves less memory than storing its result."""

# A running average's `average * 0.99` could run in the first phase, but is read in a later one, where the weight is
# stored. A scaled gradient is read for its norm and, a phase later, by the update. Stored in between, each would cost
# two passes over memory.

from __future__ import annotations

from mxsym.codegen.fusion.dependences import Order

Phases = tuple[tuple[int, ...], ...]
"""The phases in which each call is computed, in order, by its number."""


def rematerialize(order: Order) -> Phases:
    """Choose the phases in which each call is computed; for most, its own."""
    facts, calls = order.facts, order.facts.program.calls
    sizes = {tensor.name: tensor.dtype.bytes for tensor in facts.program.tensors}
    users: list[set[int]] = [set() for _ in calls]
    phases: list[tuple[int, ...]] = [() for _ in calls]
    for call in reversed(range(len(calls))):
        phases[call] = tuple(sorted(_chosen(order, call, users[call], sizes)))
        for read in facts.results[call]:
            # Who reads a number, or runs over something else, reads what is stored.
            alike = facts.together(read.producer, read.space, call, read.read_as)
            users[read.producer].update(phases[call] if alike else (order.phases[read.producer],))
    return tuple(phases)


def _chosen(order: Order, call: int, users: set[int], sizes: dict[str, int]) -> set[int]:
    """The phases in which a call is computed whose elements are read in those of `users`."""
    own, cone = order.phases[call], order.cones[call]
    later = users & order.repeatable[call]
    if cone is None or not later:
        return {own}
    stays = bool(users - later)
    size = order.facts.program.calls[call].results[0].dtype.bytes
    read = sum(sizes[tensor] for tensor in cone.leaves)
    stored = size * (1 + len(later)) + (0 if stays else read)
    if read * len(later) > stored:
        return {own}
    return later | {own} if stays else later


def phases_text(order: Order, phases: Phases) -> str:
    """A line for each call: its name and its phases."""
    calls = order.facts.program.calls
    return "".join(f"{call.name}: {', '.join(map(str, of))}\n" for call, of in zip(calls, phases, strict=True))
