"""What `python -m printer install` writes: read by the programs it is for."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from printer.__main__ import arguments
from printer.agent.beats import Beats
from printer.agent.install import BadArgument, run
from tests.printer.agent.site import Site, until
from tests.server import ROOT


def install(folder: Path, *more: str, server: str = "https://10.0.0.5") -> Path:
    """The written files' root."""
    args = ["install", "--to", str(folder), "--server", server, "--printer", "may-in"]
    written = run(arguments().parse_args([*args, "--kiosk", "kiosk", *more]))
    assert all(path.is_relative_to(folder) and path.is_file() for path in written)
    return folder / "root"


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    python = tmp_path / "home/.venv/bin/python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    unit = (
        install(tmp_path, "--home", str(tmp_path / "home"))
        / "etc/systemd/system/hall-agent.service"
    )
    text = unit.read_text()
    for line in ("Type=notify", "WatchdogSec=30", "Restart=always", "NoNewPrivileges=yes"):
        assert line in text.splitlines()
    assert "@" not in re.sub(r"#.*", "", text)
    if shutil.which("systemd-analyze"):
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True
        )
        mine = [line for line in done.stderr.splitlines() if "hall-agent" in line]
        assert mine == []


def test_devices_get_their_names_and_modemmanager_none(tmp_path: Path) -> None:
    root = install(tmp_path, "--device", "may-in=J4N0001", "--device", "pad-3@1-1.2")
    text = (root / "etc/udev/rules.d/70-hall.rules").read_text()
    rules = [line for line in text.splitlines() if line and not line.startswith("#")]
    for rule in rules:  # each part is KEY{attr}OP"value", as udev wants it
        for part in re.split(r",\s*", rule):
            assert re.fullmatch(r'[A-Z]+(\{\w+\})?(==|!=|=|\+=)"[^"]+"', part), rule
    named = [rule for rule in rules if 'SYMLINK+="hall/pad-3"' in rule]
    assert len(named) == 3 and all('KERNELS=="1-1.2"' in rule for rule in named)
    tty = next(rule for rule in rules if 'SUBSYSTEM=="tty"' in rule and "J4N0001" in rule)
    assert 'ENV{ID_MM_PORT_IGNORE}="1"' in tty and 'GROUP="hall"' in tty
    yaml = root / "etc/hall/agent.yaml"
    done = subprocess.run(
        [sys.executable, "-m", "printer", "--check", "--data", str(tmp_path), "--config", yaml],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "{pad: pad-3, device: /dev/hall/pad-3}" in yaml.read_text()


@pytest.mark.parametrize(
    "wrong",
    [("--device", 'x="; RUN+="rm'), ("--device", "x"), ("--device", "pad@usb1"),
     ("--server", "10.0.0.5"), ("--user", "root; reboot"), ("--home", "~/hall")],
)  # fmt: skip
def test_what_would_spoil_a_file_is_refused(tmp_path: Path, wrong: tuple[str, str]) -> None:
    given = ["--server", "http://h", *wrong] if wrong[0] != "--server" else wrong
    with pytest.raises(BadArgument, match="allowed:|has a–z"):
        run(arguments().parse_args(["install", "--to", str(tmp_path / "out"), *given]))
    assert not (tmp_path / "out").exists()


def test_the_scripts_are_shell_and_the_policies_are_for_one_site(tmp_path: Path) -> None:
    root = install(tmp_path)
    for script in (tmp_path / "apply.sh", root / "opt/hall-kiosk/kiosk.sh"):
        assert subprocess.run(["sh", "-n", str(script)]).returncode == 0
        assert os.access(script, os.X_OK) and not re.search(r"@[a-z]+@", script.read_text())
    assert "--kiosk" in (root / "opt/hall-kiosk/kiosk.sh").read_text()
    policy = json.loads((root / "etc/chromium/policies/managed/hall-kiosk.json").read_text())
    assert policy["URLBlocklist"] == ["*"] and "https://10.0.0.5" in policy["URLAllowlist"]


def test_a_kiosk_up_before_the_hall_waits_and_then_opens_it(
    tmp_path: Path, open_site: Callable[..., Site], browser: Browser
) -> None:
    site = open_site()
    site.server.stop()
    root = install(tmp_path / "files", server=site.server.url)
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"file://{root}/opt/hall-kiosk/start.html")
    page.wait_for_timeout(1500)
    assert page.get_by_text("Đang kết nối với hệ thống xếp hàng…").is_visible()
    site.reopen()
    page.wait_for_url(f"{site.server.url}/**", timeout=10_000)
    assert "/pair" in page.url  # a kiosk without its key yet
    context.close()


def test_systemd_hears_that_it_is_ready_and_lives(site: Site) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(site.folder / "notify"))
        systemd.settimeout(10)
        agent = site.agent(
            NOTIFY_SOCKET=str(site.folder / "notify"), WATCHDOG_USEC="600000"
        ).ready()  # fmt: skip
        assert systemd.recv(99) == b"READY=1"
        began = time.monotonic()
        assert [systemd.recv(99) for _ in range(4)] == [b"WATCHDOG=1"] * 4
        assert time.monotonic() - began < 3 * 0.6  # in time, thrice
        assert agent.stop() == 0
        until(lambda: systemd.recv(99) == b"STOPPING=1")


def test_a_loop_that_stands_still_is_named() -> None:
    beats = Beats()
    beats.beat("printing", 0.05)
    beats.beat("teller", 5)
    assert beats.late() == []
    time.sleep(0.08)
    assert beats.late() == ["printing"]
    beats.beat("printing")
    assert beats.late() == []
