"""`mx.sym`: variables, groups and the constructor of every op. Written by `python -m tests.stubs`."""

from mxsym.rule.rule import Rule
from mxsym.symbol import _contrib, _ops, _sparse
from mxsym.symbol._ops import *
from mxsym.opgraph.node import Entry as Entry
from mxsym.opgraph.node import Node as Node
from mxsym.rule.functions import maximum as maximum
from mxsym.rule.functions import minimum as minimum
from mxsym.rule.functions import power as power
from mxsym.symbol.symbol import Group as Group
from mxsym.symbol.symbol import Symbol as Symbol
from mxsym.symbol.symbol import assign as assign
from mxsym.symbol.symbol import load as load
from mxsym.symbol.symbol import load_json as load_json
from mxsym.symbol.symbol import make as make
from mxsym.symbol.symbol import var as var

Variable = var
pow = power
fromjson = load_json
op = _ops
_internal = _ops
contrib = _contrib
sparse = _sparse

__all__: list[str] = [
    "Entry",
    "Group",
    "Node",
    "Symbol",
    "Variable",
    "assign",
    "contrib",
    "fromjson",
    "load",
    "load_json",
    "load_rule",
    "make",
    "maximum",
    "minimum",
    "op",
    "pow",
    "power",
    "sparse",
    "var",
]
__all__ += _ops.__all__

def load_rule(text: str, form: str = '') -> Rule: ...
