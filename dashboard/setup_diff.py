"""What differs between two texts of config.yaml: as lines, as values, and two changes joined."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

Json = Any
CONTEXT = 2  # lines around a change
MOST = 1000  # lines or values of a diff that is shown


def lines(old: str, new: str) -> list[dict[str, Json]]:
    """[{sign: ' ' | '+' | '-' | '@', text, line?}]: the changed lines with some around them."""
    before, after = old.split("\n"), new.split("\n")
    out: list[dict[str, Json]] = []
    groups = SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(CONTEXT)
    for group in groups:
        out.append({"sign": "@", "text": "", "line": group[0][3] + 1})
        for tag, a, b, c, d in group:
            if tag == "equal":
                out += [{"sign": " ", "text": text} for text in before[a:b]]
            else:
                out += [{"sign": "-", "text": text} for text in before[a:b]]
                out += [{"sign": "+", "text": text} for text in after[c:d]]
        if len(out) > MOST:
            return [*out[:MOST], {"sign": "@", "text": "…", "line": 0}]
    return out


def values(old: Json, new: Json) -> list[dict[str, Json]]:
    """[{what: set | added | removed | moved, path, row?, old?, new?}]: `path` of keys and row ids
    from the section on; rows are known by their id, or date."""
    out: list[dict[str, Json]] = []
    _values(old or {}, new or {}, [], out)
    return out[:MOST]


def _values(old: Json, new: Json, path: list[str], out: list[dict[str, Json]]) -> None:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            if isinstance(old.get(key, {}), dict) and isinstance(new.get(key, {}), dict):
                _values(old.get(key, {}), new.get(key, {}), [*path, key], out)
            elif key not in new:
                out.append({"what": "removed", "path": [*path, key], "old": said(old[key])})
            elif key not in old:
                out.append({"what": "added", "path": [*path, key], "new": said(new[key])})
            else:
                _values(old[key], new[key], [*path, key], out)
    elif isinstance(old, list) and isinstance(new, list) and _named(old) and _named(new):
        before, after = {name(r): r for r in old}, {name(r): r for r in new}
        for id in before:
            if id not in after:
                out.append({"what": "removed", "path": [*path, id], "old": said(before[id])})
        for id in after:
            if id not in before:
                out.append({"what": "added", "path": [*path, id], "new": said(after[id])})
            else:
                _values(before[id], after[id], [*path, id], out)
        kept = [id for id in before if id in after]
        if kept != (now := [id for id in after if id in before]):
            for tag, a, b, _, _ in SequenceMatcher(None, kept, now, autojunk=False).get_opcodes():
                if tag in ("delete", "replace"):
                    out += [{"what": "moved", "path": [*path, id]} for id in kept[a:b]]
    elif said(old) != said(new):
        out.append({"what": "set", "path": path, "old": said(old), "new": said(new)})


def name(row: Json) -> str | None:
    """How a row is known: its id, its date, its code."""
    if not isinstance(row, dict):
        return None
    found = next((row[k] for k in ("id", "date", "from", "code", "counter") if k in row), None)
    return None if isinstance(found, (dict, list)) or found is None else said(found)


def _named(rows: list[Json]) -> bool:
    names = [name(row) for row in rows]
    return None not in names and len(set(names)) == len(names)


def said(value: Json) -> str:
    """A value in short, as the file says it."""
    if isinstance(value, dict):
        return ", ".join(f"{k}: {said(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(map(said, value))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(getattr(value, "text", value))


def joined(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of `base` in one text; None where they touch the same or neighbouring lines."""
    before = base.split("\n")
    changes: list[tuple[int, int, list[str]]] = []
    seen: list[tuple[int, int, list[str]]] = []
    for text, into in ((mine, changes), (theirs, seen)):
        after = text.split("\n")
        for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag != "equal":
                into.append((a, b, after[c:d]))
    for change in seen:
        if change in changes:
            continue  # both did the same
        if any(change[0] <= b and a <= change[1] for a, b, _ in changes):
            return None
        changes.append(change)
    out = list(before)
    for a, b, new in sorted(changes, key=lambda c: (c[0], c[1]), reverse=True):
        out[a:b] = new
    return "\n".join(out)
