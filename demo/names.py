"""Sample officers: names such as people in a Vietnamese hall sign in with, one a counter."""

from __future__ import annotations

import unicodedata

GIVEN = (
    "An Anh Bình Châu Chi Cường Dung Dũng Duyên Giang Hà Hải Hằng Hạnh Hiền Hiếu Hoa Hòa "
    "Hoàng Hồng "
    "Huệ Hùng Hương Huy Khánh Khoa Lan Lâm Liên Linh Loan Long Mai Minh My Nga Ngân Ngọc Nhung "
    "Oanh Phong Phúc Phương Quân Quang Quyên Sơn Tâm Thảo Thắng Thanh Thành Thu Thủy Trang "
    "Trung Tú "
    "Tuấn Tùng Tuyết Vân Việt Vinh Xuân Yến"
).split()
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()


def plain(text: str) -> str:
    """Đặng → dang."""
    letters = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(c for c in letters if not unicodedata.combining(c)).lower()


def officers(counters: list[str]) -> dict[str, str]:
    """counter id → sign-in name, `lan.tran`; the same for the same counters, none twice."""
    pairs = [
        f"{plain(given)}.{plain(FAMILY[(i + turn * 5) % len(FAMILY)])}"
        for turn in range(len(FAMILY))
        for i, given in enumerate(GIVEN)
    ]
    names = list(dict.fromkeys(pairs))
    return dict(zip(counters, names, strict=False))
