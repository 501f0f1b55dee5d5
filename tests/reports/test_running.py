"""Reports in a running hall, on both engines: while one is made the hall goes on."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest
import requests

from reports import REPORTS
from tests.server import Server
from tests.stories.founding import found

FORMS = (("json", b"{"), ("pdf", b"%PDF"), ("xlsx", b"PK"))


def makers(server: int) -> list[int]:
    """The processes of a server that make reports."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            if parent == server and b"reports.maker" in (path.parent / "cmdline").read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue  # it ended meanwhile
    return found


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
        # reports have a process and its memory of their own; when it dies, the next one is new
        (maker,) = makers(server.pid)
        maps = Path(f"/proc/{server.pid}/maps").read_text()
        assert "numpy" not in maps and "numpy" in Path(f"/proc/{maker}/maps").read_text()
        os.kill(maker, signal.SIGKILL)
        again = requests.get(f"{server.url}/api/v1/reports/throughput", headers=manager)
        assert again.json()["tables"] == told["tables"]
        (other,) = makers(server.pid)
        assert other != maker
    with pytest.raises(ProcessLookupError):
        os.kill(other, 0)
