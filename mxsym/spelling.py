"""Escapes for text that is shown: names may come from files and hold any character.

`shown` is for one name, `printable` for whole texts; `kind_name` and `plural` are for what is no name.
"""

# Both leave what is printable alone and write the rest as JSON escapes, so applying one twice changes nothing more.
# Names are cut in texts for people only, never in texts that are parsed.

from __future__ import annotations

import keyword
from collections.abc import Iterable

LONGEST = 160
"""Characters of a name that an error or a table shows."""
TAIL = 40
"""Of these, how many come from the name's end."""
MOST = 20
"""Names that a list of them shows."""


def escaped(text: str) -> str:
    """`text` on one line, without control, bidi and other invisible characters; unprintable ones are JSON escapes."""
    return text if text.isprintable() else "".join(c if c.isprintable() else _escape(c) for c in text)


def printable(text: str) -> str:
    """`text` with every character but newlines and tabs as `escaped` shows it."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else _escape(c) for c in text)


def _escape(character: str) -> str:
    import json  # few texts have anything to escape

    return json.dumps(character)[1:-1]


def shown(name: str, most: int = LONGEST) -> str:
    """A name as a person reads it: `escaped`, and without its middle where it is longer than `most` characters."""
    line = escaped(name)
    return line if len(line) <= most else f"{line[: most - TAIL - 1]}…{line[-TAIL:]}"


def is_python_name(text: str) -> bool:
    """True if Python source can say `text` as a name and means these very characters."""
    return text.isidentifier() and not keyword.iskeyword(text) and (text.isascii() or _is_normal(text))


def _is_normal(text: str) -> bool:
    import unicodedata  # most names are ASCII, which is normal

    return unicodedata.is_normalized("NFKC", text)


def listed(names: Iterable[str], most: int = MOST) -> str:
    """Names after commas; of many, the first ones and how many there are."""
    every = list(names)
    more = f", … ({len(every)} in all)" if len(every) > most else ""
    return ", ".join(map(shown, every[:most])) + more


def plural(count: int, noun: str) -> str:
    """A number of things: "1 array", "2 arrays"."""
    return f"{count} {noun}{'s' * (count != 1)}"


_VOWELS = ("a", "e", "i", "o", "u", "nd")
"""Beginnings of nouns that take "an", `ndarray` among them."""


def a(noun: str) -> str:
    """A noun after its article."""
    begins = noun.lower().startswith
    return f"{'an' if begins(_VOWELS) and not begins('uint') else 'a'} {noun}"


def kind_name(value: object) -> str:
    """The name of a value's class after its article, as "an int"; "None" of None."""
    return "None" if value is None else a(type(value).__name__)
