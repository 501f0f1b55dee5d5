"""What every engine offers: the methods stations and the journal may rely on."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

BACKLOG = 1024  # 500 clients come back at once; the default of 50 makes them wait 3 s


class Task(Protocol):
    """Something spawned. `wait` gives what it returned or raises what it raised."""

    def kill(self) -> None: ...
    def wait(self) -> Any: ...


class Future(Protocol):
    """A value still to come, set once, from a native thread or the loop; any number may wait."""

    def set(self, value: Any = None) -> None: ...
    def fail(self, error: BaseException) -> None: ...
    def done(self) -> bool: ...
    def wait(self, timeout: float | None = None) -> Any:
        """The value, or the error raised; TimeoutError after `timeout` seconds."""
        ...


class Native(Protocol):
    """A real operating-system thread."""

    def join(self, timeout: float | None = None) -> None: ...
    def is_alive(self) -> bool: ...


class Engine(Protocol):
    """See CONTRACT in the module docstring of engine; all spans of time are seconds."""

    name: str
    at_once: int  # sockets that may begin together, when a crowd comes

    def spawn(self, fn: Callable[..., Any], *args: Any) -> Task: ...
    def later(self, seconds: float, fn: Callable[..., Any], *args: Any) -> Task: ...
    def sleep(self, seconds: float) -> None: ...
    def native_sleep(self, seconds: float) -> None: ...  # in native threads only
    def now_monotonic(self) -> float: ...
    def native(self, fn: Callable[..., Any], *args: Any, name: str = "") -> Native: ...
    def call_native(self, fn: Callable[..., Any], *args: Any) -> Any: ...
    def on_loop(self, fn: Callable[..., Any], *args: Any) -> None: ...
    def future(self) -> Future: ...
    def event(self) -> Any: ...
    def lock(self) -> Any: ...
    def queue(self, size: int = 0) -> Any: ...
    def native_queue(self) -> Any: ...
    def turn(self) -> AbstractContextManager[Any]:
        """Held while reading the live hall: it changes between turns only. Waits let go of it."""
        ...

    def serve(self, app: Any, listener: socket.socket, tls: Any = None) -> Any:
        """Serves until its `stop()`; `busy()` requests are under way, `wait()` until stopped.
        `tls`: an ssl.SSLContext; nobody's handshake holds up another."""
        ...


def listener(host: str, port: int, backlog: int = BACKLOG) -> socket.socket:
    """A listening TCP socket; port 0 picks one. Raises OSError when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # accepted connections inherit it: replies leave at once
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.bind((host, port))
    sock.listen(backlog)
    return sock
