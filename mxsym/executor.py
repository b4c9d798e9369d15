"""The executor: a graph bound to arrays, to be run again and again.

Input: groups with their code, the user's arrays. Output: `forward()`, which does one step in place; the arrays and
scalars by name; the texts of every stage.
Non-goals: checking what is bound first (`binding.py`), running (`mxsym.runtime.plan`).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, cast

from mxsym.codegen import target as targets
from mxsym.codegen.dtypes import from_numpy
from mxsym.errors import BindError, Fault, near
from mxsym.registry import Rule
from mxsym.runtime import buffers, cache
from mxsym.runtime.buffers import Array, Problem
from mxsym.runtime.cache import Compiled
from mxsym.runtime.plan import Launch, Plan, elements

if TYPE_CHECKING:
    from mxsym.infer import Types
    from mxsym.program import Group
    from mxsym.symbol import Entry, Node, Symbol


class NodeScalars(MutableMapping[str, float]):
    """The numeric attributes of one op. Assigning takes effect at the next step and compiles nothing."""

    def __init__(self, node: Node, rule: Rule, plan: Plan) -> None:
        self._node = node
        self._plan = plan
        self._values = {item.name: item.default for item in rule.scalars if item.name not in node.inputs}
        self._values |= {key: node.attrs[key] for key in self._values if key in node.attrs}
        for key, value in self._values.items():
            plan.set_scalar((node, key), value)

    def __getitem__(self, key: str) -> float:
        return self._values[key]

    def check(self, key: str, value: object) -> Fault | None:
        """Why `value` cannot be assigned to `key`, or None."""
        node = self._node
        if key not in self._values:
            fix = "it is a Symbol: assign to its array" if key in node.inputs else near(key, self._values)
            return Fault(node.name, key, "a value", "a numeric attribute", fix, node.where)
        if isinstance(value, str | bool) or not hasattr(value, "__float__"):
            return Fault(node.name, key, f"a {type(value).__name__}", "a number", "pass a float", node.where)
        return None

    def __setitem__(self, key: str, value: float) -> None:
        fault = self.check(key, value)
        if fault is not None:
            raise BindError("scalars", [fault])
        self._values[key] = float(value)
        self._plan.set_scalar((self._node, key), float(value))

    def __delitem__(self, key: str) -> None:
        raise TypeError("an attribute cannot be removed")

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(self._values)


class Scalars(Mapping[str, NodeScalars]):
    """The numeric attributes of every op: `exe.scalars["upd"]["lr"] = 0.05`."""

    def __init__(self, nodes: dict[str, NodeScalars]) -> None:
        self._nodes = nodes

    def __getitem__(self, name: str) -> NodeScalars:
        if name not in self._nodes:
            raise KeyError(f"no op named {name!r}: {near(name, self._nodes)}")
        return self._nodes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)

    def __repr__(self) -> str:
        return repr(self._nodes)

    def holders(self, key: str) -> list[NodeScalars]:
        """The ops that have the attribute `key`."""
        return [scalars for scalars in self._nodes.values() if key in scalars]


class Executor:
    """A bound graph. `forward()` runs it once; see `Symbol.bind`.

    Attributes:
        arg_dict, aux_dict: the user's own arrays by name.
        outputs, output_dict: one array for each output; the variable's own where it was given as `out=`.
        scalars: the numeric attributes by op and name.
    """

    def __init__(
        self,
        symbol: Symbol,
        groups: list[Group],
        arguments: dict[str, Array],
        states: dict[str, Array],
        made: dict[Entry, Array],
        types: Types,
    ) -> None:
        self.symbol = symbol
        self.groups = groups
        self.arg_dict = arguments
        self.aux_dict = states
        self.types = types
        self._lock = threading.Lock()
        self._variables = {node.name: node for node in symbol.nodes() if node.rule is None}
        self._keys = {entry.node.name: entry for group in groups for entry in group.places if entry.node.rule is None}
        self._made = made
        target = cache.host(os.environ.get(targets.ENVIRONMENT, ""))
        self.compiled: list[Compiled] = [cache.compiled(group.recipe, target) for group in groups]
        pairs = zip(groups, self.compiled, strict=True)
        self._plan = Plan([self._launch(group, unit) for group, unit in pairs if unit.kernel.stores])
        self._plan.bind({**made, **{self._keys[name]: a for name, a in self._bound() if name in self._keys}})
        self.scalars = Scalars(
            {node.name: NodeScalars(node, node.rule, self._plan) for node in symbol.nodes() if node.rule is not None}
        )
        nodes = symbol.nodes()
        self._written = {v.name for node in nodes for v in [*node.states, *([node.out] if node.out else [])]}

    def _bound(self) -> Iterator[tuple[str, Array]]:
        yield from self.arg_dict.items()
        yield from self.aux_dict.items()

    @staticmethod
    def _launch(group: Group, unit: Compiled) -> Launch:
        """The kernel's own buffers and scalars: the passes may have dropped some of the recipe's."""
        places = {b.name: place for b, place in zip(group.recipe.buffers, group.places, strict=True)}
        scalars = {f"s{number}": key for number, key in enumerate(group.scalars)}
        kernel = unit.kernel
        return Launch(
            unit.address,
            tuple(places[buffer.name] for buffer in kernel.buffers),
            tuple(scalars[name] for name in kernel.scalars),
            elements(group.shape),
            kernel.cost().bytes,
            group.phase,
        )

    @property
    def outputs(self) -> list[Array]:
        """The arrays of `list_outputs()`, valid until the next step."""
        return [self._output(entry) for entry in self.symbol.entries]

    def _output(self, entry: Entry) -> Array:
        node = entry.node if entry.node.rule is None else entry.node.out if entry.index == 0 else None
        if node is None:
            return self._made[entry]
        return self.arg_dict[node.name] if node.name in self.arg_dict else self.aux_dict[node.name]

    @property
    def output_dict(self) -> dict[str, Array]:
        """The outputs by name."""
        return dict(zip(self.symbol.list_outputs(), self.outputs, strict=True))

    @property
    def arg_arrays(self) -> list[Array]:
        """The arguments in the order of `list_arguments()`."""
        return list(self.arg_dict.values())

    @property
    def aux_arrays(self) -> list[Array]:
        """The states in the order of `list_auxiliary_states()`."""
        return list(self.aux_dict.values())

    def forward(
        self, is_train: bool = False, *, scalars: Mapping[str, Mapping[str, float]] | None = None, **kwargs: Any
    ) -> list[Array]:
        """Run the graph once; states and `out=` variables change in place. Returns `outputs`.

        Args:
            is_train: accepted for MXNet's sake.
            scalars: new attribute values by op and name; they stay, as if assigned to `exe.scalars` before.
            **kwargs: a new array for an argument, used where it lies from now on (no copy); or the name of a numeric
                attribute, which is then set on every op that has it: `forward(g=G2, lr=0.05)`.

        Raises:
            BindError: naming everything that does not fit; nothing has changed.
        """
        with self._lock:
            if kwargs or scalars:
                self._change(kwargs, scalars or {})
            self._plan.run()
        return self.outputs

    def _change(self, kwargs: Mapping[str, Any], scalars: Mapping[str, Mapping[str, float]]) -> None:
        """Everything is checked before anything is changed."""
        faults: list[Fault] = []
        arrays: dict[str, Array] = {}
        numbers: list[tuple[NodeScalars, str, Any]] = []
        for name, value in kwargs.items():
            if name in self.arg_dict:
                arrays[name] = value
                faults += self._array_faults(name, value)
            elif holders := self.scalars.holders(name):
                numbers += [(holder, name, value) for holder in holders]
            else:
                known = [*self.arg_dict, *{key for holder in self.scalars.values() for key in holder}]
                faults.append(Fault(name, "", "a value", "an argument or attribute", near(name, known)))
        for node, values in scalars.items():
            if node not in self.scalars:
                faults.append(Fault(node, "", "scalars", "the name of an op", near(node, self.scalars)))
                continue
            numbers += [(self.scalars[node], key, value) for key, value in values.items()]
        faults += [fault for holder, key, value in numbers if (fault := holder.check(key, value)) is not None]
        faults += self._overlap_faults(arrays) if arrays and not faults else []
        if faults:
            raise BindError("forward", faults)
        self.arg_dict.update(arrays)
        self._plan.bind({self._keys[name]: array for name, array in arrays.items() if name in self._keys})
        for holder, key, value in numbers:
            holder[key] = value

    def _array_faults(self, name: str, array: object) -> list[Fault]:
        node = self._variables[name]
        problem: Problem | None = buffers.kind_problem(array)
        if problem is None:
            old = self.arg_dict[name]
            dtype = from_numpy(old.dtype)
            assert dtype is not None
            problem = buffers.array_problem(cast("Array", array), old.shape, dtype, written=name in self._written)
        if problem is None:
            return []
        return [Fault(f"argument {name}", "", problem.got, problem.expected, problem.fix, node.where)]

    def _overlap_faults(self, arrays: Mapping[str, Array]) -> list[Fault]:
        everything = [(name, arrays.get(name, array), name in self._written) for name, array in self._bound()]
        everything += [(f"output {entry.node.name}", array, True) for entry, array in self._made.items()]
        want = "separate memory: one of them is written"
        return [
            Fault(f"{one} and {other}", "", "overlapping memory", want, "pass a copy of one")
            for one, other in buffers.overlaps(everything)
        ]

    def ir(self, stage: str) -> str:
        """The text of one stage: "graph", "typed", "kernel", "llvm", "llvm-opt" or "asm"."""
        from mxsym.inspection import stage_text

        return stage_text(self, stage)

    def explain(self) -> str:
        """What was fused, what was not and why; what each kernel costs."""
        from mxsym.inspection import explain

        return explain(self)
