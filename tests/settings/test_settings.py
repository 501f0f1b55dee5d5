"""What a checked file becomes: the JSON that the rules, the journal and the stations read."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from queueing.plan import Plan
from settings import load
from settings.models import MAPS, ROWS
from settings.page import keys, page
from tests.halls import small_hall

ROOT = Path(__file__).parents[2]


def written(settings: dict[str, Any], path: Path) -> Path:
    settings["server"].pop("bench", None)
    YAML().dump(settings, path)
    return path


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [x for inner in value.values() for x in leaves(inner)]
    if isinstance(value, list):
        return [x for inner in value for x in leaves(inner)]
    return [value]


def test_the_settings_of_the_tests_halls_come_back_as_they_were(tmp_path: Path) -> None:
    settings = small_hall()
    checked = load(written(small_hall(), tmp_path / "config.yaml"))
    assert checked.mistakes == []
    assert checked.data is not None
    assert checked.data["hall"].pop("procedures") is None
    assert checked.data["storage"].pop("personal_days") == 30
    assert checked.data["hall"].pop("slip")["second"] == "citizen"
    paper = [checked.data["printers"][0].pop(k) for k in ("slip", "roll", "divert_to")]
    assert (paper, checked.data["printers"][0].pop("divert_after")) == ([None] * 3, 30)
    assert checked.data == settings


@pytest.mark.parametrize("name", ["config.yaml", "halls/ward.yaml"])
def test_a_committed_hall_passes_without_a_warning_and_is_plain_json(name: str) -> None:
    checked = load(ROOT / name)
    assert [str(m) for m in checked.mistakes + checked.warnings] == []
    assert checked.data is not None
    assert json.loads(json.dumps(checked.data)) == checked.data
    assert {type(x) for x in leaves(checked.data)} <= {str, int, bool, type(None)}
    plan = Plan.read(checked.data)
    assert set(plan.services) == {s for c in plan.counters.values() for s in (*c.first, *c.second)}


def test_the_provincial_hall_is_as_large_as_a_provincial_hall() -> None:
    data = load(ROOT / "config.yaml").data
    assert data is not None
    assert len(data["agencies"]) >= 18
    assert len(data["services"]) >= 60
    assert {s["kind"] for s in data["services"]} == {"submit", "collect", "other"}
    assert len(data["counters"]) >= 40
    assert len(data["zones"]) == 3
    assert (len(data["kiosks"]), len(data["displays"])) == (4, 6)
    assert len([p for s in data["services"] for p in s["procedures"]]) >= 300
    assert data["hours"]["week"]["mon"] == ["07:30-11:30", "13:30-17:00"]
    assert all(row["name"]["en"] for section in ("agencies", "services") for row in data[section])


def test_no_name_of_the_committed_hall_is_filler() -> None:
    data = load(ROOT / "config.yaml").data
    assert data is not None
    for section in ("agencies", "service_groups", "services", "grounds"):
        names = [row["name"]["vi"] for row in data[section]]
        assert len(set(names)) == len(names)
        assert not [n for n in names if n.rstrip("0123456789 ") in {"Dịch vụ", "Cơ quan", "Sở"}]


def test_the_catalogue_leads_every_service_to_procedures_of_its_own_words() -> None:
    rows = list(csv.DictReader((ROOT / "catalogue/procedures.csv").open(encoding="utf-8")))
    data = load(ROOT / "config.yaml").data
    assert data is not None
    assert {row["service"] for row in rows} == {s["id"] for s in data["services"]}
    public = ROOT.parent / "shared/data/procedures.csv"
    if public.exists():
        taken = {
            r["name"].strip().casefold() for r in csv.DictReader(public.open(encoding="utf-8"))
        }
        assert [r["name"] for r in rows if r["name"].casefold() in taken] == []


def test_what_people_write_becomes_the_one_form_the_hall_uses(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "good.yaml").read_text()
    (tmp_path / "procedures.csv").write_text("code,name,service\nHT-1,Khai sinh,khai-sinh\n")
    (tmp_path / "config.yaml").write_text(text)
    data = load(tmp_path / "config.yaml").data
    assert data is not None
    assert data["hall"]["service_cap"] == 3600
    assert data["hours"]["week"]["mon"] == ["07:30-11:30", "13:30-17:00"]
    assert data["hours"]["week"]["sun"] == []
    assert data["service_groups"][0]["series"] == {
        "letters": "A", "first": 1, "last": None, "digits": 3,
    }  # fmt: skip
    assert data["counters"][0]["name"] == {"vi": "Quầy 1", "en": "Counter 1"}
    assert data["counters"][0]["floor"] == {"vi": "Tầng 1", "en": "Tầng 1"}
    assert data["kiosks"][0]["screen"]["diagonal"] == "21.5"
    assert data["services"][0]["procedures"] == [{"code": "HT-1", "name": "Khai sinh"}]
    assert data["services"][3]["procedures"] == [{"code": "HD-1", "name": "Hợp đồng ủy quyền"}]
    assert data["pads"][1]["keys"] == {"31": "1", "32": "2", "33": "3", "34": "4", "35": "5"}


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    hall = small_hall(hall={"address": "Phường Tân Ca\u0302\u0309m"})
    data = load(written(hall, tmp_path / "config.yaml")).data
    assert data is not None
    assert data["hall"]["address"] == "Phường Tân Cẩm"


def test_bench_is_told_by_the_command_line_alone(tmp_path: Path) -> None:
    path = written(small_hall(), tmp_path / "config.yaml")
    assert Plan.read(load(path).data or {}).open_always is False
    assert Plan.read(load(path, bench=True).data or {}).open_always is True


def test_the_journal_lies_beside_the_file_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    path = written(small_hall(), tmp_path / "config.yaml")
    assert load(path).database == f"sqlite:///{tmp_path}/data/hall.db"
    path = written(small_hall(storage={"url": "sqlite:////srv/hall.db"}), path)
    assert load(path).database == "sqlite:////srv/hall.db"
    path = written(small_hall(storage={"url": "postgresql://db/hall"}), path)
    assert load(path).database == "postgresql://db/hall"


def test_the_report_says_what_the_hall_has_or_every_mistake(tmp_path: Path) -> None:
    path = written(small_hall(), tmp_path / "config.yaml")
    assert load(path).report() == (
        f"{path}: no mistakes; 1 agencies, 4 services, 4 counters, 1 kiosks, 1 displays, "
        "1 printers, 0 procedures"
    )
    path.write_text(path.read_text().replace("levels: 5", "levels: 4"))
    line = path.read_text().splitlines().index("  levels: 4") + 1
    assert load(path).report() == f"{path}:{line}: rating.levels: '4' is no scale; allowed: 3 or 5"


def test_the_page_of_settings_says_what_the_models_say() -> None:
    assert (ROOT / "docs/settings.md").read_text() == page(), (
        "python -m settings > docs/settings.md"
    )


def test_every_setting_says_what_is_allowed() -> None:
    for section, model in {**ROWS, **MAPS}.items():
        assert [key for key, _, allowed in keys(model) if not allowed] == [], section
