"""`mx.table`: tables of rows that are keyed by 64-bit ids and grow as ids come."""

from typing import TYPE_CHECKING

from mxsym.rule.missing import no_name
from mxsym.table.initial import Normal, Uniform
from mxsym.table.table import Table

__all__ = ["Normal", "Table", "Uniform"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """An error that says what there is."""
        raise no_name("mxsym.table", name, __all__)
