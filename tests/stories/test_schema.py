"""The OpenAPI document, taken at its word by schemathesis: every call, every role, no 5xx (F24).

What is sent is made from the document, right and wrong; what comes back must be a status and a body
that the document names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tests.server import Server
from tests.stories.cast import Kiosk, Officer
from tests.stories.founding import Founded, found
from tests.stories.judging import judge

load_all_checks()
JUDGES = CHECKS.get_by_names(
    ["not_a_server_error", "status_code_conformance", "content_type_conformance",
     "response_schema_conformance"]
)  # fmt: skip
PEOPLE = {
    "tiep-don": "reception", "chi-huy": "supervisor", "quan-ly": "manager", "quan-tri": "admin",
    "tinh": "province",
}  # fmt: skip
REAL = {
    "counter": "1", "service": "khai-sinh", "kiosk": "k1", "display": "tv1", "printer": "p1",
    "name": "waits", "officer": "can-bo-1",
}  # fmt: skip
# they end the session or the key that asks: tried in tests/web
SPARED = {"/api/v1/logout", "/api/v1/key/rotate"}
LAST = {"/api/v1/hall/close-day"}  # nobody gets a ticket after it


class Readers:
    """The document's operations, and everybody who may try them."""

    def __init__(self, server: Server, hall: Founded) -> None:
        self.server = server
        kiosk = Kiosk(server.url, hall.keys["k1"])
        self.tickets = [kiosk.take_ticket("khai-sinh") for _ in range(4)]
        link = self.tickets[0]["track_url"].rsplit("/", 1)[1]
        self.keys = {**hall.keys, **hall.tokens, "citizen": link, "nobody": None}
        document = requests.get(f"{server.url}/api/v1/openapi.json", timeout=10).json()
        schema = schemathesis.openapi.from_dict(document)
        schema.config.update(base_url=server.url)
        found_ = [result.ok() for result in schema.get_all_operations()]
        self.operations = sorted(
            (o for o in found_ if o.path not in SPARED), key=lambda o: o.path in LAST
        )
        self.session = requests.Session()
        self.seen: Counter[int] = Counter()

    def real(self, names: Any, nth: int) -> dict[str, str]:
        ticket = str(self.tickets[nth % len(self.tickets)]["id"])
        return {name: {**REAL, "ticket": ticket}.get(name, "1") for name in names}

    def try_everybody(self, case: Any, real: bool, nth: int) -> None:
        """One case by every role, at what there is or at what was made up; Idempotency-Key only
        where the document's own maker sent one."""
        if real and case.path_parameters:
            case.path_parameters = self.real(case.path_parameters, nth)
        for key in self.keys.values():
            headers = {} if key is None else {"Authorization": f"Bearer {key}"}
            reply = case.call(session=self.session, headers=headers, timeout=15)
            self.seen[reply.status_code] += 1
            case.validate_response(reply, checks=JUDGES)

    def read(self, examples: int, **more: Any) -> None:
        for operation in self.operations:
            cases = st.one_of(
                operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
                operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
            )

            @settings(
                max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck), **more,
            )  # fmt: skip
            @given(case=cases, real=st.booleans(), nth=st.integers(0, 9))
            def everybody_tries(case: Any, real: bool, nth: int) -> None:
                self.try_everybody(case, real, nth)

            everybody_tries()


@pytest.fixture(params=["eventlet", "threading"])
def readers(request: Any, tmp_path: Path) -> Iterator[Readers]:
    hall = found(tmp_path, people=PEOPLE, officers=["1", "2"])
    with Server(hall.config, data=hall.data, engine=request.param, args=("--bench",)) as server:
        Officer(server.url, hall.tokens["can-bo-1"], "1").do("open")
        yield Readers(server, hall)
        assert requests.get(f"{server.url}/healthz", timeout=10).status_code == 200
        server.stop()
    judge(hall)


@pytest.mark.parametrize("readers", ["eventlet"], indirect=True)
def test_every_call_of_the_document_keeps_its_word_to_every_role(readers: Readers) -> None:
    readers.read(2, derandomize=True)
    assert readers.seen[200] > 50 and readers.seen[400] > 50 and readers.seen[403] > 200
    assert readers.seen[404] > 20, readers.seen


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_the_same_for_a_long_time_on_both_engines(readers: Readers) -> None:
    readers.read(100)
