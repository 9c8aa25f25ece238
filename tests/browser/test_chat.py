"""The resident's page as people use it: small, by keyboard, from right to left, offline."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Route, expect

from tests import report_way
from tests.browser.browsing import OFFICE, PHONE, SMALL_PHONE, Complaints, visit
from tests.browser.people import messages, tap, write
from tests.running import Running


async def opened(page: Page) -> None:
    await expect(page.get_by_test_id("option").first).to_be_visible()


async def overflow(page: Page) -> int:
    """How many pixels the page is wider than the screen."""
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(await page.evaluate(width))


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found.response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_a_small_phone_and_axe_finds_nothing(
    chrome: Browser, lotse: Running, complaints: Complaints, scheme: str
) -> None:
    phone: dict[str, Any] = {**SMALL_PHONE, "color_scheme": scheme, "bypass_csp": True}
    async with visit(chrome, lotse.url, "/", complaints, **phone) as page:
        await opened(page)
        assert await overflow(page) == 0
        assert await violations(page) == []
        await tap(page, "Diskriminierung melden")
        await expect(messages(page, "bot").last).to_contain_text(report_way.asks("report/age"))
        await page.get_by_test_id("more").click()
        assert await overflow(page) == 0
        assert await violations(page) == []


async def test_by_keyboard_alone(chrome: Browser, lotse: Running, complaints: Complaints) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **OFFICE) as page:
        await opened(page)
        option = page.get_by_test_id("option").filter(has_text="Neu in Hannover")
        for _ in range(40):
            await page.keyboard.press("Tab")
            if await option.evaluate("element => element === document.activeElement"):
                break
        await page.keyboard.press("Enter")
        await expect(messages(page, "bot").last).to_contain_text("Wo wohnen Sie?")
        await page.get_by_test_id("input").focus()
        await page.keyboard.type("zurück")
        await page.keyboard.press("Enter")
        await expect(messages(page, "bot").last).to_contain_text("Wobei kann ich")
    assert complaints == []


async def test_the_page_turns_round_for_arabic(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    """Until there is an Arabic catalogue the direction is put into the server's answers."""

    async def turned(route: Route) -> None:
        answer = await route.fetch()
        body = await answer.text()
        await route.fulfill(response=answer, body=body.replace('"dir":"ltr"', '"dir":"rtl"'))

    async with visit(chrome, lotse.url, "/", complaints, **SMALL_PHONE) as page:
        await page.route("**/chat/api/**", turned)
        await page.reload()
        await opened(page)
        assert await page.evaluate("document.documentElement.dir") == "rtl"
        assert await overflow(page) == 0
        message = messages(page, "bot").first
        assert await message.get_attribute("dir") == "rtl"
    assert complaints == []


async def test_the_session_lives_in_the_tab(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await opened(page)
        await write(page, "Das ist nur für mich.")
        await expect(messages(page, "resident").last).to_contain_text("nur für mich")
        await page.reload()
        await expect(messages(page, "resident").last).to_contain_text("nur für mich")
        tab = await page.context.new_page()
        await tab.goto(f"{lotse.url}/")
        await opened(tab)
        await expect(messages(tab, "resident")).to_have_count(0)
        stored = await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        local, session = json.loads(stored)
        assert local == {}
        assert len(session) == 1
        assert await page.context.cookies() == []


async def test_what_is_written_offline_arrives_once(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await opened(page)
        await page.context.set_offline(True)
        await write(page, "sprache")
        await expect(page.get_by_test_id("offline")).to_be_visible()
        await page.context.set_offline(False)
        await expect(messages(page, "bot").last).to_contain_text("Which language")
        await expect(messages(page, "resident")).to_have_count(1)


async def test_two_quick_taps_are_one(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await opened(page)
        await page.get_by_test_id("option").filter(has_text="Neu in Hannover").dblclick()
        await expect(messages(page, "bot").last).to_contain_text("Wo wohnen Sie?")
        await expect(messages(page, "resident")).to_have_count(1)


async def test_english_and_back(chrome: Browser, lotse: Running, complaints: Complaints) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE, locale="en-GB") as page:
        await opened(page)
        assert await page.evaluate("document.documentElement.lang") == "en"
        await tap(page, "Sprache / Language")
        await page.get_by_role("button", name="Deutsch", exact=True).last.click()
        await expect(page.get_by_text("Wir schreiben jetzt Deutsch.")).to_be_visible()
        await expect(page.locator("html")).to_have_attribute("lang", "de")


async def test_deleting_everything(chrome: Browser, lotse: Running, complaints: Complaints) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await opened(page)
        await write(page, "Das soll weg.")
        await expect(messages(page, "resident").last).to_contain_text("Das soll weg")
        await page.get_by_test_id("more").click()
        await page.get_by_test_id("erase").click()
        await page.get_by_test_id("erase-yes").click()
        await expect(page.get_by_text("Das soll weg")).to_have_count(0)
        await expect(page.get_by_text("Der Chat ist gelöscht")).to_be_visible()
        assert await lotse.parts.valkey.client.keys("s:*") == []
        assert await page.evaluate("sessionStorage.length") == 0


async def test_leaving_quickly(chrome: Browser, lotse: Running, complaints: Complaints) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await page.context.route(re.compile("wetter"), lambda route: route.fulfill(body="Wetter"))
        await opened(page)
        await page.get_by_test_id("leave").click()
        await page.wait_for_url(re.compile("wetter"))
        for _ in range(100):
            if await lotse.parts.valkey.client.keys("s:*") == []:
                break
            await page.wait_for_timeout(50)
        assert await lotse.parts.valkey.client.keys("s:*") == []


async def test_hostile_text_stays_text(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>{em.police}'
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await opened(page)
        await write(page, hostile)
        await expect(messages(page, "resident").last).to_contain_text("<img src=x")
        assert await page.locator("main img, main script").count() == 0
        assert await page.title() not in ("1", "2")
    assert complaints == []
