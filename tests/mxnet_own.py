"""MXNet's own tests of optimizers, run with mxsym in MXNet's place: `python -m tests.mxnet_own CHECKOUT`.

It prints a table of all tests, with a reason for each failure, and ends with 1 if one has none.
"""
# CHECKOUT is a folder with MXNet's sources, of 1.9.1 or 2.0.0b1. Tests are read from there, nothing is installed, and
# nothing of MXNet's is here. What is left out of a test is in the table: assertions on names that begin with an
# underscore, and csr weights. A test that runs through all combinations of settings runs through a sample of them, and
# one of every four on many large tensors: most of its time is that of comparing them.

from __future__ import annotations

import argparse
import ast
import contextlib
import functools
import itertools
import logging
import random
import re
import sys
import tempfile
import time
import unittest
import warnings
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from typing import Any

import mxsym
from tests import mxnet_stand_in as stand_in

UNIT = "tests/python/unittest"
FILES: dict[str, tuple[str, ...]] = {
    f"{UNIT}/test_optimizer.py": (),
    f"{UNIT}/test_contrib_optimizer.py": (),
    f"{UNIT}/test_kvstore.py": (),
    f"{UNIT}/test_gluon_trainer.py": (),
    f"{UNIT}/test_ndarray.py": ("test_update_ops_mutation", "test_update_ops_mutation_failed_seed"),
    "tests/python/gpu/test_operator_gpu.py": ("test_multi_sum_sq", "test_fast_lars", "test_preloaded_multi_sgd"),
}
"""The files and, where others of the file are not about optimizers, their tests."""
UTILITIES = ("compare_ndarray_tuple", "compare_optimizer", "compare_optimizer_noise_seeded")
"""Functions of MXNet's test utilities that are run as they are, where the version has them."""
REASONS = {
    (
        "test_sgld",
        "AssertionError",
    ): "the noise of SGLD is no sequence of `mx.random`, which chooses its seed when it is made",
    ("test_multi_trainer", "AttributeError"): "private names of gluon's Parameter, which is not part of mxsym",
    ("test_lr_wd_mult", "AttributeError"): "layers of networks are not part of mxsym",
}
"""Reasons of failures that the stand-in does not give, by test and error."""
SAMPLE, ONE_OF = 12, 4


class File(ast.NodeTransformer):
    """The functions of a file that have these names, or all, and what they use; `counts`: assertions left out."""

    def __init__(self, path: Path, names: Iterable[str], sampled: bool, known: Container[str] = ()) -> None:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        defined = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        self.path, self.sampled, self.private = path, sampled, 0
        wanted = list(names) or list(defined)
        for name in wanted:  # grows by what each one uses
            parts = ast.walk(defined[name]) if name in defined else ()
            used = {node.id for node in parts if isinstance(node, ast.Name)}
            wanted += [other for other in used if other in defined and other not in wanted and other not in known]
        body: list[ast.stmt] = [
            node
            for node in tree.body
            if (isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in wanted)
            or (not names and isinstance(node, ast.Assign) and "__file__" not in ast.unparse(node))
        ]
        self.counts: dict[str, int] = {}
        for node in body:
            self.private = 0
            self.visit(node)
            if isinstance(node, ast.FunctionDef):
                self.counts[node.name] = self.private
        self.tree = ast.fix_missing_locations(ast.Module(body, []))

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        hidden = [each for each in ast.walk(node) if isinstance(each, ast.Attribute) and each.attr.startswith("_")]
        self.private += bool(hidden)
        return ast.copy_location(ast.Pass(), node) if hidden else node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """A list of settings, as its first and its last one."""
        is_setting = all(isinstance(to, ast.Name) and to.id.endswith("_options") for to in node.targets)
        if self.sampled and is_setting and isinstance(node.value, ast.List):
            node.value.elts[1:-1] = []
        return node

    def run(self, names: dict[str, Any]) -> dict[str, Any]:
        """The names that the file defines."""
        exec(compile(self.tree, str(self.path), "exec"), names)  # the user's own copy of MXNet
        return names


def namespace(checkout: Path, sampled: bool, notes: set[str]) -> dict[str, Any]:
    """The names that the tests import; those of MXNet's utilities that are run as they are too."""
    names = stand_in.imports(_sample if sampled else itertools.product)
    utilities = File(checkout / "python/mxnet/test_utils.py", UTILITIES, False, names).run(dict(names))
    for name in UTILITIES:
        if name in utilities:
            names[name] = _compared(utilities[name], notes, sampled) if "optimizer" in name else utilities[name]
    stores = checkout / "python/mxnet/kvstore/base.py"
    if stores.exists():
        of_tests = {"KVStoreBase": mxsym.kv.KVStoreBase, "NDArray": mxsym.nd.NDArray}
        mxsym.kv.KVStoreBase.kv_registry.clear()  # another version's
        File(stores, ("TestStore",), False, of_tests).run(of_tests)
    return names


def _sample(*choices: Iterable[Any]) -> list[tuple[Any, ...]]:
    items = list(itertools.product(*choices))
    return random.Random(1).sample(items, min(SAMPLE, len(items)))


def _compared(compare: Callable[..., Any], notes: set[str], sampled: bool) -> Callable[..., Any]:
    draw = random.Random(1)

    @functools.wraps(compare)
    def run(one: Any, other: Any, shape: Any, *rest: Any, **named: Any) -> None:
        if named.get("w_stype") == "csr":
            notes.add("csr weights")
        elif not (sampled and isinstance(shape, list) and draw.randrange(ONE_OF)):
            compare(one, other, shape, *rest, **named)

    return run


def results(checkout: Path, sampled: bool = True, chosen: str = "") -> Iterator[tuple[str, str, str]]:
    """For each test its name, its result, and what was left out or the reason of the failure."""
    about = (checkout / "python/mxnet/libinfo.py").read_text(encoding="utf-8")
    version = re.search(r'__version__ = "(\d+\.\d+)', about)
    if version is None:
        raise ValueError(f"{checkout} is no checkout of MXNet: python/mxnet/libinfo.py has no version")
    flavour = "2.0" if version[1].startswith("2") else "1.9"
    for path, names in FILES.items():
        notes: set[str] = set()
        file = File(checkout / path, names, sampled)
        with mxsym.flavour(flavour):
            tests = file.run(namespace(checkout, sampled, notes))
            own = [name for name in names or file.counts if name.startswith("test_") and re.search(chosen, name)]
            for name in own:
                notes.clear()
                stand_in.sow(0)
                outcome, reason = result(tests[name])
                if file.counts.get(name):
                    notes.add(f"{file.counts[name]} assertion(s) on private names")
                but = f"but for {', '.join(sorted(notes))}" if notes and outcome == "passed" else ""
                yield f"{Path(path).stem}.{name}", outcome, reason or but


def result(test: Callable[[], Any]) -> tuple[str, str]:
    """The result of one test, and the reason where it has not passed."""
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "skip":
            return "skipped", "by MXNet itself"
    try:
        test()
    except stand_in.LeftOutError as error:
        return "failed", str(error)
    except unittest.SkipTest:
        return "skipped", "by MXNet itself"
    except Exception as error:  # whatever a test of others raises is its result
        lines = f"{type(error).__name__}: {error}".strip().splitlines()
        return "failed", REASONS.get((test.__name__, type(error).__name__), f"NO REASON KNOWN: {' '.join(lines)[:300]}")
    return "passed", ""


def main() -> int:
    parser = argparse.ArgumentParser(description="MXNet's own tests of optimizers, with mxsym in its place.")
    parser.add_argument("checkout", type=Path, help="a folder with the sources of MXNet 1.9.1 or 2.0.0b1")
    parser.add_argument("--all", action="store_true", help="all combinations of settings")
    parser.add_argument("-k", metavar="PATTERN", default="", help="only tests in whose names it is found")
    options = parser.parse_args()
    unexplained, totals = 0, Counter[str](passed=0, failed=0, skipped=0)
    checkout = options.checkout.resolve()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = before = time.monotonic()
        for name, outcome, reason in results(checkout, not options.all, options.k):
            now = time.monotonic()
            print(f"{name:66} {now - before:5.1f} s {outcome:8}{reason}".rstrip(), flush=True)
            totals[outcome] += 1
            unexplained += reason.startswith("NO REASON")
            before = now
    summary = ", ".join(f"{count} {outcome}" for outcome, count in totals.items())
    print(f"{summary} in {time.monotonic() - start:.0f} s")
    return min(unexplained, 1)


if __name__ == "__main__":
    sys.exit(main())
