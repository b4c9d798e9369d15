"""`mx.table`: tables of rows that are keyed by 64-bit ids and grow as ids come."""

from mxsym.table.table import Table

__all__ = ["Table"]
