"""MXNet's name for its exception."""

from mxsym.errors import MXSymError as MXNetError

__all__ = ["MXNetError"]
