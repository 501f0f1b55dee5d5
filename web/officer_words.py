"""The page of people, in the page's language."""

from __future__ import annotations

from collections.abc import Callable


def script(_: Callable[[str], str]) -> dict[str, object]:
    """The words of people.js. {name} is filled in there."""
    return {
        "disabled": _("disabled"), "on": _("on"), "off": _("off"),
        "demanded": _("demanded, not set up yet"), "advised": _("off; advised"),
        "all": _("all counters"), "nothing": _("none"),
        "whole_hall": _("the whole hall"),
        "me": _("you"), "step": _("Second step"),
        "change": _("Rights…"), "password": _("New password…"), "disable": _("Disable…"),
        "let_in": _("Let in again…"), "reset": _("Switch off"),
        "reset_of": _("Switch off the second step of {name}"),
        "sure_reset": _("Switch off the second step of {name}? All their sessions end."),
        "sure_disable": _("Disable {name}? Their sessions end at once; what they did stays."),
        "rights_of": _("Rights of {name}"), "password_of": _("New password for {name}"),
        "add": _("Add somebody"),
        "lists": _("Own lists…"), "lists_of": _("Own lists of {name}"),
        "own": _("Own lists: {first}"), "own_second": _("Own lists: {first}; then {second}"),
        "single": _("Single services"),
        "choices": [["", _("not served")], ["first", _("first list")],
                    ["second", _("second list")]],
        "keep": _("Keep"), "added": _("{name} is added."), "changed": _("{name}: changed."),
        "told_once": _("The password of {name}, shown this once: write it down and hand it over."),
        "codes": {
            "officer_exists": _("Somebody is called that already."),
            "last_admin": _("The hall needs an admin who can log in."),
            "own_account": _("Another admin has to do that."),
            "bad_request": _("Please check what was entered."),
            "unknown_officer": _("Nobody is called that."),
            "no_answer": _("No answer from the server. Press again: nothing will be done twice."),
            "too_short": _("A password has 10 to 200 characters."),
            "other": _("This did not work. Please try again."),
        },
    }  # fmt: skip
