"""What no single row can know: the checks across the whole file. A new check is one line here."""

from __future__ import annotations

from collections.abc import Callable

from settings.checks.alerts import check_alerts
from settings.checks.boards import check_boards
from settings.checks.days import check_days
from settings.checks.ids import check_ids, check_references
from settings.checks.lines import check_drivers, check_leds, check_lines, check_pads
from settings.checks.numbers import check_numbers
from settings.checks.places import check_coverage, check_lists, check_voices
from settings.checks.server import check_hall, check_secrets, check_server
from settings.checks.slips import check_slips, check_standing_in
from settings.draft import Draft

CHECKS: tuple[Callable[[Draft], None], ...] = (
    check_secrets,
    check_ids,
    check_references,
    check_hall,
    check_days,
    check_numbers,
    check_lists,
    check_coverage,
    check_voices,
    check_boards,
    check_slips,
    check_standing_in,
    check_drivers,
    check_lines,
    check_pads,
    check_leds,
    check_alerts,
    check_server,
)
