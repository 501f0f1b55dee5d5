"""A receipt printer that isn't there: a TCP server that behaves, and fails, like a real one.

It takes commands one after the other into a small buffer and carries them out at its own speed;
while a fault stands it holds what it has and stops reading when the buffer is full, so that the
sender's TCP window closes. Real-time status is answered as it comes in, even then. People run it
with `python -m tests.fakes.printer`; the demo and the tests use the class.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo.escpos_reading import REAL_TIME, Mechanism, Slip
from demo.printer_health import Health

RUBBISH = b"\xff\x00HTTP\x7f"


class Stopped(Exception):
    """The printer was switched off while it waited for bytes."""


class FakePrinter:
    """Listens from the moment it is made; `port` 0 picks one. A context manager.

    `unit` is what ESC J counts in (parts of an inch); half dots by default, as on Epson's 180 dpi
    models. `speed` in rows a second, None: at once. `buffer` in bytes. `roll`: rows of paper left,
    None: endless; the last `near` of them are near end.

    `health` is what is wrong with it. Manners: `answers` (the n of DLE EOT it knows), `voice`: ok |
    silent | rubbish | slow (each answer 0.2 s late), `idle_close` (seconds, None: never), `deaf`
    (accepts, and never reads). `set` changes any of both.
    """

    def __init__(
        self, host: str = "127.0.0.1", port: int = 0, *, width: int = 576, dpi: int = 203,
        unit: int | None = None, speed: float | None = None, buffer: int = 4096,
        roll: int | None = None, near: int = 4000, out: Path | None = None, keep: int | None = None,
    ) -> None:  # fmt: skip
        self.host, self.width, self.speed, self.buffer = host, width, speed, buffer
        self.out, self.keep = out, keep
        self.health = Health(roll, near)
        self.deaf = False
        self.answers: tuple[int, ...] = (1, 2, 3, 4)
        self.voice = "ok"
        self.idle_close: float | None = None
        self.slips: list[Slip] = []  # the last `keep` of them, None: all
        self.printed = 0
        self.connections = 0
        self.heard = bytearray()  # the last bytes received
        self._asb = 0
        self._asb_sent = b""
        self._lock = threading.Condition()
        self._input = bytearray()
        self._client: Any = None
        self._first = 0.0
        self._running = True
        self._owed = 0.0  # seconds of printing not yet slept
        self._mechanism = Mechanism(
            width, dpi, unit or 2 * dpi, self._take, self._before_row, self._before_cut,
            self._ended, self._ordered,
        )  # fmt: skip
        self._listener: socket.socket | None = None
        self.port = port
        self.plug()
        for work in (self._read, self._print):
            threading.Thread(target=work, name=f"fake-printer-{work.__name__}", daemon=True).start()

    # -- what people do to it ---------------------------------------------------------------------

    def __enter__(self) -> FakePrinter:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        self.unplug()
        with self._lock:
            self._running = False
            self._lock.notify_all()

    def plug(self) -> None:
        """On the network, at the same port as before."""
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)  # accepted sockets inherit it
        sock.bind((self.host, self.port))
        sock.listen(1)
        self.port = sock.getsockname()[1]
        self._listener = sock

    def unplug(self) -> None:
        """The cable is out: connections break, new ones are refused. What was taken in stays."""
        listener, self._listener = self._listener, None
        if listener is not None:
            try:
                listener.shutdown(socket.SHUT_RDWR)  # at once, though another thread waits on it
            except OSError:
                pass
            listener.close()
        self._hang_up()

    def power_cycle(self) -> None:
        """Off and on: what was taken in is lost, the paper hangs out."""
        with self._lock:
            self._input.clear()
            self._mechanism.slip = Slip(self.width)
            self.health.error = False
        self._hang_up()

    def load_paper(self, rows: int | None = None) -> None:
        with self._lock:
            self.health.roll, self.health.near_end = rows, False
            self._changed()

    def set(self, **faults: object) -> None:
        """Any of the faults and manners above. Raises AttributeError for another word."""
        with self._lock:
            for name, value in faults.items():
                setattr(self if name in self.__dict__ else self.health, name, value)
            self._changed()

    def wait_for(self, slips: int, timeout: float = 5.0) -> list[Slip]:
        """The slips cut so far, once there are that many. Raises TimeoutError."""
        with self._lock:
            if not self._lock.wait_for(lambda: len(self.slips) >= slips, timeout):
                raise TimeoutError(f"{len(self.slips)} of {slips} slips after {timeout} s")
            return list(self.slips)

    def _changed(self) -> None:
        self._lock.notify_all()
        if self._asb and self.health.asb() != self._asb_sent:
            self._asb_sent = self.health.asb()
            self._send(self._asb_sent)

    # -- the line ---------------------------------------------------------------------------------

    def _read(self) -> None:
        """Takes one client at a time, and its bytes while there is room for them."""
        while self._running:
            client = self._accept()
            if client is None:
                continue
            self.connections += 1
            self._client = client
            self._first = 0.0
            try:
                self._serve(client)
            except OSError:
                pass
            self._hang_up()

    def _accept(self) -> Any:
        """Whoever comes next; None after a short while without anybody."""
        listener = self._listener
        try:
            if listener is None or not select.select([listener], [], [], 0.02)[0]:
                if listener is None:
                    time.sleep(0.02)
                return None
            client, _ = listener.accept()
        except (OSError, ValueError):
            return None
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client

    def _serve(self, client: Any) -> None:
        tail, heard_at = b"", time.monotonic()
        while self._running and self._client is client:
            with self._lock:
                room = 0 if self.deaf else self.buffer - len(self._input)
                if room <= 0:
                    self._lock.wait(0.02)
            if room <= 0:
                if client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                    return  # reset by the sender
                continue
            if not select.select([client], [], [], 0.02)[0]:
                if self.idle_close and time.monotonic() - heard_at > self.idle_close:
                    return
                continue
            data = client.recv(min(room, 1024))
            if not data:
                return
            heard_at = time.monotonic()
            self.heard = (self.heard + data)[-65536:]
            scan = tail + data
            asked = list(REAL_TIME.finditer(scan))
            end = 0
            for found in asked:
                if found.end() > len(tail):
                    self._real_time(found.group())
                end = found.end()
            tail = scan[max(end, len(scan) - 2) :]
            if not self._first and REAL_TIME.sub(b"", data).strip(b"\x10\x04"):
                self._first = heard_at
            with self._lock:
                self._input += data
                self._lock.notify_all()

    def _real_time(self, command: bytes) -> None:
        if command[1] == 4 and command[2] in self.answers:
            self._send(bytes((self.health.status(command[2]),)))
        elif command[1] == 5 and command[2] == 2 and self.health.error and not self.health.jammed:
            with self._lock:
                self.health.error = False
                self._input.clear()
                self._changed()

    def _send(self, data: bytes) -> None:
        if self.voice == "silent":
            return
        if self.voice == "slow":
            time.sleep(0.2)
        client = self._client
        if client is not None:
            try:
                client.sendall(RUBBISH if self.voice == "rubbish" else data)
            except OSError:
                pass

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        self._asb = 0
        if client is not None:
            client.close()

    # -- the mechanism ----------------------------------------------------------------------------

    def _print(self) -> None:
        try:
            while True:
                self._mechanism.step()
        except Stopped:
            pass

    def _take(self, n: int) -> bytes:
        with self._lock:
            self._hold(lambda: len(self._input) >= n)
            data = bytes(self._input[:n])
            del self._input[:n]
            self._lock.notify_all()
            return data

    def _hold(self, until: Callable[[], bool]) -> None:
        self._lock.wait_for(lambda: until() or not self._running)
        if not self._running:
            raise Stopped

    def _before_row(self) -> None:
        with self._lock:
            self._hold(lambda: not self.health.blocked)
            if self.health.roll is not None:
                self.health.roll -= 1
                self._changed()
        if self.speed:
            self._owed += 1 / self.speed
            if self._owed > 0.01:
                time.sleep(self._owed)
                self._owed = 0.0

    def _before_cut(self) -> None:
        with self._lock:
            if self.health.jammed:
                self.health.error = True
                self._changed()
            self._hold(lambda: not self.health.blocked)

    def _ended(self, slip: Slip) -> None:
        slip.first_byte = self._first
        with self._lock:
            self.slips.append(slip)
            if self.keep is not None:
                del self.slips[: -self.keep]
            self.printed += 1
            number = self.printed
            self._lock.notify_all()
        if self.out is not None:
            self.out.mkdir(parents=True, exist_ok=True)
            slip.save(self.out / f"slip-{number:04d}.png")

    def _ordered(self, command: str, n: int) -> None:
        """GS r, GS a, GS I: answered when their turn comes."""
        with self._lock:
            self._hold(lambda: not self.health.blocked)
        if command == "r":
            self._send(bytes((self.health.paper(),)))
        elif command == "a":
            self._asb, self._asb_sent = n, self.health.asb()
            if n:
                self._send(self._asb_sent)
        elif command == "I":
            self._send(b"_fake printer\0")
