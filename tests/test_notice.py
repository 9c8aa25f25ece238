"""The notice a resident agrees to: its version, language and day are kept, and it cannot change
under the same version.
"""

from __future__ import annotations

import hashlib
import json

import httpx
from sqlalchemy import text

from bot.engine.words import NOTICE_VERSION, WORDS
from lotse.wiring import utc_now
from tests.running import ROOT, Running, shipped_book
from tests.test_safe_line import Resident, opened

VERSIONS = {
    "2026-11b": "c39cc4cc90852cd9",
    "2026-11c": "4215a178600978d3",
    "2026-11d": "91489f8af8a51d6b",
    "2026-11e": "4879f97cf5208d3d",
}
"""Each version with the hash of its words. A change of words takes a new version and a new line
here; lines of versions that were in use stay, so that an old consent can be read with its words.
"""


def test_a_changed_notice_has_a_new_version() -> None:
    book = shipped_book(True)
    words = {
        lang: {key: book.texts.get(lang, f"bot/{key}", german) for key, german in notice().items()}
        for lang in (known.id for known in book.languages)
    }
    found = hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:16]
    assert VERSIONS.get(NOTICE_VERSION) == found, (
        "The words of the notice have changed: give NOTICE_VERSION in bot/engine/words.py a new "
        f"value and add it here with {found}."
    )
    assert words["de"] != words["en"]


def notice() -> dict[str, str]:
    found = {key: german for key, german in WORDS.items() if key.startswith("consent_")}
    assert len(found) >= 10
    return found


async def test_what_was_agreed_to_is_kept_with_the_case(lotse: Running) -> None:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        resident = Resident(client)
        await resident.begin("de")
        await opened(resident)
        sheet = (await resident.heard())[0]["body"]
    async with lotse.parts.store.reading() as connection:
        query = text("SELECT notice_version, notice_lang, notice_day FROM cases")
        (row,) = await connection.execute(query)
    assert tuple(row) == (NOTICE_VERSION, "de", utc_now().date().isoformat())
    assert sheet["notice"] == dict(zip(("version", "lang", "day"), row, strict=True))


def test_the_pages_about_it_exist_in_both_languages() -> None:
    pages = ROOT / "bot" / "channels" / "web_static" / "pages"
    for name in ("privacy", "imprint", "accessibility"):
        for lang in ("de", "en"):
            page = (pages / f"{name}.{lang}.html").read_text()
            assert f'<html lang="{lang}">' in page
            # What only the office can fill in is marked, never invented.
            assert page.count("[") >= 3
            assert "http://" not in page
            assert "https://" not in page
    for paper in ("dpia-draft", "processing-record", "breach-plan"):
        for lang in ("de", "en"):
            page = (ROOT / "docs" / f"{paper}.{lang}.md").read_text()
            assert ("**Entwurf**" if lang == "de" else "**Draft**") in page
            assert page.count("[") > 8


async def test_the_pages_come_in_the_language_of_the_page_that_links(lotse: Running) -> None:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:

        async def lang_of(path: str, accepted: str = "") -> str:
            headers = {"accept-language": accepted} if accepted else {}
            page = (await client.get(path, headers=headers)).text
            return page[page.index('lang="') + 6 :][:2]

        assert await lang_of("/privacy") == "de"
        assert await lang_of("/privacy?lang=en") == "en"
        assert await lang_of("/privacy?lang=ar", "de-DE") == "en"
        assert await lang_of("/imprint", "en-GB,en;q=0.9") == "en"
        assert await lang_of("/accessibility", "de-AT") == "de"
