"""The server under test: hall_server.py as a process of its own on a free port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
READY = 20.0  # seconds until `hall open at` must have been said


class Server:
    """A running hall. `engine` as HALL_ENGINE; `program` stands in for hall_server.py.

    Listens on 127.0.0.1 at a port of its choosing. `lines` are its log. A context manager that
    ends it. Raises RuntimeError with the log when the hall doesn't open.
    """

    def __init__(
        self,
        config: Path,
        *,
        data: Path | None = None,
        engine: str = "eventlet",
        args: tuple[str, ...] = (),
        port: int = 0,
        program: str | Path = ROOT / "hall_server.py",
        env: dict[str, str] | None = None,
    ) -> None:
        self.config, self.data, self.engine = Path(config), data, engine
        self.env = {**os.environ, "HALL_ENGINE": engine, "PYTHONUNBUFFERED": "1", **(env or {})}
        command = [sys.executable, str(program), "--config", str(config), "--port", str(port)]
        if data is not None:
            command += ["--data", str(data)]
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [*command, *args], cwd=ROOT, env=self.env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.pid = self._process.pid
        self._said = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.url = self._wait_open()
        except BaseException:
            self.kill9()
            raise

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._said:
                self.lines.append(line.rstrip())
                self._said.notify_all()
        with self._said:
            self.lines.append("")
            self._said.notify_all()

    def _wait_open(self) -> str:
        end = time.monotonic() + READY
        with self._said:
            while True:
                for line in self.lines:
                    if line.startswith("hall open at "):
                        return line.split()[-1]
                if time.monotonic() > end or (self.lines and self.lines[-1] == ""):
                    break
                self._said.wait(0.5)
        raise RuntimeError("the hall did not open:\n" + "\n".join(self.lines[-60:]))

    def command(self, *args: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """A sub-command on the same config and data."""
        line = [sys.executable, str(ROOT / "hall_server.py"), "--config", str(self.config)]
        if self.data is not None:
            line += ["--data", str(self.data)]
        return subprocess.run(
            [*line, *args], cwd=ROOT, env=self.env, input=stdin, text=True, capture_output=True,
            timeout=60,
        )  # fmt: skip

    def enrol(self, device: str) -> str:
        """A new key for a device of the config."""
        done = self.command("enrol", device)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip().splitlines()[-1]

    def add_user(self, name: str, role: str, password: str, counters: str | None = None) -> None:
        more = ["--counters", counters] if counters else []
        done = self.command(
            "user", "add", name, "--role", role, *more, "--password-stdin", stdin=password + "\n"
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def kill9(self) -> None:
        """The power button."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def stop(self) -> int:
        """SIGTERM; the exit code. AssertionError when it hangs."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(12)
        except subprocess.TimeoutExpired:
            self.kill9()
            raise AssertionError(
                "the hall did not close:\n" + "\n".join(self.lines[-30:])
            ) from None

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *error: object) -> None:
        if self._process.poll() is None:
            self.stop()
