"""Places in a rule's source text, as `file:line`, and the errors that begin with one."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from mxsym.errors import RuleError


def place(function: Callable[..., Any], error: BaseException | None = None, returned: int = 0) -> str:
    """`file:line` of the rule: of the line in it where `error` was raised, or that it `returned` from, or its first."""
    code = inspect.unwrap(function).__code__
    line = returned or code.co_firstlineno
    trace = error.__traceback__ if error is not None else None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{code.co_filename}:{line}"


def parameter_line(function: Callable[..., Any], name: str = "") -> int:
    """The line of the file that a parameter is on, or the function's own; 0 where there is no file to read."""
    code = inspect.unwrap(function).__code__
    try:
        lines, first = inspect.getsourcelines(code)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, SyntaxError, TypeError):
        return 0
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    places = (
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.arg) and node.arg == name) or (not name and isinstance(node, functions))
    )
    return next((first + line - 1 for line in places), 0)


def fail(function: Callable[..., Any], why: str, line: int = 0, *, parameter: str = "") -> RuleError:
    """The error of a function that is no rule, at `line` of its file, at a `parameter` or at its first line."""
    line = line or parameter_line(function, parameter)
    return RuleError(f"{place(function, returned=line)}: {function.__name__}: {why}")
