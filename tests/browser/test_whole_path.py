"""The first day, whole: passkeys, a second counsellor, a sealed report, a reply, all erased."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.browsing import OFFICE, PHONE, Complaints, visit
from tests.browser.desk_people import (
    Authenticator,
    confirm,
    invitation,
    join,
    real_office,
    set_up,
)
from tests.browser.people import STORY, answer, messages, my_case, report
from tests.running import Running

OF_A_CASE = ("wraps", "shares", "items", "to_send", "reads", "exclusions")


@pytest.fixture
async def office(valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with real_office(valkey_url, tmp_path) as running:
        yield running


async def come_back_by_passkey(page: Page) -> None:
    """A reload forgets the key; one gesture signs in and unlocks."""
    await page.reload()
    await page.get_by_test_id("signin-passkey").click()
    await expect(page.get_by_test_id("lock")).to_be_visible()


async def rows_of_cases(office: Running) -> dict[str, int]:
    async with office.parts.store.reading() as connection:
        counted = {}
        for table in OF_A_CASE:
            query = f"SELECT count(*) FROM {table}"
            counted[table] = int((await connection.exec_driver_sql(query)).scalar_one())
        return counted


async def test_from_the_first_link_to_the_erased_case(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with (
        visit(chrome, office.url, "/desk/", complaints, **OFFICE) as lead,
        visit(chrome, office.url, "/desk/", complaints, **OFFICE) as second,
        visit(chrome, office.url, "/", complaints, **PHONE) as resident,
    ):
        await Authenticator.plug_in(lead)
        await set_up(office, lead)
        await lead.get_by_test_id("passkey-add").click()
        await Authenticator.plug_in(second)
        await join(second, await invitation(lead), "bo", "Bo M.")
        await second.get_by_test_id("passkey-add").click()
        await confirm(lead)

        digits = await report(resident)
        await come_back_by_passkey(second)
        await second.get_by_test_id("case-row").first.click()
        await expect(second.get_by_test_id("answers")).to_contain_text(STORY)
        await second.get_by_test_id("claim").click()
        await answer(second, "Guten Tag! Wann war der Termin?")
        reply = messages(resident, "counsellor").last
        await expect(reply).to_contain_text("Wann war der Termin?")
        await expect(reply).to_contain_text("Bo M.")
        assert (await rows_of_cases(office))["wraps"] == 3

        await my_case(resident)
        await resident.get_by_test_id("withdraw").click()
        await resident.get_by_test_id("digits").fill(digits)
        await resident.get_by_test_id("withdraw-yes").click()
        await expect(resident.get_by_test_id("erased")).to_contain_text("überall gelöscht")
        await expect(second.get_by_text(STORY)).to_have_count(0)
        assert await rows_of_cases(office) == dict.fromkeys(OF_A_CASE, 0)
    assert complaints == []
