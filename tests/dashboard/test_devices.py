"""The device page: every device, in trouble first; counters, tests once a press, live."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

import counter
from dashboard.screens import Screens
from tests.counter.browser import OpenDesk, accessible, at, shot
from tests.counter.desk import PADS, Desk, refused
from tests.fakes.pad import FakePad
from tests.fakes.padded import pad_row
from web.devices import Hands

KEYS = {"31": "next", "32": "start", "33": "finish"}


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[FakePad]:
    with FakePad(tmp_path / "pad3") as it:
        yield it


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def names(desk: Desk) -> list[str]:
    return [row["id"] for row in desk.get("quan", "/devices").json["devices"]]


def row(desk: Desk, id: str) -> dict:
    return next(r for r in desk.get("quan", "/devices").json["devices"] if r["id"] == id)


def test_every_device_is_there_those_in_trouble_first(desk: Desk) -> None:
    desk.house.devices.set("k1", "ok")
    desk.house.devices.set("p1", "not_ready", "paper_out")
    desk.house.devices.set("tv1", "down", "gone")
    desk.house.devices.set("led-7", "ok")
    desk.house.devices.take_on("led-7", Hands("led_board", lambda: {"frames": 12}))
    found = names(desk)
    assert found[:2] == ["tv1", "p1"]
    assert {"k1", "led-7", "danh-gia-1"} <= set(found)
    assert row(desk, "led-7")["kind"] == "led_board"
    assert row(desk, "led-7")["counters"] == {"frames": 12}
    assert row(desk, "p1")["error"] == "paper_out"


def test_a_keypad_of_the_officers_page_is_no_device(tmp_path: Path) -> None:
    keypad = {"id": "num-1", "kind": "call", "counter": "1", "port": None, "keys": {"F9": "next"}}
    desk = Desk(tmp_path, pads=[keypad])
    try:
        assert "num-1" not in names(desk)
    finally:
        desk.close()


def test_a_test_is_done_once_a_key_and_its_word_kept(desk: Desk) -> None:
    go, tried = threading.Event(), []

    def test() -> str:
        tried.append(1)
        go.wait(5)
        return "done"

    desk.house.devices.take_on("p1", Hands("printer", None, test))
    reply = desk.post("truong", "/devices/p1/test", key="k-1")
    assert (reply.status_code, reply.json["trial"]["word"]) == (202, None)
    assert desk.post("truong", "/devices/p1/test", key="k-1").status_code == 202
    refused(desk.post("quan", "/devices/p1/test"), 409, "busy")
    go.set()
    until(lambda: row(desk, "p1")["trial"]["word"] == "done")
    assert row(desk, "p1")["trial"]["by"] == "truong"
    assert desk.post("truong", "/devices/p1/test", key="k-1").json["trial"]["word"] == "done"
    assert tried == [1]


def test_what_cannot_be_tried_says_so(desk: Desk) -> None:
    refused(desk.post("quan", "/devices/khong-co/test"), 404, "unknown_device")
    refused(desk.post("quan", "/devices/p1/test"), 409, "no_test")

    def broken() -> str:
        raise OSError("the cable")

    desk.house.devices.take_on("p1", Hands("printer", None, broken))
    desk.post("quan", "/devices/p1/test")
    until(lambda: row(desk, "p1")["trial"]["word"] == "failed")
    refused(desk.post("lan", "/devices/p1/test"), 403, "not_allowed")


def test_the_page_follows_and_tries_a_pad_and_a_board(
    browser: Browser, tmp_path: Path, pad: FakePad
) -> None:
    call = {**pad_row("ban-phim-3", "call", pad.path, KEYS), "counter": "3"}
    desk = OpenDesk(tmp_path, pads=[*PADS, call])
    pads, screens = counter.start(desk.house), Screens(desk.house).start()
    try:
        until(lambda: desk.house.devices.get("ban-phim-3").state == "ok")
        desk.house.devices.set("p1", "not_ready", "paper_out")
        with (
            at(browser, desk, "danh-gia-1", "/rating/1") as tablet,
            at(browser, desk, "quan", "/dashboard/devices") as page,
        ):
            cards = page.locator("#devices > li")
            expect(cards.first).to_contain_text("Máy in 1")
            expect(cards.first).to_contain_text("hết giấy")
            mine = page.locator("#devices > li", has_text="ban-phim-3")
            expect(mine.locator("h3")).to_have_text("Bàn phím gọi · Quầy 3")
            pad.press(b"\x02")
            pad.press(b"x")
            expect(mine.locator(".devs-counts > [data-key=junk]")).to_contain_text("2")
            accessible(page, "all devices")
            shot(page, "devices-1280")

            mine.get_by_role("button", name="Kiểm tra").click()
            expect(mine.locator(".devs-trial")).to_contain_text("Hãy bấm một phím")
            pad.press(b"\x021\x03")
            expect(mine.locator(".devs-trial")).to_contain_text("hoạt động tốt")
            accessible(page, "a device that was tried")

            # the tablet loads itself again, since nobody touches it
            tablet.evaluate("window.before = true")
            board = page.locator("#devices > li", has_text="danh-gia-1")
            expect(board.locator(".devs-counts")).to_contain_text("trang đang mở")
            board.get_by_role("button", name="Kiểm tra").click()
            expect(board.locator(".devs-trial")).to_contain_text("hoạt động tốt", timeout=20_000)
            assert tablet.evaluate("window.before") is None

            page.locator("#trouble").check()
            expect(cards).to_have_count(1)
            desk.house.devices.set("p1", "ok")
            expect(cards).to_have_count(0)
            expect(page.locator("#nothing")).to_be_visible()
            pad.unplug()
            expect(cards).to_have_count(1)
            expect(cards.first).to_contain_text("ban-phim-3")
            page.locator("#trouble").uncheck()
            page.locator("#name").fill("quầy 2")
            expect(cards).to_have_count(1)
        with at(browser, desk, "truong", "/dashboard/devices?lang=en", width=360) as page:
            expect(page.locator("#devices > li").first).to_contain_text("Down")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            accessible(page, "a phone")
            shot(page, "devices-360")
    finally:
        pads.stop()
        desk.close()
        assert screens.sids("k1") == set()
