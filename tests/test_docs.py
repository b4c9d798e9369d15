"""The documentation's pages: their examples run, their grammar is the parser's, and they leave nothing out."""

from __future__ import annotations

import doctest
import importlib.util
import inspect
import operator
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import mxsym as mx
from mxsym import api
from mxsym.codegen import settings, text
from mxsym.codegen.fusion.regions import cut_into_regions
from mxsym.codegen.program import Program
from mxsym.codegen.program_text import parse_program, parse_programs, print_program, print_programs
from mxsym.codegen.program_verify import verify_program
from mxsym.codegen.text import ParseError
from mxsym.opgraph.names import NameManager
from mxsym.rule import derived_ops, docstring, lookup, mxnet_names
from mxsym.rule.formula import formula, formula_of
from mxsym.rule.functions import FUNCTIONS
from mxsym.rule.meanings import HYPER_PARAMETERS
from mxsym.rule.rule import REQUIRED
from tests.support import untyped, update_rules
from tests.test_architecture import PACKAGES
from tests.test_program import examples

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(path.name for path in DOCS.glob("*.rst"))
GOLDEN = Path(__file__).parent / "golden" / "ir"


@pytest.mark.usefixtures("forget_declared_rules")
@pytest.mark.parametrize("page", [name for name in PAGES if ">>> " in (DOCS / name).read_text(encoding="utf-8")])
def test_the_examples_run(page: str) -> None:
    with NameManager():
        failed, attempted = doctest.testfile(str(DOCS / page), module_relative=False, encoding="utf-8")
    assert attempted and not failed


def _pages(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [str(DOCS / "_ext"), *sys.path])
    spec = importlib.util.spec_from_file_location("op_pages", DOCS / "_ext" / "op_pages.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_has_every_op_and_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = "\n".join(_pages(monkeypatch).pages(examples=False).values())
    lines = {line.strip() for line in whole.split("\n")}
    for rule in update_rules():
        assert f"{rule.name}\n{'-' * len(rule.name)}" in whole
        if all(flag.default is not REQUIRED for flag in rule.flags):
            assert set(formula(rule)) <= lines, rule.name
        for form in lookup.derived_names([rule.name]):
            assert form in derived_ops.VARIADIC or f"* ``{form}(" in whole, form
    for alias, name in mxnet_names.ALIASES.items():
        assert name not in {rule.name for rule in update_rules()} or f"`{alias}`" in whole, alias


@pytest.mark.slow
def test_every_op_has_an_example_and_a_drawn_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    """`make docs` runs them again."""
    for page in _pages(monkeypatch).pages().values():
        for section in page.split("\n.. _op-")[1:]:
            name = section.partition(":")[0]
            if name not in derived_ops.VARIADIC:
                assert f"mx.nd.{name}(" in section.partition("**Example**")[2], name
                assert "<math " in section or not formula_of(lookup.find(name)), name


def test_every_parameter_is_explained() -> None:
    told = {item.name: rule.name for rule in update_rules() for item in rule.attributes}
    assert not told.keys() - HYPER_PARAMETERS.keys()


def test_a_formula_keeps_its_brackets() -> None:
    assert formula(lookup.find("_sum_sq")) == ["output = sum((data * scale)²)"]
    assert formula(lookup.find("mp_sgd_update"))[-2:] == ["weight32' = weight32 - lr * g", "weight' = weight32'"]
    assert formula(lookup.find("adamw_update"))[-1].startswith("only if isfinite(rescale_grad) and rescale_grad ≠ 0")


def test_a_docstring_says_what_is_a_tensor_and_what_a_number() -> None:
    told = dict(docstring.parameters(lookup.find("mp_adamw_update")))
    assert told["weight, grad"].startswith("tensors of one shape, each float64")
    assert told["mean, var, weight32"].startswith("float32, of the shape of weight")
    assert told["rescale_grad"].startswith("a tensor of one number")
    assert dict(docstring.parameters(lookup.find("group_adagrad_update")))["history"].endswith("any of these types")
    told = dict(docstring.parameters(lookup.find("elemwise_add")))
    assert told["lhs, rhs"].startswith("tensors of one shape and one dtype")
    told = dict(docstring.parameters(lookup.find("multi_sgd_update")))
    assert told["data"].startswith("for each update in turn weight, grad;")
    assert told["lrs"] == "a number for each update, required: learning rate"


@pytest.mark.usefixtures("forget_declared_rules")
def test_a_form_of_a_rule_with_an_optional_tensor_has_a_signature() -> None:
    @mx.update_rule
    def masked_update(weight: Any, grad: Any, mask: Any = None, *, lr: float) -> dict[str, Any]:
        return {"weight": weight - lr * (grad if mask is None else grad * mask)}

    assert [item.name for item in masked_update.inputs] == ["weight", "grad", "mask"]
    made = lookup.find("mp_masked_update")
    assert str(inspect.signature(made)).startswith("(weight, grad, weight32, mask=None, *, lr,")
    half, master = np.ones(2, np.float16), np.ones(2, np.float32)
    untyped.nd.mp_masked_update(half, np.ones(2, np.float16), master, lr=0.5, out=half)
    assert half.tolist() == master.tolist() == [0.5, 0.5]


def test_the_settings_are_listed() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for folder in PACKAGES for path in (ROOT / folder).rglob("*.py"))
    assert set(re.findall(r'"(MXSYM_[A-Z_]+)"', sources)) == {*settings.NAMES}
    for page in (DOCS / "environment.rst", ROOT / "README.md"):
        text_of_page = page.read_text(encoding="utf-8")
        for name in settings.NAMES:
            assert f"`{name}" in text_of_page, name


# --- the grammar of docs/ir.rst, read from the page -------------------------------------------------------------


def _block(name: str) -> str:
    found = re.search(rf":name: {name}\n\n((?:   .*\n|\n)+)", (DOCS / "ir.rst").read_text(encoding="utf-8"))
    assert found is not None
    return "\n".join(line.removeprefix("   ") for line in found[1].strip("\n").split("\n")) + "\n"


Sequence = list[tuple[str, "list[Sequence]"]]
"""Symbols one after the other, and brackets with the alternatives in them."""


class Grammar:
    """A recogniser that backtracks, made from the EBNF and the tokens on the page."""

    def __init__(self) -> None:
        rules = re.findall(r"(\w+)\s*= (.*?) ;\n", _block("grammar"), re.DOTALL)
        self.tokens = dict(re.findall(r"(\w+)\s*= (\S+)\n", _block("tokens")))
        self.patterns: dict[str, re.Pattern[str]] = {}
        self.rules = {
            name: self._alternatives(iter(re.findall(r'"[^"]*"|\w+|[{}\[\]()|]', body))) for name, body in rules
        }
        assert len(self.rules) > 26 and len(self.tokens) == 6

    def _alternatives(self, words: Iterator[str]) -> list[Sequence]:
        """The alternatives up to the next bracket that closes."""
        choice: list[Sequence] = [[]]
        for word in words:
            if word in ("}", "]", ")"):
                break
            if word == "|":
                choice.append([])
            elif word in ("{", "[", "("):
                choice[-1].append((word, self._alternatives(words)))
            else:
                choice[-1].append((word, []))
                pattern = re.escape(word[1:-1]) if word.startswith('"') else self.tokens.get(word)
                if pattern is not None:
                    self.patterns[word] = re.compile(("" if word == "newline" else " *+") + f"(?:{pattern})")
        return choice

    def accepts(self, start: str, whole: str) -> bool:
        lines = [line for line in whole.split("\n") if line.strip() and not line.lstrip().startswith("#")]
        whole = "\n".join(lines) + "\n"
        return any(not whole[end:].strip() for end in self._symbol(start, whole, 0))

    def _symbol(self, symbol: str, whole: str, at: int) -> Iterator[int]:
        if symbol in self.rules:
            yield from self._choice(self.rules[symbol], whole, at)
        elif (found := self.patterns[symbol].match(whole, at)) is not None:
            yield found.end()

    def _choice(self, choice: list[Sequence], whole: str, at: int) -> Iterator[int]:
        for sequence in choice:
            yield from self._sequence(sequence, 0, whole, at)

    def _sequence(self, sequence: Sequence, place: int, whole: str, at: int) -> Iterator[int]:
        if place == len(sequence):
            yield at
            return
        for end in self._item(*sequence[place], whole, at):
            yield from self._sequence(sequence, place + 1, whole, end)

    def _item(self, word: str, choice: list[Sequence], whole: str, at: int) -> Iterator[int]:
        match word:
            case "{":
                ends = [at]
                while more := next(self._choice(choice, whole, ends[-1]), None):
                    ends.append(more)
                yield from reversed(ends)
            case "[":
                yield from self._choice(choice, whole, at)
                yield at
            case "(":
                yield from self._choice(choice, whole, at)
            case symbol:
                yield from self._symbol(symbol, whole, at)


def _samples() -> list[tuple[str, str]]:
    small = [path for path in sorted(GOLDEN.iterdir()) if path.stat().st_size < 40_000]
    graphs = [("graph", path.read_text(encoding="utf-8")) for path in small if path.name.endswith(".typed.txt")]
    kernels = [("kernels", path.read_text(encoding="utf-8")) for path in small if path.name.endswith(".kernel.txt")]
    programs = [("programs", print_programs(group)) for group in _programs()]
    page = [("programs", _block("program")), ("graph", _block("graph")), ("kernels", _block("kernel"))]
    return [*page, *graphs, *kernels, *programs]


def _programs() -> list[list[Program]]:
    """The programs of a few graphs, and those of the regions of each."""
    whole = list(examples().values())
    return [[program] for program in whole] + [[r.program for r in cut_into_regions(program)] for program in whole]


PARSERS: dict[str, Callable[[str], object]] = {
    "programs": parse_programs,
    "graph": text.parse_graph,
    "kernels": text.parse_kernels,
}


def _parses(start: str, sample: str) -> bool:
    try:
        PARSERS[start](sample)
    except ParseError:
        return False
    return True


@pytest.mark.every(4)
@pytest.mark.parametrize("part", range(4))
def test_the_grammar_is_the_parser_s(part: int) -> None:
    grammar = Grammar()
    samples = _samples()
    assert len(samples) > 30
    for start, sample in samples[part::4]:
        for accepted in (True, False):
            given = sample if accepted else " ".join(sample.rsplit(" = ", 1))
            assert grammar.accepts(start, given) is _parses(start, given) is accepted, given[:300]


@pytest.mark.parametrize(
    ("old", "new"),
    [("buffer", "bufer"), (": f32[n]", ": f33[n]"), ("store w,", "store w"), ("}\n", "\n"), ("@", ""), ("%0:", "0:")],
)
def test_what_the_grammar_refuses_the_parser_refuses(old: str, new: str) -> None:
    broken = _block("graph").replace(old, new, 1)
    assert broken != _block("graph")
    assert not Grammar().accepts("graph", broken)
    assert not _parses("graph", broken)


def test_the_samples_are_what_is_printed() -> None:
    assert text.print_graph(text.parse_graph(_block("graph"))) == _block("graph")
    assert text.print_kernels(text.parse_kernels(_block("kernel"))) == _block("kernel")


def test_the_program_on_the_page_is_legal() -> None:
    program = parse_program(_block("program"))
    verify_program(program)
    assert print_program(program) == _block("program")
    for group in _programs():
        assert parse_programs(print_programs(group)) == group


@pytest.mark.usefixtures("forget_declared_rules")
def test_a_name_of_a_users_rule_means_what_it_says_there() -> None:
    """`beta` of FTRL is another thing than that of anybody's momentum; `lr` is one thing."""

    @mx.update_rule
    def of_users_update(weight: Any, grad: Any, mom: Any, *, lr: float, beta: float = 0.9) -> dict[str, Any]:
        """A user's."""
        mom = beta * mom + grad
        return {"weight": weight - lr * mom, "mom": mom}

    told = dict(docstring.parameters(of_users_update))
    assert told["beta"] == "number or Symbol of shape (), default 0.9" and told["lr"].endswith("learning rate")
    optimizer = mx.optimizer.create("of_users_update", learning_rate=1)
    assert "beta: float, default 0.9.\n" in (type(optimizer).__doc__ or "")
    assert HYPER_PARAMETERS["beta"] in dict(docstring.parameters(lookup.find("ftrl_update")))["beta"]


def _documented() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The functions and methods that docs/api.rst names one by one, or by their class, with what that inherits."""
    page = (DOCS / "api.rst").read_text(encoding="utf-8")
    for kind, path, members in re.findall(r"\.\. auto(function|class):: mxsym\.([\w.]+)\S*\n((?:   .+\n)*)", page):
        item = operator.attrgetter(path)(mx) if path.partition(".")[0] != "aot" else None
        if kind == "function" and item is not None:
            yield path, item
        elif item is not None and ":no-members:" not in members:
            left_out = re.findall(r"\w+", "".join(re.findall(r":exclude-members: (.+)", members)))
            for name in {*dir(item)}.difference(left_out):
                if not name.startswith("_") and inspect.isroutine(method := getattr(item, name)):  # or native
                    yield f"{path}.{name}", method


def test_the_page_of_the_interface_has_every_class() -> None:
    page = (DOCS / "api.rst").read_text(encoding="utf-8")
    classes = {name for name in api.__all__ if isinstance(getattr(mx, name), type)}
    assert {name for name in classes if not re.search(rf"\b{name}\b", page)} - {"MXNetError"} == set()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_if_it_is_for_rules_only(name: str) -> None:
    function: Callable[..., Any] = getattr(mx, name)
    required = [item for item in inspect.signature(function).parameters.values() if item.default is item.empty]
    try:
        function(*[mx.sym.var(item.name) for item in required])
    except (TypeError, mx.SymbolError):
        takes_symbols = False
    else:
        takes_symbols = True
    assert takes_symbols == ("in a rule" not in (inspect.getdoc(function) or ""))
    page = (DOCS / "writing-a-rule.rst").read_text(encoding="utf-8")
    listed = page.partition("and these functions:")[2].partition(":doc:")[0]
    assert re.search(rf"`(mx\.)?{name}`", listed)


def test_every_parameter_of_the_python_interface_is_explained() -> None:
    left_out: list[str] = []
    count = 0
    for path, function in _documented():
        text = inspect.getdoc(function) or ""
        names = [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]
        count += len(names)
        home: Any = getattr(function, "__objclass__", function)  # a native method names its class
        if home.__module__.startswith("mxsym."):
            left_out += [f"{path}: {name}" for name in names if not re.search(rf"\b{name}\b", text)]
    assert sorted(left_out) == [] and count > 150
    assert {"Executor.forward", "Executor.profile", "Symbol.bind", "Symbol.list_arguments"} <= {
        path for path, _ in _documented()
    }
