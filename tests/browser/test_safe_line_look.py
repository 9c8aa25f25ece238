"""The safe line for everybody: small phones, screen readers, keyboards, from right to left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from tests import report_way
from tests.browser.browsing import OFFICE, SMALL_PHONE, Complaints, visit
from tests.browser.people import (
    STORY,
    agree,
    asked,
    at_grounds,
    evidence,
    keep_receipt,
    my_case,
    told,
    write,
)
from tests.browser.test_chat import overflow, violations
from tests.running import Running


async def fine(page: Page, dialog: Locator | None = None, save: Path | None = None) -> None:
    """Nothing sticks out, axe finds nothing, and a dialog holds all of its content."""
    assert await overflow(page) == 0
    assert await violations(page) == []
    if dialog:
        wider = "element => element.scrollWidth - element.clientWidth"
        assert await dialog.evaluate(wider) <= 0
    if save:
        await page.wait_for_timeout(300)
        await page.screenshot(path=save)


@pytest.mark.parametrize("turned", [False, True], ids=["ltr", "rtl"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_screen_fits_a_small_phone(
    chrome: Browser, lotse: Running, complaints: Complaints, scheme: str, turned: bool
) -> None:
    phone: dict[str, Any] = {**SMALL_PHONE, "color_scheme": scheme, "bypass_csp": True}
    async with visit(chrome, lotse.url, "/", complaints, **phone) as page:
        if turned:
            await page.context.route("**/chat/api/**", turn)
            await page.reload()
        shots = SHOTS / f"{scheme}-{'rtl' if turned else 'ltr'}" if SHOTS else None
        await told(page)
        await fine(page, save=shots and shots / "question.png")
        await write(page, STORY)
        await agree(page)
        receipt = page.get_by_test_id("receipt")
        await expect(receipt).to_be_visible()
        await fine(page, receipt, shots and shots / "receipt.png")
        digits = page.get_by_test_id("receipt-digits")
        assert await digits.evaluate("element => getComputedStyle(element).direction") == "ltr"
        await keep_receipt(page)
        await expect(page.get_by_test_id("attach-photo")).to_be_visible()
        await fine(page, save=shots and shots / "open.png")
        await my_case(page)
        await fine(page, page.get_by_test_id("case-panel"), shots and shots / "panel.png")
        await page.get_by_test_id("withdraw").click()
        await fine(page, page.get_by_test_id("withdrawal"), shots and shots / "withdraw.png")
        await page.get_by_test_id("close-here").click()
        await page.get_by_test_id("more").click()
        await page.get_by_test_id("enter-receipt").click()
        await page.get_by_test_id("digits").fill("12")
        await page.get_by_test_id("receipt-open").click()
        await fine(page, page.get_by_test_id("receipt-form"), shots and shots / "form.png")
    assert complaints == []


SHOTS: Path | None = None


async def turn(route: Route) -> None:
    """Until there is an Arabic catalogue the direction is put into the server's answers."""
    if route.request.method != "GET":
        await route.fallback()
        return
    answer = await route.fetch(timeout=0)  # it may be a long poll
    body = await answer.text()
    await route.fulfill(response=answer, body=body.replace('"dir":"ltr"', '"dir":"rtl"'))


async def test_by_keyboard_alone(chrome: Browser, lotse: Running, complaints: Complaints) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **OFFICE) as page:
        await at_grounds(page)
        name = report_way.ground("religion")
        await reach(page, page.get_by_test_id("option").filter(has_text=name).last)
        await page.keyboard.press("Enter")
        await reach(page, page.locator(".seal-done"))
        await page.keyboard.press("Enter")
        for place, option in report_way.TO_STORY:
            await asked(page, place)
            name = report_way.label((place, option))
            await reach(page, page.get_by_test_id("option").filter(has_text=name).last)
            await page.keyboard.press("Enter")
        await asked(page, report_way.STORY)
        await page.get_by_test_id("input").focus()
        await page.keyboard.type(STORY)
        await page.keyboard.press("Enter")
        await evidence(page)
        await agree(page)
        await expect(page.get_by_test_id("receipt")).to_be_visible()
        # The digits cannot be closed away by accident.
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("receipt")).to_be_visible()
        await reach(page, page.get_by_test_id("receipt-kept"))
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("receipt")).to_have_count(0)
        await reach(page, page.get_by_test_id("attach-voice"))
    assert complaints == []


async def reach(page: Page, target: Locator) -> None:
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("it cannot be reached with the keyboard")


async def test_leaving_quickly_works_from_every_dialog(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/#receipt", complaints, **SMALL_PHONE) as page:
        await page.context.route("**wetter**", lambda route: route.fulfill(body="Wetter"))
        await page.get_by_test_id("leave-here").click()
        await page.wait_for_url("**wetter**")


async def test_english(chrome: Browser, lotse: Running, complaints: Complaints) -> None:
    """Every word of the safe line is there in the second language, too."""
    async with visit(
        chrome, lotse.url, "/#receipt", complaints, **SMALL_PHONE, locale="en-GB"
    ) as page:
        await page.get_by_test_id("digits").fill("12")
        await page.get_by_test_id("receipt-open").click()
        await expect(page.get_by_test_id("digits-fault")).to_contain_text("There must be 32")
    assert complaints == []
