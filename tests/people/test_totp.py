"""The second step: the RFC's own vectors, codes used once, recovery, what lies on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from people import People, TotpNeeded, Unknown, totp
from tests.people.conftest import PASSWORD, Clock, another_process

RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"),
     (1234567890, "89005924"), (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_the_vectors_of_rfc_6238(seconds: int, expected: str):
    assert totp.code(RFC, seconds // 30, digits=8) == expected
    assert totp.step_of(RFC, expected[2:], seconds * 1000) == seconds // 30


def test_a_phones_clock_may_be_one_step_off_and_no_more():
    now = 1_800_000_000_000
    at = now // 30_000
    for off, found in ((-2, None), (-1, at - 1), (0, at), (1, at + 1), (2, None)):
        assert totp.step_of(RFC, totp.code(RFC, at + off), now) == found


def test_the_address_in_the_qr_names_the_hall_and_the_person():
    address = totp.address("ABC", "Bộ phận một cửa", "lan & co")
    assert address == (
        "otpauth://totp/Bo%20phan%20mot%20cua%3Alan%20%26%20co"
        "?secret=ABC&issuer=Bo%20phan%20mot%20cua"
    )


class Phone:
    def __init__(self, people: People, clock: Clock, name: str) -> None:
        self.clock = clock
        self.secret = people.begin_totp(name)

    def shows(self) -> str:
        return totp.code(self.secret, self.clock.now // 30_000)


@pytest.fixture
def phone(staff: People, clock: Clock) -> Phone:
    staff.add_officer("lan", "admin", None, PASSWORD)
    return Phone(staff, clock, "lan")


def test_it_is_on_only_once_a_code_has_confirmed_it(staff: People, phone: Phone, clock: Clock):
    assert staff.login("lan", PASSWORD)
    assert staff.confirm_totp("lan", "000000") is None
    assert staff.login("lan", PASSWORD) and not staff.officer("lan").totp
    codes = staff.confirm_totp("lan", phone.shows())
    assert len(set(codes)) == 10 and staff.officer("lan").totp
    with pytest.raises(TotpNeeded):
        staff.login("lan", PASSWORD)
    clock.minutes(1)
    assert staff.login("lan", PASSWORD, phone.shows())


def test_a_wrong_password_says_nothing_of_the_second_step(staff: People, phone: Phone):
    staff.confirm_totp("lan", phone.shows())
    assert staff.login("lan", "wrong-password") is None
    assert staff.login("lan", "wrong-password", phone.shows()) is None
    assert staff.login("lan", PASSWORD, "000000") is None


def test_a_code_is_good_once_whoever_is_asked(staff: People, phone: Phone, clock: Clock):
    staff.confirm_totp("lan", phone.shows())
    assert staff.login("lan", PASSWORD, phone.shows()) is None, "it confirmed, that was its use"
    clock.minutes(0.5)
    seen = phone.shows()
    assert staff.login("lan", PASSWORD, f" {seen[:3]} {seen[3:]} ")
    for process in (staff, another_process(staff, clock)):
        assert process.login("lan", PASSWORD, seen) is None
    earlier = totp.code(phone.secret, clock.now // 30_000 - 1)
    assert staff.login("lan", PASSWORD, earlier) is None, "nor one from before it"


def test_a_recovery_code_is_good_once(staff: People, phone: Phone):
    codes = staff.confirm_totp("lan", phone.shows())
    assert staff.login("lan", PASSWORD, codes[3].lower())
    assert staff.login("lan", PASSWORD, codes[3]) is None
    assert staff.login("lan", PASSWORD, codes[4].replace("-", ""))
    assert staff.recovery_left("lan") == 8


def test_setting_it_up_ends_the_other_sessions_and_not_this_one(staff: People, phone: Phone):
    here, there = staff.login("lan", PASSWORD)[0], staff.login("lan", PASSWORD)[0]
    staff.confirm_totp("lan", phone.shows(), keep=here)
    assert staff.who(here) and staff.who(there) is None


def test_a_reset_takes_it_and_its_codes_away(staff: People, phone: Phone):
    codes = staff.confirm_totp("lan", phone.shows())
    token, _ = staff.login("lan", PASSWORD, codes[0])
    staff.drop_totp("lan")
    assert staff.who(token) is None and staff.recovery_left("lan") == 0
    assert staff.login("lan", PASSWORD)
    with pytest.raises(Unknown):
        staff.drop_totp("nobody")


def test_neither_secret_nor_code_is_on_the_disk(staff: People, phone: Phone, tmp_path: Path):
    codes = staff.confirm_totp("lan", phone.shows())
    disk = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())
    for text in (phone.secret, codes[0], codes[0].replace("-", "")):
        assert text.encode() not in disk


def test_another_secret_of_the_hall_shuts_the_phone_out_and_not_the_codes(
    staff: People, phone: Phone, clock: Clock, monkeypatch
):
    codes = staff.confirm_totp("lan", phone.shows())
    monkeypatch.setenv("HALL_SECRET", "a restored hall on another machine")
    clock.minutes(1)
    assert staff.login("lan", PASSWORD, phone.shows()) is None
    assert staff.login("lan", PASSWORD, codes[0])


def test_a_role_that_must_have_it_may_do_nothing_before(staff: People, phone: Phone, clock: Clock):
    from people.store import Rules

    staff.add_officer("minh", "officer", None, PASSWORD)
    staff.rules = Rules(totp=frozenset({"admin"}))
    token, other = staff.login("lan", PASSWORD)[0], staff.login("minh", PASSWORD)[0]
    assert staff.who(token) is None and staff.who(other)
    state, who = staff.held(token)
    assert (state, who.officer) == ("totp_required", "lan")
    staff.confirm_totp("lan", phone.shows(), keep=token)
    assert staff.who(token).officer == "lan" and staff.held(token) is None
