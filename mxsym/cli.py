"""The command `mxsym`. Exit status: 0; 1 with the faults on standard error; 2 for wrong arguments."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import mxsym as mx
from mxsym.codegen.verify import VerifyError
from mxsym.errors import suggest
from mxsym.inspection.stage_text import STAGES
from mxsym.opgraph.infer import attribute_inputs, infer
from mxsym.opgraph.node import Entry, ops_of, variables_of
from mxsym.rule import lookup, registry
from mxsym.rule.formula import formula
from mxsym.runtime import files, threads
from mxsym.spelling import printable

_GRAPH = """\
GRAPH.json is a graph that Python wrote: pathlib.Path("GRAPH.json").write_text(symbol.tojson()), or MXNet's own.
A graph has no shapes; --shape gives them, for one variable (--shape w=1000x64) or for all that nothing else decides
(--shape 1000x64). What one shape implies for others need not be said.
"""
_EPILOGS = {
    "ops": "examples:\n  mxsym ops\n  mxsym ops adam_update",
    "show": f"{_GRAPH}\nexamples:\n  mxsym show step.json --stage kernel\n  mxsym show step.json --stage passes",
    "explain": f"{_GRAPH}\nexample:\n  mxsym explain step.json --shape w=1000x64 --stype g=row_sparse",
    "report": f"{_GRAPH}\nexample:\n  mxsym report step.json --shape w=1000x64 -o report.html",
    "pass": """\
FILE holds what the pass takes: programs (mxsym show --stage program), graphs (--stage typed) or kernels (--stage
kernel); - is standard input. What the pass gives goes to standard output, in a form that the next pass takes.

examples:
  mxsym pass --list
  mxsym show step.json --stage typed > step.txt; mxsym pass expand_composites step.txt""",
    "aot": f"""{_GRAPH}
The step is written as an object file and a C header that says how to call it; it needs no Python and no library.
It is for one thread, and for these shapes. --cpu says which processors may run it: x86-64-v3 (AVX2: those made since
about 2015) unless you say otherwise; x86-64 runs on all, x86-64-v4 wants AVX-512, host is the machine you are on.

example:
  mxsym aot step.json --shape w=1000x64 -o build
  cc main.c build/kernels.o -o main""",
    "cache": "examples:\n  mxsym cache info\n  mxsym cache clear",
    "config": "the environment variables that change it: MXSYM_CPU, MXSYM_NUM_THREADS, MXSYM_PIN_THREADS, MXSYM_POOL",
    "demo": "example:\n  mxsym demo",
}
_HELP = {
    "ops": "list the update ops, or describe one",
    "show": "print one stage of a saved graph",
    "explain": "say what a saved graph compiles to, and what it costs",
    "report": "write a page to read a saved graph in: every op with its machine code",
    "pass": "run one pass of the compiler on a text",
    "aot": "write an object file and a C header of a saved graph",
    "cache": "say what compiled kernels are on disk, or remove them",
    "config": "print versions, target, threads",
    "demo": "declare, compile, run and explain an update, step by step",
}
_DIMENSIONS = re.compile(r"\d+(?:[x,]\d+)*[x,]?|\(\)")


def _named(text: str) -> tuple[str | None, str]:
    """`w=float16` as ("w", "float16"); `float16` as (None, "float16")."""
    name, separator, value = text.rpartition("=")
    return (name, value) if separator else (None, value)


def _shape(text: str) -> tuple[str | None, tuple[int, ...]]:
    name, sizes = _named(text)
    if not _DIMENSIONS.fullmatch(sizes):
        raise argparse.ArgumentTypeError(f"a shape is 64x32, or w=64x32 for one variable, got {text!r}")
    return name, tuple(int(size) for size in re.findall(r"\d+", sizes))


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="mxsym",
        description="Optimizer update ops, compiled: look at what an update became, and take it elsewhere.",
        epilog="mxsym COMMAND --help says more about each.",
    )
    parser.add_argument("--version", action="version", version=f"mxsym {mx.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    parsers = {
        name: commands.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=_EPILOGS[name], formatter_class=raw
        )
        for name, text in _HELP.items()
    }
    parsers["ops"].add_argument("name", nargs="?", metavar="OP", help="an op, for its formula and parameters")
    for name in ("show", "explain", "report", "aot"):
        command = parsers[name]
        command.add_argument("file", type=Path, metavar="GRAPH.json", help="a saved graph")
        add = command.add_argument
        add("--shape", type=_shape, action="append", default=[], help="64x32 or w=64x32; may be repeated (1024)")
        add("--dtype", type=_named, action="append", default=[], help="float16 or w=float16; may be repeated (float32)")
        add("--stype", type=_named, action="append", default=[], help="g=row_sparse: the variable g is row-sparse")
    parsers["show"].add_argument("--stage", choices=(*STAGES, "passes"), default="kernel", help="(kernel)")
    color = parsers["show"].add_argument
    color("--color", choices=("auto", "always", "never"), default="auto", help="auto: where output is a terminal")
    parsers["pass"].add_argument("name", nargs="?", metavar="NAME", help="a pass")
    parsers["pass"].add_argument("file", nargs="?", metavar="FILE", help="a text; - is standard input")
    parsers["pass"].add_argument("--list", action="store_true", help="name every pass, in order, and what it does")
    parsers["pass"].add_argument("--cpu", default="", help="x86-64, x86-64-v2, x86-64-v3 or x86-64-v4 (this machine)")
    parsers["report"].add_argument("-o", "--output", type=Path, default=Path("report.html"), help="(report.html)")
    parsers["aot"].add_argument(
        "-o", "--output", type=Path, default=Path(), metavar="DIR", help="folder to write to (.)"
    )
    parsers["aot"].add_argument("--name", default="kernels", help="of the files and prefix of the C names (kernels)")
    parsers["aot"].add_argument("--cpu", help="x86-64, x86-64-v2, x86-64-v3, x86-64-v4 or host (x86-64-v3)")
    parsers["cache"].add_argument("action", choices=("info", "clear"), help="say what is there, or remove it")
    return parser


def _ops(name: str | None) -> str:
    if name is not None:
        return f"{name}\n\n{lookup.find(name).__doc__}"
    updates = [registry.RULES[key] for key in lookup.names() if registry.RULES[key].is_update]
    lines: list[str] = []
    for rule in updates:
        lines += [f"{rule.name}({', '.join(item.name for item in rule.inputs)})", *(f"    {x}" for x in formula(rule))]
    return "\n".join(lines)


def _load(arguments: argparse.Namespace) -> mx.Executor:
    """The saved graph, bound to zeros of the shapes and types that were given."""
    symbol = mx.sym.load_json(arguments.file.read_text(encoding="utf-8"))
    named = {name: shape for name, shape in arguments.shape if name is not None}
    common = next((shape for name, shape in reversed(arguments.shape) if name is None), (1024,))
    dtype = next((dtype for name, dtype in reversed(arguments.dtype) if name is None), "float32")
    dtypes = dict.fromkeys(symbol.list_inputs(), dtype) | {name: x for name, x in arguments.dtype if name is not None}
    stypes = {name or "": stype for name, stype in arguments.stype}
    shapes = named | _common_shapes(symbol, named, common)
    return symbol.simple_bind(None, "null", dtypes, stypes, **shapes)


def _common_shapes(symbol: mx.Symbol, named: dict[str, Any], common: tuple[int, ...]) -> dict[str, Any]:
    """Shapes for the variables that nothing else decides: numbers, and tensors of the common shape."""
    numbers = {op.inputs[key].node for op in ops_of(symbol) for key in attribute_inputs(op)}
    nodes = variables_of(symbol)
    shapes = {Entry(node): named[node.name] for node in nodes if node.name in named}
    common_shapes: dict[str, Any] = {}
    for node in nodes:
        if Entry(node) not in infer(symbol, shapes, {}).shapes:
            common_shapes[node.name] = shapes[Entry(node)] = () if node in numbers else common
    return common_shapes


def _config() -> str:
    from mxsym.codegen.backend import llvm

    target = llvm.host_target()
    rows = {
        "mxsym": mx.__version__,
        "python": sys.version.split()[0],
        "numpy": version("numpy"),
        "llvmlite": f"{version('llvmlite')} (LLVM {llvm.VERSION})",
        "target": f"{target.name}: {target.cpu}, {target.vector_bits}-bit vectors",
        "MXSYM_CPU can be": ", ".join(llvm.host_levels()) or "left unset",
        **threads.describe(),
    }
    return "\n".join(f"{key:17} {value}" for key, value in rows.items())


def _cache(action: str) -> str:
    from mxsym.runtime import disk_cache

    store = disk_cache.current()
    if store is None:
        return f"no kernels are kept on disk: see {disk_cache.SWITCH} and {disk_cache.FOLDER}"
    if action == "clear":
        return f"removed {store.clear()} entries from {store.folder}"
    info = store.info()
    rows = {
        "folder": str(info.folder),
        "entries": str(info.entries),
        "size": f"{info.bytes / 2**20:.1f} MB of at most {disk_cache.LIMIT / 2**20:.0f} MB",
        **({"not used": info.problem} if info.problem is not None else {}),
    }
    return "\n".join(f"{key:17} {value}" for key, value in rows.items())


def _show(arguments: argparse.Namespace) -> str:
    color = arguments.color == "always"
    if arguments.color == "auto":
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    executor = _load(arguments)
    if arguments.stage == "passes":
        return executor.passes().text(color=color)
    return executor.ir(arguments.stage, color=color)


def _pass(arguments: argparse.Namespace) -> str:
    from mxsym.codegen.pass_text import text_passes
    from mxsym.codegen.target import level_target
    from mxsym.runtime.kernel_cache import host

    known = text_passes()
    if arguments.list:
        return "\n".join(f"{step.name:33} {step.takes.value:8} {step.doc}" for step in known.values())
    if arguments.name not in known:
        raise ValueError(f"no pass {arguments.name!r}: {suggest(str(arguments.name), known)}; mxsym pass --list")
    if arguments.file is None:
        raise ValueError(f"pass {arguments.name}: got no file; name one, or - for standard input")
    source = sys.stdin.read() if arguments.file == "-" else Path(arguments.file).read_text(encoding="utf-8")
    target = level_target(arguments.cpu) if arguments.cpu else host("")
    return printable(known[arguments.name].run(source, target))


def _aot(arguments: argparse.Namespace) -> str:
    from mxsym import aot

    paths = aot.export(_load(arguments), arguments.name, arguments.cpu).write(arguments.output)
    return printable("\n".join(f"wrote {path}" for path in paths))


def _report(arguments: argparse.Namespace) -> str:
    from mxsym.report import report

    files.write(arguments.output, report(_load(arguments), title=arguments.file.stem))
    return printable(f"wrote {arguments.output}")


def _run(arguments: argparse.Namespace) -> str:
    match arguments.command:
        case "ops":
            return _ops(arguments.name)
        case "config":
            return _config()
        case "cache":
            return _cache(arguments.action)
        case "demo":
            from mxsym.demo import demo

            return demo()
        case "show":
            return _show(arguments)
        case "pass":
            return _pass(arguments)
        case "explain":
            return _load(arguments).explain()
        case "report":
            return _report(arguments)
        case _:
            return _aot(arguments)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    arguments = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that has no "µ" still gets the rest
            stream.reconfigure(errors="backslashreplace")
    try:
        print(_run(arguments).rstrip("\n"))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (mx.MXSymError, VerifyError, AttributeError, OSError, ValueError, ImportError) as error:
        what = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else error
        print(f"mxsym: {printable(str(what))}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
