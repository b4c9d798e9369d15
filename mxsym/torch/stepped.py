"""The base of all optimizers: torch's `step()` with rules of mxsym's in the place of torch's arithmetic."""

from __future__ import annotations

import inspect
import itertools
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, ClassVar

from mxsym.executor.imperative import Boxes
from mxsym.optimizer.settings import RESCALE
from mxsym.rule.derived_ops import MASTER
from mxsym.rule.rule import Rule
from mxsym.torch import averages
from mxsym.torch.background import Background, Ticket
from mxsym.torch.forms import AVERAGE, DECAY, averaged, before, recorded, scaled, with_master
from mxsym.torch.listed import lazily
from mxsym.torch.norm import factor, norm_of
from mxsym.torch.options import Options, checked
from mxsym.torch.parts import Group, Lists, Part, chosen, settings, snapshot, without
from mxsym.torch.step import Batch, Flags, PreparedSteps, Seen, rule_of, single_of
from mxsym.torch.tensors import Tensor, plain, torch
from mxsym.torch.theirs import call_torch, optim, torchs
from mxsym.torch.undo import Record

_MORE = tuple(inspect.signature(Options).parameters)
OWN = tuple(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None) for name in _MORE)
"""The parameters that every class has beyond torch's."""
_OWN = "mxsym.torch.optimizers"
_WIDE = "master"
"""The state that is the float32 copy of a 16-bit parameter."""


class Stepped:
    """Base of every class, before torch's in its order of resolution.

    `rule`: the rule's name. `tensors`: its inputs behind the weight, in the order of the lists that torch's
    `_init_group` fills with the tensors of a group's parameters that have gradients.
    """

    rule: ClassVar[str]
    tensors: ClassVar[tuple[str, ...]]
    takes_sparse: ClassVar[bool] = False
    """True if there is a lazy step for sparse gradients."""
    defaults: dict[str, Any]
    param_groups: list[Group]
    state: Any
    norm: Any = None
    """The global norm of the last step's gradients, where `max_norm` is set."""
    ema: Any = None
    """The decay of the running averages, where they were asked for: a number, read at each step."""
    _options: Options = Options()
    _stepped: frozenset[Any] = frozenset()
    _record: Record | None = None
    _background: Background | None = None
    _are_averages: bool = False
    """True while the parameters have the values of their averages."""

    if TYPE_CHECKING:

        def _init_group(self, group: Group, *lists: list[Any]) -> Any: ...

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__signature__" not in cls.__dict__ and (cls.__module__ == _OWN or "__init__" not in cls.__dict__):
            theirs = inspect.signature(torchs(cls).__init__).parameters.values()
            cls.__signature__ = inspect.Signature([*itertools.islice(theirs, 1, None), *OWN])

    def __init__(self, params: Any, *args: Any, **kwargs: Any) -> None:
        given = {name: kwargs.pop(name) for name in _MORE if name in kwargs}
        if "out" in kwargs:  # the name that mxsym's own ops have for it
            given["into"] = kwargs.pop("out")
        self._options = checked({name: value for name, value in given.items() if value is not None}, self.tensors)
        self._set_out()
        parent: Any = super()
        parent.__init__(params, *args, **kwargs)

    def _set_out(self) -> None:
        """What the options say of steps to come."""
        self.ema = self._options.ema
        self._record = Record() if self._options.undo else None

    def __getstate__(self) -> dict[str, Any]:
        """For copies: everything but what is bound to memory."""
        self._check("copy")
        parent: Any = super()
        return {**parent.__getstate__(), "_options": self._options, "ema": self.ema}

    def __setstate__(self, state: dict[str, Any]) -> None:
        parent: Any = super()
        parent.__setstate__(state)
        self._record = Record() if self._options.undo else None

    @property
    def _step_supports_amp_scaling(self) -> bool:
        """False: a GradScaler unscales gradients itself, and leaves out a step with an overflow."""
        return False

    @_step_supports_amp_scaling.setter
    def _step_supports_amp_scaling(self, value: bool) -> None:
        """Torch's classes set this where `fused=True`."""

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
        """Perform a single optimization step.

        Args:
            closure: reevaluates the model and returns the loss.
        """
        self._check("step")
        with torch.set_grad_enabled(self.defaults.get("differentiable", False)):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            done = self._stepped
            groups = [without(group, done) for group in self.param_groups] if done else self.param_groups
            parts, numbers = self._prepared_parts(groups)
            if self._background is not None and self._background.is_beginning:
                self._hand_over(self._background, parts, numbers)
                return loss
            norm = self._run(parts, numbers)
            self._stepped = frozenset()
        return loss if closure is not None else norm

    def step_params(self, params: Iterable[Any]) -> None:
        """Update some parameters now, as part of the step that `step()` ends, which leaves them out.

        Raises:
            ValueError, RuntimeError: a parameter of none of the groups, or one that this step has updated before.
        """
        self._check("step_params")
        chosen = frozenset(params)
        if self._options.max_norm is not None:
            raise ValueError("step_params: the gradients' global norm needs all of them; leave max_norm out")
        if foreign := chosen.difference(*(group["params"] for group in self.param_groups)):
            raise ValueError(f"step_params: {len(foreign)} of {len(chosen)} tensors are in no group of the optimizer")
        if again := chosen & self._stepped:
            why = "were updated since the last step(); call step() once all gradients have come"
            raise RuntimeError(f"step_params: {len(again)} of {len(chosen)} parameters {why}")
        stepped = {p for p in chosen if self._gradient(p) is not None}
        groups = [{**group, "params": [p for p in group["params"] if p in chosen]} for group in self.param_groups]
        with torch.no_grad():
            self._run(*self._prepared_parts([group for group in groups if group["params"]]))
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
        self._check("step_async")
        background = self._background = self._background or Background()
        hooks = sys.modules[optim.Optimizer.__module__]._global_optimizer_post_hooks
        if self.__dict__.get("_optimizer_step_post_hooks") or hooks:
            raise RuntimeError("step_async: a hook is registered to run after the step, which has not ended then")
        with background.beginning() as ticket:
            ticket.end(self.step(closure))
        return ticket

    def _hand_over(self, background: Background, parts: Sequence[Part], numbers: Mapping[str, float]) -> None:
        # Torch's scheduler may change a group as soon as this returns.
        parts = [part.of(snapshot(part.group)) for part in parts]
        torch.autograd.graph.increment_version([p for part in parts for p in part.lists[0]])
        makes_graph = torch.is_grad_enabled()

        def work() -> Any:
            with torch.set_grad_enabled(makes_graph):
                norm = self._run(parts, numbers)
            self._stepped = frozenset()
            return norm

        background.begin(work)

    def undo(self) -> None:
        """Let parameters, states and averages be what they were before the last step, to the bit.

        What `step_params` has updated for that step is undone too. Numbers of groups are no part of a step.

        Raises:
            RuntimeError: no step has been done since the last call, or the optimizer was made without `undo=True`.
        """
        self._check("undo")
        if self._record is None:
            raise RuntimeError("undo: nothing was kept of the step; make the optimizer with undo=True")
        if self._record.is_empty:
            raise RuntimeError("undo: no step has been done since the optimizer was made, loaded or undone")
        self._record.roll_back(self.state)
        self._stepped = frozenset()

    def _gradient(self, p: Any) -> Any:
        return p.grad

    def _prepared_parts(self, groups: Sequence[Group]) -> tuple[list[Part], dict[str, float]]:
        """The tensors of a step, and the numbers that all of its updates share. No parameter changes."""
        numbers = {} if self.ema is None else {DECAY: float(self.ema)}
        if self._record is not None:
            if not self._stepped:
                self._record.forget()
            self._record.note((p for group in groups for p in group["params"]), self.state)
        return [part for group in groups for part in self._parts(group)], numbers

    def _run(self, parts: Sequence[Part], numbers: Mapping[str, float]) -> Any:
        """Update the parameters of a step; the norm of all gradients where it is limited."""
        most = self._options.max_norm
        grads = [grad for part in parts for grad in part.lists[1]] if most is not None else []
        try:
            try:
                if most is not None and grads:
                    seen: Seen = self.__dict__.setdefault("_seen", Seen())
                    again = seen.again(tuple(id(p) for part in parts for p in part.lists[0]))
                    self.norm = norm_of(grads, self._options.pool, comes_again=again)
                    numbers = {**numbers, RESCALE: factor(self.norm, most)}
                for part in parts:
                    self._update({**part.group, **numbers} if numbers else part.group, part.lists)
                    part.is_done = True
            finally:
                for part in parts:
                    part.end()
        except BaseException:
            if self._record is not None:
                self._record.roll_back(self.state, since_note=True)
            raise
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

    # States

    def _prepare_states(self, group: Group) -> None:
        """Make the states that are of another dtype than their parameter, and masters."""
        for p in group["params"]:
            if p.grad is None or self.state.get(p):
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
                self.state[p][_WIDE] = master

    def _begin_average(self, p: Any) -> None:
        state = self.state[p]
        if AVERAGE not in state:
            weight = state.get(_WIDE, p).detach()
            state[AVERAGE] = weight.to(self._average_dtype(weight.dtype), copy=True)

    def _average_dtype(self, dtype: Any) -> Any:
        """The dtype of the average of a weight: one that holds what a step moves it by."""
        return self._options.dtype(AVERAGE) or (torch.float32 if dtype in (torch.bfloat16, torch.float16) else dtype)

    def _converted(self, name: str, value: Any, p: Tensor) -> Any:
        wanted = self._options.dtype(name)
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
        """
        self._check("load_state_dict")
        parent: Any = super()
        parent.load_state_dict(state_dict)
        if self._record is not None:
            self._record.forget()
        self._stepped = frozenset()
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
            if self._options.master and self.state.get(p) and _WIDE not in self.state[p]:
                self._widen(p)

    def _widen(self, p: Tensor) -> None:
        """Give a parameter whose states came from a checkpoint without masters its own."""
        if p.dtype in (torch.bfloat16, torch.float16):
            self.state[p][_WIDE] = p.detach().float()

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

    # Updates

    def _rule_name(self, group: Group) -> str:
        del group
        return self.rule

    def _rule(self, group: Group) -> Rule:
        return rule_of(self._rule_name(group))

    def _derived(self, group: Group, columns: Mapping[str, Any]) -> Rule:
        """The rule of a group on these tensors, with the factor of its gradients and its averages."""
        rule = self._rule(group)
        if MASTER in columns:
            rule = with_master(rule)
        if RESCALE in group:
            rule = scaled(rule)
        return averaged(rule) if AVERAGE in columns else rule

    def _is_left(self, group: Group) -> bool:
        """True if torch's own arithmetic is asked for, that of a graph."""
        return torch.compiler.is_compiling() or bool(group.get("capturable")) or bool(group.get("differentiable"))

    def _update(self, group: Group, lists: Lists) -> None:
        """Update the parameters of a group whose tensors are in these lists."""
        if self._is_left(group):
            self._by_torch(group, lists)
        elif self.takes_sparse and any(grad.is_sparse for grad in lists[1]):
            self._update_sparse(group, lists)
        elif self._options.has_masters:
            wide = [p in self._options.into or _WIDE in self.state.get(p, ()) for p in lists[0]]
            for has_master in sorted(set(wide)):
                self._update_dense(group, chosen(lists, [n for n, w in enumerate(wide) if w is has_master]))
        else:
            self._update_dense(group, lists)

    def _columns(self, group: Group, lists: Lists) -> dict[str, list[Any]]:
        """The tensors of some parameters by the rule's inputs."""
        columns = {name: column for name, column in zip(("weight", *self.tensors), lists, strict=True) if column}
        weights = lists[0]
        if self._options.has_masters:
            if weights[0] in self._options.into:
                columns["weight"] = [self._options.into[p] for p in weights]
                columns[MASTER] = weights
            elif _WIDE in self.state.get(weights[0], ()):
                columns[MASTER] = [self.state[p][_WIDE] for p in weights]
        if DECAY in group:
            columns[AVERAGE] = [self.state[p][AVERAGE] for p in weights]
        return columns

    def _update_dense(self, group: Group, lists: Lists) -> None:
        columns = self._columns(group, lists)
        rule = self._derived(group, columns)
        done: Callable[[Iterable[int]], None] | None = None
        if self._record is not None:
            rule, done = self._recorded(rule, columns, lists[0])
        flags, numbers = settings(rule, group)
        batch = Batch(rule, flags, columns, numbers, self._options.pool)
        torch.autograd.graph.increment_version([t for name in batch.written for t in columns[name]])
        prepared: PreparedSteps = self.__dict__.setdefault("_prepared_steps", PreparedSteps())
        # What native code reads of a tensor does not say that it is negated.
        if not any(map(torch.is_neg, itertools.chain(*columns.values()))) and prepared.run(batch):
            if done is not None:
                done(range(batch.count))
            return
        rows = list(zip(*columns.values(), strict=True))
        whole = [plain(dict(zip(columns, row, strict=True)), batch.single) for row in rows]
        if any(row is None for row in whole):
            self._by_torch(group, chosen(lists, [n for n, row in enumerate(whole) if row is None]))
        places = [n for n, row in enumerate(whole) if row is not None]
        kept = [row for row in whole if row is not None]
        if kept:
            same = all(row is not None and all(map(_is, row, old)) for row, old in zip(whole, rows, strict=True))
            columns = dict(zip(columns, map(list, zip(*kept, strict=True)), strict=True))
            batch = Batch(rule, flags, columns, numbers, self._options.pool)
            mine = done and (lambda part: done([places[n] for n in part]))
            prepared.learn(batch, keep=same, done=mine)

    def _recorded(
        self, rule: Rule, columns: dict[str, list[Any]], params: Sequence[Any]
    ) -> tuple[Rule, Callable[[Iterable[int]], None]]:
        """The rule that keeps what was before, with `columns` for that; and what to call for places that are done."""
        record = self._record
        assert record is not None
        written = {name: columns[name] for name in Batch(rule, (), columns, {}).written}
        rooms = {n: [record.room(p, n, t) for p, t in zip(params, c, strict=True)] for n, c in written.items()}
        columns |= {before(name): column for name, column in rooms.items()}

        def done(places: Iterable[int]) -> None:
            for place in places:
                for name, column in written.items():
                    record.add(column[place], rooms[name][place])

        return recorded(rule), done

    def _update_sparse(self, group: Group, lists: Lists) -> None:
        """Update the parameters that have sparse gradients, each by itself, and then the others."""
        rule = self._rule(group)
        if RESCALE in group:
            rule = scaled(rule)
        flags, numbers = settings(rule, group)
        for place, grad in enumerate(lists[1]):
            if grad.is_sparse:
                part = chosen(lists, [place])
                row = {name: column[0] for name, column in self._columns(group, part).items()}
                average = row.pop(AVERAGE, None)
                is_lazy = MASTER not in row and self._is_lazy(group, row)
                if not (is_lazy and self._lazily(rule, flags, row, numbers)):
                    self._by_torch(group, part)
                elif average is not None:
                    self._move_average(group, row["weight"], row["weight"], average)
        dense = [place for place, grad in enumerate(lists[1]) if not grad.is_sparse]
        if dense:
            self._update(group, chosen(lists, dense))

    def _lazily(self, rule: Rule, flags: Flags, row: Mapping[str, Tensor], numbers: Mapping[str, float]) -> bool:
        boxes: Boxes = self.__dict__.setdefault("_boxes", {})
        return lazily(boxes, self._options.pool, rule, flags, row, numbers, single_of(rule), self._record)

    def _move_average(self, group: Group, p: Any, weight: Tensor, average: Tensor) -> None:
        """Move an average on apart from the update, the whole of it: rows that no gradient lists move, too."""
        if self._record is not None:
            self._record.keep(p, AVERAGE, average)
        average.lerp_(weight.detach().to(average.dtype), 1 - group[DECAY])

    def _is_lazy(self, group: Group, row: Mapping[str, Tensor]) -> bool:
        """True if a step changes the listed rows only, as torch has it: momentum and decay change the others too."""
        return not group["weight_decay"] and "momentum_buffer" not in row

    def _by_torch(self, group: Group, lists: Lists) -> None:
        """Update some parameters as torch's own class does: what no kernel of mxsym's takes."""
        if RESCALE in group:
            lists = [lists[0], [grad * group[RESCALE] for grad in lists[1]], *lists[2:]]
        columns = self._columns(group, lists)
        average, masters = columns.pop(AVERAGE, None), columns.get(MASTER)
        if self._record is not None:
            for name, column in columns.items():
                for p, tensor in zip(lists[0], column, strict=True):
                    if name != "grad" and isinstance(tensor, torch.Tensor):
                        self._record.keep(p, name, tensor)
        if masters is None:
            self._call_torch(group, lists)
        else:
            grads = [grad.to(master.dtype) for grad, master in zip(lists[1], masters, strict=True)]
            self._call_torch(group, [masters, grads, *lists[2:]])
            for weight, master in zip(columns["weight"], masters, strict=True):
                weight.copy_(master)
        for p, weight, mean in zip(lists[0], masters or lists[0], average or (), strict=False):
            self._move_average(group, p, weight, mean)

    def _call_torch(self, group: Group, lists: Lists) -> None:
        call_torch(type(self), group, lists)


def _is(one: object, other: object) -> bool:
    return one is other
