"""Names are data: whatever a variable or an op is called, it is shown, saved and exported harmlessly."""

from __future__ import annotations

import contextlib
import functools
import html
import io
import json
import subprocess
import xml.dom.minidom
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym import aot
from mxsym.aot.naming import HEADERS, RESERVED, c_name
from mxsym.cli import main
from mxsym.codegen import text
from mxsym.opgraph.names import NameManager
from mxsym.report import report
from mxsym.spelling import LONGEST, escaped, kind_name, plural, printable, shown
from tests.support import op_of
from tests.test_aot import CC, FLAGS, HOST_CPU

NAMES = {
    "terminal": "\x1b[31mred\x1b[0m\x07",
    "title": "\x1b]0;owned\x9c",
    "lines": "w: got nothing\n  x\r\vy\x85z\u2028",
    "bidi": "\u202egnirts\u2066",
    "invisible": "a\u200bb\ufeff\u00ad",
    "nul": "a\x00b",
    "surrogate": "\ud800w",
    "tags": "w\U000e0041\U0001f600",
    "unicode": "größe_重み",
    "long": "layer." * 3000 + "w",
    "html": "</title></script><script>alert(1)</script><!--",
    "entities": "&lt;b&gt;&#0;",
    "quotes": "a\"b'c`d\\",
    "comment": "*/ int x; /* // ??/",
    "mermaid": 'end]"; click n0 "javascript:x"',
    "dot": '"]; n9 [label=<b>] \\N\\G',
    "llvm": '@w" = !0, %x ; $y',
    "ir": "} kernel @x over n {",
    "format": "{w} %s %n {0.__class__}",
    "path": "../../etc/passwd",
    "space": " w ",
    "digit": "2w",
    "signs": "-+=,:",
    "keyword": "class",
    "literal": "None",
    "dunder": "__class__",
    "alias": "mx",
}
C_WORDS = ("NULL", "asm", "register", "errno", "INT_MAX", "main", "EOF", "I", "and", "nullptr", "stdin", "linux", "x_t")


def named(name: str, value: Any) -> dict[str, Any]:
    """A keyword argument of that name."""
    return {name: value}


def step_of(name: str) -> mx.Symbol:
    w, g, m = (mx.sym.var(name + tail) for tail in ("", "g", "m"))
    with NameManager():
        return mx.sym.sgd_mom_update(w, g * 2, m, lr=0.1, momentum=0.9, out=w, name=name + "u")


@functools.cache
def bound(name: str) -> mx.Executor:
    return step_of(name).simple_bind(**named(name, (4, 3)))


def summary(name: str) -> str:
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        mx.viz.print_summary(step_of(name), {name: (4, 3)})
    return stream.getvalue()


def text_of_error(call: Callable[[], object]) -> str:
    with pytest.raises(Exception) as caught:  # noqa: PT011  # errors of several classes, all shown
        call()
    return str(caught.value)


def changed(document: str, **fields: Any) -> str:
    graph = json.loads(document)
    graph["nodes"][-1] |= fields
    return json.dumps(graph)


SHOWN: dict[str, Callable[[str], str]] = {
    "explain": lambda name: bound(name).explain(),
    **{stage: lambda name, stage=stage: bound(name).ir(stage) for stage in ("graph", "typed", "kernel", "llvm", "asm")},
    "passes": lambda name: bound(name).passes().text(),
    "repr": lambda name: repr(step_of(name)),
    "repr of a group": lambda name: repr(mx.Group([step_of(name), mx.sym.var(name)])),
    "listing": lambda name: step_of(name).debug_str(),
    "summary": summary,
    "svg": lambda name: mx.viz.svg(bound(name)),
    "mermaid": lambda name: mx.viz.mermaid(bound(name)),
    "dot": lambda name: mx.viz.dot(bound(name)),
    "network": lambda name: mx.viz.plot_network(step_of(name), name, shape={name: (4, 3)}).source,
    "report": lambda name: report(bound(name), title=name),
    "header": lambda name: aot.export(bound(name), cpu=HOST_CPU).header,
    "json": lambda name: step_of(name).tojson(),
    "missing": lambda name: text_of_error(lambda: step_of(name).bind(args={name: np.ones(3, np.float32)})),
    "unknown": lambda name: text_of_error(lambda: bound("w").forward(**named(name, 1))),
    "near": lambda name: text_of_error(lambda: bound(name).forward(**named(name + "x", 1))),
    "wrong shape": lambda name: text_of_error(lambda: bound(name).forward(**named(name + "g", np.ones(7, np.float32)))),
    "infer": lambda name: text_of_error(lambda: step_of(name).infer_shape(**{name: (3,), name + "g": (4,)})),
    "twice": lambda name: text_of_error(lambda: step_of(name).infer_shape((3,), **{name: (3,)})),
    "too many": lambda name: text_of_error(lambda: step_of(name).infer_shape(*[(3,)] * 9)),
    "no output": lambda name: text_of_error(lambda: step_of(name)[7]),
    "output by name": lambda name: text_of_error(lambda: step_of("w")[name]),
    "written op": lambda name: text_of_error(lambda: mx.sym.sgd_update(*[step_of(name)] * 2, lr=1, out=step_of(name))),
    "composed": lambda name: text_of_error(lambda: step_of("w")(**named(name, mx.sym.var("x")))),
    "scalars": lambda name: text_of_error(lambda: bound("w").scalars[name]),
    "op": lambda name: text_of_error(lambda: getattr(mx.sym, f"x{name}")),
    "file: op": lambda name: text_of_error(lambda: mx.sym.load_json(changed(step_of("w").tojson(), op=name))),
    "file: attribute": lambda name: text_of_error(
        lambda: mx.sym.load_json(changed(step_of(name).tojson(), attrs={name: "1"}))
    ),
    "file: input": lambda name: text_of_error(
        lambda: mx.sym.load_json(changed(step_of(name).tojson(), inputs=[[99, 0, 0]]))
    ),
    "file: rules": lambda name: text_of_error(lambda: mx.sym.load_rule(json.dumps({"name": name}))),
    "optimizer": lambda name: text_of_error(lambda: mx.optimizer.create(name)),
    "parameter": lambda name: text_of_error(
        lambda: mx.optimizer.SGD(learning_rate=0.1).update([name], [np.ones(3)], [np.ones(4)], [None])
    ),
    "copied": lambda name: text_of_error(lambda: bound("w").copy_params_from({name: np.ones(3)})),
}


def is_harmless(shown_text: str) -> bool:
    return printable(shown_text) == shown_text and shown_text.encode().decode() == shown_text


@pytest.mark.every(6)
@pytest.mark.parametrize("output", SHOWN)
def test_no_text_has_a_character_that_cannot_be_printed(output: str) -> None:
    wrong = [label for label, name in NAMES.items() if not is_harmless(SHOWN[output](name))]
    assert wrong == []


@pytest.mark.parametrize("output", ["missing", "wrong shape", "near", "infer", "unknown"])
def test_a_line_break_in_a_name_adds_no_line_to_an_error(output: str) -> None:
    plain, lines = SHOWN[output]("w"), SHOWN[output](NAMES["lines"])
    assert len(lines.split("\n")) == len(plain.split("\n"))


@pytest.mark.parametrize("output", ["explain", "missing", "near", "wrong shape", "listing", "summary", "repr"])
def test_a_long_name_does_not_drown_a_text(output: str) -> None:
    assert len(SHOWN[output](NAMES["long"])) < len(SHOWN[output]("w")) + 20 * LONGEST
    assert len(max(SHOWN[output](NAMES["long"]).split("\n"), key=len)) < 10 * LONGEST


def test_a_name_is_shown_in_one_way() -> None:
    assert shown("fc1.weight") == "fc1.weight"
    assert shown("größe a\tb\n") == "größe a\\tb\\n"
    assert shown("\x1b\u202e\ud800") == "\\u001b\\u202e\\ud800"
    assert [escaped(escaped(name)) for name in NAMES.values()] == [escaped(name) for name in NAMES.values()]
    assert len(shown("x" * 10**6)) == LONGEST
    assert shown("a" * 500 + "end").endswith("end")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_texts_that_are_parsed_keep_every_name(name: str) -> None:
    executor, symbol = bound(name), step_of(name)
    graph, (kernel,) = text.parse_graph(executor.ir("typed")), text.parse_kernels(executor.ir("kernel"))
    assert graph.name == kernel.name == name + "u"
    assert {buffer.name for buffer in graph.buffers} == {buffer.name for buffer in kernel.buffers} >= {name, name + "m"}
    loaded = mx.sym.load_json(symbol.tojson())
    assert (loaded.list_inputs(), loaded.name) == (symbol.list_inputs(), symbol.name)
    scope: dict[str, Any] = {}
    exec(executor.ir("graph"), scope)  # the text is Python that builds the graph again
    assert scope["graph"].tojson() == symbol.tojson()
    for item in executor.passes():
        assert text.parse_graph(item.after).name == name + "u"


@pytest.mark.every(3)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_pictures_are_well_formed(name: str) -> None:
    picture = xml.dom.minidom.parseString(mx.viz.svg(bound(name)))
    assert {item.tagName for item in picture.getElementsByTagName("*")} <= {
        *("svg", "style", "g", "title", "rect", "text", "tspan", "path")
    }
    titles = [item.toxml().replace("&quot;", '"') for item in picture.getElementsByTagName("title")]
    assert any(html.escape(escaped(name).strip(), quote=False) in title for title in titles)
    page = report(bound(name), title=name)
    assert page.count("<script") == report(bound("w")).count("<script")
    data = json.loads(page.split('id="data">')[1].split("</script>")[0])
    assert data["ops"][-1]["name"] == escaped(name + "u")
    for line in mx.viz.dot(bound(name)).split("\n"):
        unescaped = line.replace("\\\\", "").replace('\\"', "")
        assert unescaped.count('"') % 2 == 0
    for line in mx.viz.mermaid(bound(name)).split("\n"):
        assert line.count('"') in (0, 2)


def test_state_files_keep_every_name(tmp_path: Path) -> None:
    updater = mx.optimizer.get_updater(mx.optimizer.SGD(learning_rate=0.1, momentum=0.9))
    names = [name for label, name in NAMES.items() if label != "surrogate"]
    for number, name in enumerate(names):
        updater(name, np.full(3, number, np.float32), np.ones(3, np.float32))
    path = tmp_path / "states.npz"
    mx.optimizer.save_states(path, updater)
    other = mx.optimizer.get_updater(mx.optimizer.SGD(learning_rate=0.1, momentum=0.9))
    mx.optimizer.load_states(path, other)
    assert list(other.states) == names
    assert [path.name for path in tmp_path.iterdir()] == ["states.npz"]


@pytest.mark.every(12)
@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("command", ["show", "explain", "report", "aot"])
def test_the_command_takes_any_name(
    command: str, part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [*NAMES.values()][part::3]:
        (tmp_path / "graph.json").write_text(step_of(name).tojson())
        assert main([command, "graph.json"]) == 0
        out = capsys.readouterr()
        assert is_harmless(out.out) and is_harmless(out.err)
        (tmp_path / "graph.json").write_text(changed(step_of(name).tojson(), op=name))
        assert main([command, "graph.json"]) == 1
        assert is_harmless(capsys.readouterr().err)
        with pytest.raises(SystemExit):
            main(["ops", f"x{name}"])
        assert is_harmless(capsys.readouterr().err)


# --- C ---------------------------------------------------------------------------------------------------------------


def compiles(made: aot.Export, folder: Path, *command: str) -> None:
    """A source that includes the standard headers before the exported one compiles, warnings being errors."""
    made.write(folder)
    suffix = "cpp" if "c++" in " ".join(command) else "c"
    rare = ("complex", "stdbit", "stdckdint", "threads", "stdatomic", "stdnoreturn", "uchar", "tgmath", "stdalign")
    names = [name for name in sorted(HEADERS) if name not in rare or (suffix == "c" and name == "complex")]
    headers = "".join(f"#include <{name}.h>\n" for name in names)
    source = folder / f"main.{suffix}"
    source.write_text(f'{headers}#include "{made.name}.h"\nint main(void) {{ return 0; }}\n')
    done = subprocess.run([*command, source.name, "-c"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def crowd() -> mx.Executor:
    """One graph in which every hostile name is a variable; many become one C name."""
    names = [*NAMES.values(), *C_WORDS, *sorted(RESERVED), "a_b", "a.b", "a b", "a_b_1", "W", "w"]
    symbols = [mx.sym.var(name) for name in dict.fromkeys(names)]
    updates = [mx.sym.sgd_update(item, item * 0.5, lr=0.5, out=item, name=f"{item.name}u") for item in symbols]
    group = mx.Group(updates)
    shapes: dict[str, Any] = dict.fromkeys(group.list_arguments(), (3,))
    return group.simple_bind(**shapes)


@pytest.mark.skipif(CC is None, reason="no C compiler")
def test_every_name_becomes_a_c_name_of_its_own(crowd: mx.Executor, tmp_path: Path) -> None:
    assert CC is not None
    made = aot.export(crowd, cpu=HOST_CPU)
    compiles(made, tmp_path, CC, *FLAGS)
    compiles(made, tmp_path, CC, "-x", "c++", "-std=c++17", "-Wall", "-Wextra", "-Werror")
    members = [line.split("*")[1].split(";")[0] for line in made.header.split("\n") if line.startswith("    float *")]
    assert len(members) == len(set(members)) == len(crowd.arg_dict)
    assert all(name.isascii() and name.isidentifier() for name in members)


@pytest.mark.parametrize("name", [*NAMES.values(), *C_WORDS, *sorted(RESERVED)])
def test_a_c_name_is_no_keyword_and_no_macro(name: str) -> None:
    made = c_name(name)
    assert made.isascii() and made.isidentifier() and len(made) <= 63 and "__" not in made
    assert made not in RESERVED and (made.endswith("_") or not made[1:].isupper())


# --- rules that a file brings along ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("forget_declared_rules")
@pytest.mark.parametrize("form", ["", "mp_"])
def test_a_file_s_own_rule_says_so_wherever_it_is_shown(form: str, tmp_path: Path) -> None:
    @mx.update_rule
    def saved_update(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
        return {"weight": weight + 1000 * lr * grad}

    del saved_update
    w, g, c = (mx.sym.var(name) for name in "wgc")
    made = getattr(mx.sym, f"{form}saved_update")(*((w, g, c) if form else (w, g)), lr=0.1, out=w, name="u")
    document = made.tojson().replace("saved_update", "sgd_update")
    symbol = mx.sym.load_json(document)
    executor = symbol.simple_bind(type_dict={"w": "float16", "g": "float16"} if form else None, w=(4, 3))
    own = f"{form}sgd_update (the file's own rule)"
    path = tmp_path / "graph.json"
    path.write_text(document)
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        mx.viz.print_summary(symbol)
        assert main(["explain", str(path), *(["--dtype", "w=float16", "--dtype", "g=float16"] if form else [])]) == 0
    for said in (
        executor.explain(),
        executor.ir("graph"),
        repr(symbol),
        symbol.debug_str(),
        mx.viz.dot(executor),
        report(executor),
        stream.getvalue(),
        text_of_error(lambda: mx.sym.load_json(changed(document, attrs={"lr": "0.1", "mom": "1"}))),
        text_of_error(lambda: mx.sym.load_json(changed(document, attrs={}))),
    ):
        assert own in said
    assert own in repr(op_of(symbol).rule)
    shipped = step_of("w").simple_bind(w=(4, 3))
    assert "own rule" not in shipped.explain() + shipped.ir("graph") + repr(shipped.symbol)


def test_kinds_and_counts_are_plain_english() -> None:
    values: tuple[object, ...] = (1, 1.0, np.zeros(1), np.uint8(1), np.int64(1), {}, object(), None)
    said = ["an int", "a float", "an ndarray", "a uint8", "an int64", "a dict", "an object", "None"]
    assert [*map(kind_name, values)] == said
    assert [plural(count, "array") for count in (0, 1, 2)] == ["0 arrays", "1 array", "2 arrays"]
