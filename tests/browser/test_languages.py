"""Choosing a language on a small phone, in names of many scripts."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from bot.engine.languages import KNOWN
from tests.browser.browsing import SMALL_PHONE, Complaints, visit
from tests.browser.people import messages, tap, write
from tests.browser.test_chat import opened, overflow, violations
from tests.engine.tongues import in_all
from tests.running import Running

NAMES = [known.name for known in KNOWN.values()]
STRANGE = {**SMALL_PHONE, "locale": "zh-CN"}


@pytest.fixture
def many(lotse: Running) -> Running:
    """Lotse in all languages of the city; each text says which one it is in."""
    lotse.parts.live.book = in_all(lotse.parts.live.book)
    return lotse


async def labels(page: Page) -> list[str]:
    return await page.get_by_test_id("option").all_inner_texts()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_stranger_is_asked_in_all_languages_first(
    chrome: Browser, many: Running, complaints: Complaints, scheme: str
) -> None:
    phone: dict[str, Any] = {**STRANGE, "color_scheme": scheme, "bypass_csp": True}
    async with visit(chrome, many.url, "/", complaints, **phone) as page:
        await opened(page)
        assert await labels(page) == NAMES
        await expect(messages(page, "bot")).to_have_count(1)
        await expect(messages(page, "bot").first).to_contain_text("Sprache · Dil")
        await expect(page.get_by_text("zurechtzufinden")).to_be_hidden()
        assert await overflow(page) == 0
        assert await violations(page) == []
        for lang in KNOWN:
            option = page.locator(f'[data-testid="option"][lang="{lang}"]')
            assert await option.get_attribute("dir") == ("rtl" if KNOWN[lang].rtl else "ltr")
        await tap(page, "العربية")
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        await expect(page.locator("html")).to_have_attribute("lang", "ar")
        await expect(messages(page, "bot").last).to_contain_text("[ar] Wobei kann ich")
        await expect(messages(page, "bot").last).to_have_attribute("dir", "rtl")
        assert await overflow(page) == 0


@pytest.mark.parametrize(("locale", "lang"), [("hr-HR", "sr"), ("de-AT", "de"), ("fa-AF", "fa")])
async def test_the_browsers_language_is_taken_where_it_is_ours(
    chrome: Browser, many: Running, complaints: Complaints, locale: str, lang: str
) -> None:
    async with visit(chrome, many.url, "/", complaints, **SMALL_PHONE, locale=locale) as page:
        await opened(page)
        await expect(page.locator("html")).to_have_attribute("lang", lang)
        await expect(messages(page, "bot").last).to_contain_text("Wobei kann ich")


async def test_the_globe_is_always_there(
    chrome: Browser, many: Running, complaints: Complaints
) -> None:
    async with visit(chrome, many.url, "/", complaints, **SMALL_PHONE) as page:
        await opened(page)
        assert (
            await page.get_by_test_id("start-language").locator("option").all_inner_texts() == NAMES
        )
        await tap(page, "Neu in Hannover")
        question = await messages(page, "bot").last.inner_text()
        await page.get_by_test_id("world").click()
        await expect(messages(page, "bot").last).to_contain_text("Welche Sprache")
        await tap(page, "Tiếng Việt")
        await expect(page.locator("html")).to_have_attribute("lang", "vi")
        await expect(messages(page, "bot").last).to_contain_text(question.split("\n")[1][:20])
        assert await overflow(page) == 0
    assert complaints == []


async def test_an_offer_stands_in_its_language_and_the_page_in_its_own(
    chrome: Browser, many: Running, complaints: Complaints
) -> None:
    async with visit(chrome, many.url, "/", complaints, **SMALL_PHONE) as page:
        await opened(page)
        await write(page, "عندي مشكلة مع صاحب البيت")
        offer = messages(page, "bot").last
        await expect(offer).to_contain_text("[ar] Möchten Sie in dieser Sprache schreiben?")
        await expect(offer).to_have_attribute("dir", "rtl")
        await expect(page.locator("html")).to_have_attribute("lang", "de")
        await tap(page, "· Deutsch")
        await expect(messages(page, "bot").last).to_contain_text("Wobei kann ich")
        await write(page, "quiero hablar con una persona por favor")
        await tap(page, "· Español")
        await expect(page.locator("html")).to_have_attribute("lang", "es")
        await expect(messages(page, "bot").last).to_contain_text("[es] Wobei kann ich")
    assert complaints == []


async def test_the_start_tells_what_is_known(many: Running) -> None:
    async with httpx.AsyncClient(base_url=many.url, timeout=60) as client:
        for wish, lang, known in (
            ("tr-TR,de;q=0.5", "tr", True),
            ("zh-CN", "de", False),
            ("", "de", False),
            ("de", "de", True),
            ("sr-Cyrl,en;q=0.1", "sr", True),
        ):
            answer = await client.get("/chat/api/start", headers={"Accept-Language": wish})
            start = json.loads(answer.text)
            assert (start["lang"], start["known"]) == (lang, known), wish
        chosen = (await client.get("/chat/api/start?lang=hr")).json()
        assert (chosen["lang"], chosen["known"]) == ("sr", True)
