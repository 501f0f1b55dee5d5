"""The second step at login: by HTTP, with the setting that demands it, and its reset."""

from __future__ import annotations

import time

import pytest

from people import totp
from people.store import Rules
from tests.web.houses import SmallHouse
from tests.web.test_asking import code
from tests.web.test_lock import PASSWORD, Browser


def shown(secret: str, steps: int = 0) -> str:
    return totp.code(secret, int(time.time()) // 30 + steps)


def log_in(hall: SmallHouse, given: str | None = None, name: str = "lan", word: str = PASSWORD):
    body = {"name": name, "password": word, **({"totp": given} if given else {})}
    return hall.post("/login", body)


class WithPhone(Browser):
    """Has set up its second step."""

    def __init__(self, hall: SmallHouse, name: str = "lan", role: str = "admin") -> None:
        super().__init__(hall, name, role)
        begun = self.post("/totp/begin", {"password": PASSWORD}).get_json()
        self.secret = begun["key"]
        assert begun["address"].startswith("otpauth://totp/") and begun["qr"].startswith("<svg")
        reply = self.post("/totp/confirm", {"code": shown(self.secret)})
        self.recovery = reply.get_json()["recovery"]


@pytest.fixture
def phone(hall: SmallHouse) -> WithPhone:
    return WithPhone(hall)


def test_a_login_needs_the_code_and_says_so_only_when_the_rest_is_right(
    hall: SmallHouse, phone: WithPhone
):
    assert code(log_in(hall)) == (401, "totp_needed")
    wrong = [log_in(hall, word="wrong"), log_in(hall, shown(phone.secret, 1), word="wrong"),
             log_in(hall, name="nobody"), log_in(hall, "000000")]  # fmt: skip
    assert len({(code(reply), reply.data) for reply in wrong}) == 1
    assert code(wrong[0]) == (401, "wrong_login")
    assert log_in(hall, shown(phone.secret, 1)).status_code == 200
    assert code(log_in(hall, shown(phone.secret, 1))) == (401, "wrong_login"), "used"
    assert log_in(hall, phone.recovery[0]).status_code == 200


def test_setting_it_up_needs_the_password_and_a_first_code(hall: SmallHouse):
    browser = Browser(hall)
    assert code(browser.post("/totp/begin", {"password": "wrong"})) == (401, "wrong_login")
    browser.post("/totp/begin", {"password": PASSWORD})
    assert code(browser.post("/totp/confirm", {"code": "000000"})) == (401, "wrong_code")
    assert log_in(hall).status_code == 200, "not on before it was confirmed"


def test_switching_it_off_needs_password_and_code(hall: SmallHouse, phone: WithPhone):
    off = {"password": PASSWORD, "code": shown(phone.secret, 1)}
    assert code(phone.post("/totp/off", {**off, "password": "wrong"})) == (401, "wrong_login")
    assert code(phone.post("/totp/off", {**off, "code": "000000"})) == (401, "wrong_code")
    assert phone.post("/totp/off", off).status_code == 200
    assert log_in(hall).status_code == 200


def test_codes_are_not_to_be_guessed(guarded: SmallHouse):
    WithPhone(guarded)
    statuses = [log_in(guarded, f"{n:06}").status_code for n in range(12)]
    assert statuses[0] == 401 and statuses[-1] == 429
    assert log_in(guarded).status_code == 429


def test_an_admin_resets_a_lost_phone_and_it_is_written_down(hall: SmallHouse, phone: WithPhone):
    hall.house.start()
    boss, heard = Browser(hall, "an", "admin"), []
    hall.journal.listen("test", lambda event, rules: heard.append(event))
    assert code(boss.post("/officers/totp-reset", {"name": "nobody"})) == (404, "unknown_officer")
    assert boss.post("/officers/totp-reset", {"name": "lan"}).status_code == 200
    assert phone.get("/officers").headers["Location"].startswith("/login"), "all sessions ended"
    assert log_in(hall).status_code == 200
    (event,) = [e for e in heard if e.kind == "OfficerTotpChanged"]
    assert (event.data, event.officer) == ({"name": "lan", "on": False}, "an")


def test_a_hall_may_demand_it_of_a_role(hall: SmallHouse):
    browser, other = Browser(hall), Browser(hall, "mai", "officer")
    hall.people.rules = Rules(totp=frozenset({"admin"}))
    assert code(browser.get("/api/v1/officers")) == (403, "totp_required")
    assert browser.get("/officers").headers["Location"] == "/account?next=/officers"
    assert code(browser.post("/officers/totp-reset", {"name": "mai"})) == (403, "totp_required")
    assert not hall.socket(browser.cookie).is_connected("/live")
    assert other.post("/awake").status_code == 200
    html = browser.get("/account").get_data(as_text=True)
    assert "bắt buộc" in html
    secret = browser.post("/totp/begin", {"password": PASSWORD}).get_json()["key"]
    assert browser.post("/totp/confirm", {"code": shown(secret)}).status_code == 200
    assert browser.get("/officers").status_code == 200
    off = {"password": PASSWORD, "code": shown(secret, 1)}
    assert code(browser.post("/totp/off", off)) == (409, "totp_required")


def test_the_page_advises_it_where_it_matters(hall: SmallHouse):
    words = "Mã trên điện thoại ngăn được điều đó"
    assert words in Browser(hall).get("/account").get_data(as_text=True)
    officer = Browser(hall, "mai", "officer")
    assert words not in officer.get("/account").get_data(as_text=True)
