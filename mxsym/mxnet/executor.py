"""`mx.Executor`: an executor with MXNet's other methods: arrays in order, parameters copied in, a monitor.

`Symbol.bind` makes executors of this class.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import record
from mxsym.errors import BindError, Fault, suggest
from mxsym.executor import executor as base
from mxsym.executor.bind import bind, bind_named
from mxsym.opgraph.node import Entry, Op, SymbolGraph
from mxsym.opgraph.queries import infer_shapes
from mxsym.opgraph.typed import shape_of
from mxsym.runtime.buffers import is_masked
from mxsym.runtime.interop import MASKED, as_array, as_arrays
from mxsym.runtime.sparse import RowSparse
from mxsym.spelling import kind_name

if TYPE_CHECKING:
    from mxsym.executor.scalars import Scalars

Monitor = Callable[[str, Any], object]


class Executor(base.Executor):
    """A bound graph. `forward()` runs it once; see `Symbol.bind`.

    Attributes:
        arg_dict, aux_dict: the user's own arrays by name; None for a gradient of an earlier step that has been freed.
        outputs, output_dict: one array for each output: the variable's array if `out=` names one, otherwise an array of
        the executor, which is an `mx.nd` array if such arrays are bound, and NumPy's if not.
        scalars: the numeric attributes by op and name.
        symbol: the graph that was bound; `expanded`: the same without ops on many tensors.
    """

    _monitor: tuple[Monitor, bool] | None = None

    @property
    def arg_arrays(self) -> list[Any]:
        """The arguments in the order of `list_arguments()`."""
        return list(self.arg_dict.values())

    @property
    def aux_arrays(self) -> list[Any]:
        """The states in the order of `list_auxiliary_states()`."""
        return list(self.aux_dict.values())

    @property
    def grad_dict(self) -> dict[str, None]:
        """One None for each argument, since updates have no gradients."""
        return dict.fromkeys(self.arg_dict)

    @property
    def grad_arrays(self) -> list[None]:
        """As `grad_dict`, in the order of `list_arguments()`."""
        return [None] * len(self.arg_dict)

    def backward(self, out_grads: Any = None, is_train: bool = True) -> None:
        """Nothing, as in MXNet where no argument wants a gradient.

        Args:
            out_grads, is_train: accepted for MXNet's sake.
        """

    def copy_params_from(
        self,
        arg_params: Mapping[str, Any],
        aux_params: Mapping[str, Any] | None = None,
        allow_extra_params: bool = False,
    ) -> None:
        """Copy values into the bound arrays, each converted to the bound array's type.

        Args:
            arg_params, aux_params: arrays (or what NumPy makes arrays of) by name, of arguments and of states.
            allow_extra_params: pass over names that the graph does not have.

        Raises:
            BindError: naming every array that does not fit; nothing has changed.
        """
        faults = self.lost_memory()
        lost = {fault.node for fault in faults}
        copies: list[tuple[Any, Any]] = []
        for role, bound, params in (
            ("argument", self.arg_dict, arg_params),
            ("state", self.aux_dict, aux_params or {}),
        ):
            for name, value in params.items():
                if name in bound and bound[name] is None:
                    faults += self._bound.gone([name])
                elif f"argument {name}" in lost:
                    continue
                elif name in bound:
                    target = as_array(bound[name], "copy_params_from", f"{role} {name}")
                    plain, strangers = as_arrays({name: value}, role=role)
                    faults += strangers
                    for source in map(_values, plain.values()):
                        faults += _copy_faults(f"{role} {name}", target, source)
                        copies.append((target, source))
                elif not allow_extra_params:
                    fix = f"{suggest(name, bound)}, or pass allow_extra_params=True"
                    faults.append(Fault(f"{role} {name}", "", "an array", f"one of the graph's {role}s", fix))
        if faults:
            raise BindError("copy_params_from", faults)
        for target, source in copies:
            with np.errstate(over="ignore"):
                np.copyto(target, source, casting="unsafe")

    def reshape(
        self, /, partial_shaping: bool = False, allow_up_sizing: bool = False, **shapes: tuple[int, ...]
    ) -> Executor:
        """An executor of the same graph for other shapes; arrays whose shape stays are shared.

        The scalars have this one's values. An array that shrinks becomes a view of the first of its elements.

        Args:
            partial_shaping: let arguments that are not named here change, too.
            allow_up_sizing: make new arrays (zeros) where the old ones are too small.
            **shapes: by variable name.

        Raises:
            BindError: every argument whose shape changes or grows and may not.
        """
        checked = {name: shape_of(name, shape) for name, shape in shapes.items()}
        faults = [
            *self.lost_memory(),
            *self._bound.gone(self.names),
            *(shape for shape in checked.values() if isinstance(shape, Fault)),
        ]
        if faults:
            raise BindError("reshape", faults)
        known = infer_shapes(self.symbol, shapes)
        if known[0] is None or known[2] is None:
            fix = "name the shapes of more variables"
            raise BindError("reshape", [Fault("shapes", "", f"{shapes}", "shapes that decide all others", fix)])
        tables: list[dict[str, Any]] = []
        for table, inferred in ((self.arg_dict, known[0]), (self.aux_dict, known[2])):
            tables.append({})
            for (name, array), shape in zip(table.items(), inferred, strict=True):
                fault = _reshape_fault(name, array, shape, name in shapes or partial_shaping, allow_up_sizing)
                faults += [fault] if fault else []
                tables[-1][name] = array if fault else _reshaped(name, array, shape)
        if faults:
            raise BindError("reshape", faults)
        reshaped = bind(self.symbol, None, tables[0], None, "null", tables[1], Executor)
        for node, table in self.scalars.items():
            reshaped.scalars[node].update(cast("Any", table))
        return reshaped

    def debug_str(self) -> str:
        """The graph as MXNet lists it, and the memory of the outputs, which the executor owns."""
        load_modules("mxsym.opgraph.save")
        from mxsym.opgraph.save import to_listing

        bound = {id(array) for array in (*self.arg_dict.values(), *self.aux_dict.values())}
        plain = {id(array): as_array(array, "debug_str", "outputs") for array in self.outputs}
        own = {key: array for key, array in plain.items() if key not in bound}
        size = sum(array.nbytes for array in own.values())
        return f"{to_listing(self.symbol)}Total {size >> 20} MB allocated\nTotal 0 TempSpace resource requested\n"

    def set_monitor_callback(self, callback: Monitor | None, monitor_all: bool = False) -> None:
        """Call `callback(name, array)` after each `forward` with every op's outputs, as they were in that step.

        What is fused is never stored, so the ops run once more, apart, on copies of what was bound: the bits are the
        same. With `monitor_all`, variables (as they were before the step) come too, in topological order. None ends it.

        Raises:
            TypeError: `callback` cannot be called.
        """
        if callback is not None and not callable(callback):
            raise TypeError(f"a monitor is a function of a name and an array, got {kind_name(callback)}")
        self._monitor = None if callback is None else (callback, bool(monitor_all))
        self.refresh_native_state()

    def watched(self, bound: Mapping[str, Any]) -> Watch | None:
        """Return the watch that reports a step on these arrays to the monitor.

        It must be made before the step, which changes what is bound.
        """
        if self._monitor is None:
            return None
        load_modules("mxsym.opgraph.substitute")
        from mxsym.opgraph.substitute import internals

        callback, everything = self._monitor
        inner = SymbolGraph(internals(self.symbol.entries))
        before = {name: _copy(name, array) for name, array in bound.items()}
        copies = {name: _copy(name, array) for name, array in before.items()}
        heads = [entry for entry in inner.entries if isinstance(entry.node, Op)]
        apart = bind_named(SymbolGraph(heads), None, copies, base.Executor)
        return Watch(callback, everything, inner, before, heads, apart)

    def is_watched(self) -> bool:
        """True while there is a monitor."""
        return self._monitor is not None


@record
class Watch:
    """One step for a monitor: the ops apart, bound to copies."""

    callback: Monitor
    everything: bool
    inner: SymbolGraph
    before: Mapping[str, Any]
    heads: list[Entry]
    executor: base.Executor

    def take(self, scalars: Scalars) -> None:
        """Let the step have these numbers."""
        for node, own in scalars.items():
            self.executor.scalars[node].update(cast("Any", own))

    def report(self) -> None:
        """Run the ops, and call the monitor for each."""
        outputs = dict(zip(self.heads, self.executor.forward(), strict=True))
        for entry, name in zip(self.inner.entries, self.inner.list_outputs(), strict=True):
            if entry in outputs:
                self.callback(name, outputs[entry])
            elif self.everything:
                self.callback(name, self.before[entry.node.name])


def _copy(name: str, array: Any) -> Any:
    """A copy of the array of a variable: an `mx.nd` array of one, NumPy's or a `RowSparse` of anything else."""
    array = array if hasattr(array, "__mxsym__") else as_array(array, "forward", f"argument {name}")
    if isinstance(array, RowSparse):
        return RowSparse(array.indices.copy(), array.data.copy(), array.shape)
    return array.copy()


def _values(source: Any) -> Any:
    """The array of what a user copies from."""
    return cast("Any", source if isinstance(source, np.ndarray | RowSparse) else np.asarray(source))


def _copy_faults(label: str, target: Any, source: Any) -> list[Fault]:
    if isinstance(target, RowSparse) or isinstance(source, RowSparse):
        fix = "bind the array itself: arg_dict[name] = array"
        return [Fault(label, "", "a row-sparse array", "dense values for a dense array", fix)]
    if is_masked(source):
        return [Fault(label, "", MASKED.got, MASKED.expected, MASKED.fix)]
    if source.dtype.kind not in "fiub" and source.dtype.name != "bfloat16":
        return [Fault(label, "", f"dtype {source.dtype}", "numbers", "convert it with astype")]
    if source.shape != target.shape:
        return [Fault(label, "", f"shape {source.shape}", f"shape {target.shape}", "give an array of that shape")]
    if not target.flags.writeable:
        return [Fault(label, "", "a read-only bound array", "a writable one", "bind a writable array")]
    return []


def _reshape_fault(name: str, array: Any, shape: tuple[int, ...], may_change: bool, may_grow: bool) -> Fault | None:
    memory = as_array(array, "reshape", name)
    if memory.shape == shape:
        return None
    got, want = f"shape {shape}", f"shape {memory.shape}, as bound"
    if not may_change:
        return Fault(name, "", got, want, "name its shape, or pass partial_shaping=True")
    if isinstance(memory, RowSparse):
        return Fault(name, "", got, want, "bind another row-sparse array")
    if math.prod(shape) > memory.size and not may_grow:
        return Fault(name, "", got, f"at most {memory.size} elements, as bound", "pass allow_up_sizing=True")
    return None


def _reshaped(name: str, array: Any, shape: tuple[int, ...]) -> Any:
    """The array if it has that shape, else a view of its first elements, or a new one of zeros."""
    memory = as_array(array, "reshape", name)
    if memory.shape == shape:
        return array
    if math.prod(shape) <= memory.size:
        view = memory.reshape(-1)[: math.prod(shape)].reshape(shape)
    else:
        view = np.zeros(shape, memory.dtype)
    return type(array)(view) if hasattr(array, "__mxsym__") else view
