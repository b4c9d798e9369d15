"""The text of native code: what LLVM does not look at."""

from __future__ import annotations

import re

import pytest

from mxsym.runtime.native_call import layout, native
from mxsym.runtime.native_call.gather_text import gather_text
from mxsym.runtime.native_call.rows_text import rows_text
from mxsym.runtime.native_call.step_text import step_text
from mxsym.runtime.native_call.words import ELSEWHERE

offset_and_type, offsets = (getattr(native, name) for name in ("_item_size", "_offsets"))
Functions = dict[str, tuple[str, list[str]]]

_TYPE = r"(?:\[[^\]]*\]|<[^>]*>|[\w*]+)"


def _types(arguments: str) -> list[str]:
    """The types of arguments or parameters, which stand first in each."""
    return re.findall(rf"(?:^|, )({_TYPE})", arguments.strip())


def _functions(text: str) -> Functions:
    """The result and the parameters of each function of a module."""
    heads = re.findall(rf"^(?:define|declare)[^@\n]*?({_TYPE}) @([\w.]+)\(([^)]*)\)", text, re.MULTILINE)
    return {name: (result, _types(parameters)) for result, name, parameters in heads}


def _modules() -> dict[str, str]:
    """The texts of the modules of prepared calls."""
    place = offset_and_type()
    assert place is not None
    return {"step": step_text(*place), "rows": rows_text(*offsets()), "gather": gather_text(4)}


@pytest.mark.skipif(not native.available(), reason="there is no native code")
def test_calls_pass_what_functions_take() -> None:
    """LLVM takes a call of another form than the function has, and what it does then is anything."""
    for module, text in _modules().items():
        functions = {name: (result, takes) for name, (result, *takes) in ELSEWHERE.items()} | _functions(text)
        calls = re.findall(rf"call ({_TYPE}) ([@%])(\w+)(?:\.\d+)?\(([^)]*)\)", text)
        calls += re.findall(rf"call ({_TYPE}) (@)(llvm[\w.]+)\(([^)]*)\)", text)
        assert module == "gather" or len(calls) > 100
        for result, sign, name, arguments in calls:
            if sign == "@" or name in ELSEWHERE:  # others are addresses in words
                assert (result, _types(arguments)) == functions[name], (module, name)


@pytest.mark.skipif(not native.available(), reason="there is no native code")
@pytest.mark.parametrize(
    ("owner", "lent"), [("step", layout.STEP_FUNCTIONS), ("rows", layout.ROW_FUNCTIONS)], ids=["step", "rows"]
)
def test_what_modules_lend_each_other(owner: str, lent: dict[str, tuple[str, ...]]) -> None:
    """A call goes through a table of addresses: no linker sees what is behind it. Each function has one caller."""
    modules = _modules()
    functions, caller = _functions(modules[owner]), modules["rows" if owner == "step" else "step"]
    assert {name: (result, takes) for name, (result, *takes) in lent.items()} == {
        name: functions[name] for name in lent
    }
    assert [name for name in lent if f"%{name}." not in caller] == []
