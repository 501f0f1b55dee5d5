"""https by the hall's own CA: what is made, what is served on both engines, what is refused."""

from __future__ import annotations

import json
import socket
import ssl
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store
from websockets.sync.client import connect

import engine
from tests.server import Server
from tests.stories.founding import PASSWORD, Founded, found
from tests.web.houses import SmallHouse
from web import authority
from web.certificate import ALERT, Certificate
from web.opening import PLAIN, say_how_plain


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


@pytest.fixture
def tls(tmp_path: Path) -> Path:
    authority.make(tmp_path / "tls", ["hall.local", "10.0.0.5"])
    return tmp_path / "tls"


def test_the_keys_are_for_the_servers_user_only(tls: Path):
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tls.iterdir()}
    assert modes == {"ca.crt": 0o644, "ca.key": 0o600, "server.crt": 0o644, "server.key": 0o600}


def test_another_programs_rules_of_certificates_are_kept(tls: Path):
    """The verification of RFC 5280 and of browsers, by pyca."""
    ca, server = read(tls / "ca.crt"), read(tls / "server.crt")
    for name in (x509.DNSName("hall.local"), x509.DNSName("localhost")):
        verifier = PolicyBuilder().store(Store([ca])).build_server_verifier(name)
        assert verifier.verify(server, []) == [server, ca]
    assert server.not_valid_after_utc - server.not_valid_before_utc <= timedelta(days=825)
    assert server.not_valid_after_utc - datetime.now(UTC) > timedelta(days=820)


def test_renewal_keeps_the_ca_and_the_names(tls: Path):
    ca, before = (tls / "ca.crt").read_bytes(), read(tls / "server.crt")
    authority.make(tls, [])
    after = read(tls / "server.crt")
    assert (tls / "ca.crt").read_bytes() == ca and after.serial_number != before.serial_number
    assert authority.names_of(tls / "server.crt") == ["hall.local", "10.0.0.5"]
    authority.make(tls, [], new_ca=True)
    assert (tls / "ca.crt").read_bytes() != ca


@pytest.mark.parametrize("names", [[], ["a b"], ["*"], ["hall/x"], ["hội.vn"]])
def test_what_is_no_name_is_refused(tmp_path: Path, names: list[str]):
    with pytest.raises(ValueError):
        authority.make(tmp_path / "tls", names)
    assert not (tmp_path / "tls" / "server.crt").exists()


def test_a_server_without_its_certificate_says_what_to_do(tmp_path: Path):
    with pytest.raises(OSError, match=r"server\.crt is missing.*hall_server\.py tls"):
        Certificate(tmp_path)
    authority.make(tmp_path / "tls", ["hall.local"])
    other = tmp_path / "other"
    authority.make(other / "tls", ["hall.local"])
    (tmp_path / "tls" / "server.key").write_bytes((other / "tls" / "server.key").read_bytes())
    with pytest.raises(OSError, match="is no good"):
        Certificate(tmp_path)


def test_thirty_days_before_its_end_there_is_an_alert_until_it_is_renewed(
    hall: SmallHouse, tmp_path: Path
):
    authority.make(tmp_path / "tls", ["hall.local"], days=30)
    certificate = Certificate(tmp_path)
    certificate.look(hall.house)
    (alert,) = hall.hall.alerts.values()
    assert (alert.alert, alert.level) == (ALERT, "warning")
    assert alert.detail == f"{certificate.ends:%Y-%m-%d}"
    authority.make(tmp_path / "tls", [])
    certificate.look(hall.house)
    assert hall.hall.alerts == {} and not certificate.soon()


def test_plain_http_beyond_this_machine_stands_as_an_alert(hall: SmallHouse):
    for host, plain, alerts in (
        ("127.0.0.1", True, []), ("10.0.0.5", True, ["10.0.0.5"]), ("10.0.0.5", False, []),
        ("0.0.0.0", True, ["0.0.0.0"]), ("127.0.0.1", True, []),
    ):  # fmt: skip
        say_how_plain(hall.house, host, plain)
        assert [a.detail for a in hall.hall.alerts.values() if a.alert == PLAIN] == alerts


# served


@pytest.fixture(scope="module", params=engine.NAMES)
def served(request, tmp_path_factory) -> Iterator[tuple[Founded, Server, str]]:
    """A running hall, and the path of its CA."""
    hall = found(tmp_path_factory.mktemp("tls"), officers=["1"], server={"tls": True})
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HALL_SECRET", raising=False)
        authority.make(hall.data / "tls", ["hall.local"])
        server = Server(hall.config, data=hall.data, engine=request.param, args=("--bench",))
    with server:
        yield hall, server, str(hall.data / "tls" / "ca.crt")


def test_it_is_https_for_whoever_trusts_the_halls_ca(served):
    hall, server, ca = served
    assert server.url.startswith("https://")
    reply = requests.get(f"{server.url}/healthz", verify=ca, timeout=10)
    assert reply.json() == {"alive": True}
    assert "Strict-Transport-Security" not in reply.headers
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{server.url}/healthz", timeout=10)


def test_plain_http_gets_nothing(served):
    _, server, _ = served
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(f"{server.url.replace('https', 'http')}/healthz", timeout=10)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_versions_of_tls_are_refused(served):
    _, server, ca = served
    host, port = server.url.removeprefix("https://").split(":")
    context = ssl.create_default_context(cafile=ca)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection((host, int(port)), timeout=5) as line:
        with pytest.raises((ssl.SSLError, OSError)):
            context.wrap_socket(line, server_hostname="localhost")


def test_cookies_are_for_https_only_and_a_page_logs_in_and_acts(served):
    hall, server, ca = served
    session = requests.Session()
    session.verify, session.trust_env = ca, False  # the environment may name another CA
    login = {"name": "can-bo-1", "password": PASSWORD, "cookie": True}
    origin = {"Origin": server.url}
    reply = session.post(f"{server.url}/api/v1/login", json=login, headers=origin, timeout=10)
    assert reply.status_code == 200 and "; Secure" in reply.headers["Set-Cookie"]
    page = session.get(f"{server.url}/counter/1", timeout=10).text
    token = page.split('name="hall-token" content="')[1].split('"')[0]
    head = {"X-Hall-Token": token, **origin}
    url = f"{server.url}/api/v1/counters/1/open"
    assert session.post(url, json={}, headers=head, timeout=10).status_code == 200


def test_the_socket_lives_and_brings_news(served):
    hall, server, ca = served
    url = server.url.replace("https", "wss") + "/socket.io/?EIO=4&transport=websocket"
    context = ssl.create_default_context(cafile=ca)
    with connect(url, legacy=True, compression=None, ssl=context) as ws:
        assert ws.recv(5).startswith("0{")
        ws.send("40/live," + json.dumps({"token": hall.keys["k1"]}))
        assert ws.recv(5).startswith("40/live")
        ws.send('42/live,7["watch",{"topic":"kiosk/k1"}]')
        got = ""
        while not got.startswith("43/live,7"):
            got = ws.recv(5)
        assert '"ok":true' in got
        reply = requests.post(
            f"{server.url}/api/v1/tickets", json={"service": "khai-sinh"}, verify=ca, timeout=10,
            headers={"Authorization": f"Bearer {hall.keys['k1']}"},
        )  # fmt: skip
        assert reply.status_code == 201
        while '"picture"' not in got:
            got = ws.recv(5)


def test_whoever_never_finishes_a_handshake_holds_up_nobody(served):
    _, server, ca = served
    host, port = server.url.removeprefix("https://").split(":")
    silent = [socket.create_connection((host, int(port)), timeout=5) for _ in range(20)]
    silent[0].sendall(b"GET / HTTP/1.1\r\n\r\n")
    silent[1].sendall(b"\x16\x03\x01\x02")
    began = time.monotonic()
    for _ in range(5):
        assert requests.get(f"{server.url}/healthz", verify=ca, timeout=10).status_code == 200
    assert time.monotonic() - began < 5
    for line in silent:
        line.close()


def test_the_command_makes_what_the_server_takes(served):
    hall, server, ca = served
    done = server.command("tls", "--name", "hall.local", "--ip", "10.0.0.5")
    assert done.returncode == 0 and "good until" in done.stdout, done.stderr
    assert authority.names_of(hall.data / "tls" / "server.crt") == ["hall.local", "10.0.0.5"]
    assert requests.get(f"{server.url}/healthz", verify=ca, timeout=10).status_code == 200
    wrong = server.command("tls", "--ip", "10.0.0")
    assert wrong.returncode == 1 and "10.0.0" in wrong.stderr and "Traceback" not in wrong.stderr
