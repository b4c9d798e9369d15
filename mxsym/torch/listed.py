"""Lazy steps: a sparse gradient updates the rows of a parameter that it lists, and reads no other one."""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from mxsym.codegen.dtypes import BF16, to_numpy
from mxsym.errors import BindError
from mxsym.executor.executor import Executor
from mxsym.executor.imperative import Boxes, run_graph
from mxsym.executor.rows import SUMMED_BYTES
from mxsym.optimizer.fused_step import Spec, Update, graph_of, label
from mxsym.rule.rule import LAZY, Rule
from mxsym.runtime import rows
from mxsym.runtime.buffers import Array
from mxsym.runtime.interop import refuse_cut
from mxsym.runtime.native_call.arrangement import Arrangement, Columns
from mxsym.runtime.native_call.native import NestedStepError
from mxsym.runtime.sparse import RowSparse, RowSums
from mxsym.torch.batch import Pool
from mxsym.torch.parts import Group, Lists, Settings, chosen
from mxsym.torch.rule_facts import rows_of, single_of, unused_of
from mxsym.torch.seen import MOST, Seen
from mxsym.torch.tensors import (
    FLOATS,
    Tensor,
    decrement_version,
    expect_change,
    height,
    is_aligned,
    is_plain,
    refuses_change,
    torch,
)
from mxsym.torch.undo import Record

_AXES = 2
"""The axes of a parameter as its update sees it here: those of its rows, and those of a row."""


class Lazy(NamedTuple):
    """Lazy updates by one rule: `columns` has a list for each of its inputs, the weights first.

    They are those of the parameters in `lists` of a group, with running averages, or none. Numbers are for all of them.
    """

    form: Settings
    columns: Mapping[str, Sequence[Tensor]]
    group: Group
    lists: Lists
    averages: Sequence[Tensor]

    @property
    def number(self) -> int:
        """The number of parameters."""
        return len(self.columns["weight"])

    def changed(self) -> list[Tensor]:
        """The tensors that the step changes."""
        changed: list[Tensor] = []
        for name, column in self.columns.items():
            if name != "grad":
                changed += column
        return changed

    def part(self, places: Sequence[int]) -> Lazy:
        """The updates of some of the parameters."""
        columns = {name: [column[place] for place in places] for name, column in self.columns.items()}
        averages = [self.averages[place] for place in places] if self.averages else ()
        return Lazy(self.form, columns, self.group, chosen(self.lists, places), averages)

    def rows(self) -> list[dict[str, Tensor]]:
        """The tensors of each parameter by the inputs of the rule."""
        return [dict(zip(self.columns, row, strict=True)) for row in zip(*self.columns.values(), strict=True)]

    def taken(self) -> list[int]:
        """The places of those that a kernel takes."""
        return [place for place, row in enumerate(self.rows()) if _is_taken(self.form, row)]


def _is_taken(form: Settings, tensors: Mapping[str, Tensor]) -> bool:
    weight, grad = tensors["weight"], tensors["grad"]
    rule, flags = form.rule, form.flags
    by_row, apart = rows_of(rule), _apart(rule, weight)
    dense = {name: tensor for name, tensor in tensors.items() if name != "grad" and name not in apart}
    if grad.layout is not torch.sparse_coo or grad.shape != weight.shape or not weight.numel():
        return False
    if any(t.dtype not in FLOATS or t.device.type != "cpu" or t.is_neg() for t in tensors.values()):
        return False
    if any(map(refuses_change, dense.values())):
        return False
    rows_too = (by_row or frozenset[str]()) & dense.keys()
    if any(tensor.shape != weight.shape for name, tensor in dense.items() if name not in rows_too):
        return False
    if (by_row is not None and grad.sparse_dim() != 1) or _AXES not in rule.body(dict(flags), ndim=weight.ndim).axes:
        return False
    if any(dense[name].numel() != height(weight) for name in rows_too):
        return False
    return grad.dtype == weight.dtype and all(
        is_plain(t) and t.is_contiguous() and is_aligned(t) for t in dense.values()
    )


def _apart(rule: Rule, weight: Tensor) -> frozenset[str]:
    """The inputs of a weight's update that are no tables."""
    return single_of(rule) | (unused_of(rule, weight.ndim) or frozenset[str]())


class _Form(NamedTuple):
    """The part of some parameters in a step that was done."""

    apart: Sequence[frozenset[str]]
    shapes: Sequence[tuple[int, ...]] | None
    """Those of the parameters, where all tensors have the axes of the graph."""


# Of C, for all gradients: a call of each takes less than a name that is looked up in a loop does.
_is_neg, _values, _indices = torch.Tensor.is_neg, torch.Tensor._values, torch.Tensor._indices
_is_contiguous, _shape = torch.Tensor.is_contiguous, operator.attrgetter("shape")
_nbytes, _ndim = operator.attrgetter("nbytes"), operator.attrgetter("ndim")
_settings = operator.attrgetter("form")


class Repeated:
    """A lazy step that was done, for others of the same parameters: native code checks what its tensors are then."""

    def __init__(self, executor: Executor, updates: Sequence[Lazy]) -> None:
        self.executor = executor
        where = {name: place for place, name in enumerate(executor.names)}
        arrays: list[tuple[tuple[int, ...], ...]] = []
        columns: list[list[int]] = []
        self._keys: list[list[str]] = []
        start = 0
        for lazy in updates:
            numbers = range(start, start + lazy.number)
            start += lazy.number
            ops = [label(lazy.form.rule.name, n) for n in numbers]
            keys = [*executor.scalars[ops[0]]]
            arrays.append(tuple([tuple([where[label(name, n)] for n in numbers]) for name in lazy.columns]))
            columns += [[executor.number_place(op, key) for op in ops] for key in keys]
            self._keys.append(keys)
        self.number = start
        """The number of parameters."""
        self._arrangement = Arrangement(tuple(arrays), columns)
        assert self._arrangement.is_of(len(where), executor.count)
        self._fixed = [executor.numbers[places[0]] for places in columns]
        self._forms = [_form(lazy) for lazy in updates]
        settings = [lazy.form for lazy in updates]
        self._last = settings, self._columns(settings)

    def run(self, updates: Sequence[Lazy], log: list[int], *, counts: bool = True) -> bool:
        """One step; False, and nothing has changed, where native code does not take it.

        With `counts`, torch counts what it changes. `log` has `DONE` after a step that was done, also where an
        exception of a signal handler follows it.

        Raises:
            IndexError: an index that is out of range; nothing has changed.
        """
        given = self._given(updates)
        if given is None:
            return False
        changed = [*itertools.chain.from_iterable(map(Lazy.changed, updates))] if counts else []
        if not expect_change(changed):  # as of dense ones
            return False
        if self.executor.step(*given, self._arrangement, log):
            return True
        decrement_version(changed)
        return False

    def fits(self, updates: Sequence[Lazy]) -> bool:
        """True if native code would do a step on these; False where only other checks can tell.

        Raises:
            IndexError: an index that is out of range.
        """
        given = self._given(updates)
        return given is not None and self.executor.fits(*given, self._arrangement)

    def _given(self, updates: Sequence[Lazy]) -> tuple[tuple[Any, ...], Columns] | None:
        """The arrays of all updates, column by column, and the numbers; None where one has another form than before."""
        (known, numbers), settings = self._last, [*map(_settings, updates)]
        if not all(map(operator.is_, settings, known)):
            if any(one[:-1] != other[:-1] for one, other in zip(settings, known, strict=True)):
                return None
            numbers = self._columns(settings)
            self._last = settings, numbers
        every: list[tuple[Any, ...]] = []
        for lazy, (apart, shapes) in zip(updates, self._forms, strict=True):
            columns = lazy.columns
            grads = columns["grad"]
            if True in map(_is_neg, grads):
                return None
            if shapes is not None and [*map(_shape, grads)] == shapes:
                values: list[Any] = [*map(_values, grads)]
                if not all(map(_is_contiguous, values)):
                    values = [*map(_gathered, values)]
                indices: Iterable[Any] = map(_indices, grads)
                if max(map(_nbytes, values)) <= SUMMED_BYTES and max(map(_ndim, values)) == _AXES:
                    given: Any = map(RowSums, values, indices, shapes)
                else:
                    given = map(_summed, grads, values, shapes)
                every.append((*map(tuple, {**columns, "grad": given}.values()),))
                continue
            pairs = zip(columns["weight"], grads, strict=True)
            if any(grad.shape != weight.shape or grad.dtype != weight.dtype for weight, grad in pairs):
                return None
            views = map(_two_axes, lazy.rows(), apart)
            rows = [[view[name] for name in columns] for view in views]
            every.append(tuple(zip(*rows, strict=True)))
        return tuple(every), numbers

    def _columns(self, settings: Sequence[Settings]) -> Columns:
        """The numbers of a step as native code reads them."""
        pairs = [(form.numbers, key) for form, keys in zip(settings, self._keys, strict=True) for key in keys]
        values = zip(pairs, self._fixed, strict=True)
        return tuple([float(numbers.get(key, fixed)) for (numbers, key), fixed in values])


def _summed(grad: Tensor, values: Tensor, shape: tuple[int, ...]) -> RowSums | RowSparse:
    """The rows of a gradient, which the step sums; or summed where it has no room for as many."""
    if values.nbytes <= SUMMED_BYTES and values.ndim == _AXES:
        return RowSums(values, _indices(grad), shape)
    sizes = shape[: grad.sparse_dim()]
    return _listed(grad.detach(), sizes, math.prod(shape) // math.prod(sizes))


def _form(lazy: Lazy) -> _Form:
    apart = [_apart(lazy.form.rule, weight) for weight in lazy.columns["weight"]]
    rows = zip(lazy.rows(), apart, strict=True)
    whole = [tensor for row, others in rows for name, tensor in row.items() if name not in others]
    shapes = [tuple(weight.shape) for weight in lazy.columns["weight"]]
    return _Form(apart, shapes if all(tensor.ndim == _AXES for tensor in whole) else None)


LazyCall = Callable[[list[int]], tuple[int, Executor]]
"""Given the log of a step, does a call: returns the number of its parameters, and what has done it."""


class LazySteps:
    """The lazy steps of one optimizer that were done before."""

    def __init__(self) -> None:
        self.boxes: Boxes = {}
        self._seen = Seen[Repeated]()
        self.ran: list[tuple[int, Executor]] = []
        """The calls of the last step, each with the number of its parameters."""

    def run(self, updates: Sequence[Lazy], log: list[int]) -> bool:
        """Do a step like one before; False, and nothing has changed, where there was none, or its tensors differ.

        `log` has `DONE` after a step that was done, also where an exception of a signal handler follows it.
        """
        known = self._seen.get(_key(updates))
        if known is None or not known.run(updates, log):
            return False
        self.ran.append((known.number, known.executor))
        return True

    def calls(self, updates: Sequence[Lazy], pool: Pool, record: Record | None) -> list[LazyCall]:
        """Calls that update parameters by their sparse gradients, checked; each says what it was.

        A record keeps the rows as they were. The gradients are coalesced. Their sparse dimensions are those of the
        listed rows, however many they are.

        Raises:
            BindError: naming everything that does not fit. IndexError: an index that is out of range.
        """
        key, count = _key(updates), _count(updates)
        known, came = self._seen.get(key), self._seen.again(key)
        if record is None and known is not None and known.fits(updates):
            return [functools.partial(self._repeat, known, updates, pool)]
        # As of dense ones: sets that never come again are not worth an executor.
        if count == 1 or came:
            try:
                return [self._call(updates, pool, record)]
            except BindError:  # parameters that share memory; or a fault, of which the one that has it tells
                if count == 1:
                    raise
        ones = [lazy.part([place]) for lazy in updates for place in range(lazy.number)]
        return [call for lazy in ones for call in self.calls([lazy], pool, record)]

    def _repeat(self, known: Repeated, updates: Sequence[Lazy], pool: Pool, log: list[int]) -> tuple[int, Executor]:
        """A step that was checked by what has done one before."""
        if not known.run(updates, log, counts=False):  # somebody else is at it
            return self._call(updates, pool, None)(log)
        return known.number, known.executor

    def _call(self, updates: Sequence[Lazy], pool: Pool, record: Record | None) -> LazyCall:
        specs: list[Spec] = []
        bound: dict[str, Any] = {}
        numbers: dict[str, Mapping[str, float]] = {}
        kept: list[Callable[[], None]] = []
        for n, (form, tensors) in enumerate((lazy.form, row) for lazy in updates for row in lazy.rows()):
            rule, flags, values = form
            views = _two_axes(tensors, _apart(rule, tensors["weight"]))
            arrays = {
                name: view if isinstance(view, RowSparse) else _array(view.detach()) for name, view in views.items()
            }
            # Rules of mxsym's own are for all rows unless they are told.
            update = Update(rule, (*flags, (LAZY.name, True)), arrays, values)
            specs.append(update.spec)
            bound |= {label(name, n): array for name, array in arrays.items()}
            numbers[label(rule.name, n)] = values
            if record is not None:
                kept.append(functools.partial(_keep_rows, record, tensors, update))
        graph = graph_of(tuple(specs))
        if len(self.boxes) >= MOST:
            self.boxes.clear()
        executor = run_graph(graph, bound, numbers, _check, self.boxes)
        self._seen.keep(_key(updates), Repeated(executor, updates))

        def call(log: list[int]) -> tuple[int, Executor]:
            def run(executor: Executor, given: Mapping[str, Any], values: Mapping[str, Mapping[str, Any]]) -> bool:
                executor.use_threads(*pool)
                return executor.run_on(given, values, log)

            for keep in kept:
                keep()
            return len(specs), run_graph(graph, bound, numbers, run, self.boxes)

        return call


def _count(updates: Sequence[Lazy]) -> int:
    return sum([lazy.number for lazy in updates])


def _key(updates: Sequence[Lazy]) -> Hashable:
    return tuple([tuple(map(id, lazy.columns["weight"])) for lazy in updates])


def _check(executor: Executor, given: Mapping[str, Any], values: Mapping[str, Mapping[str, Any]]) -> bool:
    try:
        executor.check(given, values)
    except NestedStepError:  # this call has interrupted a step of it
        return False
    return True


def _keep_rows(record: Record, tensors: Mapping[str, Tensor], update: Update) -> None:
    """Keep what a step changes as it is."""
    count = math.prod(tensors["weight"].shape[: tensors["grad"].sparse_dim()])
    for name in update.written:
        tensor = tensors[name].detach()
        _keep(record, tensor, None if name in single_of(update.rule) else update.arrays["grad"], count)


def _two_axes(tensors: Mapping[str, Tensor], apart: frozenset[str]) -> dict[str, Any]:
    """The tensors of an update as its graph has them: the listed rows of the gradient, and views of the others."""
    weight, grad = tensors["weight"], tensors["grad"]
    sizes = tuple(weight.shape[: grad.sparse_dim()])
    count = math.prod(sizes)
    as_it_is = weight.ndim == _AXES and len(sizes) == 1
    views = {
        name: tensor if (as_it_is and tensor.ndim == _AXES) or name in apart else tensor.detach().view(count, -1)
        for name, tensor in tensors.items()
        if name != "grad"
    }
    return {**views, "grad": _listed(grad.detach(), sizes, weight.numel() // count)}


def _keep(record: Record, tensor: Tensor, grad: Array | RowSparse | None, count: int) -> None:
    """Keep the rows of a tensor that a gradient lists, or the whole of it."""
    if isinstance(grad, RowSparse):
        ids, table = torch.from_numpy(grad.indices.astype(np.int64)), tensor.view(count, -1)
        record.then(functools.partial(table.index_copy_, 0, ids, table[ids]))
    else:
        record.add(tensor, tensor.clone())


def _listed(grad: Tensor, sizes: tuple[int, ...], width: int) -> RowSparse:
    """The rows that a gradient lists, sorted, those of one index summed."""
    indices, count = _array(grad._indices()), math.prod(sizes)
    ids = indices[0]
    if len(sizes) > 1:  # else they are checked as they are summed
        check_listed(grad)
        ids = np.ravel_multi_index(tuple(indices), sizes)
    ids = np.ascontiguousarray(ids, np.int64)
    values = _array(_gathered(grad._values()).view(len(ids), width))
    try:
        ids, values = rows.summed(ids, values, count) or (ids, values)
    except rows.RowRangeError as error:
        raise _out_of_range(error.row, error.position, 0, count) from None
    return RowSparse(ids, values, (count, width), "to_dense()")


def part_faults(grad: Tensor | None) -> Iterator[str]:
    """The faults of a sparse gradient's parts, the texts of what `refuse_cut` raises."""
    for name, read in (("indices", _indices), ("values", _values)) if grad is not None and grad.is_sparse else ():
        try:
            refuse_cut(read(grad), "step", name)
        except BindError as error:
            yield from map(str, error.faults)


def check_listed(grad: Tensor) -> None:
    """Check the parts of a sparse gradient.

    Raises:
        IndexError: an index is out of range. BindError: a part is longer than its storage.
    """
    indices = grad._indices()
    for part in (indices, grad._values()):
        refuse_cut(part, "step", "gradient")
    for axis, size in enumerate(grad.shape[: grad.sparse_dim()]):
        bad = torch.nonzero((indices[axis] < 0) | (indices[axis] >= size))
        if len(bad):
            position = int(bad[0])
            raise _out_of_range(int(indices[axis, position]), position, axis, size)


def _out_of_range(index: int, position: int, axis: int, size: int) -> IndexError:
    got, expected = f"index {index} at position {position} of axis {axis}", f"indices from 0 to {size - 1}"
    return IndexError(f"sparse gradient: got {got}, expected {expected}; nothing has changed")


def _gathered(values: Tensor) -> Tensor:
    """A gradient's values in one piece.

    Raises:
        BindError: they are longer than their storage.
    """
    refuse_cut(values, "step", "gradient")
    return values.contiguous()


def _array(tensor: Tensor) -> Any:
    """A NumPy array over the memory of a gradient's part.

    By way of DLPack: what torch's `numpy()` has seen cannot be resized. It does not look whether there is memory.

    Raises:
        BindError: the part is longer than its storage.
    """
    refuse_cut(tensor, "step", "gradient")
    if tensor.dtype is torch.bfloat16:
        return np.from_dlpack(tensor.view(torch.int16)).view(to_numpy(BF16))
    return np.from_dlpack(tensor)
