"""Tables of the declared ops, and the decorators that add one.

Finding an op by its name, derived ones among them, is `lookup.py`'s.
"""

from __future__ import annotations

import contextlib
import contextvars
import functools
import inspect
import os
import warnings
from collections.abc import Callable, Generator, Iterator, MutableMapping
from types import ModuleType
from typing import Any, ClassVar, Generic, TypeVar, overload

from mxsym.codegen import settings
from mxsym.codegen.dtypes import DType
from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import replace
from mxsym.errors import RuleError, suggest, user_location
from mxsym.rule.bodies import Traced
from mxsym.rule.declare import check_function, declare, is_shipped
from mxsym.rule.location import fail
from mxsym.rule.mxnet_names import ALIASES
from mxsym.rule.rule import VERSIONS, Rule
from mxsym.spelling import is_python_name, kind_name

_KeyT = TypeVar("_KeyT")


class Table(MutableMapping[_KeyT, Rule], Generic[_KeyT]):
    """Rules by key. Every change of any table gives a new `stamp`: what is kept by an op's name holds for one stamp."""

    stamp: ClassVar[object] = object()

    def __init__(self) -> None:
        self._rules: dict[_KeyT, Rule] = {}
        self._later: dict[_KeyT, Callable[[_KeyT], Rule]] = {}

    def declare_later(self, key: _KeyT, make: Callable[[_KeyT], Rule]) -> None:
        """Let `make(key)` declare a rule when it is first asked for: that takes a tenth of a millisecond."""
        self._later[key] = make

    def __getitem__(self, key: _KeyT) -> Rule:
        rule = self._rules.get(key)
        if rule is None:
            make = self._later.get(key)
            if make is None:
                raise KeyError(key)
            rule = self._rules.setdefault(key, make(key))  # another thread may be faster
        return rule

    def __contains__(self, key: object) -> bool:
        return key in self._rules or key in self._later

    def __setitem__(self, key: _KeyT, rule: Rule) -> None:
        self._rules[key] = rule
        Table.stamp = object()

    def __delitem__(self, key: _KeyT) -> None:
        if key not in self:
            raise KeyError(key)
        self._later.pop(key, None)
        self._rules.pop(key, None)
        Table.stamp = object()

    def __iter__(self) -> Iterator[_KeyT]:
        return iter({**self._later, **self._rules})  # a copy: another thread may declare a rule meanwhile

    def __len__(self) -> int:
        return len({**self._later, **self._rules})


RULES: Table[str] = Table()
"""Every declared op by its name."""
FLAVOURS: Table[tuple[str, str]] = Table()
"""Ops that are another algorithm in another version of MXNet, by name and version."""
_RESERVED = """
Any Array BindError CSRNDArray Callable Cast Concat Context ElementWiseSum Entry FLOAT32 Flatten Group L2Normalization
LoadError Mapping ModuleType NDArray Node Ops Path PathLike RowSparse RowSparseNDArray RowSums Rule Sequence
SliceChannel SwapAxis Symbol Table Uncoalesced Variable _Internal _PREFIXES __all__ __builtins__ __cached__ __dir__
__doc__ __file__ __getattr__ __loader__ __name__ __package__ __path__ __spec__ _agree _all_finite _all_true _attribute
_calls _constant _copy _div_scalar _equal _equal_scalar _greater _greater_equal _greater_equal_scalar _greater_scalar
_internal _lesser _lesser_equal _lesser_equal_scalar _lesser_scalar _logical_and _logical_or _maker _maximum
_maximum_scalar _methods _minimum _minimum_scalar _minus_scalar _mod _mod_scalar _mul_scalar _native _not_equal
_not_equal_scalar _only_if _plus_scalar _power _power_scalar _rdiv_scalar _rescale _rminus_scalar _rmod_scalar
_rpower_scalar _sum_sq abs add add_n all_finite annotations arange argmax argmin argsort array as_array as_context
as_dtype as_function as_shape assign broadcast_add broadcast_div broadcast_equal broadcast_greater
broadcast_greater_equal broadcast_lesser broadcast_lesser_equal broadcast_like broadcast_maximum broadcast_minimum
broadcast_mod broadcast_mul broadcast_not_equal broadcast_power broadcast_sub broadcast_to calls cast cast_storage cbrt
ceil check_context clip coalesce common concat concatenate contrib create csr csr_matrix dense describe divide dot
elementwise elemwise_add elemwise_div elemwise_mul elemwise_sub empty equal exp expand_dims expm1 eye fault files fix
flatten flip floor fluent fma from_dlpack from_numpy from_pairs from_sparse fromjson full function functools
gradient_scale greater greater_equal interop invoke isfinite isinf isnan lesser lesser_equal limit linspace load
load_frombuffer load_json load_modules load_rule log log10 log1p log2 log_softmax logical_and logical_not logical_or
logical_xor lookup make max maximum mean min minimum modulo multi_all_finite multi_lars multi_sum_sq multiply nansum
negative no_rows norm not_equal np one_hot ones ones_like op op_functions ops params_file pow power prod random
reciprocal reductions registry relu repeat replace reset_arrays reshape retain reverse rint round row_sparse_array
row_sparse_build rowsparse rsqrt save shapes sigmoid sign slice slice_axis softmax sort sparse sparse_base split sqrt
square square_sum squeeze stack subtract sum swapaxes symbol take tanh tile topk transpose trunc uncoalesced update var
waitall where zeros zeros_like
"""
RESERVED_NAMES = frozenset(_RESERVED.split()) | ALIASES.keys()
"""Names that `mx.sym`, `mx.nd` and the namespaces in them call something else. A test fails where one is missing."""


def check_flavour(version: object, name: str = "flavour") -> str:
    """`version` if it is one.

    Raises:
        ValueError: it is none; the text says so of `name`.
    """
    if version not in VERSIONS:
        raise ValueError(f"{name} is one of {', '.join(map(repr, VERSIONS))}, got {version!r}")
    return str(version)


asked_flavour: contextvars.ContextVar[str] = contextvars.ContextVar("flavour", default="")
"""The flavour of the enclosing `flavour(…)`, if there is one."""


@functools.cache
def _process_flavour() -> str:
    return check_flavour(os.environ.get(settings.FLAVOUR) or VERSIONS[-1], settings.FLAVOUR)


def current_flavour() -> str:
    """The flavour of the enclosing `flavour(…)`, else of the process.

    Raises:
        ValueError: `MXSYM_FLAVOUR` is none.
    """
    return asked_flavour.get() or _process_flavour()


@contextlib.contextmanager
def flavour(version: str) -> Generator[None]:
    """Within the `with` block, ops and new optimizers that were others in MXNet 1.9 ("1.9") are those.

    An optimizer stays what it was created as. The environment variable `MXSYM_FLAVOUR` is the flavour of a process.

    Raises:
        ValueError: no such version.
    """
    token = asked_flavour.set(check_flavour(version))
    try:
        yield
    finally:
        asked_flavour.reset(token)


def registered(name: str, version: str) -> Rule | None:
    """The declared op of that name and flavour."""
    return RULES.get(name) if version == VERSIONS[-1] else FLAVOURS.get((name, version))


def is_registered(rule: Rule) -> bool:
    """True if a declared op is the one of its name and flavour."""
    return registered(rule.name, rule.flavour) is rule


@overload
def update_rule(function: Callable[..., Any], /) -> Rule: ...
@overload
def update_rule(*, name: str | None = None, flavour: str | None = None) -> Callable[[Callable[..., Any]], Rule]: ...
def update_rule(
    function: Callable[..., Any] | None = None, /, *, name: str | None = None, flavour: str | None = None
) -> Any:
    """Declare an update rule.

    The function takes tensors by position (the weight, the gradient, the states; `= None` makes one optional) and
    hyper-parameters after a `*`. It returns `{name: new value}`: the output is the first tensor's, the states are named
    as the inputs they replace, in any order. It runs now, on symbolic values, for each setting of its flags and
    optional tensors, and never again; twice, to see that its arguments alone decide its results. From that come
    `mx.sym.NAME`, `mx.nd.NAME` and the kernels. So do the forms `mp_NAME` (a float32 master copy of a 16-bit weight)
    and `multi_NAME` (many tensors). A number is a run-time scalar: changing it compiles nothing. A `bool` may be
    branched on.

    Args:
        name: the op's name; the function's by default. Declaring a name again replaces the op, wherever it is used by
            name afterwards; a graph that was composed before keeps the rule that it was composed with.
        flavour: the version of MXNet whose other algorithm of that name this is; see `mx.flavour`.

    Raises:
        RuleError: the function does what no update rule can; the text begins with its file and line.
    """

    def register(body: Callable[..., Any]) -> Rule:
        shipped = inspect.isfunction(body) and is_shipped(body)
        if not shipped:
            check_function(body)
            body = _lists().without_lists(body)
        chosen = _checked_name(body, name)
        rule = declare(body, chosen, chosen.lower(), is_update=True, later=shipped)
        if flavour is not None:
            rule = replace(rule, flavour=check_flavour(flavour))
        _register(rule, flavour, shipped=shipped)
        if not shipped:
            _warn_of_suspicions(rule)
        return rule

    return register if function is None else register(function)


def _lists() -> ModuleType:
    load_modules("mxsym.rule.lists", "mxsym.rule.suspicions")  # every rule of the user's needs both
    from mxsym.rule import lists  # mxsym's own rules have none

    return lists


def _warn_of_suspicions(rule: Rule) -> None:
    if isinstance(rule.bodies, Traced):
        load_modules("mxsym.rule.suspicions")
        from mxsym.rule.suspicions import warn_of  # mxsym's own rules have none

        warn_of(rule, rule.bodies.every)


def of_length(rule: Rule | str, length: int, name: str | None = None) -> Rule:
    """Declare a rule with lists (see `mx.States`) of another length, and return it.

    Args:
        rule: from `mx.update_rule`, or its name.
        length: of all of its lists. Numbers in lists then have no defaults, unless these are as many.
        name: of the op; by default, as `aggmo_5_update` for `aggmo_update`.

    Raises:
        RuleError: the rule has no lists, or does what no rule can.
    """
    rule = _declared(rule)
    function = inspect.unwrap(rule.function)
    lists = _lists()
    if lists.without_lists(function) is function:
        raise fail(function, "it has no lists; declare one with mx.States")
    if type(length) is not int or not 0 < length < lists.MOST:
        wanted = f"a whole number from 1 to {lists.MOST - 1}"
        raise fail(function, f"a length is {wanted}, got {length!r}; pass one of these")
    body = lists.without_lists(function, length)
    chosen = _checked_name(body, name or f"{rule.name.removesuffix('_update')}_{length}_update")
    sized = declare(body, chosen, chosen.lower(), is_update=True)
    _register(sized, None, shipped=False)
    return sized


def _declared(rule: object) -> Rule:
    """A rule as a caller says it: itself, or by its name."""
    known = RULES.get(rule) if isinstance(rule, str) else rule
    if isinstance(known, Rule):
        return known
    got = f"{rule!r}, which is no rule" if isinstance(rule, str) else kind_name(rule)
    fix = suggest(rule, RULES, "declare it first") if isinstance(rule, str) else "pass what mx.update_rule returned"
    raise RuleError(f"{user_location()}: of_length takes a rule with lists, or its name, got {got}; {fix}")


def _register(rule: Rule, flavour: str | None, *, shipped: bool) -> None:
    """Enter a rule into the tables. A built-in one, which may be loaded later, leaves the user's as they are."""
    name = rule.name
    if shipped and _is_own(RULES.get(name)):
        return
    if flavour is not None:
        if not (shipped and _is_own(FLAVOURS.get((name, flavour)))):
            FLAVOURS[name, flavour] = rule
        return
    _warn_of_another_module(rule)
    RULES[name] = rule
    for version in VERSIONS:  # what it replaces was another op's
        if not (shipped and _is_own(FLAVOURS.get((name, version)))):
            FLAVOURS.pop((name, version), None)


def _is_own(rule: Rule | None) -> bool:
    """True if the user has declared the rule."""
    return rule is not None and not is_shipped(rule.function)


def _warn_of_another_module(rule: Rule) -> None:
    """Warn where a rule takes the name of one that another file declared; mxsym's own may be replaced freely.

    One file may be imported as two modules.
    """
    old = RULES.get(rule.name)
    modules = [item.function.__module__ for item in (rule, old) if item is not None]
    if old is not None and _is_own(old) and len(set(modules)) == 2 and old.where != rule.where:
        text = f"{rule.name} of {modules[0]} ({user_location()}) replaces that of {modules[1]} ({old.where})"
        warnings.warn(f"{text}; give one of them another name", stacklevel=4)


def operator(*, name: str | None = None, dtype: DType | None = None) -> Callable[[Callable[..., Any]], Rule]:
    """Declare an op that updates nothing. `dtype` is its output's, where that is not its inputs'.

    Raises:
        RuleError: as for `update_rule`.
    """

    def register(body: Callable[..., Any]) -> Rule:
        chosen = body.__name__ if name is None else name
        rule = declare(body, chosen, chosen.lower(), is_update=False, output_dtype=dtype, later=is_shipped(body))
        RULES[chosen] = rule
        return rule

    return register


def _checked_name(body: Callable[..., Any], name: str | None) -> str:
    chosen = body.__name__ if name is None else name
    if not isinstance(chosen, str) or not is_python_name(chosen):  # pyright: ignore[reportUnnecessaryIsInstance]
        why = f"{chosen!r} cannot be an op's name; pass a name of Python's that is no keyword, as 'my_update'"
        raise fail(body, why)
    if chosen in RESERVED_NAMES or (chosen in RULES and not RULES[chosen].is_update):
        raise fail(body, f"{chosen!r} cannot be an op's name: mx.sym or mx.nd has another meaning for it; choose one")
    return chosen
