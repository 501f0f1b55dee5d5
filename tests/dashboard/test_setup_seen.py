"""The set-up by keyboard in a browser: a field, its mistake, a row, apply, history, a sheet."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from settings import load
from tests.counter.browser import OpenDesk, accessible, at, shot
from tests.dashboard.set_up import DRIVERS, config, furnish

SLOW = 30_000  # ms: a check on a machine that others use


def test_a_hall_is_set_up_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    path = config(tmp_path)
    checked = load(path, DRIVERS, bench=True)
    desk = OpenDesk(tmp_path, **(checked.data or {}))
    furnish(desk, tmp_path, checked)
    try:
        with at(browser, desk, "admin", "/setup") as page:
            expect.set_options(timeout=SLOW)
            field, wrong = (
                page.locator("#f-hall\\.target_wait"),
                page.locator(".setup-error:visible"),
            )
            expect(field).to_be_visible()
            accessible(page, "the hall's section")
            field.fill("chuối")
            field.press("Tab")
            expect(wrong).to_contain_text("no span of time")
            expect(field).to_have_attribute("aria-invalid", "true")
            accessible(page, "a mistake at its field")
            shot(page, "setup-mistake")
            field.fill("25 min")
            field.press("Tab")
            expect(wrong).to_have_count(0)
            page.goto("/setup#services/0")
            minutes = page.locator("#f-services\\.0\\.minutes")
            minutes.fill("17")
            minutes.press("Tab")
            expect(page.locator("#n-changes")).to_have_text("2")
            page.goto("/setup#hours")
            page.locator("#f-hours\\.closures-add").focus()
            page.keyboard.press("Enter")
            expect(page.locator("#f-hours\\.closures\\.0\\.from")).to_be_focused()
            accessible(page, "a new row")
            page.keyboard.type("2026-12-19")
            page.keyboard.press("Tab")
            page.keyboard.type("2026-12-20")
            page.keyboard.press("Tab")
            page.keyboard.type("Nâng cấp hệ thống điện")
            page.keyboard.press("Tab")
            expect(page.locator("#mistakes li:not([data-warning])")).to_have_count(0)
            shot(page, "setup-hours")
            page.goto("/setup#changes")
            expect(page.locator(".setup-diff [data-sign='+']")).not_to_have_count(0)
            accessible(page, "the changes")
            shot(page, "setup-changes")
            page.locator("#why").fill("giờ mới")
            page.keyboard.press("Enter")
            expect(page.locator("#setup")).to_have_attribute("data-state", "file")
            page.goto("/setup#history")
            page.locator(".setup-history summary").first.press("Enter")
            expect(page.locator(".setup-history .setup-changes").first).to_be_visible()
            accessible(page, "the history")
            page.goto("/setup#text")
            expect(page.locator("#whole")).to_have_value(path.read_text(encoding="utf-8"))
            accessible(page, "the text")
            page.goto("/setup#import")
            sheet = {"name": "a.csv", "mimeType": "text/csv",
                     "buffer": "code,name,service\n1,Tên,khong-co\n".encode()}  # fmt: skip
            page.locator("#sheet").set_input_files([sheet])
            expect(page.locator("#counts")).to_be_visible()
            accessible(page, "an import")
            page.set_viewport_size({"width": 360, "height": 760})
            page.goto("/setup#counters/0")
            expect(page.locator("#f-counters\\.0\\.zone")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            accessible(page, "on a phone")
            shot(page, "setup-phone")
        settings = desk.house.settings
        assert settings["services"][0]["minutes"] == 17
        assert settings["hall"]["target_wait"] == 1500
        assert [c["to"] for c in settings["hours"]["closures"]] == ["2026-12-20"]
    finally:
        desk.close()
