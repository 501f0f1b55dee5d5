"""The officer's page when things are not as they should be, and whether everybody can use it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.counter.browser import OpenDesk, accessible, at, shot


def state(page: Page, wanted: str) -> None:
    expect(page.locator("#officer")).to_have_attribute("data-state", wanted)


def kinds(desk: OpenDesk) -> list[str]:
    return [e["kind"] for e in desk.journal.events(0, 100)]


def test_the_page_suggests_to_call_again_and_then_the_no_show(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    desk.issue()
    desk.open("lan", "1")
    with at(browser, desk, "lan", "/counter/1") as page:
        state(page, "free")
        prompt = page.locator("#prompt")
        desk.later(11)
        expect(prompt).to_contain_text("Có người đang chờ: A001")
        desk.do("lan", "/counters/1/call-next")
        expect(prompt).to_have_text("")
        for words, move in (("Gọi lại?", "recall"), ("Gọi lại lần nữa?", "recall")):
            desk.later(31)
            expect(prompt).to_contain_text(f"A001 {'vẫn ' if 'nữa' in words else ''}chưa đến")
            expect(prompt).to_contain_text(words)
            expect(page.locator(f"[data-move={move}]")).to_have_attribute("data-suggested", "")
            page.keyboard.press("r")
            expect(prompt).to_have_text("")
        desk.later(31)
        expect(prompt).to_contain_text("Vắng mặt?")
        shot(page, "counter-no-show")
        page.keyboard.press("n")
        state(page, "free")
        desk.issue()
        desk.do("lan", "/counters/1/call-next")
        desk.do("lan", "/counters/1/start")
        state(page, "serving")
        desk.later(3601)
        expect(prompt).to_contain_text("A002 đã phục vụ 60 phút. Đã xong chưa?")
        expect(page.locator("[data-move=finish]")).to_have_attribute("data-suggested", "")


def test_one_press_is_one_request_while_the_answer_is_awaited(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    desk.issue(), desk.issue()
    desk.open("lan", "1")
    with at(browser, desk, "lan", "/counter/1") as page:
        state(page, "free")
        asked: list[Any] = []
        page.route("**/call-next", lambda route: asked.append(route))
        for _ in range(3):
            page.keyboard.press("Space")
        page.locator("#next").click()
        expect(page.locator("body")).to_have_attribute("aria-busy", "true")
        page.wait_for_timeout(200)
        assert len(asked) == 1
        asked[0].continue_()
        state(page, "called")
        expect(page.locator("body")).not_to_have_attribute("aria-busy", "true")
    assert kinds(desk).count("TicketCalled") == 1


def test_a_lost_answer_is_asked_again_with_the_same_key(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    desk.issue(), desk.issue()
    desk.open("lan", "1")
    with at(browser, desk, "lan", "/counter/1") as page:
        state(page, "free")
        seen: list[str] = []

        def lose_the_first(route: Any) -> None:
            seen.append(route.request.headers["idempotency-key"])
            if len(seen) == 1:
                route.fetch()  # done by the server, but its answer never arrives
                route.abort()
            else:
                route.continue_()

        page.route("**/call-next", lose_the_first)
        page.keyboard.press("Space")
        expect(page.locator("#said")).to_have_text("Đã gọi A001")
        expect(page.locator("#number")).to_have_text("A001")
        assert len(seen) == 2 and seen[0] == seen[1]
    assert kinds(desk).count("TicketCalled") == 1


def test_a_refusal_is_told_in_words_and_the_page_goes_on(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    desk.issue()
    desk.open("lan", "1")
    with at(browser, desk, "lan", "/counter/1") as page:
        state(page, "free")
        page.keyboard.press("c")
        page.keyboard.type("Z999")
        page.keyboard.press("Enter")
        wrong = page.locator("#dialog-by-hand .sheet-wrong")
        expect(wrong).to_have_text("Hôm nay không có số này đang chờ.")
        accessible(page, "a refusal in a dialog")
        page.keyboard.press("Escape")
        # paused elsewhere, and the news of it is lost
        topics, send = desk.house.topics, desk.house.topics.send
        topics.send = lambda event, *rest: None if event == "picture" else send(event, *rest)
        desk.do("lan", "/counters/1/pause", {"reason": "break"})
        page.keyboard.press("Space")
        expect(page.locator("#wrong")).to_have_text("Lúc này không làm được việc đó. (tạm nghỉ)")
        accessible(page, "a refusal")
        topics.send = send
        desk.do("lan", "/counters/1/unpause")
        state(page, "free")
        page.keyboard.press("Space")
        state(page, "called")
        expect(page.locator("#wrong")).to_have_text("")


def test_a_stopped_journal_and_an_ended_login_are_clear(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    desk.issue()
    desk.open("lan", "1")
    with at(browser, desk, "lan", "/counter/1") as page:
        state(page, "free")
        desk.stop("the disk is full")
        expect(page.locator("#stripe")).to_contain_text("tạm thời không ghi được")
        shot(page, "counter-stopped")
        desk.stop(None)
        desk.house.topics.touch("counter")
        expect(page.locator("#stripe")).to_be_hidden()
        desk.people.logout(desk.tokens["lan"])
        page.keyboard.press("Space")
        expect(page.locator("#wrong")).to_contain_text("Phiên đăng nhập đã hết")
        link = page.get_by_role("link", name="Đăng nhập lại")
        expect(link).to_have_attribute("href", "/login?next=%2Fcounter%2F1")
        accessible(page, "an ended login")


def test_a_counter_is_taken_over_only_after_asking(browser: Browser, open_desk: OpenDesk) -> None:
    desk = open_desk
    desk.issue()
    desk.open("lan", "1")
    desk.do("lan", "/counters/1/call-next")
    with (
        at(browser, desk, "lan", "/counter/1") as before,
        at(browser, desk, "minh", "/counter/1") as page,
    ):
        state(before, "called")
        state(page, "other")
        expect(page.locator("#gate-title")).to_have_text("lan đang trực quầy này")
        expect(page.locator("#gate-words")).to_contain_text("A001")
        expect(page.locator("#moves")).to_be_hidden()
        accessible(page, "another officer's counter")
        page.keyboard.press("Space")  # no key acts here but the one that asks
        page.keyboard.press("o")
        expect(page.locator("#sure-title")).to_have_text("Tiếp quản quầy từ lan?")
        accessible(page, "asking before taking over")
        page.keyboard.press("Enter")
        state(page, "called")
        expect(page.locator("#who-name")).to_have_text("minh")
        state(before, "other")
    with at(browser, desk, "hoa", "/counter/1") as stranger:
        state(stranger, "other")
        expect(stranger.locator("#gate-act")).to_be_hidden()
        stranger.keyboard.press("o")
        expect(stranger.locator("dialog[open]")).to_have_count(0)


def test_a_note_and_earlier_legs_are_shown_to_the_next_officer(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    desk.issue(needs=["wheelchair"], **{"class": "priority", "ground": "nguoi-cao-tuoi"})
    desk.open("lan", "1")
    desk.open("minh", "3")
    desk.do("lan", "/counters/1/call-next")
    note = "<img src=x onerror=alert(1)> hồ sơ ở ngăn 3"
    desk.do("lan", "/counters/1/transfer", {"service": "so-do", "note": note, "back": True})
    with at(browser, desk, "minh", "/counter/3") as page:
        state(page, "free")
        page.keyboard.press("Space")
        state(page, "called")
        expect(page.locator("#note-words")).to_have_text(note)
        expect(page.locator("#legs li")).to_have_text("Đăng ký khai sinh · Quầy 1 · lan")
        said = page.locator("#badges li").all_text_contents()
        assert said == ["Ưu tiên: Người cao tuổi", "Xe lăn", "Sau đó trở lại Quầy 1"]
        shot(page, "counter-note")
        accessible(page, "a visit with a note")
        page.keyboard.press("t")
        expect(page.locator("[data-home] span")).to_have_text("trở lại Quầy 1")
        page.keyboard.press("Enter")
        state(page, "free")
    assert desk.picture("1")["waiting"][0]["list"] == "own"


def test_letters_of_an_input_method_do_not_hide_the_keys(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    desk.issue()
    desk.open("lan", "1")
    desk.do("lan", "/counters/1/call-next")
    with at(browser, desk, "lan", "/counter/1") as page:
        state(page, "called")
        page.evaluate("""() => document.body.dispatchEvent(new KeyboardEvent("keydown",
            {code: "KeyS", key: "Process", bubbles: true}))""")
        state(page, "serving")
        page.keyboard.press("?")
        page.locator("#keys-on").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("f")
        page.wait_for_timeout(300)
        state(page, "serving")  # switched off for who dictates
        page.keyboard.press("?")
        page.locator("#keys-on").check()
        page.keyboard.press("Escape")
        page.keyboard.press("f")
        state(page, "free")
