"""Two people at the desk: joining, passing keys on, revoking, keeping a case from somebody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.browsing import OFFICE, Complaints, visit
from tests.browser.desk_people import (
    confirm,
    invitation,
    join,
    new_phrase,
    real_office,
    set_up,
    telegram_case,
    two_at_work,
)
from tests.browser.people import from_menu, sign_in
from tests.running import Running

STORY = "Ich wollte eine Wohnung ansehen."


@pytest.fixture
async def office(valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with real_office(valkey_url, tmp_path) as running:
        yield running


def row(page: Page, name: str) -> Any:
    return page.get_by_test_id("staff-row").filter(has_text=name)


async def open_case(page: Page, number: str) -> None:
    await page.get_by_test_id("nav-cases").click()
    await page.get_by_test_id("case-row").filter(has_text=number).click()


async def test_an_older_case_is_passed_on_to_who_came_later(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with two_at_work(chrome, office, complaints) as (lead, second, *_):
        case = await telegram_case(office, STORY)
        await open_case(second, case.number)
        await expect(second.get_by_test_id("answers")).to_contain_text(STORY)
        async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as third:
            await join(third, await invitation(lead), "cem", "Cem Y.")
            await third.get_by_test_id("passkey-decline").click()
            await expect(
                third.get_by_text("Ihr Schlüssel ist noch nicht bestätigt")
            ).to_be_visible()
            await confirm(lead)
            # Somebody's page passes the key on by itself; the new page opens the case by itself.
            await third.get_by_test_id("case-row").filter(has_text=case.number).click()
            await expect(third.get_by_test_id("answers")).to_contain_text(STORY)
            told = [
                await page.get_by_test_id("passed-on").get_attribute("data-n")
                for page in (lead, second)
            ]
            teller = (lead, second)[told.index("1")]
            await expect(teller.get_by_text("Für 1 Anliegen Schlüssel weiter")).to_be_visible()
    assert complaints == []


async def test_who_is_revoked_sees_nothing_any_more(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with two_at_work(chrome, office, complaints) as (lead, second, *_):
        case = await telegram_case(office, STORY)
        await open_case(second, case.number)
        await second.get_by_test_id("claim").click()
        await expect(second.get_by_test_id("reply-text")).to_be_visible()
        await second.get_by_test_id("reply-text").fill("Ein angefangener Satz")

        await lead.get_by_test_id("nav-staff").click()
        await row(lead, "Bo M.").get_by_test_id("staff-more").locator("summary").click()
        await lead.get_by_test_id("revoke").click()
        await lead.get_by_test_id("revoke-confirm").click()
        # One key-holder would remain: said before it is done.
        await expect(lead.get_by_text("weniger als zwei Personen")).to_be_visible()
        await lead.get_by_test_id("revoke-anyway").click()
        await expect(row(lead, "Bo M.")).to_have_attribute("data-revoked", "true")
        await expect(lead.get_by_test_id("few-holders")).to_be_visible()

        await expect(second.get_by_test_id("signin-name")).to_be_visible(timeout=60_000)
        await expect(second.get_by_text(STORY)).to_have_count(0)
        await expect(second.get_by_text(case.number)).to_have_count(0)
        # The case is free again.
        await open_case(lead, case.number)
        await expect(lead.get_by_test_id("case-state")).to_have_text("Neu")
        await expect(lead.get_by_test_id("claim")).to_be_visible()
    assert complaints == []


async def test_who_lost_all_keys_comes_back_with_new_ones(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with two_at_work(chrome, office, complaints) as (lead, second, *_):
        case = await telegram_case(office, STORY)
        await lead.get_by_test_id("nav-staff").click()
        await row(lead, "Bo M.").get_by_test_id("staff-more").locator("summary").click()
        await lead.get_by_test_id("reenrol").click()
        await lead.get_by_test_id("reenrol-confirm").click()
        link = await lead.get_by_test_id("enrol-link").input_value()
        async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as anew:
            await anew.goto(link)
            await expect(anew.get_by_test_id("passphrase")).to_be_visible()
            await expect(anew.get_by_test_id("setup-name")).to_have_count(0)
            passphrase = await new_phrase(anew)
            await anew.get_by_test_id("finish").click()
            await anew.get_by_test_id("passkey-decline").click()
            await expect(second.get_by_test_id("signin-name")).to_be_visible(timeout=60_000)
            await confirm(lead)
            await anew.get_by_test_id("case-row").filter(has_text=case.number).click()
            await expect(anew.get_by_test_id("answers")).to_contain_text(STORY)
            await from_menu(anew, "sign-out")
            await sign_in(anew, "bo", passphrase)
            await expect(anew.get_by_test_id("answers")).to_contain_text(STORY)
    assert complaints == []


async def test_a_case_is_kept_from_a_colleague(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with two_at_work(chrome, office, complaints) as (lead, second, *_):
        case = await telegram_case(office, STORY)
        await open_case(second, case.number)
        await expect(second.get_by_test_id("answers")).to_contain_text(STORY)
        await open_case(lead, case.number)
        await lead.get_by_test_id("panel-lead").locator("summary").click()
        await lead.get_by_test_id("exclude-who").select_option(label="Bo M.")
        await lead.get_by_test_id("exclude").click()
        await expect(lead.get_by_test_id("excluded")).to_contain_text("Bo M.")
        await expect(lead.get_by_text("nur noch 1 Person")).to_be_visible()
        # Nothing is told to that page any more; it finds out by itself.
        gone = second.get_by_text("Diesen Fall gibt es nicht mehr")
        await expect(gone).to_be_visible(timeout=60_000)
        await expect(second.get_by_text(STORY)).to_have_count(0)
        await second.get_by_test_id("nav-cases").click()
        await expect(second.get_by_test_id("case-row")).to_have_count(0)
        await lead.get_by_test_id("excluded").get_by_role("button").click()
        await expect(lead.get_by_test_id("excluded")).to_have_count(0)
    assert complaints == []


async def test_a_damaged_lock_is_reported_and_made_anew(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with two_at_work(chrome, office, complaints) as (lead, second, phrase, _):
        case = await telegram_case(office, STORY)
        await lead.get_by_test_id("lock").click()
        async with office.parts.store.writing() as connection:
            changed = await connection.exec_driver_sql(
                "UPDATE wraps SET wrap = (SELECT wrap FROM wraps WHERE holder = 'recovery') "
                "WHERE holder = (SELECT id FROM staff WHERE name = 'bo')"
            )
            assert changed.rowcount == 1
        await open_case(second, case.number)
        await expect(second.get_by_test_id("case-trouble")).to_contain_text("1 andere Person")
        await expect(second.get_by_test_id("claim")).to_have_count(0)
        # As soon as the lead is there again, it opens by itself.
        await sign_in(lead, "ada", phrase)
        await expect(second.get_by_test_id("answers")).to_contain_text(STORY)
        await expect(second.get_by_test_id("case-trouble")).to_have_count(0)
    assert complaints == []


async def test_roles_decide_what_there_is(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as lead:
        await set_up(office, lead)
        await lead.get_by_test_id("passkey-decline").click()
        areas = {"editor": "counts", "operator": "system"}
        for role, area in areas.items():
            async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as page:
                await join(page, await invitation(lead, role), role, f"Die {role}")
                await page.get_by_test_id("passkey-decline").click()
                await confirm(lead)
                await expect(page.get_by_test_id(f"nav-{area}")).to_be_visible()
                for other in {"cases", "staff", "audit", "counts", "system"} - {area}:
                    await expect(page.get_by_test_id(f"nav-{other}")).to_have_count(0)
                await page.goto(f"{office.url}/desk/#/staff")
                await expect(page.get_by_test_id("staff-row")).to_have_count(0)
                shown = page.get_by_test_id("no-counts" if area == "counts" else "system")
                await expect(shown.first).to_be_visible()
        for area in ("audit", "counts", "system", "recovery"):
            await lead.get_by_test_id(f"nav-{area}").click()
            await expect(lead.get_by_role("heading", level=1)).to_be_visible()
        await lead.get_by_test_id("nav-audit").click()
        await expect(lead.locator('[data-verb="confirm"]')).to_have_count(2)
        await expect(lead.locator('[data-verb="confirm"]').first).to_contain_text(
            "Fingerabdruck bestätigt"
        )
    assert complaints == []


async def test_a_foreign_key_in_the_roster_is_not_confirmed_and_gets_no_keys(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    """A server that names somebody else's recipient under a colleague's fingerprint."""
    async with two_at_work(chrome, office, complaints) as (lead, *_):
        await telegram_case(office, STORY)
        posted: list[str] = []
        lead.on("request", lambda one: posted.append(one.url) if one.method == "POST" else None)
        foreign = "age1gde3ncmahlqd9gg50tanl99r960llztrhfapnmx853s4tjum03uqfssgdh"

        async def forged(route: Route) -> None:
            answer = await route.fetch()
            content = await answer.json()
            for person in content.get("staff", []):
                person["recipient"] = foreign
                person["confirmed"] = False
            await route.fulfill(response=answer, json=content)

        async def wanted(route: Route) -> None:
            answer = await route.fetch()
            one = {"case": "0" * 32, "staff": "1" * 32, "shown_name": "Bo", "wrap": "AAAA"}
            ask = {**one, "recipient": foreign, "fingerprint": "0000 0000 0000 0000 0000"}
            await route.fulfill(response=answer, json={"wanted": [ask]})

        await lead.route("**/desk/api/staff", forged)
        await lead.route("**/desk/api/rewraps", wanted)
        await lead.get_by_test_id("nav-cases").click()
        await lead.get_by_test_id("nav-staff").click()
        await expect(row(lead, "Bo M.").get_by_text("anderen Fingerabdruck")).to_be_visible()
        await expect(lead.get_by_test_id("confirm-staff")).to_have_count(0)
        await telegram_case(office, STORY)  # an event: the page looks what is wanted
        await expect(lead.get_by_text("Schlüssel konnten nicht weitergegeben")).to_be_visible()
        assert [url for url in posted if url.endswith("/wraps")] == []
    assert complaints == []
