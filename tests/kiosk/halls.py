"""A provincial hall for the kiosk's tests: as many agencies and services as a kiosk must bear."""

from __future__ import annotations

from typing import Any

from tests.halls import small_hall, text

AGENCIES = [
    ("noi-vu", "Sở Nội vụ", ["Thi đua, khen thưởng", "Công chức, viên chức", "Lao động, việc làm"]),
    ("tu-phap", "Sở Tư pháp", ["Lý lịch tư pháp", "Công chứng, luật sư", "Quốc tịch"]),
    ("tai-chinh", "Sở Tài chính", ["Đăng ký doanh nghiệp", "Đăng ký hộ kinh doanh", "Đấu thầu"]),
    ("cong-thuong", "Sở Công Thương", ["Thương mại, khuyến mại", "An toàn thực phẩm công thương"]),
    ("nong-nghiep", "Sở Nông nghiệp và Môi trường",
     ["Đất đai: cấp giấy chứng nhận lần đầu", "Đất đai: đăng ký biến động, sang tên",
      "Đất đai: nhận kết quả", "Môi trường", "Thủy lợi, thủy sản"]),
    ("xay-dung", "Sở Xây dựng", ["Giấy phép xây dựng", "Đổi giấy phép lái xe", "Vận tải đường bộ"]),
    ("giao-duc", "Sở Giáo dục và Đào tạo", ["Văn bằng, chứng chỉ", "Mở trường, trung tâm"]),
    ("y-te", "Sở Y tế", ["Giấy phép hành nghề y", "Hành nghề dược", "Bảo trợ xã hội"]),
    ("van-hoa", "Sở Văn hóa, Thể thao và Du lịch", ["Du lịch, lữ hành", "Quảng cáo, biểu diễn"]),
    ("khoa-hoc", "Sở Khoa học và Công nghệ", ["Bưu chính, viễn thông", "Sở hữu trí tuệ"]),
    ("ngoai-vu", "Sở Ngoại vụ", ["Hộ chiếu công vụ", "Chứng nhận lãnh sự"]),
    ("dan-toc", "Sở Dân tộc và Tôn giáo", ["Tín ngưỡng, tôn giáo"]),
    ("thanh-tra", "Thanh tra tỉnh", ["Tiếp công dân"]),
    ("cong-an", "Công an tỉnh", ["Căn cước", "Hộ chiếu phổ thông", "Đăng ký xe", "Cư trú"]),
    ("bao-hiem", "Bảo hiểm xã hội tỉnh", ["Bảo hiểm xã hội", "Bảo hiểm y tế"]),
    ("thue", "Thuế tỉnh", ["Thuế hộ kinh doanh", "Thuế đất, lệ phí trước bạ"]),
    ("dien-luc", "Điện lực", ["Cấp điện mới, nâng công suất"]),
    ("ngan-hang", "Ngân hàng", ["Nộp phí, lệ phí"]),
    ("buu-dien", "Bưu điện tỉnh", ["Chuyển phát kết quả tại nhà"]),
]  # fmt: skip
LETTERS = "ABCDEGHKLMNPQRSTVX"
PROCEDURES = {
    "noi-vu-1": ["Tặng thưởng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh"],
    "tu-phap-1": ["Cấp Phiếu lý lịch tư pháp cho công dân"],
    "xay-dung-2": ["Cấp lại giấy phép lái xe", "Đổi giấy phép lái xe do ngành Công an cấp"],
    "nong-nghiep-2": ["Đăng ký biến động quyền sử dụng đất do chuyển nhượng, tặng cho, thừa kế"],
    "cong-an-1": ["Cấp đổi thẻ căn cước"],
}


def province(**sections: Any) -> dict[str, Any]:
    """19 agencies, 44 services, 42 counters in 3 zones; 3 kiosks, the third without paper."""
    groups, services, counters = [], [], []
    for at, (agency, name, fields) in enumerate(AGENCIES):
        letters = LETTERS[at] if at < len(LETTERS) else f"{LETTERS[at - len(LETTERS)]}A"
        series = {"letters": letters, "first": 1, "last": None, "digits": 3}
        groups.append({"id": agency, "name": text(name), "agency": agency, "series": series,
                       "policy": None})  # fmt: skip
        for n, field in enumerate(fields, 1):
            id = f"{agency}-{n}"
            services.append({
                "id": id, "name": text(field), "group": agency, "agency": None, "series": None,
                "kind": "submit", "minutes": 8, "quota": None,
                "procedures": [{"code": f"1.{at:03}{n:02}{k}", "name": p}
                               for k, p in enumerate(PROCEDURES.get(id, []))],
            })  # fmt: skip
        for _ in range(4 if len(fields) > 3 else 2):
            n = len(counters) + 1
            counters.append({
                "id": str(n), "name": text(f"Quầy {n}", f"Counter {n}"), "zone": f"z{n % 3 + 1}",
                "agency": agency, "first": [agency], "second": [], "floor": None,
                "direction": None,
            })  # fmt: skip
    portrait = {"width": 1080, "height": 1920, "diagonal": "21.5"}
    landscape = {"width": 1920, "height": 1080, "diagonal": "21.5"}
    hall = {
        "agency": text("Ủy ban nhân dân tỉnh", "Provincial People's Committee"),
        "name": text("Trung tâm Phục vụ hành chính công", "Public Administration Service Centre"),
    }
    settings = small_hall(
        hall=hall,
        agencies=[{"id": a, "name": text(name)} for a, name, _ in AGENCIES],
        service_groups=groups, services=services, counters=counters,
        zones=[{"id": f"z{n}", "name": text(f"Khu vực {n}", f"Area {n}")} for n in (1, 2, 3)],
        grounds=[
            _ground("nguoi-cao-tuoi", "Người cao tuổi", "Elderly",
                    "Luật Người cao tuổi 39/2009/QH12"),
            _ground("khuyet-tat", "Người khuyết tật", "People with disabilities",
                    "Luật Người khuyết tật 51/2010/QH12"),
            _ground("mang-thai", "Phụ nữ mang thai", "Pregnant women", "Nội quy trung tâm"),
            _ground("con-nho", "Người có con nhỏ dưới 36 tháng", "With a child under 36 months",
                    "Nội quy trung tâm"),
            _ground("nguoi-co-cong", "Thương binh, bệnh binh, người có công", "War invalids",
                    "Pháp lệnh 02/2020/UBTVQH14"),
            {"id": "khan-cap", "name": text("Khẩn cấp", "Urgent"), "class": "urgent",
             "law": "Nội quy", "grant": []},
        ],
        kiosks=[
            {"id": "k1", "name": text("Kiosk sảnh A"), "zone": None, "services": [],
             "printer": "p1", "per_hour": None, "screen": portrait},
            {"id": "k2", "name": text("Kiosk sảnh B"), "zone": None, "services": [],
             "printer": "p1", "per_hour": None, "screen": landscape},
            {"id": "k3", "name": text("Kiosk sảnh C"), "zone": None, "services": ["tu-phap"],
             "printer": None, "per_hour": None, "screen": portrait},
        ],
    )  # fmt: skip
    return {**settings, **sections}


def _ground(id: str, vi: str, en: str, law: str) -> dict[str, Any]:
    return {"id": id, "name": text(vi, en), "class": "priority", "law": law,
            "grant": ["citizen", "reception", "officer"]}  # fmt: skip
