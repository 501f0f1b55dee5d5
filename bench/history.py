"""A year of a large hall to ask reports about: simulated, told promises, with faults of devices."""

from __future__ import annotations

import csv
import io
import json
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import psycopg2
from sqlalchemy import Boolean

from journal.daybook import NONE
from journal.opening import prepare
from journal.tables import READ_TABLES
from tests.server import ROOT

OUTAGES = 3  # a day, of some device


def simulate(folder: Path, days: int, visits: int) -> None:
    """Some 1.5 s a day."""
    begun = time.perf_counter()
    command = [sys.executable, str(ROOT / "hall_server.py"), "--data", str(folder), "simulate",
               "--days", str(days), "--visits", str(visits), "--seed", "7"]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    print(f"{done.stdout.strip()}\nsimulated in {time.perf_counter() - begun:.0f} s")


def settings_of(folder: Path) -> tuple[dict[str, Any], str, str]:
    """The settings in the journal, its first and last packed day."""
    db = sqlite3.connect(f"file:{folder}/hall.db?mode=ro", uri=True)
    said = "SELECT data FROM events WHERE kind = 'SettingsChanged' ORDER BY seq DESC LIMIT 1"
    settings = json.loads(db.execute(said).fetchone()[0])["settings"]
    first, last, legs = db.execute("SELECT min(day), max(day), sum(legs) FROM days").fetchone()
    print(f"{first} to {last}: {legs} legs")
    db.close()
    return settings, first, last


def enrich(folder: Path, settings: dict[str, Any]) -> None:
    """What the simulation leaves out, into the read tables: 95 % of the visits are told a time, off
    by a factor as estimates are (P80 1.5 times P50), and devices fail now and then."""
    db = sqlite3.connect(folder / "hall.db")
    chance = np.random.default_rng(7)
    with db:
        packed = db.execute("SELECT hall_id, day, wait, leg FROM days").fetchall()
        for hall, day, wait, leg in packed:
            waits = np.frombuffer(wait, dtype="<u4")
            told = (np.frombuffer(leg, dtype="u1") == 1) & (waits != NONE)
            told &= chance.random(len(waits)) < 0.95
            guess = (waits / 1000 + 60) * chance.lognormal(-0.1, 0.45, len(waits))
            p50 = np.where(told, np.ceil(guess / 60) * 60, NONE).astype("<u4")
            p80 = np.where(told, np.ceil(guess * 1.5 / 60) * 60, NONE).astype("<u4")
            db.execute("UPDATE days SET p50 = ?, p80 = ? WHERE hall_id = ? AND day = ?",
                       (p50.tobytes(), p80.tobytes(), hall, day))  # fmt: skip
        luck = random.Random(7)
        devices = [d["id"] for s in ("kiosks", "displays", "printers") for d in settings[s]]
        hall, first, last = db.execute("SELECT hall_id, min(day), max(day) FROM days").fetchone()
        began, ended = db.execute("SELECT min(issued_at), max(issued_at) FROM tickets").fetchone()
        for _n in range(OUTAGES * len(packed)):
            at = luck.randrange(began, ended)
            about = luck.choice(devices[: 1 + len(devices) // 2])
            db.execute("INSERT OR IGNORE INTO alerts (hall_id, alert, about, raised_at, level, "
                       "cleared_at) VALUES (?, 'device_gone', ?, ?, 'warning', ?)",
                       (hall, about, at, at + luck.randrange(30_000, 5_400_000)))  # fmt: skip
    db.close()


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
