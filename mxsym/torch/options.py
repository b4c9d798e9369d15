"""The arguments of optimizers beyond those of torch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from mxsym.rule.numbers import as_number, as_whole
from mxsym.runtime import threads
from mxsym.spelling import kind_name
from mxsym.torch.forms import AVERAGE
from mxsym.torch.tensors import FLOATS, Tensor, torch


@dataclass(frozen=True, slots=True)
class Options:
    """The keyword-only arguments of every optimizer, checked."""

    threads: int | None = None
    cpus: Sequence[int] | None = None
    states: Any = None
    master: bool = False
    into: Mapping[Tensor, Tensor] = field(default_factory=dict[Tensor, Tensor])
    max_norm: float | None = None
    ema: Any = None
    undo: bool = False
    stochastic_rounding: int | None = None
    pool: tuple[int | None, tuple[int, ...] | None] = field(init=False)
    """The number of threads and their CPUs."""
    has_masters: bool = field(init=False)
    """True if some parameters have float32 copies, or are copies themselves."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "pool", (self.threads, None if self.cpus is None else tuple(self.cpus)))
        object.__setattr__(self, "has_masters", bool(self.master or self.into))

    def dtype(self, name: str, own: Any = None) -> Any:
        """The dtype of a state that the user has asked for; None where there is none.

        `own`: the parameter's. Where that is complex nobody has asked: the dtypes are those of real numbers.
        """
        if own is not None and own.is_complex:
            return None
        return self._by_name().get(name) if isinstance(self.states, dict) else self.states

    def dtypes(self) -> list[Any]:
        """All dtypes that the user has asked for."""
        return [*self._by_name().values()] if isinstance(self.states, dict) else [self.states]

    def names(self) -> list[str]:
        """The states that the user has named."""
        return [*self._by_name()] if isinstance(self.states, dict) else []

    def _by_name(self) -> dict[str, Any]:
        return self.states


DESCRIBED = """
Further arguments, of every class of mxsym.torch, by name:
    threads: number of threads of a step; None: that of mxsym (`mx.set_num_threads`).
    cpus: numbers of the CPUs that steps run on.
    states: a float dtype of torch's for all states, or a dict of dtypes by the name of a state.
    master: True: a 16-bit parameter has a float32 copy, which steps update.
    into: a dict of a buffer for each float32 parameter, which receives the new value, rounded to its dtype.
    max_norm: gradients are scaled down if their global norm is larger; `step()` returns the norm.
    ema: decay of running averages of the parameters, from 0 to 1; None: no averages.
    undo: True: a step keeps what it overwrites, and `undo()` takes it back.
    stochastic_rounding: a seed: bfloat16 parameters are rounded up or down at random.
"""
"""A docstring's section on these arguments."""


def as_seed(value: Any) -> int:
    """A seed, or -1 for what is none; True is that of 0."""
    seed = 0 if value is True else as_whole(value)
    return -1 if seed is None else seed


def _as_float(value: Any) -> float:
    """A number, or NaN for what is none."""
    number = as_number(value)
    return math.nan if number is None else number


def checked(given: Mapping[str, Any], tensors: Sequence[str]) -> Options:
    """The options that a user gave for an optimizer whose rule has these tensors.

    Raises:
        ValueError, TypeError: naming the argument, what was got and what is expected.
    """
    off: dict[str, Any] = {"stochastic_rounding": None} if given.get("stochastic_rounding") is False else {}
    options = Options(**{**given, **off})
    threads.of(*options.pool)
    _check_states(options, tensors)
    if options.max_norm is not None and not _as_float(options.max_norm) > 0:
        raise ValueError(f"max_norm: got {options.max_norm!r}, expected a positive number, or None for no clipping")
    if options.ema is not None and not 0.0 <= _as_float(options.ema) <= 1.0:
        raise ValueError(f"ema: got {options.ema!r}, expected the decay of the averages, a number from 0 to 1")
    _check_into(options.into)
    seed = options.stochastic_rounding
    if seed is not None and not 0 <= as_seed(seed) < 1 << 52:
        raise ValueError(f"stochastic_rounding: got {seed!r}, expected True, or a seed from 0 to 2^52 - 1")
    if seed is not None and options.has_masters:
        raise ValueError("stochastic_rounding and masters: got both; masters lose nothing: leave one of them out")
    if options.master and options.into:
        raise ValueError("master and into: got both; with into the parameters are float32 weights: leave master out")
    return options


def _check_states(options: Options, tensors: Sequence[str]) -> None:
    """Raise a `ValueError` or `TypeError` for options of states that no step can follow."""
    for name, value in (("master", options.master), ("undo", options.undo)):
        if not isinstance(cast("object", value), bool):
            raise TypeError(f"{name}: got {value!r}, expected True or False")
    named = (*tensors[1:], AVERAGE)
    if strange := [name for name in options.names() if name not in named]:
        raise ValueError(f"states: got {strange[0]!r}, expected names of states: {', '.join(named)}")
    for dtype in options.dtypes():
        if dtype is not None and dtype not in FLOATS:
            raise TypeError(f"states: got {dtype!r}, expected a float dtype of torch's, or a dict of them by state")


def _check_into(into: Mapping[Tensor, Tensor]) -> None:
    """Raise a `ValueError` or `TypeError` for buffers that no step can write to."""
    is_mapping = isinstance(cast("object", into), Mapping)
    pairs = [one for pair in into.items() for one in pair] if is_mapping else [None]
    if not all(isinstance(tensor, torch.Tensor) for tensor in pairs):
        got = f"a dict of {type(pairs[0]).__name__}" if is_mapping else kind_name(into)
        raise TypeError(f"into: got {got}, expected a dict of a buffer, a tensor, for each parameter")
    for weight, buffer in into.items():
        if weight.dtype is not torch.float32 or weight.shape != buffer.shape or weight.stride() != buffer.stride():
            form = f"shape {tuple(weight.shape)}, strides {weight.stride()}, {weight.dtype}"
            other = f"shape {tuple(buffer.shape)}, strides {buffer.stride()}"
            raise ValueError(f"into: got a buffer of {other}, and a weight of {form}; expected float32 and equal forms")
