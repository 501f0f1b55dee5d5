"""Slips for tests, and how a citizen's phone reads one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import zxingcpp
from PIL import Image

from printer.drawing import draw
from printer.drivers.driver import Sheet
from printer.lettering import Lettering
from printer.slip import Slip, Words

URL = "http://192.168.10.5:8000/t/123456-x1YzABCDEFGHIJKLMNOPQR"
STANDARD = Slip(
    agency="UBND tỉnh Bắc Ninh",
    hall="Trung tâm Phục vụ hành chính công tỉnh Bắc Ninh",
    title=Words("PHIẾU SỐ THỨ TỰ"),
    number="A025",
    service=Words("Cấp giấy chứng nhận quyền sử dụng đất"),
    where=Words("Quầy 12, 13, 14 (Khu vực Đất đai)"),
    klass=None,
    rows=(
        (Words("Số người chờ trước"), Words("12")),
        (Words("Thời gian chờ dự kiến"), Words("15–25 phút")),
    ),
    when=Words("07:42 · 22/11/2026"),
    session=Words("Buổi: Sáng"),
    url=URL,
    scan=Words("Quét mã để theo dõi lượt gọi trên điện thoại."),
    keep=Words("Vui lòng giữ phiếu và chờ gọi số. Xin cảm ơn!"),
    legal=Words("Đây không phải Giấy tiếp nhận hồ sơ và hẹn trả kết quả."),
)


def picture(width: int = 576, **changes: Any) -> Image.Image:
    return draw(replace(STANDARD, **changes), width, Lettering())


def read_qr(page: Image.Image) -> str:
    """What a phone reads: the paper goes on beyond what is printable, so there is white around."""
    framed = Image.new("L", (page.width + 40, page.height + 40), 255)
    framed.paste(page.convert("L"), (20, 20))
    found = zxingcpp.read_barcodes(framed)
    assert len(found) == 1, f"{len(found)} codes found"
    return found[0].text


def same_ink(one: Image.Image, other: Image.Image) -> bool:
    """Equal dots, whatever white follows below."""
    width, height = one.width, min(one.height, other.height)
    for page in (one, other):
        below = page.crop((0, height, width, page.height)).tobytes()
        if below.strip(b"\xff"):
            return False
    box = (0, 0, width, height)
    return one.crop(box).tobytes() == other.crop(box).tobytes()


def sheet(data: bytes, page: Image.Image, job: int = 1) -> Sheet:
    return Sheet(job, "A025", page, data=data)
