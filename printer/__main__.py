"""The agent at a kiosk PC, see printer/agent/ and docs/agent.md.

python -m printer --server URL [--printer ID] --data DIR [--config agent.yaml]
python -m printer key DEVICE --data DIR       (a device's key, from stdin)
python -m printer install --to DIR --server URL …   (files for a kiosk PC, written into a folder)
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from printer.agent import install
from printer.agent.keys import Keys, NoKey
from printer.agent.running import Agent
from printer.agent.settings import AgentSettings, BadSettings, read
from printer.agent.sound import Mute


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m printer", description=__doc__.split("\n")[0])
    parser.add_argument("--server", help="the hall, such as http://10.0.0.5:8000")
    parser.add_argument("--printer", metavar="ID", help="the printer's id in config.yaml")
    parser.add_argument("--data", type=Path, help="a folder for its keys and its journal of jobs")
    parser.add_argument("--config", type=Path, help="what hangs here (DATA/agent.yaml)")
    parser.add_argument("--ca", metavar="FILE", help="the hall's own certificate authority")
    parser.add_argument("--check", action="store_true", help="check agent.yaml, start nothing")
    commands = parser.add_subparsers(dest="command")
    key = commands.add_parser("key", help="stores a device's key, read from stdin")
    key.add_argument("device")
    key.add_argument("--data", type=Path, required=True)
    install.add_parser(commands)
    return parser


def main() -> int:
    """The exit code; what is wrong is said in a sentence."""
    parser = arguments()
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("socketio", "engineio", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        if args.command == "key":
            Keys(args.data).keep(args.device, sys.stdin.readline())
            return 0
        if args.command == "install":
            print(*install.run(args), sep="\n")
            return 0
        if args.data is None or (args.server is None and not args.check):
            parser.error("--server and --data are needed")
        return run(args)
    except (NoKey, BadSettings, Mute, install.BadArgument, OSError) as error:
        print(f"agent: {error}", file=sys.stderr)
        return 1


def run(args: argparse.Namespace) -> int:
    config = args.config or args.data / "agent.yaml"
    if not config.exists():
        raise BadSettings(f"{config}: there is no such file; it says what hangs on this PC")
    settings: AgentSettings = read(config)
    if args.check:
        print(f"{config}: fine")
        return 0
    if args.printer is not None and settings.printer is None:
        raise BadSettings(f"{config}: printer: is missing; --printer {args.printer} needs it")
    agent = Agent(args.server, args.data, args.ca or True)
    agent.add(settings, args.printer, sys.stdin)
    return agent.serve()


if __name__ == "__main__":
    sys.exit(main())
