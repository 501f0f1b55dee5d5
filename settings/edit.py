"""Edits of config.yaml's text, each compared with what was meant by reading the text again.

What can't be written surely (anchors, odd block forms) is refused, not guessed.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from settings.reading import Path_, Reading
from settings.splice import CannotWrite, Text


class NoSuchPlace(LookupError):
    """The edit names a place that isn't in the text."""


def edited(text: str, edit: dict[str, Any]) -> str:
    """The text after one edit: {op: set|unset|add|extend|remove|move, path, value?, to?}.

    set: a value (the key is made if it is missing); unset: a key goes; add: a row into the list at
    `path`, before row `to` (default: last); extend: a list of rows at its end;
    remove: the row at `path`; move: the row to place `to`.
    Raises NoSuchPlace, CannotWrite.
    """
    try:
        return _edited(text, edit)
    except CannotWrite:
        raise
    except (IndexError, KeyError, AttributeError, TypeError, ValueError, RecursionError) as error:
        if isinstance(error, NoSuchPlace):
            raise
        raise CannotWrite("this place cannot be edited here; edit the text") from error


def _edited(text: str, edit: dict[str, Any]) -> str:
    path: Path_ = tuple(edit["path"])
    op, value, to = edit["op"], edit.get("value"), edit.get("to")
    meant = _meant(Reading(Path("config.yaml"), text).data, op, path, value, to)
    work = Text(text)
    if op == "set":
        work.set(path, value)
    elif op == "unset":
        work.unset(path)
    elif op == "add":
        work.add(path, value, to)
    elif op == "extend":
        work.extend(path, value)
    elif op == "remove":
        work.remove(path)
    else:
        work.move(path, to or 0)
    after = Reading(Path("config.yaml"), work.text)
    if after.data is None or not _same(after.data, meant):
        raise CannotWrite("this place cannot be edited here; edit the text")
    return work.text


def _same(one: Any, other: Any) -> bool:
    """Equal as values of a config: 5 and '5' are (an id may be either), true and 'true' are not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == [str(k) for k in other] and all(_same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return one is other
    if isinstance(one, (dict, list)) or isinstance(other, (dict, list)):
        return False
    if isinstance(other, float):
        other = Decimal(str(other))
    return str(getattr(one, "text", one)) == str(getattr(other, "text", other))


def _meant(data: Any, op: str, path: Path_, value: Any, to: int | None) -> Any:
    """The values after the edit. Keys that lead to a new value are made."""
    out = copied(data)
    if not isinstance(out, dict) or not path or not isinstance(path[0], str):
        raise NoSuchPlace("no such place")
    here = out
    making = op in ("set", "add", "extend")
    for at, step in enumerate(path[:-1]):
        _there(here, step, making)
        if isinstance(here, dict) and here.get(step) is None:
            if not making or isinstance(path[at + 1], int):
                raise NoSuchPlace("no such place")
            here[step] = {}
        here = here[step]
    last = path[-1]
    _there(here, last, making)
    if op == "set":
        here[last] = value
    elif op == "unset":
        if not isinstance(here, dict):
            raise NoSuchPlace("no key to take away")
        del here[last]
    elif op in ("add", "extend"):
        rows = here.get(last) if isinstance(here, dict) else here[last]
        if rows is None:
            rows = here[last] = []
        if not isinstance(rows, list) or not 0 <= (len(rows) if to is None else to) <= len(rows):
            raise NoSuchPlace("no such list, or no such place in it")
        if op == "extend":
            rows.extend(value)
        else:
            rows.insert(len(rows) if to is None else to, value)
    else:
        if not isinstance(here, list):
            raise NoSuchPlace("no row")
        row = here.pop(last)
        if op == "move":
            if to is None or not 0 <= to <= len(here):
                raise NoSuchPlace("no such place in the list")
            here.insert(to, row)
    return out


def copied(value: Any) -> Any:
    """Mappings and lists anew, their values shared."""
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in value.items()}
    return [copied(inner) for inner in value] if isinstance(value, list) else value


def _there(here: Any, step: str | int, making: bool) -> None:
    if isinstance(here, list):
        if isinstance(step, bool) or not isinstance(step, int) or not 0 <= step < len(here):
            raise NoSuchPlace("no such row")
    elif (
        not isinstance(here, dict) or not isinstance(step, str) or (step not in here and not making)
    ):
        raise NoSuchPlace("no such key")
