"""Section `server`: how its pages are locked and encrypted, and what can not be both."""

from __future__ import annotations

from pathlib import Path

import pytest

from settings import load
from tests.halls import small_hall
from tests.settings.test_settings import written


def report(folder: Path, **server: object) -> str:
    settings = small_hall(server=server)
    return load(written(settings, folder / "config.yaml")).report()


@pytest.mark.parametrize(
    "server",
    [{"tls": True}, {"tls": True, "host": "0.0.0.0"}, {"totp": ["manager", "admin"]},
     {"idle_lock": "5 min", "session": "8 h"}, {"idle_lock": "12 h"}],
)  # fmt: skip
def test_what_a_hall_may_choose(tmp_path: Path, server: dict):
    assert "server." not in report(tmp_path, **server)


@pytest.mark.parametrize(
    ("server", "said"),
    [({"tls": True, "plain_http": True}, "server.plain_http: a port speaks one of both"),
     ({"host": "0.0.0.0"}, "allowed: tls: true, 127.0.0.1 behind"),
     ({"totp": ["officer"]}, "server.totp[#1]"), ({"totp": "admin"}, "server.totp"),
     ({"idle_lock": "30 s"}, "server.idle_lock"), ({"idle_lock": "13 h"}, "server.idle_lock"),
     ({"session": "1 min"}, "server.session"), ({"session": "24 h"}, "server.session"),
     ({"tls": "yes"}, "server.tls")],
)  # fmt: skip
def test_what_it_may_not(tmp_path: Path, server: dict, said: str):
    assert said in report(tmp_path, **server)
