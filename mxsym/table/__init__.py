"""`mx.table`: tables of rows that are keyed by 64-bit ids and grow as ids come."""

from mxsym.table.initial import Normal, Uniform
from mxsym.table.table import Table

__all__ = ["Normal", "Table", "Uniform"]
