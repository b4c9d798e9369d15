"""Word vectors from Python's own manual: skip-gram with negative sampling, trained on row-sparse gradients.

Run: `python examples/word2vec.py` (from a checkout: with `PYTHONPATH=.`); it takes about 20 seconds.
"""

# A batch of word pairs gives gradients for some rows of two tables, and for many of these rows several. `coalesce`
# sums what falls on the same row; a lazy Adam then updates the rows that are there and leaves the others alone. The
# text is `pydoc_data.topics`, which comes with Python. The script prints the loss, the nearest neighbours of a few
# words, and how many gradient rows it summed and applied a second.
#
# `--seconds N` and `--batches N` stop after N. `--standard` updates every row at every step, so that absent words
# move on by their momentum; with some 1,300 words, most of which are in every batch, that costs little here, but it
# grows with the table. `--torch` gives the same job to `torch.optim.SparseAdam`, where torch is installed.

import argparse
import importlib.util
import itertools
import math
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pydoc_data.topics import topics
from typing import Any

import numpy as np
from numpy.typing import NDArray

import mxsym as mx

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Batch = tuple[Ints, Ints]  # some words, and for each a row of other words
Update = Callable[[Floats, Ints, int], None]  # it takes gradient rows, which rows they are for, the step's number

WINDOW, NEGATIVES, BATCH, FREQUENT, RARE = 5, 5, 2048, 1e-3, 5
LR, BETA1, BETA2 = 0.004, 0.9, 0.999
SHOWN = ("function", "class", "exception", "import", "dictionary", "float", "try", "true")


def read() -> tuple[list[str], Ints]:
    """The words that are not rare, the most frequent first; and the text, each word as its place in that list."""
    text = re.findall(r"[a-z]+", " ".join(topics.values()).lower())
    words = [word for word, count in Counter(text).most_common() if count >= RARE]
    place = {word: i for i, word in enumerate(words)}
    return words, np.array([place[word] for word in text if word in place], np.int64)


def pairs(text: Ints, epochs: int, rng: np.random.Generator) -> Iterator[Batch]:
    """Some words, and for each a neighbour in the text and a few words at random. Frequent words are often left out."""
    share: NDArray[np.float64] = np.bincount(text) / len(text)
    chances = share**0.75 / (share**0.75).sum()
    for _ in range(epochs):
        kept = text[rng.random(len(text)) < np.sqrt(FREQUENT / share[text])]
        reach = rng.integers(1, WINDOW + 1, len(kept))
        near = [np.stack([kept[:-d], kept[d:]], axis=1)[reach[d:] >= d] for d in range(1, WINDOW + 1)]
        every = rng.permutation(np.concatenate([side for pair in near for side in (pair, pair[:, ::-1])]))
        for part in np.array_split(every, len(every) // BATCH):
            drawn = rng.choice(len(chances), (len(part), NEGATIVES), p=chances)
            yield part[:, 0].copy(), np.hstack([part[:, 1:], drawn])


def backward(vectors: Floats, contexts: Floats, words: Ints, others: Ints) -> tuple[float, Floats, Floats]:
    """The mean loss over a batch; a gradient row for each of its words, and one for each of the other words."""
    v, c = vectors[words], contexts[others]
    error = np.einsum("bd,bkd->bk", v, c)  # how alike: the first, the neighbour, should be so, the random ones not
    error[:, 0] *= -1
    loss = float(np.logaddexp(0, error).sum(axis=1).mean())
    error = 1 / (1 + np.exp(-error))
    error[:, 0] *= -1
    return loss, np.einsum("bk,bkd->bd", error, c), (error[:, :, None] * v[:, None]).reshape(-1, v.shape[1])


def adam(weight: Floats, lazy: bool) -> Update:
    """Adam for one table, in place. The bias correction is part of lr, as in MXNet's optimizer."""
    mean, var = np.zeros_like(weight), np.zeros_like(weight)

    def update(values: Floats, rows: Ints, step: int) -> None:
        grad = mx.nd.sparse.coalesce(values, rows, weight.shape)
        lr = LR * math.sqrt(1 - BETA2**step) / (1 - BETA1**step)
        mx.nd.sparse.adam_update(weight, grad, mean, var, lr=lr, beta1=BETA1, beta2=BETA2, lazy_update=lazy, out=weight)

    return update


def torch_adam(weight: Floats) -> Update:
    """The same by torch, in place too. SparseAdam is lazy, and coalesces the gradient itself."""
    torch: Any = importlib.import_module("torch")
    torch.sparse.check_sparse_tensor_invariants.disable()  # it is so anyway, but torch warns until it is told
    parameter = torch.nn.Parameter(torch.from_numpy(weight))
    optimizer = torch.optim.SparseAdam([parameter], lr=LR, betas=(BETA1, BETA2))

    def update(values: Floats, rows: Ints, _step: int) -> None:
        parameter.grad = torch.sparse_coo_tensor(torch.from_numpy(rows)[None], torch.from_numpy(values), weight.shape)
        optimizer.step()

    return update


def fit(tables: tuple[Floats, Floats], updates: list[Update], data: Iterator[Batch], seconds: float) -> None:
    """Train until the data or the time is used up. Prints the loss now and then, and at the end the speed."""
    losses: list[float] = []
    start, updating, rows = time.perf_counter(), 0.0, 0
    for words, others in data:
        loss, *grads = backward(*tables, words, others)
        losses.append(loss)
        before = time.perf_counter()
        for update, grad, touched in zip(updates, grads, (words, others.ravel()), strict=True):
            update(grad, touched, len(losses))
        now = time.perf_counter()
        updating, rows = updating + now - before, rows + sum(map(len, grads))
        if len(losses) in {1, 30, 100, 300, 1000}:
            print(f"batch {len(losses)}: loss {np.mean(losses[-30:]):.3f}")
        if now > start + seconds:
            break
    each, share = (time.perf_counter() - start) / len(losses), updating / (time.perf_counter() - start)
    print(f"batch {len(losses)}: loss {np.mean(losses[-30:]):.3f}")
    print(f"update: {rows / updating:,.0f} gradient rows/s, {share:.0%} of a step's {each * 1e3:.1f} ms")


def neighbours(words: list[str], vectors: Floats, word: str) -> list[str]:
    """Of the 600 most frequent words, the five whose vectors are nearest to this word's in angle."""
    unit = vectors[:600] / np.linalg.norm(vectors[:600], axis=1, keepdims=True)
    return [words[i] for i in np.argsort(-(unit @ unit[words.index(word)]))[1:6]]


def learn(
    form: str = "lazy", seconds: float = math.inf, batches: int | None = None, epochs: int = 40, dim: int = 100
) -> None:
    """Train word vectors, and print what they have learnt. The form is lazy, standard or torch."""
    rng = np.random.default_rng(0)
    words, text = read()
    print(f"{len(text)} words of text, {len(words)} different: two tables of {len(words)} x {dim}, {form} Adam")
    vectors = rng.uniform(-0.5 / dim, 0.5 / dim, (len(words), dim)).astype(np.float32)
    tables = vectors, np.zeros_like(vectors)
    updates = [torch_adam(table) if form == "torch" else adam(table, form == "lazy") for table in tables]
    fit(tables, updates, itertools.islice(pairs(text, epochs, rng), batches), seconds)
    for word in SHOWN:
        print(f"near {word}: {', '.join(neighbours(words, vectors, word))}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train word vectors on the text of Python's manual.")
    parser.add_argument("--seconds", type=float, default=math.inf, help="stop after so many")
    parser.add_argument("--batches", type=int, help="stop after so many")
    parser.add_argument("--epochs", type=int, default=40, help="times through the text (%(default)s)")
    parser.add_argument("--dim", type=int, default=100, help="numbers in a word's vector (%(default)s)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--standard", dest="form", action="store_const", const="standard", help="update every row")
    form.add_argument("--torch", dest="form", action="store_const", const="torch", help="torch's SparseAdam instead")
    args = parser.parse_args()
    if args.form == "torch" and importlib.util.find_spec("torch") is None:
        parser.error("--torch needs torch, which is not installed")
    learn(args.form or "lazy", args.seconds, args.batches, args.epochs, args.dim)


if __name__ == "__main__":
    main()
