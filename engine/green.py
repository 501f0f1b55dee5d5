"""The eventlet engine: green threads on one loop, native threads for what blocks."""

from __future__ import annotations

import collections
import logging
import os
import time
from _queue import SimpleQueue
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import eventlet
import eventlet.green.threading
import eventlet.hubs
import eventlet.queue
import eventlet.semaphore
from eventlet.patcher import original
from greenlet import getcurrent

from engine.green_http import GreenServing

log = logging.getLogger("engine")
native_threading = original("threading")
native_ident = native_threading.get_ident
GREEN_THREADS = 4096  # each websocket holds one; a full pool hangs every GET
NATIVE_THREADS = 32  # at most; begun as they are needed


class GreenFuture:
    """A value to come. Waiters are green threads; it may be set from any thread."""

    __slots__ = ("_engine", "_done", "_value", "_error", "_waiters")

    def __init__(self, engine: EventletEngine) -> None:
        self._engine = engine
        self._done = False
        self._value: Any = None
        self._error: BaseException | None = None
        self._waiters: list[Any] = []

    def set(self, value: Any = None) -> None:
        self._value = value
        self._settle()

    def fail(self, error: BaseException) -> None:
        self._error = error
        self._settle()

    def done(self) -> bool:
        return self._done

    def _settle(self) -> None:
        self._done = True
        if native_ident() == self._engine.ident:
            self._wake()
        else:
            self._engine.on_loop(self._wake)

    def _wake(self) -> None:
        waiters, self._waiters = self._waiters, []
        hub = eventlet.hubs.get_hub()
        for waiter in waiters:
            hub.schedule_call_global(0, self._resume, waiter)

    def _resume(self, waiter: list[Any]) -> None:
        if waiter[0] is not None:
            green, waiter[0] = waiter[0], None
            green.switch(True)

    def wait(self, timeout: float | None = None) -> Any:
        if not self._done:
            waiter = [getcurrent()]
            self._waiters.append(waiter)
            hub = eventlet.hubs.get_hub()
            timer = (
                hub.schedule_call_global(timeout, self._give_up, waiter)
                if timeout is not None
                else None
            )
            try:
                came = hub.switch()
            finally:
                waiter[0] = None
                if timer is not None:
                    timer.cancel()
            if not came:
                raise TimeoutError(f"nothing came for {timeout} s")
        if self._error is not None:
            raise self._error
        return self._value

    def _give_up(self, waiter: list[Any]) -> None:
        if waiter[0] is not None:
            green, waiter[0] = waiter[0], None
            green.switch(False)


class EventletEngine:
    """Everything but `native` threads runs on the loop, cooperatively."""

    name = "eventlet"
    at_once = 16  # over a radio that takes 50 ms each way that is still 160 a second

    def __init__(self) -> None:
        self.ident = native_ident()
        self._calls: collections.deque[tuple[Callable[..., Any], tuple[Any, ...]]] = (
            collections.deque()
        )
        self._woken = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._jobs: Any = SimpleQueue()
        self._threads = 0
        self._under_way = 0  # counted on the loop only
        eventlet.spawn(self._drain_calls)

    # green
    def spawn(self, fn: Callable[..., Any], *args: Any) -> Any:
        return eventlet.spawn(fn, *args)

    def later(self, seconds: float, fn: Callable[..., Any], *args: Any) -> Any:
        return eventlet.spawn_after(seconds, fn, *args)

    def sleep(self, seconds: float) -> None:
        eventlet.sleep(seconds)

    def native_sleep(self, seconds: float) -> None:
        native_sleep(seconds)

    def now_monotonic(self) -> float:
        return time.monotonic()

    def future(self) -> GreenFuture:
        return GreenFuture(self)

    def event(self) -> Any:
        return eventlet.green.threading.Event()

    def lock(self) -> Any:
        return eventlet.semaphore.Semaphore(1)

    def queue(self, size: int = 0) -> Any:
        return eventlet.queue.Queue(size or None)

    def turn(self) -> Any:
        return nullcontext()

    # native
    def native(self, fn: Callable[..., Any], *args: Any, name: str = "") -> Any:
        thread = native_threading.Thread(target=fn, args=args, name=name or None, daemon=True)
        thread.start()
        return thread

    def native_queue(self) -> Any:
        return SimpleQueue()

    def call_native(self, fn: Callable[..., Any], *args: Any) -> Any:
        if native_ident() != self.ident:
            return fn(*args)
        future = GreenFuture(self)
        self._under_way += 1
        if self._under_way > self._threads < NATIVE_THREADS:
            self._threads += 1
            self.native(self._work, name=f"native-{self._threads}")
        self._jobs.put((future, fn, args))
        try:
            return future.wait()
        finally:
            self._under_way -= 1

    def _work(self) -> None:
        while True:
            future, fn, args = self._jobs.get()
            try:
                value = fn(*args)
            except BaseException as error:  # noqa: BLE001 - handed to who waits
                future.fail(error)
            else:
                future.set(value)
            del future, fn, args

    def on_loop(self, fn: Callable[..., Any], *args: Any) -> None:
        self._calls.append((fn, args))
        if not self._woken:
            self._woken = True
            try:
                _write(self._wake_write, b"x")
            except BlockingIOError:
                pass  # full: the loop is being woken already

    def _drain_calls(self) -> None:
        calls = self._calls
        while True:
            eventlet.hubs.trampoline(self._wake_read, read=True)
            try:
                _read(self._wake_read, 4096)
            except BlockingIOError:
                continue
            self._woken = False
            while calls:
                fn, args = calls.popleft()
                try:
                    fn(*args)
                except Exception:
                    log.exception("a call on the loop failed")

    def serve(self, app: Any, listener: Any, tls: Any = None) -> GreenServing:
        return GreenServing(app, listener, tls)


_read, _write = original("os").read, original("os").write
native_sleep = original("time").sleep
