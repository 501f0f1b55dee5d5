"""Install: writes what a kiosk PC needs – systemd unit, udev names, agent.yaml, the kiosk's start
page and browser – into a folder, to be read and then put in place by its apply.sh. Touches nothing
of the system it runs on.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FILES = Path(__file__).with_name("files")
KIOSK = "/opt/hall-kiosk"  # the start page and the browser's script
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
SERIAL = re.compile(r"[\w.:+-]{1,64}")
SOCKET = re.compile(r"\d+-\d+(\.\d+)*")
RULES_HEAD = """\
# Names that stay, whatever is plugged in first: /dev/hall/<name>. By the serial number where a
# device has one of its own, else by the USB socket it is in (adapters of one make share a number).
ACTION=="remove", GOTO="hall_end"
"""
ROLES = {  # what may be behind a USB plug, and how its node is found
    "tty": 'SUBSYSTEM=="tty"',
    "printer": 'SUBSYSTEM=="usbmisc", KERNEL=="lp*"',
    "keypad": 'SUBSYSTEM=="input", KERNEL=="event*", ENV{ID_INPUT_KEYBOARD}=="1"',
}


class BadArgument(ValueError):
    """Which argument won't do, and what would."""


@dataclass(frozen=True, slots=True)
class Plug:
    """A USB device by name: `match` its udev condition, `own` the same of the device itself."""

    name: str
    match: str
    own: str

    @classmethod
    def read(cls, text: str) -> Plug:
        """'printer=J4N1234' by serial number, 'pad-3@1-1.2' by USB socket. Raises BadArgument."""
        name, sign, value = re.match(r"([^=@]*)([=@]?)(.*)", text).groups()  # type: ignore[union-attr]
        if not NAME.fullmatch(name):
            raise BadArgument(f"--device {text}: a name has a–z, 0–9 and hyphens")
        if sign == "=" and SERIAL.fullmatch(value):
            return cls(name, f'ATTRS{{serial}}=="{value}"', f'ATTR{{serial}}=="{value}"')
        if sign == "@" and SOCKET.fullmatch(value):
            return cls(name, f'KERNELS=="{value}"', f'KERNEL=="{value}"')
        raise BadArgument(
            f"--device {text}: allowed: name=SERIAL or name@SOCKET such as pad-3@1-1.2; both are "
            "in `udevadm info -a -n /dev/ttyUSB0`"
        )


def add_parser(commands: Any) -> None:
    parser = commands.add_parser("install", help="writes the files a kiosk PC needs into a folder")
    parser.add_argument("--to", type=Path, required=True, help="the folder")
    parser.add_argument("--server", required=True, help="the hall, such as https://10.0.0.5")
    parser.add_argument("--printer", metavar="ID", help="this PC's printer in config.yaml")
    parser.add_argument("--kiosk", metavar="ID", help="this PC's kiosk in config.yaml")
    parser.add_argument(
        "--device", action="append", default=[], metavar="NAME=SERIAL|NAME@SOCKET",
        help="a USB device that becomes /dev/hall/NAME; as often as needed",
    )  # fmt: skip
    parser.add_argument("--home", default="/opt/hall", help="where the hall's code lies there")
    parser.add_argument("--user", default="hall", help="who runs the agent there")


def run(args: argparse.Namespace) -> list[Path]:
    """The files written. Raises BadArgument, OSError."""
    url = urlsplit(args.server)
    if url.scheme not in ("http", "https") or not url.netloc or not re.fullmatch(
        r"[\w.:\[\]-]+", url.netloc
    ):  # fmt: skip
        raise BadArgument(f"--server {args.server}: allowed: such as http://10.0.0.5:8000")
    for option, value in (("printer", args.printer), ("kiosk", args.kiosk), ("user", args.user)):
        if value is not None and not NAME.fullmatch(value):
            raise BadArgument(f"--{option} {value}: an id has a–z, 0–9 and hyphens")
    if not re.fullmatch(r"/[\w./-]+", args.home):
        raise BadArgument(f"--home {args.home}: allowed: a path such as /opt/hall")
    server = f"{url.scheme}://{url.netloc}"
    plugs = [Plug.read(text) for text in args.device]
    keys = [args.printer] if args.printer else []
    values = {
        "server": server, "home": args.home, "user": args.user, "folder": KIOSK,
        "printer": f"--printer {args.printer} " if args.printer else "",
        "page": f"/kiosk/{args.kiosk}" if args.kiosk else "/",
        "keys": "\n".join(_key_line(args, id) for id in keys) or "true",
    }  # fmt: skip
    root = args.to / "root"
    out = {
        args.to / "apply.sh": _filled("apply.sh", values),
        root / "etc/systemd/system/hall-agent.service": _filled("hall-agent.service", values),
        root / "etc/udev/rules.d/70-hall.rules": rules(plugs, args.user),
        root / "etc/hall/agent.yaml": agent_yaml(args.printer, plugs),
    }
    if args.kiosk:
        for name in ("kiosk.sh", "start.html", "start.css", "start.js"):
            out[root / KIOSK[1:] / name] = _filled(name, values)
        out[root / "etc/xdg/autostart/hall-kiosk.desktop"] = DESKTOP
        policy = json.dumps(policies(server), indent=2) + "\n"
        for place in ("etc/chromium", "etc/opt/chrome"):
            out[root / place / "policies/managed/hall-kiosk.json"] = policy
    for path, text in out.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755 if path.suffix == ".sh" else 0o644)
    return list(out)


DESKTOP = f"""\
[Desktop Entry]
Type=Application
Name=Hall kiosk
Exec={KIOSK}/kiosk.sh
X-GNOME-Autostart-enabled=true
"""


def policies(server: str) -> dict[str, Any]:
    """Chromium's managed policies: one site, and nothing that offers, asks or remembers."""
    return {
        "URLBlocklist": ["*"],
        "URLAllowlist": [server, f"file://{KIOSK}/*"],
        "AutofillAddressEnabled": False,
        "AutofillCreditCardEnabled": False,
        "BrowserSignin": 0,
        "DefaultNotificationsSetting": 2,
        "DeveloperToolsAvailability": 2,
        "DownloadRestrictions": 3,
        "PasswordManagerEnabled": False,
        "PrintingEnabled": False,
        "SyncDisabled": True,
        "TranslateEnabled": False,
    }


def rules(plugs: list[Plug], group: str) -> str:
    """The udev rules. Our devices are not for ModemManager, nor keypads for the desktop."""
    lines = [RULES_HEAD]
    mine = f'GROUP="{group}", MODE="0660"'
    for plug in plugs:
        link = f'SYMLINK+="hall/{plug.name}", {mine}'
        lines += [
            f"# {plug.name}",
            f'SUBSYSTEM=="usb", ENV{{DEVTYPE}}=="usb_device", {plug.own}, {mine}, '
            'ENV{ID_MM_DEVICE_IGNORE}="1"',
            f'{ROLES["tty"]}, {plug.match}, {link}, ENV{{ID_MM_PORT_IGNORE}}="1"',
            f"{ROLES['printer']}, {plug.match}, {link}",
            f'{ROLES["keypad"]}, {plug.match}, {link}, ENV{{LIBINPUT_IGNORE_DEVICE}}="1"',
            "",
        ]
    return "\n".join([*lines, 'LABEL="hall_end"', ""])


def agent_yaml(printer: str | None, plugs: list[Plug]) -> str:
    """A beginning; what is in it is checked by `python -m printer --check --data … --config …`."""
    names = [plug.name for plug in plugs]
    keypads = [name for name in names if name.startswith(("pad", "keypad"))]
    out = ["# What hangs on this PC; see docs/agent.md. Check: python -m printer --check", ""]
    if printer:
        port = "/dev/hall/" + next((name for name in names if name not in keypads), "printer")
        out += [
            "printer:",
            "  driver: device               # or serial, usb, cups; docs/devices.md",
            f"  options: {{device: {port}}}",
            "",
        ]
    out.append("# the pad's id in config.yaml, where it has no port and `keys` by name")
    if keypads:
        out += ["keypads:", *(f"  - {{pad: {name}, device: /dev/hall/{name}}}" for name in keypads)]
    else:
        out.append("# keypads: [{pad: goi-3, device: /dev/hall/pad-3}]")
    out += ["", "# the calls of a zone, spoken here, without a browser"]
    out += ["# speaker: {display: loa, play: aplay}", ""]
    return "\n".join(out)


def _key_line(args: argparse.Namespace, id: str) -> str:
    run = f"{args.home}/.venv/bin/python -m printer key {id} --data /var/lib/hall-agent"
    return f'echo "  cd {args.home} && sudo -u {args.user} {run}"'


def _filled(name: str, values: dict[str, str]) -> str:
    text = (FILES / name).read_text()
    return re.sub(r"@([a-z]+)@", lambda found: values[found[1]], text)
