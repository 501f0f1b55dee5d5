"""The house rules: what reviewers would otherwise have to say twice."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
FOLDERS = (
    "queueing journal people kiosk counter display printer rating dashboard demo web "
    "languages settings engine ports reports bench docs"
).split()
# Longer than 300 lines, and why.
LONG_FILES: dict[str, str] = {
    "web/static/web/hall.css": "one style sheet for all pages, a headed block a station",
}


def tracked(*patterns: str) -> list[Path]:
    """The files git knows or would add, by pattern."""
    out = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return [ROOT / name for name in out if name and (ROOT / name).exists()]


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nobody_knows_whom_they_must_not_know() -> None:
    run(str(BIN / "lint-imports"), "--no-cache")


def test_the_code_is_linted_and_formatted() -> None:
    run(str(BIN / "ruff"), "check", "--no-cache", ".")
    run(str(BIN / "ruff"), "format", "--no-cache", "--check", ".")


def test_the_rules_and_the_journal_are_typed() -> None:
    run(str(BIN / "mypy"))


def test_the_words_are_spelled_right() -> None:
    run(
        str(BIN / "codespell"), *(str(p.relative_to(ROOT)) for p in tracked("*.py", "*.md", "*.js"))
    )


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_folder_opens_with_a_short_readme(folder: str) -> None:
    if not tracked(f"{folder}/*.py", f"{folder}/*.md"):
        pytest.fail(f"{folder}/ is empty: a folder is something one can point at in the hall")
    lines = (ROOT / folder / "README.md").read_text().strip().splitlines()
    assert lines[0].startswith("# ")
    assert len(lines) <= 6, "a heading and at most five lines"


def test_each_module_says_first_what_it_is_in_the_hall() -> None:
    without = []
    for path in tracked("*.py"):
        source = path.read_text()
        if source.strip() and not ast.get_docstring(ast.parse(source)):
            without.append(str(path.relative_to(ROOT)))
    assert without == []


def test_no_file_is_longer_than_300_lines_without_a_reason() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in tracked("*.py", "*.js", "*.css", "*.html")
        if (n := len(p.read_text().splitlines())) > 300
    }
    assert set(long) - set(LONG_FILES) == set(), long


def test_only_the_engine_and_the_server_know_eventlet() -> None:
    knowing = {
        str(p.relative_to(ROOT))
        for p in tracked("*.py")
        if re.search(r"^\s*(import|from)\s+eventlet\b", p.read_text(), re.M)
        and not str(p.relative_to(ROOT)).startswith(("engine/", "tests/", "bench/"))
    }
    assert knowing <= {"hall_server.py"}


def test_nobody_imports_hall_server() -> None:
    for path in tracked("*.py"):
        assert not re.search(r"^\s*(import|from)\s+hall_server\b", path.read_text(), re.M), path


def test_hall_server_introduces_and_does_nothing_else() -> None:
    source = (ROOT / "hall_server.py").read_text()
    assert len(source.splitlines()) <= 150
    assert not re.search(r"@\w+\.route|\bSELECT\b|\bINSERT\b|\\x1[bd]", source)


def test_no_function_changes_a_global() -> None:
    for path in tracked("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            assert not isinstance(node, ast.Global), f"{path}:{getattr(node, 'lineno', 0)}"


def test_pages_have_no_inline_script_or_style() -> None:
    for path in tracked("*.html"):
        html = path.read_text()
        where = path.relative_to(ROOT)
        assert not re.search(r"<style\b|\sstyle=|\son(click|load|change|submit)=", html), where
        for tag in re.findall(r"<script\b[^>]*>", html):
            assert "src=" in tag or "application/json" in tag, f"{where}: {tag}"


def test_scripts_never_put_data_into_html() -> None:
    for path in tracked("*.js"):
        assert not re.search(r"\.(innerHTML|outerHTML)\s*=|insertAdjacentHTML", path.read_text()), (
            path
        )


def test_no_word_for_a_place_that_is_no_place() -> None:
    """A folder or module called utils, helpers, common or misc is a noun not yet found."""
    for path in tracked("*.py"):
        assert not {"utils", "helpers", "common", "misc", "util"} & {
            path.stem,
            *path.relative_to(ROOT).parts[:-1],
        }, path


def test_every_event_is_documented() -> None:
    from queueing.events import KINDS

    page = (ROOT / "docs" / "journal.md").read_text()
    assert [kind for kind in KINDS if f"`{kind}`" not in page] == []


def test_every_state_and_move_is_in_the_glossary() -> None:
    from queueing.ticket import MOVES, State

    page = (ROOT / "docs" / "glossary.md").read_text()
    assert [word for word in [*State, *MOVES] if f"`{word}`" not in page] == []


def test_every_route_and_topic_is_documented_with_its_roles() -> None:
    from tests.web.matrix import ROUTES, TOPICS

    rows = set((ROOT / "docs" / "http.md").read_text().splitlines())
    wanted = {f"| `{w}` | {', '.join(r.split())} |" for w, r in {**ROUTES, **TOPICS}.items()}
    assert wanted - rows == set()
    assert {row for row in rows if row.startswith("| `")} - wanted == set()


def test_every_driver_has_a_paragraph() -> None:
    from printer.drivers import DRIVERS

    page = (ROOT / "docs" / "devices.md").read_text()
    assert [name for name in DRIVERS if f"`{name}`" not in page] == []


def test_every_section_of_the_config_is_documented() -> None:
    from tests.halls import small_hall

    page = (ROOT / "docs" / "settings.md").read_text()
    assert [name for name in small_hall() if f"`{name}`" not in page] == []


def test_every_translation_is_there() -> None:
    """Each _("…") in templates and code has its Vietnamese."""
    from languages import Languages

    words = Languages(["vi", "en"]).catalogue("vi")
    missing = set()
    for path in tracked("*.html", "*.py"):
        if "tests" in path.parts or "bench" in path.parts:
            continue
        for match in re.finditer(r"""\b_\(\s*(["'])(.+?)\1\s*[,)]""", path.read_text()):
            if match[2] not in words:
                missing.add(f"{path.relative_to(ROOT)}: {match[2]}")
    assert missing == set()


def test_nothing_speaks_of_the_machine_it_was_written_on() -> None:
    for path in tracked("*.py", "*.md", "*.yaml", "*.toml", "*.js", "Makefile"):
        text = path.read_text()
        assert not re.search(r"/[w]ork/|/[r]oot/|[p]ypi\.org|[r]egistry\.npmjs", text), path
