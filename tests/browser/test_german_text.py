"""The German text beside a translation that nobody has reviewed, on a phone."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Browser, Page, expect

from bot.engine.words import WORDS
from tests import report_way
from tests.browser.browsing import PHONE, Complaints, visit
from tests.browser.people import messages, tap
from tests.running import Running, shipped_book

ENGLISH: dict[str, Any] = {**PHONE, "locale": "en-GB"}


async def grown_up(page: Page) -> None:
    """The first question: how old; the third answer is an adult's."""
    options = messages(page, "bot").last.get_by_test_id("option")
    await expect(options).to_have_count(4)
    await options.nth(2).click()


async def test_it_comes_at_a_tap_and_the_page_keeps_its_language(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **ENGLISH) as page:
        await expect(page.get_by_test_id("option").first).to_be_visible()
        await tap(page, "Report discrimination")
        await grown_up(page)
        question = messages(page, "bot").last
        unchecked = shipped_book(True).texts.get("en", "bot/machine", WORDS["machine"])
        await expect(question).to_contain_text(report_way.asks("report/safe", "en"))
        await expect(question).to_contain_text(unchecked)
        # It does not look like an answer: the two answers share a row, and it stands below them.
        await expect(question.get_by_test_id("option")).to_have_count(2)
        await question.get_by_test_id("aside").click()
        german = messages(page, "bot").last
        await expect(german).to_contain_text(report_way.asks("report/safe"))
        await expect(german).to_have_attribute("lang", "de")
        await expect(german.get_by_test_id("aside")).to_have_count(0)
        own = messages(page, "resident").last
        await expect(own).to_contain_text("German text")
        await expect(own.locator(".state")).to_have_count(0)
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await expect(page.get_by_test_id("leave")).to_contain_text("Leave quickly")
        await german.get_by_test_id("option").first.click()
        await expect(messages(page, "bot").last).to_contain_text(
            report_way.asks("report/wish", "en")
        )


async def test_by_keyboard(chrome: Browser, lotse: Running, complaints: Complaints) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **ENGLISH) as page:
        await expect(page.get_by_test_id("option").first).to_be_visible()
        await tap(page, "Report discrimination")
        await grown_up(page)
        await expect(messages(page, "bot").last.get_by_test_id("option")).to_have_count(2)
        await page.get_by_test_id("aside").last.focus()
        await page.keyboard.press("Enter")
        await expect(messages(page, "bot").last).to_contain_text(report_way.asks("report/safe"))
