"""Benchmarks by name, or every one: `python -m bench [NAME …]`, `make bench`."""

from __future__ import annotations

import sys
from importlib import import_module

ALL = (
    "tickets",
    "broadcast",
    "paper",
    "slow_disk",
    "ready",
    "memory",
    "pads",
    "boards",
    "slip",
    "printers",
    "import",
    "estimates",
    "staffing",
    "dashboard",
    "reports",
)

if __name__ == "__main__":
    for name in sys.argv[1:] or ALL:
        if name not in ALL:
            sys.exit(f"{name}: no such benchmark; there are {', '.join(ALL)}")
        sys.argv = [name]
        import_module(f"bench.{name}").main()
