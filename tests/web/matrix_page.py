"""The matrix as a page, role by route: `python -m tests.web.matrix_page > docs/matrix.md`."""

from __future__ import annotations

from queueing.who import DEVICES, PEOPLE
from tests.web.matrix import ROUTES, TOPICS

COLUMNS = (*PEOPLE, *DEVICES, "citizen")
HEAD = (
    "# Who may what\n\n"
    "Printed from `tests/web/matrix.py`, which is kept by hand and tried route by route, role by "
    "role, by `tests/web/test_matrix.py`: a route that is not in it fails. `everybody`: anyone in "
    "the hall, without a key. The rules narrow further: an officer acts where their counter "
    "session is open, a device on what is its own, a manager of an agency on its counters.\n\n"
)


def table(first: str, rows: dict[str, str]) -> str:
    """Rows of what is asked for, a dot where a role may."""
    lines = [
        f"| {first} | everybody | {' | '.join(c.replace('_', ' ') for c in COLUMNS)} |",
        f"|---|{':-:|' * (1 + len(COLUMNS))}",
    ]
    for what, roles in rows.items():
        may = set(roles.split())
        marks = ["●" if who in may else "" for who in ("everybody", *COLUMNS)]
        lines.append(f"| `{what}` | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"


def page() -> str:
    calls = {k: v for k, v in ROUTES.items() if "/api/v1/" in k}
    pages = {k: v for k, v in ROUTES.items() if k not in calls}
    return (
        HEAD
        + "## Pages\n\n" + table("page", pages)
        + "\n## Calls\n\n" + table("call", calls)
        + "\n## Topics of the socket\n\n" + table("topic", TOPICS)
    )  # fmt: skip


if __name__ == "__main__":
    print(page(), end="")
