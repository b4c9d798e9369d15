"""Fine-tune a small transformer on this repository's text with mxsym.torch, and with torch alike, to compare them:
`python examples/finetune_text.py`. It needs torch.
"""

import copy
import importlib
import statistics
import time
from pathlib import Path
from typing import Any

import mxsym.torch

torch: Any = importlib.import_module("torch")
ROOT = Path(__file__).resolve().parent.parent
LENGTH, BATCH, WIDTH = 48, 8, 64


class Model(torch.nn.Module):
    """The next byte of a text from those before it."""

    def __init__(self) -> None:
        parent: Any = super()
        parent.__init__()
        self.bytes, self.places = torch.nn.Embedding(256, WIDTH), torch.nn.Embedding(LENGTH, WIDTH)
        layer = torch.nn.TransformerEncoderLayer(WIDTH, 4, 4 * WIDTH, 0.0, batch_first=True)
        self.layers = torch.nn.TransformerEncoder(layer, 2)
        self.scores = torch.nn.Linear(WIDTH, 256)

    def forward(self, text: Any) -> Any:
        """The scores of each next byte."""
        mask = torch.nn.Transformer.generate_square_subsequent_mask(LENGTH)
        return self.scores(self.layers(self.bytes(text) + self.places.weight, mask=mask, is_causal=True))


def train(model: Any, optimizer: Any, text: Any, steps: int) -> tuple[float, float, float]:
    """The loss at first and at last, and the median of a step's milliseconds."""
    order, losses, times = torch.Generator().manual_seed(0), list[float](), list[float]()
    for _ in range(steps):
        starts = torch.randint(len(text) - LENGTH - 1, (BATCH,), generator=order)
        rows = torch.stack([text[start : start + LENGTH + 1] for start in starts])
        loss = torch.nn.functional.cross_entropy(model(rows[:, :-1]).flatten(0, 1), rows[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        began = time.perf_counter()
        optimizer.step()
        times.append((time.perf_counter() - began) * 1e3)
        losses.append(float(loss.detach()))
    return statistics.mean(losses[:5]), statistics.mean(losses[-5:]), statistics.median(times)


def text_of(*names: str) -> Any:
    """The bytes of some files."""
    return torch.frombuffer(bytearray(b"".join((ROOT / n).read_bytes() for n in names)), dtype=torch.uint8).long()


if __name__ == "__main__":
    torch.manual_seed(0)
    base = Model()
    first = train(base, mxsym.torch.AdamW(base.parameters(), lr=3e-3), text_of("README.md", "CONTRIBUTING.md"), 60)
    print(f"trained on the README: loss {first[0]:.3f} to {first[1]:.3f}")
    for title, kind in (("torch.optim", torch.optim.AdamW), ("mxsym.torch", mxsym.torch.AdamW)):
        model = copy.deepcopy(base)
        result = train(model, kind(model.parameters(), lr=1e-3, fused=True), text_of("CHANGELOG.md"), 40)
        print(f"{title}: loss {result[0]:.4f} to {result[1]:.4f}, {result[2]:.2f} ms a step")
