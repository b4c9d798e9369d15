"""Symbols: immutable graphs of update ops and operators, as a user composes them.

Input: variables, ops, numbers. Output: `Symbol`, with its names, lists and inference; `bind` hands it to the compiler.
Effects: an op writes the variables at its state inputs (they are auxiliary states) and the variable given as `out=`.
Ops run in topological order, inputs first, left to right; each reads variables as they are then.
Non-goals: types (`infer.py`), text (`serialize.py`), running (`binding.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from mxsym import names, registry
from mxsym.errors import SymbolError, caller, near
from mxsym.operand import Number, Operand
from mxsym.operators import ALIASES, OPERATORS, operator_call
from mxsym.registry import REQUIRED, Rule
from mxsym.trace import Body

if TYPE_CHECKING:
    from mxsym.binding import Executor


@dataclass(frozen=True, slots=True)
class Entry:
    """One output of a node."""

    node: Node
    index: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A variable (`rule` is None) or an op.

    `inputs` maps the rule's input names, and the names of attributes that are given as Symbols, to entries. `attrs`
    holds the attributes that were given as values. `out` is the variable that the output is stored to.
    """

    rule: Rule | None
    name: str
    inputs: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    attrs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    out: Node | None = None
    hidden: Mapping[str, str] = field(default_factory=dict[str, str])
    where: str = ""

    @property
    def states(self) -> list[Node]:
        """The variables that this op writes as states."""
        return [self.inputs[name].node for name in self.rule.states if name in self.inputs] if self.rule else []

    def body(self) -> Body:
        """The rule's body as this op specialises it."""
        assert self.rule is not None
        absent = frozenset(item.name for item in self.rule.inputs if item.name not in self.inputs)
        return self.rule.body(self.attrs, absent)

    def outputs(self) -> list[str]:
        """The names of this node's outputs, as MXNet gives them."""
        if self.rule is None:
            return [self.name]
        count = len(self.rule.outputs)
        return [f"{self.name}_output{number if count > 1 else ''}" for number in range(count)]


class Symbol(Operand):
    """One or more outputs of a graph. Immutable; arithmetic between Symbols and numbers makes new ones."""

    __slots__ = ("entries",)

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)

    def operate(self, op: str, *args: Operand | Number) -> Self:
        for arg in args:
            if isinstance(arg, bool) or not isinstance(arg, Symbol | int | float):
                raise SymbolError(f"{op} between Symbols and numbers, got {type(arg).__name__}")
        rule, inputs, attrs = operator_call(op, args)
        symbols = [item if isinstance(item, Symbol) else _number(float(item)) for item in inputs]  # pyright: ignore[reportArgumentType]
        made = make(rule, symbols, attrs, hint=rule.hint)
        return type(self)(made.entries)

    def __eq__(self, other: object) -> Any:
        if not isinstance(other, Symbol | int | float):
            return NotImplemented
        return self.operate("eq", self, other)

    def __ne__(self, other: object) -> Any:
        if not isinstance(other, Symbol | int | float):
            return NotImplemented
        return self.operate("ne", self, other)

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise SymbolError("a Symbol has no truth value; use mx.where(condition, a, b)")

    def __repr__(self) -> str:
        if len(self.entries) == 1:
            return f"<Symbol {self.name}>"
        return f"<Symbol group [{', '.join(entry.node.name for entry in self.entries)}]>"

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Symbol]:
        return (Symbol([entry]) for entry in self.entries)

    def __getitem__(self, key: int | str) -> Symbol:
        """One output, by position or by name."""
        if isinstance(key, str):
            listed = self.list_outputs()
            if key not in listed:
                raise SymbolError(f"no output named {key!r}: {near(key, listed)}")
            return Symbol([self.entries[listed.index(key)]])
        if not 0 <= key < len(self.entries):
            raise IndexError(f"output {key} of {len(self.entries)}")
        return Symbol([self.entries[key]])

    @property
    def name(self) -> str | None:
        """The node's name; None for a group."""
        return self.entries[0].node.name if len(self.entries) == 1 else None

    def nodes(self) -> list[Node]:
        """Every node, inputs before users, in the order in which the ops run."""
        return _topological(self.entries)

    def _variables(self, auxiliary: bool) -> list[Node]:
        nodes = self.nodes()
        states = {state for node in nodes for state in node.states}
        return [node for node in nodes if node.rule is None and (node in states) is auxiliary]

    def list_arguments(self) -> list[str]:
        """Names of the variables that ops read or store to, in topological order."""
        return [node.name for node in self._variables(auxiliary=False)]

    def list_auxiliary_states(self) -> list[str]:
        """Names of the variables that ops keep their state in."""
        return [node.name for node in self._variables(auxiliary=True)]

    def list_inputs(self) -> list[str]:
        """Names of all variables."""
        return [node.name for node in self.nodes() if node.rule is None]

    def list_outputs(self) -> list[str]:
        """Names of the outputs: `<node>_output`, numbered where a node has several."""
        return [entry.node.outputs()[entry.index] for entry in self.entries]

    def attr(self, key: str) -> str | None:
        """An attribute of the (single) node as text, or None."""
        return self.list_attr().get(key)

    def list_attr(self) -> dict[str, str]:
        """The attributes given to the (single) node, as text."""
        if len(self.entries) != 1:
            raise SymbolError("attributes belong to one node; this is a group")
        return _attr_texts(self.entries[0].node)

    def attr_dict(self) -> dict[str, dict[str, str]]:
        """The attributes of every node that has some, as text."""
        return {node.name: texts for node in self.nodes() if (texts := _attr_texts(node))}

    def infer_shape(
        self, *args: tuple[int, ...], **kwargs: tuple[int, ...]
    ) -> tuple[list[tuple[int, ...]] | None, list[tuple[int, ...]] | None, list[tuple[int, ...]] | None]:
        """Shapes of (arguments, outputs, auxiliary states) from those of some variables; three None if too few.

        Args: by position in the order of `list_arguments()`, or by variable name.

        Raises:
            BindError: shapes that contradict each other, every one named.
        """
        from mxsym.infer import infer_shapes

        return infer_shapes(self, dict(zip(self.list_arguments(), args, strict=False)) | kwargs)

    def infer_type(self, *args: Any, **kwargs: Any) -> tuple[list[Any] | None, list[Any] | None, list[Any] | None]:
        """NumPy dtypes of (arguments, outputs, auxiliary states) from those of some variables; as `infer_shape`."""
        from mxsym.infer import infer_types

        return infer_types(self, dict(zip(self.list_arguments(), args, strict=False)) | kwargs)

    def tojson(self) -> str:
        """This graph in MXNet's JSON."""
        from mxsym.serialize import to_json

        return to_json(self)

    def bind(
        self,
        ctx: Any = None,
        args: Mapping[str, Any] | Sequence[Any] | None = None,
        args_grad: Any = None,
        grad_req: str = "null",
        aux_states: Mapping[str, Any] | Sequence[Any] | None = None,
    ) -> Executor:
        """An executor over the user's own arrays: nothing is copied, states and `out=` variables change in place.

        Args:
            ctx: ignored but for its type (`mx.cpu()`); there is one device.
            args: arrays by argument name, or in the order of `list_arguments()`.
            args_grad, grad_req: as in MXNet; update ops have no gradient, so only None and "null" are accepted.
            aux_states: arrays by name, or in the order of `list_auxiliary_states()`.

        Raises:
            BindError: naming every array that does not fit; nothing has changed.
        """
        from mxsym.binding import bind

        return bind(self, ctx, args, args_grad, grad_req, aux_states)

    def simple_bind(
        self, ctx: Any = None, grad_req: str = "null", type_dict: Mapping[str, Any] | None = None, **shapes: Any
    ) -> Executor:
        """An executor over arrays of zeros that it makes itself, float32 unless `type_dict` says otherwise."""
        from mxsym.binding import simple_bind

        return simple_bind(self, ctx, grad_req, type_dict or {}, shapes)


def _attr_texts(node: Node) -> dict[str, str]:
    from mxsym.serialize import attribute_text

    return {**{key: attribute_text(value) for key, value in node.attrs.items()}, **node.hidden}


def _topological(entries: Sequence[Entry]) -> list[Node]:
    """Depth first, inputs before users, without recursion: a long chain is no deep stack."""
    order: list[Node] = []
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(entry.node, False) for entry in reversed(entries)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            below = [entry.node for entry in node.inputs.values()] + ([node.out] if node.out else [])
            stack.extend((item, False) for item in reversed(below) if item not in seen)
    return order


def var(name: str, *, attr: Mapping[str, str] | None = None) -> Symbol:
    """A variable: a tensor that is given at bind."""
    if not isinstance(name, str) or not name:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SymbolError(f"a variable's name is a text, got {name!r}")
    return Symbol([Entry(Node(None, names.current().get(name, name), hidden=dict(attr or {}), where=caller()))])


Variable = var


def Group(symbols: Sequence[Symbol]) -> Symbol:
    """All outputs of several Symbols as one: bound together, run by one call."""
    listed = list(symbols)
    if not listed or not all(isinstance(item, Symbol) for item in listed):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SymbolError("Group takes a list of at least one Symbol")
    return Symbol([entry for item in listed for entry in item.entries])


def assign(variable: Symbol, value: Symbol, name: str | None = None) -> Symbol:
    """Store `value` into `variable` when the graph runs; the result is the stored value."""
    return make(OPERATORS["_copy"], [value], {"out": variable, "name": name})


def _number(value: float) -> Symbol:
    return make(OPERATORS["_constant"], [], {"value": value})


def _check_number(rule: Rule, key: str, value: Any) -> Any:
    attribute = rule.attribute(key)
    assert attribute is not None
    if attribute.kind is str:
        return str(value)
    if attribute.kind is bool:
        if value in (True, False, 0, 1):
            return bool(value)
        raise SymbolError(f"{rule.name}: {key} is a bool, got {value!r}")
    try:
        return float(value)
    except (TypeError, ValueError):
        raise SymbolError(
            f"{rule.name}: {key} is a number or a Symbol of shape () or (1,), got {type(value).__name__}"
        ) from None


def _split(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Positional and keyword arguments as (inputs, attributes), MXNet's way: attributes follow the inputs."""
    order = [item.name for item in rule.inputs] + [item.name for item in rule.attributes]
    if len(args) > len(order):
        raise SymbolError(f"{rule.name} takes {len(order)} arguments, got {len(args)}")
    given = dict(zip(order, args, strict=False))
    faults = [f"{key} is given twice" for key in kwargs if key in given]
    unknown = [key for key in kwargs if key not in order]
    faults += [f"no argument {key!r}: {near(key, order)}" for key in unknown]
    given |= {key: value for key, value in kwargs.items() if key in order}
    inputs = {item.name: given.get(item.name) for item in rule.inputs}
    attributes = {item.name: given[item.name] for item in rule.attributes if item.name in given}
    missing = [item.name for item in rule.attributes if item.default is REQUIRED and item.name not in attributes]
    faults += [f"attribute {key!r} is required" for key in missing]
    if faults:
        raise SymbolError(f"{rule.name}: " + "; ".join(faults))
    return inputs, attributes


def _single(rule: Rule, key: str, value: Any) -> Entry:
    if not isinstance(value, Symbol):
        raise SymbolError(f"{rule.name}: {key} must be a Symbol, got {type(value).__name__}")
    if len(value.entries) != 1:
        raise SymbolError(f"{rule.name}: {key} must have one output, got a group of {len(value.entries)}")
    return value.entries[0]


def _variable(rule: Rule, key: str, value: Any) -> Node:
    entry = _single(rule, key, value)
    if entry.node.rule is not None:
        raise SymbolError(f"{rule.name}: {key} is written, so it must be a variable; {entry.node.name} is an op")
    return entry.node


def make(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any], *, hint: str | None = None) -> Symbol:
    """A node of `rule`. Inputs that are left out become variables named `<node>_<input>`.

    Raises:
        SymbolError: arguments that the op does not take, all of them named.
    """
    rest = dict(kwargs)
    out, name, hidden = rest.pop("out", None), rest.pop("name", None), rest.pop("attr", None)
    given, attributes = _split(rule, args, rest)
    name = names.current().get(name, hint or rule.name.lower())
    where = caller()
    inputs: dict[str, Entry] = {}
    for item in rule.inputs:
        value = given[item.name]
        if value is None and item.optional:
            continue
        if value is None:
            value = Symbol([Entry(Node(None, f"{name}_{item.name}", where=where))])
        inputs[item.name] = _single(rule, item.name, value)
        if item.name in rule.states:
            _variable(rule, item.name, value)
    attrs: dict[str, Any] = {}
    for key, value in attributes.items():
        if isinstance(value, Symbol):
            attribute = rule.attribute(key)
            if attribute is None or not attribute.numeric:
                raise SymbolError(f"{rule.name}: {key} specialises the kernel and cannot be a Symbol")
            inputs[key] = _single(rule, key, value)
        else:
            attrs[key] = _check_number(rule, key, value)
    target = None if out is None else _variable(rule, "out", out)
    node = Node(rule, name, inputs, attrs, target, dict(hidden or {}), where)
    return Symbol([Entry(node, index) for index in range(len(rule.outputs))])


class Ops:
    """A namespace of ops: `mx.sym.op.sgd_update` and so on."""

    def __getattr__(self, name: str) -> Callable[..., Symbol]:
        return __getattr__(name)

    def __dir__(self) -> list[str]:
        return registry.names()


op = Ops()


def __getattr__(name: str) -> Callable[..., Symbol]:
    """The constructor of the op `name`, with its signature and its derived docstring."""
    if name.startswith("__"):
        raise AttributeError(name)
    if name == "load_json":
        from mxsym.serialize import load_json

        return load_json
    rule = registry.find(ALIASES.get(name, name))

    def build(*args: Any, **kwargs: Any) -> Symbol:
        return make(rule, args, kwargs)

    build.__name__ = build.__qualname__ = name
    build.__doc__ = rule.__doc__
    build.__signature__ = rule.__signature__  # type: ignore[attr-defined]
    return build


def __dir__() -> list[str]:
    return sorted([*globals(), *registry.names(), *ALIASES, "load_json"])
