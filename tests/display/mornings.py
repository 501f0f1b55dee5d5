"""A morning in two zones for the board's handler tests: open counters, officers, televisions."""

from __future__ import annotations

from typing import Any

from queueing.who import THE_HALL, Who
from tests.halls import _counter, small_hall, text
from tests.web.houses import SmallHouse


def two_zones() -> dict[str, Any]:
    hall = small_hall(
        zones=[{"id": "z1", "name": text("Khu 1", "Zone 1")}, {"id": "z2", "name": text("Khu 2")}],
        voice={"second_language": "en"},
    )
    hall["counters"] = [_counter(str(i), ["ho-tich", "dat-dai"], []) for i in range(1, 13)]
    hall["counters"].append({**_counter("20", ["chung-thuc"], []), "zone": "z2"})
    hall["counters"][4] |= {"floor": text("Tầng 2", "Floor 2"), "direction": "left"}
    tv = hall["displays"][0]
    hall["displays"] = [
        tv,
        {**tv, "id": "tv2", "speaks": False, "rows": 4, "distance": 8, "diagonal": "65"},
        {**tv, "id": "tv3", "zone": "z2"},
    ]
    return hall


class Morning:
    """A house with open counters, and the verbs in short."""

    def __init__(self, h: SmallHouse) -> None:
        self.h = h
        self.officers = {str(i): Who("officer", officer=f"o{i}") for i in [*range(1, 13), 20]}
        for counter, who in self.officers.items():
            h.do(lambda hall, now, c=counter, w=who: hall.open(w, now, c))

    def issue(self, service: str = "khai-sinh", n: int = 1) -> list[str]:
        out = []
        for _ in range(n):
            events = self.h.do(lambda hall, now: hall.issue(THE_HALL, now, service=service)).events
            out.append(events[0].data["number"])
        return out

    def do(self, verb: str, counter: str, *more: Any) -> Any:
        who = self.officers[counter]
        return self.h.do(lambda hall, now: getattr(hall, verb)(who, now, counter, *more))

    def picture(self, display: str = "tv1") -> dict[str, Any]:
        reply = self.h.get(f"/displays/{display}", as_=self.h.device(display, "display"))
        assert reply.status_code == 200, reply.json
        return reply.json


class Television:
    """A display's socket: its picture, and what it was told to say."""

    def __init__(self, h: SmallHouse, id: str) -> None:
        self.h, self.id = h, id
        self.socket = h.socket(h.device(id, "display"))
        self.answer = self.watch()
        self.said: list[dict[str, Any]] = []
        self.pictures: list[dict[str, Any]] = []

    def watch(self) -> dict[str, Any]:
        topic = {"topic": f"display/{self.id}"}
        return self.socket.emit("watch", topic, namespace="/live", callback=True)

    def hear(self) -> list[dict[str, Any]]:
        self.h.flush()
        for packet in self.socket.get_received("/live"):
            if packet["name"] == "announce":
                self.said.append(packet["args"][0])
            elif packet["name"] == "picture":
                self.pictures.append(packet["args"][0])
        return self.said
