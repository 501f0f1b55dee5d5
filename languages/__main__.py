"""`python -m languages`: which languages there are, and what one of them does not say yet.

missing LANGUAGE   every message that is shown in Vietnamese instead, a line each with its file
"""

from __future__ import annotations

import argparse
import sys

from languages import folders, missing, read


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m languages", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("missing").add_argument("language", choices=["en", *folders()])
    asked = parser.parse_args(arguments)
    if asked.command == "missing":
        lost = missing(asked.language)
        lines = [f"{file}.po\t{m}" for file, messages in lost.items() for m in messages]
        print("\n".join(lines))
        return 0
    whole = sum(map(len, read("vi").values()))
    for name in folders():
        print(f"{name}\t{sum(map(len, read(name).values()))} of {whole} messages")
    print("en\tin the code")
    return 0


if __name__ == "__main__":
    sys.exit(main())
