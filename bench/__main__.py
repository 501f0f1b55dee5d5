"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from importlib import import_module

ALL = ("tickets", "broadcast", "paper", "slow_disk", "ready", "memory")

for name in ALL:
    import_module(f"bench.{name}").main()
