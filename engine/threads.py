"""The threading engine: real threads, one at a time where the live hall is read.

Eventlet's promise – the hall changes only between yields – is kept by the *turn*: a lock held by
calls on the loop and by request handlers, and let go of in every wait of this engine.
"""

from __future__ import annotations

import logging
import queue
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from engine.threaded_http import ThreadServing

log = logging.getLogger("engine")
NATIVE_THREADS = 32  # at most; begun as they are needed
MOST = 2000  # connections, each a thread


class Turn:
    """Who may look at the live hall now. Re-entrant; `let_go` frees it whole for a wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mine = threading.local()

    def __enter__(self) -> Turn:
        depth = getattr(self._mine, "depth", 0)
        if depth == 0:
            self._lock.acquire()
        self._mine.depth = depth + 1
        return self

    def __exit__(self, *error: object) -> None:
        self._mine.depth -= 1
        if self._mine.depth == 0:
            self._lock.release()

    def let_go(self) -> int:
        depth = getattr(self._mine, "depth", 0)
        if depth:
            self._mine.depth = 0
            self._lock.release()
        return depth

    def take_back(self, depth: int) -> None:
        if depth:
            self._lock.acquire()
            self._mine.depth = depth


class ThreadFuture:
    """A value to come, for any threads."""

    __slots__ = ("_turn", "_flag", "_value", "_error")

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._flag = threading.Event()
        self._value: Any = None
        self._error: BaseException | None = None

    def set(self, value: Any = None) -> None:
        self._value = value
        self._flag.set()

    def fail(self, error: BaseException) -> None:
        self._error = error
        self._flag.set()

    def done(self) -> bool:
        return self._flag.is_set()

    def wait(self, timeout: float | None = None) -> Any:
        if not self._flag.is_set():
            depth = self._turn.let_go()
            try:
                came = self._flag.wait(timeout)
            finally:
                self._turn.take_back(depth)
            if not came:
                raise TimeoutError(f"nothing came for {timeout} s")
        if self._error is not None:
            raise self._error
        return self._value


class ThreadTask:
    """A thread. `kill` cannot stop one from outside: it only gives up waiting for it."""

    def __init__(self, fn: Callable[..., Any], args: tuple[Any, ...], delay: float = 0.0) -> None:
        self._value: Any = None
        self._error: BaseException | None = None
        self._killed = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(fn, args, delay), daemon=True)
        self._thread.start()

    def _run(self, fn: Callable[..., Any], args: tuple[Any, ...], delay: float) -> None:
        if delay and self._killed.wait(delay):
            return
        try:
            self._value = fn(*args)
        except BaseException as error:  # noqa: BLE001 - raised again in wait
            self._error = error
            log.exception("a task failed")

    def kill(self) -> None:
        self._killed.set()

    def wait(self) -> Any:
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._value


class ThreadingEngine:
    """Tasks are threads; `on_loop` calls run one after the other in one thread of their own."""

    name = "threading"
    at_once = 8  # each is a thread that takes the others' turns

    def __init__(self) -> None:
        self._turn = Turn()
        self._calls: queue.SimpleQueue[tuple[Callable[..., Any], tuple[Any, ...]]] = (
            queue.SimpleQueue()
        )
        self._pool = ThreadPoolExecutor(NATIVE_THREADS, thread_name_prefix="native")
        threading.Thread(target=self._drain_calls, name="loop", daemon=True).start()

    def spawn(self, fn: Callable[..., Any], *args: Any) -> ThreadTask:
        return ThreadTask(fn, args)

    def later(self, seconds: float, fn: Callable[..., Any], *args: Any) -> ThreadTask:
        return ThreadTask(fn, args, seconds)

    def sleep(self, seconds: float) -> None:
        depth = self._turn.let_go()
        try:
            time.sleep(seconds)
        finally:
            self._turn.take_back(depth)

    def native_sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def now_monotonic(self) -> float:
        return time.monotonic()

    def future(self) -> ThreadFuture:
        return ThreadFuture(self._turn)

    def event(self) -> Any:
        return threading.Event()

    def lock(self) -> Any:
        return threading.Lock()

    def queue(self, size: int = 0) -> Any:
        return queue.Queue(size)

    def turn(self) -> Turn:
        return self._turn

    def native(self, fn: Callable[..., Any], *args: Any, name: str = "") -> threading.Thread:
        thread = threading.Thread(target=fn, args=args, name=name or None, daemon=True)
        thread.start()
        return thread

    def native_queue(self) -> Any:
        return queue.SimpleQueue()

    def call_native(self, fn: Callable[..., Any], *args: Any) -> Any:
        future = ThreadFuture(self._turn)

        def work() -> None:
            try:
                future.set(fn(*args))
            except BaseException as error:  # noqa: BLE001 - handed to who waits
                future.fail(error)

        self._pool.submit(work)
        return future.wait()

    def on_loop(self, fn: Callable[..., Any], *args: Any) -> None:
        self._calls.put((fn, args))

    def _drain_calls(self) -> None:
        while True:
            fn, args = self._calls.get()
            try:
                with self._turn:
                    fn(*args)
            except Exception:
                log.exception("a call on the loop failed")

    def serve(self, app: Any, listener: socket.socket, tls: Any = None) -> ThreadServing:
        return ThreadServing(app, listener, tls)
