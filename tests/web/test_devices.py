"""The devices' live states: who listens, what they counted, how they are tried."""

from __future__ import annotations

import pytest

from web.devices import Devices, Hands


def test_listeners_hear_of_changes_only_and_the_last_error_stays() -> None:
    now = [1000]
    devices, heard = Devices(lambda: now[0]), []
    devices.listen(lambda device: heard.append((device.id, device.state, device.why)))
    devices.set("p1", "down", "refused")
    now[0] = 2000
    devices.set("p1", "down", "refused")
    devices.set("p1", "ok")
    assert heard == [("p1", "down", "refused"), ("p1", "ok", None)]
    device = devices.get("p1")
    assert (device.since, device.error, device.error_at) == (2000, "refused", 1000)
    with pytest.raises(ValueError, match="allowed: ok"):
        devices.set("p1", "fine")


def test_a_station_lends_a_hand_to_count_and_to_try_a_device() -> None:
    devices = Devices(lambda: 0)
    devices.take_on("led1", Hands("led_bus", lambda: {"frames": 3}, lambda: "done"))
    devices.take_on("pad1", Hands("pad"))
    assert devices.counters("led1") == {"frames": 3} and devices.counters("pad1") == {}
    assert devices.test("led1") == "done" and not devices.can_test("pad1")
    devices.let_go("led1")
    for id in ("led1", "pad1"):
        with pytest.raises(KeyError):
            devices.test(id)
