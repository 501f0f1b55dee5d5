"""A label for every section and field of config.yaml, by its path or by its key alone."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], str]


def sections(_: Say) -> dict[str, str]:
    return {
        "hall": _("The hall itself"), "hours": _("Hours"), "agencies": _("Agencies"),
        "service_groups": _("Service groups"), "services": _("Services of this hall"),
        "grounds": _("Grounds of priority"), "zones": _("Zones"), "counters": _("Counters"),
        "kiosks": _("Kiosks"), "displays": _("Displays"), "printers": _("Printers"),
        "led_buses": _("LED lines"), "pads": _("Pads"), "policy": _("Whose turn it is"),
        "rating": _("Ratings"), "voice": _("Voice"), "alerts": _("Alerts"),
        "languages": _("Languages"), "storage": _("Storage"), "server": _("Server"),
    }  # fmt: skip


def labels(_: Say) -> dict[str, str]:
    return {
        # by key, wherever it stands
        "id": _("Id"), "name": _("Name shown"), "agency": _("Agency"), "zone": _("Zone"),
        "counter": _("Counter"), "port": _("Port"), "baud": _("Baud rate"), "kind": _("Kind"),
        "driver": _("Driver"), "options": _("Driver's settings"), "width": _("Width"),
        "height": _("Height"), "diagonal": _("Diagonal (inches)"), "languages": _("Languages"),
        "services": _("Services offered"), "printer": _("Printer"),
        "series": _("Series of numbers"),
        "letters": _("Letters"), "first": _("First"), "last": _("Last"), "digits": _("Digits"),
        "policy": _("Policy"), "ratio": _("Regular tickets between two with priority"),
        "address": _("Address"), "slip": _("Slip layout"), "logo": _("Logo"),
        "order": _("Parts from top to bottom"), "facts": _("Facts"),
        "second": _("Second language"), "note": _("Note"), "date": _("Date"),
        # hall
        "hall.address": _("Where it stands"), "timezone": _("Time zone"),
        "public_url": _("Address for phones"), "procedures": _("Procedures"),
        "hall.procedures": _("Catalogue of procedures"),
        "on_next": _("'Next' with somebody at the counter"), "outcome": _("Outcome of a visit"),
        "officer_may_pick": _("Officers may call by hand"),
        "without_ticket": _("Serving without a ticket"),
        "no_show_not_before": _("'No-show' not before"),
        "no_show_after": _("'No-show' by itself after"),
        "recall_after": _("Suggest calling again after"), "undo_within": _("Undo within"),
        "change_service_within": _("Change of service at the kiosk within"),
        "target_wait": _("Longest wait wanted"), "service_cap": _("Longest service believed"),
        "identity": _("Identity at the kiosk"), "asked": _("Asked for"),
        "a_day": _("Tickets a day"), "a_service": _("Tickets a service"),
        "purpose": _("What it is for"),
        # hours
        "week": _("Week"), "mon": _("Monday"), "tue": _("Tuesday"), "wed": _("Wednesday"),
        "thu": _("Thursday"), "fri": _("Friday"), "sat": _("Saturday"), "sun": _("Sunday"),
        "holidays": _("Holidays"), "closures": _("Closures"), "from": _("From"), "to": _("Until"),
        "reason": _("Reason"),
        "tickets_before_opening": _("Tickets before opening (minutes)"),
        "close_day_at": _("The day ends at"),
        # services
        "group": _("Service group"), "minutes": _("Minutes at the counter"),
        "quota": _("Tickets a day"), "code": _("Code"), "class": _("Class"), "law": _("Law"),
        "grant": _("Granted by"),
        # places
        "counters.first": _("First list"), "counters.second": _("Second list"),
        "floor": _("Floor"), "direction": _("Direction"), "per_hour": _("Tickets an hour"),
        "kiosks.reserve": _("Numbers of its own"),
        "screen": _("Screen"), "bottom": _("Lower edge above the floor (mm)"),
        "speaks": _("Speaks"), "displays.rows": _("Calls at once"),
        "distance": _("Farthest seat (m)"), "directions": _("Directions to other zones"),
        "media": _("Pictures and films"), "folder": _("Folder"), "seconds": _("Each picture for"),
        "sound": _("Sound"),
        # devices
        "printers.width": _("Width (dots)"), "roll": _("Full roll (m)"),
        "divert_to": _("Stands in for it"), "divert_after": _("Stands in after"),
        "segments": _("Seven-segment digits"), "boards": _("Boards"),
        "led_buses.boards.digits": _("Places"), "frame": _("Frame"), "checksum": _("Checksum"),
        "keys": _("Keys and meanings"), "replies": _("Replies"), "shows": _("Shows"),
        "debounce_ms": _("Trembling keys (ms)"),
        # conduct
        "policy.name": _("Policy"), "head_start_priority": _("Head start of priority"),
        "head_start_slot": _("Head start of an appointment"),
        "head_start_transferred": _("Head start of a transferred ticket"),
        "overflow": _("Second lists count as first after"),
        "slot_grace": _("Still on time for an appointment"),
        "slot_share": _("Appointments' share of the head start, %"),
        "return_credit": _("Credit after a no-show"), "levels": _("Levels"),
        "window": _("A pad stays open for"), "page_window": _("The phone's page stays open for"),
        "reasons": _("Reasons"), "phrase": _("Sentence"), "numbers": _("Numbers"),
        "south": _("Southern words"), "repeat": _("Repeated"), "chime": _("Chime"),
        "second_language": _("Second language"), "voice.counters": _("Counter spoken by"),
        "voice.priority": _("Words of its own for priority"), "packs": _("Recorded clips"),
        # alerts
        "promise_over": _("Promised wait over by"), "longest": _("Longest wait (% of the target)"),
        "idle": _("Open and idle for"), "device_gone": _("Device gone for"),
        "bad_ratings": _("Bad ratings in a row"), "bad_ratings_within": _("Bad ratings within"),
        "past_closing": _("Still waiting past closing by"), "backup_age": _("Backup older than"),
        "calm": _("Over when calm for"), "cool_down": _("Not again within"),
        "escalate": _("To the next one after"), "sounds": _("Sounds an hour"),
        "webhook": _("Told to the address"),
        # storage, server
        "url": _("Database"), "personal_days": _("Personal texts kept (days)"),
        "anchors": _("Anchors' file"), "anchor_key": _("Anchors' key file"),
        "backups": _("Backups' folder"), "backup_hours": _("A backup every (hours)"),
        "backup_days": _("Backups kept (days)"), "reports": _("Reports' folder"),
        "report_days": _("Reports kept (days)"), "host": _("Listens on"),
        "plain_http": _("Without TLS in the hall's network"), "tls": _("https"),
        "idle_lock": _("Pages lock themselves after"), "session": _("A login ends after"),
        "totp": _("Roles with a second step at login"),
    }  # fmt: skip
