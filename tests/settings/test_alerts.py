"""Section `alerts`: thresholds within reason, and a webhook that may be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from settings import load
from tests.halls import small_hall
from tests.settings.test_settings import written


def report(folder: Path, **alerts: object) -> str:
    return load(written(small_hall(alerts=alerts), folder / "config.yaml")).report()


@pytest.mark.parametrize(
    "alerts",
    [{"webhook": "https://tin-nhan.example.vn/hall?room=7"}, {"webhook": "http://127.0.0.1:9000/"},
     {"webhook": "http://10.0.0.9/alerts"}, {"webhook": "http://[::1]:80/x"}, {"escalate": "0 s"},
     {"longest": 150, "calm": "2 min"}],
)  # fmt: skip
def test_what_a_hall_may_choose(tmp_path: Path, alerts: dict):
    assert "alerts." not in report(tmp_path, **alerts)


@pytest.mark.parametrize(
    ("alerts", "said"),
    [({"webhook": "tin-nhan.example.vn"}, "is no address; allowed: https://host/path"),
     ({"webhook": "ftp://x.vn/"}, "is no address"), ({"webhook": "https:///x"}, "is no address"),
     ({"webhook": "https://x.vn:99999/"}, "is no address"),
     ({"webhook": "https://x.vn/a b"}, "is no address"),
     ({"webhook": "http://tin-nhan.example.vn/"}, "goes over plain http"),
     ({"webhook": "https://me:word@x.vn/"}, "holds a password"),
     ({"webhook": "https://x.vn/#here"}, "has a part after '#'"),
     ({"webhook_secret": "abc"}, "set it in the environment"),
     ({"longest": 50}, "alerts.longest"), ({"promise_over": "2 h"}, "alerts.promise_over"),
     ({"bad_ratings": 1}, "alerts.bad_ratings")],
)  # fmt: skip
def test_what_it_may_not(tmp_path: Path, alerts: dict, said: str):
    said_of = report(tmp_path, **alerts)
    assert said in said_of, said_of
    assert "word" not in said_of.split("password")[0], "no secret in what is printed"
