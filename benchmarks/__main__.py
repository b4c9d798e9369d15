"""`python -m benchmarks [NAME …]`: print the tables. Re-runs itself with OpenMP pinned."""

from __future__ import annotations

import importlib
import os
import sys

from benchmarks import harness

TABLES = ("dense", "sparse", "lamb", "tail", "compiling")
PINNED = {
    "OMP_NUM_THREADS": str(harness.THREADS),
    "OMP_PROC_BIND": "true",
    "OMP_PLACES": "cores",
    "GOMP_SPINCOUNT": "100000",  # long enough to catch the next step, short enough to leave the CPU to the others
}


def main(names: list[str]) -> int:
    """Print the tables named, or all."""
    unknown = set(names) - set(TABLES)
    if unknown:
        print(f"no table {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}", file=sys.stderr)
        return 2
    if any(os.environ.get(key) != value for key, value in PINNED.items()):
        # OpenMP reads its environment when it is loaded, so it must be there from the start.
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks", *names], {**os.environ, **PINNED})
    harness.pin()
    print(f"{harness.machine()}\n")
    for name in names or TABLES:
        for table in importlib.import_module(f"benchmarks.{name}").tables():
            print(table, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
