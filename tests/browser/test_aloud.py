"""Reading aloud in the resident's page: recordings, voices of the device, and silence at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.browsing import SMALL_PHONE, Complaints, visit
from tests.browser.people import messages, write
from tests.recorded import record, speak
from tests.running import Running

SPEECH = (Path(__file__).parent / "speech.js").read_text(encoding="utf-8")


@asynccontextmanager
async def listener(
    chrome: Browser, lotse: Running, complaints: Complaints, **more: Any
) -> AsyncIterator[Page]:
    """Somebody whose device has a German voice of its own, and others only in the network."""
    async with visit(chrome, lotse.url, "/imprint", complaints, **SMALL_PHONE, **more) as page:
        await page.add_init_script(SPEECH)
        await page.goto(lotse.url)
        await expect(page.get_by_test_id("option").first).to_be_visible()
        yield page


def shown(page: Page) -> Locator:
    return page.get_by_test_id("aloud").and_(page.locator(":visible"))


async def heard(page: Page) -> list[str]:
    found: list[dict[str, str]] = await page.evaluate("window.heard")
    assert all(one["voice"] == "Anna" for one in found)
    return [one["text"] for one in found]


async def test_a_voice_of_the_device_reads_the_question_and_its_answers(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with listener(chrome, lotse, complaints) as page:
        await expect(shown(page)).to_have_count(0)  # no voice yet
        await page.evaluate("voicesCome()")
        question = messages(page, "bot").last
        button = question.get_by_test_id("aloud")
        await expect(button).to_be_visible()
        await expect(button).to_have_attribute("aria-label", "Vorlesen")
        await expect(button).to_have_attribute("aria-pressed", "false")
        box = await button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
        assert await heard(page) == []  # nothing by itself
        await button.focus()
        await page.keyboard.press("Enter")
        await expect(button).to_have_attribute("aria-pressed", "true")
        while await button.get_attribute("aria-pressed") == "true":
            await page.evaluate("endOne()")
        text, choose, *labels = await heard(page)
        assert (text, choose) == ("Wobei kann ich Ihnen helfen?", "Sie können wählen:")
        assert "Mit einem Menschen" in labels
        assert len(labels) == await question.get_by_test_id("option").count()
        found = await Axe().run(page)
        assert [violation["id"] for violation in found.response["violations"]] == []
    assert complaints == []


async def test_a_second_tap_ends_it_and_so_does_another_message(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with listener(chrome, lotse, complaints) as page:
        await page.evaluate("voicesCome()")
        first, second = shown(page).nth(0), shown(page).nth(1)
        await first.click()
        await expect(first).to_have_attribute("aria-pressed", "true")
        await second.click()
        await expect(first).to_have_attribute("aria-pressed", "false")
        await expect(second).to_have_attribute("aria-pressed", "true")
        before = await page.evaluate("cancelled")
        await second.click()
        await expect(second).to_have_attribute("aria-pressed", "false")
        assert await page.evaluate("cancelled") > before
        await first.click()
        await expect(first).to_have_attribute("aria-pressed", "true")
        await write(page, "menü")
        await expect(first).to_have_attribute("aria-pressed", "false")
        said = await heard(page)
        await page.evaluate("endOne()")
        assert await heard(page) == said
    assert complaints == []


async def test_leaving_quickly_and_putting_the_telephone_away_are_silent(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with listener(chrome, lotse, complaints) as page:
        await page.evaluate("voicesCome()")
        button = shown(page).first
        await button.click()
        await expect(button).to_have_attribute("aria-pressed", "true")
        await page.evaluate(
            "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
        await expect(button).to_have_attribute("aria-pressed", "false")
        await page.evaluate("delete document.hidden")
        await button.click()
        await expect(button).to_have_attribute("aria-pressed", "true")
        before = await page.evaluate("cancelled")
        await page.route("https://www.wetter.de/**", lambda route: route.abort())
        # What happens in the same moment, before the other page is there.
        after = await page.evaluate("(document.getElementById('leave').click(), cancelled)")
        assert after > before


async def test_never_a_voice_of_the_network_nor_of_another_language(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with listener(chrome, lotse, complaints, locale="en-GB") as page:
        await page.evaluate(
            "voicesCome([{lang: 'en-GB', name: 'Google UK English', localService: false},"
            " {lang: 'en_GB', name: 'en-gb-x-gba-network', localService: true}])"
        )
        await expect(page.get_by_test_id("aloud").first).to_be_attached()
        await expect(shown(page)).to_have_count(0)
        await page.evaluate(
            "voicesCome([{lang: 'en_GB', name: 'en-gb-x-gba-local', localService: true}])"
        )
        await expect(shown(page).first).to_have_attribute("aria-label", "Read aloud")
    assert complaints == []


async def test_a_voice_that_fails_is_told(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with listener(chrome, lotse, complaints) as page:
        await page.evaluate("voicesCome()")
        await shown(page).first.click()
        await page.evaluate("failOne()")
        await expect(page.locator("#problem")).to_have_text("Das Vorlesen geht gerade nicht.")
        await expect(shown(page).first).to_have_attribute("aria-pressed", "false")


async def test_a_recording_is_played_where_there_is_one(
    chrome: Browser, lotse: Running, complaints: Complaints, tmp_path: Path
) -> None:
    record(tmp_path, "de/bot-menu.mp3", "Wobei kann ich Ihnen helfen?", seconds=1)
    record(tmp_path, "de/bot-welcome.mp3", "Das sagt sie nicht mehr.")
    speak(lotse, tmp_path)
    async with listener(chrome, lotse, complaints) as page:
        button = messages(page, "bot").last.get_by_test_id("aloud")
        await expect(button).to_be_visible()
        await expect(shown(page)).to_have_count(1)  # the other says something else by now
        async with page.expect_response("**/chat/api/media/de/bot-menu.mp3") as fetched:
            await button.click()
        assert (await (await fetched.value).all_headers())["content-type"] == "audio/mpeg"
        await expect(button).to_have_attribute("aria-pressed", "true")
        await expect(button).to_have_attribute("aria-pressed", "false")
        assert await page.evaluate("window.heard") == []
        await expect(page.locator("#problem")).to_have_text("")
    assert complaints == []


async def test_a_recording_that_is_gone_is_read_by_a_voice(
    chrome: Browser, lotse: Running, complaints: Complaints, tmp_path: Path
) -> None:
    record(tmp_path, "de/bot-menu.mp3")
    speak(lotse, tmp_path)
    (tmp_path / "de" / "bot-menu.mp3").unlink()
    async with listener(chrome, lotse, complaints) as page:
        await page.evaluate("voicesCome()")
        await messages(page, "bot").last.get_by_test_id("aloud").click()
        await page.wait_for_function("window.heard.length > 0")
        assert (await heard(page))[0] == "Wobei kann ich Ihnen helfen?"


@pytest.mark.parametrize(
    ("text", "lang", "pieces"),
    [
        ("• Polizei: 110\n• Rettung: 112", "de", ["Polizei: 1 1 0", "Rettung: 1 1 2"]),
        ("Rufen Sie an: 0511 168-31244.", "de", ["Rufen Sie an: 0 5 1 1, 1 6 8, 3 1 2 4 4."]),
        ("Tel. +49 (0)511 16831244", "de", ["Tel. + 4 9, 0, 5 1 1, 1 6 8 3 1 2 4 4"]),
        ("Telefonseelsorge 116 123", "de", ["Telefonseelsorge 1 1 6, 1 2 3"]),
        ("Das steht in § 15 und kostet 112,50 Euro.", "de", 0),
        ("Am 01.12.2026 von 08:00 bis 12:30 Uhr, 30159 Hannover", "de", 0),
        ("📢 Neu: ✅ Ja, 37 °C 🇩🇪", "de", ["Neu: Ja, 37 °C"]),
        ("🙋🏽‍♀️\n\n", "de", []),
        (
            "Mehr: https://www.hannover.de/Leben/a?b=1. Danke.",
            "de",
            ["Mehr: hannover.de. Danke."],
        ),
        ("Menü → Hilfe / Help", "de", ["Menü, Hilfe, Help"]),
        ("اتصل بالرقم \u2068110\u2069 الآن؟ نعم.", "ar", ["اتصل بالرقم 1 1 0 الآن؟ نعم."]),
        ("الشرطة: ١١٠", "ar", ["الشرطة: 1 1 0"]),
        ("می\u200cخواهید", "fa", 0),
    ],
)
async def test_what_is_heard(
    chrome: Browser, lotse: Running, text: str, lang: str, pieces: list[str] | int
) -> None:
    found = await _spoken(chrome, lotse, text, lang)
    assert found == (pieces if isinstance(pieces, list) else [text])


async def test_long_texts_come_in_pieces(chrome: Browser, lotse: Running) -> None:
    sentence = "Das ist ein Satz mit einigen Worten, der weitergeht. "
    long = "und ".join(f"noch ein Teil, Nummer {at}, " for at in range(60)).strip(", ") + "."
    pieces = await _spoken(chrome, lotse, sentence * 8 + long, "de")
    assert max(map(len, pieces)) <= 180
    assert " ".join(pieces) == sentence * 8 + long


async def _spoken(chrome: Browser, lotse: Running, text: str, lang: str) -> Any:
    async with visit(chrome, lotse.url, "/", Complaints()) as page:
        return await page.evaluate(
            "async ([text, lang]) => (await import('/static/spoken.js')).spoken(text, lang)",
            [text, lang],
        )
