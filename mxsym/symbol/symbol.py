"""Symbols: immutable graphs of update ops and operators, as a user composes them."""

# Effects: an op writes the variables at its state inputs (they are auxiliary states) and the variable given as
# `out=`. Ops run in topological order, inputs first, left to right; each reads the values that its variables have
# then.

from __future__ import annotations

import functools
import operator
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from types import ModuleType
from typing import Any, Self, cast

from mxsym.codegen.loading import load_modules
from mxsym.context import Context
from mxsym.errors import LoadError, SymbolError, suggest, user_location
from mxsym.executor import bind as binding
from mxsym.mxnet.executor import Executor
from mxsym.opgraph import compose, queries
from mxsym.opgraph.attributes import is_hidden, listed, scoped, tensor_attributes, texts
from mxsym.opgraph.node import Entry, Node, Op, SymbolGraph, Variable
from mxsym.rule.numbers import as_number, is_real, no_number
from mxsym.rule.op_functions import as_function
from mxsym.rule.operand import Number, Operand
from mxsym.rule.rule import Rule
from mxsym.rules.elementwise import OPERATORS
from mxsym.runtime import faces, files
from mxsym.spelling import MOST, shown
from mxsym.spelling import listed as name_list


class Symbol(SymbolGraph, Operand):
    """One or more outputs of a graph. Immutable; arithmetic between Symbols and numbers makes new ones."""

    __slots__ = ()

    def operate(self, op: str, *args: Operand | Number) -> Self:
        for arg in args:
            if not isinstance(arg, Symbol) and as_number(arg) is None:
                fix = "pass a smaller number" if is_real(arg) else "bind an array to a variable, mx.sym.var(name)"
                raise SymbolError(f"{op} takes Symbols and numbers, got {no_number(arg)}; {fix}")
        return type(self)(compose.operate(op, args).entries)

    def only_if(self, results: object) -> Symbol:
        """Return `results`, whose ops write only where `self` is not 0.

        Raises:
            SymbolError: an argument is not what it takes.
        """
        load_modules("mxsym.opgraph.only_if")
        from mxsym.opgraph.only_if import only_if

        return Symbol(only_if(self, results).entries)

    def apply(self, rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Symbol:
        """Return a node of `rule`."""
        return make(rule, args, kwargs)

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
            if isinstance(node, Variable):
                return f"<Symbol {shown(node.name)}>"
            lazy = f" lazy_update={node.attrs['lazy_update']}" if "lazy_update" in node.attrs else ""
            own = f" {node.rule.title}" if node.rule.from_file else ""
            return f"<Symbol {shown(node.name)}{own}{lazy}>"
        return f"<Symbol group [{name_list(entry.node.name for entry in self.entries)}]>"

    def __getattr__(self, name: str) -> Callable[..., Symbol]:
        """MXNet's fluent form of an operator on one tensor: `x.sqrt()` is `mx.sym.sqrt(x)`, `x.astype(t)` is a cast."""
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
            if not (entries := self.entries[key]):
                raise IndexError(f"no output from {key.start} to {key.stop}; {self._numbered()}")
            return Symbol(entries)
        number = operator.index(key)
        if not 0 <= number < len(self.entries):
            raise IndexError(f"no output {number}; {self._numbered()}")
        return Symbol([self.entries[number]])

    def _numbered(self) -> str:
        """Outputs by number, as text."""
        names = [f"{number} ({shown(name)})" for number, name in enumerate(self.list_outputs()[:MOST])]
        return f"known: {', '.join(names)}{', …' * (len(self.entries) > MOST)}"

    def __call__(self, *args: Symbol, name: str | None = None, **kwargs: Symbol) -> Symbol:
        """This graph with other Symbols in the place of some of its variables: `u(w=other)`.

        Args: by position in the order of `list_arguments()`, or by variable name. `name`: of the (single) head.

        Raises:
            SymbolError: every argument that cannot be so replaced.
        """
        load_modules("mxsym.opgraph.substitute")
        from mxsym.opgraph.substitute import composed

        return Symbol(composed(self, args, kwargs, name))

    def copy(self) -> Symbol:
        """The same graph as another object. (Nothing changes a graph, so they share their nodes.)"""
        return Symbol(self.entries)

    __copy__ = copy

    def __deepcopy__(self, _memo: object) -> Symbol:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        return load_json, (self.tojson(),)

    def get_internals(self) -> Symbol:
        """Every output of every node, variables among them, in topological order."""
        load_modules("mxsym.opgraph.substitute")
        from mxsym.opgraph.substitute import internals

        return Symbol(internals(self.entries))

    def get_children(self) -> Symbol | None:
        """Entries that the node (or nodes) of the outputs read and store to; None for a variable."""
        load_modules("mxsym.opgraph.substitute")
        from mxsym.opgraph.substitute import children

        entries = children(self.entries)
        return Symbol(entries) if entries else None

    def attr(self, key: str) -> str | None:
        """An attribute of the (single) node as text, or None; `name` is the node's name.

        Args:
            key: `name`, an argument of the op, or a hidden attribute.
        """
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
        return _saving().to_listing(self)

    def to_networkx(self) -> Any:
        """The graph as a `networkx.MultiDiGraph`: a node for each variable and op, an edge for each input.

        Nodes are named as here; they have `kind` ("variable" or "op"), and ops `op`, `attrs`, and `writes`: the names
        of variables that they change. The key of an edge is the argument that it is for, `output` the output's index.
        """
        load_modules("mxsym.opgraph.to_networkx")
        from mxsym.opgraph.to_networkx import to_networkx

        return to_networkx(self)

    def _named(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments by name, from those by position and those by name."""
        names = self.list_arguments()
        if len(args) > len(names):
            raise SymbolError(
                f"by position there are {len(names)} arguments ({name_list(names) or 'none'}), got {len(args)}; "
                "name the others"
            )
        positional = dict(zip(names, args, strict=False))
        twice = [name for name in kwargs if positional.get(name) is not None]
        if twice:
            raise SymbolError(f"{name_list(twice)} is given twice, by position and by name; give it once")
        return {**positional, **kwargs}

    def infer_shape(
        self, /, *args: tuple[int, ...] | None, **kwargs: tuple[int, ...]
    ) -> tuple[list[tuple[int, ...]] | None, list[tuple[int, ...]] | None, list[tuple[int, ...]] | None]:
        """Shapes of (arguments, outputs, auxiliary states) from those of some variables; three None if too few.

        Args:
            *args: shapes in the order of `list_arguments()`; None for one that is not known.
            **kwargs: shapes by variable name.

        Raises:
            BindError: shapes that contradict each other, every one named.
        """
        return queries.infer_shapes(self, self._named(args, kwargs))

    def infer_shape_partial(
        self, /, *args: tuple[int, ...] | None, **kwargs: tuple[int, ...]
    ) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]], list[tuple[int, ...]]]:
        """As `infer_shape`; what too little is known of has the shape (), or the sizes that were given.

        Args:
            *args, **kwargs: as for `infer_shape`.
        """
        return queries.infer_shapes(self, self._named(args, kwargs), partial=True)

    def infer_type(self, /, *args: Any, **kwargs: Any) -> tuple[list[Any] | None, list[Any] | None, list[Any] | None]:
        """NumPy dtypes of (arguments, outputs, auxiliary states) from those of some variables; as `infer_shape`.

        Args:
            *args, **kwargs: as for `infer_shape`, with dtypes or their names.
        """
        return queries.infer_types(self, self._named(args, kwargs))

    def infer_type_partial(self, /, *args: Any, **kwargs: Any) -> tuple[list[Any], list[Any], list[Any]]:
        """As `infer_type`; None for what too little is known of.

        Args:
            *args, **kwargs: as for `infer_type`.
        """
        return queries.infer_types(self, self._named(args, kwargs), partial=True)

    def infer_storage_type(self, /, *args: str | None, **kwargs: str) -> tuple[list[str], list[str], list[str]]:
        """Storages ("default" or "row_sparse") of (arguments, outputs, auxiliary states).

        A variable that is not given has the storage that it says it has, else the default one.

        Args:
            *args, **kwargs: as for `infer_shape`, with storages.

        Raises:
            BindError: storages that an op cannot have together.
        """
        return queries.infer_storages(self, self._named(args, kwargs))

    def _repr_svg_(self) -> str:
        """Picture of the graph for a notebook."""
        load_modules("mxsym.inspection.draw.svg")
        from mxsym.inspection.draw.svg import svg

        return svg(self)

    def tojson(self) -> str:
        """This graph in MXNet's JSON."""
        return _saving().to_json(self)

    def save(self, fname: str | PathLike[str]) -> None:
        """Write `tojson()` to a file; `mx.sym.load` reads it.

        Args:
            fname: the file. What was there is replaced as a whole.
        """
        files.write(fname, self.tojson())

    def eval(self, /, ctx: Any = None, **arrays: Any) -> list[Any]:
        """The outputs for these arrays, states among them: `bind` and one `forward`.

        Args:
            ctx: as for `bind`.
            **arrays: the arrays of arguments and states, by name.
        """
        if ctx is not None and not isinstance(ctx, Context) and "ctx" in self.list_inputs():
            ctx, arrays = None, {**arrays, "ctx": ctx}
        return self.bind_named(ctx, arrays).forward()

    def bind_named(self, ctx: Any, arrays: Mapping[str, Any]) -> Executor:
        """`bind` with arguments and states in one dict.

        Args:
            ctx: as for `bind`.
            arrays: by the name of the argument or state.
        """
        return binding.bind_named(self, ctx, arrays, Executor)

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

        The executor is bound to the object itself. If another object takes its place, it goes on reading the old one:
        after `zero_grad()`, torch makes another gradient, and the old one looks like one that did not change. Bind the
        new gradient in each step: `forward(g=p.grad)`.

        Args:
            ctx: ignored but for its type (`mx.cpu()`); there is one device.
            args: arrays by argument name, or in the order of `list_arguments()`.
            args_grad, grad_req: as in MXNet; update ops have no gradient, so only None and "null" are accepted.
            aux_states: arrays by name, or in the order of `list_auxiliary_states()`.

        Raises:
            BindError: naming every array that does not fit; nothing has changed.
        """
        return binding.bind(self, ctx, args, args_grad, grad_req, aux_states, Executor)

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

        States have the first values that their rules declare (`mx.State`); one that begins as its weight is zeros, as
        the weight is. A variable that `stype_dict` calls "row_sparse" (or that says so itself) stores no rows yet.

        Args:
            ctx: as for `bind`.
            grad_req: as for `bind`.
            type_dict: dtypes by the name of a variable.
            stype_dict: storages by the name of a variable.
            **shapes: of as many variables as the others follow from: `simple_bind(w=(64, 10))`.
        """
        return binding.simple_bind(self, ctx, grad_req, type_dict, stype_dict, shapes, Executor)

    _bind, _simple_bind = bind, simple_bind  # MXNet 2's names

    def gradient(self, wrt: object) -> Symbol:
        """MXNet never had it, and updates have no gradient.

        Args:
            wrt: anything; it is not used.

        Raises:
            SymbolError: always.
        """
        raise SymbolError(
            f"gradient with respect to {wrt!r}: update ops are not differentiable; a gradient is a variable"
        )


faces.LOADERS.append(lambda: load_modules("mxsym.ndarray"))  # what `simple_bind` makes are its arrays


def _saving() -> ModuleType:
    return load_modules("mxsym.opgraph.save")


def _attr_texts(node: Node) -> dict[str, str]:
    own: dict[str, str] = _saving().attribute_texts(node) if isinstance(node, Op) else {}
    return own | listed(node.hidden)


def var(
    name: str,
    attr: Mapping[str, str] | None = None,
    shape: Any = None,
    lr_mult: float | None = None,
    wd_mult: float | None = None,
    dtype: Any = None,
    init: Any = None,
    stype: str | None = None,
    **extra: str,
) -> Symbol:
    """A variable: a tensor that is passed to `bind`. Its other properties are hidden attributes, which the JSON keeps.

    Args:
        name: of the variable, by which `bind` takes its array.
        attr: further hidden attributes, texts by key.
        shape, dtype: of the tensor, used if they cannot be inferred; a size of -1 is unknown.
        lr_mult, wd_mult: factors by which optimizers multiply the learning rate and the weight decay.
        init: the initialiser: a text, or an object with `dumps()`.
        stype: "default", or "row_sparse", which requires a row-sparse array.
        **extra: hidden attributes, whose keys begin and end with two underscores.

    Raises:
        SymbolError: an argument that is not valid.
    """
    if not isinstance(name, str) or not name:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SymbolError(f"a variable's name is a text of at least one character, got {name!r}; pass one, as var('w')")
    if strangers := [key for key in extra if not is_hidden(key)]:
        raise SymbolError(f"variable {name!r}: no argument {strangers[0]!r}; name it '__{strangers[0]}__'")
    numbers = {"lr_mult": lr_mult, "wd_mult": wd_mult}
    owner = f"variable {name!r}"
    hidden = scoped(owner, attr, free=True) | texts(owner, extra)
    hidden |= tensor_attributes(name, shape, dtype, stype, init, numbers)
    return Symbol([Entry(Variable(name, hidden, user_location()))])


def Group(symbols: Sequence[Symbol]) -> Symbol:
    """All outputs of several Symbols as one: bound together, run by one call.

    Args:
        symbols: at least one; their outputs come in this order.
    """
    listed = list(symbols)
    if not listed or not all(isinstance(item, Symbol) for item in listed):  # pyright: ignore[reportUnnecessaryIsInstance]
        shown = ", ".join(type(item).__name__ for item in listed) or "nothing"
        raise SymbolError(f"Group takes a list of at least one Symbol, got {shown[:80]}; pass Group([a, b])")
    return Symbol([entry for item in listed for entry in item.entries])


def make(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any], *, hint: str | None = None) -> Symbol:
    """A node of `rule`. Inputs that are left out become variables named `<node>_<input>`.

    Raises:
        SymbolError: arguments that the op does not take, all of them named.
    """
    return Symbol(compose.make(rule, args, kwargs, hint=hint).entries)


def assign(variable: Symbol, value: Symbol, name: str | None = None) -> Symbol:
    """Store `value` into `variable` when the graph runs; the result is the stored value.

    Args:
        variable: the Symbol of one variable.
        value: of the variable's shape; it is rounded to the variable's type.
        name: of the node; without one, it gets a number.
    """
    return make(OPERATORS["_copy"], [value], {"out": variable, "name": name})


def load_json(text: str) -> Symbol:
    """The Symbol that a text of `Symbol.tojson`, or of MXNet's (1.x or 2.x), describes.

    Ops are what they were in the version that saved it; see `mx.flavour`. Update rules that the text brings along are
    those of its graph only: they are not registered.

    Raises:
        LoadError: naming every node that is wrong, and what is wrong with it.
    """
    load_modules("mxsym.opgraph.load")
    from mxsym.opgraph.load import from_json

    return Symbol(from_json(text).entries)


def load(fname: str | PathLike[str]) -> Symbol:
    """The Symbol in a file of `Symbol.save`, or of MXNet's.

    Raises:
        LoadError: as `load_json`, and naming the file.
    """
    try:
        with open(os.fspath(fname), "rb") as file:
            return load_json(files.read_text(file))
    except (LoadError, UnicodeDecodeError) as error:
        raise LoadError(f"{os.fspath(fname)}: {error}") from None


@functools.cache
def maker(name: str) -> Callable[..., Symbol]:
    """`make`, with nodes named after the name by which the user called the op, as in MXNet."""
    return functools.partial(make, hint=name.lower())


def fluent(name: str) -> Callable[..., Symbol] | None:
    """The operator `name` on one tensor, which is also a Symbol's method; None if there is none."""
    from mxsym.rule.mxnet_names import ALIASES

    name = "cast" if name == "astype" else name
    rule = OPERATORS.get(ALIASES.get(name, name))
    if rule is None or not rule.inputs or rule.inputs[0].name != "data":
        return None
    return as_function(rule, name, maker(name))
