"""The demo's device pages: keys pressed there are verbs in the hall, slips are the printer's own,
faults are real ones.
"""

from __future__ import annotations

import functools
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from demo.bridge import Bridge, ask
from tests.counter.browser import accessible, shot
from tests.server import ROOT, Server

ON_ONE = pytest.mark.parametrize("url", ["eventlet"], indirect=True)
WARD = ROOT / "halls/ward.yaml"


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def url(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[str]:
    data = tmp_path_factory.mktemp("demo")
    with Server(WARD, data=data, engine=request.param, args=("--demo", "--speed", "60")) as server:
        until(lambda: requests.get(f"{server.url}/demo").status_code == 200)
        yield server.url


def until(true: Callable[[], Any], seconds: float = 30) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")


def asked(url: str, what: str) -> list[dict[str, Any]]:
    return requests.get(f"{url}/api/v1/demo/{what}").json()[what]


def did(url: str, path: str, body: dict[str, Any]) -> requests.Response:
    return requests.post(f"{url}/api/v1/demo/{path}", json=body)


@functools.cache
def manager(url: str) -> dict[str, str]:
    """The headers of a sample manager."""
    page = requests.get(f"{url}/demo").text
    password = page.split('"password": "')[-1].split('"')[0]
    body = {"name": "quan.ly", "password": password}
    login = requests.post(f"{url}/api/v1/login", json=body).json()
    return {"Authorization": f"Bearer {login['token']}"}


def device(url: str, id: str) -> dict[str, Any]:
    """As the hall's device page has it."""
    rows = requests.get(f"{url}/api/v1/devices", headers=manager(url)).json()["devices"]
    return next(row for row in rows if row["id"] == id)


def state(url: str, id: str) -> tuple[str, str | None]:
    row = device(url, id)
    return row["state"], row["why"]


def test_a_bridge_carries_answers_and_mistakes(tmp_path: Path) -> None:
    def answer(request: dict[str, Any]) -> Any:
        return {"twice": 2 * request["n"]}

    with pytest.raises(OSError):
        ask(tmp_path / "bridge", {"n": 1})
    bridge = Bridge(tmp_path / "bridge", answer)
    assert ask(tmp_path / "bridge", {"n": 4}) == {"twice": 8}
    with pytest.raises(LookupError):
        ask(tmp_path / "bridge", {})
    bridge.close()
    assert not (tmp_path / "bridge").exists()


def test_a_key_pressed_on_the_page_is_bytes_in_the_hall(url: str) -> None:
    call = next(p for p in asked(url, "pads") if p["kind"] == "call")
    assert [word for _, word in call["keys"]] == ["next", "recall", "start", "finish"]
    reply = did(url, f"pads/{call['id']}/press", {"key": "R"})
    assert reply.json()["log"][0] == {"way": "sent", "bytes": "01 21 52 07"}
    until(lambda: len(asked(url, "pads")[-1]["log"]) > 1)
    assert did(url, f"pads/{call['id']}/press", {"key": "Q"}).status_code == 404
    assert did(url, "pads/khong-co/press", {"key": "N"}).status_code == 404


def test_the_device_page_s_test_waits_for_a_key_and_calls_nobody(url: str) -> None:
    call = next(p for p in asked(url, "pads") if p["kind"] == "call")
    before = device(url, call["id"])["counters"]["presses"]
    beeps = call["beeps"]
    reply = requests.post(f"{url}/api/v1/devices/{call['id']}/test", headers=manager(url), json={})
    assert reply.status_code == 202, reply.text
    until(lambda: asked(url, "pads")[-1]["beeps"] > beeps)  # its reply `test`
    did(url, f"pads/{call['id']}/press", {"key": "F"})
    until(lambda: device(url, call["id"])["trial"]["word"] == "done")
    assert device(url, call["id"])["counters"]["presses"] > before


def test_a_line_is_learnt_beside_the_pad_that_uses_it(url: str) -> None:
    pad = next(p for p in asked(url, "pads") if p["kind"] == "rating")
    body, lines = {"port": pad["port"], "baud": 9600}, f"{url}/api/v1/lines"
    reply = requests.post(f"{lines}/listen", headers=manager(url), json=body)
    assert reply.json()["pads"] == [pad["id"]], reply.text
    did(url, f"pads/{pad['id']}/press", {"key": "3"})

    def heard() -> list[str]:
        reply = requests.get(f"{lines}/heard", params=body, headers=manager(url))
        return [burst["bytes"] for burst in reply.json()["heard"]]

    until(lambda: "02 33 03" in heard())


@ON_ONE
def test_a_printer_is_spoilt_and_mended_and_the_hall_sees_it(url: str) -> None:
    (printer,) = asked(url, "printers")
    until(lambda: asked(url, "printers")[0]["printed"] > 0, 60)
    slip = requests.get(f"{url}/api/v1/demo/printers/{printer['id']}/slips/1/slip.png")
    assert slip.headers["Content-Type"] == "image/png", slip.text
    picture = Image.open(io.BytesIO(slip.content))
    assert picture.width == printer["width"] and picture.height > 200
    assert picture.convert("L").getextrema() == (0, 255)
    path = f"printers/{printer['id']}/fault"
    assert did(url, path, {"fault": "cover_open"}).json()["faults"] == ["cover_open"]
    until(lambda: state(url, printer["id"]) == ("not_ready", "cover_open"), 12)
    assert did(url, path, {"fault": "cover_closed"}).json()["faults"] == []
    assert did(url, path, {"fault": "unplug"}).json()["faults"] == ["unplug"]
    until(lambda: state(url, printer["id"])[0] == "down", 12)
    assert did(url, path, {"fault": "plug"}).json()["faults"] == []
    until(lambda: state(url, printer["id"])[0] == "ok", 20)
    assert did(url, path, {"fault": "eaten"}).status_code == 404


@ON_ONE
def test_people_press_pads_and_open_covers_in_a_browser(browser: Browser, url: str) -> None:
    for width in (1280, 360):
        context = browser.new_context(base_url=url, viewport={"width": width, "height": 900})
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error, wrong=wrong: wrong.append(str(error)))
        pads(page, width)
        printers(page, width)
        context.close()
        assert wrong == []


def pads(page: Page, width: int) -> None:
    page.goto("/demo/pads")
    cards = page.locator("#pads > li")
    expect(cards.first).to_be_visible()
    call = page.locator("#pads > li", has_text="demo-ban-phim")
    call.get_by_role("button", name="gọi lại").click()
    expect(call.locator(".virtual-log")).to_contain_text("01 21 52 07")
    call.get_by_role("button", name="Rút dây").click()
    expect(call).not_to_have_attribute("data-plugged", "")
    accessible(page, "pads")
    shot(page, f"demo-pads-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    call.get_by_role("button", name="Cắm dây").click()
    expect(call).to_have_attribute("data-plugged", "")


def printers(page: Page, width: int) -> None:
    page.goto("/demo/printers")
    card = page.locator("#printers > li").first
    expect(card.locator("img").first).to_be_visible(timeout=30_000)
    card.get_by_role("button", name="Mở nắp").click()
    expect(card.locator(".virtual-state")).to_have_text("nắp mở")
    accessible(page, "printers")
    shot(page, f"demo-printers-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    card.get_by_role("button", name="Đóng nắp").click()
    expect(card.locator(".virtual-state")).to_have_text("không có sự cố")
