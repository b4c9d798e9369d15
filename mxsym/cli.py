"""The command `mxsym`.

Exit status: 0; 1 with the faults on standard error; 2 for wrong arguments; 130 after Ctrl-C.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast

import mxsym as mx
from mxsym import completion
from mxsym.codegen import settings
from mxsym.codegen.target import ARM, HOST, LEVELS
from mxsym.codegen.verify import VerifyError
from mxsym.errors import suggest
from mxsym.inspection.stage_text import STAGES
from mxsym.rule import lookup, registry
from mxsym.rule.formula import formula
from mxsym.runtime import files, threads
from mxsym.saved_graph import DEFAULT, Wishes, bind_to_zeros, fill, undecided
from mxsym.spelling import escaped, listed, printable

if TYPE_CHECKING:
    from mxsym.inspection.profile import Profile

_GRAPH = """\
GRAPH.json is a saved graph: pathlib.Path("GRAPH.json").write_text(symbol.tojson()), or a graph of MXNet; - is standard
input.
A graph has no shapes; --shape gives them, for one variable (--shape w=1000x64) or for all that cannot be inferred
(--shape 1000x64).
"""
_EPILOGS = {
    "ops": "examples:\n  mxsym ops\n  mxsym ops adam_update",
    "show": f"{_GRAPH}\nexamples:\n  mxsym show step.json --stage kernel\n  mxsym show step.json --stage passes",
    "explain": f"{_GRAPH}\nexample:\n  mxsym explain step.json --shape w=1000x64 --stype g=row_sparse",
    "report": f"{_GRAPH}\nexample:\n  mxsym report step.json --shape w=1000x64 --steps 20 -o report.html",
    "profile": f"""{_GRAPH}
Steps run on generated arrays: numbers between 0 and 1; row-sparse arrays store one row in ten, or --rows.

examples:
  mxsym profile step.json --shape w=1000x64
  mxsym profile step.json --shape 4000000 --threads 2 --trace trace.json    for Perfetto and chrome://tracing""",
    "pass": """\
FILE has the input of the pass: programs (mxsym show --stage program), graphs (--stage typed) or kernels (--stage
kernel); - is standard input. The result goes to standard output, as input for the next pass.

examples:
  mxsym pass --list
  mxsym show step.json --stage typed > step.txt; mxsym pass expand_composites step.txt""",
    "aot": f"""{_GRAPH}
The step is an object file and a C header. It needs no Python, and no library except -lm for the operator %. It is for
these shapes, and runs on one thread or on several of yours. A variable whose shape cannot be inferred has 1024
elements, and a line on standard error names it. --cpu is the processor: x86-64-v3 (the default) needs AVX2, which
processors have since about 2015; x86-64 needs no extension, x86-64-v4 needs AVX-512, aarch64 is 64-bit ARM, host is
this machine. --tables makes arrays of the members of updates of one rule.

example:
  mxsym aot step.json --shape w=1000x64 -o build
  cc main.c build/kernels.o -o main
  mxsym aot step.json --shape w=1000x64 --cpu aarch64 -o build""",
    "cache": "examples:\n  mxsym cache info\n  mxsym cache clear",
    "config": "environment variables that change it: MXSYM_CPU, MXSYM_NUM_THREADS, MXSYM_PIN_THREADS, MXSYM_POOL",
    "demo": "example:\n  mxsym demo",
    "bench": """\
The benchmarks are in the repository and in the source distribution; pip does not install them.

examples:
  mxsym bench --quick dense
  mxsym bench --threads 2 --json dense""",
    "completion": """\
examples:
  eval "$(mxsym completion bash)"       in ~/.bashrc
  eval "$(mxsym completion zsh)"        in ~/.zshrc, after compinit
  mxsym completion fish | source        in config.fish""",
}
_HELP = {
    "ops": "list the update ops, or describe one",
    "show": "print one stage of a saved graph",
    "explain": "print the kernels of a saved graph, and their costs",
    "profile": "run a saved graph, and print the time of each kernel, and outside kernels",
    "report": "write a page on a saved graph: every op with its machine code",
    "pass": "run one pass of the compiler on a text",
    "aot": "write an object file and a C header of a saved graph",
    "cache": "describe the compiled kernels on disk, or remove them",
    "config": "print versions, target, threads",
    "demo": "declare, compile, run and explain an update, step by step",
    "bench": "measure, and print the performance tables",
    "completion": "print a script by which a shell completes this command",
}
_DTYPES = ("bfloat16", "float16", "float32", "float64")
_CPUS = (*LEVELS, ARM.name)
_STYPES = ("default", "row_sparse")
_DIMENSIONS = re.compile(r"\d+(?:[x,]\d+)*[x,]?|\(\)", re.ASCII)


def _named(text: str) -> tuple[str | None, str]:
    """`w=float16` as ("w", "float16"); `float16` as (None, "float16")."""
    name, separator, value = text.rpartition("=")
    if separator and not name:
        raise argparse.ArgumentTypeError(f"name a variable before =, as in w=…; got {text!r}")
    return (name, value) if separator else (None, value)


def _shape(text: str) -> tuple[str | None, tuple[int, ...]]:
    name, sizes = _named(text)
    if not _DIMENSIONS.fullmatch(sizes):
        raise argparse.ArgumentTypeError(f"a shape is 64x32, or w=64x32 for one variable, got {text!r}")
    return name, tuple(int(size) for size in re.findall(r"\d+", sizes))


def _dtype(text: str) -> tuple[str | None, str]:
    name, dtype = _named(text)
    if dtype not in (*_DTYPES, "uint8"):  # states in 8 bits have it, and nothing else
        raise argparse.ArgumentTypeError(f"no data type {dtype!r}: {suggest(dtype, _DTYPES)}")
    return name, dtype


def _stype(text: str) -> tuple[str | None, str]:
    name, stype = _named(text)
    if name is None or stype not in _STYPES:
        raise argparse.ArgumentTypeError(f"a storage is g=row_sparse or g=default, got {text!r}")
    return name, stype


def _file(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("expected a name, got an empty one")
    return text


def _whole(digits: int) -> Callable[[str], int]:
    """A reader of whole numbers from 1 that have at most so many digits."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and 0 < len(text) <= digits and int(text)):
            raise argparse.ArgumentTypeError(f"a whole number from 1 to {10**digits - 1}, got {text!r}")
        return int(text)

    return read


_threads, _count = _whole(4), _whole(9)


class _Parser(argparse.ArgumentParser):
    """A parser that has near names for misspelt commands, options and choices."""

    def error(self, message: str) -> NoReturn:
        wrong = re.search(r"invalid choice: '(.*?)'", message)
        for action in completion.arguments(self):
            if wrong and action.choices is not None and f"argument {completion.title(action)}:" in message:
                message = f"argument {completion.title(action)}: no {wrong[1]!r}: {suggest(wrong[1], action.choices)}"
        if commands := completion.subparsers(self):
            message = message.replace("arguments are required: COMMAND", f"COMMAND is required: {listed(commands)}")
        super().error(printable(message))

    def parse_known_args(self, *args: Any, **kwargs: Any) -> Any:
        known, rest = super().parse_known_args(*args, **kwargs)
        names = [name for action in completion.options(self) for name in action.option_strings]
        if rest and str(rest[0]).startswith("-") and not completion.subparsers(self):
            self.error(f"no option {rest[0]!r}: {suggest(rest[0].partition('=')[0], names)}")
        if rest and not completion.subparsers(self):
            self.error(f"got {rest[0]!r}, expected no further argument; leave it out")
        return known, rest


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = _Parser(
        prog="mxsym",
        description="Compiled optimizer update ops: inspect, measure and export saved graphs.",
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
    for command in parsers.values():
        command.add_argument("--json", action="store_true", help="print JSON")
        command.set_defaults(refuse=command.error)
        command.add_argument("--threads", type=_threads, metavar="N", help="threads that a step may use (the CPUs)")
    parsers["ops"].add_argument("name", nargs="?", metavar="OP", help="an op, for its formula and parameters")
    for name in ("show", "explain", "profile", "report", "aot"):
        command = parsers[name]
        command.add_argument("file", type=_file, metavar="GRAPH.json", help="a saved graph; - is standard input")
        add = command.add_argument
        add("--shape", type=_shape, action="append", default=[], help="64x32 or w=64x32; may be repeated (1024)")
        add("--dtype", type=_dtype, action="append", default=[], help="float16 or w=float16; may be repeated (float32)")
        add("--stype", type=_stype, action="append", default=[], help="g=row_sparse: the variable g is row-sparse")
    for name, default in (
        ("explain", "without: nothing is run"),
        ("profile", "20"),
        ("report", "without: nothing is run"),
    ):
        add = parsers[name].add_argument
        add("--steps", type=_count, metavar="N", help=f"run and measure N steps ({default})")
        add(
            "--rows",
            type=_count,
            metavar="N",
            help="rows that row-sparse arrays store (one in ten where steps are run)",
        )
    parsers["profile"].add_argument(
        "--trace", type=_file, metavar="FILE", help="write a trace of kernels; - is standard output"
    )
    parsers["show"].add_argument("--stage", choices=(*STAGES, "passes"), default="kernel", help="(kernel)")
    color = parsers["show"].add_argument
    color("--color", choices=("auto", "always", "never"), default="auto", help="auto: where output is a terminal")
    parsers["pass"].add_argument("name", nargs="?", metavar="NAME", help="a pass")
    parsers["pass"].add_argument("file", nargs="?", type=_file, metavar="FILE", help="a text; - is standard input")
    parsers["pass"].add_argument("--list", action="store_true", help="list the passes in order, with a description")
    parsers["pass"].add_argument(
        "--cpu", choices=_CPUS, metavar="CPU", help="x86-64, x86-64-v2, -v3, -v4 or aarch64 (this machine)"
    )
    parsers["report"].add_argument(
        "-o", "--output", type=_file, default="report.html", metavar="FILE", help="- is standard output (report.html)"
    )
    parsers["aot"].add_argument("-o", "--output", type=_file, default=".", metavar="DIR", help="folder to write to (.)")
    parsers["aot"].add_argument("--name", default="kernels", help="name of the files, prefix of the C names (kernels)")
    parsers["aot"].add_argument(
        "--cpu", choices=(*_CPUS, HOST), metavar="CPU", help="x86-64, x86-64-v2, -v3, -v4, aarch64 or host (x86-64-v3)"
    )
    parsers["aot"].add_argument("--tables", action="store_true", help="weight[k] and lr[k] for updates of one rule")
    parsers["cache"].add_argument("action", choices=("info", "clear"), help="describe it, or remove it")
    parsers["bench"].add_argument("names", nargs="*", metavar="TABLE", help="a table (all)")
    parsers["bench"].add_argument("--quick", action="store_true", help="a few rounds each: no measurement")
    parsers["completion"].add_argument("shell", choices=completion.SHELLS, help="the shell")
    return parser


def _ops(arguments: argparse.Namespace) -> Any:
    if (name := arguments.name) is not None:
        try:
            rule = lookup.find(name)
        except AttributeError as error:
            return arguments.refuse(str(error))
        return {"name": name, "signature": f"{name}{rule.__signature__}", "text": f"{name}\n\n{rule.__doc__}"}
    rules = [registry.RULES[key] for key in lookup.names() if registry.RULES[key].is_update]
    return [
        {"name": rule.name, "inputs": [item.name for item in rule.inputs], "formula": [*formula(rule)]}
        for rule in rules
    ]


def _read(file: str) -> str:
    """The text of a file, or of standard input for `-`."""
    if file != "-":
        with open(file, "rb") as opened:
            return files.read_text(opened)
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison]  # closed by who started this
        raise OSError("standard input is closed; name a file")
    source = getattr(sys.stdin, "buffer", None)  # a text that tests put there has none
    return files.read_text(source) if source is not None else sys.stdin.read()


def _wishes(arguments: argparse.Namespace) -> Wishes:
    return Wishes(arguments.shape, arguments.dtype, arguments.stype)


def _load(arguments: argparse.Namespace) -> mx.Executor:
    """The saved graph, bound to arrays of the shapes and types that were given."""
    return bind_to_zeros(mx.sym.load_json(_read(arguments.file)), _wishes(arguments))


def _measured(arguments: argparse.Namespace) -> tuple[mx.Executor, Profile | None]:
    """The saved graph, and its profile where one is asked for. Row-sparse arrays then have rows."""
    executor = _load(arguments)
    if arguments.rows is not None or arguments.steps is not None:
        fill(executor, arguments.rows)
    if arguments.steps is None:
        return executor, None
    return executor, executor.profile(arguments.steps)


def _profile(arguments: argparse.Namespace) -> Any:
    arguments.steps = arguments.steps or 20
    _, profile = _measured(arguments)
    assert profile is not None
    if arguments.trace == "-":
        return profile.trace()
    if arguments.trace is not None:
        profile.save_trace(arguments.trace)
    return {**profile.to_dict(), "text": str(profile)}


def _config() -> dict[str, str]:
    from mxsym.codegen.backend import llvm

    target = llvm.host_target()
    return {
        "mxsym": mx.__version__,
        "python": sys.version.split()[0],
        "numpy": version("numpy"),
        "llvmlite": f"{version('llvmlite')} (LLVM {llvm.version()})",
        "target": f"{target.name}: {target.cpu}, {target.vector_bits}-bit vectors",
        "MXSYM_CPU can be": ", ".join(llvm.host_levels()) or "left unset",
        **threads.describe(),
    }


def _cache(action: str) -> Any:
    from mxsym.runtime import disk_cache

    store = disk_cache.current()
    if store is None:
        return {"text": f"no kernels are kept on disk: see {settings.CACHE} and {settings.CACHE_DIR}"}
    if action == "clear":
        count = store.clear()
        return {"removed": count, "folder": str(store.folder), "text": f"removed {count} entries from {store.folder}"}
    info = store.info()
    return {
        "folder": str(info.folder),
        "entries": str(info.entries),
        "size": f"{info.bytes / 2**20:.1f} MB of at most {disk_cache.LIMIT / 2**20:.0f} MB",
        **({"not used": info.problem} if info.problem is not None else {}),
        **({"not written": info.closed} if info.closed is not None and info.problem is None else {}),
    }


def _is_terminal(stream: TextIO | None) -> bool:
    """True if a stream is open, and a terminal."""
    return stream is not None and stream.isatty()


def _show(arguments: argparse.Namespace) -> str:
    color = arguments.color == "always"
    if arguments.color == "auto":
        color = not arguments.json and _is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")
    executor = _load(arguments)
    if arguments.stage == "passes":
        return executor.passes().text(color=color)
    return executor.ir(arguments.stage, color=color)


def _pass(arguments: argparse.Namespace) -> Any:
    from mxsym.codegen.pass_text import text_passes
    from mxsym.codegen.target import named_target
    from mxsym.runtime.kernel_cache import host

    known = text_passes()
    if arguments.list:
        return [{"name": step.name, "takes": step.takes.value, "doc": step.doc} for step in known.values()]
    if arguments.name is None:
        arguments.refuse("got no name; name a pass and a file, or give --list")
    if arguments.name not in known:
        arguments.refuse(f"no pass {arguments.name!r}: {suggest(str(arguments.name), known)}; mxsym pass --list")
    if arguments.file is None:
        arguments.refuse(f"{arguments.name}: got no file; name one, or - for standard input")
    source = _read(str(arguments.file))
    target = named_target(arguments.cpu) if arguments.cpu else host("")
    return printable(known[str(arguments.name)].run(source, target))


def _aot(arguments: argparse.Namespace) -> Any:
    from mxsym import aot

    if arguments.output == "-":
        arguments.refuse("aot writes two files: name a folder for them, standard output is none")
    try:
        aot.check_name(arguments.name)
    except ValueError as error:
        arguments.refuse(str(error))
    executor = _load(arguments)
    export = aot.export(executor, arguments.name, arguments.cpu, tables=arguments.tables)
    paths = export.write(arguments.output)
    if names := undecided(executor.__bound_graph__().symbol, _wishes(arguments)):
        size = f"{DEFAULT[0]} elements{' each' if len(names) > 1 else ''}"
        _warn(f"no --shape for {listed(names)}: exported for {size}; pass --shape {names[0]}=64x10 for another size")
    return {"files": [str(path) for path in paths]}


def _report(arguments: argparse.Namespace) -> Any:
    from mxsym.report import report

    executor, profile = _measured(arguments)
    page = report(executor, "graph" if arguments.file == "-" else Path(arguments.file).stem, profile)
    if arguments.output == "-":
        return page
    files.write(Path(arguments.output), page)
    return {"files": [arguments.output]}


def _bench(arguments: argparse.Namespace) -> str:
    root = Path(mx.__file__).resolve().parents[1]
    if not (root / "benchmarks" / "__main__.py").is_file():
        fix = "unpack the source distribution or clone the repository"
        raise ValueError(f"the benchmarks are not installed with mxsym: {fix}, and run `mxsym bench` from there")
    options = [*arguments.names, *(["--quick"] if arguments.quick else []), *(["--json"] if arguments.json else [])]
    options += ["--threads", str(arguments.threads)] if arguments.threads else []
    run = subprocess.run([sys.executable, "-m", "benchmarks", *options], cwd=root, stdout=subprocess.PIPE, check=False)
    if run.returncode == 2:  # they have said what is wrong with the command line
        raise SystemExit(2)
    if run.returncode:
        raise ValueError(f"the benchmarks ended with status {run.returncode}")
    return run.stdout.decode()


def _explain(arguments: argparse.Namespace) -> Any:
    from mxsym.inspection.explain import figures

    executor, profile = _measured(arguments)
    return {**figures(executor.__bound_graph__(), profile), "text": executor.explain(profile)}


def _demo(_: argparse.Namespace) -> str:
    from mxsym.demo import demo

    return demo()


_RUN: dict[str, Callable[[argparse.Namespace], Any]] = {
    "ops": _ops,
    "show": _show,
    "explain": _explain,
    "profile": _profile,
    "report": _report,
    "pass": _pass,
    "aot": _aot,
    "cache": lambda arguments: _cache(arguments.action),
    "config": lambda _: _config(),
    "demo": _demo,
    "bench": _bench,
    "completion": lambda arguments: completion.script(_parser(), arguments.shell),
}
"""The function of each command; it returns a text, a table by names, or a list of these."""


def _run(arguments: argparse.Namespace) -> Any:
    if arguments.threads is not None:
        mx.set_num_threads(arguments.threads)
    return _RUN[arguments.command](arguments)


def _as_json(command: str, result: Any) -> str:
    if command == "bench":  # JSON already
        return result
    return json.dumps({"text": result} if isinstance(result, str) else result, ensure_ascii=False, indent=2)


def _as_text(result: Any) -> str:
    if isinstance(result, str):
        return result
    if isinstance(result, list):
        return "\n".join(map(_as_text, cast("list[Any]", result)))
    if "text" in result:
        return result["text"]
    if "files" in result:
        return printable("\n".join(f"wrote {path}" for path in result["files"]))
    if "formula" in result:
        return "\n".join([f"{result['name']}({', '.join(result['inputs'])})", *(f"    {x}" for x in result["formula"])])
    if "doc" in result:
        return f"{result['name']:33} {result['takes']:8} {result['doc']}"
    return "\n".join(f"{key:17} {escaped(value)}" for key, value in result.items())


def _widen(stream: Any, text: str) -> None:
    """Let a stream whose encoding lacks a character of the text write UTF-8, unless the user has named another."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
        try:
            text.encode(stream.encoding)
        except UnicodeEncodeError:
            if not os.environ.get("PYTHONIOENCODING"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _say(text: str, stream: TextIO) -> None:
    """Write a line to a stream."""
    _widen(stream, text)
    print(text, file=stream)
    stream.flush()


def _close(stream: Any) -> None:
    """Send what a stream still holds nowhere, so that leaving Python does not try again."""
    with contextlib.suppress(OSError, ValueError):  # it has no file of its own
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _fault(arguments: argparse.Namespace, error: BaseException) -> str:
    """The text of an error, with the file that was being read."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    file = getattr(arguments, "file", None)
    text = str(error) or type(error).__name__
    if isinstance(error, MemoryError):
        text = f"there is not enough memory: {text}; give smaller shapes"
    elif isinstance(error, UnicodeDecodeError):
        text = f"this is no UTF-8: {error.reason} at byte {error.start}"
    return text if file is None else f"{'standard input' if file == '-' else file}: {text}"


_FAULTS = (
    *(mx.MXSymError, VerifyError, AttributeError, OSError, ValueError),
    *(ImportError, MemoryError, OverflowError, RecursionError),
)


def _warn(text: str) -> int:
    """Write to standard error, if there is one; the status of a failure."""
    if sys.stderr is None:  # pyright: ignore[reportUnnecessaryComparison]  # closed by who started this
        return 1
    try:
        _say(f"mxsym: {printable(text)}", sys.stderr)
    except OSError:
        _close(sys.stderr)
    return 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    try:
        arguments = _parser().parse_args(argv)
        try:
            result = _run(arguments)
        except _FAULTS as error:
            return _warn(_fault(arguments, error))
        text = _as_json(arguments.command, result) if arguments.json else _as_text(result)
        if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison]  # closed by who started this
            return _warn("standard output is closed")
        try:
            _say(text.rstrip("\n"), sys.stdout)
        except BrokenPipeError:  # whoever reads has seen enough
            _close(sys.stdout)
        except OSError as error:
            _close(sys.stdout)
            return _warn(f"standard output: {error.strerror}")
    except KeyboardInterrupt:
        _warn("interrupted")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
