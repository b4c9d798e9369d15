"""The base of all optimizers: torch's `step()` with rules of mxsym's in the place of torch's arithmetic."""

from __future__ import annotations

import functools
import inspect
import itertools
import os
import sys
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from mxsym.runtime.native_call import locks
from mxsym.torch import averages
from mxsym.torch.arithmetic import ROUNDS, WIDE
from mxsym.torch.background import Background, Ticket
from mxsym.torch.diagnosis import diagnose, diagnose_load, refuse_states
from mxsym.torch.forms import AVERAGE, DECAY, SCALE, SEED
from mxsym.torch.norm import factor, norm_of
from mxsym.torch.options import DESCRIBED, Options, as_seed, checked
from mxsym.torch.parts import Group, Lists, Part, snapshot, without
from mxsym.torch.rule_facts import single_of
from mxsym.torch.seen import Seen
from mxsym.torch.tensors import Tensor, is_flattened, set_grad_enabled, torch, version_of
from mxsym.torch.theirs import hooked, is_traced, optim, torchs, untraced
from mxsym.torch.undo import Record
from mxsym.torch.updates import Updates

_MORE = inspect.signature(Options).parameters
_TYPES = {name: f"{item.annotation.removesuffix(' | None')} | None" for name, item in _MORE.items()}
OWN = tuple(
    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_TYPES[name]) for name in _MORE
)
"""The parameters that every class has beyond torch's."""
_OWN = "mxsym.torch.optimizers"
_locks: weakref.WeakSet[Any] = weakref.WeakSet()
"""Those of all optimizers."""


def _unlock_after_fork() -> None:
    """A thread that was in a step of the parent's is not there in the child."""
    for lock in _locks:
        lock.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock_after_fork)


class Stepped(Updates):
    """Base of every class, before torch's in its order of resolution."""

    defaults: dict[str, Any]
    norm: Any = None
    """The global norm of the last step's gradients, where `max_norm` is set."""
    ema: Any = None
    """The decay of the running averages, where they were asked for: a number, read at each step."""
    _stepped: frozenset[Any] = frozenset()
    _background: Background | None = None
    _exclusive: Any = None
    """The lock of who is in a step: threads that share an optimizer step one after the other."""
    _versions: Mapping[Any, int] = {}
    """Torch's count of the changes of each parameter that has a master, after the last step."""
    _sizes: Sequence[int] = ()
    """The number of tensors in each state before a step makes others."""
    _followed: list[tuple[Tensor, Tensor]] | None = None
    """Masters that a step has changed to what their parameters are now, with what they were."""
    _are_averages: bool = False
    """True while the parameters have the values of their averages."""
    profile_hook_step = staticmethod(hooked)

    if TYPE_CHECKING:

        def _init_group(self, group: Group, *lists: list[Any]) -> Any: ...

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        is_own = cls.__module__ == _OWN or "__init__" not in cls.__dict__
        # Classes of rules have signatures of their own, which their subclasses inherit.
        if "__signature__" not in cls.__dict__ and is_own and torchs(cls) is not optim.Optimizer:
            theirs = inspect.signature(torchs(cls).__init__).parameters.values()
            cls.__signature__ = inspect.Signature([*itertools.islice(theirs, 1, None), *OWN])
            if cls.__module__ == _OWN:
                more = "Arguments, groups, states, hooks and files are torch's."
                cls.__doc__ = f"{cls.__doc__}\n\n{more}\n{DESCRIBED}"

    def __init__(self, params: Any, *args: Any, **kwargs: Any) -> None:
        given = {name: kwargs.pop(name) for name in _MORE if name in kwargs}
        if "out" in kwargs:  # the name that mxsym's own ops have for it
            given["into"] = kwargs.pop("out")
        self._options = checked({name: value for name, value in given.items() if value is not None}, self.tensors)
        self._set_out()
        parent: Any = super()
        parent.__init__(params, *args, **kwargs)
        self._needed = frozenset(self.defaults)
        for p, state in self.state.items():  # Adagrad's begin here
            state.update({name: self._converted(name, value, p) for name, value in state.items()})
        if foreign := self._options.into.keys() - {p for group in self.param_groups for p in group["params"]}:
            raise ValueError(
                f"into: {len(foreign)} of {len(self._options.into)} tensors are in no group of the optimizer"
            )

    def _set_out(self) -> None:
        """Prepare for steps as the options say."""
        self.ema = self._options.ema
        self._versions = {}
        self.record = Record() if self._options.undo else None

    def __getstate__(self) -> dict[str, Any]:
        """For copies: everything but what is bound to memory."""
        self._check("copy")
        parent: Any = super()
        return {**parent.__getstate__(), "_options": self._options, "ema": self.ema}

    def __setstate__(self, state: dict[str, Any]) -> None:
        parent: Any = super()
        parent.__setstate__(state)
        self._needed = frozenset(self.defaults)
        self.record = Record() if self._options.undo else None

    @property
    def _step_supports_amp_scaling(self) -> bool:
        """False: a GradScaler unscales gradients itself, and leaves out a step with an overflow."""
        return False

    @_step_supports_amp_scaling.setter
    def _step_supports_amp_scaling(self, value: bool) -> None:
        """Torch's classes set this where `fused=True`."""

    def _lock(self) -> Any:
        """The lock of the steps, made with the first of them: it needs native code."""
        lock = self.__dict__.setdefault("_exclusive", locks.lock())
        _locks.add(lock)
        return lock

    def _check(self, what: str) -> None:
        """Refuse to do something while a step runs, or the parameters are their averages.

        Raises:
            RuntimeError: naming `what`.
        """
        if self._background is not None:
            self._background.check(what)
        if self._are_averages:
            averages.refuse(what)

    # Steps

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Perform a single optimization step. `torch.compile` leaves it as it is.

        Args:
            closure: reevaluates the model and returns the loss.
        """
        if is_traced():
            return _step(self, closure)
        if self._background is not None or self._are_averages:
            self._check("step")
        was_enabled, is_followed = torch.is_grad_enabled(), self.defaults.get("differentiable", False)
        try:
            if was_enabled is not is_followed:
                set_grad_enabled(is_followed)  # no context, which is another three calls
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            with self._exclusive or self._lock():
                done = self._stepped
                groups = [without(group, done) for group in self.param_groups] if done else self.param_groups
                norm = self._update(groups, ends=True)
        finally:
            set_grad_enabled(was_enabled)
        return loss if closure is not None else norm

    def step_params(self, params: Iterable[Any]) -> None:
        """Update some parameters now, as part of the step that `step()` ends, which leaves them out.

        Raises:
            ValueError, RuntimeError: a parameter of none of the groups, or one that this step has updated before.
        """
        if is_traced():
            _step_params(self, params)
            return
        self._check("step_params")
        chosen = frozenset(params)
        if self._options.max_norm is not None:
            raise ValueError("step_params: the gradients' global norm needs all of them; leave max_norm out")
        if foreign := chosen.difference(*(group["params"] for group in self.param_groups)):
            raise ValueError(f"step_params: {len(foreign)} of {len(chosen)} tensors are in no group of the optimizer")
        with self._exclusive or self._lock():
            if again := chosen & self._stepped:
                why = "were updated since the last step(); call step() once all gradients have come"
                raise RuntimeError(f"step_params: {len(again)} of {len(chosen)} parameters {why}")
            stepped = {p for p in chosen if self._gradient(p) is not None}
            groups = [{**group, "params": [p for p in group["params"] if p in chosen]} for group in self.param_groups]
            with torch.no_grad():
                self._update([group for group in groups if group["params"]], ends=False)
            self._stepped |= stepped

    def step_async(self, closure: Callable[[], Any] | None = None) -> Ticket:
        """Begin a step, and let it run in the background; `wait()` of the ticket returns what `step()` does.

        Gradients, states and numbers are those of this moment. Until the step has ended, its parameters and gradients
        must not be changed: set gradients to None, and the next backward pass makes new ones.

        Args:
            closure: as for `step()`; it runs before this returns.

        Raises:
            RuntimeError: another step is under way, or there are hooks that would see the step before it has ended.
        """
        if is_traced():
            return _step_async(self, closure)
        self._check("step_async")
        background = self._background = self._background or Background()
        hooks = sys.modules[optim.Optimizer.__module__]._global_optimizer_post_hooks
        if self.__dict__.get("_optimizer_step_post_hooks") or hooks:
            raise RuntimeError("step_async: a hook is registered to run after the step, which has not ended then")
        with background.beginning() as ticket:
            ticket.end(self.step(closure))
        return ticket

    def _hand_over(self, background: Background, parts: Sequence[Part], numbers: Mapping[str, float]) -> None:
        makes_graph = torch.is_grad_enabled()

        def work() -> Any:
            try:
                with torch.set_grad_enabled(makes_graph):
                    norm = self._run(parts, numbers)
                self._end_step()
            except BaseException as error:
                self._fail(parts, error)
                raise
            return norm

        background.begin(work)

    def _end_step(self) -> None:
        self._stepped = frozenset()
        if self._options.stochastic_rounding is not None:
            for group in self.param_groups:  # where checkpoints have it
                group[ROUNDS] = group.get(ROUNDS, 0) + 1
                if self.record is not None:
                    self.record.then(functools.partial(group.__setitem__, ROUNDS, group[ROUNDS] - 1))

    def undo(self) -> None:
        """Let parameters, states and averages be what they were before the last step, to the bit.

        What `step_params` has updated for that step is undone too. Numbers of groups are no part of a step.

        Raises:
            RuntimeError: no step has been done since the last call, or the optimizer was made without `undo=True`.
        """
        self._check("undo")
        if self.record is None:
            raise RuntimeError("undo: nothing was kept of the step; make the optimizer with undo=True")
        if self.record.is_empty:
            raise RuntimeError("undo: no step has been done since the optimizer was made, loaded or undone")
        self.record.roll_back(self.state)
        self._stepped = frozenset()

    def _gradient(self, p: Any) -> Any:
        return p.grad

    def _update(self, groups: Sequence[Group], *, ends: bool) -> Any:
        """Update the parameters of groups, now or in the background; the norm of all gradients where it is limited.

        With `ends`, the step ends. After an exception of any kind, all that is not done is as before.
        """
        numbers = {} if self.ema is None else {DECAY: float(self.ema)}
        if self._options.stochastic_rounding is not None:
            numbers[SEED] = float(as_seed(self._options.stochastic_rounding))
        if self.record is not None:
            if not self._stepped:
                self.record.forget()
            self.record.note((p for group in groups for p in group["params"]), self.state)
        later = self._background if self._background is not None and self._background.is_beginning else None
        if later is None and self._background is not None:
            self._background.check("step")  # another thread may have begun one since
        self._sizes = [*map(len, self.state.values())]
        parts: list[Part] = []
        try:
            for group in groups:
                parts += self._parts(group)
            if later is None:
                norm = self._run(parts, numbers)
                if ends:
                    self._end_step()
                return norm
            # Torch's scheduler may change a group as soon as this returns.
            parts = [part.of(snapshot(part.group)) for part in parts]
            torch.autograd.graph.increment_version([p for part in parts for p in part.lists[0]])
        except BaseException as error:
            self._fail(parts, error)
            raise
        self._hand_over(later, parts, numbers)
        return None

    def _fail(self, parts: Sequence[Part], error: BaseException) -> None:
        """After an error in a step, or an exception of a signal handler: leave what is done, and nothing else."""
        for part in parts:
            part.end(keeps=self.record is None)
        self._take_back(parts)
        diagnose(self, error)

    def _take_back(self, parts: Sequence[Part]) -> None:
        """Let states be what they were before the step, but for those of parts that are done."""
        if self.record is not None:
            self.record.roll_back(self.state, since_note=True)
            return
        done = {p for part in parts if part.is_done for p in part.params}
        for place, (p, state) in enumerate([*self.state.items()]):
            if p in done:
                continue
            if place >= len(self._sizes):
                del self.state[p]
                continue
            for name in [*state][self._sizes[place] :]:
                del state[name]
        with torch.no_grad():
            for master, before in (self._followed or ()) if not done else ():
                master.copy_(before)
        self._followed = None

    def _run(self, parts: Sequence[Part], numbers: Mapping[str, float]) -> Any:
        """Update the parameters of parts; the norm of all gradients where it is limited."""
        most, norm = self._options.max_norm, self.norm
        grads = [grad for part in parts for grad in part.lists[1]] if most is not None else []
        self._begin()
        if most is not None and grads:
            if any(is_flattened(p) for part in parts for p in part.params):
                got = "parameters of FullyShardedDataParallel, of which each rank has a part"
                raise ValueError(f"max_norm: got {got}; leave it out, and call the wrapped model's clip_grad_norm_")
            seen: Seen[Any] = self.__dict__.setdefault("_seen", Seen())
            again = seen.again(tuple(id(p) for part in parts for p in part.lists[0]))
            norm = norm_of(grads, self._options.pool, self.prepared_steps.ran, comes_again=again)
            numbers = {**numbers, SCALE: factor(norm, most)}
        self._do(parts, numbers)
        for part in parts:
            part.end()
        self.norm = norm
        if self._options.master:
            self._followed = None
            versions = {p: version_of(p) for part in parts for p in part.lists[0]}
            self._versions = {**self._versions, **versions}
        return self.norm if grads else None

    def _parts(self, group: Group) -> list[Part]:
        """The tensors of a group's parameters that have gradients. States are made where there are none."""
        if self._options.has_masters or self._options.states is not None:
            self._prepare_states(group)
        lists: Lists = [[] for _ in range(1 + len(self.tensors))]
        self._init_group(group, *lists)
        if self.ema is not None:
            for p in lists[0]:
                self._begin_average(p)
        return [Part(group, lists)] if lists[0] else []

    def explain(self, profile: int = 0) -> str:
        """Text on the last step: its native calls, their kernels and bytes, and what torch has updated.

        Args:
            profile: as many steps of each call are timed, on tensors of zeros that are made for it.
        """
        self._check("explain")
        return self._explained(profile)

    # States

    def _prepare_states(self, group: Group) -> None:
        """Make the states that are of another dtype than their parameter, and masters."""
        for p in group["params"]:
            if p.grad is None:
                continue
            if self.state.get(p):
                if self._options.master and WIDE not in self.state[p]:  # it was a float32 one, or a checkpoint's
                    self._widen(p)
                self._follow(p)
                continue
            wide = self._options.master and p.dtype in (torch.bfloat16, torch.float16)
            master = p.detach().float() if wide else p.detach()
            probe = master.detach()
            probe.grad = probe.detach()  # states are made where there is a gradient
            lists: Lists = [[] for _ in range(1 + len(self.tensors))]
            self._init_group({**group, "params": [probe]}, *lists)
            state = self.state.pop(probe, {})
            self.state[p] = {name: self._converted(name, value, p) for name, value in state.items()}
            if wide:
                self.state[p][WIDE] = master

    def _follow(self, p: Any) -> None:
        """Let the master of a parameter that somebody has changed since the last step have its values there."""
        master, version = self.state[p].get(WIDE), self._versions.get(p)
        if master is not None and version is not None and version != version_of(p):
            changed = p.detach() != master.to(p.dtype)
            if self.record is not None:
                self.record.keep(p, WIDE, master)
            self._followed = [*(self._followed or ()), (master, master.clone())]
            master.copy_(torch.where(changed, p.detach().to(master.dtype), master))

    def _begin_average(self, p: Any) -> None:
        state = self.state[p]
        if AVERAGE not in state:
            weight = state.get(WIDE, p).detach()
            state[AVERAGE] = weight.to(self._average_dtype(weight.dtype), copy=True)

    def _average_dtype(self, dtype: Any) -> Any:
        """The dtype of the average of a weight: one that holds what a step moves it by."""
        return self._options.dtype(AVERAGE, dtype) or (
            torch.float32 if dtype in (torch.bfloat16, torch.float16) else dtype
        )

    def _converted(self, name: str, value: Any, p: Tensor) -> Any:
        wanted = self._options.dtype(name, p.dtype)
        if wanted is None or not isinstance(value, torch.Tensor) or self._is_number(name) or value.shape != p.shape:
            return value
        return value.to(wanted)

    def _is_number(self, name: str) -> bool:
        return name in single_of(self._rule(self.param_groups[0]))

    def state_dict(self) -> dict[str, Any]:
        """Return the state of the optimizer as a dict, as torch's class does."""
        self._check("state_dict")
        parent: Any = super()
        return parent.state_dict()

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a group of parameters, as torch's class does.

        Args:
            param_group: the parameters, and the numbers of the group.
        """
        self._check("add_param_group")
        parent: Any = super()
        parent.add_param_group(param_group)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Reset the gradients of all optimized parameters.

        Args:
            set_to_none: as torch has it.
        """
        if not set_to_none:
            self._check("zero_grad(set_to_none=False)")
        parent: Any = super()
        parent.zero_grad(set_to_none)

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load a checkpoint of this class or of torch's of that name.

        Args:
            state_dict: from `state_dict()`.

        Raises:
            ValueError: it is none, or of another optimizer; nothing has changed.
        """
        self._check("load_state_dict")
        before = dict(self.__dict__)  # torch puts new states and groups there, and then looks at them
        try:
            self._load(state_dict)
            refuse_states(self.state)
        except BaseException as error:
            self.__dict__.clear()
            self.__dict__.update(before)
            diagnose_load(self, state_dict, error)
            raise
        if self.record is not None:
            self.record.forget()

    def _load(self, state_dict: dict[str, Any]) -> None:
        """Load a checkpoint into new states and groups. After an error the optimizer gets back those that it had."""
        parent: Any = super()
        parent.load_state_dict(state_dict)
        self._stepped = frozenset()
        self._versions = {}
        if self._options.states is None and not self._options.has_masters and self.ema is None:
            return
        saved = [key for group in state_dict["param_groups"] for key in group["params"]]
        params = [p for group in self.param_groups for p in group["params"]]
        for key, p in zip(saved, params, strict=True):
            for name, value in state_dict["state"].get(key, {}).items():
                if isinstance(value, torch.Tensor) and not self._is_number(name):
                    # Torch has rounded it to the parameter's dtype.
                    kept = value.detach().clone()
                    self.state[p][name] = self._converted(name, kept, p)
            if self._options.master and self.state.get(p) and WIDE not in self.state[p]:
                self._widen(p)

    def _widen(self, p: Tensor) -> None:
        """Give a parameter that has states, and may have become a 16-bit one, a master of its own."""
        if p.dtype in (torch.bfloat16, torch.float16):
            self.state[p][WIDE] = p.detach().float()

    def ema_params(self) -> dict[Any, Tensor]:
        """The running average of each parameter, by parameter; a parameter that no step has changed is its own.

        Raises:
            RuntimeError: the optimizer keeps no averages.
        """
        return averages.of(self)

    def use_ema(self) -> AbstractContextManager[None]:
        """A context in which the parameters have the values of their averages; after it they have their own again.

        Raises:
            RuntimeError: the optimizer keeps no averages, or they are in use.
        """
        return averages.use(self)


_step, _step_params, _step_async = map(untraced, (Stepped.step, Stepped.step_params, Stepped.step_async))
