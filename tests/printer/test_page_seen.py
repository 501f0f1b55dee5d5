"""The page of slips and printers in a browser: what it shows is what comes out of the printer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from engine.base import listener
from printer.pages import pages
from printer.spool import spool_of
from tests.counter.browser import PATIENCE, accessible, is_wrong, shot
from tests.fakes.printer import FakePrinter
from tests.halls import small_hall, text
from tests.printer.conftest import tcp_row
from tests.printer.slips import same_ink
from tests.web.houses import SmallHouse, small_house
from web.credentials import PERSON_COOKIE


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    with FakePrinter() as printer:
        yield printer


@pytest.fixture
def house(fake: FakePrinter) -> Iterator[SmallHouse]:
    rows = [
        {**tcp_row(fake), "roll": 80, "divert_to": "p2", "divert_after": 30},
        {"id": "p2", "name": text("Máy in 2"), "driver": "screen", "options": {}, "width": 384},
    ]
    with small_house(pages, settings=small_hall(printers=rows)) as it:
        spool = spool_of(it.house).start()
        yield it
        spool.stop()


@contextmanager
def seen(browser: Browser, house: SmallHouse, path: str, width: int) -> Iterator[Page]:
    door = listener("127.0.0.1", 0)
    serving = house.engine.serve(house.app, door)
    url = f"http://127.0.0.1:{door.getsockname()[1]}"
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": 900}, locale="vi-VN"
    )
    token: Any = house.officer("lan", "admin")
    context.add_cookies([{"name": PERSON_COOKIE, "value": token, "url": url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if is_wrong(said) else None)
    page.goto(path)
    yield page
    context.close()
    serving.stop()
    assert wrong == [], wrong


def test_the_test_page_comes_out_as_it_is_shown(
    browser: Browser, house: SmallHouse, fake: FakePrinter
) -> None:
    with seen(browser, house, "/printers?printer=p1&kind=test", 1280) as page:
        accessible(page, "printers")
        page.get_by_role("button", name="In trang thử").click()
        expect(page.locator("#said")).to_have_text("Trang thử đã in xong.")
        shown = page.request.get(page.locator("figure img").get_attribute("src") or "").body()
        (slip,) = fake.wait_for(1)
        assert same_ink(Image.open(io.BytesIO(shown)), slip.picture())
        shot(page, "printers-test")
        fake.set(cover_open=True)
        page.get_by_role("button", name="In trang thử").click()
        expect(page.locator("#said")).to_have_text("Chưa in được: nắp mở")
        page.locator("#paper").click()
        expect(page.locator("#said")).to_have_text("Đã ghi nhận cuộn mới.")
        assert house.house.live.paper == {"p1": 0}


def test_printer_language_and_kind_are_chosen_by_keyboard_on_a_phones_width(
    browser: Browser, house: SmallHouse
) -> None:
    with seen(browser, house, "/printers", 360) as page:
        page.get_by_role("combobox", name="Máy in").select_option("p2")
        page.get_by_label("Ngôn ngữ của công dân").select_option("en")
        page.get_by_label("Nội dung").select_option("reprint")
        page.get_by_role("button", name="Xem").press("Enter")
        page.wait_for_url("**printer=p2**")
        src = page.locator("figure img").get_attribute("src")
        assert src == "/api/v1/printers/p2/preview.png?language=en&reprint=1"
        assert page.evaluate("document.querySelector('figure img').naturalWidth") == 384
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        accessible(page, "printers, narrow")
        shot(page, "printers-narrow")
