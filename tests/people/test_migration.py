"""A hall from before the second step: its officers, sessions and keys go on."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from people import People, passwords
from people.store import digest
from people.tables import MIGRATIONS
from tests.people.conftest import PASSWORD, Clock


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_keys_officers_and_sessions_of_before_are_good(
    store: str, request, tmp_path: Path, clock: Clock
):
    url = f"sqlite:///{tmp_path}/hall.db"
    if store == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
    driver = url.replace("postgresql:", "postgresql+psycopg2:")
    config, engine = Config(), sa.create_engine(driver)
    config.set_main_option("script_location", str(MIGRATIONS))
    now, hall = clock.now, "hall-1"
    with engine.begin() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "0001")
        for table, row in (
            ("device_keys", {"hall_id": hall, "device": "k1", "kind": "kiosk",
                             "hash": digest("hk_old"), "enrolled_at": now}),
            ("officers", {"hall_id": hall, "name": "lan", "role": "officer", "counters": '["1"]',
                          "password": passwords.hash(PASSWORD), "added_at": now,
                          "password_at": now}),
            ("logins", {"hash": digest("hs_old"), "hall_id": hall, "name": "lan", "began_at": now,
                        "ends_at": now + 3_600_000}),
        ):  # fmt: skip
            names = ", ".join(f":{name}" for name in row)
            db.execute(sa.text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({names})"), row)
    engine.dispose()
    people = People(url, hall, clock, clock).open()
    try:
        assert people.who("hk_old").device == "k1" and people.who("hs_old").officer == "lan"
        assert people.login("lan", PASSWORD)[1].counters == {"1"}
        assert people.enrol("k1", "kiosk", keep_old=True) and people.who("hk_old")
    finally:
        people.close()
