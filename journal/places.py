"""Places: where a hall keeps what belongs to its journal but must not lie in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple


class Places(NamedTuple):
    """Where a hall keeps what belongs to its journal but not into it."""

    anchors: Path
    key: Path
    backups: Path


def places(folder: Path, storage: dict[str, Any]) -> Places:
    """As section `storage` says; relative paths begin in the data folder."""
    return Places(
        folder / (storage.get("anchors") or "anchors.jsonl"),
        folder / (storage.get("anchor_key") or "anchor.key"),
        folder / (storage.get("backups") or "backups"),
    )
