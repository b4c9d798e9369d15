"""`mx.sym.sparse`: the ops by their names. Written by `python -m tests.stubs`."""

from mxsym.symbol import _ops
from mxsym.symbol._ops import *

__all__: list[str] = []
__all__ += _ops.__all__
