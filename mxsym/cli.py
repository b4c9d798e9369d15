"""The command `mxsym`.

Input: command-line arguments. Output: text on standard output; exit status 1 and one line on standard error where
something is wrong.
Non-goals: anything the Python API does not do.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import mxsym as mx
from mxsym import registry
from mxsym.describe import formula
from mxsym.infer import attribute_inputs
from mxsym.inspection import STAGES


def _shape(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(size) for size in text.split(",") if size)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a shape is whole numbers with commas, got {text!r}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mxsym", description="Update ops, compiled.")
    commands = parser.add_subparsers(dest="command", required=True)
    ops = commands.add_parser("ops", help="list the update ops, or describe one")
    ops.add_argument("name", nargs="?", help="an op, for its formula and parameters")
    for name, text in (("show", "print one stage of a saved graph"), ("explain", "say what a saved graph compiles to")):
        command = commands.add_parser(name, help=text)
        command.add_argument("file", type=Path, help="a graph saved with tojson()")
        command.add_argument("--shape", type=_shape, default=(1024,), help="of every tensor, as 64,32 (default 1024)")
        command.add_argument("--dtype", default="float32", help="of every tensor (default float32)")
        if name == "show":
            command.add_argument("--stage", choices=STAGES, default="kernel")
    commands.add_parser("config", help="versions, target, threads")
    kept = commands.add_parser("cache", help="the compiled kernels on disk")
    kept.add_argument("action", choices=("info", "clear"), help="say what is there, or remove it")
    return parser


def _ops(name: str | None) -> str:
    if name is not None:
        return f"{name}\n\n{registry.find(name).__doc__}"
    updates = [registry.RULES[key] for key in registry.names() if registry.RULES[key].is_update]
    lines: list[str] = []
    for rule in updates:
        lines += [f"{rule.name}({', '.join(item.name for item in rule.inputs)})", *(f"    {x}" for x in formula(rule))]
    return "\n".join(lines)


def _load(file: Path, shape: tuple[int, ...], dtype: str) -> mx.Executor:
    symbol = mx.sym.load_json(file.read_text())
    numbers = {node.inputs[key].node.name for node in symbol.nodes() for key in attribute_inputs(node)}
    names = symbol.list_inputs()
    shapes: dict[str, Any] = {name: () if name in numbers else shape for name in names}
    return symbol.simple_bind(type_dict=dict.fromkeys(names, dtype), **shapes)


def _config() -> str:
    from mxsym.codegen import llvm

    target = llvm.host_target()
    rows = {
        "mxsym": mx.__version__,
        "python": sys.version.split()[0],
        "numpy": version("numpy"),
        "networkx": version("networkx"),
        "llvmlite": f"{version('llvmlite')} (LLVM {llvm.VERSION})",
        "target": f"{target.name}: {target.cpu}, {target.vector_bits}-bit vectors",
        "MXSYM_CPU can be": ", ".join(llvm.host_levels()) or "left unset",
        "threads": str(mx.get_num_threads()),
    }
    return "\n".join(f"{key:17} {value}" for key, value in rows.items())


def _cache(action: str) -> str:
    from mxsym.runtime import store

    kept = store.current()
    if kept is None:
        return f"no kernels are kept on disk: see {store.SWITCH} and {store.FOLDER}"
    if action == "clear":
        return f"removed {kept.clear()} entries from {kept.folder}"
    found = kept.info()
    rows = {
        "folder": str(found.folder),
        "entries": str(found.entries),
        "size": f"{found.bytes / 1e6:.1f} MB, at most {store.LIMIT / 1e6:.0f}",
        **({"not used": found.problem} if found.problem is not None else {}),
    }
    return "\n".join(f"{key:17} {value}" for key, value in rows.items())


def _run(arguments: argparse.Namespace) -> str:
    if arguments.command == "ops":
        return _ops(arguments.name)
    if arguments.command == "config":
        return _config()
    if arguments.command == "cache":
        return _cache(arguments.action)
    executor = _load(arguments.file, arguments.shape, arguments.dtype)
    return executor.ir(arguments.stage) if arguments.command == "show" else executor.explain()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    arguments = _parser().parse_args(argv)
    try:
        print(_run(arguments).rstrip("\n"))
    except (mx.MXSymError, AttributeError, OSError, ValueError) as error:
        print(f"mxsym: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
