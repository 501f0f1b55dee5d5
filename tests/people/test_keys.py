"""Device keys: followed by new ones, seen, taken away; and browsers that become devices."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from people import People, Unknown, WrongCode
from people.pairing import LETTERS, TRIES
from tests.people.conftest import Clock, another_process


def test_an_old_key_lives_until_its_successor_is_used(staff: People, clock: Clock):
    old = staff.enrol("k1", "kiosk")
    new = staff.enrol("k1", "kiosk", keep_old=True)
    assert staff.who(old) == staff.who(new)
    staff.seen(old, "10.0.0.5", True)
    assert staff.who(old), "its own use does not kill it"
    keep = staff.seen(new, "10.0.0.5", False)
    assert staff.who(old) is None and staff.who(new)
    keep(new)
    assert another_process(staff, clock).who(old) is None


def test_a_use_written_down_late_does_not_kill_a_key_that_has_a_successor_by_then(
    staff: People, clock: Clock
):
    old = staff.enrol("k1", "kiosk")
    clock.minutes(2)
    keep = staff.seen(old, "10.0.0.5", True)
    stale = staff._devices.copy()
    staff.enrol("k1", "kiosk", keep_old=True)
    staff._devices = stale
    keep(old)
    staff.reload()
    assert staff.who(old)


def test_an_old_key_lives_five_minutes_at_most(staff: People, clock: Clock):
    old = staff.enrol("k1", "kiosk")
    new = staff.enrol("k1", "kiosk", keep_old=True)
    clock.minutes(4.9)
    assert staff.who(old)
    clock.minutes(0.2)
    assert staff.who(old) is None and staff.who(new)
    assert len(staff.keys()) == 1
    staff.reload()
    assert len(staff._devices) == 1


def test_a_second_successor_does_not_give_the_first_key_more_time(staff: People, clock: Clock):
    old = staff.enrol("k1", "kiosk")
    staff.enrol("k1", "kiosk", keep_old=True)
    clock.minutes(4)
    staff.enrol("k1", "kiosk", keep_old=True)
    clock.minutes(2)
    assert staff.who(old) is None


def test_enrolling_and_revoking_kill_all_keys(staff: People):
    keys = [staff.enrol("k1", "kiosk"), staff.enrol("k1", "kiosk", keep_old=True)]
    keys.append(staff.enrol("k1", "kiosk"))
    assert [bool(staff.who(key)) for key in keys] == [False, False, True]
    staff.revoke("k1")
    assert staff.who(keys[2]) is None
    with pytest.raises(Unknown):
        staff.revoke("k1")


def test_when_and_where_a_key_was_last_seen_is_kept(staff: People, clock: Clock):
    key = staff.enrol("k1", "kiosk")
    assert staff.keys()[0].seen_at is None
    clock.minutes(3)
    staff.seen(key, "10.0.0.7", False)(key)
    assert staff.seen(key, "10.0.0.7", False) is None, "not written at every request"
    (row,) = another_process(staff, clock).keys()
    assert (row.seen_at, row.address, row.who.device) == (clock.now, "10.0.0.7", "k1")


# pairing


def ask(people: People, address: str = "10.0.0.5") -> tuple[str, str, str]:
    """(id, code, claim) of a browser that asks."""
    before = {p.id for p in people.pairings()}
    code, claim = people.ask_pairing(address, "/kiosk/k1", None)
    (new,) = [p.id for p in people.pairings() if p.id not in before]
    return new, code, claim


def test_a_code_is_easily_read_and_hard_to_guess(staff: People):
    codes = {staff.ask_pairing(f"10.0.0.{n}", None, None)[0] for n in range(50)}
    assert len(codes) == 50
    assert all(re.fullmatch(f"[{LETTERS}]{{8}}", code) for code in codes)
    assert not set(LETTERS) & set("0O1IL5S2Z8B")


def test_an_approved_browser_collects_its_key_once(staff: People):
    id, code, claim = ask(staff)
    assert staff.collect(claim) is None
    staff.approve(id, f"{code[:4].lower()}-{code[4:]} ", "k1", "kiosk", "lan")
    key, *rest = staff.collect(claim)
    assert rest == ["k1", "kiosk", "lan"] and staff.who(key).device == "k1"
    with pytest.raises(Unknown):
        staff.collect(claim)


def test_pairing_kills_the_devices_old_key_only_when_it_is_collected(staff: People):
    old = staff.enrol("k1", "kiosk")
    id, code, claim = ask(staff)
    staff.approve(id, code, "k1", "kiosk", "lan")
    assert staff.who(old)
    staff.collect(claim)
    assert staff.who(old) is None


def test_five_wrong_codes_end_a_pairing(staff: People):
    id, code, claim = ask(staff)
    for left in range(TRIES - 1, -1, -1):
        with pytest.raises(WrongCode) as wrong:
            staff.approve(id, "AAAAAAAA", "k1", "kiosk", "lan")
        assert wrong.value.left == left
    for given in (code, "AAAAAAAA"):
        with pytest.raises(Unknown):
            staff.approve(id, given, "k1", "kiosk", "lan")
    with pytest.raises(Unknown):
        staff.collect(claim)
    assert staff.pairings() == []


def test_the_fifth_try_may_be_the_right_one(staff: People):
    id, code, claim = ask(staff)
    for _ in range(TRIES - 1):
        with pytest.raises(WrongCode):
            staff.approve(id, "AAAAAAAA", "k1", "kiosk", "lan")
    staff.approve(id, code, "k1", "kiosk", "lan")
    assert staff.collect(claim)


def test_after_ten_minutes_a_code_is_nothing(staff: People, clock: Clock):
    id, code, claim = ask(staff)
    clock.minutes(9.9)
    assert staff.collect(claim) is None
    clock.minutes(0.2)
    assert staff.pairings() == []
    with pytest.raises(Unknown):
        staff.approve(id, code, "k1", "kiosk", "lan")
    with pytest.raises(Unknown):
        staff.collect(claim)


def test_another_pairings_code_is_wrong_and_a_second_approval_too_late(staff: People):
    first, second = ask(staff), ask(staff)
    with pytest.raises(WrongCode):
        staff.approve(first[0], second[1], "k1", "kiosk", "lan")
    staff.approve(first[0], first[1], "k1", "kiosk", "lan")
    with pytest.raises(Unknown):
        staff.approve(first[0], first[1], "k2", "kiosk", "lan")


def test_asking_again_ends_the_browsers_earlier_code(staff: People):
    _, _, claim = ask(staff)
    staff.ask_pairing("10.0.0.5", None, claim)
    assert len(staff.pairings()) == 1
    with pytest.raises(Unknown):
        staff.collect(claim)


def test_one_address_can_not_push_out_the_others(staff: People, clock: Clock):
    mine = ask(staff, "10.0.0.9")
    for _ in range(300):
        clock.now += 10
        staff.ask_pairing("10.0.0.5", None, None)
    waiting = staff.pairings()
    assert len(waiting) == 6 and mine[0] in {p.id for p in waiting}


def test_neither_code_nor_claim_nor_key_is_on_the_disk(staff: People, tmp_path: Path):
    id, code, claim = ask(staff)
    staff.approve(id, code, "k1", "kiosk", "lan")
    key = staff.collect(claim)[0]
    disk = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())
    for text in (code, claim, key):
        assert text.encode() not in disk
