"""The page of the optimizers, written from their registry before Sphinx reads its sources.

Input: the registered classes. Output: `optimizers.rst`.
Non-goals: facts. The classes' docstrings and rules have them.
"""

from __future__ import annotations

from mxsym.optimizer import Optimizer

NAME = "optimizers.rst"
_HEAD = """\
Optimizers
==========

`mx.optimizer` has MXNet's optimizers: classes that keep the counts, learning rates and states of many parameters and
update them all in one native call, by the rules of :doc:`ops/index`.

>>> import numpy as np
>>> import mxsym as mx
>>> optimizer = mx.optimizer.SGD(learning_rate=0.5, momentum=0.9)
>>> weights = [np.ones(2, np.float32), np.ones(3, np.float32)]
>>> states = [optimizer.create_state(index, weight) for index, weight in enumerate(weights)]
>>> optimizer.update([0, 1], weights, [np.ones(2, np.float32), np.ones(3, np.float32)], states)
>>> weights[0].tolist(), optimizer.num_update
([0.5, 0.5], 1)

`mx.optimizer.create("sgd", learning_rate=0.5)` makes one by its registered name, whatever the case.

.. autoclass:: mxsym.optimizer.Optimizer
   :members:

.. autofunction:: mxsym.optimizer.create
.. autofunction:: mxsym.optimizer.register
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
