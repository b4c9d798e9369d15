"""Bodies of rules: a declared rule's function runs once for each setting, and all else is substitution."""

# A form of a rule, and a rule that calls another, substitute values for what a body loads; the function is not run
# again. So whatever a function reads from outside is read once, and every form has the same body.

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from mxsym.codegen import expr as ir
from mxsym.codegen.dtypes import F64, T
from mxsym.codegen.expr import Expr
from mxsym.codegen.graph import Buffer
from mxsym.codegen.record import record
from mxsym.errors import RuleError
from mxsym.rule.trace import Body, Value, lift, trace

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
Bodies = Callable[..., Body]
"""From the values of the flags and the names of the tensors that are absent to a body. See `Traced`."""


@functools.lru_cache(maxsize=1024)
def wants_form(function: Callable[..., Any]) -> bool:
    """True if a rule's function has such a parameter."""
    return FORM in inspect.signature(function).parameters


class Traced:
    """The bodies of a declared rule. Each is traced once and kept as long as the rule is."""

    def __init__(
        self,
        function: Callable[..., Any],
        buffers: Mapping[str, Buffer],
        flags: tuple[str, ...],
        scalars: tuple[str, ...],
        *,
        is_update: bool,
    ) -> None:
        self._function, self._buffers, self._flags, self._scalars = function, buffers, flags, scalars
        self._is_update = is_update
        self._bodies: dict[tuple[str, tuple[object, ...], frozenset[str]], Body | str] = {}

    def __call__(self, flags: tuple[object, ...], absent: frozenset[str], form: str = "") -> Body:
        """The body in that form.

        Raises:
            RuleError: the function does what no rule can; the text begins with file and line.
        """
        key = (form if wants_form(self._function) else "", flags, absent)
        body = self._bodies.get(key)
        if body is None:
            try:
                body = self._trace(*key)
            except RuleError as error:
                self._bodies.setdefault(key, str(error))
                raise
            body = self._bodies.setdefault(key, body)  # another thread's, if it was faster
        if isinstance(body, str):
            raise RuleError(body)
        return body

    def _trace(self, form: str, flags: tuple[object, ...], absent: frozenset[str]) -> Body:
        values = dict(zip(self._flags, flags, strict=True)) | ({FORM: form} if wants_form(self._function) else {})
        buffers = {name: None if name in absent else buffer for name, buffer in self._buffers.items()}
        return trace(self._function, buffers, self._scalars, values, is_update=self._is_update)


def substituted(body: Body, values: Mapping[str, Any]) -> tuple[dict[str, Expr], Expr | None, dict[Expr, Expr]]:
    """A body's results and its condition with these values for what it loads; and the image of each expression.

    A tensor's value enters in the compute type; a number's is also there before it was rounded to that.
    """
    image: dict[Expr, Expr] = {}
    roots = [*body.results.values(), *([body.condition] if body.condition is not None else [])]
    for node in ir.postorder(roots):
        if node.op in ("load", "scalar"):
            value = values[str(node.attr)]
            image[node] = ir.cast(lift(value), T) if node.dtype is T else _exactly(value)
        elif node.op == "cast" and node.args[0].op == "scalar" and node.dtype is T:
            image[node] = ir.cast(lift(values[str(node.args[0].attr)]), T)
        else:
            image[node] = ir.rebuild(node, tuple(image[arg] for arg in node.args)) if node.args else node
    condition = None if body.condition is None else image[body.condition]
    return {name: image[value] for name, value in body.results.items()}, condition, image


def _exactly(value: Any) -> Expr:
    """A number in float64."""
    if isinstance(value, Value):
        return value.exact if value.exact is not None else ir.cast(value.expr, F64)
    return ir.cast(lift(value, F64), F64)
