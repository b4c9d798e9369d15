"""Description of the machine behind figures: everything that affects them, without names of hosts, users or folders."""

from __future__ import annotations

import functools
import importlib.metadata
import os
import platform
import re
import subprocess
from pathlib import Path
from typing import Any

import mxsym as mx
from mxsym.codegen.backend import llvm

ROOT = Path(__file__).parent.parent
CPU_INFO = "/proc/cpuinfo"
LIBRARIES = ("numpy", "llvmlite", "networkx", "ml_dtypes", "torch", "numba", "jax", "optax")
"""Libraries that the figures depend on, where installed."""


def _first(path: str, key: str) -> str:
    """The first `key : value` of a file of the kernel's; empty where there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.split(":")[0].strip() == key)
    except (OSError, StopIteration):
        return ""


def cpu_model() -> str:
    """The processor's own name."""
    name = _first(CPU_INFO, "model name") or platform.processor() or platform.machine()
    return re.sub(r"\((R|TM)\)", "", name).replace("  ", " ")


def caches() -> dict[str, str]:
    """The sizes of the first CPU's caches, by level and kind: {"L1 data": "48K"}."""
    found: dict[str, str] = {}
    for folder in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        level, kind, size = ((folder / name).read_text().strip() for name in ("level", "type", "size"))
        found[f"L{level}" if kind == "Unified" else f"L{level} {kind.lower()}"] = size
    return found


def versions() -> dict[str, str]:
    """Of the libraries that are installed."""
    found: dict[str, str] = {}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


@functools.cache
def commit() -> str:
    """The commit that is checked out, with a + where sources have changed since."""
    try:
        asked = ["git", "describe", "--always", "--exclude=*", "--abbrev=10"]
        name = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
        asked = ["git", "status", "--porcelain", "--", "mxsym", "codegen", "runtime", "benchmarks/*.py"]
        changed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return name + ("+" if changed else "")


def _system() -> str:
    try:
        return f"{platform.system()}, {platform.freedesktop_os_release()['PRETTY_NAME']}"
    except (OSError, KeyError):
        return platform.system()


def _memory() -> float:
    """In GB; 0 where the system does not say."""
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, ValueError, OSError):
        return 0.0


def describe() -> dict[str, Any]:
    """Everything that is kept with results."""
    return {
        "cpu": cpu_model(),
        "cpu family and model": "-".join(filter(None, (_first(CPU_INFO, key) for key in ("cpu family", "model")))),
        "instructions": (llvm.host_levels() or [platform.machine()])[-1],
        "cpus": os.cpu_count(),
        "caches": caches(),
        "memory, GB": _memory(),
        "system": _system(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "versions": {"mxsym": mx.__version__} | versions(),
    }


def slug() -> str:
    """A name for this kind of machine that a file can have."""
    parts = [cpu_model(), str(describe()["cpu family and model"]), f"{os.cpu_count()} cpus", platform.system()]
    return re.sub(r"[^a-z0-9]+", "-", " ".join(parts).lower()).strip("-")


def line(held: dict[str, Any]) -> str:
    """A description in one line."""
    sizes = ", ".join(f"{level} {size}" for level, size in held["caches"].items() if "instruction" not in level)
    names = ", ".join(f"{name} {version}" for name, version in held["versions"].items())
    return (
        f"{held['cpu']} ({held['instructions']}; {held['cpus']} CPUs; {sizes}; {held['memory, GB']} GB), "
        f"{held['system']}, {held['python']}, {names}"
    )
