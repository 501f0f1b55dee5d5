"""The page of the LED lines, in a browser, on a real hall with real lines to virtual boards."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from demo.led_lines import LedLine
from tests.counter.browser import accessible, shot
from tests.display.lit import QUEUE, led_row
from tests.server import Server
from tests.stories.cast import Kiosk, Officer
from tests.stories.founding import Founded, found, many_counters
from web.credentials import PERSON_COOKIE

ON_ONE = pytest.mark.parametrize("lines", ["eventlet"], indirect=True)


@dataclass
class Lines:
    """The hall, its two lines, and a browser's pages on it."""

    server: Server
    hall: Founded
    modbus: LedLine
    queue: LedLine
    wrong: list[str] = field(default_factory=list)

    def api(self, path: str, body: Any = None, who: str = "admin") -> requests.Response:
        headers = {"Authorization": f"Bearer {self.hall.tokens[who]}"}
        url = f"{self.server.url}/api/v1{path}"
        if body is None:
            return requests.get(url, headers=headers, timeout=5)
        headers["Idempotency-Key"] = f"{time.monotonic_ns()}"
        return requests.post(url, json=body, headers=headers, timeout=5)

    def call(self, counter: str) -> str:
        Kiosk(self.server.url, self.hall.keys["k1"]).take_ticket("khai-sinh")
        name = self.hall.officers[counter]
        officer = Officer(self.server.url, self.hall.tokens[name], counter)
        ticket = officer.call_next()
        assert ticket is not None
        return str(ticket["number"])


def until(true: Callable[[], Any], within: float = 8.0) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def lines(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lines]:
    folder = tmp_path_factory.mktemp("leds")
    with (
        LedLine(folder / "a", "modbus", {1: 4, 2: 4, 9: 4}) as modbus,
        LedLine(folder / "b", "queue", {33: 4, 34: 4}, gap=0.2) as queue,
    ):
        rows = [
            led_row(
                modbus.device, {"1": 1, "2": 2}, id="khu-a", options={"blink": 0, "reply_ms": 100}
            ),
            led_row(queue.device, {"3": 1, "4": 2}, id="khu-b", **QUEUE),
        ]
        for row in rows:
            # `found` checks the file without the drivers
            row["name"] = {"vi": f"Bảng {row['id']}", "en": f"Boards {row['id']}"}
        people = {"admin": "admin", "lan": "reception"}
        hall = found(folder, led_buses=rows, counters=many_counters(4), people=people)
        with Server(hall.config, data=hall.data, engine=request.param, args=("--bench",)) as server:
            for counter, name in hall.officers.items():
                Officer(server.url, hall.tokens[name], counter).do("open")
            yield Lines(server, hall, modbus, queue)


@pytest.fixture
def page(lines: Lines, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=lines.server.url, locale="vi-VN")
    cookie = {"name": PERSON_COOKIE, "value": lines.hall.tokens["admin"], "url": lines.server.url}
    context.add_cookies([cookie])
    made = context.new_page()
    wrong: list[str] = []
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.goto("/led-boards")
    yield made
    context.close()
    assert wrong == []


@ON_ONE
def test_the_page_shows_what_boards_show_and_the_frames_that_went(lines: Lines, page: Page) -> None:
    number, other = lines.call("1"), lines.call("3")
    until(lambda: lines.modbus.shows()[1] == number and lines.queue.shows()[33] == other)
    first = page.locator("[data-line=khu-a] .led-boards li").first
    expect(first.locator(".led-face")).to_have_text(number)
    expect(first).to_contain_text("Quầy 1")
    expect(page.locator("[data-line=khu-b] .led-boards li").first).to_contain_text(other)
    page.locator("[data-line=khu-a] summary").click()
    row = page.locator("[data-line=khu-a] tbody tr", has_text=f"1 shows '{number}'")
    expect(row.first).to_contain_text("01 10 00 00 00 04 08 00 41")
    accessible(page, "the LED page")
    shot(page, "led-boards")


def test_boards_light_all_lamps_and_count(lines: Lines, page: Page) -> None:
    page.locator("[data-line=khu-a] [data-do=test]").click()
    seen: dict[int, set[str]] = {1: set(), 2: set()}

    def counted() -> bool:
        for address, shown in lines.modbus.shows().items():
            if address in seen:
                seen[address].add(shown)
        return all({"8888", "1111", "2222"} <= shown for shown in seen.values())

    until(counted)
    number = lines.call("2")  # a citizen goes first
    until(lambda: lines.modbus.shows()[2] == number, 1)


@ON_ONE
def test_boards_show_their_addresses_also_one_that_nobody_knew(lines: Lines, page: Page) -> None:
    section = page.locator("[data-line=khu-a]")
    section.locator("[name=first]").fill("1")
    section.locator("[name=last]").fill("9")
    section.locator("[type=submit]").click()
    until(lambda: lines.modbus.shows() == {1: "0001", 2: "0002", 9: "0009"})
    expect(section.locator(".led-boards li", has_text="không có trong config.yaml")).to_have_count(
        1
    )


@ON_ONE
def test_what_the_page_asks_is_checked(lines: Lines) -> None:
    assert lines.api("/led-boards", who="lan").status_code == 403
    assert lines.api("/led-boards/none/frames").status_code == 404
    assert lines.api("/led-boards/khu-a/test", {"address": 77}).status_code == 404
    assert lines.api("/led-boards/khu-a/addresses", {"first": 5, "last": 2}).status_code == 400
    assert lines.api("/led-boards/khu-a/addresses", {"first": 0, "last": 255}).status_code == 400
    assert lines.api("/led-boards/khu-b/test", {"address": 1}).json() == {
        "line": "khu-b", "addresses": [1],
    }  # fmt: skip


def test_the_device_page_tries_a_board(lines: Lines) -> None:
    devices = {d["id"]: d for d in lines.api("/devices").json()["devices"]}
    assert devices["khu-a:2"]["kind"] == "led_board" and devices["khu-a:2"]["counter"] == "2"
    assert devices["khu-a"]["counters"]["frames"] > 0
    assert lines.api("/devices/khu-a:2/test", {}).status_code == 202

    def word() -> Any:
        rows = lines.api("/devices").json()["devices"]
        return next(d for d in rows if d["id"] == "khu-a:2")["trial"]["word"]

    until(word)
    assert word() == "done"
