"""The demo: the ward hall, lived in through HTTP, sockets and device bytes, on both engines."""

from __future__ import annotations

import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from journal.replay import checked
from journal.stores import open_store
from tests.server import ROOT, Server

WARD = ROOT / "halls/ward.yaml"
SPEED = "600"


class Shown:
    """A demo running, and what its journal says."""

    def __init__(self, server: Server, data: Path) -> None:
        self.server, self.data = server, data

    def events(self) -> list[Any]:
        store = open_store(f"sqlite:///{self.data}/hall.db", "phuong-vo-cuong")
        store.connect()
        try:
            return [e for part in checked(store, 0, store.head()) for e in part]
        finally:
            store.close()

    def children(self) -> list[int]:
        """Processes of the town."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                if int(stat[1]) == self.server.pid and stat[0] != "Z":
                    found.append(int(entry.name))
        return found


def wait_for(what: Callable[[], Any], seconds: float = 30) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.25)
    raise AssertionError(f"not within {seconds} s")


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def shown(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Shown]:
    data = tmp_path_factory.mktemp("demo")
    args = ("--demo", "--speed", SPEED)
    with Server(WARD, data=data, engine=request.param, args=args) as server:
        yield Shown(server, data)


def test_citizens_and_officers_live_through_the_day(shown: Shown) -> None:
    def enough() -> Counter[str] | None:
        kinds = Counter(e.kind for e in shown.events())
        wanted = ("TicketFinished", "ServiceRated", "PrintConfirmed")
        return kinds if all(kinds[k] >= 8 for k in wanted) else None

    kinds = wait_for(enough, 60)
    assert kinds["CounterOpened"] == 4
    assert kinds["TicketIssued"] >= kinds["TicketCalled"] >= kinds["TicketFinished"]


def test_slips_come_out_of_a_network_printer(shown: Shown) -> None:
    def printed() -> list[Any]:
        return [e for e in shown.events() if e.kind == "PrintConfirmed"]

    jobs = wait_for(printed)
    assert {e.data["printer"] for e in jobs} == {"may-in"}
    settings = next(e for e in shown.events() if e.kind == "SettingsChanged").data["settings"]
    assert settings["printers"][0]["driver"] == "tcp"


def test_votes_come_from_buttons_on_lines_and_from_tablets(shown: Shown) -> None:
    def both() -> bool:
        pads = {e.device for e in shown.events() if e.kind == "ServiceRated"}
        return bool(pads & {"danh-gia-2", "danh-gia-4"}) and bool(
            pads & {"danh-gia-1", "danh-gia-3"}
        )

    lines = sorted(p.name for p in (shown.data / "lines").iterdir())
    assert lines == ["danh-gia-2", "danh-gia-4", "demo-ban-phim", "led-phong-tiep-dan"]
    wait_for(both)


def test_one_officer_works_by_the_pad_s_keys(shown: Shown) -> None:
    def pressed() -> bool:
        kinds = {e.kind for e in shown.events() if e.device == "demo-ban-phim"}
        return {"TicketCalled", "ServingStarted", "TicketFinished"} <= kinds

    wait_for(pressed)


def test_boards_and_kiosks_are_there(shown: Shown) -> None:
    def connected() -> bool:
        text = requests.get(f"{shown.server.url}/metrics", timeout=5).text
        roles = dict(re.findall(r'role="(\w+)"\} ([\d.]+)', text))
        return float(roles.get("display", 0)) >= 1 and float(roles.get("kiosk", 0)) >= 1

    wait_for(connected)


def test_its_page_makes_a_browser_any_device_or_person(shown: Shown) -> None:
    url = shown.server.url
    html = wait_for(lambda: (r := requests.get(f"{url}/demo", timeout=5)).ok and r.text)
    keys = json.loads(re.search(r'id="keys">(.*?)</script>', html)[1])  # type: ignore[index]
    password = json.loads(re.search(r'id="words">(.*?)</script>', html)[1])["password"]  # type: ignore[index]
    browser = requests.Session()
    paired = browser.post(f"{url}/api/v1/pair", json={"key": keys["tv"]}, timeout=5).json()
    assert browser.get(url + paired["page"], timeout=5).status_code == 200
    login = {"name": "quan.ly", "password": password, "cookie": True}
    assert browser.post(f"{url}/api/v1/login", json=login, timeout=5).status_code == 200
    assert browser.get(f"{url}/dashboard", timeout=5).status_code == 200
    assert "danh-gia-2" not in keys, "a second voice on a line would be a second pad"


def test_the_hall_is_open_whatever_the_hour_and_its_chain_holds_when_it_closes(
    shown: Shown,
) -> None:
    """The last test: it ends the demo."""
    hall = requests.get(f"{shown.server.url}/api/v1/hall", timeout=5).json()
    assert hall["open"] is True or time.strftime("%H:%M") == "16:59"  # 23:59 there
    children = wait_for(shown.children)
    assert shown.server.stop() == 0
    assert not any(os.path.exists(f"/proc/{pid}") for pid in children)
    assert len(shown.events()) > 50
    done = shown.server.command("verify")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_demo_is_for_this_machine_only() -> None:
    with pytest.raises(RuntimeError, match="this machine only"):
        Server(WARD, args=("--demo", "--host", "0.0.0.0"))
