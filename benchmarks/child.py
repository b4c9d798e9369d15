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

_SCRIPT = """
import json, sys
arguments = json.loads(sys.argv[2])
{}
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(result, file)
"""


def result(module: str, *arguments: Any, environment: Mapping[str, str]) -> Any:
    """The result that `python -m benchmarks.MODULE` hands to `answer`, with these arguments and this environment."""
    return _answered(f"benchmarks.{module}", ["-m", f"benchmarks.{module}"], arguments, environment)


def result_of(script: str, *arguments: Any, environment: Mapping[str, str]) -> Any:
    """The value that a script leaves as `result`. It has the list `arguments`; json and sys are imported before it."""
    return _answered("a script", ["-c", _SCRIPT.format(script)], arguments, environment)


def answer(measured: Callable[..., Any]) -> None:
    """In such a process: call the function with the arguments, and hand its result over."""
    path, arguments = sys.argv[1:]
    Path(path).write_text(json.dumps(measured(*json.loads(arguments))), encoding="utf-8")


def _answered(name: str, program: list[str], arguments: tuple[Any, ...], environment: Mapping[str, str]) -> Any:
    """The result of a program of Python's, which gets the path of a file for it, and the arguments as JSON."""
    harness.spread()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "result.json")
        command = [sys.executable, *program, str(path), json.dumps(arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{name} {arguments} failed:\n{done.stderr}")
        return json.loads(path.read_text(encoding="utf-8"))
