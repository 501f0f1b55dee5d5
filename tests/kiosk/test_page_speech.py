"""The kiosk without sight: started by a key, walked through with arrows, spoken in clips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from display.voice.words import slug
from kiosk.speech import phrases
from tests.kiosk.glass import Glass
from tests.kiosk.served import ServedHouse

Open = Callable[..., Glass]
JOINED = """async (texts) => {
  const {slug, pieces} = await import("/static/kiosk/speech.js");
  const say = (word) => ({two: "hai", zero: "không", five: "năm", one: "một", four: "bốn"}[word] ?? word);
  return texts.map((text) => [slug(text), pieces(text, say, "vi")]);
}"""  # noqa: E501


def said(kiosk: Glass) -> list[str]:
    return kiosk.page.evaluate("document.body.speech.said")


def test_the_whole_way_to_a_number_without_sight(glass: Open, province_hall: ServedHouse) -> None:
    kiosk = glass()
    asked: list[str] = []
    kiosk.page.on("request", lambda r: asked.append(r.url) if "/kiosk/voice/" in r.url else None)
    keys = kiosk.page.keyboard
    keys.press("F1")
    assert said(kiosk)[0] == "Màn hình này được đọc thành tiếng"
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    assert said(kiosk)[:1] == ["Thi đua"], "what is being said stops for the next thing"
    assert "Chưa có người chờ" in said(kiosk)
    keys.press("ArrowUp")
    assert "khai sinh" in said(kiosk)
    keys.press("ArrowDown")
    kiosk.settle()
    keys.press("Enter")
    kiosk.comes("result")
    kiosk.settle()
    words = said(kiosk)
    assert words[:5] == ["Số thứ tự của ông", "bà", "A", "không", "không"]
    assert "Quầy" in words and kiosk.page.locator("#louder").is_visible()
    kiosk.shot("spoken")
    assert kiosk.wrong_sizes() == []
    keys.press("F1")
    assert kiosk.page.locator("#louder").is_hidden()
    assert asked and all("/kiosk/voice/vi/" in url for url in asked)


def test_it_speaks_the_language_that_is_shown_and_ends_with_the_visit(glass: Open) -> None:
    kiosk = glass()
    kiosk.page.keyboard.press("F1")
    kiosk.touch('button:text-is("English")')
    kiosk.settle()
    assert said(kiosk)[0] == "What do you need today"
    kiosk.page.locator("#louder").click()
    kiosk.page.evaluate("document.getElementById('more-time').showModal()")
    assert said(kiosk)[0] == "Do you need more time"
    kiosk.page.evaluate("document.getElementById('more-time').close()")
    kiosk.touch(".way:has-text('All agencies')", "agencies")
    kiosk.touch("#back-home", "start")
    now = "[document.body.speech.level, document.body.speech.kiosk.spoken]"
    assert kiosk.page.evaluate(now) == [0, False]


def test_the_page_and_the_voice_name_clips_alike(glass: Open, province_hall: ServedHouse) -> None:
    plan = province_hall.hall.plan
    catalogue = province_hall.house.languages.catalogue("vi", "kiosk")
    made = phrases(plan, catalogue, "vi")
    texts = [*made, "Đường Nguyễn Huệ", "Còn 25 người trước", "A205, 14; 10"]
    found = glass().page.evaluate(JOINED, texts)
    assert [key for key, _ in found] == [slug(text) for text in texts]
    assert found[-2][1] == ["Còn", "hai", "mươi", "lăm", "người trước"]
    assert found[-1][1] == ["A", "hai", "không", "năm", "mười", "bốn", "mười"]
    keys = {slug(text) for text in made}
    names = [row.name["vi"] for row in (*plan.services.values(), *plan.grounds.values())]
    for _, parts in glass().page.evaluate(JOINED, [*names, *catalogue.values()]):
        for part in parts:
            known = slug(part) in keys or "{" in part or part.isascii() or len(part) > 160
            assert known, part


def test_clips_are_made_when_one_is_missing(house: ServedHouse, tmp_path: Path) -> None:
    house.house.folder = tmp_path
    client = house.app.test_client()
    ran: list[list[str]] = []
    house.house.engine = Recorder(house.house.engine, ran)
    for name in ("chuwa-cos-nguwowif-chowf.wav", "../../secret", "x.txt"):
        assert client.get(f"/kiosk/voice/vi/{name}").status_code == 404
    assert len(ran) == 1, "once for all"
    folder = house.house.folder / "kiosk-voice" / "vi"
    folder.mkdir(parents=True)
    (folder / "mootj.wav").write_bytes(b"RIFF")
    reply = client.get("/kiosk/voice/vi/mootj.wav")
    assert (reply.status_code, reply.mimetype) == (200, "audio/wav")


class Recorder:
    """An engine that notes what it is to spawn, and leaves it."""

    def __init__(self, engine: object, ran: list[list[str]]) -> None:
        self._engine, self._ran = engine, ran

    def spawn(self, fn: object, *args: object) -> None:
        self._ran.append([str(fn)])

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)
