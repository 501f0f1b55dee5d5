"""The hall's server: reads config.yaml, joins every part and serves. The only file that knows all.

python hall_server.py [--config config.yaml] [--host H] [--port P] [--check | --demo | --bench]
python hall_server.py [--config config.yaml] enrol | user | tls | verify | backup | …
"""

if __name__ == "__main__":
    import os

    if os.environ.get("HALL_ENGINE", "eventlet") == "eventlet":
        # before anything else is imported: a lock made earlier stays unpatched, silently
        os.environ["EVENTLET_NO_GREENDNS"] = "yes"
        import warnings

        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        import eventlet

        # all database work is done in native threads, so psycopg2 may block there
        eventlet.monkey_patch(psycopg=False)

import argparse
import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import demo
import engine
from demo import commands as demo_commands
from engine import log
from engine.base import listener
from engine.clock import WallClock
from journal import BrokenChain, Damaged, Journal, JournalDown
from journal import commands as journal_commands
from journal.rounds import rounds
from languages import Languages
from people import People
from people import commands as people_commands
from reports.estimates import live as estimates
from settings import load
from web import authority, certificate, secret
from web import pages as web_pages
from web.app import make_app
from web.caretaker import Caretaker
from web.house import House
from web.live import Live
from web.opening import LOOPBACK, open_doors

# in the order in which they hear of an event
STATIONS = ("kiosk", "counter", "display", "printer", "rating", "dashboard", "reports")


def arguments() -> argparse.Namespace:
    """What was asked for, as in the wire contract."""
    parser = argparse.ArgumentParser(prog="hall_server.py", description=__doc__.split("\n")[0])
    parser.add_argument("--config", default="config.yaml", type=Path)
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--data", type=Path, help="folder for the data, instead of the config's")
    parser.add_argument("--check", action="store_true", help="check config.yaml, start nothing")
    parser.add_argument("--demo", action="store_true", help="virtual devices, simulated citizens")
    parser.add_argument("--speed", type=float, default=10.0, help="of the demo: times quicker")
    parser.add_argument("--bench", action="store_true", help="hours, quotas and limits off")
    commands = parser.add_subparsers(dest="command")
    for part in (people_commands, journal_commands, demo_commands, authority):
        part.add_parsers(commands)
    args = parser.parse_args()
    if (args.demo or args.bench) and args.host not in (None, *LOOPBACK):
        parser.error("--demo and --bench serve this machine only")
    return args


def drivers() -> dict:
    """The options models of every registry, for the check of config.yaml."""
    registries = {"printers": "printer.drivers", "led_buses": "display.drivers"}
    return {key: import_module(at).OPTIONS for key, at in registries.items() if find_spec(at)}


def main() -> int:
    """The exit code. What keeps the hall shut is said in a sentence."""
    log.install()
    args = arguments()
    try:
        return begin(args)
    except Exception as error:
        if not isinstance(error, OSError | ValueError | Damaged | BrokenChain | JournalDown):
            log.say_broken("the hall does not open")
        print(f"hall_server: {error}", file=sys.stderr)
        return 1


def begin(args: argparse.Namespace) -> int:
    """Reads config.yaml and does what was asked for."""
    checked = load(args.config, drivers=drivers(), bench=args.bench)
    if args.check or checked.mistakes:
        print(checked.report(), file=sys.stdout if args.check else sys.stderr)
        return 1 if checked.mistakes else 0
    if args.demo and args.data is None:
        args.data = Path(tempfile.mkdtemp(prefix="hall-demo-"))
    folder = args.data or checked.folder / "data"
    url = f"sqlite:///{folder.resolve()}/hall.db" if args.data else checked.database
    folder.mkdir(parents=True, exist_ok=True)
    secret.settle(folder)
    if args.demo:
        demo.prepare(checked, folder, args.speed, args.port)
    for part in (journal_commands, demo_commands, authority):
        if args.command in part.COMMANDS:
            return part.run(args, url, checked)
    return command(args, checked, url) if args.command else serve(args, checked, url, folder)


def command(args: argparse.Namespace, checked, url: str) -> int:
    """A command about people. It leaves a running server's settings alone."""
    hall_id = checked.data["hall"]["id"]
    journal = Journal(url, hall_id, engine.current(), WallClock())
    try:
        people = People(url, hall_id, journal.now).open()
        return people_commands.run(args, people, journal, checked.data)
    finally:
        journal.close()


def serve(args: argparse.Namespace, checked, url: str, folder: Path) -> int:
    """Joins every part, then opens the doors."""
    settings, eng = checked.data, engine.current()
    server, hall_id = settings["server"], settings["hall"]["id"]
    host = args.host or (LOOPBACK[0] if args.demo or args.bench else server["host"])
    if host not in LOOPBACK and not (server["plain_http"] or server["tls"]):
        raise OSError(f"{host}: plain http beyond this machine needs server.plain_http")
    tls = certificate.Certificate(folder) if server["tls"] else None
    door = listener(host, args.port if args.port is not None else server["port"])
    journal = Journal(url, hall_id, eng, WallClock(), settings, checked.text)
    people = People(url, hall_id, journal.now).open()
    house = House(journal, people, eng, Languages(settings["languages"]), args.bench, folder)
    house.checked = checked
    rooms = [f"{name}.pages" for name in (*STATIONS, *(("demo",) if args.demo else ()))]
    blueprints = [import_module(room).pages(house) for room in rooms if find_spec(room)]
    app = make_app(house, [web_pages.pages(house), *blueprints])
    Live(app, house)
    house.start()
    workers = [s.start(house) for s in map(import_module, STATIONS) if hasattr(s, "start")]
    workers += [Caretaker(house, *rounds(journal, folder)).start(), estimates.start(house, url)]
    workers += [demo.start(house, checked)] if args.demo else []
    close = [worker.stop for worker in reversed(workers) if worker] + [journal.close, people.close]
    return open_doors(house, app, door, close, tls)


if __name__ == "__main__":
    sys.exit(main())
