"""The page of the optimizers, written from their registry before Sphinx reads its sources.

All facts come from the classes' docstrings and rules.
"""

from __future__ import annotations

from mxsym.optimizer import Optimizer

NAME = "optimizer-classes.rst"
_HEAD = """\
Optimizer classes
=================

Every registered class, by the name that `mx.optimizer.create` knows it by. :doc:`optimizers` says how they are used.

.. autoclass:: mxsym.optimizer.Optimizer
   :members:

.. autofunction:: mxsym.optimizer.create
.. autofunction:: mxsym.optimizer.from_rule
.. autofunction:: mxsym.optimizer.register
.. autofunction:: mxsym.optimizer.setting
.. autofunction:: mxsym.optimizer.option
.. autoclass:: mxsym.optimizer.Rate
.. autofunction:: mxsym.optimizer.get_updater
.. autoclass:: mxsym.optimizer.Updater
   :members:
.. autofunction:: mxsym.optimizer.save_states
.. autofunction:: mxsym.optimizer.load_states
"""


def page() -> str:
    """The page: every registered class, by name."""
    classes = sorted(Optimizer.opt_registry.items())
    parts = [f"{name}\n{'-' * len(name)}\n\n.. autoclass:: {c.__module__}.{c.__qualname__}\n" for name, c in classes]
    return "\n".join([_HEAD, *parts])
