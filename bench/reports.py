"""Reports over a year of a large hall: how long each takes, the dashboard, the server's memory.

python -m bench reports, or python -m bench.reports [--days 250] [--data FOLDER] [--postgresql]
FOLDER: a journal that `simulate` wrote with config.yaml before; else one is made (3 s a day).
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import psycopg2
from sqlalchemy import Boolean

from bench.load import table
from bench.memory import resident
from journal.opening import prepare
from journal.tables import READ_TABLES
from languages import Languages
from queueing.plan import Plan
from reports import REPORTS, files
from reports.question import Question
from reports.run import run
from tests.server import ROOT, Server

TIMES = 3
PASSWORD = "mat-khau-dai-123"
CONFIG = ROOT / "config.yaml"


def simulate(folder: Path, days: int, visits: int) -> None:
    begun = time.perf_counter()
    command = [sys.executable, str(ROOT / "hall_server.py"), "--data", str(folder), "simulate",
               "--days", str(days), "--visits", str(visits), "--seed", "7"]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    print(f"{done.stdout.strip()}\nsimulated in {time.perf_counter() - begun:.0f} s")


def settings_of(folder: Path) -> tuple[dict[str, Any], str, str]:
    """The settings in the journal, its first and last day."""
    db = sqlite3.connect(f"file:{folder}/hall.db?mode=ro", uri=True)
    said = "SELECT data FROM events WHERE kind = 'SettingsChanged' ORDER BY seq DESC LIMIT 1"
    settings = json.loads(db.execute(said).fetchone()[0])["settings"]
    first, last, legs = db.execute("SELECT min(day), max(day), sum(legs) FROM days").fetchone()
    print(f"{first} to {last}: {legs} legs")
    db.close()
    return settings, first, last


def to_postgresql(folder: Path, url: str) -> None:
    """Copies the read tables (not the events) of the SQLite journal."""
    prepare(url)
    there = sqlite3.connect(f"file:{folder}/hall.db?mode=ro", uri=True)
    here = psycopg2.connect(url)
    with here, here.cursor() as cursor:
        for made in READ_TABLES:
            names = [c.name for c in made.columns]
            flags = [isinstance(c.type, Boolean) for c in made.columns]
            listed = ", ".join(f'"{name}"' for name in names)
            found = there.execute(f"SELECT {listed} FROM {made.name}")
            while rows := found.fetchmany(20_000):
                text = io.StringIO()
                csv.writer(text).writerows(
                    [bool(v) if flag and v is not None else copied(v)
                     for v, flag in zip(row, flags, strict=True)]
                    for row in rows
                )  # fmt: skip
                text.seek(0)
                cursor.copy_expert(f"COPY {made.name} ({listed}) FROM STDIN WITH CSV", text)
    here.autocommit = True
    with here.cursor() as cursor:
        cursor.execute("ANALYZE")
    here.close()


def copied(value: Any) -> Any:
    return "\\x" + value.hex() if isinstance(value, bytes) else value


def measure(url: str, settings: dict[str, Any], first: str, last: str) -> list[list[str]]:
    """A row a report: median seconds of TIMES by the clock and of this process's own work, the
    worst, and of each file made from it."""
    plan, words = Plan.read(settings), Languages(["vi", "en"])
    out = []
    for name in REPORTS:
        took, work, answer = [], [], None
        for _ in range(TIMES):
            begun, cpu = time.perf_counter(), time.process_time()
            answer = run(url, plan, words, Question(name, first, last, "vi"), 4_000_000_000_000)
            took.append(time.perf_counter() - begun)
            work.append(time.process_time() - cpu)
        made = []
        for format in ("json", "csv", "xlsx", "pdf"):
            begun = time.perf_counter()
            assert answer is not None
            files.write(answer, format)
            made.append(f"{time.perf_counter() - begun:.2f}")
        middle = [f"{statistics.median(times):.2f}" for times in (took, work)]
        out.append([name, *middle, f"{max(took):.2f}", *made])
    return out


def serve(folder: Path, first: str, last: str) -> None:
    """A running hall with that history: memory, the dashboard, and the hall while reports run."""
    with Server(CONFIG, data=folder, args=("--bench",)) as server:
        name = f"quan-{time.time_ns()}"  # the folder may have been measured before
        server.add_user(name, "manager", PASSWORD)
        body = json.dumps({"name": name, "password": PASSWORD}).encode()
        headers = {"Content-Type": "application/json"}
        login = urllib.request.Request(f"{server.url}/api/v1/login", body, headers)
        with urllib.request.urlopen(login) as reply:
            token = json.load(reply)["token"]

        def get(path: str) -> float:
            begun = time.perf_counter()
            asked = urllib.request.Request(
                f"{server.url}{path}", headers={"Authorization": f"Bearer {token}"}
            )
            with urllib.request.urlopen(asked) as reply:
                reply.read()
            return time.perf_counter() - begun

        before = resident(server.pid)
        dashboard = sorted(get("/api/v1/dashboard") for _ in range(20))
        asked = [get(f"/api/v1/reports/{report}?from={first}&to={last}") for report in REPORTS]
        once = resident(server.pid)
        for _ in range(3):
            for report in REPORTS:
                get(f"/api/v1/reports/{report}?from={first}&to={last}")
        after = resident(server.pid)
    print(f"\ndashboard: median {dashboard[10] * 1000:.1f} ms, worst {dashboard[-1] * 1000:.1f} ms")
    print(f"reports over HTTP: worst {max(asked):.2f} s")
    print(f"memory: {before:.0f} MB at the start, {once:.0f} MB after each report, "
          f"{after:.0f} MB after four rounds")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=50)
    parser.add_argument("--visits", type=int, default=5000)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--postgresql", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.data or Path(temporary) / "year"
        if args.data is None:
            simulate(folder, args.days, args.visits)
        settings, first, last = settings_of(folder)
        columns = ["report", "s", "cpu s", "worst", "json", "csv", "xlsx", "pdf"]
        url = f"sqlite:///{folder.resolve()}/hall.db"
        table("Seconds on SQLite", columns, measure(url, settings, first, last))
        if args.postgresql:
            from tests import postgres

            for server in postgres.running():
                url = server.new_database()
                to_postgresql(folder, url)
                table("Seconds on PostgreSQL", columns, measure(url, settings, first, last))
        serve(folder, first, last)


if __name__ == "__main__":
    main()
