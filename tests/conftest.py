"""Fixtures: golden texts, verification after every compiler pass, a cache on disk that is this run's own."""

from __future__ import annotations

import gc
import math
import os
import signal
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import browser
from tests.browser import Browser

# Nothing depends on how busy the machine is: examples have no deadline, and may be slow to draw.
settings.register_profile("mxsym", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mxsym")
os.environ["MXSYM_VERIFY"] = "1"
os.environ["MXSYM_POOL"] = "native"  # not that of a library which some test before has imported; tests name others
collect_ignore_glob = ["golden/*"]
"""Texts; some have names like tests."""
if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker has its run's, and finds there what the others compiled
    _kept = tempfile.TemporaryDirectory(prefix="mxsym-tests-")  # removed when the run ends; never the user's own cache
    os.environ["MXSYM_CACHE_DIR"] = _kept.name
os.environ.pop("MXSYM_CACHE", None)
# Bytecode is kept, whatever the environment says: without it each worker takes almost twice as long to collect the
# tests, and each process that a test starts to import mxsym.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a shell; children inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
gc.disable()  # until all tests are collected: what that creates stays
GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden texts instead of comparing")


def pytest_configure(config: pytest.Config) -> None:
    # Many tests declare rules that mean little; `pytest.warns` sees the warnings that a test is about.
    config.addinivalue_line("filterwarnings", "ignore::mxsym.errors.RuleWarning")


@pytest.hookimpl(tryfirst=True)  # before -m is asked
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what `each` and `every` leave out.

    `each`: of a product of parameters, one combination stays for each value of one. The combinations take turns, so
    that every value of the other parameters stays with some values of that one. `every(n)`: of what stays, each nth.
    Tests begin at different places, which their names decide, so that what one leaves out another may have.
    """
    products: dict[tuple[str, str], list[pytest.Function]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker("each"):
            products.setdefault((item.nodeid.partition("::")[0], item.originalname), []).append(item)
    for tests in products.values():
        marker = tests[0].get_closest_marker("each")
        assert marker is not None
        (name,) = marker.args
        seen: dict[str, dict[int, int]] = {}  # of each parameter the places of its values
        places: list[dict[str, int]] = []
        for test in tests:
            values = test.callspec.params.items()
            kept = {key: seen.setdefault(key, {}) for key, _ in values}
            places.append({key: kept[key].setdefault(id(value), len(kept[key])) for key, value in values})
        others = [other for other in seen if other != name]
        for test, place in zip(tests, places, strict=True):
            combination = 0
            for other in others:
                combination = combination * len(seen[other]) + place[other]
            if combination != place[name] % math.prod(len(seen[other]) for other in others):
                test.add_marker("slow")

    thinned: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("every") and not item.get_closest_marker("slow"):
            thinned.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for name, tests in thinned.items():
        marker = tests[0].get_closest_marker("every")
        assert marker is not None
        step = min(marker.args[0], len(tests))
        first = zlib.crc32(name.encode()) % step
        for number, test in enumerate(tests):
            if number % step != first:
                test.add_marker("slow")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep what collecting created for the whole run, so that the garbage collector skips it from then on."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with tests/golden/<name>, or write it under --update-golden."""
    update = bool(request.config.getoption("--update-golden"))

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            return
        assert path.exists(), f"{path} is missing: run pytest --update-golden and read what it wrote"
        assert text == path.read_text(), f"{path} differs: read the change, then run pytest --update-golden"

    return check


@pytest.fixture
def many_chunks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Cut work into the smallest chunks and share out all of it, however little."""
    from mxsym.runtime import plan, threads

    monkeypatch.setattr(plan, "CHUNK_BYTES", 1)
    threads.share_from(0)
    yield
    threads.share_from(None)


@pytest.fixture
def thread_count() -> Iterator[Callable[[int], None]]:
    """Set the number of threads for one test."""
    import mxsym as mx

    before = mx.get_num_threads()
    yield mx.set_num_threads
    mx.set_num_threads(before)


@pytest.fixture(autouse=True)
def forget_declared_rules() -> Iterator[None]:
    """Rules and optimizers of a test are gone after it: a name means the same in whatever order tests run."""
    from mxsym.optimizer import Optimizer
    from mxsym.rule import lookup, registry

    optimizers = dict(Optimizer.opt_registry)
    lookup.names()
    stamp, before, flavours = registry.Table.stamp, dict(registry.RULES), dict(registry.FLAVOURS)
    yield
    Optimizer.opt_registry.clear()
    Optimizer.opt_registry.update(optimizers)
    if registry.Table.stamp is not stamp:
        registry.RULES.clear()
        registry.RULES.update(before)
        registry.FLAVOURS.clear()
        registry.FLAVOURS.update(flavours)


@pytest.fixture(params=["native", "ctypes"])
def how(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Steps by native methods, and as where there are none."""
    from mxsym.executor.executor import Executor
    from mxsym.runtime.native_call import native

    native.install(Executor)  # before the first executor, which would leave it out for all where it is not available
    if request.param == "ctypes":
        monkeypatch.setattr(native, "available", lambda: False)
    elif not native.available():
        pytest.skip("no native calls here")
    return request.param


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Record of imperative calls: True for each that was done as an earlier one."""
    from mxsym.executor import remembered

    done: list[bool] = []
    real = remembered._Call.run  # pyright: ignore[reportPrivateUsage]

    def run(call: Any, operands: tuple[Any, ...]) -> bool:
        done.append(real(call, operands))
        return done[-1]

    monkeypatch.setattr(remembered, "_calls", {})
    monkeypatch.setattr(remembered._Call, "run", run)  # pyright: ignore[reportPrivateUsage]
    return done


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A page in a browser, for the tests of one module."""
    program = browser.find()
    if program is None:
        assert not os.environ.get("CI"), "CI has a Chromium: see `make browser-test`"
        pytest.skip("no Chromium: `make browser-test` says how to get one")
    with Browser(program, tmp_path_factory.mktemp("chromium")) as opened:
        yield opened
