"""`python -m benchmarks [NAME …]`: print the tables, save them, write the pages that show them.

It starts itself again if the environment lacks a setting that OpenMP reads when it is loaded.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence

TABLES = {
    "dense": "SGD with momentum and Adam, float32, from a cache's size to a memory's",
    "alone": "the same beside the plain loop alone, in processes without settings and with OpenMP's threads bound",
    "half": "float16 and bfloat16 weights with a float32 copy and states",
    "many": "1000 small parameters, and ResNet-50's, in one step",
    "sparse": "row-sparse updates of a table of a million rows; gradients of bags and of torch's embeddings",
    "tables": "tables keyed by 64-bit ids: few rows, lookups, lazy Adam, growth",
    "kv": "a store on servers: pushes and reads beside Ray's actors that do nothing",
    "muon": "Muon's step and torch's, on four matrices",
    "lamb": "LAMB over BERT-base's parameters",
    "tail": "the end of a training step: clipping, AdamW, running average, zeroed gradients",
    "torch": "the optimizers of mxsym.torch beside those of torch: tensors, hooks, a loop, offloading",
    "training": "a training loop in torch, with torch's optimizers and with mxsym's step",
    "calls": "what a call costs before anything is computed",
    "compiling": "importing, compiling, reading compiled kernels",
    "memory": "memory that a step takes for itself",
    "needed": "8-bit Adam and Adafactor against the time that their bytes need",
    "peers": "the same update by every library that is installed",
    "profile": "what a profile adds up to, beside a clock outside",
    "roofline": "arithmetic and bytes of some rules against what the machine can do",
    "scaling": "by size, by number of tensors, by threads",
    "soak": "steps a second and memory over minutes of stepping",
}
EPILOG = """\
NumPy, torch, numba, and JAX with optax take part where they are installed; the limit is a plain C loop, where there
is a C compiler. `pip install -e '.[bench]'` installs them all.

examples:
  python -m benchmarks                          every table
  python -m benchmarks dense many --quick       two of them, in a hurry
  python -m benchmarks soak --minutes 10
  python -m benchmarks --save                   every table, kept in benchmarks/results/ for this kind of machine
  python -m benchmarks readme                   rewrite the pages and plots from saved results
"""


def parser() -> argparse.ArgumentParser:
    """Of the command's arguments."""
    names = "\n".join(f"  {name:11s}{what}" for name, what in TABLES.items())
    made = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Print performance tables, all unless some are named:\n\n{names}\n\n"
        "or `readme`: rewrite the README's table, the documentation's and the plots from saved results.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("names", nargs="*", metavar="NAME", type=_name, help="a table, or readme")
    made.add_argument("--quick", action="store_true", help="a few rounds each: shows that it runs, not how fast")
    made.add_argument("--threads", type=_positive, metavar="N", help="threads of every contender (2, or the CPUs)")
    made.add_argument("--minutes", type=float, metavar="M", help="how long the soak takes (a tenth of one)")
    made.add_argument("--json", action="store_true", help="print JSON instead of Markdown")
    made.add_argument("--save", action="store_true", help="keep the tables in benchmarks/results/")
    return made


def _name(text: str) -> str:
    if text not in TABLES and text != "readme":
        from mxsym.errors import suggest

        raise argparse.ArgumentTypeError(f"there is no table {text!r}: {suggest(text, TABLES)}")
    return text


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a positive whole number, not {text!r}")
    return int(text)


def environment(threads: int) -> dict[str, str]:
    """Settings that thread libraries read when they are loaded."""
    return {
        "OMP_NUM_THREADS": str(threads),
        "OMP_PROC_BIND": "true",
        "OMP_PLACES": "cores",
        "GOMP_SPINCOUNT": "100000",  # long enough to catch the next step, short enough to leave the CPU to the others
        "NUMBA_NUM_THREADS": str(threads),
        "NUMBA_THREADING_LAYER_PRIORITY": "omp tbb workqueue",
        "JAX_PLATFORMS": "cpu",
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    asked = parser().parse_args(given)
    if "readme" in asked.names:
        from benchmarks import summary

        for path in summary.write():
            print(f"wrote {path.name}")
        return 0
    wanted = environment(asked.threads or min(2, os.cpu_count() or 1))
    if any(os.environ.get(key) != value for key, value in wanted.items()):
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks", *given], {**os.environ, **wanted})
    return _measure(asked)


def _measure(asked: argparse.Namespace) -> int:
    from benchmarks import contenders, goals, harness, machine, report, results
    from mxsym.progress import progress

    harness.configure(harness.QUICK if asked.quick else harness.FULL, asked.minutes)
    harness.pin()
    made = results.Results(machine.describe(), {})
    if not asked.json:
        print(f"{machine.line(made.machine)}; {harness.THREADS} pinned threads, {harness.effort().name}")
        print(f"not installed: {', '.join(contenders.absent()) or 'nothing'}\n", flush=True)
    for name in progress([*(asked.names or TABLES)], "tables"):
        tables = importlib.import_module(f"benchmarks.{name}").tables()
        made.add(name, [table for table in tables if isinstance(table, report.Table)])  # not what is a mere text
        if not asked.json:
            print(*tables, sep="\n", flush=True)
    if asked.json:
        print(json.dumps(made.to_json(), indent=1))
    elif reached := goals.table(made):
        print(reached)
    if asked.save:
        print(f"kept in {results.save(made).name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
