"""`Optimizer`, the base class of all optimizers; `register` and `create`."""

# A class says which rule its parameters are updated by, and which of the rule's numbers are no attributes of its own;
# states, their types and storage, and the graph of a step are derived from the rule. One native call changes all
# weights and states in place.

from __future__ import annotations

import functools
import itertools
import logging
import math
import operator
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import numpy as np

from mxsym.codegen.record import field, record
from mxsym.errors import BindError, Fault, suggest
from mxsym.executor.arrays import has_tables, is_table
from mxsym.optimizer import fused_step, parameter, repeated_step
from mxsym.optimizer.arguments import items_of, takes_lists
from mxsym.optimizer.counts import alike
from mxsym.optimizer.declaration import LATEST, OLD, Rate, arguments_of, in_1_9, option, states_of, version_of
from mxsym.optimizer.derived import class_body, class_of, rule_given
from mxsym.optimizer.hyperparameters import Rates
from mxsym.optimizer.settings import Problem, attributes_of, problems_of, setting_problems
from mxsym.rule.bodies import MASTER
from mxsym.rule.lookup import load_builtin
from mxsym.rule.numbers import as_number
from mxsym.rule.registry import RULES, Table, current_flavour
from mxsym.rule.registry import flavour as within_flavour
from mxsym.rule.rule import Rule
from mxsym.runtime.interop import as_array
from mxsym.runtime.run_jobs import note
from mxsym.runtime.sparse import RowSparse
from mxsym.spelling import kind_name, plural, shown

if TYPE_CHECKING:
    from dataclasses import InitVar  # at run time it is a word in annotations

_log = logging.getLogger("mxsym")
_NO_MASTER = (
    "state",
    "no float32 copy",
    "one: multi_precision is set",
    "make states with create_state_multi_precision after you set it",
)
_STEPS = ("fused_step", "step")
_OptimizerT = TypeVar("_OptimizerT", bound="type[Optimizer]")


@record(frozen=False)
class _Model:
    """The parameters of rules with numbers of the whole model, and the states that these share, by name."""

    parameters: set[Any] = field(default_factory=set[Any])
    states: dict[str, Any] = field(default_factory=dict[str, Any])


class Optimizer(Rates):
    """The base of all optimizers.

    A subclass names its `update_rules` and declares its arguments as annotated attributes, from which `__init__`
    follows. Or it has an `__init__` of its own, as in MXNet, and a `rule` that names the update rule of a parameter.
    A subclass that names no rule overrides `update`, as in MXNet 1.x, for one parameter: index, weight, gradient and
    state. Or it overrides `step`, as in MXNet 2.0, for lists of them. An `update` whose first parameter is called
    `indices`, or whose optimizer has an `aggregate_num` above 1, takes lists, too. An overridden method is what runs,
    whatever `use_fused_step` is.

    The numbers and flags of a rule are the optimizer's attributes of the same name, read in each step. The parameter's
    own `lr`, `wd` and `t` and what `numbers` returns come before them. They are finite; a bound (whose default is -1:
    off) may be infinite or None, which is off. A rule that lacks `rescale_grad` or `clip_gradient` gets a gradient that
    is already scaled and bounded.

    An argument that no optimizer has is a TypeError; one that is no number, or none that can be, is a ValueError.
    """

    opt_registry: ClassVar[dict[str, type[Optimizer]]] = {}
    former_registry: ClassVar[dict[str, type[Optimizer]]] = {}
    """Classes that MXNet 1.9 has, and 2.0 has not."""
    update_rules = ()
    lazy_update = False
    dense_form = ""
    """The form of a rule in whose order of operations dense gradients are stepped, where MXNet's op takes none."""
    by_version = in_1_9()

    rescale_grad: float = option(default=1.0, doc="the gradients are multiplied by this first")
    param_idx2name: InitVar[Mapping[Any, str] | None] = option(
        default=None, doc="names by index, for `lr_mult` and `wd_mult`"
    )
    wd: float = option(default=0.0, doc="weight decay")
    clip_gradient: float | None = option(
        default=None, doc="the rescaled gradient is held between -this and this; None, 0 and below: off"
    )
    learning_rate: Rate = option(
        default=None,
        doc="without one, `lr_scheduler`'s, or 0.01; with one, `lr_scheduler.base_lr` is overwritten by it, and that is"
        " logged",
    )
    lr_scheduler: Any = option(default=None, doc="a function of the number of updates (`mxsym.lr_scheduler`)")
    sym: InitVar[Any] = option(
        default=None,
        doc="a Symbol whose variables' attributes `__lr_mult__` and `__wd_mult__` are the first multipliers",
    )
    begin_num_update: int = option(default=0, doc="how many updates count as done already")
    multi_precision: bool = option(
        default=False, doc="keep a float32 copy of float16 and bfloat16 weights with the state"
    )
    param_dict: Any = option(
        default=None,
        doc="objects with `lr_mult`, `wd_mult` and `name` by index; they come before the tables of multipliers",
    )
    aggregate_num: int | None = option(
        default=None, doc="most parameters that an overridden `update` is given in a call; all others run in one call"
    )
    use_fused_step: bool | None = option(
        default=None,
        doc="`update` runs compiled code (`fused_step`), else the interpreter (`step`); the results are the same bits",
    )
    flavour: str = option(
        default="", doc="the version of MXNet that it follows, '1.9' or '2.0'; where empty, that of `mx.flavour`"
    )

    def __repr__(self) -> str:
        """The class with the arguments that are no defaults, and the rate or its schedule."""
        shown = {"learning_rate": self.lr} if self.lr_scheduler is None else {"lr_scheduler": self.lr_scheduler}
        for name, default in arguments_of(type(self), self.flavour).items():
            value = vars(self).get(name, default)
            if isinstance(value, int | float | str) and value not in (default or type(value)(), LATEST):
                shown.setdefault(name, value)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in shown.items())})"

    def after_init(self) -> None:
        if as_number(self.rescale_grad) is None:
            raise ValueError(f"{type(self).__name__}: rescale_grad is a number, got {self.rescale_grad!r}")
        clip = self.clip_gradient
        if clip is not None and ((bound := as_number(clip)) is None or math.isnan(bound)):
            raise ValueError(f"{type(self).__name__}: clip_gradient is a number or None, got {clip!r}")
        if self.aggregate_num is None:
            self.aggregate_num = 0
        vars(self).update(version_of(self).carries)
        self.__warned = False
        self.__models: dict[Any, _Model] = {}

    # What a subclass says.

    def rule(self, index: Any) -> str | Rule:
        """The update rule of the parameter `index`, or its name; a `multi_` form lends its order of operations."""
        return self.shared_rule()

    def shared_rule(self) -> str | Rule:
        """The update rule of all parameters, where `rule` is not overridden."""
        if self.of_rule is not None:
            return self.of_rule
        try:
            return self.update_rules[0]
        except IndexError:
            raise NotImplementedError(f"{type(self).__name__} defines neither rule() nor step()") from None

    def numbers(self, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        """Attributes of the rule that are computed, flags too; `t` counts the parameter's updates, this one included.

        Read the optimizer's own with `self.number(name)`, which gives a float whatever kind of number it is.

        They depend on the arguments and on the optimizer's attributes only: parameters for which all of these are the
        same are asked for once in a step.
        """
        return {}

    def tensors(self, index: Any, weight: Any, t: int) -> Mapping[str, Any]:
        """Arrays for inputs of the rule that are neither weight, gradient nor state."""
        return {}

    def numbers_of(self, index: Any, lr: float, wd: float, t: int) -> Mapping[str, Any]:
        """As `numbers`, for an optimizer whose parameters depend on each other: then `differs_by_index` is true."""
        return self.numbers(lr, wd, t)

    def differs_by_index(self) -> bool:
        """True if more than rate, decay and count tells a parameter's update from another's: its tensors, say."""
        return type(self).tensors is not Optimizer.tensors

    def measure(self, indices: Sequence[Any], weights: Sequence[Any], grads: Sequence[Any]) -> None:
        """Look at the arrays of a step before it is done, where numbers of its rules depend on them."""

    def is_lazy(self, weight: Any) -> bool:
        """True if a row-sparse gradient updates only the rows that it stores."""
        return self.lazy_update

    # States.

    def rules_of(self, indices: Sequence[Any]) -> Sequence[str | Rule]:
        """The names of the update rules of parameters."""
        if getattr(self.rule, "__func__", None) is Optimizer.rule:
            return alike(self.shared_rule(), len(indices))
        return list(map(self.rule, indices))

    def __rule(self, index: Any, *, master: bool = False, form: str = "") -> Rule:
        """The update rule of a parameter, of the optimizer's version."""
        return fused_step.rule_of(self.rule(index), self.flavour, master=master, form=form)

    def create_state(self, index: Any, weight: Any) -> Any:
        """New states for a parameter, as its rule declares them.

        They are zeros of the weight's shape and storage, float32 for 16-bit weights, unless the rule says other first
        values and types (`mx.State`): None, an array, or a tuple of arrays: as many as the parameter's rule has. They
        are `mx.nd` arrays where the weight is one, else NumPy's. They store rows only where the weight does and updates
        are lazy. That of a table that grows, which has its own states, is the text "table".
        """
        if is_table(weight):
            return parameter.OF_TABLE
        if not self.has_rule():
            return None
        rule, lazy = (
            self.__rule(index),
            self.is_lazy(as_array(weight, type(self).__name__, f"parameter {index}", "weight")),
        )
        numbers = functools.partial(self.__first_numbers, index, rule)
        new = functools.partial(parameter.new_state, weight, numbers=numbers, sparse=lazy)
        items = [rule.input(name) for name in states_of(self, rule)]
        if not rule.of_model:
            return parameter.pack([new(item) for item in items], version_of(self))
        model = self.__model()
        states = [model.states[i.name] if i.of_model and i.name in model.states else new(i) for i in items]
        model.states |= {item.name: state for item, state in zip(items, states, strict=True) if item.of_model}
        model.parameters.add(index)
        return parameter.pack(states, version_of(self))

    def linked(self, states: Mapping[Any, Any]) -> dict[Any, Any]:
        """States by index, read from a file, with one array for each state of the whole model: the first one's.

        Args:
            states: as `create_state_multi_precision` gives them, by index.
        """
        linked = dict(states)
        if not self.has_rule():
            return linked
        model, version = _Model(), version_of(self)
        for index, state in states.items():
            rule = self.__rule(index)
            if not rule.of_model:
                continue
            names = states_of(self, rule)
            own, master = parameter.unpack(
                state, len(names), keeps_master=self.multi_precision, master_last=version.master_last
            )
            one = [
                model.states.setdefault(name, part) if rule.input(name).of_model else part
                for name, part in zip(names, own, strict=True)
            ]
            linked[index] = parameter.pack(one, version, master)
            model.parameters.add(index)
        if model.parameters:
            self.__models[self.__device()] = model
        return linked

    def __device(self) -> Any:
        """The device whose updates are counted."""
        counts = self._all_index_update_counts
        return next((device for device, own in counts.items() if own is self._index_update_count), 0)

    def __model(self) -> _Model:
        """The whole model on the device whose updates are counted."""
        return self.__models.setdefault(self.__device(), _Model())

    def __first_numbers(self, index: Any, rule: Rule) -> Mapping[str, Any]:
        """The numbers of a parameter's first update."""
        with self.as_if_counted([index]):
            lr, wd = self._get_lrs([index])[0], self._get_wds([index])[0]
            return attributes_of(self, rule, lr, wd, self._index_update_count[index], index).numbers

    def create_state_multi_precision(self, index: Any, weight: Any) -> Any:
        """As `create_state`; with `multi_precision`, (float32 copy, its states) for float16 and bfloat16 weights.

        SGD, NAG and LARS of MXNet 1.9 have the copy last.
        """
        if is_table(weight):
            return parameter.OF_TABLE
        if not parameter.is_narrow(index, weight):
            return self.create_state(index, weight)
        if self.multi_precision:
            master = parameter.copy(weight, np.dtype(np.float32))
            return parameter.paired(master, self.create_state(index, master), version_of(self))
        if not self.__warned:
            self.__warned = True
            _log.warning("16-bit weights lose updates smaller than their last place; pass multi_precision=True")
        return self.create_state(index, weight)

    # Steps.

    def update(self, indices: Any, weights: Any, grads: Any, states: Any) -> None:
        """One step of all parameters given, by `fused_step` or `step` as `use_fused_step` says.

        A class that overrides one of these two runs that one.

        Args:
            indices, weights, grads, states: those of one parameter, or lists of them.
        """
        self._update_noted(items_of(type(self).__name__, indices, weights=weights, grads=grads, states=states), [])

    def _update_noted(self, items: Sequence[Sequence[Any]], log: list[int]) -> None:
        """`update` of these indices, weights, gradients and states. `log` has `DONE` as soon as it is done."""
        step = _step_of(type(self), _STEPS[not self.use_fused_step])
        if step in (Optimizer.fused_step, Optimizer.step):
            self.__step(items, log, native=step is Optimizer.fused_step)
        else:
            note(log, step, self, *map(list, items))

    def update_multi_precision(self, indices: Any, weights: Any, grads: Any, states: Any) -> None:
        """As `update`, with states of `create_state_multi_precision`."""
        items = items_of(type(self).__name__, indices, weights=weights, grads=grads, states=states)
        if not _has_own(type(self), "update", *_STEPS) and self.has_rule():  # it knows of masters
            self._update_noted(items, [])
            return
        if not any(map(self.__keeps_master, *items[:2])):
            call_each(self, "update", items)
            return
        for index, weight, grad, state in zip(*items, strict=True):
            if self.__keeps_master(index, weight):
                if not isinstance(state, tuple) or len(cast("tuple[Any, ...]", state)) != 2:
                    raise BindError(type(self).__name__, [Fault(f"parameter {index}", *_NO_MASTER)])
                master, own = parameter.paired(*cast("tuple[Any, Any]", state), version_of(self))
                wide = parameter.copy(grad, np.dtype(np.float32), "gradient")
                call_each(self, "update", [[index], [master], [wide], [own]])
                what = type(self).__name__, f"parameter {index}"
                weight[:] = parameter.copy(master, as_array(weight, *what, "weight").dtype)
            else:
                call_each(self, "update", [[index], [weight], [grad], [state]])

    def fused_step(self, indices: Any, weights: Any, grads: Any, states: Any) -> None:
        """One step of all parameters in one native call. Gradients are not written.

        Args:
            indices, weights, grads, states: lists, one item a parameter; arrays are the caller's own, changed in place.

        Raises:
            BindError: naming everything that does not fit; nothing has changed, the counts of updates neither.
        """
        items = items_of(type(self).__name__, indices, weights=weights, grads=grads, states=states)
        self.__step(items, [], native=True)

    def step(self, indices: Any, weights: Any, grads: Any, states: Any) -> None:
        """The same step by the interpreter of the rules (NumPy): slower, the same bits. Arguments as `fused_step`."""
        items = items_of(type(self).__name__, indices, weights=weights, grads=grads, states=states)
        self.__step(items, [], native=False)

    def __step(self, items: Sequence[Any], log: list[int], *, native: bool) -> None:
        what, stamp = type(self).__name__, Table.stamp
        indices, others = self.known_indices(items[0]), items[1:]
        if has_tables(others[0]) and (faults := self.__table_faults(indices, *others)):
            raise BindError(what, faults)
        if self.__models and (lacking := self.__model().parameters.difference(indices)):
            missing = ", ".join(map(str, sorted(lacking, key=str)[:5]))
            got, fix = f"a step without {missing}", "pass all parameters in one call, as lists"
            expected = "all parameters of the model, whose numbers the rule reads"
            raise BindError(what, [Fault("indices", "", got, expected, fix)])
        self.remark_strangers(indices)
        self.measure(indices, *others[:2])
        with self.counted(indices, log) as all_counts:
            items, counts, lrs = (indices, *others), all_counts, self._get_lrs(indices)
            # A multiplier of 0 makes a rate of 0: where there is none, nothing is frozen.
            if (self.lr_mult or self.param_dict) and 0.0 in lrs and (frozen := self.frozen_among(indices)):
                moving = [index not in frozen for index in indices]
                items = [tuple(itertools.compress(each, moving)) for each in items]
                counts, lrs = list(itertools.compress(counts, moving)), list(itertools.compress(lrs, moving))
            wds = self._get_wds(items[0])
            if native and repeated_step.run(self, items, lrs, wds, counts, log):
                return
            faults: list[Fault] = []
            updates = [self.__update(faults, *each) for each in zip(*items, lrs, wds, counts, strict=True)]
            if faults:
                raise BindError(what, faults)
            done = [update for update in updates if update is not None]
            executor = fused_step.run(self, done, log, native=native)
            if native and executor is not None:
                repeated_step.learn(self, items, done, executor, stamp)

    def __table_faults(
        self, indices: Sequence[Any], weights: Sequence[Any], grads: Sequence[Any], states: Sequence[Any]
    ) -> list[Fault]:
        """Faults of tables that grow, as weights: what is left to the step, it says itself."""
        faults: list[Fault] = []
        for index, weight, state in zip(indices, weights, states, strict=True):
            if not is_table(weight):
                continue
            what, rule = f"parameter {index}", self.__rule(index)
            if not rule.separable or type(self).tensors is not Optimizer.tensors:
                got, fix = f"{type(self).__name__}, which reads the whole weight", "choose another optimizer for it"
                faults.append(Fault(what, "weight", f"a table and {got}", "an update row by row", fix))
            if state is not None and (type(state) is not str or state != parameter.OF_TABLE):
                fix = "pass create_state_multi_precision's"
                faults.append(Fault(what, "state", kind_name(state), "None: a table has its states", fix))
        return faults

    def __update(
        self, faults: list[Fault], index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float, t: int
    ) -> fused_step.Update | None:
        """One parameter's part of a step; None after a fault, or where nothing moves."""
        plain, strangers = parameter.read(index, weight, grad, state)
        if strangers:
            faults += strangers
            return None
        form = "" if is_table(weight) or isinstance(plain["gradient"], RowSparse) else self.dense_form
        rule = self.__rule(index, form=form)
        if lr == 0 and rule.divides_by("lr"):
            return None
        states, version = states_of(self, rule), version_of(self)
        keeps_master = weight is not None and self.__keeps_master(index, weight)
        last = version.master_last
        if is_table(weight):
            rule, states, own, master = self.__rule(index, master=keeps_master), (), (), None
            keeps_master = False
        else:
            own, master = parameter.unpack(state, len(states), keeps_master=keeps_master, master_last=last)
        no_master = keeps_master and master is None
        problems, attributes = setting_problems(type(self), vars(self), self.flavour), None
        if not problems:
            attributes = attributes_of(self, rule, lr, wd, t, index)
            problems = [*attributes.problems, *problems_of(self, Optimizer, rule, attributes.computed)]
        wrong = _missing(weight, grad, own, states, no_master=no_master)
        if attributes is None or problems or wrong:
            faults += [Fault(f"parameter {index}", *problem) for problem in wrong]
            # What is wrong with the optimizer is said of its first parameter.
            said = {(fault.argument, fault.got, fault.expected, fault.fix) for fault in faults}
            faults += [
                Fault(f"parameter {index}", *problem) for problem in dict.fromkeys(problems) if problem not in said
            ]
            return None
        inputs = dict(zip(states, own, strict=True))
        inputs |= {} if is_table(weight) else self.tensors(index, plain["weight"], t)
        inputs |= {rule.inputs[0].name: weight, rule.inputs[1].name: grad}
        if master is not None:
            rule = self.__rule(index, master=True, form=form)
            inputs[MASTER] = master
        return parameter.update(self, rule, inputs, attributes)

    def has_rule(self) -> bool:
        """True if the class names rules and does not define `step`."""
        return bool(self.update_rules) or _has_own(type(self), "rule", "shared_rule")

    def state_names(self, index: Any) -> tuple[str, ...] | None:
        """The states that a step takes for a parameter, in order; None if the class steps by code of its own."""
        by_rule = self.has_rule() and not _has_own(type(self), "update", *_STEPS)
        return states_of(self, self.__rule(index)) if by_rule else None

    def __keeps_master(self, index: Any, weight: Any) -> bool:
        return self.multi_precision and parameter.is_narrow(index, weight)

    @staticmethod
    def register(klass: _OptimizerT) -> _OptimizerT:
        """Make a class known to `create` under its name in lower case; a name that is taken is taken over, warned."""
        name = klass.__name__.lower()
        table = Optimizer.opt_registry if LATEST in klass.versions else Optimizer.former_registry
        old = table.get(name)
        if old is not None:
            text = f"{klass.__module__}.{klass.__name__} overrides {old.__module__}.{old.__name__}: create({name!r})"
            warnings.warn(text, stacklevel=2)
        table[name] = klass
        return klass

    @staticmethod
    def create_optimizer(name: str, **kwargs: Any) -> Optimizer:
        """An optimizer by the name of its class, in any case, with its arguments; `flavour="1.9"` is one of any class.

        The name of an update rule gives the optimizer that follows from it, as `from_rule`'s class.

        Raises:
            ValueError: there is none of that name. TypeError: an argument that it does not have.
        """
        if kwargs.get("flavour"):  # also for a class whose own `__init__` has no such argument
            with within_flavour(kwargs.pop("flavour")):
                return Optimizer.create_optimizer(name, **kwargs)
        known, former = Optimizer.opt_registry, Optimizer.former_registry
        if current_flavour() == OLD:
            known = former | known
        if not isinstance(name, str) or name.lower() not in known:  # pyright: ignore[reportUnnecessaryIsInstance]
            if str(name).lower() in former:
                raise ValueError(f"Cannot find optimizer {name} in MXNet {LATEST}: pass flavour={OLD!r}")
            if (rule := _declared_rule(name)) is not None:
                return from_rule(rule)(**kwargs)
            if isinstance(name, Optimizer | type):
                raise ValueError(f"Cannot find optimizer {shown(repr(name))}: pass its name, or use the object itself")
            near = suggest(str(name), _update_rules(), suggest(str(name).lower(), sorted(known)))
            raise ValueError(f"Cannot find optimizer {shown(str(name))}: {near}")
        return known[name.lower()](**kwargs)


def _missing(weight: Any, grad: Any, own: Sequence[Any], states: Sequence[str], *, no_master: bool) -> list[Problem]:
    """Problems of what a step is given of a parameter: arrays that are not there, or too many of them."""
    want, leave = f"{plural(len(states), 'array')}: {', '.join(states) or 'None'}", "leave the parameter out"
    wrong: list[tuple[bool, Problem]] = [
        (len(own) != len(states), ("state", plural(len(own), "array"), want, "pass create_state_multi_precision's")),
        (weight is None, ("weight", "None", "an array", leave)),
        (grad is None, ("gradient", "None", "an array", leave)),
        (no_master, _NO_MASTER),
    ]
    return [problem for is_wrong, problem in wrong if is_wrong]


def _declared_rule(name: object) -> Rule | None:
    """The declared update rule of that name."""
    load_builtin()
    rule = RULES.get(name) if isinstance(name, str) else None
    return rule if rule is not None and rule.is_update else None


def _update_rules() -> list[str]:
    """The names of the update rules that optimizers follow from."""
    return [name for name, rule in RULES.items() if rule.is_update]


def from_rule(rule: str | Rule, name: str | None = None) -> type[Optimizer]:
    """The optimizer class of an update rule: `Lion = mx.optimizer.from_rule(lion_update)`.

    Its arguments are the rule's numbers and flags with their defaults; `lr` is `learning_rate`, and those without
    default are required. Its states are the tensors that the rule changes, of the first values and types that it
    declares (`mx.State`); optional ones are left out. `t` is the count of a parameter's steps, this one included. A
    tensor of one number that the rule only reads is an argument, too. The class keeps this rule, whatever its name
    means later. `mx.optimizer.create("lion_update", …)` is an object of this class. A pickle has the rule's text, so
    that a process without its function can load it.

    Args:
        rule: from `mx.update_rule`, or its name.
        name: of the class; else it is the rule's, as `Lion` for `lion_update`.

    Raises:
        TypeError: the rule reads a tensor that is neither weight, gradient nor state, or has no `lr`.
    """
    return class_of(rule_given(rule), name, Optimizer, _body_of, from_rule)


def _body_of(rule: Rule) -> dict[str, Any]:
    return class_body(rule, Optimizer)


def call_each(optimizer: Optimizer, name: str, items: Sequence[Sequence[Any]]) -> None:
    """Call a method that may be overridden: with lists, or with each parameter's items.

    An optimizer of one's own with an `aggregate_num` above 1 gets so many at most, of one dtype, as in MXNet.
    """
    own, call = getattr(type(optimizer), name), getattr(optimizer, name)
    if own is getattr(Optimizer, name):
        call(*items)
    elif takes_lists(own):
        call(*map(list, items))
    elif (most := optimizer.aggregate_num or 0) > 1:
        alike: dict[Any, list[tuple[Any, ...]]] = {}
        for one in zip(*items, strict=True):
            alike.setdefault(getattr(one[1], "dtype", None), []).append(one)
        for several in (own[first : first + most] for own in alike.values() for first in range(0, len(own), most)):
            call(*map(list, zip(*several, strict=True)))
    else:
        for one in zip(*items, strict=True):
            call(*one)


_getter = functools.cache(operator.attrgetter)


def _has_own(kind: type[Optimizer], *names: str) -> bool:
    """True if a class overrides one of these methods."""
    methods = _getter(*names)
    return bool(methods(kind) != methods(Optimizer))


def _step_of(kind: type[Optimizer], name: str) -> Callable[..., None]:
    """The step of that name, or the other one where only that is overridden: nothing says that both do the same."""
    if _has_own(kind, *_STEPS):
        level = {step: next(n for n, base in enumerate(kind.__mro__) if step in vars(base)) for step in _STEPS}
        name = min(_STEPS, key=lambda step: (level[step], step != name))
    return getattr(kind, name)


register = Optimizer.register
create = Optimizer.create_optimizer
