"""The guides of docs/vi: a supervisor's day by keyboard, whose pages are their pictures.

With HALL_SCREENSHOTS set, the pictures are written to docs/vi/anh.
"""

from __future__ import annotations

import io
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from engine.clock import WallClock
from languages import Languages
from people import People
from settings import load
from tests.server import ROOT, Server
from tests.stories.cast import Kiosk
from web.credentials import DEVICE_COOKIE

GUIDES = ROOT / "docs" / "vi"
PICTURES = GUIDES / "anh"
PASSWORD = "mot mat khau dai"
STAFF = {"tran-thi-lan": "officer", "le-van-minh": "supervisor", "quan-tri": "admin"}
PIN = "2468"


def guides() -> list[Path]:
    return sorted(GUIDES.glob("*.md"))


@pytest.mark.parametrize("guide", guides(), ids=lambda path: path.stem)
def test_what_a_guide_names_is_on_the_screen_and_what_it_shows_is_there(guide: Path) -> None:
    words = guide.read_text(encoding="utf-8")
    said = set(Languages().catalogue("vi").values())
    for name in set(re.findall(r"\*\*(.+?)\*\*", words)) - {"chữ", "đậm", "Phiếu viết tay"}:
        assert any(name in text for text in said), f"{name}: no page says so"
    for picture in re.findall(r"\]\((anh/[^)]+)\)", words):
        assert (GUIDES / picture).is_file(), picture
    for page in re.findall(r"\]\(((?!anh/)[^)]+\.md)\)", words):
        assert (GUIDES / page).resolve().is_file(), page


@contextmanager
def working_day(folder: Path) -> Iterator[tuple[Server, dict[str, str]]]:
    """The hall of config.yaml with its people; tokens by name, keys by device."""
    found: dict[str, str] = {}
    settings = load(ROOT / "config.yaml").data
    with Server(
        ROOT / "config.yaml", data=folder, args=("--bench",), env={"HALL_HELPER_PIN": PIN}
    ) as hall:
        now = WallClock.wall
        people = People(f"sqlite:///{folder}/hall.db", settings["hall"]["id"], now).open()
        for name, role in STAFF.items():
            people.add_officer(name, role, None, PASSWORD)
            session = people.login(name, PASSWORD)
            assert session is not None
            found[name] = session[0]
        people.close()
        found["kiosk"] = hall.enrol("kiosk-cua-chinh")
        yield hall, found


class Desk:
    """One person's browser, used by keyboard alone."""

    def __init__(self, browser: Browser, url: str, width: int = 1280, height: int = 800) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN"
        )
        self.page: Page = self.context.new_page()
        self.url = url

    def login(self, name: str, to: str) -> None:
        self.page.goto(f"{self.url}/login?next={to}")
        self.walk('input[name="name"]')
        self.page.keyboard.type(name)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"**{to}")

    def walk(self, to: str) -> None:
        """Tab until what the selector names has the focus."""
        goal = self.page.locator(to).first
        goal.wait_for()
        for _ in range(200):
            if goal.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{to} can't be reached by Tab")

    def press(self, to: str) -> None:
        self.walk(to)
        self.page.keyboard.press("Enter")

    def picture(self, name: str) -> None:
        """Kept for the guide, in few colours: it is read on paper."""
        if os.environ.get("HALL_SCREENSHOTS"):
            PICTURES.mkdir(exist_ok=True)
            shot = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
            shot.quantize(64).save(PICTURES / f"{name}.png", optimize=True)


def crowd(hall: Server, found: dict[str, str]) -> None:
    """People come for identity cards; one of them has priority."""
    kiosk = Kiosk(hall.url, found["kiosk"])
    end = time.monotonic() + 10  # a key made beside a running server is known within 5 s
    while kiosk.session.get(f"{hall.url}/api/v1/hall").status_code == 401:
        assert time.monotonic() < end
        time.sleep(0.2)
    for n in range(7):
        kiosk.take_ticket(("cap-can-cuoc", "dinh-danh-dien-tu", "huong-dan-ho-so")[n % 3])
    kiosk.take_ticket("cap-can-cuoc", **{"class": "priority", "ground": "nguoi-cao-tuoi"})


@pytest.mark.timeout(180)
def test_a_days_work_by_keyboard_alone_as_the_guides_tell_it(
    tmp_path: Path, browser: Browser
) -> None:
    with working_day(tmp_path) as (hall, found):
        crowd(hall, found)
        an_officer_serves(Desk(browser, hall.url))
        a_supervisor_sees_to_it(Desk(browser, hall.url), hall, found)
        a_technician_looks(Desk(browser, hall.url))
        a_helper_stands_by(browser, hall, found)


def an_officer_serves(desk: Desk) -> None:
    page, keys = desk.page, desk.page.keyboard
    desk.login("tran-thi-lan", "/counter/3")
    officer = page.locator("#officer")
    expect(officer).to_have_attribute("data-state", "closed")
    keys.press("o")
    expect(officer).to_have_attribute("data-state", "free")
    keys.press("Space")
    expect(officer).to_have_attribute("data-state", "called")
    keys.press("s")
    expect(officer).to_have_attribute("data-state", "serving")
    expect(page.locator("#number")).to_have_text(re.compile(r"^[A-ZĐ]+\d+$"))
    desk.picture("can-bo")
    keys.press("t")
    expect(page.locator("#dialog-transfer")).to_be_visible()
    desk.picture("can-bo-chuyen")
    keys.press("Escape")
    desk.context.close()


def a_supervisor_sees_to_it(desk: Desk, hall: Server, found: dict[str, str]) -> None:
    page, keys = desk.page, desk.page.keyboard
    desk.login("le-van-minh", "/dashboard")
    expect(page.locator("#services tr").nth(2)).to_be_attached()
    desk.picture("dieu-hanh")
    page.goto(f"{hall.url}/boards")
    desk.walk("#text-vi")
    keys.type("Chiều nay bộ phận Đất đai nghỉ từ 16 giờ.")
    keys.press("Enter")
    expect(page.locator("#messages li")).to_contain_text("Đất đai nghỉ từ 16 giờ")
    desk.picture("thong-bao")
    page.goto(f"{hall.url}/reception")
    desk.walk("#query")
    keys.type("can cuoc")
    expect(page.locator("#hits label").first).to_contain_text("căn cước")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator("#ticket-number")).to_have_text(re.compile(r"[A-ZĐ]+\d+"))
    desk.picture("tiep-don")
    page.goto(f"{hall.url}/kiosks")
    desk.press("#stop button[type=submit]")
    expect(page.locator("#stopped")).to_contain_text("Đã ngừng")
    desk.press("#resume")
    expect(page.locator("#stopped")).to_contain_text("đang cấp số")
    desk.context.close()


def a_technician_looks(desk: Desk) -> None:
    page = desk.page
    desk.login("quan-tri", "/dashboard/devices")
    expect(page.locator("#devices > *").nth(3)).to_be_attached()
    desk.picture("thiet-bi")
    page.goto(f"{desk.url}/setup")
    page.wait_for_selector("main h2")
    desk.picture("thiet-lap")
    desk.context.close()


def a_helper_stands_by(browser: Browser, hall: Server, found: dict[str, str]) -> None:
    kiosk = Desk(browser, hall.url, 1080, 1920)
    kiosk.context.add_cookies(
        [{"name": f"{DEVICE_COOKIE}kiosk", "value": found["kiosk"], "url": hall.url}]
    )
    page = kiosk.page
    page.goto(f"{hall.url}/kiosk/kiosk-cua-chinh")
    page.wait_for_selector("body[data-ready]")
    kiosk.picture("kiosk")
    for _ in range(5):
        page.locator("#clock").click()
    page.wait_for_selector('#screen[data-screen="pin"]')
    page.wait_for_timeout(400)  # a touch right after a new screen counts for nothing
    for digit in PIN:
        page.locator(f'.key:text-is("{digit}")').click()
    page.locator(".key.main").click()
    page.wait_for_selector('#screen[data-screen="helper"]')
    kiosk.picture("kiosk-ho-tro")
    kiosk.context.close()
