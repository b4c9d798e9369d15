"""The text of native code: what LLVM does not look at."""

from __future__ import annotations

import re

import pytest

from mxsym.runtime.native_call import native
from mxsym.runtime.native_call.step_text import step_text

offset_and_type, offsets = (getattr(native, name) for name in ("_item_size", "_offsets"))

_TYPE = r"(?:\[[^\]]*\]|<[^>]*>|[\w*]+)"


def _types(arguments: str) -> list[str]:
    """The types of arguments or parameters, which stand first in each."""
    return re.findall(rf"(?:^|, )({_TYPE})", arguments.strip())


@pytest.mark.skipif(not native.available(), reason="there is no native code")
def test_calls_pass_what_functions_take() -> None:
    """LLVM takes a call of another form than the function has, and what it does then is anything."""
    place = offset_and_type()
    assert place is not None
    text = step_text(*place, *offsets())
    heads = re.findall(rf"^(?:define|declare)[^@\n]*?({_TYPE}) @([\w.]+)\(([^)]*)\)", text, re.MULTILINE)
    functions = {name: (result, _types(parameters)) for result, name, parameters in heads}
    calls = re.findall(rf"call ({_TYPE}) @([\w.]+)\(([^)]*)\)", text)
    assert len(functions) > 100 and len(calls) > 300
    for result, name, arguments in calls:
        assert name in functions, name
        assert (result, _types(arguments)) == functions[name], name
