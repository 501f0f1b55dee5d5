"""The doors in a browser: log in, pair, come back, and the socket's manners (reload, goodbye)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Blueprint, render_template_string
from playwright.sync_api import Browser, Error, Page, expect

from engine.base import listener
from tests.counter.browser import PATIENCE, accessible, is_wrong
from tests.web.houses import SmallHouse, small_house
from web.api import Api
from web.topics import ALL, Topic

PASSWORD = "mat-khau-dai-123"
PAGE = """{% extends "web/base.html" %}
{% block body %}<main><h1>Watch</h1><p id="seen"></p><p id="stale"></p></main>{% endblock %}
{% block script %}<script type="module" src="/watch.js"></script>{% endblock %}
"""


def watching(house):
    """A page with nothing but live.js."""
    bp = Blueprint("watching", __name__)
    api = Api(bp, house)

    @api.page("/kiosk/<kiosk>", roles=("kiosk",))
    def page(who, kiosk):
        return render_template_string(PAGE)

    @api.page("/watch.js", roles=("kiosk",))
    def script(who):
        from flask import Response

        return Response(
            'import { live } from "/static/web/live.js";\n'
            "const l = live(); window.l = l; l.idleWhen(() => window.idle !== false);\n"
            "const seen = document.getElementById('seen');\n"
            "l.watch('n', (data) => { seen.textContent = String(data.n); });\n"
            "l.onStale((s) => { document.getElementById('stale').textContent = String(s); });\n",
            mimetype="text/javascript",
        )

    house.n = 1
    house.topics.add(
        Topic("n", ("kiosk",), lambda hall, id, now: {"n": house.n}, lambda event, hall: ALL)
    )
    return bp


class Served:
    def __init__(self, hall: SmallHouse) -> None:
        self.hall = hall
        hall.house.start()
        self.door = listener("127.0.0.1", 0)
        self.serving = hall.engine.serve(hall.app, self.door)
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"


@pytest.fixture
def served() -> Iterator[Served]:
    with small_house(watching) as hall:
        hall.officer("lan", "admin")
        served = Served(hall)
        yield served
        served.serving.stop()


@contextmanager
def visitor(browser: Browser, served: Served, **options) -> Iterator[Page]:
    context = browser.new_context(base_url=served.url, locale="vi-VN", **options)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if is_wrong(said) else None)
    yield page
    context.close()
    assert wrong == [], wrong


@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_read_the_doors(browser: Browser, served: Served, width: int):
    with visitor(browser, served, viewport={"width": width, "height": 800}) as page:
        for path in ("/", "/login", "/pair", "/?lang=en", "/nowhere"):
            page.goto(path)
            accessible(page, path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_an_officer_logs_in_after_a_slip_and_comes_where_they_wanted(
    browser: Browser, served: Served
):
    with visitor(browser, served) as page:
        page.goto("/login?next=/?lang=en")
        page.get_by_label("Tên đăng nhập").fill("lan")
        page.get_by_label("Mật khẩu").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Tên đăng nhập hoặc mật khẩu không đúng.")
        accessible(page, "a wrong password")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{served.url}/?lang=en")
        (cookie,) = [c for c in page.context.cookies() if c["name"] == "hall_person"]
        assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("button", name="Log out")).to_have_count(0)
        assert "hall_person" not in {c["name"] for c in page.context.cookies()}


def until(page: Page, true: str) -> None:
    """Playwright's own waiting evaluates text in the page, which the pages' policy forbids."""
    for _ in range(PATIENCE // 50):
        try:
            if page.evaluate(true):
                return
        except Error:
            pass  # the page is just being loaded anew
        page.wait_for_timeout(50)
    raise AssertionError(true)


def pair(page: Page, served: Served) -> None:
    page.goto("/kiosk/k1")
    page.wait_for_url("**/pair?next=/kiosk/k1")
    page.get_by_label("Khóa thiết bị").fill("hk_wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("không thuộc thiết bị nào")
    page.get_by_label("Khóa thiết bị").fill(served.hall.device("k1", "kiosk"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/kiosk/k1")


def test_a_device_is_paired_once_and_its_page_lives(browser: Browser, served: Served):
    with visitor(browser, served) as page:
        pair(page, served)
        expect(page.locator("#seen")).to_have_text("1")
        served.hall.house.n = 2
        served.hall.house.topics.touch("n")
        expect(page.locator("#seen")).to_have_text("2")
        page.goto("/kiosk/k1")
        expect(page.locator("#seen")).to_have_text("2")


def test_a_picture_that_was_lost_is_asked_for_again(browser: Browser, served: Served):
    """F16: `alive` tells a page that it is behind."""
    topics, send = served.hall.house.topics, served.hall.house.topics.send
    with visitor(browser, served) as page:
        pair(page, served)
        expect(page.locator("#seen")).to_have_text("1")
        topics.send = lambda event, *rest: None if event == "picture" else send(event, *rest)
        served.hall.house.n = 3
        topics.touch("n")
        expect(page.locator("#seen")).to_have_text("3", timeout=6000)


def test_a_page_of_an_older_version_reloads_itself_when_idle(browser: Browser, served: Served):
    """F32."""
    with visitor(browser, served) as page:
        pair(page, served)
        expect(page.locator("#seen")).to_have_text("1")
        page.evaluate("window.old = true; window.idle = false")
        served.hall.house.version = "newer"
        live = served.hall.live
        for sid in list(live.clients):
            live._hello(sid)
        page.wait_for_timeout(1500)
        assert page.evaluate("window.old") is True, "somebody is using it"
        page.evaluate("window.idle = true")
        until(page, "window.old === undefined")


def test_a_page_comes_back_after_goodbye_and_after_a_new_epoch(browser: Browser, served: Served):
    with visitor(browser, served) as page:
        pair(page, served)
        expect(page.locator("#seen")).to_have_text("1")
        served.hall.live.goodbye()
        until(page, "!window.l.connected")
        served.hall.live.closing = False
        served.hall.journal.epoch = "epoch-2"
        served.hall.house.n = 9
        expect(page.locator("#seen")).to_have_text("9", timeout=PATIENCE)
        expect(page.locator("#stale")).to_have_text(re.compile(r"^[0-3]$"))
