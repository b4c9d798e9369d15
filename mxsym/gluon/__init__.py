"""`mx.gluon`: MXNet's `Trainer`, for parameters that have their own arrays and gradients."""

from typing import TYPE_CHECKING

from mxsym.gluon import trainer, utils
from mxsym.gluon.trainer import Trainer
from mxsym.rule.missing import no_name

__all__ = ["Trainer", "trainer", "utils"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """An error that says what there is."""
        raise no_name("mxsym.gluon", name, __all__)
