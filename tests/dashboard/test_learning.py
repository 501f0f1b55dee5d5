"""Learning a pad: its bytes live, a pattern tried on them, and a row that the check takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, expect

import counter
from dashboard import lines
from settings import load
from tests.counter.browser import OpenDesk, accessible, at, shot
from tests.counter.desk import PADS, Desk, refused
from tests.fakes.pad import FakePad
from tests.fakes.padded import pad_row

ROOT = Path(__file__).parents[2]


@pytest.fixture
def pad(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePad]:
    """A pad nobody knows, at a name in /dev."""
    link = Path(f"/dev/shm/hall-pad-{time.monotonic_ns()}")
    with FakePad(link) as it:
        yield it


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def heard(desk: Desk, port: str) -> dict:
    return desk.client.get(
        "/api/v1/lines/heard", query_string={"port": port}, headers=desk.headers("admin")
    ).json


def tried(desk: Desk, port: str, frame: str, checksum: str = "") -> dict:
    query = {"port": port, "frame": frame, "checksum": checksum}
    reply = desk.client.get("/api/v1/lines/try", query_string=query, headers=desk.headers("admin"))
    return {"status": reply.status_code, **reply.json}


def test_bytes_come_with_their_gaps_and_a_pattern_is_tried_on_them(
    desk: Desk, pad: FakePad
) -> None:
    assert heard(desk, pad.path)["state"] == "ended"
    assert tried(desk, pad.path, "(?P<key>.)")["status"] == 404
    reply = desk.post("admin", "/lines/listen", {"port": pad.path})
    assert reply.status_code == 200, reply.text
    until(lambda: heard(desk, pad.path)["state"] == "ok")
    for key in b"121":
        pad.press(bytes((0x4B, key, 0x0D)))
        time.sleep(0.2)
    picture = heard(desk, pad.path)
    assert [b["bytes"] for b in picture["heard"]] == ["4B 31 0D", "4B 32 0D", "4B 31 0D"]
    assert picture["heard"][0]["gap"] is None and 150 < picture["heard"][1]["gap"] < 1000
    assert picture["heard"][0]["text"] == "K1·"
    assert picture["suggestions"] == [
        {"frame": r"K(?P<key>.)\x0d", "checksum": None, "why": "same"}
    ]
    found = tried(desk, pad.path, r"K(?P<key>\d)\r")
    assert (found["frames"], found["junk"], found["newest"]) == (3, 0, "31")
    assert [(k["key"], k["text"], k["times"]) for k in found["keys"]] == [
        ("31", "1", 2), ("32", "2", 1),
    ]  # fmt: skip
    assert tried(desk, pad.path, r"K(?P<key>1)\r")["junk"] == 3
    assert "repeats within" in tried(desk, pad.path, "(?P<key>(a+)+)")["why"]
    assert "no group key" in tried(desk, pad.path, r"K(\d)")["why"]


def test_only_lines_of_nobody_else_are_opened(tmp_path: Path) -> None:
    bus = {"id": "led", "name": {"vi": "LED"}, "driver": "x", "options": {}, "port": "/dev/led",
           "baud": 9600, "segments": True, "boards": []}  # fmt: skip
    desk = Desk(tmp_path, led_buses=[bus])
    try:
        for port in ("/etc/passwd", "/dev/../etc/passwd", "file:///x", "COM3x", "spy://x:1"):
            refused(desk.post("admin", "/lines/listen", {"port": port}), 400, "bad_request")
        refused(desk.post("admin", "/lines/listen", {"port": "/dev/led"}), 409, "port_taken")
        body = {"port": "/dev/nothing", "baud": 9601}
        refused(desk.post("admin", "/lines/listen", body), 400, "bad_request")
        for who in ("truong", "lan"):
            refused(desk.post(who, "/lines/listen", {"port": "/dev/x"}), 403, "not_allowed")
        for n in range(lines.MOST):
            assert desk.post("admin", "/lines/listen", {"port": f"/dev/n{n}"}).status_code == 200
        refused(desk.post("admin", "/lines/listen", {"port": "/dev/more"}), 409, "too_many")
    finally:
        desk.close()


def test_a_line_is_let_go_when_nobody_asks_again(
    desk: Desk, pad: FakePad, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LISTENS", 0.3)
    desk.post("admin", "/lines/listen", {"port": pad.path})
    until(lambda: heard(desk, pad.path)["state"] == "ok")
    until(lambda: heard(desk, pad.path)["state"] == "ended")
    assert desk.house.lines.users(pad.path) == []


def test_a_technician_learns_a_pad_and_the_check_takes_the_row(
    browser: Browser, tmp_path: Path, pad: FakePad
) -> None:
    desk = OpenDesk(tmp_path)
    try:
        with at(browser, desk, "admin", "/dashboard/pads", height=1500) as page:
            accessible(page, "nothing learnt")
            page.locator("#port").fill(pad.path)
            page.get_by_role("button", name="Nghe").click()
            expect(page.locator("#line")).to_contain_text("Đang nghe ở 9600 baud")
            expect(page.locator("#no-pattern")).to_be_visible()
            for key in b"NRS":
                pad.press(bytes((0x02, key, 0x03)))
                expect(page.locator("#heard li").first).to_contain_text(f"02 {key:02X} 03")
                page.wait_for_timeout(150)
            expect(page.locator("#suggestions li")).to_have_count(2)
            page.get_by_role("button", name="Dùng mẫu này").first.click()
            expect(page.locator("#found")).to_contain_text("Tìm thấy 3 lần bấm, thừa 0 byte")
            expect(page.locator("#just")).to_have_text("Vừa bấm phím 53.")
            for key, name in (("4e", "gọi số tiếp"), ("52", "gọi lại"), ("53", "bắt đầu phục vụ")):
                page.locator(f"#keys [data-key='call/{key}'] select").select_option(label=name)
            expect(page.locator("#missing")).to_contain_text("mã bàn phím, quầy")
            page.locator("#id").fill("goi-3")
            page.locator("#counter").select_option("3")
            pad.press(b"\x02F\x03")  # not yet given a meaning
            expect(page.locator("#just")).to_have_text("Vừa bấm phím 46.")
            expect(page.locator("#keys [data-key='call/46']")).to_have_attribute("data-newest", "")
            pasted = page.locator("#row").inner_text()
            accessible(page, "a row to paste")
            shot(page, "learn-1280")
            page.locator("#frame").fill("(?P<key>(a+)+)")
            expect(page.locator("#found")).to_contain_text("Không dùng được mẫu này")
            expect(page.locator("#row")).to_be_hidden()
        with at(browser, desk, "admin", "/dashboard/pads?lang=en", width=360) as page:
            page.locator("#port").fill(pad.path)
            page.get_by_role("button", name="Listen").click()
            expect(page.locator("#heard li")).to_have_count(4)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            accessible(page, "a phone")
            shot(page, "learn-360")
    finally:
        desk.close()
    (row,) = yaml.safe_load(pasted)
    assert row["keys"] == {"4e": "next", "52": "recall", "53": "start"}
    text = (ROOT / "halls" / "ward.yaml").read_text()
    before, mark, after = text.partition("\npads:\n")
    assert mark
    (tmp_path / "config.yaml").write_text(f"{before}{mark}{pasted}\n{after}")
    (tmp_path / "catalogue").symlink_to(ROOT / "catalogue")
    checked = load(tmp_path / "config.yaml")
    assert checked.mistakes == []
    assert checked.data is not None
    assert checked.data["pads"][0]["frame"] == r"\x02(?P<key>[\x20-\x7e]+)\x03"


def test_a_pad_in_use_is_listened_to_beside_its_work(
    browser: Browser, tmp_path: Path, pad: FakePad
) -> None:
    call = {**pad_row("goi-3", "call", pad.path, {"31": "next"}), "counter": "3"}
    desk = OpenDesk(tmp_path, pads=[*PADS, call])
    pads = counter.start(desk.house)
    try:
        until(lambda: desk.house.devices.get("goi-3").state == "ok")
        desk.issue("so-do")
        desk.open("hoa", "3")
        with at(browser, desk, "quan", "/dashboard/pads?pad=goi-3") as page:
            expect(page.locator("#line")).to_contain_text("goi-3")
            pad.press(b"\x021\x03")
            expect(page.locator("#just")).to_have_text("Vừa bấm phím 31.")
            expect(page.locator("#row")).to_contain_text("keys: {'31': next}")
        until(lambda: pads.counts()["goi-3"]["presses"] == 1)
    finally:
        pads.stop()
        desk.close()
