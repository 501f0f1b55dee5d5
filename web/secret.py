"""The hall's secret: HALL_SECRET of the environment, else made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

LEAST = 16  # characters


def settle(folder: Path) -> None:
    """Puts the secret into the environment, where web.tokens reads it. ValueError: too short."""
    given = os.environ.get("HALL_SECRET")
    if given is None:
        given = os.environ["HALL_SECRET"] = kept(folder / "secret")
    if len(given) < LEAST:
        raise ValueError(f"HALL_SECRET: at least {LEAST} characters")


def kept(path: Path) -> str:
    """The file's secret; written first, mode 0600, if there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # who comes second takes the first one's
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
    return path.read_text().strip()
