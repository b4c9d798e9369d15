"""Symbols: immutable graphs of update ops and operators, as a user composes them.

Input: variables, ops, numbers. Output: `Symbol`, with its names, lists and inference; `bind` hands it to the compiler.
Effects: an op writes the variables at its state inputs (they are auxiliary states) and the variable given as `out=`.
Ops run in topological order, inputs first, left to right; each reads variables as they are then.
Non-goals: types (`infer.py`), text (`save.py`), running (`bind.py`).
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Self, cast

from mxsym.context import Context
from mxsym.errors import SymbolError, suggest
from mxsym.opgraph import substitute
from mxsym.opgraph.attributes import listed
from mxsym.opgraph.node import Entry, Node, topological
from mxsym.rule.numbers import as_number
from mxsym.rule.operand import Number, Operand
from mxsym.runtime import files
from mxsym.spelling import MOST, shown
from mxsym.spelling import listed as name_list

if TYPE_CHECKING:
    from mxsym.mxnet.executor import Executor


class Symbol(Operand):
    """One or more outputs of a graph. Immutable; arithmetic between Symbols and numbers makes new ones."""

    __slots__ = ("_nodes", "_roots", "entries")

    def __init__(self, entries: Sequence[Entry], roots: Sequence[Entry] | None = None) -> None:
        """`roots` are the entries and what else runs, in order, where that is more."""
        self.entries = tuple(entries)
        self._roots = self.entries if roots is None else tuple(roots)
        self._nodes: list[Node] | None = None

    def operate(self, op: str, *args: Operand | Number) -> Self:
        for arg in args:
            if not isinstance(arg, Symbol) and as_number(arg) is None:
                fix = "bind an array to a variable, mx.sym.var(name)"
                raise SymbolError(f"{op} takes Symbols and numbers, got {type(arg).__name__}; {fix}")
        from mxsym.opgraph.compose import operate

        return type(self)(operate(op, args).entries)

    def __eq__(self, other: object) -> Any:
        if not isinstance(other, Symbol) and as_number(other) is None:
            return NotImplemented
        return self.operate("eq", self, cast("Number", other))

    def __ne__(self, other: object) -> Any:
        if not isinstance(other, Symbol) and as_number(other) is None:
            return NotImplemented
        return self.operate("ne", self, cast("Number", other))

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise SymbolError("a Symbol has no truth value; use mx.where(condition, a, b)")

    def __repr__(self) -> str:
        if len(self.entries) == 1:
            node = self.entries[0].node
            lazy = f" lazy_update={node.attrs['lazy_update']}" if "lazy_update" in node.attrs else ""
            own = f" {node.rule.title}" if node.rule is not None and node.rule.from_file else ""
            return f"<Symbol {shown(node.name)}{own}{lazy}>"
        return f"<Symbol group [{name_list(entry.node.name for entry in self.entries)}]>"

    def __getattr__(self, name: str) -> Callable[..., Symbol]:
        """MXNet's fluent form of an operator on one tensor: `x.sqrt()` is `mx.sym.sqrt(x)`, `x.astype(t)` is a cast."""
        from mxsym.symbol import fluent

        if name.startswith("_") or (operator_of := fluent(name)) is None:
            raise AttributeError(f"a Symbol has no attribute {name!r}: {suggest(name, dir(type(self)))}")
        return functools.partial(operator_of, self)

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Symbol]:
        return (Symbol([entry]) for entry in self.entries)

    def __getitem__(self, key: int | str | slice) -> Symbol:
        """One output, by position or by name; or some, by a slice."""
        if isinstance(key, str):
            names = self.list_outputs()
            if key not in names:
                raise SymbolError(f"no output named {key!r}: {suggest(key, names)}")
            if names.count(key) > 1:
                raise SymbolError(f"{names.count(key)} outputs are named {key!r}; index by position, as group[0]")
            return Symbol([self.entries[names.index(key)]])
        if isinstance(key, slice):
            if not (found := self.entries[key]):
                raise IndexError(f"no output from {key.start} to {key.stop}; {self._numbered()}")
            return Symbol(found)
        number = operator.index(key)
        if not 0 <= number < len(self.entries):
            raise IndexError(f"no output {number}; {self._numbered()}")
        return Symbol([self.entries[number]])

    def _numbered(self) -> str:
        """Which outputs there are, by number."""
        names = [f"{number} ({shown(name)})" for number, name in enumerate(self.list_outputs()[:MOST])]
        return f"known: {', '.join(names)}{', …' * (len(self.entries) > MOST)}"

    def __call__(self, *args: Symbol, name: str | None = None, **kwargs: Symbol) -> Symbol:
        """This graph with other Symbols in the place of some of its variables: `u(w=other)`.

        Args: by position in the order of `list_arguments()`, or by variable name. `name`: of the (single) head.

        Raises:
            SymbolError: every argument that cannot be so replaced.
        """
        return Symbol(substitute.composed(self, args, kwargs, name))

    def copy(self) -> Symbol:
        """The same graph as another object. (Nothing changes a graph, so they share their nodes.)"""
        return Symbol(self.entries)

    __copy__ = copy

    def __deepcopy__(self, _memo: object) -> Symbol:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        from mxsym.symbol import load_json

        return load_json, (self.tojson(),)

    @property
    def name(self) -> str | None:
        """The node's name; None for a group."""
        return self.entries[0].node.name if len(self.entries) == 1 else None

    def nodes(self) -> list[Node]:
        """Every node, inputs before users, in the order in which the ops run."""
        if self._nodes is None:
            self._nodes = topological(self._roots)
        return list(self._nodes)

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

    def get_internals(self) -> Symbol:
        """Every output of every node, variables among them, in topological order."""
        return Symbol(substitute.internals(self.entries))

    def get_children(self) -> Symbol | None:
        """What the node (or nodes) of the outputs read and store to; None for a variable."""
        found = substitute.children(self.entries)
        return Symbol(found) if found else None

    def attr(self, key: str) -> str | None:
        """An attribute of the (single) node as text, or None; `name` is the node's name."""
        return self.list_attr().get(key, self.name if key == "name" else None)

    def list_attr(self) -> dict[str, str]:
        """The attributes given to the (single) node, as text; `__lr_mult__` and the like as `lr_mult`, too."""
        if len({entry.node for entry in self.entries}) != 1:
            raise SymbolError(f"attributes belong to one node, got {self!r}; index it, as group[0]")
        return _attr_texts(self.entries[0].node)

    def attr_dict(self) -> dict[str, dict[str, str]]:
        """The attributes of every node that has some, as text."""
        return {node.name: texts for node in self.nodes() if (texts := _attr_texts(node))}

    def debug_str(self) -> str:
        """The graph as MXNet lists it: each node with its inputs and attributes."""
        from mxsym.opgraph.save import to_listing

        return to_listing(self)

    def _named(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """What was given by position and by name, by name."""
        names = self.list_arguments()
        if len(args) > len(names):
            raise SymbolError(
                f"by position there are {len(names)} arguments ({name_list(names) or 'none'}), got {len(args)}; "
                "name the others"
            )
        given = dict(zip(names, args, strict=False))
        twice = [name for name in kwargs if given.get(name) is not None]
        if twice:
            raise SymbolError(f"{name_list(twice)}: given twice, by position and by name; give it once")
        return {**given, **kwargs}

    def infer_shape(
        self, /, *args: tuple[int, ...] | None, **kwargs: tuple[int, ...]
    ) -> tuple[list[tuple[int, ...]] | None, list[tuple[int, ...]] | None, list[tuple[int, ...]] | None]:
        """Shapes of (arguments, outputs, auxiliary states) from those of some variables; three None if too few.

        Args: by position in the order of `list_arguments()`, or by variable name.

        Raises:
            BindError: shapes that contradict each other, every one named.
        """
        from mxsym.opgraph.queries import infer_shapes

        return infer_shapes(self, self._named(args, kwargs))

    def infer_shape_partial(
        self, /, *args: tuple[int, ...] | None, **kwargs: tuple[int, ...]
    ) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]], list[tuple[int, ...]]]:
        """As `infer_shape`; what too little is known of has the shape (), or the sizes that were given."""
        from mxsym.opgraph.queries import infer_shapes

        return infer_shapes(self, self._named(args, kwargs), partial=True)

    def infer_type(self, /, *args: Any, **kwargs: Any) -> tuple[list[Any] | None, list[Any] | None, list[Any] | None]:
        """NumPy dtypes of (arguments, outputs, auxiliary states) from those of some variables; as `infer_shape`."""
        from mxsym.opgraph.queries import infer_types

        return infer_types(self, self._named(args, kwargs))

    def infer_type_partial(self, /, *args: Any, **kwargs: Any) -> tuple[list[Any], list[Any], list[Any]]:
        """As `infer_type`; None for what too little is known of."""
        from mxsym.opgraph.queries import infer_types

        return infer_types(self, self._named(args, kwargs), partial=True)

    def infer_storage_type(self, /, *args: str | None, **kwargs: str) -> tuple[list[str], list[str], list[str]]:
        """Storages ("default" or "row_sparse") of (arguments, outputs, auxiliary states).

        A variable that is not given has the storage that it says it has, else the default one.

        Raises:
            BindError: storages that an op cannot have together.
        """
        from mxsym.opgraph.queries import infer_storages

        return infer_storages(self, self._named(args, kwargs))

    def _repr_svg_(self) -> str:
        """What a notebook shows."""
        from mxsym.inspection.draw.svg import svg

        return svg(self)

    def tojson(self) -> str:
        """This graph in MXNet's JSON."""
        from mxsym.opgraph.save import to_json

        return to_json(self)

    def save(self, fname: str | PathLike[str]) -> None:
        """Write `tojson()` to a file; `mx.sym.load` reads it."""
        files.write(fname, self.tojson())

    def eval(self, /, ctx: Any = None, **arrays: Any) -> list[Any]:
        """The outputs for these arrays, states among them: `bind` and one `forward`."""
        if ctx is not None and not isinstance(ctx, Context) and "ctx" in self.list_inputs():
            ctx, arrays = None, {**arrays, "ctx": ctx}
        return self.bind_named(ctx, arrays).forward()

    def bind_named(self, ctx: Any, arrays: Mapping[str, Any]) -> Executor:
        """`bind` with arguments and states in one dict."""
        states = self.list_auxiliary_states()
        args = {name: array for name, array in arrays.items() if name not in states}
        return self.bind(ctx, args=args, aux_states={name: arrays[name] for name in states if name in arrays})

    def bind(
        self,
        ctx: Any = None,
        args: Mapping[str, Any] | Sequence[Any] | None = None,
        args_grad: Any = None,
        grad_req: Any = "null",
        aux_states: Mapping[str, Any] | Sequence[Any] | None = None,
    ) -> Executor:
        """An executor over the user's own arrays: nothing is copied, states and `out=` variables change in place.

        Each step looks at every bound array again. An array whose memory has moved is followed: `ndarray.__setstate__`,
        a torch tensor's `.data = …`, `share_memory_()`, `swap_tensors`. One that does not fit any more (frozen,
        reshaped, of another dtype, overlapping) is a `BindError`, and nothing has changed. While a step runs, NumPy
        refuses to resize its arrays; moving a tensor's storage from another thread at that moment is a race.

        What is bound is the object that was given. Where another object takes its place, as the gradient that torch
        makes after `zero_grad()`, the executor goes on reading the old one, which nobody can tell from a gradient that
        did not change: bind the new one, with `forward(g=p.grad)` in each step.

        Args:
            ctx: ignored but for its type (`mx.cpu()`); there is one device.
            args: arrays by argument name, or in the order of `list_arguments()`.
            args_grad, grad_req: as in MXNet; update ops have no gradient, so only None and "null" are accepted.
            aux_states: arrays by name, or in the order of `list_auxiliary_states()`.

        Raises:
            BindError: naming every array that does not fit; nothing has changed.
        """
        from mxsym.executor.bind import bind
        from mxsym.mxnet.executor import Executor

        return bind(self, ctx, args, args_grad, grad_req, aux_states, Executor)

    def simple_bind(
        self,
        /,
        ctx: Any = None,
        grad_req: Any = "null",
        type_dict: Mapping[str, Any] | None = None,
        stype_dict: Mapping[str, str] | None = None,
        **shapes: Any,
    ) -> Executor:
        """An executor over `mx.nd` arrays of zeros that it makes itself, float32 unless `type_dict` says otherwise.

        A variable that `stype_dict` calls "row_sparse" (or that says so itself) stores no rows yet.
        """
        import mxsym.ndarray  # noqa: F401  # pyright: ignore[reportUnusedImport]  # what it makes are its arrays
        from mxsym.executor.bind import simple_bind
        from mxsym.mxnet.executor import Executor

        return simple_bind(self, ctx, grad_req, type_dict, stype_dict, shapes, Executor)

    _bind, _simple_bind = bind, simple_bind  # MXNet 2's names

    def gradient(self, wrt: object) -> Symbol:
        """MXNet never had it, and updates have no gradient.

        Raises:
            SymbolError: always.
        """
        raise SymbolError(
            f"gradient with respect to {wrt!r}: update ops are not differentiable; a gradient is a variable"
        )


def _attr_texts(node: Node) -> dict[str, str]:
    from mxsym.opgraph.save import attribute_texts

    return {**attribute_texts(node), **listed(node.hidden)}
