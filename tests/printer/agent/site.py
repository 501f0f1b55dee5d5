"""A ward's hall whose kiosk PC prints by itself: a real server, a real agent, a printer on TCP."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from people import People
from tests.fakes.printer import FakePrinter
from tests.printer.slips import read_qr
from tests.server import ROOT, Server

PRINTER = "may-in"
DEVICES = {
    PRINTER: "printer", "kiosk": "kiosk", "tv": "display", "goi-2": "call_pad",
    "danh-gia-2": "rating_pad",
}  # fmt: skip
PASSWORD = "mat-khau-dai-123"
PUBLIC = "http://127.0.0.1:8000"


class Agent:
    """`python -m printer` as a process of its own. `lines` are what it said."""

    def __init__(self, *args: str, stdin: str = "", env: dict[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-m", "printer", *args], cwd=ROOT, text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(stdin)
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip())

    def ready(self, within: float = 10.0) -> Agent:
        try:
            until(lambda: "agent ready" in self.lines or self.ended is not None, within)
        except AssertionError:
            self._process.send_signal(signal.SIGABRT)  # says where each thread stands
            self._process.wait(10)
        assert self.ended is None, "\n".join(self.lines)
        return self

    @property
    def ended(self) -> int | None:
        return self._process.poll()

    def wait(self, within: float = 10.0) -> int:
        return self._process.wait(within)

    def kill9(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def stop(self) -> int:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill9()
            raise AssertionError("the agent did not end:\n" + "\n".join(self.lines)) from None


PADS = """\
  - {id: goi-2, kind: call, counter: 2, keys: {NumpadEnter: next, Numpad1: start, Numpad2: finish}}
"""


def config(options: str, pads: str = "") -> str:
    """The ward's, with its printer at the kiosk PC."""
    text = (ROOT / "halls" / "ward.yaml").read_text()
    text = text.replace("driver: screen", f"driver: agent, options: {{{options}}}")
    text = text.replace("hall:\n", f"hall:\n  public_url: {PUBLIC}\n", 1)
    if "danh-gia-2" in pads:
        text = text.replace("  - {id: danh-gia-2, kind: rating, counter: 2}\n", "")
    return text.replace("pads:\n", f"pads:\n{pads or PADS}", 1)


@dataclass(frozen=True)
class Given:
    """A closed hall's data, to be copied: its devices have their keys, its people their names."""

    data: Path
    keys: dict[str, str]

    @staticmethod
    def make(folder: Path) -> Given:
        (folder / "data").mkdir()
        people = People(
            f"sqlite:///{folder}/data/hall.db", "phuong-vo-cuong", lambda: 1_795_307_400_000
        )
        people.open()
        try:
            keys = {id: people.enrol(id, kind) for id, kind in DEVICES.items()}
            people.add_officer("le", "reception", None, PASSWORD)
            people.add_officer("hoa", "officer", None, PASSWORD)
        finally:
            people.close()
        return Given(folder / "data", keys)


class Site:
    """The hall, its printer and whoever asks. `given`: a hall's data with the devices enrolled;
    `options` of the printer's row, `pads` lines of config.yaml."""

    def __init__(
        self, folder: Path, given: Given, engine: str = "eventlet", options: str = "",
        pads: str = "",
    ) -> None:  # fmt: skip
        self.folder, self.engine = folder, engine
        self.fake = FakePrinter(speed=8000)
        self.config, self.data = folder / "hall.yaml", folder / "data"
        self.config.write_text(config(options or "print_within: 60", pads))
        shutil.copytree(given.data, self.data)
        self.here = folder / "agent"
        self.here.mkdir()
        self.write(printer=self.printer())
        self.server = self.open()
        self.port = int(self.server.url.rsplit(":", 1)[1])
        self.keys = given.keys
        self.key = self.keys[PRINTER]
        self.kiosk = self.bearer(self.keys["kiosk"])
        self._agents: list[Agent] = []

    def printer(self, **options: Any) -> dict[str, Any]:
        """How the PC reaches its printer."""
        given = {
            "host": "127.0.0.1", "port": self.fake.port, "reply_ms": 300, "confirm_within": 2,
        }  # fmt: skip
        return {"driver": "tcp", "look": 1, "options": {**given, **options}}

    def rest(self) -> None:
        """No agent, a quick and healthy printer: ready for the next test."""
        for agent in self._agents:
            if agent.ended is None:
                agent.kill9()
        self._agents.clear()
        self.fake.set(speed=8000)
        self.write(printer=self.printer())

    def write(self, **sections: Any) -> None:
        """agent.yaml: JSON is YAML."""
        (self.here / "agent.yaml").write_text(json.dumps(sections))

    def open(self, port: int = 0) -> Server:
        return Server(
            self.config, data=self.data, engine=self.engine, args=("--bench",), port=port
        )  # fmt: skip

    def reopen(self) -> None:
        self.server = self.open(self.port)

    def agent(self, *args: str, stdin: str | None = None, **env: str) -> Agent:
        prints = "printer" in json.loads((self.here / "agent.yaml").read_text())
        made = Agent(
            "--server", self.server.url, "--data", str(self.here), *args,
            *(("--printer", PRINTER) if prints else ()),
            stdin=self.key + "\n" if stdin is None else stdin, env=env,
        )  # fmt: skip
        self._agents.append(made)
        return made

    def bearer(self, key: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"}

    def login(self, name: str) -> dict[str, str]:
        reply = self.post("/login", {"name": name, "password": PASSWORD})
        return self.bearer(reply.json()["token"])

    def post(self, path: str, body: Any = None, who: Any = None) -> requests.Response:
        return requests.post(f"{self.server.url}/api/v1{path}", json=body or {}, headers=who)

    def get(self, path: str, who: Any) -> dict[str, Any]:
        reply = requests.get(f"{self.server.url}/api/v1{path}", headers=who)
        assert reply.ok, reply.text
        return dict(reply.json())

    def issue(self) -> dict[str, Any]:
        reply = self.post("/tickets", {"service": "khai-sinh"}, self.kiosk)
        assert reply.ok, reply.text
        return dict(reply.json())

    def printed(self, ticket: dict[str, Any]) -> str:
        return str(self.get(f"/tickets/{ticket['id']}", self.kiosk)["print"])

    def picture(self) -> dict[str, Any]:
        return self.get(f"/printers/{PRINTER}", self.bearer(self.key))

    def device(self) -> tuple[str, str | None]:
        picture = self.picture()
        return picture["state"], picture["why"]

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        """The journal's, in order, with their ticket."""
        with sqlite3.connect(f"file:{self.data}/hall.db?mode=ro", uri=True) as db:
            rows = db.execute("SELECT kind, ticket_id, data FROM events ORDER BY seq").fetchall()
        return [
            {"kind": kind, "ticket": ticket, **json.loads(data)}
            for kind, ticket, data in rows if not kinds or kind in kinds
        ]  # fmt: skip

    def fates(self) -> dict[int, str]:
        """What the journal says of each job, by its ticket: queued, PrintStarted, …"""
        out = {}
        for event in self.events():
            if event["kind"] == "TicketIssued":
                out[event["ticket"]] = "queued"
            elif event["kind"].startswith("Print"):
                out[event["ticket"]] = event["kind"]
        return out

    def settled(self) -> bool:
        return not {"queued", "PrintStarted"} & set(self.fates().values())

    def slips(self) -> list[str | None]:
        """The ticket page each slip leads to; None for one that was cut short."""
        found = []
        for slip in list(self.fake.slips):
            try:
                found.append(read_qr(slip.picture()).removeprefix(PUBLIC))
            except AssertionError:
                found.append(None)
        return found

    def close(self) -> None:
        self.rest()
        self.server.kill9()
        self.fake.stop()


def until(true: Callable[[], Any], within: float = 8.0) -> Any:
    deadline = time.monotonic() + within
    while not (found := true()):
        assert time.monotonic() < deadline, f"not after {within} s"
        time.sleep(0.02)
    return found
