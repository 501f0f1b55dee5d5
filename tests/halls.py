"""Settings of small halls for tests, in the shape settings/ hands to the rules (queueing/plan)."""

from __future__ import annotations

from typing import Any


def text(vi: str, en: str | None = None) -> dict[str, str]:
    return {"vi": vi, "en": en or vi}


def small_hall(**sections: dict[str, Any]) -> dict[str, Any]:
    """Three groups, four services, four counters in one zone, open every day 00:00–23:59.

    A section given by keyword is merged into the default one (mappings) or replaces it (lists).
    """
    week = {d: ["00:00-23:59"] for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    settings: dict[str, Any] = {
        "hall": {
            "id": "test",
            "name": text("Bộ phận một cửa phường Thử Nghiệm", "Test ward one-stop hall"),
            "agency": text("UBND phường Thử Nghiệm", "Test ward People's Committee"),
            "address": "1 Đường Thử",
            "timezone": "Asia/Ho_Chi_Minh",
            "public_url": "http://127.0.0.1:8000",
            "on_next": "finish",
            "officer_may_pick": True,
            "without_ticket": True,
            "no_show_not_before": 20,
            "no_show_after": None,
            "recall_after": 30,
            "undo_within": 10,
            "change_service_within": 60,
            "target_wait": 1800,
            "outcome": "optional",
            "service_cap": 3600,
            "identity": {
                "asked": False,
                "services": [],
                "a_day": 2,
                "a_service": 1,
                "purpose": text(
                    "Số thẻ chỉ dùng để mỗi người không lấy quá nhiều số trong ngày. "
                    "Số thẻ không được lưu lại.",
                    "Your card's number is used only to keep one person from taking too many "
                    "numbers a day. It is not kept.",
                ),
            },
        },
        "hours": {
            "week": week,
            "holidays": [],
            "closures": [],
            "tickets_before_opening": 30,
            "past_closing": 30,
            "close_day_at": "23:59",
        },
        "agencies": [{"id": "ubnd", "name": text("UBND phường", "Ward committee")}],
        "service_groups": [
            {
                "id": "ho-tich",
                "name": text("Hộ tịch", "Civil status"),
                "agency": "ubnd",
                "series": {"letters": "A", "first": 1, "last": None, "digits": 3},
                "policy": None,
                "ratio": None,
            },
            {
                "id": "dat-dai",
                "name": text("Đất đai", "Land"),
                "agency": "ubnd",
                "series": {"letters": "B", "first": 1, "last": None, "digits": 3},
                "policy": None,
                "ratio": None,
            },
            {
                "id": "chung-thuc",
                "name": text("Chứng thực", "Certification"),
                "agency": "ubnd",
                "series": {"letters": "C", "first": 1, "last": None, "digits": 3},
                "policy": None,
                "ratio": None,
            },
        ],
        "services": [
            _service("khai-sinh", "Đăng ký khai sinh", "Birth registration", "ho-tich", 8),
            _service("ket-hon", "Đăng ký kết hôn", "Marriage registration", "ho-tich", 12),
            _service("so-do", "Cấp sổ đỏ", "Land title", "dat-dai", 15),
            _service("sao-y", "Chứng thực bản sao", "Certified copies", "chung-thuc", 4),
        ],
        "grounds": [
            {
                "id": "nguoi-cao-tuoi",
                "name": text("Người cao tuổi", "Elderly"),
                "class": "priority",
                "law": "Luật Người cao tuổi 39/2009/QH12",
                "grant": ["citizen", "reception", "officer"],
            },
            {
                "id": "khan-cap",
                "name": text("Khẩn cấp", "Urgent"),
                "class": "urgent",
                "law": "Nội quy",
                "grant": [],
            },
        ],
        "zones": [{"id": "z1", "name": text("Khu vực 1", "Zone 1")}],
        "counters": [
            _counter("1", ["ho-tich"], ["chung-thuc"]),
            _counter("2", ["ho-tich"], []),
            _counter("3", ["dat-dai"], []),
            _counter("4", ["chung-thuc"], ["ho-tich", "dat-dai"]),
        ],
        "kiosks": [
            {
                "id": "k1",
                "name": text("Kiosk 1"),
                "zone": None,
                "services": [],
                "printer": "p1",
                "per_hour": None,
                "reserve": 0,
                "screen": {"width": 1080, "height": 1920, "diagonal": "21.5", "bottom": 800},
            },
        ],
        "displays": [
            {
                "id": "tv1",
                "name": text("Tivi 1"),
                "zone": "z1",
                "speaks": True,
                "rows": 10,
                "distance": 5,
                "diagonal": "55",
                "width": 1920,
                "height": 1080,
                "directions": {},
                "media": None,
            },
        ],
        "printers": [
            {"id": "p1", "name": text("Máy in 1"), "driver": "file", "options": {}, "width": 576},
        ],
        "led_buses": [],
        "pads": [],
        "policy": {
            "name": "effective_time",
            "head_start_priority": 1200,
            "head_start_slot": 600,
            "head_start_transferred": 600,
            "overflow": 1200,
            "slot_grace": 600,
            "slot_share": 100,
            "return_credit": 600,
            "ratio": 3,
        },
        "rating": {
            "levels": 5,
            "window": 30,
            "page_window": 7200,
            "reasons": [
                {"id": "cho-lau", "name": text("Thời gian chờ lâu", "Long wait")},
                {"id": "thai-do", "name": text("Thái độ thiếu thân thiện", "Unfriendly")},
            ],
        },
        "voice": {
            "phrase": "cong-dan",
            "numbers": "digits",
            "south": False,
            "repeat": 1,
            "chime": True,
            "second_language": None,
            "counters": "number",
            "priority": False,
            "packs": {},
        },
        "alerts": {
            "promise_over": 300,
            "longest": 200,
            "idle": 300,
            "device_gone": 60,
            "bad_ratings": 3,
            "bad_ratings_within": 900,
            "past_closing": 600,
            "backup_age": 172800,
            "calm": 60,
            "cool_down": 300,
            "escalate": 600,
            "sounds": 10,
            "webhook": None,
        },
        "languages": ["vi", "en"],
        "storage": {
            "url": None,
            "anchors": None,
            "anchor_key": None,
            "backups": None,
            "backup_hours": 24,
            "backup_days": 14,
            "reports": None,
            "report_days": 366,
        },
        "server": {
            "host": "127.0.0.1",
            "port": 8000,
            "plain_http": False,
            "bench": False,
            "tls": False,
            "idle_lock": 1800,
            "session": 43200,
            "totp": [],
        },
    }
    for name, section in sections.items():
        if isinstance(section, dict):
            settings[name] = {**settings[name], **section}
        else:
            settings[name] = section
    return settings


def _service(id: str, vi: str, en: str, group: str, minutes: int) -> dict[str, Any]:
    return {
        "id": id,
        "name": text(vi, en),
        "group": group,
        "agency": None,
        "series": None,
        "kind": "submit",
        "minutes": minutes,
        "quota": None,
        "procedures": [],
    }


def _counter(id: str, first: list[str], second: list[str]) -> dict[str, Any]:
    return {
        "id": id,
        "name": text(f"Quầy {id}", f"Counter {id}"),
        "zone": "z1",
        "agency": "ubnd",
        "first": first,
        "second": second,
        "floor": None,
        "direction": None,
    }
