"""The lock over a counter that serves, the second step and the pairing of a kiosk, in a browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect

from people import totp
from tests.counter.browser import OpenDesk, accessible, at, shot
from tests.counter.desk import PASSWORD

LOCK = 31 * 60  # s


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    desk = OpenDesk(tmp_path)
    yield desk
    desk.close()


def page_session(desk: OpenDesk, name: str) -> str:
    """A session as the login page makes it: it locks."""
    found = desk.people.login(name, PASSWORD, page=True)
    assert found
    desk.tokens[name] = found[0]
    return name


def test_the_lock_covers_a_serving_counter_and_gives_it_back(browser: Browser, desk: OpenDesk):
    desk.post("lan", "/counters/1/open")
    number = desk.issue("khai-sinh")["number"]
    desk.post("lan", "/counters/1/call-next")
    desk.post("lan", "/counters/1/start")
    with at(browser, desk, page_session(desk, "lan"), "/counter/1") as page:
        expect(page.locator("main").first).to_contain_text(number)
        page.evaluate("document.body.dataset.kept = 'as it was'")
        desk.later(LOCK)
        cover = page.get_by_role("dialog", name="Đã khóa")
        expect(cover).to_be_visible()
        accessible(page, "the lock")
        shot(page, "web-locked")
        seq = desk.house.live.seq
        for key in ("Escape", "Escape", "Enter", "F2", "Space"):
            page.keyboard.press(key)
        expect(cover).to_be_visible()
        assert desk.house.live.seq == seq, "no key reaches the counter"
        assert desk.house.live.counters["1"].ticket is not None, "the ticket stays"
        page.get_by_label("Mật khẩu").fill("wrong")
        page.keyboard.press("Enter")
        expect(cover.get_by_role("alert")).to_have_text("Mật khẩu không đúng.")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(cover).to_have_count(0)
        assert page.evaluate("document.body.dataset.kept") == "as it was", "not loaded anew"
        expect(page.locator("main").first).to_contain_text(number)
        desk.post("lan", "/counters/1/finish")  # the page hears of it: its socket is back
        expect(page.locator("[data-state=stale]")).to_have_count(0)


def test_a_locked_browser_comes_back_to_the_page_it_asks_for(browser: Browser, desk: OpenDesk):
    name = page_session(desk, "lan")
    desk.clock.advance(LOCK)
    with at(browser, desk, name, "/counter/1") as page:
        page.wait_for_url("**/unlock?next=/counter/1")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/counter/1")


def test_the_second_step_from_the_qr_code_to_the_next_login(
    browser: Browser, desk: OpenDesk, tmp_path: Path
):
    with at(browser, desk, page_session(desk, "admin"), "/account") as page:
        accessible(page, "the second step, off")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        qr = page.locator("#qr")
        expect(qr).to_be_visible()
        page.evaluate("document.getElementById('qr').decode()")
        accessible(page, "the second step, to be confirmed")
        qr.screenshot(path=tmp_path / "qr.png")
        (found,) = zxingcpp.read_barcodes(Image.open(tmp_path / "qr.png"))
        assert found.text.startswith("otpauth://totp/")
        secret = found.text.split("secret=")[1].split("&")[0]
        page.get_by_label("Mã trên điện thoại").fill(totp.code(secret, int(time.time()) // 30))
        page.keyboard.press("Enter")
        expect(page.locator("#recovery li")).to_have_count(10)
        accessible(page, "the recovery codes")
        shot(page, "web-recovery-codes")
        recovery = page.locator("#recovery li").first.inner_text()
        page.goto("/officers")
        accessible(page, "the officers")
        page.context.clear_cookies()
        page.goto("/login?next=/account")
        page.get_by_label("Tên đăng nhập").fill("admin")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        expect(page.get_by_label("Mã trên điện thoại")).to_be_hidden()
        page.keyboard.press("Enter")
        code = page.get_by_label("Mã trên điện thoại")
        expect(code).to_be_focused()
        accessible(page, "the login's second step")
        code.fill("000000")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("mã không đúng")
        code.fill(recovery.lower())
        page.keyboard.press("Enter")
        page.wait_for_url("**/account")
        expect(page.locator("#state")).to_contain_text("9")


def test_a_kiosk_is_paired_by_the_code_on_its_screen(browser: Browser, desk: OpenDesk):
    nobody = browser.new_context(base_url=desk.url, locale="vi-VN")
    kiosk = nobody.new_page()
    kiosk.goto("/kiosk/k1")
    kiosk.wait_for_url("**/pair?next=/kiosk/k1")
    shown = kiosk.locator("#shown")
    expect(shown).not_to_be_empty()
    accessible(kiosk, "the code")
    shot(kiosk, "web-pairing-code")
    with at(browser, desk, page_session(desk, "admin"), "/keys") as page:
        code = page.get_by_label("Mã trên màn hình thiết bị")
        expect(code).to_be_visible()
        expect(page.get_by_label("Đây là thiết bị")).to_have_value("k1")
        accessible(page, "who waits")
        code.fill("AAAA-AAAA")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Còn 4 lần thử")
        code.fill(shown.inner_text())
        page.keyboard.press("Enter")
        kiosk.wait_for_url("**/kiosk/k1", timeout=10_000)
        row = page.get_by_role("row", name="k1")
        expect(row).to_contain_text("127.0.0.1")
        shot(page, "web-keys")
        (before,) = [c["value"] for c in nobody.cookies() if c["name"].startswith("hall_d_")]
        row.get_by_role("button", name="Khóa mới").click()
        for _ in range(100):
            (now,) = [c["value"] for c in nobody.cookies() if c["name"].startswith("hall_d_")]
            if now != before:
                break
            kiosk.wait_for_timeout(50)
        assert now != before and desk.people.who(now).device == "k1"
        page.on("dialog", lambda dialog: dialog.accept())
        row.get_by_role("button", name="Thu hồi").click()
        expect(row).to_contain_text("chưa có khóa")
    nobody.close()
