"""Printers at a kiosk PC's own USB or serial port: `python -m printer` there prints them.

Not one of DRIVERS: the hall has no line to it; only its options are known here. See docs/agent.md.
"""

from __future__ import annotations

from pydantic import Field

from printer.drivers.driver import Options

AGENT = "agent"  # the name in config.yaml


class AgentOptions(Options):
    gone_after: int = Field(
        8, ge=4, le=60, description="seconds of the agent's silence until the printer is down, 4–60"
    )
