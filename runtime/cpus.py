"""The CPUs of this process: those that it may run on, and how many of them its control groups let it use."""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Iterator

from mxsym.runtime import openmp

_BINDING = ("OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY", "KMP_AFFINITY")
"""The settings with which an OpenMP runtime narrows the CPUs of the thread that loads it."""


@functools.cache
def allowed() -> tuple[int, ...]:
    """The CPUs that this process may run on: those of its first thread, and those of the places it is bound to.

    They are read once: a step on another thread, or an OpenMP runtime that is loaded later, leaves them as they are.
    """
    if not hasattr(os, "sched_getaffinity"):
        return tuple(range(os.cpu_count() or 1))
    cpus = os.sched_getaffinity(os.getpid())
    if any(os.environ.get(name) for name in _BINDING):
        cpus |= openmp.bound_cpus()
    return tuple(sorted(cpus))


@functools.cache
def count() -> int:
    """Number of CPUs this process may use at once: those it is allowed, or fewer if a quota says so."""
    share = quota()
    return len(allowed()) if share is None else max(1, min(len(allowed()), math.ceil(share)))


def quota(root: str | os.PathLike[str] = "/") -> float | None:
    """CPU time that the process's control groups allow, in CPUs, for version 1 or 2; None without a limit.

    `root`: where the system's files are, for tests.
    """
    shares = [share for folder in _folders(os.fspath(root)) for share in (_share(folder),) if share is not None]
    return min(shares, default=None)


def _folders(root: str) -> Iterator[str]:
    """The folders of the groups that limit this process's CPU time: its own ones, and each group that these are in."""
    for kind, path in _groups(root):
        for mount, inside in _mounts(root, kind):
            # A container may see only its own group, as the top; the path is then another system's.
            parts, top = _parts(path), _parts(inside)
            below = parts[len(top) :] if parts[: len(top)] == top else []
            for depth in range(len(below), -1, -1):
                yield os.path.join(mount, *below[:depth])


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in ("", ".")]


def _lines(path: str) -> list[str]:
    try:
        with open(path, errors="surrogateescape") as file:
            return file.read().splitlines()
    except OSError:
        return []


def _groups(root: str) -> Iterator[tuple[str, str]]:
    """The groups of this process that may limit its CPU time: the file system's type, the path."""
    for line in _lines(os.path.join(root, "proc/self/cgroup")):
        number, controllers, path = [*line.split(":", 2), "", ""][:3]
        if number == "0" and not controllers:
            yield "cgroup2", path
        elif "cpu" in controllers.split(","):
            yield "cgroup", path


def _mounts(root: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the folders where groups of this type are mounted, each with the group that is the top there."""
    for line in _lines(os.path.join(root, "proc/self/mountinfo")):
        left, _, right = line.partition(" - ")
        words, more = left.split(), right.split()
        if len(words) < 5 or not more or more[0] != kind:
            continue
        if kind == "cgroup2" or "cpu" in more[-1].split(","):
            yield os.path.join(root, words[4].lstrip("/")), words[3]


def _share(folder: str) -> float | None:
    """CPU time that the group of this folder may use, in CPUs."""
    words = next(iter(_lines(os.path.join(folder, "cpu.max"))), "").split()
    if len(words) != 2:
        parts = [_lines(os.path.join(folder, f"cpu.cfs_{name}_us")) for name in ("quota", "period")]
        words = [lines[0].strip() for lines in parts if lines]
    if len(words) != 2 or not all(word.isdecimal() for word in words) or not int(words[1]):  # "max", -1: no limit
        return None
    return int(words[0]) / int(words[1]) or None
