"""Recommend films: one process, two workers and two servers, and the same with a server killed; the bits are the same.

Run: `python examples/recommender.py` (from a checkout: with `PYTHONPATH=.`); it takes half a minute. It needs
`pip install 'mxsym[ray]'`, and `pip install --no-deps recbole`, a package that has MovieLens 100k in it.
"""

# People have rated films 100,000 times (Harper and Konstan, "The MovieLens Datasets", 2015). The last fifth of each
# person's ratings is held out. A person and a film each have a row; the film's last number is its own. The score is
# their product and that number, and films that were rated should score more than others, drawn at random (Rendle et
# al., "BPR", 2009). The settings were chosen with `--choose`, which holds out the fifth before the last one.
#
# Step k of servers joins the gradients of worker 0 and worker 1 in this order. So the one process does the same with
# the halves of its batch, and losses and weights have equal bits.

import argparse
import functools
import hashlib
import importlib.util
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

import mxsym as mx

COLUMNS, BATCH, WORKERS, SERVERS = 32, 2048, 2, 2
RATE, DECAY, FIRST = 0.1, np.float32(0.02), mx.table.Normal(0.1)
KEYS = {"people": COLUMNS, "films": COLUMNS + 1}
Array = np.ndarray[Any, np.dtype[Any]]


def ratings() -> Array:
    """Person and film of each rating, by person and time."""
    package = importlib.util.find_spec("recbole")  # finds it; to import it would need much else
    if package is None or package.submodule_search_locations is None:
        raise SystemExit("no data: pip install --no-deps recbole")
    path = Path(package.submodule_search_locations[0]) / "dataset_example" / "ml-100k" / "ml-100k.inter"
    table = np.loadtxt(path, skiprows=1, dtype=np.int64)  # person, film, stars, seconds
    return table[np.lexsort((table[:, 1], table[:, 3], table[:, 0]))][:, :2]


def split(pairs: Array) -> tuple[Array, Array]:
    """The first four fifths of each person's ratings, and the last one."""
    counts = np.bincount(pairs[:, 0])
    places = np.arange(len(pairs)) - (np.cumsum(counts) - counts)[pairs[:, 0]]
    early = places < counts[pairs[:, 0]] * 0.8
    return pairs[early], pairs[~early]


def matrix(pairs: Array, shape: tuple[int, ...]) -> Array:
    """True where a person has rated a film."""
    seen = np.zeros(shape, bool)
    seen[pairs[:, 0], pairs[:, 1]] = True
    return seen


def batches(known: Array, seen: Array, epoch: int, rank: int) -> Iterator[tuple[Array, Array, Array]]:
    """A worker's part of each batch: people, films that they have rated, and others."""
    order, own = np.random.default_rng(epoch).permutation(len(known)), BATCH // WORKERS
    rng, films = np.random.default_rng((epoch, rank)), np.unique(known[:, 1])
    for begin in range(rank * own, len(known) // BATCH * BATCH, BATCH):
        people, rated = known[order[begin : begin + own]].T
        others = rng.choice(films, own)
        fresh = ~seen[people, others]
        yield people[fresh], rated[fresh], others[fresh]


def gradients(batch: tuple[Array, Array, Array], lookup: Callable[[str, Array], Array]) -> tuple[Any, Any, Array]:
    """Ids and gradients of people and of films, and the losses."""
    people, rated, others = batch
    ids = np.concatenate([rated, others])
    person, film = lookup("people", people), lookup("films", ids)
    apart = film[: len(rated)] - film[len(rated) :]
    margins = (person * apart[:, :-1]).sum(axis=1) + apart[:, -1]
    slopes = (-1 / (1 + np.exp(margins)))[:, None]
    toward = slopes * np.concatenate([person, np.ones_like(slopes)], axis=1)
    change = np.concatenate([toward, -toward]) + DECAY * film
    return (people, slopes * apart[:, :-1] + DECAY * person), (ids, change), np.log1p(np.exp(-margins))


def alone(known: Array, seen: Array, epochs: int) -> tuple[list[float], dict[str, Array]]:
    """Train in this process, on tables. Returns the loss of each epoch, and all rows."""
    tables = {key: mx.table.Table(size, "float32", "adagrad_update", FIRST, lr=RATE) for key, size in KEYS.items()}
    losses: list[Array] = []
    for epoch in range(epochs):
        sums = np.zeros((WORKERS, 2))
        for halves in zip(*(batches(known, seen, epoch, rank) for rank in range(WORKERS)), strict=True):
            parts = [gradients(half, lambda key, ids: tables[key].lookup(ids)) for half in halves]
            for place, table in enumerate(tables.values()):
                ids, rows = zip(*(part[place] for part in parts), strict=True)
                table.update(np.concatenate(ids), np.concatenate(rows))
            sums += [(part[2].sum(dtype=np.float64), len(part[2])) for part in parts]
        losses.append(sums)
    return mean(np.array(losses)), {key: tables[key].lookup(np.arange(size)) for key, size in sizes(seen)}


def work(address: str, rank: int, known: Array, seen: Array, epochs: int, kill: bool) -> list[tuple[float, int]]:
    """Train as one of the workers; with `kill`, end a server's process in the middle. Sums of losses, and counts."""
    kv = mx.kv.connect(address, rank)
    kv.set_update("*", "adagrad_update", lr=RATE)
    for key, size in KEYS.items():
        kv.init(key, shape=(None, size), init=FIRST)
    losses: list[tuple[float, int]] = []
    for epoch in range(epochs):
        total, count = 0.0, 0
        for step, batch in enumerate(batches(known, seen, epoch, rank)):
            people, films, loss = gradients(batch, lambda key, ids: kv.row_sparse_pull(key, row_ids=ids))
            kv.push(["people", "films"], [people, films])
            total, count = total + float(loss.sum(dtype=np.float64)), count + len(loss)
            if kill and epoch == epochs // 2 and step == 10:
                os.kill(kv.stats()["servers"][1]["pid"], signal.SIGKILL)
        losses.append((total, count))
    kv.barrier()
    return losses


def on_servers(known: Array, seen: Array, epochs: int, kill: bool) -> tuple[list[float], dict[str, Array]]:
    """The same as `alone`, by workers and servers that are processes."""
    ray: Any = importlib.import_module("ray")
    with tempfile.TemporaryDirectory() as folder:
        kv = mx.kv.create("dist_sync", servers=SERVERS, workers=WORKERS, folder=folder if kill else None)
        worker: Any = ray.remote(num_cpus=0)(work)
        calls = [worker.remote(kv.address, rank, known, seen, epochs, kill and not rank) for rank in range(WORKERS)]
        losses = mean(np.array(ray.get(calls)).swapaxes(0, 1))
        rows = {key: kv.row_sparse_pull(key, row_ids=np.arange(size)) for key, size in sizes(seen)}
        restarts = sum(server["restarts"] for server in kv.stats()["servers"])
        assert restarts == kill, f"{restarts} servers were started again"
        kv.close()
    return losses, rows


def mean(sums: Array) -> list[float]:
    """The loss of each epoch, from sums and counts by epoch and worker."""
    return [float(functools.reduce(np.add, epoch[:, 0]) / epoch[:, 1].sum()) for epoch in sums]


def sizes(seen: Array) -> list[tuple[str, int]]:
    """The keys, and numbers above all ids of them."""
    return list(zip(KEYS, seen.shape, strict=True))


def quality(scores: Array, seen: Array, wanted: Array, films: Array) -> str:
    """AUC and recall among 20 films of what was held out, over films that the person has not rated yet."""
    areas, recalls = list[float](), list[float]()
    for score, rated, right in zip(scores, seen, wanted, strict=True):
        if right.any():
            candidates = films[~rated[films]]
            hits = right[candidates]
            own, others = score[candidates][hits][:, None], score[candidates][~hits]
            more: Array = np.sign(own - others)
            areas.append(0.5 + float(more.mean()) / 2)  # a tie is half
            best = candidates[np.argsort(-score[candidates], kind="stable")[:20]]
            recalls.append(float(right[best].sum() / right.sum()))
    return f"AUC {np.mean(areas):.3f}  recall@20 {np.mean(recalls):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=20, help="how often the ratings are read")
    parser.add_argument("--choose", action="store_true", help="hold out the fifth before the last, to choose settings")
    arguments = parser.parse_args()
    pairs = ratings()
    known, held_out = split(split(pairs)[0] if arguments.choose else pairs)
    seen, wanted = (matrix(part, (pairs[:, 0].max() + 1, pairs[:, 1].max() + 1)) for part in (known, held_out))
    runs = {"one process": alone}
    runs["2 workers, 2 servers"] = functools.partial(on_servers, kill=False)
    runs["a server killed"] = functools.partial(on_servers, kill=True)
    if arguments.choose:
        del runs["2 workers, 2 servers"], runs["a server killed"]
    else:
        ray: Any = importlib.import_module("ray")
        ray.init(num_cpus=2, object_store_memory=120_000_000, include_dashboard=False, log_to_driver=False)
    results: dict[str, tuple[list[float], dict[str, Array]]] = {}
    seconds: list[float] = []
    for name, run in runs.items():
        begin = time.perf_counter()
        results[name] = run(known, seen, arguments.epochs)
        seconds.append(time.perf_counter() - begin)
    print("loss     ", *(f"{name:>20}" for name in results))
    for epoch, losses in enumerate(zip(*(losses for losses, _ in results.values()), strict=True), 1):
        print(f"epoch {epoch:3}", *(f"{loss:20.16f}" for loss in losses))
    digests = [
        hashlib.sha256(b"".join(rows[key].tobytes() for key in KEYS)).hexdigest() for _, rows in results.values()
    ]
    print("weights  ", *(f"{digest[:16]:>20}" for digest in digests))
    print("seconds  ", *(f"{number:20.1f}" for number in seconds))
    same = len({*digests}) == len({tuple(losses) for losses, _ in results.values()}) == 1
    print(f"the same bits: {same}")
    rows, films = results["one process"][1], np.unique(known[:, 1])
    scores = rows["people"] @ rows["films"][:, :-1].T + rows["films"][:, -1]
    print("held out, this model:  ", quality(scores, seen, wanted, films))
    popular = np.broadcast_to(seen.sum(axis=0, dtype=np.float32), seen.shape)
    print("held out, most popular:", quality(popular, seen, wanted, films))
    if not same:
        raise SystemExit("the bits differ")


if __name__ == "__main__":
    main()
