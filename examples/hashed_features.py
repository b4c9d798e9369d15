"""A model whose features are hashed: the next word's first letter by the two words before, rows made as they come.

Run: `python examples/hashed_features.py` (from a checkout: with `PYTHONPATH=.`); it takes a few seconds.
"""

# A feature is a word, or a pair of words, hashed to 64 bits. Its row has a number for each letter; the numbers of a
# position's features are added up to logits. Features that come once get no row: `admit=2`. The text is
# `pydoc_data.topics`, which comes with Python.

import argparse
import hashlib
import itertools
import re
from pydoc_data.topics import topics

import numpy as np

import mxsym as mx

LETTERS, BATCH = 26, 1024


def hashed(texts: list[str]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """64-bit ids of texts, the same in every process."""
    digests = b"".join(hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, np.uint64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=3, help="how often the text is read")
    epochs: int = parser.parse_args().epochs
    words = re.findall(r"[a-z]+", " ".join(topics.values()).lower())
    pairs = [f"{one} {two}" for one, two in itertools.pairwise(words)]
    ids = np.stack([hashed(words[1:-1]), hashed(pairs[:-1])], axis=1)
    wanted = np.array([ord(word[0]) - ord("a") for word in words[2:]])
    table = mx.table.Table(LETTERS, "float32", "adagrad_update", admit=2, lr=0.3)
    rng = np.random.default_rng(0)
    for epoch in range(1, epochs + 1):
        losses: list[float] = []
        for part in np.array_split(rng.permutation(len(ids)), len(ids) // BATCH):
            logits = table.lookup(ids[part]).sum(axis=1)
            chances = np.exp(logits - logits.max(axis=1, keepdims=True))
            chances /= chances.sum(axis=1, keepdims=True)
            losses.append(-float(np.log(chances[range(len(part)), wanted[part]]).mean()))
            chances[range(len(part)), wanted[part]] -= 1  # the gradient of each position, for both of its features
            table.update(ids[part].ravel(), chances, offsets=np.arange(0, 2 * len(part), 2))
        print(f"epoch {epoch}: loss {np.mean(losses):.3f}, {len(table)} rows, {table.waiting} features wait")


if __name__ == "__main__":
    main()
