"""Every seeded mistake is named at its line, with what is wrong and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from ports.frames import Frames
from settings import Mistake, load
from settings.checks.frames import why_bad
from tests.settings.seeded import SEEDS, Seed

HERE = Path(__file__).parent
GOOD = (HERE / "good.yaml").read_text()


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Tcp(Options):
    host: str
    port: int = 9100
    timeout_ms: int = 1000


DRIVERS = {"printers": {"tcp": Tcp, "screen": Options}, "led_buses": {"modbus": Options}}


def check(folder: Path, text: str) -> list[Mistake]:
    shutil.copy(HERE / "procedures.csv", folder)
    path = folder / "config.yaml"
    path.write_text(text)
    return load(path, DRIVERS).mistakes


def seed(text: str, wrong: Seed) -> str:
    assert text.count(wrong.old) == 1, f"'{wrong.old}' stands {text.count(wrong.old)} times"
    return text.replace(wrong.old, wrong.new)


def line_of(text: str, wrong: Seed) -> int:
    if isinstance(wrong.at, int):
        return GOOD[: GOOD.index(wrong.old)].count("\n") + 1 + wrong.at
    assert text.count(wrong.at) == 1, f"'{wrong.at}' stands {text.count(wrong.at)} times"
    return text[: text.index(wrong.at) + len(wrong.at)].count("\n") + 1


def found(mistakes: list[Mistake], text: str, wrong: Seed, folder: Path) -> list[Mistake]:
    if isinstance(wrong.at, str) and ".csv:" in wrong.at:
        file, line = wrong.at.split(":")[0], int(wrong.at.split(":")[1])
    else:
        file, line = str(folder / "config.yaml"), line_of(text, wrong)
    return [
        m
        for m in mistakes
        if (m.file, m.line, m.path) == (file, line, wrong.path)
        and all(word in m.text for word in wrong.words)
    ]


def test_the_good_file_has_no_mistake_and_no_warning(tmp_path: Path) -> None:
    assert check(tmp_path, GOOD) == []
    assert load(tmp_path / "config.yaml", DRIVERS).warnings == []


# These rightly show in more than one place: a removed zone, a speaker that became silent …
ECHOES = {
    "an unknown section",
    "a section that is missing",
    "a row that is no mapping",
    "rows that are no list",
    "an unknown zone",
    "an id twice",
    "a missing id",
    "a counter twice",
    "a service called like a group",
    "words in a language the hall lacks",
    "an alias",
    "a port twice",
    "two pads of one address",
}


@pytest.mark.parametrize("wrong", SEEDS, ids=lambda s: s.name)
def test_a_seeded_mistake_is_named_at_its_line_and_does_not_look_like_ten(
    wrong: Seed, tmp_path: Path
) -> None:
    text = seed(GOOD, wrong)
    mistakes = check(tmp_path, text)
    assert len(found(mistakes, text, wrong, tmp_path)) == 1, [str(m) for m in mistakes]
    assert wrong.name in ECHOES or len(mistakes) == 1, [str(m) for m in mistakes]


def test_there_are_at_least_sixty_of_them() -> None:
    assert len({s.name for s in SEEDS}) >= 60


def test_several_at_once_are_all_named_in_the_file_s_order(tmp_path: Path) -> None:
    names = (
        "an unknown key", "a span too short", "a session backwards", "a day that is none",
        "an unknown agency", "a range backwards", "words for a number", "a class that is none",
        "a direction that is none", "an unknown service at a counter", "two voices in a zone",
        "an unknown printer", "an unknown option", "a speed that is none", "a frame without a key",
        "an unknown policy", "four levels", "a second voice the hall lacks", "plain http for all",
        "a password in an address",
    )  # fmt: skip
    seeds = [s for s in SEEDS if s.name in names and s.name != "words for a number"]
    text = GOOD
    for wrong in seeds:
        text = seed(text, wrong)
    mistakes = check(tmp_path, text)
    for wrong in seeds:
        assert len(found(mistakes, text, wrong, tmp_path)) == 1, (wrong.name, mistakes)
    assert len(mistakes) == len(seeds) == 19
    assert [m.line for m in mistakes] == sorted(m.line for m in mistakes)


def test_a_row_with_a_mistake_still_takes_part_in_the_other_checks(tmp_path: Path) -> None:
    text = GOOD.replace("{id: 3, name:", "{id: 3, colour: x, name:").replace(
        "first: [tam-tru]", "first: [tam-tr]"
    )
    mistakes = check(tmp_path, text)
    assert sorted(m.path for m in mistakes) == ["counters[3].colour", "counters[3].first[#1]"]


def test_rows_after_a_wrong_one_keep_their_places(tmp_path: Path) -> None:
    text = GOOD.replace("{date: 2026-09-02, name: Quốc khánh}", "{date: never, name: Quốc khánh}")
    text = text.replace("  closures:", "    - {date: 2027-01-01, name: Lần nữa}\n  closures:")
    mistakes = check(tmp_path, text)
    lines = text.splitlines()
    assert ["date: never" in lines[mistakes[0].line - 1], mistakes[0].path] == [
        True, "hours.holidays[never].date",
    ]  # fmt: skip
    assert "Lần nữa" in lines[mistakes[1].line - 1]
    assert len(mistakes) == 2


@pytest.mark.parametrize(
    ("row", "line", "path", "words"),
    [
        ("HT-1,Lần nữa,khai-sinh", 5, "HT-1.code", "twice, first on line 2"),
        ("X-1,Tên,khai-sin", 5, "X-1.service", "did you mean 'khai-sinh'"),
        ("X-1,Tên", 5, "#5", "2 columns"),
        ("X-1,,sao-y", 5, "X-1.name", "empty"),
        (",Tên,sao-y", 5, "#5.code", "empty"),
        ('X-1,"Tên,sao-y', 5, "(file)", "no CSV"),
    ],
)
def test_a_mistake_in_the_catalogue_is_named_at_its_own_line(
    row: str, line: int, path: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_text(GOOD)
    (tmp_path / "procedures.csv").write_text((HERE / "procedures.csv").read_text() + row + "\n")
    mistakes = load(tmp_path / "config.yaml", DRIVERS).mistakes
    assert [(m.file, m.line, m.path) for m in mistakes] == [("procedures.csv", line, path)]
    assert words in mistakes[0].text


def test_a_catalogue_with_another_header_is_refused_once(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(GOOD)
    (tmp_path / "procedures.csv").write_text("ma,ten,dich-vu\n1,2,3\n")
    mistakes = load(tmp_path / "config.yaml", DRIVERS).mistakes
    assert [str(m) for m in mistakes] == [
        "procedures.csv:1: (header): is ma,ten,dich-vu; allowed: code,name,service"
    ]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "no sections"),
        (b"hall\n", "no sections"),
        (b"- 1\n- 2\n", "no sections"),
        (b"hall: \xff\xfe\n", "UTF-8"),
        (b"a: " + b"[" * 1200, ""),
        (b"%YAML 9.9\n---\nhall: {}\n", ""),
        (b"hall: {}\n---\nhall: {}\n", "not YAML"),
        (b"a: &a [*a]\n", ""),
        (b"\x00\x01", "not YAML"),
    ],
)
def test_what_is_no_config_at_all_is_refused_without_a_trace(
    raw: bytes, words: str, tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_bytes(raw)
    checked = load(tmp_path / "config.yaml")
    assert checked.data is None
    assert words in " ".join(str(m) for m in checked.mistakes)
    assert checked.mistakes


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    checked = load(tmp_path / "none.yaml")
    assert [str(m) for m in checked.mistakes] == [
        f"{tmp_path}/none.yaml:1: (file): cannot be read: No such file or directory"
    ]


@pytest.mark.parametrize(
    ("old", "new", "path", "words"),
    [
        ("printer: p2}", "}", "printers[p2]", "no kiosk prints"),
        ("printer: p2}", "printer: p2, services: [ho-tich]}", "", ""),
        ("name: Cửa chính, zone: z1,", "name: Cửa chính, services: [ho-tich],", "", ""),
        ("- {id: cong-an, name: Công an}", "- {id: cong-an, name: Công an}\n  - {id: x, name: X}",
         "agencies[x]", "no service and no counter"),
        ("services:\n  - {id: khai", "  - {id: x, name: X, series: X}\nservices:\n  - {id: khai",
         "service_groups[x]", "no service belongs"),
    ],
)  # fmt: skip
def test_what_may_stand_but_is_unwise_is_a_warning(
    old: str, new: str, path: str, words: str, tmp_path: Path
) -> None:
    assert GOOD.count(old) == 1
    assert check(tmp_path, GOOD.replace(old, new)) == []
    warnings = load(tmp_path / "config.yaml", DRIVERS).warnings
    assert [w.path for w in warnings if words in w.text] == ([path] if path else [])


def test_a_service_that_no_kiosk_offers_is_warned_of(tmp_path: Path) -> None:
    text = GOOD.replace("printer: p2}", "printer: p2, services: [ho-tich]}")
    text = text.replace("name: Cửa chính, ", "name: Cửa chính, services: [chung-thuc], ")
    assert check(tmp_path, text) == []
    warnings = load(tmp_path / "config.yaml", DRIVERS).warnings
    assert [(w.path, "no kiosk offers it" in w.text) for w in warnings] == [
        ("services[tam-tru]", True)
    ]


@pytest.mark.parametrize(("one", "other"), [("D", "Đ"), ("G", "E"), ("AD", "AĐ")])
def test_letters_that_sound_alike_are_warned_of(one: str, other: str, tmp_path: Path) -> None:
    text = GOOD.replace("agency: ubnd, series: A", f"agency: ubnd, series: {one}")
    text = text.replace("agency: cong-an, series: B", f"agency: cong-an, series: {other}")
    assert check(tmp_path, text) == []
    warnings = load(tmp_path / "config.yaml", DRIVERS).warnings
    assert [w.path for w in warnings if f"{other} sounds like {one}" in w.text] == [
        "service_groups[cu-tru].series"
    ]


@pytest.mark.parametrize("checksum", [None, "sum8"])
@pytest.mark.parametrize(
    "frame",
    [
        r"\x02(?P<key>[1-5])\x03", "(?P<key>[NRSF])", "(?P<key>[NRSF]?)", "x(?P<key>y*)",
        "(?P<key>([NR]+)+)x", "(?P<key>(a|b){2,3})", "(?P<key>.)(?P<body>..)(?P<sum>.)", "[", "",
        "(?P<key>a){1,3}", "(?:x{2}){3}(?P<key>z)", "(?=(?P<key>))abc", "(?P<key>ế)",
        "((?P<key>a)|b)*",
        r"(?P<body>\x01(?P<key>.{1,4})){2}(?P<sum>.)", "(?P<key>a)(b*)*", "(?P<key>\\d+)$",
    ],
)  # fmt: skip
def test_a_frame_is_good_here_when_the_ports_can_use_it(frame: str, checksum: str | None) -> None:
    try:
        Frames(frame, checksum)
        usable = True
    except ValueError:
        usable = False
    assert (why_bad(frame, checked=checksum is not None) is None) is usable


def test_a_hall_without_led_protocols_says_so(tmp_path: Path) -> None:
    shutil.copy(HERE / "procedures.csv", tmp_path)
    (tmp_path / "config.yaml").write_text(GOOD)
    mistakes = load(tmp_path / "config.yaml", {"printers": DRIVERS["printers"]}).mistakes
    assert [(m.path, m.text) for m in mistakes] == [
        ("led_buses[led].driver", "'modbus' is not a driver; allowed: nothing yet")
    ]
