"""From right to left, on a small phone: where things stand, and lines in several languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from bot.engine.words import WORDS
from tests.browser.browsing import Complaints, visit
from tests.browser.people import messages, write
from tests.browser.test_aloud import SPEECH
from tests.browser.test_chat import overflow, violations
from tests.engine.test_direction import arabic
from tests.running import Running

PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
ENTRIES = {
    ("bot/welcome", WORDS["welcome"]): "مرحبًا! أنا Lotse.",
    ("bot/menu", WORDS["menu"]): "كيف أساعدك؟",
    (
        "bot/general_help",
        WORDS["general_help"],
    ): "ADS تساعدك. الشرطة {em.police}، الطبيب {em.ambulance}.",
    ("bot/unconfirmed", WORDS["unconfirmed"]): "(غير مؤكد)",
}
WHERE = """(text, wanted) => {
  const node = text.firstChild, at = node.data.indexOf(wanted), range = document.createRange();
  if (at < 0) throw new Error(`${wanted} is not in ${node.data}`);
  range.setStart(node, at);
  range.setEnd(node, at + wanted.length);
  const { left, right } = range.getBoundingClientRect(), box = text.getBoundingClientRect();
  return { left: left - box.left, right: box.right - right, width: box.width };
}"""


async def where(text: Locator, words: str) -> dict[str, float]:
    """How far words stand from the left and from the right side of their text."""
    found: dict[str, float] = await text.evaluate(WHERE, words)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_an_arabic_conversation(
    chrome: Browser, lotse: Running, complaints: Complaints, tmp_path: Path, scheme: str
) -> None:
    parts: Any = lotse.parts
    book = arabic(tmp_path, ENTRIES, parts.current_book())
    parts.web_chat._book = parts.conversation._book = lambda: book
    phone: dict[str, Any] = {**PHONE, "color_scheme": scheme, "bypass_csp": True}
    async with visit(chrome, lotse.url, "/imprint", complaints, **phone) as page:
        await page.add_init_script(SPEECH)
        await page.goto(f"{lotse.url}/?lang=ar")
        await page.evaluate("voicesCome([{lang: 'ar-SA', name: 'Majed', localService: true}])")
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        question = messages(page, "bot").filter(has_text="كيف أساعدك؟").last
        await expect(question).to_have_attribute("dir", "rtl")
        # The text begins on the right, the button to read it aloud stands on the left.
        first = await where(question.locator(".text"), "كيف")
        assert first["right"] < first["left"]
        button = await question.get_by_test_id("aloud").bounding_box()
        box = await question.bounding_box()
        assert button
        assert box
        assert button["x"] - box["x"] < box["width"] / 4
        # "Back" points to where reading comes from.
        arrow = page.get_by_test_id("bar-back").locator("svg")
        turned = "svg => new DOMMatrix(getComputedStyle(svg).transform).a"
        assert await arrow.evaluate(turned) == -1
        assert await overflow(page) == 0
        assert await violations(page) == []


async def test_numbers_and_german_names_in_arabic_lines(
    chrome: Browser, lotse: Running, complaints: Complaints, tmp_path: Path
) -> None:
    parts: Any = lotse.parts
    book = arabic(tmp_path, ENTRIES, parts.current_book())
    parts.web_chat._book = parts.conversation._book = lambda: book
    async with visit(chrome, lotse.url, "/?lang=ar", complaints, **PHONE) as page:
        await expect(messages(page, "bot").last).to_contain_text("كيف أساعدك؟")
        await page.get_by_test_id("more").click()
        await page.get_by_test_id("help").click()
        text = messages(page, "bot").filter(has_text="ADS").locator(".text")
        name, police = await where(text, "ADS"), await where(text, "الشرطة")
        number = await where(text, "110")
        assert name["right"] < police["right"] < number["right"]


async def test_each_line_of_a_person_has_its_own_direction(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await expect(page.get_by_test_id("option").first).to_be_visible()
        await write(page, "هل هذا صحيح؟\nMein Vermieter sagt: Nein, das geht so nicht.")
        text = messages(page, "resident").last.locator(".text")
        arabic_line, german_line = await where(text, "هل هذا"), await where(text, "Mein")
        assert arabic_line["right"] < 2 < arabic_line["left"]
        assert german_line["left"] < 2 < german_line["right"]
