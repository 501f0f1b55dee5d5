"""The estimates of a running hall: told from what its journal taught, by a process of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser

from demo.days import begin, working_days
from demo.simulation import Simulation
from journal.bulk import Bulk
from queueing.plan import Plan
from settings import load
from tests.counter.browser import accessible, at, shot
from tests.server import ROOT, Server

PASSWORD = "mot mat khau dai"


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ward's journal of ten made-up days."""
    folder = tmp_path_factory.mktemp("past")
    done = subprocess.run(
        [sys.executable, str(ROOT / "hall_server.py"), "--config", str(ROOT / "halls/ward.yaml"),
         "--data", str(folder), "simulate", "--days", "10", "--visits", "200"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


def until(true: Callable[[], Any], seconds: float = 40) -> Any:
    """What it gives once it is something; AssertionError after that long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = true()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("it did not happen")


def children(pid: int) -> list[int]:
    """The processes that make estimates for that server."""
    out = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if int(stat[1]) == pid and b"reports.estimates.process" in command:
                out.append(int(entry.name))
    return out


def looked_at(browser: Browser, desk: Any) -> None:
    """The page by keyboard only: asked, answered, chosen, refused."""
    with at(browser, desk, "quan", "/what-if", width=360) as page:
        accessible(page, "what if, asked")
        assert not page.locator("#to").is_visible()
        page.locator("#what").focus()
        page.locator("#counter").select_option("2")
        page.locator("#ask").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("main[data-state=answered]")
        assert page.locator("#rows tr").count() >= 4
        accessible(page, "what if, answered")
        shot(page, "what_if_360")
        page.set_viewport_size({"width": 1280, "height": 900})
        shot(page, "what_if")
        page.locator("#choose").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("main[data-state=chosen]")
        page.locator("#counter").select_option("1")
        page.locator("#ask").press("Enter")
        page.wait_for_selector("main[data-state=refused]")
        assert page.locator("#wrong").inner_text()
        accessible(page, "what if, refused")


def staffing(url: str, browser: Browser | None, token: str) -> None:
    """Next week's counters: asked for, worked out beside the running hall, read."""
    quan = {"Authorization": f"Bearer {token}"}
    if browser is None:
        assert requests.post(f"{url}/api/v1/staffing", headers=quan, json={}).status_code == 202
        until(lambda: requests.get(f"{url}/api/v1/staffing/progress", headers=quan).json()["made"])
    else:
        desk = SimpleNamespace(url=url, tokens={"quan": token})
        with at(browser, desk, "quan", "/staffing", width=1280) as page:
            accessible(page, "staffing, none yet")
            page.locator("#anew").focus()
            page.keyboard.press("Enter")
            page.wait_for_selector(".report-plot svg", timeout=60_000)
            accessible(page, "staffing")
            shot(page, "staffing")
            page.set_viewport_size({"width": 360, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            accessible(page, "staffing on a phone")
            shot(page, "staffing_360")
    told = requests.get(f"{url}/api/v1/staffing?lang=en", headers=quan).json()
    days = [t for t in told["tables"] if t["id"].startswith("20")]
    assert len(days) >= 5 and "half-hours" in told["takeaway"]
    for row in (row for table in days for row in table["rows"]):
        assert row["advised"] >= 1 and row["visitors"] >= 0


def what_if(server: Server, browser: Browser | None) -> None:
    """A manager asks, by HTTP, and what he does is written down as it was answered."""
    url = f"{server.url}/api/v1"
    server.add_user("quan", "manager", PASSWORD)
    login = requests.post(f"{url}/login", json={"name": "quan", "password": PASSWORD})
    quan = {"Authorization": f"Bearer {login.json()['token']}"}

    def ask(**body: str) -> requests.Response:
        return requests.post(f"{url}/what-if", headers=quan, json=body, timeout=15)

    assert ask(what="open", counter="1").json()["code"] == "illegal_move"
    assert ask(what="close", counter="99").json()["code"] == "unknown_counter"
    reply = ask(what="open", counter="2")
    assert reply.status_code == 200, reply.text
    said = reply.json()
    for side in ("before", "after"):
        every = said["all"][side]  # None in the evening: nobody comes any more
        for band in every.values() if every else ():
            assert 0 <= band["low"] <= band["mid"] <= band["high"]
        assert said["cleared"][side]["low"] <= said["cleared"][side]["high"]
    assert 0 <= said["sure"] <= 100 and not said["recommended"] or said["sure"] >= 90
    chosen = requests.post(f"{url}/what-if/choose", headers=quan, json={"answer": said["answer"]})
    assert chosen.status_code == 200, chosen.text
    after_seq = chosen.json()["seq"] - 1
    (event,) = requests.get(f"{url}/events?after={after_seq}&limit=1", headers=quan).json()[
        "events"
    ]
    assert (event["kind"], event["officer"]) == ("WhatIfChosen", "quan")
    before = said["all"]["before"]
    assert event["data"]["before"]["p80"] == (before and before["p80"]["mid"])
    assert event["data"]["sure"] == said["sure"] and event["data"]["counter"] == "2"
    if browser is not None:
        desk = SimpleNamespace(url=server.url, tokens={"quan": login.json()["token"]})
        looked_at(browser, desk)
    staffing(server.url, browser, login.json()["token"])
    gone = requests.post(f"{url}/what-if/choose", headers=quan, json={"answer": "nothing"})
    assert gone.status_code == 404 and gone.json()["code"] == "unknown_answer"


@pytest.fixture(scope="module")
def on_postgresql(postgres: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ward's config with a PostgreSQL that holds six made-up days."""
    url = postgres.new_database().replace(":@", "@")
    config = tmp_path_factory.mktemp("ward") / "config.yaml"
    config.write_text((ROOT / "halls/ward.yaml").read_text() + f"\nstorage:\n  url: {url}\n")
    checked = load(config)
    plan = Plan.read(checked.data)
    days = working_days(plan, datetime.now(plan.hours.zone).date() - timedelta(days=1), 6)
    with Bulk(checked.database, plan.hall_id) as bulk:
        begin(bulk.hall, bulk.add, checked.data, plan.hours.at(days[0], datetime.min.time()))
        simulation = Simulation(bulk.hall, bulk.add, Random(1), 120)
        for day in days:
            simulation.day(day)
        bulk.commit()
    return config


def test_on_postgresql_both_engines_tell_waits_and_the_past_is_judged(on_postgresql: Path) -> None:
    judging = subprocess.Popen(
        [sys.executable, "-m", "reports.estimates", "--config", str(on_postgresql),
         "--from", str(date.today() - timedelta(days=3)), "--to", str(date.today())],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    servers = []
    try:
        for engine in ("eventlet", "threading"):
            servers.append(Server(on_postgresql, engine=engine, args=("--bench",)))
        first = servers[0]
        kiosk = {"Authorization": f"Bearer {first.enrol('kiosk')}"}
        first.add_user("lan", "officer", PASSWORD, "1")
        login = requests.post(
            f"{first.url}/api/v1/login", json={"name": "lan", "password": PASSWORD}
        )
        lan = {"Authorization": f"Bearer {login.json()['token']}"}
        opened = requests.post(f"{first.url}/api/v1/counters/1/open", headers=lan, json={})
        assert opened.status_code == 200, opened.text

        def take(server: Server) -> dict[str, Any] | None:
            told = requests.post(
                f"{server.url}/api/v1/tickets", headers=kiosk, json={"service": "sao-y"}
            )
            return told.json() if told.status_code == 201 else None

        until(lambda: all(take(server) for server in servers), 10)
        for server in servers:
            told = until(lambda s=server: (t := take(s)) and t["estimate"])
            assert 0 <= told["p50"] <= told["p80"], "of a service seen often enough"
    finally:
        for server in servers:
            server.stop()
        out, err = judging.communicate(timeout=60)
    assert judging.returncode == 0, err
    assert "| simulation |" in out and "service sao-y" in out


@pytest.mark.parametrize("engine", ["eventlet", pytest.param("threading", marks=pytest.mark.soak)])
def test_a_running_hall_tells_waits_and_goes_on_when_their_process_dies(
    past: Path, tmp_path: Path, browser: Browser, engine: str
) -> None:
    data = tmp_path / "data"
    shutil.copytree(past, data)
    config = tmp_path / "config.yaml"
    shutil.copy(ROOT / "halls/ward.yaml", config)
    with Server(config, data=data, engine=engine, args=("--bench",)) as server:
        url = f"{server.url}/api/v1"
        kiosk = {"Authorization": f"Bearer {server.enrol('kiosk')}"}
        server.add_user("lan", "officer", PASSWORD, "1")
        login = requests.post(f"{url}/login", json={"name": "lan", "password": PASSWORD})
        lan = {"Authorization": f"Bearer {login.json()['token']}"}
        assert requests.post(f"{url}/counters/1/open", headers=lan, json={}).status_code == 200
        # a key made beside a running server is known within 5 s
        until(lambda: requests.get(f"{url}/hall", headers=kiosk).status_code == 200, 10)

        def take(service: str = "sao-y") -> dict[str, Any]:
            told = requests.post(f"{url}/tickets", headers=kiosk, json={"service": service})
            assert told.status_code == 201, told.text
            return told.json()

        for _ in range(12):
            take()

        def estimate() -> dict[str, int] | None:
            rows = requests.get(f"{url}/hall", headers=kiosk).json()["services"]
            return next(row for row in rows if row["id"] == "sao-y")["estimate"]

        found = until(estimate)
        assert 0 < found["p50"] <= found["p80"]
        ticket = take()
        assert ticket["estimate"] is not None and ticket["wait"]["kind"] in ("range", "long")
        what_if(server, browser if engine == "eventlet" else None)
        one = until(lambda: children(server.pid))
        if engine == "eventlet":
            os.kill(one[0], signal.SIGKILL)
            assert take()["number"]  # in nobody's way
            again = until(lambda: [pid for pid in children(server.pid) if pid not in one])
            assert len(again) == 1
            one += again
        else:
            server.kill9()
            until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in one), 15)
    assert not [pid for pid in one if Path(f"/proc/{pid}").exists()]
