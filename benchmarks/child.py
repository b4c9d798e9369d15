"""A measurement in a process of its own, whose result comes back in a file: libraries print what they like."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import harness


def result(module: str, *arguments: Any, environment: Mapping[str, str]) -> Any:
    """The result that `python -m benchmarks.MODULE` hands to `answer`, with these arguments and this environment."""
    harness.spread()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "result.json")
        command = [sys.executable, "-m", f"benchmarks.{module}", str(path), json.dumps(arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"benchmarks.{module} {arguments} failed:\n{done.stderr}")
        return json.loads(path.read_text(encoding="utf-8"))


def answer(measured: Callable[..., Any]) -> None:
    """In such a process: call the function with the arguments, and hand its result over."""
    path, arguments = sys.argv[1:]
    Path(path).write_text(json.dumps(measured(*json.loads(arguments))), encoding="utf-8")
