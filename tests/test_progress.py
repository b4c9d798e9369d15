"""Bars of progress: tqdm's on a terminal, none elsewhere or without it."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from mxsym import progress as module
from mxsym.progress import progress


def test_a_terminal_has_a_bar_where_tqdm_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[dict[str, Any]] = []

    def bar(items: Any, **how: Any) -> Any:
        made.append(how)
        return items

    def loaded(name: str) -> Any:
        return SimpleNamespace(tqdm=bar)

    monkeypatch.setattr(module, "load_modules", loaded)
    monkeypatch.setattr(sys, "stderr", SimpleNamespace(isatty=lambda: True))
    assert list(progress(range(3), "steps")) == [0, 1, 2]
    assert made == [{"desc": "steps", "delay": 1.0, "leave": False}]


def test_without_tqdm_or_a_terminal_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(module, "load_modules", missing)
    monkeypatch.setattr(sys, "stderr", SimpleNamespace(isatty=lambda: True))
    items = range(3)
    assert progress(items, "steps") is items
    monkeypatch.setattr(sys, "stderr", SimpleNamespace(isatty=lambda: False))
    monkeypatch.setattr(module, "load_modules", None)  # nobody asks
    assert progress(items, "steps") is items
