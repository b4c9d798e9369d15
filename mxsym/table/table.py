"""`Table`: rows of a weight and its states by 64-bit ids, which are made when they are first updated."""

from __future__ import annotations

import math
import os
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from mxsym.codegen import quiet_thread
from mxsym.codegen.dtypes import TENSOR, from_numpy, to_numpy
from mxsym.errors import BindError, Fault, LoadError, suggest
from mxsym.ndarray.common import as_dtype
from mxsym.rule.inputs import first_value
from mxsym.rule.lookup import find
from mxsym.rule.missing import no_member
from mxsym.rule.numbers import as_number, as_whole
from mxsym.rule.rule import Rule
from mxsym.runtime import views
from mxsym.runtime.buffers import Array
from mxsym.runtime.hash_index import FEW, Keys
from mxsym.runtime.interop import as_array
from mxsym.spelling import kind_name
from mxsym.table import snapshots
from mxsym.table.admission import Candidates
from mxsym.table.initial import initial_of, rows_of
from mxsym.table.parts import adopt, exported
from mxsym.table.rows import Rows
from mxsym.table.step import COUNTERS, Form, form_of
from mxsym.table.stored import NO_LIMIT, Stored, keys_of, list_of

_MOST_SEED = 1 << 52
_MOST_ADMIT = 1 << 62
_IDS = 1 << 64
"""Number of ids."""
_BY_IDS = "lookup(ids) reads the rows of ids, update(ids, grads) changes them, ids() lists all ids"
_OF_ARRAYS = ("asnumpy", "data", "embedding", "get", "keys", "numpy", "rows", "values", "weights")
"""Names of arrays, dicts and layers, which a table has not."""
_tables: weakref.WeakSet[Table] = weakref.WeakSet()


@quiet_thread.after_fork
def _unlock_after_fork() -> None:
    """A thread that held a table in the parent is not there in the child."""
    for table in _tables:
        table.unlock()


class Table:
    """Rows of a weight and of the states of an update rule, by 64-bit ids; a row is made when it is first updated.

    An id is any number from 0 to 2^64 - 1. `lookup` reads rows, and changes nothing: an id without a row reads as the
    row that it would get. `update` sums the gradients of each id, makes the rows that are new, and runs the rule's lazy
    update on the rows that it was told of; the others cost nothing. The bits depend on the gradients and their order,
    not on the order in which ids came first.

    Three inputs of a rule, annotated `mx.Row`, are the table's: `touches`, the number of steps that have updated the
    row, this one included; `age`, the steps since it was last updated, 0 if it is new; `last_step`, the number of that
    step, 0 if it is new. A rule reads them and does not write them.

    Threads may share a table: one at a time is at work on it.

    Args:
        columns: of a row.
        dtype: of the weight; the gradients and the states have the types that the rule gives them.
        rule: the update rule, or its name.
        init: first value of a row: a finite number, `mx.table.Uniform(low, high)`, `mx.table.Normal(sigma)`, or a
            function of ids and the number of columns that gives their rows. It must give an id the same row each time.
        seed: of random initializers, from 0 to 2^52 - 1; and the rule's number of that name, if it has one.
        states: first values of states, by name, infinities too; the others begin as the rule says.
        admit: how often an id must come in updates before it gets a row; until then its gradients are dropped.
        capacity: rows for which there is room from the beginning.
        folder: of a disk on which weights and states then are, in files without a name that the system maps: the table
            may be larger than memory. They end with the process; `save` keeps them. A forked child cannot use them.
        **attributes: of the rule. Numbers may be others in each step. One without a default that is left out comes with
            each step.

    Raises:
        BindError: naming everything that does not fit. SymbolError: an attribute that the rule does not take. OSError:
            no files in that folder.
    """

    def __init__(
        self,
        columns: int,
        dtype: Any = "float32",
        rule: Rule | str = "sgd_update",
        init: Any = 0.0,
        *,
        seed: int = 0,
        states: Mapping[str, float] | None = None,
        admit: int = 1,
        capacity: int = 0,
        folder: str | os.PathLike[str] | None = None,
        **attributes: Any,
    ) -> None:
        faults, wholes = list[Fault](), list[int]()
        known = _rule_of(rule, faults)
        kind = from_numpy(as_dtype(dtype))
        if kind not in TENSOR:
            names = ", ".join(item.name for item in TENSOR)
            faults.append(Fault("dtype", "", repr(dtype), f"one of {names}", "name a float type"))
        for name, number, least, most in (
            ("columns", columns, 1, 1 << 31), ("seed", seed, 0, _MOST_SEED), ("admit", admit, 1, _MOST_ADMIT),
            ("capacity", capacity, 0, 1 << 48),
        ):  # fmt: skip
            if (whole := as_whole(number)) is not None and least <= whole < most:
                wholes.append(whole)
            else:
                expected = f"a whole number from {least} to {most - 1}"
                faults.append(Fault(name, "", repr(number), expected, "pass an int in that range"))
        if faults or known is None or kind is None:
            raise BindError("Table", faults)
        columns, seed, admit, capacity = wholes
        if any(item.name == "seed" for item in known.scalars):
            attributes["seed"] = seed
        form = form_of(known, columns, kind, attributes)
        first = _first_numbers(form, states, attributes)
        self._initial = initial_of(init, seed, to_numpy(form.tensors[form.weight][1]))
        numbers = {name: attributes[name] for name in form.numeric if name in attributes}
        place = None if folder is None else os.fspath(folder)
        rows = Rows(form, columns, self._initial, first, numbers, capacity, place)
        self._stored = Stored(rows, Candidates(admit))
        self._history = snapshots.History()
        _tables.add(self)

    def unlock(self) -> None:
        """For a forked child: another thread that held the lock is gone."""
        self._stored.unlock()

    def __mxsym_table__(self) -> Stored:
        """The storage, for executors that have the table as a weight."""
        return self._stored

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """An error that says how rows are read and written."""
            fix = _BY_IDS if name in _OF_ARRAYS else ""
            if not name.startswith("_") and name in self.tensors:
                state = f", tensor={name!r}" if name != self._stored.form.weight else ""
                fix = f"lookup(ids{state}) reads its rows"
            raise no_member(self, name, fix)

    def __reduce__(self) -> Any:
        raise TypeError("a table cannot be copied or pickled; save(folder) it, and restore(folder) into another one")

    def __repr__(self) -> str:
        form = self._stored.rows.form
        columns, kind = self.columns, form.tensors[form.weight][1].name
        rows, steps = f"{len(self):,} row{'s' * (len(self) != 1)}", f"{self.steps:,} step{'s' * (self.steps != 1)}"
        return f"Table({rows} of {columns} {kind}, {form.rule.title}, {steps})"

    def __len__(self) -> int:
        """Number of rows."""
        return len(self._stored.settled().rows)

    @property
    def steps(self) -> int:
        """The number of updates so far."""
        return self._stored.settled().steps

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of the table as a weight: a row for each possible id."""
        return _IDS, self.columns

    @property
    def dtype(self) -> Any:
        """The type of the weight."""
        return self._stored.arrays[self._stored.form.weight].dtype

    @property
    def columns(self) -> int:
        """Columns of a row."""
        return self._stored.rows.columns

    @property
    def tensors(self) -> list[str]:
        """The weight and the states that have a row for each id, by the names that the rule gives them."""
        return self._stored.rows.form.rows

    @property
    def nbytes(self) -> int:
        """Bytes of storage and index, with the room for more rows that nothing has touched yet."""
        return self._stored.rows.nbytes + self._stored.candidates.nbytes

    @property
    def row_bytes(self) -> int:
        """Bytes that each row takes in storage: weight, states and counters, not its share of the index."""
        return self._stored.rows.row_bytes

    def contains(self, ids: Any) -> Array:
        """True for each id that has a row.

        Args:
            ids: of any shape, as for `lookup`; the result has it too.
        """
        keys = keys_of(ids, "Table.contains")
        with self._stored.exclusive:
            positions, _ = self._settled().find(keys.array.ravel())
        return (positions >= 0).reshape(keys.array.shape)

    def __contains__(self, key: Any) -> bool:
        """True if one id has a row."""
        known = self.contains(key)
        if known.ndim:
            raise TypeError(f"in: got ids of shape {known.shape}, expected one id; use contains(ids)")
        return bool(known)

    def __getitem__(self, ids: Any) -> NoReturn:
        """Refuse to read rows so: a row that is read is a copy, and an id without one reads as that it would get."""
        raise TypeError(f"a table has no rows by index; {_BY_IDS}")

    def __setitem__(self, ids: Any, rows: Any) -> NoReturn:
        """Refuse to write rows so: a rule writes them, and `restore` and `adopt` all of them."""
        raise TypeError(f"a table has no rows by index; {_BY_IDS}")

    def ids(self) -> Array:
        """The ids of all rows, in order."""
        with self._stored.exclusive:
            return self._settled().index.items()[0]

    def _settled(self) -> Rows:
        """The rows, of whoever holds the lock: a step that was interrupted has ended."""
        self._stored.settle()
        return self._stored.rows

    def lookup(self, ids: Any, out: Any = None, *, tensor: str | None = None) -> Any:
        """The rows of these ids, in `out` or in a new array. Nothing is changed.

        Args:
            ids: in any order, repeated or not; an array of any shape, int64 or uint64.
            out: an array of the shape of the ids and, after it, that of a row; rows are copied there.
            tensor: the name of a state, to read that instead of the weight.

        Raises:
            BindError: ids that are no whole numbers from 0 to 2^64 - 1; an `out` that does not fit.
        """
        what, keys = "Table.lookup", keys_of(ids, "Table.lookup")
        name = self._stored.form.weight if tensor is None else tensor
        if name not in self.tensors:
            fix = suggest(name, self.tensors)
            raise BindError(what, [Fault("tensor", "", repr(tensor), "the weight or a state of rows", fix)])
        with self._stored.exclusive:
            rows = self._settled()
            stored = rows.arrays[name]
            shape = (*keys.array.shape, *stored.shape[1:])
            into = _into(what, out, shape, stored.dtype)
            flat, target = keys.array.ravel(), into.reshape(keys.array.size, *stored.shape[1:])
            if np.may_share_memory(flat, target):
                flat = flat.copy()
            positions, missing = rows.index.gather(flat, stored, target)
            if missing:
                absent = positions < 0
                first = _first_rows(rows, name, flat[absent])
                if out is not None:  # an initializer of the user's may have moved its memory
                    into = _into(what, out, shape, stored.dtype)
                guards = views.guards(into)
                into.reshape(len(flat), *stored.shape[1:])[absent] = first
                del guards
        return into if out is None else out

    def update(self, ids: Any, grads: Any, *, offsets: Any = None, weights: Any = None, **numbers: float) -> None:
        """One step of the rule on the rows of these ids. Rows that are new are made first.

        Args:
            ids: in any order; the gradients of an id that is there several times are summed in their order.
            grads: a row for each id, of the weight's type; or, with `offsets`, a row for each bag.
            offsets: where each bag begins in `ids`, as for `mx.nd.sparse.coalesce`: an array or a list.
            weights: a factor for each id of its row of `grads`: an array or a list.
            **numbers: attributes of the rule that are numbers, for this step alone; those without a default
                that the table was not given.

        Raises:
            BindError: naming what does not fit; nothing has changed.
        """
        self.__mxsym_update__([], ids, grads, offsets, weights, numbers)

    def __mxsym_update__(
        self, log: list[int], ids: Any, grads: Any, offsets: Any, weights: Any, numbers: Mapping[str, float]
    ) -> None:
        """`update`. `log` has `DONE` after a step that was done, whatever exception of a signal handler follows."""
        keys = ids if type(ids) is np.ndarray else list_of(ids, "Table.update")  # code of the user's runs here, or none
        stored = self._stored
        with stored.exclusive:
            values = stored.rows.step.checked(numbers) if numbers or stored.rows.form.given_later else None
            try:
                array = keys.array if isinstance(keys, Keys) else keys
                if stored.run_by_ids(array, grads, offsets, weights, values, log):
                    return
                positions = stored.begin(keys, log)
                if stored.run_at(positions, grads, offsets, weights, values, log):
                    return
                rows = stored.rows
                rows.step.run(rows.arrays, positions, grads, offsets, weights, values, log)
                if len(positions) > FEW:
                    stored.updated(rows.step.listed())
            finally:
                stored.end()

    def evict(
        self, ids: Any = None, *, age: int | None = None, touches: int | None = None, budget: int | None = None
    ) -> int:
        """Take rows out. Their memory is used for the next rows that are made. Returns how many.

        Args:
            ids: those of these ids.
            age: those that were last updated more than so many steps ago. Ids that wait are forgotten likewise.
            touches: those that fewer steps have updated. With `age`: those that both hold for.
            budget: afterwards the least recently updated ones until all rows take at most so many bytes: `row_bytes`
                each. Among equally recent ones, those with fewer touches go first, then those with lower ids.

        Raises:
            BindError: something that is no whole number, or none of these arguments; nothing has changed.
        """
        what, named_limits = "Table.evict", {"age": age, "touches": touches, "budget": budget}
        limits = {name: as_whole(limit) for name, limit in named_limits.items() if limit is not None}
        faults = [
            Fault(name, "", repr(named_limits[name]), "a whole number from 0 on", "pass an int")
            for name, limit in limits.items()
            if limit is None or limit < 0
        ]
        if ids is None and not limits:
            names, got, expected, fix = NO_LIMIT
            faults.append(Fault(names, "", got, expected, fix))
        if faults:
            raise BindError(what, faults)
        age, touches, budget = map(limits.get, named_limits)
        named = None if ids is None else keys_of(ids, what).array.flatten()  # a copy, which is kept
        with self._stored.exclusive:
            rows = self._settled()
            count = 0 if named is None else rows.remove(named)
            if limits:
                count += rows.remove(self._idle(age, touches, budget))
            if age is not None:
                self._stored.candidates.forget(self._stored.steps - age)
        return count

    @property
    def admit(self) -> int:
        """The count of an id from which it gets a row: of how often it came in updates. What waits keeps its count.

        Raises:
            BindError: on setting something that is no whole number from 1 on; nothing has changed.
        """
        return self._stored.candidates.least

    @admit.setter
    def admit(self, least: int) -> None:
        if (whole := as_whole(least)) is None or not 1 <= whole < _MOST_ADMIT:
            expected = f"a whole number from 1 to {_MOST_ADMIT - 1}"
            raise BindError("Table", [Fault("admit", "", repr(least), expected, "pass an int in that range")])
        with self._stored.exclusive:
            self._settled()
            self._stored.candidates.least = whole

    def _idle(self, age: int | None, touches: int | None, budget: int | None) -> Array:
        """The ids that `evict` takes out."""
        rows = self._stored.rows
        keys, positions = rows.index.items()
        last, updates = rows.records[positions, 0], rows.records[positions, 1] >> 1
        gone = np.full(len(keys), age is not None or touches is not None)
        if age is not None:
            gone &= self._stored.steps - last > age
        if touches is not None:
            gone &= updates < touches
        if budget is not None:
            order = np.lexsort((keys, updates, last))
            left = order[~gone[order]]
            gone[left[: max(0, len(left) - budget // self.row_bytes)]] = True
        return keys[gone]

    def save(self, folder: str | os.PathLike[str], *, full: bool = False, take_over: bool = False) -> int:
        """Write a snapshot to a folder, and return its number there: 1, 2, … It is kept from then on.

        It has the rows that differ from the folder's newest snapshot, if that is the last one that this table wrote or
        read; else all rows. Whenever the process ends, the folder has the snapshots whose number was returned, whole.

        Args:
            folder: of this table alone; it is made if it is not there.
            full: write all rows in any case. Older snapshots may then be deleted.
            take_over: save also after snapshots of another table. That one cannot save there afterwards.

        Raises:
            BindError: this table has neither saved nor restored the newest snapshot of the folder, or another table is
                being saved there; nothing has changed. OSError: it cannot be written. ImportError: the package
                safetensors is missing.
        """
        stored = self._stored
        with stored.exclusive:
            rows, place = self._settled(), Path(folder)
            self._history, version = snapshots.save(
                place, rows, stored.candidates, stored.steps, self._history, full=full, take_over=take_over
            )
            return version

    def restore(self, folder: str | os.PathLike[str], version: int | None = None) -> None:
        """Let the table have the rows, counters and steps of a snapshot, by default the newest one of the folder.

        The table must have the columns, types, rule and first values of states of the one that was saved, and should
        have its `init` and `seed`, which a snapshot does not contain. It may have room for more or fewer rows. It may
        then save to the folder, after the newest snapshot that is there now.

        Args:
            folder: that of `save`.
            version: the number that `save` returned; None: the newest snapshot.

        Raises:
            LoadError: there is no such snapshot; it is another table's, or damaged; nothing has changed.
        """
        stored = self._stored
        if version is not None and type(version) is not int:
            raise LoadError(f"a version is a whole number, got {version!r}; nothing was changed")
        with stored.exclusive:
            rows, candidates = self._settled().empty(), Candidates(stored.candidates.least)
            steps, history = snapshots.load(Path(folder), version, rows, candidates, self._history)
            # No call is between these: an exception of a signal handler comes before all of them or after.
            stored.rows, stored.candidates, stored.steps, self._history = rows, candidates, steps, history

    @property
    def version(self) -> int | None:
        """Number of the snapshot that the table saved or restored last; None: it has done neither."""
        last = self._history.last
        return None if last is None else last.version

    @property
    def waiting(self) -> int:
        """Number of ids that came too seldom for a row."""
        return len(self._stored.settled().candidates)

    def counters(self, ids: Any) -> dict[str, Array]:
        """For each id `touches`, `age` and `last_step` after the last step, int64; 0 where it has no row.

        `age` is the number of steps since the row was last updated.

        Args:
            ids: as for `lookup`.
        """
        keys = keys_of(ids, "Table.counters")
        with self._stored.exclusive:
            rows = self._settled()
            positions, _ = rows.find(keys.array.ravel())
            records = np.where(positions[:, None] >= 0, rows.records[positions], 0)
            last, touches = records[:, 0], records[:, 1] >> 1
            values = touches, np.where(touches > 0, self._stored.steps - last, 0), last
        return {name: value.reshape(keys.array.shape) for name, value in zip(COUNTERS, values, strict=True)}

    def export(self, choose: Callable[[Array], Array] | None = None) -> dict[str, Array]:
        """Rows, their counters and the ids that wait, as arrays that `adopt` of another table takes.

        Args:
            choose: a function of ids that is true for those that are wanted; by default all are.

        Raises:
            BindError: `choose` does not return a truth value for each id.
        """
        with self._stored.exclusive:
            self._settled()
            return exported(self._stored, choose)

    def adopt(self, parts: Mapping[str, Array]) -> None:
        """Take the rows that another table has exported, of ids that have none here. Its number of steps is this one's.

        States that the other has not, because its rule is another, begin as those of a new row; so does a master copy,
        from the weight.

        Args:
            parts: what `export` of the other table returned.

        Raises:
            BindError: something that `export` does not return, or rows of another size; nothing has changed.
        """
        with self._stored.exclusive:
            self._settled()
            adopt(self._stored, parts)


def _first_numbers(form: Form, states: Any, attributes: Mapping[str, Any]) -> dict[str, float | None]:
    """The numbers that states begin as, by name: the user's `states`, else those of the rule; None: as the weight.

    Raises:
        BindError: naming all that are none, or that the user must say.
    """
    if states is not None and not isinstance(states, Mapping):
        fix = 'pass states={"mom": 0.1}, say'
        raise BindError("Table", [Fault("states", "", kind_name(states), "numbers by state", fix)])
    passed: Mapping[str, Any] = states or {}  # pyright: ignore[reportUnknownVariableType]  # any mapping of the user's
    rule, faults = form.rule, list[Fault]()
    first = {name: as_number(value) for name, value in passed.items()}
    own = [name for name in form.tensors if name in rule.states and name != form.master]
    for name, value in first.items():
        if name not in own or value is None or math.isnan(value):  # a running minimum begins as infinity
            fix = "pass a number" if name in own else suggest(name, own)
            faults.append(Fault("states", name, f"{passed[name]!r}", "numbers by the name of a state", fix))
    for name in own:
        begins = rule.input(name).state.init
        if name not in first and begins in form.given_later:
            got, expected = "nothing", f"a number: the state {name} begins as it"
            faults.append(Fault(str(begins), "", got, expected, f"pass {begins}=…"))
    if faults:
        raise BindError("Table", faults)
    numbers = {item.name: item.default for item in rule.scalars if not item.required}
    numbers |= {name: attributes[name] for name in form.numeric if name in attributes}
    return {name: first[name] if name in first else first_value(rule.input(name), numbers) for name in own}


def _first_rows(rows: Rows, name: str, ids: Array) -> Any:
    value = rows.first.get(name)
    return rows_of(rows.initial, ids, rows.columns, rows.master_type) if value is None else value


def _rule_of(rule: Any, faults: list[Fault]) -> Rule | None:
    if isinstance(rule, Rule):
        return rule
    if not isinstance(rule, str):
        fix = 'pass "adam_update", say'
        faults.append(Fault("rule", "", kind_name(rule), "an update rule or its name", fix))
        return None
    try:
        return find(rule)
    except AttributeError as error:
        faults.append(Fault("rule", "", repr(rule), "an update rule or its name", str(error).rpartition(": ")[2]))
        return None


def _into(what: str, out: Any, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """The array to copy rows to.

    Raises:
        BindError: it does not fit.
    """
    if out is None:
        return np.empty(shape, dtype)
    array = as_array(out, what, "out")
    fits = type(array) is np.ndarray and array.shape == shape and array.dtype == dtype
    if not fits or not (array.flags.c_contiguous and array.flags.writeable and array.flags.aligned):
        got = kind_name(out)
        if type(array) is np.ndarray:
            order = "" if array.dtype.isnative else " of the other order of bytes"
            got = f"{array.dtype.name}{order} of shape {array.shape}"
        got += "" if not fits else ", read-only or with strides"
        expected = f"a writable C-contiguous array of {dtype.name} and shape {shape}"
        raise BindError(what, [Fault("out", "", got, expected, "leave it out for a new array")])
    return array
