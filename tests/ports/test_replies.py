"""Replies: templates of config.yaml made into a pad's bytes."""

from __future__ import annotations

import pytest

from ports.replies import Reply


@pytest.mark.parametrize(
    ("template", "values", "data"),
    [
        ("01 21 32 07", {}, "01213207"),
        ("012132 07", {"number": "A023"}, "01213207"),
        ("01 21 20 {number:3} 07", {"number": "A023"}, "012120" + b"023".hex() + "07"),
        ("{number:6}", {"number": "A023"}, b"  A023".hex()),
        ("{number:4}", {"number": "Đ007"}, b"D007".hex()),
        ("{number:3}", {"number": None}, b"   ".hex()),
        ("{digits:4}", {"number": "A023"}, b" 023".hex()),
        ("{waiting:2}", {"waiting": 7}, b" 7".hex()),
        ("{waiting:2}", {"waiting": 123}, b"99".hex()),
        ("{waiting:2}", {}, b"  ".hex()),
        # L and sum over addr … data: 22 + 38 + 37 = 91h
        ("FF 68 03 03 68 [22 {digits:2}] {sum8} 16", {"number": "B087"}, "FF680303682238379116"),
        ("[01 02 04]{xor8}", {}, "0102040 7".replace(" ", "")),
    ],
)
def test_a_template_makes_these_bytes(template: str, values: dict, data: str) -> None:
    assert Reply(template).made(values) == bytes.fromhex(data)


@pytest.mark.parametrize(
    "template",
    ["", "0", "01 2", "zz", "{name:3}", "{number}", "{number:0}", "[01", "01]", "[01] [02]",
     "{sum8} [01]", "{sum8}"],
)  # fmt: skip
def test_what_is_no_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="no reply"):
        Reply(template)
