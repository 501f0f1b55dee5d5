"""What people type at a kiosk, and what they mean: the measure of the search's quality.

`means` is a pattern over a procedure's folded name (no diacritics, lower case). Used by the tests
over the committed catalogue, and by `python -m bench.search` over a real one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple


class Typed(NamedTuple):
    """One query, the kind of difficulty it stands for, and what would be the right answer."""

    kind: str
    query: str
    means: str


LAND = r"(giay chung nhan|so do|quyen su dung dat|quyen so huu)"
SALE = r"(chuyen nhuong|sang ten|tang cho|thua ke|chuyen quyen)"
ID = r"the can cuoc|giay chung nhan can cuoc"
LICENCE = r"giay phep lai xe|bang lai"
MINE = r"(cap|phieu|nhan).*ly lich tu phap|^ly lich tu phap"

TYPED = [
    # as everybody types: no diacritics, the shortest words
    Typed("plain", "khai sinh", r"khai sinh"),
    Typed("plain", "dang ky khai sinh", r"dang ky khai sinh"),
    Typed("plain", "ket hon", r"ket hon"),
    Typed("plain", "khai tu", r"khai tu\b"),
    Typed("plain", "ly hon", r"ly hon"),
    Typed("plain", "ho ngheo", r"ho ngheo"),
    Typed("plain", "tinh trang hon nhan", r"tinh trang hon nhan"),
    Typed("plain", "tam tru", r"tam tru"),
    Typed("plain", "thuong tru", r"thuong tru"),
    Typed("plain", "can cuoc", ID),
    Typed("plain", "ho chieu", r"ho chieu"),
    Typed("plain", "lai xe", LICENCE),
    Typed("plain", "tach thua", r"tach thua"),
    Typed("plain", "ho kinh doanh", r"ho kinh doanh"),
    Typed("plain", "mai tang", r"mai tang"),
    Typed("plain", "con nuoi", r"con nuoi"),
    Typed("plain", "that nghiep", r"that nghiep"),
    Typed("plain", "thai san", r"thai san"),
    Typed("plain", "bao hiem y te", r"bao hiem y te"),
    Typed("plain", "khuyet tat", r"khuyet tat"),
    Typed("plain", "chuyen truong", r"chuyen truong|chuyen .*hoc sinh"),
    Typed("plain", "giay phep lao dong", r"giay phep lao dong"),
    Typed("plain", "chung thuc", r"chung thuc"),
    Typed("plain", "the chap", r"the chap"),
    Typed("plain", "nguoi co cong", r"nguoi co cong"),
    Typed("plain", "cai chinh ho tich", r"cai chinh"),
    Typed("plain", "giay phep xay dung", r"giay phep xay dung|phep xay"),
    Typed("plain", "an toan thuc pham", r"an toan thuc pham"),
    Typed("plain", "luong huu", r"luong huu|huu tri"),
    Typed("plain", "quoc tich", r"quoc tich"),
    # the words of every day, which no catalogue uses
    Typed("everyday", "so do", LAND),
    Typed("everyday", "lam so do", LAND),
    Typed("everyday", "sang ten so do", SALE),
    Typed("everyday", "mua ban dat", SALE),
    Typed("everyday", "nhap ho khau", r"thuong tru|ho khau"),
    Typed("everyday", "cat khau", r"xoa .*thuong tru"),
    Typed("everyday", "giay doc than", r"tinh trang hon nhan"),
    Typed("everyday", "bang lai xe", LICENCE),
    Typed("everyday", "doi bang lai", LICENCE),
    Typed("everyday", "bien so xe", r"bien so"),
    Typed("everyday", "xay nha", r"(giay phep xay dung|phep xay).*nha"),
    Typed("everyday", "chung minh thu", ID),
    Typed("everyday", "mo cong ty", r"thanh lap (cong ty|doanh nghiep)|dang ky .*cong ty"),
    Typed("everyday", "dang ky kinh doanh", r"(dang ky|thanh lap).*(kinh doanh|doanh nghiep)"),
    Typed("everyday", "rut bao hiem", r"bao hiem xa hoi mot lan"),
    Typed("everyday", "nghi de", r"thai san"),
    Typed("everyday", "ly di", r"ly hon"),
    Typed("everyday", "sao y", r"ban sao"),
    Typed("everyday", "tien nguoi gia", r"huu tri|cao tuoi|luong huu"),
    Typed("everyday", "len tho cu", r"chuyen muc dich|dat o"),
    Typed("everyday", "passport", r"ho chieu"),
    # initials
    Typed("initials", "cccd", ID),
    Typed("initials", "lltp", MINE),
    Typed("initials", "gplx", LICENCE),
    Typed("initials", "bhyt", r"bao hiem y te"),
    Typed("initials", "bhxh", r"bao hiem xa hoi|so bao hiem"),
    Typed("initials", "qsdd", LAND),
    # one letter wrong, missing, doubled, swapped
    Typed("misspelt", "khai sing", r"khai sinh"),
    Typed("misspelt", "kai sinh", r"khai sinh"),
    Typed("misspelt", "khai ssinh", r"khai sinh"),
    Typed("misspelt", "ho ngeo", r"ho ngheo"),
    Typed("misspelt", "ket hom", r"ket hon"),
    Typed("misspelt", "tam chu", r"tam tru"),
    Typed("misspelt", "ho chieuu", r"ho chieu"),
    Typed("misspelt", "can cuocs", ID),
    Typed("misspelt", "tahc thua", r"tach thua"),
    Typed("misspelt", "giay phep say dung", r"giay phep xay dung|phep xay"),
    Typed("misspelt", "li lich tu phap", MINE),
    Typed("misspelt", "so ddo", LAND),
    # a keyboard whose Telex is off, or half of it
    Typed("telex", "khai sinhf", r"khai sinh"),
    Typed("telex", "hooj ngheof", r"ho ngheo"),
    Typed("telex", "keets hoon", r"ket hon"),
    Typed("telex", "ddaats ddai", r"\bdat\b"),
    Typed("telex", "sor ddor", LAND),
    Typed("telex", "hooj chieeus", r"ho chieu"),
    Typed("telex", "tamj trus", r"tam tru"),
    Typed("telex", "giaays pheps lai xe", LICENCE),
    Typed("telex", "căn cuowcs", ID),
    # with its tones, in another order, run together, more words than needed
    Typed("tones", "Đăng ký kết hôn", r"dang ky ket hon|ket hon"),
    Typed("tones", "sổ đỏ", LAND),
    Typed("tones", "hộ nghèo", r"ho ngheo"),
    Typed("tones", "thai sản", r"thai san"),
    Typed("order", "sinh khai", r"khai sinh"),
    Typed("order", "xe lai giay phep", LICENCE),
    Typed("order", "dat thua tach", r"tach thua"),
    Typed("order", "nghiep that tro cap", r"tro cap that nghiep"),
    Typed("joined", "khaisinh", r"khai sinh"),
    Typed("joined", "hochieu", r"ho chieu"),
    Typed("joined", "sodo", LAND),
    Typed("wordy", "toi muon lam giay khai sinh cho con", r"khai sinh"),
    Typed("wordy", "xin cap lai giay phep lai xe bi mat", LICENCE),
    Typed("wordy", "lam the can cuoc cho chau", ID),
    Typed("wordy", "thu tuc dang ky ket hon", r"ket hon"),
]  # fmt: skip


def right(typed: Typed, name: str) -> bool:
    """Whether a procedure of that name is what was meant."""
    return re.search(typed.means, plain(name)) is not None


def plain(name: str) -> str:
    """Lower case, no diacritics, one space: not the search's own folding, which may be at fault."""
    marked = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    letters = "".join(c if c.isalnum() else " " for c in marked if not unicodedata.combining(c))
    return " ".join(letters.split())
