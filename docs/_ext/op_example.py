"""An example of an op for its page: a call on small arrays, run, with what it printed."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import numpy as np

import mxsym as mx
from mxsym.codegen.expr import Granularity
from mxsym.rule.inputs import WEIGHT, Input, state_shape
from mxsym.rule.rule import Attribute, Rule

VALUES = ("[1, 2, 3, 4]", "[0.5, -0.5, 1, -1]", "[0.25, 0.5, 0.75, 1]")
"""The elements of a weight, of a gradient and of further tensors that are no states."""
SOLE, SEVERAL = "[-2, 0.5, 1, 4]", ("[1, 0, 3, 4]", "[0.5, 1, 2, 4]", VALUES[-1])
"""Those of the tensor of an operator, and of the tensors of one that has more than two."""
TABLES = ("[[1, 2], [3, 4]]", "[[0.5, -0.5], [1, -1]]", "[[0.25, 0.5], [0.75, 1]]")
"""The same as rows."""


def example(rule: Rule) -> list[str]:
    """The lines of a session of Python that calls `mx.nd.NAME` and prints the arrays that it changed."""
    by_rows = any(item.space in (Granularity.ROW, Granularity.COLUMN) for item in rule.inputs)
    shape = (2, 2) if by_rows else (4,)
    inputs = [item for item in rule.inputs if not item.optional]
    names = [item.name for item in inputs]
    lines = [
        f"{name} = {_array(rule, item, shape, number)}"
        for number, (name, item) in enumerate(zip(names, inputs, strict=True))
    ]
    arguments = [*names, *filter(None, map(_argument, rule.attributes))]
    if rule.is_update:
        outputs = [names[0]] if len(rule.outputs) == 1 else []
        arguments += [f"out={names[0]}"] * len(outputs)
        shown = [*outputs, *(name for name in rule.states if name in names)]
        lines.append(f"result = mx.nd.{rule.name}({', '.join(arguments)})")
        lines += [f"print({name})" for name in shown or ["result"]]
    else:
        lines.append(f"print(mx.nd.{rule.name}({', '.join(arguments)}))")
    session: list[str] = []
    scope: dict[str, Any] = {"mx": mx, "np": np}
    for line in ["import numpy as np", "import mxsym as mx", *lines]:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(line, scope)
        session += [f">>> {line}", *printed.getvalue().splitlines()]
    return session


def _array(rule: Rule, item: Input, shape: tuple[int, ...], number: int) -> str:
    """The text that makes the array of an input: of a state, as its rule has it begin."""
    dtype = "float32" if item.dtype is None else item.dtype.name
    own = state_shape(shape, item.space)
    place = str(own[0]) if len(own) == 1 else str(own)
    if item.name in rule.states:
        if item.state.init == WEIGHT:
            return f"{rule.inputs[0].name}.copy()"
        first = 0.1 if isinstance(item.state.init, str) else item.state.init
        return f"np.full({place}, {first}, np.{dtype})" if first else f"np.zeros({place}, np.{dtype})"
    if item.space is not Granularity.ELEMENT:
        return f"np.ones({place}, np.{dtype})"
    values = VALUES if len(shape) == 1 else TABLES
    if not rule.is_update and len(rule.inputs) != 2:
        values = (SOLE,) if len(rule.inputs) == 1 else SEVERAL
    return f"np.{dtype}({values[min(number, len(values) - 1)]})"


def _argument(item: Attribute) -> str | None:
    """The text of an argument: of numbers that an op needs, and of a momentum, without which there is none."""
    if item.name in ("t", "step"):
        return f"{item.name}=1"
    if item.name == "momentum":
        return "momentum=0.9"
    if not item.required:
        return None
    return f"{item.name}={_SAID.get(item.name, 'True' if item.kind is bool else '0.1')}"


_SAID = {"a_min": "-1", "a_max": "1", "dtype": "'float16'"}
"""The values of arguments for which 0.1 is none."""
