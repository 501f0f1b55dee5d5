"""The set-up in words: its page, and a label for every field of config.yaml."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.setup_labels import labels, sections

Say = Callable[[str], str]


def named(form: dict[str, Any], _: Say) -> dict[str, Any]:
    """The form with `label` and `help` of every field in that language. A field without a label of
    its own (a driver's option) goes by its key."""
    by_path, names = labels(_), sections(_)

    def name(fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
        out = []
        for field in fields:
            label = by_path.get(field["path"]) or by_path.get(field["key"]) or field["key"]
            new = {**field, "label": label, "help": _(field["help"]) if field["help"] else ""}
            if "fields" in field:
                new["fields"] = name(field["fields"])
            out.append(new)
        return out

    return {
        "sections": [
            {**s, "label": names.get(s["key"], s["key"]), "fields": name(s["fields"])}
            for s in form["sections"]
        ],
        "options": {
            section: {driver: name(fields) for driver, fields in known.items()}
            for section, known in form["options"].items()
        },
        "kept": form["kept"],
    }


def script(_: Say) -> dict[str, Any]:
    """The words of setup.js. {name} is filled in there."""
    return {
        "draft_none": _("No draft: this is config.yaml as it stands."),
        "draft_same": _("Your draft says the same as config.yaml."),
        "draft_open": _("Your draft: {n} changes, not applied yet."),
        "others": _(
            "{officer} has a draft too, changed at {at}. Whoever applies last sees a warning."
        ),
        "by_hand": _(
            "config.yaml says something else than the hall goes by: it was changed by hand, or "
            "has mistakes. Apply takes it up."
        ),
        "base_changed": _(
            "config.yaml was changed outside after your draft began. Join both changes, or "
            "begin anew from the file."
        ),
        "demo": _("This is a demo: drafts are checked, nothing is applied."),
        "read_only": _("You may look; changing is for the admin."),
        "restart": _("Taken up at the next restart of the server only: {names}"),
        "restart_field": _("A change waits for a restart of the server."),
        "kept": _("Kept for ever: the journal and every report carry it."),
        "mistakes_none": _("No mistakes."),
        "mistakes": _("{n} mistakes"), "warnings": _("Warnings"), "line": _("line {n}"),
        "add": _("Add"), "copy": _("Copy"), "up": _("Move up"), "down": _("Move down"),
        "remove": _("Take away"),
        "unset": _("Use the usual value"),
        "usual": _("usual: {value}"), "none": _("nothing"), "yes": _("yes"), 
        "needed": _("needed"),
        "from_to": _("{min} to {max}"),
        "unit_span": _("20 s, 10 min, 2 h, or seconds"),
        "unit_sessions": _("7:30-11:30, 13:30-17:00; nothing: closed"),
        "unit_day": _("year-month-day"), "unit_clock": _("hours:minutes"),
        "unit_list": _("one a line"), "unit_mapping": _("one a line: name = value"),
        "unit_order": _("one a line, from top to bottom; of: {choices}"),
        "filter": _("Find in this list"), "sure_remove": _("Press again to remove {name}."),
        "saved": _("Kept in your draft."), "saving": _("Keeping…"),
        "applied": _("Applied. The hall goes by it now."),
        "applied_same": _("Written to config.yaml. The hall's settings are the same."),
        "discarded": _("The draft is thrown away."),
        "reverted": _("The earlier file is your draft now. Look at the changes, then apply."),
        "joined": _("Both changes are in your draft now."),
        "lines": _("Changed lines of config.yaml"), "by_values": _("In words"),
        "set": _("{where}: {old} → {new}"), "added": _("{where}: new, {new}"),
        "removed": _("{where}: removed, was {old}"), "moved": _("{where}: moved"),
        "nothing_changed": _("Nothing is changed."),
        "history_none": _("No change of settings yet."), "the_hall": _("the hall, at its start"),
        "apply": _("Apply"),
        "why": _("Why (for the history, may stay empty)"),
        "whole": _("The whole of config.yaml"),
        "keep_text": _("Keep this text in my draft"),
        "more": _("Earlier ones"),
        "show": _("Show"),
        "revert": _("Make it my draft"),
        "no_text": _("Of that change the file's text was not kept."),
        "text_saved": _("The text is your draft now."),
        "import_counts": _("{taken} of {all} rows can be taken, {refused} refused, {blank} blank."),
        "import_map": _("Which service do these lead to?"), "import_rest": _("All others"),
        "import_none": _("not taken"),
        "import_done": _("{n} rows are in your draft. Look at the changes, then apply."),
        "import_row": _("line {line}: {why}"), "import_busy": _("Reading the sheet…"),
        "import_procedures": _("Procedures, each leading to a service"),
        "import_services": _("Services of this hall"),
        "import_what": _("What it lists"),
        "import_file": _("The sheet: CSV or XLSX, at most 12 MB"),
        "import_help": _(
            "Choose a sheet, say which column is which, and look at what is refused and why."
        ),
        "import_take": _("Take these rows into my draft"),
        "import_refused": _("{n} refused rows"),
        "import_sample": _("The first rows as they will be"),
        "import_columns": _("Which column is it?"), "import_report": _("Refused rows as CSV"),
        "columns": {
            "code": _("Code"), "name": _("Name shown"), "service": _("Service's id"),
            "field": _("Field that leads to a service"),
            "id": _("Id"),
            "name_en": _("Name in English"),
            "group": _("Service group's id"),
            "minutes": _("Minutes"),
            "kind": _("Kind"),
            "quota": _("Tickets a day"),
        },
        "expired": _("Please log in again."), "failed": _("This did not work: {why}"),
        "codes": {
            "draft_changed": _(
                "The draft was changed meanwhile, perhaps in another tab. The page shows it as "
                "it is now."
            ),
            "base_changed": _("config.yaml was changed outside after your draft began."),
            "mistakes": _("There are still mistakes; each stands at its field."),
            "cannot_write": _(
                "This place can be changed in the text only (or the file can't be written)."
            ),
            "conflict": _(
                "Both changed the same lines. Copy what you need, then begin anew from the "
                "file."
            ),
            "in_use": _(
                "These devices still have a good key: {devices}. Revoke it first, at Devices' "
                "keys."
            ),
            "services": _(
                "Tickets are open for services taken away: {counts}. Serve, move or cancel "
                "them first, or close the service at the kiosks and apply later."
            ),
            "counters": _("Counters taken away are open: {counts}. Close them first."),
            "printers": _(
                "Slips are still to come from printers taken away: {counts}. Wait for them, or "
                "divert them first."
            ),
            "no_draft": _("There is no draft to apply."),
            "demo": _("This is a demo: drafts are checked, nothing is applied."),
            "unknown_place": _("That row is gone. The page shows the draft as it is now."),
            "not_a_table": _("This file is no CSV or XLSX table with a header."),
            "too_large": _("The file is too large."), "no_file": _("config.yaml can't be read."),
        },
    }  # fmt: skip
