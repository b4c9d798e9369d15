"""Bodies of rules: a declared rule's function is traced for each setting, and all else is substitution."""

# A form of a rule, and a rule that calls another, substitute values for what a body loads; the function is not run
# again. So whatever a function reads from outside is read at its declaration, and every form has the same body.

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from mxsym.codegen.loading import load_modules
from mxsym.codegen.record import record, replace
from mxsym.errors import RuleError
from mxsym.rule.axes import EVERY, USUAL, AxesError
from mxsym.rule.body import Body
from mxsym.rule.trace import Signature, trace

FORM = "form"
"""A rule that MXNet brackets otherwise in a derived form has a parameter of this name: the form, "" for its own."""


@record
class Form:
    """Facts about a form of an update rule: what it adds to the rule."""

    master: bool = False
    """A float32 copy of the weight."""
    many: bool = False
    """Any number of updates."""
    preloaded: bool = False
    """lr and wd are elements of tensors."""
    guarded: bool = False
    """Nothing changes where one more number is 0."""


FORMS: Mapping[str, Form] = {
    "preloaded_multi_mp": Form(master=True, many=True, preloaded=True),
    "preloaded_multi": Form(many=True, preloaded=True),
    "multi_mp": Form(master=True, many=True),
    "multi": Form(many=True),
    "mp": Form(master=True),
}
"""The forms of an update rule, as its name is prefixed; a longer prefix comes before one that it ends in."""
MASTER = "weight32"
"""The float32 master copy of a weight."""
GUARD = "only_if"
"""The number that a guarded update reads: where it is 0, nothing changes."""
COUNT = "num_weights"
"""The number of updates of an op on many tensors."""
PER_TENSOR = {"lr": "lrs", "wd": "wds", "eta": "etas", "t": "step_count", "tensor": "tensors"}
"""Attributes with a value for each tensor of a `multi_` op, and their names there."""
RESERVED = frozenset({"out", "name", "attr", "flavour", MASTER, GUARD, COUNT, *PER_TENSOR.values()})
"""Names that ops and their forms have for something of their own: no parameter of a rule has one."""
OF_OPERATORS = RESERVED - frozenset(PER_TENSOR.values())
"""Those of ops that are no updates, which have no forms on many tensors."""
Bodies = Callable[..., Body]
"""From the values of the flags and the names of the tensors that are absent to a body. See `Traced`.

`ndim=`: the number of the weight's axes; None: the usual one.
"""


Key = tuple[str, tuple[object, ...], frozenset[str]]
"""Of bodies: their form, their flags, the tensors that are absent."""


@functools.lru_cache(maxsize=1024)
def wants_form(function: Callable[..., Any]) -> bool:
    """True if a rule's function has such a parameter."""
    return FORM in inspect.signature(function).parameters


def forms_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The forms that a rule's function has bodies of its own for; the first is the rule's."""
    return ("", *FORMS) if wants_form(function) else ("",)


class Traced:
    """The bodies of a declared rule. Each is traced when it is first used, and kept as long as the rule is.

    `twice`: trace each twice, and refuse a function whose two bodies differ: it draws a random number, reads a clock or
    counts its calls, and that number would be frozen.
    """

    def __init__(self, signature: Signature, *, twice: bool) -> None:
        self._signature, self._twice = signature, twice
        self._bodies: dict[Key, tuple[Body | _Refusal, ...]] = {}

    def __call__(
        self, flags: tuple[object, ...], absent: frozenset[str], form: str = "", *, ndim: int | None = None
    ) -> Body:
        """The body in that form, for a weight with so many axes.

        Raises:
            RuleError: the function does what no rule can; the text begins with file and line.
            AxesError: it refuses weights with so many axes.
        """
        key = (form if wants_form(self._signature.function) else "", flags, absent)
        return usual(functools.partial(self._body, key)) if ndim is None else self._body(key, ndim)

    def _body(self, key: Key, ndim: int) -> Body:
        body = next((body for body in self._bodies.get(key, ()) if ndim in body.axes), None)
        if body is None:
            try:
                body = self._trace(*key, ndim)
            except AxesError as error:
                body = _Refusal(str(error), error.axes)
            except RuleError as error:
                self._bodies[key] = (_Refusal(str(error), EVERY),)
                raise
            # Another thread may have been faster; its bodies stay.
            known = self._bodies.get(key, ())
            body = next((other for other in known if ndim in other.axes), body)
            self._bodies[key] = known if body in known else (*known, body)
        if isinstance(body, _Refusal):
            raise RuleError(body.text) if body.axes == EVERY else AxesError(body.text, body.axes)
        return body

    @property
    def every(self) -> list[Body]:
        """The bodies that there are."""
        return [body for bodies in self._bodies.values() for body in bodies if isinstance(body, Body)]

    def reads(self, number: str) -> bool:
        """True if some body reads a number."""
        return any(number in body.graph.scalars for body in self.every)

    def read(self, number: str) -> None:
        """Let every body have a number more, which some read."""
        for key, bodies in self._bodies.items():
            self._bodies[key] = tuple(
                replace(body, graph=replace(body.graph, scalars=tuple(dict.fromkeys((*body.graph.scalars, number)))))
                if isinstance(body, Body)
                else body
                for body in bodies
            )

    def _trace(self, form: str, flags: tuple[object, ...], absent: frozenset[str], ndim: int) -> Body:
        signature = self._signature
        values = dict(zip(signature.flags, flags, strict=True))
        values |= {FORM: form} if wants_form(signature.function) else {}
        traced = functools.partial(trace, signature, absent, values, ndim)
        body = traced()
        if self._twice and _differ(body, again := traced()):
            load_modules("mxsym.rule.frozen")
            from mxsym.rule.frozen import frozen  # hardly ever needed

            raise frozen(signature.function, traced, body, again)
        return body


def _differ(body: Body, again: Body) -> bool:
    """True if two bodies compute different things. Equal expressions are one object."""
    return dict(body.results) != dict(again.results) or body.condition is not again.condition


@record
class _Refusal:
    """Text of an error in place of the body for these numbers of axes."""

    text: str
    axes: range


def usual(body: Callable[[int], Body]) -> Body:
    """The body for the usual number of axes, or for the first that the rule takes.

    Raises:
        RuleError: it takes none.
    """
    try:
        return body(USUAL)
    except AxesError:
        return _each(body)[0]


def each_body(bodies: Bodies, flags: tuple[object, ...], absent: frozenset[str], **form: str) -> list[Body]:
    """The bodies for all numbers of axes that the rule takes.

    Raises:
        RuleError: the function does what no rule can, or takes no weight.
    """
    return _each(lambda ndim: bodies(flags, absent, **form, ndim=ndim))


def _each(body: Callable[[int], Body]) -> list[Body]:
    bodies: list[Body] = []
    ndim, why = 0, ""
    while ndim in EVERY:
        try:
            bodies.append(body(ndim))
            ndim = bodies[-1].axes.stop
        except AxesError as error:
            ndim, why = error.axes.stop, str(error)
    if not bodies:
        raise RuleError(why)
    return bodies
