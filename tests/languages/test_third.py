"""A hall that speaks French as well: one word more in config.yaml, nothing else. The way from the
kiosk's first screen to the number, the slip, the ticket's page, the voice."""

from __future__ import annotations

from pathlib import Path

import requests
from playwright.sync_api import Browser

from display.voice.words import Words, slug
from kiosk.picture import TIMES
from tests.halls import small_hall
from tests.server import Server
from tests.stories.cast import Program
from tests.stories.founding import found

# ms: a touch right after a new screen is taken for a double tap
GHOST = TIMES["ghost"] * 1000 + 150


def test_a_hall_speaks_french_by_its_files_alone(tmp_path: Path, browser: Browser) -> None:
    counters = small_hall()["counters"]
    for counter in counters:
        del counter["name"]
    hall = found(
        tmp_path, officers=[], people={"manh": "manager"}, counters=counters,
        languages=["vi", "en", "fr"], voice={"second_language": "fr"},
    )  # fmt: skip
    with Server(hall.config, data=hall.data, args=("--bench",)) as server:
        context = browser.new_context(viewport={"width": 1080, "height": 1920})
        page = context.new_page()
        page.goto(f"{server.url}/kiosk/k1")
        page.fill("#key", hall.keys["k1"])
        page.press("#key", "Enter")
        page.wait_for_selector("body[data-ready]")
        assert page.inner_text('[data-language="fr"]') == "Français"
        page.wait_for_selector('#screen[data-screen="start"] .tile')
        page.wait_for_timeout(GHOST)
        page.click('[data-language="fr"]')
        page.wait_for_selector("text=De quoi avez-vous besoin aujourd’hui ?")
        assert page.get_attribute("html", "lang") == "fr"
        page.wait_for_timeout(GHOST)
        page.click('[data-service="so-do"]')
        page.wait_for_selector('#screen[data-screen="result"]')
        assert page.inner_text(".number") == "B001"
        said = page.inner_text("body")
        for words in ("Votre numéro", "Personnes avant vous", "Guichet 3", "Cấp sổ đỏ"):
            assert words in said, (words, said)
        context.close()

        staff = Program(server.url, hall.tokens["manh"])
        job = staff.get("/printers/p1")["jobs"][0]["job"]
        who = {"Authorization": f"Bearer {hall.tokens['manh']}"}
        slip = f"{server.url}/api/v1/printers/p1/jobs/{job}/slip"
        written = str(requests.get(slip, headers=who, timeout=5).json())
        for words in ("NUMÉRO D’ATTENTE", "Gardez ce ticket et attendez l’appel. Merci !"):
            assert words in written
        drawn = requests.get(f"{slip}.png", headers=who, timeout=5)
        assert drawn.status_code == 200 and drawn.content[:4] == b"\x89PNG"

        french = staff.get("/voice?number=B023&counter=3")["words"]["fr"]
        words = Words.read("fr")
        sentence = ["Le numéro", "bé", "zéro", "deux", "trois"]
        sentence += ["est attendu au guichet numéro", "trois"]
        assert french == [slug(word) for word in sentence]
        assert {slug(word) for word in words.vocabulary()} >= set(french)
        for key in french:
            clip = requests.get(f"{server.url}/display/voice/fr/{key}.wav", timeout=5)
            assert clip.status_code == 200 and clip.content[:4] == b"RIFF", key
