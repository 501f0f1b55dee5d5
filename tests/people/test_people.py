"""People: officers, devices, logins; what is kept of their secrets, and who is who."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import argon2
import pytest
import sqlalchemy as sa

from people import People, Taken, Unknown, passwords
from people.tables import META, migrate
from queueing.who import Who

PASSWORD = "mat-khau-dai-123"


class Clock:
    now = 1_800_000_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(tmp_path: Path, clock: Clock) -> People:
    return People(f"sqlite:///{tmp_path}/hall.db", "hall-1", clock).open()


def elsewhere(people: People, clock: Clock, hall: str = "hall-1") -> People:
    """Another process on the same database."""
    return People(str(people._engine.url), hall, clock).open()


def test_an_officer_logs_in_and_is_who_they_are(people: People):
    people.add_officer("lan", "officer", ["1", "2"], PASSWORD)
    token, officer = people.login("lan", PASSWORD)
    assert people.who(token) == Who("officer", officer="lan", counters=frozenset({"1", "2"}))
    assert officer.name == "lan"


def test_without_counters_all_of_them_are_meant(people: People):
    people.add_officer("lan", "officer", None, PASSWORD)
    people.add_officer("minh", "officer", [], PASSWORD)
    assert people.officer("lan").who().counters is None
    assert people.officer("minh").who().counters == frozenset()


def test_wrong_passwords_and_unknown_names_do_not_get_in(people: People):
    people.add_officer("lan", "officer", None, PASSWORD)
    assert people.login("lan", PASSWORD + " ") is None
    assert people.login("lan", "") is None
    assert people.login("Lan", PASSWORD) is None
    assert people.login("minh", PASSWORD) is None
    assert people.login("lan' OR 1=1 --", PASSWORD) is None


def test_an_unknown_name_costs_as_much_as_a_wrong_password(people: People, monkeypatch):
    tried = []
    monkeypatch.setattr(passwords, "fits", lambda stored, password: tried.append(stored) and False)
    people.add_officer("lan", "officer", None, PASSWORD)
    people.login("lan", "x")
    people.login("nobody", "x")
    assert len(tried) == 2 and all(stored.startswith("$argon2id$") for stored in tried)


def test_passwords_are_argon2id_of_the_strength_owasp_asks_for():
    stored = argon2.extract_parameters(passwords.hash(PASSWORD))
    assert stored.type is argon2.Type.ID
    assert (stored.memory_cost, stored.time_cost, stored.parallelism) >= (19456, 2, 1)
    assert passwords.hash(PASSWORD) != passwords.hash(PASSWORD)


@pytest.mark.parametrize("bad", ["", "short", "x" * 201])
def test_a_password_has_a_length(people: People, bad: str):
    with pytest.raises(ValueError, match="10 to 200"):
        people.add_officer("lan", "officer", None, bad)
    assert people.officers() == []


@pytest.mark.parametrize(
    ("name", "role"),
    [("", "officer"), ("x" * 61, "officer"), ("a\nb", "officer"), (" lan", "officer"),
     ("lan", "boss"), ("lan", "kiosk"), ("lan", "citizen")],
)  # fmt: skip
def test_names_and_roles_have_a_shape(people: People, name: str, role: str):
    with pytest.raises(ValueError):
        people.add_officer(name, role, None, PASSWORD)


def test_two_of_one_name_are_refused(people: People):
    people.add_officer("lan", "officer", None, PASSWORD)
    with pytest.raises(Taken):
        people.add_officer("lan", "admin", None, PASSWORD)
    assert people.officer("lan").role == "officer"


def test_a_login_ends_after_twelve_hours_and_is_thrown_away(people: People, clock: Clock):
    people.add_officer("lan", "officer", None, PASSWORD)
    token, _ = people.login("lan", PASSWORD)
    clock.now += 12 * 3600 * 1000 - 1
    assert people.who(token)
    clock.now += 1
    assert people.who(token) is None
    people.reload()
    with people._engine.connect() as db:
        assert db.execute(sa.text("SELECT count(*) FROM logins")).scalar() == 0


def test_disabling_ends_every_session_and_keeps_out(people: People):
    people.add_officer("lan", "officer", None, PASSWORD)
    tokens = [people.login("lan", PASSWORD)[0] for _ in range(2)]
    people.disable("lan")
    assert [people.who(t) for t in tokens] == [None, None]
    assert people.login("lan", PASSWORD) is None
    assert people.officer("lan").disabled_at is not None


def test_a_new_password_ends_every_session_and_the_old_password(people: People):
    people.add_officer("lan", "officer", None, PASSWORD)
    token, _ = people.login("lan", PASSWORD)
    people.set_password("lan", "another-long-one")
    assert people.who(token) is None
    assert people.login("lan", PASSWORD) is None
    assert people.login("lan", "another-long-one")


def test_a_new_password_lets_a_disabled_officer_in_again(people: People):
    people.add_officer("lan", "officer", None, PASSWORD)
    people.disable("lan")
    people.set_password("lan", PASSWORD)
    assert people.login("lan", PASSWORD)


def test_who_logs_out_is_out_and_the_others_stay(people: People):
    people.add_officer("lan", "officer", None, PASSWORD)
    one, two = (people.login("lan", PASSWORD)[0] for _ in range(2))
    people.logout(one)
    assert people.who(one) is None and people.who(two)


def test_unknown_people_and_devices_are_said_to_be_unknown(people: People):
    for act in (
        lambda: people.disable("x"),
        lambda: people.set_password("x", PASSWORD),
        lambda: people.revoke("x"),
    ):
        with pytest.raises(Unknown):
            act()


def test_a_device_is_known_by_its_newest_key_only(people: People):
    old = people.enrol("k1", "kiosk")
    new = people.enrol("k1", "kiosk")
    assert people.who(old) is None
    assert people.who(new) == Who("kiosk", device="k1")
    assert people.enrolled() == {"k1": "kiosk"}
    people.revoke("k1")
    assert people.who(new) is None and people.enrolled() == {}


def test_a_kind_of_device_nobody_knows_gets_no_key(people: People):
    for kind in ("officer", "citizen", ""):
        with pytest.raises(ValueError, match="allowed"):
            people.enrol("x", kind)


def test_keys_and_tokens_have_256_bits_and_are_never_alike(people: People):
    keys = {people.enrol("k1", "kiosk") for _ in range(20)}
    assert len(keys) == 20 and all(len(k) == 3 + 43 for k in keys)


def test_no_key_password_or_token_is_on_the_disk(people: People, tmp_path: Path):
    people.add_officer("lan", "officer", None, PASSWORD)
    key, (token, _) = people.enrol("k1", "kiosk"), people.login("lan", PASSWORD)
    files = b"".join(f.read_bytes() for f in tmp_path.iterdir())
    for secret in (PASSWORD, key, token, key[3:], token[3:]):
        assert secret.encode() not in files
    assert b"argon2id" in files


def test_a_restart_knows_everybody_again(people: People, clock: Clock):
    people.add_officer("lan", "officer", ["1"], PASSWORD)
    key, (token, _) = people.enrol("k1", "kiosk"), people.login("lan", PASSWORD)
    again = elsewhere(people, clock)
    assert again.who(key) == people.who(key)
    assert again.who(token) == people.who(token)


def test_what_another_process_did_is_known_after_a_reload(people: People, clock: Clock):
    other = elsewhere(people, clock)
    other.add_officer("lan", "officer", None, PASSWORD)
    key = other.enrol("k1", "kiosk")
    assert people.who(key) is None
    people.reload()
    assert people.who(key) and people.login("lan", PASSWORD)
    other.disable("lan")
    assert people.login("lan", PASSWORD) is None, "the password is looked up, not remembered"


def test_a_session_another_process_made_is_found_when_it_is_shown(people: People, clock: Clock):
    people.add_officer("lan", "officer", None, PASSWORD)
    other = elsewhere(people, clock)
    token, _ = people.login("lan", PASSWORD)
    assert other.who(token) is None and other.maybe_new(token)
    assert other.fetch(token) == people.who(token) == other.who(token)
    assert other.fetch("hs_invented") is None


def test_a_strange_session_is_looked_for_once_in_a_while(people: People, clock: Clock):
    assert people.maybe_new("hs_x") and not people.maybe_new("hs_x")
    clock.now += 31_000
    assert people.maybe_new("hs_x")
    assert not people.maybe_new("hk_x") and not people.maybe_new("")
    for n in range(3000):
        people.maybe_new(f"hs_{n}")
    assert len(people._strange) <= 1001


def test_halls_that_share_a_database_do_not_see_each_other(people: People, clock: Clock):
    other = elsewhere(people, clock, "hall-2")
    people.add_officer("lan", "officer", None, PASSWORD)
    other.add_officer("lan", "admin", None, "quite-another-one")
    key = people.enrol("k1", "kiosk")
    other.enrol("k1", "kiosk")
    assert people.who(key) and other.who(key) is None
    assert other.login("lan", PASSWORD) is None
    other.disable("lan")
    assert people.login("lan", PASSWORD)


def test_what_is_no_token_at_all_is_nobody(people: People):
    for token in ("", "hk_", "hs_", "x", "hk_\udcff", "hs_" + "a" * 10_000, "\0"):
        assert people.who(token) is None


def test_the_migrations_make_the_tables_the_code_knows(tmp_path: Path):
    engine = sa.create_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    migrate(engine)  # again does no harm
    made = sa.inspect(engine)
    for table in META.tables.values():
        columns = {c["name"]: not c["nullable"] for c in made.get_columns(table.name)}
        assert set(columns) == {c.name for c in table.columns}, table.name
        assert made.get_pk_constraint(table.name)["constrained_columns"] == [
            c.name for c in table.primary_key.columns
        ]
    with sqlite3.connect(tmp_path / "a.db") as db:
        assert db.execute("SELECT version_num FROM people_version").fetchall() == [("0003",)]


def test_it_is_the_same_on_postgresql(postgres, clock: Clock):
    url = postgres.new_database()
    people = People(url, "hall-1", clock).open()
    people.add_officer("lan", "officer", ["1"], PASSWORD)
    with pytest.raises(Taken):
        people.add_officer("lan", "officer", ["1"], PASSWORD)
    token, _ = people.login("lan", PASSWORD)
    key = people.enrol("k1", "kiosk")
    again = People(url, "hall-1", clock).open()
    assert again.who(token) == Who("officer", officer="lan", counters=frozenset({"1"}))
    assert again.who(key) == Who("kiosk", device="k1")
    people.disable("lan")
    people.revoke("k1")
    again.reload()
    assert again.who(token) is None and again.who(key) is None
