"""A progress bar for work of more than a second: tqdm's, if it is installed, in a terminal or a notebook."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TypeVar

from mxsym.codegen.loading import load_modules

T = TypeVar("T")


def progress(items: Sequence[T], what: str) -> Iterable[T]:
    """The items one after the other; after a second, with a bar on a terminal's standard error or in a notebook."""
    in_notebook = "ipykernel" in sys.modules
    if not in_notebook and not sys.stderr.isatty():
        return items
    try:
        tqdm = load_modules("tqdm.auto" if in_notebook else "tqdm").tqdm
    except ImportError:
        return items
    return tqdm(items, desc=what, delay=1.0, leave=False)
