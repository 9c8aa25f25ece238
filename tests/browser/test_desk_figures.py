"""The figures of closed quarters, and being told by e-mail, at the desk's own page."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.browsing import OFFICE, Complaints, visit
from tests.browser.people import from_menu, sign_in
from tests.browser.test_chat import overflow, violations
from tests.counted_quarters import QUARTERS, count
from tests.handoff.smtp_server import Kept, smtp_server
from tests.running import Running, free_port

NARROW: dict[str, Any] = {
    "viewport": {"width": 320, "height": 640},
    "has_touch": True,
    "is_mobile": True,
    "bypass_csp": True,
}


@pytest.fixture
async def smtp() -> AsyncIterator[Kept]:
    async with smtp_server() as server:
        yield server


@pytest.fixture
async def demo(valkey_url: str, tmp_path: Path, smtp: Kept) -> AsyncIterator[Running]:
    mail = f"smtp://127.0.0.1:{smtp.port}"
    async with Running(tmp_path, valkey_url, port=free_port(), smtp_url=mail) as running:
        yield running


async def come_in(page: Page, demo: Running) -> None:
    await sign_in(page, demo.name, demo.passphrase)
    await expect(page.get_by_test_id("nav-figures")).to_be_visible()


async def fine(page: Page) -> None:
    assert await overflow(page) == 0
    assert await violations(page) == []


async def test_figures_of_closed_quarters(
    chrome: Browser, demo: Running, complaints: Complaints
) -> None:
    async with visit(chrome, demo.url, "/desk/", complaints, **OFFICE) as page:
        await come_in(page, demo)
        await page.get_by_test_id("nav-figures").click()
        await expect(page.get_by_test_id("no-figures")).to_be_visible()
        await count(demo.parts.store, "ads", demo.parts.slips.fields_of("ads"))
        await page.reload()
        await come_in(page, demo)
        await expect(page.get_by_test_id("figures-total")).to_have_text(
            "3. Quartal 2026: 57 Anliegen"
        )
        await _tells_nothing_small(page)
        # Through the quarters, and one of them.
        await page.get_by_test_id("course-field").select_option("area")
        await page.get_by_test_id("course-code").select_option("work")
        await expect(page.get_by_role("img", name="Lebensbereich: Arbeit")).to_be_visible()
        await page.get_by_text("Als Tabelle").click()
        rows = page.get_by_test_id("course-table").locator("tbody tr")
        await expect(rows).to_have_count(len(QUARTERS))
        await page.get_by_test_id("figures-quarter").select_option("2026-Q1")
        await expect(page.get_by_test_id("figures-total")).to_contain_text("44 Anliegen")
        # What is fetched says what is shown.
        async with page.expect_download() as fetching:
            await page.get_by_test_id("figures-csv").click()
        text = Path(await (await fetching.value).path()).read_bytes().decode("utf-8-sig")
        assert text.startswith('"Quartal";"Team"')
        async with page.expect_download() as fetching:
            await page.get_by_test_id("figures-json").click()
        data = json.loads(Path(await (await fetching.value).path()).read_text())
        assert [each["total"] for each in data["quarters"]] == [57, 38, 44, 31]
    assert complaints == []


async def _tells_nothing_small(page: Page) -> None:
    tables = page.locator(".figure-table")
    await expect(tables.first).to_be_visible()
    numbers = await tables.locator("tbody td:not(.plot)").all_inner_texts()
    assert len(numbers) > 20
    shown = [text.strip() for text in numbers]
    assert all(int(text) >= 5 for text in shown if text.isdigit())
    assert {text.split()[0] for text in shown if not text.isdigit()} == {"–"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_figures_and_notices_fit_and_axe_finds_nothing(
    chrome: Browser, demo: Running, complaints: Complaints, scheme: Any
) -> None:
    await count(demo.parts.store, "ads", demo.parts.slips.fields_of("ads"))
    phone = {**NARROW, "color_scheme": scheme}
    async with visit(chrome, demo.url, "/desk/", complaints, **phone) as page:
        await come_in(page, demo)
        await page.get_by_test_id("nav-figures").click()
        await page.get_by_test_id("figures-legend").wait_for()
        await page.get_by_text("Als Tabelle").click()
        await fine(page)
        await to_notices(page)
        await page.get_by_test_id("notify-email").check()
        await fine(page)


async def to_notices(page: Page) -> None:
    await from_menu(page, "nav-keys")
    await page.get_by_test_id("own-notices").click()
    await page.get_by_test_id("notify-save").wait_for()


async def test_being_told_by_mail(
    chrome: Browser, demo: Running, complaints: Complaints, smtp: Kept
) -> None:
    async with visit(chrome, demo.url, "/desk/", complaints, **OFFICE) as page:
        await come_in(page, demo)
        await to_notices(page)
        await expect(page.get_by_test_id("notify-try")).to_be_disabled()
        await page.get_by_test_id("notify-email").check()
        await page.get_by_test_id("notify-address").fill("ich bin's")
        await page.get_by_test_id("notify-save").click()
        await expect(page.locator("#notify-address-error")).to_contain_text("name@stadt.de")
        await page.get_by_test_id("notify-address").fill("ich@stadt.de")
        await page.get_by_test_id("notify-save").click()
        await expect(page.get_by_text("Gespeichert.")).to_be_visible()
        smtp.refuses.append("550 unknown")
        await page.get_by_test_id("notify-try").click()
        await expect(page.get_by_test_id("notify-trouble-email")).to_contain_text(
            "nimmt diese Adresse nicht an"
        )
        await page.get_by_test_id("notify-try").click()
        await expect(page.get_by_text("Die Probe ist unterwegs.")).to_be_visible()
        await expect(page.get_by_test_id("notify-trouble-email")).to_have_count(0)
        await page.reload()
        await come_in(page, demo)
        await to_notices(page)
        await expect(page.get_by_test_id("notify-address")).to_have_value("ich@stadt.de")
    ((_, to, mail),) = smtp.mails
    assert to == ["ich@stadt.de"]
    assert "Probe" in str(mail.get_payload(decode=True), "utf-8")  # type: ignore[arg-type]
    assert complaints == []
