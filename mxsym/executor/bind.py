"""Binding: a Symbol and arrays → an `Executor`, after all checks; or one `BindError` with every fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from mxsym.codegen.dtypes import F32, STORED, DType, from_numpy, to_numpy
from mxsym.codegen.fusion.regions import cut_into_regions
from mxsym.codegen.loading import load_modules
from mxsym.context import Context
from mxsym.errors import BindError, Fault, suggest
from mxsym.executor.arrays import memory, tables_of
from mxsym.executor.executor import Executor
from mxsym.executor.orders import orders
from mxsym.opgraph.attributes import STORAGES
from mxsym.opgraph.bound import BoundGraph
from mxsym.opgraph.expand_multi import expand
from mxsym.opgraph.infer import infer
from mxsym.opgraph.lower import lower
from mxsym.opgraph.node import Entry, SymbolGraph, Variable, ops_of, variables_of
from mxsym.opgraph.queries import bad_storage
from mxsym.opgraph.storage import matrix_faults, sources, sparse_numbers, writes
from mxsym.opgraph.typed import Types, bad_dtype, dtype_of, shape_of
from mxsym.rule.inputs import first_value
from mxsym.runtime import buffers
from mxsym.runtime.buffers import Array, Problem
from mxsym.runtime.faces import face
from mxsym.runtime.interop import as_arrays
from mxsym.runtime.sparse import Bound, RowSparse, form_problem, parts
from mxsym.spelling import kind_name, listed, plural

if TYPE_CHECKING:
    from mxsym.executor.tables import GrowingTable

__all__ = ["Executor", "bind", "bind_named", "simple_bind"]

ExecutorT = TypeVar("ExecutorT", bound=Executor)
Make = Callable[[BoundGraph, dict[str, Any], dict[str, Any], dict[str, Array]], ExecutorT]


def _fault(node: Variable, role: str, problem: Problem) -> Fault:
    return Fault(f"{role} {node.name}", "", problem.got, problem.expected, problem.fix, node.where)


def _by_name(
    names: list[str],
    arrays: Mapping[str, Any] | Sequence[Any] | None,
    role: str,
    lister: str,
    others: Sequence[str] = (),
) -> tuple[dict[str, Any], list[Fault]]:
    """Arrays by name, and the missing and unknown names. `others`: names that another argument takes."""
    if arrays is None:
        arrays = {}
    if not isinstance(arrays, Mapping):
        if isinstance(arrays, np.ndarray) or not isinstance(arrays, Sequence):  # pyright: ignore[reportUnnecessaryIsInstance]
            fix = "pass a dict of arrays by name, or a list of them"
            return {}, [Fault(f"{role}s", "", kind_name(arrays), "a dict or a list", fix)]
        if len(arrays) != len(names):
            fix = f"follow {lister}(): {listed(names) or 'nothing'}"
            return {}, [Fault(f"{role}s", "", plural(len(arrays), "array"), f"{len(names)}", fix)]
        arrays = dict(zip(names, arrays, strict=True))
    known = frozenset(names)
    elsewhere = "it is a state: pass it in aux_states" if role == "argument" else "it is no state: pass it in args"
    faults = [
        Fault(f"{role} {name}", "", "nothing", "an array", f"pass it by name; the graph reads {listed(names)}")
        for name in names
        if arrays.get(name) is None
    ]
    faults += [
        Fault(
            f"{role} {name}",
            "",
            "an array",
            f"a name in {lister}()",
            elsewhere if name in others else suggest(name, names),
        )
        for name in arrays
        if name not in known
    ]
    return {name: arrays[name] for name in names if arrays.get(name) is not None}, faults


def _check_graph(symbol: SymbolGraph) -> list[Fault]:
    """Faults that no arrays can fix: two nodes of one name."""
    faults: list[Fault] = []
    for kind, group in (("variable", variables_of(symbol)), ("op", ops_of(symbol))):
        for name, count in Counter(node.name for node in group).items():
            if count > 1:
                where = ", ".join(node.where for node in group if node.name == name)
                fix = "use one Symbol twice, or another name"
                faults.append(Fault(f"{kind} {name}", "", f"{count} nodes of that name", "one", fix, where))
    return faults


def _written(symbol: SymbolGraph) -> set[Variable]:
    return {variable for op in ops_of(symbol) for variable in writes(op)}


def _check_arrays(symbol: SymbolGraph, arrays: Mapping[Variable, Any], role: Mapping[Variable, str]) -> list[Fault]:
    """Kind, type, writability and overlap of each array."""
    written = _written(symbol)
    faults: list[Fault] = []
    good: list[tuple[str, Bound, bool]] = []
    for node, array in arrays.items():
        problem = _kind_problem(node, array, written=node in written)
        if problem is None and node in written:
            problem = buffers.write_problem(array.data if isinstance(array, RowSparse) else array)
        if problem is not None:
            faults.append(_fault(node, role[node], problem))
        else:
            good.append((node.name, array, node in written))
    named = {node.name: node for node in arrays}
    for one, other in buffers.overlaps(list(memory(good))):
        label = f"{role[named[one]]} {one} and {role[named[other]]} {other}"
        problem = buffers.overlap_problem()
        pair = arrays[named[one]], arrays[named[other]]
        is_one = not any(isinstance(item, RowSparse) for item in pair) and len({*map(buffers.place, pair)}) == 1
        fix = f"let the graph name one variable for both, or {problem.fix}" if is_one else problem.fix
        faults.append(Fault(label, "", problem.got, problem.expected, fix, named[one].where))
    return faults


def _kind_problem(node: Variable, array: object, *, written: bool = False) -> Problem | None:
    """Return why an array cannot be bound to a variable, whatever its shape, or None."""
    if isinstance(array, RowSparse):
        return form_problem(array, written=written)
    if node.storage == "row_sparse":
        fix = "pass mx.nd.sparse.row_sparse_array(…)"
        return Problem(f"a dense {type(array).__name__}", "a row-sparse array, as the variable says", fix)
    return buffers.kind_problem(array, written=written, types=STORED)


def _types(symbol: SymbolGraph, arrays: Mapping[Variable, Bound]) -> Types:
    shapes = {Entry(node): array.shape for node, array in arrays.items()}
    dtypes = {Entry(node): dtype for node, array in arrays.items() if (dtype := from_numpy(array.dtype))}
    return infer(symbol, shapes, dtypes)


def _asks_gradients(grad_req: Any) -> bool:
    """True if `grad_req` requests gradients. MXNet's default, "write", requests those that `args_grad` holds."""
    listed: list[Any] = [grad_req]
    if isinstance(grad_req, Mapping):
        listed = list(cast("Mapping[str, Any]", grad_req).values())
    elif isinstance(grad_req, list | tuple):
        listed = list(cast("Sequence[Any]", grad_req))
    return any(item not in ("null", "write") for item in listed)


def _refuse_gradients(ctx: Any, args_grad: Any, grad_req: Any) -> list[Fault]:
    faults: list[Fault] = []
    if ctx is not None and not isinstance(ctx, Context):
        fix = "pass mx.cpu() first, or name the arguments: bind(args=…, aux_states=…)"
        faults.append(Fault("ctx", "", kind_name(ctx), "mx.cpu() or None", fix))
    if args_grad is not None:
        fix = "leave args_grad out: update ops are not differentiable"
        faults.append(Fault("args_grad", "", "a gradient request", "none", fix))
    if _asks_gradients(grad_req):
        fix = "leave grad_req out: update ops are not differentiable"
        faults.append(Fault("grad_req", "", repr(grad_req)[:80], "'null', or a list or dict of that", fix))
    return faults


def bind(
    symbol: SymbolGraph,
    ctx: Any,
    args: Mapping[str, Any] | Sequence[Any] | None,
    args_grad: Any,
    grad_req: Any,
    aux_states: Mapping[str, Any] | Sequence[Any] | None,
    make: Make[ExecutorT],
    types: Types | None = None,
) -> ExecutorT:
    """Implement `Symbol.bind`. `make`: the class of the executor. `types`: of the symbol and arrays, if known."""
    faults = _refuse_gradients(ctx, args_grad, grad_req) + _check_graph(symbol)
    if tables := _tables_among(symbol, args):
        return _bind_tables(symbol, tables, args, aux_states, make, faults)
    read, changed = symbol.list_arguments(), symbol.list_auxiliary_states()
    arguments, missing = _by_name(read, args, "argument", "list_arguments", changed)
    states, absent = _by_name(changed, aux_states, "state", "list_auxiliary_states", read)
    faults += [*([] if args is None and isinstance(ctx, Mapping) else missing), *absent]  # `bind({"w": array})`
    nodes = {node.name: node for node in variables_of(symbol)}
    argument_arrays, strangers = as_arrays(arguments)
    state_arrays, others = as_arrays(states, role="state")
    faults += [*strangers, *others]
    memories = {**argument_arrays, **state_arrays}
    arrays = {nodes[name]: parts(array) if isinstance(array, RowSparse) else array for name, array in memories.items()}
    role = {node: "state" if node.name in states else "argument" for node in arrays}
    faults += _check_arrays(symbol, arrays, role)
    expanded, members = expand(symbol)
    if any(op.has_matrices for op in ops_of(expanded)):
        load_modules("mxsym.opgraph.last_outputs")
        from mxsym.opgraph.last_outputs import write_outputs_last

        expanded = write_outputs_last(expanded)
    if types is None or expanded is not symbol:
        types = _types(expanded, {node: a for node, a in arrays.items() if _kind_problem(node, a) is None})
    sparse = frozenset(node for node, array in arrays.items() if isinstance(array, RowSparse))
    faults += types.faults + matrix_faults(expanded)
    faults += sources(expanded, sparse, types)[1] if not types.faults else []
    faults += sparse_numbers(expanded, types, sparse) if not faults else []
    if faults:
        raise BindError("bind", faults)
    lowered = lower(expanded, types, sparse)
    dense = {lowered.tensors[Entry(node)]: a for node, a in arrays.items() if not isinstance(a, RowSparse)}
    wanted = orders(lowered.program, dense)
    changed = _written(expanded)
    for name, node in lowered.variables().items():
        if name in wanted and name in dense and node in changed:
            problem = buffers.order_problem(dense[name], wanted[name], written=True)
            faults += [_fault(node, role[node], problem)] if problem is not None else []
    if faults:
        raise BindError("bind", faults)
    regions = cut_into_regions(lowered.program)
    graph = BoundGraph(symbol, expanded, members, types, lowered, regions, arrays=memories, orders=wanted)
    own = {
        name: buffers.empty(tensor.shape, tensor.dtype, wanted.get(name))
        for name, tensor in graph.own_tensors().items()
    }
    for array in own.values() if sparse else ():  # a lazy update writes some rows alone
        array[...] = 0
    return make(graph, arguments, states, own)


def _tables_among(symbol: SymbolGraph, args: Any) -> dict[str, GrowingTable]:
    """The tables that are bound as arguments, by name."""
    if isinstance(args, list | tuple):
        args = dict(zip(symbol.list_arguments(), cast("Sequence[Any]", args), strict=False))
    return tables_of(cast("Mapping[str, Any]", args)) if isinstance(args, Mapping) else {}


def _bind_tables(
    symbol: SymbolGraph,
    tables: Mapping[str, GrowingTable],
    args: Mapping[str, Any] | Sequence[Any] | None,
    aux_states: Mapping[str, Any] | Sequence[Any] | None,
    make: Make[ExecutorT],
    faults: list[Fault],
) -> ExecutorT:
    """`bind` where some arguments are tables: to their storage as it is, for whoever looks in; steps bind it again."""
    load_modules("mxsym.executor.tables", "mxsym.executor.table_steps", "mxsym.executor.on_tables")
    from mxsym.executor.on_tables import TablesExecutor, on_tables
    from mxsym.executor.table_steps import TableSteps
    from mxsym.executor.tables import placeholder, riders, with_lazy_updates

    symbol = with_lazy_updates(symbol, tables)
    order, state_order = symbol.list_arguments(), symbol.list_auxiliary_states()
    if not isinstance(args, Mapping):
        args, missing = _by_name(order, args, "argument", "list_arguments")
        faults += missing
    states: Mapping[str, Any] = aux_states if isinstance(aux_states, Mapping) else {}
    if aux_states and not states:
        states, absent = _by_name(state_order, aux_states, "state", "list_auxiliary_states")
        faults += absent
    values = {**args, **states}
    ridden, wrong = riders(expand(symbol)[0], tables, values)
    if faults or wrong:
        raise BindError("bind", [*faults, *wrong])
    bound = dict(values)
    for rider in ridden:
        table = tables[rider.name]
        bound |= {variable: table.arrays[tensor] for variable, tensor in rider.tensors.items()}
        bound[rider.gradient] = placeholder(table, rider.gradient, values[rider.gradient])
    own: dict[str, Array] = {}
    assert isinstance(make, type)  # what makes executors on arrays alone may be a function
    kind: type[ExecutorT] = on_tables(make)

    def bind_on(arrays: Mapping[str, Any], make: Make[Any]) -> Any:
        parts = {name: array for name, array in arrays.items() if name not in state_order}
        mine = {name: array for name, array in arrays.items() if name in state_order}
        return bind(symbol, None, parts, None, "null", mine, make)

    def outer(
        graph: BoundGraph, arguments: dict[str, Any], states: dict[str, Any], fresh: dict[str, Array]
    ) -> ExecutorT:
        own.update(fresh)
        return kind(graph, arguments, states, fresh)

    def inner(
        graph: BoundGraph, arguments: dict[str, Any], states: dict[str, Any], fresh: dict[str, Array]
    ) -> Executor:
        shared = {name: own[name] if own[name].shape == array.shape else array for name, array in fresh.items()}
        return Executor(graph, arguments, states, shared)

    def on_storage(arrays: Mapping[str, Any]) -> Executor:
        executor: Executor = bind_on(arrays, inner)
        executor.let_go()
        return executor

    executor: ExecutorT = bind_on(bound, outer)
    riding = {variable for rider in ridden for variable in rider.tensors} - {*tables}
    names = [name for name in (*order, *state_order) if name not in riding]
    forms = {name: table.form for name, table in tables.items()}
    steps = TableSteps(ridden, forms, names, frozenset(state_order), on_storage)
    assert isinstance(executor, TablesExecutor)
    executor.ride(steps, {name: values[name] for name in names})
    return executor


def bind_named(symbol: SymbolGraph, ctx: Any, arrays: Mapping[str, Any], make: Make[ExecutorT]) -> ExecutorT:
    """`bind` with arguments and states in one dict."""
    states = symbol.list_auxiliary_states()
    args = {name: array for name, array in arrays.items() if name not in states}
    return bind(symbol, ctx, args, None, "null", {name: arrays[name] for name in states if name in arrays}, make)


def _is_shape(value: object) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(size, int) for size in cast("Sequence[object]", value))


def simple_bind(
    symbol: SymbolGraph,
    ctx: Any,
    grad_req: Any,
    type_dict: Any,
    stype_dict: Any,
    shapes: Mapping[str, Any],
    make: Make[ExecutorT],
) -> ExecutorT:
    """Implement `Symbol.simple_bind`. `make`: the class of the executor."""
    nodes = {node.name: node for node in variables_of(symbol)}
    # A shape where a parameter takes something else is that of a variable which is called like it.
    parameters = {"ctx": ctx, "grad_req": grad_req, "type_dict": type_dict, "stype_dict": stype_dict}
    named = {key: value for key, value in parameters.items() if key in nodes and _is_shape(value)}
    ctx, grad_req, type_dict, stype_dict = (None if key in named else value for key, value in parameters.items())
    shapes, grad_req, type_dict, stype_dict = {**shapes, **named}, grad_req or "null", type_dict or {}, stype_dict or {}
    faults = _refuse_gradients(ctx, None, grad_req) + _check_graph(symbol)
    faults += [
        Fault(name, "", "a shape or type", "the name of a variable", suggest(name, nodes))
        for name in {**shapes, **type_dict, **stype_dict}
        if name not in nodes
    ]
    faults += [bad_storage(name, stype) for name, stype in stype_dict.items() if stype not in STORAGES]
    dtypes: dict[Entry, DType] = {}
    for name, dtype in type_dict.items():
        tensor_type = dtype_of(dtype)
        if tensor_type is None:
            faults.append(bad_dtype(name, str(dtype)))
        elif name in nodes:
            dtypes[Entry(nodes[name])] = tensor_type
    checked = {name: shape_of(name, shape) for name, shape in shapes.items() if name in nodes}
    faults += [shape for shape in checked.values() if isinstance(shape, Fault)]
    known = {Entry(nodes[name]): shape for name, shape in checked.items() if not isinstance(shape, Fault)}
    types = infer(symbol, known, dtypes, F32)
    faults += types.faults
    if len(known) == len(shapes):  # what follows from a shape with a wrong name or value is not known
        faults += [
            Fault(f"variable {node.name}", "", "no shape", "a shape", "pass its shape by name", node.where)
            for node in nodes.values()
            if Entry(node) not in types.shapes
        ]
    if faults:
        raise BindError("simple_bind", faults)

    def filled(name: str, value: float = 0.0) -> Any:
        node = nodes[name]
        stype = stype_dict.get(name, node.storage)
        return face(_filled(types.shapes[Entry(node)], types.dtypes[Entry(node)], stype, value))

    firsts = _first_values(symbol)
    arguments = {name: filled(name) for name in symbol.list_arguments()}
    states = {name: filled(name, firsts.get(nodes[name], 0.0)) for name in symbol.list_auxiliary_states()}
    return bind(symbol, None, arguments, None, "null", states, make, types)


def _first_values(symbol: SymbolGraph) -> dict[Variable, float]:
    """The numbers that states begin as. A copy of a weight is zeros, as all weights are then.

    Raises:
        BindError: a state begins as a number that is a Symbol.
    """
    values: dict[Variable, float] = {}
    for op in ops_of(expand(symbol)[0]):
        numbers = {item.name: op.attrs.get(item.name, item.default) for item in op.rule.scalars}
        numbers = {name: value for name, value in numbers.items() if name not in op.inputs}
        for item in op.rule.inputs:
            if item.name not in op.inputs or item.name not in op.rule.states:
                continue
            try:
                values[op.inputs[item.name].variable] = first_value(item, numbers) or 0.0
            except LookupError:
                name = op.inputs[item.name].variable.name
                got, expected = f"{item.state.init}, a Symbol", "a number, which it begins as"
                fix = "use bind, and pass the state"
                raise BindError("simple_bind", [Fault(f"state {name}", "", got, expected, fix, op.where)]) from None
    return values


def _filled(shape: tuple[int, ...], dtype: DType, stype: str | None, value: float) -> Bound:
    """An array of one value; a row-sparse one stores no row."""
    sparse = stype == "row_sparse"
    array = buffers.empty((0, *shape[1:]) if sparse else shape, dtype)
    array[...] = np.array(value, to_numpy(dtype))
    return RowSparse(np.empty(0, np.int64), array, shape) if sparse else array
