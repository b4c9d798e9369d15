"""Training loops that are ported to `mxsym.torch` by the import alone: `examples/ported_loops.py`."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path
from typing import Any

import pytest

torch: Any = pytest.importorskip("torch")
OURS: Any = importlib.import_module("mxsym.torch")
PATH = Path(__file__).resolve().parent.parent / "examples" / "ported_loops.py"


def example() -> Any:
    """The example as a module."""
    spec = importlib.util.spec_from_file_location("ported_loops", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LOOPS: Any = example()


@pytest.mark.parametrize("title", LOOPS.LOOPS)
def test_a_ported_loop_has_torchs_losses(title: str) -> None:
    """Those of a fused step, as far as kernels of torch's round alike on this machine; and they fall."""
    losses: list[list[float]] = []
    for optim in (torch.optim, OURS):
        torch.manual_seed(0)
        clock = LOOPS.Clock()
        losses.append(LOOPS.LOOPS[title](optim, clock))
        assert len(clock.times) == len(losses[-1]) == LOOPS.STEPS
    theirs, ours = losses
    assert ours == pytest.approx(theirs, rel=1e-4)
    assert sum(ours[-5:]) < sum(ours[:5])
