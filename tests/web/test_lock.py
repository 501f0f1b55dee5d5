"""The idle lock: what a locked page may still do, what keeps it awake, what the socket says."""

from __future__ import annotations

import pytest

from tests.web.houses import SmallHouse
from tests.web.test_asking import code
from web.tokens import page_token

PASSWORD = "mat-khau-dai-123"
LOCK = 30 * 60  # s


class Browser:
    """An officer's browser: the cookie, and the page's token."""

    def __init__(self, hall: SmallHouse, name: str = "lan", role: str = "admin") -> None:
        self.hall = hall
        hall.officer(name, role)
        self.client = hall.app.test_client()
        self.client.post("/api/v1/login", json={"name": name, "password": PASSWORD, "cookie": True})
        self.cookie = self.client.get_cookie("hall_person").value

    def post(self, path: str, body: dict | None = None, **headers: str):
        headers = {"X-Hall-Token": page_token(self.cookie), **headers}
        return self.client.post(f"/api/v1{path}", json=body or {}, headers=headers)

    def get(self, path: str):
        return self.client.get(path)


@pytest.fixture
def browser(hall: SmallHouse) -> Browser:
    return Browser(hall)


def test_half_an_hour_without_a_touch_locks_every_call_and_page(hall: SmallHouse, browser: Browser):
    assert browser.get("/api/v1/officers").status_code == 200
    hall.tick(LOCK)
    for reply in (browser.get("/api/v1/officers"), browser.post("/awake"),
                  browser.post("/officers/totp-reset", {"name": "lan"})):  # fmt: skip
        assert code(reply) == (401, "locked")
    page = browser.get("/officers")
    assert (page.status_code, page.headers["Location"]) == (303, "/unlock?next=/officers")
    assert 'data-locked="/officers"' in browser.get("/unlock?next=/officers").get_data(as_text=True)


def test_the_password_unlocks_the_same_session(hall: SmallHouse, browser: Browser):
    hall.tick(LOCK)
    assert code(browser.post("/unlock", {"password": "wrong"})) == (401, "wrong_login")
    assert code(browser.get("/api/v1/officers")) == (401, "locked")
    assert browser.post("/unlock", {"password": PASSWORD}).status_code == 200
    assert browser.client.get_cookie("hall_person").value == browser.cookie
    assert browser.get("/officers").status_code == 200
    assert browser.get("/unlock?next=/officers").headers["Location"] == "/officers"


def test_looking_is_no_touch_and_acting_is_one(hall: SmallHouse, browser: Browser):
    for _ in range(2):
        hall.tick(LOCK * 0.6)
        browser.get("/api/v1/officers")  # a page that looks by itself
    assert code(browser.get("/api/v1/officers")) == (401, "locked")
    browser.post("/unlock", {"password": PASSWORD})
    for _ in range(3):
        hall.tick(LOCK * 0.6)
        assert browser.post("/awake").status_code == 200
    for _ in range(3):
        hall.tick(LOCK * 0.6)
        assert browser.get("/officers").status_code == 200, "opening a page is a touch"


def test_another_site_can_neither_unlock_nor_keep_awake(hall: SmallHouse, browser: Browser):
    assert code(browser.post("/awake", **{"X-Hall-Token": "guess"}))[1] == "not_from_our_page"
    hall.tick(LOCK)
    reply = browser.post("/unlock", {"password": PASSWORD}, **{"X-Hall-Token": "guess"})
    assert code(reply) == (403, "not_from_our_page")
    assert code(browser.get("/api/v1/officers")) == (401, "locked")


def test_a_locked_page_may_log_out_and_login_anew(hall: SmallHouse, browser: Browser):
    hall.tick(LOCK)
    assert browser.post("/logout").status_code == 200
    assert browser.get("/officers").headers["Location"] == "/login?next=/officers"


def test_a_stolen_cookie_used_as_a_key_is_locked_too(hall: SmallHouse, browser: Browser):
    hall.tick(LOCK)
    assert code(hall.get("/officers", as_=browser.cookie)) == (401, "locked")


def test_a_programs_session_does_not_lock(hall: SmallHouse):
    token = hall.officer("lan", "admin")
    hall.tick(LOCK * 3)
    assert hall.get("/officers", as_=token).status_code == 200


def test_a_kiosk_in_the_same_browser_goes_on(hall: SmallHouse, browser: Browser):
    browser.client.set_cookie("hall_d_x", hall.device("k1", "kiosk"))
    hall.tick(LOCK)
    assert browser.get("/booth/k1").status_code == 200
    assert code(browser.get("/api/v1/officers")) == (401, "locked")


def test_the_password_is_not_to_be_guessed(guarded: SmallHouse):
    browser = Browser(guarded)
    guarded.tick(LOCK)
    statuses = [browser.post("/unlock", {"password": f"guess-{n}"}).status_code for n in range(12)]
    assert statuses[0] == 401 and statuses[-1] == 429


def test_a_locked_officers_socket_is_cut_and_told_why(hall: SmallHouse, browser: Browser):
    def connect():
        client = hall.app.test_client()
        client.set_cookie("hall_person", browser.cookie)
        return hall.live.sio.test_client(
            hall.app, namespace="/live", flask_test_client=client,
            headers={"Origin": "http://localhost", "Host": "localhost"},
        )  # fmt: skip

    from tests.web.test_cut import cut

    socket = connect()
    assert socket.is_connected("/live") and hall.live.clients
    for _ in range(30):
        hall.tick(60)
        hall.house.topics.alive()
    assert cut(hall, socket), "news it was sent keep nobody awake"
    assert not connect().is_connected("/live")
    browser.post("/unlock", {"password": PASSWORD})
    assert connect().is_connected("/live")
