"""As much of Ray as `mxsym.kv` uses, in one process: actors on one event loop, calls that a test may lose or repeat.

It is no measure of Ray; `test_ray.py` runs the same with Ray itself. Arguments and results are copied, as Ray does.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import copy
import threading
from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any

import numpy as np

from mxsym.kv.messages import kind_of


class RayActorError(Exception):
    """The process of an actor has ended."""


def copied(value: Any) -> Any:
    """A value as another process gets it: arrays are read-only copies."""
    kind = kind_of(value)
    if kind is dict:
        return {key: copied(item) for key, item in value.items()}
    if kind is list:
        return [copied(item) for item in value]
    if kind is tuple:
        return tuple(copied(item) for item in value)
    if kind is np.ndarray:
        array = value.copy(order="K")
        array.flags.writeable = False
        return array
    return value if kind in (Handle, Ref) else copy.deepcopy(value)


class RayTaskError(Exception):
    """An error inside an actor; here it comes as it is."""


class GetTimeoutError(Exception):
    """A result is not there in time."""


class Ref:
    """The result of a call, later."""

    def __init__(self) -> None:
        self.future: concurrent.futures.Future[Any] = concurrent.futures.Future()

    def __await__(self) -> Generator[Any, None, Any]:
        return asyncio.wrap_future(self.future).__await__()

    def __copy__(self) -> Ref:
        return self


class Method:
    def __init__(self, handle: Handle, name: str) -> None:
        self._handle, self._name = handle, name

    def options(self, **options: Any) -> Method:
        return self

    def remote(self, *arguments: Any) -> Ref:
        return self._handle.call(self._name, arguments)


class Handle:
    """An actor."""

    def __init__(self, ray: InProcessRay, kind: type, arguments: tuple[Any, ...], restarts: int) -> None:
        self._ray, self._kind, self._arguments, self._restarts = ray, kind, arguments, restarts
        self._calls: set[tuple[asyncio.Task[Any], Ref]] = set()
        self.actor: Any = kind(*copied(arguments))
        self.restarted = 0

    def __getattr__(self, name: str) -> Method:
        if name.startswith("_"):
            raise AttributeError(name)
        return Method(self, name)

    def call(self, name: str, arguments: tuple[Any, ...]) -> Ref:
        """Run a method on the loop, some time later; or twice, or not at all, as the test says."""
        fate = self._ray.chaos(arguments[1] if name == "control" else name)
        if fate == "twice":
            self._call(name, arguments)
        ref = self._call(name, arguments) if fate != "lost" else Ref()
        if fate == "lost":
            ref.future.set_exception(RayActorError())
        return ref

    def _call(self, name: str, arguments: tuple[Any, ...]) -> Ref:
        ref = Ref()
        sent = copied(arguments)

        async def run() -> None:
            try:
                resolved = [await item if isinstance(item, Ref) else item for item in sent]
                result = copied(await getattr(self.actor, name)(*resolved))
            except asyncio.CancelledError:
                if not ref.future.done():
                    ref.future.set_exception(RayActorError())
            except BaseException as error:
                ref.future.set_exception(error)
            else:
                if not ref.future.done():
                    ref.future.set_result(result)

        def begin() -> None:
            if self.actor is None:
                ref.future.set_exception(RayActorError())
                return
            item = asyncio.ensure_future(run()), ref
            self._calls.add(item)
            item[0].add_done_callback(lambda _: self._calls.discard(item))

        self._ray.loop.call_soon_threadsafe(begin)
        return ref

    def end(self, *, again: bool) -> None:
        """End the process; make another one if the actor may be started again."""
        for task, ref in list(self._calls):
            if not ref.future.done():
                ref.future.set_exception(RayActorError())
            task.cancel()
        self.actor = None
        if again and self._restarts:
            self.actor = self._kind(*copied(self._arguments))
            self.restarted += 1

    def end_again(self) -> None:
        """End the process; another one is started."""
        self.end(again=True)


class InProcessRay:
    """The module `ray`."""

    exceptions = SimpleNamespace(
        RayActorError=RayActorError, RayTaskError=RayTaskError, GetTimeoutError=GetTimeoutError
    )

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.chaos: Callable[[str], str] = lambda name: ""
        self._named: dict[str, Handle] = {}
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def is_initialized(self) -> bool:
        return True

    def remote(self, kind: type) -> Any:
        def options(**options: Any) -> Any:
            def make(*arguments: Any) -> Handle:
                handle = Handle(self, kind, arguments, options.get("max_restarts", 0))
                if "name" in options:
                    self._named[options["name"]] = handle
                return handle

            return SimpleNamespace(remote=make)

        return SimpleNamespace(options=options)

    def get_runtime_context(self) -> Any:
        return SimpleNamespace(get_node_id=lambda: "here")

    def put(self, value: Any) -> Ref:
        ref = Ref()
        ref.future.set_result(copied(value))
        return ref

    def get_actor(self, name: str, namespace: str) -> Handle:
        if name not in self._named:
            raise ValueError(name)
        return self._named[name]

    def get(self, ref: Ref | list[Ref], timeout: float = 600) -> Any:
        if isinstance(ref, list):
            return [self.get(one, timeout) for one in ref]
        if timeout < 600 and not concurrent.futures.wait([ref.future], timeout).done:
            raise GetTimeoutError
        return ref.future.result(timeout=600)

    def wait(self, refs: list[Ref], num_returns: int, timeout: float) -> tuple[list[Ref], list[Ref]]:
        return [ref for ref in refs if ref.future.done()], [ref for ref in refs if not ref.future.done()]

    def kill(self, handle: Handle, no_restart: bool = True) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self._on_loop(lambda: handle.end(again=not no_restart))
        else:
            handle.end(again=not no_restart)

    def _on_loop(self, work: Callable[[], None]) -> None:
        done: concurrent.futures.Future[None] = concurrent.futures.Future()

        def run() -> None:
            work()
            done.set_result(None)

        self.loop.call_soon_threadsafe(run)
        done.result(timeout=600)

    def close(self) -> None:
        """End the loop."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()
