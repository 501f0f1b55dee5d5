"""Reports over a year of a large hall: how long each takes as a page and as a file, the dashboard,
and the server's memory with and without that history.

python -m bench reports, or python -m bench.reports [--days 250] [--data FOLDER] [--postgresql]
FOLDER: a journal that `simulate` wrote with config.yaml; it is copied first, for the bench writes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from bench.history import enrich, settings_of, simulate, to_postgresql
from bench.load import table
from bench.memory import resident
from reports import REPORTS
from reports.maker import Maker
from tests.server import ROOT, Server

TIMES = 5
FORMS = ("page", "csv", "xlsx", "pdf")
ROUNDS = (1, 5, 20)
LOAD = 500  # tickets of the day on which memory is looked at
PASSWORD = "mat-khau-dai-123"
CONFIG = ROOT / "config.yaml"
LATER = 4_000_000_000_000  # ms: when the questions are asked


def measure(url: str, settings: dict[str, Any], first: str, last: str) -> list[list[str]]:
    """A row a report: for each form median and worst of TIMES by the clock, from the question to
    the bytes, and in brackets the median of the processor's own time."""
    maker, out = Maker(), []
    for name in REPORTS:
        asked = {"name": name, "first": first, "last": last, "lang": "vi"}
        row = [name]
        for form in FORMS:
            took, work = [], []
            for _ in range(TIMES):
                begun, cpu = time.perf_counter(), time.process_time()
                maker.make({"url": url, "settings": settings, "languages": ["vi", "en"],
                            "now": LATER, "questions": [asked], "forms": [form]})  # fmt: skip
                took.append(time.perf_counter() - begun)
                work.append(time.process_time() - cpu)
            row.append(f"{statistics.median(took):.2f} / {max(took):.2f} "
                       f"({statistics.median(work):.2f})")  # fmt: skip
        out.append(row)
    return out


class Reader:
    """A manager of a running hall."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        name = f"quan-{time.time_ns()}"
        server.add_user(name, "manager", PASSWORD)
        body = json.dumps({"name": name, "password": PASSWORD}).encode()
        headers = {"Content-Type": "application/json"}
        login = urllib.request.Request(f"{server.url}/api/v1/login", body, headers)
        with urllib.request.urlopen(login) as reply:
            self.token = json.load(reply)["token"]

    def get(self, path: str) -> float:
        """Seconds to the last byte."""
        begun = time.perf_counter()
        headers = {"Authorization": f"Bearer {self.token}", "Cookie": f"hall_person={self.token}"}
        with urllib.request.urlopen(
            urllib.request.Request(f"{self.url}{path}", headers=headers)
        ) as r:
            r.read()
        return time.perf_counter() - begun


def a_day(server: Server, settings: dict[str, Any]) -> None:
    """LOAD tickets."""
    key = server.enrol(settings["kiosks"][0]["id"])
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    services = [service["id"] for service in settings["services"]]
    n = 0
    until = time.monotonic() + 10  # the server hears of the new key a moment later
    while n < LOAD:
        body = json.dumps({"service": services[n % len(services)]}).encode()
        asked = urllib.request.Request(f"{server.url}/api/v1/tickets", body, headers)
        try:
            urllib.request.urlopen(asked).read()
            n += 1
        except urllib.error.HTTPError as error:
            if error.code != 401 or n or time.monotonic() > until:
                raise


def serve(folder: Path, settings: dict[str, Any], first: str, last: str) -> None:
    """A running hall with that history and one without: memory, dashboard, reports over HTTP."""
    rows = []
    with tempfile.TemporaryDirectory() as nothing:
        with Server(CONFIG, data=Path(nothing), args=("--bench",)) as server:
            start = resident(server.pid)
            a_day(server, settings)
            rows.append(["no history", f"{start:.0f}", f"{resident(server.pid):.0f}"])
    with Server(CONFIG, data=folder, args=("--bench",)) as server:
        start = resident(server.pid)
        a_day(server, settings)
        rows.append(["that history", f"{start:.0f}", f"{resident(server.pid):.0f}"])
        table(f"Server, MB: at the start, after {LOAD} tickets", ["", "start", "load"], rows)
        reader = Reader(server)
        dashboard = sorted(reader.get("/api/v1/dashboard") for _ in range(20))
        days = f"from={first}&to={last}"
        begun = reader.get(f"/reports?name=waits&{days}")
        pages: dict[str, list[float]] = {name: [] for name in REPORTS}
        grown = []
        for n in range(1, ROUNDS[-1] + 1):
            for name in REPORTS:
                pages[name].append(reader.get(f"/reports?name={name}&{days}"))
                for form in ("csv", "xlsx", "pdf"):
                    reader.get(f"/api/v1/reports/{name}?{days}&format={form}")
            if n in ROUNDS:
                grown.append([str(n), f"{resident(server.pid):.0f}"])
        table("Server, MB, after rounds of all reports in all forms", ["rounds", "MB"], grown)
    print(f"dashboard: median {dashboard[10] * 1000:.1f} ms, worst {dashboard[-1] * 1000:.1f} ms")
    print(f"the first report's page, with the start of its process: {begun:.2f} s")
    table("Pages over HTTP, s", ["report", "median", "p95", "worst"], [
        [name, f"{statistics.median(took):.2f}", f"{sorted(took)[int(0.95 * len(took)) - 1]:.2f}",
         f"{max(took):.2f}"] for name, took in pages.items()
    ])  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=50)
    parser.add_argument("--visits", type=int, default=5000)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--only", choices=("reports", "server"))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "year"
        if args.data is None:
            simulate(folder, args.days, args.visits)
        else:
            shutil.copytree(args.data, folder)
        settings, first, last = settings_of(folder)
        enrich(folder, settings)
        columns = ["report", *FORMS]
        if args.only != "server":
            url = f"sqlite:///{folder.resolve()}/hall.db"
            title = "Seconds, median / worst (processor), on"
            table(f"{title} SQLite", columns, measure(url, settings, first, last))
            if args.postgresql:
                from tests import postgres

                for server in postgres.running():
                    url = server.new_database()
                    to_postgresql(folder, url)
                    table(f"{title} PostgreSQL", columns, measure(url, settings, first, last))
        if args.only != "reports":
            serve(folder, settings, first, last)


if __name__ == "__main__":
    main()
