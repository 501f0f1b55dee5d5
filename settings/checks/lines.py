"""Lines: drivers and their options, ports nobody else uses, pads' frames, LED boards' letters."""

from __future__ import annotations

import re
from typing import Any

from settings.checks.frames import why_bad
from settings.draft import Draft
from settings.mistake import one_of
from settings.models.devices import BAUDS
from settings.reading import Path_
from settings.shapes import fit

PORT = re.compile(r"/dev/[\w./:-]+|loop://\w*|(socket|rfc2217)://[\w.-]+:\d{1,5}")
UNSHOWN = set("DĐGJKMNQRTVWXYZ")  # on seven segments
VERBS = ("next", "recall", "start", "finish", "no_show", "hold", "transfer", "undo")
REPLIES = ("done", "refused", "nobody", "test")
SHOWS = {
    "call": ("closed", "paused", "free", "waiting", "called", "serving"),
    "rating": ("open", "closed"),
}
# bytes for a pad, as ports/replies.py reads them; brackets are what a checksum is over
PLAIN = r"(?:(?:[0-9A-Fa-f]{2}|\{(?:number|digits|waiting):[1-9]\})\s*)"
SUM = r"(?:\{(?:sum8|xor8)\}\s*)"
TEMPLATE = re.compile(rf"{PLAIN}+|{PLAIN}*\[{PLAIN}+\]\s*{PLAIN}*(?:{SUM}{PLAIN}*)?")
# a key's name in a browser (KeyboardEvent.code): the place of the key, whatever the layout
KEY_NAME = re.compile(
    r"Digit\d|Key[A-Z]|F([1-9]|1\d|2[0-4])|Numpad(\d|Enter|Add|Subtract|Multiply|Divide|Decimal|"
    r"Comma|Equal|Backspace)|Enter|Space|Backspace|Insert|Delete|Home|End|PageUp|PageDown|"
    r"Arrow(Up|Down|Left|Right)|Backquote|Minus|Equal|Comma|Period|Slash|Pause|ScrollLock"
)


def check_drivers(draft: Draft) -> None:
    """Options by the driver's own model, where the drivers were handed in."""
    for section, path, row in draft.each("printers", "led_buses"):
        if draft.drivers is None:
            continue
        drivers = draft.drivers.get(section, {})
        if row.driver not in drivers:
            draft.wrong((*path, "driver"), one_of(row.driver, drivers, "a driver"))
            continue
        made, found, _ = fit(drivers[row.driver], row.options, {"languages": draft.languages})
        for inner, text in found:
            draft.wrong((*path, "options", *inner), text)
        if made is not None:
            row.options = made.model_dump(by_alias=True)
            widest = made.widest() if hasattr(made, "widest") else None
            if widest is not None and row.width > widest:
                text = f"'{row.width}' is more than its profile prints; allowed: {widest} at most"
                draft.wrong((*path, "width"), text)


def check_lines(draft: Draft) -> None:
    """A port has one owner; pads on one line tell themselves apart by their address."""
    used: dict[str, list[tuple[Path_, Any]]] = {}
    for section, path, row in draft.each("printers", "led_buses", "pads"):
        if section != "printers":
            if row.port is not None and not PORT.fullmatch(row.port):
                text = "allowed: /dev/…, socket://host:port, rfc2217://host:port, loop://"
                draft.wrong((*path, "port"), f"'{row.port}' is no port; {text}")
                continue
            if row.baud not in BAUDS:
                text = f"'{row.baud}' is no speed; allowed: {', '.join(map(str, BAUDS))}"
                draft.wrong((*path, "baud"), text)
            where, port = (*path, "port"), row.port
        else:
            where, port = _printer_port(path, row.options)
        if port is not None and not port.startswith("loop://"):
            used.setdefault(port, []).append((where, row))
    for port, owners in used.items():
        where_first, first = owners[0]
        addresses = [getattr(first, "address", None)]
        for where, row in owners[1:]:
            address = getattr(row, "address", None)
            told_apart = address is not None and address not in addresses and None not in addresses
            if not told_apart:
                text = (
                    f"'{port}' is used on line {draft.line(where_first)} as well; allowed: "
                    "one owner"
                )
                more = ", or pads with an address each" if hasattr(row, "address") else ""
                draft.wrong(where, text + more)
            elif row.baud != first.baud:
                text = f"'{row.baud}' on a line at {first.baud}; allowed: one speed a line"
                draft.wrong((*where[:-1], "baud"), text)
            addresses.append(address)


def _printer_port(path: Path_, options: dict[str, Any]) -> tuple[Path_, str | None]:
    """The line a printer's options name: a host with its port, a serial port or a device file."""
    if options.get("host"):
        return (*path, "options", "host"), f"{options['host']}:{options.get('port', 9100)}"
    for key in ("port", "device", "path", "folder", "queue"):
        if isinstance(options.get(key), str):
            return (*path, "options", key), options[key]
    if options.get("vendor"):
        where = f"usb:{options['vendor']}:{options.get('product')}:{options.get('serial') or ''}"
        return (*path, "options", "vendor"), where
    return path, None


def check_pads(draft: Draft) -> None:
    """A frame that compiles, keys that mean something, one pad of a kind a counter."""
    rating = draft.maps.get("rating")
    levels = rating.levels if rating is not None and rating.levels in (3, 5) else 5
    seen: dict[tuple[str, str], int] = {}
    for _, path, pad in draft.each("pads"):
        place = (pad.kind, pad.counter)
        if place in seen:
            text = (
                f"counter '{pad.counter}' has a {pad.kind} pad (line {seen[place]}); allowed: one"
            )
            draft.wrong((*path, "counter"), text)
        seen.setdefault(place, draft.line((*path, "counter")))
        meanings = tuple(str(n) for n in range(1, levels + 1)) if pad.kind == "rating" else VERBS
        if pad.port is None:
            _page(draft, path, pad, meanings)
            continue
        if pad.frame is None:
            draft.wrong(
                (*path, "frame"), "is missing; allowed: a pattern of bytes with a group 'key'"
            )
        elif bad := why_bad(pad.frame, pad.checksum is not None, pad.address is not None):
            draft.wrong((*path, "frame"), bad)
        if pad.address is not None and not _is_hex(pad.address):
            draft.wrong((*path, "address"), f"'{pad.address}' is no hex; allowed: such as 2F")
        if not pad.keys:
            draft.wrong((*path, "keys"), "is missing; allowed: key in hex → what it means")
        for key in pad.keys:
            if len(key) != 1 and not _is_hex(key):
                text = f"'{key}' is no hex; allowed: such as 31, or one character"
                draft.wrong((*path, "keys", key), text)
        _meanings(draft, path, pad, meanings)
        for part, names in (("replies", REPLIES), ("shows", SHOWS[pad.kind])):
            for name, sent in getattr(pad, part).items():
                if name not in names:
                    draft.wrong((*path, part, name), one_of(name, names, "an answer"))
                elif not TEMPLATE.fullmatch(sent):
                    text = (
                        f"'{sent}' is no hex; allowed: such as 013207 or 01 21 20 {{number:3}} 07"
                    )
                    draft.wrong((*path, part, name), text)


def _page(draft: Draft, path: Path_, pad: Any, meanings: tuple[str, ...]) -> None:
    """A pad without a port is a page: a tablet, or a keypad that types into it."""
    for key in ("frame", "checksum", "address", "replies", "shows"):
        if getattr(pad, key):
            draft.wrong((*path, key), "needs a port; allowed: nothing for a page")
    if pad.kind == "call" and not pad.keys:
        text = (
            "is missing; allowed: the port of the buttons, or the keys of a keypad (the "
            "officer's page needs no pad)"
        )
        draft.wrong((*path, "port"), text)
    for key in pad.keys:
        if not KEY_NAME.fullmatch(key):
            text = f"'{key}' is no key's name; without a port allowed: such as Numpad1, F9, KeyN"
            draft.wrong((*path, "keys", key), text)
    _meanings(draft, path, pad, meanings)


def _meanings(draft: Draft, path: Path_, pad: Any, allowed: tuple[str, ...]) -> None:
    for key, meaning in pad.keys.items():
        if meaning not in allowed:
            what = "a score" if pad.kind == "rating" else "a verb"
            draft.wrong((*path, "keys", key), one_of(meaning, allowed, what))


def _is_hex(text: str) -> bool:
    return bool(re.fullmatch(r"([0-9A-Fa-f]{2})+", text))


def check_leds(draft: Draft) -> None:
    """Addresses once a bus and possible there, counters once, and numbers that the board of a
    counter can show: its own and those that may be transferred there."""
    boards: dict[str, int] = {}
    numbers = _numbers(draft)
    for _, path, bus in draft.each("led_buses"):
        taken: set[int] = set()
        options, told = _options(draft, bus), set()
        for at, board in enumerate(bus.boards):
            here = (*path, "boards", at)
            if board.address in taken:
                text = f"'{board.address}' is used twice on this bus; allowed: each address once"
                draft.wrong((*here, "address"), text)
            taken.add(board.address)
            if board.counter in boards:
                text = (
                    f"counter '{board.counter}' has a board on line "
                    f"{boards[board.counter]}; keep one"
                )
                draft.wrong((*here, "counter"), text)
            boards.setdefault(board.counter, draft.line(here))
            why_not = getattr(options, "why_not", lambda address, digits: None)
            if text := why_not(board.address, board.digits):
                draft.wrong((*here, "address"), text)
            mine = {row for row in numbers if row[0] in _served(draft, board.counter)}
            told |= set(_unshown(mine, bus.segments, board.digits, options))
            for text in _unshown(mine, bus.segments, board.digits, options):
                draft.warn(here, text)
        # a number stays when its ticket is transferred, and any counter may get it
        digits = min(board.digits for board in bus.boards)
        for text in _unshown(numbers, bus.segments, digits, options):
            if text not in told:
                draft.warn((*path, "boards"), f"of tickets transferred here: {text}")


def _options(draft: Draft, bus: Any) -> Any:
    """The bus' options as its protocol's model, None where that isn't known."""
    model = (draft.drivers or {}).get("led_buses", {}).get(bus.driver)
    return fit(model, bus.options, {"languages": draft.languages})[0] if model else None


def _unshown(
    numbers: set[tuple[str, str, int]], segments: bool, digits: int, options: Any
) -> list[str]:
    """What of these numbers (service, letters, digits) a board of so many places can't show."""
    letters = {letter for _, series, _ in numbers for letter in series}
    if letters and not getattr(options, "carries_letters", True):
        return [f"this protocol sends digits only, without {', '.join(sorted(letters))}"]
    found = []
    if segments and (bad := UNSHOWN & letters):
        found.append(f"seven segments cannot show {', '.join(sorted(bad))}; better: other letters")
    long = max((len(series) + size for _, series, size in numbers), default=0)
    if long > digits:
        found.append(f"has {digits} places for numbers of {long}; the letter would be left out")
    return found


def _numbers(draft: Draft) -> set[tuple[str, str, int]]:
    """(service, letters, digits) of all services."""
    out = set()
    for _, _, service in draft.each("services"):
        group = draft.get("service_groups", service.group)
        if series := service.series or group and group.series:
            out.add((service.id, series.letters, series.digits))
    return out


def _served(draft: Draft, counter_id: str) -> set[str]:
    """The services a counter serves, by their own names or their group's."""
    counter = draft.get("counters", counter_id)
    names = {*counter.first, *counter.second} if counter is not None else set()
    return {s.id for _, _, s in draft.each("services") if {s.id, s.group} & names}
