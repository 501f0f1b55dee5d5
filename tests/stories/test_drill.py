"""The drill of F7: in mid-day the database breaks; the hall says so, is restored, and goes on."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import requests

from tests.server import Server
from tests.stories.cast import Kiosk, Officer, Program, Refused
from tests.stories.founding import Founded, found
from tests.stories.judging import judge


def until(true: Callable[[], Any], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def serve(hall: Founded) -> Server:
    return Server(hall.config, data=hall.data, args=("--bench",))


def lose_events(database: Path) -> None:
    """What a dying disk leaves: the last events are gone from under the running hall."""
    with sqlite3.connect(database) as db:
        for verb in ("update", "delete"):
            db.execute(f"DROP TRIGGER events_no_{verb}")
        db.execute("DELETE FROM events WHERE seq > 30")
        db.execute("UPDATE halls SET seq = 30")
    db.close()


def spoil(file: Path) -> None:
    """Rubbish from the second page on."""
    with file.open("r+b") as disk:
        disk.seek(4096)
        disk.write(os.urandom(4096) * (file.stat().st_size // 4096 - 1))


def test_a_hall_whose_database_breaks_at_noon_goes_on_with_every_number(tmp_path: Path) -> None:
    hall = found(tmp_path, people={"chi-huy": "supervisor", "quan-ly": "manager"}, officers=["1"])
    database, saved = hall.data / "hall.db", tmp_path / "safe.db"
    with serve(hall) as server:
        kiosk, officer = Kiosk(server.url, hall.keys["k1"]), Officer(
            server.url, hall.tokens["can-bo-1"], "1"
        )  # fmt: skip
        officer.do("open")
        given = [kiosk.take_ticket("khai-sinh")["number"] for _ in range(5)]
        assert server.command("backup", str(saved)).returncode == 0
        given += [kiosk.take_ticket("khai-sinh")["number"] for _ in range(30)]
        anchors = hall.data / "anchors.jsonl"
        # the caretaker comes by: 20 numbers went since the first anchor
        until(lambda: anchors.exists() and b'"ho-tich":35' in anchors.read_bytes(), 15)
        given += [kiosk.take_ticket("khai-sinh")["number"] for _ in range(4)]
        refusing = server.command("restore", str(saved))
        assert refusing.returncode == 1 and "stop it first" in refusing.stderr

        # the disk dies under the running hall: nothing is given out any more, and it is said why
        lose_events(database)
        until(lambda: refused(kiosk) == 503)
        ready = requests.get(f"{server.url}/readyz", timeout=10)
        assert ready.status_code == 503
        picture = Program(server.url, hall.tokens["quan-ly"]).get("/dashboard")
        assert picture["hall"]["journal"] == "stopped"
        assert str(saved) in picture["hall"]["stopped"]
        server.kill9()
    spoil(database)

    # it does not start on it, and names the backup and the command
    start = server.command("--port", "0")
    assert start.returncode == 1
    assert f"restore {saved} --tail" in start.stderr
    begun = time.monotonic()
    done = server.command("restore", str(saved), "--tail")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "A006 to A085 are not given out again today" in done.stdout
    with serve(hall) as server:
        assert time.monotonic() - begun < 60
        kiosk = Kiosk(server.url, hall.keys["k1"])
        assert not {kiosk.take_ticket("khai-sinh")["number"] for _ in range(5)} & set(given)
        entered = Program(server.url, hall.tokens["chi-huy"]).post(
            "/numbers/enter", {"number": given[-1], "service": "khai-sinh", "at": at_now()}
        )
        assert given[-1] in str(entered)
    checked = server.command("verify")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "a backup was restored" in checked.stdout
    lines = [json.loads(line)["kind"] for line in anchors.read_text().splitlines()]
    assert "restored" in lines
    judge(hall)


def refused(kiosk: Kiosk) -> int:
    try:
        kiosk.take_ticket("so-do")
    except Refused as no:
        return no.status
    return 201


def at_now() -> str:
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).strftime("%H:%M")
