"""A real start in the browser: the first lead, a second counsellor, the first case."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from post.sealing import open_with
from tests import report_way
from tests.browser.browsing import OFFICE, PHONE, Complaints, visit
from tests.browser.people import STORY, from_menu, messages, report, sign_in, write
from tests.resident import Resident
from tests.running import Running, free_port


@pytest.fixture
async def office(valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    """Lotse as after a first real start: nobody can sign in yet."""
    port = free_port()
    url = f"http://localhost:{port}"
    async with Running(tmp_path, valkey_url, port=port, demo=False, public_url=url) as running:
        yield running


async def introduce(page: Page, name: str, shown: str) -> str:
    """Name, generated passphrase, typed again; returns the passphrase."""
    await page.get_by_test_id("setup-name").fill(name)
    await page.get_by_test_id("setup-shown").fill(shown)
    await page.get_by_test_id("setup-next").click()
    passphrase = await page.get_by_test_id("passphrase").inner_text()
    assert len(passphrase.split()) == 7
    await page.get_by_test_id("setup-next").click()
    await page.get_by_test_id("passphrase-again").fill("something else entirely")
    await page.get_by_test_id("setup-next").click()
    await expect(page.get_by_test_id("passphrase-again")).to_be_visible()
    await page.get_by_test_id("passphrase-again").fill(passphrase)
    await page.get_by_test_id("setup-next").click()
    return passphrase


async def take_papers(page: Page) -> list[str]:
    """Both recovery papers as they are written down; each is shown once."""
    papers = []
    for n in (1, 2):
        await page.get_by_test_id(f"paper-{n}").wait_for()
        text = await page.get_by_test_id(f"paper-{n}").inner_text()
        papers.append("".join(text.split()))
        await page.get_by_test_id(f"paper-{n}-done").click()
    return papers


async def test_from_the_first_link_to_the_first_case(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    token = await office.parts.joining.setup_token()
    link = f"/desk/#setup={token}"
    async with visit(chrome, office.url, link, complaints, **OFFICE) as lead:
        passphrase = await introduce(lead, "lead", "Ada L.")
        papers = await take_papers(lead)
        await lead.get_by_test_id("finish").click()
        await lead.get_by_test_id("passkey-decline").click()
        await expect(lead.get_by_test_id("not-ready")).to_be_visible()

        async with httpx.AsyncClient(base_url=office.url, timeout=60) as client:
            early = Resident(client)
            await early.begin()
            await early.command("human")
            await early.tap("Ja, abschicken")
            refused = await early.offer()
            assert refused.json()["error"]["code"] == "nobody"
            await early.read()
            assert report_way.nobody_there() in " ".join(early.texts("bot"))

        await lead.get_by_role("link", name="Team").click()
        await lead.get_by_test_id("invite").click()
        invitation = await lead.get_by_test_id("invite-link").input_value()
        path = invitation.removeprefix(office.url)
        async with visit(chrome, office.url, path, complaints, **OFFICE) as second:
            await introduce(second, "second", "Bo M.")
            await second.get_by_test_id("finish").click()
            await second.get_by_test_id("passkey-decline").click()
            # The lead sees who joined without a reload, compares the fingerprint and confirms.
            await lead.get_by_test_id("confirm-staff").click()
            await expect(lead.get_by_test_id("confirm-staff")).to_have_count(0)

            async with visit(chrome, office.url, "/", complaints, **PHONE) as resident:
                await report(resident)
                await second.get_by_test_id("case-row").first.click()
                await expect(second.get_by_test_id("answers")).to_contain_text(STORY)
                await second.get_by_test_id("claim").click()
                await lead.get_by_role("link", name="Fälle").click()
                await lead.get_by_test_id("case-row").first.click()
                await expect(lead.get_by_test_id("answers")).to_contain_text(STORY)
                await expect(lead.get_by_text("Bo M.").first).to_be_visible()
                await write(resident, "Danke!")
                await expect(messages(lead, "resident").last).to_contain_text("Danke!")

        # Signing out and in again, with the passphrase as it was written down.
        await from_menu(lead, "sign-out")
        await sign_in(lead, "lead", passphrase)
        await expect(lead.get_by_test_id("answers")).to_contain_text(STORY)
    await the_papers_open_the_case(office, papers)
    assert complaints == []


async def the_papers_open_the_case(office: Running, papers: list[str]) -> None:
    """Both papers and the office's share open what no counsellor's key is needed for."""
    store = office.parts.store
    async with store.reading() as connection:
        rows = await connection.exec_driver_sql(
            'SELECT wraps.wrap, shares."case", shares.sealed FROM wraps '
            'JOIN shares ON shares."case" = wraps."case" WHERE wraps.holder = \'recovery\''
        )
        ((wrap, case_id, sealed),) = rows.fetchall()
    share = office.keyring.open("share", case_id, sealed).decode()
    inner = open_with(open_with(wrap, papers[0]), papers[1])
    assert open_with(inner, share).startswith(b"AGE-SECRET-KEY-1")


async def test_a_used_link_says_so(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    link = "/desk/#setup=used-or-never-given-out"
    async with visit(chrome, office.url, link, complaints, **OFFICE) as page:
        await expect(page.get_by_role("heading").first).to_be_visible()
        await expect(page.get_by_test_id("setup-name")).to_have_count(0)
        await page.get_by_role("button").last.click()
        await expect(page.get_by_test_id("signin-name")).to_be_visible()
