"""Three training loops as people have them, with the optimizers of torch.optim and then of mxsym.torch: nothing but the
module differs. `python examples/ported_loops.py` prints losses and times of a step beside each other. It needs torch.
"""

import importlib
import io
import math
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import mxsym.torch

torch: Any = importlib.import_module("torch")
functional = torch.nn.functional
STEPS, LENGTH, BATCH, WIDTH = 30, 32, 8, 64
Losses = list[float]


class Clock:
    """The seconds of each step."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def step(self, *steps: Callable[[], Any]) -> None:
        """Do steps, which are timed together."""
        began = time.perf_counter()
        for step in steps:
            step()
        self.times.append(time.perf_counter() - began)


class Text(torch.nn.Module):
    """The next byte of a text from those before it; the table of bytes also gives the scores."""

    def __init__(self) -> None:
        parent: Any = super()
        parent.__init__()
        self.bytes, self.places = torch.nn.Embedding(256, WIDTH), torch.nn.Embedding(LENGTH, WIDTH)
        layer = torch.nn.TransformerEncoderLayer(WIDTH, 4, 4 * WIDTH, 0.0, batch_first=True)
        self.layers = torch.nn.TransformerEncoder(layer, 2)
        self.scores = torch.nn.Linear(WIDTH, 256, bias=False)
        self.scores.weight = self.bytes.weight
        torch.nn.init.normal_(self.bytes.weight, std=0.02)

    def forward(self, rows: Any) -> Any:
        """The mean loss over rows of one byte more than the model sees."""
        mask = torch.nn.Transformer.generate_square_subsequent_mask(LENGTH)
        hidden = self.layers(self.bytes(rows[:, :-1]) + self.places.weight, mask=mask, is_causal=True)
        return functional.cross_entropy(self.scores(hidden).flatten(0, 1), rows[:, 1:].flatten())

    def groups(self, decay: float) -> list[dict[str, Any]]:
        """Matrices, which decay, and the rest."""
        weights = [p for p in self.parameters() if p.requires_grad]
        return [
            {"params": [p for p in weights if p.ndim >= 2], "weight_decay": decay},
            {"params": [p for p in weights if p.ndim < 2], "weight_decay": 0.0},
        ]


def some_rows(order: Any) -> Any:
    """Random rows of this file's text."""
    text = torch.frombuffer(bytearray(Path(__file__).read_bytes()), dtype=torch.uint8).long()
    starts = torch.randint(len(text) - LENGTH - 1, (BATCH,), generator=order)
    return torch.stack([text[start : start + LENGTH + 1] for start in starts])


def reloaded(content: Any) -> Any:
    """The content of a file that it was written to."""
    file = io.BytesIO()
    torch.save(content, file)
    file.seek(0)
    return torch.load(file, weights_only=True)


def language_model(optim: Any, clock: Clock) -> Losses:
    """Groups with and without decay, a rate set by hand, two batches a step, clipping, a scaler, a restart."""

    def begin() -> tuple[Any, Any]:
        model = Text()
        return model, optim.AdamW(model.groups(0.1), lr=1e-3, betas=(0.9, 0.95), fused=True)

    model, optimizer = begin()
    scaler, order, losses = torch.amp.GradScaler("cpu", enabled=False), torch.Generator().manual_seed(1), Losses()
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = 1e-3 * min((step + 1) / 5, 0.5 * (1 + math.cos(math.pi * step / STEPS)))
        total = 0.0
        for _ in range(2):
            loss = model(some_rows(order)) / 2
            scaler.scale(loss).backward()
            total += float(loss.detach())
        scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        clock.step(lambda one=optimizer: scaler.step(one))
        scaler.update()
        optimizer.zero_grad(set_to_none=True)
        losses.append(total)
        if step == STEPS // 2:
            kept = reloaded({"model": model.state_dict(), "optimizer": optimizer.state_dict()})
            model, optimizer = begin()
            model.load_state_dict(kept["model"])
            optimizer.load_state_dict(kept["optimizer"])
    return losses


class Wrapped(torch.optim.Optimizer):
    """An optimizer inside another object, as libraries that train on many devices have it."""

    def __init__(self, inner: Any) -> None:  # without torch's own, which would make groups
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["inner"], name)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def step(self, closure: Any = None) -> Any:
        """A step of the one inside."""
        return self.inner.step(closure)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """The gradients of the one inside."""
        self.inner.zero_grad(set_to_none)

    def state_dict(self) -> dict[str, Any]:
        """That of the one inside."""
        return self.inner.state_dict()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """That of the one inside."""
        self.inner.load_state_dict(state_dict)


def trainer(optim: Any, clock: Clock) -> Losses:
    """A class from a table of names, wrapped; a schedule of torch's; checkpoints of both."""
    kinds: dict[str, tuple[Any, dict[str, Any]]] = {"adamw": (optim.AdamW, {"fused": True}), "sgd": (optim.SGD, {})}
    kind, arguments = kinds["adamw"]
    model = Text()
    inner = kind(model.groups(0.01), lr=5e-4, betas=(0.9, 0.999), eps=1e-8, **arguments)

    def rate(step: int) -> float:
        return min((step + 1) / 5, (STEPS - step) / STEPS)

    schedule = torch.optim.lr_scheduler.LambdaLR(inner, rate)
    optimizer, order, losses = Wrapped(inner), torch.Generator().manual_seed(2), Losses()
    for step in range(STEPS):
        loss = model(some_rows(order))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        clock.step(optimizer.step)
        schedule.step()
        model.zero_grad()
        losses.append(float(loss.detach()))
        if step == STEPS // 2:
            optimizer.load_state_dict(reloaded(optimizer.state_dict()))
            schedule.load_state_dict(reloaded(schedule.state_dict()))
    return losses


class Clicks(torch.nn.Module):
    """Tables of rows and dense features, and the products of all pairs."""

    def __init__(self) -> None:
        parent: Any = super()
        parent.__init__()
        self.tables = torch.nn.ModuleList(
            torch.nn.EmbeddingBag(count, 16, mode="sum", sparse=True) for count in (1000, 200, 5000)
        )
        self.below = torch.nn.Sequential(torch.nn.Linear(13, 64), torch.nn.ReLU(), torch.nn.Linear(64, 16))
        self.above = torch.nn.Sequential(torch.nn.Linear(22, 64), torch.nn.ReLU(), torch.nn.Linear(64, 1))

    def forward(self, dense: Any, bags: Sequence[Any]) -> Any:
        """A score for each row."""
        first = self.below(dense)
        vectors = torch.stack([first, *(table(bag) for table, bag in zip(self.tables, bags, strict=True))], 1)
        below, left = torch.tril_indices(4, 4, -1)
        products = torch.bmm(vectors, vectors.transpose(1, 2))[:, below, left]
        return self.above(torch.cat([first, products], 1)).flatten()


class Polynomial(torch.optim.lr_scheduler.LRScheduler):
    """A schedule of the user's."""

    def get_lr(self) -> list[float]:
        """The rate of each group."""
        return [rate * (1 - min(self.last_epoch, STEPS - 1) / STEPS) ** 2 for rate in self.base_lrs]


def recommender(optim: Any, clock: Clock) -> Losses:
    """One optimizer for the tables, whose gradients list rows, and one for the rest."""
    model = Clicks()
    rest = [*model.below.parameters(), *model.above.parameters()]
    optimizers = [optim.SparseAdam(list(model.tables.parameters()), lr=0.01), optim.AdamW(rest, lr=0.01)]
    schedules = [Polynomial(optimizer) for optimizer in optimizers]
    order, losses = torch.Generator().manual_seed(3), Losses()
    for _ in range(STEPS):
        dense = torch.rand(64, 13, generator=order)
        bags = [torch.randint(count, (64, 2), generator=order) for count in (1000, 200, 5000)]
        clicked = (dense.sum(1) + bags[1].sum(1) / 200 > 7.5).float()
        loss = functional.binary_cross_entropy_with_logits(model(dense, bags), clicked)
        for optimizer in optimizers:
            optimizer.zero_grad()
        loss.backward()
        clock.step(*(optimizer.step for optimizer in optimizers))
        for schedule in schedules:
            schedule.step()
        losses.append(float(loss.detach()))
    return losses


LOOPS: dict[str, Callable[[Any, Clock], Losses]] = {
    "language model": language_model,
    "trainer": trainer,
    "recommender": recommender,
}


def main() -> None:
    """Print a line for each loop and module."""
    for title, loop in LOOPS.items():
        for optim in (torch.optim, mxsym.torch):
            torch.manual_seed(0)
            clock = Clock()
            losses = loop(optim, clock)
            took = statistics.median(clock.times[len(clock.times) // 2 :]) * 1e6
            print(f"{title}, {optim.__name__}: loss {losses[0]:.5f} to {losses[-1]:.5f}, {took:.0f} µs a step")


if __name__ == "__main__":
    main()
