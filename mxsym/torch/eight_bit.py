"""Adam with states in 8 bits, with the arguments and the checkpoints of bitsandbytes' classes of these names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, cast

from mxsym.codegen.blocks import TILE
from mxsym.codegen.codes import code_of
from mxsym.codegen.dtypes import F32
from mxsym.codegen.program import tiles
from mxsym.rule.inputs import ABSMAX, Input, new_state
from mxsym.rule.rule import Rule
from mxsym.spelling import kind_name
from mxsym.torch.arithmetic import BESIDE
from mxsym.torch.declared import Declared
from mxsym.torch.parts import Group, Lists, Part, chosen
from mxsym.torch.rule_facts import rule_of
from mxsym.torch.stepped import Stepped
from mxsym.torch.tensors import Tensor, torch

LEAST = 4096
"""Parameters with fewer elements have whole states."""
_WRAPPED = "__bnb_optimizer_quant_state__"
"""The key of the tensors of a parameter's state in checkpoints: distributed ones take no other form than its own."""
_IS_SMALL = "is_small"
_OLD = 2048
"""The elements of a block in checkpoints of older versions of bitsandbytes."""
_STATES = ("state1", "state2")
_TENSORS = ("grad", *(name for state in _STATES for name in (state, f"{state}{ABSMAX}")))
_KEYS = {f"{name}{ABSMAX}": f"absmax{number}" for number, name in enumerate(_STATES, 1)}
"""The names that scales have in a parameter's state."""
_EXACT = (*_STATES, *_KEYS.values(), "qmap1", "qmap2")
"""The tensors of a parameter's state, whose types do not follow the parameter's."""


class Adam8bit(Declared):
    """Adam whose states take a byte for each element: bitsandbytes' `Adam8bit`, stepped by one kernel of mxsym's.

    The states of a parameter are those of bitsandbytes: `state1` and `state2` (uint8), `absmax1` and `absmax2`, a scale
    for each block of 256 elements, `qmap1` and `qmap2`, the values of the bytes, and `step`. Checkpoints go both ways.
    The weight decays apart from the gradient, as there.
    """

    rule = "adam8bit_update"
    tensors = _TENSORS
    counter = "step"
    takes_sparse = False
    _decay: ClassVar[float] = 0.0

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float | None = None,
        *,
        min_8bit_size: int = LEAST,
        **options: Any,
    ) -> None:
        """Make an optimizer.

        Args:
            params: the parameters, or groups of them.
            lr, betas, eps, weight_decay: as for `AdamW`.
            min_8bit_size: parameters with fewer elements have float32 states.
            **options: the further arguments of `AdamW`; states have no other dtypes.

        Raises:
            ValueError: a number that Adam cannot have; states of another dtype.
        """
        decay = self._decay if weight_decay is None else weight_decay
        for name, number in (("lr", lr), ("eps", eps), ("weight_decay", decay)):
            if not number >= 0.0:
                raise ValueError(f"{name}: got {number!r}, expected a number from 0 on")
        for number in betas:
            if not 0.0 <= number < 1.0:
                raise ValueError(f"betas: got {betas!r}, expected two numbers from 0 to below 1")
        if options.get("states") is not None:
            raise ValueError("states: got a dtype; these states are bytes: leave states out, or use AdamW")
        self._least = min_8bit_size
        numbers = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": decay}
        Stepped.__init__(self, params, numbers, **options)

    def __getstate__(self) -> dict[str, Any]:
        return {**super().__getstate__(), "_least": self._least}

    def _rule(self, group: Group) -> Rule:
        return rule_of("adam8bit_small_update" if group.get(_IS_SMALL) else self.rule)

    def _init_group(self, group: Group, *lists: list[Any]) -> None:
        for p in group["params"]:
            if p.grad is None:
                continue
            state = self.state[p]
            if state.keys() <= BESIDE:
                state |= self._new_states(p)
            is_small = not any(_is_coded(state[name]) for name in _STATES)
            names = (*self.tensors[1:], self.counter)
            own = [None if is_small and name in _KEYS else state[_KEYS.get(name, name)] for name in names]
            for column, tensor in zip(lists, (p, p.grad, *own), strict=False):  # the count is in no list
                column.append(tensor)

    def _new_states(self, p: Tensor) -> dict[str, Any]:
        """The states of a parameter before its first step."""
        states: dict[str, Any] = {self.counter: 0}
        rule = rule_of(self.rule)
        for number, name in enumerate(_STATES, 1):
            item = rule.input(name)
            if p.numel() < self._least:
                states[name] = torch.zeros_like(p, dtype=torch.float32, memory_format=torch.preserve_format)
                continue
            new, scales = (new_state(one, tuple(p.shape), F32, {}) for one in (item, item.scales))
            states[name] = torch.full_like(p, new.value, dtype=torch.uint8, memory_format=torch.preserve_format)
            states[f"qmap{number}"] = _values(item)
            states[f"absmax{number}"] = torch.zeros(scales.shape)
        return states

    def _converted(self, name: str, value: Any, p: Tensor) -> Any:
        del name, p
        return value

    def _parts(self, group: Group) -> list[Part]:
        parts: list[Part] = []
        for part in Stepped._parts(self, group):
            small = [*self._are_small(part.lists)]
            for is_small in sorted(set(small)):
                lists = chosen(part.lists, [place for place, one in enumerate(small) if one is is_small])
                if is_small:
                    names = ("weight", *self.tensors)
                    lists = [[] if name in _KEYS else column for name, column in zip(names, lists, strict=True)]
                parts.append(Part({**group, _IS_SMALL: is_small}, lists, assigns=self._counts(lists[0])))
        return parts

    def _are_small(self, lists: Lists) -> Iterator[bool]:
        """For each parameter, True if its states are whole."""
        columns = dict(zip(("weight", *self.tensors), lists, strict=True))
        for states in zip(*map(columns.__getitem__, _STATES), strict=True):
            yield not any(map(_is_coded, states))

    def as_part(self, group: Group, lists: Lists) -> Group:
        """The group of a part with these tensors: all of them have whole states, or none.

        Args:
            group, lists: of the part.
        """
        return {**group, _IS_SMALL: all(self._are_small(lists))}

    def state_dict(self) -> dict[str, Any]:
        """Return the state of the optimizer as bitsandbytes does: each parameter's tensors in a dict of their own."""
        saved = super().state_dict()
        saved["state"] = {key: _wrapped(state) for key, state in saved["state"].items()}
        return saved

    def _load(self, state_dict: dict[str, Any]) -> None:
        """Load a checkpoint of this class, or of bitsandbytes' class of that name.

        Raises:
            ValueError: its states have other types, shapes, blocks or codes, or no count of steps.
        """
        flat = self._counted({key: _unwrapped(state) for key, state in state_dict["state"].items()})
        saved = [key for group in state_dict["param_groups"] for key in group["params"]]
        params = [p for group in self.param_groups for p in group["params"]]
        for key, p in zip(saved, params, strict=False):  # torch says what is wrong with their number
            flat[key] = _checked(rule_of(self.rule), flat.get(key, {}), p)
        Stepped._load(self, {**state_dict, "state": flat})
        for key, p in zip(saved, params, strict=True):
            for name, value in flat.get(key, {}).items():
                if name in _EXACT:
                    self.state[p][name] = value.detach().clone()  # torch has rounded it to the parameter's dtype


class AdamW8bit(Adam8bit):
    """AdamW whose states take a byte for each element: bitsandbytes' `AdamW8bit`. See `Adam8bit`."""

    _decay = 1e-2


_TYPES = ([torch.uint8] * 2, [torch.float32] * 2)
"""The types of a parameter's two states, in bytes or whole."""


def _is_coded(state: Any) -> bool:
    """True for a tensor of bytes; the parameter of such a one has both of its states in 8 bits."""
    return isinstance(state, torch.Tensor) and state.dtype is torch.uint8


def _values(item: Input) -> Tensor:
    """The values of a state's bytes."""
    assert item.code is not None
    return torch.from_numpy(code_of(item.code).values.copy())


def _wrapped(state: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter's state with its tensors in a dict of their own."""
    exact = {name: value for name, value in state.items() if name in _EXACT}
    others = {name: value for name, value in state.items() if name not in exact}
    return {**others, _WRAPPED: exact} if exact else others


def _unwrapped(state: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter's state as one dict, as older checkpoints have it.

    Raises:
        ValueError: it, or its tensors, are in no dict.
    """
    wrapped = cast("Any", state).get(_WRAPPED, {}) if isinstance(cast("Any", state), Mapping) else state
    if not isinstance(wrapped, Mapping):
        raise ValueError(f"load_state_dict: got {kind_name(wrapped)}, expected the states of a parameter by name")
    return {**{name: value for name, value in state.items() if name != _WRAPPED}, **wrapped}


def _checked(rule: Rule, state: Mapping[str, Any], p: Tensor) -> dict[str, Any]:
    """A parameter's state from a checkpoint; a scale for a block of 2,048 elements is that of each part of it.

    Raises:
        ValueError: its types, shapes, blocks or codes are others.
    """
    checked = dict(state)
    if not state:
        return checked
    if strangers := [name for name in _EXACT if name in state and not isinstance(state[name], torch.Tensor)]:
        got = ", ".join(f"{name} is {kind_name(state[name])}" for name in strangers)
        raise ValueError(f"load_state_dict: {got}, expected tensors")
    types = [state[name].dtype if name in state else None for name in _STATES]
    shapes = [tuple(state[name].shape) for name in _STATES if name in state]
    if types not in _TYPES or any(shape != tuple(p.shape) for shape in shapes):
        got = ", ".join(
            f"{name} of {state[name].dtype} and shape {tuple(state[name].shape)}" if name in state else f"no {name}"
            for name in _STATES
        )
        expected = f"two of torch.uint8, or of torch.float32, and of the parameter's shape {tuple(p.shape)}"
        raise ValueError(f"load_state_dict: got {got}, expected {expected}")
    for number, name in enumerate(_STATES, 1):
        if state[name].dtype is not torch.uint8:
            continue
        item, scales, values = rule.input(name), state.get(f"absmax{number}"), state.get(f"qmap{number}")
        count = tiles(p.numel(), TILE)
        if scales is not None and scales.numel() == tiles(p.numel(), _OLD):
            scales = checked[f"absmax{number}"] = scales.repeat_interleave(_OLD // TILE)[:count]
        if scales is None or scales.numel() != count:
            got = "none" if scales is None else f"{scales.numel()}"
            of = f"a parameter of shape {tuple(p.shape)}"
            expected = f"{count}, one for each block of {TILE} elements"
            raise ValueError(f"load_state_dict: absmax{number}: got {got} scales for {of}, expected {expected}")
        if scales.dtype is not torch.float32 or scales.ndim != 1:
            got = f"scales of {scales.dtype} and shape {tuple(scales.shape)}"
            raise ValueError(f"load_state_dict: absmax{number}: got {got}, expected torch.float32 and shape ({count},)")
        book = _values(item)
        if values is None or values.shape != book.shape or not torch.allclose(values.float().cpu(), book, 1e-5, 0.0):
            raise ValueError(
                f"load_state_dict: qmap{number}: got other values of bytes than those of the code {item.code}"
            )
    return checked
