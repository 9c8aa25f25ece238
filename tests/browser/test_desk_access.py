"""The desk's newer pages for everybody: small screens, dark, by keyboard, with a screen reader."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.browsing import OFFICE, Complaints, visit
from tests.browser.desk_people import SafeCase, invitation, join, real_office, set_up
from tests.browser.people import from_menu
from tests.browser.test_chat import overflow, violations
from tests.running import Running

NARROW: dict[str, Any] = {
    "viewport": {"width": 320, "height": 640},
    "has_touch": True,
    "is_mobile": True,
    "bypass_csp": True,
}

PANELS = ("answers", "language", "notes", "deadlines", "record", "export")


@pytest.fixture
async def office(valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with real_office(valkey_url, tmp_path) as running:
        yield running


async def fine(page: Page) -> None:
    assert await overflow(page) == 0
    assert await violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_fits_and_axe_finds_nothing(
    chrome: Browser, office: Running, complaints: Complaints, scheme: Any
) -> None:
    phone = {**NARROW, "color_scheme": scheme}
    async with visit(chrome, office.url, "/desk/", complaints, **phone) as page:
        await expect(page.get_by_test_id("signin-passkey")).to_be_visible()
        await fine(page)
        await set_up(office, page)
        await fine(page)
        await page.get_by_test_id("passkey-decline").click()
        async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as second:
            await join(second, await invitation(page), "bo", "Bo M.")
        await page.get_by_test_id("confirm-staff").wait_for()
        await page.get_by_test_id("staff-more").locator("summary").click()
        await fine(page)
        await page.get_by_test_id("confirm-staff").click()
        await expect(page.get_by_test_id("confirm-staff")).to_have_count(0)
        for area, sign in (
            ("audit", "audit-entry"),
            ("counts", "no-counts"),
            ("system", "system"),
            ("recovery", "drill"),
        ):
            await page.get_by_test_id(f"nav-{area}").click()
            await page.get_by_test_id(sign).first.wait_for()
            await fine(page)
        await page.get_by_test_id("drill").click()
        await page.get_by_test_id("paper-text").wait_for()
        await fine(page)
        await from_menu(page, "nav-keys")
        await page.get_by_test_id("method").first.wait_for()
        await fine(page)
        case = await SafeCase.open(office, [{"id": "x", "question": "Was?", "answer": "x" * 300}])
        await case.attach("document", "y" * 200 + ".pdf", b"%PDF-1.4")
        await case.attach("voice", "v", b"OggS")
        await page.get_by_test_id("nav-cases").click()
        await page.get_by_test_id("case-row").wait_for()
        await fine(page)
        await page.get_by_test_id("case-row").click()
        await page.get_by_test_id("voice").wait_for()
        await page.get_by_test_id("panel-lead").locator("summary").click()
        await page.get_by_test_id("exclude-who").wait_for()
        await fine(page)
        await page.get_by_test_id("claim").click()
        await page.get_by_test_id("reply-text").wait_for()
        for name in PANELS:
            panel = page.get_by_test_id(f"panel-{name}")
            if await panel.get_attribute("open") is None:
                await panel.locator("summary").first.click()
            await panel.locator(".panel-body").wait_for()
        await page.get_by_test_id("deadline-rule").select_option("read")
        await page.get_by_test_id("deadline-day").fill("2031-01-31")
        await page.get_by_test_id("note-call").check()
        await fine(page)
        await page.get_by_test_id("nav-cases").click()
        await page.get_by_test_id("new-case").click()
        await page.get_by_test_id("new-make").wait_for()
        await fine(page)
        await from_menu(page, "open-keys")
        guide = page.get_by_test_id("keys-help").get_by_test_id("guide")
        await fine(page)
        async with page.context.expect_page() as opening:
            await guide.click()
        await fine(await opening.value)


async def test_by_keyboard_alone(chrome: Browser, lotse: Running, complaints: Complaints) -> None:
    """Signing in, a new passphrase begun and given up, back to the cases."""
    async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as page:
        await expect(page.get_by_test_id("signin-name")).to_be_visible()
        await press_to(page, "signin-name")
        await page.keyboard.type(lotse.name)
        await press_to(page, "signin-passphrase")
        await page.keyboard.type(lotse.passphrase)
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("lock")).to_be_visible()
        await press_to(page, "person-menu", "summary")
        await page.keyboard.press("Enter")
        await press_to(page, "nav-keys")
        await page.keyboard.press("Enter")
        await press_to(page, "keys-new-phrase")
        await page.keyboard.press("Enter")
        await press_to(page, "proof-passphrase")
        await page.keyboard.type(lotse.passphrase)
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("passphrase")).to_be_visible()
        await press_to(page, "sign-out-all")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await press_to(page, "nav-cases")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Fälle")).to_be_visible()
    assert complaints == []


async def press_to(page: Page, testid: str, within: str = "") -> None:
    """Tab until the element (or what is `within` it) has the focus."""
    element = page.get_by_test_id(testid)
    if within:
        element = element.locator(within)
    await element.wait_for()
    for _ in range(60):
        if await element.evaluate("one => one === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{testid} cannot be reached by the keyboard")


async def test_the_desk_cannot_be_framed(chrome: Browser, lotse: Running) -> None:
    context = await chrome.new_context()
    page = await context.new_page()
    await page.route(
        "http://other.example/",
        lambda route: route.fulfill(
            content_type="text/html", body=f'<iframe src="{lotse.url}/desk/"></iframe>'
        ),
    )
    await page.goto("http://other.example/")
    frame = page.frames[1]
    await expect(frame.get_by_test_id("signin-name")).to_have_count(0)
    assert lotse.url not in frame.url or await frame.locator("#app").count() == 0
    await context.close()
