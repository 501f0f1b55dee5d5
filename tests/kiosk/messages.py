"""The kiosk's messages, as its scripts, templates and modules use them."""

from __future__ import annotations

import re
from pathlib import Path

KIOSK = Path(__file__).parents[2] / "kiosk"
STRING = r'"((?:[^"\\]|\\.)+)"'


def used() -> set[str]:
    """Every message id said anywhere in kiosk/."""
    out: set[str] = set()
    for path in KIOSK.rglob("*"):
        if path.suffix not in (".js", ".html", ".py"):
            continue
        source = path.read_text()
        for pattern in (
            rf"\bsay\(\s*{STRING}",
            rf"\b_\({STRING}",
            rf"data-say(?:-label)?={STRING}",
        ):
            out.update(m for m in re.findall(pattern, source) if "{{" not in m)
    return out
