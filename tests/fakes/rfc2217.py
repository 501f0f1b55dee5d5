"""A serial server that speaks RFC 2217: pyserial's own server half, before a fake printer."""

from __future__ import annotations

import select
import socket
import threading
from typing import Any

from serial import rfc2217

from demo.fake_printer import FakePrinter


class _Port:
    """As much of a serial port as the server half asks for. `baudrate` is what a client set."""

    def __init__(self) -> None:
        self.baudrate, self.bytesize, self.parity, self.stopbits = 9600, 8, "N", 1
        self.rtscts = self.xonxoff = self.dsrdtr = self.break_condition = False
        self.rts = self.dtr = self.cts = self.dsr = self.cd = True
        self.ri = False

    def reset_input_buffer(self) -> None:
        pass

    def reset_output_buffer(self) -> None:
        pass


class SerialServer:
    """One client at a time. A context manager; `url` is how config.yaml would name it."""

    def __init__(self, printer: FakePrinter) -> None:
        self.port = _Port()
        self._printer = printer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"rfc2217://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                with client, socket.create_connection(("127.0.0.1", self._printer.port)) as line:
                    self._carry(client, line)
            except OSError:
                if self._listener.fileno() < 0:
                    return

    def _carry(self, client: socket.socket, line: socket.socket) -> None:
        lock = threading.Lock()

        class Connection:
            @staticmethod
            def write(data: bytes) -> None:
                with lock:
                    client.sendall(data)

        manager: Any = rfc2217.PortManager(self.port, Connection)
        while True:
            for sock in select.select([client, line], [], [])[0]:
                data = sock.recv(1024)
                if not data:
                    return
                if sock is client:
                    line.sendall(b"".join(manager.filter(data)))
                else:
                    Connection.write(b"".join(manager.escape(data)))

    def __enter__(self) -> SerialServer:
        return self

    def __exit__(self, *error: object) -> None:
        self._listener.close()
