"""Formulas as MathML, which browsers and notebooks draw by themselves.

The text of `formula` is read; a line that is no such formula is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:e[-+]?\d+)?)|(?P<name>[^\W\dᵀ][^\Wᵀ]*'?)"
    r"|(?P<sign>>>>|<<|//|[-+*/%^²ᵀ|()<>=≠≤≥±,&@]))"
)
_LETTERS = ("alpha", "beta", "gamma", "delta", "epsilon", "eta", "rho", "mu", "sigma", "theta")
_GREEK = {
    **dict(zip(_LETTERS, "αβγδεηρμσθ", strict=True)),
    **dict.fromkeys(("lambda", "lambd", "lamda"), "λ"),
    "eps": "ε",
}
_LEVELS = (
    ("or", "and", "xor"),
    ("=", "≠", "<", ">", "≤", "≥"),
    ("&", "<<", ">>>"),
    ("+", "-"),
    ("*", "@", "/", "//", "%"),
)
"""Operators between two operands, the loosest first."""
_SIGNS = {"*": "⋅", "-": "−", "%": "mod", "//": "div", "not": "¬", "and": "∧", "or": "∨", "xor": "⊻"}
_POWERS = {"²": "<mn>2</mn>", "ᵀ": "<mo>⊤</mo>"}
_PRODUCT = '<mspace width="0.2em"/>'
"""The sign of a product of matrices."""
_AROUND = {"norm": ("‖", "‖"), "sum": ("∑", "")}


class _NoFormulaError(Exception):
    """The text is something else."""


def mathml(lines: Sequence[str]) -> str:
    """The lines of a formula as HTML."""
    return "".join(f"<div>{_line(line)}</div>" for line in lines)


def described(call: str, summary: str, lines: Sequence[str]) -> str:
    """A rule as HTML: its call, its summary and its formula."""
    return f"<div><code>{escape(call)}</code></div><div>{escape(summary)}</div>{mathml(lines)}"


def _line(line: str) -> str:
    guard = re.fullmatch(r"only if (.*); else nothing changes", line)
    try:
        if guard:
            return f"only if {_math(_Reader(guard[1]).whole())}; else nothing changes"
        name, _, value = line.partition(" = ")
        both = _Reader(name).whole() + _sign("=") + _Reader(value).whole()
    except _NoFormulaError:
        return f"<code>{escape(line)}</code>"
    return _math(both)


def _math(content: str) -> str:
    return f'<math displaystyle="true"><mrow>{content}</mrow></math>'


def _sign(text: str) -> str:
    return f"<mo>{escape(_SIGNS.get(text, text))}</mo>"


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _name(text: str) -> str:
    plain = text.rstrip("'")
    letters = plain.rstrip("0123456789")
    digits = plain[len(letters) :]
    shown = f"<mi>{_GREEK.get(letters, letters)}</mi>"
    if digits and letters:
        shown = f"<msub>{shown}<mn>{digits}</mn></msub>"
    return f"<msup>{shown}<mo>′</mo></msup>" if text.endswith("'") else shown


class _Reader:
    """A reader of one expression. What it reads in brackets keeps them until it is known if they are needed."""

    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        end = 0
        while end < len(text.rstrip()):
            token = _TOKEN.match(text, end)
            if token is None:
                raise _NoFormulaError(text)
            self._tokens.append(token[0].strip())
            end = token.end()
        self._at = 0

    def whole(self) -> str:
        """The expression, which must be all of the text."""
        content = self._level(0)
        if self._at != len(self._tokens):
            raise _NoFormulaError
        return content

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, *wanted: str) -> str:
        token = self._next()
        if not token or (wanted and token not in wanted):
            raise _NoFormulaError
        self._at += 1
        return token

    def _level(self, level: int) -> str:
        if level == len(_LEVELS):
            return self._signed()
        content = self._level(level + 1)
        while self._next() in _LEVELS[level]:
            sign = self._take()
            other = self._level(level + 1)
            if sign == "/":
                content = f"<mfrac>{_without_brackets(content)}{_without_brackets(other)}</mfrac>"
            else:
                content = _row(content, _PRODUCT if sign == "@" else _sign(sign), other)
        return content

    def _signed(self) -> str:
        if self._next() in ("-", "±", "not"):
            return _row(_sign(self._take()), self._signed())
        content = self._atom()
        while (sign := self._next()) in ("^", *_POWERS):
            self._take()
            power = _POWERS.get(sign) or _without_brackets(self._signed())
            content = f"<msup>{content}{power}</msup>"
        return content

    def _atom(self) -> str:
        token = self._take()
        if token == "(":
            content = self._level(0)
            self._take(")")
            return f"{_OPEN}{content}{_CLOSE}"
        if token == "|":
            content = self._level(0)
            self._take("|")
            return _row(_sign("|"), content, _sign("|"))
        if token[0].isdigit():
            return f"<mn>{token}</mn>"
        if not token[0].isidentifier():
            raise _NoFormulaError
        return self._call(token) if self._next() == "(" else _name(token)

    def _call(self, name: str) -> str:
        self._take("(")
        arguments = [self._level(0)]
        while self._take(",", ")") == ",":
            arguments.append(self._level(0))
        if drawn := _FUNCTIONS.get(name):
            return drawn(arguments)
        listed = _sign(",").join(arguments)
        left, right = _AROUND.get(name, ("", ""))
        if left:
            return _row(_sign(left), listed if right else _bracketed(listed), _sign(right) if right else "")
        return _row(f"<mi>{name}</mi>", _bracketed(listed))


_OPEN, _CLOSE = "<mrow><mo>(</mo>", "<mo>)</mo></mrow>"
_BRACKETS = re.compile(f"{re.escape(_OPEN)}|{re.escape(_CLOSE)}")


def _bracketed(content: str) -> str:
    return f"{_OPEN}{content}{_CLOSE}"


def _without_brackets(content: str) -> str:
    """An operand without its brackets, where a fraction or a power shows what belongs together."""
    if not (content.startswith(_OPEN) and content.endswith(_CLOSE)):
        return _row(content)
    inner, depth = content[len(_OPEN) : -len(_CLOSE)], 0
    for bracket in _BRACKETS.findall(inner):
        depth += 1 if bracket == _OPEN else -1
        if depth < 0:  # they are two pairs
            return _row(content)
    return _row(inner)


def _choice(arguments: Sequence[str]) -> str:
    condition, chosen, other = arguments
    rows = ((chosen, "<mtext>if&nbsp;</mtext>" + condition), (other, "<mtext>otherwise</mtext>"))
    cells = "".join(f"<mtr><mtd>{value}</mtd><mtd>{_row(when)}</mtd></mtr>" for value, when in rows)
    return _row(_sign("{"), f'<mtable columnalign="left left">{cells}</mtable>')


_FUNCTIONS: dict[str, Callable[[Sequence[str]], str]] = {
    "sqrt": lambda arguments: f"<msqrt>{_row(*arguments)}</msqrt>",
    "where": _choice,
}
