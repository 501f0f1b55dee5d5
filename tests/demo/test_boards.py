"""The demo's LED boards: what they show came down a line in real bytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, expect

from demo.led_lines import LedLine
from demo.virtual import led_lines, virtual
from settings import load
from tests.counter.browser import accessible, shot
from tests.server import ROOT, Server


def until(true: Callable[[], Any], seconds: float = 30) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("demo")
    with Server(ROOT / "halls/ward.yaml", data=data, args=("--demo", "--speed", "300")) as server:
        until(lambda: requests.get(f"{server.url}/demo").status_code == 200)
        yield server.url


def line(url: str) -> dict[str, Any]:
    return requests.get(f"{url}/api/v1/demo/boards").json()["lines"][0]


def did(url: str, act: str) -> None:
    path = f"{url}/api/v1/demo/boards/{line(url)['id']}/line"
    assert requests.post(path, json={"act": act}).status_code == 200


def shown(url: str) -> set[str]:
    return {b["shows"].strip() for b in line(url)["boards"]} - {""}


def test_boards_show_the_numbers_that_are_called(url: str) -> None:
    first = until(lambda: shown(url))
    assert all(number[0].isalpha() and number[1:].isdigit() for number in first)
    until(lambda: shown(url) - first)


def test_a_line_that_is_unplugged_is_right_again_when_plugged_in(url: str) -> None:
    did(url, "unplug")
    assert line(url)["plugged"] is False
    before = shown(url)
    time.sleep(0.5)
    assert shown(url) == before
    did(url, "plug")
    until(lambda: shown(url) - before)
    did(url, "noise")
    did(url, "echo")
    assert line(url)["faults"] == ["noise", "echo"]
    before = shown(url)
    until(lambda: shown(url) - before)
    did(url, "noise")
    did(url, "echo")
    assert line(url)["faults"] == []
    assert (
        requests.post(f"{url}/api/v1/demo/boards/none/line", json={"act": "plug"}).status_code
        == 404
    )


def test_the_page_shows_them_to_a_person(url: str, browser: Browser) -> None:
    context = browser.new_context(base_url=url, locale="vi-VN")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto("/demo/boards")
    expect(page.locator(".led-face").filter(has_text="0").first).to_be_visible(timeout=20_000)
    page.locator("[data-act=echo]").click()
    expect(page.locator("[data-act=echo]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-act=echo]").click()
    expect(page.locator("[data-act=echo]")).to_have_attribute("aria-pressed", "false")
    accessible(page, "the virtual LED boards")
    shot(page, "demo-boards")
    context.close()
    assert wrong == []


def test_a_province_has_three_kinds_of_boards(tmp_path: Path) -> None:
    data = load(ROOT / "config.yaml").data
    assert data is not None
    told = led_lines(virtual(data, tmp_path, 10))
    assert [row["kind"] for row in told] == ["modbus", "queue", "alpha"]
    for row in told:
        boards = {address: places for address, places, _ in row["boards"]}
        LedLine(Path(row["port"]), row["kind"], boards, row["gap"]).close()
