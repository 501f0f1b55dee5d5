"""Where the backups are: a small list beside the database, written when one is made."""

from __future__ import annotations

import json
import os
from pathlib import Path


def _list(database: str) -> Path:
    return Path(database + ".backups")


def note(database: str, backup: str) -> None:
    """Remembers that `backup` was made of `database`; keeps the last 100."""
    known = [*_known(database), str(Path(backup).absolute())][-100:]
    new = Path(f"{_list(database)}.new")
    new.write_text("".join(json.dumps(name, ensure_ascii=False) + "\n" for name in known))
    os.replace(new, _list(database))


def newest(database: str) -> str | None:
    """The last backup made that is still there."""
    there = [name for name in _known(database) if Path(name).exists()]
    return there[-1] if there else None


def made_at(database: str) -> int:
    """When the newest backup that is still there was made, ms UTC; 0: there is none. Asks the
    disks of all of them, which may be far away."""
    times = []
    for name in _known(database):
        try:
            times.append(os.stat(name).st_mtime)
        except OSError:
            continue  # taken away since, or its disk is not there
    return int(max(times, default=0) * 1000)


def dumped_at(folder: Path) -> int:
    """When the newest dump in a folder was written, ms UTC; 0: there is none, or no such folder. A
    dump is any file or folder there, made by the database's own tools; hidden and empty ones do
    not count, so that one under way can be told from a finished one."""
    times = []
    try:
        for entry in os.scandir(folder):
            told = entry.stat()
            if not entry.name.startswith(".") and (entry.is_dir() or told.st_size):
                times.append(told.st_mtime)
    except OSError:  # its disk is not there, or what was there has just been cleared away
        return int(max(times, default=0) * 1000)
    return int(max(times, default=0) * 1000)


def _known(database: str) -> list[str]:
    try:
        return [json.loads(line) for line in _list(database).read_text().splitlines()]
    except (OSError, ValueError):
        return []
