"""Reports in a running hall, on both engines: while one is made the hall goes on."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import requests

from reports import REPORTS
from tests.server import Server
from tests.stories.founding import found

FORMS = (("json", b"{"), ("pdf", b"%PDF"), ("xlsx", b"PK"))


@pytest.mark.parametrize("engine", ["eventlet", "threading"])
def test_a_running_hall_makes_its_reports(tmp_path: Path, engine: str) -> None:
    hall = found(tmp_path, officers=["1"], people={"quan": "manager"})
    with Server(hall.config, data=hall.data, engine=engine, args=("--bench",)) as server:
        manager = {"Authorization": f"Bearer {hall.tokens['quan']}"}
        kiosk = {"Authorization": f"Bearer {hall.keys['k1']}"}

        def take() -> None:
            body = {"service": "khai-sinh"}
            reply = requests.post(f"{server.url}/api/v1/tickets", json=body, headers=kiosk)
            assert reply.status_code == 201, reply.text

        take()
        wrong: list[str] = []

        def ask(name: str) -> None:
            for format, begins in FORMS if name == "waits" else FORMS[:1]:
                reply = requests.get(
                    f"{server.url}/api/v1/reports/{name}?format={format}", headers=manager
                )
                if reply.status_code != 200 or not reply.content.startswith(begins):
                    wrong.append(f"{name} {format}: {reply.status_code} {reply.content[:200]!r}")

        asking = [threading.Thread(target=ask, args=(name,)) for name in REPORTS]
        for thread in asking:
            thread.start()
        for _ in range(5):
            take()
        for thread in asking:
            thread.join(60)
        assert wrong == []
        told = requests.get(f"{server.url}/api/v1/reports/throughput", headers=manager).json()
        assert [row["tickets"] for row in told["tables"][1]["rows"]] == [6]
        page = requests.get(f"{server.url}/reports", cookies={"hall_person": hall.tokens["quan"]})
        assert page.status_code == 200 and "<svg" in page.text
