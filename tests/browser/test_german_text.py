"""The German text beside a translation that nobody has reviewed, on a phone."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Browser, expect

from tests.browser.browsing import PHONE, Complaints, visit
from tests.browser.people import messages, tap
from tests.running import Running

ENGLISH: dict[str, Any] = {**PHONE, "locale": "en-GB"}


async def test_it_comes_at_a_tap_and_the_page_keeps_its_language(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **ENGLISH) as page:
        await expect(page.get_by_test_id("option").first).to_be_visible()
        await tap(page, "Report discrimination")
        question = messages(page, "bot").last
        await expect(question).to_contain_text("Machine translation, not checked by anyone")
        # It does not look like an answer: the two answers share a row, and it stands below them.
        await expect(question.get_by_test_id("option")).to_have_count(2)
        await question.get_by_test_id("aside").click()
        german = messages(page, "bot").last
        await expect(german).to_contain_text("Sind Sie jetzt in Sicherheit?")
        await expect(german).to_have_attribute("lang", "de")
        await expect(german.get_by_test_id("aside")).to_have_count(0)
        own = messages(page, "resident").last
        await expect(own).to_contain_text("German text")
        await expect(own.locator(".state")).to_have_count(0)
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await expect(page.get_by_test_id("leave")).to_contain_text("Leave quickly")
        await german.get_by_test_id("option").first.click()
        await expect(messages(page, "bot").last).to_contain_text("What would you like?")


async def test_by_keyboard(chrome: Browser, lotse: Running, complaints: Complaints) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **ENGLISH) as page:
        await expect(page.get_by_test_id("option").first).to_be_visible()
        await tap(page, "Report discrimination")
        await page.get_by_test_id("aside").focus()
        await page.keyboard.press("Enter")
        await expect(messages(page, "bot").last).to_contain_text("Sind Sie jetzt in Sicherheit?")
